// Gradients of Kronecker-sparse factors: one text for every element type and instruction set, as versions.h includes it.
//
// A weight's gradient is a sum over the batch, in ascending order of the rows, beginning with zero: neither tiles nor
// threads change that. Sums are kept in the order of the tiles that make them.
//
// Where d >= LANES, vectors lie across blocks, as in the product: SUM_OUTPUTS outputs by SUM_INPUTS inputs of LANES
// blocks. Otherwise each block is a product of matrices of its own: BLOCK_OUTPUTS outputs by two vectors of inputs.

#include "vectors.h"
#include "slab.h"

// MARK: One block

// sums[output][vector] += g[row][output] * u[row][vector] for `rows` rows.
INLINE void NAME(add_block_tile)(
    const int outputs, const int vectors, size_t rows, const SCALAR *restrict g, const SCALAR *restrict u,
    SCALAR *restrict sums) {
  VECTOR sum[BLOCK_OUTPUTS][2];
  UNROLLED for (int j = 0; j < outputs; j++) {
    UNROLLED for (int v = 0; v < vectors; v++) sum[j][v] = NAME(load)(sums + (j * vectors + v) * LANES);
  }
  for (size_t row = 0; row < rows; row++) {
    VECTOR entry[2];
    UNROLLED for (int v = 0; v < vectors; v++) entry[v] = NAME(load)(u + (row * vectors + v) * LANES);
    UNROLLED for (int j = 0; j < outputs; j++) {
      const VECTOR cotangent = NAME(broadcast)(g[row * BLOCK_OUTPUTS + j]);
      UNROLLED for (int v = 0; v < vectors; v++) sum[j][v] = FMA(cotangent, entry[v], sum[j][v]);
    }
  }
  UNROLLED for (int j = 0; j < outputs; j++) {
    UNROLLED for (int v = 0; v < vectors; v++) NAME(store)(sums + (j * vectors + v) * LANES, sum[j][v]);
  }
}

TARGET static void NAME(add_block_pair)(
    size_t outputs, size_t vectors, size_t rows, const SCALAR *g, const SCALAR *u, SCALAR *sums) {
#define TILE(outputs)                                                                                                 \
  case outputs:                                                                                                       \
    if (vectors == 2) NAME(add_block_tile)(outputs, 2, rows, g, u, sums);                                             \
    else NAME(add_block_tile)(outputs, 1, rows, g, u, sums);                                                          \
    break
  switch (outputs) {
    TILE(1);
    TILE(2);
    TILE(3);
    TILE(4);
    TILE(5);
    TILE(6);
  default: break;
  }
#undef TILE
}

// The inputs of a block as [pair of vectors][row][part][vector][lane], zeros beyond the last.
TARGET static void NAME(pack_inputs)(
    const monarch_pattern *f, size_t parts, size_t block, rows u, size_t rows, SCALAR *restrict to) {
  const size_t vectors = quotient_up(f->c, LANES), begin = block / f->d * f->c * f->d + block % f->d;
  for (size_t first = 0; first < vectors; first += 2) {
    const size_t width = smaller(2, vectors - first) * LANES, count = smaller(width, f->c - first * LANES);
    for (size_t row = 0; row < rows; row++) {
      for (size_t p = 0; p < parts; p++) {
        const SCALAR *from = (const SCALAR *)u.base + row * u.row + p * u.part + begin + first * LANES * f->d;
        size_t e = 0;
        if (f->d == 1) {
          for (; e + LANES <= count; e += LANES) NAME(store)(to + e, NAME(load)(from + e));
        }
        for (; e < count; e++) to[e] = from[e * f->d];
        for (; e < width; e++) to[e] = 0;
        to += width;
      }
    }
  }
}

// What some outputs' cotangents give to part p of a sum, as [row][part of the inputs][output]:
// Re += g_re u_re + g_im u_im and Im += g_im u_re - g_re u_im.
TARGET static void NAME(pack_cotangents)(
    const monarch_pattern *f, size_t parts, size_t p, size_t block, size_t first, size_t count, rows g, size_t rows,
    SCALAR *restrict to) {
  const size_t begin = (block / f->d * f->b + first) * f->d + block % f->d;
  for (size_t row = 0; row < rows; row++) {
    for (size_t by = 0; by < parts; by++) {
      const SCALAR *from = (const SCALAR *)g.base + row * g.row + (p ^ by) * g.part + begin;
      const SCALAR sign = p & by ? -1 : 1;
      for (size_t j = 0; j < count; j++) to[j] = sign * from[j * f->d];
      to += BLOCK_OUTPUTS;
    }
  }
}

// Units are groups of outputs of a block. `own` holds the inputs of a block and the cotangents of a group. A sum has a
// term for each row, or two of complex numbers: all of a row before those of the next, wherever a tile ends.
static void NAME(add_blocks)(
    const monarch_pattern *f, size_t parts, rows g, rows u, size_t rows, size_t first, size_t last, SCALAR *own,
    SCALAR *sums) {
  const size_t groups = quotient_up(f->b, BLOCK_OUTPUTS), vectors = quotient_up(f->c, LANES);
  const size_t terms = rows * parts, unit = BLOCK_OUTPUTS * vectors * LANES;
  SCALAR *const cotangents = own + terms * vectors * LANES;
  for (size_t at = first; at < last; at++) {
    const size_t block = at / groups, output = at % groups * BLOCK_OUTPUTS;
    const size_t outputs = smaller(BLOCK_OUTPUTS, f->b - output);
    if (at == first || at % groups == 0) NAME(pack_inputs)(f, parts, block, u, rows, own);
    for (size_t p = 0; p < parts; p++) {
      SCALAR *sum = sums + (at * parts + p) * unit;
      NAME(pack_cotangents)(f, parts, p, block, output, outputs, g, rows, cotangents);
      for (size_t v = 0; v < vectors; v += 2) {
        const size_t width = smaller(2, vectors - v);
        NAME(add_block_pair)(outputs, width, terms, cotangents, own + v * LANES * terms, sum);
        sum += BLOCK_OUTPUTS * width * LANES;
      }
    }
  }
}

// MARK: Across blocks

// sums[output][input][part] += g[row][output] * conj u[row][input], lane by lane, for the rows of two slabs.
INLINE void NAME(add_across_tile)(
    const int outputs, const int inputs, const int parts, size_t rows, const SCALAR *restrict g, size_t g_group,
    const SCALAR *restrict u, size_t u_group, SCALAR *restrict sums) {
  VECTOR sum[SUM_OUTPUTS][SUM_INPUTS][2];
  UNROLLED for (int j = 0; j < outputs; j++) {
    UNROLLED for (int k = 0; k < inputs; k++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        sum[j][k][p] = NAME(load)(sums + ((j * inputs + k) * parts + p) * LANES);
      }
    }
  }
  const size_t step = ACROSS_ROWS * parts * LANES;
  for (size_t top = 0; top < rows; top += ACROSS_ROWS) {
    const size_t count = smaller(ACROSS_ROWS, rows - top);
    for (size_t row = 0; row < count; row++) {
      const SCALAR *from_g = g + row * parts * LANES, *from_u = u + row * parts * LANES;
      VECTOR entry[SUM_INPUTS][2];
      UNROLLED for (int k = 0; k < inputs; k++) {
        UNROLLED for (int p = 0; p < parts; p++) entry[k][p] = NAME(load)(from_u + k * step + p * LANES);
      }
      UNROLLED for (int j = 0; j < outputs; j++) {
        const VECTOR re = NAME(load)(from_g + j * step);
        UNROLLED for (int k = 0; k < inputs; k++) sum[j][k][0] = FMA(re, entry[k][0], sum[j][k][0]);
        if (parts == 1) continue;
        const VECTOR im = NAME(load)(from_g + j * step + LANES);
        UNROLLED for (int k = 0; k < inputs; k++) {
          sum[j][k][0] = FMA(im, entry[k][1], sum[j][k][0]);
          sum[j][k][1] = FMA(im, entry[k][0], sum[j][k][1]);
          sum[j][k][1] = FMA(-re, entry[k][1], sum[j][k][1]);
        }
      }
    }
    g += g_group;
    u += u_group;
  }
  UNROLLED for (int j = 0; j < outputs; j++) {
    UNROLLED for (int k = 0; k < inputs; k++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        NAME(store)(sums + ((j * inputs + k) * parts + p) * LANES, sum[j][k][p]);
      }
    }
  }
}

INLINE void NAME(add_across_outputs)(
    const int outputs, const int parts, size_t inputs, size_t rows, const SCALAR *g, size_t g_group, const SCALAR *u,
    size_t u_group, SCALAR *sums) {
  switch (inputs) {
  case 1: NAME(add_across_tile)(outputs, 1, parts, rows, g, g_group, u, u_group, sums); break;
  case 2: NAME(add_across_tile)(outputs, 2, parts, rows, g, g_group, u, u_group, sums); break;
  default: NAME(add_across_tile)(outputs, 3, parts, rows, g, g_group, u, u_group, sums); break;
  }
}

TARGET static void NAME(add_across_real)(
    size_t outputs, size_t inputs, size_t rows, const SCALAR *g, size_t g_group, const SCALAR *u, size_t u_group,
    SCALAR *sums) {
  switch (outputs) {
  case 1: NAME(add_across_outputs)(1, 1, inputs, rows, g, g_group, u, u_group, sums); break;
  case 2: NAME(add_across_outputs)(2, 1, inputs, rows, g, g_group, u, u_group, sums); break;
  case 3: NAME(add_across_outputs)(3, 1, inputs, rows, g, g_group, u, u_group, sums); break;
  default: NAME(add_across_outputs)(4, 1, inputs, rows, g, g_group, u, u_group, sums); break;
  }
}

TARGET static void NAME(add_across_complex)(
    size_t outputs, size_t inputs, size_t rows, const SCALAR *g, size_t g_group, const SCALAR *u, size_t u_group,
    SCALAR *sums) {
  if (outputs == 1) NAME(add_across_outputs)(1, 2, inputs, rows, g, g_group, u, u_group, sums);
  else NAME(add_across_outputs)(2, 2, inputs, rows, g, g_group, u, u_group, sums);
}

// Units are groups of outputs of a position. `own` holds the slabs of inputs and of cotangents of a position.
static void NAME(add_across)(
    const monarch_plan *forward, const stage *s, const stage *adjoint, rows g, rows u, size_t rows, size_t first,
    size_t last, SCALAR *own, SCALAR *sums) {
  const size_t parts = forward->parts, outputs = SUM_OUTPUTS / parts, groups = quotient_up(s->pattern.b, outputs);
  const size_t step = ACROSS_ROWS * parts * LANES, unit = outputs * s->pattern.c * parts * LANES;
  const size_t u_group = slab_group(s, forward), g_group = slab_group(adjoint, forward);
  SCALAR *const cotangents = own + slab_size(s, forward, rows);
  for (size_t at = first; at < last; at++) {
    const size_t k = at / groups, output = at % groups * outputs, i = k / s->positions, position = k % s->positions;
    if (at == first || at % groups == 0) {
      NAME(collect)(forward, s, i, position, u.base, u.row, u.part, rows, own);
      NAME(collect)(forward, adjoint, i, position, g.base, g.row, g.part, rows, cotangents);
    }
    const size_t count = smaller(outputs, s->pattern.b - output);
    SCALAR *sum = sums + at * unit;
    for (size_t input = 0; input < s->pattern.c; input += SUM_INPUTS) {
      const size_t inputs = smaller(SUM_INPUTS, s->pattern.c - input);
      const SCALAR *from_g = cotangents + output * step, *from_u = own + input * step;
      if (parts == 1) NAME(add_across_real)(count, inputs, rows, from_g, g_group, from_u, u_group, sum);
      else NAME(add_across_complex)(count, inputs, rows, from_g, g_group, from_u, u_group, sum);
      sum += outputs * inputs * parts * LANES;
    }
  }
}

// MARK: A factor

static void NAME(add)(
    const monarch_plan *forward, const stage *s, const stage *adjoint, rows g, rows u, size_t rows, size_t first,
    size_t last, SCALAR *own, SCALAR *sums) {
  if (s->pattern.d >= LANES) NAME(add_across)(forward, s, adjoint, g, u, rows, first, last, own, sums);
  else NAME(add_blocks)(&s->pattern, forward->parts, g, u, rows, first, last, own, sums);
}

// One weight's gradient, written or added.
INLINE void NAME(put)(SCALAR *to, SCALAR sum, bool accumulates) { *to = accumulates ? *to + sum : sum; }

TARGET static void NAME(write)(
    const monarch_plan *forward, const stage *s, const SCALAR *sums, bool accumulates, SCALAR *blocks) {
  const monarch_pattern f = s->pattern;
  const size_t parts = forward->parts, vectors = quotient_up(f.c, LANES);
  const bool is_across = f.d >= LANES;
  const size_t outputs = is_across ? SUM_OUTPUTS / parts : BLOCK_OUTPUTS, groups = quotient_up(f.b, outputs);
  for (size_t block = 0; block < f.a * f.d; block++) {
    const size_t delta = block % f.d, k = block / f.d * s->positions + delta / LANES;
    for (size_t j = 0; j < f.b; j++) {
      const size_t row = j % outputs;
      SCALAR *to = blocks + (block * f.b + j) * f.c * parts;
      if (is_across) {
        const SCALAR *from = sums + (k * groups + j / outputs) * outputs * f.c * parts * LANES + delta % LANES;
        for (size_t first = 0; first < f.c; first += SUM_INPUTS) {
          const size_t width = smaller(SUM_INPUTS, f.c - first) * parts;
          for (size_t e = 0; e < width; e++) NAME(put)(to++, from[(row * width + e) * LANES], accumulates);
          from += outputs * width * LANES;
        }
        continue;
      }
      for (size_t p = 0; p < parts; p++) {
        const SCALAR *from = sums + ((block * groups + j / outputs) * parts + p) * outputs * vectors * LANES;
        for (size_t first = 0; first < f.c; first += 2 * LANES) {
          const size_t width = smaller(2, vectors - first / LANES) * LANES, count = smaller(width, f.c - first);
          for (size_t e = 0; e < count; e++) {
            NAME(put)(to + (first + e) * parts + p, from[row * width + e], accumulates);
          }
          from += outputs * width;
        }
      }
    }
  }
}

#undef VECTOR
#undef UNROLLED
#undef INLINE
