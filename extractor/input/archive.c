/* Archives and compression around documents, by libarchive: a reader of its own for each member, one after the other.

   libarchive is given no files to open and no programs to run, only the formats that are named in `begin`. It reads zip
   archives from front to back, so that what their directory claims (overlapping members, false sizes) plays no part. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "input/archive_source.h"
#include "input/format.h"

enum { DEEPEST = 2 };

typedef struct {
  struct archive *library;
  Input *input;
  Reader *member;          /* the one that is being read, or NULL */
  uint64_t expanded;       /* bytes that came out of all members */
  uint64_t from;           /* of them, before this member */
  int64_t packed_from;     /* bytes of the source that were read before this member */
  uint64_t members, files; /* seen so far: all, and what is no folder, link or device */
  bool begun, ended;
  bool failed; /* within a member, whose reader reports it */
  bool alone;  /* no archive, but one file that is compressed */
  char problem[256];
} Archive;

/* ---- what the first bytes say ---- */

/* The header of a tar archive holds the sum of its bytes, the eight of the sum itself counted as spaces. */
static bool is_tar(Slice head) {
  if (head.length < 512) return false;
  unsigned long sum = 0, stored = 0;
  for (size_t i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.data[i];
  size_t at = 148;
  while (at < 156 && head.data[at] == ' ') at++;
  for (; at < 156 && head.data[at] >= '0' && head.data[at] <= '7'; at++) {
    stored = stored * 8 + (unsigned long)(head.data[at] - '0');
  }
  return sum == stored && head.data[0];
}

static bool recognize(Slice head) {
  static const Slice MAGIC[] = {{"\x1F\x8B\x08", 3} /* gzip */,
                                {"\x28\xB5\x2F\xFD", 4} /* zstd */,
                                {"\xFD\x37zXZ\0", 6} /* xz */,
                                {"PK\3\4", 4} /* zip */,
                                {"PK\5\6", 4} /* zip, empty */};
  for (size_t i = 0; i < sizeof MAGIC / sizeof *MAGIC; i++) {
    if (slice_starts_with(head, MAGIC[i])) return true;
  }
  bool bzip2 = head.length >= 10 && memcmp(head.data, "BZh", 3) == 0 &&
               (memcmp(head.data + 4, "1AY&SY", 6) == 0 || memcmp(head.data + 4, "\x17rE8P\x90", 6) == 0);
  return bzip2 || is_tar(head);
}

/* ---- bytes in and out ---- */

static int64_t packed(const Archive *archive) {
  return libarchive.filter_bytes(archive->library, -1);
}

static bool too_much(Archive *archive) {
  uint64_t most = archive->input->options.most_expanded;
  if (archive->expanded <= most) return false;
  snprintf(archive->problem, sizeof archive->problem, "what is packed is larger than %llu bytes",
           (unsigned long long)most);
  return true;
}

/* A stream's read; the member's own reader reports what fails. */
static ssize_t read_member(void *handle, char *to, size_t size) {
  Archive *archive = handle;
  la_ssize_t got = libarchive.read_data(archive->library, to, size);
  if (got < 0) {
    archive_source_problem(archive->library, archive->problem, sizeof archive->problem);
    archive->failed = got == ARCHIVE_FATAL;
    return -1;
  }
  archive->expanded += (uint64_t)got;
  if (too_much(archive)) {
    archive->failed = true;
    return -1;
  }
  if (archive_source_is_bomb(archive->expanded - archive->from, packed(archive) - archive->packed_from)) {
    snprintf(archive->problem, sizeof archive->problem,
             "it unpacks to more than %d times its size, as a zip bomb does, not text", INPUT_MOST_RATIO);
    return -1;
  }
  return (ssize_t)got;
}

static const char *member_problem(void *handle) {
  return ((Archive *)handle)->problem;
}

/* ---- members ---- */

static SpoStatus stop(Archive *archive) {
  archive->ended = true;
  return input_refuse(archive->input, (size_t)packed(archive), "%s: %s",
                      archive->members ? "the rest of the archive cannot be read" : "cannot be unpacked",
                      archive->problem);
}

static SpoStatus refuse(Archive *archive, const char *problem) {
  archive->ended = true;
  return input_refuse(archive->input, SIZE_MAX, "%s", problem);
}

/* What its reader left of the member. A zip archive says where the next one begins; elsewhere all is unpacked. */
static SpoStatus skip_rest(Archive *archive, bool jump) {
  const void *block;
  size_t length;
  la_int64_t at;
  if (jump) {
    libarchive.read_data_skip(archive->library);
    return SPO_SUCCESS;
  }
  while (libarchive.read_data_block(archive->library, &block, &length, &at) == ARCHIVE_OK) {
    archive->expanded += length;
    bool bomb = archive_source_is_bomb(archive->expanded - archive->from, packed(archive) - archive->packed_from);
    if (bomb) {
      snprintf(archive->problem, sizeof archive->problem, "a member unpacks to more than %d times its size",
               INPUT_MOST_RATIO);
    }
    if (bomb || too_much(archive)) return stop(archive);
  }
  return SPO_SUCCESS;
}

static SpoStatus end(Archive *archive) {
  archive->ended = true;
  if (archive->files) return SPO_END;
  return input_refuse(archive->input, SIZE_MAX, "is empty: no file is packed in it");
}

/* Names come in any encoding and may hold anything; in messages they are UTF-8 on one line. */
static Slice member_name(Arena *arena, struct archive_entry *entry) {
  Decoded decoded;
  const char *given = libarchive.entry_pathname_utf8(entry);
  if (!given) given = libarchive.entry_pathname(entry);
  Slice name = slice_of(given ? given : "(without a name)");
  if (utf8_valid_prefix(name) < name.length && encoding_decode(arena, name, (EncodingOptions){0}, &decoded)) {
    name = decoded.text;
  }
  bool valid = utf8_valid_prefix(name) == name.length;
  name = arena_copy(arena, name);
  for (char *c = (char *)(uintptr_t)name.data; *c; c++) {
    unsigned char byte = (unsigned char)*c;
    if (byte < ' ' || byte == 0x7F || (!valid && byte >= 0x80)) *c = '?';
  }
  return name;
}

static SpoStatus open_member(Archive *archive, Arena *arena, Slice name) {
  Source source;
  SpoStatus status;
  Input *input = archive->input;
  const char *whole = input->source.name;
  if (!archive->alone) whole = arena_print(arena, "%s!%.*s", whole, (int)name.length, name.data).data;
  source_open_stream(&source, (SourceStream){.read = read_member, .problem = member_problem, .handle = archive}, whole);
  archive->member = reader_begin(source, &input->options, &input->diagnostics, input->depth + 1, &status);
  return archive->member ? SPO_SUCCESS : status;
}

/* An archive that is a document itself is none of articles. */
static bool is_office_part(Slice name) {
  return slice_is(name, "[Content_Types].xml") || slice_is(name, "mimetype");
}

static const char BROKEN[] = "is broken: it begins like an archive, but cannot be unpacked";

/* What the file is, known once the first header was read. NULL if it can be read. */
static const char *shape_problem(const Archive *archive) {
  bool raw = libarchive.format(archive->library) == ARCHIVE_FORMAT_RAW;
  int filters = libarchive.filter_count(archive->library); /* one of them stands for none */
  if (filters > 2) return "is compressed more than once";
  return raw && filters == 1 ? BROKEN : NULL;
}

static SpoStatus refuse_member(Archive *archive, Slice name, const char *problem) {
  char file[1024];
  snprintf(file, sizeof file, "%s!%.*s", archive->input->source.name, (int)name.length, name.data);
  diagnostics_file(&archive->input->diagnostics, SPO_ERROR, file, 0, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

static SpoStatus take_entry(Archive *archive, Arena *arena, struct archive_entry *entry) {
  if (archive->members++ == 0) {
    const char *problem = shape_problem(archive);
    if (problem) return refuse(archive, problem);
    archive->alone = libarchive.format(archive->library) == ARCHIVE_FORMAT_RAW;
  }
  if (libarchive.entry_filetype(entry) != AE_IFREG || libarchive.entry_hardlink(entry)) return SPO_SUCCESS;
  archive->files++;
  Slice name = member_name(arena, entry);
  bool zip = (libarchive.format(archive->library) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  if (zip && is_office_part(name)) return refuse(archive, "is an office document or an e-book, not text");
  if (slice_starts_with(name, SLICE("__MACOSX/"))) return SPO_SUCCESS; /* what macOS adds to its zip archives */
  if (libarchive.entry_is_data_encrypted(entry)) return refuse_member(archive, name, "is encrypted");
  return open_member(archive, arena, name);
}

/* Opens the reader of the next member. */
static SpoStatus next_member(Archive *archive, Arena *arena) {
  struct archive_entry *entry;
  while (!archive->ended && !archive->failed) {
    archive->from = archive->expanded;
    archive->packed_from = packed(archive);
    int result = libarchive.read_next_header(archive->library, &entry);
    if (result == ARCHIVE_EOF) return end(archive);
    if (result < ARCHIVE_WARN) {
      archive_source_problem(archive->library, archive->problem, sizeof archive->problem);
      return stop(archive);
    }
    SpoStatus status = take_entry(archive, arena, entry);
    if (status != SPO_SUCCESS || archive->member) return status;
  }
  return SPO_END;
}

/* Behind one file that is compressed there is nothing more. */
static SpoStatus close_member(Archive *archive) {
  bool zip = (libarchive.format(archive->library) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
  reader_close(archive->member);
  archive->member = NULL;
  return archive->failed || archive->alone ? SPO_END : skip_rest(archive, zip);
}

/* ---- the driver ---- */

static SpoStatus begin(Archive *archive, Input *input) {
  archive->begun = true;
  archive->input = input;
  if (input->depth >= DEEPEST)
    return refuse(archive, "is packed in an archive that is packed itself: that is too deep");
  struct archive *library = archive->library;
  libarchive.read_support_filter_gzip(library);
  libarchive.read_support_filter_bzip2(library);
  libarchive.read_support_filter_xz(library);
  libarchive.read_support_filter_zstd(library);
  libarchive.read_support_format_tar(library);
  libarchive.read_support_format_zip_streamable(library);
  libarchive.read_support_format_raw(library);
  libarchive.read_support_format_empty(library);
  if (libarchive.read_open(library, &input->source, NULL, archive_source_read, NULL) >= ARCHIVE_WARN)
    return SPO_SUCCESS;
  archive_source_problem(archive->library, archive->problem, sizeof archive->problem);
  return stop(archive);
}

/* Reads the next document, or, with `raw`, only takes it where that can be. */
static SpoStatus advance(Archive *archive, Input *input, Arena *arena, RawDocument *raw, Document *document) {
  SpoStatus status = archive->begun ? SPO_SUCCESS : begin(archive, input);
  while (status == SPO_SUCCESS) {
    if (!archive->member) status = next_member(archive, arena);
    if (status != SPO_SUCCESS) break;
    status = raw ? reader_take(archive->member, arena, raw, document) : reader_next(archive->member, arena, document);
    if (status != SPO_END) break;
    status = close_member(archive);
  }
  return status;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  return advance(state, input, arena, NULL, document);
}

static SpoStatus take(void *state, Input *input, Arena *arena, RawDocument *raw, Document *document) {
  return advance(state, input, arena, raw, document);
}

static void *open_archive(const Input *input) {
  if (!archive_library_load(&input->diagnostics)) return NULL;
  Archive *archive = calloc(1, sizeof *archive);
  if (archive && !(archive->library = libarchive.read_new())) {
    free(archive);
    archive = NULL;
  }
  return archive;
}

static void close_archive(void *state) {
  Archive *archive = state;
  reader_close(archive->member);
  libarchive.read_free(archive->library);
  free(archive);
}

const FormatDriver ARCHIVE_DRIVER = {.name = "archive",
                                     .endings = "",
                                     .recognize = recognize,
                                     .open = open_archive,
                                     .next = next,
                                     .take = take,
                                     .close = close_archive};
