#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "tasks/math/parser.h"

// Input: one answer. Properties: parsing is total and repeatable; a tree keeps the caps and the
// order of syntax.h; blanks around an answer say nothing; what is too long is never read.

namespace {

using namespace rbench::math;

void CheckTree(const SyntaxTree& tree) {
  const size_t size = tree.nodes.size();
  RBENCH_CHECK(size > 0 && size <= kMaxNodes && tree.root < size);
  std::vector<size_t> depth(size, 1);
  size_t deepest = 1;
  for (NodeId id = 0; id < size; ++id) {
    const Node& node = tree[id];
    RBENCH_CHECK(size_t{node.first} + node.num_children <= tree.children.size());
    for (const NodeId child : tree.ChildrenOf(id)) {
      RBENCH_CHECK(child < id);
      depth[id] = std::max(depth[id], depth[child] + 1);
    }
    deepest = std::max(deepest, depth[id]);
    if (node.kind == NodeKind::kNumber) {
      RBENCH_CHECK(std::count_if(node.text.begin(), node.text.end(),
                                 [](char c) { return c >= '0' && c <= '9'; }) <=
                   static_cast<ptrdiff_t>(kMaxDigits));
    }
  }
  // A level of the parser may leave several nodes, such as the product and the power of -2x^2.
  RBENCH_CHECK(deepest <= 8 * kMaxDepth);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ParseResult parsed = ParseAnswer(text);
  const ParseResult again = ParseAnswer(text);
  RBENCH_CHECK(parsed.status == again.status && parsed.position == again.position &&
               parsed.message == again.message);
  RBENCH_CHECK(parsed.position <= size);
  if (size > kMaxAnswerBytes) RBENCH_CHECK(parsed.status == ParseStatus::kTooLarge);
  if (parsed.status != ParseStatus::kParsed) return 0;
  CheckTree(parsed.tree);
  const std::string dump = DumpSyntax(parsed.tree);
  RBENCH_CHECK(!dump.empty() && dump == DumpSyntax(again.tree));
  const ParseResult padded = ParseAnswer(" " + std::string(text) + " ");
  if (padded.status == ParseStatus::kTooLarge) return 0;
  RBENCH_CHECK(padded.status == ParseStatus::kParsed && DumpSyntax(padded.tree) == dump);
  return 0;
}
