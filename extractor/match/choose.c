#include "match/analysis_internal.h"

TypeId analyzer_made_type(const Analyzer *analyzer, const Edge *edge) {
  return (TypeId)(edge->types - analyzer->analysis->vocabulary->single_sets);
}

bool analyzer_is_entity(const Analyzer *analyzer, const Edge *edge) {
  if (edge->source != EDGE_MARK && edge->source != EDGE_NAME) return false;
  return analyzer->rules->types[analyzer_made_type(analyzer, edge)].kind == TYPE_ENTITY;
}

/* What an edge costs inside another one. Models see no names in names, so that their doubt says nothing there. */
static float cost_inside(const Edge *edge) {
  return edge->source == EDGE_MARK ? edge->cost - (float)edge->doubt / 100 : edge->cost;
}

/* The cheapest way through the inside of a chosen name or word, as if nothing spanned the whole of it, or nothing but
   `words`: by position, the edge that the way arrives with. */
static void read_inside(const Lattice *lattice, const Edge *outer, bool words, float *cost, EdgeId *arrival) {
  uint32_t length = (uint32_t)(outer->end - outer->begin);
  for (uint32_t i = 0; i <= length; i++) cost[i] = i ? __builtin_inff() : 0;
  for (uint32_t at = outer->begin; at < outer->end; at++) {
    float so_far = cost[at - outer->begin];
    if (!(so_far < __builtin_inff())) continue;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      bool whole = edge->begin == outer->begin && edge->end == outer->end;
      bool made = edge->source == EDGE_MARK || edge->source == EDGE_NAME;
      bool read = edge->flags & EDGE_READ || edge->source == EDGE_NAME;
      if (!read || edge->end > outer->end || (whole && (made || !words))) continue;
      uint32_t to = (uint32_t)(edge->end - outer->begin);
      float through = so_far + cost_inside(edge);
      if (!(through < cost[to])) continue;
      cost[to] = through;
      arrival[to] = id;
    }
  }
}

static bool is_shown(const Lattice *lattice, const Edge *wanted) {
  for (EdgeId id = lattice->first_begin[wanted->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == wanted->end && edge->types == wanted->types && !(edge->flags & EDGE_HIDDEN)) return true;
  }
  return false;
}

/* Rules may look into names: the words of a span are shown, as what lists have them for; that 国 is a noun is of no use
   in 美国. */
static void show_words(Lattice *lattice, uint32_t begin, uint32_t end) {
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    Edge edge = lattice->edges.data[id];
    if (edge.end != end || !edge_is_listed(&edge) || !(edge.flags & EDGE_HIDDEN)) continue;
    TypeSetId listed = vocabulary_listed_set(lattice->vocabulary, edge.types);
    if (listed == edge.types) {
      lattice->edges.data[id].flags &= (uint8_t)~EDGE_HIDDEN;
      continue;
    }
    edge.types = listed;
    edge.flags = 0;
    if (!is_shown(lattice, &edge)) lattice_add(lattice, edge);
  }
}

/* Whether rules may see a name inside a name that is not read so, one that is listed as a whole: only a long beginning
   of its own type, 清华大学 in 清华大学附属中学, and not in languages with blanks (World in World Health Organization).
 */
static bool begins_name(const Lattice *lattice, const Edge *inner, const Edge *outer) {
  enum { LONG = 4 };
  return inner->types == outer->types && inner->begin == outer->begin && inner->end - inner->begin >= LONG &&
         inner->end < outer->end && lattice_character(lattice, inner->end) & CHARACTER_HAN;
}

typedef enum { REST_NONE, REST_WORD, REST_PART } Rest;

/* What [begin, end) is: one word of a list (医院), one that says which part of the name before it is meant (法规处), or
   no word. */
static Rest rest_of_name(const Lattice *lattice, uint32_t begin, uint32_t end) {
  uint32_t parts = lattice->vocabulary->reserved.name_part;
  Rest rest = REST_NONE;
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end != end || !edge_is_listed(edge)) continue;
    if (parts != UINT32_MAX && edge_has_type(lattice, edge, (TypeId)parts)) return REST_PART;
    rest = REST_WORD;
  }
  return rest;
}

/* Whether a list has the name of an edge as one word. */
static bool is_known(const Analyzer *analyzer, const Edge *edge) {
  TypeId whole = edge->source == EDGE_MARK ? analyzer->marks.data[edge->payload].whole
                                           : analyzer->names.names.data[edge->payload].whole;
  return whole != BUILTIN_NONE;
}

/* The longest beginning of a name that is a name of its type, however the name is read: 中国人民银行 in
   中国人民银行货币政策司. `cost` is that of the way inside: what is no dearer than it is how the beginning is read; a
   very long one, or one before a part, may be a little dearer, 江州省生态环境厅 in 江州省生态环境厅法规处.
   What is in front of just one listed word is no name without it, unless a list has it: 江州市中心 in 江州市中心医院,
   but 江州大学 in 江州大学环境学院, or the word is a part by itself: 法规处. What a list has goes before what is
   longer. */
static void show_beginning(const Analyzer *analyzer, const Edge *outer, const float *cost) {
  enum { VERY_LONG = 6, AT_MOST_DEARER = 6 };
  Lattice *lattice = analyzer->lattice;
  EdgeId longest = EDGE_NONE;
  int longest_rank = 0;
  for (EdgeId id = lattice->first_begin[outer->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    bool made = edge->source == EDGE_MARK || edge->source == EDGE_NAME;
    if (!made || edge->end + 1 >= outer->end || !begins_name(lattice, edge, outer)) continue;
    float dearer = cost_inside(edge) - cost[edge->end - outer->begin];
    Rest rest = rest_of_name(lattice, edge->end, outer->end);
    bool lenient = edge->end - edge->begin >= VERY_LONG || rest == REST_PART;
    if (dearer > (lenient ? AT_MOST_DEARER : 0)) continue;
    bool known = is_known(analyzer, edge);
    if (rest == REST_WORD && !known) continue;
    int rank = (known ? 2 : 0) + (dearer <= 0 ? 1 : 0);
    bool better = longest == EDGE_NONE || rank > longest_rank ||
                  (rank == longest_rank && edge->end > lattice->edges.data[longest].end);
    if (better) longest = id, longest_rank = rank;
  }
  if (longest != EDGE_NONE) lattice->edges.data[longest].flags &= (uint8_t)~EDGE_HIDDEN;
}

/* Names inside a chosen name: 清华大学 in 清华大学人工智能研究院. */
static void show_nested(Analyzer *analyzer, EdgeId chosen, float *cost, EdgeId *arrival) {
  Lattice *lattice = analyzer->lattice;
  const Edge outer = lattice->edges.data[chosen];
  uint32_t length = (uint32_t)(outer.end - outer.begin);
  bool transparent = analyzer->rules->types[analyzer_made_type(analyzer, &outer)].flags & TYPE_TRANSPARENT;
  show_words(lattice, outer.begin, outer.end);
  read_inside(lattice, &outer, true, cost, arrival);
  if (!(cost[length] < __builtin_inff())) return;
  bool listed = !transparent && lattice->edges.data[arrival[length]].begin == outer.begin;
  if (listed) read_inside(lattice, &outer, false, cost, arrival);
  if (!(cost[length] < __builtin_inff())) return;
  if (!transparent) show_beginning(analyzer, &outer, cost);
  for (uint32_t at = length; at > 0;) {
    uint32_t begin = lattice->edges.data[arrival[at]].begin;
    show_words(lattice, begin, lattice->edges.data[arrival[at]].end);
    Edge *edge = &lattice->edges.data[arrival[at]];
    /* what ends a name of the same type is its head, no other thing: 科技有限公司 in 晨星科技有限公司 */
    bool head = edge->end == outer.end && edge->types == outer.types;
    /* two characters in the middle are a word of the name: 科学 in 食品科学与营养工程学院 */
    head |= edge->types == outer.types && edge->begin > outer.begin && edge->end - edge->begin <= 2;
    if (analyzer_is_entity(analyzer, edge) && !head && (!listed || begins_name(lattice, edge, &outer))) {
      edge->flags &= (uint8_t)~EDGE_HIDDEN;
      if (transparent && edge->types != outer.types) edge->flags |= EDGE_INNER;
    }
    at = begin - outer.begin;
  }
}

/* Words inside a listed phrase: `acquisition` and `of` in "acquisition of", 金额 in 增持金额. That somebody lists a
   phrase takes nothing from rules that spell it out. */
static void show_words_inside(Lattice *lattice, EdgeId chosen, float *cost, EdgeId *arrival) {
  const Edge outer = lattice->edges.data[chosen];
  if (lattice->vocabulary->spaced) { /* few words begin in one place: all of them */
    for (uint32_t at = outer.begin; at < outer.end; at++) {
      for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
        Edge *edge = &lattice->edges.data[id];
        bool word = edge_is_listed(edge) || edge->source == EDGE_SHAPE;
        if (word && edge->end <= outer.end) edge->flags &= (uint8_t)~EDGE_HIDDEN;
      }
    }
    return;
  }
  read_inside(lattice, &outer, false, cost, arrival);
  if (!(cost[outer.end - outer.begin] < __builtin_inff())) return;
  for (uint32_t at = (uint32_t)(outer.end - outer.begin); at > 0;) {
    Edge *edge = &lattice->edges.data[arrival[at]];
    bool word = edge_is_listed(edge) || edge->source == EDGE_DICTIONARY || edge->source == EDGE_SHAPE;
    if (word) edge->flags &= (uint8_t)~EDGE_HIDDEN;
    at = (uint32_t)(edge->begin - outer.begin);
    show_words(lattice, edge->begin, edge->end);
  }
}

bool analyzer_meets_chosen(const Analyzer *analyzer, const Edge *span, int least) {
  const Lattice *lattice = analyzer->lattice;
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    bool meets = edge->begin < span->end && span->begin < edge->end && edge->end - edge->begin >= least;
    if (edge->flags & EDGE_BEST && meets && analyzer_is_entity(analyzer, edge)) return true;
  }
  return false;
}

bool analyzer_stand(Analyzer *analyzer, EdgeId id) {
  Edge *mark = &analyzer->lattice->edges.data[id];
  if (analyzer_meets_chosen(analyzer, mark, 0)) return false;
  mark->flags = (uint8_t)((mark->flags | EDGE_BEST) & ~EDGE_HIDDEN);
  return true;
}

void analyzer_choose(Analyzer *analyzer) {
  Lattice *lattice = analyzer->lattice;
  for (EdgeId id = lattice->built; id < lattice->edges.count; id++) {
    Edge *edge = &lattice->edges.data[id];
    if (!(edge->flags & EDGE_BEST) && analyzer_is_entity(analyzer, edge)) edge->flags |= EDGE_HIDDEN;
  }
  for (EdgeId id = lattice->built; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    bool costless = edge->source == EDGE_MARK && !(edge->flags & EDGE_READ);
    if (costless && edge->flags & EDGE_HIDDEN && analyzer_is_entity(analyzer, edge)) analyzer_stand(analyzer, id);
  }
  float *cost = arena_alloc(analyzer->scratch, (lattice->length + 1) * sizeof(float));
  EdgeId *arrival = arena_alloc(analyzer->scratch, (lattice->length + 1) * sizeof(EdgeId));
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (!(edge->flags & EDGE_BEST)) continue;
    if (analyzer_is_entity(analyzer, edge)) {
      show_nested(analyzer, id, cost, arrival);
    } else if (edge_is_listed(edge) && !(edge->flags & EDGE_KNOWN) && edge->end > edge->begin + 2) {
      show_words_inside(lattice, id, cost, arrival);
    }
  }
}
