/* What the files of the algebraic numbers share. algebraic_pool.c holds the formulas, and
 * algebraic_bounds.c their bounds; algebraic_arithmetic.c, algebraic_roots.c, algebraic_turns.c and
 * algebraic_complex.c build new ones and keep them simple; separation.c decides. */
#ifndef RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_INTERNAL_H_
#define RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_INTERNAL_H_

#include <acb.h>
#include <flint/fmpq.h>

#include "tasks/math/exact/algebraic.h"

enum { kMaxNumbers = 4096, kMaxBuckets = 256, kNumberCost = 30, kMaxRationalBits = 1 << 16 };

typedef enum {
  ALGEBRAIC_RATIONAL,
  ALGEBRAIC_COSINE, /* of pi r */
  ALGEBRAIC_UNIT,   /* e^(i pi r) */
  ALGEBRAIC_ADD,
  ALGEBRAIC_MUL,
  ALGEBRAIC_INVERSE,
  ALGEBRAIC_POWER, /* n > 1 */
  ALGEBRAIC_ROOT,  /* principal; of a prime where a is rational */
  ALGEBRAIC_CONJUGATE,
  ALGEBRAIC_REAL, /* a, which is known to be real */
} algebraic_op;

typedef struct {
  algebraic_op op;
  algebraic a, b;
  slong n;
  fmpq_t r;
  int real;             /* known to be real */
  algebraic_truth zero; /* as far as it was asked */
  mag_t u, l;           /* see algebraic.h */
  fmpz_t whole;         /* L, where it is a known positive integer; else 0 */
  acb_t ball;
  slong precision; /* of the ball; 0 where there is none */
  algebraic next;  /* of the same bucket */
} number;

struct algebraics {
  number* numbers;
  algebraic size, capacity;
  algebraic buckets[kMaxBuckets];
  int64_t* work;
  int undefined;
};

/* Valid until a number is made. */
static inline const number* algebraic_get(const algebraics* pool, algebraic a) {
  return pool->numbers + a;
}

static inline int algebraic_is_rational(const algebraics* pool, algebraic a) {
  return algebraic_get(pool, a)->op == ALGEBRAIC_RATIONAL;
}

/* The number of this formula, made where it is new. `r` of algebraic_make is 0. */
algebraic algebraic_make_with(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n,
                              const fmpq_t r);
algebraic algebraic_make(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n);
algebraic algebraic_half(algebraics* pool);

/* u, l and whole of a number whose formula is set; its operands have theirs. */
void algebraic_set_bounds(const algebraics* pool, number* x);

/* 1/a; where a is zero the pool becomes undefined. */
algebraic algebraic_inverse(algebraics* pool, algebraic a);
/* e^(i pi / n) */
algebraic algebraic_unit_of_order(algebraics* pool, slong n);

/* Marks what `a` is made of, itself included. `needed` has room for every number of the pool. */
void algebraic_mark(const algebraics* pool, algebraic a, uint8_t* needed);

#endif
