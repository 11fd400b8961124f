#include "match/analysis_internal.h"
#include "match/normalize.h"
#include "match/trace.h"

/* ---- marks ---- */

static const Captured *captured_as(const Match *match, uint32_t capture) {
  for (uint32_t i = 0; i < match->captured_count; i++) {
    if (match->captured[i].capture == capture) return &match->captured[i];
  }
  return NULL;
}

/* The mark of that type and span that is there already, or EDGE_NONE. */
static EdgeId same_mark(const Lattice *lattice, const Edge *edge) {
  for (EdgeId id = lattice->first_begin[edge->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *known = &lattice->edges.data[id];
    if (known->source == EDGE_MARK && known->end == edge->end && known->types == edge->types) return id;
  }
  return EDGE_NONE;
}

/* Whether the mark that is there keeps its rule beside another of the same span and type, `edge`. The cheaper one is
   kept, of two that cost the same the one that knows a short name; but a guess that agrees with a rule only lends it
   its cost: `edge` or the known mark takes the lower one. */
static bool is_said_by_rule(Analyzer *analyzer, EdgeId id, Edge *edge, bool guessed, bool has_short) {
  Edge *known = &analyzer->lattice->edges.data[id];
  const Mark *mark = &analyzer->marks.data[known->payload];
  bool known_guessed = analyzer_is_guess(analyzer, mark->whole);
  bool brings_short = has_short && mark->short_end <= mark->short_begin;
  if (guessed == known_guessed) return brings_short ? known->cost < edge->cost : known->cost <= edge->cost;
  float lower = known->cost < edge->cost ? known->cost : edge->cost;
  known->cost = edge->cost = lower;
  return guessed;
}

void analyzer_mark(Analyzer *analyzer, const Match *match) {
  const Rule *rule = &analyzer->rules->rules[match->rule];
  Lattice *lattice = analyzer->lattice;
  Edge edge = {.begin = (uint16_t)match->begin, .end = (uint16_t)match->end, .source = EDGE_MARK};
  if (rule->marked_capture != UINT32_MAX) {
    const Captured *marked = captured_as(match, rule->marked_capture);
    if (!marked) return;
    edge.begin = marked->begin;
    edge.end = marked->end;
  }
  if (edge.begin >= edge.end) return;
  edge.types = vocabulary_single(lattice->vocabulary, (TypeId)rule->produced);
  edge.cost = __builtin_inff();
  if (rule->flags & RULE_HAS_COST) {
    edge.cost = rule->cost + rule->weight * match->cost + match->extra;
    edge.flags = EDGE_READ;
  }
  EdgeId known = same_mark(lattice, &edge);
  bool guessed = analyzer_is_guess(analyzer, match->whole);
  const Captured *other = rule->short_capture == UINT32_MAX ? NULL : captured_as(match, rule->short_capture);
  if (known != EDGE_NONE && is_said_by_rule(analyzer, known, &edge, guessed, other)) return;
  Mark mark = {.rule = match->rule, .whole = match->whole};
  if (other) mark.short_begin = other->begin, mark.short_end = other->end;
  const Captured *third = rule->shorter_capture == UINT32_MAX ? NULL : captured_as(match, rule->shorter_capture);
  if (third) mark.shorter_begin = third->begin, mark.shorter_end = third->end;
  edge.payload = analyzer->marks.count;
  VECTOR_PUSH(analyzer->scratch, &analyzer->marks, mark);
  if (known != EDGE_NONE) {
    lattice->edges.data[known].cost = edge.cost;
    lattice->edges.data[known].payload = edge.payload;
    return;
  }
  EdgeId id = lattice_add(lattice, edge);
  bool costless = !(rule->flags & (RULE_HAS_COST | RULE_EARLY));
  if (costless && analyzer_is_entity(analyzer, &edge) && analyzer_stand(analyzer, id)) analyzer_mention(analyzer, id);
  analyzer_wake(analyzer, id);
}

/* ---- mentions ---- */

Slice analyzer_canonical(const Analyzer *analyzer, const Edge *edge, TypeId as) {
  const Lattice *lattice = analyzer->lattice;
  if (analyzer->rules->types[as].kind != TYPE_WORDS) return SLICE("");
  TypeId list = analyzer->rules->types[as].base;
  for (EdgeId id = lattice->first_begin[edge->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *word = &lattice->edges.data[id];
    if (!edge_is_listed(word) || word->end != edge->end) continue;
    Slice of = edge_tag(lattice, word, list, SLICE("of"));
    if (of.length) return of;
  }
  return SLICE("");
}

static uint32_t known_mention(const Analysis *analysis, uint32_t begin, uint32_t end, TypeId type) {
  for (uint32_t i = analysis->mentions.count; i-- > 0;) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->begin == begin && mention->end == end && mention->type == type) return i;
    if (mention->end + SENTENCE_LONGEST < begin) break;
  }
  return MENTION_NONE;
}

uint32_t analyzer_mention(Analyzer *analyzer, EdgeId id) {
  const Lattice *lattice = analyzer->lattice;
  const Edge *edge = &lattice->edges.data[id];
  if (!analyzer_is_entity(analyzer, edge)) return MENTION_NONE;
  Analysis *analysis = analyzer->analysis;
  Mention mention = {.begin = lattice->begin + edge->begin,
                     .end = lattice->begin + edge->end,
                     .sentence = lattice->sentence,
                     .type = analyzer_made_type(analyzer, edge),
                     .nested = !(edge->flags & (EDGE_BEST | EDGE_INNER))};
  uint32_t known = known_mention(analysis, mention.begin, mention.end, mention.type);
  if (known != MENTION_NONE) return known;
  if (edge->source == EDGE_MARK) {
    const Mark *mark = &analyzer->marks.data[edge->payload];
    mention.rule = mark->rule;
    mention.canonical = analyzer_canonical(analyzer, edge, mark->whole);
    mention.short_begin = lattice->begin + mark->short_begin;
    mention.short_end = lattice->begin + mark->short_end;
    mention.shorter_begin = lattice->begin + mark->shorter_begin;
    mention.shorter_end = lattice->begin + mark->shorter_end;
  } else {
    const Name *name = &analyzer->names.names.data[edge->payload];
    mention.rule = name->rule;
    mention.short_begin = mention.begin + name->short_begin;
    mention.short_end = mention.begin + name->short_end;
    mention.shorter_begin = mention.begin + name->shorter_begin;
    mention.shorter_end = mention.begin + name->shorter_end;
    mention.canonical = analyzer_canonical(analyzer, edge, name->whole);
  }
  VECTOR_PUSH(analysis->arena, &analysis->mentions, mention);
  return analysis->mentions.count - 1;
}

/* ---- facts ---- */

/* A visible entity of a type that the slot takes, with exactly this span. */
static uint32_t entity_at(Analyzer *analyzer, const RuleSlot *slot, const Captured *captured) {
  const Lattice *lattice = analyzer->lattice;
  for (uint32_t i = 0; i < slot->type_count; i++) {
    TypeId type = analyzer->rules->slot_types[slot->first_type + i];
    EdgeId edge = lattice_find(lattice, captured->begin, captured->end, type);
    if (edge != EDGE_NONE) return analyzer_mention(analyzer, edge);
  }
  return MENTION_NONE;
}

/* 家住杭州的退休教师郁秀娟: the person whose name ends a phrase, where the slot takes any text. */
static uint32_t person_at_end(Analyzer *analyzer, const RuleSlot *slot, const Captured *captured) {
  const Lattice *lattice = analyzer->lattice;
  if (lattice->vocabulary->spaced) return MENTION_NONE;
  for (uint32_t at = captured->begin; at < captured->end; at++) {  /* 他与老伴、植物学家洛清扬 */
    if (lattice_point(lattice, at) == 0x3001) return MENTION_NONE; /* 、 */
  }
  for (uint32_t i = 0; i < slot->type_count; i++) {
    TypeId type = analyzer->rules->slot_types[slot->first_type + i];
    if (!slice_is(rule_string(analyzer->rules, analyzer->rules->types[type].name), "Person")) continue;
    for (EdgeId id = lattice->first_end[captured->end]; id != EDGE_NONE; id = lattice->edges.data[id].next_end) {
      const Edge *edge = &lattice->edges.data[id];
      if (edge->begin > captured->begin && analyzer_made_type(analyzer, edge) == type && (edge->flags & EDGE_BEST))
        return analyzer_mention(analyzer, id);
    }
  }
  return MENTION_NONE;
}

/* Where the text of a capture begins: of a count, where it says what is counted. */
static uint32_t said_from(const Captured *captured) {
  if (captured->edge == EDGE_NONE) return captured->begin;
  const Edge *edge = &captured->lattice->edges.data[captured->edge];
  if (edge->source != EDGE_VALUE) return captured->begin;
  uint32_t counted = captured->lattice->values.data[edge->payload].counted;
  return counted > captured->begin && counted < captured->end ? counted : captured->begin;
}

/* Any text becomes an entity of the first open type that the slot takes. */
static uint32_t open_entity(Analyzer *analyzer, const RuleSlot *slot, const Captured *captured) {
  Analysis *analysis = analyzer->analysis;
  for (uint32_t i = 0; i < slot->type_count; i++) {
    TypeId type = analyzer->rules->slot_types[slot->first_type + i];
    if (!(analyzer->rules->types[type].flags & TYPE_OPEN)) continue;
    Mention mention = {.begin = analyzer->lattice->begin + said_from(captured),
                       .end = analyzer->lattice->begin + captured->end,
                       .sentence = analyzer->lattice->sentence,
                       .type = type,
                       .open = true};
    uint32_t known = known_mention(analysis, mention.begin, mention.end, type);
    if (known != MENTION_NONE) return known;
    VECTOR_PUSH(analysis->arena, &analysis->mentions, mention);
    return analysis->mentions.count - 1;
  }
  return MENTION_NONE;
}

static bool is_value_of(SlotKind kind, const Value *value) {
  switch (kind) {
    case SLOT_QUANTITY:
      return value->kind <= VALUE_FEW || value->kind == VALUE_DURATION;
    case SLOT_PERIOD:
      return value->kind == VALUE_DATE || value->kind == VALUE_PERIOD || value->kind == VALUE_DURATION;
    default:
      return value->kind == VALUE_NUMBER;
  }
}

/* What `number(x)`, `money(x)`, `percent(x)`, `date(x)` look for. */
static bool is_value_for(Normalizer normalizer, const Value *value) {
  static const ValueKind KINDS[NORMALIZER_COUNT] = {[NORMALIZE_NUMBER] = VALUE_NUMBER,
                                                    [NORMALIZE_MONEY] = VALUE_MONEY,
                                                    [NORMALIZE_PERCENT] = VALUE_PERCENT,
                                                    [NORMALIZE_DATE] = VALUE_DATE};
  return value->kind == KINDS[normalizer];
}

/* The longest value inside a capture. */
static const Value *value_inside(const Lattice *lattice, SlotKind kind, Normalizer normalizer,
                                 const Captured *captured) {
  const Value *best = NULL;
  uint32_t longest = 0;
  for (uint32_t at = captured->begin; at < captured->end; at++) {
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      if (edge->source != EDGE_VALUE || edge->end > captured->end) continue;
      const Value *value = &lattice->values.data[edge->payload];
      uint32_t length = (uint32_t)(edge->end - edge->begin);
      /* 2023年 is a year before it is 2,023 years */
      bool dated = best && length == longest && best->kind == VALUE_DURATION && value->kind != VALUE_DURATION;
      if (!(normalizer ? is_value_for(normalizer, value) : is_value_of(kind, value)) ||
          (length <= longest && !(dated && kind == SLOT_PERIOD)))
        continue;
      longest = (uint32_t)(edge->end - edge->begin);
      best = value;
    }
  }
  return best;
}

/* A word of the list Pronoun for organizations that ends here and begins before: `the company` for `company`. */
static EdgeId pronoun_around(const Lattice *lattice, const Captured *captured, TypeId list) {
  for (EdgeId id = lattice->first_end[captured->end]; id != EDGE_NONE; id = lattice->edges.data[id].next_end) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->begin >= captured->begin || edge->source != EDGE_WORD || !edge_has_type(lattice, edge, list)) continue;
    if (slice_is(edge_tag(lattice, edge, list, SLICE("kind")), "organization")) return id;
  }
  return EDGE_NONE;
}

/* What rules have marked as a Description stands for an organization. */
static bool is_description(const Analyzer *analyzer, const Captured *captured, FactSlot *out) {
  uint32_t type = analyzer->analysis->vocabulary->description;
  if (type == UINT32_MAX) return false;
  if (lattice_find(analyzer->lattice, captured->begin, captured->end, (TypeId)type) == EDGE_NONE) return false;
  out->kind = FACT_PRONOUN;
  out->text = SLICE("organization");
  return true;
}

/* A word of the list Pronoun, or a description, stands for an entity that was named before. */
static bool is_pronoun(const Analyzer *analyzer, const Captured *captured, FactSlot *out) {
  const Lattice *lattice = analyzer->lattice;
  const Vocabulary *vocabulary = analyzer->analysis->vocabulary;
  uint32_t list = vocabulary->reserved.pronoun;
  EdgeId id = EDGE_NONE;
  if (list != UINT32_MAX) {
    id = lattice_find(lattice, captured->begin, captured->end, (TypeId)list);
    if (id == EDGE_NONE && vocabulary->spaced) id = pronoun_around(lattice, captured, (TypeId)list);
  }
  if (id == EDGE_NONE) return is_description(analyzer, captured, out);
  const Edge *edge = &lattice->edges.data[id];
  out->kind = FACT_PRONOUN;
  out->begin = lattice->begin + edge->begin;
  out->text = edge_tag(lattice, edge, list, SLICE("kind"));
  return true;
}

/* Quotations and titles are said without their marks. A quotation that goes on in the next paragraph has none at its
   end. */
static void leave_out_marks(const Lattice *lattice, const Captured *captured, FactSlot *out) {
  if (captured->edge == EDGE_NONE) return;
  const Edge *edge = &lattice->edges.data[captured->edge];
  out->begin = lattice->begin + said_from(captured);
  if (edge->source == EDGE_BRACKET) out->begin++, out->end--;
  if (edge->source != EDGE_QUOTE) return;
  const Quote *quote = &lattice->text->quotes.data[edge->payload];
  out->begin = quote->begin;
  if (quote->end < out->end) out->end = quote->end;
}

/* A quantity in the place of a plain text is its unit. */
static bool fill_with_unit(const Captured *captured, FactSlot *out) {
  if (captured->edge == EDGE_NONE) return false;
  const Edge *edge = &captured->lattice->edges.data[captured->edge];
  if (edge->source != EDGE_VALUE) return false;
  const Value *value = &captured->lattice->values.data[edge->payload];
  if (!value->unit.length) return false;
  out->kind = FACT_TEXT;
  out->text = value->unit;
  return true;
}

/* Fills a slot from what a capture holds. False where it does not fit. */
static bool fill_from_capture(Analyzer *analyzer, const RuleSlot *slot, const Captured *captured, Normalizer normalizer,
                              FactSlot *out) {
  Analysis *analysis = analyzer->analysis;
  out->begin = analyzer->lattice->begin + captured->begin;
  out->end = analyzer->lattice->begin + captured->end;
  out->kind = FACT_SPAN;
  if (slot->kind == SLOT_ENTITY) {
    out->kind = FACT_MENTION;
    out->mention = entity_at(analyzer, slot, captured);
    if (out->mention == MENTION_NONE && is_pronoun(analyzer, captured, out)) return true;
    if (out->mention == MENTION_NONE) out->mention = person_at_end(analyzer, slot, captured);
    if (out->mention == MENTION_NONE) out->mention = open_entity(analyzer, slot, captured);
    return out->mention != MENTION_NONE;
  }
  if (slot->kind == SLOT_STRING && fill_with_unit(captured, out)) return true;
  if (slot->kind == SLOT_TEXT || slot->kind == SLOT_STRING) leave_out_marks(analyzer->lattice, captured, out);
  if (slot->kind == SLOT_QUANTITY || slot->kind == SLOT_PERIOD || slot->kind == SLOT_DECIMAL) {
    const Value *value = value_inside(analyzer->lattice, slot->kind, normalizer, captured);
    if (!value) return slot->kind == SLOT_PERIOD && !normalizer;
    out->kind = FACT_VALUE;
    out->value = analysis->values.count;
    VECTOR_PUSH(analysis->arena, &analysis->values, *value);
  }
  return true;
}

/* What a capture holds in one item of the list that `each` goes over. Captures outside lists hold the same in all. */
static const Captured *captured_in(const Analyzer *analyzer, const Match *match, const RuleValue *value,
                                   uint32_t item) {
  const Rule *rule = &analyzer->rules->rules[match->rule];
  bool listed = analyzer->rules->captures[rule->first_capture + value->capture].list != UINT32_MAX;
  const Captured *inherited = NULL;
  for (uint32_t i = 0; i < match->captured_count; i++) {
    const Captured *captured = &match->captured[i];
    if (captured->capture != value->capture) continue;
    if (!listed || !(rule->flags & RULE_EACH) || captured->item == item) return captured;
    if (value->inherited && captured->item < item) inherited = captured;
  }
  return inherited;
}

static bool has_slot(const Fact *fact, uint32_t slot) {
  return fact_slot(fact, slot) != NULL;
}

/* document(part): what is known of the document, or the text around the match. */
static bool fill_from_document(const Analyzer *analyzer, DocumentPart part, FactSlot *out) {
  const Text *text = analyzer->analysis->text;
  const Document *document = text->document;
  const Slice known[] = {document->title,  document->date,   document->publisher,
                         document->author, document->source, document->url};
  if (part < DOCUMENT_SENTENCE) {
    out->text = known[part];
    return out->text.length != 0;
  }
  const Sentence *sentence = &text->sentences.data[analyzer->lattice->sentence];
  uint32_t paragraph = sentence->paragraph;
  out->kind = FACT_SPAN;
  if (part == DOCUMENT_HEADING) {
    enum { PARAGRAPHS_BACK = 64 };
    uint32_t last = paragraph > PARAGRAPHS_BACK ? paragraph - PARAGRAPHS_BACK : 0;
    while (paragraph > last && text->paragraphs.data[paragraph].kind != BLOCK_HEADING) paragraph--;
    if (text->paragraphs.data[paragraph].kind != BLOCK_HEADING) return false;
  }
  out->begin = part == DOCUMENT_SENTENCE ? sentence->begin : text->paragraphs.data[paragraph].begin;
  out->end = part == DOCUMENT_SENTENCE ? sentence->end : text->paragraphs.data[paragraph].end;
  return true;
}

/* Whether a capture holds a number of which nothing is left to say. */
static bool is_mere_number(const Captured *captured) {
  if (captured->edge == EDGE_NONE) return false;
  const Edge *edge = &captured->lattice->edges.data[captured->edge];
  return edge->source == EDGE_VALUE && said_from(captured) == captured->begin &&
         captured->lattice->values.data[edge->payload].kind <= VALUE_FEW;
}

/* join(x): what the captures of this name hold, in the order of the text. A number says only what is counted. */
static bool fill_joined(Analyzer *analyzer, const Match *match, uint32_t capture, FactSlot *out) {
  size_t length = 0;
  for (uint32_t i = 0; i < match->captured_count; i++) {
    if (match->captured[i].capture == capture) length += captured_text(&match->captured[i]).length + 1;
  }
  if (!length) return false;
  char *text = arena_alloc(analyzer->analysis->arena, length);
  size_t filled = 0;
  out->begin = out->end = 0;
  for (uint32_t i = 0; i < match->captured_count; i++) {
    const Captured *captured = &match->captured[i];
    if (captured->capture != capture || is_mere_number(captured)) continue;
    Slice said = lattice_slice(captured->lattice, said_from(captured), captured->end);
    if (filled) text[filled++] = ' ';
    memcpy(text + filled, said.data, said.length);
    filled += said.length;
    if (out->end == 0) out->begin = captured->lattice->begin + captured->begin;
    out->end = captured->lattice->begin + captured->end;
  }
  out->text = (Slice){text, filled};
  return filled != 0;
}

/* Fills a slot from the capture of a match, in the sentence where the capture stands. */
static bool fill_from_match(Analyzer *analyzer, const Match *match, const RuleValue *value, const RuleSlot *declared,
                            uint32_t item, FactSlot *out) {
  const Captured *captured = captured_in(analyzer, match, value, item);
  if (!captured) return false;
  if (value->kind == VALUE_TAG) {
    out->text = captured_tag(analyzer->rules, captured, rule_string(analyzer->rules, value->text));
    if (!out->text.data) return false;
    return normalize_text((Normalizer)value->normalizer, analyzer->analysis->arena, &out->text);
  }
  if (value->normalizer == NORMALIZE_JOIN) return fill_joined(analyzer, match, value->capture, out);
  if (value->normalizer && value->normalizer < NORMALIZE_NUMBER) {
    out->text = captured_text(captured);
    out->begin = captured->lattice->begin + captured->begin;
    out->end = captured->lattice->begin + captured->end;
    return normalize_text((Normalizer)value->normalizer, analyzer->analysis->arena, &out->text);
  }
  Lattice *home = analyzer->lattice;
  analyzer->lattice = captured->lattice;
  out->presumed = value->normalizer == NORMALIZE_PRESUMED;
  out->abreast = value->normalizer == NORMALIZE_ABREAST;
  Normalizer normalizer = out->presumed || out->abreast ? NORMALIZE_NOTHING : (Normalizer)value->normalizer;
  bool filled = fill_from_capture(analyzer, declared, captured, normalizer, out);
  analyzer->lattice = home;
  return filled;
}

bool analyzer_fill(Analyzer *analyzer, const Match *match, const RuleValue *value, const RuleSlot *declared,
                   uint32_t item, FactSlot *out) {
  /* ENTITY_NONE until resolved */
  *out = (FactSlot){.slot = value->slot, .kind = FACT_TEXT, .rule = match->rule, .entity = UINT32_MAX};
  switch (value->kind) {
    case VALUE_CONSTANT:
      out->text = rule_string(analyzer->rules, value->text);
      return true;
    case VALUE_LAST:
    case VALUE_NEAR:
      out->nearby = value->kind == VALUE_NEAR;
      out->text = rule_string(analyzer->rules, value->text);
      out->kind = FACT_ASSUMED;
      out->begin = out->end = analyzer->lattice->begin + match->begin;
      return true;
    case VALUE_DOCUMENT:
      return fill_from_document(analyzer, (DocumentPart)value->part, out);
    default:
      return fill_from_match(analyzer, match, value, declared, item, out);
  }
}

static void emit_item(Analyzer *analyzer, const Match *match, uint32_t item) {
  const RuleSet *rules = analyzer->rules;
  const Rule *rule = &rules->rules[match->rule];
  const RuleFrame *frame = &rules->frames[rule->produced];
  Fact fact = {.frame = rule->produced,
               .rule = match->rule,
               .sentence = analyzer->lattice->sentence,
               .match = analyzer->emitted,
               .begin = analyzer->lattice->begin + match->begin,
               .end = analyzer->lattice->begin + match->end,
               .cost = match->cost + match->extra};
  for (uint32_t i = 0; i < rule->value_count; i++) {
    const RuleValue *value = &rules->values[rule->first_value + i];
    FactSlot slot;
    if (has_slot(&fact, value->slot)) continue; /* of several values for a slot the first that is there */
    const RuleSlot *declared = &rules->slots[frame->first_slot + value->slot];
    if (!analyzer_fill(analyzer, match, value, declared, item, &slot)) continue;
    VECTOR_PUSH(analyzer->analysis->arena, &fact.slots, slot);
  }
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const RuleSlot *slot = &rules->slots[frame->first_slot + i];
    if (!slot->optional && !slot->carried && !has_slot(&fact, i)) return;
  }
  VECTOR_PUSH(analyzer->analysis->arena, &analyzer->analysis->facts, fact);
}

bool analyzer_lists_agree(const Analyzer *analyzer, const Match *match) {
  const Rule *rule = &analyzer->rules->rules[match->rule];
  for (uint32_t i = 0; i < rule->value_count; i++) {
    const RuleValue *value = &analyzer->rules->values[rule->first_value + i];
    if (value->kind >= VALUE_CONSTANT) continue;
    uint32_t list = analyzer->rules->captures[rule->first_capture + value->capture].list;
    if (list < 8 && match->items[list] != match->items[rule->list < 8 ? rule->list : 0]) return false;
  }
  return true;
}

void analyzer_emit(Analyzer *analyzer, const Match *match) {
  const Rule *rule = &analyzer->rules->rules[match->rule];
  analyzer->emitted++;
  if (!(rule->flags & RULE_EACH)) {
    emit_item(analyzer, match, 0);
    return;
  }
  if ((rule->flags & RULE_ZIP) && !analyzer_lists_agree(analyzer, match)) return;
  uint32_t items = rule->list < 8 ? match->items[rule->list] : 0;
  for (uint32_t item = 0; item < items; item++) emit_item(analyzer, match, item);
}

/* ---- settling conflicts ---- */

static bool overlap(const FactSlot *a, const FactSlot *b) {
  return a->begin < b->end && b->begin < a->end;
}

static bool same_slot(const FactSlot *a, const FactSlot *b) {
  if (!a || !b) return a == b;
  if (a->kind != b->kind) return false;
  return a->kind == FACT_TEXT ? slice_equal(a->text, b->text) : a->begin == b->begin && a->end == b->end;
}

static bool is_span(const FactSlot *slot) {
  return slot && slot->kind != FACT_TEXT && slot->end > slot->begin;
}

/* Whether two facts of a frame say different things of the same text, or the same: their keys lie over one another.
   Without keys, everything that both say does: 深蓝 and 蓝 inside it are no two colours. */
static bool in_conflict(const RuleSet *rules, const Fact *a, const Fact *b) {
  const RuleFrame *frame = &rules->frames[a->frame];
  bool common = false, same = true;
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *x = fact_slot(a, i), *y = fact_slot(b, i);
    same = same && same_slot(x, y);
    if (frame->keys ? !(frame->keys >> i & 1) : !x || !y) continue;
    bool spans = is_span(x) && is_span(y);
    if (spans ? !overlap(x, y) : !same_slot(x, y)) return false;
    common = common || spans;
  }
  return frame->keys || common || same;
}

/* Priority, then the longer match, then the one that leaves less to gaps and reads likelier, then more slots, then
 * order. */
static bool is_better(const RuleSet *rules, const Fact *a, const Fact *b) {
  int32_t p = rules->rules[a->rule].priority, q = rules->rules[b->rule].priority;
  if (p != q) return p > q;
  uint32_t length_a = a->end - a->begin, length_b = b->end - b->begin;
  if (length_a != length_b) return length_a > length_b;
  if (a->cost != b->cost) return a->cost < b->cost;
  if (a->slots.count != b->slots.count) return a->slots.count > b->slots.count;
  return a->rule < b->rule;
}

/* Facts that stay beside others, because their rule or their frame says so. */
static bool is_kept(const RuleSet *rules, const Fact *fact) {
  return (rules->rules[fact->rule].flags & RULE_KEEP_ALL) || rules->frames[fact->frame].keep_all;
}

void analyzer_settle(Analyzer *analyzer, uint32_t first_fact, uint32_t behind) {
  Analysis *analysis = analyzer->analysis;
  for (uint32_t i = first_fact; i < behind; i++) {
    Fact *fact = &analysis->facts.data[i];
    if (is_kept(analyzer->rules, fact)) continue;
    for (uint32_t k = first_fact; k < i && !fact->dropped; k++) {
      Fact *other = &analysis->facts.data[k];
      bool apart = other->match == fact->match; /* items of one list stand side by side */
      if (other->dropped || other->frame != fact->frame || apart || is_kept(analyzer->rules, other) ||
          !in_conflict(analyzer->rules, fact, other))
        continue;
      bool wins = is_better(analyzer->rules, fact, other);
      (wins ? other : fact)->dropped = true;
      if (analysis->trace) trace_loss(analysis, wins ? fact : other, wins ? other : fact);
    }
  }
}
