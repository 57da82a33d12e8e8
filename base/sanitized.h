#pragma once

namespace rbench {

// Whether this build is under AddressSanitizer or ThreadSanitizer, which map far more memory than
// they use: limits of the address space would end every process. g++ defines macros, clang has
// features.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace rbench
