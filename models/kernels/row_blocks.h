#pragma once

#include <algorithm>
#include <cstddef>

namespace rbench {

// How the rows of a product are cut into blocks that fit the registers: the first block has at most
// `first_max` rows (it also expands the weights and needs registers for that), the others at most
// `max`, all about equal.
struct RowBlocks {
  RowBlocks(size_t rows, size_t first_max, size_t max) : rows_(rows) {
    if (rows <= first_max) {
      first_ = rows;
      return;
    }
    // Two even halves where they fit the first block's bound, else the first block at its bound.
    first_ = std::min(first_max, (rows + 1) / 2);
    rest_ = (rows - first_ + max - 1) / max;
  }

  size_t count() const { return 1 + rest_; }
  size_t begin(size_t block) const {
    return block == 0 ? 0 : first_ + (rows_ - first_) * (block - 1) / rest_;
  }
  size_t end(size_t block) const { return block == rest_ ? rows_ : begin(block + 1); }

 private:
  size_t rows_;
  size_t first_ = 0;
  size_t rest_ = 0;  // blocks after the first
};

}  // namespace rbench
