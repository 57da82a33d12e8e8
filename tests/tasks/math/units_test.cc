#include "tasks/math/units.h"

#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "tasks/math/check.h"
#include "tasks/math/unit_names.h"

namespace rbench::math {
namespace {

struct Conversion {
  const char* from;
  const char* to;
  int64_t numerator;  // 1 from = numerator / denominator to
  int64_t denominator;
};

const Conversion kConversions[] = {
    {"km", "m", 1000, 1},
    {"kilometers", "meters", 1000, 1},
    {"kilometre", "metre", 1000, 1},
    {"m", "cm", 100, 1},
    {"meter", "centimeters", 100, 1},
    {"dm", "cm", 10, 1},
    {"cm", "mm", 10, 1},
    {"inch", "cm", 254, 100},
    {"inches", "mm", 254, 10},
    {"in", "inches", 1, 1},
    {"ft", "inches", 12, 1},
    {"feet", "foot", 1, 1},
    {"yards", "feet", 3, 1},
    {"yd", "yard", 1, 1},
    {"miles", "feet", 5280, 1},
    {"mi", "km", 1609344, 1000000},
    {"cm^2", "mm^2", 100, 1},
    {"m^2", "cm^2", 10000, 1},
    {"square feet", "square inches", 144, 1},
    {"sq ft", "square feet", 1, 1},
    {"feet^2", "square feet", 1, 1},
    {"cubic meters", "m^3", 1, 1},
    {"cubic feet", "cubic inches", 1728, 1},
    {"liters", "cm^3", 1000, 1},
    {"liters", "ml", 1000, 1},
    {"L", "mL", 1000, 1},
    {"minutes", "seconds", 60, 1},
    {"min", "s", 60, 1},
    {"hours", "minutes", 60, 1},
    {"hr", "hours", 1, 1},
    {"days", "hours", 24, 1},
    {"weeks", "days", 7, 1},
    {"years", "months", 12, 1},
    {"s", "ms", 1000, 1},
    {"kg", "grams", 1000, 1},
    {"g", "mg", 1000, 1},
    {"tonnes", "kg", 1000, 1},
    {"pounds", "ounces", 16, 1},
    {"lb", "kg", 45359237, 100000000},
    {"km/h", "m/s", 1000, 3600},
    {"mph", "miles per hour", 1, 1},
    {"m/s^2", "cm/s^2", 100, 1},
    {"dollars", "cents", 100, 1},
    {"$", "dollars", 1, 1},
    {"¢", "cents", 1, 1},
    {"kJ", "J", 1000, 1},
    {"kW", "watts", 1000, 1},
    {"kHz", "hertz", 1000, 1},
};

TEST(Units, ConvertExactly) {
  for (const Conversion& row : kConversions) {
    SCOPED_TRACE(std::string(row.from) + " -> " + row.to);
    const auto from = MeaningOfUnit(row.from);
    const auto to = MeaningOfUnit(row.to);
    ASSERT_TRUE(from && to);
    EXPECT_EQ(from->dimension, to->dimension);
    // from.n / from.d = (row.n / row.d) (to.n / to.d)
    using Wide = __int128;
    EXPECT_EQ(Wide{from->numerator} * row.denominator * to->denominator,
              Wide{from->denominator} * row.numerator * to->numerator);
  }
}

TEST(Units, OfOtherDimensionsAreOther) {
  const char* kinds[] = {"m",  "m^2", "m^3", "s",  "kg", "$",  "€",   "£",   "m/s",
                         "m/s^2", "month", "J", "W", "N", "Hz", "kg/m^3", "$/hour", "rad"};
  for (const char* a : kinds) {
    for (const char* b : kinds) {
      const auto x = MeaningOfUnit(a);
      const auto y = MeaningOfUnit(b);
      ASSERT_TRUE(x && y) << a << " " << b;
      EXPECT_EQ(x->dimension == y->dimension, std::string(a) == b) << a << " " << b;
    }
  }
}

TEST(Units, NamesThatNoTableHasMeanNothing) {
  for (const char* name : {"apples", "ways", "points", "units of blood", "", "^2", "cm^", "cm^0",
                           "cm^x", "/s", "m/", "per hour", "cm^-2", "m//s", "km^9 km^9",
                           "mile^9*mile^9", "square", "cm cm cm cm"}) {
    EXPECT_FALSE(MeaningOfUnit(name)) << name;
  }
}

TEST(Units, ThatAreTooLargeMeanNothing) {
  EXPECT_FALSE(MeaningOfUnit("km^9"));
  EXPECT_FALSE(MeaningOfUnit("1/km^9"));
  std::string product = "km";
  for (int i = 0; i < 30; ++i) product += "*km";
  EXPECT_FALSE(MeaningOfUnit(product));
}

TEST(Units, UnknownNamesAreTheSameUpToAPlural) {
  EXPECT_TRUE(SameUnitName("apples", "apples"));
  EXPECT_TRUE(SameUnitName("apples", "apple"));
  EXPECT_TRUE(SameUnitName("candy", "candies"));
  EXPECT_FALSE(SameUnitName("apples", "pears"));
  EXPECT_FALSE(SameUnitName("apples", "app"));
  EXPECT_FALSE(SameUnitName("s", ""));
}

TEST(Units, NormalNames) {
  EXPECT_EQ(NormalUnit("cm^{2}"), "cm^2");
  EXPECT_EQ(NormalUnit(" square   feet "), "square feet");
  EXPECT_EQ(NormalUnit("sq. ft."), "sq ft");
  EXPECT_TRUE(IsUnitName("cm"));
  EXPECT_TRUE(IsUnitName("inches"));
  EXPECT_TRUE(IsUnitName("hours"));
  EXPECT_FALSE(IsUnitName("apples"));
  EXPECT_FALSE(IsUnitName("x"));
  EXPECT_FALSE(IsUnitName(""));
}

struct Pair {
  const char* gold;
  const char* answer;
  bool equal;
};

const Pair kPairs[] = {
    {"5\\text{ cm}", "50\\text{ mm}", true},
    {"5\\text{ cm}", "5\\text{ mm}", false},
    {"5\\text{ cm}", "5", true},
    {"5", "5\\text{ cm}", true},
    {"5\\text{ cm}", "5\\text{ cm}^2", false},
    {"5\\text{ cm}", "0.05\\text{ m}", true},
    {"1\\text{ ft}", "30.48\\text{ cm}", true},
    {"1\\text{ ft}", "30.5\\text{ cm}", false},
    {"1\\text{ mile}", "5280\\text{ feet}", true},
    {"2\\text{ hours}", "120\\text{ minutes}", true},
    {"2\\text{ hours}", "120", false},
    {"1.5\\text{ hours}", "90\\text{ min}", true},
    {"36\\text{ km/h}", "10\\text{ m/s}", true},
    {"36\\text{ km/h}", "36\\text{ m/s}", false},
    {"60\\text{ mph}", "60\\text{ miles per hour}", true},
    {"12\\text{ square feet}", "12\\text{ ft}^2", true},
    {"12\\text{ sq. ft.}", "1728\\text{ in}^2", true},
    {"\\$3.50", "350\\text{ cents}", true},
    {"\\$3.50", "3.5\\text{ dollars}", true},
    {"\\$3.50", "€3.50", false},
    {"\\$1,250", "1250", true},
    {"3\\text{ apples}", "3\\text{ apple}", true},
    {"3\\text{ apples}", "3\\text{ pears}", false},
    {"3\\text{ apples}", "3\\text{ cm}", false},
    {"45^\\circ", "45\\text{ degrees}", true},
    {"45^\\circ", "45\\text{ cm}", false},
    {"180^\\circ", "\\pi\\text{ radians}", true},
    {"180^\\circ", "3.14\\text{ radians}", false},
    {"20^\\circ C", "20^\\circ F", false},
    {"5\\frac12\\text{ inches}", "5.5\\text{ in}", true},
    {"6\\pi\\text{ cm}", "0.06\\pi\\text{ m}", true},
    {"1\\text{ year}", "12\\text{ months}", true},
    {"1\\text{ year}", "365\\text{ days}", false},
};

TEST(Units, OfPairsDecide) {
  for (const Pair& row : kPairs) {
    const CheckResult result = Check(row.gold, row.answer, StrictPolicy(), nullptr);
    EXPECT_STREQ(DecisionName(result.decision), row.equal ? "equal" : "not_equal")
        << row.gold << " | " << row.answer << ": " << result.reason;
  }
}

// A converted amount is compared in the gold's unit: its decimals count there.
TEST(Units, KeepTheDecimalsOfTheGold) {
  const auto decision = [](const char* gold, const char* answer) {
    return Check(gold, answer, StrictPolicy(), nullptr).decision;
  };
  EXPECT_EQ(decision("2.5\\text{ m}", "253\\text{ cm}"), Decision::kEqual);
  EXPECT_EQ(decision("2.5\\text{ m}", "256\\text{ cm}"), Decision::kNotEqual);
  EXPECT_EQ(decision("2.50\\text{ m}", "253\\text{ cm}"), Decision::kNotEqual);
}

}  // namespace
}  // namespace rbench::math
