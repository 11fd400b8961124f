#!/usr/bin/env python3
"""merge.py SPO - `spo merge` on articles: one entity under two names, conflicts in all forms, the order of files,
claims that come twice, and what is refused."""
import itertools, json, os, subprocess, sys, tempfile

SPO = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
ARTICLES = {
    "a": "云帆科技股份有限公司董事长何叶表示，公司将扩大招聘。2023年，江岭市汽车产量为86万辆。",
    "b": "江岭市统计局发布公报。2023年，江岭市汽车产量为92万辆。",
    "c": "云帆科技董事长林川表示，公司将扩大生产。2023年，江岭市汽车产量为86.4万辆。",
}
PREDICATES = {"label": "<http://www.w3.org/2000/01/rdf-schema#label>", "alias": "<http://www.w3.org/2004/02/skos/core#altLabel>"}
P = "https://p.example/"
S = "https://w3id.org/spo#"


def run(*arguments, status=0):
    done = subprocess.run([SPO, *arguments], capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stderr)
    assert "Sanitizer" not in done.stderr and "runtime error" not in done.stderr, done.stderr
    return done


def made_claim(document, name, value, more=""):
    """A statistic of its own making, with its evidence."""
    g, c, m = f"<https://n.example/{document}>", f"<{P}{name}>", f"<https://n.example/{document}#char=0,5>"
    spo = lambda p, o: f"{c} <{S}{p}> {o} {g} .\n"
    decimal = lambda v: f'"{v}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    text = f"{c} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{S}Statistic> {g} .\n"
    text += spo("about", f"<{P}topic>") + spo("value", decimal(value)) + spo("evidence", m)
    text += f'{m} <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#referenceContext> {g} {g} .\n'
    text += f'<{P}topic> {PREDICATES["label"]} "topic" {g} .\n'
    for line in more.split(";"):
        if line:
            p, o = line.split("=")
            text += spo(p, f"<{S}{o}>" if p in ("bound", "change", "comparison", "polarity", "modality") else
                        decimal(o) if p == "upperValue" else f'"{o}"')
    return text


# What two figures say, and whether they contradict each other: yes, possible, no.
FIGURES = [
    (("100", "period=2023"), ("120", "period=2023"), "yes"),
    (("100", "period=2023"), ("100", "period=2023"), "no"),
    (("100", "period=2023"), ("100.0", "period=2023"), "no"),
    (("100", "period=2022"), ("120", "period=2023"), "no"),
    (("100", ""), ("120", ""), "possible"),
    (("100", "periodText=last year"), ("120", "periodText=last year"), "possible"),  # no date of publication
    (("100", "period=2023;unit=CNY"), ("120", "period=2023;unit=USD"), "no"),
    (("100", "period=2023;measure=output"), ("120", "period=2023;measure=sales"), "no"),
    (("100", "period=2023;measure=Output"), ("120", "period=2023;measure=output"), "yes"),
    (("86", "period=2023;bound=moreThan"), ("89", "period=2023"), "no"),
    (("86", "period=2023;bound=moreThan"), ("80", "period=2023"), "yes"),
    (("86", "period=2023;bound=atMost"), ("80", "period=2023"), "no"),
    (("86", "period=2023;bound=lessThan"), ("90", "period=2023;bound=atLeast"), "yes"),
    (("100", "period=2023;bound=approximately"), ("104", "period=2023"), "no"),
    (("100", "period=2023;bound=approximately"), ("112", "period=2023"), "yes"),
    (("10", "period=2023;upperValue=20"), ("15", "period=2023"), "no"),
    (("10", "period=2023;upperValue=20"), ("25", "period=2023"), "yes"),
    (("8600000000", "period=2023"), ("8634000000", "period=2023"), "no"),  # rounded
    (("5000", "period=2023"), ("5230", "period=2023"), "yes"),  # a single digit is too rough to tell
    (("5", "period=2023;change=increase"), ("5", "period=2023;change=decrease"), "yes"),
    (("5", "period=2023;change=increase"), ("7", "period=2023"), "no"),  # a change and a level
    (("5", "period=2023;change=increase;comparison=yearOnYear"),
     ("6", "period=2023;change=increase;comparison=periodOnPeriod"), "no"),
    (("5", "period=2023;polarity=negative"), ("6", "period=2023"), "no"),
    (("5", "period=2023;modality=planned"), ("6", "period=2023"), "no"),
]


def test_figures(folder):
    for number, (a, b, wanted) in enumerate(FIGURES):
        path, report = os.path.join(folder, "figures.nq"), os.path.join(folder, "figures.jsonl")
        open(path, "w").write(made_claim("x", "one", *a) + made_claim("y", "two", *b))
        run("merge", "-q", "--report", report, "-o", os.devnull, path)
        found = [json.loads(line) for line in open(report)]
        got = "no" if not found else "possible" if found[0]["possible"] else "yes"
        assert got == wanted, (a, b, wanted, found)


def extract(folder):
    gazetteer = os.path.join(folder, "g.gaz")
    run("compile", "--gazetteer", gazetteer, os.path.join(HERE, "gazetteer.tsv"))
    paths = []
    for name, text in ARTICLES.items():
        record = os.path.join(folder, f"{name}.jsonl")
        json.dump({"url": f"https://n.example/{name}", "text": text, "lang": "zh", "date": "2024-02-01"}, open(record, "w"))
        paths.append(os.path.join(folder, f"{name}.nq"))
        run("extract", "--link", gazetteer, "--threshold", "0.3", "-t", "nquads", "-o", paths[-1], record)
    return paths


def test_any_order(folder):
    paths, results = extract(folder), set()
    for order in itertools.permutations(paths):
        for flat in ([], ["--flat"]):
            done = run("merge", *flat, *order)
            results.add((bool(flat), done.stdout, done.stderr))
    assert len(results) == 2, "the order of files changes something"
    return paths


def test_identity(folder, paths):
    merged = run("merge", *paths)
    lines = merged.stdout.splitlines()
    full = "<https://w3id.org/spo/id/organization-云帆科技股份有限公司>"
    assert "1 entity joined" in merged.stderr and not any("organization-云帆科技>" in line for line in lines), merged.stderr
    named = {line.split()[-2] for line in lines if line.startswith(f"{full} {PREDICATES['label']}")}
    assert named == {"<https://n.example/a>", "<https://n.example/c>"}, named
    assert any(line.startswith(f'{full} {PREDICATES["alias"]} "云帆科技"') and "example/c>" in line for line in lines)
    labels = {line.split()[2] for line in lines if line.startswith(f"{full} {PREDICATES['label']}")}
    assert labels == {'"云帆科技股份有限公司"@zh'}, labels
    before = {line for path in paths for line in open(path, encoding="utf-8").read().splitlines()}
    evidence = lambda some: {line for line in some if f"<{S}evidence>" in line}
    assert evidence(lines) == evidence(before), "evidence was lost"
    assert len({line.split()[-2] for line in lines}) == 3, "graphs"


def test_reports(folder, paths):
    for ending in ("txt", "tsv", "jsonl"):
        report = os.path.join(folder, f"report.{ending}")
        run("merge", "-q", "--report", report, "-o", os.devnull, *paths)
        text = open(report, encoding="utf-8").read()
        assert "86万辆" in text and "92万辆" in text and "何叶" in text and "林川" in text, text
    conflicts = [json.loads(line) for line in open(os.path.join(folder, "report.jsonl"), encoding="utf-8")]
    figures = [c for c in conflicts if c["kind"] == "figures"]
    assert any({x["value"] for x in c["claims"]} >= {"860000", "920000"} and not c["possible"] for c in figures), conflicts
    holders = [c for c in conflicts if c["kind"] == "holders"]
    assert len(holders) == 1 and holders[0]["possible"] and {x["value"] for x in holders[0]["claims"]} == {"何叶", "林川"}, conflicts
    shown = run("merge", "-o", os.devnull, *paths).stderr
    assert "conflict, figures" in shown and "possible conflict, holders" in shown, shown


def test_twice_is_once(folder, paths):
    once, twice = run("merge", *paths), run("merge", *paths, *paths)
    assert once.stdout == twice.stdout
    again = os.path.join(folder, "again.nq")
    open(again, "w", encoding="utf-8").write(once.stdout)
    assert run("merge", again).stdout == once.stdout, "what is merged is merged anew"
    other = os.path.join(folder, "other.nq")
    text = open(paths[0], encoding="utf-8").read()
    assert '#confidence> "0.' in text
    changed = text.replace('#confidence> "0.', '#confidence> "0.0').replace("sha256> \"", "sha256> \"f")
    open(other, "w", encoding="utf-8").write(changed)
    merged = run("merge", paths[0], other)
    sure = lambda some: sorted(line for line in some.splitlines() if f"<{S}confidence>" in line)
    assert sure(merged.stdout) == sure(text), "the higher confidence stays"
    assert "conflict, versions: https://n.example/a" in merged.stderr, merged.stderr


def test_syntaxes(folder, paths):
    flat = run("merge", "--flat", "-t", "ntriples", *paths).stdout
    for syntax in ("turtle", "trig", "nquads", "ntriples"):
        path = os.path.join(folder, f"all.{dict(turtle='ttl', trig='trig', nquads='nq', ntriples='nt')[syntax]}")
        run("merge", "-q", "-o", path, *paths)
        assert run("merge", "--flat", "-t", "ntriples", path).stdout == flat, syntax
    assert run("merge", os.path.join(folder, "all.ttl")).stdout == flat, "what has no graphs is flat"
    written = run("merge", "-q", "--flat", "-t", "jsonld", *paths)
    assert len(json.loads(written.stdout)["@graph"]) == len({line.split(" ")[0] for line in flat.splitlines()}), "JSON-LD without graphs"
    assert "left out" not in written.stderr, written.stderr
    packed = os.path.join(folder, "all.nq.gz")
    run("merge", "-q", "-o", packed, *paths)
    assert run("merge", "--flat", "-t", "ntriples", packed).stdout == flat
    assert len(flat.splitlines()) == len(set(flat.splitlines()))


def test_refused(folder, paths):
    run("merge", status=2)
    run("merge", "--nothing", status=2)
    run("merge", "-t", "html", paths[0], status=2)
    done = run("merge", paths[0], os.path.join(folder, "nowhere.nq"), status=1)
    assert done.stdout == run("merge", paths[0]).stdout, "the rest is merged"
    blank = os.path.join(folder, "blank.nt")
    open(blank, "w").write("_:b <http://a.example/p> _:c .\n")
    done = run("merge", blank, status=1)
    assert "blank nodes" in done.stderr and not done.stdout
    empty = os.path.join(folder, "empty.nq")
    open(empty, "w").close()
    assert run("merge", empty).stdout == ""
    run("merge", "-o", "/nonexistent/x.nq", paths[0], status=3)


with tempfile.TemporaryDirectory() as folder:
    test_figures(folder)
    paths = test_any_order(folder)
    for test in (test_identity, test_reports, test_twice_is_once, test_syntaxes, test_refused):
        test(folder, paths)
print("ok")
