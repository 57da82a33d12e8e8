#include "tasks/math/exact/fraction.h"
#include "tasks/math/exact/kernel_functions.h"
#include "tasks/math/exact/kernels.h"

/* out = n-th root of the prime (or unfactored integer) p > 1 */
static void root_of_prime(algebra* g, fraction* out, slong n, const fmpz_t p) {
  fraction value, index;
  fraction_init(g, &value);
  fraction_init(g, &index);
  fmpz_mpoly_set_fmpz(value.num, p, g->ctx);
  fraction_set_si(g, &index, n);
  kernel_related(g, out, EXACT_ROOT, n, &value, &index, n, &value);
  fraction_clear(g, &value);
  fraction_clear(g, &index);
}

void kernel_root_of_positive(algebra* g, fraction* out, slong n, const fmpq_t x) {
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
      kernel_whole_power(g, &factor_value, &root, (slong)(e % (ulong)n));
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
    fraction_set_si(g, out, 0);
    return;
  }
  const int negative = fmpq_sgn(x) < 0;
  if (negative && n != 2 && (n % 2 == 0 || g->s->has_i)) {
    fraction value;
    fraction_init(g, &value);
    fraction_set_fmpq(g, &value, x);
    kernel_opaque(g, out, EXACT_ROOT, n, &value, NULL);
    fraction_clear(g, &value);
    return;
  }
  fmpq_t magnitude;
  fmpq_init(magnitude);
  fmpq_abs(magnitude, x);
  kernel_root_of_positive(g, out, n, magnitude);
  fmpq_clear(magnitude);
  if (!negative) return;
  if (n % 2 == 1) {
    fraction_negate(g, out);
  } else {
    fraction unit;
    fraction_init(g, &unit);
    kernel_imaginary_unit(g, &unit);
    fraction_mul(g, out, out, &unit);
    fraction_clear(g, &unit);
  }
}

void kernel_root(algebra* g, fraction* out, slong n, const fraction* a) {
  fmpq_t c;
  fmpq_init(c);
  if (n == 1) {
    fraction_set(g, out, a);
  } else if (fraction_is_rational(g, a)) {
    fraction_get_fmpq(g, c, a);
    root_of_rational(g, out, n, c);
  } else {
    /* A positive rational factor comes out of a root everywhere. */
    fraction rest, outside;
    fraction_init(g, &rest);
    fraction_init(g, &outside);
    fraction_split_content(g, c, &rest, a);
    kernel_root_of_positive(g, &outside, n, c);
    if (!g->failed) kernel_related(g, out, EXACT_ROOT, n, &rest, NULL, n, &rest);
    fraction_mul(g, out, out, &outside);
    fraction_clear(g, &rest);
    fraction_clear(g, &outside);
  }
  fmpq_clear(c);
}
