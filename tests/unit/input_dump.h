/* input_dump.h - a document as lines, for comparing it with what a test expects:

       title: ...        a line for each field that is not empty
       ---
       H text            a line for each block: Heading, Paragraph, List, Table, Caption, Quote, Byline;
                         a newline inside it is written as ⏎, a tab as ⇥ */
#ifndef SPO_TEST_INPUT_DUMP_H
#define SPO_TEST_INPUT_DUMP_H

#include <stdio.h>

#include "input/document.h"

static void dump_field(FILE *to, const char *name, Slice value) {
  if (value.length) fprintf(to, "%s: %.*s\n", name, (int)value.length, value.data);
}

static void dump_document(FILE *to, const Document *document) {
  static const char LETTERS[] = {
      [BLOCK_PARAGRAPH] = 'P', [BLOCK_HEADING] = 'H', [BLOCK_CAPTION] = 'C', [BLOCK_TABLE] = 'T',
      [BLOCK_LIST] = 'L',      [BLOCK_QUOTE] = 'Q',   [BLOCK_BYLINE] = 'B'};
  dump_field(to, "id", document->id);
  dump_field(to, "title", document->title);
  dump_field(to, "date", document->date);
  dump_field(to, "retrieved", document->retrieved);
  dump_field(to, "author", document->author);
  dump_field(to, "publisher", document->publisher);
  dump_field(to, "source", document->source);
  dump_field(to, "language", document->language);
  dump_field(to, "url", document->url);
  fprintf(to, "encoding: %s\n---\n", document->encoding ? document->encoding : "none");
  for (uint32_t i = 0; i < document->blocks.count; i++) {
    const Block *block = &document->blocks.data[i];
    fprintf(to, "%c ", LETTERS[block->kind]);
    for (uint32_t at = block->begin; at < block->end; at++) {
      char c = document->text.data[at];
      if (c == '\n') {
        fputs("⏎", to);
      } else if (c == '\t') {
        fputs("⇥", to);
      } else {
        fputc(c, to);
      }
    }
    fputc('\n', to);
  }
}

#endif
