/* The kernels of an algebra: generators that stand for a function of fractions. */
#ifndef RBENCH_TASKS_MATH_EXACT_KERNELS_H_
#define RBENCH_TASKS_MATH_EXACT_KERNELS_H_

#include "tasks/math/exact/algebra.h"

static inline slong kernel_generator(const algebra* g, const kernel* k) {
  return g->num_variables + (slong)(k - g->kernels);
}

/* Null for a variable. */
static inline const kernel* kernel_of_generator(const algebra* g, slong generator) {
  return generator < g->num_variables ? NULL : g->kernels + (generator - g->num_variables);
}

/* The kernel op(n; a, b), made without a relation where it is new. Null where there are too many.
 */
kernel* kernel_get(algebra* g, exact_op op, const fmpz_t n, const fraction* a, const fraction* b,
                   int* is_new);

/* out = op(n; a, b), with out^degree = relation. Null for b is 1; no relation where degree is 0. */
void kernel_related(algebra* g, fraction* out, exact_op op, slong n, const fraction* a,
                    const fraction* b, slong degree, const fraction* relation);

/* out = op(n; a, b) of which nothing is known. */
void kernel_opaque(algebra* g, fraction* out, exact_op op, slong n, const fraction* a,
                   const fraction* b);

/* pi or e; i has a relation. */
void kernel_constant(algebra* g, fraction* out, exact_op op);
void kernel_imaginary_unit(algebra* g, fraction* out);

/* Where f is c k^exponent for one kernel k: that kernel. Null where it is another fraction. */
const kernel* kernel_of_monomial(algebra* g, const fraction* f, slong* exponent, fmpq_t c);

/* p under every relation, times powers of the relations' denominators. */
void kernel_reduce(algebra* g, fmpz_mpoly_t p);

#endif
