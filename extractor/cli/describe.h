/* describe.h - the description of what a run wrote (`spo extract --describe FILE`). */
#ifndef SPO_CLI_DESCRIBE_H
#define SPO_CLI_DESCRIBE_H

#include "cli/extract_run.h"
#include "output/description.h"

/* Writes it to options->describe: counts, and the files of the output. Returns an exit status; a failure has been
   reported. `packed`: the files are; `parts`: see writer_parts. */
int describe_output(const ExtractOptions *options, const WriterOptions *writing, const Description *description);

#endif
