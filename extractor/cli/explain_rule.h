/* explain_rule.h - prints why a rule did or did not fire, and how sentences were read. */
#ifndef SPO_CLI_EXPLAIN_RULE_H
#define SPO_CLI_EXPLAIN_RULE_H

#include "api/engine.h"
#include "match/trace.h"
#include "rules/rule_tree.h"

/* How far the rule `trace->rule` came in each sentence of the document. `files`: the sources of the rules, for their
   words; may be none. */
void explain_rule(const Result *result, const Trace *trace, const RuleFile *files, uint32_t file_count);

/* The words, values and names of each sentence: those of the best reading with *, hidden ones with -, and what each
   costs in nats and how much dearer the best reading that uses it is. */
void explain_readings(const Result *result, const Trace *trace);

#endif
