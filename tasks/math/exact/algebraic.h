/* Algebraic numbers with an exact test for zero.
 *
 * A number is kept as a formula of rationals, roots and values of cos at rational multiples of pi.
 * Beside it stand two bounds in the manner of Burnikel, Funke, Mehlhorn, Schirra and Schmitt ("A
 * separation bound for real algebraic expressions"): the number is U / L with algebraic integers U
 * and L, no conjugate of U is larger than `u` and none of L larger than `l`. Where the degree of a
 * field that holds U is at most D, the norm of a U other than zero is at least 1, so that
 * |U| >= u^(1 - D). A ball that holds zero and is smaller than u^(1 - D) / l therefore proves that
 * the number is zero; a ball that does not hold zero proves that it is not. No minimal polynomial,
 * factorisation or resultant is ever computed, and the precision that decides is known before it
 * is paid for.
 *
 * Numbers are indices into one pool; equal formulas are one index. -1 is "no number": a bound was
 * reached or the value is undefined. Every function takes -1 and gives -1 back. */
#ifndef RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_H_
#define RBENCH_TASKS_MATH_EXACT_ALGEBRAIC_H_

#include <acb.h>
#include <flint/fmpq.h>
#include <stdint.h>

typedef struct algebraics algebraics;
typedef int32_t algebraic;

typedef enum { TRUTH_NO, TRUTH_YES, TRUTH_OPEN } algebraic_truth;

/* `work` is what all numbers may cost together, in units of 10 ns; it is counted down. */
algebraics* algebraics_open(int64_t* work);
void algebraics_close(algebraics* pool);
/* Something was divided by exactly zero. */
int algebraics_undefined(const algebraics* pool);

algebraic algebraic_rational(algebraics* pool, const fmpq_t value);
algebraic algebraic_integer(algebraics* pool, slong value);
algebraic algebraic_cosine(algebraics* pool, const fmpq_t turn); /* cos(pi turn) */
algebraic algebraic_sine(algebraics* pool, const fmpq_t turn);
algebraic algebraic_unit(algebraics* pool, const fmpq_t turn); /* e^(i pi turn) */
algebraic algebraic_neg(algebraics* pool, algebraic a);
algebraic algebraic_add(algebraics* pool, algebraic a, algebraic b);
algebraic algebraic_sub(algebraics* pool, algebraic a, algebraic b);
algebraic algebraic_mul(algebraics* pool, algebraic a, algebraic b);
algebraic algebraic_div(algebraics* pool, algebraic a, algebraic b);
algebraic algebraic_power(algebraics* pool, algebraic a, slong e);
/* a^(1/n): the principal value, or the real one of a negative real where n is odd and `real_roots`
 * is set. */
algebraic algebraic_root(algebraics* pool, algebraic a, slong n, int real_roots);
algebraic algebraic_conjugate(algebraics* pool, algebraic a);
algebraic algebraic_real_part(algebraics* pool, algebraic a);
algebraic algebraic_imaginary_part(algebraics* pool, algebraic a);
algebraic algebraic_abs(algebraics* pool, algebraic a);
/* The largest integer that is not above the real number a. */
algebraic algebraic_floor(algebraics* pool, algebraic a);

/* Null where a is written otherwise: it may still have a rational value. */
const fmpq* algebraic_as_rational(const algebraics* pool, algebraic a);

algebraic_truth algebraic_is_zero(algebraics* pool, algebraic a);
algebraic_truth algebraic_is_real(algebraics* pool, algebraic a);
/* -1, 0, 1 for a real number; -2 where it is not real or not known. */
int algebraic_sign(algebraics* pool, algebraic a);

/* The rational r with arg a = pi r, where a is not zero and r has a denominator of at most 360. */
int algebraic_turn(algebraics* pool, fmpq_t r, algebraic a);

/* A ball around a, at about `precision` bits; 0 where the work is used up. */
int algebraic_ball(algebraics* pool, acb_t out, algebraic a, slong precision);

#endif
