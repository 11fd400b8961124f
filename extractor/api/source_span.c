/* Where a stretch of text stood in the source. text_source_offset says where a character began; where it ended is no
   less needed, since markup may follow it before the next one begins. */
#include "api/handles.h"
#include "base/utf8.h"
#include "input/origins.h"

/* Byte of the document's text at which the character at `position`, or the end, stands. */
static uint32_t document_byte(const Text *text, uint32_t position) {
  uint32_t low = 0, high = text->runs.count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (text->runs.data[middle].begin <= position) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const TextRun *run = &text->runs.data[low];
  uint32_t byte = run->byte + (text->bytes[position] - text->bytes[run->begin]);
  uint32_t limit = low + 1 < text->runs.count ? run[1].byte : (uint32_t)text->document->text.length;
  return byte < limit ? byte : limit;
}

/* Byte in the source behind the character of the document's text that ends at `end`. */
static uint64_t source_behind(const Document *document, uint32_t end) {
  uint32_t begin = end - 1;
  while (begin > 0 && ((unsigned char)document->text.data[begin] & 0xC0) == 0x80) begin--;
  const OriginRuns *runs = &document->origins;
  if (runs->count == 0) return end;
  const OriginRun *run = &runs->data[origins_run_at(runs->data, runs->count, begin)];
  return run->source + (uint64_t)((end - run->begin) / run->width) * run->source_width;
}

SpoSpan source_span(Arena *arena, const Text *text, uint32_t begin, uint32_t end) {
  SpoSpan span = {.begin = begin, .end = end, .source_begin = text_source_offset(text, begin)};
  span.source_end = end > begin ? source_behind(text->document, document_byte(text, end)) : span.source_begin;
  span.text = arena_copy(arena, text_slice(text, begin, end)).data;
  return span;
}
