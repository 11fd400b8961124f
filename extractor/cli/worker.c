#include "cli/worker.h"

#include <stdio.h>

#include "base/clock.h"
#include "cli/command.h"

/* Documents with more bytes of text than that are worked on one at a time: each may take a hundred times as much. */
enum { LARGE_DOCUMENT = 256 * 1024 };

static SpoStatus put(void *handle, const char *bytes, size_t length) {
  Worker *worker = handle;
  if (byte_buffer_put(worker->target, (Slice){bytes, length})) return SPO_SUCCESS;
  worker->failed = true;
  return SPO_NO_MEMORY;
}

/* What cannot be written is told once: by the output's writer, if there is one. */
static bool make_triples(Worker *worker) {
  const Diagnostics *to = worker->work->count_only ? &worker->to : &DIAGNOSTICS_SILENT;
  worker->triples = writer_new(SYNTAX_NTRIPLES, NULL, 0, put, worker, to);
  return worker->triples != NULL;
}

bool worker_init(Worker *worker, const Work *work, pthread_mutex_t *large, ByteBuffer *header) {
  *worker = (Worker){.work = work, .large = large, .to = REPORT, .target = header};
  pthread_mutex_init(&worker->clock.lock, NULL);
  session_init(&worker->session, work->engine, work->graph);
  if (work->timed) worker->session.stage_times = worker->stats.stage_times;
  if (work->gzip) worker->packer = gzip_packer_new();
  if (work->gzip && !worker->packer) return false;
  if (work->load && !make_triples(worker)) return false;
  if (work->writing.syntax == SYNTAX_HTML) {
    worker->page = page_writer_new();
    return worker->page && page_writer_begin(worker->page, header);
  }
  if (work->writing.syntax == SYNTAX_SVG) return (worker->picture = svg_writer_new()) != NULL;
  worker->writer = writer_new_with(&work->writing, put, worker, &worker->to);
  return worker->writer && writer_end_document(worker->writer) == SPO_SUCCESS;
}

void worker_free(Worker *worker) {
  writer_free(worker->writer);
  writer_free(worker->triples);
  page_writer_free(worker->page);
  svg_writer_free(worker->picture);
  gzip_packer_free(worker->packer);
  byte_buffer_free(&worker->plain);
  session_free(&worker->session);
  run_stats_free(&worker->stats);
  pthread_mutex_destroy(&worker->clock.lock);
}

/* ---- limits ---- */

static void start_clock(Worker *worker) {
  pthread_mutex_lock(&worker->clock.lock);
  worker->session.arena.limit = worker->session.scratch.limit = SESSION_MEMORY;
  worker->clock.busy = true;
  worker->clock.stopped = false;
  worker->clock.since = clock_now();
  pthread_mutex_unlock(&worker->clock.lock);
}

/* Whether the document was stopped. */
static bool stop_clock(Worker *worker) {
  pthread_mutex_lock(&worker->clock.lock);
  worker->clock.busy = false;
  bool stopped = worker->clock.stopped;
  pthread_mutex_unlock(&worker->clock.lock);
  return stopped;
}

/* An arena that may give nothing any more makes the session jump out of what it does. */
void worker_watch(Worker *worker) {
  uint64_t most = worker->work->document_seconds * CLOCK_SECOND, now = clock_now();
  pthread_mutex_lock(&worker->clock.lock);
  if (worker->clock.busy && now > worker->clock.since && now - worker->clock.since > most) {
    worker->clock.stopped = true;
    worker->session.arena.limit = worker->session.scratch.limit = 0;
  }
  pthread_mutex_unlock(&worker->clock.lock);
}

/* Says of entities what they are elsewhere. */
static SpoStatus link_entities(Session *session, const LinkOptions *options) {
  Result *result = &session->result;
  const Text *text = &result->text;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return SPO_NO_MEMORY;
  Slice *sentences = ARENA_ARRAY(&session->arena, Slice, text->sentences.count + 1);
  for (uint32_t i = 0; i < text->sentences.count; i++) {
    sentences[i] = text_slice(text, text->sentences.data[i].begin, text->sentences.data[i].end);
  }
  link_graph(&result->graph, options, sentences, text->sentences.count, NULL);
  graph_finish(&result->graph);
  return SPO_SUCCESS;
}

static SpoStatus run_limited(Worker *worker, const Outcome *outcome) {
  bool watched = worker->work->document_seconds > 0;
  session_begin(&worker->session);
  if (watched) start_clock(worker);
  SpoStatus status = session_run(&worker->session, &outcome->input.document);
  if (status == SPO_SUCCESS && worker->work->link) status = link_entities(&worker->session, worker->work->link);
  bool stopped = watched && stop_clock(worker);
  if (status != SPO_NO_MEMORY || !stopped) return status;
  diagnostics_file(&worker->to, SPO_ERROR, outcome->input.source, 0, SIZE_MAX,
                   "a document took longer than %u seconds and was given up", worker->work->document_seconds);
  return SPO_BAD_INPUT;
}

/* ---- one document ---- */

/* With -v: the encoding, where it is not UTF-8, and what the rules wanted to be of a datatype and is not. */
static void report_details(const Session *session, const Diagnostics *to) {
  const Graph *graph = &session->result.graph;
  const Document *document = session->result.text.document;
  char name[512];
  snprintf(name, sizeof name, "%.*s", (int)document->name.length, document->name.data);
  if (document->encoding && strcmp(document->encoding, "UTF-8") != 0) {
    diagnostics_file(to, SPO_NOTE, name, 0, SIZE_MAX, "is read as %s", document->encoding);
  }
  for (uint32_t i = 0; i < graph->misfits.count; i++) {
    const Misfit *misfit = &graph->misfits.data[i];
    diagnostics_file(to, SPO_WARNING, name, 0, SIZE_MAX, "`%.*s` is no <%.*s>, and is written as plain text",
                     (int)(misfit->text.length > 60 ? 60 : misfit->text.length), misfit->text.data,
                     (int)misfit->datatype.length, misfit->datatype.data);
  }
}

/* HTML and SVG. */
static SpoStatus write_view(Worker *worker) {
  const Work *work = worker->work;
  const Result *result = &worker->session.result;
  if (worker->picture) return svg_writer_put(worker->picture, &result->graph) ? SPO_SUCCESS : SPO_NO_MEMORY;
  const ViewDocument document = {&result->resolution, &result->graph, work->graph, work->writing.prefixes,
                                 (uint32_t)work->writing.prefix_count};
  return page_writer_put(worker->page, &document, worker->target) ? SPO_SUCCESS : SPO_NO_MEMORY;
}

/* RDF goes straight to where it is kept. */
static SpoStatus write_rdf(Worker *worker) {
  writer_write_into(worker->writer, worker->target);
  SpoStatus status = writer_write(worker->writer, &worker->session.result.graph);
  SpoStatus ended = writer_end_document(worker->writer);
  writer_write_into(worker->writer, NULL);
  if (writer_has_failed(worker->writer)) worker->failed = true;
  return status ? status : ended;
}

static SpoStatus write_graph(Worker *worker, Batch *batch) {
  worker->target = worker->packer ? &worker->plain : &batch->output;
  byte_buffer_clear(&worker->plain);
  SpoStatus status = worker->writer ? write_rdf(worker) : write_view(worker);
  if (worker->packer && !gzip_pack(worker->packer, byte_buffer_slice(&worker->plain), &batch->output)) {
    worker->failed = true;
  }
  return status;
}

static SpoStatus write_triples(Worker *worker, Batch *batch, Outcome *outcome) {
  size_t from = batch->graphs.length;
  worker->target = &batch->graphs;
  SpoStatus status = writer_write(worker->triples, &worker->session.result.graph);
  SpoStatus ended = writer_end_document(worker->triples);
  outcome->graph_length = batch->graphs.length - from;
  return status ? status : ended;
}

static void count_result(Worker *worker, Batch *batch, Outcome *outcome) {
  const Result *result = &worker->session.result;
  outcome->iri = arena_copy(&batch->arena, result->graph.iri);
  outcome->sentences = result->text.sentences.count;
  outcome->entities = result->resolution.entities.count;
  outcome->claims = result->resolution.claims.count;
  outcome->triples = result->graph.triples.count;
  bool counted = !worker->work->timed || run_stats_count_rules(&worker->stats, worker->work->engine, result);
  if (!counted) worker->failed = true;
}

static void hold_large(Worker *worker) {
  pthread_mutex_lock(worker->large);
  worker->holds_large = true;
}

static void release_large(Worker *worker) {
  if (worker->holds_large) pthread_mutex_unlock(worker->large);
  worker->holds_large = false;
}

static SpoStatus run_document(Worker *worker, Batch *batch, Outcome *outcome) {
  if (outcome->input.document.text.length > LARGE_DOCUMENT) hold_large(worker);
  SpoStatus status = run_limited(worker, outcome);
  if (status == SPO_SUCCESS) {
    uint64_t since = worker->work->timed ? clock_now() : 0;
    size_t from = batch->output.length;
    count_result(worker, batch, outcome);
    Description *description = worker->work->description;
    if (description && !description_add(description, &worker->session.result.graph)) worker->failed = true;
    if (worker->work->verbose) report_details(&worker->session, &worker->to);
    if (!worker->work->count_only) status = write_graph(worker, batch);
    outcome->length = batch->output.length - from;
    if (status == SPO_SUCCESS && worker->triples) status = write_triples(worker, batch, outcome);
    if (worker->work->timed) worker->stats.stage_times[RUN_WRITE] += clock_now() - since;
  }
  release_large(worker);
  return status;
}

static SpoStatus work_on(Worker *worker, Batch *batch, Outcome *outcome) {
  SpoStatus status = outcome->status;
  worker->to = diagnostic_list_sink(&outcome->messages);
  if (status == SPO_SUCCESS && inputs_waits(&outcome->input)) {
    uint64_t since = worker->work->timed ? clock_now() : 0;
    status = inputs_read(&outcome->input, &batch->arena, &worker->to);
    if (worker->work->timed) worker->stats.stage_times[RUN_READ] += clock_now() - since;
  }
  if (status == SPO_SUCCESS) status = run_document(worker, batch, outcome);
  return status == SPO_NO_MEMORY ? refuse_large(&worker->to, outcome->input.source) : status;
}

void worker_run(Worker *worker, Batch *batch) {
  jmp_buf out_of_memory;
  if (batch->failed) return;
  if (ARENA_GUARD(&batch->arena, out_of_memory)) {
    release_large(worker);
    batch->failed = true;
    return;
  }
  for (unsigned i = 0; i < batch->count && !worker->failed; i++) {
    batch->outcomes[i].status = work_on(worker, batch, &batch->outcomes[i]);
  }
  batch->failed = worker->failed;
  batch->arena.guard = NULL;
}
