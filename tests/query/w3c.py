#!/usr/bin/env python3
"""w3c.py SPO FOLDER... - runs the W3C's tests of SPARQL 1.0 and 1.1 queries that lie below the folders (manifest.ttl).

Manifests and results that are RDF are read by `spo query` itself. Prints a line for each test that fails, and counts; the
status is 1 where one fails that is not among the known ones below."""
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from decimal import Decimal

SPO = os.path.abspath(sys.argv[1])
XSD = "http://www.w3.org/2001/XMLSchema#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SRX = "{http://www.w3.org/2005/sparql-results#}"

# Folders and tests that spo does not pass, and why.
FOLDERS = {"entailment": "no entailment regimes", "service": "no federation", "syntax-fed": "no federation"}
LATER = "the standard changed since"
LENGTHS = "path{n,m} did not become part of the standard"
NO_FUNCTION = "a function that does not exist is an error of the query here, not of the expression"
KNOWN = {
    "distinct-1.rq": "RDF 1.1: a plain literal is an xsd:string", "q-datatype-2.rq": "RDF 1.1: texts with a language have a datatype",
    "expr-5.rq": "one of two tests for one query, which contradict each other", "agg-empty-group.rq": LATER,
    "strafter01.rq": LATER, "strbefore01.rq": LATER, "strdt03.rq": LATER, "strlang03.rq": LATER, "qname-escape-01.rq": LATER,
    "temporalProximity02.rq": "its result is missing", "syntax-expr-05.rq": NO_FUNCTION, "syntax-order-05.rq": NO_FUNCTION,
    "syntax-order-06.rq": NO_FUNCTION, "syntax-function-01.rq": NO_FUNCTION, "syntax-function-02.rq": NO_FUNCTION,
    "syntax-function-03.rq": NO_FUNCTION, "syntax-function-04.rq": NO_FUNCTION, "syntax-select-expr-04.rq": NO_FUNCTION,
    "pp04.rq": LENGTHS, "pp05.rq": LENGTHS, "pp13.rq": LENGTHS, "pp15.rq": LENGTHS, "path-2-1.rq": LENGTHS, "path-2-3.rq": LENGTHS,
    "path-3-1.rq": LENGTHS, "path-3-2.rq": LENGTHS, "path-3-4.rq": LENGTHS,
}

TESTS = """PREFIX mf: <%s> PREFIX qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#>
PREFIX dawgt: <http://www.w3.org/2001/sw/DataAccess/tests/test-dawg#>
SELECT ?test ?name ?type ?action ?query ?data ?graph ?label ?result {
  ?test mf:action ?action ; mf:name ?name . OPTIONAL { ?test a ?type } OPTIONAL { ?test mf:result ?result }
  OPTIONAL { ?action qt:query ?query } OPTIONAL { ?action qt:data ?data }
  OPTIONAL { ?action qt:graphData ?g OPTIONAL { ?g qt:graph ?inner ; rdfs:label ?label }
             BIND(COALESCE(?inner, ?g) AS ?graph) }
  FILTER NOT EXISTS { ?test dawgt:approval dawgt:Withdrawn } FILTER NOT EXISTS { ?test dawgt:approval dawgt:NotClassified }
}""" % MF


def spo(*arguments):
    return subprocess.run([SPO, "query", *arguments], capture_output=True, timeout=60)


def rows_of_json(text):
    return [
        {name: (term["type"], term["value"], term.get("datatype", ""), term.get("xml:lang", "")) for name, term in row.items()}
        for row in json.loads(text)["results"]["bindings"]
    ]


def ask(path, query):
    run = spo("--to", "json", path, query)
    if run.returncode:
        raise RuntimeError(run.stderr.decode())
    return rows_of_json(run.stdout)


def plain(term):
    """Equal for terms that are equal; numbers by their values, blank nodes all alike."""
    kind, value, datatype, language = term
    if kind == "typed-literal":
        kind = "literal"
    if kind == "bnode":
        return ("bnode",)
    if datatype == XSD + "string":
        datatype = ""
    if datatype.startswith(XSD) and datatype[len(XSD):] in ("integer", "decimal", "double", "float"):
        try:
            number = float(value) if datatype[len(XSD):] in ("double", "float") else Decimal(value)
            return ("literal", str(number.normalize() if isinstance(number, Decimal) else round(number, 9)), datatype)
        except (ArithmeticError, ValueError):
            pass
    return (kind, value, datatype, language.lower())


def canonical(rows):
    return Counter(frozenset((name, plain(term)) for name, term in row.items()) for row in rows)


def read_srx(path):
    root = ElementTree.parse(path).getroot()
    answer = root.find(SRX + "boolean")
    if answer is not None:
        return answer.text.strip() == "true"
    rows = []
    for result in root.iter(SRX + "result"):
        row = {}
        for binding in result.iter(SRX + "binding"):
            term = binding[0]
            language = term.get("{http://www.w3.org/XML/1998/namespace}lang", "")
            row[binding.get("name")] = (term.tag[len(SRX):].replace("uri", "uri"), term.text or "",
                                        term.get("datatype", ""), language)
        rows.append(row)
    return rows


def read_result_graph(path):
    head = "PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#> "
    answer = ask(path, head + "SELECT ?b { ?s rs:boolean ?b }")
    if answer:
        return answer[0]["b"][1] == "true"
    rows = {row["row"]: {} for row in ask(path, head + "SELECT ?row { ?s rs:solution ?r BIND(STR(?r) AS ?x) BIND(?r AS ?row) }")}
    for row in ask(path, head + "SELECT ?row ?name ?value { ?s rs:solution ?row . ?row rs:binding ?b . ?b rs:variable ?name ; rs:value ?value }"):
        rows.setdefault(row["row"], {})[row["name"][1]] = row["value"]
    return list(rows.values())


def triples(text):
    found = Counter()
    for line in text.decode().splitlines():
        parts = []
        for part in line.rstrip(" .").split(" ", 2):
            parts.append("_" if part.startswith("_:") else part)
        found[tuple(parts)] += 1
    return found


def path_of(folder, iri):
    return os.path.join(folder, iri.removeprefix("file:///"))


class Test:
    def __init__(self, folder, rows):
        first = rows[0]
        self.folder, self.name = folder, first["name"][1]
        self.types = {row["type"][1].removeprefix(MF) for row in rows if "type" in row}
        self.query = first.get("query", first["action"])[1]
        self.data = {row["data"][1] for row in rows if "data" in row}
        self.graphs = {(row["graph"][1], row.get("label", row["graph"])[1]) for row in rows if "graph" in row}
        self.result = first["result"][1] if "result" in first else None

    def run(self, scratch):
        text = open(path_of(self.folder, self.query), encoding="utf-8", newline="").read()
        query = os.path.join(scratch, "query.rq")
        with open(query, "w", encoding="utf-8", newline="") as out:
            out.write("BASE <file:///>\n" + text)
        empty = os.path.join(scratch, "empty.nt")
        open(empty, "w").close()
        if any("Syntax" in kind for kind in self.types):
            run = spo("--no-prefixes", "--explain", "--file", query, empty)
            good = run.returncode == 0
            wanted = not any("Negative" in kind for kind in self.types)
            return None if good == wanted else ("refused: " + run.stderr.decode() if wanted else "accepted")
        files = [empty] + [path_of(self.folder, one) for one in sorted(self.data)]
        for number, (graph, label) in enumerate(sorted(self.graphs)):
            run = spo("--to", "ntriples", path_of(self.folder, graph), "CONSTRUCT WHERE { ?s ?p ?o }")
            quads = os.path.join(scratch, f"graph{number}.nq")
            name = label if label.startswith("file:///") or ":" in label else "file:///" + label
            with open(quads, "wb") as out:
                for line in run.stdout.splitlines():
                    out.write(line.rstrip(b" .") + f" <{name}> .\n".encode())
            files.append(quads)
        if "FROM" in text:  # what it names is in the store
            named = {"file:///" + name for name in re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]+)>", text)}
            for number, name in enumerate(sorted(named)):
                run = spo("--to", "ntriples", path_of(self.folder, name), "CONSTRUCT WHERE { ?s ?p ?o }")
                files.append(os.path.join(scratch, f"from{number}.nq"))
                with open(files[-1], "wb") as out:
                    for line in run.stdout.splitlines():
                        out.write(line.rstrip(b" .") + f" <{name}> .\n".encode())
        kind = "json" if not (self.result or "").endswith((".csv", ".tsv")) else self.result[-3:]
        run = spo("--no-prefixes", "--default-graph", "unnamed", "--to", kind, "--file", query, *files)
        if run.returncode == 2 and b"graph is written" in run.stderr:
            run = spo("--no-prefixes", "--default-graph", "unnamed", "--to", "ntriples", "--file", query, *files)
            wanted = spo("--to", "ntriples", path_of(self.folder, self.result), "CONSTRUCT WHERE { ?s ?p ?o }")
            return None if triples(run.stdout) == triples(wanted.stdout) else "another graph: " + run.stdout.decode()
        if run.returncode:
            return run.stderr.decode().strip() or f"status {run.returncode}"
        path = path_of(self.folder, self.result)
        if kind == "csv":
            def cells(lines):
                return sorted(["_:" if cell.startswith("_:") else cell for cell in row] for row in csv.reader(lines))
            same = cells(open(path, newline="")) == cells(run.stdout.decode().splitlines())
            return None if same else run.stdout.decode()
        if kind == "tsv":
            return None if len(open(path).readlines()) == len(run.stdout.splitlines()) else run.stdout.decode()
        found = json.loads(run.stdout)
        found = found["boolean"] if "boolean" in found else rows_of_json(run.stdout)
        if path.endswith(".srx"):
            wanted = read_srx(path)
        elif path.endswith(".srj"):
            wanted = json.load(open(path))
            wanted = wanted["boolean"] if "boolean" in wanted else rows_of_json(json.dumps(wanted))
        else:
            wanted = read_result_graph(path)
        if isinstance(wanted, bool) or isinstance(found, bool):
            return None if wanted == found else f"{found}, not {wanted}"
        if canonical(found) == canonical(wanted):
            return None
        lost, gained = canonical(wanted) - canonical(found), canonical(found) - canonical(wanted)
        return f"missing {[sorted(row) for row in lost]}, too much {[sorted(row) for row in gained]}"


def tests_of(folder):
    grouped = {}
    try:
        rows = ask(os.path.join(folder, "manifest.ttl"), TESTS)
    except RuntimeError as error:
        print(f"{folder}: {error}")
        return
    for row in rows:
        grouped.setdefault(row["test"], []).append(row)
    for rows in grouped.values():
        test = Test(folder, rows)
        if any("Update" in kind or "Protocol" in kind or "Service" in kind for kind in test.types):
            continue
        if test.query.endswith(".rq"):
            yield test


def main():
    passed, failed, known = 0, 0, 0
    for top in sys.argv[2:]:
        for folder, _, files in sorted(os.walk(top)):
            if "manifest.ttl" not in files or os.path.basename(folder) in FOLDERS:
                continue
            for test in tests_of(folder):
                with tempfile.TemporaryDirectory() as scratch:
                    try:
                        problem = test.run(scratch)
                    except Exception as error:  # a test that cannot be run has failed
                        problem = repr(error)
                if problem is None:
                    passed += 1
                elif test.query.removeprefix("file:///") in KNOWN:
                    known += 1
                else:
                    failed += 1
                    print(f"FAILED {os.path.relpath(folder, top)}/{test.query.removeprefix('file:///')}: {problem[:400]}")
    print(f"{passed} passed, {known} known to fail, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
