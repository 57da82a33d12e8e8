/* The formulas of algebraic numbers, each kept once. */
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/algebraic_internal.h"

algebraics* algebraics_open(int64_t* work) {
  algebraics* pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pool->work = work;
  memset(pool->buckets, -1, sizeof pool->buckets);
  return pool;
}

void algebraics_close(algebraics* pool) {
  if (pool == NULL) return;
  for (algebraic i = 0; i < pool->size; ++i) {
    number* x = pool->numbers + i;
    fmpq_clear(x->r);
    mag_clear(x->u);
    mag_clear(x->l);
    fmpz_clear(x->whole);
    acb_clear(x->ball);
  }
  free(pool->numbers);
  free(pool);
}

int algebraics_undefined(const algebraics* pool) { return pool->undefined; }

static int is_known_real(const algebraics* pool, const number* x) {
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
    case ALGEBRAIC_COSINE:
    case ALGEBRAIC_REAL:
      return 1;
    case ALGEBRAIC_UNIT:
      return 0;
    case ALGEBRAIC_ADD:
    case ALGEBRAIC_MUL:
      return pool->numbers[x->a].real && pool->numbers[x->b].real;
    default: /* a root of a known real is only ever made of a positive one */
      return pool->numbers[x->a].real;
  }
}

static uint32_t bucket_of(algebraic_op op, algebraic a, algebraic b, slong n, const fmpq_t r) {
  uint64_t hash = (uint64_t)op * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint32_t)a) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint32_t)b) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint64_t)n) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ fmpz_fdiv_ui(fmpq_numref(r), 4294967291u)) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ fmpz_fdiv_ui(fmpq_denref(r), 4294967291u)) * 0x9E3779B97F4A7C15u;
  return (uint32_t)(hash >> 32) % kMaxBuckets;
}

static int room_for_one(algebraics* pool) {
  if (pool->size < pool->capacity) return 1;
  if (pool->size >= kMaxNumbers) return 0;
  const algebraic capacity = pool->capacity == 0 ? 32 : 2 * pool->capacity;
  number* larger = realloc(pool->numbers, (size_t)capacity * sizeof *larger);
  if (larger == NULL) return 0;
  pool->numbers = larger;
  pool->capacity = capacity;
  return 1;
}

algebraic algebraic_make_with(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n,
                              const fmpq_t r) {
  const uint32_t bucket = bucket_of(op, a, b, n, r);
  for (algebraic i = pool->buckets[bucket]; i >= 0; i = pool->numbers[i].next) {
    const number* x = pool->numbers + i;
    if (x->op == op && x->a == a && x->b == b && x->n == n && fmpq_equal(x->r, r)) return i;
  }
  if (*pool->work < kNumberCost || !room_for_one(pool)) return -1;
  *pool->work -= kNumberCost;
  number* x = pool->numbers + pool->size;
  *x = (number){.op = op, .a = a, .b = b, .n = n, .zero = TRUTH_OPEN};
  fmpq_init(x->r);
  fmpq_set(x->r, r);
  mag_init(x->u);
  mag_init(x->l);
  fmpz_init(x->whole);
  acb_init(x->ball);
  algebraic_set_bounds(pool, x);
  x->real = is_known_real(pool, x);
  x->next = pool->buckets[bucket];
  pool->buckets[bucket] = pool->size;
  return pool->size++;
}

algebraic algebraic_make(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n) {
  fmpq_t none;
  fmpq_init(none);
  const algebraic made = algebraic_make_with(pool, op, a, b, n, none);
  fmpq_clear(none);
  return made;
}

const fmpq* algebraic_as_rational(const algebraics* pool, algebraic a) {
  return a >= 0 && algebraic_is_rational(pool, a) ? algebraic_get(pool, a)->r : NULL;
}

algebraic algebraic_rational(algebraics* pool, const fmpq_t value) {
  if (fmpz_bits(fmpq_numref(value)) > kMaxRationalBits ||
      fmpz_bits(fmpq_denref(value)) > kMaxRationalBits)
    return -1;
  return algebraic_make_with(pool, ALGEBRAIC_RATIONAL, -1, -1, 0, value);
}

static algebraic small_rational(algebraics* pool, slong p, ulong q) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_set_si(x, p, q);
  const algebraic made = algebraic_rational(pool, x);
  fmpq_clear(x);
  return made;
}

algebraic algebraic_integer(algebraics* pool, slong value) {
  return small_rational(pool, value, 1);
}

algebraic algebraic_half(algebraics* pool) { return small_rational(pool, 1, 2); }
