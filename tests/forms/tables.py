#!/usr/bin/env python3
"""tables.py SPO ARTICLE... - tables, property graphs, DOT and GraphML are read back and compared with the N-Quads."""
import csv
import gzip
import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree
from pathlib import Path

try:
    import jsonschema
except ImportError:
    jsonschema = None

csv.field_size_limit(1 << 30)
SPO, ARTICLES = sys.argv[1], sys.argv[2:]
work = Path(tempfile.mkdtemp())
SCHEMA, NS = "https://schema.org/", "https://w3id.org/spo#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def spo(*arguments, status=0, given=None):
    result = subprocess.run([SPO, "extract", *map(str, arguments)], input=given, capture_output=True)
    assert result.returncode == status, (arguments, result.returncode, result.stderr.decode())
    return result


def rows(path, **options):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True, **options))


quads = [re.match(r"(\S+) (\S+) (.*) (<\S+>) \.$", line).groups()
         for line in spo("-t", "nquads", "--mentions", *ARTICLES).stdout.decode().split("\n") if line]
subjects_of = {}
for subject, predicate, value, graph in quads:
    if predicate == TYPE:
        subjects_of.setdefault(value[1:-1], set()).add((subject[1:-1], graph[1:-1]))


def test_tables():
    spo("-t", "csv", "--mentions", "-o", f"{work}/tables/", *ARTICLES)
    names = {path.name for path in (work / "tables").iterdir()}
    assert names == {f"{name}.csv" for name in ("entities", "people", "positions", "statistics", "quotations", "relations", "mentions")}, names
    for name, column, kind in (("people", "person", SCHEMA + "Person"), ("positions", "position", NS + "Position"),
                               ("statistics", "statistic", NS + "Statistic"), ("quotations", "quotation", NS + "Quotation"),
                               ("relations", "relation", NS + "Relation")):
        table = rows(work / f"tables/{name}.csv")
        assert {(row[column], row["document"]) for row in table} == subjects_of[kind], name
        assert len(table) == len(subjects_of[kind]), name
        assert all(None not in row and None not in row.values() for row in table), name
        assert spo("-t", "csv", "--mentions", "-j", 3, "--table", name, *ARTICLES).stdout == (work / f"tables/{name}.csv").read_bytes()
        as_tsv = spo("-t", "tsv", "--mentions", "--table", name, *ARTICLES).stdout.decode()
        unescape = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
        lines = [[re.sub(r"\\[tnr\\]", lambda m: unescape[m[0]], cell) for cell in line.split("\t")] for line in as_tsv.split("\n")[:-1]]
        assert [dict(zip(lines[0], line)) for line in lines[1:]] == table, name
    mentions = rows(work / "tables/mentions.csv")
    assert len(mentions) == len({s for s, p, _, _ in quads if p.endswith("rdf#taIdentRef>")})
    assert all(int(row["begin"]) < int(row["end"]) and row["text"] and row["entity"] for row in mentions)
    packed = spo("-t", "csv", "--mentions", "--gzip", "-o", f"{work}/packed/", *ARTICLES)
    for path in (work / "tables").iterdir():
        assert gzip.decompress((work / "packed" / (path.name + ".gz")).read_bytes()) == path.read_bytes()
    spo("-t", "csv", "-o", f"{work}/tables/", *ARTICLES, status=2)  # not empty


def test_formulas():
    text = "=HYPERLINK(1)公司董事长王小明表示，“=1+1是二”。\n@作坊主任李大为说，“-好的，都可以”。"
    plain = spo("-t", "csv", "--table", "quotations", "--lang", "zh", given=text.encode()).stdout
    guarded = spo("-t", "csv", "--table", "quotations", "--lang", "zh", "--spreadsheet", given=text.encode()).stdout
    assert guarded.startswith(b"\xef\xbb\xbf") and not plain.startswith(b"\xef\xbb\xbf")
    plain, guarded = (list(csv.DictReader(io.StringIO(one.decode("utf-8-sig"), newline=""))) for one in (plain, guarded))
    assert len(plain) == len(guarded) and any(row["text"].startswith(("=", "-")) for row in plain), plain
    for before, after in zip(plain, guarded):
        for name, cell in before.items():
            assert after[name] == ("'" + cell if cell[:1] in ("=", "+", "-", "@") else cell)


def test_property_graphs():
    for form, key, types in (("neo4j", "iri:ID", {"string", "string[]", "double", "int", "boolean"}),
                             ("neptune", "iri:ID", {"String", "String[]", "Double", "Int", "Bool"})):
        folder = work / form
        # The same articles again: nothing is doubled.
        spo("-t", form, "-o", f"{folder}/", *ARTICLES, *ARTICLES)
        nodes = {}
        for name in ("documents", "entities", "claims"):
            for row in rows(folder / f"nodes-{name}.csv"):
                assert row[key] not in nodes, row
                assert set(row) - {key, ":LABEL"} <= {name for name in row if name.split(":")[1] in types}, row
                for column, cell in row.items():
                    if column.lower().endswith((":double", ":int")) and cell:
                        float(cell)
                nodes[row[key]] = row[":LABEL"].split(";")[0]
        expected = {s for s, p, v, _ in quads if p == TYPE and v != f"<{NS}Mention>"}
        assert {f"<{iri}>" for iri in nodes} == expected
        edges = rows(folder / "edges.csv")
        ids = [row[":ID" if form == "neptune" else "id:string"] for row in edges]
        assert len(set(ids)) == len(ids) and len(edges) > len(nodes)
        for row in edges:
            assert row[":START_ID"] in nodes and row[":END_ID"] in nodes and re.fullmatch(r"[A-Z0-9_]+", row[":TYPE"]), row
        wanted = {(s, p, v) for s, p, v, _ in quads if p != TYPE and s[1:-1] in nodes and v[1:-1] in nodes}
        assert {(f'<{row[":START_ID"]}>', f'<{row["iri:" + ("String" if form == "neptune" else "string")]}>', f'<{row[":END_ID"]}>')
                for row in edges if row[":TYPE"] not in ("STATED_IN", "MENTIONED_IN")} == wanted
        spo("-t", form, "-j", 3, "-o", f"{work}/{form}-j3/", *ARTICLES, *ARTICLES)
        for path in folder.iterdir():
            assert path.read_bytes() == (work / f"{form}-j3" / path.name).read_bytes(), path
    spo("-t", "neo4j", *ARTICLES, status=2)
    spo("-t", "neo4j", "--resume", "-o", f"{work}/x/", *ARTICLES, status=2)


def test_pictures():
    graphml = spo("-t", "graphml", *ARTICLES, *ARTICLES).stdout
    assert graphml == spo("-t", "graphml", "-j", 4, *ARTICLES, *ARTICLES).stdout
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = tree.fromstring(graphml)
    nodes = [node.get("id") for node in root.iter(space + "node")]
    edges = list(root.iter(space + "edge"))
    assert len(set(nodes)) == len(nodes) > 10 and len(edges) > 10
    assert all(edge.get("source") in nodes and edge.get("target") in nodes for edge in edges)
    keys = {key.get("id") for key in root.iter(space + "key")}
    assert {data.get("key") for data in root.iter(space + "data")} <= keys
    dot = spo("-t", "dot", *ARTICLES).stdout.decode()
    assert dot.startswith("digraph") and dot.endswith("}\n") and dot.count(" -> ") == len(edges)
    if shutil.which("dot"):
        svg = subprocess.run(["dot", "-Tsvg"], input=dot.encode(), capture_output=True)
        assert svg.returncode == 0 and not svg.stderr, svg.stderr
    packed = work / "g.graphml.gz"
    spo("-o", packed, *ARTICLES, *ARTICLES)
    assert gzip.decompress(packed.read_bytes()) == graphml


def test_descriptions():
    folder = work / "described"
    spo("--split", 500, "-j", 2, "-o", f"{folder}/", "--describe", folder / "void.ttl", "--title", 'News of "today"', "--issued", "2024-05-08", *ARTICLES)
    text = (folder / "void.ttl").read_text()
    plain = [line for line in spo("-t", "nquads", *ARTICLES).stdout.decode().split("\n") if line]
    assert f"void:triples {len(plain)} ;" in text and "void:documents" in text and '"2024-05-08"^^xsd:date' in text
    subjects = {line.split(" ")[0] for line in plain}
    assert f"void:entities {len(subjects)} ;" in text
    for kind, members in subjects_of.items():
        if kind != NS + "Mention":
            assert f"void:class <{kind}> ; void:entities {len({iri for iri, _ in members})} ]" in text, kind
    for path in folder.glob("out-*"):
        assert f"void:dataDump <{path.name}>" in text and f'"{path.stat().st_size}"^^xsd:nonNegativeInteger' in text
    if shutil.which("rapper"):
        subprocess.run(["rapper", "-q", "-c", "-i", "turtle", folder / "void.ttl"], check=True)
    spo("--issued", "soon", "--describe", work / "v.ttl", *ARTICLES, status=2)
    spo("--title", "x", *ARTICLES, status=2)


def test_json_lines():
    schema = json.loads((Path(__file__).parents[2] / "ontology/document.schema.json").read_text())
    for line in spo("-t", "json", "--mentions", *ARTICLES).stdout.decode().split("\n")[:-1]:
        document = json.loads(line)
        assert {"id", "type", "entities", "claims", "mentions"} <= set(document)
        if jsonschema:
            jsonschema.validate(document, schema)


try:
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
    print("tables, property graphs, pictures: ok")
finally:
    shutil.rmtree(work)
