/* The store against a plain list of quads, files in every syntax, and what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "output/gzip_packer.h"
#include "store/store.h"

static char message[1024];
static size_t message_line;

static void keep_message(void *handle, const SpoDiagnostic *diagnostic) {
  (void)handle;
  snprintf(message, sizeof message, "%s: %s", diagnostic->file, diagnostic->message);
  message_line = diagnostic->line;
}

static const Diagnostics KEEP = {keep_message, NULL};

static Store *store_of(const char *name, const char *text) {
  Store *store = store_open(NULL);
  assert_non_null(store);
  assert_int_equal(store_add_bytes(store, slice_of(text), name, &KEEP), SPO_SUCCESS);
  assert_true(store_finish(store));
  return store;
}

static StoreTerm number_of(const Store *store, const char *iri) {
  return store_find_iri(store, slice_of(iri));
}

static size_t matches(const Store *store, StoreTerm s, StoreTerm p, StoreTerm o, StoreTerm g) {
  StoreCursor cursor = store_match(store, (StoreQuad){s, p, o, g});
  StoreQuad quad;
  size_t count = 0;
  while (store_next(&cursor, &quad)) count++;
  return count;
}

static void terms_keep_what_they_are(void **state) {
  (void)state;
  Store *store = store_of("a.ttl",
                          "@prefix x: <http://x/> . @base <http://b/c/> .\n"
                          "x:a x:p 5 , \"5\" , \"5\"@zh-Hant , \"5\"@ZH-hant , <d> , _:n , "
                          "\"5\"^^<http://www.w3.org/2001/XMLSchema#string> , \"x\\ny\" .\n");
  assert_int_equal(store_count(store), 6);
  assert_int_not_equal(number_of(store, "http://b/c/d"), STORE_NO_TERM);
  assert_int_equal(number_of(store, "http://b/c/none"), STORE_NO_TERM);
  RdfTerm five = {RDF_LITERAL, SLICE("5"), {0}, {0}};
  StoreTerm plain = store_find(store, &five);
  assert_int_not_equal(plain, STORE_NO_TERM);
  assert_int_equal(store_datatype(store, plain), STORE_NO_TERM);
  five.language = SLICE("zh-HANT");
  StoreTerm tagged = store_find(store, &five);
  assert_true(tagged && tagged != plain);
  assert_true(slice_is(store_term(store, tagged).language, "zh-Hant"));
  five = (RdfTerm){RDF_LITERAL, SLICE("5"), {0}, SLICE("http://www.w3.org/2001/XMLSchema#integer")};
  StoreTerm whole = store_find(store, &five);
  assert_true(whole && whole != plain);
  assert_int_equal(store_datatype(store, whole), number_of(store, "http://www.w3.org/2001/XMLSchema#integer"));
  RdfTerm blank = {RDF_BLANK, SLICE("f1.n"), {0}, {0}};
  assert_int_not_equal(store_find(store, &blank), STORE_NO_TERM);
  StoreTerm added = store_add_term(store, &(RdfTerm){.kind = RDF_IRI, .text = SLICE("http://new/")});
  assert_true(added > whole && store_find_iri(store, SLICE("http://new/")) == added);
  assert_int_equal(matches(store, added, STORE_ANY, STORE_ANY, STORE_ANY), 0);
  assert_int_equal(matches(store, STORE_ANY, STORE_ANY, STORE_ANY, added), 0);
  store_close(store);
}

static void a_triple_of_two_graphs_counts_once(void **state) {
  (void)state;
  Store *store = store_of("a.nq",
                          "<http://s> <http://p> <http://o> <http://g> .\n"
                          "<http://s> <http://p> <http://o> <http://h> .\n"
                          "<http://s> <http://p> <http://o> .\n"
                          "<http://s> <http://p> <http://o> <http://h> .\n"
                          "<http://s> <http://p> \"o\" <http://h> .\n");
  assert_int_equal(store_count(store), 4);
  StoreTerm s = number_of(store, "http://s"), h = number_of(store, "http://h");
  assert_int_equal(matches(store, s, STORE_ANY, STORE_ANY, STORE_ANY), 4);
  assert_int_equal(matches(store, s, STORE_ANY, STORE_ANY, h), 2);
  assert_int_equal(matches(store, STORE_ANY, STORE_ANY, STORE_ANY, STORE_DEFAULT_GRAPH), 1);
  StoreCursor cursor = store_match_triples(store, (StoreQuad){s, STORE_ANY, STORE_ANY, STORE_ANY});
  StoreQuad quad;
  size_t count = 0;
  while (store_next(&cursor, &quad)) count++;
  assert_int_equal(count, 2);
  assert_int_equal(store_distinct(store, ORDER_GSPO), 3);
  const StorePredicate *predicates = store_predicates(store, &count);
  assert_int_equal(count, 1);
  assert_int_equal(predicates->triples, 2);
  assert_int_equal(predicates->subjects, 1);
  assert_int_equal(predicates->objects, 2);
  store_close(store);
}

static bool fits(StoreTerm pattern, StoreTerm term) {
  return pattern == STORE_ANY || pattern == term;
}

/* All patterns over random quads, in memory and in files. */
static void check_patterns(const StoreOptions *options, uint32_t terms, size_t count) {
  Store *store = store_open(options);
  StoreQuad *quads = calloc(count, sizeof *quads);
  assert_true(store && quads);
  for (uint32_t i = 1; i <= terms; i++) {
    char iri[32];
    snprintf(iri, sizeof iri, "http://x/%u", i);
    assert_int_equal(store_add_term(store, &(RdfTerm){.kind = RDF_IRI, .text = slice_of(iri)}), i);
  }
  uint64_t random = 7;
  for (size_t i = 0; i < count; i++) {
    uint32_t numbers[4];
    for (int k = 0; k < 4; k++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      numbers[k] = (uint32_t)(random >> 33) % terms + 1;
    }
    quads[i] = (StoreQuad){numbers[0], numbers[1] % 7 + 1, numbers[2], numbers[3] % 5};
    assert_true(store_add_quad(store, quads[i]));
    if (i == count / 2) assert_true(store_finish(store));
  }
  assert_true(store_finish(store));
  for (int which = 0; which < 64; which++) {
    StoreQuad pattern = quads[(size_t)which * 31 % count];
    if (which & 1) pattern.subject = STORE_ANY;
    if (which & 2) pattern.predicate = STORE_ANY;
    if (which & 4) pattern.object = STORE_ANY;
    if (which & 8) pattern.graph = STORE_ANY;
    StoreCursor cursor = store_match(store, pattern);
    StoreQuad quad;
    size_t found = 0, wanted = 0;
    while (store_next(&cursor, &quad)) {
      assert_true(fits(pattern.subject, quad.subject) && fits(pattern.predicate, quad.predicate) &&
                  fits(pattern.object, quad.object) && fits(pattern.graph, quad.graph));
      found++;
    }
    for (size_t i = 0; i < count; i++) {
      bool first = fits(pattern.subject, quads[i].subject) && fits(pattern.predicate, quads[i].predicate) &&
                   fits(pattern.object, quads[i].object) && fits(pattern.graph, quads[i].graph);
      for (size_t k = 0; first && k < i; k++) first = memcmp(&quads[k], &quads[i], sizeof *quads) != 0;
      wanted += first;
    }
    assert_int_equal(found, wanted);
    assert_true(store_size(store, pattern) >= found);
  }
  free(quads);
  store_close(store);
}

static void every_pattern_finds_its_quads(void **state) {
  (void)state;
  check_patterns(NULL, 20, 3000);
  check_patterns(&(StoreOptions){.most_in_memory = 70000}, 5000, 3000);
}

static void every_syntax_is_read(void **state) {
  (void)state;
  char folder[] = "/tmp/spo-store-XXXXXX", path[256];
  assert_non_null(mkdtemp(folder));
  static const struct {
    const char *name, *text;
  } FILES[] = {
      {"a.nt", "<http://a> <http://p> _:b .\n"},
      {"b.nq", "<http://b> <http://p> _:b <http://g> .\n"},
      {"c.ttl", "<http://c> <http://p> _:b .\n"},
      {"d.trig", "<http://g> { <http://d> <http://p> _:b }\n"},
      {"e.rdf",
       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:x=\"http://\"><rdf:Description "
       "rdf:about=\"http://e\"><x:p>e</x:p></rdf:Description></rdf:RDF>"},
      {"index.jsonl", "{}"},
  };
  for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, FILES[i].name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(FILES[i].text, file);
    fclose(file);
  }
  Store *store = store_open(NULL);
  assert_int_equal(store_add_path(store, folder, &KEEP), SPO_SUCCESS);
  assert_true(store_finish(store));
  assert_int_equal(store_file_count(store), 5);
  assert_int_equal(store_count(store), 5);
  assert_int_equal(matches(store, STORE_ANY, number_of(store, "http://p"), STORE_ANY, number_of(store, "http://g")), 2);
  for (const char *label = "1234"; *label; label++) {
    char name[] = "f1.b";
    name[1] = *label;
    assert_int_not_equal(store_find(store, &(RdfTerm){.kind = RDF_BLANK, .text = slice_of(name)}), STORE_NO_TERM);
  }
  store_close(store);
  for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, FILES[i].name);
    unlink(path);
  }
  store = store_open(NULL);
  assert_int_equal(store_add_path(store, folder, &KEEP), SPO_BAD_INPUT);
  assert_non_null(strstr(message, "without RDF files"));
  assert_int_equal(store_add_path(store, "/nonexistent.nq", &KEEP), SPO_BAD_INPUT);
  store_close(store);
  rmdir(folder);
}

static void syntaxes_are_known_by_the_first_bytes(void **state) {
  (void)state;
  Store *store = store_of("unnamed", "# quads\n<http://a> <http://p> \"a . b\" <http://g> .\n");
  assert_int_equal(matches(store, STORE_ANY, STORE_ANY, STORE_ANY, number_of(store, "http://g")), 1);
  store_close(store);
  store = store_of("unnamed", "@prefix x: <http://x/> .\nx:a x:b x:c .\n");
  assert_int_equal(store_count(store), 1);
  store_close(store);
}

static void packed_files_are_read(void **state) {
  (void)state;
  GzipPacker *packer = gzip_packer_new();
  ByteBuffer packed = {0};
  assert_true(gzip_pack(packer, SLICE("<http://a> <http://p> <http://o> .\n"), &packed));
  assert_true(gzip_pack(packer, SLICE("<http://b> <http://p> <http://o> .\n"), &packed));
  Store *store = store_open(NULL);
  assert_int_equal(store_add_bytes(store, byte_buffer_slice(&packed), "a.nq.gz", &KEEP), SPO_SUCCESS);
  assert_int_equal(store_add_bytes(store, (Slice){packed.data, packed.length - 9}, "b.nq.gz", &KEEP), SPO_BAD_INPUT);
  assert_true(store_finish(store));
  assert_int_equal(store_count(store), 2);
  store_close(store);
  byte_buffer_free(&packed);
  gzip_packer_free(packer);
}

static void faults_are_reported_with_their_lines(void **state) {
  (void)state;
  static const struct {
    const char *name, *text;
    size_t line, quads;
  } FAULTS[] = {
      {"a.nq", "<http://a> <http://p> <http://o> .\n<http://a> <http://p> nonsense .\n", 2, 1},
      {"a.ttl", "<http://a> <http://p> 1 .\n\nx:a x:b x:c .\n", 0, 1},
      {"a.ttl", "<http://a> <http://p> 1 ", 1, 0},
      {"a.nt", "<http://a b> <http://p> <http://o> .\n", 1, 0},
      {"a.rdf", "<rdf:RDF", 0, 0},
      {"a.ttl", "<http://a> <http://p> 1 .\nnonsense\n", 0, 1},
      {"a.trig", "<http://a> <http://p> 1 .\nnonsense\n", 0, 1},
      {"a.nq", "<http://a> <http://p> 1 .\n", 1, 0},
      {"a.nq", "# c\n\n <http://a>\t<http://p> \"x\\\"\\u0041\"@en <http://g> . # c\nnonsense\n", 4, 1},
      {"a.nq", "<http://a> <http://p> \"x .\n", 1, 0},
      {"a.nq", "<http://a> <http://p> \"x\\q\" .\n", 1, 0},
      {"a.nq", "<http://a> <http://p> \"x\"^^y .\n", 1, 0},
      {"a.nq", "<http://a> <http://p> <http://o> . x\n", 1, 0},
      {"a.nq", "<http://a> _:p <http://o> .\n", 1, 0},
      {"a.nq", "<a> <http://p> <http://o> .\n", 1, 0},
      {"a.nq", "_: <http://p> <http://o> .\n", 1, 0},
      {"a.nq", "_:a} <http://p> <http://o> .\n", 1, 0},
      {"a.nq", "<http://a> <http://p> \"\xff\" .\n", 1, 0},
      {"a.nt", "<http://a> <http://p> <http://o> <http://g> .\n", 1, 0},
  };
  for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
    Store *store = store_open(NULL);
    message[0] = 0;
    assert_int_equal(store_add_bytes(store, slice_of(FAULTS[i].text), FAULTS[i].name, &KEEP), SPO_BAD_INPUT);
    assert_true(message[0] != 0);
    if (FAULTS[i].line) assert_int_equal(message_line, FAULTS[i].line);
    assert_true(store_finish(store));
    if (FAULTS[i].quads) assert_int_equal(store_count(store), FAULTS[i].quads);
    store_close(store);
  }
}

static void too_much_is_refused(void **state) {
  (void)state;
  Store *store = store_open(&(StoreOptions){.most = 400000});
  char line[64];
  SpoStatus status = SPO_SUCCESS;
  for (int i = 0; i < 20000 && status == SPO_SUCCESS; i++) {
    snprintf(line, sizeof line, "<http://a%d> <http://p> <http://o> .\n", i);
    status = store_add_bytes(store, slice_of(line), "a.nt", &KEEP);
  }
  assert_int_equal(status, SPO_NO_MEMORY);
  assert_non_null(strstr(message, "no room"));
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(terms_keep_what_they_are),
      cmocka_unit_test(a_triple_of_two_graphs_counts_once),
      cmocka_unit_test(every_pattern_finds_its_quads),
      cmocka_unit_test(every_syntax_is_read),
      cmocka_unit_test(syntaxes_are_known_by_the_first_bytes),
      cmocka_unit_test(packed_files_are_read),
      cmocka_unit_test(faults_are_reported_with_their_lines),
      cmocka_unit_test(too_much_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
