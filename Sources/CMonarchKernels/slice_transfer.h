// The slices of a matrix into lanes, and their terms into the factors; included for each element type of each version.

#define SWAP(a, b)                                                                                                    \
  do {                                                                                                                \
    const SCALAR held = (a);                                                                                          \
    (a) = (b), (b) = held;                                                                                            \
  } while (false)

// Projects slices [first, first + LANES) of the k·l, numbered lambda·k + a; those from k·l on are none.
TARGET static void PROJECT(
    const monarch_projection *job, const SCALAR *matrix, size_t first, SCALAR *left, SCALAR *right, SCALAR *values,
    void *scratch) {
  const monarch_shape shape = job->shape;
  const bool is_tall = shape.p <= shape.s;
  const size_t n = is_tall ? shape.p : shape.s, m = is_tall ? shape.s : shape.p;
  const NAME(parts) parts = NAME(divide)(scratch, n, m);
  const size_t count = shape.k * shape.l;

  size_t terms = 0, lambdas[LANES] = {0}, blocks[LANES] = {0}, offsets[LANES] = {0};
  for (size_t index = 0; index < n * m; ++index) parts.x[index] = (vec){0};
  for (size_t lane = 0; lane < LANES && first + lane < count; ++lane) {
    const size_t lambda = (first + lane) / shape.k, a = (first + lane) % shape.k;
    lambdas[lane] = lambda, blocks[lane] = a;
    // The first c < q with a·q + c = lambda mod l.
    offsets[lane] = (lambda + shape.l - a * shape.q % shape.l) % shape.l;
    const size_t rank = offsets[lane] < shape.q ? (shape.q - offsets[lane] - 1) / shape.l + 1 : 0;
    terms = rank > terms ? rank : terms;
    for (size_t sigma = 0; sigma < shape.s && sigma * shape.l + lambda < job->rows; ++sigma) {
      const SCALAR *const row = matrix + (sigma * shape.l + lambda) * job->columns;
      for (size_t i = 0; i < shape.p && a * shape.p + i < job->columns; ++i)
        parts.x[is_tall ? i * m + sigma : sigma * m + i][lane] = row[a * shape.p + i];
    }
  }

  int exponents[LANES] = {0};
  for (size_t term = 0; term < terms; ++term) {
    vec sigmas = {0};
    if (term < n) {
      NAME(normalize)(parts.x, n * m, exponents);
      sigmas = NAME(leading_pair)(&parts, n, m);
      if (term + 1 < terms) NAME(deflate)(&parts, n, m, sigmas);
    }
    const vec *const u = is_tall ? parts.w : parts.z, *const v = is_tall ? parts.z : parts.w;
    for (size_t lane = 0; lane < LANES && first + lane < count; ++lane) {
      const size_t c = offsets[lane] + term * shape.l;
      if (c >= shape.q) continue;
      const size_t place = blocks[lane] * shape.q + c, rho = place / shape.l;
      SCALAR *const to_left = left + lambdas[lane] * shape.s * shape.r + rho;
      SCALAR *const to_right = right + place * shape.p;
      const double sigma = sigmas[lane];
      const SCALAR value = (SCALAR)__builtin_ldexp(sigma, exponents[lane]);
      // Where the factor with the values vanishes, so does the other. Roots may be there where the value underflows.
      if (!(sigma > 0) || (value == 0 && job->side != MONARCH_SIDE_BOTH)) {
        for (size_t index = 0; index < shape.s; ++index) to_left[index * shape.r] = 0;
        for (size_t index = 0; index < shape.p; ++index) to_right[index] = 0;
        values[place] = 0;
        continue;
      }
      // sigma · 2^exponent is dealt out as `left_value` · 2^left_exponent and its counterpart.
      int exponent = exponents[lane], left_exponent = exponent, right_exponent = 0;
      double left_value = sigma, right_value = 1;
      if (job->side == MONARCH_SIDE_RIGHT) {
        left_value = 1, right_value = sigma, left_exponent = 0, right_exponent = exponent;
      } else if (job->side == MONARCH_SIDE_BOTH) {
        const bool is_odd = exponent % 2 != 0;
        left_value = right_value = __builtin_sqrt(is_odd ? 2 * sigma : sigma);
        left_exponent = right_exponent = (exponent - is_odd) / 2;
      }
      // In two steps, because one power of two may be out of range where the result is not.
      const double left_scale = __builtin_ldexp(1, left_exponent / 2);
      const double left_rest = __builtin_ldexp(1, left_exponent - left_exponent / 2);
      const double right_scale = __builtin_ldexp(1, right_exponent / 2);
      const double right_rest = __builtin_ldexp(1, right_exponent - right_exponent / 2);
      for (size_t index = 0; index < shape.s; ++index)
        to_left[index * shape.r] = (SCALAR)(u[index][lane] * left_value * left_scale * left_rest);
      for (size_t index = 0; index < shape.p; ++index)
        to_right[index] = (SCALAR)(v[index][lane] * right_value * right_scale * right_rest);
      values[place] = value;

      // Terms are found in descending order, but for the rounding of tied ones.
      for (size_t at = place, rest = term; rest > 0 && values[at - shape.l] < values[at]; at -= shape.l, --rest) {
        SCALAR *const row = right + at * shape.p, *const earlier_row = row - shape.l * shape.p;
        SCALAR *const column = left + lambdas[lane] * shape.s * shape.r + at / shape.l;
        SWAP(values[at], values[at - shape.l]);
        for (size_t index = 0; index < shape.p; ++index) SWAP(row[index], earlier_row[index]);
        for (size_t index = 0; index < shape.s; ++index) SWAP(column[index * shape.r], column[index * shape.r - 1]);
      }
    }
  }
}

#undef SWAP
