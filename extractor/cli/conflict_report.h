/* conflict_report.h - what contradicts itself in merged graphs: to read, as a table, or as JSON. */
#ifndef SPO_CLI_CONFLICT_REPORT_H
#define SPO_CLI_CONFLICT_REPORT_H

#include "base/byte_buffer.h"
#include "merge/conflicts.h"

typedef enum { CONFLICTS_AS_TEXT, CONFLICTS_AS_TABLE, CONFLICTS_AS_JSON } ConflictForm;

/* By the ending of a file: .tsv is a table, .json and .jsonl are a line of JSON for each conflict, all else is text. */
ConflictForm conflict_form_of(const char *path);

/* False where memory is short. At most `most` conflicts; 0: all. */
bool conflict_report(const Conflicts *conflicts, ConflictForm form, uint32_t most, ByteBuffer *to);

#endif
