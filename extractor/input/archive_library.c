#include "input/archive_library.h"

#include <pthread.h>

#include "base/dynamic_library.h"

#define SYMBOL(function) \
  { "archive_" #function, offsetof(ArchiveFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(entry_filetype),
    SYMBOL(entry_hardlink),
    SYMBOL(entry_is_data_encrypted),
    SYMBOL(entry_pathname),
    SYMBOL(entry_pathname_utf8),
    SYMBOL(error_string),
    SYMBOL(filter_bytes),
    SYMBOL(filter_count),
    SYMBOL(format),
    SYMBOL(read_data),
    SYMBOL(read_data_block),
    SYMBOL(read_data_skip),
    SYMBOL(read_free),
    SYMBOL(read_new),
    SYMBOL(read_next_header),
    SYMBOL(read_open),
    SYMBOL(read_support_filter_bzip2),
    SYMBOL(read_support_filter_gzip),
    SYMBOL(read_support_filter_xz),
    SYMBOL(read_support_filter_zstd),
    SYMBOL(read_support_format_empty),
    SYMBOL(read_support_format_raw),
    SYMBOL(read_support_format_tar),
    SYMBOL(read_support_format_zip_streamable),
    SYMBOL(set_error),
};

ArchiveFunctions libarchive;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void) {
  const char *why;
  loaded = dynamic_library_load("libarchive.so.13", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, &libarchive, &why);
}

bool archive_library_load(const Diagnostics *diagnostics) {
  pthread_once(&once, load);
  if (loaded) return true;
  dynamic_library_missing(diagnostics, "libarchive.so.13", "cannot be loaded",
                          "what is packed needs it: apt-get install libarchive13");
  return false;
}
