#include "reports/attempt.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rbench {
namespace {

// True for the bytes that a JSON string cannot hold as they are.
constexpr std::array<bool, 256> kMustEscape = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = true;
  table['\\'] = true;
  return table;
}();

void AppendEscaped(unsigned char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default: {
      static constexpr char kDigits[] = "0123456789abcdef";
      out += "\\u00";
      out += kDigits[c >> 4];
      out += kDigits[c & 15];
    }
  }
}

void AppendValidUtf8(std::string_view text, std::string& out) {
  out += '"';
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (!kMustEscape[c]) continue;
    out.append(text, start, i - start);
    AppendEscaped(c, out);
    start = i + 1;
  }
  out.append(text, start, text.size() - start);
  out += '"';
}

template <typename Integer>
void AppendInteger(Integer value, std::string& out) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  out.append(digits, static_cast<size_t>(end - digits));
}

// `"key":`, with a comma in front unless it is the first of its object.
void AppendKey(std::string_view key, std::string& out) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += key;
  out += "\":";
}

void AppendStringMember(std::string_view key, std::string_view value, std::string& out) {
  AppendKey(key, out);
  AppendJsonString(value, out);
}

template <typename Integer>
void AppendIntegerMember(std::string_view key, Integer value, std::string& out) {
  AppendKey(key, out);
  AppendInteger(value, out);
}

// Seconds, rounded to microseconds.
void AppendSeconds(std::string_view key, double seconds, std::string& out) {
  AppendKey(key, out);
  AppendJsonDouble(std::round(seconds * 1e6) / 1e6, out);
}

void AppendCompletion(const Completion& completion, std::string& out) {
  out += '{';
  AppendStringMember("text", completion.text, out);
  AppendStringMember("finish_reason", FinishReasonName(completion.finish_reason), out);
  AppendKey("think_span", out);
  if (completion.think_span) {
    out += '{';
    AppendIntegerMember("begin", completion.think_span->begin, out);
    AppendIntegerMember("end", completion.think_span->end, out);
    AppendKey("closed", out);
    out += completion.think_span->closed ? "true}" : "false}";
  } else {
    out += "null";
  }
  AppendKey("usage", out);
  out += '{';
  AppendIntegerMember("prompt_tokens", completion.usage.prompt_tokens, out);
  AppendIntegerMember("completion_tokens", completion.usage.completion_tokens, out);
  AppendIntegerMember("thinking_tokens", completion.usage.thinking_tokens, out);
  out += '}';
  if (completion.forced_think_end) out += ",\"forced_think_end\":true";
  if (completion.weights_version != 0) {
    AppendIntegerMember("weights_version", completion.weights_version, out);
  }
  if (!completion.error.empty()) AppendStringMember("error", completion.error, out);
  out += '}';
}

// The same members in the same order as VerdictToJson, without building its tree.
void AppendVerdict(const Verdict& verdict, std::string& out) {
  out += '{';
  AppendStringMember("outcome", OutcomeName(verdict.outcome), out);
  AppendKey("score", out);
  if (verdict.outcome == Outcome::kUngraded) {
    out += "null";
  } else {
    AppendJsonDouble(verdict.score, out);
  }
  AppendStringMember("extracted", verdict.extracted, out);
  if (verdict.span) {
    AppendKey("span", out);
    out += '[';
    AppendInteger(verdict.span->first, out);
    out += ',';
    AppendInteger(verdict.span->second, out);
    out += ']';
  }
  AppendStringMember("rule", verdict.rule, out);
  AppendStringMember("reason", verdict.reason, out);
  AppendStringMember("grader", verdict.grader, out);
  if (!verdict.tags.empty()) {
    AppendKey("tags", out);
    out += '[';
    for (const std::string& tag : verdict.tags) {
      if (out.back() != '[') out += ',';
      AppendJsonString(tag, out);
    }
    out += ']';
  }
  if (!verdict.detail.is_null()) {
    AppendKey("detail", out);
    out += DumpJson(verdict.detail);
  }
  out += '}';
}

Error Missing(std::string_view what, std::string_view kind) {
  return InvalidInput(fmt::format("\"{}\" is missing or is not {}", what, kind));
}

Result<std::string> StringAt(JsonView json, std::string_view key) {
  const auto value = json[key].AsString();
  if (!value) return Missing(key, "a string");
  return std::string(*value);
}

// A whole number from 0 to `max`.
Result<int64_t> NaturalAt(JsonView json, std::string_view key, int64_t max) {
  const auto value = json[key].AsInt();
  if (!value || *value < 0 || *value > max) return Missing(key, "a natural number in range");
  return *value;
}

Result<int> IntAt(JsonView json, std::string_view key) {
  RBENCH_ASSIGN_OR_RETURN(const int64_t value,
                          NaturalAt(json, key, std::numeric_limits<int>::max()));
  return static_cast<int>(value);
}

Result<ThinkSpan> ThinkSpanFromJson(JsonView json) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  ThinkSpan span;
  RBENCH_ASSIGN_OR_RETURN(const int64_t begin, NaturalAt(json, "begin", kMax));
  RBENCH_ASSIGN_OR_RETURN(const int64_t end, NaturalAt(json, "end", kMax));
  const auto closed = json["closed"].AsBool();
  if (!closed) return Missing("closed", "true or false");
  span.begin = static_cast<size_t>(begin);
  span.end = static_cast<size_t>(end);
  span.closed = *closed;
  return span;
}

Result<Completion> CompletionFromJson(JsonView json) {
  Completion completion;
  RBENCH_ASSIGN_OR_RETURN(completion.text, StringAt(json, "text"));
  RBENCH_ASSIGN_OR_RETURN(const std::string reason, StringAt(json, "finish_reason"));
  const auto finish_reason = FinishReasonFromName(reason);
  if (!finish_reason) {
    return InvalidInput(fmt::format("unknown finish reason \"{}\"", EscapeForTerminal(reason)));
  }
  completion.finish_reason = *finish_reason;
  if (const JsonView span = json["think_span"]; span.kind() == JsonView::Kind::kObject) {
    RBENCH_ASSIGN_OR_RETURN(completion.think_span, ThinkSpanFromJson(span));
    if (completion.think_span->begin > completion.think_span->end ||
        completion.think_span->end > completion.text.size()) {
      return InvalidInput("\"think_span\" does not lie within the text");
    }
  }
  const JsonView usage = json["usage"];
  RBENCH_ASSIGN_OR_RETURN(completion.usage.prompt_tokens, IntAt(usage, "prompt_tokens"));
  RBENCH_ASSIGN_OR_RETURN(completion.usage.completion_tokens, IntAt(usage, "completion_tokens"));
  RBENCH_ASSIGN_OR_RETURN(completion.usage.thinking_tokens, IntAt(usage, "thinking_tokens"));
  completion.forced_think_end = json["forced_think_end"].AsBool().value_or(false);
  completion.weights_version = static_cast<uint64_t>(json["weights_version"].AsInt().value_or(0));
  completion.error = std::string(json["error"].AsString().value_or(""));
  return completion;
}

Result<std::pair<size_t, size_t>> SpanFromJson(JsonView json) {
  std::vector<int64_t> ends;
  json.ForEachElement([&](JsonView end) { ends.push_back(end.AsInt().value_or(-1)); });
  if (ends.size() != 2 || ends[0] < 0 || ends[0] > ends[1]) {
    return Missing("span", "a pair [begin, end]");
  }
  return std::pair(static_cast<size_t>(ends[0]), static_cast<size_t>(ends[1]));
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  if (IsValidUtf8(text)) {
    AppendValidUtf8(text, out);
  } else {
    AppendValidUtf8(SanitizeUtf8(text), out);
  }
}

void AppendJsonDouble(double value, std::string& out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  const std::string_view text(digits, static_cast<size_t>(end - digits));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void AppendAttemptJson(const Attempt& attempt, std::string& out) {
  out.reserve(out.size() + attempt.completion.text.size() + 1024);
  out += "{\"id\":{";
  AppendStringMember("task", attempt.id.task, out);
  AppendStringMember("problem", attempt.id.problem, out);
  AppendIntegerMember("draw", attempt.id.draw, out);
  out += '}';
  AppendStringMember("prompt_sha256", attempt.prompt_sha256, out);
  AppendKey("completion", out);
  AppendCompletion(attempt.completion, out);
  AppendKey("verdict", out);
  AppendVerdict(attempt.verdict, out);
  AppendKey("timings", out);
  out += '{';
  AppendSeconds("queued_s", attempt.timings.queued_s, out);
  AppendSeconds("running_s", attempt.timings.running_s, out);
  AppendSeconds("graded_s", attempt.timings.graded_s, out);
  out += "}}";
}

Result<Verdict> VerdictFromJson(JsonView json) {
  Verdict verdict;
  RBENCH_ASSIGN_OR_RETURN(const std::string name, StringAt(json, "outcome"));
  const auto outcome = OutcomeFromName(name);
  if (!outcome) {
    return InvalidInput(fmt::format("unknown outcome \"{}\"", EscapeForTerminal(name)));
  }
  verdict.outcome = *outcome;
  if (verdict.outcome != Outcome::kUngraded) {
    const auto score = json["score"].AsDouble();
    if (!score || !(*score >= 0 && *score <= 1)) return Missing("score", "a number from 0 to 1");
    verdict.score = *score;
  }
  RBENCH_ASSIGN_OR_RETURN(verdict.extracted, StringAt(json, "extracted"));
  RBENCH_ASSIGN_OR_RETURN(verdict.rule, StringAt(json, "rule"));
  RBENCH_ASSIGN_OR_RETURN(verdict.reason, StringAt(json, "reason"));
  RBENCH_ASSIGN_OR_RETURN(verdict.grader, StringAt(json, "grader"));
  if (const JsonView span = json["span"]; !span.missing()) {
    RBENCH_ASSIGN_OR_RETURN(verdict.span, SpanFromJson(span));
  }
  json["tags"].ForEachElement([&](JsonView tag) {
    if (const auto text = tag.AsString()) verdict.tags.emplace_back(*text);
  });
  if (const JsonView detail = json["detail"]; !detail.missing()) {
    RBENCH_ASSIGN_OR_RETURN(verdict.detail, ParseJson(detail.Dump()));
  }
  return verdict;
}

Result<Attempt> AttemptFromJson(JsonView line) {
  Attempt attempt;
  const JsonView id = line["id"];
  RBENCH_ASSIGN_OR_RETURN(attempt.id.task, StringAt(id, "task"));
  RBENCH_ASSIGN_OR_RETURN(attempt.id.problem, StringAt(id, "problem"));
  RBENCH_ASSIGN_OR_RETURN(attempt.id.draw, IntAt(id, "draw"));
  RBENCH_ASSIGN_OR_RETURN(attempt.prompt_sha256, StringAt(line, "prompt_sha256"));
  auto completion = CompletionFromJson(line["completion"]);
  if (!completion) return std::move(completion).error().WithContext("\"completion\"");
  attempt.completion = std::move(completion).value();
  auto verdict = VerdictFromJson(line["verdict"]);
  if (!verdict) return std::move(verdict).error().WithContext("\"verdict\"");
  attempt.verdict = std::move(verdict).value();
  const JsonView timings = line["timings"];
  attempt.timings.queued_s = timings["queued_s"].AsDouble().value_or(0);
  attempt.timings.running_s = timings["running_s"].AsDouble().value_or(0);
  attempt.timings.graded_s = timings["graded_s"].AsDouble().value_or(0);
  return attempt;
}

GradedDraw DigestOf(const Attempt& attempt) {
  GradedDraw draw;
  draw.id = attempt.id;
  draw.outcome = attempt.verdict.outcome;
  draw.score = attempt.verdict.score;
  draw.extracted = attempt.verdict.extracted;
  draw.reason = attempt.verdict.reason;
  draw.finish_reason = attempt.completion.finish_reason;
  draw.usage = attempt.completion.usage;
  return draw;
}

}  // namespace rbench
