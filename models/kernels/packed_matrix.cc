#include "models/kernels/packed_matrix.h"

#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "base/check.h"
#include "models/kernels/panel_layout.h"

namespace rbench {
namespace {

constexpr std::align_val_t kAlignment{64};

uint16_t LoadHalf(const std::byte* bytes) {
  uint16_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

bool Multiply(size_t a, size_t b, size_t* product) {
  return !__builtin_mul_overflow(a, b, product);
}

// Checks one member of a stack against the first and returns nothing, or what is wrong with it.
Status CheckTensor(const TensorView& tensor, const TensorView& first) {
  const std::string name = "tensor " + tensor.name;
  if (tensor.shape.size() != 2)
    return InvalidInput(name + ": a weight matrix needs two dimensions");
  if (tensor.type != first.type) {
    return InvalidInput(name + ": type " + TensorTypeName(tensor.type) + " cannot be stacked on " +
                        TensorTypeName(first.type) + " of " + first.name);
  }
  if (tensor.columns() != first.columns()) {
    return InvalidInput(name + ": " + std::to_string(tensor.columns()) + " columns, but " +
                        first.name + " has " + std::to_string(first.columns()));
  }
  if (tensor.rows() == 0 || tensor.columns() == 0) return InvalidInput(name + ": is empty");
  if (tensor.columns() % TensorBlockElements(tensor.type) != 0) {
    return InvalidInput(name + ": " + std::to_string(tensor.columns()) +
                        " columns are not whole blocks of " + TensorTypeName(tensor.type));
  }
  size_t row_bytes = 0, bytes = 0;
  if (!Multiply(tensor.columns() / TensorBlockElements(tensor.type), TensorBlockBytes(tensor.type),
                &row_bytes) ||
      !Multiply(row_bytes, tensor.rows(), &bytes) || bytes != tensor.bytes.size()) {
    return InvalidInput(name + ": its shape does not match its " +
                        std::to_string(tensor.bytes.size()) + " bytes");
  }
  return {};
}

// Writes output `lane` (0..15) of a quantised panel: blocks of `row` go to their places.
void PackQuantisedRow(TensorType type, const std::byte* row, size_t inputs, size_t lane,
                      std::byte* panel) {
  const bool has_minimum = type == TensorType::kQ4_1;
  const size_t scale_bytes = has_minimum ? 4 : 2;
  const size_t source_block = TensorBlockBytes(type);
  for (size_t block = 0; block < inputs / kQuantBlock; ++block) {
    const std::byte* source = row + block * source_block;
    std::byte* target = panel + block * PanelBlockBytes(type);
    std::memcpy(target + lane * 2, source, 2);
    if (has_minimum) std::memcpy(target + 32 + lane * 2, source + 2, 2);
    const std::byte* quants = source + scale_bytes;
    std::byte* steps = target + scale_bytes * kPanelOutputs;
    if (type == TensorType::kQ8_0) {
      for (size_t k = 0; k < kQuantBlock; ++k) steps[k * kPanelOutputs + lane] = quants[k];
      continue;
    }
    // In the file, byte j holds value j (low nibble) and value j + 16 (high nibble).
    for (size_t k = 0; k < kQuantBlock; k += 2) {
      const std::byte even = quants[k % 16];
      const std::byte odd = quants[(k + 1) % 16];
      const int shift = k < 16 ? 0 : 4;
      const std::byte low = (even >> shift) & std::byte{15};
      const std::byte high = (odd >> shift) & std::byte{15};
      steps[k / 2 * kPanelOutputs + lane] = low | (high << 4);
    }
  }
}

void PackRow(TensorType type, const std::byte* row, size_t inputs, size_t lane, std::byte* panel) {
  if (PanelBlockInputs(type) != 1) {
    PackQuantisedRow(type, row, inputs, lane, panel);
    return;
  }
  const size_t size = TensorBlockBytes(type);
  for (size_t k = 0; k < inputs; ++k) {
    std::memcpy(panel + (k * kPanelOutputs + lane) * size, row + k * size, size);
  }
}

void DequantiseBlock(TensorType type, const std::byte* block, float* out) {
  const float scale = HalfToFloat(LoadHalf(block));
  if (type == TensorType::kQ8_0) {
    for (size_t i = 0; i < kQuantBlock; ++i) {
      out[i] = static_cast<float>(std::to_integer<int8_t>(block[2 + i])) * scale;
    }
    return;
  }
  const bool has_minimum = type == TensorType::kQ4_1;
  const float minimum = has_minimum ? HalfToFloat(LoadHalf(block + 2)) : 0.0f;
  const std::byte* quants = block + (has_minimum ? 4 : 2);
  for (size_t i = 0; i < kQuantBlock; ++i) {
    const int byte = std::to_integer<int>(quants[i % 16]);
    const int quant = i < 16 ? byte & 15 : byte >> 4;
    out[i] = has_minimum ? static_cast<float>(quant) * scale + minimum
                         : static_cast<float>(quant - 8) * scale;
  }
}

}  // namespace

Result<PackedMatrix> PackedMatrix::Pack(std::span<const TensorView> stack) {
  if (stack.empty()) return InvalidInput("a weight matrix needs at least one tensor");
  size_t outputs = 0;
  for (const TensorView& tensor : stack) {
    RBENCH_RETURN_IF_ERROR(CheckTensor(tensor, stack.front()));
    outputs += tensor.rows();  // cannot overflow: every row has bytes in memory
  }
  PackedMatrix packed;
  packed.type_ = stack.front().type;
  packed.outputs_ = outputs;
  packed.inputs_ = stack.front().columns();
  const size_t panel_bytes = PanelBytes(packed.type_, packed.inputs_);
  const size_t panels = (outputs + kPanelOutputs - 1) / kPanelOutputs;
  if (!Multiply(panels, panel_bytes, &packed.bytes_)) {
    return ResourceExhausted("tensor " + stack.front().name + ": too large to pack");
  }
  packed.data_ = static_cast<std::byte*>(::operator new(packed.bytes_, kAlignment, std::nothrow));
  if (packed.data_ == nullptr) {
    return ResourceExhausted("tensor " + stack.front().name + ": no memory for " +
                             std::to_string(packed.bytes_) + " bytes of packed weights");
  }
  if (outputs % kPanelOutputs != 0) {  // padding outputs are zero
    std::memset(packed.data_ + (panels - 1) * panel_bytes, 0, panel_bytes);
  }
  size_t output = 0;
  for (const TensorView& tensor : stack) {
    for (size_t row = 0; row < tensor.rows(); ++row, ++output) {
      PackRow(packed.type_, tensor.bytes.data() + row * tensor.row_bytes(), packed.inputs_,
              output % kPanelOutputs, packed.data_ + output / kPanelOutputs * panel_bytes);
    }
  }
  return packed;
}

PackedMatrix::PackedMatrix(PackedMatrix&& other) noexcept { *this = std::move(other); }

PackedMatrix& PackedMatrix::operator=(PackedMatrix&& other) noexcept {
  if (this == &other) return *this;
  ::operator delete(data_, kAlignment);
  type_ = other.type_;
  outputs_ = std::exchange(other.outputs_, 0);
  inputs_ = std::exchange(other.inputs_, 0);
  bytes_ = std::exchange(other.bytes_, 0);
  data_ = std::exchange(other.data_, nullptr);
  return *this;
}

PackedMatrix::~PackedMatrix() { ::operator delete(data_, kAlignment); }

void DequantiseRow(const TensorView& tensor, size_t row, float* out) {
  RBENCH_CHECK(row < tensor.rows() && (row + 1) * tensor.row_bytes() <= tensor.bytes.size());
  const std::byte* bytes = tensor.bytes.data() + row * tensor.row_bytes();
  const size_t columns = tensor.columns();
  switch (tensor.type) {
    case TensorType::kF32:
      std::memcpy(out, bytes, columns * sizeof(float));
      return;
    case TensorType::kF16:
      for (size_t i = 0; i < columns; ++i) out[i] = HalfToFloat(LoadHalf(bytes + 2 * i));
      return;
    case TensorType::kBF16:
      for (size_t i = 0; i < columns; ++i) out[i] = BrainFloatToFloat(LoadHalf(bytes + 2 * i));
      return;
    case TensorType::kQ8_0:
    case TensorType::kQ4_0:
    case TensorType::kQ4_1:
      for (size_t block = 0; block < columns / kQuantBlock; ++block) {
        DequantiseBlock(tensor.type, bytes + block * TensorBlockBytes(tensor.type),
                        out + block * kQuantBlock);
      }
      return;
  }
}

void DequantisePackedRow(const PackedMatrix& matrix, size_t output, float* out) {
  RBENCH_CHECK(output < matrix.outputs());
  const TensorType type = matrix.type();
  const size_t lane = output % kPanelOutputs;
  const std::byte* panel =
      matrix.data() + output / kPanelOutputs * PanelBytes(type, matrix.inputs());
  if (PanelBlockInputs(type) == 1) {
    for (size_t k = 0; k < matrix.inputs(); ++k) {
      const std::byte* value = panel + k * PanelBlockBytes(type);
      if (type == TensorType::kF32) {
        std::memcpy(out + k, value + 4 * lane, sizeof(float));
      } else {
        const uint16_t half = LoadHalf(value + 2 * lane);
        out[k] = type == TensorType::kF16 ? HalfToFloat(half) : BrainFloatToFloat(half);
      }
    }
    return;
  }
  const bool has_minimum = type == TensorType::kQ4_1;
  for (size_t k = 0; k < matrix.inputs(); ++k) {
    const std::byte* block = panel + k / kQuantBlock * PanelBlockBytes(type);
    const size_t step = k % kQuantBlock;
    const float scale = HalfToFloat(LoadHalf(block + 2 * lane));
    const std::byte* steps = block + kPanelOutputs * (has_minimum ? 4 : 2);
    if (type == TensorType::kQ8_0) {
      const auto quant = std::to_integer<int8_t>(steps[step * kPanelOutputs + lane]);
      out[k] = static_cast<float>(quant) * scale;
      continue;
    }
    const int byte = std::to_integer<int>(steps[step / 2 * kPanelOutputs + lane]);
    const int quant = step % 2 == 0 ? byte & 15 : byte >> 4;
    out[k] = has_minimum ? static_cast<float>(quant) * scale +
                               HalfToFloat(LoadHalf(block + 2 * (kPanelOutputs + lane)))
                         : static_cast<float>(quant - 8) * scale;
  }
}

}  // namespace rbench
