#include "tests/tasks/code/python_oracle.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "base/check.h"
#include "tasks/code/value_encoding.h"
#include "tests/support/temp_folder.h"

namespace rbench {

bool HavePython() {
  static const bool have =
      std::system("python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null") ==
      0;
  return have;
}

std::vector<std::string> RunPython(std::string_view script, const std::vector<std::string>& lines) {
  const TempFolder folder;
  WritePlain(folder / "script.py", script);
  std::string input;
  for (const std::string& line : lines) input += line + "\n";
  WritePlain(folder / "input", input);
  const std::string command = "PYTHONIOENCODING=utf-8:surrogatepass python3 -S " +
                              (folder / "script.py") + " < " + (folder / "input");
  std::FILE* pipe = ::popen(command.c_str(), "r");
  RBENCH_CHECK(pipe != nullptr);
  std::string output;
  char block[1 << 16];
  while (const size_t count = std::fread(block, 1, sizeof(block), pipe)) {
    output.append(block, count);
  }
  EXPECT_EQ(::pclose(pipe), 0) << "the script failed";
  std::vector<std::string> result;
  for (size_t at = 0; at < output.size();) {
    const size_t end = std::min(output.find('\n', at), output.size());
    result.push_back(output.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

std::string_view PythonValueCode() {
  return R"py(
import struct, sys
sys.set_int_max_str_digits(0) if hasattr(sys, 'set_int_max_str_digits') else None
def bits(x):
    return '%016x' % struct.unpack('>Q', struct.pack('>d', x))[0]
def encode(v):
    t = type(v)
    if v is None: return b'N'
    if t is bool: return b'T' if v else b'F'
    if t is int: return ('i%d;' % v).encode()
    if t is float: return ('f' + bits(v)).encode()
    if t is complex: return ('c' + bits(v.real) + bits(v.imag)).encode()
    if t is str:
        b = v.encode('utf-8', 'surrogatepass')
        return b's%d:' % len(b) + b
    if t is bytes: return b'b%d:' % len(v) + v
    if t is dict:
        return b'd%d:' % len(v) + b''.join(encode(k) + encode(w) for k, w in v.items())
    mark = {list: b'l', tuple: b't', set: b'S', frozenset: b'Z'}[t]
    return mark + b'%d:' % len(v) + b''.join(map(encode, v))
)py";
}

Value InOneOrder(const Value& value) {
  if (!value.IsContainer()) return value;
  std::vector<Value> items;
  for (const Value& item : value.items()) items.push_back(InOneOrder(item));
  if (value.kind() == ValueKind::kList) return Value::List(std::move(items));
  if (value.kind() == ValueKind::kTuple) return Value::Tuple(std::move(items));
  const size_t stride = value.kind() == ValueKind::kDict ? 2 : 1;
  std::vector<std::pair<std::string, size_t>> order;
  for (size_t i = 0; i < items.size(); i += stride) order.emplace_back(EncodeValue(items[i]), i);
  std::sort(order.begin(), order.end());
  std::vector<Value> sorted;
  for (const auto& [key, at] : order) {
    for (size_t i = 0; i < stride; ++i) sorted.push_back(items[at + i]);
  }
  if (value.kind() == ValueKind::kDict) return Value::Dict(std::move(sorted)).value();
  return value.kind() == ValueKind::kSet ? Value::Set(std::move(sorted)).value()
                                         : Value::Frozenset(std::move(sorted)).value();
}

std::string HexOf(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

std::string FromHex(std::string_view hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

}  // namespace rbench
