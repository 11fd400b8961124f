/* shapes.h - `spo check --shapes`: the SHACL shapes of rules. */
#ifndef SPO_CLI_SHAPES_H
#define SPO_CLI_SHAPES_H

#include "api/engine.h"

/* Opens the rules, and writes their shapes to a file, or, where `output` is NULL, to standard output. With rules for
   some languages only, `options->language` should name one. Returns an exit status. */
int shapes_write(const EngineOptions *options, const char *output);

#endif
