#include "rules/rule_lint.h"

#include <stdio.h>

#include "base/name_table.h"

typedef struct {
  Arena *arena;
  const RuleFile *files;
  uint32_t count;
  const RuleSet *rules;
  const Diagnostics *diagnostics;
  const StatementOutline *statement; /* that is being looked at */
  bool *has_words;                   /* by type: a list with words, or a type that some rule marks */
  NameTable used;                    /* names that patterns, rules and frames refer to */
  NameTable seen;                    /* what rules match, as text: the first that does */
  uint32_t warnings;
} Lint;

/* ---- reporting ---- */

/* Whether the comment lines right above a statement allow a code. */
static bool is_allowed(const StatementOutline *statement, const char *code) {
  Slice text = statement->extent.source->text;
  size_t end = statement->extent.begin;
  while (end > 0) {
    size_t begin = --end; /* the line break in front of the statement or the line below */
    while (begin > 0 && text.data[begin - 1] != '\n') begin--;
    Slice line = slice_trim((Slice){text.data + begin, end - begin});
    if (!slice_starts_with(line, SLICE("#"))) return false;
    if (slice_find(line, SLICE("spo: allow")) != SIZE_MAX && slice_find(line, slice_of(code)) != SIZE_MAX) return true;
    end = begin;
  }
  return false;
}

#define WARN(lint, code, place, hint, ...)                                           \
  do {                                                                               \
    if (!(lint)->statement || !is_allowed((lint)->statement, code)) {                \
      rule_report((lint)->diagnostics, SPO_WARNING, code, place, hint, __VA_ARGS__); \
      (lint)->warnings++;                                                            \
    }                                                                                \
  } while (0)

static const StatementOutline *outline_of(const RuleFile *file, RuleName name) {
  for (uint32_t i = 0; i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    if (name.place.begin >= statement->extent.begin && name.place.begin <= statement->extent.end) return statement;
  }
  return NULL;
}

/* ---- what is used ---- */

static void use(Lint *lint, Slice name) {
  name = rule_plain_name(name);
  if (name_table_find(&lint->used, name) == UINT32_MAX) name_table_add(&lint->used, lint->arena, name, 0);
}

static void use_pattern(Lint *lint, const Pattern *pattern) {
  if (pattern->kind == PATTERN_TYPE) use(lint, pattern->name.text);
  for (uint32_t i = 0; i < pattern->children.count; i++) use_pattern(lint, pattern->children.data[i]);
}

static void collect_used(Lint *lint) {
  for (uint32_t f = 0; f < lint->count; f++) {
    const RuleFile *file = &lint->files[f];
    for (uint32_t i = 0; i < file->patterns.count; i++) use_pattern(lint, file->patterns.data[i].pattern);
    for (uint32_t i = 0; i < file->frames.count; i++) {
      const FrameStatement *frame = &file->frames.data[i];
      for (uint32_t k = 0; k < frame->slots.count; k++) {
        for (uint32_t t = 0; t < frame->slots.data[k].types.count; t++)
          use(lint, frame->slots.data[k].types.data[t].text);
      }
    }
    for (uint32_t i = 0; i < file->rules.count; i++) {
      const RuleStatement *rule = &file->rules.data[i];
      const Pattern *pattern;
      for (uint32_t k = 0; (pattern = rule_pattern(rule, k)) != NULL; k++) use_pattern(lint, pattern);
      if (rule->action != ACTION_MARK) use(lint, rule->produced.text);
      for (uint32_t k = 0; k < rule->qualified.count; k++) use(lint, rule->qualified.data[k].text);
    }
  }
}

static void lint_unused(Lint *lint, const RuleFile *file) {
  static const char *const KINDS[] = {"language", "prefix", "word list", "entity type", "type", "pattern", "frame"};
  NameTable once = {0};
  /* what serves all languages may be used by the rules of another one */
  if (!file->language.text.length || slice_is(file->language.text, "any")) return;
  for (uint32_t i = 0; i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    if (statement->kind < STATEMENT_WORDS || statement->kind > STATEMENT_FRAME) continue;
    Slice name = statement->name.text;
    if (name_table_find(&lint->used, name) != UINT32_MAX || rule_name_is_reserved(name)) continue;
    if (name_table_find(&once, name) != UINT32_MAX) continue; /* a list that is declared in several places */
    name_table_add(&once, lint->arena, name, 0);
    lint->statement = statement;
    WARN(lint, "W003", statement->name.place, "use it in a rule, or take it out", "the %s `%.*s` is used by nothing",
         KINDS[statement->kind], (int)name.length, name.data);
  }
}

/* ---- captures ---- */

static bool is_said(const RuleStatement *rule, Slice capture) {
  if (slice_is(capture, "short") || slice_is(capture, "shorter") || slice_equal(rule->marked.text, capture))
    return true;
  for (uint32_t i = 0; i < rule->values.count; i++) {
    if (slice_equal(rule->values.data[i].capture.text, capture)) return true;
  }
  for (uint32_t i = 0; i < rule->zipped.count; i++) {
    if (slice_equal(rule->zipped.data[i].text, capture)) return true;
  }
  for (uint32_t i = 0; i < rule->conditions.count; i++) {
    for (int side = 0; side < 2; side++) {
      if (slice_equal(rule->conditions.data[i].same[side].capture.text, capture)) return true;
    }
  }
  return false;
}

/* Captures of the pattern itself; those of named patterns serve several rules. A name that comes twice compares. */
static void lint_captures(Lint *lint, const RuleStatement *rule, const Pattern *pattern, NameTable *met) {
  if (pattern->kind == PATTERN_CAPTURE) {
    Slice name = pattern->name.text;
    bool again = name_table_find(met, name) != UINT32_MAX;
    if (!again) name_table_add(met, lint->arena, name, 0);
    if (!again && !is_said(rule, name)) {
      WARN(lint, "W002", pattern->name.place, "take the name off, or give it to a slot",
           "the capture `%.*s` is used by nothing", (int)name.length, name.data);
    }
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) lint_captures(lint, rule, pattern->children.data[i], met);
}

/* ---- what can never match ---- */

static void collect_words(Lint *lint) {
  const RuleSet *rules = lint->rules;
  lint->has_words = ARENA_ARRAY(lint->arena, bool, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) lint->has_words[i] = rules->types[i].kind == TYPE_BUILTIN;
  for (uint32_t i = 0; i < rules->lexicon.class_member_count; i++) {
    if (rules->lexicon.class_members[i] < rules->types_count) lint->has_words[rules->lexicon.class_members[i]] = true;
  }
  for (uint32_t i = 0; i < rules->dictionary_classes_count; i++) {
    lint->has_words[rules->dictionary_classes[i].type] = true;
  }
  for (uint32_t i = 0; i < rules->vocabulary_classes_count; i++) {
    lint->has_words[rules->vocabulary_classes[i].type] = true;
  }
  for (uint32_t i = 0; i < rules->types_count; i++) {
    const RuleType *type = &rules->types[i];
    if (type->kind == TYPE_VALUE)
      lint->has_words[i] = lint->has_words[type->units[0]] || lint->has_words[type->units[1]];
  }
  for (uint32_t i = 0; i < rules->rules_count; i++) {
    if (rules->rules[i].flags & RULE_MARK) lint->has_words[rules->rules[i].produced] = true;
  }
}

static bool is_impossible(const Lint *lint, const Pattern *pattern) {
  if (pattern->meaning) return is_impossible(lint, pattern->meaning);
  switch (pattern->kind) {
    case PATTERN_TYPE:
    case PATTERN_LITERAL:
      return pattern->type < lint->rules->types_count && !lint->has_words[pattern->type];
    case PATTERN_REPEAT:
      return pattern->least > 0 && is_impossible(lint, pattern->children.data[0]);
    case PATTERN_CHOICE:
      for (uint32_t i = 0; i < pattern->children.count; i++) {
        if (!is_impossible(lint, pattern->children.data[i])) return false;
      }
      return pattern->children.count > 0;
    case PATTERN_GUARD:
      return !pattern->negated && is_impossible(lint, pattern->children.data[0]);
    default:
      for (uint32_t i = 0; i < pattern->children.count; i++) {
        if (is_impossible(lint, pattern->children.data[i])) return true;
      }
      return false;
  }
}

/* Points at the elements that nothing can be. */
static void report_impossible(Lint *lint, const Pattern *pattern) {
  if (!is_impossible(lint, pattern)) {
    for (uint32_t i = 0; pattern->kind == PATTERN_CHOICE && i < pattern->children.count; i++) {
      report_impossible(lint, pattern->children.data[i]);
    }
    return;
  }
  if (pattern->kind == PATTERN_TYPE && !pattern->meaning) {
    uint8_t kind = lint->rules->types[pattern->type].kind;
    const char *why = kind == TYPE_VALUE       ? "no unit of a `%.*s` has these tags"
                      : kind != TYPE_WORDS     ? "no rule marks anything as `%.*s`"
                      : pattern->filters.count ? "no word of `%.*s` has these tags"
                                               : "the list `%.*s` has no words";
    char message[256];
    snprintf(message, sizeof message, why, (int)pattern->name.text.length, pattern->name.text.data);
    WARN(lint, "W004", pattern->place, NULL, "%s, so that this can never match", message);
    return;
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) report_impossible(lint, pattern->children.data[i]);
}

/* ---- alternatives ---- */

/* Whether a literal is a word of the list that another alternative names. */
static bool is_word_of(const Lint *lint, const Pattern *literal, const Pattern *list) {
  const RuleSet *rules = lint->rules;
  if (literal->kind != PATTERN_LITERAL || list->kind != PATTERN_TYPE || list->meaning) return false;
  if (list->type >= rules->types_count || rules->types[list->type].kind != TYPE_WORDS) return false;
  const Lexicon *lexicon = &rules->lexicon;
  uint32_t word = lexicon_find(lexicon, literal->name.text);
  for (int spellings = 0; word < lexicon->word_count && spellings < 8; spellings++) {
    const LexiconWord *entry = &lexicon->words[word];
    const LexiconClassSet *set = &lexicon->class_sets[entry->class_set];
    bool same = slice_equal(lexicon_spelling(lexicon, entry), literal->name.text);
    for (uint32_t i = 0; same && i < set->count; i++) {
      if (lexicon->class_members[set->first + i] == list->type) return true;
    }
    word = lexicon_next(lexicon, word);
  }
  return false;
}

static bool same_pattern(const Pattern *a, const Pattern *b) {
  if (a->kind != b->kind || a->type != b->type || a->least != b->least || a->most != b->most ||
      a->meaning != b->meaning)
    return false;
  if (a->negated != b->negated || a->assertion != b->assertion || a->children.count != b->children.count) return false;
  if (a->separators.count != b->separators.count || !slice_equal(a->name.text, b->name.text)) return false;
  for (uint32_t i = 0; i < a->children.count; i++) {
    if (!same_pattern(a->children.data[i], b->children.data[i])) return false;
  }
  for (uint32_t i = 0; i < a->separators.count; i++) {
    if (!same_pattern(a->separators.data[i], b->separators.data[i])) return false;
  }
  return true;
}

static void lint_choices(Lint *lint, const Pattern *pattern) {
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    const Pattern *one = pattern->children.data[i];
    lint_choices(lint, one);
    if (pattern->kind != PATTERN_CHOICE) continue;
    for (uint32_t k = 0; k < pattern->children.count; k++) {
      const Pattern *other = pattern->children.data[k];
      bool twice = k < i && same_pattern(one, other);
      if (!twice && !(k != i && is_word_of(lint, one, other))) continue;
      if (twice) {
        WARN(lint, "W006", one->place, "take it out", "the same alternative stands here twice");
      } else {
        WARN(lint, "W006", one->place, "take it out", "the alternative `%.*s` matches this, too",
             (int)other->name.text.length, other->name.text.data);
      }
      break;
    }
  }
}

/* ---- rules ---- */

static Slice print_pattern(Arena *arena, const Pattern *pattern) {
  Slice name = pattern->name.text;
  Slice text = arena_print(arena, "(%d %u %u %u %d%d %.*s", (int)pattern->kind, pattern->type, pattern->least,
                           pattern->most, pattern->negated, (int)pattern->assertion, (int)name.length, name.data);
  for (uint32_t i = 0; i < pattern->separators.count + pattern->children.count; i++) {
    const Pattern *inner = i < pattern->separators.count ? pattern->separators.data[i]
                                                         : pattern->children.data[i - pattern->separators.count];
    Slice more = print_pattern(arena, inner);
    text = arena_print(arena, "%.*s%.*s", (int)text.length, text.data, (int)more.length, more.data);
  }
  return arena_print(arena, "%.*s)", (int)text.length, text.data);
}

/* Rules that match the same for the same frame: the second never says anything new. */
static void lint_shadowed(Lint *lint, const RuleStatement *rule) {
  if (rule->joins.count || rule->action == ACTION_MARK || rule->action == ACTION_QUALIFY) return;
  for (uint32_t i = 0; i < rule->matches.count; i++) {
    Slice pattern = print_pattern(lint->arena, rule->matches.data[i]);
    Slice key = arena_print(lint->arena, "%.*s %.*s", (int)rule->produced.text.length, rule->produced.text.data,
                            (int)pattern.length, pattern.data);
    uint32_t first = name_table_find(&lint->seen, key);
    if (first == UINT32_MAX) {
      if (!rule->conditions.count) name_table_add(&lint->seen, lint->arena, key, rule->name.place.begin);
      continue;
    }
    WARN(lint, "W005", rule->matches.data[i]->place, "take one of them out", "another rule for %.*s matches the same",
         (int)rule->produced.text.length, rule->produced.text.data);
  }
}

static void lint_rule(Lint *lint, const RuleFile *file, const RuleStatement *rule) {
  lint->statement = outline_of(file, rule->name);
  if (!rule->tests.count) {
    WARN(lint, "W001", rule->name.place, "write an example below it: ok TEXT, and what it finds: -> slot=value",
         "the rule `%.*s` has no test", (int)rule->name.text.length, rule->name.text.data);
  }
  NameTable met = {0};
  const Pattern *pattern;
  for (uint32_t i = 0; (pattern = rule_pattern(rule, i)) != NULL; i++) {
    lint_captures(lint, rule, pattern, &met);
    lint_choices(lint, pattern);
    if (i < rule->matches.count) report_impossible(lint, pattern);
  }
  lint_shadowed(lint, rule);
}

static void lint_words(Lint *lint, const RuleFile *file, const WordsStatement *words) {
  lint->statement = outline_of(file, words->name);
  NameTable met = {0};
  for (uint32_t i = 0; i < words->entries.count; i++) {
    RuleName entry = words->entries.data[i];
    if (name_table_find(&met, entry.text) == UINT32_MAX) {
      name_table_add(&met, lint->arena, entry.text, i);
    } else {
      WARN(lint, "W007", entry.place, "take it out once", "`%.*s` stands twice in this list", (int)entry.text.length,
           entry.text.data);
    }
  }
}

uint32_t rule_lint(Arena *arena, const RuleFile *files, uint32_t count, const RuleSet *rules, uint32_t first_root,
                   const Diagnostics *diagnostics) {
  DiagnosticLimit limit = {diagnostics, RULE_MOST_MESSAGES};
  Diagnostics limited = diagnostic_limit_sink(&limit);
  Lint lint = {.arena = arena, .files = files, .count = count, .rules = rules, .diagnostics = &limited};
  collect_used(&lint);
  collect_words(&lint);
  for (uint32_t f = 0; f < count; f++) {
    const RuleFile *file = &files[f];
    if (file->root < first_root) continue;
    lint_unused(&lint, file);
    for (uint32_t i = 0; i < file->words.count; i++) lint_words(&lint, file, &file->words.data[i]);
    for (uint32_t i = 0; i < file->patterns.count; i++) {
      lint.statement = outline_of(file, file->patterns.data[i].name);
      lint_choices(&lint, file->patterns.data[i].pattern);
    }
    for (uint32_t i = 0; i < file->rules.count; i++) lint_rule(&lint, file, &file->rules.data[i]);
  }
  return lint.warnings;
}
