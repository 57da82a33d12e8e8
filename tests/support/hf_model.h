#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "models/model_spec.h"
#include "tests/support/tiny_model.h"

// Models in the layout of transformers, for tests.

namespace rbench {

// A safetensors file: length, header and data as given, right or wrong.
std::string RawSafetensors(std::string_view header, std::string_view data);

// One tensor to be stored.
struct StoredTensor {
  std::string name;
  TensorType type = TensorType::kF32;
  std::vector<size_t> shape;
  std::string data;
};
std::string BuildSafetensors(const std::vector<StoredTensor>& tensors);

// A tiny model as transformers names it: config.json and tensors, to be changed by a test.
struct HfModel {
  Json config;
  std::vector<StoredTensor> tensors;
  StoredTensor& Tensor(std::string_view name);
};
HfModel HfModelOf(const TinyModel& model);

// Writes config.json and the weights in `shards` files (with an index where there are several).
void WriteHfModel(const HfModel& model, const std::string& folder, int shards = 1);

// Vectors of values that every float type holds exactly.
std::string PackedOnes(TensorType type, size_t count);

}  // namespace rbench
