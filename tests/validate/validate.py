#!/usr/bin/env python3
"""validate.py SPO [FOLDER] - runs the cases of cases.txt, the forms of reports, and what is refused. With a FOLDER, leaves
there for judge.mjs each case's shapes, data and report (JSON)."""
import json, os, re, subprocess, sys, tempfile
from collections import Counter

SPO = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
PREFIXES = """@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

"""


def run(*arguments, status=None, given=None):
    done = subprocess.run([SPO, "validate", *arguments], capture_output=True, text=True, input=given, timeout=120)
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    assert status is None or done.returncode == status, (arguments, done.returncode, done.stdout[-500:], done.stderr)
    return done


def write(folder, name, text, prefixes=True):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write((PREFIXES if prefixes else "") + text + "\n")
    return path


def read_cases():
    text = open(os.path.join(HERE, "cases.txt"), encoding="utf-8").read()
    for block in re.split(r"^# ", text, flags=re.M)[1:]:
        name, rest = block.split("\n", 1)
        shapes, rest = rest.split("\n---\n", 1)
        data, expected = rest.split("\n=>\n", 1)
        yield name, shapes, data, [line.split() for line in expected.split("\n") if line]


def test_cases(folder):
    wrong = 0
    cases = list(read_cases())
    for name, shapes, data, expected in cases:
        paths = [write(folder, f"{name}.shapes.ttl", shapes), write(folder, f"{name}.data.ttl", data)]
        done = run("--to", "json", "--shapes", *paths)
        report = json.loads(done.stdout) if done.stdout else {"results": [], "violations": -1}
        open(os.path.join(folder, f"{name}.json"), "w").write(done.stdout)
        got = Counter((r["component"][3:-19], r["severity"]) for r in report["results"])
        wanted = Counter()
        for component, number, *severity in expected:
            wanted[component.removesuffix("Shape"), severity[0] if severity else "violation"] += int(number)
        status = 1 if any(severity == "violation" for _, severity in wanted) else 0
        if got != wanted or done.returncode != status or report["conforms"] != (not wanted):
            wrong += 1
            print(f"{name}: {dict(got)}, expected {dict(wanted)}, status {done.returncode}; {done.stderr}")
    print(f"{len(cases)} cases, {wrong} wrong")
    assert not wrong


def test_reports(folder):
    shapes = write(folder, "report.ttl", """ex:S a sh:NodeShape ;
    sh:targetClass ex:C ;
    sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:message "give a p"@en ] ,
        [ sh:path ( ex:q [ sh:inversePath ex:r ] ) ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ] .""")
    data = write(folder, "report-data.ttl", 'ex:a a ex:C ; ex:q "x\\n\\"y" . ex:z ex:r "x\\n\\"y" . ex:b a ex:C ; ex:p 1 ; ex:q ex:d . [] ex:r ex:d .')
    text = run("--shapes", shapes, data, status=1).stdout
    for part in ("violation: <http://example.org/a>", "expected  at least 1 value; there are 0 (sh:minCount)", "message   give a p",
                 "report.ttl:9", "warning: <http://example.org/b>", "path      (<http://example.org/q>/^<http://example.org/r>)",
                 "does not conform: 1 violation, 1 warning, 0 infos"):
        assert part in text, (part, text)
    turtle = run("--to", "turtle", "--shapes", shapes, data, status=1).stdout
    assert "sh:conforms false" in turtle and "sh:MinCountConstraintComponent" in turtle and "sh:inversePath" in turtle
    again = write(folder, "again.ttl", turtle, prefixes=False)
    check = write(folder, "check.ttl", """ex:R a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
      sh:property [ sh:path sh:conforms ; sh:hasValue false ] , [ sh:path sh:result ; sh:minCount 2 ; sh:maxCount 2 ; sh:class sh:ValidationResult ] .
      ex:T a sh:NodeShape ; sh:targetClass sh:ValidationResult ; sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
      [ sh:path sh:resultMessage ; sh:minCount 1 ] , [ sh:path sh:resultSeverity ; sh:in ( sh:Violation sh:Warning ) ; sh:minCount 1 ] ,
      [ sh:path sh:resultPath ; sh:minCount 1 ] , [ sh:path sh:sourceShape ; sh:nodeKind sh:BlankNode ; sh:minCount 1 ] .""")
    run("--shapes", check, again, status=0)  # the report is sound RDF, and says what a report must say
    out = os.path.join(folder, "out.json")
    assert run("--to", "json", "-o", out, "--shapes", shapes, data, status=1).stdout == ""
    assert json.load(open(out))["violations"] == 1
    few = run("--most", "1", "--shapes", shapes, data, status=1).stdout
    assert "(the first 1 of 2 results)" in few and few.count("expected") == 1, few
    assert run("--shapes", shapes, given=PREFIXES + "ex:a a ex:C .", status=1).stdout
    assert run("--shapes", shapes, data, status=1).stdout == text


def test_refused(folder):
    data = write(folder, "some.ttl", "ex:a ex:p ex:a , 1 .")
    shape = "ex:S a sh:NodeShape ; sh:targetNode ex:a ; "
    for body, message in [
        ("sh:property [ sh:minCount 1 ] .", "without sh:path"),
        ("sh:minCount 1 .", "without sh:path"),
        ("sh:lessThan ex:q .", "without sh:path"),
        ("sh:property [ sh:path ex:p , ex:q ] .", "stands twice"),
        ("sh:property [ sh:path () ] .", "sh:path"),
        ("sh:property [ sh:path [ ex:no ex:path ] ] .", "none of SHACL's paths"),
        ('sh:property [ sh:path ex:p ; sh:minCount "x" ] .', "no whole number"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ] .", "no whole number"),
        ("sh:nodeKind sh:Nothing .", "none of the six kinds"),
        ("sh:in ex:notAList .", "no list"),
        ("sh:or ex:notAList .", "no list"),
        ('sh:pattern "(" .', "cannot be used"),
        ('sh:pattern "a" ; sh:flags "w" .', "flags"),
        ('sh:class "x" .', "no IRI"),
        ("sh:node ex:S .", "recursive"),
        ("sh:not [ sh:property [ sh:path ex:p ; sh:node ex:S ] ] .", "recursive"),
        ("sh:property [ sh:path _:p ] . _:p sh:inversePath _:p .", "too deep"),
        ("sh:or _:l . _:l rdf:first ex:S2 ; rdf:rest _:l .", "no list"),
        ("sh:node 1 .", "none"),
    ]:
        done = run("--shapes", write(folder, "bad.ttl", shape + body), data, status=2)
        assert message in done.stderr and "bad.ttl:" in done.stderr and "Traceback" not in done.stderr, (body, done.stderr)
    run("--shapes", os.path.join(folder, "nowhere.ttl"), data, status=2)
    run("--shapes", write(folder, "broken.ttl", "ex:S a ."), data, status=2)
    run("--to", "pdf", data, status=2)
    run(os.path.join(folder, "nowhere.nq"), status=1)
    beyond = run("--shapes", write(folder, "sparql.ttl", shape + 'sh:sparql [ sh:select "SELECT $this {}" ] .'), data, status=0)
    assert "sh:sparql is not supported" in beyond.stderr and "sparql.ttl:" in beyond.stderr, beyond.stderr
    none = run("--shapes", write(folder, "none.ttl", "ex:S a sh:NodeShape ."), data, status=0)
    assert "no shape with a target" in none.stderr


def test_hostile(folder):
    """Nothing takes for ever."""
    data = write(folder, "long.ttl", f'ex:a ex:p "{"a" * 5000}!" .')
    costly = write(folder, "costly.ttl", 'ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:pattern "^((a+)+)+$" ] .')
    assert "given up" in run("--shapes", costly, data, status=1).stdout
    chain = " ".join(f"ex:N{i} sh:and ( ex:N{i + 1} ex:N{i + 1} ) ." for i in range(50))
    deep = write(folder, "chain.ttl", "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:N0 . " + chain + " ex:N50 sh:nodeKind sh:IRI .")
    done = run("--shapes", deep, data, status=1)
    assert "too many steps" in done.stderr, done.stderr
    nested = write(folder, "nested.ttl", "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path " + "[ sh:inversePath " * 200 + "ex:p" + " ]" * 200 + " ] .")
    run("--shapes", nested, data, status=2)
    twice = " ".join(f"_:p{i} sh:alternativePath ( _:p{i + 1} _:p{i + 1} ) ." for i in range(30))
    wide = write(folder, "wide.ttl", f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path _:p0 ; sh:minCount 1 ] . {twice} _:p30 sh:inversePath ex:p .")
    run("--shapes", wide, data, status=2)
    rings = "".join(f"ex:C{i} rdfs:subClassOf ex:C{(i * 7 + j) % 200} . " for i in range(200) for j in range(1, 6))
    ring = write(folder, "ring.ttl", "ex:S a sh:NodeShape , ex:C0 ; sh:targetClass ex:C1 ; sh:class ex:C2 . " + rings)
    run("--shapes", ring, write(folder, "ring-data.ttl", rings + "ex:x a ex:C3 ."))
    long = write(folder, "path.nt", "".join(f"<http://example.org/n{i}> <http://example.org/p> <http://example.org/n{i + 1}> .\n" for i in range(100000)), prefixes=False)
    star = write(folder, "star.ttl", "ex:S a sh:NodeShape ; sh:targetNode ex:n0 ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 100001 ] .")
    run("--shapes", star, long, status=0)


def test_own_graphs():
    """spo's graphs and spo's shapes."""
    root = os.path.join(HERE, "..", "..")
    for language in ("zh", "en"):
        folder = os.path.join(root, "samples", language)
        for name in sorted(os.listdir(folder)):
            if name.endswith(".ttl"):
                run("--shapes", os.path.join(root, "ontology", "shapes.ttl"), os.path.join(folder, name), status=0)


with tempfile.TemporaryDirectory() as temporary:
    folder = sys.argv[2] if len(sys.argv) > 2 else temporary
    test_cases(folder)
    for test in (test_reports, test_refused, test_hostile):
        test(temporary)
    test_own_graphs()
print("ok")
