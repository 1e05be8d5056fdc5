#include <math.h>
#include <stdint.h>

#include "CMonarchKernels.h"
#include "plan.h"

// How slices are laid out: `n` columns of `length` elements, n the shorter side.
typedef struct slice_plan {
  monarch_shape shape;
  size_t n, length;
  bool transposed;
  size_t ranks;    // Places that some slice has: the most middle places of any.
  size_t scratch;  // Doubles.
} slice_plan;

static bool product(size_t a, size_t b, size_t *result) { return !__builtin_mul_overflow(a, b, result); }
static bool sum(size_t a, size_t b, size_t *result) { return !__builtin_add_overflow(a, b, result); }

static size_t lanes_of(monarch_isa isa) { return isa == MONARCH_ISA_AVX2 ? 4 : 2; }

static monarch_status plan_slices(const monarch_shape *shape, monarch_isa isa, slice_plan *plan) {
  if (!monarch_isa_available(isa)) return MONARCH_UNAVAILABLE;
  const size_t k = shape->k, q = shape->q, p = shape->p, l = shape->l, s = shape->s, r = shape->r;
  if (!k || !q || !p || !l || !s || !r) return MONARCH_BAD_SHAPE;
  size_t middle, other_middle, count, bytes;
  if (!product(k, q, &middle) || !product(l, r, &other_middle)) return MONARCH_OVERFLOW;
  if (middle != other_middle) return MONARCH_BAD_SHAPE;
  *plan = (slice_plan){.shape = *shape, .transposed = s < p};
  plan->n = smaller(s, p);
  plan->length = larger(s, p);
  plan->ranks = smaller(q / l + (q % l != 0), plan->n);

  // W; G with five vectors of n; for every rank u, v and its size and exponent.
  const size_t n = plan->n, length = plan->length;
  size_t triple;
  const bool fits = sum(n, length, &triple) && product(n, triple, &count) && sum(count, 5 * n, &count)
      && sum(triple, 2, &triple) && product(triple, plan->ranks, &triple) && sum(count, triple, &count)
      && product(count, lanes_of(isa), &plan->scratch) && product(plan->scratch, sizeof(double), &bytes)
      && bytes <= PTRDIFF_MAX && product(k, l, &count) && product(s, l, &count) && product(k, p, &count);
  return fits ? MONARCH_OK : MONARCH_OVERFLOW;
}

// a * 2^power, rounded once, and quickly where nothing can be lost.
static inline double scaled(double a, int64_t power) {
  if (power > -900 && power < 900) {
    const uint64_t bits = (uint64_t)(power + 1023) << 52;
    double factor;
    __builtin_memcpy(&factor, &bits, sizeof factor);
    return a * factor;
  }
  return ldexp(a, (int)(power < -5000 ? -5000 : power > 5000 ? 5000 : power));
}

// MARK: Versions

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)

#define TARGET
#define FMA(a, b, c) ((a) * (b) + (c))
#define SUFFIX portable
#define VECTOR JOIN(vector, SUFFIX)
#define MASK JOIN(mask, SUFFIX)
#define LANES 2
#include "slice_projection.h"
#define SCALAR float
#define ELEMENT f32
#include "slice_batches.h"
#undef SCALAR
#undef ELEMENT
#define SCALAR double
#define ELEMENT f64
#include "slice_batches.h"
#undef SCALAR
#undef ELEMENT
#undef TARGET
#undef FMA
#undef SUFFIX
#undef LANES

#if defined(__x86_64__)

#define TARGET __attribute__((target("avx2,fma")))
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define SUFFIX avx2
#define LANES 4
#include "slice_projection.h"
#define SCALAR float
#define ELEMENT f32
#include "slice_batches.h"
#undef SCALAR
#undef ELEMENT
#define SCALAR double
#define ELEMENT f64
#include "slice_batches.h"
#undef SCALAR
#undef ELEMENT

#define SELECT(isa, function, ...)                                                                                    \
  ((isa) == MONARCH_ISA_AVX2 ? JOIN(function, avx2)(__VA_ARGS__) : JOIN(function, portable)(__VA_ARGS__))

#else

#define SELECT(isa, function, ...) JOIN(function, portable)(__VA_ARGS__)

#endif

// MARK: The interface

monarch_status monarch_projection_scratch_count(const monarch_shape *shape, monarch_isa isa, size_t *count) {
  slice_plan plan;
  const monarch_status status = plan_slices(shape, isa, &plan);
  if (status == MONARCH_OK) *count = plan.scratch;
  return status;
}

#define INTERFACE(type, suffix)                                                                                       \
  monarch_status monarch_project_##suffix(                                                                            \
      const monarch_shape *shape, monarch_isa isa, monarch_side side, const type *matrix, size_t rows,                \
      size_t columns, size_t first, size_t end, double *scratch, type *left, type *right, type *values) {             \
    slice_plan plan;                                                                                                  \
    const monarch_status status = plan_slices(shape, isa, &plan);                                                     \
    if (status != MONARCH_OK) return status;                                                                          \
    SELECT(isa, project_##suffix, &plan, side, matrix, rows, columns, first, end, scratch, left, right, values);      \
    return MONARCH_OK;                                                                                                \
  }

INTERFACE(float, f32)
INTERFACE(double, f64)

// MARK: Elements

// x * 0 is 0 exactly for finite x, so that runs are summed without branches before any is searched.
#define ELEMENTS(type, suffix)                                                                                        \
  size_t monarch_first_not_finite_##suffix(const type *elements, size_t count) {                                      \
    for (size_t start = 0; start < count; start += 1024) {                                                            \
      const size_t end = count - start > 1024 ? start + 1024 : count;                                                 \
      type sums[8] = {0};                                                                                             \
      size_t i = start;                                                                                               \
      for (; i + 8 <= end; i += 8)                                                                                    \
        for (size_t e = 0; e < 8; e++) sums[e] += elements[i + e] * 0;                                                \
      for (; i < end; i++) sums[0] += elements[i] * 0;                                                                \
      for (size_t e = 1; e < 8; e++) sums[0] += sums[e];                                                              \
      if (sums[0] == 0) continue;                                                                                     \
      for (i = start; i < end; i++)                                                                                   \
        if (!(elements[i] * 0 == 0)) return i;                                                                        \
    }                                                                                                                 \
    return count;                                                                                                     \
  }                                                                                                                   \
                                                                                                                      \
  void monarch_densify_##suffix(                                                                                      \
      const monarch_shape *shape, const type *left, const type *right, size_t rows, size_t columns, type *dense) {    \
    const size_t k = shape->k, q = shape->q, p = shape->p, l = shape->l, s = shape->s, r = shape->r;                  \
    for (size_t row = 0; row < rows; row++) {                                                                         \
      type *const into = dense + row * columns;                                                                       \
      for (size_t i = 0; i < columns; i++) into[i] = 0;                                                               \
      const size_t sigma = row / l, lambda = row % l;                                                                 \
      for (size_t a = 0; sigma < s && a < k && a * p < columns; a++) {                                                \
        const size_t width = smaller(p, columns - a * p);                                                             \
        for (size_t c = (lambda + l - a * q % l) % l; c < q; c += l) {                                                \
          const size_t middle = a * q + c;                                                                            \
          const type weight = left[(lambda * s + sigma) * r + middle / l];                                            \
          for (size_t i = 0; i < width; i++) into[a * p + i] += weight * right[middle * p + i];                       \
        }                                                                                                             \
      }                                                                                                               \
    }                                                                                                                 \
  }

ELEMENTS(float, f32)
ELEMENTS(double, f64)
