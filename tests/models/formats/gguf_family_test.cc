#include "models/formats/gguf_family.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/tiny_model.h"

namespace rbench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

GgufBuilder Model() {
  TinyModelOptions options;
  options.num_layers = 2;
  options.hidden_size = 16;
  options.intermediate_size = 24;
  options.num_heads = 4;
  options.num_kv_heads = 2;
  return MakeTinyModel(options).gguf;
}

std::string Floats(const std::vector<float>& values) { return PackRow(TensorType::kF32, values); }

struct Case {
  const char* name;
  std::function<void(GgufBuilder&)> change;
  const char* message;  // "" = is read
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

class LlamaGguf : public ::testing::TestWithParam<Case> {};

TEST_P(LlamaGguf, IsReadOrRefusedByName) {
  GgufBuilder gguf = Model();
  GetParam().change(gguf);
  const std::string error = ReadError(gguf.Build());
  if (*GetParam().message == '\0') {
    EXPECT_EQ(error, "");
  } else {
    EXPECT_THAT(error, HasSubstr("x.gguf: "));
    EXPECT_THAT(error, HasSubstr(GetParam().message));
  }
}

std::string Name(const ::testing::TestParamInfo<Case>& test) { return test.param.name; }

const Case kSizes[] = {
    {"Unchanged", [](GgufBuilder&) {}, ""},
    {"IntegersMayBeU64", [](GgufBuilder& g) { g.SetU64("llama.block_count", 2); }, ""},
    {"IntegersMayBeI32", [](GgufBuilder& g) { g.SetI32("llama.embedding_length", 16); }, ""},
    {"NoArchitecture", [](GgufBuilder& g) { g.Remove("general.architecture"); },
     "key \"general.architecture\" is missing"},
    {"UnknownArchitecture", [](GgufBuilder& g) { g.SetString("general.architecture", "mamba"); },
     "has the architecture \"mamba\"; rbench reads: llama, qwen2, qwen3"},
    {"Adapter", [](GgufBuilder& g) { g.SetString("general.type", "adapter"); },
     "is of the type \"adapter\""},
    {"Split", [](GgufBuilder& g) { g.SetU32("split.count", 3); }, "is one of 3 parts"},
    {"NoBlockCount", [](GgufBuilder& g) { g.Remove("llama.block_count"); },
     "key \"llama.block_count\" is missing"},
    {"BlockCountZero", [](GgufBuilder& g) { g.SetU32("llama.block_count", 0); },
     "key \"llama.block_count\" is 0"},
    {"BlockCountNegative", [](GgufBuilder& g) { g.SetI32("llama.block_count", -1); },
     "key \"llama.block_count\" is -1"},
    {"BlockCountHuge", [](GgufBuilder& g) { g.SetU32("llama.block_count", UINT32_MAX); },
     "key \"llama.block_count\" is 4294967295"},
    {"BlockCountTooLarge", [](GgufBuilder& g) { g.SetU32("llama.block_count", 3); },
     "too few for the 3 layers"},
    {"BlockCountTooSmall", [](GgufBuilder& g) { g.SetU32("llama.block_count", 1); },
     "has 9 tensors that the llama family does not use: \"blk.1."},
    {"BlockCountReal", [](GgufBuilder& g) { g.SetF32("llama.block_count", 2); },
     "must be an integer"},
    {"ContextZero", [](GgufBuilder& g) { g.SetU32("llama.context_length", 0); },
     "key \"llama.context_length\" is 0"},
    {"ContextMissing", [](GgufBuilder& g) { g.Remove("llama.context_length"); },
     "context_length\" is missing"},
    {"HiddenZero", [](GgufBuilder& g) { g.SetU32("llama.embedding_length", 0); },
     "embedding_length\" is 0"},
    {"HiddenWrong",
     [](GgufBuilder& g) {
       g.SetU32("llama.embedding_length", 32);
       g.Remove("llama.rope.dimension_count");
     },
     "tensor \"token_embd.weight\" has the shape"},
    {"IntermediateWrong", [](GgufBuilder& g) { g.SetU32("llama.feed_forward_length", 25); },
     "tensor \"blk.0.ffn_gate.weight\" has the shape [24, 16]; the keys ask for [25, 16]"},
    {"IntermediateMissing", [](GgufBuilder& g) { g.Remove("llama.feed_forward_length"); },
     "feed_forward_length\" is missing"},
    {"HeadsMissing", [](GgufBuilder& g) { g.Remove("llama.attention.head_count"); },
     "head_count\" is missing"},
    {"HeadsZero", [](GgufBuilder& g) { g.SetU32("llama.attention.head_count", 0); },
     "head_count\" is 0"},
    {"KvHeadsZero", [](GgufBuilder& g) { g.SetU32("llama.attention.head_count_kv", 0); },
     "head_count_kv\" is 0"},
    {"KvHeadsDoNotDivide", [](GgufBuilder& g) { g.SetU32("llama.attention.head_count_kv", 3); },
     "head_count 4 is no multiple of llama.attention.head_count_kv 3"},
    {"KvHeadsDefaultToHeads", [](GgufBuilder& g) { g.Remove("llama.attention.head_count_kv"); },
     "tensor \"blk.0.attn_k.weight\" has the shape [8, 16]; the keys ask for [16, 16]"},
    {"HiddenNoMultipleOfHeads", [](GgufBuilder& g) { g.SetU32("llama.attention.head_count", 6); },
     "embedding_length 16 is no multiple of llama.attention.head_count 6"},
    {"HeadsPerLayerEqual",
     [](GgufBuilder& g) {
       g.SetI32s("llama.attention.head_count", {4, 4});
     },
     ""},
    {"HeadsPerLayerDiffer",
     [](GgufBuilder& g) {
       g.SetI32s("llama.attention.head_count", {4, 2});
     },
     "differs between layers"},
    {"HeadsPerLayerTooFew", [](GgufBuilder& g) { g.SetI32s("llama.attention.head_count", {4}); },
     "has 1 items for 2 layers"},
    {"HeadsPerLayerNone", [](GgufBuilder& g) { g.SetI32s("llama.attention.head_count_kv", {}); },
     "has 0 items for 2 layers"},
    {"HeadsPerLayerText",
     [](GgufBuilder& g) {
       g.SetStrings("llama.attention.head_count", {"4", "4"});
     },
     "array of string"},
    {"OddHeads", [](GgufBuilder& g) { g.SetU32("llama.attention.key_length", 3); },
     "RoPE needs an even number"},
    {"KeyLengthStated", [](GgufBuilder& g) { g.SetU32("llama.attention.key_length", 4); }, ""},
    {"KeyLengthWrong",
     [](GgufBuilder& g) {
       g.SetU32("llama.attention.key_length", 8);
       g.SetU32("llama.rope.dimension_count", 8);
     },
     "tensor \"blk.0.attn_q.weight\" has the shape [16, 16]; the keys ask for [32, 16]"},
    {"KeyLengthHuge",
     [](GgufBuilder& g) { g.SetU64("llama.attention.key_length", uint64_t{1} << 40); },
     "key_length\" is"},
    {"ValueLengthDiffers", [](GgufBuilder& g) { g.SetU32("llama.attention.value_length", 8); },
     "\"llama.attention.value_length\" is 8, and heads have 4"},
    {"PartialRope", [](GgufBuilder& g) { g.SetU32("llama.rope.dimension_count", 2); },
     "\"llama.rope.dimension_count\" is 2"},
    {"RopeDimensionsOptional", [](GgufBuilder& g) { g.Remove("llama.rope.dimension_count"); }, ""},
    {"ThetaMissing", [](GgufBuilder& g) { g.Remove("llama.rope.freq_base"); },
     "key \"llama.rope.freq_base\" is missing"},
    {"ThetaZero", [](GgufBuilder& g) { g.SetF32("llama.rope.freq_base", 0); }, "freq_base is 0"},
    {"ThetaNan",
     [](GgufBuilder& g) {
       g.SetF32("llama.rope.freq_base", std::numeric_limits<float>::quiet_NaN());
     },
     "is not finite"},
    {"ThetaDouble", [](GgufBuilder& g) { g.SetF64("llama.rope.freq_base", 5e5); }, ""},
    {"EpsilonMissing", [](GgufBuilder& g) { g.Remove("llama.attention.layer_norm_rms_epsilon"); },
     "epsilon\" is missing"},
    {"EpsilonNegative",
     [](GgufBuilder& g) { g.SetF32("llama.attention.layer_norm_rms_epsilon", -1); },
     "must lie between 0 and 1"},
    {"EpsilonVanishes",
     [](GgufBuilder& g) { g.SetF64("llama.attention.layer_norm_rms_epsilon", 1e-300); },
     "must lie between 0 and 1"},
    {"VocabSizeWrong", [](GgufBuilder& g) { g.SetU32("llama.vocab_size", 7); },
     "llama.vocab_size is 7, and tokenizer.ggml.tokens has"},
    {"VocabSizeOptional", [](GgufBuilder& g) { g.Remove("llama.vocab_size"); }, ""},
};
INSTANTIATE_TEST_SUITE_P(Sizes, LlamaGguf, ::testing::ValuesIn(kSizes), Name);

const Case kNumerics[] = {
    {"RopeScalingNone", [](GgufBuilder& g) { g.SetString("llama.rope.scaling.type", "none"); }, ""},
    {"RopeScalingLinear",
     [](GgufBuilder& g) {
       g.SetString("llama.rope.scaling.type", "linear");
       g.SetF32("llama.rope.scaling.factor", 4);
     },
     ""},
    {"RopeScalingLinearWithoutFactor",
     [](GgufBuilder& g) { g.SetString("llama.rope.scaling.type", "linear"); },
     "key \"llama.rope.scaling.factor\" is missing"},
    {"RopeScalingLinearByZero",
     [](GgufBuilder& g) {
       g.SetString("llama.rope.scaling.type", "linear");
       g.SetF32("llama.rope.scaling.factor", 0);
     },
     "llama.rope.scaling.factor is 0; it must be at least 1"},
    {"RopeScalingYarn", [](GgufBuilder& g) { g.SetString("llama.rope.scaling.type", "yarn"); },
     "is \"yarn\""},
    {"RopeScalingFactor", [](GgufBuilder& g) { g.SetF32("llama.rope.scaling.factor", 4); },
     "key \"llama.rope.scaling.factor\" is 4, and llama.rope.scaling.type does not say how"},
    {"RopeScalingFactorOne", [](GgufBuilder& g) { g.SetF32("llama.rope.scaling.factor", 1); }, ""},
    {"RopeScaleLinear", [](GgufBuilder& g) { g.SetF32("llama.rope.scale_linear", 2); },
     "rope.scale_linear\" is 2"},
    {"RopeFactors",
     [](GgufBuilder& g) {
       g.tensors.push_back({"rope_freqs.weight", {2}, 0, Floats({1, 8}), {}, {}});
     },
     ""},
    {"RopeFactorsTooMany",
     [](GgufBuilder& g) {
       g.tensors.push_back({"rope_freqs.weight", {4}, 0, Floats({1, 8, 8, 8}), {}, {}});
     },
     "tensor \"rope_freqs.weight\" has the shape [4]; the keys ask for [2]"},
    {"RopeFactorZero",
     [](GgufBuilder& g) {
       g.tensors.push_back({"rope_freqs.weight", {2}, 0, Floats({1, 0}), {}, {}});
     },
     "tensor \"rope_freqs.weight\" has the factor 0 at 1"},
    {"RopeFactorNan",
     [](GgufBuilder& g) {
       g.tensors.push_back({"rope_freqs.weight", {2}, 0, Floats({std::nanf(""), 1}), {}, {}});
     },
     "has the factor nan at 0"},
    {"RopeScaledTwice",
     [](GgufBuilder& g) {
       g.SetString("llama.rope.scaling.type", "linear");
       g.SetF32("llama.rope.scaling.factor", 4);
       g.tensors.push_back({"rope_freqs.weight", {2}, 0, Floats({1, 8}), {}, {}});
     },
     "rbench computes one of them"},
    {"Biases",
     [](GgufBuilder& g) {
       g.tensors.push_back({"blk.0.attn_q.bias", {16}, 0, std::string(64, 'x'), {}, {}});
     },
     "has 1 tensor that the llama family does not use: \"blk.0.attn_q.bias\""},
    {"SlidingWindow", [](GgufBuilder& g) { g.SetU32("llama.attention.sliding_window", 4096); },
     "key \"llama.attention.sliding_window\" is 4096: rbench does not compute a sliding attention "
     "window"},
    {"SlidingWindowOff", [](GgufBuilder& g) { g.SetU32("llama.attention.sliding_window", 0); }, ""},
    {"Experts", [](GgufBuilder& g) { g.SetU32("llama.expert_count", 8); },
     "key \"llama.expert_count\" is 8"},
    {"ExpertsText", [](GgufBuilder& g) { g.SetString("llama.expert_count", "8"); },
     "must be an integer"},
    {"NotCausal", [](GgufBuilder& g) { g.SetBool("llama.attention.causal", false); },
     "attention.causal\" is false"},
    {"Causal", [](GgufBuilder& g) { g.SetBool("llama.attention.causal", true); }, ""},
    {"ParallelResidual", [](GgufBuilder& g) { g.SetBool("llama.use_parallel_residual", true); },
     "is true"},
    {"OtherLayout", [](GgufBuilder& g) { g.SetString("llama.tensor_data_layout", "reference"); },
     "tensor_data_layout"},
    {"KnownLayout",
     [](GgufBuilder& g) { g.SetString("llama.tensor_data_layout", "Meta AI original pth"); }, ""},
    {"UnknownKey", [](GgufBuilder& g) { g.SetF32("llama.logit_scale", 2); },
     "key \"llama.logit_scale\" is not known and may change what the model computes"},
    {"KeyOfAnotherArchitecture", [](GgufBuilder& g) { g.SetF32("qwen2.logit_scale", 2); }, ""},
    {"UnknownGeneralKey", [](GgufBuilder& g) { g.SetString("general.finetune", "x"); }, ""},
};
INSTANTIATE_TEST_SUITE_P(Numerics, LlamaGguf, ::testing::ValuesIn(kNumerics), Name);

void SetShape(GgufBuilder& g, const char* name, std::vector<uint64_t> dims) {
  GgufBuilderTensor& tensor = g.Tensor(name);
  uint64_t elements = 1;
  for (const uint64_t dim : dims) elements *= dim;
  tensor.dims = std::move(dims);
  tensor.data.assign(elements * 4, 'x');
}

const Case kTensors[] = {
    {"MissingTensor",
     [](GgufBuilder& g) {
       g.RemoveTensor("blk.1.ffn_up.weight");
       g.tensors.push_back({"other", {1}, 0, "xxxx", {}, {}});
     },
     "tensor \"blk.1.ffn_up.weight\" is missing"},
    {"MissingEmbedding", [](GgufBuilder& g) { g.RemoveTensor("token_embd.weight"); },
     "\"token_embd.weight\" is missing"},
    {"MissingOutputNorm", [](GgufBuilder& g) { g.RemoveTensor("output_norm.weight"); },
     "\"output_norm.weight\" is missing"},
    {"UnexpectedTensors",
     [](GgufBuilder& g) {
       g.tensors.push_back({"blk.0.attn_q.bias", {16}, 0, std::string(64, 'x'), {}, {}});
       g.tensors.push_back({"blk.0.attn_k.bias", {8}, 0, std::string(32, 'x'), {}, {}});
     },
     "has 2 tensors that the llama family does not use: \"blk.0.attn_q.bias\", "
     "\"blk.0.attn_k.bias\""},
    {"TransposedMatrix",
     [](GgufBuilder& g) {
       SetShape(g, "blk.0.ffn_down.weight", {16, 24});
     },
     "tensor \"blk.0.ffn_down.weight\" has the shape [24, 16]; the keys ask for [16, 24]"},
    {"VectorAsMatrix",
     [](GgufBuilder& g) {
       SetShape(g, "blk.0.attn_norm.weight", {16, 1});
     },
     "has the shape [1, 16]"},
    {"MatrixAsVector", [](GgufBuilder& g) { SetShape(g, "blk.0.attn_v.weight", {128}); },
     "has the shape [128]"},
    {"MatrixWithThirdDimension",
     [](GgufBuilder& g) {
       SetShape(g, "blk.0.attn_v.weight", {16, 8, 1});
     },
     "has the shape [1, 8, 16]"},
    {"TooFewEmbeddingRows",
     [](GgufBuilder& g) {
       SetShape(g, "token_embd.weight", {16, 200});
     },
     "tensor \"token_embd.weight\" has the shape [200, 16]"},
    {"OutputOfWrongShape",
     [](GgufBuilder& g) {
       g.tensors.push_back({"output.weight", {16, 3}, 0, std::string(192, 'x'), {}, {}});
     },
     "tensor \"output.weight\" has the shape [3, 16]"},
    {"HalfPrecisionNorm",
     [](GgufBuilder& g) {
       g.Tensor("output_norm.weight").type = 1;
       g.Tensor("output_norm.weight").data.resize(32);
     },
     "tensor \"output_norm.weight\" has type F16; norms, biases and factors must be F32"},
};
INSTANTIATE_TEST_SUITE_P(Tensors, LlamaGguf, ::testing::ValuesIn(kTensors), Name);

const Case kTokenizers[] = {
    {"NoTokenizer", [](GgufBuilder& g) { g.Remove("tokenizer.ggml.model"); },
     "key \"tokenizer.ggml.model\" is missing"},
    {"SentencePiece", [](GgufBuilder& g) { g.SetString("tokenizer.ggml.model", "llama"); },
     "key \"tokenizer.ggml.scores\" is missing"},
    {"WordPiece", [](GgufBuilder& g) { g.SetString("tokenizer.ggml.model", "bert"); },
     "tokenizer.ggml.model is \"bert\"; rbench reads only gpt2"},
    {"NoPre", [](GgufBuilder& g) { g.Remove("tokenizer.ggml.pre"); },
     "tokenizer.ggml.pre is missing"},
    {"DefaultPre", [](GgufBuilder& g) { g.SetString("tokenizer.ggml.pre", "default"); },
     "--pre-tokenizer"},
    {"PreOfWrongType", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.pre", 1); },
     "must be a string"},
    {"NoTokens", [](GgufBuilder& g) { g.Remove("tokenizer.ggml.tokens"); }, "tokens\" is missing"},
    {"EmptyTokens", [](GgufBuilder& g) { g.SetStrings("tokenizer.ggml.tokens", {}); },
     "has no tokens"},
    {"TokensAsNumbers",
     [](GgufBuilder& g) {
       g.SetI32s("tokenizer.ggml.tokens", {1, 2, 3});
     },
     "array of i32"},
    {"FewerTokens",
     [](GgufBuilder& g) {
       g.SetStrings("tokenizer.ggml.tokens", {"a", "b", "c"});
       g.SetI32s("tokenizer.ggml.token_type", {1, 1, 1});
     },
     "llama.vocab_size is 295, and tokenizer.ggml.tokens has 3"},
    {"NoTypes", [](GgufBuilder& g) { g.Remove("tokenizer.ggml.token_type"); },
     "token_type\" is missing"},
    {"FewerTypes",
     [](GgufBuilder& g) {
       g.SetI32s("tokenizer.ggml.token_type", {1, 1});
     },
     "has 2 items"},
    {"UnknownType",
     [](GgufBuilder& g) {
       g.SetI32s("tokenizer.ggml.token_type", {1, 7});
     },
     "is 7 at index 1"},
    {"NoMerges", [](GgufBuilder& g) { g.Remove("tokenizer.ggml.merges"); }, "merges\" is missing"},
    {"BosOutOfRange", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.bos_token_id", 295); },
     "key \"tokenizer.ggml.bos_token_id\" is 295; it must lie between 0 and 294"},
    {"EosOutOfRange", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.eos_token_id", UINT32_MAX); },
     "eos_token_id\" is 4294967295"},
    {"EotNegative", [](GgufBuilder& g) { g.SetI32("tokenizer.ggml.eot_token_id", -1); },
     "eot_token_id\" is -1"},
    {"EomOutOfRange", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.eom_token_id", 5000); },
     "eom_token_id\" is 5000"},
    {"UnknownOutOfRange", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.unknown_token_id", 5000); },
     "unknown_token_id\" is 5000"},
    {"PaddingOutOfRange",
     [](GgufBuilder& g) { g.SetU64("tokenizer.ggml.padding_token_id", UINT64_MAX); },
     "padding_token_id\" is"},
    {"AddBosWithoutBos",
     [](GgufBuilder& g) {
       g.SetBool("tokenizer.ggml.add_bos_token", true);
       g.Remove("tokenizer.ggml.bos_token_id");
     },
     "add_bos_token is true"},
    {"AddEosWithoutEos",
     [](GgufBuilder& g) {
       g.SetBool("tokenizer.ggml.add_eos_token", true);
       g.Remove("tokenizer.ggml.eos_token_id");
     },
     "add_eos_token is true"},
    {"AddBos", [](GgufBuilder& g) { g.SetBool("tokenizer.ggml.add_bos_token", true); }, ""},
    {"SpacePrefix", [](GgufBuilder& g) { g.SetBool("tokenizer.ggml.add_space_prefix", true); },
     "add_space_prefix"},
    {"UnknownTokenizerKey",
     [](GgufBuilder& g) { g.SetBool("tokenizer.ggml.remove_extra_whitespaces", true); },
     "remove_extra_whitespaces\" is not known and may change the tokens"},
    {"FillInTheMiddleIds", [](GgufBuilder& g) { g.SetU32("tokenizer.ggml.fim_pre_token_id", 5); },
     ""},
    {"NoTemplate", [](GgufBuilder& g) { g.Remove("tokenizer.chat_template"); }, ""},
    {"TemplateOfWrongType", [](GgufBuilder& g) { g.SetU32("tokenizer.chat_template", 1); },
     "must be a string"},
};
INSTANTIATE_TEST_SUITE_P(Tokenizer, LlamaGguf, ::testing::ValuesIn(kTokenizers), Name);

TEST(GgufTokenizer, PreTokenizerFlagFillsOnlyWhatTheFileLeavesOpen) {
  GgufBuilder gguf = Model();
  const auto pre_of = [&](const char* flag) {
    const std::string file = gguf.Build();
    const auto checkpoint = ReadGguf(BytesOf(file), "x.gguf", {.pre_tokenizer = flag});
    return checkpoint ? checkpoint->tokenizer.pre : checkpoint.error().message;
  };
  EXPECT_EQ(pre_of("smollm"), "smollm");
  EXPECT_THAT(pre_of("gpt-2"), HasSubstr("\"smollm\", and --pre-tokenizer says \"gpt-2\""));
  for (const char* open : {"default", "from-next-year", "digits+gpt2-words"}) {
    gguf.SetString("tokenizer.ggml.pre", open);
    EXPECT_EQ(pre_of("gpt-2"), "gpt-2");
    EXPECT_THAT(pre_of(""), HasSubstr("name the pre-tokenizer with --pre-tokenizer"));
  }
  gguf.Remove("tokenizer.ggml.pre");
  EXPECT_EQ(pre_of("gpt-2"), "gpt-2");
}

GgufBuilder QwenModel(const char* family) {
  TinyModelOptions options;
  options.family = family;
  options.hidden_size = 16;
  options.intermediate_size = 24;
  options.head_dim = 6;
  return MakeTinyModel(options).gguf;
}

TEST(GgufFamilies, Qwen2NeedsItsBiases) {
  GgufBuilder gguf = QwenModel("qwen2");
  const std::string file = gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_TRUE(checkpoint->spec.attention_biases);
  EXPECT_FALSE(checkpoint->spec.query_key_norms);
  EXPECT_EQ(checkpoint->weights.layers[1].value_bias.shape, (std::vector<size_t>{12}));
  gguf.RemoveTensor("blk.1.attn_v.bias");
  gguf.tensors.push_back({"other", {1}, 0, "xxxx", {}, {}});
  EXPECT_THAT(ReadError(gguf.Build()), HasSubstr("tensor \"blk.1.attn_v.bias\" is missing"));
}

TEST(GgufFamilies, Qwen3NeedsItsNorms) {
  GgufBuilder gguf = QwenModel("qwen3");
  const std::string file = gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_TRUE(checkpoint->spec.query_key_norms);
  EXPECT_EQ(checkpoint->spec.head_dim, 6);
  EXPECT_EQ(checkpoint->weights.layers[0].query_norm.shape, (std::vector<size_t>{6}));
  gguf.Tensor("blk.0.attn_q_norm.weight").dims = {3};
  gguf.Tensor("blk.0.attn_q_norm.weight").data.resize(12);
  EXPECT_THAT(ReadError(gguf.Build()),
              HasSubstr("tensor \"blk.0.attn_q_norm.weight\" has the shape [3]"));
}

TEST(GgufFamilies, OnlyLlamaHasRopeFactorsAndPairedRows) {
  GgufBuilder gguf = QwenModel("qwen2");
  const std::string file = gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  const std::string& stored = gguf.Tensor("blk.0.attn_q.weight").data;
  EXPECT_EQ(
      std::memcmp(checkpoint->weights.layers[0].query.bytes.data(), stored.data(), stored.size()),
      0);
  gguf.tensors.push_back({"rope_freqs.weight", {3}, 0, Floats({1, 8, 8}), {}, {}});
  EXPECT_THAT(ReadError(gguf.Build()), HasSubstr("the qwen2 family does not use: \"rope_freqs"));
}

TEST(GgufFamilies, ErrorsNameTheKeysOfTheFamily) {
  GgufBuilder gguf = QwenModel("qwen3");
  gguf.Remove("qwen3.rope.freq_base");
  EXPECT_THAT(ReadError(gguf.Build()), HasSubstr("key \"qwen3.rope.freq_base\" is missing"));
  gguf = QwenModel("qwen2");
  gguf.SetU32("qwen2.attention.sliding_window", 4096);
  EXPECT_THAT(ReadError(gguf.Build()), HasSubstr("key \"qwen2.attention.sliding_window\" is 4096"));
}

std::vector<TokenId> StopIds(const GgufBuilder& gguf) {
  const std::string file = gguf.Build();
  const Result<Checkpoint> checkpoint = ReadGguf(BytesOf(file), "x.gguf");
  EXPECT_TRUE(checkpoint) << checkpoint.error().message;
  return checkpoint ? checkpoint->stop_ids : std::vector<TokenId>{};
}

TEST(GgufStopIds, AreTheUnionOfKeysAndTurnEnds) {
  GgufBuilder gguf = Model();
  EXPECT_THAT(StopIds(gguf), ElementsAre(kTinyImEnd));
  gguf.SetU32("tokenizer.ggml.eot_token_id", 9);
  gguf.SetU32("tokenizer.ggml.eom_token_id", 8);
  EXPECT_THAT(StopIds(gguf), ElementsAre(kTinyImEnd, 8, 9));
  gguf.SetU32("tokenizer.ggml.eos_token_id",
              kTinyEndOfText);  // the template still ends turns with <|im_end|>
  EXPECT_THAT(StopIds(gguf), ElementsAre(kTinyEndOfText, kTinyImEnd, 8, 9));
  gguf.SetString("tokenizer.chat_template", "{{ messages[0].content }}");
  EXPECT_THAT(StopIds(gguf), ElementsAre(kTinyEndOfText, 8, 9));
  for (const char* name : {"eos", "eot", "eom"})
    gguf.Remove(std::string("tokenizer.ggml.") + name + "_token_id");
  EXPECT_THAT(StopIds(gguf), ElementsAre());
  gguf.SetString("tokenizer.chat_template", "a<|endoftext|>b");
  EXPECT_THAT(StopIds(gguf), ElementsAre(kTinyEndOfText));
}

TEST(GgufStopIds, OrdinaryTokensWithTheTextOfATurnEndDoNotStop) {
  TinyModel model = MakeTinyModel();
  std::vector<int32_t> types(model.tokens.size(), 1);
  model.gguf.SetI32s("tokenizer.ggml.token_type", types);
  model.gguf.Remove("tokenizer.ggml.eos_token_id");
  EXPECT_THAT(StopIds(model.gguf), ElementsAre());
}

}  // namespace
}  // namespace rbench
