#!/usr/bin/env python3
"""Follows docs/tutorial.md as a reader would: saves the files that it shows, runs its commands, compares what they print.
tutorial.py SPO_PROGRAM SOURCE_DIR. `...` in what is shown stands for anything."""
import os, pathlib, re, subprocess, sys, tempfile

program, source = sys.argv[1:3]
text = pathlib.Path(source, "docs/tutorial.md").read_text(encoding="utf-8")
failed = commands = files = 0


def matches(wanted, got):
    """Lines of `wanted`, where a line `...` is any number of lines and `...` inside a line any text."""
    pattern = ""
    for line in wanted.rstrip("\n").split("\n") if wanted.strip() else []:
        if line.strip() == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += "[^\n]*".join(re.escape(part) for part in line.rstrip().split("...")) + r"[ ]*\n"
    got = got.rstrip("\n") + "\n" if got.strip() else ""
    return re.fullmatch(pattern, got) is not None


def run(command, wanted, folder):
    global failed, commands
    commands += 1
    environment = dict(os.environ, PATH=os.path.dirname(program) + ":" + os.environ["PATH"], NO_COLOR="1")
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    got = done.stderr + done.stdout
    if not matches(wanted, got):
        failed += 1
        print(f"docs/tutorial.md: `{command}` prints\n{got}\nbut the page shows\n{wanted}")


with tempfile.TemporaryDirectory() as folder:
    before = ""
    for prose, kind, block in re.findall(r"(.*?)^```(\w+)\n(.*?)^```", text, re.S | re.M):
        if kind == "console":
            for command, wanted in re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", block, re.M):
                run(command, wanted, folder)
            continue
        named = re.findall(r"`([\w./-]+\.(?:txt|spo|test|ttl))`", prose)
        if not named:
            failed += 1
            print(f"docs/tutorial.md: no file is named for\n{block}")
            continue
        path = pathlib.Path(folder, named[-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        sentence = prose[prose.rindex("`" + named[-1]) - 60 if prose.rindex("`" + named[-1]) > 60 else 0:]
        more = re.search(r"\bAdd to `" + re.escape(named[-1]), sentence)
        with open(path, "a" if more else "w", encoding="utf-8") as file:
            file.write(block)
        files += 1

print(f"{files} files, {commands} commands, {failed} failed")
sys.exit(bool(failed) or commands < 15)
