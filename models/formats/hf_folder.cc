#include "models/formats/hf_folder.h"

#include <map>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/sha256.h"
#include "models/formats/hf_cache.h"
#include "models/formats/hf_config.h"
#include "models/formats/hf_tokenizer.h"
#include "models/formats/hf_weights.h"
#include "models/formats/safetensors_set.h"

namespace rbench {
namespace {

constexpr size_t kMaxConfigBytes = size_t{1} << 24;
constexpr size_t kMaxTextBytes = size_t{1} << 28;  // tokenizer.json of large vocabularies: 35 MB

// Files beside the weights that decide tokens or numbers.
constexpr const char* kTextFiles[] = {
    "chat_template.jinja",     "config.json",
    "generation_config.json",  "model.safetensors.index.json",
    "special_tokens_map.json", "tokenizer.json",
    "tokenizer_config.json",
};

// What keeps the views of an opened folder alive.
struct OpenedFolder {
  SafetensorsSet tensors;
  std::shared_ptr<const void> expanded;
};

Result<std::string> HashOfFolder(const ModelFolder& folder, const SafetensorsSet& tensors) {
  std::map<std::string, std::string> hashes;
  for (const char* name : kTextFiles) {
    if (!folder.Has(name)) continue;
    RBENCH_ASSIGN_OR_RETURN(const std::string text, folder.ReadOptional(name, kMaxTextBytes));
    hashes[name] = Sha256Hex(text);
    RBENCH_RETURN_IF_ERROR(CheckCachedBlob(folder.path() + "/" + name, hashes[name]));
  }
  for (const SafetensorsSet::File& file : tensors.files()) {
    Sha256 hash;
    hash.Update(file.mapped->bytes());
    hashes[file.name] = hash.HexDigest();
    file.mapped->Forget(file.mapped->bytes());
    RBENCH_RETURN_IF_ERROR(CheckCachedBlob(folder.path() + "/" + file.name, hashes[file.name]));
  }
  std::string lines;
  for (const auto& [name, hash] : hashes) lines += fmt::format("{}  {}\n", name, hash);
  return Sha256Hex(lines);
}

Result<HfConfig> ReadConfigs(const ModelFolder& folder) {
  if (!folder.Has("config.json")) return NotFound(folder.path() + " has no config.json");
  RBENCH_ASSIGN_OR_RETURN(const std::string config,
                          folder.ReadOptional("config.json", kMaxConfigBytes));
  RBENCH_ASSIGN_OR_RETURN(const std::string generation,
                          folder.ReadOptional("generation_config.json", kMaxConfigBytes));
  Result<HfConfig> read = ReadHfConfig(config, generation);
  if (!read) return std::move(read).error().WithContext(folder.path());
  return read;
}

}  // namespace

Result<Checkpoint> OpenHfWeights(const ModelFolder& folder, const CheckpointOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(HfConfig config, ReadConfigs(folder));
  RBENCH_ASSIGN_OR_RETURN(SafetensorsSet tensors, SafetensorsSet::Open(folder));
  auto opened = std::make_shared<OpenedFolder>(OpenedFolder{std::move(tensors), nullptr});
  Checkpoint checkpoint;
  checkpoint.spec = std::move(config.spec);
  checkpoint.stop_ids = std::move(config.end_ids);
  checkpoint.notes = std::move(config.notes);
  checkpoint.tokenizer.bos = config.bos;
  Result<ModelWeights> weights = MapHfWeights(opened->tensors, checkpoint.spec, opened->expanded);
  if (!weights) return std::move(weights).error().WithContext(folder.path());
  checkpoint.weights = std::move(*weights);
  checkpoint.path = folder.path();
  for (const SafetensorsSet::File& file : opened->tensors.files()) {
    checkpoint.file_bytes += file.mapped->bytes().size();
  }
  if (options.hash_file) {
    RBENCH_ASSIGN_OR_RETURN(checkpoint.sha256, HashOfFolder(folder, opened->tensors));
  }
  checkpoint.forget = [opened](std::span<const std::byte> bytes) {
    for (const SafetensorsSet::File& file : opened->tensors.files()) file.mapped->Forget(bytes);
  };
  checkpoint.owner = opened;
  return checkpoint;
}

Result<Checkpoint> OpenHfFolder(const ModelFolder& folder, const CheckpointOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(Checkpoint checkpoint, OpenHfWeights(folder, options));
  if (!options.pre_tokenizer.empty()) {
    return InvalidInput(folder.path() +
                        ": its tokenizer.json says how text is split; leave --pre-tokenizer out");
  }
  // The reader of the tokenizer opens files by name.
  for (const char* name : kTextFiles) {
    if (folder.Has(name)) RBENCH_RETURN_IF_ERROR(folder.PathOf(name));
  }
  HfTokenizerOptions tokenizer_options;
  tokenizer_options.vocab_size = static_cast<size_t>(checkpoint.spec.vocab_size);
  tokenizer_options.config_stop_ids = checkpoint.stop_ids;
  RBENCH_ASSIGN_OR_RETURN(HfTokenizer tokenizer, ReadHfTokenizer(folder.path(), tokenizer_options));
  checkpoint.tokenizer = std::move(tokenizer.spec);
  checkpoint.chat_template = std::move(tokenizer.chat_template);
  checkpoint.stop_ids = std::move(tokenizer.stop_ids);
  for (std::string& warning : tokenizer.warnings) checkpoint.notes.push_back(std::move(warning));
  return checkpoint;
}

}  // namespace rbench
