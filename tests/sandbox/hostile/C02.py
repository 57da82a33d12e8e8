# C02: writes, makes, renames and removes outside of the scratch folder.
import os
import sys

written = []


def attempt(name, function, *arguments):
    try:
        function(*arguments)
        written.append(f"{name} {arguments[0]}")
    except OSError:
        pass


for folder in ("/", "/usr", "/usr/lib", "/usr/share", "/dev", "/bin", "/lib", "/etc", "/proc",
               "/sys", "/box/..", os.path.dirname(os.__file__)):
    attempt("file", lambda at: open(at + "/left", "w").close(), folder)
    attempt("folder", lambda at: os.mkdir(at + "/left_folder"), folder)
    attempt("link", lambda at: os.symlink("/box", at + "/left_link"), folder)
    attempt("mode", lambda at: os.chmod(at, 0o777), folder)
    attempt("times", lambda at: os.utime(at, (1, 1)), folder)
for path in (os.__file__, sys.modules["json"].__file__, "/usr/lib/os-release", "/dev/full"):
    attempt("remove", os.unlink, path)
    attempt("rename", lambda at: os.rename(at, at + ".left"), path)
    attempt("truncate", lambda at: os.truncate(at, 0), path)
    attempt("append", lambda at: open(at, "a").close(), path) if "dev" not in path else None
    attempt("attribute", lambda at: os.setxattr(at, "user.left", b"x"), path)
print(f"ESCAPED: {written}" if written else "contained")
