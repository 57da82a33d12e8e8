// F04: output that is not UTF-8; all of it must come back as it was.
#include <cstdio>

int main() {
  constexpr char kBytes[] =
      "\xef\xbb\xbf"
      "a\r\n\0b\f\xed\xa0\x80\xc3(\xff\xfe\xc2\xa0\xe2\x80\xa8\x85"
      "c";
  std::fwrite(kBytes, 1, sizeof(kBytes) - 1, stdout);
}
