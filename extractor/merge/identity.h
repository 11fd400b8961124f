/* identity.h - which entities of a store's graphs are one: those of which schema:sameAs says the same.

   Also two of which one is said to be the other, where both are in the graphs. Of each such group one IRI stands for
   all: that which most graphs have, or the first by its bytes. What comes of it does not depend on the order of files.
 */
#ifndef SPO_MERGE_IDENTITY_H
#define SPO_MERGE_IDENTITY_H

#include "base/arena.h"
#include "store/store.h"

/* Terms of spo's graphs; STORE_NO_TERM where the store has none. */
typedef struct {
  StoreTerm type, label, alias, same, rule, evidence, confidence, link_score, hash;
  StoreTerm article, news_article, mention, statistic, position;
  StoreTerm about, measure, value, upper_value, value_text, unit, bound, change, comparison, scope, period, period_text;
  StoreTerm holder, organization, title, status, polarity, modality, negative, former, elect;
  StoreTerm decrease, at_least, at_most, more_than, less_than, approximately;
  StoreTerm anchor, context, published;
} MergeTerms;

typedef struct {
  Arena *arena;
  const Store *store;
  MergeTerms terms;
  StoreTerm *one;  /* by term: what it is written as; itself where nothing else is known */
  StoreTerm *next; /* by term: the next of its group, in a ring; itself where it is alone */
  uint32_t joined; /* entities that have become another */
} Identity;

/* `store` must be finished, and stay as it is. */
void identity_find(Identity *identity, Arena *arena, const Store *store);

/* Text of a term, and of the first by its bytes that a subject has for a property, in any graph, or empty. */
Slice identity_text(const Identity *identity, StoreTerm term);
StoreTerm identity_value(const Identity *identity, StoreTerm subject, StoreTerm property);
Slice identity_value_text(const Identity *identity, StoreTerm subject, StoreTerm property);

/* Whether a subject is of a class. */
bool identity_is(const Identity *identity, StoreTerm subject, StoreTerm class);

/* Where a mention's text begins, by its IRI (#char=BEGIN,END); UINT32_MAX where it does not say. */
uint32_t identity_begin(const Identity *identity, StoreTerm mention);

#endif
