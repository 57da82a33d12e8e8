/* Exact rational values of the steps that have one. */
#include <flint/arith.h>
#include <flint/ulong_extras.h>
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/internal.h"

exact_limits exact_default_limits(void) {
  exact_limits limits = {
      .max_bits = 1 << 18,
      .total_bits = 1 << 20,
      .max_terms = 4000,
      .total_terms = 40000,
      .max_generators = 16,
      .max_precision = 4096,
      .max_radicals = 6,
      .work = 1500000,
  };
  return limits;
}

int exact_arity(exact_op op) {
  if (op <= EXACT_I) return 0;
  switch (op) {
    case EXACT_ADD:
    case EXACT_MUL:
    case EXACT_DIV:
    case EXACT_POW:
    case EXACT_ROOT:
    case EXACT_BINOMIAL:
    case EXACT_GCD:
    case EXACT_LCM:
    case EXACT_MIN:
    case EXACT_MAX:
    case EXACT_MOD:
      return 2;
    default:
      return 1;
  }
}

static int64_t bits_of(const fmpq_t x) {
  const int64_t p = (int64_t)fmpz_bits(fmpq_numref(x));
  const int64_t q = (int64_t)fmpz_bits(fmpq_denref(x));
  return p > q ? p : q;
}

/* Takes `bits` from the session's budget. */
static int afford(exact_session* s, int64_t bits) {
  if (bits > s->limits.max_bits || bits > s->bits_left) return 0;
  s->bits_left -= bits;
  return 1;
}

static exact_kind power(exact_session* s, fmpq_t out, const fmpq_t base, const fmpz_t exponent) {
  if (fmpq_is_zero(base)) {
    if (fmpz_sgn(exponent) < 0) return EXACT_UNDEFINED;
    fmpq_set_si(out, fmpz_is_zero(exponent), 1); /* 0^0 = 1, as polynomials have it */
    return EXACT_RATIONAL;
  }
  if (fmpz_is_pm1(fmpq_numref(base)) && fmpz_is_one(fmpq_denref(base))) {
    const int odd = fmpz_is_odd(exponent);
    if (odd) fmpq_set(out, base);
    else fmpq_one(out);
    return EXACT_RATIONAL;
  }
  if (!fmpz_fits_si(exponent)) return EXACT_TOO_LARGE;
  const slong e = fmpz_get_si(exponent);
  const slong magnitude = e < 0 ? -e : e;
  if (e < -(1 << 30) || e > (1 << 30)) return EXACT_TOO_LARGE;
  if (!afford(s, bits_of(base) * magnitude)) return EXACT_TOO_LARGE;
  fmpq_pow_si(out, base, e);
  return EXACT_RATIONAL;
}

/* out = the real n-th root of a where it is rational. */
static exact_kind root(fmpq_t out, const fmpq_t a, slong n) {
  if (n == 1 || fmpq_is_zero(a) || fmpq_is_one(a)) {
    fmpq_set(out, a);
    return EXACT_RATIONAL;
  }
  const int negative = fmpq_sgn(a) < 0;
  if (negative && n % 2 == 0) return EXACT_NOT_RATIONAL;
  fmpz_t p, q, t;
  fmpz_init(p);
  fmpz_init(q);
  fmpz_init(t);
  exact_kind kind = EXACT_NOT_RATIONAL;
  fmpz_abs(t, fmpq_numref(a));
  if (fmpz_root(p, t, n) && fmpz_root(q, fmpq_denref(a), n)) {
    if (negative) fmpz_neg(p, p);
    fmpz_set(fmpq_numref(out), p);
    fmpz_set(fmpq_denref(out), q);
    kind = EXACT_RATIONAL;
  }
  fmpz_clear(p);
  fmpz_clear(q);
  fmpz_clear(t);
  return kind;
}

static exact_kind power_of_rationals(exact_session* s, fmpq_t out, const fmpq_t base,
                                     const fmpq_t exponent) {
  if (fmpz_is_one(fmpq_denref(exponent))) return power(s, out, base, fmpq_numref(exponent));
  /* An even root of a negative base, or any root of one beside i, is no real number. */
  if (fmpq_sgn(base) < 0 && (s->has_i || fmpz_is_even(fmpq_denref(exponent))))
    return EXACT_NOT_RATIONAL;
  if (!fmpz_fits_si(fmpq_denref(exponent)) || fmpz_cmp_si(fmpq_denref(exponent), 1000) > 0)
    return EXACT_NOT_RATIONAL;
  fmpq_t r;
  fmpq_init(r);
  exact_kind kind = root(r, base, fmpz_get_si(fmpq_denref(exponent)));
  if (kind == EXACT_RATIONAL) kind = power(s, out, r, fmpq_numref(exponent));
  fmpq_clear(r);
  return kind;
}

static exact_kind factorial(exact_session* s, fmpq_t out, const fmpq_t n) {
  if (!fmpz_is_one(fmpq_denref(n))) return EXACT_NOT_RATIONAL;
  if (fmpq_sgn(n) < 0) return EXACT_UNDEFINED;
  if (fmpz_cmp_si(fmpq_numref(n), 1 << 16) > 0) return EXACT_TOO_LARGE;
  const slong k = fmpz_get_si(fmpq_numref(n));
  if (!afford(s, k * (int64_t)fmpz_bits(fmpq_numref(n)))) return EXACT_TOO_LARGE;
  fmpz_fac_ui(fmpq_numref(out), (ulong)k);
  fmpz_one(fmpq_denref(out));
  return EXACT_RATIONAL;
}

static exact_kind binomial(exact_session* s, fmpq_t out, const fmpq_t n, const fmpq_t k) {
  if (!fmpz_is_one(fmpq_denref(n)) || !fmpz_is_one(fmpq_denref(k))) return EXACT_NOT_RATIONAL;
  if (fmpq_sgn(n) < 0) return EXACT_NOT_RATIONAL;
  if (fmpq_sgn(k) < 0 || fmpz_cmp(fmpq_numref(k), fmpq_numref(n)) > 0) {
    fmpq_zero(out);
    return EXACT_RATIONAL;
  }
  if (!fmpz_fits_si(fmpq_numref(n))) return EXACT_TOO_LARGE;
  const slong top = fmpz_get_si(fmpq_numref(n));
  slong bottom = fmpz_get_si(fmpq_numref(k));
  if (bottom > top - bottom) bottom = top - bottom;
  const int64_t bits = (int64_t)fmpz_bits(fmpq_numref(n));
  const int64_t estimate = top < bottom * bits ? top : bottom * bits;
  if (bottom > (1 << 20) || !afford(s, estimate)) return EXACT_TOO_LARGE;
  fmpz_bin_uiui(fmpq_numref(out), (ulong)top, (ulong)bottom);
  fmpz_one(fmpq_denref(out));
  return EXACT_RATIONAL;
}

static exact_kind of_integers(exact_op op, fmpq_t out, const fmpq_t a, const fmpq_t b) {
  if (!fmpz_is_one(fmpq_denref(a)) || !fmpz_is_one(fmpq_denref(b))) return EXACT_NOT_RATIONAL;
  if (op == EXACT_GCD) fmpz_gcd(fmpq_numref(out), fmpq_numref(a), fmpq_numref(b));
  else fmpz_lcm(fmpq_numref(out), fmpq_numref(a), fmpq_numref(b));
  fmpz_one(fmpq_denref(out));
  return EXACT_RATIONAL;
}

static void floor_of(fmpq_t out, const fmpq_t a) {
  fmpz_fdiv_q(fmpq_numref(out), fmpq_numref(a), fmpq_denref(a));
  fmpz_one(fmpq_denref(out));
}

static exact_kind modulo(fmpq_t out, const fmpq_t a, const fmpq_t b) {
  if (fmpq_is_zero(b)) return EXACT_UNDEFINED;
  fmpq_t t;
  fmpq_init(t);
  fmpq_div(t, a, b);
  floor_of(t, t);
  fmpq_mul(t, t, b);
  fmpq_sub(out, a, t);
  fmpq_clear(t);
  return EXACT_RATIONAL;
}

/* sin 0, log 1 and their like: the only rational values of these functions at rational points. */
static exact_kind at_rational(exact_op op, fmpq_t out, const fmpq_t a) {
  const int zero = fmpq_is_zero(a);
  switch (op) {
    case EXACT_LOG:
      if (zero) return EXACT_UNDEFINED;
      if (!fmpq_is_one(a)) return EXACT_NOT_RATIONAL;
      fmpq_zero(out);
      return EXACT_RATIONAL;
    case EXACT_COS:
    case EXACT_COSH:
      if (!zero) return EXACT_NOT_RATIONAL;
      fmpq_one(out);
      return EXACT_RATIONAL;
    case EXACT_SIN:
    case EXACT_TAN:
    case EXACT_ASIN:
    case EXACT_ATAN:
    case EXACT_SINH:
    case EXACT_TANH:
    case EXACT_ASINH:
    case EXACT_ATANH:
      if (!zero) return EXACT_NOT_RATIONAL;
      fmpq_zero(out);
      return EXACT_RATIONAL;
    case EXACT_ACOS:
    case EXACT_ACOSH:
      if (!fmpq_is_one(a)) return EXACT_NOT_RATIONAL;
      fmpq_zero(out);
      return EXACT_RATIONAL;
    case EXACT_ARG:
      if (fmpq_sgn(a) <= 0) return EXACT_NOT_RATIONAL;
      fmpq_zero(out);
      return EXACT_RATIONAL;
    default:
      return EXACT_NOT_RATIONAL;
  }
}

static exact_kind fold_unary(exact_session* s, exact_op op, fmpq_t out, const fmpq_t a) {
  switch (op) {
    case EXACT_NEG:
      fmpq_neg(out, a);
      return EXACT_RATIONAL;
    case EXACT_ABS:
      fmpq_abs(out, a);
      return EXACT_RATIONAL;
    case EXACT_SIGN:
      fmpq_set_si(out, fmpq_sgn(a), 1);
      return EXACT_RATIONAL;
    case EXACT_FLOOR:
      floor_of(out, a);
      return EXACT_RATIONAL;
    case EXACT_CEIL:
      fmpz_cdiv_q(fmpq_numref(out), fmpq_numref(a), fmpq_denref(a));
      fmpz_one(fmpq_denref(out));
      return EXACT_RATIONAL;
    case EXACT_RE:
    case EXACT_CONJ:
      fmpq_set(out, a);
      return EXACT_RATIONAL;
    case EXACT_IM:
      fmpq_zero(out);
      return EXACT_RATIONAL;
    case EXACT_FACTORIAL:
      return factorial(s, out, a);
    default:
      return at_rational(op, out, a);
  }
}

static exact_kind fold_binary(exact_session* s, exact_op op, fmpq_t out, const fmpq_t a,
                              const fmpq_t b) {
  if (op != EXACT_POW && op != EXACT_BINOMIAL && op != EXACT_ROOT &&
      !afford(s, bits_of(a) + bits_of(b)))
    return EXACT_TOO_LARGE;
  switch (op) {
    case EXACT_ADD:
      fmpq_add(out, a, b);
      return EXACT_RATIONAL;
    case EXACT_MUL:
      fmpq_mul(out, a, b);
      return EXACT_RATIONAL;
    case EXACT_DIV:
      if (fmpq_is_zero(b)) return EXACT_UNDEFINED;
      fmpq_div(out, a, b);
      return EXACT_RATIONAL;
    case EXACT_POW:
      return power_of_rationals(s, out, a, b);
    case EXACT_ROOT:
      if (!fmpz_is_one(fmpq_denref(b)) || fmpz_cmp_si(fmpq_numref(b), 1) < 0)
        return EXACT_UNDEFINED;
      if (fmpz_cmp_si(fmpq_numref(b), 1000) > 0) return EXACT_NOT_RATIONAL;
      if (s->has_i && fmpq_sgn(a) < 0) return EXACT_NOT_RATIONAL;
      return root(out, a, fmpz_get_si(fmpq_numref(b)));
    case EXACT_BINOMIAL:
      return binomial(s, out, a, b);
    case EXACT_GCD:
    case EXACT_LCM:
      return of_integers(op, out, a, b);
    case EXACT_MIN:
      fmpq_set(out, fmpq_cmp(a, b) <= 0 ? a : b);
      return EXACT_RATIONAL;
    case EXACT_MAX:
      fmpq_set(out, fmpq_cmp(a, b) >= 0 ? a : b);
      return EXACT_RATIONAL;
    case EXACT_MOD:
      return modulo(out, a, b);
    default:
      return EXACT_NOT_RATIONAL;
  }
}

static exact_kind fold(exact_session* s, size_t i) {
  const exact_step step = s->program.steps[i];
  fmpq* out = s->values + i;
  if (step.op == EXACT_NUMBER) {
    const char* digits = s->program.numbers[step.a];
    if (!afford(s, (int64_t)strlen(digits) * 4)) return EXACT_TOO_LARGE;
    return fmpz_set_str(fmpq_numref(out), digits, 10) == 0 ? EXACT_RATIONAL : EXACT_UNDEFINED;
  }
  const int arity = exact_arity(step.op);
  if (arity == 0) return EXACT_NOT_RATIONAL;
  const exact_kind a = s->kinds[step.a];
  const exact_kind b = arity == 2 ? s->kinds[step.b] : EXACT_RATIONAL;
  if (a == EXACT_UNDEFINED || b == EXACT_UNDEFINED) return EXACT_UNDEFINED;
  /* 1^b is 1 however large b is. */
  if (step.op == EXACT_POW && a == EXACT_RATIONAL && b == EXACT_TOO_LARGE &&
      fmpq_is_one(s->values + step.a)) {
    fmpq_one(out);
    return EXACT_RATIONAL;
  }
  if (a == EXACT_TOO_LARGE || b == EXACT_TOO_LARGE) return EXACT_TOO_LARGE;
  if (step.op == EXACT_DIV && b == EXACT_RATIONAL && fmpq_is_zero(s->values + step.b))
    return EXACT_UNDEFINED;
  /* 0 * x and x^0 are rational whatever x is. */
  if (step.op == EXACT_POW && b == EXACT_RATIONAL && fmpq_is_zero(s->values + step.b)) {
    fmpq_one(out);
    return EXACT_RATIONAL;
  }
  if (a != EXACT_RATIONAL || b != EXACT_RATIONAL) return EXACT_NOT_RATIONAL;
  if (arity == 1) return fold_unary(s, step.op, out, s->values + step.a);
  return fold_binary(s, step.op, out, s->values + step.a, s->values + step.b);
}

exact_session* exact_open(const exact_program* program, const exact_limits* limits,
                          int64_t* work) {
  const size_t n = program->num_steps;
  exact_session* s = malloc(sizeof *s);
  if (s == NULL) return NULL;
  s->program = *program;
  s->limits = *limits;
  s->bits_left = limits->total_bits;
  s->work = work;
  s->has_i = 0;
  s->kinds = malloc((n + 1) * sizeof *s->kinds);
  s->values = malloc((n + 1) * sizeof *s->values);
  if (s->kinds == NULL || s->values == NULL) {
    free(s->kinds);
    free(s->values);
    free(s);
    return NULL;
  }
  for (size_t i = 0; i < n; ++i) {
    fmpq_init(s->values + i);
    if (program->steps[i].op == EXACT_I) s->has_i = 1;
  }
  for (size_t i = 0; i < n; ++i) s->kinds[i] = fold(s, i);
  return s;
}

void exact_close(exact_session* s) {
  for (size_t i = 0; i < s->program.num_steps; ++i) fmpq_clear(s->values + i);
  free(s->kinds);
  free(s->values);
  free(s);
}

exact_kind exact_kind_of(const exact_session* s, uint32_t step) { return s->kinds[step]; }

int exact_compare_rationals(const exact_session* s, uint32_t a, uint32_t b) {
  const int order = fmpq_cmp(s->values + a, s->values + b);
  return order < 0 ? -1 : order > 0;
}

int exact_is_integer(const exact_session* s, uint32_t step) {
  return s->kinds[step] == EXACT_RATIONAL && fmpz_is_one(fmpq_denref(s->values + step));
}

char* exact_rational_text(const exact_session* s, uint32_t step) {
  if (s->kinds[step] != EXACT_RATIONAL) return NULL;
  char* text = fmpq_get_str(NULL, 10, s->values + step);
  char* copy = malloc(strlen(text) + 1); /* flint's memory may come from another allocator */
  if (copy != NULL) strcpy(copy, text);
  flint_free(text);
  return copy;
}

void exact_free_text(char* text) { free(text); }

void exact_mark_needed(const exact_session* s, uint32_t step, uint8_t* needed) {
  needed[step] = 1;
  for (uint32_t i = step + 1; i-- > 0;) {
    if (!needed[i] || s->kinds[i] == EXACT_RATIONAL) continue;
    const exact_step* here = s->program.steps + i;
    const int arity = exact_arity(here->op);
    if (arity >= 1) needed[here->a] = 1;
    if (arity == 2) needed[here->b] = 1;
  }
}

void exact_factor(fmpz_factor_t out, const fmpz_t m) {
  if (fmpz_bits(m) <= 64) {
    fmpz_factor(out, m);
    return;
  }
  out->sign = 1;
  if (fmpz_bits(m) > 8192) { /* the divisions would cost milliseconds, uncharged */
    _fmpz_factor_append(out, m, 1);
    return;
  }
  fmpz_t rest, prime;
  fmpz_init_set(rest, m);
  fmpz_init(prime);
  for (ulong p = 2; p < 1000 && !fmpz_is_one(rest); p = n_nextprime(p, 1)) {
    fmpz_set_ui(prime, p);
    const slong e = fmpz_remove(rest, rest, prime);
    if (e > 0) _fmpz_factor_append(out, prime, (ulong)e);
  }
  if (!fmpz_is_one(rest)) _fmpz_factor_append(out, rest, 1);
  fmpz_clear(rest);
  fmpz_clear(prime);
}

int64_t exact_product_cost(slong precision) {
  int64_t limbs = precision / FLINT_BITS + 1;
  int64_t parts = 1;
  for (; limbs > 128; limbs = (limbs + 1) / 2) parts *= 3;
  return parts * (3 + limbs * limbs / 16);
}

int exact_spend(const exact_session* s, int64_t cost) {
  if (cost <= *s->work) {
    *s->work -= cost;
    return 1;
  }
  *s->work = 0;
  return 0;
}

void exact_release_thread(void) { flint_cleanup(); }
