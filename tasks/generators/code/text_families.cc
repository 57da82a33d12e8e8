#include <algorithm>

#include <fmt/format.h>

#include "tasks/generators/code/code_family.h"
#include "tasks/generators/code/input_text.h"
#include "tasks/generators/code/solutions.h"

// Strings: scans, windows, stacks, edit distance and matching.

namespace rbench {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";

std::string Repeated(std::string_view part, int64_t size) {
  std::string text;
  while (static_cast<int64_t>(text.size()) < size) text += part;
  text.resize(static_cast<size_t>(size));
  return text;
}

CodeFamily LetterRunFamily() {
  static constexpr int64_t kMost = 200000;
  static constexpr auto kSet = [](const CodeParameters& p) {
    std::string letters;
    for (const char c : kAlphabet) {
      if ((p[0] >> (c - 'a') & 1) != 0) letters += c;
    }
    return letters;
  };
  return {
      .name = "letter_run",
      .topic = "strings",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        int64_t set = 0;
        for (int64_t more = draw(3, 8); more > 0; --more) set |= int64_t{1} << draw(0, 25);
        return {set, draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string letters = kSet(p);
        std::string list;
        for (const char c : letters) list += fmt::format("{}{}", list.empty() ? "" : ", ", c);
        return {
            .task = fmt::format("In a word of the {} language the letters {} are sung and all "
                                "others are spoken. Find the longest stretch of letters in a row "
                                "that are all sung. If several are equally long, take the {} one.",
                                Word(draw, {"elvish", "mountain", "whistling", "marsh", "desert"}),
                                list, p[1] == 1 ? "last" : "first"),
            .input = "One line with a word s of lower-case letters.",
            .output =
                "The length of the stretch and the place of its first letter (the word "
                "begins at place 1), separated by a space; \"0 0\" if no letter is sung.",
            .limits = {Limit("len(s)", 1, kMost)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            const std::string letters = kSet(p) + (draw.Coin() ? "xyz" : std::string(kAlphabet));
            return RandomText(draw, draw(1, 14), letters) + "\n";
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        const std::string sung = kSet(p);
        std::string silent;
        for (const char c : kAlphabet) {
          if (sung.find(c) == std::string::npos) silent += c;
        }
        const std::string few = sung + silent.substr(0, 1);
        std::string edges = RandomText(draw, 1000, sung);
        edges[500] = silent[0];
        return {sung.substr(0, 1) + "\n",
                silent.substr(0, 1) + "\n",
                RandomText(draw, 500, sung) + "\n",
                RandomText(draw, 500, silent) + "\n",
                Repeated(sung.substr(0, 1) + silent.substr(0, 1), 501) + "\n",
                edges + "\n",
                RandomText(draw, 2000, few) + "\n",
                RandomText(draw, kMost / 2, kAlphabet) + "\n",
                RandomText(draw, kMost, sung) + "\n"};
      },
      .solve_stream = &LetterRun,
  };
}

CodeFamily MovingShiftFamily() {
  static constexpr int64_t kMost = 50000;
  static constexpr std::string_view kSigns = "abcdefghijklmnopqrstuvwxyz    ";
  return {
      .name = "moving_shift",
      .topic = "strings",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "encode", .arguments = {{"text", "str"}}, .result = "str"},
      // 25 places forward are 1 place backward: slopes of half of the alphabet in each direction.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(1, 12), draw(0, 25), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        return {
            .task = fmt::format(
                "{} hides messages. The character with index i (the first has index 0) is moved "
                "{} * i + {} places {} in the alphabet if it is a letter; {}. A space stays a "
                "space, but it has an index like any other character.",
                PersonName(draw), p[0], p[1], p[2] == 1 ? "backward" : "forward",
                p[2] == 1 ? "before 'a' comes 'z'" : "after 'z' comes 'a'"),
            .output = "It returns the hidden message.",
            .limits = {Limit("len(text)", 1, kMost),
                       "text holds only lower-case letters and spaces"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            return CallText({RandomText(draw, draw(1, 14), kSigns)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {CallText({" "}),
                CallText({"z"}),
                CallText({Repeated("a", 100)}),
                CallText({Repeated("z ", 101)}),
                CallText({RandomText(draw, 2000, kSigns)}),
                CallText({RandomText(draw, kMost, kSigns)})};
      },
      .solve_call = &MovingShift,
  };
}

CodeFamily BracketCostFamily() {
  static constexpr int64_t kMost = 200000;
  static constexpr auto kPair = [](const CodeParameters& p) {
    return std::string{static_cast<char>(p[0]), static_cast<char>(p[1])};
  };
  return {
      .name = "bracket_cost",
      .topic = "stacks",
      .difficulty = CodeDifficulty::kEasy,
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        constexpr const char* kPairs[] = {"()", "[]", "{}", "<>"};
        const char* pair = kPairs[draw(0, 3)];
        return {pair[0], pair[1], draw(1, 9), draw(1, 9)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const char open = static_cast<char>(p[0]), close = static_cast<char>(p[1]);
        return {
            .task = fmt::format(
                "A sign maker called {} has a row of the brackets {} and {} and wants to make it "
                "correct by putting more brackets into it, at any places. A row is correct if "
                "every {} has a {} of its own further right and the other way round. A new {} "
                "costs {} and a new {} costs {}. Brackets that are there cannot be moved or taken "
                "out. What is the lowest total cost?",
                PersonName(draw), open, close, open, close, open, p[2], close, p[3]),
            .input = "One line with the row s.",
            .output = "The lowest total cost.",
            .limits = {Limit("len(s)", 1, kMost)},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            return RandomText(draw, draw(1, 14), kPair(p)) + "\n";
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        const std::string pair = kPair(p);
        const std::string open(1, pair[0]), close(1, pair[1]);
        return {open + "\n",
                close + "\n",
                pair + "\n",
                close + open + "\n",
                Repeated(open, 1000) + "\n",
                Repeated(close, 999) + "\n",
                Repeated(open, 500) + Repeated(close, 500) + "\n",
                Repeated(close, 500) + Repeated(open, 500) + "\n",
                Repeated(pair, 1000) + "\n",
                RandomText(draw, 5000, pair) + "\n",
                Repeated(open, kMost / 4) + Repeated(close, kMost / 4) + "\n",
                RandomText(draw, kMost, pair) + "\n"};
      },
      .solve_stream = &BracketCost,
  };
}

CodeFamily FavouriteWordFamily() {
  static constexpr int64_t kMost = 50000, kLongest = 10;
  static constexpr auto kWords = [](NumberDraw& draw, int64_t count, int64_t longest,
                                    std::string_view letters) {
    std::vector<std::string> words;
    for (int64_t i = 0; i < count; ++i) {
      words.push_back(RandomText(draw, draw(1, longest), letters));
    }
    return CallText({words});
  };
  return {
      .name = "favourite_word",
      .topic = "hashing",
      .difficulty = CodeDifficulty::kEasy,
      .signature = {.method = "favourite", .arguments = {{"words", "List[str]"}}, .result = "str"},
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        return {draw(0, 3), draw(1, 4), draw(0, 1)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        constexpr const char* kTies[] = {"the one that comes first in alphabetical order is meant",
                                         "the one that comes last in alphabetical order is meant",
                                         "the one whose first occurrence is earliest is meant",
                                         "the one whose last occurrence is latest is meant"};
        const std::string which =
            p[1] == 1 ? "the given words"
                      : fmt::format("those of the given words that have at least {} letters", p[1]);
        return {
            .task = fmt::format("{} reads a list of words and looks, among {}, for the word that "
                                "occurs {} often{}. If there are several, {}.{}",
                                PersonName(draw), which, p[2] == 1 ? "least" : "most",
                                p[2] == 1 ? ", but at least once" : "", kTies[p[0]],
                                p[0] > 1 ? ""
                                         : " (In alphabetical order a word comes before every "
                                           "longer word that begins with it.)"),
            .output = "It returns that word, or the empty string if there is none.",
            .limits = {Limit("len(words)", 1, kMost), Limit("len(words[i])", 1, kLongest),
                       "words hold only lower-case letters"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters&) {
            const int64_t count = draw(1, 8);
            return kWords(draw, count, 5, draw.Coin() ? "a" : "ab");
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters&) -> std::vector<std::string> {
        return {kWords(draw, 1, 1, "z"),
                kWords(draw, 1, kLongest, "z"),
                CallText({std::vector<std::string>{"abcd", "abcde", "abcd", "abcde", "zzzz"}}),
                CallText({std::vector<std::string>(500, "oooo")}),
                kWords(draw, 500, 2, kAlphabet),
                kWords(draw, 1000, 6, "ab"),
                kWords(draw, 10000, 6, "abc"),
                kWords(draw, kMost, kLongest, kAlphabet)};
      },
      .solve_call = &FavouriteWord,
  };
}

CodeFamily LimitedWindowFamily() {
  static constexpr int64_t kMost = 150000;
  return {
      .name = "limited_window",
      .topic = "two pointers",
      .difficulty = CodeDifficulty::kMedium,
      .signature = {.method = "longestPart", .arguments = {{"s", "str"}}, .result = "int"},
      // What is limited, and its limit.
      .parameters = [](NumberDraw& draw) -> CodeParameters {
        const int64_t kind = draw(0, 2);
        return {kind, kind == 0 ? draw(1, 8) : draw(1, 40)};
      },
      .statement = [](NumberDraw& draw, const CodeParameters& p) -> CodeStatement {
        const std::string rule =
            p[0] == 0   ? fmt::format("at most {}", Plural(p[1], "different letter"))
            : p[0] == 1 ? fmt::format(
                              "at most {} (a, e, i, o, u; the same one may count "
                              "several times)",
                              Plural(p[1], "vowel"))
                        : fmt::format("at most {} where two neighbouring letters are equal",
                                      Plural(p[1], "place"));
        const std::string name = PersonName(draw);
        return {
            .task = fmt::format("{} prints letters on {}. A piece is a part of the string s "
                                "without gaps. It may be used if it has {}.",
                                name, Word(draw, {"ribbons", "tape", "film", "rope", "bracelets"}),
                                rule),
            .output = "It returns the length of the longest piece that may be used.",
            .limits = {Limit("len(s)", 1, kMost), "s holds only lower-case letters"},
        };
      },
      .small_input =
          [](NumberDraw& draw, const CodeParameters& p) {
            constexpr std::string_view kLetters[3][2] = {
                {kAlphabet, "abcdefghijk"}, {"ae", "aeioubcd"}, {"ab", "aabc"}};
            const std::string_view letters = kLetters[p[0]][draw(0, 1)];
            const int64_t longest = p[0] == 0 ? 20 : 12 + 2 * p[1];
            return CallText({RandomText(draw, draw(1, longest), letters)});
          },
      .large_inputs = [](NumberDraw& draw, const CodeParameters& p) -> std::vector<std::string> {
        // Long pieces may be used of the last: few of what is limited.
        const std::string easy =
            p[0] == 0   ? RandomText(draw, kMost, kAlphabet.substr(0, static_cast<size_t>(p[1])))
            : p[0] == 1 ? RandomText(draw, kMost, "bcdfgh")
                        : Repeated("xy", kMost);
        std::string last = easy;
        for (int i = 0; i < 5; ++i) last[static_cast<size_t>(draw(0, kMost - 1))] = 'e';
        return {CallText({"a"}),
                CallText({Repeated("a", 300)}),
                CallText({Repeated("ab", 301)}),
                CallText({Repeated(kAlphabet, 520)}),
                CallText({Repeated("aabbccddee", 500)}),
                CallText({RandomText(draw, 1000, "abc")}),
                CallText({RandomText(draw, 20000, kAlphabet)}),
                CallText({easy}),
                CallText({last})};
      },
      .solve_call = &LimitedWindow,
  };
}

}  // namespace

std::vector<CodeFamily> CodeTextFamilies() {
  return {LetterRunFamily(), MovingShiftFamily(), BracketCostFamily(), FavouriteWordFamily(),
          LimitedWindowFamily()};
}

}  // namespace rbench
