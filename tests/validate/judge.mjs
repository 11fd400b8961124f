// judge.mjs SPO FOLDER - asks rdf-validate-shacl the same as `spo validate` was asked: in the folder NAME.shapes.ttl, NAME.data.ttl and
// NAME.json, the report of spo; and the changed articles of tests/data/rdf/shapes/bad by ontology/shapes.ttl. Prints where the two differ, but for differences that are known, and ends with status 1 if there are any.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(new URL("../rdf/package.json", import.meta.url));
const { Parser, Store, Writer } = require("n3");
const module = await import(require.resolve("rdf-validate-shacl"));
const SHACLValidator = module.default;

// Where the judge departs from the recommendation, and how.
const KNOWN = {
  "class-subclass-ring": "it overflows its stack where classes are below one another in a ring",
  "datatype-ill-formed-date": "it takes a 13th month for a date",
  "languageIn-fail": "it takes the tag eng for the range en (RFC 4647: whole subtags)",
  "minInclusive-long": "its numbers are JavaScript's, of 53 bits",
  "path-inverse-sequence": "it follows inverse paths of single properties only",
};

const text = (term) => (!term ? "" : term.termType === "BlankNode" ? "_:" : term.termType === "Literal" ? `"${term.value}"@${term.language}^${term.language ? "" : term.datatype.value}` : term.value);
const own = (term) => (!term ? "" : term.type === "bnode" ? "_:" : term.type === "literal" ? `"${term.value}"@${(term["xml:lang"] ?? "").toLowerCase()}^${term["xml:lang"] ? "" : term.datatype ?? "http://www.w3.org/2001/XMLSchema#string"}` : term.value);
const capital = (word) => word[0].toUpperCase() + word.slice(1);

function judged(report) {
  return report.results.map((r) => {
    const path = r.path?.termType === "NamedNode" ? r.path.value : r.path ? "path" : "";
    const component = r.sourceConstraintComponent.value.replace("http://www.w3.org/ns/shacl#", "sh:");
    return [text(r.focusNode), path, text(r.value), component, r.severity.value.split("#")[1]].join(" | ").toLowerCase();
  }).sort();
}

function ours(report) {
  return report.results.map((r) => {
    const path = r.path === undefined ? "" : /^[a-z]+:[^ ^/*+?|()]*\/\/[^ ^*+?|()<>]*$/.test(r.path) ? r.path : "path";
    return [own(r.focusNode), path, own(r.value), r.component, capital(r.severity)].join(" | ").toLowerCase();
  }).sort();
}

let differences = 0, cases = 0;
async function compare(name, shapesText, dataText, report) {
  cases++;
  if (name in KNOWN) return;
  const shapes = new Store(new Parser({ blankNodePrefix: "s" }).parse(shapesText));
  const data = new Store(new Parser({ blankNodePrefix: "d" }).parse(dataText));
  let theirs;
  try {
    theirs = judged(await new SHACLValidator(shapes).validate(data));
  } catch (error) {
    theirs = [`fails: ${error.message}`];
  }
  const mine = ours(report);
  if (JSON.stringify(theirs) === JSON.stringify(mine)) return;
  differences++;
  console.log(`${name}:\n  judge ${theirs.filter((r) => !mine.includes(r)).join("\n        ") || theirs.length}\n  spo   ${mine.filter((r) => !theirs.includes(r)).join("\n        ") || mine.length}`);
}

const [spo, folder] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".shapes.ttl")).sort()) {
  const name = file.replace(".shapes.ttl", "");
  const read = (ending) => readFileSync(`${folder}/${name}${ending}`, "utf8");
  await compare(name, read(".shapes.ttl"), read(".data.ttl"), JSON.parse(read(".json")));
}

// A bad file is a change of good/article.ttl: see tests/rdf/shapes.test.mjs.
const root = fileURLToPath(new URL("../..", import.meta.url));
const shapesFile = `${root}ontology/shapes.ttl`, bad = `${root}tests/data/rdf/shapes/bad`;
const shapesText = readFileSync(shapesFile, "utf8"), base = readFileSync(`${bad}/../good/article.ttl`, "utf8");
const prefixes = base.split("\n").filter((line) => line.startsWith("@prefix")).join("\n");
const expand = (term) => new Parser().parse(`${prefixes}\n${term} <x:p> <x:o> .`)[0].subject.value;
for (const name of readdirSync(bad).sort()) {
  const change = readFileSync(`${bad}/${name}`, "utf8");
  const removed = [...change.matchAll(/^# remove: (.*)$/gm)].map((match) => match[1].split(" ").map(expand));
  const kept = new Parser().parse(base).filter((q) => !removed.some(([s, p]) => q.subject.value === s && q.predicate.value === p));
  const added = new Parser().parse(`${prefixes}\n${change}`);
  const text = new Writer({ format: "N-Triples" }).quadsToString([...kept, ...added]);
  writeFileSync(`${folder}/bad.nt`, text);
  const done = spawnSync(spo, ["validate", "--to", "json", "--shapes", shapesFile, `${folder}/bad.nt`], { encoding: "utf8" });
  await compare(name, shapesText, text, JSON.parse(done.stdout));
}
console.log(`${cases} cases, ${differences} differences, ${Object.keys(KNOWN).length} known`);
process.exit(differences ? 1 : 0);
