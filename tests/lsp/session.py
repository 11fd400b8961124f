#!/usr/bin/env python3
"""session.py SPO SESSION [--update]: plays a recorded session of protocol messages to `spo lsp`.

A session is a file of lines: `> JSON` is sent; the next one when a request was answered. `>> JSON` is sent, too, and the next one when
what is wrong with its document was published. `raw TEXT` is sent as it is (with \\r\\n escapes). `< JSON` is expected: all that the server says, in its
order. `= STATUS MESSAGES` is the end. ROOT in them is the folder of the session's files, a copy of tests/lsp/work.
--update writes what the server says now; look at the difference before you keep it. Status 1 where something differs."""
import difflib, json, os, pathlib, re, shutil, subprocess, sys, tempfile, threading

spo, path = sys.argv[1], pathlib.Path(sys.argv[2])
here = pathlib.Path(__file__).resolve().parent


def receive(stream):
    """The next message, or None at the end."""
    length = None
    while line := stream.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return None if length is None else json.loads(stream.read(length))


def play(lines, root):
    server = subprocess.Popen([spo, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    timer = threading.Timer(60, server.kill)
    timer.start()
    said = []

    def wait(wanted):
        while (message := receive(server.stdout)) is not None:
            said.append(message)
            if wanted(message):
                return

    for line in lines:
        if line.startswith("raw "):
            server.stdin.write(line[4:].encode().decode("unicode_escape").encode("latin-1"))
            server.stdin.flush()
        elif line.startswith(">"):
            message = json.loads(line.lstrip(">").replace("ROOT", root))
            body = json.dumps(message, ensure_ascii=False).encode()
            server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            server.stdin.flush()
            if "id" in message:
                wait(lambda answer: answer.get("id") == message["id"])
            elif line.startswith(">>"):
                document = message["params"]["textDocument"]
                wait(lambda answer: answer.get("method") == "textDocument/publishDiagnostics"
                     and answer["params"]["uri"] == document["uri"]
                     and answer["params"].get("version") == document.get("version", answer["params"].get("version")))
    server.stdin.close()
    wait(lambda answer: False)
    errors = server.stderr.read().decode()
    status = server.wait()
    timer.cancel()
    return said, status, errors


def shown(message, root):
    text = json.dumps(message, ensure_ascii=False, sort_keys=True)
    return "< " + re.sub(r'file://[^" ]*/data/(rules|ontology)/', r"file://DATA/\1/", text.replace(root, "ROOT"))


lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
with tempfile.TemporaryDirectory() as folder:
    root = os.path.realpath(folder) + "/work"
    shutil.copytree(here / "work", root)
    said, status, errors = play(lines, root)
    said = [shown(message, root) for message in said]
    said.append(f"= {status} {errors}".strip())
expected = [line for line in lines if line.startswith(("< ", "= "))]
if "--update" in sys.argv:
    kept = [line for line in lines if not line.startswith(("< ", "= "))]
    path.write_text("\n".join(kept + said) + "\n", encoding="utf-8")
elif said != expected:
    print(f"{path}: the server says something else")
    print("\n".join(difflib.unified_diff(expected, said, "expected", "said", lineterm="", n=0)))
    sys.exit(1)
