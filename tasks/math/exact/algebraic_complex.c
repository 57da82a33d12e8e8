/* Conjugates, parts and absolute values. */
#include "tasks/math/exact/algebraic_internal.h"

algebraic algebraic_conjugate(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  const number* x = algebraic_get(pool, a);
  if (x->real) return a;
  if (x->op == ALGEBRAIC_CONJUGATE) return x->a;
  if (x->op == ALGEBRAIC_UNIT) return algebraic_inverse(pool, a);
  return algebraic_make(pool, ALGEBRAIC_CONJUGATE, a, -1, 0);
}

/* `a` is real by its construction. */
static algebraic as_real(algebraics* pool, algebraic a) {
  if (a < 0 || algebraic_get(pool, a)->real) return a;
  return algebraic_make(pool, ALGEBRAIC_REAL, a, -1, 0);
}

algebraic algebraic_real_part(algebraics* pool, algebraic a) {
  if (a < 0 || algebraic_get(pool, a)->real) return a;
  const algebraic twice = algebraic_add(pool, a, algebraic_conjugate(pool, a));
  return as_real(pool, algebraic_mul(pool, algebraic_half(pool), twice));
}

algebraic algebraic_imaginary_part(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  if (algebraic_get(pool, a)->real) return algebraic_integer(pool, 0);
  const algebraic twice = algebraic_sub(pool, algebraic_conjugate(pool, a), a);
  const algebraic turned = algebraic_mul(pool, algebraic_unit_of_order(pool, 2), twice);
  return as_real(pool, algebraic_mul(pool, algebraic_half(pool), turned));
}

algebraic algebraic_abs(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  if (algebraic_get(pool, a)->op == ALGEBRAIC_UNIT) return algebraic_integer(pool, 1);
  if (algebraic_is_real(pool, a) == TRUTH_YES) {
    const int sign = algebraic_sign(pool, a);
    if (sign < -1) return -1;
    return as_real(pool, sign < 0 ? algebraic_neg(pool, a) : a);
  }
  const algebraic square = algebraic_mul(pool, a, algebraic_conjugate(pool, a));
  return algebraic_root(pool, as_real(pool, square), 2, 0);
}
