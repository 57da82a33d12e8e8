#pragma once

#include <string>
#include <string_view>

namespace rbench {

// Follows a completion and says when its thinking has used up its budget: the number of tokens
// generated while a <think> is open. The closing tag is due at the first moment at or after the
// budget at which the text ends on a whole character.
class ThinkBudget {
 public:
  // budget -1: never due.
  ThinkBudget(int budget, bool prompt_opens_think) : budget_(budget), open_(prompt_opens_think) {}

  // One token of text was generated.
  void Push(std::string_view bytes);
  bool due() const { return budget_ >= 0 && open_ && used_ >= budget_ && whole_; }

 private:
  int budget_;
  bool open_;
  bool whole_ = true;
  int used_ = 0;
  std::string tail_;  // what may still become a tag or a character
};

}  // namespace rbench
