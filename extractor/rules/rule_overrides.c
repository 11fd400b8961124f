#include "rules/rule_overrides.h"

#include <stdio.h>

#include "base/name_table.h"

/* Of one kind of statement: under each name, the last directory that declares it, and where. */
typedef struct {
  NameTable names;
  struct {
    VECTOR(uint32_t);
  } roots;
  struct {
    VECTOR(RulePlace);
  } places;
} Owners;

typedef enum { KIND_RULE, KIND_FRAME, KIND_PATTERN, KIND_TYPE, KIND_WORDS, KIND_COUNT } Kind;
static const char *const KIND_NAMES[KIND_COUNT] = {"rule", "frame", "pattern", "type", "words"};

typedef struct {
  Arena *arena;
  const Diagnostics *diagnostics;
  bool notes;
  Owners owners[KIND_COUNT]; /* KIND_WORDS: those that replace */
  Owners dropped;            /* rules: the last directory that drops them */
} Overrides;

static void own(Overrides *overrides, Owners *owners, RuleName name, uint32_t root) {
  uint32_t known = name_table_find(&owners->names, name.text);
  if (known == UINT32_MAX) {
    name_table_add(&owners->names, overrides->arena, name.text, owners->roots.count);
    VECTOR_PUSH(overrides->arena, &owners->roots, root);
    VECTOR_PUSH(overrides->arena, &owners->places, name.place);
  } else if (owners->roots.data[known] < root) {
    owners->roots.data[known] = root;
    owners->places.data[known] = name.place;
  }
}

static void note_owners(Overrides *overrides, const RuleFile *file) {
  Owners *owners = overrides->owners;
  for (uint32_t i = 0; i < file->rules.count; i++) {
    own(overrides, &owners[KIND_RULE], file->rules.data[i].name, file->root);
  }
  for (uint32_t i = 0; i < file->frames.count; i++) {
    own(overrides, &owners[KIND_FRAME], file->frames.data[i].name, file->root);
  }
  for (uint32_t i = 0; i < file->patterns.count; i++) {
    own(overrides, &owners[KIND_PATTERN], file->patterns.data[i].name, file->root);
  }
  for (uint32_t i = 0; i < file->types.count; i++) {
    own(overrides, &owners[KIND_TYPE], file->types.data[i].name, file->root);
  }
  for (uint32_t i = 0; i < file->words.count; i++) {
    if (file->words.data[i].replaces) own(overrides, &owners[KIND_WORDS], file->words.data[i].name, file->root);
  }
  for (uint32_t i = 0; i < file->dropped.count; i++) {
    own(overrides, &overrides->dropped, file->dropped.data[i], file->root);
  }
}

/* Whether a later directory than `root` declares (or drops, or replaces) the name. */
static bool is_owned_later(const Owners *owners, RuleName name, uint32_t root) {
  uint32_t known = name_table_find(&owners->names, name.text);
  return known != UINT32_MAX && owners->roots.data[known] > root;
}

static bool is_overridden(const Overrides *overrides, Kind kind, RuleName name, uint32_t root) {
  const Owners *owners = &overrides->owners[kind];
  if (!is_owned_later(owners, name, root)) return false;
  if (overrides->notes) {
    RulePlace by = owners->places.data[name_table_find(&owners->names, name.text)];
    size_t line, column;
    rule_position(name.place.source, name.place.begin, &line, &column);
    rule_report(overrides->diagnostics, SPO_NOTE, NULL, by, NULL, "this %s takes the place of that in %.*s:%zu",
                KIND_NAMES[kind], (int)name.place.source->name.length, name.place.source->name.data, line);
  }
  return true;
}

/* Keeps, in their order, the elements of a vector for which `lost` does not hold. */
#define KEEP_UNLESS(vector, lost)                              \
  do {                                                         \
    uint32_t kept = 0;                                         \
    for (uint32_t i = 0; i < (vector)->count; i++) {           \
      if (!(lost)) (vector)->data[kept++] = (vector)->data[i]; \
    }                                                          \
    (vector)->count = kept;                                    \
  } while (0)

static void take_out(const Overrides *overrides, RuleFile *file) {
  uint32_t root = file->root;
  KEEP_UNLESS(&file->rules, is_owned_later(&overrides->dropped, file->rules.data[i].name, root) ||
                                is_overridden(overrides, KIND_RULE, file->rules.data[i].name, root));
  KEEP_UNLESS(&file->frames, is_overridden(overrides, KIND_FRAME, file->frames.data[i].name, root));
  KEEP_UNLESS(&file->patterns, is_overridden(overrides, KIND_PATTERN, file->patterns.data[i].name, root));
  KEEP_UNLESS(&file->types, is_overridden(overrides, KIND_TYPE, file->types.data[i].name, root));
  KEEP_UNLESS(&file->words, is_overridden(overrides, KIND_WORDS, file->words.data[i].name, root));
}

/* A name that is dropped must be that of a rule below: most often it is misspelt otherwise. */
static bool drops_nothing(const Overrides *overrides, const RuleFile *files, uint32_t count, RuleName name,
                          uint32_t root) {
  NameTable below = {0};
  for (uint32_t f = 0; f < count; f++) {
    if (files[f].root >= root) continue;
    for (uint32_t i = 0; i < files[f].rules.count; i++) {
      Slice known = files[f].rules.data[i].name.text;
      if (slice_equal(known, name.text)) return false;
      name_table_add(&below, overrides->arena, known, i);
    }
  }
  char hint[128] = "";
  Slice similar = name_table_similar(&below, name.text);
  if (similar.length) snprintf(hint, sizeof hint, "did you mean `%.*s`?", (int)similar.length, similar.data);
  rule_report(overrides->diagnostics, SPO_ERROR, "E080", name.place, hint[0] ? hint : NULL,
              "no rule of an earlier directory is called `%.*s`", (int)name.text.length, name.text.data);
  return true;
}

/* ---- patterns that bear a name of an earlier directory ---- */

#define TAIL '@' /* no name has it */

Slice rule_plain_name(Slice name) {
  return slice_cut(&name, TAIL);
}

static bool is_declared_below(const RuleFile *files, uint32_t count, Slice name, uint32_t root) {
  for (uint32_t f = 0; f < count; f++) {
    if (files[f].root >= root) continue;
    for (uint32_t i = 0; i < files[f].patterns.count; i++) {
      if (slice_equal(files[f].patterns.data[i].name.text, name)) return true;
    }
    for (uint32_t i = 0; i < files[f].types.count; i++) {
      if (slice_equal(files[f].types.data[i].name.text, name)) return true;
    }
    for (uint32_t i = 0; i < files[f].words.count; i++) {
      if (slice_equal(files[f].words.data[i].name.text, name)) return true;
    }
  }
  return false;
}

static void rename_in(Pattern *pattern, Slice from, Slice to) {
  if (pattern->kind == PATTERN_TYPE && slice_equal(pattern->name.text, from)) pattern->name.text = to;
  for (uint32_t i = 0; i < pattern->children.count; i++) rename_in(pattern->children.data[i], from, to);
}

/* Gives a pattern and all that uses it, in its directory and later ones, a name of their own. */
static void give_own_name(Arena *arena, RuleFile *files, uint32_t count, Slice name, uint32_t root) {
  Slice own_name = arena_print(arena, "%.*s%c%u", (int)name.length, name.data, TAIL, root);
  for (uint32_t f = 0; f < count; f++) {
    RuleFile *file = &files[f];
    if (file->root < root) continue;
    for (uint32_t i = 0; i < file->patterns.count; i++) {
      PatternStatement *pattern = &file->patterns.data[i];
      if (file->root == root && slice_equal(pattern->name.text, name)) pattern->name.text = own_name;
      rename_in(pattern->pattern, name, own_name);
    }
    for (uint32_t i = 0; i < file->rules.count; i++) {
      Pattern *pattern;
      for (uint32_t k = 0; (pattern = rule_pattern(&file->rules.data[i], k)) != NULL; k++) {
        rename_in(pattern, name, own_name);
      }
    }
  }
}

/* Later directories first, so that each use takes the nearest. */
static void separate_patterns(Arena *arena, RuleFile *files, uint32_t count) {
  uint32_t highest = 0;
  for (uint32_t f = 0; f < count; f++) highest = files[f].root > highest ? files[f].root : highest;
  for (uint32_t root = highest; root > 0; root--) {
    for (uint32_t f = 0; f < count; f++) {
      if (files[f].root != root) continue;
      for (uint32_t i = 0; i < files[f].patterns.count; i++) {
        const PatternStatement *pattern = &files[f].patterns.data[i];
        Slice name = pattern->name.text;
        bool separate = !pattern->replaces && !memchr(name.data, TAIL, name.length);
        if (separate && is_declared_below(files, count, name, root)) give_own_name(arena, files, count, name, root);
      }
    }
  }
}

SpoStatus rule_apply_overrides(Arena *arena, RuleFile *files, uint32_t count, bool notes,
                               const Diagnostics *diagnostics) {
  Overrides *overrides = ARENA_NEW(arena, Overrides);
  overrides->arena = arena;
  overrides->diagnostics = diagnostics;
  overrides->notes = notes;
  SpoStatus status = SPO_SUCCESS;
  separate_patterns(arena, files, count);
  for (uint32_t f = 0; f < count; f++) {
    note_owners(overrides, &files[f]);
    for (uint32_t i = 0; i < files[f].dropped.count; i++) {
      if (drops_nothing(overrides, files, count, files[f].dropped.data[i], files[f].root)) status = SPO_BAD_RULES;
    }
  }
  for (uint32_t f = 0; f < count; f++) take_out(overrides, &files[f]);
  return status;
}
