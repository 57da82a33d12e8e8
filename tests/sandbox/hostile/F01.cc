// F01: closes its standard output and ends well.
#include <unistd.h>

int main() { close(1); }
