// Time of extraction alone, in microseconds for 100 kB of text, for texts of every kind in every
// mode; `times` is how much longer the plain reference of the tests takes. Texts that repeat one
// mark are what a hostile model would write. reads: how often the checker was asked, read_bytes:
// about how much.

#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "tasks/extraction.h"
#include "tasks/number_text.h"
#include "tests/tasks/extraction_reference.h"

namespace rbench {
namespace {

using enum ExtractionRule;
using Clock = std::chrono::steady_clock;

constexpr size_t kBytes = 120000;

std::string Repeated(std::string_view piece) {
  std::string text;
  while (text.size() < kBytes) text += piece;
  return text;
}

std::string Prose() {
  return Repeated(
      "Let $x$ be the number of apples that Ann has. Then we get the equation $2x + 3 = 17$, so we "
      "know that $x = 7$.\nHowever, she gives away half of them (and one more), which leaves "
      "$\\frac{x}{2} - 1$ of the whole basket in question.\n");
}

// Prose without a line end, a number or a formula.
std::string PlainProse() {
  return Repeated("the quick brown fox jumps over the lazy dog, who knows the world and ");
}

struct TextKind {
  std::string name;
  std::string text;
};

std::vector<TextKind> Texts() {
  std::vector<TextKind> texts = {
      {"prose", Prose()},
      {"plain_prose", PlainProse()},
      {"box_at_end", Prose() + "So it is $\\boxed{42}$."},
      {"box_at_begin", "It is $\\boxed{42}$. " + Prose()},
      {"open_box_at_begin", "It is \\boxed{42 " + Prose()},
      {"tag_around", "<answer>" + Prose() + "</answer>"},
      {"thinking", "<think>" + Prose() + "</think>It is \\boxed{42}."},
      {"phrase_at_begin", "The answer is " + PlainProse()},
      {"json", "{\"reasoning\": \"" + PlainProse() + "\", \"answer\": \"42\"}"},
  };
  const std::vector<std::pair<const char*, const char*>> floods = {
      {"dollars", "$"},
      {"boxed_brace", "\\boxed{"},
      {"boxes", "\\boxed{1}"},
      {"boxes_joined", "\\boxed{12}, \\boxed{34}, "},
      {"bare_boxes", "\\boxed 5 "},
      {"box_words", "\\boxed "},
      {"braces", "{"},
      {"brace_pairs", "{}"},
      {"backslashes", "\\"},
      {"escaped_dollars", "\\$"},
      {"think_tags", "<think>"},
      {"think_pairs", "<think></think>"},
      {"answer_tags", "<answer>"},
      {"angles", "<"},
      {"answer_is", "answer is "},
      {"answer_to", "answer to "},
      {"answers", "answer "},
      {"hashes", "#"},
      {"five_hashes", "##### "},
      {"digits", "7"},
      {"digit_groups", "123,"},
      {"x1", "x1"},
      {"x12", "x12 "},
      {"x1_brace", "x1}"},
      {"frac_x1", "\\frac{a1}"},
      {"capitals", "A"},
      {"A_words", "A b "},
      {"blanks", " "},
      {"dots", "."},
      {"quotes", "\\\""},
      {"mix", "<answ# $ \\box{ answer \\( x1} ####5 **A** </thin"},
  };
  for (const auto& [name, piece] : floods) texts.push_back({name, Repeated(piece)});
  texts.push_back({"boxed_then_braces", "\\boxed" + Repeated("{")});
  texts.push_back({"boxed_then_pairs", "\\boxed{" + Repeated("{}")});
  texts.push_back({"boxed_then_escapes", "\\boxed{" + Repeated("\\{")});
  texts.push_back({"phrase_then_dots", "answer is " + Repeated(".5!")});
  texts.push_back({"phrase_then_digits", "answer is " + Repeated("7")});
  texts.push_back({"phrase_then_open", "answer is \\(" + Repeated("\\")});
  return texts;
}

void RunExtraction(benchmark::State& state, const TextKind& kind, GradeMode mode) {
  const std::vector<ExtractionRule> rules = {
      kJsonAnswer, kAnswerTag, kBoxed, kFinalAnswerIs, kHashes, kFormula, kWhole, kNumber, kLetter};
  const std::vector<ExtractionRule> plain_rules(rules.begin() + 1, rules.end());
  size_t calls = 0;
  size_t bytes = 0;
  const ReadsAsAnswer reads = [&](std::string_view text) {
    ++calls;
    bytes += text.size();
    WrittenNumber number;
    return ReadNumber(text, {}, &number) != NumberReading::kNotANumber;
  };
  const ExtractionOptions options{true};
  const auto begin = Clock::now();
  for (auto _ : state) {
    benchmark::DoNotOptimize(ExtractAnswer(kind.text, false, mode, rules, reads, options));
  }
  const auto seconds = [](Clock::duration time) {
    return std::chrono::duration<double>(time).count();
  };
  const auto runs = static_cast<double>(state.iterations());
  const double each = seconds(Clock::now() - begin) / runs;
  state.counters["us_100kB"] = each * 1e6 * 1e5 / static_cast<double>(kind.text.size());
  state.counters["reads"] = static_cast<double>(calls) / runs;
  state.counters["read_bytes"] = static_cast<double>(bytes) / runs;
  // A text of one kind may take the reference very long, so it runs once.
  const auto plain_begin = Clock::now();
  benchmark::DoNotOptimize(
      reference::ExtractAnswer(kind.text, false, mode, plain_rules, reads, {}));
  state.counters["times"] = seconds(Clock::now() - plain_begin) / each;
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  using namespace rbench;
  static const std::vector<TextKind> texts = Texts();
  for (const TextKind& kind : texts) {
    for (const GradeMode mode : {GradeMode::kStrict, GradeMode::kLenient, GradeMode::kBare}) {
      const std::string name = kind.name + "/" + GradeModeName(mode);
      benchmark::RegisterBenchmark(name.c_str(), RunExtraction, kind, mode)
          ->Unit(benchmark::kMicrosecond)
          ->MinTime(0.02);
    }
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
