/* Turtle and TriG through Serd. It takes whole pages and does not tell where it is in them; where the line of each
   statement is wanted, or of an error that Serd has no word for, it is given bytes one by one, at a third of the speed.
 */
#include <serd/serd.h>
#include <stdio.h>

#include "base/utf8.h"
#include "rdf/nesting.h"
#include "rdf/reader_internal.h"

enum { PAGE = 64 * 1024 };

typedef struct {
  RdfReading *reading;
  SerdEnv *env;
  SerdReader *serd;
  Nesting nesting;
  size_t line;   /* that it has in work, where bytes are given one by one; else 0 */
  bool newline;  /* the next byte begins a line */
  uint64_t most; /* bytes that may be read */
  bool failed;   /* reported */
} SerdReading;

static void fail(SerdReading *serd, size_t line, const char *problem) {
  if (!serd->failed && !rdf_is_over(serd->reading)) rdf_report(serd->reading, line, 0, problem);
  serd->failed = true;
}

/* ---- bytes ---- */

/* Ends the reading; where the line is not known, it is found in a second reading, which reports. */
static void fail_where_it_is(SerdReading *serd, const char *problem) {
  RdfReading *reading = serd->reading;
  reading->line_missing = !reading->options->lines && !reading->once && !serd->failed;
  if (!reading->line_missing) fail(serd, serd->line, problem);
  serd->failed = true;
}

static bool check_bytes(SerdReading *serd, Slice bytes) {
  if (!nesting_take(&serd->nesting, bytes, RDF_DEEPEST)) {
    fail_where_it_is(serd, "brackets are nested too deep");
  } else if (serd->reading->source->position > serd->most) {
    fail(serd, serd->line, "the file is too large");
  }
  return !serd->failed;
}

/* Fewer bytes than wanted mean to Serd that there are no more. */
static size_t give_bytes(void *to, size_t size, size_t count, void *handle) {
  SerdReading *serd = handle;
  size_t wanted = size * count, given = 0;
  while (given < wanted && !serd->failed) {
    Slice bytes = source_peek(serd->reading->source, wanted - given);
    if (!bytes.length || !check_bytes(serd, bytes)) break;
    memcpy((char *)to + given, bytes.data, bytes.length);
    given += bytes.length;
    source_skip(serd->reading->source, bytes.length);
  }
  return given;
}

static size_t give_byte(void *to, size_t size, size_t count, void *handle) {
  SerdReading *serd = handle;
  if (!give_bytes(to, size, count, serd)) return 0;
  serd->line += serd->newline;
  serd->newline = *(const char *)to == '\n';
  return 1;
}

static int source_has_failed(void *handle) {
  const SerdReading *serd = handle;
  return serd->failed || serd->reading->source->error;
}

/* ---- what Serd tells ---- */

static SerdStatus take_error(void *handle, const SerdError *error) {
  char message[512];
  /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the list is Serd's, begun there */
  vsnprintf(message, sizeof message, error->fmt, *error->args);
  message[strcspn(message, "\n")] = 0;
  message[utf8_valid_prefix(slice_of(message))] = 0;
  fail(handle, error->line, message);
  return SERD_SUCCESS;
}

static SerdStatus take_base(void *handle, const SerdNode *iri) {
  return serd_env_set_base_uri(((SerdReading *)handle)->env, iri);
}

static SerdStatus take_prefix(void *handle, const SerdNode *name, const SerdNode *iri) {
  return serd_env_set_prefix(((SerdReading *)handle)->env, name, iri);
}

static Slice slice_of_node(const SerdNode *node) {
  return (Slice){(const char *)node->buf, node->n_bytes};
}

/* Two parts in one piece, which holds until the next statement. Slices before it stay: room is made beforehand. */
static Slice join(ByteBuffer *scratch, Slice head, Slice tail) {
  size_t begin = scratch->length;
  byte_buffer_put(scratch, head);
  byte_buffer_put(scratch, tail);
  return (Slice){scratch->data + begin, scratch->length - begin};
}

static bool iri_of(SerdReading *serd, const SerdNode *node, Slice *iri) {
  ByteBuffer *scratch = &serd->reading->scratch;
  *iri = slice_of_node(node);
  if (node->type == SERD_CURIE) {
    SerdChunk head, tail;
    if (serd_env_expand(serd->env, node, &head, &tail) != SERD_SUCCESS) {
      char message[200];
      snprintf(message, sizeof message, "the prefix of `%.100s` is not declared", (const char *)node->buf);
      message[utf8_valid_prefix(slice_of(message))] = 0;
      fail(serd, serd->line, message);
      return false;
    }
    *iri = join(scratch, (Slice){(const char *)head.buf, head.len}, (Slice){(const char *)tail.buf, tail.len});
  } else if (!serd_uri_string_has_scheme(node->buf)) {
    SerdNode whole = serd_env_expand_node(serd->env, node);
    if (whole.buf) *iri = join(scratch, slice_of_node(&whole), (Slice){0});
    serd_node_free(&whole);
  }
  return true;
}

static bool term_of(SerdReading *serd, const SerdNode *node, const SerdNode *datatype, const SerdNode *language,
                    RdfTerm *term) {
  if (node->type == SERD_URI || node->type == SERD_CURIE) return iri_of(serd, node, &term->text);
  term->text = slice_of_node(node);
  term->kind = node->type == SERD_BLANK ? RDF_BLANK : RDF_LITERAL;
  if (language && language->buf) term->language = slice_of_node(language);
  return !datatype || !datatype->buf || iri_of(serd, datatype, &term->datatype);
}

static size_t room_for(const SerdReading *serd, const SerdNode *node) {
  enum { SPARE = 1024 };
  SerdChunk head = {NULL, 0}, tail = {NULL, 0};
  if (!node || !node->buf) return 0;
  if (node->type == SERD_CURIE) serd_env_expand(serd->env, node, &head, &tail);
  return node->n_bytes + head.len + tail.len + serd_env_get_base_uri(serd->env, NULL)->n_bytes + SPARE;
}

static bool make_room(SerdReading *serd, const SerdNode *const *nodes, int count) {
  size_t size = 0;
  serd->reading->scratch.length = 0;
  for (int i = 0; i < count; i++) size += room_for(serd, nodes[i]);
  serd->reading->no_memory = !byte_buffer_reserve(&serd->reading->scratch, size);
  return !serd->reading->no_memory;
}

static SerdStatus take_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph, const SerdNode *subject,
                                 const SerdNode *predicate, const SerdNode *object, const SerdNode *datatype,
                                 const SerdNode *language) {
  (void)flags;
  SerdReading *serd = handle;
  RdfQuad quad = {.line = serd->line};
  bool named = graph && graph->buf;
  if (serd->failed || !make_room(serd, (const SerdNode *[]){graph, subject, predicate, object, datatype}, 5) ||
      !term_of(serd, subject, NULL, NULL, &quad.subject) || !term_of(serd, predicate, NULL, NULL, &quad.predicate) ||
      !term_of(serd, object, datatype, language, &quad.object) ||
      (named && !term_of(serd, graph, NULL, NULL, &quad.graph))) {
    return SERD_ERR_INTERNAL;
  }
  const char *problem = rdf_problem_of(&quad);
  if (problem) fail(serd, serd->line, problem);
  return !problem && rdf_take(serd->reading, &quad) ? SERD_SUCCESS : SERD_ERR_INTERNAL;
}

/* ---- reading ---- */

static void set_base(SerdReading *serd) {
  char text[256];
  if (!serd->reading->options->relative) return;
  rdf_base_iri(serd->reading, text);
  SerdNode base = serd_node_from_string(SERD_URI, (const uint8_t *)text);
  serd_env_set_base_uri(serd->env, &base);
}

static void read_statements(SerdReading *serd) {
  RdfReading *reading = serd->reading;
  char prefix[64];
  snprintf(prefix, sizeof prefix, "%.*s", (int)reading->options->blank_prefix.length,
           reading->options->blank_prefix.data ? reading->options->blank_prefix.data : "");
  serd_reader_add_blank_prefix(serd->serd, (const uint8_t *)prefix);
  serd_reader_set_error_sink(serd->serd, take_error, serd);
  serd_reader_set_strict(serd->serd, true);
  set_base(serd);
  bool lines = reading->options->lines;
  SerdStatus status = serd_reader_read_source(serd->serd, lines ? give_byte : give_bytes, source_has_failed, serd, NULL,
                                              lines ? 1 : PAGE);
  if (rdf_is_over(reading) || serd->failed || rdf_source_failed(reading)) return;
  bool rest = source_peek(reading->source, 1).length > 0;
  if (status <= SERD_FAILURE && !rest) return;
  fail_where_it_is(serd, "the beginning of a statement is expected");
}

void rdf_read_serd(RdfReading *reading) {
  SerdReading serd = {
      .reading = reading, .newline = true, .most = reading->options->largest ? reading->options->largest : UINT64_MAX};
  SerdSyntax syntax = reading->syntax == SYNTAX_TRIG ? SERD_TRIG : SERD_TURTLE;
  serd.env = serd_env_new(NULL);
  serd.serd = serd_reader_new(syntax, &serd, NULL, take_base, take_prefix, take_statement, NULL);
  if (serd.env && serd.serd) {
    read_statements(&serd);
  } else {
    reading->no_memory = true;
  }
  if (serd.failed && reading->sink->broken) reading->sink->broken(reading->sink->handle);
  serd_reader_free(serd.serd);
  serd_env_free(serd.env);
}
