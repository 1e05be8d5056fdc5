// Products within blocks, d = 1: vectors of neighbouring outputs of a block, each input broadcast. For a text that
// versions.h includes.

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
