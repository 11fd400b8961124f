// node check.mjs [--same] [--no-shapes] FILE...
//
// Reads each RDF file (by its ending: .ttl .trig .nt .nq .rdf .json) with oxigraph and n3, compares what they read, and
// validates it against ontology/shapes.ttl. With --same, all files must hold the same triples (graph names aside).
// Status 1 and one line a fault where anything differs.
import { difference, parseFile, quadKey } from "./rdf.mjs";
import { describe, faultsOf } from "./validate.mjs";

const MOST_FAULTS_SHOWN = 20;
const options = process.argv.slice(2).filter((argument) => argument.startsWith("--"));
const files = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (!files.length || options.some((option) => !["--same", "--no-shapes"].includes(option))) {
  console.error("usage: node check.mjs [--same] [--no-shapes] FILE...");
  process.exit(2);
}

let faults = 0;
function complain(file, messages) {
  faults += messages.length;
  for (const message of messages.slice(0, MOST_FAULTS_SHOWN)) console.error(`${file}: ${message}`);
  if (messages.length > MOST_FAULTS_SHOWN) console.error(`${file}: and ${messages.length - MOST_FAULTS_SHOWN} more`);
}

async function check(file) {
  const parsed = Object.entries(parseFile(file));
  const [[first, quads], ...others] = parsed;
  for (const [name, other] of others) {
    complain(file, difference(quads, other).map((line) => `${first} and ${name} read it differently: ${line}`));
  }
  if (!options.includes("--no-shapes")) complain(file, (await faultsOf(quads)).map(describe));
  const distinct = new Set(quads.map((quad) => quadKey(quad))).size;
  console.log(`${file}: ${distinct} quads, read by ${parsed.map(([name]) => name).join(" and ")}`);
  return quads;
}

let reference;
for (const file of files) {
  try {
    const quads = await check(file);
    reference ??= { file, quads };
    if (options.includes("--same")) {
      complain(file, difference(reference.quads, quads, { graphs: false }).map((line) => `differs from ${reference.file}: ${line}`));
    }
  } catch (error) {
    complain(file, [error.message]);
  }
}
process.exit(faults ? 1 : 0);
