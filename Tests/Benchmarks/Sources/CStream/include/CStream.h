// What the machine can do at most, to set the kernels beside: reading memory, and multiplying and adding in registers.

#ifndef C_STREAM_H
#define C_STREAM_H

#include <stddef.h>

/// Reads `count` floats, a multiple of 64, one after the other, and returns their sum, so that no read can be left out.
float stream_sum(const float *numbers, size_t count);

/// Does `rounds` rounds of multiply-adds of floats in registers, and returns a sum of the results.
///
/// A round is `stream_round_operations()` floating-point operations, two to a multiply-add.
float stream_multiply_adds(size_t rounds);

/// The floating-point operations of a round of `stream_multiply_adds`.
size_t stream_round_operations(void);

#endif
