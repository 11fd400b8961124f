#include "lattice/vocabulary.h"

#include "lattice/value.h"

/* The types of the shapes, in their order. */
static const TypeId SHAPE_TYPES[SHAPE_COUNT][2] = {
    [SHAPE_LOWER] = {BUILTIN_WORD, BUILTIN_LOWER}, [SHAPE_CAP] = {BUILTIN_WORD, BUILTIN_CAP},
    [SHAPE_UPPER] = {BUILTIN_WORD, BUILTIN_UPPER}, [SHAPE_MIXED] = {BUILTIN_WORD, BUILTIN_MIXED},
    [SHAPE_ALNUM] = {BUILTIN_WORD, BUILTIN_ALNUM}, [SHAPE_INITIAL] = {BUILTIN_INITIAL, BUILTIN_INITIAL},
};

static const struct {
  uint32_t count;
  TypeId types[2];
} VALUE_TYPES[VALUE_KINDS] = {
    [VALUE_NUMBER] = {1, {BUILTIN_NUMBER}},
    [VALUE_ORDINAL] = {1, {BUILTIN_ORDINAL}},
    [VALUE_PERCENT] = {2, {BUILTIN_PERCENT, BUILTIN_QUANTITY}},
    [VALUE_MONEY] = {2, {BUILTIN_MONEY, BUILTIN_QUANTITY}},
    [VALUE_COUNT] = {2, {BUILTIN_COUNT, BUILTIN_QUANTITY}},
    [VALUE_FEW] = {1, {BUILTIN_FEW}},
    [VALUE_DATE] = {2, {BUILTIN_DATE, BUILTIN_PERIOD}},
    [VALUE_PERIOD] = {1, {BUILTIN_PERIOD}},
    [VALUE_DURATION] = {1, {BUILTIN_DURATION}},
    [VALUE_TIME] = {1, {BUILTIN_TIME}},
    [VALUE_AGE] = {1, {BUILTIN_AGE}},
};

static TypeSet make_set(const TypeId *types, uint32_t count) {
  TypeSet set = {.types = types, .count = (uint16_t)count};
  for (uint32_t i = 0; i < count; i++) type_mask_add(&set.signature, types[i]);
  return set;
}

/* Types of the dictionary's class set: each of its classes may belong to several lists of the rules. */
static TypeSet dictionary_set(Arena *arena, const RuleSet *rules, const Lexicon *dictionary, uint32_t number) {
  const LexiconClassSet *class_set = &dictionary->class_sets[number];
  struct {
    VECTOR(TypeId);
  } types = {0};
  for (uint32_t i = 0; i < class_set->count && class_set->first + i < dictionary->class_member_count; i++) {
    Slice class = lexicon_class_name(dictionary, dictionary->class_members[class_set->first + i]);
    for (uint32_t k = 0; k < rules->dictionary_classes_count; k++) {
      if (!slice_equal(rule_string(rules, rules->dictionary_classes[k].class), class)) continue;
      VECTOR_PUSH(arena, &types, (TypeId)rules->dictionary_classes[k].type);
    }
  }
  return make_set(types.data, types.count);
}

/* Types of a vocabulary's class set: each of its classes may belong to several lists, and all its words to some. */
static TypeSet vocabulary_set(Arena *arena, const RuleSet *rules, const Lexicon *lexicon, uint32_t vocabulary,
                              uint32_t number) {
  const LexiconClassSet *class_set = &lexicon->class_sets[number];
  struct {
    VECTOR(TypeId);
  } types = {0};
  for (uint32_t k = 0; k < rules->vocabulary_classes_count; k++) {
    const VocabularyClass *wanted = &rules->vocabulary_classes[k];
    Slice class = rule_string(rules, wanted->class);
    bool member = class.length == 0;
    for (uint32_t i = 0; i < class_set->count && class_set->first + i < lexicon->class_member_count && !member; i++) {
      member = slice_equal(class, lexicon_class_name(lexicon, lexicon->class_members[class_set->first + i]));
    }
    if (wanted->vocabulary == vocabulary && member) VECTOR_PUSH(arena, &types, (TypeId)wanted->type);
  }
  return make_set(types.data, types.count);
}

/* Types of values that ask for tags of their unit. */
typedef struct {
  VECTOR(TypeId);
} UnitTypes;

static bool asks_for(const RuleType *type, const TypeSet *unit) {
  return (type->units[0] && type_set_has(unit, type->units[0])) ||
         (type->units[1] && type_set_has(unit, type->units[1]));
}

/* Whether one of them asks for units of this set. */
static bool is_asked_for(const RuleSet *rules, const UnitTypes *asking, const TypeSet *unit) {
  for (uint32_t i = 0; i < asking->count; i++) {
    if (asks_for(&rules->types[asking->data[i]], unit)) return true;
  }
  return false;
}

/* Types of a value whose unit is of the set `unit`: those of its kind, and those that ask for the unit's tags. */
static TypeSet value_set(Arena *arena, const RuleSet *rules, const UnitTypes *asking, uint32_t kind,
                         const TypeSet *unit) {
  struct {
    VECTOR(TypeId);
  } types = {0};
  VECTOR_APPEND(arena, &types, VALUE_TYPES[kind].types, VALUE_TYPES[kind].count);
  for (uint32_t i = 0; i < asking->count; i++) {
    const RuleType *type = &rules->types[asking->data[i]];
    bool of_kind = false;
    for (uint32_t k = 0; k < VALUE_TYPES[kind].count; k++) of_kind |= VALUE_TYPES[kind].types[k] == type->base;
    if (of_kind && asks_for(type, unit)) VECTOR_PUSH(arena, &types, asking->data[i]);
  }
  return make_set(types.data, types.count);
}

static uint32_t list_named(const RuleSet *rules, const char *name) {
  uint32_t type = rule_set_type(rules, slice_of(name));
  return type != UINT32_MAX && rules->types[type].kind == TYPE_WORDS ? type : UINT32_MAX;
}

/* A set of a damaged image counts as empty. */
static TypeSet own_set(const RuleSet *rules, uint32_t number) {
  const Lexicon *lexicon = &rules->lexicon;
  const LexiconClassSet *class_set = &lexicon->class_sets[number];
  if (class_set->first > lexicon->class_member_count) return (TypeSet){0};
  if (class_set->count > lexicon->class_member_count - class_set->first) return (TypeSet){0};
  const uint16_t *types = lexicon->class_members + class_set->first;
  for (uint32_t i = 0; i < class_set->count; i++) {
    if (types[i] >= rules->types_count) return (TypeSet){0};
  }
  return make_set(types, class_set->count);
}

/* Which sets of the rules' own words hold a list that the program itself consults. */
static void note_reserved(Vocabulary *vocabulary, uint32_t own) {
  const ReservedLists *lists = &vocabulary->reserved;
  const uint32_t reserved[] = {lists->unit,          lists->unit_before, lists->scale,       lists->number_word,
                               lists->month,         lists->period_word, lists->period_tail, lists->common_word,
                               lists->function_word, lists->not_counted};
  for (uint32_t i = 0; i < own; i++) {
    TypeSet *set = &vocabulary->sets[vocabulary->own_sets + i];
    for (size_t k = 0; k < sizeof reserved / sizeof reserved[0] && !set->reserved; k++) {
      set->reserved = reserved[k] != UINT32_MAX && type_set_has(set, (TypeId)reserved[k]);
    }
  }
}

/* What rules have to do with the types of a set. */
static void complete_set(const Vocabulary *vocabulary, Arena *arena, TypeSet *set) {
  const RuleSet *rules = vocabulary->rules;
  uint32_t needed = 0, wakes = 0;
  for (uint32_t i = 0; i < set->count; i++) {
    needed += vocabulary->plan.needed[set->types[i]];
    wakes += rules->types[set->types[i]].anchor_count;
  }
  if (wakes > UINT16_MAX) arena_fail(arena);
  TypeId *of_needed = arena_alloc(arena, (needed + 1) * sizeof *of_needed);
  RuleAnchor *anchors = arena_alloc(arena, (wakes + 1) * sizeof *anchors);
  set->needed = of_needed;
  set->wakes = anchors;
  set->needed_count = (uint16_t)needed;
  set->wake_count = (uint16_t)wakes;
  for (uint32_t i = 0; i < set->count; i++) {
    const RuleType *type = &rules->types[set->types[i]];
    if (vocabulary->plan.needed[set->types[i]]) *of_needed++ = set->types[i];
    for (uint32_t k = 0; k < type->anchor_count; k++) *anchors++ = rules->anchors[type->first_anchor + k];
  }
}

void vocabulary_init(Vocabulary *vocabulary, Arena *arena, const RuleSet *rules, const Lexicon *dictionary,
                     const Lexicon *extra) {
  uint32_t extra_count = extra ? rules->vocabularies_count : 0;
  uint32_t own = rules->lexicon.class_set_count, general = dictionary ? dictionary->class_set_count : 0;
  Slice language = rule_string(rules, rules->language);
  *vocabulary = (Vocabulary){.rules = rules,
                             .dictionary = dictionary,
                             .extra = extra,
                             .spaced = !slice_starts_with(language, SLICE("zh")) && !slice_is(language, "ja"),
                             .own_sets = 0,
                             .dictionary_sets = own,
                             .single_sets = own + general};
  vocabulary->shape_sets = vocabulary->single_sets + rules->types_count;
  vocabulary->value_sets = vocabulary->shape_sets + SHAPE_COUNT;
  vocabulary->set_count = vocabulary->value_sets + VALUE_KINDS;
  for (uint32_t i = 0; i < extra_count; i++) {
    vocabulary->extra_sets[i] = vocabulary->set_count;
    vocabulary->set_count += extra[i].class_set_count;
  }
  UnitTypes asking = {0};
  for (uint32_t i = 0; i < rules->types_count; i++) {
    if (rules->types[i].kind == TYPE_VALUE) VECTOR_PUSH(arena, &asking, (TypeId)i);
  }
  TypeSet *own_first = ARENA_ARRAY(arena, TypeSet, own + 1);
  vocabulary->unit_sets = ARENA_ARRAY(arena, TypeSetId, own + 1);
  for (uint32_t i = 0; i < own; i++) {
    own_first[i] = own_set(rules, i);
    if (!is_asked_for(rules, &asking, &own_first[i])) continue;
    vocabulary->unit_sets[i] = vocabulary->set_count;
    vocabulary->set_count += VALUE_KINDS;
  }
  TypeSet *sets = vocabulary->sets = arena_aligned(arena, vocabulary->set_count, sizeof(TypeSet));
  for (uint32_t i = 0; i < own; i++) *sets++ = own_first[i];
  for (uint32_t i = 0; i < general; i++) *sets++ = dictionary_set(arena, rules, dictionary, i);
  TypeId *numbers = ARENA_ARRAY(arena, TypeId, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) {
    numbers[i] = (TypeId)i;
    *sets++ = make_set(numbers + i, 1);
  }
  for (uint32_t i = 0; i < SHAPE_COUNT; i++) *sets++ = make_set(SHAPE_TYPES[i], i == SHAPE_INITIAL ? 1 : 2);
  for (uint32_t i = 0; i < VALUE_KINDS; i++) *sets++ = make_set(VALUE_TYPES[i].types, VALUE_TYPES[i].count);
  for (uint32_t k = 0; k < extra_count; k++) {
    for (uint32_t i = 0; i < extra[k].class_set_count; i++) *sets++ = vocabulary_set(arena, rules, &extra[k], k, i);
  }
  for (uint32_t i = 0; i < own; i++) {
    for (uint32_t k = 0; k < VALUE_KINDS && vocabulary->unit_sets[i]; k++) {
      *sets++ = value_set(arena, rules, &asking, k, &own_first[i]);
    }
  }
  vocabulary->reserved = (ReservedLists){.unit = list_named(rules, "Unit"),
                                         .unit_before = list_named(rules, "UnitBefore"),
                                         .scale = list_named(rules, "Scale"),
                                         .number_word = list_named(rules, "NumberWord"),
                                         .month = list_named(rules, "Month"),
                                         .period_word = list_named(rules, "PeriodWord"),
                                         .period_tail = list_named(rules, "PeriodTail"),
                                         .pronoun = list_named(rules, "Pronoun"),
                                         .common_word = list_named(rules, "CommonWord"),
                                         .function_word = list_named(rules, "FunctionWord"),
                                         .not_counted = list_named(rules, "NotCounted"),
                                         .currency_cue = list_named(rules, "CurrencyCue"),
                                         .abbreviation = list_named(rules, "Abbreviation")};
  note_reserved(vocabulary, own);
  rule_plan_init(&vocabulary->plan, arena, rules);
  for (uint32_t i = 0; i < vocabulary->set_count; i++) complete_set(vocabulary, arena, &vocabulary->sets[i]);
}

bool vocabulary_is_abbreviation(void *handle, Slice word) {
  const Vocabulary *vocabulary = handle;
  if (vocabulary->reserved.abbreviation == UINT32_MAX) return false;
  const Lexicon *lexicon = &vocabulary->rules->lexicon;
  uint32_t found = lexicon_find(lexicon, word);
  for (unsigned steps = 0; found < lexicon->word_count && steps < 64; steps++) {
    const LexiconWord *entry = &lexicon->words[found];
    bool listed = entry->class_set < lexicon->class_set_count &&
                  type_set_has(&vocabulary->sets[vocabulary->own_sets + entry->class_set],
                               (TypeId)vocabulary->reserved.abbreviation);
    if (listed && slice_equal(lexicon_spelling(lexicon, entry), word)) return true;
    found = entry->next;
  }
  return false;
}
