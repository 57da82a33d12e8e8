#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/files.h"
#include "models/formats/checkpoint.h"
#include "models/formats/hf_export.h"
#include "tests/support/temp_folder.h"
#include "tests/support/tiny_model.h"

namespace rbench {

// A tiny model in every file that the layout of transformers has, for tests that spoil one of them.
class ExportedModel {
 public:
  // `shard_bytes` decides how many shards there are: all in one file, unless it is small.
  explicit ExportedModel(uint64_t shard_bytes = uint64_t{1} << 30) {
    TinyModelOptions options;
    options.num_layers = 1;
    options.hidden_size = 16;
    options.intermediate_size = 24;
    const TinyModelFile file(options);
    const Status written =
        ExportHfFolder(*OpenCheckpoint(file.path()), path(), {.shard_bytes = shard_bytes});
    RBENCH_CHECK(written.has_value());
    Write("special_tokens_map.json", R"({"eos_token":"<|im_end|>"})");
  }

  std::string path() const { return top_ / "model"; }
  std::string operator/(std::string_view name) const { return path() + "/" + std::string(name); }
  std::string Read(std::string_view name) const { return *ReadFile(*this / name); }
  void Write(std::string_view name, std::string_view bytes) { WritePlain(*this / name, bytes); }

  // The message of the error that opening gives, or "" where the folder is read.
  std::string Error() const {
    const Result<Checkpoint> opened = OpenCheckpoint(path());
    return opened ? "" : opened.error().message;
  }

 private:
  TempFolder top_;
};

}  // namespace rbench
