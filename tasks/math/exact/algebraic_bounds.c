/* The bounds of algebraic.h, formula by formula. */
#include "tasks/math/exact/algebraic_internal.h"

enum { kMaxWholeBits = 4096 };

static void bounds_of_rational(number* x) {
  fmpz_t p;
  fmpz_init(p);
  fmpz_abs(p, fmpq_numref(x->r));
  mag_set_fmpz(x->u, p);
  mag_set_fmpz(x->l, fmpq_denref(x->r));
  fmpz_set(x->whole, fmpq_denref(x->r));
  fmpz_clear(p);
}

static void bounds_of_sum(number* x, const number* a, const number* b) {
  mag_t left, right, scale;
  mag_init(left);
  mag_init(right);
  mag_init(scale);
  if (!fmpz_is_zero(a->whole) && !fmpz_is_zero(b->whole)) {
    fmpz_t factor;
    fmpz_init(factor);
    fmpz_lcm(x->whole, a->whole, b->whole);
    mag_set_fmpz(x->l, x->whole);
    fmpz_divexact(factor, x->whole, a->whole);
    mag_set_fmpz(scale, factor);
    mag_mul(left, a->u, scale);
    fmpz_divexact(factor, x->whole, b->whole);
    mag_set_fmpz(scale, factor);
    mag_mul(right, b->u, scale);
    fmpz_clear(factor);
  } else {
    mag_mul(left, a->u, b->l);
    mag_mul(right, b->u, a->l);
    mag_mul(x->l, a->l, b->l);
  }
  mag_add(x->u, left, right);
  mag_clear(left);
  mag_clear(right);
  mag_clear(scale);
}

/* a^(1/n): as w / L with w^n = U L^(n-1), or as U / w with w^n = U^(n-1) L, whichever keeps the
 * bounds small. Either way one number of degree n over the field of a is new. */
static void bounds_of_root(number* x, const number* a) {
  const ulong n = (ulong)x->n;
  mag_t power;
  mag_init(power);
  if (mag_cmp(a->u, a->l) >= 0) {
    mag_pow_ui(power, a->l, n - 1);
    mag_mul(power, power, a->u);
    mag_root(x->u, power, n);
    mag_set(x->l, a->l);
    fmpz_set(x->whole, a->whole);
  } else {
    mag_pow_ui(power, a->u, n - 1);
    mag_mul(power, power, a->l);
    mag_root(x->l, power, n);
    mag_set(x->u, a->u);
  }
  mag_clear(power);
}

void algebraic_set_bounds(const algebraics* pool, number* x) {
  /* Not used where there is no operand. */
  const number* a = pool->numbers + (x->a < 0 ? 0 : x->a);
  const number* b = pool->numbers + (x->b < 0 ? 0 : x->b);
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
      bounds_of_rational(x);
      break;
    case ALGEBRAIC_COSINE: /* twice a cosine is an algebraic integer */
      mag_set_ui(x->u, 2);
      mag_set_ui(x->l, 2);
      fmpz_set_ui(x->whole, 2);
      break;
    case ALGEBRAIC_UNIT:
      mag_one(x->u);
      mag_one(x->l);
      fmpz_one(x->whole);
      break;
    case ALGEBRAIC_ADD:
      bounds_of_sum(x, a, b);
      break;
    case ALGEBRAIC_MUL:
      mag_mul(x->u, a->u, b->u);
      mag_mul(x->l, a->l, b->l);
      fmpz_mul(x->whole, a->whole, b->whole);
      break;
    case ALGEBRAIC_INVERSE:
      mag_set(x->u, a->l);
      mag_set(x->l, a->u);
      break;
    case ALGEBRAIC_POWER:
      mag_pow_ui(x->u, a->u, (ulong)x->n);
      mag_pow_ui(x->l, a->l, (ulong)x->n);
      if ((int64_t)fmpz_bits(a->whole) * x->n <= kMaxWholeBits)
        fmpz_pow_ui(x->whole, a->whole, (ulong)x->n);
      break;
    case ALGEBRAIC_ROOT:
      bounds_of_root(x, a);
      break;
    case ALGEBRAIC_CONJUGATE:
    case ALGEBRAIC_REAL:
      mag_set(x->u, a->u);
      mag_set(x->l, a->l);
      fmpz_set(x->whole, a->whole);
      break;
  }
  if (fmpz_bits(x->whole) > kMaxWholeBits) fmpz_zero(x->whole);
}
