#include <cstdio>
#include <iostream>
#include <string>
#include <utility>

#include "base/json.h"
#include "models/formats/gguf.h"
#include "models/formats/hf_tokenizer.h"
#include "models/formats/tokenizer_json_writer.h"
#include "models/tokenizer/tokenizer.h"

// The other side of tokenizers_differential.py.
//   tokenizer_driver encode FOLDER    one JSON string a line in; the ids of each, and their text,
//   out tokenizer_driver write GGUF       the model's tokenizer as tokenizer.json tokenizer_driver
//   rewrite FOLDER   FOLDER's tokenizer.json, read and written

namespace rbench {
namespace {

int Fail(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 2;
}

int Write(const TokenizerSpec& spec) {
  const Result<std::string> text = WriteTokenizerJson(spec);
  if (!text) return Fail(text.error());
  std::cout << *text;
  return 0;
}

int Encode(TokenizerSpec spec) {
  const bool add_bos = spec.add_bos;
  const TokenId bos = spec.bos.value_or(-1);
  const Result<Tokenizer> tokenizer = Tokenizer::Create(std::move(spec));
  if (!tokenizer) return Fail(tokenizer.error());
  for (std::string line; std::getline(std::cin, line);) {
    const Result<Json> text = ParseJson(line);
    if (!text) return Fail(text.error());
    std::vector<TokenId> ids = tokenizer->Encode(text->get<std::string>());
    const Result<std::string> back = tokenizer->Decode(ids);
    if (!back) return Fail(back.error());
    if (add_bos) ids.insert(ids.begin(), bos);
    Json out = Json::object();
    out["ids"] = ids;
    out["text"] = *back;
    std::cout << DumpJson(out) << '\n';
  }
  return 0;
}

int Run(const std::string& command, const std::string& path) {
  if (command == "write") {
    CheckpointOptions options;
    options.hash_file = false;
    Result<Checkpoint> checkpoint = OpenGguf(path, options);
    return checkpoint ? Write(checkpoint->tokenizer) : Fail(checkpoint.error());
  }
  Result<HfTokenizer> tokenizer = ReadHfTokenizer(path);
  if (!tokenizer) return Fail(tokenizer.error());
  return command == "rewrite" ? Write(tokenizer->spec) : Encode(std::move(tokenizer->spec));
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return rbench::Run(argv[1], argv[2]);
}
