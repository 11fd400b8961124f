#include "lattice/lattice_internal.h"

enum { COST_COUNTED = 6 };

static float value_cost(ValueKind kind) {
  return kind == VALUE_NUMBER ? COST_VALUE : COST_VALUE - 1;
}

/* `unit`: the word that gave the value its unit; EDGE_NONE where none did. */
static void add_value(Lattice *lattice, uint32_t begin, uint32_t end, Value value, EdgeId unit) {
  const Vocabulary *vocabulary = lattice->vocabulary;
  TypeSetId types = unit == EDGE_NONE ? vocabulary->value_sets + (TypeSetId)value.kind
                                      : vocabulary_value(vocabulary, value.kind, lattice->edges.data[unit].types);
  lattice_add(lattice, (Edge){.begin = (uint16_t)begin,
                              .end = (uint16_t)end,
                              .source = EDGE_VALUE,
                              .flags = EDGE_READ,
                              .types = types,
                              .cost = value_cost(value.kind),
                              .payload = lattice->values.count});
  VECTOR_PUSH(lattice->arena, &lattice->values, value);
}

/* A tag of a word as a unit: the same word may stand in other lists, with other tags. */
static Slice unit_tag(const Lattice *lattice, EdgeId unit, const char *key) {
  return edge_tag(lattice, &lattice->edges.data[unit], lattice->vocabulary->reserved.unit, slice_of(key));
}

/* The same for what may also be a sign before the number. */
static Slice unit_or_sign_tag(const Lattice *lattice, EdgeId unit, const char *key) {
  Slice tag = unit_tag(lattice, unit, key);
  uint32_t signs = lattice->vocabulary->reserved.unit_before;
  return tag.data || signs == UINT32_MAX ? tag : edge_tag(lattice, &lattice->edges.data[unit], signs, slice_of(key));
}

/* What a number with this unit is. */
static ValueKind kind_of_unit(const Lattice *lattice, EdgeId unit) {
  Slice kind = unit_or_sign_tag(lattice, unit, "kind"), code = unit_or_sign_tag(lattice, unit, "code");
  if (slice_is(code, "%") || slice_is(code, "pp")) return VALUE_PERCENT;
  if (slice_is(kind, "money")) return VALUE_MONEY;
  if (slice_is(kind, "age")) return VALUE_AGE;
  if (slice_is(kind, "time")) return VALUE_DURATION;
  return VALUE_COUNT;
}

static void apply_unit(const Lattice *lattice, EdgeId unit, Value *value) {
  const Edge *edge = &lattice->edges.data[unit];
  Slice code = unit_or_sign_tag(lattice, unit, "code"), factor = unit_or_sign_tag(lattice, unit, "factor");
  value->unit = code.length ? code : lattice_slice(lattice, edge->begin, edge->end);
  Decimal times;
  if (factor.length && decimal_parse(factor, &times)) {
    value->number = decimal_multiply(value->number, times);
    if (value->ranged) value->upper = decimal_multiply(value->upper, times);
  }
}

/* A unit must not be the beginning of a longer, common word: 三成|立, 2021|中国. */
static bool is_cut_word(const Lattice *lattice, EdgeId unit, bool year) {
  const Edge *edge = &lattice->edges.data[unit];
  if (edge->end - edge->begin > 1) return false;
  for (EdgeId id = lattice->first_begin[edge->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *longer = &lattice->edges.data[id];
    if ((longer->flags & EDGE_KNOWN) && longer->end == edge->end + 1 && longer->cost < (year ? 14.5f : 9.5f))
      return true;
  }
  return false;
}

bool lattice_looks_like_year(const NumberReading *reading) {
  Decimal number = reading->number; /* of 2020 the digits are 202 */
  return number.exponent >= 0 && decimal_compare(number, (Decimal){1900, 0}) >= 0 &&
         decimal_compare(number, (Decimal){2100, 0}) < 0;
}

/* What is counted is no part of a longer word: 1,380 robot-assisted operations, but a 54-kilometre-long tunnel. */
static bool begins_compound(const Lattice *lattice, EdgeId unit) {
  uint32_t end = lattice->edges.data[unit].end;
  return lattice->vocabulary->spaced && lattice_point(lattice, end) == '-' &&
         (lattice_character(lattice, end + 1) & CHARACTER_LETTER) && lattice_names_things(lattice, unit);
}

/* 5.89亿|成年人, 3000万|中小企业: no tenths and no hits, of which there are fewer. */
static bool follows_scale(const Lattice *lattice, uint32_t at, EdgeId unit) {
  enum { TENTHS = 0x6210, HITS = 0x4E2D, TEN_THOUSAND = 0x4E07, HUNDRED_MILLION = 0x4EBF };
  uint32_t first = lattice_point(lattice, lattice->edges.data[unit].begin);
  uint32_t before = at ? lattice_point(lattice, at - 1) : 0;
  return (first == TENTHS || first == HITS) && (before == TEN_THOUSAND || before == HUNDRED_MILLION);
}

/* The unit behind position `at`, or EDGE_NONE. Behind what may be a year a longer word is likelier: 2020|线上. */
static EdgeId unit_at(const Lattice *lattice, uint32_t at, bool year) {
  bool hyphen = lattice->vocabulary->spaced && lattice_point(lattice, at) == '-'; /* a 345-kV line, a two-year term */
  uint32_t begin = hyphen ? at + 1 : lattice->forward[at];
  EdgeId unit = lattice_list_word(lattice, begin, lattice->vocabulary->reserved.unit);
  if (unit == EDGE_NONE || begins_compound(lattice, unit) || follows_scale(lattice, at, unit)) return EDGE_NONE;
  bool ambiguous = unit_tag(lattice, unit, "ambiguous").data != NULL;
  return (ambiguous || year) && is_cut_word(lattice, unit, year) ? EDGE_NONE : unit;
}

/* The unit before a number: $, 人民币; EDGE_NONE if there is none. */
static EdgeId unit_before(const Lattice *lattice, uint32_t position) {
  uint32_t list = lattice->vocabulary->reserved.unit_before;
  if (list == UINT32_MAX) return EDGE_NONE;
  EdgeId longest = EDGE_NONE;
  for (EdgeId id = lattice->first_end[lattice->back[position]]; id != EDGE_NONE;
       id = lattice->edges.data[id].next_end) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->source != EDGE_WORD || !edge_has_type(lattice, edge, (TypeId)list)) continue;
    if (longest == EDGE_NONE || edge->begin < lattice->edges.data[longest].begin) longest = id;
  }
  return longest;
}

static bool is_range_sign(uint32_t point) {
  return point == '-' || point == 0x2014 || point == 0x2013 || point == '~' || point == 0xFF5E || point == 0x301C ||
         point == 0x81F3 || point == 0x5230; /* 至 到 */
}

/* Where the sign of a number begins whose digits (or currency) begin at `begin`: -3.2%, -$5 million, 负1.2亿元. A
 * hyphen behind a letter or digit joins: GPT-4, 2020-2023. */
static uint32_t minus_at(const Lattice *lattice, uint32_t begin) {
  if (!begin) return begin;
  uint32_t point = lattice_point(lattice, begin - 1);
  if (point == 0x8D1F) { /* 负, but 减负4100元 */
    uint32_t before = begin > 1 ? lattice_point(lattice, begin - 2) : 0;
    bool other = before == 0x51CF || before == 0x81EA || before == 0x80DC || before == 0x6B63; /* 减 自 胜 正 */
    return other ? begin : begin - 1;
  }
  if (point == 0x4E0B && begin > 1 && lattice_point(lattice, begin - 2) == 0x96F6) return begin - 2; /* 零下 */
  if (point != '-' && point != 0x2212 && point != 0xFF0D && point != 0x2013) return begin;
  bool joins = begin > 1 && (lattice_is_alnum(lattice, begin - 2) || is_range_sign(lattice_point(lattice, begin - 2)));
  return joins ? begin : begin - 1;
}

/* Whether m, b or k behind digits scales them, where it could be a unit, too: £30m, 30m people, but 30m deep. */
static bool is_scaled(const Lattice *lattice, uint32_t begin, const NumberReading *reading) {
  uint32_t noun;
  if (!lattice->vocabulary->spaced || unit_before(lattice, begin) != EDGE_NONE) return true;
  return lattice_counted(lattice, begin, reading, &noun) != 0;
}

/* Of the ends of a number, the one from which number and unit reach furthest; then the one with the longest unit. */
static const NumberReading *best_reading(const Lattice *lattice, uint32_t begin, const NumberReading *readings,
                                         uint32_t count, EdgeId *unit) {
  const NumberReading *best = &readings[count - 1];
  uint32_t furthest = 0;
  *unit = EDGE_NONE;
  for (uint32_t i = 0; i < count; i++) {
    EdgeId found = unit_at(lattice, readings[i].end, lattice_looks_like_year(&readings[i]));
    uint32_t end = found == EDGE_NONE ? readings[i].end : lattice->edges.data[found].end;
    bool scaled =
        end == furthest && found == EDGE_NONE && (*unit == EDGE_NONE || is_scaled(lattice, begin, &readings[i]));
    if (end > furthest || scaled) {
      furthest = end;
      best = &readings[i];
      *unit = found;
    }
  }
  return best;
}

/* 三分之一, 百分之五十, 千分之三: a share in percent. */
static bool read_fraction(Lattice *lattice, uint32_t begin, const NumberReading *denominator) {
  uint32_t at = denominator->end;
  if (lattice_point(lattice, at) != 0x5206 || lattice_point(lattice, at + 1) != 0x4E4B) return false; /* 分之 */
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, at + 2, readings);
  if (!count) return false;
  const NumberReading *numerator = &readings[count - 1];
  Value value = {.kind = VALUE_PERCENT, .unit = SLICE("%"), .in_words = true, .bound = numerator->bound};
  value.number = decimal_divide(decimal_multiply(numerator->number, (Decimal){1, 2}), denominator->number);
  add_value(lattice, begin, numerator->end, value, EDGE_NONE);
  return true;
}

/* 三成, 七成五: tenths. */
static bool read_tenths(Lattice *lattice, uint32_t begin, const NumberReading *reading) {
  uint32_t at = reading->end;
  if (lattice_point(lattice, at) != 0x6210) return false; /* 成 */
  Decimal tenths = decimal_normal(reading->number);
  if (tenths.exponent != 0 || tenths.digits < 1 || tenths.digits > 9) {
    if (tenths.digits != 1 || tenths.exponent != 1) return false;
  }
  for (EdgeId id = lattice->first_begin[at]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if ((edge->flags & EDGE_KNOWN) && edge->end > at + 1) return false; /* 成立, 成员, 成为 */
  }
  Value value = {.kind = VALUE_PERCENT, .unit = SLICE("%"), .in_words = true, .bound = reading->bound};
  value.number = decimal_multiply(reading->number, (Decimal){1, 1});
  uint32_t end = at + 1;
  int half = chinese_digit(lattice_point(lattice, end));
  if (half > 0 && reading->in_words) {
    value.number = decimal_add(value.number, (Decimal){half, 0});
    end++;
  }
  add_value(lattice, begin, end, value, EDGE_NONE);
  return true;
}

/* 3到5万元, 30%至40%: `begin` to the end of the first number (with its unit, if it has one) is read; the second
 * follows. */
static uint32_t read_range(const Lattice *lattice, uint32_t at, EdgeId first_unit, Value *value, EdgeId *unit) {
  if (!is_range_sign(lattice_point(lattice, at))) return at;
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, at + 1, readings);
  if (!count) return at;
  EdgeId second_unit;
  const NumberReading *upper = best_reading(lattice, at + 1, readings, count, &second_unit);
  if (second_unit == EDGE_NONE) return at;
  if (first_unit != EDGE_NONE) {
    Slice a = unit_tag(lattice, first_unit, "code"), b = unit_tag(lattice, second_unit, "code");
    if (!slice_equal(a, b)) return at;
  }
  value->upper = upper->number;
  value->ranged = true;
  const NumberReading *bare = &readings[0]; /* 3到5万元: the scale belongs to both */
  if (first_unit == EDGE_NONE && bare->number.digits && decimal_compare(value->number, bare->number) < 0 &&
      decimal_compare(bare->number, upper->number) != 0) {
    value->number = decimal_multiply(value->number, decimal_divide(upper->number, bare->number));
  }
  *unit = second_unit;
  return lattice->edges.data[second_unit].end;
}

/* One to ten of something in words says how many are meant by name, not a figure: 三位专家. */
static bool is_few(const Value *value, const Lattice *lattice, EdgeId unit) {
  if (!value->in_words || value->bound != BOUND_EXACT || value->ranged) return false;
  if (decimal_compare(value->number, (Decimal){10, 0}) > 0) return false;
  Slice kind = unit_tag(lattice, unit, "kind");
  if (slice_is(kind, "money") && unit_tag(lattice, unit, "factor").length) return true; /* 长三角, 船工一角 */
  return !slice_is(kind, "money") && !slice_is(kind, "mass") && !slice_is(kind, "ratio");
}

/* What can be less than nothing: money, shares, what is measured; not what is counted by the piece, and no time. */
static bool may_be_negative(const Lattice *lattice, const Value *value, EdgeId unit) {
  if (value->kind == VALUE_MONEY || value->kind == VALUE_PERCENT) return true;
  return value->kind == VALUE_COUNT && unit != EDGE_NONE && unit_or_sign_tag(lattice, unit, "code").length;
}

/* 2020-2023年 is a period, which dates.c reads: no 2020 to 2023 years. */
static bool is_year_word(const Lattice *lattice, EdgeId unit) {
  return lattice_point(lattice, lattice->edges.data[unit].begin) == 0x5E74; /* 年 */
}

/* 点 of a clock goes to 24; 3280.8点 is where an index stands. */
static bool is_index(const Lattice *lattice, EdgeId unit, const Value *value) {
  const Edge *edge = &lattice->edges.data[unit];
  if (edge->end - edge->begin != 1 || lattice_point(lattice, edge->begin) != 0x70B9) return false;
  return value->number.exponent < 0 || decimal_compare(value->number, (Decimal){24, 0}) > 0;
}

/* 第4位, 第二十次 count nothing; 第10万辆 is a milestone. */
static bool is_place_in_order(const Lattice *lattice, uint32_t begin, const NumberReading *reading) {
  if (begin == 0 || lattice_point(lattice, begin - 1) != 0x7B2C) return false; /* 第 */
  return decimal_compare(reading->number, (Decimal){1, 3}) < 0;
}

/* Where `word` ends if it stands at `at`, behind a blank; 0 otherwise. */
static uint32_t behind_word(const Lattice *lattice, uint32_t at, const char *word) {
  uint32_t begin = lattice->forward[at], end = begin;
  for (; *word; word++, end++) {
    if (lattice_point(lattice, end) != (uint32_t)(unsigned char)*word) return 0;
  }
  return begin > at && lattice_is_boundary(lattice, end) ? end : 0;
}

/* Whether `word` stands before `at`, with a blank between. */
static bool follows_word(const Lattice *lattice, uint32_t at, const char *word) {
  uint32_t end = lattice->back[at], length = (uint32_t)strlen(word);
  if (end == at || end < length || !lattice_is_boundary(lattice, end - length)) return false;
  for (uint32_t i = 0; i < length; i++) {
    if (lattice_point(lattice, end - length + i) != (uint32_t)(unsigned char)word[i]) return false;
  }
  return true;
}

/* In 2002 killed 21: a year, no 2002 that were killed. */
static bool is_year_of(const Lattice *lattice, uint32_t begin, const NumberReading *reading) {
  if (!lattice->vocabulary->spaced || !reading->positional || !lattice_looks_like_year(reading)) return false;
  static const char *const WORDS[] = {"in", "In", "since", "Since", "until", "during", "for"};
  for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
    if (follows_word(lattice, begin, WORDS[i])) return true;
  }
  return false;
}

/* 1.2 to 1.5 billion euros, between 6 and 11 percent: unit and scale of the second number are those of the first, too.
 */
static void add_lower_end(Lattice *lattice, uint32_t begin, const NumberReading *reading) {
  if (!lattice->vocabulary->spaced || (reading->positional && lattice_looks_like_year(reading))) return;
  uint32_t at = behind_word(lattice, reading->end, "to");
  if (!at && follows_word(lattice, begin, "between")) at = behind_word(lattice, reading->end, "and");
  if (!at) return;
  uint32_t signs = lattice->vocabulary->reserved.unit_before, next = lattice->forward[at];
  EdgeId sign = signs == UINT32_MAX ? EDGE_NONE : lattice_list_word(lattice, next, signs), unit;
  if (sign != EDGE_NONE) next = lattice->forward[lattice->edges.data[sign].end];
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, next, readings);
  if (!count) return;
  const NumberReading *upper = best_reading(lattice, next, readings, count, &unit);
  if (unit == EDGE_NONE) unit = sign;
  if (unit == EDGE_NONE || lattice_looks_like_year(upper)) return;
  Value value = {.kind = kind_of_unit(lattice, unit), .number = reading->number, .in_words = reading->in_words};
  if (value.kind != VALUE_MONEY && value.kind != VALUE_PERCENT && value.kind != VALUE_COUNT) return;
  Decimal bare = readings[0].number;
  if (bare.digits && decimal_compare(value.number, bare) < 0 && decimal_compare(bare, upper->number) != 0) {
    value.number = decimal_multiply(value.number, decimal_divide(upper->number, bare));
  }
  apply_unit(lattice, unit, &value);
  if (is_few(&value, lattice, unit)) return;
  add_value(lattice, begin, reading->end, value, unit);
}

/* Whether a unit is the 号 of a name: 三号线, 2号楼, 5号机组. */
static bool is_of_name(const Lattice *lattice, EdgeId unit) {
  /* 线 楼 机 院 馆 门 桥 井 矿 仓 厅 工 泊 航 隧 文 令 炉 车 塔 发 卫 星 火 */
  static const uint32_t THINGS[] = {0x7EBF, 0x697C, 0x673A, 0x9662, 0x9986, 0x95E8, 0x6865, 0x4E95,
                                    0x77FF, 0x4ED3, 0x5385, 0x5DE5, 0x6CCA, 0x822A, 0x96A7, 0x6587,
                                    0x4EE4, 0x7089, 0x8F66, 0x5854, 0x53D1, 0x536B, 0x661F, 0x706B};
  const Edge *edge = &lattice->edges.data[unit];
  if (edge->end - edge->begin != 1 || lattice_point(lattice, edge->begin) != 0x53F7) return false; /* 号 */
  uint32_t next = lattice_point(lattice, edge->end);
  for (size_t i = 0; i < sizeof THINGS / sizeof *THINGS; i++) {
    if (THINGS[i] == next) return true;
  }
  return false;
}

/* 半 behind a number of time in words, and the unit that it is half of: 两个半小时, 三个半月, 两年半, 一倍半. Returns
   the end, or `end` where there is none. */
static uint32_t read_half(const Lattice *lattice, uint32_t end, EdgeId unit, Value *value) {
  enum { HALF = 0x534A, PIECE = 0x4E2A, MONTH = 0x6708, TIMES = 0x500D, NIGHT = 0x591C };
  if (!value->in_words || value->ranged || unit == EDGE_NONE || lattice_point(lattice, end) != HALF) return end;
  const Edge *edge = &lattice->edges.data[unit];
  bool single = edge->end - edge->begin == 1;
  uint32_t first = lattice_point(lattice, edge->begin), next = lattice_point(lattice, end + 1);
  Decimal half = {5, -1};
  if (single && first == PIECE) {
    EdgeId of = unit_at(lattice, end + 1, false);
    bool time = of != EDGE_NONE && slice_is(unit_tag(lattice, of, "kind"), "time");
    if (!time && next != MONTH) return end;
    uint32_t behind = time ? lattice->edges.data[of].end : end + 2;
    value->kind = VALUE_DURATION;
    value->number = decimal_add(value->number, half);
    value->unit = time ? lattice_slice(lattice, lattice->edges.data[of].begin, behind) : SLICE("个月");
    return behind;
  }
  bool time = value->kind == VALUE_DURATION && slice_is(unit_tag(lattice, unit, "kind"), "time");
  if (next == NIGHT || !(time || (single && first == TIMES))) return end;
  value->number = decimal_add(value->number, half);
  return end + 1;
}

/* Whether a year stands in front of a word that begins like a unit: 2020线上博览会 are no 2020线. */
static bool is_year_before_word(const Lattice *lattice, const NumberReading *reading, EdgeId unit) {
  if (!reading->positional || !lattice_looks_like_year(reading)) return false;
  const Edge *edge = &lattice->edges.data[unit];
  if (!edge_tag(lattice, edge, lattice->vocabulary->reserved.unit, SLICE("ambiguous")).data) return false;
  for (EdgeId id = lattice->first_begin[edge->begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *word = &lattice->edges.data[id];
    if (word->end > edge->end && (word->source == EDGE_WORD || word->source == EDGE_DICTIONARY)) return true;
  }
  return false;
}

/* The first of 7个和5.4个百分点, 0.8个、0.2个百分点 is of points, too: their unit, or `unit`. */
static EdgeId unit_of_next(const Lattice *lattice, uint32_t end, EdgeId unit) {
  enum { PIECE = 0x4E2A, AND = 0x548C, ALONG = 0x4E0E, LIST = 0x3001 };
  if (unit == EDGE_NONE || lattice_point(lattice, end - 1) != PIECE) return unit;
  uint32_t sign = lattice_point(lattice, end);
  if (sign != AND && sign != ALONG && sign != LIST) return unit;
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, end + 1, readings);
  EdgeId next = count ? unit_at(lattice, readings[count - 1].end, false) : EDGE_NONE;
  return next != EDGE_NONE && slice_is(unit_tag(lattice, next, "code"), "pp") ? next : unit;
}

/* Whether a duration is rather the period that bears the same words: 10月, 四季度; but 10个月. */
static bool is_named_period(const Lattice *lattice, uint32_t begin, uint32_t end, EdgeId unit) {
  const Edge *word = &lattice->edges.data[unit];
  if (!edge_tag(lattice, word, lattice->vocabulary->reserved.unit, SLICE("calendar")).data) return false;
  for (EdgeId id = lattice->first_begin[begin]; id != EDGE_NONE; id = lattice->edges.data[id].next_begin) {
    const Edge *edge = &lattice->edges.data[id];
    if (edge->end == end && edge_has_type(lattice, edge, BUILTIN_PERIOD)) return true;
  }
  return false;
}

static void add_quantity(Lattice *lattice, uint32_t begin, const NumberReading *reading, EdgeId unit) {
  if (unit != EDGE_NONE && (lattice_is_modifier(lattice, unit) || is_year_of(lattice, begin, reading)))
    unit = EDGE_NONE;
  if (unit != EDGE_NONE && (is_of_name(lattice, unit) || lattice_is_label(lattice, begin, reading, unit) ||
                            is_year_before_word(lattice, reading, unit)))
    unit = EDGE_NONE;
  if (is_place_in_order(lattice, begin, reading)) unit = EDGE_NONE;
  Value value = {
      .kind = VALUE_NUMBER, .number = reading->number, .bound = reading->bound, .in_words = reading->in_words};
  uint32_t end = unit == EDGE_NONE ? reading->end : lattice->edges.data[unit].end;
  if (!lattice->vocabulary->spaced) unit = unit_of_next(lattice, end, unit);
  end = read_range(lattice, end, unit, &value, &unit);
  if (value.ranged && unit != EDGE_NONE && lattice_looks_like_year(reading) && is_year_word(lattice, unit)) return;
  EdgeId before = unit_before(lattice, begin);
  if (unit != EDGE_NONE) {
    value.kind = kind_of_unit(lattice, unit);
    if (value.kind == VALUE_DURATION && is_index(lattice, unit, &value)) value.kind = VALUE_COUNT;
    if (value.kind == VALUE_DURATION && is_named_period(lattice, begin, end, unit)) return;
    apply_unit(lattice, unit, &value);
    if (!lattice->vocabulary->spaced) end = read_half(lattice, end, unit, &value);
    bool counted = value.kind == VALUE_COUNT || value.kind == VALUE_MONEY;
    if (counted && is_few(&value, lattice, unit)) value.kind = VALUE_FEW;
    uint32_t more = lattice_point(lattice, end);
    if (more == 0x591A || more == 0x4F59) value.bound = BOUND_MORE_THAN; /* 三个多月, 两年多 */
  }
  bool spaced = lattice->vocabulary->spaced;
  if (spaced && before != EDGE_NONE && value.kind != VALUE_MONEY &&
      value.kind != VALUE_NUMBER) { /* $14 million project */
    value = (Value){.number = reading->number, .bound = reading->bound, .in_words = reading->in_words};
    end = reading->end;
    unit = EDGE_NONE;
  }
  bool piece = value.kind == VALUE_COUNT || value.kind == VALUE_FEW;
  if (spaced && piece && unit != EDGE_NONE && lattice_names_things(lattice, unit)) {
    value.counted = lattice->edges.data[unit].begin;
  }
  uint32_t noun = 0;
  uint32_t counted =
      unit == EDGE_NONE && before == EDGE_NONE && !(reading->positional && lattice_looks_like_year(reading))
          ? lattice_counted(lattice, begin, reading, &noun)
          : 0;
  if (counted) {
    add_value(lattice, begin, reading->end, value, EDGE_NONE); /* the number itself, for rules that name what follows */
    value.kind = VALUE_COUNT;
    value.counted = (uint16_t)lattice->forward[reading->end];
    value.unit = lattice_slice(lattice, noun, counted);
    if (value.in_words && decimal_compare(value.number, (Decimal){10, 0}) <= 0) value.kind = VALUE_FEW;
    end = counted;
  }
  if (before != EDGE_NONE && (unit == EDGE_NONE || value.kind == VALUE_MONEY)) {
    value.kind = kind_of_unit(lattice, before);
    apply_unit(lattice, before, &value);
    begin = lattice->edges.data[before].begin;
    unit = before;
  }
  uint32_t minus = may_be_negative(lattice, &value, unit) ? minus_at(lattice, begin) : begin;
  if (minus < begin) value.number.digits = -value.number.digits; /* of a range its lower end */
  add_value(lattice, minus, end, value, unit);
  /* no dearer and hardly cheaper than the words themselves, so that rules see these, too */
  if (counted) lattice->edges.data[lattice->edges.count - 1].cost += COST_COUNTED;
  if (unit == EDGE_NONE && before == EDGE_NONE && !counted) add_lower_end(lattice, begin, reading);
}

/* 第三, 第10万: an ordinal. */
static bool read_ordinal(Lattice *lattice, uint32_t position) {
  if (lattice_point(lattice, position) != 0x7B2C) return false; /* 第 */
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, position + 1, readings);
  if (!count) return false;
  Value value = {.kind = VALUE_ORDINAL, .number = readings[count - 1].number};
  add_value(lattice, position, readings[count - 1].end, value, EDGE_NONE);
  return true;
}

/* Shares are given of three to ten, or of a round number; one is given of any number up to a hundred, too. */
static bool is_whole_of_share(Decimal number, bool of_one) {
  static const int64_t WHOLES[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 25, 50, 100, 1000};
  if (of_one && number.exponent == 0 && number.digits > 10 && number.digits <= 100) return true;
  for (size_t i = 0; i < sizeof WHOLES / sizeof *WHOLES; i++) {
    if (decimal_compare(number, (Decimal){WHOLES[i], 0}) == 0) return true;
  }
  return false;
}

/* Two in five, nine out of 10: a share in percent. Not: three in five days. */
static bool read_one_in(Lattice *lattice, uint32_t begin, const NumberReading *part) {
  if (!lattice->vocabulary->spaced) return false;
  uint32_t at = behind_word(lattice, part->end, "in");
  if (!at) at = behind_word(lattice, part->end, "out of");
  if (!at) return false;
  at = behind_word(lattice, at, "every") ? behind_word(lattice, at, "every") : at;
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, lattice->forward[at], readings);
  if (!count) return false;
  const NumberReading *whole = &readings[count - 1];
  bool of_one = decimal_compare(part->number, (Decimal){1, 0}) == 0;
  if (!is_whole_of_share(whole->number, of_one) || decimal_compare(part->number, whole->number) >= 0) return false;
  EdgeId unit = unit_at(lattice, whole->end, false);
  if (unit != EDGE_NONE && !lattice_names_things(lattice, unit)) return false;
  Value value = {.kind = VALUE_PERCENT, .unit = SLICE("%"), .in_words = true};
  value.number = decimal_divide(decimal_multiply(part->number, (Decimal){1, 2}), whole->number);
  add_value(lattice, begin, whole->end, value, EDGE_NONE);
  return true;
}

/* A number in digits is not cut out of a word: 4G, SU7; a Latin unit may follow: 30km. */
static bool stands_alone(const Lattice *lattice, uint32_t begin, uint32_t end, EdgeId unit) {
  if (begin > 0 && (lattice_character(lattice, begin - 1) & CHARACTER_LETTER)) return false;
  uint32_t before = begin > 1 ? lattice_point(lattice, begin - 1) : 0;
  if ((before == '-' || before == '.') && lattice_is_alnum(lattice, begin - 2)) return false; /* GPT-4 */
  if (unit != EDGE_NONE) return true;
  bool version =
      lattice_point(lattice, end) == '.' && (lattice_character(lattice, end + 1) & CHARACTER_DIGIT); /* 1.2.3 */
  return !version && !(lattice_character(lattice, end) & CHARACTER_LETTER);
}

/* Returns where to go on looking for numbers. */
static uint32_t find_number(Lattice *lattice, uint32_t position) {
  NumberReading readings[MOST_READINGS];
  uint32_t count = lattice_read_number(lattice, position, readings);
  if (!count) return position + 1;
  EdgeId unit;
  const NumberReading *reading = best_reading(lattice, position, readings, count, &unit);
  uint32_t next = readings[count - 1].end;
  for (uint32_t i = count; i-- > 0;) {
    if (read_fraction(lattice, position, &readings[i]) || read_tenths(lattice, position, &readings[i])) return next;
  }
  if (read_one_in(lattice, position, &readings[count - 1])) return next;
  bool digits = (lattice_character(lattice, position) & CHARACTER_DIGIT) != 0;
  if (digits && !stands_alone(lattice, position, reading->end, unit)) return next;
  /* 一 to 九 without a unit are too much part of ordinary words to be numbers */
  if (!digits && unit == EDGE_NONE && reading->end == position + 1) return next;
  add_quantity(lattice, position, reading, unit);
  return next;
}

/* Whether one of the words of a tag (of|the|its) stands at `at`, behind a blank; also where there is no such tag. */
static bool has_behind(const Lattice *lattice, uint32_t at, Slice words) {
  if (!words.length) return true;
  uint32_t begin = lattice->forward[at], end = begin;
  while (lattice_character(lattice, end) & CHARACTER_LETTER) end++;
  Slice said = lattice_slice(lattice, begin, end);
  for (size_t from = 0, to; begin > at && from < words.length; from = to + 1) {
    for (to = from; to < words.length && words.data[to] != '|';) to++;
    if (slice_equal((Slice){words.data + from, to - from}, said)) return true;
  }
  return false;
}

/* 一半, 半数, 过半: listed in Unit with code=% and value= as whole words. */
static void find_word_values(Lattice *lattice, uint32_t position) {
  EdgeId word = lattice_list_word(lattice, position, lattice->vocabulary->reserved.unit);
  if (word == EDGE_NONE) return;
  Slice given = unit_tag(lattice, word, "value");
  Value value = {.in_words = true};
  if (!given.length || !decimal_parse(given, &value.number)) return;
  if (!has_behind(lattice, lattice->edges.data[word].end, unit_tag(lattice, word, "needs"))) return;
  if (lattice->vocabulary->spaced && behind_word(lattice, lattice->edges.data[word].end, "a"))
    return; /* half a million */
  value.kind = kind_of_unit(lattice, word);
  apply_unit(lattice, word, &value);
  add_value(lattice, position, lattice->edges.data[word].end, value, word);
}

/* Numbers are told by their characters, words by their lists: most positions have neither. */
void lattice_find_values(Lattice *lattice) {
  uint32_t next_number = 0;
  const uint32_t *points = lattice->text->matched + lattice->begin;
  const uint8_t *characters = lattice->text->characters + lattice->begin;
  const uint32_t length = lattice->length;
  for (uint32_t position = 0; position < length; position++) {
    uint8_t flags = characters[position];
    unsigned words = lattice->reserved[position];
    bool figure = value_may_begin(points[position]);
    if (!words && !figure) continue;
    if (flags & (CHARACTER_SPACE | CHARACTER_PUNCTUATION | CHARACTER_CLAUSE | CHARACTER_END)) continue;
    if ((flags & CHARACTER_LETTER) && !(flags & CHARACTER_DIGIT) && !lattice_is_boundary(lattice, position)) continue;
    if (figure || (words & (RESERVED_MONTH | RESERVED_PERIOD_WORD))) {
      Value value = {0};
      uint32_t end = lattice_read_time(lattice, position, &value);
      if (end > position) add_value(lattice, position, end, value, EDGE_NONE);
    }
    if (words & RESERVED_WORD_VALUE) find_word_values(lattice, position);
    if (position < next_number || !(figure || (words & RESERVED_NUMBER_WORD))) continue;
    if (!read_ordinal(lattice, position)) next_number = find_number(lattice, position);
  }
}
