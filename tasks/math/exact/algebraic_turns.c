/* Numbers on the unit circle at rational multiples of pi. */
#include "tasks/math/exact/algebraic_internal.h"

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
  if (fmpq_is_zero(r))
    made = algebraic_integer(pool, 1);
  else if (fmpz_cmp_ui(fmpq_denref(r), 2) == 0)
    made = algebraic_integer(pool, 0);
  else if (fmpz_cmp_ui(fmpq_denref(r), 3) == 0)
    made = algebraic_half(pool);
  else if (fmpz_bits(fmpq_denref(r)) > 20)
    made = -1;
  else
    made = algebraic_make_with(pool, ALGEBRAIC_COSINE, -1, -1, 0, r);
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
  if (fmpz_is_one(fmpq_denref(r)))
    made = algebraic_integer(pool, fmpq_is_zero(r) ? 1 : -1);
  else if (fmpz_bits(fmpq_denref(r)) > 20)
    made = -1;
  else
    made = algebraic_make_with(pool, ALGEBRAIC_UNIT, -1, -1, 0, r);
  fmpq_clear(r);
  return made;
}

algebraic algebraic_unit_of_order(algebraics* pool, slong n) {
  fmpq_t turn;
  fmpq_init(turn);
  fmpq_set_si(turn, 1, (ulong)n);
  const algebraic made = algebraic_unit(pool, turn);
  fmpq_clear(turn);
  return made;
}
