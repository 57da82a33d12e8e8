/* Shared by the files of this folder. */
#ifndef RBENCH_TASKS_MATH_EXACT_INTERNAL_H_
#define RBENCH_TASKS_MATH_EXACT_INTERNAL_H_

#include <acb.h>
#include <arb.h>
#include <flint/fmpq.h>
#include <flint/fmpz.h>
#include <flint/fmpz_factor.h>

#include "tasks/math/exact/exact.h"

struct exact_session {
  exact_program program; /* the caller's arrays; they outlive the session */
  exact_limits limits;
  exact_kind* kinds;
  fmpq* values;     /* of rational steps */
  int has_i;        /* the program holds EXACT_I */
  int64_t bits_left; /* of limits.total_bits */
  int64_t* work;     /* see exact_open */
};

/* Whether `step` or a step below it is a variable. */
void exact_mark_needed(const exact_session* session, uint32_t step, uint8_t* needed);

/* Balls of every step that `needed` marks; point[v] are values of the variables or null. Returns 0
 * where a needed step is not finite. `real` is cleared where a step left the reals. */
int exact_balls(const exact_session* session, const uint8_t* needed, const fmpq* const* point,
                slong precision, acb_ptr out, int* real);

/* Of a product of two real numbers, in units of work. */
int64_t exact_product_cost(slong precision);
/* Takes `cost` off the session's work; 0 where it does not suffice, and nothing is left then. */
int exact_spend(const exact_session* session, int64_t cost);

/* Sign of a real constant that is not zero, by balls; 0 where they do not tell. */
int exact_sign(exact_session* session, uint32_t a);

/* Prime factors of m > 0, small ones for certain; a cofactor that is too large stays whole. */
void exact_factor(fmpz_factor_t out, const fmpz_t m);

#endif
