/* graph_output.h - where commands write graphs: a file, which appears under its name only when all is written, or
   standard output. */
#ifndef SPO_CLI_GRAPH_OUTPUT_H
#define SPO_CLI_GRAPH_OUTPUT_H

#include "base/diagnostic.h"
#include "output/byte_file.h"
#include "output/gzip_packer.h"
#include "output/writer.h"
#include "store/store.h"

typedef struct {
  const char *path; /* NULL or "-": standard output */
  char beside[4096];
  ByteFile file;
  ByteBuffer plain, packed; /* where the output is packed: before and after */
  GzipPacker *packer;
  Writer *writer;
  bool failed;      /* reported, unless */
  bool pipe_closed; /* whoever read has enough */
} GraphOutput;

/* False, reported, where it cannot be written to. Packed where the name ends with .gz. `prefixes` must live until it is
   closed. */
bool graph_output_open(GraphOutput *output, const char *path, Syntax syntax, const Prefix *prefixes, uint32_t count);

/* Bytes to a file or standard output, without a writer: reports. Put with byte_file_put(&output->file, ...). */
bool graph_output_open_bytes(GraphOutput *output, const char *path);

/* Writes a finished graph. False where nothing more can be written. */
bool graph_output_write(GraphOutput *output, const Graph *graph);

/* What is whole appears under its name, all else vanishes. Returns the worse of `status` and what became of the output;
   0 where whoever read had enough. */
int graph_output_close(GraphOutput *output, int status);

/* The syntax of a file's name, "x.nq.gz" too; false where it says nothing. */
bool syntax_of_graph_file(const char *path, Syntax *syntax);

/* What commands are told that read graphs and write them. */
typedef struct {
  const char *command; /* for messages */
  const char *output, *report, *base;
  Syntax syntax;
  bool syntax_given;
} GraphArguments;

/* Long options for getopt_long of such commands. */
#define GRAPH_LONG_OPTIONS                                                                \
  {"output", required_argument, NULL, 'o'}, {"to", required_argument, NULL, 't'},         \
      {"report", required_argument, NULL, 'R'}, {"base", required_argument, NULL, 'B'}, { \
    "help", no_argument, NULL, 'h'                                                        \
  }

/* Takes one of them, or reports that there is no such option. Returns an exit status. */
int graph_arguments_take(GraphArguments *arguments, int option, const char *argument);

/* Where no graph is named, `*paths` becomes standard input; 2, reported, where that is a terminal. */
int take_standard_graph(const char *command, char ***paths, int *count);

/* Reads files and folders into a store and finishes it. Returns the worst exit status, what failed is reported; 3 where
   no more is to be read: `no_room` is said where the store has no room to be sorted. */
int read_graphs(Store *store, char *const *paths, int count, const char *no_room);

#endif
