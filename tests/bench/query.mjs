// node tests/bench/query.mjs SPO GRAPH.nq [ROUNDS] - the queries that come with spo, by spo, Oxigraph and Rasqal.
//
// Prints seconds of CPU time, the least of the rounds, as a table of Markdown. spo reads the graph for each query anew, which its
// time includes; the first line is a query that finds nothing, all of it reading. Oxigraph reads the graph once. With RASQAL=1, Rasqal
// (roqet) gets a tenth of the quads, and only queries that it knows; "-" is a query that it does not, or that takes more
// than 15 seconds.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { oxigraph, PREFIXES } from "../query/compare.mjs";

const MOST_SECONDS = 60, RASQAL_SECONDS = 15;
const [spo, graph, rounds = "3"] = process.argv.slice(2);
const queries = new URL("../../ontology/queries/", import.meta.url).pathname;

// Seconds of CPU time, user and system, of a program and what it starts; undefined where it fails or takes too long.
function cpuOf(seconds, ...command) {
  const done = spawnSync("sh", ["-c", `ulimit -t ${seconds}; "$@" >/dev/null 2>&1 || exit 1; times`, "sh", ...command], { encoding: "utf8" });
  if (done.status !== 0) return undefined;
  const [user, system] = done.stdout.trim().split("\n")[1].split(" ").map((time) => {
    const [, minutes, seconds] = time.match(/(\d+)m([\d.]+)s/);
    return Number(minutes) * 60 + Number(seconds);
  });
  return user + system;
}
function cpuHere(run) {
  const before = process.cpuUsage();
  run();
  const used = process.cpuUsage(before);
  return (used.user + used.system) / 1e6;
}
function least(measure) {
  let best = Infinity;
  for (let i = 0; i < Number(rounds); i++) best = Math.min(best, measure() ?? Infinity);
  return best === Infinity ? "-" : best.toFixed(2);
}

const text = readFileSync(graph, "utf8");
const store = new oxigraph.Store();
const loaded = cpuHere(() => store.load(text, { format: "application/n-quads", no_transaction: true })).toFixed(2);
const folder = mkdtempSync(join(tmpdir(), "spo-bench-"));
const lines = text.split("\n");
const tenth = join(folder, "tenth.nq"), query = join(folder, "query.rq");
writeFileSync(tenth, lines.slice(0, Math.floor(lines.length / 10)).join("\n") + "\n");

console.log(`${store.size} quads\n\n| query | spo query, with reading | Oxigraph (npm), without | Rasqal, of a tenth |\n| --- | --- | --- | --- |`);
console.log(`| reading alone | ${least(() => cpuOf(MOST_SECONDS, spo, "query", graph, "ASK { <urn:none> <urn:none> <urn:none> }"))} | ${loaded} | |`);
for (const name of readdirSync(queries).filter((one) => one.endsWith(".rq")).sort()) {
  const path = join(queries, name), sparql = PREFIXES + readFileSync(path, "utf8");
  const mine = least(() => cpuOf(MOST_SECONDS, spo, "query", "--to", "csv", "--file", path, graph));
  let rows = 0;
  const theirs = least(() => cpuHere(() => { rows = [...store.query(sparql, { use_default_graph_as_union: true })].length; }));
  writeFileSync(query, sparql);
  const rasqal = !process.env.RASQAL ? "" : least(() => cpuOf(RASQAL_SECONDS, "roqet", "-q", "-r", "csv", "-D", tenth, query));
  console.log(`| ${name.replace(".rq", "")} (${rows} rows) | ${mine} | ${theirs} | ${rasqal} |`);
}
rmSync(folder, { recursive: true });
