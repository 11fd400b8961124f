/* part_files.h - output of several files, or of rows that come once a run: tables, property graphs, pictures.

   In a folder, which must be empty or not there, each part is a file of its own; its name ends with .partial until the
   run is over. Without a folder there is one part, which goes to an open file. */
#ifndef SPO_CLI_PART_FILES_H
#define SPO_CLI_PART_FILES_H

#include "output/byte_file.h"
#include "output/gzip_packer.h"
#include "output/parts.h"

enum { MOST_PARTS = 8 };

typedef struct {
  ByteFile own, *file;
  ByteBuffer pending; /* not packed yet */
  char path[4096];    /* empty where it is no file of the folder */
} PartFile;

typedef struct {
  const WriterOptions *writing;
  GzipPacker *packer; /* or NULL */
  Parts *parts;
  PartFile files[MOST_PARTS];
  unsigned count;
  bool failed;      /* the output is lost; reported, unless */
  bool pipe_closed; /* whoever reads has enough */
} PartFiles;

/* `folder`: or NULL, then all goes to `file`. Returns an exit status, 0 if it is open; the cause has been reported. */
int part_files_open(PartFiles *files, const WriterOptions *writing, const char *folder, ByteFile *file, bool gzip);

/* What a writer wrote of a document. False where it cannot be written, reported. */
bool part_files_put(PartFiles *files, Slice frames);

/* Writes what stands at the ends; with `whole` the files get their names. False, reported, where that fails. */
bool part_files_finish(PartFiles *files, bool whole);

/* Closes; does nothing to what is all zero. */
void part_files_close(PartFiles *files);

#endif
