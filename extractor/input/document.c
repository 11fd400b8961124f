#include "input/document.h"

uint64_t document_source_offset(const Document *document, uint32_t offset) {
  const OriginRun *runs = document->origins.data;
  uint32_t low = 0, high = document->origins.count;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (runs[middle].begin <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  if (high == 0) return offset;
  uint64_t characters = offset > runs[low].begin ? (offset - runs[low].begin) / runs[low].width : 0;
  return runs[low].source + characters * runs[low].source_width;
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
