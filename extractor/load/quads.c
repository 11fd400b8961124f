#include "load/quads.h"

#include <serd/serd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "input/gzip.h"
#include "input/source.h"
#include "load/quad_line.h"

enum { LARGEST_CHUNK = 1 << 30, PAGE = 4096 };

/* A quad that Serd has brought, within `QuadReader.text`. */
typedef struct {
  size_t begin, triple, end; /* where the triple begins, where it ends and the graph's IRI begins, where that ends */
  bool blank;
} Waiting;

struct QuadReader {
  Source file, source; /* as it is stored; what is read */
  Gzip *gzip;          /* or NULL */
  QuadSyntax syntax;
  const Diagnostics *diagnostics;
  QuadSpace space; /* N-Quads */
  ByteBuffer text; /* the quads that wait */
  size_t line;
  bool failed, no_memory;
  SerdReader *serd;
  SerdEnv *env;
  ByteBuffer waiting; /* of Waiting */
  size_t next;        /* of those */
  bool ended;
};

static const struct {
  const char *name, *ending;
  QuadSyntax syntax;
} SYNTAXES[] = {{"nquads", ".nq", QUADS_NQUADS},
                {"ntriples", ".nt", QUADS_NQUADS},
                {"turtle", ".ttl", QUADS_TURTLE},
                {"trig", ".trig", QUADS_TRIG}};
enum { SYNTAX_COUNT = sizeof SYNTAXES / sizeof *SYNTAXES };

bool quad_syntax_named(Slice name, QuadSyntax *syntax) {
  for (int i = 0; i < SYNTAX_COUNT; i++) {
    if (!slice_is(name, SYNTAXES[i].name)) continue;
    *syntax = SYNTAXES[i].syntax;
    return true;
  }
  return false;
}

bool quad_syntax_of_file(Slice path, QuadSyntax *syntax) {
  if (slice_ends_with(path, SLICE(".gz"))) path.length -= strlen(".gz");
  for (int i = 0; i < SYNTAX_COUNT; i++) {
    if (!slice_ends_with(path, slice_of(SYNTAXES[i].ending))) continue;
    *syntax = SYNTAXES[i].syntax;
    return true;
  }
  return false;
}

static void report(QuadReader *reader, size_t line, const char *problem) {
  diagnostics_file(reader->diagnostics, SPO_ERROR, reader->file.name, line, SIZE_MAX, "%s", problem);
}

/* ---- N-Quads ---- */

static QuadResult end_of_lines(QuadReader *reader, SourceResult result) {
  char text[256];
  if (result == SOURCE_END) return QUADS_END;
  if (result == SOURCE_NO_MEMORY) return QUADS_NO_MEMORY;
  report(reader, reader->source.line, source_problem(&reader->source, text, sizeof text));
  return QUADS_FAILED;
}

static QuadResult refuse_line(QuadReader *reader, const char *problem, size_t column) {
  diagnostics_file(reader->diagnostics, SPO_ERROR, reader->file.name, reader->line, SIZE_MAX,
                   "no N-Quads, at byte %zu: %s", column + 1, problem);
  return QUADS_BROKEN;
}

static QuadResult next_line(QuadReader *reader, Quad *quad) {
  Slice line;
  const char *problem;
  size_t column;
  for (;;) {
    SourceResult result = source_line(&reader->source, LONGEST_QUAD, &line);
    reader->line = reader->source.line;
    if (result == SOURCE_TOO_LARGE) return refuse_line(reader, "the line is too long", 0);
    if (result != SOURCE_OK) return end_of_lines(reader, result);
    switch (quad_line_read(line, &reader->space, quad, &problem, &column)) {
      case LINE_QUAD:
        return QUADS_OK;
      case LINE_EMPTY:
        break;
      case LINE_WRONG:
        return refuse_line(reader, problem, column);
      case LINE_NO_MEMORY:
        return QUADS_NO_MEMORY;
    }
  }
}

/* ---- Turtle and TriG ---- */

static size_t give_bytes(void *to, size_t size, size_t count, void *handle) {
  QuadReader *reader = handle;
  size_t wanted = size * count, given = 0;
  while (given < wanted) {
    Slice bytes = source_peek(&reader->source, wanted - given);
    if (!bytes.length) break;
    memcpy((char *)to + given, bytes.data, bytes.length);
    given += bytes.length;
    source_skip(&reader->source, bytes.length);
  }
  return given;
}

static int source_has_failed(void *handle) {
  return ((const QuadReader *)handle)->source.error;
}

/* The first error counts. */
static SerdStatus take_error(void *handle, const SerdError *error) {
  QuadReader *reader = handle;
  char text[300];
  if (!reader->failed) {
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the list is Serd's, begun there */
    vsnprintf(text, sizeof text, error->fmt, *error->args);
    text[strcspn(text, "\n")] = 0;
    text[utf8_valid_prefix(slice_of(text))] = 0;
    report(reader, error->line, text);
  }
  reader->failed = true;
  return SERD_SUCCESS;
}

static SerdStatus refuse_statement(QuadReader *reader, const char *problem) {
  if (!reader->failed) report(reader, 0, problem);
  reader->failed = true;
  return SERD_ERR_BAD_ARG;
}

static SerdStatus take_base(void *handle, const SerdNode *uri) {
  QuadReader *reader = handle;
  return serd_env_set_base_uri(reader->env, uri);
}

static SerdStatus take_prefix(void *handle, const SerdNode *name, const SerdNode *uri) {
  QuadReader *reader = handle;
  return serd_env_set_prefix(reader->env, name, uri);
}

/* Puts the absolute IRI of a node. False where it has none. */
static bool put_node_iri(QuadReader *reader, const SerdNode *node, bool brackets) {
  SerdNode expanded = serd_env_expand_node(reader->env, node);
  const SerdNode *used = expanded.buf ? &expanded : node;
  Slice iri = {(const char *)used->buf, used->n_bytes};
  bool sound = iri_is_absolute(iri) && utf8_valid_prefix(iri) == iri.length;
  bool put = sound && (brackets ? quad_put_iri(&reader->text, iri) : byte_buffer_put(&reader->text, iri));
  reader->no_memory = reader->no_memory || (sound && !put);
  serd_node_free(&expanded);
  return sound;
}

static bool put_literal(QuadReader *reader, const SerdNode *node, const SerdNode *datatype, const SerdNode *language) {
  Slice text = {(const char *)node->buf, node->n_bytes};
  bool put = quad_put_text(&reader->text, text);
  if (language && language->buf) {
    Slice tag = {(const char *)language->buf, language->n_bytes};
    put = put && byte_buffer_put(&reader->text, SLICE("@")) && byte_buffer_put(&reader->text, tag);
    if (!is_language_tag(tag)) return false;
  }
  if (datatype && datatype->buf) {
    put = put && byte_buffer_put(&reader->text, SLICE("^^"));
    if (!put_node_iri(reader, datatype, true)) return false;
  }
  reader->no_memory = reader->no_memory || !put;
  return utf8_valid_prefix(text) == text.length && !memchr(text.data, 0, text.length);
}

static bool put_blank_node(QuadReader *reader, const SerdNode *node, Waiting *waiting) {
  Slice name = {(const char *)node->buf, node->n_bytes};
  bool put = byte_buffer_put(&reader->text, SLICE("_:")) && byte_buffer_put(&reader->text, name);
  reader->no_memory = reader->no_memory || !put;
  waiting->blank = true;
  return true;
}

static bool put_term(QuadReader *reader, const SerdNode *node, const SerdNode *datatype, const SerdNode *language,
                     Waiting *waiting) {
  if (node->type == SERD_LITERAL) return put_literal(reader, node, datatype, language);
  if (node->type == SERD_BLANK) return put_blank_node(reader, node, waiting);
  return put_node_iri(reader, node, true);
}

static SerdStatus take_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph, const SerdNode *subject,
                                 const SerdNode *predicate, const SerdNode *object, const SerdNode *datatype,
                                 const SerdNode *language) {
  (void)flags;
  QuadReader *reader = handle;
  ByteBuffer *text = &reader->text;
  Waiting waiting = {.begin = text->length};
  bool sound = put_term(reader, subject, NULL, NULL, &waiting) && byte_buffer_put(text, SLICE(" ")) &&
               put_term(reader, predicate, NULL, NULL, &waiting) && byte_buffer_put(text, SLICE(" ")) &&
               put_term(reader, object, datatype, language, &waiting);
  waiting.triple = text->length;
  bool named = graph && graph->buf && graph->n_bytes;
  if (named && graph->type == SERD_BLANK) return refuse_statement(reader, "a graph that is a blank node");
  if (sound && named) sound = put_node_iri(reader, graph, false);
  if (!sound)
    return refuse_statement(reader, "an IRI that is not absolute, or a text with bytes that are no characters");
  waiting.end = text->length;
  if (text->length > LARGEST_CHUNK) return refuse_statement(reader, "a graph that is too large to be read at once");
  bool kept = byte_buffer_put(&reader->waiting, (Slice){(const char *)&waiting, sizeof waiting});
  reader->no_memory = reader->no_memory || !kept;
  return reader->no_memory ? SERD_ERR_INTERNAL : SERD_SUCCESS;
}

static bool begin_serd(QuadReader *reader) {
  SerdSyntax syntax = reader->syntax == QUADS_TRIG ? SERD_TRIG : SERD_TURTLE;
  reader->env = serd_env_new(NULL);
  reader->serd = serd_reader_new(syntax, reader, NULL, take_base, take_prefix, take_statement, NULL);
  if (!reader->env || !reader->serd) return false;
  serd_reader_set_strict(reader->serd, true);
  serd_reader_set_error_sink(reader->serd, take_error, reader);
  serd_reader_start_source_stream(reader->serd, give_bytes, source_has_failed, reader,
                                  (const uint8_t *)reader->file.name, PAGE);
  return true;
}

/* Reads on until quads wait, or nothing is left. */
static QuadResult read_chunk(QuadReader *reader) {
  char text[256];
  byte_buffer_clear(&reader->text);
  byte_buffer_clear(&reader->waiting);
  reader->next = 0;
  while (!reader->waiting.length && !reader->ended) {
    SerdStatus status = serd_reader_read_chunk(reader->serd);
    if (reader->no_memory) return QUADS_NO_MEMORY;
    reader->ended = status != SERD_SUCCESS;
    if (reader->source.error) {
      report(reader, 0, source_problem(&reader->source, text, sizeof text));
      return QUADS_FAILED;
    }
    if (status > SERD_FAILURE && !reader->failed) report(reader, 0, (const char *)serd_strerror(status));
    if (status > SERD_FAILURE || reader->failed) return QUADS_FAILED;
  }
  return reader->waiting.length ? QUADS_OK : QUADS_END;
}

static QuadResult next_statement(QuadReader *reader, Quad *quad) {
  Waiting waiting;
  if (!reader->serd && !begin_serd(reader)) return QUADS_NO_MEMORY;
  if (reader->next * sizeof waiting == reader->waiting.length) {
    QuadResult result = reader->failed ? QUADS_FAILED : read_chunk(reader);
    if (result != QUADS_OK) return result;
  }
  memcpy(&waiting, reader->waiting.data + reader->next++ * sizeof waiting, sizeof waiting);
  const char *data = reader->text.data;
  quad->triple = slice_between(data + waiting.begin, data + waiting.triple);
  quad->graph = slice_between(data + waiting.triple, data + waiting.end);
  quad->blank = waiting.blank;
  return QUADS_OK;
}

/* ---- any ---- */

static bool refuse_packed(const QuadReader *reader, Slice head) {
  static const Slice MAGIC[] = {{"\x28\xB5\x2F\xFD", 4}, {"\xFD\x37zXZ", 5}, {"BZh", 3}, {"PK\3\4", 4}};
  for (size_t i = 0; i < sizeof MAGIC / sizeof *MAGIC; i++) {
    if (!slice_starts_with(head, MAGIC[i])) continue;
    diagnostics_file(reader->diagnostics, SPO_ERROR, reader->file.name, 0, SIZE_MAX,
                     "is packed, and not by gzip: unpack it and give it on standard input (-)");
    return true;
  }
  return false;
}

static bool open_source(QuadReader *reader, const char *path) {
  if (!source_open(&reader->file, path, reader->diagnostics)) return false;
  Slice head = source_peek(&reader->file, 8);
  if (refuse_packed(reader, head)) return false;
  if (!slice_starts_with(head, SLICE("\x1F\x8B\x08"))) {
    reader->source = reader->file;
    return true;
  }
  reader->gzip = gzip_open(&reader->file, &reader->source);
  return reader->gzip != NULL;
}

QuadReader *quad_reader_open(const char *path, QuadSyntax syntax, const Diagnostics *diagnostics) {
  QuadReader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->diagnostics = diagnostics;
  reader->syntax = syntax;
  reader->file.file = -1;
  if (open_source(reader, path)) return reader;
  source_close(&reader->file);
  free(reader);
  return NULL;
}

QuadResult quad_reader_next(QuadReader *reader, Quad *quad) {
  return reader->syntax == QUADS_NQUADS ? next_line(reader, quad) : next_statement(reader, quad);
}

size_t quad_reader_line(const QuadReader *reader) {
  return reader->line;
}

uint64_t quad_reader_position(const QuadReader *reader) {
  off_t at = lseek(reader->file.file, 0, SEEK_CUR);
  return at > 0 ? (uint64_t)at : 0;
}

void quad_reader_close(QuadReader *reader) {
  if (!reader) return;
  if (reader->serd) serd_reader_end_stream(reader->serd);
  serd_reader_free(reader->serd);
  serd_env_free(reader->env);
  source_close(&reader->source);
  gzip_close(reader->gzip);
  quad_space_free(&reader->space);
  byte_buffer_free(&reader->text);
  byte_buffer_free(&reader->waiting);
  free(reader);
}
