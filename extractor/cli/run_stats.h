/* run_stats.h - what --stats tells: what was read and found, by which rules, and how long each stage took. */
#ifndef SPO_CLI_RUN_STATS_H
#define SPO_CLI_RUN_STATS_H

#include "api/engine.h"
#include "cli/batch.h"

/* Stages of a run: reading, those of a session (SessionStage), writing. */
enum { RUN_READ = SESSION_STAGES, RUN_WRITE, RUN_STAGES };

typedef struct {
  uint64_t documents, failed, bytes, sentences, entities, claims, triples;
  uint64_t stage_times[RUN_STAGES];  /* nanoseconds, of all threads together */
  uint64_t *rules[ENGINE_LANGUAGES]; /* claims by rule; NULL: not counted (yet) */
} RunStats;

/* Counts what came of a document. */
void run_stats_count(RunStats *stats, const Outcome *outcome);

/* Counts the claims of a result by rule; false where memory is short. */
bool run_stats_count_rules(RunStats *stats, const Engine *engine, const Result *result);

/* Adds times and claims by rule of `more`, of the same engine; false where memory is short. */
bool run_stats_add(RunStats *stats, const Engine *engine, const RunStats *more);

/* Prints them on standard error. `elapsed`: nanoseconds of the run. */
void run_stats_print(const RunStats *stats, const Engine *engine, uint64_t elapsed, unsigned jobs, bool json);

void run_stats_free(RunStats *stats);

#endif
