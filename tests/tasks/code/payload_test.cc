#include "tasks/code/payload.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "base/base64.h"
#include "base/files.h"
#include "base/inflate.h"
#include "tests/support/test_data.h"
#include "tests/tasks/code/python_oracle.h"

namespace rbench {
namespace {

constexpr std::string_view kJson =
    R"([{"input": "1 2\n", "output": "3", "testtype": "stdin"},)"
    R"( {"output": "[3]", "input": "[1]\n2", "testtype": "functional"}])";

std::string Deflate(std::string_view text) {
  std::string packed(compressBound(text.size()), '\0');
  uLongf size = packed.size();
  EXPECT_EQ(compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                      reinterpret_cast<const Bytef*>(text.data()), text.size(), 9),
            Z_OK);
  packed.resize(size);
  return packed;
}

std::string LittleEndian(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

// As protocol 4 writes a text of up to 64 KiB.
std::string Pickled(std::string_view text) {
  const std::string body = "X" + LittleEndian(text.size(), 4) + std::string(text) + "\x94.";
  return "\x80\x04\x95" + LittleEndian(body.size(), 8) + body;
}

std::string Packed(std::string_view json) { return EncodeBase64(Deflate(Pickled(json))); }

void ExpectTheTwoTests(const Result<std::vector<PayloadTest>>& tests) {
  ASSERT_TRUE(tests) << tests.error().message;
  ASSERT_EQ(tests->size(), 2u);
  EXPECT_EQ((*tests)[0].input, "1 2\n");
  EXPECT_EQ((*tests)[0].output, "3");
  EXPECT_EQ((*tests)[0].type, PayloadTestType::kStdin);
  EXPECT_EQ((*tests)[1].input, "[1]\n2");
  EXPECT_EQ((*tests)[1].output, "[3]");
  EXPECT_EQ((*tests)[1].type, PayloadTestType::kFunctional);
}

TEST(Payload, BothForms) {
  ExpectTheTwoTests(DecodePayload(kJson));
  ExpectTheTwoTests(DecodePayload(Packed(kJson)));
  ExpectTheTwoTests(DecodePayload("\n " + std::string(kJson) + "\n"));
  EXPECT_EQ(DecodePayload("[]")->size(), 0u);
}

TEST(Payload, BrokenIsNeverEmpty) {
  const std::string packed = Packed(kJson);
  for (size_t n = 0; n < packed.size(); ++n) {
    EXPECT_FALSE(DecodePayload(packed.substr(0, n))) << n;
  }
  // One changed character: base64, the checksum, the pickle or the JSON notices.
  for (size_t n = 0; n < packed.size(); ++n) {
    if (packed[n] == '=') continue;
    std::string changed = packed;
    changed[n] = changed[n] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodePayload(changed)) << n;
  }
  for (const char* json :
       {"{}", "1", "[1]", "[{}]", "[{\"input\": \"\", \"output\": \"\"}]",
        "[{\"input\": 1, \"output\": \"\", \"testtype\": \"stdin\"}]",
        "[{\"input\": \"\", \"output\": \"\", \"testtype\": \"x\"}]", "[", "[]]"}) {
    EXPECT_FALSE(DecodePayload(Packed(json))) << json;
  }
  EXPECT_FALSE(DecodePayload(""));
  EXPECT_FALSE(DecodePayload(EncodeBase64(Deflate("no pickle"))));
  EXPECT_FALSE(DecodePayload(EncodeBase64("no zlib")));
  EXPECT_FALSE(DecodePayload(EncodeBase64(Deflate(Pickled(kJson)) + "x")));
}

TEST(Payload, BoundsHold) {
  PayloadLimits limits;
  // A zip bomb: 64 MiB of blanks in 64 KiB.
  const std::string bomb = EncodeBase64(Deflate(std::string(64 << 20, ' ')));
  limits.max_unpacked_bytes = 1 << 20;
  EXPECT_EQ(DecodePayload(bomb, limits).error().code, ErrorCode::kResourceExhausted);
  limits = {};
  limits.max_packed_bytes = 10;
  EXPECT_EQ(DecodePayload(kJson, limits).error().code, ErrorCode::kResourceExhausted);
  limits = {};
  limits.max_tests = 1;
  EXPECT_EQ(DecodePayload(kJson, limits).error().code, ErrorCode::kResourceExhausted);
  EXPECT_FALSE(DecodePayload(std::string(1'000'000, '[')));
}

TEST(PickledText, OnlyTheOpcodesOfOneText) {
  const std::string head = "\x80\x04";
  EXPECT_EQ(ReadPickledText(head + "\x8C\x01"
                                   "a\x94.")
                .value(),
            "a");
  EXPECT_EQ(ReadPickledText(head + "\x8C\x01"
                                   "a.")
                .value(),
            "a");
  EXPECT_EQ(
      ReadPickledText("\x80\x02X" + LittleEndian(1, 4) + "aq" + LittleEndian(0, 1) + ".").value(),
      "a");
  EXPECT_EQ(
      ReadPickledText("\x80\x02X" + LittleEndian(1, 4) + "ar" + LittleEndian(0, 4) + ".").value(),
      "a");
  EXPECT_EQ(ReadPickledText("\x80\x05\x8D" + LittleEndian(2, 8) + "ab.").value(), "ab");
  EXPECT_EQ(ReadPickledText(head + "\x8C" + LittleEndian(0, 1) + ".").value(), "");
  const std::string refused[] = {
      "",
      "\x80",
      "\x80\x01X" + LittleEndian(1, 4) + "a.",
      "\x80\x06X" + LittleEndian(1, 4) + "a.",
      "X" + LittleEndian(1, 4) + "a.",
      head +
          "\x8C\x02"
          "a.",
      head +
          "\x8C\x01"
          "a",
      head +
          "\x8C\x01"
          "a\x94",
      head +
          "\x8C\x01"
          "a\x94\x94.",
      head +
          "\x8C\x01"
          "a..",
      head + "\x8C\x01\xFF.",
      head +
          "\x8C\x01"
          "a\x8C\x01"
          "b.",
      head + "\x95" + LittleEndian(99, 8) +
          "\x8C\x01"
          "a.",
      head + "\x95" + LittleEndian(3, 8) +
          "\x8C\x01"
          "a.",
      head + "\x8D" + LittleEndian(~uint64_t{0}, 8) + "a.",
      head + "K\x01.",                         // an integer
      head + "]\x94.",                         // a list
      head + "N.",                             // None
      head + "cos\nsystem\n.",                 // GLOBAL
      head + "\x8C\x02os\x8C\x06system\x93.",  // STACK_GLOBAL
      head +
          "\x8C\x01"
          "aR.",  // REDUCE
      head +
          "\x8C\x01"
          "a\x85.",                            // a tuple
      head + "B" + LittleEndian(1, 4) + "a.",  // bytes
      "S'a'\n.",                               // protocol 0
  };
  for (const std::string& pickle : refused) EXPECT_FALSE(ReadPickledText(pickle)) << pickle;
}

TEST(PickledText, PythonsOwnPickles) {
  RBENCH_REQUIRE_PYTHON();
  const std::vector<std::string> lines = RunPython(
      "import pickle\n"
      "for n in (0, 1, 255, 256, 65535, 65536, 70000):\n"
      "  for p in (2, 3, 4, 5):\n"
      "    print(n, pickle.dumps('\\u00e9' * (n // 2) + 'a' * (n % 2), protocol=p).hex())\n",
      {});
  ASSERT_EQ(lines.size(), 28u);
  for (const std::string& line : lines) {
    const size_t space = line.find(' ');
    const Result<std::string> text = ReadPickledText(FromHex(line.substr(space + 1)));
    ASSERT_TRUE(text) << text.error().message << " " << line.substr(0, 60);
    EXPECT_EQ(text->size(), static_cast<size_t>(std::stoi(line.substr(0, space))));
  }
}

}  // namespace
}  // namespace rbench
