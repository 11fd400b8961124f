#!/usr/bin/env python3
"""load.py SPO [TEST...] - loads graphs into a store here that misbehaves on demand, and looks at what it then holds."""
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from fake_store import PASSWORD, TOKEN, USER, Store  # noqa: E402

SPO = str(pathlib.Path(sys.argv[1]).resolve())
store = Store()
folder = pathlib.Path(tempfile.mkdtemp(prefix="spo-load-"))
os.chdir(folder)


def triple(graph, i):
    return f'<http://example.org/{graph}#{i}> <http://example.org/p> "第{i}句 of {graph}"@zh .'


def quads(graphs, count=3):
    return "".join(triple(g, i)[:-1] + f"<http://example.org/{g}> .\n" for g in graphs for i in range(count))


def held(graphs, count=3):
    return {f"http://example.org/{g}": {triple(g, i) for i in range(count)} for g in graphs}


def names(count):
    return [f"文{i}" if i % 3 == 0 else f"d{i}" for i in range(count)]


def write(name, text):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def spo(*arguments, given=b"", environment=None, command="load"):
    process = subprocess.run([SPO, command, *map(str, arguments)], input=given, capture_output=True, timeout=120,
                             env={**os.environ, **(environment or {})}, check=False)
    return process.returncode, process.stdout.decode(), process.stderr.decode()


def load(*arguments, store_name="oxigraph", fast=True, **more):
    waits = ["--retry-wait", "0.01"] if fast else []
    return spo(*arguments, "--to", store.url, "--store", store_name, *waits, **more)


def expect(result, status, out=(), errors=(), not_in=()):
    for text, wanted in ((result[1], out), (result[2], errors)):
        for part in [wanted] if isinstance(wanted, str) else wanted:
            assert part in text, f"no {part!r} in {result}"
    for part in [not_in] if isinstance(not_in, str) else not_in:
        assert part not in result[1] + result[2], f"{part!r} in {result}"
    assert result[0] == status, f"not status {status}: {result}"
    return result


def methods():
    return [request[0] for request in store.requests]


# ---- what is sent ----

def test_each_graph_is_put_once_and_replaced():
    file = write("a.nq", quads(names(20)))
    expect(load(file), 0, out=["graphs 20\n", "quads 60\n", "missing 0\n", "retries 0\n", "counted 20\n", "counted-triples 60\n"])
    assert store.graphs == held(names(20))
    assert methods() == ["PUT"] * 20
    assert store.requests[0][2]["Content-Type"] == "application/n-triples"
    store.graphs["http://example.org/d1"].add("<x:old> <x:p> <x:o> .")
    expect(load(file, "--json"), 0, out=['"graphs":20', '"quads":60'])
    assert store.graphs == held(names(20))


def test_other_files():
    turtle = "@prefix e: <http://example.org/> .\n"
    write("a.trig", turtle + "".join(
        f"e:{g} {{ {' '.join(triple(g, i) for i in range(3))} }}\n" for g in names(4)))
    write("b.nq.gz", gzip.compress(quads(["x"]).encode()) + gzip.compress(quads(["y"]).encode()))
    expect(load("a.trig", "b.nq.gz", "-", given=quads(["z"]).encode()), 0, out="graphs 7\n")
    assert store.graphs == held([*names(4), "x", "y", "z"])
    store.reset()
    os.makedirs("some", exist_ok=True)
    write("some/1.nt", triple("q", 0) + "\n# a comment\n\n" + triple("q", 1))
    write("some/other.txt", "no quads")
    expect(load("some", "--graph", "http://example.org/q"), 0, out="quads 2\n")
    assert store.graphs == held(["q"], 2)
    expect(load("some/other.txt"), 1, errors="neither its name nor its first bytes tell its syntax")
    expect(load("none.nq"), 1, errors="none.nq: error: cannot be read")


def test_turtle_of_one_document_is_its_graph():
    write("article.txt", "北方大学院长王小明表示：“我们今年投入2.5亿元。”他说，产量增长30%。")
    spo("article.txt", "-t", "turtle", "-o", "article.ttl", command="extract")
    lines = spo("article.txt", "-t", "nquads", command="extract")[1].splitlines()
    graph = lines[0].split()[-2][1:-1]
    expect(load("article.ttl"), 0, out=f"quads {len(lines)}\n")
    assert list(store.graphs) == [graph] and len(store.graphs[graph]) == len(lines)
    write("two.ttl", "<x:a> <https://w3id.org/spo#sha256> 'a' . <x:b> <https://w3id.org/spo#sha256> 'b' .")
    expect(load("two.ttl"), 1, errors="quads in no graph, and more than one document")
    write("none.ttl", "<x:a> <x:p> <x:o> .")
    expect(load("none.ttl"), 1, errors="no document that they are of")
    store.reset()
    expect(load("none.ttl", "--graph", "default"), 0, out="quads 1\n")
    assert store.graphs == {"": {"<x:a> <x:p> <x:o> ."}}


def test_a_folder_of_extract():
    write("many.jsonl", "".join(json.dumps({"id": str(i), "text": f"北方大学院长王小明表示，产量增长{i}%。"}) + "\n" for i in range(30)))
    spo("many.jsonl", "-o", "graph/", "--split", "100", command="extract")
    assert len(list(pathlib.Path("graph").glob("out-*.nq.gz"))) > 3
    total = sum(json.loads(line)["quads"] for line in open("graph/index.jsonl") if '"document"' in line)
    expect(load("graph/"), 0, out=["graphs 30\n", f"quads {total}\n"])
    assert sum(map(len, store.graphs.values())) == total
    last = sorted(pathlib.Path("graph").glob("out-*.nq.gz"))[0]
    last.write_bytes(last.read_bytes()[:-20])
    (pathlib.Path("graph") / "journal").write_text("spo journal 1\n")
    expect(load("graph/"), 1, errors=["out-00001.nq.gz: error", "is not in the store", "the index of its folder says", "is not over"])


def test_quads_that_stand_apart_are_not_lost():
    lines = quads(["a", "b"], 4).splitlines(keepends=True)
    mixed = lines[0::2] + lines[1::2]
    expect(load(write("mixed.nq", "".join(mixed))), 0, out=["quads 8\n", "graphs 2\n"], errors="do not stand together")
    assert store.graphs == held(["a", "b"], 4)
    assert sorted(methods()) == ["POST", "POST", "PUT", "PUT"]


def test_large_graphs_go_in_pieces():
    file = write("large.nq", quads(["big"], 500) + quads(["small"], 2))
    expect(load(file, "--piece", "4k"), 0, out=["quads 502\n", "counted-triples 502\n"], not_in="stand together")
    assert store.graphs == {**held(["big"], 500), **held(["small"], 2)}
    assert methods().count("PUT") == 2 and methods().count("POST") > 5
    assert all(len(request[3].encode()) <= 4096 for request in store.requests)


def test_blank_nodes_stay_in_one_request():
    body = "".join(f"_:b <x:p{i}> _:c <x:g> .\n" for i in range(50))
    expect(load(write("blank.nq", body)), 0, out="quads 50\n")
    expect(load("blank.nq", "--piece", "100"), 1, errors="has blank nodes and does not fit into one request")
    expect(load("blank.nq", "--via", "update", "--batch", "10"), 1, errors="x:g: error: is not in the store: it has blank nodes")


def test_updates_in_batches():
    file = write("u.nq", quads(names(3), 25))
    store.graphs["http://example.org/d1"] = {"<x:old> <x:p> <x:o> ."}
    expect(load(file, "--via", "update", "--batch", "10"), 0, out=["quads 75\n", "graphs 3\n"])
    assert store.graphs == held(names(3), 25)
    assert len(store.requests) == 9 and {request[1] for request in store.requests} == {"/update"}
    assert sum(request[3].startswith("DROP") for request in store.requests) == 3
    assert store.requests[0][2]["Content-Type"] == "application/sparql-update"
    store.reset()
    store.next = ["drop", "503", "half"]
    expect(load(file, "--via", "update", "--batch", "10", "--connections", "1"), 0, out="retries 3\n")
    assert store.graphs == held(names(3), 25)


def test_nobody_gets_out_of_a_literal():
    evil = r'<x:s> <x:p> "\u0022 . } } ; DROP ALL ; INSERT DATA { GRAPH <x:h> { <x:a> <x:b> \u0022\u000Ano\u005C" <x:g> .'
    expect(load(write("evil.nq", evil + "\n"), "--via", "update"), 0, out="quads 1\n")
    (line,) = store.graphs["x:g"]
    assert line == r'<x:s> <x:p> "\" . } } ; DROP ALL ; INSERT DATA { GRAPH <x:h> { <x:a> <x:b> \"\nno\\" .', line
    expect(load(write("evil2.nq", r"<x:s\u003E> <x:p> <x:o> <x:g> ." + "\n")), 1, errors="evil2.nq:1:5: error: an escape that may not stand here")
    expect(load(write("evil3.nq", r"<x:s> <x:p> <x:o> <x:g\u003E\u0020> ." + "\n")), 1, errors="evil3.nq:1:23: error: an escape")


def test_what_cannot_be_read_is_not_half_sent():
    text = quads(["a"]) + "no quad\n" + quads(["b", "c"])
    expect(load(write("broken.nq", text)), 1, out=["missing 2\n", "graphs 1\n"],
           errors=["broken.nq:4:1: error: an IRI or a blank node is expected",
                   "http://example.org/a: error: is not in the store: something of it cannot be read",
                   "http://example.org/b: error: is not in the store"])
    assert store.graphs == held(["c"])
    store.reset()
    whole = gzip.compress(quads(names(300)).encode())
    result = load(write("cut.nq.gz", whole[:-100]))
    expect(result, 1, errors="cut.nq.gz:")
    assert set(store.graphs) < set(held(names(300))) and all(len(lines) == 3 for lines in store.graphs.values())
    write("wrong.trig", "<http://example.org/a> { <x:s> <x:p> <x:o> } <http://example.org/b> { <x:s> <x:p> }")
    store.reset()
    expect(load("wrong.trig"), 1, errors="wrong.trig:1: error: ")
    assert "http://example.org/b" not in store.graphs


def test_bodies_are_packed_where_the_store_unpacks():
    file = write("g.nq", quads(names(5)))
    expect(load(file, "--gzip-requests"), 0)
    assert store.graphs == held(names(5)) and {r[2].get("Content-Encoding") for r in store.requests} == {"gzip"}
    store.reset()
    store.unpacks = False
    expect(load(file, "--gzip-requests"), 0, out="retries 0\n")
    assert store.graphs == held(names(5)) and {r[2].get("Content-Encoding") for r in store.requests} == {None}


def test_any_endpoint():
    file = write("any.nq", quads(names(3)))
    expect(spo(file, "--to", store.url + "/data?token=1"), 0, out=["graphs 3\n", "counted 0\n"])
    assert all(request[1].startswith("/data?token=1&graph=http%3A%2F%2F") for request in store.requests)
    assert store.graphs == held(names(3))
    expect(spo(file, "--to", store.url + "/x?graph={graph}&z=1", "--query", store.url + "/query", "--verify"), 0, out="counted 3\n")
    expect(spo(file, "--to", store.url, "--verify"), 2, errors="--query URL or --store NAME must tell")


# ---- who sends ----

def test_authentication():
    file = write("auth.nq", quads(names(6)))
    for kind in ("basic", "digest", "bearer"):
        store.reset()
        store.auth = kind
        secret = {"SPO_TOKEN": TOKEN} if kind == "bearer" else {"SPO_USER": USER, "SPO_PASSWORD": PASSWORD}
        expect(load(file, "--auth", kind, environment=secret), 0, out=["graphs 6\n", "counted 6\n"])
        assert store.graphs == held(names(6))
        lines = f"# of the store\ntoken = {TOKEN}\n" if kind == "bearer" else f"user={USER}\n password = {PASSWORD}\n"
        write("credentials", lines)
        os.chmod("credentials", 0o600)
        expect(load(file, "--auth", kind, "--credentials", "credentials"), 0)
    store.reset()
    store.auth = "digest"
    expect(load(file, "--connections", "1", store_name="virtuoso", environment=secret_of_user()), 0)
    assert all(request[1].startswith("/sparql-graph-crud-auth?graph-uri=http%3A") for request in store.requests)
    assert {request[2]["Content-Type"] for request in store.requests} == {"text/turtle"}


def secret_of_user():
    return {"SPO_USER": USER, "SPO_PASSWORD": PASSWORD}


def test_wrong_credentials_end_it_and_are_never_told():
    file = write("wrong.nq", quads(names(50)))
    for kind in ("basic", "digest", "bearer"):
        store.reset()
        store.auth = kind
        secret = {"SPO_TOKEN": "wr0ng-secret"} if kind == "bearer" else {"SPO_USER": USER, "SPO_PASSWORD": "wr0ng-secret"}
        result = load(file, "--auth", kind, environment=secret)
        expect(result, 1, errors=["status 401", "does not take these credentials", "the load ends here"],
               not_in=["wr0ng", "d3IwbmctcGFzc", "d3IwbmctdG9r"])
        assert not store.graphs
    expect(load(file, "--auth", "basic"), 2, errors="a user is missing")
    expect(load(file, "--auth", "bearer"), 2, errors="a token is missing")


def test_secrets_that_a_store_repeats_are_hidden():
    store.auth = "basic"
    store.refuse["http://example.org/d1"] = 400
    file = write("echo.nq", quads(names(3)))
    result = load(file, environment=secret_of_user())
    expect(result, 1, errors="http://example.org/d1: error: is not in the store: status 400: no: Basic *** ***",
           out="graphs 2\n", not_in=[PASSWORD, "bG9hZGVyOnMz"])


def test_credentials_are_kept_from_others():
    file = write("c.nq", quads(["a"]))
    write("open", f"user = {USER}\npassword = {PASSWORD}\n")
    os.chmod("open", 0o644)
    expect(load(file, "--credentials", "open"), 2, errors="open: error: can be read by others", not_in=PASSWORD)
    os.chmod("open", 0o600)
    expect(load(file, "--credentials", "open"), 0)
    write("odd", f"user = {USER}\npasword = {PASSWORD}\n")
    os.chmod("odd", 0o600)
    expect(load(file, "--credentials", "odd"), 2, errors="odd:2: error: user = NAME", not_in=PASSWORD)
    expect(spo(file, "--to", f"http://{USER}:{PASSWORD}@127.0.0.1:1/"), 2, errors="an address with a password in it", not_in=PASSWORD)
    expect(spo(file, "--to", "http://store.invalid/", "--tries", "1", environment=secret_of_user()), 1,
           errors=["http:// carries the credentials as they are", "is not in the store"], not_in=PASSWORD)
    expect(spo(file, "--to", "ftp://x/"), 2, errors="begins with http:// or https://")


def test_redirections_are_not_followed():
    store.auth = "basic"
    store.refuse["http://example.org/a"] = 302
    expect(load(write("r.nq", quads(["a"])), environment=secret_of_user()), 1, errors=["status 302", "leads to another address"])
    assert not any("elsewhere" in request[1] for request in store.requests)


# ---- what goes wrong ----

def test_each_failure_is_tried_again():
    file = write("retry.nq", quads(names(8)))
    for what in ("429", "500", "502", "503", "504", "408", "drop", "half"):
        store.reset()
        store.next = [what, what]
        expect(load(file, "--connections", "1"), 0, out=["graphs 8\n", "retries 2\n", "missing 0\n"])
        assert store.graphs == held(names(8)), what
        assert len(store.requests) == 10, what


def test_the_store_says_how_long_to_wait():
    file = write("wait.nq", quads(["a"]))
    for what in ("503;1", "429;1", "503;date"):
        store.reset()
        store.next = [what]
        begun = time.monotonic()
        expect(load(file), 0, out="retries 1\n")
        assert time.monotonic() - begun >= 0.9, what
    store.next = ["429;100000"]
    expect(load(file), 1, errors="status 429: too much come back [31m later")


def test_waits_double():
    store.next = ["503"] * 4
    expect(load(write("w.nq", quads(["a"])), "--retry-wait", "0.1", fast=False), 0, out="retries 4\n")
    times = [request[4] for request in store.requests]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    for gap, wanted in zip(gaps, (0.1, 0.2, 0.4, 0.8)):
        assert wanted <= gap < wanted + 0.6, gaps


def test_a_slow_answer():
    file = write("slow.nq", quads(["a"]))
    store.next, store.delay = ["slow"], 2
    expect(load(file, "--store-timeout", "1"), 0, out="retries 1\n")
    store.next, store.delay = ["slow", "slow"], 2
    expect(load(file, "--store-timeout", "1", "--tries", "2"), 1, errors=["Timeout was reached (2 times)", "the load ends here"])


def test_a_store_that_is_gone_ends_it():
    file = write("gone.nq", quads(names(200)))
    store.dies_after = 30
    result = load(file, "--tries", "3")
    expect(result, 1, errors=["(3 times)", "the load ends here", "broken off;", "which doubles nothing"])
    assert result[2].count("is not in the store") <= 4, result
    expect(spo(file, "--to", "http://127.0.0.1:9/", "--tries", "2", "--retry-wait", "0.01"), 1, errors="connect")


def test_what_a_store_refuses_is_named_and_the_rest_is_in():
    file = write("some.nq", quads(names(30)))
    store.refuse = {"http://example.org/d1": 400, "http://example.org/文6": 413}
    expect(load(file), 1, out=["graphs 28\n", "missing 2\n"],
           errors=["http://example.org/d1: error: is not in the store: status 400: no: None",
                   "http://example.org/文6: error: is not in the store: status 413", "a smaller --piece"])
    store.reset()
    store.refuse = {f"http://example.org/{name}": 400 for name in names(100)}
    result = load(write("all.nq", quads(names(100))), "--connections", "1")
    expect(result, 1, errors="ten graphs in succession are not taken")
    assert len(store.requests) <= 11
    store.reset()
    store.refuse = {"http://example.org/d1": 404}
    expect(load(write("some.nq", quads(names(30))), "--connections", "1"), 1, errors="is this the right address")


def test_counts_that_differ():
    file = write("count.nq", quads(names(120)))
    store.hides = {"http://example.org/d7": 1, "http://example.org/d100": 3}
    expect(load(file), 1, out=["counted 120\n", "differing 2\n"],
           errors=["http://example.org/d7: error: the store has 2 triples of it, not 3", "d100: error: the store has 0 triples"])
    expect(load(file, "--no-verify"), 0, out="counted 0\n")
    store.requests.clear()
    expect(load(file, "--verify-only"), 1, out="differing 2\n")
    assert not store.requests
    store.counts = "never"
    expect(load(file), 0, errors="the store does not count: status 400: no queries here", out="uncounted 120\n")
    expect(load(file, "--verify"), 1)
    repeated = quads(["r"]) * 2
    store.reset()
    expect(load(write("twice.nq", repeated)), 0, out=["quads 6\n", "counted-triples 3\n"])


# ---- going on ----

def test_a_run_goes_on_where_it_was_broken_off():
    file = write("long.nq", quads(names(400)))
    store.dies_after = 150
    expect(load(file, "--journal", "j", "--tries", "2", "--connections", "1"), 1, errors="the same command with --resume goes on")
    assert 0 < len(store.graphs) < 400
    store.gone, store.dies_after, before = False, 0, len(store.graphs)
    store.requests.clear()
    expect(load(file, "--journal", "j", "--resume"), 0, out="missing 0\n")
    assert store.graphs == held(names(400))
    assert 400 - before <= len(store.requests) <= 400 - before + 60, len(store.requests)
    store.requests.clear()
    expect(load(file, "--journal", "j", "--resume"), 0, errors="all is in the store already")
    assert not store.requests
    expect(load(file, "--journal", "none", "--resume"), 2, errors="is no journal")
    expect(load(file, "--resume"), 2, errors="--resume needs the --journal")


def test_another_input_is_not_gone_on_with():
    file = write("first.nq", quads(names(400)))
    store.dies_after = 150
    expect(load(file, "--journal", "k", "--tries", "1", "--connections", "1"), 1)  # in order
    store.gone, store.dies_after = False, 0
    write("first.nq", quads(names(400)[::-1]))
    expect(load(file, "--journal", "k", "--resume"), 2, errors="the inputs are not those")
    write("first.nq", quads(names(5)))
    expect(load(file, "--journal", "k", "--resume"), 2, errors="the inputs are not those")
    expect(load(write("second.nq", quads(names(400))), "--journal", "k", "--resume"), 2, errors="cannot be resumed with other options")


def test_a_refused_graph_is_tried_again_when_going_on():
    file = write("again.nq", quads(names(20)))
    store.refuse = {"http://example.org/d10": 400}
    expect(load(file, "--journal", "l"), 1)
    store.refuse = {}
    expect(load(file, "--journal", "l", "--resume"), 0)
    assert store.graphs == held(names(20))


def test_ctrl_c_finishes_what_is_in_work():
    file = write("stop.nq", quads(names(300)))
    store.next, store.delay = ["slow"] * 300, 0.05
    process = subprocess.Popen([SPO, "load", file, "--to", store.url, "--store", "oxigraph", "--journal", "m"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while len(store.requests) < 10:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    result = process.returncode, out.decode(), errors.decode()
    expect(result, 130, out="missing 0\n", errors=["broken off;", "--resume goes on"])
    count = len(store.graphs)
    assert f"graphs {count}\n" in result[1] and count < 300, (count, result)
    store.next = []
    expect(load(file, "--journal", "m", "--resume"), 0)
    assert store.graphs == held(names(300))


def test_a_run_that_was_killed_goes_on():
    file = write("killed.nq", quads(names(600)))
    store.next, store.delay = ["slow"] * 600, 0.02
    process = subprocess.Popen([SPO, "load", file, "--to", store.url, "--store", "oxigraph", "--journal", "n"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while len(store.requests) < 330:
        time.sleep(0.01)
    process.kill()
    process.communicate()
    store.next = []
    with open("n", "ab") as journal:
        journal.write(b"at 999 999 9")  # cut off while it was written
    store.requests.clear()
    expect(load(file, "--journal", "n", "--resume"), 0)
    assert store.graphs == held(names(600)) and len(store.requests) < 600, len(store.requests)


def test_ctrl_c_ends_a_wait():
    store.next = ["503;60"] * 9
    process = subprocess.Popen([SPO, "load", write("w.nq", quads(names(9))), "--to", store.url, "--store", "oxigraph"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not store.requests:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    errors = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 130 and time.monotonic() - begun < 5 and "broken off" in errors, errors


# ---- extract --load ----

def records(name, count):
    return write(name, "".join(json.dumps({"id": f"r{i}", "text": f"北方大学院长王小明表示，第{i}季度产量增长{i}%。"}) + "\n" for i in range(count)))


def extract(*arguments, **more):
    return spo(*arguments, "--load", store.url, "--store", "oxigraph", "--retry-wait", "0.01", command="extract", **more)


def graphs_of(file):
    found = {}
    for line in spo(file, "-t", "nquads", command="extract")[1].splitlines():
        triple, graph = line[:-2].rsplit(" ", 1)
        found.setdefault(graph[1:-1], set()).add(triple + " .")
    return found


def test_extract_loads_what_it_makes():
    file = records("x.jsonl", 40)
    wanted = graphs_of(file)
    total = sum(map(len, wanted.values()))
    expect(extract(file, "-j", "2"), 0, out=["graphs 40\n", f"quads {total}\n", "counted 40\n"], not_in="w3id.org")
    assert store.graphs == wanted
    store.reset()
    expect(extract(file, "-o", "x.nq"), 0, out="graphs 40\n")
    assert store.graphs == wanted and len(open("x.nq").readlines()) == total
    store.reset()
    result = expect(extract(file, "-t", "nquads", "-o", "-", "--via", "update"), 0, errors="graphs 40\n")
    assert store.graphs == wanted and len(result[1].splitlines()) == total
    store.reset()
    bad = next(iter(wanted))
    store.refuse[bad] = 400
    expect(extract(file), 1, out="graphs 39\n", errors=f"{bad}: error: is not in the store: status 400")
    expect(spo(file, "--tries", "3", command="extract"), 2, errors="options of a store need --load URL")
    expect(extract(file, "--count"), 2, errors="--count makes no graphs")
    store.auth = "basic"
    expect(extract(file, environment={"SPO_USER": USER, "SPO_PASSWORD": "wr0ng"}), 1, errors="status 401", not_in="wr0ng")


def test_extract_goes_on_where_the_store_was_gone():
    file = records("y.jsonl", 200)
    wanted = graphs_of(file)
    store.dies_after = 60
    expect(extract(file, "-o", "y/", "--checkpoint", "0", "--tries", "2"), 1, errors=["the load ends here", "--resume goes on"])
    assert not open("y/journal").read().rstrip().splitlines()[-1].startswith("done")
    before = len(store.graphs)
    store.gone, store.dies_after = False, 0
    store.requests.clear()
    expect(extract(file, "-o", "y/", "--checkpoint", "0", "--tries", "2", "--resume"), 0)
    assert store.graphs == wanted
    assert len(store.requests) <= 200 - before + 70, (len(store.requests), before)
    store.reset()
    expect(load("y/"), 0, out="graphs 200\n")
    assert store.graphs == wanted
    store.reset()
    store.dies_after = 20
    expect(extract(file, "--tries", "1"), 1, errors="the same command loads all again")


def test_a_document_that_comes_again_after_a_break():
    text = "北方大学院长王小明表示，产量增长{}%。"
    lines = [{"id": "same", "text": text.format(5)}] + [{"id": f"k{i}", "text": text.format(i)} for i in range(120)] + [
        {"id": "same", "text": text.format(7)}]
    write("again.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    wanted = graphs_of("again.jsonl")
    store.dies_after = 60
    expect(extract("again.jsonl", "-o", "again/", "--checkpoint", "0", "--tries", "1"), 1)
    store.gone, store.dies_after = False, 0
    expect(extract("again.jsonl", "-o", "again/", "--checkpoint", "0", "--tries", "1", "--resume"), 0)
    assert store.graphs == wanted


def test_ctrl_c_while_documents_are_made():
    file = records("z.jsonl", 300)
    store.next, store.delay = ["slow"] * 300, 0.05
    process = subprocess.Popen([SPO, "extract", file, "--load", store.url, "--store", "oxigraph"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    while len(store.requests) < 8:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 130 and f"graphs {len(store.graphs)}\n" in out.decode(), (process.returncode, out, errors)
    assert 8 <= len(store.graphs) < 300 and "which doubles nothing" in errors.decode()


TESTS = [(name, test) for name, test in list(globals().items()) if name.startswith("test_")]
wanted = sys.argv[2:]
failed = 0
for name, test in TESTS:
    if wanted and name not in wanted:
        continue
    store.reset()
    try:
        test()
    except AssertionError as error:
        failed += 1
        print(f"{name}: {error}")
print(f"{len(TESTS)} tests, {failed} failed")
subprocess.run(["rm", "-rf", str(folder)], check=False)
sys.exit(failed > 0)
