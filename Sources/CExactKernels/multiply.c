#include <string.h>

#include "CExactKernels.h"

#if defined(__x86_64__)
#define HAS_AVX2 1
#else
#define HAS_AVX2 0
#endif

// Four doubles, wherever they lie; targets with shorter registers take two.
typedef double vector __attribute__((vector_size(32), aligned(8)));

#define TARGET
#define NAME(x) x##_portable
#include "block_kernel.h"
#undef TARGET
#undef NAME

#if HAS_AVX2
#define TARGET __attribute__((target("avx2,fma")))
#define NAME(x) x##_avx2
#include "block_kernel.h"
#undef TARGET
#undef NAME
#endif

bool exact_isa_available(exact_isa isa) {
  switch (isa) {
    case EXACT_ISA_PORTABLE: return true;
#if HAS_AVX2
    case EXACT_ISA_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
    default: return false;
  }
}

// The positions of a product, those beyond its digits included that a sparse weight may touch with digits of 0.
static size_t positions_of(const exact_block *block, const exact_panel *panel) {
  return block->digits + panel->digits + (block->places ? block->span : 0);
}

size_t exact_scratch_count(const exact_block *block, const exact_panel *panel) {
  return positions_of(block, panel) * panel->lanes * (block->places ? 1 : EXACT_ROWS);
}

// How a tile of rows is laid out in the scratch.
typedef struct tile {
  size_t first, rows;
  size_t row_stride, position_stride, positions;
} tile;

// The sums of the rows from `first` on.
static tile multiply(
    exact_isa isa, const exact_block *block, const exact_panel *panel, size_t first, double *scratch) {
#if HAS_AVX2
#define CALL(kernel, ...) (isa == EXACT_ISA_AVX2 ? kernel##_avx2(__VA_ARGS__) : kernel##_portable(__VA_ARGS__))
#else
  (void)isa;
#define CALL(kernel, ...) kernel##_portable(__VA_ARGS__)
#endif
  const size_t lanes = panel->lanes, columns = block->columns;
  if (!block->places) {
    const double *weights = block->weights + first * block->digits * columns;
    if (lanes == EXACT_LANES) CALL(dense_panel, weights, block->digits, columns, panel, scratch);
    else CALL(dense_single, weights, block->digits, columns, panel, scratch);
    const size_t rest = block->rows - first;
    return (tile){
        .first = first, .rows = rest < EXACT_ROWS ? rest : EXACT_ROWS, .row_stride = lanes,
        .position_stride = EXACT_ROWS * lanes, .positions = block->digits + panel->digits - 1};
  }
  const double *weights = block->weights + first * columns * block->span;
  const uint32_t *places = block->places + first * columns;
  memset(scratch, 0, exact_scratch_count(block, panel) * sizeof *scratch);
  if (lanes == EXACT_LANES) CALL(sparse_panel, weights, places, block->span, columns, panel, scratch);
  else CALL(sparse_single, weights, places, block->span, columns, panel, scratch);
  return (tile){
      .first = first, .rows = 1, .row_stride = 0, .position_stride = lanes,
      .positions = block->digits + panel->digits - 1};
#undef CALL
}

static size_t rows_at_once(const exact_block *block) { return block->places ? 1 : EXACT_ROWS; }

// Resolves the carries of one output: its digits are balanced again.
static inline void write_digits(
    const double *sums, size_t positions, size_t position_stride, int bits, double *out, size_t digits,
    size_t digit_stride, size_t lanes) {
  // Adding and subtracting it rounds to a multiple of 2^bits.
  const double rounder = __builtin_ldexp(1.5, 52 + bits), down = __builtin_ldexp(1, -bits);
  double carry[EXACT_LANES] = {0};
  for (size_t j = 0; j < digits; j++) {
    for (size_t lane = 0; lane < lanes; lane++) {
      const double sum = carry[lane] + (j < positions ? sums[lane] : 0);
      const double above = (sum + rounder) - rounder;
      out[lane] = sum - above;
      carry[lane] = above * down;
    }
    out += digit_stride;
    sums += position_stride;
  }
}

void exact_multiply_to_digits(
    exact_isa isa, const exact_block *block, const exact_panel *panel, int bits, double *scratch,
    const exact_digit_sink *sink) {
  const size_t lanes = panel->lanes;
  for (size_t first = 0; first < block->rows; first += rows_at_once(block)) {
    const tile tile = multiply(isa, block, panel, first, scratch);
    for (size_t row = 0; row < tile.rows; row++) {
      const size_t place = sink->places[first + row];
      double *out = sink->values + (place / sink->columns) * sink->digits * sink->columns * lanes
          + (place % sink->columns) * sink->column_stride;
      const double *sums = scratch + row * tile.row_stride;
      // The constant lets the compiler use whole registers.
      if (lanes == EXACT_LANES)
        write_digits(sums, tile.positions, tile.position_stride, bits, out, sink->digits, sink->digit_stride, EXACT_LANES);
      else
        write_digits(sums, tile.positions, tile.position_stride, bits, out, sink->digits, sink->digit_stride, 1);
    }
  }
}

// Resolves the carries of one sum into a two's complement integer.
static void write_integer(
    const double *sums, size_t positions, size_t stride, int bits, uint64_t *limbs, size_t words) {
  int64_t carry = 0;
  // Bits gathered for the next limb; the bits from `filled` on are 0.
  uint64_t gathered = 0;
  int filled = 0;
  size_t word = 0;
  const int64_t mask = ((int64_t)1 << bits) - 1;
  for (size_t position = 0; position < positions && word < words; position++) {
    const int64_t sum = (int64_t)sums[position * stride] + carry;
    const uint64_t digit = (uint64_t)(sum & mask);
    carry = sum >> bits;
    gathered |= digit << filled;
    filled += bits;
    if (filled >= 64) {
      limbs[word++] = gathered;
      filled -= 64;
      gathered = filled ? digit >> (bits - filled) : 0;
    }
  }
  // What is left is the carry above the gathered bits, and its sign from there on.
  while (word < words) {
    limbs[word++] = gathered | (uint64_t)carry << filled;
    carry >>= filled ? 64 - filled : 63;
    gathered = 0;
    filled = 0;
  }
}

void exact_multiply_to_integers(
    exact_isa isa, const exact_block *block, const exact_panel *panel, int bits, double *scratch,
    const exact_integer_sink *sink) {
  for (size_t first = 0; first < block->rows; first += rows_at_once(block)) {
    const tile tile = multiply(isa, block, panel, first, scratch);
    for (size_t row = 0; row < tile.rows; row++)
      for (size_t lane = 0; lane < sink->lanes; lane++)
        write_integer(
            scratch + row * tile.row_stride + lane, tile.positions, tile.position_stride, bits,
            sink->limbs + (lane * sink->count + sink->places[first + row]) * sink->words, sink->words);
  }
}
