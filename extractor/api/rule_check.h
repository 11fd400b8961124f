/* rule_check.h - all that is wrong with the rules of a language: errors, what is hardly meant, and what each costs. For
   `spo check` and the language server. */
#ifndef SPO_API_RULE_CHECK_H
#define SPO_API_RULE_CHECK_H

#include "base/diagnostic_list.h"
#include "rules/rule_loader.h"

typedef enum { LINT_OWN, LINT_ALL, LINT_NONE } LintScope;

typedef struct {
  const char *data; /* data directory, where the shipped rules, ontology and dictionaries are */
  Slice language;
  const char *const *paths; /* directories or files of rules, on top of the shipped ones */
  size_t path_count;
  bool alone;                /* without the shipped rules */
  bool strict;               /* warn of classes and properties that no ontology file declares */
  LintScope lint;            /* LINT_OWN: warnings for `paths` only */
  const RuleBuffer *buffers; /* texts that stand for files, as in RuleLoad */
  size_t buffer_count;
} RuleCheckOptions;

/* What was read; lives in the arena, as far as it could be read. `rules` is sound only where the check succeeds, and
   then good for looking at, not for running (RuleInput.draft). */
typedef struct {
  RuleFile *files;
  uint32_t file_count; /* 0: there are no rules for this language */
  RuleSet rules;
  RuleLoad load; /* for rule_load_ontology */
} RuleCheck;

/* Reads, compiles and looks over; messages are added to `list`, in an arena of its own. Needs a guard on `arena`. */
SpoStatus rule_check(Arena *arena, const RuleCheckOptions *options, DiagnosticList *list, RuleCheck *check);

#endif
