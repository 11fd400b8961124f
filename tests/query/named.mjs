// node named.mjs SPO QUERIES GRAPH.ttl... - the queries that come with spo, over graphs, answered by spo and by Oxigraph.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { difference, oxigraph, PREFIXES, rowsOfOxigraph, rowsOfSpo } from "./compare.mjs";

const [spo, folder, ...graphs] = process.argv.slice(2);
const store = new oxigraph.Store();
for (const path of graphs) store.load(readFileSync(path, "utf8"), { format: "text/turtle" });

let faults = 0, empty = 0, all = 0;
for (const name of readdirSync(folder).filter((one) => one.endsWith(".rq")).sort()) {
  const path = join(folder, name);
  const found = rowsOfSpo(execFileSync(spo, ["query", "--to", "json", "--file", path, ...graphs], { maxBuffer: 1 << 28 }));
  const wanted = rowsOfOxigraph(store.query(PREFIXES + readFileSync(path, "utf8")));
  const { extra, missing } = difference(found, wanted);
  all += found.length;
  if (!found.length) empty++;
  if (extra.length || missing.length) {
    faults++;
    console.log(`${name}: spo has ${found.length} rows, Oxigraph ${wanted.length}; only spo: ${extra.slice(0, 3).join(" | ")}; only Oxigraph: ${missing.slice(0, 3).join(" | ")}`);
  }
  if (!found.length) console.log(`${name}: no rows, which tests nothing`);
}
console.log(`named queries: ${all} rows, ${faults} differ`);
process.exit(faults || empty ? 1 : 0);
