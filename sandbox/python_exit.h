#pragma once

// How a sandboxed interpreter ends, and what it says last.

namespace rbench {

// The exit code of the exception that is set, which is printed where Python would print it.
int ExitCodeOfException();

// False where what was printed on stdout could not be written.
bool FlushStandardStreams();

// Runs what Python runs at its end, in its order: threads, exit functions.
void ShutDownPython();

// For a source that does not parse: tells the slot, prints the exception, ends the process.
[[noreturn]] void ReportNotParsed(int report);

}  // namespace rbench
