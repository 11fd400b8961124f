/* names.h - every name in rule files, with what it means there: for going to definitions, renaming, explaining. */
#ifndef SPO_LSP_NAMES_H
#define SPO_LSP_NAMES_H

#include "rules/rule_tree.h"

typedef enum {
  NAME_TYPE, /* word list, entity, marked type, pattern, built-in type: what patterns are made of */
  NAME_FRAME,
  NAME_RULE,
  NAME_SLOT,    /* owner: the frame */
  NAME_CAPTURE, /* owner: the rule or pattern that has it */
  NAME_TERM,    /* prefixed name or IRI */
  NAME_PREFIX,
  NAME_TAG,  /* owner: the list, where it is known */
  NAME_FILE, /* a file that a statement names */
} NameKind;

typedef struct {
  RulePlace place;
  Slice name;  /* as the compiler knows it: patterns of several directories have a tail */
  Slice owner; /* see NameKind; empty: none, or not known */
  uint8_t kind;
  bool defines;
  bool shorthand; /* slot and capture in one: `emit F(title)` */
} NamedPlace;

typedef struct {
  Arena *arena;
  struct {
    VECTOR(NamedPlace);
  } places; /* file by file, in the order of the text within a statement */
} NameIndex;

/* Collects the names of all files. They must be compiled, as far as that went, so that patterns know what they mean. */
void names_collect(NameIndex *index, Arena *arena, const RuleFile *files, uint32_t count);

/* The smallest named place at a byte of a file, or NULL. */
const NamedPlace *names_at(const NameIndex *index, Slice file, size_t offset);

/* Whether two places name the same thing. */
bool names_same(const NamedPlace *a, const NamedPlace *b);

#endif
