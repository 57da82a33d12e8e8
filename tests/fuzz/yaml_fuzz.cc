#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "base/yaml.h"

// Any text is an error with a place or a bounded tree; the typed readers never disagree with each
// other.

namespace {

void CheckScalar(const rbench::YamlNode& node) {
  const auto integer = node.AsInt();
  const auto number = node.AsDouble();
  const auto truth = node.AsBool();
  RBENCH_CHECK(node.AsString().has_value());
  if (integer.has_value()) {
    RBENCH_CHECK(number.has_value() && *number == static_cast<double>(*integer));
  }
  RBENCH_CHECK(!(truth.has_value() && number.has_value()));
  if (!node.IsPlainScalar()) {
    RBENCH_CHECK(!integer.has_value() && !number.has_value() && !truth.has_value());
  }
}

// Counts the nodes.
size_t Walk(const rbench::YamlNode& node, int depth) {
  RBENCH_CHECK(depth <= 64 && node.line() >= 1);
  size_t count = 1;
  switch (node.kind()) {
    case rbench::YamlNode::Kind::kNull:
      break;
    case rbench::YamlNode::Kind::kScalar:
      CheckScalar(node);
      break;
    case rbench::YamlNode::Kind::kList: {
      const auto items = node.AsList();
      RBENCH_CHECK(items.has_value());
      for (const auto& item : *items) count += Walk(item, depth + 1);
      break;
    }
    case rbench::YamlNode::Kind::kMap: {
      rbench::Result<rbench::YamlMap> map = rbench::YamlMap::From(node);
      const auto members = node.AsMap();
      RBENCH_CHECK(map.has_value() && members.has_value());
      RBENCH_CHECK(map->Finish().has_value() == members->empty());
      for (const auto& [key, value] : *members) {
        RBENCH_CHECK(map->Has(key) && map->Node(key).has_value());
        count += Walk(value, depth + 1);
      }
      RBENCH_CHECK(map->Finish().has_value());
      break;
    }
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const rbench::Result<rbench::YamlNode> node = rbench::ParseYaml(text, "f");
  if (!node.has_value()) {
    RBENCH_CHECK(node.error().message.starts_with("f:"));
    RBENCH_CHECK(rbench::IsValidUtf8(node.error().message));
    return 0;
  }
  RBENCH_CHECK(Walk(*node, 0) <= 100000);
  return 0;
}
