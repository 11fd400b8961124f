// The good graphs conform; each bad one fails for the reasons that its "# fails:" lines name, and for no other.
//
// A bad file is a change of good/article.ttl: "# remove: SUBJECT PREDICATE" takes triples away, the rest of the file adds.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { Parser } from "n3";
import { describe, faultsOf } from "./validate.mjs";

const folder = new URL("../data/rdf/shapes/", import.meta.url);
const files = (kind) => readdirSync(new URL(kind, folder)).map((name) => new URL(`${kind}/${name}`, folder));
const read = (url) => readFileSync(url, "utf8");
const name = (url) => decodeURIComponent(url.pathname.split("/").slice(-2).join("/"));

const base = read(new URL("good/article.ttl", folder));
const prefixes = base.split("\n").filter((line) => line.startsWith("@prefix")).join("\n");

// An IRI written as in Turtle, "id:a" or "<http://a>".
const expand = (term) => new Parser().parse(`${prefixes}\n${term} <x:p> <x:o> .`)[0].subject.value;

// What a fault is about: a property, "path" for a longer path, "-" for the node itself.
const pathOf = (text) => ({ path: "path", "-": "" })[text] ?? expand(text);

const lines = (text, key) => [...text.matchAll(new RegExp(`^# ${key}: (.*)$`, "gm"))].map((match) => match[1]);

for (const url of files("good")) {
  test(`${name(url)} conforms`, async () => {
    assert.deepEqual((await faultsOf(new Parser().parse(read(url)))).map(describe), []);
  });
}

for (const url of files("bad")) {
  test(`${name(url)} fails for its reason`, async () => {
    const text = read(url);
    const removed = lines(text, "remove").map((line) => line.split(" ").map(expand));
    const all = new Parser().parse(base);
    const kept = all.filter((quad) => !removed.some(([s, p]) => quad.subject.value === s && quad.predicate.value === p));
    assert.ok(all.length - kept.length >= removed.length, "something to remove");
    const expected = lines(text, "fails").map((line) => {
      const [path, constraint] = line.split(" ");
      return `${pathOf(path)} ${constraint}`;
    });
    assert.notEqual(expected.length, 0);
    const faults = await faultsOf([...kept, ...new Parser().parse(`${prefixes}\n${text}`)]);
    const found = new Set(faults.map((fault) => `${fault.path} ${fault.constraint}`));
    assert.deepEqual([...found].sort(), expected.sort());
  });
}
