#include "input/encoding.h"

#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "input/origins.h"

#define UTF_8 "UTF-8"
#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

typedef unsigned char Byte;

/* Bytes of the character that begins at `at`, of which `left` remain. */
typedef unsigned (*CharacterWidth)(const Byte *at, size_t left);

typedef struct {
  const char *iana;
  const char *iconv;
  const char *labels; /* other names that pages use, each with a space before and behind */
  CharacterWidth width;
  bool (*plausible)(Slice bytes);
} Encoding;

static unsigned width_single(const Byte *at, size_t left) {
  (void)at, (void)left;
  return 1;
}

static unsigned width_double(const Byte *at, size_t left) {
  return at[0] >= 0x81 && left > 1 ? 2 : 1;
}

static unsigned width_gb18030(const Byte *at, size_t left) {
  if (at[0] < 0x81 || left < 2) return 1;
  return at[1] >= 0x30 && at[1] <= 0x39 && left > 3 ? 4 : 2;
}

static unsigned width_shift_jis(const Byte *at, size_t left) {
  bool lead = (at[0] >= 0x81 && at[0] <= 0x9F) || (at[0] >= 0xE0 && at[0] <= 0xFC);
  return lead && left > 1 ? 2 : 1;
}

static unsigned width_euc_jp(const Byte *at, size_t left) {
  if (at[0] == 0x8F && left > 2) return 3;
  if (at[0] < 0xA1 && at[0] != 0x8E) return 1; /* control characters */
  return width_double(at, left);
}

static unsigned width_utf16le(const Byte *at, size_t left) {
  return left > 3 && (at[1] & 0xFC) == 0xD8 ? 4 : 2;
}

static unsigned width_utf16be(const Byte *at, size_t left) {
  return left > 3 && (at[0] & 0xFC) == 0xD8 ? 4 : 2;
}

/* Text in another encoding is often valid GB18030 by accident, but then it is full of rare characters: in Chinese, the
   3,755 characters of level 1 of GB 2312 and its punctuation make up nearly everything, and the comma, the full stop or
   的 are never far. Korean (EUC-KR) fails the second test, Japanese (EUC-JP) the first, its kana being rare here. */
static bool plausible_gb18030(Slice bytes) {
  size_t pairs = 0, usual = 0, telling = 0;
  const Byte *at = (const Byte *)bytes.data, *end = at + bytes.length;
  while (at < end && pairs < 100000) {
    unsigned width = width_gb18030(at, (size_t)(end - at));
    if (width > 1) {
      unsigned lead = at[0], trail = at[1];
      bool level1 = lead >= 0xB0 && lead <= 0xD7, symbol = lead >= 0xA1 && lead <= 0xA3;
      pairs++;
      usual += width == 2 && trail >= 0xA1 && (level1 || symbol);
      unsigned pair = lead << 8 | trail;
      telling += pair == 0xA3AC || pair == 0xA1A3 || pair == 0xA1A2 || pair == 0xB5C4 || pair == 0xD2BB;
    }
    at += width;
  }
  return pairs > 0 && usual * 10 >= pairs * 7 && (pairs < 60 || telling * 200 >= pairs);
}

static bool is_one_of(unsigned pair, const unsigned *pairs, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (pairs[i] == pair) return true;
  }
  return false;
}

enum { SAMPLE = 256 * 1024 }; /* bytes by which an encoding is judged */

/* Big5: its 5,401 frequent characters and its punctuation make up nearly everything. */
static bool plausible_big5(Slice bytes) {
  static const unsigned TELLING[] = {0xA141, 0xA143, 0xA142, 0xAABA, 0xA440}; /* ，。、的一 */
  size_t pairs = 0, usual = 0, telling = 0, length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
  const Byte *at = (const Byte *)bytes.data;
  for (size_t i = 0; i + 1 < length; i++) {
    if (at[i] < 0x80) continue;
    unsigned lead = at[i], trail = at[i + 1];
    pairs++;
    usual += lead >= 0xA1 && lead <= 0xC6;
    telling += is_one_of(lead << 8 | trail, TELLING, sizeof TELLING / sizeof *TELLING);
    i++;
  }
  return pairs > 0 && usual * 100 >= pairs * 85 && (pairs < 60 || telling * 200 >= pairs);
}

/* Japanese is full of kana, which no other text has at these bytes. */
static bool plausible_shift_jis(Slice bytes) {
  size_t characters = 0, kana = 0, halves = 0, length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
  const Byte *at = (const Byte *)bytes.data;
  for (size_t i = 0; i + 1 < length; i++) {
    if (at[i] < 0x80) continue;
    unsigned lead = at[i], trail = at[i + 1], width = width_shift_jis(at + i, 2);
    characters++;
    halves += width == 1;
    kana += (lead == 0x82 && trail >= 0x9F && trail <= 0xF1) || (lead == 0x83 && trail >= 0x40 && trail <= 0x96);
    i += width - 1;
  }
  return kana > 0 && kana * 10 >= characters * 3 && halves * 10 <= characters;
}

static bool plausible_euc_jp(Slice bytes) {
  size_t pairs = 0, kana = 0, length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
  const Byte *at = (const Byte *)bytes.data;
  for (size_t i = 0; i + 1 < length; i++) {
    if (at[i] < 0x80) continue;
    pairs++;
    kana += at[i] == 0xA4 || at[i] == 0xA5;
    i++;
  }
  return kana > 0 && kana * 10 >= pairs * 3;
}

/* Korean: syllables, and among them 이, 다, 는, 의, 을 over and over. */
static bool plausible_euc_kr(Slice bytes) {
  static const unsigned TELLING[] = {0xC0CC, 0xB4D9, 0xB4C2, 0xC0C7, 0xC0BB};
  size_t pairs = 0, usual = 0, telling = 0, length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
  const Byte *at = (const Byte *)bytes.data;
  for (size_t i = 0; i + 1 < length; i++) {
    if (at[i] < 0x80) continue;
    pairs++;
    usual += at[i] >= 0xB0 && at[i] <= 0xC8 && at[i + 1] >= 0xA1;
    telling += is_one_of((unsigned)at[i] << 8 | at[i + 1], TELLING, sizeof TELLING / sizeof *TELLING);
    i++;
  }
  return pairs > 0 && usual * 100 >= pairs * 85 && telling * 40 >= pairs;
}

static bool is_ascii_letter(Byte byte) {
  return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* Western European: a few letters above 127 within words, and typographic marks. */
static bool plausible_latin(Slice bytes) {
  size_t letters = 0, high = 0, alone = 0, length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
  const Byte *at = (const Byte *)bytes.data;
  for (size_t i = 0; i < length; i++) {
    Byte before = i ? at[i - 1] : ' ', behind = i + 1 < length ? at[i + 1] : ' ';
    letters += is_ascii_letter(at[i]);
    if (at[i] < 0x80) continue;
    bool undefined = at[i] == 0x81 || at[i] == 0x8D || at[i] == 0x8F || at[i] == 0x90 || at[i] == 0x9D;
    if (undefined) return false;
    high++;
    alone += before < 0x80 && behind < 0x80 && (is_ascii_letter(before) || is_ascii_letter(behind) || at[i] < 0xC0);
  }
  return high > 0 && high * 5 <= letters && alone * 10 >= high * 7;
}

enum { GB18030, UTF_16LE, UTF_16BE };

/* Where nothing is declared, the first that is plausible is taken. */
static const Encoding ENCODINGS[] = {
    [GB18030] = {"GB18030", "GB18030", " gb18030 gbk gb2312 gb_2312-80 gb2312-80 euc-cn x-gbk cp936 ms936 936 chinese ",
                 width_gb18030, plausible_gb18030},
    [UTF_16LE] = {"UTF-16LE", "UTF-16LE", "", width_utf16le, NULL},
    [UTF_16BE] = {"UTF-16BE", "UTF-16BE", "", width_utf16be, NULL},
    {"Shift_JIS", "CP932", " shift_jis shift-jis sjis x-sjis windows-31j cp932 ", width_shift_jis, plausible_shift_jis},
    {"EUC-JP", "EUC-JP", " euc-jp x-euc-jp ", width_euc_jp, plausible_euc_jp},
    {"EUC-KR", "CP949", " euc-kr ks_c_5601-1987 cp949 ", width_double, plausible_euc_kr},
    {"Big5", "CP950", " big5 big-5 x-x-big5 cp950 ", width_double, plausible_big5},
    {"windows-1252", "CP1252", " windows-1252 cp1252 iso-8859-1 iso8859-1 latin1 latin-1 iso-8859-15 us-ascii ascii ",
     width_single, plausible_latin},
    {"windows-1250", "CP1250", " windows-1250 cp1250 ", width_single, NULL},
    {"windows-1251", "CP1251", " windows-1251 cp1251 ", width_single, NULL},
    {"windows-1254", "CP1254", " windows-1254 cp1254 iso-8859-9 latin5 ", width_single, NULL},
    {"ISO-8859-2", "ISO-8859-2", " iso-8859-2 latin2 ", width_single, NULL},
    {"KOI8-R", "KOI8-R", " koi8-r ", width_single, NULL},
};

enum { ENCODING_COUNT = sizeof ENCODINGS / sizeof *ENCODINGS };

/* Letters, digits, punctuation and white space of the scripts that are read. */
static bool is_usual_unit(unsigned unit) {
  return unit == '\t' || unit == '\n' || unit == '\r' || (unit >= 0x20 && unit <= 0x7E) ||
         (unit >= 0xA0 && unit <= 0x17F) || (unit >= 0x2010 && unit <= 0x203A) || (unit >= 0x3000 && unit <= 0x30FF) ||
         (unit >= 0x4E00 && unit <= 0x9FFF) || (unit >= 0xAC00 && unit <= 0xD7A3) || (unit >= 0xFF00 && unit <= 0xFFEF);
}

/* UTF-16 without a mark: nearly all pairs of bytes are usual characters in one order and not in the other, and line
   breaks, spaces and digits have a zero byte. */
static const Encoding *unmarked_utf16(Slice bytes) {
  size_t length = bytes.length < SAMPLE ? bytes.length & ~(size_t)1 : SAMPLE;
  if (length < 8 || bytes.length % 2 || !memchr(bytes.data, 0, length)) return NULL;
  const Byte *at = (const Byte *)bytes.data;
  size_t zeros[2] = {0, 0}, usual[2] = {0, 0};
  for (size_t i = 0; i < length; i += 2) {
    zeros[0] += at[i] == 0, zeros[1] += at[i + 1] == 0;
    usual[0] += is_usual_unit((unsigned)at[i] << 8 | at[i + 1]);
    usual[1] += is_usual_unit((unsigned)at[i + 1] << 8 | at[i]);
  }
  size_t little = usual[1] + zeros[1] > usual[0] + zeros[0];
  bool clear = zeros[little] > 4 * zeros[!little] || usual[!little] * 2 * 100 < length * 85;
  if (!clear || !zeros[little] || usual[little] * 2 * 100 < length * 97) return NULL;
  return &ENCODINGS[little ? UTF_16LE : UTF_16BE];
}

bool encoding_is_utf16(Slice bytes) {
  return slice_starts_with(bytes, SLICE("\xFF\xFE")) || slice_starts_with(bytes, SLICE("\xFE\xFF")) ||
         unmarked_utf16(bytes);
}

static const struct {
  const char *magic;
  size_t length;
  const char *kind;
} BINARY_KINDS[] = {
    {"%PDF-", 5, "a PDF document"},
    {"PK\3\4", 4, "a zip archive or office document"},
    {"\x1F\x8B", 2, "gzip-compressed"},
    {"\x28\xB5\x2F\xFD", 4, "zstd-compressed"},
    {"\xFD"
     "7zXZ",
     5, "xz-compressed"},
    {"BZh", 3, "bzip2-compressed"},
    {"7z\xBC\xAF", 4, "a 7z archive"},
    {"\x89PNG", 4, "a PNG picture"},
    {"\xFF\xD8\xFF", 3, "a JPEG picture"},
    {"GIF8", 4, "a GIF picture"},
    {"RIFF", 4, "a RIFF media file"},
    {"\x7F"
     "ELF",
     4, "a program"},
    {"\xD0\xCF\x11\xE0", 4, "an office document of the old kind"},
    {"{\\rtf", 5, "a rich-text (RTF) document"},
};

const char *encoding_binary_kind(Slice head) {
  for (size_t i = 0; i < sizeof BINARY_KINDS / sizeof *BINARY_KINDS; i++) {
    if (slice_starts_with(head, (Slice){BINARY_KINDS[i].magic, BINARY_KINDS[i].length})) return BINARY_KINDS[i].kind;
  }
  return NULL;
}

static const Encoding *encoding_named(Slice label) {
  char wanted[64];
  if (label.length == 0 || label.length + 3 > sizeof wanted) return NULL;
  wanted[0] = ' ';
  for (size_t i = 0; i < label.length; i++) {
    char c = label.data[i];
    wanted[i + 1] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
  }
  memcpy(wanted + label.length + 1, " ", 2);
  for (size_t i = 0; i < ENCODING_COUNT; i++) {
    if (strstr(ENCODINGS[i].labels, wanted)) return &ENCODINGS[i];
  }
  return NULL;
}

/* The value behind `name` and "=" in `tag`, without quotes. */
static Slice value_behind(Slice tag, const char *name) {
  size_t length = strlen(name);
  for (size_t i = 0; i + length < tag.length; i++) {
    if (!slice_equal_ignore_case((Slice){tag.data + i, length}, slice_of(name))) continue;
    Slice rest = slice_trim(slice_between(tag.data + i + length, tag.data + tag.length));
    if (rest.length == 0 || rest.data[0] != '=') continue;
    rest = slice_trim(slice_between(rest.data + 1, rest.data + rest.length));
    while (rest.length && strchr("\"' ", rest.data[0])) rest.data++, rest.length--;
    size_t end = 0;
    while (end < rest.length && !strchr("\"'>;/? \t\r\n", rest.data[end])) end++;
    return (Slice){rest.data, end};
  }
  return (Slice){0};
}

Slice encoding_declared(Slice bytes) {
  enum { HEAD = 8192 };
  Slice head = {bytes.data, bytes.length < HEAD ? bytes.length : HEAD};
  while (head.length) {
    const char *open = memchr(head.data, '<', head.length);
    if (!open) break;
    Slice rest = slice_between(open + 1, head.data + head.length);
    Slice tag = slice_cut(&rest, '>');
    head = rest;
    if (tag.length < 5) continue;
    bool xml = slice_equal_ignore_case((Slice){tag.data, 4}, SLICE("?xml"));
    bool meta = slice_equal_ignore_case((Slice){tag.data, 4}, SLICE("meta"));
    if (!xml && !meta) continue;
    Slice value = value_behind(tag, xml ? "encoding" : "charset");
    if (value.length) return value;
  }
  return (Slice){0};
}

static void add_run(Arena *arena, Decoded *decoded, size_t begin, unsigned width, unsigned source_width,
                    uint64_t source) {
  OriginRun run = {(uint32_t)begin, (uint8_t)width, (uint8_t)source_width, source};
  origins_add(arena, &decoded->runs, run);
}

/* Adds the runs for what was decoded from `bytes` to byte `begin` of the text on; returns where that ends. */
static size_t trace(Arena *arena, Decoded *decoded, const Encoding *encoding, size_t begin, Slice bytes,
                    uint64_t source) {
  const char *text = decoded->text.data;
  unsigned width = 0, source_width = 0;
  for (size_t from = 0; from < bytes.length && begin < decoded->text.length;) {
    unsigned here = utf8_width((Byte)text[begin]);
    unsigned there = encoding->width((const Byte *)bytes.data + from, bytes.length - from);
    if (here != width || there != source_width) {
      add_run(arena, decoded, begin, here, there, source + from);
      width = here;
      source_width = there;
    }
    begin += here;
    from += there;
  }
  return begin;
}

static bool __attribute__((format(printf, 3, 4))) refuse(Decoded *decoded, size_t offset, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(decoded->problem, sizeof decoded->problem, format, arguments);
  va_end(arguments);
  decoded->offset = offset;
  return false;
}

/* Most bytes that a lenient reading lets through. */
static size_t most_wrong(size_t length) {
  return 1 + length / 1000;
}

/* Runs iconv over all of `bytes`; offsets of bytes that became U+FFFD go to `wrong`, which has room for `most`. False
   at the first wrong byte after that, with its offset. */
static bool run_iconv(iconv_t converter, Slice bytes, char **out, size_t room, size_t *wrong, size_t most,
                      Decoded *decoded) {
  char *in = (char *)(uintptr_t)bytes.data;
  size_t left = bytes.length;
  while (left) {
    if (iconv(converter, &in, &left, out, &room) != (size_t)-1 || left == 0) break;
    decoded->offset = (size_t)(in - bytes.data);
    if (decoded->replaced == most || room < 3) return false;
    wrong[decoded->replaced++] = decoded->offset;
    memcpy(*out, REPLACEMENT, 3);
    *out += 3, room -= 3, in++, left--;
  }
  if (decoded->replaced) decoded->offset = wrong[0];
  return true;
}

/* Converts `bytes`, whose first is byte `skipped` of the source. */
static bool convert(Arena *arena, Decoded *decoded, const Encoding *encoding, Slice bytes, size_t skipped,
                    bool lenient) {
  size_t most = lenient ? most_wrong(bytes.length) : 0;
  size_t room = (bytes.length + 1) / 2 * 3 + 3 * most;
  bool singles = encoding->width == width_single || encoding->width == width_shift_jis;
  if (singles) room = 3 * bytes.length + 3 * most; /* bytes above 127 can be characters of three bytes in UTF-8 */
  char *text = arena_alloc(arena, room + 1), *out = text;
  size_t *wrong = arena_alloc(arena, (most + 1) * sizeof *wrong);
  decoded->replaced = 0;
  iconv_t converter = iconv_open("UTF-8", encoding->iconv);
  if (converter == (iconv_t)-1) return refuse(decoded, 0, "this system's iconv does not know %s", encoding->iana);
  bool done = run_iconv(converter, bytes, &out, room, wrong, most, decoded);
  iconv_close(converter); /* before anything that may jump out of here */
  decoded->offset += skipped;
  if (!done) return refuse(decoded, decoded->offset, "not valid %s", encoding->iana);
  *out = 0;
  decoded->text = slice_between(text, out);
  decoded->name = encoding->iana;
  size_t at = 0, from = 0;
  for (size_t i = 0; i < decoded->replaced; i++) {
    at = trace(arena, decoded, encoding, at, slice_between(bytes.data + from, bytes.data + wrong[i]), skipped + from);
    add_run(arena, decoded, at, 3, 1, skipped + wrong[i]);
    at += 3;
    from = wrong[i] + 1;
  }
  trace(arena, decoded, encoding, at, slice_between(bytes.data + from, bytes.data + bytes.length), skipped + from);
  return true;
}

/* Bytes of a character at the end of `bytes` that was cut off there, of which `valid` bytes are whole characters. */
static size_t cut_off(Slice bytes, size_t valid) {
  size_t left = bytes.length - valid;
  const Byte *at = (const Byte *)bytes.data + valid;
  if (left == 0 || left > 3 || at[0] < 0xC2 || at[0] > 0xF4 || utf8_width(at[0]) <= left) return 0;
  for (size_t i = 1; i < left; i++) {
    if ((at[i] & 0xC0) != 0x80) return 0;
  }
  return left;
}

/* UTF-8 with a few bad bytes, each of which becomes U+FFFD. */
static bool repair(Arena *arena, Decoded *decoded, Slice bytes, size_t skipped) {
  size_t most = most_wrong(bytes.length), at = 0;
  char *text = arena_alloc(arena, bytes.length + 2 * most + 1), *out = text;
  decoded->replaced = 0;
  while (at < bytes.length) {
    size_t valid = utf8_valid_prefix((Slice){bytes.data + at, bytes.length - at});
    add_run(arena, decoded, (size_t)(out - text), 1, 1, skipped + at);
    memcpy(out, bytes.data + at, valid);
    out += valid;
    at += valid;
    if (at == bytes.length) break;
    if (decoded->replaced == 0) decoded->offset = skipped + at;
    if (decoded->replaced++ == most) return false;
    add_run(arena, decoded, (size_t)(out - text), 3, 1, skipped + at);
    memcpy(out, REPLACEMENT, 3);
    out += 3;
    at++;
  }
  *out = 0;
  decoded->text = slice_between(text, out);
  decoded->name = UTF_8;
  return true;
}

static bool is_utf8(Slice label) {
  return slice_equal_ignore_case(label, SLICE("utf-8")) || slice_equal_ignore_case(label, SLICE("utf8"));
}

static Byte highest_byte(Slice text) {
  Byte highest = 0;
  for (size_t i = 0; i < text.length; i++) highest = (Byte)text.data[i] > highest ? (Byte)text.data[i] : highest;
  return highest;
}

static bool accept(Arena *arena, Decoded *decoded, Slice text, size_t skipped) {
  decoded->text = text;
  decoded->name = UTF_8;
  add_run(arena, decoded, 0, 1, 1, skipped);
  return true;
}

/* Tries the encodings that the bytes look like, but for `refuted`. */
static bool guess(Arena *arena, Slice bytes, size_t skipped, const Encoding *refuted, Decoded *decoded) {
  for (size_t i = 0; i < ENCODING_COUNT; i++) {
    const Encoding *encoding = &ENCODINGS[i];
    if (encoding == refuted || !encoding->plausible || !encoding->plausible(bytes)) continue;
    decoded->runs.count = 0;
    if (convert(arena, decoded, encoding, bytes, skipped, false)) return true;
  }
  decoded->runs.count = 0;
  return false;
}

/* Bytes that are not UTF-8, the first wrong one at `valid`. */
static bool decode_other(Arena *arena, Slice bytes, size_t skipped, size_t valid, EncodingOptions options,
                         Decoded *decoded) {
  Slice declared = options.markup ? encoding_declared(bytes) : (Slice){0};
  if (declared.length == 0) declared = options.charset;
  const Encoding *encoding = encoding_named(declared);
  if (encoding && convert(arena, decoded, encoding, bytes, skipped, options.lenient)) return true;
  bool utf8 = skipped || is_utf8(declared);
  size_t cut = options.lenient ? cut_off(bytes, valid) : 0;
  if (cut && (utf8 || highest_byte((Slice){bytes.data, valid}) >= 0xE0)) {
    decoded->replaced = cut;
    decoded->offset = skipped + valid;
    return accept(arena, decoded, (Slice){bytes.data, valid}, skipped);
  }
  decoded->runs.count = 0;
  if (utf8 && options.lenient && repair(arena, decoded, bytes, skipped)) return true;
  decoded->runs.count = 0;
  if (!skipped && guess(arena, bytes, skipped, encoding, decoded)) return true;
  decoded->replaced = 0;
  if (encoding)
    return refuse(decoded, decoded->offset, "neither UTF-8 nor valid %s, which it declares", encoding->iana);
  return refuse(decoded, skipped + valid, "not UTF-8, and no other known encoding");
}

bool encoding_decode(Arena *arena, Slice bytes, EncodingOptions options, Decoded *decoded) {
  *decoded = (Decoded){.name = UTF_8};
  if (slice_starts_with(bytes, (Slice){"\xFF\xFE\0\0", 4}) || slice_starts_with(bytes, (Slice){"\0\0\xFE\xFF", 4})) {
    return refuse(decoded, 0, "UTF-32, which is not supported");
  }
  size_t skipped = slice_starts_with(bytes, SLICE("\xEF\xBB\xBF")) ? 3 : 0;
  bool little = slice_starts_with(bytes, SLICE("\xFF\xFE")), big = slice_starts_with(bytes, SLICE("\xFE\xFF"));
  if (little || big) skipped = 2;
  bytes.data += skipped;
  bytes.length -= skipped;
  const Encoding *wide = &ENCODINGS[little ? UTF_16LE : UTF_16BE];
  if (!little && !big) wide = skipped ? NULL : unmarked_utf16(bytes);
  if (wide) return convert(arena, decoded, wide, bytes, skipped, options.lenient);
  size_t valid = utf8_valid_prefix(bytes);
  if (valid < bytes.length) return decode_other(arena, bytes, skipped, valid, options, decoded);
  Byte highest = options.markup && !skipped ? highest_byte(bytes) : 0xFF;
  if (highest >= 0x80 && highest < 0xE0) {
    /* A little GB 2312 text can be valid UTF-8 by accident, but only as characters of two bytes. */
    const Encoding *declared = encoding_named(encoding_declared(bytes));
    if (declared == &ENCODINGS[GB18030] && convert(arena, decoded, declared, bytes, 0, false)) return true;
  }
  return accept(arena, decoded, bytes, skipped);
}
