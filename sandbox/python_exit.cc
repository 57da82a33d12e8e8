#include "sandbox/python_exit.h"

#include <cstdio>

#include <Python.h>
#include <unistd.h>

#include "sandbox/wire.h"

namespace rbench {

// Py_FinalizeEx without taking the interpreter apart, which costs milliseconds and shows nothing.
void ShutDownPython() {
  const auto call = [](const char* module, const char* function) {
    PyObject* const found = PyImport_ImportModule(module);
    PyObject* const result =
        found != nullptr ? PyObject_CallMethod(found, function, nullptr) : nullptr;
    if (result == nullptr) PyErr_WriteUnraisable(nullptr);
    Py_XDECREF(result);
    Py_XDECREF(found);
  };
  call("threading", "_shutdown");
  call("atexit", "_run_exitfuncs");
}

bool FlushStandardStreams() {
  bool flushed = true;
  for (const char* name : {"stdout", "stderr"}) {
    PyObject* const stream = PySys_GetObject(name);  // borrowed
    if (stream == nullptr || stream == Py_None) continue;
    PyObject* const result = PyObject_CallMethod(stream, "flush", nullptr);
    if (result == nullptr) {
      PyErr_Clear();
      if (name[3] == 'o') flushed = false;
    }
    Py_XDECREF(result);
  }
  return flushed;
}

// As handle_system_exit of CPython: None is 0, an int is itself, anything else is printed and 1.
int ExitCodeOfException() {
  if (!PyErr_ExceptionMatches(PyExc_SystemExit)) {
    PyErr_Print();
    return 1;
  }
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  PyObject* const code = value != nullptr ? PyObject_GetAttrString(value, "code") : nullptr;
  int exit_code = 0;
  if (code == nullptr || code == Py_None) {
    PyErr_Clear();
  } else if (PyLong_Check(code)) {
    exit_code = static_cast<int>(PyLong_AsLong(code));
    PyErr_Clear();
  } else {
    FlushStandardStreams();
    PyObject_Print(code, stderr, Py_PRINT_RAW);
    std::fputs("\n", stderr);
    std::fflush(stderr);
    PyErr_Clear();
    exit_code = 1;
  }
  Py_XDECREF(code);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(trace);
  return exit_code & 0xff;
}

void ReportNotParsed(int report) {
  wire::SlotDone done;
  done.end = wire::End::kNotParsed;
  if (::write(report, &done, sizeof(done)) < 0) ::_exit(2);
  ::close(report);
  if (PyErr_Occurred() != nullptr) PyErr_Print();
  FlushStandardStreams();
  ::_exit(1);
}

}  // namespace rbench
