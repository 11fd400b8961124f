#!/usr/bin/env python3
"""Tests of the command line: run.py SPO, where SPO is the program (its data directory beside it, or in SPO_DATA).

Each test is a function `test_...`; `spo` runs the program, with everything that it writes kept apart."""
import gzip
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import zipfile

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "spo"
COMMANDS = ["extract", "explain", "text", "check", "fmt", "test", "profile", "diff", "new", "compile", "link", "merge", "validate"]
ARTICLE = "北方大学院长王小明表示：“我们今年投入2.5亿元。”\n他说，产量增长30%。\n"
RULES = """language any
entity Thing schema:Thing
frame Seen(what: Thing, how: text?)
  class schema:Action
rule seen
  match "木卫二号"
  mark Thing
  cost 1
  ok 他们发现木卫二号
    -> Thing=木卫二号
rule seen-it
  match "发现" what:Thing
  emit Seen(what)
  ok 他们发现木卫二号
    -> what=木卫二号
"""


class Result:
    def __init__(self, process, command):
        self.status = process.returncode
        self.out = process.stdout or b""
        self.errors = process.stderr.decode("utf-8")
        self.command = command

    def __str__(self):
        return f"{self.command}: status {self.status}\n--- out\n{self.out[:600]!r}\n--- errors\n{self.errors[:2000]}"


def spo(*arguments, given=b"", stdout=subprocess.PIPE, **options):
    environment = dict(os.environ, LC_ALL="C.UTF-8", **options.pop("environment", {}))
    process = subprocess.run([PROGRAM, *map(str, arguments)], input=given, stdout=stdout, stderr=subprocess.PIPE,
                             env=environment, timeout=300, check=False, **options)
    return Result(process, "spo " + " ".join(map(str, arguments)))


def expect(result, status, *, out=None, errors=None, quiet=False):
    """`out` and `errors` are expressions that must be found."""
    assert result.status == status, f"expected status {status}\n{result}"
    text = result.out.decode("utf-8", "replace")
    assert out is None or re.search(out, text, re.S), f"no {out!r} in the output\n{result}"
    assert errors is None or re.search(errors, result.errors, re.S), f"no {errors!r} among the errors\n{result}"
    assert not quiet or not result.errors, f"errors were written\n{result}"
    assert "Sanitizer" not in result.errors and "runtime error" not in result.errors, str(result)
    return result


def lines_that_name(result, name):
    return [line for line in result.errors.splitlines() if name in line]


# ---- help and usage ----

def test_help(directory):
    for arguments in (["--help"], ["-h"], ["help"]):
        result = expect(spo(*arguments), 0, out="usage: spo COMMAND", quiet=True)
        for command in COMMANDS:
            assert f"\n  {command} ".encode() in result.out, command
    for command in COMMANDS:
        page = expect(spo(command, "--help"), 0, out=f"usage: spo {command}", quiet=True)
        assert page.out == spo("help", command).out == spo(command, "-h").out
        options = set(re.findall(rb"--[a-z][a-z-]*", page.out))
        for option in options - {b"--help", b"--watch"}:  # what the page lists is known
            found = spo(command, option.decode(), "1", "/nonexistent", cwd=directory)
            assert "unknown" not in found.errors, (command, option)


def test_no_command_shows_help_as_an_error(directory):
    expect(spo(), 2, errors="usage: spo COMMAND")


def test_version(directory):
    expect(spo("--version"), 0, out=r"^spo \d+\.\d+\.\d+\n$", quiet=True)


def test_wrong_usage(directory):
    expect(spo("extrakt"), 2, errors="no command `extrakt`; did you mean `extract`")
    expect(spo("quite-wrong"), 2, errors="no command `quite-wrong`")
    expect(spo("help", "nothing"), 2, errors="no command `nothing`")
    for command in COMMANDS:
        expect(spo(command, "--no-such-option"), 2, errors=f"Try `spo {command} --help`")
    for arguments, message in [(["-t", "pdf"], "`pdf` is no output format"), (["-f", "doc"], "`doc` is no input format"),
                               (["--lang", "xx"], "language `xx`"), (["--base", "http://e"], "must end with / or #"),
                               (["--iri", "short"], "no kind of IRI"), (["-o"], "unknown or incomplete"),
                               (["--rules", "/nonexistent"], "/nonexistent: .*No such file"),
                               (["--data", "/nonexistent"], "/nonexistent.*no such data directory")]:
        result = expect(spo("extract", *arguments, given=b"x"), 2, errors=message)
        assert not result.out, str(result)


# ---- input ----

def test_an_article_from_a_file_and_from_standard_input(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    from_file = expect(spo("extract", "--lang", "zh", path), 0, out="@prefix spo: ", quiet=True)
    for arguments in (["-"], []):
        result = expect(spo("extract", "--lang", "zh", *arguments, given=ARTICLE.encode()), 0, quiet=True)
        assert result.out.count(b"spo:Quotation") == from_file.out.count(b"spo:Quotation"), str(result)


def test_the_same_bytes_twice(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE * 20)
    for syntax in ("turtle", "trig", "ntriples", "nquads", "rdfxml", "rdfjson", "jsonld", "jsonl"):
        first, second = spo("extract", "-t", syntax, "--mentions", path), spo("extract", "-t", syntax, "--mentions", path)
        expect(first, 0, out="王小明", quiet=True)
        assert first.out == second.out, syntax


def test_a_missing_file_among_good_ones(directory):
    good, other = directory / "a.txt", directory / "b.txt"
    good.write_text(ARTICLE)
    other.write_text(ARTICLE.replace("王小明", "李大为"))
    result = expect(spo("extract", "-t", "nquads", good, directory / "missing.txt", other), 1,
                    errors="missing.txt: .*No such file", out="王小明.*李大为")
    assert len(result.errors.splitlines()) == 1, str(result)
    alone = spo("extract", "-t", "nquads", good).out + spo("extract", "-t", "nquads", other).out
    assert result.out == alone, "the good files do not come out as they do alone"


def test_input_that_is_no_article(directory):
    good = directory / "good.txt"
    good.write_text(ARTICLE)
    bad = {"empty.txt": b"", "binary.txt": bytes(range(256)) * 40, "zero.txt": b"\0" * 1000,
           "program": b"\x7fELF\x02\x01\x01" + os.urandom(1) * 400}
    for name, content in bad.items():
        (directory / name).write_bytes(content)
        result = expect(spo("extract", "-t", "nquads", directory / name, good), 1, out="王小明")
        assert len(lines_that_name(result, name)) == 1 and len(result.errors.splitlines()) == 1, str(result)
    (directory / "folder").mkdir()
    result = expect(spo("extract", directory / "folder", good), 1, errors="folder", out="王小明")
    expect(spo("extract", given=b""), 1, errors="standard input|-")


def test_json_lines_go_on_behind_a_broken_record(directory):
    path = directory / "a.jsonl"
    path.write_text('{"id":"1","lang":"zh","text":"王小明表示：“我们继续。”"}\n{"id":"2","text":\n'
                    '{"id":"3","lang":"zh","text":"李大为表示：“我们努力。”"}\n')
    result = expect(spo("extract", "-t", "nquads", path), 1, errors=r"a\.jsonl:2")
    assert "doc/1".encode() in result.out and "doc/3".encode() in result.out, str(result)


def test_archives_give_what_their_members_give(directory):
    (directory / "in").mkdir()
    names = [directory / "in" / name for name in ("a.txt", "b.html", "c.jsonl")]
    names[0].write_text(ARTICLE)
    names[1].write_text("<html><body><p>" + ARTICLE.replace("王小明", "李大为") + "</p></body></html>")
    names[2].write_text(json.dumps({"id": "c", "lang": "zh", "text": ARTICLE}) + "\n")
    alone = b"".join(spo("extract", "-t", "nquads", name).out for name in names)
    with tarfile.open(directory / "all.tar.xz", "w:xz") as tar, zipfile.ZipFile(directory / "all.zip", "w") as packed:
        for name in names:
            tar.add(name, name.name)
            packed.write(name, name.name, zipfile.ZIP_DEFLATED)
    for name in ("all.tar.xz", "all.zip"):
        path = directory / name
        assert expect(spo("extract", "-t", "nquads", path), 0, quiet=True).out == alone
        assert expect(spo("extract", "-t", "nquads", given=path.read_bytes()), 0, quiet=True).out == alone
    whole = (directory / "all.zip").read_bytes()
    (directory / "cut.zip").write_bytes(whole[:len(whole) // 2])
    result = expect(spo("extract", "-t", "nquads", directory / "cut.zip"), 1, out="王小明")
    assert len(lines_that_name(result, "cut.zip")) == 1 and len(result.errors.splitlines()) == 1, str(result)
    (directory / "gb.txt.gz").write_bytes(gzip.compress(ARTICLE.encode("gb18030")))
    expect(spo("extract", "-v", directory / "gb.txt.gz"), 0, out="王小明", errors="gb.txt.gz: note: is read as GB18030")


def test_directories_and_lists(directory):
    folder = directory / "pages"
    (folder / "b").mkdir(parents=True)
    for name, person in (("a.txt", "王小明"), ("b/x.txt", "李大为"), ("c.txt", "周文海")):
        (folder / name).write_text(ARTICLE.replace("王小明", person))
    alone = [spo("extract", "-t", "nquads", folder / name).out for name in ("a.txt", "b/x.txt", "c.txt")]
    (folder / ".hidden.txt").write_text(ARTICLE.replace("王小明", "孙立人"))
    (folder / "b" / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    for name in ("out.nq", "out.ttl", "out-00001.nq.gz", "style.css"):  # of a directory only what may be an article
        (folder / name).write_text(ARTICLE.replace("王小明", "孙立人"))
    expect(spo("extract", "-t", "nquads", folder / "out.nq"), 0, out="孙立人")
    assert expect(spo("extract", "-t", "nquads", folder), 0, quiet=True).out == b"".join(alone)
    names = f"{folder}/c.txt\n\n{folder}/b\n"
    listed = expect(spo("extract", "-t", "nquads", "--files-from", "-", given=names.encode()), 0, quiet=True)
    assert listed.out == alone[2] + alone[1]
    (directory / "list").write_text(f"{folder}/none.txt\n-\n{'x' * 5000}\n{folder}/c.txt")
    result = expect(spo("extract", "-t", "nquads", folder / "a.txt", "--files-from", directory / "list"), 1,
                    errors=r"none.txt: .*No such file.*\./-: .*No such file.*list:3: .*more than 4096 bytes")
    assert result.out == alone[0] + alone[2] and len(result.errors.splitlines()) == 3, str(result)
    expect(spo("extract", "--files-from", directory / "missing"), 1, errors="missing: .*No such file")


def test_pages_of_a_crawl(directory):
    def record(url, block):
        head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-08T10:20:30Z\r\n"
                f"Content-Length: {len(block)}\r\n\r\n")
        return gzip.compress(head.encode() + block + b"\r\n\r\n")
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>" + ARTICLE.encode() + b"</p></body></html>"
    path = directory / "crawl.warc.gz"
    path.write_bytes(record("https://a.example/1", page) + record("https://a.example/2", page[:30]) +
                     record("https://a.example/3", page))
    result = expect(spo("extract", "-t", "nquads", path), 1, out="<https://a.example/1> <https://w3id.org/spo#retrieved> "
                    '"2024-05-08T10:20:30Z".*王小明.*<https://a.example/3>', errors="a.example/2 .record 2 at byte")
    assert len(result.errors.splitlines()) == 1, str(result)


def test_feeds_and_maps(directory):
    feed = directory / "feed"
    feed.write_text("<rss><channel><language>zh</language><item><title>开学</title><link>https://a.example/1</link>"
                    f"<description>{ARTICLE}</description></item><item><title></item></channel></rss>")
    expect(spo("extract", "-t", "nquads", feed), 1, out="<https://a.example/1>.*王小明",
           errors=r"feed:3:\d+: error: the rest of the XML cannot be read: Opening and ending tag mismatch")
    export, names = directory / "export.xml", directory / "export.map"
    export.write_text(f"<export><story key='7'><body>{ARTICLE}</body></story></export>")
    expect(spo("extract", export), 1, errors=r"export.xml: .*root is <export>.*--map FILE")
    names.write_text("document story\nid @key\ntext body\n")
    expect(spo("extract", "--map", names, "-t", "nquads", export), 0, out="doc/7>.*王小明", quiet=True)
    names.write_text("document story\nheadline title\n")
    expect(spo("extract", "--map", names, export), 2, errors=r"export.map:2: .*is no field")
    expect(spo("extract", "--map", directory / "none.map", export), 2, errors="none.map: .*No such file")
    records = directory / "a.jsonl"
    records.write_text(json.dumps({"key": "k7", "body": ARTICLE}, ensure_ascii=False) + "\n")
    expect(spo("extract", "--fields", "text=body,id=key", "-t", "nquads", records), 0, out="doc/k7>.*王小明", quiet=True)
    expect(spo("extract", "--fields", "body=text", records), 2, errors="`body=text` in --fields is no FIELD=NAME")


def test_a_file_that_cannot_be_read(directory):
    path = directory / "secret.txt"
    path.write_text(ARTICLE)
    path.chmod(0)
    if os.access(path, os.R_OK):
        return  # root reads everything
    expect(spo("extract", path), 1, errors="secret.txt: .*Permission denied")


# ---- output ----

def test_output_to_a_file(directory):
    path, out = directory / "a.txt", directory / "a.nq"
    path.write_text(ARTICLE)
    expect(spo("extract", "-o", out, path), 0, quiet=True)
    assert out.read_bytes() == spo("extract", "-t", "nquads", path).out, "the ending did not choose the format"
    assert sorted(p.name for p in directory.iterdir()) == ["a.nq", "a.txt"]


def test_a_failure_leaves_the_old_file(directory):
    path, out = directory / "a.txt", directory / "a.ttl"
    path.write_text(ARTICLE)
    out.write_text("old")
    for arguments in (["--rules", directory / "missing"], ["-t", "pdf"]):
        assert spo("extract", "-o", out, *arguments, path).status == 2
        assert out.read_text() == "old"
    # a limit on the size of files: the disk is full in the middle
    path.write_text(ARTICLE * 2000)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
    result = spo("extract", "-o", out, "-t", "nquads", path, preexec_fn=limit)
    assert result.status in (3, -25), str(result)
    assert out.read_text() == "old"


def test_output_where_nothing_can_be_written(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    for out in (directory / "no" / "such" / "a.ttl", "/proc/a.ttl", directory):
        result = expect(spo("extract", "-o", out, path), 3, errors=re.escape(str(out)))
        assert len(result.errors.splitlines()) == 1, str(result)
    assert sorted(p.name for p in directory.iterdir()) == ["a.txt"], "something was left behind"


def test_a_full_disk(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    long = directory / "long.txt"
    long.write_text(ARTICLE * 500)
    expect(spo("extract", "-o", "/dev/full", path), 3, errors="/dev/full: .*No space left")
    for command in (["extract", path], ["extract", "--count", path], ["explain", path], ["text", path], ["--help"],
                    ["explain", long], ["text", long], ["text", "-s", long], ["--version"], ["extract", "--help"]):
        with open("/dev/full", "wb") as full:
            result = expect(spo(*command, stdout=full), 3, errors="standard output: .*(No space left|cannot be written)")
            assert len(result.errors.splitlines()) == 1, str(result)


def test_a_pipe_that_is_closed(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE * 3000)
    for command in (["extract", "-t", "nquads", path, path], ["text", path, path], ["explain", path], ["--help"],
                    ["extract", "--count", path]):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as pipe:
            result = spo(*command, stdout=pipe)
        expect(result, 0, quiet=True)


def test_counts_alone(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    result = expect(spo("extract", "--count", path, path), 0, quiet=True)
    counts = dict(line.split() for line in result.out.decode().splitlines())
    assert list(counts) == ["documents", "entities", "claims", "triples"] and counts["documents"] == "2", str(result)


def test_text_and_its_offsets(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    text = expect(spo("text", path), 0, quiet=True).out.decode()
    for line in expect(spo("text", "-s", path), 0, quiet=True).out.decode().splitlines():
        place, sentence = line.split("\t")
        begin, end = map(int, place.split(","))
        assert text[begin:end] == sentence, line


def test_explain_underlines(directory):
    path = directory / "a.txt"
    path.write_text(ARTICLE)
    result = expect(spo("explain", "--lang", "zh", path), 0, out=r"by rule \S+, \S+\.spo:\d+, confidence", quiet=True)
    assert b"\033[" not in result.out, "colours in a pipe"
    iri = re.search(rb"<(http\S+)>", result.out).group(1).decode()
    one = expect(spo("explain", "--lang", "zh", "--fact", iri, path), 0, out=re.escape(iri), quiet=True)
    assert one.out.count(b"by rule") == 1


# ---- rules ----

JOBS = """language zh
words Job 院长 教授
frame Holds(who: Person, job: text)
  class spo:Holds
rule job-before-name
  match job:Job who:Person
  emit  Holds(who, job)
  not after "前"
  ok    院长王小明表示，很好。
        -> who=王小明 job=院长
rule name-before-job
  match who:Person "任" job:Job
  emit  Holds(who, job)
  priority -1
  ok    王小明任院长。
"""


def why_not(directory, rule, text):
    path = directory / "jobs.spo"
    path.write_text(JOBS, encoding="utf-8")
    return expect(spo("explain", "--rules", path, "--rule", rule, "--at", text), 0, quiet=True).out.decode()


def test_why_a_rule_did_not_fire(directory):
    out = why_not(directory, "job-before-name", "北方大学校长王小明表示，很好。")
    assert "\n                ^^^^^^\n" in out and "expected Job in front of column 7, found 校长" in out, out
    out = why_not(directory, "job-before-name", "北方大学前院长王小明表示，很好。")
    assert "a condition does not hold: not after" in out, out
    out = why_not(directory, "job-before-name", "院长王小明表示，很好。")
    assert "it fires here" in out, out
    out = why_not(directory, "name-before-job", "王小明任校长。")
    assert "expected Job at column 5, found 校长" in out, out
    assert "nothing of that in this sentence" in why_not(directory, "name-before-job", "很好。")
    expect(spo("explain", "--rule", "positions-befor-name", "--at", "很好"), 2, errors="did you mean `positions-before-name`")
    expect(spo("explain", "--lattice", "--at", "王小明任院长。"), 0, out=r"\* +1-3 +王小明.*Person +by rule")
    expect(spo("explain", "--rule", "acquires", directory / "jobs.spo"), 0, out="nothing in this text wakes it")


def test_a_new_domain_passes_its_own_tests(directory):
    for language in ("zh", "en"):
        folder = directory / language
        expect(spo("new", "--lang", language, "medicine", folder), 0, out="Next: spo check", quiet=True)
        expect(spo("check", "--lang", language, folder), 0, out="no errors", quiet=True)
        expect(spo("test", "--lang", language, folder), 0, out=" 0 failed", quiet=True)
        expect(spo("new", "medicine", folder), 3, errors="is there already")
    expect(spo("new", "Medi cine"), 2, errors="small letters")
    article = directory / "article.txt"
    article.write_text("王小明2023年荣获星海文学奖。\n", encoding="utf-8")
    expect(spo("diff", "shipped", directory / "zh", article), 1, out=r"rule wins-award: 1 gained, 0 lost\n  \+ Win winner=王小明")
    expect(spo("diff", directory / "zh", directory / "zh", article), 0, out="0 facts gained, 0 lost, 1 the same")
    expect(spo("diff", "--format", "json", directory / "zh", "shipped", article), 1, out='"change": "lost"')
    expect(spo("profile", "--rules", directory / "zh", article), 0, out=r"\d\.\d +\d+\.\d% +2 +2 +1  wins-award, .*:\d+\n")
    expect(spo("profile", "--rounds", "2", "--format", "csv", "--rules", directory / "zh", article), 0, out=r"wins-award,.*,\d+,\d+\.\d+,2,2,1\n")
    expect(spo("profile", "--rounds", "0", article), 2, errors="--rounds takes a number")
    expect(spo("profile", "--types", article), 0, out=r"Surname\t0\.\d{4}\n")


DOCUMENT = """language zh
date     2024-03-05
text
  晨星科技有限公司董事长王小明表示，今天很好。
facts
  Position holder=王小明 title=总经理
  Person 王小明
  no Quotation speaker=李华
  only Position
"""


def test_documents_with_expected_facts(directory):
    path = directory / "a.test"
    path.write_text(DOCUMENT, encoding="utf-8")
    expect(spo("test", "--lang", "zh", path), 2, out="1 failed", errors=r"a\.test:6:3: error: is not found.*also finds Position")
    shown = expect(spo("test", "--lang", "zh", "--update", path), 2, out=r"-  Position holder=王小明 title=总经理")
    assert path.read_text(encoding="utf-8") == DOCUMENT, shown
    expect(spo("test", "--lang", "zh", "--update", "--yes", path), 0)
    assert "  Position holder=王小明 title=董事长 organization=晨星科技有限公司\n  only" in path.read_text(encoding="utf-8")
    expect(spo("test", "--lang", "zh", path), 0, out=" 0 failed", quiet=True)
    expect(spo("test", "--lang", "zh", "--format", "tap", path), 0, out=r"ok \d+ - .*a\.test")
    expect(spo("test", "--lang", "zh", "--confidence", directory / "confidence.tsv", path), 0)
    assert "positions-before-name\t0.84\t1\t0\n" in (directory / "confidence.tsv").read_text(encoding="utf-8")
    expect(spo("test", "--lang", "zh", "--corpus", path, path), 0, out=r"zh: \d+ rules, \d+ of which found nothing")
    (directory / "b.test").write_text("nonsense\n", encoding="utf-8")
    expect(spo("test", "--lang", "zh", directory / "b.test"), 2, errors="E101")


def test_rules_of_ones_own(directory):
    rules, article = directory / "own.spo", directory / "a.txt"
    rules.write_text(RULES)
    article.write_text("他们发现木卫二号。\n")
    expect(spo("extract", "--lang", "zh", "--rules", rules, article), 0, out="schema:Action.*木卫二号", quiet=True)
    expect(spo("check", "--alone", rules), 0, out=r"zh: 1 file, 2 rules with 2 tests, 1 frame,.*no errors.*en: ", quiet=True)
    expect(spo("test", "--alone", "--lang", "zh", rules), 0, out="zh: 2 tests passed, 0 failed", quiet=True)
    expect(spo("test", "--alone", "--lang", "zh", "--rule", "none", rules), 0, out="0 tests passed", quiet=True)


def test_broken_rules(directory):
    rules, article = directory / "broken.spo", directory / "a.txt"
    rules.write_text(RULES.replace("发现", "发现\" \"到").replace("what:Thing\n  emit", "what:Thnig\n  emit"))
    article.write_text(ARTICLE)
    for command in (["check", "--alone", "--lang", "zh", rules], ["test", "--alone", "--lang", "zh", rules],
                    ["extract", "--rules", rules, article],
                    ["compile", "--lang", "zh", "-o", directory / "image", rules]):
        result = expect(spo(*command), 2, errors=r"broken\.spo:12:23: error E030: .*`Thnig`")
        source, caret = next((a, b) for a, b in zip(result.errors.splitlines(), result.errors.splitlines()[1:])
                             if "^" in b)
        assert "Thnig" in source and caret.rstrip().endswith("^~~~~"), str(result)
        assert "did you mean `Thing`?" in result.errors, str(result)
        assert not result.out, str(result)
    assert not (directory / "image").exists()


LOWER = """language zh
words Color 红 蓝 绿
words Metal 金 银
frame F(a: text, b: text?)
  class schema:Action
rule color
  match a:Color
  emit F(a)
rule metal
  match a:Metal
  emit F(a)
"""
UPPER = """language zh
import "more/third.spo"
words Color without 绿
words Metal replaces 铜
rule color
  match a:Color b:"色"
  emit F(a, b)
"""
THIRD = """language zh
rule third
  match a:"三"
  emit F(a)
"""


def write_layers(directory, upper=UPPER):
    lower, over = directory / "lower", directory / "upper"
    (over / "more").mkdir(parents=True)
    lower.mkdir()
    (lower / "a.spo").write_text(LOWER, encoding="utf-8")
    (over / "b.spo").write_text(upper, encoding="utf-8")
    (over / "more" / "third.spo").write_text(THIRD, encoding="utf-8")
    return lower, over


def test_later_rules_take_the_place_of_earlier_ones(directory):
    lower, over = write_layers(directory)
    expect(spo("check", "--alone", "--lang", "zh", lower, over), 0, out="3 rules",
           errors="takes the place of that in .*a.spo:6")
    found = spo("explain", "--lang", "zh", "--rules", lower, "--rules", over / "b.spo",
                given="红色，绿色，金银铜，三。".encode())
    expect(found, 0)
    values = re.findall(r"^    a +(\S+)", found.out.decode(), re.M)
    assert values == ["红", "铜", "三"], found


BROKEN = """language zh
words Colour 红 蓝
words Metal from nowhere
frame F(a: text, b: text?)
  class schema:Action
rule first
  match a:Color
  emit  F(a)
  ok    红
rule second
  match a:Colour b:Metal
  emit  F(a, b)
rule third
  match a:Color "色" ，
  emit  F(a)
rule fourth
  match a:Color+
  emit  G(a)
"""


def test_all_errors_at_once_and_what_they_cost(directory):
    path = directory / "a.spo"
    path.write_text(BROKEN, encoding="utf-8")
    found = expect(spo("check", "--alone", "--lang", "zh", path), 2)
    codes = re.findall(r":(\d+):(\d+): error (E\d+)", found.errors)
    assert codes == [("3", "18", "E010"), ("7", "11", "E030"), ("14", "21", "E003"), ("17", "16", "E012"),
                     ("18", "9", "E034")], found
    assert "off because of this: rule first (1 rule, 1 test)" in found.errors, found
    assert "off because of this: rule second (1 rule, 0 tests)" in found.errors, found
    assert "\n    rule third" not in found.errors and "^" in found.errors, found
    caret = found.errors.split('match a:Color "色" ，')[1].split("\n")[1]
    assert caret.index("^") == 4 + len('  match a:Color "') + 2 + len('" '), found  # 色 takes two columns


def test_messages_for_programs(directory):
    path = directory / "a.spo"
    path.write_text(BROKEN, encoding="utf-8")
    as_json = json.loads(expect(spo("check", "--alone", "--lang", "zh", "--format", "json", path), 2, quiet=True).out)
    assert [message["code"] for message in as_json] == ["E010", "E030", "E003", "E012", "E034"], as_json
    assert as_json[1]["fix"] == "Colour" and as_json[1]["line"] == 7 and as_json[1]["column"] == 11, as_json
    sarif = json.loads(expect(spo("check", "--alone", "--lang", "zh", "--format", "sarif", path), 2).out)
    assert sarif["version"] == "2.1.0" and len(sarif["runs"][0]["results"]) == 5, sarif
    known = {rule["id"] for rule in sarif["runs"][0]["tool"]["driver"]["rules"]}
    assert all(result["ruleId"] in known for result in sarif["runs"][0]["results"]), sarif
    expect(spo("check", "--alone", "--lang", "zh", "--format", "github", path), 2,
           out=r"::error file=.*a\.spo,line=7,col=11,title=E030::there is no")


def test_fixes_are_shown_and_made(directory):
    path = directory / "a.spo"
    text = LOWER.replace("match a:Metal", "match a:Metl")
    path.write_text(text, encoding="utf-8")
    expect(spo("check", "--alone", "--lang", "zh", "--fix", "--diff", path), 2,
           out=r"@@ -7,5 \+7,5 @@\n.*\n-  match a:Metl\n\+  match a:Metal\n", errors="1 fix offered")
    assert path.read_text(encoding="utf-8") == text
    expect(spo("check", "--alone", "--lang", "zh", "--fix", path), 0, errors="1 fix made")
    assert path.read_text(encoding="utf-8") == LOWER
    expect(spo("check", "--alone", "--lang", "zh", "--lint", "none", path), 0, quiet=True)


def test_warnings_and_codes(directory):
    path = directory / "a.spo"
    path.write_text(LOWER + "# spo: allow W003\nwords Unused 甲\nwords Idle 乙\n", encoding="utf-8")
    found = expect(spo("check", "--alone", "--lang", "zh", path), 0)
    codes = re.findall(r"warning (W\d+): (.*)", found.errors)
    assert [code for code, text in codes] == ["W001", "W001", "W003"] and "Idle" in codes[2][1], found
    expect(spo("check", "--explain", "e043"), 0, out="E043.*Wrong:.*Right:")
    expect(spo("check", "--explain"), 0, out="E001.*W007")
    expect(spo("check", "--explain", "E999"), 2, errors="there is no code")


def test_patterns_are_their_directorys_own(directory):
    lower = LOWER + 'pattern Tail = "色"\nrule tailed\n  match a:Metal b:Tail\n  emit F(a, b)\n'
    upper = UPPER.split("words Metal")[0] + 'pattern Tail = "光"\nrule lit\n  match a:Color b:Tail\n  emit F(a, b)\n'
    for word, wanted in [("", ["金", "色", "红", "光"]), (" replaces", ["金", "光", "红", "光"])]:
        folder = directory / f"case{word}"
        folder.mkdir()
        low, over = write_layers(folder, upper.replace("Tail =", f"Tail{word} ="))
        (low / "a.spo").write_text(lower, encoding="utf-8")
        expect(spo("check", "--alone", "--lang", "zh", low, over), 0, out="no errors")
        text = "金色。红光。" if not word else "金光。红光。"
        found = spo("explain", "--lang", "zh", "--rules", low, "--rules", over, given=text.encode())
        values = re.findall(r"^    [ab] +(\S+)", found.out.decode(), re.M)
        assert values == wanted, (word, found)


def test_shapes_and_ontologies(directory):
    (directory / "energy.ttl").write_text("""@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix en: <https://example.org/energy#> .
en:Plant a owl:Class . en:capacity a owl:DatatypeProperty .
""")
    rules = directory / "energy.spo"
    text = """language zh
ontology "energy.ttl"
prefix en: <https://example.org/energy#>
frame Plant(name: text, capacity: decimal?)
  class    en:Plant
  name     schema:name
  capacity en:capacity as xsd:integer
rule plant
  match name:(Han{2} "电站") ("装机" capacity:Number)?
  emit  Plant(name, capacity)
  ok    清河电站装机80
        -> name=清河电站 capacity=80
"""
    rules.write_text(text)
    expect(spo("check", "--alone", "--lang", "zh", rules), 0, out="no errors", quiet=True)
    expect(spo("check", "--alone", "--lang", "zh", "--strict", rules), 0, errors="W091: no ontology file declares `schema:name`")
    shapes = directory / "shapes.ttl"
    expect(spo("check", "--shapes", "--alone", "--lang", "zh", "-o", shapes, rules), 0, quiet=True)
    assert "sh:path en:capacity ; sh:maxCount 1 ; sh:datatype xsd:integer" in shapes.read_text(), shapes.read_text()
    expect(spo("check", "--shapes", "--alone", "--lang", "zh", rules), 0, out="sh:targetClass en:Plant", quiet=True)
    expect(spo("check", "-o", shapes, rules), 2, errors="-o FILE is for --shapes")
    rules.write_text(text.replace("en:Plant\n", "en:Plants\n"))
    expect(spo("check", "--alone", "--lang", "zh", rules), 2, errors=r"5:\d+: error E090.*did you mean `en:Plant`\?")
    expect(spo("check", "--shapes", "--alone", "--lang", "zh", "-o", "/nonexistent/a.ttl", rules), 3, errors="/nonexistent/a.ttl")
    article = directory / "a.txt"
    article.write_text("清河电站装机80.5\n")
    graph = expect(spo("extract", "-v", "--lang", "zh", "--rules", rules, article), 0, out='en:capacity "80.5" ',
                   errors="`80.5` is no <.*integer>")
    assert b"a en:Plants" in graph.out, str(graph)


def test_dropped_rules_and_imports_are_checked(directory):
    lower, over = write_layers(directory, UPPER + "drop metl\n")
    expect(spo("check", "--alone", "--lang", "zh", lower, over), 2, errors="E080.*did you mean `metal`")
    (over / "b.spo").write_text(UPPER + "drop metal\n", encoding="utf-8")
    expect(spo("check", "--alone", "--lang", "zh", lower, over), 0, out="2 rules")
    for name, code in [("../lower/a.spo", "E070"), ("/etc/passwd", "E070"), ("none.spo", "E071")]:
        (over / "b.spo").write_text(f'language zh\nimport "{name}"\n', encoding="utf-8")
        expect(spo("check", "--alone", "--lang", "zh", lower, over), 2, errors=code)
    (over / "linked").symlink_to(lower)
    (over / "b.spo").write_text('language zh\nimport "linked/a.spo"\n', encoding="utf-8")
    expect(spo("check", "--alone", "--lang", "zh", over), 2, errors="E071")
    (over / "b.spo").write_text('language zh\nimport shipped "common/frames.spo"\n', encoding="utf-8")
    (over / "more" / "third.spo").unlink()
    expect(spo("check", "--alone", "--lang", "zh", over), 0, out="2 files")


def test_domains_are_read_only_where_they_are_named(directory):
    own = directory / "own"
    pack = own / "domains" / "colors"
    pack.mkdir(parents=True)
    (own / "a.spo").write_text("language zh\nwords Color 红\n", encoding="utf-8")
    (pack / "b.spo").write_text("language zh\nwords Color\nrule\n", encoding="utf-8")
    expect(spo("check", "--alone", "--lang", "zh", own), 0, out="1 file")
    expect(spo("check", "--alone", "--lang", "zh", pack), 2, errors="b.spo:3")


LOOSE = """language zh
frame  Seen( what : text ,how:text?)
     class schema:Action
rule seen   # by its name
     match what :"木卫二号"
     emit Seen( what )
     ok 发现木卫二号
"""
LAID_OUT = """language zh

frame Seen(what: text, how: text?)
  class schema:Action

rule seen  # by its name
  match  what:"木卫二号"
  emit   Seen(what)
  ok     发现木卫二号
"""


def test_rule_files_are_laid_out(directory):
    inner = directory / "a" / "b"
    inner.mkdir(parents=True)
    loose, done, other = inner / "loose.spo", directory / "a" / "done.spo", inner / "words.txt"
    loose.write_text(LOOSE, encoding="utf-8")
    done.write_text(LAID_OUT, encoding="utf-8")
    other.write_text("  a   b\n", encoding="utf-8")
    expect(spo("fmt", "--check", directory / "a"), 1, out=r"^\S+/loose.spo\n$", errors="1 of 2 files is not laid out")
    result = expect(spo("fmt", "--check", "--diff", loose), 1, out=r"(?m)^-frame  Seen\(.*^\+frame Seen\(what: text, ")
    assert loose.read_text(encoding="utf-8") == LOOSE, str(result)
    expect(spo("fmt", "--diff", loose), 0, out=r"(?m)^\+  ok     发现", quiet=True)
    expect(spo("fmt", directory / "a"), 0, out=r"^\S+/loose.spo\n$", quiet=True)
    assert loose.read_text(encoding="utf-8") == LAID_OUT and done.read_text(encoding="utf-8") == LAID_OUT
    assert other.read_text(encoding="utf-8") == "  a   b\n"
    expect(spo("fmt", "--check", directory / "a"), 0, out="^$", quiet=True)
    expect(spo("fmt", "-", given=LOOSE.encode()), 0, out="^" + re.escape(LAID_OUT) + "$", quiet=True)
    expect(spo("fmt", "--check", "-", given=LOOSE.encode()), 1, out="^standard input\n$")
    expect(spo("fmt", "-", given=b"words \xff\n"), 1, out="^$", errors="standard input: .*UTF-8")
    expect(spo("fmt", directory / "none.spo", loose), 1, errors="none.spo")
    expect(spo("fmt"), 2, errors="standard input")


def test_a_test_that_fails(directory):
    rules = directory / "own.spo"
    rules.write_text(RULES.replace("-> what=木卫二号", "-> what=木卫一号"))
    expect(spo("test", "--alone", "--lang", "zh", rules), 2, out="1 tests passed, 1 failed",
           errors=r"own\.spo:15:8: error: rule seen-it does not find this.*found Seen what=木卫二号  \(rule seen-it\)")


# A rule on top of another one, that marks the same at a lower cost, and one that makes the same fact with a higher priority.
BELOW = """language zh
entity Place schema:Place
words Moon 木卫一 木卫二
frame Seen(what: Place)
  class schema:Action
rule moon
  match Moon
  mark  Place
  cost  -1 + 1 words
  ok    他们看到木卫二。
        -> Place=木卫二
  no    他们看到火星。
rule seen
  match "看到" what:Place
  emit  Seen(what)
  ok    他们看到木卫二。
        -> what=木卫二
"""
ABOVE = """language zh
rule better-moon
  match Moon
  mark  Place
  cost  -5 + 1 words
  ok    他们看到木卫一。
        -> Place=木卫一
rule really-seen
  match "看到" what:Place
  emit  Seen(what)
  priority 1
  ok    他们看到木卫一。
        -> what=木卫一
"""


def test_rules_on_top_find_the_same(directory):
    for name, text in (("below", BELOW), ("above", ABOVE)):
        (directory / name).mkdir()
        (directory / name / "a.spo").write_text(text)
    both = [directory / "below", directory / "above"]
    expect(spo("test", "--alone", "--lang", "zh", *both), 0, out="5 tests passed, 0 failed")
    (directory / "above" / "a.spo").write_text(ABOVE.replace("match Moon", 'match "看到" Moon'))
    expect(spo("test", "--alone", "--lang", "zh", *both), 2, out="failed", errors="rule moon does not find this.*Place=看到木卫二")
    # in one directory, the rule itself must find it
    (directory / "below" / "b.spo").write_text(ABOVE)
    expect(spo("test", "--alone", "--lang", "zh", directory / "below"), 2, errors="rule moon does not find this")


def test_compiled_rules(directory):
    rules, image = directory / "own.spo", directory / "data" / "rules.zh"
    rules.write_text(RULES)
    (image.parent / "rules").mkdir(parents=True)
    for language in ("zh", "en"):
        expect(spo("compile", "--lang", language, "-o", image.with_suffix("." + language), rules), 0, quiet=True)
    first = image.read_bytes()
    expect(spo("compile", "--lang", "zh", "-o", image, rules), 0, quiet=True)
    assert image.read_bytes() == first, "another image from the same rules"
    expect(spo("extract", "--data", image.parent, given="他们发现木卫二号。".encode()), 0, out="schema:Action", quiet=True)
    for damaged in (b"", b"nothing", first[:100], first[: len(first) // 2], b"SPORULES" + b"\xff" * 2000):
        image.write_bytes(damaged)
        expect(spo("extract", "--data", image.parent, given=b"x"), 2, errors=r"rules\.zh")
    # behind a sound header: found out by the first text that needs the rules, and told once; what came before it stands
    image.write_bytes(first[:1000] + b"\xff" * (len(first) - 1000))
    english = '{"id": "1", "lang": "en", "text": "They went home."}\n'
    chinese = '{"id": "2", "lang": "zh", "text": "他们发现木卫二号。"}\n'
    expect(spo("extract", "--data", image.parent, "-f", "jsonl", "-t", "nquads", given=english.encode()), 0, out="/doc/1")
    result = spo("extract", "--data", image.parent, "-f", "jsonl", "-t", "nquads", given=(english + 2 * chinese).encode())
    expect(result, 2, out="/doc/1", errors=r"rules\.zh.*damaged")
    assert result.errors.count("damaged") == 1, result


def test_the_shipped_rules_pass_their_tests(directory):
    expect(spo("check"), 0, out="no errors.*no errors", quiet=True)


def run_tests(functions):
    """Runs the tests among `functions`, or those that the command line names; ends the program."""
    failed = []
    wanted = sys.argv[2:]
    tests = [(name, test) for name, test in functions.items() if name.startswith("test_") and callable(test)]
    tests = [(name, test) for name, test in tests if not wanted or name in wanted]
    for name, test in tests:
        with tempfile.TemporaryDirectory() as directory:
            try:
                test(pathlib.Path(directory))
                print(f"ok      {name}")
            except Exception as fault:  # every fault is told, none ends the run
                failed.append(name)
                print(f"FAILED  {name}\n{type(fault).__name__}: {fault}\n")
    print(f"{len(tests) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    run_tests(globals())
