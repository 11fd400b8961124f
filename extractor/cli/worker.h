/* worker.h - what one thread makes documents into graphs and bytes with: a session, a writer, and what it counts. */
#ifndef SPO_CLI_WORKER_H
#define SPO_CLI_WORKER_H

#include <pthread.h>
#include <stdalign.h>

#include "cli/batch.h"
#include "cli/run_stats.h"
#include "link/link.h"
#include "output/description.h"
#include "output/gzip_packer.h"
#include "output/writer.h"
#include "view/page_writer.h"
#include "view/svg_writer.h"

/* What all workers of a run do. */
typedef struct {
  const Engine *engine;
  const GraphOptions *graph;
  WriterOptions writing;
  Description *description; /* counts all graphs; or NULL */
  const LinkOptions *link;  /* entities are linked; NULL: not */
  bool count_only;          /* nothing is written */
  bool load;                /* N-Triples are made besides, for a store */
  bool gzip;                /* each document is a gzip member */
  bool verbose;
  bool timed;                /* stages are timed, claims are counted by rule */
  unsigned document_seconds; /* most that a document may take; 0: no limit */
} Work;

/* Aligned, so that threads share no line of the cache. */
typedef struct {
  alignas(64) const Work *work;
  Session session;
  Writer *writer;         /* or NULL: */
  PageWriter *page;       /* for HTML, */
  SvgWriter *picture;     /* or for SVG */
  Writer *triples;        /* besides, for a store, or NULL */
  Diagnostics to;         /* of the document in work */
  ByteBuffer *target;     /* where the writer's bytes go */
  ByteBuffer plain;       /* a document before it is packed */
  GzipPacker *packer;     /* or NULL */
  bool failed;            /* memory was short */
  RunStats stats;         /* of what this worker did */
  pthread_mutex_t *large; /* held by the one who works on a large document: */
  bool holds_large;
  struct {
    pthread_mutex_t lock;
    bool busy;      /* with a document, */
    uint64_t since; /* from then on (nanoseconds), */
    bool stopped;   /* which took too long */
  } clock;
} Worker;

/* False, reported, where memory is short or a library is missing. What stands at the beginning of the output goes to
   `header`. */
bool worker_init(Worker *worker, const Work *work, pthread_mutex_t *large, ByteBuffer *header);
void worker_free(Worker *worker);

/* Works on all documents of a batch. */
void worker_run(Worker *worker, Batch *batch);

/* Called by another thread: ends the document in work where it has taken longer than it may. */
void worker_watch(Worker *worker);

#endif
