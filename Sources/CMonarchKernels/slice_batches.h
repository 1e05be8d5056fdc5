// Reads LANES slices at a time, finds their triples and writes them to their places. Included once for each element
// type and instruction set, after slice_projection.h.

#define BATCH(x) JOIN(JOIN(x, ELEMENT), SUFFIX)

// Slice `slice` = lambda * k + a into one lane of W; elements beyond the matrix are zero.
static void BATCH(read_slice)(
    const slice_plan *plan, const SCALAR *matrix, size_t rows, size_t columns, size_t slice, size_t lane, VECTOR *w) {
  const monarch_shape shape = plan->shape;
  const size_t lambda = slice / shape.k, a = slice % shape.k;
  const size_t across = plan->transposed ? 1 : plan->length, along = plan->transposed ? plan->length : 1;
  double *into = (double *)w + lane;
  for (size_t sigma = 0; sigma < shape.s; sigma++) {
    const size_t row = sigma * shape.l + lambda;
    const size_t first = a * shape.p;
    const size_t present = row < rows && first < columns ? smaller(shape.p, columns - first) : 0;
    const SCALAR *from = present ? matrix + row * columns + first : matrix;
    for (size_t i = 0; i < present; i++) into[(sigma * along + i * across) * LANES] = from[i];
    for (size_t i = present; i < shape.p; i++) into[(sigma * along + i * across) * LANES] = 0;
  }
}

// The triples of one lane to the middle places m = a q + c = rho l + lambda of its slice, the greatest first.
static void BATCH(write_slice)(
    const slice_plan *plan, monarch_side side, size_t slice, size_t lane, const VECTOR *us, const VECTOR *vs,
    const VECTOR *sizes, const VECTOR *powers, SCALAR *left, SCALAR *right, SCALAR *values) {
  const monarch_shape shape = plan->shape;
  const size_t lambda = slice / shape.k, a = slice % shape.k;
  const VECTOR *over_rows = plan->transposed ? vs : us, *over_columns = plan->transposed ? us : vs;
  size_t rank = 0;
  for (size_t c = (lambda + shape.l - a * shape.q % shape.l) % shape.l; c < shape.q; c += shape.l, rank++) {
    const size_t middle = a * shape.q + c, rho = middle / shape.l;
    double size = 0, factor_of_rows = 0, factor_of_columns = 0;
    int64_t power = 0, power_of_rows = 0, power_of_columns = 0;
    if (rank < plan->ranks && sizes[rank][lane] > 0) {
      size = sizes[rank][lane];
      power = (int64_t)powers[rank][lane];
      // Where the one factor vanishes, so does the other.
      if (side != MONARCH_SIDE_BOTH && (SCALAR)scaled(size, power) == 0) size = 0;
    }
    if (size > 0) {
      // u has norm `size` and v norm 1; the side takes size, 1 or its root, and `power` is even.
      const double share = side == MONARCH_SIDE_BOTH ? __builtin_elementwise_sqrt(size) : 1;
      double factor_of_u = 1 / share, factor_of_v = share;
      if (side != MONARCH_SIDE_BOTH && plan->transposed == (side == MONARCH_SIDE_LEFT)) {
        factor_of_u = 1 / size;
        factor_of_v = size;
      }
      factor_of_rows = plan->transposed ? factor_of_v : factor_of_u;
      factor_of_columns = plan->transposed ? factor_of_u : factor_of_v;
      power_of_rows = side == MONARCH_SIDE_BOTH ? power / 2 : side == MONARCH_SIDE_LEFT ? power : 0;
      power_of_columns = power - power_of_rows;
    }
    values[middle] = (SCALAR)scaled(size, power);
    for (size_t sigma = 0; sigma < shape.s; sigma++) {
      const double x = size > 0 ? over_rows[rank * shape.s + sigma][lane] * factor_of_rows : 0;
      left[(lambda * shape.s + sigma) * shape.r + rho] = (SCALAR)scaled(x, power_of_rows);
    }
    for (size_t i = 0; i < shape.p; i++) {
      const double x = size > 0 ? over_columns[rank * shape.p + i][lane] * factor_of_columns : 0;
      right[middle * shape.p + i] = (SCALAR)scaled(x, power_of_columns);
    }
  }
}

TARGET static void BATCH(project)(
    const slice_plan *plan, monarch_side side, const SCALAR *matrix, size_t rows, size_t columns, size_t first,
    size_t end, double *scratch, SCALAR *left, SCALAR *right, SCALAR *values) {
  const size_t n = plan->n, length = plan->length;
  VECTOR *w = (VECTOR *)scratch, *work = w + n * length;
  VECTOR *us = work + n * n + 5 * n, *vs = us + plan->ranks * length, *sizes = vs + plan->ranks * n, *powers = sizes + plan->ranks;
  for (size_t slice = first; slice < end; slice += LANES) {
    const size_t lanes = smaller(LANES, end - slice);
    for (size_t i = 0; lanes < LANES && i < n * length; i++) w[i] = (VECTOR){0};
    for (size_t lane = 0; lane < lanes; lane++)
      BATCH(read_slice)(plan, matrix, rows, columns, slice + lane, lane, w);

    int64_t exponent[LANES] = {0};
    for (size_t rank = 0; rank < plan->ranks; rank++) {
      VECTOR *u = us + rank * length, *v = vs + rank * n;
      NAME(normalise)(w, n * length, exponent);
      for (size_t lane = 0; lane < LANES; lane++) powers[rank][lane] = (double)exponent[lane];
      sizes[rank] = NAME(leading_triple)(w, plan, work, u, v);
      if (rank + 1 < plan->ranks) NAME(deflate)(w, length, n, u, v);
    }
    NAME(order)(plan, us, vs, sizes, powers);
    for (size_t lane = 0; lane < lanes; lane++)
      BATCH(write_slice)(plan, side, slice + lane, lane, us, vs, sizes, powers, left, right, values);
  }
}

#undef BATCH
