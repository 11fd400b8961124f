/* rule_tests.h - the tests of rule files: `ok` and `no` lines beside rules, and documents with the facts that are
   expected of them (NAME.test), run through the whole pipeline with all rules of a language.

   A document with expected facts is plain text:

       language zh
       date     2024-03-05
       title    晨星公司公布业绩

       text
         晨星公司董事长王明表示……
       facts
         Position holder=王明 title=董事长 organization=晨星公司
         Person   王明
         no Position holder=李华
         only Position

   Lines of `text` are paragraphs. A fact holds if a claim of its frame has these values; `no` says that none may;
   `only`, that every claim of the frame must be among those listed. An entity is its type and its name. */
#ifndef SPO_API_RULE_TESTS_H
#define SPO_API_RULE_TESTS_H

#include "api/engine.h"
#include "rules/rule_loader.h"

typedef struct {
  const char *data; /* data directory, as in EngineOptions; NULL: where it is found */
  Slice language;
  const char *const *paths; /* directories or files of rules, on top of the shipped ones */
  size_t path_count;
  bool alone;                /* without the shipped rules */
  const RuleBuffer *buffers; /* texts that stand for files, as in RuleLoad */
  size_t buffer_count;
} RuleTesterOptions;

/* The rules of one language, compiled from their sources, and a session. */
typedef struct {
  Engine engine; /* with just this language in it, as languages[0] */
  Session session;
  RuleFile *files;
  uint32_t file_count;
} RuleTester;

/* Reads and compiles. Where that fails, what is wrong was reported and there is nothing to close. */
SpoStatus rule_tester_open(RuleTester *tester, const RuleTesterOptions *options, const Diagnostics *diagnostics);
void rule_tester_close(RuleTester *tester);

typedef struct {
  bool passed;
  RulePlace place;      /* of the test, or of the expected fact that is not found */
  Slice rule;           /* whose test it is; of documents: empty */
  const char *what;     /* what is wrong: "does not find this" */
  Slice found;          /* lines that say what was found instead, of the session's arena */
  const RuleTest *test; /* NULL: of a document */
} RuleTestResult;

/* Called for each test that passed, once, and for each thing that is wrong in one that did not. */
typedef void (*RuleTestSink)(void *handle, const RuleTestResult *result);

/* Runs the tests of all rules, or of the one that is named (data == NULL: all). */
void rule_tester_run(RuleTester *tester, Slice rule, RuleTestSink sink, void *handle);

/* A document with expected facts. `source` must live as long as it. */
typedef struct {
  const RuleSource *source;
  Slice language, date, title, url;
  RulePlace text;  /* lines below `text` */
  RulePlace facts; /* lines below `facts` */
  struct {
    VECTOR(RulePlace);
  } paragraphs;
  struct {
    VECTOR(RulePlace);
  } lines; /* of `facts`, without comments */
} TestDocument;

/* SPO_BAD_RULES, reported, where it is no such document. */
SpoStatus test_document_read(Arena *arena, const RuleSource *source, const Diagnostics *diagnostics,
                             TestDocument *document);

/* Runs a document and compares. The session then holds its result. */
void rule_tester_run_document(RuleTester *tester, const TestDocument *document, RuleTestSink sink, void *handle);

/* Whether a line of the document that was run last expects a claim. */
bool rule_tester_is_expected(RuleTester *tester, const TestDocument *document, uint32_t claim);

/* What was found, as the lines of `facts` would say it; `frame` UINT32_MAX: all. Entities only with `entities`. */
Slice rule_tester_found(RuleTester *tester, uint32_t frame, bool entities);

/* A claim as `Frame slot=value slot="two words"`. */
Slice rule_tester_claim(Session *session, uint32_t claim, bool with_frame);

#endif
