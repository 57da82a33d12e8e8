#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cli/command.h"
#include "cli/model_command.h"

namespace rbench {
namespace {

// Flags are a promise to scripts: a new or lost one must show in review. The golden file is what
// --help prints of each command.
std::string FlagLines(const std::string& help) {
  std::string lines;
  size_t begin = 0;
  while (begin < help.size()) {
    const size_t end = std::min(help.find('\n', begin), help.size());
    const std::string line = help.substr(begin, end - begin);
    if (line.starts_with("  -")) lines += "  " + line.substr(2, line.find("  ", 2) - 2) + "\n";
    begin = end + 1;
  }
  return lines;
}

TEST(OptionListTest, FlagsAreTheGoldenOnes) {
  std::string listed;
  const auto list = [&](const std::string& prefix, const std::vector<Command>& commands) {
    for (const Command& command : commands) {
      testing::internal::CaptureStdout();
      ASSERT_EQ(command.run({"--help"}), 0) << prefix << command.name;
      const std::string help = testing::internal::GetCapturedStdout();
      EXPECT_NE(help.find("\nexamples:\n"), std::string::npos) << prefix << command.name;
      listed += prefix + command.name + "\n" + FlagLines(help);
    }
  };
  list("", Commands());
  list("model ", ModelCommands());
  std::ifstream file("tests/golden/options.txt");
  const std::string golden((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
  EXPECT_EQ(listed, golden) << "if the change is meant, write this to tests/golden/options.txt";
}

}  // namespace
}  // namespace rbench
