#!/usr/bin/env python3
"""Runs every example of docs/rules.md: rules.py SPO_PROGRAM SOURCE_DIR [DATA_DIR]"""
import os, re, subprocess, sys, tempfile

program, source = sys.argv[1:3]
data = ["--data", sys.argv[3]] if len(sys.argv) > 3 else []
text = open(os.path.join(source, "docs", "rules.md"), encoding="utf-8").read()
blocks = re.findall(r"^```spo\n(.*?)^```", text, re.S | re.M)
failed = 0
for number, block in enumerate(blocks, 1):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"example-{number}.spo")
        open(path, "w", encoding="utf-8").write(block)
        language = re.search(r"^language (\w+)", block, re.M)[1]
        done = subprocess.run([program, "test", "--alone", "--lang", language, *data, path], capture_output=True, text=True)
        tests = len(re.findall(r"^\s+(?:ok|no)\s", block, re.M))
        if done.returncode or f"{tests} test" not in done.stdout + done.stderr:
            failed += 1
            print(f"docs/rules.md, example {number}: expected {tests} tests to pass\n{done.stdout}{done.stderr}")


def graph_of(rules, article):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("example.spo", "article.txt")]
        for path, content in zip(paths, (rules, article)):
            open(path, "w", encoding="utf-8").write(content)
        done = subprocess.run([program, "extract", "--lang", "zh", *data, "--rules", paths[0], "-t", "turtle", paths[1]],
                              capture_output=True, text=True)
        return done.stdout + done.stderr


# `> an article` and the Turtle below it: what the rules above make of it. Blank lines separate what need not be neighbours.
shown = re.findall(r"^```spo\n((?:(?!^```).)*?)^```\n\n> ([^\n]*)\n\n```turtle\n(.*?)^```", text, re.S | re.M)
for rules, article, turtle in shown:
    graph = graph_of(rules, article)
    for part in turtle.strip("\n").split("\n\n"):
        wanted = re.escape(part.rstrip(" ;.")).replace("<DOCUMENT>", "<[^>]*>")
        if not re.search(wanted, graph):
            failed += 1
            print(f"docs/rules.md: the article `{article}` does not give\n{part}\nbut\n{graph}")
if not shown:
    failed += 1
    print("docs/rules.md: no example with its graph was found")
print(f"{len(blocks)} examples, {failed} failed")
sys.exit(bool(failed) or not blocks)
