#include "tasks/math/exact/fraction.h"
#include "tasks/math/exact/kernel_functions.h"
#include "tasks/math/exact/kernels.h"

void kernel_whole_power(algebra* g, fraction* out, const fraction* a, slong e) {
  fraction base;
  fraction_init(g, &base);
  fraction_set(g, &base, a);
  if (e < 0) {
    if (fmpz_mpoly_is_zero(base.num, g->ctx)) g->failed = 1;
    fmpz_mpoly_swap(base.num, base.den, g->ctx);
    e = -e;
  }
  if (g->failed) {
    fraction_clear(g, &base);
    return;
  }
  if (polynomial_power_is_small(g, base.num, e) && polynomial_power_is_small(g, base.den, e)) {
    polynomial_power(g, out->num, base.num, e);
    polynomial_power(g, out->den, base.den, e);
  } else {
    kernel_opaque(g, out, EXACT_POW, e, &base, NULL);
  }
  fraction_clear(g, &base);
}

/* out = base^(c m), a power whose exponent is one monomial: (base^(m/q))^p */
static void monomial_power(algebra* g, fraction* out, const fraction* base, const fmpq_t c,
                           const fmpz_mpoly_t m) {
  if (!fmpz_fits_si(fmpq_numref(c)) || fmpz_bits(fmpq_numref(c)) > 20) {
    g->failed = 1;
    return;
  }
  fraction exponent, generator;
  fraction_init(g, &exponent);
  fraction_init(g, &generator);
  fmpz_mpoly_set(exponent.num, m, g->ctx);
  fmpz_mpoly_set_fmpz(exponent.den, fmpq_denref(c), g->ctx);
  kernel_opaque(g, &generator, EXACT_POW, 0, base, &exponent);
  if (!g->failed) kernel_whole_power(g, out, &generator, fmpz_get_si(fmpq_numref(c)));
  fraction_clear(g, &exponent);
  fraction_clear(g, &generator);
}

static int is_e(algebra* g, const fraction* f) {
  slong exponent = 0;
  fmpq_t c;
  fmpq_init(c);
  const kernel* k = kernel_of_monomial(g, f, &exponent, c);
  const int yes = k != NULL && k->op == EXACT_E && exponent == 1 && fmpq_is_one(c);
  fmpq_clear(c);
  return yes;
}

/* e^(c log x) = x^c; 0 where the exponent is another. */
static int power_of_logarithm(algebra* g, fraction* out, const fraction* base, const fmpq_t c,
                              const fmpz_mpoly_t m) {
  if (!is_e(g, base) || fmpz_bits(fmpq_numref(c)) > 20 || fmpz_cmp_si(fmpq_denref(c), 1000) > 0)
    return 0;
  ulong exps[kMaxGenerators];
  fmpz_mpoly_get_term_exp_ui(exps, m, 0, g->ctx);
  const kernel* logarithm = NULL;
  for (slong i = 0; i < g->num_generators; ++i) {
    if (exps[i] == 0) continue;
    const kernel* here = kernel_of_generator(g, i);
    if (logarithm != NULL || exps[i] != 1 || here == NULL || here->op != EXACT_LOG) return 0;
    logarithm = here;
  }
  if (logarithm == NULL) return 0;
  kernel_root(g, out, fmpz_get_si(fmpq_denref(c)), &logarithm->a);
  if (!g->failed) kernel_whole_power(g, out, out, fmpz_get_si(fmpq_numref(c)));
  return 1;
}

/* e^(i pi c) for c a multiple of 1/2; 0 where it is none. */
static int root_of_unity(algebra* g, fraction* out, const fraction* base, const fmpq_t c,
                         const fmpz_mpoly_t m) {
  if (!is_e(g, base) || fmpz_cmp_si(fmpq_denref(c), 2) > 0) return 0;
  ulong exps[kMaxGenerators];
  fmpz_mpoly_get_term_exp_ui(exps, m, 0, g->ctx);
  int has_i = 0, has_pi = 0;
  for (slong i = 0; i < g->num_generators; ++i) {
    if (exps[i] == 0) continue;
    const kernel* here = kernel_of_generator(g, i);
    if (exps[i] != 1 || here == NULL) return 0;
    if (here->op == EXACT_I)
      has_i = 1;
    else if (here->op == EXACT_PI)
      has_pi = 1;
    else
      return 0;
  }
  if (!has_i || !has_pi) return 0;
  fmpz_t quarter;
  fmpz_init(quarter);
  fmpz_mul_si(quarter, fmpq_numref(c), fmpz_is_one(fmpq_denref(c)) ? 2 : 1);
  const ulong turn = fmpz_fdiv_ui(quarter, 4);
  fmpz_clear(quarter);
  if (turn % 2 == 0) {
    fraction_set_si(g, out, turn == 0 ? 1 : -1);
  } else {
    kernel_imaginary_unit(g, out);
    if (turn == 3) fraction_negate(g, out);
  }
  return 1;
}

/* out = base^exponent with an exponent of more than a rational: b^(u+v) = b^u b^v */
static void general_power(algebra* g, fraction* out, const fraction* base,
                          const fraction* exponent) {
  if (!fmpz_mpoly_is_fmpz(exponent->den, g->ctx)) {
    kernel_opaque(g, out, EXACT_POW, 0, base, exponent);
    return;
  }
  fmpq_t c;
  fmpz_t den;
  fmpz_mpoly_t monomial;
  fraction part, product;
  fmpq_init(c);
  fmpz_init(den);
  fmpz_mpoly_init(monomial, g->ctx);
  fraction_init(g, &part);
  fraction_init(g, &product);
  fraction_set_si(g, &product, 1);
  fmpz_mpoly_get_fmpz(den, exponent->den, g->ctx);
  for (slong i = 0; i < fmpz_mpoly_length(exponent->num, g->ctx) && !g->failed; ++i) {
    fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(c), exponent->num, i, g->ctx);
    fmpz_set(fmpq_denref(c), den);
    fmpq_canonicalise(c);
    fmpz_mpoly_get_term_monomial(monomial, exponent->num, i, g->ctx);
    if (fmpz_mpoly_is_one(monomial, g->ctx)) {
      if (!fmpz_fits_si(fmpq_numref(c)) || fmpz_bits(fmpq_numref(c)) > 20 ||
          fmpz_cmp_si(fmpq_denref(c), 1000) > 0) {
        g->failed = 1;
        break;
      }
      kernel_root(g, &part, fmpz_get_si(fmpq_denref(c)), base);
      if (!g->failed) kernel_whole_power(g, &part, &part, fmpz_get_si(fmpq_numref(c)));
    } else if (!root_of_unity(g, &part, base, c, monomial) &&
               !power_of_logarithm(g, &part, base, c, monomial)) {
      monomial_power(g, &part, base, c, monomial);
    }
    fraction_mul(g, &product, &product, &part);
  }
  fraction_set(g, out, &product);
  fmpq_clear(c);
  fmpz_clear(den);
  fmpz_mpoly_clear(monomial, g->ctx);
  fraction_clear(g, &part);
  fraction_clear(g, &product);
}

/* 12^x = 2^(2x) 3^x, for positive rational bases */
static void power_of_rational(algebra* g, fraction* out, const fmpq_t base,
                              const fraction* exponent) {
  fraction prime, part, scaled;
  fraction_init(g, &prime);
  fraction_init(g, &part);
  fraction_init(g, &scaled);
  fraction_set_si(g, out, 1);
  for (int side = 0; side < 2 && !g->failed; ++side) {
    const fmpz* number = side == 0 ? fmpq_numref(base) : fmpq_denref(base);
    if (fmpz_is_one(number)) continue;
    fmpz_factor_t primes;
    fmpz_factor_init(primes);
    exact_factor(primes, number);
    for (slong i = 0; i < primes->num && !g->failed; ++i) {
      fmpz_mpoly_set_fmpz(prime.num, primes->p + i, g->ctx);
      fraction_set(g, &scaled, exponent);
      fmpz_mpoly_scalar_mul_ui(scaled.num, scaled.num, primes->exp[i], g->ctx);
      general_power(g, &part, &prime, &scaled);
      if (side == 0)
        fraction_mul(g, out, out, &part);
      else
        fraction_div(g, out, out, &part);
    }
    fmpz_factor_clear(primes);
  }
  fraction_clear(g, &prime);
  fraction_clear(g, &part);
  fraction_clear(g, &scaled);
}

/* b^(u / log v) with b > 0, as e^(u log b / log v) where that divides; 0 where it does not. */
static int power_of_quotient(algebra* g, fraction* out, const fmpq_t b, const fraction* exponent) {
  fraction product, e;
  fmpz_mpoly_t quotient;
  fraction_init(g, &product);
  fraction_init(g, &e);
  fmpz_mpoly_init(quotient, g->ctx);
  kernel_logarithm_of_rational(g, &product, b);
  if (!g->failed) fraction_mul(g, &product, &product, exponent);
  const int divides = !g->failed && fmpz_mpoly_length(product.den, g->ctx) == 1 &&
                      fmpz_mpoly_divides(quotient, product.num, product.den, g->ctx);
  if (divides) {
    fmpz_mpoly_swap(product.num, quotient, g->ctx);
    fmpz_mpoly_one(product.den, g->ctx);
    kernel_constant(g, &e, EXACT_E);
    general_power(g, out, &e, &product);
  }
  fraction_clear(g, &product);
  fraction_clear(g, &e);
  fmpz_mpoly_clear(quotient, g->ctx);
  return divides;
}

void kernel_power(algebra* g, fraction* out, const fraction* base, const fraction* exponent) {
  fmpq_t e, b;
  fmpq_init(e);
  fmpq_init(b);
  if (fraction_is_rational(g, exponent)) {
    fraction_get_fmpq(g, e, exponent);
    const int small = fmpz_bits(fmpq_numref(e)) <= 30 && fmpz_cmp_si(fmpq_denref(e), 1000) <= 0;
    if (!small) {
      kernel_opaque(g, out, EXACT_POW, 0, base, exponent);
    } else {
      fraction root_value;
      fraction_init(g, &root_value);
      kernel_root(g, &root_value, fmpz_get_si(fmpq_denref(e)), base);
      if (!g->failed) kernel_whole_power(g, out, &root_value, fmpz_get_si(fmpq_numref(e)));
      fraction_clear(g, &root_value);
    }
  } else if (fraction_is_rational(g, base)) {
    fraction_get_fmpq(g, b, base);
    if (fmpq_sgn(b) <= 0)
      kernel_opaque(g, out, EXACT_POW, 0, base, exponent);
    else if (fmpz_mpoly_is_fmpz(exponent->den, g->ctx) || !power_of_quotient(g, out, b, exponent))
      power_of_rational(g, out, b, exponent);
  } else {
    general_power(g, out, base, exponent);
  }
  fmpq_clear(e);
  fmpq_clear(b);
}
