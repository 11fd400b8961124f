// Reading RDF with parsers that spo's authors did not write.
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import * as oxigraph from "oxigraph";
import { Parser } from "n3";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";

// By file ending: the format's names in oxigraph and in n3; null where a parser does not know it.
export const FORMATS = {
  ".ttl": { oxigraph: "text/turtle", n3: "text/turtle" },
  ".trig": { oxigraph: "application/trig", n3: "application/trig" },
  ".nt": { oxigraph: "application/n-triples", n3: "application/n-triples" },
  ".nq": { oxigraph: "application/n-quads", n3: "application/n-quads" },
  ".rdf": { oxigraph: "application/rdf+xml", n3: null },
  ".json": { oxigraph: null, n3: null },
  ".rj": { oxigraph: null, n3: null },
  ".jsonld": { oxigraph: "application/ld+json", n3: null },
};

// RDF 1.1 JSON (RDF/JSON): subject -> predicate -> list of objects.
function parseRdfJson(text) {
  const quads = [];
  const object = ({ type, value, lang, datatype }) =>
    type === "literal"
      ? oxigraph.literal(value, lang ?? (datatype ? oxigraph.namedNode(datatype) : undefined))
      : oxigraph.namedNode(value);
  for (const [subject, predicates] of Object.entries(JSON.parse(text))) {
    for (const [predicate, objects] of Object.entries(predicates)) {
      for (const one of objects) {
        quads.push(oxigraph.triple(oxigraph.namedNode(subject), oxigraph.namedNode(predicate), object(one)));
      }
    }
  }
  return quads;
}

// The quads of `text` by each parser that knows the format: { oxigraph: [...], n3: [...] }.
export function parseText(text, ending) {
  const format = FORMATS[ending];
  if (!format) throw new Error(`no RDF format has the ending "${ending}"`);
  if (ending === ".json" || ending === ".rj") return { json: parseRdfJson(text) };
  const parsed = {};
  if (format.oxigraph) parsed.oxigraph = oxigraph.parse(text, { format: format.oxigraph });
  if (format.n3) parsed.n3 = new Parser({ format: format.n3 }).parse(text);
  return parsed;
}

export function parseFile(path) {
  return parseText(readFileSync(path, "utf8"), extname(path).toLowerCase());
}

// A term as text that is equal exactly for equal terms, whichever library made it. Language tags have no case.
export function termKey(term) {
  if (term.termType === "Quad") return `<<( ${quadKey(term, { graphs: false })} )>>`;
  if (term.termType !== "Literal") return `${term.termType} ${term.value}`;
  const language = (term.language ?? "").toLowerCase();
  const datatype = language ? RDF + "langString" : (term.datatype?.value ?? XSD_STRING);
  return `Literal ${JSON.stringify(term.value)}@${language}^^${datatype}`;
}

export function quadKey(quad, { graphs = true } = {}) {
  const terms = [quad.subject, quad.predicate, quad.object];
  return (graphs ? [...terms, quad.graph] : terms).map(termKey).join(" | ");
}

// The first few quads that only one of two lists has; blank nodes are compared by number only.
export function difference(left, right, options) {
  const hasBlank = [...left, ...right].some((q) => q.subject.termType === "BlankNode" || q.object.termType === "BlankNode");
  const a = new Set(left.map((q) => quadKey(q, options)));
  const b = new Set(right.map((q) => quadKey(q, options)));
  if (hasBlank) return a.size === b.size ? [] : [`${a.size} quads, not ${b.size}`];
  const only = (x, y) => [...x].filter((key) => !y.has(key)).slice(0, 3);
  return [...only(a, b).map((key) => `- ${key}`), ...only(b, a).map((key) => `+ ${key}`)];
}
