#!/usr/bin/env python3
"""Renders random templates with Jinja2 and with our interpreter and compares them.

usage: jinja2_differential.py DRIVER [--count N] [--seed S] [--show K]

Both must give the same text or both must fail. Jinja2 runs in the sandbox and with the settings that transformers uses.
Exit status 77 = skipped: no Jinja2 for any python3 found. The templates come from a grammar over the features that
chat templates use; the seed is printed and makes a run repeatable.
"""
import argparse
import copy
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import warnings

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5)


def find_jinja2():
    """Runs this script again under an interpreter that has jinja2, if this one has not."""
    try:
        import jinja2  # noqa: F401
        return
    except ImportError:
        pass
    for name in ('python3', '/usr/bin/python3', '/usr/local/bin/python3'):
        path = shutil.which(name)
        if path and os.environ.get('RBENCH_JINJA2_TRIED') != '1':
            probe = subprocess.run([path, '-c', 'import jinja2'], stderr=subprocess.DEVNULL)
            if probe.returncode == 0:
                os.environ['RBENCH_JINJA2_TRIED'] = '1'
                os.execv(path, [path] + sys.argv)
    if os.environ.get('RBENCH_REQUIRE_DATA') == '1':
        sys.exit('required: a python3 with jinja2')
    print('skipped: no python3 with jinja2 found')
    sys.exit(77)


def environment():
    import jinja2
    import jinja2.ext
    import jinja2.nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Generation(jinja2.ext.Extension):
        tags = {'generation'}

        def parse(self, parser):
            line = next(parser.stream).lineno
            body = parser.parse_statements(['name:endgeneration'], drop_needle=True)
            call = self.call_method('_passed')
            return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

        def _passed(self, caller):
            return caller()

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                        extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters['tojson'] = tojson
    env.globals['raise_exception'] = raise_exception
    env.globals['strftime_now'] = lambda fmt: NOW.strftime(fmt)
    return env


CONTEXT = {
    'messages': [
        {'role': 'system', 'content': '  You are "kind" & <b>short</b>.\n'},
        {'role': 'user', 'content': 'Hällo wörld, 世界! <|im_end|> it\'s 1+1?'},
        {'role': 'assistant', 'content': '<think>\nhm\n</think>\n\nTwo', 'tool_calls': [
            {'type': 'function', 'function': {'name': 'add', 'arguments': {'a': 1, 'b': [2.5, None, True]}}}]},
        {'role': 'tool', 'content': None, 'id': 7},
    ],
    'tools': [{'type': 'function', 'function': {'name': 'add', 'parameters': {'type': 'object', 'properties': {
        'a': {'type': 'integer'}, 'items': {'type': 'array'}}, 'required': ['a']}}}],
    'bos_token': '<s>', 'eos_token': '</s>', 'add_generation_prompt': True,
    'words': ['b', 'A', 'c', 'a', 'B'], 'nums': [3, 1, 2, 3, -4], 'mixed': [1, 'x', None, 2.5, True, [1, 'q'], {}],
    'd': {'k': 'v', 'b': 2, 'A': 1, 'nested': {'x': [1, 2, 3], 'y': 'z'}},
    'recs': [{'n': 'x', 'v': 2, 'ok': True}, {'n': 'Y', 'v': 1, 'ok': False}, {'n': 'z', 'v': 3}],
    's': 'The quick  brown\tfox\njumps', 'u': 'straße ÉCOLE ﬁn', 'e': '', 'n': None, 'i': 7, 'f': 2.5, 't': True,
    'lines': 'one\n\n  two\nthree\n',
}

TEXT_FILTERS = ['trim', 'upper', 'lower', 'title', 'capitalize', 'length', 'string', 'list', 'first', 'last',
                'reverse|list', 'wordcount', 'indent(2)', 'indent(3, true)', 'indent("> ", blank=true)', 'replace("a", "[A]")',
                'replace("", "-", 3)', 'trim("T. ")', 'escape', 'int', 'float', 'tojson', 'default("dd")', "d('z', true)",
                'join("|")', 'safe', 'format("q", 3)', 'count', 'unique|list', 'sort|join', 'min', 'max', 'int(5, 16)',
                'tojson(ensure_ascii=true)', 'reverse', 'capitalize|trim']
LIST_FILTERS = ['length', 'list', 'first', 'last', 'reverse|list', 'join(", ")', 'sort', 'sort(reverse=true)', 'unique|list',
                'map("string")|list', 'map("upper")|join', 'select|list', 'reject|list', 'select("string")|list',
                'reject("equalto", 1)|list', 'select("in", [1, "a", "b"])|list', 'map(attribute="n")|list',
                'selectattr("ok")|list', 'rejectattr("ok")|map(attribute="n")|list', 'selectattr("v", "gt", 1)|list',
                'map(attribute="v", default=0)|sum', 'sum', 'sum(start=10)', 'min', 'max', 'tojson', 'tojson(indent=2)',
                'tojson(separators=(",", ":"))', 'string', 'sort(attribute="v")|map(attribute="n")|join("/")',
                'map(attribute="role")|join(",")', 'selectattr("role", "equalto", "user")|list|length',
                'sort(case_sensitive=true)', 'max(attribute="v")', 'sum(attribute="v")', 'count', 'select("odd")|list',
                'map("int", 3)|list', 'unique(case_sensitive=true)|list', 'select("divisibleby", 2)|list',
                'map("default", "zz")|list', 'batch(2)|list|length if false else 1']
DICT_FILTERS = ['items|list', 'dictsort', 'dictsort(true)', 'dictsort(by="value")', 'length', 'list', 'tojson',
                'tojson(indent=4)', 'tojson(sort_keys=true)', 'first', 'last', 'string', 'join', 'items|first']
NUMBER_FILTERS = ['abs', 'round', 'round(1)', 'round(2, "floor")', 'round(method="ceil")', 'int', 'float', 'string', 'tojson',
                  'round|int', 'default(3)', 'string|length', 'round(-1)']
ANY_FILTERS = ['string', 'tojson', 'default("?")', 'd("?", true)', 'list', 'length', 'int', 'float', 'first', 'upper', 'trim']
TESTS = ['defined', 'undefined', 'none', 'string', 'number', 'integer', 'float', 'boolean', 'mapping', 'iterable', 'sequence',
         'true', 'false', 'not none', 'not string', 'odd', 'even', 'divisibleby 3', 'divisibleby(2)', 'eq 7', 'equalto("a")',
         'ne 1', 'lt 3', 'gt 2', 'in [1, 7, "a"]', 'in "abc"', 'callable', 'not defined', 'lower', 'upper', 'sameas none',
         'sameas true', '== 2', 'ge(1)', 'not in [1]', 'filter', 'test']
TEXT_METHODS = [
    'upper()', 'lower()', 'strip()', 'lstrip()', 'rstrip("\\n")', 'strip("T< ")', 'split()', 'split(" ")', 'split("o", 1)',
    'split(none, 2)', 'split(",")[0]', 'split("</think>")[-1]', 'startswith("<")', 'startswith(("T", "<"))', 'endswith("\\n")',
    'replace("o", "0")', 'replace("o", "0", 1)', 'title()', 'capitalize()', 'find("o")', 'rfind("o")', 'index("o")', 'count("o")',
    'join(["a", "b"])', 'join(words)', 'rsplit(" ", 1)', 'splitlines()', 'splitlines(true)', 'isdigit()', 'isalpha()', 'isupper()',
    'islower()', 'isspace()', 'isalnum()', 'zfill(5)', 'ljust(12, ".")', 'rjust(9)', 'center(11, "*")', 'center(10)', 'partition(" ")',
    'rpartition(" ")', 'removeprefix("The")', 'removesuffix("\\n")', 'format(1, "a")', 'swapcase()', 'rsplit(none, 1)', 'split("ö")',
    'find("l", 3)', 'startswith("l", 2)', 'startswith("he", 1, 3)', 'find("")', 'count("")', 'count("l", 1, -1)', 'rindex("o")']
LIST_METHODS = ['count(3)', 'index(1)', 'count("a")', 'index("a")', 'copy()', 'append(1)', 'sort()', 'zz']
DICT_METHODS = ['items()', 'items()|list', 'keys()|list', 'values()|list', 'get("k")', 'get("zz", "def")', 'get("zz")', 'update({})',
                'keys()', 'values()', 'k', 'b', 'role', 'content', 'n', 'zz', 'items', 'nested.x', 'nested.x[-1]', 'k.upper()']
INDEXES = ['[0]', '[-1]', '[1]', '[99]', '[1:]', '[:-1]', '[::-1]', '[::2]', '[-3:]', '[1:3]', '[5:1:-2]', '[:0]', '[true]', '[:100]',
           '[0:0:1]', '[-100:2]', '[2:-1:1]', '[i]', '[:i]', '[::0]', '[none]', '["zz"]', '[1.0]', '[:none]', '[-1:-4:-1]', '.0', '.1']
LIST_INDEXES = INDEXES + ['[0]["content"]', '[0].role', '[-1]["content"]', '[1].content[2:9]', '[0].n', '[1]["v"]']
KEYS = ['["k"]', '["role"]', '["zz"]', '["items"]', '["nested"]["x"][1]', '["nested"].y', '[0]', '["b"]', '["A"]']
ANY_OPERATORS = ['~', '==', '!=', 'and', 'or', '~', '~']
NUMBER_OPERATORS = ['+', '-', '*', '/', '//', '%', '**', '<', '<=', '>', '>=', '+', '-', '*']
TEXT_OPERATORS = ['+', '+', '+', '<', '>=', 'in', 'not in', '+']
ALL_OPERATORS = ANY_OPERATORS + NUMBER_OPERATORS + TEXT_OPERATORS

ATOMS = {
    'text': ['s', 'u', 'e', 'lines', 'bos_token', 's', '"a"', "'b c'", '"x,y,z"', "'it\\'s'", '"\\n"', '"<|im_end|>"', '""',
             '"\\u00e9\\x41"', 'messages[0].content', 'messages[1]["content"]', 'messages[2].content', 'messages[0].role',
             'strftime_now("%d %b %Y")', 'strftime_now("%Y-%m-%d %H:%M:%S %A %j %p")'],
    'number': ['i', 'f', '0', '1', '2', '-3', '10', '1.5', '-0.25', '1e3', '1e16', 'ns.c', 't', 'true', '7', '(words|length)', '0x1F', '1_000'],
    'list': ['words', 'nums', 'mixed', 'recs', 'messages', 'tools', '[]', '[1, 2, 3]', '["a", "b"]', '(1, "t")', '()', 'range(4)',
             'range(5, 0, -2)', '(range(2, 9, 3)|list)', '(2,)', '[[1, "a"], [2, "b"]]', 'messages[1:]'],
    'dict': ['d', 'messages[0]', 'recs[0]', '{"k": 1, "l": [2]}', '{}', 'dict(a=1, b="q")', 'dict({"z": 1}, y=2)', 'dict([("p", 1)])',
             'messages[2].tool_calls[0].function.arguments', 'tools[0].function', '{1: "x", "items": 2}'],
    'any': ['missing', 'n', 'none', 'x', 'y', 'm', 'false', 'ns.missing', 'd.zz', 'None', 'True', 'x', 'm'],
}
KIND_FILTERS = {'text': TEXT_FILTERS, 'number': NUMBER_FILTERS, 'list': LIST_FILTERS, 'dict': DICT_FILTERS, 'any': ANY_FILTERS}
KIND_METHODS = {'text': TEXT_METHODS, 'number': ['zz'], 'list': LIST_METHODS, 'dict': DICT_METHODS, 'any': ['zz']}
KIND_SUBSCRIPTS = {'text': INDEXES, 'number': ['["a"]'], 'list': LIST_INDEXES, 'dict': KEYS, 'any': INDEXES + KEYS}


class Generator:
    def __init__(self, rng):
        self.rng = rng
        self.loops = 0
        self.macros = []

    def pick(self, items):
        return self.rng.choice(items)

    def chance(self, p):
        return self.rng.random() < p

    def kind(self):
        return self.pick(['text', 'text', 'text', 'number', 'number', 'list', 'list', 'dict', 'any'])

    def atom(self, kind=None):
        """An expression without operators and its kind."""
        r = self.rng.random()
        if kind in (None, 'number') and self.loops and r < 0.15:
            return 'loop.' + self.pick(['index', 'index0', 'first', 'last', 'length', 'revindex', 'revindex0', 'depth', 'depth0',
                                        'changed(m)', 'cycle(1, 2, 3)']), 'number'
        if kind is None and self.loops and r < 0.19:
            return 'loop.' + self.pick(['previtem', 'nextitem', 'zz']), 'any'
        if kind in (None, 'text') and self.macros and r < 0.24:
            name, count = self.pick(self.macros)
            args = [self.atom()[0] for _ in range(self.rng.randint(0, count + (1 if self.chance(0.05) else 0)))]
            return '%s(%s)' % (name, ', '.join(args)), 'text'
        kind = kind or self.kind()
        return self.pick(ATOMS[kind]), kind

    def operand(self, depth, kind=None):
        if depth > 0 and self.chance(0.12):
            return '(' + self.expression(depth - 1) + ')'
        value, kind = self.atom(kind)
        # Mostly what fits, sometimes what does not.
        fit = kind if self.chance(0.96) else self.kind()
        if self.chance(0.35) and value[0] not in '-0123456789':
            suffix = '.' + self.pick(KIND_METHODS[fit]) if self.chance(0.55) else self.pick(KIND_SUBSCRIPTS[fit])
            if ':' in suffix and (value.lower() in ('none', 'true', 'false') or value[0] == '{'):
                suffix = '[0]'  # Jinja2 folds slices of constants, which then are undefined instead of an error
            value += suffix
            return value + ('|' + self.pick(ANY_FILTERS) if self.chance(0.1) else '')
        if self.chance(0.4):
            value += '|' + self.pick(KIND_FILTERS[fit])
        return value

    def arithmetic(self, left, op, right):
        # Jinja2 folds -3 into a constant and then writes "-3 ** x", which Python reads as -(3 ** x).
        return '%s %s %s' % (left.lstrip('-') if op == '**' else left, op, right)

    def binary(self, depth):
        r = self.rng.random()
        if r < 0.04:
            return self.arithmetic(self.operand(depth), self.pick(ALL_OPERATORS), self.operand(depth))
        if r < 0.40:
            return '%s %s %s' % (self.operand(depth), self.pick(ANY_OPERATORS), self.expression(depth))
        if r < 0.65:
            return self.arithmetic(self.atom('number')[0], self.pick(NUMBER_OPERATORS), self.atom('number')[0])
        if r < 0.90:
            return '%s %s %s' % (self.atom('text')[0], self.pick(TEXT_OPERATORS), self.atom('text')[0])
        return '%s %s %s' % (self.atom()[0], self.pick(['in', 'not in']), self.atom(self.pick(['list', 'dict']))[0])

    def test(self):
        value, kind = self.atom()
        numeric = ('odd', 'even', 'divis', 'lt', 'gt', 'ge')
        fits = [t for t in TESTS if kind == 'number' or not t.startswith(numeric)]
        return '%s is %s' % (value, self.pick(fits if self.chance(0.95) else TESTS))

    def expression(self, depth=2):
        r = self.rng.random()
        if depth <= 0 or r < 0.45:
            return self.operand(depth)
        if r < 0.70:
            return self.binary(depth - 1)
        if r < 0.79:
            return self.test()
        if r < 0.86:
            tail = '' if self.chance(0.3) else ' else ' + self.operand(depth - 1)
            return '%s if %s%s' % (self.operand(depth - 1), self.expression(depth - 1), tail)
        if r < 0.90:
            return 'not ' + self.operand(depth - 1)
        if r < 0.94:
            kind = self.pick(['number', 'text'])
            return '%s %s %s %s %s' % (self.atom(kind)[0], self.pick(['<', '<=', '==', '>']), self.atom(kind)[0],
                                       self.pick(['<', '!=', '>=']), self.atom(kind)[0])
        if r < 0.97:
            return '[%s, %s]' % (self.expression(depth - 1), self.operand(0))
        return '{%s: %s}' % (self.atom(self.pick(['text', 'number']))[0], self.operand(0))

    def space(self):
        return self.pick(['', '', ' ', '\n', '  ', '\n\n', '\n  ', ' \n', 'text', ' t ', 'a\n', '\t', '\n    b', 'ü'])

    def block(self, inside):
        return '{%' + self.pick(['', '', '-', '+', '-']) + ' ' + inside + ' ' + self.pick(['', '', '-', '+' if False else '']) + '%}'

    def output(self, inside):
        return '{{' + self.pick(['', '', '-']) + ' ' + inside + ' ' + self.pick(['', '', '-']) + '}}'

    def statement(self, depth):
        r = self.rng.random()
        if depth <= 0 or r < 0.5:
            return self.output(self.expression())
        if r < 0.58:
            target = self.pick(['x', 'y', 'x', 'ns.c', 'ns.missing', 'x, y', 'm'])
            value = self.expression()
            if target == 'x, y':
                value = self.pick(['1, "two"', '"ab"', '(s, i)', '[1, 2]', 'nums', value])
            return self.block('set %s = %s' % (target, value))
        if r < 0.61:
            return self.block(self.pick(['set x', 'set y | upper', 'set x|trim|length', 'set ns.c'])) + self.body(depth - 1) + self.block('endset')
        if r < 0.75:
            return self.conditional(depth)
        if r < 0.88:
            return self.loop(depth)
        if r < 0.90:
            return '{#' + self.pick(['', '-']) + ' note {{ x }} ' + self.pick(['', '-']) + '#}'
        if r < 0.92:
            return self.block('raw') + ' {{ x }}{% if %} ' + self.block('endraw')
        if r < 0.94:
            return self.block('with x = %s, y = %s' % (self.operand(1), self.operand(0))) + self.body(depth - 1) + self.block('endwith')
        if r < 0.955:
            return self.block('filter ' + self.pick(['upper', 'trim', 'replace("a", "b")', 'indent(2)|title'])) + self.body(depth - 1) + self.block('endfilter')
        if r < 0.965:
            return self.block('generation') + self.body(depth - 1) + self.block('endgeneration')
        if r < 0.97:
            return self.output('raise_exception("no " ~ %s)' % self.operand(0))
        return self.macro(depth)

    def conditional(self, depth):
        out = self.block('if ' + self.expression()) + self.body(depth - 1)
        if self.chance(0.3):
            out += self.block('elif ' + self.expression()) + self.body(depth - 1)
        if self.chance(0.5):
            out += self.block('else') + self.body(depth - 1)
        return out + self.block('endif')

    def loop(self, depth):
        source = self.pick(['messages', 'words', 'nums', 'recs', 'range(3)', 's', 'd', 'd.items()', 'd|items', 'mixed', 'messages[::-1]',
                            'words|sort', 'missing', '[]', 'nums|select("odd")', self.operand(1), 'messages[1:]', 'd|dictsort'])
        target = 'k, m' if source in ('d.items()', 'd|items', 'd|dictsort') or self.chance(0.03) else 'm'
        test = ' if ' + self.expression(1) if self.chance(0.2) else ''
        head = self.block('for %s in %s%s' % (target, source, test))
        self.loops += 1
        body = self.body(depth - 1)
        if self.chance(0.15):
            body += self.block('if ' + self.expression(1)) + self.block(self.pick(['break', 'continue'])) + self.block('endif') + self.body(0)
        self.loops -= 1
        if self.chance(0.2):
            body += self.block('else') + self.body(depth - 1)
        return head + body + self.block('endfor')

    def macro(self, depth):
        name = 'mac%d' % len(self.macros)
        loops, self.loops = self.loops, 0
        signature, count = self.pick([('', 0), ('m', 1), ('m, x=3', 2), ('x, y="q", m=x', 3)])
        out = self.block('macro %s(%s)' % (name, signature)) + self.body(depth - 1) + self.block('endmacro')
        self.loops = loops
        self.macros.append((name, count))
        out += self.output('%s(%s)' % (name, ', '.join(self.operand(0) for _ in range(self.rng.randint(0, count)))))
        if self.chance(0.3):
            out += self.block('macro wrap%s()' % name) + '[{{ caller() }}]' + self.block('endmacro')
            out += self.block('call wrap%s()' % name) + self.body(0) + self.block('endcall')
        return out

    def body(self, depth):
        parts = []
        for _ in range(self.rng.randint(1, 3)):
            parts.append(self.space())
            parts.append(self.statement(depth))
        parts.append(self.space())
        return ''.join(parts)

    def template(self):
        self.loops = 0
        self.macros = []
        out = '{% set ns = namespace(c=0) %}' if self.chance(0.9) else ''
        for _ in range(self.rng.randint(1, 3)):
            out += self.space() + self.statement(2)
        return out + self.space()


def expected(env, template):
    try:
        # A copy: some of Jinja2's filters change the lists they are given.
        return {'rendered': env.from_string(template).render(**copy.deepcopy(CONTEXT))}
    except Exception as error:  # every kind of failure counts as one
        return {'error': '%s: %s' % (type(error).__name__, error)}


def comparable(template, want, got):
    """Leaves out what both sides may legitimately do differently."""
    text = want.get('rendered', '').lower()
    if 'markup(' in text:
        return False  # escaped text is a type of its own in Jinja2
    if any(mark in text for mark in (' object at 0x', '<built-in', '<bound method', '<macro ', '<function ')):
        return False  # printed addresses
    error = got.get('error', '')
    if "and 'dict_" in error or "'dict_keys' and" in error or "'dict_items' and" in error:
        return False  # views as sets
    if 'complex' in error or '64 bits' in error or 'too large' in error or 'is not supported' in error or 'max_' in error:
        return False  # big integers and other stated limits
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('driver')
    parser.add_argument('--count', type=int, default=3000)
    parser.add_argument('--seed', type=int, default=20260102)
    parser.add_argument('--show', type=int, default=5)
    args = parser.parse_args()
    find_jinja2()
    warnings.simplefilter('ignore')  # of the Python code that Jinja2 compiles templates to
    env = environment()
    rng = random.Random(args.seed)
    generator = Generator(rng)
    templates = [generator.template() for _ in range(args.count)]
    lines = ''.join(json.dumps({'template': t, 'context': CONTEXT}) + '\n' for t in templates)
    run = subprocess.run([args.driver], input=lines.encode(), stdout=subprocess.PIPE)
    replies = [json.loads(line) for line in run.stdout.decode().splitlines()]
    if run.returncode != 0 or len(replies) != len(templates):
        sys.exit('seed %d: the driver ended with status %d after %d replies' % (args.seed, run.returncode, len(replies)))
    same = texts = skipped = 0
    wrong = []
    for template, got in zip(templates, replies):
        want = expected(env, template)
        if not comparable(template, want, got):
            skipped += 1
        elif want.get('rendered') == got.get('rendered'):
            same += 1
            texts += 'rendered' in want
        else:
            wrong.append((template, want, got))
    print('seed %d: %d templates, %d agree (%d texts, %d errors), %d not comparable, %d differ' %
          (args.seed, len(templates), same, texts, same - texts, skipped, len(wrong)))
    for template, want, got in sorted(wrong, key=lambda w: len(w[0]))[:args.show]:
        print('template: %r\n  jinja2: %.400r\n  ours:   %.400r' % (template, want, got))
    if wrong or same < 0.9 * args.count or texts < 0.4 * args.count:
        sys.exit(1)


if __name__ == '__main__':
    main()
