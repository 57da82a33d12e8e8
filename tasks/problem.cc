#include "tasks/problem.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "tasks/answer_text.h"

namespace rbench {
namespace {

// Lengths keep two different splits of one text apart.
void AddPart(Sha256& hash, std::string_view part) {
  hash.Update(fmt::format("{}:", part.size()));
  hash.Update(part);
}

}  // namespace

std::string ProblemId(std::string_view question, const std::vector<std::string>& options,
                      std::string_view discriminator) {
  Sha256 hash;
  AddPart(hash, CollapseSpace(question));
  for (const std::string& option : options) AddPart(hash, CollapseSpace(option));
  hash.Update("|");
  AddPart(hash, discriminator);
  return hash.HexDigest().substr(0, 16);
}

}  // namespace rbench
