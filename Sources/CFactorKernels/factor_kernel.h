// The text of one instruction set: TARGET is its function attribute and NAME(x) the name with its suffix.

typedef double NAME(vector) __attribute__((vector_size(FACTOR_LANES * sizeof(double))));
typedef double NAME(anywhere)
    __attribute__((vector_size(FACTOR_LANES * sizeof(double)), aligned(sizeof(double)), may_alias));
#define VECTOR NAME(vector)
#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")
#define LOAD(from) (*(const NAME(anywhere) *)(from))
#define STORE(to, value) (*(NAME(anywhere) *)(to) = (value))

TARGET static double NAME(greatest)(size_t count, const double *values) {
  double greatest[8] = {0};
  size_t place = 0;
  for (; place + 8 <= count; place += 8)
    for (size_t lane = 0; lane < 8; lane++) {
      const double size = __builtin_fabs(values[place + lane]);
      greatest[lane] = size > greatest[lane] ? size : greatest[lane];
    }
  for (; place < count; place++)
    greatest[0] = __builtin_fabs(values[place]) > greatest[0] ? __builtin_fabs(values[place]) : greatest[0];
  for (size_t lane = 1; lane < 8; lane++) greatest[0] = greatest[lane] > greatest[0] ? greatest[lane] : greatest[0];
  return greatest[0];
}

// MARK: Products

INLINE void NAME(tile)(
    const size_t height, const size_t width, factor_update update, size_t inner, const double *a, size_t a_stride,
    const double *b, size_t b_stride, double *c, size_t c_stride) {
  VECTOR sum[4][3];
  UNROLLED for (size_t i = 0; i < height; i++)
    UNROLLED for (size_t v = 0; v < width; v++) sum[i][v] = (VECTOR){0};
  for (size_t k = 0; k < inner; k++) {
    VECTOR row[3];
    UNROLLED for (size_t v = 0; v < width; v++) row[v] = LOAD(b + k * b_stride + v * FACTOR_LANES);
    UNROLLED for (size_t i = 0; i < height; i++) {
      const double factor = a[i * a_stride + k];
      UNROLLED for (size_t v = 0; v < width; v++) sum[i][v] += factor * row[v];
    }
  }
  UNROLLED for (size_t i = 0; i < height; i++) {
    UNROLLED for (size_t v = 0; v < width; v++) {
      double *place = c + i * c_stride + v * FACTOR_LANES;
      if (update == FACTOR_SET) STORE(place, sum[i][v]);
      else if (update == FACTOR_ADD) STORE(place, LOAD(place) + sum[i][v]);
      else STORE(place, LOAD(place) - sum[i][v]);
    }
  }
}

INLINE void NAME(strip)(
    const size_t width, factor_update update, size_t rows, size_t inner, const double *a, size_t a_stride,
    const double *b, size_t b_stride, double *c, size_t c_stride) {
  size_t i = 0;
  for (; i + 4 <= rows; i += 4)
    NAME(tile)(4, width, update, inner, a + i * a_stride, a_stride, b, b_stride, c + i * c_stride, c_stride);
  for (; i < rows; i++)
    NAME(tile)(1, width, update, inner, a + i * a_stride, a_stride, b, b_stride, c + i * c_stride, c_stride);
}

TARGET static void NAME(product)(
    factor_update update, size_t rows, size_t columns, size_t inner, const double *a, size_t a_stride, const double *b,
    size_t b_stride, double *c, size_t c_stride) {
  size_t column = 0;
  // 16 columns are two tiles of 8, not one of 12 and one of 4.
  for (; columns - column >= 3 * FACTOR_LANES && columns - column != 4 * FACTOR_LANES; column += 3 * FACTOR_LANES)
    NAME(strip)(3, update, rows, inner, a, a_stride, b + column, b_stride, c + column, c_stride);
  for (; columns - column >= 2 * FACTOR_LANES; column += 2 * FACTOR_LANES)
    NAME(strip)(2, update, rows, inner, a, a_stride, b + column, b_stride, c + column, c_stride);
  if (column < columns)
    NAME(strip)(1, update, rows, inner, a, a_stride, b + column, b_stride, c + column, c_stride);
}

// MARK: The inverse

TARGET static bool NAME(invert)(size_t size, size_t stride, double *a, size_t *swaps) {
  for (size_t k = 0; k < size; k++) {
    size_t pivot = k;
    for (size_t i = k + 1; i < size; i++)
      if (__builtin_fabs(a[i * stride + k]) > __builtin_fabs(a[pivot * stride + k])) pivot = i;
    const double scale = 1 / a[pivot * stride + k];
    if (!(__builtin_fabs(scale) <= DBL_MAX)) return false;
    swaps[k] = pivot;
    double *top = a + k * stride, *other = a + pivot * stride;
    if (pivot != k)
      for (size_t c = 0; c < stride; c++) {
        const double value = top[c];
        top[c] = other[c];
        other[c] = value;
      }
    top[k] = 1;
    for (size_t c = 0; c < stride; c += FACTOR_LANES) STORE(top + c, LOAD(top + c) * scale);
    size_t i = 0;
    for (; i + 4 <= size; i += 4) {
      // The pivot's own row is among the four at most once, and is not changed.
      double factors[4];
      UNROLLED for (size_t r = 0; r < 4; r++) {
        double *place = a + (i + r) * stride + k;
        factors[r] = i + r == k ? 0 : *place;
        *place = i + r == k ? *place : 0;
      }
      for (size_t c = 0; c < stride; c += FACTOR_LANES) {
        const VECTOR above = LOAD(top + c);
        UNROLLED for (size_t r = 0; r < 4; r++) {
          double *place = a + (i + r) * stride + c;
          STORE(place, LOAD(place) - factors[r] * above);
        }
      }
    }
    for (; i < size; i++) {
      double *row = a + i * stride;
      const double factor = row[k];
      if (i == k) continue;
      row[k] = 0;
      for (size_t c = 0; c < stride; c += FACTOR_LANES) STORE(row + c, LOAD(row + c) - factor * LOAD(top + c));
    }
  }
  for (size_t k = size; k-- > 0;)
    if (swaps[k] != k)
      for (size_t i = 0; i < size; i++) {
        const double value = a[i * stride + k];
        a[i * stride + k] = a[i * stride + swaps[k]];
        a[i * stride + swaps[k]] = value;
      }
  return true;
}

// MARK: Bipartite least squares

TARGET static void NAME(couple)(
    size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y, factor_complex v,
    double *z_real, double *z_imaginary) {
  if (!z_imaginary) {
    for (size_t c = 0; c < count; c++)
      for (size_t p = 0; p < rows; p++) {
        const double factor = x.real[c * x.step + p];
        for (size_t r = 0; r < columns; r += FACTOR_LANES) {
          const size_t to = p * stride + r;
          const VECTOR weighted = LOAD(y.real + c * y.step + to) * LOAD(v.real + c * v.step + r);
          STORE(z_real + to, LOAD(z_real + to) - factor * weighted);
        }
      }
    return;
  }
  for (size_t c = 0; c < count; c++)
    for (size_t p = 0; p < rows; p++) {
      const double xr = x.real[c * x.step + p], xi = x.imaginary[c * x.step + p];
      for (size_t r = 0; r < columns; r += FACTOR_LANES) {
        const size_t to = p * stride + r, from = c * y.step + to;
        const VECTOR yr = LOAD(y.real + from), yi = LOAD(y.imaginary + from);
        const VECTOR vr = LOAD(v.real + c * v.step + r), vi = LOAD(v.imaginary + c * v.step + r);
        const VECTOR ur = yr * vr - yi * vi, ui = yr * vi + yi * vr;
        STORE(z_real + to, LOAD(z_real + to) - xr * ur + xi * ui);
        STORE(z_imaginary + to, LOAD(z_imaginary + to) - xr * ui - xi * ur);
      }
    }
}

TARGET static void NAME(weigh_rows)(
    size_t count, size_t rows, size_t columns, size_t stride, factor_complex x, factor_complex y, double *z_real,
    double *z_imaginary) {
  if (!z_imaginary) {
    for (size_t c = 0; c < count; c++)
      for (size_t p = 0; p < rows; p++) {
        const double factor = x.real[c * x.step + p];
        for (size_t r = 0; r < columns; r += FACTOR_LANES) {
          const size_t to = p * stride + r;
          STORE(z_real + to, LOAD(z_real + to) + factor * LOAD(y.real + c * y.step + to));
        }
      }
    return;
  }
  for (size_t c = 0; c < count; c++)
    for (size_t p = 0; p < rows; p++) {
      const double xr = x.real[c * x.step + p], xi = x.imaginary[c * x.step + p];
      for (size_t r = 0; r < columns; r += FACTOR_LANES) {
        const size_t to = p * stride + r, from = c * y.step + to;
        const VECTOR yr = LOAD(y.real + from), yi = LOAD(y.imaginary + from);
        STORE(z_real + to, LOAD(z_real + to) + xr * yr - xi * yi);
        STORE(z_imaginary + to, LOAD(z_imaginary + to) + xr * yi + xi * yr);
      }
    }
}

TARGET static void NAME(weigh_columns)(
    size_t count, size_t rows, size_t columns, size_t stride, factor_complex y, factor_complex v, double *z_real,
    double *z_imaginary) {
  if (!z_imaginary) {
    for (size_t c = 0; c < count; c++)
      for (size_t p = 0; p < rows; p++)
        for (size_t r = 0; r < columns; r += FACTOR_LANES) {
          const size_t to = p * stride + r;
          STORE(z_real + to, LOAD(z_real + to) + LOAD(y.real + c * y.step + to) * LOAD(v.real + c * v.step + r));
        }
    return;
  }
  for (size_t c = 0; c < count; c++)
    for (size_t p = 0; p < rows; p++)
      for (size_t r = 0; r < columns; r += FACTOR_LANES) {
        const size_t to = p * stride + r, from = c * y.step + to;
        const VECTOR yr = LOAD(y.real + from), yi = LOAD(y.imaginary + from);
        const VECTOR vr = LOAD(v.real + c * v.step + r), vi = LOAD(v.imaginary + c * v.step + r);
        STORE(z_real + to, LOAD(z_real + to) + yr * vr - yi * vi);
        STORE(z_imaginary + to, LOAD(z_imaginary + to) + yr * vi + yi * vr);
      }
}

TARGET static void NAME(take_off)(
    size_t rows, size_t columns, size_t stride, factor_complex a, factor_complex v, factor_complex x, factor_complex c,
    double *y_real, double *y_imaginary) {
  if (!y_imaginary) {
    for (size_t p = 0; p < rows; p++)
      for (size_t r = 0; r < columns; r += FACTOR_LANES) {
        const size_t place = p * stride + r;
        const VECTOR image = LOAD(a.real + place) * LOAD(v.real + r) + x.real[p] * LOAD(c.real + place);
        STORE(y_real + place, LOAD(y_real + place) - image);
      }
    return;
  }
  for (size_t p = 0; p < rows; p++) {
    const double xr = x.real[p], xi = x.imaginary[p];
    for (size_t r = 0; r < columns; r += FACTOR_LANES) {
      const size_t place = p * stride + r;
      const VECTOR ar = LOAD(a.real + place), ai = LOAD(a.imaginary + place);
      const VECTOR cr = LOAD(c.real + place), ci = LOAD(c.imaginary + place);
      const VECTOR vr = LOAD(v.real + r), vi = LOAD(v.imaginary + r);
      STORE(y_real + place, LOAD(y_real + place) - (ar * vr - ai * vi) - (xr * cr - xi * ci));
      STORE(y_imaginary + place, LOAD(y_imaginary + place) - (ar * vi + ai * vr) - (xr * ci + xi * cr));
    }
  }
}

TARGET static void NAME(differences)(
    size_t count, size_t rows, size_t columns, size_t stride, const double *alpha, size_t alpha_step,
    const double *gamma, size_t gamma_step, factor_complex x, factor_complex v, double *z) {
  for (size_t p = 0; p < rows; p++)
    for (size_t r = 0; r < columns; r += FACTOR_LANES) {
      VECTOR sum = LOAD(z + p * stride + r);
      for (size_t c = 0; c < count; c++) {
        const VECTOR real = LOAD(v.real + c * v.step + r) - x.real[c * x.step + p];
        const VECTOR imaginary = LOAD(v.imaginary + c * v.step + r) - x.imaginary[c * x.step + p];
        sum += alpha[c * alpha_step + p] * LOAD(gamma + c * gamma_step + r) * (real * real + imaginary * imaginary);
      }
      STORE(z + p * stride + r, sum);
    }
}

// MARK: The middle factor

// The Gram matrix of the parameters: of E_a(q) = e_q e_q^T + e_q' e_q'^T and E_b(q) = e_q e_q'^T - e_q' e_q^T, q' the partner
// of q, under (E, F) = <E, L F K>.
TARGET static void NAME(fill_gram)(
    size_t reals, size_t pairs, size_t stride, const double *l, const double *k, double *gram) {
  const size_t h = reals, t = reals + pairs;
  for (size_t p = 0; p < reals; p++) {
    const double *lp = l + p * stride, *kp = k + p * stride;
    double *to = gram + p * stride;
    for (size_t q = 0; q < reals; q++) to[q] = lp[q] * kp[q];
    for (size_t q = 0; q < pairs; q++) {
      to[h + q] = lp[h + q] * kp[h + q] + lp[t + q] * kp[t + q];
      to[t + q] = lp[h + q] * kp[t + q] - lp[t + q] * kp[h + q];
    }
  }
  for (size_t p = 0; p < pairs; p++) {
    const double *l1 = l + (h + p) * stride, *l2 = l + (t + p) * stride;
    const double *k1 = k + (h + p) * stride, *k2 = k + (t + p) * stride;
    double *a = gram + (h + p) * stride, *b = gram + (t + p) * stride;
    for (size_t q = 0; q < reals; q++) {
      a[q] = l1[q] * k1[q] + l2[q] * k2[q];
      b[q] = l1[q] * k2[q] - l2[q] * k1[q];
    }
    for (size_t q = 0; q < pairs; q++) {
      const double l11 = l1[h + q], l12 = l1[t + q], l21 = l2[h + q], l22 = l2[t + q];
      const double k11 = k1[h + q], k12 = k1[t + q], k21 = k2[h + q], k22 = k2[t + q];
      a[h + q] = l11 * k11 + l12 * k12 + l21 * k21 + l22 * k22;
      a[t + q] = l11 * k12 - l12 * k11 + l21 * k22 - l22 * k21;
      b[h + q] = l11 * k21 + l12 * k22 - l21 * k11 - l22 * k12;
      b[t + q] = l11 * k22 - l12 * k21 - l21 * k12 + l22 * k11;
    }
  }
}

TARGET static double NAME(dot)(size_t count, const double *a, const double *b) {
  VECTOR sum = {0};
  for (size_t i = 0; i < count; i += FACTOR_LANES) sum += LOAD(a + i) * LOAD(b + i);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

TARGET static void NAME(solve_middle)(
    size_t reals, size_t pairs, size_t stride, const double *l, const double *k, const double *image, size_t steps,
    double *gram, double *work, double *x) {
  const size_t size = reals + 2 * pairs;
  double *rest = work, *direction = work + stride, *turned = work + 2 * stride;
  NAME(fill_gram)(reals, pairs, stride, l, k, gram);
  double square = 0;
  for (size_t p = 0; p < stride; p++) x[p] = rest[p] = direction[p] = turned[p] = 0;
  // Every parameter is divided by its length first: the preconditioner is the diagonal.
  for (size_t p = 0; p < size; p++) {
    const double weight = gram[p * stride + p];
    rest[p] = image[p];
    direction[p] = weight > 0 ? rest[p] / weight : 0;
    square += rest[p] * direction[p];
  }
  for (size_t step = 0; step < steps && square > 0; step++) {
    for (size_t p = 0; p < size; p++) turned[p] = NAME(dot)(stride, gram + p * stride, direction);
    const double curvature = NAME(dot)(stride, direction, turned);
    if (!(curvature > 0)) return;
    const double length = square / curvature;
    double next = 0;
    for (size_t p = 0; p < size; p++) {
      x[p] += length * direction[p];
      rest[p] -= length * turned[p];
      const double weight = gram[p * stride + p];
      turned[p] = weight > 0 ? rest[p] / weight : 0;
      next += rest[p] * turned[p];
    }
    const double ratio = next / square;
    for (size_t p = 0; p < size; p++) direction[p] = turned[p] + ratio * direction[p];
    square = next;
  }
}

#undef VECTOR
#undef INLINE
#undef UNROLLED
#undef LOAD
#undef STORE
