/* byte_scan.h - a quick look for bytes that strings of JSON and literals of RDF escape, eight at a time. */
#ifndef SPO_BASE_BYTE_SCAN_H
#define SPO_BASE_BYTE_SCAN_H

#include <stdint.h>

/* High bits where one of eight bytes is a control character (U+0000 to U+001F, U+007F), `"` or `\`. A byte is below `n`
   <= 128 where subtracting n from it borrows and it has no high bit; it is `c` where its exclusive or with c is below
   1. May say yes where a neighbour's borrow reaches it; a no is certain. */
static inline uint64_t bytes_may_escape(uint64_t eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t quote = eight ^ ones * '"', backslash = eight ^ ones * '\\', delete = eight ^ ones * 0x7F;
  uint64_t low = (eight - ones * 0x20) & ~eight;
  uint64_t equal = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((delete - ones) & ~delete);
  return (low | equal) & highs;
}

#endif
