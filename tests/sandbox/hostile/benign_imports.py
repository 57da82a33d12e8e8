# Honest: imports much of the library, some of it with C parts of its own.
import argparse, array, asyncio, bisect, calendar, cmath, collections, concurrent.futures
import contextlib, copy, csv, dataclasses, datetime, decimal, difflib, email, enum, fractions
import functools, gc, hashlib, heapq, html, inspect, io, itertools, json, logging, math
import multiprocessing, operator, os, pathlib, pickle, pprint, queue, random, re, secrets, select
import shutil, signal, sqlite3, statistics, string, struct, subprocess, sys, tempfile, textwrap
import threading, time, timeit, traceback, types, typing, unicodedata, unittest, uuid, weakref
import xml.etree.ElementTree, zlib
import ctypes

print(len(sys.modules) > 200, ctypes.sizeof(ctypes.c_long), decimal.Decimal("1.10") + 1)
print(hashlib.sha256(b"").hexdigest()[:8], fractions.Fraction(6, 4), uuid.UUID(int=1).version)
