// A27: reads a file of the machine by including it; the compiler's messages would show it.
#include "/etc/passwd"

int main() {}
