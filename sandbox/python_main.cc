// rbench-sandbox-python: a Python slot (slot.h) with the interpreter inside. It is started once in
// its container, imports what programs commonly need, and forks for every run: a run begins in a
// ready interpreter after a millisecond or two. This process itself never reads what a run was
// given: source and input arrive as descriptors that only the run's process opens.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <Python.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/python_exit.h"
#include "sandbox/python_tests.h"
#include "sandbox/python_value.h"
#include "sandbox/slot.h"
#include "sandbox/slot_process.h"

namespace rbench {
namespace {

// Imported before the first run: what LiveCodeBench's preamble and most solutions import.
constexpr const char* kPreimports[] = {
    "array",    "ast",         "bisect",   "builtins",  "cmath",     "collections", "contextlib",
    "copy",     "dataclasses", "datetime", "decimal",   "enum",      "fractions",   "functools",
    "gc",       "hashlib",     "heapq",    "io",        "itertools", "json",        "math",
    "operator", "os",          "queue",    "random",    "re",        "statistics",  "string",
    "struct",   "sys",         "textwrap", "threading", "time",      "traceback",   "types",
    "typing",   "unicodedata",
};

std::string ReadFile(int file) {
  std::string text;
  char buffer[1 << 16];
  ssize_t got = 0;
  ::lseek(file, 0, SEEK_SET);
  while ((got = ::read(file, buffer, sizeof(buffer))) > 0) {
    text.append(buffer, static_cast<size_t>(got));
  }
  return text;
}

class PythonScript : public Program {
 public:
  void BeforeFork() override { PyOS_BeforeFork(); }
  void AfterForkInSlot() override { PyOS_AfterFork_Parent(); }
  void AfterForkInProgram() override {
    PyOS_AfterFork_Child();
    // As random does by itself after a fork; without it all runs would draw the same numbers.
    if (reseed_ != nullptr) Py_XDECREF(PyObject_CallNoArgs(reseed_));
    PyErr_Clear();
  }
  // Imported before the first run where it is installed; a run imports it anyway.
  void ImportNumpy() {
    // One thread for linear algebra: others would not survive the fork.
    ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
    PyObject* const random = PyImport_ImportModule("numpy.random");
    reseed_ = random != nullptr ? PyObject_GetAttrString(random, "seed") : nullptr;
    Py_XDECREF(random);
    PyObject* const numpy = PyImport_ImportModule("numpy");
    if (numpy != nullptr) LearnNumpyScalars(numpy);
    Py_XDECREF(numpy);
    PyErr_Clear();
    ::unsetenv("OPENBLAS_NUM_THREADS");
  }

  [[noreturn]] void Run(int program, int report, int channel) override {
    const std::string source = ReadFile(program);
    ::close(program);
    if (channel >= 0) RunPythonTests(source, report, channel);
    // Py_CompileString stops at a zero byte; a source with one does not parse.
    PyObject* code = nullptr;
    if (source.find('\0') == std::string::npos) {
      code = Py_CompileString(source.c_str(), "solution.py", Py_file_input);
    } else {
      PyErr_SetString(PyExc_SyntaxError, "source code cannot contain null bytes");
    }
    if (code == nullptr) ReportNotParsed(report);
    ::close(report);
    PyObject* const module = PyImport_AddModule("__main__");  // borrowed
    PyObject* const names = PyModule_GetDict(module);         // borrowed
    PyObject* const result = PyEval_EvalCode(code, names, names);
    int exit_code = result != nullptr ? 0 : ExitCodeOfException();
    ShutDownPython();
    if (!FlushStandardStreams() && exit_code == 0) exit_code = 120;  // as Python does
    ::_exit(exit_code);
  }

 private:
  PyObject* reseed_ = nullptr;  // numpy.random.seed
};

bool StartInterpreter() {
  PyPreConfig early;
  PyPreConfig_InitIsolatedConfig(&early);
  early.utf8_mode = 1;
  if (PyStatus_Exception(Py_PreInitialize(&early))) return false;
  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.install_signal_handlers = 1;  // SIGPIPE and SIGXFSZ are errors, as for `python3 file`
  config.write_bytecode = 0;
  config.use_hash_seed = 1;  // the same order of sets in every run
  config.hash_seed = 0;
  config.pathconfig_warnings = 0;
  wchar_t name[] = L"solution.py";
  wchar_t* arguments[] = {name};
  bool started =
      !PyStatus_Exception(PyConfig_SetString(&config, &config.program_name, L"/usr/bin/python3"));
  started = started && !PyStatus_Exception(PyConfig_SetArgv(&config, 1, arguments));
  config.parse_argv = 0;
  started = started && !PyStatus_Exception(Py_InitializeFromConfig(&config));
  PyConfig_Clear(&config);
  return started;
}

int Serve(bool numpy, Walls walls) {
  std::vector<sock_filter> filter;
  struct stat what {};
  if (::fstat(kSlotFilter, &what) != 0) return 1;
  filter.resize(static_cast<size_t>(what.st_size) / sizeof(sock_filter));
  if (::pread(kSlotFilter, filter.data(), static_cast<size_t>(what.st_size), 0) != what.st_size) {
    return 1;
  }
  ::unsetenv("LD_LIBRARY_PATH");
  // The main thread's stack may grow large; threads get the usual size unless they ask for another.
  pthread_attr_t thread;
  ::pthread_attr_init(&thread);
  ::pthread_attr_setstacksize(&thread, 8 << 20);
  ::pthread_setattr_default_np(&thread);
  ::pthread_attr_destroy(&thread);
  if (!StartInterpreter()) return 1;
  for (const char* name : kPreimports) {
    PyObject* const module = PyImport_ImportModule(name);
    if (module == nullptr) PyErr_Clear();
    Py_XDECREF(module);
  }
  PythonScript script;
  if (numpy) script.ImportNumpy();
  if (!PreparePythonTests()) return 1;
  // What is there now is never looked at by a run's collections: pages stay shared.
  PyObject* const gc = PyImport_ImportModule("gc");
  Py_XDECREF(gc != nullptr ? PyObject_CallMethod(gc, "collect", nullptr) : nullptr);
  Py_XDECREF(gc != nullptr ? PyObject_CallMethod(gc, "freeze", nullptr) : nullptr);
  Py_XDECREF(gc);
  return ServeSlot(kSlotSocket, filter, script, walls);
}

}  // namespace
}  // namespace rbench

int main(int argc, char** argv) {
  bool numpy = false;
  rbench::Walls walls = rbench::Walls::kNamespaces;
  for (int i = 1; i < argc; ++i) {
    numpy = numpy || std::strcmp(argv[i], "--numpy") == 0;
    if (std::strcmp(argv[i], "--walls=files") == 0) walls = rbench::Walls::kFiles;
    if (std::strcmp(argv[i], "--walls=none") == 0) walls = rbench::Walls::kNone;
  }
  return rbench::Serve(numpy, walls);
}
