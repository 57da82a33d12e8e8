/* Reads a program into an algebra, and compares two of its steps. */
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/fraction.h"
#include "tasks/math/exact/kernel_functions.h"
#include "tasks/math/exact/kernels.h"

/* A function with op(-a) = -op(a), or op(a) where it is even. */
static void symmetric_function(algebra* g, fraction* out, exact_op op, const fraction* a,
                               int even) {
  const int sign = fraction_sign(g, a);
  fraction argument;
  fraction_init(g, &argument);
  fraction_set(g, &argument, a);
  if (sign < 0) fraction_negate(g, &argument);
  kernel_opaque(g, out, op, 0, &argument, NULL);
  if (sign < 0 && !even) fraction_negate(g, out);
  fraction_clear(g, &argument);
}

/* sign or abs of `a`, which lies in the ball x; 0 where the ball holds zero. */
static int sign_by_ball(algebra* g, fraction* out, exact_op op, const fraction* a, arb_srcptr x) {
  const int sign = arb_is_positive(x) ? 1 : arb_is_negative(x) ? -1 : 0;
  if (sign == 0) return 0;
  if (op == EXACT_SIGN) {
    fraction_set_si(g, out, sign);
  } else {
    fraction_set(g, out, a);
    if (sign < 0) fraction_negate(g, out);
  }
  return 1;
}

/* floor or ceil of what lies in the ball x; 0 where the ball holds a jump. */
static int whole_by_ball(algebra* g, fraction* out, exact_op op, arb_srcptr x) {
  arb_t rounded;
  fmpz_t whole;
  arb_init(rounded);
  fmpz_init(whole);
  if (op == EXACT_FLOOR)
    arb_floor(rounded, x, 256);
  else
    arb_ceil(rounded, x, 256);
  const int found = arb_get_unique_fmpz(whole, rounded);
  if (found) {
    fmpz_mpoly_set_fmpz(out->num, whole, g->ctx);
    fmpz_mpoly_one(out->den, g->ctx);
  }
  arb_clear(rounded);
  fmpz_clear(whole);
  return found;
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
    found = op == EXACT_ABS || op == EXACT_SIGN ? sign_by_ball(g, out, op, a, x)
                                                : whole_by_ball(g, out, op, x);
  }
  _acb_vec_clear(values, (slong)s->program.num_steps);
  free(needed);
  return found;
}

static void root_step(algebra* g, fraction* out, const fraction* a, uint32_t index) {
  const fmpq* n = g->s->values + index;
  if (g->s->kinds[index] != EXACT_RATIONAL || !fmpz_is_one(fmpq_denref(n)) ||
      fmpz_cmp_si(fmpq_numref(n), 1) < 0 || fmpz_cmp_si(fmpq_numref(n), 1000) > 0) {
    g->failed = 1;
    return;
  }
  kernel_root(g, out, fmpz_get_si(fmpq_numref(n)), a);
}

static void step_value(algebra* g, uint32_t i) {
  const exact_step step = g->s->program.steps[i];
  fraction* out = g->steps + i;
  const fraction* a = g->steps + step.a;
  const fraction* b = g->steps + step.b;
  switch (step.op) {
    case EXACT_VARIABLE:
      fraction_set_generator(g, out, step.a);
      break;
    case EXACT_PI:
    case EXACT_E:
      kernel_constant(g, out, step.op);
      break;
    case EXACT_I:
      kernel_imaginary_unit(g, out);
      break;
    case EXACT_NEG:
      fraction_set(g, out, a);
      fraction_negate(g, out);
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
      kernel_power(g, out, a, b);
      break;
    case EXACT_ROOT:
      root_step(g, out, a, step.b);
      break;
    case EXACT_LOG:
      kernel_logarithm(g, out, a);
      break;
    case EXACT_SIN:
    case EXACT_COS:
    case EXACT_TAN:
      kernel_trigonometric(g, out, step.op, a);
      break;
    case EXACT_SINH:
    case EXACT_COSH:
    case EXACT_TANH:
      kernel_hyperbolic(g, out, step.op, a);
      break;
    case EXACT_ASIN:
    case EXACT_ATAN:
    case EXACT_ASINH:
    case EXACT_ATANH:
      symmetric_function(g, out, step.op, a, 0);
      break;
    case EXACT_ABS:
      if (!decided_by_balls(g, out, step.op, step.a, a)) symmetric_function(g, out, step.op, a, 1);
      break;
    case EXACT_FLOOR:
    case EXACT_CEIL:
    case EXACT_SIGN:
      if (!decided_by_balls(g, out, step.op, step.a, a)) kernel_opaque(g, out, step.op, 0, a, NULL);
      break;
    default:
      kernel_opaque(g, out, step.op, 0, a, exact_arity(step.op) == 2 ? b : NULL);
      break;
  }
}

/* The values of `last` and of all steps below it. */
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
    if (s->kinds[i] == EXACT_RATIONAL)
      fraction_set_fmpq(g, g->steps + i, s->values + i);
    else if (s->kinds[i] == EXACT_UNDEFINED || s->kinds[i] == EXACT_TOO_LARGE)
      g->failed = 1;
    else
      step_value(g, i);
  }
  free(needed);
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
    if (op == EXACT_ROOT || op == EXACT_LOG || op == EXACT_POW)
      count += 3;
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

/* Opens an algebra with the values of a and b; not where it returns 0. */
static int open_values(algebra* g, exact_session* s, uint32_t a, uint32_t b) {
  if (!open_algebra(g, s, a, b)) return 0;
  compute(g, a);
  if (!g->failed) compute(g, b);
  return 1;
}

/* Kernels may have relations that nobody knows. */
static exact_truth truth_of(const algebra* g, int equal) {
  if (equal) return EXACT_EQUAL;
  return g->num_kernels == 0 ? EXACT_DIFFERENT : EXACT_UNKNOWN;
}

exact_truth exact_normal_form(exact_session* s, uint32_t a, uint32_t b) {
  algebra g;
  if (!open_values(&g, s, a, b)) return EXACT_BOUND;
  exact_truth truth = EXACT_BOUND;
  if (!g.failed) {
    fraction difference;
    fraction_init(&g, &difference);
    fraction_add(&g, &difference, g.steps + a, g.steps + b, -1);
    if (!g.failed) kernel_reduce(&g, difference.num);
    if (!g.failed) truth = truth_of(&g, fmpz_mpoly_is_zero(difference.num, g.ctx));
    fraction_clear(&g, &difference);
  }
  close_algebra(&g);
  return truth;
}

/* Whether left = c right for a rational c other than 0, whose sign goes to *sign. */
static exact_truth compare_up_to_factor(algebra* g, fmpz_mpoly_t left, fmpz_mpoly_t right,
                                        int* sign) {
  const int left_zero = fmpz_mpoly_is_zero(left, g->ctx);
  const int right_zero = fmpz_mpoly_is_zero(right, g->ctx);
  if (left_zero || right_zero) {
    *sign = 1;
    return truth_of(g, left_zero && right_zero);
  }
  fmpz_t x, y;
  fmpz_init_set(x, left->coeffs + 0);
  fmpz_init_set(y, right->coeffs + 0);
  *sign = fmpz_sgn(x) * fmpz_sgn(y);
  fmpz_mpoly_scalar_mul_fmpz(left, left, y, g->ctx);
  fmpz_mpoly_scalar_mul_fmpz(right, right, x, g->ctx);
  fmpz_clear(x);
  fmpz_clear(y);
  return truth_of(g, fmpz_mpoly_equal(left, right, g->ctx));
}

exact_truth exact_proportional(exact_session* s, uint32_t a, uint32_t b, int* sign) {
  algebra g;
  if (!open_values(&g, s, a, b)) return EXACT_BOUND;
  exact_truth truth = EXACT_BOUND;
  if (!g.failed) {
    /* a/b must be a rational constant: n_a d_b = c n_b d_a */
    fmpz_mpoly_t left, right;
    fmpz_mpoly_init(left, g.ctx);
    fmpz_mpoly_init(right, g.ctx);
    polynomial_multiply(&g, left, g.steps[a].num, g.steps[b].den);
    polynomial_multiply(&g, right, g.steps[b].num, g.steps[a].den);
    if (!g.failed) kernel_reduce(&g, left);
    if (!g.failed) kernel_reduce(&g, right);
    if (!g.failed) truth = compare_up_to_factor(&g, left, right, sign);
    fmpz_mpoly_clear(left, g.ctx);
    fmpz_mpoly_clear(right, g.ctx);
  }
  close_algebra(&g);
  return truth;
}
