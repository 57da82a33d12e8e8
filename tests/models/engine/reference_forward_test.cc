#include <cmath>

#include <gtest/gtest.h>

#include "models/engine/kv_pages.h"
#include "models/engine/transformer.h"
#include "tests/models/engine/engine_runs.h"

// The engine's forward pass against a naive one in double precision that shares no code with it but
// the expansion of quantised rows.

namespace rbench {
namespace {

using Vector = std::vector<double>;

Vector Row(const TensorView& tensor, size_t row) {
  std::vector<float> values(tensor.columns());
  DequantiseRow(tensor, row, values.data());
  return {values.begin(), values.end()};
}

Vector Multiply(const TensorView& matrix, const Vector& x) {
  Vector y(matrix.rows());
  for (size_t n = 0; n < y.size(); ++n) {
    const Vector w = Row(matrix, n);
    for (size_t k = 0; k < x.size(); ++k) y[n] += w[k] * x[k];
  }
  return y;
}

Vector Normalise(const Vector& x, const TensorView& weight, double eps) {
  double squares = 0;
  for (double v : x) squares += v * v;
  const double factor = 1 / std::sqrt(squares / static_cast<double>(x.size()) + eps);
  const Vector w = Row(weight, 0);
  Vector y(x.size());
  for (size_t i = 0; i < x.size(); ++i) y[i] = x[i] * factor * w[i];
  return y;
}

Vector NormaliseHeads(const Vector& x, const TensorView& weight, double eps) {
  Vector out;
  const auto dim = static_cast<std::ptrdiff_t>(weight.columns());
  for (auto head = x.begin(); head != x.end(); head += dim) {
    const Vector y = Normalise(Vector(head, head + dim), weight, eps);
    out.insert(out.end(), y.begin(), y.end());
  }
  return out;
}

void AddTo(Vector& x, const Vector& y) {
  for (size_t i = 0; i < x.size(); ++i) x[i] += y[i];
}

// Llama 3.1's stretching in the words of its report: by wavelength.
double Stretch(const RopeScaling& scaling, double frequency) {
  if (scaling.kind == RopeScaling::Kind::kNone) return frequency;
  if (scaling.kind == RopeScaling::Kind::kLinear) return frequency / scaling.factor;
  const double wavelength = 2 * M_PI / frequency;
  if (wavelength < scaling.original_context / scaling.high_freq_factor) return frequency;
  if (wavelength > scaling.original_context / scaling.low_freq_factor)
    return frequency / scaling.factor;
  const double smooth = (scaling.original_context / wavelength - scaling.low_freq_factor) /
                        (scaling.high_freq_factor - scaling.low_freq_factor);
  return (1 - smooth) * frequency / scaling.factor + smooth * frequency;
}

void Rotate(double* head, const Checkpoint& checkpoint, int position) {
  const ModelSpec& spec = checkpoint.spec;
  const int half = spec.head_dim / 2;
  Vector factors(static_cast<size_t>(half), 1.0);
  if (!checkpoint.weights.rope_factors.bytes.empty())
    factors = Row(checkpoint.weights.rope_factors, 0);
  for (int i = 0; i < half; ++i) {
    const double frequency =
        Stretch(spec.rope_scaling, std::pow(spec.rope_theta, -2.0 * i / spec.head_dim));
    const double angle = position * frequency / factors[static_cast<size_t>(i)];
    const double a = head[i];
    const double b = head[i + half];
    head[i] = a * std::cos(angle) - b * std::sin(angle);
    head[i + half] = b * std::cos(angle) + a * std::sin(angle);
  }
}

// One sequence's keys and values: [layer][token].
struct SlowCache {
  std::vector<std::vector<Vector>> keys, values;
};

Vector SlowAttention(const ModelSpec& spec, const Vector& query, const std::vector<Vector>& keys,
                     const std::vector<Vector>& values) {
  const int dim = spec.head_dim;
  Vector out(query.size());
  for (int h = 0; h < spec.num_heads; ++h) {
    const int kv = h / (spec.num_heads / spec.num_kv_heads);
    Vector scores;
    double best = -1e300;
    for (const Vector& key : keys) {
      double dot = 0;
      for (int i = 0; i < dim; ++i)
        dot += query[static_cast<size_t>(h * dim + i)] * key[static_cast<size_t>(kv * dim + i)];
      scores.push_back(dot / std::sqrt(static_cast<double>(dim)));
      best = std::max(best, scores.back());
    }
    double sum = 0;
    for (double& s : scores) sum += s = std::exp(s - best);
    for (size_t t = 0; t < scores.size(); ++t) {
      for (int i = 0; i < dim; ++i) {
        out[static_cast<size_t>(h * dim + i)] +=
            scores[t] / sum * values[t][static_cast<size_t>(kv * dim + i)];
      }
    }
  }
  return out;
}

Vector SlowLogits(const Checkpoint& checkpoint, SlowCache& cache, TokenId token, int position) {
  const ModelSpec& spec = checkpoint.spec;
  const ModelWeights& weights = checkpoint.weights;
  cache.keys.resize(weights.layers.size());
  cache.values.resize(weights.layers.size());
  Vector x = Row(weights.token_embedding, static_cast<size_t>(token));
  for (size_t l = 0; l < weights.layers.size(); ++l) {
    const LayerWeights& layer = weights.layers[l];
    const double eps = static_cast<double>(spec.rms_norm_eps);
    const Vector h = Normalise(x, layer.attention_norm, eps);
    Vector q = Multiply(layer.query, h);
    Vector k = Multiply(layer.key, h);
    Vector v = Multiply(layer.value, h);
    if (spec.attention_biases) {
      AddTo(q, Row(layer.query_bias, 0));
      AddTo(k, Row(layer.key_bias, 0));
      AddTo(v, Row(layer.value_bias, 0));
    }
    if (spec.query_key_norms) {
      q = NormaliseHeads(q, layer.query_norm, eps);
      k = NormaliseHeads(k, layer.key_norm, eps);
    }
    for (int i = 0; i < spec.num_heads; ++i)
      Rotate(&q[static_cast<size_t>(i * spec.head_dim)], checkpoint, position);
    for (int i = 0; i < spec.num_kv_heads; ++i)
      Rotate(&k[static_cast<size_t>(i * spec.head_dim)], checkpoint, position);
    cache.keys[l].push_back(k);
    cache.values[l].push_back(v);
    const Vector o =
        Multiply(layer.attention_output, SlowAttention(spec, q, cache.keys[l], cache.values[l]));
    AddTo(x, o);
    const Vector f = Normalise(x, layer.ffn_norm, eps);
    Vector gate = Multiply(layer.gate, f);
    const Vector up = Multiply(layer.up, f);
    for (size_t i = 0; i < gate.size(); ++i) gate[i] = gate[i] / (1 + std::exp(-gate[i])) * up[i];
    const Vector d = Multiply(layer.down, gate);
    AddTo(x, d);
  }
  return Multiply(weights.output,
                  Normalise(x, weights.output_norm, static_cast<double>(spec.rms_norm_eps)));
}

// All pages hold NaN before use: a kernel that reads a slot beyond its keys shows.
void Poison(KvPages& pages, const ModelSpec& spec, size_t count) {
  for (int l = 0; l < spec.num_layers; ++l) {
    const KvLayerView view = pages.layer(l);
    const size_t floats = static_cast<size_t>(spec.num_kv_heads * spec.head_dim * kKvPageTokens);
    for (size_t p = 0; p < count; ++p) {
      std::fill_n(view.key_base + p * view.page_stride, floats, std::nanf(""));
      std::fill_n(view.value_base + p * view.page_stride, floats, std::nanf(""));
    }
  }
}

void CheckAgainstReference(const Checkpoint& checkpoint) {
  const Kernels& kernels = **SelectKernels("auto");
  auto transformer = Transformer::Create(checkpoint, kernels, 40, 8);
  ASSERT_TRUE(transformer) << transformer.error().message;
  auto pages = KvPages::Create(checkpoint.spec, 8 * KvPages::PageBytes(checkpoint.spec), 8);
  Poison(*pages, checkpoint.spec, 8);
  ThreadTeam team(2);
  const BlockTable table = {5, 2, 7};
  const std::vector<TokenId> tokens = TinyPrompt(37, 4);
  SlowCache cache;
  double largest = 0;
  const size_t cuts[] = {0, 20, 21, 37};  // prefill, decode, prefill of the rest
  for (size_t c = 0; c + 1 < 4; ++c) {
    std::vector<ForwardRow> rows;
    std::vector<Vector> want;
    for (size_t i = cuts[c]; i < cuts[c + 1]; ++i) {
      const bool wanted = i % 3 == 2;
      rows.push_back({tokens[i], static_cast<int>(i), table.data(), wanted});
      Vector logits = SlowLogits(checkpoint, cache, tokens[i], static_cast<int>(i));
      if (wanted) want.push_back(std::move(logits));
    }
    transformer->Forward(rows, *pages, team);
    for (size_t i = 0; i < want.size(); ++i) {
      const std::span<float> got = transformer->Logits(i, 1, team);
      for (size_t v = 0; v < got.size(); ++v) {
        const double error = std::abs(static_cast<double>(got[v]) - want[i][v]);
        ASSERT_LT(error, 1e-4 * std::max(1.0, std::abs(want[i][v])))
            << "row " << i << " logit " << v;
        largest = std::max(largest, error);
      }
    }
  }
  EXPECT_GT(largest, 0);  // float32 cannot agree exactly: the reference was really run
}

TEST(ReferenceForwardTest, Float32Tied) { CheckAgainstReference(OpenTiny({})); }

TEST(ReferenceForwardTest, QuantisedUntiedOddShapes) {
  TinyModelOptions model;
  model.num_layers = 3;
  model.num_heads = 6;
  model.num_kv_heads = 3;
  model.head_dim = 20;
  model.hidden_size = 96;
  model.intermediate_size = 160;
  model.tied_embeddings = false;
  model.rope_theta = 100000;
  model.type_of = [](std::string_view name) {
    if (name.find("attn_output") != name.npos)
      return TensorType::kF32;  // 120 columns are no whole blocks
    if (name.find("attn_v") != name.npos) return TensorType::kF16;
    return name.find("ffn") != name.npos ? TensorType::kQ4_1 : TensorType::kQ8_0;
  };
  CheckAgainstReference(OpenTiny(model));
}

TEST(ReferenceForwardTest, EveryQuantisedType) {
  CheckAgainstReference(OpenTiny(QuantisedModel()));
}

TEST(ReferenceForwardTest, EveryFamily) {
  for (const FamilyModel& model : FamilyModels()) {
    SCOPED_TRACE(model.name);
    CheckAgainstReference(OpenTiny(model.options));
  }
}

// The scaling by its four numbers, as config.json says it. The context is short, so that the
// positions of the test reach all three kinds of waves.
TEST(ReferenceForwardTest, Llama3ScalingByItsNumbers) {
  Checkpoint checkpoint = OpenTiny();
  checkpoint.spec.rope_scaling = {RopeScaling::Kind::kLlama3, 8, 1, 4, 64};
  CheckAgainstReference(checkpoint);
}

TEST(ReferenceForwardTest, BiasesAndNormsOfWrongShapeAreErrors) {
  const Kernels& kernels = **SelectKernels("auto");
  TinyModelOptions model;
  for (const char* family : {"qwen2", "qwen3"}) {
    model.family = family;
    Checkpoint checkpoint = OpenTiny(model);
    LayerWeights& layer = checkpoint.weights.layers[1];
    (model.family == "qwen2" ? layer.key_bias : layer.key_norm) = {};
    const auto transformer = Transformer::Create(checkpoint, kernels, 8, 8);
    ASSERT_FALSE(transformer);
    EXPECT_NE(transformer.error().message.find(model.family == "qwen2" ? "key_bias" : "key_norm"),
              std::string::npos)
        << transformer.error().message;
  }
}

TEST(ReferenceForwardTest, HeadsBeyondTheKernelsAreErrors) {
  TinyModelOptions model;
  model.head_dim = 258;
  const auto transformer = Transformer::Create(OpenTiny(model), **SelectKernels("auto"), 8, 8);
  ASSERT_FALSE(transformer);
  EXPECT_NE(transformer.error().message.find("heads have 258 dimensions"), std::string::npos);
}

TEST(ReferenceForwardTest, WrongShapesAreErrors) {
  Checkpoint checkpoint = OpenTiny();
  const Kernels& kernels = **SelectKernels("auto");
  std::swap(checkpoint.weights.layers[1].key, checkpoint.weights.layers[1].query);
  const auto transformer = Transformer::Create(checkpoint, kernels, 8, 8);
  ASSERT_FALSE(transformer);
  EXPECT_NE(transformer.error().message.find("blk.1.attn_k"), std::string::npos)
      << transformer.error().message;
}

}  // namespace
}  // namespace rbench
