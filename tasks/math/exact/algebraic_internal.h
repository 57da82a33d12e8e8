/* What the files of the algebraic numbers share: algebraic.c builds them, separation.c decides. */
#ifndef RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_INTERNAL_H_
#define RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_INTERNAL_H_

#include <acb.h>
#include <flint/fmpq.h>

#include "tasks/math/exact/algebraic.h"

enum { kMaxNumbers = 4096, kMaxBuckets = 256, kNumberCost = 30 };

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
  int real;       /* known to be real */
  algebraic_truth zero; /* as far as it was asked */
  mag_t u, l;     /* see algebraic.h */
  fmpz_t whole;   /* L, where it is a known positive integer; else 0 */
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

/* Marks what `a` is made of, itself included. `needed` has room for every number of the pool. */
void algebraic_mark(const algebraics* pool, algebraic a, uint8_t* needed);

#endif
