/* The four operations and whole powers. */
#include "tasks/math/exact/algebraic_internal.h"

static void swap(algebraic* a, algebraic* b) {
  const algebraic t = *a;
  *a = *b;
  *b = t;
}

/* The sum or product of a rational and b, together with the rational that b begins with. */
static algebraic with_rational(algebraics* pool, algebraic_op op, algebraic rational, algebraic b) {
  const number* y = algebraic_get(pool, b);
  const int both = y->op == ALGEBRAIC_RATIONAL;
  if (!both && (y->op != op || !algebraic_is_rational(pool, y->a)))
    return algebraic_make(pool, op, rational, b, 0);
  const algebraic rest = y->b;
  const fmpq* first = algebraic_get(pool, rational)->r;
  const fmpq* second = both ? y->r : algebraic_get(pool, y->a)->r;
  fmpq_t value;
  fmpq_init(value);
  if (op == ALGEBRAIC_ADD)
    fmpq_add(value, first, second);
  else
    fmpq_mul(value, first, second);
  const algebraic made = algebraic_rational(pool, value);
  fmpq_clear(value);
  if (both) return made;
  return op == ALGEBRAIC_ADD ? algebraic_add(pool, made, rest) : algebraic_mul(pool, made, rest);
}

algebraic algebraic_add(algebraics* pool, algebraic a, algebraic b) {
  if (a < 0 || b < 0) return -1;
  if (algebraic_is_rational(pool, b)) swap(&a, &b);
  if (algebraic_is_rational(pool, a)) {
    if (fmpq_is_zero(algebraic_get(pool, a)->r)) return b;
    return with_rational(pool, ALGEBRAIC_ADD, a, b);
  }
  if (b < a) swap(&a, &b);
  return algebraic_make(pool, ALGEBRAIC_ADD, a, b, 0);
}

algebraic algebraic_neg(algebraics* pool, algebraic a) {
  return algebraic_mul(pool, algebraic_integer(pool, -1), a);
}

algebraic algebraic_sub(algebraics* pool, algebraic a, algebraic b) {
  if (a >= 0 && a == b) return algebraic_integer(pool, 0);
  return algebraic_add(pool, a, algebraic_neg(pool, b));
}

algebraic algebraic_mul(algebraics* pool, algebraic a, algebraic b) {
  if (a < 0 || b < 0) return -1;
  if (a == b) return algebraic_power(pool, a, 2);
  if (algebraic_is_rational(pool, b)) swap(&a, &b);
  if (algebraic_is_rational(pool, a)) {
    if (fmpq_is_zero(algebraic_get(pool, a)->r)) return a;
    if (fmpq_is_one(algebraic_get(pool, a)->r)) return b;
    return with_rational(pool, ALGEBRAIC_MUL, a, b);
  }
  const number* x = algebraic_get(pool, a);
  const number* y = algebraic_get(pool, b);
  if (x->op == ALGEBRAIC_UNIT && y->op == ALGEBRAIC_UNIT) {
    fmpq_t turn;
    fmpq_init(turn);
    fmpq_add(turn, x->r, y->r);
    const algebraic made = algebraic_unit(pool, turn);
    fmpq_clear(turn);
    return made;
  }
  /* Rational factors come first, where they meet. */
  for (int side = 0; side < 2; ++side) {
    const number* z = side == 0 ? x : y;
    if (z->op != ALGEBRAIC_MUL || !algebraic_is_rational(pool, z->a)) continue;
    const algebraic factor = z->a, rest = z->b;
    return algebraic_mul(pool, factor, algebraic_mul(pool, rest, side == 0 ? b : a));
  }
  if (b < a) swap(&a, &b);
  return algebraic_make(pool, ALGEBRAIC_MUL, a, b, 0);
}

algebraic algebraic_inverse(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  const number* x = algebraic_get(pool, a);
  if (x->op == ALGEBRAIC_INVERSE) return x->a;
  if (x->op == ALGEBRAIC_RATIONAL || x->op == ALGEBRAIC_UNIT) {
    if (fmpq_is_zero(x->r)) {
      pool->undefined = 1;
      return -1;
    }
    fmpq_t r;
    fmpq_init(r);
    if (x->op == ALGEBRAIC_RATIONAL)
      fmpq_inv(r, x->r);
    else
      fmpq_neg(r, x->r);
    const algebraic made =
        x->op == ALGEBRAIC_RATIONAL ? algebraic_rational(pool, r) : algebraic_unit(pool, r);
    fmpq_clear(r);
    return made;
  }
  if (x->op == ALGEBRAIC_MUL) {
    const algebraic left = x->a, right = x->b;
    return algebraic_mul(pool, algebraic_inverse(pool, left), algebraic_inverse(pool, right));
  }
  if (x->op == ALGEBRAIC_ROOT && algebraic_is_rational(pool, x->a)) {
    /* 1 / p^(1/n) = p^((n-1)/n) / p keeps the denominator whole. */
    const algebraic inside = x->a;
    const slong n = x->n;
    return algebraic_mul(pool, algebraic_inverse(pool, inside), algebraic_power(pool, a, n - 1));
  }
  const algebraic_truth zero = algebraic_is_zero(pool, a);
  if (zero == TRUTH_YES) pool->undefined = 1;
  if (zero != TRUTH_NO) return -1;
  return algebraic_make(pool, ALGEBRAIC_INVERSE, a, -1, 0);
}

algebraic algebraic_div(algebraics* pool, algebraic a, algebraic b) {
  return algebraic_mul(pool, a, algebraic_inverse(pool, b));
}

algebraic algebraic_power(algebraics* pool, algebraic a, slong e) {
  if (a < 0 || e > (1 << 20) || e < -(1 << 20)) return -1;
  if (e < 0) return algebraic_power(pool, algebraic_inverse(pool, a), -e);
  if (e == 0) return algebraic_integer(pool, 1);
  if (e == 1) return a;
  const number* x = algebraic_get(pool, a);
  fmpq_t r;
  algebraic made;
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
      if ((int64_t)fmpz_bits(fmpq_numref(x->r)) * e > kMaxRationalBits ||
          (int64_t)fmpz_bits(fmpq_denref(x->r)) * e > kMaxRationalBits)
        return -1;
      fmpq_init(r);
      fmpq_pow_si(r, x->r, e);
      made = algebraic_rational(pool, r);
      fmpq_clear(r);
      return made;
    case ALGEBRAIC_UNIT:
      fmpq_init(r);
      fmpq_mul_si(r, x->r, e);
      made = algebraic_unit(pool, r);
      fmpq_clear(r);
      return made;
    case ALGEBRAIC_MUL: {
      const algebraic left = x->a, right = x->b;
      return algebraic_mul(pool, algebraic_power(pool, left, e), algebraic_power(pool, right, e));
    }
    case ALGEBRAIC_POWER:
      if (x->n > (1 << 20) / e) return -1;
      return algebraic_power(pool, x->a, x->n * e);
    case ALGEBRAIC_ROOT: {
      const algebraic inside = x->a;
      const slong n = x->n;
      if (e < n) break;
      return algebraic_mul(pool, algebraic_power(pool, inside, e / n),
                           algebraic_power(pool, a, e % n));
    }
    default:
      break;
  }
  return algebraic_make(pool, ALGEBRAIC_POWER, a, -1, e);
}
