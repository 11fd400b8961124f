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
