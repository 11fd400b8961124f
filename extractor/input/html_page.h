/* html_page.h - what the parser leaves of a page: no tree, but flat arrays in page order.

   libxml2's SAX parser is run over the page once. Text is collected, white space collapsed, into blocks (what stands
   between two block-level tags or empty lines); elements are kept only as far as they contain text, each with its
   parent. Elements and blocks of a subtree are contiguous, so that sums over subtrees are loops. Everything is memory
   of the page, reused from one page to the next: the parser calls back through library code, which an arena must not
   jump over. */
#ifndef SPO_INPUT_HTML_PAGE_H
#define SPO_INPUT_HTML_PAGE_H

#include <jansson.h>

#include "base/arena.h"
#include "input/document.h"
#include "input/html_guard.h"
#include "input/html_hints.h"
#include "input/html_tags.h"
#include "input/page_words.h"

#define PAGE_NONE UINT32_MAX

/* A block-level element that contains text. Children come after their parents. */
typedef struct {
  uint32_t parent;                 /* PAGE_NONE for the root */
  uint32_t end;                    /* elements [own index, end) are its subtree */
  uint32_t first_block, end_block; /* blocks in the subtree */
  uint16_t hints;                  /* HINT_ bits */
  uint8_t tag;
  uint32_t names; /* hash of class, for likeness of siblings; 0: none */
} PageElement;

/* Text between two block-level tags: page.text[begin, end). */
typedef struct {
  uint32_t element; /* the innermost around it */
  uint32_t begin, end;
  uint32_t columns;      /* Chinese characters count two */
  uint32_t link_columns; /* of them in links */
  uint32_t bold_columns; /* and in bold type */
  uint32_t stops;        /* commas, full stops and the like */
  uint8_t level;         /* 1 to 6 in a heading, else 0 */
  bool pictured;         /* a picture stands beside the text */
  bool leads_out;        /* some of its links lead to other pages, not only to other places of this one */
} PageBlock;

/* A value of metadata: page.notes[begin, end). */
typedef struct {
  const PageWord *name; /* of which field it is, and its rank */
  uint32_t begin, end;
} PageNote;

/* A <time datetime> (page.notes[begin, end)) that stands before block `block`. */
typedef struct {
  uint32_t block;
  uint32_t begin, end;
  bool published; /* said to be the date of publication */
} PageTime;

/* Growing arrays of malloc memory. */
#define PAGE_ARRAY(type)    \
  struct {                  \
    type *data;             \
    size_t count, capacity; \
  }

typedef struct {
  uint8_t tag;
  bool is_block, is_link, leads_out, is_dropped;
  uint16_t hints;
  uint32_t names;
  uint32_t element; /* PAGE_NONE until text is found in it */
} OpenElement;

typedef struct {
  unsigned hash;
  unsigned hints;
  const PageWord *field; /* of which a class tells that its element is the value, or NULL */
} HintCacheEntry;

/* From this rank on values are those of classes: believed where neither the page nor its lines tell. */
enum { RANK_CLASS = 50 };

enum { HINT_CACHE = 256, PAGE_LONGEST_CAPTURE = 300 };

typedef struct {
  /* The page */
  Slice source;          /* as it was given; it must stay as long as the page is asked about it */
  PAGE_ARRAY(char) html; /* UTF-8, without scripts, styles and comments; `count` bytes and zeros behind them */
  HtmlCuts cuts;         /* from the source */
  PAGE_ARRAY(char) text;
  PAGE_ARRAY(PageElement) elements;
  PAGE_ARRAY(PageBlock) blocks;
  PAGE_ARRAY(OriginRun) runs; /* from `text` to `html` */
  PAGE_ARRAY(char) notes;
  PAGE_ARRAY(PageNote) fields;
  PAGE_ARRAY(PageTime) times;
  PAGE_ARRAY(char) title; /* what stands in <title> */
  bool has_title;
  json_t *linked_data; /* the JSON-LD script that was read last (html_linked_data.c), or NULL */

  /* What went wrong, if anything */
  bool out_of_memory;
  const char *stopped; /* why the parser was stopped; the page ends there */
  size_t stopped_at;   /* byte of the source */

  /* While parsing */
  TagTable tags;
  void *parser; /* htmlParserCtxtPtr */
  PAGE_ARRAY(OpenElement) open;
  size_t settled; /* open elements below this one have their `element` */
  unsigned links, outward_links, bold, dropped, preformatted, level;
  uint32_t innermost; /* settled element */
  enum { IN_PAGE, IN_TITLE } place;
  enum { GAP_NONE, GAP_SPACE, GAP_WRAP, GAP_BREAK } gap; /* white space seen since the last character */
  enum { JOINT_NONE, JOINT_CLOSED, JOINT_OPENED } joint; /* inline element closed, and another opened, since then */
  bool gap_indented;                                     /* and behind a break an ideographic space */
  PageBlock block;                                       /* the one that is growing */
  const PageWord *capture;                               /* field whose element is open, or NULL */
  size_t capture_depth;                                  /* open elements below and with that element */
  char captured[PAGE_LONGEST_CAPTURE];
  size_t captured_length;
  uint64_t work; /* spent on errors, see html_page.c */
  HintCacheEntry hint_cache[HINT_CACHE];
} HtmlPage;

void html_page_init(HtmlPage *page);
void html_page_free(HtmlPage *page);

/* Parses a page, which must be valid UTF-8, in a copy. False if there is no memory. */
bool html_page_parse(HtmlPage *page, Slice html);

static inline Slice html_page_note(const HtmlPage *page, uint32_t begin, uint32_t end) {
  return (Slice){page->notes.data + begin, end - begin};
}

static inline Slice html_page_block_text(const HtmlPage *page, const PageBlock *block) {
  return (Slice){page->text.data + block->begin, block->end - block->begin};
}

/* Ends the parsing: the page is kept as far as it was read. */
void html_page_stop(HtmlPage *page, const char *why);

/* Room for `more` elements of an array; false if there is no memory, which the page remembers. */
bool html_page_grow(HtmlPage *page, void *data, size_t *capacity, size_t count, size_t more, size_t size);

#define PAGE_RESERVE(page, array, more)            \
  ((array)->capacity - (array)->count >= (more) || \
   html_page_grow((page), &(array)->data, &(array)->capacity, (array)->count, (more), sizeof *(array)->data))

#endif
