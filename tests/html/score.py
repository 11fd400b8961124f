#!/usr/bin/env python3
"""score.py READ_PAGES [PAGE.html...] - how well the text and the metadata of pages are found.

Beside each page of pages/ stands PAGE.txt: the expected metadata, a line ---, the expected text, a block a line. A line
that begins with "? " may come out or not (bylines, corrections). Words are runs of letters and digits, and each Chinese
character; they count as often as they occur. Metadata: a title, date or language is right if it is the same (dates: the
same moment, or the same day where the page tells no more); authors, if all names are there and little else; a source, if
the medium is the document's source or its publisher. Nothing expected and something found is wrong.

--show PAGE prints what was missed and what was surplus; --floors F1 TITLE DATE AUTHOR SOURCE LANGUAGE fails below them."""
import argparse
import collections
import datetime
import difflib
import glob
import os
import re
import subprocess
import sys

FIELDS = ("title", "date", "author", "source", "language")
WORD = re.compile(r"[㐀-鿿]|[^\W_㐀-鿿]+")


def words(text):
    return collections.Counter(WORD.findall(text.lower()))


def parse(lines):
    """Metadata and text blocks of an expectation or of a dump."""
    fields, blocks, body = {}, [], False
    for line in lines:
        if not body and line == "---":
            body = True
        elif body:
            blocks.append(line)
        elif ": " in line or line.endswith(":"):
            name, _, value = line.partition(":")
            fields[name] = value.strip()
    return fields, blocks


def read(program, pages):
    """PAGE -> metadata, blocks; pages without an article have neither."""
    out = subprocess.run([program] + pages, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode()
    found = {}
    for part in out.split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        fields, blocks = parse(rest.splitlines())
        found[name] = fields, [b[2:].replace("⏎", " ").replace("⇥", " ") for b in blocks]
    return found


def moment(text):
    """A date without a time of day as it is; others in UTC, to the minute. Without a zone: China's."""
    if len(text) <= 10:
        return text
    text = re.sub(r"\.\d+", "", text.replace("Z", "+00:00"))
    time = datetime.datetime.fromisoformat(text)
    zone = time.tzinfo or datetime.timezone(datetime.timedelta(hours=8))
    return time.replace(tzinfo=zone).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M")


def same_date(expected, found):
    if not expected or not found:
        return not expected and not found
    if min(len(expected), len(found)) <= 10:
        return len(expected) <= 10 and expected == found[:10]
    local = re.sub(r"([+-]\d\d:\d\d|Z)$", "", expected)[:16] == found[:16] and len(found) <= 19  # no zone said
    return local or moment(expected) == moment(found)


def same_names(expected, found):
    names = [n.strip().lower() for n in expected.split(";") if n.strip()]
    if not names:
        return not found
    rest = found.lower()
    for name in names:
        if name not in rest:
            return False
        rest = rest.replace(name, "", 1)
    return len(re.sub(r"\W|and", "", rest)) <= 14


def right(field, expected, found):
    if field == "date":
        return same_date(expected.get("date", ""), found.get("date", ""))
    if field == "author":
        return same_names(expected.get("author", ""), found.get("author", ""))
    if field == "source":
        media = found.get("source", "").lower(), found.get("publisher", "").lower()
        return not expected.get("source") or expected["source"].lower() in media
    squeeze = lambda text: "".join(text.split())
    return squeeze(expected.get(field, "")) == squeeze(found.get(field, ""))


def show(expected, found, fields, found_fields):
    optional = [b[2:] for b in expected if b.startswith("? ")]
    wanted = [b for b in expected if not b.startswith("? ")]
    for line in difflib.unified_diff(wanted, found, "expected", "found", lineterm="", n=0):
        print("   ", line)
    print("    may come out:", *optional, sep=" | ")
    for field in FIELDS:
        if not right(field, fields, found_fields):
            print(f"    {field}: expected {fields.get(field)!r}, found {found_fields.get(field)!r}",
                  f"(publisher {found_fields.get('publisher')!r})" if field == "source" else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--show", action="append", default=[])
    parser.add_argument("--floors", nargs=6, type=float)
    options = parser.parse_args()
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pages")
    pages = options.pages or sorted(glob.glob(os.path.join(folder, "*.html")))
    everything = read(options.program, pages)
    hits, sums, articles = collections.Counter(), [0, 0, 0], []
    print(f"{'page':34} precision recall    F1  wrong metadata")
    for page in pages:
        name = os.path.basename(page)[:-5]
        fields, expected = parse(open(page[:-5] + ".txt", encoding="utf-8").read().splitlines())
        found_fields, found = everything.get(page, ({}, []))
        wanted = words("\n".join(b for b in expected if not b.startswith("? ")))
        allowed = words("\n".join(b for b in expected if b.startswith("? ")))
        got = words("\n".join(found))
        common = sum((wanted & got).values())
        surplus = sum((got - wanted - allowed).values())
        missed = sum((wanted - got).values())
        for i, n in enumerate((common, surplus, missed)):
            sums[i] += n
        precision = common / (common + surplus) if common + surplus else float(not wanted)
        recall = common / (common + missed) if common + missed else float(not surplus)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        wrong = []
        if wanted:
            articles.append(f1)
            wrong = [f for f in FIELDS if not right(f, fields, found_fields)]
            hits.update(f for f in FIELDS if f not in wrong)
        print(f"{name:34} {precision:9.3f} {recall:6.3f} {f1:5.3f}  {' '.join(wrong)}")
        if name in options.show or "all" in options.show:
            show(expected, found, fields, found_fields)
    common, surplus, missed = sums
    precision, recall = common / max(1, common + surplus), common / max(1, common + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{'all words':34} {precision:9.3f} {recall:6.3f} {f1:5.3f}")
    print(f"{'mean of articles':34} {'':9} {'':6} {sum(articles) / max(1, len(articles)):5.3f}")
    figures = [f1] + [hits[f] / max(1, len(articles)) for f in FIELDS]
    print("metadata:", ", ".join(f"{f} {hits[f]}/{len(articles)}" for f in FIELDS))
    if options.floors:
        low = [f"{n} {v:.3f} < {l}" for n, v, l in zip(("F1",) + FIELDS, figures, options.floors) if v < l]
        if low:
            sys.exit("too low: " + ", ".join(low))


if __name__ == "__main__":
    main()
