/* Building algebraic numbers: formulas, kept simple, with their bounds. */
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/algebraic_internal.h"
#include "tasks/math/exact/internal.h"

enum { kMaxWholeBits = 4096, kMaxRationalBits = 1 << 16 };

algebraics* algebraics_open(int64_t* work) {
  algebraics* pool = calloc(1, sizeof *pool);
  if (pool == NULL) return NULL;
  pool->work = work;
  memset(pool->buckets, -1, sizeof pool->buckets);
  return pool;
}

void algebraics_close(algebraics* pool) {
  if (pool == NULL) return;
  for (algebraic i = 0; i < pool->size; ++i) {
    number* x = pool->numbers + i;
    fmpq_clear(x->r);
    mag_clear(x->u);
    mag_clear(x->l);
    fmpz_clear(x->whole);
    acb_clear(x->ball);
  }
  free(pool->numbers);
  free(pool);
}

int algebraics_undefined(const algebraics* pool) { return pool->undefined; }

/* ---------------------------------------------------------------- bounds */

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

static void set_bounds(algebraics* pool, number* x) {
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

static int is_known_real(const algebraics* pool, const number* x) {
  switch (x->op) {
    case ALGEBRAIC_RATIONAL:
    case ALGEBRAIC_COSINE:
    case ALGEBRAIC_REAL:
      return 1;
    case ALGEBRAIC_UNIT:
      return 0;
    case ALGEBRAIC_ADD:
    case ALGEBRAIC_MUL:
      return pool->numbers[x->a].real && pool->numbers[x->b].real;
    default: /* a root of a known real is only ever made of a positive one */
      return pool->numbers[x->a].real;
  }
}

/* ---------------------------------------------------------------- the pool */

static uint32_t bucket_of(algebraic_op op, algebraic a, algebraic b, slong n, const fmpq_t r) {
  uint64_t hash = (uint64_t)op * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint32_t)a) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint32_t)b) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ (uint64_t)n) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ fmpz_fdiv_ui(fmpq_numref(r), 4294967291u)) * 0x9E3779B97F4A7C15u;
  hash = (hash ^ fmpz_fdiv_ui(fmpq_denref(r), 4294967291u)) * 0x9E3779B97F4A7C15u;
  return (uint32_t)(hash >> 32) % kMaxBuckets;
}

static int room_for_one(algebraics* pool) {
  if (pool->size < pool->capacity) return 1;
  if (pool->size >= kMaxNumbers) return 0;
  const algebraic capacity = pool->capacity == 0 ? 32 : 2 * pool->capacity;
  number* larger = realloc(pool->numbers, (size_t)capacity * sizeof *larger);
  if (larger == NULL) return 0;
  pool->numbers = larger;
  pool->capacity = capacity;
  return 1;
}

/* The number of this formula, made where it is new. */
static algebraic intern(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n,
                        const fmpq_t r) {
  const uint32_t bucket = bucket_of(op, a, b, n, r);
  for (algebraic i = pool->buckets[bucket]; i >= 0; i = pool->numbers[i].next) {
    const number* x = pool->numbers + i;
    if (x->op == op && x->a == a && x->b == b && x->n == n && fmpq_equal(x->r, r)) return i;
  }
  if (*pool->work < kNumberCost || !room_for_one(pool)) return -1;
  *pool->work -= kNumberCost;
  number* x = pool->numbers + pool->size;
  *x = (number){.op = op, .a = a, .b = b, .n = n, .zero = TRUTH_OPEN};
  fmpq_init(x->r);
  fmpq_set(x->r, r);
  mag_init(x->u);
  mag_init(x->l);
  fmpz_init(x->whole);
  acb_init(x->ball);
  set_bounds(pool, x);
  x->real = is_known_real(pool, x);
  x->next = pool->buckets[bucket];
  pool->buckets[bucket] = pool->size;
  return pool->size++;
}

static algebraic plain(algebraics* pool, algebraic_op op, algebraic a, algebraic b, slong n) {
  fmpq_t none;
  fmpq_init(none);
  const algebraic made = intern(pool, op, a, b, n, none);
  fmpq_clear(none);
  return made;
}

static const number* get(const algebraics* pool, algebraic a) { return pool->numbers + a; }

static int is_rational(const algebraics* pool, algebraic a) {
  return get(pool, a)->op == ALGEBRAIC_RATIONAL;
}

const fmpq* algebraic_as_rational(const algebraics* pool, algebraic a) {
  return a >= 0 && is_rational(pool, a) ? get(pool, a)->r : NULL;
}

/* ---------------------------------------------------------------- rationals and roots of unity */

algebraic algebraic_rational(algebraics* pool, const fmpq_t value) {
  if (fmpz_bits(fmpq_numref(value)) > kMaxRationalBits ||
      fmpz_bits(fmpq_denref(value)) > kMaxRationalBits)
    return -1;
  return intern(pool, ALGEBRAIC_RATIONAL, -1, -1, 0, value);
}

algebraic algebraic_integer(algebraics* pool, slong value) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_set_si(x, value, 1);
  const algebraic made = algebraic_rational(pool, x);
  fmpq_clear(x);
  return made;
}

static algebraic half(algebraics* pool) {
  fmpq_t x;
  fmpq_init(x);
  fmpq_set_si(x, 1, 2);
  const algebraic made = algebraic_rational(pool, x);
  fmpq_clear(x);
  return made;
}

/* r modulo 2, in [0, 2) */
static void reduce_turn(fmpq_t r, const fmpq_t turn) {
  fmpz_t period;
  fmpz_init(period);
  fmpz_mul_ui(period, fmpq_denref(turn), 2);
  fmpz_fdiv_r(fmpq_numref(r), fmpq_numref(turn), period);
  fmpz_set(fmpq_denref(r), fmpq_denref(turn));
  fmpz_clear(period);
}

algebraic algebraic_cosine(algebraics* pool, const fmpq_t turn) {
  fmpq_t r;
  fmpq_init(r);
  reduce_turn(r, turn);
  int negative = 0;
  /* cos(pi (2 - r)) = cos(pi r), cos(pi (1 - r)) = -cos(pi r) */
  if (fmpz_cmp(fmpq_numref(r), fmpq_denref(r)) > 0) {
    fmpq_neg(r, r);
    fmpq_add_si(r, r, 2);
  }
  fmpq_t twice;
  fmpq_init(twice);
  fmpq_add(twice, r, r);
  if (fmpz_cmp(fmpq_numref(twice), fmpq_denref(twice)) > 0) {
    fmpq_neg(r, r);
    fmpq_add_si(r, r, 1);
    negative = 1;
  }
  algebraic made;
  if (fmpq_is_zero(r)) made = algebraic_integer(pool, 1);
  else if (fmpz_cmp_ui(fmpq_denref(r), 2) == 0) made = algebraic_integer(pool, 0);
  else if (fmpz_cmp_ui(fmpq_denref(r), 3) == 0) made = half(pool);
  else if (fmpz_bits(fmpq_denref(r)) > 20) made = -1;
  else made = intern(pool, ALGEBRAIC_COSINE, -1, -1, 0, r);
  fmpq_clear(twice);
  fmpq_clear(r);
  return negative ? algebraic_neg(pool, made) : made;
}

algebraic algebraic_sine(algebraics* pool, const fmpq_t turn) {
  fmpq_t r;
  fmpq_init(r);
  fmpq_set_si(r, 1, 2);
  fmpq_sub(r, r, turn);
  const algebraic made = algebraic_cosine(pool, r);
  fmpq_clear(r);
  return made;
}

algebraic algebraic_unit(algebraics* pool, const fmpq_t turn) {
  fmpq_t r;
  fmpq_init(r);
  reduce_turn(r, turn);
  algebraic made;
  if (fmpz_is_one(fmpq_denref(r))) made = algebraic_integer(pool, fmpq_is_zero(r) ? 1 : -1);
  else if (fmpz_bits(fmpq_denref(r)) > 20) made = -1;
  else made = intern(pool, ALGEBRAIC_UNIT, -1, -1, 0, r);
  fmpq_clear(r);
  return made;
}

/* ---------------------------------------------------------------- the four operations */

algebraic algebraic_add(algebraics* pool, algebraic a, algebraic b) {
  if (a < 0 || b < 0) return -1;
  if (is_rational(pool, b)) {
    const algebraic t = a;
    a = b;
    b = t;
  }
  if (is_rational(pool, a)) {
    if (fmpq_is_zero(get(pool, a)->r)) return b;
    const number* y = get(pool, b);
    fmpq_t sum;
    fmpq_init(sum);
    algebraic made = -2;
    if (y->op == ALGEBRAIC_RATIONAL) {
      fmpq_add(sum, get(pool, a)->r, y->r);
      made = algebraic_rational(pool, sum);
    } else if (y->op == ALGEBRAIC_ADD && is_rational(pool, y->a)) {
      const algebraic rest = y->b;
      fmpq_add(sum, get(pool, a)->r, get(pool, y->a)->r);
      made = algebraic_add(pool, algebraic_rational(pool, sum), rest);
    }
    fmpq_clear(sum);
    if (made != -2) return made;
  } else if (b < a) {
    const algebraic t = a;
    a = b;
    b = t;
  }
  return plain(pool, ALGEBRAIC_ADD, a, b, 0);
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
  if (is_rational(pool, b)) {
    const algebraic t = a;
    a = b;
    b = t;
  }
  if (is_rational(pool, a)) {
    if (fmpq_is_zero(get(pool, a)->r)) return a;
    if (fmpq_is_one(get(pool, a)->r)) return b;
    const number* y = get(pool, b);
    fmpq_t product;
    fmpq_init(product);
    algebraic made = -2;
    if (y->op == ALGEBRAIC_RATIONAL) {
      fmpq_mul(product, get(pool, a)->r, y->r);
      made = algebraic_rational(pool, product);
    } else if (y->op == ALGEBRAIC_MUL && is_rational(pool, y->a)) {
      const algebraic rest = y->b;
      fmpq_mul(product, get(pool, a)->r, get(pool, y->a)->r);
      made = algebraic_mul(pool, algebraic_rational(pool, product), rest);
    }
    fmpq_clear(product);
    if (made != -2) return made;
  } else {
    const number* x = get(pool, a);
    const number* y = get(pool, b);
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
      const number* z = get(pool, side == 0 ? a : b);
      if (z->op != ALGEBRAIC_MUL || !is_rational(pool, z->a)) continue;
      const algebraic factor = z->a, rest = z->b;
      return algebraic_mul(pool, factor, algebraic_mul(pool, rest, side == 0 ? b : a));
    }
    if (b < a) {
      const algebraic t = a;
      a = b;
      b = t;
    }
  }
  return plain(pool, ALGEBRAIC_MUL, a, b, 0);
}

static algebraic inverse(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  const number* x = get(pool, a);
  if (x->op == ALGEBRAIC_INVERSE) return x->a;
  if (x->op == ALGEBRAIC_RATIONAL || x->op == ALGEBRAIC_UNIT) {
    if (fmpq_is_zero(x->r)) {
      pool->undefined = 1;
      return -1;
    }
    fmpq_t r;
    fmpq_init(r);
    if (x->op == ALGEBRAIC_RATIONAL) fmpq_inv(r, x->r);
    else fmpq_neg(r, x->r);
    const algebraic made = x->op == ALGEBRAIC_RATIONAL ? algebraic_rational(pool, r)
                                                       : algebraic_unit(pool, r);
    fmpq_clear(r);
    return made;
  }
  if (x->op == ALGEBRAIC_MUL) {
    const algebraic left = x->a, right = x->b;
    return algebraic_mul(pool, inverse(pool, left), inverse(pool, right));
  }
  if (x->op == ALGEBRAIC_ROOT && is_rational(pool, x->a)) {
    /* 1 / p^(1/n) = p^((n-1)/n) / p keeps the denominator whole. */
    const algebraic inside = x->a;
    const slong n = x->n;
    return algebraic_mul(pool, inverse(pool, inside), algebraic_power(pool, a, n - 1));
  }
  const algebraic_truth zero = algebraic_is_zero(pool, a);
  if (zero == TRUTH_YES) pool->undefined = 1;
  if (zero != TRUTH_NO) return -1;
  return plain(pool, ALGEBRAIC_INVERSE, a, -1, 0);
}

algebraic algebraic_div(algebraics* pool, algebraic a, algebraic b) {
  return algebraic_mul(pool, a, inverse(pool, b));
}

algebraic algebraic_power(algebraics* pool, algebraic a, slong e) {
  if (a < 0 || e > (1 << 20) || e < -(1 << 20)) return -1;
  if (e < 0) return algebraic_power(pool, inverse(pool, a), -e);
  if (e == 0) return algebraic_integer(pool, 1);
  if (e == 1) return a;
  const number* x = get(pool, a);
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
  return plain(pool, ALGEBRAIC_POWER, a, -1, e);
}

/* ---------------------------------------------------------------- roots */

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
  const algebraic root = plain(pool, ALGEBRAIC_ROOT, inside, -1, n / shared);
  return algebraic_mul(pool, outside, algebraic_power(pool, root, rest / shared));
}

/* The real n-th root of x > 0. */
static algebraic root_of_positive(algebraics* pool, const fmpq_t x, slong n) {
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

/* e^(i pi / n) */
static algebraic unit_of_order(algebraics* pool, slong n) {
  fmpq_t turn;
  fmpq_init(turn);
  fmpq_set_si(turn, 1, (ulong)n);
  const algebraic made = algebraic_unit(pool, turn);
  fmpq_clear(turn);
  return made;
}

algebraic algebraic_root(algebraics* pool, algebraic a, slong n, int real_roots) {
  if (a < 0 || n < 1 || n > 1000) return -1;
  if (n == 1) return a;
  const algebraic_truth zero = algebraic_is_zero(pool, a);
  if (zero == TRUTH_YES) return algebraic_integer(pool, 0);
  const algebraic_truth real = algebraic_is_real(pool, a);
  if (zero == TRUTH_OPEN || real == TRUTH_OPEN) return -1;
  if (real == TRUTH_NO) {
    if (get(pool, a)->op == ALGEBRAIC_UNIT) {
      /* The principal root halves the argument in (-pi, pi]. */
      fmpq_t turn;
      fmpq_init(turn);
      fmpq_set(turn, get(pool, a)->r);
      if (fmpz_cmp(fmpq_numref(turn), fmpq_denref(turn)) > 0) fmpq_sub_si(turn, turn, 2);
      fmpz_mul_si(fmpq_denref(turn), fmpq_denref(turn), n);
      fmpq_canonicalise(turn);
      const algebraic made = algebraic_unit(pool, turn);
      fmpq_clear(turn);
      return made;
    }
    return plain(pool, ALGEBRAIC_ROOT, a, -1, n);
  }
  const int sign = algebraic_sign(pool, a);
  if (sign < -1) return -1;
  if (sign < 0) {
    const algebraic root = algebraic_root(pool, algebraic_neg(pool, a), n, real_roots);
    if (real_roots && n % 2 == 1) return algebraic_neg(pool, root);
    return algebraic_mul(pool, unit_of_order(pool, n), root);
  }
  if (is_rational(pool, a)) {
    fmpq_t x;
    fmpq_init(x);
    fmpq_set(x, get(pool, a)->r);
    const algebraic made = root_of_positive(pool, x, n);
    fmpq_clear(x);
    return made;
  }
  /* A positive rational factor comes out. */
  const number* x = get(pool, a);
  if (x->op == ALGEBRAIC_MUL && is_rational(pool, x->a) && fmpq_sgn(get(pool, x->a)->r) > 0) {
    const algebraic factor = x->a, rest = x->b;
    return algebraic_mul(pool, algebraic_root(pool, factor, n, real_roots),
                         algebraic_root(pool, rest, n, real_roots));
  }
  /* (b^e)^(1/n) = |b|^(e/n) for real b where the power is positive. */
  if (x->op == ALGEBRAIC_POWER && x->n % n == 0 && get(pool, x->a)->real) {
    const slong e = x->n / n;
    return algebraic_power(pool, algebraic_abs(pool, x->a), e);
  }
  if (!x->real) a = plain(pool, ALGEBRAIC_REAL, a, -1, 0);
  if (a < 0) return -1;
  return plain(pool, ALGEBRAIC_ROOT, a, -1, n);
}

/* ---------------------------------------------------------------- complex numbers */

algebraic algebraic_conjugate(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  const number* x = get(pool, a);
  if (x->real) return a;
  if (x->op == ALGEBRAIC_CONJUGATE) return x->a;
  if (x->op == ALGEBRAIC_UNIT) return inverse(pool, a);
  return plain(pool, ALGEBRAIC_CONJUGATE, a, -1, 0);
}

/* `a` is real by its construction. */
static algebraic as_real(algebraics* pool, algebraic a) {
  if (a < 0 || get(pool, a)->real) return a;
  return plain(pool, ALGEBRAIC_REAL, a, -1, 0);
}

algebraic algebraic_real_part(algebraics* pool, algebraic a) {
  if (a < 0 || get(pool, a)->real) return a;
  const algebraic twice = algebraic_add(pool, a, algebraic_conjugate(pool, a));
  return as_real(pool, algebraic_mul(pool, half(pool), twice));
}

algebraic algebraic_imaginary_part(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  if (get(pool, a)->real) return algebraic_integer(pool, 0);
  const algebraic twice = algebraic_sub(pool, algebraic_conjugate(pool, a), a);
  const algebraic turned = algebraic_mul(pool, unit_of_order(pool, 2), twice);
  return as_real(pool, algebraic_mul(pool, half(pool), turned));
}

algebraic algebraic_abs(algebraics* pool, algebraic a) {
  if (a < 0) return -1;
  if (get(pool, a)->op == ALGEBRAIC_UNIT) return algebraic_integer(pool, 1);
  if (algebraic_is_real(pool, a) == TRUTH_YES) {
    const int sign = algebraic_sign(pool, a);
    if (sign < -1) return -1;
    return as_real(pool, sign < 0 ? algebraic_neg(pool, a) : a);
  }
  const algebraic square = algebraic_mul(pool, a, algebraic_conjugate(pool, a));
  return algebraic_root(pool, as_real(pool, square), 2, 0);
}
