/* Functions of fractions: what stays within the four operations and known kernels, and a new kernel
 * for what does not. `out` is none of the operands, unless it is said. */
#ifndef RBENCH_TASKS_MATH_EXACT_KERNEL_FUNCTIONS_H_
#define RBENCH_TASKS_MATH_EXACT_KERNEL_FUNCTIONS_H_

#include "tasks/math/exact/algebra.h"

/* kernel_roots.c: a^(1/n) for n >= 1, and the real root of a positive rational. */
void kernel_root(algebra* g, fraction* out, slong n, const fraction* a);
void kernel_root_of_positive(algebra* g, fraction* out, slong n, const fmpq_t x);

/* kernel_powers.c: a^e for a whole e, where `out` may be a, and base^exponent. */
void kernel_whole_power(algebra* g, fraction* out, const fraction* a, slong e);
void kernel_power(algebra* g, fraction* out, const fraction* base, const fraction* exponent);

/* kernel_logarithms.c: of a fraction, and of a positive rational. */
void kernel_logarithm(algebra* g, fraction* out, const fraction* a);
void kernel_logarithm_of_rational(algebra* g, fraction* out, const fmpq_t x);

/* kernel_trigonometry.c: sin, cos, tan; sinh, cosh, tanh. */
void kernel_trigonometric(algebra* g, fraction* out, exact_op op, const fraction* a);
void kernel_hyperbolic(algebra* g, fraction* out, exact_op op, const fraction* a);

#endif
