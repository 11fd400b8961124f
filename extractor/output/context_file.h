/* context_file.h - the bytes of ontology/spo.context.jsonld, which the build puts into a C file. */
#ifndef SPO_OUTPUT_CONTEXT_FILE_H
#define SPO_OUTPUT_CONTEXT_FILE_H

#include <stddef.h>

extern const unsigned char CONTEXT_FILE[];
extern const size_t CONTEXT_FILE_LENGTH;

#endif
