// A26: an array of 2 GiB that the compiler must write out, since one number of it is not zero.
#include <cstdio>

int numbers[1 << 29] = {1};

int main() { std::printf("ESCAPED: built with %d\n", numbers[0]); }
