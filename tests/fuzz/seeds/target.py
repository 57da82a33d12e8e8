"""The table of targets: one function each, which writes small files into a folder."""
import os

FUZZ = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(FUZZ))
TARGETS = {}


def target(function):
    """Enters `function(out, data, model)` under its name, which is that of the program."""
    TARGETS[function.__name__] = function
    return function


def write(folder, name, data):
    if isinstance(data, str):
        data = data.encode('utf-8')
    with open(os.path.join(folder, name), 'wb') as f:
        f.write(data)
