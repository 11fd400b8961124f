#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/diff.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "rules/rule_format.h"

enum { LARGEST_RULE_FILE = 4 << 20, DEEPEST_DIRECTORY = 16 };

typedef struct {
  bool check, diff, quiet;
  uint32_t files, changed;
  int worst; /* exit status */
} Formatting;

static void fail(Formatting *formatting, const char *path, const char *reason) {
  diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "%s", reason);
  formatting->worst = worse_status(formatting->worst, 1);
}

static bool can_be_formatted(Formatting *formatting, const char *path, Slice text) {
  bool text_file = utf8_valid_prefix(text) == text.length && !(text.length && memchr(text.data, 0, text.length));
  if (!text_file) fail(formatting, path, "is not UTF-8 text");
  return text_file;
}

/* Shows or writes the formatted text of a file; `path` NULL: of standard input, which goes to standard output. */
static void settle(Formatting *formatting, Arena *arena, const char *path, Slice text, Slice formatted) {
  bool changed = !slice_equal(text, formatted);
  formatting->files++;
  formatting->changed += changed;
  if (!path && !formatting->check && !formatting->diff) {
    fwrite(formatted.data, 1, formatted.length, stdout);
    return;
  }
  if (!changed) return;
  const char *name = path ? path : "standard input";
  if (formatting->diff) {
    Slice difference = diff_unified(arena, slice_of(name), text, formatted);
    fwrite(difference.data, 1, difference.length, stdout);
  } else if (formatting->check) {
    if (!formatting->quiet) printf("%s\n", name);
  } else {
    SpoStatus written = file_write(path, formatted, &REPORT);
    formatting->worst = worse_status(formatting->worst, exit_status(written));
    if (written == SPO_SUCCESS && !formatting->quiet) printf("%s\n", name);
  }
}

static void format_file(Formatting *formatting, const char *path) {
  Arena arena;
  arena_init(&arena, (size_t)2 << 30);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&arena, out_of_memory)) {
    fail(formatting, path, "needs more memory than is allowed");
  } else {
    Slice text;
    SpoStatus status = file_read(&arena, path, LARGEST_RULE_FILE, SPO_BAD_INPUT, &REPORT, &text);
    formatting->worst = worse_status(formatting->worst, exit_status(status));
    if (status == SPO_SUCCESS && can_be_formatted(formatting, path, text)) {
      settle(formatting, &arena, path, text, rule_format(&arena, text));
    }
  }
  arena_free(&arena);
}

static void format_standard_input(Formatting *formatting) {
  Arena arena;
  arena_init(&arena, (size_t)2 << 30);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&arena, out_of_memory)) {
    fail(formatting, "standard input", "needs more memory than is allowed");
  } else {
    char *bytes = arena_alloc(&arena, LARGEST_RULE_FILE + 1);
    Slice text = {bytes, fread(bytes, 1, LARGEST_RULE_FILE + 1, stdin)};
    if (text.length > LARGEST_RULE_FILE || ferror(stdin)) {
      fail(formatting, "standard input", ferror(stdin) ? strerror(errno) : "is larger than 4 MB");
    } else if (can_be_formatted(formatting, "standard input", text)) {
      settle(formatting, &arena, NULL, text, rule_format(&arena, text));
    }
  }
  arena_free(&arena);
}

/* Rule files of a directory and below it, sorted; links are not followed. */
static void format_directory(Formatting *formatting, const char *path, unsigned depth) {
  struct dirent **entries;
  int count = depth > DEEPEST_DIRECTORY ? -1 : scandir(path, &entries, NULL, alphasort);
  if (count < 0) {
    fail(formatting, path, depth > DEEPEST_DIRECTORY ? "is nested too deep" : strerror(errno));
    return;
  }
  for (int i = 0; i < count; i++) {
    char inner[4096];
    struct stat info;
    bool fits = snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name) < (int)sizeof inner;
    bool seen = entries[i]->d_name[0] != '.' && fits && lstat(inner, &info) == 0;
    if (seen && S_ISDIR(info.st_mode)) format_directory(formatting, inner, depth + 1);
    if (seen && S_ISREG(info.st_mode) && slice_ends_with(slice_of(inner), SLICE(".spo")))
      format_file(formatting, inner);
    free(entries[i]);
  }
  free(entries);
}

static void format_path(Formatting *formatting, const char *path) {
  struct stat info;
  if (strcmp(path, "-") == 0) {
    format_standard_input(formatting);
  } else if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
    format_directory(formatting, path, 0);
  } else {
    format_file(formatting, path);
  }
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"check", no_argument, NULL, 'c'},
                                       {"diff", no_argument, NULL, 'd'},
                                       {"quiet", no_argument, NULL, 'q'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  Formatting formatting = {0};
  optind = 1;
  int option;
  while ((option = getopt_long(argc, argv, "hq", LONG, NULL)) != -1) {
    if (option == 'c') {
      formatting.check = true;
    } else if (option == 'd') {
      formatting.diff = true;
    } else if (option == 'q') {
      formatting.quiet = true;
    } else {
      return usage_error("fmt", "unknown or incomplete option");
    }
  }
  if (optind == argc) return usage_error("fmt", "name rule files or directories, or - for standard input");
  for (int i = optind; i < argc; i++) format_path(&formatting, argv[i]);
  if (formatting.check && formatting.changed) {
    if (!formatting.quiet) {
      fprintf(stderr, "spo: %u of %u file%s %s not laid out; `spo fmt` does it\n", formatting.changed, formatting.files,
              formatting.files == 1 ? "" : "s", formatting.changed == 1 ? "is" : "are");
    }
    formatting.worst = worse_status(formatting.worst, 1);
  }
  return formatting.worst;
}

const Command FMT_COMMAND = {
    "fmt", "lays out rule files",
    "usage: spo fmt [OPTION...] FILE|DIRECTORY|-...\n"
    "\n"
    "Gives rule files their one true layout: parts below their statement by two columns, what stands behind their\n"
    "keywords aligned, a blank line around rules and frames, long lines broken at 120 columns. Comments stay where\n"
    "they are, what a file means stays the same, and parts with errors stay as they are. Directories are searched for\n"
    "*.spo. Files are written anew where their layout changes, and named; - reads standard input and writes standard\n"
    "output.\n"
    "\n"
    "      --check    changes nothing: names the files whose layout would change, and ends with status 1\n"
    "      --diff     changes nothing: shows what would change\n"
    "  -q, --quiet    names no files\n"
    "  -h, --help     show this page\n"
    "\n"
    "examples:\n"
    "  spo fmt my-rules             lays out all rule files of a directory\n"
    "  spo fmt --check --diff .     for a check before a commit\n"
    "  spo fmt - < a.spo            as editors call it\n"
    "\n"
    "exit status: 0 done, 1 --check found files to be laid out, or a file could not be read, 2 wrong usage, 3 a file\n"
    "could not be written\n",
    run};
