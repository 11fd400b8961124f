#include "input/archive_source.h"

#include <errno.h>
#include <stdio.h>

#include "input/reader.h"

la_ssize_t archive_source_read(struct archive *library, void *source, const void **bytes) {
  Slice some;
  char text[128];
  switch (source_some(source, &some)) {
    case SOURCE_OK:
      *bytes = some.data;
      return (la_ssize_t)some.length;
    case SOURCE_END:
      return 0;
    case SOURCE_NO_MEMORY:
      libarchive.set_error(library, ENOMEM, "the machine has no memory left");
      return -1;
    default:
      libarchive.set_error(library, EIO, "%s", source_problem(source, text, sizeof text));
      return -1;
  }
}

void archive_source_problem(struct archive *library, char *text, size_t size) {
  const char *said = libarchive.error_string(library);
  snprintf(text, size, "%s", said ? said : "the packed bytes are broken");
  for (char *c = text; *c; c++) {
    if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7F) *c = '?';
  }
}

bool archive_source_is_bomb(uint64_t bytes, int64_t from) {
  return bytes > INPUT_FREE_EXPANSION && bytes / INPUT_MOST_RATIO > (uint64_t)(from > 0 ? from : 0);
}
