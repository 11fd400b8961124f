#include "cli/bulk.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/stop.h"

struct Bulk {
  const BulkOptions *options;
  Inputs *inputs;
  Worker *workers;
  unsigned jobs, begun; /* workers, and how many of them have been made */
  ByteBuffer header, footer;
  pthread_mutex_t large; /* see Worker */

  pthread_mutex_t reading; /* guards: */
  uint64_t tickets;        /* batches that were taken */
  bool exhausted;

  pthread_mutex_t order; /* guards all that follows */
  pthread_cond_t moved;  /* a batch was written */
  pthread_cond_t ended;  /* all threads have ended */
  Batch **ring;          /* by ticket */
  unsigned ring_size;
  Batch *spare[MOST_JOBS];
  unsigned spares;
  uint64_t written; /* batches */
  size_t waiting;   /* bytes of the batches in the ring */
  bool writing;     /* a thread is at it */
  bool stopped;     /* nothing is written any more, and nothing taken */
  bool no_memory;
  unsigned running; /* threads */
};

/* ---- taking ---- */

static bool is_stopped(Bulk *bulk) {
  pthread_mutex_lock(&bulk->order);
  bool stopped = bulk->stopped;
  pthread_mutex_unlock(&bulk->order);
  return stopped || interrupted;
}

static Batch *take_spare(Bulk *bulk) {
  pthread_mutex_lock(&bulk->order);
  Batch *batch = bulk->spares ? bulk->spare[--bulk->spares] : NULL;
  pthread_mutex_unlock(&bulk->order);
  return batch ? batch : batch_new();
}

/* `order` is held. */
static void give_back(Bulk *bulk, Batch *batch) {
  bulk->waiting -= batch_size(batch);
  if (bulk->spares < MOST_JOBS) {
    batch_clear(batch);
    bulk->spare[bulk->spares++] = batch;
  } else {
    batch_free(batch);
  }
}

static void stop(Bulk *bulk, bool no_memory) {
  pthread_mutex_lock(&bulk->order);
  bulk->stopped = true;
  bulk->no_memory = bulk->no_memory || no_memory;
  pthread_cond_broadcast(&bulk->moved);
  pthread_mutex_unlock(&bulk->order);
}

static bool fill(Bulk *bulk, Worker *worker, Batch *batch) {
  bool timed = worker->work->timed;
  pthread_mutex_lock(&bulk->reading);
  uint64_t since = timed ? clock_now() : 0;
  bool filled = !bulk->exhausted && !is_stopped(bulk) && batch_fill(batch, bulk->inputs);
  bulk->exhausted = bulk->exhausted || !filled;
  if (filled) batch->ticket = bulk->tickets++;
  if (timed) worker->stats.stage_times[RUN_READ] += clock_now() - since;
  pthread_mutex_unlock(&bulk->reading);
  return filled;
}

/* ---- writing in order ---- */

/* Writes the batch that is next and those behind it. `order` is held, but not while a batch is written. */
static void write_ready(Bulk *bulk) {
  bulk->writing = true;
  Batch *batch;
  while ((batch = bulk->ring[bulk->written % bulk->ring_size])) {
    bool stopped = bulk->stopped;
    pthread_mutex_unlock(&bulk->order);
    bool more = !stopped && !batch->failed && bulk->options->commit(bulk->options->handle, batch);
    pthread_mutex_lock(&bulk->order);
    bulk->ring[bulk->written % bulk->ring_size] = NULL;
    bulk->stopped = bulk->stopped || !more;
    bulk->no_memory = bulk->no_memory || batch->failed;
    bulk->written++;
    give_back(bulk, batch);
    pthread_cond_broadcast(&bulk->moved);
  }
  bulk->writing = false;
}

/* Whether a finished batch has to wait for those before it. */
static bool is_full(const Bulk *bulk, const Batch *batch) {
  bool next = batch->ticket == bulk->written;
  return batch->ticket >= bulk->written + bulk->ring_size || (!next && bulk->waiting > RING_BYTES);
}

static void deliver(Bulk *bulk, Batch *batch) {
  pthread_mutex_lock(&bulk->order);
  while (is_full(bulk, batch)) pthread_cond_wait(&bulk->moved, &bulk->order);
  bulk->waiting += batch_size(batch);
  bulk->ring[batch->ticket % bulk->ring_size] = batch;
  if (!bulk->writing) write_ready(bulk);
  pthread_mutex_unlock(&bulk->order);
}

/* ---- threads ---- */

static void work(Bulk *bulk, Worker *worker) {
  for (;;) {
    Batch *batch = take_spare(bulk);
    if (!batch) stop(bulk, true);
    if (!batch || !fill(bulk, worker, batch)) {
      batch_free(batch);
      return;
    }
    worker_run(worker, batch);
    deliver(bulk, batch);
  }
}

typedef struct {
  Bulk *bulk;
  Worker *worker;
} Thread;

static void *run_thread(void *handle) {
  const Thread *thread = handle;
  Bulk *bulk = thread->bulk;
  work(bulk, thread->worker);
  pthread_mutex_lock(&bulk->order);
  if (--bulk->running == 0) pthread_cond_signal(&bulk->ended);
  pthread_mutex_unlock(&bulk->order);
  return NULL;
}

static void tick(Bulk *bulk) {
  if (bulk->options->work.document_seconds) {
    for (unsigned i = 0; i < bulk->jobs; i++) worker_watch(&bulk->workers[i]);
  }
  if (bulk->options->tick) bulk->options->tick(bulk->options->handle);
}

/* Until all threads have ended. */
static void wait_for_threads(Bulk *bulk) {
  struct timespec until;
  bool ticking = bulk->options->tick || bulk->options->work.document_seconds;
  clock_gettime(CLOCK_MONOTONIC, &until);
  pthread_mutex_lock(&bulk->order);
  while (ticking && bulk->running) {
    until.tv_nsec += 1000000000 / TICKS_A_SECOND;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (bulk->running && pthread_cond_timedwait(&bulk->ended, &bulk->order, &until) == 0) continue;
    pthread_mutex_unlock(&bulk->order);
    tick(bulk);
    pthread_mutex_lock(&bulk->order);
  }
  pthread_mutex_unlock(&bulk->order);
}

static void run_threads(Bulk *bulk) {
  pthread_t threads[MOST_JOBS];
  Thread arguments[MOST_JOBS];
  unsigned started = 0;
  bulk->running = bulk->jobs;
  for (; started < bulk->jobs; started++) {
    arguments[started] = (Thread){bulk, &bulk->workers[started]};
    if (pthread_create(&threads[started], NULL, run_thread, &arguments[started]) != 0) break;
  }
  pthread_mutex_lock(&bulk->order);
  bulk->running -= bulk->jobs - started; /* fewer threads do the same */
  pthread_mutex_unlock(&bulk->order);
  if (!started) work(bulk, &bulk->workers[0]);
  wait_for_threads(bulk);
  for (unsigned i = 0; i < started; i++) pthread_join(threads[i], NULL);
}

SpoStatus bulk_run(Bulk *bulk, Inputs *inputs) {
  bulk->inputs = inputs;
  if (bulk->jobs == 1 && !bulk->options->tick && !bulk->options->work.document_seconds) {
    work(bulk, &bulk->workers[0]);
  } else {
    run_threads(bulk);
  }
  if (!bulk->no_memory) return SPO_SUCCESS;
  diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "the machine has no memory left");
  return SPO_NO_MEMORY;
}

/* ---- the whole ---- */

static bool begin(Bulk *bulk) {
  pthread_condattr_t clock;
  pthread_mutex_init(&bulk->large, NULL);
  pthread_mutex_init(&bulk->reading, NULL);
  pthread_mutex_init(&bulk->order, NULL);
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&bulk->moved, NULL);
  pthread_cond_init(&bulk->ended, &clock);
  pthread_condattr_destroy(&clock);
  bulk->ring_size = RING * bulk->jobs;
  bulk->ring = calloc(bulk->ring_size, sizeof(Batch *));
  bulk->workers = aligned_alloc(alignof(Worker), bulk->jobs * sizeof *bulk->workers);
  if (!bulk->ring || !bulk->workers) return false;
  ByteBuffer same = {0}; /* what later workers put there */
  bool sound = true;
  for (; bulk->begun < bulk->jobs && sound; bulk->begun++) {
    ByteBuffer *header = bulk->begun ? &same : &bulk->header;
    sound = worker_init(&bulk->workers[bulk->begun], &bulk->options->work, &bulk->large, header);
  }
  byte_buffer_free(&same);
  return sound;
}

Bulk *bulk_new(const BulkOptions *options) {
  Bulk *bulk = calloc(1, sizeof *bulk);
  if (!bulk) return NULL;
  bulk->options = options;
  bulk->jobs = syntax_joins(options->work.writing.syntax) ? options->jobs : 1;
  if (begin(bulk)) return bulk;
  bulk_free(bulk);
  return NULL;
}

Slice bulk_header(const Bulk *bulk) {
  return byte_buffer_slice(&bulk->header);
}

Slice bulk_footer(Bulk *bulk, uint64_t *left_out) {
  Worker *worker = &bulk->workers[0];
  worker->to = REPORT;
  worker->target = &bulk->footer;
  if (worker->page) {
    page_writer_end(worker->page, *left_out, &bulk->footer);
  } else if (worker->picture) {
    svg_writer_end(worker->picture, &bulk->footer, left_out);
  } else {
    writer_finish(worker->writer);
  }
  return byte_buffer_slice(&bulk->footer);
}

bool bulk_stats(const Bulk *bulk, RunStats *stats) {
  for (unsigned i = 0; i < bulk->jobs; i++) {
    if (!run_stats_add(stats, bulk->options->work.engine, &bulk->workers[i].stats)) return false;
  }
  return true;
}

void bulk_free(Bulk *bulk) {
  if (!bulk) return;
  for (unsigned i = 0; i < bulk->begun; i++) worker_free(&bulk->workers[i]);
  while (bulk->spares) batch_free(bulk->spare[--bulk->spares]);
  free(bulk->workers);
  free(bulk->ring);
  byte_buffer_free(&bulk->header);
  byte_buffer_free(&bulk->footer);
  pthread_cond_destroy(&bulk->moved);
  pthread_cond_destroy(&bulk->ended);
  pthread_mutex_destroy(&bulk->order);
  pthread_mutex_destroy(&bulk->reading);
  pthread_mutex_destroy(&bulk->large);
  free(bulk);
}
