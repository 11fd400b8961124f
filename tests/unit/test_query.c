/* Expressions by their values, queries by the number of their solutions, wrong queries by their messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query/query.h"
#include "query/term_text.h"

static const QueryPrefix PREFIXES[] = {{{"x", 1}, {"http://x/", 9}},
                                       {{"xsd", 3}, {"http://www.w3.org/2001/XMLSchema#", 33}}};
static const TermPrefixes SHORT = {PREFIXES, 2};
static char message[1024];
static size_t message_line, message_column;

static void keep_message(void *handle, const SpoDiagnostic *diagnostic) {
  (void)handle;
  snprintf(message, sizeof message, "%s", diagnostic->message);
  message_line = diagnostic->line;
  message_column = diagnostic->column;
}

static const Diagnostics KEEP = {keep_message, NULL};
static Store *store;

static int set_up(void **state) {
  (void)state;
  static const char GRAPH[] =
      "<http://x/a> <http://x/p> <http://x/b> <http://x/g> .\n"
      "<http://x/a> <http://x/p> <http://x/b> <http://x/h> .\n"
      "<http://x/b> <http://x/p> <http://x/c> <http://x/g> .\n"
      "<http://x/c> <http://x/p> <http://x/a> .\n"
      "<http://x/c> <http://x/p> <http://x/d> .\n"
      "<http://x/a> <http://x/n> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
      "<http://x/b> <http://x/n> \"2.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n"
      "<http://x/c> <http://x/n> \"x\" .\n"
      "<http://x/a> <http://x/l> \"\xE7\x94\xB2\"@zh .\n";
  store = store_open(NULL);
  assert_int_equal(store_add_bytes(store, slice_of(GRAPH), "a.nq", &KEEP), SPO_SUCCESS);
  assert_true(store_finish(store));
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  store_close(store);
  return 0;
}

static Query *open_query(const char *text) {
  QueryOptions options = {.name = "query", .parser = {.prefixes = PREFIXES, .prefix_count = 2}};
  SpoStatus status;
  message[0] = 0;
  return query_open(store, slice_of(text), &options, &KEEP, &status);
}

static const struct {
  const char *expression, *value; /* empty: an error */
} VALUES[] = {
    {"1 + 2", "3"},
    {"1 + 2.0", "\"3\"^^xsd:decimal"},
    {"1 / 4", "0.25"},
    {"1 / 0", ""},
    {"1 / 0.0e0", "\"INF\"^^xsd:double"},
    {"2 * 1.5e0", "\"3.0E0\"^^xsd:double"},
    {"-3 - -4", "1"},
    {"9223372036854775807 + 1", ""},
    {"7 - 2 - 1", "4"},
    {"2 + 3 * 4", "14"},
    {"1.0 = 1", "true"},
    {"\"a\" = \"a\"", "true"},
    {"\"a\" = \"a\"@en", "false"},
    {"\"a\"^^x:t = \"b\"^^x:t", ""},
    {"\"a\"^^x:t = \"a\"^^x:t", "true"},
    {"x:a = x:a", "true"},
    {"x:a != x:b", "true"},
    {"x:a < x:b", ""},
    {"\"a\" < \"b\"", "true"},
    {"2 < 10", "true"},
    {"\"2\" < \"10\"", "false"},
    {"true || (1/0)", "true"},
    {"false || (1/0)", ""},
    {"false && (1/0)", "false"},
    {"true && (1/0)", ""},
    {"!\"\"", "true"},
    {"!(1/0)", ""},
    {"2 IN (1, 2.0)", "true"},
    {"2 IN (1, (1/0))", ""},
    {"2 NOT IN ()", "true"},
    {"IF(1 < 2, \"y\", 1/0)", "\"y\""},
    {"COALESCE(1/0, ?none, 5)", "5"},
    {"BOUND(?none)", "false"},
    {"STR(x:a)", "\"http://x/a\""},
    {"STR(\"a\"@en)", "\"a\""},
    {"LANG(\"a\"@en-GB)", "\"en-GB\""},
    {"LANG(x:a)", ""},
    {"LANGMATCHES(\"zh-Hant\", \"ZH\")", "true"},
    {"LANGMATCHES(\"zho\", \"zh\")", "false"},
    {"LANGMATCHES(\"\", \"*\")", "false"},
    {"DATATYPE(5)", "xsd:integer"},
    {"DATATYPE(\"a\")", "xsd:string"},
    {"DATATYPE(\"a\"^^x:t)", "x:t"},
    {"IRI(\"http://x/b\")", "x:b"},
    {"IRI(\"no iri\")", ""},
    {"ABS(-2.5)", "2.5"},
    {"CEIL(2.1)", "\"3\"^^xsd:decimal"},
    {"FLOOR(-2.1)", "\"-3\"^^xsd:decimal"},
    {"ROUND(2.5)", "\"3\"^^xsd:decimal"},
    {"ROUND(-2.5)", "\"-2\"^^xsd:decimal"},
    {"STRLEN(\"\xE7\x94\xB2\xE4\xB9\x99\")", "2"},
    {"SUBSTR(\"\xE7\x94\xB2\xE4\xB9\x99\xE4\xB8\x99\"@zh, 2)", "\"\xE4\xB9\x99\xE4\xB8\x99\"@zh"},
    {"SUBSTR(\"motor car\", 0, 3)", "\"mo\""},
    {"SUBSTR(\"motor car\", 1.5, 2.6)", "\"oto\""},
    {"SUBSTR(\"abc\", 5)", "\"\""},
    {"UCASE(\"aß\")", "\"Aẞ\""},
    {"LCASE(\"ÀB\"@fr)", "\"àb\"@fr"},
    {"CONCAT(\"a\"@en, \"b\"@en)", "\"ab\"@en"},
    {"CONCAT(\"a\"@en, \"b\")", "\"ab\""},
    {"CONCAT()", "\"\""},
    {"CONCAT(1)", ""},
    {"CONTAINS(\"abc\"@en, \"b\")", "true"},
    {"CONTAINS(\"abc\"@en, \"b\"@fr)", ""},
    {"STRSTARTS(\"abc\", \"ab\")", "true"},
    {"STRENDS(\"abc\", \"\")", "true"},
    {"STRBEFORE(\"abc\"@en, \"b\")", "\"a\"@en"},
    {"STRBEFORE(\"abc\"@en, \"x\")", "\"\""},
    {"STRAFTER(\"abc\"@en, \"\")", "\"abc\"@en"},
    {"ENCODE_FOR_URI(\"\xE7\x94\xB2 b\")", "\"%E7%94%B2%20b\""},
    {"REGEX(\"\xE4\xBF\xA1\xE7\xA0\x94\xE9\x99\xA2\", \"\xE4\xBF\xA1.*\xE9\x99\xA2\")", "true"},
    {"REGEX(\"ABC\", \"^b\", \"i\")", "false"},
    {"REGEX(\"a.c\", \"A.C\", \"qi\")", "true"},
    {"REGEX(\"abc\", \"(\")", ""},
    {"REGEX(\"abc\", \"b\", \"z\")", ""},
    {"REPLACE(\"abcb\", \"b\", \"[$0]\")", "\"a[b]c[b]\""},
    {"REPLACE(\"ab\", \"(a)(b)\", \"$2$1\\\\$\")", "\"ba$\""},
    {"REPLACE(\"ab\", \"z*\", \"x\")", ""},
    {"YEAR(\"2024-05-06T07:08:09.5+08:00\"^^xsd:dateTime)", "2024"},
    {"SECONDS(\"2024-05-06T07:08:09.5+08:00\"^^xsd:dateTime)", "9.5"},
    {"TZ(\"2024-05-06T07:08:09.5+08:00\"^^xsd:dateTime)", "\"+08:00\""},
    {"TIMEZONE(\"2024-05-06T07:08:09-05:30\"^^xsd:dateTime)", "\"-PT5H30M\"^^xsd:dayTimeDuration"},
    {"TIMEZONE(\"2024-05-06T07:08:09\"^^xsd:dateTime)", ""},
    {"MONTH(\"2024\"^^xsd:gYear)", ""},
    {"YEAR(\"2024-05\"^^xsd:gYearMonth)", "2024"},
    {"\"2024-05-06\"^^xsd:date < \"2024-05-07\"^^xsd:date", "true"},
    {"\"2024\"^^xsd:gYear < \"2024-05\"^^xsd:gYearMonth", ""},
    {"\"2024-01-01T00:00:00Z\"^^xsd:dateTime = \"2024-01-01T08:00:00+08:00\"^^xsd:dateTime", "true"},
    {"\"2024-02-30\"^^xsd:date < \"2024-05-07\"^^xsd:date", ""},
    {"MD5(\"abc\")", "\"900150983cd24fb0d6963f7d28e17f72\""},
    {"SHA1(\"abc\")", "\"a9993e364706816aba3e25717850c26c9cd0d89d\""},
    {"STRLEN(SHA256(\"abc\"))", "64"},
    {"STRLEN(SHA512(\"abc\"))", "128"},
    {"STRLANG(\"a\", \"zh\")", "\"a\"@zh"},
    {"STRDT(\"5\", xsd:integer)", "5"},
    {"sameTerm(1, 1.0)", "false"},
    {"sameTerm(1 + 1, 2)", "true"},
    {"isIRI(x:a) && isLITERAL(1) && isNUMERIC(1.5) && !isBLANK(x:a)", "true"},
    {"isNUMERIC(\"x\"^^xsd:integer)", "false"},
    {"isBLANK(BNODE())", "true"},
    {"STRLEN(STRUUID())", "36"},
    {"isIRI(UUID())", "true"},
    {"RAND() < 1", "true"},
    {"DATATYPE(NOW())", "xsd:dateTime"},
    {"xsd:integer(\"12\")", "12"},
    {"xsd:integer(2.9)", "2"},
    {"xsd:integer(\"x\")", ""},
    {"xsd:decimal(1.5e0)", "1.5"},
    {"xsd:double(\"1\")", "\"1.0E0\"^^xsd:double"},
    {"xsd:boolean(0)", "false"},
    {"xsd:string(5)", "\"5\""},
    {"xsd:date(\"2024-05-06T07:08:09Z\"^^xsd:dateTime)", "\"2024-05-06Z\"^^xsd:date"},
    {"xsd:dateTime(\"nonsense\")", ""},
};

static void expressions_have_their_values(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++) {
    char text[512];
    StoreTerm row;
    ByteBuffer out = {0};
    snprintf(text, sizeof text, "SELECT (%s AS ?v) {}", VALUES[i].expression);
    Query *query = open_query(text);
    if (!query) fail_msg("%s: %s", VALUES[i].expression, message);
    assert_int_equal(query_next(query, &row), SPO_SUCCESS);
    if (row) {
      RdfTerm term = store_term(store, row);
      assert_true(term_put_turtle(&out, &term, &SHORT));
    }
    assert_true(byte_buffer_put(&out, (Slice){"", 1}));
    assert_string_equal(out.data, VALUES[i].value);
    assert_int_equal(query_next(query, &row), SPO_END);
    byte_buffer_free(&out);
    query_close(query);
  }
}

static const struct {
  const char *query;
  size_t rows;
} QUERIES[] = {
    {"SELECT * { ?s ?p ?o }", 8},
    {"SELECT * { GRAPH ?g { ?s ?p ?o } }", 3},
    {"SELECT * { GRAPH x:g { ?s ?p ?o } }", 2},
    {"SELECT * { GRAPH ?g { } }", 2},
    {"SELECT * FROM x:h { ?s ?p ?o }", 1},
    {"SELECT * FROM NAMED x:h { GRAPH ?g { ?s ?p ?o } }", 1},
    {"SELECT * FROM x:none { ?s ?p ?o }", 0},
    {"SELECT * { ?s x:p ?o . ?o x:p ?q }", 4},
    {"SELECT * { ?s x:p ?s }", 0},
    {"SELECT * { x:a x:p+ ?o }", 4},
    {"SELECT * { x:a x:p* ?o }", 4},
    {"SELECT * { x:a x:p? ?o }", 2},
    {"SELECT * { x:none x:p* ?o }", 1},
    {"SELECT * { ?s x:p+ x:d }", 3},
    {"SELECT * { x:a x:p+ x:d }", 1},
    {"SELECT * { x:d x:p+ x:a }", 0},
    {"SELECT * { ?s x:p+ ?o }", 12},
    {"SELECT * { x:a x:p/x:p ?o }", 1},
    {"SELECT * { x:a ^x:p ?o }", 1},
    {"SELECT * { x:a (x:p|x:n|x:l) ?o }", 3},
    {"SELECT * { x:a !(x:p|x:n) ?o }", 1},
    {"SELECT * { x:a !^x:p ?o }", 0},
    {"SELECT * { x:a (x:p/x:p)* ?o }", 4},
    {"SELECT * { GRAPH ?g { x:a x:p+ ?o } }", 3},
    {"SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?c) { ?s x:nothing ?o } } FILTER (?c = 0) }", 2},
    {"SELECT * { GRAPH ?g { SELECT (SUM(?n) AS ?c) (MIN(?n) AS ?d) { ?s x:nothing ?n } } FILTER (!BOUND(?d)) }", 2},
    {"SELECT * { ?s x:p ?o OPTIONAL { ?o x:n ?n } }", 4},
    {"SELECT * { ?s x:p ?o OPTIONAL { ?o x:n ?n FILTER (?n > 1) } FILTER (BOUND(?n)) }", 1},
    {"SELECT * { ?s x:p ?o OPTIONAL { ?s x:l ?l } OPTIONAL { ?o x:l ?l } }", 4},
    {"SELECT * { { ?s x:p ?o } UNION { ?s x:n ?n } }", 7},
    {"SELECT * { ?s x:p ?o MINUS { ?s x:l ?l } }", 3},
    {"SELECT * { ?s x:p ?o MINUS { ?a x:l ?l } }", 4},
    {"SELECT * { ?s x:p ?o FILTER NOT EXISTS { ?o x:n ?n } }", 1},
    {"SELECT * { ?s x:n ?n FILTER EXISTS { ?t x:n ?m FILTER (?m > ?n) } }", 1},
    {"SELECT * { VALUES (?s ?o) { (x:a UNDEF) (UNDEF x:a) } ?s x:p ?o }", 2},
    {"SELECT * { VALUES ?s { } ?s ?p ?o }", 0},
    {"SELECT ?s (COUNT(*) AS ?c) { ?s x:p ?o } GROUP BY ?s HAVING (?c > 1)", 1},
    {"SELECT (COUNT(*) AS ?c) { ?s x:none ?o }", 1},
    {"SELECT ?s (COUNT(*) AS ?c) { ?s x:none ?o } GROUP BY ?s", 0},
    {"SELECT DISTINCT ?s { ?s ?p ?o }", 3},
    {"SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?o", 3},
    {"SELECT ?s { ?s ?p ?o } ORDER BY ?o LIMIT 2 OFFSET 1", 2},
    {"SELECT * { { SELECT ?s { ?s x:p ?o } LIMIT 2 } ?s x:n ?n }", 2},
    {"SELECT * { { SELECT ?o { ?s x:p ?o } } ?s x:n ?n }", 12},
    {"SELECT * { ?s x:n ?n BIND(?n * 2 AS ?m) FILTER (?m = 5) }", 1},
    {"SELECT * { [] x:p [ x:n ?n ] }", 3},
    {"SELECT * { ?s x:p ?o ; x:n 1 }", 1},
    {"SELECT * { ?s x:l \"\xE7\x94\xB2\"@ZH }", 1},
    {"ASK { x:a x:p x:b }", 1},
    {"ASK { x:a x:p x:c }", 0},
};

static void queries_have_their_solutions(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
    StoreTerm row[16];
    size_t rows = 0;
    Query *query = open_query(QUERIES[i].query);
    if (!query) fail_msg("%s: %s", QUERIES[i].query, message);
    assert_true(query_width(query) <= 16);
    while (query_next(query, row) == SPO_SUCCESS) rows++;
    if (rows != QUERIES[i].rows) fail_msg("%s: %zu rows, not %zu", QUERIES[i].query, rows, QUERIES[i].rows);
    query_close(query);
  }
}

static const struct {
  const char *query, *message;
  size_t line, column;
} FAULTS[] = {
    {"", "SELECT, ASK, CONSTRUCT or DESCRIBE is expected, but the query ends here", 1, 1},
    {"SELECT *\n  { ?s ?p }", "a variable, a term, `[` or `(` is expected here, not `}`", 2, 11},
    {"SELECT * { ?s y:p ?o }", "the prefix `y:` is not declared", 1, 15},
    {"SELECT * { ?s ?p \"\xE7\x94\xB2\" , ! }", "a variable, a term, `[` or `(` is expected here, not `!`", 1, 24},
    {"SELECT * { ?s ?p ?o } }", "the end of the query is expected here, not `}`", 1, 23},
    {"SELECT ?a ?b { ?a ?p ?b } GROUP BY ?a", "?b has no single value for a group", 1, 8},
    {"SELECT (COUNT(COUNT(*)) AS ?c) {}", "an aggregate cannot stand in another", 1, 15},
    {"SELECT * { FILTER (COUNT(*) > 1) }", "COUNT can stand in SELECT, HAVING and ORDER BY only", 1, 20},
    {"SELECT * { FILTER (UNKNOWN(1)) }", "there is no function `UNKNOWN`", 1, 20},
    {"SELECT * { ?s ?p \"a\\q\" }", "the string holds an escape that SPARQL does not know", 1, 18},
    {"SELECT * { _:a x:p 1 OPTIONAL { _:a x:p 2 } }", "the blank node _:a stands in two groups of triples", 1, 33},
    {"DROP GRAPH x:g", "DROP changes a store; spo query only reads files", 1, 1},
};

static void faults_have_their_places(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
    assert_null(open_query(FAULTS[i].query));
    assert_string_equal(message, FAULTS[i].message);
    assert_int_equal(message_line, FAULTS[i].line);
    assert_int_equal(message_column, FAULTS[i].column);
  }
}

static void parameters_stand_for_variables(void **state) {
  (void)state;
  const QueryParameter parameter = {SLICE("s"), {.kind = RDF_IRI, .text = SLICE("http://x/a")}};
  QueryOptions options = {
      .name = "query",
      .parser = {.prefixes = PREFIXES, .prefix_count = 2, .parameters = &parameter, .parameter_count = 1}};
  SpoStatus status;
  StoreTerm row[2];
  Query *query = query_open(store, SLICE("SELECT ?s ?o { ?s x:p ?o FILTER (BOUND(?s)) }"), &options, &KEEP, &status);
  assert_non_null(query);
  assert_int_equal(query_next(query, row), SPO_SUCCESS);
  assert_true(slice_is(store_term(store, row[0]).text, "http://x/a"));
  assert_true(slice_is(store_term(store, row[1]).text, "http://x/b"));
  assert_int_equal(query_next(query, row), SPO_END);
  query_close(query);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(expressions_have_their_values),
      cmocka_unit_test(queries_have_their_solutions),
      cmocka_unit_test(faults_have_their_places),
      cmocka_unit_test(parameters_stand_for_variables),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
