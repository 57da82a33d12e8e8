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

// Writes bits [shift, shift + bits) of 32 quants to their steps, 8 / bits neighbours a byte.
void PackBits(const uint8_t* quants, int shift, int bits, size_t lane, std::byte* steps) {
  const int mask = (1 << bits) - 1;
  const size_t neighbours = static_cast<size_t>(8 / bits);
  for (size_t step = 0; step < kQuantRun / neighbours; ++step) {
    int byte = 0;
    for (size_t i = 0; i < neighbours; ++i) {
      byte |= (quants[step * neighbours + i] >> shift & mask) << (static_cast<int>(i) * bits);
    }
    steps[step * kPanelOutputs + lane] = static_cast<std::byte>(byte);
  }
}

// Writes output `lane` (0..15) of a quantised panel: blocks of `row` go to their places.
void PackQuantisedRow(TensorType type, const std::byte* row, size_t inputs, size_t lane,
                      std::byte* panel) {
  const QuantFormat format = FormatOf(type);
  const size_t groups = GroupScaleBytes(format);
  QuantBlock block;
  for (size_t b = 0; b < inputs / format.inputs; ++b) {
    ReadQuantBlock(type, row + b * TensorBlockBytes(type), block);
    std::byte* to = panel + b * PanelBlockBytes(type);
    std::memcpy(to + lane * 2, &block.scale, 2);
    to += 2 * kPanelOutputs;
    if (format.has_minimum) {
      std::memcpy(to + lane * 2, &block.minimum, 2);
      to += 2 * kPanelOutputs;
    }
    for (size_t run = 0; run < format.inputs / kQuantRun; ++run) {
      const auto put_groups = [&](const int8_t* values) {
        for (size_t g = 0; g < groups; ++g, to += kPanelOutputs)
          to[lane] = static_cast<std::byte>(values[run * groups + g]);
      };
      put_groups(block.group_scales);
      if (format.has_minimum) put_groups(block.group_minima);
      const uint8_t* quants = block.quants + run * kQuantRun;
      PackBits(quants, 0, format.low_bits, lane, to);
      to += kPanelOutputs * kQuantRun * static_cast<size_t>(format.low_bits) / 8;
      if (format.high_bits == 0) continue;
      PackBits(quants, format.low_bits, format.high_bits, lane, to);
      to += kPanelOutputs * kQuantRun * static_cast<size_t>(format.high_bits) / 8;
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

// What a group's scale and minimum come to, by the formulas of quant_block.h.
struct GroupNumbers {
  float scale;
  float minimum;
};

GroupNumbers NumbersOf(const QuantFormat& format, float scale, float minimum, int group_scale,
                       int group_minimum) {
  if (!format.has_group_scales()) return {scale, minimum};
  return {scale * static_cast<float>(group_scale), -(minimum * static_cast<float>(group_minimum))};
}

float ValueOf(const QuantFormat& format, const GroupNumbers& numbers, int quant) {
  if (format.has_minimum) return static_cast<float>(quant) * numbers.scale + numbers.minimum;
  return static_cast<float>(quant - format.offset) * numbers.scale;
}

int QuantOf(const QuantFormat& format, uint8_t bits) {
  return format.low_bits == 8 ? static_cast<int8_t>(bits) : bits;
}

void DequantiseBlock(TensorType type, const std::byte* bytes, float* out) {
  const QuantFormat format = FormatOf(type);
  QuantBlock block;
  ReadQuantBlock(type, bytes, block);
  const float scale = HalfToFloat(block.scale);
  const float minimum = HalfToFloat(block.minimum);
  for (size_t i = 0; i < format.inputs; ++i) {
    const size_t group = i / format.group;
    const GroupNumbers numbers =
        NumbersOf(format, scale, minimum, block.group_scales[group], block.group_minima[group]);
    out[i] = ValueOf(format, numbers, QuantOf(format, block.quants[i]));
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
    default:
      for (size_t block = 0; block < columns / TensorBlockElements(tensor.type); ++block) {
        DequantiseBlock(tensor.type, bytes + block * TensorBlockBytes(tensor.type),
                        out + block * TensorBlockElements(tensor.type));
      }
  }
}

void ExpandPanelLane(TensorType type, const std::byte* block, size_t lane, float* out,
                     size_t stride) {
  const QuantFormat format = FormatOf(type);
  const size_t groups = GroupScaleBytes(format);
  const float scale = HalfToFloat(LoadHalf(block + 2 * lane));
  block += 2 * kPanelOutputs;
  float minimum = 0;
  if (format.has_minimum) {
    minimum = HalfToFloat(LoadHalf(block + 2 * lane));
    block += 2 * kPanelOutputs;
  }
  const auto bits_at = [lane](const std::byte* steps, size_t k, int bits) {
    const size_t neighbours = static_cast<size_t>(8 / bits);
    const int byte = std::to_integer<int>(steps[k / neighbours * kPanelOutputs + lane]);
    return byte >> (static_cast<int>(k % neighbours) * bits) & ((1 << bits) - 1);
  };
  for (size_t run = 0; run < format.inputs / kQuantRun; ++run) {
    const std::byte* scales = block + lane;
    const std::byte* minima = scales + groups * kPanelOutputs;
    const std::byte* low = block + groups * kPanelOutputs * (format.has_minimum ? 2 : 1);
    const std::byte* high =
        low + kPanelOutputs * kQuantRun * static_cast<size_t>(format.low_bits) / 8;
    for (size_t k = 0; k < kQuantRun; ++k, out += stride) {
      GroupNumbers numbers = {scale, minimum};
      if (groups != 0) {
        const size_t at = k / format.group * kPanelOutputs;
        numbers = NumbersOf(format, scale, minimum, std::to_integer<int8_t>(scales[at]),
                            format.has_minimum ? std::to_integer<int8_t>(minima[at]) : 0);
      }
      int bits = bits_at(low, k, format.low_bits);
      if (format.high_bits != 0) bits |= bits_at(high, k, format.high_bits) << format.low_bits;
      *out = ValueOf(format, numbers, QuantOf(format, static_cast<uint8_t>(bits)));
    }
    block += kPanelOutputs * QuantRunBytes(format);
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
  for (size_t block = 0; block < matrix.inputs() / PanelBlockInputs(type); ++block) {
    ExpandPanelLane(type, panel + block * PanelBlockBytes(type), lane,
                    out + block * PanelBlockInputs(type), 1);
  }
}

}  // namespace rbench
