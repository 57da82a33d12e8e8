#include "tasks/prompt_variant.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/nearest.h"
#include "base/philox.h"
#include "base/sha256.h"
#include "tasks/program_checker.h"

namespace rbench {
namespace {

// One way to ask.
struct VariantRow {
  const char* name;
  std::string (*ask)(const Problem& problem);
  std::string (*answer)(const std::string& reasoning,
                        const std::string& gold);  // what a shot's assistant says
  bool raw = false;
  const char* preamble = "";    // of a raw text; of a conversation: the system message
  bool for_code = false;        // only programming problems can be asked so
  const char* extraction = "";  // see ExtractionOfVariant
};

std::string QuestionWithOptions(const Problem& problem) {
  std::string text = problem.question;
  if (!problem.options.empty()) text += '\n';
  for (size_t i = 0; i < problem.options.size(); ++i) {
    text += fmt::format("\n{}) {}", static_cast<char>('A' + i), problem.options[i]);
  }
  return text;
}

std::string ExtraText(const Problem& problem, const char* key) {
  if (!problem.extra.is_object()) return "";
  const auto found = problem.extra.find(key);
  return found != problem.extra.end() && found->is_string() ? found->get<std::string>() : "";
}

bool IsChoice(const Problem& problem) { return !problem.options.empty(); }

std::string AskDirect(const Problem& problem) {
  return QuestionWithOptions(problem) +
         (IsChoice(problem) ? "\n\nAnswer with the letter of the right option only."
                            : "\n\nGive the final answer only.");
}
std::string AnswerDirect(const std::string&, const std::string& gold) { return gold; }

std::string AskCot(const Problem& problem) {
  return fmt::format(
      "{}\n\nLet's think step by step, and end with the line \"The final answer is: \" followed by "
      "{}.",
      QuestionWithOptions(problem),
      IsChoice(problem) ? "the letter of the right option" : "the answer");
}
std::string AnswerCot(const std::string& reasoning, const std::string& gold) {
  return reasoning + (reasoning.empty() ? "" : "\n") + "The final answer is: " + gold;
}

// The directive of the R1 report, appendix J.
std::string AskR1Math(const Problem& problem) {
  return QuestionWithOptions(problem) + (IsChoice(problem) ? "\n\n" : " ") +
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

std::string AskR1Zero(const Problem& problem) {
  return "\nUser: " + QuestionWithOptions(problem) + "\nAssistant:";
}
std::string AnswerR1Zero(const std::string& reasoning, const std::string& gold) {
  return fmt::format(" <think> {} </think> <answer> {} </answer>", reasoning, gold);
}

std::string AskCode(const Problem& problem) {
  return QuestionWithOptions(problem) +
         "\n\nEnd your answer with the whole solution in one fenced block that begins with "
         "```python.";
}
std::string AnswerCode(const std::string& reasoning, const std::string&) {
  return "```python\n" + reasoning + "\n```";
}

// The directive of the R1 report for LiveCodeBench (appendix J), which speaks of programs only; for
// functions the second sentence is ours.
std::string AskR1Code(const Problem& problem) {
  constexpr const char* kDirective = " Please write a python code to solve the above problem. ";
  if (ExtraText(problem, "form") == "stdin") {
    return ExtraText(problem, "statement") + kDirective +
           "Your code must read the inputs from stdin and output the results to stdout.";
  }
  return problem.question + kDirective + "Your code must define the function that it asks for.";
}

// LiveCodeBench's prompt for chat models (lcb_runner/prompts/code_generation.py at 28fef95).
constexpr const char* kLcbSystem =
    "You are an expert Python programmer. You will be given a question (problem specification) and "
    "will generate a correct Python program that matches the specification and passes all tests.";

std::string AskLcb(const Problem& problem) {
  const std::string starter = ExtraText(problem, "starter_code");
  std::string text = fmt::format("### Question:\n{}\n\n", ExtraText(problem, "statement"));
  if (!starter.empty()) {
    text += fmt::format(
        "### Format: You will use the following starter code to write the solution to the problem "
        "and enclose your code within delimiters.\n```python\n{}\n```\n\n",
        starter);
  } else {
    text +=
        "### Format: Read the inputs from stdin solve the problem and write the answer to stdout "
        "(do not directly test on the sample inputs). Enclose your code within delimiters as "
        "follows. Ensure that when the python program runs, it reads the inputs, runs the "
        "algorithm and writes output to STDOUT.\n```python\n# YOUR CODE HERE\n```\n\n";
  }
  return text + "### Answer: (use the provided format with backticks)\n\n";
}

// The published source, to be gone on with.
std::string AskCompletion(const Problem& problem) { return ExtraText(problem, "prompt"); }

constexpr VariantRow kVariants[] = {
    {"direct", AskDirect, AnswerDirect},
    {"cot", AskCot, AnswerCot},
    {"r1_math", AskR1Math, AnswerR1Math},
    {"r1_zero", AskR1Zero, AnswerR1Zero, true, kR1ZeroPreamble},
    {"code", AskCode, AnswerCode},
    {"r1_code", AskR1Code, AnswerCode, false, "", true, "block"},
    {"lcb", AskLcb, AnswerCode, false, kLcbSystem, true, "lcb"},
    {"completion", AskCompletion, AnswerCode, true, "", true, "completion"},
};

const VariantRow* FindVariant(std::string_view name) {
  const auto found = std::find_if(std::begin(kVariants), std::end(kVariants),
                                  [&](const VariantRow& row) { return name == row.name; });
  return found == std::end(kVariants) ? nullptr : &*found;
}

std::string ReasoningOf(const Problem& shot) { return ExtraText(shot, "reasoning"); }

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

// Whether the problem can be asked so.
Status CheckFits(const Task& task, const Problem& problem, const VariantRow& row, int shots) {
  const bool is_code = task.manifest.checker.kind == "program";
  if (is_code && shots > 0) {
    return InvalidInput(fmt::format(
        "task {}: programming problems come without solutions to show: no worked examples",
        task.FullName()));
  }
  if (!row.for_code) return {};
  if (!is_code) {
    return InvalidInput(
        fmt::format("prompt variant {} is for programming problems; task {} has none", row.name,
                    task.FullName()));
  }
  if (row.raw && ExtraText(problem, "prompt").empty()) {
    return InvalidInput(fmt::format(
        "prompt variant {} goes on with a published source, and problem {} of task {} has none",
        row.name, problem.id, task.FullName()));
  }
  return {};
}

}  // namespace

Result<TaskPrompt> BuildPrompt(const Task& task, const Problem& problem,
                               const PromptOptions& options) {
  const std::string& name = options.variant.empty() ? task.manifest.prompt : options.variant;
  const VariantRow* row = FindVariant(name);
  if (row == nullptr) {
    const std::vector<std::string> known = PromptVariantNames();
    return InvalidInput(fmt::format("unknown prompt variant \"{}\" (known: {}){}", name,
                                    fmt::join(known, ", "), DidYouMean(name, known)));
  }
  const int count = options.num_fewshot < 0 ? task.manifest.fewshot : options.num_fewshot;
  RBENCH_RETURN_IF_ERROR(CheckFits(task, problem, *row, count));
  RBENCH_ASSIGN_OR_RETURN(const std::vector<const Problem*> shots,
                          ChooseShots(task, problem, count, options.seed));
  TaskPrompt prompt;
  prompt.is_raw = row->raw;
  if (row->raw) {
    prompt.raw_text = row->preamble;
  } else if (*row->preamble != '\0') {
    prompt.messages.emplace_back("system", row->preamble);
  }
  for (const Problem* shot : shots) {
    const std::string answer = row->answer(ReasoningOf(*shot), shot->gold);
    if (row->raw) {
      prompt.raw_text += row->ask(*shot) + answer + "\n";
    } else {
      prompt.messages.emplace_back("user", row->ask(*shot));
      prompt.messages.emplace_back("assistant", answer);
    }
  }
  if (row->raw) {
    prompt.raw_text += row->ask(problem);
  } else {
    prompt.messages.emplace_back("user", row->ask(problem));
  }
  return prompt;
}

std::vector<std::string> PromptVariantNames() {
  std::vector<std::string> names;
  for (const VariantRow& row : kVariants) names.push_back(row.name);
  return names;
}

std::string_view ExtractionOfVariant(std::string_view variant) {
  const VariantRow* row = FindVariant(variant);
  return row == nullptr ? std::string_view() : row->extraction;
}

std::vector<std::string> StopsOfVariant(const Task& task, std::string_view variant) {
  if (ExtractionOfVariant(variant) != "completion") return {};
  const auto words = StopWordsOf(task.manifest.checker.options);
  return {words.begin(), words.end()};
}

std::string PromptFingerprint() {
  Problem plain;
  plain.question = "q";
  plain.extra = {{"form", "stdin"}, {"statement", "s"}, {"prompt", "p"}};
  Problem choice = plain;
  choice.options = {"o"};
  choice.extra = {{"form", "function"}, {"statement", "s"}, {"starter_code", "c"}};
  Sha256 hash;
  for (const VariantRow& row : kVariants) {
    hash.Update(std::string(row.name) + row.preamble + row.extraction + row.ask(plain) +
                row.ask(choice) + row.answer("r", "g") + row.answer("", "g"));
  }
  return hash.HexDigest();
}

}  // namespace rbench
