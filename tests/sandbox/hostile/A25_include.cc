// A25: includes a device that never ends.
#include "/dev/zero"

int main() {}
