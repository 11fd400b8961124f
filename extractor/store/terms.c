#include "store/terms.h"

#include <string.h>
#include <sys/random.h>

#include "base/xsd.h"

#define LANG_STRING "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

enum { FIRST_SLOTS = 1024, LONGEST_TAG = 255 };

/* TAG: a language, which literals point to as they do to datatypes. */
typedef enum { IRI, BLANK, LITERAL, TAGGED, TAG } Kind;

typedef struct {
  uint64_t begin; /* in `texts` */
  uint32_t length;
  uint32_t of; /* datatype or tag */
  Kind kind;
} Record;

void terms_init(Terms *terms, SpacePool *pool) {
  *terms = (Terms){.pool = pool};
  if (getrandom(&terms->seed, sizeof terms->seed, GRND_NONBLOCK) < 0) terms->seed = (uintptr_t)terms;
}

void terms_free(Terms *terms) {
  space_free(terms->pool, &terms->records);
  space_free(terms->pool, &terms->texts);
  space_free(terms->pool, &terms->slots);
  terms->count = 0;
}

static Record *record_of(const Terms *terms, uint32_t number) {
  return (Record *)terms->records.data + number - 1;
}

static Slice text_of(const Terms *terms, const Record *record) {
  return (Slice){(const char *)terms->texts.data + record->begin, record->length};
}

/* ---- the hash table ---- */

static uint64_t mix(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const Terms *terms, Kind kind, uint32_t of, Slice text) {
  uint64_t hash = terms->seed ^ mix((uint64_t)of << 3 | kind, 0xA0761D6478BD642Fu), word;
  size_t at = 0;
  for (; text.length - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.data + at, sizeof word);
    hash = mix(hash ^ word, 0x9E3779B97F4A7C15u);
  }
  word = text.length;
  if (at < text.length) memcpy((char *)&word + 1, text.data + at, text.length - at);
  return mix(hash ^ word, 0xD6E8FEB86659FD93u);
}

/* The slot of a term, or the free one that it would get. A slot is the upper half of the hash, then the number. */
static uint64_t *slot_of(const Terms *terms, Kind kind, uint32_t of, Slice text, uint64_t hash) {
  uint64_t *slots = terms->slots.data, mask = terms->slot_count - 1, at = hash & mask;
  for (; slots[at]; at = (at + 1) & mask) {
    if (slots[at] >> 32 != hash >> 32) continue;
    const Record *record = record_of(terms, (uint32_t)slots[at]);
    if (record->kind != kind || record->of != of) continue;
    if (slice_equal(text_of(terms, record), text)) break;
    if (kind == TAG && slice_equal_ignore_case(text_of(terms, record), text)) break;
  }
  return &slots[at];
}

static uint64_t hash_of_record(const Terms *terms, const Record *record);

/* Doubles the slots; the table is never more than half full. */
static bool grow_slots(Terms *terms) {
  uint64_t count = terms->slot_count ? terms->slot_count * 2 : FIRST_SLOTS;
  Space larger = {0};
  if (!space_reserve(terms->pool, &larger, count * sizeof(uint64_t))) return false;
  uint64_t *slots = larger.data;
  for (uint32_t number = 1; number <= terms->count; number++) {
    uint64_t hash = hash_of_record(terms, record_of(terms, number)), at = hash & (count - 1);
    while (slots[at]) at = (at + 1) & (count - 1);
    slots[at] = (hash >> 32 << 32) | number;
  }
  space_free(terms->pool, &terms->slots);
  terms->slots = larger;
  terms->slot_count = count;
  return true;
}

/* ---- adding and finding ---- */

/* Tags are hashed in small letters. */
static Slice small_letters(Slice tag, char *to) {
  if (tag.length > LONGEST_TAG) tag.length = LONGEST_TAG;
  for (size_t i = 0; i < tag.length; i++) {
    char c = tag.data[i];
    to[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
  }
  return (Slice){to, tag.length};
}

static uint64_t hash_of_record(const Terms *terms, const Record *record) {
  char tag[LONGEST_TAG];
  Slice text = text_of(terms, record);
  return hash_of(terms, record->kind, record->of, record->kind == TAG ? small_letters(text, tag) : text);
}

static uint32_t find(const Terms *terms, Kind kind, uint32_t of, Slice text) {
  char tag[LONGEST_TAG];
  if (!terms->slot_count) return 0;
  uint64_t hash = hash_of(terms, kind, of, kind == TAG ? small_letters(text, tag) : text);
  return (uint32_t)*slot_of(terms, kind, of, text, hash);
}

static uint32_t add(Terms *terms, Kind kind, uint32_t of, Slice text) {
  char tag[LONGEST_TAG];
  if (terms->count >= terms->slot_count / 2 && !grow_slots(terms)) return 0;
  uint64_t hash = hash_of(terms, kind, of, kind == TAG ? small_letters(text, tag) : text);
  uint64_t *slot = slot_of(terms, kind, of, text, hash);
  if (*slot) return (uint32_t)*slot;
  if (text.length > UINT32_MAX || terms->count >= UINT32_MAX - 2) return 0;
  if (!space_reserve(terms->pool, &terms->records, ((size_t)terms->count + 1) * sizeof(Record))) return 0;
  if (!space_reserve(terms->pool, &terms->texts, terms->text_length + text.length + 1)) return 0;
  if (text.length) memcpy((char *)terms->texts.data + terms->text_length, text.data, text.length);
  uint32_t number = ++terms->count;
  *record_of(terms, number) =
      (Record){.begin = terms->text_length, .length = (uint32_t)text.length, .of = of, .kind = kind};
  terms->text_length += text.length;
  *slot = (hash >> 32 << 32) | number;
  return number;
}

static bool is_plain(Slice datatype) {
  return !datatype.length || slice_is(datatype, XSD_NAMESPACE "string") || slice_is(datatype, LANG_STRING);
}

uint32_t terms_find(const Terms *terms, const RdfTerm *term) {
  if (term->kind != RDF_LITERAL) return find(terms, term->kind == RDF_IRI ? IRI : BLANK, 0, term->text);
  if (term->language.length) {
    uint32_t tag = find(terms, TAG, 0, term->language);
    return tag ? find(terms, TAGGED, tag, term->text) : 0;
  }
  if (is_plain(term->datatype)) return find(terms, LITERAL, 0, term->text);
  uint32_t datatype = find(terms, IRI, 0, term->datatype);
  return datatype ? find(terms, LITERAL, datatype, term->text) : 0;
}

uint32_t terms_add(Terms *terms, const RdfTerm *term) {
  if (term->kind != RDF_LITERAL) return add(terms, term->kind == RDF_IRI ? IRI : BLANK, 0, term->text);
  if (term->language.length) {
    uint32_t tag = add(terms, TAG, 0, term->language);
    return tag ? add(terms, TAGGED, tag, term->text) : 0;
  }
  if (is_plain(term->datatype)) return add(terms, LITERAL, 0, term->text);
  uint32_t datatype = add(terms, IRI, 0, term->datatype);
  return datatype ? add(terms, LITERAL, datatype, term->text) : 0;
}

RdfTerm terms_get(const Terms *terms, uint32_t number) {
  const Record *record = record_of(terms, number);
  RdfTerm term = {.kind = record->kind == IRI     ? RDF_IRI
                          : record->kind == BLANK ? RDF_BLANK
                                                  : RDF_LITERAL,
                  .text = text_of(terms, record)};
  if (record->kind == TAGGED) term.language = text_of(terms, record_of(terms, record->of));
  if (record->kind == LITERAL && record->of) term.datatype = text_of(terms, record_of(terms, record->of));
  return term;
}

uint32_t terms_datatype(const Terms *terms, uint32_t number) {
  const Record *record = record_of(terms, number);
  return record->kind == LITERAL ? record->of : 0;
}
