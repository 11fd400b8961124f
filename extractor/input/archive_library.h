/* archive_library.h - libarchive, loaded when something packed is read first. */
#ifndef SPO_INPUT_ARCHIVE_LIBRARY_H
#define SPO_INPUT_ARCHIVE_LIBRARY_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>

#include "base/diagnostic.h"

/* What is used of libarchive, by the names of its headers without "archive_". */
typedef struct {
  __typeof__(archive_entry_filetype) *entry_filetype;
  __typeof__(archive_entry_hardlink) *entry_hardlink;
  __typeof__(archive_entry_is_data_encrypted) *entry_is_data_encrypted;
  __typeof__(archive_entry_pathname) *entry_pathname;
  __typeof__(archive_entry_pathname_utf8) *entry_pathname_utf8;
  __typeof__(archive_error_string) *error_string;
  __typeof__(archive_filter_bytes) *filter_bytes;
  __typeof__(archive_filter_count) *filter_count;
  __typeof__(archive_format) *format;
  __typeof__(archive_read_data) *read_data;
  __typeof__(archive_read_data_block) *read_data_block;
  __typeof__(archive_read_data_skip) *read_data_skip;
  __typeof__(archive_read_free) *read_free;
  __typeof__(archive_read_new) *read_new;
  __typeof__(archive_read_next_header) *read_next_header;
  __typeof__(archive_read_open) *read_open;
  __typeof__(archive_read_support_filter_bzip2) *read_support_filter_bzip2;
  __typeof__(archive_read_support_filter_gzip) *read_support_filter_gzip;
  __typeof__(archive_read_support_filter_xz) *read_support_filter_xz;
  __typeof__(archive_read_support_filter_zstd) *read_support_filter_zstd;
  __typeof__(archive_read_support_format_empty) *read_support_format_empty;
  __typeof__(archive_read_support_format_raw) *read_support_format_raw;
  __typeof__(archive_read_support_format_tar) *read_support_format_tar;
  __typeof__(archive_read_support_format_zip_streamable) *read_support_format_zip_streamable;
  __typeof__(archive_set_error) *set_error;
} ArchiveFunctions;

/* The same for the whole process; empty until archive_library_load. */
extern ArchiveFunctions libarchive;

/* False after reporting where the library is missing. */
bool archive_library_load(const Diagnostics *diagnostics);

#endif
