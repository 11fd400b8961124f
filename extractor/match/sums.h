/* sums.h - ways through sides of matches that are nothing but words of weighted lists (lattice/rule_sums.h): the
   weights of the characters of a sentence are looked up once, a row for each, and every side adds its own. */
#ifndef SPO_MATCH_SUMS_H
#define SPO_MATCH_SUMS_H

#include "match/machine.h"

/* The ways of a sum from `position`, the cheapest to each place, as machine_run finds them. `ways` has room for
   SUM_STEPS + 1. False where a word of several characters may be one of it: then machine_run must tell. */
bool sum_ways(Machine *machine, const RuleSum *sum, uint32_t position, bool leftwards, Accept *ways, uint32_t *count);

#endif
