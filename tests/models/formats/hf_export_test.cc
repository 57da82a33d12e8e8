#include "models/formats/hf_export.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "models/formats/checkpoint.h"
#include "models/formats/hf_cache.h"
#include "models/formats/tensor_list.h"
#include "models/tokenizer/tokenizer.h"
#include "tests/models/engine/engine_runs.h"
#include "tests/support/temp_folder.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Every file of the folder, name and bytes.
std::string Contents(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().string());
  std::sort(names.begin(), names.end());
  std::string all;
  for (const std::string& name : names) {
    all += fs::path(name).filename().string() + "\n" + *ReadFile(name) + "\n";
  }
  return all;
}

std::vector<GenerateResult> Generate(Checkpoint checkpoint) {
  std::vector<EngineJob> jobs;
  for (int draw = 0; draw < 3; ++draw) {
    EngineJob job;
    job.prompt = TinyPrompt(20, 1);
    job.draw = draw;
    job.sampling.temperature = draw == 0 ? 0 : 0.8;
    job.sampling.max_new_tokens = 24;
    job.score_prompt = true;
    jobs.push_back(job);
  }
  const auto engine = StartEngine(std::move(checkpoint));
  return RunJobs(*engine, jobs);
}

class HfExportFamilies : public ::testing::TestWithParam<FamilyModel> {};

TEST_P(HfExportFamilies, FolderCacheAndGgufGiveTheSameTokens) {
  TinyModelOptions options = GetParam().options;
  options.rope_factors.clear();  // of no published scaling: refused below
  const TinyModelFile file(options);
  const Result<Checkpoint> gguf = OpenCheckpoint(file.path());
  ASSERT_TRUE(gguf) << gguf.error().message;
  const TempFolder top;
  const std::string folder = top / "new/exported";
  HfExportOptions shards;
  shards.shard_bytes = 60000;
  const Status written = ExportHfFolder(*gguf, folder, shards);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_TRUE(FileExists(folder + "/model.safetensors.index.json"));

  // The same files as a cache keeps them.
  const std::string commit(40, 'c');
  const std::string repository = top / "hub/models--org--tiny";
  fs::create_directories(repository + "/refs");
  fs::create_directories(repository + "/blobs");
  fs::create_directories(repository + "/snapshots/" + commit);
  WritePlain(repository + "/refs/main", commit);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    fs::copy(entry.path(), repository + "/blobs/" + name);
    fs::create_symlink("../../blobs/" + name, repository + "/snapshots/" + commit + "/" + name);
  }
  const Result<std::string> snapshot = FindInHfCache("org/tiny", top / "hub");
  ASSERT_TRUE(snapshot) << snapshot.error().message;

  Result<Checkpoint> from_folder = OpenCheckpoint(folder);
  ASSERT_TRUE(from_folder) << from_folder.error().message;
  Result<Checkpoint> from_cache = OpenCheckpoint(*snapshot);
  ASSERT_TRUE(from_cache) << from_cache.error().message;
  EXPECT_EQ(from_folder->sha256, from_cache->sha256);
  EXPECT_EQ(from_folder->stop_ids, gguf->stop_ids);
  EXPECT_EQ(from_folder->chat_template, gguf->chat_template);
  EXPECT_EQ(from_folder->spec.family, gguf->spec.family);
  EXPECT_EQ(Tokenizer::Create(from_folder->tokenizer)->fingerprint(),
            Tokenizer::Create(gguf->tokenizer)->fingerprint());
  const std::vector<GenerateResult> want = Generate(std::move(OpenCheckpoint(file.path())).value());
  ExpectSameResults(Generate(std::move(*from_folder)), want, "folder");
  ExpectSameResults(Generate(std::move(*from_cache)), want, "cache");
}

INSTANTIATE_TEST_SUITE_P(Families, HfExportFamilies, ::testing::ValuesIn(FamilyModels()),
                         [](const ::testing::TestParamInfo<FamilyModel>& test) {
                           return test.param.name;
                         });

TEST(HfExport, SameCheckpointGivesTheSameBytes) {
  const Checkpoint checkpoint = OpenTiny();
  const TempFolder top;
  ASSERT_TRUE(ExportHfFolder(checkpoint, top / "a"));
  ASSERT_TRUE(ExportHfFolder(checkpoint, top / "b/"));
  EXPECT_EQ(Contents(top / "a"), Contents(top / "b"));
}

TEST(HfExport, QuantisedWeightsAreExpandedExactly) {
  TinyModelOptions options = SpreadModel();
  options.type = TensorType::kQ4_1;
  const TempFolder top;
  ASSERT_TRUE(ExportHfFolder(OpenTiny(options), top / "out"));
  Result<Checkpoint> expanded = OpenCheckpoint(top / "out");
  ASSERT_TRUE(expanded) << expanded.error().message;
  EXPECT_EQ(expanded->weights.token_embedding.type, TensorType::kF32);
  ExpectSameResults(Generate(std::move(*expanded)), Generate(OpenTiny(options)), "expanded");
}

TEST(HfExport, NothingIsReplacedAndNothingIsLeftBehind) {
  const Checkpoint checkpoint = OpenTiny();
  const TempFolder top;
  fs::create_directory(top / "there");
  EXPECT_THAT(ExportHfFolder(checkpoint, top / "there").error().message, HasSubstr("exists"));
  WritePlain(top / "file", "x");
  EXPECT_THAT(ExportHfFolder(checkpoint, top / "file").error().message, HasSubstr("exists"));
  fs::create_symlink("nowhere", top / "link");
  EXPECT_THAT(ExportHfFolder(checkpoint, top / "link").error().message, HasSubstr("exists"));
  EXPECT_FALSE(ExportHfFolder(checkpoint, top / "file/below"));

  TinyModelOptions factors = SpreadModel();
  factors.rope_factors = {1, 1, 1.5f, 3.25f, 8, 8, 8, 8};
  EXPECT_THAT(ExportHfFolder(OpenTiny(factors), top / "out").error().message,
              HasSubstr("rope_freqs.weight"));
  EXPECT_EQ(std::distance(fs::directory_iterator(top.path()), fs::directory_iterator()), 3);
}

TEST(CheckFinite, NamesTheTensorAndThePlace) {
  const Checkpoint right = OpenTiny();
  EXPECT_TRUE(CheckFinite(right));
  TinyModel model = MakeTinyModel(SpreadModel());
  for (GgufBuilderTensor& tensor : model.gguf.tensors) {
    if (tensor.name == "blk.1.ffn_up.weight")
      tensor.data.replace((64 * 2 + 5) * 4, 4, "\0\0\xc0\x7f", 4);
  }
  const TinyModelFile file(model.gguf.Build());
  const Result<Checkpoint> checkpoint = OpenCheckpoint(file.path());
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_THAT(CheckFinite(*checkpoint).error().message,
              HasSubstr("\"blk.1.ffn_up.weight\" holds nan at row 2, column 5"));
}

}  // namespace
}  // namespace rbench
