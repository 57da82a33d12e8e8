// F10: a last line without an end, written at a normal exit.
#include <cstdio>

int main() { std::fputs("one\ntwo", stdout); }
