// Judges a kernel that is linked into this program, exactly: nothing is compared with a tolerance.
//
//   make library
//   cc -std=c99 -I .build/library/include Docs/Examples/oracle_library.c -L .build/library/lib -lmonarch_oracle -o example
//   LD_LIBRARY_PATH=.build/library/lib ./example
#include <math.h>
#include <monarch_oracle.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { K = 3, Q = 4, P = 5, L = 6, S = 3, R = 2, BATCH = 7, INPUTS = K * P, OUTPUTS = L * S };

// The kernel under test: y = M x in layout "fly". Put your own here. A broken one forgets the permutation in the middle.
static void multiply(const float *left, const float *right, const float *x, float *y, int is_broken) {
  for (int row = 0; row < BATCH; row++) {
    float h[K * Q];
    for (int a = 0; a < K; a++)
      for (int c = 0; c < Q; c++) {
        float sum = 0;
        for (int i = 0; i < P; i++) sum += right[(a * Q + c) * P + i] * x[row * INPUTS + a * P + i];
        h[a * Q + c] = sum;
      }
    for (int b = 0; b < L; b++)
      for (int o = 0; o < S; o++) {
        float sum = 0;
        for (int j = 0; j < R; j++) sum += left[(b * S + o) * R + j] * h[is_broken ? b * R + j : j * L + b];
        y[row * OUTPUTS + o * L + b] = sum;
      }
  }
}

static float *numbers(int count, uint32_t seed) {
  float *values = malloc(sizeof(float) * (size_t)count);
  for (int i = 0; values && i < count; i++) {
    seed = seed * 1664525u + 1013904223u;
    values[i] = (float)(seed >> 8) / 8388608.0f - 1.0f;
  }
  return values;
}

// Every function says what went wrong, and leaves the decision to its caller.
static void check(monarch_oracle_status status, const char *message) {
  if (status == MONARCH_ORACLE_OK) return;
  fprintf(stderr, "status %d: %s\n", (int)status, message);
  exit(2);
}

int main(void) {
  if (monarch_oracle_abi_version() != MONARCH_ORACLE_ABI_VERSION) return 2;
  char message[MONARCH_ORACLE_MESSAGE_CAPACITY];

  monarch_oracle_problem problem = {.struct_size = sizeof problem, .layout = "fly", .format = MONARCH_ORACLE_FLOAT32};
  problem.shape = (monarch_oracle_shape){.k = K, .q = Q, .p = P, .l = L, .s = S, .r = R};
  problem.batch = BATCH;
  problem.left_count = L * S * R;
  problem.right_count = K * Q * P;
  problem.input_count = BATCH * INPUTS;
  float *left = numbers(L * S * R, 1), *right = numbers(K * Q * P, 2), *x = numbers(BATCH * INPUTS, 3);
  if (!left || !right || !x) return 2;
  problem.left = left, problem.right = right, problem.input = x;

  // What every output is exactly, rounded once.
  float exact[BATCH * OUTPUTS], y[BATCH * OUTPUTS];
  check(
      monarch_oracle_exact(
          &problem, MONARCH_ORACLE_MULTIPLY, MONARCH_ORACLE_FLOAT32, exact, BATCH * OUTPUTS, NULL, message, sizeof message),
      message);
  printf("exact: y[0] = %.9g\n", exact[0]);

  // What the kernel says, held to the bound of float32 sums in any order.
  for (int is_broken = 0; is_broken < 2; is_broken++) {
    multiply(left, right, x, y, is_broken);
    monarch_oracle_judgement judgement = {.struct_size = sizeof judgement};
    check(
        monarch_oracle_judge(
            &problem, MONARCH_ORACLE_MULTIPLY, MONARCH_ORACLE_FLOAT32, MONARCH_ORACLE_FLOAT32, y, BATCH * OUTPUTS,
            &judgement, message, sizeof message),
        message);
    const char *verdicts[] = {"holds", "violated", "mistrusted"};
    printf("%s: %s\n", verdicts[judgement.verdict], message);
    printf("  rho = %.3g at index %lld\n", judgement.ratio, (long long)judgement.index);
    if ((judgement.verdict == MONARCH_ORACLE_HOLDS) == is_broken) return 1;
  }

  // The nearest Monarch matrix of a dense one, with its proof.
  float *dense = numbers(OUTPUTS * INPUTS, 4);
  if (!dense) return 2;
  monarch_oracle_projection *projection;
  check(
      monarch_oracle_project(
          "fly", &problem.shape, MONARCH_ORACLE_FLOAT32, dense, OUTPUTS * INPUTS, OUTPUTS, INPUTS,
          MONARCH_ORACLE_SINGULAR_VALUES_DEFAULT, MONARCH_ORACLE_FLOAT32, &projection, message, sizeof message),
      message);
  double error, bound, gap;
  check(monarch_oracle_projection_errors(projection, &error, &bound, &gap, message, sizeof message), message);
  printf("nearest: |A - M| / |A| = %.6f, and no Monarch matrix leaves less than %.6f\n", error, bound);
  size_t size = 0;  // Asked for first: nothing is lost where a buffer is too small.
  monarch_oracle_projection_certificate(projection, "", NULL, 0, &size, message, sizeof message);
  char *certificate = malloc(size);
  if (!certificate) return 2;
  check(
      monarch_oracle_projection_certificate(projection, "", certificate, size, NULL, message, sizeof message), message);
  printf("certificate: %zu bytes, the first line is \"%.22s\"\n", size - 1, certificate);
  check(
      monarch_oracle_projection_factors(
          projection, left, L * S * R, NULL, right, K * Q * P, NULL, message, sizeof message),
      message);

  monarch_oracle_projection_free(projection);
  free(certificate), free(dense), free(x), free(right), free(left);
  return isfinite(error) ? 0 : 1;
}
