#include "models/template/text_operations.h"

#include <algorithm>
#include <unordered_set>

#include "base/utf8.h"
#include "models/template/characters.h"
#include "models/template/printing.h"

namespace rbench::jinja {
namespace {

Status AddPiece(const Text& text, size_t begin, size_t end, Budget& budget,
                std::vector<Value>& pieces) {
  // A piece of its own costs about three steps' worth of memory.
  RBENCH_RETURN_IF_ERROR(budget.Text(end - begin));
  RBENCH_RETURN_IF_ERROR(budget.Steps(2));
  pieces.push_back(Value::Str(Slice(text, begin, end)));
  return {};
}

// Words between runs of whitespace as byte ranges.
std::vector<ByteSpan> Words(const Text& text) {
  std::vector<ByteSpan> words;
  bool in_word = false;
  ForEachCharacter(text, [&](char32_t c, bool, size_t begin, size_t end) {
    if (IsSpace(c)) {
      in_word = false;
    } else if (in_word) {
      words.back().end = end;
    } else {
      words.push_back({begin, end});
      in_word = true;
    }
    return true;
  });
  return words;
}

Result<std::vector<Value>> SplitWords(const Text& text, int64_t max_splits, bool from_right,
                                      Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(text.bytes.size() / 16));
  const std::vector<ByteSpan> words = Words(text);
  std::vector<Value> pieces;
  const size_t cuts =
      max_splits < 0 ? words.size() : std::min(words.size(), static_cast<size_t>(max_splits));
  if (words.empty()) return pieces;
  if (from_right) {
    // The words that are cut off at the end stand alone; the rest keeps its inner whitespace.
    const size_t rest = words.size() - cuts;
    if (rest > 0) RBENCH_RETURN_IF_ERROR(AddPiece(text, 0, words[rest - 1].end, budget, pieces));
    for (size_t i = rest; i < words.size(); ++i) {
      RBENCH_RETURN_IF_ERROR(AddPiece(text, words[i].begin, words[i].end, budget, pieces));
    }
    return pieces;
  }
  for (size_t i = 0; i < cuts; ++i)
    RBENCH_RETURN_IF_ERROR(AddPiece(text, words[i].begin, words[i].end, budget, pieces));
  if (cuts < words.size()) {
    RBENCH_RETURN_IF_ERROR(AddPiece(text, words[cuts].begin, text.bytes.size(), budget, pieces));
  }
  return pieces;
}

// Positions of non-overlapping occurrences, from the left or from the right.
Result<std::vector<size_t>> Occurrences(const Text& text, const Text& part, int64_t limit,
                                        bool from_right, Budget& budget) {
  std::vector<size_t> found;
  const size_t size = part.bytes.size();
  RBENCH_RETURN_IF_ERROR(budget.Text(text.bytes.size()));
  const auto wanted = limit < 0 ? SIZE_MAX : static_cast<size_t>(limit);
  if (!from_right) {
    for (size_t at = FindBytes(text.bytes, part.bytes);
         at != std::string::npos && found.size() < wanted;
         at = FindBytes(text.bytes, part.bytes, at + size)) {
      RBENCH_RETURN_IF_ERROR(budget.Steps(1 + size / 64));
      found.push_back(at);
    }
    return found;
  }
  // A repetitive text makes this search slow, so it pays for what it compares.
  size_t end = text.bytes.size();
  while (end >= size && found.size() < wanted) {
    const size_t at = text.bytes.rfind(part.bytes, end - size);
    RBENCH_RETURN_IF_ERROR(
        budget.Steps(1 + (at == std::string::npos ? end : end - at) * (1 + size / 16) / 64));
    if (at == std::string::npos) break;
    found.push_back(at);
    end = at;
  }
  std::reverse(found.begin(), found.end());
  return found;
}

void AppendCased(char32_t c, Casing casing, bool starts_word, std::string& out) {
  switch (casing) {
    case Casing::kUpper:
      return AppendUpper(c, out);
    case Casing::kLower:
      return AppendLower(c, out);
    case Casing::kSwap:
      return IsUpper(c) ? AppendLower(c, out) : AppendUpper(c, out);
    case Casing::kCapitalize:
    case Casing::kTitle:
      return starts_word ? AppendTitle(c, out) : AppendLower(c, out);
  }
}

}  // namespace

TextPtr Strip(const Text& text, const Text* characters, Side side) {
  const std::string_view bytes = text.bytes;
  size_t begin = 0;
  size_t end = bytes.size();
  if (characters == nullptr) {
    if (side != Side::kRight) begin = LeadingSpace(bytes);
    if (side != Side::kLeft && begin < end) end -= TrailingSpace(bytes);
    return Slice(text, begin, std::max(begin, end));
  }
  std::unordered_set<char32_t> set;
  for (size_t at = 0; at < characters->bytes.size();)
    set.insert(NextCodePoint(characters->bytes, at));
  while (side != Side::kRight && begin < end) {
    size_t next = begin;
    if (!set.contains(NextCodePoint(bytes, next))) break;
    begin = next;
  }
  while (side != Side::kLeft && end > begin) {
    size_t start = end - 1;
    while (start > begin && (static_cast<unsigned char>(bytes[start]) & 0xC0) == 0x80) --start;
    size_t next = start;
    if (!set.contains(NextCodePoint(bytes, next))) break;
    end = start;
  }
  return Slice(text, begin, end);
}

Result<TextPtr> Replace(const Text& text, const Text& old_part, const Text& new_part, int64_t count,
                        Budget& budget) {
  TextBuilder out;
  const auto put_new = [&]() -> Status {
    RBENCH_RETURN_IF_ERROR(
        budget.Grow(out.size(), new_part.bytes.size(), new_part.untrusted.size()));
    out.Append(new_part);
    return {};
  };
  RBENCH_RETURN_IF_ERROR(budget.Text(text.bytes.size(), text.untrusted.size()));
  if (!old_part.bytes.empty()) {
    RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> found,
                            Occurrences(text, old_part, count, false, budget));
    size_t at = 0;
    for (const size_t begin : found) {
      out.Append(text, at, begin);
      RBENCH_RETURN_IF_ERROR(put_new());
      at = begin + old_part.bytes.size();
    }
    RBENCH_RETURN_IF_ERROR(budget.Grow(out.size(), text.bytes.size() - at));
    out.Append(text, at, text.bytes.size());
    return out.Finish();
  }
  // An empty part stands before every character and at the end.
  uint64_t left = count < 0 ? UINT64_MAX : static_cast<uint64_t>(count);
  for (size_t at = 0; at < text.bytes.size();) {
    size_t next = at;
    NextCodePoint(text.bytes, next);
    if (left > 0) {
      RBENCH_RETURN_IF_ERROR(put_new());
      --left;
    }
    out.Append(text, at, next);
    at = next;
  }
  if (left > 0) RBENCH_RETURN_IF_ERROR(put_new());
  return out.Finish();
}

Result<std::vector<Value>> Split(const Text& text, const Text* separator, int64_t max_splits,
                                 bool from_right, Budget& budget) {
  if (separator == nullptr) return SplitWords(text, max_splits, from_right, budget);
  if (separator->bytes.empty()) return InvalidInput("empty separator");
  RBENCH_ASSIGN_OR_RETURN(const std::vector<size_t> found,
                          Occurrences(text, *separator, max_splits, from_right, budget));
  std::vector<Value> pieces;
  size_t at = 0;
  for (const size_t begin : found) {
    RBENCH_RETURN_IF_ERROR(AddPiece(text, at, begin, budget, pieces));
    at = begin + separator->bytes.size();
  }
  RBENCH_RETURN_IF_ERROR(AddPiece(text, at, text.bytes.size(), budget, pieces));
  return pieces;
}

Result<std::vector<Value>> SplitLines(const Text& text, bool keep_ends, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Steps(text.bytes.size() / 16));
  std::vector<Value> lines;
  size_t line = 0;
  for (size_t at = 0; at < text.bytes.size();) {
    const size_t begin = at;
    const char32_t c = NextCodePoint(text.bytes, at);
    if (!IsLineBreak(c)) continue;
    if (c == '\r' && at < text.bytes.size() && text.bytes[at] == '\n') ++at;
    RBENCH_RETURN_IF_ERROR(AddPiece(text, line, keep_ends ? at : begin, budget, lines));
    line = at;
  }
  if (line < text.bytes.size())
    RBENCH_RETURN_IF_ERROR(AddPiece(text, line, text.bytes.size(), budget, lines));
  return lines;
}

Result<TextPtr> ChangeCase(const Text& text, Casing casing, Budget& budget) {
  RBENCH_RETURN_IF_ERROR(budget.Text(3 * text.bytes.size(), text.untrusted.size()));
  RBENCH_RETURN_IF_ERROR(budget.Steps(text.bytes.size() / 16));
  TextBuilder out;
  std::string mapped;
  bool starts_word = true;
  ForEachCharacter(text, [&](char32_t c, bool untrusted, size_t, size_t) {
    mapped.clear();
    AppendCased(c, casing, starts_word, mapped);
    out.Append(mapped, untrusted);
    // A title's words are runs of cased characters; a capitalised text has one word.
    starts_word = casing == Casing::kTitle && !IsUpper(c) && !IsLower(c) && !IsTitle(c);
    return true;
  });
  return out.Finish();
}

Result<TextPtr> JoinAsText(const std::vector<Value>& items, const Text& separator, Budget& budget) {
  TextBuilder out;
  bool first = true;
  for (const Value& item : items) {
    if (!first) {
      RBENCH_RETURN_IF_ERROR(
          budget.Grow(out.size(), separator.bytes.size(), separator.untrusted.size()));
      out.Append(separator);
    }
    first = false;
    RBENCH_RETURN_IF_ERROR(AppendStr(item, budget, out));
  }
  return out.Finish();
}

}  // namespace rbench::jinja
