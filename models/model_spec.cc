#include "models/model_spec.h"

#include "base/check.h"

namespace rbench {
namespace {

struct TypeRow {
  TensorType type;
  const char* name;
  size_t block_elements;
  size_t block_bytes;
};

constexpr TypeRow kTypes[] = {
    {TensorType::kF32, "F32", 1, 4},       {TensorType::kF16, "F16", 1, 2},
    {TensorType::kBF16, "BF16", 1, 2},     {TensorType::kQ8_0, "Q8_0", 32, 34},
    {TensorType::kQ4_0, "Q4_0", 32, 18},   {TensorType::kQ4_1, "Q4_1", 32, 20},
    {TensorType::kQ5_0, "Q5_0", 32, 22},   {TensorType::kQ5_1, "Q5_1", 32, 24},
    {TensorType::kQ2_K, "Q2_K", 256, 84},  {TensorType::kQ3_K, "Q3_K", 256, 110},
    {TensorType::kQ4_K, "Q4_K", 256, 144}, {TensorType::kQ5_K, "Q5_K", 256, 176},
    {TensorType::kQ6_K, "Q6_K", 256, 210},
};

const TypeRow& RowOf(TensorType type) {
  for (const TypeRow& row : kTypes) {
    if (row.type == type) return row;
  }
  CheckFailed(__FILE__, __LINE__, "tensor type without a row");
}

}  // namespace

const char* TensorTypeName(TensorType type) { return RowOf(type).name; }
size_t TensorBlockElements(TensorType type) { return RowOf(type).block_elements; }
size_t TensorBlockBytes(TensorType type) { return RowOf(type).block_bytes; }

}  // namespace rbench
