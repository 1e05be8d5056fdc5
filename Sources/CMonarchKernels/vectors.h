// Vectors of LANES elements, for a text that versions.h includes.

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

typedef SCALAR NAME(vector) __attribute__((vector_size(LANES * sizeof(SCALAR))));
// The same vector at any address of an element.
typedef SCALAR NAME(anywhere)
    __attribute__((vector_size(LANES * sizeof(SCALAR)), aligned(sizeof(SCALAR)), may_alias));
#define VECTOR NAME(vector)

INLINE VECTOR NAME(load)(const SCALAR *from) { return *(const NAME(anywhere) *)from; }
