#include <stdint.h>

#include "CMonarchKernels.h"

#if defined(__x86_64__)
#define HAS_AVX2 1
#else
#define HAS_AVX2 0
#endif

#if defined(__aarch64__)
#define HAS_NEON 1
#else
#define HAS_NEON 0
#endif

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)

// Written as one expression, so that a target whose base has fused multiply-add may use it, everywhere alike.
#define TARGET
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUFFIX portable
#define LANES 2
#include "slice_projection.h"
#undef SUFFIX
#undef LANES
#undef TARGET
#undef FMA

#if HAS_AVX2
#define TARGET __attribute__((target("avx2,fma")))
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define SUFFIX avx2
#define LANES 4
#include "slice_projection.h"
#undef SUFFIX
#undef LANES
#undef TARGET
#undef FMA
#endif

#if HAS_NEON
#define TARGET
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define SUFFIX neon
#define LANES 2
#include "slice_projection.h"
#undef SUFFIX
#undef LANES
#undef TARGET
#undef FMA
#endif

static size_t lanes_of(monarch_isa isa) { return isa == MONARCH_ISA_AVX2 ? 4 : 2; }

monarch_status monarch_projection_plan(
    const monarch_projection *job, monarch_isa isa, size_t *groups, size_t *scratch_bytes) {
  const monarch_shape shape = job->shape;
  if (!monarch_isa_available(isa)) return MONARCH_UNAVAILABLE;
  if (!shape.k || !shape.q || !shape.p || !shape.l || !shape.s || !shape.r) return MONARCH_BAD_SHAPE;
  size_t inputs, outputs, middle, other, count, slice, small, bytes;
  if (__builtin_mul_overflow(shape.k, shape.q, &middle) || __builtin_mul_overflow(shape.l, shape.r, &other)
      || __builtin_mul_overflow(shape.k, shape.p, &inputs) || __builtin_mul_overflow(shape.l, shape.s, &outputs)
      || __builtin_mul_overflow(shape.k, shape.l, &count) || __builtin_mul_overflow(shape.s, shape.p, &slice))
    return MONARCH_OVERFLOW;
  if (middle != other || job->rows > outputs || job->columns > inputs) return MONARCH_BAD_SHAPE;
  const size_t n = shape.p < shape.s ? shape.p : shape.s, m = shape.p < shape.s ? shape.s : shape.p;
  // n·n <= n·m = slice; 8 vectors of n and one of m.
  if (__builtin_mul_overflow(n, (size_t)8, &small) || __builtin_mul_overflow(slice, (size_t)2, &bytes)
      || __builtin_add_overflow(bytes, small, &bytes) || __builtin_add_overflow(bytes, m, &bytes)
      || __builtin_mul_overflow(bytes, 8 * lanes_of(isa), &bytes) || bytes > PTRDIFF_MAX)
    return MONARCH_OVERFLOW;
  *groups = (count - 1) / lanes_of(isa) + 1;
  *scratch_bytes = bytes;
  return MONARCH_OK;
}

#if HAS_AVX2
#define SELECT(isa, function, ...)                                                                                    \
  ((isa) == MONARCH_ISA_AVX2 ? JOIN(function, avx2)(__VA_ARGS__) : JOIN(function, portable)(__VA_ARGS__))
#elif HAS_NEON
#define SELECT(isa, function, ...)                                                                                    \
  ((isa) == MONARCH_ISA_NEON ? JOIN(function, neon)(__VA_ARGS__) : JOIN(function, portable)(__VA_ARGS__))
#else
#define SELECT(isa, function, ...) JOIN(function, portable)(__VA_ARGS__)
#endif

#define INTERFACE(type, suffix)                                                                                       \
  void monarch_project_##suffix(                                                                                      \
      const monarch_projection *job, monarch_isa isa, const type *matrix, size_t group, type *left, type *right,      \
      type *values, void *scratch) {                                                                                  \
    SELECT(isa, project_##suffix, job, matrix, group * lanes_of(isa), left, right, values, scratch);                  \
  }                                                                                                                   \
                                                                                                                      \
  size_t monarch_first_not_finite_##suffix(const type *values, size_t count) {                                        \
    for (size_t index = 0; index < count; ++index)                                                                    \
      if (!__builtin_isfinite(values[index])) return index;                                                           \
    return count;                                                                                                     \
  }                                                                                                                   \
                                                                                                                      \
  void monarch_densify_##suffix(                                                                                      \
      const monarch_shape *shape, const type *left, const type *right, size_t rows, size_t columns, type *dense) {    \
    for (size_t row = 0; row < rows; ++row) {                                                                         \
      const size_t sigma = row / shape->l, lambda = row % shape->l;                                                   \
      const type *const weights = left + (lambda * shape->s + sigma) * shape->r;                                      \
      type *const to = dense + row * columns;                                                                         \
      for (size_t column = 0; column < columns; ++column) to[column] = 0;                                             \
      for (size_t rho = 0; rho < shape->r; ++rho) {                                                                   \
        const size_t place = rho * shape->l + lambda, begin = place / shape->q * shape->p;                            \
        const type *const from = right + place * shape->p;                                                            \
        for (size_t i = 0; i < shape->p && begin + i < columns; ++i) to[begin + i] += weights[rho] * from[i];         \
      }                                                                                                               \
    }                                                                                                                 \
  }

INTERFACE(float, f32)
INTERFACE(double, f64)
