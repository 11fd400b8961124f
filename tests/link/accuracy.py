#!/usr/bin/env python3
"""accuracy.py SPO GAZETTEER CASES [-v] - how often `spo link` chooses rightly among homonyms.

Each case is a document with one sentence, which names the entity, and perhaps other entities. Prints how many are right,
of those with an entry and of those without, and ends with status 1 below the floor."""
import json, os, subprocess, sys, tempfile
from urllib.parse import quote

FLOOR = 0.93
SCHEMA, RDF = "https://schema.org/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entity(graph, class_, names):
    iri = f"https://w3id.org/spo/id/{class_.lower()}-{quote(names[0])}"
    yield f"<{iri}> <{RDF}type> <{SCHEMA}{class_}> <{graph}> ."
    for i, name in enumerate(names):
        yield f"<{iri}> <{RDFS + 'label' if i == 0 else SKOS + 'altLabel'}> {literal(name)}@zh <{graph}> ."


def document(number, case):
    graph = f"https://news.example/{number}"
    yield f"<{graph}> <{RDF}type> <{SCHEMA}Article> <{graph}> ."
    yield from entity(graph, case["class"], [case["label"]] + case["names"])
    for class_, name in case["others"]:
        yield from entity(graph, class_, [name])
    mention = f"{graph}#char=0,{len(case['sentence'])}"
    yield f"<{mention}> <{NIF}anchorOf> {literal(case['sentence'])} <{graph}> ."


def read_cases(path):
    for line in open(path, encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        class_, label, names, expected, sentence, others = line.rstrip("\n").split("\t")
        yield {"class": class_, "label": label, "names": [n for n in names.split("|") if n], "expected": expected,
               "sentence": sentence, "others": [o.split(":", 1) for o in others.split("|") if o]}


def main():
    spo, gazetteer, path = sys.argv[1:4]
    cases = list(read_cases(path))
    with tempfile.TemporaryDirectory() as folder:
        graphs, report = os.path.join(folder, "cases.nq"), os.path.join(folder, "report.jsonl")
        with open(graphs, "w", encoding="utf-8") as out:
            for number, case in enumerate(cases):
                out.write("\n".join(document(number, case)) + "\n")
        subprocess.run([spo, "link", "--gazetteer", gazetteer, "--report", report, "-o", os.devnull, "-t", "nquads",
                        graphs], check=True)
        lines = [json.loads(line) for line in open(report, encoding="utf-8")]
    chosen = {}
    for line in lines:
        number = int(line["document"].rsplit("/", 1)[1])
        case = cases[number]
        if line["label"] == case["label"] and line["class"] == SCHEMA + case["class"]:
            chosen[number] = line
    right = {True: 0, False: 0}
    of = {True: 0, False: 0}
    for number, case in enumerate(cases):
        known = case["expected"] != "NIL"
        got = chosen[number].get("iri", "NIL").rsplit("/", 1)[-1]
        of[known] += 1
        right[known] += got == case["expected"]
        if got != case["expected"] or "-v" in sys.argv:
            shown = " ".join(f"{c['iri'].rsplit('/', 1)[-1]}:{c['points']:.1f}={c['score']:.2f}" for c in chosen[number]["candidates"])
            print(f"{'ok  ' if got == case['expected'] else 'miss'} {case['label']}: {got}, expected {case['expected']} ({shown}) {case['sentence'][:50]}")
    total = (right[True] + right[False]) / len(cases)
    print(f"{len(cases)} cases: {total:.3f} right; with an entry {right[True]} of {of[True]}, without {right[False]} of {of[False]}")
    return 0 if total >= FLOOR else 1


sys.exit(main())
