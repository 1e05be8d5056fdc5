#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "case.h"

enum { SENTINELS = 512, SENTINEL = 0xa5 };

region reserve(size_t size) {
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size = (size + page - 1) / page * page;
  char *all = mmap(0, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED || mprotect(all + page, size, PROT_READ | PROT_WRITE) != 0) {
    perror("guard pages");
    exit(2);
  }
  return (region){all + page, size};
}

static size_t sentinels(const region *r, size_t bytes) {
  return r->size - bytes < SENTINELS ? r->size - bytes : SENTINELS;
}

char *take(const region *r, size_t bytes, bool at_end) {
  if (bytes > r->size) {
    fprintf(stderr, "a case takes %zu bytes, more than the %zu of its region\n", bytes, r->size);
    exit(2);
  }
  char *at = at_end ? r->base + r->size - bytes : r->base;
  memset(at_end ? at - sentinels(r, bytes) : at + bytes, SENTINEL, sentinels(r, bytes));
  memset(at, 0xff, bytes);
  return at;
}

bool is_intact(const region *r, size_t bytes, bool at_end) {
  const size_t count = sentinels(r, bytes);
  const char *at = at_end ? r->base + r->size - bytes - count : r->base + bytes;
  for (size_t i = 0; i < count; i++) {
    if ((unsigned char)at[i] != SENTINEL) return false;
  }
  return true;
}
