#include "tests/tasks/generators/gold_value.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

namespace rbench {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const Complex kUnreadable = std::numeric_limits<double>::quiet_NaN();

// Recursive descent; `failed` stays set.
class Reader {
 public:
  Reader(std::string_view text, const Variables& variables) : text_(text), variables_(variables) {}

  Complex Whole() {
    const Complex value = Sum();
    Skip();
    return failed_ || at_ != text_.size() ? kUnreadable : value;
  }

 private:
  void Skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool Take(std::string_view token) {
    Skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  Complex Fail() {
    failed_ = true;
    return kUnreadable;
  }

  Complex Sum() {
    Complex sum = Take("-") ? -Product() : Product();
    while (!failed_) {
      if (Take("+")) {
        sum += Product();
      } else if (Take("-")) {
        sum -= Product();
      } else {
        break;
      }
    }
    return sum;
  }

  bool AtFactor() {
    Skip();
    if (at_ >= text_.size()) return false;
    const char c = text_[at_];
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '(' || c == '{') return true;
    for (const char* name : {"\\frac", "\\sqrt", "\\pi", "\\log", "\\sin", "\\cos", "\\left("}) {
      if (text_.substr(at_, std::string_view(name).size()) == name) return true;
    }
    return false;
  }

  Complex Product() {
    Complex product = Factor();
    while (!failed_) {
      if (Take("\\cdot") || AtFactor()) {
        product *= Factor();
      } else if (Take("\\%")) {
        product /= 100;
      } else {
        break;
      }
    }
    return product;
  }

  Complex Group() {
    if (!Take("{")) return Fail();
    const Complex value = Sum();
    return Take("}") ? value : Fail();
  }

  Complex Factor() {
    Complex base = Atom();
    if (Take("^\\circ")) return base;
    if (!Take("^")) return base;
    Skip();
    if (at_ < text_.size() && text_[at_] == '{') return std::pow(base, Group());
    if (at_ >= text_.size() || !std::isdigit(static_cast<unsigned char>(text_[at_]))) return Fail();
    const int power = text_[at_++] - '0';
    Complex value = 1;
    for (int i = 0; i < power; ++i) value *= base;
    return value;
  }

  // Digits, a point and digits, and a period under a line.
  Complex Number() {
    double value = 0, unit = 1;
    while (IsDigit()) value = value * 10 + (text_[at_++] - '0');
    if (at_ >= text_.size() || text_[at_] != '.') return value;
    ++at_;
    while (IsDigit()) value += (unit /= 10) * (text_[at_++] - '0');
    if (!Take("\\overline{")) return value;
    double period = 0, nines = 1;
    while (IsDigit()) {
      period = period * 10 + (text_[at_++] - '0');
      nines *= 10;
    }
    return Take("}") ? Complex(value + unit * period / (nines - 1)) : Fail();
  }
  bool IsDigit() const {
    return at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]));
  }

  // Of a sine: a bracket, or a number and letters.
  Complex Argument() {
    Complex angle = Atom();
    Skip();
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_]))) {
      angle *= Atom();
      Skip();
    }
    return angle;
  }

  Complex Atom() {
    Skip();
    if (IsDigit()) return Number();
    if (Take("\\frac")) {
      const Complex top = Group();
      return top / Group();
    }
    if (Take("\\sqrt")) return std::sqrt(Group());
    if (Take("\\pi")) return std::acos(-1.0);
    if (Take("\\log_")) {
      const Complex base = Group();
      return std::log(Factor()) / std::log(base);
    }
    for (const bool sine : {true, false}) {
      if (!Take(sine ? "\\sin" : "\\cos")) continue;
      const bool squared = Take("^2");
      const Complex angle = Argument();
      const Complex value = sine ? std::sin(angle) : std::cos(angle);
      return squared ? value * value : value;
    }
    const bool wide = Take("\\left(");
    if (wide || Take("(")) {
      const Complex value = Sum();
      return Take(wide ? "\\right)" : ")") ? value : Fail();
    }
    if (at_ < text_.size() && text_[at_] == '{') return Group();
    if (at_ >= text_.size()) return Fail();
    const char letter = text_[at_++];
    if (const auto found = variables_.find(letter); found != variables_.end()) return found->second;
    return letter == 'i' ? Complex(0, 1) : Fail();
  }

  std::string_view text_;
  const Variables& variables_;
  size_t at_ = 0;
  bool failed_ = false;
};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string Without(std::string text, std::string_view what) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what)) {
    text.erase(at, what.size());
  }
  return text;
}

double EndOf(std::string_view text) {
  if (text == "\\infty") return kInfinity;
  if (text == "-\\infty") return -kInfinity;
  return ValueOf(text).real();
}

// "x<3", "x\ge -2", "1<x\le 2".
std::vector<Span> InequalityOf(std::string_view text) {
  struct Sign {
    std::string_view text;
    bool less, closed;
  };
  static constexpr Sign kSigns[] = {
      {"\\le", true, true}, {"\\ge", false, true}, {"<", true, false}, {">", false, false}};
  std::vector<std::string_view> sides;
  std::vector<Sign> signs;
  size_t start = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    for (const Sign& sign : kSigns) {
      if (text.substr(at, sign.text.size()) != sign.text) continue;
      sides.push_back(Trim(text.substr(start, at - start)));
      signs.push_back(sign);
      start = at + sign.text.size();
    }
  }
  sides.push_back(Trim(text.substr(start)));
  if (signs.size() == 1 && sides[0] == "x") {
    const double bound = ValueOf(sides[1]).real();
    if (signs[0].less) return {{-kInfinity, bound, false, signs[0].closed}};
    return {{bound, kInfinity, signs[0].closed, false}};
  }
  if (signs.size() != 2 || sides[1] != "x" || !signs[0].less || !signs[1].less) return {};
  return {{ValueOf(sides[0]).real(), ValueOf(sides[2]).real(), signs[0].closed, signs[1].closed}};
}

}  // namespace

Complex ValueOf(std::string_view text, const Variables& variables) {
  return Reader(text, variables).Whole();
}

bool Near(Complex a, Complex b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

std::vector<std::string> SplitTop(std::string_view text, char separator) {
  std::vector<std::string> parts;
  int depth = 0;
  size_t start = 0;
  for (size_t at = 0; at <= text.size(); ++at) {
    const char c = at < text.size() ? text[at] : separator;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    if (c == separator && depth == 0) {
      parts.emplace_back(Trim(text.substr(start, at - start)));
      start = at + 1;
    }
  }
  return parts;
}

std::vector<std::string> FormulasOf(std::string_view question) {
  std::vector<std::string> formulas;
  for (size_t at = question.find('$'); at != std::string_view::npos;) {
    const size_t end = std::min(question.find('$', at + 1), question.size());
    formulas.emplace_back(question.substr(at + 1, end - at - 1));
    at = question.find('$', end + 1);
  }
  return formulas;
}

std::vector<Complex> ListOf(std::string_view text) {
  std::vector<Complex> values;
  for (const std::string& part : SplitTop(text)) values.push_back(ValueOf(part));
  return values;
}

std::vector<Complex> PointOf(std::string_view text) {
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return {};
  return ListOf(text.substr(1, text.size() - 2));
}

bool SameOrder(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!Near(a[i], b[i])) return false;
  }
  return true;
}

bool SameValues(std::vector<Complex> a, std::vector<Complex> b, double tolerance) {
  if (a.size() != b.size()) return false;
  for (const Complex value : a) {
    const auto found = std::find_if(b.begin(), b.end(),
                                    [&](Complex other) { return Near(value, other, tolerance); });
    if (found == b.end()) return false;
    b.erase(found);
  }
  return true;
}

bool SameFunction(std::string_view gold, const std::function<Complex(Complex)>& expected) {
  for (const double x : {0.37, -1.83, 2.71, 13.9, -7.3}) {
    if (!Near(ValueOf(gold, {{'x', x}}), expected(x))) return false;
  }
  return true;
}

std::vector<double> MatrixOf(std::string_view text, size_t rows, size_t columns) {
  constexpr std::string_view kBegin = "\\begin{pmatrix}", kEnd = "\\end{pmatrix}";
  if (text.size() < kBegin.size() + kEnd.size() || text.substr(0, kBegin.size()) != kBegin ||
      text.substr(text.size() - kEnd.size()) != kEnd) {
    return {};
  }
  std::string body(text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size()));
  for (size_t at = body.find("\\\\"); at != std::string::npos; at = body.find("\\\\")) {
    body.replace(at, 2, ";");
  }
  std::vector<double> entries;
  const std::vector<std::string> lines = SplitTop(body, ';');
  for (const std::string& line : lines) {
    const std::vector<std::string> cells = SplitTop(line, '&');
    if (cells.size() != columns) return {};
    for (const std::string& cell : cells) entries.push_back(ValueOf(cell).real());
  }
  return lines.size() == rows ? entries : std::vector<double>();
}

std::vector<Span> SpansOf(std::string_view text) {
  if (text.find('x') != std::string_view::npos) return InequalityOf(text);
  std::string rest = Without(Without(std::string(text), "\\left"), "\\right");
  std::vector<Span> spans;
  while (!rest.empty()) {
    const size_t cup = rest.find("\\cup");
    const std::string part = rest.substr(0, cup);
    rest = cup == std::string::npos ? "" : rest.substr(cup + 4);
    const size_t comma = part.find(',');
    if (comma == std::string::npos || part.find(',', comma + 1) != std::string::npos) return {};
    const char first = part.front(), last = part.back();
    if ((first != '(' && first != '[') || (last != ')' && last != ']')) return {};
    spans.push_back({EndOf(part.substr(1, comma - 1)),
                     EndOf(part.substr(comma + 1, part.size() - comma - 2)), first == '[',
                     last == ']'});
  }
  return spans;
}

bool Contains(const std::vector<Span>& spans, double x) {
  constexpr double kNear = 1e-9;
  return std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
    return x > span.low + (span.low_closed ? -kNear : kNear) &&
           x < span.high + (span.high_closed ? kNear : -kNear);
  });
}

}  // namespace rbench
