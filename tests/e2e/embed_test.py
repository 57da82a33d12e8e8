"""Installs the math checker, builds a stranger's program against it, and runs the examples."""
import os
import subprocess
import sys
import tempfile

rbench = os.path.abspath(sys.argv[1])
build = os.path.dirname(os.path.dirname(rbench))
root = os.getcwd()


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    assert done.returncode == 0, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout


with tempfile.TemporaryDirectory() as folder:
    prefix = os.path.join(folder, "prefix")
    run("cmake", "--install", build, "--prefix", prefix, "--component", "math")
    library = None
    for place, _, names in os.walk(prefix):
        for name in names:
            if name == "librbench_math.so":
                library = os.path.join(place, name)
    assert library, "librbench_math.so is not installed"

    # Only the C interface is visible.
    defined = [line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()]
    assert defined, "no symbols"
    assert all(name.startswith("rbench_math_") for name in defined), defined

    # A project of its own, found through the CMake package only.
    work = os.path.join(folder, "build")
    run("cmake", "-S", os.path.join(root, "examples/embed"), "-B", work, "-DCMAKE_PREFIX_PATH=" + prefix)
    run("cmake", "--build", work)
    program = os.path.join(work, "check_c")
    for gold, answer in [("\\frac12", "0.5"), ("\\sqrt{2}+\\sqrt{3}", "\\sqrt{5+2\\sqrt{6}}"), ("(1,2)", "(2,1)"),
                         ("e^{i\\pi}", "-1"), ("16\\arctan\\frac15-4\\arctan\\frac{1}{239}", "\\pi"), ("7", "8")]:
        said = run(program, gold, answer).split()[0]
        ours = run(rbench, "grade", "--gold", gold, "--answer", answer, "--mode", "bare", "--checker", "math")
        assert (said == "equal") == ('"correct"' in ours), (gold, answer, said, ours)
        assert said != "ungraded", (gold, answer)
    batch = [line.split()[0] for line in run(os.path.join(work, "check_cpp")).splitlines()]
    assert batch == ["1.0", "1.0", "0.0", "1.0"], batch

    # The examples of the README.
    said = run(sys.executable, "examples/grade_ctypes.py", library)
    assert said.strip() == "[1.0, 1.0, 0.0, 1.0]", said
print("embedding works")
