#include "match/names.h"

#include "base/utf8.h"

/* MOST_ALIKE: of names that begin with the same two characters; each is compared wherever these two stand. */
enum { FIRST_HEADS = 256, MOST_NAMES = 20000, MOST_ALIKE = 64 };

void names_init(Names *names, Arena *arena) {
  *names = (Names){.arena = arena, .head_count = FIRST_HEADS};
  names->heads = arena_alloc(arena, FIRST_HEADS * sizeof(uint32_t));
  memset(names->heads, 0xFF, FIRST_HEADS * sizeof(uint32_t));
}

static uint32_t head_of(const Names *names, uint32_t first, uint32_t second) {
  return (uint32_t)((first * UINT64_C(0x9E3779B97F4A7C15) + second * UINT64_C(0xC2B2AE3D27D4EB4F)) >> 40) &
         (names->head_count - 1);
}

static uint32_t head_of_text(const Names *names, Slice text) {
  unsigned width, second_width;
  uint32_t first = utf8_decode(text.data, &width);
  return head_of(names, first, utf8_decode(text.data + width, &second_width));
}

static void grow(Names *names) {
  names->head_count *= 4;
  names->heads = arena_alloc(names->arena, names->head_count * sizeof(uint32_t));
  memset(names->heads, 0xFF, names->head_count * sizeof(uint32_t));
  for (uint32_t i = 0; i < names->names.count; i++) {
    uint32_t head = head_of_text(names, names->names.data[i].text);
    names->names.data[i].next = names->heads[head];
    names->heads[head] = i;
  }
}

static uint32_t count_points(Slice text) {
  uint32_t count = 0;
  for (size_t i = 0; i < text.length; i++) count += (text.data[i] & 0xC0) != 0x80;
  return count;
}

void names_learn(Names *names, Slice text, const Name *as) {
  uint32_t length = count_points(text);
  if (length < 2 || names->names.count >= MOST_NAMES) return;
  uint32_t head = head_of_text(names, text), alike = 0;
  for (uint32_t i = names->heads[head]; i != UINT32_MAX; i = names->names.data[i].next, alike++) {
    Name *known = &names->names.data[i];
    if (known->type != as->type || !slice_equal(known->text, text)) continue;
    if (as->cost < known->cost) known->cost = as->cost;
    return;
  }
  if (alike >= MOST_ALIKE) return;
  Name name = *as;
  name.text = text;
  name.length = length;
  name.next = names->heads[head];
  names->heads[head] = names->names.count;
  VECTOR_PUSH(names->arena, &names->names, name);
  if (names->names.count > names->head_count) grow(names);
}

static bool occurs_at(const Lattice *lattice, const Name *name, uint32_t position) {
  if (lattice->length - position < name->length) return false;
  uint32_t end = position + name->length;
  if (!lattice_reads(lattice, position, name->text)) return false;
  /* words of an alphabet are not cut */
  uint8_t word = CHARACTER_LETTER | CHARACTER_DIGIT;
  if ((lattice_character(lattice, position) & word) && position && (lattice_character(lattice, position - 1) & word)) {
    return false;
  }
  return !((lattice_character(lattice, end - 1) & word) && (lattice_character(lattice, end) & word));
}

static bool has_as_cheap(const Lattice *lattice, const Name *name, uint32_t position) {
  uint32_t end = position + name->length;
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    bool made = edge->source == EDGE_MARK || edge->source == EDGE_NAME;
    if (made && edge->end == end && edge->cost <= name->cost && edge_has_type(lattice, edge, name->type)) return true;
  }
  return false;
}

/* The chosen mark that begins at a position, or EDGE_NONE. */
static EdgeId chosen_at(const Lattice *lattice, uint32_t position) {
  for (EdgeId id = lattice->first_begin[position]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->flags & EDGE_BEST && edge->source == EDGE_MARK) return id;
  }
  return EDGE_NONE;
}

/* A name that another place has made cheap is no argument against a longer one that holds it and was chosen without it,
   of whatever type: 江州市教育局 and 江州市教育局基础教育处, 晨星 and 江州晨星科技有限公司, a person 安和 and 安和人寿.
   One character more may be anything. Inside the longer one it is read (choose.c). */
static bool is_in_chosen(const Lattice *lattice, const Name *name, uint32_t position, EdgeId chosen) {
  if (!lattice->edges.data || chosen == EDGE_NONE) return false;
  const Edge *edge = &lattice->edges.data[chosen];
  return edge->end >= position + name->length && (uint32_t)(edge->end - edge->begin) > name->length + 1;
}

bool names_offer(const Names *names, Lattice *lattice) {
  bool added = false;
  if (!names->names.count) return false;
  EdgeId chosen = EDGE_NONE; /* of those that begin in front of `seen` the last one */
  for (uint32_t position = 0, seen = 0; position + 1 < lattice->length; position++) {
    uint32_t head = head_of(names, lattice_point(lattice, position), lattice_point(lattice, position + 1));
    for (uint32_t i = names->heads[head]; i != UINT32_MAX; i = names->names.data[i].next) {
      const Name *name = &names->names.data[i];
      if (!occurs_at(lattice, name, position) || has_as_cheap(lattice, name, position)) continue;
      for (; seen <= position; seen++) {
        EdgeId begins = chosen_at(lattice, seen);
        if (begins != EDGE_NONE) chosen = begins;
      }
      lattice_add(lattice, (Edge){.begin = (uint16_t)position,
                                  .end = (uint16_t)(position + name->length),
                                  .source = EDGE_NAME,
                                  .flags = is_in_chosen(lattice, name, position, chosen) ? 0 : EDGE_READ,
                                  .types = vocabulary_single(lattice->vocabulary, name->type),
                                  .cost = name->cost,
                                  .payload = i});
      added = true;
    }
  }
  return added;
}
