// One product to check: a chain, its numbers, and where they lie.
#ifndef CASE_H
#define CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CMonarchKernels.h"

enum { MOST_FACTORS = 4, SHARERS = 3 };

typedef enum kind {
  PLAIN,    // about 1 in magnitude
  WIDE,     // exponents far apart: sums overflow, 16-bit results become subnormal
  SPECIAL,  // plain but for a few zeros, infinities and NaNs
  KINDS,
} kind;

typedef struct test_case {
  uint64_t seed;  // of the numbers, and of the order of the units
  monarch_element element;
  size_t parts, count;
  monarch_pattern patterns[MOST_FACTORS];
  bool adjoint[MOST_FACTORS];
  size_t input_count, output_count, batch;
  monarch_strides x_strides, y_strides;
  kind kind;
  bool counts_up;  // the elements of x are 0, 1, 2, ... as bits, and all weights 1
} test_case;

static inline size_t input_width(monarch_pattern f) { return f.a * f.c * f.d; }
static inline size_t output_width(monarch_pattern f) { return f.a * f.b * f.d; }
static inline size_t weight_count(monarch_pattern f) { return f.a * f.b * f.c * f.d; }
static inline size_t multiplications(const test_case *c) {
  size_t sum = 0;
  for (size_t t = 0; t < c->count; t++) sum += weight_count(c->patterns[t]);
  return sum * c->batch * c->parts * c->parts;
}

// Pseudo-random numbers (splitmix64).
static inline uint64_t next_bits(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
static inline size_t next_below(uint64_t *state, size_t bound) { return (size_t)(next_bits(state) % bound); }

// MARK: cases.c

// One factor of every size in turn, for all element types; `false` for a large one that is left to another type.
size_t single_count(void);
bool draw_single(size_t index, test_case *c);
// Two factors or more.
test_case draw_chain(size_t index);
test_case every_half(monarch_element element, size_t parts);
void print_case(const test_case *c);

// MARK: elements.c

// An element of memory as 64 bits, of which the lower ones are in use.
size_t element_bytes(monarch_element element);
uint64_t draw_element(monarch_element element, kind kind, uint64_t *state);
uint64_t one(monarch_element element);
double decode(monarch_element element, uint64_t bits);
// Rounded to nearest, ties to even, without the tricks of the kernels.
uint64_t encode(monarch_element element, double value);
bool is_nan(monarch_element element, uint64_t bits);

static inline uint64_t get_element(const void *base, size_t at, size_t bytes) {
  uint64_t bits = 0;
  switch (bytes) {
  case 2: __builtin_memcpy(&bits, (const char *)base + at * 2, 2); break;
  case 4: __builtin_memcpy(&bits, (const char *)base + at * 4, 4); break;
  default: __builtin_memcpy(&bits, (const char *)base + at * 8, 8);
  }
  return bits;
}
static inline void put_element(void *base, size_t at, size_t bytes, uint64_t bits) {
  switch (bytes) {
  case 2: __builtin_memcpy((char *)base + at * 2, &bits, 2); break;
  case 4: __builtin_memcpy((char *)base + at * 4, &bits, 4); break;
  default: __builtin_memcpy((char *)base + at * 8, &bits, 8);
  }
}

// MARK: replay.c

// The chain of a case as plain loops, in the order and precision that the kernels promise. `blocks` as they are packed,
// `x` contiguous, all decoded; `y` contiguous numbers of the type computed in, as doubles.
void replay(const test_case *c, bool is_fused, double *const *blocks, const double *x, double *y);

// MARK: gradients.c

void reserve_gradients(size_t size);
// What is wrong with the gradients of a chain, whose layouts and adjoints do not count; nothing where all is right. The
// numbers are given twice: as bits and decoded.
const char *check_gradient(
    const test_case *c, monarch_isa isa, bool fused, size_t sharers, const uint64_t *x, const uint64_t *g,
    uint64_t *const *blocks, const double *x_values, const double *g_values, double *const *block_values);

// MARK: memory.c

// Memory between pages that cannot be touched.
typedef struct region {
  char *base;
  size_t size;
} region;

region reserve(size_t size);
// `bytes` bytes that begin, or end, beside a guard page; all filled with 0xff, which is NaN in every format. On their other
// side lie sentinels, which `is_intact` looks at.
char *take(const region *r, size_t bytes, bool at_end);
bool is_intact(const region *r, size_t bytes, bool at_end);

#endif
