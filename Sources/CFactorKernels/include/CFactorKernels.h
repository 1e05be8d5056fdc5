// The inner loops of the factorisation of MM*: small dense matrices of doubles, row-major, whose rows are padded with
// zeros to a multiple of FACTOR_LANES elements. No two matrices of one call overlap.
#ifndef C_FACTOR_KERNELS_H
#define C_FACTOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

enum { FACTOR_LANES = 4 };

// `count` zeros on a boundary of 64 bytes; NULL where there is no memory. To be freed by factor_free.
double *factor_allocate(size_t count);
void factor_free(double *values);

// The greatest magnitude; 0 of none.
double factor_greatest(bool avx2, size_t count, const double *values);

typedef enum factor_update {
  FACTOR_SET = 0,
  FACTOR_ADD = 1,
  FACTOR_SUBTRACT = 2,
} factor_update;

// Whether this machine executes AVX2 and FMA, which `avx2` below asks for.
bool factor_has_avx2(void);

// C = A B, C += A B or C -= A B: `rows` x `columns`, the sum over `inner`. `columns` is a multiple of FACTOR_LANES.
void factor_product(
    bool avx2, factor_update update, size_t rows, size_t columns, size_t inner, const double *a, size_t a_stride,
    const double *b, size_t b_stride, double *c, size_t c_stride);

// Inverts a matrix in place by Gauss and Jordan with row pivots; `swaps` holds `size` numbers. False where a pivot is 0, or
// so small that its reciprocal is infinite.
bool factor_invert(bool avx2, size_t size, size_t stride, double *a, size_t *swaps);

// One side of a bipartite least-squares problem in complex planes (real, imaginary), `rows` x `columns`, rows `stride` apart:
//
//   z[p, r] -= sum_c x_c[p] y_c[p, r] v_c[r]
//
// for `count` vectors x_c, matrices y_c and vectors v_c, `step` elements apart. Columns are taken by whole vectors: rows of y
// and z are padded, and v_c has that many elements. z does not overlap the others.
// Where all imaginary parts are 0 the last argument is NULL, here and below.
typedef struct factor_complex {
  const double *real, *imaginary;
  size_t step;
} factor_complex;
void factor_couple(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y,
    factor_complex v, double *z_real, double *z_imaginary);

// z += x_c[p] y_c[p, r] and z += y_c[p, r] v_c[r], with signs and layouts as above.
void factor_weigh_rows(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y,
    double *z_real, double *z_imaginary);
void factor_weigh_columns(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, factor_complex y, factor_complex v,
    double *z_real, double *z_imaginary);

// y[p, r] -= a[p, r] v[r] + x[p] c[p, r].
void factor_take_off(
    bool avx2, size_t rows, size_t columns, size_t stride, factor_complex a, factor_complex v, factor_complex x,
    factor_complex c, double *y_real, double *y_imaginary);

// z[p, r] += sum_c alpha_c[p] gamma_c[r] |v_c[r] - x_c[p]|^2, alpha_c at alpha + c * alpha_step.
void factor_differences(
    bool avx2, size_t count, size_t rows, size_t columns, size_t stride, const double *alpha, size_t alpha_step,
    const double *gamma, size_t gamma_step, factor_complex x, factor_complex v, double *z);

// A few steps of conjugate gradients for the least squares of the middle factor of one block. The first `reals` parameters
// are real numbers, then come the real parts of `pairs` complex ones and their imaginary parts; l and k are the Gram matrices
// A^T A and C C^T, symmetric; `gram` has room for size x stride numbers and `work` for 3 * stride. Adds to nothing: `x` is set.
void factor_solve_middle(
    bool avx2, size_t reals, size_t pairs, size_t stride, const double *l, const double *k, const double *image,
    size_t steps, double *gram, double *work, double *x);

#endif
