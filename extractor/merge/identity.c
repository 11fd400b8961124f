#include "merge/identity.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define SCHEMA "https://schema.org/"
#define NIF "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
#define SPO "https://w3id.org/spo#"

static MergeTerms find_terms(const Store *store) {
  MergeTerms terms;
  const struct {
    StoreTerm *term;
    const char *iri;
  } NAMES[] = {{&terms.type, RDF "type"},
               {&terms.label, RDFS "label"},
               {&terms.alias, SKOS "altLabel"},
               {&terms.same, SCHEMA "sameAs"},
               {&terms.rule, SPO "rule"},
               {&terms.evidence, SPO "evidence"},
               {&terms.confidence, SPO "confidence"},
               {&terms.link_score, SPO "linkScore"},
               {&terms.hash, SPO "sha256"},
               {&terms.article, SCHEMA "Article"},
               {&terms.news_article, SCHEMA "NewsArticle"},
               {&terms.mention, SPO "Mention"},
               {&terms.statistic, SPO "Statistic"},
               {&terms.position, SPO "Position"},
               {&terms.about, SPO "about"},
               {&terms.measure, SPO "measure"},
               {&terms.value, SPO "value"},
               {&terms.upper_value, SPO "upperValue"},
               {&terms.value_text, SPO "valueText"},
               {&terms.unit, SPO "unit"},
               {&terms.bound, SPO "bound"},
               {&terms.change, SPO "change"},
               {&terms.comparison, SPO "comparison"},
               {&terms.scope, SPO "scope"},
               {&terms.period, SPO "period"},
               {&terms.period_text, SPO "periodText"},
               {&terms.holder, SPO "holder"},
               {&terms.organization, SPO "organization"},
               {&terms.title, SPO "title"},
               {&terms.status, SPO "status"},
               {&terms.polarity, SPO "polarity"},
               {&terms.modality, SPO "modality"},
               {&terms.negative, SPO "negative"},
               {&terms.former, SPO "former"},
               {&terms.elect, SPO "elect"},
               {&terms.decrease, SPO "decrease"},
               {&terms.at_least, SPO "atLeast"},
               {&terms.at_most, SPO "atMost"},
               {&terms.more_than, SPO "moreThan"},
               {&terms.less_than, SPO "lessThan"},
               {&terms.approximately, SPO "approximately"},
               {&terms.anchor, NIF "anchorOf"},
               {&terms.context, NIF "referenceContext"},
               {&terms.published, SCHEMA "datePublished"}};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    *NAMES[i].term = store_find_iri(store, slice_of(NAMES[i].iri));
  }
  return terms;
}

Slice identity_text(const Identity *identity, StoreTerm term) {
  return term ? store_term(identity->store, term).text : SLICE("");
}

StoreTerm identity_value(const Identity *identity, StoreTerm subject, StoreTerm property) {
  StoreTerm best = STORE_NO_TERM;
  StoreQuad quad;
  if (!property) return best;
  StoreCursor cursor = store_match(identity->store, (StoreQuad){subject, property, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    if (best == quad.object) continue;
    if (!best || slice_compare(identity_text(identity, quad.object), identity_text(identity, best)) < 0) {
      best = quad.object;
    }
  }
  return best;
}

Slice identity_value_text(const Identity *identity, StoreTerm subject, StoreTerm property) {
  return identity_text(identity, identity_value(identity, subject, property));
}

bool identity_is(const Identity *identity, StoreTerm subject, StoreTerm class) {
  StoreQuad quad;
  if (!class || !identity->terms.type) return false;
  StoreCursor cursor = store_match(identity->store, (StoreQuad){subject, identity->terms.type, class, STORE_ANY});
  return store_next(&cursor, &quad);
}

uint32_t identity_begin(const Identity *identity, StoreTerm mention) {
  Slice iri = identity_text(identity, mention);
  size_t at = iri.length;
  while (at && iri.data[at - 1] != '#') at--;
  Slice fragment = {iri.data + at, iri.length - at};
  size_t place = slice_find(fragment, SLICE("char="));
  if (!at || place == SIZE_MAX) return UINT32_MAX;
  uint32_t begin = 0;
  for (size_t i = place + 5; i < fragment.length && fragment.data[i] >= '0' && fragment.data[i] <= '9'; i++) {
    if (begin > UINT32_MAX / 20) return UINT32_MAX;
    begin = begin * 10 + (uint32_t)(fragment.data[i] - '0');
  }
  return begin;
}

/* ---- groups ---- */

static StoreTerm root(Identity *identity, StoreTerm term) {
  StoreTerm *one = identity->one;
  while (one[term] != term) term = one[term] = one[one[term]];
  return term;
}

static void join(Identity *identity, StoreTerm a, StoreTerm b) {
  StoreTerm x = root(identity, a), y = root(identity, b);
  if (x == y) return;
  identity->one[y] = x;
  StoreTerm swapped = identity->next[x]; /* two rings become one */
  identity->next[x] = identity->next[y];
  identity->next[y] = swapped;
  identity->joined++;
}

static bool is_entity(const Identity *identity, StoreTerm term) {
  return identity->terms.label &&
         store_size(identity->store, (StoreQuad){term, identity->terms.label, STORE_ANY, STORE_ANY}) > 0;
}

static uint64_t weight(const Identity *identity, StoreTerm term) {
  return identity->terms.type
             ? store_size(identity->store, (StoreQuad){term, identity->terms.type, STORE_ANY, STORE_ANY})
             : 0;
}

/* The one of a group that stands for all. */
static StoreTerm choose(const Identity *identity, StoreTerm member) {
  StoreTerm best = member;
  uint64_t most = weight(identity, member);
  for (StoreTerm term = identity->next[member]; term != member; term = identity->next[term]) {
    uint64_t number = weight(identity, term);
    Slice name = identity_text(identity, term), known = identity_text(identity, best);
    bool first = name.length != known.length ? name.length > known.length : slice_compare(name, known) < 0;
    if (number < most || (number == most && !first)) continue;
    best = term;
    most = number;
  }
  return best;
}

void identity_find(Identity *identity, Arena *arena, const Store *store) {
  *identity = (Identity){.arena = arena, .store = store, .terms = find_terms(store)};
  uint32_t count = store_term_count(store) + 1;
  identity->one = arena_alloc(arena, count * sizeof *identity->one);
  identity->next = arena_alloc(arena, count * sizeof *identity->next);
  for (uint32_t i = 0; i < count; i++) identity->one[i] = identity->next[i] = i;
  if (!identity->terms.same) return;
  StoreQuad quad, last = {0};
  StoreCursor cursor = store_match(store, (StoreQuad){STORE_ANY, identity->terms.same, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    if (last.object == quad.object && last.object) join(identity, last.subject, quad.subject);
    if (is_entity(identity, quad.object)) join(identity, quad.subject, quad.object);
    last = quad;
  }
  for (uint32_t i = 1; i < count; i++) {
    if (identity->next[i] == i || root(identity, i) != i) continue;
    StoreTerm best = choose(identity, i);
    for (StoreTerm term = identity->next[i]; term != i; term = identity->next[term]) identity->one[term] = best;
    identity->one[i] = best;
    identity->one[best] = best;
  }
}
