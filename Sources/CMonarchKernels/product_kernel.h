// Products of chains of Kronecker-sparse factors: one text for every element type and instruction set, as versions.h
// includes it.
//
// Every lane of every version adds its products in ascending order of the summation index, beginning with zero. No
// choice of tile, edge or position changes that, which is why a row's result does not depend on the batch.
//
// Parts of complex numbers are apart: in rows of scratch all real parts and then all imaginary parts, in slabs and
// packed weights a vector of each.

#include "vectors.h"
#include "slab.h"

// Where a stage's outputs go. Row b of a tile is at (b / ACROSS_ROWS) * group_step + (b % ACROSS_ROWS) * row_step.
typedef struct NAME(target) {
  SCALAR *base;
  size_t group_step, row_step, part_step;
  // The next stage, where its slabs are written; then numbers lie in slabs of `slab` elements for a position each.
  const stage *next;
  size_t slab;
} NAME(target);

// Where number e of the first row goes.
INLINE SCALAR *NAME(place)(const NAME(target) *to, size_t parts, size_t e) {
  if (!to->next) return to->base + e;
  const size_t c = to->next->pattern.c, d = to->next->pattern.d;
  const size_t high = e / d, position = e % d / LANES;
  return to->base + (high / c * to->next->positions + position) * to->slab
      + high % c * (ACROSS_ROWS * parts * LANES);
}

// MARK: Packing

// blocks[i, delta, j, kappa] becomes [unit][kappa][vector of the group][part][lane], zero where a vector has no output.
static void NAME(pack)(
    const monarch_plan *plan, const stage *s, bool adjoint, const STORED *blocks, STORED *packed) {
  const size_t b = s->pattern.b, c = s->pattern.c, d = s->pattern.d, parts = plan->parts;
  const size_t output_step = adjoint ? 1 : c, input_step = adjoint ? b : 1;
  for (size_t i = 0; i < s->pattern.a; i++) {
    for (size_t position = 0; position < s->positions; position++) {
      for (size_t first = 0; first < s->vectors; first += s->group) {
        const size_t width = smaller(s->group, s->vectors - first);
        for (size_t v = 0; v < width; v++) {
          for (size_t t = 0; t < LANES; t++) {
            size_t delta, j;
            bool is_valid = true;
            if (!s->across) {
              delta = 0;
              j = (first + v) * LANES + t;
            } else if (s->spread) {
              delta = t % d;
              j = (first + v) * s->outputs + t / d;
              is_valid = t / d < s->outputs;
            } else {
              delta = position * LANES + t;
              j = first + v;
              is_valid = delta < d;
            }
            const STORED *row =
                is_valid && j < b ? blocks + ((i * d + delta) * b * c + j * output_step) * parts : 0;
            for (size_t kappa = 0; kappa < c; kappa++) {
              for (size_t p = 0; p < parts; p++) {
                STORED *to = packed + ((kappa * width + v) * parts + p) * LANES + t;
                if (!row) {
                  *to = 0;
                } else {
                  const STORED weight = row[kappa * input_step * parts + p];
                  *to = adjoint && p == 1 ? NARROW(-WIDEN(weight)) : weight;
                }
              }
            }
          }
        }
        packed += width * s->unit;
      }
    }
  }
}

// MARK: Within blocks

// Weights as they are stored, or of one group of vectors, widened for many rows.
typedef struct NAME(weights) {
  const STORED *stored;
  const SCALAR *widened;
} NAME(weights);

INLINE VECTOR NAME(weight)(NAME(weights) weights, size_t at) {
#if IS_NARROW
  if (weights.stored) return NAME(load_stored)(weights.stored + at);
#endif
  return NAME(load)(weights.widened + at);
}

// `room` holds one group's weights; `is_worth_it` is a constant where this is inlined.
INLINE NAME(weights) NAME(weights_for)(const bool is_worth_it, const STORED *stored, size_t count, SCALAR *room) {
#if IS_NARROW
  if (!is_worth_it) return (NAME(weights)){stored, 0};
  NAME(widen)(stored, count, room);
  return (NAME(weights)){0, room};
#else
  (void)is_worth_it, (void)count, (void)room;
  return (NAME(weights)){0, stored};
#endif
}

// Some rows times some vectors of one block's outputs. `rows`, `vectors`, `width` and `parts` are constants where this is
// inlined. `width` vectors lie together in the packed weights, and groups of them `group_step` apart.
INLINE void NAME(within_tile)(
    const int rows, const int vectors, const int width, const int parts, size_t c, const SCALAR *restrict x,
    size_t x_row, size_t x_part, NAME(weights) weights, size_t group_step, SCALAR *const *to,
    const NAME(target) *target, size_t valid) {
  VECTOR sum[WITHIN_ROWS][4][2];
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      UNROLLED for (int p = 0; p < parts; p++) sum[b][v][p] = (VECTOR){0};
    }
  }
  for (size_t kappa = 0; kappa < c; kappa++) {
    VECTOR weight[4][2];
    UNROLLED for (int v = 0; v < vectors; v++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        weight[v][p] = NAME(weight)(
            weights, (v / width) * group_step + ((kappa * width + v % width) * parts + p) * LANES);
      }
    }
    UNROLLED for (int b = 0; b < rows; b++) {
      const VECTOR re = NAME(broadcast)(x[b * x_row + kappa]);
      UNROLLED for (int v = 0; v < vectors; v++) sum[b][v][0] = FMA(re, weight[v][0], sum[b][v][0]);
      if (parts == 1) continue;
      const VECTOR im = NAME(broadcast)(x[b * x_row + x_part + kappa]);
      UNROLLED for (int v = 0; v < vectors; v++) {
        sum[b][v][0] = FMA(-im, weight[v][1], sum[b][v][0]);
        sum[b][v][1] = FMA(im, weight[v][0], sum[b][v][1]);
        sum[b][v][1] = FMA(re, weight[v][1], sum[b][v][1]);
      }
    }
  }
  UNROLLED for (int b = 0; b < rows; b++) {
    const size_t offset = (b / ACROSS_ROWS) * target->group_step + (b % ACROSS_ROWS) * target->row_step;
    UNROLLED for (int v = 0; v < vectors; v++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        SCALAR *const at = to[v] + offset + p * target->part_step;
        if (v < vectors - 1 || valid == LANES) NAME(store)(at, sum[b][v][p]);
        else NAME(store_first)(at, sum[b][v][p], valid);
      }
    }
  }
}

// All rows of a tile times the same vectors. The rows' next numbers, c of them, are fetched ahead from `ahead`.
INLINE void NAME(within_rows)(
    size_t rows, const int vectors, const int width, const int parts, size_t c, const SCALAR *x, size_t x_row,
    size_t x_part, const SCALAR *ahead, NAME(weights) weights, size_t group_step, SCALAR **to,
    const NAME(target) *target, size_t valid) {
  const size_t most = (vectors > WITHIN_VECTORS ? ACROSS_ROWS : WITHIN_ROWS) / parts;
#define TILE(rows)                                                                                                    \
  NAME(within_tile)(rows, vectors, width, parts, c, x, x_row, x_part, weights, group_step, to, target, valid)
  // The last 7 or 8 rows go as 3 and 4 or 5: with 1 or 2, each sum would wait for the one before it.
  const bool is_high = most == WITHIN_ROWS;
  while (rows >= most && !(is_high && (rows == 7 || rows == 8))) {
    if (ahead) {
      for (size_t b = 0; b < most; b++) {
        for (size_t e = 0; e < c; e += 64 / sizeof(SCALAR)) __builtin_prefetch(ahead + b * x_row + e);
      }
      ahead += most * x_row;
    }
    TILE(most);
    x += most * x_row;
    UNROLLED for (int v = 0; v < vectors; v++) to[v] += most / ACROSS_ROWS * target->group_step;
    rows -= most;
  }
  if (is_high && rows > WITHIN_ROWS) {
    TILE(ACROSS_ROWS);
    x += ACROSS_ROWS * x_row;
    UNROLLED for (int v = 0; v < vectors; v++) to[v] += target->group_step;
    rows -= ACROSS_ROWS;
  }
  switch (rows) {
  case 1: TILE(1); break;
  case 2: TILE(2); break;
  case 3: if (is_high) TILE(3); break;
  case 4: if (is_high) TILE(4); break;
  case 5: if (is_high) TILE(5); break;
  default: break;
  }
#undef TILE
}

// One row times four pairs of vectors, of one block or of several: a sum waits for the one before it, so that one row
// needs more sums at a time than a tile has. `group_step` is that of the weights.
INLINE void NAME(within_single)(
    size_t c, const SCALAR *const *x, NAME(weights) weights, size_t group_step, SCALAR *const *to) {
  VECTOR sum[SINGLE_PAIRS][2];
  UNROLLED for (int g = 0; g < SINGLE_PAIRS; g++) sum[g][0] = sum[g][1] = (VECTOR){0};
  for (size_t kappa = 0; kappa < c; kappa++) {
    UNROLLED for (int g = 0; g < SINGLE_PAIRS; g++) {
      const VECTOR entry = NAME(broadcast)(x[g][kappa]);
      sum[g][0] = FMA(entry, NAME(weight)(weights, g * group_step + kappa * 2 * LANES), sum[g][0]);
      sum[g][1] = FMA(entry, NAME(weight)(weights, g * group_step + (kappa * 2 + 1) * LANES), sum[g][1]);
    }
  }
  UNROLLED for (int g = 0; g < SINGLE_PAIRS; g++) {
    NAME(store)(to[g], sum[g][0]);
    NAME(store)(to[g] + LANES, sum[g][1]);
  }
}

// Returns the first unit that is left: those of blocks whose outputs are whole pairs of vectors go four at a time.
INLINE size_t NAME(within_singles)(
    const stage *s, const STORED *packed, const SCALAR *x, size_t first, size_t last, const NAME(target) *target) {
  const size_t b = s->pattern.b, c = s->pattern.c;
  if (b % (2 * LANES) != 0 || target->next) return first;
  for (; first + SINGLE_PAIRS <= last; first += SINGLE_PAIRS) {
    const SCALAR *from[SINGLE_PAIRS];
    SCALAR *to[SINGLE_PAIRS];
    for (size_t g = 0; g < SINGLE_PAIRS; g++) {
      from[g] = x + (first + g) / s->groups * c;
      to[g] = target->base + (first + g) * 2 * LANES;
    }
    const NAME(weights) weights = NAME(weights_for)(false, packed + first * 2 * s->unit, 0, 0);
    NAME(within_single)(c, from, weights, 2 * s->unit, to);
  }
  return first;
}

INLINE void NAME(within)(
    const int parts, const stage *s, const STORED *packed, const SCALAR *x, size_t x_row, size_t x_part, size_t rows,
    size_t first, size_t last, SCALAR *room, const NAME(target) *target) {
  const size_t b = s->pattern.b, c = s->pattern.c;
  const size_t group_step = s->group * s->unit;
  if (parts == 1 && rows == 1) first = NAME(within_singles)(s, packed, x, first, last, target);
  for (size_t i = first / s->groups; i * s->groups < last; i++) {
    const size_t from = i * s->groups < first ? first - i * s->groups : 0;
    const size_t until = smaller(last - i * s->groups, s->groups);
    const SCALAR *input = x + i * c;
    const STORED *weights = packed + i * s->vectors * s->unit;
    for (size_t g = from; g < until;) {
      // Few rows take two groups at once: a sum waits for the one before it.
      const bool is_double = parts == 1 && rows <= ACROSS_ROWS && g + 2 <= until && s->vectors >= (g + 2) * 2;
      const size_t vectors = smaller(is_double ? 4 : 2, s->vectors - g * 2);
      SCALAR *to[4];
      for (size_t v = 0; v < vectors; v++) {
        to[v] = NAME(place)(target, parts, i * b + (g * 2 + v) * LANES);
      }
      const size_t valid = smaller(LANES, b - (g * 2 + vectors - 1) * LANES);
      const SCALAR *ahead = g == 0 && c >= PREFETCHED && i + 1 < s->pattern.a ? input + c : 0;
      const STORED *stored = weights + g * group_step;
#define ROWS(is_many, vectors, width, parts)                                                                          \
  NAME(within_rows)(                                                                                                  \
      rows, vectors, width, parts, c, input, x_row, x_part, ahead,                                                    \
      NAME(weights_for)(is_many, stored, vectors * s->unit, room), group_step, to, target, valid)
      if (is_double) ROWS(false, 4, 2, 1);
      else if (vectors == 2 && IS_NARROW && rows <= WITHIN_ROWS) ROWS(false, 2, 2, parts);
      else if (vectors == 2) ROWS(true, 2, 2, parts);
      else ROWS(true, 1, 1, parts);
#undef ROWS
      g += is_double ? 2 : 1;
    }
  }
}

// MARK: Across blocks

INLINE void NAME(across_tile)(
    const int rows, const int vectors, const int parts, const bool halves, size_t c, const SCALAR *restrict x, size_t x_step, size_t x_row,
    size_t x_part, NAME(weights) weights, SCALAR *const *to, const NAME(target) *target, size_t full, size_t valid) {
  VECTOR sum[ACROSS_ROWS][ACROSS_VECTORS][2];
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      UNROLLED for (int p = 0; p < parts; p++) sum[b][v][p] = (VECTOR){0};
    }
  }
  // The outputs' cache lines come while the sums are made.
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) __builtin_prefetch(to[v] + b * target->row_step, 1);
  }
  for (size_t kappa = 0; kappa < c; kappa++) {
    VECTOR entry[ACROSS_ROWS][2];
    UNROLLED for (int b = 0; b < rows; b++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        const SCALAR *at = x + kappa * x_step + b * x_row + p * x_part;
        entry[b][p] = halves ? NAME(load_half)(at) : NAME(load)(at);
      }
    }
    UNROLLED for (int v = 0; v < vectors; v++) {
      const VECTOR re = NAME(weight)(weights, (kappa * vectors + v) * parts * LANES);
      UNROLLED for (int b = 0; b < rows; b++) sum[b][v][0] = FMA(entry[b][0], re, sum[b][v][0]);
      if (parts == 1) continue;
      const VECTOR im = NAME(weight)(weights, ((kappa * vectors + v) * parts + 1) * LANES);
      UNROLLED for (int b = 0; b < rows; b++) {
        sum[b][v][0] = FMA(entry[b][1], -im, sum[b][v][0]);
        sum[b][v][1] = FMA(entry[b][1], re, sum[b][v][1]);
        sum[b][v][1] = FMA(entry[b][0], im, sum[b][v][1]);
      }
    }
  }
  UNROLLED for (int b = 0; b < rows; b++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      UNROLLED for (int p = 0; p < parts; p++) {
        SCALAR *const at = to[v] + b * target->row_step + p * target->part_step;
        const size_t count = v == vectors - 1 ? valid : full;
        if (count == LANES) NAME(store)(at, sum[b][v][p]);
        else NAME(store_first)(at, sum[b][v][p], count);
      }
    }
  }
}

// All rows of a tile times the same vectors. `halves`: the input is half a vector, which is repeated.
INLINE void NAME(across_rows)(
    size_t rows, const int vectors, const int parts, const bool halves, size_t c, const SCALAR *x, size_t x_step, size_t x_row,
    size_t x_part, size_t x_group, NAME(weights) weights, SCALAR **to, const NAME(target) *target, size_t full,
    size_t valid) {
#define TILE(rows)                                                                                                    \
  NAME(across_tile)(rows, vectors, parts, halves, c, x, x_step, x_row, x_part, weights, to, target, full, valid)
  for (; rows >= ACROSS_ROWS; rows -= ACROSS_ROWS) {
    TILE(ACROSS_ROWS);
    x += x_group;
    UNROLLED for (int v = 0; v < vectors; v++) to[v] += target->group_step;
  }
  switch (rows) {
  case 1: TILE(1); break;
  case 2: TILE(2); break;
  default: break;
  }
#undef TILE
}

// One row times two groups of vectors: see `within_single`.
INLINE void NAME(across_single)(
    const bool halves, size_t c, const SCALAR *restrict x, size_t x_step, NAME(weights) weights, size_t group_step, SCALAR *restrict to,
    size_t to_step) {
  VECTOR sum[2 * ACROSS_VECTORS];
  UNROLLED for (int v = 0; v < 2 * ACROSS_VECTORS; v++) sum[v] = (VECTOR){0};
  for (size_t kappa = 0; kappa < c; kappa++) {
    const VECTOR entry = halves ? NAME(load_half)(x + kappa * x_step) : NAME(load)(x + kappa * x_step);
    UNROLLED for (int v = 0; v < 2 * ACROSS_VECTORS; v++) {
      const size_t at = (v / ACROSS_VECTORS) * group_step + (kappa * ACROSS_VECTORS + v % ACROSS_VECTORS) * LANES;
      sum[v] = FMA(entry, NAME(weight)(weights, at), sum[v]);
    }
  }
  UNROLLED for (int v = 0; v < 2 * ACROSS_VECTORS; v++) NAME(store)(to + v * to_step, sum[v]);
}

// `slabs`: x is slabs already, `slab` elements each. Otherwise x has rows, which may have to be collected into `own`.
INLINE void NAME(across)(
    const int parts, const monarch_plan *plan, const stage *s, const STORED *packed, const SCALAR *x, size_t x_row,
    size_t x_part, bool slabs, size_t slab, size_t rows, size_t first, size_t last, SCALAR *own, SCALAR *room,
    const NAME(target) *target) {
  const size_t b = s->pattern.b, c = s->pattern.c, d = s->pattern.d;
  const bool halves = parts == 1 && s->spread && d * 2 == LANES;
  for (size_t k = first / s->groups; k * s->groups < last; k++) {
    const size_t i = k / s->positions, position = k % s->positions;
    const size_t from = k * s->groups < first ? first - k * s->groups : 0;
    const size_t until = smaller(last - k * s->groups, s->groups);
    const size_t at = i * b * d + position * LANES;
    const STORED *weights = packed + k * s->vectors * s->unit;
    // Lanes with outputs, in the last vector of all and in the others.
    const size_t full = s->spread ? s->outputs * d : smaller(LANES, d - position * LANES);
    // How the input is read: as a slab, or as it lies where that is in order or the rows are few.
    const bool in_place = !slabs && (halves || (rows <= ACROSS_ROWS && full == LANES && !s->spread));
    const SCALAR *input = slabs ? x + k * slab : in_place ? x + i * c * d + position * LANES : own;
    const size_t step = in_place ? d : ACROSS_ROWS * parts * LANES;
    const size_t row = in_place ? x_row : parts * LANES, part = in_place ? x_part : LANES;
    const size_t group = in_place ? ACROSS_ROWS * x_row : slab_group(s, plan);
    if (!slabs && !in_place) NAME(collect)(plan, s, i, position, x, x_row, x_part, rows, own);
    const bool is_single = parts == 1 && in_place && rows == 1 && !target->next && b % s->outputs == 0;
    for (size_t g = from; g < until; g++) {
      const size_t vectors = smaller(s->group, s->vectors - g * s->group);
      const STORED *stored = weights + g * s->group * s->unit;
      if (is_single && g + 2 <= until && s->vectors >= (g + 2) * ACROSS_VECTORS) {
        const NAME(weights) two = NAME(weights_for)(false, stored, 0, 0);
        const size_t to_step = s->outputs * d;
        SCALAR *const to = target->base + at + g * ACROSS_VECTORS * to_step;
        if (halves) NAME(across_single)(true, c, input, d, two, ACROSS_VECTORS * s->unit, to, to_step);
        else NAME(across_single)(false, c, input, d, two, ACROSS_VECTORS * s->unit, to, to_step);
        g++;
        continue;
      }
      SCALAR *to[ACROSS_VECTORS];
      size_t valid = full;
      for (size_t v = 0; v < vectors; v++) {
        const size_t j = (g * s->group + v) * s->outputs;
        to[v] = NAME(place)(target, parts, at + j * d);
        if (s->spread) valid = smaller(s->outputs, b - j) * d;
      }
      const bool is_many = rows > ACROSS_ROWS;
#define ROWS(vectors, halves, is_many)                                                                                \
  NAME(across_rows)(                                                                                                  \
      rows, vectors, parts, halves, c, input, step, row, part, group,                                                 \
      NAME(weights_for)(is_many, stored, vectors * s->unit, room), to, target, full, valid)
#define VECTORS(vectors)                                                                                              \
  if (vectors > ACROSS_VECTORS / parts) break;                                                                        \
  if (halves && is_many) ROWS(vectors, parts == 1, true);                                                             \
  else if (halves) ROWS(vectors, parts == 1, false);                                                                  \
  else if (is_many || !IS_NARROW) ROWS(vectors, false, true);                                                         \
  else ROWS(vectors, false, false);                                                                                   \
  break
      switch (vectors) {
      case 1: VECTORS(1);
      case 2: VECTORS(2);
      case 3: VECTORS(3);
      default: VECTORS(4);
      }
#undef VECTORS
#undef ROWS
    }
  }
}

// MARK: A stage

// What a stage reads: rows with their parts `part` apart, or slabs.
typedef struct NAME(source) {
  const SCALAR *x;
  size_t row, part;
  size_t slab;  // the elements of a slab, or 0
} NAME(source);

TARGET static void NAME(real_stage)(
    const monarch_plan *plan, const stage *s, const STORED *packed, const NAME(source) *from, size_t rows, size_t first,
    size_t last, SCALAR *own, const NAME(target) *to) {
  SCALAR *const room = own;
  own += plan->room;
  if (s->across) {
    NAME(across)(1, plan, s, packed, from->x, from->row, 0, from->slab != 0, from->slab, rows, first, last, own, room, to);
  } else {
    NAME(within)(1, s, packed, from->x, from->row, 0, rows, first, last, room, to);
  }
}

TARGET static void NAME(complex_stage)(
    const monarch_plan *plan, const stage *s, const STORED *packed, const NAME(source) *from, size_t rows, size_t first,
    size_t last, SCALAR *own, const NAME(target) *to) {
  SCALAR *const room = own;
  own += plan->room;
  if (s->across) {
    NAME(across)(
        2, plan, s, packed, from->x, from->row, from->part, from->slab != 0, from->slab, rows, first, last, own, room,
        to);
  } else {
    NAME(within)(2, s, packed, from->x, from->row, from->part, rows, first, last, room, to);
  }
}

static void NAME(run)(
    const monarch_plan *plan, size_t t, const STORED *packed, const NAME(source) *from, size_t rows, size_t first,
    size_t last, SCALAR *own, const NAME(target) *to) {
  const stage *s = &plan->stages[t];
  if (plan->parts == 1) NAME(real_stage)(plan, s, packed + s->weights, from, rows, first, last, own, to);
  else NAME(complex_stage)(plan, s, packed + s->weights, from, rows, first, last, own, to);
}

// A stage from rows to rows, for other files.
static void NAME(run_rows)(
    const monarch_plan *plan, size_t t, const STORED *packed, rows from, rows to, size_t count, SCALAR *own) {
  const NAME(source) source = {from.base, from.row, from.part, 0};
  const NAME(target) target = {to.base, ACROSS_ROWS * to.row, to.row, to.part, 0, 0};
  NAME(run)(plan, t, packed, &source, count, 0, unit_count(plan, t + 1), own, &target);
}

// MARK: Rows of the caller

// Rows of numbers to rows of parts, padded with zeros to `width`; along the shorter of the strides.
TARGET static void NAME(gather)(
    size_t parts, const STORED *restrict x, monarch_strides strides, size_t rows, size_t count, size_t width,
    SCALAR *restrict to, size_t to_row, size_t to_part) {
  const size_t row = strides.row_stride * parts, element = strides.element_stride * parts;
  for (size_t p = 0; p < parts; p++) {
    if (row < element) {
      for (size_t e = 0; e < count; e++)
        for (size_t b = 0; b < rows; b++) to[b * to_row + p * to_part + e] = WIDEN(x[b * row + e * element + p]);
    } else if (element == 1) {
      for (size_t b = 0; b < rows; b++) NAME(widen)(x + b * row, count, to + b * to_row);
    } else {
      for (size_t b = 0; b < rows; b++)
        for (size_t e = 0; e < count; e++) to[b * to_row + p * to_part + e] = WIDEN(x[b * row + e * element + p]);
    }
    for (size_t b = 0; b < rows; b++)
      for (size_t e = count; e < width; e++) to[b * to_row + p * to_part + e] = 0;
  }
}

TARGET static void NAME(scatter)(
    size_t parts, const SCALAR *restrict from, size_t from_row, size_t from_part, size_t rows, size_t count,
    STORED *restrict y, monarch_strides strides) {
  const size_t row = strides.row_stride * parts, element = strides.element_stride * parts;
  for (size_t p = 0; p < parts; p++) {
    if (row < element) {
      for (size_t e = 0; e < count; e++)
        for (size_t b = 0; b < rows; b++) y[b * row + e * element + p] = NARROW(from[b * from_row + p * from_part + e]);
    } else if (element == 1) {
      for (size_t b = 0; b < rows; b++) NAME(narrow)(from + b * from_row, count, y + b * row);
    } else {
      for (size_t b = 0; b < rows; b++)
        for (size_t e = 0; e < count; e++) y[b * row + e * element + p] = NARROW(from[b * from_row + p * from_part + e]);
    }
  }
}

// MARK: The product

// One phase of a product for `rows` rows from `top` on: phase 0 gathers the inputs, phase t + 1 is stage t, and the last
// one scatters the outputs. Units of a stage are independent of one another.
static void NAME(phase)(
    const monarch_plan *plan, const layout *layout, const STORED *packed, const monarch_job *job, void *scratch,
    size_t top, size_t rows, size_t phase, size_t first, size_t last, SCALAR *own) {
  const size_t parts = plan->parts;
  SCALAR *const buffers[2] = {scratch, (SCALAR *)scratch + layout->buffers[0]};
  const STORED *input = (const STORED *)job->x + top * job->x_strides.row_stride * parts;
  STORED *output = (STORED *)job->y + top * job->y_strides.row_stride * parts;
  if (phase == 0) {
    const size_t width = plan->stages[0].input_width, part = padded_row(width);
    if (layout->gathers) {
      NAME(gather)(parts, input, job->x_strides, rows, plan->input_count, width, buffers[0], part * parts, part);
    }
    return;
  }
  if (phase > plan->count) {
    const size_t part = padded_row(plan->stages[plan->count - 1].output_width);
    if (layout->scatters) {
      NAME(scatter)(
          parts, buffers[plan->count % 2], part * parts, part, rows, plan->output_count, output, job->y_strides);
    }
    return;
  }

  const size_t t = phase - 1;
  const stage *s = &plan->stages[t];
  const size_t in_part = padded_row(s->input_width), out_part = padded_row(s->output_width);
  NAME(source) from = {buffers[t % 2], in_part * parts, in_part, 0};
  NAME(target) to = {buffers[(t + 1) % 2], ACROSS_ROWS * out_part * parts, out_part * parts, out_part, 0, 0};
  if (t == 0 && !layout->gathers) from = (NAME(source)){(const SCALAR *)input, job->x_strides.row_stride, 0, 0};
  if (t > 0 && writes_slabs(plan, t - 1, layout->tile)) from.slab = slab_size(s, plan, layout->tile);
  if (t + 1 == plan->count && !layout->scatters) {
    const size_t row = job->y_strides.row_stride;
    to = (NAME(target)){(SCALAR *)output, ACROSS_ROWS * row, row, 0, 0, 0};
  } else if (writes_slabs(plan, t, layout->tile)) {
    const stage *next = s + 1;
    to = (NAME(target)){
        to.base, slab_group(next, plan), parts * LANES, LANES, next, slab_size(next, plan, layout->tile)};
  }
  NAME(run)(plan, t, packed, &from, rows, first, last, own, &to);
}

static void NAME(multiply)(
    const monarch_plan *plan, const layout *layout, const STORED *packed, const monarch_job *job, void *scratch) {
  SCALAR *const own = (SCALAR *)scratch + layout->buffers[0] + layout->buffers[1];
  for (size_t top = 0; top < job->batch; top += layout->tile) {
    const size_t rows = smaller(layout->tile, job->batch - top);
    for (size_t phase = 0; phase <= plan->count + 1; phase++) {
      NAME(phase)(plan, layout, packed, job, scratch, top, rows, phase, 0, unit_count(plan, phase), own);
    }
  }
}

#undef VECTOR
#undef UNROLLED
#undef INLINE
