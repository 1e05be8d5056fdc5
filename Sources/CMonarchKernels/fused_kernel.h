// One text for every element type and instruction set, as versions.h includes it.
//
// Every lane of every version adds its products in ascending order of the summation index, beginning with zero. No
// choice of tile, edge or position changes that, which is why a row's result does not depend on the batch.

#include "vectors.h"
INLINE void NAME(store)(SCALAR *to, VECTOR value) { *(NAME(anywhere) *)to = value; }

// Stores the first `count` lanes only.
INLINE void NAME(store_first)(SCALAR *to, VECTOR value, size_t count) {
  SCALAR lanes[LANES];
  NAME(store)(lanes, value);
  for (size_t t = 0; t < count; t++) to[t] = lanes[t];
}

// MARK: Packing

// right[a, c, i] becomes [a][pair of vectors][i][vector of the pair][lane], zero beyond q.
static void NAME(pack_right)(const plan *plan, const SCALAR *right, SCALAR *packed) {
  const size_t q = plan->shape.q, p = plan->shape.p;
  for (size_t a = 0; a < plan->shape.k; a++) {
    for (size_t first = 0; first < plan->column_vectors; first += STAGE1_VECTORS) {
      const size_t width = smaller(STAGE1_VECTORS, plan->column_vectors - first) * LANES;
      for (size_t t = 0; t < width; t++) {
        const size_t c = first * LANES + t;
        const SCALAR *row = c < q ? right + (a * q + c) * p : NULL;
        for (size_t i = 0; i < p; i++) packed[i * width + t] = row ? row[i] : 0;
      }
      packed += width * p;
    }
  }
}

// left[lambda, sigma, rho] becomes [vector of lambdas][group of sigmas][rho][vector of the group][lane].
static void NAME(pack_left)(const plan *plan, const SCALAR *left, SCALAR *packed) {
  const size_t l = plan->shape.l, s = plan->shape.s, r = plan->shape.r;
  for (size_t v = 0; v < plan->lambda_vectors; v++) {
    for (size_t first = 0; first < plan->sigma_vectors; first += STAGE2_VECTORS) {
      const size_t vectors = smaller(STAGE2_VECTORS, plan->sigma_vectors - first);
      for (size_t u = 0; u < vectors; u++) {
        for (size_t t = 0; t < LANES; t++) {
          const size_t lambda = is_spread(plan) ? t % l : first_lambda(plan, v) + t;
          const size_t offset = is_spread(plan) ? t / l : 0;
          const size_t sigma = (first + u) * plan->sigmas + offset;
          const SCALAR *row = offset < plan->sigmas && sigma < s ? left + (lambda * s + sigma) * r : NULL;
          for (size_t rho = 0; rho < r; rho++) packed[(rho * vectors + u) * LANES + t] = row ? row[rho] : 0;
        }
      }
      packed += vectors * LANES * r;
    }
  }
}

TARGET static void NAME(pack)(const plan *plan, const SCALAR *right, const SCALAR *left, SCALAR *packed) {
  NAME(pack_right)(plan, right, packed);
  NAME(pack_left)(plan, left, packed + plan->packed_right);
}

// MARK: Stage 1

// h = x * weights for `rows` rows and `vectors` vectors of one block's outputs; both are constants once inlined.
INLINE void NAME(stage1_tile)(
    const int rows, const int vectors, const SCALAR *restrict x, size_t x_row, const SCALAR *restrict weights, size_t p,
    SCALAR *restrict h, size_t h_row) {
  VECTOR sum[STAGE1_ROWS][STAGE1_VECTORS];
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) sum[b][v] = (VECTOR){0};
  }
  for (size_t i = 0; i < p; i++) {
    VECTOR weight[STAGE1_VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) weight[v] = NAME(load)(weights + (i * vectors + v) * LANES);
    UNROLLED for (int b = 0; b < rows; b++) {
      const VECTOR entry = x[b * x_row + i] - (VECTOR){0};  // a broadcast: subtracting +0 changes nothing
      UNROLLED for (int v = 0; v < vectors; v++) sum[b][v] = FMA(entry, weight[v], sum[b][v]);
    }
  }
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) NAME(store)(h + b * h_row + v * LANES, sum[b][v]);
  }
}

INLINE void NAME(stage1_rows)(
    const int vectors, size_t rows, const SCALAR *restrict x, size_t x_row, const SCALAR *restrict weights, size_t p,
    SCALAR *restrict h, size_t h_row) {
  for (; rows >= STAGE1_ROWS; rows -= STAGE1_ROWS) {
    NAME(stage1_tile)(STAGE1_ROWS, vectors, x, x_row, weights, p, h, h_row);
    x += STAGE1_ROWS * x_row;
    h += STAGE1_ROWS * h_row;
  }
  switch (rows) {
  case 1: NAME(stage1_tile)(1, vectors, x, x_row, weights, p, h, h_row); break;
  case 2: NAME(stage1_tile)(2, vectors, x, x_row, weights, p, h, h_row); break;
  case 3: NAME(stage1_tile)(3, vectors, x, x_row, weights, p, h, h_row); break;
  case 4: NAME(stage1_tile)(4, vectors, x, x_row, weights, p, h, h_row); break;
  case 5: NAME(stage1_tile)(5, vectors, x, x_row, weights, p, h, h_row); break;
  default: break;
  }
}

// Blocks and vectors go upwards: what one stores beyond its end, the next one overwrites, and the last one's excess
// falls into the padding of the row.
TARGET static void NAME(stage1)(
    const plan *plan, const SCALAR *packed, const SCALAR *x, size_t x_row, size_t rows, SCALAR *h) {
  const size_t q = plan->shape.q, p = plan->shape.p;
  for (size_t a = 0; a < plan->shape.k; a++) {
    for (size_t v = 0; v < plan->column_vectors; v += STAGE1_VECTORS) {
      SCALAR *to = h + a * q + v * LANES;
      if (v + 1 < plan->column_vectors) {
        NAME(stage1_rows)(2, rows, x + a * p, x_row, packed, p, to, plan->h_row);
        packed += 2 * LANES * p;
      } else {
        NAME(stage1_rows)(1, rows, x + a * p, x_row, packed, p, to, plan->h_row);
        packed += LANES * p;
      }
    }
  }
}

// MARK: Stage 2

// Collects what one vector of lambdas reads of h, in the order in which it is read: [group of 3 rows][rho][row][lane].
// Read in place, h would be a piece of a cache line at every l-th element, again for each group of sigmas.
TARGET static void NAME(collect)(
    const plan *plan, size_t vector, const SCALAR *restrict h, size_t rows, SCALAR *restrict slab) {
  const size_t l = plan->shape.l, r = plan->shape.r;
  size_t lambda[LANES];
  for (size_t t = 0; t < LANES; t++) lambda[t] = t % l;
  for (size_t b = 0; b < rows; b++) {
    const SCALAR *from = h + b * plan->h_row + first_lambda(plan, vector);
    SCALAR *to = slab + (b / STAGE2_ROWS * r * STAGE2_ROWS + b % STAGE2_ROWS) * LANES;
    if (is_spread(plan)) {
      for (size_t rho = 0; rho < r; rho++) {
        UNROLLED for (size_t t = 0; t < LANES; t++) to[rho * STAGE2_ROWS * LANES + t] = from[rho * l + lambda[t]];
      }
    } else {
      for (size_t rho = 0; rho < r; rho++) NAME(store)(to + rho * STAGE2_ROWS * LANES, NAME(load)(from + rho * l));
    }
  }
}

// y = weights * h for `rows` rows and `vectors` vectors of outputs; both are constants once inlined. `room` counts the
// elements from y to the end of its row: a vector that is longer is stored in part.
INLINE void NAME(stage2_tile)(
    const int rows, const int vectors, const SCALAR *restrict slab, const SCALAR *restrict weights,
    size_t r, SCALAR *restrict y, size_t y_row, size_t y_step, size_t room) {
  VECTOR sum[STAGE2_ROWS][STAGE2_VECTORS];
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int u = 0; u < vectors; u++) sum[b][u] = (VECTOR){0};
  }
  for (size_t rho = 0; rho < r; rho++) {
    VECTOR entry[STAGE2_ROWS];
    UNROLLED for (int b = 0; b < rows; b++) entry[b] = NAME(load)(slab + (rho * STAGE2_ROWS + b) * LANES);
    UNROLLED for (int u = 0; u < vectors; u++) {
      const VECTOR weight = NAME(load)(weights + (rho * vectors + u) * LANES);
      UNROLLED for (int b = 0; b < rows; b++) sum[b][u] = FMA(entry[b], weight, sum[b][u]);
    }
  }
  if (room >= (vectors - 1) * y_step + LANES) {
    UNROLLED for (int b = 0; b < rows; b++) {
      UNROLLED for (int u = 0; u < vectors; u++) NAME(store)(y + b * y_row + u * y_step, sum[b][u]);
    }
  } else {
    UNROLLED for (int b = 0; b < rows; b++) {
      UNROLLED for (int u = 0; u < vectors; u++) {
        NAME(store_first)(y + b * y_row + u * y_step, sum[b][u], smaller(LANES, room - u * y_step));
      }
    }
  }
}

INLINE void NAME(stage2_rows)(
    const int vectors, size_t rows, const SCALAR *restrict slab, const SCALAR *restrict weights,
    size_t r, SCALAR *restrict y, size_t y_row, size_t y_step, size_t room) {
  for (; rows >= STAGE2_ROWS; rows -= STAGE2_ROWS) {
    NAME(stage2_tile)(STAGE2_ROWS, vectors, slab, weights, r, y, y_row, y_step, room);
    slab += r * STAGE2_ROWS * LANES;
    y += STAGE2_ROWS * y_row;
  }
  switch (rows) {
  case 1: NAME(stage2_tile)(1, vectors, slab, weights, r, y, y_row, y_step, room); break;
  case 2: NAME(stage2_tile)(2, vectors, slab, weights, r, y, y_row, y_step, room); break;
  default: break;
  }
}

// Sigmas go upwards: where a vector of few lambdas is stored beyond its last sigma, the next one overwrites that.
TARGET static void NAME(stage2)(
    const plan *plan, const SCALAR *packed, const SCALAR *h, size_t rows, SCALAR *slab, SCALAR *y, size_t y_row) {
  const size_t r = plan->shape.r;
  const size_t y_step = plan->sigmas * plan->shape.l;
  for (size_t v = 0; v < plan->lambda_vectors; v++) {
    NAME(collect)(plan, v, h, rows, slab);
    for (size_t u = 0; u < plan->sigma_vectors; u += STAGE2_VECTORS) {
      const size_t vectors = smaller(STAGE2_VECTORS, plan->sigma_vectors - u);
      const size_t first = u * y_step + first_lambda(plan, v);
      const size_t room = plan->output_count - first;
      switch (vectors) {
      case 1: NAME(stage2_rows)(1, rows, slab, packed, r, y + first, y_row, y_step, room); break;
      case 2: NAME(stage2_rows)(2, rows, slab, packed, r, y + first, y_row, y_step, room); break;
      case 3: NAME(stage2_rows)(3, rows, slab, packed, r, y + first, y_row, y_step, room); break;
      default: NAME(stage2_rows)(4, rows, slab, packed, r, y + first, y_row, y_step, room); break;
      }
      packed += vectors * LANES * r;
    }
  }
}

// MARK: The product

// Copies rows between strided and contiguous storage, along the shorter of the strided side's two strides.
static void NAME(gather)(
    const SCALAR *restrict x, monarch_strides strides, size_t rows, size_t count, SCALAR *restrict to, size_t to_row) {
  if (strides.row_stride < strides.element_stride) {
    for (size_t e = 0; e < count; e++)
      for (size_t b = 0; b < rows; b++)
        to[b * to_row + e] = x[b * strides.row_stride + e * strides.element_stride];
  } else {
    for (size_t b = 0; b < rows; b++)
      for (size_t e = 0; e < count; e++)
        to[b * to_row + e] = x[b * strides.row_stride + e * strides.element_stride];
  }
}

static void NAME(scatter)(
    const SCALAR *restrict from, size_t from_row, size_t rows, size_t count, SCALAR *restrict y,
    monarch_strides strides) {
  if (strides.row_stride < strides.element_stride) {
    for (size_t e = 0; e < count; e++)
      for (size_t b = 0; b < rows; b++)
        y[b * strides.row_stride + e * strides.element_stride] = from[b * from_row + e];
  } else {
    for (size_t b = 0; b < rows; b++)
      for (size_t e = 0; e < count; e++)
        y[b * strides.row_stride + e * strides.element_stride] = from[b * from_row + e];
  }
}

TARGET static void NAME(multiply)(
    const plan *plan, const SCALAR *packed, const SCALAR *x, monarch_strides x_strides, SCALAR *y,
    monarch_strides y_strides, size_t batch, SCALAR *scratch) {
  SCALAR *h = scratch;
  SCALAR *slab = h + plan->tile * plan->h_row;
  SCALAR *x_rows = slab + plan->slab;
  SCALAR *y_rows = x_rows + plan->tile * plan->x_row;
  for (size_t first = 0; first < batch; first += plan->tile) {
    const size_t rows = smaller(plan->tile, batch - first);

    const SCALAR *input = x + first * x_strides.row_stride;
    size_t input_row = x_strides.row_stride;
    if (x_strides.element_stride != 1) {
      NAME(gather)(input, x_strides, rows, plan->input_count, x_rows, plan->x_row);
      input = x_rows;
      input_row = plan->x_row;
    }
    NAME(stage1)(plan, packed, input, input_row, rows, h);

    SCALAR *output = y + first * y_strides.row_stride;
    const bool scattered = y_strides.element_stride != 1;
    NAME(stage2)(
        plan, packed + plan->packed_right, h, rows, slab, scattered ? y_rows : output,
        scattered ? plan->y_row : y_strides.row_stride);
    if (scattered) NAME(scatter)(y_rows, plan->y_row, rows, plan->output_count, output, y_strides);
  }
}

#undef VECTOR
#undef UNROLLED
#undef INLINE
