#include "CStream.h"

typedef float vector4 __attribute__((vector_size(16)));
typedef float vector8 __attribute__((vector_size(32)));

// Eight sums of their own, so that the additions wait for reads and not for one another.
#define SUM(vector, lanes)                                                                                           \
  vector sums[8] = {{0}};                                                                                            \
  const vector *next = __builtin_assume_aligned(numbers, 64);                                                        \
  for (size_t i = 0; i + 8 * lanes <= count; i += 8 * lanes, next += 8)                                              \
    for (int j = 0; j < 8; j++) sums[j] += next[j];                                                                  \
  vector total = {0};                                                                                                \
  for (int j = 0; j < 8; j++) total += sums[j];                                                                      \
  float sum = 0;                                                                                                     \
  for (int j = 0; j < lanes; j++) sum += total[j];                                                                   \
  return sum;

// Chains of dependent multiply-adds: as many as fit into the registers, which is more than two units of latency 4 or 5
// need. The compiler may not know the factors, or it would compute the result.
#define MULTIPLY_ADDS(vector, lanes, chains, constraint)                                                             \
  vector sums[chains], factor, addend;                                                                               \
  for (int j = 0; j < lanes; j++) factor[j] = 0.5f, addend[j] = 0.5f;                                                \
  __asm__ volatile("" : constraint(factor), constraint(addend));                                                     \
  for (int j = 0; j < chains; j++) sums[j] = addend * (float)j;                                                      \
  for (size_t i = 0; i < rounds; i++)                                                                                \
    for (int j = 0; j < chains; j++) sums[j] = sums[j] * factor + addend;                                            \
  vector total = {0};                                                                                                \
  for (int j = 0; j < chains; j++) total += sums[j];                                                                 \
  float sum = 0;                                                                                                     \
  for (int j = 0; j < lanes; j++) sum += total[j];                                                                   \
  return sum;

#pragma clang fp contract(fast)

#if defined(__x86_64__)
// Compiled with AVX2 and without; what the machine has decides, as in the kernels.
#define WIDE __attribute__((target("avx2,fma")))
static int is_wide(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

WIDE static float sum_wide(const float *numbers, size_t count) { SUM(vector8, 8) }
static float sum_narrow(const float *numbers, size_t count) { SUM(vector4, 4) }
WIDE static float multiply_adds_wide(size_t rounds) { MULTIPLY_ADDS(vector8, 8, 12, "+x") }
static float multiply_adds_narrow(size_t rounds) { MULTIPLY_ADDS(vector4, 4, 12, "+x") }

float stream_sum(const float *numbers, size_t count) {
  return is_wide() ? sum_wide(numbers, count) : sum_narrow(numbers, count);
}
float stream_multiply_adds(size_t rounds) {
  return is_wide() ? multiply_adds_wide(rounds) : multiply_adds_narrow(rounds);
}
size_t stream_round_operations(void) { return 2 * 12 * (is_wide() ? 8 : 4); }
#else
float stream_sum(const float *numbers, size_t count) { SUM(vector4, 4) }
float stream_multiply_adds(size_t rounds) { MULTIPLY_ADDS(vector4, 4, 24, "+w") }
size_t stream_round_operations(void) { return 2 * 24 * 4; }
#endif
