#include "tasks/math/spellings.h"

#include <algorithm>
#include <iterator>

namespace rbench::math {
namespace {

using Kind = TokenKind;

// Sorted by bytes.
constexpr Spelling kCommands[] = {
    {"Delta", Kind::kName, "Delta"},
    {"Gamma", Kind::kName, "Gamma"},
    {"Im", Kind::kFunction, "im"},
    {"Lambda", Kind::kName, "Lambda"},
    {"Leftrightarrow", Kind::kRelation, "->"},
    {"Longrightarrow", Kind::kRelation, "->"},
    {"Omega", Kind::kName, "Omega"},
    {"Phi", Kind::kName, "Phi"},
    {"Pi", Kind::kName, "Pi"},
    {"Psi", Kind::kName, "Psi"},
    {"Re", Kind::kFunction, "re"},
    {"Rightarrow", Kind::kRelation, "->"},
    {"Sigma", Kind::kName, "Sigma"},
    {"Theta", Kind::kName, "Theta"},
    {"Vert", Kind::kBar},
    {"alpha", Kind::kName, "alpha"},
    {"angle", Kind::kDecorated, "angle"},
    {"approx", Kind::kRelation, "~"},
    {"arccos", Kind::kFunction, "acos"},
    {"arccot", Kind::kFunction, "acot"},
    {"arccsc", Kind::kFunction, "acsc"},
    {"arcsec", Kind::kFunction, "asec"},
    {"arcsin", Kind::kFunction, "asin"},
    {"arctan", Kind::kFunction, "atan"},
    {"arg", Kind::kFunction, "arg"},
    {"ast", Kind::kTimes},
    {"backslash", Kind::kSetMinus},
    {"bar", Kind::kDecorated, "bar"},
    {"beta", Kind::kName, "beta"},
    {"bigcap", Kind::kIntersection},
    {"bigcup", Kind::kUnion},
    {"binom", Kind::kBinom},
    {"bmod", Kind::kMod},
    {"cap", Kind::kIntersection},
    {"cdot", Kind::kTimes},
    {"cdotp", Kind::kTimes},
    {"cdots", Kind::kEllipsis},
    {"cfrac", Kind::kFrac},
    {"chi", Kind::kName, "chi"},
    {"choose", Kind::kChoose},
    {"circ", Kind::kDegree},
    {"colon", Kind::kColon},
    {"cong", Kind::kRelation, "=="},
    {"cos", Kind::kFunction, "cos"},
    {"cosh", Kind::kFunction, "cosh"},
    {"cot", Kind::kFunction, "cot"},
    {"coth", Kind::kFunction, "coth"},
    {"csc", Kind::kFunction, "csc"},
    {"cup", Kind::kUnion},
    {"dbinom", Kind::kBinom},
    {"degree", Kind::kDegree},
    {"delta", Kind::kName, "delta"},
    {"det", Kind::kFunction, "det"},
    {"dfrac", Kind::kFrac},
    {"div", Kind::kDivide},
    {"dot", Kind::kDecorated, "dot"},
    {"dots", Kind::kEllipsis},
    {"dotsb", Kind::kEllipsis},
    {"dotsc", Kind::kEllipsis},
    {"ell", Kind::kName, "ell"},
    {"emptyset", Kind::kEmptySet},
    {"epsilon", Kind::kName, "epsilon"},
    {"equiv", Kind::kRelation, "=="},
    {"eta", Kind::kName, "eta"},
    {"euro", Kind::kCurrency, "€"},
    {"exp", Kind::kFunction, "exp"},
    {"frac", Kind::kFrac},
    {"gamma", Kind::kName, "gamma"},
    {"gcd", Kind::kFunction, "gcd"},
    {"ge", Kind::kRelation, ">="},
    {"geq", Kind::kRelation, ">="},
    {"geqslant", Kind::kRelation, ">="},
    {"gt", Kind::kRelation, ">"},
    {"hat", Kind::kDecorated, "vec"},
    {"iff", Kind::kRelation, "->"},
    {"implies", Kind::kRelation, "->"},
    {"in", Kind::kRelation, "in"},
    {"infty", Kind::kInfinity},
    {"int", Kind::kBigOperator, "int"},
    {"iota", Kind::kName, "iota"},
    {"kappa", Kind::kName, "kappa"},
    {"lambda", Kind::kName, "lambda"},
    {"land", Kind::kAnd},
    {"langle", Kind::kOpen, "<"},
    {"lbrace", Kind::kOpen, "{"},
    {"lbrack", Kind::kOpen, "["},
    {"lceil", Kind::kCeilOpen},
    {"lcm", Kind::kFunction, "lcm"},
    {"ldots", Kind::kEllipsis},
    {"le", Kind::kRelation, "<="},
    {"leq", Kind::kRelation, "<="},
    {"leqslant", Kind::kRelation, "<="},
    {"lfloor", Kind::kFloorOpen},
    {"lg", Kind::kFunction, "log10"},
    {"lim", Kind::kBigOperator, "lim"},
    {"ln", Kind::kFunction, "ln"},
    {"log", Kind::kFunction, "log"},
    {"lor", Kind::kOr},
    {"lt", Kind::kRelation, "<"},
    {"lvert", Kind::kOpenBar},
    {"max", Kind::kFunction, "max"},
    {"mid", Kind::kMid},
    {"min", Kind::kFunction, "min"},
    {"mod", Kind::kMod},
    {"mp", Kind::kMinusPlus},
    {"mu", Kind::kName, "mu"},
    {"ne", Kind::kRelation, "!="},
    {"neq", Kind::kRelation, "!="},
    {"notin", Kind::kRelation, "notin"},
    {"nu", Kind::kName, "nu"},
    {"omega", Kind::kName, "omega"},
    {"overleftrightarrow", Kind::kDecorated, "line"},
    {"overline", Kind::kDecorated, "bar"},
    {"overrightarrow", Kind::kDecorated, "vec"},
    {"perp", Kind::kName, "perp"},
    {"phi", Kind::kName, "phi"},
    {"pi", Kind::kName, "pi"},
    {"pm", Kind::kPlusMinus},
    {"pmod", Kind::kPmod},
    {"pounds", Kind::kCurrency, "£"},
    {"prime", Kind::kPrime},
    {"prod", Kind::kBigOperator, "prod"},
    {"propto", Kind::kRelation, "propto"},
    {"psi", Kind::kName, "psi"},
    {"rangle", Kind::kClose, ">"},
    {"rbrace", Kind::kClose, "}"},
    {"rbrack", Kind::kClose, "]"},
    {"rceil", Kind::kCeilClose},
    {"rfloor", Kind::kFloorClose},
    {"rho", Kind::kName, "rho"},
    {"rightarrow", Kind::kRelation, "->"},
    {"rvert", Kind::kCloseBar},
    {"sec", Kind::kFunction, "sec"},
    {"setminus", Kind::kSetMinus},
    {"sigma", Kind::kName, "sigma"},
    {"sim", Kind::kRelation, "~"},
    {"simeq", Kind::kRelation, "~"},
    {"sin", Kind::kFunction, "sin"},
    {"sinh", Kind::kFunction, "sinh"},
    {"smallsetminus", Kind::kSetMinus},
    {"sqrt", Kind::kSqrt},
    {"subset", Kind::kRelation, "subset"},
    {"subseteq", Kind::kRelation, "subseteq"},
    {"sum", Kind::kBigOperator, "sum"},
    {"tan", Kind::kFunction, "tan"},
    {"tanh", Kind::kFunction, "tanh"},
    {"tau", Kind::kName, "tau"},
    {"tbinom", Kind::kBinom},
    {"tfrac", Kind::kFrac},
    {"theta", Kind::kName, "theta"},
    {"times", Kind::kTimes},
    {"to", Kind::kRelation, "->"},
    {"triangle", Kind::kDecorated, "triangle"},
    {"varepsilon", Kind::kName, "epsilon"},
    {"varnothing", Kind::kEmptySet},
    {"varphi", Kind::kName, "phi"},
    {"vartheta", Kind::kName, "theta"},
    {"vec", Kind::kDecorated, "vec"},
    {"vee", Kind::kOr},
    {"vert", Kind::kBar},
    {"wedge", Kind::kAnd},
    {"widehat", Kind::kDecorated, "vec"},
    {"xi", Kind::kName, "xi"},
    {"yen", Kind::kCurrency, "¥"},
    {"zeta", Kind::kName, "zeta"},
};

constexpr std::string_view kSilentCommands[] = {
    "Big",          "Bigg",      "Biggl",     "Biggr",    "Bigl",  "Bigr",         "big",
    "bigg",         "biggl",     "biggr",     "bigl",     "bigr",  "displaystyle", "hspace",
    "left",         "limits",    "middle",    "nolimits", "quad",  "qquad",        "right",
    "scriptstyle",  "textstyle", "thinspace", "enspace",  "hfill", "noindent",     "large",
    "Large",        "LARGE",     "huge",      "Huge",     "small", "tiny",         "normalsize",
    "footnotesize", "bigg",      "bf",        "rm",       "it",
};

// Commands whose group is text.
constexpr std::string_view kTextCommands[] = {
    "text",   "textbf", "textit",     "textrm", "mbox",   "mathrm", "operatorname",
    "mathsf", "mathit", "textnormal", "hbox",   "texttt", "emph",   "mathop"};
// Commands whose group is read as if they were not there.
constexpr std::string_view kTransparent[] = {"boxed",      "fbox",   "ensuremath", "mathstrut",
                                             "boldsymbol", "bm",     "mathbf",     "underline",
                                             "mathbin",    "mathord"};

constexpr Spelling kUnicode[] = {
    {"−", Kind::kMinus},
    {"–", Kind::kMinus},
    {"—", Kind::kMinus},
    {"‑", Kind::kMinus},
    {"‐", Kind::kMinus},
    {"×", Kind::kTimes},
    {"·", Kind::kTimes},
    {"⋅", Kind::kTimes},
    {"∙", Kind::kTimes},
    {"∗", Kind::kTimes},
    {"÷", Kind::kDivide},
    {"∕", Kind::kDivide},
    {"⁄", Kind::kDivide},
    {"±", Kind::kPlusMinus},
    {"∓", Kind::kMinusPlus},
    {"≤", Kind::kRelation, "<="},
    {"⩽", Kind::kRelation, "<="},
    {"≥", Kind::kRelation, ">="},
    {"⩾", Kind::kRelation, ">="},
    {"≠", Kind::kRelation, "!="},
    {"≈", Kind::kRelation, "~"},
    {"≡", Kind::kRelation, "=="},
    {"∈", Kind::kRelation, "in"},
    {"∉", Kind::kRelation, "notin"},
    {"⊂", Kind::kRelation, "subset"},
    {"⊆", Kind::kRelation, "subseteq"},
    {"→", Kind::kRelation, "->"},
    {"⇒", Kind::kRelation, "->"},
    {"∪", Kind::kUnion},
    {"∩", Kind::kIntersection},
    {"∖", Kind::kSetMinus},
    {"∞", Kind::kInfinity},
    {"∅", Kind::kEmptySet},
    {"Ø", Kind::kEmptySet},
    {"ø", Kind::kEmptySet},
    {"√", Kind::kSqrt},
    {"∛", Kind::kSqrt, "3"},
    {"∜", Kind::kSqrt, "4"},
    {"°", Kind::kDegree},
    {"º", Kind::kDegree},
    {"˚", Kind::kDegree},
    {"€", Kind::kCurrency, "€"},
    {"£", Kind::kCurrency, "£"},
    {"¥", Kind::kCurrency, "¥"},
    {"₹", Kind::kCurrency, "₹"},
    {"¢", Kind::kCurrency, "cent"},
    {"…", Kind::kEllipsis},
    {"⋯", Kind::kEllipsis},
    {"′", Kind::kPrime},
    {"’", Kind::kPrime},
    {"∣", Kind::kMid},
    {"⌊", Kind::kFloorOpen},
    {"⌋", Kind::kFloorClose},
    {"⌈", Kind::kCeilOpen},
    {"⌉", Kind::kCeilClose},
    {"⟨", Kind::kOpen, "<"},
    {"⟩", Kind::kClose, ">"},
    {"〈", Kind::kOpen, "<"},
    {"〉", Kind::kClose, ">"},
    {"∧", Kind::kAnd},
    {"∨", Kind::kOr},
    {"ℝ", Kind::kNumberSet, "R"},
    {"ℤ", Kind::kNumberSet, "Z"},
    {"ℕ", Kind::kNumberSet, "N"},
    {"ℚ", Kind::kNumberSet, "Q"},
    {"ℂ", Kind::kNumberSet, "C"},
    {"∑", Kind::kBigOperator, "sum"},
    {"∏", Kind::kBigOperator, "prod"},
    {"∫", Kind::kBigOperator, "int"},
    {"∠", Kind::kDecorated, "angle"},
    {"△", Kind::kDecorated, "triangle"},
    {"π", Kind::kName, "pi"},
    {"α", Kind::kName, "alpha"},
    {"β", Kind::kName, "beta"},
    {"γ", Kind::kName, "gamma"},
    {"δ", Kind::kName, "delta"},
    {"ε", Kind::kName, "epsilon"},
    {"ζ", Kind::kName, "zeta"},
    {"η", Kind::kName, "eta"},
    {"θ", Kind::kName, "theta"},
    {"κ", Kind::kName, "kappa"},
    {"λ", Kind::kName, "lambda"},
    {"μ", Kind::kName, "mu"},
    {"ν", Kind::kName, "nu"},
    {"ξ", Kind::kName, "xi"},
    {"ρ", Kind::kName, "rho"},
    {"σ", Kind::kName, "sigma"},
    {"τ", Kind::kName, "tau"},
    {"φ", Kind::kName, "phi"},
    {"ϕ", Kind::kName, "phi"},
    {"χ", Kind::kName, "chi"},
    {"ψ", Kind::kName, "psi"},
    {"ω", Kind::kName, "omega"},
    {"Δ", Kind::kName, "Delta"},
    {"Ω", Kind::kName, "Omega"},
};

constexpr std::string_view kUnicodeSpaces[] = {"\u00a0", "\u2009", "\u202f", "\u2002", "\u2003",
                                               "\u2005", "\u2006", "\u2008", "\u200a", "\u200b",
                                               "\u2060", "\ufeff", "\u3000"};
constexpr std::string_view kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
constexpr std::string_view kSubscripts[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
constexpr VulgarFraction kVulgar[] = {
    {"½", "1", "2"}, {"⅓", "1", "3"}, {"⅔", "2", "3"}, {"¼", "1", "4"}, {"¾", "3", "4"},
    {"⅕", "1", "5"}, {"⅖", "2", "5"}, {"⅗", "3", "5"}, {"⅘", "4", "5"}, {"⅙", "1", "6"},
    {"⅚", "5", "6"}, {"⅛", "1", "8"}, {"⅜", "3", "8"}, {"⅝", "5", "8"}, {"⅞", "7", "8"}};

struct FunctionSpelling {
  std::string_view word;
  std::string_view name;
};
constexpr FunctionSpelling kFunctionWords[] = {
    {"abs", "abs"},      {"acos", "acos"},    {"acosh", "acosh"},    {"arccos", "acos"},
    {"arccot", "acot"},  {"arccsc", "acsc"},  {"arcsec", "asec"},    {"arcsin", "asin"},
    {"arctan", "atan"},  {"arcosh", "acosh"}, {"arg", "arg"},        {"arsinh", "asinh"},
    {"artanh", "atanh"}, {"asin", "asin"},    {"asinh", "asinh"},    {"atan", "atan"},
    {"atanh", "atanh"},  {"binom", "binom"},  {"binomial", "binom"}, {"cbrt", "cbrt"},
    {"ceil", "ceil"},    {"ceiling", "ceil"}, {"cis", "cis"},        {"conj", "conj"},
    {"cos", "cos"},      {"cosh", "cosh"},    {"cot", "cot"},        {"coth", "coth"},
    {"csc", "csc"},      {"det", "det"},      {"exp", "exp"},        {"factorial", "factorial"},
    {"floor", "floor"},  {"Im", "im"},        {"Re", "re"},          {"gcd", "gcd"},
    {"im", "im"},        {"lcm", "lcm"},      {"lg", "log10"},       {"ln", "ln"},
    {"log", "log"},      {"max", "max"},      {"min", "min"},        {"re", "re"},
    {"root", "root"},    {"round", "round"},  {"sec", "sec"},        {"sgn", "sgn"},
    {"sign", "sgn"},     {"sin", "sin"},      {"sinh", "sinh"},      {"sqrt", "sqrt"},
    {"tan", "tan"},      {"tanh", "tanh"},
};

// Of these the letters alone say nothing.
constexpr std::string_view kOnlyCommands[] = {
    "begin", "boxed",    "cap",  "cdot", "circ",   "cup",    "dfrac", "end",   "frac", "geq",
    "infty", "langle",   "left", "leq",  "mathbb", "mathrm", "pi",    "pm",    "quad", "rangle",
    "right", "setminus", "sqrt", "text", "textbf", "tfrac",  "theta", "times",
};

template <size_t N>
bool IsOneOf(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

size_t DigitAt(const std::string_view (&digits)[10], std::string_view text, char* digit) {
  for (size_t d = 0; d < 10; ++d) {
    if (!text.starts_with(digits[d])) continue;
    *digit = static_cast<char>('0' + d);
    return digits[d].size();
  }
  return 0;
}

}  // namespace

const Spelling* FindCommand(std::string_view name) {
  static_assert(
      std::is_sorted(std::begin(kCommands), std::end(kCommands),
                     [](const Spelling& a, const Spelling& b) { return a.text < b.text; }));
  const auto found =
      std::lower_bound(std::begin(kCommands), std::end(kCommands), name,
                       [](const Spelling& row, std::string_view n) { return row.text < n; });
  return found != std::end(kCommands) && found->text == name ? found : nullptr;
}

bool IsSilentCommand(std::string_view name) { return IsOneOf(kSilentCommands, name); }

bool IsTextCommand(std::string_view name) { return IsOneOf(kTextCommands, name); }

bool IsTransparentCommand(std::string_view name) { return IsOneOf(kTransparent, name); }

bool OnlyACommand(std::string_view name) { return IsOneOf(kOnlyCommands, name); }

const Spelling* UnicodeSignAt(std::string_view text) {
  for (const Spelling& row : kUnicode) {
    if (text.starts_with(row.text)) return &row;
  }
  return nullptr;
}

const VulgarFraction* VulgarFractionAt(std::string_view text) {
  for (const VulgarFraction& row : kVulgar) {
    if (text.starts_with(row.text)) return &row;
  }
  return nullptr;
}

size_t UnicodeSpaceAt(std::string_view text) {
  for (const std::string_view space : kUnicodeSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

size_t RaisedDigitAt(std::string_view text, char* digit) {
  return DigitAt(kSuperscripts, text, digit);
}

size_t LoweredDigitAt(std::string_view text, char* digit) {
  return DigitAt(kSubscripts, text, digit);
}

std::string_view FunctionName(std::string_view word) {
  for (const FunctionSpelling& row : kFunctionWords) {
    if (row.word == word) return row.name;
  }
  return {};
}

}  // namespace rbench::math
