/* inputs.h - the documents of all inputs of a command, one after the other.

   Threads may share the inputs if only one at a time calls inputs_next. What a file, a member of an archive or a record
   of a crawl holds that is one document (text, HTML) is not read then, but by inputs_read, at the same time as others.
   Messages about a document go to the sink of the call that gets it. */
#ifndef SPO_CLI_INPUTS_H
#define SPO_CLI_INPUTS_H

#include "cli/paths.h"
#include "fetch/fetch.h"
#include "input/reader.h"

/* How far a run has come in its inputs, so that another can go on behind it. */
typedef struct {
  uint64_t sources;  /* files, and names that cannot be read, that are done */
  uint64_t records;  /* documents, whole and broken, that are done in the next of them */
  uint64_t names;    /* hash over names and sizes of the former */
  uint64_t contents; /* hash over the latter */
} InputPosition;

/* A file that is open. */
typedef struct OpenSource OpenSource;

/* One document, or what should be one. */
typedef struct {
  const char *source;  /* name of the file */
  uint64_t begin, end; /* bytes of it, as it is stored, that were read for this document */
  InputPosition after;
  Document document;
  OpenSource *open; /* a file that is to be read by inputs_read, or NULL */
  RawDocument raw;  /* of an archive or a crawl, to be read by inputs_read, where its options have a format */
} InputDocument;

typedef struct Inputs Inputs;

/* `paths` and `list` as for path_walk_new; all must live as long as the inputs. NULL where memory is short. */
Inputs *inputs_new(const ReaderOptions *options, char **paths, int count, const char *list);

/* Lets addresses (http://, https://) among the paths be fetched; without this they are errors. `options` must live as
   long as the inputs. */
void inputs_fetch(Inputs *inputs, const FetchOptions *options);

/* Takes the next document, in `arena`, which messages to `diagnostics` may use, too. SPO_SUCCESS; SPO_BAD_INPUT,
   reported, and SPO_NO_MEMORY where it cannot be read; SPO_END, and nothing in `*taken`, behind the last. */
SpoStatus inputs_next(Inputs *inputs, Arena *arena, const Diagnostics *diagnostics, InputDocument *taken);

/* Whether inputs_next has only opened or taken a document. */
bool inputs_waits(const InputDocument *taken);

/* Reads such a document, and closes its file. */
SpoStatus inputs_read(InputDocument *taken, Arena *arena, const Diagnostics *diagnostics);

/* Closes the file of a document that is not to be read. */
void inputs_drop(InputDocument *taken);

/* Passes over all up to `position`. SPO_BAD_INPUT, with the name of the file in `*differs` (NULL: there are fewer files
   now), where the inputs are not those that the position was noted in, and after Ctrl-C. */
SpoStatus inputs_skip(Inputs *inputs, const InputPosition *position, const char **differs);

/* Bytes of all inputs, or 0 where that cannot be known beforehand; every directory is read for it. */
uint64_t inputs_total(char **paths, int count, const char *list);

void inputs_free(Inputs *inputs);

#endif
