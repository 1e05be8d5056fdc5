#include "CMonarchKernels.h"

#include <stdint.h>

#include "plan.h"

// MARK: Sizes

static bool product(size_t a, size_t b, size_t *result) { return !__builtin_mul_overflow(a, b, result); }
static bool sum(size_t a, size_t b, size_t *result) { return !__builtin_add_overflow(a, b, result); }
static bool padded(size_t count, size_t padding, size_t *result) {
  return sum(count, padding, result) && sum(*result, 15, result) && (*result &= ~(size_t)15, true);
}
static size_t parts(size_t count, size_t of) { return count / of + (count % of != 0); }

static size_t lanes_of(monarch_isa isa, size_t size) { return (isa == MONARCH_ISA_AVX2 ? 32 : 16) / size; }

// The part of the plan that the packing depends on; the weights of `packed_right + packed_left` elements fit in memory.
static monarch_status plan_packing(const monarch_shape *shape, monarch_isa isa, size_t size, plan *plan) {
  if (!monarch_isa_available(isa)) return MONARCH_UNAVAILABLE;
  const size_t k = shape->k, q = shape->q, p = shape->p, l = shape->l, s = shape->s, r = shape->r;
  if (!k || !q || !p || !l || !s || !r) return MONARCH_BAD_SHAPE;
  size_t middle, other_middle;
  if (!product(k, q, &middle) || !product(l, r, &other_middle)) return MONARCH_OVERFLOW;
  if (middle != other_middle) return MONARCH_BAD_SHAPE;

  *plan = (struct plan){.shape = *shape, .lanes = lanes_of(isa, size)};
  plan->column_vectors = parts(q, plan->lanes);
  plan->sigmas = is_spread(plan) ? plan->lanes / l : 1;
  plan->lambda_vectors = is_spread(plan) ? 1 : parts(l, plan->lanes);
  plan->sigma_vectors = parts(s, plan->sigmas);

  size_t bytes;
  const bool fits = product(k, p, &plan->input_count) && product(l, s, &plan->output_count)
      && product(plan->column_vectors, plan->lanes, &plan->packed_right)
      && product(plan->packed_right, k, &plan->packed_right) && product(plan->packed_right, p, &plan->packed_right)
      && product(plan->lambda_vectors, plan->lanes, &plan->packed_left)
      && product(plan->packed_left, plan->sigma_vectors, &plan->packed_left)
      && product(plan->packed_left, r, &plan->packed_left)
      && sum(plan->packed_right, plan->packed_left, &bytes) && product(bytes, size, &bytes) && bytes <= PTRDIFF_MAX;
  return fits ? MONARCH_OK : MONARCH_OVERFLOW;
}

// The whole plan, and the elements of scratch it takes.
static monarch_status plan_product(
    const monarch_shape *shape, monarch_isa isa, size_t size, monarch_strides x, monarch_strides y, size_t batch,
    plan *plan, size_t *scratch) {
  const monarch_status status = plan_packing(shape, isa, size, plan);
  if (status != MONARCH_OK) return status;
  const size_t excess = STAGE1_VECTORS * plan->lanes;
  if (!padded(shape->k * shape->q, excess + ROW_PADDING, &plan->h_row)) return MONARCH_OVERFLOW;
  if (x.element_stride != 1 && !padded(plan->input_count, ROW_PADDING, &plan->x_row)) return MONARCH_OVERFLOW;
  if (y.element_stride != 1 && !padded(plan->output_count, ROW_PADDING, &plan->y_row)) return MONARCH_OVERFLOW;

  size_t slab_row, row, bytes;
  if (!product(shape->r, plan->lanes, &slab_row) || !sum(plan->h_row, slab_row, &row) || !product(row, size, &bytes))
    return MONARCH_OVERFLOW;
  const size_t weight_bytes = (plan->packed_right + plan->packed_left) * size;
  const size_t rows = larger(TILE_BYTES / bytes, weight_bytes / WEIGHT_BYTES) / STAGE1_ROWS * STAGE1_ROWS;
  plan->tile = smaller(larger(LEAST_TILE, smaller(rows, GREATEST_TILE)), batch);

  const size_t slab_rows = parts(plan->tile, STAGE2_ROWS) * STAGE2_ROWS;
  const bool fits = product(slab_row, slab_rows, &plan->slab)
      && sum(plan->h_row, plan->x_row, &row) && sum(row, plan->y_row, &row) && product(row, plan->tile, scratch)
      && sum(*scratch, plan->slab, scratch) && product(*scratch, size, &bytes) && bytes <= PTRDIFF_MAX;
  return fits ? MONARCH_OK : MONARCH_OVERFLOW;
}

// MARK: Versions

#define KERNEL "fused_kernel.h"
#include "versions.h"

#if HAS_AVX2

bool monarch_isa_available(monarch_isa isa) {
  if (isa == MONARCH_ISA_AVX2) return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  return isa == MONARCH_ISA_PORTABLE;
}

#else

bool monarch_isa_available(monarch_isa isa) { return isa == MONARCH_ISA_PORTABLE; }

#endif

// MARK: The interface

#define INTERFACE(type, suffix)                                                                                       \
  monarch_status monarch_packed_count_##suffix(const monarch_shape *shape, monarch_isa isa, size_t *count) {          \
    plan plan;                                                                                                        \
    const monarch_status status = plan_packing(shape, isa, sizeof(type), &plan);                                      \
    if (status == MONARCH_OK) *count = plan.packed_right + plan.packed_left;                                          \
    return status;                                                                                                    \
  }                                                                                                                   \
                                                                                                                      \
  monarch_status monarch_pack_##suffix(                                                                               \
      const monarch_shape *shape, monarch_isa isa, const type *right, const type *left, type *packed) {               \
    plan plan;                                                                                                        \
    const monarch_status status = plan_packing(shape, isa, sizeof(type), &plan);                                      \
    if (status == MONARCH_OK) SELECT(isa, pack_##suffix, &plan, right, left, packed);                                 \
    return status;                                                                                                    \
  }                                                                                                                   \
                                                                                                                      \
  monarch_status monarch_scratch_count_##suffix(                                                                      \
      const monarch_shape *shape, monarch_isa isa, monarch_strides x, monarch_strides y, size_t batch,                \
      size_t *count) {                                                                                                \
    plan plan;                                                                                                        \
    return plan_product(shape, isa, sizeof(type), x, y, batch, &plan, count);                                         \
  }                                                                                                                   \
                                                                                                                      \
  monarch_status monarch_multiply_##suffix(                                                                           \
      const monarch_shape *shape, monarch_isa isa, const type *packed, const type *x, monarch_strides x_strides,      \
      type *y, monarch_strides y_strides, size_t batch, type *scratch) {                                              \
    plan plan;                                                                                                        \
    size_t count;                                                                                                     \
    const monarch_status status =                                                                                     \
        plan_product(shape, isa, sizeof(type), x_strides, y_strides, batch, &plan, &count);                           \
    if (status != MONARCH_OK || batch == 0) return status;                                                            \
    SELECT(isa, multiply_##suffix, &plan, packed, x, x_strides, y, y_strides, batch, scratch);                        \
    return MONARCH_OK;                                                                                                \
  }

INTERFACE(float, f32)
INTERFACE(double, f64)
