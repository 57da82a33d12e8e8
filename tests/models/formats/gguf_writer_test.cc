#include "models/formats/gguf_writer.h"

#include <cmath>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "models/formats/scored_merges.h"
#include "models/kernels/quantise.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/engine/engine_runs.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

Result<Checkpoint> WriteAndOpen(const Checkpoint& checkpoint, TensorType type,
                                const TempFolder& folder) {
  const std::string path = folder / "out.gguf";
  RBENCH_RETURN_IF_ERROR(WriteGguf(checkpoint, type, path));
  return OpenGguf(path);
}

std::string ErrorOf(const Checkpoint& checkpoint) {
  const TempFolder folder;
  const Status written = WriteGguf(checkpoint, TensorType::kF32, folder / "out.gguf");
  EXPECT_FALSE(FileExists(folder / "out.gguf"));
  return written ? "" : written.error().message;
}

void ExpectSameValues(const TensorView& got, const TensorView& want) {
  ASSERT_EQ(got.shape, want.shape) << want.name;
  std::vector<float> a(want.columns()), b(want.columns());
  for (size_t row = 0; row < want.rows(); ++row) {
    DequantiseRow(got, row, a.data());
    DequantiseRow(want, row, b.data());
    ASSERT_EQ(a, b) << want.name << " row " << row;
  }
}

std::vector<EngineJob> SomeJobs() {
  std::vector<EngineJob> jobs;
  for (int i = 0; i < 4; ++i) {
    EngineJob job;
    job.prompt = TinyPrompt(5 + 11 * i, i);
    job.draw = i;
    job.sampling.temperature = i % 2;
    job.sampling.max_new_tokens = 24;
    job.score_prompt = true;
    jobs.push_back(std::move(job));
  }
  return jobs;
}

void ExpectLossless(const TinyModelOptions& options) {
  const TempFolder folder;
  const Checkpoint from = OpenTiny(options);
  const Result<Checkpoint> to = WriteAndOpen(from, TensorType::kF32, folder);
  ASSERT_TRUE(to) << to.error().message;
  EXPECT_EQ(to->spec.family, from.spec.family);
  EXPECT_EQ(to->spec.head_dim, from.spec.head_dim);
  EXPECT_EQ(to->spec.tied_embeddings, from.spec.tied_embeddings);
  EXPECT_EQ(to->spec.rope_scaling.factor, from.spec.rope_scaling.factor);
  EXPECT_EQ(to->tokenizer.tokens, from.tokenizer.tokens);
  EXPECT_EQ(to->tokenizer.types, from.tokenizer.types);
  EXPECT_EQ(to->tokenizer.merges, from.tokenizer.merges);
  EXPECT_EQ(to->tokenizer.pre, from.tokenizer.pre);
  EXPECT_EQ(to->tokenizer.bos, from.tokenizer.bos);
  EXPECT_EQ(to->chat_template, from.chat_template);
  EXPECT_EQ(to->stop_ids, from.stop_ids);
  ExpectSameValues(to->weights.token_embedding, from.weights.token_embedding);
  ExpectSameValues(to->weights.layers[1].query, from.weights.layers[1].query);
  ExpectSameValues(to->weights.layers[1].key, from.weights.layers[1].key);
  ExpectSameValues(to->weights.output, from.weights.output);
  EXPECT_EQ(to->weights.layers[0].down.type, TensorType::kF32);
  // The same tokens and log-probabilities to the bit.
  const auto jobs = SomeJobs();
  ExpectSameResults(RunJobs(*StartEngine(OpenGguf(to->path).value()), jobs),
                    RunJobs(*StartEngine(OpenTiny(options)), jobs), "written as F32");
}

TEST(GgufWriter, Float32KeepsEveryBitOfEveryFamily) {
  ExpectLossless({});
  for (const FamilyModel& model : FamilyModels()) {
    SCOPED_TRACE(model.name);
    ExpectLossless(model.options);
  }
}

TEST(GgufWriter, Float32HoldsTheValuesOfQuantisedTypes) { ExpectLossless(QuantisedModel()); }

TEST(GgufWriter, Llama3ScalingBecomesTheTensor) {
  const TempFolder folder;
  Checkpoint from = OpenTiny();
  from.spec.rope_scaling = {RopeScaling::Kind::kLlama3, 8, 1, 4, 64};
  const Result<Checkpoint> to = WriteAndOpen(from, TensorType::kF32, folder);
  ASSERT_TRUE(to) << to.error().message;
  EXPECT_EQ(to->spec.rope_scaling.kind, RopeScaling::Kind::kNone);
  const auto jobs = SomeJobs();
  ExpectSameResults(RunJobs(*StartEngine(OpenGguf(to->path).value()), jobs),
                    RunJobs(*StartEngine(std::move(from)), jobs), "with the factors as a tensor");
}

TEST(GgufWriter, OtherTypesAreWrittenAndReadAgain) {
  for (const TensorType type : {TensorType::kBF16, TensorType::kQ8_0}) {
    const TempFolder folder;
    const Checkpoint from = OpenTiny();
    const Result<Checkpoint> to = WriteAndOpen(from, type, folder);
    ASSERT_TRUE(to) << to.error().message;
    const TensorView& got = to->weights.layers[1].up;
    EXPECT_EQ(got.type, type);
    EXPECT_EQ(to->weights.layers[1].ffn_norm.type, TensorType::kF32);
    std::vector<float> a(got.columns()), b(got.columns());
    for (size_t row = 0; row < got.rows(); ++row) {
      DequantiseRow(got, row, a.data());
      DequantiseRow(from.weights.layers[1].up, row, b.data());
      for (size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a[i], b[i], 0.004);
    }
    // Written once more, the bytes stay: nothing is rounded twice.
    const TempFolder other;
    const Result<Checkpoint> again = WriteAndOpen(*to, type, other);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->sha256, to->sha256);
  }
}

TEST(GgufWriter, RowsThatAreNoWholeBlocksBecomeFloat32) {
  const TempFolder folder;
  TinyModelOptions options = SpreadModel();
  options.head_dim = 10;  // 40 columns in attn_output
  const Result<Checkpoint> to = WriteAndOpen(OpenTiny(options), TensorType::kQ8_0, folder);
  ASSERT_TRUE(to) << to.error().message;
  EXPECT_EQ(to->weights.layers[0].attention_output.type, TensorType::kF32);
  EXPECT_EQ(to->weights.layers[0].query.type, TensorType::kQ8_0);
}

// A vocabulary as SentencePiece makes them, of as many tokens as a tiny model has.
TokenizerSpec SentencePieceSpec(size_t size) {
  using Type = TokenizerSpec::TokenType;
  TokenizerSpec spec;
  spec.model = "metaspace";
  spec.leading_space = TokenizerSpec::LeadingSpace::kEverySection;
  const auto add = [&](std::string text, Type type) {
    spec.tokens.push_back(std::move(text));
    spec.types.push_back(type);
  };
  add("<unk>", Type::kUnknown);
  add("<s>", Type::kControl);
  add("</s>", Type::kControl);
  for (int byte = 0; byte < 256; ++byte) add(fmt::format("<0x{:02X}>", byte), Type::kByte);
  for (const char* text : {"th", "the", "\u2581the", "he", "\u2581t", "an", "and", "\u2581a"})
    add(text, Type::kNormal);
  for (const char* text : {"\u2581", "t", "h", "e", "a", "n", "d"}) add(text, Type::kNormal);
  while (spec.tokens.size() < size) add(fmt::format("z{}", spec.tokens.size()), Type::kNormal);
  std::vector<double> scores;
  for (size_t id = 0; id < size; ++id) scores.push_back(-static_cast<double>(id));
  spec.merges = *MergesOfScores(spec, scores);
  spec.unknown = 0;
  spec.bos = 1;
  spec.eos = 2;
  spec.add_bos = true;
  return spec;
}

TEST(GgufWriter, SentencePieceMergesBecomeScores) {
  using LeadingSpace = TokenizerSpec::LeadingSpace;
  for (const LeadingSpace space : {LeadingSpace::kEverySection, LeadingSpace::kNone}) {
    const TempFolder folder;
    Checkpoint from = OpenTiny();
    from.tokenizer = SentencePieceSpec(static_cast<size_t>(from.spec.vocab_size));
    from.tokenizer.leading_space = space;
    from.stop_ids = {2};
    const Result<Checkpoint> to = WriteAndOpen(from, TensorType::kF32, folder);
    ASSERT_TRUE(to) << to.error().message;
    EXPECT_EQ(to->tokenizer.model, "metaspace");
    EXPECT_EQ(to->tokenizer.merges, from.tokenizer.merges);
    EXPECT_EQ(to->tokenizer.types, from.tokenizer.types);
    EXPECT_EQ(to->tokenizer.leading_space, space);
    EXPECT_EQ(to->tokenizer.bos, from.tokenizer.bos);
    EXPECT_TRUE(to->tokenizer.add_bos);
    EXPECT_EQ(to->stop_ids, from.stop_ids);
    EXPECT_EQ(Tokenizer::Create(to->tokenizer)->fingerprint(),
              Tokenizer::Create(from.tokenizer)->fingerprint());
  }
}

TEST(GgufWriter, WhatGgufCannotSayIsRefusedByName) {
  Checkpoint checkpoint = OpenTiny();
  checkpoint.stop_ids = {1, 2, 3, 4, 5};
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("GGUF has room for three end tokens"));
  checkpoint = OpenTiny();
  checkpoint.tokenizer.nfc = true;
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("GGUF has no name for the pre-tokenizer \"smollm\""));
  checkpoint = OpenTiny();
  checkpoint.tokenizer = SentencePieceSpec(295);
  checkpoint.tokenizer.leading_space = TokenizerSpec::LeadingSpace::kFirstSectionUnlessSpace;
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("a space is put in front only"));
  checkpoint.tokenizer = SentencePieceSpec(295);
  checkpoint.tokenizer.merges.pop_back();
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("no scores of tokens mean these merges"));
  checkpoint = OpenTiny();
  checkpoint.tokenizer.matching[kTinyImEnd].strip_left = true;
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("the token \"<|im_end|>\""));
  checkpoint = OpenTiny();
  checkpoint.spec.family = "mamba";
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("no architecture for this model"));
  TinyModelOptions qwen = SpreadModel();
  qwen.family = "qwen3";
  checkpoint = OpenTiny(qwen);
  checkpoint.spec.rope_scaling = {RopeScaling::Kind::kLlama3, 8, 1, 4, 64};
  EXPECT_THAT(ErrorOf(checkpoint), HasSubstr("qwen3 cannot say Llama 3.1's scaling"));
}

TEST(GgufWriter, AFolderThatIsNotThereIsAnErrorWithThePath) {
  const Status written = WriteGguf(OpenTiny(), TensorType::kF32, "/nowhere/at/all.gguf");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("/nowhere/at/all.gguf"));
}

TEST(Quantise, EveryHalfComesBackAndTiesGoToEven) {
  std::vector<std::byte> bytes(2);
  TensorView view{"half", TensorType::kF16, {1}, bytes};
  const auto value_of = [&](uint16_t half) {
    std::memcpy(bytes.data(), &half, 2);
    float value = 0;
    DequantiseRow(view, 0, &value);
    return value;
  };
  for (uint32_t i = 0; i < 0x7C00; ++i) {
    const auto half = static_cast<uint16_t>(i);
    const float value = value_of(half);
    ASSERT_EQ(FloatToHalf(value), half);
    ASSERT_EQ(FloatToHalf(-value), half | 0x8000);
    if (i == 0x7BFF) continue;
    const float middle = (value + value_of(static_cast<uint16_t>(i + 1))) / 2;
    ASSERT_EQ(FloatToHalf(middle), half + (half & 1)) << i;
    ASSERT_EQ(FloatToHalf(std::nextafter(middle, 0.0f)), half) << i;
    ASSERT_EQ(FloatToHalf(std::nextafter(middle, 1e9f)), half + 1) << i;
  }
  EXPECT_EQ(FloatToHalf(65519.0f), 0x7BFF);
  EXPECT_EQ(FloatToHalf(65520.0f), 0x7C00);
  EXPECT_EQ(FloatToHalf(-INFINITY), 0xFC00);
  EXPECT_EQ(FloatToHalf(std::nanf("")) & 0x7E00, 0x7E00);
}

TEST(Quantise, Q8RefusesWhatHasNoPlace) {
  std::byte out[34];
  std::vector<float> row(32, 1.0f);
  EXPECT_TRUE(QuantiseRow(TensorType::kQ8_0, row, out));
  row[7] = INFINITY;
  EXPECT_FALSE(QuantiseRow(TensorType::kQ8_0, row, out));
  row[7] = 1e30f;
  const Status packed = QuantiseRow(TensorType::kQ8_0, row, out);
  ASSERT_FALSE(packed);
  EXPECT_THAT(packed.error().message, HasSubstr("too large for Q8_0"));
  row.assign(32, 1e-42f);
  EXPECT_TRUE(QuantiseRow(TensorType::kQ8_0, row, out));
}

}  // namespace
}  // namespace rbench
