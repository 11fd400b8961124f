/* test.h - the parts of `spo test`. */
#ifndef SPO_CLI_TEST_H
#define SPO_CLI_TEST_H

#include "api/rule_tests.h"
#include "cli/command.h"

typedef enum { TEST_TEXT, TEST_JSON, TEST_TAP } TestFormat;

typedef struct {
  const char *data, *language, *rule;
  bool alone, update, yes, watch;
  const char *confidence; /* file to write the rules' precision to */
  TestFormat format;
  const char *rules[MOST_RULE_PATHS]; /* directories and files of rules */
  int rule_count;
  char **corpus; /* files over which rules are counted */
  int corpus_count;
  struct {
    VECTOR(Slice);
  } documents;              /* NAME.test files, named or found in directories */
  uint32_t named_documents; /* the first of these were named */
  Arena *arena;             /* of this struct and of all results */
} TestOptions;

/* One test, or one thing that is wrong with it. All strings live in the arena of the options. */
typedef struct {
  bool passed;
  const char *file, *rule, *what, *found;
  size_t line;
} TestOutcome;

typedef struct {
  VECTOR(TestOutcome);
} TestOutcomes;

/* Bytes of a file that are to be replaced. */
typedef struct {
  const char *file;
  Slice text; /* of the whole file */
  uint32_t begin, end;
  Slice replacement;
} TestEdit;

typedef struct {
  VECTOR(TestEdit);
} TestEdits;

/* What is true of a rule over documents with complete answers. */
typedef struct {
  Slice rule;
  uint32_t right, wrong;
} RulePrecision;

typedef struct {
  VECTOR(RulePrecision);
} RulePrecisions;

/* The NAME.test files in a directory and below, sorted; a file stands for itself. */
void test_find_documents(TestOptions *options, const char *path);

/* test_update.c: notes what a failed test would have to expect instead; shows and, if agreed, writes all of it. Returns
   an exit status. */
void test_note_update(TestOptions *options, RuleTester *tester, const RuleTestResult *result, TestEdits *edits);
void test_note_document_update(TestOptions *options, RuleTester *tester, const TestDocument *document,
                               const RulePlace *failed, uint32_t failed_count, TestEdits *edits);
int test_write_updates(TestOptions *options, TestEdits *edits);

/* test_watch.c: waits until a rule, a list or a test has changed. False after Ctrl-C. */
bool test_wait_for_change(const TestOptions *options);

/* test_corpus.c */
int test_corpus(const TestOptions *options);
void test_count_precision(RuleTester *tester, const TestDocument *document, TestOptions *options,
                          RulePrecisions *precisions);
int test_write_confidence(const TestOptions *options, const RulePrecisions *precisions);

#endif
