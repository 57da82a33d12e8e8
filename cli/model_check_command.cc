#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/console.h"
#include "cli/model_command.h"
#include "models/engine/model_comparison.h"
#include "models/engine/prompt_renderer.h"

namespace rbench {
namespace {

// Prose, mathematics and code, so that a model's strengths and weaknesses both come up.
constexpr const char* kPrompts[] = {
    "The capital of France is",
    "Two trains leave the station at noon. One of them drives 60 kilometres an hour, the other 80. "
    "After how many hours are they 350 kilometres apart, if they go in opposite directions?",
    "def fibonacci(n):\n    \"\"\"The n-th number of Fibonacci's sequence.\"\"\"\n",
    "Let x and y be real numbers with x + y = 7 and x y = 12. Then x^2 + y^2 equals",
    "Once upon a time there was a lighthouse keeper who",
    "#include <vector>\n\nint Largest(const std::vector<int>& values) {\n",
    "1, 4, 9, 16, 25, 36,",
    "Caf\xC3\xA9 d\xC3\xA9j\xC3\xA0 vu. \xE4\xB8\x96\xE7\x95\x8C",
};

Result<std::vector<std::string>> ReadPrompts(const std::string& file) {
  if (file.empty()) return std::vector<std::string>(std::begin(kPrompts), std::end(kPrompts));
  RBENCH_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, size_t{16} << 20));
  if (!IsValidUtf8(text)) return InvalidInput(file + ": is not UTF-8");
  std::vector<std::string> prompts;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) prompts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (prompts.empty()) return InvalidInput(file + ": has no prompt");
  return prompts;
}

// The prompts' tokens as an evaluation would see them, with the begin token of models that have
// one. Both models must cut them alike to be compared.
Result<std::vector<std::vector<TokenId>>> TokensOf(const std::vector<std::string>& prompts,
                                                   const Checkpoint& a, const Checkpoint& b) {
  RBENCH_ASSIGN_OR_RETURN(const PromptRenderer first, PromptRenderer::Create(a.tokenizer, ""));
  RBENCH_ASSIGN_OR_RETURN(const PromptRenderer second, PromptRenderer::Create(b.tokenizer, ""));
  std::vector<std::vector<TokenId>> tokens;
  for (const std::string& prompt : prompts) {
    RBENCH_ASSIGN_OR_RETURN(RenderedPrompt ours, first.Render({{}, prompt}));
    RBENCH_ASSIGN_OR_RETURN(const RenderedPrompt theirs, second.Render({{}, prompt}));
    tokens.push_back(std::move(ours.tokens));
    if (theirs.tokens == tokens.back()) continue;
    return InvalidInput(
        fmt::format("the two models have different tokens for \"{}\"", EscapeForTerminal(prompt)));
  }
  return tokens;
}

Json Described(const ModelComparison& found) {
  return Json{{"positions", found.positions},
              {"same_top_token", found.same_top},
              {"mean_logprob_difference", found.mean_difference},
              {"max_logprob_difference", found.max_difference},
              {"mean_kl", found.mean_kl},
              {"max_kl", found.max_kl}};
}

std::string ForPeople(const ModelComparison& found) {
  const double share =
      100.0 * static_cast<double>(found.same_top) / static_cast<double>(found.positions);
  return fmt::format(
      "positions          {}\n"
      "same likeliest     {} ({:.2f} %)\n"
      "log-probability    mean difference {:.3g}, largest {:.3g}\n"
      "KL divergence      mean {:.3g}, largest {:.3g} nats\n",
      found.positions, found.same_top, share, found.mean_difference, found.max_difference,
      found.mean_kl, found.max_kl);
}

struct CheckRequest {
  std::string prompts;
  std::string pre_tokenizer;
  std::string first_kernels = "auto", second_kernels = "auto";
  int new_tokens = 32;
  int threads = 0;
};

Result<ModelComparison> Compare(const std::vector<std::string>& names,
                                const CheckRequest& request) {
  if (names.size() != 2) return InvalidInput("give two models: rbench model check A B");
  ModelFlags a, b;
  a.model = names[0];
  b.model = names[1];
  a.pre_tokenizer = b.pre_tokenizer = request.pre_tokenizer;
  RBENCH_ASSIGN_OR_RETURN(const Kernels* const first, SelectKernels(request.first_kernels));
  RBENCH_ASSIGN_OR_RETURN(const Kernels* const second, SelectKernels(request.second_kernels));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<std::string> prompts, ReadPrompts(request.prompts));
  RBENCH_ASSIGN_OR_RETURN(const Checkpoint left, a.Open());
  RBENCH_ASSIGN_OR_RETURN(const Checkpoint right, b.Open());
  RBENCH_ASSIGN_OR_RETURN(const auto tokens, TokensOf(prompts, left, right));
  const int threads = request.threads > 0 ? request.threads : AvailableCores();
  return CompareModels({&left, first}, {&right, second}, tokens, request.new_tokens, threads);
}

}  // namespace

int ModelCheckCommand(const std::vector<std::string>& arguments) {
  Flags flags("model check A B [flags]",
              "How two models, or two formats of one, differ on the same tokens: how often both "
              "find the same token likeliest, how far the log-probabilities of the tokens that "
              "follow are apart, and the Kullback-Leibler divergence from A to B.",
              {"rbench model check smollm2 smollm2 --kernel-target scalar --new-tokens 4"});
  CheckRequest request;
  std::vector<std::string> names;
  bool json = false;
  flags.Add("--prompts", &request.prompts,
            "file with one prompt a line (left out: eight of our own)");
  flags.Add("--new-tokens", &request.new_tokens,
            "tokens that A adds to each prompt, the likeliest ones", 0, 100000);
  flags.Add("--kernel-target", &request.first_kernels, "vector kernels of A");
  flags.Add("--second-kernel-target", &request.second_kernels, "vector kernels of B");
  flags.Add("--pre-tokenizer", &request.pre_tokenizer,
            "name of the pre-tokenizer where a file does not say");
  flags.Add("-t,--threads", &request.threads, "threads; 0 = one per core", 0, 1024);
  flags.AddSwitch("--json", &json, "one JSON object");
  flags.AddPositional("MODEL", &names, "what --model takes, twice", 2);
  int exit_code = kExitOk;
  if (!ParseFlags(flags, arguments, exit_code)) return exit_code;
  const Result<ModelComparison> found = Compare(names, request);
  if (!found) return Fail(found.error());
  Print(json ? DumpJson(Described(*found)) + "\n" : ForPeople(*found));
  return kExitOk;
}

}  // namespace rbench
