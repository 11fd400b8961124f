/* out_folder.h - the output of a large run: numbered files of quads, an index, a list of what failed, and a journal.

     out-00001.nq.gz ...  cut between documents, once a file holds so many quads
     index.jsonl          a line for each document: its file, its bytes there, what is in it; then one for each file
     errors.jsonl         a line for each document that failed (error_log.h)
     journal              see journal.h

   The bytes of all but the journal depend on the input and the options alone, not on threads or interruptions. */
#ifndef SPO_CLI_OUT_FOLDER_H
#define SPO_CLI_OUT_FOLDER_H

#include "cli/batch.h"
#include "cli/journal.h"

typedef struct {
  InputPosition inputs;
  uint64_t input_bytes;                        /* that were read up to there */
  uint64_t file, bytes, quads, file_documents; /* number of the last file of quads (0: none), and what is in it */
  uint64_t file_open;                          /* 1: more may be put into it; 0: it is closed, its sums are told */
  uint64_t index, errors;                      /* bytes of these files */
  uint64_t documents, failed, entities, claims, triples;
} Checkpoint;

typedef struct {
  const char *path;
  const char *ending; /* of the files: ".nq.gz" */
  const char *errors; /* where the list of failures is; NULL: in the folder */
  uint64_t quads;     /* after which a file is full */
  double seconds;     /* between two checkpoints, at least */
  Slice header;       /* what each file begins with */
  Slice options;      /* lines for the journal */
  /* Called before a checkpoint is made; false: there is none now. NULL: nothing to be called. */
  bool (*before_save)(void *handle);
  void *handle;
} FolderOptions;

typedef struct {
  FolderOptions options;
  Checkpoint at; /* what was put so far */
  Journal journal;
  ByteFile quads, index, errors;
  char name[64]; /* of the file of quads */
  char errors_path[4096];
  uint64_t saved; /* when the last checkpoint was made (clock_now) */
  ByteBuffer line;
  bool failed; /* reported */
} OutFolder;

/* One that holds no file; out_folder_close does nothing to it. */
#define OUT_FOLDER_CLOSED                  \
  ((OutFolder){.quads = BYTE_FILE_CLOSED,  \
               .index = BYTE_FILE_CLOSED,  \
               .errors = BYTE_FILE_CLOSED, \
               .journal.file = BYTE_FILE_CLOSED})

/* Opens an empty folder, or makes it; with `resume` one in which a run was broken off: `folder->at` tells how far it
   had come, and `*done` that there is nothing left to do. Returns an exit status, 0 if it is open; the cause has been
   reported. */
int out_folder_open(OutFolder *folder, const FolderOptions *options, bool resume, bool *done);

/* Adds a document, or one that failed. False, reported, where it cannot be written. */
bool out_folder_put(OutFolder *folder, const Outcome *outcome, Slice bytes);

/* Makes a checkpoint, if the last one is old enough; at once where `now`. */
bool out_folder_save(OutFolder *folder, bool now);

/* Ends the run. */
bool out_folder_finish(OutFolder *folder);

void out_folder_close(OutFolder *folder);

#endif
