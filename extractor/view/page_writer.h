/* page_writer.h - the HTML page of a run: one file that needs nothing else.

   The page is the skeleton in view/page (HTML, styles, a script; compiled into the program), and in it, for each
   document, a block of data (page_data.h) that the script reads. Its Content-Security-Policy lets nothing be loaded
   and runs no script but its own, by its hash; text of documents reaches the page as data and as text nodes only.

   Blocks of documents are written one by one and depend on nothing else, so that several writers may make them: what
   page_writer_begin writes, blocks in order, what page_writer_end writes. */
#ifndef SPO_VIEW_PAGE_WRITER_H
#define SPO_VIEW_PAGE_WRITER_H

#include "view/page_data.h"

typedef struct PageWriter PageWriter;

/* NULL where memory is short. */
PageWriter *page_writer_new(void);
void page_writer_free(PageWriter *writer);

/* False where memory is short; what was begun is taken back. */
bool page_writer_begin(PageWriter *writer, ByteBuffer *to);
bool page_writer_put(PageWriter *writer, const ViewDocument *document, ByteBuffer *to);

/* `left_out`: documents for which there was no room; the page says so. */
bool page_writer_end(PageWriter *writer, uint64_t left_out, ByteBuffer *to);

#endif
