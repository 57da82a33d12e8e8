#include "tasks/math/exact/fraction.h"

enum { kTermCost = 10 /* units of work */, kMaxDegree = 1 << 20 };

static void pay(algebra* g, int64_t cost) {
  if (cost < 0 || cost > g->work || !exact_spend(g->s, cost * kTermCost))
    g->failed = 1;
  else
    g->work -= cost;
}

static int64_t weight(const fmpz_mpoly_t p) {
  slong bits = fmpz_mpoly_max_bits(p);
  if (bits < 0) bits = -bits;
  return 1 + bits / 512;
}

void polynomial_multiply(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t a, const fmpz_mpoly_t b) {
  if (g->failed) return;
  const int64_t terms = (int64_t)fmpz_mpoly_length(a, g->ctx) * fmpz_mpoly_length(b, g->ctx);
  if (terms > g->max_terms * 16) {
    g->failed = 1;
    return;
  }
  pay(g, 1 + terms * (weight(a) + weight(b)));
  if (!g->failed) fmpz_mpoly_mul(out, a, b, g->ctx);
}

void fraction_mul(algebra* g, fraction* out, const fraction* a, const fraction* b) {
  polynomial_multiply(g, out->num, a->num, b->num);
  polynomial_multiply(g, out->den, a->den, b->den);
}

void fraction_div(algebra* g, fraction* out, const fraction* a, const fraction* b) {
  if (fmpz_mpoly_is_zero(b->num, g->ctx)) {
    g->failed = 1;
    return;
  }
  fmpz_mpoly_t num;
  fmpz_mpoly_init(num, g->ctx);
  polynomial_multiply(g, num, a->num, b->den);
  polynomial_multiply(g, out->den, a->den, b->num);
  fmpz_mpoly_swap(out->num, num, g->ctx);
  fmpz_mpoly_clear(num, g->ctx);
}

void fraction_add(algebra* g, fraction* out, const fraction* a, const fraction* b, int sign) {
  fmpz_mpoly_t left, right;
  fmpz_mpoly_init(left, g->ctx);
  fmpz_mpoly_init(right, g->ctx);
  if (fmpz_mpoly_equal(a->den, b->den, g->ctx)) {
    fmpz_mpoly_set(left, a->num, g->ctx);
    fmpz_mpoly_set(right, b->num, g->ctx);
    fmpz_mpoly_set(out->den, a->den, g->ctx);
  } else {
    polynomial_multiply(g, left, a->num, b->den);
    polynomial_multiply(g, right, b->num, a->den);
    polynomial_multiply(g, out->den, a->den, b->den);
  }
  pay(g, fmpz_mpoly_length(left, g->ctx) + fmpz_mpoly_length(right, g->ctx));
  if (sign > 0)
    fmpz_mpoly_add(out->num, left, right, g->ctx);
  else
    fmpz_mpoly_sub(out->num, left, right, g->ctx);
  fmpz_mpoly_clear(left, g->ctx);
  fmpz_mpoly_clear(right, g->ctx);
}

int fraction_equal(algebra* g, const fraction* a, const fraction* b) {
  if (fmpz_mpoly_equal(a->num, b->num, g->ctx) && fmpz_mpoly_equal(a->den, b->den, g->ctx))
    return 1;
  fmpz_mpoly_t left, right;
  fmpz_mpoly_init(left, g->ctx);
  fmpz_mpoly_init(right, g->ctx);
  polynomial_multiply(g, left, a->num, b->den);
  polynomial_multiply(g, right, b->num, a->den);
  const int equal = !g->failed && fmpz_mpoly_equal(left, right, g->ctx);
  fmpz_mpoly_clear(left, g->ctx);
  fmpz_mpoly_clear(right, g->ctx);
  return equal;
}

int polynomial_leading_sign(algebra* g, const fmpz_mpoly_t p) {
  if (fmpz_mpoly_is_zero(p, g->ctx)) return 0;
  return fmpz_sgn(p->coeffs + 0);
}

int fraction_sign(algebra* g, const fraction* f) {
  return polynomial_leading_sign(g, f->num) * polynomial_leading_sign(g, f->den);
}

static void content(algebra* g, fmpz_t out, const fmpz_mpoly_t p) {
  fmpz_zero(out);
  for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) fmpz_gcd(out, out, p->coeffs + i);
}

void fraction_split_content(algebra* g, fmpq_t c, fraction* b, const fraction* a) {
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

int polynomial_power_is_small(algebra* g, const fmpz_mpoly_t p, slong e) {
  const int64_t count = power_terms(g, fmpz_mpoly_length(p, g->ctx), e);
  if (count < 0) return 0;
  slong bits = fmpz_mpoly_max_bits(p);
  if (bits < 0) bits = -bits;
  fmpz_t degree;
  fmpz_init(degree);
  fmpz_mpoly_total_degree_fmpz(degree, p, g->ctx);
  const int small_degree =
      fmpz_cmp_si(degree, kMaxDegree) <= 0 && fmpz_get_si(degree) * (int64_t)e <= kMaxDegree;
  fmpz_clear(degree);
  const int64_t result_bits = (bits + 4) * (int64_t)e;
  return small_degree && result_bits <= g->s->limits.max_bits &&
         count * (1 + result_bits / 512) <= g->work / 4;
}

void polynomial_power(algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t p, slong e) {
  const int64_t count = power_terms(g, fmpz_mpoly_length(p, g->ctx), e);
  pay(g, 4 * count * weight(p));
  if (g->failed) return;
  if (!fmpz_mpoly_pow_ui(out, p, (ulong)e, g->ctx)) g->failed = 1;
}
