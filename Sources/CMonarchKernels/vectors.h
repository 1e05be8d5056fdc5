// Vectors of LANES elements, for a text that versions.h includes.

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

typedef SCALAR NAME(vector) __attribute__((vector_size(LANES * sizeof(SCALAR))));
// The same vector at any address of an element.
typedef SCALAR NAME(anywhere)
    __attribute__((vector_size(LANES * sizeof(SCALAR)), aligned(sizeof(SCALAR)), may_alias));
#define VECTOR NAME(vector)

INLINE VECTOR NAME(load)(const SCALAR *from) { return *(const NAME(anywhere) *)from; }
INLINE void NAME(store)(SCALAR *to, VECTOR value) { *(NAME(anywhere) *)to = value; }

// Stores the first `count` lanes only. Not inlined: every tile has one, and few use it.
TARGET static __attribute__((noinline, unused)) void NAME(store_first)(SCALAR *to, VECTOR value, size_t count) {
  SCALAR lanes[LANES];
  NAME(store)(lanes, value);
  for (size_t t = 0; t < count; t++) to[t] = lanes[t];
}

INLINE VECTOR NAME(broadcast)(SCALAR x) { return x - (VECTOR){0}; }  // subtracting +0 changes nothing

// Half a vector, twice.
INLINE VECTOR NAME(load_half)(const SCALAR *from) {
#if IS_AVX2
  return (VECTOR)_mm256_broadcast_ps((const __m128 *)from);
#else
  VECTOR result;
  UNROLLED for (int t = 0; t < LANES; t++) result[t] = from[t % (LANES / 2)];
  return result;
#endif
}

// LANES elements of memory.
INLINE VECTOR NAME(load_stored)(const STORED *from) {
#if !IS_NARROW
  return NAME(load)(from);
#elif IS_AVX2 && IS_HALF
  return (VECTOR)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)from));
#elif IS_AVX2
  return (VECTOR)_mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)from)), 16);
#elif IS_NEON && IS_HALF
  return (VECTOR)vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(from)));
#elif IS_NEON
  return (VECTOR)vshll_n_u16(vld1_u16(from), 16);
#else
  VECTOR result;
  UNROLLED for (int t = 0; t < LANES; t++) result[t] = WIDEN(from[t]);
  return result;
#endif
}

// `count` elements from memory to scratch, and back.
INLINE void NAME(widen)(const STORED *restrict from, size_t count, SCALAR *restrict to) {
  size_t e = 0;
  for (; e + LANES <= count; e += LANES) NAME(store)(to + e, NAME(load_stored)(from + e));
  for (; e < count; e++) to[e] = WIDEN(from[e]);
}

INLINE void NAME(narrow)(const SCALAR *restrict from, size_t count, STORED *restrict to) {
  size_t e = 0;
#if IS_NARROW && IS_HALF && IS_AVX2
  for (; e + LANES <= count; e += LANES) {
    _mm_storeu_si128((__m128i *)(to + e), _mm256_cvtps_ph(NAME(load)(from + e), _MM_FROUND_TO_NEAREST_INT));
  }
#elif IS_NARROW && IS_HALF && IS_NEON
  for (; e + LANES <= count; e += LANES) {
    vst1_u16(to + e, vreinterpret_u16_f16(vcvt_f16_f32((float32x4_t)NAME(load)(from + e))));
  }
#endif
  for (; e < count; e++) to[e] = NARROW(from[e]);
}
