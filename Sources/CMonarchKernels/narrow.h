// Conversions of 16-bit formats in integer arithmetic: the same on every machine, subnormal numbers included.
#ifndef MONARCH_NARROW_H
#define MONARCH_NARROW_H

#include <stdint.h>
#include <string.h>

static inline uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline float float_of_bfloat16(uint16_t x) { return float_of_bits((uint32_t)x << 16); }

static inline uint16_t bfloat16_of_float(float x) {
  const uint32_t bits = bits_of(x);
  const uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  return (uint16_t)((bits & 0x7fffffff) > 0x7f800000 ? bits >> 16 | 0x40 : rounded);
}

static inline float float_of_half(uint16_t x) {
  const uint32_t sign = (uint32_t)(x & 0x8000) << 16, magnitude = (uint32_t)(x & 0x7fff) << 13;
  if (magnitude >= 0x7c00u << 13) return float_of_bits(sign | 0x7f800000 | (magnitude & 0x7fffff));
  // Read as a float it is too small by 2^112, subnormal or not.
  return float_of_bits(sign | bits_of(float_of_bits(magnitude) * 0x1p112f));
}

static inline uint16_t half_of_float(float x) {
  const uint32_t bits = bits_of(x), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  uint32_t half;
  if (magnitude > 0x7f800000) {
    half = 0x7e00 | (magnitude >> 13 & 0x3ff);
  } else if (magnitude >= 0x47800000) {
    half = 0x7c00;
  } else if (magnitude >= 0x38800000) {
    half = (magnitude - 0x38000000 + 0xfff + (magnitude >> 13 & 1)) >> 13;
  } else {
    // The sum's last place is 2^-24, that of subnormal halves.
    half = bits_of(float_of_bits(magnitude) + 0.5f) - 0x3f000000;
  }
  return (uint16_t)(sign | half);
}

#endif
