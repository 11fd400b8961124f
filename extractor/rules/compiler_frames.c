#include "rules/rule_compiler_internal.h"

#define SPO_NAMESPACE "https://w3id.org/spo#"

static const struct {
  const char *name;
  SlotKind kind;
} SLOT_KINDS[] = {{"text", SLOT_TEXT},       {"string", SLOT_STRING},   {"term", SLOT_TERM},
                  {"decimal", SLOT_DECIMAL}, {"boolean", SLOT_BOOLEAN}, {"Quantity", SLOT_QUANTITY},
                  {"Period", SLOT_PERIOD}};

/* Where the parts of a value go when the frame does not say. */
static const struct {
  SlotKind kind;
  const char *part, *property;
} DEFAULT_MAPPINGS[] = {
    {SLOT_QUANTITY, "number", SPO_NAMESPACE "value"},     {SLOT_QUANTITY, "unit", SPO_NAMESPACE "unit"},
    {SLOT_QUANTITY, "upper", SPO_NAMESPACE "upperValue"}, {SLOT_QUANTITY, "text", SPO_NAMESPACE "valueText"},
    {SLOT_QUANTITY, "bound", SPO_NAMESPACE "bound"},      {SLOT_PERIOD, "date", SPO_NAMESPACE "period"},
    {SLOT_PERIOD, "text", SPO_NAMESPACE "periodText"},
};

static const char *slot_type_hint(Compiler *compiler, Slice name) {
  NameTable names = {0};
  for (size_t i = 0; i < sizeof SLOT_KINDS / sizeof SLOT_KINDS[0]; i++) {
    name_table_add(&names, compiler->arena, slice_of(SLOT_KINDS[i].name), 0);
  }
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    if (compiler->types.data[i].kind == TYPE_ENTITY) {
      name_table_add(&names, compiler->arena, compiler->type_info.data[i].name, i);
    }
  }
  return name_table_hint(&names, compiler->arena, name);
}

static void set_slot_types(Compiler *compiler, const FrameSlot *statement, RuleSlot *slot) {
  slot->kind = SLOT_ENTITY;
  slot->first_type = compiler->slot_types.count;
  for (uint32_t i = 0; i < statement->types.count; i++) {
    RuleName name = statement->types.data[i];
    if (statement->types.count == 1) {
      for (size_t k = 0; k < sizeof SLOT_KINDS / sizeof SLOT_KINDS[0]; k++) {
        if (!slice_is(name.text, SLOT_KINDS[k].name)) continue;
        slot->kind = (uint8_t)SLOT_KINDS[k].kind;
        return;
      }
    }
    uint32_t type = name_table_find(&compiler->type_names, name.text);
    if (type != UINT32_MAX && compiler->type_info.data[type].broken) continue;
    if (type == UINT32_MAX || compiler->types.data[type].kind != TYPE_ENTITY) {
      if (!compiler_is_news(compiler, name.text)) continue;
      const char *hint = slot_type_hint(compiler, name.text);
      compiler_error(
          compiler, "E060", name.place,
          hint ? hint : "a slot holds an entity type, text, string, term, decimal, boolean, Quantity or Period",
          "`%.*s` is no type that a slot can hold", (int)name.text.length, name.text.data);
      return;
    }
    VECTOR_PUSH(compiler->arena, &compiler->slot_types, (uint16_t)type);
    slot->type_count++;
  }
}

static void add_default(Compiler *compiler, RuleSlot *slot, uint32_t index, const char *part, const char *property) {
  RuleMapping mapping = {
      .object = {.kind = NODE_SLOT, .slot = index, .part = compiler_string(compiler, slice_of(part))},
      .property = compiler_string(compiler, slice_of(property))};
  VECTOR_PUSH(compiler->arena, &compiler->mappings, mapping);
  slot->mapping_count++;
}

/* The mappings of slot number `index` of the frame. */
static void add_mappings(const Mapped *mapped, uint32_t index) {
  Compiler *compiler = mapped->compiler;
  const FrameStatement *statement = mapped->frame;
  const RuleName name = statement->slots.data[index].name;
  RuleSlot *slot = &compiler->slots.data[mapped->first_slot + index];
  slot->first_mapping = compiler->mappings.count;
  for (uint32_t i = 0; i < statement->mappings.count; i++) {
    const SlotMapping *written = &statement->mappings.data[i];
    if (slice_equal(written->slot.text, name.text)) compiler_add_mapping(mapped, index, written);
  }
  bool ends = statement->relation.text.length && index < 2;
  bool claims = statement->classes.count || statement->relation.text.length;
  if (slot->mapping_count || ends || !claims) return; /* a relation's ends are those of the rdf:Statement */
  for (size_t i = 0; i < sizeof DEFAULT_MAPPINGS / sizeof DEFAULT_MAPPINGS[0]; i++) {
    if (DEFAULT_MAPPINGS[i].kind == slot->kind) {
      add_default(compiler, slot, index, DEFAULT_MAPPINGS[i].part, DEFAULT_MAPPINGS[i].property);
    }
  }
  if (slot->mapping_count) return;
  Slice property = arena_print(compiler->arena, SPO_NAMESPACE "%.*s", (int)name.text.length, name.text.data);
  add_default(compiler, slot, index, "", property.data);
}

/* The index of a slot in the statement; reports an unknown one. A word that begins a line may be a misspelt keyword. */
static uint32_t slot_index(Compiler *compiler, const FrameStatement *frame, RuleName name, bool begins_line) {
  static const char *const KEYWORDS[] = {"class", "relation", "iri",       "key",  "keep",  "carry",
                                         "merge", "evidence", "otherwise", "also", "triple"};
  NameTable names = {0};
  for (uint32_t i = 0; i < frame->slots.count; i++) {
    if (slice_equal(frame->slots.data[i].name.text, name.text)) return i;
    name_table_add(&names, compiler->arena, frame->slots.data[i].name.text, i);
  }
  for (uint32_t i = 0; begins_line && i < sizeof KEYWORDS / sizeof KEYWORDS[0]; i++) {
    name_table_add(&names, compiler->arena, slice_of(KEYWORDS[i]), i);
  }
  compiler_error(compiler, "E061", name.place, name_table_hint(&names, compiler->arena, name.text),
                 "the frame %.*s has no slot `%.*s`", (int)frame->name.text.length, frame->name.text.data,
                 (int)name.text.length, name.text.data);
  return 0;
}

/* The IRI that terms of a slot begin with. */
static Slice namespace_of(Compiler *compiler, RuleName written) {
  if (!written.text.length) return SLICE(SPO_NAMESPACE);
  if (slice_find(written.text, SLICE(":")) != SIZE_MAX) return written.text; /* an IRI */
  return compiler_prefix_iri(compiler, written);
}

static void add_slots(Compiler *compiler, const FrameStatement *statement) {
  for (uint32_t i = 0; i < statement->mappings.count; i++) {
    slot_index(compiler, statement, statement->mappings.data[i].slot, true);
  }
  for (uint32_t i = 0; i < statement->slots.count; i++) {
    const FrameSlot *declared = &statement->slots.data[i];
    RuleSlot slot = {.name = compiler_string(compiler, declared->name.text), .optional = declared->optional};
    set_slot_types(compiler, declared, &slot);
    if (slot.kind == SLOT_TERM) slot.namespace = compiler_string(compiler, namespace_of(compiler, declared->namespace));
    for (uint32_t k = 0; k < statement->carried.count; k++) {
      if (slice_equal(statement->carried.data[k].text, declared->name.text)) slot.carried = statement->carry_scope;
    }
    if (statement->otherwise.text.length && slice_equal(statement->otherwise.text, declared->name.text)) {
      slot.otherwise = (uint8_t)(1 + slot_index(compiler, statement, statement->otherwise_from, false));
    }
    VECTOR_PUSH(compiler->arena, &compiler->slots, slot);
  }
  for (uint32_t i = 0; i < statement->carried.count; i++) {
    slot_index(compiler, statement, statement->carried.data[i], false);
  }
  if (statement->otherwise.text.length) slot_index(compiler, statement, statement->otherwise, false);
}

/* What speaks of a claim, in a frame that makes none. */
static void check_claimless(Compiler *compiler, const FrameStatement *statement) {
  RuleName name = statement->iri;
  if (!name.text.length && statement->mappings.count) name = statement->mappings.data[0].slot;
  if (!name.text.length) return;
  compiler_error(compiler, "E098", name.place, "give the frame a class, or write it as a triple: triple {slot} ...",
                 "a frame without class and relation makes no claims");
}

void compiler_add_frame(Compiler *compiler, const RuleFile *file, const FrameStatement *statement) {
  RuleFrame frame = {.name = compiler_string(compiler, statement->name.text),
                     .first_slot = compiler->slots.count,
                     .slot_count = statement->slots.count,
                     .keep_all = statement->keep_all,
                     .merge_scope = statement->merge_scope,
                     .bare = statement->bare};
  const Mapped mapped = {compiler, file, statement, frame.first_slot};
  if (statement->classes.count) {
    frame.class = compiler_string(compiler, compiler_term(compiler, file, statement->classes.data[0], TERM_IS_CLASS));
  }
  frame.relation = compiler_string(compiler, compiler_term(compiler, file, statement->relation, TERM_IS_PROPERTY));
  bool claims = statement->classes.count || statement->relation.text.length;
  if (!claims && !statement->triples.count && !statement->broken) {
    compiler_error(compiler, "E062", statement->name.place,
                   "write `class ...`, `relation ...` or `triple ...` below it",
                   "the frame `%.*s` does not say what becomes of it", (int)statement->name.text.length,
                   statement->name.text.data);
  }
  if (statement->slots.count > 32) {
    compiler_error(compiler, "E065", statement->name.place, NULL, "a frame has at most 32 slots");
    return;
  }
  for (uint32_t i = 0; i < statement->slots.count; i++) {
    RuleName name = statement->slots.data[i].name;
    for (uint32_t k = 0; k < i; k++) {
      if (!slice_equal(statement->slots.data[k].name.text, name.text)) continue;
      compiler_error(compiler, "E066", name.place, NULL, "the slot `%.*s` is declared twice", (int)name.text.length,
                     name.text.data);
    }
  }
  for (uint32_t i = 0; i < statement->keys.count; i++) {
    frame.keys |= 1u << slot_index(compiler, statement, statement->keys.data[i], false);
  }
  for (uint32_t i = 0; i < statement->merged.count; i++) {
    frame.merged |= 1u << slot_index(compiler, statement, statement->merged.data[i], false);
  }
  add_slots(compiler, statement);
  if (!claims && !statement->broken) check_claimless(compiler, statement);
  for (uint32_t i = 0; i < statement->slots.count; i++) add_mappings(&mapped, i);
  frame.iri = compiler_naming(&mapped, statement->iri);
  compiler_add_triples(&mapped, &frame);
  name_table_add(&compiler->frame_names, compiler->arena, statement->name.text, compiler->frames.count);
  VECTOR_PUSH(compiler->arena, &compiler->frames, frame);
}

static uint32_t find_slot(Compiler *compiler, const RuleFrame *frame, RuleName name) {
  NameTable names = {0};
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    Slice known = compiler_text(compiler, compiler->slots.data[frame->first_slot + i].name);
    if (slice_equal(known, name.text)) return i;
    name_table_add(&names, compiler->arena, known, i);
  }
  Slice frame_name = compiler_text(compiler, frame->name);
  const char *hint = name_table_hint(&names, compiler->arena, name.text);
  compiler_error(compiler, "E061", name.place, hint, "the frame %.*s has no slot `%.*s`", (int)frame_name.length,
                 frame_name.data, (int)name.text.length, name.text.data);
  return UINT32_MAX;
}

void compiler_unknown_capture(Compiler *compiler, const Rule *rule, RuleName name) {
  NameTable names = {0};
  for (uint32_t i = 0; i < rule->capture_count; i++) {
    Slice known = compiler_text(compiler, compiler->captures.data[rule->first_capture + i].name);
    name_table_add(&names, compiler->arena, known, i);
  }
  const char *hint = name_table_hint(&names, compiler->arena, name.text);
  compiler_error(compiler, "E035", name.place, hint ? hint : "capture it in the match: name:Type",
                 "the match captures nothing as `%.*s`", (int)name.text.length, name.text.data);
}

static uint32_t find_capture(Compiler *compiler, const Rule *rule, RuleName name) {
  for (uint32_t i = 0; i < rule->capture_count; i++) {
    if (slice_equal(compiler_text(compiler, compiler->captures.data[rule->first_capture + i].name), name.text))
      return i;
  }
  compiler_unknown_capture(compiler, rule, name);
  return UINT32_MAX;
}

static bool is_among(const RuleName *names, uint32_t count, Slice name) {
  for (uint32_t i = 0; i < count; i++) {
    if (slice_equal(names[i].text, name)) return true;
  }
  return false;
}

/* `each` goes over the list of the first captured value that is in one; two lists need `zip`. */
static void choose_list(Compiler *compiler, Rule *rule, const RuleStatement *statement, uint32_t capture,
                        RuleName name) {
  uint32_t list = compiler->captures.data[rule->first_capture + capture].list;
  if (list == UINT32_MAX) return;
  if (rule->list == UINT32_MAX) {
    rule->list = list;
  } else if (rule->list != list && !is_among(statement->zipped.data, statement->zipped.count, name.text)) {
    compiler_error(compiler, "E063", name.place, "say with `zip a b` which captures go together",
                   "`%.*s` stands in another list than the captures before it", (int)name.text.length, name.text.data);
  }
}

/* One value of a rule for the slot of a frame. Nothing is added where a name was wrong. */
static void add_value(Compiler *compiler, Rule *rule, const RuleStatement *statement, const SlotValue *written,
                      uint32_t slot) {
  RuleValue value = {.kind = (uint8_t)written->source,
                     .slot = (uint8_t)slot,
                     .normalizer = (uint32_t)written->normalizer,
                     .part = written->part};
  value.inherited = is_among(statement->inherited.data, statement->inherited.count, written->slot.text);
  if (written->source == VALUE_CONSTANT || written->source == VALUE_LAST || written->source == VALUE_NEAR) {
    value.text = compiler_string(compiler, written->constant.text);
  } else if (written->source != VALUE_DOCUMENT) {
    uint32_t capture = find_capture(compiler, rule, written->capture);
    if (capture == UINT32_MAX) return;
    value.capture = (uint8_t)capture;
    value.text = compiler_string(compiler, written->tag.text);
    if (rule->flags & RULE_EACH) choose_list(compiler, rule, statement, capture, written->capture);
  }
  VECTOR_PUSH(compiler->arena, &compiler->values, value);
}

static bool has_slot(const Compiler *compiler, const RuleFrame *frame, Slice name) {
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    if (slice_equal(compiler_text(compiler, compiler->slots.data[frame->first_slot + i].name), name)) return true;
  }
  return false;
}

static void qualify_frame(Compiler *compiler, Rule *rule, const RuleStatement *statement, uint32_t number) {
  RuleQualified qualified = {.frame = number, .first_value = compiler->values.count};
  const RuleFrame *frame = &compiler->frames.data[number];
  for (uint32_t i = 0; i < statement->values.count; i++) {
    uint32_t slot = find_slot(compiler, frame, statement->values.data[i].slot);
    if (slot != UINT32_MAX) add_value(compiler, rule, statement, &statement->values.data[i], slot);
  }
  qualified.value_count = compiler->values.count - qualified.first_value;
  VECTOR_PUSH(compiler->arena, &compiler->qualified, qualified);
}

/* The frames that are named, or all that have the slots. */
void compiler_add_qualified(Compiler *compiler, Rule *rule, const RuleStatement *statement) {
  rule->first_qualified = compiler->qualified.count;
  for (uint32_t i = 0; i < statement->qualified.count; i++) {
    RuleName name = statement->qualified.data[i];
    uint32_t frame = name_table_find(&compiler->frame_names, name.text);
    if (frame != UINT32_MAX) {
      qualify_frame(compiler, rule, statement, frame);
      continue;
    }
    if (!compiler_is_news(compiler, name.text)) continue;
    const char *hint = name_table_hint(&compiler->frame_names, compiler->arena, name.text);
    compiler_error(compiler, "E034", name.place, hint, "there is no frame called `%.*s`", (int)name.text.length,
                   name.text.data);
  }
  for (uint32_t number = 0; !statement->qualified.count && number < compiler->frames.count; number++) {
    bool all = true;
    for (uint32_t i = 0; i < statement->values.count && all; i++) {
      all = has_slot(compiler, &compiler->frames.data[number], statement->values.data[i].slot.text);
    }
    if (all) qualify_frame(compiler, rule, statement, number);
  }
  rule->qualified_count = compiler->qualified.count - rule->first_qualified;
}

void compiler_add_values(Compiler *compiler, Rule *rule, const RuleStatement *statement) {
  const RuleFrame *frame = &compiler->frames.data[rule->produced];
  rule->first_value = compiler->values.count;
  for (uint32_t i = 0; i < statement->values.count; i++) {
    uint32_t slot = find_slot(compiler, frame, statement->values.data[i].slot);
    if (slot != UINT32_MAX) add_value(compiler, rule, statement, &statement->values.data[i], slot);
  }
  rule->value_count = compiler->values.count - rule->first_value;
  for (uint32_t i = 0; i < statement->zipped.count; i++) find_capture(compiler, rule, statement->zipped.data[i]);
  for (uint32_t i = 0; i < statement->inherited.count; i++) find_slot(compiler, frame, statement->inherited.data[i]);
  if ((rule->flags & RULE_EACH) && rule->list == UINT32_MAX) {
    compiler_error(compiler, "E064", statement->produced.place, "use `emit`, or capture something inside list( ) { }",
                   "`each` needs a capture from a list");
  }
}

void compiler_check_values(Compiler *compiler, Rule *rule, const RuleStatement *statement, bool frame_known) {
  bool captures_known = !statement->captures_unknown;
  for (uint32_t i = 0; i < statement->values.count; i++) {
    const SlotValue *value = &statement->values.data[i];
    if (frame_known) find_slot(compiler, &compiler->frames.data[rule->produced], value->slot);
    bool captured = value->source == VALUE_CAPTURE || value->source == VALUE_TAG;
    if (captured && captures_known) find_capture(compiler, rule, value->capture);
  }
  for (uint32_t i = 0; captures_known && i < statement->zipped.count; i++) {
    find_capture(compiler, rule, statement->zipped.data[i]);
  }
  for (uint32_t i = 0; frame_known && i < statement->inherited.count; i++) {
    find_slot(compiler, &compiler->frames.data[rule->produced], statement->inherited.data[i]);
  }
}
