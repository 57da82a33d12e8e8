"""The virtual environment that `cmake/setup.sh transformers` makes: torch, transformers, gguf."""

import os
import sys


def enter():
    """Goes on in the environment's Python; ends the script as skipped where there is none."""
    cache = os.environ.get('RBENCH_CACHE') or os.path.join(
        os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'rbench')
    home = os.path.join(cache, 'peers', 'transformers')
    if os.path.realpath(sys.prefix) == os.path.realpath(home):
        return
    if not os.path.exists(os.path.join(home, 'complete')):
        print('skipped: no environment at %s; cmake/setup.sh transformers makes it' % home)
        sys.exit(77)
    python = os.path.join(home, 'bin', 'python')
    os.execv(python, [python] + sys.argv)
