// ontology/spo.ttl is complete and consistent, and docs/ontology.md says the same as it does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as oxigraph from "oxigraph";
import { DataFactory, Store } from "n3";
import { difference, parseFile, parseText } from "./rdf.mjs";
import { describe, faultsOf, ontologyFile } from "./validate.mjs";

const { namedNode } = DataFactory;
const NAMESPACES = {
  spo: "https://w3id.org/spo#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  owl: "http://www.w3.org/2002/07/owl#",
  sh: "http://www.w3.org/ns/shacl#",
};
const iri = (name) => namedNode(name.replace(/^(\w+):/, (_, prefix) => NAMESPACES[prefix]));

const ontology = parseFile(ontologyFile("spo.ttl"));
const shapes = parseFile(ontologyFile("shapes.ttl"));
const store = new Store(ontology.n3);
const shapeStore = new Store(shapes.n3);
const docs = readFileSync(new URL("../../docs/ontology.md", import.meta.url), "utf8");
const blocks = (language) => [...docs.matchAll(new RegExp("```" + language + "\\n(.*?)```", "gs"))].map((match) => match[1]);

const isSpo = (term) => term.termType === "NamedNode" && term.value.startsWith(NAMESPACES.spo);
const typed = (name) => store.getSubjects(iri("rdf:type"), iri(name), null);
const defined = new Set(["owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:NamedIndividual"]
  .flatMap(typed).filter(isSpo).map((term) => term.value));
const declared = (term) => store.countQuads(term, iri("rdf:type"), null, null) > 0;

const CLASSES = `Claim Position Statistic Quotation Relation Group Mention Bound Change Comparison Status Polarity
  Modality`.split(/\s+/);
const PROPERTIES = `evidence rule confidence linkScore polarity modality holder organization title status period about measure value
  unit upperValue valueText bound periodText change comparison scope source speaker cue text direct sha256 retrieved developed released founded
  acquired investedIn cooperatesWith partOf locatedIn held attended authored affiliatedWith`.split(/\s+/);

for (const [name, parsed] of Object.entries({ ontology, shapes })) {
  test(`both parsers read the same ${name}`, () => {
    assert.deepEqual(difference(parsed.oxigraph, parsed.n3), []);
  });
}

test("every class and property of the design is defined", () => {
  const classes = new Set(typed("owl:Class").map((term) => term.value));
  for (const name of CLASSES) assert.ok(classes.has(NAMESPACES.spo + name), name);
  const properties = new Set([...typed("owl:ObjectProperty"), ...typed("owl:DatatypeProperty")].map((term) => term.value));
  for (const name of PROPERTIES) assert.ok(properties.has(NAMESPACES.spo + name), name);
  assert.equal(properties.size, PROPERTIES.length);
});

test("every term has a label and a comment in English and Chinese", () => {
  for (const term of defined) {
    for (const property of ["rdfs:label", "rdfs:comment"]) {
      const languages = store.getObjects(namedNode(term), iri(property), null).map((literal) => literal.language);
      assert.deepEqual(languages.sort(), ["en", "zh"], `${term} ${property}`);
    }
    assert.equal(store.countQuads(namedNode(term), iri("rdfs:isDefinedBy"), null, null), 1, term);
  }
});

test("no term is used that is not defined", () => {
  const examples = blocks("turtle").flatMap((text) => parseText(text, ".ttl").n3);
  for (const quad of [...ontology.n3, ...shapes.n3, ...examples]) {
    for (const term of [quad.subject, quad.predicate, quad.object]) {
      if (isSpo(term)) assert.ok(defined.has(term.value), term.value);
    }
  }
});

test("shapes speak of declared classes and properties only", () => {
  const named = ["sh:path", "sh:class", "sh:targetClass", "sh:targetSubjectsOf"]
    .flatMap((property) => shapeStore.getObjects(null, iri(property), null));
  for (const term of named) if (term.termType === "NamedNode") assert.ok(declared(term), term.value);
});

test("controlled values in the shapes are the individuals of the property's range", () => {
  const lists = shapeStore.extractLists();
  const constraints = shapeStore.getQuads(null, iri("sh:in"), null, null);
  assert.equal(constraints.length, 6);
  for (const { subject, object } of constraints) {
    const [path] = shapeStore.getObjects(subject, iri("sh:path"), null);
    const [range] = store.getObjects(path, iri("rdfs:range"), null);
    const individuals = store.getSubjects(iri("rdf:type"), range, null).map((term) => term.value).sort();
    assert.deepEqual(lists[object.value].map((term) => term.value).sort(), individuals, path.value);
  }
});

test("the documentation names every term", () => {
  for (const term of defined) assert.ok(docs.includes(term.replace(NAMESPACES.spo, "spo:")), term);
});

test("the documentation's terms exist", () => {
  for (const [, name] of docs.matchAll(/spo:(\w+)/g)) assert.ok(defined.has(NAMESPACES.spo + name), name);
});

test("the documentation's example conforms, and its queries find something in it", async () => {
  const [example] = blocks("turtle");
  const { oxigraph: quads, n3 } = parseText(example, ".ttl");
  assert.deepEqual(difference(quads, n3), []);
  assert.deepEqual((await faultsOf(quads)).map(describe), []);
  const data = new oxigraph.Store(quads);
  assert.equal(blocks("sparql").length, 3);
  for (const query of blocks("sparql")) assert.ok([...data.query(query)].length > 0, query);
});
