#include "CFactorKernels.h"

#include <float.h>

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
