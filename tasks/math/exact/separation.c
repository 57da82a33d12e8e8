/* Balls around algebraic numbers, and the proofs that a small ball around zero means zero. */
#include <flint/ulong_extras.h>
#include <math.h>
#include <stdlib.h>

#include "tasks/math/exact/algebraic_internal.h"
#include "tasks/math/exact/internal.h"

enum {
  kFirstPrecision = 64,
  kMaxPrecision = 400000, /* of any ball, in bits */
  kMaxOrder = 1 << 20,    /* of the roots of unity of one number */
  kMaxDenominator = 360,  /* of an angle that is recognised as a multiple of pi */
};

void algebraic_mark(const algebraics* pool, algebraic a, uint8_t* needed) {
  needed[a] = 1;
  for (algebraic i = a + 1; i-- > 0;) {
    if (!needed[i]) continue;
    const number* x = pool->numbers + i;
    if (x->a >= 0) needed[x->a] = 1;
    if (x->b >= 0) needed[x->b] = 1;
  }
}

/* ---------------------------------------------------------------- balls */

/* In units of 10 ns, measured with Arb 2.23; a product of two real numbers is the measure. */
static int64_t cost_of(const number* x, slong precision) {
  const int64_t product = exact_product_cost(precision);
  const int64_t many = x->real ? 1 : 4;
  switch (x->op) {
    case ALGEBRAIC_MUL:
      return many * product;
    case ALGEBRAIC_INVERSE:
      return 2 * many * product;
    case ALGEBRAIC_POWER:
      return many * product * (1 + (int64_t)FLINT_BIT_COUNT(x->n));
    case ALGEBRAIC_COSINE:
    case ALGEBRAIC_UNIT:
      return (fmpz_cmp_ui(fmpq_denref(x->r), 60) <= 0 ? 30 : 150) * product;
    case ALGEBRAIC_ROOT:
      if (x->n == 2) return 3 * many * product;
      if (!x->real) return 150 * product;
      return (x->n <= 6 ? 12 : 200) * product;
    default:
      return 10 + precision / 64;
  }
}

static void evaluate(const algebraics* pool, number* x, slong precision) {
  acb_ptr out = x->ball;
  acb_srcptr a = x->a < 0 ? NULL : pool->numbers[x->a].ball;
  acb_srcptr b = x->b < 0 ? NULL : pool->numbers[x->b].ball;
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
      acb_set_fmpq(out, x->r, precision);
      break;
    case ALGEBRAIC_COSINE:
      arb_cos_pi_fmpq(acb_realref(out), x->r, precision);
      arb_zero(acb_imagref(out));
      break;
    case ALGEBRAIC_UNIT:
      arb_sin_cos_pi_fmpq(acb_imagref(out), acb_realref(out), x->r, precision);
      break;
    case ALGEBRAIC_ADD:
      acb_add(out, a, b, precision);
      break;
    case ALGEBRAIC_MUL:
      acb_mul(out, a, b, precision);
      break;
    case ALGEBRAIC_INVERSE:
      acb_inv(out, a, precision);
      break;
    case ALGEBRAIC_POWER:
      acb_pow_ui(out, a, (ulong)x->n, precision);
      break;
    case ALGEBRAIC_ROOT:
      if (x->real) {
        arb_root_ui(acb_realref(out), acb_realref(a), (ulong)x->n, precision);
        arb_zero(acb_imagref(out));
      } else {
        acb_root_ui(out, a, (ulong)x->n, precision);
      }
      break;
    case ALGEBRAIC_CONJUGATE:
      acb_conj(out, a);
      break;
    case ALGEBRAIC_REAL:
      acb_set(out, a);
      arb_zero(acb_imagref(out));
      break;
  }
  x->precision = precision;
}

/* Sees to it that the ball of `a` was computed with at least `precision` bits. */
static int refine(algebraics* pool, algebraic a, slong precision) {
  if (pool->numbers[a].precision >= precision) return 1;
  if (precision > kMaxPrecision) return 0;
  uint8_t* needed = calloc((size_t)a + 1, 1);
  if (needed == NULL) return 0;
  algebraic_mark(pool, a, needed);
  int64_t cost = 0;
  for (algebraic i = 0; i <= a; ++i) {
    if (needed[i] && pool->numbers[i].precision < precision)
      cost += cost_of(pool->numbers + i, precision);
  }
  const int affordable = cost <= *pool->work;
  if (affordable) {
    *pool->work -= cost;
    for (algebraic i = 0; i <= a; ++i) {
      if (needed[i] && pool->numbers[i].precision < precision)
        evaluate(pool, pool->numbers + i, precision);
    }
  }
  free(needed);
  return affordable;
}

int algebraic_ball(algebraics* pool, acb_t out, algebraic a, slong precision) {
  if (a < 0 || !refine(pool, a, precision)) return 0;
  acb_set(out, pool->numbers[a].ball);
  return 1;
}

/* ---------------------------------------------------------------- degree */

static int multiply_degree(int64_t* degree, int64_t factor) {
  if (*degree > (INT64_C(1) << 40) / factor) return 0;
  *degree *= factor;
  return 1;
}

/* At most the degree of a field that holds every algebraic integer that `a` is made of; 0 where it
 * is too large to matter. */
static int64_t degree_of(const algebraics* pool, algebraic a) {
  uint8_t* needed = calloc((size_t)a + 1, 1);
  if (needed == NULL) return 0;
  algebraic_mark(pool, a, needed);
  int64_t degree = 1;
  ulong order = 1;
  int complex_units = 0, conjugates = 0, fine = 1;
  for (algebraic i = 0; i <= a && fine; ++i) {
    if (!needed[i]) continue;
    const number* x = pool->numbers + i;
    if (x->op == ALGEBRAIC_CONJUGATE) conjugates = 1;
    if (x->op != ALGEBRAIC_COSINE && x->op != ALGEBRAIC_UNIT) continue;
    if (x->op == ALGEBRAIC_UNIT) complex_units = 1;
    /* e^(i pi p / q) has order 2q, or q where p is even. */
    ulong own = fmpz_get_ui(fmpq_denref(x->r));
    if (fmpz_is_odd(fmpq_numref(x->r))) own *= 2;
    order *= own / n_gcd(order, own);
    fine = order <= kMaxOrder;
  }
  if (fine) {
    const int64_t whole = (int64_t)n_euler_phi(order);
    /* Cosines alone lie in the real subfield. */
    degree = complex_units || order < 3 ? whole : whole / 2;
  }
  for (algebraic i = 0; i <= a && fine; ++i) {
    const number* x = pool->numbers + i;
    if (!needed[i] || x->op != ALGEBRAIC_ROOT) continue;
    if (pool->numbers[x->a].op == ALGEBRAIC_RATIONAL) {
      /* All roots of one prime lie in the field of one root of it: count it at the last of them. */
      ulong index = (ulong)x->n;
      int last = 1;
      for (algebraic j = 0; j <= a; ++j) {
        const number* y = pool->numbers + j;
        if (!needed[j] || y->op != ALGEBRAIC_ROOT || y->a != x->a) continue;
        if (j > i) last = 0;
        const ulong other = (ulong)y->n;
        index *= other / n_gcd(index, other);
        if (index > kMaxOrder) fine = 0;
      }
      if (last && fine) fine = multiply_degree(&degree, (int64_t)index);
    } else {
      fine = multiply_degree(&degree, x->n);
      /* The conjugate of a complex root is another root. */
      if (fine && conjugates && !x->real) fine = multiply_degree(&degree, x->n);
    }
  }
  free(needed);
  return fine ? degree : 0;
}

/* ---------------------------------------------------------------- zero */

/* out = 1 / the least absolute value that `a` can have if it is not zero; 0 where that is out of
 * reach. */
static int separation(const algebraics* pool, mag_t out, algebraic a) {
  const int64_t degree = degree_of(pool, a);
  if (degree == 0) return 0;
  const number* x = pool->numbers + a;
  fmpz_t e;
  fmpz_init_set_si(e, (slong)(degree - 1));
  mag_t u;
  mag_init(u);
  /* U = 0 has u = 0 as a possible bound. */
  mag_one(u);
  mag_max(u, u, x->u);
  mag_pow_fmpz(out, u, e);
  mag_mul(out, out, x->l);
  mag_clear(u);
  fmpz_clear(e);
  return mag_cmp_2exp_si(out, kMaxPrecision) < 0;
}

/* The bits before the point of a magnitude; at least 0. */
static slong bits_of(const mag_t size) {
  if (mag_is_zero(size) || fmpz_sgn(MAG_EXPREF(size)) < 0) return 0;
  return fmpz_bits(MAG_EXPREF(size)) > 30 ? kMaxPrecision : fmpz_get_si(MAG_EXPREF(size));
}

static algebraic_truth decide_zero(algebraics* pool, algebraic a) {
  if (!refine(pool, a, kFirstPrecision)) return TRUTH_OPEN;
  if (!acb_contains_zero(pool->numbers[a].ball)) return TRUTH_NO;
  mag_t least, size;
  mag_init(least);
  mag_init(size);
  const int known = separation(pool, least, a);
  const slong wanted = bits_of(least) + 32;
  algebraic_truth truth = TRUTH_OPEN;
  slong precision = kFirstPrecision;
  /* Where the proof of zero is cheap it comes next, else finer balls may show first that the number
   * is another. Magnitudes of the operands cost bits, hence more than one try at the end. */
  for (int tries = 0; tries < 12 && truth == TRUTH_OPEN; ++tries) {
    if (known && (precision >= wanted / 4 || wanted <= 2048) && precision < wanted)
      precision = wanted;
    else
      precision = precision < wanted || !known ? precision * 4 : precision + precision / 4 + 64;
    if (!known && precision > 4096) break;
    if (!refine(pool, a, precision)) break;
    const acb_srcptr ball = pool->numbers[a].ball;
    if (!acb_is_finite(ball)) continue;
    if (!acb_contains_zero(ball)) {
      truth = TRUTH_NO;
    } else if (known) {
      acb_get_mag(size, ball);
      mag_mul(size, size, least);
      if (mag_cmp_2exp_si(size, 0) < 0) truth = TRUTH_YES;
    }
  }
  mag_clear(least);
  mag_clear(size);
  return truth;
}

algebraic_truth algebraic_is_zero(algebraics* pool, algebraic a) {
  if (a < 0) return TRUTH_OPEN;
  const number* x = pool->numbers + a;
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
      return fmpq_is_zero(x->r) ? TRUTH_YES : TRUTH_NO;
    case ALGEBRAIC_COSINE: /* cos(pi / 2) is written 0 */
    case ALGEBRAIC_UNIT:
    case ALGEBRAIC_INVERSE:
    case ALGEBRAIC_ROOT: /* the root of zero is written 0 */
      return TRUTH_NO;
    case ALGEBRAIC_POWER:
    case ALGEBRAIC_CONJUGATE:
    case ALGEBRAIC_REAL:
      return algebraic_is_zero(pool, x->a);
    default:
      break;
  }
  if (x->zero == TRUTH_OPEN) {
    const algebraic_truth zero = decide_zero(pool, a);
    pool->numbers[a].zero = zero;
  }
  return pool->numbers[a].zero;
}

/* ---------------------------------------------------------------- real numbers */

algebraic_truth algebraic_is_real(algebraics* pool, algebraic a) {
  if (a < 0) return TRUTH_OPEN;
  if (pool->numbers[a].real) return TRUTH_YES;
  if (pool->numbers[a].op == ALGEBRAIC_UNIT) return TRUTH_NO; /* 1 and -1 are written so */
  if (!refine(pool, a, kFirstPrecision)) return TRUTH_OPEN;
  const acb_srcptr ball = pool->numbers[a].ball;
  if (acb_is_finite(ball) && !arb_contains_zero(acb_imagref(ball))) return TRUTH_NO;
  return algebraic_is_zero(pool, algebraic_sub(pool, a, algebraic_conjugate(pool, a)));
}

int algebraic_sign(algebraics* pool, algebraic a) {
  if (algebraic_is_real(pool, a) != TRUTH_YES) return -2;
  const algebraic_truth zero = algebraic_is_zero(pool, a);
  if (zero == TRUTH_YES) return 0;
  if (zero == TRUTH_OPEN) return -2;
  for (slong precision = kFirstPrecision; precision <= kMaxPrecision; precision *= 4) {
    if (!refine(pool, a, precision)) return -2;
    const arb_srcptr x = acb_realref(pool->numbers[a].ball);
    if (arb_is_positive(x)) return 1;
    if (arb_is_negative(x)) return -1;
  }
  return -2;
}

algebraic algebraic_floor(algebraics* pool, algebraic a) {
  if (algebraic_is_real(pool, a) != TRUTH_YES) return -1;
  fmpq_t whole;
  fmpq_init(whole);
  algebraic made = -1;
  slong precision = kFirstPrecision;
  for (; precision <= 4096 && refine(pool, a, precision); precision *= 4) {
    const arb_srcptr x = acb_realref(pool->numbers[a].ball);
    if (!arb_is_finite(x) || mag_cmp_2exp_si(arb_radref(x), -2) > 0) continue;
    /* The nearest integer, and on which side of it a lies. */
    arf_t middle;
    arf_init(middle);
    arf_set_d(middle, 0.5);
    arf_add(middle, middle, arb_midref(x), ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_floor(middle, middle);
    arf_get_fmpz(fmpq_numref(whole), middle, ARF_RND_DOWN);
    arf_clear(middle);
    const algebraic nearest = algebraic_rational(pool, whole);
    const int side = algebraic_sign(pool, algebraic_sub(pool, a, nearest));
    if (side >= 0) made = nearest;
    else if (side == -1) made = algebraic_add(pool, nearest, algebraic_integer(pool, -1));
    break;
  }
  fmpq_clear(whole);
  return made;
}

int algebraic_turn(algebraics* pool, fmpq_t r, algebraic a) {
  if (a < 0 || algebraic_is_zero(pool, a) != TRUTH_NO || !refine(pool, a, 2 * kFirstPrecision))
    return 0;
  arb_t angle, pi;
  arb_init(angle);
  arb_init(pi);
  acb_arg(angle, pool->numbers[a].ball, 64);
  arb_const_pi(pi, 64);
  arb_div(angle, angle, pi, 64);
  const int narrow = arb_is_finite(angle) && mag_cmp_2exp_si(arb_radref(angle), -40) < 0;
  const double turn = arf_get_d(arb_midref(angle), ARF_RND_NEAR);
  arb_clear(angle);
  arb_clear(pi);
  if (!narrow) { /* on the cut of arg: -1 is the only direction there */
    if (algebraic_sign(pool, a) != -1) return 0;
    fmpq_set_si(r, 1, 1);
    return 1;
  }
  slong q = 1;
  double p = 0;
  for (; q <= kMaxDenominator; ++q) {
    p = floor(turn * (double)q + 0.5);
    if (fabs(turn * (double)q - p) < 1e-9) break;
  }
  if (q > kMaxDenominator) return 0;
  fmpq_set_si(r, (slong)p, (ulong)q);
  /* Turned back, the number must be real and positive. */
  fmpq_t back;
  fmpq_init(back);
  fmpq_neg(back, r);
  const algebraic straight = algebraic_mul(pool, a, algebraic_unit(pool, back));
  fmpq_clear(back);
  return algebraic_sign(pool, straight) == 1;
}
