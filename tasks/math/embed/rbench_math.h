/* The math checker of rbench for other programs: whether a bare answer equals a gold answer.
 *
 * A verdict is decided, proved, or said to be undecided, in bounded time and memory, and is the
 * same on every machine and thread. No function evaluates or executes what the texts say.
 *
 * In the host process this library sets no allocator hooks, changes no signal disposition and
 * starts no thread. What may be slow or abort inside a mathematics library runs in helper
 * processes (rbench-check-worker) that are started at the first question that needs one and end
 * with their checker. A child made by fork() may go on using a checker: it gets helpers of its own.
 *
 * Texts are UTF-8 with a length, not necessarily terminated; output texts always are, and are cut
 * to the size given. No function throws, prints or exits. Every function but rbench_math_close may
 * be called from several threads at once with the same checker. */
#ifndef RBENCH_MATH_H_
#define RBENCH_MATH_H_

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RBENCH_MATH_API __attribute__((visibility("default")))
#else
#define RBENCH_MATH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  RBENCH_MATH_EQUAL = 0,
  RBENCH_MATH_NOT_EQUAL = 1,
  RBENCH_MATH_UNDECIDED = 2, /* a bound was reached before a proof: no reward, but no error */
  RBENCH_MATH_UNGRADED = 3   /* no worker could be started, or memory ended: no verdict */
} rbench_math_decision;

typedef struct rbench_math_checker rbench_math_checker;

/* How the helper processes of one checker ended, since it was opened. */
typedef struct {
  int64_t proofs;
  int64_t workers_started;
  int64_t out_of_fuel;
  int64_t aborted;
  int64_t backstops;
} rbench_math_counts;

/* A checker, to be closed with rbench_math_close; null with a message in `error` otherwise.
 *   policy_json   the switches that differ from strict grading, as a JSON object, for example
 *                 {"tolerance": "1e-6", "units": "ignore"}; null or empty = none.
 *   worker        path of rbench-check-worker; null = beside this library; empty = no helpers:
 *                 what needs one is undecided.
 *   error, error_size   may be null and 0. */
RBENCH_MATH_API rbench_math_checker* rbench_math_open(const char* policy_json, const char* worker,
                                                      char* error, size_t error_size);
RBENCH_MATH_API void rbench_math_close(rbench_math_checker* checker); /* null is fine */

/* Whether `answer` equals `gold`. `reason` (may be null) gets a short code: "rational", "proved",
 * "refuted", "unparsed", "unit", "bound", ...; 24 bytes hold every code. */
RBENCH_MATH_API rbench_math_decision rbench_math_check(rbench_math_checker* checker,
                                                       const char* gold, size_t gold_bytes,
                                                       const char* answer, size_t answer_bytes,
                                                       char* reason, size_t reason_size);

/* Every switch of the checker with its value, as JSON. Returns the bytes that the whole text
 * needs, the terminating zero included. */
RBENCH_MATH_API size_t rbench_math_policy(const rbench_math_checker* checker, char* out,
                                          size_t size);
RBENCH_MATH_API rbench_math_counts rbench_math_worker_counts(const rbench_math_checker* checker);

RBENCH_MATH_API const char* rbench_math_version(void);  /* "0.1.0" */
RBENCH_MATH_API int rbench_math_grader_version(void);   /* raised when any verdict may change */

#ifdef __cplusplus
}
#endif
#endif
