#include "lattice/lattice_internal.h"

/* Signs that may stand inside a word of an alphabet, between letters or digits. */
static bool joins(const Lattice *lattice, uint32_t position) {
  switch (lattice_point(lattice, position)) {
    case '-':
    case '&':
    case '+':
    case '_':
    case '@':
    case '/':
    case 0x2010:
    case 0x2011:
      return true;
    case '.': /* 2.0, v1.5, node.js, U.S. */
      return true;
    case '\'':
    case 0x2019: { /* O'Brien, not Snaith's */
      uint32_t next = lattice_point(lattice, position + 1);
      return !((next == 's' || next == 'S') && !lattice_is_alnum(lattice, position + 2));
    }
    default:
      return false;
  }
}

static uint32_t word_end(const Lattice *lattice, uint32_t at) {
  for (;;) {
    while (at < lattice->length && lattice_is_alnum(lattice, at)) at++;
    if (!joins(lattice, at) || !lattice_is_alnum(lattice, at + 1)) return at;
    at++;
  }
}

static WordShape shape_of(const Lattice *lattice, uint32_t begin, uint32_t end) {
  uint32_t upper = 0, lower = 0, digits = 0;
  for (uint32_t i = begin; i < end; i++) {
    uint8_t flags = lattice_character(lattice, i);
    if (flags & CHARACTER_UPPER) {
      upper++;
    } else if (flags & CHARACTER_LETTER) {
      lower++;
    } else if (flags & CHARACTER_DIGIT) {
      digits++;
    }
  }
  if (digits) return SHAPE_ALNUM;
  if (!upper) return SHAPE_LOWER;
  if (!lower) return SHAPE_UPPER;
  bool first = lattice_character(lattice, begin) & CHARACTER_UPPER;
  return first && upper == 1 ? SHAPE_CAP : SHAPE_MIXED;
}

/* A straight quotation mark in front of a blank, right behind a character, ends what is quoted. */
static bool closes_quote(const Lattice *lattice, uint32_t at) {
  uint32_t before = at ? lattice_character(lattice, at - 1) : CHARACTER_SPACE;
  return !(before & CHARACTER_SPACE) && (lattice_character(lattice, at + 1) & CHARACTER_SPACE);
}

static bool begins_sentence(const Lattice *lattice, uint32_t begin) {
  while (begin > 0) {
    if (lattice_character(lattice, begin - 1) & (CHARACTER_LETTER | CHARACTER_DIGIT | CHARACTER_CLAUSE)) return false;
    uint32_t point = lattice_point(lattice, begin - 1);
    if (point == 0x201C || point == 0x2018 || (point == '"' && !closes_quote(lattice, begin - 1))) return true;
    begin--;
  }
  return true;
}

static bool is_listed(const Lattice *lattice, uint32_t begin, uint32_t end, uint32_t list) {
  EdgeId word = lattice_list_word(lattice, begin, list);
  return word != EDGE_NONE && lattice->edges.data[word].end >= end;
}

/* Whether a capital says nothing: of grammatical words anywhere, of ordinary words at the start of a sentence. */
static bool is_mere_capital(const Lattice *lattice, uint32_t begin, uint32_t end) {
  const ReservedLists *lists = &lattice->vocabulary->reserved;
  if (is_listed(lattice, begin, end, lists->function_word)) return true;
  return begins_sentence(lattice, begin) && is_listed(lattice, begin, end, lists->common_word);
}

static void add_shape(Lattice *lattice, uint32_t begin, uint32_t end) {
  WordShape shape = shape_of(lattice, begin, end);
  if (shape == SHAPE_CAP && is_mere_capital(lattice, begin, end)) shape = SHAPE_LOWER;
  lattice_add(lattice, (Edge){.begin = (uint16_t)begin,
                              .end = (uint16_t)end,
                              .source = EDGE_SHAPE,
                              .flags = EDGE_READ,
                              .types = lattice->vocabulary->shape_sets + shape,
                              .cost = COST_SHAPE,
                              .payload = shape});
  if (shape == SHAPE_UPPER && end == begin + 1 && lattice_point(lattice, end) == '.') {
    lattice_add(lattice, (Edge){.begin = (uint16_t)begin,
                                .end = (uint16_t)(end + 1),
                                .source = EDGE_SHAPE,
                                .flags = EDGE_READ,
                                .types = lattice->vocabulary->shape_sets + SHAPE_INITIAL,
                                .cost = COST_SHAPE,
                                .payload = SHAPE_INITIAL});
  }
}

static bool has_letter(const Lattice *lattice, uint32_t begin, uint32_t end) {
  for (uint32_t i = begin; i < end; i++) {
    if (lattice_character(lattice, i) & CHARACTER_LETTER) return true;
  }
  return false;
}

/* Each run of letters and digits that has a letter; a hyphenated run also by its parts (China-based, AI+). */
void lattice_find_shapes(Lattice *lattice) {
  for (uint32_t begin = 0; begin < lattice->length;) {
    if (!lattice_is_alnum(lattice, begin)) {
      begin++;
      continue;
    }
    uint32_t end = word_end(lattice, begin);
    if (has_letter(lattice, begin, end)) add_shape(lattice, begin, end);
    for (uint32_t part = begin; part < end;) {
      uint32_t stop = part;
      while (stop < end && lattice_is_alnum(lattice, stop)) stop++;
      if (has_letter(lattice, part, stop)) {
        if (part > begin || stop < end) add_shape(lattice, part, stop);
        if (stop > part + 1) memset(lattice->covered + part, COVERED_BY_SHAPE, stop - part);
      }
      part = stop + 1;
    }
    begin = end;
  }
}
