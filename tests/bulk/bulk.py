#!/usr/bin/env python3
"""Runs over many documents: bulk.py SPO [TEST...]."""
import gzip
import json
import os
import pathlib
import pty
import random
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import termios
import fcntl
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import run as cli  # takes the program from sys.argv
from run import expect, spo

NAMES = "王小明 李大为 周文海 孙立人 赵一鸣 陈国栋 刘建华 黄志远".split()
SANITIZED = "-san" in cli.PROGRAM or "-tsan" in cli.PROGRAM or os.environ.get("SPO_TEST_FLAGS")


def article(number):
    name = NAMES[number % len(NAMES)]
    return f"北方大学院长{name}表示：“我们今年投入{number % 97 + 1}.5亿元。”\n他说，产量增长{number % 89 + 1}%。\n" * (1 + number % 3)


def record(number):
    return json.dumps({"id": str(number), "lang": "zh", "text": article(number)}, ensure_ascii=False) + "\n"


def write_records(path, count, broken=()):
    with open(path, "w", encoding="utf-8") as out:
        for number in range(count):
            out.write('{"id":"%d","text":\n' % number if number in broken else record(number))


def mixed(directory):
    """Files of every kind, some of them broken."""
    folder = directory / "mixed"
    folder.mkdir()
    write_records(folder / "a.jsonl", 150, broken=(3, 40, 149))
    for number in range(40):
        (folder / f"t{number:02}.txt").write_text(article(number) * (number % 5 + 1), encoding="utf-8")
        (folder / f"p{number:02}.html").write_text(f"<html><head><title>页{number}</title></head><body><p>{article(number)}</p>"
                                                   "</body></html>", encoding="utf-8")
    (folder / "gb.txt").write_bytes(article(7).encode("gb18030"))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + b"\0" * 100)
    with tarfile.open(folder / "z.tar.gz", "w:gz") as tar:
        for number in range(10):
            tar.add(folder / f"t{number:02}.txt", f"t{number}.txt")
    whole = (folder / "z.tar.gz").read_bytes()
    (folder / "zz.tar.gz").write_bytes(whole[:len(whole) // 2])
    return folder


def files_of(folder):
    return sorted(folder.glob("out-*"))


def quads_of(folder):
    data = b""
    for path in files_of(folder):
        data += gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data


def contents(folder):
    """All files but the journal."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "journal"}


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# ---- threads ----

def test_threads_change_nothing(directory):
    folder = mixed(directory)
    for syntax in ("nquads", "turtle", "trig", "ntriples", "rdfxml", "rdfjson", "jsonld", "jsonl") if not SANITIZED else ("nquads", "trig"):
        one = spo("extract", "-v", "-t", syntax, "--mentions", folder, directory / "none.txt")
        assert one.status == 1 and "none.txt" in one.errors and "GB18030" in one.errors, str(one)
        for jobs in (2, 3, 8) if not SANITIZED else (4,):
            more = spo("extract", "-v", "-j", jobs, "-t", syntax, "--mentions", folder, directory / "none.txt")
            assert (more.status, more.out, more.errors) == (one.status, one.out, one.errors), (syntax, jobs)
    one, more = (spo("extract", "--count", "-j", jobs, folder) for jobs in (1, 4))
    assert (one.status, one.out, one.errors) == (more.status, more.out, more.errors)


def test_documents_stand_as_they_do_alone(directory):
    paths = [directory / f"{number}.txt" for number in range(5)]
    for number, path in enumerate(paths):
        path.write_text(article(number), encoding="utf-8")
    alone = b"".join(spo("extract", "-t", "nquads", path).out for path in paths)
    assert expect(spo("extract", "-j", 3, "-t", "nquads", *paths), 0, quiet=True).out == alone
    prefixes = re.compile(rb"(?m)^@prefix.*\n")
    alone = b"".join(prefixes.sub(b"", spo("extract", path).out) for path in paths)
    assert prefixes.sub(b"", expect(spo("extract", "-j", 3, *paths), 0, quiet=True).out) == alone


def test_wrong_usage(directory):
    for arguments, message in [(["-j", "0"], "-j takes a number from 1 to 256"), (["-j", "x"], "-j takes"),
                               (["-j", "257"], "-j takes"), (["--split", "10"], "--split needs a folder"),
                               (["--split", "-1", "-o", "x/"], "--split takes a number"),
                               (["--resume"], "--resume is for a folder"), (["--progress", "wide"], "no kind of progress"),
                               (["--stats=xml"], "no form of --stats"), (["--checkpoint", "soon"], "--checkpoint takes"),
                               (["--max-document-bytes", "2G"], "from 1 to 1073741824"),
                               (["-o", "x/", "-t", "rdfxml"], "a folder takes"), (["-o", "x/", "--count"], "--count writes no")]:
        expect(spo("extract", *arguments, given=b"x", cwd=directory), 2, errors=re.escape(message))
    assert not list(directory.iterdir())


# ---- folders ----

def test_a_folder_of_files(directory):
    source, out = directory / "in.jsonl", directory / "out"
    write_records(source, 300, broken=(5, 250))
    whole = spo("extract", "-t", "nquads", source)
    for jobs in (1, 4):
        expect(spo("extract", "-j", jobs, "-o", f"{out}/", "--split", 1000, source), 1, out="^$")
        assert quads_of(out) == whole.out, "the files together are not what one file would be"
        index = lines_of(out / "index.jsonl")
        documents = [line for line in index if "document" in line]
        sums = [line for line in index if "document" not in line]
        assert [line["file"] for line in sums] == [path.name for path in files_of(out)] and len(sums) > 3
        assert [line["document"].split("/")[-1] for line in documents] == [str(n) for n in range(300) if n not in (5, 250)]
        for line in sums:
            mine = [one for one in documents if one["file"] == line["file"]]
            data = (out / line["file"]).read_bytes()
            assert line["documents"] == len(mine) and line["bytes"] == len(data) == mine[-1]["end"], line
            assert line["quads"] == gzip.decompress(data).count(b"\n") == sum(one["quads"] for one in mine), line
            assert line == sums[-1] or 1000 <= line["quads"] < 1000 + mine[-1]["quads"], line
            for one in mine[::17]:  # a document can be read alone
                piece = gzip.decompress(data[one["begin"]:one["end"]])
                assert piece.count(b"\n") == one["quads"] and piece.count(f"<{one['document']}> .\n".encode()) == one["quads"]
        errors = lines_of(out / "errors.jsonl")
        lines = source.read_bytes().splitlines(keepends=True)
        assert [error["line"] for error in errors] == [6, 251], errors
        for error in errors:
            before = sum(map(len, lines[:error["line"] - 1]))
            assert (error["source"], error["begin"], error["end"]) == (str(source), before, before + len(lines[error["line"] - 1]))
            assert "record skipped" in error["reason"]
        first = contents(out) if jobs == 1 else first
        assert contents(out) == first, "other bytes with more threads"
        expect(spo("extract", "-o", f"{out}/", "--split", 1000, source), 2, errors="holds another run")
        expect(spo("extract", "-o", f"{out}/", "--split", 1000, "--resume", source), 0, errors="done already")
        shutil.rmtree(out)


def test_folders_in_other_syntaxes(directory):
    source = directory / "in.jsonl"
    write_records(source, 60)
    for syntax, ending in (("nquads", "nq"), ("ntriples", "nt"), ("turtle", "ttl"), ("trig", "trig")):
        out = directory / syntax
        expect(spo("extract", "-o", out, "--split", 500, "--no-gzip", "-t", syntax, source), 0, quiet=True)
        assert len(files_of(out)) > 3 and all(path.suffix == f".{ending}" for path in files_of(out))
        if syntax in ("turtle", "trig"):
            assert all(path.read_bytes().startswith(b"@prefix") for path in files_of(out))
        else:
            assert quads_of(out) == spo("extract", "-t", syntax, source).out
    (directory / "full").mkdir()
    (directory / "full" / "file").write_text("")
    expect(spo("extract", "-o", f"{directory}/full/", source), 2, errors="is not empty")
    expect(spo("extract", "-o", f"{directory}/no/such/", source), 3, errors="No such file")
    expect(spo("extract", "-o", f"{directory}/none/", "--resume", source), 2, errors="holds no run")


def test_packed_output(directory):
    source = directory / "in.jsonl"
    write_records(source, 30)
    whole = spo("extract", "-t", "nquads", source).out
    expect(spo("extract", "-o", directory / "a.nq.gz", source), 0, quiet=True)
    assert gzip.decompress((directory / "a.nq.gz").read_bytes()) == whole
    assert gzip.decompress(expect(spo("extract", "--gzip", "-j", 2, "-t", "nquads", source), 0, quiet=True).out) == whole
    turtle = expect(spo("extract", "--gzip", source), 0, quiet=True).out
    assert gzip.decompress(turtle) == spo("extract", source).out


# ---- going on ----

def run_and_kill(arguments, seconds, number=signal.SIGKILL):
    process = subprocess.Popen([cli.PROGRAM, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    errors = process.communicate(timeout=120)[1].decode()
    return process.returncode, errors


def test_killed_at_random_points(directory):
    source, whole, out = directory / "in", directory / "whole", directory / "out"
    source.mkdir()
    write_records(source / "a.jsonl", 400, broken=(7, 399))
    write_records(source / "c.jsonl", 300)
    for number in range(30):
        (source / f"b{number}.txt").write_text(article(number), encoding="utf-8")
    (source / "b7.txt").write_bytes(b"")
    options = ["extract", "--split", 2000, "--checkpoint", 0, source]
    begun = time.monotonic()
    expect(spo(*options, "-o", whole), 1)
    seconds = time.monotonic() - begun
    wanted, random_points = contents(whole), random.Random(5)
    kills = rounds = 0
    while kills < (10 if SANITIZED else 50):
        rounds += 1
        assert rounds < 400, "too fast to be killed"
        shutil.rmtree(out, ignore_errors=True)
        status, resume = -9, []
        while status == -9:
            status, errors = run_and_kill([*options, "-j", random_points.choice((1, 2, 4)), "-o", out, *resume],
                                          random_points.uniform(0, seconds * 0.8))
            kills += status == -9
            begun = (out / "journal").exists() and b"files-from" in (out / "journal").read_bytes()
            if not begun:
                shutil.rmtree(out, ignore_errors=True)  # it had not begun
            resume = ["--resume"] if begun else []
        assert status == (0 if "done already" in errors else 1), (status, errors)
        assert contents(out) == wanted, f"other bytes after {kills} kills"
    print(f"        {kills} kills in {rounds} runs")


def test_a_power_cut_leaves_half_lines(directory):
    """What was written behind the last checkpoint may be there in part, or be garbage."""
    source, whole, out = directory / "a.jsonl", directory / "whole", directory / "out"
    write_records(source, 200, broken=(50,))
    options = ["extract", "--split", 3000, "--checkpoint", 0, source]
    expect(spo(*options, "-o", whole), 1)
    wanted, journal = contents(whole), (whole / "journal").read_bytes().splitlines(keepends=True)
    points = [number for number, line in enumerate(journal) if line.startswith(b"at ")]
    ended = [point for point in points if journal[point].split()[10] == b"0"]  # where a file has just been closed
    assert len(ended) > 3 and ended[-1] == points[-1]
    for point in points[::29] + [point + 1 for point in ended]:
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(whole, out)
        (out / "journal").write_bytes(b"".join(journal[:point]) + journal[point][:20])
        last = journal[point - 1].split() if journal[point - 1].startswith(b"at ") else []
        done = int(last[6]) + (last[10] == b"0") if last else 0  # files before this one are closed
        for path in out.iterdir():
            if path.name != "journal" and not (path.name.startswith("out-") and int(path.name[4:9]) < done):
                with open(path, "ab") as file:
                    file.write(b"garbage")
        expect(spo(*options, "-o", out, "--resume", "-j", 2), 1)
        assert contents(out) == wanted, point


def test_resuming_with_other_rules_is_refused(directory):
    source, out, rules = directory / "a.jsonl", directory / "out", directory / "own.spo"
    write_records(source, 30)
    rules.write_text('words Fruit 榴莲 山竹\n')
    options = ["extract", "--split", 2000, "--checkpoint", 0, "--rules", rules, "-o", out]
    expect(spo(*options, source), 0)
    lines = (out / "journal").read_bytes().splitlines(keepends=True)
    (out / "journal").write_bytes(b"".join(lines[:-1]))
    written = rules.read_text()
    rules.write_text(written + 'words Vegetable 茄子\n')
    expect(spo(*options, "--resume", source), 2, errors="cannot be resumed: the rules.zh is not what it was begun with")
    rules.write_text("# the same, said otherwise\n" + written)
    expect(spo(*options, "--resume", source), 0, quiet=True)


def test_resuming_something_else_is_refused(directory):
    source, out = directory / "a.jsonl", directory / "out"
    write_records(source, 300)
    options = ["extract", "--split", 2000, "--checkpoint", 0, "-o", out]
    expect(spo(*options, source), 0)
    lines = (out / "journal").read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    (out / "journal").write_bytes(b"".join(lines[:half]))
    for change, message in [(["--mentions"], "begun with `mentions 0`, now there is `mentions 1`"), (["-t", "trig"], "to .nq"),
                            (["--split", 500], "split 2000"), (["--base", "https://e.example/"], "base"),
                            ([source], "input"), (["--lang", "en"], "language")]:
        expect(spo(*options, "--resume", *change, source), 2, errors=message)
    text = source.read_bytes()
    source.write_bytes(text.replace("北方大学".encode(), "南方大学".encode()))
    expect(spo(*options, "--resume", source), 2, errors="a.jsonl: .*the inputs are not those")
    source.write_bytes(text)
    (out / "index.jsonl").write_bytes(b"")
    expect(spo(*options, "--resume", source), 2, errors="index.jsonl: .*shorter than the journal says")
    os.rename(source, directory / "b.jsonl")
    expect(spo(*options, "--resume", directory / "b.jsonl"), 2, errors="cannot be resumed with other options.*input")


def test_ctrl_c(directory):
    source, out = directory / "a.jsonl", directory / "out"
    write_records(source, 6000)
    options = ["extract", "-j", 2, "-t", "nquads", "--split", 20000, source, "-o", out]
    for number in (signal.SIGINT, signal.SIGTERM):
        status, errors = run_and_kill(options, 0.4, number)
        assert status == 130 and "interrupted" in errors and "--resume goes on" in errors, (status, errors)
        assert files_of(out) and quads_of(out), "nothing was written"
        expect(spo(*options, "--resume"), 0, quiet=True)
        assert quads_of(out) == spo("extract", "-t", "nquads", source).out
        shutil.rmtree(out)
    status, errors = run_and_kill(["extract", "-o", directory / "a.nq", source], 0.4, signal.SIGINT)
    assert status == 130 and "a.nq.partial: note: holds what was done" in errors, (status, errors)
    assert not (directory / "a.nq").exists()
    part, whole = (directory / "a.nq.partial").read_bytes(), spo("extract", "-t", "nquads", source).out
    assert part and whole.startswith(part) and part.endswith(b" .\n")
    assert sorted(path.name for path in directory.iterdir()) == ["a.jsonl", "a.nq.partial"]


# ---- failures and limits ----

def test_failures_are_listed(directory):
    folder, errors = mixed(directory), directory / "errors.jsonl"
    result = expect(spo("extract", "-j", 2, "-t", "nquads", "--errors", errors, folder, directory / "none.txt"), 1)
    listed = lines_of(errors)
    assert [pathlib.Path(one["source"]).name for one in listed] == ["a.jsonl"] * 3 + ["empty.txt", "program.txt", "zz.tar.gz",
                                                                                     "none.txt"], listed
    assert len(result.errors.splitlines()) == len(listed), str(result)
    assert "zz.tar.gz" in listed[5].get("name", "zz.tar.gz") and "No such file" in listed[-1]["reason"]
    expect(spo("extract", "--errors", directory / "no" / "such", folder), 3, errors="no/such")


def test_failures_end_a_run(directory):
    source = directory / "a.jsonl"
    write_records(source, 200, broken=range(20, 200, 10))
    for jobs in (1, 4):
        result = expect(spo("extract", "-j", jobs, "-t", "nquads", "--max-errors", 3, source), 1, errors="3 failures, as many")
        assert b"doc/39>" in result.out and b"doc/41>" not in result.out
        assert len(lines_that(result, "record skipped")) == 3, str(result)
    out = directory / "out"
    expect(spo("extract", "--max-errors", 3, "-o", f"{out}/", source), 1, errors="--resume goes on")
    expect(spo("extract", "--max-errors", 100, "-o", f"{out}/", "--resume", source), 1)
    assert quads_of(out) == spo("extract", "-t", "nquads", source).out and len(lines_of(out / "errors.jsonl")) == 18


def lines_that(result, words):
    return [line for line in result.errors.splitlines() if words in line]


def test_limits_of_a_document(directory):
    small, large = directory / "small.txt", directory / "large.txt"
    small.write_text(article(1), encoding="utf-8")
    large.write_text("他说，“" + "王明、李华、" * 700000, encoding="utf-8")
    result = expect(spo("extract", "-t", "nquads", "--max-document-bytes", "100k", small, large, small), 1, out="王小明|李大为")
    assert lines_that(result, "large.txt: error: is larger than 102400 bytes"), str(result)
    begun = time.monotonic()
    result = expect(spo("extract", "-j", 2, "-t", "nquads", "--document-seconds", 1, small, large, small), 1, out="李大为")
    assert lines_that(result, "large.txt: error: a document took longer than 1 seconds"), str(result)
    assert time.monotonic() - begun < 30
    assert result.out == spo("extract", "-t", "nquads", small).out * 2


def test_a_full_disk(directory):
    source, out = directory / "a.jsonl", directory / "out"
    write_records(source, 400)
    options = ["extract", "-j", 2, "-o", out, "--split", 100000, "--no-gzip", "--checkpoint", 0, source]
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))
    result = expect(spo(*options, preexec_fn=limit), 3, errors="out-00001.nq: error: File too large.*--resume goes on")
    assert len(result.errors.splitlines()) == 2, str(result)
    expect(spo(*options, "--resume", preexec_fn=limit), 3, errors="File too large")
    expect(spo(*options, "--resume"), 0, quiet=True)
    assert quads_of(out) == spo("extract", "-t", "nquads", source).out
    disk = directory / "disk"
    disk.mkdir()
    if os.getuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], stderr=subprocess.DEVNULL).returncode:
        print("        no disk of its own can be made here")
        return
    try:
        options[options.index(out)] = disk / "out"
        expect(spo(*options), 3, errors="No space left on device.*--resume goes on")
        subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
        expect(spo(*options, "--resume"), 0, quiet=True)
        assert quads_of(disk / "out") == spo("extract", "-t", "nquads", source).out
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_reader_that_has_enough(directory):
    source = directory / "a.jsonl"
    write_records(source, 2000)
    for jobs in (1, 4):
        command = f"'{cli.PROGRAM}' extract -j {jobs} -t nquads '{source}' | head -n 3 | wc -l; echo ${{PIPESTATUS[0]}}"
        found = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=True)
        assert found.stdout.split() == [b"3", b"0"] and not found.stderr, found


# ---- what it says ----

def test_statistics(directory):
    source = directory / "a.jsonl"
    write_records(source, 50, broken=(7,))
    counts = dict(line.split() for line in spo("extract", "--count", source).out.decode().splitlines())
    for jobs in (1, 3):
        result = expect(spo("extract", "-j", jobs, "-t", "nquads", "--stats=json", source), 1)
        stats = json.loads(result.errors[result.errors.index("{"):])
        for name in ("documents", "entities", "claims", "triples"):
            assert stats[name] == int(counts[name]), (name, stats)
        assert stats["failed"] == 1 and stats["bytes"] == source.stat().st_size and stats["threads"] == jobs, stats
        assert set(stats["stageSeconds"]) == {"read", "text", "match", "resolve", "graph", "write"}
        assert sum(rule["claims"] for rule in stats["claimsByRule"]) == stats["claims"] > 0
    expect(spo("extract", "--stats", "-t", "nquads", source), 1,
           errors=r"documents +49\n.*sentences +\d+\n.*MB/s.*match +\d.*claims by rule\n +\d+  \S+, rules/zh/\S+:\d+")


def test_progress_in_lines(directory):
    source = directory / "a.jsonl"
    write_records(source, 50, broken=(7,))
    result = expect(spo("extract", "--progress=lines", "-t", "nquads", source), 1,
                    errors=r"\n49 documents, \d+\.\d\d MB/s, [\d,]+ facts, 1 error, in \d+:\d\d\n$")
    assert result.out == spo("extract", "-t", "nquads", source).out
    expect(spo("extract", "--progress=none", "-t", "nquads", source), 1, errors=r"^spo: [^\n]*\n$")
    expect(spo("extract", "--progress=bar", "-t", "nquads", source), 1, errors="49 documents, ")  # no terminal: lines


def on_terminal(arguments, columns, environment, stdout):
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    before = termios.tcgetattr(slave)
    process = subprocess.Popen([cli.PROGRAM, *map(str, arguments)], stdout=slave if stdout is None else stdout, stderr=slave,
                               env=dict(os.environ, **environment))
    seen = b""
    while process.poll() is None or select.select([master], [], [], 0.2)[0]:
        if select.select([master], [], [], 0.2)[0]:
            seen += os.read(master, 65536)
    assert termios.tcgetattr(slave) == before, "the terminal is not as it was"
    os.close(master)
    os.close(slave)
    return seen.decode("utf-8", "replace")


def test_a_bar_on_a_terminal(directory):
    source = directory / "a.jsonl"
    write_records(source, 500)
    begun = time.monotonic()
    spo("extract", "-t", "nquads", source)
    count = int(500 * 3 / (time.monotonic() - begun))  # some seconds, so that a bar is seen
    write_records(source, count, broken=(count // 2,))
    data = directory / "data"
    for columns in (100, 60, 30):
        with open(data, "wb") as out:
            seen = on_terminal(["extract", "-t", "nquads", source], columns, {"TERM": "xterm", "NO_COLOR": ""}, out)
        drawn = [line for line in re.split(r"\r\x1b\[K|\r\n", seen) if "document" in line]
        assert len(drawn) > 3 and re.match(r"[\d,]+ documents", drawn[0]), seen[:400]
        assert all(len(re.sub(r"\x1b\[\d*m", "", line)) < columns for line in drawn[:-1]), drawn
        assert ("[" in re.sub(r"\x1b\[", "", drawn[0])) == (columns == 100) and ("facts" in drawn[0]) == (columns >= 60), drawn[0]
        assert re.search(r"(^|\x1b\[K|\r\n)spo: \S+:%d:\S+ .*record skipped[^\r]*\r\n" % (count // 2 + 1), seen), "the message is not on a line of its own"
        assert seen.rstrip().splitlines()[-1].split("\x1b[K")[-1].startswith(f"{count - 1:,} documents, "), seen[-300:]
        assert b"documents" not in data.read_bytes()
    plain = on_terminal(["extract", "-t", "nquads", "-o", data, source], 100, {"TERM": "xterm", "NO_COLOR": "1"}, subprocess.DEVNULL)
    assert "[3" not in plain and "[####" in plain
    for environment, stdout in (({"TERM": "dumb"}, subprocess.DEVNULL), ({"TERM": "xterm"}, None)):
        seen = on_terminal(["extract", "--count", source], 100, environment, stdout)
        assert " MB/s" not in seen, "a bar where there should be none"


if __name__ == "__main__":
    cli.run_tests(globals())
