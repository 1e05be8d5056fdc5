// Products of letters on a q x b grid: one text for every element type and instruction set, as versions.h includes
// it.
//
// Numbers are apart in planes: row r of a tile has its real parts at (r * parts) * n, and complex ones their imaginary
// parts at (r * parts + 1) * n. Every lane adds its products in ascending order of the summation index, beginning with
// zero, whatever the tile and the place, so that a row's result does not depend on the batch.

#include "vectors.h"

// Some vectors of low digits of one row of the grid, for `rows` rows of the tile:
//
//   y[j] += w[i, j] * x[i]       BD, x the row of the grid
//   y[j] += w[i, j] * x[i, j]    DB, x all of the grid
//
// `rows`, `vectors`, `parts` and `db` are constants where this is inlined: the sums stay in registers.
INLINE void NAME(add_vectors)(
    size_t rows, size_t vectors, size_t parts, bool db, size_t inner, size_t b, size_t n, const SCALAR *w,
    const SCALAR *x, SCALAR *y) {
  VECTOR sums[WORD_TILE][2][2] = {0};
  for (size_t i = 0; i < inner; i++) {
    UNROLLED for (size_t v = 0; v < vectors; v++) {
      const VECTOR w_re = NAME(load)(w + i * parts * b + v * LANES);
      const VECTOR w_im = parts == 2 ? NAME(load)(w + (i * parts + 1) * b + v * LANES) : (VECTOR){0};
      UNROLLED for (size_t r = 0; r < rows; r++) {
        const SCALAR *x_re = x + r * parts * n;
        const VECTOR re = db ? NAME(load)(x_re + i * b + v * LANES) : (VECTOR){0} + x_re[i];
        sums[r][v][0] = FMA(w_re, re, sums[r][v][0]);
        if (parts == 1) continue;
        const SCALAR *x_im = x_re + n;
        const VECTOR im = db ? NAME(load)(x_im + i * b + v * LANES) : (VECTOR){0} + x_im[i];
        sums[r][v][0] = FMA(-w_im, im, sums[r][v][0]);
        sums[r][v][1] = FMA(w_re, im, sums[r][v][1]);
        sums[r][v][1] = FMA(w_im, re, sums[r][v][1]);
      }
    }
  }
  UNROLLED for (size_t r = 0; r < rows; r++) {
    UNROLLED for (size_t p = 0; p < parts; p++) {
      UNROLLED for (size_t v = 0; v < vectors; v++) {
        *(NAME(anywhere) *)(y + (r * parts + p) * n + v * LANES) = sums[r][v][p];
      }
    }
  }
}

// One low digit of one row of the grid, for one row of the tile: for grids narrower than a vector.
INLINE void NAME(add_scalars)(
    size_t parts, bool db, size_t inner, size_t b, size_t n, const SCALAR *w, const SCALAR *x, SCALAR *y) {
  SCALAR sum_re = 0, sum_im = 0;
  const size_t step = db ? b : 1;
  for (size_t i = 0; i < inner; i++) {
    const SCALAR w_re = w[i * parts * b], re = x[i * step];
    sum_re = FMA(w_re, re, sum_re);
    if (parts == 1) continue;
    const SCALAR w_im = w[(i * parts + 1) * b], im = x[n + i * step];
    sum_re = FMA(-w_im, im, sum_re);
    sum_im = FMA(w_re, im, sum_im);
    sum_im = FMA(w_im, re, sum_im);
  }
  y[0] = sum_re;
  if (parts == 2) y[n] = sum_im;
}

// y = letter * x for `rows` rows of the tile.
INLINE void NAME(letter)(
    size_t rows, size_t parts, bool db, size_t q, size_t b, const SCALAR *packed, const SCALAR *x, SCALAR *y) {
  const size_t inner = db ? q : b, n = q * b;
  for (size_t o = 0; o < q; o++) {
    const SCALAR *w = packed + o * inner * parts * b;
    const SCALAR *from = db ? x : x + o * b;
    const size_t step = db ? 1 : 0;
    SCALAR *to = y + o * b;
    if (b < LANES) {
      for (size_t r = 0; r < rows; r++) {
        for (size_t j = 0; j < b; j++) {
          NAME(add_scalars)(
              parts, db, inner, b, n, w + j, from + r * parts * n + j * step, to + r * parts * n + j);
        }
      }
      continue;
    }
    size_t j = 0;
    if (parts == 1) {  // Complex sums of two vectors would not fit the registers.
      for (; j + 2 * LANES <= b; j += 2 * LANES) {
        NAME(add_vectors)(rows, 2, parts, db, inner, b, n, w + j, from + j * step, to + j);
      }
    }
    for (; j < b; j += LANES) {
      // The last vector is shifted back to end at b: what it computes again has the same bits.
      const size_t at = smaller(j, b - LANES);
      NAME(add_vectors)(rows, 1, parts, db, inner, b, n, w + at, from + at * step, to + at);
    }
  }
}

// One version for each kind, and for real and for complex numbers.
INLINE void NAME(any_letter)(
    size_t rows, const monarch_word *word, bool db, const SCALAR *packed, const SCALAR *x, SCALAR *y) {
  const size_t q = word->rows, b = word->columns;
  if (word->parts == 1) {
    if (db) NAME(letter)(rows, 1, true, q, b, packed, x, y);
    else NAME(letter)(rows, 1, false, q, b, packed, x, y);
  } else {
    if (db) NAME(letter)(rows, 2, true, q, b, packed, x, y);
    else NAME(letter)(rows, 2, false, q, b, packed, x, y);
  }
}

TARGET static void NAME(full_tile)(
    const monarch_word *word, bool db, const SCALAR *packed, const SCALAR *x, SCALAR *y) {
  NAME(any_letter)(WORD_TILE, word, db, packed, x, y);
}

TARGET static void NAME(single_row)(
    const monarch_word *word, bool db, const SCALAR *packed, const SCALAR *x, SCALAR *y) {
  NAME(any_letter)(1, word, db, packed, x, y);
}

TARGET static void NAME(multiply_word)(
    const monarch_word *word, const SCALAR *packed, const SCALAR *x, monarch_strides x_strides, SCALAR *y,
    monarch_strides y_strides, size_t batch, SCALAR *scratch) {
  const size_t q = word->rows, b = word->columns, parts = word->parts, n = q * b;
  size_t weight_count = 0;
  for (size_t t = 0; t < word->letter_count; t++) weight_count += n * parts * (word->is_db[t] ? q : b);
  for (size_t first = 0; first < batch;) {
    const size_t rows = batch - first < WORD_TILE ? 1 : WORD_TILE;
    SCALAR *now = scratch, *next = scratch + rows * parts * n;
    for (size_t r = 0; r < rows; r++) {
      const SCALAR *from = x + (first + r) * x_strides.row_stride * parts;
      for (size_t p = 0; p < parts; p++) {
        SCALAR *plane = now + (r * parts + p) * n;
        for (size_t e = 0; e < word->input_count; e++) plane[e] = from[e * x_strides.element_stride * parts + p];
        for (size_t e = word->input_count; e < n; e++) plane[e] = 0;
      }
    }
    // The letter that is written last is applied first.
    const SCALAR *weights = packed + weight_count;
    for (size_t t = word->letter_count; t-- > 0;) {
      weights -= n * parts * (word->is_db[t] ? q : b);
      if (rows == 1) NAME(single_row)(word, word->is_db[t], weights, now, next);
      else NAME(full_tile)(word, word->is_db[t], weights, now, next);
      SCALAR *const swap = now;
      now = next;
      next = swap;
    }
    for (size_t r = 0; r < rows; r++) {
      SCALAR *to = y + (first + r) * y_strides.row_stride * parts;
      for (size_t p = 0; p < parts; p++) {
        const SCALAR *plane = now + (r * parts + p) * n;
        for (size_t e = 0; e < word->output_count; e++) to[e * y_strides.element_stride * parts + p] = plane[e];
      }
    }
    first += rows;
  }
}

#undef VECTOR
#undef UNROLLED
#undef INLINE
