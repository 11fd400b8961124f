/* Ontology files in several syntaxes, and rule files that are checked against them. */
#include "rules/ontology.h"
#include "unit/rules_check.h"

#define FILES SPO_SOURCE_DIR "/tests/data/rules/ontology/"
#define ENERGY "https://example.org/energy#"

static SpoStatus read_file(Check *check, Ontology *ontology, const char *name) {
  char path[1024];
  snprintf(path, sizeof path, FILES "%s", name);
  return ontology_read(ontology, &check->arena, path, slice_of(name), &check->diagnostics);
}

static const OntologyTerm *find(const Ontology *ontology, const char *iri) {
  return ontology_find(ontology, slice_of(iri));
}

static void expect_kinds(const Ontology *ontology, const char *iri, uint32_t kinds) {
  const OntologyTerm *term = find(ontology, iri);
  if (!term) fail_msg("%s is not declared", iri);
  assert_int_equal(kinds, term->kinds);
}

static void turtle_declares_terms(void **state) {
  (void)state;
  static const char *const NAMES[] = {"energy.ttl", "energy-without-ending"};
  for (int i = 0; i < 2; i++) {
    Check check;
    Ontology ontology = {0};
    check_init(&check);
    assert_int_equal(SPO_SUCCESS, read_file(&check, &ontology, NAMES[i]));
    assert_string_equal("", check.messages.text);
    expect_kinds(&ontology, ENERGY "Plant", TERM_IS_CLASS);
    expect_kinds(&ontology, ENERGY "operator", TERM_IS_PROPERTY);
    expect_kinds(&ontology, ENERGY "capacity", TERM_IS_PROPERTY); /* by its range */
    expect_kinds(&ontology, ENERGY "Megawatt", TERM_IS_DATATYPE);
    expect_kinds(&ontology, ENERGY "hydro", TERM_IS_INDIVIDUAL);
    assert_true(find(&ontology, ENERGY "Station")->deprecated);
    assert_false(find(&ontology, ENERGY "Plant")->deprecated);
    assert_null(find(&ontology, "https://example.org/energy"));
    assert_null(find(&ontology, ENERGY "plant"));
    check_free(&check);
  }
}

static void texts_are_chosen_by_language(void **state) {
  (void)state;
  Check check;
  Ontology ontology = {0};
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, read_file(&check, &ontology, "energy.ttl"));
  const OntologyTerm *plant = find(&ontology, ENERGY "Plant");
  assert_slice_equal(SLICE("电厂"), ontology_label(plant, SLICE("zh")));
  assert_slice_equal(SLICE("power plant"), ontology_label(plant, SLICE("en")));
  assert_slice_equal(SLICE("power plant"), ontology_label(plant, SLICE("fr")));
  assert_slice_equal(SLICE("Makes electricity."), ontology_comment(plant, SLICE("zh")));
  assert_slice_equal(SLICE("operator"), ontology_label(find(&ontology, ENERGY "operator"), SLICE("zh")));
  assert_slice_equal(SLICE(""), ontology_label(find(&ontology, ENERGY "Megawatt"), SLICE("zh")));
  check_free(&check);
}

static void a_file_knows_its_own_namespace(void **state) {
  (void)state;
  Check check;
  Ontology named = {0}, described = {0}, any = {0};
  check_init(&check);
  /* by owl:Ontology, although a term of another namespace has a label */
  assert_int_equal(SPO_SUCCESS, read_file(&check, &named, "energy.ttl"));
  assert_int_equal(1, named.namespaces.count);
  assert_non_null(ontology_namespace(&named, SLICE(ENERGY "anything")));
  assert_null(ontology_namespace(&named, SLICE("https://schema.org/Thing")));
  /* by labels */
  assert_int_equal(SPO_SUCCESS, read_file(&check, &described, "energy.owl"));
  assert_int_equal(1, described.namespaces.count);
  assert_non_null(ontology_namespace(&described, SLICE(ENERGY "x")));
  /* all, where there is nothing else to go by */
  assert_int_equal(SPO_SUCCESS, read_file(&check, &any, "plain.nt"));
  assert_non_null(ontology_namespace(&any, SLICE("https://example.org/energy/x")));
  check_free(&check);
}

static void rdf_xml_may_have_its_own_entities(void **state) {
  (void)state;
  Check check;
  Ontology ontology = {0};
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, read_file(&check, &ontology, "energy.owl"));
  expect_kinds(&ontology, ENERGY "Plant", TERM_IS_CLASS);
  expect_kinds(&ontology, ENERGY "operator", TERM_IS_PROPERTY);
  check_free(&check);
}

static void no_other_file_is_opened(void **state) {
  (void)state;
  Check check;
  Ontology ontology = {0};
  check_init(&check);
  SpoStatus status = read_file(&check, &ontology, "entity.owl");
  const OntologyTerm *plant = find(&ontology, ENERGY "Plant");
  if (status == SPO_SUCCESS && plant) assert_slice_equal(SLICE("name "), ontology_label(plant, SLICE("en")));
  check_free(&check);
}

static void similar_terms_are_of_the_kind_that_is_wanted(void **state) {
  (void)state;
  Check check;
  Ontology ontology = {0};
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, read_file(&check, &ontology, "energy.ttl"));
  assert_slice_equal(SLICE(ENERGY "Plant"), ontology_similar(&ontology, SLICE(ENERGY "Plnat"), TERM_IS_CLASS));
  assert_slice_equal(SLICE(ENERGY "Plant"), ontology_similar(&ontology, SLICE(ENERGY "plant"), TERM_IS_CLASS));
  assert_slice_equal(SLICE(""), ontology_similar(&ontology, SLICE(ENERGY "Plnat"), TERM_IS_PROPERTY));
  assert_slice_equal(SLICE(""), ontology_similar(&ontology, SLICE("https://else.org/Plant"), TERM_IS_CLASS));
  check_free(&check);
}

static void what_is_no_rdf_is_reported(void **state) {
  (void)state;
  static const struct {
    const char *name, *message;
  } FAULTS[] = {{"broken.ttl", "3:0+0 - "},
                {"a.jsonld", "is JSON-LD, which is written, but not read"},
                {"prose.txt", "- "},
                {"missing.ttl", "No such file"},
                {"pack", "Is a directory"}};
  for (size_t i = 0; i < sizeof FAULTS / sizeof *FAULTS; i++) {
    Check check;
    Ontology ontology = {0};
    check_init(&check);
    assert_int_equal(SPO_BAD_RULES, read_file(&check, &ontology, FAULTS[i].name));
    assert_int_equal(1, check.messages.errors);
    if (!strstr(check.messages.text, FAULTS[i].message)) fail_msg("%s: %s", FAULTS[i].name, check.messages.text);
    check_free(&check);
  }
}

/* Whatever of the ontology the arena holds. */
static void read_within(Check *check, size_t limit) {
  Arena arena;
  arena_init(&arena, limit);
  jmp_buf jump;
  Ontology ontology = {0};
  if (!ARENA_GUARD(&arena, jump)) {
    ontology_read(&ontology, &arena, SPO_SOURCE_DIR "/ontology/spo.ttl", SLICE("spo.ttl"), &check->diagnostics);
  }
  arena_free(&arena);
}

static void out_of_memory_leaves_raptor_in_order(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  for (size_t limit = 4096; limit < 200000; limit += 1500) read_within(&check, limit);
  Ontology ontology = {0};
  assert_int_equal(SPO_SUCCESS, read_file(&check, &ontology, "energy.ttl"));
  check_free(&check);
}

/* ---- rule files ---- */

static SpoStatus load_checked(Check *check, const char *path, bool strict) {
  const char *const paths[] = {path};
  RuleLoad load = {.directories = paths,
                   .directory_count = 1,
                   .language = SLICE("zh"),
                   .terms = true,
                   .ontology = SPO_SOURCE_DIR "/ontology/spo.ttl",
                   .strict = strict};
  SpoStatus status = rule_load_files(&check->arena, &load, &check->diagnostics, &check->files, &check->file_count);
  assert_int_equal(SPO_SUCCESS, status);
  return rule_load_compile(&check->arena, &load, check->files, check->file_count, &check->diagnostics, &check->rules);
}

static void rule_files_are_checked(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  assert_int_equal(SPO_BAD_RULES, load_checked(&check, FILES "pack/wrong.spo", true));
  const char *path = FILES "pack/energy.ttl";
  char expected[4096];
  snprintf(
      expected, sizeof expected,
      "3:10+15 E070 an ontology file must stand below the directory of the rule file (put the file beside or below "
      "the rule file)\n"
      "4:10+13 E071 there is no ontology file missing.ttl\n"
      "8:16+8 E090 `en:plant` is not in %s (did you mean `en:Plant`?)\n"
      "9:16+10 W090 `en:Station` is deprecated in %s (Use en:Plant.)\n"
      "10:16+7 W091 no ontology file declares `ex:Firm` (name a file that does: ontology \"file.ttl\")\n"
      "11:16+16 E090 `spo:organisation` is not in ontology/spo.ttl\n"
      "12:16+11 E091 `en:operator` is a property in %s, and a class is wanted here\n"
      "15:9+9 E090 `en:Plants` is not in %s (did you mean `en:Plant`?)\n"
      "16:9+8 E091 `en:Plant` is a class in %s, and a property is wanted here\n"
      "17:9+37 E090 `https://example.org/energy#operater` is not in %s (did you mean "
      "`<https://example.org/energy#operator>`?)\n"
      "21:12+14 E090 `spo:locatedInn` is not in ontology/spo.ttl (did you mean `spo:locatedIn`?)\n",
      path, path, path, path, path, path);
  if (strcmp(expected, check.messages.text) != 0) {
    printf("%s", check.messages.text); /* longer than cmocka prints */
    fail();
  }
  check_free(&check);
}

static void nothing_is_checked_without_ontologies(void **state) {
  (void)state;
  Check check;
  check_init(&check);
  assert_int_equal(SPO_SUCCESS, check_load(&check, "zh", FILES "pack/wrong.spo"));
  assert_string_equal("", check.messages.text);
  check_free(&check);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(turtle_declares_terms),          cmocka_unit_test(texts_are_chosen_by_language),
      cmocka_unit_test(a_file_knows_its_own_namespace), cmocka_unit_test(rdf_xml_may_have_its_own_entities),
      cmocka_unit_test(no_other_file_is_opened),        cmocka_unit_test(similar_terms_are_of_the_kind_that_is_wanted),
      cmocka_unit_test(what_is_no_rdf_is_reported),     cmocka_unit_test(out_of_memory_leaves_raptor_in_order),
      cmocka_unit_test(rule_files_are_checked),         cmocka_unit_test(nothing_is_checked_without_ontologies),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
