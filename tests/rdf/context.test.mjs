// ontology/spo.context.jsonld knows every class and property of the ontology, and what their values are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Store } from "n3";
import jsonld from "jsonld";
import { parseFile } from "./rdf.mjs";
import { ontologyFile } from "./validate.mjs";

const { "@context": context } = JSON.parse(readFileSync(ontologyFile("spo.context.jsonld"), "utf8"));
const store = new Store(parseFile(ontologyFile("spo.ttl")).n3);
const OWL = "http://www.w3.org/2002/07/owl#", RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const named = (kind) => store.getSubjects(RDF + "type", OWL + kind, null).map((term) => term.value).filter((iri) => iri.startsWith(context.spo));
const expand = (name) => name.replace(/^(\w+):(?!\/\/)/, (_, prefix) => context[prefix]);
const terms = new Map(Object.entries(context).filter(([name, value]) => !name.startsWith("@") && !String(value).includes("://"))
  .map(([name, value]) => [expand(typeof value === "string" ? value : value["@id"]), { name, ...(typeof value === "string" ? {} : value) }]));

test("the context is one of JSON-LD 1.1", async () => {
  const expanded = await jsonld.expand({ "@context": context, "@id": "http://e/x", label: { zh: "何叶" }, bound: "moreThan", worksFor: ["http://e/y"] });
  assert.deepEqual(expanded[0]["http://www.w3.org/2000/01/rdf-schema#label"], [{ "@language": "zh", "@value": "何叶" }]);
  assert.deepEqual(expanded[0]["https://w3id.org/spo#bound"], [{ "@id": "https://w3id.org/spo#moreThan" }]);
});

test("every property of the ontology has a name, with values of its kind", () => {
  for (const iri of named("ObjectProperty")) assert.ok(["@id", "@vocab"].includes(terms.get(iri)?.["@type"]), iri);
  for (const iri of named("DatatypeProperty")) assert.ok(terms.has(iri) && !["@id", "@vocab"].includes(terms.get(iri)["@type"]), iri);
});

test("every class that is found has a name", () => {
  for (const name of ["Position", "Statistic", "Quotation", "Relation", "Mention", "Group"]) assert.equal(terms.get(context.spo + name)?.name, name);
});

test("no controlled word has the name of a term", () => {
  for (const kind of ["Bound", "Change", "Comparison", "Status", "Polarity", "Modality"]) {
    for (const word of store.getSubjects(RDF + "type", context.spo + kind, null)) {
      assert.ok(!(word.value.slice(context.spo.length) in context), word.value);
    }
  }
});
