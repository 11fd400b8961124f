#include "load/loader.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "load/hash_set.h"
#include "load/verify.h"

enum {
  MOST_JOBS = 2 * MOST_CONNECTIONS,
  WINDOW = 4096,        /* pieces between the first that is not done and the one that is put */
  MOST_REFUSED_RUN = 10 /* graphs one after the other; then the fault is not theirs */
};

typedef enum { JOB_FREE, JOB_READY, JOB_BUSY } JobState;

typedef struct {
  JobState state;
  uint64_t number; /* of the piece */
  Piece piece;     /* in the two buffers */
  ByteBuffer graph, body;
} Job;

/* What has been put up to a piece, and what came of this one. */
typedef struct {
  LoadPosition after;
  enum { WAITING, IN, NOT_IN } state;
} Mark;

/* Graphs that are to be counted, with the numbers of their pieces. */
typedef struct {
  ExpectedGraphs list;
  uint64_t numbers[GRAPHS_A_QUERY];
} Uncounted;

typedef struct {
  Loader *loader;
  Connection *connection;
  SendSpace space;
  pthread_t thread;
  bool started;
} LoadThread;

struct Loader {
  const LoadOptions *options;
  const Diagnostics *diagnostics;
  CurlFunctions curl;
  LoadThread threads[MOST_CONNECTIONS], own; /* `own`: of who drains */
  LoadPosition reached;                      /* by loader_put */
  bool counts;                               /* graphs are counted */

  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t ready, changed;
  Job jobs[MOST_JOBS];
  unsigned job_count;
  bool closing;
  LoadSums sums;
  Mark marks[WINDOW];
  uint64_t first_waiting; /* number of the first piece of which nothing has come yet */
  LoadPosition position;
  bool incomplete;  /* something before it is not in */
  HashSet failed;   /* graphs */
  HashSet added_to; /* graphs of which more came after they had ended */
  unsigned refused; /* in succession */
  Uncounted *uncounted;
  _Atomic int stop; /* nothing is sent any more */
};

/* ---- what came of pieces; the lock is held ---- */

static void stop(Loader *loader) {
  loader->stop = 1;
  pthread_cond_broadcast(&loader->ready);
  pthread_cond_broadcast(&loader->changed);
}

static void stop_without_memory(Loader *loader) {
  if (!loader->stop) {
    diagnostics_file(loader->diagnostics, SPO_ERROR, NULL, 0, SIZE_MAX, "the machine has no memory left");
  }
  stop(loader);
}

/* The position moves over what is in, up to the first piece that is not. */
static void settle(Loader *loader, uint64_t number, bool in) {
  loader->marks[number % WINDOW].state = in ? IN : NOT_IN;
  for (;;) {
    Mark *mark = &loader->marks[loader->first_waiting % WINDOW];
    if (mark->state == WAITING || mark->after.pieces != loader->first_waiting + 1) break;
    loader->incomplete = loader->incomplete || mark->state == NOT_IN;
    if (!loader->incomplete) loader->position = mark->after;
    mark->state = WAITING;
    loader->first_waiting++;
  }
  pthread_cond_broadcast(&loader->changed);
}

static const char *shown_name(Slice graph, char text[1024]) {
  if (!graph.length) return "default graph";
  size_t length = graph.length < 1023 ? graph.length : 1023;
  memcpy(text, graph.data, length);
  text[length] = 0;
  return text;
}

/* A graph misses something from here on. */
static void miss(Loader *loader, const Piece *piece) {
  HashResult known = hash_set_add(&loader->failed, slice_hash(piece->graph));
  if (known == HASH_NO_MEMORY) stop_without_memory(loader);
  loader->sums.missing_quads += piece->quads;
  if (known != HASH_NEW) return;
  loader->sums.missing++;
  if (!piece->first && loader->sums.graphs) loader->sums.graphs--; /* it was counted with its first piece */
}

static void report_failure(Loader *loader, const Piece *piece, const char *problem) {
  char name[1024];
  diagnostics_file(loader->diagnostics, SPO_ERROR, shown_name(piece->graph, name), 0, SIZE_MAX, "is not %s: %s",
                   piece->first ? "in the store" : "whole in the store", problem);
}

static void take_failure(Loader *loader, const Piece *piece, const Answer *answer) {
  if (answer->kind == ANSWER_STOPPED || (loader->stop && answer->kind == ANSWER_GONE)) {
    miss(loader, piece);
    return;
  }
  if (answer->kind == ANSWER_NO_MEMORY) {
    miss(loader, piece);
    stop_without_memory(loader);
    return;
  }
  report_failure(loader, piece, answer->problem);
  miss(loader, piece);
  if (answer->kind == ANSWER_REFUSED && ++loader->refused < MOST_REFUSED_RUN) return;
  if (!loader->stop) {
    const char *why =
        answer->kind == ANSWER_REFUSED ? "ten graphs in succession are not taken" : "nothing more is sent";
    diagnostics_file(loader->diagnostics, SPO_ERROR, NULL, 0, SIZE_MAX, "the load ends here: %s", why);
  }
  stop(loader);
}

static void take_success(Loader *loader, const Piece *piece) {
  loader->refused = 0;
  if (piece->first) loader->sums.graphs++;
  loader->sums.quads += piece->quads;
}

/* ---- counting; the lock is not held ---- */

static void judge_counts(Loader *loader, Uncounted *list) {
  char problem[200];
  for (unsigned i = 0; i < list->list.count; i++) {
    const ExpectedGraph *graph = &list->list.graphs[i];
    bool more = hash_set_has(&loader->added_to, slice_hash(slice_of(graph->graph)));
    bool same = graph->found >= graph->least && (graph->found <= graph->most || more);
    loader->sums.counted++;
    loader->sums.counted_quads += graph->found;
    if (!same) {
      loader->sums.differing++;
      snprintf(problem, sizeof problem, "the store has %" PRIu64 " %s of it, not %s%" PRIu64, graph->found,
               word_for(graph->found, "triple", "triples"), graph->most == UINT64_MAX ? "at least " : "", graph->least);
      diagnostics_file(loader->diagnostics, SPO_ERROR, graph->graph, 0, SIZE_MAX, "%s", problem);
    }
    settle(loader, list->numbers[i], same);
  }
}

static void give_up_counting(Loader *loader, Uncounted *list, const Answer *answer) {
  if (!loader->sums.uncounted && answer->kind != ANSWER_STOPPED) {
    diagnostics_file(loader->diagnostics, SPO_ERROR, NULL, 0, SIZE_MAX, "the store does not count: %s",
                     answer->problem);
  }
  loader->sums.uncounted += list->list.count;
  for (unsigned i = 0; i < list->list.count; i++) settle(loader, list->numbers[i], false);
}

/* Frees the list. */
static void count_graphs(LoadThread *thread, Uncounted *list) {
  Loader *loader = thread->loader;
  Answer answer = {.kind = ANSWER_STOPPED};
  bool counted = expected_graphs_count(&list->list, loader->options, thread->connection, &thread->space, &answer);
  pthread_mutex_lock(&loader->lock);
  loader->sums.retries += answer.retries;
  if (counted) {
    judge_counts(loader, list);
  } else {
    give_up_counting(loader, list, &answer);
  }
  pthread_mutex_unlock(&loader->lock);
  expected_graphs_clear(&list->list);
  free(list);
}

/* With the lock: notes a graph that is in. Returns a list that is full and to be counted, or NULL. */
static Uncounted *note_uncounted(Loader *loader, const Job *job) {
  if (!loader->uncounted) loader->uncounted = calloc(1, sizeof *loader->uncounted);
  Uncounted *list = loader->uncounted;
  if (!list || !expected_graphs_add(&list->list, &job->piece)) {
    stop_without_memory(loader);
    settle(loader, job->number, false);
    return NULL;
  }
  list->numbers[list->list.count - 1] = job->number;
  if (list->list.count < GRAPHS_A_QUERY) return NULL;
  loader->uncounted = NULL;
  return list;
}

/* ---- threads ---- */

static Job *next_job(Loader *loader) {
  Job *next = NULL;
  for (unsigned i = 0; i < loader->job_count; i++) {
    Job *job = &loader->jobs[i];
    if (job->state == JOB_READY && (!next || job->number < next->number)) next = job;
  }
  return next;
}

static void finish_job(LoadThread *thread, Job *job, const Answer *answer) {
  Loader *loader = thread->loader;
  Uncounted *list = NULL;
  bool in = answer->kind == ANSWER_GOOD;
  pthread_mutex_lock(&loader->lock);
  loader->sums.retries += answer->retries;
  if (in) {
    take_success(loader, &job->piece);
  } else {
    take_failure(loader, &job->piece, answer);
  }
  if (in && job->piece.last && job->piece.graph.length && loader->counts) {
    list = note_uncounted(loader, job);
  } else {
    settle(loader, job->number, in);
  }
  job->state = JOB_FREE;
  pthread_cond_broadcast(&loader->changed);
  pthread_mutex_unlock(&loader->lock);
  if (list) count_graphs(thread, list);
}

static void run_job(LoadThread *thread, Job *job) {
  Answer answer = {.kind = ANSWER_GOOD};
  Loader *loader = thread->loader;
  if (loader->stop) {
    answer.kind = ANSWER_STOPPED;
  } else if (!loader->options->only_verify) {
    send_piece(loader->options, thread->connection, &thread->space, &job->piece, &answer);
  }
  finish_job(thread, job, &answer);
}

static void *run_thread(void *handle) {
  LoadThread *thread = handle;
  Loader *loader = thread->loader;
  for (;;) {
    Job *job;
    pthread_mutex_lock(&loader->lock);
    while (!(job = next_job(loader)) && !loader->closing) pthread_cond_wait(&loader->ready, &loader->lock);
    if (job) job->state = JOB_BUSY;
    pthread_mutex_unlock(&loader->lock);
    if (!job) return NULL;
    run_job(thread, job);
  }
}

/* ---- putting ---- */

/* A job that is free, if the graph of the piece is in no other. */
static Job *free_job(Loader *loader, const Piece *piece) {
  Job *found = NULL;
  if (loader->reached.pieces - loader->first_waiting >= WINDOW) return NULL;
  for (unsigned i = 0; i < loader->job_count; i++) {
    Job *job = &loader->jobs[i];
    if (job->state == JOB_FREE) found = job;
    if (job->state != JOB_FREE && slice_equal(job->piece.graph, piece->graph)) return NULL;
  }
  return found;
}

static bool is_stopped(const Loader *loader) {
  bool (*stopped)(void) = loader->options->connection.stopped;
  return loader->stop || (stopped && stopped());
}

static bool fill_job(Loader *loader, Job *job, const Piece *piece) {
  byte_buffer_clear(&job->graph);
  byte_buffer_clear(&job->body);
  if (!byte_buffer_put(&job->graph, piece->graph) || !byte_buffer_put(&job->body, piece->body)) return false;
  job->piece = *piece;
  job->piece.graph = byte_buffer_slice(&job->graph);
  job->piece.body = byte_buffer_slice(&job->body);
  job->number = loader->reached.pieces - 1;
  job->state = JOB_READY;
  pthread_cond_signal(&loader->ready);
  return true;
}

static uint64_t mix(uint64_t hash, uint64_t value) {
  return (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static void reach(Loader *loader, const Piece *piece) {
  LoadPosition *reached = &loader->reached;
  reached->pieces++;
  reached->graphs += piece->first;
  reached->quads += piece->quads;
  reached->contents = mix(mix(mix(reached->contents, slice_hash(piece->graph)), piece->quads), piece->body.length);
}

/* Nothing is sent of a graph that misses something already. Its first piece replaces what was there before. */
static bool is_lost(Loader *loader, const Piece *piece) {
  if (!piece->first && hash_set_has(&loader->failed, slice_hash(piece->graph))) {
    miss(loader, piece);
    return true;
  }
  if (!piece->broken) return false;
  report_failure(loader, piece, "something of it cannot be read, and so it is not sent");
  miss(loader, piece);
  return true;
}

/* With the lock. */
static bool put(Loader *loader, const Piece *piece) {
  Job *job = NULL;
  while (!is_stopped(loader) && !(job = free_job(loader, piece))) pthread_cond_wait(&loader->changed, &loader->lock);
  if (!job) return false;
  if (piece->scattered && hash_set_add(&loader->added_to, slice_hash(piece->graph)) == HASH_NO_MEMORY) {
    stop_without_memory(loader);
    return false;
  }
  reach(loader, piece);
  loader->marks[(loader->reached.pieces - 1) % WINDOW] = (Mark){loader->reached, WAITING};
  if (is_lost(loader, piece)) {
    settle(loader, loader->reached.pieces - 1, false);
    return !loader->stop;
  }
  if (fill_job(loader, job, piece)) return true;
  stop_without_memory(loader);
  return false;
}

bool loader_put(Loader *loader, const Piece *piece, const LoadPosition *from) {
  if (loader->reached.pieces < from->pieces) {
    reach(loader, piece);
    loader->position = loader->reached;
    loader->first_waiting = loader->reached.pieces;
    return true;
  }
  pthread_mutex_lock(&loader->lock);
  bool taken = put(loader, piece);
  pthread_mutex_unlock(&loader->lock);
  return taken;
}

static bool is_busy(const Loader *loader) {
  for (unsigned i = 0; i < loader->job_count; i++) {
    if (loader->jobs[i].state != JOB_FREE) return true;
  }
  return false;
}

/* What waits to be counted may be counted by another thread still. */
static bool waits(const Loader *loader) {
  uint64_t uncounted = loader->uncounted ? loader->uncounted->list.count : 0;
  if (is_busy(loader)) return true;
  for (uint64_t number = loader->first_waiting; number < loader->reached.pieces; number++) {
    const Mark *mark = &loader->marks[number % WINDOW];
    if (mark->state == WAITING && !uncounted--) return true;
  }
  return false;
}

void loader_drain(Loader *loader, bool go_on) {
  pthread_mutex_lock(&loader->lock);
  while (waits(loader)) pthread_cond_wait(&loader->changed, &loader->lock);
  Uncounted *list = loader->uncounted;
  loader->uncounted = NULL;
  loader->closing = !go_on;
  pthread_cond_broadcast(&loader->ready);
  pthread_mutex_unlock(&loader->lock);
  if (list) count_graphs(&loader->own, list);
}

/* ---- the whole ---- */

LoadSums loader_sums(Loader *loader) {
  pthread_mutex_lock(&loader->lock);
  LoadSums sums = loader->sums;
  pthread_mutex_unlock(&loader->lock);
  return sums;
}

LoadPosition loader_position(Loader *loader) {
  pthread_mutex_lock(&loader->lock);
  LoadPosition position = loader->position;
  pthread_mutex_unlock(&loader->lock);
  return position;
}

LoadPosition loader_reached(const Loader *loader) {
  return loader->reached;
}

bool loader_is_stopped(Loader *loader) {
  return loader->stop;
}

static bool begin_thread(Loader *loader, LoadThread *thread) {
  thread->loader = loader;
  thread->connection = connection_new(&loader->curl, &loader->options->connection, &loader->stop);
  return thread->connection != NULL;
}

static bool begin(Loader *loader) {
  const LoadOptions *options = loader->options;
  ByteBuffer url = {0};
  loader->counts = (options->verify || options->only_verify) && send_query_url(options, &url);
  byte_buffer_free(&url);
  loader->job_count = 2 * options->connections;
  if (!begin_thread(loader, &loader->own)) return false;
  for (unsigned i = 0; i < options->connections; i++) {
    LoadThread *thread = &loader->threads[i];
    if (!begin_thread(loader, thread)) return false;
    thread->started = pthread_create(&thread->thread, NULL, run_thread, thread) == 0;
    if (!thread->started && i == 0) return false; /* fewer threads do the same */
  }
  return true;
}

Loader *loader_new(const LoadOptions *options, const Diagnostics *diagnostics) {
  Loader *loader = calloc(1, sizeof *loader);
  if (!loader) return NULL;
  loader->options = options;
  loader->diagnostics = diagnostics;
  pthread_mutex_init(&loader->lock, NULL);
  pthread_cond_init(&loader->ready, NULL);
  pthread_cond_init(&loader->changed, NULL);
  if (curl_library_load(&loader->curl, diagnostics) && begin(loader)) return loader;
  loader_free(loader);
  return NULL;
}

static void end_thread(LoadThread *thread) {
  if (thread->started) pthread_join(thread->thread, NULL);
  connection_free(thread->connection);
  byte_buffer_free(&thread->space.url);
  byte_buffer_free(&thread->space.body);
}

void loader_free(Loader *loader) {
  if (!loader) return;
  pthread_mutex_lock(&loader->lock);
  loader->closing = true;
  pthread_cond_broadcast(&loader->ready);
  pthread_mutex_unlock(&loader->lock);
  for (unsigned i = 0; i < MOST_CONNECTIONS; i++) end_thread(&loader->threads[i]);
  end_thread(&loader->own);
  for (unsigned i = 0; i < loader->job_count; i++) {
    byte_buffer_free(&loader->jobs[i].graph);
    byte_buffer_free(&loader->jobs[i].body);
  }
  if (loader->uncounted) expected_graphs_clear(&loader->uncounted->list);
  free(loader->uncounted);
  hash_set_free(&loader->failed);
  hash_set_free(&loader->added_to);
  pthread_cond_destroy(&loader->changed);
  pthread_cond_destroy(&loader->ready);
  pthread_mutex_destroy(&loader->lock);
  free(loader);
}
