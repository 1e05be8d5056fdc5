// Batched products of chains of Kronecker-sparse factors, all factors fused over tiles of the batch.
//
// A factor of the pattern (a, b, c, d) is I_a x (blocks of b outputs and c inputs) x I_d:
//
//   y[(i*b + j)*d + delta] = sum_kappa block[i, delta][j, kappa] * x[(i*c + kappa)*d + delta]
//
// A rectangular Monarch matrix (k, q, p, l, s, r) is the chain of its right factor (k, q, p, 1) and then its left factor
// (1, s, r, l).
//
// Nothing here allocates: weights are packed into memory of the caller, and intermediates lie in scratch of the caller.
// Neither needs an alignment beyond that of its elements (64 bytes are fastest), and scratch need not be initialised. No
// function reads or writes outside the elements that the shapes and the strides name.
#ifndef C_MONARCH_KERNELS_H
#define C_MONARCH_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Where element e of row b lies: base[b * row_stride + e * element_stride], in elements.
typedef struct monarch_strides {
  size_t row_stride, element_stride;
} monarch_strides;

typedef enum monarch_isa {
  MONARCH_ISA_PORTABLE = 0,
  MONARCH_ISA_AVX2 = 1,
  MONARCH_ISA_NEON = 2,
} monarch_isa;

typedef enum monarch_status {
  MONARCH_OK = 0,
  MONARCH_BAD_SHAPE = 1,
  MONARCH_OVERFLOW = 2,
  MONARCH_UNAVAILABLE = 3,
} monarch_status;

// Whether this machine executes the instruction set; false for numbers that name none.
bool monarch_isa_available(monarch_isa isa);

typedef enum monarch_element {
  MONARCH_F32 = 0,
  MONARCH_F64 = 1,
  // 16 bits wide in memory, computed with as float.
  MONARCH_F16 = 2,
  MONARCH_BF16 = 3,
} monarch_element;

typedef struct monarch_pattern {
  size_t a, b, c, d;
} monarch_pattern;

// Numbers have one part, or two that alternate in memory. patterns[0] is applied first. Inputs are padded with zeros
// from `input_count` numbers on, outputs cut to `output_count`.
typedef struct monarch_chain {
  monarch_element element;
  size_t parts;
  size_t count;
  const monarch_pattern *patterns;
  size_t input_count, output_count;
} monarch_chain;

// How a chain is cut for an instruction set: memory of `monarch_plan_bytes(count)` bytes, or of none if that is 0.
typedef struct monarch_plan monarch_plan;
size_t monarch_plan_bytes(size_t count);
monarch_status monarch_make_plan(const monarch_chain *chain, monarch_isa isa, monarch_plan *plan);

size_t monarch_packed_bytes(const monarch_plan *plan);

// Packs the blocks of factor `index`, in the order (i, delta, j, kappa); or, for `adjoint`, those of the factor of which
// it is the conjugate transpose.
void monarch_pack(const monarch_plan *plan, size_t index, bool adjoint, const void *blocks, void *packed);

// y = chain(x) for each of `batch` rows; strides are in numbers. `x`, `y` and the scratch must not overlap, and no two
// elements of `y` may share a place.
typedef struct monarch_job {
  const void *x;
  monarch_strides x_strides;
  void *y;
  monarch_strides y_strides;
  size_t batch;
} monarch_job;

// Bytes of scratch for a job, of which `sharers` may do parts at once. The addresses of the job do not matter.
monarch_status monarch_scratch_bytes(const monarch_plan *plan, const monarch_job *job, size_t sharers, size_t *bytes);

// A row's result does not depend on the batch nor on its place in it.
void monarch_multiply(const monarch_plan *plan, const void *packed, const monarch_job *job, void *scratch);

// Rows that go through the chain together. A job of at most so many rows can be shared: its phases one after the other,
// the units of each in any order and by any number of sharers, which are numbered from 0.
size_t monarch_tile(const monarch_plan *plan);
size_t monarch_phase_count(const monarch_plan *plan);
size_t monarch_unit_count(const monarch_plan *plan, size_t phase);
void monarch_multiply_units(
    const monarch_plan *plan, const void *packed, const monarch_job *job, size_t phase, size_t first, size_t last,
    size_t sharer, void *scratch);

// The gradients of a chain and of its factors: `backward` is the plan of the adjoint chain, whose factors are the conjugate
// transposes in the opposite order. For rows x and cotangents g of the outputs
//
//   dx = chain^H g        d_blocks[i, delta][j, kappa] = sum over the batch of g_t[(i*b + j)*d + delta]
//                                                        * conj x_t[(i*c + kappa)*d + delta]
//
// with x_t the input and g_t the cotangent of the output of factor t.
typedef struct monarch_gradient {
  const monarch_plan *forward, *backward;
  const void *forward_packed, *backward_packed;
} monarch_gradient;

typedef struct monarch_gradient_job {
  const void *x;
  monarch_strides x_strides;
  const void *g;
  monarch_strides g_strides;
  void *dx;
  monarch_strides dx_strides;
  size_t batch;
} monarch_gradient_job;

// Bytes of scratch, and of the sums that the batch adds up to. Rows go in tiles of as many as `monarch_gradient_tile`.
size_t monarch_gradient_tile(const monarch_gradient *gradient, size_t sharers);
monarch_status monarch_gradient_sizes(
    const monarch_gradient *gradient, size_t sharers, size_t *scratch_bytes, size_t *sum_bytes);

// For each tile, rows `top` ... `top + rows`: first all its rows, from `first` to `last`, multiples of 6 but for the end;
// then the units of every factor. Both in any order and by any number of sharers; sums begin as zeros.
void monarch_gradient_rows(
    const monarch_gradient *gradient, const monarch_gradient_job *job, size_t sharers, size_t top, size_t first,
    size_t last, size_t sharer, void *scratch);
size_t monarch_gradient_unit_count(const monarch_gradient *gradient, size_t factor);
void monarch_gradient_add(
    const monarch_gradient *gradient, const monarch_gradient_job *job, size_t sharers, size_t top, size_t rows,
    size_t factor, size_t first, size_t last, size_t sharer, void *scratch, void *sums);

// Writes the sums of a factor as blocks, or adds them, in the type that is computed with.
void monarch_gradient_write(
    const monarch_gradient *gradient, size_t factor, const void *sums, bool accumulates, void *blocks);

typedef struct monarch_shape {
  size_t k, q, p;
  size_t l, s, r;
} monarch_shape;

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

#ifdef __cplusplus
}
#endif

#endif
