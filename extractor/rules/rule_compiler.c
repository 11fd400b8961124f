#include "rules/rule_compiler.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/rule_compiler_internal.h"

const char *const BUILTIN_NAMES[BUILTIN_COUNT_OF] = {
    "",        "Number", "Ordinal", "Percent", "Money", "Count",  "Quantity", "Date",  "Period", "Duration", "Time",
    "Age",     "Few",    "Quote",   "Book",    "Word",  "Cap",    "Upper",    "Lower", "Mixed",  "Alnum",    "Initial",
    "Bracket", "Han",    "Char",    "Any",     "Digit", "Letter", "Space",    "Punct", "Clause", "Rest"};

/* Estimated share of characters at which an edge begins, for the choice of anchors; from news text. */
static const double BUILTIN_FREQUENCY[BUILTIN_COUNT_OF] = {
    [BUILTIN_NUMBER] = 0.02,    [BUILTIN_ORDINAL] = 0.002, [BUILTIN_PERCENT] = 0.004, [BUILTIN_MONEY] = 0.003,
    [BUILTIN_COUNT] = 0.008,    [BUILTIN_QUANTITY] = 0.01, [BUILTIN_DATE] = 0.004,    [BUILTIN_PERIOD] = 0.006,
    [BUILTIN_DURATION] = 0.003, [BUILTIN_TIME] = 0.001,    [BUILTIN_AGE] = 0.0005,    [BUILTIN_FEW] = 0.01,
    [BUILTIN_QUOTE] = 0.01,     [BUILTIN_BOOK] = 0.002,    [BUILTIN_WORD] = 0.05,     [BUILTIN_CAP] = 0.03,
    [BUILTIN_UPPER] = 0.01,     [BUILTIN_LOWER] = 0.04,    [BUILTIN_MIXED] = 0.003,   [BUILTIN_ALNUM] = 0.005,
    [BUILTIN_INITIAL] = 0.002,  [BUILTIN_BRACKET] = 0.004, [BUILTIN_HAN] = 1,         [BUILTIN_CHAR] = 1,
    [BUILTIN_ANY] = 1,          [BUILTIN_DIGIT] = 1,       [BUILTIN_LETTER] = 1,      [BUILTIN_SPACE] = 1,
    [BUILTIN_PUNCT] = 1,        [BUILTIN_CLAUSE] = 1,      [BUILTIN_REST] = 1,
};

static const double ENTITY_FREQUENCY = 0.02, MARK_FREQUENCY = 0.03;

const char *const RULE_DEFAULT_PREFIXES[][2] = {
    {"spo", "https://w3id.org/spo#"},
    {"schema", "https://schema.org/"},
    {"skos", "http://www.w3.org/2004/02/skos/core#"},
    {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
    {"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
    {"dct", "http://purl.org/dc/terms/"},
    {"org", "http://www.w3.org/ns/org#"},
    {"prov", "http://www.w3.org/ns/prov#"},
    {"foaf", "http://xmlns.com/foaf/0.1/"},
};
const size_t RULE_DEFAULT_PREFIX_COUNT = sizeof RULE_DEFAULT_PREFIXES / sizeof RULE_DEFAULT_PREFIXES[0];

void compiler_error(Compiler *compiler, const char *code, RulePlace place, const char *hint, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  compiler->failed = true;
  rule_report(compiler->diagnostics, SPO_ERROR, code, place, hint, "%s", message);
}

bool compiler_is_news(Compiler *compiler, Slice name) {
  compiler->failed = true;
  if (name_table_find(&compiler->broken, name) != UINT32_MAX) return false;
  if (name_table_find(&compiler->unknown, name) != UINT32_MAX) return false;
  name_table_add(&compiler->unknown, compiler->arena, name, 0);
  return true;
}

RuleString compiler_string(Compiler *compiler, Slice text) {
  RuleString string = {compiler->strings.count, (uint32_t)text.length};
  VECTOR_APPEND(compiler->arena, &compiler->strings, text.data, text.length);
  VECTOR_PUSH(compiler->arena, &compiler->strings, 0);
  return string;
}

Slice compiler_text(const Compiler *compiler, RuleString string) {
  return (Slice){compiler->strings.data + string.offset, string.length};
}

const char *compiler_type_hint(Compiler *compiler, Slice name, bool patterns) {
  NameTable names = {0};
  for (uint32_t i = 1; i < compiler->type_info.count; i++) {
    const CompilerType *type = &compiler->type_info.data[i];
    bool declared = type->base == UINT32_MAX && compiler->types.data[i].kind != TYPE_LITERAL;
    if (declared) name_table_add(&names, compiler->arena, type->name, i);
  }
  for (uint32_t i = 0; patterns && i < compiler->patterns.count; i++) {
    name_table_add(&names, compiler->arena, compiler->patterns.data[i]->name.text, i);
  }
  return name_table_hint(&names, compiler->arena, name);
}

Slice compiler_prefix_iri(Compiler *compiler, RuleName prefix) {
  uint32_t known = name_table_find(&compiler->prefix_names, prefix.text);
  if (known != UINT32_MAX) return compiler->prefix_iris.data[known];
  if (!compiler_is_news(compiler, prefix.text)) return SLICE("");
  const char *hint = name_table_hint(&compiler->prefix_names, compiler->arena, prefix.text);
  compiler_error(compiler, "E031", prefix.place, hint ? hint : "declare it: prefix name: <https://...>",
                 "the prefix `%.*s:` is not declared", (int)prefix.text.length, prefix.text.data);
  return SLICE("");
}

Slice compiler_iri(Compiler *compiler, const RuleFile *file, RuleName name) {
  (void)file;
  size_t colon = slice_find(name.text, SLICE(":"));
  if (colon == SIZE_MAX) return name.text;
  Slice prefix = {name.text.data, colon};
  Slice local = {name.text.data + colon + 1, name.text.length - colon - 1};
  if (slice_starts_with(local, SLICE("//")) || slice_is(prefix, "urn")) return name.text;
  name.place.end = name.place.begin + (uint32_t)prefix.length;
  Slice iri = compiler_prefix_iri(compiler, (RuleName){prefix, name.place});
  if (!iri.length) return name.text;
  return arena_print(compiler->arena, "%.*s%.*s", (int)iri.length, iri.data, (int)local.length, local.data);
}

uint32_t compiler_add_type(Compiler *compiler, Slice name, TypeKind kind, RulePlace place) {
  if (compiler->types.count >= UINT16_MAX) arena_fail(compiler->arena);
  RuleType type = {
      .name = compiler_string(compiler, name), .kind = (uint8_t)kind, .base = (TypeId)compiler->types.count};
  CompilerType info = {.name = name, .place = place, .base = UINT32_MAX};
  info.frequency = kind == TYPE_ENTITY ? ENTITY_FREQUENCY : kind == TYPE_MARK ? MARK_FREQUENCY : 0;
  VECTOR_PUSH(compiler->arena, &compiler->types, type);
  VECTOR_PUSH(compiler->arena, &compiler->type_info, info);
  name_table_add(&compiler->type_names, compiler->arena, name, compiler->types.count - 1);
  return compiler->types.count - 1;
}

/* The name under which a filtered list is known: Title[kind=office|rank,!weak]. */
static Slice filtered_name(Compiler *compiler, Slice name, const TagFilters *filters) {
  name = arena_print(compiler->arena, "%.*s[", (int)name.length, name.data);
  for (uint32_t i = 0; i < filters->count; i++) {
    const TagFilter *filter = &filters->data[i];
    name = arena_print(compiler->arena, "%.*s%s%s%.*s", (int)name.length, name.data, i ? "," : "",
                       filter->negated ? "!" : "", (int)filter->key.text.length, filter->key.text.data);
    for (uint32_t k = 0; k < filter->values.count; k++) {
      Slice value = filter->values.data[k];
      name = arena_print(compiler->arena, "%.*s%s%.*s", (int)name.length, name.data, k ? "|" : "=", (int)value.length,
                         value.data);
    }
  }
  return arena_print(compiler->arena, "%.*s]", (int)name.length, name.data);
}

static uint32_t literal_type(Compiler *compiler, const Pattern *pattern) {
  Slice text = pattern->name.text;
  Slice name = arena_print(compiler->arena, "\"%.*s\"%s", (int)text.length, text.data, pattern->any_case ? "i" : "");
  uint32_t type = name_table_find(&compiler->type_names, name);
  return type != UINT32_MAX ? type : compiler_add_type(compiler, name, TYPE_LITERAL, pattern->place);
}

/* A part of a list. */
static uint32_t filtered_list(Compiler *compiler, uint32_t base, const Pattern *pattern) {
  Slice name = filtered_name(compiler, compiler->type_info.data[base].name, &pattern->filters);
  uint32_t type = name_table_find(&compiler->type_names, name);
  if (type != UINT32_MAX) return type;
  type = compiler_add_type(compiler, name, TYPE_WORDS, pattern->name.place);
  compiler->type_info.data[type].base = base;
  compiler->types.data[type].base = (TypeId)base;
  compiler->type_info.data[type].filters = pattern->filters;
  return type;
}

static bool has_unit(uint32_t builtin) {
  static const Builtin WITH_UNIT[] = {BUILTIN_PERCENT,  BUILTIN_MONEY, BUILTIN_COUNT, BUILTIN_QUANTITY,
                                      BUILTIN_DURATION, BUILTIN_AGE,   BUILTIN_FEW};
  for (size_t i = 0; i < sizeof WITH_UNIT / sizeof WITH_UNIT[0]; i++) {
    if (builtin == WITH_UNIT[i]) return true;
  }
  return false;
}

/* Values whose unit has the tags. */
static uint32_t value_type(Compiler *compiler, uint32_t base, const Pattern *pattern) {
  static const char *const LISTS[] = {"Unit", "UnitBefore"};
  Slice name = filtered_name(compiler, slice_of(BUILTIN_NAMES[base]), &pattern->filters);
  uint32_t type = name_table_find(&compiler->type_names, name);
  if (type != UINT32_MAX) return type;
  type = compiler_add_type(compiler, name, TYPE_VALUE, pattern->name.place);
  compiler->type_info.data[type].frequency = compiler->type_info.data[base].frequency / 2;
  compiler->types.data[type].base = (TypeId)base;
  for (int i = 0; i < 2; i++) {
    uint32_t list = name_table_find(&compiler->type_names, slice_of(LISTS[i]));
    if (list == UINT32_MAX || compiler->types.data[list].kind != TYPE_WORDS) continue;
    uint32_t part = filtered_list(compiler, list, pattern);
    compiler->types.data[type].units[i] = (TypeId)part;
  }
  return type;
}

static uint32_t named_type(Compiler *compiler, const Pattern *pattern) {
  uint32_t base = name_table_find(&compiler->type_names, pattern->name.text);
  if (base == UINT32_MAX) {
    if (!compiler_is_news(compiler, pattern->name.text)) return UINT32_MAX;
    compiler_error(compiler, "E030", pattern->name.place, compiler_type_hint(compiler, pattern->name.text, true),
                   "there is no word list, type or pattern called `%.*s`", (int)pattern->name.text.length,
                   pattern->name.text.data);
    return UINT32_MAX;
  }
  compiler->type_info.data[base].used = true;
  if (!pattern->filters.count) return base;
  if (has_unit(base)) return value_type(compiler, base, pattern);
  if (compiler->types.data[base].kind == TYPE_WORDS) return filtered_list(compiler, base, pattern);
  compiler_error(compiler, "E032", pattern->name.place, NULL,
                 "only the words of a list and values with a unit have tags, and `%.*s` is neither",
                 (int)pattern->name.text.length, pattern->name.text.data);
  return UINT32_MAX;
}

void compiler_resolve_pattern(Compiler *compiler, Pattern *pattern) {
  pattern->type = UINT32_MAX;
  if (pattern->kind == PATTERN_LITERAL) {
    pattern->type = literal_type(compiler, pattern);
  } else if (pattern->kind == PATTERN_TYPE) {
    uint32_t named = name_table_find(&compiler->pattern_names, pattern->name.text);
    if (named != UINT32_MAX) {
      pattern->meaning = compiler->patterns.data[named]->pattern;
    } else {
      pattern->type = named_type(compiler, pattern);
    }
  }
  for (uint32_t i = 0; i < pattern->separators.count; i++) {
    compiler_resolve_pattern(compiler, pattern->separators.data[i]);
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) compiler_resolve_pattern(compiler, pattern->children.data[i]);
}

static void add_prefix(Compiler *compiler, Slice prefix, Slice iri) {
  uint32_t known = name_table_find(&compiler->prefix_names, prefix);
  if (known != UINT32_MAX) {
    compiler->prefix_iris.data[known] = iri;
    return;
  }
  name_table_add(&compiler->prefix_names, compiler->arena, prefix, compiler->prefix_iris.count);
  VECTOR_PUSH(compiler->arena, &compiler->prefix_iris, iri);
}

/* A name may be declared once; word lists may be, any number of times, and grow. */
static bool is_new(Compiler *compiler, const NameTable *table, RuleName name, const char *what) {
  if (name_table_find(table, name.text) == UINT32_MAX) return true;
  bool builtin = table == &compiler->type_names && name_table_find(table, name.text) < BUILTIN_COUNT_OF;
  compiler_error(compiler, "E033", name.place, "choose another name",
                 builtin ? "%s `%.*s` is built in" : "%s `%.*s` is declared twice", what, (int)name.text.length,
                 name.text.data);
  return false;
}

static void declare_types(Compiler *compiler, const RuleFile *file) {
  for (uint32_t i = 0; i < file->types.count; i++) {
    const TypeStatement *statement = &file->types.data[i];
    if (!is_new(compiler, &compiler->type_names, statement->name, "the type")) continue;
    bool entity = statement->class.text.length != 0;
    uint32_t type =
        compiler_add_type(compiler, statement->name.text, entity ? TYPE_ENTITY : TYPE_MARK, statement->name.place);
    if (entity) {
      compiler->types.data[type].class =
          compiler_string(compiler, compiler_term(compiler, file, statement->class, TERM_IS_CLASS));
      compiler_add_entity(compiler, file, statement, type);
      if (statement->open) compiler->types.data[type].flags |= TYPE_OPEN;
      if (statement->transparent) compiler->types.data[type].flags |= TYPE_TRANSPARENT;
    }
  }
  for (uint32_t i = 0; i < file->words.count; i++) {
    const WordsStatement *words = &file->words.data[i];
    uint32_t type = name_table_find(&compiler->type_names, words->name.text);
    if (type == UINT32_MAX) {
      compiler_add_type(compiler, words->name.text, TYPE_WORDS, words->name.place);
    } else if (compiler->types.data[type].kind != TYPE_WORDS) {
      is_new(compiler, &compiler->type_names, words->name, "the type");
    }
  }
}

/* Statements with errors: their names are known, so that only the errors themselves are reported. */
static void declare_broken(Compiler *compiler, const RuleFile *file) {
  for (uint32_t i = 0; i < file->outline.count; i++) {
    const StatementOutline *statement = &file->outline.data[i];
    Slice name = statement->name.text;
    if (!statement->broken || !name.length) continue;
    compiler->failed = true;
    if (name_table_find(&compiler->broken, name) == UINT32_MAX) {
      name_table_add(&compiler->broken, compiler->arena, name, 0);
    }
    bool type = statement->kind == STATEMENT_WORDS || statement->kind == STATEMENT_ENTITY ||
                statement->kind == STATEMENT_TYPE || statement->kind == STATEMENT_PATTERN;
    if (!type || name_table_find(&compiler->type_names, name) != UINT32_MAX ||
        name_table_find(&compiler->pattern_names, name) != UINT32_MAX)
      continue;
    uint32_t number = compiler_add_type(compiler, name, TYPE_WORDS, statement->name.place);
    compiler->type_info.data[number].broken = true;
  }
}

static void declare(Compiler *compiler) {
  for (int i = 0; i < BUILTIN_COUNT_OF; i++) {
    compiler_add_type(compiler, slice_of(BUILTIN_NAMES[i]), TYPE_BUILTIN, (RulePlace){0});
    compiler->type_info.data[i].frequency = BUILTIN_FREQUENCY[i];
  }
  for (size_t i = 0; i < RULE_DEFAULT_PREFIX_COUNT; i++) {
    add_prefix(compiler, slice_of(RULE_DEFAULT_PREFIXES[i][0]), slice_of(RULE_DEFAULT_PREFIXES[i][1]));
  }
  for (uint32_t f = 0; f < compiler->input->file_count; f++) {
    const RuleFile *file = &compiler->input->files[f];
    for (uint32_t i = 0; i < file->prefixes.count; i++) {
      add_prefix(compiler, file->prefixes.data[i].prefix.text, file->prefixes.data[i].iri.text);
    }
  }
  for (uint32_t f = 0; f < compiler->input->file_count; f++) {
    const RuleFile *file = &compiler->input->files[f];
    declare_types(compiler, file);
    for (uint32_t i = 0; i < file->patterns.count; i++) {
      const PatternStatement *pattern = &file->patterns.data[i];
      if (!is_new(compiler, &compiler->pattern_names, pattern->name, "the pattern")) continue;
      name_table_add(&compiler->pattern_names, compiler->arena, pattern->name.text, compiler->patterns.count);
      VECTOR_PUSH(compiler->arena, &compiler->patterns, pattern);
    }
  }
  for (uint32_t i = 0; i < compiler->patterns.count; i++) {
    is_new(compiler, &compiler->type_names, compiler->patterns.data[i]->name, "the name");
  }
  for (uint32_t f = 0; f < compiler->input->file_count; f++) declare_broken(compiler, &compiler->input->files[f]);
  for (uint32_t f = 0; f < compiler->input->file_count; f++) {
    const RuleFile *file = &compiler->input->files[f];
    for (uint32_t i = 0; i < file->frames.count; i++) {
      if (!is_new(compiler, &compiler->frame_names, file->frames.data[i].name, "the frame")) continue;
      compiler_add_frame(compiler, file, &file->frames.data[i]);
    }
  }
}

/* The number of the type or frame that a rule makes; UINT32_MAX, reported, where there is none. */
static uint32_t find_produced(Compiler *compiler, const RuleStatement *statement) {
  if (statement->action == ACTION_NONE || statement->action == ACTION_QUALIFY) return UINT32_MAX;
  bool mark = statement->action == ACTION_MARK;
  const NameTable *table = mark ? &compiler->type_names : &compiler->frame_names;
  Slice name = statement->produced.text;
  uint32_t produced = name_table_find(table, name);
  bool sound = produced != UINT32_MAX;
  if (sound && mark) {
    uint8_t kind = compiler->types.data[produced].kind;
    sound = kind == TYPE_ENTITY || kind == TYPE_MARK;
  }
  if (sound) return produced;
  if (compiler_is_news(compiler, name)) {
    const char *hint = mark ? compiler_type_hint(compiler, name, false) : name_table_hint(table, compiler->arena, name);
    compiler_error(compiler, "E034", statement->produced.place, hint,
                   mark ? "`%.*s` is no type that a rule can mark: declare it with `entity` or `type`"
                        : "there is no frame called `%.*s`",
                   (int)name.length, name.data);
  }
  return UINT32_MAX;
}

/* The rule's head; its patterns are compiled once every rule is known. */
static void declare_rule(Compiler *compiler, const RuleFile *file, const RuleStatement *statement) {
  if (!is_new(compiler, &compiler->rule_names, statement->name, "the rule")) return;
  size_t line, column;
  rule_position(file->source, statement->name.place.begin, &line, &column);
  Rule rule = {.name = compiler_string(compiler, statement->name.text),
               .file = compiler_string(compiler, file->source->name),
               .line = (uint32_t)line,
               .priority = statement->priority,
               .cost = (float)statement->cost,
               .weight = (float)statement->weight,
               .confidence = statement->confidence > 0 ? (float)statement->confidence : 0.8f,
               .doubted_by = DOUBTED_BY_NONE,
               .marked_capture = UINT32_MAX,
               .short_capture = UINT32_MAX,
               .shorter_capture = UINT32_MAX,
               .list = UINT32_MAX};
  if (statement->has_cost) rule.flags |= RULE_HAS_COST;
  if (statement->action == ACTION_EACH) rule.flags |= RULE_EACH;
  if (statement->zipped.count) rule.flags |= RULE_ZIP;
  if (statement->keep_all) rule.flags |= RULE_KEEP_ALL;
  if (statement->action == ACTION_QUALIFY) rule.flags |= RULE_QUALIFY;
  rule.scope = (uint32_t)statement->scope;
  if (statement->action == ACTION_MARK) rule.flags |= RULE_MARK;
  rule.produced = find_produced(compiler, statement);
  if (statement->broken || (statement->action != ACTION_QUALIFY && rule.produced == UINT32_MAX)) {
    compiler->failed = true;
    VECTOR_PUSH(compiler->arena, &compiler->unfit_rules, statement);
    return;
  }
  if (statement->action == ACTION_QUALIFY) rule.produced = 0;
  name_table_add(&compiler->rule_names, compiler->arena, statement->name.text, compiler->rules.count);
  VECTOR_PUSH(compiler->arena, &compiler->rules, rule);
  VECTOR_PUSH(compiler->arena, &compiler->rule_info, ((CompilerRule){.statement = statement, .file = file}));
}

/* The capture of that name, or UINT32_MAX. */
static uint32_t capture_named(const Compiler *compiler, const Rule *rule, Slice wanted) {
  for (uint32_t i = 0; i < rule->capture_count; i++) {
    RuleString name = compiler->captures.data[rule->first_capture + i].name;
    if (slice_equal((Slice){compiler->strings.data + name.offset, name.length}, wanted)) return i;
  }
  return UINT32_MAX;
}

static uint32_t expect_capture(Compiler *compiler, const Rule *rule, RuleName name) {
  uint32_t capture = capture_named(compiler, rule, name.text);
  if (capture == UINT32_MAX) {
    compiler_unknown_capture(compiler, rule, name);
  }
  return capture;
}

static void compile_same(Compiler *compiler, const Rule *rule, const RuleCondition *condition,
                         RuleConditionCode *code) {
  for (int i = 0; i < 2; i++) {
    uint32_t capture = expect_capture(compiler, rule, condition->same[i].capture);
    code->same[i] = capture == UINT32_MAX ? 0 : capture;
    code->tags[i] = compiler_string(compiler, condition->same[i].tag.text);
  }
}

static void compile_condition(Compiler *compiler, uint32_t number, const RuleCondition *condition) {
  RuleConditionCode code = {.kind = (uint8_t)condition->kind,
                            .cost = (float)condition->cost,
                            .has_cost = condition->has_cost,
                            .negated = condition->negated,
                            .capture = NO_CAPTURE};
  if (condition->kind == CONDITION_IN) {
    code.type = condition->part;
  } else if (condition->kind == CONDITION_SAME) {
    compile_same(compiler, &compiler->rules.data[number], condition, &code);
  } else if (condition->kind >= CONDITION_INSIDE) {
    const Pattern *pattern = condition->pattern;
    if (pattern->kind == PATTERN_CAPTURE) {
      code.capture = (uint8_t)capture_named(compiler, &compiler->rules.data[number], pattern->name.text);
      pattern = pattern->children.data[0];
    }
    code.type = pattern->type;
    if (pattern->kind != PATTERN_TYPE || pattern->meaning || pattern->type >= compiler->types.count ||
        (pattern->type >= BUILTIN_EDGES && pattern->type < BUILTIN_COUNT_OF)) {
      compiler_error(compiler, "E044", condition->place, "as in `inside Quote` or `inside whole:Organization`",
                     "`inside` and `is` take a type");
      return;
    }
  } else {
    code.fragment = compiler_condition(compiler, number, condition->pattern, condition->kind == CONDITION_AFTER);
  }
  VECTOR_PUSH(compiler->arena, &compiler->conditions, code);
}

static void compile_conditions(Compiler *compiler, uint32_t number) {
  const RuleStatement *statement = compiler->rule_info.data[number].statement;
  uint32_t first = compiler->conditions.count;
  for (uint32_t i = 0; i < statement->conditions.count; i++) {
    compile_condition(compiler, number, &statement->conditions.data[i]);
  }
  compiler->rules.data[number].first_condition = first;
  compiler->rules.data[number].condition_count = compiler->conditions.count - first;
}

/* Whether something in a pattern is a list. */
static bool has_list(const Pattern *pattern) {
  bool found = pattern->kind == PATTERN_LIST || (pattern->meaning && has_list(pattern->meaning));
  for (uint32_t i = 0; i < pattern->children.count && !found; i++) found = has_list(pattern->children.data[i]);
  return found;
}

static void compile_joins(Compiler *compiler, uint32_t number) {
  const RuleStatement *statement = compiler->rule_info.data[number].statement;
  uint32_t first = compiler->joins.count;
  if (statement->joins.count && statement->action != ACTION_EMIT && statement->action != ACTION_EACH) {
    compiler_error(compiler, "E045", statement->joins.data[0].place, "emit a fact, or use `before`, `after`, `inside`",
                   "only rules that emit facts look at what stands elsewhere");
    return;
  }
  for (uint32_t i = 0; i < statement->joins.count; i++) {
    const RuleJoin *join = &statement->joins.data[i];
    if (has_list(join->pattern)) {
      compiler_error(compiler, "E046", join->place, "let the list stand in the match", "a list cannot stand here");
    }
    RuleJoinCode code = {(uint8_t)join->kind, (uint8_t)join->scope, (uint8_t)join->side, 0, join->reach};
    VECTOR_PUSH(compiler->arena, &compiler->joins, code);
    compiler_add_match(compiler, number, i + 1, join->pattern);
  }
  compiler->rules.data[number].first_join = first;
  compiler->rules.data[number].join_count = compiler->joins.count - first;
}

static void compile_rule(Compiler *compiler, uint32_t number) {
  const RuleStatement *statement = compiler->rule_info.data[number].statement;
  Rule *rule = &compiler->rules.data[number];
  compiler_collect_captures(compiler, rule, statement);
  if (statement->marked.text.length) rule->marked_capture = expect_capture(compiler, rule, statement->marked);
  bool marks = statement->action == ACTION_MARK;
  rule->short_capture = marks ? capture_named(compiler, rule, SLICE("short")) : UINT32_MAX;
  rule->shorter_capture = marks ? capture_named(compiler, rule, SLICE("shorter")) : UINT32_MAX;
  if (statement->action == ACTION_EMIT || statement->action == ACTION_EACH) {
    compiler_add_values(compiler, rule, statement);
  } else if (statement->action == ACTION_QUALIFY) {
    compiler_add_qualified(compiler, rule, statement);
  }
  rule->first_match = compiler->matches.count;
  for (uint32_t i = 0; i < statement->matches.count; i++) {
    compiler_add_match(compiler, number, 0, statement->matches.data[i]);
  }
  compile_joins(compiler, number);
  compiler->rules.data[number].match_count = compiler->matches.count - rule->first_match;
  compile_conditions(compiler, number);
}

static int by_type_and_phase(const void *a, const void *b, void *context) {
  const Compiler *compiler = context;
  const PendingAnchor *x = a, *y = b;
  if (x->type != y->type) return x->type < y->type ? -1 : 1;
  uint32_t p = compiler_phase(compiler, x->match), q = compiler_phase(compiler, y->match);
  if (p != q) return p < q ? -1 : 1;
  return (x->match > y->match) - (x->match < y->match);
}

static void place_anchors(Compiler *compiler) {
  if (!compiler->pending_anchors.count) return;
  qsort_r(compiler->pending_anchors.data, compiler->pending_anchors.count, sizeof(PendingAnchor), by_type_and_phase,
          compiler);
  for (uint32_t i = 0; i < compiler->pending_anchors.count; i++) {
    PendingAnchor pending = compiler->pending_anchors.data[i];
    RuleType *type = &compiler->types.data[pending.type];
    if (!type->anchor_count) type->first_anchor = compiler->anchors.count;
    type->anchor_count++;
    RuleAnchor anchor = {pending.match, compiler_phase(compiler, pending.match)};
    VECTOR_PUSH(compiler->arena, &compiler->anchors, anchor);
  }
}

/* Named patterns stand for what they are made of. One that is a part of itself has no end, and a few lines of
   `pattern B = A A` grow without bound, so that both are found before anything goes through the parts. */
enum { DEEPEST_NESTING = 16, MOST_ELEMENTS = 20000 };

typedef struct {
  Compiler *compiler;
  uint8_t *state;         /* by pattern: 0 not seen, 1 on the way, 2 done */
  uint32_t *sizes;        /* by pattern: elements, those of inner patterns included; */
  uint32_t *heights;      /* and how many names stand inside one another */
  uint32_t depth, height; /* above and below the part that is being measured */
  bool too_large;         /* was reported */
} Nesting;

/* Makes a faulty name one that means nothing. */
static void cut_off(Pattern *pattern) {
  pattern->meaning = NULL;
  pattern->type = UINT32_MAX;
  pattern->children.count = 0;
  pattern->kind = PATTERN_TYPE;
}

static uint32_t measure(Nesting *nesting, Pattern *pattern);

/* The size of what a name means; 0 if it was cut off. */
static uint32_t measure_named(Nesting *nesting, Pattern *pattern) {
  Compiler *compiler = nesting->compiler;
  uint32_t inner = name_table_find(&compiler->pattern_names, pattern->name.text);
  const PatternStatement *statement = compiler->patterns.data[inner];
  if (nesting->state[inner] == 1) {
    compiler_error(compiler, "E036", statement->name.place, "use list( ) { } or {1,n} to repeat something",
                   "the pattern `%.*s` is a part of itself", (int)statement->name.text.length,
                   statement->name.text.data);
    cut_off(pattern);
    return 0;
  }
  if (nesting->state[inner] == 0 && nesting->depth < DEEPEST_NESTING) {
    uint32_t height = nesting->height;
    nesting->state[inner] = 1;
    nesting->height = 0;
    nesting->depth++;
    nesting->sizes[inner] = measure(nesting, statement->pattern);
    nesting->depth--;
    nesting->heights[inner] = nesting->height + 1;
    nesting->height = height;
    nesting->state[inner] = 2;
  }
  if (nesting->state[inner] == 0 || nesting->heights[inner] > DEEPEST_NESTING) {
    compiler_error(compiler, "E014", pattern->name.place, NULL,
                   "more than %d names of patterns stand inside one another", DEEPEST_NESTING);
    cut_off(pattern);
    return 0;
  }
  if (nesting->heights[inner] > nesting->height) nesting->height = nesting->heights[inner];
  return nesting->sizes[inner];
}

static uint32_t measure(Nesting *nesting, Pattern *pattern) {
  uint32_t size = 1 + (pattern->meaning ? measure_named(nesting, pattern) : 0);
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    Pattern *child = pattern->children.data[i];
    uint32_t more = measure(nesting, child);
    if (size + more <= MOST_ELEMENTS) {
      size += more;
      continue;
    }
    if (!nesting->too_large) {
      compiler_error(nesting->compiler, "E039", child->place, "split the rule", "this pattern becomes too large");
    }
    nesting->too_large = true;
    cut_off(child);
  }
  return size;
}

static void measure_patterns(Compiler *compiler) {
  uint32_t count = compiler->patterns.count;
  Nesting nesting = {.compiler = compiler,
                     .state = ARENA_ARRAY(compiler->arena, uint8_t, count + 1),
                     .sizes = ARENA_ARRAY(compiler->arena, uint32_t, count + 1),
                     .heights = ARENA_ARRAY(compiler->arena, uint32_t, count + 1)};
  for (uint32_t i = 0; i < count; i++) {
    if (nesting.state[i]) continue;
    nesting.state[i] = 1;
    nesting.height = 0;
    nesting.sizes[i] = measure(&nesting, compiler->patterns.data[i]->pattern);
    nesting.heights[i] = nesting.height + 1;
    nesting.state[i] = 2;
  }
  for (uint32_t i = 0; i < compiler->rule_info.count; i++) {
    const RuleStatement *statement = compiler->rule_info.data[i].statement;
    Pattern *pattern;
    for (uint32_t k = 0; (pattern = rule_pattern(statement, k)) != NULL; k++) measure(&nesting, pattern);
  }
}

static void resolve_patterns(Compiler *compiler) {
  for (uint32_t i = 0; i < compiler->patterns.count; i++) {
    compiler_resolve_pattern(compiler, compiler->patterns.data[i]->pattern);
  }
  for (uint32_t i = 0; i < compiler->rule_info.count; i++) {
    const RuleStatement *statement = compiler->rule_info.data[i].statement;
    Pattern *pattern;
    for (uint32_t k = 0; (pattern = rule_pattern(statement, k)) != NULL; k++)
      compiler_resolve_pattern(compiler, pattern);
  }
  measure_patterns(compiler);
}

/* Those that files declare; the others are known to who writes graphs. */
static void keep_prefixes(Compiler *compiler) {
  for (uint32_t i = (uint32_t)RULE_DEFAULT_PREFIX_COUNT; i < compiler->prefix_iris.count; i++) {
    RulePrefix prefix = {compiler_string(compiler, compiler->prefix_names.entries.data[i].name),
                         compiler_string(compiler, compiler->prefix_iris.data[i])};
    VECTOR_PUSH(compiler->arena, &compiler->prefixes, prefix);
  }
}

/* The list of guesses that a rule with `doubt` marks: its match is just that; BUILTIN_NONE, reported, where it is not.
 */
static uint32_t doubting_list(Compiler *compiler, const RuleStatement *statement) {
  const Pattern *pattern = statement->matches.count == 1 ? statement->matches.data[0] : NULL;
  bool guessed = pattern && pattern->kind == PATTERN_TYPE && !pattern->meaning &&
                 pattern->type < compiler->types.count && (compiler->types.data[pattern->type].flags & TYPE_GUESSED);
  if (guessed && statement->action == ACTION_MARK) return pattern->type;
  compiler_error(compiler, "E075", statement->doubt_place, "match a list that comes from a model, and mark it",
                 "only a rule that marks the guesses of a model can doubt others");
  return BUILTIN_NONE;
}

/* Which rules' marks are doubted: those of the same type and directory. */
static void compile_doubts(Compiler *compiler) {
  for (uint32_t i = 0; i < compiler->rules.count; i++) {
    const CompilerRule *info = &compiler->rule_info.data[i];
    Rule *rule = &compiler->rules.data[i];
    if (!(info->statement->doubt > 0)) continue;
    rule->guess = doubting_list(compiler, info->statement);
    rule->doubt = (float)info->statement->doubt;
    for (uint32_t k = 0; k < compiler->rules.count; k++) {
      const CompilerRule *other = &compiler->rule_info.data[k];
      Rule *doubted = &compiler->rules.data[k];
      bool marks = (doubted->flags & RULE_MARK) && (doubted->flags & RULE_HAS_COST) && k != i;
      if (!marks || doubted->produced != rule->produced || other->statement->sure) continue;
      if (other->file->root == info->file->root) doubted->doubted_by = i;
    }
  }
}

typedef struct {
  double frequency;
  uint32_t type;
} Frequent;

static int by_frequency(const void *a, const void *b) {
  const Frequent *x = a, *y = b;
  if (x->frequency != y->frequency) return x->frequency > y->frequency ? -1 : 1;
  return (x->type > y->type) - (x->type < y->type);
}

/* What files `frequency.tsv` say of types: lines `type TAB share of the characters at which one begins`. What they
   leave out is rarer than what they name. */
static void read_frequencies(Compiler *compiler, Frequent *types) {
  static const double RARE = 0.0001;
  bool measured = false;
  for (uint32_t f = 0; f < compiler->input->file_count; f++) {
    Slice lines = compiler->input->files[f].frequencies;
    for (uint32_t i = 0; lines.length && !measured && i < compiler->types.count; i++) {
      if (types[i].frequency > RARE) types[i].frequency = RARE;
    }
    if (lines.length) compiler->measured_root = compiler->input->files[f].root;
    measured = measured || lines.length;
    while (lines.length) {
      Slice line = slice_cut(&lines, '\n'), name = slice_cut(&line, '\t'), value = slice_cut(&line, '\t');
      char number[32] = "";
      uint32_t type = name_table_find(&compiler->type_names, name);
      if (type == UINT32_MAX || !value.length || value.length >= sizeof number) continue;
      memcpy(number, value.data, value.length);
      types[type].frequency = strtod(number, NULL);
    }
  }
}

/* Gives each type its bit: to the most frequent ones one of their own, to every other the one whose types are least
   frequent together. */
static void number_bits(Compiler *compiler) {
  enum { BITS = 256, OWN = 208 };
  Frequent *types = arena_alloc(compiler->arena, (compiler->types.count + 1) * sizeof *types);
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    types[i] = (Frequent){compiler->type_info.data[i].frequency, i};
  }
  read_frequencies(compiler, types);
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    compiler->type_info.data[i].measured = types[i].frequency;
  }
  types[BUILTIN_NONE].frequency = HUGE_VAL; /* TYPE_BIT_NO_EDGE */
  qsort(types, compiler->types.count, sizeof *types, by_frequency);
  double shared[BITS] = {0};
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    uint32_t bit = i;
    if (i >= OWN) {
      bit = OWN;
      for (uint32_t k = OWN; k < BITS; k++) bit = shared[k] < shared[bit] ? k : bit;
      shared[bit] += types[i].frequency + 1e-9;
    }
    compiler->types.data[types[i].type].bit = (uint8_t)bit;
  }
}

SpoStatus rule_compile(Arena *arena, const RuleInput *input, const Diagnostics *diagnostics, RuleSet *rules) {
  Compiler *compiler = ARENA_NEW(arena, Compiler);
  compiler->arena = arena;
  compiler->input = input;
  compiler->measured_root = UINT32_MAX;
  DiagnosticLimit *limit = ARENA_NEW(arena, DiagnosticLimit);
  Diagnostics *limited = ARENA_NEW(arena, Diagnostics);
  *limit = (DiagnosticLimit){diagnostics, RULE_MOST_MESSAGES};
  *limited = diagnostic_limit_sink(limit);
  compiler->diagnostics = limited;
  compiler->lexicon = lexicon_builder_new(arena);
  compiler_string(compiler, SLICE(""));
  *rules = (RuleSet){.language = compiler_string(compiler, input->language)};
  declare(compiler);
  for (uint32_t f = 0; f < input->file_count; f++) {
    for (uint32_t i = 0; i < input->files[f].rules.count; i++) {
      declare_rule(compiler, &input->files[f], &input->files[f].rules.data[i]);
    }
  }
  resolve_patterns(compiler);
  compiler_check_rules(compiler);
  compiler_read_words(compiler);
  number_bits(compiler);
  for (uint32_t i = 0; i < compiler->rules.count; i++) compile_rule(compiler, i);
  compile_doubts(compiler);
  compiler_order(compiler, rules);
  compiler_add_demands(compiler);
  if (compiler->failed) return SPO_BAD_RULES;
  place_anchors(compiler);
  keep_prefixes(compiler);
  compiler_finish_lexicon(compiler);
#define TAKE(type, name)             \
  rules->name = compiler->name.data; \
  rules->name##_count = compiler->name.count;
  RULE_TABLES(TAKE)
#undef TAKE
  Slice image = {rules->lexicon_image, rules->lexicon_image_count};
  return lexicon_open(&rules->lexicon, image, "compiled rules", diagnostics);
}
