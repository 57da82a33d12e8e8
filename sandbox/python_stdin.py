# How LiveCodeBench runs a program that reads standard input, for the faithful mode: the program becomes the body of
# one function in a module of its own, standard input and output become stand-ins, and one interpreter serves all tests
# of a sample. What these stand-ins lack, a program misses there too (knowledge of the published runner's behaviour;
# the conformance vectors are in tests/tasks/livecodebench_faithful_test.cc).
import ast
import builtins
import io
import sys
import types


def without_main_guard(tree):
    """Only a guard that is the last statement and reads exactly so is taken apart."""
    if not tree.body:
        return tree
    last = tree.body[-1]
    if isinstance(last, ast.If) and ast.unparse(last.test).strip() == "__name__ == '__main__'":
        tree.body = tree.body[:-1] + last.body
    return tree


def as_function(tree):
    """Imports stay in the module; everything else is the body of one function."""
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    rest = [node for node in tree.body if not isinstance(node, (ast.Import, ast.ImportFrom))]
    arguments = ast.arguments(posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[])
    function = ast.FunctionDef(name='wrapped_function', args=arguments, body=rest or [ast.Pass()], decorator_list=[],
                               returns=None, type_comment=None)
    return imports, function


class BytesOfInput:
    """sys.stdin.buffer: it has these two methods, and readline starts over every time."""

    def __init__(self, text):
        self._bytes = text.encode('utf-8')

    def read(self, *_):
        return self._bytes

    def readline(self, *_):
        return self._bytes.split(b'\n')[0] + b'\n'


class Input:
    """sys.stdin. It cannot be iterated over: special methods are not looked up through __getattr__."""

    def __init__(self, text):
        self._text = text
        self._stream = io.StringIO(text)
        self.buffer = BytesOfInput(text)

    def read(self, *_):
        return self._text

    def readline(self, *_):
        return self._stream.readline()

    def readlines(self, *_):
        return self._text.split('\n')

    def __getattr__(self, name):
        return getattr(self._stream, name)


class OpenedInput:
    """What open() gives, whatever is opened: the input."""

    def __init__(self, text):
        self._stream = io.StringIO(text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __iter__(self):
        return iter(self._stream)

    def __getattr__(self, name):
        return getattr(self._stream, name)


def prepare(source):
    sys.set_int_max_str_digits(50000)
    sys.setrecursionlimit(50000)
    try:
        tree = without_main_guard(ast.parse(source))
        imports, function = as_function(tree)
        if any(isinstance(node, ast.ImportFrom) and node.module == '__future__' for node in imports):
            raise SyntaxError('from __future__ imports must occur at the beginning of the file')  # before the preamble
        text = ast.unparse(ast.Module(body=imports, type_ignores=[])) + '\n' + ast.unparse(
            ast.fix_missing_locations(function))
    except SyntaxError:
        raise
    except Exception as problem:
        raise SyntaxError(str(problem)) from None
    module = types.ModuleType('tmp_sol', '')
    module.__dict__.update(NAMES)
    builtins.quit = None  # exit stays: the runner takes SystemExit for an end like another
    exec(compile(text, 'solution.py', 'exec'), module.__dict__)
    function = module.wrapped_function

    def run(text):
        stdin, stdout, opened = sys.stdin, sys.stdout, builtins.open
        sys.stdin = Input(text)
        sys.stdout = printed = io.StringIO()
        builtins.open = lambda *_, **__: OpenedInput(text)
        try:
            function()
        except SystemExit:
            pass
        finally:
            sys.stdin, sys.stdout, builtins.open = stdin, stdout, opened
        return printed.getvalue()

    return run


PREAMBLE = '''from string import *
from re import *
from datetime import *
from collections import *
from heapq import *
from bisect import *
from copy import *
from math import *
from random import *
from statistics import *
from itertools import *
from functools import *
from operator import *
from io import *
from sys import *
from json import *
from builtins import *
from typing import *
import string
import re
import datetime
import collections
import heapq
import bisect
import copy
import math
import random
import statistics
import itertools
import functools
import operator
import io
import sys
import json
'''
# What the preamble gives a program, made once: a program behind it may change its own copy only.
NAMES = {}
exec(compile(PREAMBLE, 'preamble.py', 'exec'), NAMES)
for own in ('__builtins__', '__name__', '__doc__', 'quit'):  # `prepare` takes quit away, from builtins
    NAMES.pop(own, None)
