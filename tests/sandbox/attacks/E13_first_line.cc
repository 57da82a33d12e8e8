// E13: prints the first line only.
#include <cstdio>

int main() { std::puts("1"); }
