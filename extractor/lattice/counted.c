/* What is counted, in languages that write spaces: 120 stores, 12,000 new affordable homes. */
#include "lattice/lattice_internal.h"

enum { MOST_MODIFIERS = 3 };

static bool is_listed(const Lattice *lattice, uint32_t begin, uint32_t end, uint32_t list) {
  if (list == UINT32_MAX) return false;
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source == EDGE_WORD && edge->end == end && edge_has_type(lattice, edge, (TypeId)list)) return true;
  }
  return false;
}

/* The end of the word of letters and hyphens at `at`; `at` where there is none. */
static uint32_t word_at(const Lattice *lattice, uint32_t at) {
  uint32_t end = at;
  while (lattice_character(lattice, end) & CHARACTER_LETTER) {
    end++;
    if (lattice_point(lattice, end) == '-' && (lattice_character(lattice, end + 1) & CHARACTER_LETTER)) end++;
  }
  return lattice_character(lattice, end) & CHARACTER_DIGIT ? at : end;
}

static bool is_capital(const Lattice *lattice, uint32_t at) {
  return (lattice_character(lattice, at) & CHARACTER_UPPER) != 0;
}

/* The end of the model at `at`, E195-E2 or A320neo, in 60 E195-E2 jets; `at` where there is none. */
static uint32_t model_at(const Lattice *lattice, uint32_t at) {
  if (!is_capital(lattice, at)) return at;
  uint32_t end = at;
  while (lattice_is_alnum(lattice, end) || (lattice_point(lattice, end) == '-' && lattice_is_alnum(lattice, end + 1)))
    end++;
  return end;
}

/* Ends as plurals do: homes, but no business, previous, analysis. */
static bool looks_plural(const Lattice *lattice, uint32_t begin, uint32_t end) {
  if (end - begin < 4 || is_capital(lattice, begin) || lattice_point(lattice, end - 1) != 's') return false;
  uint32_t before = lattice_point(lattice, end - 2);
  return before != 's' && before != 'u' && before != 'i';
}

bool lattice_names_things(const Lattice *lattice, EdgeId unit) {
  const Edge *edge = &lattice->edges.data[unit];
  uint32_t list = lattice->vocabulary->reserved.unit;
  if (edge_tag(lattice, edge, list, SLICE("kind")).length) return false;
  Slice code = edge_tag(lattice, edge, list, SLICE("code"));
  return !code.length || slice_equal(code, lattice_slice(lattice, edge->begin, edge->end));
}

static bool is_unit_of_things(const Lattice *lattice, uint32_t begin, uint32_t end) {
  EdgeId unit = lattice_list_word(lattice, begin, lattice->vocabulary->reserved.unit);
  return unit != EDGE_NONE && lattice->edges.data[unit].end == end && lattice_names_things(lattice, unit);
}

bool lattice_is_modifier(const Lattice *lattice, EdgeId unit) {
  const Edge *edge = &lattice->edges.data[unit];
  if (!lattice->vocabulary->spaced || !lattice_names_things(lattice, unit)) return false;
  if (edge->end > edge->begin && lattice_point(lattice, edge->end - 1u) == 's') return false;
  uint32_t begin = lattice->forward[edge->end], end = word_at(lattice, begin);
  if (begin == edge->end || is_listed(lattice, begin, end, lattice->vocabulary->reserved.not_counted)) return false;
  return looks_plural(lattice, begin, end);
}

/* iPhone 15, Flight 370: a name, no figure. */
static bool is_part_of_name(const Lattice *lattice, uint32_t position, const NumberReading *reading) {
  if (!reading->positional || reading->digits > 3 || position < 2) return false;
  uint32_t end = lattice->back[position], begin = end;
  while (begin > 0 && lattice_is_alnum(lattice, begin - 1)) begin--;
  if (begin == end || !is_capital(lattice, begin)) return false;
  return !is_listed(lattice, begin, end, lattice->vocabulary->reserved.function_word);
}

bool lattice_is_label(const Lattice *lattice, uint32_t position, const NumberReading *reading, EdgeId unit) {
  if (!lattice->vocabulary->spaced || !reading->positional || !lattice_names_things(lattice, unit)) return false;
  const Edge *edge = &lattice->edges.data[unit];
  bool apart = lattice->forward[reading->end] > reading->end; /* no 5-storm */
  if (!apart || lattice_point(lattice, edge->end - 1u) == 's') return false;
  if (edge_tag(lattice, edge, lattice->vocabulary->reserved.unit, SLICE("plural")).data) return false;
  return lattice_looks_like_year(reading) || is_part_of_name(lattice, position, reading);
}

uint32_t lattice_counted(const Lattice *lattice, uint32_t position, const NumberReading *reading, uint32_t *noun) {
  uint32_t stop = lattice->vocabulary->reserved.not_counted, found = 0;
  if (!lattice->vocabulary->spaced || stop == UINT32_MAX) return 0;
  if (is_part_of_name(lattice, position, reading)) return 0;
  if (decimal_compare(reading->number, (Decimal){1, 0}) == 0) return 0; /* one man says: nothing of one is a plural */
  bool in_words = !(lattice_character(lattice, position) & CHARACTER_DIGIT);
  uint32_t at = reading->end;
  for (unsigned words = 0; words <= MOST_MODIFIERS; words++) {
    uint32_t begin = lattice->forward[at];
    if (begin == at && at != reading->end) break;
    if (in_words && is_capital(lattice, begin)) break; /* two former Norvane engineers: a name */
    uint32_t end = word_at(lattice, begin);
    if (end == begin && words < MOST_MODIFIERS) end = model_at(lattice, begin);
    if (end == begin || is_listed(lattice, begin, end, stop)) break;
    bool counted = looks_plural(lattice, begin, end) || is_unit_of_things(lattice, begin, end);
    if (found && !counted) break; /* sales representatives, but not: jobs worldwide */
    if (counted) {
      *noun = begin;
      found = end;
    }
    at = end;
  }
  return found;
}
