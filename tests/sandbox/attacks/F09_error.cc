// F09: the answer goes to standard error.
#include <cstdio>

int main() { std::fputs("7\n", stderr); }
