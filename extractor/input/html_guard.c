#include "input/html_guard.h"

/* Where the guard is in the page; every function goes on from `at`. */
typedef struct {
  char *at, *end;   /* *end is 0 */
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
  bool raw =
      (length == 6 && strncasecmp(name, "script", 6) == 0) || (length == 5 && strncasecmp(name, "style", 5) == 0);
  if (raw) skip_raw_text(guard, name, length);
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

void html_guard(char *html, size_t length) {
  Guard guard = {.at = html, .end = html + length, .cdata_ends = html};
  for (char *nul = html; (nul = memchr(nul, 0, (size_t)(guard.end - nul)));) *nul = ' ';
  while (guard.at < guard.end) {
    guard.at = memchr(guard.at, '<', (size_t)(guard.end - guard.at));
    if (!guard.at) return;
    char next = guard.at[1];
    if (is_letter(next)) {
      guard_start_tag(&guard);
    } else if (next == '/') {
      guard_end_tag(&guard);
    } else if (next == '!' && guard.at[2] == '-' && guard.at[3] == '-') {
      guard_comment(&guard);
    } else if (next == '!' || next == '?') {
      guard_declaration(&guard);
    } else {
      guard.at++;
    }
  }
}
