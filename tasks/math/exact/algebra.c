/* Normal forms: an expression as a quotient of polynomials in variables and kernels. A kernel is
 * what the four operations cannot reach: sqrt 2, pi, sin x. Two kernels that are the same function
 * of equal arguments are one generator; relations such as s^2 = 2 are applied at the end.
 *
 * Fractions are never reduced by a common factor: polynomial gcds have no useful bound of cost,
 * and a zero numerator shows without them. Sign and content of a fraction are those of its leading
 * coefficients and contents, which a common factor does not change. */
#include <flint/fmpz.h>
#include <flint/fmpz_factor.h>
#include <flint/fmpz_mpoly.h>
#include <flint/ulong_extras.h>
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/internal.h"

enum { kTermCost = 10 /* units of work */ };
enum { kMaxKernels = 24, kMaxGenerators = 32, kMaxDegree = 1 << 20 };

typedef struct {
  fmpz_mpoly_t num, den;
} fraction;

typedef struct {
  exact_op op;
  fmpz_t n;       /* root index, prime, exponent; 0 where it has no meaning */
  fraction a, b;  /* arguments; b = 1 where there is one */
  slong degree;   /* generator^degree = relation, 0 where there is none */
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

static void fraction_init(algebra* g, fraction* f) {
  fmpz_mpoly_init(f->num, g->ctx);
  fmpz_mpoly_init(f->den, g->ctx);
  fmpz_mpoly_one(f->den, g->ctx);
}

static void fraction_clear(algebra* g, fraction* f) {
  fmpz_mpoly_clear(f->num, g->ctx);
  fmpz_mpoly_clear(f->den, g->ctx);
}

static void fraction_set(algebra* g, fraction* out, const fraction* f) {
  fmpz_mpoly_set(out->num, f->num, g->ctx);
  fmpz_mpoly_set(out->den, f->den, g->ctx);
}

static void set_fmpq(algebra* g, fraction* out, const fmpq_t x) {
  fmpz_mpoly_set_fmpz(out->num, fmpq_numref(x), g->ctx);
  fmpz_mpoly_set_fmpz(out->den, fmpq_denref(x), g->ctx);
}

static void set_si(algebra* g, fraction* out, slong x) {
  fmpz_mpoly_set_si(out->num, x, g->ctx);
  fmpz_mpoly_one(out->den, g->ctx);
}

static void set_generator(algebra* g, fraction* out, slong generator) {
  fmpz_mpoly_gen(out->num, generator, g->ctx);
  fmpz_mpoly_one(out->den, g->ctx);
}

static void pay(algebra* g, int64_t cost) {
  if (cost < 0 || cost > g->work || !exact_spend(g->s, cost * kTermCost)) g->failed = 1;
  else g->work -= cost;
}

static int64_t weight(const fmpz_mpoly_t p) {
  slong bits = fmpz_mpoly_max_bits(p);
  if (bits < 0) bits = -bits;
  return 1 + bits / 512;
}

static void multiply(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t a, const fmpz_mpoly_t b) {
  if (g->failed) return;
  const int64_t terms = (int64_t)fmpz_mpoly_length(a, g->ctx) * fmpz_mpoly_length(b, g->ctx);
  if (terms > g->max_terms * 16) {
    g->failed = 1;
    return;
  }
  pay(g, 1 + terms * (weight(a) + weight(b)));
  if (!g->failed) fmpz_mpoly_mul(out, a, b, g->ctx);
}

static void fraction_mul(algebra* g, fraction* out, const fraction* a, const fraction* b) {
  multiply(g, out->num, a->num, b->num);
  multiply(g, out->den, a->den, b->den);
}

static void fraction_div(algebra* g, fraction* out, const fraction* a, const fraction* b) {
  if (fmpz_mpoly_is_zero(b->num, g->ctx)) {
    g->failed = 1;
    return;
  }
  fmpz_mpoly_t num;
  fmpz_mpoly_init(num, g->ctx);
  multiply(g, num, a->num, b->den);
  multiply(g, out->den, a->den, b->num);
  fmpz_mpoly_swap(out->num, num, g->ctx);
  fmpz_mpoly_clear(num, g->ctx);
}

/* out = a + sign * b */
static void fraction_add(algebra* g, fraction* out, const fraction* a, const fraction* b,
                         int sign) {
  fmpz_mpoly_t left, right;
  fmpz_mpoly_init(left, g->ctx);
  fmpz_mpoly_init(right, g->ctx);
  if (fmpz_mpoly_equal(a->den, b->den, g->ctx)) {
    fmpz_mpoly_set(left, a->num, g->ctx);
    fmpz_mpoly_set(right, b->num, g->ctx);
    fmpz_mpoly_set(out->den, a->den, g->ctx);
  } else {
    multiply(g, left, a->num, b->den);
    multiply(g, right, b->num, a->den);
    multiply(g, out->den, a->den, b->den);
  }
  pay(g, fmpz_mpoly_length(left, g->ctx) + fmpz_mpoly_length(right, g->ctx));
  if (sign > 0) fmpz_mpoly_add(out->num, left, right, g->ctx);
  else fmpz_mpoly_sub(out->num, left, right, g->ctx);
  fmpz_mpoly_clear(left, g->ctx);
  fmpz_mpoly_clear(right, g->ctx);
}

static int fraction_equal(algebra* g, const fraction* a, const fraction* b) {
  if (fmpz_mpoly_equal(a->num, b->num, g->ctx) && fmpz_mpoly_equal(a->den, b->den, g->ctx))
    return 1;
  fmpz_mpoly_t left, right;
  fmpz_mpoly_init(left, g->ctx);
  fmpz_mpoly_init(right, g->ctx);
  multiply(g, left, a->num, b->den);
  multiply(g, right, b->num, a->den);
  const int equal = !g->failed && fmpz_mpoly_equal(left, right, g->ctx);
  fmpz_mpoly_clear(left, g->ctx);
  fmpz_mpoly_clear(right, g->ctx);
  return equal;
}

static int is_rational(algebra* g, const fraction* f) {
  return fmpz_mpoly_is_fmpz(f->num, g->ctx) && fmpz_mpoly_is_fmpz(f->den, g->ctx);
}

static void get_fmpq(algebra* g, fmpq_t out, const fraction* f) {
  fmpz_mpoly_get_fmpz(fmpq_numref(out), f->num, g->ctx);
  fmpz_mpoly_get_fmpz(fmpq_denref(out), f->den, g->ctx);
  fmpq_canonicalise(out);
}

static int leading_sign(algebra* g, const fmpz_mpoly_t p) {
  if (fmpz_mpoly_is_zero(p, g->ctx)) return 0;
  return fmpz_sgn(p->coeffs + 0);
}

/* The sign that is taken out of odd and even functions. */
static int fraction_sign(algebra* g, const fraction* f) {
  return leading_sign(g, f->num) * leading_sign(g, f->den);
}

static void content(algebra* g, fmpz_t out, const fmpz_mpoly_t p) {
  fmpz_zero(out);
  for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) fmpz_gcd(out, out, p->coeffs + i);
}

/* a = c * b with b of content 1; c > 0. */
static void split_content(algebra* g, fmpq_t c, fraction* b, const fraction* a) {
  content(g, fmpq_numref(c), a->num);
  content(g, fmpq_denref(c), a->den);
  fmpz_mpoly_scalar_divexact_fmpz(b->num, a->num, fmpq_numref(c), g->ctx);
  fmpz_mpoly_scalar_divexact_fmpz(b->den, a->den, fmpq_denref(c), g->ctx);
  fmpq_canonicalise(c);
}

/* terms of p^e, or -1 where there are too many */
static int64_t power_terms(algebra* g, int64_t terms, slong e) {
  if (terms <= 1) return 1;
  int64_t count = 1; /* C(terms + e - 1, e), growing in the smaller of the two */
  const int64_t small = e < terms - 1 ? e : terms - 1;
  const int64_t top = terms + e - 1;
  for (int64_t k = 1; k <= small; ++k) {
    if (count > g->max_terms * 64) return -1;
    count = count * (top - small + k) / k;
  }
  return count <= g->max_terms ? count : -1;
}

static int power_is_small(algebra* g, const fmpz_mpoly_t p, slong e) {
  const int64_t count = power_terms(g, fmpz_mpoly_length(p, g->ctx), e);
  if (count < 0) return 0;
  slong bits = fmpz_mpoly_max_bits(p);
  if (bits < 0) bits = -bits;
  fmpz_t degree;
  fmpz_init(degree);
  fmpz_mpoly_total_degree_fmpz(degree, p, g->ctx);
  const int small_degree = fmpz_cmp_si(degree, kMaxDegree) <= 0 &&
                           fmpz_get_si(degree) * (int64_t)e <= kMaxDegree;
  fmpz_clear(degree);
  const int64_t result_bits = (bits + 4) * (int64_t)e;
  return small_degree && result_bits <= g->s->limits.max_bits &&
         count * (1 + result_bits / 512) <= g->work / 4;
}

static void poly_power(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t p, slong e) {
  const int64_t count = power_terms(g, fmpz_mpoly_length(p, g->ctx), e);
  pay(g, 4 * count * weight(p));
  if (g->failed) return;
  if (!fmpz_mpoly_pow_ui(out, p, (ulong)e, g->ctx)) g->failed = 1;
}

static kernel* find_kernel(algebra* g, exact_op op, const fmpz_t n, const fraction* a,
                           const fraction* b) {
  for (slong k = 0; k < g->num_kernels; ++k) {
    kernel* here = g->kernels + k;
    if (here->op == op && fmpz_equal(here->n, n) && fraction_equal(g, &here->a, a) &&
        fraction_equal(g, &here->b, b))
      return here;
  }
  return NULL;
}

static slong generator_of(algebra* g, const kernel* k) {
  return g->num_variables + (slong)(k - g->kernels);
}

/* The generator for op(n; a, b), made where it is new. Null where there are too many. */
static kernel* get_kernel(algebra* g, exact_op op, const fmpz_t n, const fraction* a,
                          const fraction* b, int* is_new) {
  *is_new = 0;
  kernel* found = find_kernel(g, op, n, a, b);
  if (found != NULL || g->failed) return found;
  if (g->num_variables + g->num_kernels >= g->num_generators) {
    g->failed = 1;
    return NULL;
  }
  kernel* k = g->kernels + g->num_kernels++;
  k->op = op;
  k->degree = 0;
  fmpz_init_set(k->n, n);
  fraction_init(g, &k->a);
  fraction_init(g, &k->b);
  fraction_init(g, &k->relation);
  fraction_set(g, &k->a, a);
  fraction_set(g, &k->b, b);
  *is_new = 1;
  return k;
}

/* out = a kernel of one or two arguments without relations */
static void opaque(algebra* g, fraction* out, exact_op op, slong n, const fraction* a,
                   const fraction* b) {
  fraction one;
  fmpz_t index;
  fraction_init(g, &one);
  fmpz_init_set_si(index, n);
  set_si(g, &one, 1);
  int is_new;
  kernel* k = get_kernel(g, op, index, a, b == NULL ? &one : b, &is_new);
  if (k != NULL) set_generator(g, out, generator_of(g, k));
  fraction_clear(g, &one);
  fmpz_clear(index);
}

static void imaginary_unit(algebra* g, fraction* out) {
  fraction one;
  fmpz_t zero;
  fraction_init(g, &one);
  set_si(g, &one, 1);
  fmpz_init(zero);
  int is_new;
  kernel* k = get_kernel(g, EXACT_I, zero, &one, &one, &is_new);
  if (k != NULL) {
    if (is_new) {
      k->degree = 2;
      set_si(g, &k->relation, -1);
    }
    set_generator(g, out, generator_of(g, k));
  }
  fraction_clear(g, &one);
  fmpz_clear(zero);
}

/* out = n-th root of the prime (or unfactored integer) p > 1 */
static void root_of_prime(algebra* g, fraction* out, slong n, const fmpz_t p) {
  fraction value, index;
  fraction_init(g, &value);
  fraction_init(g, &index);
  fmpz_mpoly_set_fmpz(value.num, p, g->ctx);
  set_si(g, &index, n);
  fmpz_t key;
  fmpz_init_set_si(key, n);
  int is_new;
  kernel* k = get_kernel(g, EXACT_ROOT, key, &value, &index, &is_new);
  if (k != NULL) {
    if (is_new) {
      k->degree = n;
      fraction_set(g, &k->relation, &value);
    }
    set_generator(g, out, generator_of(g, k));
  }
  fmpz_clear(key);
  fraction_clear(g, &value);
  fraction_clear(g, &index);
}

static void fraction_power(algebra* g, fraction* out, const fraction* a, slong e) {
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
  if (power_is_small(g, base.num, e) && power_is_small(g, base.den, e)) {
    poly_power(g, out->num, base.num, e);
    poly_power(g, out->den, base.den, e);
  } else {
    opaque(g, out, EXACT_POW, e, &base, NULL);
  }
  fraction_clear(g, &base);
}

/* out = the real n-th root of x > 0 */
static void root_of_positive(algebra* g, fraction* out, slong n, const fmpq_t x) {
  /* (p/q)^(1/n) = (p q^(n-1))^(1/n) / q */
  fmpz_t inside, power;
  fmpz_init(inside);
  fmpz_init(power);
  fraction root, factor_value;
  fraction_init(g, &root);
  fraction_init(g, &factor_value);
  if ((int64_t)fmpz_bits(fmpq_denref(x)) * n > 4096) g->failed = 1;
  if (!g->failed) {
    fmpz_pow_ui(inside, fmpq_denref(x), (ulong)(n - 1));
    fmpz_mul(inside, inside, fmpq_numref(x));
    fmpz_mpoly_one(out->num, g->ctx);
    fmpz_mpoly_set_fmpz(out->den, fmpq_denref(x), g->ctx);
    fmpz_factor_t primes;
    fmpz_factor_init(primes);
    exact_factor(primes, inside);
    for (slong i = 0; i < primes->num && !g->failed; ++i) {
      const ulong e = primes->exp[i];
      fmpz_pow_ui(power, primes->p + i, e / (ulong)n);
      fmpz_mpoly_scalar_mul_fmpz(out->num, out->num, power, g->ctx);
      if (e % (ulong)n == 0) continue;
      root_of_prime(g, &root, n, primes->p + i);
      fraction_power(g, &factor_value, &root, (slong)(e % (ulong)n));
      fraction_mul(g, out, out, &factor_value);
    }
    fmpz_factor_clear(primes);
  }
  fraction_clear(g, &root);
  fraction_clear(g, &factor_value);
  fmpz_clear(inside);
  fmpz_clear(power);
}

static void root_of_rational(algebra* g, fraction* out, slong n, const fmpq_t x) {
  if (fmpq_is_zero(x)) {
    set_si(g, out, 0);
    return;
  }
  const int negative = fmpq_sgn(x) < 0;
  if (negative && n != 2 && (n % 2 == 0 || g->s->has_i)) {
    fraction value;
    fraction_init(g, &value);
    set_fmpq(g, &value, x);
    opaque(g, out, EXACT_ROOT, n, &value, NULL);
    fraction_clear(g, &value);
    return;
  }
  fmpq_t magnitude;
  fmpq_init(magnitude);
  fmpq_abs(magnitude, x);
  root_of_positive(g, out, n, magnitude);
  fmpq_clear(magnitude);
  if (!negative) return;
  if (n % 2 == 1) {
    fmpz_mpoly_neg(out->num, out->num, g->ctx);
  } else {
    fraction unit;
    fraction_init(g, &unit);
    imaginary_unit(g, &unit);
    fraction_mul(g, out, out, &unit);
    fraction_clear(g, &unit);
  }
}

/* out = a^(1/n) */
static void root(algebra* g, fraction* out, slong n, const fraction* a) {
  fmpq_t c;
  fmpq_init(c);
  if (n == 1) {
    fraction_set(g, out, a);
  } else if (is_rational(g, a)) {
    get_fmpq(g, c, a);
    root_of_rational(g, out, n, c);
  } else {
    /* A positive rational factor comes out of a root everywhere. */
    fraction rest, outside;
    fraction_init(g, &rest);
    fraction_init(g, &outside);
    split_content(g, c, &rest, a);
    root_of_positive(g, &outside, n, c);
    fmpz_t key;
    fmpz_init_set_si(key, n);
    fraction one;
    fraction_init(g, &one);
    set_si(g, &one, 1);
    int is_new;
    kernel* k = g->failed ? NULL : get_kernel(g, EXACT_ROOT, key, &rest, &one, &is_new);
    if (k != NULL) {
      if (is_new) {
        k->degree = n;
        fraction_set(g, &k->relation, &rest);
      }
      set_generator(g, out, generator_of(g, k));
      fraction_mul(g, out, out, &outside);
    }
    fraction_clear(g, &one);
    fmpz_clear(key);
    fraction_clear(g, &rest);
    fraction_clear(g, &outside);
  }
  fmpq_clear(c);
}

/* The only generator of the monomial f, or -1; its exponent and the rational factor. */
static slong only_generator(algebra* g, const fraction* f, slong* exponent, fmpq_t c) {
  if (!fmpz_mpoly_is_fmpz(f->den, g->ctx) || fmpz_mpoly_length(f->num, g->ctx) != 1) return -1;
  ulong exps[kMaxGenerators];
  fmpz_mpoly_get_term_exp_ui(exps, f->num, 0, g->ctx);
  slong generator = -1;
  for (slong i = 0; i < g->num_generators; ++i) {
    if (exps[i] == 0) continue;
    if (generator >= 0) return -1;
    generator = i;
    *exponent = (slong)exps[i];
  }
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(c), f->num, 0, g->ctx);
  fmpz_mpoly_get_fmpz(fmpq_denref(c), f->den, g->ctx);
  fmpq_canonicalise(c);
  return generator;
}

static const kernel* kernel_of(const algebra* g, slong generator) {
  return generator < g->num_variables ? NULL : g->kernels + (generator - g->num_variables);
}

static void logarithm_of_rational(algebra* g, fraction* out, const fmpq_t x) {
  set_si(g, out, 0);
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
      opaque(g, &term, EXACT_LOG, 0, &value, NULL);
      fmpz_mpoly_scalar_mul_ui(term.num, term.num, primes->exp[i], g->ctx);
      fraction_add(g, out, out, &term, side == 0 ? 1 : -1);
    }
    fmpz_factor_clear(primes);
  }
  fraction_clear(g, &term);
  fraction_clear(g, &value);
}

static void logarithm(algebra* g, fraction* out, const fraction* a) {
  fmpq_t c;
  fmpq_init(c);
  slong exponent = 0;
  if (is_rational(g, a)) {
    get_fmpq(g, c, a);
    if (fmpq_sgn(c) > 0) logarithm_of_rational(g, out, c);
    else opaque(g, out, EXACT_LOG, 0, a, NULL);
  } else {
    const slong generator = only_generator(g, a, &exponent, c);
    const kernel* k = generator < 0 ? NULL : kernel_of(g, generator);
    if (k != NULL && k->op == EXACT_E && fmpq_sgn(c) > 0) {
      logarithm_of_rational(g, out, c); /* log(c e^k) = log c + k */
      fraction whole;
      fraction_init(g, &whole);
      set_si(g, &whole, exponent);
      fraction_add(g, out, out, &whole, 1);
      fraction_clear(g, &whole);
    } else if (k != NULL && k->op == EXACT_ROOT && fmpq_sgn(c) > 0 && is_rational(g, &k->a) &&
               leading_sign(g, k->a.num) > 0) {
      /* log(c p^(k/n)) */
      fraction rest;
      fmpq_t inside;
      fraction_init(g, &rest);
      fmpq_init(inside);
      logarithm_of_rational(g, out, c);
      get_fmpq(g, inside, &k->a);
      const slong n = k->degree;
      logarithm_of_rational(g, &rest, inside);
      fmpz_mpoly_scalar_mul_si(rest.num, rest.num, exponent, g->ctx);
      fmpz_mpoly_scalar_mul_si(rest.den, rest.den, n, g->ctx);
      fraction_add(g, out, out, &rest, 1);
      fmpq_clear(inside);
      fraction_clear(g, &rest);
    } else {
      opaque(g, out, EXACT_LOG, 0, a, NULL);
    }
  }
  fmpq_clear(c);
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
  opaque(g, &generator, EXACT_POW, 0, base, &exponent);
  if (!g->failed) fraction_power(g, out, &generator, fmpz_get_si(fmpq_numref(c)));
  fraction_clear(g, &exponent);
  fraction_clear(g, &generator);
}

static int is_e(algebra* g, const fraction* f) {
  slong exponent = 0;
  fmpq_t c;
  fmpq_init(c);
  const slong generator = only_generator(g, f, &exponent, c);
  const kernel* k = generator < 0 ? NULL : kernel_of(g, generator);
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
    const kernel* here = kernel_of(g, i);
    if (logarithm != NULL || exps[i] != 1 || here == NULL || here->op != EXACT_LOG) return 0;
    logarithm = here;
  }
  if (logarithm == NULL) return 0;
  root(g, out, fmpz_get_si(fmpq_denref(c)), &logarithm->a);
  if (!g->failed) fraction_power(g, out, out, fmpz_get_si(fmpq_numref(c)));
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
    const kernel* here = kernel_of(g, i);
    if (exps[i] != 1 || here == NULL) return 0;
    if (here->op == EXACT_I) has_i = 1;
    else if (here->op == EXACT_PI) has_pi = 1;
    else return 0;
  }
  if (!has_i || !has_pi) return 0;
  fmpz_t quarter;
  fmpz_init(quarter);
  fmpz_mul_si(quarter, fmpq_numref(c), fmpz_is_one(fmpq_denref(c)) ? 2 : 1);
  const ulong turn = fmpz_fdiv_ui(quarter, 4);
  fmpz_clear(quarter);
  if (turn % 2 == 0) {
    set_si(g, out, turn == 0 ? 1 : -1);
  } else {
    imaginary_unit(g, out);
    if (turn == 3) fmpz_mpoly_neg(out->num, out->num, g->ctx);
  }
  return 1;
}

/* out = base^exponent with an exponent of more than a rational: b^(u+v) = b^u b^v */
static void general_power(algebra* g, fraction* out, const fraction* base,
                          const fraction* exponent) {
  if (!fmpz_mpoly_is_fmpz(exponent->den, g->ctx)) {
    opaque(g, out, EXACT_POW, 0, base, exponent);
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
  set_si(g, &product, 1);
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
      root(g, &part, fmpz_get_si(fmpq_denref(c)), base);
      if (!g->failed) fraction_power(g, &part, &part, fmpz_get_si(fmpq_numref(c)));
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
  set_si(g, out, 1);
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
      if (side == 0) fraction_mul(g, out, out, &part);
      else fraction_div(g, out, out, &part);
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
  logarithm_of_rational(g, &product, b);
  if (!g->failed) fraction_mul(g, &product, &product, exponent);
  const int divides = !g->failed && fmpz_mpoly_length(product.den, g->ctx) == 1 &&
                      fmpz_mpoly_divides(quotient, product.num, product.den, g->ctx);
  if (divides) {
    fmpz_mpoly_swap(product.num, quotient, g->ctx);
    fmpz_mpoly_one(product.den, g->ctx);
    set_si(g, &e, 1);
    opaque(g, &e, EXACT_E, 0, &e, NULL);
    general_power(g, out, &e, &product);
  }
  fraction_clear(g, &product);
  fraction_clear(g, &e);
  fmpz_mpoly_clear(quotient, g->ctx);
  return divides;
}

static void power(algebra* g, fraction* out, const fraction* base, const fraction* exponent) {
  fmpq_t e, b;
  fmpq_init(e);
  fmpq_init(b);
  if (is_rational(g, exponent)) {
    get_fmpq(g, e, exponent);
    const int small = fmpz_bits(fmpq_numref(e)) <= 30 && fmpz_cmp_si(fmpq_denref(e), 1000) <= 0;
    if (!small) {
      opaque(g, out, EXACT_POW, 0, base, exponent);
    } else {
      fraction root_value;
      fraction_init(g, &root_value);
      root(g, &root_value, fmpz_get_si(fmpq_denref(e)), base);
      if (!g->failed) fraction_power(g, out, &root_value, fmpz_get_si(fmpq_numref(e)));
      fraction_clear(g, &root_value);
    }
  } else if (is_rational(g, base)) {
    get_fmpq(g, b, base);
    if (fmpq_sgn(b) <= 0) opaque(g, out, EXACT_POW, 0, base, exponent);
    else if (fmpz_mpoly_is_fmpz(exponent->den, g->ctx) ||
             !power_of_quotient(g, out, b, exponent))
      power_of_rational(g, out, b, exponent);
  } else {
    general_power(g, out, base, exponent);
  }
  fmpq_clear(e);
  fmpq_clear(b);
}

/* cos(k pi / 12) */
static void twelfth_cosine(algebra* g, fraction* out, slong k) {
  k %= 24;
  if (k < 0) k += 24;
  if (k > 12) k = 24 - k;
  const int negative = k > 6;
  if (negative) k = 12 - k;
  fraction other;
  fmpq_t two, three, six;
  fraction_init(g, &other);
  fmpq_init(two);
  fmpq_init(three);
  fmpq_init(six);
  fmpq_set_si(two, 2, 1);
  fmpq_set_si(three, 3, 1);
  fmpq_set_si(six, 6, 1);
  slong denominator = 2;
  switch (k) {
    case 0:
      set_si(g, out, 2);
      break;
    case 2:
      root_of_positive(g, out, 2, three);
      break;
    case 3:
      root_of_positive(g, out, 2, two);
      break;
    case 4:
      set_si(g, out, 1);
      break;
    case 6:
      set_si(g, out, 0);
      break;
    default: /* 1, 5: (sqrt 6 +- sqrt 2) / 4 */
      root_of_positive(g, out, 2, six);
      root_of_positive(g, &other, 2, two);
      fraction_add(g, out, out, &other, k == 1 ? 1 : -1);
      denominator = 4;
      break;
  }
  if (!g->failed) {
    fmpz_mpoly_scalar_mul_si(out->den, out->den, denominator, g->ctx);
    if (negative) fmpz_mpoly_neg(out->num, out->num, g->ctx);
  }
  fraction_clear(g, &other);
  fmpq_clear(two);
  fmpq_clear(three);
  fmpq_clear(six);
}

/* The k with a = k pi / 12, or 0 as a result where there is none. */
static int twelfths_of_pi(algebra* g, const fraction* a, slong* k) {
  slong exponent = 0;
  fmpq_t c;
  fmpq_init(c);
  const slong generator = only_generator(g, a, &exponent, c);
  const kernel* pi = generator < 0 ? NULL : kernel_of(g, generator);
  fmpq_mul_si(c, c, 12);
  const int found = pi != NULL && pi->op == EXACT_PI && exponent == 1 &&
                    fmpz_is_one(fmpq_denref(c));
  if (found) *k = (slong)fmpz_fdiv_ui(fmpq_numref(c), 24);
  fmpq_clear(c);
  return found;
}

static void sine_and_cosine(algebra* g, fraction* sine, fraction* cosine, const fraction* a) {
  slong k;
  if (twelfths_of_pi(g, a, &k)) {
    twelfth_cosine(g, cosine, k);
    twelfth_cosine(g, sine, k - 6);
    return;
  }
  const int sign = fraction_sign(g, a);
  fraction argument, one;
  fmpz_t zero;
  fraction_init(g, &argument);
  fraction_init(g, &one);
  set_si(g, &one, 1);
  fmpz_init(zero);
  fraction_set(g, &argument, a);
  if (sign < 0) fmpz_mpoly_neg(argument.num, argument.num, g->ctx);
  int is_new;
  kernel* c = get_kernel(g, EXACT_COS, zero, &argument, &one, &is_new);
  kernel* s = g->failed ? NULL : get_kernel(g, EXACT_SIN, zero, &argument, &one, &is_new);
  if (c != NULL && s != NULL) {
    set_generator(g, cosine, generator_of(g, c));
    set_generator(g, sine, generator_of(g, s));
    if (is_new) { /* sin^2 = 1 - cos^2 */
      s->degree = 2;
      fraction square;
      fraction_init(g, &square);
      fraction_mul(g, &square, cosine, cosine);
      fraction_add(g, &s->relation, &one, &square, -1);
      fraction_clear(g, &square);
    }
    if (sign < 0) fmpz_mpoly_neg(sine->num, sine->num, g->ctx);
  }
  fmpz_clear(zero);
  fraction_clear(g, &argument);
  fraction_clear(g, &one);
}

static void trigonometric(algebra* g, fraction* out, exact_op op, const fraction* a) {
  fraction sine, cosine;
  fraction_init(g, &sine);
  fraction_init(g, &cosine);
  sine_and_cosine(g, &sine, &cosine, a);
  if (!g->failed) {
    if (op == EXACT_SIN) fraction_set(g, out, &sine);
    else if (op == EXACT_COS) fraction_set(g, out, &cosine);
    else fraction_div(g, out, &sine, &cosine);
  }
  fraction_clear(g, &sine);
  fraction_clear(g, &cosine);
}

/* sinh, cosh, tanh through e^a */
static void hyperbolic(algebra* g, fraction* out, exact_op op, const fraction* a) {
  fraction e, grown, shrunk, sinh_value, cosh_value, one;
  fraction* all[] = {&e, &grown, &shrunk, &sinh_value, &cosh_value, &one};
  for (size_t i = 0; i < 6; ++i) fraction_init(g, all[i]);
  set_si(g, &one, 1);
  opaque(g, &e, EXACT_E, 0, &one, NULL);
  if (!g->failed) power(g, &grown, &e, a);
  if (!g->failed) fraction_div(g, &shrunk, &one, &grown);
  if (!g->failed) fraction_add(g, &sinh_value, &grown, &shrunk, -1);
  if (!g->failed) fraction_add(g, &cosh_value, &grown, &shrunk, 1);
  if (!g->failed) {
    if (op == EXACT_TANH) {
      fraction_div(g, out, &sinh_value, &cosh_value);
    } else {
      fraction_set(g, out, op == EXACT_SINH ? &sinh_value : &cosh_value);
      fmpz_mpoly_scalar_mul_si(out->den, out->den, 2, g->ctx);
    }
  }
  for (size_t i = 0; i < 6; ++i) fraction_clear(g, all[i]);
}

static void odd_function(algebra* g, fraction* out, exact_op op, const fraction* a, int even) {
  const int sign = fraction_sign(g, a);
  fraction argument;
  fraction_init(g, &argument);
  fraction_set(g, &argument, a);
  if (sign < 0) fmpz_mpoly_neg(argument.num, argument.num, g->ctx);
  opaque(g, out, op, 0, &argument, NULL);
  if (sign < 0 && !even) fmpz_mpoly_neg(out->num, out->num, g->ctx);
  fraction_clear(g, &argument);
}

/* floor, ceil, sign and abs of a constant whose balls decide it. */
static int decided_by_balls(algebra* g, fraction* out, exact_op op, uint32_t step,
                            const fraction* a) {
  exact_session* s = g->s;
  uint8_t* needed = calloc(s->program.num_steps + 1, 1);
  if (needed == NULL) return 0;
  exact_mark_needed(s, step, needed);
  acb_ptr values = _acb_vec_init((slong)s->program.num_steps);
  int found = 0, real = 1;
  if (exact_balls(s, needed, NULL, 256, values, &real) && acb_is_real(values + step)) {
    const arb_srcptr x = acb_realref(values + step);
    fmpz_t whole;
    fmpz_init(whole);
    if (op == EXACT_ABS || op == EXACT_SIGN) {
      const int sign = arb_is_positive(x) ? 1 : arb_is_negative(x) ? -1 : 0;
      found = sign != 0;
      if (found && op == EXACT_SIGN) set_si(g, out, sign);
      if (found && op == EXACT_ABS) {
        fraction_set(g, out, a);
        if (sign < 0) fmpz_mpoly_neg(out->num, out->num, g->ctx);
      }
    } else {
      arb_t rounded;
      arb_init(rounded);
      if (op == EXACT_FLOOR) arb_floor(rounded, x, 256);
      else arb_ceil(rounded, x, 256);
      if (arb_get_unique_fmpz(whole, rounded)) {
        found = 1;
        fmpz_mpoly_set_fmpz(out->num, whole, g->ctx);
        fmpz_mpoly_one(out->den, g->ctx);
      }
      arb_clear(rounded);
    }
    fmpz_clear(whole);
  }
  _acb_vec_clear(values, (slong)s->program.num_steps);
  free(needed);
  return found;
}

static void step_value(algebra* g, uint32_t i) {
  const exact_step step = g->s->program.steps[i];
  fraction* out = g->steps + i;
  const fraction* a = g->steps + step.a;
  const fraction* b = g->steps + step.b;
  fraction one;
  fraction_init(g, &one);
  set_si(g, &one, 1);
  switch (step.op) {
    case EXACT_VARIABLE:
      set_generator(g, out, step.a);
      break;
    case EXACT_PI:
    case EXACT_E:
      opaque(g, out, step.op, 0, &one, NULL);
      break;
    case EXACT_I:
      imaginary_unit(g, out);
      break;
    case EXACT_NEG:
      fraction_set(g, out, a);
      fmpz_mpoly_neg(out->num, out->num, g->ctx);
      break;
    case EXACT_ADD:
      fraction_add(g, out, a, b, 1);
      break;
    case EXACT_MUL:
      fraction_mul(g, out, a, b);
      break;
    case EXACT_DIV:
      fraction_div(g, out, a, b);
      break;
    case EXACT_POW:
      power(g, out, a, b);
      break;
    case EXACT_ROOT: {
      const fmpq* n = g->s->values + step.b;
      if (g->s->kinds[step.b] != EXACT_RATIONAL || !fmpz_is_one(fmpq_denref(n)) ||
          fmpz_cmp_si(fmpq_numref(n), 1) < 0 || fmpz_cmp_si(fmpq_numref(n), 1000) > 0)
        g->failed = 1;
      else root(g, out, fmpz_get_si(fmpq_numref(n)), a);
      break;
    }
    case EXACT_LOG:
      logarithm(g, out, a);
      break;
    case EXACT_SIN:
    case EXACT_COS:
    case EXACT_TAN:
      trigonometric(g, out, step.op, a);
      break;
    case EXACT_SINH:
    case EXACT_COSH:
    case EXACT_TANH:
      hyperbolic(g, out, step.op, a);
      break;
    case EXACT_ASIN:
    case EXACT_ATAN:
    case EXACT_ASINH:
    case EXACT_ATANH:
      odd_function(g, out, step.op, a, 0);
      break;
    case EXACT_ABS:
      if (!decided_by_balls(g, out, step.op, step.a, a)) odd_function(g, out, step.op, a, 1);
      break;
    case EXACT_FLOOR:
    case EXACT_CEIL:
    case EXACT_SIGN:
      if (!decided_by_balls(g, out, step.op, step.a, a)) opaque(g, out, step.op, 0, a, NULL);
      break;
    default:
      opaque(g, out, step.op, 0, a, exact_arity(step.op) == 2 ? b : NULL);
      break;
  }
  fraction_clear(g, &one);
}

static void compute(algebra* g, uint32_t last) {
  exact_session* s = g->s;
  uint8_t* needed = calloc(s->program.num_steps + 1, 1);
  if (needed == NULL) {
    g->failed = 1;
    return;
  }
  exact_mark_needed(s, last, needed);
  for (uint32_t i = 0; i <= last && !g->failed; ++i) {
    if (!needed[i] || g->done[i]) continue;
    g->done[i] = 1;
    if (s->kinds[i] == EXACT_RATIONAL) set_fmpq(g, g->steps + i, s->values + i);
    else if (s->kinds[i] == EXACT_UNDEFINED || s->kinds[i] == EXACT_TOO_LARGE) g->failed = 1;
    else step_value(g, i);
  }
  free(needed);
}

/* p with generator^degree replaced by the kernel's relation, times a power of its denominator. */
static void reduce_by(algebra* g, fmpz_mpoly_t p, const kernel* k) {
  const slong generator = generator_of(g, k);
  const ulong degree = (ulong)k->degree;
  ulong exps[kMaxGenerators];
  ulong top = 0;
  for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) {
    fmpz_mpoly_get_term_exp_ui(exps, p, i, g->ctx);
    if (exps[generator] / degree > top) top = exps[generator] / degree;
  }
  if (top == 0) return;
  if (top > 64) {
    g->failed = 1;
    return;
  }
  fmpz_mpoly_t sum, part, power_num, power_den;
  fmpz_mpoly_init(sum, g->ctx);
  fmpz_mpoly_init(part, g->ctx);
  fmpz_mpoly_init(power_num, g->ctx);
  fmpz_mpoly_init(power_den, g->ctx);
  fmpz_t coefficient;
  fmpz_init(coefficient);
  for (ulong q = 0; q <= top && !g->failed; ++q) {
    fmpz_mpoly_zero(part, g->ctx);
    for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) {
      fmpz_mpoly_get_term_exp_ui(exps, p, i, g->ctx);
      if (exps[generator] / degree != q) continue;
      exps[generator] %= degree;
      fmpz_mpoly_get_term_coeff_fmpz(coefficient, p, i, g->ctx);
      fmpz_mpoly_push_term_fmpz_ui(part, coefficient, exps, g->ctx);
    }
    if (fmpz_mpoly_is_zero(part, g->ctx)) continue;
    fmpz_mpoly_sort_terms(part, g->ctx);
    fmpz_mpoly_combine_like_terms(part, g->ctx);
    if (!power_is_small(g, k->relation.num, (slong)q) ||
        !power_is_small(g, k->relation.den, (slong)(top - q))) {
      g->failed = 1;
      break;
    }
    poly_power(g, power_num, k->relation.num, (slong)q);
    poly_power(g, power_den, k->relation.den, (slong)(top - q));
    multiply(g, part, part, power_num);
    multiply(g, part, part, power_den);
    if (!g->failed) fmpz_mpoly_add(sum, sum, part, g->ctx);
  }
  fmpz_mpoly_swap(p, sum, g->ctx);
  fmpz_clear(coefficient);
  fmpz_mpoly_clear(sum, g->ctx);
  fmpz_mpoly_clear(part, g->ctx);
  fmpz_mpoly_clear(power_num, g->ctx);
  fmpz_mpoly_clear(power_den, g->ctx);
}

/* Newest first: a relation speaks of older generators only. */
static void reduce(algebra* g, fmpz_mpoly_t p) {
  for (slong k = g->num_kernels; k-- > 0 && !g->failed;) {
    if (g->kernels[k].degree > 0) reduce_by(g, p, g->kernels + k);
  }
}

/* An upper estimate of the kernels below a and b. */
static slong estimate_generators(const exact_session* s, uint32_t a, uint32_t b) {
  uint8_t* needed = calloc(s->program.num_steps + 1, 1);
  if (needed == NULL) return 0;
  exact_mark_needed(s, a, needed);
  exact_mark_needed(s, b, needed);
  slong count = 1;
  for (size_t i = 0; i < s->program.num_steps; ++i) {
    if (!needed[i] || s->kinds[i] == EXACT_RATIONAL) continue;
    const exact_op op = s->program.steps[i].op;
    if (op == EXACT_ROOT || op == EXACT_LOG || op == EXACT_POW) count += 3;
    else if (op != EXACT_ADD && op != EXACT_MUL && op != EXACT_DIV && op != EXACT_NEG &&
             op != EXACT_VARIABLE)
      count += 2;
  }
  free(needed);
  return count;
}

static int open_algebra(algebra* g, exact_session* s, uint32_t a, uint32_t b) {
  memset(g, 0, sizeof *g);
  g->s = s;
  g->num_variables = s->program.num_variables;
  slong generators = g->num_variables + estimate_generators(s, a, b);
  if (generators > s->limits.max_generators) generators = s->limits.max_generators;
  if (generators > kMaxGenerators) generators = kMaxGenerators;
  if (g->num_variables >= generators) return 0;
  g->num_generators = generators;
  g->work = s->limits.total_terms;
  g->max_terms = s->limits.max_terms;
  fmpz_mpoly_ctx_init(g->ctx, generators, ORD_LEX);
  g->steps = malloc((s->program.num_steps + 1) * sizeof *g->steps);
  g->done = calloc(s->program.num_steps + 1, 1);
  if (g->steps == NULL || g->done == NULL) {
    free(g->steps);
    free(g->done);
    fmpz_mpoly_ctx_clear(g->ctx);
    return 0;
  }
  for (size_t i = 0; i < s->program.num_steps; ++i) fraction_init(g, g->steps + i);
  return 1;
}

static void close_algebra(algebra* g) {
  for (size_t i = 0; i < g->s->program.num_steps; ++i) fraction_clear(g, g->steps + i);
  for (slong k = 0; k < g->num_kernels; ++k) {
    fmpz_clear(g->kernels[k].n);
    fraction_clear(g, &g->kernels[k].a);
    fraction_clear(g, &g->kernels[k].b);
    fraction_clear(g, &g->kernels[k].relation);
  }
  free(g->steps);
  free(g->done);
  fmpz_mpoly_ctx_clear(g->ctx);
}

exact_truth exact_normal_form(exact_session* s, uint32_t a, uint32_t b) {
  algebra g;
  if (!open_algebra(&g, s, a, b)) return EXACT_BOUND;
  compute(&g, a);
  if (!g.failed) compute(&g, b);
  exact_truth truth = EXACT_BOUND;
  if (!g.failed) {
    fraction difference;
    fraction_init(&g, &difference);
    fraction_add(&g, &difference, g.steps + a, g.steps + b, -1);
    const int no_kernels = g.num_kernels == 0;
    if (!g.failed) reduce(&g, difference.num);
    if (!g.failed) {
      truth = fmpz_mpoly_is_zero(difference.num, g.ctx) ? EXACT_EQUAL
              : no_kernels                              ? EXACT_DIFFERENT
                                                        : EXACT_UNKNOWN;
    }
    fraction_clear(&g, &difference);
  }
  close_algebra(&g);
  return truth;
}

exact_truth exact_proportional(exact_session* s, uint32_t a, uint32_t b, int* sign) {
  algebra g;
  if (!open_algebra(&g, s, a, b)) return EXACT_BOUND;
  compute(&g, a);
  if (!g.failed) compute(&g, b);
  exact_truth truth = EXACT_BOUND;
  if (!g.failed) {
    /* a/b must be a rational constant: n_a d_b = c n_b d_a */
    fmpz_mpoly_t left, right, difference;
    fmpz_t x, y;
    fmpz_mpoly_init(left, g.ctx);
    fmpz_mpoly_init(right, g.ctx);
    fmpz_mpoly_init(difference, g.ctx);
    fmpz_init(x);
    fmpz_init(y);
    multiply(&g, left, g.steps[a].num, g.steps[b].den);
    multiply(&g, right, g.steps[b].num, g.steps[a].den);
    const int no_kernels = g.num_kernels == 0;
    if (!g.failed) reduce(&g, left);
    if (!g.failed) reduce(&g, right);
    if (!g.failed) {
      if (fmpz_mpoly_is_zero(left, g.ctx) || fmpz_mpoly_is_zero(right, g.ctx)) {
        const int both = fmpz_mpoly_is_zero(left, g.ctx) && fmpz_mpoly_is_zero(right, g.ctx);
        *sign = 1;
        truth = both ? EXACT_EQUAL : no_kernels ? EXACT_DIFFERENT : EXACT_UNKNOWN;
      } else {
        fmpz_set(x, left->coeffs + 0);
        fmpz_set(y, right->coeffs + 0);
        *sign = fmpz_sgn(x) * fmpz_sgn(y);
        fmpz_mpoly_scalar_mul_fmpz(left, left, y, g.ctx);
        fmpz_mpoly_scalar_mul_fmpz(right, right, x, g.ctx);
        truth = fmpz_mpoly_equal(left, right, g.ctx) ? EXACT_EQUAL
                : no_kernels                         ? EXACT_DIFFERENT
                                                     : EXACT_UNKNOWN;
      }
    }
    fmpz_clear(x);
    fmpz_clear(y);
    fmpz_mpoly_clear(left, g.ctx);
    fmpz_mpoly_clear(right, g.ctx);
    fmpz_mpoly_clear(difference, g.ctx);
  }
  close_algebra(&g);
  return truth;
}
