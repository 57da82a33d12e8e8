"""Chat templates."""
import importlib.util
import json
import os
import random

from seeds.target import ROOT, target, write


@target
def template_fuzz(out, data, model):
    """The published chat templates with their contexts, and small templates for each feature."""
    folder = os.path.join(data, 'chat_templates')
    rows = []
    if os.path.isdir(folder):
        with open(os.path.join(folder, 'rendered.json'), encoding='utf-8') as f:
            rows = json.load(f)
    for i, row in enumerate(rows):
        if row['conversation'] in ('multi', 'reasoned', 'specials') and i % 3 == 0:
            with open(os.path.join(folder, row['template'] + '.jinja'), encoding='utf-8') as f:
                write(out, '%s-%d' % (row['template'], i), f.read() + '\0' + json.dumps(row['context'], ensure_ascii=False))
    context = json.dumps({'s': 'a <|x|> \u00e9', 'n': [3, 1, 2.5], 'd': {'k': 'v', 'b': None}, 'r': [{'n': 'x', 'v': 1}],
                          'messages': [{'role': 'user', 'content': 'hi\nyou'}]})
    features = [
        '{% for m in r if m.v %}{{ loop.index }}{% else %}x{% endfor %}',
        '{% for a, b in d.items() %}{{ loop.cycle(a, b) }}{{ loop.changed(a) }}{{ loop.previtem }}{% endfor %}',
        '{% macro m(a, b=2) %}{{ a ~ b }}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{% call m(1, 2, 3, x=4) %}q{% endcall %}',
        '{% set ns = namespace(x=1) %}{% set ns.x = ns %}{{ ns.x is defined }}{% set a, (b, c) = 1, [2, 3] %}{{ a + b ** c // 2 % 5 }}',
        '{% set x | upper %}a{% endset %}{% filter indent(2) %}{{ x }}\nb{% endfilter %}{% with a = 1 %}{{ a }}{% endwith %}',
        '{% raw %}{{ }}{% endraw %}{#- c -#}{%- generation -%}g{%- endgeneration -%}{% print 1, 2 %}',
        '{{ s[::-1] }}{{ s[1:4] }}{{ s.split(" ", 1) }}{{ s.rsplit() }}{{ s.strip("a") }}{{ s.replace("a", "bb", 1) }}{{ s.title() }}',
        '{{ "%s %5.2f %x %r" % (s, 1.5, 255, s) }}{{ "{:>8} {x!r}".format(s, x=1) }}{{ s.center(20, "*") }}{{ s.partition("<") }}',
        '{{ n|sort|join(",") }}{{ n|map("string")|list }}{{ r|selectattr("v", "eq", 1)|map(attribute="n")|first }}{{ n|sum }}{{ n|max }}',
        '{{ d|tojson(indent=2) }}{{ d|dictsort(by="value") }}{{ d|items|list }}{{ [s, none, {1: 2.0}]|tojson(ensure_ascii=true, sort_keys=true) }}',
        '{{ "12"|int + "0x1f"|int(0, 16) }}{{ 2.675|round(2) }}{{ 1 if 0 }}{{ 1 < 2 <= 3 != 4 }}{{ s is string and n is not mapping }}',
        '{{ strftime_now("%Y-%m-%d %-d %j") }}{{ range(1, 9, 2)[1] }}{{ dict(a=1, **d) }}{{ "x" in s }}{{ 3 not in n }}{{ raise_exception("e") }}',
        '{{ n|unique|list|reverse|list }}{{ n|min }}{{ s|wordcount }}{{ s|e }}{{ missing|default("d") }}{{ s|capitalize|trim|length }}',
        '{% for i in range(9) %}{% if i is odd %}{% continue %}{% elif i > 5 %}{% break %}{% else %}{{ i }}{% endif %}{% endfor %}',
        '{{ s.isalpha() }}{{ s.zfill(9) }}{{ s.find("<") }}{{ s.rfind("|") }}{{ s.count("a") }}{{ s.splitlines() }}{{ s.startswith(("a", "b")) }}',
    ]
    for i, feature in enumerate(features):
        write(out, 'feature%02d' % i, feature + '\0' + context)
    # Every method, subscript, filter and test once, and random templates, from the tables of the Jinja2 comparison.
    path = os.path.join(ROOT, 'tests', 'models', 'template', 'jinja2_differential.py')
    spec = importlib.util.spec_from_file_location('jinja2_differential', path)
    grammar = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grammar)
    context = '\0' + json.dumps(grammar.CONTEXT, ensure_ascii=False)
    names = {'text': 's', 'number': 'i', 'list': 'recs', 'dict': 'd', 'any': 'missing'}
    expressions = ['%s is %s' % (name, test) for test in grammar.TESTS for name in ('i', 's')]
    for kind, name in names.items():
        expressions += [name + '.' + method for method in grammar.KIND_METHODS[kind]]
        expressions += [name + subscript for subscript in grammar.KIND_SUBSCRIPTS[kind]]
        expressions += [name + '|' + chain for chain in grammar.KIND_FILTERS[kind]]
        expressions += ['words|' + chain for chain in grammar.KIND_FILTERS[kind] if kind == 'list']
    expressions += ['%s %s %s' % (a, op, b) for op in sorted(set(grammar.ALL_OPERATORS)) for a, b in (('i', 'f'), ('i', '3'), ('s', 'e'))]
    expressions += ['strftime_now("%%%s")' % letter for letter in 'aAbBcCdDeFHIjklmMnprRStTuUwWyYxXq']
    expressions += ['"%%%s" %% %s' % pair for pair in (('+08.3f', 'f'), ('-9d', 'i'), ('#x', 'i'), ('o', 'i'), ('e', 'f'), ('G', 'f'), ('c', '65'),
                                                      ('(k)s', 'd'), ('*d', '(4, 2)'), ('.2s', 's'), ('r', 's'))]
    expressions += ['"{:%s}".format(%s)' % pair for pair in (('*^9', 's'), ('+d', 'i'), (',', '1234567'), ('#x', 'i'), ('08.2f', 'f'), ('.1%', 'f'), ('e', 'f'), ('>7.2', 's'))]
    for i, expression in enumerate(expressions):
        write(out, 'expr%03d' % i, '{{ %s }}' % expression + context)
    generator = grammar.Generator(random.Random(1))
    for i in range(150):
        write(out, 'random%03d' % i, generator.template() + context)
