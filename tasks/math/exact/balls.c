/* Ball arithmetic: proofs that two values differ. */
#include <acb_hypgeom.h>
#include <stdlib.h>

#include "tasks/math/exact/internal.h"

/* Odd roots of negative reals are real in school mathematics, where no i is in sight. */
static void real_root(acb_t out, const acb_t a, slong n, slong precision) {
  if (n % 2 == 1 && acb_is_real(a) && arb_is_negative(acb_realref(a))) {
    acb_neg(out, a);
    acb_root_ui(out, out, (ulong)n, precision);
    acb_neg(out, out);
  } else {
    acb_root_ui(out, a, (ulong)n, precision);
  }
}

/* `e`: the exponent where it is rational, or null. */
static void power(const exact_session* s, acb_t out, const acb_t a, const acb_t b, const fmpq* e,
                  slong precision) {
  if (e != NULL && fmpz_is_one(fmpq_denref(e)) && fmpz_bits(fmpq_numref(e)) <= 40) {
    acb_pow_fmpz(out, a, fmpq_numref(e), precision);
    return;
  }
  if (e != NULL && !s->has_i && fmpz_is_odd(fmpq_denref(e)) &&
      fmpz_cmp_si(fmpq_denref(e), 1000) <= 0 && fmpz_bits(fmpq_numref(e)) <= 40 &&
      acb_is_real(a) && arb_is_negative(acb_realref(a))) {
    real_root(out, a, fmpz_get_si(fmpq_denref(e)), precision);
    acb_pow_fmpz(out, out, fmpq_numref(e), precision);
    return;
  }
  if (acb_is_zero(a)) {
    if (acb_is_real(b) && arb_is_positive(acb_realref(b))) acb_zero(out);
    else acb_indeterminate(out);
    return;
  }
  acb_pow(out, a, b, precision);
}

static void min_or_max(acb_t out, const acb_t a, const acb_t b, int want_max, slong precision) {
  if (!acb_is_real(a) || !acb_is_real(b)) {
    acb_indeterminate(out);
    return;
  }
  if (want_max) arb_max(acb_realref(out), acb_realref(a), acb_realref(b), precision);
  else arb_min(acb_realref(out), acb_realref(a), acb_realref(b), precision);
  arb_zero(acb_imagref(out));
}

/* f(x) for real f of a real argument; anything else has no value. */
static void real_function(acb_t out, const acb_t a, void (*f)(arb_t, const arb_t, slong),
                          slong precision) {
  if (!acb_is_real(a)) {
    acb_indeterminate(out);
    return;
  }
  f(acb_realref(out), acb_realref(a), precision);
  arb_zero(acb_imagref(out));
}

static void sign_of(arb_t out, const arb_t a, slong precision) {
  (void)precision;
  arb_sgn(out, a);
}

static void binomial(acb_t out, const acb_t n, const acb_t k, slong precision) {
  acb_t top, low, rest;
  acb_init(top);
  acb_init(low);
  acb_init(rest);
  acb_add_ui(top, n, 1, precision);
  acb_gamma(top, top, precision);
  acb_add_ui(low, k, 1, precision);
  acb_rgamma(low, low, precision);
  acb_sub(rest, n, k, precision);
  acb_add_ui(rest, rest, 1, precision);
  acb_rgamma(rest, rest, precision);
  acb_mul(out, low, rest, precision);
  acb_mul(out, out, top, precision);
  acb_clear(top);
  acb_clear(low);
  acb_clear(rest);
}

static void modulo(acb_t out, const acb_t a, const acb_t b, slong precision) {
  if (!acb_is_real(a) || !acb_is_real(b)) {
    acb_indeterminate(out);
    return;
  }
  arb_t quotient;
  arb_init(quotient);
  arb_div(quotient, acb_realref(a), acb_realref(b), precision);
  arb_floor(quotient, quotient, precision);
  arb_mul(quotient, quotient, acb_realref(b), precision);
  arb_sub(acb_realref(out), acb_realref(a), quotient, precision);
  arb_zero(acb_imagref(out));
  arb_clear(quotient);
}

/* What a step costs at most, in units of work, where its operands are known. Measured with Arb
 * 2.23; what is called with huge exponents costs little more. */
static int64_t step_cost(const exact_session* s, size_t i, slong precision, acb_srcptr v) {
  const exact_step step = s->program.steps[i];
  const int64_t product = exact_product_cost(precision);
  const int64_t sum = 10 + precision / 64;
  const int arity = exact_arity(step.op);
  const int real = (arity < 1 || acb_is_real(v + step.a)) && (arity < 2 || acb_is_real(v + step.b));
  switch (step.op) {
    case EXACT_MUL:
      return sum + (real ? 1 : 4) * product;
    case EXACT_DIV:
      return sum + (real ? 3 : 12) * product;
    case EXACT_POW: {
      if (s->kinds[step.b] != EXACT_RATIONAL || !fmpz_is_one(fmpq_denref(s->values + step.b)))
        return sum + (real ? 80 : 250) * product;
      const int64_t bits = (int64_t)fmpz_bits(fmpq_numref(s->values + step.b));
      return sum + (real ? 2 : 6) * (bits + 2) * product;
    }
    case EXACT_ROOT:
      return sum + (real ? 30 : 250) * product;
    case EXACT_LOG:
    case EXACT_SIN:
    case EXACT_COS:
    case EXACT_TAN:
    case EXACT_SINH:
    case EXACT_COSH:
    case EXACT_TANH:
      return sum + (real ? 50 : 150) * product;
    case EXACT_ASIN:
    case EXACT_ACOS:
    case EXACT_ATAN:
    case EXACT_ASINH:
    case EXACT_ACOSH:
    case EXACT_ATANH: /* asin 2 is not real */
    case EXACT_ARG:
      return sum + 300 * product;
    case EXACT_FACTORIAL: /* the gamma function */
      return sum + (acb_is_int(v + step.a) ? 100 : 1500) * product;
    case EXACT_BINOMIAL:
      return sum + 3 * (acb_is_int(v + step.a) && acb_is_int(v + step.b) ? 100 : 1500) * product;
    case EXACT_ABS:
    case EXACT_MOD:
      return sum + 12 * product;
    default:
      return sum;
  }
}

static void evaluate(const exact_session* s, size_t i, const fmpq* const* point, slong precision,
                     acb_ptr v) {
  const exact_step step = s->program.steps[i];
  acb_ptr out = v + i;
  acb_ptr a = v + step.a;
  acb_ptr b = v + step.b;
  switch (step.op) {
    case EXACT_VARIABLE:
      acb_set_fmpq(out, point[step.a], precision);
      break;
    case EXACT_PI:
      acb_const_pi(out, precision);
      break;
    case EXACT_E:
      arb_const_e(acb_realref(out), precision);
      arb_zero(acb_imagref(out));
      break;
    case EXACT_I:
      acb_onei(out);
      break;
    case EXACT_NEG:
      acb_neg(out, a);
      break;
    case EXACT_ADD:
      acb_add(out, a, b, precision);
      break;
    case EXACT_MUL:
      acb_mul(out, a, b, precision);
      break;
    case EXACT_DIV:
      acb_div(out, a, b, precision);
      break;
    case EXACT_POW: {
      const fmpq* exponent = s->kinds[step.b] == EXACT_RATIONAL ? s->values + step.b : NULL;
      power(s, out, a, b, exponent, precision);
      break;
    }
    case EXACT_ROOT:
      if (s->kinds[step.b] != EXACT_RATIONAL || !fmpz_is_one(fmpq_denref(s->values + step.b)) ||
          fmpz_cmp_si(fmpq_numref(s->values + step.b), 1) < 0 ||
          fmpz_cmp_si(fmpq_numref(s->values + step.b), 1000) > 0) {
        acb_indeterminate(out);
      } else if (s->has_i) {
        acb_root_ui(out, a, fmpz_get_ui(fmpq_numref(s->values + step.b)), precision);
      } else {
        real_root(out, a, fmpz_get_si(fmpq_numref(s->values + step.b)), precision);
      }
      break;
    case EXACT_LOG:
      acb_log(out, a, precision);
      break;
    case EXACT_SIN:
      acb_sin(out, a, precision);
      break;
    case EXACT_COS:
      acb_cos(out, a, precision);
      break;
    case EXACT_TAN:
      acb_tan(out, a, precision);
      break;
    case EXACT_ASIN:
      acb_asin(out, a, precision);
      break;
    case EXACT_ACOS:
      acb_acos(out, a, precision);
      break;
    case EXACT_ATAN:
      acb_atan(out, a, precision);
      break;
    case EXACT_SINH:
      acb_sinh(out, a, precision);
      break;
    case EXACT_COSH:
      acb_cosh(out, a, precision);
      break;
    case EXACT_TANH:
      acb_tanh(out, a, precision);
      break;
    case EXACT_ASINH:
      acb_asinh(out, a, precision);
      break;
    case EXACT_ACOSH:
      acb_acosh(out, a, precision);
      break;
    case EXACT_ATANH:
      acb_atanh(out, a, precision);
      break;
    case EXACT_ABS:
      acb_abs(acb_realref(out), a, precision);
      arb_zero(acb_imagref(out));
      break;
    case EXACT_SIGN:
      real_function(out, a, sign_of, precision);
      break;
    case EXACT_FLOOR:
      real_function(out, a, arb_floor, precision);
      break;
    case EXACT_CEIL:
      real_function(out, a, arb_ceil, precision);
      break;
    case EXACT_RE:
      arb_set(acb_realref(out), acb_realref(a));
      arb_zero(acb_imagref(out));
      break;
    case EXACT_IM:
      arb_set(acb_realref(out), acb_imagref(a));
      arb_zero(acb_imagref(out));
      break;
    case EXACT_CONJ:
      acb_conj(out, a);
      break;
    case EXACT_ARG:
      acb_arg(acb_realref(out), a, precision);
      arb_zero(acb_imagref(out));
      break;
    case EXACT_FACTORIAL:
      acb_add_ui(out, a, 1, precision);
      acb_gamma(out, out, precision);
      break;
    case EXACT_BINOMIAL:
      binomial(out, a, b, precision);
      break;
    case EXACT_MIN:
    case EXACT_MAX:
      min_or_max(out, a, b, step.op == EXACT_MAX, precision);
      break;
    case EXACT_MOD:
      modulo(out, a, b, precision);
      break;
    default: /* gcd and lcm of what is no rational; numbers that are too large */
      acb_indeterminate(out);
      break;
  }
}

int exact_balls(const exact_session* s, const uint8_t* needed, const fmpq* const* point,
                slong precision, acb_ptr out, int* real) {
  for (size_t i = 0; i < s->program.num_steps; ++i) {
    if (!needed[i]) continue;
    if (s->kinds[i] == EXACT_RATIONAL) {
      acb_set_fmpq(out + i, s->values + i, precision);
      continue;
    }
    if (s->kinds[i] == EXACT_UNDEFINED) return 0;
    if (s->program.steps[i].op == EXACT_VARIABLE && point == NULL) return 0;
    if (!exact_spend(s, step_cost(s, i, precision, out))) return 0;
    evaluate(s, i, point, precision, out);
    if (!acb_is_finite(out + i)) return 0;
    if (!acb_is_real(out + i)) *real = 0;
  }
  return 1;
}

typedef struct {
  uint8_t* needed;
  acb_ptr values;
  size_t count;
} workspace;

static int start(const exact_session* s, workspace* w) {
  w->count = s->program.num_steps;
  w->needed = calloc(w->count + 1, 1);
  if (w->needed == NULL) return 0;
  w->values = _acb_vec_init((slong)w->count);
  return 1;
}

static void stop(workspace* w) {
  _acb_vec_clear(w->values, (slong)w->count);
  free(w->needed);
}

exact_truth exact_refute(exact_session* s, uint32_t a, uint32_t b, int32_t first, int32_t last) {
  workspace w;
  if (!start(s, &w)) return EXACT_BOUND;
  exact_mark_needed(s, a, w.needed);
  exact_mark_needed(s, b, w.needed);
  exact_truth truth = EXACT_UNKNOWN;
  if (last > s->limits.max_precision) last = s->limits.max_precision;
  for (int32_t precision = first; precision <= last && truth == EXACT_UNKNOWN; precision *= 4) {
    int real = 1;
    if (exact_balls(s, w.needed, NULL, precision, w.values, &real) &&
        !acb_overlaps(w.values + a, w.values + b))
      truth = EXACT_DIFFERENT;
  }
  stop(&w);
  return truth;
}

exact_truth exact_within(exact_session* s, uint32_t a, uint32_t b, uint32_t tolerance) {
  workspace w;
  if (!start(s, &w)) return EXACT_BOUND;
  exact_mark_needed(s, a, w.needed);
  exact_mark_needed(s, b, w.needed);
  exact_mark_needed(s, tolerance, w.needed);
  exact_truth truth = EXACT_UNKNOWN;
  arb_t distance;
  acb_t difference;
  arb_init(distance);
  acb_init(difference);
  for (slong precision = 64; precision <= 1024 && truth == EXACT_UNKNOWN; precision *= 4) {
    int real = 1;
    if (!exact_balls(s, w.needed, NULL, precision, w.values, &real)) continue;
    acb_sub(difference, w.values + a, w.values + b, precision);
    acb_abs(distance, difference, precision);
    const arb_srcptr limit = acb_realref(w.values + tolerance);
    if (arb_le(distance, limit)) truth = EXACT_EQUAL;
    else if (arb_gt(distance, limit)) truth = EXACT_DIFFERENT;
  }
  arb_clear(distance);
  acb_clear(difference);
  stop(&w);
  return truth;
}

exact_truth exact_compare(exact_session* s, uint32_t a, uint32_t b, int* order) {
  if (s->kinds[a] == EXACT_RATIONAL && s->kinds[b] == EXACT_RATIONAL) {
    *order = exact_compare_rationals(s, a, b);
    return EXACT_EQUAL;
  }
  workspace w;
  if (!start(s, &w)) return EXACT_BOUND;
  exact_mark_needed(s, a, w.needed);
  exact_mark_needed(s, b, w.needed);
  exact_truth truth = EXACT_UNKNOWN;
  for (slong precision = 64; precision <= 1024 && truth == EXACT_UNKNOWN; precision *= 4) {
    int real = 1;
    if (!exact_balls(s, w.needed, NULL, precision, w.values, &real)) continue;
    if (!acb_is_real(w.values + a) || !acb_is_real(w.values + b)) continue;
    const arb_srcptr x = acb_realref(w.values + a);
    const arb_srcptr y = acb_realref(w.values + b);
    if (arb_gt(x, y)) *order = 1;
    else if (arb_lt(x, y)) *order = -1;
    else continue;
    truth = EXACT_EQUAL;
  }
  stop(&w);
  return truth;
}

int exact_sign(exact_session* s, uint32_t a) {
  if (s->kinds[a] == EXACT_RATIONAL) return fmpq_sgn(s->values + a);
  workspace w;
  if (!start(s, &w)) return 0;
  exact_mark_needed(s, a, w.needed);
  int sign = 0;
  for (slong precision = 64; precision <= 1024 && sign == 0; precision *= 4) {
    int real = 1;
    if (!exact_balls(s, w.needed, NULL, precision, w.values, &real)) continue;
    const acb_srcptr x = w.values + a;
    if (acb_is_real(x))
      sign = arb_is_positive(acb_realref(x)) ? 1 : arb_is_negative(acb_realref(x)) ? -1 : 0;
  }
  stop(&w);
  return sign;
}

int exact_is_finite(exact_session* s, uint32_t a) {
  if (s->kinds[a] == EXACT_RATIONAL) return 1;
  workspace w;
  if (!start(s, &w)) return 0;
  exact_mark_needed(s, a, w.needed);
  int finite = 0;
  for (slong precision = 64; precision <= 1024 && !finite; precision *= 4) {
    int real = 1;
    finite = exact_balls(s, w.needed, NULL, precision, w.values, &real);
  }
  stop(&w);
  return finite;
}

/* Overlapping balls so small that they are taken for equal. */
static int agree(const acb_t a, const acb_t b, slong precision) {
  acb_t difference;
  mag_t size, scale;
  acb_init(difference);
  mag_init(size);
  mag_init(scale);
  acb_sub(difference, a, b, precision);
  acb_get_mag(size, difference);
  acb_get_mag(scale, a);
  if (mag_cmp_2exp_si(scale, 0) < 0) mag_one(scale);
  mag_mul_2exp_si(scale, scale, -precision / 4);
  const int small = mag_cmp(size, scale) <= 0;
  acb_clear(difference);
  mag_clear(size);
  mag_clear(scale);
  return small;
}

exact_truth exact_at_point(exact_session* s, uint32_t a, uint32_t b, const uint32_t* values) {
  workspace w;
  if (!start(s, &w)) return EXACT_BOUND;
  const fmpq** point = malloc((s->program.num_variables + 1) * sizeof *point);
  exact_truth truth = point == NULL ? EXACT_BOUND : EXACT_UNKNOWN;
  if (point != NULL) {
    for (uint32_t v = 0; v < s->program.num_variables; ++v) point[v] = s->values + values[v];
    exact_mark_needed(s, a, w.needed);
    exact_mark_needed(s, b, w.needed);
    /* Coarse balls first: most points that separate do so at once. */
    for (slong precision = 128; precision <= s->limits.max_precision && truth == EXACT_UNKNOWN;
         precision *= 32) {
      int real = 1;
      if (!exact_balls(s, w.needed, point, precision, w.values, &real)) continue;
      if (!real && !s->has_i) break;
      if (!acb_overlaps(w.values + a, w.values + b)) truth = EXACT_DIFFERENT;
      else if (precision > 128 && agree(w.values + a, w.values + b, precision))
        truth = EXACT_EQUAL;
    }
  }
  free(point);
  stop(&w);
  return truth;
}
