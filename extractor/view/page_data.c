#include "view/page_data.h"

#include "base/name_table.h"
#include "graph/controlled.h"
#include "graph/namespaces.h"
#include "view/graph_picture.h"
#include "view/turtle_text.h"

/* By BlockKind. */
static const char PARAGRAPH_LETTERS[] = "phctlqb";

typedef struct {
  PageJson *json;
  Arena *arena;
  const ViewDocument *document;
  const Resolution *resolution;
  const Analysis *analysis;
  const Text *text;
  const RuleSet *rules;
  TurtlePrefixes prefixes;
  Slice iri;          /* of the document */
  NameTable subjects; /* IRIs: the first triple of each */
  NameTable written;  /* IRIs of claims whose RDF stands there already */
  uint32_t *shown;    /* by entity of the resolution: its number in the page, or ENTITY_NONE */
} PageData;

static void pair(PageJson *json, uint32_t begin, uint32_t end) {
  page_json_number(json, begin);
  page_json_number(json, end);
}

/* Triples are sorted by subject. */
static void collect_subjects(PageData *data) {
  const Graph *graph = data->document->graph;
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    TermId subject = graph->triples.data[i].subject;
    if (i && subject == graph->triples.data[i - 1].subject) continue;
    name_table_add(&data->subjects, data->arena, graph->terms.data[subject].text, i);
  }
}

/* What the graph says of a subject, whose first triple is given. */
static void put_rdf(PageData *data, uint32_t first) {
  const Graph *graph = data->document->graph;
  const Triple *triples = graph->triples.data;
  page_json_key(data->json, "rdf");
  page_json_open(data->json, '[');
  for (uint32_t i = first; i < graph->triples.count && triples[i].subject == triples[first].subject; i++) {
    page_json_string(data->json, turtle_term(data->arena, &data->prefixes, &graph->terms.data[triples[i].predicate]));
    page_json_string(data->json, turtle_term(data->arena, &data->prefixes, &graph->terms.data[triples[i].object]));
  }
  page_json_close(data->json, ']');
}

/* ---- the document ---- */

static void put_paragraphs(PageData *data) {
  PageJson *json = data->json;
  page_json_key(json, "paragraphs");
  page_json_open(json, '[');
  for (uint32_t i = 0; i < data->text->paragraphs.count; i++) {
    const Paragraph *paragraph = &data->text->paragraphs.data[i];
    pair(json, paragraph->begin, paragraph->end);
    page_json_string(json, (Slice){&PARAGRAPH_LETTERS[paragraph->kind], 1});
  }
  page_json_close(json, ']');
  page_json_key(json, "sentences");
  page_json_open(json, '[');
  for (uint32_t i = 0; i < data->text->sentences.count; i++) {
    pair(json, data->text->sentences.data[i].begin, data->text->sentences.data[i].end);
  }
  page_json_close(json, ']');
}

/* A file's name without the directories that it lies in: they say nothing of the document. */
static Slice base_name(Slice path) {
  size_t at = path.length;
  while (at && path.data[at - 1] != '/') at--;
  return (Slice){path.data + at, path.length - at};
}

static void put_document(PageData *data) {
  const Document *document = data->text->document;
  page_json_field(data->json, "iri", data->iri);
  page_json_field(data->json, "name", base_name(document->name));
  page_json_field(data->json, "title", document->title);
  page_json_field(data->json, "date", document->date);
  page_json_field(data->json, "publisher", document->publisher);
  page_json_field(data->json, "author", document->author);
  page_json_field(data->json, "source", document->source);
  page_json_field(data->json, "language", document->language.length ? document->language : data->text->language);
  page_json_key(data->json, "text");
  page_json_string(data->json, data->text->utf8);
  put_paragraphs(data);
}

/* ---- entities ---- */

typedef struct {
  uint32_t *ends, *mentions; /* by entity: where its mentions end in `mentions` */
} MentionIndex;

static MentionIndex index_mentions(const PageData *data) {
  uint32_t entities = data->resolution->entities.count, mentions = data->analysis->mentions.count, sum = 0;
  const uint32_t *entity_of = data->resolution->entity_of_mention;
  MentionIndex index = {ARENA_ARRAY(data->arena, uint32_t, entities + 1),
                        ARENA_ARRAY(data->arena, uint32_t, mentions + 1)};
  for (uint32_t i = 0; i < mentions; i++) index.ends[entity_of[i]]++;
  for (uint32_t i = 0; i < entities; i++) {
    uint32_t count = index.ends[i];
    index.ends[i] = sum;
    sum += count;
  }
  for (uint32_t i = 0; i < mentions; i++) index.mentions[index.ends[entity_of[i]]++] = i;
  return index;
}

static void put_mentions(PageData *data, const MentionIndex *index, uint32_t entity) {
  page_json_key(data->json, "mentions");
  page_json_open(data->json, '[');
  for (uint32_t i = entity ? index->ends[entity - 1] : 0; i < index->ends[entity]; i++) {
    const Mention *mention = &data->analysis->mentions.data[index->mentions[i]];
    pair(data->json, mention->begin, mention->end);
  }
  page_json_close(data->json, ']');
}

/* What the entity is elsewhere, as the graph says it: by its word list, or by linking. */
static void put_identity(PageData *data, uint32_t first) {
  const Graph *graph = data->document->graph;
  const Triple *triples = graph->triples.data;
  uint32_t count = 0;
  for (uint32_t i = first; i < graph->triples.count && triples[i].subject == triples[first].subject; i++) {
    const Term *predicate = &graph->terms.data[triples[i].predicate], *object = &graph->terms.data[triples[i].object];
    if (slice_is(predicate->text, NS_SPO "linkScore")) page_json_field(data->json, "score", object->text);
    if (!slice_is(predicate->text, NS_SCHEMA "sameAs") || object->kind != TERM_IRI || count++) continue;
    page_json_field(data->json, "same", object->text);
  }
}

static void put_entity(PageData *data, const MentionIndex *index, uint32_t number, Slice iri, uint32_t first_triple) {
  PageJson *json = data->json;
  const Entity *entity = &data->resolution->entities.data[number];
  page_json_open(json, '{');
  page_json_field(json, "iri", iri);
  page_json_field(json, "id", turtle_iri(data->arena, &data->prefixes, iri));
  page_json_field(json, "type", rule_string(data->rules, data->rules->types[entity->type].name));
  page_json_field(json, "label", entity->label);
  put_identity(data, first_triple);
  if (entity->names.count) {
    page_json_key(json, "names");
    page_json_open(json, '[');
    for (uint32_t i = 0; i < entity->names.count; i++) page_json_string(json, entity->names.data[i]);
    page_json_close(json, ']');
  }
  put_mentions(data, index, number);
  put_rdf(data, first_triple);
  page_json_close(json, '}');
}

/* Those that the graph speaks of. */
static void put_entities(PageData *data) {
  const Resolution *resolution = data->resolution;
  MentionIndex index = index_mentions(data);
  uint32_t count = 0;
  data->shown = ARENA_ARRAY(data->arena, uint32_t, resolution->entities.count + 1);
  page_json_key(data->json, "entities");
  page_json_open(data->json, '[');
  for (uint32_t i = 0; i < resolution->entities.count; i++) {
    Slice iri = graph_entity_iri(data->arena, resolution, data->document->options, i);
    uint32_t triple = name_table_find(&data->subjects, iri);
    data->shown[i] = triple == UINT32_MAX ? ENTITY_NONE : count++;
    if (triple != UINT32_MAX) put_entity(data, &index, i, iri, triple);
  }
  page_json_close(data->json, ']');
}

/* ---- claims ---- */

static void put_value(PageData *data, const Value *value) {
  bool time = value->kind == VALUE_DATE || value->kind == VALUE_PERIOD;
  if (time) {
    page_json_field(data->json, "date", time_print(data->arena, &value->time, data->text->document->date));
    return;
  }
  page_json_field(data->json, "unit", value->unit);
  if (value->bound != BOUND_EXACT) page_json_field(data->json, "bound", bound_word(value->bound));
  if (value->ranged) page_json_field(data->json, "upper", decimal_print(data->arena, value->upper));
}

static void put_slot(PageData *data, const Fact *fact, const FactSlot *slot, const RuleSlot *declared) {
  PageJson *json = data->json;
  uint32_t entity = slot->entity == ENTITY_NONE ? ENTITY_NONE : data->shown[slot->entity];
  page_json_open(json, '{');
  page_json_field(json, "name", rule_string(data->rules, declared->name));
  page_json_key(json, "value");
  page_json_string(json, graph_slot_text(data->arena, data->resolution, fact, slot));
  if (slot->kind == FACT_VALUE) put_value(data, &data->analysis->values.data[slot->value]);
  if (entity != ENTITY_NONE) {
    page_json_key(json, "entity");
    page_json_number(json, entity);
  }
  if (slot->kind != FACT_TEXT && slot->end > slot->begin) {
    page_json_key(json, "begin");
    page_json_number(json, slot->begin);
    page_json_key(json, "end");
    page_json_number(json, slot->end);
  }
  if (slot->carried == SLOT_CARRIED || slot->carried == SLOT_MERGED) {
    page_json_key(json, "carried");
    page_json_true(json);
  }
  page_json_close(json, '}');
}

static void put_slots(PageData *data, const Fact *fact, const RuleFrame *frame) {
  page_json_key(data->json, "slots");
  page_json_open(data->json, '[');
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    if (slot) put_slot(data, fact, slot, &data->rules->slots[frame->first_slot + i]);
  }
  page_json_close(data->json, ']');
}

static void put_sentences(PageData *data, const Fact *fact) {
  page_json_key(data->json, "sentence");
  page_json_number(data->json, fact->sentence);
  if (!fact->more_sentences.count) return;
  page_json_key(data->json, "more");
  page_json_open(data->json, '[');
  for (uint32_t i = 0; i < fact->more_sentences.count; i++) page_json_number(data->json, fact->more_sentences.data[i]);
  page_json_close(data->json, ']');
}

static void put_claim(PageData *data, const Fact *fact, Slice iri, uint32_t first_triple) {
  PageJson *json = data->json;
  const RuleFrame *frame = &data->rules->frames[fact->frame];
  const Rule *rule = &data->rules->rules[fact->rule];
  page_json_open(json, '{');
  page_json_field(json, "iri", iri);
  page_json_field(json, "id", turtle_iri(data->arena, &data->prefixes, iri));
  page_json_field(json, "frame", rule_string(data->rules, frame->name));
  Slice relation = rule_string(data->rules, frame->relation);
  if (relation.length) page_json_field(json, "relation", turtle_iri(data->arena, &data->prefixes, relation));
  put_sentences(data, fact);
  page_json_field(json, "rule", rule_string(data->rules, rule->name));
  page_json_field(json, "file", rule_string(data->rules, rule->file));
  page_json_key(json, "line");
  page_json_number(json, rule->line);
  page_json_key(json, "confidence");
  page_json_hundredths(json, (int64_t)(rule->confidence * 100 + 0.5f));
  put_slots(data, fact, frame);
  if (name_table_find(&data->written, iri) == UINT32_MAX) {
    name_table_add(&data->written, data->arena, iri, first_triple);
    put_rdf(data, first_triple);
  }
  page_json_close(json, '}');
}

static void put_claims(PageData *data) {
  const Resolution *resolution = data->resolution;
  page_json_key(data->json, "claims");
  page_json_open(data->json, '[');
  for (uint32_t i = 0; i < resolution->claims.count; i++) {
    Slice iri = graph_claim_iri(data->arena, resolution, data->document->options, data->iri, i);
    uint32_t triple = name_table_find(&data->subjects, iri);
    if (triple == UINT32_MAX) continue; /* of a frame without a class */
    put_claim(data, &data->analysis->facts.data[resolution->claims.data[i]], iri, triple);
  }
  page_json_close(data->json, ']');
}

/* ---- the drawing ---- */

static void put_box(PageJson *json, int32_t x, int32_t y, int32_t width, int32_t height) {
  const int32_t numbers[] = {x, y, width, height};
  static const char *const KEYS[] = {"x", "y", "w", "h"};
  for (unsigned i = 0; i < 4; i++) {
    page_json_key(json, KEYS[i]);
    page_json_number(json, numbers[i]);
  }
}

static void put_count(PageJson *json, const char *key, int64_t number) {
  page_json_key(json, key);
  page_json_number(json, number);
}

static void put_slices(PageJson *json, const char *key, const Slice *slices, uint32_t count) {
  page_json_key(json, key);
  page_json_open(json, '[');
  for (uint32_t i = 0; i < count; i++) page_json_string(json, slices[i]);
  page_json_close(json, ']');
}

static void put_edge(PageJson *json, const PictureEdge *edge) {
  page_json_open(json, '{');
  put_count(json, "from", edge->from);
  put_count(json, "to", edge->to);
  put_slices(json, "claims", edge->claims, edge->claim_count);
  put_slices(json, "lines", edge->lines, edge->line_count);
  put_box(json, edge->x, edge->y, edge->width, edge->height);
  page_json_field(json, "path", edge->path);
  page_json_field(json, "head", edge->head);
  if (edge->doubt) {
    page_json_key(json, "doubt");
    page_json_true(json);
  }
  page_json_close(json, '}');
}

static void put_picture(PageData *data) {
  PageJson *json = data->json;
  GraphView view;
  EntityGraph graph;
  GraphPicture picture;
  graph_view_make(&view, data->arena, data->document->graph);
  entity_graph_init(&graph, data->arena);
  entity_graph_add(&graph, &view);
  graph_picture_make(&picture, data->arena, &graph);
  page_json_key(json, "graph");
  page_json_open(json, '{');
  put_count(json, "width", picture.width);
  put_count(json, "height", picture.height);
  put_count(json, "left", picture.left_out);
  page_json_key(json, "nodes");
  page_json_open(json, '[');
  for (uint32_t i = 0; i < picture.node_count; i++) {
    const PictureNode *node = &picture.nodes[i];
    page_json_open(json, '{');
    page_json_field(json, "iri", graph.nodes.data[node->node].iri);
    page_json_field(json, "text", node->text);
    put_box(json, node->x, node->y, node->width, node->height);
    page_json_close(json, '}');
  }
  page_json_close(json, ']');
  page_json_key(json, "edges");
  page_json_open(json, '[');
  for (uint32_t i = 0; i < picture.edge_count; i++) put_edge(json, &picture.edges[i]);
  page_json_close(json, ']');
  page_json_close(json, '}');
}

void page_data_put(PageJson *json, Arena *arena, const ViewDocument *document) {
  const Analysis *analysis = document->resolution->analysis;
  PageData data = {.json = json,
                   .arena = arena,
                   .document = document,
                   .resolution = document->resolution,
                   .analysis = analysis,
                   .text = analysis->text,
                   .rules = analysis->vocabulary->rules,
                   .prefixes = {document->prefixes, document->prefix_count}};
  data.iri = graph_document_iri(arena, document->resolution, document->options);
  collect_subjects(&data);
  page_json_open(json, '{');
  put_document(&data);
  put_entities(&data);
  put_claims(&data);
  put_picture(&data);
  page_json_close(json, '}');
}
