/* rdf_reader.h - for tests: reads RDF with Serd into a Graph, and compares graphs. */
#ifndef SPO_TESTS_SUPPORT_RDF_READER_H
#define SPO_TESTS_SUPPORT_RDF_READER_H

#include <serd/serd.h>
#include <stdlib.h>

#include "graph/graph.h"

typedef struct {
  Graph *graph;
  SerdEnv *env;
  Slice graph_name; /* of the last statement; empty: the default graph */
  size_t errors;
} RdfReader;

static inline SerdStatus rdf_reader_base(void *handle, const SerdNode *iri) {
  return serd_env_set_base_uri(((RdfReader *)handle)->env, iri);
}

static inline SerdStatus rdf_reader_prefix(void *handle, const SerdNode *name, const SerdNode *iri) {
  return serd_env_set_prefix(((RdfReader *)handle)->env, name, iri);
}

static inline Slice rdf_reader_iri(RdfReader *reader, const SerdNode *node) {
  Arena *arena = reader->graph->arena;
  if (node->type == SERD_BLANK) return arena_print(arena, "_:%s", (const char *)node->buf);
  SerdChunk prefix = {0}, suffix = {0};
  if (node->type == SERD_CURIE && !serd_env_expand(reader->env, node, &prefix, &suffix)) {
    return arena_print(arena, "%.*s%.*s", (int)prefix.len, (const char *)prefix.buf, (int)suffix.len,
                       (const char *)suffix.buf);
  }
  return arena_copy(arena, (Slice){(const char *)node->buf, node->n_bytes});
}

static inline SerdStatus rdf_reader_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph,
                                              const SerdNode *subject, const SerdNode *predicate,
                                              const SerdNode *object, const SerdNode *datatype,
                                              const SerdNode *language) {
  RdfReader *reader = handle;
  Graph *into = reader->graph;
  (void)flags;
  reader->graph_name = graph && graph->buf ? rdf_reader_iri(reader, graph) : (Slice){0};
  TermId s = graph_iri(into, rdf_reader_iri(reader, subject), 0);
  TermId p = graph_iri(into, rdf_reader_iri(reader, predicate), 0), o;
  if (object->type == SERD_LITERAL) {
    Slice text = arena_copy(into->arena, (Slice){(const char *)object->buf, object->n_bytes});
    Slice type = datatype && datatype->buf ? rdf_reader_iri(reader, datatype) : (Slice){0};
    Slice tag = language && language->buf
                    ? arena_copy(into->arena, (Slice){(const char *)language->buf, language->n_bytes})
                    : (Slice){0};
    o = graph_literal(into, text, type, tag);
  } else {
    o = graph_iri(into, rdf_reader_iri(reader, object), 0);
  }
  graph_add(into, s, p, o);
  return SERD_SUCCESS;
}

static inline SerdStatus rdf_reader_error(void *handle, const SerdError *error) {
  (void)error;
  ((RdfReader *)handle)->errors++;
  return SERD_SUCCESS;
}

/* Adds what `text` (with a zero byte behind it) says to `graph`, all IRIs with order 0; false where Serd finds fault.
   `name`, if not NULL, gets the named graph of the last statement. */
static inline bool rdf_read(const char *text, SerdSyntax syntax, Graph *graph, Slice *name) {
  if (!text[0]) return true; /* serd 0.30.16 looks behind the end of an empty string */
  RdfReader reader = {.graph = graph, .env = serd_env_new(NULL)};
  SerdReader *serd =
      serd_reader_new(syntax, &reader, NULL, rdf_reader_base, rdf_reader_prefix, rdf_reader_statement, NULL);
  serd_reader_set_strict(serd, true);
  serd_reader_set_error_sink(serd, rdf_reader_error, &reader);
  SerdStatus status = serd_reader_read_string(serd, (const uint8_t *)text);
  serd_reader_free(serd);
  serd_env_free(reader.env);
  if (name) *name = reader.graph_name;
  return status <= SERD_FAILURE && reader.errors == 0; /* SERD_FAILURE: nothing to read */
}

static inline int rdf_compare_lines(const void *a, const void *b) {
  return slice_compare(*(const Slice *)a, *(const Slice *)b);
}

static inline Slice rdf_term_text(Arena *arena, const Term *term) {
  return arena_print(arena, "%c%.*s\x1F%.*s\x1F%.*s", term->kind == TERM_IRI ? '<' : '"', (int)term->text.length,
                     term->text.data, (int)term->datatype.length, term->datatype.data, (int)term->language.length,
                     term->language.data);
}

/* The triples as sorted lines without doublets, whatever the order keys of the terms are. */
static inline size_t rdf_lines(const Graph *graph, Slice **lines) {
  Arena *arena = graph->arena;
  *lines = ARENA_ARRAY(arena, Slice, graph->triples.count + 1u);
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    Triple triple = graph->triples.data[i];
    Slice s = rdf_term_text(arena, &graph->terms.data[triple.subject]);
    Slice p = rdf_term_text(arena, &graph->terms.data[triple.predicate]);
    Slice o = rdf_term_text(arena, &graph->terms.data[triple.object]);
    (*lines)[i] =
        arena_print(arena, "%.*s\x1E%.*s\x1E%.*s", (int)s.length, s.data, (int)p.length, p.data, (int)o.length, o.data);
  }
  qsort(*lines, graph->triples.count, sizeof **lines, rdf_compare_lines);
  size_t kept = 0;
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    if (!kept || !slice_equal((*lines)[i], (*lines)[kept - 1])) (*lines)[kept++] = (*lines)[i];
  }
  return kept;
}

/* Same triples? `*where` gets the first line of `a` that `b` lacks, or of `b` that `a` lacks. */
static inline bool rdf_graphs_equal(const Graph *a, const Graph *b, Slice *where) {
  Slice *left, *right;
  size_t left_count = rdf_lines(a, &left), right_count = rdf_lines(b, &right), at = 0;
  while (at < left_count && at < right_count && slice_equal(left[at], right[at])) at++;
  if (at == left_count && at == right_count) return true;
  *where = at < left_count ? left[at] : right[at];
  return false;
}

#endif
