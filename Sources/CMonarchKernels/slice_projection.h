// The leading singular triples of LANES slices at once, one slice to a lane: no lane ever looks at another.
//
// One round finds one triple of W (`length` x `n`, columns one behind the other, n the short side):
//   W^T W = Q T Q^T by Householder reflections; the largest eigenvalue of T by multisection with Sturm sequences; its
//   vector by inverse iteration from just above it, where T is definite and elimination needs no pivots; one step of
//   the power method on W itself, which puts v into the rows of W; u = W v.
// The next round works on W - u v^T. Included once for each instruction set with LANES and TARGET set.

typedef double VECTOR __attribute__((vector_size(LANES * 8), aligned(8)));
typedef int64_t MASK __attribute__((vector_size(LANES * 8), aligned(8)));

#define PICK(mask, a, b) ((VECTOR)(((mask) & (MASK)(a)) | (~(mask) & (MASK)(b))))
#define ABSOLUTE(a) ((VECTOR)((MASK)(a) & INT64_MAX))

TARGET static inline VECTOR NAME(dot)(const VECTOR *a, const VECTOR *b, size_t count) {
  VECTOR even = {0}, odd = {0};
  size_t i = 0;
  for (; i + 1 < count; i += 2) {
    even = FMA(a[i], b[i], even);
    odd = FMA(a[i + 1], b[i + 1], odd);
  }
  if (i < count) even = FMA(a[i], b[i], even);
  return even + odd;
}

// The lower triangle of W^T W, four columns by two at a time; indices beyond the last repeat it.
TARGET static void NAME(gram)(const VECTOR *w, size_t length, size_t n, VECTOR *g) {
  for (size_t i = 0; i < n; i += 4) {
    const VECTOR *rows[4];
    for (size_t e = 0; e < 4; e++) rows[e] = w + smaller(i + e, n - 1) * length;
    const size_t end = smaller(i + 4, n);
    for (size_t j = 0; j < end; j += 2) {
      const VECTOR *a = w + j * length, *b = w + smaller(j + 1, n - 1) * length;
      VECTOR s[4][2] = {{{0}}};
      for (size_t x = 0; x < length; x++)
        for (size_t e = 0; e < 4; e++) {
          s[e][0] = FMA(rows[e][x], a[x], s[e][0]);
          s[e][1] = FMA(rows[e][x], b[x], s[e][1]);
        }
      for (size_t e = 0; i + e < end; e++) {
        if (j <= i + e) g[(i + e) * n + j] = s[e][0];
        if (j + 1 <= i + e) g[(i + e) * n + j + 1] = s[e][1];
      }
    }
  }
}

// Q^T G Q = T with diagonal d and off-diagonal e. The reflections I - tau h h^T go to the rows above G's diagonal.
TARGET static void NAME(tridiagonalise)(VECTOR *g, size_t n, VECTOR *d, VECTOR *e, VECTOR *tau, VECTOR *p) {
  const VECTOR zero = {0}, one = zero + 1, negligible = zero + 1e-80;
  for (size_t j = 0; j + 1 < n; j++) {
    d[j] = g[j * n + j];
    const size_t count = n - j - 1;
    VECTOR *h = g + j * n + j + 1;
    for (size_t i = 0; i < count; i++) h[i] = g[(j + 1 + i) * n + j];
    const VECTOR head = h[0];
    const VECTOR rest = NAME(dot)(h + 1, h + 1, count - 1);
    const MASK turns = (MASK)(rest > negligible);
    const VECTOR norm = __builtin_elementwise_sqrt(FMA(head, head, rest));
    const VECTOR image = PICK(turns, PICK((MASK)(head > zero), -norm, norm), head);
    const VECTOR inverse = PICK(turns, one / PICK(turns, head - image, one), zero);
    e[j] = image;
    tau[j] = PICK(turns, (image - head) / PICK(turns, image, one), zero);
    h[0] = one;
    for (size_t i = 1; i < count; i++) h[i] *= inverse;
    if (count == 1) continue;

    // p = tau G h - (tau/2)(tau h^T G h) h, and then G -= h p^T + p h^T, lower triangles only.
    for (size_t i = 0; i < count; i++) {
      const VECTOR *row = g + (j + 1 + i) * n + j + 1;
      const VECTOR own = h[i];
      VECTOR sum = row[i] * own;
      for (size_t c = 0; c < i; c++) {
        sum = FMA(row[c], h[c], sum);
        p[c] = FMA(row[c], own, p[c]);
      }
      p[i] = sum;
    }
    for (size_t i = 0; i < count; i++) p[i] *= tau[j];
    const VECTOR half = NAME(dot)(p, h, count) * tau[j] * 0.5;
    for (size_t i = 0; i < count; i++) p[i] = FMA(-half, h[i], p[i]);
    for (size_t i = 0; i < count; i++) {
      VECTOR *row = g + (j + 1 + i) * n + j + 1;
      const VECTOR a = -h[i], b = -p[i];
      for (size_t c = 0; c <= i; c++) row[c] = FMA(a, p[c], FMA(b, h[c], row[c]));
    }
  }
  d[n - 1] = g[n * n - 1];
}

// A number above the largest eigenvalue of T, by no more than rounding; all its pivots are positive as computed.
TARGET static VECTOR NAME(largest)(const VECTOR *d, const VECTOR *e, size_t n) {
  const VECTOR zero = {0};
  VECTOR low = d[0], high = d[0];
  for (size_t i = 0; i < n; i++) {
    VECTOR reach = d[i];
    if (i > 0) reach += ABSOLUTE(e[i - 1]);
    if (i + 1 < n) reach += ABSOLUTE(e[i]);
    low = PICK((MASK)(d[i] > low), d[i], low);
    high = PICK((MASK)(reach > high), reach, high);
  }
  low = PICK((MASK)(low > zero), low, zero);
  high = PICK((MASK)(high > low), high, low) * (1 + 0x1p-48) + 1e-30;
  for (int pass = 0; pass < 28; pass++) {
    VECTOR shift[3], pivot[3];
    MASK above[3];
    for (int x = 0; x < 3; x++) {
      shift[x] = FMA(high - low, zero + 0.25 * (x + 1), low);
      pivot[x] = shift[x] - d[0];
      above[x] = (MASK)(pivot[x] > zero);
    }
    for (size_t i = 1; i < n; i++) {
      const VECTOR square = e[i - 1] * e[i - 1];
      for (int x = 0; x < 3; x++) {
        pivot[x] = (shift[x] - d[i]) - square / pivot[x];
        above[x] &= (MASK)(pivot[x] > zero);
      }
    }
    // From above, so that `high` ends at the lowest shift whose pivots, and those of all above it, are positive.
    MASK going = above[2];
    high = PICK(going, shift[2], high);
    low = PICK(going, low, shift[2]);
    for (int x = 1; x >= 0; x--) {
      low = PICK(going & ~above[x], shift[x], low);
      going &= above[x];
      high = PICK(going, shift[x], high);
    }
  }
  return high + high * 0x1p-51;
}

// The vector of T's largest eigenvalue by inverse iteration with the definite matrix (shift - T).
TARGET static void NAME(leading_vector)(
    const VECTOR *d, const VECTOR *e, size_t n, VECTOR shift, VECTOR *pivot, VECTOR *x) {
  const VECTOR zero = {0}, one = zero + 1, least = zero + 1e-40;
  uint32_t state = 1;
  for (size_t i = 0; i < n; i++) {
    state = state * 1664525 + 1013904223;
    x[i] = zero + ((double)(state >> 8) * 0x1p-23 - 1);
    pivot[i] = shift - d[i];
    if (i > 0) pivot[i] -= e[i - 1] * e[i - 1] / pivot[i - 1];
    pivot[i] = PICK((MASK)(pivot[i] > least), pivot[i], least);
  }
  for (int step = 0; step < 3; step++) {
    for (size_t i = 1; i < n; i++) x[i] = FMA(e[i - 1] / pivot[i - 1], x[i - 1], x[i]);
    x[n - 1] /= pivot[n - 1];
    for (size_t i = n - 1; i-- > 0;) x[i] = FMA(e[i], x[i + 1], x[i]) / pivot[i];
    VECTOR greatest = zero;
    for (size_t i = 0; i < n; i++)
      greatest = PICK((MASK)(ABSOLUTE(x[i]) > greatest), ABSOLUTE(x[i]), greatest);
    const VECTOR inverse = one / PICK((MASK)(greatest > zero), greatest, one);
    for (size_t i = 0; i < n; i++) x[i] *= inverse;
  }
}

TARGET static void NAME(apply)(const VECTOR *w, size_t length, size_t n, const VECTOR *v, VECTOR *u) {
  for (size_t x = 0; x < length; x++) u[x] = (VECTOR){0};
  for (size_t i = 0; i < n; i++)
    for (size_t x = 0; x < length; x++) u[x] = FMA(w[i * length + x], v[i], u[x]);
}

// Scales each lane by an even power of two, so that its greatest element lies in [1/4, 1); zero stays zero.
TARGET static void NAME(normalise)(VECTOR *w, size_t count, int64_t *exponent) {
  VECTOR greatest = {0};
  for (size_t i = 0; i < count; i++)
    greatest = PICK((MASK)(ABSOLUTE(w[i]) > greatest), ABSOLUTE(w[i]), greatest);
  VECTOR first = {0}, second = {0};
  for (int lane = 0; lane < LANES; lane++) {
    int power = 0;
    if (greatest[lane] > 0) __builtin_frexp(greatest[lane], &power);
    power += power & 1;
    exponent[lane] += power;
    first[lane] = __builtin_ldexp(1, -power / 2);
    second[lane] = __builtin_ldexp(1, -power - -power / 2);
  }
  for (size_t i = 0; i < count; i++) w[i] = w[i] * first * second;
}

// W -= u v^T.
TARGET static void NAME(deflate)(VECTOR *w, size_t length, size_t n, const VECTOR *u, const VECTOR *v) {
  for (size_t i = 0; i < n; i++)
    for (size_t x = 0; x < length; x++) w[i * length + x] = FMA(-u[x], v[i], w[i * length + x]);
}

// The leading triple of W: v of norm 1, u = W v, and u's norm; zeros where W is zero.
TARGET static VECTOR NAME(leading_triple)(const VECTOR *w, const slice_plan *plan, VECTOR *work, VECTOR *u, VECTOR *v) {
  const size_t n = plan->n, length = plan->length;
  const VECTOR zero = {0}, one = zero + 1;
  VECTOR *g = work, *d = g + n * n, *e = d + n, *tau = e + n, *p = tau + n;
  NAME(gram)(w, length, n, g);
  NAME(tridiagonalise)(g, n, d, e, tau, p);
  NAME(leading_vector)(d, e, n, NAME(largest)(d, e, n), p, v);
  for (size_t j = n - 1; j-- > 0;) {
    const VECTOR *h = g + j * n + j + 1;
    const VECTOR factor = -tau[j] * NAME(dot)(h, v + j + 1, n - j - 1);
    for (size_t i = 0; i < n - j - 1; i++) v[j + 1 + i] = FMA(factor, h[i], v[j + 1 + i]);
  }
  NAME(apply)(w, length, n, v, u);
  for (size_t i = 0; i < n; i++) v[i] = NAME(dot)(w + i * length, u, length);
  const VECTOR norm = __builtin_elementwise_sqrt(NAME(dot)(v, v, n));
  const VECTOR inverse = PICK((MASK)(norm > zero), one / PICK((MASK)(norm > zero), norm, one), zero);
  for (size_t i = 0; i < n; i++) v[i] *= inverse;
  NAME(apply)(w, length, n, v, u);
  return __builtin_elementwise_sqrt(NAME(dot)(u, u, length));
}

TARGET static void NAME(swap)(VECTOR *a, VECTOR *b, size_t count, size_t lane) {
  for (size_t i = 0; i < count; i++) {
    const double held = a[i][lane];
    a[i][lane] = b[i][lane];
    b[i][lane] = held;
  }
}

// Puts the triples of each lane in descending order, which rounding may break between equal singular values.
TARGET static void NAME(order)(
    const slice_plan *plan, VECTOR *us, VECTOR *vs, VECTOR *sizes, VECTOR *powers) {
  for (size_t lane = 0; lane < LANES; lane++)
    for (size_t end = 1; end < plan->ranks; end++)
      for (size_t rank = end; rank > 0; rank--) {
        // Where the lesser exponent differs by much the scaled size is 0 or nothing beside the other.
        const double above = sizes[rank - 1][lane];
        const double own = scaled(sizes[rank][lane], (int64_t)(powers[rank][lane] - powers[rank - 1][lane]));
        if (own <= above) break;
        NAME(swap)(sizes + rank, sizes + rank - 1, 1, lane);
        NAME(swap)(powers + rank, powers + rank - 1, 1, lane);
        NAME(swap)(us + rank * plan->length, us + (rank - 1) * plan->length, plan->length, lane);
        NAME(swap)(vs + rank * plan->n, vs + (rank - 1) * plan->n, plan->n, lane);
      }
}

#undef PICK
#undef ABSOLUTE
