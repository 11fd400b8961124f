#!/usr/bin/env python3
"""stores.py BUILD_DIR - `spo load` and `spo extract --load` against Virtuoso and Oxigraph on this machine."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from real_stores import STORES  # noqa: E402

BUILD = pathlib.Path(sys.argv[1]).resolve()
SPO = BUILD / "spo"
ARTICLES = sorted((pathlib.Path(__file__).resolve().parent.parent / "articles").glob("*.txt"))[::2]

QUERIES = pathlib.Path(__file__).resolve().parent.parent.parent / "ontology" / "queries"
PREFIXES = {"spo": "https://w3id.org/spo#", "schema": "https://schema.org/", "skos": "http://www.w3.org/2004/02/skos/core#",
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"}


def spo(store, *arguments, status=0):
    process = subprocess.run([SPO, *map(str, arguments)], capture_output=True, text=True, timeout=300,
                             env={**os.environ, **store.environment}, check=False)
    assert process.returncode == status, (arguments, process.returncode, process.stdout, process.stderr)
    return process


def load(store, *arguments, status=0):
    process = spo(store, "load", *arguments, "--to", store.url, "--store", store.name, "--json", status=status)
    return json.loads(process.stdout), process.stderr


def lines_in(path):
    return sum(1 for _ in open(path, "rb"))


def make_graphs(folder):
    """A file of graphs as spo writes them, and one with what may be hard for a store."""
    whole, odd = folder / "whole.nq", folder / "odd.nq"
    subprocess.run([SPO, "extract", "--mentions", "-t", "nquads", "-o", whole, *map(str, ARTICLES)], check=True)
    odd.write_text("".join(f"<urn:odd:s{i}> <urn:odd:p> {term} <urn:odd:图/é?a=b&c#d> .\n" for i, term in enumerate([
        r'"tab\t quote\" backslash\\ lines\n\r"', '"𠮷野家 🙂"@zh', '"5080"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"2026-11"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>', '<https://w3id.org/spo/id/person-黄铁军>',
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', r'"\u4E2D\U00020BB7"', '"' + "长" * 20000 + '"'])))
    return whole, odd


def test_loading_twice_is_loading_once(store, whole, odd):
    quads = lines_in(whole)
    for _ in range(2):
        sums, _ = load(store, whole)
        assert sums["graphs"] == len(ARTICLES) == sums["counted"] and sums["missing"] == sums["differing"] == 0, sums
        assert sums["quads"] == sums["counted-triples"] == quads == store.count(), (sums, quads)


def test_extract_into_a_store(store, whole, odd):
    process = spo(store, "extract", "--mentions", "-j", "2", *ARTICLES, "--load", store.url, "--store", store.name)
    assert f"counted-triples {lines_in(whole)}\n" in process.stdout, process.stdout


def test_hard_terms(store, whole, odd):
    for way in ("put", "update"):
        sums, _ = load(store, odd, "--via", way)
        assert sums["counted-triples"] == 8, sums
        rows = store.ask("SELECT ?s ?o WHERE { GRAPH <urn:odd:图/é?a=b&c#d> { ?s ?p ?o } }")
        found = {row["s"]: row["o"] for row in rows}
        assert found["urn:odd:s0"] == 'tab\t quote" backslash\\ lines\n\r', (way, found["urn:odd:s0"])
        assert found["urn:odd:s1"] == "𠮷野家 🙂" and found["urn:odd:s6"] == "中𠮷", (way, found)
        assert found["urn:odd:s4"] == "https://w3id.org/spo/id/person-黄铁军", found
        assert found["urn:odd:s7"] == "长" * 20000


def test_update_replaces_too(store, whole, odd):
    graph = "urn:big"
    big = whole.parent / "big.nq"
    for count in (2500, 1200):
        big.write_text("".join(f'<urn:s{i}> <urn:p> "{i}" <{graph}> .\n' for i in range(count)))
        sums, _ = load(store, big, "--via", "update")
        assert sums["counted-triples"] == count == sums["quads"], sums
    empty = whole.parent / "one.nq"
    empty.write_text(f"<urn:s> <urn:p> <urn:o> <{graph}> .\n")
    assert load(store, empty)[0]["counted-triples"] == 1


def test_killed_in_mid_load(store, whole, odd):
    """A store dies while graphs go in; a second run completes what the first began."""
    graphs = sorted(row["g"] for row in store.ask(
        'SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://w3id.org/spo/id/")) }'))
    clear = whole.parent / "clear.nq"
    clear.write_text("".join(f"<urn:s> <urn:p> <urn:o> <{graph}> .\n" for graph in graphs))
    load(store, clear)
    assert store.count() == len(graphs)
    journal = whole.parent / f"{store.name}.journal"
    command = [SPO, "load", whole, "--to", store.url, "--store", store.name, "--journal", journal, "--connections", "2",
               "--tries", "2", "--retry-wait", "0.05"]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, **store.environment})
    while store.count() < len(graphs) + 3000:
        assert process.poll() is None, process.communicate()
    store.kill()
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 1 and "the load ends here" in errors and "--resume goes on" in errors, (out, errors)
    store.start()
    there = store.count()
    sums, errors = load(store, whole, "--journal", journal, "--resume")
    assert store.count() == lines_in(whole), (there, out, sums, store.count())
    assert load(store, whole, "--verify-only")[0]["differing"] == 0


def test_restarted_while_it_is_tried_again(store, whole, odd):
    if store.name == "virtuoso":
        return  # takes seconds to start; what spo does is the same
    command = [SPO, "load", whole, "--to", store.url, "--store", store.name, "--tries", "60", "--retry-wait", "0.2"]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, **store.environment})
    time.sleep(0.3)
    store.kill()
    store.start()
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, (out, errors)
    assert load(store, whole, "--verify-only")[0]["differing"] == 0


def plain(value):
    """Numbers by value: stores write them differently. as 0.92 or 9.2E-1."""
    try:
        return f"{float(value):.6g}"
    except ValueError:
        return value


def test_named_queries(store, whole, odd):
    """The queries that come with spo: as many rows, and the same ones, in the store and in `spo query`."""
    if store.name != "virtuoso":
        return  # tests/query asks Oxigraph
    few = whole.parent / "few.nq"  # of all articles Virtuoso takes minutes for some
    subprocess.run([SPO, "extract", "--mentions", "-t", "nquads", "-o", few, *map(str, ARTICLES[:12])], check=True)
    load(store, few)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    for path in sorted(QUERIES.glob("*.rq")):
        mine = json.loads(spo(store, "query", "--to", "json", "--file", path, few).stdout)
        found = sorted(sorted((name, plain(term["value"])) for name, term in row.items())
                       for row in mine["results"]["bindings"])
        # Virtuoso refuses variables that have no value anywhere: what --set would give goes with its filters
        text = re.sub(r"(?m)^\s*FILTER \(!BOUND\(.*\n", "", path.read_text())
        wanted = sorted(sorted((name, plain(value)) for name, value in row.items()) for row in store.ask(prefixes + text))
        lost, gained = [row for row in wanted if row not in found], [row for row in found if row not in wanted]
        assert len(found) == len(wanted) and not lost and not gained, (path.name, len(found), len(wanted), lost[:2], gained[:2])


TESTS = [test_named_queries, test_loading_twice_is_loading_once, test_extract_into_a_store, test_hard_terms, test_update_replaces_too, test_killed_in_mid_load,
         test_restarted_while_it_is_tried_again]


def main():
    folder = BUILD / "tests-stores"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    files = make_graphs(folder)
    failed = tried = 0
    for kind in STORES:
        problem = kind.missing()
        if problem:
            print(f"not tried: {kind.name}: {problem}")
            continue
        with kind(folder / kind.name) as store:
            for test in TESTS:
                begun = time.monotonic()
                tried += 1
                try:
                    test(store, *files)
                except (AssertionError, OSError) as error:
                    failed += 1
                    print(f"{kind.name}: {test.__name__}: {error}")
                if os.environ.get("SPO_TEST_TIMES"):
                    print(f"{kind.name}: {test.__name__}: {time.monotonic() - begun:.1f} s")
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{tried} tests, {failed} failed" if tried else "SKIP tests/stores: no store can be had")
    return failed > 0


sys.exit(main())
