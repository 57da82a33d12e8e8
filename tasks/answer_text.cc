#include "tasks/answer_text.h"

#include <bit>
#include <iterator>

#include "base/byte_scan.h"

namespace rbench {
namespace {

constexpr int kMaxLayers = 16;

constexpr std::string_view kSpaces[] = {
    "\\,",          "\\!", "\\;", "\\:", "\\ ", "~", "\\qquad", "\\quad",
    "\xc2\xa0",      // U+00A0 no-break space
    "\xe2\x80\x86",  // U+2006 six-per-em space
    "\xe2\x80\x89",  // U+2009 thin space
    "\xe2\x80\xaf",  // U+202F narrow no-break space
};

constexpr std::string_view kWrappingCommands[] = {
    "\\boxed",  "\\fbox",   "\\text", "\\mathrm", "\\mathbf",
    "\\textbf", "\\textrm", "\\mbox", "\\textit",
};

constexpr std::string_view kNumberWords[] = {
    "zero",    "one",     "two",       "three",    "four",     "five",    "six",
    "seven",   "eight",   "nine",      "ten",      "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen",  "seventeen", "eighteen", "nineteen",
};
constexpr std::string_view kTens[] = {"twenty", "thirty",  "forty",  "fifty",
                                      "sixty",  "seventy", "eighty", "ninety"};

bool IsAsciiSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// `text` without the pair of marks around it, where both are there and nothing between is one of
// them.
bool StripPair(std::string_view& text, std::string_view open, std::string_view close) {
  if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close))
    return false;
  const std::string_view inside =
      text.substr(open.size(), text.size() - open.size() - close.size());
  if (inside.find(close) != std::string_view::npos) return false;
  if (inside.ends_with('\\')) return false;
  text = inside;
  return true;
}

bool StripCommand(std::string_view& text) {
  size_t open = 0;
  if (!text.starts_with('{')) {
    for (const std::string_view command : kWrappingCommands) {
      if (!text.starts_with(command)) continue;
      open = command.size();
      while (open < text.size() && text[open] == ' ') ++open;
      if (open < text.size() && text[open] == '{') break;
      open = 0;
    }
    if (open == 0) return false;
  }
  if (MatchingBrace(text, open) != text.size() - 1) return false;
  text = text.substr(open + 1, text.size() - open - 2);
  return true;
}

bool StripLayer(std::string_view& text) {
  constexpr std::string_view kDisplay = "\\displaystyle";
  if (text.starts_with(kDisplay)) {
    text.remove_prefix(kDisplay.size());
    return true;
  }
  if (StripPair(text, "$$", "$$") || StripPair(text, "$", "$") || StripPair(text, "\\(", "\\)") ||
      StripPair(text, "\\[", "\\]") || StripPair(text, "**", "**") || StripPair(text, "__", "__") ||
      StripPair(text, "`", "`") || StripPair(text, "*", "*")) {
    return true;
  }
  return StripCommand(text);
}

}  // namespace

size_t SpaceLength(std::string_view text) {
  size_t length = 0;
  while (length < text.size()) {
    if (IsAsciiSpace(text[length])) {
      ++length;
      continue;
    }
    // How the others begin.
    if (std::string_view("\\~\xc2\xe2").find(text[length]) == std::string_view::npos) break;
    size_t step = 0;
    for (const std::string_view space : kSpaces) {
      if (text.substr(length).starts_with(space)) {
        step = space.size();
        break;
      }
    }
    if (step == 0) break;
    length += step;
  }
  return length;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = FirstWhere(text, 0, SpaceProbe<false>());
  if (begin == std::string_view::npos) return text.substr(text.size());
  return text.substr(begin, LastWhere(text, text.size(), SpaceProbe<false>()) + 1 - begin);
}

size_t MatchingBrace(std::string_view text, size_t open) {
  size_t depth = 0;
  size_t i = open;
  while (i + kScanBlock <= text.size()) {
    const char* p = text.data() + i;
    const uint32_t opening = MaskOfByte(p, '{');
    const uint32_t closing = MaskOfByte(p, '}');
    const uint32_t escapes = MaskOfByte(p, '\\');
    i += kScanBlock;
    if ((opening | closing | escapes) == 0) continue;
    const auto closed = static_cast<size_t>(std::popcount(closing));
    if (escapes == 0 && closed < depth) {
      depth += static_cast<size_t>(std::popcount(opening)) - closed;
      continue;
    }
    for (uint32_t mask = opening | closing | escapes; mask != 0;) {
      const uint32_t bit = mask & (~mask + 1);
      if ((escapes & bit) != 0) {
        // The escaped byte may be the first of the next block.
        if (bit == uint32_t{1} << (kScanBlock - 1)) ++i;
        mask &= ~(bit | bit << 1);
        continue;
      }
      if ((opening & bit) != 0) {
        ++depth;
      } else if (--depth == 0) {
        return i - kScanBlock + static_cast<size_t>(std::countr_zero(bit));
      }
      mask &= ~bit;
    }
  }
  for (; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string_view StripWrapping(std::string_view text) {
  for (int layer = 0; layer < kMaxLayers; ++layer) {
    text.remove_prefix(SpaceLength(text));
    text = Trim(text);
    if (StripLayer(text)) continue;
    const size_t before = text.size();
    while (!text.empty() && std::string_view(".,;:!").find(text.back()) != std::string_view::npos) {
      // `\,` and its like end a formula as often as a comma does.
      text.remove_suffix(text.size() > 1 && text[text.size() - 2] == '\\' ? 2 : 1);
    }
    if (text.size() == before) break;
  }
  return Trim(text);
}

std::string CollapseSpace(std::string_view text) {
  std::string result;
  bool pending = false;
  for (const char c : text) {
    if (IsAsciiSpace(c)) {
      pending = !result.empty();
      continue;
    }
    if (pending) result += ' ';
    pending = false;
    result += c;
  }
  return result;
}

std::string AsciiLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

int NumberWordValue(std::string_view word) {
  constexpr size_t kLongest = 13;  // "seventy-seven"
  if (word.size() > kLongest) return -1;
  const std::string lower = AsciiLower(word);
  const std::string_view text = lower;
  for (size_t i = 0; i < std::size(kNumberWords); ++i) {
    if (text == kNumberWords[i]) return static_cast<int>(i);
  }
  for (size_t i = 0; i < std::size(kTens); ++i) {
    if (!text.starts_with(kTens[i])) continue;
    const int tens = 10 * (static_cast<int>(i) + 2);
    const std::string_view behind = text.substr(kTens[i].size());
    if (behind.empty()) return tens;
    for (size_t unit = 1; unit < 10; ++unit) {
      if (behind[0] == '-' && behind.substr(1) == kNumberWords[unit]) {
        return tens + static_cast<int>(unit);
      }
    }
  }
  return -1;
}

}  // namespace rbench
