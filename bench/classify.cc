#include "bench/classify.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace rbench {
namespace {

// Shorter first, then by bytes: an order of answers that no draw decides.
struct CanonicalOrder {
  bool operator()(std::string_view a, std::string_view b) const {
    if (a.size() != b.size()) return a.size() < b.size();
    return a < b;
  }
};

using DrawsByAnswer = std::map<std::string_view, std::vector<int>, CanonicalOrder>;

bool IsUnparsed(const GradedDraw& draw) {
  return draw.outcome == Outcome::kNoAnswer || draw.extracted.empty() || draw.reason == "unparsed";
}

// True where the checker proves both equal.
bool SameAnswer(const Task& task, const Problem& like, std::string_view answer, int& undecided) {
  if (!task.checker->ComparesAnswers()) return false;  // the same texts are one entry already
  const Verdict verdict = task.checker->Grade(like, {answer, false, GradeMode::kBare});
  if (verdict.outcome == Outcome::kUndecided) ++undecided;
  return verdict.outcome == Outcome::kCorrect;
}

void AddWrong(const Task& task, const Problem& problem, const DrawsByAnswer& wrong,
              AnswerClasses& result) {
  std::vector<Problem> golds;  // golds[i] asks whether an answer equals that of class first + i
  const size_t first = result.classes.size();
  for (const auto& [answer, draws] : wrong) {
    AnswerClass* home = nullptr;
    for (size_t i = 0; i < golds.size() && home == nullptr; ++i) {
      if (SameAnswer(task, golds[i], answer, result.undecided_pairs)) {
        home = &result.classes[first + i];
      }
    }
    if (home == nullptr) {
      golds.push_back(problem);
      golds.back().gold = answer;
      home = &result.classes.emplace_back();
      home->answer = answer;
    }
    home->draws.insert(home->draws.end(), draws.begin(), draws.end());
  }
}

}  // namespace

AnswerClasses ClassifyAnswers(const Task& task, const Problem& problem,
                              std::span<const GradedDraw> draws) {
  AnswerClasses result;
  result.task = task.FullName();
  result.problem = problem.id;
  DrawsByAnswer wrong;
  std::map<std::string_view, int, CanonicalOrder> undecided;
  AnswerClass correct;
  correct.correct = true;
  for (const GradedDraw& draw : draws) {
    if (draw.outcome == Outcome::kUngraded) continue;
    if (draw.outcome == Outcome::kCorrect) {
      const bool better = correct.draws.empty() || CanonicalOrder()(draw.extracted, correct.answer);
      if (better) correct.answer = draw.extracted;
      correct.draws.push_back(draw.id.draw);
    } else if (IsUnparsed(draw)) {
      result.unparsed.push_back(draw.id.draw);
    } else {
      wrong[draw.extracted].push_back(draw.id.draw);
      if (draw.outcome == Outcome::kUndecided) undecided[draw.extracted] = 1;
    }
  }
  result.undecided_pairs = static_cast<int>(undecided.size());  // with the gold
  if (!correct.draws.empty()) result.classes.push_back(std::move(correct));
  AddWrong(task, problem, wrong, result);
  for (AnswerClass& answers : result.classes) {
    std::sort(answers.draws.begin(), answers.draws.end());
  }
  std::sort(result.unparsed.begin(), result.unparsed.end());
  return result;
}

}  // namespace rbench
