#include <stdlib.h>

#include "api/handles.h"
#include "base/utf8.h"
#include "output/writer.h"

SpoStatus spo_extractor_new(SpoExtractor **extractor, const SpoRules *rules, const SpoExtractorOptions *options) {
  SpoExtractorOptions defaults = {0};
  if (!options) options = &defaults;
  *extractor = NULL;
  Slice base = options->base ? slice_of(options->base) : SLICE(GRAPH_DEFAULT_BASE);
  Diagnostics diagnostics = diagnostics_to(options->messages);
  bool sound = utf8_valid_prefix(base) == base.length && url_is_absolute(base) &&
               (slice_ends_with(base, SLICE("/")) || slice_ends_with(base, SLICE("#")));
  if (!sound) {
    diagnostics_file(&diagnostics, SPO_ERROR, options->base, 0, SIZE_MAX,
                     "the base of IRIs must be absolute and end with / or #");
    return SPO_BAD_RULES;
  }
  SpoExtractor *made = calloc(1, sizeof *made);
  if (!made) return SPO_NO_MEMORY;
  made->base = strdup(base.data);
  if (!made->base) {
    free(made);
    return SPO_NO_MEMORY;
  }
  GraphOptions graph = {.base = slice_of(made->base), .mentions = options->mentions, .hash_iris = options->hash_iris};
  session_init(&made->session, &rules->engine, &graph);
  made->graph = (SpoGraph){.session = &made->session, .diagnostics = diagnostics};
  *extractor = made;
  return SPO_SUCCESS;
}

void spo_extractor_free(SpoExtractor *extractor) {
  if (!extractor) return;
  session_free(&extractor->session);
  free(extractor->base);
  free(extractor);
}

SpoStatus spo_extract(SpoExtractor *extractor, const SpoDocument *document, SpoGraph **graph) {
  Session *session = &extractor->session;
  *graph = NULL;
  session_begin(session);
  SpoStatus status = session_run(session, &document->document);
  if (status != SPO_SUCCESS) return status;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return SPO_NO_MEMORY;
  extractor->graph = (SpoGraph){.session = session, .diagnostics = extractor->graph.diagnostics};
  extractor->graph.iri = arena_copy(&session->arena, session->result.graph.iri).data;
  session->arena.guard = NULL;
  *graph = &extractor->graph;
  return SPO_SUCCESS;
}

const char *spo_graph_iri(const SpoGraph *graph) {
  return graph->iri;
}

const char *spo_graph_text(const SpoGraph *graph, size_t *length) {
  Slice text = graph->session->result.text.utf8;
  *length = text.length;
  return text.data;
}

size_t spo_graph_triple_count(const SpoGraph *graph) {
  return graph->session->result.graph.triples.count;
}

static SpoStatus list_findings(SpoGraph *graph) {
  if (graph->listed) return SPO_SUCCESS;
  Arena *arena = &graph->session->arena;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  graph_list_findings(graph);
  arena->guard = NULL;
  graph->listed = true;
  return SPO_SUCCESS;
}

SpoStatus spo_graph_entities(SpoGraph *graph, const SpoEntity **entities, size_t *count) {
  SpoStatus status = list_findings(graph);
  *entities = status == SPO_SUCCESS ? graph->entities : NULL;
  *count = status == SPO_SUCCESS ? graph->entity_count : 0;
  return status;
}

SpoStatus spo_graph_claims(SpoGraph *graph, const SpoClaim **claims, size_t *count) {
  SpoStatus status = list_findings(graph);
  *claims = status == SPO_SUCCESS ? graph->claims : NULL;
  *count = status == SPO_SUCCESS ? graph->claim_count : 0;
  return status;
}

static const Syntax SYNTAXES[] = {
    [SPO_TURTLE] = SYNTAX_TURTLE, [SPO_TRIG] = SYNTAX_TRIG,     [SPO_NTRIPLES] = SYNTAX_NTRIPLES,
    [SPO_NQUADS] = SYNTAX_NQUADS, [SPO_RDFXML] = SYNTAX_RDFXML, [SPO_RDFJSON] = SYNTAX_RDFJSON,
    [SPO_JSONLD] = SYNTAX_JSONLD, [SPO_JSONL] = SYNTAX_JSONL};

SpoStatus spo_graph_write(const SpoGraph *graph, SpoSyntax syntax, SpoByteSink sink, void *handle) {
  if ((unsigned)syntax > SPO_JSONL) return SPO_BAD_OUTPUT;
  Prefix prefixes[GRAPH_PREFIXES];
  uint32_t count = engine_prefixes(graph->session->engine, graph->session->graph_options.base, prefixes);
  Writer *writer = writer_new(SYNTAXES[syntax], prefixes, count, sink, handle, &graph->diagnostics);
  if (!writer) return SPO_BAD_OUTPUT;
  SpoStatus written = writer_write(writer, &graph->session->result.graph);
  SpoStatus finished = writer_finish(writer);
  writer_free(writer);
  return written != SPO_SUCCESS ? written : finished;
}

static SpoStatus put(void *handle, const char *bytes, size_t length) {
  return fwrite(bytes, 1, length, handle) == length ? SPO_SUCCESS : SPO_BAD_OUTPUT;
}

SpoStatus spo_graph_write_file(const SpoGraph *graph, SpoSyntax syntax, FILE *file) {
  SpoStatus status = spo_graph_write(graph, syntax, put, file);
  return fflush(file) == 0 || status != SPO_SUCCESS ? status : SPO_BAD_OUTPUT;
}
