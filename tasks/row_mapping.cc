#include "tasks/row_mapping.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.h"
#include "tasks/answer_text.h"

namespace rbench {
namespace {

Result<const Json*> FindField(const Json& fields, const std::string& name) {
  const auto found = fields.find(name);
  if (found != fields.end()) return &*found;
  std::vector<std::string> known;
  for (const auto& [key, value] : fields.items()) known.push_back(key);
  return InvalidInput(fmt::format("no field \"{}\"{}", name, DidYouMean(name, known)));
}

Result<std::string> TextField(const Json& fields, const std::string& name) {
  RBENCH_ASSIGN_OR_RETURN(const Json* value, FindField(fields, name));
  if (value->is_string()) return value->get<std::string>();
  return InvalidInput(fmt::format("field \"{}\" is not a text", name));
}

Result<std::string> SteppedField(const Json& fields, const std::string& name,
                                 const std::vector<TextStep>& steps) {
  RBENCH_ASSIGN_OR_RETURN(const Json* value, FindField(fields, name));
  auto text = ApplyTextSteps(*value, steps);
  if (!text) return std::move(text).error().WithContext(fmt::format("field \"{}\"", name));
  return text;
}

Result<std::string> QuestionOf(const Json& fields, const FieldLayout& layout) {
  std::string question;
  for (const std::string& name : layout.question) {
    // Published rows write null for a part that a problem does not have.
    const auto part_field = fields.find(name);
    if (part_field != fields.end() && part_field->is_null()) continue;
    RBENCH_ASSIGN_OR_RETURN(const std::string text, TextField(fields, name));
    const std::string_view part = Trim(text);
    if (!question.empty() && !part.empty()) question += ' ';
    question += part;
  }
  if (question.empty()) return InvalidInput("the question is empty");
  return question;
}

// "B) five" -> "five".
Result<std::string> WithoutLetter(const std::string& option, size_t index) {
  const char letter = static_cast<char>('A' + index);
  std::string_view text = Trim(option);
  const bool opened = text.starts_with('(');
  if (opened) text.remove_prefix(1);
  if (text.size() < 2 || text[0] != letter ||
      std::string_view(").:").find(text[1]) == std::string_view::npos) {
    return InvalidInput(
        fmt::format("option {} does not begin with its letter {}", index + 1, letter));
  }
  return std::string(Trim(text.substr(2)));
}

Result<std::vector<std::string>> OptionsOf(const Json& fields, const FieldLayout& layout) {
  constexpr size_t kMaxOptions = 26;
  std::vector<std::string> options;
  if (layout.options.size() == 1) {
    RBENCH_ASSIGN_OR_RETURN(const Json* list, FindField(fields, layout.options[0]));
    if (!list->is_array())
      return InvalidInput(fmt::format("field \"{}\" is not a list", layout.options[0]));
    for (const Json& item : *list) {
      if (!item.is_string())
        return InvalidInput(
            fmt::format("field \"{}\" holds an option that is not a text", layout.options[0]));
      options.push_back(item.get<std::string>());
    }
  } else {
    for (const std::string& name : layout.options) {
      RBENCH_ASSIGN_OR_RETURN(std::string text, TextField(fields, name));
      options.push_back(std::move(text));
    }
  }
  if (options.size() > kMaxOptions) return InvalidInput("more than 26 options");
  for (size_t i = 0; i < options.size(); ++i) {
    if (layout.strip_option_letters) {
      RBENCH_ASSIGN_OR_RETURN(options[i], WithoutLetter(options[i], i));
    } else {
      options[i] = std::string(Trim(options[i]));
    }
  }
  return options;
}

bool LacksGold(const Json& fields, const FieldLayout& layout) {
  const auto gold = fields.find(layout.gold);
  if (gold == fields.end()) return false;  // an error with the name of the field, not a skipped row
  return gold->is_null() ||
         (gold->is_string() && Trim(gold->get_ref<const std::string&>()).empty());
}

// The reason to leave the row out, or null.
const std::string* ReasonToSkip(const Json& fields, const std::vector<SkipRule>& skip) {
  for (const SkipRule& rule : skip) {
    const auto value = fields.find(rule.field);
    const std::string text = value == fields.end() ? "" : FieldText(*value);
    const bool spared = text.empty() || std::find(rule.unless.begin(), rule.unless.end(), text) !=
                                            rule.unless.end();
    if (!spared) return &rule.reason;
  }
  return nullptr;
}

Result<Problem> MapRow(const Json& fields, const FieldLayout& layout, bool with_reasoning) {
  Problem problem;
  RBENCH_ASSIGN_OR_RETURN(problem.question, QuestionOf(fields, layout));
  RBENCH_ASSIGN_OR_RETURN(problem.options, OptionsOf(fields, layout));
  RBENCH_ASSIGN_OR_RETURN(const std::string gold,
                          SteppedField(fields, layout.gold, layout.gold_steps));
  problem.gold = std::string(Trim(gold));
  for (const std::string& pattern : layout.aliases) {
    RBENCH_ASSIGN_OR_RETURN(std::string alias, FillTemplate(pattern, fields));
    problem.aliases.push_back(std::move(alias));
  }
  problem.extra = Json::object();
  for (const std::string& name : layout.extra) {
    RBENCH_ASSIGN_OR_RETURN(const Json* value, FindField(fields, name));
    problem.extra[name] = *value;
  }
  for (const auto& [name, pattern] : layout.derived) {
    RBENCH_ASSIGN_OR_RETURN(std::string text, FillTemplate(pattern, fields));
    if (!text.empty()) problem.extra[name] = std::move(text);
  }
  if (with_reasoning && !layout.reasoning.empty()) {
    RBENCH_ASSIGN_OR_RETURN(problem.extra["reasoning"],
                            SteppedField(fields, layout.reasoning, layout.reasoning_steps));
  }
  problem.id = ProblemId(problem.question, problem.options);
  return problem;
}

}  // namespace

std::string FieldText(const Json& value) {
  if (value.is_null()) return "";
  const auto text = ApplyTextSteps(value, {TextStep{TextStep::Kind::kFloatAsDecimal, "", ""}});
  return text ? *text : DumpJson(value);
}

namespace {

// The brace that closes the one at `open`, with the pairs between them; npos where none does.
size_t ClosingBrace(const std::string& pattern, size_t open) {
  size_t depth = 0;
  for (size_t i = open; i < pattern.size(); ++i) {
    if (pattern[i] == '{') ++depth;
    if (pattern[i] == '}' && --depth == 0) return i;
  }
  return std::string::npos;
}

}  // namespace

Result<std::string> FillTemplate(const std::string& pattern, const Json& fields) {
  std::string filled;
  size_t position = 0;
  while (position < pattern.size()) {
    const size_t open = std::min(pattern.find('{', position), pattern.size());
    filled.append(pattern, position, open - position);
    if (open == pattern.size()) break;
    const size_t close = ClosingBrace(pattern, open);
    if (close == std::string::npos)
      return InvalidInput(fmt::format("template \"{}\": a brace is not closed", pattern));
    const std::string inside = pattern.substr(open + 1, close - open - 1);
    size_t bar = std::min(inside.find('|'), inside.size());
    RBENCH_ASSIGN_OR_RETURN(const Json* value, FindField(fields, inside.substr(0, bar)));
    const std::string original = FieldText(*value);
    std::string text = original;
    while (bar < inside.size()) {
      const size_t next = std::min(inside.find('|', bar + 1), inside.size());
      const std::string rule = inside.substr(bar + 1, next - bar - 1);
      const size_t equals = rule.find('=');
      if (equals == std::string::npos)
        return InvalidInput(fmt::format("template \"{}\": \"{}\" has no =", pattern, rule));
      if (rule.substr(0, equals) == original) text = rule.substr(equals + 1);
      bar = next;
    }
    filled += text;
    position = close + 1;
  }
  return filled;
}

Result<MappedRows> MapRows(const std::vector<DataRow>& rows, const FieldLayout& layout,
                           const std::vector<SkipRule>& skip, bool with_reasoning) {
  MappedRows mapped;
  mapped.rows.reserve(rows.size());
  for (const DataRow& row : rows) {
    if (const std::string* reason = ReasonToSkip(row.fields, skip); reason != nullptr) {
      ++mapped.skipped[*reason];
      continue;
    }
    if (LacksGold(row.fields, layout)) {
      ++mapped.skipped["no gold"];
      continue;
    }
    auto problem = MapRow(row.fields, layout, with_reasoning);
    if (!problem) return std::move(problem).error().WithContext(row.where);
    mapped.rows.push_back({*std::move(problem), row.where});
  }
  return mapped;
}

}  // namespace rbench
