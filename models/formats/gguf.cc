#include "models/formats/gguf.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/mapped_file.h"
#include "base/sha256.h"
#include "models/formats/gguf_family.h"
#include "models/formats/gguf_file.h"
#include "models/formats/gguf_parts.h"
#include "models/formats/gguf_tokenizer.h"
#include "models/formats/hf_cache.h"

namespace rbench {
namespace {

Result<const GgufFamily*> FamilyOf(const GgufFile& file) {
  RBENCH_ASSIGN_OR_RETURN(const auto architecture, file.String("general.architecture"));
  if (!architecture.has_value()) return InvalidInput("key \"general.architecture\" is missing");
  std::string known;
  for (const GgufFamily& family : GgufFamilies()) {
    if (family.architecture == *architecture) return &family;
    known.append(known.empty() ? "" : ", ").append(family.architecture);
  }
  return InvalidInput(fmt::format("has the architecture {}; rbench reads: {}",
                                  QuotedForMessage(*architecture), known));
}

// Files that are something else than one whole model.
Status CheckWholeModel(const GgufFile& file) {
  RBENCH_ASSIGN_OR_RETURN(const auto type, file.String("general.type"));
  if (type.value_or("model") != "model") {
    return InvalidInput(fmt::format("is of the type {}, not a model", QuotedForMessage(*type)));
  }
  return {};
}

Result<Checkpoint> ReadChecked(const GgufFile& file, const CheckpointOptions& options) {
  RBENCH_RETURN_IF_ERROR(CheckWholeModel(file));
  RBENCH_ASSIGN_OR_RETURN(const GgufFamily* const family, FamilyOf(file));
  Checkpoint checkpoint;
  RBENCH_ASSIGN_OR_RETURN(checkpoint.tokenizer, ReadGgufTokenizer(file, options));
  RBENCH_ASSIGN_OR_RETURN(const auto chat_template, file.String("tokenizer.chat_template"));
  checkpoint.chat_template = chat_template.value_or("");
  RBENCH_ASSIGN_OR_RETURN(checkpoint.stop_ids,
                          ReadGgufStopIds(file, checkpoint.tokenizer, checkpoint.chat_template));
  RBENCH_ASSIGN_OR_RETURN(checkpoint.spec,
                          ReadGgufSpec(file, *family, checkpoint.tokenizer.tokens.size()));
  RBENCH_ASSIGN_OR_RETURN(checkpoint.weights, MapGgufWeights(file, *family, checkpoint.spec));
  if (family->paired_rows) {
    checkpoint.owner = RestorePairedRows(checkpoint.spec, checkpoint.weights);
  }
  return checkpoint;
}

Result<Checkpoint> ParseAndRead(std::span<const std::byte> bytes,
                                const CheckpointOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(const GgufFile file, GgufFile::Parse(bytes));
  RBENCH_ASSIGN_OR_RETURN(const auto parts, file.Integer("split.count", 0, 65535));
  if (parts.value_or(1) > 1) {
    return InvalidInput(fmt::format("is one of {} parts of a model", *parts));
  }
  RBENCH_ASSIGN_OR_RETURN(Checkpoint checkpoint, ReadChecked(file, options));
  checkpoint.file_bytes = bytes.size();
  return checkpoint;
}

// What keeps the views of opened files alive.
struct OpenedFiles {
  std::vector<MappedFile> files;
  std::shared_ptr<const void> rows;
};

}  // namespace

Result<Checkpoint> ReadGguf(std::span<const std::byte> bytes, const std::string& name,
                            const CheckpointOptions& options) {
  Result<Checkpoint> checkpoint = ParseAndRead(bytes, options);
  if (!checkpoint) return std::move(checkpoint).error().WithContext(name);
  return checkpoint;
}

Result<Checkpoint> OpenGguf(const std::string& path, const CheckpointOptions& options) {
  RBENCH_ASSIGN_OR_RETURN(GgufParts parts, OpenGgufParts(path));
  Result<Checkpoint> read = ReadChecked(parts.file, options);
  if (!read) return std::move(read).error().WithContext(path);
  Checkpoint checkpoint = std::move(read).value();
  checkpoint.path = path;
  Sha256 hash;
  for (const MappedFile& file : parts.files) {
    checkpoint.file_bytes += file.bytes().size();
    if (options.hash_file) hash.Update(file.bytes());
  }
  if (options.hash_file) {
    checkpoint.sha256 = hash.HexDigest();
    if (parts.files.size() == 1) RBENCH_RETURN_IF_ERROR(CheckCachedBlob(path, checkpoint.sha256));
  }
  const auto opened = std::make_shared<const OpenedFiles>(
      OpenedFiles{std::move(parts.files), std::move(checkpoint.owner)});
  checkpoint.forget = [opened](std::span<const std::byte> bytes) {
    for (const MappedFile& file : opened->files) file.Forget(bytes);
  };
  for (const MappedFile& file : opened->files) file.Forget(file.bytes());
  checkpoint.owner = opened;
  return checkpoint;
}

}  // namespace rbench
