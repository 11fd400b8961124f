#include "match/analysis_internal.h"

#include <stdlib.h>

/* Rules that look at other sentences: their own match and those of their joins are noted while the sentences of a
   section are worked through, and put together at its end. */

enum { MOST_PARTS = 64, MOST_JOINED = 64 }; /* of one join in a sentence; captures of a match with its joins */

const Captured *analyzer_keep_captured(Analyzer *analyzer, const Match *match) {
  Captured *kept = ARENA_ARRAY(analyzer->scratch, Captured, match->captured_count + 1);
  if (match->captured_count) memcpy(kept, match->captured, match->captured_count * sizeof *kept);
  return kept;
}

void analyzer_note_part(Analyzer *analyzer, const Match *match) {
  const Rule *rule = &analyzer->rules->rules[match->rule];
  JoinParts *parts = match->part ? &analyzer->joined[rule->first_join + match->part - 1] : &analyzer->joining;
  uint32_t count = parts->count;
  if (match->part && count >= MOST_PARTS && parts->data[count - MOST_PARTS].lattice == analyzer->lattice) return;
  JoinPart part = {.match = *match, .lattice = analyzer->lattice};
  part.match.captured = analyzer_keep_captured(analyzer, match);
  VECTOR_PUSH(analyzer->scratch, parts, part);
}

/* ---- putting together ---- */

/* A match with what was joined to it so far. */
typedef struct {
  Captured captured[MOST_JOINED];
  uint32_t count;
} Joined;

static uint32_t distance(const JoinPart *a, const JoinPart *b) {
  uint32_t x = a->lattice->begin + a->match.begin, y = b->lattice->begin + b->match.begin;
  return x > y ? x - y : y - x;
}

static uint32_t paragraph_of(const JoinPart *part) {
  return part->lattice->text->sentences.data[part->lattice->sentence].paragraph;
}

static bool in_reach(const RuleJoinCode *join, const JoinPart *own, const JoinPart *other) {
  uint32_t a = own->lattice->sentence, b = other->lattice->sentence;
  uint32_t x = own->lattice->begin + own->match.begin, y = other->lattice->begin + other->match.begin;
  if (join->side == JOIN_BEFORE && y >= x) return false;
  if (join->side == JOIN_AFTER && y <= x) return false;
  if (join->scope == JOIN_SENTENCE) return a == b;
  if (join->scope == JOIN_PARAGRAPH) return paragraph_of(own) == paragraph_of(other);
  return (a > b ? a - b : b - a) <= join->reach;
}

/* Adds the captures of a part; false where one of the same name holds another text, or a condition `same` fails. */
static bool add_part(const RuleSet *rules, const Rule *rule, Joined *joined, const JoinPart *part) {
  for (uint32_t i = 0; i < part->match.captured_count; i++) {
    const Captured *captured = &part->match.captured[i];
    bool known = false;
    for (uint32_t k = 0; k < joined->count; k++) {
      if (joined->captured[k].capture != captured->capture) continue;
      known = true;
      if (!text_matches(captured->lattice->text, captured_text(&joined->captured[k]), captured_text(captured)))
        return false;
    }
    if (known) continue;
    if (joined->count == MOST_JOINED) return false;
    joined->captured[joined->count++] = *captured;
  }
  return captures_agree(rules, rule, joined->captured, joined->count);
}

/* The first part that is not before the sentence from which `own` can be joined with it. */
static uint32_t first_in_reach(const JoinParts *parts, const RuleJoinCode *join, const JoinPart *own) {
  const Text *text = own->lattice->text;
  uint32_t sentence = own->lattice->sentence, from = sentence;
  if (join->scope == JOIN_SENTENCES) from = sentence > join->reach ? sentence - join->reach : 0;
  if (join->scope == JOIN_PARAGRAPH) from = text->paragraphs.data[paragraph_of(own)].first_sentence;
  uint32_t low = 0, high = parts->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (parts->data[middle].lattice->sentence < from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* The nearest part that fits; `joined` then has its captures. Not more than a few hundred are looked at, so that a
   paragraph of nothing else does not take the square of its length. */
static bool join_nearest(const Analyzer *analyzer, uint32_t number, const JoinPart *own, Joined *joined) {
  enum { MOST_LOOKED_AT = 1024 };
  const JoinParts *parts = &analyzer->joined[number];
  const RuleJoinCode *join = &analyzer->rules->joins[number];
  const Rule *rule = &analyzer->rules->rules[own->match.rule];
  uint32_t nearest = UINT32_MAX, first = first_in_reach(parts, join, own);
  Joined best = *joined;
  for (uint32_t i = first; i < parts->count && i - first < MOST_LOOKED_AT; i++) {
    const JoinPart *other = &parts->data[i];
    bool later = other->lattice->sentence > own->lattice->sentence + (join->scope == JOIN_SENTENCES ? join->reach : 0);
    if (later && join->scope != JOIN_PARAGRAPH) break;
    if (!in_reach(join, own, other) || distance(own, other) >= nearest) continue;
    Joined with = *joined;
    if (!add_part(analyzer->rules, rule, &with, other)) continue;
    nearest = distance(own, other);
    best = with;
  }
  *joined = best;
  return nearest != UINT32_MAX;
}

static void emit_joined(Analyzer *analyzer, const JoinPart *own) {
  const Rule *rule = &analyzer->rules->rules[own->match.rule];
  Joined joined = {.count = own->match.captured_count};
  if (joined.count > MOST_JOINED) return;
  if (joined.count) memcpy(joined.captured, own->match.captured, joined.count * sizeof *joined.captured);
  for (uint32_t i = 0; i < rule->join_count; i++) {
    JoinKind kind = (JoinKind)analyzer->rules->joins[rule->first_join + i].kind;
    Joined with = joined;
    bool found = join_nearest(analyzer, rule->first_join + i, own, &with);
    if (found == (kind == JOIN_UNLESS) && kind != JOIN_MAYBE) return;
    if (found && kind != JOIN_UNLESS) joined = with;
  }
  Match match = own->match;
  match.captured = joined.captured;
  match.captured_count = joined.count;
  analyzer->lattice = own->lattice;
  analyzer_emit(analyzer, &match);
}

/* ---- order ---- */

typedef struct {
  uint32_t sentence, index;
} Placed;

static int by_sentence(const void *a, const void *b) {
  const Placed *x = a, *y = b;
  if (x->sentence != y->sentence) return x->sentence < y->sentence ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static void order_mentions(Analyzer *analyzer, uint32_t first, uint32_t first_fact) {
  Analysis *analysis = analyzer->analysis;
  uint32_t count = analysis->mentions.count - first;
  Placed *order = ARENA_ARRAY(analyzer->scratch, Placed, count + 1);
  Mention *moved = ARENA_ARRAY(analyzer->scratch, Mention, count + 1);
  uint32_t *place = ARENA_ARRAY(analyzer->scratch, uint32_t, count + 1);
  for (uint32_t i = 0; i < count; i++) order[i] = (Placed){analysis->mentions.data[first + i].sentence, i};
  qsort(order, count, sizeof *order, by_sentence);
  for (uint32_t i = 0; i < count; i++) {
    moved[i] = analysis->mentions.data[first + order[i].index];
    place[order[i].index] = first + i;
  }
  if (count) memcpy(analysis->mentions.data + first, moved, count * sizeof *moved);
  for (uint32_t i = first_fact; i < analysis->facts.count; i++) {
    Fact *fact = &analysis->facts.data[i];
    for (uint32_t k = 0; k < fact->slots.count; k++) {
      FactSlot *slot = &fact->slots.data[k];
      if (slot->kind == FACT_MENTION && slot->mention >= first) slot->mention = place[slot->mention - first];
    }
  }
}

static void order_facts(Analyzer *analyzer, uint32_t first) {
  Analysis *analysis = analyzer->analysis;
  uint32_t count = analysis->facts.count - first;
  Placed *order = ARENA_ARRAY(analyzer->scratch, Placed, count + 1);
  Fact *moved = ARENA_ARRAY(analyzer->scratch, Fact, count + 1);
  for (uint32_t i = 0; i < count; i++) order[i] = (Placed){analysis->facts.data[first + i].sentence, i};
  qsort(order, count, sizeof *order, by_sentence);
  for (uint32_t i = 0; i < count; i++) moved[i] = analysis->facts.data[first + order[i].index];
  if (count) memcpy(analysis->facts.data + first, moved, count * sizeof *moved);
}

/* Settles and qualifies again, sentence by sentence. */
static void settle_sentences(Analyzer *analyzer, uint32_t first) {
  const Analysis *analysis = analyzer->analysis;
  for (uint32_t begin = first, end; begin < analysis->facts.count; begin = end) {
    uint32_t sentence = analysis->facts.data[begin].sentence;
    for (end = begin; end < analysis->facts.count && analysis->facts.data[end].sentence == sentence;) end++;
    analyzer->lattice = &analyzer->lattices[sentence - analyzer->first_sentence];
    analyzer_settle(analyzer, begin, end);
    analyzer_qualify(analyzer, begin, end);
    analyzer_presume_periods(analyzer, begin, end);
  }
}

void analyzer_join(Analyzer *analyzer, uint32_t first_fact, uint32_t first_mention) {
  uint32_t facts = analyzer->analysis->facts.count, mentions = analyzer->analysis->mentions.count;
  analyzer_want_joins(analyzer);
  for (uint32_t i = 0; i < analyzer->sentence_count; i++) analyzer_meet_demand(analyzer, i);
  for (uint32_t i = 0; i < analyzer->joining.count; i++) emit_joined(analyzer, &analyzer->joining.data[i]);
  if (analyzer->analysis->mentions.count > mentions) order_mentions(analyzer, first_mention, first_fact);
  if (analyzer->analysis->facts.count == facts) return;
  order_facts(analyzer, first_fact);
  settle_sentences(analyzer, first_fact);
}
