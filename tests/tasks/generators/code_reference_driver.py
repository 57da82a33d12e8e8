"""Runs the reference texts of generated problems and compares with the expected answers.

usage: code_reference_driver.py FOLDER

FOLDER holds one JSON file a family, written by code_reference_test.cc:
  {"family", "form", "method", "cpp_seconds", "python_seconds", "python", "cpp",
   "tests": [{"input", "expected"}],
   "small": [{"parameters", "python", "cases": [{"input", "expected"}]}]}

Every test of "tests" runs in a process of its own, whose CPU time must keep to the limit; those of
"small" run many to a process. Prints one line a family: its name and the largest CPU time of a test
in C++ and in Python. Exits with 1 if an answer differs or a time is above its limit.
"""

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile

CALL = """
import json, sys
arguments = [json.loads(line) for line in sys.stdin.read().splitlines()]
print(json.dumps(getattr(Solution(), METHOD)(*arguments)))
"""

# In place of the program's main, one that answers many cases: a line with the number of parameters,
# the parameters and the size of an input, then the input.
BATCH = """
#include <sstream>
int main() {
  for (std::size_t count = 0; std::cin >> count;) {
    std::vector<std::int64_t> parameters(count);
    for (auto& each : parameters) std::cin >> each;
    std::size_t size = 0;
    std::cin >> size;
    std::cin.ignore(1);
    std::string text(size, ' ');
    std::cin.read(text.data(), static_cast<std::streamsize>(size));
    std::istringstream in(text);
    std::ostringstream out;
    rbench::SOLVER(in, out, parameters);
    std::cout << out.str().size() << '\\n' << out.str();
  }
}
"""


def same(form, answer, expected):
    if form == "function":
        return json.loads(answer) == json.loads(expected)
    return answer.split() == expected.split()


def run(command, text):
    """Output and CPU seconds of one process."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(text.encode())
        source.seek(0)
        process = subprocess.Popen(command, stdin=source, stdout=target)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        target.seek(0)
        answer = target.read().decode()
    if process.returncode != 0:
        raise RuntimeError(f"{command}: exit code {process.returncode}")
    return answer, usage.ru_utime + usage.ru_stime


def python_text(problem, source):
    if problem["form"] == "stdin":
        return source
    return source + f"\nMETHOD = {problem['method']!r}\n" + CALL


def check(problem, what, case, answer):
    if not same(problem["form"], answer, case["expected"]):
        raise RuntimeError(f"{what}: input {case['input'][:500]!r}\n"
                           f"  answer {answer[:500]!r}\n  wanted {case['expected'][:500]!r}")


def small_python(problem):
    for group in problem["small"]:
        code = compile(python_text(problem, group["python"]), "reference", "exec")
        for case in group["cases"]:
            out = io.StringIO()
            source = sys.stdin
            sys.stdin = io.TextIOWrapper(io.BytesIO(case["input"].encode()))
            try:
                with contextlib.redirect_stdout(out):
                    exec(code, {"__name__": "__main__"})
            finally:
                sys.stdin = source
            check(problem, "small, Python", case, out.getvalue())


def build(folder, name, text):
    path = os.path.join(folder, name)
    with open(path + ".cc", "w") as file:
        file.write(text)
    subprocess.run(["g++", "-std=c++20", "-O2", "-Wall", "-Wextra", "-o", path, path + ".cc"],
                   check=True)
    return path


def small_cpp(problem, folder):
    solver = re.search(r"  rbench::(\w+)\(std::cin", problem["cpp"]).group(1)
    text = problem["cpp"][:problem["cpp"].rindex("int main()")] + BATCH.replace("SOLVER", solver)
    path = build(folder, "batch", text)
    pieces = []
    for group in problem["small"]:
        head = [len(group["parameters"])] + group["parameters"]
        for case in group["cases"]:
            pieces.append(" ".join(map(str, head + [len(case["input"])])) + "\n" + case["input"])
    answers = io.StringIO(run([path], "".join(pieces))[0])
    for group in problem["small"]:
        for case in group["cases"]:
            check(problem, "small, C++", case, answers.read(int(answers.readline())))


def run_family(problem):
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(folder, "reference.py")
        with open(script, "w") as file:
            file.write(python_text(problem, problem["python"]))
        commands = {"Python": ["python3", "-I", script]}
        if problem["cpp"]:
            commands["C++"] = [build(folder, "reference", problem["cpp"])]
            small_cpp(problem, folder)
        small_python(problem)
        slowest = {}
        for language, command in commands.items():
            times = []
            for number, case in enumerate(problem["tests"]):
                answer, seconds = run(command, case["input"])
                check(problem, f"test {number}, {language}", case, answer)
                times.append(seconds)
            slowest[language] = max(times)
    print(f"{problem['family']:22} C++ {slowest.get('C++', 0):.3f} s of {problem['cpp_seconds']}, "
          f"Python {slowest['Python']:.3f} s of {problem['python_seconds']}", flush=True)
    if (slowest.get("C++", 0) > problem["cpp_seconds"]
            or slowest["Python"] > problem["python_seconds"]):
        raise RuntimeError("above the time limit")


def main():
    failed = False
    for name in sorted(os.listdir(sys.argv[1])):
        with open(os.path.join(sys.argv[1], name)) as file:
            problem = json.load(file)
        try:
            run_family(problem)
        except Exception as error:
            failed = True
            print(f"{problem['family']}: {error!r}", flush=True)
    sys.exit(1 if failed else 0)


main()
