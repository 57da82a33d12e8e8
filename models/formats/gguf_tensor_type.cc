#include "models/formats/gguf_tensor_type.h"

#include <optional>

#include <fmt/format.h>

#include "base/check.h"

namespace rbench {
namespace {

// Tensor types by their number in the file; `type` only where rbench reads it.
struct TensorTypeRow {
  uint32_t number;
  const char* name;
  std::optional<TensorType> type;
  const char* remark =
      "which rbench does not read (it reads F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1 and Q2_K "
      "to Q6_K)";
};
constexpr const char* kRemoved = "which was removed from the format; convert the model again";
constexpr TensorTypeRow kTensorTypes[] = {
    {0, "F32", TensorType::kF32},
    {1, "F16", TensorType::kF16},
    {2, "Q4_0", TensorType::kQ4_0},
    {3, "Q4_1", TensorType::kQ4_1},
    {4, "Q4_2", {}, kRemoved},
    {5, "Q4_3", {}, kRemoved},
    {6, "Q5_0", TensorType::kQ5_0},
    {7, "Q5_1", TensorType::kQ5_1},
    {8, "Q8_0", TensorType::kQ8_0},
    {9, "Q8_1", {}},
    {10, "Q2_K", TensorType::kQ2_K},
    {11, "Q3_K", TensorType::kQ3_K},
    {12, "Q4_K", TensorType::kQ4_K},
    {13, "Q5_K", TensorType::kQ5_K},
    {14, "Q6_K", TensorType::kQ6_K},
    {15, "Q8_K", {}},
    {16, "IQ2_XXS", {}},
    {17, "IQ2_XS", {}},
    {18, "IQ3_XXS", {}},
    {19, "IQ1_S", {}},
    {20, "IQ4_NL", {}},
    {21, "IQ3_S", {}},
    {22, "IQ2_S", {}},
    {23, "IQ4_XS", {}},
    {24, "I8", {}},
    {25, "I16", {}},
    {26, "I32", {}},
    {27, "I64", {}},
    {28, "F64", {}},
    {29, "IQ1_M", {}},
    {30, "BF16", TensorType::kBF16},
    {31, "Q4_0_4_4", {}, kRemoved},
    {32, "Q4_0_4_8", {}, kRemoved},
    {33, "Q4_0_8_8", {}, kRemoved},
    {34, "TQ1_0", {}},
    {35, "TQ2_0", {}},
    {36, "IQ4_NL_4_4", {}, kRemoved},
    {37, "IQ4_NL_4_8", {}, kRemoved},
    {38, "IQ4_NL_8_8", {}, kRemoved},
    {39, "MXFP4", {}},
};

}  // namespace

uint32_t GgufNumberOf(TensorType type) {
  for (const TensorTypeRow& row : kTensorTypes) {
    if (row.type == type) return row.number;
  }
  CheckFailed(__FILE__, __LINE__, "tensor type without a number");
}

Result<TensorType> TensorTypeOfGguf(uint32_t number) {
  for (const TensorTypeRow& row : kTensorTypes) {
    if (row.number != number) continue;
    if (row.type.has_value()) return *row.type;
    return InvalidInput(fmt::format("has type {}, {}", row.name, row.remark));
  }
  return InvalidInput(fmt::format("has the unknown type number {}", number));
}

}  // namespace rbench
