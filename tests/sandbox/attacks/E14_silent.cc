// E14: prints nothing.
int main() {}
