#include "CMonarchKernels.h"

// Rows that are multiplied together: real sums of two vectors and complex ones of one make 8 accumulators, which leaves
// half of 16 registers for the operands.
enum { WORD_TILE = MONARCH_WORD_TILE };

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

#define KERNEL "word_kernel.h"
#include "versions.h"

// MARK: The interface

// BD: blocks[k, j, i] becomes [k][i][part][j].  DB: blocks[j, l, k] becomes [l][k][part][j].
#define INTERFACE(type, suffix)                                                                                       \
  void monarch_pack_letter_##suffix(                                                                                  \
      size_t q, size_t b, size_t parts, bool db, const type *blocks, type *packed) {                                  \
    const size_t inner = db ? q : b;                                                                                  \
    for (size_t o = 0; o < q; o++) {                                                                                  \
      for (size_t i = 0; i < inner; i++) {                                                                            \
        for (size_t j = 0; j < b; j++) {                                                                              \
          const size_t from = db ? (j * q + o) * q + i : (o * b + j) * b + i;                                         \
          for (size_t p = 0; p < parts; p++) {                                                                        \
            packed[((o * inner + i) * parts + p) * b + j] = blocks[from * parts + p];                                 \
          }                                                                                                           \
        }                                                                                                             \
      }                                                                                                               \
    }                                                                                                                 \
  }                                                                                                                   \
                                                                                                                      \
  void monarch_multiply_word_##suffix(                                                                                \
      const monarch_word *word, monarch_isa isa, const type *packed, const type *x, monarch_strides x_strides,        \
      type *y, monarch_strides y_strides, size_t batch, type *scratch) {                                              \
    SELECT(isa, multiply_word_##suffix, word, packed, x, x_strides, y, y_strides, batch, scratch);                    \
  }

INTERFACE(float, f32)
INTERFACE(double, f64)
