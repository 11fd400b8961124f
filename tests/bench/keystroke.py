#!/usr/bin/env python3
"""keystroke.py SPO FILE...: how long the language server takes from a keystroke in a rule file to what is wrong with it. Median of 9, in ms."""
import json, os, statistics, subprocess, sys, time

spo, *files = sys.argv[1:]


def frame(message):
    body = json.dumps(message, ensure_ascii=False).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def receive(stream):
    length = None
    while line := stream.readline().strip():
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(stream.read(length))


def wait(server, wanted):
    while not wanted(message := receive(server.stdout)):
        pass
    return message


for name in files:
    path = os.path.realpath(name)
    uri, text = "file://" + path, open(path, encoding="utf-8").read()
    server = subprocess.Popen([spo, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send(message):
        server.stdin.write(frame({"jsonrpc": "2.0", **message}))
        server.stdin.flush()

    def published(message):
        return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri

    send({"id": 1, "method": "initialize", "params": {"capabilities": {}}})
    wait(server, lambda message: message.get("id") == 1)
    send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "spo", "version": 1, "text": text}}})
    wait(server, published)
    taken = []
    for i in range(9):
        begin = time.perf_counter()
        change = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "#\n"}
        send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": uri, "version": i + 2}, "contentChanges": [change]}})
        wait(server, published)
        taken.append(1000 * (time.perf_counter() - begin))
    server.stdin.close()
    server.stdout.read()
    server.wait()
    print(f"{statistics.median(taken):6.0f} ms  {name}")
