// How a shape is cut for a vector of `lanes` elements: shared by every element type and instruction set.
#ifndef MONARCH_PLAN_H
#define MONARCH_PLAN_H

#include "CMonarchKernels.h"

enum {
  // Stage 1 multiplies tiles of 6 rows by 2 vectors, stage 2 tiles of 3 rows by 4 vectors: 12 accumulators each, which
  // leaves 4 of 16 registers for the operands.
  STAGE1_ROWS = 6,
  STAGE1_VECTORS = 2,
  STAGE2_ROWS = 3,
  STAGE2_VECTORS = 4,
  // Rows of scratch are kept apart by this many elements, so that powers of two do not fall on the same cache sets.
  ROW_PADDING = 16,
  // A tile of the batch has as many rows as keep their intermediate within TILE_BYTES; more, where the weights are so
  // large that reading them once for each tile would cost too much: a row for each WEIGHT_BYTES of them.
  TILE_BYTES = 96 * 1024,
  WEIGHT_BYTES = 64 * 1024,
  LEAST_TILE = STAGE1_ROWS,
  GREATEST_TILE = 16 * STAGE1_ROWS,
};

typedef struct plan {
  monarch_shape shape;
  size_t lanes;
  size_t input_count, output_count;

  // Stage 1: vectors in a block's q outputs. The last may reach beyond the block; the next block writes over that.
  size_t column_vectors;

  // Stage 2: where l >= lanes, a vector is `lanes` consecutive lambdas of one sigma, and the last of them is shifted
  // back to end at l. Where l < lanes, it is all lambdas of `sigmas` consecutive sigmas, and h is repeated to match.
  size_t sigmas;
  size_t lambda_vectors;
  size_t sigma_vectors;

  size_t packed_right, packed_left;

  // Rows of a batch tile, and the distance between rows of each part of the scratch.
  size_t tile;
  size_t h_row, x_row, y_row;

  // Elements that stage 2 collects of h for one vector of lambdas and all rows of a tile.
  size_t slab;
} plan;

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static inline size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static inline bool is_spread(const plan *plan) { return plan->shape.l < plan->lanes; }

// The first lambda of a vector.
static inline size_t first_lambda(const plan *plan, size_t vector) {
  return is_spread(plan) ? 0 : smaller(vector * plan->lanes, plan->shape.l - plan->lanes);
}

#endif
