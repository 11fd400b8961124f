// What `spo query` and Oxigraph answer to the same query over the same quads, compared as multisets of solutions.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRequire } from "node:module";

const require = createRequire(new URL("../rdf/package.json", import.meta.url));
export const oxigraph = require("oxigraph");

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float"].map((name) => XSD + name));

// A term as text, equal for equal terms: numbers by value, blank nodes all alike, language tags in small letters.
function key(kind, value, datatype, language) {
  if (kind === "bnode") return "_:";
  if (kind === "uri") return `<${value}>`;
  if (language) return JSON.stringify(value) + "@" + language.toLowerCase();
  if (NUMBERS.has(datatype)) return `${Number(Number(value).toPrecision(12))}^^${datatype.slice(XSD.length)}`;
  return JSON.stringify(value) + (datatype && datatype !== XSD + "string" ? `^^<${datatype}>` : "");
}

function rowKey(row) {
  return Object.keys(row).sort().map((name) => `${name}=${row[name]}`).join(" ");
}

export function rowsOfSpo(json) {
  const parsed = JSON.parse(json);
  if ("boolean" in parsed) return [String(parsed.boolean)];
  return parsed.results.bindings.map((binding) =>
    rowKey(Object.fromEntries(Object.entries(binding).map(([name, term]) =>
      [name, key(term.type, term.value, term.datatype, term["xml:lang"])]))));
}

const KINDS = { NamedNode: "uri", BlankNode: "bnode", Literal: "literal" };

export function rowsOfOxigraph(answer) {
  if (typeof answer === "boolean") return [String(answer)];
  return answer.map((solution) => rowKey(Object.fromEntries([...solution.entries()].map(([name, term]) =>
    [name, key(KINDS[term.termType], term.value, term.datatype?.value, term.language)]))));
}

// What is in one list and not as often in the other.
export function difference(a, b) {
  const counts = new Map();
  for (const one of a) counts.set(one, (counts.get(one) ?? 0) + 1);
  const missing = [];
  for (const one of b) {
    const left = counts.get(one) ?? 0;
    if (left > 0) counts.set(one, left - 1);
    else missing.push(one);
  }
  return { extra: [...counts].flatMap(([one, count]) => Array(count).fill(one)), missing };
}

export const PREFIXES = Object.entries({
  spo: "https://w3id.org/spo#", id: "https://w3id.org/spo/id/", schema: "https://schema.org/",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  skos: "http://www.w3.org/2004/02/skos/core#", xsd: XSD,
  nif: "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
  itsrdf: "http://www.w3.org/2005/11/its/rdf#", dct: "http://purl.org/dc/terms/",
}).map(([name, iri]) => `PREFIX ${name}: <${iri}>\n`).join("");

export class Comparison {
  constructor(spo) {
    this.spo = spo;
    this.folder = mkdtempSync(join(tmpdir(), "spo-query-"));
    this.data = join(this.folder, "data.nq");
  }
  load(quads) {
    writeFileSync(this.data, quads);
    this.store = new oxigraph.Store();
    this.store.load(quads, { format: "application/n-quads" });
  }
  // { fault } where the answers differ; { skipped } where one of the two refuses the query.
  run(query, ...options) {
    let wanted, found;
    try {
      wanted = rowsOfOxigraph(this.store.query(PREFIXES + query, { use_default_graph_as_union: true }));
    } catch (error) {
      wanted = String(error);
    }
    try {
      const json = execFileSync(this.spo, ["query", "--to", "json", "--timeout", "60", ...options, this.data, query],
        { stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
      found = rowsOfSpo(json);
    } catch (error) {
      found = String(error.stderr ?? error);
      if (error.signal) return { fault: `killed by ${error.signal}` };
    }
    if (typeof wanted === "string" && typeof found === "string") return { skipped: `both refuse: ${found}` };
    if (typeof wanted === "string") return { fault: `Oxigraph refuses it: ${wanted}`, refused: true };
    if (typeof found === "string") return { fault: `spo refuses it: ${found}`, refused: true };
    const { extra, missing } = difference(found, wanted);
    if (extra.length || missing.length) {
      return { fault: `spo has ${found.length} rows, Oxigraph ${wanted.length}; only spo: ${extra.slice(0, 3).join(" | ")}; only Oxigraph: ${missing.slice(0, 3).join(" | ")}` };
    }
    return { rows: found.length };
  }
  close() {
    rmSync(this.folder, { recursive: true });
  }
}
