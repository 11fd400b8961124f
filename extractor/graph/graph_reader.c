#include "graph/graph_reader.h"

#include "rdf/reader.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define SCHEMA "https://schema.org/"

typedef struct {
  Arena *arena;   /* of the graph in work */
  Arena *parsing; /* the parser's, which is to be left where either fails */
  Graph graph;
  const char *path;
  const Diagnostics *diagnostics;
  GraphSink sink;
  void *handle;
  bool begun, named, ended;
  bool blank;         /* a blank node was met */
  bool broken;        /* something of the graph could not be read */
  bool broken_before; /* the same of the next one, if it is another */
  uint32_t subjects;  /* seen so far */
  Slice last_text[4]; /* of the last quad, kept in the arena: neighbours share terms */
  TermId last[4];
} GraphReading;

enum { LAST_SUBJECT, LAST_PREDICATE };

static void begin(GraphReading *reading, Slice iri) {
  arena_reset(reading->arena);
  graph_init(&reading->graph, reading->arena, arena_copy(reading->arena, iri));
  reading->begun = true;
  reading->broken = reading->broken_before;
  reading->broken_before = false;
  reading->named = iri.length > 0;
  reading->subjects = 0;
  memset(reading->last_text, 0, sizeof reading->last_text);
}

/* Where a line is passed over, it is not known whether it was of the graph before it or behind it. */
static void note_broken(void *handle) {
  GraphReading *reading = handle;
  reading->broken = reading->broken_before = true;
}

static void leave_out(GraphReading *reading) {
  Slice iri = reading->graph.iri;
  diagnostics_file(reading->diagnostics, SPO_ERROR, reading->path, 0, SIZE_MAX,
                   "the graph <%.*s> is left out, since something of it cannot be read",
                   (int)(iri.length < 200 ? iri.length : 200), iri.length ? iri.data : "");
  reading->begun = false;
}

static void hand_over(GraphReading *reading) {
  reading->arena->guard = reading->parsing->guard;
  if (reading->begun && reading->broken) leave_out(reading);
  if (reading->begun && !reading->ended && !reading->blank) {
    reading->ended = !reading->sink(reading->handle, &reading->graph);
  }
  reading->begun = false;
}

/* The term, its texts copied only where they are new. */
static TermId intern(GraphReading *reading, const RdfTerm *term, uint32_t order) {
  Graph *graph = &reading->graph;
  uint32_t before = graph->terms.count;
  TermId id = term->kind == RDF_LITERAL ? graph_literal(graph, term->text, term->datatype, term->language)
                                        : graph_iri(graph, term->text, order);
  if (id == before) {
    Term *made = &graph->terms.data[id];
    made->text = arena_copy(reading->arena, made->text);
    if (made->datatype.length) made->datatype = arena_copy(reading->arena, made->datatype);
    if (made->language.length) made->language = arena_copy(reading->arena, made->language);
  }
  return id;
}

static TermId intern_again(GraphReading *reading, int place, const RdfTerm *term, uint32_t order) {
  if (reading->last_text[place].data && slice_equal(reading->last_text[place], term->text)) return reading->last[place];
  reading->last[place] = intern(reading, term, order);
  reading->last_text[place] = reading->graph.terms.data[reading->last[place]].text;
  return reading->last[place];
}

static bool take_quad(void *handle, const RdfQuad *quad) {
  GraphReading *reading = handle;
  reading->arena->guard = reading->parsing->guard;
  reading->blank = quad->subject.kind == RDF_BLANK || quad->object.kind == RDF_BLANK;
  if (reading->blank) return false;
  if (reading->begun && !slice_equal(reading->named ? reading->graph.iri : SLICE(""), quad->graph.text)) {
    hand_over(reading);
    if (reading->ended) return false;
  }
  if (reading->begun) reading->broken_before = false;
  if (!reading->begun) begin(reading, quad->graph.text);
  TermId subject = intern_again(reading, LAST_SUBJECT, &quad->subject, ++reading->subjects);
  TermId predicate = intern_again(reading, LAST_PREDICATE, &quad->predicate, GRAPH_ORDER_LAST);
  TermId object = intern(reading, &quad->object, GRAPH_ORDER_LAST);
  graph_add(&reading->graph, subject, predicate, object);
  const Term *class = &reading->graph.terms.data[object];
  bool document = slice_is(class->text, SCHEMA "NewsArticle") || slice_is(class->text, SCHEMA "Article");
  if (!reading->graph.iri.length && document && slice_is(quad->predicate.text, RDF_TYPE)) {
    reading->graph.iri = reading->graph.terms.data[subject].text;
  }
  return true;
}

static SpoStatus read(GraphReading *reading, const char *path, SpoStatus failure, const Diagnostics *diagnostics) {
  Arena parsing;
  jmp_buf jump;
  arena_init(&parsing, reading->arena->limit);
  reading->parsing = &parsing;
  if (ARENA_GUARD(&parsing, jump)) {
    arena_free(&parsing);
    return SPO_NO_MEMORY;
  }
  RdfSink sink = {.take = take_quad, .broken = note_broken, .handle = reading, .arena = &parsing};
  SpoStatus status = rdf_read(path, &(RdfReadOptions){.relative = true}, &sink, diagnostics);
  if (status == SPO_BAD_INPUT) status = failure;
  if (reading->blank) {
    diagnostics_file(diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "holds blank nodes, which no graph of spo has");
    status = failure;
  }
  if (status != SPO_NO_MEMORY && !reading->blank) hand_over(reading);
  arena_free(&parsing);
  return status;
}

SpoStatus graphs_read(const char *path, size_t largest, SpoStatus failure, GraphSink sink, void *handle,
                      const Diagnostics *diagnostics) {
  Arena arena;
  arena_init(&arena, largest);
  GraphReading reading = {.arena = &arena, .sink = sink, .handle = handle, .path = path, .diagnostics = diagnostics};
  SpoStatus status = read(&reading, path, failure, diagnostics);
  arena_free(&arena);
  return status;
}
