/* A Monarch kernel in C, judged through the pipe. Copy it and put your own kernel into multiply().
 *
 *     cc -O2 -std=c99 -o c_kernel Docs/Examples/c_kernel.c
 *     monarch-oracle verify --exec ./c_kernel
 *
 * A frame, both ways: an unsigned 64-bit little-endian byte count, then a safetensors image of that size, which is a 64-bit
 * byte count of the header, the header in JSON, and the numbers. This program runs on little-endian machines.
 *
 * y is NaN before the kernel is called, so that a number that it leaves unwritten shows, and has a pad of NaN on either side: a
 * kernel that writes there ends this program, which the oracle reports as a violation, with the message.
 */
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* y = M x for each row of x. left: (l, s, r), right: (k, q, p), x: (batch, k*p), y: (batch, l*s). */
static void multiply(size_t k, size_t q, size_t p, size_t l, size_t s, size_t r, size_t batch,
                     const float *left, const float *right, const float *x, float *y) {
  float *h = malloc((k * q + 1) * sizeof *h);
  if (!h) exit(3);
  for (size_t b = 0; b < batch; b++) {
    for (size_t a = 0; a < k; a++)
      for (size_t c = 0; c < q; c++) {
        float sum = 0;
        for (size_t i = 0; i < p; i++) sum += right[(a * q + c) * p + i] * x[b * k * p + a * p + i];
        h[a * q + c] = sum;
      }
    for (size_t lambda = 0; lambda < l; lambda++)
      for (size_t sigma = 0; sigma < s; sigma++) {
        float sum = 0;
        for (size_t rho = 0; rho < r; rho++) sum += left[(lambda * s + sigma) * r + rho] * h[rho * l + lambda];
        y[b * l * s + sigma * l + lambda] = sum;
      }
  }
  free(h);
}

/* A tensor in a frame: where the header says that it is. Standard input is the oracle's, so that this parser can be plain. */
struct tensor {
  size_t shape[4];
  const float *numbers;
};

static struct tensor find(const char *header, const char *data, const char *name) {
  char key[64];
  struct tensor tensor = {{0, 0, 0, 0}, NULL};
  snprintf(key, sizeof key, "\"%s\":{", name);
  const char *entry = strstr(header, key);
  const char *shape = entry ? strstr(entry, "\"shape\":[") : NULL;
  const char *offsets = entry ? strstr(entry, "\"data_offsets\":[") : NULL;
  if (!shape || !offsets) {
    fprintf(stderr, "no tensor %s\n", name);
    exit(3);
  }
  shape += strlen("\"shape\":[");
  for (int axis = 0; axis < 4 && *shape != ']'; axis++) {
    tensor.shape[axis] = strtoull(shape, (char **)&shape, 10);
    if (*shape == ',') shape++;
  }
  tensor.numbers = (const float *)(data + strtoull(offsets + strlen("\"data_offsets\":["), NULL, 10));
  return tensor;
}

/* The value of a key of the metadata, up to its closing quote. */
static const char *value(const char *header, const char *name, int *length) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":\"", name);
  const char *start = strstr(header, key);
  if (!start) exit(3);
  start += strlen(key);
  *length = (int)strcspn(start, "\"");
  return start;
}

static void reply(const char *header, const float *numbers, size_t count) {
  uint64_t sizes[2];
  sizes[1] = strlen(header);
  sizes[0] = 8 + sizes[1] + count * sizeof *numbers;
  fwrite(sizes, 8, 2, stdout);
  fwrite(header, 1, sizes[1], stdout);
  if (count) fwrite(numbers, sizeof *numbers, count, stdout);
  fflush(stdout);
}

enum { PAD = 67 };

/* count numbers, all NaN, with a pad on either side. */
static float *padded(size_t count) {
  float *memory = malloc((count + 2 * PAD) * sizeof *memory);
  if (!memory) exit(3);
  for (size_t i = 0; i < count + 2 * PAD; i++) memory[i] = NAN;
  return memory + PAD;
}

static void check_pads(const float *numbers, size_t count) {
  for (size_t i = 1; i <= PAD; i++)
    if (!isnan(numbers[-(ptrdiff_t)i]) || !isnan(numbers[count + i - 1])) {
      fprintf(stderr, "the kernel wrote beyond its output\n");
      exit(4);
    }
}

int main(void) {
  uint64_t size;
  while (fread(&size, 8, 1, stdin) == 1) {
    char text[1024];
    char *image = malloc(size + 1);
    if (!image || fread(image, 1, size, stdin) != size) return 3;
    uint64_t header_size;
    memcpy(&header_size, image, 8);
    /* The numbers are aligned as malloc aligns, and the header ends with a 0 of its own. */
    char *data = malloc(size - 8 - header_size + 1);
    if (!data) return 3;
    memcpy(data, image + 8 + header_size, size - 8 - header_size);
    char *header = image + 8;
    header[header_size] = 0;

    int length, id_length;
    const char *operation = value(header, "operation", &length);
    const char *id = value(header, "id", &id_length);
    if (!strncmp(operation, "hello", length)) {
      snprintf(text, sizeof text,
               "{\"__metadata__\":{\"protocol\":\"1\",\"id\":\"%.*s\",\"name\":\"c\",\"operations\":\"multiply\","
               "\"layout\":\"fly\",\"input\":\"float32\",\"accumulate\":\"float32\",\"output\":\"float32\"}}",
               id_length, id);
      reply(text, NULL, 0);
    } else {
      struct tensor left = find(header, data, "left"), right = find(header, data, "right");
      struct tensor input = find(header, data, "input");
      size_t batch = input.shape[0], width = left.shape[0] * left.shape[1];
      float *y = padded(batch * width);
      multiply(right.shape[0], right.shape[1], right.shape[2], left.shape[0], left.shape[1], left.shape[2], batch,
               left.numbers, right.numbers, input.numbers, y);
      check_pads(y, batch * width);
      snprintf(text, sizeof text,
               "{\"__metadata__\":{\"id\":\"%.*s\"},\"output\":{\"dtype\":\"F32\",\"shape\":[%zu,%zu],"
               "\"data_offsets\":[0,%zu]}}",
               id_length, id, batch, width, batch * width * sizeof *y);
      reply(text, y, batch * width);
      free(y - PAD);
    }
    free(data);
    free(image);
  }
  return 0;
}
