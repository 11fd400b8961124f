#include "input/origins.h"

void origins_add(Arena *arena, OriginRuns *runs, OriginRun run) {
  if (runs->count) {
    const OriginRun *last = &runs->data[runs->count - 1];
    bool same = last->width == run.width && last->source_width == run.source_width;
    uint64_t characters = (run.begin - last->begin) / last->width;
    if (same && last->source + characters * last->source_width == run.source) return;
    if (last->begin == run.begin) runs->count--; /* it is empty */
  }
  VECTOR_PUSH(arena, runs, run);
}

size_t origins_run_at(const OriginRun *runs, size_t count, uint64_t offset) {
  size_t low = 0, high = count;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (runs[middle].begin <= offset) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

void origins_trace(Arena *arena, OriginRuns *runs, const OriginRuns *decoded, uint32_t begin, uint32_t length,
                   OriginRun run) {
  size_t i = origins_run_at(decoded->data, decoded->count, run.source);
  bool same = run.width == 1 && run.source_width == 1;
  while (length) {
    const OriginRun *from = &decoded->data[i];
    uint64_t next = i + 1 < decoded->count ? decoded->data[i + 1].begin : UINT64_MAX;
    uint64_t source = from->source + (run.source - from->begin) / from->width * from->source_width;
    if (!same) {
      origins_add(arena, runs, (OriginRun){begin, run.width, run.source_width, source});
      return;
    }
    origins_add(arena, runs, (OriginRun){begin, from->width, from->source_width, source});
    if (next - run.source >= length) return;
    uint32_t part = (uint32_t)(next - run.source);
    begin += part;
    length -= part;
    run.source += part;
    i++;
  }
}

void origins_lead_to_itself(Arena *arena, OriginRuns *runs) {
  OriginRun whole = {.begin = 0, .width = 1, .source_width = 1, .source = 0};
  runs->count = 0;
  VECTOR_PUSH(arena, runs, whole);
}
