#include "tasks/prompt_variant.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "base/philox.h"
#include "base/sha256.h"

namespace rbench {
namespace {

// One way to ask. `question` holds the options already; `choice` tells whether there are any.
struct VariantRow {
  const char* name;
  std::string (*ask)(const std::string& question, bool choice);
  std::string (*answer)(const std::string& reasoning,
                        const std::string& gold);  // what a shot's assistant says
  bool raw;
};

std::string AskDirect(const std::string& question, bool choice) {
  return question + (choice ? "\n\nAnswer with the letter of the right option only."
                            : "\n\nGive the final answer only.");
}
std::string AnswerDirect(const std::string&, const std::string& gold) { return gold; }

std::string AskCot(const std::string& question, bool choice) {
  return fmt::format(
      "{}\n\nLet's think step by step, and end with the line \"The final answer is: \" followed by "
      "{}.",
      question, choice ? "the letter of the right option" : "the answer");
}
std::string AnswerCot(const std::string& reasoning, const std::string& gold) {
  return reasoning + (reasoning.empty() ? "" : "\n") + "The final answer is: " + gold;
}

// The directive of the R1 report, appendix J.
std::string AskR1Math(const std::string& question, bool choice) {
  return question + (choice ? "\n\n" : " ") +
         "Please reason step by step, and put your final answer within \\boxed{}.";
}
std::string AnswerR1Math(const std::string& reasoning, const std::string& gold) {
  return reasoning + (reasoning.empty() ? "" : "\n") + "\\boxed{" + gold + "}";
}

// The training template of R1-Zero (R1 report, table 1). The model goes on after "Assistant:" and
// opens <think> itself.
constexpr const char* kR1ZeroPreamble =
    "A conversation between User and Assistant. The user asks a question, and the Assistant solves "
    "it. "
    "The assistant first thinks about the reasoning process in the mind and then provides the user "
    "with the answer. "
    "The reasoning process and answer are enclosed within <think> </think> and <answer> </answer> "
    "tags, respectively, "
    "i.e., <think> reasoning process here </think> <answer> answer here </answer>.";

std::string AskR1Zero(const std::string& question, bool) {
  return "\nUser: " + question + "\nAssistant:";
}
std::string AnswerR1Zero(const std::string& reasoning, const std::string& gold) {
  return fmt::format(" <think> {} </think> <answer> {} </answer>", reasoning, gold);
}

std::string AskCode(const std::string& question, bool) {
  return question +
         "\n\nEnd your answer with the whole solution in one fenced block that begins with "
         "```python.";
}
std::string AnswerCode(const std::string& reasoning, const std::string&) {
  return "```python\n" + reasoning + "\n```";
}

constexpr VariantRow kVariants[] = {
    {"direct", AskDirect, AnswerDirect, false},  {"cot", AskCot, AnswerCot, false},
    {"r1_math", AskR1Math, AnswerR1Math, false}, {"r1_zero", AskR1Zero, AnswerR1Zero, true},
    {"code", AskCode, AnswerCode, false},
};

std::string QuestionWithOptions(const Problem& problem) {
  std::string text = problem.question;
  if (!problem.options.empty()) text += '\n';
  for (size_t i = 0; i < problem.options.size(); ++i) {
    text += fmt::format("\n{}) {}", static_cast<char>('A' + i), problem.options[i]);
  }
  return text;
}

std::string ReasoningOf(const Problem& shot) {
  const auto found = shot.extra.is_object() ? shot.extra.find("reasoning") : shot.extra.end();
  return shot.extra.is_object() && found != shot.extra.end() && found->is_string()
             ? found->get<std::string>()
             : "";
}

// Exact repeats carry "#2": they are the same problem.
std::string_view BaseId(std::string_view id) { return id.substr(0, id.find('#')); }

// `count` different problems of the pool, in random order, never `problem` itself.
Result<std::vector<const Problem*>> ChooseShots(const Task& task, const Problem& problem, int count,
                                                uint64_t seed) {
  std::vector<const Problem*> pool;
  if (count == 0) return pool;
  pool.reserve(task.shots.size());
  for (const Problem& shot : task.shots) {
    if (BaseId(shot.id) != BaseId(problem.id)) pool.push_back(&shot);
  }
  const size_t wanted = static_cast<size_t>(count);
  if (wanted > pool.size()) {
    return InvalidInput(fmt::format(
        "task {}: {} shots asked, {} available for problem {}{}", task.FullName(), count,
        pool.size(), problem.id,
        task.shots.empty() ? " (the task has no file of shots here; see rbench tasks)" : ""));
  }
  PhiloxStream stream(PhiloxKeyFor(seed, "fewshot/" + std::string(BaseId(problem.id))));
  for (size_t i = 0; i < wanted; ++i) {
    std::swap(pool[i], pool[i + static_cast<size_t>(stream.NextBelow(pool.size() - i))]);
  }
  pool.resize(wanted);
  return pool;
}

}  // namespace

Result<TaskPrompt> BuildPrompt(const Task& task, const Problem& problem,
                               const PromptOptions& options) {
  const std::string& name = options.variant.empty() ? task.manifest.prompt : options.variant;
  const VariantRow* row =
      std::find_if(std::begin(kVariants), std::end(kVariants),
                   [&](const VariantRow& variant) { return name == variant.name; });
  if (row == std::end(kVariants)) {
    const std::vector<std::string> known = PromptVariantNames();
    return InvalidInput(fmt::format("unknown prompt variant \"{}\" (known: {}){}", name,
                                    fmt::join(known, ", "), DidYouMean(name, known)));
  }
  const int count = options.num_fewshot < 0 ? task.manifest.fewshot : options.num_fewshot;
  RBENCH_ASSIGN_OR_RETURN(const std::vector<const Problem*> shots,
                          ChooseShots(task, problem, count, options.seed));
  const auto ask = [row](const Problem& p) {
    return row->ask(QuestionWithOptions(p), !p.options.empty());
  };
  TaskPrompt prompt;
  prompt.is_raw = row->raw;
  if (row->raw) prompt.raw_text = kR1ZeroPreamble;
  for (const Problem* shot : shots) {
    const std::string answer = row->answer(ReasoningOf(*shot), shot->gold);
    if (row->raw) {
      prompt.raw_text += ask(*shot) + answer + "\n";
    } else {
      prompt.messages.emplace_back("user", ask(*shot));
      prompt.messages.emplace_back("assistant", answer);
    }
  }
  if (row->raw) {
    prompt.raw_text += ask(problem);
  } else {
    prompt.messages.emplace_back("user", ask(problem));
  }
  return prompt;
}

std::vector<std::string> PromptVariantNames() {
  std::vector<std::string> names;
  for (const VariantRow& row : kVariants) names.push_back(row.name);
  return names;
}

std::string PromptFingerprint() {
  Sha256 hash;
  hash.Update(kR1ZeroPreamble);
  for (const VariantRow& row : kVariants) {
    hash.Update(std::string(row.name) + row.ask("q", false) + row.ask("q", true) +
                row.answer("r", "g") + row.answer("", "g"));
  }
  return hash.HexDigest();
}

}  // namespace rbench
