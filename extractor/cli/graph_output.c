#include "cli/graph_output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/stop.h"

static bool is_standard_output(const char *path) {
  return !path || strcmp(path, "-") == 0;
}

static bool fail(GraphOutput *output) {
  if (output->failed) return false;
  output->failed = true;
  output->pipe_closed = output->file.error == EPIPE;
  if (output->pipe_closed) return false;
  diagnostics_file(&REPORT, SPO_ERROR, is_standard_output(output->path) ? "standard output" : output->path, 0, SIZE_MAX,
                   "%s", strerror(output->file.error ? output->file.error : ENOMEM));
  return false;
}

bool graph_output_open_bytes(GraphOutput *output, const char *path) {
  *output = (GraphOutput){.path = path, .file = BYTE_FILE_CLOSED};
  if (is_standard_output(path)) {
    byte_file_adopt(&output->file, STDOUT_FILENO);
    return true;
  }
  if (strncmp(path, "/dev/", 5) == 0) return byte_file_create(&output->file, path) || fail(output);
  if (snprintf(output->beside, sizeof output->beside, "%s.%ld.tmp", path, (long)getpid()) >=
      (int)sizeof output->beside) {
    output->file.error = ENAMETOOLONG;
    output->beside[0] = 0;
    return fail(output);
  }
  if (byte_file_create(&output->file, output->beside)) {
    stop_removing(output->beside);
    return true;
  }
  output->beside[0] = 0;
  return fail(output);
}

static SpoStatus put(void *handle, const char *bytes, size_t length) {
  GraphOutput *output = handle;
  bool done = output->packer ? byte_buffer_put(&output->plain, (Slice){bytes, length})
                             : byte_file_put(&output->file, (Slice){bytes, length});
  if (done) return SPO_SUCCESS;
  fail(output);
  return SPO_BAD_OUTPUT;
}

static bool pack(GraphOutput *output) {
  if (!output->packer || !output->plain.length) return true;
  byte_buffer_clear(&output->packed);
  bool done = gzip_pack(output->packer, byte_buffer_slice(&output->plain), &output->packed) &&
              byte_file_put(&output->file, byte_buffer_slice(&output->packed));
  byte_buffer_clear(&output->plain);
  return done || fail(output);
}

bool graph_output_open(GraphOutput *output, const char *path, Syntax syntax, const Prefix *prefixes, uint32_t count) {
  if (!graph_output_open_bytes(output, path)) return false;
  if (path && slice_ends_with(slice_of(path), SLICE(".gz"))) {
    output->packer = gzip_packer_new();
    if (!output->packer) return fail(output);
  }
  output->writer = writer_new(syntax, prefixes, count, put, output, &REPORT);
  return output->writer || fail(output);
}

bool graph_output_write(GraphOutput *output, const Graph *graph) {
  enum { PACKED_TOGETHER = 1 << 20 };
  if (output->failed) return false;
  SpoStatus status = writer_write(output->writer, graph);
  if (status == SPO_NO_MEMORY) return fail(output);
  return !output->failed && (output->plain.length < PACKED_TOGETHER || pack(output));
}

int graph_output_close(GraphOutput *output, int status) {
  if (output->writer && !output->failed) {
    writer_finish(output->writer);
    if (!output->failed) pack(output);
  }
  writer_free(output->writer);
  if (!byte_file_close(&output->file)) fail(output);
  bool whole = !output->failed && status < 2;
  if (output->beside[0]) stop_keeping(output->beside);
  if (output->beside[0] && whole && rename(output->beside, output->path) != 0) {
    output->file.error = errno;
    whole = fail(output);
  }
  if (output->beside[0] && !whole) unlink(output->beside);
  gzip_packer_free(output->packer);
  byte_buffer_free(&output->plain);
  byte_buffer_free(&output->packed);
  if (output->pipe_closed) return status;
  return output->failed ? worse_status(status, 3) : status;
}

bool syntax_of_graph_file(const char *path, Syntax *syntax) {
  return syntax_of_file(syntax_unpacked_name(slice_of(path)), SYNTAX_WRITTEN, syntax) && syntax_is_rdf(*syntax);
}

int graph_arguments_take(GraphArguments *arguments, int option, const char *argument) {
  switch (option) {
    case 'o':
      arguments->output = argument;
      return 0;
    case 'R':
      arguments->report = argument;
      return 0;
    case 'B':
      arguments->base = argument;
      return 0;
    case 't':
      arguments->syntax_given = true;
      if (syntax_named(slice_of(argument), SYNTAX_WRITTEN, &arguments->syntax) && syntax_is_rdf(arguments->syntax))
        return 0;
      return usage_error(arguments->command,
                         "`%s` is no output format; there is turtle, trig, ntriples, nquads, rdfxml, rdfjson, jsonld",
                         argument);
    default:
      return usage_error(arguments->command, "unknown or incomplete option");
  }
}

int take_standard_graph(const char *command, char ***paths, int *count) {
  static char *standard_input[] = {"-"};
  if (*count) return 0;
  if (isatty(STDIN_FILENO)) return usage_error(command, "nothing to read: name graphs, or pipe one in");
  *paths = standard_input;
  *count = 1;
  return 0;
}

int read_graphs(Store *store, char *const *paths, int count, const char *no_room) {
  int worst = 0;
  for (int i = 0; i < count && worst < 3; i++) {
    worst = worse_status(worst, exit_status(store_add_path(store, paths[i], &REPORT)));
  }
  if (worst < 3 && !store_finish(store)) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX, "%s", no_room);
    return 3;
  }
  return worst;
}
