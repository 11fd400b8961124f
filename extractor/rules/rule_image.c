#include "rules/rule_image.h"

#include <math.h>
#include <stddef.h>

#include "base/processor.h"

#define RULE_MAGIC "SPORULES"
#define RULE_BYTE_ORDER 0x01020304u
enum { RULE_VERSION = 15 };

#define COUNT_TABLE(type, name) +1
enum { TABLES = 0 RULE_TABLES(COUNT_TABLE) };
#undef COUNT_TABLE

typedef struct {
  uint64_t offset, count;
} Section;

typedef struct {
  char magic[8];
  uint32_t version, byte_order;
  RuleString language;
  uint32_t early_phases, late_phases, phase_count, unused;
  Section sections[TABLES];
} Header;

typedef struct {
  const void *data;
  size_t count, element;
} TableData;

Slice rule_image_write(Arena *arena, const RuleSet *rules) {
#define TABLE(type, name) {rules->name, rules->name##_count, sizeof(type)},
  const TableData tables[TABLES] = {RULE_TABLES(TABLE)};
#undef TABLE
  Header *header = ARENA_NEW(arena, Header);
  *header = (Header){.version = RULE_VERSION,
                     .byte_order = RULE_BYTE_ORDER,
                     .language = rules->language,
                     .early_phases = rules->early_phases,
                     .late_phases = rules->late_phases,
                     .phase_count = rules->phase_count};
  memcpy(header->magic, RULE_MAGIC, sizeof header->magic);
  const size_t more = 63; /* the lexicon among them is aligned so */
  size_t size = sizeof *header;
  for (int i = 0; i < TABLES; i++) {
    size_t offset = (size + more) & ~more;
    header->sections[i] = (Section){offset, tables[i].count};
    size = offset + tables[i].count * tables[i].element;
  }
  char *image = arena_calloc(arena, 1, size);
  memcpy(image, header, sizeof *header);
  for (int i = 0; i < TABLES; i++) {
    if (tables[i].count) {
      memcpy(image + header->sections[i].offset, tables[i].data, tables[i].count * tables[i].element);
    }
  }
  return (Slice){image, size};
}

/* Whether [first, first + count) lies in a table of `size`. */
static bool range_fits(uint32_t first, uint32_t count, uint32_t size) {
  return first <= size && count <= size - first;
}

static bool string_fits(const RuleSet *r, RuleString string) {
  return range_fits(string.offset, string.length, r->strings_count);
}

static bool fragment_fits(const RuleSet *r, RuleFragment fragment) {
  return range_fits(fragment.first_transition, fragment.transition_count, r->transitions_count);
}

/* Steps and transitions are most of an image beside its words. They are looked at as words of 32 bits, without
   branches, and as many at once as the processor can, so that checking them costs hardly more than reading them. */
typedef uint32_t Words __attribute__((vector_size(32)));
typedef Words WordsOfTable __attribute__((aligned(4), may_alias));
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef Bytes BytesOfTable __attribute__((aligned(1), may_alias));
enum { HIGH_HALF = 16 }; /* bits below it */
#define TWICE(a, b, c, d) \
  { a, b, c, d, a, b, c, d }

_Static_assert(sizeof(RuleStep) == 8 && offsetof(RuleStep, transition_count) == 2 &&
                   offsetof(RuleStep, first_transition) == 4,
               "steps are checked as words");
_Static_assert(sizeof(RuleTransition) == 16 && offsetof(RuleTransition, first_mark) == 4 &&
                   offsetof(RuleTransition, guards) == 8 && offsetof(RuleTransition, type) == 10 &&
                   offsetof(RuleTransition, need) == 12 && offsetof(RuleTransition, mark_count) == 14,
               "transitions are checked as words");
_Static_assert(STEP_ACCEPT + UINT32_C(1) == 0, "it passes where targets + 1 are compared");

static bool any_bit(const void *words, size_t size) {
  unsigned char any = 0;
  for (size_t i = 0; i < size; i++) any |= ((const unsigned char *)words)[i];
  return any != 0;
}

/* Types and choices of types. */
static uint32_t step_types(const RuleSet *r) {
  return r->types_count + r->choices_count;
}

static bool step_fits(const RuleSet *r, const RuleStep *step) {
  return step->type < step_types(r) && range_fits(step->first_transition, step->transition_count, r->transitions_count);
}

/* Of four steps: type, first transition; then the end of the transitions. */
FOR_PROCESSORS static bool steps_fit(const RuleSet *r) {
  enum { AT_ONCE = sizeof(Words) / sizeof(RuleStep) };
  const uint32_t last = step_types(r) - 1;
  const Words limit = TWICE(last, r->transitions_count, last, r->transitions_count);
  const RuleStep *steps = r->steps;
  uint32_t count = r->steps_count, i = 0;
  Words over = {0};
  if (r->transitions_count > UINT32_MAX - UINT16_MAX) return false; /* the sums would begin anew */
  for (; count - i >= AT_ONCE; i += AT_ONCE) {
    Words words = *(const WordsOfTable *)(const void *)&steps[i];
    Words first = words & (Words)TWICE(UINT16_MAX, UINT32_MAX, UINT16_MAX, UINT32_MAX);
    Words behind = words + (__builtin_shufflevector(words, words, 0, 0, 2, 2, 4, 4, 6, 6) >> HIGH_HALF);
    behind &= (Words)TWICE(0, UINT32_MAX, 0, UINT32_MAX);
    over |= (Words)(first > limit) | (Words)(behind > limit);
  }
  for (; i < count; i++) {
    if (!step_fits(r, &steps[i])) return false;
  }
  return !any_bit(&over, sizeof over);
}

static bool transition_fits(const RuleSet *r, const RuleTransition *transition) {
  return (transition->target == STEP_ACCEPT || transition->target < r->steps_count) &&
         (!transition->guards || transition->guards < r->guard_lists_count) && transition->type < step_types(r) &&
         transition->need <= r->needs_count &&
         range_fits(transition->first_mark, transition->mark_count, r->marks_count);
}

/* Of two transitions: target + 1, end of the marks, guards, need; then first mark and, beside what is in the low half,
   type. */
FOR_PROCESSORS static bool transitions_fit(const RuleSet *r) {
  const uint32_t lists = r->guard_lists_count ? r->guard_lists_count - 1 : 0;
  const uint32_t count_of_types = step_types(r);
  const uint32_t types = count_of_types <= UINT16_MAX ? (count_of_types - 1) << HIGH_HALF | UINT16_MAX : UINT32_MAX;
  const Words limit = TWICE(r->steps_count, r->marks_count, lists, r->needs_count);
  const Words high_limit = TWICE(UINT32_MAX, r->marks_count, types, UINT32_MAX);
  const RuleTransition *transitions = r->transitions;
  uint32_t count = r->transitions_count, i = 0;
  Words over = {0};
  if (r->marks_count > UINT32_MAX - UINT16_MAX || r->steps_count == UINT32_MAX) return false;
  for (; count - i > 1; i += 2) {
    Words words = *(const WordsOfTable *)(const void *)&transitions[i];
    Words marks = __builtin_shufflevector(words, words, 0, 3, 2, 3, 4, 7, 6, 7) >> HIGH_HALF;
    Words low = words & (Words)TWICE(UINT32_MAX, UINT32_MAX, UINT16_MAX, UINT16_MAX);
    low += (marks & (Words)TWICE(0, UINT8_MAX, 0, 0)) + (Words)TWICE(1, 0, 0, 0);
    over |= (Words)(low > limit) | (Words)(words > high_limit);
  }
  for (; i < count; i++) {
    if (!transition_fits(r, &transitions[i])) return false;
  }
  return !any_bit(&over, sizeof over);
}

static bool marks_fit(const RuleSet *r) {
  enum { AT_ONCE = sizeof(Bytes) / sizeof(RuleMark) };
  const Bytes limit = {MARK_ITEM, 31, MARK_ITEM, 31, MARK_ITEM, 31, MARK_ITEM, 31,
                       MARK_ITEM, 31, MARK_ITEM, 31, MARK_ITEM, 31, MARK_ITEM, 31};
  Bytes over = {0}, last = {0};
  uint32_t i = 0;
  for (; r->marks_count - i >= AT_ONCE; i += AT_ONCE) {
    over |= (Bytes)(*(const BytesOfTable *)(const void *)&r->marks[i] > limit);
  }
  if (i < r->marks_count) memcpy(&last, &r->marks[i], (r->marks_count - i) * sizeof(RuleMark));
  over |= (Bytes)(last > limit);
  return !any_bit(&over, sizeof over);
}

static bool choices_fit(const RuleSet *r) {
  if (r->types_count > UINT16_MAX || r->choices_count > UINT16_MAX - r->types_count) return false;
  for (uint32_t i = 0; i < r->choices_count; i++) {
    if (!range_fits(r->choices[i].first_type, r->choices[i].type_count, r->choice_types_count)) return false;
  }
  for (uint32_t i = 0; i < r->choice_types_count; i++) {
    TypeId type = r->choice_types[i];
    if (type >= r->types_count || (type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF)) return false;
  }
  return true;
}

static bool machines_fit(const RuleSet *r) {
  if (!choices_fit(r)) return false;
  if (!steps_fit(r) || !transitions_fit(r) || !marks_fit(r)) return false;
  if (r->looks_count != r->transitions_count || r->spans_count != r->steps_count) return false;
  for (uint32_t i = 0; i < r->spans_count && i <= UINT8_MAX / 2; i++) {
    if (r->spans[i] / 2 > i) return false;
  }
  for (uint32_t i = 0; i < r->guards_count; i++) {
    if (r->guards[i].type >= r->types_count || r->guards[i].negated > 1) return false;
  }
  for (uint32_t i = 0; i < r->guard_lists_count; i++) {
    if (!range_fits(r->guard_lists[i].first, r->guard_lists[i].count, r->guards_count)) return false;
  }
  for (uint32_t i = 0; i < r->matches_count; i++) {
    const RuleMatch *match = &r->matches[i];
    if (match->rule < r->rules_count && match->part > r->rules[match->rule].join_count) return false;
    if (match->rule >= r->rules_count || !fragment_fits(r, match->before) || !fragment_fits(r, match->behind))
      return false;
    if (!range_fits(match->first_need, match->need_count, r->needs_count)) return false;
    if (!range_fits(match->first_demand, match->demand_count, r->demands_count)) return false;
  }
  for (uint32_t i = 0; i < r->needs_count; i++) {
    if (!range_fits(r->needs[i].first_type, r->needs[i].type_count, r->need_types_count)) return false;
  }
  for (uint32_t i = 0; i < r->need_types_count; i++) {
    if (r->need_types[i] >= r->types_count) return false;
  }
  for (uint32_t i = 0; i < r->demands_count; i++) {
    if (r->demands[i] >= r->matches_count) return false;
  }
  for (uint32_t i = 0; i < r->conditions_count; i++) {
    const RuleConditionCode *condition = &r->conditions[i];
    if (!fragment_fits(r, condition->fragment) || condition->type >= r->types_count) return false;
    if (condition->kind > CONDITION_SAME || (condition->kind == CONDITION_IN && condition->type >= PART_COUNT))
      return false;
    if (condition->kind == CONDITION_SAME &&
        (condition->same[0] >= 32 || condition->same[1] >= 32 || !string_fits(r, condition->tags[0]) ||
         !string_fits(r, condition->tags[1])))
      return false;
    if (condition->capture != NO_CAPTURE && condition->capture >= 32) return false;
    if (!isfinite(condition->cost)) return false;
  }
  for (uint32_t i = 0; i < r->anchors_count; i++) {
    if (r->anchors[i].match >= r->matches_count || r->anchors[i].phase >= r->phase_count) return false;
  }
  return true;
}

static bool values_fit(const RuleSet *r, const Rule *rule, uint32_t frame, uint32_t first, uint32_t count) {
  if (!range_fits(first, count, r->values_count)) return false;
  for (uint32_t i = first; i < first + count; i++) {
    const RuleValue *value = &r->values[i];
    if (value->slot >= r->frames[frame].slot_count || !string_fits(r, value->text)) return false;
    if (value->kind > VALUE_DOCUMENT || value->part >= DOCUMENT_PART_COUNT || value->normalizer >= NORMALIZER_COUNT)
      return false;
    if (value->kind < VALUE_CONSTANT && value->capture >= rule->capture_count) return false;
  }
  return true;
}

static bool rule_fits(const RuleSet *r, const Rule *rule) {
  bool mark = rule->flags & RULE_MARK, qualifies = rule->flags & RULE_QUALIFY;
  if (!string_fits(r, rule->name) || !string_fits(r, rule->file) || rule->phase >= r->phase_count) return false;
  if (!qualifies && rule->produced >= (mark ? r->types_count : r->frames_count)) return false;
  if ((mark || qualifies) && (rule->value_count || rule->join_count)) return false;
  if (!range_fits(rule->first_join, rule->join_count, r->joins_count)) return false;
  if (!range_fits(rule->first_qualified, rule->qualified_count, r->qualified_count)) return false;
  if (!range_fits(rule->first_match, rule->match_count, r->matches_count)) return false;
  if (!range_fits(rule->first_condition, rule->condition_count, r->conditions_count)) return false;
  if (!range_fits(rule->first_capture, rule->capture_count, r->captures_count) || rule->capture_count > 32)
    return false;
  if (!isfinite(rule->cost) || !isfinite(rule->weight) || !(rule->confidence >= 0 && rule->confidence <= 1))
    return false;
  if (rule->doubted_by != DOUBTED_BY_NONE && rule->doubted_by >= r->rules_count) return false;
  if (!isfinite(rule->doubt) || rule->guess >= r->types_count) return false;
  if (rule->marked_capture != UINT32_MAX && rule->marked_capture >= rule->capture_count) return false;
  for (uint32_t i = 0; i < rule->qualified_count; i++) {
    const RuleQualified *qualified = &r->qualified[rule->first_qualified + i];
    if (qualified->frame >= r->frames_count) return false;
    if (!values_fit(r, rule, qualified->frame, qualified->first_value, qualified->value_count)) return false;
  }
  return !rule->value_count || values_fit(r, rule, rule->produced, rule->first_value, rule->value_count);
}

/* `slots`: how many the frame has; none where it is about an entity. */
static bool template_fits(const RuleSet *r, RuleTemplate template, uint32_t slots) {
  if (!range_fits(template.first, template.count, r->pieces_count)) return false;
  for (uint32_t i = 0; i < template.count; i++) {
    const RulePiece *piece = &r->pieces[template.first + i];
    if (piece->kind > PIECE_LABEL || !string_fits(r, piece->text)) return false;
    if (piece->kind == PIECE_SLOT ? piece->slot >= slots : piece->kind != PIECE_TEXT && slots) return false;
  }
  return true;
}

static bool node_fits(const RuleSet *r, const RuleNode *node, uint32_t slots) {
  if (node->kind > NODE_ALIAS || node->form > FORM_TYPED) return false;
  if (slots ? node->kind > NODE_LITERAL || (node->kind == NODE_SLOT && node->slot >= slots) : node->kind < NODE_IRI) {
    return false;
  }
  return string_fits(r, node->part) && string_fits(r, node->annotation) && template_fits(r, node->pieces, slots);
}

static bool mappings_fit(const RuleSet *r, uint32_t first, uint32_t count, uint32_t slots) {
  if (!range_fits(first, count, r->mappings_count)) return false;
  for (uint32_t i = 0; i < count; i++) {
    const RuleMapping *mapping = &r->mappings[first + i];
    if (!string_fits(r, mapping->property) || !node_fits(r, &mapping->object, slots)) return false;
  }
  return true;
}

static bool triples_fit(const RuleSet *r, const RuleFrame *frame) {
  if (!range_fits(frame->first_triple, frame->triple_count, r->triples_count)) return false;
  for (uint32_t k = 0; k < frame->triple_count; k++) {
    const RuleTriple *triple = &r->triples[frame->first_triple + k];
    if (!node_fits(r, &triple->subject, frame->slot_count) || !node_fits(r, &triple->object, frame->slot_count) ||
        !string_fits(r, triple->property)) {
      return false;
    }
  }
  return true;
}

static bool frames_fit(const RuleSet *r) {
  for (uint32_t i = 0; i < r->frames_count; i++) {
    const RuleFrame *frame = &r->frames[i];
    if (!string_fits(r, frame->name) || !string_fits(r, frame->class) || !string_fits(r, frame->relation)) return false;
    if (!range_fits(frame->first_slot, frame->slot_count, r->slots_count) || frame->slot_count > 32) return false;
    if (!frame->slot_count) return false; /* what has no slots is taken for an entity below */
    if (!template_fits(r, frame->iri, frame->slot_count) || !triples_fit(r, frame)) return false;
    for (uint32_t k = 0; k < frame->slot_count; k++) {
      const RuleSlot *slot = &r->slots[frame->first_slot + k];
      if (!mappings_fit(r, slot->first_mapping, slot->mapping_count, frame->slot_count)) return false;
    }
  }
  for (uint32_t i = 0; i < r->slots_count; i++) {
    const RuleSlot *slot = &r->slots[i];
    if (!string_fits(r, slot->name) || !string_fits(r, slot->namespace) || slot->kind > SLOT_PERIOD) return false;
    if (!range_fits(slot->first_type, slot->type_count, r->slot_types_count)) return false;
  }
  for (uint32_t i = 0; i < r->slot_types_count; i++) {
    if (r->slot_types[i] >= r->types_count) return false;
  }
  return true;
}

/* What is used of an image that is only mapped. */
static bool head_fits(const RuleSet *r) {
  for (uint32_t i = 0; i < r->prefixes_count; i++) {
    if (!string_fits(r, r->prefixes[i].prefix) || !string_fits(r, r->prefixes[i].iri)) return false;
  }
  return string_fits(r, r->language);
}

static bool tables_fit(const RuleSet *r) {
  if (r->early_phases > r->late_phases || r->late_phases > r->phase_count || r->phase_count / 3 > r->rules_count ||
      r->types_count < BUILTIN_COUNT_OF)
    return false;
  uint64_t anchors = 0;
  for (uint32_t i = 0; i < r->types_count; i++) {
    const RuleType *type = &r->types[i];
    if (!string_fits(r, type->name) || !string_fits(r, type->class) || type->kind > TYPE_VALUE) return false;
    if (type->base >= r->types_count || type->units[0] >= r->types_count || type->units[1] >= r->types_count)
      return false;
    anchors += type->anchor_count; /* no two types have one in common: they are grouped (lattice/rule_plan.c) */
    if (!range_fits(type->first_anchor, type->anchor_count, r->anchors_count) || anchors > r->anchors_count)
      return false;
    if (!template_fits(r, type->iri, 0) || !mappings_fit(r, type->first_mapping, type->mapping_count, 0)) return false;
  }
  if (r->vocabularies_count > MOST_VOCABULARIES) return false;
  for (uint32_t i = 0; i < r->vocabularies_count; i++) {
    if (!string_fits(r, r->vocabularies[i].path)) return false;
  }
  for (uint32_t i = 0; i < r->vocabulary_classes_count; i++) {
    const VocabularyClass *class = &r->vocabulary_classes[i];
    if (class->vocabulary >= r->vocabularies_count || !string_fits(r, class->class) || class->type >= r->types_count)
      return false;
  }
  for (uint32_t i = 0; i < r->dictionary_classes_count; i++) {
    const DictionaryClass *class = &r->dictionary_classes[i];
    if (!string_fits(r, class->class) || class->type >= r->types_count) return false;
  }
  if (!machines_fit(r) || !frames_fit(r)) return false;
  for (uint32_t i = 0; i < r->rules_count; i++) {
    if (!rule_fits(r, &r->rules[i])) return false;
  }
  return true;
}

static SpoStatus refuse(const Diagnostics *diagnostics, const char *name, const char *reason) {
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", reason);
  return SPO_BAD_RULES;
}

bool rule_image_is(Slice file) {
  return slice_starts_with(file, SLICE(RULE_MAGIC));
}

SpoStatus rule_image_map(RuleSet *rules, Slice image, const char *name, const Diagnostics *diagnostics) {
  const Header *header = (const Header *)(const void *)image.data;
  if (image.length < sizeof *header || memcmp(header->magic, RULE_MAGIC, sizeof header->magic) != 0) {
    return refuse(diagnostics, name, "no compiled rules");
  }
  if (header->version != RULE_VERSION || header->byte_order != RULE_BYTE_ORDER) {
    return refuse(diagnostics, name, "compiled by another version of spo or for another machine; compile it again");
  }
  *rules = (RuleSet){.language = header->language,
                     .early_phases = header->early_phases,
                     .late_phases = header->late_phases,
                     .phase_count = header->phase_count};
  const Section *section = header->sections;
#define OPEN(type, table)                                                                     \
  if (section->offset % 8 || section->offset > image.length || section->count > UINT32_MAX || \
      section->count > (image.length - section->offset) / sizeof(type)) {                     \
    return refuse(diagnostics, name, "compiled rules are cut off or damaged");                \
  }                                                                                           \
  rules->table = (const type *)(const void *)(image.data + section->offset);                  \
  rules->table##_count = (uint32_t)section->count;                                            \
  section++;
  RULE_TABLES(OPEN)
#undef OPEN
  return head_fits(rules) ? SPO_SUCCESS : refuse(diagnostics, name, "compiled rules are damaged");
}

SpoStatus rule_image_check(RuleSet *rules, const char *name, const Diagnostics *diagnostics) {
  if (!tables_fit(rules)) return refuse(diagnostics, name, "compiled rules are damaged");
  return lexicon_open(&rules->lexicon, (Slice){rules->lexicon_image, rules->lexicon_image_count}, name, diagnostics);
}

SpoStatus rule_image_open(RuleSet *rules, Slice image, const char *name, const Diagnostics *diagnostics) {
  SpoStatus status = rule_image_map(rules, image, name, diagnostics);
  return status == SPO_SUCCESS ? rule_image_check(rules, name, diagnostics) : status;
}
