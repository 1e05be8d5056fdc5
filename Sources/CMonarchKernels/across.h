// Products across blocks, d > 1: vectors of the same output of neighbouring blocks. For a text that versions.h includes.

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
