// Gradients of a chain, held to plain loops bit for bit: a weight's is the sum over the rows, in ascending order and
// beginning with +0, of what the replayed products say its output's cotangent and its input are.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

#if defined(__x86_64__)
#define FUSED_TARGET __attribute__((target("fma")))
#else
#define FUSED_TARGET
#endif

#pragma STDC FP_CONTRACT OFF

// g conj u for the parts g[0], g[1] and u[0], u[1] of one row.
#define SUM(NAME, TYPE, ATTRIBUTE, MULTIPLY_ADD)                                                                      \
  ATTRIBUTE static void NAME(size_t parts, const double *g, const double *u, double *sum) {                           \
    const TYPE g_re = (TYPE)g[0], u_re = (TYPE)u[0];                                                                  \
    TYPE re = MULTIPLY_ADD(g_re, u_re, (TYPE)sum[0]);                                                                 \
    if (parts == 2) {                                                                                                 \
      const TYPE g_im = (TYPE)g[1], u_im = (TYPE)u[1];                                                                \
      TYPE im = (TYPE)sum[1];                                                                                         \
      re = MULTIPLY_ADD(g_im, u_im, re);                                                                              \
      im = MULTIPLY_ADD(g_im, u_re, im);                                                                              \
      im = MULTIPLY_ADD(-g_re, u_im, im);                                                                             \
      sum[1] = im;                                                                                                    \
    }                                                                                                                 \
    sum[0] = re;                                                                                                      \
  }

#define ROUNDED_TWICE(a, b, c) ((a) * (b) + (c))
SUM(single_fused, float, FUSED_TARGET, __builtin_fmaf)
SUM(double_fused, double, FUSED_TARGET, __builtin_fma)
SUM(single_plain, float, , ROUNDED_TWICE)
SUM(double_plain, double, , ROUNDED_TWICE)

static region of_plans[2], of_packed[2], of_blocks, of_x, of_g, of_dx, of_scratch, of_sums, of_gradient;

void reserve_gradients(size_t size) {
  region *const all[] = {
      &of_plans[0], &of_plans[1], &of_packed[0], &of_packed[1], &of_blocks, &of_x, &of_g, &of_dx, &of_scratch,
      &of_sums, &of_gradient};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) *all[i] = reserve(size);
}

// The chain of the conjugate transposes, in the opposite order.
static test_case adjoint_case(const test_case *c) {
  test_case result = *c;
  for (size_t t = 0; t < c->count; t++) {
    const monarch_pattern f = c->patterns[c->count - 1 - t];
    result.patterns[t] = (monarch_pattern){f.a, f.c, f.b, f.d};
    result.adjoint[t] = true;
  }
  result.input_count = c->output_count;
  result.output_count = c->input_count;
  return result;
}

// What the first `count` factors of a chain make of the rows, all numbers of them.
static double *through(const test_case *c, size_t count, bool fused, double *const *blocks, const double *x) {
  test_case part = *c;
  part.count = count;
  if (count == 0) {
    const size_t width = input_width(c->patterns[0]) * c->parts, given = c->input_count * c->parts;
    double *const padded = calloc(c->batch * width, sizeof *padded);
    for (size_t row = 0; row < c->batch; row++) memcpy(padded + row * width, x + row * given, given * sizeof *x);
    return padded;
  }
  part.output_count = output_width(c->patterns[count - 1]);
  double *const y = malloc(c->batch * part.output_count * c->parts * sizeof *y);
  replay(&part, fused, blocks, x, y);
  return y;
}

static void make_plan(const test_case *c, monarch_isa isa, int which, bool at_end, const monarch_plan **plan) {
  const monarch_chain chain = {c->element, c->parts, c->count, c->patterns, c->input_count, c->output_count};
  monarch_plan *const made = (monarch_plan *)take(&of_plans[which], monarch_plan_bytes(c->count), at_end);
  if (monarch_make_plan(&chain, isa, made) != MONARCH_OK) abort();
  take(&of_packed[which], monarch_packed_bytes(made), at_end);
  *plan = made;
}

static char *start(const region *r, size_t bytes, bool at_end) {
  return at_end ? r->base + r->size - bytes : r->base;
}

static bool is_same(monarch_element element, uint64_t actual, uint64_t wanted) {
  return actual == wanted || (is_nan(element, actual) && is_nan(element, wanted));
}

const char *check_gradient(
    const test_case *c, monarch_isa isa, bool fused, size_t sharers, const uint64_t *x, const uint64_t *g,
    uint64_t *const *blocks, const double *x_values, const double *g_values, double *const *block_values) {
  static char text[160];
  const test_case back = adjoint_case(c);
  const bool at_end = c->seed & 1;
  const size_t bytes = element_bytes(c->element);
  const monarch_element sums_of = c->element == MONARCH_F64 ? MONARCH_F64 : MONARCH_F32;
  uint64_t state = c->seed;

  monarch_gradient gradient;
  make_plan(c, isa, 0, at_end, &gradient.forward);
  make_plan(&back, isa, 1, at_end, &gradient.backward);
  char *const packed[2] = {
      start(&of_packed[0], monarch_packed_bytes(gradient.forward), at_end),
      start(&of_packed[1], monarch_packed_bytes(gradient.backward), at_end)};
  gradient.forward_packed = packed[0], gradient.backward_packed = packed[1];
  for (size_t t = 0; t < c->count; t++) {
    const size_t elements = weight_count(c->patterns[t]) * c->parts;
    char *const from = take(&of_blocks, elements * bytes, at_end);
    for (size_t e = 0; e < elements; e++) put_element(from, e, bytes, blocks[t][e]);
    monarch_pack(gradient.forward, t, false, from, packed[0]);
    monarch_pack(gradient.backward, c->count - 1 - t, true, from, packed[1]);
  }
  const size_t inputs = c->batch * c->input_count * c->parts, outputs = c->batch * c->output_count * c->parts;
  char *const to_x = take(&of_x, inputs * bytes, at_end), *const to_g = take(&of_g, outputs * bytes, at_end);
  char *const dx = take(&of_dx, inputs * bytes, at_end);
  for (size_t e = 0; e < inputs; e++) put_element(to_x, e, bytes, x[e]);
  for (size_t e = 0; e < outputs; e++) put_element(to_g, e, bytes, g[e]);
  const monarch_gradient_job job = {
      to_x, {c->input_count, 1}, to_g, {c->output_count, 1}, dx, {c->input_count, 1}, c->batch};
  size_t scratch_bytes, sum_bytes;
  if (monarch_gradient_sizes(&gradient, sharers, &scratch_bytes, &sum_bytes) != MONARCH_OK) return "no sizes";
  char *const scratch = take(&of_scratch, scratch_bytes, at_end), *const sums = take(&of_sums, sum_bytes, at_end);
  memset(sums, 0, sum_bytes);
  const size_t tile = monarch_gradient_tile(&gradient, sharers);
  for (size_t top = 0; top < c->batch; top += tile) {
    const size_t rows = c->batch - top < tile ? c->batch - top : tile;
    for (size_t first = 0; first < rows;) {
      const size_t last = first + 6 * (1 + next_below(&state, 4));
      monarch_gradient_rows(
          &gradient, &job, sharers, top, first, last < rows ? last : rows, next_below(&state, sharers), scratch);
      first = last;
    }
    for (size_t t = c->count; t-- > 0;) {
      const size_t units = monarch_gradient_unit_count(&gradient, t);
      for (size_t first = 0; first < units;) {
        const size_t last = first + 1 + next_below(&state, units);
        monarch_gradient_add(
            &gradient, &job, sharers, top, rows, t, first, last < units ? last : units, next_below(&state, sharers),
            scratch, sums);
        first = last;
      }
    }
  }

  const char *what = 0;
  double *const back_blocks[MOST_FACTORS] = {0};
  for (size_t t = 0; t < c->count; t++) ((double **)back_blocks)[t] = block_values[c->count - 1 - t];
  for (size_t t = 0; t < c->count && !what; t++) {
    const monarch_pattern f = c->patterns[t];
    const size_t width = weight_count(f) * c->parts, size = element_bytes(sums_of);
    double *const u = through(c, t, fused, block_values, x_values);
    double *const cotangents = through(&back, c->count - 1 - t, fused, back_blocks, g_values);
    char *const to = take(&of_gradient, width * size, at_end);
    monarch_gradient_write(&gradient, t, sums, false, to);
    for (size_t weight = 0; weight < weight_count(f) && !what; weight++) {
      const size_t block = weight / (f.b * f.c), j = weight / f.c % f.b, kappa = weight % f.c;
      const size_t i = block / f.d, delta = block % f.d;
      double sum[2] = {0, 0};
      for (size_t row = 0; row < c->batch; row++) {
        const double *const from_g = cotangents + (row * output_width(f) + (i * f.b + j) * f.d + delta) * c->parts;
        const double *const from_u = u + (row * input_width(f) + (i * f.c + kappa) * f.d + delta) * c->parts;
        (sums_of == MONARCH_F64 ? fused ? double_fused : double_plain : fused ? single_fused : single_plain)(
            c->parts, from_g, from_u, sum);
      }
      for (size_t p = 0; p < c->parts; p++) {
        const uint64_t actual = get_element(to, weight * c->parts + p, size), wanted = encode(sums_of, sum[p]);
        if (is_same(sums_of, actual, wanted)) continue;
        snprintf(
            text, sizeof text, "part %zu of weight %zu of factor %zu's gradient is %.9g, not %.9g", p, weight, t,
            decode(sums_of, actual), sum[p]);
        what = text;
      }
    }
    // Added onto itself it is twice as much.
    uint64_t *const before = malloc(width * sizeof *before);
    for (size_t e = 0; e < width; e++) before[e] = get_element(to, e, size);
    monarch_gradient_write(&gradient, t, sums, true, to);
    for (size_t e = 0; e < width && !what; e++) {
      const uint64_t twice = encode(sums_of, 2 * decode(sums_of, before[e]));
      if (!is_same(sums_of, get_element(to, e, size), twice)) what = "a gradient is not added onto what is there";
    }
    if (!is_intact(&of_gradient, width * size, at_end)) what = "writes beside a factor's gradient";
    free(before), free(u), free(cotangents);
  }
  double *const dx_values = through(&back, c->count, fused, back_blocks, g_values);
  const size_t full = output_width(back.patterns[c->count - 1]) * c->parts, wanted = c->input_count * c->parts;
  for (size_t e = 0; e < inputs && !what; e++) {
    const uint64_t expected = encode(c->element, dx_values[e / wanted * full + e % wanted]);
    if (!is_same(c->element, get_element(dx, e, bytes), expected)) what = "the input's gradient is another number";
  }
  free(dx_values);
  if (!what && !is_intact(&of_dx, inputs * bytes, at_end)) what = "writes beside the input's gradient";
  if (!what && !is_intact(&of_scratch, scratch_bytes, at_end)) what = "writes beside the gradient's scratch";
  if (!what && !is_intact(&of_sums, sum_bytes, at_end)) what = "writes beside the sums";
  return what;
}
