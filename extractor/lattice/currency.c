/* Which dollars, pesos or francs a text means that says so once, or that tells of a country: $5 million in an
   Australian one. */
#include <string.h>

#include "lattice/lattice.h"

enum {
  MOST_CURRENCIES = 64,
  LEAST_WEIGHT = 3, /* a country that is named twice in passing changes nothing */
  MOST_NAMES = 2,   /* a text that writes C$ this often means the usual one by $ */
};

typedef struct {
  Slice family, code;
  unsigned weight;
  bool named;     /* by its own sign or name, A$, not only by its country */
  unsigned names; /* how often */
  enum { CONVERTS_UNKNOWN, CONVERTS, CONVERTS_NOT } converts;
} Currency;

typedef struct {
  uint32_t list;   /* CurrencyCue */
  unsigned weight; /* of all */
  uint32_t count;
  Currency currencies[MOST_CURRENCIES];
} Currencies;

static Currency *currency_of(Currencies *currencies, Slice family, Slice code) {
  for (uint32_t i = 0; i < currencies->count; i++) {
    Currency *currency = &currencies->currencies[i];
    if (slice_equal(currency->family, family) && slice_equal(currency->code, code)) return currency;
  }
  if (currencies->count == MOST_CURRENCIES) return NULL;
  currencies->currencies[currencies->count] = (Currency){.family = family, .code = code};
  return &currencies->currencies[currencies->count++];
}

static void count_cues(Currencies *currencies, const Lattice *lattice) {
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)currencies->list)) continue;
    Currency *currency = currency_of(currencies, edge_tag(lattice, edge, currencies->list, SLICE("family")),
                                     edge_tag(lattice, edge, currencies->list, SLICE("code")));
    if (!currency) continue;
    bool named = edge_tag(lattice, edge, currencies->list, SLICE("named")).data != NULL;
    unsigned weight = named ? LEAST_WEIGHT : 1;
    currency->weight += weight;
    currencies->weight += weight;
    currency->named |= named;
    currency->names += named;
  }
}

/* The unit of a sum of money, behind or before its number: the longest word, so that that of US$5 is no $. */
static const Edge *unit_of(const Lattice *lattice, const Edge *money, uint32_t *list) {
  const Edge *unit = NULL;
  for (EdgeId id = lattice->first_end[money->end]; id != EDGE_NONE; id = lattice->edges.data[id].next_end) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)*list)) continue;
    if (!unit || edge->begin < unit->begin) unit = edge;
  }
  uint32_t signs = lattice->vocabulary->reserved.unit_before;
  if (unit || signs == UINT32_MAX) return unit;
  *list = signs;
  for (EdgeId id = lattice->first_begin[money->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)signs)) continue;
    if (!unit || edge->end > unit->end) unit = edge;
  }
  return unit;
}

/* Of which family the unit of a sum is that says no more: dollar, peso; empty where it says which. */
static Slice family_of(const Lattice *lattice, const Edge *money) {
  if (money->source != EDGE_VALUE || lattice->values.data[money->payload].kind != VALUE_MONEY) return (Slice){0};
  uint32_t list = lattice->vocabulary->reserved.unit;
  const Edge *unit = list == UINT32_MAX ? NULL : unit_of(lattice, money, &list);
  return unit ? edge_tag(lattice, unit, list, SLICE("family")) : (Slice){0};
}

/* Whether a sum is written with the sign alone, $5: what is said in cents or dollars tells less. */
static bool is_sign(const Lattice *lattice, const Edge *money) {
  return lattice_point(lattice, money->begin) == '$';
}

/* Whether a cue of one family tells what a unit of the other is: crown-krone is one of crowns. */
static bool tells_of(Slice cue, Slice family) {
  if (cue.length < family.length || memcmp(cue.data, family.data, family.length) != 0) return false;
  return cue.length == family.length || cue.data[family.length] == '-';
}

/* The currency of the family that the text speaks of most: as much as of all other countries together, and twice as
   much as of that of the usual one. */
static Currency *most_spoken_of(Currencies *currencies, Slice family, Slice usual) {
  Currency *most = NULL;
  unsigned against = 0;
  for (uint32_t i = 0; i < currencies->count; i++) {
    Currency *currency = &currencies->currencies[i];
    if (!tells_of(currency->family, family)) continue;
    if (slice_equal(currency->code, usual)) {
      against = currency->weight;
    } else if (!most || currency->weight > most->weight) {
      most = currency;
    }
  }
  if (!most) return NULL;
  /* crowns and pesos are nobody's before all others', as dollars and pounds are */
  bool first = slice_is(usual, "USD") || slice_is(usual, "GBP");
  if (!first && most->weight >= 2 * against) return most;
  if (most->weight < LEAST_WEIGHT || most->weight < 2 * against) return NULL;
  return 2 * most->weight >= currencies->weight ? most : NULL;
}

/* A$5 million ($3.3 million): what stands in brackets is the usual one, and then everywhere. */
static bool converts(const Lattice *lattices, uint32_t count, Slice family) {
  for (uint32_t i = 0; i < count; i++) {
    const Lattice *lattice = &lattices[i];
    for (EdgeId id = 0; id < lattice->edges.count; id++) {
      const Edge *edge = &lattice->edges.data[id];
      if (!edge->begin || lattice_point(lattice, edge->begin - 1u) != '(') continue;
      if (slice_equal(family_of(lattice, edge), family)) return true;
    }
  }
  return false;
}

/* 400 million to 500 million crowns: the lower end bears the unit of the upper one, and changes with it. */
static void settle_lower_ends(Lattice *lattice, Slice usual, Slice code) {
  for (EdgeId id = 0; id < lattice->edges.count; id++) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_VALUE || lattice->values.data[edge->payload].kind != VALUE_MONEY) continue;
    uint32_t list = lattice->vocabulary->reserved.unit;
    Value *value = &lattice->values.data[edge->payload];
    if (list != UINT32_MAX && slice_equal(value->unit, usual) && !unit_of(lattice, edge, &list)) value->unit = code;
  }
}

void lattice_settle_currencies(Lattice *lattices, uint32_t count) {
  const uint32_t list = count ? lattices[0].vocabulary->reserved.currency_cue : UINT32_MAX;
  if (list == UINT32_MAX) return;
  Currencies currencies;
  currencies.list = list;
  currencies.count = 0;
  currencies.weight = 0;
  for (uint32_t i = 0; i < count; i++) count_cues(&currencies, &lattices[i]);
  for (uint32_t i = 0; i < count && currencies.count; i++) {
    Lattice *lattice = &lattices[i];
    for (EdgeId id = 0; id < lattice->edges.count; id++) {
      Slice family = family_of(lattice, &lattice->edges.data[id]);
      if (!family.length) continue;
      Value *value = &lattice->values.data[lattice->edges.data[id].payload];
      Currency *meant = most_spoken_of(&currencies, family, value->unit);
      if (!meant || (meant->names >= MOST_NAMES && is_sign(lattice, &lattice->edges.data[id]))) continue;
      if (meant->named && meant->converts == CONVERTS_UNKNOWN) {
        meant->converts = converts(lattices, count, family) ? CONVERTS : CONVERTS_NOT;
      }
      if (meant->converts == CONVERTS) continue;
      Slice usual = value->unit;
      value->unit = meant->code;
      settle_lower_ends(lattice, usual, meant->code);
    }
  }
}
