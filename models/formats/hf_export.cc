#include "models/formats/hf_export.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "models/formats/hf_tensor_names.h"
#include "models/formats/safetensors.h"
#include "models/formats/tokenizer_json_writer.h"
#include "models/kernels/packed_matrix.h"

namespace rbench {
namespace {

namespace fs = std::filesystem;

// One tensor to write: the type and name in the file, and where its values are.
struct Output {
  TensorView in_file;  // without bytes
  const TensorView* source = nullptr;
  uint64_t bytes = 0;
};

std::vector<Output> OutputsOf(const Checkpoint& checkpoint) {
  std::vector<Output> outputs;
  const auto add = [&](std::string name, const TensorView& source) {
    Output output;
    output.in_file.name = std::move(name);
    const bool plain = TensorBlockElements(source.type) == 1;
    output.in_file.type = plain ? source.type : TensorType::kF32;
    output.in_file.shape = source.shape;
    output.source = &source;
    output.bytes = source.rows() * source.columns() * TensorBlockBytes(output.in_file.type);
    outputs.push_back(std::move(output));
  };
  const ModelWeights& weights = checkpoint.weights;
  add(kHfEmbedding, weights.token_embedding);
  for (size_t i = 0; i < weights.layers.size(); ++i) {
    for (const HfLayerTensor& row : HfLayerTensors()) {
      if (row.IsIn(checkpoint.spec)) add(HfLayerTensorName(i, row), weights.layers[i].*row.member);
    }
  }
  add(kHfOutputNorm, weights.output_norm);
  if (!checkpoint.spec.tied_embeddings) add(kHfOutput, weights.output);
  return outputs;
}

// A file that is written front to back; Close tells whether everything reached the disk.
class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)), file_(path_, std::ios::binary) {}
  void Write(const void* bytes, size_t size) {
    file_.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  }
  bool good() const { return file_.good(); }
  Status Close() {
    file_.close();
    const int fd = file_.fail() ? -1 : ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (synced) return {};
    return IoError(
        fmt::format("cannot write {}: {}", path_, std::generic_category().message(error)));
  }

 private:
  std::string path_;
  std::ofstream file_;
};

Status WriteTensors(const std::string& path, std::span<const Output> outputs,
                    const Checkpoint& checkpoint) {
  std::vector<TensorView> views;
  for (const Output& output : outputs) views.push_back(output.in_file);
  const std::pair<std::string, std::string> metadata[] = {{"format", "pt"}};
  const std::string header = SafetensorsHeader(views, metadata);
  OutputFile file(path);
  file.Write(header.data(), header.size());
  std::vector<float> row;
  for (const Output& output : outputs) {
    const TensorView& source = *output.source;
    if (source.type == output.in_file.type) {
      file.Write(source.bytes.data(), source.bytes.size());
    } else {
      row.resize(source.columns());
      for (size_t i = 0; i < source.rows() && file.good(); ++i) {
        DequantiseRow(source, i, row.data());
        file.Write(row.data(), row.size() * sizeof(float));
      }
    }
    if (checkpoint.forget) checkpoint.forget(source.bytes);
    if (!file.good()) break;
  }
  return file.Close();
}

// Splits in order, each part below the bound where one tensor allows it.
std::vector<std::span<const Output>> ShardsOf(std::span<const Output> outputs,
                                              uint64_t shard_bytes) {
  std::vector<std::span<const Output>> shards;
  size_t begin = 0;
  uint64_t bytes = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (i > begin && bytes + outputs[i].bytes > shard_bytes) {
      shards.push_back(outputs.subspan(begin, i - begin));
      begin = i;
      bytes = 0;
    }
    bytes += outputs[i].bytes;
  }
  shards.push_back(outputs.subspan(begin));
  return shards;
}

Status WriteWeights(const Checkpoint& checkpoint, const std::string& folder,
                    const HfExportOptions& options) {
  const std::vector<Output> outputs = OutputsOf(checkpoint);
  const auto shards = ShardsOf(outputs, options.shard_bytes);
  if (shards.size() == 1) {
    return WriteTensors(folder + "/model.safetensors", outputs, checkpoint);
  }
  uint64_t total = 0;
  Json map = Json::object();
  auto& entries = map.get_ref<Json::object_t&>();
  for (size_t i = 0; i < shards.size(); ++i) {
    const std::string name = fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, shards.size());
    RBENCH_RETURN_IF_ERROR(WriteTensors(folder + "/" + name, shards[i], checkpoint));
    for (const Output& output : shards[i]) {
      total += output.bytes;
      entries.emplace_back(output.in_file.name, name);
    }
  }
  const Json index{{"metadata", {{"total_size", total}}}, {"weight_map", std::move(map)}};
  return WriteFileAtomic(folder + "/model.safetensors.index.json", DumpJsonPretty(index));
}

Status WriteFolder(const Checkpoint& checkpoint, const std::string& folder,
                   const HfExportOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(const std::string config, WriteHfConfig(checkpoint));
  RBENCH_ASSIGN_OR_RETURN(const std::string tokenizer, WriteTokenizerJson(checkpoint.tokenizer));
  Json generation = Json::object();
  if (checkpoint.tokenizer.bos) generation["bos_token_id"] = *checkpoint.tokenizer.bos;
  if (!checkpoint.stop_ids.empty()) generation["eos_token_id"] = checkpoint.stop_ids;
  if (checkpoint.tokenizer.padding) generation["pad_token_id"] = *checkpoint.tokenizer.padding;
  const std::pair<const char*, std::string> texts[] = {
      {"config.json", config},
      {"generation_config.json", DumpJsonPretty(generation)},
      {"tokenizer.json", tokenizer},
      {"tokenizer_config.json", WriteTokenizerConfig(checkpoint)},
      {"chat_template.jinja", checkpoint.chat_template},
  };
  for (const auto& [name, text] : texts) {
    if (text.empty()) continue;
    RBENCH_RETURN_IF_ERROR(WriteFileAtomic(folder + "/" + name, text));
  }
  return WriteWeights(checkpoint, folder, options);
}

}  // namespace

Status ExportHfFolder(const Checkpoint& checkpoint, const std::string& folder,
                      const HfExportOptions& options) {
  std::error_code error;
  fs::path target = fs::path(folder).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (fs::exists(fs::symlink_status(target, error))) {
    return InvalidInput(fmt::format("{} exists; give a folder that does not", folder));
  }
  const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
  RBENCH_RETURN_IF_ERROR(MakeDirectories(parent.string()));
  std::string partial = (parent / ("." + target.filename().string() + ".XXXXXX")).string();
  if (::mkdtemp(partial.data()) == nullptr) {
    return IoError(fmt::format("cannot make a folder in {}: {}", parent.string(),
                               std::generic_category().message(errno)));
  }
  fs::permissions(partial, fs::perms(0755), error);
  Status written = WriteFolder(checkpoint, partial, options);
  if (written) {
    fs::rename(partial, target, error);
    if (error) written = IoError(fmt::format("cannot make {}: {}", folder, error.message()));
  }
  if (!written) fs::remove_all(partial, error);
  return written;
}

}  // namespace rbench
