#include "tests/support/tiny_model.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "base/check.h"
#include "base/philox.h"
#include "base/utf8.h"

namespace rbench {
namespace {

constexpr char kChatMl[] =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] "
    "+ "
    "'<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ "
    "'<|im_start|>assistant\\n' "
    "}}{% endif %}";

// Pairs in rank order, in the spelling of the file: U+0120 is the space.
constexpr const char* kMerges[] = {
    "\u0120 t",   "\u0120 a", "h e",       "i n",   "r e",           "o n",
    "\u0120t he", "e r",      "\u0120 s",  "a t",   "\u0120 w",      "o r",
    "e n",        "\u0120 c", "i t",       "i s",   "a n",           "\u0120 =",
    "\u0120 +",   "e s",      "\u0120a n", "in g",  "n d",           "\u0120an d",
    "\u0120 o",   "\u0120 b", "\u0120 f",  "o u",   "l l",           "\u0120 \u0120",
    "s t",        "u m",      "s w",       "sw er", "\u0120an swer", "\u010A \u010A"};

void AppendLittleEndian(uint32_t value, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

uint32_t BitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

// Round to nearest, ties to even. Values here are small, so the half never overflows.
uint16_t HalfFrom(float value) {
  const uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double magnitude = std::fabs(static_cast<double>(value));
  if (magnitude == 0) return sign;
  int exponent = std::max(std::ilogb(magnitude), -14);
  uint32_t mantissa = static_cast<uint32_t>(std::nearbyint(std::ldexp(magnitude, 10 - exponent)));
  if (mantissa == 2048) {
    mantissa = 1024;
    ++exponent;
  }
  RBENCH_CHECK(exponent <= 15);
  if (mantissa < 1024) return static_cast<uint16_t>(sign | mantissa);
  return static_cast<uint16_t>(sign | ((exponent + 15) << 10) | (mantissa - 1024));
}

uint16_t BFloatFrom(float value) {
  const uint32_t bits = BitsOf(value);
  return static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

void PackQ8(const float* values, std::string& out) {
  float largest = 0;
  for (int i = 0; i < 32; ++i) largest = std::max(largest, std::fabs(values[i]));
  const float scale = largest / 127;
  AppendLittleEndian(HalfFrom(scale), 2, out);
  for (int i = 0; i < 32; ++i) {
    out += static_cast<char>(static_cast<int>(scale == 0 ? 0 : std::lround(values[i] / scale)));
  }
}

void PackNibbles(const float* values, float scale, float lowest, std::string& out) {
  const auto nibble = [&](float value) {
    const long level = scale == 0 ? 0 : std::lround((value - lowest) / scale);
    return static_cast<int>(std::clamp(level, 0L, 15L));
  };
  for (int i = 0; i < 16; ++i)
    out += static_cast<char>(nibble(values[i]) | nibble(values[i + 16]) << 4);
}

void PackQ4(const float* values, bool with_minimum, std::string& out) {
  if (with_minimum) {
    const float lowest = *std::min_element(values, values + 32);
    const float scale = (*std::max_element(values, values + 32) - lowest) / 15;
    AppendLittleEndian(HalfFrom(scale), 2, out);
    AppendLittleEndian(HalfFrom(lowest), 2, out);
    PackNibbles(values, scale, lowest, out);
    return;
  }
  float largest = 0;  // with its sign: the level 0 stands for -8 scales
  for (int i = 0; i < 32; ++i) {
    if (std::fabs(values[i]) > std::fabs(largest)) largest = values[i];
  }
  const float scale = largest / -8;
  AppendLittleEndian(HalfFrom(scale), 2, out);
  PackNibbles(values, scale, -8 * scale, out);
}

void PackQ5(const float* values, bool with_minimum, std::string& out) {
  const auto [least, most] = std::minmax_element(values, values + 32);
  const float lowest = with_minimum ? *least : -std::max(std::fabs(*least), std::fabs(*most));
  const float scale = with_minimum ? (*most - lowest) / 31 : -lowest / 16;
  AppendLittleEndian(HalfFrom(scale), 2, out);
  if (with_minimum) AppendLittleEndian(HalfFrom(lowest), 2, out);
  uint32_t high = 0;
  int quants[32];
  for (int i = 0; i < 32; ++i) {
    const long level = scale == 0 ? 0 : std::lround((values[i] - lowest) / scale);
    quants[i] = static_cast<int>(std::clamp(level, 0L, 31L));
    high |= static_cast<uint32_t>(quants[i] >> 4) << i;
  }
  AppendLittleEndian(high, 4, out);
  for (int i = 0; i < 16; ++i)
    out += static_cast<char>((quants[i] & 15) | (quants[i + 16] & 15) << 4);
}

// A row of blocks of 256 whose values spread over about `scale` around 0.
std::string RandomGroupRow(TensorType type, size_t columns, float scale, PhiloxStream& random) {
  std::string row(columns / 256 * TensorBlockBytes(type), '\0');
  for (char& byte : row) byte = static_cast<char>(static_cast<int>(random.NextUniform() * 256));
  const auto put = [&](size_t at, float number) {
    const uint16_t bits = HalfFrom(number);
    std::memcpy(&row[at], &bits, sizeof bits);
  };
  for (size_t block = 0; block < row.size(); block += TensorBlockBytes(type)) {
    switch (type) {
      case TensorType::kQ2_K:
        put(block + 80, scale / 12);
        put(block + 82, scale / 8);
        break;
      case TensorType::kQ3_K:
        put(block + 108, scale / 42);
        break;
      case TensorType::kQ4_K:
        put(block, scale / 200);
        put(block + 2, scale / 27);
        break;
      case TensorType::kQ5_K:
        put(block, scale / 400);
        put(block + 2, scale / 26);
        break;
      case TensorType::kQ6_K:
        put(block + 208, scale / 1300);
        break;
      default:
        CheckFailed(__FILE__, __LINE__, "tensor type");
    }
  }
  return row;
}

uint32_t FileTypeOf(TensorType type) {
  constexpr uint32_t kNumbers[] = {0, 1, 30, 8, 2, 3, 6, 7, 10, 11, 12, 13, 14};
  return kNumbers[static_cast<size_t>(type)];  // in the order of the enumeration
}

// Byte `b` in GPT-2's printable spelling.
std::vector<std::string> ByteTokens() {
  const auto printable = [](int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  };
  std::vector<std::string> tokens;
  for (int b = 0; b < 256; ++b) {
    if (!printable(b)) continue;
    AppendUtf8(static_cast<char32_t>(b), tokens.emplace_back());
  }
  for (int b = 0, next = 256; b < 256; ++b) {
    if (printable(b)) continue;
    AppendUtf8(static_cast<char32_t>(next++), tokens.emplace_back());
  }
  return tokens;
}

// The converter's order of the rows of q and k: of each head, rows i and i + d/2 become neighbours.
std::string PairRows(const TinyTensor& tensor, size_t head_dim) {
  const size_t rows = tensor.shape[0];
  const size_t row_bytes = tensor.data.size() / rows;
  std::string out;
  for (size_t head = 0; head < rows / head_dim; ++head) {
    for (size_t i = 0; i < head_dim / 2; ++i) {
      for (size_t half = 0; half < 2; ++half) {
        const size_t row = head * head_dim + half * head_dim / 2 + i;
        out.append(tensor.data, row * row_bytes, row_bytes);
      }
    }
  }
  return out;
}

class Maker {
 public:
  explicit Maker(const TinyModelOptions& options) : head_dim_(options.head_dim) {
    model_.options = options;
    if (head_dim_ == 0) head_dim_ = options.hidden_size / options.num_heads;
  }

  TinyModel Make() {
    AddVocabulary();
    AddKeys();
    AddTensors();
    return std::move(model_);
  }

 private:
  void AddVocabulary();
  void AddKeys();
  void AddTensors();
  void AddMatrix(const std::string& name, int rows, int columns, float scale, bool paired = false);
  void AddVector(const std::string& name, int size, double low, double high);
  void AddFileTensor(TinyTensor tensor, bool paired);

  TinyModel model_;
  int head_dim_;
};

void Maker::AddVocabulary() {
  std::vector<std::string>& tokens = model_.tokens;
  std::vector<int32_t> types(3, 3);
  tokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  for (std::string& token : ByteTokens()) tokens.push_back(std::move(token));
  for (const char* merge : kMerges) {
    model_.merges.emplace_back(merge);
    std::string token = merge;
    token.erase(token.find(' '), 1);
    tokens.push_back(std::move(token));
  }
  types.resize(tokens.size(), 1);
  for (int i = 0; i < model_.options.unused_tokens; ++i) {
    tokens.push_back("<unused_" + std::to_string(i) + ">");
    types.push_back(5);
  }
  model_.vocab_size = static_cast<int>(tokens.size());
  GgufBuilder& gguf = model_.gguf;
  gguf.SetString("general.architecture", model_.options.family);
  gguf.SetString("general.name", "tiny");
  gguf.SetString("tokenizer.ggml.model", "gpt2");
  gguf.SetString("tokenizer.ggml.pre", "smollm");
  gguf.SetStrings("tokenizer.ggml.tokens", tokens);
  gguf.SetI32s("tokenizer.ggml.token_type", types);
  gguf.SetStrings("tokenizer.ggml.merges", model_.merges);
  gguf.SetU32("tokenizer.ggml.bos_token_id", kTinyImStart);
  gguf.SetU32("tokenizer.ggml.eos_token_id", kTinyImEnd);
  gguf.SetU32("tokenizer.ggml.unknown_token_id", kTinyEndOfText);
  gguf.SetU32("tokenizer.ggml.padding_token_id", kTinyImEnd);
  gguf.SetBool("tokenizer.ggml.add_bos_token", false);
  if (model_.options.chat_template) gguf.SetString("tokenizer.chat_template", kChatMl);
}

void Maker::AddKeys() {
  const TinyModelOptions& options = model_.options;
  GgufBuilder& gguf = model_.gguf;
  const auto set = [&](const char* key, int value) {
    gguf.SetU32(options.family + "." + key, static_cast<uint32_t>(value));
  };
  set("block_count", options.num_layers);
  set("context_length", options.max_context);
  set("embedding_length", options.hidden_size);
  set("feed_forward_length", options.intermediate_size);
  set("attention.head_count", options.num_heads);
  set("attention.head_count_kv", options.num_kv_heads);
  set("rope.dimension_count", head_dim_);
  set("vocab_size", model_.vocab_size);
  if (head_dim_ * options.num_heads != options.hidden_size) {
    set("attention.key_length", head_dim_);
    set("attention.value_length", head_dim_);
  }
  gguf.SetF32(options.family + ".rope.freq_base", options.rope_theta);
  gguf.SetF32(options.family + ".attention.layer_norm_rms_epsilon", options.rms_norm_eps);
  if (options.rope_scaling.kind == RopeScaling::Kind::kLinear) {
    gguf.SetString(options.family + ".rope.scaling.type", "linear");
    gguf.SetF32(options.family + ".rope.scaling.factor",
                static_cast<float>(options.rope_scaling.factor));
  }
}

void Maker::AddTensors() {
  const TinyModelOptions& options = model_.options;
  const int hidden = options.hidden_size;
  const auto scale = [&](int inputs) {
    return options.gain / std::sqrt(static_cast<float>(inputs));
  };
  if (!options.rope_factors.empty()) {
    AddFileTensor({"rope_freqs.weight",
                   {options.rope_factors.size()},
                   TensorType::kF32,
                   PackRow(TensorType::kF32, options.rope_factors)},
                  false);
  }
  AddMatrix("token_embd.weight", model_.vocab_size, hidden, options.embedding_scale);
  for (int layer = 0; layer < options.num_layers; ++layer) {
    const std::string block = "blk." + std::to_string(layer) + ".";
    const int queries = options.num_heads * head_dim_;
    const int keys = options.num_kv_heads * head_dim_;
    AddVector(block + "attn_norm.weight", hidden, 0.75, 1.25);
    AddMatrix(block + "ffn_down.weight", hidden, options.intermediate_size,
              scale(options.intermediate_size));
    AddMatrix(block + "ffn_gate.weight", options.intermediate_size, hidden, scale(hidden));
    AddMatrix(block + "ffn_up.weight", options.intermediate_size, hidden, scale(hidden));
    AddVector(block + "ffn_norm.weight", hidden, 0.75, 1.25);
    AddMatrix(block + "attn_k.weight", keys, hidden, scale(hidden), true);
    AddMatrix(block + "attn_output.weight", hidden, queries, scale(queries));
    AddMatrix(block + "attn_q.weight", queries, hidden, scale(hidden), true);
    AddMatrix(block + "attn_v.weight", keys, hidden, scale(hidden));
    if (options.family == "qwen2") {
      AddVector(block + "attn_k.bias", keys, -1, 1);
      AddVector(block + "attn_q.bias", queries, -1, 1);
      AddVector(block + "attn_v.bias", keys, -1, 1);
    } else if (options.family == "qwen3") {
      AddVector(block + "attn_k_norm.weight", head_dim_, 0.5, 1.5);
      AddVector(block + "attn_q_norm.weight", head_dim_, 0.5, 1.5);
    }
  }
  AddVector("output_norm.weight", hidden, 0.75, 1.25);
  if (!options.tied_embeddings) {
    AddMatrix("output.weight", model_.vocab_size, hidden, scale(hidden));
  }
}

void Maker::AddMatrix(const std::string& name, int rows, int columns, float scale, bool paired) {
  const TinyModelOptions& options = model_.options;
  TinyTensor tensor{
      name, {static_cast<size_t>(rows), static_cast<size_t>(columns)}, options.type, ""};
  if (options.type_of) tensor.type = options.type_of(name);
  PhiloxStream random(PhiloxKeyFor(options.seed, name));
  std::vector<float> row(static_cast<size_t>(columns));
  for (int i = 0; i < rows; ++i) {
    if (TensorBlockElements(tensor.type) == 256) {
      tensor.data += RandomGroupRow(tensor.type, row.size(), scale, random);
      continue;
    }
    // Uniform with standard deviation `scale`.
    for (float& value : row) {
      value = static_cast<float>((2 * random.NextUniform() - 1) * std::sqrt(3.0) * scale);
    }
    tensor.data += PackRow(tensor.type, row);
  }
  AddFileTensor(std::move(tensor), paired);
}

// Norms and biases.
void Maker::AddVector(const std::string& name, int size, double low, double high) {
  PhiloxStream random(PhiloxKeyFor(model_.options.seed, name));
  std::vector<float> row(static_cast<size_t>(size));
  for (float& value : row) value = static_cast<float>(low + (high - low) * random.NextUniform());
  AddFileTensor({name, {row.size()}, TensorType::kF32, PackRow(TensorType::kF32, row)}, false);
}

void Maker::AddFileTensor(TinyTensor tensor, bool paired) {
  GgufBuilderTensor in_file;
  in_file.name = tensor.name;
  in_file.dims.assign(tensor.shape.rbegin(), tensor.shape.rend());
  in_file.type = FileTypeOf(tensor.type);
  paired = paired && model_.options.family == "llama";
  in_file.data = paired ? PairRows(tensor, static_cast<size_t>(head_dim_)) : tensor.data;
  model_.gguf.tensors.push_back(std::move(in_file));
  model_.tensors.push_back(std::move(tensor));
}

}  // namespace

std::string PackRow(TensorType type, const std::vector<float>& values) {
  RBENCH_CHECK(values.size() % TensorBlockElements(type) == 0);
  std::string out;
  out.reserve(values.size() / TensorBlockElements(type) * TensorBlockBytes(type));
  for (size_t i = 0; i < values.size(); i += TensorBlockElements(type)) {
    switch (type) {
      case TensorType::kF32:
        AppendLittleEndian(BitsOf(values[i]), 4, out);
        break;
      case TensorType::kF16:
        AppendLittleEndian(HalfFrom(values[i]), 2, out);
        break;
      case TensorType::kBF16:
        AppendLittleEndian(BFloatFrom(values[i]), 2, out);
        break;
      case TensorType::kQ8_0:
        PackQ8(&values[i], out);
        break;
      case TensorType::kQ4_0:
        PackQ4(&values[i], false, out);
        break;
      case TensorType::kQ4_1:
        PackQ4(&values[i], true, out);
        break;
      case TensorType::kQ5_0:
        PackQ5(&values[i], false, out);
        break;
      case TensorType::kQ5_1:
        PackQ5(&values[i], true, out);
        break;
      default:
        CheckFailed(__FILE__, __LINE__, "tensor type");
    }
  }
  return out;
}

TinyModel MakeTinyModel(const TinyModelOptions& options) { return Maker(options).Make(); }

std::string_view TinyChatTemplate() { return kChatMl; }

TinyModelFile::TinyModelFile(const TinyModelOptions& options)
    : TinyModelFile(MakeTinyModel(options).gguf.Build()) {}

TinyModelFile::TinyModelFile(std::string_view bytes) {
  path_ = (std::filesystem::temp_directory_path() / "rbench_tiny_XXXXXX").string();
  const int file = mkstemp(path_.data());
  RBENCH_CHECK(file >= 0);
  close(file);
  std::ofstream out(path_, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  RBENCH_CHECK(out.good());
}

TinyModelFile::~TinyModelFile() { unlink(path_.c_str()); }

}  // namespace rbench
