// Includes the text KERNEL once for each element type and instruction set, with these macros:
//
//   SCALAR         the element type
//   LANES          elements in a vector
//   TARGET         the function attribute that enables the instruction set, or nothing
//   FMA(a, b, c)   a * b + c on vectors
//   NAME(x)        x with the suffix of this version
//
// Afterwards SELECT(isa, function, ...) calls the version of `function` for an instruction set.

#if defined(__x86_64__)
#define HAS_AVX2 1
#else
#define HAS_AVX2 0
#endif

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)

// Written as one expression, so that a target whose base has fused multiply-add may use it, everywhere alike.
#define TARGET
#define FMA(a, b, c) ((a) * (b) + (c))

#define SUFFIX f32_portable
#define SCALAR float
#define LANES 4
#include KERNEL
#undef SUFFIX
#undef SCALAR
#undef LANES

#define SUFFIX f64_portable
#define SCALAR double
#define LANES 2
#include KERNEL
#undef SUFFIX
#undef SCALAR
#undef LANES

#undef TARGET
#undef FMA

#if HAS_AVX2

#define TARGET __attribute__((target("avx2,fma")))
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))

#define SUFFIX f32_avx2
#define SCALAR float
#define LANES 8
#include KERNEL
#undef SUFFIX
#undef SCALAR
#undef LANES

#define SUFFIX f64_avx2
#define SCALAR double
#define LANES 4
#include KERNEL
#undef SUFFIX
#undef SCALAR
#undef LANES

#undef TARGET
#undef FMA

#define SELECT(isa, function, ...)                                                                                    \
  ((isa) == MONARCH_ISA_AVX2 ? JOIN(function, avx2)(__VA_ARGS__) : JOIN(function, portable)(__VA_ARGS__))

#else

#define SELECT(isa, function, ...) JOIN(function, portable)(__VA_ARGS__)

#endif
