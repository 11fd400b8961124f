// node generated-shapes.mjs SHAPES.ttl FILE...
//
// Validates each RDF file against shapes that `spo check --shapes` wrote. Then breaks the first file in every way that the
// shapes speak of and it allows: a required property is taken away, a value replaced by one of another datatype, kind or class.
// Each must be found.
import { readFileSync } from "node:fs";
import { DataFactory, Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";
import { parseFile } from "./rdf.mjs";
import { union } from "./validate.mjs";

const { literal, namedNode, quad } = DataFactory;
const SH = "http://www.w3.org/ns/shacl#";
const TYPE = namedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
const sh = (name) => namedNode(SH + name);

const [shapesFile, ...files] = process.argv.slice(2);
const shapes = new Store(new Parser().parse(readFileSync(shapesFile, "utf8")));
const validator = new SHACLValidator(shapes);
const one = (node, name) => shapes.getObjects(node, sh(name), null)[0];
let faults = 0;

async function results(store) {
  return (await validator.validate(store)).results;
}

for (const file of files) {
  const found = await results(union(Object.values(parseFile(file))[0]));
  for (const fault of found.slice(0, 10)) {
    faults++;
    console.error(`${file}: ${fault.focusNode?.value} ${fault.path?.value} ${fault.sourceConstraintComponent?.value} ${fault.value?.value}`);
  }
}

// Ways to break what a property shape says: [what, change], where change is made to one triple of the property.
function ways(property) {
  const broken = [];
  if (one(property, "minCount")) broken.push(["taken away", () => null]);
  const wrong = (value) => (q) => quad(q.subject, q.predicate, value);
  if (one(property, "datatype") || one(property, "languageIn")) broken.push(["of no such datatype", wrong(literal("?", namedNode("urn:no-datatype")))]);
  if (one(property, "nodeKind") || one(property, "class") || one(property, "or")) broken.push(["a text", wrong(literal("?", namedNode("urn:no-datatype")))]);
  if (one(property, "in")) broken.push(["of another list", wrong(namedNode("urn:of-no-list"))]);
  if (one(property, "maxCount")) broken.push(["doubled", (q) => [q, quad(q.subject, q.predicate, namedNode("urn:another"))]]);
  return broken;
}

const whole = union(Object.values(parseFile(files[0]))[0]);
let breaks = 0;
for (const shape of shapes.getSubjects(TYPE, sh("NodeShape"), null)) {
  const target = one(shape, "targetClass");
  if (!target) continue;
  const [focus] = whole.getSubjects(TYPE, target, null);
  if (!focus) continue;
  for (const property of shapes.getObjects(shape, sh("property"), null)) {
    const path = one(property, "path");
    const all = whole.getQuads(focus, path, null, null);
    for (const [what, change] of all.length ? ways(property) : []) {
      const store = new Store(whole.getQuads(null, null, null, null));
      store.removeQuads(what === "taken away" ? all : [all[0]]);
      store.addQuads([change(all[0])].flat().filter(Boolean));
      breaks++;
      if ((await results(store)).some((fault) => fault.focusNode?.value === focus.value)) continue;
      faults++;
      console.error(`${files[0]}: ${path.value} of ${focus.value} ${what}: the shapes do not mind`);
    }
  }
}
console.log(`${shapesFile}: ${files.length} files conform, ${breaks} broken graphs do not`);
process.exit(faults || breaks < 20 ? 1 : 0);
