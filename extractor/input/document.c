#include "input/document.h"

#include "input/origins.h"

uint64_t document_source_offset(const Document *document, uint32_t offset) {
  const OriginRuns *runs = &document->origins;
  if (runs->count == 0) return offset;
  const OriginRun *run = &runs->data[origins_run_at(runs->data, runs->count, offset)];
  uint64_t characters = offset > run->begin ? (offset - run->begin) / run->width : 0;
  return run->source + characters * run->source_width;
}

bool url_is_absolute(Slice url) {
  size_t scheme = 0;
  while (scheme < url.length && url.data[scheme] != ':') {
    char c = url.data[scheme];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), digit = c >= '0' && c <= '9';
    if (!letter && !(scheme && (digit || c == '+' || c == '-' || c == '.'))) return false;
    scheme++;
  }
  if (scheme == 0 || scheme + 1 >= url.length) return false;
  for (size_t i = 0; i < url.length; i++) {
    if ((unsigned char)url.data[i] <= ' ' || strchr("<>\"{}|\\^`\x7F", url.data[i])) return false;
  }
  return true;
}
