// Expands blocks for the comparison with the gguf package: the bytes of one row of the type named
// by the argument on stdin, its float32 values on stdout.

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "models/kernels/packed_matrix.h"

int main(int argc, char** argv) {
  const std::string bytes((std::istreambuf_iterator<char>(std::cin)), {});
  for (int number = 0; argc == 2 && number <= static_cast<int>(rbench::TensorType::kQ6_K);
       ++number) {
    rbench::TensorView view;
    view.type = static_cast<rbench::TensorType>(number);
    if (std::string_view(argv[1]) != rbench::TensorTypeName(view.type)) continue;
    view.bytes = std::as_bytes(std::span(bytes));
    view.shape = {bytes.size() / rbench::TensorBlockBytes(view.type) *
                  rbench::TensorBlockElements(view.type)};
    std::vector<float> row(view.columns());
    rbench::DequantiseRow(view, 0, row.data());
    std::fwrite(row.data(), sizeof(float), row.size(), stdout);
    return 0;
  }
  std::fprintf(stderr, "usage: dequantise_driver TYPE < blocks > floats\n");
  return 2;
}
