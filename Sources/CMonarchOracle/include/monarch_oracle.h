// monarch_oracle.h: the exact Monarch product, the judge and the certified projection, for C and whatever calls C.
//
// A Monarch matrix is M = P L P' R: `right` has k blocks of q rows and p columns and is applied first, `left` has l blocks
// of s rows and r columns, and k*q = l*r. In layout "fly" both are stored (block, out, in), row-major:
//
//     h[a*q + c] = sum_i right[a, c, i] * x[a*p + i]               a < k, c < q, i < p
//     y[o*l + b] = sum_j left[b, o, j] * h[j*l + b]                b < l, o < s, j < r
//
// Other layouts store the same sizes in another order: "paper", "fly-einsum" (or "fly-einsum:B" for B outputs at a time),
// "monarch-linear", "m2", "monarch-attention", "btt" and "ks"; Docs/Guide/layouts.md has their formulas.
//
// What holds for every function:
//
// * Status. Each returns MONARCH_ORACLE_OK or why it could not do its work; it never aborts on bad arguments. On failure
//   nothing is written but the message, and `needed` where there is one.
// * Messages. `message` receives a sentence in UTF-8: what was expected and what was found, or what came out. It always ends
//   with a NUL byte and is cut between two characters where `message_capacity` bytes do not hold it;
//   MONARCH_ORACLE_MESSAGE_CAPACITY is enough for nearly all. NULL or 0 asks for none.
// * Ownership. Memory of the caller is read or written during the call and never kept. What is read may overlap what is
//   written: everything is read first. Only monarch_oracle_project allocates something that the caller frees.
// * Counts are in elements of the format, not in bytes. Data need not be aligned.
// * Threads. Any function may run in any number of threads at once; a projection must not be freed while another thread
//   uses it. Large work is shared among all cores by worker threads that stay behind; they hold no locks of the caller's.
// * Forks. In the child of a process that has already called the library its threads are missing: there functions return
//   MONARCH_ORACLE_FORKED until the child calls exec. (In Python: multiprocessing with "spawn" or "forkserver".)
// * Unloading. dlclose does not unload the library; it is harmless.
//
// A caller asks once whether it has the library that this header describes:
//
//     if (monarch_oracle_abi_version() != MONARCH_ORACLE_ABI_VERSION) ...
//
// The version is raised when a caller built with this header would break. Structures begin with their size, so that fields
// can be added behind the last without that: set struct_size to sizeof, and all that you do not use to 0.
#ifndef MONARCH_ORACLE_H
#define MONARCH_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MONARCH_ORACLE_ABI_VERSION 1

// Bytes of a message buffer that hold nearly every message.
#define MONARCH_ORACLE_MESSAGE_CAPACITY 1024

// The version of the library's ABI: MONARCH_ORACLE_ABI_VERSION of the header that it was built with.
int32_t monarch_oracle_abi_version(void);

// The version of the library, as "0.1.0": a string that lives for ever.
const char *monarch_oracle_version(void);

// Whether a function did its work. The numbers never change.
typedef int32_t monarch_oracle_status;
enum {
  MONARCH_ORACLE_OK = 0,
  // A pointer is NULL where it may not be, a count is negative or too large, or a name or a code is unknown.
  MONARCH_ORACLE_INVALID_ARGUMENT = 1,
  // Sizes that do not fit together, or do not fit the layout or a buffer's count.
  MONARCH_ORACLE_INVALID_SHAPE = 2,
  // NaN or an infinity where a number has to be finite.
  MONARCH_ORACLE_NOT_FINITE = 3,
  // The result does not fit into the buffer; `needed` says what would.
  MONARCH_ORACLE_BUFFER_TOO_SMALL = 4,
  // Well formed, but there is no bound, form or room for it; the message says why.
  MONARCH_ORACLE_UNSUPPORTED = 5,
  // This process was forked from one that had called the library.
  MONARCH_ORACLE_FORKED = 6,
  // A mistake of the library. Please report it, with the message.
  MONARCH_ORACLE_INTERNAL = 7
};

// How numbers are stored, in the byte order of the machine.
typedef int32_t monarch_oracle_format;
enum {
  MONARCH_ORACLE_FLOAT32 = 1,
  MONARCH_ORACLE_FLOAT64 = 2,
  // IEEE 754 binary16, two bytes.
  MONARCH_ORACLE_FLOAT16 = 3,
  // The upper half of a float32, two bytes.
  MONARCH_ORACLE_BFLOAT16 = 4,
  // OCP's 8-bit formats: E4M3 without infinities, beyond whose 448 is NaN, and E5M2.
  MONARCH_ORACLE_FLOAT8_E4M3FN = 5,
  MONARCH_ORACLE_FLOAT8_E5M2 = 6
};

// Where the batch stands in inputs, outputs and cotangents.
typedef int32_t monarch_oracle_batch_axis;
enum {
  // (batch, n): one vector after the other.
  MONARCH_ORACLE_BATCH_FIRST = 0,
  // (n, batch).
  MONARCH_ORACLE_BATCH_LAST = 1
};

// What is computed from factors, input x and cotangent g.
typedef int32_t monarch_oracle_operation;
enum {
  // y = M x: l*s outputs for each vector. Needs the input.
  MONARCH_ORACLE_MULTIPLY = 0,
  // M' g, which is also the gradient of the input: k*p numbers for each vector. Needs the cotangent.
  MONARCH_ORACLE_ADJOINT = 1,
  // The gradient of `left`, summed over the batch and stored as `left` is. Needs both.
  MONARCH_ORACLE_LEFT_GRADIENT = 2,
  // The gradient of `right`, likewise.
  MONARCH_ORACLE_RIGHT_GRADIENT = 3
};

// The six sizes: k right blocks q x p, l left blocks s x r, k*q = l*r. In layout "m2", whose names are exchanged, `right`
// here means the factor that is applied first.
typedef struct monarch_oracle_shape {
  int64_t k, q, p, l, s, r;
} monarch_oracle_shape;

// The data of one case.
typedef struct monarch_oracle_problem {
  // sizeof(monarch_oracle_problem).
  size_t struct_size;
  // The name of a layout, NUL-terminated.
  const char *layout;
  // Of left, right, input and cotangent.
  monarch_oracle_format format;
  monarch_oracle_batch_axis batch_axis;
  monarch_oracle_shape shape;
  // Vectors; may be 0.
  int64_t batch;
  // l*s*r and k*q*p elements in the layout's order.
  const void *left;
  int64_t left_count;
  const void *right;
  int64_t right_count;
  // batch*k*p elements, or NULL and 0 where no operation needs them.
  const void *input;
  int64_t input_count;
  // batch*l*s elements, or NULL and 0 where no operation needs them.
  const void *cotangent;
  int64_t cotangent_count;
} monarch_oracle_problem;

// The sizes that two stored tensors mean.
//
// Fails with INVALID_SHAPE where they do not fit together or the layout cannot store them.
//
//   left_rank, left_sizes     the dimensions of `left`, slowest first: 3, or 4 in layout "ks"
//
// Cost: none to speak of.
monarch_oracle_status monarch_oracle_shape_of(
    const char *layout, int32_t left_rank, const int64_t *left_sizes, int32_t right_rank, const int64_t *right_sizes,
    monarch_oracle_shape *shape, char *message, size_t message_capacity);

// The exact result of an operation, each number rounded once, to the nearest of `format`, ties to even.
//
// Overflow gives an infinity (NaN in FLOAT8_E4M3FN), an exact zero +0. The result is stored as the problem's layout has it.
// Fails with NOT_FINITE where an operand has NaN or an infinity, with BUFFER_TOO_SMALL where `capacity` elements are too few.
//
//   result, capacity    elements of `format`; NULL and 0 asks for the count alone
//   needed              receives the count of the result, also on BUFFER_TOO_SMALL; may be NULL
//
// Cost: as many exact multiply-adds as the operation has, about 1 ns each on one core for float32 and narrower data of
// ordinary spread, several times that for wide exponents, and some 150 ns for each weight; gradients take 50 ns for each
// term of their sums. Memory: 8 bytes for each number of the problem, and some tens for each of a run of the batch.
monarch_oracle_status monarch_oracle_exact(
    const monarch_oracle_problem *problem, monarch_oracle_operation operation, monarch_oracle_format format, void *result,
    int64_t capacity, int64_t *needed, char *message, size_t message_capacity);

// What a judgement says.
typedef int32_t monarch_oracle_verdict;
enum {
  // Every number is what the declared arithmetic allows, and a wrong answer would have failed.
  MONARCH_ORACLE_HOLDS = 0,
  // Proved wrong: the declared arithmetic cannot give this result.
  MONARCH_ORACLE_VIOLATED = 1,
  // Nothing was found wrong, but this data proves nothing: some wrong answer would have passed, or a partial sum may
  // overflow, or the batch is empty. Never take it for a pass.
  MONARCH_ORACLE_MISTRUSTED = 2
};

// A judgement, with the number that decides it.
typedef struct monarch_oracle_judgement {
  // sizeof(monarch_oracle_judgement), set by the caller.
  size_t struct_size;
  monarch_oracle_verdict verdict;
  // Always 0.
  int32_t reserved;
  // The largest |found - exact| / bound; above 1 it is a proof that the declared arithmetic was not used. NaN where
  // no number has a bound, or one is not finite that must be; HUGE_VAL beyond double.
  double ratio;
  // Where: the offence, or where the ratio is largest; the place in the result's buffer, -1 where there is none.
  int64_t index;
  // There: the number found, the exact value and how far a sum may lie from it before it is rounded to the result's format
  // (0 where it must be equal), as the nearest doubles. NaN where index is -1, the last two also where NaN was due.
  double found, exact, allowance;
} monarch_oracle_judgement;

// Judges a result.
//
// The kernel is taken at its word: data in the problem's format is multiplied and summed in `accumulate`, in any order, with
// or without fused multiply-add, the intermediate is kept in it, and the result is rounded once to `format`. A number is
// held to equality where every order of summation gives it, and to the bound derived from that arithmetic elsewhere.
// Numbers that NaN or an infinity of the data reaches must not be finite; all others are judged as if it were 0.
//
// The message says why, as "output 2 of batch row 0 must be exactly 31, found 32.0"; outputs and blocks are numbered as
// layout "fly" orders them, `judgement->index` as the buffer is. Factor 0 is the one that is applied first.
// Fails with UNSUPPORTED where `accumulate` does not hold the problem's format: there is no bound for that.
//
//   result, count       the kernel's result: elements of `format`, in the problem's layout
//
// Cost: 5 to 14 times monarch_oracle_exact: the value, its bound, and for each kind of wrong answer that has to be told
// apart another exact product. Dots and batches of more than 2^24 terms are UNSUPPORTED.
monarch_oracle_status monarch_oracle_judge(
    const monarch_oracle_problem *problem, monarch_oracle_operation operation, monarch_oracle_format accumulate,
    monarch_oracle_format format, const void *result, int64_t count, monarch_oracle_judgement *judgement, char *message,
    size_t message_capacity);

// Where a projection puts the singular values of the slices.
typedef int32_t monarch_oracle_singular_values;
enum {
  // Where the layout's own projection puts them.
  MONARCH_ORACLE_SINGULAR_VALUES_DEFAULT = 0,
  MONARCH_ORACLE_SINGULAR_VALUES_LEFT = 1,
  MONARCH_ORACLE_SINGULAR_VALUES_RIGHT = 2,
  // Square roots to each.
  MONARCH_ORACLE_SINGULAR_VALUES_BOTH = 3
};

// A projected matrix: its factors, exact errors, and the proof.
typedef struct monarch_oracle_projection monarch_oracle_projection;

// The Monarch matrix of a form that is nearest to a dense matrix in the Frobenius norm, with a certificate.
//
// The factors are rounded to `factor_format`, and errors and certificate are about these. For blocks p and l that divide the sides
// and slices of rank v take k = columns/p, q = l*v, s = rows/l, r = k*v.
//
//   matrix, count           rows*columns finite elements of `format` (not of 8 bits), row-major, with x and y of y = A x
//                           in the layout's order
//   rows, columns           at most l*s and k*p; zeros follow
//   projection              receives what monarch_oracle_projection_free frees; NULL on failure
//
// Cost: for each of k*l slices with sides n <= m about n^2*m + 4/3*n^3 multiply-adds for the factors, and n^2*m + n^3/6
// products of integers for the certificate: 1.6 s of CPU in all for 1024 x 1024 in blocks of 32.
monarch_oracle_status monarch_oracle_project(
    const char *layout, const monarch_oracle_shape *shape, monarch_oracle_format format, const void *matrix, int64_t count,
    int64_t rows, int64_t columns, monarch_oracle_singular_values singular_values, monarch_oracle_format factor_format,
    monarch_oracle_projection **projection, char *message, size_t message_capacity);

// The factors, as the layout stores them: l*s*r and k*q*p elements of the format that was asked for.
//
// Fails with BUFFER_TOO_SMALL where one of them does not fit; `left_needed` and `right_needed` (which may be NULL) receive
// the counts in any case.
//
// Cost: a copy.
monarch_oracle_status monarch_oracle_projection_factors(
    const monarch_oracle_projection *projection, void *left, int64_t left_capacity, int64_t *left_needed, void *right,
    int64_t right_capacity, int64_t *right_needed, char *message, size_t message_capacity);

// How near the factors come: |A - M| / |A|, the least that any Monarch matrix of this form leaves, and the difference of
// their squares, from exact numbers. For A = 0 all are 0.
//
// Each pointer may be NULL.
//
// Cost: none to speak of.
monarch_oracle_status monarch_oracle_projection_errors(
    const monarch_oracle_projection *projection, double *error, double *bound, double *gap, char *message,
    size_t message_capacity);

// The certificate: a whole file in the format of Docs/Guide/certificates.md, which `monarch-oracle certify` checks against
// a file that holds the matrix.
//
// Fails with UNSUPPORTED in layouts that order inputs or outputs in their own way ("m2", "btt", and "fly-einsum" but for
// some sizes), for which certificates have no form.
//
//   tensor              the name that the matrix has in its file, NUL-terminated UTF-8 of at most 500 bytes; "" for .npy
//   text, capacity      bytes; the text ends with a NUL byte
//   needed              receives the bytes with the NUL byte, also on BUFFER_TOO_SMALL; may be NULL
//
// Cost: linear in the text, which has some 20 bytes for each of k*l*n^2/2 numbers; it is made at each call.
monarch_oracle_status monarch_oracle_projection_certificate(
    const monarch_oracle_projection *projection, const char *tensor, char *text, size_t capacity, size_t *needed,
    char *message, size_t message_capacity);

// Frees a projection; NULL is allowed.
void monarch_oracle_projection_free(monarch_oracle_projection *projection);

#ifdef __cplusplus
}
#endif

#endif
