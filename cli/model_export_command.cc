#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "cli/console.h"
#include "cli/model_command.h"
#include "models/formats/gguf_writer.h"
#include "models/formats/hf_export.h"

namespace rbench {
namespace {

struct ExportRequest {
  std::string out;
  uint64_t shard_bytes = HfExportOptions().shard_bytes;
};

Status ExportSafetensors(const Checkpoint& checkpoint, const ExportRequest& request) {
  HfExportOptions options;
  options.shard_bytes = request.shard_bytes;
  return ExportHfFolder(checkpoint, request.out, options);
}

template <TensorType kType>
Status ExportGguf(const Checkpoint& checkpoint, const ExportRequest& request) {
  if (FileExists(request.out) || DirectoryExists(request.out)) {
    return InvalidInput(request.out + " is there already; nothing was written");
  }
  return WriteGguf(checkpoint, kType, request.out);
}

// What --format takes.
struct FormatRow {
  const char* name;
  Status (*write)(const Checkpoint& checkpoint, const ExportRequest& request);
};
constexpr FormatRow kFormats[] = {
    {"safetensors", &ExportSafetensors},
    {"gguf-f32", &ExportGguf<TensorType::kF32>},
    {"gguf-bf16", &ExportGguf<TensorType::kBF16>},
    {"gguf-q8_0", &ExportGguf<TensorType::kQ8_0>},
};

}  // namespace

int ModelExportCommand(const std::vector<std::string>& arguments) {
  Flags flags("model export [MODEL] --out PATH [flags]",
              "Writes a model in another format. safetensors: a folder with config, tokenizer and "
              "chat template that transformers opens; weights keep their type, quantised ones are "
              "expanded to float32. gguf-f32, gguf-bf16, gguf-q8_0: one file that llama.cpp opens, "
              "matrices in this type. What is written appears whole or not at all.",
              {"rbench model export smollm2 --out exported",
               "rbench model export smollm2 --format gguf-q8_0 --out smollm2.gguf"});
  ModelFlags model;
  ExportRequest request;
  std::vector<std::string> names;
  std::vector<std::string> formats;
  for (const FormatRow& row : kFormats) formats.push_back(row.name);
  std::string format = formats.front();
  model.AddTo(flags);
  flags.Add("--out", &request.out, "folder or file to make; it must not exist");
  flags.AddChoice("--format", &format, "what to write", formats);
  flags.AddBytes("--shard-size", &request.shard_bytes,
                 "bound of one safetensors file, as 512M or 5G");
  flags.AddPositional("MODEL", &names, "what --model takes", 0);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  if (request.out.empty()) return Fail(InvalidInput("--out is missing: what to write"));
  auto checkpoint = OpenNamedModel(model, names);
  if (!checkpoint) return Fail(checkpoint.error());
  for (const FormatRow& row : kFormats) {
    if (format != row.name) continue;
    const Status written = row.write(*checkpoint, request);
    if (!written) return Fail(written.error());
  }
  Print(fmt::format("wrote {}\n", request.out));
  return kExitOk;
}

}  // namespace rbench
