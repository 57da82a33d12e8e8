#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// YAML read as typed configuration (the one door of yaml-cpp, which stays inside yaml.cc). A
// document is at most 1 MiB, 64 levels and 100,000 nodes; anchors, aliases, tags, duplicate keys
// and second documents are refused. Scalars are typed by the reader that asks, never guessed: `no`,
// `017` and `1e3` mean what the schema says they mean.

namespace rbench {

// One node with its place. Errors read "where:line: message".
class YamlNode {
 public:
  enum class Kind { kNull, kScalar, kList, kMap };

  Kind kind() const;
  int line() const;            // from 1
  bool IsPlainScalar() const;  // a scalar without quotes

  Result<std::string> AsString() const;  // any scalar as written
  Result<int64_t> AsInt() const;         // decimal, optional sign, no quotes
  Result<double> AsDouble() const;       // decimal or exponent form, finite, no quotes
  Result<bool> AsBool() const;           // exactly true or false
  Result<std::vector<YamlNode>> AsList() const;
  Result<std::vector<std::pair<std::string, YamlNode>>> AsMap() const;

  // An error at this node's place.
  Error ErrorHere(std::string_view message) const;

  struct Impl;
  explicit YamlNode(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  friend class YamlMap;
  std::shared_ptr<const Impl> impl_;
};

// `where` is the file name that errors carry.
Result<YamlNode> ParseYaml(std::string_view text, std::string_view where);
Result<YamlNode> ReadYamlFile(const std::string& path);

// Reads a map key by key and then insists that every key was known:
//   YamlMap map = ...; RBENCH_ASSIGN_OR_RETURN(options.name, map.String("name")); ... return
//   map.Finish();
class YamlMap {
 public:
  static Result<YamlMap> From(const YamlNode& node);

  bool Has(std::string_view key) const;
  // Required keys: an error at the map's line when absent.
  Result<YamlNode> Node(std::string_view key);
  Result<std::string> String(std::string_view key);
  Result<int64_t> Int(std::string_view key);
  Result<double> Double(std::string_view key);
  Result<bool> Bool(std::string_view key);
  // Optional keys: the default when absent.
  Result<std::optional<YamlNode>> NodeOr(std::string_view key);
  Result<std::string> StringOr(std::string_view key, std::string_view fallback);
  Result<int64_t> IntOr(std::string_view key, int64_t fallback);
  Result<double> DoubleOr(std::string_view key, double fallback);
  Result<bool> BoolOr(std::string_view key, bool fallback);
  // A scalar or a list of scalars.
  Result<std::vector<std::string>> StringsOr(std::string_view key,
                                             std::vector<std::string> fallback);

  // Error for the first key that nobody asked for, with its line and the nearest known key.
  Status Finish() const;
  const YamlNode& node() const { return node_; }

 private:
  explicit YamlMap(YamlNode node) : node_(std::move(node)) {}
  YamlNode node_;
  std::vector<std::pair<std::string, YamlNode>> members_;
  std::vector<std::string> known_;
};

}  // namespace rbench
