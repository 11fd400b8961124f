// Reads the JSON Lines of spo back into quads: the reader that docs/output.md promises can be written.
import { readFileSync } from "node:fs";
import * as oxigraph from "oxigraph";

const { "@context": CONTEXT } = JSON.parse(readFileSync(new URL("../../ontology/spo.context.jsonld", import.meta.url), "utf8"));
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NIF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#";
const SPO = CONTEXT.spo;
const DATES = [[/^\d{4}$/, "gYear"], [/^\d{4}-\d\d$/, "gYearMonth"], [/^\d{4}-\d\d-\d\d$/, "date"], [/^\d{4}-\d\d-\d\dT/, "dateTime"]];

const node = oxigraph.namedNode;
const expand = (name) => {
  const [prefix, ...rest] = name.split(":");
  return rest.length && typeof CONTEXT[prefix] === "string" ? CONTEXT[prefix] + rest.join(":") : name;
};
const iriOf = (definition) => expand(typeof definition === "string" ? definition : definition["@id"]);
// A class or a controlled word.
const named = (name) => node(name.includes(":") ? name : name in CONTEXT ? iriOf(CONTEXT[name]) : SPO + name);

function valueOf(value, definition, language) {
  if (value !== null && typeof value === "object") {
    if ("id" in value) return node(value.id);
    return oxigraph.literal(value.value, value.language ?? (value.datatype ? node(value.datatype) : undefined));
  }
  const text = String(value);
  if (definition["@type"] === "@id") return node(text);
  if (definition["@type"] === "@vocab") return named(text);
  if (definition["@type"]) return oxigraph.literal(text, node(expand(definition["@type"])));
  if ([definition["@container"]].flat().includes("@language")) return oxigraph.literal(text, language);
  return oxigraph.literal(text, node(XSD + DATES.find(([pattern]) => pattern.test(text))[1]));
}

// The quads of one line.
export function quadsOf(document) {
  const quads = [];
  const graph = node(document.id);
  const add = (subject, predicate, object) => quads.push(oxigraph.quad(node(subject), node(predicate), object, graph));
  const addMention = ({ begin, end, text, entity = [] }) => {
    const id = `${document.id}#char=${begin},${end}`;
    const offset = (number) => oxigraph.literal(String(number), node(XSD + "nonNegativeInteger"));
    add(id, RDF + "type", node(SPO + "Mention"));
    add(id, NIF + "beginIndex", offset(begin));
    add(id, NIF + "endIndex", offset(end));
    add(id, NIF + "anchorOf", oxigraph.literal(text));
    add(id, NIF + "referenceContext", graph);
    for (const one of entity) add(id, expand("itsrdf:taIdentRef"), node(one));
    return node(id);
  };
  const addSubject = ({ id, ...properties }) => {
    for (const [key, values] of Object.entries(properties)) {
      for (const value of [values].flat()) {
        if (key === "type") {
          add(id, RDF + "type", typeof value === "string" ? named(value) : valueOf(value));
        } else if (key === "evidence" && typeof value === "object" && "begin" in value) {
          add(id, SPO + "evidence", addMention(value));
        } else {
          add(id, key.includes(":") ? key : iriOf(CONTEXT[key]), valueOf(value, CONTEXT[key] ?? {}, document.textLanguage));
        }
      }
    }
  };
  const { textLanguage, entities, claims, mentions, ...own } = document;
  addSubject(own);
  for (const subject of [...entities, ...claims]) addSubject(subject);
  for (const mention of mentions) mention.id === undefined ? addMention(mention) : addSubject(mention);
  return quads;
}

export function parseLines(text) {
  return text.split("\n").filter(Boolean).flatMap((line) => quadsOf(JSON.parse(line)));
}
