#include "merge/conflicts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "graph/graph_view.h"
#include "link/terms.h"

enum { MOST_COMPARED = 64, SURE_DIGITS = 2, MOST_DIGITS = 17 };

SpoStatus conflicts_read_posts(Arena *arena, const char *path, NameTable *posts, const Diagnostics *diagnostics) {
  enum { LARGEST = 1 << 20 };
  Slice text;
  SpoStatus status = file_read(arena, path, LARGEST, SPO_BAD_RULES, diagnostics, &text);
  while (status == SPO_SUCCESS && text.length) {
    Slice line = slice_trim(slice_cut(&text, '\n'));
    if (!line.length || line.data[0] == '#') continue;
    Slice folded = link_fold(arena, line);
    if (name_table_find(posts, folded) == UINT32_MAX) name_table_add(posts, arena, folded, posts->entries.count);
  }
  return status;
}

/* ---- claims by what they are about ---- */

/* Claims with equal hashes are compared by their whole keys. */
typedef struct {
  uint64_t hash;
  Slice key; /* made where there are others of its hash */
  StoreTerm claim;
} Keyed;

typedef struct {
  const Identity *identity;
  const MergeTerms *terms;
  Arena *arena;
  const NameTable *posts;
  Conflicts *found;
} Search;

static StoreTerm value_of(const Search *search, StoreTerm claim, StoreTerm property) {
  return identity_value(search->identity, claim, property);
}

static Slice text_of(const Search *search, StoreTerm claim, StoreTerm property) {
  return identity_value_text(search->identity, claim, property);
}

/* The IRI of what stands for an entity. */
static Slice entity_of(const Search *search, StoreTerm claim, StoreTerm property) {
  return identity_text(search->identity, search->identity->one[value_of(search, claim, property)]);
}

static Slice label_of(const Search *search, StoreTerm entity) {
  return identity_value_text(search->identity, search->identity->one[entity], search->terms->label);
}

static StoreTerm document_of(const Search *search, StoreTerm claim) {
  return value_of(search, value_of(search, claim, search->terms->evidence), search->terms->context);
}

/* Denied claims take no part. */
static bool is_stated(const Search *search, StoreTerm claim) {
  return value_of(search, claim, search->terms->polarity) != search->terms->negative || !search->terms->negative;
}

static Slice join_key(Arena *arena, const Slice *parts, size_t count) {
  Slice separated[32];
  for (size_t i = 0; i < count; i++) {
    separated[2 * i] = parts[i];
    separated[2 * i + 1] = SLICE("\x1F");
  }
  return arena_join(arena, separated, 2 * count);
}

/* The period, or one in words with the year of the document. */
static Slice period_of(const Search *search, Arena *arena, StoreTerm claim, bool *sure) {
  Slice period = text_of(search, claim, search->terms->period);
  *sure = true;
  if (period.length) return period;
  Slice words = text_of(search, claim, search->terms->period_text);
  Slice published = text_of(search, document_of(search, claim), search->terms->published);
  *sure = words.length && published.length >= 4;
  if (!words.length) return words;
  Slice year = {published.data, published.length >= 4 ? 4 : 0};
  return arena_join(arena, (Slice[]){words, SLICE(" @"), year}, 3);
}

static bool statistic_key(const Search *search, Arena *arena, StoreTerm claim, Slice *key) {
  bool sure;
  const MergeTerms *terms = search->terms;
  if (!is_stated(search, claim) || !value_of(search, claim, terms->value)) return false;
  const Slice parts[] = {entity_of(search, claim, terms->about),
                         link_fold(arena, text_of(search, claim, terms->measure)),
                         period_of(search, arena, claim, &sure),
                         entity_of(search, claim, terms->scope),
                         text_of(search, claim, terms->unit),
                         text_of(search, claim, terms->comparison),
                         value_of(search, claim, terms->change) ? SLICE("change") : SLICE(""),
                         text_of(search, claim, terms->modality)};
  *key = join_key(arena, parts, sizeof parts / sizeof *parts);
  return parts[0].length > 0;
}

static bool position_key(const Search *search, Arena *arena, StoreTerm claim, Slice *key) {
  const MergeTerms *terms = search->terms;
  StoreTerm status = value_of(search, claim, terms->status);
  if (!is_stated(search, claim) || (status && (status == terms->former || status == terms->elect))) return false;
  Slice title = link_fold(arena, text_of(search, claim, terms->title));
  if (!value_of(search, claim, terms->organization) || !value_of(search, claim, terms->holder) ||
      name_table_find(search->posts, title) == UINT32_MAX) {
    return false;
  }
  const Slice parts[] = {entity_of(search, claim, terms->organization), title, text_of(search, claim, terms->modality)};
  *key = join_key(arena, parts, sizeof parts / sizeof *parts);
  return true;
}

static int by_hash(const void *a, const void *b) {
  const Keyed *x = a, *y = b;
  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  int order = slice_compare(x->key, y->key);
  return order ? order : (x->claim > y->claim) - (x->claim < y->claim);
}

typedef bool (*KeyMaker)(const Search *search, Arena *arena, StoreTerm claim, Slice *key);
typedef void (*GroupTester)(Search *search, const Keyed *group, uint32_t count);

/* Claims of a class, each once, in groups of one key. Keys of claims that are alone are not kept. */
static void search_class(Search *search, StoreTerm class, KeyMaker make_key, GroupTester test) {
  struct {
    VECTOR(Keyed);
  } claims = {0};
  StoreQuad quad;
  Arena scratch;
  jmp_buf jump;
  if (!class || !search->terms->type) return;
  arena_init(&scratch, (size_t)256 << 20);
  if (ARENA_GUARD(&scratch, jump)) {
    arena_free(&scratch);
    arena_fail(search->arena);
  }
  StoreCursor cursor =
      store_match_triples(search->identity->store, (StoreQuad){STORE_ANY, search->terms->type, class, STORE_ANY});
  while (store_next(&cursor, &quad)) {
    Slice key;
    arena_reset(&scratch);
    if (!make_key(search, &scratch, quad.subject, &key)) continue;
    VECTOR_PUSH(search->arena, &claims, ((Keyed){slice_hash(key), SLICE(""), quad.subject}));
  }
  arena_free(&scratch);
  if (claims.count) qsort(claims.data, claims.count, sizeof *claims.data, by_hash);
  for (uint32_t i = 0, end; i < claims.count; i = end) {
    for (end = i + 1; end < claims.count && claims.data[end].hash == claims.data[i].hash;) end++;
    if (end - i < 2) continue;
    for (uint32_t k = i; k < end; k++) {
      make_key(search, search->arena, claims.data[k].claim, &claims.data[k].key);
    }
    qsort(claims.data + i, end - i, sizeof *claims.data, by_hash);
    for (uint32_t from = i, to; from < end; from = to) {
      for (to = from + 1; to < end && slice_equal(claims.data[to].key, claims.data[from].key);) to++;
      if (to - from > 1) test(search, claims.data + from, to - from);
    }
  }
}

/* ---- figures ---- */

static double number_of(Slice text) {
  char digits[128] = "";
  if (text.length && text.length < sizeof digits) memcpy(digits, text.data, text.length);
  return strtod(digits, NULL);
}

static ConflictClaim describe(const Search *search, StoreTerm claim) {
  const MergeTerms *terms = search->terms;
  StoreTerm document = document_of(search, claim);
  StoreTerm mention = value_of(search, claim, terms->evidence);
  return (ConflictClaim){.claim = claim,
                         .iri = identity_text(search->identity, claim),
                         .document = identity_text(search->identity, document),
                         .published = text_of(search, document, terms->published),
                         .sentence = text_of(search, mention, terms->anchor)};
}

static ConflictClaim describe_figure(const Search *search, StoreTerm claim) {
  const MergeTerms *terms = search->terms;
  ConflictClaim made = describe(search, claim);
  StoreTerm bound = value_of(search, claim, terms->bound);
  made.said = text_of(search, claim, terms->value_text);
  made.value = text_of(search, claim, terms->value);
  if (bound) made.bound = iri_local_part(identity_text(search->identity, bound));
  made.low = made.high = number_of(made.value);
  Slice upper = text_of(search, claim, terms->upper_value);
  if (upper.length) made.high = number_of(upper);
  if (bound && bound == terms->approximately) {
    made.low -= fabs(made.low) * 0.05;
    made.high += fabs(made.high) * 0.05;
  }
  if (bound && (bound == terms->at_least || bound == terms->more_than)) made.high = INFINITY;
  if (bound && (bound == terms->at_most || bound == terms->less_than)) made.low = -INFINITY;
  StoreTerm change = value_of(search, claim, terms->change);
  if (change && change == terms->decrease) {
    double low = made.low;
    made.low = -made.high;
    made.high = -low;
  }
  return made;
}

/* Digits of a decimal from its first to its last that is not 0. */
static unsigned digits_of(Slice value) {
  unsigned seen = 0, last = 0;
  for (size_t i = 0; i < value.length; i++) {
    char c = value.data[i];
    if (c < '0' || c > '9' || (!seen && c == '0')) continue;
    seen++;
    if (c != '0') last = seen;
  }
  return last;
}

static double rounded_to(double value, unsigned digits) {
  char text[64];
  snprintf(text, sizeof text, "%.*e", (int)digits - 1, value);
  return strtod(text, NULL);
}

static bool is_rounded(const ConflictClaim *rough, const ConflictClaim *fine) {
  unsigned digits = digits_of(rough->value);
  bool points = rough->low == rough->high && fine->low == fine->high;
  return points && digits >= SURE_DIGITS && digits <= MOST_DIGITS && rounded_to(fine->low, digits) == rough->low;
}

static bool figures_agree(const ConflictClaim *a, const ConflictClaim *b) {
  if (a->low <= b->high && b->low <= a->high) return true;
  return is_rounded(a, b) || is_rounded(b, a);
}

static int by_value(const void *a, const void *b) {
  const ConflictClaim *x = a, *y = b;
  if (x->low != y->low) return x->low < y->low ? -1 : 1;
  if (x->high != y->high) return x->high < y->high ? -1 : 1;
  int order = slice_compare(x->value, y->value);
  return order ? order : slice_compare(x->iri, y->iri);
}

static void test_figures(Search *search, const Keyed *group, uint32_t count) {
  const MergeTerms *terms = search->terms;
  ConflictClaim *claims = ARENA_ARRAY(search->arena, ConflictClaim, count);
  for (uint32_t i = 0; i < count; i++) claims[i] = describe_figure(search, group[i].claim);
  qsort(claims, count, sizeof *claims, by_value);
  bool differ = false;
  uint32_t distinct[MOST_COMPARED] = {0}, known = 0;
  for (uint32_t i = 0; i < count && !differ; i++) {
    if (i && claims[i].low == claims[i - 1].low && claims[i].high == claims[i - 1].high) continue;
    differ = known == MOST_COMPARED; /* so many cannot all agree */
    for (uint32_t k = 0; k < known && !differ; k++) differ = !figures_agree(&claims[distinct[k]], &claims[i]);
    if (known < MOST_COMPARED) distinct[known++] = i;
  }
  if (!differ) return;
  bool sure;
  StoreTerm one = group[0].claim;
  for (uint32_t i = 1; i < count; i++) { /* whichever file came first */
    if (slice_compare(identity_text(search->identity, group[i].claim), identity_text(search->identity, one)) < 0) {
      one = group[i].claim;
    }
  }
  StoreTerm about = value_of(search, one, terms->about);
  Conflict conflict = {.kind = CONFLICT_FIGURES,
                       .subject = label_of(search, about),
                       .subject_iri = entity_of(search, one, terms->about),
                       .measure = text_of(search, one, terms->measure),
                       .period = period_of(search, search->arena, one, &sure),
                       .scope = label_of(search, value_of(search, one, terms->scope)),
                       .unit = text_of(search, one, terms->unit),
                       .claims = claims,
                       .claim_count = count};
  conflict.possible = !sure;
  VECTOR_PUSH(search->arena, search->found, conflict);
}

/* ---- holders of posts ---- */

static void test_holders(Search *search, const Keyed *group, uint32_t count) {
  const MergeTerms *terms = search->terms;
  ConflictClaim *claims = ARENA_ARRAY(search->arena, ConflictClaim, count);
  Slice first_holder = SLICE(""), first_period = SLICE("");
  bool differ = false;
  for (uint32_t i = 0; i < count; i++) {
    StoreTerm claim = group[i].claim;
    claims[i] = describe(search, claim);
    claims[i].said = text_of(search, claim, terms->title);
    claims[i].value = label_of(search, value_of(search, claim, terms->holder));
    Slice holder = entity_of(search, claim, terms->holder), period = text_of(search, claim, terms->period);
    if (!i) {
      first_holder = holder;
      first_period = period;
    }
    bool other_time = period.length && first_period.length && !slice_equal(period, first_period);
    differ = differ || (!slice_equal(holder, first_holder) && !other_time);
  }
  if (!differ) return;
  qsort(claims, count, sizeof *claims, by_value);
  StoreTerm one = claims[0].claim;
  Conflict conflict = {.kind = CONFLICT_HOLDERS,
                       .possible = true,
                       .subject = label_of(search, value_of(search, one, terms->organization)),
                       .subject_iri = entity_of(search, one, terms->organization),
                       .measure = text_of(search, one, terms->title),
                       .claims = claims,
                       .claim_count = count};
  VECTOR_PUSH(search->arena, search->found, conflict);
}

/* ---- versions of documents ---- */

static int by_subject(const void *a, const void *b) {
  const StoreQuad *x = a, *y = b;
  if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
  return (x->object > y->object) - (x->object < y->object);
}

static void add_versions(Search *search, const StoreQuad *hashes, uint32_t count) {
  ConflictClaim *claims = ARENA_ARRAY(search->arena, ConflictClaim, count);
  Slice iri = identity_text(search->identity, hashes[0].subject);
  for (uint32_t i = 0; i < count; i++) {
    claims[i] = (ConflictClaim){.claim = hashes[i].subject,
                                .iri = iri,
                                .value = identity_text(search->identity, hashes[i].object),
                                .document = iri,
                                .published = text_of(search, hashes[i].subject, search->terms->published)};
  }
  qsort(claims, count, sizeof *claims, by_value);
  Conflict conflict = {.kind = CONFLICT_VERSIONS,
                       .subject = iri,
                       .subject_iri = iri,
                       .measure = SLICE("sha256"),
                       .claims = claims,
                       .claim_count = count};
  VECTOR_PUSH(search->arena, search->found, conflict);
}

static void search_versions(Search *search) {
  StoreQuad quad;
  struct {
    VECTOR(StoreQuad);
  } hashes = {0};
  if (!search->terms->hash) return;
  StoreCursor cursor =
      store_match_triples(search->identity->store, (StoreQuad){STORE_ANY, search->terms->hash, STORE_ANY, STORE_ANY});
  while (store_next(&cursor, &quad)) VECTOR_PUSH(search->arena, &hashes, quad);
  if (hashes.count) qsort(hashes.data, hashes.count, sizeof *hashes.data, by_subject);
  for (uint32_t i = 0, end; i < hashes.count; i = end) {
    for (end = i + 1; end < hashes.count && hashes.data[end].subject == hashes.data[i].subject;) end++;
    if (end - i > 1) add_versions(search, hashes.data + i, end - i);
  }
}

static int by_text(const void *a, const void *b) {
  const Conflict *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->possible != y->possible) return x->possible ? 1 : -1;
  const Slice left[] = {x->subject, x->measure, x->period, x->scope, x->unit, x->subject_iri, x->claims[0].iri};
  const Slice right[] = {y->subject, y->measure, y->period, y->scope, y->unit, y->subject_iri, y->claims[0].iri};
  for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
    int order = slice_compare(left[i], right[i]);
    if (order) return order;
  }
  return 0;
}

Conflicts conflicts_find(const Identity *identity, const NameTable *posts) {
  Conflicts found = {0};
  Search search = {
      .identity = identity, .terms = &identity->terms, .arena = identity->arena, .posts = posts, .found = &found};
  search_class(&search, identity->terms.statistic, statistic_key, test_figures);
  search_class(&search, identity->terms.position, position_key, test_holders);
  search_versions(&search);
  if (found.count) qsort(found.data, found.count, sizeof *found.data, by_text);
  return found;
}
