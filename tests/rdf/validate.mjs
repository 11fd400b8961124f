// What must hold of a graph: ontology/shapes.ttl, and what SHACL's core cannot say.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { DataFactory, Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";

const { namedNode, literal, quad } = DataFactory;
const SPO = "https://w3id.org/spo#";
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#";
const SHACL = "http://www.w3.org/ns/shacl#";

export const ontologyFile = (name) => fileURLToPath(new URL(`../../ontology/${name}`, import.meta.url));

const shapes = new Store(new Parser().parse(readFileSync(ontologyFile("shapes.ttl"), "utf8")));
const validator = new SHACLValidator(shapes);

// Another library's quads as n3's, all in the default graph: shapes are about the union.
export function union(quads) {
  const term = (t) => {
    if (t.termType === "NamedNode") return namedNode(t.value);
    if (t.termType === "Literal") return literal(t.value, t.language || namedNode(t.datatype.value));
    return DataFactory.blankNode(t.value);
  };
  return new Store(quads.map((q) => quad(term(q.subject), term(q.predicate), term(q.object))));
}

const short = (iri) => iri.replace(SPO, "spo:").replace(NIF, "nif:").replace(RDF, "rdf:");

// A path of one property by its IRI, others as "path".
const pathName = (path) => (path?.value && path.termType === "NamedNode" ? path.value : path ? "path" : "");

async function shapeFaults(store) {
  const report = await validator.validate(store);
  return report.results.map((result) => ({
    node: result.focusNode?.value ?? "",
    path: pathName(result.path),
    constraint: result.sourceConstraintComponent.value.replace(SHACL, "").replace("ConstraintComponent", ""),
    value: result.value?.value ?? "",
  }));
}

// A relation that the article plainly states is there as a triple too.
function missingTriples(store) {
  const one = (node, property) => store.getObjects(node, namedNode(property), null)[0];
  const faults = [];
  for (const relation of store.getSubjects(namedNode(RDF + "type"), namedNode(SPO + "Relation"), null)) {
    const [s, p, o] = ["subject", "predicate", "object"].map((part) => one(relation, RDF + part));
    const plain = !one(relation, SPO + "polarity") && !one(relation, SPO + "modality");
    if (s && p?.termType === "NamedNode" && o && plain && store.countQuads(s, p, o, null) === 0) {
      faults.push({ node: relation.value, path: p.value, constraint: "TripleStands", value: o.value });
    }
  }
  return faults;
}

// Offsets count code points, and the text between them is the mention's; its IRI says the same.
function wrongOffsets(store) {
  const faults = [];
  for (const { subject, object } of store.getQuads(null, namedNode(NIF + "anchorOf"), null, null)) {
    const [begin, end] = ["beginIndex", "endIndex"].map((name) => store.getObjects(subject, namedNode(NIF + name), null)[0]?.value);
    if (Number(end) - Number(begin) !== [...object.value].length) {
      faults.push({ node: subject.value, path: NIF + "anchorOf", constraint: "LengthOfText", value: object.value });
    }
    if (!subject.value.endsWith(`char=${begin},${end}`)) {
      faults.push({ node: subject.value, path: NIF + "beginIndex", constraint: "OffsetsOfIri", value: `${begin},${end}` });
    }
  }
  return faults;
}

// Everything that is wrong: [{ node, path, constraint, value }], empty for a good graph.
export async function faultsOf(quads) {
  const store = union(quads);
  return [...(await shapeFaults(store)), ...missingTriples(store), ...wrongOffsets(store)];
}

export const describe = (fault) => `${fault.node}: ${short(fault.path)} ${fault.constraint} (${fault.value})`;
