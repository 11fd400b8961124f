/* journal.h - how far a run has come, so that it can go on after whatever ended it.

   A text file: a line that names it, a line for each option that the output depends on, then a line for each
   checkpoint, with a hash at its end, and `done` at the end of the run. A checkpoint is added when all that it counts
   is on the disk, and then it is itself; so the last line that is whole tells what can be relied on, and everything
   behind it in the other files is cut off when a run is resumed. */
#ifndef SPO_CLI_JOURNAL_H
#define SPO_CLI_JOURNAL_H

#include "base/diagnostic.h"
#include "output/byte_file.h"

typedef struct {
  ByteFile file;
  char path[4096];
} Journal;

/* How an option begins that is the hash of what something holds: "contents of NAME HASH". */
#define JOURNAL_CONTENTS "contents of "

/* Begins a new one. `options` are lines "NAME VALUE". False where it cannot be written; journal->file.error says why.
 */
bool journal_begin(Journal *journal, const char *path, Slice options);

typedef enum { JOURNAL_GOES_ON, JOURNAL_DONE, JOURNAL_MISSING, JOURNAL_DIFFERS, JOURNAL_FAILED } JournalState;

/* A checkpoint is a struct of `count` numbers (uint64_t). */
typedef struct {
  void *numbers;
  size_t count;
} JournalEntry;

#define JOURNAL_ENTRY(checkpoint) ((JournalEntry){(checkpoint), sizeof *(checkpoint) / sizeof(uint64_t)})

enum { MOST_JOURNAL_NUMBERS = 32 };

/* Opens that of an earlier run to go on; `last` becomes its last checkpoint (all zero: there is none). With
   JOURNAL_DIFFERS `was` and `is` get the first option that differs. */
JournalState journal_resume(Journal *journal, const char *path, Slice options, JournalEntry last, char was[256],
                            char is[256]);

/* Adds a checkpoint, or the end of the run, and waits until it is on the disk. */
bool journal_add(Journal *journal, JournalEntry checkpoint);
bool journal_end(Journal *journal);

bool journal_close(Journal *journal);

#endif
