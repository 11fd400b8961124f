#include "tagger/features.h"

typedef enum {
  UNIT_HAN,
  UNIT_DIGITS,
  UNIT_LOWER,
  UNIT_CAPITAL,
  UNIT_UPPER,
  UNIT_MIXED,
  UNIT_INITIAL,
  UNIT_SIGN,
} UnitShape;

const uint8_t FEATURE_SLOTS[FEATURE_KINDS] = {[FEATURE_PAIR] = PAIR_SLOTS,
                                              [FEATURE_WORD] = UNIT_PARTS,
                                              [FEATURE_TEXT] = TEXT_SLOTS,
                                              [FEATURE_HEAD] = 1,
                                              [FEATURE_TAIL] = 1,
                                              [FEATURE_SHAPES] = 1,
                                              [FEATURE_CLASS] = CLASS_SLOTS,
                                              [FEATURE_LISTED] = LISTED_SLOTS};

uint32_t feature_name_hash(Slice name) {
  uint64_t hash = slice_hash(name);
  uint32_t folded = (uint32_t)(hash ^ hash >> 32);
  return folded ? folded : 1;
}

/* ---- names ---- */

/* The hash of a list's name if the list is one that models look at: a whole list, or the doubtful names of one. 0:
   none. */
static uint32_t list_hash(const RuleSet *rules, uint32_t number) {
  const RuleType *type = &rules->types[number];
  if (type->kind != TYPE_WORDS) return 0;
  Slice name = rule_string(rules, type->name);
  return type->base == number || slice_ends_with(name, SLICE("[weak]")) ? feature_name_hash(name) : 0;
}

/* Of a part of speech: those are the classes behind the types. */
static uint32_t part_hash(const RuleSet *rules, uint32_t class) {
  return class < rules->types_count ? 0 : feature_name_hash(lexicon_class_name(&rules->lexicon, class));
}

static uint32_t source_hash(uint32_t source) {
  return feature_mix(1, source);
}

static uint32_t value_hash(uint32_t kind) {
  return feature_mix(2, kind);
}

/* Where a hash stands among others, looked for from `from` on and round: names that are asked for in their order are
   found at once. `count` where it is none of them. */
static uint32_t find_hash(const uint32_t *hashes, uint32_t count, uint32_t hash, uint32_t from) {
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = from + i < count ? from + i : from + i - count;
    if (hashes[at] == hash) return at;
  }
  return count;
}

static void add_class(uint32_t *classes, uint32_t *count, uint32_t hash) {
  if (hash && *count < MOST_CLASSES && find_hash(classes, *count, hash, 0) == *count) classes[(*count)++] = hash;
}

static KnownNames all_names(Arena *arena, const Vocabulary *vocabulary) {
  const RuleSet *rules = vocabulary->rules;
  KnownNames known = {0};
  uint32_t *lists = ARENA_ARRAY(arena, uint32_t, MOST_LISTS), *classes = ARENA_ARRAY(arena, uint32_t, MOST_CLASSES);
  for (uint32_t i = 0; i < rules->types_count && known.list_count < MOST_LISTS; i++) {
    uint32_t hash = list_hash(rules, i);
    if (hash) lists[known.list_count++] = hash;
  }
  for (uint32_t i = 0; i <= EDGE_GUESS; i++) add_class(classes, &known.class_count, source_hash(i));
  for (uint32_t i = 0; i < VALUE_KINDS; i++) add_class(classes, &known.class_count, value_hash(i));
  for (uint32_t i = 0; i < rules->lexicon.class_count; i++) add_class(classes, &known.class_count, part_hash(rules, i));
  known.lists = lists;
  known.classes = classes;
  return known;
}

static uint16_t class_number(const KnownNames *known, uint32_t hash) {
  uint32_t number = hash ? find_hash(known->classes, known->class_count, hash, 0) : known->class_count;
  return number < known->class_count ? (uint16_t)number : NO_CLASS;
}

void feature_names_init(FeatureNames *names, Arena *arena, const Vocabulary *vocabulary, const KnownNames *known) {
  const RuleSet *rules = vocabulary->rules;
  *names = (FeatureNames){.vocabulary = vocabulary, .known = known ? *known : all_names(arena, vocabulary)};
  known = &names->known;
  names->list_of_type = arena_alloc(arena, (rules->types_count + 1) * sizeof(uint16_t));
  for (uint32_t i = 0, next = 0; i < rules->types_count; i++) {
    uint32_t hash = list_hash(rules, i);
    uint32_t number = hash ? find_hash(known->lists, known->list_count, hash, next) : known->list_count;
    names->list_of_type[i] = number < known->list_count ? (uint16_t)number : NO_LIST;
    if (number < known->list_count) next = number + 1;
  }
  uint32_t classes = rules->lexicon.class_count;
  names->class_of_part = arena_alloc(arena, (classes + 1) * sizeof(uint16_t));
  for (uint32_t i = 0; i < classes; i++) names->class_of_part[i] = class_number(known, part_hash(rules, i));
  for (uint32_t i = 0; i <= EDGE_GUESS; i++) names->class_of_source[i] = class_number(known, source_hash(i));
  for (uint32_t i = 0; i < VALUE_KINDS; i++) names->class_of_value[i] = class_number(known, value_hash(i));
}

/* ---- units ---- */

static uint32_t fold(uint32_t point) {
  if (point >= 'A' && point <= 'Z') return point + ('a' - 'A');
  return point >= '0' && point <= '9' ? '0' : point;
}

static uint32_t hash_points(const Lattice *lattice, uint32_t begin, uint32_t end) {
  uint32_t hash = end - begin;
  for (uint32_t i = begin; i < end; i++) hash = feature_mix(hash, fold(lattice_point(lattice, i)));
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

/* Cuts a sentence into units. Returns, by position: the number of the first unit that begins there or behind it; one
   more at the end. */
static uint16_t *cut_units(Units *units, const Lattice *lattice) {
  enum { AFFIX = 3 };
  const uint32_t length = lattice->length;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  uint16_t *numbers = arena_alloc(lattice->arena, (length + 1) * sizeof *numbers), count = 0;
  VECTOR_RESERVE(lattice->arena, units, length + 1);
  Unit *unit = units->data;
  for (uint32_t begin = 0, end; begin < length; begin = end) {
    uint8_t flags = characters[begin];
    numbers[begin] = count;
    end = begin + 1;
    if (flags & CHARACTER_SPACE) continue;
    count++;
    *unit = (Unit){.text = points[begin],
                   .begin = (uint16_t)begin,
                   .end = (uint16_t)end,
                   .shape = flags & CHARACTER_HAN ? UNIT_HAN : UNIT_SIGN};
    if (flags & (CHARACTER_LETTER | CHARACTER_DIGIT)) {
      for (; is_letter_or_digit(lattice, end); end++) numbers[end] = count;
      unit->end = (uint16_t)end;
      unit->shape = (uint8_t)shape_of_run(lattice, begin, end);
      if (unit->shape != UNIT_DIGITS && end - begin > AFFIX) {
        unit->head = feature_mix(hash_points(lattice, begin, begin + AFFIX), unit->shape);
        unit->tail = feature_mix(hash_points(lattice, end - AFFIX, end), unit->shape);
      }
      unit->text = end - begin == 1 ? fold(points[begin]) : hash_points(lattice, begin, end);
    }
    unit++;
  }
  units->count = count;
  numbers[length] = count;
  return numbers;
}

/* ---- words ---- */

/* The entry of the dictionary that a word of the best reading is, or WORD_NONE. */
static uint32_t known_entry(const Lattice *lattice, const Edge *word) {
  for (EdgeId id = lattice->first_begin[word->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if ((edge->flags & EDGE_KNOWN) && edge->end == word->end) return edge->payload;
  }
  return WORD_NONE;
}

static uint16_t class_of_entry(const FeatureNames *names, const Lexicon *lexicon, uint32_t entry) {
  uint32_t part = lexicon_word(lexicon, entry)->part;
  return part < lexicon->class_count ? names->class_of_part[part] : NO_CLASS;
}

/* What kind of edge a word is that has no entry. */
static uint16_t class_of_edge(const FeatureNames *names, const Lattice *lattice, const Edge *word) {
  if (word->source == EDGE_VALUE) return names->class_of_value[lattice->values.data[word->payload].kind];
  return names->class_of_source[word->source];
}

/* Entries lie far apart: all of a sentence are asked for before they are looked at. */
static void note_words(Units *units, const FeatureNames *names, const Lattice *lattice, const uint16_t *numbers) {
  const Lexicon *lexicon = &lattice->vocabulary->rules->lexicon;
  uint32_t *entries = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof *entries), count = 0;
  VECTOR_RESERVE(lattice->arena, &units->words, lattice->length);
  for (uint32_t at = 0; at < lattice->length;) {
    const Edge *word = NULL;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE && !word; id = lattice->edges.data[id].next_begin) {
      if (lattice->edges.data[id].flags & EDGE_BEST) word = &lattice->edges.data[id];
    }
    if (!word) break;
    UnitWord noted = {.first = numbers[word->begin], .behind = numbers[word->end]};
    at = word->end;
    if (noted.first == noted.behind) continue;
    uint32_t entry = entries[count] = known_entry(lattice, word);
    if (entry != WORD_NONE) {
      __builtin_prefetch(lexicon_word(lexicon, entry));
    } else {
      noted.class = class_of_edge(names, lattice, word);
    }
    noted.text = hash_points(lattice, word->begin, word->end);
    units->words.data[count++] = noted;
  }
  units->words.count = count;
  for (uint32_t i = 0; i < count; i++) {
    if (entries[i] != WORD_NONE) units->words.data[i].class = class_of_entry(names, lexicon, entries[i]);
  }
}

/* ---- lists ---- */

static void note_lists(Units *units, const Lattice *lattice) {
  VECTOR_RESERVE(lattice->arena, &units->listed, lattice->edges.count + 1); /* one is written and not kept */
  /* by position: which unit begins just there, UINT16_MAX: none; and 1 + which ends just there, 0: none */
  uint16_t *begins = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof *begins);
  uint16_t *ends = ARENA_ARRAY(lattice->arena, uint16_t, lattice->length + 1);
  memset(begins, 0xFF, (lattice->length + 1) * sizeof *begins);
  for (uint32_t i = 0; i < units->count; i++) {
    begins[units->data[i].begin] = (uint16_t)i;
    ends[units->data[i].end] = (uint16_t)(i + 1);
  }
  UnitListed *listed = units->listed.data;
  for (const Edge *edge = lattice->edges.data, *last = edge + lattice->edges.count; edge < last; edge++) {
    if (!edge_is_listed(edge)) continue;
    *listed = (UnitListed){begins[edge->begin], ends[edge->end], edge->types};
    listed += listed->first < listed->behind;
  }
  units->listed.count = (uint32_t)(listed - units->listed.data);
}

void units_of_lattice(Units *units, const FeatureNames *names, const Lattice *lattice) {
  *units = (Units){0};
  const uint16_t *numbers = cut_units(units, lattice);
  note_words(units, names, lattice, numbers);
  note_lists(units, lattice);
}

/* ---- features ---- */

static void add_feature(UnitFeatures *features, Arena *arena, int64_t unit, uint64_t feature) {
  VECTOR_PUSH(arena, features, ((UnitFeature){feature, (uint32_t)unit}));
}

/* A key's slots belong to units one after another, the last one first. */
static void add_slots(UnitFeatures *features, Arena *arena, const Units *units, FeatureKind kind, uint32_t key,
                      int64_t last_unit) {
  for (uint32_t slot = 0; slot < FEATURE_SLOTS[kind]; slot++) {
    int64_t unit = last_unit - slot;
    if (unit >= 0 && unit < units->count) add_feature(features, arena, unit, feature_of(kind, key, slot));
  }
}

static void add_texts(UnitFeatures *features, Arena *arena, const Units *units) {
  for (int64_t i = -2; i < (int64_t)units->count + 2; i++) {
    add_slots(features, arena, units, FEATURE_TEXT, feature_key(FEATURE_TEXT, text_at(units, i)), i + 2);
  }
  for (int64_t i = 0; i <= units->count; i++) {
    add_slots(features, arena, units, FEATURE_PAIR, pair_key(text_at(units, i - 1), text_at(units, i)), i + 1);
  }
  for (int64_t i = 0; i < units->count; i++) {
    const Unit *unit = &units->data[i];
    uint32_t shapes = shapes_number(shape_at(units, i - 1), unit->shape, shape_at(units, i + 1));
    add_feature(features, arena, i, feature_of(FEATURE_SHAPES, shapes, 0));
    if (!unit->head) continue;
    add_feature(features, arena, i, feature_of(FEATURE_HEAD, feature_key(FEATURE_HEAD, unit->head), 0));
    add_feature(features, arena, i, feature_of(FEATURE_TAIL, feature_key(FEATURE_TAIL, unit->tail), 0));
  }
}

static void add_words(UnitFeatures *features, Arena *arena, const Units *units) {
  for (uint32_t i = 0; i < units->words.count; i++) {
    const UnitWord *word = &units->words.data[i];
    uint32_t key = feature_key(FEATURE_WORD, word->text), first = word->first, behind = word->behind;
    for (uint32_t unit = first; unit < behind; unit++) {
      UnitPart part = part_of(unit, first, behind);
      add_feature(features, arena, unit, feature_of(FEATURE_WORD, key, part));
      if (word->class == NO_CLASS) continue;
      uint32_t slot = part_slot(part, behind - first, CLASS_LONGEST);
      add_feature(features, arena, unit, feature_of(FEATURE_CLASS, word->class, slot));
    }
  }
}

static void add_listed(UnitFeatures *features, Arena *arena, const Units *units, const UnitListed *word,
                       uint32_t list) {
  for (uint32_t unit = word->first; unit < word->behind; unit++) {
    uint32_t length = (uint32_t)word->behind - word->first;
    uint32_t slot = part_slot(part_of(unit, word->first, word->behind), length, LISTED_LONGEST);
    add_feature(features, arena, unit, feature_of(FEATURE_LISTED, list, slot));
  }
  if (word->behind < units->count) {
    add_feature(features, arena, word->behind, feature_of(FEATURE_LISTED, list, LISTED_ENDED));
  }
  if (word->first) add_feature(features, arena, word->first - 1, feature_of(FEATURE_LISTED, list, LISTED_BEGUN));
}

void units_features(UnitFeatures *features, Arena *arena, const Units *units, const FeatureNames *names) {
  add_texts(features, arena, units);
  add_words(features, arena, units);
  for (uint32_t i = 0; i < units->listed.count; i++) {
    const UnitListed *word = &units->listed.data[i];
    const TypeSet *set = &names->vocabulary->sets[vocabulary_listed_set(names->vocabulary, word->set)];
    for (uint32_t k = 0; k < set->count; k++) {
      uint32_t list = names->list_of_type[set->types[k]];
      if (list != NO_LIST) add_listed(features, arena, units, word, list);
    }
  }
}

uint64_t feature_in_general(uint64_t feature) {
  enum { IN_GENERAL = 128 }; /* slots, and numbers of shapes, that features themselves do not have */
  uint32_t slot = (uint32_t)(feature & 0xFF), number = (uint32_t)(feature >> 16);
  switch ((FeatureKind)(feature >> 8 & 0xFF)) {
    case FEATURE_SHAPES:
      return feature_of(FEATURE_SHAPES, number / UNIT_SHAPES % UNIT_SHAPES, IN_GENERAL);
    case FEATURE_CLASS:
      return feature_of(FEATURE_CLASS, number, IN_GENERAL + slot / CLASS_LONGEST);
    case FEATURE_LISTED:
      if (slot == LISTED_ENDED || slot == LISTED_BEGUN) return UINT64_MAX;
      return feature_of(FEATURE_LISTED, number, IN_GENERAL + slot / LISTED_LONGEST);
    default:
      return UINT64_MAX;
  }
}
