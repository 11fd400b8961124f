/* rule_compiler.h - from the trees of all rule files of a language to a rule set. */
#ifndef SPO_RULES_RULE_COMPILER_H
#define SPO_RULES_RULE_COMPILER_H

#include "rules/ontology.h"
#include "rules/rule_set.h"
#include "rules/rule_tree.h"

/* Reads a word list that a rule file names. `path` is relative to the source's directory and stays below it. The text
   lives as long as the arena. SPO_BAD_RULES, reported, where it cannot be read. */
typedef bool (*VocabularyFinder)(void *handle, Arena *arena, const RuleSource *from, RuleName path, Slice *full);
typedef SpoStatus (*WordListReader)(void *handle, Arena *arena, const RuleSource *from, RuleName path, Slice *text);

typedef struct {
  const RuleFile *files; /* of `language` or of any */
  uint32_t file_count;
  Slice language;
  const Lexicon *dictionary; /* general dictionary of the language, or NULL */
  WordListReader read_words;
  VocabularyFinder find_vocabulary; /* the path of a vocabulary, which must lie below the source's directory */
  void *handle;
  const Ontology *ontology; /* classes and properties are checked against it; NULL: they are not */
  bool draft;               /* only to be checked, never to be run: all words cost the same */
  bool strict;              /* warn of those that no ontology file declares */
} RuleInput;

/* Prefixes that rule files need not declare, with their namespaces. */
extern const char *const RULE_DEFAULT_PREFIXES[][2];
extern const size_t RULE_DEFAULT_PREFIX_COUNT;

/* Compiles into tables in `arena`. Reports every error it finds; SPO_BAD_RULES then. */
SpoStatus rule_compile(Arena *arena, const RuleInput *input, const Diagnostics *diagnostics, RuleSet *rules);

#endif
