#include "models/formats/gguf_file.h"

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/formats/gguf_tensor_type.h"
#include "tests/models/formats/gguf_test_input.h"
#include "tests/support/gguf_builder.h"

namespace rbench {
namespace {

using ::testing::HasSubstr;

GgufBuilder SmallFile() {
  GgufBuilder gguf;
  gguf.SetString("general.architecture", "none");
  gguf.SetU32("answer", 42);
  gguf.SetStrings("texts", {"a", "", "\u00e9"});
  gguf.SetI32s("numbers", {1, -2, 3});
  gguf.tensors.push_back({"first", {3}, 0, std::string(12, 'a'), {}, {}});
  gguf.tensors.push_back({"second", {32, 2}, 8, std::string(68, 'b'), {}, {}});
  gguf.tensors.push_back({"third", {2, 3, 4}, 30, std::string(48, 'c'), {}, {}});
  return gguf;
}

std::string ParseError(const std::string& file) {
  GuardedBytes guarded(file.size());
  const Result<GgufFile> parsed = GgufFile::Parse(guarded.Place(file));
  return parsed ? "" : parsed.error().message;
}

TEST(GgufFile, ReadsWhatIsThere) {
  const std::string bytes = SmallFile().Build();
  const Result<GgufFile> file = GgufFile::Parse(BytesOf(bytes));
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->version(), 3u);
  EXPECT_EQ(file->alignment(), 32u);
  EXPECT_EQ(file->values().size(), 4u);
  EXPECT_EQ(**file->Integer("answer", 0, 100), 42);
  EXPECT_EQ(**file->String("general.architecture"), "none");
  EXPECT_EQ(**file->Strings("texts"), (std::vector<std::string>{"a", "", "\u00e9"}));
  EXPECT_EQ(**file->Integers("numbers", -5, 5), (std::vector<int64_t>{1, -2, 3}));
  EXPECT_FALSE(file->Integer("absent", 0, 1)->has_value());
  EXPECT_EQ(file->Find("answers"), nullptr);
  ASSERT_EQ(file->tensors().size(), 3u);
  const GgufTensor* const second = file->FindTensor("second");
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->type, TensorType::kQ8_0);
  EXPECT_EQ(second->dims[1], 2u);
  EXPECT_EQ(second->offset, 32u);
  EXPECT_EQ(second->bytes.size(), 68u);
  EXPECT_EQ(second->bytes[0], std::byte{'b'});
  EXPECT_EQ(file->FindTensor("third")->num_bytes, 48u);
  EXPECT_EQ(file->FindTensor("fourth"), nullptr);
}

TEST(GgufFile, ReadsVersion2AndOtherAlignments) {
  for (const uint32_t alignment : {8u, 64u, 4096u}) {
    GgufBuilder gguf = SmallFile();
    gguf.version = 2;
    gguf.alignment = alignment;
    gguf.SetU32("general.alignment", alignment);
    const std::string bytes = gguf.Build();
    const Result<GgufFile> file = GgufFile::Parse(BytesOf(bytes));
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->version(), 2u);
    EXPECT_EQ(file->data_start() % alignment, 0u);
    EXPECT_EQ(file->FindTensor("third")->bytes[47], std::byte{'c'});
  }
}

TEST(GgufFile, ReadsEveryIntegerType) {
  GgufBuilder gguf;
  const auto bytes = [](uint64_t value, size_t size) {
    return GgufBytesU64(value).substr(0, size);
  };
  gguf.SetRaw("u8", kGgufU8, bytes(200, 1));
  gguf.SetRaw("i8", kGgufI8, bytes(static_cast<uint64_t>(-7), 1));
  gguf.SetRaw("u16", kGgufU16, bytes(60000, 2));
  gguf.SetRaw("i16", kGgufI16, bytes(static_cast<uint64_t>(-700), 2));
  gguf.SetRaw("i32", kGgufI32, bytes(static_cast<uint64_t>(-70000), 4));
  gguf.SetRaw("i64", kGgufI64, bytes(static_cast<uint64_t>(-7000000000), 8));
  gguf.SetU64("u64", 7000000000);
  gguf.SetU64("huge", std::numeric_limits<uint64_t>::max());
  const std::string text = gguf.Build();
  const Result<GgufFile> file = GgufFile::Parse(BytesOf(text));
  ASSERT_TRUE(file) << file.error().message;
  const auto read = [&](const char* key) {
    return **file->Integer(key, -10000000000, 10000000000);
  };
  EXPECT_EQ(read("u8"), 200);
  EXPECT_EQ(read("i8"), -7);
  EXPECT_EQ(read("u16"), 60000);
  EXPECT_EQ(read("i16"), -700);
  EXPECT_EQ(read("i32"), -70000);
  EXPECT_EQ(read("i64"), -7000000000);
  EXPECT_EQ(read("u64"), 7000000000);
  EXPECT_THAT(file->Integer("huge", 0, 1000).error().message,
              HasSubstr("\"huge\" is 9223372036854775807"));
  EXPECT_THAT(file->Integer("i8", 0, 1000).error().message,
              HasSubstr("\"i8\" is -7; it must lie between 0 and 1000"));
}

TEST(GgufFile, TypedAccessNamesTheKeyOfAnotherType) {
  GgufBuilder gguf = SmallFile();
  gguf.SetF64("real", 1.5);
  gguf.SetF32("infinite", std::numeric_limits<float>::infinity());
  gguf.SetBool("yes", true);
  const std::string text = gguf.Build();
  const Result<GgufFile> file = GgufFile::Parse(BytesOf(text));
  ASSERT_TRUE(file);
  EXPECT_EQ(**file->Real("real"), 1.5);
  EXPECT_TRUE(**file->Bool("yes"));
  EXPECT_THAT(file->Real("infinite").error().message, HasSubstr("\"infinite\" is not finite"));
  EXPECT_THAT(file->Real("answer").error().message,
              HasSubstr("\"answer\" has type u32; it must be f32"));
  EXPECT_THAT(file->Bool("answer").error().message, HasSubstr("must be a bool"));
  EXPECT_THAT(file->String("answer").error().message, HasSubstr("must be a string"));
  EXPECT_THAT(file->Integer("real", 0, 1).error().message, HasSubstr("must be an integer"));
  EXPECT_THAT(file->Integer("numbers", 0, 1).error().message, HasSubstr("array of i32"));
  // An array of another element type is never reinterpreted.
  EXPECT_THAT(file->Strings("numbers").error().message,
              HasSubstr("array of i32; it must be an array of strings"));
  EXPECT_THAT(file->Integers("texts", 0, 1).error().message, HasSubstr("array of string"));
  EXPECT_THAT(file->Integers("answer", 0, 1).error().message,
              HasSubstr("must be an array of integers"));
  EXPECT_THAT(file->Integers("numbers", 0, 9).error().message, HasSubstr("is -2 at index 1"));
}

struct Hazard {
  const char* name;
  std::function<void(GgufBuilder&)> spoil;
  const char* message;
};

void PrintTo(const Hazard& hazard, std::ostream* out) { *out << hazard.name; }

class GgufHazard : public ::testing::TestWithParam<Hazard> {};

TEST_P(GgufHazard, IsRefusedByName) {
  GgufBuilder gguf = SmallFile();
  GetParam().spoil(gguf);
  EXPECT_THAT(ParseError(gguf.Build()), HasSubstr(GetParam().message));
}

std::string ArrayOf(uint32_t type, uint64_t count, const std::string& items) {
  return GgufBytesU32(type) + GgufBytesU64(count) + items;
}

constexpr uint64_t kHuge = uint64_t{1} << 60;

const Hazard kHazards[] = {
    {"WrongMagic", [](GgufBuilder& g) { g.magic = "GGML"; }, "is not a GGUF file"},
    {"Version1", [](GgufBuilder& g) { g.version = 1; }, "has GGUF version 1"},
    {"Version0", [](GgufBuilder& g) { g.version = 0; }, "has GGUF version 0"},
    {"Version4", [](GgufBuilder& g) { g.version = 4; }, "has GGUF version 4"},
    {"BigEndian", [](GgufBuilder& g) { g.version = 0x03000000; }, "is a big-endian GGUF file"},
    {"MoreKeysThanBytes", [](GgufBuilder& g) { g.num_values = kHuge; },
     "says that it has 1152921504606846976 keys"},
    {"KeyCountThatOverflows", [](GgufBuilder& g) { g.num_values = UINT64_MAX; },
     "says that it has 18446744073709551615 keys"},
    {"MoreTensorsThanBytes", [](GgufBuilder& g) { g.num_tensors = kHuge; },
     "says that it has 1152921504606846976 tensors"},
    // The first tensor info is taken for a key and a value.
    {"OneKeyTooMany", [](GgufBuilder& g) { g.num_values = 5; }, "has a tensor without a name"},
    {"OneTensorTooMany", [](GgufBuilder& g) { g.num_tensors = 4; }, "tensor"},
    {"OneTensorTooFew", [](GgufBuilder& g) { g.num_tensors = 2; }, "bytes after its last tensor"},
    {"StringLongerThanFile",
     [](GgufBuilder& g) { g.SetRaw("text", kGgufString, GgufBytesU64(kHuge)); },
     "is truncated: the file ends inside string 0 of key \"text\""},
    {"StringLengthThatWraps",
     [](GgufBuilder& g) { g.SetRaw("text", kGgufString, GgufBytesU64(UINT64_MAX - 7)); },
     "string 0 of key \"text\""},
    {"ArrayLongerThanFile",
     [](GgufBuilder& g) { g.SetRaw("list", kGgufArray, ArrayOf(kGgufU64, kHuge, "")); },
     "key \"list\" says that it has 1152921504606846976 items of type u64"},
    {"ArraySizeThatWraps",
     [](GgufBuilder& g) {
       g.SetRaw("list", kGgufArray, ArrayOf(kGgufU64, (uint64_t{1} << 61) + 1, "01234567"));
     },
     "key \"list\" says that it has"},
    {"StringArrayLongerThanFile",
     [](GgufBuilder& g) { g.SetRaw("list", kGgufArray, ArrayOf(kGgufString, kHuge, "")); },
     "items of type string"},
    {"StringArrayThatEndsEarly",
     [](GgufBuilder& g) {
       g.SetRaw("list", kGgufArray,
                ArrayOf(kGgufString, 2, GgufBytesString("a") + GgufBytesU64(kHuge)));
     },
     "string 1 of key \"list\""},
    {"NestedArray",
     [](GgufBuilder& g) {
       g.SetRaw("list", kGgufArray, ArrayOf(kGgufArray, 1, ArrayOf(kGgufU8, 0, "")));
     },
     "key \"list\" has an array of arrays"},
    {"UnknownValueType", [](GgufBuilder& g) { g.SetRaw("odd", 13, "0123"); },
     "key \"odd\" has the unknown value type 13"},
    {"HugeValueType", [](GgufBuilder& g) { g.SetRaw("odd", UINT32_MAX, "0123"); },
     "unknown value type 4294967295"},
    {"UnknownElementType",
     [](GgufBuilder& g) { g.SetRaw("odd", kGgufArray, ArrayOf(99, 1, "0123")); },
     "key \"odd\" has the unknown value type 99"},
    {"BoolThatIsTwo", [](GgufBuilder& g) { g.SetRaw("flag", kGgufBool, "\2"); },
     "key \"flag\" has the bool 2"},
    {"BoolInArrayThatIsTwo",
     [](GgufBuilder& g) { g.SetRaw("flags", kGgufArray, ArrayOf(kGgufBool, 2, "\1\2")); },
     "key \"flags\" has the bool 2"},
    {"KeyNotUtf8", [](GgufBuilder& g) { g.SetU32("ab\xff", 1); }, "that is not UTF-8"},
    {"EmptyKey", [](GgufBuilder& g) { g.SetU32("", 1); }, "has a key without a name"},
    {"KeyTooLong", [](GgufBuilder& g) { g.SetU32(std::string(65536, 'k'), 1); },
     "has a key of 65536 bytes"},
    {"StringNotUtf8", [](GgufBuilder& g) { g.SetString("text", "\xc3("); },
     "key \"text\" has a string (0) that is not UTF-8"},
    {"StringInArrayNotUtf8",
     [](GgufBuilder& g) {
       g.SetStrings("list", {"ok", "\xed\xa0\x80"});
     },
     "key \"list\" has a string (1) that is not UTF-8"},
    {"DuplicateKey", [](GgufBuilder& g) { g.AppendRaw("answer", kGgufU8, "x"); },
     "has the key \"answer\" twice"},
    {"DuplicateTensor", [](GgufBuilder& g) { g.tensors[2].name = "first"; },
     "has the tensor \"first\" twice"},
    {"TensorWithoutName", [](GgufBuilder& g) { g.tensors[1].name = ""; },
     "has a tensor without a name"},
    {"TensorNameTooLong", [](GgufBuilder& g) { g.tensors[1].name = std::string(65, 't'); },
     "has a name of 65 bytes"},
    {"TensorNameNotUtf8", [](GgufBuilder& g) { g.tensors[1].name = "\x80"; },
     "name that is not UTF-8"},
    {"NoDimensions", [](GgufBuilder& g) { g.tensors[0].n_dims = 0; },
     "tensor \"first\" has 0 dimensions"},
    {"FiveDimensions",
     [](GgufBuilder& g) {
       g.tensors[0].dims = {1, 1, 1, 1, 3};
     },
     "tensor \"first\" has 5 dimensions"},
    {"HugeDimensionCount", [](GgufBuilder& g) { g.tensors[0].n_dims = UINT32_MAX; },
     "has 4294967295 dimensions"},
    {"DimensionOfZero",
     [](GgufBuilder& g) {
       g.tensors[2].dims = {2, 0, 4};
     },
     "tensor \"third\" has a dimension of 0"},
    {"ElementsThatOverflow",
     [](GgufBuilder& g) {
       g.tensors[2].dims = {uint64_t{1} << 32, uint64_t{1} << 32, 1};
     },
     "tensor \"third\" has dimensions whose product overflows"},
    {"ElementsThatOverflowToSmall",
     [](GgufBuilder& g) {
       g.tensors[2].dims = {uint64_t{1} << 33, uint64_t{1} << 31, 24};
     },
     "product overflows"},
    {"BytesThatOverflow", [](GgufBuilder& g) { g.tensors[0].dims = {uint64_t{1} << 62}; },
     "product overflows"},
    {"ElementsBeyondSigned",
     [](GgufBuilder& g) {
       g.tensors[1].dims = {uint64_t{1} << 63};
       g.tensors[1].type = 2;
     },
     "product overflows"},
    {"SumOfSizesThatOverflows",
     [](GgufBuilder& g) {
       for (GgufBuilderTensor& tensor : g.tensors)
         tensor = {tensor.name, {uint64_t{1} << 60, 2}, 0, "", {}, {}};
       g.tensors[1].offset = uint64_t{1} << 63;
     },
     "ends beyond 64 bits"},
    {"PaddingThatOverflows",
     [](GgufBuilder& g) { g.tensors[0] = {"first", {uint64_t{INT64_MAX}}, 1, "", {}, {}}; },
     "tensor \"second\" starts beyond 64 bits"},
    {"EndThatOverflows",
     [](GgufBuilder& g) {
       g.tensors = {{"first", {uint64_t{INT64_MAX} - 15}, 1, "", {}, {}}};
     },
     "tensor \"first\" ends beyond 64 bits"},
    {"RowsOfBrokenBlocks",
     [](GgufBuilder& g) {
       g.tensors[1].dims = {34, 2};
     },
     "tensor \"second\" has rows of 34 elements, which is no multiple of the 32 of a Q8_0 block"},
    {"RemovedType", [](GgufBuilder& g) { g.tensors[1].type = 4; },
     "tensor \"second\": has type Q4_2, which was removed"},
    {"TypeOfMatrixWeights", [](GgufBuilder& g) { g.tensors[1].type = 20; },
     "tensor \"second\": has type IQ4_NL, which rbench does not read (it reads F32"},
    {"RowsOfBrokenLargeBlocks", [](GgufBuilder& g) { g.tensors[1].type = 14; },
     "tensor \"second\" has rows of 32 elements, which is no multiple of the 256 of a Q6_K block"},
    {"TypeNotRead", [](GgufBuilder& g) { g.tensors[1].type = 26; }, "has type I32"},
    {"UnknownType", [](GgufBuilder& g) { g.tensors[1].type = 1000; },
     "tensor \"second\": has the unknown type number 1000"},
    {"AlignmentZero", [](GgufBuilder& g) { g.SetU32("general.alignment", 0); },
     "general.alignment is 0"},
    {"AlignmentThree", [](GgufBuilder& g) { g.SetU32("general.alignment", 48); },
     "general.alignment is 48"},
    {"AlignmentOne", [](GgufBuilder& g) { g.SetU32("general.alignment", 1); },
     "general.alignment is 1"},
    {"AlignmentHuge",
     [](GgufBuilder& g) {
       g.SetU32("general.alignment", 1u << 31);
       g.tensors.resize(1);
     },
     "is truncated: tensor \"first\" ends at byte 2147483660"},
    {"AlignmentOfAnotherType", [](GgufBuilder& g) { g.SetU64("general.alignment", 32); },
     "general.alignment has type u64"},
    {"AlignmentArray",
     [](GgufBuilder& g) { g.SetRaw("general.alignment", kGgufArray, ArrayOf(kGgufU32, 0, "")); },
     "general.alignment has type array of u32"},
    {"OffsetThatOverlaps", [](GgufBuilder& g) { g.tensors[1].offset = 0; },
     "tensor \"second\" has the offset 0, and the tensors before it end at 32"},
    {"OffsetWithHole", [](GgufBuilder& g) { g.tensors[1].offset = 64; },
     "tensor \"second\" has the offset 64"},
    {"OffsetNotAligned", [](GgufBuilder& g) { g.tensors[1].offset = 12; },
     "tensor \"second\" has the offset 12"},
    {"OffsetBeyondFile", [](GgufBuilder& g) { g.tensors[2].offset = UINT64_MAX - 31; },
     "tensor \"third\" has the offset"},
    {"DataBeyondFile",
     [](GgufBuilder& g) {
       g.tensors[2].dims = {2, 3, 4000};
     },
     "is truncated: tensor \"third\" ends at byte"},
};

INSTANTIATE_TEST_SUITE_P(All, GgufHazard, ::testing::ValuesIn(kHazards),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(GgufFile, RefusesBytesAfterTheLastTensor) {
  EXPECT_THAT(ParseError(SmallFile().Build() + std::string(40, 'x')),
              HasSubstr("has 40 bytes after its last tensor"));
}

TEST(GgufFile, TruncationNamesTensorEndAndSize) {
  std::string file = SmallFile().Build();
  const size_t whole = file.size();
  file.resize(whole - 30);  // 16 of them are padding
  EXPECT_THAT(ParseError(file), HasSubstr("is truncated: tensor \"third\" ends at byte " +
                                          std::to_string(whole - 16) + ", and the file has " +
                                          std::to_string(whole - 30) + " bytes"));
}

// A quadratic search for duplicates would take minutes.
TEST(GgufFile, ManyKeysAreCheckedQuickly) {
  GgufBuilder gguf;
  for (int i = 0; i < 100000; ++i) gguf.AppendRaw("key" + std::to_string(i), kGgufU8, "x");
  EXPECT_EQ(ParseError(gguf.Build()), "");
  gguf.AppendRaw("key777", kGgufU8, "x");
  EXPECT_THAT(ParseError(gguf.Build()), HasSubstr("has the key \"key777\" twice"));
}

TEST(GgufFile, TextOfTheFileIsHarmlessInMessages) {
  EXPECT_EQ(QuotedForMessage("plain"), "\"plain\"");
  EXPECT_EQ(QuotedForMessage(std::string(100, 'a')), '"' + std::string(64, 'a') + "...\"");
  EXPECT_EQ(QuotedForMessage("\x1b[2J").find('\x1b'), std::string::npos);
}

TEST(GgufTensorType, EveryNumberIsReadOrRefused) {
  int read = 0;
  for (uint32_t number = 0; number < 200; ++number) {
    const Result<TensorType> type = TensorTypeOfGguf(number);
    read += type ? 1 : 0;
    if (type) {
      EXPECT_EQ(GgufNumberOf(*type), number);
    } else {
      EXPECT_THAT(type.error().message, HasSubstr("has"));
    }
  }
  EXPECT_EQ(read, 13);
}

}  // namespace
}  // namespace rbench
