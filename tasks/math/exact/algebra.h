/* Normal forms: an expression as a quotient of polynomials in variables and kernels. A kernel is
 * what the four operations cannot reach: sqrt 2, pi, sin x. Two kernels that are the same function
 * of equal arguments are one generator; relations such as s^2 = 2 are applied at the end.
 *
 * Fractions are never reduced by a common factor: polynomial gcds have no useful bound of cost,
 * and a zero numerator shows without them. Sign and content of a fraction are those of its leading
 * coefficients and contents, which a common factor does not change.
 *
 * Here are the types; fraction.h calculates with quotients, kernels.h holds the kernels and their
 * relations, kernel_functions.h makes them of functions, and normal_form.c reads programs. Every
 * function takes the algebra first. Where a limit is reached it sets `failed`, and from then on no
 * value means anything. */
#ifndef RBENCH_TASKS_MATH_EXACT_ALGEBRA_H_
#define RBENCH_TASKS_MATH_EXACT_ALGEBRA_H_

#include <flint/fmpz_mpoly.h>

#include "tasks/math/exact/internal.h"

enum { kMaxGenerators = 32 };

typedef struct {
  fmpz_mpoly_t num, den;
} fraction;

typedef struct {
  exact_op op;
  fmpz_t n;      /* root index, exponent; 0 where it has no meaning */
  fraction a, b; /* arguments; b = 1 where there is one */
  slong degree;  /* generator^degree = relation, 0 where there is none */
  fraction relation;
} kernel;

typedef struct {
  exact_session* s;
  fmpz_mpoly_ctx_t ctx;
  slong num_generators;
  slong num_variables;
  kernel kernels[kMaxGenerators]; /* of generators num_variables ... */
  slong num_kernels;
  fraction* steps;
  uint8_t* done;
  int64_t work; /* terms left */
  int failed;
  int64_t max_terms;
} algebra;

#endif
