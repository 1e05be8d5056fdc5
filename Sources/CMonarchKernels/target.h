// What tiles read and write, for a text that versions.h includes.

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
