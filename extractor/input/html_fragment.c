#include "input/html_fragment.h"

#include "input/byline.h"
#include "input/html_compose.h"
#include "input/origins.h"

static void parse(Arena *arena, HtmlPage *page, Slice html) {
  if (!html_page_parse(page, html)) arena_fail(arena);
}

bool html_fragment_read(Arena *arena, HtmlPage *page, Slice html, Document *document) {
  static const PageMeta NOTHING;
  PageChoice choice;
  Decoded decoded = {.text = html};
  Slice title = document->title;
  origins_lead_to_itself(arena, &decoded.runs);
  parse(arena, page, html);
  html_choose_all(arena, page, document, &choice);
  if (choice.count == 0) return false;
  if (page->blocks.data[0].level == 1) choice.title = 0;
  html_compose(arena, page, &NOTHING, &choice, &decoded, document);
  if (title.length || choice.title == PAGE_NONE) document->title = title;
  origins_lead_to_itself(arena, &document->origins);
  return document->blocks.count > 0;
}

Slice html_fragment_line(Arena *arena, HtmlPage *page, Slice html) {
  if (!html_fragment_likely(html) && !memchr(html.data, '\n', html.length)) return arena_copy(arena, line_trim(html));
  parse(arena, page, html);
  char *line = arena_alloc(arena, page->text.count + page->blocks.count + 1);
  size_t length = 0;
  for (size_t i = 0; i < page->blocks.count; i++) {
    Slice text = html_page_block_text(page, &page->blocks.data[i]);
    if (length) line[length++] = ' ';
    for (size_t at = 0; at < text.length; at++) line[length++] = text.data[at] == '\n' ? ' ' : text.data[at];
  }
  return (Slice){line, length};
}

bool html_fragment_likely(Slice text) {
  for (size_t i = 0; i + 2 < text.length; i++) {
    unsigned char next = (unsigned char)text.data[i + 1], lower = next | 0x20;
    bool letter = lower >= 'a' && lower <= 'z';
    if (text.data[i] == '<' && (letter || next == '/' || next == '!')) return true;
    if (text.data[i] != '&' || !(letter || next == '#')) continue;
    size_t end = i + 2;
    while (end < text.length && end < i + 10 && text.data[end] > ' ' && text.data[end] != ';') end++;
    if (end < text.length && text.data[end] == ';') return true;
  }
  return false;
}

void html_add(Arena *arena, HtmlText *html, Slice bytes) {
  VECTOR_APPEND(arena, html, bytes.data, bytes.length);
}

void html_add_text(Arena *arena, HtmlText *html, Slice text) {
  size_t from = 0;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    if (c != '<' && c != '>' && c != '&') continue;
    html_add(arena, html, (Slice){text.data + from, i - from});
    html_add(arena, html, c == '<' ? SLICE("&lt;") : c == '>' ? SLICE("&gt;") : SLICE("&amp;"));
    from = i + 1;
  }
  html_add(arena, html, (Slice){text.data + from, text.length - from});
}

void html_add_paragraphs(Arena *arena, HtmlText *html, Slice text) {
  bool open = false;
  while (text.length) {
    Slice line = line_trim(slice_cut(&text, '\n'));
    if (line.length == 0) {
      if (open) html_add(arena, html, SLICE("</p>\n"));
      open = false;
      continue;
    }
    html_add(arena, html, open ? SLICE("<br>") : SLICE("<p>"));
    html_add_text(arena, html, line);
    open = true;
  }
  if (open) html_add(arena, html, SLICE("</p>\n"));
}
