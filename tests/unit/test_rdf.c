/* RDF files: every syntax, packed or not, and what is wrong in them, with its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "rdf/nesting.h"
#include "rdf/reader.h"
#include "rdf/term_text.h"

typedef struct {
  char text[4000];
  size_t most; /* quads that are wanted */
  size_t quads;
} Told;

static void tell(Told *told, const char *text, size_t length) {
  size_t used = strlen(told->text);
  snprintf(told->text + used, sizeof told->text - used, "%.*s", (int)length, text);
}

static bool take_quad(void *handle, const RdfQuad *quad) {
  Told *told = handle;
  ByteBuffer line = {0};
  const RdfTerm *terms[] = {&quad->subject, &quad->predicate, &quad->object, &quad->graph};
  for (int i = 0; i < 4 && terms[i]->text.data; i++) {
    rdf_put_term(&line, terms[i]);
    byte_buffer_put(&line, i < 3 && terms[i + 1]->text.data ? SLICE(" ") : SLICE("\n"));
  }
  tell(told, line.data, line.length);
  byte_buffer_free(&line);
  return ++told->quads < told->most;
}

static void note_broken(void *handle) {
  tell(handle, "...\n", 4);
}

static void take_message(void *handle, const SpoDiagnostic *message) {
  char text[300];
  int length = snprintf(text, sizeof text, "! %zu:%zu %s\n", message->line, message->column, message->message);
  tell(handle, text, (size_t)length);
}

static SpoStatus read_bytes(Slice bytes, RdfReadOptions options, Told *told) {
  RdfSink sink = {.take = take_quad, .broken = note_broken, .handle = told};
  Diagnostics to = {take_message, told};
  told->text[0] = 0;
  told->quads = 0;
  if (!told->most) told->most = SIZE_MAX;
  return rdf_read_bytes(bytes, &options, &sink, &to);
}

static void every_syntax_is_read(void **state) {
  (void)state;
  static const struct {
    const char *name, *bytes, *wanted;
  } CASES[] = {
      {"a.nq", "<x:s> <x:p> \"\\u4E2D\"@zh <x:g> .\r\n\n# no\n_:a <x:p> \"1\"^^<x:d> .",
       "<x:s> <x:p> \"中\"@zh <x:g>\n_:f.a <x:p> \"1\"^^<x:d>\n"},
      {"a.NT", "<x:s> <x:p> <x:o> .\n<x:s> <x:p> <x:o> <x:g> .\n<x:s> <x:p> \"b\" .\n",
       "<x:s> <x:p> <x:o>\n! 2:19 `.` is expected\n...\n<x:s> <x:p> \"b\"\n"},
      {"a.ttl", "@prefix x: <x:y/> . x:a x:b x:c , \"d\\n\"@en-GB ; <z> [ x:b 1.5 ] .",
       "<x:y/a> <x:y/b> <x:y/c>\n<x:y/a> <x:y/b> \"d\\n\"@en-GB\n<x:y/a> <file:///z> _:f.b1\n"
       "_:f.b1 <x:y/b> \"1.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>\n"},
      {"a.trig", "\xEF\xBB\xBF<x:g> { <x:s> <x:p> <x:o> , true } <x:s> <x:p> <x:o> .",
       "<x:s> <x:p> <x:o> <x:g>\n<x:s> <x:p> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> <x:g>\n"
       "<x:s> <x:p> <x:o>\n"},
      {"a.rdf",
       "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='x:'>"
       "<rdf:Description rdf:about='x:s'><x:p rdf:nodeID='n'/></rdf:Description></rdf:RDF>",
       "<x:s> <x:p> _:f.n\n"},
      {"a.rj", "{\"x:s\":{\"x:p\":[{\"value\":\"中\",\"type\":\"literal\",\"lang\":\"zh\"}]}}",
       "<x:s> <x:p> \"中\"@zh\n"},
      {"empty.nq", "", ""},
      {"empty.ttl", "\n# nothing", ""},
      /* without an ending that tells */
      {"a", "<x:s> <x:p> <x:o> .\n<x:s> <x:p> <x:o> <x:g> .", "<x:s> <x:p> <x:o>\n<x:s> <x:p> <x:o> <x:g>\n"},
      {"a", "<x:s> <x:p> <x:o> <x:g> .\nwrong",
       "<x:s> <x:p> <x:o> <x:g>\n! 2:1 an IRI or a blank node is expected\n...\n"},
      {"a", "<x:s> <x:p> <x:o> .\n<x:s> a <x:c> .",
       "<x:s> <x:p> <x:o>\n<x:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:c>\n"},
      {"a", "{\"x:s\":{\"x:p\":[{\"value\":\"o\",\"type\":\"literal\"}]}}", "<x:s> <x:p> \"o\"\n"},
      {"a", "{\"@id\": \"x:s\"}",
       "! 0:0 is JSON-LD, which is written, but not read; N-Quads, TriG and others hold the same\n"},
      {"a.csv", "<x:s> <x:p> <x:o> .",
       "! 0:0 is no RDF that can be read; N-Quads, N-Triples, Turtle, TriG, RDF/XML, RDFa and RDF/JSON can\n"},
  };
  Told told = {0};
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    RdfReadOptions options = {.name = CASES[i].name, .relative = true, .blank_prefix = SLICE("f.")};
    SpoStatus status = read_bytes(slice_of(CASES[i].bytes), options, &told);
    assert_string_equal(told.text, CASES[i].wanted);
    assert_int_equal(status, strchr(CASES[i].wanted, '!') ? SPO_BAD_INPUT : SPO_SUCCESS);
  }
}

static void what_is_wrong_is_told_with_its_line(void **state) {
  (void)state;
  static const struct {
    const char *name, *bytes, *wanted;
  } CASES[] = {
      {"a.nq", "<x:s> <x:p> <x:o> .\n中 <x:p> <x:o> .\n<x:s> <x:p> \"\xFF\" .\n<s> <x:p> <x:o> .",
       "! 2:1 an IRI or a blank node is expected\n...\n! 3:14 bytes that are no UTF-8\n...\n"
       "! 4:2 an IRI that is not absolute\n...\n"},
      {"a.ttl", "<x:s> <x:p> <x:o> .\n%%% nonsense\n", "! 2:0 bad verb\n...\n"},
      {"a.ttl", "<x:s> <x:p> <x:o> .\n\n} <x:s> <x:p> <x:o> .",
       "! 3:0 the beginning of a statement is expected\n...\n"},
      {"a.ttl", "<x:s> <x:p>\n<o> .", "! 2:0 an IRI that is not absolute, or not sound\n...\n"},
      {"a.ttl", "<x:s> <x:p>\nz:o .", "! 2:0 the prefix of `z:o` is not declared\n...\n"},
      {"a.ttl", "<x:s> <x:p>\n\"a\\u0000b\" .", "! 2:0 a text with a zero byte\n...\n"},
      {"a.trig", "<x:g> {\n<x:s> <x:p> ", "! 2:0 expected object\n...\n"},
      {"a.rj", "{\"_:a } ; DROP ALL ; { b\":{\"x:p\":[{\"value\":\"o\",\"type\":\"literal\"}]}}", NULL},
      {"a.rdf", "<a>\n<b></a>", NULL},
      {"a.rj", "{\"x:s\":\n{", NULL},
  };
  Told told = {0};
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    told.most = SIZE_MAX;
    assert_int_equal(
        read_bytes(slice_of(CASES[i].bytes), (RdfReadOptions){.name = CASES[i].name, .lines = true}, &told),
        SPO_BAD_INPUT);
    const char *problem = strchr(told.text, '!');
    assert_non_null(problem);
    if (CASES[i].wanted) assert_string_equal(problem, CASES[i].wanted);
  }
}

/* A file is read a second time for the line of what Serd has no word for. */
static void silent_errors_have_lines_in_files(void **state) {
  (void)state;
  char path[] = "/tmp/spo-rdf-XXXXXX";
  static const char bytes[] = "<x:s> <x:p> <x:o> .\n\n} <x:s> a <x:o> .";
  int file = mkstemp(path);
  Told told = {.most = SIZE_MAX};
  RdfSink sink = {.take = take_quad, .handle = &told};
  Diagnostics to = {take_message, &told};
  Syntax syntax = SYNTAX_TURTLE;
  assert_int_equal(write(file, bytes, sizeof bytes - 1), sizeof bytes - 1);
  close(file);
  assert_int_equal(rdf_read(path, &(RdfReadOptions){.syntax = &syntax}, &sink, &to), SPO_BAD_INPUT);
  unlink(path);
  assert_string_equal(told.text, "<x:s> <x:p> <x:o>\n! 3:0 the beginning of a statement is expected\n");
}

static void some_messages_stand_for_many(void **state) {
  (void)state;
  char bytes[601] = "";
  Told told = {0};
  for (int i = 0; i < 100; i++) memcpy(bytes + 6 * i, "wrong\n", 6);
  assert_int_equal(read_bytes(slice_of(bytes), (RdfReadOptions){.name = "a.nq"}, &told), SPO_BAD_INPUT);
  assert_non_null(strstr(told.text, "! 20:1 "));
  assert_null(strstr(told.text, "! 21:1 "));
  assert_non_null(strstr(told.text, "! 0:0 80 more lines are wrong\n"));
}

static void reading_ends_where_no_more_is_wanted(void **state) {
  (void)state;
  static const char *const NAMES[] = {"a.nq", "a.ttl"};
  Told told = {.most = 1};
  for (int i = 0; i < 2; i++) {
    Slice bytes = SLICE("<x:s> <x:p> <x:o> .\n<x:s> <x:p> <x:q> .\nwrong");
    assert_int_equal(read_bytes(bytes, (RdfReadOptions){.name = NAMES[i]}, &told), SPO_SUCCESS);
    assert_string_equal(told.text, "<x:s> <x:p> <x:o>\n");
  }
}

static bool take_in_arena(void *handle, const RdfQuad *quad) {
  (void)quad;
  arena_alloc(handle, 1 << 20);
  return true;
}

static void an_arena_that_is_full_ends_the_reading(void **state) {
  (void)state;
  static const char *const NAMES[] = {"a.nq", "a.ttl", "a.rj"};
  static const char *const BYTES[] = {"<x:s> <x:p> <x:o> .", "<x:s> <x:p> <x:o> .",
                                      "{\"x:s\":{\"x:p\":[{\"value\":\"o\",\"type\":\"literal\"}]}}"};
  for (volatile int i = 0; i < 3; i++) {
    Arena arena;
    jmp_buf jump;
    arena_init(&arena, 1000);
    RdfSink sink = {.take = take_in_arena, .handle = &arena, .arena = &arena};
    bool failed = ARENA_GUARD(&arena, jump);
    if (!failed) rdf_read_bytes(slice_of(BYTES[i]), &(RdfReadOptions){.name = NAMES[i]}, &sink, &DIAGNOSTICS_SILENT);
    assert_true(failed);
    arena_free(&arena);
  }
}

static Slice pack(int (*add_filter)(struct archive *), Slice text, char *to, size_t room) {
  struct archive *archive = archive_write_new();
  struct archive_entry *entry = archive_entry_new();
  Slice packed = {to, 0};
  assert_int_equal(add_filter(archive), ARCHIVE_OK);
  archive_write_set_format_raw(archive);
  archive_write_open_memory(archive, to, room, &packed.length);
  archive_entry_set_pathname(entry, "x");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(archive, entry);
  archive_write_data(archive, text.data, text.length);
  archive_entry_free(entry);
  archive_write_free(archive);
  return packed;
}

static void packed_files_are_read(void **state) {
  (void)state;
  static int (*const FILTERS[])(struct archive *) = {archive_write_add_filter_gzip, archive_write_add_filter_zstd,
                                                     archive_write_add_filter_xz, archive_write_add_filter_bzip2};
  static const char *const NAMES[] = {"a.nq.gz", "a.nq.zst", "a.nq", "a"};
  static char packed[64 * 1024];
  Told told = {0};
  for (int i = 0; i < 4; i++) {
    Slice bytes = pack(FILTERS[i], SLICE("<x:s> <x:p> \"a\" <x:g> .\n"), packed, sizeof packed);
    assert_int_equal(read_bytes(bytes, (RdfReadOptions){.name = NAMES[i]}, &told), SPO_SUCCESS);
    assert_string_equal(told.text, "<x:s> <x:p> \"a\" <x:g>\n");
    bytes.length /= 2;
    assert_int_equal(read_bytes(bytes, (RdfReadOptions){.name = NAMES[i]}, &told), SPO_BAD_INPUT);
  }
}

static bool is_too_deep(const char *text, unsigned deepest) {
  Nesting whole = {0}, pieces = {0};
  bool sound = nesting_take(&whole, slice_of(text), deepest), again = true;
  for (const char *c = text; *c && again; c++) again = nesting_take(&pieces, (Slice){c, 1}, deepest);
  assert_int_equal(sound, again);
  return !sound;
}

static void nesting_is_counted_where_brackets_are(void **state) {
  (void)state;
  assert_true(is_too_deep("[ <x:p> [ <x:p> (", 2));
  assert_false(is_too_deep("[ <x:p> [ <x:p> ( ) ] ]", 3));
  assert_false(is_too_deep("[ ] [ ] ( ) ( )", 1));
  assert_false(is_too_deep("<x:[[[> # [[[\n \"[[[\" '[[[' \"\" [ ]", 1));
  assert_false(is_too_deep("\"\\\"[[\" '\\'[[' \"\\\\\" [ ] x:a\\( x:b\\[", 1));
  assert_false(is_too_deep("\"\"\"[[ \" [[ \"\" [[\n \\\"\"\" [[ \"\"\" [ ] '''[[ '' [[''' ( )", 1));
  assert_true(is_too_deep("\"\"\"a\"\"\" [[", 1));
  assert_true(is_too_deep("\"\" [[", 1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_syntax_is_read),
      cmocka_unit_test(what_is_wrong_is_told_with_its_line),
      cmocka_unit_test(silent_errors_have_lines_in_files),
      cmocka_unit_test(some_messages_stand_for_many),
      cmocka_unit_test(reading_ends_where_no_more_is_wanted),
      cmocka_unit_test(an_arena_that_is_full_ends_the_reading),
      cmocka_unit_test(packed_files_are_read),
      cmocka_unit_test(nesting_is_counted_where_brackets_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
