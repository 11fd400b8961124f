#include "lsp/names.h"

#include "rules/rule_set.h"

typedef struct {
  NameIndex *index;
  const RuleFile *files;
  uint32_t count;
  Slice statement; /* key of the rule or pattern whose captures are met */
  NamedPlace none; /* for names that were not written */
} Collecting;

static NamedPlace *add(Collecting *all, NameKind kind, RuleName name, Slice owner, bool defines) {
  if (!name.place.source || name.place.end <= name.place.begin) return &all->none;
  NamedPlace place = {
      .place = name.place, .name = name.text, .owner = owner, .kind = (uint8_t)kind, .defines = defines};
  VECTOR_PUSH(all->index->arena, &all->index->places, place);
  return &all->index->places.data[all->index->places.count - 1];
}

/* What tells the captures of one statement from those of others. */
static Slice statement_key(Arena *arena, RuleName name) {
  if (!name.place.source) return SLICE("");
  Slice file = name.place.source->name;
  return arena_print(arena, "%.*s:%u", (int)file.length, file.data, name.place.begin);
}

/* ---- patterns ---- */

static const PatternStatement *pattern_statement(const Collecting *all, const Pattern *pattern) {
  for (uint32_t f = 0; f < all->count; f++) {
    for (uint32_t i = 0; i < all->files[f].patterns.count; i++) {
      if (all->files[f].patterns.data[i].pattern == pattern) return &all->files[f].patterns.data[i];
    }
  }
  return NULL;
}

static bool has_capture(const Pattern *pattern, Slice name) {
  if (pattern->kind == PATTERN_CAPTURE && slice_equal(pattern->name.text, name)) return true;
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    if (has_capture(pattern->children.data[i], name)) return true;
  }
  return false;
}

/* The key of the named pattern, used in `pattern`, that has the capture; empty where none has. */
static Slice capture_owner(const Collecting *all, const Pattern *pattern, Slice name, unsigned depth) {
  if (depth > 16) return SLICE("");
  if (pattern->meaning) {
    const PatternStatement *statement = pattern_statement(all, pattern->meaning);
    if (statement && has_capture(pattern->meaning, name)) return statement_key(all->index->arena, statement->name);
    return capture_owner(all, pattern->meaning, name, depth + 1);
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) {
    Slice owner = capture_owner(all, pattern->children.data[i], name, depth + 1);
    if (owner.length) return owner;
  }
  return SLICE("");
}

static void collect_pattern(Collecting *all, const Pattern *pattern) {
  if (pattern->kind == PATTERN_CAPTURE) add(all, NAME_CAPTURE, pattern->name, all->statement, true);
  if (pattern->kind == PATTERN_TYPE) {
    RuleName name = pattern->name;
    name.place.end = name.place.begin + (uint32_t)rule_plain_name(name.text).length;
    add(all, NAME_TYPE, name, SLICE(""), false);
    for (uint32_t i = 0; i < pattern->filters.count; i++) {
      add(all, NAME_TAG, pattern->filters.data[i].key, pattern->name.text, false);
    }
  }
  for (uint32_t i = 0; i < pattern->children.count; i++) collect_pattern(all, pattern->children.data[i]);
}

/* ---- frames and entities ---- */

static void collect_node(Collecting *all, const TripleNode *node, Slice frame) {
  if (node->kind == NODE_SLOT) add(all, NAME_SLOT, node->name, frame, false);
  if (node->kind == NODE_IRI) add(all, NAME_TERM, node->name, SLICE(""), false);
  if (node->form.datatype.text.length) add(all, NAME_TERM, node->form.datatype, SLICE(""), false);
}

#define ADD_ALL(all, kind, names, owner)                                                              \
  do {                                                                                                \
    for (uint32_t n = 0; n < (names).count; n++) add((all), (kind), (names).data[n], (owner), false); \
  } while (0)

static void collect_frame(Collecting *all, const FrameStatement *frame) {
  Slice owner = frame->name.text;
  add(all, NAME_FRAME, frame->name, SLICE(""), true);
  for (uint32_t i = 0; i < frame->slots.count; i++) {
    const FrameSlot *slot = &frame->slots.data[i];
    add(all, NAME_SLOT, slot->name, owner, true);
    ADD_ALL(all, NAME_TYPE, slot->types, SLICE(""));
  }
  ADD_ALL(all, NAME_TERM, frame->classes, SLICE(""));
  add(all, NAME_TERM, frame->relation, SLICE(""), false);
  ADD_ALL(all, NAME_SLOT, frame->keys, owner);
  ADD_ALL(all, NAME_SLOT, frame->carried, owner);
  ADD_ALL(all, NAME_SLOT, frame->merged, owner);
  add(all, NAME_SLOT, frame->otherwise, owner, false);
  add(all, NAME_SLOT, frame->otherwise_from, owner, false);
  for (uint32_t i = 0; i < frame->mappings.count; i++) {
    const SlotMapping *mapping = &frame->mappings.data[i];
    add(all, NAME_SLOT, mapping->slot, owner, false);
    add(all, NAME_TERM, mapping->property, SLICE(""), false);
    add(all, NAME_TERM, mapping->form.datatype, SLICE(""), false);
  }
  for (uint32_t i = 0; i < frame->triples.count; i++) {
    const DirectTriple *triple = &frame->triples.data[i];
    collect_node(all, &triple->subject, owner);
    add(all, NAME_TERM, triple->property, SLICE(""), false);
    collect_node(all, &triple->object, owner);
  }
}

static void collect_type(Collecting *all, const TypeStatement *type) {
  add(all, NAME_TYPE, type->name, SLICE(""), true);
  add(all, NAME_TERM, type->class, SLICE(""), false);
  for (uint32_t i = 0; i < type->triples.count; i++) {
    add(all, NAME_TERM, type->triples.data[i].property, SLICE(""), false);
    collect_node(all, &type->triples.data[i].object, SLICE(""));
  }
}

/* ---- rules ---- */

static void add_capture(Collecting *all, const RuleStatement *rule, RuleName name, bool shorthand) {
  Slice owner = SLICE("");
  const Pattern *pattern;
  bool own = false;
  for (uint32_t i = 0; !own && (pattern = rule_pattern(rule, i)) != NULL; i++) {
    own = has_capture(pattern, name.text);
    if (!own && !owner.length) owner = capture_owner(all, pattern, name.text, 0);
  }
  add(all, NAME_CAPTURE, name, own || !owner.length ? all->statement : owner, false)->shorthand = shorthand;
}

static void collect_value(Collecting *all, const RuleStatement *rule, const SlotValue *value, Slice frame) {
  bool shorthand = value->capture.place.begin == value->slot.place.begin && value->capture.text.length;
  add(all, NAME_SLOT, value->slot, frame, false)->shorthand = shorthand;
  if (value->capture.text.length) add_capture(all, rule, value->capture, shorthand);
  add(all, NAME_TAG, value->tag, SLICE(""), false);
}

static void collect_rule(Collecting *all, const RuleStatement *rule) {
  all->statement = statement_key(all->index->arena, rule->name);
  add(all, NAME_RULE, rule->name, SLICE(""), true);
  const Pattern *pattern;
  for (uint32_t i = 0; (pattern = rule_pattern(rule, i)) != NULL; i++) collect_pattern(all, pattern);
  bool mark = rule->action == ACTION_MARK;
  Slice frame = rule->produced.text;
  add(all, mark ? NAME_TYPE : NAME_FRAME, rule->produced, SLICE(""), false);
  ADD_ALL(all, NAME_FRAME, rule->qualified, SLICE(""));
  if (rule->action == ACTION_QUALIFY && rule->qualified.count) frame = rule->qualified.data[0].text;
  if (rule->marked.text.length) add_capture(all, rule, rule->marked, false);
  for (uint32_t i = 0; i < rule->values.count; i++) collect_value(all, rule, &rule->values.data[i], frame);
  for (uint32_t i = 0; i < rule->zipped.count; i++) add_capture(all, rule, rule->zipped.data[i], false);
  ADD_ALL(all, NAME_SLOT, rule->inherited, frame);
  for (uint32_t i = 0; i < rule->conditions.count; i++) {
    for (int k = 0; k < 2; k++) {
      const CaptureTag *same = &rule->conditions.data[i].same[k];
      if (same->capture.text.length) add_capture(all, rule, same->capture, false);
    }
  }
  for (uint32_t i = 0; i < rule->tests.count && !mark; i++) {
    for (uint32_t k = 0; k < rule->tests.data[i].facts.count; k++) {
      const ExpectedFact *fact = &rule->tests.data[i].facts.data[k];
      for (uint32_t j = 0; j < fact->count; j++) add(all, NAME_SLOT, fact->data[j].slot, frame, false);
    }
  }
}

/* ---- files ---- */

static void collect_file(Collecting *all, const RuleFile *file) {
  for (uint32_t i = 0; i < file->imports.count; i++) add(all, NAME_FILE, file->imports.data[i].file, SLICE(""), false);
  for (uint32_t i = 0; i < file->ontologies.count; i++) {
    add(all, NAME_FILE, file->ontologies.data[i].file, SLICE(""), false);
  }
  ADD_ALL(all, NAME_RULE, file->dropped, SLICE(""));
  for (uint32_t i = 0; i < file->prefixes.count; i++) {
    add(all, NAME_PREFIX, file->prefixes.data[i].prefix, SLICE(""), true);
  }
  for (uint32_t i = 0; i < file->words.count; i++) {
    const WordsStatement *words = &file->words.data[i];
    add(all, NAME_TYPE, words->name, SLICE(""), true);
    if (!words->from_dictionary) add(all, NAME_FILE, words->file, SLICE(""), false);
  }
  for (uint32_t i = 0; i < file->types.count; i++) collect_type(all, &file->types.data[i]);
  for (uint32_t i = 0; i < file->patterns.count; i++) {
    const PatternStatement *pattern = &file->patterns.data[i];
    RuleName name = pattern->name;
    all->statement = statement_key(all->index->arena, name);
    name.place.end = name.place.begin + (uint32_t)rule_plain_name(name.text).length;
    add(all, NAME_TYPE, name, SLICE(""), true);
    collect_pattern(all, pattern->pattern);
  }
  for (uint32_t i = 0; i < file->frames.count; i++) collect_frame(all, &file->frames.data[i]);
  for (uint32_t i = 0; i < file->rules.count; i++) collect_rule(all, &file->rules.data[i]);
}

void names_collect(NameIndex *index, Arena *arena, const RuleFile *files, uint32_t count) {
  *index = (NameIndex){.arena = arena};
  Collecting all = {.index = index, .files = files, .count = count};
  for (uint32_t i = 0; i < count; i++) collect_file(&all, &files[i]);
}

const NamedPlace *names_at(const NameIndex *index, Slice file, size_t offset) {
  const NamedPlace *best = NULL;
  for (uint32_t i = 0; i < index->places.count; i++) {
    const NamedPlace *place = &index->places.data[i];
    if (offset < place->place.begin || offset > place->place.end) continue;
    if (!slice_equal(place->place.source->name, file)) continue;
    bool better = !best || place->place.end - place->place.begin < best->place.end - best->place.begin ||
                  (place->shorthand && place->kind == NAME_CAPTURE); /* of a slot and its capture the capture */
    if (better) best = place;
  }
  return best;
}

bool names_same(const NamedPlace *a, const NamedPlace *b) {
  return a->kind == b->kind && slice_equal(a->name, b->name) && slice_equal(a->owner, b->owner);
}
