#include "tagger/features.h"

#include <stddef.h>

typedef enum {
  UNIT_HAN,
  UNIT_DIGITS,
  UNIT_LOWER,
  UNIT_CAPITAL,
  UNIT_UPPER,
  UNIT_MIXED,
  UNIT_INITIAL,
  UNIT_SIGN,
  UNIT_NONE, /* beside the sentence */
} UnitShape;

/* Kinds of features; the number goes into the hash, so old models want them as they are. */
typedef enum {
  FEATURE_TEXT = 1,
  FEATURE_TEXT_BEFORE,
  FEATURE_TEXT_BEHIND,
  FEATURE_TEXT_BEFORE_2,
  FEATURE_TEXT_BEHIND_2,
  FEATURE_PAIR_BEFORE,
  FEATURE_PAIR_BEHIND,
  FEATURE_PAIR_BEFORE_2,
  FEATURE_PAIR_BEHIND_2,
  FEATURE_PAIR_AROUND,
  FEATURE_THREE,
  FEATURE_SHAPES,
  FEATURE_SHAPE,
  FEATURE_WORD,
  FEATURE_CLASS,
  FEATURE_HEAD,
  FEATURE_TAIL,
  FEATURE_LISTED,
  FEATURE_LISTED_LENGTH,
  FEATURE_ENDED,
  FEATURE_BEGUN,
  FEATURE_NO_LIST,
} FeatureKind;

static uint32_t mix(uint32_t a, uint32_t b) {
  uint64_t hash = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15);
  hash ^= hash >> 29;
  return (uint32_t)((hash * UINT64_C(0xBF58476D1CE4E5B9)) >> 32);
}

static uint32_t feature(FeatureKind kind, uint32_t content) {
  return mix((uint32_t)kind, content);
}

uint32_t feature_name_hash(Slice name) {
  uint64_t hash = slice_hash(name);
  uint32_t folded = (uint32_t)(hash ^ hash >> 32);
  return folded ? folded : 1;
}

/* The hash of a list's name if the list is one that models look at: a whole list, or the doubtful names of one. 0:
 * none. */
static uint32_t list_hash(const RuleSet *rules, uint32_t number) {
  const RuleType *type = &rules->types[number];
  Slice name = rule_string(rules, type->name);
  bool looked_at = type->base == number || slice_ends_with(name, SLICE("[weak]"));
  return type->kind == TYPE_WORDS && looked_at ? feature_name_hash(name) : 0;
}

static uint32_t number_of_list(const FeatureNames *names, uint32_t hash) {
  uint32_t number = 0;
  while (number < names->list_count && names->lists[number] != hash) number++;
  return number;
}

static void take_all_lists(FeatureNames *names, Arena *arena, const RuleSet *rules) {
  uint32_t *lists = ARENA_ARRAY(arena, uint32_t, MOST_LISTS);
  for (uint32_t i = 0; i < rules->types_count && names->list_count < MOST_LISTS; i++) {
    uint32_t hash = list_hash(rules, i);
    if (hash) lists[names->list_count++] = hash;
  }
  names->lists = lists;
}

void feature_names_init(FeatureNames *names, Arena *arena, const Vocabulary *vocabulary, const uint32_t *lists,
                        uint32_t list_count) {
  const RuleSet *rules = vocabulary->rules;
  *names = (FeatureNames){.lists = lists, .list_count = lists ? list_count : 0};
  if (!lists) take_all_lists(names, arena, rules);
  names->list_of_type = ARENA_ARRAY(arena, uint16_t, rules->types_count + 1);
  for (uint32_t i = 0; i < rules->types_count; i++) {
    uint32_t hash = list_hash(rules, i), number = hash ? number_of_list(names, hash) : names->list_count;
    if (number < names->list_count) names->list_of_type[i] = (uint16_t)(number + 1);
  }
  const Lexicon *dictionary = vocabulary->dictionary;
  uint32_t sets = dictionary ? dictionary->class_set_count : 0;
  names->class_of_set = ARENA_ARRAY(arena, uint32_t, sets + 1);
  for (uint32_t i = 0; i < sets; i++) {
    const LexiconClassSet *set = &dictionary->class_sets[i];
    if (!set->count || set->first >= dictionary->class_member_count) continue;
    names->class_of_set[i] = feature_name_hash(lexicon_class_name(dictionary, dictionary->class_members[set->first]));
  }
}

/* ---- units ---- */

static uint32_t fold(uint32_t point) {
  if (point >= 'A' && point <= 'Z') return point + ('a' - 'A');
  return point >= '0' && point <= '9' ? '0' : point;
}

static uint32_t hash_points(const Lattice *lattice, uint32_t begin, uint32_t end) {
  uint32_t hash = end - begin;
  for (uint32_t i = begin; i < end; i++) hash = mix(hash, fold(lattice_point(lattice, i)));
  return hash;
}

static bool is_letter_or_digit(const Lattice *lattice, uint32_t position) {
  return (lattice_character(lattice, position) & (CHARACTER_LETTER | CHARACTER_DIGIT)) != 0;
}

static UnitShape shape_of_run(const Lattice *lattice, uint32_t begin, uint32_t end) {
  uint32_t digits = 0, upper = 0, lower = 0;
  for (uint32_t i = begin; i < end; i++) {
    uint8_t flags = lattice_character(lattice, i);
    if (flags & CHARACTER_DIGIT) {
      digits++;
    } else if (flags & CHARACTER_UPPER) {
      upper++;
    } else {
      lower++;
    }
  }
  if (digits == end - begin) return UNIT_DIGITS;
  if (digits) return UNIT_MIXED;
  if (!upper) return UNIT_LOWER;
  if (end - begin == 1) return UNIT_INITIAL;
  if (!lower) return UNIT_UPPER;
  return upper == 1 && (lattice_character(lattice, begin) & CHARACTER_UPPER) ? UNIT_CAPITAL : UNIT_MIXED;
}

/* A unit without its lists, whose places are not cleared. */
static Unit *add_unit(Units *units, const Lattice *lattice, uint32_t begin) {
  VECTOR_RESERVE(lattice->arena, units, 1);
  Unit *unit = &units->data[units->count++];
  memset(unit, 0, offsetof(Unit, listed));
  unit->begin = (uint16_t)begin;
  unit->part = PART_SINGLE;
  return unit;
}

static void cut_units(Units *units, const Lattice *lattice) {
  enum { AFFIX = 3 };
  VECTOR_RESERVE(lattice->arena, units, lattice->length);
  for (uint32_t begin = 0, end; begin < lattice->length; begin = end) {
    uint8_t flags = lattice_character(lattice, begin);
    end = begin + 1;
    if (flags & CHARACTER_SPACE) continue;
    Unit *unit = add_unit(units, lattice, begin);
    unit->shape = flags & CHARACTER_HAN ? UNIT_HAN : UNIT_SIGN;
    if (is_letter_or_digit(lattice, begin)) {
      while (is_letter_or_digit(lattice, end)) end++;
      unit->shape = (uint8_t)shape_of_run(lattice, begin, end);
      if (unit->shape != UNIT_DIGITS && end - begin > AFFIX) {
        unit->head = hash_points(lattice, begin, begin + AFFIX);
        unit->tail = hash_points(lattice, end - AFFIX, end);
      }
    }
    unit->end = (uint16_t)end;
    unit->text = end - begin == 1 ? fold(lattice_point(lattice, begin)) : hash_points(lattice, begin, end);
  }
}

/* By position: the number of the first unit that begins there or behind it; one more at the end. */
static uint32_t *number_positions(const Units *units, const Lattice *lattice) {
  uint32_t *numbers = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof *numbers);
  for (uint32_t position = 0, unit = 0; position <= lattice->length; position++) {
    while (unit < units->count && units->data[unit].begin < position) unit++;
    numbers[position] = unit;
  }
  return numbers;
}

static UnitPart part_of(uint32_t unit, uint32_t first, uint32_t behind) {
  if (behind - first == 1) return PART_SINGLE;
  if (unit == first) return PART_BEGIN;
  return unit + 1 == behind ? PART_END : PART_INSIDE;
}

/* ---- words ---- */

/* The class of a word of the best reading: of its entry in the dictionary, or what kind of edge it is. */
static uint32_t word_class(const FeatureNames *names, const Lattice *lattice, const Edge *word) {
  const Lexicon *dictionary = lattice->vocabulary->dictionary;
  for (EdgeId id = lattice->first_begin[word->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_DICTIONARY || edge->end != word->end) continue;
    uint32_t set = lexicon_word(dictionary, edge->payload)->class_set;
    return set < dictionary->class_set_count ? names->class_of_set[set] : 0;
  }
  uint32_t kind = word->source == EDGE_VALUE ? lattice->values.data[word->payload].kind : 0;
  return mix(word->source, kind);
}

static void note_words(Units *units, const FeatureNames *names, const Lattice *lattice, const uint32_t *numbers) {
  for (uint32_t at = 0; at < lattice->length;) {
    const Edge *word = NULL;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE && !word; id = lattice->edges.data[id].next_begin) {
      if (lattice->edges.data[id].flags & EDGE_BEST) word = &lattice->edges.data[id];
    }
    if (!word) return;
    uint32_t first = numbers[word->begin], behind = numbers[word->end];
    uint32_t class = first < behind ? word_class(names, lattice, word) : 0;
    uint32_t text = first < behind ? hash_points(lattice, word->begin, word->end) : 0;
    for (uint32_t i = first; i < behind; i++) {
      Unit *unit = &units->data[i];
      unit->part = (uint8_t)part_of(i, first, behind);
      unit->word_length = (uint8_t)(behind - first < 8 ? behind - first : 8);
      unit->word = text;
      unit->class = class;
    }
    at = word->end;
  }
}

/* ---- lists ---- */

static void add_listed(Unit *unit, Listed listed) {
  for (uint32_t i = 0; i < unit->listed_count; i++) {
    if (unit->listed[i].list != listed.list) continue;
    if (listed.length > unit->listed[i].length) unit->listed[i] = listed;
    return;
  }
  if (unit->listed_count < MOST_LISTED) unit->listed[unit->listed_count++] = listed;
}

static void add_list(uint16_t *lists, uint8_t *count, uint16_t list) {
  for (uint32_t i = 0; i < *count; i++) {
    if (lists[i] == list) return;
  }
  if (*count < MOST_LISTED) lists[(*count)++] = list;
}

static void note_list(Units *units, uint32_t first, uint32_t behind, uint16_t list) {
  uint8_t length = (uint8_t)(behind - first < WORD_LENGTHS ? behind - first : WORD_LENGTHS - 1);
  for (uint32_t i = first; i < behind; i++) {
    add_listed(&units->data[i], (Listed){list, (uint8_t)part_of(i, first, behind), length});
  }
  if (behind < units->count) add_list(units->data[behind].ended, &units->data[behind].ended_count, list);
  if (first) add_list(units->data[first - 1].begun, &units->data[first - 1].begun_count, list);
}

static void note_lists(Units *units, const FeatureNames *names, const Lattice *lattice, const uint32_t *numbers) {
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (!edge_is_listed(edge)) continue;
    const TypeSet *set = edge_types(lattice, edge);
    uint32_t first = numbers[edge->begin], behind = numbers[edge->end];
    if (first >= behind || units->data[first].begin != edge->begin || units->data[behind - 1].end != edge->end)
      continue;
    for (uint32_t i = 0; i < set->count; i++) {
      uint16_t list = names->list_of_type[set->types[i]];
      if (list) note_list(units, first, behind, (uint16_t)(list - 1));
    }
  }
}

void units_of_lattice(Units *units, const FeatureNames *names, const Lattice *lattice) {
  *units = (Units){0};
  cut_units(units, lattice);
  const uint32_t *numbers = number_positions(units, lattice);
  note_words(units, names, lattice, numbers);
  note_lists(units, names, lattice, numbers);
}

/* ---- features ---- */

static uint32_t text_at(const Units *units, uint32_t unit, int offset) {
  int64_t at = (int64_t)unit + offset;
  if (at < 0) return 1;
  return at < units->count ? units->data[at].text : 2;
}

static uint32_t shape_at(const Units *units, uint32_t unit, int offset) {
  int64_t at = (int64_t)unit + offset;
  return at >= 0 && at < units->count ? units->data[at].shape : UNIT_NONE;
}

uint32_t feature_of_listed(uint32_t list_hash, UnitPart part) {
  return feature(FEATURE_LISTED, mix(list_hash, part));
}

uint32_t feature_of_listed_length(uint32_t list_hash, UnitPart part, uint32_t length) {
  return feature(FEATURE_LISTED_LENGTH, mix(mix(list_hash, part), length));
}

uint32_t feature_of_ended(uint32_t list_hash) {
  return feature(FEATURE_ENDED, list_hash);
}

uint32_t feature_of_begun(uint32_t list_hash) {
  return feature(FEATURE_BEGUN, list_hash);
}

uint32_t unit_list_features(const FeatureNames *names, const Unit *unit, uint32_t *features, uint32_t count) {
  for (uint32_t i = 0; i < unit->listed_count && count + 2 < MOST_FEATURES; i++) {
    const Listed *listed = &unit->listed[i];
    uint32_t list = names->lists[listed->list];
    features[count++] = feature_of_listed(list, listed->part);
    features[count++] = feature_of_listed_length(list, listed->part, listed->length);
  }
  for (uint32_t i = 0; i < unit->ended_count && count < MOST_FEATURES; i++) {
    features[count++] = feature_of_ended(names->lists[unit->ended[i]]);
  }
  for (uint32_t i = 0; i < unit->begun_count && count < MOST_FEATURES; i++) {
    features[count++] = feature_of_begun(names->lists[unit->begun[i]]);
  }
  return count;
}

uint32_t unit_features(const Units *units, uint32_t at, uint32_t features[MOST_FEATURES]) {
  const Unit *unit = &units->data[at];
  uint32_t before_2 = text_at(units, at, -2), before = text_at(units, at, -1), text = unit->text;
  uint32_t behind = text_at(units, at, 1), behind_2 = text_at(units, at, 2);
  uint32_t shapes = shape_at(units, at, -1) << 16 | (uint32_t)unit->shape << 8 | shape_at(units, at, 1);
  uint32_t count = 0;
  features[count++] = feature(FEATURE_TEXT, text);
  features[count++] = feature(FEATURE_TEXT_BEFORE, before);
  features[count++] = feature(FEATURE_TEXT_BEHIND, behind);
  features[count++] = feature(FEATURE_TEXT_BEFORE_2, before_2);
  features[count++] = feature(FEATURE_TEXT_BEHIND_2, behind_2);
  features[count++] = feature(FEATURE_PAIR_BEFORE, mix(before, text));
  features[count++] = feature(FEATURE_PAIR_BEHIND, mix(text, behind));
  features[count++] = feature(FEATURE_PAIR_BEFORE_2, mix(before_2, before));
  features[count++] = feature(FEATURE_PAIR_BEHIND_2, mix(behind, behind_2));
  features[count++] = feature(FEATURE_PAIR_AROUND, mix(before, behind));
  features[count++] = feature(FEATURE_THREE, mix(mix(before, text), behind));
  features[count++] = feature(FEATURE_SHAPES, shapes);
  features[count++] = feature(FEATURE_SHAPE, unit->shape);
  features[count++] = feature(FEATURE_WORD, mix(unit->word, unit->part));
  features[count++] = feature(FEATURE_CLASS, mix(unit->class, (uint32_t)unit->part << 8 | unit->word_length));
  if (unit->head) features[count++] = feature(FEATURE_HEAD, mix(unit->head, unit->shape));
  if (unit->tail) features[count++] = feature(FEATURE_TAIL, mix(unit->tail, unit->shape));
  if (!unit->listed_count) features[count++] = feature(FEATURE_NO_LIST, unit->shape);
  return count;
}
