/* The one door to FLINT, Arb and Calcium. C, because Calcium's headers are no C++; no type of a
 * library leaves this folder.
 *
 * An expression is a straight-line program: step i uses results of earlier steps only. Programs
 * come from hash-consing (tasks/math/expression.h), so equal steps mean equal indices. Every
 * function is a pure function of its arguments: no clock, no randomness, no state that one call
 * leaves to the next (FLINT's thread-local caches apart: exact_release_thread). Different threads
 * may work on different problems at the same time.
 *
 * Nothing here may run without bound: sizes are estimated before anything is expanded, and what
 * exceeds exact_limits ends as EXACT_BOUND. exact_prove alone uses algorithms whose cost no
 * estimate covers; call it only in a check worker (tasks/math/prover.h). */
#ifndef RBENCH_TASKS_MATH_EXACT_EXACT_H_
#define RBENCH_TASKS_MATH_EXACT_EXACT_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  EXACT_NUMBER,   /* numbers[a]: decimal digits of an integer, optional '-' */
  EXACT_VARIABLE, /* variable a */
  EXACT_PI,
  EXACT_E,
  EXACT_I,
  EXACT_NEG, /* from here on a, and b where there are two operands, are steps */
  EXACT_ADD,
  EXACT_MUL,
  EXACT_DIV,
  EXACT_POW,  /* a^b; real odd roots of negative reals where no i is in the program */
  EXACT_ROOT, /* b-th root of a, b a positive integer step; odd roots of negative reals are real */
  EXACT_LOG,  /* natural */
  EXACT_SIN,
  EXACT_COS,
  EXACT_TAN,
  EXACT_ASIN,
  EXACT_ACOS,
  EXACT_ATAN,
  EXACT_SINH,
  EXACT_COSH,
  EXACT_TANH,
  EXACT_ASINH,
  EXACT_ACOSH,
  EXACT_ATANH,
  EXACT_ABS,
  EXACT_SIGN,
  EXACT_FLOOR,
  EXACT_CEIL,
  EXACT_RE,
  EXACT_IM,
  EXACT_CONJ,
  EXACT_ARG,
  EXACT_FACTORIAL,
  EXACT_BINOMIAL, /* a over b */
  EXACT_GCD,
  EXACT_LCM,
  EXACT_MIN,
  EXACT_MAX,
  EXACT_MOD, /* a - b floor(a/b) */
  EXACT_NUM_OPS
} exact_op;

typedef struct {
  exact_op op;
  uint32_t a, b;
} exact_step;

/* 0 for numbers, variables and constants; else 1 or 2. */
int exact_arity(exact_op op);

typedef struct {
  const exact_step* steps;
  size_t num_steps;
  const char* const* numbers;
  size_t num_numbers;
  uint32_t num_variables;
} exact_program;

/* What no check may exceed. */
typedef struct {
  int64_t max_bits;       /* of one rational's numerator or denominator */
  int64_t total_bits;     /* of all rationals computed for one program, powers weighted */
  int64_t max_terms;      /* of one polynomial */
  int64_t total_terms;    /* products of terms over all polynomial operations of one program */
  int32_t max_generators; /* variables and kernels of one normal form */
  int32_t max_precision;  /* bits of the finest balls */
  int32_t max_radicals;   /* algebraic steps of a program given to exact_prove */
  int64_t work;           /* of one check, see exact_open */
} exact_limits;
exact_limits exact_default_limits(void);

typedef enum {
  EXACT_EQUAL,
  EXACT_DIFFERENT,
  EXACT_UNKNOWN, /* not decided by this method */
  EXACT_BOUND,   /* a limit was reached before a decision */
} exact_truth;

/* A program with the exact rational value of every step that has one. Null where memory ends.
 *
 * `work` is what may still be spent on balls, normal forms and separation bounds, in units of about
 * 10 ns of Arb's arithmetic, estimated and taken off before it is spent, so that it is the same on
 * every machine. Where it does not suffice it becomes 0 and functions end as EXACT_UNKNOWN or
 * EXACT_BOUND. It outlives the session, and several sessions of one check share it. */
typedef struct exact_session exact_session;
exact_session* exact_open(const exact_program* program, const exact_limits* limits, int64_t* work);
void exact_close(exact_session* session);

typedef enum {
  EXACT_RATIONAL,
  EXACT_NOT_RATIONAL, /* no rational value is known */
  EXACT_UNDEFINED,    /* division by zero, 0^-1, log 0 */
  EXACT_TOO_LARGE,    /* its rational value, or that of an operand, exceeds the limits */
} exact_kind;
exact_kind exact_kind_of(const exact_session* session, uint32_t step);

/* Both steps rational: -1, 0, 1. */
int exact_compare_rationals(const exact_session* session, uint32_t a, uint32_t b);
int exact_is_integer(const exact_session* session, uint32_t step);
/* The rational as "p" or "p/q", to be freed with exact_free_text; null where it is not rational. */
char* exact_rational_text(const exact_session* session, uint32_t step);
void exact_free_text(char* text);

/* Constant steps (no variable below them): ball arithmetic at precisions up to the limit. Only
 * ever EXACT_DIFFERENT or EXACT_UNKNOWN. `first` and `last` bound the precisions tried (64, 256,
 * 1024, 4096). */
exact_truth exact_refute(exact_session* session, uint32_t a, uint32_t b, int32_t first,
                         int32_t last);
/* Whether |a - b| <= tolerance for constants; EXACT_EQUAL means within. */
exact_truth exact_within(exact_session* session, uint32_t a, uint32_t b, uint32_t tolerance);
/* The order of two real constants by balls: EXACT_EQUAL with *order -1 or 1 (0 too where both are
 * rational), EXACT_UNKNOWN where balls do not separate them. */
exact_truth exact_compare(exact_session* session, uint32_t a, uint32_t b, int* order);
/* Every step of a constant is a finite number (proved by balls). */
int exact_is_finite(exact_session* session, uint32_t a);

/* Normal form of a - b as a rational function in variables and kernels (sqrt 2, pi, sin x, ...)
 * under the kernels' relations. EXACT_EQUAL is a proof wherever both are defined; EXACT_DIFFERENT
 * only where a and b are rational functions of the variables alone. */
exact_truth exact_normal_form(exact_session* session, uint32_t a, uint32_t b);

/* As exact_normal_form, for a = c b with a rational constant c other than 0; its sign goes to
 * *sign where it is EXACT_EQUAL. */
exact_truth exact_proportional(exact_session* session, uint32_t a, uint32_t b, int* sign);

/* Values at rational points: values[v] is the step (rational) that variable v takes. EXACT_EQUAL:
 * both are defined, and agree to the finest balls; EXACT_DIFFERENT: both are defined and differ,
 * a proof; EXACT_UNKNOWN: one is not defined there, or is not real although no i is in the
 * program. */
exact_truth exact_at_point(exact_session* session, uint32_t a, uint32_t b,
                           const uint32_t* values);

/* Constants a + b pi, a and b algebraic: roots, trigonometric functions of rational multiples of pi,
 * absolute values, floors. A proof either way by separation bounds (algebraic.h). */
exact_truth exact_algebraic(exact_session* session, uint32_t a, uint32_t b);

/* Constants by Calcium. Call it only where an abort and a long run do no harm. */
exact_truth exact_prove(exact_session* session, uint32_t a, uint32_t b);

/* Frees what FLINT keeps for the calling thread; at its end. */
void exact_release_thread(void);

/* For check workers only: every allocation of FLINT and GMP burns its bytes + 64 of a fuel;
 * `out_of_fuel` must not return. Call once, before anything else of this header; then refuel. */
void exact_limit_allocation(void (*out_of_fuel)(void));
/* `bytes` of fuel for what follows. Frees what FLINT keeps (constants, primes, a pool of integers),
 * so that what a question burns does not depend on those before it. */
void exact_refuel(int64_t bytes);
int64_t exact_fuel_left(void);

#ifdef __cplusplus
}
#endif
#endif
