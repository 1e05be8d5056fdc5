// Slabs, for a text that versions.h includes.

// Collects what one position reads of the rows x into a slab. Read in place, it would be a piece of a cache line at every
// d-th number, again for each group of outputs.
TARGET static void NAME(collect)(
    const monarch_plan *plan, const stage *s, size_t i, size_t position, const SCALAR *restrict x, size_t x_row,
    size_t x_part, size_t rows, SCALAR *restrict slab) {
  const size_t c = s->pattern.c, d = s->pattern.d, parts = plan->parts, step = ACROSS_ROWS * parts * LANES;
  size_t delta[LANES];
  for (size_t t = 0; t < LANES; t++) delta[t] = t % d;
  const size_t count = s->spread ? LANES : smaller(LANES, d - position * LANES);
  for (size_t b = 0; b < rows; b++) {
    for (size_t p = 0; p < parts; p++) {
      const SCALAR *from = x + b * x_row + p * x_part + i * c * d + position * LANES;
      SCALAR *to = slab + b / ACROSS_ROWS * slab_group(s, plan) + (b % ACROSS_ROWS * parts + p) * LANES;
      if (s->spread) {
        for (size_t kappa = 0; kappa < c; kappa++) {
          UNROLLED for (size_t t = 0; t < LANES; t++) to[kappa * step + t] = from[kappa * d + delta[t]];
        }
      } else if (count == LANES) {
        for (size_t kappa = 0; kappa < c; kappa++) NAME(store)(to + kappa * step, NAME(load)(from + kappa * d));
      } else {
        for (size_t kappa = 0; kappa < c; kappa++) {
          for (size_t t = 0; t < LANES; t++) to[kappa * step + t] = t < count ? from[kappa * d + t] : 0;
        }
      }
    }
  }
}
