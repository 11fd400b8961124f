#!/usr/bin/env python3
"""Hostile input: run.py SPO [NAME...], where SPO is the program. Names choose some of the tests.

Each test is a function `torture_...` that fills a folder with what the world (or somebody who means ill) publishes. A good
article lies beside it. Whatever happens, spo must end by itself, in time and in memory, refuse by name what it cannot read,
and bring out the good article. SPO_TORTURE=big makes the largest inputs as large as they get (1 GB on a line)."""
import gzip
import io
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "spo"
BIG = os.environ.get("SPO_TORTURE") == "big"
GOOD = "东湖大学校长李长青表示：“我们今年投入2.5亿元。”\n"
FOUND = "李长青"
SECONDS = 120  # a run may take, with sanitizers, on a busy machine
MEGABYTES = 1500


class Run:
    def __init__(self, status, out, errors, seconds, megabytes):
        self.status, self.out, self.errors, self.seconds, self.megabytes = status, out, errors, seconds, megabytes

    def __str__(self):
        return (f"status {self.status}, {self.seconds:.1f} s, {self.megabytes:.0f} MB\n--- errors\n"
                f"{self.errors[:2000]}\n--- out\n{self.out[:300]}")


def spo(*arguments, feed=None, good=True, statuses=(0, 1), errors=None):
    """Runs `spo extract`. `feed` gives pieces of standard input. `errors`: expressions that must be found."""
    before = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([PROGRAM, "extract", "-t", "nquads", *map(str, arguments)], stdout=out, stderr=err,
                                   stdin=subprocess.PIPE if feed is not None else subprocess.DEVNULL,
                                   env=dict(os.environ, LC_ALL="C.UTF-8"))
        try:
            for piece in feed or ():
                process.stdin.write(piece)
        except BrokenPipeError:
            pass  # spo has read enough
        if process.stdin:
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
        usage = wait(process, before)
        out.seek(0)
        err.seek(0)
        text, messages = out.read(1 << 26).decode("utf-8"), err.read(1 << 26).decode("utf-8")
    run = Run(process.returncode, text, messages, time.monotonic() - before, usage.ru_maxrss / 1024)
    assert "Sanitizer" not in messages and "runtime error" not in messages, str(run)
    assert run.status in statuses, f"status {run.status} is none of {statuses}\n{run}"
    assert not good or FOUND in text, f"the good article is lost\n{run}"
    assert run.megabytes < MEGABYTES or "asan" in linked(), f"too much memory\n{run}"
    for expression in [errors] if isinstance(errors, str) else errors or []:
        assert re.search(expression, messages), f"no {expression!r} among the errors\n{run}"
    for line in messages.splitlines():
        assert line.startswith("spo") or re.match(r"\S.*: |  ", line), f"an error that names nothing: {line!r}"
    return run


def wait(process, since):
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage
        if time.monotonic() - since > SECONDS:
            process.kill()
            os.wait4(process.pid, 0)
            raise AssertionError(f"still running after {SECONDS} s")
        time.sleep(0.005)


_linked = None


def linked():
    """What libraries the program is linked with: sanitizers need memory of their own."""
    global _linked
    if _linked is None:
        _linked = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=False).stdout
    return _linked


def fill(folder, files):
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "zz-good.txt").write_text(GOOD)


def page(body, head=""):
    return f"<!DOCTYPE html><html lang=zh><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


ARTICLE = page("<h1>东湖大学扩建实验室</h1><article>" + "<p>东湖大学宣布，扩建后的实验室面积达3.2万平方米。</p>" * 40 + "</article>")


# ---- cut off ----

def torture_truncated_everywhere(folder):
    html, packed = ARTICLE.encode(), gzip.compress(ARTICLE.encode() * 30, mtime=0)
    tar, archive = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as out:
        for i in range(3):
            member = tarfile.TarInfo(f"{i}.html")
            member.size = len(html)
            out.addfile(member, io.BytesIO(html))
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for i in range(3):
            out.writestr(f"{i}.html", html)
    warc = b"".join(warc_record(f"http://example.org/{i}", html) for i in range(3))
    lines = "".join(json.dumps({"id": i, "text": GOOD}) + "\n" for i in range(5)).encode()
    wholes = {"page.html": html, "page.html.gz": packed, "set.tar": tar.getvalue(), "set.zip": archive.getvalue(),
              "crawl.warc": warc, "crawl.warc.gz": gzip.compress(warc, mtime=0), "lines.jsonl": lines}
    files = {}
    for name, content in wholes.items():
        for k in range(1, 24):
            files[f"{k:02}-{name}"] = content[:len(content) * k // 24]
    fill(folder, files)
    spo("--lang", "zh", folder)


def warc_record(url, body):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    return (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(http)}\r\n\r\n").encode() + http + b"\r\n\r\n"


# ---- deep ----

def torture_nested_a_hundred_thousand_deep(folder):
    deep = 100000
    fill(folder, {"div.html": page("<div>" * deep + GOOD + "</div>" * deep),
                  "table.html": page("<table><tr><td>" * deep + GOOD),
                  "span.html": page("<p>" + "<b><i>" * deep + GOOD),
                  "list.html": page("<ul><li>" * deep + GOOD),
                  "arrays.jsonl": json.dumps({"text": "甲"}) + "\n" + "[" * deep + "]" * deep + "\n" + json.dumps({"text": GOOD}) + "\n",
                  "objects.jsonl": '{"a":' * deep + "1" + "}" * deep + "\n" + json.dumps({"text": GOOD}) + "\n",
                  "jsonld.html": page(f"<p>{GOOD}</p>", '<script type="application/ld+json">' + "[" * deep + "</script>"),
                  "quotes.txt": "“" * deep + GOOD, "brackets.txt": "（" * deep + GOOD + "）" * deep,
                  "titles.txt": "《" * deep + GOOD})
    spo("--lang", "zh", folder, errors=["arrays.jsonl:2:", "objects.jsonl:1:"])


def torture_archives_in_archives(folder):
    inner = GOOD.encode()
    for i in range(30):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as out:
            out.writestr(f"{i}.zip" if i else "a.txt", inner)
        inner = buffer.getvalue()
    layers = GOOD.encode()
    for _ in range(40):
        layers = gzip.compress(layers, mtime=0)
    fill(folder, {"nest.zip": inner, "layers.gz": layers})
    spo("--lang", "zh", folder, errors="nest.zip")


# ---- what grows ----

def torture_a_billion_laughs(folder):
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    document = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "哈哈">{laughs}]>'
    fill(folder, {"laughs.xhtml": document + "<html><body><p>&l9;</p></body></html>",
                  "laughs.html": document + "<html><body><p>&l9;</p></body></html>",
                  "laughs.xml": document + "<rss><channel><item><title>&l9;</title></item></channel></rss>",
                  "outside.xhtml": '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><body><p>&e;</p></body></html>'})
    run = spo("--lang", "zh", folder)
    assert "root:" not in run.out, str(run)
    assert run.out.count("哈哈") < 100


def torture_bombs(folder):
    size = (1 << 30) if BIG else (64 << 20)
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"a" * (1 << 20)) for _ in range(size >> 20)) + packer.flush()
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as out:
        with out.open("a.txt", "w") as member:
            for _ in range(size >> 20):
                member.write(b"b" * (1 << 20))
        out.writestr("behind.txt", GOOD)
    fill(folder, {"bomb.txt.gz": bomb, "bomb.warc.gz": bomb, "bomb.jsonl.gz": bomb})
    spo("--lang", "zh", folder, errors=[r"bomb\.zip", r"bomb\.txt\.gz"])


# ---- strange characters ----

def torture_nuls_and_surrogates(folder):
    fill(folder, {"nul.txt": GOOD.encode() + b"\0" * 5000 + GOOD.encode(), "only-nuls.txt": b"\0" * 100000,
                  "nul.html": page(f"<p>{GOOD}</p>").encode() + b"\0\0\0", "nul-name.jsonl": '{"te\\u0000xt":"a"}\n',
                  "surrogates.txt": "东湖大学".encode() + b"\xed\xa0\x80\xed\xbf\xbf",
                  "beyond.txt": b"\xf4\x90\x80\x80", "overlong.txt": b"\xc0\xaf\xe0\x80\xaf",
                  "surrogates.jsonl": '{"text":"\\ud800"}\n{"text":"\\udc00\\ud800x"}\n' + json.dumps({"text": GOOD}) + "\n",
                  "nul.jsonl": '{"text":"a\\u0000b"}\n' + json.dumps({"text": GOOD}) + "\n",
                  "utf-16-cut.txt": GOOD.encode("utf-16")[:-1], "utf-16-half.txt": b"\xff\xfe\x00\xd8A\x00",
                  "entities.html": page("<p>&#0;&#xD800;&#x110000;&#99999999999;" + GOOD + "</p>"),
                  "noncharacters.txt": "\ufffe\uffff\U0010ffff" + GOOD, "controls.txt": "".join(map(chr, range(1, 32))) + GOOD})
    run = spo("--lang", "zh", folder, errors=[r"surrogates\.txt", r"beyond\.txt", r"surrogates\.jsonl:1"])
    assert "\0" not in run.out


def torture_bidi_tricks(folder):
    marks = "\u202e\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u200e\u200f\u061c"
    fill(folder, {"bidi.txt": "".join(c + mark for c, mark in zip(GOOD * 3, marks * 20)),
                  "bidi\u202egpj.txt": GOOD, "zero-width.txt": "\u200b\u200c\u200d\ufeff".join(GOOD),
                  "combining.txt": "东" + "\u0301" * 100000 + GOOD, "variations.txt": "\ufe0f\U000e0100".join(GOOD),
                  "tags.txt": GOOD + "".join(chr(0xE0000 + i) for i in range(128)) * 500})
    spo("--lang", "zh", folder)


# ---- large ----

def torture_everything_on_one_line(folder):
    size = (1 << 30) if BIG else (96 << 20)
    piece = ("甲" * 1000).encode() * 350
    for form, message in (("text", "64"), ("jsonl", "long|large|8 MB"), ("html", "64")):
        def feed():
            yield b'{"text":"' if form == "jsonl" else b"<p>"
            for _ in range(size // len(piece)):
                yield piece
            if form == "jsonl":
                yield b'"}\n' + json.dumps({"text": GOOD}).encode() + b"\n"
        spo("--lang", "zh", "-f", form, "-", feed=feed(), good=form == "jsonl", statuses=(1,), errors=message)


def torture_one_sentence_without_end(folder):
    fill(folder, {"sentence.txt": "李长青和" * 200000, "word.txt": "a" * 3000000, "digits.txt": "9" * 1000000,
                  "dots.txt": "。" * 500000, "breaks.txt": "\n" * 3000000, "blanks.txt": " " * 3000000,
                  "attributes.html": page("<p " + "a='b' " * 100000 + f">{GOOD}</p>"),
                  "tags.html": page(f"<p>{GOOD}</p>" * 20000), "broken.html": "<" * 500000, "open.html": "<p" * 300000})
    spo("--lang", "zh", folder)


def torture_ten_thousand_empty_files(folder):
    endings = ["txt", "html", "jsonl", "warc", "gz", "zip", "tar", "md", "xml", "csv", "eml", "bin", ""]
    for i in range(10000):
        (folder / f"{i:05}.{endings[i % len(endings)]}".rstrip(".")).touch()
    fill(folder, {})
    spo("--lang", "zh", folder)


# ---- file systems ----

def torture_strange_names(folder):
    names = ["new\nline.txt", "tab\t.txt", "\x1b[31mred.txt", "-rf.txt", "a b.txt", "%s%n.txt", "quote'\".txt",
             "<script>.txt", "back\\slash.txt", "\u202etxt.exe.txt", "long" + "g" * 240 + ".txt"]
    fill(folder, {name: f"{i}。{GOOD}" for i, name in enumerate(names)})
    (pathlib.Path(os.fsdecode(os.fsencode(folder) + b"/bytes\xff\xfe.txt"))).write_text("甲。" + GOOD)
    run = spo("--lang", "zh", folder, statuses=(0,))
    assert len(set(re.findall(r" (<[^ ]+>) \.$", run.out, re.M))) == len(names) + 2, "a graph for each file"
    broken = "broken\n\x1b[31m.jsonl"
    (folder / broken).write_text("{\n")
    run = spo("--lang", "zh", folder, statuses=(1,), errors=r"broken")
    assert "\x1b" not in run.errors and len(run.errors.splitlines()) <= 3, str(run)


def torture_what_cannot_be_read(folder):
    fill(folder, {"secret.txt": GOOD})
    (folder / "secret.txt").chmod(0)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "nowhere.txt").symlink_to("/nonexistent/a.txt")
    os.mkfifo(folder / "pipe.txt")
    deep = folder
    for i in range(200):
        deep = deep / "deeper"
        deep.mkdir()
    (deep / "a.txt").write_text(GOOD)
    spo("--lang", "zh", folder)
    spo("--lang", "zh", folder / "nothing.txt", folder / "self.txt", folder / "nowhere.txt", folder / "zz-good.txt",
        statuses=(1,), errors=["nothing.txt: ", "self.txt: ", "nowhere.txt: "])
    for name in ("loop", "self.txt"):
        (folder / name).unlink()


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tests = [(name, test) for name, test in sorted(globals().items()) if name.startswith("torture_")]
    chosen = [t for t in tests if not sys.argv[2:] or any(word in t[0] for word in sys.argv[2:])]
    failed = 0
    for name, test in chosen:
        before = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok      {name[8:]} ({time.monotonic() - before:.1f} s)", flush=True)
            except AssertionError as problem:
                failed += 1
                print(f"FAILED  {name[8:]}: {problem}", flush=True)
    print(f"{len(chosen) - failed} of {len(chosen)} torture tests passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
