#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/base/temp_folder.h"

// Reads every #include of the source tree and fails on a breach of the tower: floors, neighbours,
// and the one door of each third party. Runs with the source root as working directory.

namespace rbench {
namespace {

namespace fs = std::filesystem;

// A file of a floor may include lower floors and its own folder.
struct Floor {
  std::string_view folder;
  int height;
};
constexpr Floor kFloors[] = {
    {"base", 0},  {"tasks/math", 1}, {"sandbox", 1}, {"models", 2},
    {"tasks", 2}, {"reports", 3},    {"bench", 4},   {"cli", 5},
};

// All that `reports` may know of the floor below.
constexpr std::string_view kReportsMaySee[] = {"tasks/verdict.h", "models/completion.h"};

// A third party's includes may stand only in files whose path begins with one of the doors.
struct ThirdParty {
  std::string_view include_prefix;
  std::vector<std::string_view> doors;
};
const std::vector<ThirdParty>& ThirdParties() {
  static const std::vector<ThirdParty> parties = {
      {"nlohmann", {"base/json.h", "base/json.cc"}},
      {"simdjson", {"base/jsonl.cc"}},
      {"yaml-cpp", {"base/yaml.cc"}},
      {"CLI/", {"cli/"}},
      {"hwy/", {"models/kernels/"}},
      {"pcre2", {"models/tokenizer/"}},
      {"utf8proc", {"models/tokenizer/", "models/template/"}},
      {"openssl/", {"base/"}},
      {"zlib", {"base/"}},
      {"flint", {"tasks/math/exact/"}},
      {"gmp", {"tasks/math/exact/"}},
      {"arb", {"tasks/math/exact/"}},
      {"acb", {"tasks/math/exact/"}},
      {"antic", {"tasks/math/exact/"}},
      {"calcium", {"tasks/math/exact/"}},
      {"seccomp.h", {"sandbox/"}},
      {"Python.h", {"sandbox/"}},
  };
  return parties;
}

// The floor that a path belongs to: its first folder, but tasks/math lies below tasks.
std::string_view FloorOf(std::string_view path) {
  constexpr std::string_view kMath = "tasks/math";
  if (path.starts_with("tasks/math/")) return path.substr(0, kMath.size());
  return path.substr(0, path.find('/'));
}

std::optional<int> HeightOf(std::string_view folder) {
  for (const Floor& floor : kFloors) {
    if (floor.folder == folder) return floor.height;
  }
  return std::nullopt;
}

// "models/kernels/x.cc" -> "kernels"; a file directly in models/ -> "".
std::string_view ModelsPart(std::string_view path) {
  path.remove_prefix(std::string_view("models/").size());
  const size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Why `file` may not include the project's `target`, or an empty string.
std::string FloorBreach(std::string_view file, std::string_view target) {
  const std::string_view from = FloorOf(file);
  const std::string_view to = FloorOf(target);
  if (to == "tests") return "the program must not include tests";
  const std::optional<int> from_height = HeightOf(from);
  const std::optional<int> to_height = HeightOf(to);
  if (!to_height) return "not a folder of the tower";
  if (*to_height > *from_height) return "a higher floor";
  if (from != to && *to_height == *from_height) return "a neighbour on the same floor";
  if (from == "reports" && (to == "tasks" || to == "models") &&
      std::find(std::begin(kReportsMaySee), std::end(kReportsMaySee), target) ==
          std::end(kReportsMaySee)) {
    return "reports may see only tasks/verdict.h and models/completion.h";
  }
  if (from == "models" && to == "models") {
    const std::string_view part = ModelsPart(file);
    const std::string_view other = ModelsPart(target);
    const bool sees_all = part == "engine" || (part.empty() && file.ends_with(".cc"));
    // Reading and writing a checkpoint needs the values of packed types and the tokenizer's names.
    const bool sees =
        sees_all || (part == "formats" && (other == "kernels" || other == "tokenizer"));
    if (!sees && !other.empty() && other != part) return "another part of models";
  }
  return {};
}

std::string DoorBreach(std::string_view file, std::string_view target) {
  for (const ThirdParty& party : ThirdParties()) {
    if (!target.starts_with(party.include_prefix)) continue;
    for (const std::string_view door : party.doors) {
      if (door.ends_with('/') ? file.starts_with(door) : file == door) return {};
    }
    return "a third party outside its door";
  }
  return {};
}

// The target of an #include line, or an empty string. Spaces may stand around the '#'.
std::string_view IncludeTarget(std::string_view line) {
  const auto skip_spaces = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_spaces();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip_spaces();
  if (!line.starts_with("include")) return {};
  line.remove_prefix(std::string_view("include").size());
  skip_spaces();
  if (!line.starts_with('"') && !line.starts_with('<')) return {};
  const char close = line.front() == '"' ? '"' : '>';
  const size_t end = line.find(close, 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(1, end - 1);
}

bool IsSource(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".h" || extension == ".cc" || extension == ".c" || extension == ".inc" ||
         extension == ".cu";
}

// What is wrong with one include; `quoted` is "..." as opposed to <...>.
std::string Breach(const fs::path& root, std::string_view file, std::string_view target,
                   bool quoted) {
  if (std::string why = DoorBreach(file, target); !why.empty()) return why;
  const bool ours = HeightOf(FloorOf(target)).has_value() || target.starts_with("tests/");
  if (ours && !quoted) return "the project's own files are included with quotes";
  if (ours) return FloorBreach(file, target);
  // A quoted include that is not a path from the root would escape the rules.
  if (quoted && fs::exists((root / file).parent_path() / target))
    return "write the path from the root";
  return {};
}

struct Scan {
  size_t files = 0;
  size_t includes = 0;
  std::vector<std::string> breaches;  // "file:line: includes target: why"
};

Scan ScanTree(const fs::path& root) {
  Scan scan;
  for (const Floor& floor : kFloors) {
    // A floor inside the folder of another is met there.
    if (floor.folder.find('/') != std::string_view::npos) continue;
    if (!fs::is_directory(root / floor.folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / floor.folder)) {
      if (!entry.is_regular_file() || !IsSource(entry.path())) continue;
      ++scan.files;
      const std::string file = fs::relative(entry.path(), root).generic_string();
      std::ifstream stream(entry.path());
      std::string line;
      for (size_t number = 1; std::getline(stream, line); ++number) {
        const std::string_view target = IncludeTarget(line);
        if (target.empty()) continue;
        ++scan.includes;
        const bool quoted = line.find('"') < line.find('<');
        const std::string why = Breach(root, file, target, quoted);
        if (why.empty()) continue;
        std::ostringstream breach;
        breach << file << ":" << number << ": includes " << target << ": " << why;
        scan.breaches.push_back(breach.str());
      }
    }
  }
  std::sort(scan.breaches.begin(), scan.breaches.end());
  return scan;
}

TEST(Layering, TheTreeKeepsItsFloors) {
  ASSERT_TRUE(fs::is_directory("base")) << "run with the source root as working directory";
  const Scan scan = ScanTree(".");
  EXPECT_GT(scan.files, 20u);
  EXPECT_GT(scan.includes, 50u);
  for (const std::string& breach : scan.breaches) ADD_FAILURE() << breach;
}

// The scanner itself: one planted include a row, in a tree of its own.
TEST(Layering, APlantedBreachIsFound) {
  struct Row {
    std::string file;
    std::string line;
    bool breach;
  };
  const std::vector<Row> rows = {
      {"base/a.cc", "#include \"base/result.h\"", false},
      {"base/a.cc", "#include <vector>", false},
      {"base/a.cc", "#include \"models/completion.h\"", true},
      {"base/a.h", "  #  include \"cli/main.h\"", true},
      {"base/a.cc", "// #include \"cli/main.h\"", false},
      {"base/a.cc", "#include <cli/main.h>", true},
      {"base/a.cc", "#include \"tests/support/test_data.h\"", true},
      {"models/a.cc", "#include \"tasks/verdict.h\"", true},
      {"tasks/a.cc", "#include \"models/completion.h\"", true},
      {"tasks/a.cc", "#include \"base/yaml.h\"", false},
      {"tasks/sub/a.cc", "#include \"tasks/verdict.h\"", false},
      {"reports/a.cc", "#include \"tasks/verdict.h\"", false},
      {"reports/a.cc", "#include \"models/completion.h\"", false},
      {"reports/a.cc", "#include \"tasks/task.h\"", true},
      {"reports/a.cc", "#include \"models/engine/engine.h\"", true},
      {"reports/a.cc", "#include \"bench/rollout.h\"", true},
      {"bench/a.cc", "#include \"reports/run.h\"", false},
      {"bench/a.cc", "#include \"tasks/task.h\"", false},
      {"bench/a.cc", "#include \"cli/main.h\"", true},
      {"cli/a.cc", "#include \"bench/rollout.h\"", false},
      {"models/kernels/a.cc", "#include \"models/tensor.h\"", false},
      {"models/kernels/a.cc", "#include \"models/kernels/b.h\"", false},
      {"models/kernels/a.cc", "#include \"models/formats/gguf.h\"", true},
      {"models/tokenizer/a.cc", "#include \"models/template/jinja.h\"", true},
      {"models/template/a.cc", "#include \"models/engine/engine.h\"", true},
      {"models/formats/a.cc", "#include \"models/kernels/b.h\"", false},
      {"models/formats/a.cc", "#include \"models/tokenizer/b.h\"", false},
      {"models/formats/a.cc", "#include \"models/engine/b.h\"", true},
      {"models/tokenizer/a.cc", "#include \"models/formats/b.h\"", true},
      {"models/engine/a.cc", "#include \"models/kernels/b.h\"", false},
      {"models/llama.cc", "#include \"models/kernels/b.h\"", false},
      {"models/llama.h", "#include \"models/kernels/b.h\"", true},
      {"tasks/a.cc", "#include <nlohmann/json.hpp>", true},
      {"base/json.h", "#include <nlohmann/json.hpp>", false},
      {"base/jsonl.cc", "#include <simdjson.h>", false},
      {"base/jsonl.h", "#include <simdjson.h>", true},
      {"base/yaml.h", "#include <yaml-cpp/yaml.h>", true},
      {"cli/a.cc", "#include <CLI/CLI.hpp>", false},
      {"bench/a.cc", "#include <CLI/CLI.hpp>", true},
      {"models/kernels/a.cc", "#include <hwy/highway.h>", false},
      {"models/engine/a.cc", "#include \"hwy/highway.h\"", true},
      {"models/tokenizer/a.cc", "#include <pcre2.h>", false},
      {"tasks/a.cc", "#include <pcre2.h>", true},
      {"models/kernels/a.cc", "#include <utf8proc.h>", true},
      {"base/a.cc", "#include <openssl/evp.h>", false},
      {"cli/a.cc", "#include <openssl/evp.h>", true},
      {"tasks/a.cc", "#include <zlib.h>", true},
      {"tasks/a.cc", "#include \"a.cc\"", true},
      {"tasks/a.cc", "#include \"tasks/math/check.h\"", false},
      {"tasks/math/a.cc", "#include \"tasks/verdict.h\"", true},
      {"tasks/math/a.cc", "#include \"base/json.h\"", false},
      {"models/a.cc", "#include \"tasks/math/check.h\"", false},
      {"tasks/math/exact/a.c", "#include <flint/fmpz.h>", false},
      {"tasks/math/a.cc", "#include <flint/fmpz.h>", true},
      {"tasks/math/a.cc", "#include <arb.h>", true},
  };
  for (const Row& row : rows) {
    const TempFolder folder;
    const fs::path path = fs::path(folder.path()) / row.file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "#pragma once\n" << row.line << "\n";
    const Scan scan = ScanTree(folder.path());
    EXPECT_EQ(scan.files, 1u);
    ASSERT_EQ(scan.breaches.size(), row.breach ? 1u : 0u) << row.file << ": " << row.line;
    if (row.breach) {
      EXPECT_EQ(scan.breaches[0].rfind(row.file + ":2: includes ", 0), 0u) << scan.breaches[0];
    }
  }
}

}  // namespace
}  // namespace rbench
