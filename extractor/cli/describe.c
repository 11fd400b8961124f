#include "cli/describe.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"

typedef struct {
  Arena arena;
  const ExtractOptions *options;
  const WriterOptions *writing;
  struct {
    VECTOR(Distribution);
  } files;
} Describe;

static Slice folder_of(Slice path) {
  size_t end = path.length;
  while (end && path.data[end - 1] != '/') end--;
  return (Slice){path.data, end};
}

/* The full path of a file that is there; the path itself where it cannot be told. */
static Slice full_path(Describe *describe, const char *path) {
  char full[PATH_MAX];
  return arena_copy(&describe->arena, slice_of(realpath(path, full) ? full : path));
}

/* The full path of the description, which may not be there yet. */
static Slice description_folder(Describe *describe) {
  Slice folder = folder_of(slice_of(describe->options->describe));
  const char *named = folder.length ? arena_copy(&describe->arena, folder).data : ".";
  return arena_join(&describe->arena, (Slice[]){full_path(describe, named), SLICE("/")}, 2);
}

static Slice encoded_path(Describe *describe, Slice path) {
  static const char HEX[] = "0123456789ABCDEF";
  char *to = arena_alloc(&describe->arena, 3 * path.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < path.length; i++) {
    unsigned char c = (unsigned char)path.data[i];
    bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || strchr("-._~/", c);
    if (plain && c) {
      to[length++] = (char)c;
      continue;
    }
    to[length++] = '%';
    to[length++] = HEX[c >> 4];
    to[length++] = HEX[c & 15];
  }
  return (Slice){to, length};
}

/* Relative where the file is in the description's folder or below it. */
static void add_file(Describe *describe, const char *path) {
  struct stat status;
  Slice full = full_path(describe, path), folder = description_folder(describe);
  bool below = slice_starts_with(full, folder);
  Slice rest = below ? (Slice){full.data + folder.length, full.length - folder.length} : full;
  Slice address = encoded_path(describe, rest);
  if (!below) address = arena_join(&describe->arena, (Slice[]){SLICE("file://"), address}, 2);
  Distribution file = {.address = address,
                       .media_type = slice_of(syntax_media_type(describe->writing->syntax)),
                       .packed = describe->options->gzip,
                       .rdf = syntax_is_rdf(describe->writing->syntax),
                       .bytes = stat(path, &status) == 0 && S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0};
  VECTOR_PUSH(&describe->arena, &describe->files, file);
}

/* Files of a folder are told by its index (out_folder.h). */
static void add_numbered(Describe *describe) {
  const char *folder = describe->options->output;
  FILE *index = fopen(arena_print(&describe->arena, "%s/index.jsonl", folder).data, "r");
  char *line = NULL;
  size_t room = 0;
  while (index && getline(&line, &room, index) > 0) {
    if (strncmp(line, "{\"file\":", strlen("{\"file\":")) != 0) continue;
    json_t *object = json_loads(line, 0, NULL);
    const char *name = json_string_value(json_object_get(object, "file"));
    if (name) add_file(describe, arena_print(&describe->arena, "%s/%s", folder, name).data);
    json_decref(object);
  }
  free(line);
  if (index) fclose(index);
}

static void add_parts(Describe *describe) {
  for (unsigned i = 0; i < writer_parts(describe->writing); i++) {
    Slice path =
        arena_print(&describe->arena, "%s/%s%s%s", describe->options->output, writer_part_name(describe->writing, i),
                    syntax_ending(describe->writing->syntax), describe->options->gzip ? ".gz" : "");
    add_file(describe, path.data);
  }
}

static int write_description(Describe *describe, const Description *description) {
  const ExtractOptions *options = describe->options;
  const char *output = options->output;
  if (options->split) {
    add_numbered(describe);
  } else if (options->parts_folder) {
    add_parts(describe);
  } else if (output && strcmp(output, "-") != 0 && strncmp(output, "/dev/", 5) != 0) {
    add_file(describe, output);
  }
  ByteBuffer text = {0};
  DescriptionText parts = {.title = slice_of(options->title ? options->title : "Claims that spo found in articles"),
                           .issued = slice_of(options->issued),
                           .base = options->common.graph.base,
                           .distributions = describe->files.data,
                           .distribution_count = describe->files.count};
  bool made = description_write(description, &parts, &text);
  int status = made && file_write(options->describe, byte_buffer_slice(&text), &REPORT) == SPO_SUCCESS ? 0 : 3;
  byte_buffer_free(&text);
  return status;
}

int describe_output(const ExtractOptions *options, const WriterOptions *writing, const Description *description) {
  Describe describe = {.options = options, .writing = writing};
  jmp_buf out_of_memory;
  volatile int status = 3;
  arena_init(&describe.arena, SIZE_MAX);
  if (!ARENA_GUARD(&describe.arena, out_of_memory)) status = write_description(&describe, description);
  arena_free(&describe.arena);
  return status;
}
