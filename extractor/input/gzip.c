#include "input/gzip.h"

#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "input/reader.h"

enum { GZIP_ONLY = 31 /* windowBits: the largest window, and gzip around it */ };

struct Gzip {
  Source packed;
  z_stream inflater;
  Slice block;      /* bytes that were read last; */
  Slice in;         /* of them, what is not unpacked yet */
  uint64_t rewound; /* bytes that were searched once more */
  uint64_t member;  /* byte of the file where it begins */
  uint64_t out;     /* bytes that came out of it */
  unsigned found;   /* bytes of the mark of a member that were found behind a broken one */
  enum { BETWEEN, INSIDE, LOST, OVER } place;
  bool failing; /* the next read fails */
  char problem[160];
};

static const unsigned char MARK[] = {0x1F, 0x8B, 0x08};

bool gzip_begins_with(Slice head, Slice beginning) {
  char out[64];
  z_stream inflater = {.next_in = (Bytef *)(uintptr_t)head.data,
                       .avail_in = (uInt)head.length,
                       .next_out = (Bytef *)out,
                       .avail_out = sizeof out};
  if (head.length < sizeof MARK || memcmp(head.data, MARK, sizeof MARK) != 0) return false;
  if (inflateInit2(&inflater, GZIP_ONLY) != Z_OK) return false;
  inflate(&inflater, Z_SYNC_FLUSH);
  inflateEnd(&inflater);
  return slice_starts_with((Slice){out, sizeof out - inflater.avail_out}, beginning);
}

/* Of the first byte of `in`. */
static uint64_t position(const Gzip *gzip) {
  return gzip->packed.position - gzip->in.length;
}

static void drop(Gzip *gzip, size_t count) {
  gzip->in.data += count;
  gzip->in.length -= count;
}

/* A broken member is often unpacked far into the next, so that this is looked for from its own beginning, as far as
   that is still there. What is searched twice is bounded by what was read: marks cost nothing to forge. */
static void rewind_member(Gzip *gzip) {
  uint64_t begin = position(gzip) - (uint64_t)(gzip->in.data - gzip->block.data);
  uint64_t wanted = gzip->member + 1 > begin ? gzip->member + 1 : begin;
  uint64_t back = position(gzip) > wanted ? position(gzip) - wanted : 0;
  if (!gzip->block.data || gzip->rewound + back > 2 * position(gzip)) return;
  gzip->rewound += back;
  gzip->in.data -= back;
  gzip->in.length += back;
}

static void fail(Gzip *gzip, const char *problem) {
  snprintf(gzip->problem, sizeof gzip->problem, "the gzip member at byte %llu is broken: %s",
           (unsigned long long)gzip->member, problem);
  gzip->failing = true;
  gzip->place = LOST;
  gzip->found = 0;
  rewind_member(gzip);
}

/* More packed bytes; false at the end, which may be a failure. */
static bool fill(Gzip *gzip) {
  char text[128];
  if (gzip->in.length) return true;
  if (gzip->place == OVER) return false;
  SourceResult result = source_some(&gzip->packed, &gzip->block);
  gzip->in = gzip->block;
  if (result == SOURCE_OK) return true;
  gzip->in = gzip->block = (Slice){0};
  if (gzip->place == INSIDE && result == SOURCE_END) fail(gzip, "the file ends within it");
  if (result == SOURCE_FAILED) fail(gzip, source_problem(&gzip->packed, text, sizeof text));
  if (result == SOURCE_NO_MEMORY) fail(gzip, "the machine has no memory left");
  gzip->place = OVER;
  return false;
}

/* Steps into the member that begins with the next byte, zeros before it passed over. */
static void begin_member(Gzip *gzip) {
  while (gzip->in.length && gzip->in.data[0] == 0) drop(gzip, 1);
  if (gzip->in.length == 0) return;
  inflateReset(&gzip->inflater);
  gzip->member = position(gzip);
  gzip->out = 0;
  gzip->place = INSIDE;
}

/* Looks for the mark of a member. It may lie across two pieces, so that it is given to the inflater from here. */
static void find_member(Gzip *gzip) {
  while (gzip->in.length && gzip->found < sizeof MARK) {
    unsigned char byte = (unsigned char)gzip->in.data[0];
    gzip->found = byte == MARK[gzip->found] ? gzip->found + 1 : byte == MARK[0];
    drop(gzip, 1);
  }
  if (gzip->found < sizeof MARK) return;
  Bytef none;
  inflateReset(&gzip->inflater);
  gzip->inflater.next_in = (Bytef *)(uintptr_t)MARK;
  gzip->inflater.avail_in = sizeof MARK;
  gzip->inflater.next_out = &none;
  gzip->inflater.avail_out = 0;
  inflate(&gzip->inflater, Z_NO_FLUSH);
  gzip->member = position(gzip) - sizeof MARK;
  gzip->out = 0;
  gzip->place = INSIDE;
}

/* Bytes that came out. */
static size_t unpack(Gzip *gzip, char *to, size_t size) {
  z_stream *inflater = &gzip->inflater;
  size_t most = gzip->in.length < 1 << 30 ? gzip->in.length : 1 << 30, room = size < 1 << 30 ? size : 1 << 30;
  inflater->next_in = (Bytef *)(uintptr_t)gzip->in.data;
  inflater->avail_in = (uInt)most;
  inflater->next_out = (Bytef *)to;
  inflater->avail_out = (uInt)room;
  int result = inflate(inflater, Z_NO_FLUSH);
  size_t got = room - inflater->avail_out;
  drop(gzip, most - inflater->avail_in);
  gzip->out += got;
  if (result == Z_STREAM_END) {
    gzip->place = BETWEEN;
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    fail(gzip, inflater->msg ? inflater->msg : "it cannot be unpacked");
  } else if (gzip->out > INPUT_FREE_EXPANSION && gzip->out / INPUT_MOST_RATIO > position(gzip) - gzip->member) {
    fail(gzip, "it unpacks to more than 250 times its size, as a zip bomb does");
  }
  return got;
}

static ssize_t read_unpacked(void *handle, char *to, size_t size) {
  Gzip *gzip = handle;
  size_t got = 0;
  while (got == 0 && !gzip->failing && fill(gzip)) {
    if (gzip->place == BETWEEN) begin_member(gzip);
    if (gzip->place == LOST) find_member(gzip);
    if (gzip->place == INSIDE) got = unpack(gzip, to, size);
  }
  if (got || !gzip->failing) return (ssize_t)got;
  gzip->failing = false;
  return -1;
}

static const char *problem_of(void *handle) {
  return ((Gzip *)handle)->problem;
}

Gzip *gzip_open(Source *packed, Source *source) {
  Gzip *gzip = calloc(1, sizeof *gzip);
  if (!gzip || inflateInit2(&gzip->inflater, GZIP_ONLY) != Z_OK) {
    free(gzip);
    return NULL;
  }
  gzip->packed = *packed;
  source_open_stream(source, (SourceStream){read_unpacked, problem_of, gzip, true}, packed->name);
  return gzip;
}

const Source *gzip_packed(const Gzip *gzip) {
  return &gzip->packed;
}

void gzip_close(Gzip *gzip) {
  if (!gzip) return;
  inflateEnd(&gzip->inflater);
  source_close(&gzip->packed);
  free(gzip);
}
