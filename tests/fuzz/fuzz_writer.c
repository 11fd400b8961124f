/* Terms from bytes through all forms. Turtle, TriG, N-Triples and N-Quads must be read back by Serd as the same
   triples, once unsound ones are left out; RDF/XML and GraphML must be well-formed XML, RDF/JSON, JSON-LD and JSON
   Lines JSON, and rows of tables, nodes and edges as long as their headers. Seeds: seeds/writer.

   The bytes: fields end with 0xFE (which no UTF-8 holds). The first two are a prefix and its IRI, then fields of terms
   follow, each begun by a letter that says what it is: i IRI, e IRI below http://e/, s, r, n name of spo:, rdf:, nif:,
   p plain, t typed as the IRI that the next field is, x typed as xsd: + next field, l tagged with the next field. Three
   terms make a triple. */
#include <assert.h>
#include <stdio.h>

#include "base/iri_chars.h"
#include "output/losses.h"
#include "output/writer.h"
#include "support/form_check.h"
#include "support/rdf_reader.h"

#define XSD "http://www.w3.org/2001/XMLSchema#"

typedef struct {
  char *bytes;
  size_t length;
} Bytes;

static SpoStatus take_bytes(void *handle, const char *bytes, size_t length) {
  Bytes *to = handle;
  to->bytes = realloc(to->bytes, to->length + length + 1);
  memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
  to->bytes[to->length] = 0;
  return SPO_SUCCESS;
}

static Slice next_field(Slice *rest) {
  return slice_cut(rest, '\xFE');
}

static TermId next_term(Arena *arena, Graph *graph, Slice *rest) {
  Slice field = next_field(rest), none = {0};
  char kind = field.length ? field.data[0] : 'p';
  Slice text = field.length ? (Slice){field.data + 1, field.length - 1} : field;
  switch (kind) {
    case 'i':
      return graph_iri(graph, text, 0);
    case 's':
      return graph_iri(graph, arena_print(arena, "https://w3id.org/spo#%.*s", (int)text.length, text.data), 0);
    case 'n':
      return graph_iri(graph,
                       arena_print(arena, "%s%.*s", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
                                   (int)text.length, text.data),
                       0);
    case 'r':
      return graph_iri(
          graph, arena_print(arena, "http://www.w3.org/1999/02/22-rdf-syntax-ns#%.*s", (int)text.length, text.data), 0);
    case 'e':
      return graph_iri(graph, arena_print(arena, "http://e/%.*s", (int)text.length, text.data), 0);
    case 't':
      return graph_literal(graph, text, next_field(rest), none);
    case 'x': {
      Slice type = next_field(rest);
      return graph_literal(graph, text, arena_print(arena, XSD "%.*s", (int)type.length, type.data), none);
    }
    case 'l':
      return graph_literal(graph, text, none, next_field(rest));
    default:
      return graph_literal(graph, text, none, none);
  }
}

/* What must come back: the sound triples, their texts mended. */
static Graph expected_graph(Arena *arena, const Graph *graph) {
  Graph copy;
  graph_init(&copy, arena, graph->iri);
  Losses losses = {0};
  const Loss *unfit = term_losses(arena, graph);
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    Triple triple = graph->triples.data[i];
    if (triple_loss(graph, unfit, triple) != LOSS_KINDS) continue;
    const Term *object = &graph->terms.data[triple.object];
    TermId s = graph_iri(&copy, graph->terms.data[triple.subject].text, 0);
    TermId p = graph_iri(&copy, graph->terms.data[triple.predicate].text, 0);
    TermId o = object->kind == TERM_IRI ? graph_iri(&copy, object->text, 0)
                                        : graph_literal(&copy, text_repaired(arena, object->text, &losses),
                                                        object->datatype, object->language);
    graph_add(&copy, s, p, o);
  }
  return copy;
}

static bool is_well_formed(Syntax syntax, Bytes bytes) {
  if (syntax == SYNTAX_RDFJSON) {
    json_t *json = json_loadb(bytes.bytes, bytes.length, 0, NULL);
    json_decref(json);
    return json != NULL;
  }
  xmlDoc *xml = xmlReadMemory(bytes.bytes, (int)bytes.length, "fuzz.rdf", NULL,
                              XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
  xmlFreeDoc(xml);
  return xml != NULL;
}

static void check(Arena *arena, const Graph *graph, const Graph *expected, Prefix prefix, Syntax syntax,
                  SerdSyntax serd) {
  Bytes bytes = {0};
  Writer *writer = writer_new(syntax, &prefix, 1, take_bytes, &bytes, NULL);
  if (!writer) return; /* no Raptor here */
  SpoStatus first = writer_write(writer, graph), last = writer_finish(writer);
  assert(first == SPO_SUCCESS && last == SPO_SUCCESS);
  writer_free(writer);
  if (serd) {
    Graph back;
    Slice where = {0}, name;
    graph_init(&back, arena, (Slice){0});
    bool read = rdf_read(bytes.bytes ? bytes.bytes : "", serd, &back, &name);
    if (!read || !rdf_graphs_equal(expected, &back, &where)) {
      fprintf(stderr, "%d: read %d, differs at %.*s\n%s\n", (int)syntax, read, (int)where.length, where.data,
              bytes.bytes);
      abort();
    }
  }
  if (!serd && !is_well_formed(syntax, bytes)) {
    fprintf(stderr, "%d: not well-formed\n%s\n", (int)syntax, bytes.bytes);
    abort();
  }
  free(bytes.bytes);
}

/* A form that is read back by nobody: its bytes are sound. */
static void check_form(const Graph *graph, Prefix prefix, Syntax syntax, Table table) {
  FormBytes parts[MOST_FORM_PARTS];
  WriterOptions options = {.syntax = syntax, .prefixes = &prefix, .prefix_count = 1, .table = table, .guarded = true};
  unsigned count = form_write(&options, graph, 2, parts, NULL);
  for (unsigned i = 0; i < count; i++) {
    if (!form_is_sound(syntax, (Slice){parts[i].data, parts[i].length})) {
      fprintf(stderr, "%d, part %u: not sound\n%s\n", (int)syntax, i, parts[i].data);
      abort();
    }
    free(parts[i].data);
  }
}

/* Comments and triple terms change nothing else: the bytes are valid UTF-8, that is all that Serd could say. */
static void check_options(const Graph *graph, Prefix prefix) {
  static const Syntax SYNTAXES[] = {SYNTAX_TURTLE, SYNTAX_TRIG, SYNTAX_NTRIPLES, SYNTAX_NQUADS};
  for (unsigned i = 0; i < 4; i++) {
    FormBytes parts[MOST_FORM_PARTS];
    WriterOptions options = {
        .syntax = SYNTAXES[i], .prefixes = &prefix, .prefix_count = 1, .comments = true, .triple_terms = true};
    form_write(&options, graph, 1, parts, NULL);
    assert(form_is_sound(SYNTAXES[i], (Slice){parts[0].data, parts[0].length}));
    free(parts[0].data);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Arena arena;
  arena_init(&arena, 64 * 1024 * 1024);
  jmp_buf jump;
  if (size > 4096 || ARENA_GUARD(&arena, jump)) {
    arena_free(&arena);
    return 0;
  }
  Slice rest = {(const char *)data, size};
  Prefix prefix = {next_field(&rest), next_field(&rest)};
  Graph graph;
  graph_init(&graph, &arena, SLICE("http://e/graph"));
  while (rest.length) {
    TermId s = next_term(&arena, &graph, &rest), p = next_term(&arena, &graph, &rest);
    graph_add(&graph, s, p, next_term(&arena, &graph, &rest));
  }
  graph_finish(&graph);
  Graph expected = expected_graph(&arena, &graph);
  check(&arena, &graph, &expected, prefix, SYNTAX_TURTLE, SERD_TURTLE);
  check(&arena, &graph, &expected, prefix, SYNTAX_TRIG, SERD_TRIG);
  check(&arena, &graph, &expected, prefix, SYNTAX_NTRIPLES, SERD_NTRIPLES);
  check(&arena, &graph, &expected, prefix, SYNTAX_NQUADS, SERD_NQUADS);
  check(&arena, &graph, &expected, prefix, SYNTAX_RDFXML, 0);
  check(&arena, &graph, &expected, prefix, SYNTAX_RDFJSON, 0);
  static const Syntax OTHERS[] = {SYNTAX_JSONLD, SYNTAX_JSONL,   SYNTAX_CSV, SYNTAX_TSV,
                                  SYNTAX_NEO4J,  SYNTAX_NEPTUNE, SYNTAX_DOT, SYNTAX_GRAPHML};
  for (unsigned i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) check_form(&graph, prefix, OTHERS[i], TABLES);
  check_options(&graph, prefix);
  arena_free(&arena);
  return 0;
}
