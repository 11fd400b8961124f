#include "input/html_elements.h"

#include "input/html_collect.h"

enum { MOST_ELEMENTS = 2000000, DEEPEST = 1000000 };

static bool is_heading(const OpenElement *element) {
  return element->tag >= TAG_H1 && element->tag <= TAG_H6;
}

void html_elements_settle(HtmlPage *page) {
  if (page->elements.count + (page->open.count - page->settled) > MOST_ELEMENTS) {
    html_page_stop(page, "it has too many elements");
    return;
  }
  for (; page->settled < page->open.count; page->settled++) {
    OpenElement *open = &page->open.data[page->settled];
    if (!open->is_block) continue;
    if (!PAGE_RESERVE(page, &page->elements, 1)) return;
    open->element = (uint32_t)page->elements.count;
    page->elements.data[page->elements.count++] = (PageElement){.parent = page->innermost,
                                                                .first_block = (uint32_t)page->blocks.count,
                                                                .hints = open->hints,
                                                                .tag = open->tag,
                                                                .names = open->names};
    page->innermost = open->element;
  }
}

void html_elements_open(HtmlPage *page, OpenElement element) {
  if (element.is_block) html_collect_end(page);
  if (page->open.count == DEEPEST) {
    html_page_stop(page, "it is nested too deeply");
    return;
  }
  if (!PAGE_RESERVE(page, &page->open, 1)) return;
  element.element = PAGE_NONE;
  page->open.data[page->open.count++] = element;
  page->links += element.is_link;
  page->outward_links += element.leads_out;
  page->bold += element.tag == TAG_BOLD;
  page->dropped += element.is_dropped;
  page->preformatted += element.tag == TAG_PRE;
  if (is_heading(&element)) page->level = 1u + element.tag - TAG_H1;
  if (element.tag == TAG_CELL) html_elements_settle(page); /* an empty cell is one, too */
}

void html_elements_close(HtmlPage *page) {
  const OpenElement *top = &page->open.data[page->open.count - 1];
  if (top->is_block) html_collect_end(page);
  top = &page->open.data[page->open.count - 1];
  page->links -= top->is_link;
  page->outward_links -= top->leads_out;
  page->bold -= top->tag == TAG_BOLD;
  page->dropped -= top->is_dropped;
  page->preformatted -= top->tag == TAG_PRE;
  if (is_heading(top)) page->level = 0;
  if (top->element != PAGE_NONE) {
    PageElement *element = &page->elements.data[top->element];
    element->end = (uint32_t)page->elements.count;
    element->end_block = (uint32_t)page->blocks.count;
    page->innermost = element->parent;
  }
  page->open.count--;
  if (page->settled > page->open.count) page->settled = page->open.count;
}
