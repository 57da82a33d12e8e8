/* Checks one answer through the C interface. usage: check_c GOLD ANSWER */
#include <rbench_math.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s GOLD ANSWER\n", argv[0]);
    return 2;
  }
  char error[256];
  rbench_math_checker* checker = rbench_math_open(NULL, NULL, error, sizeof(error));
  if (checker == NULL) {
    fprintf(stderr, "%s\n", error);
    return 2;
  }
  static const char* const kNames[] = {"equal", "not_equal", "undecided", "ungraded"};
  char reason[24];
  const rbench_math_decision decision = rbench_math_check(
      checker, argv[1], strlen(argv[1]), argv[2], strlen(argv[2]), reason, sizeof(reason));
  printf("%s (%s)\n", kNames[decision], reason);
  rbench_math_close(checker);
  return 0;
}
