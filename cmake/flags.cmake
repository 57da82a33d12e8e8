# One INTERFACE target carries every compiler flag of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")

find_program(RBENCH_CCACHE ccache)
if(RBENCH_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RBENCH_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${RBENCH_CCACHE})
endif()

add_library(rbench_flags INTERFACE)
target_include_directories(rbench_flags INTERFACE ${CMAKE_SOURCE_DIR})
# -ffp-contract=off: canonical arithmetic must not depend on which multiply-adds a compiler fuses.
target_compile_options(rbench_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror
  -ffp-contract=off -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports uninitialised and out-of-bounds uses inside std::optional and std::string that
  # do not exist (GCC bugs 105593, 105651).
  target_compile_options(rbench_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(RBENCH_SANITIZE)
  target_compile_options(rbench_flags INTERFACE -fsanitize=${RBENCH_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(rbench_flags INTERFACE -fsanitize=${RBENCH_SANITIZE})
endif()
if(RBENCH_FUZZ)
  target_compile_options(rbench_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
