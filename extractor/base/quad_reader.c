#include "base/quad_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <serd/serd.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/byte_buffer.h"
#include "base/iri_chars.h"
#include "base/statement_line.h"
#include "base/utf8.h"

enum { PAGE = 64 * 1024, MOST_TERM = 64 << 20 };

typedef struct {
  Arena *arena;
  Arena scratch; /* terms of one quad that had to be put together */
  const char *name;
  RdfQuadSink sink;
  void *handle;
  const Diagnostics *diagnostics;
  gzFile file;
  unsigned char head[PAGE]; /* the first bytes, read to tell the syntax */
  size_t head_length, head_used;
  size_t line; /* of N-Quads: the one that was read last */
  SerdEnv *env;
  ByteBuffer text, unescaped; /* of lines: what was read and is not used up from `text_used`; terms put together */
  size_t text_used;
  bool failed, read_failed;
  bool out_of_memory; /* the sink's allocation failed: Serd must be left properly before that is passed on */
} QuadReader;

static void fail(QuadReader *reader, size_t line, const char *message) {
  if (!reader->failed) {
    diagnostics_file(reader->diagnostics, SPO_ERROR, reader->name, line, SIZE_MAX, "%s", message);
  }
  reader->failed = true;
}

/* ---- what Serd asks and tells ---- */

static size_t read_bytes(void *buffer, size_t size, size_t count, void *stream) {
  QuadReader *reader = stream;
  size_t wanted = size * count, length = reader->head_length - reader->head_used;
  if (length) {
    if (length > wanted) length = wanted;
    memcpy(buffer, reader->head + reader->head_used, length);
    reader->head_used += length;
    return length / size;
  }
  int got = gzread(reader->file, buffer, (unsigned)wanted);
  reader->read_failed = reader->read_failed || got < 0;
  return got > 0 ? (size_t)got / size : 0;
}

static int read_error(void *stream) {
  return ((QuadReader *)stream)->read_failed;
}

static SerdStatus take_error(void *handle, const SerdError *error) {
  QuadReader *reader = handle;
  char message[512];
  va_list arguments;
  va_copy(arguments, *error->args);
  int length = vsnprintf(message, sizeof message, error->fmt, arguments);
  va_end(arguments);
  while (length > 0 && length < (int)sizeof message && message[length - 1] == '\n') message[--length] = 0;
  fail(reader, error->line, message);
  return SERD_SUCCESS;
}

static SerdStatus take_base(void *handle, const SerdNode *uri) {
  return serd_env_set_base_uri(((QuadReader *)handle)->env, uri);
}

static SerdStatus take_prefix(void *handle, const SerdNode *name, const SerdNode *uri) {
  return serd_env_set_prefix(((QuadReader *)handle)->env, name, uri);
}

/* The text of a node; of prefixed and relative names the whole IRI. */
static bool text_of(QuadReader *reader, const SerdNode *node, Slice *text) {
  SerdChunk head, tail;
  *text = (Slice){(const char *)node->buf, node->n_bytes};
  if (node->type == SERD_CURIE) {
    if (serd_env_expand(reader->env, node, &head, &tail) != SERD_SUCCESS) return false;
    *text = arena_join(&reader->scratch,
                       (Slice[]){{(const char *)head.buf, head.len}, {(const char *)tail.buf, tail.len}}, 2);
  } else if (node->type == SERD_URI && !serd_uri_string_has_scheme(node->buf)) {
    SerdNode whole = serd_env_expand_node(reader->env, node);
    if (!whole.buf) return false;
    *text = arena_copy(&reader->scratch, (Slice){(const char *)whole.buf, whole.n_bytes});
    serd_node_free(&whole);
  }
  return node->type == SERD_BLANK || node->type == SERD_LITERAL || iri_is_absolute(*text);
}

static bool term_of(QuadReader *reader, const SerdNode *node, RdfTerm *term) {
  *term = (RdfTerm){.kind = node->type == SERD_BLANK ? RDF_BLANK : node->type == SERD_LITERAL ? RDF_LITERAL : RDF_IRI};
  return text_of(reader, node, &term->text) && utf8_valid_prefix(term->text) == term->text.length;
}

static SerdStatus take_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph, const SerdNode *subject,
                                 const SerdNode *predicate, const SerdNode *object, const SerdNode *datatype,
                                 const SerdNode *language) {
  (void)flags;
  QuadReader *reader = handle;
  RdfQuad quad = {0};
  jmp_buf *outer = reader->arena->guard, jump;
  if (ARENA_GUARD(reader->arena, jump)) {
    reader->out_of_memory = true;
  } else {
    reader->scratch.guard = &jump;
    arena_reset(&reader->scratch);
    bool sound = term_of(reader, subject, &quad.subject) && term_of(reader, predicate, &quad.predicate) &&
                 term_of(reader, object, &quad.object);
    if (graph && graph->buf) sound = sound && term_of(reader, graph, &quad.graph);
    if (datatype && datatype->buf) sound = sound && text_of(reader, datatype, &quad.object.datatype);
    if (language && language->buf) quad.object.language = (Slice){(const char *)language->buf, language->n_bytes};
    if (sound) {
      reader->sink(reader->handle, &quad);
    } else {
      char message[256];
      snprintf(message, sizeof message, "holds a name that is no IRI, or a prefix that is not declared, at `%.100s`",
               subject->buf ? (const char *)subject->buf : "");
      fail(reader, 0, message);
    }
  }
  reader->arena->guard = outer;
  return reader->failed || reader->out_of_memory ? SERD_ERR_INTERNAL : SERD_SUCCESS;
}

/* ---- which syntax ---- */

static Slice bare_name(const char *path) {
  Slice name = slice_of(path);
  if (slice_ends_with(name, SLICE(".gz"))) name.length -= 3;
  return name;
}

bool rdf_name_has_graphs(const char *path) {
  Slice name = bare_name(path);
  return slice_ends_with(name, SLICE(".nq")) || slice_ends_with(name, SLICE(".trig"));
}

/* Of the first line that says something: a whole statement of full names is one of N-Quads. */
static bool looks_like_lines(Slice head) {
  while (head.length) {
    Slice line = slice_trim(slice_cut(&head, '\n'));
    if (!line.length || line.data[0] == '#') continue;
    bool begins = line.data[0] == '<' || slice_starts_with(line, SLICE("_:"));
    return begins && slice_find(line, SLICE("> ")) != SIZE_MAX && slice_ends_with(line, SLICE("."));
  }
  return true;
}

/* False: nothing that Serd reads. */
static bool choose_syntax(const QuadReader *reader, SerdSyntax *syntax) {
  Slice name = bare_name(reader->name), head = {(const char *)reader->head, reader->head_length};
  static const struct {
    const char *ending;
    SerdSyntax syntax;
  } ENDINGS[] = {{".nq", SERD_NQUADS}, {".nt", SERD_NQUADS}, {".trig", SERD_TRIG}, {".ttl", SERD_TURTLE}};
  for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
    *syntax = ENDINGS[i].syntax;
    if (slice_ends_with(name, slice_of(ENDINGS[i].ending))) return true;
  }
  Slice begin = slice_trim(head);
  if (slice_starts_with(begin, SLICE("<?")) || slice_starts_with(begin, SLICE("<rdf")) ||
      slice_starts_with(begin, SLICE("<!")) || slice_starts_with(begin, SLICE("{"))) {
    return false;
  }
  *syntax = looks_like_lines(head) ? SERD_NQUADS : SERD_TRIG;
  return true;
}

/* ---- lines of N-Quads and N-Triples ---- */

/* The next line, without its end. False: there is none, or `failed` or `out_of_memory`. */
static bool next_line(QuadReader *reader, Slice *line) {
  size_t looked_at = 0;
  for (;;) {
    Slice rest = {reader->text.data + reader->text_used, reader->text.length - reader->text_used};
    const char *end = looked_at < rest.length ? memchr(rest.data + looked_at, '\n', rest.length - looked_at) : NULL;
    if (end) {
      *line = slice_between(rest.data, end);
      reader->text_used += line->length + 1;
      return true;
    }
    looked_at = rest.length;
    if (rest.length > MOST_TERM) return fail(reader, reader->line + 1, "the line is too long"), false;
    if (rest.length) memmove(reader->text.data, rest.data, rest.length);
    reader->text.length = rest.length;
    reader->text_used = 0;
    if (!byte_buffer_reserve(&reader->text, PAGE)) return reader->out_of_memory = true, false;
    size_t got = read_bytes(reader->text.data + rest.length, 1, PAGE, reader);
    if (reader->read_failed) return false;
    reader->text.length += got;
    if (got) continue;
    *line = (Slice){reader->text.data, rest.length};
    reader->text_used = rest.length;
    return rest.length > 0;
  }
}

/* Serd 0.30 ends without a word where a line begins with nonsense, and what stands behind it would be lost. */
static void read_lines(QuadReader *reader) {
  Slice text;
  StatementLine line;
  while (!reader->failed && next_line(reader, &text)) {
    reader->line++;
    if (!statement_line_read(text, true, (Slice){0}, &reader->unescaped, &line)) {
      if (line.problem == STATEMENT_LINE_NO_MEMORY) arena_fail(reader->arena);
      fail(reader, reader->line, line.problem);
    } else if (line.count) {
      RdfQuad quad = {line.terms[0], line.terms[1], line.terms[2], line.count == 4 ? line.terms[3] : (RdfTerm){0}};
      reader->sink(reader->handle, &quad);
    }
  }
}

static void parse_lines(QuadReader *reader) {
  jmp_buf *outer = reader->arena->guard, jump;
  if (ARENA_GUARD(reader->arena, jump)) {
    reader->out_of_memory = true;
  } else {
    read_lines(reader);
  }
  reader->arena->guard = outer;
  if (reader->read_failed) fail(reader, 0, "cannot be read, or is packed and damaged");
  byte_buffer_free(&reader->text);
  byte_buffer_free(&reader->unescaped);
}

/* ---- reading ---- */

static void parse(QuadReader *reader, SerdSyntax syntax) {
  SerdReader *serd = serd_reader_new(syntax, reader, NULL, take_base, take_prefix, take_statement, NULL);
  reader->env = serd_env_new(NULL);
  if (serd && reader->env) {
    serd_reader_set_strict(serd, true);
    serd_reader_set_error_sink(serd, take_error, reader);
    SerdStatus status =
        serd_reader_read_source(serd, read_bytes, read_error, reader, (const uint8_t *)reader->name, PAGE);
    if (reader->read_failed) fail(reader, 0, "cannot be read, or is packed and damaged");
    if (status > SERD_FAILURE && !reader->out_of_memory) fail(reader, 0, "is no sound RDF");
  } else {
    reader->out_of_memory = true;
  }
  if (reader->env) serd_env_free(reader->env);
  if (serd) serd_reader_free(serd);
}

static void take_triple(void *handle, const RdfTriple *triple) {
  QuadReader *reader = handle;
  reader->sink(reader->handle,
               &(RdfQuad){.subject = triple->subject, .predicate = triple->predicate, .object = triple->object});
}

static int open_input(const char *path) {
  struct stat info;
  if (strcmp(path, "-") == 0) return dup(STDIN_FILENO);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  if (fstat(descriptor, &info) == 0 && !S_ISDIR(info.st_mode)) return descriptor;
  close(descriptor);
  errno = EISDIR;
  return -1;
}

SpoStatus rdf_quads_read(Arena *arena, const char *path, SpoStatus failure, RdfQuadSink sink, void *handle,
                         const Diagnostics *diagnostics) {
  enum { LARGEST_OTHER = 1 << 30 };
  QuadReader *reader = ARENA_NEW(arena, QuadReader);
  *reader = (QuadReader){.arena = arena, .sink = sink, .handle = handle, .diagnostics = diagnostics};
  reader->name = strcmp(path, "-") == 0 ? "standard input" : path;
  int descriptor = open_input(path);
  reader->file = descriptor >= 0 ? gzdopen(descriptor, "rb") : NULL;
  if (!reader->file) {
    if (descriptor >= 0) close(descriptor);
    fail(reader, 0, strerror(descriptor >= 0 ? ENOMEM : errno));
    return failure;
  }
  gzbuffer(reader->file, PAGE);
  int got = gzread(reader->file, reader->head, PAGE);
  reader->head_length = got > 0 ? (size_t)got : 0;
  reader->read_failed = got < 0;
  SerdSyntax syntax;
  bool known = choose_syntax(reader, &syntax);
  arena_init(&reader->scratch, MOST_TERM);
  if (known && syntax == SERD_NQUADS) parse_lines(reader);
  if (known && syntax != SERD_NQUADS) parse(reader, syntax);
  arena_free(&reader->scratch);
  gzclose(reader->file);
  if (reader->out_of_memory) arena_fail(arena);
  if (known || strcmp(path, "-") == 0) {
    if (!known) fail(reader, 0, "is no N-Quads, N-Triples, TriG or Turtle");
    return reader->failed ? failure : SPO_SUCCESS;
  }
  return rdf_read_file(arena, path, path, LARGEST_OTHER, failure, take_triple, reader, diagnostics);
}
