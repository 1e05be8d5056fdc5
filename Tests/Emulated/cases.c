#include <stdio.h>
#include <string.h>

#include "case.h"

static const size_t sizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65};
static const size_t depths[] = {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 64};
static const size_t batches[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 31, 32, 33, 64, 65, 97, 127, 128, 129};
#define COUNT(array) (sizeof array / sizeof *array)

// Multiplications of a case; more only for the least batch.
enum { MOST_WORK = 40000, MOST_WEIGHTS = 3000 };

static monarch_strides draw_strides(size_t count, size_t batch, uint64_t *state) {
  const size_t gap = 1 + next_below(state, 9);
  switch (next_below(state, 5)) {
  case 0: return (monarch_strides){count + gap, 1};                                              // padded rows
  case 1: return (monarch_strides){count * 2 + gap, 2};                                          // every other number
  case 2: return (monarch_strides){1, batch + (next_below(state, 2) ? gap : 0)};                 // columns
  case 3: return (monarch_strides){2, batch * 2 + gap};
  default: return (monarch_strides){count, 1};                                                   // contiguous
  }
}

// All but the chain itself.
static void draw_rest(test_case *c, size_t index, uint64_t *state) {
  c->element = (monarch_element)(index % 4);
  c->parts = 1 + index / 4 % 2;
  c->kind = (kind)(next_below(state, 4) % KINDS);
  c->seed = next_bits(state);
  for (size_t t = 0; t < c->count; t++) c->adjoint[t] = next_below(state, 2);
  c->batch = 1;
  const size_t work = multiplications(c) * c->parts * c->parts;
  size_t possible = COUNT(batches);
  while (possible > 4 && work * batches[possible - 1] > MOST_WORK) possible--;
  c->batch = batches[next_below(state, possible)];
  c->input_count = input_width(c->patterns[0]);
  c->output_count = output_width(c->patterns[c->count - 1]);
  // Half of the cases are corners.
  if (next_below(state, 2)) c->input_count -= next_below(state, c->input_count);
  if (next_below(state, 2)) c->output_count -= next_below(state, c->output_count);
  c->x_strides = draw_strides(c->input_count, c->batch, state);
  c->y_strides = draw_strides(c->output_count, c->batch, state);
}

size_t single_count(void) { return COUNT(sizes) * COUNT(sizes) * COUNT(depths) * 8; }

bool draw_single(size_t index, test_case *c) {
  uint64_t state = 1 + index;
  const size_t shape = index / 8, d = depths[shape % COUNT(depths)];
  const size_t b = sizes[shape / COUNT(depths) % COUNT(sizes)], k = sizes[shape / COUNT(depths) / COUNT(sizes)];
  if (b * k * d > MOST_WEIGHTS && shape % 8 != index % 8) return false;
  size_t a = sizes[next_below(&state, COUNT(sizes))];
  while (a > 1 && a * b * k * d > MOST_WEIGHTS) a /= 2;
  if (index % 3 == 0) a = 1;
  *c = (test_case){.count = 1, .patterns = {{a, b, k, d}}};
  draw_rest(c, index, &state);
  return true;
}

static size_t draw_divisor(size_t of, uint64_t *state) {
  size_t divisors = 0;
  for (size_t i = 1; i <= of; i++) divisors += of % i == 0;
  size_t choice = next_below(state, divisors), i = 1;
  for (;; i++) {
    if (of % i == 0 && choice-- == 0) return i;
  }
}

test_case draw_chain(size_t index) {
  uint64_t state = ~(uint64_t)index;
  test_case c = {.count = 2 + next_below(&state, MOST_FACTORS - 1)};
  // Whole vectors go other ways than edges do, so that half of the cases have powers of two alone.
  static const size_t powers[] = {1, 2, 4, 8, 8, 16, 32};
  const bool is_whole = next_below(&state, 2);
  size_t width = 0;
  for (size_t t = 0; t < c.count; t++) {
    monarch_pattern f = {1, 1, 1, 1};
    if (t == 0) {
      f.a = sizes[next_below(&state, 5)];
      f.c = sizes[next_below(&state, 12)];
      f.d = depths[next_below(&state, COUNT(depths))];
      if (is_whole) f.a = powers[next_below(&state, 4)], f.c = powers[next_below(&state, 5)], f.d = powers[next_below(&state, 7)];
      if (next_below(&state, 3) == 0) f.d = 1;
      while (input_width(f) > 600) f.a = (f.a + 1) / 2, f.c = (f.c + 1) / 2;
    } else {
      f.d = next_below(&state, 3) ? draw_divisor(width, &state) : 1;
      f.c = draw_divisor(width / f.d, &state);
      f.a = width / f.d / f.c;
    }
    do {
      f.b = is_whole ? powers[next_below(&state, 7)] : sizes[next_below(&state, COUNT(sizes))];
    } while (f.b > 1 && (output_width(f) > 600 || weight_count(f) > MOST_WEIGHTS));
    c.patterns[t] = f;
    width = output_width(f);
  }
  draw_rest(&c, index, &state);
  return c;
}

// Every number of 16 bits, times 1; read as floats or doubles they are subnormal.
test_case every_half(monarch_element element, size_t parts) {
  test_case c = {
      .element = element, .parts = parts, .count = 1, .patterns = {{1, 1, 1, 509}}, .batch = 129,
      .input_count = 509, .output_count = 509, .x_strides = {509, 1}, .y_strides = {509, 1}, .counts_up = true};
  return c;
}

void print_case(const test_case *c) {
  static const char *const elements[] = {"f32", "f64", "f16", "bf16"};
  static const char *const kinds[] = {"plain", "wide", "special"};
  printf("%s %s", elements[c->element], c->parts == 2 ? "complex" : "real");
  for (size_t t = 0; t < c->count; t++) {
    const monarch_pattern f = c->patterns[t];
    printf(" (%zu,%zu,%zu,%zu)%s", f.a, f.b, f.c, f.d, c->adjoint[t] ? "*" : "");
  }
  printf(
      " of %zu inputs and %zu outputs, batch %zu, strides x %zu,%zu y %zu,%zu, %s, seed %llx", c->input_count,
      c->output_count, c->batch, c->x_strides.row_stride, c->x_strides.element_stride, c->y_strides.row_stride,
      c->y_strides.element_stride, c->counts_up ? "every half" : kinds[c->kind], (unsigned long long)c->seed);
}
