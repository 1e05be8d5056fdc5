#include "CMonarchKernels.h"

#include <stdint.h>

#include "plan.h"

#define KERNEL "product_kernel.h"
#include "versions.h"

#if HAS_AVX2

bool monarch_isa_available(monarch_isa isa) {
  if (isa != MONARCH_ISA_AVX2) return isa == MONARCH_ISA_PORTABLE;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
}

#else

bool monarch_isa_available(monarch_isa isa) {
  return isa == MONARCH_ISA_PORTABLE || (HAS_NEON && isa == MONARCH_ISA_NEON);
}

#endif

// MARK: The plan

static bool product(size_t a, size_t b, size_t *result) { return !__builtin_mul_overflow(a, b, result); }
static bool sum(size_t a, size_t b, size_t *result) { return !__builtin_add_overflow(a, b, result); }

size_t monarch_plan_bytes(size_t count) {
  size_t bytes;
  const bool fits = product(count, sizeof(stage), &bytes) && sum(bytes, sizeof(monarch_plan), &bytes);
  return fits && bytes <= PTRDIFF_MAX ? bytes : 0;
}

// How one factor is cut; `weights` grows by the elements that it packs into.
static bool cut(monarch_pattern f, size_t lanes, size_t parts, size_t *weights, stage *s) {
  *s = (stage){.pattern = f, .across = f.d > 1, .spread = f.d > 1 && f.d < lanes, .weights = *weights};
  s->outputs = s->spread ? lanes / f.d : 1;
  s->positions = s->across && !s->spread ? quotient_up(f.d, lanes) : 1;
  s->vectors = quotient_up(f.b, s->across ? s->outputs : lanes);
  s->group = s->across ? ACROSS_VECTORS / parts : WITHIN_VECTORS;
  s->groups = quotient_up(s->vectors, s->group);
  size_t blocks, count;
  return product(f.a, f.d, &blocks) && product(blocks, f.b, &s->output_width) && product(blocks, f.c, &s->input_width)
      && product(f.c, lanes * parts, &s->unit) && product(s->unit, s->vectors, &count)
      && product(count, s->positions, &count) && product(count, f.a, &count) && sum(*weights, count, weights);
}

monarch_status monarch_make_plan(const monarch_chain *chain, monarch_isa isa, monarch_plan *plan) {
  if (!monarch_isa_available(isa)) return MONARCH_UNAVAILABLE;
  const bool is_narrow = chain->element == MONARCH_F16 || chain->element == MONARCH_BF16;
  const size_t size = chain->element == MONARCH_F64 ? 8 : 4, lanes = (isa == MONARCH_ISA_AVX2 ? 32 : 16) / size;
  *plan = (monarch_plan){
      .element = chain->element, .isa = isa, .parts = chain->parts, .lanes = lanes, .count = chain->count,
      .input_count = chain->input_count, .output_count = chain->output_count, .size = size,
      .stored = is_narrow ? 2 : size};
  size_t weights = 0, most = 1, bytes;
  for (size_t t = 0; t < chain->count; t++) {
    const monarch_pattern f = chain->patterns[t];
    if (!f.a || !f.b || !f.c || !f.d) return MONARCH_BAD_SHAPE;
    if (!cut(f, lanes, chain->parts, &weights, &plan->stages[t])) return MONARCH_OVERFLOW;
    if (t > 0 && plan->stages[t].input_width != plan->stages[t - 1].output_width) return MONARCH_BAD_SHAPE;
    if (is_narrow) plan->room = larger(plan->room, plan->stages[t].group * plan->stages[t].unit);
    if (t + 1 < chain->count || t == 0) most = larger(most, plan->stages[t].output_width);
  }
  if (!product(weights, size, &bytes) || bytes > PTRDIFF_MAX || !product(most, size * chain->parts, &bytes))
    return MONARCH_OVERFLOW;
  plan->packed = weights;
  const size_t rows = larger(TILE_BYTES / bytes, weights * plan->stored / WEIGHT_BYTES) / WITHIN_ROWS * WITHIN_ROWS;
  plan->tile = larger(WITHIN_ROWS, smaller(rows, GREATEST_TILE));
  return MONARCH_OK;
}

size_t monarch_packed_bytes(const monarch_plan *plan) { return plan->packed * plan->stored; }

void monarch_pack(const monarch_plan *plan, size_t index, bool adjoint, const void *blocks, void *packed) {
  const stage *s = &plan->stages[index];
  void *const to = (char *)packed + s->weights * plan->stored;
  SELECT(plan->isa, plan->element, pack, plan, s, adjoint, blocks, to);
}

// MARK: Scratch

static bool rows_size(size_t width, size_t parts, size_t rows, size_t *size) {
  return width <= PTRDIFF_MAX && product(padded_row(width), parts, size) && product(*size, rows, size);
}

static monarch_status lay_out(
    const monarch_plan *plan, const monarch_job *job, size_t sharers, layout *layout, size_t *bytes) {
  *layout = (struct layout){.tile = smaller(plan->tile, job->batch)};
  const size_t output_width = plan->stages[plan->count - 1].output_width;
  layout->gathers = !is_in_place(plan, job->x_strides, plan->input_count, plan->stages[0].input_width);
  layout->scatters = !is_in_place(plan, job->y_strides, plan->output_count, output_width);
  bool fits = true;
  size_t size;
  layout->own = plan->room;
  if (layout->gathers) fits = rows_size(plan->stages[0].input_width, plan->parts, layout->tile, &layout->buffers[0]);
  for (size_t t = 0; fits && t < plan->count; t++) {
    const stage *s = &plan->stages[t];
    if (t + 1 < plan->count || layout->scatters) {
      // Slabs have room for rows rounded up to groups, and padding of their own.
      fits = rows_size(s->output_width, plan->parts, layout->tile + ACROSS_ROWS, &size);
      if (fits && writes_slabs(plan, t, layout->tile)) {
        const size_t slabs = s[1].pattern.a * s[1].positions * slab_size(s + 1, plan, layout->tile);
        size = larger(size, slabs);
      }
      layout->buffers[(t + 1) % 2] = larger(layout->buffers[(t + 1) % 2], size);
    }
    if (s->across) {
      fits = fits && product(s->pattern.c, ACROSS_ROWS * plan->parts * plan->lanes, &size)
          && product(size, layout->tile / ACROSS_ROWS + 1, &size) && size <= PTRDIFF_MAX;
      if (fits) layout->own = larger(layout->own, plan->room + ((slab_size(s, plan, layout->tile) + 15) & ~(size_t)15));
    }
  }
  for (int i = 0; i < 2; i++) {
    fits = fits && layout->buffers[i] <= PTRDIFF_MAX;
    layout->buffers[i] = (layout->buffers[i] + 15) & ~(size_t)15;
  }
  fits = fits && product(layout->own, sharers, bytes) && sum(*bytes, layout->buffers[0], bytes)
      && sum(*bytes, layout->buffers[1], bytes) && product(*bytes, plan->size, bytes) && *bytes <= PTRDIFF_MAX;
  return fits ? MONARCH_OK : MONARCH_OVERFLOW;
}

size_t monarch_tile(const monarch_plan *plan) { return plan->tile; }

monarch_status monarch_scratch_bytes(
    const monarch_plan *plan, const monarch_job *job, size_t sharers, size_t *bytes) {
  layout layout;
  return lay_out(plan, job, sharers, &layout, bytes);
}

// MARK: The product

void monarch_multiply(const monarch_plan *plan, const void *packed, const monarch_job *job, void *scratch) {
  layout layout;
  size_t bytes;
  if (job->batch == 0 || lay_out(plan, job, 1, &layout, &bytes) != MONARCH_OK) return;
  SELECT(plan->isa, plan->element, multiply, plan, &layout, packed, job, scratch);
}

size_t monarch_phase_count(const monarch_plan *plan) { return plan->count + 2; }

size_t monarch_unit_count(const monarch_plan *plan, size_t phase) { return unit_count(plan, phase); }

void monarch_multiply_units(
    const monarch_plan *plan, const void *packed, const monarch_job *job, size_t phase, size_t first, size_t last,
    size_t sharer, void *scratch) {
  layout layout;
  size_t bytes;
  if (job->batch == 0 || lay_out(plan, job, 1, &layout, &bytes) != MONARCH_OK) return;
  void *const own =
      (char *)scratch + (layout.buffers[0] + layout.buffers[1] + sharer * layout.own) * plan->size;
  SELECT(
      plan->isa, plan->element, phase, plan, &layout, packed, job, scratch, 0, layout.tile, phase, first, last, own);
}

// MARK: For other files

void monarch_run_rows(
    const monarch_plan *plan, size_t t, const void *packed, rows from, rows to, size_t count, void *own) {
  SELECT(plan->isa, plan->element, run_rows, plan, t, packed, from, to, count, own);
}

void monarch_gather(
    const monarch_plan *plan, const void *x, monarch_strides strides, size_t count, size_t given, size_t width, rows to) {
  SELECT(plan->isa, plan->element, gather, plan->parts, x, strides, count, given, width, to.base, to.row, to.part);
}

void monarch_scatter(
    const monarch_plan *plan, rows from, size_t count, size_t wanted, void *y, monarch_strides strides) {
  SELECT(plan->isa, plan->element, scatter, plan->parts, from.base, from.row, from.part, count, wanted, y, strides);
}
