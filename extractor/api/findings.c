/* The entities and claims of a graph as spo/spo.h shows them. What belongs to the graph is asked of the graph itself:
   an entity or a claim whose IRI is the subject of no triple (a candidate that no claim speaks of, a definition of an
   alias) is not shown. */
#include "api/handles.h"
#include "base/name_table.h"

#define RELATION_CLASS "https://w3id.org/spo#Relation"

_Static_assert((int)SPO_EXACTLY == BOUND_EXACT && (int)SPO_AT_LEAST == BOUND_AT_LEAST &&
                   (int)SPO_AT_MOST == BOUND_AT_MOST && (int)SPO_ABOUT == BOUND_ABOUT &&
                   (int)SPO_MORE_THAN == BOUND_MORE_THAN && (int)SPO_LESS_THAN == BOUND_LESS_THAN,
               "SpoBound is Bound");

typedef struct {
  SpoGraph *graph;
  Arena *arena;
  const Result *result;
  const RuleSet *rules;
  const GraphOptions *options;
  NameTable subjects;
  const SpoEntity **shown; /* by entity of the resolution; NULL: not in the graph */
} Listing;

static const char *string(const Listing *listing, Slice text) {
  return arena_copy(listing->arena, text).data;
}

static const char *rule_text(const Listing *listing, RuleString text) {
  return string(listing, rule_string(listing->rules, text));
}

/* Triples are sorted by subject. */
static void collect_subjects(Listing *listing) {
  const Graph *graph = &listing->result->graph;
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    TermId subject = graph->triples.data[i].subject;
    if (i && subject == graph->triples.data[i - 1].subject) continue;
    name_table_add(&listing->subjects, listing->arena, graph->terms.data[subject].text, subject);
  }
}

static bool is_subject(const Listing *listing, Slice iri) {
  return name_table_find(&listing->subjects, iri) != UINT32_MAX;
}

/* ---- entities ---- */

static SpoEntity entity_of(const Listing *listing, const Entity *entity, Slice iri, SpoSpan *mentions) {
  const RuleType *type = &listing->rules->types[entity->type];
  const char **names = ARENA_ARRAY(listing->arena, const char *, entity->names.count + 1);
  for (uint32_t i = 0; i < entity->names.count; i++) names[i] = string(listing, entity->names.data[i]);
  return (SpoEntity){.iri = string(listing, iri),
                     .type = rule_text(listing, type->name),
                     .class_iri = rule_text(listing, type->class),
                     .label = string(listing, entity->label),
                     .names = names,
                     .name_count = entity->names.count,
                     .mentions = mentions};
}

/* Room for the mentions of each entity in one array; `ends` gets where those of each end. */
static SpoSpan *share_mentions(const Listing *listing, uint32_t *ends) {
  const Resolution *resolution = &listing->result->resolution;
  uint32_t count = listing->result->analysis.mentions.count, sum = 0;
  for (uint32_t i = 0; i < count; i++) ends[resolution->entity_of_mention[i]]++;
  for (uint32_t i = 0; i < resolution->entities.count; i++) sum = ends[i] += sum;
  return ARENA_ARRAY(listing->arena, SpoSpan, count + 1);
}

static void list_entities(Listing *listing) {
  const Result *result = listing->result;
  const Resolution *resolution = &result->resolution;
  uint32_t count = resolution->entities.count;
  uint32_t *ends = ARENA_ARRAY(listing->arena, uint32_t, count + 1);
  SpoSpan *mentions = share_mentions(listing, ends);
  SpoEntity *entities = ARENA_ARRAY(listing->arena, SpoEntity, count + 1);
  SpoEntity **shown = ARENA_ARRAY(listing->arena, SpoEntity *, count + 1);
  size_t shown_count = 0;
  for (uint32_t i = 0; i < count; i++) {
    Slice iri = graph_entity_iri(listing->arena, resolution, listing->options, i);
    if (!is_subject(listing, iri)) continue;
    shown[i] = &entities[shown_count++];
    *shown[i] = entity_of(listing, &resolution->entities.data[i], iri, mentions + (i ? ends[i - 1] : 0));
  }
  for (uint32_t i = 0; i < result->analysis.mentions.count; i++) {
    const Mention *mention = &result->analysis.mentions.data[i];
    SpoEntity *entity = shown[resolution->entity_of_mention[i]];
    if (!entity) continue;
    SpoSpan *free_place = (SpoSpan *)entity->mentions + entity->mention_count++;
    *free_place = source_span(listing->arena, &result->text, mention->begin, mention->end);
  }
  listing->graph->entities = entities;
  listing->graph->entity_count = shown_count;
  listing->shown = (const SpoEntity **)shown;
}

/* ---- claims ---- */

static void add_value(const Listing *listing, const Value *value, SpoSlot *slot) {
  bool time = value->kind == VALUE_DATE || value->kind == VALUE_PERIOD;
  if (time) {
    Slice date = time_print(listing->arena, &value->time, listing->result->text.document->date);
    if (date.length) slot->date = string(listing, date);
  } else {
    if (value->unit.length) slot->unit = string(listing, value->unit);
    slot->bound = (SpoBound)value->bound;
  }
}

static SpoSlot slot_of(const Listing *listing, const Fact *fact, const FactSlot *filled, const RuleSlot *declared) {
  const Result *result = listing->result;
  Slice said = graph_slot_text(listing->arena, &result->resolution, fact, filled);
  SpoSlot slot = {.name = rule_text(listing, declared->name),
                  .value = string(listing, said),
                  .carried = filled->carried == SLOT_CARRIED || filled->carried == SLOT_MERGED};
  if (filled->entity != ENTITY_NONE) slot.entity = listing->shown[filled->entity];
  if (filled->kind == FACT_VALUE) add_value(listing, &result->analysis.values.data[filled->value], &slot);
  bool read = filled->kind != FACT_TEXT && filled->end > filled->begin;
  if (read) slot.span = source_span(listing->arena, &result->text, filled->begin, filled->end);
  return slot;
}

static SpoClaim claim_of(const Listing *listing, const Fact *fact, Slice iri) {
  const RuleSet *rules = listing->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  const Rule *rule = &rules->rules[fact->rule];
  const Sentence *sentence = &listing->result->text.sentences.data[fact->sentence];
  SpoSlot *slots = ARENA_ARRAY(listing->arena, SpoSlot, frame->slot_count + 1);
  size_t count = 0;
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    if (slot) slots[count++] = slot_of(listing, fact, slot, &rules->slots[frame->first_slot + i]);
  }
  bool relation = frame->relation.length != 0;
  int percent = (int)(rule->confidence * 100 + 0.5f);
  return (SpoClaim){.iri = string(listing, iri),
                    .type = rule_text(listing, frame->name),
                    .class_iri = frame->class.length ? rule_text(listing, frame->class) : RELATION_CLASS,
                    .relation = relation ? rule_text(listing, frame->relation) : NULL,
                    .slots = slots,
                    .slot_count = count,
                    .evidence = source_span(listing->arena, &listing->result->text, sentence->begin, sentence->end),
                    .rule = rule_text(listing, rule->name),
                    .rule_file = rule_text(listing, rule->file),
                    .rule_line = rule->line,
                    .confidence = percent / 100.0 /* as the RDF has it */};
}

static void list_claims(Listing *listing) {
  const Resolution *resolution = &listing->result->resolution;
  SpoClaim *claims = ARENA_ARRAY(listing->arena, SpoClaim, resolution->claims.count + 1);
  size_t count = 0;
  Slice document = graph_document_iri(listing->arena, resolution, listing->options);
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    Slice iri = graph_claim_iri(listing->arena, resolution, listing->options, document, i);
    if (!is_subject(listing, iri)) continue;
    const Fact *fact = &listing->result->analysis.facts.data[resolution->claims.data[i]];
    claims[count++] = claim_of(listing, fact, iri);
  }
  listing->graph->claims = claims;
  listing->graph->claim_count = count;
}

void graph_list_findings(SpoGraph *graph) {
  Session *session = graph->session;
  Listing listing = {.graph = graph,
                     .arena = &session->arena,
                     .result = &session->result,
                     .rules = &session->result.language->rules,
                     .options = &session->graph_options};
  collect_subjects(&listing);
  list_entities(&listing);
  list_claims(&listing);
}
