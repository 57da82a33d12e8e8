#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// How answers are dressed: the layers that say nothing about the value.

namespace rbench {

// White space of text and of LaTeX at the start of `text`: blanks, line ends, `\,` `\!` `\;` `\:`
// `\ ` `~` `\quad`, no-break and thin spaces. Returns its length in bytes.
size_t SpaceLength(std::string_view text);

// Without ASCII white space at both ends.
std::string_view Trim(std::string_view text);

// The position of the `}` that closes the `{` at `open`, or npos. `\{` and `\}` do not count.
size_t MatchingBrace(std::string_view text, size_t open);

// Takes away, at most 16 layers deep: white space; `$...$`, `$$...$$`, `\(...\)`, `\[...\]`; `**`,
// `__` and backquotes of Markdown; `\boxed{...}`, `\fbox{...}`, `\text{...}`, `\mathrm{...}`,
// `\mathbf{...}`, `\textbf{...}`, plain braces and `\displaystyle`; and one or more of `.,;:!` at
// the end. The result is a part of `text`.
std::string_view StripWrapping(std::string_view text);

// Runs of white space become one blank, ends are trimmed.
std::string CollapseSpace(std::string_view text);

// ASCII letters become lower case; every other byte stays.
std::string AsciiLower(std::string_view text);

// The value of an English number word, "zero" to "twenty" and the tens to "ninety", also with a
// unit behind a hyphen ("twenty-five"), in any case; -1 for every other text.
int NumberWordValue(std::string_view word);

}  // namespace rbench
