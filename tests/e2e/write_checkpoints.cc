// Writes small random checkpoints of one model in every format, for checkpoints_test.py.
// usage: write_checkpoints MODEL FOLDER; without arguments the models' names, one a line
//
// FOLDER/<TYPE>.gguf of every type, FOLDER/parts-0000<i>-of-00003.gguf of F32, FOLDER/folder-<TYPE>
// of the types of safetensors, and FOLDER/sharded of F32. Files of one type hold the same values.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "models/formats/gguf.h"
#include "models/formats/tokenizer_json_writer.h"
#include "models/kernels/kernels.h"
#include "tests/support/hf_model.h"
#include "tests/support/tiny_model.h"

namespace rbench {
namespace {

struct ModelRow {
  const char* name;
  const char* model_type;     // in config.json
  const char* pre_tokenizer;  // in GGUF
  void (*change)(TinyModelOptions& options);
};

constexpr RopeScaling kLlama3{RopeScaling::Kind::kLlama3, 8, 1, 4, 64};

constexpr ModelRow kModels[] = {
    {"llama", "llama", "llama-bpe", [](TinyModelOptions& o) { o.num_kv_heads = o.num_heads; }},
    {"llama_tied", "llama", "llama-bpe", [](TinyModelOptions& o) { o.tied_embeddings = true; }},
    {"llama3_scaled", "llama", "llama-bpe",
     [](TinyModelOptions& o) {
       o.rope_theta = 500000;
       o.rope_scaling = kLlama3;
     }},
    {"smollm", "llama", "smollm",
     [](TinyModelOptions& o) {
       o.tied_embeddings = true;
       o.num_kv_heads = 1;
       o.rope_theta = 100000;
     }},
    {"mistral", "mistral", "gpt-2", [](TinyModelOptions& o) { o.head_dim = 64; }},
    {"qwen2", "qwen2", "qwen2", [](TinyModelOptions& o) { o.rope_theta = 1e6f; }},
    {"qwen2_tied", "qwen2", "qwen2", [](TinyModelOptions& o) { o.tied_embeddings = true; }},
    {"qwen3", "qwen3", "qwen2", [](TinyModelOptions& o) { o.head_dim = 64; }},
    {"qwen3_tied", "qwen3", "qwen2",
     [](TinyModelOptions& o) {
       o.tied_embeddings = true;
       o.head_dim = 96;
     }},
};

constexpr TensorType kSafetensorsTypes[] = {TensorType::kF32, TensorType::kF16, TensorType::kBF16};

void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(2);
}

void Write(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.good()) Fail("cannot write " + path);
}

TinyModel Make(const ModelRow& row, TensorType type) {
  TinyModelOptions options;
  options.family = row.model_type == std::string_view("mistral") ? "llama" : row.model_type;
  options.type = type;
  // Rows of whole blocks of 256.
  options.hidden_size = 256;
  options.intermediate_size = 256;
  options.num_heads = 8;
  options.tied_embeddings = false;
  row.change(options);
  if (options.tied_embeddings) options.embedding_scale = 0.1f;
  const int head_dim =
      options.head_dim != 0 ? options.head_dim : options.hidden_size / options.num_heads;
  options.rope_factors = RopeFactors(options.rope_scaling, options.rope_theta, head_dim);
  TinyModel model = MakeTinyModel(options);
  model.gguf.SetString("tokenizer.ggml.pre", row.pre_tokenizer);
  return model;
}

void WriteFolder(const ModelRow& row, TinyModel tiny, const std::string& tokenizer,
                 const std::string& folder, int shards) {
  std::filesystem::create_directories(folder);
  // There the configuration says it.
  std::erase_if(tiny.tensors, [](const TinyTensor& t) { return t.name == "rope_freqs.weight"; });
  HfModel model = HfModelOf(tiny);
  model.config["model_type"] = row.model_type;
  if (row.model_type == std::string_view("mistral")) {
    model.config["architectures"] = {"MistralForCausalLM"};
    model.config["sliding_window"] = nullptr;
  }
  if (const RopeScaling& scaling = tiny.options.rope_scaling;
      scaling.kind == RopeScaling::Kind::kLlama3) {
    model.config["rope_scaling"] = {{"rope_type", "llama3"},
                                    {"factor", scaling.factor},
                                    {"low_freq_factor", scaling.low_freq_factor},
                                    {"high_freq_factor", scaling.high_freq_factor},
                                    {"original_max_position_embeddings", scaling.original_context}};
  }
  WriteHfModel(model, folder, shards);
  Write(folder + "/tokenizer.json", tokenizer);
  Write(folder + "/tokenizer_config.json",
        DumpJson(Json{{"bos_token", "<|im_start|>"}, {"eos_token", "<|im_end|>"}}));
  Write(folder + "/chat_template.jinja", TinyChatTemplate());
}

std::string TokenizerJson(const TinyModel& model) {
  const std::string file = model.gguf.Build();
  const Result<Checkpoint> checkpoint =
      ReadGguf(std::as_bytes(std::span(file.data(), file.size())), "model");
  if (!checkpoint) Fail(checkpoint.error().message);
  Result<std::string> text = WriteTokenizerJson(checkpoint->tokenizer);
  if (!text) Fail(text.error().message);
  return *std::move(text);
}

void WriteAll(const ModelRow& row, const std::string& folder) {
  for (int number = 0; number <= static_cast<int>(TensorType::kQ6_K); ++number) {
    const auto type = static_cast<TensorType>(number);
    Write(fmt::format("{}/{}.gguf", folder, TensorTypeName(type)), Make(row, type).gguf.Build());
  }
  const TinyModel plain = Make(row, TensorType::kF32);
  const std::vector<GgufBuilder> parts = CutIntoParts(plain.gguf, 3);
  for (size_t i = 0; i < parts.size(); ++i) {
    Write(fmt::format("{}/parts-{:05}-of-{:05}.gguf", folder, i + 1, parts.size()),
          parts[i].Build());
  }
  const std::string tokenizer = TokenizerJson(plain);
  for (const TensorType type : kSafetensorsTypes) {
    WriteFolder(row, Make(row, type), tokenizer,
                fmt::format("{}/folder-{}", folder, TensorTypeName(type)), 1);
  }
  WriteFolder(row, plain, tokenizer, folder + "/sharded", 3);
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  for (const rbench::ModelRow& row : rbench::kModels) {
    if (argc == 1) std::printf("%s\n", row.name);
    if (argc != 3 || std::string_view(argv[1]) != row.name) continue;
    rbench::WriteAll(row, argv[2]);
    return 0;
  }
  return argc == 1 ? 0 : 2;
}
