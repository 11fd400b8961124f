#include "cli/journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"

static const char TITLE[] = "spo journal 1";

enum { LARGEST_JOURNAL = 1 << 30 };

static bool name_journal(Journal *journal, const char *path) {
  if (snprintf(journal->path, sizeof journal->path, "%s", path) < (int)sizeof journal->path) return true;
  journal->file = BYTE_FILE_CLOSED;
  journal->file.error = ENAMETOOLONG;
  return false;
}

bool journal_begin(Journal *journal, const char *path, Slice options) {
  if (!name_journal(journal, path) || !byte_file_create(&journal->file, journal->path)) return false;
  return byte_file_put(&journal->file, slice_of(TITLE)) && byte_file_put(&journal->file, SLICE("\n")) &&
         byte_file_put(&journal->file, options) && byte_file_sync(&journal->file);
}

/* ---- lines ---- */

static bool put_line(Journal *journal, ByteBuffer *line) {
  uint64_t hash = slice_hash(byte_buffer_slice(line));
  bool put = byte_buffer_print(line, " #%016" PRIx64 "\n", hash) &&
             byte_file_put(&journal->file, byte_buffer_slice(line)) && byte_file_sync(&journal->file);
  byte_buffer_free(line);
  return put;
}

bool journal_add(Journal *journal, JournalEntry checkpoint) {
  uint64_t numbers[MOST_JOURNAL_NUMBERS];
  ByteBuffer line = {0};
  memcpy(numbers, checkpoint.numbers, checkpoint.count * sizeof *numbers);
  bool put = byte_buffer_put(&line, SLICE("at"));
  for (size_t i = 0; i < checkpoint.count && put; i++) put = byte_buffer_print(&line, " %" PRIu64, numbers[i]);
  return put_line(journal, &line) && put;
}

bool journal_end(Journal *journal) {
  ByteBuffer line = {0};
  return byte_buffer_put(&line, SLICE("done")) && put_line(journal, &line);
}

/* Takes the hash off a line; false where it is not that of the line. */
static bool take_hash(Slice *line) {
  enum { HASH = 18 };
  char text[HASH + 1];
  if (line->length < HASH) return false;
  Slice rest = {line->data, line->length - HASH};
  snprintf(text, sizeof text, " #%016" PRIx64, slice_hash(rest));
  if (memcmp(rest.data + rest.length, text, HASH) != 0) return false;
  *line = rest;
  return true;
}

static bool read_checkpoint(Slice line, JournalEntry checkpoint) {
  uint64_t numbers[MOST_JOURNAL_NUMBERS];
  slice_cut(&line, ' ');
  for (size_t i = 0; i < checkpoint.count; i++) {
    Slice number = slice_cut(&line, ' ');
    if (!number.length) return false;
    numbers[i] = 0;
    for (size_t k = 0; k < number.length; k++) {
      if (number.data[k] < '0' || number.data[k] > '9') return false;
      numbers[i] = numbers[i] * 10 + (uint64_t)(number.data[k] - '0');
    }
  }
  if (line.length) return false;
  memcpy(checkpoint.numbers, numbers, checkpoint.count * sizeof *numbers);
  return true;
}

/* ---- going on ---- */

/* Cuts the next line off `rest`; false where it does not end. */
static bool next_line(Slice *rest, Slice *line) {
  if (!rest->length || !memchr(rest->data, '\n', rest->length)) return false;
  *line = slice_cut(rest, '\n');
  return true;
}

static void show(Slice line, char text[256]) {
  snprintf(text, 256, "%.*s", (int)(line.length < 250 ? line.length : 250), line.length ? line.data : "(nothing)");
}

/* Compares the lines of options. */
static JournalState compare(Slice *rest, Slice options, char was[256], char is[256]) {
  Slice line, wanted;
  if (!next_line(rest, &line) || !slice_is(line, TITLE)) return JOURNAL_MISSING;
  while (options.length) {
    wanted = slice_cut(&options, '\n');
    if (!next_line(rest, &line)) return JOURNAL_MISSING; /* broke off while it was begun */
    if (slice_equal(line, wanted)) continue;
    show(line, was);
    show(wanted, is);
    return JOURNAL_DIFFERS;
  }
  if (!rest->length || slice_starts_with(*rest, SLICE("at ")) || slice_starts_with(*rest, SLICE("done"))) {
    return JOURNAL_GOES_ON;
  }
  next_line(rest, &line);
  show(line, was);
  show((Slice){0}, is);
  return JOURNAL_DIFFERS;
}

/* Reads the checkpoints; returns where the last line ends that can be relied on. */
static const char *read_lines(Slice rest, JournalEntry last, bool *done) {
  Slice line;
  const char *end = rest.data;
  while (!*done && next_line(&rest, &line) && take_hash(&line)) {
    *done = slice_is(line, "done");
    if (!*done && !read_checkpoint(line, last)) break;
    end = rest.data;
  }
  return end;
}

static JournalState go_on(Journal *journal, Slice bytes, Slice options, JournalEntry last, char was[256],
                          char is[256]) {
  Slice rest = bytes;
  bool done = false;
  JournalState state = compare(&rest, options, was, is);
  if (state != JOURNAL_GOES_ON) return state;
  const char *end = rest.length ? read_lines(rest, last, &done) : bytes.data + bytes.length;
  if (done) return JOURNAL_DONE;
  bool open = byte_file_reopen(&journal->file, journal->path, (uint64_t)(end - bytes.data));
  return open ? JOURNAL_GOES_ON : JOURNAL_FAILED;
}

JournalState journal_resume(Journal *journal, const char *path, Slice options, JournalEntry last, char was[256],
                            char is[256]) {
  Arena arena;
  Slice bytes;
  jmp_buf out_of_memory;
  memset(last.numbers, 0, last.count * sizeof(uint64_t));
  journal->file = BYTE_FILE_CLOSED;
  if (!name_journal(journal, path)) return JOURNAL_FAILED;
  if (access(journal->path, F_OK) != 0) return JOURNAL_MISSING;
  arena_init(&arena, SIZE_MAX);
  JournalState state = JOURNAL_FAILED;
  journal->file.error = EIO;
  if (!ARENA_GUARD(&arena, out_of_memory) &&
      file_read(&arena, journal->path, LARGEST_JOURNAL, SPO_BAD_INPUT, &DIAGNOSTICS_SILENT, &bytes) == SPO_SUCCESS) {
    state = go_on(journal, bytes, options, last, was, is);
  }
  arena_free(&arena);
  return state;
}

bool journal_close(Journal *journal) {
  return byte_file_close(&journal->file);
}
