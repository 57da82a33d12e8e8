#pragma once

#include <string>
#include <vector>

namespace rbench {

// Exit codes, one meaning each (DESIGN section 8).
enum ExitCode : int {
  kExitOk = 0,
  kExitRegression = 1,
  kExitBadInput = 2,    // usage, or a file, flag or text that cannot be used
  kExitIncomplete = 3,  // interrupted, or something stayed ungraded
};

// One word after "rbench".
struct Command {
  const char* name;
  const char* help;  // one line
  int (*run)(const std::vector<std::string>& arguments);
};

// All commands in the order of `rbench --help`: one explicit table.
const std::vector<Command>& Commands();

int EvalCommand(const std::vector<std::string>& arguments);
int GradeCommand(const std::vector<std::string>& arguments);
int RunCommand(const std::vector<std::string>& arguments);
int CertifyCommand(const std::vector<std::string>& arguments);
int TasksCommand(const std::vector<std::string>& arguments);
int GenerateCommand(const std::vector<std::string>& arguments);
int ModelCommand(const std::vector<std::string>& arguments);
int TokenizeCommand(const std::vector<std::string>& arguments);
int RenderCommand(const std::vector<std::string>& arguments);
int DoctorCommand(const std::vector<std::string>& arguments);
int SignatureCommand(const std::vector<std::string>& arguments);
int DemoCommand(const std::vector<std::string>& arguments);

}  // namespace rbench
