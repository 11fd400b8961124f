/* error_log.h - what failed, a line of JSON each:

     {"source":"a.jsonl","begin":120,"end":133,"line":3,"reason":"record skipped: ..."}

   `begin` and `end`: bytes of the source, as it is stored; `line`: of the source, where it has lines that count;
   `name`, where it is not the source: what of it failed (ARCHIVE!MEMBER, the URL of a page in a crawl). */
#ifndef SPO_CLI_ERROR_LOG_H
#define SPO_CLI_ERROR_LOG_H

#include "cli/batch.h"
#include "output/byte_file.h"

/* Adds a document that failed; `line` is used to compose it. False where the file cannot be written. */
bool error_log_put(ByteFile *file, ByteBuffer *line, const Outcome *outcome);

#endif
