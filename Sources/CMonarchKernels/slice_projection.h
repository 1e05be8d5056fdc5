// One version of the projection of a group of slices; included once for each instruction set.
//
// LANES slices of one size are worked on at once, one in each lane of a vector, by one sequence of operations that does not
// depend on the data: a slice has the same result in whatever lane and beside whatever others it stands.
//
// A slice is kept as x[j][i] with n rows j and m >= n columns i (transposed where it was taller). For each term:
//
//   scale by a power of two, so that no square is lost
//   N = x xᵀ, n x n;  N = Q T Qᵀ with T tridiagonal (Householder)
//   the largest eigenvalue of T from above, by dividing an interval: every pivot of T - h I is negative, so that
//   inverse iteration with h needs no pivoting
//   v = Q z, w = xᵀ v, and once more v = x w / |x w|, w = xᵀ v: the leading singular pair, w of length sigma
//   x -= v wᵀ, where more terms are to come
//
// A tie of singular values is no difficulty: any vector of their space is as good, and the iteration ends in one.

typedef double NAME(vec) __attribute__((vector_size(8 * LANES), aligned(8)));
typedef long long NAME(mask) __attribute__((vector_size(8 * LANES), aligned(8)));
#define vec NAME(vec)
#define mask NAME(mask)
#define INLINE static inline __attribute__((always_inline)) TARGET

INLINE vec NAME(select)(mask condition, vec yes, vec no) {
  return (vec)((condition & (mask)yes) | (~condition & (mask)no));
}
INLINE vec NAME(magnitude)(vec a) { return NAME(select)(a < 0, -a, a); }
INLINE vec NAME(greater)(vec a, vec b) { return NAME(select)(a > b, a, b); }
INLINE vec NAME(root)(vec a) { return __builtin_elementwise_sqrt(a); }
#define select NAME(select)
#define magnitude NAME(magnitude)
#define greater NAME(greater)
#define root NAME(root)

// The places of the parts in the scratch.
typedef struct NAME(parts) {
  vec *x, *gram, *diagonal, *off_diagonal, *scales, *pivots, *ratios, *v, *z, *work, *w;
} NAME(parts);

static NAME(parts) NAME(divide)(vec *scratch, size_t n, size_t m) {
  NAME(parts) parts;
  vec **const small[] = {&parts.diagonal, &parts.off_diagonal, &parts.scales, &parts.pivots,
                         &parts.ratios,   &parts.v,            &parts.z,      &parts.work};
  parts.x = scratch;
  parts.gram = parts.x + n * m;
  vec *next = parts.gram + n * n;
  for (size_t index = 0; index < sizeof small / sizeof *small; ++index, next += n) *small[index] = next;
  parts.w = next;
  return parts;
}

// x times a power of two in each lane, so that its largest magnitude is from 1 up to 2; adds the exponents to `exponents`.
TARGET static void NAME(normalize)(vec *x, size_t count, int exponents[LANES]) {
  vec largest = {0};
  for (size_t index = 0; index < count; ++index) largest = greater(magnitude(x[index]), largest);
  vec first = {0}, second = {0};
  for (int lane = 0; lane < LANES; ++lane) {
    int exponent = 0;
    if (largest[lane] > 0) {
      __builtin_frexp(largest[lane], &exponent);
      exponent -= 1;
    }
    exponents[lane] += exponent;
    // The reciprocal of a subnormal number may be too large for one factor.
    first[lane] = __builtin_ldexp(1, -exponent / 2);
    second[lane] = __builtin_ldexp(1, -exponent - -exponent / 2);
  }
  for (size_t index = 0; index < count; ++index) x[index] = x[index] * first * second;
}

// The lower triangle of x xᵀ.
TARGET static void NAME(form_gram)(const vec *x, size_t n, size_t m, vec *gram) {
  size_t a = 0;
  for (; a + 3 <= n; a += 3) {
    const vec *const a0 = x + a * m, *const a1 = a0 + m, *const a2 = a1 + m;
    for (size_t b = 0; b <= a; b += 3) {
      const vec *const b0 = x + b * m, *const b1 = b0 + m, *const b2 = b1 + m;
      vec s00 = {0}, s01 = {0}, s02 = {0}, s10 = {0}, s11 = {0}, s12 = {0}, s20 = {0}, s21 = {0}, s22 = {0};
      for (size_t i = 0; i < m; ++i) {
        s00 = FMA(a0[i], b0[i], s00), s01 = FMA(a0[i], b1[i], s01), s02 = FMA(a0[i], b2[i], s02);
        s10 = FMA(a1[i], b0[i], s10), s11 = FMA(a1[i], b1[i], s11), s12 = FMA(a1[i], b2[i], s12);
        s20 = FMA(a2[i], b0[i], s20), s21 = FMA(a2[i], b1[i], s21), s22 = FMA(a2[i], b2[i], s22);
      }
      vec *const to = gram + a * n + b;
      to[0] = s00, to[1] = s01, to[2] = s02;
      to[n] = s10, to[n + 1] = s11, to[n + 2] = s12;
      to[2 * n] = s20, to[2 * n + 1] = s21, to[2 * n + 2] = s22;
    }
  }
  for (; a < n; ++a) {
    for (size_t b = 0; b <= a; ++b) {
      vec sum = {0};
      for (size_t i = 0; i < m; ++i) sum = FMA(x[a * m + i], x[b * m + i], sum);
      gram[a * n + b] = sum;
    }
  }
}

// N = Q T Qᵀ from its lower triangle. Column c below the diagonal then holds the vector of reflection c, scales[c] its scale.
TARGET static void NAME(tridiagonalize)(const NAME(parts) *parts, size_t n) {
  vec *const gram = parts->gram, *const v = parts->v, *const p = parts->work;
  for (size_t c = 0; c + 2 < n; ++c) {
    vec tail = {0};
    for (size_t i = c + 2; i < n; ++i) tail = FMA(gram[i * n + c], gram[i * n + c], tail);
    const vec head = gram[(c + 1) * n + c];
    const vec length = root(FMA(head, head, tail));
    // Below this nothing is left to reflect that could matter beside the largest eigenvalue, which is at least 1.
    const mask reflects = length > 1e-140;
    const vec signed_length = select(head < 0, -length, length);
    parts->off_diagonal[c] = select(reflects, -signed_length, head);
    const vec zero = {0};
    const vec product = select(reflects, length * (length + magnitude(head)), zero + 1);
    const vec scale = select(reflects, 1 / product, zero);
    parts->scales[c] = scale;
    v[c + 1] = head + select(reflects, signed_length, zero);
    for (size_t i = c + 2; i < n; ++i) v[i] = gram[i * n + c];
    gram[(c + 1) * n + c] = v[c + 1];

    // p = scale · N v, of which only the lower triangle is there.
    for (size_t i = c + 1; i < n; ++i) {
      const vec *const row = gram + i * n;
      const vec vi = v[i];
      vec sum = {0};
      for (size_t j = c + 1; j < i; ++j) {
        sum = FMA(row[j], v[j], sum);
        p[j] = FMA(row[j], vi, p[j]);
      }
      p[i] = FMA(row[i], vi, sum);
    }
    vec inner = {0};
    for (size_t i = c + 1; i < n; ++i) {
      p[i] *= scale;
      inner = FMA(p[i], v[i], inner);
    }
    const vec half = inner * scale * 0.5;
    for (size_t i = c + 1; i < n; ++i) p[i] = FMA(-half, v[i], p[i]);
    for (size_t i = c + 1; i < n; ++i) {
      vec *const row = gram + i * n;
      const vec vi = -v[i], pi = -p[i];
      for (size_t j = c + 1; j <= i; ++j) row[j] = FMA(vi, p[j], FMA(pi, v[j], row[j]));
    }
  }
  for (size_t i = 0; i < n; ++i) parts->diagonal[i] = gram[i * n + i];
  if (n >= 2) parts->off_diagonal[n - 2] = gram[(n - 1) * n + n - 2];
}

// A number just above every eigenvalue of T: all pivots of T - h I, computed in this order, are negative.
TARGET static vec NAME(bound_from_above)(const NAME(parts) *parts, size_t n) {
  const vec *const d = parts->diagonal, *const e = parts->off_diagonal;
  vec low = d[0], high = {0};
  for (size_t i = 0; i < n; ++i) {
    vec reach = d[i];
    if (i > 0) reach += magnitude(e[i - 1]);
    if (i + 1 < n) reach += magnitude(e[i]);
    low = greater(low, d[i]);
    high = greater(high, reach);
  }
  high += high * 1e-14 + 1e-290;
  // Each pass leaves a quarter of the interval; three points at a time, because divisions wait for each other.
  for (int pass = 0; pass < 28; ++pass) {
    const vec quarter = (high - low) * 0.25;
    const vec t1 = low + quarter, t2 = low + 2 * quarter, t3 = high - quarter;
    vec q1 = d[0] - t1, q2 = d[0] - t2, q3 = d[0] - t3;
    mask below1 = q1 < 0, below2 = q2 < 0, below3 = q3 < 0;
    for (size_t i = 1; i < n; ++i) {
      const vec square = e[i - 1] * e[i - 1];
      q1 = d[i] - t1 - square / q1, below1 &= q1 < 0;
      q2 = d[i] - t2 - square / q2, below2 &= q2 < 0;
      q3 = d[i] - t3 - square / q3, below3 &= q3 < 0;
    }
    low = select(below1, low, select(below2, t1, select(below3, t2, t3)));
    high = select(below1, t1, select(below2, t2, select(below3, t3, high)));
  }
  return high;
}

// z becomes an eigenvector of T for its largest eigenvalue, of largest magnitude 1.
TARGET static void NAME(iterate_inversely)(const NAME(parts) *parts, size_t n, vec shift) {
  const vec *const e = parts->off_diagonal;
  vec *const pivots = parts->pivots, *const ratios = parts->ratios, *const z = parts->z;
  pivots[0] = parts->diagonal[0] - shift;
  for (size_t i = 1; i < n; ++i) {
    ratios[i - 1] = e[i - 1] / pivots[i - 1];
    // As the bound was computed, so that the signs are the same.
    pivots[i] = parts->diagonal[i] - shift - e[i - 1] * e[i - 1] / pivots[i - 1];
  }
  unsigned state = 1;
  for (size_t i = 0; i < n; ++i) {
    state = state * 1664525u + 1013904223u;
    const vec zero = {0};
    z[i] = zero + (0.5 + (state >> 8) * 0x1p-24);
  }
  for (int step = 0; step < 3; ++step) {
    for (size_t i = 1; i < n; ++i) z[i] = FMA(-ratios[i - 1], z[i - 1], z[i]);
    z[n - 1] = z[n - 1] / pivots[n - 1];
    for (size_t i = n - 1; i-- > 0;) z[i] = FMA(-ratios[i], z[i + 1], z[i] / pivots[i]);
    vec largest = {0};
    for (size_t i = 0; i < n; ++i) largest = greater(magnitude(z[i]), largest);
    for (size_t i = 0; i < n; ++i) z[i] = z[i] / largest;
  }
}

// z = Q z.
TARGET static void NAME(reflect_back)(const NAME(parts) *parts, size_t n) {
  vec *const z = parts->z;
  for (size_t c = n < 2 ? 0 : n - 2; c-- > 0;) {
    const vec *const column = parts->gram + c;
    vec inner = {0};
    for (size_t i = c + 1; i < n; ++i) inner = FMA(column[i * n], z[i], inner);
    inner *= -parts->scales[c];
    for (size_t i = c + 1; i < n; ++i) z[i] = FMA(inner, column[i * n], z[i]);
  }
}

// Divides by the length; leaves zeros where that is 0. The lengths.
TARGET static vec NAME(make_unit)(vec *z, size_t n) {
  vec square = {0};
  for (size_t i = 0; i < n; ++i) square = FMA(z[i], z[i], square);
  const vec length = root(square), zero = {0};
  const vec factor = select(length > 0, 1 / select(length > 0, length, zero + 1), zero);
  for (size_t i = 0; i < n; ++i) z[i] *= factor;
  return length;
}

// w = xᵀ z.
TARGET static void NAME(apply)(const NAME(parts) *parts, size_t n, size_t m) {
  vec *const w = parts->w;
  for (size_t i = 0; i < m; ++i) w[i] = parts->x[i] * parts->z[0];
  for (size_t j = 1; j < n; ++j) {
    const vec *const row = parts->x + j * m;
    const vec zj = parts->z[j];
    for (size_t i = 0; i < m; ++i) w[i] = FMA(row[i], zj, w[i]);
  }
}

// The leading singular pair of x: z and w, both of length 1 (or 0), and its singular value.
TARGET static vec NAME(leading_pair)(const NAME(parts) *parts, size_t n, size_t m) {
  NAME(form_gram)(parts->x, n, m, parts->gram);
  NAME(tridiagonalize)(parts, n);
  NAME(iterate_inversely)(parts, n, NAME(bound_from_above)(parts, n));
  NAME(reflect_back)(parts, n);
  NAME(make_unit)(parts->z, n);
  NAME(apply)(parts, n, m);
  const vec before = NAME(make_unit)(parts->w, m), zero = {0};
  // One step of the power method takes the rounding of N out of the vectors.
  for (size_t j = 0; j < n; ++j) {
    vec sum = {0};
    for (size_t i = 0; i < m; ++i) sum = FMA(parts->x[j * m + i], parts->w[i], sum);
    parts->z[j] = sum;
  }
  NAME(make_unit)(parts->z, n);
  NAME(apply)(parts, n, m);
  return select(before > 0, NAME(make_unit)(parts->w, m), zero);
}

// Takes z · sigma · wᵀ off x.
TARGET static void NAME(deflate)(const NAME(parts) *parts, size_t n, size_t m, vec sigma) {
  for (size_t j = 0; j < n; ++j) {
    vec *const row = parts->x + j * m;
    const vec factor = -sigma * parts->z[j];
    for (size_t i = 0; i < m; ++i) row[i] = FMA(factor, parts->w[i], row[i]);
  }
}

#define SCALAR float
#define PROJECT NAME(project_f32)
#include "slice_transfer.h"
#undef SCALAR
#undef PROJECT

#define SCALAR double
#define PROJECT NAME(project_f64)
#include "slice_transfer.h"
#undef SCALAR
#undef PROJECT

#undef vec
#undef mask
#undef INLINE
#undef select
#undef magnitude
#undef greater
#undef root
