#include "CMonarchKernels.h"

#include <stdint.h>

#include "plan.h"

enum {
  // 12 accumulators, as in the product.
  BLOCK_OUTPUTS = 6,
  SUM_OUTPUTS = 4,
  SUM_INPUTS = 3,
  // A tile has as many rows as keep their intermediates within these bytes, for each sharer.
  GRADIENT_BYTES = 1024 * 1024,
};

#define KERNEL "gradient_kernel.h"
#include "versions.h"

static bool product(size_t a, size_t b, size_t *result) { return !__builtin_mul_overflow(a, b, result); }
static bool sum(size_t a, size_t b, size_t *result) { return !__builtin_add_overflow(a, b, result); }
static size_t rounded(size_t count) { return (count + 15) & ~(size_t)15; }

static const stage *adjoint_of(const monarch_gradient *gradient, size_t t) {
  return &gradient->backward->stages[gradient->forward->count - 1 - t];
}

// The parts of the scratch, in elements that are computed with. Rows are inputs of the factors, then cotangents of their
// outputs, then the gradient of the input; rows that the caller's memory has are left unused.
typedef struct gradient_layout {
  size_t tile, own;
} gradient_layout;

static size_t row_size(const monarch_plan *plan, size_t width) { return padded_row(width) * plan->parts; }

// The elements of a row of all intermediates.
static bool all_rows(const monarch_gradient *gradient, size_t *size) {
  const monarch_plan *plan = gradient->forward;
  *size = row_size(plan, plan->stages[0].input_width);
  for (size_t t = 0; t < plan->count; t++) {
    if (!sum(*size, row_size(plan, plan->stages[t].input_width), size)
        || !sum(*size, row_size(plan, plan->stages[t].output_width), size))
      return false;
  }
  return *size <= PTRDIFF_MAX;
}

size_t monarch_gradient_tile(const monarch_gradient *gradient, size_t sharers) {
  size_t row;
  if (!all_rows(gradient, &row)) return WITHIN_ROWS;
  const size_t rows = GRADIENT_BYTES / (row * gradient->forward->size) / WITHIN_ROWS * WITHIN_ROWS;
  return sharers * larger(4 * WITHIN_ROWS, smaller(rows, GREATEST_TILE));
}

static size_t sum_size(const monarch_plan *plan, const stage *s) {
  const monarch_pattern f = s->pattern;
  const size_t parts = plan->parts, lanes = plan->lanes;
  if (f.d >= lanes) {
    const size_t outputs = SUM_OUTPUTS / parts;
    return f.a * s->positions * quotient_up(f.b, outputs) * outputs * f.c * parts * lanes;
  }
  const size_t outputs = BLOCK_OUTPUTS / parts;
  return f.a * f.d * quotient_up(f.b, outputs) * outputs * quotient_up(f.c, lanes) * lanes * parts;
}

static monarch_status lay_out(
    const monarch_gradient *gradient, size_t sharers, gradient_layout *layout, size_t *scratch, size_t *sums) {
  const monarch_plan *plan = gradient->forward;
  *layout = (gradient_layout){.tile = monarch_gradient_tile(gradient, sharers)};
  const size_t tile = layout->tile;
  size_t row, bytes, most = 0;
  bool fits = all_rows(gradient, &row) && product(row, tile, scratch);
  *sums = 0;
  for (size_t t = 0; fits && t < plan->count; t++) {
    const stage *s = &plan->stages[t], *adjoint = adjoint_of(gradient, t);
    // Sums have at most 24 lanes for each weight.
    fits = product(s->input_width, s->pattern.b, &bytes) && product(bytes, 48 * plan->lanes, &bytes)
        && bytes <= PTRDIFF_MAX && sum(*sums, sum_size(plan, s), sums);
    const size_t longer = larger(s->pattern.b, s->pattern.c) + 2 * plan->lanes;
    fits = fits && product(longer, 4 * plan->parts * plan->lanes, &bytes) && product(bytes, tile, &bytes)
        && bytes <= PTRDIFF_MAX;
    if (!fits) break;
    const size_t slabs = slab_size(s, plan, tile) + slab_size(adjoint, plan, tile);
    const size_t blocks = tile * plan->parts * (s->pattern.c + 2 * plan->lanes + BLOCK_OUTPUTS);
    most = larger(most, larger(slabs, blocks));
  }
  layout->own = rounded(plan->room) + rounded(gradient->backward->room) + rounded(most);
  fits = fits && product(layout->own, sharers, &bytes) && sum(*scratch, bytes, scratch)
      && product(*scratch, plan->size, scratch) && product(*sums, plan->size, sums) && *scratch <= PTRDIFF_MAX
      && *sums <= PTRDIFF_MAX;
  return fits ? MONARCH_OK : MONARCH_OVERFLOW;
}

monarch_status monarch_gradient_sizes(
    const monarch_gradient *gradient, size_t sharers, size_t *scratch_bytes, size_t *sum_bytes) {
  gradient_layout layout;
  return lay_out(gradient, sharers, &layout, scratch_bytes, sum_bytes);
}

// MARK: Rows

// Where rows of a tile lie. Slot t is the input of factor t, slot count + t the cotangent of its output, and slot
// 2 * count the gradient of the input.
static rows slot(
    const monarch_gradient *gradient, const monarch_gradient_job *job, size_t tile, size_t top, size_t at, void *scratch,
    bool *is_theirs) {
  const monarch_plan *plan = gradient->forward;
  const size_t count = plan->count, last = plan->stages[count - 1].output_width, width = plan->stages[0].input_width;
  *is_theirs = true;
  if (at == 0 && is_in_place(plan, job->x_strides, plan->input_count, width))
    return (rows){(char *)job->x + top * job->x_strides.row_stride * plan->size, job->x_strides.row_stride, 0};
  if (at == 2 * count - 1 && is_in_place(plan, job->g_strides, plan->output_count, last))
    return (rows){(char *)job->g + top * job->g_strides.row_stride * plan->size, job->g_strides.row_stride, 0};
  if (at == 2 * count && is_in_place(plan, job->dx_strides, plan->input_count, width))
    return (rows){(char *)job->dx + top * job->dx_strides.row_stride * plan->size, job->dx_strides.row_stride, 0};
  *is_theirs = false;
  size_t offset = 0, mine = 0;
  for (size_t i = 0; i <= at; i++) {
    offset += mine;
    mine = i == 2 * count ? width : i < count ? plan->stages[i].input_width : plan->stages[i - count].output_width;
    if (i < at) mine = row_size(plan, mine) * tile;
  }
  const size_t part = padded_row(mine);
  return (rows){(char *)scratch + offset * plan->size, part * plan->parts, part};
}

static rows from_row(const monarch_plan *plan, rows all, size_t first) {
  all.base = (char *)all.base + first * all.row * plan->size;
  return all;
}

static void *own_of(
    const monarch_gradient *gradient, const gradient_layout *layout, size_t sharer, void *scratch) {
  size_t row = 0;
  all_rows(gradient, &row);
  return (char *)scratch + (row * layout->tile + sharer * layout->own) * gradient->forward->size;
}

void monarch_gradient_rows(
    const monarch_gradient *gradient, const monarch_gradient_job *job, size_t sharers, size_t top, size_t first,
    size_t last, size_t sharer, void *scratch) {
  const monarch_plan *plan = gradient->forward, *backward = gradient->backward;
  gradient_layout layout;
  size_t bytes, sums;
  if (first >= last || lay_out(gradient, sharers, &layout, &bytes, &sums) != MONARCH_OK) return;
  void *const own = own_of(gradient, &layout, sharer, scratch);
  const size_t count = plan->count, n = last - first, here = top + first;
  bool is_theirs;
#define SLOT(at) from_row(plan, slot(gradient, job, layout.tile, top, at, scratch, &is_theirs), first)
  rows u = SLOT(0);
  if (!is_theirs) {
    const char *x = (const char *)job->x + here * job->x_strides.row_stride * plan->parts * plan->stored;
    monarch_gather(plan, x, job->x_strides, n, plan->input_count, plan->stages[0].input_width, u);
  }
  for (size_t t = 0; t + 1 < count; t++) {
    const rows next = SLOT(t + 1);
    monarch_run_rows(plan, t, gradient->forward_packed, u, next, n, own);
    u = next;
  }
  rows g = SLOT(2 * count - 1);
  if (!is_theirs) {
    const char *from = (const char *)job->g + here * job->g_strides.row_stride * plan->parts * plan->stored;
    const size_t width = plan->stages[count - 1].output_width;
    monarch_gather(plan, from, job->g_strides, n, plan->output_count, width, g);
  }
  for (size_t t = 0; t < count; t++) {
    const rows next = SLOT(t + 1 < count ? 2 * count - 2 - t : 2 * count);
    monarch_run_rows(backward, t, gradient->backward_packed, g, next, n, own);
    g = next;
  }
  if (!is_theirs) {
    char *dx = (char *)job->dx + here * job->dx_strides.row_stride * plan->parts * plan->stored;
    monarch_scatter(plan, g, n, plan->input_count, dx, job->dx_strides);
  }
#undef SLOT
}

// MARK: Sums

size_t monarch_gradient_unit_count(const monarch_gradient *gradient, size_t factor) {
  const stage *s = &gradient->forward->stages[factor];
  const monarch_pattern f = s->pattern;
  return f.d >= gradient->forward->lanes
      ? f.a * s->positions * quotient_up(f.b, SUM_OUTPUTS / gradient->forward->parts)
      : f.a * f.d * quotient_up(f.b, BLOCK_OUTPUTS / gradient->forward->parts);
}

static void *sums_of(const monarch_plan *plan, size_t factor, const void *sums) {
  size_t offset = 0;
  for (size_t t = 0; t < factor; t++) offset += sum_size(plan, &plan->stages[t]);
  return (char *)sums + offset * plan->size;
}

void monarch_gradient_add(
    const monarch_gradient *gradient, const monarch_gradient_job *job, size_t sharers, size_t top, size_t rows,
    size_t factor, size_t first, size_t last, size_t sharer, void *scratch, void *sums) {
  const monarch_plan *plan = gradient->forward;
  gradient_layout layout;
  size_t bytes, sum_bytes;
  if (lay_out(gradient, sharers, &layout, &bytes, &sum_bytes) != MONARCH_OK) return;
  bool is_theirs;
  const struct rows u = slot(gradient, job, layout.tile, top, factor, scratch, &is_theirs);
  const struct rows g = slot(gradient, job, layout.tile, top, plan->count + factor, scratch, &is_theirs);
  void *const own = own_of(gradient, &layout, sharer, scratch);
  SELECT(
      plan->isa, plan->element, add, plan, &plan->stages[factor], adjoint_of(gradient, factor), g, u, rows, first, last,
      own, sums_of(plan, factor, sums));
}

void monarch_gradient_write(
    const monarch_gradient *gradient, size_t factor, const void *sums, bool accumulates, void *blocks) {
  const monarch_plan *plan = gradient->forward;
  SELECT(
      plan->isa, plan->element, write, plan, &plan->stages[factor], sums_of(plan, factor, sums), accumulates, blocks);
}
