#include <string>

#include <fmt/format.h>

#include "tasks/generators/families.h"
#include "tasks/generators/latex_text.h"
#include "tasks/generators/number_draw.h"
#include "tasks/generators/unspoiled.h"

namespace rbench {
namespace {

constexpr const char* kLowestTerms = "Give your answer as a common fraction in lowest terms.";

GeneratedProblem FractionExpression(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const Fraction a = draw.Proper(12), b = draw.Proper(12), c = draw.Proper(9), d = draw.Proper(6);
  const int64_t m = draw(2, 9), n = draw(2, 9);
  std::vector<int64_t> parameters = {a.top, a.bottom, b.top, b.bottom};
  std::string expression;
  Fraction value;
  if (level == 1) {
    value = a + b;
    expression = "a + b";
  } else if (level == 2) {
    value = a + b * c;
    expression = "a + bc";
    parameters.insert(parameters.end(), {c.top, c.bottom});
  } else if (level == 3) {
    value = (a - b) / (c + m);
    expression = fmt::format("(a - b) \\div ({} + c)", m);
    parameters.insert(parameters.end(), {c.top, c.bottom, m});
  } else if (level == 4) {
    value = Fraction(1) / (Fraction(1) / (a + n) + m) - b;
    expression = fmt::format("\\frac{{1}}{{{} + \\frac{{1}}{{{} + a}}}} - b", m, n);
    parameters.insert(parameters.end(), {m, n});
  } else {
    // (x + c) a = d x + b.
    if (a == d) return FractionExpression(stream, level);
    value = (b - a * c) / (a - d);
    if (value < Fraction(0) || value.bottom > 200) return FractionExpression(stream, level);
    parameters.insert(parameters.end(), {c.top, c.bottom, d.top, d.bottom});
  }
  if (value.IsInteger() || value == a || value == b || value == c || value == d) {
    return FractionExpression(stream, level);
  }
  if (level < 5) {
    const std::string given =
        level == 2 || level == 3
            ? fmt::format("$a = {}$, $b = {}$ and $c = {}$", Latex(a), Latex(b), Latex(c))
            : fmt::format("$a = {}$ and $b = {}$", Latex(a), Latex(b));
    return {fmt::format("Let {}. Compute ${}$. {}", given, expression, kLowestTerms), Latex(value),
            parameters};
  }
  return {fmt::format("When a number is increased by ${}$ and the sum is multiplied by ${}$, the "
                      "result is ${}$ more than ${}$ of the original number. Find the original "
                      "number. {}",
                      Latex(c), Latex(a), Latex(b), Latex(d), kLowestTerms),
          Latex(value), parameters};
}

GeneratedProblem PercentChange(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t p = 5 * draw(1, 18), q = 5 * draw(1, 18), base = 20 * draw(1, 60);
  const auto percent = [](const Fraction& value) { return LatexDecimal(value) + "\\%"; };
  if (level == 1) {
    return {fmt::format("What percent of ${}$ is ${}$? Include the percent sign in your answer.",
                        base, base * p / 100),
            percent(p),
            {base, base * p / 100}};
  }
  if (level == 2) {
    // Steps of half a percent.
    const int64_t half = draw(3, 159), old_price = 200 * draw(1, 40);
    const int64_t new_price = old_price + old_price * half / 200;
    return {fmt::format("The rent of a flat rises from ${}$ to ${}$ dollars. By what percent does "
                        "it rise? Include the percent sign in your answer.",
                        old_price, new_price),
            percent(Ratio(half, 2)),
            {old_price, new_price}};
  }
  const Fraction end = Ratio((100 + p) * (100 - q), 100);
  if (level == 3) {
    return {fmt::format("The price of a coat is first raised by ${}\\%$ and then lowered by "
                        "${}\\%$. What percent of the original price is the final price? Include "
                        "the percent sign in your answer.",
                        p, q),
            percent(end),
            {p, q}};
  }
  if (level == 4) {
    const Fraction change = end - Fraction(100);
    if (change.top == 0) return PercentChange(stream, level);
    const bool higher = change.top > 0;
    const Fraction size = higher ? change : -change;
    return {fmt::format("The price of a coat is first raised by ${}\\%$ and later lowered. The "
                        "final price is ${}$ {} than the original price. By what percent was the "
                        "raised price lowered? Include the percent sign in your answer.",
                        p, percent(size), higher ? "higher" : "lower"),
            percent(q),
            {p, size.top, size.bottom, higher ? 1 : -1}};
  }
  const int64_t girls = 5 * draw(2, 18);
  const int64_t wearers = girls * p + (100 - girls) * q;
  if (p == q || wearers % 100 != 0) return PercentChange(stream, level);
  const Fraction share = Ratio(girls * p * 100, wearers);
  if (100 % share.bottom != 0) return PercentChange(stream, level);
  return {fmt::format("In a school, ${}\\%$ of the girls, ${}\\%$ of the boys and ${}\\%$ of all "
                      "students wear glasses. What percent of the students who wear glasses are "
                      "girls? Include the percent sign in your answer.",
                      p, q, wearers / 100),
          percent(share),
          {p, q, wearers / 100}};
}

GeneratedProblem Ratios(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(1, 12), b = draw(1, 12), c = draw(1, 12), d = draw(1, 12);
  if (Gcd(a, b) != 1 || Gcd(c, d) != 1 || a == b || c == d) return Ratios(stream, level);
  if (level == 1) {
    const int64_t unit = draw(2, 20);
    return {fmt::format("Ana and Ben share ${}$ stickers in the ratio ${} : {}$. How many stickers "
                        "does Ana get?",
                        unit * (a + b), a, b),
            std::to_string(unit * a),
            {unit * (a + b), a, b}};
  }
  if (level == 2) {
    const Fraction ratio = Ratio(a * c, b * d);
    if (ratio.IsInteger()) return Ratios(stream, level);
    return {fmt::format("If $x : y = {} : {}$ and $y : z = {} : {}$, find $\\frac{{x}}{{z}}$. {}",
                        a, b, c, d, kLowestTerms),
            Latex(ratio),
            {a, b, c, d}};
  }
  if (level == 3) {
    const int64_t common = Gcd(Gcd(a * c, b * c), b * d);
    const int64_t sum = (a * c + b * c + b * d) / common * draw(2, 9);
    return {fmt::format("Ana, Ben and Cleo share ${}$ stickers. The numbers of stickers of Ana and "
                        "Ben are in the ratio ${} : {}$, those of Ben and Cleo in the ratio "
                        "${} : {}$. How many stickers does Ben get?",
                        sum, a, b, c, d),
            std::to_string(sum * b * c / (a * c + b * c + b * d)),
            {sum, a, b, c, d}};
  }
  if (level == 4) {
    // red : blue = a : b; then `added` red come and `removed` blue go, and it is c : d.
    const int64_t unit = draw(3, 30), removed = draw(1, 2 * unit);
    const int64_t blue = b * unit - removed;
    if (blue <= 0 || blue % d != 0) return Ratios(stream, level);
    const int64_t added = blue / d * c - a * unit;
    if (added <= 0 || added > 200 || a * d == b * c) return Ratios(stream, level);
    return {fmt::format("The red and blue marbles in a bag are in the ratio ${} : {}$. After ${}$ "
                        "red marbles are added and ${}$ blue marbles are taken out, the ratio is "
                        "${} : {}$. How many blue marbles were in the bag at first?",
                        a, b, added, removed, c, d),
            std::to_string(b * unit),
            {a, b, added, removed, c, d}};
  }
  // Rates of the pairs; twice the rate of A is ab + ac - bc.
  const Fraction ab = Ratio(1, a + 1), bc = Ratio(1, b + 1), ac = Ratio(1, c + 1);
  const Fraction rates[3] = {ab + ac - bc, ab + bc - ac, ac + bc - ab};
  for (const Fraction& rate : rates) {
    if (rate.top <= 0) return Ratios(stream, level);
  }
  const Fraction hours = Fraction(2) / rates[0];
  if (hours.IsInteger()) return Ratios(stream, level);
  return {fmt::format("Pipes $A$ and $B$ together fill a tank in ${}$ hours, pipes $B$ and $C$ "
                      "together in ${}$ hours, and pipes $A$ and $C$ together in ${}$ hours. How "
                      "many hours does pipe $A$ alone need to fill the tank? {}",
                      a + 1, b + 1, c + 1, kLowestTerms),
          Latex(hours),
          {a + 1, b + 1, c + 1}};
}

// A number with `head` digits before its period and `period` digits in it, between 0 and 1.
Fraction DrawRepeating(NumberDraw& draw, int head, int period) {
  const int64_t nines = Power(10, period) - 1;
  while (true) {
    const int64_t before = draw(0, Power(10, head) - 1), repeated = draw(1, nines - 1);
    const Fraction value = (Ratio(repeated, nines) + before) / Power(10, head);
    const std::string text = LatexDecimal(value);
    // Not 0.\overline{55} for 0.\overline{5}, nor a shorter head.
    const size_t line = text.find("\\overline{");
    if (line == 2 + static_cast<size_t>(head) &&
        text.size() == line + 11 + static_cast<size_t>(period)) {
      return value;
    }
  }
}

GeneratedProblem RepeatingDecimal(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  if (level == 1) {
    const int64_t bottom = draw.Of({3, 7, 9, 11, 13, 27, 33, 37, 41, 63, 77, 91, 99, 101, 111});
    const Fraction value = Ratio(draw(1, bottom - 1), bottom);
    return {
        fmt::format("Divide ${}$ by ${}$. Write the quotient as a repeating decimal, with a line "
                    "over its shortest period.",
                    value.top, value.bottom),
        LatexDecimal(value),
        {value.top, value.bottom}};
  }
  const int head = level == 2 ? 0 : static_cast<int>(draw(1, 2));
  const Fraction a = DrawRepeating(draw, head, static_cast<int>(draw(level == 2 ? 2 : 1, 2)));
  if (level == 2) {
    return {
        fmt::format("How much less than $1$ is the number ${}$? {}", LatexDecimal(a), kLowestTerms),
        Latex(Fraction(1) - a),
        {a.top, a.bottom}};
  }
  if (level == 3) {
    const Fraction reciprocal = Fraction(1) / a;
    if (reciprocal.IsInteger()) return RepeatingDecimal(stream, level);
    return {fmt::format("Find the reciprocal of ${}$. {}", LatexDecimal(a), kLowestTerms),
            Latex(reciprocal),
            {a.top, a.bottom}};
  }
  if (level == 4) {
    const Fraction b = DrawRepeating(draw, 0, 1);
    const Fraction quotient = a / b;
    if (quotient.IsInteger() || quotient == b) return RepeatingDecimal(stream, level);
    return {fmt::format("Let $a = {}$ and $b = {}$. Compute $a \\div b$. {}", LatexDecimal(a),
                        LatexDecimal(b), kLowestTerms),
            Latex(quotient),
            {a.top, a.bottom, b.top, b.bottom}};
  }
  const Fraction b = DrawRepeating(draw, 0, 2);
  const Fraction result = (a + b) * draw(2, 9);
  const Fraction factor = result / (a + b);
  const std::string text = LatexDecimal(result);
  if (text.find("overline") == std::string::npos) return RepeatingDecimal(stream, level);
  return {fmt::format("Let $a = {}$ and $b = {}$. Compute ${}(a + b)$ and write it as a repeating "
                      "decimal, with as few digits as possible before the line and under it.",
                      LatexDecimal(a), LatexDecimal(b), factor.top),
          text,
          {a.top, a.bottom, b.top, b.bottom, factor.top}};
}

GeneratedProblem SquareRoots(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t r = draw.SquareFree(), a = draw(2, 9), b = draw(2, 9), c = draw(2, 9);
  if (level == 1) {
    return {fmt::format("A square has area ${}$. Find its side length, in simplest radical form.",
                        a * a * r),
            LatexSurd(1, a * a * r),
            {a * a * r}};
  }
  if (level == 2) {
    const int64_t first = a * draw.SquareFree(), second = a * b * r;
    if (SplitSquare(first * second).inside == 1) return SquareRoots(stream, level);
    return {fmt::format(
                "A rectangle has width $\\sqrt{{{}}}$ and height $\\sqrt{{{}}}$. Find its area, "
                "in simplest radical form.",
                first, second),
            LatexSurd(1, first * second),
            {first, second}};
  }
  if (level == 3) {
    const int64_t m = draw(2, 6), coefficient = a * m + b - c;
    if (a == c || b == c || coefficient == 0 || coefficient == a || coefficient == b ||
        coefficient == c) {
      return SquareRoots(stream, level);
    }
    return {fmt::format("Let $a = \\sqrt{{{}}}$, $b = \\sqrt{{{}}}$ and $c = \\sqrt{{{}}}$. Write "
                        "${}a + b - c$ in simplest radical form.",
                        a * a * r, b * b * r, c * c * r, m),
            LatexSurd(coefficient, r),
            {m, a * a * r, b * b * r, c * c * r}};
  }
  const int64_t s = draw.SquareFree();
  if (Gcd(r, s) != 1) return SquareRoots(stream, level);
  if (level == 4) {
    return {fmt::format("Let $a = \\sqrt{{{}}}$, $b = \\sqrt{{{}}}$ and $c = \\sqrt{{{}}}$. Write "
                        "$\\frac{{a+b}}{{c}}$ in simplest radical form, without a root in the "
                        "denominator.",
                        a * a * r, b * b * r, s),
            LatexSurd(Ratio(a + b, s), r * s),
            {a * a * r, b * b * r, s}};
  }
  // Width sqrt(a^2 r / s); the height is b/c of it.
  const Fraction width_square = Ratio(a * a * r, s);
  const Fraction ratio = Ratio(b, c);
  if (ratio == Fraction(1)) return SquareRoots(stream, level);
  const Fraction area = width_square * ratio;
  return {fmt::format("A rectangle has area ${}$ and width $\\sqrt{{{}}}$. Find its perimeter, in "
                      "simplest radical form without a root in the denominator.",
                      Latex(area), Latex(width_square)),
          LatexSurd((ratio + 1) * 2 * Ratio(a, s), r * s),
          {area.top, area.bottom, width_square.top, width_square.bottom}};
}

GeneratedProblem LinearInequality(PhiloxStream& stream, int level) {
  NumberDraw draw(stream);
  const int64_t a = draw(2, 9), b = draw.NonZero(15), c = draw.NonZero(15), d = draw.NonZero(12);
  const int64_t strict = draw(0, 1);
  // In words, since every form of an inequality is the inequality.
  const char* below = strict ? "less than" : "at most";
  const std::string form = "Write your answer as an inequality in $x$.";
  const auto solved = [&](bool less, const Fraction& bound) {
    const char* sign = less ? (strict ? "<" : "\\le ") : (strict ? ">" : "\\ge ");
    return fmt::format("x{}{}", sign, Latex(bound));
  };
  const auto linear = [](int64_t x, int64_t constant) { return LatexPolynomial({x, constant}); };
  if (level == 1) {
    return {fmt::format("Find all real $x$ for which ${}$ is {} ${}$. {}", linear(a, b), below,
                        b + a * d, form),
            solved(true, d),
            {a, b, b + a * d, strict}};
  }
  if (level == 2) {
    return {fmt::format("Find all real $x$ for which ${}$ is {} ${}$. {}", linear(-a, b), below, c,
                        form),
            solved(false, Ratio(b - c, a)),
            {-a, b, c, strict}};
  }
  const int64_t e = draw(2, 9);
  if (level == 3) {
    // a (x + b) below e x + c.
    if (a == e) return LinearInequality(stream, level);
    return {fmt::format("Find all real $x$ for which ${}({})$ is {} ${}$. {}", a, linear(1, b),
                        below, linear(e, c), form),
            solved(a > e, Ratio(c - a * b, a - e)),
            {a, b, e, c, strict}};
  }
  if (level == 4) {
    // c < (b - a x) / e <= c + span.
    const int64_t span = draw(1, 9);
    const Fraction high = Ratio(b - e * c, a), low = Ratio(b - e * (c + span), a);
    return {
        fmt::format(
            "Find all real $x$ for which $\\frac{{{}}}{{{}}}$ is {} ${}$ and {} ${}$. Write "
            "your answer as a double inequality in $x$.",
            LatexSum({std::to_string(b), linear(-a, 0)}), e, strict ? "greater than" : "at least",
            c, strict ? "at most" : "less than", c + span),
        fmt::format("{}{}x{}{}", Latex(low), strict ? "\\le " : "<", strict ? "<" : "\\le ",
                    Latex(high)),
        {a, b, e, c, c + span, strict}};
  }
  // The length is x, the width x - c in a frame: two conditions that bound x from both sides.
  const int64_t width_gap = draw(2, 12), perimeter = draw(20, 80), cost = draw(3, 9);
  const int64_t paths = draw(10, 40), budget = cost * paths + draw(1, 2);
  const Fraction low = Ratio(perimeter + 2 * width_gap, 4), high = Ratio(budget, cost);
  if (!(Fraction(width_gap) < low) || !(low < high)) return LinearInequality(stream, level);
  return {
      fmt::format("A rectangular garden is $x$ meters long, and its width is ${}$ meters less "
                  "than its length. Its perimeter is more than ${}$ meters. A path along one of "
                  "its long sides costs ${}$ dollars per meter and at most ${}$ dollars in all. "
                  "Find all possible values of $x$. Write your answer as a double inequality in "
                  "$x$.",
                  width_gap, perimeter, cost, budget),
      fmt::format("{}<x\\le {}", Latex(low), Latex(high)),
      {width_gap, perimeter, cost, budget}};
}

}  // namespace

std::vector<ProblemFamily> MathPrealgebraFamilies() {
  return {{"fraction_expression", "Prealgebra", &Unspoiled<&FractionExpression>},
          {"percent_change", "Prealgebra", &Unspoiled<&PercentChange>},
          {"ratios", "Prealgebra", &Unspoiled<&Ratios>},
          {"repeating_decimal", "Prealgebra", &Unspoiled<&RepeatingDecimal>},
          {"square_roots", "Prealgebra", &Unspoiled<&SquareRoots>},
          {"linear_inequality", "Prealgebra", &Unspoiled<&LinearInequality>}};
}

}  // namespace rbench
