#include "tasks/math/exact/fraction.h"
#include "tasks/math/exact/kernel_functions.h"
#include "tasks/math/exact/kernels.h"

void kernel_logarithm_of_rational(algebra* g, fraction* out, const fmpq_t x) {
  fraction_set_si(g, out, 0);
  fraction term, value;
  fraction_init(g, &term);
  fraction_init(g, &value);
  for (int side = 0; side < 2 && !g->failed; ++side) {
    const fmpz* part = side == 0 ? fmpq_numref(x) : fmpq_denref(x);
    if (fmpz_is_one(part)) continue;
    fmpz_factor_t primes;
    fmpz_factor_init(primes);
    exact_factor(primes, part);
    for (slong i = 0; i < primes->num && !g->failed; ++i) {
      fmpz_mpoly_set_fmpz(value.num, primes->p + i, g->ctx);
      kernel_opaque(g, &term, EXACT_LOG, 0, &value, NULL);
      fmpz_mpoly_scalar_mul_ui(term.num, term.num, primes->exp[i], g->ctx);
      fraction_add(g, out, out, &term, side == 0 ? 1 : -1);
    }
    fmpz_factor_clear(primes);
  }
  fraction_clear(g, &term);
  fraction_clear(g, &value);
}

void kernel_logarithm(algebra* g, fraction* out, const fraction* a) {
  fmpq_t c;
  fmpq_init(c);
  slong exponent = 0;
  if (fraction_is_rational(g, a)) {
    fraction_get_fmpq(g, c, a);
    if (fmpq_sgn(c) > 0)
      kernel_logarithm_of_rational(g, out, c);
    else
      kernel_opaque(g, out, EXACT_LOG, 0, a, NULL);
  } else {
    const kernel* k = kernel_of_monomial(g, a, &exponent, c);
    if (k != NULL && k->op == EXACT_E && fmpq_sgn(c) > 0) {
      kernel_logarithm_of_rational(g, out, c); /* log(c e^k) = log c + k */
      fraction whole;
      fraction_init(g, &whole);
      fraction_set_si(g, &whole, exponent);
      fraction_add(g, out, out, &whole, 1);
      fraction_clear(g, &whole);
    } else if (k != NULL && k->op == EXACT_ROOT && fmpq_sgn(c) > 0 &&
               fraction_is_rational(g, &k->a) && polynomial_leading_sign(g, k->a.num) > 0) {
      /* log(c p^(k/n)) */
      fraction rest;
      fmpq_t inside;
      fraction_init(g, &rest);
      fmpq_init(inside);
      kernel_logarithm_of_rational(g, out, c);
      fraction_get_fmpq(g, inside, &k->a);
      const slong n = k->degree;
      kernel_logarithm_of_rational(g, &rest, inside);
      fmpz_mpoly_scalar_mul_si(rest.num, rest.num, exponent, g->ctx);
      fmpz_mpoly_scalar_mul_si(rest.den, rest.den, n, g->ctx);
      fraction_add(g, out, out, &rest, 1);
      fmpq_clear(inside);
      fraction_clear(g, &rest);
    } else {
      kernel_opaque(g, out, EXACT_LOG, 0, a, NULL);
    }
  }
  fmpq_clear(c);
}
