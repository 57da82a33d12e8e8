#include "sandbox/python_tests.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

#include <Python.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/embedded_file.h"
#include "sandbox/python_exit.h"
#include "sandbox/python_value.h"
#include "sandbox/wire.h"

namespace rbench {

const std::vector<EmbeddedFile>& PythonStdinFiles();  // generated: python_stdin.py

namespace {

constexpr size_t kMaxPayload = 8 << 20;
constexpr size_t kMaxRaisedText = 2000;
constexpr const char* kScratch = "/box";  // also /tmp and /dev/shm

std::string ReadAll(int file) {
  std::string text;
  struct stat what {};
  if (::fstat(file, &what) != 0) return text;
  text.resize(static_cast<size_t>(what.st_size));
  const ssize_t got = ::pread(file, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

// "TypeName: text" of the exception that is set, which is cleared.
std::string TakeException() {
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  std::string text = type != nullptr ? reinterpret_cast<PyTypeObject*>(type)->tp_name : "unknown";
  PyObject* const said = value != nullptr ? PyObject_Str(value) : nullptr;
  const char* const words = said != nullptr ? PyUnicode_AsUTF8(said) : nullptr;
  if (words != nullptr) text += std::string(": ") + words;
  PyErr_Clear();
  Py_XDECREF(said);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
  return text.substr(0, kMaxRaisedText);
}

struct Outcome {
  TestEnd end = TestEnd::kValue;
  std::string payload;
};

// What the exception that is set says of a test.
Outcome Raised() {
  if (PyErr_ExceptionMatches(PyExc_SystemExit)) {
    return {TestEnd::kExited, std::to_string(ExitCodeOfException())};
  }
  return {TestEnd::kRaised, TakeException()};
}

Outcome ValueOutcome(PyObject* value) {
  Outcome outcome;
  std::string problem;
  if (!EncodePython(value, kMaxPayload, outcome.payload, problem)) {
    return {TestEnd::kNotPlain, problem};
  }
  return outcome;
}

// `prepare` of python_stdin.py, made before the slot's first run.
PyObject* prepare_stdin = nullptr;

class Runner {
 public:
  explicit Runner(int channel) : channel_(channel) {
    void* const page =
        ::mmap(nullptr, sizeof(bool), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) ::_exit(1);
    sent_ = static_cast<volatile bool*>(page);
  }

  // The set-up comes as test 0xffffffff: the nonce, then the lines.
  bool ReadSetup() {
    uint32_t index = 0;
    std::string text;
    if (!Next(index, text) || text.size() < wire::kNonceBytes) return false;
    std::memcpy(nonce_, text.data(), wire::kNonceBytes);
    std::string* const lines[] = {&setup_.harness, &setup_.class_name, &setup_.function};
    size_t at = wire::kNonceBytes;
    for (std::string* line : lines) {
      const size_t end = std::min(text.find('\n', at), text.size());
      *line = text.substr(at, end - at);
      at = std::min(end + 1, text.size());
    }
    return true;
  }

  // Runs the source; false where it does not parse, which leaves the exception set.
  bool Load(const std::string& source) {
    PyObject* const module = PyImport_AddModule("__main__");  // borrowed
    names_ = PyModule_GetDict(module);                        // borrowed
    if (setup_.harness == "stdin") return LoadStdinHarness(source);
    PyObject* const code = Py_CompileString(source.c_str(), "solution.py", Py_file_input);
    if (code == nullptr) return false;
    // LiveCodeBench imports a solution under a name of its own: `if __name__ == "__main__"` is not
    // taken there. A test's source (exec) may ask for it.
    if (setup_.harness != "exec") {
      PyObject* const name = PyUnicode_FromString("solution");
      PyDict_SetItemString(names_, "__name__", name);
      Py_DECREF(name);
    }
    source_code_ = code;
    return true;
  }

  // Runs what Load compiled.
  bool Execute(Outcome& outcome) {
    if (source_code_ == nullptr) return true;
    PyObject* const result = PyEval_EvalCode(source_code_, names_, names_);
    if (result != nullptr) {
      Py_DECREF(result);
      return true;
    }
    const bool exited = PyErr_ExceptionMatches(PyExc_SystemExit) != 0;
    outcome = Raised();
    if (!exited) outcome.end = TestEnd::kLoadFailed;
    return false;
  }

  [[noreturn]] void Serve() {
    Outcome failed;
    const bool loaded = Execute(failed);
    cleans_scratch_ = std::filesystem::is_empty(kScratch, ignored_);
    uint32_t index = 0;
    std::string test;
    while (Next(index, test)) {
      if (!loaded)
        Send(index, failed);
      else if (setup_.harness == "shared" || setup_.harness == "stdin")
        Send(index, RunTest(test));
      else
        RunInOwnProcess(index, test);
    }
    FlushStandardStreams();
    ::_exit(0);
  }

 private:
  bool Next(uint32_t& index, std::string& text) {
    wire::TestMessage message;
    wire::Received received;
    if (!wire::Receive(channel_, message, received) || received.num_fds != 1) return false;
    index = message.index;
    text = ReadAll(received.fds[0]);
    ::close(received.fds[0]);
    return true;
  }

  void Send(uint32_t index, const Outcome& outcome) {
    char packet[sizeof(wire::RecordHeader) + wire::kRecordPacket];
    wire::RecordHeader header;
    std::memcpy(header.nonce, nonce_, sizeof(nonce_));
    header.index = index;
    header.end = outcome.end;
    header.total = static_cast<uint32_t>(outcome.payload.size());
    do {
      const size_t piece = std::min(wire::kRecordPacket, outcome.payload.size() - header.offset);
      std::memcpy(packet, &header, sizeof(header));
      std::memcpy(packet + sizeof(header), outcome.payload.data() + header.offset, piece);
      if (::send(channel_, packet, sizeof(header) + piece, MSG_NOSIGNAL) < 0) ::_exit(1);
      header.offset += static_cast<uint32_t>(piece);
    } while (header.offset < header.total);
  }

  void RunInOwnProcess(uint32_t index, const std::string& test) {
    *sent_ = false;
    PyOS_BeforeFork();
    const pid_t child = ::fork();
    if (child == 0) {
      PyOS_AfterFork_Child();
      const Outcome outcome = RunTest(test);
      FlushStandardStreams();
      Send(index, outcome);
      *sent_ = true;
      ::_exit(0);
    }
    PyOS_AfterFork_Parent();
    if (child < 0) return Send(index, {TestEnd::kRaised, "OSError: no process for the test"});
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (cleans_scratch_) CleanScratch();
    if (!*sent_) Send(index, {TestEnd::kDied, std::to_string(status)});
  }

  // A test finds no file of an earlier one.
  void CleanScratch() {
    std::filesystem::directory_iterator at(kScratch, ignored_);
    for (std::error_code end; !end && at != std::filesystem::directory_iterator();
         at.increment(end)) {
      std::filesystem::remove_all(at->path(), ignored_);
    }
  }

  Outcome RunTest(const std::string& test) {
    if (setup_.harness == "exec") return RunSource(test);
    if (setup_.harness == "stdin") return RunStdin(test);
    return RunCall(test);
  }

  Outcome RunSource(const std::string& source) {
    PyObject* const code = Py_CompileString(source.c_str(), "test.py", Py_file_input);
    PyObject* const result = code != nullptr ? PyEval_EvalCode(code, names_, names_) : nullptr;
    Py_XDECREF(code);
    if (result == nullptr) return Raised();
    Py_DECREF(result);
    return {TestEnd::kValue, "N"};
  }

  // The function, bound to an object where there is a class; a new reference.
  PyObject* Function() {
    if (setup_.class_name.empty()) {
      PyObject* const found = PyDict_GetItemString(names_, setup_.function.c_str());
      if (found == nullptr) {
        PyErr_Format(PyExc_NameError, "name '%s' is not defined", setup_.function.c_str());
        return nullptr;
      }
      Py_INCREF(found);
      return found;
    }
    if (object_ == nullptr) {
      PyObject* const type = PyDict_GetItemString(names_, setup_.class_name.c_str());
      if (type == nullptr) {
        PyErr_Format(PyExc_NameError, "name '%s' is not defined", setup_.class_name.c_str());
        return nullptr;
      }
      object_ = PyObject_CallNoArgs(type);
      if (object_ == nullptr) return nullptr;
    }
    return PyObject_GetAttrString(object_, setup_.function.c_str());
  }

  // Arguments: a list, or a list and a dict of named ones; after a B the record is bool(result).
  Outcome RunCall(std::string encoded) {
    const bool truth = !encoded.empty() && encoded[0] == 'B';
    if (truth) encoded.erase(0, 1);
    PyObject* const given = DecodePython(encoded);
    const bool pair = given != nullptr && PyTuple_CheckExact(given) && PyTuple_GET_SIZE(given) == 2;
    PyObject* const list = pair ? PyTuple_GET_ITEM(given, 0) : given;     // borrowed
    PyObject* const named = pair ? PyTuple_GET_ITEM(given, 1) : nullptr;  // borrowed
    PyObject* const arguments =
        list != nullptr && PyList_CheckExact(list) && (named == nullptr || PyDict_CheckExact(named))
            ? PyList_AsTuple(list)
            : nullptr;
    if (arguments == nullptr) {
      PyErr_Clear();
      Py_XDECREF(given);
      return {TestEnd::kRaised, "rbench: the test's arguments cannot be read"};
    }
    PyObject* const function = Function();
    PyObject* const value =
        function != nullptr ? PyObject_Call(function, arguments, named) : nullptr;
    Py_XDECREF(function);
    Py_DECREF(arguments);
    Py_DECREF(given);
    if (value == nullptr) return Raised();
    if (truth) {
      const int holds = PyObject_IsTrue(value);
      Py_DECREF(value);
      return holds < 0 ? Raised() : Outcome{TestEnd::kValue, holds != 0 ? "T" : "F"};
    }
    Outcome outcome = ValueOutcome(value);
    Py_DECREF(value);
    return outcome;
  }

  // `prepare(source)` of python_stdin.py gives a function that takes an input and returns what was
  // printed.
  bool LoadStdinHarness(const std::string& source) {
    if (prepare_stdin == nullptr) return false;
    run_stdin_ = PyObject_CallFunction(prepare_stdin, "s", source.c_str());
    return run_stdin_ != nullptr;
  }

  Outcome RunStdin(const std::string& input) {
    PyObject* const text = PyUnicode_DecodeUTF8(input.data(), static_cast<Py_ssize_t>(input.size()),
                                                "surrogateescape");
    PyObject* const printed = text != nullptr ? PyObject_CallOneArg(run_stdin_, text) : nullptr;
    Py_XDECREF(text);
    if (printed == nullptr) return Raised();
    PyObject* const bytes = PyUnicode_CheckExact(printed)
                                ? PyUnicode_AsEncodedString(printed, "utf-8", "surrogatepass")
                                : nullptr;
    Py_DECREF(printed);
    if (bytes == nullptr) {
      PyErr_Clear();
      return {TestEnd::kNotPlain, "output"};
    }
    Outcome outcome{TestEnd::kValue, std::string(PyBytes_AS_STRING(bytes),
                                                 static_cast<size_t>(PyBytes_GET_SIZE(bytes)))};
    Py_DECREF(bytes);
    if (outcome.payload.size() > kMaxPayload) return {TestEnd::kNotPlain, "size"};
    return outcome;
  }

  const int channel_;
  char nonce_[wire::kNonceBytes] = {};
  PythonTestSetup setup_;
  PyObject* names_ = nullptr;
  PyObject* source_code_ = nullptr;
  PyObject* object_ = nullptr;
  PyObject* run_stdin_ = nullptr;
  // Whether a test's process has sent its record; shared with it.
  volatile bool* sent_ = nullptr;
  // The source left no files that its tests may need.
  bool cleans_scratch_ = false;
  std::error_code ignored_;
};

}  // namespace

bool PreparePythonTests() {
  const std::string harness(PythonStdinFiles().front().text);
  PyObject* const code = Py_CompileString(harness.c_str(), "stdin.py", Py_file_input);
  PyObject* const space = PyDict_New();
  PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins());
  PyObject* const done = code != nullptr ? PyEval_EvalCode(code, space, space) : nullptr;
  prepare_stdin = done != nullptr ? PyDict_GetItemString(space, "prepare") : nullptr;
  Py_XINCREF(prepare_stdin);
  Py_XDECREF(done);
  Py_XDECREF(code);
  Py_XDECREF(space);
  return prepare_stdin != nullptr;
}

void RunPythonTests(const std::string& source, int report, int channel) {
  Runner runner(channel);
  if (!runner.ReadSetup()) ::_exit(1);
  const bool parsed = source.find('\0') == std::string::npos && runner.Load(source);
  if (!parsed) ReportNotParsed(report);  // does not return
  ::close(report);
  runner.Serve();
}

}  // namespace rbench
