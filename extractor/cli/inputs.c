#include "cli/inputs.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/stop.h"

struct OpenSource {
  Reader *reader;
  Diagnostics to; /* of whoever reads now */
  uint64_t size;
  Fetched page; /* what it is read from, where the path is an address */
  char path[];
};

struct Inputs {
  const ReaderOptions *options;
  PathWalk *walk;
  OpenSource *shared; /* the file with many documents that is being read, or NULL */
  InputPosition at;
  const FetchOptions *fetch; /* or NULL */
  Fetcher *fetcher;          /* made when the first address comes */
};

/* ---- position ---- */

static uint64_t mix(uint64_t hash, uint64_t value) {
  return (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15) + 1;
}

static uint64_t size_of_file(const char *path) {
  struct stat about;
  bool known = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &about) == 0 : stat(path, &about) == 0;
  return known && S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
}

static void count_source(InputPosition *at, const char *path, uint64_t size) {
  at->sources++;
  at->names = mix(mix(at->names, slice_hash(slice_of(path))), size);
  at->records = at->contents = 0;
}

static void count_record(InputPosition *at, SpoStatus status, const Document *document) {
  at->records++;
  uint64_t digits[2] = {1, 0}; /* the first sixteen of its hash tell one from all others */
  if (status == SPO_SUCCESS) memcpy(digits, document->sha256, sizeof digits);
  at->contents = mix(mix(at->contents, digits[0]), digits[1]);
}

/* ---- files ---- */

static void pass_on(void *handle, const SpoDiagnostic *message) {
  diagnostics_report(&((const OpenSource *)handle)->to, message);
}

static void close_source(OpenSource *source) {
  if (!source) return;
  reader_close(source->reader);
  fetched_free(&source->page);
  free(source);
}

/* The format that a server names; FORMAT_AUTO where it names none that tells something. */
static InputFormat format_of_type(Slice type) {
  static const struct {
    const char *type;
    InputFormat format;
  } TYPES[] = {{"text/html", FORMAT_HTML},
               {"application/xhtml+xml", FORMAT_HTML},
               {"application/xml", FORMAT_XML},
               {"text/xml", FORMAT_XML},
               {"application/rss+xml", FORMAT_XML},
               {"application/atom+xml", FORMAT_XML},
               {"application/rdf+xml", FORMAT_XML},
               {"application/tei+xml", FORMAT_XML},
               {"application/json", FORMAT_JSONL},
               {"application/x-ndjson", FORMAT_JSONL},
               {"application/jsonl", FORMAT_JSONL},
               {"text/csv", FORMAT_CSV},
               {"text/tab-separated-values", FORMAT_CSV},
               {"text/markdown", FORMAT_MARKDOWN},
               {"message/rfc822", FORMAT_MAIL},
               {"application/mbox", FORMAT_MAIL}};
  for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
    if (slice_equal_ignore_case(type, slice_of(TYPES[i].type))) return TYPES[i].format;
  }
  return FORMAT_AUTO;
}

/* Fetches what an address names and opens a reader for it. */
static SpoStatus open_address(Inputs *inputs, OpenSource *source, const Diagnostics *diagnostics) {
  ReaderOptions options = *inputs->options;
  if (!inputs->fetch) {
    diagnostics_file(diagnostics, SPO_ERROR, source->path, 0, SIZE_MAX,
                     "is an address; it is fetched with --fetch only");
    return SPO_BAD_INPUT;
  }
  if (!inputs->fetcher) inputs->fetcher = fetcher_new(inputs->fetch, diagnostics);
  if (!inputs->fetcher) return SPO_BAD_INPUT;
  SpoStatus status = fetch_page(inputs->fetcher, source->path, diagnostics, &source->page);
  if (status != SPO_SUCCESS) return status;
  source->size = source->page.length;
  if (options.format == FORMAT_AUTO) options.format = format_of_type(slice_of(source->page.type));
  if (source->page.charset[0]) options.charset = slice_of(source->page.charset);
  Slice bytes = {source->page.bytes, source->page.length};
  source->reader = reader_open_memory(bytes, source->path, &options, &(Diagnostics){pass_on, source}, &status);
  return status;
}

static SpoStatus open_source(Inputs *inputs, const char *path, uint64_t size, const Diagnostics *diagnostics,
                             OpenSource **opened) {
  size_t length = strlen(path) + 1;
  OpenSource *source = calloc(1, sizeof *source + length);
  if (!source) return SPO_NO_MEMORY;
  memcpy(source->path, path, length);
  source->to = *diagnostics;
  source->size = size;
  SpoStatus status;
  if (fetch_is_address(slice_of(path))) {
    status = open_address(inputs, source, diagnostics);
  } else {
    source->reader = reader_open(source->path, inputs->options, &(Diagnostics){pass_on, source}, &status);
  }
  if (source->reader) {
    *opened = source;
    return SPO_SUCCESS;
  }
  fetched_free(&source->page);
  free(source);
  return status;
}

/* The guard of the caller stays as it is. With `raw`, pages and texts of archives and crawls are only taken. */
static SpoStatus read_next(OpenSource *source, Arena *arena, const Diagnostics *diagnostics, RawDocument *raw,
                           Document *document) {
  jmp_buf out_of_memory;
  jmp_buf *outer = arena->guard;
  volatile SpoStatus status = SPO_NO_MEMORY;
  source->to = *diagnostics;
  if (!ARENA_GUARD(arena, out_of_memory)) {
    status = raw ? reader_take(source->reader, arena, raw, document) : reader_next(source->reader, arena, document);
    bool page = status == SPO_SUCCESS && source->page.url && reader_is_single(source->reader);
    if (page && document->url.length == 0) document->url = arena_copy(arena, slice_of(source->page.url));
  }
  arena->guard = outer;
  return status;
}

/* ---- documents ---- */

static SpoStatus next_of_shared(Inputs *inputs, Arena *arena, const Diagnostics *diagnostics, InputDocument *taken) {
  OpenSource *source = inputs->shared;
  taken->begin = reader_position(source->reader);
  SpoStatus status = read_next(source, arena, diagnostics, &taken->raw, &taken->document);
  if (status == SPO_END) {
    count_source(&inputs->at, source->path, source->size);
    close_source(source);
    inputs->shared = NULL;
    return SPO_END;
  }
  count_record(&inputs->at, status, &taken->document);
  taken->end = reader_position(source->reader);
  taken->source = arena_copy(arena, slice_of(source->path)).data;
  return status;
}

/* Opens the next file. SPO_SUCCESS without `taken->open`: it is the shared one now. */
static SpoStatus next_source(Inputs *inputs, Arena *arena, const Diagnostics *diagnostics, InputDocument *taken) {
  const char *path;
  OpenSource *source = NULL;
  SpoStatus status = path_walk_next(inputs->walk, diagnostics, &path);
  if (status == SPO_END || status == SPO_NO_MEMORY) return status;
  uint64_t size = size_of_file(path);
  if (status == SPO_SUCCESS) status = open_source(inputs, path, size, diagnostics, &source);
  if (source && !reader_is_single(source->reader)) {
    inputs->shared = source;
    return SPO_SUCCESS;
  }
  count_source(&inputs->at, path, size);
  taken->open = source;
  taken->source = arena_copy(arena, slice_of(path)).data;
  taken->end = size;
  return status;
}

SpoStatus inputs_next(Inputs *inputs, Arena *arena, const Diagnostics *diagnostics, InputDocument *taken) {
  SpoStatus status = SPO_END;
  *taken = (InputDocument){0};
  while (status == SPO_END) {
    if (inputs->shared) {
      status = next_of_shared(inputs, arena, diagnostics, taken);
    } else {
      status = next_source(inputs, arena, diagnostics, taken);
      if (status == SPO_END) return status;
      if (status == SPO_SUCCESS && !taken->open) status = SPO_END; /* of what stands before the shared one */
    }
  }
  taken->after = inputs->at;
  return status;
}

bool inputs_waits(const InputDocument *taken) {
  return taken->open || taken->raw.options.format != FORMAT_AUTO;
}

SpoStatus inputs_read(InputDocument *taken, Arena *arena, const Diagnostics *diagnostics) {
  SpoStatus status;
  if (taken->open) {
    status = read_next(taken->open, arena, diagnostics, NULL, &taken->document);
    if (!taken->end) taken->end = reader_position(taken->open->reader);
    inputs_drop(taken);
  } else {
    status = reader_parse(&taken->raw, arena, diagnostics, &taken->document);
  }
  return status == SPO_END ? SPO_BAD_INPUT : status;
}

void inputs_drop(InputDocument *taken) {
  close_source(taken->open);
  taken->open = NULL;
}

/* ---- going on where another run ended ---- */

/* Passes over a whole file without opening it. */
static SpoStatus skip_source(Inputs *inputs, const char **path) {
  SpoStatus status = path_walk_next(inputs->walk, &DIAGNOSTICS_SILENT, path);
  if (status == SPO_SUCCESS || status == SPO_BAD_INPUT) count_source(&inputs->at, *path, size_of_file(*path));
  return status;
}

static SpoStatus skip_records(Inputs *inputs, uint64_t records) {
  Arena arena;
  InputDocument taken;
  SpoStatus status = SPO_SUCCESS;
  arena_init(&arena, SIZE_MAX);
  while (inputs->at.records < records && status != SPO_END && !interrupted) {
    uint64_t sources = inputs->at.sources;
    jmp_buf out_of_memory;
    arena_reset(&arena);
    if (ARENA_GUARD(&arena, out_of_memory)) break;
    status = inputs_next(inputs, &arena, &DIAGNOSTICS_SILENT, &taken);
    if (taken.open) inputs_drop(&taken);
    if (inputs->at.sources != sources) break; /* the file holds fewer now */
  }
  arena_free(&arena);
  return inputs->at.records == records ? SPO_SUCCESS : SPO_BAD_INPUT;
}

SpoStatus inputs_skip(Inputs *inputs, const InputPosition *position, const char **differs) {
  *differs = NULL;
  while (inputs->at.sources < position->sources && !interrupted) {
    SpoStatus status = skip_source(inputs, differs);
    if (status == SPO_NO_MEMORY) return status;
    if (status == SPO_END) {
      *differs = NULL;
      return SPO_BAD_INPUT;
    }
  }
  if (inputs->at.names != position->names) return SPO_BAD_INPUT;
  SpoStatus status = skip_records(inputs, position->records);
  if (inputs->shared) *differs = inputs->shared->path;
  return status == SPO_SUCCESS && inputs->at.contents == position->contents ? SPO_SUCCESS : SPO_BAD_INPUT;
}

uint64_t inputs_total(char **paths, int count, const char *list) {
  uint64_t total = 0;
  const char *path;
  if (list && strcmp(list, "-") == 0) return 0;
  PathWalk *walk = path_walk_new(paths, count, list);
  SpoStatus status = walk ? SPO_SUCCESS : SPO_END;
  while ((status == SPO_SUCCESS || status == SPO_BAD_INPUT) && !interrupted) {
    status = path_walk_next(walk, &DIAGNOSTICS_SILENT, &path);
    if (status != SPO_SUCCESS) continue;
    uint64_t size = size_of_file(path);
    if (!size && strcmp(path, "-") == 0) status = SPO_END, total = 0;
    total += size;
  }
  path_walk_free(walk);
  return total;
}

Inputs *inputs_new(const ReaderOptions *options, char **paths, int count, const char *list) {
  Inputs *inputs = calloc(1, sizeof *inputs);
  if (!inputs) return NULL;
  inputs->options = options;
  inputs->walk = path_walk_new(paths, count, list);
  if (inputs->walk) return inputs;
  free(inputs);
  return NULL;
}

void inputs_fetch(Inputs *inputs, const FetchOptions *options) {
  inputs->fetch = options;
}

void inputs_free(Inputs *inputs) {
  if (!inputs) return;
  fetcher_free(inputs->fetcher);
  close_source(inputs->shared);
  path_walk_free(inputs->walk);
  free(inputs);
}
