#!/usr/bin/env python3
"""command.py SPO - `spo query` as its users meet it: formats, files, options, messages and exit statuses."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest

SPO = os.path.abspath(sys.argv.pop(1))
HERE = os.path.dirname(os.path.abspath(__file__))
MORE = os.path.join(HERE, "more.ttl")
GRAPH = """@prefix : <http://x/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:a :p :b ; :n 2 ; rdfs:label "甲乙"@zh . :b :p :c ; :n 10 ; rdfs:label "b, \\"c\\"" . :c :n 1.5 ; :q _:x .
"""


def run(*arguments, stdin=None, check=0, **more):
    done = subprocess.run([SPO, "query", *arguments], input=stdin, capture_output=True, timeout=120, **more)
    if check is not None and done.returncode != check:
        raise AssertionError(f"status {done.returncode}: {done.stderr.decode()}")
    return done


class Query(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.graph = self.write("graph.ttl", GRAPH)

    def tearDown(self):
        self.folder.cleanup()

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    def ask(self, query, *options, **more):
        return run(*options, self.graph, "PREFIX : <http://x/>\n" + query, **more)

    def error(self, query, *options, status=2):
        return self.ask(query, *options, check=status).stderr.decode()

    def test_a_table_is_aligned_by_columns_of_the_terminal(self):
        out = self.ask("SELECT ?s ?l ?n { ?s rdfs:label ?l ; :n ?n }").stdout.decode()
        self.assertEqual(out, "s   l       n\n──  ──────  ──\n:a  甲乙    2\n:b  b, \"c\"  10\n2 rows\n")

    def test_formats_of_rows(self):
        query = "SELECT ?l ?n ?none { ?s rdfs:label ?l ; :n ?n }"
        self.assertEqual(self.ask(query, "--to", "csv").stdout.decode(),
                         'l,n,none\r\n"b, ""c""",10,\r\n甲乙,2,\r\n')
        self.assertEqual(self.ask(query, "--to", "tsv").stdout.decode(),
                         '?l\t?n\t?none\n"b, \\"c\\""\t10\t\n"甲乙"@zh\t2\t\n')
        parsed = json.loads(self.ask(query, "--to", "json").stdout)
        self.assertEqual(parsed["head"]["vars"], ["l", "n", "none"])
        self.assertEqual(parsed["results"]["bindings"][1], {
            "l": {"type": "literal", "value": "甲乙", "xml:lang": "zh"},
            "n": {"type": "literal", "value": "2", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}})
        self.assertIn("<literal xml:lang=\"zh\">甲乙</literal>", self.ask(query, "--to", "xml").stdout.decode())

    def test_ask(self):
        self.assertEqual(self.ask("ASK { :a :p :b }").stdout, b"true\n")
        self.assertEqual(self.ask("ASK { :a :p :c }").stdout, b"false\n")
        self.assertEqual(json.loads(self.ask("ASK { :a :p+ :c }", "--to", "json").stdout)["boolean"], True)

    def test_construct_and_describe(self):
        out = self.ask("CONSTRUCT { ?o :of ?s ; :is [ :n 5.0 ] } { ?s :p ?o FILTER (?s = :a) }").stdout.decode()
        self.assertRegex(out, r"^@prefix : <http://x/> .\n(.*\n)*:b\n\t:of :a ;\n\t:is _:r1\.\d+ \.\n")
        self.assertRegex(out, r"_:r1\.\d+\n\t:n 5\.0 \.\n")
        self.assertEqual(len(self.ask("CONSTRUCT WHERE { ?s :n ?n }", "--to", "ntriples").stdout.splitlines()), 3)
        self.assertIn("rdfs:label \"甲乙\"@zh", self.ask("DESCRIBE :a").stdout.decode())
        self.assertIn("no form of graphs", self.error("DESCRIBE :a", "--to", "csv"))
        self.assertEqual(self.ask("DESCRIBE :a", "--to", "nquads").stdout, self.ask("DESCRIBE :a", "--to", "ntriples").stdout)
        nodes = json.loads(self.ask("DESCRIBE :a", "--to", "jsonld").stdout)["@graph"]
        self.assertEqual(len(nodes), 1)
        self.assertEqual(nodes[0]["label"]["zh"], "甲乙")
        self.assertIn(b"rdf:Description", self.ask("DESCRIBE :a", "--to", "rdfxml").stdout)

    def test_rows_without_an_order_stand_in_that_of_their_columns(self):
        out = self.ask("SELECT ?n { ?s :n ?n }", "--to", "csv").stdout
        self.assertEqual(out.split(), [b"n", b"1.5", b"2", b"10"])
        twice = self.ask("SELECT ?n { ?s :n ?n } ORDER BY DESC(?n)", "--to", "csv").stdout
        self.assertEqual(twice.split(), [b"n", b"10", b"2", b"1.5"])

    def test_named_queries_and_values_from_outside(self):
        names = [line.split()[0] for line in run("--list").stdout.decode().splitlines()]
        self.assertIn("positions", names)
        for name in names:
            self.assertGreater(len(run("--name", name, "--to", "csv", MORE).stdout.splitlines()),
                               0 if name in ("quotations", "most-quoted", "growth") else 1, name)
        def rows(name, *settings):
            options = [part for one in settings for part in ("--set", one)]
            return run("--name", name, "--to", "csv", *options, MORE).stdout.decode().splitlines()[1:]
        self.assertEqual(len(rows("positions")), 1)
        self.assertEqual(len(rows("positions", "organization=甲集团")), 0)
        self.assertEqual([row.split(",")[1] for row in rows("people-of-organization", "organization=甲集团")],
                         ["甲实验室", "甲研究院"])
        self.assertEqual(len(rows("conflicts")), 1)
        self.assertEqual([row.split(",")[4:6] for row in rows("conflicts")], [["1000", "1200"]])
        self.assertEqual(len(rows("not-plain")), 2)
        self.assertEqual(len(rows("why", "entity=丁一")), 3)
        self.assertIn("did you mean", run("--name", "position", MORE, check=2).stderr.decode())
        self.assertIn("is no NAME=VALUE", run("--name", "why", "--set", "x", MORE, check=2).stderr.decode())

    def test_values_from_outside_are_terms(self):
        def one(value):
            out = run("--to", "tsv", "--set", "v=" + value, self.graph, "SELECT ?v {}").stdout.decode()
            return out.splitlines()[1]
        self.assertEqual(one("北京"), '"北京"')
        self.assertEqual(one('"北京"@zh'), '"北京"@zh')
        self.assertEqual(one("12"), "12")
        self.assertEqual(one("1.5"), "1.5")
        self.assertEqual(one("true"), "true")
        self.assertEqual(one("<http://x/a>"), "<http://x/a>")
        self.assertEqual(one("spo:former"), "<https://w3id.org/spo#former>")
        self.assertEqual(self.ask("SELECT ?s { ?s :n ?v }", "--to", "csv", "--set", "v=10").stdout.split(), [b"s", b"http://x/b"])
        self.assertIn("given from outside", self.error("SELECT * { BIND(1 AS ?v) }", "--set", "v=10"))

    def test_graphs_from_files_folders_and_pipes(self):
        quads = b"<http://a> <http://p> <http://o> <http://g1> .\n<http://a> <http://p> <http://o> <http://g2> .\n"
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
        os.mkdir(os.path.join(self.folder.name, "out"))
        self.write("out/out-00001.nq.gz", gzip.compress(quads))
        self.write("out/index.jsonl", "{}")
        folder = os.path.join(self.folder.name, "out")
        self.assertEqual(run("--to", "csv", folder, count).stdout.split()[1], b"1")
        self.assertEqual(run("--to", "csv", folder, graphs).stdout.split()[1], b"2")
        self.assertEqual(run("--to", "csv", "-", count, stdin=quads).stdout.split()[1], b"1")
        self.assertEqual(run("--to", "csv", count, stdin=quads).stdout.split()[1], b"1")
        unnamed = run("--to", "csv", "--default-graph", "unnamed", folder, self.graph, count).stdout.split()[1]
        self.assertEqual(unnamed, b"8")
        query = self.write("q.rq", count)
        self.assertEqual(run("--to", "csv", "--file", query, folder).stdout.split()[1], b"1")

    def test_what_cannot_be_read_is_named_and_the_rest_is_answered(self):
        bad = self.write("bad.nq", "<http://a> <http://p> <http://o> .\nnonsense\n")
        done = run("--to", "csv", bad, "/nonexistent.nq", self.graph, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", check=1)
        self.assertIn("bad.nq:2", done.stderr.decode())
        self.assertIn("/nonexistent.nq", done.stderr.decode())
        self.assertEqual(done.stdout.split()[1], b"9")

    def test_messages_show_the_place(self):
        text = self.error("SELECT * {\n  ?s :p ?o FILTER (STRLENN(?o) > 1)\n}")
        self.assertIn("query:3:20: error: there is no function `STRLENN`", text)
        self.assertIn("^~~~~~~", text)
        self.assertIn("did you mean `STRLEN`?", text)
        for query, message in {
            "SELECT * { ?s ex:p ?o }": "the prefix `ex:` is not declared",
            "SELECT * { ?s :p ?o": "but the query ends here",
            "SELECT * { SERVICE <http://x/> { ?s :p ?o } }": "SERVICE asks another store",
            "INSERT DATA { :a :b :c }": "INSERT changes a store",
            "SELECT ?s (COUNT(*) AS ?n) { ?s :p ?o } GROUP BY ?o": "?s has no single value",
            "SELECT * { ?s :p ?o BIND(1 AS ?o) }": "?o has a value already",
            "SELECT * { ?s :p \"a }": "the string is not closed",
            "SELECT * { ?s :p ?o FILTER(SUBSTR(?o)) }": "SUBSTR takes from 2 to 3 arguments, not 1",
            "SELECT * { ?s ?p ?o } LIMIT x": "a whole number is expected",
            "SELECT * { VALUES (?a ?b) { (1) } }": "the row has 1 values for 2 variables",
        }.items():
            self.assertIn(message, self.error(query), query)

    def test_hostile_queries_end(self):
        self.assertIn("stand in each other", self.error("SELECT * " + "{" * 500 + "}" * 500))
        self.assertIn("stand in each other", self.error("SELECT * { FILTER (" + "(" * 500 + "1" + ")" * 500 + ") }"))
        large = self.write("large.rq", "SELECT * { } #" + "x" * 1100000)
        self.assertIn("is larger than the limit", run("--file", large, self.graph, check=2).stderr.decode())
        big = self.write("big.nq", "".join(f"<http://a{i}> <http://p> <http://b{i % 7}> .\n" for i in range(3000)))
        query = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER (STR(?a) > STR(?c)) }"
        self.assertIn("stopped after 1 seconds", run("--timeout", "1", big, query, check=1).stderr.decode())
        doubling = "BIND(CONCAT(?s0, ?s0) AS ?s1) " + "".join(
            f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1}) " for i in range(1, 40))
        query = "SELECT ?s40 { BIND(\"xxxxxxxx\" AS ?s0) " + doubling + "}"
        self.assertIn("more memory", run("--memory", "200", big, query, check=3).stderr.decode())
        many = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} :p ?a{i + 1} ." for i in range(200)) + " }"
        self.assertEqual(self.ask(many, "--to", "csv").stdout.split()[1], b"0")
        regex = "SELECT * { BIND(REGEX(\"" + "a" * 40 + "\", \"(a+)+$x\") AS ?r) }"
        self.ask(regex, "--timeout", "20")

    def test_usage(self):
        self.assertEqual(run(check=2, stdin=b"").returncode, 2)
        self.assertEqual(run("--to", "nonsense", self.graph, "SELECT * {}", check=2).returncode, 2)
        self.assertEqual(run("--default-graph", "x", self.graph, "SELECT * {}", check=2).returncode, 2)
        self.assertEqual(run("--file", "x.rq", "--name", "why", self.graph, check=2).returncode, 2)
        self.assertEqual(run("--file", "/nonexistent.rq", self.graph, check=2).returncode, 2)
        self.assertIn(b"usage: spo query", run("--help").stdout)
        self.assertIn(b"SCAN t1", self.ask("SELECT * { ?s :p ?o }", "--explain").stdout)
        with open("/dev/full", "w") as full:
            done = subprocess.run([SPO, "query", self.graph, "SELECT * { ?s ?p ?o }"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 3)


unittest.main(verbosity=1)
