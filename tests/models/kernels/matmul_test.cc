#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "models/kernels/packed_matrix.h"
#include "tests/models/kernels/random_tensor.h"

namespace rbench {
namespace {

constexpr float kGuard = 12345.0f;

std::vector<float> Multiply(const Kernels& kernels, const PackedMatrix& w,
                            const std::vector<float>& x, size_t x_stride, size_t m, int threads) {
  ThreadTeam team(threads);
  const size_t y_stride = w.outputs() + 3;  // the gap must stay untouched
  std::vector<float> y(m * y_stride, kGuard);
  kernels.matmul(w, x.data(), x_stride, m, y.data(), y_stride, team);
  return y;
}

struct Shape {
  size_t outputs;
  size_t inputs;
};

std::vector<Shape> ShapesOf(TensorType type) {
  std::vector<Shape> shapes = {{16, 32}, {1, 64}, {50, 96}, {129, 160}};
  for (size_t i = 0; i < shapes.size() && TensorBlockElements(type) == 256; ++i)
    shapes[i].inputs = 256 * (i + 1);
  if (TensorBlockElements(type) == 1) {
    shapes.push_back({33, 1});
    shapes.push_back({40, 37});
    shapes.push_back({7, 255});
  }
  return shapes;
}

class MatmulTest : public testing::TestWithParam<TensorType> {};

TEST_P(MatmulTest, EveryTargetRowCountAndThreadCountGivesTheScalarBits) {
  const Kernels& scalar = Target("scalar");
  uint32_t seed = 1;
  for (const Shape shape : ShapesOf(GetParam())) {
    const RandomTensor tensor(GetParam(), shape.outputs, shape.inputs, ++seed);
    const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
    constexpr size_t kRows = 100;
    const size_t x_stride = shape.inputs + 5;
    const auto x = RandomFloats(kRows * x_stride, ++seed);
    const auto expected = Multiply(scalar, w, x, x_stride, kRows, 1);
    for (const std::string& name : AvailableKernelTargets()) {
      if (name == "scalar") continue;
      for (size_t m :
           {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 25, 64, 97, 100}) {
        const int threads = 1 + static_cast<int>(m + seed) % 3;
        auto want = expected;
        want.resize(m * (shape.outputs + 3));
        const auto got = Multiply(Target(name), w, x, x_stride, m, threads);
        ASSERT_EQ(FirstDifference(got, want), -1)
            << name << " m=" << m << " N=" << shape.outputs << " K=" << shape.inputs;
      }
    }
  }
}

TEST_P(MatmulTest, LongInputsThatAreCutIntoPartsGiveTheSameBits) {
  const size_t inputs = WholeBlocks(GetParam(), 2080);
  const RandomTensor tensor(GetParam(), 37, inputs, 9);
  const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
  const auto x = RandomFloats(20 * inputs, 10);
  const auto expected = Multiply(Target("scalar"), w, x, inputs, 20, 2);
  for (const std::string& name : AvailableKernelTargets()) {
    EXPECT_EQ(FirstDifference(Multiply(Target(name), w, x, inputs, 20, 2), expected), -1) << name;
    auto first = expected;
    first.resize(40);
    EXPECT_EQ(FirstDifference(Multiply(Target(name), w, x, inputs, 1, 1), first), -1) << name;
  }
}

TEST_P(MatmulTest, AgreesWithADoubleProductOfTheDequantisedRows) {
  const size_t inputs = WholeBlocks(GetParam(), 576);
  const RandomTensor tensor(GetParam(), 50, inputs, 3);
  const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
  const auto x = RandomFloats(9 * inputs, 4);
  for (const std::string& name : AvailableKernelTargets()) {
    const auto y = Multiply(Target(name), w, x, inputs, 9, 1);
    std::vector<float> row(inputs);
    for (size_t n = 0; n < 50; ++n) {
      DequantiseRow(tensor.view, n, row.data());
      for (size_t m = 0; m < 9; ++m) {
        double sum = 0, size = 0;
        for (size_t k = 0; k < inputs; ++k) {
          sum += static_cast<double>(x[m * inputs + k]) * row[k];
          size += std::abs(static_cast<double>(x[m * inputs + k]) * row[k]);
        }
        ASSERT_NEAR(y[m * 53 + n], sum, size * inputs * 0x1p-25) << name << " n=" << n;
      }
    }
  }
}

// Random bytes as weights: infinities, NaNs and subnormals come up in every floating-point field.
TEST_P(MatmulTest, SpecialWeightsAndInputsGiveTheSameBits) {
  const size_t inputs = WholeBlocks(GetParam(), 64);
  RandomTensor tensor(GetParam(), 48, inputs, 5);
  std::mt19937 random(6);
  for (std::byte& byte : tensor.bytes) byte = static_cast<std::byte>(random());
  const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
  auto x = RandomFloats(12 * inputs, 7);
  const float specials[] = {
      0.0f, -0.0f, 1e-42f, -1e-38f, 3e38f, std::numeric_limits<float>::infinity(), std::nanf("")};
  for (size_t i = 0; i < x.size(); i += 11) x[i] = specials[i / 11 % 7];
  for (size_t i = 0; i < 2 * inputs; ++i)
    x[i] = i % 3 == 0 ? 1e-41f : -0.0f;  // two rows without a NaN
  const auto expected = Multiply(Target("scalar"), w, x, inputs, 12, 1);
  for (const std::string& name : AvailableKernelTargets()) {
    for (size_t m : {1, 4, 12}) {
      auto want = expected;
      want.resize(m * 51);
      EXPECT_EQ(FirstDifference(Multiply(Target(name), w, x, inputs, m, 1), want), -1) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Types, MatmulTest, testing::ValuesIn(kAllTypes),
                         [](const auto& instance) { return TensorTypeName(instance.param); });

TEST(MatmulTest, NoRowsIsNoWork) {
  const RandomTensor tensor(TensorType::kF32, 16, 16, 1);
  const PackedMatrix w = *PackedMatrix::Pack({&tensor.view, 1});
  for (const std::string& name : AvailableKernelTargets()) {
    EXPECT_TRUE(Multiply(Target(name), w, {}, 16, 0, 2).empty());
  }
}

}  // namespace
}  // namespace rbench
