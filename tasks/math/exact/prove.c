/* Proofs of equality by Calcium's exact field arithmetic. */
#include <calcium/ca.h>
#include <calcium/ca_vec.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "tasks/math/exact/internal.h"

typedef struct {
  exact_session* s;
  ca_ctx_t ctx;
  ca_ptr values;
} field;

/* What is wrong with a step is its value "unknown". */
static void step_value(field* f, uint32_t i) {
  const exact_step step = f->s->program.steps[i];
  ca_ptr out = f->values + i;
  ca_ptr a = f->values + step.a;
  ca_ptr b = f->values + step.b;
  switch (step.op) {
    case EXACT_PI:
      ca_pi(out, f->ctx);
      break;
    case EXACT_E:
      ca_one(out, f->ctx);
      ca_exp(out, out, f->ctx);
      break;
    case EXACT_I:
      ca_i(out, f->ctx);
      break;
    case EXACT_NEG:
      ca_neg(out, a, f->ctx);
      break;
    case EXACT_ADD:
      ca_add(out, a, b, f->ctx);
      break;
    case EXACT_MUL:
      ca_mul(out, a, b, f->ctx);
      break;
    case EXACT_DIV:
      ca_div(out, a, b, f->ctx);
      break;
    case EXACT_POW:
      if (f->s->program.steps[step.a].op == EXACT_E)
        ca_exp(out, b, f->ctx);
      else
        ca_pow(out, a, b, f->ctx);
      break;
    case EXACT_ROOT: {
      /* The real root of a negative number: -(-a)^(1/n). */
      const fmpq* n = f->s->values + step.b;
      fmpq_t index;
      fmpq_init(index);
      fmpq_inv(index, n);
      const int negative =
          !f->s->has_i && fmpz_is_odd(fmpq_numref(n)) && exact_sign(f->s, step.a) < 0;
      if (negative)
        ca_neg(out, a, f->ctx);
      else
        ca_set(out, a, f->ctx);
      ca_pow_fmpq(out, out, index, f->ctx);
      if (negative) ca_neg(out, out, f->ctx);
      fmpq_clear(index);
      break;
    }
    case EXACT_LOG:
      ca_log(out, a, f->ctx);
      break;
    case EXACT_SIN:
      ca_sin_cos(out, NULL, a, f->ctx);
      break;
    case EXACT_COS:
      ca_sin_cos(NULL, out, a, f->ctx);
      break;
    case EXACT_TAN:
      ca_tan(out, a, f->ctx);
      break;
    case EXACT_ASIN:
      ca_asin(out, a, f->ctx);
      break;
    case EXACT_ACOS:
      ca_acos(out, a, f->ctx);
      break;
    case EXACT_ATAN:
      ca_atan(out, a, f->ctx);
      break;
    case EXACT_ABS:
      ca_abs(out, a, f->ctx);
      break;
    case EXACT_SIGN:
      ca_sgn(out, a, f->ctx);
      break;
    case EXACT_FLOOR:
      ca_floor(out, a, f->ctx);
      break;
    case EXACT_CEIL:
      ca_ceil(out, a, f->ctx);
      break;
    case EXACT_RE:
      ca_re(out, a, f->ctx);
      break;
    case EXACT_IM:
      ca_im(out, a, f->ctx);
      break;
    case EXACT_CONJ:
      ca_conj(out, a, f->ctx);
      break;
    case EXACT_ARG:
      ca_arg(out, a, f->ctx);
      break;
    case EXACT_SINH:
    case EXACT_COSH:
    case EXACT_TANH: {
      ca_t grown, shrunk;
      ca_init(grown, f->ctx);
      ca_init(shrunk, f->ctx);
      ca_exp(grown, a, f->ctx);
      ca_inv(shrunk, grown, f->ctx);
      if (step.op == EXACT_COSH)
        ca_add(out, grown, shrunk, f->ctx);
      else
        ca_sub(out, grown, shrunk, f->ctx);
      if (step.op == EXACT_TANH) {
        ca_add(grown, grown, shrunk, f->ctx);
        ca_div(out, out, grown, f->ctx);
      } else {
        ca_div_ui(out, out, 2, f->ctx);
      }
      ca_clear(grown, f->ctx);
      ca_clear(shrunk, f->ctx);
      break;
    }
    default:
      ca_unknown(out, f->ctx);
      break;
  }
}

/* Fuel of a check worker. One process, one thread: plain globals. */
static int64_t fuel_left;
static void (*fuel_out)(void);

/* Work that allocates little, charged by an estimate; 0 where the fuel does not suffice. */
static int charge(int64_t bytes) {
  if (fuel_out == NULL) return 1;
  if (bytes > fuel_left) return 0;
  fuel_left -= bytes;
  return 1;
}

static void* burn(void* memory, size_t bytes) {
  fuel_left -= (int64_t)bytes + 64;
  if (fuel_left < 0 || memory == NULL) fuel_out();
  return memory;
}

static void* fuel_malloc(size_t bytes) { return burn(malloc(bytes), bytes); }
static void* fuel_calloc(size_t count, size_t bytes) {
  return burn(calloc(count, bytes), count * bytes);
}
static void* fuel_realloc(void* old, size_t bytes) { return burn(realloc(old, bytes), bytes); }
static void* gmp_realloc(void* old, size_t old_bytes, size_t bytes) {
  return burn(realloc(old, bytes), bytes > old_bytes ? bytes - old_bytes : 0);
}
static void gmp_free(void* memory, size_t bytes) {
  (void)bytes;
  free(memory);
}

void exact_limit_allocation(void (*out_of_fuel)(void)) {
  fuel_left = INT64_MAX;
  fuel_out = out_of_fuel;
  __flint_set_memory_functions(fuel_malloc, fuel_calloc, fuel_realloc, free);
  mp_set_memory_functions(fuel_malloc, gmp_realloc, gmp_free);
}

void exact_refuel(int64_t bytes) {
  exact_release_thread();
  fuel_left = bytes;
}

int64_t exact_fuel_left(void) { return fuel_left; }

/* What a step would be to Calcium: the terms it expands to, and the bits of its numbers, numerators
 * and denominators together. */
typedef struct {
  int64_t terms;
  int64_t bits;
} size;

enum {
  kMaxTerms = 2000,
  kMaxNumberBits = 512,
  /* FLINT looks for factors of 32 bits in every radicand of more than 64 bits by elliptic curves,
   * 20 ms at 500 bits, and allocates next to nothing. */
  kFreeRadicandBits = 64,
  kMaxRadicandBits = 768,
  kFuelOfRadicandBit = 8192
};

static int64_t capped(int64_t bits) { return bits < (1 << 20) ? bits : 1 << 20; }

/* The size of a step that has no rational value. Adds to *radicals and *radicand_bits; 0 where it
 * is not admitted. */
static int step_size(const exact_session* s, uint32_t i, size* sizes, int64_t* radicals,
                     int64_t* radicand_bits) {
  const exact_step step = s->program.steps[i];
  const size a = exact_arity(step.op) >= 1 ? sizes[step.a] : (size){1, 1};
  const size b = exact_arity(step.op) == 2 ? sizes[step.b] : (size){1, 1};
  size* const out = sizes + i;
  switch (step.op) {
    case EXACT_ADD:
      *out = (size){a.terms + b.terms, capped(a.bits + b.bits + 1)};
      return 1;
    case EXACT_MUL:
    case EXACT_DIV:
      *out = (size){a.terms * b.terms, capped(a.bits + b.bits)};
      return 1;
    case EXACT_NEG:
      *out = a;
      return 1;
    case EXACT_PI:
    case EXACT_E:
    case EXACT_I:
      *out = a;
      return 1;
    case EXACT_POW: {
      const fmpz* e = fmpq_numref(s->values + step.b);
      if (!exact_is_integer(s, step.b)) break;
      if (fmpz_bits(e) > 12) return 0;
      const int64_t magnitude = labs(fmpz_get_si(e));
      if (a.terms > 1 && magnitude > 64) return 0;
      *out = (size){1, capped(magnitude * a.bits)};
      for (int64_t k = 1; k <= magnitude && out->terms <= kMaxTerms; ++k)
        out->terms = out->terms * (a.terms + k - 1) / k + 1;
      return 1;
    }
    default:
      break;
  }
  ++*radicals;
  *out = (size){1, a.bits / 2 + 1};
  int64_t factored = 0;
  switch (step.op) {
    case EXACT_POW:
    case EXACT_ROOT:
      factored = a.bits;
      break;
    case EXACT_ASIN: /* through sqrt(1 - a^2) */
    case EXACT_ACOS:
    case EXACT_ABS: /* through sqrt(re^2 + im^2) */
      factored = 2 * a.bits;
      break;
    default:
      break;
  }
  if (factored > kFreeRadicandBits) *radicand_bits += factored - kFreeRadicandBits;
  return 1;
}

/* Whether the estimates of what the proof would expand and factor stay within bounds. */
static int admitted(const exact_session* s, const uint8_t* needed) {
  const uint32_t n = (uint32_t)s->program.num_steps;
  size* sizes = calloc(n + 1, sizeof *sizes);
  if (sizes == NULL) return 0;
  int64_t radicals = 0;
  int64_t radicand_bits = 0;
  int fine = 1;
  for (uint32_t i = 0; i < n && fine; ++i) {
    if (!needed[i]) continue;
    if (s->kinds[i] == EXACT_RATIONAL) {
      const int64_t above = (int64_t)fmpz_bits(fmpq_numref(s->values + i));
      const int64_t below = (int64_t)fmpz_bits(fmpq_denref(s->values + i));
      sizes[i] = (size){1, above + below};
      fine = above <= kMaxNumberBits && below <= kMaxNumberBits;
    } else {
      fine = s->kinds[i] == EXACT_NOT_RATIONAL &&
             step_size(s, i, sizes, &radicals, &radicand_bits) && sizes[i].terms <= kMaxTerms;
    }
  }
  free(sizes);
  return fine && radicals <= s->limits.max_radicals && radicand_bits <= kMaxRadicandBits &&
         charge(radicand_bits * kFuelOfRadicandBit);
}

exact_truth exact_prove(exact_session* s, uint32_t a, uint32_t b) {
  const size_t n = s->program.num_steps;
  uint8_t* needed = calloc(n + 1, 1);
  if (needed == NULL) return EXACT_BOUND;
  exact_mark_needed(s, a, needed);
  exact_mark_needed(s, b, needed);
  if (!admitted(s, needed)) {
    free(needed);
    return EXACT_BOUND;
  }
  field f = {.s = s};
  ca_ctx_init(f.ctx);
  f.ctx->options[CA_OPT_PREC_LIMIT] = 512;
  f.ctx->options[CA_OPT_QQBAR_DEG_LIMIT] = 24;
  f.values = _ca_vec_init((slong)n, f.ctx);
  for (uint32_t i = 0; i < n; ++i) {
    if (!needed[i]) continue;
    if (s->kinds[i] == EXACT_RATIONAL)
      ca_set_fmpq(f.values + i, s->values + i, f.ctx);
    else
      step_value(&f, i);
  }
  exact_truth truth = EXACT_UNKNOWN;
  /* Infinities and undefined values would compare as different. */
  if (ca_check_is_number(f.values + a, f.ctx) == T_TRUE &&
      ca_check_is_number(f.values + b, f.ctx) == T_TRUE) {
    const truth_t equal = ca_check_equal(f.values + a, f.values + b, f.ctx);
    if (equal == T_TRUE)
      truth = EXACT_EQUAL;
    else if (equal == T_FALSE)
      truth = EXACT_DIFFERENT;
  }
  _ca_vec_clear(f.values, (slong)n, f.ctx);
  ca_ctx_clear(f.ctx);
  free(needed);
  return truth;
}
