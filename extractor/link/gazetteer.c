#include "link/gazetteer.h"

#include "base/utf8.h"
#include "link/terms.h"

static const size_t ELEMENT[GAZETTEER_SECTIONS] = {
    [GAZETTEER_BUCKETS] = sizeof(uint32_t),        [GAZETTEER_NAMINGS] = sizeof(GazetteerNaming),
    [GAZETTEER_ENTRIES] = sizeof(GazetteerEntry),  [GAZETTEER_CONTEXT] = sizeof(uint32_t),
    [GAZETTEER_TERMS] = sizeof(GazetteerTerm),     [GAZETTEER_PREFIXES] = sizeof(GazetteerString),
    [GAZETTEER_CLASSES] = sizeof(GazetteerString), [GAZETTEER_STRINGS] = 1,
};

static const char *header_fault(const GazetteerHeader *header, Slice image) {
  if (image.length < sizeof *header || memcmp(header->magic, GAZETTEER_MAGIC, sizeof header->magic) != 0) {
    return "is no compiled gazetteer; `spo compile --gazetteer` makes one";
  }
  if (header->version != GAZETTEER_VERSION || header->byte_order != GAZETTEER_BYTE_ORDER) {
    return "was compiled by another version of spo or for another machine; compile it again";
  }
  if (header->size != image.length) return "is cut off or damaged";
  for (int i = 0; i < GAZETTEER_SECTIONS; i++) {
    uint64_t offset = header->sections[i].offset, count = header->sections[i].count;
    if (offset % 8 || offset < sizeof *header || offset > image.length || count > UINT32_MAX ||
        count > (image.length - offset) / ELEMENT[i]) {
      return "is cut off or damaged";
    }
  }
  uint64_t hash = gazetteer_image_hash(image.data + sizeof *header, image.length - sizeof *header);
  return hash == header->hash ? NULL : "is damaged";
}

static void lay_out(Gazetteer *gazetteer, const GazetteerHeader *header, Slice image) {
#define AT(section) ((const void *)(image.data + header->sections[section].offset))
#define COUNT(section) ((uint32_t)header->sections[section].count)
  *gazetteer = (Gazetteer){.buckets = AT(GAZETTEER_BUCKETS),
                           .namings = AT(GAZETTEER_NAMINGS),
                           .entries = AT(GAZETTEER_ENTRIES),
                           .context = AT(GAZETTEER_CONTEXT),
                           .terms = AT(GAZETTEER_TERMS),
                           .prefixes = AT(GAZETTEER_PREFIXES),
                           .classes = AT(GAZETTEER_CLASSES),
                           .strings = AT(GAZETTEER_STRINGS),
                           .bucket_count = COUNT(GAZETTEER_BUCKETS) - 1,
                           .naming_count = COUNT(GAZETTEER_NAMINGS),
                           .entry_count = COUNT(GAZETTEER_ENTRIES) - 1,
                           .context_count = COUNT(GAZETTEER_CONTEXT),
                           .term_count = COUNT(GAZETTEER_TERMS),
                           .prefix_count = COUNT(GAZETTEER_PREFIXES),
                           .class_count = COUNT(GAZETTEER_CLASSES)};
#undef COUNT
#undef AT
}

/* Whether all that points somewhere points to something. */
static bool indexes_hold(const Gazetteer *gazetteer, uint64_t string_bytes) {
#define IN_STRINGS(begin, size) ((uint64_t)(begin) + (size) <= string_bytes)
  bool hold = gazetteer->buckets[0] == 0 && gazetteer->buckets[gazetteer->bucket_count] == gazetteer->naming_count;
  for (uint32_t i = 0; i < gazetteer->bucket_count; i++) hold &= gazetteer->buckets[i] <= gazetteer->buckets[i + 1];
  for (uint32_t i = 0; i < gazetteer->naming_count; i++) {
    const GazetteerNaming *naming = &gazetteer->namings[i];
    hold &= naming->entry < gazetteer->entry_count && IN_STRINGS(naming->spelling, naming->length);
  }
  for (uint32_t i = 0; i < gazetteer->entry_count; i++) {
    const GazetteerEntry *entry = &gazetteer->entries[i];
    hold &= IN_STRINGS(entry->local, entry->local_length) && IN_STRINGS(entry->label, entry->label_length) &&
            entry->prefix < gazetteer->prefix_count && entry->class < gazetteer->class_count &&
            entry->popularity >= 0 && entry->popularity <= 1 && entry->first_context <= entry[1].first_context;
  }
  hold &= gazetteer->entries[gazetteer->entry_count].first_context == gazetteer->context_count;
  for (uint32_t i = 0; i < gazetteer->context_count; i++) hold &= gazetteer->context[i] < gazetteer->term_count;
  for (uint32_t i = 0; i < gazetteer->term_count; i++) {
    hold &= gazetteer->terms[i].weight >= 0 && gazetteer->terms[i].weight <= 1;
  }
  for (uint32_t i = 0; i < gazetteer->prefix_count; i++) {
    hold &= IN_STRINGS(gazetteer->prefixes[i].offset, gazetteer->prefixes[i].length);
  }
  for (uint32_t i = 0; i < gazetteer->class_count; i++) {
    hold &= IN_STRINGS(gazetteer->classes[i].offset, gazetteer->classes[i].length);
  }
#undef IN_STRINGS
  return hold;
}

SpoStatus gazetteer_open(Gazetteer *gazetteer, Slice image, const char *name, const Diagnostics *diagnostics) {
  const GazetteerHeader *header = (const GazetteerHeader *)(const void *)image.data;
  const char *fault = header_fault(header, image);
  if (!fault && (header->sections[GAZETTEER_BUCKETS].count < 2 || header->sections[GAZETTEER_ENTRIES].count < 1)) {
    fault = "is damaged";
  }
  if (!fault) {
    lay_out(gazetteer, header, image);
    if (!indexes_hold(gazetteer, header->sections[GAZETTEER_STRINGS].count)) fault = "is damaged";
  }
  if (!fault) return SPO_SUCCESS;
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", fault);
  return SPO_BAD_RULES;
}

static Slice string_at(const Gazetteer *gazetteer, uint32_t offset, uint32_t length) {
  return (Slice){gazetteer->strings + offset, length};
}

static int compare_hits(const GazetteerHit *hits, uint32_t a, uint32_t b) {
  return (hits[a].entry > hits[b].entry) - (hits[a].entry < hits[b].entry);
}

void gazetteer_find(const Gazetteer *gazetteer, Arena *arena, Slice name, GazetteerHits *hits) {
  Slice folded = link_fold(arena, name);
  uint64_t hash = slice_hash(folded);
  uint32_t bucket = gazetteer_bucket(hash, gazetteer->bucket_count), from = hits->count;
  for (uint32_t i = gazetteer->buckets[bucket]; i < gazetteer->buckets[bucket + 1]; i++) {
    const GazetteerNaming *naming = &gazetteer->namings[i];
    if (naming->check != (uint8_t)hash) continue;
    Slice spelling = string_at(gazetteer, naming->spelling, naming->length);
    bool exact = slice_equal(spelling, name);
    bool sound = exact || utf8_valid_prefix(spelling) == spelling.length; /* of a damaged file it need not be */
    if (!sound || (!exact && !slice_equal(link_fold(arena, spelling), folded))) continue;
    VECTOR_PUSH(arena, hits, ((GazetteerHit){naming->entry, naming->label, exact}));
  }
  for (uint32_t i = from + 1; i < hits->count; i++) { /* they are few, and sorted but for accidents of the hash */
    for (uint32_t k = i; k > from && compare_hits(hits->data, k - 1, k) > 0; k--) {
      GazetteerHit swapped = hits->data[k];
      hits->data[k] = hits->data[k - 1];
      hits->data[k - 1] = swapped;
    }
  }
}

Slice gazetteer_iri(const Gazetteer *gazetteer, Arena *arena, uint32_t number) {
  const GazetteerEntry *entry = &gazetteer->entries[number];
  const GazetteerString *prefix = &gazetteer->prefixes[entry->prefix];
  return arena_join(arena,
                    (Slice[]){string_at(gazetteer, prefix->offset, prefix->length),
                              string_at(gazetteer, entry->local, entry->local_length)},
                    2);
}

Slice gazetteer_label(const Gazetteer *gazetteer, uint32_t number) {
  const GazetteerEntry *entry = &gazetteer->entries[number];
  return string_at(gazetteer, entry->label, entry->label_length);
}

Slice gazetteer_class(const Gazetteer *gazetteer, uint32_t number) {
  const GazetteerString *class = &gazetteer->classes[gazetteer->entries[number].class];
  return string_at(gazetteer, class->offset, class->length);
}

const uint32_t *gazetteer_context(const Gazetteer *gazetteer, uint32_t number, uint32_t *count) {
  const GazetteerEntry *entry = &gazetteer->entries[number];
  *count = entry[1].first_context - entry->first_context;
  return gazetteer->context + entry->first_context;
}
