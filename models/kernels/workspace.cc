#include "models/kernels/workspace.h"

#include <new>

#include "base/check.h"

namespace rbench {
namespace {

constexpr std::align_val_t kAlignment{64};

class Buffer {
 public:
  ~Buffer() { ::operator delete(data_, kAlignment); }

  float* AtLeast(size_t floats) {
    if (floats > size_) {
      ::operator delete(data_, kAlignment);
      size_ = 0;
      data_ = static_cast<float*>(::operator new(floats * sizeof(float), kAlignment, std::nothrow));
      RBENCH_CHECK(data_ != nullptr);
      size_ = floats;
    }
    return data_;
  }

 private:
  float* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace

float* ThreadWorkspace(WorkspaceUse use, size_t floats) {
  thread_local Buffer buffers[2];
  return buffers[static_cast<size_t>(use)].AtLeast(floats);
}

}  // namespace rbench
