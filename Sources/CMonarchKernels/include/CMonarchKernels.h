// The batched product by a rectangular Monarch matrix, both stages fused over tiles of the batch.
//
//   right (k, q, p)    h[a*q + c]     = sum_i   right[a, c, i]     * x[a*p + i]
//   left  (l, s, r)    y[sigma*l + u] = sum_rho left[u, sigma, rho] * h[rho*l + u]      k*q == l*r
//
// Nothing here allocates: weights are packed into memory of the caller, and the intermediate lives in scratch of the
// caller. Neither the packed weights nor the scratch needs an alignment (64 bytes are fastest), and neither needs to be
// initialised. No function reads or writes outside the elements that the shapes and the strides name.
#ifndef C_MONARCH_KERNELS_H
#define C_MONARCH_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct monarch_shape {
  size_t k, q, p;
  size_t l, s, r;
} monarch_shape;

// Where element e of row b lies: base[b * row_stride + e * element_stride], in elements.
typedef struct monarch_strides {
  size_t row_stride, element_stride;
} monarch_strides;

typedef enum monarch_isa {
  MONARCH_ISA_PORTABLE = 0,
  MONARCH_ISA_AVX2 = 1,
} monarch_isa;

typedef enum monarch_status {
  MONARCH_OK = 0,
  MONARCH_BAD_SHAPE = 1,
  MONARCH_OVERFLOW = 2,
  MONARCH_UNAVAILABLE = 3,
} monarch_status;

// Whether this machine executes the instruction set; false for numbers that name none.
bool monarch_isa_available(monarch_isa isa);

// How many elements `monarch_pack` writes.
monarch_status monarch_packed_count_f32(const monarch_shape *shape, monarch_isa isa, size_t *count);
monarch_status monarch_packed_count_f64(const monarch_shape *shape, monarch_isa isa, size_t *count);

// Packs `right` (k*q*p elements) and `left` (l*s*r elements); the packing belongs to one shape and one `isa`.
monarch_status monarch_pack_f32(
    const monarch_shape *shape, monarch_isa isa, const float *right, const float *left, float *packed);
monarch_status monarch_pack_f64(
    const monarch_shape *shape, monarch_isa isa, const double *right, const double *left, double *packed);

// How many elements of scratch `monarch_multiply` needs for a product with these strides and this batch.
monarch_status monarch_scratch_count_f32(
    const monarch_shape *shape, monarch_isa isa, monarch_strides x, monarch_strides y, size_t batch, size_t *count);
monarch_status monarch_scratch_count_f64(
    const monarch_shape *shape, monarch_isa isa, monarch_strides x, monarch_strides y, size_t batch, size_t *count);

// y = M x for each of `batch` rows. The row's result does not depend on the batch nor on its place in it.
// `x`, `y` and `scratch` must not overlap, and no two elements of `y` may share a place.
monarch_status monarch_multiply_f32(
    const monarch_shape *shape, monarch_isa isa, const float *packed, const float *x, monarch_strides x_strides,
    float *y, monarch_strides y_strides, size_t batch, float *scratch);
monarch_status monarch_multiply_f64(
    const monarch_shape *shape, monarch_isa isa, const double *packed, const double *x, monarch_strides x_strides,
    double *y, monarch_strides y_strides, size_t batch, double *scratch);

// Where the singular values of a projection go: to one factor, or their roots to both.
typedef enum monarch_side {
  MONARCH_SIDE_LEFT = 0,
  MONARCH_SIDE_RIGHT = 1,
  MONARCH_SIDE_BOTH = 2,
} monarch_side;

// The projection of a rows x columns matrix, row-major, onto the rectangular form of `shape`; where the form is larger,
// the matrix is padded with zeros. Slice (lambda, a) has the rows sigma*l + lambda and the columns a*p + i.
typedef struct monarch_projection {
  monarch_shape shape;
  size_t rows, columns;
  monarch_side side;
} monarch_projection;

// How many groups the slices fall into, and the bytes of scratch that work on one of them takes.
monarch_status monarch_projection_plan(
    const monarch_projection *job, monarch_isa isa, size_t *groups, size_t *scratch_bytes);

// Truncates the slices of one group and writes their terms: `left` (l, s, r), `right` (k, q, p), and the singular value
// of each of the k*q places between them. No two groups write to one place, and all together write to every one. The
// matrix must be finite. Computed in double precision, whatever the element type.
void monarch_project_f32(
    const monarch_projection *job, monarch_isa isa, const float *matrix, size_t group, float *left, float *right,
    float *values, void *scratch);
void monarch_project_f64(
    const monarch_projection *job, monarch_isa isa, const double *matrix, size_t group, double *left, double *right,
    double *values, void *scratch);

// The index of the first infinity or NaN; `count` where there is none.
size_t monarch_first_not_finite_f32(const float *values, size_t count);
size_t monarch_first_not_finite_f64(const double *values, size_t count);

// The first `rows` rows and `columns` columns of the dense matrix of two factors, row-major.
void monarch_densify_f32(
    const monarch_shape *shape, const float *left, const float *right, size_t rows, size_t columns, float *dense);
void monarch_densify_f64(
    const monarch_shape *shape, const double *left, const double *right, size_t rows, size_t columns, double *dense);

// A product of letters on a grid of `rows` x `columns` = q x b, written letters[0] letters[1] ...: the last is applied
// first. A letter is q blocks b x b inside the rows (BD), or b blocks q x q inside the columns (DB). Numbers have one
// part, or two that alternate in memory. Inputs are padded with zeros to q*b numbers, outputs cut to `output_count`.
typedef struct monarch_word {
  size_t rows, columns;
  size_t parts;
  size_t letter_count;
  const bool *is_db;
  size_t input_count, output_count;
} monarch_word;

// Rows of a batch that go through a word together.
enum { MONARCH_WORD_TILE = 4 };

// Packs the blocks (block, out, in) of one letter into as many elements.
void monarch_pack_letter_f32(size_t q, size_t b, size_t parts, bool db, const float *blocks, float *packed);
void monarch_pack_letter_f64(size_t q, size_t b, size_t parts, bool db, const double *blocks, double *packed);

// y = W x for each of `batch` rows, with the letters packed one after the other as written. Strides are in numbers.
// `scratch` holds 2*q*b*parts elements for each row of a tile; of one row where the batch is smaller than a tile.
void monarch_multiply_word_f32(
    const monarch_word *word, monarch_isa isa, const float *packed, const float *x, monarch_strides x_strides, float *y,
    monarch_strides y_strides, size_t batch, float *scratch);
void monarch_multiply_word_f64(
    const monarch_word *word, monarch_isa isa, const double *packed, const double *x, monarch_strides x_strides,
    double *y, monarch_strides y_strides, size_t batch, double *scratch);

#ifdef __cplusplus
}
#endif

#endif
