/* fetch.h - pages from the web, one at a time and politely: by robots.txt (RFC 9309), with a pause between two requests
   to one host, waiting as long as a busy server asks to (Retry-After). Redirections are followed by the same rules, and
   only to http and https. What comes back is bounded in size and time. */
#ifndef SPO_FETCH_FETCH_H
#define SPO_FETCH_FETCH_H

#include "base/diagnostic.h"
#include "base/slice.h"

typedef struct {
  unsigned delay;        /* seconds between two requests to one host; a site's own Crawl-delay, if longer, counts */
  unsigned timeout;      /* seconds for one answer */
  size_t largest;        /* bytes of one answer */
  bool (*stopped)(void); /* the user wants to stop: asked several times a second; or NULL */
} FetchOptions;

enum { FETCH_DELAY = 1, FETCH_TIMEOUT = 30 };

typedef struct {
  char *bytes; /* of the page; freed by fetched_free */
  size_t length;
  char *url;        /* where redirections ended */
  char type[64];    /* "text/html", or "" */
  char charset[40]; /* or "" */
} Fetched;

typedef struct Fetcher Fetcher;

/* Whether `name` is an address that can be fetched: http://... or https://... */
bool fetch_is_address(Slice name);

/* NULL after reporting that libcurl is not there, or no memory. */
Fetcher *fetcher_new(const FetchOptions *options, const Diagnostics *diagnostics);

/* SPO_BAD_INPUT after reporting under `url` why the page cannot be had; SPO_NO_MEMORY. */
SpoStatus fetch_page(Fetcher *fetcher, const char *url, const Diagnostics *diagnostics, Fetched *page);

void fetched_free(Fetched *page);
void fetcher_free(Fetcher *fetcher);

#endif
