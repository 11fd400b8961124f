/* Markdown, by md4c: a file is a document. Code blocks and pictures are left out, links are their text; tables, lists
   and quotations keep what they are. Every character leads back to its place in the file.

   md4c calls back; an arena that is full must not jump over it, so each call comes back with what happened. */
#include <md4c.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/byline.h"
#include "input/format.h"
#include "input/front_matter.h"
#include "input/language.h"
#include "input/origins.h"
#include "input/xml_library.h"

enum { FULL = 1, DEEPEST = 100, NEAR_BEGIN = 6 };

typedef enum { RAW_TEXT, RAW_TAG, RAW_COMMENT } RawState;

typedef struct {
  Arena *arena;
  Document *document;
  Slice source; /* UTF-8 */
  const Decoded *decoded;
  struct {
    VECTOR(char);
  } text;
  bool open; /* the last block grows */
  bool row;  /* a row of a table, which may begin with an empty cell */
  unsigned depth, entries, quotes, level, dropped, pictures, cells;
  RawState raw;
  uint32_t title; /* block, or UINT32_MAX */
} Markdown;

/* ---- blocks ---- */

static void put(Markdown *markdown, Slice bytes) {
  VECTOR_APPEND(markdown->arena, &markdown->text, bytes.data, bytes.length);
}

static BlockKind kind_here(const Markdown *markdown) {
  if (markdown->level) return BLOCK_HEADING;
  if (markdown->row) return BLOCK_TABLE;
  if (markdown->entries) return BLOCK_LIST;
  return markdown->quotes ? BLOCK_QUOTE : BLOCK_PARAGRAPH;
}

static void open_block(Markdown *markdown) {
  if (markdown->open) return;
  if (markdown->text.count) put(markdown, SLICE("\n\n"));
  Block block = {markdown->text.count, markdown->text.count, kind_here(markdown)};
  VECTOR_PUSH(markdown->arena, &markdown->document->blocks, block);
  markdown->open = true;
}

/* Ends the block without the white space behind it; an empty one is none. */
static void close_block(Markdown *markdown) {
  if (!markdown->open) return;
  Document *document = markdown->document;
  Block *block = &document->blocks.data[document->blocks.count - 1];
  uint32_t end = markdown->text.count;
  while (end > block->begin && (unsigned char)markdown->text.data[end - 1] <= ' ') end--;
  bool empty = end == block->begin;
  if (empty) end = end >= 2 ? end - 2 : 0; /* nor is what parts it from the one before */
  markdown->open = false;
  markdown->text.count = end;
  block->end = end;
  document->blocks.count -= empty;
  OriginRuns *runs = &document->origins;
  while (runs->count && runs->data[runs->count - 1].begin >= end) runs->count--;
}

/* ---- text ---- */

/* Text that stands in the source where it points to, or that `from` stands for. */
static void add_text(Markdown *markdown, Slice text, Slice from) {
  if (text.length == 0) return;
  bool blank = slice_trim(text).length == 0;
  if (blank && !markdown->open) return;
  open_block(markdown);
  bool inside = from.data >= markdown->source.data && from.data < markdown->source.data + markdown->source.length;
  uint32_t begin = markdown->text.count;
  if (inside) {
    OriginRun run = {begin, 1, 1, (uint64_t)(from.data - markdown->source.data)};
    if (from.data != text.data) run.width = (uint8_t)text.length, run.source_width = (uint8_t)from.length;
    origins_trace(markdown->arena, &markdown->document->origins, &markdown->decoded->runs, begin, (uint32_t)text.length,
                  run);
  }
  put(markdown, text);
}

/* `&nbsp;`, `&#160;`: the character, or the reference as it stands. */
static void add_reference(Markdown *markdown, Slice reference) {
  char name[64], out[4];
  uint32_t code = 0;
  if (reference.length >= sizeof name) return;
  memcpy(name, reference.data, reference.length);
  name[reference.length - 1] = 0; /* in the place of ; */
  if (name[1] == '#') {
    bool hexadecimal = (name[2] | 0x20) == 'x';
    code = (uint32_t)strtoul(name + 2 + hexadecimal, NULL, hexadecimal ? 16 : 10);
  } else {
    bool known = xml_library_load(&DIAGNOSTICS_SILENT);
    const htmlEntityDesc *entity = known ? libxml.htmlEntityLookup((const xmlChar *)name + 1) : NULL;
    if (entity) code = entity->value;
  }
  bool sound = code >= ' ' && code < 0x110000 && !(code >= 0xD800 && code < 0xE000);
  add_text(markdown, sound ? (Slice){out, utf8_encode(code, out)} : reference, reference);
}

/* Text between the tags of raw HTML. */
static void add_raw(Markdown *markdown, Slice html) {
  size_t kept = 0;
  for (size_t i = 0; i < html.length; i++) {
    Slice rest = {html.data + i, html.length - i};
    char c = html.data[i];
    bool closes = (markdown->raw == RAW_TAG && c == '>') ||
                  (markdown->raw == RAW_COMMENT && slice_starts_with(rest, SLICE("-->")));
    if (closes) {
      i += markdown->raw == RAW_COMMENT ? 2 : 0;
      kept = i + 1;
      markdown->raw = RAW_TEXT;
    } else if (markdown->raw == RAW_TEXT && c == '<') {
      add_text(markdown, (Slice){html.data + kept, i - kept}, (Slice){html.data + kept, i - kept});
      markdown->raw = slice_starts_with(rest, SLICE("<!--")) ? RAW_COMMENT : RAW_TAG;
    }
  }
  if (markdown->raw != RAW_TEXT) return;
  Slice tail = {html.data + kept, html.length - kept};
  add_text(markdown, tail, tail);
}

static void add(Markdown *markdown, MD_TEXTTYPE type, Slice text) {
  const char *end = markdown->source.data + markdown->source.length;
  if (markdown->dropped || markdown->pictures) return;
  bool inside = text.data >= markdown->source.data && text.data < end;
  if (inside && text.length > (size_t)(end - text.data)) text.length = (size_t)(end - text.data);
  switch (type) {
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
      add_text(markdown, text, text);
      break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
      add_text(markdown, SLICE("\n"), (Slice){0});
      break;
    case MD_TEXT_ENTITY:
      add_reference(markdown, text);
      break;
    case MD_TEXT_HTML:
      add_raw(markdown, text);
      break;
    default:
      break;
  }
}

/* ---- md4c's calls ---- */

static void enter(Markdown *markdown, MD_BLOCKTYPE type, const void *detail) {
  bool cell = type == MD_BLOCK_TD || type == MD_BLOCK_TH;
  if (!cell) close_block(markdown);
  markdown->raw = RAW_TEXT;
  markdown->dropped += type == MD_BLOCK_CODE;
  markdown->entries += type == MD_BLOCK_LI;
  markdown->quotes += type == MD_BLOCK_QUOTE;
  if (type == MD_BLOCK_H) {
    markdown->level = ((const MD_BLOCK_H_DETAIL *)detail)->level;
    bool first = markdown->title == UINT32_MAX && (markdown->level == 1 || markdown->document->blocks.count == 0);
    if (first) markdown->title = markdown->document->blocks.count;
  }
  if (type == MD_BLOCK_TR) {
    markdown->row = true;
    markdown->cells = 0;
    open_block(markdown);
  }
  if (cell && markdown->cells++) put(markdown, SLICE("\t"));
}

static void leave(Markdown *markdown, MD_BLOCKTYPE type) {
  bool cell = type == MD_BLOCK_TD || type == MD_BLOCK_TH;
  if (!cell) close_block(markdown);
  markdown->dropped -= type == MD_BLOCK_CODE;
  markdown->entries -= type == MD_BLOCK_LI;
  markdown->quotes -= type == MD_BLOCK_QUOTE;
  if (type == MD_BLOCK_H) markdown->level = 0;
  if (type == MD_BLOCK_TR) markdown->row = false;
}

/* Does one step with the arena's guard set here. */
#define GUARDED(markdown, step)            \
  do {                                     \
    Arena *guarded = (markdown)->arena;    \
    jmp_buf *outer = guarded->guard, jump; \
    if (ARENA_GUARD(guarded, jump)) {      \
      guarded->guard = outer;              \
      return FULL;                         \
    }                                      \
    step;                                  \
    guarded->guard = outer;                \
    return 0;                              \
  } while (0)

static int on_enter(MD_BLOCKTYPE type, void *detail, void *handle) {
  Markdown *markdown = handle;
  GUARDED(markdown, enter(markdown, type, detail));
}

static int on_leave(MD_BLOCKTYPE type, void *detail, void *handle) {
  Markdown *markdown = handle;
  (void)detail;
  GUARDED(markdown, leave(markdown, type));
}

static int on_span(MD_SPANTYPE type, void *detail, void *handle) {
  (void)detail;
  ((Markdown *)handle)->pictures += type == MD_SPAN_IMG;
  return 0;
}

static int on_span_end(MD_SPANTYPE type, void *detail, void *handle) {
  (void)detail;
  ((Markdown *)handle)->pictures -= type == MD_SPAN_IMG;
  return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *handle) {
  Markdown *markdown = handle;
  GUARDED(markdown, add(markdown, type, ((Slice){text, size})));
}

static int parse(Markdown *markdown, Slice text) {
  static const MD_PARSER PARSER = {
      .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOINDENTEDCODEBLOCKS,
      .enter_block = on_enter,
      .leave_block = on_leave,
      .enter_span = on_span,
      .leave_span = on_span_end,
      .text = on_text};
  return md_parse(text.data, (MD_SIZE)text.length, &PARSER, markdown);
}

/* ---- the document ---- */

static Slice block_text(const Markdown *markdown, uint32_t i) {
  const Block *block = &markdown->document->blocks.data[i];
  return (Slice){markdown->text.data + block->begin, block->end - block->begin};
}

/* The title of front matter is the first heading, unless the text repeats it. */
static void put_front_title(Markdown *markdown, Slice title, Slice text) {
  if (title.length == 0) return;
  Slice head = {text.data, text.length < 2000 ? text.length : 2000},
        heading = arena_print(markdown->arena, "# %.*s", (int)title.length, title.data);
  if (slice_find(head, heading) != SIZE_MAX) return;
  markdown->level = 1;
  add_text(markdown, title, title);
  close_block(markdown);
  markdown->level = 0;
  markdown->title = 0;
}

/* Lines below the title that tell who wrote it and when. */
static void find_bylines(Markdown *markdown) {
  Document *document = markdown->document;
  for (uint32_t i = 0; i < document->blocks.count && i < NEAR_BEGIN; i++) {
    BylineFields fields;
    Slice line = block_text(markdown, i);
    if (document->blocks.data[i].kind == BLOCK_HEADING) continue;
    LineKind kind = document->blocks.count > 1 ? byline_judge(line, &fields) : LINE_TEXT;
    if (kind != LINE_BYLINE && kind != LINE_CERTAIN) break;
    document->blocks.data[i].kind = BLOCK_BYLINE;
    byline_apply(markdown->arena, &fields, document);
  }
}

/* A copy that ends with a line break: at the end of a text without one md4c goes past it. */
static Slice with_line_break(Arena *arena, Slice text) {
  char *copy = arena_alloc(arena, text.length + 2);
  memcpy(copy, text.data, text.length);
  memcpy(copy + text.length, "\n", 2);
  return (Slice){copy, text.length + 1};
}

static SpoStatus build(Markdown *markdown, const Input *input) {
  Document *document = markdown->document;
  Arena *arena = markdown->arena;
  FrontMatter front = front_matter_read(arena, markdown->source, document);
  Slice text = slice_between(markdown->source.data + front.end, markdown->source.data + markdown->source.length);
  put_front_title(markdown, front.title, text);
  jmp_buf *guard = arena->guard;
  int result = parse(markdown, text);
  arena->guard = guard;
  if (result != 0) arena_fail(arena); /* or md4c had no memory */
  close_block(markdown);
  if (document->blocks.count == 0) return input_refuse(input, SIZE_MAX, "holds no text");
  document->text = arena_copy(arena, (Slice){markdown->text.data, markdown->text.count});
  if (document->title.length == 0 && markdown->title < document->blocks.count) {
    document->title = arena_copy(arena, block_text(markdown, markdown->title));
  }
  find_bylines(markdown);
  if (document->language.length == 0) document->language = arena_copy(arena, input->options.language);
  document->language = language_checked(document->language, document->text);
  return SPO_SUCCESS;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Decoded decoded;
  Slice bytes;
  (void)state;
  SpoStatus status = input_whole(input, arena, document, &bytes);
  if (status == SPO_SUCCESS && bytes.length > INPUT_LARGEST_RECORD) {
    status =
        input_refuse(input, SIZE_MAX, "is larger than %d bytes, the most that Markdown may have", INPUT_LARGEST_RECORD);
  }
  if (status != SPO_SUCCESS) return status;
  EncodingOptions options = {.charset = input->options.charset};
  status = input_decode(input, arena, bytes, options, 0, document, &decoded);
  if (status != SPO_SUCCESS) return status;
  Markdown markdown = {.arena = arena,
                       .document = document,
                       .source = with_line_break(arena, decoded.text),
                       .decoded = &decoded,
                       .title = UINT32_MAX};
  return build(&markdown, input);
}

/* Front matter, or a heading and another sign of Markdown. */
static bool recognize(Slice head) {
  static const char *const SIGNS[] = {"\n## ", "\n### ", "](http", "\n```", "\n> ", "\n* ", "\n- ", "**", "\n| "};
  if (front_matter_begins(head)) return true;
  if (!slice_starts_with(head, SLICE("# ")) && !slice_starts_with(head, SLICE("## "))) return false;
  for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
    if (slice_find(head, slice_of(SIGNS[i])) != SIZE_MAX) return true;
  }
  return false;
}

const FormatDriver MARKDOWN_DRIVER = {.name = "markdown",
                                      .format = FORMAT_MARKDOWN,
                                      .endings = ".md .markdown .mkd .mdown ",
                                      .recognize = recognize,
                                      .next = next,
                                      .single = true};
