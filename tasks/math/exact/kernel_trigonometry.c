#include "tasks/math/exact/fraction.h"
#include "tasks/math/exact/kernel_functions.h"
#include "tasks/math/exact/kernels.h"

static void square_root(algebra* g, fraction* out, slong x) {
  fmpq_t value;
  fmpq_init(value);
  fmpq_set_si(value, x, 1);
  kernel_root_of_positive(g, out, 2, value);
  fmpq_clear(value);
}

/* cos(k pi / 12) */
static void twelfth_cosine(algebra* g, fraction* out, slong k) {
  k %= 24;
  if (k < 0) k += 24;
  if (k > 12) k = 24 - k;
  const int negative = k > 6;
  if (negative) k = 12 - k;
  slong denominator = 2;
  switch (k) {
    case 0:
      fraction_set_si(g, out, 2);
      break;
    case 2:
      square_root(g, out, 3);
      break;
    case 3:
      square_root(g, out, 2);
      break;
    case 4:
      fraction_set_si(g, out, 1);
      break;
    case 6:
      fraction_set_si(g, out, 0);
      break;
    default: { /* 1, 5: (sqrt 6 +- sqrt 2) / 4 */
      fraction other;
      fraction_init(g, &other);
      square_root(g, out, 6);
      square_root(g, &other, 2);
      fraction_add(g, out, out, &other, k == 1 ? 1 : -1);
      fraction_clear(g, &other);
      denominator = 4;
      break;
    }
  }
  if (g->failed) return;
  fmpz_mpoly_scalar_mul_si(out->den, out->den, denominator, g->ctx);
  if (negative) fraction_negate(g, out);
}

/* The k with a = k pi / 12, or 0 as a result where there is none. */
static int twelfths_of_pi(algebra* g, const fraction* a, slong* k) {
  slong exponent = 0;
  fmpq_t c;
  fmpq_init(c);
  const kernel* pi = kernel_of_monomial(g, a, &exponent, c);
  fmpq_mul_si(c, c, 12);
  const int found =
      pi != NULL && pi->op == EXACT_PI && exponent == 1 && fmpz_is_one(fmpq_denref(c));
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
  fraction_set_si(g, &one, 1);
  fmpz_init(zero);
  fraction_set(g, &argument, a);
  if (sign < 0) fraction_negate(g, &argument);
  int is_new;
  kernel* c = kernel_get(g, EXACT_COS, zero, &argument, &one, &is_new);
  kernel* s = g->failed ? NULL : kernel_get(g, EXACT_SIN, zero, &argument, &one, &is_new);
  if (c != NULL && s != NULL) {
    fraction_set_generator(g, cosine, kernel_generator(g, c));
    fraction_set_generator(g, sine, kernel_generator(g, s));
    if (is_new) { /* sin^2 = 1 - cos^2 */
      s->degree = 2;
      fraction square;
      fraction_init(g, &square);
      fraction_mul(g, &square, cosine, cosine);
      fraction_add(g, &s->relation, &one, &square, -1);
      fraction_clear(g, &square);
    }
    if (sign < 0) fraction_negate(g, sine);
  }
  fmpz_clear(zero);
  fraction_clear(g, &argument);
  fraction_clear(g, &one);
}

void kernel_trigonometric(algebra* g, fraction* out, exact_op op, const fraction* a) {
  fraction sine, cosine;
  fraction_init(g, &sine);
  fraction_init(g, &cosine);
  sine_and_cosine(g, &sine, &cosine, a);
  if (!g->failed) {
    if (op == EXACT_SIN)
      fraction_set(g, out, &sine);
    else if (op == EXACT_COS)
      fraction_set(g, out, &cosine);
    else
      fraction_div(g, out, &sine, &cosine);
  }
  fraction_clear(g, &sine);
  fraction_clear(g, &cosine);
}

/* Through e^a. */
void kernel_hyperbolic(algebra* g, fraction* out, exact_op op, const fraction* a) {
  fraction e, grown, shrunk, sinh_value, cosh_value, one;
  fraction* all[] = {&e, &grown, &shrunk, &sinh_value, &cosh_value, &one};
  for (size_t i = 0; i < 6; ++i) fraction_init(g, all[i]);
  fraction_set_si(g, &one, 1);
  kernel_constant(g, &e, EXACT_E);
  if (!g->failed) kernel_power(g, &grown, &e, a);
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
