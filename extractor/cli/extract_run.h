/* extract_run.h - one run of `spo extract`: from its options to what it leaves behind. */
#ifndef SPO_CLI_EXTRACT_RUN_H
#define SPO_CLI_EXTRACT_RUN_H

#include "cli/command.h"
#include "cli/load_options.h"
#include "cli/progress.h"
#include "link/link.h"
#include "output/writer.h"

typedef enum { STATS_NONE, STATS_TEXT, STATS_JSON } StatsKind;

typedef struct {
  CommonOptions common;
  char **paths;
  int path_count;
  Syntax syntax;
  WriterOptions writing;                 /* of it: comments, triple terms, ...; the rest is filled in by the run */
  const char *output;                    /* a file, or with `split` a folder; NULL, "-": standard output */
  bool gzip;                             /* the output is packed */
  const char *describe, *title, *issued; /* the description of the whole (describe.h), or NULL */
  bool parts_folder;                     /* `output` is a folder for several files (part_files.h) */
  uint64_t split;                        /* quads in a file of the folder; 0: no folder */
  bool resume;                           /* the run in the folder goes on */
  double checkpoint;                     /* seconds between two checkpoints */
  const char *errors;                    /* where failures are listed; NULL: in the folder, or nowhere */
  uint64_t max_errors;                   /* failures that end the run; 0: none do */
  unsigned document_seconds, jobs;
  bool count, verbose;
  const StoreChoice *store; /* graphs go there; NULL: into no store */
  uint64_t html_limit;      /* documents in an HTML page */
  const char *gazetteer;    /* entities are linked to it; NULL: to none */
  double threshold;         /* of links */
  StatsKind stats;
  ProgressKind progress;
} ExtractOptions;

/* Returns the exit status. */
int extract_run(const ExtractOptions *options);

#endif
