/* rule_loader.h - rule directories: finds the rule files (*.spo), reads and parses them, and compiles those of a
   language.

   Nothing outside the directories is read: word lists are named relative to the rule file, without .. and without links
   that lead out. What lies in a directory's folder `domains` is no part of it: these are packs, one folder each, which
   are read where they are named themselves (rules/domains/finance). Files are taken in the order of their paths, so
   that the result does not depend on the file system. */
#ifndef SPO_RULES_RULE_LOADER_H
#define SPO_RULES_RULE_LOADER_H

#include "rules/ontology.h"
#include "rules/rule_set.h"
#include "rules/rule_tree.h"

/* A text that stands for a file, as an editor has it. */
typedef struct {
  Slice path; /* as the loader names the file: a directory of RuleLoad, `/`, the path below it */
  Slice text;
} RuleBuffer;

typedef struct {
  const char *const *directories; /* later ones add to earlier ones; a path to one rule file stands for that file */
  size_t directory_count;
  Slice language;
  const Lexicon *dictionary; /* or NULL */
  const char *shipped;       /* directory that `import shipped` looks in, or NULL */
  bool notes;                /* report what overrides what */
  bool terms;                /* check classes and properties against the ontology files that rule files name */
  const char *ontology;      /* and the shipped one, or NULL */
  bool strict;               /* warn of those that no ontology file declares */
  bool draft;                /* the rules are only to be checked, never to be run */
  const RuleBuffer *buffers; /* read instead of the files of their paths */
  size_t buffer_count;
} RuleLoad;

/* All rule files of the language (and those of any language) and what they import, parsed. What a later directory
   declares under the name of an earlier one's is taken, the earlier left out (rule_overrides.h). SPO_BAD_RULES where
   one has errors (all are reported) or none was found; `files` then has what could be read of them. */
SpoStatus rule_load_files(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleFile **files,
                          uint32_t *count);

/* Reads the shipped ontology and those that the files name. SPO_BAD_RULES, reported, where one cannot be read; the
   others are read nevertheless. */
SpoStatus rule_load_ontology(Arena *arena, const RuleLoad *load, const RuleFile *files, uint32_t count,
                             const Diagnostics *diagnostics, Ontology *ontology);

/* Loads and compiles. */
SpoStatus rule_load(Arena *arena, const RuleLoad *load, const Diagnostics *diagnostics, RuleSet *rules);

/* Compiles files that rule_load_files gave. */
SpoStatus rule_load_compile(Arena *arena, const RuleLoad *load, const RuleFile *files, uint32_t count,
                            const Diagnostics *diagnostics, RuleSet *rules);

#endif
