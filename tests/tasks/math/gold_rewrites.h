#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/philox.h"

// The published golds, and harmless other ways of writing one: what a reader would not notice.

namespace rbench {

struct GoldSet {
  std::string name;  // of the task
  std::vector<std::string> golds;
};

// Golds of every mathematics task whose data is there; a failure of the running test where a task
// does not load.
std::vector<GoldSet> PublishedGolds(const std::string& data_directory);

struct Rewrite {
  const char* name;
  std::string text;
};

// Every rewrite that fits the gold. Works on the text alone, but for the kind of the whole, which
// it asks the parser for.
std::vector<Rewrite> RewritesOf(const std::string& gold, PhiloxStream& random);

// One digit replaced by another; empty where the text holds none.
std::string WithOtherDigit(const std::string& text, PhiloxStream& random);

}  // namespace rbench
