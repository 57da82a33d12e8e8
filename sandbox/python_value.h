#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <Python.h>

// Plain Python values as text and back: how arguments enter an untrusted function's process and how
// its result leaves. The encoding is that of tasks/code/value_encoding.h: N T F, i<decimal>; f<16
// hex digits>; c<32 hex digits>; s<bytes>:<UTF-8> b<bytes>:<bytes> l<n>: t<n>: S<n>: Z<n>: d<n>:
// with the items after it. Of a subclass (an IntEnum, a Counter, a named tuple) the builtin part is
// encoded: it is read from memory, so nothing that a class overrides is ever asked.

namespace rbench {

// False where `value` holds something else, nests deeper than 100, has more than a million parts or
// needs more than `most` bytes; `problem` says which ("type Foo", "depth", ...). No exception is
// set.
bool EncodePython(PyObject* value, size_t most, std::string& out, std::string& problem);

// From here on numpy's integers, floats and booleans are plain values too: what they hold, read
// from memory. Before untrusted code runs, where numpy is already imported; `numpy` is its module.
void LearnNumpyScalars(PyObject* numpy);

// A new reference; null where the text is not of this form (an exception may be set).
PyObject* DecodePython(std::string_view text);

}  // namespace rbench
