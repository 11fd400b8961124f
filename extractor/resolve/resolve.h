/* resolve.h - from mentions and facts to entities and claims.

   Mentions that name the same thing become one entity: equal texts, full names of the word lists, short names inside
   names, aliases that the text defines, abbreviations of organizations. Pronouns find what they stand for, and facts
   take what they lack from the fact before them, as far as their frame says so. */
#ifndef SPO_RESOLVE_RESOLVE_H
#define SPO_RESOLVE_RESOLVE_H

#include "match/analysis.h"

typedef struct {
  TypeId type;
  Slice label; /* the full name, as the text or a list writes it */
  struct {
    VECTOR(Slice);
  } names;                /* all others, each once, in the order in which they appear */
  uint32_t first_mention; /* MENTION_NONE: only a word's tag names it */
  uint32_t mention_count; /* outside other names */
  uint32_t onlookers;     /* mentions that only say where an analyst, an expert or a reporter belongs */
} Entity;

#define ENTITY_NONE UINT32_MAX

/* Each pronoun looks through them. */
enum { MOST_DEFINED = 64 };

typedef struct {
  Arena *arena;
  Analysis *analysis;
  struct {
    VECTOR(Entity);
  } entities; /* by first mention */
  uint32_t *entity_of_mention;
  struct {
    VECTOR(uint32_t);
  } defined; /* entities for which the text defines a name, at most MOST_DEFINED */
  struct {
    VECTOR(uint32_t);
  } claims; /* facts that stand, in the order of the text */
} Resolution;

/* Resolves in `arena`. Fills FactSlot.entity and carried slots of the analysis' facts. */
void resolve_run(Resolution *resolution, Arena *arena, Analysis *analysis);

/* ---- the steps (internal) ---- */

/* Whether two facts stand in the same sentence, paragraph or document. */
bool resolve_within(const Analysis *analysis, const Fact *fact, const Fact *earlier, CarryScope scope);

/* merge.c: facts of frames with `merge`, in the order of the text. */
typedef struct Merging Merging;
Merging *resolve_merging(Arena *arena);

/* Whether the fact was taken into an earlier one, which now has what it said. */
bool resolve_merge(Resolution *resolution, Merging *merging, Fact *fact);

/* headlines.c: drops figures of headings that are given again below. */
void resolve_headlines(Resolution *resolution);

/* entities.c: clusters mentions; afterwards entities and entity_of_mention are complete. */
void resolve_entities(Resolution *resolution);

/* Whether the last word of a phrase is one of a name: the council, Bristol City Council. */
bool resolve_shares_head(const Entity *entity, Slice phrase);

/* A tag of a word of the rules' lists, in the text's spelling or with a small first letter. */
Slice resolve_word_tag(const Resolution *resolution, Slice word, Slice key);

/* The entity of that type and name, made if there is none. */
uint32_t resolve_entity_named(Resolution *resolution, TypeId type, Slice name);

/* Whether the sentence of `before` begins with something of the kind: Acme, the maker of ovens, said it ... */
bool resolve_begins_with(const Resolution *resolution, uint32_t before, Slice kind);

/* pronouns.c: what stands behind a FACT_PRONOUN; ENTITY_NONE where nothing fits. */
uint32_t resolve_pronoun(const Resolution *resolution, const Fact *fact, const FactSlot *slot);

/* Counts the onlookers of entities: where all its mentions are of them, the text does not speak of an organization, and
   公司 is not it. */
void resolve_onlookers(Resolution *resolution);

/* The same for FACT_ASSUMED, however far back; nothing that another slot of the fact holds. */
uint32_t resolve_last(const Resolution *resolution, const Fact *fact, const FactSlot *slot);

/* Whether a slot's entity, named at a distance from the post that the fact is about, is none that has such a post (tag
   `never` of the post's word): 公安局对该公司立案，董事长王明被抓. */
bool resolve_is_no_house(const Resolution *resolution, const Fact *fact, const FactSlot *slot);

#endif
