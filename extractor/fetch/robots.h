/* robots.h - what a site's robots.txt lets a program read (RFC 9309). */
#ifndef SPO_FETCH_ROBOTS_H
#define SPO_FETCH_ROBOTS_H

#include "base/slice.h"

typedef struct {
  bool allowed;
  unsigned delay; /* seconds between two requests that the site asks for; 0: nothing is said */
} RobotsAnswer;

/* Whether `agent` (its product token, such as "spo") may read `path` (with its query), by the text of a robots.txt: the
   groups that name the agent count, else those for *; of all rules that fit, the longest, and of two equally long ones
   the one that allows. Linear in the text. */
RobotsAnswer robots_ask(Slice text, Slice agent, Slice path);

#endif
