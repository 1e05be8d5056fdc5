// The arithmetic that the kernels promise: each output is the sum of its products in ascending order of the summation index,
// beginning with +0, in the type that is computed in; of complex numbers in the order of the four lines below.
#include <math.h>
#include <stdlib.h>

#include "case.h"

#if defined(__x86_64__)
#define FUSED_TARGET __attribute__((target("fma")))
#else
#define FUSED_TARGET
#endif

#pragma STDC FP_CONTRACT OFF

// Blocks in the order (i, delta, j, kappa), of the conjugate transpose for `adjoint`.
#define REPLAY(NAME, TYPE, ATTRIBUTE, MULTIPLY_ADD)                                                                   \
  ATTRIBUTE static void NAME(                                                                                         \
      monarch_pattern f, size_t parts, bool adjoint, size_t batch, const double *blocks, const double *x, double *y) { \
    for (size_t row = 0; row < batch; row++) {                                                                        \
      for (size_t e = 0; e < output_width(f); e++) {                                                                  \
        const size_t i = e / (f.b * f.d), j = e / f.d % f.b, delta = e % f.d;                                         \
        const double *const block = blocks + (i * f.d + delta) * f.b * f.c * parts;                                   \
        const double *const from = x + (row * input_width(f) + i * f.c * f.d + delta) * parts;                        \
        TYPE re = 0, im = 0;                                                                                          \
        for (size_t kappa = 0; kappa < f.c; kappa++) {                                                                \
          const double *const weight = block + (adjoint ? kappa * f.b + j : j * f.c + kappa) * parts;                 \
          const TYPE x_re = (TYPE)from[kappa * f.d * parts], w_re = (TYPE)weight[0];                                  \
          re = MULTIPLY_ADD(x_re, w_re, re);                                                                          \
          if (parts == 1) continue;                                                                                   \
          const TYPE x_im = (TYPE)from[kappa * f.d * parts + 1];                                                      \
          const TYPE w_im = (TYPE)(adjoint ? -weight[1] : weight[1]);                                                 \
          re = MULTIPLY_ADD(-x_im, w_im, re);                                                                         \
          im = MULTIPLY_ADD(x_im, w_re, im);                                                                          \
          im = MULTIPLY_ADD(x_re, w_im, im);                                                                          \
        }                                                                                                             \
        y[(row * output_width(f) + e) * parts] = re;                                                                  \
        if (parts == 2) y[(row * output_width(f) + e) * parts + 1] = im;                                              \
      }                                                                                                               \
    }                                                                                                                 \
  }

#define ROUNDED_TWICE(a, b, c) ((a) * (b) + (c))
REPLAY(single_fused, float, FUSED_TARGET, __builtin_fmaf)
REPLAY(double_fused, double, FUSED_TARGET, __builtin_fma)
REPLAY(single_plain, float, , ROUNDED_TWICE)
REPLAY(double_plain, double, , ROUNDED_TWICE)

void replay(const test_case *c, bool is_fused, double *const *blocks, const double *x, double *y) {
  size_t most = input_width(c->patterns[0]);
  for (size_t t = 0; t < c->count; t++) {
    if (output_width(c->patterns[t]) > most) most = output_width(c->patterns[t]);
  }
  double *const buffers[2] = {
      malloc(most * c->batch * c->parts * sizeof(double)), malloc(most * c->batch * c->parts * sizeof(double))};
  const size_t width = input_width(c->patterns[0]) * c->parts, given = c->input_count * c->parts;
  for (size_t row = 0; row < c->batch; row++) {
    for (size_t e = 0; e < width; e++) buffers[0][row * width + e] = e < given ? x[row * given + e] : 0;
  }
  for (size_t t = 0; t < c->count; t++) {
    const bool is_double = c->element == MONARCH_F64;
    (is_double ? is_fused ? double_fused : double_plain : is_fused ? single_fused : single_plain)(
        c->patterns[t], c->parts, c->adjoint[t], c->batch, blocks[t], buffers[t % 2], buffers[(t + 1) % 2]);
  }
  const size_t made = output_width(c->patterns[c->count - 1]) * c->parts, wanted = c->output_count * c->parts;
  for (size_t row = 0; row < c->batch; row++) {
    for (size_t e = 0; e < wanted; e++) y[row * wanted + e] = buffers[c->count % 2][row * made + e];
  }
  free(buffers[0]);
  free(buffers[1]);
}
