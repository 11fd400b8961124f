/* conflicts.h - claims of merged graphs that cannot all be true.

   Figures: statistics of the same subject, measure, period, scope, unit, comparison and modality with values that do
   not agree. Values agree where what they allow overlaps ("more than 86" and 89), or where one is the other rounded to
   two digits or more. Without a period the figures may be of different times: possible. A period in words (last year)
   counts together with the year in which the document was published. Holders: two persons in one post of an
   organization that admits one at a time (a list of titles); possible, since one may have followed the other. Former
   and elected ones do not count. Versions: a document of which several texts are in the graphs. */
#ifndef SPO_MERGE_CONFLICTS_H
#define SPO_MERGE_CONFLICTS_H

#include "base/name_table.h"
#include "merge/identity.h"

typedef enum { CONFLICT_FIGURES, CONFLICT_HOLDERS, CONFLICT_VERSIONS } ConflictKind;

/* What one claim says. Texts are the store's. */
typedef struct {
  StoreTerm claim;
  Slice iri, said, value; /* as the article writes it; the number, the holder's label, the hash */
  Slice bound, document, published, sentence;
  double low, high; /* of a figure: what it allows */
} ConflictClaim;

typedef struct {
  ConflictKind kind;
  bool possible;
  Slice subject, subject_iri, measure, period, scope, unit; /* holders: the organization, and the title as measure */
  const ConflictClaim *claims;                              /* by value, then by IRI */
  uint32_t claim_count;
} Conflict;

typedef struct {
  VECTOR(Conflict);
} Conflicts;

/* Titles that one person holds at a time, a line each, in a file; `#` begins a comment. Kept folded. */
SpoStatus conflicts_read_posts(Arena *arena, const char *path, NameTable *posts, const Diagnostics *diagnostics);

/* Finds all, by kind and text; in the arena of `identity`. */
Conflicts conflicts_find(const Identity *identity, const NameTable *posts);

#endif
