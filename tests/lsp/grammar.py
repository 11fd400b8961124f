#!/usr/bin/env python3
"""grammar.py EDITORS: the grammar for editors knows all words of the language, its expressions are sound, and a line of each kind gets
the scope that it should."""
import json, pathlib, re, sys

editors = pathlib.Path(sys.argv[1])
words = (editors / "../extractor/lsp/words.c").read_text(encoding="utf-8")
grammar = json.loads((editors / "vscode/syntaxes/spo.tmLanguage.json").read_text(encoding="utf-8"))
syntax = (editors / "nvim/syntax/spo.vim").read_text(encoding="utf-8")
for name in ("package.json", "language-configuration.json"):
    json.loads((editors / "vscode" / name).read_text(encoding="utf-8"))
wrong = []


def expressions(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("match", "begin", "end"):
                yield value
            yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def python(expression):
    """The expression without what only Oniguruma knows."""
    return re.sub(r"\[([^\]]*)\\p\{L\}([^\]]*)\]", r"[\1\\w\2]", expression).replace(r"\p{N}", r"\d").replace(r"\p{Lu}", "[A-Z]").replace(r"\p{L}", r"\w")


for expression in expressions(grammar):
    try:
        re.compile(python(expression))
    except re.error as error:
        wrong.append(f"{expression}: {error}")

tables = dict(re.findall(r"const LanguageWord (\w+)\[\] = \{(.*?)END\};", words, re.S))
rules = {name: python(grammar["repository"][name].get("match", "")) for name in ("declaration", "statement", "prefix", "part")}
for table, keywords in tables.items():
    for keyword in re.findall(r'\{"([^"]+)"', keywords):
        if table == "STATEMENT_KEYWORDS":
            known = any(re.match(rules[name], f"{keyword} name: <x>") for name in ("declaration", "statement", "prefix"))
        elif table in ("RULE_KEYWORDS", "FRAME_KEYWORDS", "ENTITY_KEYWORDS"):
            known = keyword in ("ok", "no") or re.match(rules["part"], f"  {keyword} x")
        else:
            known = keyword in json.dumps(grammar) or table == "SLOT_TYPES"
        if not known:
            wrong.append(f"the grammar does not know `{keyword}` of {table}")
        if keyword not in syntax and table in ("STATEMENT_KEYWORDS", "RULE_KEYWORDS", "FRAME_KEYWORDS", "ENTITY_KEYWORDS", "BUILTIN_TYPES"):
            wrong.append(f"syntax/spo.vim does not know `{keyword}` of {table}")
if len(tables) != 8:
    wrong.append(f"{len(tables)} tables of words were found, not 8")
for line in wrong:
    print(line)
print("ok the grammar" if not wrong else "FAILED: the grammar")
sys.exit(bool(wrong))
