#pragma once

#include <string>

#include "base/result.h"

namespace rbench {

// The flags of every C++ program, in g++'s order; a precompiled header only serves programs of the
// same flags.
inline constexpr const char* kCppFlags[] = {"-std=c++20", "-O2", "-static"};

// Where the folder of this compiler lies below `cache`, made or not.
Result<std::string> PrecompiledHeaderPath(const std::string& cache, const std::string& compiler);

// A folder with <bits/stdc++.h> precompiled for this compiler and these flags, made below `cache`
// where it is not there yet (seconds, 130 MB): it halves the compile time of programs that include
// it, and those that do not are not touched. Safe beside other processes that make the same.
Result<std::string> PrecompiledHeaderFolder(const std::string& cache, const std::string& compiler);

}  // namespace rbench
