#include <stdlib.h>

#include "api/handles.h"

#ifndef SPO_VERSION
#define SPO_VERSION "0"
#endif

const char *spo_version(void) {
  return SPO_VERSION;
}

SpoStatus spo_rules_open(SpoRules **rules, const SpoRulesOptions *options) {
  SpoRulesOptions defaults = {0};
  if (!options) options = &defaults;
  *rules = NULL;
  SpoRules *opened = malloc(sizeof *opened);
  if (!opened) return SPO_NO_MEMORY;
  EngineOptions engine = {.data = options->data,
                          .rules = options->paths,
                          .rule_count = options->path_count,
                          .without_shipped = options->without_shipped,
                          .language = slice_of(options->language)};
  Diagnostics diagnostics = diagnostics_to(options->messages);
  SpoStatus status = engine_open(&opened->engine, &engine, &diagnostics);
  if (status != SPO_SUCCESS) {
    free(opened);
    return status;
  }
  *rules = opened;
  return SPO_SUCCESS;
}

void spo_rules_free(SpoRules *rules) {
  if (!rules) return;
  engine_close(&rules->engine);
  free(rules);
}
