#include "tasks/generators/code/input_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace rbench {

std::string Limit(std::string_view name, int64_t low, int64_t high) {
  return fmt::format("{} <= {} <= {}", low, name, high);
}

std::string NumberLine(const Numbers& values) {
  std::string line;
  for (const int64_t value : values) {
    if (!line.empty()) line += ' ';
    line += fmt::format_int(value).c_str();
  }
  line += '\n';
  return line;
}

std::string CallText(const std::vector<Json>& arguments) {
  std::string text;
  for (const Json& argument : arguments) {
    text += DumpJson(argument);
    text += '\n';
  }
  return text;
}

Numbers RandomNumbers(NumberDraw& draw, ArrayBounds bounds) {
  Numbers values(static_cast<size_t>(bounds.size));
  for (int64_t& value : values) value = draw(bounds.low, bounds.high);
  return values;
}

std::string RandomText(NumberDraw& draw, int64_t size, std::string_view alphabet) {
  std::string text(static_cast<size_t>(size), ' ');
  for (char& c : text) {
    c = alphabet[static_cast<size_t>(draw(0, static_cast<int64_t>(alphabet.size()) - 1))];
  }
  return text;
}

Numbers Permutation(NumberDraw& draw, int64_t size) {
  Numbers values(static_cast<size_t>(size));
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int64_t>(i) + 1;
  Shuffle(draw, values);
  return values;
}

std::vector<Numbers> ArrayShapes(NumberDraw& draw, int64_t size, int64_t low, int64_t high) {
  const auto count = static_cast<size_t>(size);
  std::vector<Numbers> shapes = {Numbers(count, low), Numbers(count, high)};
  Numbers in_turn(count);
  for (size_t i = 0; i < count; ++i) in_turn[i] = i % 2 == 0 ? low : high;
  shapes.push_back(in_turn);
  Numbers rising = RandomNumbers(draw, {size, low, high});
  std::sort(rising.begin(), rising.end());
  shapes.push_back(rising);
  shapes.emplace_back(rising.rbegin(), rising.rend());
  shapes.push_back(RandomNumbers(draw, {size, low, std::min(high, low + 3)}));
  shapes.push_back(RandomNumbers(draw, {size, low, high}));
  return shapes;
}

std::string Plural(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string PersonName(NumberDraw& draw) {
  return Word(draw, {"Ada",  "Bruno", "Carla", "Dorian", "Elif", "Farid", "Greta", "Hugo",
                     "Inga", "Jonas", "Kavya", "Lars",   "Mina", "Noor",  "Otto",  "Petra",
                     "Rosa", "Sami",  "Tilda", "Ugo",    "Vera", "Wanda", "Yusuf", "Zora"});
}

std::string Word(NumberDraw& draw, std::initializer_list<const char*> words) {
  return words.begin()[draw(0, static_cast<int64_t>(words.size()) - 1)];
}

int64_t LargePrime(NumberDraw& draw) {
  return 1'000'000'000 + draw.Of({7, 9, 21, 33, 87, 93, 97, 103, 123, 181});
}

}  // namespace rbench
