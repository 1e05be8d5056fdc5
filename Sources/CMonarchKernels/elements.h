// Includes KERNEL for every element type of one instruction set: see versions.h.

#define WIDEN(x) (x)
#define NARROW(x) (x)
#define IS_NARROW 0
#define IS_HALF 0

#define SUFFIX VERSION(f32)
#define STORED float
#define SCALAR float
#define LANES (VECTOR_BYTES / 4)
#include KERNEL
#undef SUFFIX
#undef STORED
#undef SCALAR
#undef LANES

#define SUFFIX VERSION(f64)
#define STORED double
#define SCALAR double
#define LANES (VECTOR_BYTES / 8)
#include KERNEL
#undef SUFFIX
#undef STORED
#undef SCALAR
#undef LANES

#undef WIDEN
#undef NARROW
#undef IS_NARROW
#undef IS_HALF

#define STORED uint16_t
#define SCALAR float
#define LANES (VECTOR_BYTES / 4)
#define IS_NARROW 1

#define SUFFIX VERSION(f16)
#define WIDEN(x) float_of_half(x)
#define NARROW(x) half_of_float(x)
#define IS_HALF 1
#include KERNEL
#undef IS_HALF
#undef SUFFIX
#undef WIDEN
#undef NARROW

#define SUFFIX VERSION(bf16)
#define WIDEN(x) float_of_bfloat16(x)
#define NARROW(x) bfloat16_of_float(x)
#define IS_HALF 0
#include KERNEL
#undef IS_HALF
#undef SUFFIX
#undef WIDEN
#undef NARROW

#undef STORED
#undef SCALAR
#undef LANES
#undef IS_NARROW

// An instruction set's own.
#undef TARGET
#undef FMA
#undef VERSION
#undef VECTOR_BYTES
#undef IS_AVX2
#undef IS_NEON
