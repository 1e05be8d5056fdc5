// Holds the products and gradients of every instruction set that this machine has to plain scalar loops, bit for bit; and
// to the memory that shapes and strides name, by guard pages and sentinels.
//
//   kernels [one case in so many]
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"

enum { REGION = 16 << 20, MOST_PRINTED = 8, MOST_WATCHED = 24 << 10 };

static const struct {
  monarch_isa isa;
  const char *name;
} sets[] = {
    {MONARCH_ISA_PORTABLE, "portable"},
    {MONARCH_ISA_AVX2, "avx2"},
    {MONARCH_ISA_NEON, "neon"},
};
enum { SETS = sizeof sets / sizeof *sets };

static region of_x, of_y, of_packed, of_scratch, of_plan, of_blocks[MOST_FACTORS];
static size_t passed, failed;

// A bad access ends the case, not the program.
static sigjmp_buf on_bad_access;
static void bad_access(int number) { siglongjmp(on_bad_access, number); }

static void fail(const test_case *c, const char *set, const char *how, const char *what) {
  if (failed++ >= MOST_PRINTED) return;
  printf("FAILED %s, %s: %s: ", set, how, what);
  print_case(c);
  printf("\n");
}

// MARK: Products

// A case's numbers where the kernels read them, its plan, packed weights and scratch.
typedef struct setting {
  const test_case *c;
  monarch_plan *plan;
  char *packed, *scratch, *y;
  size_t plan_bytes, packed_bytes, scratch_bytes, y_elements;
  monarch_job job;
} setting;

static size_t span_of(monarch_strides strides, size_t rows, size_t count, size_t parts) {
  return ((rows - 1) * strides.row_stride + (count - 1) * strides.element_stride + 1) * parts;
}

static size_t place_of(monarch_strides strides, size_t row, size_t e, size_t part, size_t parts) {
  return (row * strides.row_stride + e * strides.element_stride) * parts + part;
}

static const char *prepare(
    setting *s, const test_case *c, monarch_isa isa, bool at_end, size_t sharers, const uint64_t *x,
    uint64_t *const *blocks) {
  const size_t bytes = element_bytes(c->element);
  const size_t x_bytes = span_of(c->x_strides, c->batch, c->input_count, c->parts) * bytes;
  char *const to = take(&of_x, x_bytes, at_end);
  for (size_t row = 0; row < c->batch; row++) {
    for (size_t e = 0; e < c->input_count; e++) {
      for (size_t p = 0; p < c->parts; p++)
        put_element(to, place_of(c->x_strides, row, e, p, c->parts), bytes, *x++);
    }
  }
  s->c = c;
  s->y_elements = span_of(c->y_strides, c->batch, c->output_count, c->parts);
  s->y = take(&of_y, s->y_elements * bytes, at_end);
  const monarch_chain chain = {c->element, c->parts, c->count, c->patterns, c->input_count, c->output_count};
  s->plan_bytes = monarch_plan_bytes(c->count);
  s->plan = (monarch_plan *)take(&of_plan, s->plan_bytes, at_end);
  if (monarch_make_plan(&chain, isa, s->plan) != MONARCH_OK) return "no plan";
  s->packed_bytes = monarch_packed_bytes(s->plan);
  s->packed = take(&of_packed, s->packed_bytes, at_end);
  for (size_t t = 0; t < c->count; t++) {
    const size_t elements = weight_count(c->patterns[t]) * c->parts;
    char *const from = take(&of_blocks[t], elements * bytes, at_end);
    for (size_t e = 0; e < elements; e++) put_element(from, e, bytes, blocks[t][e]);
    monarch_pack(s->plan, t, c->adjoint[t], from, s->packed);
    memset(from, 0xff, elements * bytes);
  }
  s->job = (monarch_job){to, c->x_strides, s->y, c->y_strides, c->batch};
  if (monarch_scratch_bytes(s->plan, &s->job, sharers, &s->scratch_bytes) != MONARCH_OK) return "no scratch";
  s->scratch = take(&of_scratch, s->scratch_bytes, at_end);
  return 0;
}

// What a phase has written so far, where each range of its units begins with the memory from before the phase.
typedef struct watch {
  char *now;
  size_t bytes;
  char *before, *after, *is_written;
} watch;

static watch begin_watch(char *now, size_t bytes) {
  watch w = {now, bytes, malloc(bytes + 1), malloc(bytes + 1), calloc(bytes + 1, 1)};
  memcpy(w.before, now, bytes);
  memcpy(w.after, now, bytes);
  return w;
}

// Whether a range wrote nothing that an earlier one wrote.
static bool end_range(watch *w) {
  bool is_alone = true;
  for (size_t i = 0; i < w->bytes; i++) {
    if (w->now[i] == w->before[i]) continue;
    is_alone = is_alone && !w->is_written[i];
    w->is_written[i] = 1;
    w->after[i] = w->now[i];
  }
  memcpy(w->now, w->before, w->bytes);
  return is_alone;
}

static void end_watch(watch *w) {
  memcpy(w->now, w->after, w->bytes);
  free(w->before), free(w->after), free(w->is_written);
}

// The phases one after the other, the units of each cut into ranges that go to the sharers in a random order. What belongs
// to a sharer holds NaNs before each. Where that is little work, no two ranges may write to one place.
static const char *multiply_units(const setting *s) {
  uint64_t state = s->c->seed;
  size_t fewer = 0;
  monarch_scratch_bytes(s->plan, &s->job, SHARERS - 1, &fewer);
  const size_t own = s->scratch_bytes - fewer;
  const size_t bytes = element_bytes(s->c->element);
  const char *what = 0;
  char *const owned = s->scratch + s->scratch_bytes - own * SHARERS;
  for (size_t phase = 0; phase < monarch_phase_count(s->plan); phase++) {
    const size_t units = monarch_unit_count(s->plan, phase), longest = 1 + next_below(&state, 4);
    size_t *const begins = malloc((units + 1) * sizeof *begins), *const order = malloc(units * sizeof *order);
    size_t ranges = 0;
    for (size_t unit = 0; unit < units;) {
      begins[ranges] = unit;
      order[ranges] = ranges;
      ranges++;
      unit += units > 64 ? units / 16 + 1 : 1 + next_below(&state, longest);
    }
    begins[ranges] = units;
    for (size_t i = ranges; i > 1; i--) {
      const size_t other = next_below(&state, i), held = order[i - 1];
      order[i - 1] = order[other], order[other] = held;
    }
    const bool is_watched = ranges <= 12 && s->scratch_bytes + s->y_elements * bytes <= MOST_WATCHED;
    watch shared = {0}, outputs = {0};
    if (is_watched) {
      shared = begin_watch(s->scratch, (size_t)(owned - s->scratch));
      outputs = begin_watch(s->y, s->y_elements * bytes);
    }
    for (size_t i = 0; i < ranges; i++) {
      const size_t sharer = next_below(&state, SHARERS), range = order[i];
      const size_t end = begins[range + 1] < units ? begins[range + 1] : units;
      memset(owned + sharer * own, 0xff, own);
      monarch_multiply_units(s->plan, s->packed, &s->job, phase, begins[range], end, sharer, s->scratch);
      if (!is_watched) continue;
      if (!end_range(&shared)) what = "two units write to one place of the scratch";
      if (!end_range(&outputs)) what = "two units write to one output";
    }
    if (is_watched) end_watch(&shared), end_watch(&outputs);
    free(begins);
    free(order);
  }
  return what;
}

// MARK: Comparison

static const char *compare(const setting *s, bool at_end, const uint64_t *expected) {
  static char text[200];
  const test_case *c = s->c;
  const size_t bytes = element_bytes(c->element);
  for (size_t row = 0; row < c->batch; row++) {
    for (size_t e = 0; e < c->output_count; e++) {
      for (size_t p = 0; p < c->parts; p++) {
        const size_t at = place_of(c->y_strides, row, e, p, c->parts);
        const uint64_t actual = get_element(s->y, at, bytes), wanted = *expected++;
        if (actual != wanted && !(is_nan(c->element, actual) && is_nan(c->element, wanted))) {
          snprintf(
              text, sizeof text, "part %zu of output %zu of row %zu is %llx (%.9g), not %llx (%.9g)", p, e, row,
              (unsigned long long)actual, decode(c->element, actual), (unsigned long long)wanted,
              decode(c->element, wanted));
          return text;
        }
        put_element(s->y, at, bytes, ~(uint64_t)0);
      }
    }
  }
  for (size_t i = 0; i < s->y_elements * bytes; i++) {
    if ((unsigned char)s->y[i] != 0xff) return "writes between the outputs";
  }
  if (!is_intact(&of_y, s->y_elements * bytes, at_end)) return "writes beside the outputs";
  if (!is_intact(&of_packed, s->packed_bytes, at_end)) return "writes beside the packed weights";
  if (!is_intact(&of_scratch, s->scratch_bytes, at_end)) return "writes beside the scratch";
  if (!is_intact(&of_plan, s->plan_bytes, at_end)) return "writes beside the plan";
  return 0;
}

static void check_set(
    const test_case *c, size_t set, const uint64_t *x, uint64_t *const *blocks, const uint64_t *expected) {
  for (int by_units = 0; by_units < 2; by_units++) {
    const bool at_end = (c->seed & 1) == (uint64_t)by_units;
    const char *const how = by_units ? "by units" : "at once";
    const char *volatile what = "touches memory that is not its own";
    if (sigsetjmp(on_bad_access, 1) == 0) {
      setting s = {0};
      what = prepare(&s, c, sets[set].isa, at_end, by_units ? SHARERS : 1, x, blocks);
      if (!what) {
        if (by_units && c->batch > monarch_tile(s.plan)) continue;
        what = "touches memory that is not its own";
        const char *shared = 0;
        if (by_units) shared = multiply_units(&s);
        else monarch_multiply(s.plan, s.packed, &s.job, s.scratch);
        what = compare(&s, at_end, expected);
        if (!what) what = shared;
      }
    }
    if (what) fail(c, sets[set].name, how, what);
    else passed++;
  }
}

// The portable version fuses where the target's base can.
static bool is_fused(monarch_isa isa) {
#if defined(__aarch64__)
  (void)isa;
  return true;
#else
  return isa != MONARCH_ISA_PORTABLE;
#endif
}

static void check(const test_case *c) {
  uint64_t state = c->seed;
  const size_t inputs = c->batch * c->input_count * c->parts, outputs = c->batch * c->output_count * c->parts;
  uint64_t *const x = malloc(inputs * sizeof *x), *blocks[MOST_FACTORS] = {0};
  uint64_t *const expected = malloc(outputs * sizeof *expected);
  double *const x_values = malloc(inputs * sizeof(double)), *block_values[MOST_FACTORS] = {0};
  double *const values = malloc(outputs * sizeof(double));
  for (size_t e = 0; e < inputs; e++) {
    x[e] = c->counts_up ? e & 0xffff : draw_element(c->element, c->kind, &state);
    x_values[e] = decode(c->element, x[e]);
  }
  for (size_t t = 0; t < c->count; t++) {
    const size_t elements = weight_count(c->patterns[t]) * c->parts;
    blocks[t] = malloc(elements * sizeof **blocks);
    block_values[t] = malloc(elements * sizeof(double));
    for (size_t e = 0; e < elements; e++) {
      blocks[t][e] = c->counts_up ? one(c->element) : draw_element(c->element, c->kind, &state);
      block_values[t][e] = decode(c->element, blocks[t][e]);
    }
  }
  for (int fused = 0; fused < 2; fused++) {
    bool is_ready = false;
    for (size_t set = 0; set < SETS; set++) {
      if (!monarch_isa_available(sets[set].isa) || is_fused(sets[set].isa) != fused) continue;
      if (!is_ready) {
        replay(c, fused, block_values, x_values, values);
        for (size_t e = 0; e < outputs; e++) expected[e] = encode(c->element, values[e]);
        is_ready = true;
      }
      check_set(c, set, x, blocks, expected);
    }
  }
  for (size_t t = 0; t < c->count; t++) free(blocks[t]), free(block_values[t]);
  free(x), free(expected), free(x_values), free(values);
}

// The bits of `count` numbers, and what they mean.
typedef struct numbers {
  uint64_t *bits;
  double *values;
} numbers;

static numbers draw_numbers(const test_case *c, size_t count, uint64_t *state) {
  const numbers n = {malloc(count * sizeof(uint64_t)), malloc(count * sizeof(double))};
  for (size_t e = 0; e < count; e++) {
    n.bits[e] = draw_element(c->element, c->kind, state);
    n.values[e] = decode(c->element, n.bits[e]);
  }
  return n;
}

static void check_gradients(const test_case *c) {
  uint64_t state = c->seed, *blocks[MOST_FACTORS];
  double *block_values[MOST_FACTORS];
  const numbers x = draw_numbers(c, c->batch * c->input_count * c->parts, &state);
  const numbers g = draw_numbers(c, c->batch * c->output_count * c->parts, &state);
  for (size_t t = 0; t < c->count; t++) {
    const numbers n = draw_numbers(c, weight_count(c->patterns[t]) * c->parts, &state);
    blocks[t] = n.bits, block_values[t] = n.values;
  }
  for (size_t set = 0; set < SETS; set++) {
    if (!monarch_isa_available(sets[set].isa)) continue;
    for (size_t sharers = 1; sharers <= SHARERS; sharers += SHARERS - 1) {
      const char *volatile what = "touches memory that is not its own";
      if (sigsetjmp(on_bad_access, 1) == 0) {
        what = check_gradient(
            c, sets[set].isa, is_fused(sets[set].isa), sharers, x.bits, g.bits, blocks, x.values, g.values,
            block_values);
      }
      if (what) fail(c, sets[set].name, "gradient", what);
      else passed++;
    }
  }
  for (size_t t = 0; t < c->count; t++) free(blocks[t]), free(block_values[t]);
  free(x.bits), free(x.values), free(g.bits), free(g.values);
}

int main(int count, char **arguments) {
  const size_t step = count > 1 ? strtoul(arguments[1], 0, 10) : 1;
  of_x = reserve(REGION), of_y = reserve(REGION), of_packed = reserve(REGION), of_scratch = reserve(REGION);
  of_plan = reserve(1 << 16);
  for (size_t t = 0; t < MOST_FACTORS; t++) of_blocks[t] = reserve(REGION);
  reserve_gradients(8 * REGION);
  const struct sigaction action = {.sa_handler = bad_access};
  sigaction(SIGSEGV, &action, 0);
  sigaction(SIGBUS, &action, 0);

  printf("instruction sets here:");
  for (size_t set = 0; set < SETS; set++) {
    if (monarch_isa_available(sets[set].isa)) printf(" %s", sets[set].name);
  }
  printf("\n");
  for (int element = 0; element < 4; element++) {
    for (size_t parts = 1; parts <= 2; parts++) {
      const test_case c = every_half((monarch_element)element, parts);
      check(&c);
    }
  }
  // A step is odd, so that all element types remain.
  for (size_t index = 0; index < single_count(); index += step) {
    test_case c;
    if (draw_single(index, &c)) check(&c);
  }
  for (size_t index = 0; index < 16000; index += step) {
    const test_case c = draw_chain(index);
    check(&c);
    // The factors are given as they are, and rows one behind the other.
    test_case plain = c;
    memset(plain.adjoint, 0, sizeof plain.adjoint);
    if (index % 5 == 0) check_gradients(&plain);
  }
  printf("%zu passed, %zu failed\n", passed, failed);
  return failed ? 1 : 0;
}
