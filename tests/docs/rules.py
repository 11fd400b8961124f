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
print(f"{len(blocks)} examples, {failed} failed")
sys.exit(bool(failed) or not blocks)
