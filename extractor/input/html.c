/* HTML pages: one document each, its main text chosen from what the page shows. */
#include <stdlib.h>

#include "input/byline.h"
#include "input/format.h"
#include "input/html_choice.h"
#include "input/html_compose.h"
#include "input/html_meta.h"
#include "input/html_page.h"
#include "input/html_title.h"
#include "input/language.h"
#include "input/xml_library.h"

static void take(Slice *field, Slice value) {
  if (field->length == 0) *field = value;
}

/* Many sites give their own name as the author, alone or before a hyphen; it is that behind the last separator of
   <title>, where also "by Jane Roe" may stand. */
static bool is_site_name(const HtmlPage *page, Slice name) {
  Slice title = line_trim((Slice){page->title.data, page->title.count});
  const char *hyphen = name.length ? memchr(name.data + 1, '-', name.length - 1) : NULL;
  if (hyphen && (unsigned char)hyphen[-1] >= 0x80) name = slice_between(name.data, hyphen);
  size_t at = slice_find(title, name);
  if (name.length == 0 || at == SIZE_MAX || at == 0 || title.length - at > name.length + 24) return false;
  if (slice_ends_with((Slice){title.data, at}, SLICE("by "))) return false;
  return strchr("_-| ", title.data[at - 1]) != NULL;
}

static void apply_origin(Arena *arena, const PageMeta *meta, Document *document) {
  BylineFields fields = {0};
  fields.values[FIELD_ORIGIN] = meta->values[FIELD_ORIGIN];
  if (fields.values[FIELD_ORIGIN].length) byline_apply(arena, &fields, document);
}

/* Before the lines around the text are read: what the page says about itself outranks them. An author that is only the
   medium once more waits for a better one. */
static void apply_meta(Arena *arena, const HtmlPage *page, PageMeta *meta, Document *document) {
  Slice *author = &meta->values[FIELD_AUTHOR];
  if (is_site_name(page, *author)) {
    take(&meta->values[FIELD_PUBLISHER], *author);
    *author = (Slice){0};
  }
  document->url = meta->values[FIELD_URL];
  document->publisher = meta->values[FIELD_PUBLISHER];
  if (meta->ranks[FIELD_DATE] < RANK_CLASS) document->date = meta->values[FIELD_DATE];
  if (meta->ranks[FIELD_AUTHOR] < RANK_CLASS && !slice_equal(*author, document->publisher)) document->author = *author;
  if (meta->ranks[FIELD_ORIGIN] < RANK_CLASS) apply_origin(arena, meta, document);
}

/* After them: what only classes told, and what waited for something better. */
static void apply_rest(Arena *arena, const HtmlPage *page, const PageMeta *meta, Document *document) {
  take(&document->date, meta->values[FIELD_DATE]);
  take(&document->date, meta->values[FIELD_UPDATED]);
  char date[DATE_TEXT_SIZE];
  if (document->date.length == 0 && date_text_in_url(document->url, date)) {
    document->date = arena_copy(arena, slice_of(date));
  }
  take(&document->author, meta->values[FIELD_AUTHOR]);
  if (document->publisher.length == 0) apply_origin(arena, meta, document);
  if (document->publisher.length == 0) document->publisher = arena_copy(arena, html_title_site(page));
  if (slice_equal(document->author, document->publisher)) document->author = (Slice){0};
}

static void apply_times(Arena *arena, const HtmlPage *page, const PageChoice *choice, bool published,
                        Document *document) {
  char date[DATE_TEXT_SIZE];
  for (size_t i = 0; i < page->times.count && document->date.length == 0; i++) {
    const PageTime *time = &page->times.data[i];
    bool beside = choice && choice->last != PAGE_NONE && time->block <= choice->last &&
                  (choice->title == PAGE_NONE || time->block >= choice->title);
    if (published ? !time->published : !beside) continue;
    if (date_text_value(html_page_note(page, time->begin, time->end), date)) {
      document->date = arena_copy(arena, slice_of(date));
    }
  }
}

/* Pages that scripts fill hold their text in JSON-LD only; others show but its beginning. */
static bool shows_less(const HtmlPage *page, const PageMeta *meta, const PageChoice *choice) {
  size_t shown = 0;
  for (uint32_t i = 0; i < page->blocks.count && choice->count; i++) {
    if (choice->chosen[i]) shown += page->blocks.data[i].end - page->blocks.data[i].begin;
  }
  return meta->body.length > 2 * shown;
}

static SpoStatus build(const Input *input, Arena *arena, HtmlPage *page, const Decoded *decoded, Document *document) {
  PageMeta meta;
  PageChoice choice;
  html_meta_read(arena, page, &meta);
  apply_meta(arena, page, &meta, document);
  apply_times(arena, page, NULL, true, document);
  html_choose(arena, page, &meta, document, &choice);
  bool hidden = shows_less(page, &meta, &choice);
  if (choice.count == 0 && !hidden) return input_refuse(input, SIZE_MAX, "holds no text that could be an article");
  apply_times(arena, page, choice.count ? &choice : NULL, false, document);
  apply_rest(arena, page, &meta, document);
  if (!hidden) {
    html_compose(arena, page, &meta, &choice, decoded, document);
  } else if (!html_compose_body(arena, page, &meta, decoded, document)) {
    arena_fail(arena);
  }
  document->language = meta.values[FIELD_LANGUAGE];
  if (document->language.length == 0) document->language = arena_copy(arena, input->options.language);
  document->language = language_checked(document->language, document->text);
  return SPO_SUCCESS;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  HtmlPage *page = state;
  Slice bytes;
  Decoded decoded;
  SpoStatus status = input_whole(input, arena, document, &bytes);
  if (status != SPO_SUCCESS) return status;
  EncodingOptions options = {.charset = input->options.charset, .markup = true, .lenient = true};
  status = input_decode(input, arena, bytes, options, 1, document, &decoded);
  if (status != SPO_SUCCESS) return status;
  if (!html_page_parse(page, decoded.text)) arena_fail(arena);
  if (page->stopped) {
    diagnostics_file(&input->diagnostics, SPO_WARNING, input->source.name, 0, page->stopped_at,
                     "the rest of the page is left out: %s", page->stopped);
  }
  return build(input, arena, page, &decoded, document);
}

static void *open(const Input *input) {
  if (!xml_library_load(&input->diagnostics)) return NULL;
  HtmlPage *page = malloc(sizeof *page);
  if (page) html_page_init(page);
  return page;
}

static void close(void *state) {
  html_page_free(state);
  free(state);
}

static bool recognize(Slice head) {
  static const char *const BEGINNINGS[] = {"<!doctype html", "<html",   "<head",  "<body", "<!--", "<title",
                                           "<meta",          "<div",    "<p>",    "<p ",   "<h1",  "<table",
                                           "<article",       "<script", "<center"};
  for (size_t i = 0; i < sizeof BEGINNINGS / sizeof *BEGINNINGS; i++) {
    Slice wanted = slice_of(BEGINNINGS[i]);
    if (head.length >= wanted.length && slice_equal_ignore_case((Slice){head.data, wanted.length}, wanted)) return true;
  }
  /* XHTML with an XML declaration */
  return slice_starts_with(head, SLICE("<?xml")) &&
         (slice_find(head, SLICE("<html")) != SIZE_MAX || slice_find(head, SLICE("<HTML")) != SIZE_MAX);
}

const FormatDriver HTML_DRIVER = {.name = "html",
                                  .format = FORMAT_HTML,
                                  .single = true,
                                  .endings = ".html .htm .xhtml .shtml .xht ",
                                  .recognize = recognize,
                                  .open = open,
                                  .next = next,
                                  .close = close};
