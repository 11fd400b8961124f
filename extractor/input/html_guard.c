#include "input/html_guard.h"

#include <stdlib.h>

enum { SHORTEST_CUT = 16 };

/* Where the guard is in the page; every function goes on from `at`. */
typedef struct {
  char *begin, *at, *end; /* *end is 0 */
  HtmlCuts *cuts;
  bool out_of_memory;
  char *cdata_ends; /* every ]]> before this has its <![CDATA[; NULL: there is none any more */
} Guard;

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool begins_name(char c) {
  return is_letter(c) || c == '_' || c == ':' || c == '.';
}

static bool is_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-';
}

static void blank(char *from, const char *to) {
  memset(from, ' ', (size_t)(to - from));
}

static void cut(Guard *guard, const char *from, const char *to, unsigned kind) {
  HtmlCuts *cuts = guard->cuts;
  if (to - from < SHORTEST_CUT || guard->out_of_memory) return;
  if (cuts->count == cuts->capacity) {
    size_t wanted = cuts->capacity ? 2 * cuts->capacity : 64;
    HtmlCut *larger = realloc(cuts->data, wanted * sizeof *larger);
    guard->out_of_memory = !larger;
    if (!larger) return;
    cuts->data = larger;
    cuts->capacity = wanted;
  }
  cuts->data[cuts->count++] =
      (HtmlCut){.begin = (uint32_t)(from - guard->begin), .end = (uint32_t)(to - guard->begin), .kind = kind};
}

static void skip_blanks(Guard *guard) {
  while (is_blank(*guard->at)) guard->at++;
}

/* A name has at most 100 characters; what follows is another one. */
static void skip_name(Guard *guard) {
  if (!begins_name(*guard->at)) return;
  for (int i = 0; i < 100 && is_name(*guard->at); i++) guard->at++;
}

/* To `c` and past it, or to the end. */
static void skip_past(Guard *guard, char c) {
  char *found = memchr(guard->at, c, (size_t)(guard->end - guard->at));
  guard->at = found ? found + 1 : guard->end;
}

static bool at_tag_end(const Guard *guard) {
  return *guard->at == '>' || (*guard->at == '/' && guard->at[1] == '>') || guard->at >= guard->end;
}

static void skip_attribute(Guard *guard) {
  if (!begins_name(*guard->at)) {
    while (!at_tag_end(guard) && !is_blank(*guard->at)) guard->at++;
    return;
  }
  skip_name(guard);
  skip_blanks(guard);
  if (*guard->at != '=') return;
  guard->at++;
  skip_blanks(guard);
  if (*guard->at == '"' || *guard->at == '\'') {
    char quote = *guard->at++;
    skip_past(guard, quote);
  } else {
    while (guard->at < guard->end && *guard->at != '>' && !is_blank(*guard->at)) guard->at++;
  }
}

/* Past the text of a script or style element, to its end tag. */
static void skip_raw_text(Guard *guard, const char *name, size_t length) {
  while (guard->at < guard->end) {
    char *open = memchr(guard->at, '<', (size_t)(guard->end - guard->at));
    guard->at = open ? open : guard->end;
    if (!open || (open[1] == '/' && strncasecmp(open + 2, name, length) == 0)) return;
    guard->at++;
  }
}

static void guard_start_tag(Guard *guard) {
  char *name = ++guard->at;
  skip_name(guard);
  size_t length = (size_t)(guard->at - name);
  char *surplus = NULL;
  skip_blanks(guard);
  for (unsigned count = 0; !at_tag_end(guard); count++) {
    if (count == HTML_MOST_ATTRIBUTES) surplus = guard->at;
    skip_attribute(guard);
    skip_blanks(guard);
  }
  if (surplus) blank(surplus, guard->at);
  if (*guard->at == '/') {
    guard->at += 2;
    return;
  }
  if (*guard->at == '>') guard->at++;
  bool script = length == 6 && strncasecmp(name, "script", 6) == 0;
  if (!script && !(length == 5 && strncasecmp(name, "style", 5) == 0)) return;
  char *text = guard->at;
  bool linked = script && slice_find(slice_between(name, text), SLICE("ld+json")) != SIZE_MAX;
  skip_raw_text(guard, name, length);
  cut(guard, text, guard->at, linked ? CUT_LINKED_DATA : script ? CUT_SCRIPT : CUT_DEAD);
}

static void guard_end_tag(Guard *guard) {
  guard->at += 2;
  if (begins_name(*guard->at)) skip_past(guard, '>');
}

/* A comment stays, for text before and behind it is one; only what it says goes. */
static void guard_comment(Guard *guard) {
  char *from = guard->at + 4, *close = from;
  while ((close = memchr(close, '-', (size_t)(guard->end - close)))) {
    if (close[1] == '-' && (close[2] == '>' || (close[2] == '!' && close[3] == '>'))) break;
    close++;
  }
  if (!close) {
    blank(guard->at, guard->end);
    guard->at = guard->end;
    return;
  }
  guard->at = close + (close[2] == '!' ? 4 : 3);
  blank(from, guard->at);
  memcpy(guard->at - 3, "-->", 3);
  cut(guard, from, guard->at - 3, CUT_DEAD);
}

/* <!DOCTYPE ...>, <![if ...]>, <?xml ...?> go; of <![CDATA[...]]> the text stays. */
static void guard_declaration(Guard *guard) {
  char *from = guard->at;
  if (strncmp(from, "<![CDATA[", 9) == 0 && guard->cdata_ends) {
    char *close = strstr(from > guard->cdata_ends ? from : guard->cdata_ends, "]]>");
    guard->cdata_ends = close ? close + 3 : NULL;
    if (close) {
      blank(from, from + 9);
      blank(close, close + 3);
      guard->at += 9;
      return;
    }
  }
  skip_past(guard, '>');
  blank(from, guard->at);
}

static void guard_all(Guard *guard) {
  for (char *nul = guard->begin; (nul = memchr(nul, 0, (size_t)(guard->end - nul)));) *nul = ' ';
  while (guard->at < guard->end) {
    guard->at = memchr(guard->at, '<', (size_t)(guard->end - guard->at));
    if (!guard->at) return;
    char next = guard->at[1];
    if (is_letter(next)) {
      guard_start_tag(guard);
    } else if (next == '/') {
      guard_end_tag(guard);
    } else if (next == '!' && guard->at[2] == '-' && guard->at[3] == '-') {
      guard_comment(guard);
    } else if (next == '!' || next == '?') {
      guard_declaration(guard);
    } else {
      guard->at++;
    }
  }
}

/* Moves together what was not cut. */
static size_t close_up(char *html, size_t length, HtmlCuts *cuts) {
  size_t kept = cuts->count ? cuts->data[0].begin : length;
  for (size_t i = 0; i < cuts->count; i++) {
    HtmlCut *cut = &cuts->data[i];
    size_t next = i + 1 < cuts->count ? cuts->data[i + 1].begin : length;
    cut->place = (uint32_t)kept;
    memmove(html + kept, html + cut->end, next - cut->end);
    kept += next - cut->end;
  }
  memset(html + kept, 0, length - kept);
  return kept;
}

bool html_guard(char *html, size_t *length, HtmlCuts *cuts) {
  Guard guard = {.begin = html, .at = html, .end = html + *length, .cuts = cuts, .cdata_ends = html};
  cuts->count = 0;
  guard_all(&guard);
  if (!guard.out_of_memory) *length = close_up(html, *length, cuts);
  return !guard.out_of_memory;
}

size_t html_cuts_source(const HtmlCuts *cuts, size_t offset) {
  size_t low = 0, high = cuts->count; /* cuts below `low` stand before the offset */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (cuts->data[middle].place <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low ? offset - cuts->data[low - 1].place + cuts->data[low - 1].end : offset;
}
