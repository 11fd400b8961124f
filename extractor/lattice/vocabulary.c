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

/* The rest is filled in by complete_set. */
static TypeSet make_set(const TypeId *types, uint32_t count) {
  return (TypeSet){.types = types, .count = (uint16_t)count};
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

/* Which types of values ask for units of which types: rows of bits, a bit for each type of values. */
typedef struct {
  UnitTypes types;
  uint32_t words; /* of a row */
  uint64_t *rows; /* by type of a unit */
} Asking;

static void note_asked(const Asking *asking, TypeId unit, uint32_t number) {
  if (unit) asking->rows[unit * (size_t)asking->words + number / 64] |= UINT64_C(1) << (number & 63);
}

static Asking find_asking(Arena *arena, const RuleSet *rules) {
  Asking asking = {0};
  for (uint32_t i = 0; i < rules->types_count; i++) {
    if (rules->types[i].kind == TYPE_VALUE) VECTOR_PUSH(arena, &asking.types, (TypeId)i);
  }
  asking.words = asking.types.count / 64 + 1;
  asking.rows = ARENA_ARRAY(arena, uint64_t, rules->types_count * (size_t)asking.words);
  for (uint32_t i = 0; i < asking.types.count; i++) {
    const TypeId *units = rules->types[asking.types.data[i]].units;
    note_asked(&asking, units[0], i);
    note_asked(&asking, units[1], i);
  }
  return asking;
}

enum { FACT_WEIGHTED = 0x8000 }; /* beside a RESERVED_ bit: the type is a weighted list */

/* What sets are asked about their types. */
struct TypeFacts {
  uint16_t needed;   /* its number (Vocabulary.needed_types); 0: none */
  uint16_t reserved; /* its RESERVED_ bit; FACT_WEIGHTED */
  uint8_t bit;       /* in signatures */
  bool wakes;        /* it has anchors */
  bool asked;        /* a type of values asks for units of it */
};

static bool is_asked(const Asking *asking, uint32_t type) {
  uint64_t any = 0;
  for (uint32_t k = 0; k < asking->words; k++) any |= asking->rows[type * (size_t)asking->words + k];
  return any != 0;
}

/* Which of them ask for units of one of these types, in `row`; false where none does. */
static bool join_asking(const Asking *asking, const TypeFacts *facts, const TypeId *types, uint32_t count,
                        uint64_t *row) {
  bool any = false;
  for (uint32_t i = 0; i < count; i++) any |= facts[types[i]].asked;
  if (!any) return false;
  memset(row, 0, asking->words * sizeof *row);
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t k = 0; k < asking->words; k++) row[k] |= asking->rows[types[i] * (size_t)asking->words + k];
  }
  return true;
}

/* The sets of values whose units the same types ask for. */
typedef struct {
  struct {
    VECTOR(uint64_t);
  } rows; /* one for each group */
  uint32_t count;
} UnitGroups;

/* The number of the group of those that `row` says. */
static uint32_t group_of(UnitGroups *groups, Arena *arena, const Asking *asking, const uint64_t *row) {
  size_t bytes = asking->words * sizeof *row;
  for (uint32_t i = 0; i < groups->count; i++) {
    if (memcmp(groups->rows.data + (size_t)i * asking->words, row, bytes) == 0) return i;
  }
  VECTOR_APPEND(arena, &groups->rows, row, asking->words);
  return groups->count++;
}

/* The types that a row says. */
static UnitTypes types_of_row(Arena *arena, const Asking *asking, const uint64_t *row) {
  UnitTypes found = {0};
  for (uint32_t i = 0; i < asking->types.count; i++) {
    if (row[i / 64] >> (i & 63) & 1) VECTOR_PUSH(arena, &found, asking->types.data[i]);
  }
  return found;
}

/* Types of a value whose unit is `asking` asked for: those of its kind, and those that ask for the unit's tags. */
static TypeSet value_set(Arena *arena, const RuleSet *rules, const UnitTypes *asking, uint32_t kind) {
  TypeId *types = arena_alloc(arena, (VALUE_TYPES[kind].count + asking->count) * sizeof *types);
  uint32_t count = VALUE_TYPES[kind].count;
  memcpy(types, VALUE_TYPES[kind].types, count * sizeof *types);
  for (uint32_t i = 0; i < asking->count; i++) {
    bool of_kind = false;
    for (uint32_t k = 0; k < VALUE_TYPES[kind].count; k++) {
      of_kind |= VALUE_TYPES[kind].types[k] == rules->types[asking->data[i]].base;
    }
    if (of_kind) types[count++] = asking->data[i];
  }
  return make_set(types, count);
}

static uint32_t list_named(const RuleSet *rules, const char *name) {
  uint32_t type = rule_set_type(rules, slice_of(name));
  return type != UINT32_MAX && rules->types[type].kind == TYPE_WORDS ? type : UINT32_MAX;
}

/* Whether all members of the rules' own sets are types: unless an image is damaged. */
static bool members_fit(const RuleSet *rules) {
  const uint16_t *members = rules->lexicon.class_members;
  uint32_t most = 0;
  for (uint32_t i = 0; i < rules->lexicon.class_member_count; i++) most = members[i] > most ? members[i] : most;
  return most < rules->types_count;
}

/* The types of a set of the rules' own words; a set of a damaged image counts as empty. */
static const TypeId *own_types(const RuleSet *rules, uint32_t number, bool fit, uint32_t *count) {
  const Lexicon *lexicon = &rules->lexicon;
  const LexiconClassSet *class_set = &lexicon->class_sets[number];
  *count = 0;
  if (class_set->first > lexicon->class_member_count) return NULL;
  if (class_set->count > lexicon->class_member_count - class_set->first) return NULL;
  const uint16_t *types = lexicon->class_members + class_set->first;
  for (uint32_t i = 0; !fit && i < class_set->count; i++) {
    if (types[i] >= rules->types_count) return NULL;
  }
  *count = class_set->count;
  return types;
}

/* What types the program, values or rules ask for. */
static TypeFacts *find_facts(Arena *arena, Vocabulary *vocabulary, const Asking *asking) {
  const RuleSet *rules = vocabulary->rules;
  const ReservedLists *lists = &vocabulary->reserved;
  const struct {
    uint32_t list;
    uint16_t bit;
  } reserved[] = {
      {lists->unit, RESERVED_UNIT},
      {lists->unit_before, RESERVED_UNIT_BEFORE},
      {lists->scale, RESERVED_SCALE},
      {lists->number_word, RESERVED_NUMBER_WORD},
      {lists->month, RESERVED_MONTH},
      {lists->period_word, RESERVED_PERIOD_WORD},
      {lists->period_tail, RESERVED_PERIOD_TAIL},
      {lists->common_word, RESERVED_COMMON_WORD},
      {lists->function_word, RESERVED_FUNCTION_WORD},
      {lists->not_counted, RESERVED_NOT_COUNTED},
  };
  TypeFacts *facts = ARENA_ARRAY(arena, TypeFacts, rules->types_count);
  for (uint32_t i = 0; i < rules->types_count; i++) {
    if (vocabulary->plan.needed[i]) facts[i].needed = (uint16_t)++vocabulary->needed_types;
    facts[i].bit = rules->types[i].bit;
    facts[i].wakes = vocabulary->plan.groups_of[i].ends[WAKE_ON_DEMAND] > 0;
    facts[i].asked = is_asked(asking, i);
    facts[i].reserved = vocabulary->plan.weighted[i] ? FACT_WEIGHTED : 0;
  }
  uint16_t *bits = ARENA_ARRAY(arena, uint16_t, rules->types_count);
  for (size_t k = 0; k < sizeof reserved / sizeof reserved[0]; k++) {
    if (reserved[k].list != UINT32_MAX) {
      bits[reserved[k].list] = reserved[k].bit;
      facts[reserved[k].list].reserved |= reserved[k].bit;
    }
  }
  vocabulary->reserved_bits = bits;
  uint16_t *numbers = arena_alloc(arena, (rules->need_types_count + 1) * sizeof *numbers);
  for (uint32_t i = 0; i < rules->need_types_count; i++) numbers[i] = facts[rules->need_types[i]].needed;
  vocabulary->need_numbers = numbers;
  return facts;
}

/* The anchors of a set of which several types wake rules together; `counts`: of groups, by time. */
static const AnchorGroups *join_groups(Arena *arena, const RulePlan *plan, const TypeSet *set, const uint32_t *counts) {
  AnchorGroups *joined = arena_alloc(arena, sizeof *joined);
  AnchorGroup *groups =
      arena_alloc(arena, (counts[WAKE_EARLY] + counts[WAKE_LATE] + counts[WAKE_ON_DEMAND]) * sizeof *groups);
  AnchorGroup *next[WAKE_TIMES] = {groups, groups + counts[WAKE_EARLY],
                                   groups + counts[WAKE_EARLY] + counts[WAKE_LATE]};
  for (uint32_t k = 0; k < set->count; k++) {
    const AnchorGroups *of_type = &plan->groups_of[set->types[k]];
    for (uint32_t i = 0, time = 0; i < of_type->ends[WAKE_ON_DEMAND]; i++) {
      while (i == of_type->ends[time]) time++;
      *next[time]++ = of_type->groups[i];
    }
  }
  for (WakeTime time = 0; time < WAKE_TIMES; time++) joined->ends[time] = (uint16_t)(next[time] - groups);
  joined->groups = groups;
  return joined;
}

/* What rules have to do with the types of a set; the numbers of those that are needed go to `needed`. Returns how many
   they are. */
static uint16_t complete_set(Arena *arena, const RulePlan *plan, const TypeFacts *facts, TypeSet *set,
                             uint16_t *needed) {
  TypeMask signature = {0};
  uint32_t count = 0, waking = 0, counts[WAKE_TIMES] = {0};
  set->needed = needed;
  for (uint32_t k = 0; k < set->count; k++) {
    const TypeId *type = &set->types[k];
    const TypeFacts *about = &facts[*type];
    type_mask_add(&signature, about->bit);
    set->reserved |= about->reserved;
    needed[count] = about->needed;
    count += about->needed != 0;
    if (!about->wakes) continue;
    const AnchorGroups *groups = &plan->groups_of[*type];
    for (WakeTime time = 0; time < WAKE_TIMES; time++) {
      counts[time] += groups->ends[time] - anchor_groups_begin(groups, time);
    }
    set->wakes = groups;
    waking++;
  }
  if (counts[WAKE_EARLY] + counts[WAKE_LATE] + counts[WAKE_ON_DEMAND] > UINT16_MAX) arena_fail(arena);
  set->signature = signature;
  set->weighted = (set->reserved & FACT_WEIGHTED) != 0;
  set->reserved &= (uint16_t)~FACT_WEIGHTED;
  if (waking > 1) set->wakes = join_groups(arena, plan, set, counts);
  for (WakeTime time = 0; time < WAKE_TIMES; time++) set->wake_times |= (uint8_t)((counts[time] > 0) << time);
  return set->needed_count = (uint16_t)count;
}

/* Those that are there from the beginning. */
static void complete_sets(const Vocabulary *vocabulary, Arena *arena, const TypeFacts *facts) {
  size_t members = 1;
  for (uint32_t i = vocabulary->single_sets; i < vocabulary->set_count; i++) members += vocabulary->sets[i].count;
  uint16_t *needed = arena_alloc(arena, members * sizeof *needed);
  for (uint32_t i = vocabulary->single_sets; i < vocabulary->set_count; i++) {
    needed += complete_set(arena, &vocabulary->plan, facts, &vocabulary->sets[i], needed);
    vocabulary->sets[i].reserved = 0;
    vocabulary->sets_states[i] = SET_MADE;
  }
}

static void make_own_set(const Vocabulary *vocabulary, TypeSetId id) {
  Arena *arena = vocabulary->arena;
  uint32_t count;
  const TypeId *types = own_types(vocabulary->rules, id, vocabulary->members_fit, &count);
  TypeSet set = make_set(types, count);
  uint16_t *needed = arena_alloc(arena, (count + 1) * sizeof *needed);
  complete_set(arena, &vocabulary->plan, vocabulary->facts, &set, needed);
  vocabulary->sets[id] = set;
}

void vocabulary_make_set(const Vocabulary *vocabulary, TypeSetId id, Arena *arena) {
  pthread_mutex_t *making = (pthread_mutex_t *)&vocabulary->making; /* what else changes is behind it */
  Arena *own = vocabulary->arena;
  jmp_buf out_of_memory, *guard;
  pthread_mutex_lock(making);
  guard = own->guard;
  if (ARENA_GUARD(own, out_of_memory)) {
    own->guard = guard;
    pthread_mutex_unlock(making);
    arena_fail(arena);
  }
  _Atomic unsigned char *states = vocabulary->sets_states;
  for (TypeSetId at = id; states[at] == SET_NEW; at = vocabulary_listed_set(vocabulary, at)) {
    make_own_set(vocabulary, at);
    states[at] = SET_IN_WORK;
  }
  for (TypeSetId at = id; states[at] == SET_IN_WORK; at = vocabulary_listed_set(vocabulary, at)) {
    states[at] = SET_MADE; /* it and all that follow are there */
  }
  own->guard = guard;
  pthread_mutex_unlock(making);
}

typedef struct {
  VECTOR(uint16_t);
} Numbers;

/* Of the types that a match must be or lie inside, by its conditions, an edge stands somewhere. False where there are
   none. */
static bool list_surroundings(Arena *arena, const RuleSet *rules, const TypeFacts *facts, const RuleMatch *match,
                              Numbers *all) {
  const Rule *rule = &rules->rules[match->rule];
  bool any = false;
  for (uint32_t i = rule->first_condition; i < rule->first_condition + rule->condition_count && !match->part; i++) {
    const RuleConditionCode *condition = &rules->conditions[i];
    if (!condition_needs_type(condition)) continue;
    VECTOR_PUSH(arena, all, 2 + NEEDED_SOMEWHERE);
    VECTOR_PUSH(arena, all, facts[condition->type].needed);
    any = true;
  }
  return any;
}

/* What matches need anywhere, beside their anchors. */
static void list_needs(Vocabulary *vocabulary, Arena *arena, const TypeFacts *facts) {
  const RuleSet *rules = vocabulary->rules;
  uint32_t *lists = ARENA_ARRAY(arena, uint32_t, rules->matches_count + 1); /* by match */
  Numbers all = {0};
  VECTOR_PUSH(arena, &all, 0); /* nothing is needed */
  for (uint32_t i = 0; i < rules->matches_count; i++) {
    const RuleMatch *match = &rules->matches[i];
    uint32_t first = all.count;
    if (match->need_count) lists[i] = first;
    for (uint32_t k = match->first_need; k < match->first_need + match->need_count; k++) {
      const RuleNeed *need = &rules->needs[k];
      if (need->type_count >= NEEDED_SOMEWHERE / 2) continue; /* only in a damaged image */
      VECTOR_PUSH(arena, &all, (uint16_t)(2 * need->type_count + (need->in_front != 0)));
      VECTOR_APPEND(arena, &all, vocabulary->need_numbers + need->first_type, need->type_count);
    }
    if (list_surroundings(arena, rules, facts, match, &all)) lists[i] = first;
    if (all.count > first) VECTOR_PUSH(arena, &all, 0);
  }
  for (uint32_t i = 0; i < rules->anchors_count; i++) {
    vocabulary->plan.anchors[i].needs = lists[vocabulary->plan.anchors[i].match];
  }
  vocabulary->need_lists = all.data;
}

const EdgeStarts NO_STARTS = {0};

/* Whoever comes first makes them; who comes while they are in work makes them for himself alone. */
const EdgeStarts *vocabulary_make_starts(const Vocabulary *vocabulary, TypeSetId number, bool hidden, EdgeStarts *own) {
  const RulePlan *plan = &vocabulary->plan;
  const TypeSet *set = &vocabulary->sets[number];
  _Atomic uint32_t *states = vocabulary->starts_states;
  uint32_t found = STARTS_NEW, place = 0;
  bool weighted = false;
  for (uint32_t i = 0; i < set->count; i++) weighted = weighted || plan->weighted[set->types[i]];
  bool first = atomic_compare_exchange_strong(&states[number], &found, STARTS_IN_WORK);
  if (first) place = atomic_fetch_add(&states[vocabulary->set_count], 1u + weighted);
  EdgeStarts *seen = first ? &vocabulary->starts[place] : &own[0];
  EdgeStarts *unseen = first ? &vocabulary->starts[place + 1] : &own[1];
  *seen = NO_STARTS;
  for (uint32_t i = 0; i < set->count; i++) {
    for (int k = 0; k < 2; k++) rule_starts_join(&plan->starts[k], set->types[i], &seen->masks[k]);
  }
  if (weighted) *unseen = NO_STARTS;
  for (uint32_t i = 0; i < set->count && weighted; i++) {
    /* where costs are counted, weighted lists weigh their words themselves, however unlikely the reading */
    if (!plan->weighted[set->types[i]]) continue;
    for (int k = 0; k < 2; k++) rule_starts_join(&plan->starts[k], set->types[i], &unseen->masks[k]);
  }
  if (first) atomic_store_explicit(&states[number], 2 * place + weighted, memory_order_release);
  return !hidden ? seen : weighted ? unseen : &NO_STARTS;
}

/* Lists that the program itself consults. */
static ReservedLists find_reserved(const RuleSet *rules) {
  return (ReservedLists){.unit = list_named(rules, "Unit"),
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
                         .name_part = list_named(rules, "NamePart"),
                         .currency_cue = list_named(rules, "CurrencyCue"),
                         .abbreviation = list_named(rules, "Abbreviation")};
}

void vocabulary_init(Vocabulary *vocabulary, Arena *arena, const RuleSet *rules, const Lexicon *extra) {
  uint32_t extra_count = extra ? rules->vocabularies_count : 0;
  uint32_t own = rules->lexicon.class_set_count;
  Slice language = rule_string(rules, rules->language);
  *vocabulary = (Vocabulary){.rules = rules,
                             .extra = extra,
                             .spaced = !slice_starts_with(language, SLICE("zh")) && !slice_is(language, "ja"),
                             .own_sets = 0,
                             .arena = arena,
                             .single_sets = own};
  pthread_mutex_init(&vocabulary->making, NULL);
  vocabulary->shape_sets = vocabulary->single_sets + rules->types_count;
  vocabulary->value_sets = vocabulary->shape_sets + SHAPE_COUNT;
  vocabulary->set_count = vocabulary->value_sets + VALUE_KINDS;
  for (uint32_t i = 0; i < extra_count; i++) {
    vocabulary->extra_sets[i] = vocabulary->set_count;
    vocabulary->set_count += extra[i].class_set_count;
  }
  const bool fit = vocabulary->members_fit = members_fit(rules);
  const Asking asking = find_asking(arena, rules);
  vocabulary->reserved = find_reserved(rules);
  vocabulary->person = rule_set_type(rules, SLICE("Person"));
  vocabulary->organization = rule_set_type(rules, SLICE("Organization"));
  vocabulary->description = rule_set_type(rules, SLICE(RULE_TYPE_DESCRIPTION));
  rule_plan_init(&vocabulary->plan, arena, rules);
  const TypeFacts *facts = vocabulary->facts = find_facts(arena, vocabulary, &asking);
  vocabulary->unit_sets = ARENA_ARRAY(arena, TypeSetId, own + 1);
  UnitGroups groups = {0};
  uint64_t *row = arena_alloc(arena, asking.words * sizeof *row);
  for (uint32_t i = 0; i < own; i++) {
    uint32_t count;
    const TypeId *types = own_types(rules, i, fit, &count);
    if (!join_asking(&asking, facts, types, count, row)) continue;
    vocabulary->unit_sets[i] = vocabulary->set_count + VALUE_KINDS * group_of(&groups, arena, &asking, row);
  }
  vocabulary->set_count += VALUE_KINDS * groups.count;
  vocabulary->sets = arena_aligned(arena, vocabulary->set_count, sizeof(TypeSet));
  vocabulary->sets_states = arena_calloc(arena, vocabulary->set_count, sizeof *vocabulary->sets_states);
  TypeSet *sets = vocabulary->sets + own;
  TypeId *numbers = ARENA_ARRAY(arena, TypeId, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) {
    vocabulary->identified = vocabulary->identified || (rules->types[i].flags & TYPE_IDENTIFIED);
    numbers[i] = (TypeId)i;
    *sets++ = make_set(numbers + i, 1);
  }
  for (uint32_t i = 0; i < SHAPE_COUNT; i++) *sets++ = make_set(SHAPE_TYPES[i], i == SHAPE_INITIAL ? 1 : 2);
  for (uint32_t i = 0; i < VALUE_KINDS; i++) *sets++ = make_set(VALUE_TYPES[i].types, VALUE_TYPES[i].count);
  for (uint32_t k = 0; k < extra_count; k++) {
    for (uint32_t i = 0; i < extra[k].class_set_count; i++) *sets++ = vocabulary_set(arena, rules, &extra[k], k, i);
  }
  for (uint32_t i = 0; i < groups.count; i++) {
    UnitTypes of_unit = types_of_row(arena, &asking, groups.rows.data + (size_t)i * asking.words);
    for (uint32_t k = 0; k < VALUE_KINDS; k++) *sets++ = value_set(arena, rules, &of_unit, k);
  }
  complete_sets(vocabulary, arena, facts);
  make_own_set(vocabulary, 0); /* the empty one, for whoever has none */
  vocabulary->sets_states[0] = SET_MADE;
  list_needs(vocabulary, arena, facts);
  vocabulary->starts = arena_aligned(arena, 2 * (size_t)vocabulary->set_count + 1, sizeof *vocabulary->starts);
  vocabulary->starts_states = arena_calloc(arena, vocabulary->set_count + 1, sizeof *vocabulary->starts_states);
  vocabulary->starts_states[vocabulary->set_count] = 1;
}

bool vocabulary_is_abbreviation(void *handle, Slice word) {
  const Vocabulary *vocabulary = handle;
  if (vocabulary->reserved.abbreviation == UINT32_MAX) return false;
  const Lexicon *lexicon = &vocabulary->rules->lexicon;
  uint32_t found = lexicon_find(lexicon, word);
  for (unsigned steps = 0; found < lexicon->word_count && steps < 64; steps++) {
    const LexiconWord *entry = &lexicon->words[found];
    bool listed = false;
    uint32_t count = 0;
    const TypeId *types = entry->class_set < lexicon->class_set_count
                              ? own_types(vocabulary->rules, entry->class_set, vocabulary->members_fit, &count)
                              : NULL;
    for (uint32_t i = 0; i < count; i++) listed = listed || types[i] == vocabulary->reserved.abbreviation;
    if (listed && slice_equal(lexicon_spelling(lexicon, entry), word)) return true;
    found = lexicon_next(lexicon, found);
  }
  return false;
}
