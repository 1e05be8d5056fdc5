// Includes the text KERNEL once for each instruction set and element type, with these macros:
//
//   STORED         the element type in memory
//   SCALAR         the type that is computed in: STORED, or float where elements are 16 bits wide
//   WIDEN(x)       a SCALAR from a STORED
//   NARROW(x)      a STORED from a SCALAR, rounded to nearest, ties to even
//   IS_NARROW      whether the two differ; IS_HALF whether STORED is IEEE's binary16
//   LANES          SCALARs in a vector
//   TARGET         the function attribute that enables the instruction set, or nothing
//   FMA(a, b, c)   a * b + c on vectors
//   IS_AVX2, IS_NEON  whether this is the version for that instruction set
//   NAME(x)        x with the suffix of this version
//
// Afterwards SELECT(isa, element, function, ...) calls the version of `function` for both.

#include "narrow.h"

#if defined(__x86_64__)
#define HAS_AVX2 1
#include <immintrin.h>
#else
#define HAS_AVX2 0
#endif

#if defined(__aarch64__)
#define HAS_NEON 1
#include <arm_neon.h>
#else
#define HAS_NEON 0
#endif

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define NAME(x) JOIN(x, SUFFIX)

// Written as one expression, so that a target whose base has fused multiply-add may use it, everywhere alike.
#define TARGET
#define FMA(a, b, c) ((a) * (b) + (c))
#define VERSION(x) x##_portable
#define VECTOR_BYTES 16
#define IS_AVX2 0
#define IS_NEON 0
#include "elements.h"

#if HAS_AVX2
#define TARGET __attribute__((target("avx2,fma,f16c")))
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define VERSION(x) x##_avx2
#define VECTOR_BYTES 32
#define IS_AVX2 1
#define IS_NEON 0
#include "elements.h"
#endif

// Part of every AArch64. Vectors are no wider than the portable ones, but every multiplication is fused, whatever the
// compiler may contract, and 16-bit numbers are converted by instructions.
#if HAS_NEON
#define TARGET
#define FMA(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define VERSION(x) x##_neon
#define VECTOR_BYTES 16
#define IS_AVX2 0
#define IS_NEON 1
#include "elements.h"
#endif

#define SELECT_ELEMENT(element, function, version, ...)                                                               \
  switch (element) {                                                                                                  \
  case MONARCH_F32: function##_f32_##version(__VA_ARGS__); break;                                                     \
  case MONARCH_F64: function##_f64_##version(__VA_ARGS__); break;                                                     \
  case MONARCH_F16: function##_f16_##version(__VA_ARGS__); break;                                                     \
  case MONARCH_BF16: function##_bf16_##version(__VA_ARGS__); break;                                                   \
  }

#if HAS_AVX2
#define IS_FASTER(isa) ((isa) == MONARCH_ISA_AVX2)
#define FASTER avx2
#elif HAS_NEON
#define IS_FASTER(isa) ((isa) == MONARCH_ISA_NEON)
#define FASTER neon
#else
#define IS_FASTER(isa) ((void)(isa), false)
#define FASTER portable
#endif

#define SELECT_VERSION(element, function, version, ...) SELECT_ELEMENT(element, function, version, __VA_ARGS__)
#define SELECT(isa, element, function, ...)                                                                           \
  do {                                                                                                                \
    if (IS_FASTER(isa)) {                                                                                             \
      SELECT_VERSION(element, function, FASTER, __VA_ARGS__)                                                          \
    } else {                                                                                                          \
      SELECT_ELEMENT(element, function, portable, __VA_ARGS__)                                                        \
    }                                                                                                                 \
  } while (0)
