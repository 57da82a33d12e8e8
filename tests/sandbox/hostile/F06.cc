// F06: a number of a million digits.
#include <cstdio>
#include <string>

int main() { std::puts(std::string(1'000'000, '7').c_str()); }
