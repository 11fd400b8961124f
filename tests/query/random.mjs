// node random.mjs SPO [COUNT [SEED]] - random queries over random graphs, answered by spo and by Oxigraph.
//
// Prints each query whose answers differ; status 1 where one does.
import { Comparison } from "./compare.mjs";

const [spo, count = "300", seed = "1"] = process.argv.slice(2);
let state = BigInt(seed) * 2654435761n + 12345n;
function below(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n));
}
const pick = (list) => list[below(list.length)];
const chance = (percent) => below(100) < percent;

// ---- graphs ----
const NODES = ["a", "b", "c", "d", "e"].map((name) => `<http://x/${name}>`);
const PREDICATES = ["p", "q", "r"].map((name) => `<http://x/${name}>`);
const XSD = "http://www.w3.org/2001/XMLSchema#";
const LITERALS = ['"x"', '"y"', '"x"@en', '"甲"@zh', '"xyz"', `"1"^^<${XSD}integer>`, `"2"^^<${XSD}integer>`,
  `"2.5"^^<${XSD}decimal>`, `"1.5"^^<${XSD}decimal>`, `"3.0E0"^^<${XSD}double>`, `"true"^^<${XSD}boolean>`,
  `"2020-01-02"^^<${XSD}date>`, `"2021"^^<${XSD}gYear>`, `"2020-01-02T03:04:05Z"^^<${XSD}dateTime>`, '""'];
const GRAPHS = ["", "<http://x/g1> ", "<http://x/g2> "];
function randomGraph() {
  const lines = new Map();
  const size = 5 + below(30);
  for (let i = 0; i < size; i++) {
    const triple = `${pick(NODES)} ${pick(PREDICATES)} ${chance(60) ? pick(NODES) : pick(LITERALS)}`;
    if (!lines.has(triple)) lines.set(triple, pick(GRAPHS)); // the union of Oxigraph repeats what stands in two graphs
  }
  return [...lines].map(([triple, graph]) => `${triple} ${graph}.\n`).join("");
}

// ---- queries ----
const VARIABLES = ["?u", "?v", "?w", "?x", "?y"];
let fresh = 0;
const variable = () => pick(VARIABLES);
const subject = () => (chance(75) ? variable() : pick(NODES));
const object = () => (chance(70) ? variable() : chance(60) ? pick(NODES) : pick(LITERALS));

function path(depth) {
  if (depth === 0 || chance(30)) return pick(PREDICATES);
  switch (below(8)) {
    case 0: return `${path(depth - 1)}/${path(depth - 1)}`;
    case 1: return `^${pick(PREDICATES)}/${path(depth - 1)}`; // of alternatives Oxigraph drops repeated pairs
    case 2: return `^(${path(depth - 1)})`;
    case 3: return `(${path(depth - 1)})*`;
    case 4: return `(${path(depth - 1)})+`;
    case 5: return `(${path(depth - 1)})?`;
    case 6: return `!(${pick(PREDICATES)}|${pick(PREDICATES)})`;
    default: return `!${pick(PREDICATES)}`;
  }
}
function triple() {
  if (chance(12)) {
    // Oxigraph does not let a path of no length begin with a node that the graph lacks, nor at a literal twice
    const [from, to] = [["?u", "?v"], ["?v", "?x"], ["?x", "?y"], ["?w", "?u"]][below(4)];
    return `${from} ${path(2)} ${to} .`;
  }
  return `${subject()} ${chance(85) ? pick(PREDICATES) : variable()} ${object()} .`;
}
const CALLS = [
  () => `STR(${expression(1)})`, () => `LANG(${variable()})`, () => `DATATYPE(${variable()})`,
  () => `STRLEN(STR(${variable()}))`, () => `UCASE(STR(${variable()}))`, () => `CONTAINS(STR(${variable()}), "x")`,
  () => `STRSTARTS(STR(${variable()}), "http")`, () => `ABS(${variable()})`, () => `CEIL(${variable()})`,
  () => `ROUND(${variable()})`, () => `isIRI(${variable()})`, () => `isLITERAL(${variable()})`,
  () => `isNUMERIC(${variable()})`, () => `BOUND(${variable()})`, () => `sameTerm(${variable()}, ${variable()})`,
  () => `IF(${condition(1)}, ${expression(1)}, ${expression(1)})`, () => `COALESCE(${variable()}, ${expression(1)})`,
  () => `REGEX(STR(${variable()}), "^h.*[ab]$")`, () => `CONCAT(STR(${variable()}), "z")`, () => `YEAR(${variable()})`,
  () => `SUBSTR(STR(${variable()}), ${below(4)}, ${below(5)})`, () => `STRBEFORE(STR(${variable()}), "x")`,
  () => `STRAFTER(STR(${variable()}), "x")`, () => `<${XSD}integer>(${variable()})`, () => `<${XSD}string>(${pick(NODES)})`,
  () => `${variable()} IN (${object()}, ${pick(NODES)}, ${pick(LITERALS)})`, () => `LANGMATCHES(LANG(${variable()}), "*")`,
  () => `REPLACE(STR(${variable()}), "x", "[$0]")`, () => `MD5(STR(${variable()}))`, () => `ENCODE_FOR_URI(STR(${variable()}))`,
];
function expression(depth) {
  if (depth === 0 || chance(25)) return chance(65) ? variable() : chance(70) ? pick(LITERALS) : pick(NODES);
  switch (below(9)) {
    case 0: case 1: return condition(depth - 1);
    case 5: return `(${expression(depth - 1)} ${pick(["+", "-", "*"])} ${expression(depth - 1)})`;
    default: return `(${pick(CALLS)()})`;
  }
}
// What is true or false: Oxigraph takes no text with a language for a truth.
const TRUTHS = [
  () => `BOUND(${variable()})`, () => `isIRI(${variable()})`, () => `isLITERAL(${variable()})`,
  () => `isNUMERIC(${variable()})`, () => `sameTerm(${variable()}, ${variable()})`, () => `CONTAINS(STR(${variable()}), "x")`,
  () => `REGEX(STR(${variable()}), "^h.*[ab]$")`, () => `${variable()} IN (${object()}, ${pick(NODES)}, ${pick(LITERALS)})`,
];
function condition(depth) {
  if (depth <= 0 || chance(25)) return `(${pick(TRUTHS)()})`;
  switch (below(6)) {
    case 0: return `(${condition(depth - 1)} && ${condition(depth - 1)})`;
    case 1: return `(${condition(depth - 1)} || ${condition(depth - 1)})`;
    case 2: return `(!${condition(depth - 1)})`;
    // in some order are texts and numbers only; Oxigraph orders equal IRIs, too
    case 3: return `(STR(${expression(depth - 1)}) ${pick(["<", ">", "<=", ">="])} STR(${expression(depth - 1)}))`;
    case 4: return `(${expression(depth - 1)} ${pick(["<", ">", "<=", ">="])} ${pick(["1", "2.0", "1.5e0"])})`;
    default: return `(${expression(depth - 1)} ${pick(["=", "!="])} ${expression(depth - 1)})`;
  }
}
function group(depth, graphs = true) {
  const parts = [];
  const size = 1 + below(3);
  for (let i = 0; i < size; i++) {
    switch (depth === 0 ? below(4) : below(14)) {
      case 4: parts.push(`OPTIONAL ${group(depth - 1, graphs)}`); break;
      case 5: parts.push(`${group(depth - 1, graphs)} UNION ${group(depth - 1, graphs)}`); break;
      case 6: parts.push(`MINUS { ${triple()} ${group(depth - 1, graphs)} }`); break;
      case 7: parts.push(`FILTER ${chance(50) ? "NOT " : ""}EXISTS { ${triple()} ${chance(50) ? triple() : ""} }`); break;
      case 8: parts.push(`BIND(${expression(2)} AS ?n${++fresh})`); break;
      case 9: parts.push(`VALUES (?v ?w) { (${pick(NODES)} ${pick(LITERALS)}) (UNDEF ${pick(NODES)}) }`); break;
      case 10: if (graphs) parts.push(`GRAPH ${chance(60) ? "?g" : "<http://x/g1>"} { ${triple()} ${group(depth - 1, false)} }`); break; // Oxigraph does not ask every graph without a triple
      case 11: if (graphs) parts.push(`{ ${select(depth - 1)} }`); break;
      case 12: parts.push(`FILTER ${condition(2)}`); break;
      default: parts.push(triple());
    }
  }
  if (chance(25)) parts.push(`FILTER ${condition(2)}`);
  return `{ ${parts.join(" ")} }`;
}
function select(depth) {
  if (chance(25)) {
    const key = variable();
    const aggregate = pick(["COUNT(*)", `COUNT(${variable()})`, `COUNT(DISTINCT ${variable()})`, `SUM(${expression(1)})`,
      `AVG(${expression(1)})`, `MIN(STRLEN(STR(${key})))`, `MAX(STR(${key}))`]);
    const having = chance(20) ? " HAVING (COUNT(*) > 1)" : "";
    return chance(80) ? `SELECT ${key} (${aggregate} AS ?k${++fresh}) ${group(depth)} GROUP BY ${key}${having}`
      : `SELECT (${aggregate} AS ?k${++fresh}) { ${triple()} }`; // Oxigraph gives none where a filter is always false
  }
  const distinct = chance(30) ? "DISTINCT " : "";
  return chance(60) ? `SELECT ${distinct}* ${group(depth)}` : `SELECT ${distinct}${variable()} ?u ${group(depth)}`.replace("?u ?u", "?u");
}
const query = () => (chance(8) ? `ASK ${group(2)}` : select(3));

const comparison = new Comparison(spo);
let faults = 0, compared = 0, rows = 0, refused = 0;
for (let i = 0; i < Number(count); i++) {
  if (i % 10 === 0) comparison.load(randomGraph());
  const text = query();
  const result = comparison.run(text);
  if (result.skipped) continue;
  if (result.refused) {
    refused++;
    if (process.env.VERBOSE) console.log(`${text}\n  ${result.fault}\n`);
    continue;
  }
  compared++;
  rows += result.rows ?? 0;
  if (result.fault) {
    faults++;
    console.log(`${text}\n  ${result.fault}\n`);
    if (process.env.KEEP) break;
  }
}
if (!process.env.KEEP) comparison.close();
else console.log(comparison.data);
console.log(`${compared} queries compared (${rows} rows), ${faults} differ, ${refused} refused by one of the two`);
process.exit(faults ? 1 : 0);
