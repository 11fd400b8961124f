#include "input/mime.h"

#include "input/encoding.h"
#include "input/http.h"

typedef struct {
  Slice type, charset, boundary, transfer, disposition; /* as they are written */
  bool flowed;
  Slice body;
} Part;

typedef struct {
  Arena *arena;
  MimeLetter *letter;
  unsigned parts;
} Reading;

/* ---- transfer encodings ---- */

static int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* `word`: of a header, where _ is a space. */
static Slice decode_quoted(Arena *arena, Slice text, bool word) {
  char *out = arena_alloc(arena, text.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    int high = c == '=' && i + 2 < text.length ? hexadecimal(text.data[i + 1]) : -1;
    int low = high >= 0 ? hexadecimal(text.data[i + 2]) : -1;
    size_t end = i + 1; /* white space between = and the end of the line */
    while (c == '=' && end < text.length && (text.data[end] == ' ' || text.data[end] == '\t' || text.data[end] == '\r'))
      end++;
    if (low >= 0) {
      out[length++] = (char)(high << 4 | low);
      i += 2;
    } else if (c == '=' && end < text.length && text.data[end] == '\n') {
      i = end;
    } else {
      out[length++] = word && c == '_' ? ' ' : c;
    }
  }
  return (Slice){out, length};
}

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Other bytes are passed over. */
static Slice decode_base64(Arena *arena, Slice text) {
  char *out = arena_alloc(arena, text.length / 4 * 3 + 4);
  size_t length = 0;
  uint32_t bits = 0;
  unsigned count = 0;
  for (size_t i = 0; i < text.length && text.data[i] != '='; i++) {
    int value = base64_value(text.data[i]);
    if (value < 0) continue;
    bits = bits << 6 | (uint32_t)value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out[length++] = (char)(bits >> count & 0xFF);
  }
  return (Slice){out, length};
}

/* ---- headers ---- */

typedef struct {
  VECTOR(char);
} Bytes;

static void add(Arena *arena, Bytes *to, Slice bytes) {
  VECTOR_APPEND(arena, to, bytes.data, bytes.length);
}

/* What words of one charset hold is decoded together, for some programs cut characters in two. */
typedef struct {
  Bytes text;  /* UTF-8 */
  Bytes words; /* not decoded yet */
  Slice charset;
} Header;

static void flush_words(Arena *arena, Header *header) {
  Decoded decoded;
  Slice bytes = {header->words.data, header->words.count};
  EncodingOptions options = {.charset = header->charset, .lenient = true};
  if (bytes.length && encoding_decode(arena, bytes, options, &decoded)) add(arena, &header->text, decoded.text);
  header->words.count = 0;
  header->charset = (Slice){0};
}

/* `=?utf-8?Q?caf=C3=A9?=` at the beginning of `rest`; its bytes, 0 if it is none. */
static size_t take_word(Arena *arena, Slice rest, Header *header) {
  if (!slice_starts_with(rest, SLICE("=?"))) return 0;
  Slice fields = {rest.data + 2, rest.length - 2}, language = slice_cut(&fields, '?'), kind = slice_cut(&fields, '?');
  Slice charset = slice_cut(&language, '*'); /* RFC 2231 puts a language behind it */
  size_t end = slice_find(fields, SLICE("?="));
  if (end == SIZE_MAX || kind.length != 1 || charset.length > 60) return 0;
  Slice text = {fields.data, end};
  bool quoted = (kind.data[0] | 0x20) == 'q', base64 = (kind.data[0] | 0x20) == 'b';
  if (!quoted && !base64) return 0;
  if (header->words.count && !slice_equal_ignore_case(charset, header->charset)) flush_words(arena, header);
  header->charset = charset;
  add(arena, &header->words, quoted ? decode_quoted(arena, text, true) : decode_base64(arena, text));
  return (size_t)(text.data + end + 2 - rest.data);
}

static Slice to_utf8(Arena *arena, Slice text) {
  Decoded decoded;
  return encoding_decode(arena, text, (EncodingOptions){.lenient = true}, &decoded) ? decoded.text : (Slice){0};
}

Slice mime_decode_header(Arena *arena, Slice value) {
  Header header = {0};
  value = to_utf8(arena, slice_trim(value));
  size_t at = 0;
  bool word_before = false;
  while (at < value.length) {
    Slice rest = {value.data + at, value.length - at};
    size_t blank = 0;
    while (blank < rest.length && (unsigned char)rest.data[blank] <= ' ') blank++;
    Slice behind = {rest.data + blank, rest.length - blank};
    size_t word = rest.data[0] == '=' || blank ? take_word(arena, behind, &header) : 0;
    if (word) {
      /* White space between two words means nothing. Before the first one nothing waits to be decoded. */
      if (blank && !word_before) add(arena, &header.text, SLICE(" "));
      at += blank + word;
      word_before = true;
      continue;
    }
    flush_words(arena, &header);
    word_before = false;
    add(arena, &header.text, blank ? SLICE(" ") : (Slice){rest.data, 1});
    at += blank ? blank : 1;
  }
  flush_words(arena, &header);
  for (uint32_t i = 0; i < header.text.count; i++) {
    if ((unsigned char)header.text.data[i] < ' ') header.text.data[i] = ' ';
  }
  return slice_trim((Slice){header.text.data, header.text.count});
}

/* The next header with all its lines, its line breaks kept; false at the empty line or the end. */
static bool next_header(Slice *rest, Slice *header) {
  const char *begin = rest->data;
  if (rest->length == 0) return false;
  Slice line = slice_cut(rest, '\n');
  if (slice_trim(line).length == 0) return false;
  while (rest->length && (rest->data[0] == ' ' || rest->data[0] == '\t')) {
    Slice ahead = *rest;
    if (slice_trim(slice_cut(&ahead, '\n')).length == 0) break;
    *rest = ahead;
  }
  *header = slice_trim(slice_between(begin, rest->length ? rest->data : line.data + line.length));
  if (rest->length == 0) *header = slice_trim(slice_between(begin, rest->data));
  return true;
}

static void take_content(Slice header, Part *part) {
  Slice value;
  if (http_field(header, "Content-Type", &value)) {
    part->charset = http_parameter(value, "charset");
    part->boundary = http_parameter(value, "boundary");
    part->flowed = slice_equal_ignore_case(http_parameter(value, "format"), SLICE("flowed"));
    part->type = slice_trim(slice_cut(&value, ';'));
  } else if (http_field(header, "Content-Transfer-Encoding", &value)) {
    part->transfer = value;
  } else if (http_field(header, "Content-Disposition", &value)) {
    part->disposition = slice_trim(slice_cut(&value, ';'));
  }
}

/* Headers up to the empty line, or, where somebody forgot that, up to a line that is none. */
static Part read_part(Slice bytes) {
  Part part = {.type = SLICE("text/plain")};
  Slice rest = bytes, header;
  while (next_header(&rest, &header)) take_content(header, &part);
  part.body = rest;
  return part;
}

/* ---- bodies ---- */

static bool is_type(Slice type, const char *wanted) {
  return slice_equal_ignore_case(type, slice_of(wanted));
}

static bool is_multipart(const Part *part) {
  return part->type.length > 10 && slice_equal_ignore_case((Slice){part->type.data, 10}, SLICE("multipart/")) &&
         part->boundary.length > 0;
}

static bool is_text(const Part *part) {
  bool attached = slice_equal_ignore_case(part->disposition, SLICE("attachment"));
  return !attached && (is_type(part->type, "text/plain") || is_type(part->type, "text/html") ||
                       is_type(part->type, "text") || part->type.length == 0);
}

static void take_text(Reading *reading, const Part *part) {
  MimeText text = {
      .bytes = part->body, .charset = part->charset, .html = is_type(part->type, "text/html"), .flowed = part->flowed};
  if (is_type(part->transfer, "quoted-printable")) text.bytes = decode_quoted(reading->arena, part->body, false);
  if (is_type(part->transfer, "base64")) text.bytes = decode_base64(reading->arena, part->body);
  if (slice_trim(text.bytes).length) VECTOR_PUSH(reading->arena, &reading->letter->texts, text);
}

/* The next part of a multipart behind its boundary line; `*rest` goes on at the one behind it. False behind the last.
 */
static bool next_part(Slice boundary, Slice *rest, bool *inside, Slice *part) {
  const char *begin = rest->data;
  while (rest->length) {
    const char *at = rest->data;
    Slice line = slice_cut(rest, '\n');
    bool marks = line.length >= boundary.length + 2 && line.data[0] == '-' && line.data[1] == '-' &&
                 memcmp(line.data + 2, boundary.data, boundary.length) == 0;
    if (!marks) continue;
    Slice behind = slice_between(line.data + 2 + boundary.length, line.data + line.length);
    bool last = slice_starts_with(behind, SLICE("--"));
    if (!last && slice_trim(behind).length) continue; /* a longer boundary */
    bool was_inside = *inside;
    *inside = !last;
    *part = slice_between(begin, at);
    if (last) rest->length = 0;
    if (was_inside) return true;
    if (last) return false;
    begin = rest->data;
  }
  if (!*inside) return false;
  *inside = false; /* the closing boundary is missing */
  *part = slice_between(begin, rest->data);
  return true;
}

static void walk(Reading *reading, const Part *part, unsigned depth);

/* Of all parts say the same; the plain one is taken. */
static void walk_alternatives(Reading *reading, const Part *part, unsigned depth) {
  Slice rest = part->body, bytes, best = {0};
  bool inside = false, found_html = false;
  while (next_part(part->boundary, &rest, &inside, &bytes) && ++reading->parts < MIME_MOST_PARTS) {
    Part inner = read_part(bytes);
    bool plain = is_text(&inner) && !is_type(inner.type, "text/html");
    if (plain && slice_trim(inner.body).length) {
      take_text(reading, &inner);
      return;
    }
    bool html = is_type(inner.type, "text/html") || is_multipart(&inner);
    if (!html || found_html) continue;
    best = bytes;
    found_html = true;
  }
  if (!found_html) return;
  Part inner = read_part(best);
  walk(reading, &inner, depth + 1);
}

static void walk(Reading *reading, const Part *part, unsigned depth) {
  if (!is_multipart(part)) {
    if (is_text(part)) take_text(reading, part);
    return;
  }
  if (depth >= MIME_DEEPEST) return;
  if (is_type(part->type, "multipart/alternative")) {
    walk_alternatives(reading, part, depth);
    return;
  }
  Slice rest = part->body, bytes;
  bool inside = false;
  while (next_part(part->boundary, &rest, &inside, &bytes) && ++reading->parts < MIME_MOST_PARTS) {
    Part inner = read_part(bytes);
    walk(reading, &inner, depth + 1);
  }
}

/* ---- letters ---- */

static void take_header(Arena *arena, Slice header, MimeLetter *letter) {
  const struct {
    const char *name;
    Slice *slot;
  } WANTED[] = {{"Subject", &letter->subject},
                {"From", &letter->from},
                {"Date", &letter->date},
                {"Message-ID", &letter->id},
                {"Content-Language", &letter->language},
                {"Archived-At", &letter->address}};
  Slice value;
  for (size_t i = 0; i < sizeof WANTED / sizeof *WANTED; i++) {
    if (WANTED[i].slot->length == 0 && http_field(header, WANTED[i].name, &value)) {
      *WANTED[i].slot = mime_decode_header(arena, value);
    }
  }
}

void mime_read(Arena *arena, Slice bytes, MimeLetter *letter) {
  Reading reading = {.arena = arena, .letter = letter};
  Slice rest = bytes, header;
  *letter = (MimeLetter){0};
  while (next_header(&rest, &header)) take_header(arena, header, letter);
  Part part = read_part(bytes);
  walk(&reading, &part, 0);
}

bool mime_begins(Slice head) {
  static const char *const SURE[] = {"Return-Path", "Received",         "Delivered-To",   "MIME-Version",
                                     "Message-ID",  "X-Mozilla-Status", "DKIM-Signature", "Content-Type"};
  static const char *const USUAL[] = {"From", "To", "Subject", "Date", "Reply-To", "Sender", "Cc"};
  unsigned sure = 0, usual = 0;
  Slice header, value;
  while (next_header(&head, &header)) {
    for (size_t i = 0; i < sizeof SURE / sizeof *SURE; i++) sure += http_field(header, SURE[i], &value);
    for (size_t i = 0; i < sizeof USUAL / sizeof *USUAL; i++) usual += http_field(header, USUAL[i], &value);
    if (!memchr(header.data, ':', header.length) && head.length) return false;
  }
  return sure + usual >= 2 && (sure > 0 || usual >= 3);
}
