#include "tasks/math/prover.h"

// The helper of programs that embed the checker; rbench itself is its own helper.
int main() { return rbench::math::RunCheckWorker(); }
