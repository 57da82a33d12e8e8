// A27: asks the compiler which files of the machine exist; the answer is in the program.
#include <cstdio>

#if __has_include("/etc/passwd") ||                                                   \
                  __has_include(                                                      \
                      "/etc/hostname") ||                                             \
                      __has_include(                                                  \
                          "/proc/self/environ") ||                                    \
                          __has_include(                                              \
                              "/proc/version") ||                                     \
                              __has_include(                                          \
                                  "/root/.bashrc") ||                                 \
                                  __has_include("/sys/kernel/notes") ||               \
                                                __has_include("/var/log/dpkg.log") || \
                                                              __has_include("/etc/ld.so.cache")
constexpr const char* kAnswer = "ESCAPED: the compiler sees files of the machine";
#else
constexpr const char* kAnswer = "contained";
#endif

int main() { std::puts(kAnswer); }
