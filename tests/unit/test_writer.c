/* Every syntax, read back: by Serd here, and by rapper and serdi where they are installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "output/writer.h"
#include "support/rdf_reader.h"

#define EX "http://example.org/"
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD "http://www.w3.org/2001/XMLSchema#"

static const Prefix PREFIXES[] = {
    {{"", 0}, {EX, sizeof EX - 1}},
    {{"id", 2}, {EX "id/", sizeof EX "id/" - 1}},
    {{"rdfs", 4}, {"http://www.w3.org/2000/01/rdf-schema#", 37}},
    {{"schema", 6}, {"https://schema.org/", 19}},
};
enum { PREFIX_COUNT = sizeof PREFIXES / sizeof *PREFIXES };

static const Syntax ALL[] = {SYNTAX_TURTLE, SYNTAX_TRIG, SYNTAX_NTRIPLES, SYNTAX_NQUADS, SYNTAX_RDFXML, SYNTAX_RDFJSON};
enum { ALL_COUNT = sizeof ALL / sizeof *ALL };

static const struct {
  const char *name, *ending, *rapper;
  SerdSyntax serd; /* 0: none */
} HOW_TO_READ[] = {
    [SYNTAX_TURTLE] = {"turtle", "ttl", "turtle", SERD_TURTLE},
    [SYNTAX_TRIG] = {"trig", "trig", "trig", SERD_TRIG},
    [SYNTAX_NTRIPLES] = {"ntriples", "nt", "ntriples", SERD_NTRIPLES},
    [SYNTAX_NQUADS] = {"nquads", "nq", "nquads", SERD_NQUADS},
    [SYNTAX_RDFXML] = {"rdfxml", "rdf", "rdfxml", 0},
    [SYNTAX_RDFJSON] = {"json", "json", "json", 0},
};

/* What one test holds: an arena for graphs, the bytes that a writer wrote, the messages it gave. */
typedef struct {
  Arena arena;
  char *bytes;
  size_t length, room; /* room: most bytes that the sink takes */
  unsigned calls, refusals;
  char messages[4096];
  unsigned message_count;
  Diagnostics diagnostics;
} Fixture;

static void take_message(void *handle, const SpoDiagnostic *diagnostic) {
  Fixture *fixture = handle;
  size_t length = strlen(fixture->messages);
  snprintf(fixture->messages + length, sizeof fixture->messages - length, "%s: %s\n",
           diagnostic->file ? diagnostic->file : "", diagnostic->message);
  fixture->message_count++;
}

static int set_up(void **state) {
  Fixture *fixture = calloc(1, sizeof *fixture);
  arena_init(&fixture->arena, SIZE_MAX);
  fixture->room = SIZE_MAX;
  fixture->diagnostics = (Diagnostics){take_message, fixture};
  *state = fixture;
  return 0;
}

static int tear_down(void **state) {
  Fixture *fixture = *state;
  arena_free(&fixture->arena);
  free(fixture->bytes);
  free(fixture);
  return 0;
}

static SpoStatus take_bytes(void *handle, const char *bytes, size_t length) {
  Fixture *fixture = handle;
  fixture->calls++;
  if (fixture->length + length > fixture->room) {
    fixture->refusals++;
    return SPO_BAD_OUTPUT;
  }
  fixture->bytes = realloc(fixture->bytes, fixture->length + length + 1);
  memcpy(fixture->bytes + fixture->length, bytes, length);
  fixture->length += length;
  fixture->bytes[fixture->length] = 0;
  return SPO_SUCCESS;
}

static Writer *new_writer(Fixture *fixture, Syntax syntax) {
  fixture->length = 0;
  fixture->messages[0] = 0;
  fixture->message_count = 0;
  Writer *writer = writer_new(syntax, PREFIXES, PREFIX_COUNT, take_bytes, fixture, &fixture->diagnostics);
  assert_non_null(writer);
  return writer;
}

static void write_all(Fixture *fixture, Syntax syntax, const Graph *const *graphs, size_t count) {
  Writer *writer = new_writer(fixture, syntax);
  for (size_t i = 0; i < count; i++) assert_int_equal(SPO_SUCCESS, writer_write(writer, graphs[i]));
  assert_int_equal(SPO_SUCCESS, writer_finish(writer));
  writer_free(writer);
}

static void write_one(Fixture *fixture, Syntax syntax, const Graph *graph) {
  write_all(fixture, syntax, &graph, 1);
}

static Graph *new_graph(Fixture *fixture, const char *iri) {
  Graph *graph = ARENA_NEW(&fixture->arena, Graph);
  graph_init(graph, &fixture->arena, slice_of(iri));
  return graph;
}

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *text = NULL;
  size_t room = 0;
  if (getdelim(&text, &room, 0, file) < 0) free(text), text = NULL;
  fclose(file);
  return text;
}

static Graph *read_graph(Fixture *fixture, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, SPO_SOURCE_DIR "/tests/data/rdf/%s", name);
  char *text = read_file(path);
  assert_non_null(text);
  Graph *graph = new_graph(fixture, "https://news.example/2023/a");
  assert_true(rdf_read(text, SERD_NTRIPLES, graph, NULL));
  free(text);
  graph_finish(graph);
  return graph;
}

static TermId iri(Graph *graph, const char *text) {
  return graph_iri(graph, slice_of(text), 0);
}

static TermId literal(Graph *graph, const char *text) {
  return graph_literal(graph, slice_of(text), (Slice){0}, (Slice){0});
}

static void expect_equal(const Graph *expected, const Graph *got, const char *what) {
  Slice where = {0};
  if (rdf_graphs_equal(expected, got, &where)) return;
  fail_msg("%s: only on one side: %.*s", what, (int)where.length, where.data);
}

static void serd_reads_back_every_term(void **state) {
  Fixture *fixture = *state;
  static const char *const FILES[] = {"terms.nt", "controls.nt"};
  for (unsigned f = 0; f < 2; f++) {
    Graph *graph = read_graph(fixture, FILES[f]);
    for (unsigned i = 0; i < ALL_COUNT; i++) {
      SerdSyntax syntax = HOW_TO_READ[ALL[i]].serd;
      if (!syntax) continue;
      write_one(fixture, ALL[i], graph);
      assert_string_equal("", fixture->messages);
      Graph *back = new_graph(fixture, "");
      Slice name = {0};
      assert_true(rdf_read(fixture->bytes, syntax, back, &name));
      expect_equal(graph, back, HOW_TO_READ[ALL[i]].name);
      bool named = ALL[i] == SYNTAX_TRIG || ALL[i] == SYNTAX_NQUADS;
      assert_true(slice_equal(named ? graph->iri : (Slice){0}, name));
    }
  }
}

/* The triples that `command` (which gets the file's name) prints as N-Triples; NULL where there is no such program. */
static Graph *read_with(Fixture *fixture, const char *command, const char *ending) {
  char path[1024], line[3000];
  snprintf(path, sizeof path, SPO_BUILD_DIR "/test_writer_%d.%s", (int)getpid(), ending);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fixture->length, fwrite(fixture->bytes, 1, fixture->length, file));
  assert_int_equal(0, fclose(file));
  snprintf(line, sizeof line, "%s '%s' > '%s.out'", command, path, path);
  int status = system(line);
  unlink(path);
  strcat(path, ".out");
  char *text = read_file(path);
  unlink(path);
  if (WEXITSTATUS(status) == 127) {
    free(text);
    return NULL;
  }
  if (status != 0) fail_msg("%s: status %d", line, WEXITSTATUS(status));
  Graph *graph = new_graph(fixture, "");
  assert_true(rdf_read(text ? text : "", SERD_NTRIPLES, graph, NULL));
  free(text);
  return graph;
}

/* Raptor's readers compare language tags in small letters. */
static Graph *with_small_tags(Fixture *fixture, const Graph *graph) {
  Graph *copy = new_graph(fixture, "");
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    Triple triple = graph->triples.data[i];
    TermId ids[3] = {triple.subject, triple.predicate, triple.object};
    for (unsigned k = 0; k < 3; k++) {
      Term term = graph->terms.data[ids[k]];
      char *tag = (char *)arena_copy(&fixture->arena, term.language).data;
      for (char *at = tag; *at; at++) *at = *at >= 'A' && *at <= 'Z' ? (char)(*at | 32) : *at;
      ids[k] = term.kind == TERM_IRI
                   ? graph_iri(copy, term.text, 0)
                   : graph_literal(copy, term.text, term.datatype, (Slice){tag, term.language.length});
    }
    graph_add(copy, ids[0], ids[1], ids[2]);
  }
  return copy;
}

/* For tests/rdf/run.sh: the same triples in every syntax, read there by other parsers. */
static void writes_files_for_other_parsers(void **state) {
  Fixture *fixture = *state;
  const char *folder = getenv("SPO_TEST_OUTPUT");
  if (!folder) skip();
  Graph *graph = read_graph(fixture, "terms.nt");
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_one(fixture, ALL[i], graph);
    char path[1024];
    snprintf(path, sizeof path, "%s/terms.%s", folder, HOW_TO_READ[ALL[i]].ending);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fixture->length, fwrite(fixture->bytes, 1, fixture->length, file));
    assert_int_equal(0, fclose(file));
  }
}

static void rapper_reads_back_every_syntax(void **state) {
  Fixture *fixture = *state;
  Graph *graph = read_graph(fixture, "terms.nt");
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_one(fixture, ALL[i], graph);
    assert_string_equal("", fixture->messages);
    char command[100];
    snprintf(command, sizeof command, "rapper -q -i %s -o ntriples", HOW_TO_READ[ALL[i]].rapper);
    Graph *back = read_with(fixture, command, HOW_TO_READ[ALL[i]].ending);
    if (!back) skip();
    expect_equal(with_small_tags(fixture, graph), with_small_tags(fixture, back), command);
  }
}

static void serdi_reads_back_every_syntax(void **state) {
  Fixture *fixture = *state;
  Graph *graph = read_graph(fixture, "terms.nt");
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    if (!HOW_TO_READ[ALL[i]].serd) continue;
    write_one(fixture, ALL[i], graph);
    char command[100];
    snprintf(command, sizeof command, "serdi -i %s -o ntriples", HOW_TO_READ[ALL[i]].name);
    Graph *back = read_with(fixture, command, HOW_TO_READ[ALL[i]].ending);
    if (!back) skip();
    expect_equal(graph, back, command);
  }
}

static Graph *small_graph(Fixture *fixture, const char *name) {
  Graph *graph = new_graph(fixture, name);
  Slice zh = SLICE("zh"), decimal = SLICE(XSD "decimal");
  TermId document = graph_iri(graph, slice_of(name), 1), person = graph_iri(graph, SLICE(EX "id/person-黄铁军"), 2);
  TermId type = iri(graph, RDF "type"), label = iri(graph, "http://www.w3.org/2000/01/rdf-schema#label");
  graph_add(graph, person, label, graph_literal(graph, SLICE("黄铁军"), (Slice){0}, zh));
  graph_add(graph, person, type, iri(graph, "https://schema.org/Person"));
  graph_add(graph, document, iri(graph, EX "share"), graph_literal(graph, SLICE("0.95"), decimal, (Slice){0}));
  graph_add(graph, document, iri(graph, EX "count"), graph_literal(graph, SLICE("17"), decimal, (Slice){0}));
  graph_add(graph, document, type, iri(graph, "https://schema.org/Article"));
  graph_add(graph, document, iri(graph, EX "about"), person);
  graph_add(graph, document, iri(graph, EX "about"), iri(graph, EX "id/topic-算力"));
  graph_finish(graph);
  return graph;
}

#define HEAD                                                  \
  "@prefix : <http://example.org/> .\n"                       \
  "@prefix id: <http://example.org/id/> .\n"                  \
  "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n" \
  "@prefix schema: <https://schema.org/> .\n"                 \
  "@prefix rdf: <" RDF                                        \
  "> .\n"                                                     \
  "@prefix xsd: <" XSD "> .\n"

static void turtle_is_readable(void **state) {
  Fixture *fixture = *state;
  const Graph *graphs[] = {small_graph(fixture, EX "id/doc-1"), small_graph(fixture, EX "id/doc-2")};
  write_all(fixture, SYNTAX_TURTLE, graphs, 1);
  assert_string_equal(HEAD
                      "\n"
                      "id:doc-1\n"
                      "\ta schema:Article ;\n"
                      "\t:about id:topic-算力 ,\n"
                      "\t\tid:person-黄铁军 ;\n"
                      "\t:count \"17\"^^xsd:decimal ;\n"
                      "\t:share 0.95 .\n"
                      "\n"
                      "id:person-黄铁军\n"
                      "\ta schema:Person ;\n"
                      "\trdfs:label \"黄铁军\"@zh .\n",
                      fixture->bytes);
  write_all(fixture, SYNTAX_TURTLE, graphs, 2);
  assert_true(slice_find((Slice){fixture->bytes + sizeof HEAD, fixture->length - sizeof HEAD}, SLICE("@prefix")) ==
              SIZE_MAX);
}

static unsigned count_of(const char *text, const char *part) {
  unsigned count = 0;
  for (; (text = strstr(text, part)); text++) count++;
  return count;
}

static void trig_has_one_block_a_graph(void **state) {
  Fixture *fixture = *state;
  const Graph *graphs[] = {small_graph(fixture, EX "id/doc-1"), small_graph(fixture, EX "a/2")};
  write_all(fixture, SYNTAX_TRIG, graphs, 2);
  assert_int_equal(2, count_of(fixture->bytes, "{"));
  assert_int_equal(1, count_of(fixture->bytes, "\nid:doc-1 {"));
  assert_int_equal(1, count_of(fixture->bytes, "\n<http://example.org/a/2> {"));
  assert_int_equal(6, count_of(fixture->bytes, "@prefix"));
}

static void lines_hold_raw_utf8(void **state) {
  Fixture *fixture = *state;
  write_one(fixture, SYNTAX_NQUADS, small_graph(fixture, EX "id/doc-1"));
  assert_int_equal(7, count_of(fixture->bytes, "\n"));
  assert_int_equal(7, count_of(fixture->bytes, " <http://example.org/id/doc-1> .\n"));
  assert_non_null(strstr(fixture->bytes,
                         "<http://example.org/id/person-黄铁军> <http://www.w3.org/2000/01/"
                         "rdf-schema#label> \"黄铁军\"@zh <"));
  assert_null(strchr(fixture->bytes, '\\'));
}

static void several_documents_are_one_file(void **state) {
  Fixture *fixture = *state;
  const Graph *graphs[] = {small_graph(fixture, EX "id/doc-1"), new_graph(fixture, EX "empty"),
                           small_graph(fixture, EX "id/doc-2")};
  Graph *both = new_graph(fixture, "");
  write_all(fixture, SYNTAX_NTRIPLES, graphs, 3);
  assert_true(rdf_read(fixture->bytes, SERD_NTRIPLES, both, NULL));
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_all(fixture, ALL[i], graphs, 3);
    assert_string_equal("", fixture->messages);
    char command[100];
    snprintf(command, sizeof command, "rapper -q -i %s -o ntriples", HOW_TO_READ[ALL[i]].rapper);
    Graph *back = read_with(fixture, command, HOW_TO_READ[ALL[i]].ending);
    if (!back) skip();
    expect_equal(both, back, command);
    char *first = strdup(fixture->bytes); /* the same bytes again */
    write_all(fixture, ALL[i], graphs, 3);
    assert_string_equal(first, fixture->bytes);
    free(first);
  }
}

/* Writers of lines keep IRIs of vocabularies from document to document: many of them, more than they have places for,
   and others where the same memory is used again. */
static void vocabularies_are_written_as_they_are(void **state) {
  enum { IRIS = 1000, LENGTH = 64, DOCUMENTS = 3 };
  Fixture *fixture = *state;
  char *memory = arena_alloc(&fixture->arena, IRIS * LENGTH);
  Writer *writer = new_writer(fixture, SYNTAX_NTRIPLES);
  char *expected = arena_alloc(&fixture->arena, DOCUMENTS * IRIS * 100), *at = expected;
  for (int document = 0; document < DOCUMENTS; document++) {
    Graph *graph = new_graph(fixture, EX "doc");
    TermId subject = iri(graph, EX "subject");
    for (int i = 0; i < IRIS; i++) {
      char *text = memory + i * LENGTH;
      bool sound = i % 100 != 99; /* a blank makes the others unsound */
      snprintf(text, LENGTH, EX "%s%d-%04d", sound ? "p" : " ", i % 7 ? document : 0, i);
      graph_add(graph, subject, graph_iri(graph, slice_of(text), GRAPH_ORDER_LAST), literal(graph, "x"));
      if (sound) at += sprintf(at, "<" EX "subject> <%s> \"x\" .\n", text);
    }
    assert_int_equal(SPO_SUCCESS, writer_write(writer, graph));
  }
  assert_int_equal(SPO_SUCCESS, writer_finish(writer));
  writer_free(writer);
  assert_string_equal(expected, fixture->bytes);
  assert_int_equal(DOCUMENTS, fixture->message_count);
}

static void json_is_raw_utf8(void **state) {
  Fixture *fixture = *state;
  write_one(fixture, SYNTAX_RDFJSON, read_graph(fixture, "terms.nt"));
  assert_non_null(strstr(fixture->bytes, "\"𠮷野家 😀 e\u0301 \\\\u4E00 \\\\U0001F600 \\\\\""));
  assert_null(strstr(fixture->bytes, " \\U"));
}

static void nothing_to_write_is_an_empty_document(void **state) {
  Fixture *fixture = *state;
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_all(fixture, ALL[i], NULL, 0);
    char command[100];
    snprintf(command, sizeof command, "rapper -q -i %s -o ntriples", HOW_TO_READ[ALL[i]].rapper);
    if (!fixture->bytes) fixture->bytes = calloc(1, 1);
    Graph *back = read_with(fixture, command, HOW_TO_READ[ALL[i]].ending);
    if (!back) skip();
    assert_int_equal(0, back->triples.count);
  }
}

/* One sound triple among those that no writer may write. */
static Graph *unsound_graph(Fixture *fixture) {
  Graph *graph = new_graph(fixture, EX "doc/1");
  TermId s = iri(graph, EX "s"), p = iri(graph, EX "p"), x = literal(graph, "x");
  graph_add(graph, s, p, x);
  static const char *const BAD[] = {"relative", "", "http://a b", "http://a>b", "http://a\nb", "http://a\xFF", "_:b"};
  for (unsigned i = 0; i < sizeof BAD / sizeof *BAD; i++) {
    graph_add(graph, iri(graph, BAD[i]), p, x);
    graph_add(graph, s, iri(graph, BAD[i]), x);
    graph_add(graph, s, p, iri(graph, BAD[i]));
    if (BAD[i][0]) graph_add(graph, s, p, graph_literal(graph, SLICE("x"), slice_of(BAD[i]), (Slice){0}));
  }
  graph_add(graph, x, p, x);
  graph_add(graph, s, x, x);
  graph_add(graph, s, p, graph_literal(graph, SLICE("x"), (Slice){0}, SLICE("zh .\n<a> <b> <c")));
  graph_add(graph, s, p, graph_literal(graph, SLICE("x"), (Slice){0}, SLICE("zh_CN")));
  graph_finish(graph);
  return graph;
}

static void unsound_triples_are_left_out_and_counted(void **state) {
  Fixture *fixture = *state;
  Graph *graph = unsound_graph(fixture), *sound = new_graph(fixture, "");
  graph_add(sound, iri(sound, EX "s"), iri(sound, EX "p"), literal(sound, "x"));
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_one(fixture, ALL[i], graph);
    assert_string_equal(EX "doc/1: triples left out, since an IRI in them is relative, malformed or missing: 29\n" EX
                           "doc/1: triples left out, since their language tag is malformed: 2\n",
                        fixture->messages);
    if (!HOW_TO_READ[ALL[i]].serd) continue;
    Graph *back = new_graph(fixture, "");
    assert_true(rdf_read(fixture->bytes, HOW_TO_READ[ALL[i]].serd, back, NULL));
    expect_equal(sound, back, HOW_TO_READ[ALL[i]].name);
  }
}

static void unsound_text_is_mended_and_counted(void **state) {
  Fixture *fixture = *state;
  static const char BROKEN[] = "\xFFzhong\xE4\xBD|\x00|\xED\xA0\x80\xF0\x9F\x98";
  static const char MENDED[] = "\uFFFDzhong\uFFFD\uFFFD|\uFFFD|\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD";
  Graph *graph = new_graph(fixture, EX "doc/1"), *sound = new_graph(fixture, "");
  TermId text = graph_literal(graph, (Slice){BROKEN, sizeof BROKEN - 1}, (Slice){0}, SLICE("zh"));
  graph_add(graph, iri(graph, EX "s"), iri(graph, EX "p"), text);
  graph_add(sound, iri(sound, EX "s"), iri(sound, EX "p"),
            graph_literal(sound, slice_of(MENDED), (Slice){0}, SLICE("zh")));
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    write_one(fixture, ALL[i], graph);
    assert_string_equal(EX "doc/1: characters replaced by U+FFFD, since they are no valid UTF-8 or U+0000: 10\n",
                        fixture->messages);
    char command[100];
    snprintf(command, sizeof command, "rapper -q -i %s -o ntriples", HOW_TO_READ[ALL[i]].rapper);
    Graph *back = read_with(fixture, command, HOW_TO_READ[ALL[i]].ending);
    if (!back) skip();
    expect_equal(sound, back, command);
  }
}

static void a_graph_without_sound_name_is_left_out(void **state) {
  Fixture *fixture = *state;
  Graph *graph = small_graph(fixture, EX "id/doc-1");
  graph->iri = SLICE("no iri");
  write_one(fixture, SYNTAX_NQUADS, graph);
  assert_int_equal(0, fixture->length);
  assert_string_equal("no iri: triples left out, since an IRI in them is relative, malformed or missing: 7\n",
                      fixture->messages);
  write_one(fixture, SYNTAX_NTRIPLES, graph);
  assert_int_equal(0, fixture->message_count);
}

static void prefixes_are_checked(void **state) {
  Fixture *fixture = *state;
  const Prefix prefixes[] = {
      {SLICE("xsd"), SLICE(EX)},       {SLICE("xsd"), SLICE(EX "two/")},   {SLICE("1a"), SLICE(EX)},
      {SLICE("a"), SLICE("relative")}, {SLICE("b"), SLICE("http://a> .")}, {SLICE("long"), SLICE(EX "id/per")},
      {SLICE("r"), SLICE(RDF)},
  };
  Writer *writer = writer_new(SYNTAX_TURTLE, prefixes, 7, take_bytes, fixture, &fixture->diagnostics);
  Graph *graph = small_graph(fixture, EX "id/doc-1");
  assert_int_equal(SPO_SUCCESS, writer_write(writer, graph));
  assert_int_equal(SPO_SUCCESS, writer_finish(writer));
  writer_free(writer);
  assert_int_equal(3, fixture->message_count);
  Graph *back = new_graph(fixture, "");
  assert_true(rdf_read(fixture->bytes, SERD_TURTLE, back, NULL));
  expect_equal(graph, back, "turtle");
  assert_non_null(strstr(fixture->bytes, "@prefix xsd1: <" XSD "> .\n"));
  assert_non_null(strstr(fixture->bytes, "long:son-黄铁军\n"));
  assert_null(strstr(fixture->bytes, "@prefix rdf:"));
}

static void xml_says_what_it_cannot_hold(void **state) {
  Fixture *fixture = *state;
  Graph *graph = read_graph(fixture, "controls.nt");
  TermId s = iri(graph, EX "s"), x = literal(graph, "x");
  graph_add(graph, s, iri(graph, EX "2023"), x);
  graph_add(graph, s, iri(graph, EX "a/"), x);
  graph_add(graph, s, iri(graph, RDF "li"), x);
  graph_add(graph, s, iri(graph, RDF "Description"), x);
  graph_add(graph, s, iri(graph, EX "p"), graph_literal(graph, SLICE("<b>"), SLICE(RDF "XMLLiteral"), (Slice){0}));
  graph_finish(graph);
  write_one(fixture, SYNTAX_RDFXML, graph);
  assert_string_equal(
      "https://news.example/2023/a: characters replaced by U+FFFD, since RDF/XML cannot hold them: 8\n"
      "https://news.example/2023/a: triples left out, since RDF/XML cannot hold their predicate: 4\n"
      "https://news.example/2023/a: triples left out, since no XML literal is written as RDF/XML: 1\n",
      fixture->messages);
  Graph *back = read_with(fixture, "rapper -q -i rdfxml -o ntriples", "rdf");
  if (!back) skip();
  assert_int_equal(3, back->triples.count);
  write_one(fixture, SYNTAX_RDFJSON, graph);
  assert_string_equal("", fixture->messages);
}

/* The sink refuses from some byte on: the failure comes back once, and nothing more reaches the sink. */
static void a_full_disk_is_told_once(void **state) {
  Fixture *fixture = *state;
  Graph *graph = new_graph(fixture, EX "doc/1");
  for (unsigned i = 0; i < 3000; i++) {
    TermId s = graph_iri(graph, arena_print(&fixture->arena, EX "id/%u", i), 0);
    graph_add(graph, s, iri(graph, EX "p"), literal(graph, "some text that fills the disk"));
  }
  graph_finish(graph);
  static const size_t ROOMS[] = {0, 1, 40000, 100000};
  for (unsigned i = 0; i < ALL_COUNT; i++) {
    for (unsigned r = 0; r < 4; r++) {
      fixture->calls = fixture->refusals = 0;
      fixture->room = ROOMS[r];
      Writer *writer = new_writer(fixture, ALL[i]);
      unsigned failures = 0;
      for (unsigned document = 0; document < 3; document++) {
        SpoStatus status = writer_write(writer, graph);
        assert_true(status == SPO_SUCCESS || status == SPO_BAD_OUTPUT);
        failures += status != SPO_SUCCESS;
      }
      failures += writer_finish(writer) == SPO_BAD_OUTPUT;
      unsigned calls = fixture->calls;
      writer_free(writer);
      assert_int_equal(1, failures);
      assert_int_equal(1, fixture->refusals);
      assert_int_equal(calls, fixture->calls);
      assert_string_equal("", fixture->messages);
    }
  }
}

/* A document given up in the middle, and writers beside one another. */
static void writers_may_be_dropped_and_mixed(void **state) {
  Fixture *fixture = *state;
  Graph *graph = small_graph(fixture, EX "id/doc-1");
  Writer *writers[2 * ALL_COUNT];
  for (unsigned i = 0; i < 2 * ALL_COUNT; i++) writers[i] = new_writer(fixture, ALL[i / 2]);
  for (unsigned i = 0; i < 2 * ALL_COUNT; i++) assert_int_equal(SPO_SUCCESS, writer_write(writers[i], graph));
  for (unsigned i = 0; i < 2 * ALL_COUNT; i++) writer_free(writers[i]);
  writer_free(NULL);
  assert_int_equal(0, fixture->length);
  write_one(fixture, SYNTAX_RDFXML, graph);
  assert_true(fixture->length > 0);
}

static void syntaxes_have_names_and_endings(void **state) {
  (void)state;
  static const char *const NAMES[] = {"turtle", "trig", "ntriples", "nquads", "rdfxml", "rdfjson"};
  static const char *const PATHS[] = {"a.ttl", "a.trig", "dir.nq/a.NT", "a.nq", "a.b.rdf", "./.rj"};
  static const char *const NO_PATHS[] = {"", "ttl", ".ttl", "a.ttl.gz", "a.htm", "-"};
  for (unsigned i = 0; i < 6; i++) {
    Syntax named, ending;
    assert_true(syntax_named(slice_of(NAMES[i]), SYNTAX_WRITTEN, &named));
    assert_true(syntax_of_file(slice_of(PATHS[i]), SYNTAX_WRITTEN, &ending));
    assert_int_equal(ALL[i], named);
    assert_int_equal(ALL[i], ending);
    assert_false(syntax_of_file(slice_of(NO_PATHS[i]), SYNTAX_WRITTEN, &ending));
  }
  Syntax none;
  assert_false(syntax_named(SLICE("Turtle"), SYNTAX_WRITTEN, &none));
  assert_false(syntax_named(SLICE(""), SYNTAX_WRITTEN, &none));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(serd_reads_back_every_term),
      TEST(writes_files_for_other_parsers),
      TEST(rapper_reads_back_every_syntax),
      TEST(serdi_reads_back_every_syntax),
      TEST(turtle_is_readable),
      TEST(trig_has_one_block_a_graph),
      TEST(lines_hold_raw_utf8),
      TEST(several_documents_are_one_file),
      TEST(vocabularies_are_written_as_they_are),
      TEST(json_is_raw_utf8),
      TEST(nothing_to_write_is_an_empty_document),
      TEST(unsound_triples_are_left_out_and_counted),
      TEST(unsound_text_is_mended_and_counted),
      TEST(a_graph_without_sound_name_is_left_out),
      TEST(prefixes_are_checked),
      TEST(xml_says_what_it_cannot_hold),
      TEST(a_full_disk_is_told_once),
      TEST(writers_may_be_dropped_and_mixed),
      TEST(syntaxes_have_names_and_endings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
