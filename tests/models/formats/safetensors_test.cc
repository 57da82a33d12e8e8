#include "models/formats/safetensors.h"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/philox.h"
#include "models/kernels/packed_matrix.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/hf_model.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(std::string_view header, std::string_view data) {
  const std::string file = RawSafetensors(header, data);
  GuardedBytes guarded(file.size());
  const Result<SafetensorsFile> parsed = SafetensorsFile::Parse(guarded.Place(file));
  return parsed ? "" : parsed.error().message;
}

std::string Text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(Safetensors, ReadsWhatIsWritten) {
  const std::vector<StoredTensor> tensors = {
      {"b", TensorType::kF32, {2, 3}, PackedOnes(TensorType::kF32, 6)},
      {"a", TensorType::kBF16, {5}, PackedOnes(TensorType::kBF16, 5)},
      {"nothing", TensorType::kF16, {0, 7}, ""},
      {"scalar", TensorType::kF16, {}, PackedOnes(TensorType::kF16, 1)},
      {"caf\u00e9 \"quoted\"", TensorType::kF16, {1}, PackedOnes(TensorType::kF16, 1)},
  };
  const std::string file = BuildSafetensors(tensors);
  EXPECT_EQ(file, BuildSafetensors(tensors));
  const Result<SafetensorsFile> parsed = SafetensorsFile::Parse(BytesOf(file));
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->tensors().size(), tensors.size());
  for (const StoredTensor& tensor : tensors) {
    const TensorView* const view = parsed->Find(tensor.name);
    ASSERT_NE(view, nullptr) << tensor.name;
    EXPECT_EQ(view->type, tensor.type);
    EXPECT_EQ(view->shape, tensor.shape);
    EXPECT_EQ(Text(view->bytes), tensor.data);
  }
  EXPECT_EQ(parsed->Find("absent"), nullptr);
}

TEST(Safetensors, HeaderIsPaddedAndKeepsMetadata) {
  const TensorView view{"t", TensorType::kF32, {0}, {}};
  const std::pair<std::string, std::string> metadata[] = {{"format", "pt"}};
  const std::string header = SafetensorsHeader(std::span(&view, 1), metadata);
  EXPECT_EQ(header.size() % 8, 0u);
  EXPECT_THAT(header, HasSubstr(R"({"__metadata__":{"format":"pt"},"t":{"dtype":"F32")"));
  EXPECT_TRUE(SafetensorsFile::Parse(BytesOf(header)));
}

TEST(Safetensors, TensorsNeedNoAlignment) {
  // One BF16 value, then an F32 at an odd place.
  const std::string one = PackedOnes(TensorType::kBF16, 1);
  const std::string file = RawSafetensors(
      R"({"h":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]},"f":{"dtype":"F32","shape":[2],"data_offsets":[2,10]}} )",
      one + PackedOnes(TensorType::kF32, 2));
  const Result<SafetensorsFile> parsed = SafetensorsFile::Parse(BytesOf(file));
  ASSERT_TRUE(parsed) << parsed.error().message;
  float values[2] = {};
  DequantiseRow(*parsed->Find("f"), 0, values);
  EXPECT_EQ(values[0], 1.0f);
  EXPECT_EQ(values[1], 1.0f);
}

TEST(Safetensors, HazardsAreErrors) {
  const std::string four(4, 'x');
  const std::string eight(8, 'x');
  struct Case {
    const char* name;
    const char* header;
    std::string data;
    const char* message;
  };
  const Case cases[] = {
      {"no object", "[1]", "", "does not begin with \"{\""},
      {"space first", " {}", "", "does not begin with \"{\""},
      {"no JSON", "{\"a\":", "", "header: "},
      {"two values", "{}{}", "", "header: "},
      {"not UTF-8", "{\"\xff\":1}", "", "header: "},
      {"deep", R"({"a":{"shape":[[[]]]}})", "", "header: "},
      {"duplicate tensor",
       R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
       eight, "duplicate key \"a\""},
      {"duplicate field", R"({"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}})",
       four, "duplicate key \"dtype\""},
      {"tensor is a number", R"({"a":1})", "", "tensor \"a\" is described by something"},
      {"no dtype", R"({"a":{"shape":[1],"data_offsets":[0,4]}})", four, "has no \"dtype\""},
      {"no shape", R"({"a":{"dtype":"F32","data_offsets":[0,4]}})", four, "has no \"shape\""},
      {"no offsets", R"({"a":{"dtype":"F32","shape":[1]}})", four, "has no \"data_offsets\""},
      {"unknown field", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})", four,
       "unknown field \"x\""},
      {"dtype is a number", R"({"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}})", four,
       "\"dtype\" that is no text"},
      {"fp8", R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", four,
       "tensor \"a\" has the type F8_E4M3; rbench reads F32, F16 and BF16: convert"},
      {"integers", R"({"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}})", four,
       "has the type I32"},
      {"unknown dtype", R"({"a":{"dtype":"Q3","shape":[1],"data_offsets":[0,4]}})", four,
       "unknown type \"Q3\""},
      {"quantised dtype of other formats",
       R"({"a":{"dtype":"Q8_0","shape":[1],"data_offsets":[0,4]}})", four, "unknown type \"Q8_0\""},
      {"shape is no list", R"({"a":{"dtype":"F32","shape":1,"data_offsets":[0,4]}})", four,
       "\"shape\" that is no list"},
      {"many dimensions",
       R"({"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}})", four,
       "\"shape\" of 9 items"},
      {"negative size", R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", four,
       "no whole number"},
      {"real size", R"({"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}})", four,
       "no whole number"},
      {"size beyond 64 bits",
       R"({"a":{"dtype":"F32","shape":[18446744073709551616],"data_offsets":[0,4]}})", four,
       "no whole number"},
      {"product overflows",
       R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", four,
       "does not fill its 4 bytes"},
      {"product overflows to zero",
       R"({"a":{"dtype":"F32","shape":[4294967296,1073741824],"data_offsets":[0,0]}})", "",
       "does not fill its 0 bytes"},
      {"overflow hidden by a zero",
       R"({"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,0],"data_offsets":[0,0]}})",
       "", "does not fill its 0 bytes"},
      {"one offset", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", four,
       "no begin and end"},
      {"offsets turned round", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", four,
       "no begin and end"},
      {"too few bytes", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", four,
       "does not fill its 4 bytes"},
      {"beyond the file", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", four,
       "the file is cut"},
      {"hole at the start", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", eight,
       "begins at byte 4 of the data, where byte 0 is next"},
      {"overlap",
       R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
       eight, "tensors must lie back to back"},
      {"the same bytes twice",
       R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
       four, "tensors must lie back to back"},
      {"bytes after the last tensor", R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
       eight, "has 4 bytes after its last tensor"},
      {"data without a tensor", "{}", four, "has 4 bytes after its last tensor"},
      {"metadata is no object", R"({"__metadata__":1})", "", "\"__metadata__\" is no object"},
      {"metadata with a number", R"({"__metadata__":{"a":1}})", "",
       "\"__metadata__\" has \"a\", which is no text"},
  };
  for (const Case& test : cases) {
    EXPECT_THAT(ErrorOf(test.header, test.data), HasSubstr(test.message)) << test.name;
  }
}

TEST(Safetensors, HeaderLengthIsCheckedBeforeUse) {
  const auto error = [](uint64_t length, size_t rest) {
    std::string file(8, '\0');
    std::memcpy(file.data(), &length, 8);
    file.append(rest, '{');
    return SafetensorsFile::Parse(BytesOf(file)).error().message;
  };
  EXPECT_THAT(error(3, 2), HasSubstr("only 2 bytes follow"));
  EXPECT_THAT(error(SafetensorsFile::kMaxHeaderBytes, 100), HasSubstr("only 100 bytes follow"));
  EXPECT_THAT(error(SafetensorsFile::kMaxHeaderBytes + 1, 100), HasSubstr("at most 100000000"));
  EXPECT_THAT(error(UINT64_MAX, 100), HasSubstr("at most 100000000"));
  EXPECT_THAT(error(UINT64_MAX - 7, 0), HasSubstr("at most 100000000"));
  EXPECT_THAT(error(0, 0), HasSubstr("does not begin"));
  EXPECT_THAT(SafetensorsFile::Parse({}).error().message, HasSubstr("0 bytes"));
}

TEST(Safetensors, CutAtEveryByte) {
  const std::string file =
      BuildSafetensors({{"one", TensorType::kF32, {2, 2}, PackedOnes(TensorType::kF32, 4)},
                        {"two", TensorType::kBF16, {3}, PackedOnes(TensorType::kBF16, 3)}});
  GuardedBytes guarded(file.size());
  for (size_t size = 0; size < file.size(); ++size) {
    const Result<SafetensorsFile> parsed =
        SafetensorsFile::Parse(guarded.Place(std::string_view(file).substr(0, size)));
    ASSERT_FALSE(parsed) << size;
    EXPECT_FALSE(parsed.error().message.empty());
  }
  EXPECT_TRUE(SafetensorsFile::Parse(guarded.Place(file)));
}

// Any change of a few bytes is an error or a file whose tensors lie inside it.
TEST(Safetensors, ChangedBytesNeverBreakTheReader) {
  const std::string file =
      BuildSafetensors({{"one", TensorType::kF32, {2, 2}, PackedOnes(TensorType::kF32, 4)},
                        {"two", TensorType::kBF16, {3}, PackedOnes(TensorType::kBF16, 3)}});
  GuardedBytes guarded(file.size());
  PhiloxStream random(PhiloxKeyFor(11, "safetensors changes"));
  int read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string changed = file;
    for (uint64_t i = 0, n = 1 + random.NextBelow(3); i < n; ++i) {
      changed[random.NextBelow(changed.size())] = static_cast<char>(random.NextBelow(256));
    }
    const std::span<const std::byte> bytes = guarded.Place(changed);
    const Result<SafetensorsFile> parsed = SafetensorsFile::Parse(bytes);
    if (!parsed) continue;
    ++read;
    for (const TensorView& tensor : parsed->tensors()) {
      ASSERT_GE(tensor.bytes.data(), bytes.data());
      ASSERT_LE(tensor.bytes.data() + tensor.bytes.size(), bytes.data() + bytes.size());
    }
  }
  EXPECT_GT(read, 100);  // changes of values and names are not errors
}

}  // namespace
}  // namespace rbench
