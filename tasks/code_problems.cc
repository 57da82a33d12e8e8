#include "tasks/code_problems.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "tasks/code/value_json.h"
#include "tasks/generators/code/code_suite.h"

namespace rbench {
namespace {

// Exact repeats carry "#2": they are the same problem.
std::string WithoutRepeat(const std::string& id) { return id.substr(0, id.find('#')); }

class StoredProblems : public CodeProblemTable {
 public:
  void Add(const std::string& id, CodeProblem problem) {
    problems_[id] = std::make_shared<const CodeProblem>(std::move(problem));
  }
  bool Has(const std::string& id) const override { return problems_.count(WithoutRepeat(id)) > 0; }
  std::shared_ptr<const CodeProblem> Find(const std::string& id) const override {
    const auto found = problems_.find(WithoutRepeat(id));
    return found == problems_.end() ? nullptr : found->second;
  }

 private:
  std::map<std::string, std::shared_ptr<const CodeProblem>> problems_;
};

// Without its hidden tests.
CodeProblem ShownProblem(const CodeInstance& instance) {
  CodeProblem problem;
  problem.id = fmt::format("{}", instance.index);
  problem.title = instance.FamilyName();
  problem.question = instance.question;
  problem.starter_code = instance.starter_code;
  problem.entry_point = instance.entry_point;
  problem.class_name = instance.entry_point.empty() ? "" : "Solution";
  problem.difficulty = CodeDifficultyName(instance.Difficulty());
  problem.reference = instance.PythonReference();
  problem.time_limit_s = instance.PythonSeconds();
  problem.faithful_rule = problem.strict_rule =
      instance.Form() == CodeForm::kStdin ? "tokens" : "strict";
  return problem;
}

Result<std::vector<CodeTest>> TestsOf(const CodeInstance& instance) {
  std::vector<CodeTest> tests;
  for (CodeCase& one : CasesOf(instance)) {
    CodeTest test;
    test.is_public = one.is_public;
    if (instance.Form() == CodeForm::kStdin) {
      test.input = std::move(one.input);
      test.expected_text = std::move(one.expected);
    } else {
      test.kind = CodeTestKind::kCall;
      for (size_t at = 0; at < one.input.size();) {
        const size_t end = std::min(one.input.find('\n', at), one.input.size());
        RBENCH_ASSIGN_OR_RETURN(Value value, ReadJsonValue(one.input.substr(at, end - at)));
        test.arguments.positional.push_back(std::move(value));
        at = end + 1;
      }
      RBENCH_ASSIGN_OR_RETURN(test.expected, ReadJsonValue(one.expected));
    }
    tests.push_back(std::move(test));
  }
  return tests;
}

// The tests of a problem are made when it is judged: all together would take seconds and much
// memory. Those judged last are kept, since the draws of one problem come one after the other.
class GeneratedProblems : public CodeProblemTable {
 public:
  void Add(const std::string& id, CodeInstance instance) {
    instances_.emplace(id, std::move(instance));
  }
  bool Has(const std::string& id) const override { return instances_.count(WithoutRepeat(id)) > 0; }
  std::shared_ptr<const CodeProblem> Find(const std::string& id) const override {
    const auto found = instances_.find(WithoutRepeat(id));
    if (found == instances_.end()) return nullptr;
    if (auto kept = Kept(found->first)) return kept;
    CodeProblem problem = ShownProblem(found->second);
    auto tests = TestsOf(found->second);
    if (!tests) return nullptr;
    problem.tests = std::move(*tests);
    return Keep(found->first, std::make_shared<const CodeProblem>(std::move(problem)));
  }

 private:
  using Entry = std::pair<std::string, std::shared_ptr<const CodeProblem>>;
  static constexpr size_t kKept = 4;

  std::shared_ptr<const CodeProblem> Kept(const std::string& id) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto entry = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Entry& kept) { return kept.first == id; });
    return entry == kept_.end() ? nullptr : entry->second;
  }
  std::shared_ptr<const CodeProblem> Keep(const std::string& id,
                                          std::shared_ptr<const CodeProblem> problem) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (kept_.size() == kKept) kept_.erase(kept_.begin());
    kept_.emplace_back(id, problem);
    return problem;
  }

  std::map<std::string, CodeInstance> instances_;
  mutable std::mutex mutex_;
  mutable std::vector<Entry> kept_;  // the oldest first
};

bool HasPublicTestsOnly(const CodeProblem& problem) {
  return std::all_of(problem.tests.begin(), problem.tests.end(),
                     [](const CodeTest& test) { return test.is_public; });
}

}  // namespace

Result<LoadedCode> LoadCodeFiles(const FieldLayout& layout, const std::vector<std::string>& paths) {
  const CodeLayout* const reader = FindCodeLayout(layout.code);
  RBENCH_CHECK(reader != nullptr);
  LoadedCode loaded;
  auto table = std::make_shared<StoredProblems>();
  const size_t together = reader->files == 0 ? 1 : paths.size();
  for (size_t first = 0; first < paths.size(); first += together) {
    std::vector<DataText> texts;
    std::vector<CodeFile> files;
    texts.reserve(together);
    for (size_t i = first; i < first + together; ++i) {
      RBENCH_ASSIGN_OR_RETURN(DataText text, ReadDataText(paths[i], layout));
      loaded.files.push_back(text.hashes);
      texts.push_back(std::move(text));
      files.push_back({paths[i], texts.back().text});
    }
    RBENCH_ASSIGN_OR_RETURN(CodeProblems read,
                            ReadCodeProblems(layout.code, files, layout.code_options));
    for (CodeProblem& problem : read.problems) {
      Problem asked = AskedProblem(problem);
      const std::string where = fmt::format("{}: {}", paths[first], problem.id);
      if (layout.code_options.public_tests_suffice && HasPublicTestsOnly(problem))
        ++loaded.public_only;
      table->Add(asked.id, std::move(problem));
      loaded.rows.rows.push_back({std::move(asked), where});
    }
    for (const auto& [reason, count] : read.skipped) {
      loaded.rows.skipped[reason] += static_cast<int>(count);
    }
  }
  loaded.table = std::move(table);
  return loaded;
}

Problem AskedProblem(const CodeProblem& problem) {
  Problem asked;
  std::string text = problem.question;
  if (text.empty() || !problem.prompt.empty()) {
    text = "Complete this Python function.\n\n```python\n" + problem.prompt + "\n```";
  } else if (!problem.starter_code.empty()) {
    text += "\n\nThe solution has this form:\n\n```python\n" + problem.starter_code + "\n```";
  } else if (problem.entry_point.empty()) {
    text += "\n\nThe program reads standard input and writes standard output.";
  } else {
    text += fmt::format("\n\nThe function is called `{}`.", problem.entry_point);
  }
  asked.question = std::move(text);
  asked.gold = ProblemSetHash({ProblemHash(problem)});
  asked.id = ProblemId(asked.question, {}, asked.gold);
  asked.aliases = problem.aliases;
  if (!problem.id.empty()) asked.aliases.insert(asked.aliases.begin(), problem.id);
  asked.extra = Json::object();
  const std::pair<const char*, const std::string*> fields[] = {
      {"difficulty", &problem.difficulty},
      {"platform", &problem.platform},
      {"date", &problem.date},
      {"statement", &problem.question},
      {"starter_code", &problem.starter_code},
      {"prompt", &problem.prompt}};
  for (const auto& [name, value] : fields) {
    if (!value->empty()) asked.extra[name] = *value;
  }
  asked.extra["form"] = problem.entry_point.empty() ? "stdin" : "function";
  return asked;
}

Result<LoadedCode> LoadCodeSuite(std::string_view name) {
  LoadedCode loaded;
  const CodeSuite* const suite = FindCodeSuite(name);
  if (suite == nullptr) return loaded;
  auto table = std::make_shared<GeneratedProblems>();
  for (CodeInstance& instance : GenerateCodeRelease(*suite)) {
    const CodeProblem shown = ShownProblem(instance);
    Problem asked = AskedProblem(shown);
    asked.extra["family"] = shown.title;
    asked.extra["index"] = instance.index;
    const std::string where = fmt::format("suite {}: problem {}", suite->name, instance.index);
    table->Add(asked.id, std::move(instance));
    loaded.rows.rows.push_back({std::move(asked), where});
  }
  loaded.table = std::move(table);
  return loaded;
}

}  // namespace rbench
