#include <math.h>
#include <string.h>

#include "case.h"

// Binary formats by the bits of their fraction and of their exponent.
typedef struct format {
  int fraction, exponent;
} format;

static format format_of(monarch_element element) {
  switch (element) {
  case MONARCH_F32: return (format){23, 8};
  case MONARCH_F64: return (format){52, 11};
  case MONARCH_F16: return (format){10, 5};
  default: return (format){7, 8};
  }
}

size_t element_bytes(monarch_element element) {
  return element == MONARCH_F64 ? 8 : element == MONARCH_F32 ? 4 : 2;
}

static uint64_t assemble(format f, uint64_t sign, uint64_t exponent, uint64_t fraction) {
  return (((sign << f.exponent) + exponent) << f.fraction) + fraction;
}

uint64_t one(monarch_element element) {
  const format f = format_of(element);
  return assemble(f, 0, (1ull << (f.exponent - 1)) - 1, 0);
}

bool is_nan(monarch_element element, uint64_t bits) {
  const format f = format_of(element);
  const uint64_t magnitude = bits & ((1ull << (f.fraction + f.exponent)) - 1);
  return magnitude > assemble(f, 0, (1ull << f.exponent) - 1, 0);
}

uint64_t draw_element(monarch_element element, kind kind, uint64_t *state) {
  const format f = format_of(element);
  const uint64_t random = next_bits(state), sign = random >> 63, most = (1ull << f.exponent) - 1, bias = most >> 1;
  const uint64_t fraction = random & ((1ull << f.fraction) - 1), choice = random >> 52 & 63;
  if (kind == SPECIAL && choice == 0) {
    switch (next_below(state, 6)) {
    case 0: return assemble(f, sign, most, 0);             // infinity
    case 1: return assemble(f, sign, most, fraction | 1);  // NaN
    default: return assemble(f, sign, 0, 0);
    }
  }
  if (kind == WIDE) {
    const uint64_t reach = element == MONARCH_F16 ? bias : bias * 9 / 16;
    const uint64_t exponent = choice == 0 ? 0 : bias - reach + next_below(state, 2 * reach);
    return assemble(f, sign, exponent, fraction);
  }
  return assemble(f, sign, bias - 3 + next_below(state, 5), fraction);
}

double decode(monarch_element element, uint64_t bits) {
  if (element == MONARCH_F64) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }
  const format f = format_of(element);
  const int most = (1 << f.exponent) - 1, bias = most >> 1, exponent = (int)(bits >> f.fraction) & most;
  const uint64_t fraction = bits & ((1ull << f.fraction) - 1);
  const double sign = bits >> (f.fraction + f.exponent) & 1 ? -1 : 1;
  if (exponent == most) return fraction ? NAN : sign * INFINITY;
  const double integer = (double)(fraction + (exponent ? 1ull << f.fraction : 0));
  return sign * ldexp(integer, (exponent ? exponent : 1) - bias - f.fraction);
}

uint64_t encode(monarch_element element, double value) {
  if (element == MONARCH_F64) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  const format f = format_of(element);
  const uint64_t sign = signbit(value) ? 1 : 0, most = (1ull << f.exponent) - 1;
  const int bias = (int)(most >> 1);
  if (isnan(value)) return assemble(f, sign, most, 1ull << (f.fraction - 1));
  if (isinf(value)) return assemble(f, sign, most, 0);
  if (value == 0) return assemble(f, sign, 0, 0);
  const int exponent = ilogb(value) > 1 - bias ? ilogb(value) : 1 - bias;
  // In units of the last place; a carry moves into the exponent by itself, and past the greatest number to infinity.
  const uint64_t units = (uint64_t)rint(ldexp(fabs(value), f.fraction - exponent));
  const uint64_t magnitude = ((uint64_t)(exponent + bias - 1) << f.fraction) + units;
  const uint64_t infinity = assemble(f, 0, most, 0);
  return assemble(f, sign, 0, 0) + (magnitude < infinity ? magnitude : infinity);
}
