#include "rules/rule_outline.h"

#include "base/name_table.h"

const StatementOutline *rule_statement_at(const RuleFile *file, size_t offset) {
  for (uint32_t i = 0; i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    if (offset >= statement->extent.begin && offset <= statement->extent.end) return statement;
  }
  return NULL;
}

/* Names that mean nothing any more, and the rules that this costs. */
typedef struct {
  Arena *arena;
  const RuleFile *files;
  uint32_t count;
  NameTable names;
  NameTable rules;
  Slice text;
  uint32_t listed, tests;
} Damage;

static bool is_damaged(const Damage *damage, Slice name) {
  name = rule_plain_name(name);
  return name_table_find(&damage->names, name) != UINT32_MAX;
}

static bool damage_name(Damage *damage, Slice name) {
  name = rule_plain_name(name);
  if (!name.length || is_damaged(damage, name)) return false;
  name_table_add(&damage->names, damage->arena, name, 0);
  return true;
}

static bool pattern_is_damaged(const Damage *damage, const Pattern *pattern) {
  if (pattern->kind == PATTERN_TYPE && is_damaged(damage, pattern->name.text)) return true;
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    if (pattern_is_damaged(damage, pattern->children.data[i])) return true;
  }
  return false;
}

static bool frame_is_damaged(const Damage *damage, const FrameStatement *frame) {
  for (uint32_t i = 0; i < frame->slots.count; i++) {
    for (uint32_t k = 0; k < frame->slots.data[i].types.count; k++) {
      if (is_damaged(damage, frame->slots.data[i].types.data[k].text)) return true;
    }
  }
  return false;
}

/* Patterns and frames that are made of damaged names are damaged too, until nothing changes. */
static void spread(Damage *damage) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t f = 0; f < damage->count; f++) {
      const RuleFile *file = &damage->files[f];
      for (uint32_t i = 0; i < file->patterns.count; i++) {
        const PatternStatement *pattern = &file->patterns.data[i];
        if (pattern_is_damaged(damage, pattern->pattern)) changed |= damage_name(damage, pattern->name.text);
      }
      for (uint32_t i = 0; i < file->frames.count; i++) {
        const FrameStatement *frame = &file->frames.data[i];
        if (frame_is_damaged(damage, frame)) changed |= damage_name(damage, frame->name.text);
      }
    }
  }
}

static bool rule_is_damaged(const Damage *damage, const RuleStatement *rule) {
  if (is_damaged(damage, rule->produced.text)) return true;
  for (uint32_t i = 0; i < rule->qualified.count; i++) {
    if (is_damaged(damage, rule->qualified.data[i].text)) return true;
  }
  const Pattern *pattern;
  for (uint32_t i = 0; (pattern = rule_pattern(rule, i)) != NULL; i++) {
    if (pattern_is_damaged(damage, pattern)) return true;
  }
  return false;
}

static void list_rule(Damage *damage, Slice name, uint32_t tests) {
  enum { MOST_LISTED = 6 };
  if (name_table_find(&damage->rules, name) != UINT32_MAX) return;
  name_table_add(&damage->rules, damage->arena, name, 0);
  damage->tests += tests;
  if (++damage->listed > MOST_LISTED) {
    if (damage->listed == MOST_LISTED + 1) {
      damage->text = arena_print(damage->arena, "%.*s ...", (int)damage->text.length, damage->text.data);
    }
    return;
  }
  damage->text = arena_print(damage->arena, "%.*s%s%.*s", (int)damage->text.length, damage->text.data,
                             damage->listed > 1 ? ", " : "", (int)name.length, name.data);
}

static void list_rules(Damage *damage) {
  for (uint32_t f = 0; f < damage->count; f++) {
    const RuleFile *file = &damage->files[f];
    for (uint32_t i = 0; i < file->rules.count; i++) {
      const RuleStatement *rule = &file->rules.data[i];
      if (rule_is_damaged(damage, rule)) list_rule(damage, rule->name.text, rule->tests.count);
    }
  }
}

Slice rule_consequences(Arena *arena, const RuleFile *files, uint32_t count, Slice name, size_t offset, size_t length) {
  Damage damage = {.arena = arena, .files = files, .count = count, .text = SLICE("")};
  for (uint32_t f = 0; f < count; f++) {
    if (!slice_equal(files[f].source->name, name)) continue;
    const StatementOutline *statement = rule_statement_at(&files[f], offset);
    if (!statement) continue;
    if (statement->kind == STATEMENT_RULE) {
      list_rule(&damage, statement->name.text, statement->tests);
    } else if (statement->kind != STATEMENT_LANGUAGE && statement->kind != STATEMENT_PREFIX) {
      damage_name(&damage, statement->name.text);
    }
    Slice text = files[f].source->text;
    if (length && offset + length <= text.length) damage_name(&damage, (Slice){text.data + offset, length});
  }
  spread(&damage);
  list_rules(&damage);
  if (!damage.listed) return SLICE("");
  return arena_print(arena, "rule%s %.*s (%u rule%s, %u test%s)", damage.listed == 1 ? "" : "s",
                     (int)damage.text.length, damage.text.data, damage.listed, damage.listed == 1 ? "" : "s",
                     damage.tests, damage.tests == 1 ? "" : "s");
}
