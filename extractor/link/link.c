#include "link/link.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "link/terms.h"
#include "text/text.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#define RDFS_LABEL "http://www.w3.org/2000/01/rdf-schema#label"
#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define SCHEMA "https://schema.org/"
#define NIF_ANCHOR "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#anchorOf"
#define SPO "https://w3id.org/spo#"
#define XSD_DECIMAL "http://www.w3.org/2001/XMLSchema#decimal"

/* Classes of which one may stand for the other, and what that costs. */
static const struct {
  const char *of_entity, *of_entry;
  double points;
} NEIGHBOURS[] = {
    {SCHEMA "Place", SCHEMA "Organization", -0.5}, {SCHEMA "Organization", SCHEMA "Place", -0.5},
    {SCHEMA "Organization", SCHEMA "Product", -1}, {SCHEMA "Product", SCHEMA "Organization", -1},
    {SCHEMA "Product", SCHEMA "CreativeWork", 0},  {SCHEMA "CreativeWork", SCHEMA "Product", 0},
    {SCHEMA "Event", SCHEMA "CreativeWork", -1},   {SCHEMA "CreativeWork", SCHEMA "Event", -1},
    {SCHEMA "Event", SCHEMA "Organization", -1},   {SCHEMA "Organization", SCHEMA "Event", -1},
};

enum { MOST_NAMES = 32 };

typedef struct {
  TermId term;
  Slice names[MOST_NAMES]; /* the label first */
  uint32_t name_count;
  Slice class, same;
} NamedEntity;

/* What is the same in all documents' graphs. */
typedef struct {
  TermId type, label, alias, same, anchor;
} Vocabulary;

/* Text and its terms, of a sentence or of a literal. */
typedef struct {
  Slice text;
  TermHashes terms; /* sorted */
} Passage;

typedef struct {
  Graph *graph;
  Arena *arena;
  const LinkOptions *options;
  Vocabulary words;
  uint32_t triple_count; /* of the graph as it came */
  uint32_t *first;       /* by term: its first place in `triples_by_subject` */
  uint32_t *users;       /* by term: index in `user_triples` of the first triple that has it as its object */
  uint32_t *user_triples;
  uint32_t *triples_by_subject;
  Passage *passages; /* by term, for literals */
  struct {
    VECTOR(Passage);
  } sentences;
  TermHashes all;    /* of the document */
  uint64_t searched; /* bytes that were looked through for names */
} Linking;

#define MOST_SEARCHED ((uint64_t)256 << 20)

/* ---- the graph by subject and by object ---- */

static void index_graph(Linking *linking) {
  const Graph *graph = linking->graph;
  uint32_t terms = graph->terms.count, triples = linking->triple_count;
  linking->first = ARENA_ARRAY(linking->arena, uint32_t, terms + 1);
  linking->users = ARENA_ARRAY(linking->arena, uint32_t, terms + 1);
  uint32_t *subjects = arena_alloc(linking->arena, (triples + 1) * sizeof *subjects);
  linking->user_triples = arena_alloc(linking->arena, (triples + 1) * sizeof *linking->user_triples);
  for (uint32_t i = 0; i < triples; i++) {
    linking->first[graph->triples.data[i].subject]++;
    linking->users[graph->triples.data[i].object]++;
  }
  uint32_t subject_sum = 0, object_sum = 0;
  for (uint32_t i = 0; i <= terms; i++) {
    uint32_t s = i < terms ? linking->first[i] : 0, o = i < terms ? linking->users[i] : 0;
    linking->first[i] = subject_sum;
    linking->users[i] = object_sum;
    subject_sum += s;
    object_sum += o;
  }
  uint32_t *next_subject = arena_alloc(linking->arena, (terms + 1) * sizeof(uint32_t));
  uint32_t *next_object = arena_alloc(linking->arena, (terms + 1) * sizeof(uint32_t));
  memcpy(next_subject, linking->first, (terms + 1) * sizeof(uint32_t));
  memcpy(next_object, linking->users, (terms + 1) * sizeof(uint32_t));
  for (uint32_t i = 0; i < triples; i++) {
    subjects[next_subject[graph->triples.data[i].subject]++] = i;
    linking->user_triples[next_object[graph->triples.data[i].object]++] = i;
  }
  linking->triples_by_subject = subjects;
}

static const Triple *triple_of(const Linking *linking, TermId subject, uint32_t at) {
  uint32_t place = linking->first[subject] + at;
  return place < linking->first[subject + 1] ? &linking->graph->triples.data[linking->triples_by_subject[place]] : NULL;
}

static bool is_vocabulary(const Graph *graph, TermId term) {
  return graph->terms.data[term].kind == TERM_IRI && graph->terms.data[term].order >= GRAPH_ORDER_LAST;
}

/* ---- terms of texts ---- */

/* What tells something: words in a language, and the sentences that mentions quote. */
static bool is_telling(const Linking *linking, const Triple *triple) {
  const Term *object = &linking->graph->terms.data[triple->object];
  return object->kind == TERM_LITERAL && (object->language.length || triple->predicate == linking->words.anchor);
}

/* A text as gazetteers in simplified characters have it; of no length where that is how it stands. */
static Slice other_form(const Linking *linking, Slice text) {
  Slice simplified = character_map_simplify(linking->options->simplified, linking->arena, text);
  return simplified.data == text.data ? (Slice){0} : simplified;
}

static void add_terms(const Linking *linking, TermHashes *terms, Slice text) {
  link_terms(linking->arena, text, terms);
  Slice other = other_form(linking, text);
  if (other.length) link_terms(linking->arena, other, terms);
}

static void read_passage(Linking *linking, Passage *passage, Slice text) {
  passage->text = text;
  add_terms(linking, &passage->terms, text);
  link_sort_terms(&passage->terms);
  VECTOR_APPEND(linking->arena, &linking->all, passage->terms.data, passage->terms.count);
}

static void add_name_term(const Linking *linking, TermHashes *terms, Slice name) {
  VECTOR_PUSH(linking->arena, terms, link_name_term(link_fold(linking->arena, name)));
  Slice other = other_form(linking, name);
  if (other.length) VECTOR_PUSH(linking->arena, terms, link_name_term(link_fold(linking->arena, other)));
}

static void read_texts(Linking *linking, const Slice *sentences, uint32_t sentence_count) {
  const Graph *graph = linking->graph;
  linking->passages = ARENA_ARRAY(linking->arena, Passage, graph->terms.count);
  for (uint32_t i = 0; i < sentence_count; i++) {
    Passage passage = {0};
    read_passage(linking, &passage, sentences[i]);
    VECTOR_PUSH(linking->arena, &linking->sentences, passage);
  }
  for (uint32_t i = 0; i < linking->triple_count; i++) {
    const Triple *triple = &graph->triples.data[i];
    Passage *passage = &linking->passages[triple->object];
    if (!is_telling(linking, triple)) continue;
    bool name = triple->predicate == linking->words.label || triple->predicate == linking->words.alias;
    if (name) add_name_term(linking, &linking->all, graph->terms.data[triple->object].text);
    if (passage->text.data) continue;
    read_passage(linking, passage, graph->terms.data[triple->object].text);
    if (triple->predicate == linking->words.anchor) VECTOR_PUSH(linking->arena, &linking->sentences, *passage);
  }
  link_sort_terms(&linking->all);
}

/* ---- what is near an entity ---- */

static void add_literals(Linking *linking, TermId subject, TermHashes *near) {
  const Triple *triple;
  for (uint32_t i = 0; (triple = triple_of(linking, subject, i)) != NULL; i++) {
    if (!is_telling(linking, triple)) continue;
    const Passage *passage = &linking->passages[triple->object];
    VECTOR_APPEND(linking->arena, near, passage->terms.data, passage->terms.count);
    if (triple->predicate == linking->words.label || triple->predicate == linking->words.alias) {
      add_name_term(linking, near, linking->graph->terms.data[triple->object].text);
    }
  }
}

/* Claims that speak of the entity, with all that they speak of. Of an entity that everything speaks of, the first. */
static void add_claims(Linking *linking, TermId entity, TermHashes *near) {
  enum { MOST_CLAIMS = 256, MOST_SLOTS = 64 };
  const Graph *graph = linking->graph;
  uint32_t begin = linking->users[entity], end = linking->users[entity + 1];
  if (end - begin > MOST_CLAIMS) end = begin + MOST_CLAIMS;
  for (uint32_t i = begin; i < end; i++) {
    TermId claim = graph->triples.data[linking->user_triples[i]].subject;
    const Triple *triple;
    add_literals(linking, claim, near);
    for (uint32_t k = 0; k < MOST_SLOTS && (triple = triple_of(linking, claim, k)) != NULL; k++) {
      if (graph->terms.data[triple->object].kind != TERM_IRI || triple->object == entity) continue;
      if (!is_vocabulary(graph, triple->object)) add_literals(linking, triple->object, near);
    }
  }
}

static bool holds(Linking *linking, Slice text, Slice name) {
  linking->searched += text.length;
  return linking->searched < MOST_SEARCHED && slice_find(text, name) != SIZE_MAX;
}

static TermHashes near_terms(Linking *linking, TermId entity, const Slice *names, uint32_t name_count) {
  TermHashes near = {0};
  for (uint32_t i = 0; i < linking->sentences.count; i++) {
    const Passage *sentence = &linking->sentences.data[i];
    bool named = false;
    for (uint32_t k = 0; k < name_count && !named; k++) named = holds(linking, sentence->text, names[k]);
    if (named) VECTOR_APPEND(linking->arena, &near, sentence->terms.data, sentence->terms.count);
  }
  const Triple *triple;
  add_literals(linking, entity, &near);
  for (uint32_t i = 0; (triple = triple_of(linking, entity, i)) != NULL; i++) {
    bool node = linking->graph->terms.data[triple->object].kind == TERM_IRI;
    if (node && !is_vocabulary(linking->graph, triple->object)) add_literals(linking, triple->object, &near);
  }
  add_claims(linking, entity, &near);
  link_sort_terms(&near);
  return near;
}

/* ---- points ---- */

/* False where an entry of that class cannot be the entity. */
static bool class_points(Slice of_entity, Slice of_entry, double *points) {
  *points = 0;
  if (!of_entry.length) return true;
  *points = 1;
  if (slice_equal(of_entity, of_entry)) return true;
  if (slice_is(of_entity, SKOS "Concept") || slice_is(of_entry, SKOS "Concept")) {
    *points = -0.5;
    return !slice_is(of_entity, SCHEMA "Person") && !slice_is(of_entry, SCHEMA "Person");
  }
  for (size_t i = 0; i < sizeof NEIGHBOURS / sizeof *NEIGHBOURS; i++) {
    if (!slice_is(of_entity, NEIGHBOURS[i].of_entity) || !slice_is(of_entry, NEIGHBOURS[i].of_entry)) continue;
    *points = NEIGHBOURS[i].points;
    return true;
  }
  return false;
}

/* `own`: terms of the entity's names, which any bearer of the name has. */
static double context_points(const Linking *linking, const TermHashes *near, const TermHashes *own, uint32_t entry) {
  const Gazetteer *gazetteer = linking->options->gazetteer;
  uint32_t count;
  double sum = 0;
  const uint32_t *context = gazetteer_context(gazetteer, entry, &count);
  for (uint32_t i = 0; i < count; i++) {
    const GazetteerTerm *term = &gazetteer->terms[context[i]];
    if (!link_has_term(&linking->all, term->hash) || link_has_term(own, term->hash)) continue;
    sum += link_has_term(near, term->hash) ? term->weight : 0.5 * term->weight;
  }
  return 4 * (1 - exp(-sum / 2));
}

static int by_entry(const void *a, const void *b) {
  const GazetteerHit *x = a, *y = b;
  return (x->entry > y->entry) - (x->entry < y->entry);
}

static int by_points(const void *a, const void *b) {
  const LinkCandidate *x = a, *y = b;
  if (x->points != y->points) return x->points > y->points ? -1 : 1;
  return (x->entry > y->entry) - (x->entry < y->entry);
}

/* What bears a name, or its form in simplified characters. Who bears both bears one name. */
static void find_bearers(const Linking *linking, Slice name, GazetteerHits *hits) {
  const Gazetteer *gazetteer = linking->options->gazetteer;
  uint32_t begin = hits->count;
  gazetteer_find(gazetteer, linking->arena, name, hits);
  Slice other = other_form(linking, name);
  uint32_t own = hits->count, kept = own;
  if (!other.length) return;
  gazetteer_find(gazetteer, linking->arena, other, hits);
  for (uint32_t i = own; i < hits->count; i++) {
    bool known = false;
    for (uint32_t k = begin; k < own && !known; k++) known = hits->data[k].entry == hits->data[i].entry;
    if (known) continue;
    hits->data[kept] = hits->data[i];
    hits->data[kept++].exact = false;
  }
  hits->count = kept;
}

/* Candidates with what their names are worth, each once. */
static LinkCandidate *find_candidates(const Linking *linking, const Slice *names, uint32_t name_count, Slice class,
                                      uint32_t *count) {
  const Gazetteer *gazetteer = linking->options->gazetteer;
  GazetteerHits hits = {0};
  for (uint32_t i = 0; i < name_count; i++) find_bearers(linking, names[i], &hits);
  if (hits.count) qsort(hits.data, hits.count, sizeof *hits.data, by_entry);
  LinkCandidate *candidates = arena_alloc(linking->arena, (hits.count + 1) * sizeof *candidates);
  *count = 0;
  for (uint32_t i = 0, end; i < hits.count; i = end) {
    double best = 0, of_class;
    for (end = i; end < hits.count && hits.data[end].entry == hits.data[i].entry; end++) {
      double points = (hits.data[end].label ? 2 : 1) - (hits.data[end].exact ? 0 : 0.2);
      if (points > best) best = points;
    }
    double more = end - i > 3 ? 2 : end - i - 1;
    if (!class_points(class, gazetteer_class(gazetteer, hits.data[i].entry), &of_class)) continue;
    candidates[(*count)++] = (LinkCandidate){hits.data[i].entry, best + more + of_class, 0};
  }
  return candidates;
}

/* Two Han characters, or one word, are a name that many people bear; one character, or three letters, name much. */
static bool is_short(Slice name, Slice class) {
  size_t length = 0, words = 1, han = 0;
  unsigned width;
  for (size_t at = 0; at < name.length; at += width) {
    uint32_t c = utf8_decode(name.data + at, &width);
    han += (character_flags(c) & CHARACTER_HAN) != 0;
    words += c == ' ' || c == 0xB7;
    length++;
  }
  if (slice_is(class, SCHEMA "Person")) return han ? length <= 2 : words == 1;
  return han ? length <= 1 : length <= 3;
}

static TermHashes own_terms(const Linking *linking, const NamedEntity *entity) {
  TermHashes own = {0};
  for (uint32_t i = 0; i < entity->name_count; i++) {
    add_terms(linking, &own, entity->names[i]);
    add_name_term(linking, &own, entity->names[i]);
  }
  link_sort_terms(&own);
  return own;
}

static void score(const Linking *linking, LinkDecision *decision, const TermHashes *near, const TermHashes *own) {
  LinkCandidate *candidates = decision->candidates;
  uint32_t count = decision->candidate_count;
  double none = exp(2.5 + 0.5 * log(count) + (is_short(decision->label, decision->class) ? 1 : 0)), sum = none;
  for (uint32_t i = 0; i < count; i++) {
    candidates[i].points += 2 * (double)linking->options->gazetteer->entries[candidates[i].entry].popularity +
                            context_points(linking, near, own, candidates[i].entry);
    sum += exp(candidates[i].points);
  }
  for (uint32_t i = 0; i < count; i++) candidates[i].score = exp(candidates[i].points) / sum;
  qsort(candidates, count, sizeof *candidates, by_points);
  decision->score = candidates[0].score;
}

/* ---- entities ---- */

/* Classes whose individuals a gazetteer may have. Claims, mentions and documents bear no label; groups have no name. */
static bool read_entity(const Linking *linking, TermId term, NamedEntity *entity) {
  const Triple *triple;
  bool labelled = false;
  *entity = (NamedEntity){.term = term, .name_count = 0};
  for (uint32_t i = 0; (triple = triple_of(linking, term, i)) != NULL; i++) {
    const Term *object = &linking->graph->terms.data[triple->object];
    bool iri = object->kind == TERM_IRI;
    if (triple->predicate == linking->words.type && iri && !entity->class.length) entity->class = object->text;
    if (triple->predicate == linking->words.same && iri) entity->same = object->text;
    bool label = triple->predicate == linking->words.label;
    if (iri || (!label && triple->predicate != linking->words.alias) || entity->name_count == MOST_NAMES) continue;
    entity->names[entity->name_count++] = object->text;
    if (label && !labelled) {
      Slice first = entity->names[0];
      entity->names[0] = object->text;
      entity->names[entity->name_count - 1] = first;
      labelled = true;
    }
  }
  bool is_class = slice_is(entity->class, "http://www.w3.org/2000/01/rdf-schema#Class");
  return labelled && entity->class.length && !is_class && !slice_is(entity->class, SPO "Group");
}

static void add_link(Linking *linking, TermId entity, const LinkDecision *decision) {
  Graph *graph = linking->graph;
  Slice text = arena_print(linking->arena, "%.2f", decision->score);
  while (text.data[text.length - 1] == '0' && text.data[text.length - 2] != '.') text.length--;
  graph_add(graph, entity, graph_iri(graph, SLICE(SCHEMA "sameAs"), GRAPH_ORDER_LAST),
            graph_iri(graph, decision->iri, GRAPH_ORDER_LAST));
  graph_add(graph, entity, graph_iri(graph, SLICE(SPO "linkScore"), GRAPH_ORDER_LAST),
            graph_literal(graph, text, SLICE(XSD_DECIMAL), SLICE("")));
}

static LinkDecision decide(Linking *linking, const NamedEntity *entity) {
  LinkDecision decision = {.entity = linking->graph->terms.data[entity->term].text,
                           .label = entity->names[0],
                           .class = entity->class,
                           .result = LINK_NONE};
  if (entity->same.length) {
    decision.result = LINK_KNOWN;
    decision.iri = entity->same;
    return decision;
  }
  decision.candidates =
      find_candidates(linking, entity->names, entity->name_count, entity->class, &decision.candidate_count);
  if (!decision.candidate_count) return decision;
  TermHashes near = near_terms(linking, entity->term, entity->names, entity->name_count);
  TermHashes own = own_terms(linking, entity);
  score(linking, &decision, &near, &own);
  Slice iri = gazetteer_iri(linking->options->gazetteer, linking->arena, decision.candidates[0].entry);
  bool sound = utf8_valid_prefix(iri) == iri.length && iri_is_absolute(iri);
  if (sound && decision.score >= linking->options->threshold) {
    decision.result = LINK_MADE;
    decision.iri = iri;
  }
  return decision;
}

void link_graph(Graph *graph, const LinkOptions *options, const Slice *sentences, uint32_t sentence_count,
                LinkDecisions *decisions) {
  Linking linking = {.graph = graph, .arena = graph->arena, .options = options};
  linking.words = (Vocabulary){.type = graph_iri(graph, SLICE(RDF_TYPE), GRAPH_ORDER_LAST),
                               .label = graph_iri(graph, SLICE(RDFS_LABEL), GRAPH_ORDER_LAST),
                               .alias = graph_iri(graph, SLICE(SKOS "altLabel"), GRAPH_ORDER_LAST),
                               .same = graph_iri(graph, SLICE(SCHEMA "sameAs"), GRAPH_ORDER_LAST),
                               .anchor = graph_iri(graph, SLICE(NIF_ANCHOR), GRAPH_ORDER_LAST)};
  linking.triple_count = graph->triples.count;
  uint32_t terms = graph->terms.count;
  index_graph(&linking);
  read_texts(&linking, sentences, sentence_count);
  for (TermId term = 0; term < terms; term++) {
    NamedEntity entity;
    if (graph->terms.data[term].kind != TERM_IRI || !read_entity(&linking, term, &entity)) continue;
    LinkDecision decision = decide(&linking, &entity);
    if (decision.result == LINK_MADE) add_link(&linking, term, &decision);
    if (decisions) VECTOR_PUSH(graph->arena, decisions, decision);
  }
}
