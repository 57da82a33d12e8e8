/* Polynomials and their quotients, within the limits of an algebra. An `out` may be an operand. */
#ifndef RBENCH_TASKS_MATH_EXACT_FRACTION_H_
#define RBENCH_TASKS_MATH_EXACT_FRACTION_H_

#include "tasks/math/exact/algebra.h"

/* 0 */
static inline void fraction_init(algebra* g, fraction* f) {
  fmpz_mpoly_init(f->num, g->ctx);
  fmpz_mpoly_init(f->den, g->ctx);
  fmpz_mpoly_one(f->den, g->ctx);
}

static inline void fraction_clear(algebra* g, fraction* f) {
  fmpz_mpoly_clear(f->num, g->ctx);
  fmpz_mpoly_clear(f->den, g->ctx);
}

static inline void fraction_set(algebra* g, fraction* out, const fraction* f) {
  fmpz_mpoly_set(out->num, f->num, g->ctx);
  fmpz_mpoly_set(out->den, f->den, g->ctx);
}

static inline void fraction_set_fmpq(algebra* g, fraction* out, const fmpq_t x) {
  fmpz_mpoly_set_fmpz(out->num, fmpq_numref(x), g->ctx);
  fmpz_mpoly_set_fmpz(out->den, fmpq_denref(x), g->ctx);
}

static inline void fraction_set_si(algebra* g, fraction* out, slong x) {
  fmpz_mpoly_set_si(out->num, x, g->ctx);
  fmpz_mpoly_one(out->den, g->ctx);
}

static inline void fraction_set_generator(algebra* g, fraction* out, slong generator) {
  fmpz_mpoly_gen(out->num, generator, g->ctx);
  fmpz_mpoly_one(out->den, g->ctx);
}

static inline void fraction_negate(algebra* g, fraction* f) {
  fmpz_mpoly_neg(f->num, f->num, g->ctx);
}

static inline int fraction_is_rational(algebra* g, const fraction* f) {
  return fmpz_mpoly_is_fmpz(f->num, g->ctx) && fmpz_mpoly_is_fmpz(f->den, g->ctx);
}

/* Of a fraction that is rational. */
static inline void fraction_get_fmpq(algebra* g, fmpq_t out, const fraction* f) {
  fmpz_mpoly_get_fmpz(fmpq_numref(out), f->num, g->ctx);
  fmpz_mpoly_get_fmpz(fmpq_denref(out), f->den, g->ctx);
  fmpq_canonicalise(out);
}

/* out = a + sign * b */
void fraction_add(algebra* g, fraction* out, const fraction* a, const fraction* b, int sign);
void fraction_mul(algebra* g, fraction* out, const fraction* a, const fraction* b);
/* Division by zero fails. */
void fraction_div(algebra* g, fraction* out, const fraction* a, const fraction* b);
int fraction_equal(algebra* g, const fraction* a, const fraction* b);
/* The sign that is taken out of odd and even functions: -1, 0 or 1. */
int fraction_sign(algebra* g, const fraction* f);
/* a = c * b with b of content 1; c > 0. `b` is not `a`. */
void fraction_split_content(algebra* g, fmpq_t c, fraction* b, const fraction* a);

int polynomial_leading_sign(algebra* g, const fmpz_mpoly_t p);
void polynomial_multiply(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t a, const fmpz_mpoly_t b);
/* Whether p^e for e >= 0 is worth expanding; polynomial_power only then. */
int polynomial_power_is_small(algebra* g, const fmpz_mpoly_t p, slong e);
void polynomial_power(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t p, slong e);

#endif
