#include "sandbox/python_value.h"

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rbench {
namespace {

constexpr int kMaxDepth = 100;
constexpr int64_t kMaxParts = 1'000'000;

// Scalars of numpy that are no subclasses of Python's own (float64, complex128 and str_ are): the
// value lies behind the object's head.
struct NumpyScalar {
  const char* name;
  char kind;  // i, u, f, b
  size_t bytes;
  PyTypeObject* type;  // null: not learnt
};
NumpyScalar numpy_scalars[] = {
    {"bool_", 'b', 1, nullptr},    {"int8", 'i', 1, nullptr},      {"int16", 'i', 2, nullptr},
    {"int32", 'i', 4, nullptr},    {"int64", 'i', 8, nullptr},     {"uint8", 'u', 1, nullptr},
    {"uint16", 'u', 2, nullptr},   {"uint32", 'u', 4, nullptr},    {"uint64", 'u', 8, nullptr},
    {"longlong", 'i', 8, nullptr}, {"ulonglong", 'u', 8, nullptr}, {"float32", 'f', 4, nullptr},
};

void AppendDouble(double value, std::string& out) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016llx",
                static_cast<unsigned long long>(std::bit_cast<uint64_t>(value)));
  out += digits;
}

// Reads what the interpreter itself keeps of a value, past any method of its class.
class Encoder {
 public:
  Encoder(size_t most, std::string& out, std::string& problem)
      : most_(most), out_(out), problem_(problem) {}

  bool Encode(PyObject* value, int depth) {
    if (depth > kMaxDepth) return Fail("depth");
    if (++parts_ > kMaxParts || out_.size() > most_) return Fail("size");
    if (value == Py_None) return Put('N');
    if (value == Py_True) return Put('T');
    if (value == Py_False) return Put('F');
    if (PyLong_Check(value)) return EncodeInt(value);
    if (PyFloat_Check(value)) {
      out_ += 'f';
      AppendDouble(PyFloat_AS_DOUBLE(value), out_);
      return true;
    }
    if (PyComplex_Check(value)) {
      const Py_complex pair = PyComplex_AsCComplex(value);
      out_ += 'c';
      AppendDouble(pair.real, out_);
      AppendDouble(pair.imag, out_);
      return true;
    }
    if (PyUnicode_Check(value)) return EncodeText(value);
    if (PyBytes_Check(value)) {
      return PutBytes('b', PyBytes_AS_STRING(value), static_cast<size_t>(PyBytes_GET_SIZE(value)));
    }
    if (PyList_Check(value)) {
      PutCount('l', PyList_GET_SIZE(value));
      for (Py_ssize_t i = 0; i < PyList_GET_SIZE(value); ++i) {
        if (!Encode(PyList_GET_ITEM(value, i), depth + 1)) return false;
      }
      return true;
    }
    if (PyTuple_Check(value)) {
      PutCount('t', PyTuple_GET_SIZE(value));
      for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(value); ++i) {
        if (!Encode(PyTuple_GET_ITEM(value, i), depth + 1)) return false;
      }
      return true;
    }
    if (PyDict_Check(value)) {
      PutCount('d', PyDict_GET_SIZE(value));
      PyObject* key = nullptr;
      PyObject* item = nullptr;
      for (Py_ssize_t at = 0; PyDict_Next(value, &at, &key, &item);) {
        if (!Encode(key, depth + 1) || !Encode(item, depth + 1)) return false;
      }
      return true;
    }
    if (PyAnySet_Check(value)) {
      PutCount(PyFrozenSet_Check(value) ? 'Z' : 'S', PySet_GET_SIZE(value));
      PyObject* item = nullptr;
      Py_hash_t hash = 0;
      for (Py_ssize_t at = 0; _PySet_NextEntry(value, &at, &item, &hash);) {
        if (!Encode(item, depth + 1)) return false;
      }
      return true;
    }
    for (const NumpyScalar& scalar : numpy_scalars) {
      if (Py_TYPE(value) == scalar.type) return EncodeScalar(value, scalar);
    }
    // The name is the type's own, not what the type says when asked.
    problem_ = std::string("type ") + Py_TYPE(value)->tp_name;
    return false;
  }

 private:
  bool Fail(const char* why) {
    problem_ = why;
    return false;
  }
  bool Put(char c) {
    out_ += c;
    return true;
  }
  void PutCount(char kind, Py_ssize_t count) {
    out_ += kind;
    out_ += std::to_string(count);
    out_ += ':';
  }
  bool PutBytes(char kind, const char* bytes, size_t count) {
    if (out_.size() + count > most_) return Fail("size");
    PutCount(kind, static_cast<Py_ssize_t>(count));
    out_.append(bytes, count);
    return true;
  }
  bool EncodeInt(PyObject* value) {
    // Converting takes time that grows with the square of the length.
    if (_PyLong_NumBits(value) > 400'000) return Fail("size");
    PyObject* const decimal = PyLong_Type.tp_repr(value);
    if (decimal == nullptr) {  // more digits than the interpreter converts
      PyErr_Clear();
      return Fail("digits");
    }
    out_ += 'i';
    out_ += PyUnicode_AsUTF8(decimal);
    out_ += ';';
    Py_DECREF(decimal);
    return true;
  }
  bool EncodeScalar(PyObject* value, const NumpyScalar& scalar) {
    const char* const held = reinterpret_cast<const char*>(value) + sizeof(PyObject);
    uint64_t bits = 0;
    std::memcpy(&bits, held, scalar.bytes);  // of a little-endian machine
    const auto unused = static_cast<int>(64 - 8 * scalar.bytes);
    switch (scalar.kind) {
      case 'b':
        return Put(bits != 0 ? 'T' : 'F');
      case 'f':
        out_ += 'f';
        AppendDouble(std::bit_cast<float>(static_cast<uint32_t>(bits)), out_);
        return true;
      case 'i':
        out_ += 'i' + std::to_string(static_cast<int64_t>(bits << unused) >> unused) + ';';
        return true;
      default:
        out_ += 'i' + std::to_string(bits) + ';';
        return true;
    }
  }
  bool EncodeText(PyObject* value) {
    PyObject* const bytes = PyUnicode_AsEncodedString(value, "utf-8", "surrogatepass");
    if (bytes == nullptr) {
      PyErr_Clear();
      return Fail("text");
    }
    const bool put =
        PutBytes('s', PyBytes_AS_STRING(bytes), static_cast<size_t>(PyBytes_GET_SIZE(bytes)));
    Py_DECREF(bytes);
    return put;
  }

  const size_t most_;
  std::string& out_;
  std::string& problem_;
  int64_t parts_ = 0;
};

class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  PyObject* Decode(int depth) {
    if (depth > kMaxDepth || at_ >= text_.size() || ++parts_ > kMaxParts) return nullptr;
    const char kind = text_[at_++];
    switch (kind) {
      case 'N':
        Py_RETURN_NONE;
      case 'T':
        Py_RETURN_TRUE;
      case 'F':
        Py_RETURN_FALSE;
      case 'i': {
        const size_t end = text_.find(';', at_);
        if (end == std::string_view::npos) return nullptr;
        const std::string digits(text_.substr(at_, end - at_));
        at_ = end + 1;
        return PyLong_FromString(digits.c_str(), nullptr, 10);
      }
      case 'f': {
        double value = 0;
        return Double(value) ? PyFloat_FromDouble(value) : nullptr;
      }
      case 'c': {
        double real = 0;
        double imaginary = 0;
        return Double(real) && Double(imaginary) ? PyComplex_FromDoubles(real, imaginary) : nullptr;
      }
      case 's':
      case 'b':
        return Bytes(kind);
      default:
        return Container(kind, depth);
    }
  }
  bool AtEnd() const { return at_ == text_.size(); }

 private:
  bool Skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Double(double& value) {
    if (text_.size() - at_ < 16) return false;
    const std::string digits(text_.substr(at_, 16));
    at_ += 16;
    char* end = nullptr;
    value = std::bit_cast<double>(static_cast<uint64_t>(std::strtoull(digits.c_str(), &end, 16)));
    return *end == '\0';
  }
  // The number before a colon, -1 where there is none.
  Py_ssize_t Count() {
    Py_ssize_t count = 0;
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && at_ - begin < 12) {
      count = count * 10 + (text_[at_++] - '0');
    }
    return at_ > begin && Skip(':') ? count : -1;
  }
  PyObject* Bytes(char kind) {
    const Py_ssize_t count = Count();
    if (count < 0 || static_cast<size_t>(count) > text_.size() - at_) return nullptr;
    const char* const begin = text_.data() + at_;
    at_ += static_cast<size_t>(count);
    return kind == 'b' ? PyBytes_FromStringAndSize(begin, count)
                       : PyUnicode_DecodeUTF8(begin, count, "surrogatepass");
  }
  PyObject* Container(char kind, int depth) {
    if (std::strchr("ltSZd", kind) == nullptr) return nullptr;
    const Py_ssize_t count = Count();
    if (count < 0 || static_cast<size_t>(count) > text_.size() - at_) return nullptr;
    if (kind == 'd') {
      PyObject* const dict = PyDict_New();
      for (Py_ssize_t i = 0; i < count; ++i) {
        PyObject* const key = Decode(depth + 1);
        PyObject* const item = key != nullptr ? Decode(depth + 1) : nullptr;
        const bool set = item != nullptr && PyDict_SetItem(dict, key, item) == 0;
        Py_XDECREF(key);
        Py_XDECREF(item);
        if (!set) {
          Py_DECREF(dict);
          return nullptr;
        }
      }
      return dict;
    }
    PyObject* const list = PyList_New(0);
    for (Py_ssize_t i = 0; i < count; ++i) {
      PyObject* const item = Decode(depth + 1);
      const bool added = item != nullptr && PyList_Append(list, item) == 0;
      Py_XDECREF(item);
      if (!added) {
        Py_DECREF(list);
        return nullptr;
      }
    }
    if (kind == 'l') return list;
    PyObject* const made = kind == 't'   ? PyList_AsTuple(list)
                           : kind == 'S' ? PySet_New(list)
                                         : PyFrozenSet_New(list);
    Py_DECREF(list);
    return made;
  }

  const std::string_view text_;
  size_t at_ = 0;
  int64_t parts_ = 0;
};

}  // namespace

void LearnNumpyScalars(PyObject* numpy) {
  for (NumpyScalar& scalar : numpy_scalars) {
    PyObject* const type = PyObject_GetAttrString(numpy, scalar.name);  // kept
    const bool fits = type != nullptr && PyType_Check(type) &&
                      reinterpret_cast<PyTypeObject*>(type)->tp_basicsize >=
                          static_cast<Py_ssize_t>(sizeof(PyObject) + scalar.bytes);
    if (fits) scalar.type = reinterpret_cast<PyTypeObject*>(type);
    PyErr_Clear();
  }
}

bool EncodePython(PyObject* value, size_t most, std::string& out, std::string& problem) {
  return Encoder(most, out, problem).Encode(value, 0);
}

PyObject* DecodePython(std::string_view text) {
  Decoder decoder(text);
  PyObject* const value = decoder.Decode(0);
  if (value == nullptr || decoder.AtEnd()) return value;
  Py_DECREF(value);
  return nullptr;
}

}  // namespace rbench
