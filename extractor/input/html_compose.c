#include "input/html_compose.h"

#include "input/byline.h"
#include "input/html_title.h"
#include "input/origins.h"

typedef struct {
  Arena *arena;
  const HtmlPage *page;
  const PageChoice *choice;
  const Decoded *decoded;
  Document *document;
  char *text; /* with room for everything */
  uint32_t length;
  uint32_t row;      /* of the table that is being written: element, or PAGE_NONE */
  uint32_t position; /* element of that row up to which cells have been counted */
} Composer;

static void add_bytes(Composer *composer, const char *bytes, size_t length) {
  memcpy(composer->text + composer->length, bytes, length);
  composer->length += (uint32_t)length;
}

/* `length` bytes of text, from `begin` on, stood in the page as `run` says. */
static void trace(Composer *composer, uint32_t begin, uint32_t length, OriginRun run) {
  run.source = html_cuts_source(&composer->page->cuts, run.source);
  origins_trace(composer->arena, &composer->document->origins, &composer->decoded->runs, begin, length, run);
}

static void add_block_text(Composer *composer, const PageBlock *block) {
  const HtmlPage *page = composer->page;
  uint32_t out = composer->length;
  size_t i = page->runs.count ? origins_run_at(page->runs.data, page->runs.count, block->begin) : 0;
  for (; i < page->runs.count && page->runs.data[i].begin < block->end; i++) {
    OriginRun run = page->runs.data[i];
    uint32_t begin = run.begin > block->begin ? run.begin : block->begin;
    uint32_t end = i + 1 < page->runs.count && page->runs.data[i + 1].begin < block->end ? page->runs.data[i + 1].begin
                                                                                         : block->end;
    run.source += (uint64_t)((begin - run.begin) / run.width) * run.source_width;
    if (end > begin) trace(composer, out + (begin - block->begin), end - begin, run);
  }
  Slice text = html_page_block_text(page, block);
  add_bytes(composer, text.data, text.length);
}

static void begin_block(Composer *composer, BlockKind kind) {
  if (composer->length) add_bytes(composer, "\n\n", 2);
  Block block = {composer->length, composer->length, kind};
  VECTOR_PUSH(composer->arena, &composer->document->blocks, block);
}

static void end_block(Composer *composer) {
  Document *document = composer->document;
  document->blocks.data[document->blocks.count - 1].end = composer->length;
}

static uint32_t parent_with(const HtmlPage *page, uint32_t element, uint8_t tag) {
  while (element != PAGE_NONE && page->elements.data[element].tag != tag) element = page->elements.data[element].parent;
  return element;
}

/* A block of a data table: the row that it begins, or a further cell or line of a cell. */
static void add_cell(Composer *composer, const PageBlock *block) {
  const HtmlPage *page = composer->page;
  uint32_t cell = parent_with(page, block->element, TAG_CELL), row = parent_with(page, cell, TAG_ROW);
  if (row == PAGE_NONE || row != composer->row) {
    begin_block(composer, BLOCK_TABLE);
    composer->row = row;
    composer->position = row == PAGE_NONE ? cell : row;
    for (uint32_t e = composer->position + 1; e < cell; e++) {
      if (page->elements.data[e].tag == TAG_CELL) add_bytes(composer, "\t", 1);
    }
  } else if (cell == composer->position) {
    add_bytes(composer, " ", 1);
  } else {
    for (uint32_t e = composer->position + 1; e <= cell; e++) {
      if (page->elements.data[e].tag == TAG_CELL) add_bytes(composer, "\t", 1);
    }
  }
  composer->position = cell;
  add_block_text(composer, block);
  end_block(composer);
}

static Slice one_line(Arena *arena, Slice text) {
  text = arena_copy(arena, text);
  char *at = arena_alloc(arena, text.length + 1);
  for (size_t i = 0; i < text.length; i++) at[i] = text.data[i] == '\n' ? ' ' : text.data[i];
  return (Slice){at, text.length};
}

static void add_title(Composer *composer, const PageMeta *meta) {
  const PageChoice *choice = composer->choice;
  Document *document = composer->document;
  begin_block(composer, BLOCK_HEADING);
  if (choice->title != PAGE_NONE) {
    const PageBlock *block = &composer->page->blocks.data[choice->title];
    add_block_text(composer, block);
    document->title = one_line(composer->arena, html_page_block_text(composer->page, block));
  } else {
    document->title = html_title_text(composer->arena, composer->page, meta);
    /* It may stand in <title> as it is; if not, it leads to the beginning of the page. */
    Slice html = {composer->page->html.data, composer->page->html.count};
    size_t found = slice_find(html, document->title);
    if (found == SIZE_MAX) {
      origins_add(composer->arena, &composer->document->origins, (OriginRun){0, 1, 0, 0});
    } else {
      trace(composer, 0, (uint32_t)document->title.length, (OriginRun){0, 1, 1, found});
    }
    add_bytes(composer, document->title.data, document->title.length);
  }
  end_block(composer);
  if (document->title.length == 0) document->blocks.count = 0;
}

/* Most bytes that the text can have: blocks, what stands between them, and a tab for every cell. */
static size_t room(const HtmlPage *page, const PageMeta *meta) {
  return page->text.count + 3 * page->blocks.count + page->elements.count + page->title.count +
         meta->values[FIELD_TITLE].length + 16;
}

void html_compose(Arena *arena, const HtmlPage *page, const PageMeta *meta, const PageChoice *choice,
                  const Decoded *decoded, Document *document) {
  Composer composer = {.arena = arena,
                       .page = page,
                       .choice = choice,
                       .decoded = decoded,
                       .document = document,
                       .text = arena_alloc(arena, room(page, meta)),
                       .row = PAGE_NONE};
  add_title(&composer, meta);
  for (uint32_t i = 0; i < page->blocks.count; i++) {
    if (!choice->chosen[i] || i == choice->title) continue;
    const PageBlock *block = &page->blocks.data[i];
    BlockKind kind = choice->kinds[i];
    if (kind == BLOCK_TABLE && choice->tables[i] != PAGE_NONE) {
      add_cell(&composer, block);
      continue;
    }
    composer.row = PAGE_NONE;
    /* Some pages print the title once more above the text. */
    if (kind == BLOCK_HEADING && slice_equal(html_page_block_text(page, block), document->title)) continue;
    begin_block(&composer, kind);
    add_block_text(&composer, block);
    end_block(&composer);
  }
  composer.text[composer.length] = 0;
  document->text = (Slice){composer.text, composer.length};
}

static void add_body_block(Composer *composer, BlockKind kind, Slice text) {
  text = line_trim(text);
  if (text.length == 0 || slice_equal(text, composer->document->title)) return;
  begin_block(composer, kind);
  add_bytes(composer, text.data, text.length);
  end_block(composer);
}

bool html_compose_body(Arena *arena, HtmlPage *page, const PageMeta *meta, const Decoded *decoded, Document *document) {
  Slice body = meta->body;
  document->title = html_title_text(arena, page, meta);
  bool marked = slice_find(body, SLICE("</")) != SIZE_MAX || slice_find(body, SLICE("<br")) != SIZE_MAX;
  if (marked && !html_page_parse(page, body)) return false;
  size_t blocks = marked ? page->blocks.count : 0;
  size_t room = document->title.length + body.length + (marked ? page->text.count : 0) + 2 * blocks + 16;
  Composer composer = {
      .arena = arena, .page = page, .decoded = decoded, .document = document, .text = arena_alloc(arena, 2 * room)};
  const OriginRun *from = &decoded->runs.data[origins_run_at(decoded->runs.data, decoded->runs.count, meta->body_at)];
  uint64_t source = from->source + (meta->body_at - from->begin) / from->width * from->source_width;
  origins_add(composer.arena, &composer.document->origins, (OriginRun){0, 1, 0, source});
  if (document->title.length) {
    begin_block(&composer, BLOCK_HEADING);
    add_bytes(&composer, document->title.data, document->title.length);
    end_block(&composer);
  }
  for (size_t i = 0; i < blocks; i++) {
    const PageBlock *block = &page->blocks.data[i];
    add_body_block(&composer, block->level ? BLOCK_HEADING : BLOCK_PARAGRAPH, html_page_block_text(page, block));
  }
  while (!marked && body.length) add_body_block(&composer, BLOCK_PARAGRAPH, slice_cut(&body, '\n'));
  composer.text[composer.length] = 0;
  document->text = (Slice){composer.text, composer.length};
  return true;
}
