#include "tasks/math/exact/kernels.h"

#include "tasks/math/exact/fraction.h"

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

kernel* kernel_get(algebra* g, exact_op op, const fmpz_t n, const fraction* a, const fraction* b,
                   int* is_new) {
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

void kernel_related(algebra* g, fraction* out, exact_op op, slong n, const fraction* a,
                    const fraction* b, slong degree, const fraction* relation) {
  fraction one;
  fmpz_t index;
  fraction_init(g, &one);
  fmpz_init_set_si(index, n);
  fraction_set_si(g, &one, 1);
  int is_new;
  kernel* k = kernel_get(g, op, index, a, b == NULL ? &one : b, &is_new);
  if (k != NULL) {
    if (is_new && degree > 0) {
      k->degree = degree;
      fraction_set(g, &k->relation, relation);
    }
    fraction_set_generator(g, out, kernel_generator(g, k));
  }
  fraction_clear(g, &one);
  fmpz_clear(index);
}

void kernel_opaque(algebra* g, fraction* out, exact_op op, slong n, const fraction* a,
                   const fraction* b) {
  kernel_related(g, out, op, n, a, b, 0, NULL);
}

void kernel_constant(algebra* g, fraction* out, exact_op op) {
  fraction one;
  fraction_init(g, &one);
  fraction_set_si(g, &one, 1);
  kernel_opaque(g, out, op, 0, &one, NULL);
  fraction_clear(g, &one);
}

void kernel_imaginary_unit(algebra* g, fraction* out) {
  fraction one, square;
  fraction_init(g, &one);
  fraction_init(g, &square);
  fraction_set_si(g, &one, 1);
  fraction_set_si(g, &square, -1);
  kernel_related(g, out, EXACT_I, 0, &one, NULL, 2, &square);
  fraction_clear(g, &one);
  fraction_clear(g, &square);
}

const kernel* kernel_of_monomial(algebra* g, const fraction* f, slong* exponent, fmpq_t c) {
  if (!fmpz_mpoly_is_fmpz(f->den, g->ctx) || fmpz_mpoly_length(f->num, g->ctx) != 1) return NULL;
  ulong exps[kMaxGenerators];
  fmpz_mpoly_get_term_exp_ui(exps, f->num, 0, g->ctx);
  slong generator = -1;
  for (slong i = 0; i < g->num_generators; ++i) {
    if (exps[i] == 0) continue;
    if (generator >= 0) return NULL;
    generator = i;
    *exponent = (slong)exps[i];
  }
  fmpz_mpoly_get_term_coeff_fmpz(fmpq_numref(c), f->num, 0, g->ctx);
  fmpz_mpoly_get_fmpz(fmpq_denref(c), f->den, g->ctx);
  fmpq_canonicalise(c);
  return generator < 0 ? NULL : kernel_of_generator(g, generator);
}

/* The highest q for which generator^(degree q) divides a term of p. */
static ulong top_quotient(const algebra* g, const fmpz_mpoly_t p, slong generator, ulong degree) {
  ulong exps[kMaxGenerators];
  ulong top = 0;
  for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) {
    fmpz_mpoly_get_term_exp_ui(exps, p, i, g->ctx);
    if (exps[generator] / degree > top) top = exps[generator] / degree;
  }
  return top;
}

/* The sum of the terms with this q, divided by generator^(degree q). */
static void terms_of_quotient(const algebra* g, fmpz_mpoly_t out, const fmpz_mpoly_t p,
                              slong generator, ulong degree, ulong q) {
  ulong exps[kMaxGenerators];
  fmpz_t coefficient;
  fmpz_init(coefficient);
  fmpz_mpoly_zero(out, g->ctx);
  for (slong i = 0; i < fmpz_mpoly_length(p, g->ctx); ++i) {
    fmpz_mpoly_get_term_exp_ui(exps, p, i, g->ctx);
    if (exps[generator] / degree != q) continue;
    exps[generator] %= degree;
    fmpz_mpoly_get_term_coeff_fmpz(coefficient, p, i, g->ctx);
    fmpz_mpoly_push_term_fmpz_ui(out, coefficient, exps, g->ctx);
  }
  fmpz_mpoly_sort_terms(out, g->ctx);
  fmpz_mpoly_combine_like_terms(out, g->ctx);
  fmpz_clear(coefficient);
}

/* p with generator^degree replaced by the kernel's relation, times a power of its denominator. */
static void reduce_by(algebra* g, fmpz_mpoly_t p, const kernel* k) {
  const slong generator = kernel_generator(g, k);
  const ulong degree = (ulong)k->degree;
  const ulong top = top_quotient(g, p, generator, degree);
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
  for (ulong q = 0; q <= top && !g->failed; ++q) {
    terms_of_quotient(g, part, p, generator, degree, q);
    if (fmpz_mpoly_is_zero(part, g->ctx)) continue;
    if (!polynomial_power_is_small(g, k->relation.num, (slong)q) ||
        !polynomial_power_is_small(g, k->relation.den, (slong)(top - q))) {
      g->failed = 1;
      break;
    }
    polynomial_power(g, power_num, k->relation.num, (slong)q);
    polynomial_power(g, power_den, k->relation.den, (slong)(top - q));
    polynomial_multiply(g, part, part, power_num);
    polynomial_multiply(g, part, part, power_den);
    if (!g->failed) fmpz_mpoly_add(sum, sum, part, g->ctx);
  }
  fmpz_mpoly_swap(p, sum, g->ctx);
  fmpz_mpoly_clear(sum, g->ctx);
  fmpz_mpoly_clear(part, g->ctx);
  fmpz_mpoly_clear(power_num, g->ctx);
  fmpz_mpoly_clear(power_den, g->ctx);
}

/* Newest first: a relation speaks of older generators only. */
void kernel_reduce(algebra* g, fmpz_mpoly_t p) {
  for (slong k = g->num_kernels; k-- > 0 && !g->failed;) {
    if (g->kernels[k].degree > 0) reduce_by(g, p, g->kernels + k);
  }
}
