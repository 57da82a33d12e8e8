/* Roots: prime by prime of rationals, principal ones of the rest. */
#include <flint/ulong_extras.h>

#include "tasks/math/exact/algebraic_internal.h"
#include "tasks/math/exact/internal.h"

/* p^(e/n) for a prime p > 1 (or what could not be factored), e of either sign */
static algebraic power_of_prime(algebraics* pool, const fmpz_t p, slong e, slong n) {
  slong whole = e / n, rest = e % n;
  if (rest < 0) {
    rest += n;
    --whole;
  }
  fmpq_t base;
  fmpq_init(base);
  fmpz_set(fmpq_numref(base), p);
  const algebraic inside = algebraic_rational(pool, base);
  fmpq_clear(base);
  const algebraic outside = algebraic_power(pool, inside, whole);
  if (rest == 0 || inside < 0) return outside;
  const slong shared = (slong)n_gcd((ulong)rest, (ulong)n);
  const algebraic root = algebraic_make(pool, ALGEBRAIC_ROOT, inside, -1, n / shared);
  return algebraic_mul(pool, outside, algebraic_power(pool, root, rest / shared));
}

/* The real n-th root of x > 0. */
static algebraic root_of_rational(algebraics* pool, const fmpq_t x, slong n) {
  algebraic made = algebraic_integer(pool, 1);
  for (int side = 0; side < 2; ++side) {
    fmpz_factor_t primes;
    fmpz_factor_init(primes);
    exact_factor(primes, side == 0 ? fmpq_numref(x) : fmpq_denref(x));
    for (slong i = 0; i < primes->num; ++i) {
      const slong e = (slong)primes->exp[i];
      made = algebraic_mul(pool, made, power_of_prime(pool, primes->p + i, side == 0 ? e : -e, n));
    }
    fmpz_factor_clear(primes);
  }
  return made;
}

/* Of a number that is not real. */
static algebraic root_of_complex(algebraics* pool, algebraic a, slong n) {
  if (algebraic_get(pool, a)->op != ALGEBRAIC_UNIT)
    return algebraic_make(pool, ALGEBRAIC_ROOT, a, -1, n);
  /* The principal root halves the argument in (-pi, pi]. */
  fmpq_t turn;
  fmpq_init(turn);
  fmpq_set(turn, algebraic_get(pool, a)->r);
  if (fmpz_cmp(fmpq_numref(turn), fmpq_denref(turn)) > 0) fmpq_sub_si(turn, turn, 2);
  fmpz_mul_si(fmpq_denref(turn), fmpq_denref(turn), n);
  fmpq_canonicalise(turn);
  const algebraic made = algebraic_unit(pool, turn);
  fmpq_clear(turn);
  return made;
}

/* The real root of a number that is positive. */
static algebraic root_of_positive(algebraics* pool, algebraic a, slong n, int real_roots) {
  if (algebraic_is_rational(pool, a)) {
    fmpq_t x;
    fmpq_init(x);
    fmpq_set(x, algebraic_get(pool, a)->r);
    const algebraic made = root_of_rational(pool, x, n);
    fmpq_clear(x);
    return made;
  }
  /* A positive rational factor comes out. */
  const number* x = algebraic_get(pool, a);
  if (x->op == ALGEBRAIC_MUL && algebraic_is_rational(pool, x->a) &&
      fmpq_sgn(algebraic_get(pool, x->a)->r) > 0) {
    const algebraic factor = x->a, rest = x->b;
    return algebraic_mul(pool, algebraic_root(pool, factor, n, real_roots),
                         algebraic_root(pool, rest, n, real_roots));
  }
  /* (b^e)^(1/n) = |b|^(e/n) for real b where the power is positive. */
  if (x->op == ALGEBRAIC_POWER && x->n % n == 0 && algebraic_get(pool, x->a)->real) {
    const slong e = x->n / n;
    return algebraic_power(pool, algebraic_abs(pool, x->a), e);
  }
  if (!x->real) a = algebraic_make(pool, ALGEBRAIC_REAL, a, -1, 0);
  if (a < 0) return -1;
  return algebraic_make(pool, ALGEBRAIC_ROOT, a, -1, n);
}

algebraic algebraic_root(algebraics* pool, algebraic a, slong n, int real_roots) {
  if (a < 0 || n < 1 || n > 1000) return -1;
  if (n == 1) return a;
  const algebraic_truth zero = algebraic_is_zero(pool, a);
  if (zero == TRUTH_YES) return algebraic_integer(pool, 0);
  const algebraic_truth real = algebraic_is_real(pool, a);
  if (zero == TRUTH_OPEN || real == TRUTH_OPEN) return -1;
  if (real == TRUTH_NO) return root_of_complex(pool, a, n);
  const int sign = algebraic_sign(pool, a);
  if (sign < -1) return -1;
  if (sign > 0) return root_of_positive(pool, a, n, real_roots);
  const algebraic root = algebraic_root(pool, algebraic_neg(pool, a), n, real_roots);
  if (real_roots && n % 2 == 1) return algebraic_neg(pool, root);
  return algebraic_mul(pool, algebraic_unit_of_order(pool, n), root);
}
