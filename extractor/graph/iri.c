#include "graph/iri.h"

#include <endian.h>
#include <nettle/sha2.h>

#include "base/iri_chars.h"
#include "base/utf8.h"

static void write_hex(const uint8_t *bytes, size_t digits, char *out) {
  for (size_t i = 0; i < digits; i++) out[i] = "0123456789abcdef"[i % 2 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4];
}

/* The first `digits` hexadecimal digits of SHA-256 of `text`. */
static void write_hash(Slice text, size_t digits, char *out) {
  struct sha256_ctx context;
  uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_init(&context);
  if (text.length) sha256_update(&context, text.length, (const uint8_t *)text.data);
  sha256_digest(&context, sizeof digest, digest);
  write_hex(digest, digits, out);
}

Slice iri_join(Arena *arena, const Slice *parts, size_t count) {
  size_t length = 0;
  for (size_t i = 0; i < count; i++) length += parts[i].length;
  char *joined = arena_alloc(arena, length + 2), *to = joined;
  *to++ = '<';
  for (size_t i = 0; i < count; i++) {
    if (parts[i].length) memcpy(to, parts[i].data, parts[i].length);
    to += parts[i].length;
  }
  *to = '>';
  return (Slice){joined + 1, length};
}

/* Would somebody else's label, changed and hashed, look like this unchanged one? */
static bool ends_like_hash(Slice name) {
  if (name.length <= IRI_SUFFIX_DIGITS || name.data[name.length - IRI_SUFFIX_DIGITS - 1] != '-') return false;
  for (size_t i = name.length - IRI_SUFFIX_DIGITS; i < name.length; i++) {
    if (!strchr("0123456789abcdef", name.data[i])) return false;
  }
  return true;
}

Slice iri_local_name(Arena *arena, Slice type, Slice label) {
  size_t room = type.length + (label.length < 4 * IRI_LABEL_LONGEST ? label.length : 4 * IRI_LABEL_LONGEST);
  char *name = arena_alloc(arena, room + IRI_SUFFIX_DIGITS + 2);
  memcpy(name, type.data, type.length);
  size_t length = type.length, shown = 0;
  name[length++] = '-';
  bool changed = label.length == 0;
  Slice rest = label;
  for (; rest.length && shown < IRI_LABEL_LONGEST; shown++) {
    const char *at = rest.data;
    uint32_t c = take_character(&rest);
    if (is_name_character(c)) {
      memcpy(name + length, at, (size_t)(rest.data - at));
      length += (size_t)(rest.data - at);
    } else {
      name[length++] = '_';
      changed = changed || c != ' ';
    }
  }
  changed = changed || rest.length || name[length - 1] == '.' || ends_like_hash((Slice){name, length});
  if (changed) {
    name[length++] = '-';
    write_hash(label, IRI_SUFFIX_DIGITS, name + length);
    length += IRI_SUFFIX_DIGITS;
  }
  return (Slice){name, length};
}

Slice iri_hash_name(Arena *arena, Slice type, Slice label) {
  size_t length = type.length + 1 + IRI_HASH_DIGITS;
  char *name = arena_alloc(arena, length);
  memcpy(name, type.data, type.length);
  name[type.length] = '-';
  write_hash(label, IRI_HASH_DIGITS, name + type.length + 1);
  return (Slice){name, length};
}

Slice iri_of_parts(Arena *arena, Slice base, Slice type, const Slice *parts, size_t count) {
  struct sha256_ctx context;
  uint8_t digest[SHA256_DIGEST_SIZE], waiting[256]; /* short parts are hashed together */
  size_t length = 0;
  sha256_init(&context);
  for (size_t i = 0; i < count; i++) {
    bool fits = parts[i].length <= sizeof waiting - 8;
    if (length + 8 + (fits ? parts[i].length : 0) > sizeof waiting) {
      sha256_update(&context, length, waiting);
      length = 0;
    }
    uint64_t size = htole64(parts[i].length);
    memcpy(waiting + length, &size, sizeof size);
    length += sizeof size;
    if (fits) {
      if (parts[i].length) memcpy(waiting + length, parts[i].data, parts[i].length);
      length += parts[i].length;
    } else {
      sha256_update(&context, length, waiting);
      sha256_update(&context, parts[i].length, (const uint8_t *)parts[i].data);
      length = 0;
    }
  }
  sha256_update(&context, length, waiting);
  sha256_digest(&context, sizeof digest, digest);
  char hash[IRI_HASH_DIGITS];
  write_hex(digest, sizeof hash, hash);
  const Slice made[] = {base, type, SLICE("-"), {hash, sizeof hash}};
  return iri_join(arena, made, sizeof made / sizeof *made);
}

Slice iri_mention(Arena *arena, Slice document, uint32_t begin, uint32_t end) {
  /* A base that ends in "#" has put a fragment into the document's IRI already. */
  bool fragment = document.length && memchr(document.data, '#', document.length);
  char span[sizeof "#char=," + 2 * 10] = "#char=";
  if (fragment) span[0] = '&';
  unsigned length = sizeof "#char=" - 1;
  length += print_digits(span + length, begin);
  span[length++] = ',';
  length += print_digits(span + length, end);
  return iri_join(arena, (Slice[]){document, {span, length}}, 2);
}

/* IRI that is being put together; `room` was reckoned beforehand, three bytes for one. */
typedef struct {
  char *data;
  size_t length;
} Builder;

static void put(Builder *iri, Slice text) {
  if (text.length) memcpy(iri->data + iri->length, text.data, text.length);
  iri->length += text.length;
}

static void put_encoded(Builder *iri, Slice bytes) {
  for (size_t i = 0; i < bytes.length; i++) {
    unsigned char byte = (unsigned char)bytes.data[i];
    iri->data[iri->length++] = '%';
    iri->data[iri->length++] = "0123456789ABCDEF"[byte >> 4];
    iri->data[iri->length++] = "0123456789ABCDEF"[byte & 15];
  }
}

static bool is_ascii_alphanumeric(uint32_t c) {
  return (c | 0x20) - 'a' < 26 || c - '0' < 10;
}

/* `also`: ASCII characters beside letters and digits that stay as they are. */
static void put_legal(Builder *iri, Slice text, const char *also) {
  while (text.length) {
    const char *at = text.data;
    if (is_ascii_alphanumeric((unsigned char)*at)) { /* nearly all of most ids */
      iri->data[iri->length++] = *at;
      text.data++, text.length--;
      continue;
    }
    uint32_t c = take_character(&text);
    Slice character = slice_between(at, text.data);
    bool legal = c < 0x80 ? c && strchr(also, (int)c) : is_iri_letter(c);
    if (legal) {
      put(iri, character);
    } else {
      put_encoded(iri, character);
    }
  }
}

Slice iri_encoded(Arena *arena, Slice value) {
  Builder iri = {.data = arena_alloc(arena, 3 * value.length + 1)};
  bool dots = true; /* nothing else: "..", which is taken for the folder above */
  for (size_t i = 0; i < value.length; i++) dots = dots && value.data[i] == '.';
  put_legal(&iri, value, dots ? "-_~" : "-._~");
  return (Slice){iri.data, iri.length};
}

#define PATH_CHARACTERS "-._~!$&'()*+,;=:@"

static bool is_hexadecimal(char c) {
  return c && strchr("0123456789abcdefABCDEF", c);
}

/* As put_legal, where the text is percent-encoded already as far as its author thought fit. */
static void put_url_part(Builder *iri, Slice text, const char *also) {
  size_t done = 0;
  for (size_t at = 0; at + 2 < text.length; at++) {
    if (text.data[at] != '%' || !is_hexadecimal(text.data[at + 1]) || !is_hexadecimal(text.data[at + 2])) continue;
    put_legal(iri, (Slice){text.data + done, at - done}, also);
    put(iri, (Slice){text.data + at, 3});
    done = at + 3;
    at += 2;
  }
  put_legal(iri, (Slice){text.data + done, text.length - done}, also);
}

/* Takes what stands before the first of `stops` off `rest`. */
static Slice take_until(Slice *rest, const char *stops) {
  size_t length = 0;
  while (length < rest->length && (!rest->data[length] || !strchr(stops, rest->data[length]))) length++;
  Slice head = {rest->data, length};
  rest->data += length;
  rest->length -= length;
  return head;
}

/* host[:port]; nothing in it is mended. Names and passwords before an "@" have no place in a graph. */
static bool put_authority(Builder *iri, Slice authority) {
  const char *at = authority.length ? memrchr(authority.data, '@', authority.length) : NULL;
  Slice rest = at ? slice_between(at + 1, authority.data + authority.length) : authority;
  bool literal = rest.length && rest.data[0] == '['; /* an IPv6 address */
  Slice host = take_until(&rest, literal ? "]" : ":");
  if (!host.length || (literal && !rest.length)) return false;
  const char *also = literal ? "[:." : "-._~";
  while (host.length) {
    const char *begin = host.data;
    uint32_t c = take_character(&host);
    if (c >= 0x80 ? !is_iri_letter(c) : !c || !(is_ascii_alphanumeric(c) || strchr(also, (int)c))) return false;
    bool capital = c >= 'A' && c <= 'Z';
    put(iri, capital ? (Slice){&(char){(char)(c | 0x20)}, 1} : slice_between(begin, host.data));
  }
  if (literal) {
    put(iri, SLICE("]"));
    rest.data++, rest.length--;
  }
  if (!rest.length) return true;
  if (rest.data[0] != ':') return false;
  for (size_t i = 1; i < rest.length; i++) {
    if (rest.data[i] < '0' || rest.data[i] > '9') return false;
  }
  if (rest.length > 1) put(iri, rest);
  return true;
}

/* "." and ".." as RFC 3986, 5.2.4, has it, since some readers of RDF resolve them and others do not. */
static void put_path(Builder *iri, Slice path) {
  size_t root = iri->length;
  while (path.length) {
    path.data++, path.length--; /* the "/" */
    Slice segment = take_until(&path, "/");
    bool up = slice_is(segment, ".."), last = path.length == 0;
    if (up) {
      while (iri->length > root && iri->data[--iri->length] != '/') continue;
    }
    if (!up && !slice_is(segment, ".")) {
      put(iri, SLICE("/"));
      put_url_part(iri, segment, PATH_CHARACTERS);
    } else if (last) {
      put(iri, SLICE("/"));
    }
  }
}

static bool put_http(Builder *iri, Slice url) {
  Slice scheme = take_until(&url, ":");
  bool secure = slice_equal_ignore_case(scheme, SLICE("https"));
  if ((!secure && !slice_equal_ignore_case(scheme, SLICE("http"))) || !slice_starts_with(url, SLICE("://")))
    return false;
  url.data += 3, url.length -= 3;
  put(iri, secure ? SLICE("https://") : SLICE("http://"));
  if (!put_authority(iri, take_until(&url, "/?#"))) return false;
  put_path(iri, take_until(&url, "?#"));
  put_url_part(iri, take_until(&url, "#"), PATH_CHARACTERS "/?");
  return true;
}

/* urn:NID:NSS */
static bool put_urn(Builder *iri, Slice url) {
  if (url.length < 4 || !slice_equal_ignore_case((Slice){url.data, 4}, SLICE("urn:"))) return false;
  url.data += 4, url.length -= 4;
  Slice space = take_until(&url, ":");
  if (space.length < 2 || space.length > 32 || url.length < 2 || url.data[1] == '#') return false;
  for (size_t i = 0; i < space.length; i++) {
    unsigned char c = (unsigned char)space.data[i];
    if (!is_ascii_alphanumeric(c) && !(c == '-' && i)) return false;
  }
  put(iri, SLICE("urn:"));
  put(iri, space);
  put_url_part(iri, take_until(&url, "#"), PATH_CHARACTERS "/?");
  return true;
}

/* One segment of a path; "." and ".." would be resolved. */
static void put_segment(Builder *iri, Slice id) {
  bool dots = slice_is(id, ".") || slice_is(id, "..");
  if (dots) {
    put_encoded(iri, id);
  } else {
    put_legal(iri, id, PATH_CHARACTERS);
  }
}

Slice iri_document(Arena *arena, Slice base, Slice url, Slice id, Slice text) {
  url = slice_trim(url);
  id = slice_trim(id);
  Slice longest = url.length > id.length ? url : id;
  size_t room = longest.length > IRI_URL_LONGEST ? IRI_URL_LONGEST : longest.length;
  Builder iri = {arena_alloc(arena, base.length + sizeof "https://doc/" + 3 * room + IRI_HASH_DIGITS), 0};
  if (url.length && url.length <= IRI_URL_LONGEST) {
    if (put_http(&iri, url)) return (Slice){iri.data, iri.length};
    iri.length = 0;
    if (put_urn(&iri, url)) return (Slice){iri.data, iri.length};
    iri.length = 0;
  }
  put(&iri, base);
  put(&iri, SLICE("doc/"));
  if (id.length && id.length <= IRI_URL_LONGEST) {
    put_segment(&iri, id);
  } else {
    write_hash(id.length ? id : text, IRI_HASH_DIGITS, iri.data + iri.length);
    iri.length += IRI_HASH_DIGITS;
  }
  return (Slice){iri.data, iri.length};
}
