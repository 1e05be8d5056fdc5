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
#include "target.h"
#include "within.h"
#include "across.h"

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

// MARK: A stage

// What a stage reads: rows with their parts `part` apart, or slabs.
typedef struct NAME(source) {
  const SCALAR *x;
  size_t row, part;
  size_t slab;  // the elements of a slab, or 0
} NAME(source);

INLINE void NAME(stage)(
    const int parts, const monarch_plan *plan, const stage *s, const STORED *packed, const NAME(source) *from,
    size_t rows, size_t first, size_t last, SCALAR *own, const NAME(target) *to) {
  SCALAR *const room = own, *const slab = own + plan->room;
  const size_t part = parts == 1 ? 0 : from->part;
  if (s->across) {
    NAME(across)(
        parts, plan, s, packed, from->x, from->row, part, from->slab != 0, from->slab, rows, first, last, slab, room, to);
  } else {
    NAME(within)(parts, s, packed, from->x, from->row, part, rows, first, last, room, to);
  }
}

TARGET static void NAME(real_stage)(
    const monarch_plan *plan, const stage *s, const STORED *packed, const NAME(source) *from, size_t rows, size_t first,
    size_t last, SCALAR *own, const NAME(target) *to) {
  NAME(stage)(1, plan, s, packed, from, rows, first, last, own, to);
}

TARGET static void NAME(complex_stage)(
    const monarch_plan *plan, const stage *s, const STORED *packed, const NAME(source) *from, size_t rows, size_t first,
    size_t last, SCALAR *own, const NAME(target) *to) {
  NAME(stage)(2, plan, s, packed, from, rows, first, last, own, to);
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

// Rows of numbers to rows of parts, padded with zeros to `width`.
TARGET static void NAME(gather)(
    size_t parts, const STORED *restrict x, monarch_strides strides, size_t rows, size_t count, size_t width,
    SCALAR *restrict to, size_t to_row, size_t to_part) {
  const size_t row = strides.row_stride * parts, element = strides.element_stride * parts;
  if (element == 1) {
    for (size_t b = 0; b < rows; b++) NAME(widen)(x + b * row, count, to + b * to_row);
  } else {
    // Along the shorter of the strides.
    const bool down = row < element;
    const size_t outer = down ? count : rows, inner = down ? rows : count;
    const size_t from_outer = down ? element : row, from_inner = down ? row : element;
    const size_t to_outer = down ? 1 : to_row, to_inner = down ? to_row : 1;
    for (size_t p = 0; p < parts; p++) {
      for (size_t o = 0; o < outer; o++)
        for (size_t i = 0; i < inner; i++)
          to[o * to_outer + i * to_inner + p * to_part] = WIDEN(x[o * from_outer + i * from_inner + p]);
    }
  }
  for (size_t b = 0; b < rows; b++)
    for (size_t p = 0; p < parts; p++)
      for (size_t e = count; e < width; e++) to[b * to_row + p * to_part + e] = 0;
}

// And back.
TARGET static void NAME(scatter)(
    size_t parts, const SCALAR *restrict from, size_t from_row, size_t from_part, size_t rows, size_t count,
    STORED *restrict y, monarch_strides strides) {
  const size_t row = strides.row_stride * parts, element = strides.element_stride * parts;
  if (element == 1) {
    for (size_t b = 0; b < rows; b++) NAME(narrow)(from + b * from_row, count, y + b * row);
    return;
  }
  const bool down = row < element;
  const size_t outer = down ? count : rows, inner = down ? rows : count;
  const size_t to_outer = down ? element : row, to_inner = down ? row : element;
  const size_t from_outer = down ? 1 : from_row, from_inner = down ? from_row : 1;
  for (size_t p = 0; p < parts; p++) {
    for (size_t o = 0; o < outer; o++)
      for (size_t i = 0; i < inner; i++)
        y[o * to_outer + i * to_inner + p] = NARROW(from[o * from_outer + i * from_inner + p * from_part]);
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
