/* gazetteer.h - names and what bears them: entities with IRIs, looked up by name in a mapped image.

   An entry has a label and aliases, a class, how well known it is, and terms of context: words of its description and
   labels of what it is related to. Made by gazetteer_builder.h. Names are compared folded (terms.h). Nothing in an open
   gazetteer changes; threads share it. */
#ifndef SPO_LINK_GAZETTEER_H
#define SPO_LINK_GAZETTEER_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "link/gazetteer_image.h"

typedef struct {
  const uint32_t *buckets;
  const GazetteerNaming *namings;
  const GazetteerEntry *entries;
  const uint32_t *context;
  const GazetteerTerm *terms;
  const GazetteerString *prefixes, *classes;
  const char *strings;
  uint32_t bucket_count, naming_count, entry_count, context_count, term_count, prefix_count, class_count;
} Gazetteer;

/* Opens an image, which must stay as it is. SPO_BAD_RULES, reported under `name`, where it is none of this version, is
   cut off, or holds an index that points nowhere: all are looked at, once, so that nothing that follows needs to. */
SpoStatus gazetteer_open(Gazetteer *gazetteer, Slice image, const char *name, const Diagnostics *diagnostics);

/* What comes of a look-up. */
typedef struct {
  uint32_t entry;
  bool label; /* the name is a label of the entry, not an alias */
  bool exact; /* spelled as the gazetteer spells it */
} GazetteerHit;

typedef struct {
  VECTOR(GazetteerHit);
} GazetteerHits;

/* Adds what bears a name, by entry. */
void gazetteer_find(const Gazetteer *gazetteer, Arena *arena, Slice name, GazetteerHits *hits);

/* Parts of an entry; its number must be below entry_count. */
Slice gazetteer_iri(const Gazetteer *gazetteer, Arena *arena, uint32_t entry);
Slice gazetteer_label(const Gazetteer *gazetteer, uint32_t entry);
Slice gazetteer_class(const Gazetteer *gazetteer, uint32_t entry); /* an IRI, or empty */

/* Terms of an entry's context, as indexes into `terms`. */
const uint32_t *gazetteer_context(const Gazetteer *gazetteer, uint32_t entry, uint32_t *count);

#endif
