/* Numbers in digits and in words, Chinese and English. Chinese numerals are a closed class of the writing system and
   therefore stand here; scale words and number words of other languages come from the lists Scale and NumberWord. */
#include "lattice/lattice_internal.h"

int chinese_digit(uint32_t point) {
  switch (point) {
    case 0x3007: /* 〇 */
    case 0x96F6: /* 零 */
    case 0x25CB: /* ○ */
      return 0;
    case 0x4E00:
    case 0x58F9:
      return 1; /* 一 壹 */
    case 0x4E8C:
    case 0x4E24:
    case 0x8D30:
      return 2; /* 二 两 贰 */
    case 0x4E09:
    case 0x53C1:
      return 3; /* 三 叁 */
    case 0x56DB:
    case 0x8086:
      return 4; /* 四 肆 */
    case 0x4E94:
    case 0x4F0D:
      return 5; /* 五 伍 */
    case 0x516D:
    case 0x9646:
      return 6; /* 六 陆 */
    case 0x4E03:
    case 0x67D2:
      return 7; /* 七 柒 */
    case 0x516B:
    case 0x634C:
      return 8; /* 八 捌 */
    case 0x4E5D:
    case 0x7396:
      return 9; /* 九 玖 */
    default:
      return -1;
  }
}

int64_t chinese_scale(uint32_t point) {
  switch (point) {
    case 0x5341:
    case 0x62FE:
      return 10; /* 十 拾 */
    case 0x767E:
    case 0x4F70:
      return 100; /* 百 佰 */
    case 0x5343:
    case 0x4EDF:
      return 1000; /* 千 仟 */
    case 0x4E07:
    case 0x842C:
      return 10000; /* 万 萬 */
    case 0x4EBF:
    case 0x5104:
      return 100000000; /* 亿 億 */
    default:
      return 0;
  }
}

/* Digits, Chinese digits and scales, and 上 下 前 第. */
const uint16_t VALUE_BEGINS[256][2] = {
    [0x00] = {0x4E00, 0x4E00}, [0x03] = {0x4E03, 0x4E03}, [0x04] = {0x5104, 0x5104}, [0x07] = {0x3007, 0x4E07},
    [0x09] = {0x4E09, 0x4E09}, [0x0A] = {0x4E0A, 0x4E0A}, [0x0B] = {0x4E0B, 0x4E0B}, [0x0D] = {0x4F0D, 0x4F0D},
    [0x10] = {0xFF10, 0xFF10}, [0x11] = {0xFF11, 0xFF11}, [0x12] = {0xFF12, 0xFF12}, [0x13] = {0xFF13, 0xFF13},
    [0x14] = {0xFF14, 0xFF14}, [0x15] = {0xFF15, 0xFF15}, [0x16] = {0xFF16, 0xFF16}, [0x17] = {0xFF17, 0xFF17},
    [0x18] = {0xFF18, 0xFF18}, [0x19] = {0xFF19, 0xFF19}, [0x24] = {0x4E24, 0x4E24}, [0x2C] = {0x7B2C, 0x842C},
    [0x30] = {0x0030, 0x8D30}, [0x31] = {0x0031, 0x0031}, [0x32] = {0x0032, 0x0032}, [0x33] = {0x0033, 0x0033},
    [0x34] = {0x0034, 0x0034}, [0x35] = {0x0035, 0x0035}, [0x36] = {0x0036, 0x0036}, [0x37] = {0x0037, 0x0037},
    [0x38] = {0x0038, 0x0038}, [0x39] = {0x0039, 0x0039}, [0x41] = {0x5341, 0x5341}, [0x43] = {0x5343, 0x5343},
    [0x46] = {0x9646, 0x9646}, [0x4C] = {0x634C, 0x634C}, [0x4D] = {0x524D, 0x524D}, [0x5D] = {0x4E5D, 0x4E5D},
    [0x6B] = {0x516B, 0x516B}, [0x6D] = {0x516D, 0x516D}, [0x70] = {0x4F70, 0x4F70}, [0x7E] = {0x767E, 0x767E},
    [0x86] = {0x8086, 0x8086}, [0x8C] = {0x4E8C, 0x4E8C}, [0x94] = {0x4E94, 0x4E94}, [0x96] = {0x7396, 0x7396},
    [0xBF] = {0x4EBF, 0x4EBF}, [0xC1] = {0x53C1, 0x53C1}, [0xCB] = {0x25CB, 0x25CB}, [0xD2] = {0x67D2, 0x67D2},
    [0xDB] = {0x56DB, 0x56DB}, [0xDF] = {0x4EDF, 0x4EDF}, [0xF6] = {0x96F6, 0x96F6}, [0xF9] = {0x58F9, 0x58F9},
    [0xFE] = {0x62FE, 0x62FE}};

/* 余 多 来: more than what stands before; 几: about. */
static bool is_and_more(uint32_t point) {
  return point == 0x4F59 || point == 0x591A || point == 0x6765;
}

static uint32_t point_at(const Lattice *lattice, uint32_t position) {
  uint32_t point = lattice_point(lattice, position);
  return point >= 0xFF10 && point <= 0xFF19 ? point - 0xFF10 + '0' : point; /* full-width digits */
}

static bool is_digit(const Lattice *lattice, uint32_t position) {
  uint32_t point = point_at(lattice, position);
  return point >= '0' && point <= '9';
}

typedef struct {
  NumberReading *readings;
  uint32_t count;
} Readings;

static void push(Readings *readings, NumberReading reading) {
  reading.number = decimal_normal(reading.number);
  if (readings->count == MOST_READINGS) readings->readings[--readings->count] = reading;
  readings->readings[readings->count++] = reading;
}

/* Digits with thousands separators and a decimal point. Returns the end. */
static uint32_t read_digits(const Lattice *lattice, uint32_t at, NumberReading *reading) {
  uint32_t begin = at;
  int64_t digits = 0;
  uint32_t count = 0;
  for (;;) {
    if (is_digit(lattice, at)) {
      if (count++ < 18) digits = digits * 10 + (point_at(lattice, at) - '0');
      at++;
      continue;
    }
    uint32_t point = lattice_point(lattice, at);
    bool separator = (point == ',' || point == 0xFF0C) && at > begin && is_digit(lattice, at + 1) &&
                     is_digit(lattice, at + 2) && is_digit(lattice, at + 3) && !is_digit(lattice, at + 4) &&
                     (at - begin <= 3 || lattice_point(lattice, at - 4) == point) && !(begin + 1 == at && digits == 0);
    if (!separator || point == 0xFF0C) break;
    at++;
  }
  reading->positional = at - begin == count;
  reading->digits = (uint8_t)(count < 255 ? count : 255);
  int32_t exponent = 0;
  uint32_t point = lattice_point(lattice, at);
  if ((point == '.' || point == 0xFF0E || point == 0xB7) && is_digit(lattice, at + 1) && count < 18) {
    reading->positional = false;
    for (at++; is_digit(lattice, at); at++) {
      if (count++ >= 18) continue;
      digits = digits * 10 + (point_at(lattice, at) - '0');
      exponent--;
    }
  }
  reading->number = (Decimal){digits, exponent};
  return at;
}

/* Scales behind a number in digits: 20.65亿, 1.2万亿, 30多万. Pushes a reading for every end. */
static void read_scales(const Lattice *lattice, uint32_t at, NumberReading reading, Readings *readings) {
  for (unsigned scales = 0; scales < 4; scales++) {
    reading.end = at;
    push(readings, reading);
    uint32_t point = lattice_point(lattice, at);
    int64_t scale = chinese_scale(point);
    if (!scale && is_and_more(point) && reading.bound == BOUND_EXACT && at > 0) {
      reading.bound = BOUND_MORE_THAN;
      reading.positional = false;
      at++;
      scale = chinese_scale(lattice_point(lattice, at));
      if (!scale) {
        reading.end = at;
        push(readings, reading);
        return;
      }
    }
    if (!scale) return;
    reading.number = decimal_multiply(reading.number, (Decimal){scale, 0});
    reading.positional = false;
    at++;
  }
}

/* Chinese numerals: 三百二十万, 二〇二三, 十余. */
static void read_chinese(const Lattice *lattice, uint32_t begin, Readings *readings) {
  int64_t total = 0, section = 0, digit = -1, positional = 0;
  uint32_t at = begin, digits = 0;
  bool scaled = false;
  for (; at - begin < 18; at++) {
    uint32_t point = lattice_point(lattice, at);
    int value = chinese_digit(point);
    int64_t scale = chinese_scale(point);
    if (value >= 0) {
      if (scaled && digit > 0 && value > 0) break; /* 三百二五: not a number any more */
      digit = value;
      positional = positional * 10 + value;
      digits++;
    } else if (scale && scale < 10000) {
      section += (digit < 0 ? 1 : digit) * scale; /* at most 18 times 9,000 */
      digit = -1;
      scaled = true;
    } else if (scale) {
      int64_t low = section + (digit > 0 ? digit : 0);
      if (low == 0 && total == 0) break;
      if (scale > 10000 && total > INT64_C(1000000000)) break; /* 百亿亿: no figure that a text gives */
      total = scale == 10000 ? total + low * scale : (total + low) * scale;
      section = 0;
      digit = -1;
      scaled = true;
    } else {
      break;
    }
    NumberReading reading = {.end = at + 1, .in_words = true, .digits = (uint8_t)digits};
    reading.positional = !scaled && digits > 1;
    reading.number.digits = reading.positional ? positional : total + section + (digit > 0 ? digit : 0);
    push(readings, reading);
  }
  if (!readings->count) return;
  NumberReading last = readings->readings[readings->count - 1];
  if (last.end == at && is_and_more(lattice_point(lattice, at)) && scaled) {
    last.bound = BOUND_MORE_THAN;
    read_scales(lattice, at + 1, last, readings);
  }
}

static Decimal tag_decimal(const Lattice *lattice, EdgeId id, uint32_t list, Decimal otherwise) {
  Slice value = edge_tag(lattice, &lattice->edges.data[id], list, SLICE("value"));
  Decimal number;
  return value.data && decimal_parse(value, &number) ? number : otherwise;
}

/* Words that multiply: 1.3 billion, two million. */
static void read_scale_words(const Lattice *lattice, Readings *readings) {
  if (!readings->count || lattice->vocabulary->reserved.scale == UINT32_MAX) return;
  for (unsigned scales = 0; scales < 2; scales++) {
    NumberReading reading = readings->readings[readings->count - 1];
    uint32_t at = lattice->forward[reading.end];
    if (lattice_point(lattice, at) == '-') at++;
    EdgeId scale = lattice_list_word(lattice, at, lattice->vocabulary->reserved.scale);
    if (scale == EDGE_NONE) return;
    reading.number = decimal_multiply(
        reading.number, tag_decimal(lattice, scale, lattice->vocabulary->reserved.scale, (Decimal){1, 0}));
    reading.end = lattice->edges.data[scale].end;
    reading.positional = false;
    push(readings, reading);
  }
}

static void read_number_word(const Lattice *lattice, uint32_t position, Readings *readings) {
  EdgeId word = lattice_list_word(lattice, position, lattice->vocabulary->reserved.number_word);
  if (word == EDGE_NONE) return;
  NumberReading reading = {.end = lattice->edges.data[word].end, .in_words = true};
  reading.number = tag_decimal(lattice, word, lattice->vocabulary->reserved.number_word, (Decimal){0, 0});
  if (lattice_point(lattice, reading.end) == '-') { /* twenty-five */
    EdgeId unit = lattice_list_word(lattice, reading.end + 1, lattice->vocabulary->reserved.number_word);
    if (unit != EDGE_NONE) {
      reading.number = decimal_add(
          reading.number, tag_decimal(lattice, unit, lattice->vocabulary->reserved.number_word, (Decimal){0, 0}));
      reading.end = lattice->edges.data[unit].end;
    }
  }
  push(readings, reading);
}

/* 亿, 万 or 元: 千亿, 百万, 亿元. */
static bool followed_by_large(const Lattice *lattice, uint32_t position) {
  uint32_t point = lattice_point(lattice, position);
  return point == 0x4EBF || point == 0x4E07 || point == 0x5143;
}

/* 百万, 千万, 亿 alone are numbers where a word before says so: 近千万, 上百, 数十. */
static bool scale_may_begin(const Lattice *lattice, uint32_t position) {
  bool share = lattice_point(lattice, position + 1) == 0x5206 && lattice_point(lattice, position + 2) == 0x4E4B;
  if (share) return true; /* 百分之五 */
  if (position == 0) return false;
  switch (lattice_point(lattice, position - 1)) {
    case 0x8FD1: /* 近 */
    case 0x4E0A: /* 上 */
    case 0x8D85: /* 超 */
    case 0x903E: /* 逾 */
    case 0x6570: /* 数 */
    case 0x5C06: /* 将 */
    case 0x8FC7: /* 过 */
    case 0x8FBE: /* 达 */
    case 0x7EA6: /* 约 */
      return true;
    case 0x7834: /* 突破千亿元 */
    case 0x5230: /* 达到百亿元 */
    case 0x81F3: /* 增至 */
    case 0x5165: /* 迈入 */
    case 0x8D8A: /* 跨越 */
      return followed_by_large(lattice, position + 1);
    default:
      return false;
  }
}

uint32_t lattice_read_number(const Lattice *lattice, uint32_t position, NumberReading *out) {
  Readings readings = {out, 0};
  uint32_t point = lattice_point(lattice, position);
  if (is_digit(lattice, position)) {
    NumberReading reading = {0};
    uint32_t end = read_digits(lattice, position, &reading);
    read_scales(lattice, end, reading, &readings);
  } else if (chinese_digit(point) >= 0 || chinese_scale(point) == 10) {
    read_chinese(lattice, position, &readings);
  } else if (chinese_scale(point) && scale_may_begin(lattice, position)) {
    NumberReading reading = {.in_words = true, .number = {1, 0}};
    int64_t scale = chinese_scale(point);
    reading.number = (Decimal){scale, 0};
    read_scales(lattice, position + 1, reading, &readings);
  } else if (lattice_character(lattice, position) & CHARACTER_LETTER) {
    read_number_word(lattice, position, &readings);
  }
  read_scale_words(lattice, &readings);
  return readings.count;
}
