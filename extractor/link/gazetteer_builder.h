/* gazetteer_builder.h - making a gazetteer's image from entries that come piece by piece, in any order.

   The image depends on what was said, not on the order, but for the label that is shown: the one said first. Works in
   an arena; texts are copied. Texts must be UTF-8. */
#ifndef SPO_LINK_GAZETTEER_BUILDER_H
#define SPO_LINK_GAZETTEER_BUILDER_H

#include "base/arena.h"

typedef struct GazetteerBuilder GazetteerBuilder;

GazetteerBuilder *gazetteer_builder_new(Arena *arena);

/* The number of the entry with that IRI, made at first mention. An entry that never gets a name is left out. */
uint32_t gazetteer_builder_entry(GazetteerBuilder *builder, Slice iri);

/* Names longer than 1,000 bytes are ignored. */
void gazetteer_builder_name(GazetteerBuilder *builder, uint32_t entry, Slice name, bool label);

/* The class of an entry. Of several that with the lowest `rank` counts. */
void gazetteer_builder_class(GazetteerBuilder *builder, uint32_t entry, Slice class, uint32_t rank);

/* How well known it is: any number that is larger for what is better known; the highest counts. */
void gazetteer_builder_popularity(GazetteerBuilder *builder, uint32_t entry, double popularity);

/* Words about the entry. */
void gazetteer_builder_describe(GazetteerBuilder *builder, uint32_t entry, Slice text);

/* What it is related to: the label of the entry with that IRI, or a name, is its context. Entries to which others are
   related are better known where no popularity is given at all. */
void gazetteer_builder_relate(GazetteerBuilder *builder, uint32_t entry, Slice iri);
void gazetteer_builder_relate_name(GazetteerBuilder *builder, uint32_t entry, Slice name);

/* Both are one. Their entry bears the IRI of Wikidata, or else the one that is first by its bytes. */
void gazetteer_builder_same(GazetteerBuilder *builder, uint32_t entry, Slice iri);

typedef struct {
  uint32_t entries, names, unnamed; /* entries without any name, which are left out */
} GazetteerCounts;

/* The image: one block of the arena. */
Slice gazetteer_builder_finish(GazetteerBuilder *builder, GazetteerCounts *counts);

#endif
