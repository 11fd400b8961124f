#include "rdf/syntax.h"

enum { JOINS = 1, SPLITS = 2, RDF = 4, WRITTEN = 8, READ = 16, FOLDERS = 32 };

#define STREAMED (RDF | JOINS | SPLITS | WRITTEN | READ | FOLDERS)
#define FRAMED (JOINS | WRITTEN)

/* The first row of a syntax has its name; in each use the first row with an ending counts. */
static const struct {
  const char *name, *ending;
  Syntax syntax;
  const char *media_type;
  unsigned traits;
} SYNTAXES[] = {
    {"turtle", ".ttl", SYNTAX_TURTLE, "text/turtle", STREAMED},
    {"trig", ".trig", SYNTAX_TRIG, "application/trig", STREAMED},
    {"ntriples", ".nt", SYNTAX_NTRIPLES, "application/n-triples", STREAMED},
    {"nquads", ".nq", SYNTAX_NQUADS, "application/n-quads", STREAMED},
    {"ntriples", ".ntriples", SYNTAX_NTRIPLES, "application/n-triples", READ | FOLDERS},
    {"nquads", ".nquads", SYNTAX_NQUADS, "application/n-quads", READ | FOLDERS},
    {"rdfxml", ".rdf", SYNTAX_RDFXML, "application/rdf+xml", RDF | WRITTEN | READ | FOLDERS},
    {"rdfxml", ".owl", SYNTAX_RDFXML, "application/rdf+xml", READ | FOLDERS},
    {"rdfxml", ".xml", SYNTAX_RDFXML, "application/rdf+xml", READ},
    {"rdfjson", ".rj", SYNTAX_RDFJSON, "application/rdf+json", RDF | WRITTEN | READ | FOLDERS},
    {"rdfjson", ".json", SYNTAX_RDFJSON, "application/rdf+json", READ},
    {"jsonld", ".jsonld", SYNTAX_JSONLD, "application/ld+json", RDF | FRAMED},
    {"jsonl", ".jsonl", SYNTAX_JSONL, "application/jsonl", FRAMED | SPLITS},
    {"json", ".json", SYNTAX_JSONL, "application/jsonl", FRAMED | SPLITS},
    {"html", ".html", SYNTAX_HTML, "text/html", FRAMED},
    {"rdfa", ".html", SYNTAX_HTML, "text/html", READ},
    {"rdfa", ".xhtml", SYNTAX_HTML, "text/html", READ},
    {"svg", ".svg", SYNTAX_SVG, "image/svg+xml", WRITTEN},
    {"csv", ".csv", SYNTAX_CSV, "text/csv", FRAMED},
    {"tsv", ".tsv", SYNTAX_TSV, "text/tab-separated-values", FRAMED},
    {"neo4j", ".csv", SYNTAX_NEO4J, "text/csv", FRAMED},
    {"csvgraph", ".csv", SYNTAX_NEO4J, "text/csv", FRAMED},
    {"neptune", ".csv", SYNTAX_NEPTUNE, "text/csv", FRAMED},
    {"dot", ".dot", SYNTAX_DOT, "text/vnd.graphviz", FRAMED},
    {"gv", ".gv", SYNTAX_DOT, "text/vnd.graphviz", FRAMED},
    {"graphml", ".graphml", SYNTAX_GRAPHML, "application/graphml+xml", FRAMED},
};

enum { SYNTAX_COUNT = sizeof SYNTAXES / sizeof *SYNTAXES };

static unsigned trait_of_use(SyntaxUse use) {
  return use == SYNTAX_WRITTEN ? WRITTEN : READ;
}

bool syntax_named(Slice name, SyntaxUse use, Syntax *syntax) {
  for (unsigned i = 0; i < SYNTAX_COUNT; i++) {
    if (!(SYNTAXES[i].traits & trait_of_use(use)) || !slice_is(name, SYNTAXES[i].name)) continue;
    *syntax = SYNTAXES[i].syntax;
    return true;
  }
  return false;
}

static bool has_ending(Slice path, const char *ending) {
  size_t length = strlen(ending);
  if (path.length <= length) return false;
  return slice_equal_ignore_case((Slice){path.data + path.length - length, length}, (Slice){ending, length});
}

/* The row of a file's ending that has a trait, or SYNTAX_COUNT. */
static unsigned row_of_file(Slice path, unsigned trait) {
  unsigned row = 0;
  while (row < SYNTAX_COUNT && (!(SYNTAXES[row].traits & trait) || !has_ending(path, SYNTAXES[row].ending))) row++;
  return row;
}

Slice syntax_unpacked_name(Slice path) {
  static const char *const ENDINGS[] = {".gz", ".zst", ".xz", ".bz2"};
  for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
    if (has_ending(path, ENDINGS[i])) return (Slice){path.data, path.length - strlen(ENDINGS[i])};
  }
  return path;
}

bool syntax_of_file(Slice path, SyntaxUse use, Syntax *syntax) {
  unsigned row = row_of_file(use == SYNTAX_READ ? syntax_unpacked_name(path) : path, trait_of_use(use));
  if (row < SYNTAX_COUNT) *syntax = SYNTAXES[row].syntax;
  return row < SYNTAX_COUNT;
}

bool syntax_is_read_in_folders(Slice path) {
  return row_of_file(syntax_unpacked_name(path), FOLDERS) < SYNTAX_COUNT;
}

/* The first row of a syntax; each has one. */
static unsigned row_of(Syntax syntax) {
  unsigned row = 0;
  while (row + 1 < SYNTAX_COUNT && SYNTAXES[row].syntax != syntax) row++;
  return row;
}

const char *syntax_name(Syntax syntax) {
  return SYNTAXES[row_of(syntax)].name;
}

const char *syntax_ending(Syntax syntax) {
  return SYNTAXES[row_of(syntax)].ending;
}

const char *syntax_media_type(Syntax syntax) {
  return SYNTAXES[row_of(syntax)].media_type;
}

static bool has_trait(Syntax syntax, unsigned trait) {
  return (SYNTAXES[row_of(syntax)].traits & trait) != 0;
}

bool syntax_is_rdf(Syntax syntax) {
  return has_trait(syntax, RDF);
}

bool syntax_joins(Syntax syntax) {
  return has_trait(syntax, JOINS);
}

bool syntax_splits(Syntax syntax) {
  return has_trait(syntax, SPLITS);
}

Slice syntax_separator(Syntax syntax) {
  return syntax == SYNTAX_JSONLD ? SLICE(",\n") : (Slice){0};
}
