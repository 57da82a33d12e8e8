#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "models/model_spec.h"

namespace rbench {

// A weight matrix [N outputs, K inputs] in the order in which the kernels read it: panels of 16
// outputs, inside a panel K steps of 16 values. The precision of the file is kept: float32,
// float16, bfloat16, or quantised blocks that are expanded inside the kernel to exactly the float32
// values of Dequantise. The layout does not depend on the vector target. Immutable after Pack; any
// thread may read it. Move-only.
class PackedMatrix {
 public:
  // Stacks matrices of equal type and K one above the other (query, key and value as one product).
  // N is padded to 16 inside. A stack of different types is an error.
  static Result<PackedMatrix> Pack(std::span<const TensorView> stack);

  PackedMatrix() = default;
  PackedMatrix(PackedMatrix&& other) noexcept;
  PackedMatrix& operator=(PackedMatrix&& other) noexcept;
  PackedMatrix(const PackedMatrix&) = delete;
  PackedMatrix& operator=(const PackedMatrix&) = delete;
  ~PackedMatrix();

  size_t outputs() const { return outputs_; }  // N
  size_t inputs() const { return inputs_; }    // K
  TensorType type() const { return type_; }
  size_t bytes() const { return bytes_; }  // memory held
  const std::byte* data() const { return data_; }

 private:
  TensorType type_ = TensorType::kF32;
  size_t outputs_ = 0;
  size_t inputs_ = 0;
  size_t bytes_ = 0;
  std::byte* data_ = nullptr;  // 64-byte aligned
};

// Expands one row of a tensor to float32: the definition that the kernels must equal bit for bit.
// `out` has columns() floats.
void DequantiseRow(const TensorView& tensor, size_t row, float* out);

// Expands the weights of one output of a packed matrix: the same bits as DequantiseRow of the
// tensor it was packed from. `out` has inputs() floats.
void DequantisePackedRow(const PackedMatrix& matrix, size_t output, float* out);

}  // namespace rbench
