/* What goes into stores: lines of N-Quads, pieces of graphs, addresses, and secrets that are hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "load/credentials.h"
#include "load/hash_set.h"
#include "load/pieces.h"
#include "load/store.h"
#include "rdf/statement_line.h"

/* ---- lines ---- */

/* "triple | graph", or "! problem". */
static const char *read_line(const char *line, char text[1000]) {
  ByteBuffer terms = {0}, space = {0};
  StatementLine read;
  Quad quad;
  if (!statement_line_read(slice_of(line), true, (Slice){0}, &terms, &read)) {
    snprintf(text, 1000, "! %s", read.problem);
  } else if (!read.count) {
    snprintf(text, 1000, "empty");
  } else {
    RdfQuad whole = {.subject = read.terms[0],
                     .predicate = read.terms[1],
                     .object = read.terms[2],
                     .graph = read.count == 4 ? read.terms[3] : (RdfTerm){0},
                     .written = slice_between(line + read.begins[0], line + read.ends[2])};
    assert_true(quad_of(&whole, &space, &quad));
    snprintf(text, 1000, "%.*s | %.*s%s", (int)quad.triple.length, quad.triple.data, (int)quad.graph.length,
             quad.graph.data ? quad.graph.data : "", quad.blank ? " (blank)" : "");
  }
  byte_buffer_free(&terms);
  byte_buffer_free(&space);
  return text;
}

static void lines_are_taken_apart(void **state) {
  (void)state;
  char text[1000];
  static const char *const CASES[][2] = {
      {"<x:s> <x:p> <x:o> <x:g> .", "<x:s> <x:p> <x:o> | x:g"},
      {"<x:s> <x:p> <x:o> .", "<x:s> <x:p> <x:o> | "},
      {"  <x:s>\t<x:p>\t\"a b . <\"   <x:g>. # said", "<x:s>\t<x:p>\t\"a b . <\" | x:g"},
      {"<x:s><x:p>\"\\\"\"@zh-Hant<x:g>.", "<x:s><x:p>\"\\\"\"@zh-Hant | x:g"},
      {"<x:s> <x:p> \"5\"^^<x:d> <x:g> .", "<x:s> <x:p> \"5\"^^<x:d> | x:g"},
      {"_:b1 <x:p> _:b.2. .", "! the end of the line is expected"},
      {"_:b1 <x:p> _:b.2 .", "_:b1 <x:p> _:b.2 |  (blank)"},
      {"_:b1 <x:p> _:b.2.", "_:b1 <x:p> _:b.2 |  (blank)"},
      {"<x:s> <x:p> \"\\u4E2D\\U00020BB7\" .", "<x:s> <x:p> \"中𠮷\" | "},
      {"<x:s> <x:p> \"\\u0022\\u005C\\u000A\\u0001\" .", "<x:s> <x:p> \"\\\"\\\\\\n\\u0001\" | "},
      {"<x:\\u4E2D> <x:p> <x:o> .", "<x:中> <x:p> <x:o> | "},
      {"", "empty"},
      {"# nothing", "empty"},
      {"<x:s> <x:p> <x:o> <x:g>", "! `.` is expected"},
      {"<s> <x:p> <x:o> .", "! an IRI that is not absolute"},
      {"<x:s > <x:p> <x:o> .", "! a character that may not stand in an IRI"},
      {"<x:s\\u003E> <x:p> <x:o> .", "! an escape that may not stand here"},
      {"<x:s\\u0020> <x:p> <x:o> .", "! an escape that may not stand here"},
      {"\"s\" <x:p> <x:o> .", "! an IRI or a blank node is expected"},
      {"<x:s> _:p <x:o> .", "! an IRI is expected"},
      {"<x:s> <x:p> \"o .", "! the text is not closed by a quotation mark"},
      {"<x:s> <x:p> \"\\q\" .", "! an escape that may not stand here"},
      {"<x:s> <x:p> \"\\uD800\" .", "! an escape that may not stand here"},
      {"<x:s> <x:p> \"\\u00\" .", "! an escape that may not stand here"},
      {"<x:s> <x:p> \"o\"@ .", "! a language is expected behind `@`"},
      {"<x:s> <x:p> \"o\"^<x:d> .", "! behind the text `^^<datatype>` is expected"},
      {"<x:s> <x:p> \"\xFF\" .", "! bytes that are no UTF-8"},
      {"<<( <x:s> <x:p> <x:o> )>> <x:p> <x:o> .", "! a character that may not stand in an IRI"},
      {"<x:s> <x:p> \"a\\", "! the text is not closed by a quotation mark"},
      {"_", "! a blank node begins with `_:`"},
      {"_:a}}; <x:p> <x:o> .", "! an IRI is expected"},
      {"<x:s> <x:p> _:a}} .", "! `.` or the name of a graph is expected"},
      {"_:-a <x:p> <x:o> .", "! the blank node has no label"},
      {"<x:s> <x:p\\u003E<x:o> .", "! a character that may not stand in an IRI"},
      {"_:b\\u0041 <x:p> <x:o> .", "! an IRI is expected"},
      {"<x:s> <x:p> <x:o> <x:\\u4E2D> .", "<x:s> <x:p> <x:o> | x:中"},
      {"_:a\t<x:p>  \"\\u4E2D\\b\"@zh-Hant .", "_:a <x:p> \"中\\b\"@zh-Hant |  (blank)"},
      {"<x:s> <x:p> \"5\\u0035\"^^<x:\\u4E2D> <x:g> .", "<x:s> <x:p> \"55\"^^<x:中> | x:g"},
      {"<x:s> <x:p>  \"\\\\u4E2D\" .", "<x:s> <x:p>  \"\\\\u4E2D\" | "},
      {"_:", "! the blank node has no label"},
  };
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    assert_string_equal(read_line(CASES[i][0], text), CASES[i][1]);
  }
}

/* ---- pieces ---- */

typedef struct {
  Pieces *pieces;
  char text[2000];
} Told;

static void tell_piece(Told *told) {
  Piece piece = pieces_take(told->pieces);
  size_t length = strlen(told->text);
  char most[24] = "?";
  if (piece.most != UINT64_MAX) snprintf(most, sizeof most, "%d", (int)piece.most);
  snprintf(told->text + length, sizeof told->text - length, "%.*s:%d%s%s%s%s", (int)piece.graph.length,
           piece.graph.data, (int)piece.quads, piece.first ? " first" : "", piece.last ? " last" : "",
           piece.scattered ? " scattered" : "", piece.broken ? " broken" : "");
  length = strlen(told->text);
  if (piece.last) snprintf(told->text + length, sizeof told->text - length, " %d-%s", (int)piece.least, most);
  length = strlen(told->text);
  snprintf(told->text + length, sizeof told->text - length, "\n");
}

/* Each letter is a quad of the graph x:LETTER, the same again where it is large; ! is something that is broken. */
static void add_letters(Told *told, const char *letters) {
  int number = 0;
  char triple[64], graph[8];
  for (; *letters; letters++) {
    if (*letters == '!') {
      pieces_break(told->pieces);
      continue;
    }
    bool large = *letters < 'a';
    snprintf(triple, sizeof triple, "<x:s> <x:p> \"%d\"", large ? 0 : ++number);
    snprintf(graph, sizeof graph, "x:%c", *letters | 32);
    Quad quad = {slice_of(triple), slice_of(graph), false};
    while (pieces_add(told->pieces, &quad) == PIECES_READY) tell_piece(told);
  }
  if (pieces_end(told->pieces) == PIECES_READY) tell_piece(told);
}

static void assert_pieces(const char *letters, size_t largest, const char *wanted) {
  PieceOptions options = {.largest = largest};
  Told told = {.pieces = pieces_new(&options)};
  add_letters(&told, letters);
  assert_string_equal(told.text, wanted);
  pieces_free(told.pieces);
}

static void quads_become_pieces(void **state) {
  (void)state;
  assert_pieces("aaabb", 1000, "x:a:3 first last 3-3\nx:b:2 first last 2-2\n");
  assert_pieces("aAA", 1000, "x:a:3 first last 2-2\n");
  assert_pieces("aaaaa", 45, "x:a:2 first\nx:a:2\nx:a:1 last 5-5\n");
  assert_pieces("abab", 1000,
                "x:a:1 first last 1-1\nx:b:1 first last 1-1\nx:a:1 last scattered 1-?\nx:b:1 last scattered 1-?\n");
  assert_pieces("a!a!bc", 1000, "x:a:2 first last broken 2-2\nx:b:1 first last broken 1-1\nx:c:1 first last 1-1\n");
  assert_pieces("a!", 1000, "x:a:1 first last broken 1-1\n");
  assert_pieces("", 1000, "");
}

static PiecesResult name_of_quads(const char *triples, char graph[100]) {
  PieceOptions options = {.largest = 10};
  Pieces *pieces = pieces_new(&options);
  Slice rest = slice_of(triples);
  while (rest.length) {
    Quad quad = {.triple = slice_cut(&rest, '\n')};
    assert_int_equal(pieces_add(pieces, &quad), PIECES_MORE);
  }
  PiecesResult result = pieces_end(pieces);
  if (result == PIECES_READY) {
    Piece piece = pieces_take(pieces);
    snprintf(graph, 100, "%.*s", (int)piece.graph.length, piece.graph.data);
  } else {
    pieces_drop(pieces);
    assert_int_equal(pieces_end(pieces), PIECES_MORE);
  }
  pieces_free(pieces);
  return result;
}

static void quads_in_no_graph_are_their_documents(void **state) {
  (void)state;
  char graph[100] = "";
  const char *one = "<x:d> <https://w3id.org/spo#sha256> \"1\"\n<x:s> <x:p> <x:o>\n<x:d> <x:p> <x:o>";
  assert_int_equal(name_of_quads(one, graph), PIECES_READY);
  assert_string_equal(graph, "x:d");
  assert_int_equal(name_of_quads("<x:s> <x:p> <x:o>", graph), PIECES_UNNAMED);
  const char *two = "<x:d> <https://w3id.org/spo#sha256> \"1\"\n<x:e> <https://w3id.org/spo#sha256> \"2\"";
  assert_int_equal(name_of_quads(two, graph), PIECES_UNNAMED);
}

/* ---- addresses and secrets ---- */

static void assert_url(const char *base, const char *part, const char *wanted) {
  ByteBuffer url = {0};
  assert_true(store_put_url(&url, base, part, slice_of("http://例/a?b#c")));
  assert_string_equal(url.data, wanted);
  byte_buffer_free(&url);
}

static void graphs_are_named_in_addresses(void **state) {
  (void)state;
#define NAME "http%3A%2F%2F%E4%BE%8B%2Fa%3Fb%23c"
  assert_url("http://h", "/store?graph={graph}", "http://h/store?graph=" NAME);
  assert_url("http://h/", "/store?graph={graph}", "http://h/store?graph=" NAME);
  assert_url("http://h/x", "?graph={graph}", "http://h/x?graph=" NAME);
  assert_url("http://h/x?key=1", "?graph={graph}", "http://h/x?key=1&graph=" NAME);
  assert_url("http://h/x?g={graph}&key=1", "?graph={graph}", "http://h/x?g=" NAME "&key=1");
  assert_url("http://h", "/query", "http://h/query");
}

static void secrets_are_hidden(void **state) {
  (void)state;
  ByteBuffer shown = {0};
  Credentials credentials = {.user = "u", .password = "pass", .token = "password1"};
  assert_true(credentials_hide(&credentials, slice_of("u:pass, password1, dTpwYXNz."), &shown));
  byte_buffer_put(&shown, (Slice){"", 1});
  assert_string_equal(shown.data, "u:***, ***, ***.");
  byte_buffer_clear(&shown);
  credentials = (Credentials){0};
  assert_true(credentials_hide(&credentials, slice_of("nothing"), &shown));
  assert_int_equal(shown.length, 7);
  byte_buffer_free(&shown);
}

static void hashes_are_kept(void **state) {
  (void)state;
  HashSet set = {0};
  assert_false(hash_set_has(&set, 7));
  for (uint64_t i = 0; i < 100000; i++) assert_int_equal(hash_set_add(&set, i << 40), HASH_NEW);
  for (uint64_t i = 0; i < 100000; i++) assert_int_equal(hash_set_add(&set, i << 40), HASH_KNOWN);
  assert_false(hash_set_has(&set, 3));
  hash_set_clear(&set);
  assert_false(hash_set_has(&set, 1 << 20));
  hash_set_free(&set);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_are_taken_apart),
      cmocka_unit_test(quads_become_pieces),
      cmocka_unit_test(quads_in_no_graph_are_their_documents),
      cmocka_unit_test(graphs_are_named_in_addresses),
      cmocka_unit_test(secrets_are_hidden),
      cmocka_unit_test(hashes_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
