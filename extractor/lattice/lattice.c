#include "lattice/lattice.h"

#include "base/utf8.h"
#include "lattice/lattice_internal.h"

/* Sums of costs taken from both sides differ by rounding: less than this is no difference. */
static const float SLACK_NOISE = 1e-3f;

EdgeId lattice_add(Lattice *lattice, Edge edge) {
  VECTOR_RESERVE(lattice->arena, &lattice->edges, 1);
  const LatticeLinks links = lattice_links(lattice);
  EdgeId id = lattice->edges.count++;
  lattice->edges.data[id] = edge;
  link_edge(&links, id);
  return id;
}

/* Where a match goes on behind each position. In languages that put spaces between words, over any spaces; in Chinese
   only over spaces that stand beside letters or digits, for others separate. */
static void find_passages(Lattice *lattice) {
  uint32_t length = lattice->length;
  lattice->forward = arena_alloc(lattice->arena, (length + 1) * sizeof *lattice->forward);
  lattice->back = arena_alloc(lattice->arena, (length + 1) * sizeof *lattice->back);
  for (uint32_t i = 0; i <= length; i++) lattice->forward[i] = lattice->back[i] = (uint16_t)i;
  for (uint32_t begin = 0; begin < length; begin++) {
    if (!(lattice_character(lattice, begin) & CHARACTER_SPACE)) continue;
    uint32_t end = begin;
    while (end < length && (lattice_character(lattice, end) & CHARACTER_SPACE)) end++;
    bool passable = lattice->vocabulary->spaced || (begin > 0 && lattice_is_alnum(lattice, begin - 1)) ||
                    lattice_is_alnum(lattice, end);
    if (passable) {
      lattice->forward[begin] = (uint16_t)end;
      lattice->back[end] = (uint16_t)begin;
    }
    begin = end;
  }
}

void lattice_fill(Lattice *lattice) {
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  for (uint32_t i = 0; i < lattice->length; i++) {
    uint8_t flags = characters[i];
    if (lattice->covered[i] & COVERED_BY_SHAPE) continue; /* letter by letter a word is far too dear */
    if (lattice->covered[i] && !(flags & (CHARACTER_LETTER | CHARACTER_DIGIT))) continue;
    float cost = cost_of_character(flags);
    bool known = false; /* a single character of the dictionary is an edge already */
    for (EdgeId id = lattice->first_begin[i]; id != EDGE_NONE && !known; id = lattice->edges.data[id].next_begin) {
      known = lattice->edges.data[id].end == i + 1 && (lattice->edges.data[id].flags & EDGE_READ);
    }
    if (known) continue;
    lattice_add(lattice, (Edge){.begin = (uint16_t)i,
                                .end = (uint16_t)(i + 1),
                                .source = EDGE_CHARACTER,
                                .flags = EDGE_READ,
                                .types = vocabulary_single(lattice->vocabulary, BUILTIN_NONE),
                                .cost = cost});
  }
}

void lattice_build(Lattice *lattice, Arena *arena, const Vocabulary *vocabulary, const Text *text, uint32_t sentence) {
  const Sentence *range = &text->sentences.data[sentence];
  *lattice = (Lattice){.arena = arena,
                       .vocabulary = vocabulary,
                       .text = text,
                       .sentence = sentence,
                       .begin = range->begin,
                       .length = range->end - range->begin};
  uint32_t positions = lattice->length + 1;
  lattice->first_begin = arena_alloc(arena, positions * sizeof(EdgeId));
  lattice->first_end = arena_alloc(arena, positions * sizeof(EdgeId));
  lattice->reserved = ARENA_ARRAY(arena, uint16_t, positions);
  lattice->covered = ARENA_ARRAY(arena, uint8_t, positions);
  lattice->reach = ARENA_ARRAY(arena, TypeReach, vocabulary->needed_types + 1);
  lattice->begin_types = ARENA_ARRAY(arena, TypeMask, positions);
  lattice->end_types = ARENA_ARRAY(arena, TypeMask, positions);
  for (uint32_t i = 0; i < positions; i++) {
    type_mask_add(&lattice->begin_types[i], TYPE_BIT_NO_EDGE);
    type_mask_add(&lattice->end_types[i], TYPE_BIT_NO_EDGE);
  }
  memset(lattice->first_begin, 0xFF, positions * sizeof(EdgeId)); /* EDGE_NONE */
  memset(lattice->first_end, 0xFF, positions * sizeof(EdgeId));
  VECTOR_RESERVE(arena, &lattice->edges, 5 * positions);
  find_passages(lattice);
  lattice_find_words(lattice);
  lattice_find_shapes(lattice);
  lattice_find_values(lattice);
  lattice_find_spans(lattice);
  lattice_fill(lattice);
  lattice->built = lattice->edges.count;
}

bool lattice_reads(const Lattice *lattice, uint32_t position, Slice words) {
  unsigned width;
  for (size_t at = 0; at < words.length; at += width, position++) {
    if (utf8_decode(words.data + at, &width) != lattice_point(lattice, position)) return false;
  }
  return true;
}

/* ---- readings ---- */

/* The cheapest way from each position to the end. No branches over the edges here and below: which of them take part is
   as good as chance to the processor. */
static void find_to_end(Lattice *lattice) {
  const Edge *edges = lattice->edges.data;
  const EdgeId *first = lattice->first_begin;
  float *to_end = lattice->to_end;
  to_end[lattice->length] = 0;
  for (uint32_t i = lattice->length; i-- > 0;) {
    float least = COST_NONE;
    for (EdgeId id = first[i]; id != EDGE_NONE; id = edges[id].next_begin) {
      float cost = edges[id].flags & EDGE_READ ? edges[id].cost : COST_NONE, through = to_end[edges[id].end] + cost;
      least = through < least ? through : least;
    }
    to_end[i] = least;
  }
}

/* The cheapest way from the start to each position; what stands there is weighed once that is known. */
static void find_slacks(Lattice *lattice, float most_slack) {
  Edge *edges = lattice->edges.data;
  const EdgeId *first = lattice->first_begin;
  const float *to_end = lattice->to_end;
  float *from_start = lattice->from_start, best = to_end[0], most = most_slack + SLACK_NOISE;
  from_start[0] = 0;
  for (uint32_t i = 1; i <= lattice->length; i++) from_start[i] = COST_NONE;
  for (uint32_t i = 0; i < lattice->length; i++) {
    float so_far = from_start[i];
    for (EdgeId id = first[i]; id != EDGE_NONE; id = edges[id].next_begin) {
      Edge *edge = &edges[id];
      float through = so_far + edge->cost, known = from_start[edge->end], slack = through + to_end[edge->end] - best;
      float read = edge->flags & EDGE_READ ? through : COST_NONE;
      from_start[edge->end] = read < known ? read : known;
      slack = edge->cost == COST_NONE ? 0 : slack;
      uint8_t hidden = slack > most ? EDGE_HIDDEN : 0;
      edge->slack = slack;
      edge->flags = (uint8_t)((edge->flags & ~(EDGE_BEST | EDGE_HIDDEN | EDGE_INNER)) | hidden);
    }
  }
}

/* Walks the best reading from the start; of edges that are equally good the longest, then the one added last, for marks
 * come after words. */
static void mark_best(Lattice *lattice) {
  uint32_t at = 0;
  while (at < lattice->length) {
    EdgeId best = EDGE_NONE;
    for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
      const Edge *edge = &lattice->edges.data[id];
      if (!(edge->flags & EDGE_READ) || edge->slack > SLACK_NOISE) continue;
      if (best == EDGE_NONE || edge->end > lattice->edges.data[best].end) best = id;
    }
    if (best == EDGE_NONE) return; /* cannot be: lattice_fill leaves no gap */
    lattice->edges.data[best].flags |= EDGE_BEST;
    at = lattice->edges.data[best].end;
  }
}

void lattice_weigh(Lattice *lattice, float most_slack) {
  if (!lattice->from_start) {
    lattice->from_start = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof(float));
    lattice->to_end = arena_alloc(lattice->arena, (lattice->length + 1) * sizeof(float));
  }
  find_to_end(lattice);
  find_slacks(lattice, most_slack);
}

void lattice_read(Lattice *lattice, float most_slack) {
  lattice_weigh(lattice, most_slack);
  mark_best(lattice);
}

/* ---- looking ---- */

Slice edge_tag(const Lattice *lattice, const Edge *edge, uint32_t list, Slice key) {
  const Lexicon *lexicon = edge->source == EDGE_WORD     ? &lattice->vocabulary->rules->lexicon
                           : edge->source == EDGE_LISTED ? &lattice->vocabulary->extra[edge->vocabulary]
                                                         : NULL;
  if (!lexicon) return (Slice){NULL, 0};
  if (edge->source == EDGE_LISTED) list = UINT32_MAX; /* its tags are of no list of the rules */
  return lexicon_tag(lexicon, lexicon_word(lexicon, edge->payload), list, key);
}

bool lattice_has_needed(const Lattice *lattice, const RuleNeed *need, uint32_t position) {
  const uint16_t *numbers = lattice->vocabulary->need_numbers + need->first_type;
  for (uint32_t i = 0; i < need->type_count; i++) {
    if (reach_beyond(&lattice->reach[numbers[i]], need->in_front, position)) return true;
  }
  return false;
}

EdgeId lattice_find(const Lattice *lattice, uint32_t begin, uint32_t end, TypeId type) {
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == end && !(edge->flags & EDGE_HIDDEN) && edge_has_type(lattice, edge, type)) return id;
  }
  return EDGE_NONE;
}

EdgeId lattice_list_word(const Lattice *lattice, uint32_t position, uint32_t list) {
  if (list == UINT32_MAX || position >= lattice->length) return EDGE_NONE;
  if (!(lattice->reserved[position] & lattice->vocabulary->reserved_bits[list])) return EDGE_NONE;
  EdgeId longest = EDGE_NONE;
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)list)) continue;
    if (longest == EDGE_NONE || edge->end > lattice->edges.data[longest].end) longest = id;
  }
  return longest;
}
