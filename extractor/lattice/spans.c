#include "lattice/lattice_internal.h"

static void add_span(Lattice *lattice, uint32_t begin, uint32_t end, EdgeSource source, TypeId type, uint32_t payload) {
  lattice_add(lattice, (Edge){.begin = (uint16_t)begin,
                              .end = (uint16_t)end,
                              .source = (uint8_t)source,
                              .types = vocabulary_single(lattice->vocabulary, type),
                              .cost = COST_NONE,
                              .payload = payload});
}

/* The first quotation that begins at or after `position`. */
static uint32_t first_quote(const Text *text, uint32_t position) {
  uint32_t low = 0, high = text->quotes.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->quotes.data[middle].begin < position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static void find_quotes(Lattice *lattice) {
  const Text *text = lattice->text;
  uint32_t end = lattice->begin + lattice->length;
  for (uint32_t i = first_quote(text, lattice->begin + 1); i < text->quotes.count; i++) {
    const Quote *quote = &text->quotes.data[i];
    if (quote->begin > end) return;
    if (quote->sentence != lattice->sentence) continue;
    uint32_t close = quote->end + (quote->unclosed || quote->end >= end ? 0 : 1);
    if (close > end) continue;
    lattice->quoted = true;
    add_span(lattice, quote->begin - 1 - lattice->begin, close - lattice->begin, EDGE_QUOTE,
             quote->book ? BUILTIN_BOOK : BUILTIN_QUOTE, i);
  }
}

enum { LONGEST_BRACKET = 120 };

static bool opens(uint32_t point) {
  return point == '(' || point == 0xFF08 || point == '[' || point == 0x3010;
}

static bool closes(uint32_t point) {
  return point == ')' || point == 0xFF09 || point == ']' || point == 0x3011;
}

/* Brackets with what is in them; not nested, not over the end of a sentence. */
static void find_brackets(Lattice *lattice) {
  uint32_t open = UINT32_MAX;
  for (uint32_t i = 0; i < lattice->length; i++) {
    if (!(lattice_character(lattice, i) & CHARACTER_PUNCTUATION)) continue;
    uint32_t point = lattice_point(lattice, i);
    if (opens(point)) {
      open = i;
    } else if (closes(point) && open != UINT32_MAX) {
      if (i - open <= LONGEST_BRACKET) add_span(lattice, open, i + 1, EDGE_BRACKET, BUILTIN_BRACKET, 0);
      open = UINT32_MAX;
    }
  }
}

void lattice_find_spans(Lattice *lattice) {
  find_quotes(lattice);
  find_brackets(lattice);
}
