#include "CFactorKernels.h"

#include <float.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Memory of a mapping of its own on large pages, where the system has them: the many pages of a matrix take longer to hand
// out than some products. Before the first element lie the start of the mapping and its size.
typedef struct {
  void *start;
  size_t bytes;
} mapping;

double *factor_allocate(size_t count) {
  const size_t page = (size_t)1 << 21;
  if (count > (SIZE_MAX - 4 * page) / sizeof(double)) return NULL;
  const size_t bytes = count * sizeof(double);
  mapping mapping = {NULL, 0};
  char *first;
  if (bytes < page / 2) {
    if (!(mapping.start = calloc(bytes + 128, 1))) return NULL;
    first = (char *)mapping.start + 128 - (uintptr_t)mapping.start % 64;
  } else {
    mapping.bytes = bytes + 64 + 2 * page;
    mapping.start = mmap(NULL, mapping.bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
    if (mapping.start == MAP_FAILED) return NULL;
    char *aligned = (char *)mapping.start + page - (uintptr_t)mapping.start % page;
#ifdef MADV_HUGEPAGE
    madvise(aligned, (bytes + 64 + page - 1) / page * page, MADV_HUGEPAGE);
#endif
    first = aligned + 64;
  }
  memcpy(first - sizeof mapping, &mapping, sizeof mapping);
  return (double *)first;
}

void factor_free(double *values) {
  if (!values) return;
  mapping mapping;
  memcpy(&mapping, (char *)values - sizeof mapping, sizeof mapping);
  if (mapping.bytes) munmap(mapping.start, mapping.bytes);
  else free(mapping.start);
}

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)

#define SUFFIX portable
#define TARGET
#include "factor_kernel.h"
#undef SUFFIX
#undef TARGET

#if defined(__x86_64__)

// Products and sums within one expression are fused, as the compiler's default for C has it.
#define SUFFIX avx2
#define TARGET __attribute__((target("avx2,fma")))
#include "factor_kernel.h"
#undef SUFFIX
#undef TARGET

bool factor_has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

#define SELECT(function, ...) (avx2 ? JOIN(function, avx2)(__VA_ARGS__) : JOIN(function, portable)(__VA_ARGS__))

#else

bool factor_has_avx2(void) { return false; }

#define SELECT(function, ...) ((void)avx2, JOIN(function, portable)(__VA_ARGS__))

#endif

double factor_greatest(bool avx2, size_t count, const double *values) { return SELECT(greatest, count, values); }

void factor_product(
    bool avx2, factor_update update, size_t rows, size_t columns, size_t inner, const double *a, size_t a_stride,
    const double *b, size_t b_stride, double *c, size_t c_stride) {
  SELECT(product, update, rows, columns, inner, a, a_stride, b, b_stride, c, c_stride);
}

bool factor_invert(bool avx2, size_t size, size_t stride, double *a, size_t *swaps) {
  return SELECT(invert, size, stride, a, swaps);
}

void factor_couple(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y,
    factor_complex v, double *z_real, double *z_imaginary) {
  SELECT(couple, count, rows, columns, stride, x, y, v, z_real, z_imaginary);
}

void factor_weigh_rows(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y,
    double *z_real, double *z_imaginary) {
  SELECT(weigh_rows, count, rows, columns, stride, x, y, z_real, z_imaginary);
}

void factor_weigh_columns(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex y, factor_complex v,
    double *z_real, double *z_imaginary) {
  SELECT(weigh_columns, count, rows, columns, stride, y, v, z_real, z_imaginary);
}

void factor_take_off(
    bool avx2, size_t rows, size_t columns, size_t stride, factor_complex a, factor_complex v, factor_complex x,
    factor_complex c, double *y_real, double *y_imaginary) {
  SELECT(take_off, rows, columns, stride, a, v, x, c, y_real, y_imaginary);
}

void factor_differences(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, const double *alpha, size_t alpha_step,
    const double *gamma, size_t gamma_step, factor_complex x, factor_complex v, double *z) {
  SELECT(differences, count, rows, columns, stride, alpha, alpha_step, gamma, gamma_step, x, v, z);
}

void factor_solve_middle(
    bool avx2, size_t reals, size_t pairs, size_t stride, const double *l, const double *k, const double *image,
    size_t steps, double *gram, double *work, double *x) {
  SELECT(solve_middle, reals, pairs, stride, l, k, image, steps, gram, work, x);
}
