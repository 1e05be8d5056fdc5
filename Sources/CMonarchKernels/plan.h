// How a chain of factors is cut for vectors of `lanes` elements: shared by every element type and instruction set.
#ifndef MONARCH_PLAN_H
#define MONARCH_PLAN_H

#include "CMonarchKernels.h"

enum {
  // Tiles of real numbers: within blocks 6 rows by 2 vectors, across blocks 3 rows by 4 vectors. That is 12 accumulators,
  // which leaves 4 of 16 registers for the operands. Complex numbers halve the 6 and the 4.
  WITHIN_ROWS = 6,
  WITHIN_VECTORS = 2,
  ACROSS_ROWS = 3,
  ACROSS_VECTORS = 4,
  // A single row takes so many groups of vectors within blocks at once, and two across blocks.
  SINGLE_PAIRS = 4,
  // Rows of scratch are kept apart by this many elements, so that powers of two do not fall on the same cache sets.
  ROW_PADDING = 16,
  // A tile of the batch has as many rows as keep their intermediate within TILE_BYTES; more, where the weights are so
  // large that reading them once for each tile would cost too much: a row for each WEIGHT_BYTES of them.
  TILE_BYTES = 96 * 1024,
  WEIGHT_BYTES = 64 * 1024,
  GREATEST_TILE = 16 * WITHIN_ROWS,
  // Inputs of a block from which on the next rows are fetched ahead.
  PREFETCHED = 24,
};

typedef struct stage {
  monarch_pattern pattern;

  // d = 1: vectors lie within the b outputs of a block.
  // d > 1: vectors lie across blocks. Where d >= lanes, a vector is `lanes` neighbouring blocks' same output. Where
  // d < lanes, it is all d blocks' `outputs` consecutive outputs, and the input is repeated to match (spread).
  // The last vector may have fewer lanes with outputs; those without have weights of zero and are not stored.
  bool across, spread;
  size_t outputs;
  size_t positions;  // across: vectors along d
  size_t vectors;    // vectors of outputs of a block, or of a position
  size_t group;      // vectors that are multiplied together
  size_t groups;

  size_t input_width, output_width;  // numbers in a row
  size_t unit;                       // elements of packed weights for one vector of outputs
  size_t weights;                    // where this stage's begin
} stage;

struct monarch_plan {
  monarch_element element;
  monarch_isa isa;
  size_t parts, lanes, count;
  size_t input_count, output_count;
  size_t packed;         // elements of weights
  size_t stored, size;   // bytes of an element in memory, and of one that is computed with
  size_t tile;           // rows of the batch that go through the chain together, for large batches
  size_t room;           // elements that the widened weights of one group take; 0 where none are
  stage stages[];
};

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t larger(size_t a, size_t b) { return a > b ? a : b; }
static inline size_t quotient_up(size_t count, size_t of) { return count / of + (count % of != 0); }

// The elements of one part of a row in scratch.
static inline size_t padded_row(size_t width) { return (width + ROW_PADDING + 15) & ~(size_t)15; }

// Whether a stage's vectors begin at multiples of a vector and are whole.
static inline bool is_aligned(const stage *s, size_t lanes) {
  return s->across ? s->pattern.d % lanes == 0 : s->pattern.b % lanes == 0;
}

// The rows of a tile lie in groups of ACROSS_ROWS. For the vectors of one position, a slab has the input in the order in
// which it is read: [group of rows][input of the block][row][part][lane].
static inline size_t slab_group(const stage *s, const monarch_plan *plan) {
  return s->pattern.c * ACROSS_ROWS * plan->parts * plan->lanes;
}

static inline size_t slab_size(const stage *s, const monarch_plan *plan, size_t rows) {
  return quotient_up(rows, ACROSS_ROWS) * slab_group(s, plan) + ROW_PADDING;
}

// A stage's vectors fall into independent groups, its units. Other phases are one unit.
static inline size_t unit_count(const monarch_plan *plan, size_t phase) {
  if (phase == 0 || phase > plan->count) return 1;
  const stage *s = &plan->stages[phase - 1];
  return s->pattern.a * s->positions * s->groups;
}

// Whether stage t of a tile writes the slabs that the next one reads.
static inline bool writes_slabs(const monarch_plan *plan, size_t t, size_t tile) {
  const stage *s = &plan->stages[t];
  return t + 1 < plan->count && tile > ACROSS_ROWS && s[1].across && !s->spread && !s[1].spread
      && is_aligned(s, plan->lanes) && is_aligned(s + 1, plan->lanes);
}

// The scratch of a job, in elements that are computed with: two buffers that stages go to and fro between, and for each
// that shares the work room for widened weights and a slab.
typedef struct layout {
  size_t tile;
  bool gathers, scatters;
  size_t buffers[2], own;
} layout;

// Rows of scratch: row b, part p and number e at b * row + p * part + e, in elements that are computed with.
typedef struct rows {
  void *base;
  size_t row, part;
} rows;

// Runs stage t from rows to rows. `own` holds room for widened weights and a slab: see `own_size`.
void monarch_run_rows(
    const monarch_plan *plan, size_t t, const void *packed, rows from, rows to, size_t count, void *own);

// Rows of the caller to rows of scratch, padded with zeros, and back.
void monarch_gather(
    const monarch_plan *plan, const void *x, monarch_strides strides, size_t count, size_t given, size_t width, rows to);
void monarch_scatter(
    const monarch_plan *plan, rows from, size_t count, size_t wanted, void *y, monarch_strides strides);

// Whether the caller's rows can be read or written where they lie.
static inline bool is_in_place(const monarch_plan *plan, monarch_strides strides, size_t count, size_t width) {
  return plan->parts == 1 && plan->stored == plan->size && strides.element_stride == 1 && count == width;
}

#endif
