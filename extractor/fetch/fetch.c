#include "fetch/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "fetch/curl_library.h"
#include "fetch/robots.h"
#include "input/http.h"

#define AGENT "spo"

enum {
  MOST_REDIRECTIONS = 5,
  MOST_ATTEMPTS = 3,  /* at a server that says that it is busy */
  LONGEST_WAIT = 120, /* seconds that one asks to wait and that are waited */
  USUAL_WAIT = 5,     /* where it does not say how long */
  LARGEST_ROBOTS = 512 * 1024,
  CONNECT_TIMEOUT = 15,
  LONGEST_URL = 8000
};

/* A scheme, a host and a port: `https://example.org:443`. */
typedef struct {
  char *origin;
  char *robots; /* its robots.txt; "" if it has none, NULL if it cannot be had */
  bool asked;   /* for robots.txt */
  long problem; /* status, if it cannot be had; 0: no answer */
  unsigned delay;
  uint64_t last; /* when the last request ended, of clock_now */
  bool visited;
} Host;

struct Fetcher {
  FetchOptions options;
  CurlFunctions curl;
  CURL *handle;
  Host *hosts;
  size_t count, capacity;
};

/* What a server answers. */
typedef struct {
  char *bytes;
  size_t length, capacity, largest;
  long status;
  long retry_after; /* seconds; -1: not said */
  char location[LONGEST_URL + 1];
  char type[128];
  bool too_large, no_memory, unwanted;
} Answer;

/* ---- addresses ---- */

bool fetch_is_address(Slice name) {
  Slice rest = name, scheme = slice_cut(&rest, ':');
  bool web = slice_equal_ignore_case(scheme, SLICE("http")) || slice_equal_ignore_case(scheme, SLICE("https"));
  return web && slice_starts_with(rest, SLICE("//")) && rest.length > 2;
}

/* `https://example.org` of an address; what is behind it is the path. */
static Slice origin_of(Slice url) {
  size_t at = slice_find(url, SLICE("://")) + 3;
  while (at < url.length && !strchr("/?#", url.data[at])) at++;
  return (Slice){url.data, at};
}

/* With its query, without its fragment. */
static Slice path_of(Slice url) {
  Slice origin = origin_of(url), path = slice_between(origin.data + origin.length, url.data + url.length);
  return slice_cut(&path, '#');
}

static Host *host_of(Fetcher *fetcher, Slice url) {
  Slice origin = origin_of(url);
  for (size_t i = 0; i < fetcher->count; i++) {
    if (slice_equal_ignore_case(slice_of(fetcher->hosts[i].origin), origin)) return &fetcher->hosts[i];
  }
  if (fetcher->count == fetcher->capacity) {
    size_t capacity = fetcher->capacity ? 2 * fetcher->capacity : 16;
    Host *larger = realloc(fetcher->hosts, capacity * sizeof *larger);
    if (!larger) return NULL;
    fetcher->hosts = larger;
    fetcher->capacity = capacity;
  }
  char *name = strndup(origin.data, origin.length);
  if (!name) return NULL;
  fetcher->hosts[fetcher->count] = (Host){.origin = name, .delay = fetcher->options.delay};
  return &fetcher->hosts[fetcher->count++];
}

/* ---- waiting ---- */

static bool stopped(const Fetcher *fetcher) {
  return fetcher->options.stopped && fetcher->options.stopped();
}

/* `end`: of clock_now. False where the user stopped it. */
static bool wait_until(const Fetcher *fetcher, uint64_t end) {
  static const uint64_t STEP = 100 * 1000 * 1000;
  for (;;) {
    uint64_t now = clock_now();
    if (now >= end) return true;
    if (stopped(fetcher)) return false;
    struct timespec step = {.tv_nsec = (long)(end - now < STEP ? end - now : STEP)};
    nanosleep(&step, NULL);
  }
}

static bool wait_seconds(const Fetcher *fetcher, long seconds) {
  return wait_until(fetcher, clock_now() + (uint64_t)seconds * CLOCK_SECOND);
}

static bool wait_for_turn(const Fetcher *fetcher, const Host *host) {
  return !host->visited || wait_until(fetcher, host->last + host->delay * CLOCK_SECOND);
}

/* ---- one request ---- */

static size_t on_bytes(char *bytes, size_t size, size_t count, void *handle) {
  Answer *answer = handle;
  size_t length = size * count;
  answer->too_large = length > answer->largest - answer->length;
  if (answer->too_large) return 0;
  if (answer->length + length + 1 > answer->capacity) {
    size_t capacity = 2 * answer->capacity;
    if (capacity < answer->length + length + 1) capacity = answer->length + length + 4096;
    char *larger = realloc(answer->bytes, capacity);
    answer->no_memory = !larger;
    if (!larger) return 0;
    answer->bytes = larger;
    answer->capacity = capacity;
  }
  memcpy(answer->bytes + answer->length, bytes, length);
  answer->length += length;
  answer->bytes[answer->length] = 0;
  return length;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *handle) {
  Answer *answer = handle;
  Slice line = slice_trim((Slice){bytes, size * count}), value;
  if (slice_starts_with(line, SLICE("HTTP/"))) answer->retry_after = -1; /* of an earlier answer, such as 100 */
  if (http_field(line, "Retry-After", &value)) {
    char text[32];
    snprintf(text, sizeof text, "%.*s", (int)(value.length < 31 ? value.length : 31), value.data);
    char *end;
    long seconds = strtol(text, &end, 10);
    if (end != text && seconds >= 0) answer->retry_after = seconds;
  }
  return size * count;
}

static int on_progress(void *handle, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now) {
  (void)total, (void)now, (void)up_total, (void)up_now;
  return stopped(handle);
}

static void prepare(Fetcher *fetcher, const char *url, Answer *answer) {
  CURL *handle = fetcher->handle;
  CURLcode (*set)(CURL *, CURLoption, ...) = fetcher->curl.easy_setopt;
  fetcher->curl.easy_reset(handle);
  set(handle, CURLOPT_URL, url);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_USERAGENT, AGENT "/" SPO_VERSION);
  set(handle, CURLOPT_ACCEPT_ENCODING, "");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_TIMEOUT, (long)fetcher->options.timeout);
  set(handle, CURLOPT_CONNECTTIMEOUT,
      (long)(fetcher->options.timeout < CONNECT_TIMEOUT ? fetcher->options.timeout : CONNECT_TIMEOUT));
  set(handle, CURLOPT_WRITEFUNCTION, on_bytes);
  set(handle, CURLOPT_WRITEDATA, answer);
  set(handle, CURLOPT_HEADERFUNCTION, on_header);
  set(handle, CURLOPT_HEADERDATA, answer);
  set(handle, CURLOPT_NOPROGRESS, 0L);
  set(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  set(handle, CURLOPT_XFERINFODATA, fetcher);
}

static SpoStatus refuse(const Diagnostics *diagnostics, const char *url, const char *problem) {
  diagnostics_file(diagnostics, SPO_ERROR, url, 0, SIZE_MAX, "cannot be fetched: %s", problem);
  return SPO_BAD_INPUT;
}

/* Asks once. `name`: of the page that all this is for, in messages. */
static SpoStatus request(Fetcher *fetcher, Host *host, const char *url, size_t largest, const char *name,
                         const Diagnostics *diagnostics, Answer *answer) {
  char *location = NULL, *type = NULL, problem[200];
  free(answer->bytes);
  *answer = (Answer){.largest = largest, .retry_after = -1};
  if (!wait_for_turn(fetcher, host)) return refuse(diagnostics, name, "it was stopped");
  prepare(fetcher, url, answer);
  CURLcode code = fetcher->curl.easy_perform(fetcher->handle);
  host->visited = true;
  host->last = clock_now();
  if (answer->no_memory) return SPO_NO_MEMORY;
  if (answer->too_large) {
    snprintf(problem, sizeof problem, "it is larger than %zu bytes", largest);
    return refuse(diagnostics, name, problem);
  }
  if (code != CURLE_OK) {
    return refuse(diagnostics, name,
                  code == CURLE_ABORTED_BY_CALLBACK ? "it was stopped" : fetcher->curl.easy_strerror(code));
  }
  fetcher->curl.easy_getinfo(fetcher->handle, CURLINFO_RESPONSE_CODE, &answer->status);
  fetcher->curl.easy_getinfo(fetcher->handle, CURLINFO_REDIRECT_URL, &location);
  fetcher->curl.easy_getinfo(fetcher->handle, CURLINFO_CONTENT_TYPE, &type);
  snprintf(answer->location, sizeof answer->location, "%s", location ? location : "");
  snprintf(answer->type, sizeof answer->type, "%s", type ? type : "");
  return SPO_SUCCESS;
}

/* Asks, and again where the server is busy (429, 503). */
static SpoStatus request_patiently(Fetcher *fetcher, Host *host, const char *url, const char *name,
                                   const Diagnostics *diagnostics, Answer *answer) {
  char problem[200];
  for (int attempt = 1;; attempt++) {
    SpoStatus status = request(fetcher, host, url, fetcher->options.largest, name, diagnostics, answer);
    if (status != SPO_SUCCESS || (answer->status != 429 && answer->status != 503)) return status;
    long wait = answer->retry_after >= 0 ? answer->retry_after : USUAL_WAIT * attempt;
    if (wait > LONGEST_WAIT) {
      snprintf(problem, sizeof problem, "the server is busy (status %ld) and asks to come back in %ld seconds",
               answer->status, wait);
      return refuse(diagnostics, name, problem);
    }
    if (attempt == MOST_ATTEMPTS) {
      snprintf(problem, sizeof problem, "the server is busy (status %ld, %d times)", answer->status, MOST_ATTEMPTS);
      return refuse(diagnostics, name, problem);
    }
    if (!wait_seconds(fetcher, wait)) return refuse(diagnostics, name, "it was stopped");
  }
}

/* ---- robots.txt ---- */

/* Fetches a host's robots.txt, once. Where it has none everything may be read; where the server fails, nothing. */
static SpoStatus learn_robots(Fetcher *fetcher, size_t index, const char *name, const Diagnostics *diagnostics) {
  char url[LONGEST_URL + 16];
  Answer answer = {0};
  SpoStatus status = SPO_SUCCESS;
  snprintf(url, sizeof url, "%s/robots.txt", fetcher->hosts[index].origin);
  fetcher->hosts[index].asked = true;
  for (int i = 0; i <= MOST_REDIRECTIONS; i++) {
    Host *host = host_of(fetcher, slice_of(url)); /* may move the table */
    status = host ? request(fetcher, host, url, LARGEST_ROBOTS, name, diagnostics, &answer) : SPO_NO_MEMORY;
    bool moved = status == SPO_SUCCESS && answer.status >= 300 && answer.status < 400 && answer.location[0];
    if (!moved || !fetch_is_address(slice_of(answer.location))) break;
    snprintf(url, sizeof url, "%s", answer.location);
  }
  Host *host = &fetcher->hosts[index];
  bool found = status == SPO_SUCCESS && answer.status >= 200 && answer.status < 300;
  bool none = status == SPO_SUCCESS && answer.status >= 300 && answer.status < 500;
  if (found) host->robots = strdup(answer.bytes ? answer.bytes : "");
  if (none) host->robots = strdup("");
  if ((found || none) && !host->robots) status = SPO_NO_MEMORY;
  host->problem = answer.status;
  free(answer.bytes);
  return status;
}

static SpoStatus ask_robots(Fetcher *fetcher, const char *url, const char *name, const Diagnostics *diagnostics) {
  char problem[200];
  Host *host = host_of(fetcher, slice_of(url));
  if (!host) return SPO_NO_MEMORY;
  size_t index = (size_t)(host - fetcher->hosts);
  if (!host->asked) {
    SpoStatus status = learn_robots(fetcher, index, name, diagnostics);
    if (status != SPO_SUCCESS) return status;
  }
  host = &fetcher->hosts[index];
  if (!host->robots) {
    snprintf(problem, sizeof problem, "the site's robots.txt cannot be had (status %ld), so nothing of it may be read",
             host->problem);
    return refuse(diagnostics, name, problem);
  }
  RobotsAnswer answer = robots_ask(slice_of(host->robots), SLICE(AGENT), path_of(slice_of(url)));
  if (answer.delay > host->delay) host->delay = answer.delay;
  return answer.allowed ? SPO_SUCCESS : refuse(diagnostics, name, "the site's robots.txt does not allow it");
}

/* ---- pages ---- */

static SpoStatus take_page(const char *url, const char *name, const Diagnostics *diagnostics, Answer *answer,
                           Fetched *page) {
  char problem[200];
  Slice value = slice_of(answer->type), charset = http_parameter(value, "charset"),
        type = slice_trim(slice_cut(&value, ';'));
  if (answer->status < 200 || answer->status >= 300) {
    snprintf(problem, sizeof problem, "the server answers with status %ld", answer->status);
    return refuse(diagnostics, name, problem);
  }
  bool media = slice_starts_with(type, SLICE("image/")) || slice_starts_with(type, SLICE("video/")) ||
               slice_starts_with(type, SLICE("audio/")) || slice_starts_with(type, SLICE("font/"));
  if (media) {
    snprintf(problem, sizeof problem, "it is %.*s, not text", (int)(type.length < 60 ? type.length : 60), type.data);
    return refuse(diagnostics, name, problem);
  }
  page->url = strdup(url);
  if (!page->url) return SPO_NO_MEMORY;
  page->bytes = answer->bytes;
  page->length = answer->length;
  answer->bytes = NULL;
  if (type.length && type.length < sizeof page->type) memcpy(page->type, type.data, type.length);
  if (charset.length && charset.length < sizeof page->charset) memcpy(page->charset, charset.data, charset.length);
  return SPO_SUCCESS;
}

/* Follows redirections, each by the rules of its host. */
static SpoStatus follow(Fetcher *fetcher, const char *name, const Diagnostics *diagnostics, Answer *answer,
                        Fetched *page) {
  char url[LONGEST_URL + 1];
  if (snprintf(url, sizeof url, "%s", name) > LONGEST_URL) return refuse(diagnostics, name, "the address is too long");
  for (int i = 0; i <= MOST_REDIRECTIONS; i++) {
    SpoStatus status = ask_robots(fetcher, url, name, diagnostics);
    if (status != SPO_SUCCESS) return status;
    Host *host = host_of(fetcher, slice_of(url));
    status = host ? request_patiently(fetcher, host, url, name, diagnostics, answer) : SPO_NO_MEMORY;
    if (status != SPO_SUCCESS) return status;
    bool moved = answer->status >= 300 && answer->status < 400 && answer->location[0];
    if (!moved) return take_page(url, name, diagnostics, answer, page);
    if (!fetch_is_address(slice_of(answer->location)))
      return refuse(diagnostics, name, "it leads to an address that is not http or https");
    snprintf(url, sizeof url, "%s", answer->location);
  }
  return refuse(diagnostics, name, "it leads to other addresses over and over");
}

SpoStatus fetch_page(Fetcher *fetcher, const char *url, const Diagnostics *diagnostics, Fetched *page) {
  Answer *answer = calloc(1, sizeof *answer);
  *page = (Fetched){0};
  if (!answer) return SPO_NO_MEMORY;
  SpoStatus status = follow(fetcher, url, diagnostics, answer, page);
  free(answer->bytes);
  free(answer);
  return status;
}

void fetched_free(Fetched *page) {
  free(page->bytes);
  free(page->url);
  *page = (Fetched){0};
}

Fetcher *fetcher_new(const FetchOptions *options, const Diagnostics *diagnostics) {
  Fetcher *fetcher = calloc(1, sizeof *fetcher);
  if (!fetcher) return NULL;
  fetcher->options = *options;
  if (curl_library_load(&fetcher->curl, diagnostics)) fetcher->handle = fetcher->curl.easy_init();
  if (fetcher->handle) return fetcher;
  free(fetcher);
  return NULL;
}

void fetcher_free(Fetcher *fetcher) {
  if (!fetcher) return;
  fetcher->curl.easy_cleanup(fetcher->handle);
  for (size_t i = 0; i < fetcher->count; i++) {
    free(fetcher->hosts[i].origin);
    free(fetcher->hosts[i].robots);
  }
  free(fetcher->hosts);
  free(fetcher);
}
