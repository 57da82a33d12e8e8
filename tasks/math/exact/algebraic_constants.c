/* Constants of the form a + b pi with algebraic a and b: decided by separation bounds. Since pi is
 * transcendental, such a number is zero only where a and b are. */
#include <stdlib.h>

#include "tasks/math/exact/algebraic.h"
#include "tasks/math/exact/internal.h"

typedef struct {
  algebraic a, b; /* -1 both: not of this form, or not within the work */
} constant;

typedef struct {
  const exact_session* s;
  algebraics* pool;
  algebraic zero, one, i;
  constant* values;
} reader;

static const constant kNone = {-1, -1};

static constant pair(algebraic a, algebraic b) {
  const constant x = {a, b};
  return a < 0 || b < 0 ? kNone : x;
}

static constant plain(const reader* r, algebraic a) { return pair(a, r->zero); }
static constant multiple_of_pi(const reader* r, algebraic b) { return pair(r->zero, b); }
static int has_pi(const reader* r, constant x) { return x.b != r->zero; }
static int is_multiple_of_pi(const reader* r, constant x) { return x.a == r->zero; }

static constant add(const reader* r, constant x, constant y) {
  return pair(algebraic_add(r->pool, x.a, y.a), algebraic_add(r->pool, x.b, y.b));
}

static constant subtract(const reader* r, constant x, constant y) {
  return pair(algebraic_sub(r->pool, x.a, y.a), algebraic_sub(r->pool, x.b, y.b));
}

static constant multiply(const reader* r, constant x, constant y) {
  if (has_pi(r, x) && has_pi(r, y)) return kNone;
  const constant factor = has_pi(r, x) ? y : x;
  const constant other = has_pi(r, x) ? x : y;
  return pair(algebraic_mul(r->pool, factor.a, other.a),
              algebraic_mul(r->pool, factor.a, other.b));
}

static constant divide(const reader* r, constant x, constant y) {
  if (!has_pi(r, y))
    return pair(algebraic_div(r->pool, x.a, y.a), algebraic_div(r->pool, x.b, y.a));
  if (is_multiple_of_pi(r, x) && is_multiple_of_pi(r, y))
    return plain(r, algebraic_div(r->pool, x.b, y.b));
  return kNone;
}

/* The rational turn of an angle pi turn; null where it is another angle. */
static const fmpq* turn_of(const reader* r, constant x) {
  return is_multiple_of_pi(r, x) ? algebraic_as_rational(r->pool, x.b) : NULL;
}

static constant power(const reader* r, uint32_t base, uint32_t exponent) {
  const constant x = r->values[base];
  const constant e = r->values[exponent];
  if (r->s->program.steps[base].op == EXACT_E) {
    /* e^(i pi turn) */
    if (!is_multiple_of_pi(r, e)) return kNone;
    const algebraic turn = algebraic_div(r->pool, e.b, r->i);
    const fmpq* known = algebraic_as_rational(r->pool, turn);
    return known == NULL ? kNone : plain(r, algebraic_unit(r->pool, known));
  }
  const fmpq* exact = has_pi(r, e) ? NULL : algebraic_as_rational(r->pool, e.a);
  if (exact == NULL || has_pi(r, x) || fmpz_bits(fmpq_numref(exact)) > 20 ||
      fmpz_bits(fmpq_denref(exact)) > 20)
    return kNone;
  const slong p = fmpz_get_si(fmpq_numref(exact));
  const slong q = fmpz_get_si(fmpq_denref(exact));
  const algebraic root = algebraic_root(r->pool, x.a, q, !r->s->has_i);
  return plain(r, algebraic_power(r->pool, root, p));
}

static constant root(const reader* r, constant x, uint32_t index) {
  const fmpq* n = r->s->values + index;
  if (r->s->kinds[index] != EXACT_RATIONAL || !fmpz_is_one(fmpq_denref(n)) ||
      fmpz_sgn(fmpq_numref(n)) <= 0 || fmpz_bits(fmpq_numref(n)) > 20 || has_pi(r, x))
    return kNone;
  return plain(r, algebraic_root(r->pool, x.a, fmpz_get_si(fmpq_numref(n)), !r->s->has_i));
}

static constant trigonometric(const reader* r, exact_op op, constant x) {
  const fmpq* turn = turn_of(r, x);
  if (turn == NULL) return kNone;
  /* Making numbers may move the one that holds the turn. */
  fmpq_t own;
  fmpq_init(own);
  fmpq_set(own, turn);
  algebraic out;
  if (op == EXACT_COS) {
    out = algebraic_cosine(r->pool, own);
  } else {
    out = algebraic_sine(r->pool, own);
    if (op == EXACT_TAN) out = algebraic_div(r->pool, out, algebraic_cosine(r->pool, own));
  }
  fmpq_clear(own);
  return plain(r, out);
}

/* The argument of z, where it is a rational multiple of pi. */
static constant angle_of(const reader* r, algebraic z) {
  fmpq_t turn;
  fmpq_init(turn);
  const int known = algebraic_turn(r->pool, turn, z);
  const algebraic b = known ? algebraic_rational(r->pool, turn) : -1;
  fmpq_clear(turn);
  return multiple_of_pi(r, b);
}

static constant inverse_trigonometric(const reader* r, exact_op op, constant x) {
  algebraics* pool = r->pool;
  if (has_pi(r, x) || algebraic_is_real(pool, x.a) != TRUTH_YES) return kNone;
  if (op == EXACT_ATAN)
    return angle_of(r, algebraic_add(pool, r->one, algebraic_mul(pool, r->i, x.a)));
  const algebraic rest = algebraic_sub(pool, r->one, algebraic_power(pool, x.a, 2));
  if (algebraic_sign(pool, rest) < 0) return kNone;
  const algebraic other = algebraic_root(pool, rest, 2, 0);
  return op == EXACT_ASIN
             ? angle_of(r, algebraic_add(pool, other, algebraic_mul(pool, r->i, x.a)))
             : angle_of(r, algebraic_add(pool, x.a, algebraic_mul(pool, r->i, other)));
}

static constant absolute(const reader* r, constant x) {
  if (!has_pi(r, x)) return plain(r, algebraic_abs(r->pool, x.a));
  return is_multiple_of_pi(r, x) ? multiple_of_pi(r, algebraic_abs(r->pool, x.b)) : kNone;
}

static constant sign(const reader* r, constant x) {
  if (has_pi(r, x)) return kNone;
  const int known = algebraic_sign(r->pool, x.a);
  return known < -1 ? kNone : plain(r, algebraic_integer(r->pool, known));
}

static constant floor_or_ceil(const reader* r, constant x, int up) {
  if (has_pi(r, x)) return kNone;
  if (!up) return plain(r, algebraic_floor(r->pool, x.a));
  return plain(r, algebraic_neg(r->pool, algebraic_floor(r->pool, algebraic_neg(r->pool, x.a))));
}

static constant min_or_max(const reader* r, constant x, constant y, int want_max) {
  const constant difference = subtract(r, x, y);
  if (difference.a < 0 || has_pi(r, difference)) return kNone;
  const int known = algebraic_sign(r->pool, difference.a);
  if (known < -1) return kNone;
  return (known > 0) == want_max ? x : y;
}

static constant modulo(const reader* r, constant x, constant y) {
  const constant whole = floor_or_ceil(r, divide(r, x, y), 0);
  return whole.a < 0 ? kNone : subtract(r, x, multiply(r, y, whole));
}

static constant of_one(const reader* r, exact_op op, constant x) {
  algebraics* pool = r->pool;
  switch (op) {
    case EXACT_NEG:
      return pair(algebraic_neg(pool, x.a), algebraic_neg(pool, x.b));
    case EXACT_SIN:
    case EXACT_COS:
    case EXACT_TAN:
      return trigonometric(r, op, x);
    case EXACT_ASIN:
    case EXACT_ACOS:
    case EXACT_ATAN:
      return inverse_trigonometric(r, op, x);
    case EXACT_ABS:
      return absolute(r, x);
    case EXACT_SIGN:
      return sign(r, x);
    case EXACT_FLOOR:
      return floor_or_ceil(r, x, 0);
    case EXACT_CEIL:
      return floor_or_ceil(r, x, 1);
    case EXACT_RE:
      return pair(algebraic_real_part(pool, x.a), algebraic_real_part(pool, x.b));
    case EXACT_IM:
      return pair(algebraic_imaginary_part(pool, x.a), algebraic_imaginary_part(pool, x.b));
    case EXACT_CONJ:
      return pair(algebraic_conjugate(pool, x.a), algebraic_conjugate(pool, x.b));
    case EXACT_ARG:
      return has_pi(r, x) ? kNone : angle_of(r, x.a);
    default:
      return kNone;
  }
}

static constant of_two(const reader* r, exact_op op, constant x, constant y) {
  switch (op) {
    case EXACT_ADD:
      return add(r, x, y);
    case EXACT_MUL:
      return multiply(r, x, y);
    case EXACT_DIV:
      return divide(r, x, y);
    case EXACT_MIN:
      return min_or_max(r, x, y, 0);
    case EXACT_MAX:
      return min_or_max(r, x, y, 1);
    case EXACT_MOD:
      return modulo(r, x, y);
    default:
      return kNone;
  }
}

static constant value_of(const reader* r, uint32_t step) {
  if (r->s->kinds[step] == EXACT_RATIONAL)
    return plain(r, algebraic_rational(r->pool, r->s->values + step));
  if (r->s->kinds[step] != EXACT_NOT_RATIONAL) return kNone;
  const exact_step here = r->s->program.steps[step];
  switch (here.op) {
    case EXACT_PI:
      return multiple_of_pi(r, r->one);
    case EXACT_I:
      return plain(r, r->i);
    case EXACT_POW: /* the base e has no value of its own */
      return r->values[here.b].a < 0 ? kNone : power(r, here.a, here.b);
    default:
      break;
  }
  const int arity = exact_arity(here.op);
  if (arity == 0 || r->values[here.a].a < 0) return kNone;
  if (here.op == EXACT_ROOT) return root(r, r->values[here.a], here.b);
  if (arity == 1) return of_one(r, here.op, r->values[here.a]);
  return r->values[here.b].a < 0 ? kNone
                                 : of_two(r, here.op, r->values[here.a], r->values[here.b]);
}

static exact_truth decide(reader* r, const uint8_t* needed, uint32_t a, uint32_t b) {
  fmpq_t half;
  fmpq_init(half);
  fmpq_set_si(half, 1, 2);
  r->zero = algebraic_integer(r->pool, 0);
  r->one = algebraic_integer(r->pool, 1);
  r->i = algebraic_unit(r->pool, half);
  fmpq_clear(half);
  if (r->zero < 0 || r->one < 0 || r->i < 0) return EXACT_BOUND;
  const uint32_t last = a > b ? a : b;
  for (uint32_t step = 0; step <= last; ++step) {
    if (needed[step]) r->values[step] = value_of(r, step);
  }
  const constant x = r->values[a];
  const constant y = r->values[b];
  if (x.a < 0 || y.a < 0) return EXACT_UNKNOWN;
  const constant difference = subtract(r, x, y);
  const algebraic_truth rest = algebraic_is_zero(r->pool, difference.a);
  if (rest == TRUTH_NO) return EXACT_DIFFERENT;
  const algebraic_truth circle = algebraic_is_zero(r->pool, difference.b);
  if (circle == TRUTH_NO) return EXACT_DIFFERENT;
  return rest == TRUTH_YES && circle == TRUTH_YES ? EXACT_EQUAL : EXACT_UNKNOWN;
}

exact_truth exact_algebraic(exact_session* s, uint32_t a, uint32_t b) {
  uint8_t* needed = calloc(s->program.num_steps + 1, 1);
  reader r = {.s = s};
  r.values = calloc(s->program.num_steps + 1, sizeof *r.values);
  r.pool = algebraics_open(s->work);
  exact_truth truth = EXACT_BOUND;
  if (needed != NULL && r.values != NULL && r.pool != NULL) {
    for (size_t i = 0; i < s->program.num_steps; ++i) r.values[i] = kNone;
    exact_mark_needed(s, a, needed);
    exact_mark_needed(s, b, needed);
    truth = decide(&r, needed, a, b);
  }
  algebraics_close(r.pool);
  free(r.values);
  free(needed);
  return truth;
}
