// Exact products of integers by floating-point arithmetic that never rounds.
//
// An integer is written in balanced digits of radix 2^b, sum_j d_j 2^(b j) with |d_j| <= 2^(b-1), each digit a double.
// Products of digits are summed position by position; the caller picks b so small that no sum of magnitudes exceeds
// 2^53, so that every operation is exact, in any order, with or without fused multiply-add: all instruction sets give
// the same bits. Carries are resolved once for each output, not in the loop.
//
// Vectors come in panels of `lanes` vectors at a time, 8 or 1. Element e of a panel has its digits at
// panel[(e / columns) * digits * columns * lanes + (e % columns) * column_stride + j * digit_stride + lane].
// Nothing here allocates, and every size has been checked by the caller.
#ifndef C_EXACT_KERNELS_H
#define C_EXACT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The vectors of a full panel, and the rows that are computed together.
enum { EXACT_LANES = 8, EXACT_ROWS = 4 };

typedef enum exact_isa {
  EXACT_ISA_PORTABLE = 0,
  EXACT_ISA_AVX2 = 1,
} exact_isa;

// Whether this machine executes the instruction set.
bool exact_isa_available(exact_isa isa);

// MARK: Reading

// All values are integers times 2^low and smaller than 2^high in magnitude; low is the largest such, or INT_MAX, and high
// INT_MIN, where all are 0. Gives the index of the first value that is not finite, or `count`.
size_t exact_range_f32(const float *values, size_t count, int *low, int *high);
size_t exact_range_f64(const double *values, size_t count, int *low, int *high);

// The digits of value / 2^unit for each value: digit j of value e goes to out[e * element_stride + j * digit_stride].
// `unit` is at most `low`, and `digits` digits of `bits` bits hold every value. With `magnitudes`, of the absolute values.
void exact_split_f32(
    const float *values, size_t count, int unit, int bits, size_t digits, bool magnitudes, double *out,
    size_t element_stride, size_t digit_stride);
void exact_split_f64(
    const double *values, size_t count, int unit, int bits, size_t digits, bool magnitudes, double *out,
    size_t element_stride, size_t digit_stride);

// The same digits where few of them are not 0: for each value the place of its first one, and `span` digits from there.
void exact_split_sparse(
    const double *values, size_t count, int unit, int bits, size_t span, bool magnitudes, double *out, uint32_t *places);

// The most bits between the first and the last set bit of any value.
int exact_significand_bits(const double *values, size_t count);

// The sum of the magnitudes of all digits of all values, at most 2^64 - 1; larger sums give that.
uint64_t exact_digit_sum(const double *values, size_t count, int unit, int bits);

// An upper bound of sum |value| / 2^high, for `high` as above.
double exact_magnitude_sum(const double *values, size_t count, int high);

// MARK: Multiplying

// One block of weights, rows x columns.
typedef struct exact_block {
  size_t rows, columns;
  // Digits of each weight, at least 1.
  size_t digits;
  // Dense (`places` is null): [ceil(rows / 4)][digits][columns][4], rows beyond the last are 0.
  // Sparse: [rows][columns][span], and `places` [rows][columns] of the first of them.
  const double *weights;
  const uint32_t *places;
  size_t span;
} exact_block;

// The part of an input panel that a block reads: `columns` elements of `digits` digits.
typedef struct exact_panel {
  const double *values;
  size_t digits;
  size_t column_stride, digit_stride;
  size_t lanes;
} exact_panel;

// Doubles of scratch that a product needs.
size_t exact_scratch_count(const exact_block *block, const exact_panel *panel);

// Where outputs go as digits: row i becomes element places[i] of a panel whose blocks have `columns` columns.
typedef struct exact_digit_sink {
  double *values;
  const size_t *places;
  size_t columns, digits;
  size_t column_stride, digit_stride;
} exact_digit_sink;

// Where outputs go as two's complement integers of `limbs` 64-bit words, least first: row i of lane v goes to
// limbs[(v * count + places[i]) * words]. Lanes from `lanes` on are not written.
typedef struct exact_integer_sink {
  uint64_t *limbs;
  const size_t *places;
  size_t count, words;
  size_t lanes;
} exact_integer_sink;

void exact_multiply_to_digits(
    exact_isa isa, const exact_block *block, const exact_panel *panel, int bits, double *scratch,
    const exact_digit_sink *sink);
void exact_multiply_to_integers(
    exact_isa isa, const exact_block *block, const exact_panel *panel, int bits, double *scratch,
    const exact_integer_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
