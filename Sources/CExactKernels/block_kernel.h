// Sums of products of digits, position by position. Included once for each instruction set, with
//
//   NAME(x)   the name of x for the instruction set
//   TARGET    its attributes
//
// `sums` is [position][4 rows][lanes] for dense blocks and [position][lanes] for a row of a sparse one.

// Dense, full panels: 4 rows x 8 lanes.
TARGET static void NAME(dense_panel)(
    const double *weights, size_t digits, size_t columns, const exact_panel *panel, double *sums) {
  const size_t positions = digits + panel->digits - 1, stride = panel->column_stride;
  for (size_t position = 0; position < positions; position++) {
    const size_t first = position < panel->digits ? 0 : position - panel->digits + 1;
    const size_t last = position < digits ? position : digits - 1;
    vector a0 = {0}, a1 = {0}, b0 = {0}, b1 = {0}, c0 = {0}, c1 = {0}, d0 = {0}, d1 = {0};
    for (size_t i = first; i <= last; i++) {
      const double *w = weights + i * columns * EXACT_ROWS;
      const double *x = panel->values + (position - i) * panel->digit_stride;
      for (size_t column = 0; column < columns; column++) {
        const vector x0 = *(const vector *)x, x1 = *(const vector *)(x + 4);
        a0 += w[0] * x0;
        a1 += w[0] * x1;
        b0 += w[1] * x0;
        b1 += w[1] * x1;
        c0 += w[2] * x0;
        c1 += w[2] * x1;
        d0 += w[3] * x0;
        d1 += w[3] * x1;
        w += EXACT_ROWS;
        x += stride;
      }
    }
    vector *const out = (vector *)(sums + position * EXACT_ROWS * EXACT_LANES);
    out[0] = a0;
    out[1] = a1;
    out[2] = b0;
    out[3] = b1;
    out[4] = c0;
    out[5] = c1;
    out[6] = d0;
    out[7] = d1;
  }
}

// Dense, one vector: the 4 rows fill a register.
TARGET static void NAME(dense_single)(
    const double *weights, size_t digits, size_t columns, const exact_panel *panel, double *sums) {
  const size_t positions = digits + panel->digits - 1, stride = panel->column_stride;
  for (size_t position = 0; position < positions; position++) {
    const size_t first = position < panel->digits ? 0 : position - panel->digits + 1;
    const size_t last = position < digits ? position : digits - 1;
    vector a = {0}, b = {0}, c = {0}, d = {0};
    for (size_t i = first; i <= last; i++) {
      const double *w = weights + i * columns * EXACT_ROWS;
      const double *x = panel->values + (position - i) * panel->digit_stride;
      size_t column = 0;
      // Four sums at once hide the latency of an addition.
      for (; column + 4 <= columns; column += 4) {
        a += *(const vector *)w * x[0];
        b += *(const vector *)(w + 4) * x[stride];
        c += *(const vector *)(w + 8) * x[2 * stride];
        d += *(const vector *)(w + 12) * x[3 * stride];
        w += 4 * EXACT_ROWS;
        x += 4 * stride;
      }
      for (; column < columns; column++) {
        a += *(const vector *)w * x[0];
        w += EXACT_ROWS;
        x += stride;
      }
    }
    *(vector *)(sums + position * EXACT_ROWS) = (a + b) + (c + d);
  }
}

// Sparse, full panels: one weight with all digits of 8 vectors; three or four digits of the weight at a time, so that
// each sum is loaded and stored once.
TARGET static void NAME(sparse_panel)(
    const double *weights, const uint32_t *places, size_t span, size_t columns, const exact_panel *panel,
    double *sums) {
  for (size_t column = 0; column < columns; column++) {
    for (size_t t = 0; t < span; t += 4) {
      const double *w = weights + column * span + t;
      const size_t rest = span - t;
      const double w0 = w[0], w1 = rest > 1 ? w[1] : 0, w2 = rest > 2 ? w[2] : 0, w3 = rest > 3 ? w[3] : 0;
      vector *sum = (vector *)(sums + (places[column] + t) * EXACT_LANES);
      const double *x = panel->values + column * panel->column_stride;
      vector p0 = {0}, p1 = {0}, q0 = {0}, q1 = {0}, r0 = {0}, r1 = {0};
      if (rest > 3) {
        for (size_t j = 0; j < panel->digits; j++) {
          const vector x0 = *(const vector *)x, x1 = *(const vector *)(x + 4);
          sum[0] = sum[0] + w0 * x0 + w1 * p0 + w2 * q0 + w3 * r0;
          sum[1] = sum[1] + w0 * x1 + w1 * p1 + w2 * q1 + w3 * r1;
          r0 = q0, r1 = q1, q0 = p0, q1 = p1, p0 = x0, p1 = x1;
          sum += 2;
          x += panel->digit_stride;
        }
      } else {
        for (size_t j = 0; j < panel->digits; j++) {
          const vector x0 = *(const vector *)x, x1 = *(const vector *)(x + 4);
          sum[0] = sum[0] + w0 * x0 + w1 * p0 + w2 * q0;
          sum[1] = sum[1] + w0 * x1 + w1 * p1 + w2 * q1;
          q0 = p0, q1 = p1, p0 = x0, p1 = x1;
          sum += 2;
          x += panel->digit_stride;
        }
      }
      // The last digits of the vectors with the upper ones of the weight.
      sum[0] = sum[0] + w1 * p0 + w2 * q0 + w3 * r0;
      sum[1] = sum[1] + w1 * p1 + w2 * q1 + w3 * r1;
      if (rest > 2) {
        sum[2] = sum[2] + w2 * p0 + w3 * q0;
        sum[3] = sum[3] + w2 * p1 + w3 * q1;
      }
      if (rest > 3) {
        sum[4] = sum[4] + w3 * p0;
        sum[5] = sum[5] + w3 * p1;
      }
    }
  }
}

// Sparse, one vector: the digits fill the registers.
TARGET static void NAME(sparse_single)(
    const double *weights, const uint32_t *places, size_t span, size_t columns, const exact_panel *panel,
    double *sums) {
  for (size_t column = 0; column < columns; column++) {
    const double *x = panel->values + column * panel->column_stride;
    for (size_t t = 0; t < span; t++) {
      const double w = weights[column * span + t];
      double *const sum = sums + places[column] + t;
      if (w == 0) continue;
      for (size_t j = 0; j < panel->digits; j++) sum[j] += w * x[j * panel->digit_stride];
    }
  }
}
