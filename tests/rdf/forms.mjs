// node forms.mjs FILE.nq FILE...
//
// The first file, N-Quads, says what there is; all others must hold the same, read by parsers that spo's authors did not
// write: Oxigraph and N3 for Turtle, TriG, N-Triples, N-Quads and RDF/XML, jsonld and Oxigraph for JSON-LD, and for the
// JSON Lines jsonl.mjs. A file with "rdf12" in its name has, besides, a triple term for each relation whose triple is
// stated. Status 1 and one line a fault where anything differs.
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import jsonld from "jsonld";
import { parseLines } from "./jsonl.mjs";
import { difference, parseText, quadKey } from "./rdf.mjs";

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const WITHOUT_GRAPHS = [".ttl", ".nt", ".rdf", ".rj"];

// Oxigraph's terms live in memory that the garbage collector is slow to give back: theirs are copied at once.
function plainTerm(term) {
  if (term.termType === "Quad") return { termType: "Quad", ...plainQuad(term) };
  const { termType, value } = term;
  return termType === "Literal" ? { termType, value, language: term.language, datatype: { value: term.datatype.value } } : { termType, value };
}
function plainQuad(quad) {
  const [subject, predicate, object, graph] = [quad.subject, quad.predicate, quad.object, quad.graph].map(plainTerm);
  quad.free?.();
  return { subject, predicate, object, graph };
}

async function readings(file) {
  const text = readFileSync(file, "utf8"), ending = extname(file);
  if (ending === ".jsonl") return { jsonl: parseLines(text) };
  const parsed = parseText(text, ending);
  if (ending === ".jsonld") {
    const quads = await jsonld.toRDF(JSON.parse(text), { documentLoader: () => { throw new Error("no network"); } });
    parsed.jsonld = quads;
  }
  return parsed;
}

// How many relations are about a triple that stands there. (A term of Oxigraph is looked at once: that is slow.)
function expectedReifiers(quads) {
  const keys = new Set(), claims = new Map();
  for (const quad of quads) {
    keys.add(quadKey(quad));
    const predicate = quad.predicate.value;
    if (![RDF + "subject", RDF + "predicate", RDF + "object"].includes(predicate)) continue;
    const claim = `${quad.graph.value} ${quad.subject.value}`;
    claims.set(claim, { ...claims.get(claim), graph: quad.graph, [predicate.slice(RDF.length)]: quad.object });
  }
  return [...claims.values()].filter(({ subject, predicate, object, graph }) =>
    subject && predicate && object && keys.has(quadKey({ subject, predicate, object, graph }))).length;
}

const [first, ...others] = process.argv.slice(2);
if (!first) {
  console.error("usage: node forms.mjs FILE.nq FILE...");
  process.exit(2);
}
const wanted = parseText(readFileSync(first, "utf8"), ".nq").oxigraph.map(plainQuad);
const expected = expectedReifiers(wanted);
let faults = 0;
for (const file of others) {
  try {
    for (const [reader, read] of Object.entries(await readings(file))) {
      const quads = read.map(plainQuad);
      const graphs = !WITHOUT_GRAPHS.includes(extname(file));
      let lines = [];
      let rest = quads;
      if (basename(file).includes("rdf12")) {
        const reifiers = quads.filter((quad) => quad.predicate.value === RDF + "reifies" && quad.object.termType === "Quad");
        rest = quads.filter((quad) => quad.predicate.value !== RDF + "reifies");
        if (reifiers.length !== expected) lines.push(`${reifiers.length} triple terms, not ${expected}`);
      }
      lines = [...lines, ...difference(wanted, rest, { graphs })];
      for (const line of lines) console.error(`${file} (${reader}): ${line}`);
      faults += lines.length;
    }
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    faults++;
  }
}
console.log(`${first}: ${wanted.length} quads${faults ? "" : `, the same in ${others.length} files`}`);
process.exit(faults ? 1 : 0);
