#include "tests/tasks/math/hostile_inputs.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace rbench {
namespace {

using enum HostileInput::Truth;
using List = std::vector<HostileInput>;

// What a model could write at most in practice.
constexpr size_t kFloodBytes = 120000;

std::string Repeated(std::string_view piece, size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string Flood(std::string_view piece) { return Repeated(piece, kFloodBytes / piece.size()); }

std::string Nested(std::string_view open, std::string_view inner, std::string_view close,
                   size_t depth) {
  return Repeated(open, depth) + std::string(inner) + Repeated(close, depth);
}

// make(first), make(first + 1) ... make(last), with `between` between them.
template <typename Make>
std::string Joined(int first, int last, std::string_view between, Make make) {
  std::string text;
  for (int i = first; i <= last; ++i) {
    if (i > first) text += between;
    text += make(i);
  }
  return text;
}

// The same in reverse order.
template <typename Make>
std::string Reversed(int first, int last, std::string_view between, Make make) {
  return Joined(first, last, between, [&](int i) { return make(first + last - i); });
}

std::string Digits(size_t count, char last) {
  std::string digits;
  for (size_t i = 0; i + 1 < count; ++i) digits += static_cast<char>('1' + i * 7 % 9);
  return digits + last;
}

std::string Boxed(const std::string& answer) { return "So it is $\\boxed{" + answer + "}$."; }

// Lenient, because strict grading calls wrong what is only written at too great a length.
void Add(List& list, std::string name, std::string gold, std::string answer,
         HostileInput::Truth truth = kDifferent) {
  list.push_back(
      {std::move(name), std::move(gold), Boxed(answer), GradeMode::kLenient, truth});
}

void AddPowers(List& list) {
  Add(list, "tower_2003", "2003^{2002^{2000}}", "2003^{2002^{2001}}");
  Add(list, "tower_2003_itself", "2003^{2002^{2001}}", "2003^{(2002^{2001})}", kEqual);
  Add(list, "tower_of_tens", "7", "10^{10^{10}}");
  Add(list, "tower_of_tens_negative", "0", "10^{-10^{10}}");
  Add(list, "tower_ascii", "9^{9^9}", "9**9**9**9");
  Add(list, "tower_60_levels", "2", Nested("2^{", "2", "}", 59));
  Add(list, "tower_60_levels_plus_one", Nested("2^{", "2", "}", 55),
      Nested("2^{", "2", "}", 55) + "+1");
  Add(list, "tower_of_halves", "1", Nested("(1/2)^{", "1/2", "}", 40));
  Add(list, "power_1e6_plus_one", "10^{10^6}", "10^{10^6}+1");
  Add(list, "power_1e9_plus_one", "10^{10^9}", "10^{10^9}+1");
  Add(list, "power_of_quotient", "1", "(\\frac{3}{2})^{10^7}-(\\frac{3}{2})^{10^7-1}");
  Add(list, "power_of_surd_5000", "(3+2\\sqrt2)^{2500}", "(1+\\sqrt2)^{5000}", kEqual);
  Add(list, "power_of_surd_other", "(3+2\\sqrt2)^{2500}", "(1+\\sqrt2)^{5001}");
  Add(list, "power_three_constants", "(\\pi+e+\\ln 2)^{400}",
      "((\\pi+e+\\ln 2)^{20})^{20}", kEqual);
  Add(list, "power_three_constants_plus", "(\\pi+e+\\ln 2)^{400}",
      "((\\pi+e+\\ln 2)^{20})^{20}+1");
  Add(list, "power_two_constants_8000", "(\\pi+e)^{8000}",
      "(((\\pi+e)^{20})^{20})^{20}", kEqual);
  Add(list, "squared_12_times", "1", Nested("(", "\\pi+e+1", ")^2", 12));
  Add(list, "squared_12_times_itself", "(\\pi+e+1)^{4096}", Nested("(", "\\pi+e+1", ")^2", 12),
      kEqual);
  Add(list, "squared_40_times_variable", "x", Nested("(", "x+1", ")^2", 40));
  Add(list, "imaginary_power", "1", "(1+i)^{10^{12}}");
  Add(list, "power_mod", "2", "2^{10^{18}} \\bmod 7");
  Add(list, "exponent_near_zero", "1", "2^{10^{-1000}}");
}

void AddFactorials(List& list) {
  Add(list, "factorial_1e8", "7", "(10^8)!");
  Add(list, "factorial_quotient", "10^8", "\\frac{(10^8)!}{(10^8-1)!}", kEqual);
  Add(list, "factorial_of_factorial", "7", "((((9!)!)!)!)!");
  Add(list, "factorial_marks", "7", "9" + Repeated("!", 3000));
  Add(list, "factorial_of_tower", "1", "(10^{10^{10}})!");
  Add(list, "binomial_1e9", "7", "\\binom{10^9}{5 \\cdot 10^8}");
  Add(list, "binomials_nested", "7", Nested("\\binom{", "9", "}{3}", 50));
  Add(list, "gcd_of_towers", "7", "\\gcd(10^{10^7}, 6^{10^7})");
  Add(list, "lcm_of_all", "7", "\\operatorname{lcm}(" + Joined(900, 1100, ",", [](int i) {
        return std::to_string(i);
      }) + ")");
}

void AddConstants(List& list) {
  const auto surd = [](int i) {
    constexpr int kPrimes[] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47};
    return fmt::format("\\sqrt{{{}}}", kPrimes[i]);
  };
  const auto kernel = [](int i) { return fmt::format("\\sqrt[3]{{{}+\\pi}}", i); };
  const auto deep = [](int i) { return fmt::format("({}+\\pi+e+\\ln 2)^{{20}}", i); };
  Add(list, "exp_exp_exp_20", "e^{e^{e^{21}}}", "e^{e^{e^{20}}}");
  Add(list, "exp_exp_exp_text", "1", "exp(exp(exp(20)))-exp(exp(exp(20)))+1", kEqual);
  Add(list, "exp_30_levels", "e", Nested("e^{", "1", "}", 30));
  Add(list, "log_400_digits", "\\ln " + Digits(400, '1'), "\\ln " + Digits(400, '3'));
  Add(list, "log_30_levels", "1", Nested("\\ln(", "10^{100}", ")", 30));
  Add(list, "log_of_nothing", "1", "\\ln(e^{\\pi}-e^{\\pi})");
  Add(list, "log_chain", "10", Joined(2, 40, " ", [](int i) {
        return fmt::format("\\log_{{{}}} {}", i, i + 1);
      }));
  Add(list, "surds_15_reversed", Joined(0, 14, "+", surd), Reversed(0, 14, "+", surd), kEqual);
  Add(list, "surds_15_signs", Joined(0, 14, "+", surd), Joined(0, 14, "-", surd));
  Add(list, "surds_15_squared", "1", "(" + Joined(0, 14, "+", surd) + ")^2");
  Add(list, "surds_product", "1", Joined(0, 14, "", [&](int i) { return "(1+" + surd(i) + ")"; }));
  Add(list, "surds_near", "10^{50}", "\\sqrt{10^{100}+1}");
  Add(list, "surds_nearer", "10^{2000}", "\\sqrt{10^{4000}+1}");
  Add(list, "roots_7_11_13", "\\sqrt[7]{2}+\\sqrt[11]{3}+\\sqrt[13]{5}",
      "\\sqrt[13]{5}+\\sqrt[7]{2}+\\sqrt[11]{3}+10^{-900}");
  Add(list, "roots_of_high_order", "\\sqrt[1009]{2}+\\sqrt[1013]{3}",
      "2^{\\frac{1}{1009}}+3^{1/1013}", kEqual);
  Add(list, "root_of_order_1e9", "1", "\\sqrt[1000000000]{2}");
  Add(list, "root_nested_60", "2", Nested("\\sqrt{2+", "2", "}", 60));
  Add(list, "root_nested_30_other", Nested("\\sqrt{2+", "2", "}", 30) + "+10^{-30}",
      Nested("\\sqrt{2+", "3", "}", 30));
  Add(list, "cube_roots_of_pi", Joined(1, 12, "+", kernel), Reversed(1, 12, "+", kernel), kEqual);
  Add(list, "cyclotomic_1009_1013", "e^{\\frac{2\\pi i}{1013}}e^{\\frac{2\\pi i}{1009}}",
      "e^{2\\pi i/1009+2\\pi i/1013}", kEqual);
  Add(list, "cyclotomic_cosines", "\\cos\\frac{2\\pi}{1009}\\cos\\frac{2\\pi}{1013}",
      "\\frac12(\\cos(\\frac{2\\pi}{1009}+\\frac{2\\pi}{1013})+\\cos(\\frac{2\\pi}{1009}-"
      "\\frac{2\\pi}{1013}))",
      kEqual);
  Add(list, "cyclotomic_sum", "0", Joined(0, 100, "+", [](int i) {
        return fmt::format("\\cos\\frac{{{}\\pi}}{{101}}", 2 * i);
      }), kEqual);
  Add(list, "sine_of_huge", "\\sin 10^{300}", "\\sin(10^{300}+1)");
  Add(list, "sine_of_tower", "\\sin 10^{10^{10}}", "\\cos 10^{10^{10}}");
  Add(list, "sine_of_tiny_angle", "0", "\\sin\\frac{\\pi}{10^{40}}");
  Add(list, "tangent_of_pole", "1", "\\tan(\\frac{\\pi}{2}+10^{-500})");
  Add(list, "functions_40_levels", "1", Nested("\\sin(\\cos(", "1", "))", 20));
  Add(list, "arctangents_40", "\\pi", Joined(1, 40, "+", [](int i) {
        return fmt::format("\\arctan\\frac{{1}}{{{}}}", i * i + i + 1);
      }));
  Add(list, "floor_of_pi_1e100", "3", "\\lfloor 10^{100}\\pi \\rfloor");
  Add(list, "floor_at_an_integer", "2", "\\lfloor \\sqrt{2}^2 \\rfloor", kEqual);
  Add(list, "almost_integer_163", "262537412640768744", "e^{\\pi\\sqrt{163}}");
  Add(list, "sum_of_heavy_powers", Joined(1, 8, "+", deep), Reversed(1, 8, "+", deep), kEqual);
  Add(list, "set_of_heavy_powers", "\\{" + Joined(1, 30, ",", deep) + "\\}",
      "\\{" + Reversed(2, 31, ",", deep) + "\\}");
  Add(list, "set_of_near_surds", "\\{" + Joined(1, 60, ",", [](int i) {
        return fmt::format("\\sqrt{{10^{{200}}+{}}}", i);
      }) + "\\}",
      "\\{" + Reversed(2, 61, ",", [](int i) {
        return fmt::format("\\sqrt{{10^{{200}}+{}}}", i);
      }) + "\\}");
  Add(list, "zero_by_cancellation", "0",
      "\\sqrt{2}+\\sqrt{3}-\\sqrt{5+2\\sqrt6}+(\\pi+e)^{30}-(e+\\pi)^{30}", kEqual);
  Add(list, "division_by_hidden_zero", "1",
      "\\frac{1}{\\sqrt{2}+\\sqrt{3}-\\sqrt{5+2\\sqrt6}}");
}

void AddFunctions(List& list) {
  const auto pole = [](int i) { return fmt::format("\\frac{{1}}{{x+{}}}", i); };
  const auto wave = [](int i) { return fmt::format("\\sin({}x)", i); };
  const auto pair = [](int i) {
    return fmt::format("({}_1+{}_2)", static_cast<char>('a' + i), static_cast<char>('a' + i));
  };
  const auto own_pole = [](int i) { return fmt::format("\\frac{{x_{{{}}}}}{{y_{{{}}}+1}}", i, i); };
  Add(list, "four_variables_200", "(w+z+y+x)^{200}", "(x+y+z+w)^{200}", kEqual);
  Add(list, "four_variables_200_other", "(x+y+z+w)^{199}(x+y+z-w)", "(x+y+z+w)^{200}");
  Add(list, "four_variables_40_expanded", "(x+y+z+w)^{40}", "(x+y+z+w)^{20}(x+y+z+w)^{20}",
      kEqual);
  Add(list, "power_of_variable_1e9", "x^{10^9}", "x^{10^9+1}");
  Add(list, "power_of_sum_1e9", "(x+1)^{10^9}", "(x+1)^{10^9}+1");
  Add(list, "geometric_1e6", "1", "\\frac{x^{10^6}-1}{x-1}");
  Add(list, "variable_tower", "x", Nested("x^{", "x", "}", 40));
  Add(list, "product_of_18_sums", Joined(0, 17, "", pair), Reversed(0, 17, "", pair), kEqual);
  Add(list, "product_of_18_sums_plus", Joined(0, 17, "", pair), Joined(0, 17, "", pair) + "+1");
  Add(list, "poles_40", Joined(1, 40, "+", pole), Reversed(1, 40, "+", pole), kEqual);
  Add(list, "poles_40_other", Joined(1, 40, "+", pole), Joined(2, 41, "+", pole));
  Add(list, "poles_of_many_variables", Joined(1, 15, "+", own_pole),
      Reversed(1, 15, "+", own_pole), kEqual);
  Add(list, "waves_40", Joined(1, 40, "+", wave), Reversed(1, 40, "+", wave), kEqual);
  Add(list, "waves_40_other", Joined(1, 40, "+", wave), Joined(2, 41, "+", wave));
  Add(list, "sine_of_sine_50", Nested("\\sin(", "x", ")", 50), Nested("\\sin(", "x+1", ")", 50));
  Add(list, "absolute_50", "x", Nested("|1-", "x", "|", 50), kPolicy);
  Add(list, "roots_of_variables", Nested("\\sqrt{x+", "1", "}", 50),
      Nested("\\sqrt{x+", "2", "}", 50));
  Add(list, "continued_fraction_60", "1", Nested("1+\\frac{1}{x+", "1", "}", 60));
  Add(list, "continued_fraction_30_itself", Nested("1+\\frac{1}{x+", "1", "}", 30),
      Nested("\\frac{1}{x+", "1", "}+1", 30), kEqual);
  Add(list, "fraction_nested_1000", "1", Nested("\\frac{1}{", "2", "}", 1000));
  Add(list, "equation_expanded", "(x+y)^{30}=0", "2(y+x)^{30}=0", kEqual);
  Add(list, "equation_many_variables", Joined(1, 100, "+", [](int i) {
        return fmt::format("x_{{{}}}", i);
      }) + "=0",
      Reversed(2, 101, "+", [](int i) { return fmt::format("x_{{{}}}", i); }) + "=0");
  Add(list, "inequality_chain_100", "x<1", Joined(1, 100, "<", [](int i) {
        return fmt::format("x_{{{}}}", i);
      }));
  Add(list, "equality_chain_100", "1", Joined(1, 100, "=", [](int i) {
        return fmt::format("\\frac{{{}}}{{{}}}", i, i);
      }), kPolicy);
}

void AddSums(List& list) {
  Add(list, "sum_to_1e9", "500000000500000000", "\\sum_{k=1}^{10^9} k", kPolicy);
  Add(list, "sum_to_tower", "1", "\\sum_{k=1}^{10^{10^{10}}} k");
  Add(list, "sum_backwards", "1", "\\sum_{k=10^{20}}^{-10^{20}} k");
  Add(list, "sum_of_sums", "1", Nested("\\sum_{k=1}^{250}", "k", "", 12));
  Add(list, "sum_of_sums_both_sides", Nested("\\sum_{k=1}^{250}", "k", "", 12),
      Nested("\\sum_{j=1}^{250}", "j", "", 12), kPolicy);
  Add(list, "sum_of_towers", "1", "\\sum_{k=1}^{250} 10^{10^{k}}");
  Add(list, "product_to_1e9", "1", "\\prod_{k=1}^{10^9} (1+x^k)");
  Add(list, "product_of_sums", "1", "\\prod_{k=1}^{200} (x+k+\\sqrt{k})");
  Add(list, "infinite_sum", "1", "\\sum_{n=1}^{\\infty} \\frac{1}{2^n}", kPolicy);
  Add(list, "integrals_nested", "1", Nested("\\int_0^1", "x", "dx", 50));
  Add(list, "limits_nested", "1", Nested("\\lim_{x\\to 0}", "x", "", 60));
}

void AddNumbers(List& list) {
  Add(list, "digits_1000", Digits(1000, '1'), Digits(1000, '2'));
  Add(list, "digits_4000", Digits(1000, '1'), Digits(4000, '2'));
  Add(list, "digits_120k", "7", Flood("7"));
  Add(list, "decimals_1000", "0." + Digits(1000, '1'), "0." + Digits(1000, '2'), kPolicy);
  Add(list, "zeros_1000", "7", Repeated("0", 1000) + "7", kEqual);
  Add(list, "exponent_1e999999999", "1e999999998", "1e999999999");
  Add(list, "exponent_-999999999", "0", "1e-999999999");
  Add(list, "exponent_beyond_int64", "1", "1.5e99999999999999999999999");
  Add(list, "exponent_latex", "7", "6.02 \\times 10^{999999999999}");
  Add(list, "percent_marks", "5", "5" + Repeated("\\%", 500));
  Add(list, "repeating_1000", "0.\\overline{" + Digits(1000, '1') + "}",
      "0.\\overline{" + Digits(1000, '2') + "}");
  Add(list, "repeating_long_fraction", "0.\\overline{" + Digits(900, '1') + "}", "\\frac{1}{7}");
  Add(list, "numeral_base_1e9", "101", "101_{999999999}");
  Add(list, "numeral_base_1e100", "101", "101_{" + Digits(100, '7') + "}");
  Add(list, "numeral_1000_digits", Repeated("10", 500) + "_2", Repeated("10", 499) + "11_2");
  Add(list, "mixed_numbers", "1", Joined(1, 100, " ", [](int i) {
        return fmt::format("{}\\frac{{1}}{{{}}}", i, i + 1);
      }));
  Add(list, "unit_power_1e9", "10 m", "10 m^{1000000000}");
  Add(list, "units_many", "1", "10" + Repeated(" \\text{ km/h}", 100));
  Add(list, "degrees_1e40", "0", "\\sin(10^{40}\\degree)", kPolicy);
  Add(list, "clock_huge", "7", "999999999999:999999999999:99999999");
  Add(list, "sign_flood", "1", Repeated("-", 3000) + "1", kPolicy);
  Add(list, "sign_mix", "1", Repeated("+-", 1500) + "1", kPolicy);
}

void AddStructures(List& list) {
  const auto number = [](int i) { return std::to_string(i); };
  const auto row = [](int n, const char* entry) {
    return Joined(1, n, "&", [&](int i) { return fmt::format(fmt::runtime(entry), i); });
  };
  const auto matrix = [&](int n, const char* entry) {
    return "\\begin{pmatrix}" + Joined(1, n, "\\\\", [&](int) { return row(n, entry); }) +
           "\\end{pmatrix}";
  };
  const auto interval = [](int i) { return fmt::format("({},{})", 3 * i, 3 * i + 2); };
  const auto root_interval = [](int i) {
    return fmt::format("(\\sqrt{{{}}},\\sqrt{{{}}}]", 3 * i + 2, 3 * i + 3);
  };
  Add(list, "list_10000", "1", Joined(1, 10000, ", ", number));
  Add(list, "list_200_reversed", Joined(1, 200, ", ", number), Reversed(1, 200, ", ", number),
      kEqual);
  Add(list, "list_200_or_number", Joined(100, 299, ",", number), Reversed(100, 299, ",", number));
  Add(list, "set_200_of_one", "\\{1\\}", "\\{" + Repeated("1,", 200) + "1\\}", kPolicy);
  Add(list, "tuple_200", "(" + Joined(1, 200, ",", number) + ")",
      "(" + Joined(2, 201, ",", number) + ")");
  Add(list, "tuples_nested_60", "1", Nested("(1,", "1", ")", 60));
  Add(list, "sets_nested_60", Nested("\\{1,", "1", "\\}", 60), Nested("\\{1,", "2", "\\}", 60));
  Add(list, "sets_nested_both_orders", Nested("\\{1,\\{2,", "3", "\\}\\}", 15),
      Nested("\\{\\{", "3", ",2\\},1\\}", 15), kEqual);
  Add(list, "matrix_18", matrix(18, "{0}"), matrix(18, "{0}+0"), kEqual);
  Add(list, "matrix_40", matrix(40, "{0}"), matrix(40, "{0}"), kEqual);
  Add(list, "matrix_200", "1", matrix(200, "1"));
  Add(list, "determinant_15", "1", "\\det" + matrix(15, "x_{{{0}}}"), kPolicy);
  Add(list, "determinant_bars_20", "1", "\\begin{vmatrix}" + Joined(1, 20, "\\\\", [&](int i) {
        return Joined(1, 20, "&", [&](int j) { return fmt::format("{}", i * j % 17 + 1); });
      }) + "\\end{vmatrix}", kPolicy);
  Add(list, "union_120_intervals", Joined(1, 120, "\\cup", interval),
      Reversed(1, 120, "\\cup", interval), kEqual);
  Add(list, "union_60_of_surds", Joined(1, 60, "\\cup", root_interval),
      Reversed(1, 60, "\\cup", root_interval), kEqual);
  Add(list, "choices_nested", "1", Joined(1, 60, "_[", [](int) { return "1A"; }), kPolicy);
  Add(list, "choices_in_choices", "1", Repeated("C_{", 60) + "5" + Repeated("}^2", 60), kPolicy);
  Add(list, "union_overlapping", "(0,200)", Joined(1, 100, "\\cup", [](int i) {
        return fmt::format("(0,{}]", i);
      }) + "\\cup(50,200)", kPolicy);
  Add(list, "set_minus_chain", "(0,1)", "\\mathbb{R}" + Joined(1, 150, "", [](int i) {
        return fmt::format("\\setminus\\{{{}\\}}", i);
      }));
  Add(list, "plus_minus_chain_20", "1", "1" + Repeated("\\pm 1", 20));
  Add(list, "plus_minus_chain_200", "1", "1" + Repeated("\\pm\\sqrt2", 200));
  Add(list, "plus_minus_both_sides", "\\pm 1" + Repeated("\\pm 1", 15),
      "\\pm 1" + Repeated("\\mp 1", 15), kPolicy);
  Add(list, "plus_minus_nested", "1", Nested("1\\pm\\sqrt{", "2", "}", 40));
  Add(list, "plus_minus_in_a_set", "\\{1\\}", "\\{" + Repeated("1\\pm 1\\pm 1,", 40) + "1\\}");
  Add(list, "cases_100", "1", "\\begin{cases}" + Joined(1, 100, "\\\\", [](int i) {
        return fmt::format("x^{{{}}} & x>{}", i, i);
      }) + "\\end{cases}");
  Add(list, "such_that_chain", "1", Nested("\\{x \\mid x>", "1", "\\}", 60));
  Add(list, "groups_as_list", Joined(100, 300, ",", number), "100" + Repeated(",101", 200));
  Add(list, "family_1e40", "k\\pi", "10^{40}k\\pi, k \\in \\mathbb{Z}");
  Add(list, "congruence_huge", "1", "x \\equiv 2^{10^9} \\pmod{10^{10^9}}");
}

void AddNesting(List& list) {
  const std::pair<const char*, std::pair<const char*, const char*>> brackets[] = {
      {"parentheses", {"(", ")"}},
      {"square", {"[", "]"}},
      {"braces", {"{", "}"}},
      {"set_braces", {"\\{", "\\}"}},
      {"left_right", {"\\left(", "\\right)"}},
      {"floors", {"\\lfloor ", "\\rfloor "}},
      {"ceilings", {"\\lceil ", "\\rceil "}},
      {"bars", {"|", "|"}},
      {"left_bars", {"\\left|", "\\right|"}},
      {"angles", {"\\langle ", "\\rangle "}},
      {"roots", {"\\sqrt{", "}"}},
      {"powers", {"x^{", "}"}},
      {"subscripts", {"x_{", "}"}},
      {"texts", {"\\text{", "}"}},
      {"dollars", {"$", "$"}},
      {"fractions", {"\\frac{1}{", "}"}},
  };
  for (const auto& [name, pair] : brackets) {
    const auto& [open, close] = pair;
    const std::string opening = open;
    const size_t many = kFloodBytes / (opening.size() + std::string_view(close).size());
    Add(list, fmt::format("nested_60_{}", name), "7", Nested(open, "7", close, 60), kPolicy);
    Add(list, fmt::format("nested_flood_{}", name), "7", Nested(open, "7", close, many), kPolicy);
    Add(list, fmt::format("open_flood_{}", name), "7", Flood(open) + "8");
  }
}

void AddFloods(List& list) {
  const std::pair<const char*, const char*> pieces[] = {
      {"dollars", "$"},          {"boxes", "\\boxed{"},    {"braces", "{"},
      {"lefts", "\\left("},      {"carets", "^"},          {"underscores", "_"},
      {"commas", ","},           {"backslashes", "\\"},    {"ampersands", "&"},
      {"minus", "-"},            {"bangs", "!"},           {"bars", "|"},
      {"quotes", "'"},           {"dots", "."},            {"blanks", " "},
      {"line_ends", "\n"},       {"roots", "\\sqrt"},      {"fractions", "\\frac"},
      {"plus_minus", "\\pm"},    {"words", "and "},        {"letters", "x"},
      {"begins", "\\begin{pmatrix}"}, {"hashes", "####"},  {"tags", "<answer>"},
      {"thinking", "<think>"},   {"degrees", "^\\circ"},   {"percents", "\\%"},
      {"equals", "="},           {"relations", "\\le"},    {"colons", ":"},
      {"zero_bytes", "\0"},      {"bad_utf8", "\xC3"},     {"accents", "\xCC\x81"},
      {"superscripts", "\xC2\xB2"}, {"roots_unicode", "\xE2\x88\x9A"}, {"fullwidth", "\xEF\xBC\x97"},
      {"answer_is", "the answer is 7 "}, {"numbers", "7 "}, {"capitals", "A "},
  };
  for (const auto& [name, text] : pieces) {
    // A zero byte ends a C string; its piece is one byte all the same.
    const std::string piece = *text == '\0' ? std::string(1, '\0') : std::string(text);
    for (const auto mode : {GradeMode::kStrict, GradeMode::kLenient, GradeMode::kBare}) {
      list.push_back({fmt::format("flood_{}_{}", name, GradeModeName(mode)), "7.5", Flood(piece), mode,
                      kDifferent});
    }
    Add(list, fmt::format("boxed_flood_{}", name), "7.5", Flood(piece));
    Add(list, fmt::format("boxed_3000_{}", name), "7.5", Repeated(piece, 3000 / piece.size()));
  }
  list.push_back({"unclosed_boxes_100k", "7", Repeated("\\boxed{7 ", 100000), GradeMode::kStrict,
                  kDifferent});
  list.push_back({"unclosed_boxes_then_one", "7", Repeated("\\boxed{8 ", 100000) + "\\boxed{7}",
                  GradeMode::kStrict, kEqual});
  list.push_back({"boxes_joined_10k", "7", Repeated("\\boxed{7}, \\boxed{8}, ", 10000),
                  GradeMode::kStrict, kDifferent});
  list.push_back({"boxes_joined_64_heavy", "1",
                  Joined(1, 64, ", ", [](int i) {
                    return fmt::format("\\boxed{{({}+\\pi+e+\\ln 2)^{{20}}}}", i);
                  }),
                  GradeMode::kStrict, kDifferent});
  list.push_back({"thinking_then_box", "7", "<think>" + Flood("\\boxed{8} ") + "</think>\\boxed{7}",
                  GradeMode::kStrict, kEqual});
}

List MakeList() {
  List list;
  AddPowers(list);
  AddFactorials(list);
  AddConstants(list);
  AddFunctions(list);
  AddSums(list);
  AddNumbers(list);
  AddStructures(list);
  AddNesting(list);
  AddFloods(list);
  return list;
}

}  // namespace

const std::vector<HostileInput>& HostileInputs() {
  static const std::vector<HostileInput>* const list = new std::vector<HostileInput>(MakeList());
  return *list;
}

}  // namespace rbench
