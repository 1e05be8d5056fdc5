#include <limits.h>
#include <string.h>

#include "CExactKernels.h"

// The magnitude of a finite value is significand * 2^exponent.
typedef struct parts {
  uint64_t significand;
  int exponent;
  bool is_negative;
} parts;

static inline parts parts_f64(double value) {
  uint64_t pattern;
  memcpy(&pattern, &value, sizeof pattern);
  const int field = (int)(pattern >> 52) & 0x7FF;
  const uint64_t fraction = pattern & (((uint64_t)1 << 52) - 1);
  return (parts){
      .significand = field ? fraction | (uint64_t)1 << 52 : fraction,
      .exponent = field ? field - 1075 : -1074,
      .is_negative = pattern >> 63,
  };
}

static inline parts parts_f32(float value) {
  uint32_t pattern;
  memcpy(&pattern, &value, sizeof pattern);
  const int field = (int)(pattern >> 23) & 0xFF;
  const uint32_t fraction = pattern & (((uint32_t)1 << 23) - 1);
  return (parts){
      .significand = field ? fraction | (uint32_t)1 << 23 : fraction,
      .exponent = field ? field - 150 : -149,
      .is_negative = pattern >> 31,
  };
}

// The balanced digit of the low `bits` bits, in [-2^(bits-1), 2^(bits-1)).
static inline int64_t low_digit(uint64_t value, int bits) {
  const int64_t half = (int64_t)1 << (bits - 1);
  return (int64_t)((value + (uint64_t)half) & (((uint64_t)1 << bits) - 1)) - half;
}

// The odd part of the significand moved to a multiple of a digit: magnitude = value * 2^(unit + bits * first).
typedef struct placed {
  unsigned __int128 value;
  size_t first;
} placed;

static inline placed place(parts number, int unit, int bits) {
  if (number.significand == 0) return (placed){.value = 0, .first = 0};
  const int zeros = __builtin_ctzll(number.significand), shift = number.exponent + zeros - unit;
  return (placed){
      .value = (unsigned __int128)(number.significand >> zeros) << (shift % bits),
      .first = (size_t)(shift / bits),
  };
}

// The next digit, which is taken off: the rest is (value - digit) / 2^bits, and never negative.
static inline int64_t next_digit(unsigned __int128 *value, int bits) {
  const int64_t digit = low_digit((uint64_t)*value, bits);
  *value = (*value - (unsigned __int128)(__int128)digit) >> bits;
  return digit;
}

#define SPLIT(SUFFIX, SCALAR)                                                                                        \
  size_t exact_range_##SUFFIX(const SCALAR *values, size_t count, int *low, int *high) {                             \
    int least = INT_MAX, greatest = INT_MIN;                                                                         \
    size_t bad = count;                                                                                              \
    for (size_t e = 0; e < count; e++) {                                                                             \
      if (!(values[e] - values[e] == 0)) {                                                                           \
        bad = e;                                                                                                     \
        break;                                                                                                       \
      }                                                                                                              \
      const parts number = parts_##SUFFIX(values[e]);                                                                \
      if (number.significand == 0) continue;                                                                         \
      const int bottom = number.exponent + __builtin_ctzll(number.significand);                                      \
      const int top = number.exponent + 64 - __builtin_clzll(number.significand);                                    \
      if (bottom < least) least = bottom;                                                                            \
      if (top > greatest) greatest = top;                                                                            \
    }                                                                                                                \
    *low = least;                                                                                                    \
    *high = greatest;                                                                                                \
    return bad;                                                                                                      \
  }                                                                                                                  \
                                                                                                                     \
  void exact_split_##SUFFIX(                                                                                         \
      const SCALAR *values, size_t count, int unit, int bits, size_t digits, bool magnitudes, double *out,           \
      size_t element_stride, size_t digit_stride) {                                                                  \
    const bool is_short = digits * (size_t)bits <= 63;                                                               \
    for (size_t e = 0; e < count; e++) {                                                                             \
      const parts number = parts_##SUFFIX(values[e]);                                                                \
      const bool is_negative = number.is_negative && !magnitudes;                                                    \
      double *const first = out + e * element_stride;                                                                \
      if (is_short) {                                                                                                \
        /* 0 has the exponent of the smallest number, far below the unit. */                                         \
        const int shift = number.significand == 0 ? 0 : number.exponent - unit;                                      \
        int64_t rest = (int64_t)(shift < 0 ? number.significand >> -shift : number.significand << shift);            \
        if (is_negative) rest = -rest;                                                                               \
        for (size_t j = 0; j < digits; j++) {                                                                        \
          const int64_t digit = low_digit((uint64_t)rest, bits);                                                     \
          first[j * digit_stride] = (double)digit;                                                                   \
          rest = (rest - digit) >> bits;                                                                             \
        }                                                                                                            \
        /* The top digit may be 2^(bits-1) itself. */                                                                \
        first[(digits - 1) * digit_stride] += (double)(rest << bits);                                                \
        continue;                                                                                                    \
      }                                                                                                              \
      for (size_t j = 0; j < digits; j++) first[j * digit_stride] = 0;                                               \
      placed rest = place(number, unit, bits);                                                                       \
      for (size_t j = rest.first; rest.value != 0; j++) {                                                            \
        int64_t digit = next_digit(&rest.value, bits);                                                               \
        if (j + 1 == digits) {                                                                                       \
          digit += (int64_t)rest.value << bits;                                                                      \
          rest.value = 0;                                                                                            \
        }                                                                                                            \
        first[j * digit_stride] = (double)(is_negative ? -digit : digit);                                            \
      }                                                                                                              \
    }                                                                                                                \
  }

SPLIT(f32, float)
SPLIT(f64, double)

void exact_split_sparse(
    const double *values, size_t count, int unit, int bits, size_t span, bool magnitudes, double *out,
    uint32_t *places) {
  for (size_t e = 0; e < count; e++) {
    const parts number = parts_f64(values[e]);
    const bool is_negative = number.is_negative && !magnitudes;
    placed rest = place(number, unit, bits);
    places[e] = (uint32_t)rest.first;
    for (size_t j = 0; j < span; j++) {
      int64_t digit = next_digit(&rest.value, bits);
      // The last digit may be 2^(bits-1) itself.
      if (j + 1 == span) digit += (int64_t)rest.value << bits;
      out[e * span + j] = (double)(is_negative ? -digit : digit);
    }
  }
}

int exact_significand_bits(const double *values, size_t count) {
  int most = 0;
  for (size_t e = 0; e < count; e++) {
    const uint64_t significand = parts_f64(values[e]).significand;
    if (significand == 0) continue;
    const int bits = 64 - __builtin_clzll(significand) - __builtin_ctzll(significand);
    if (bits > most) most = bits;
  }
  return most;
}

uint64_t exact_digit_sum(const double *values, size_t count, int unit, int bits) {
  uint64_t sum = 0;
  for (size_t e = 0; e < count; e++) {
    placed rest = place(parts_f64(values[e]), unit, bits);
    // In one word where it fits, as floats do.
    if (rest.value >> 62 == 0) {
      uint64_t word = (uint64_t)rest.value, magnitudes = 0;
      while (word != 0) {
        const int64_t digit = low_digit(word, bits);
        magnitudes += (uint64_t)(digit < 0 ? -digit : digit);
        word = (word - (uint64_t)digit) >> bits;
      }
      if (__builtin_add_overflow(sum, magnitudes, &sum)) return UINT64_MAX;
      continue;
    }
    while (rest.value != 0) {
      const int64_t digit = next_digit(&rest.value, bits);
      if (__builtin_add_overflow(sum, (uint64_t)(digit < 0 ? -digit : digit), &sum)) return UINT64_MAX;
    }
  }
  return sum;
}

double exact_magnitude_sum(const double *values, size_t count, int high) {
  // In two steps, neither of which overflows: |value| * 2^-high < 1.
  const double half = __builtin_ldexp(1, -(high / 2)), rest = __builtin_ldexp(1, -(high - high / 2));
  double sum = 0;
  for (size_t e = 0; e < count; e++) sum += __builtin_fabs(values[e]) * half * rest;
  // Each addition errs by less than 2^-52 of the sum, which is at least 1/2, and underflow by next to nothing.
  return sum * (1 + (double)count * 0x1p-50);
}
