#include "fetch/robots.h"

enum { LONGEST_DELAY = 60 };

typedef struct {
  Slice key, value;
} Line;

/* The next line that says something; comments and blank lines are passed over. */
static bool next_line(Slice *rest, Line *line) {
  while (rest->length) {
    Slice text = slice_cut(rest, '\n');
    text = slice_trim(slice_cut(&text, '#'));
    line->value = text;
    line->key = slice_trim(slice_cut(&line->value, ':'));
    line->value = slice_trim(line->value);
    if (line->key.length) return true;
  }
  return false;
}

static bool is_key(const Line *line, const char *key) {
  return slice_equal_ignore_case(line->key, slice_of(key));
}

/* Patterns match from the beginning of the path; * is anything, a $ at the end is the end. */
static bool matches(Slice pattern, Slice path) {
  bool anchored = slice_ends_with(pattern, SLICE("$"));
  pattern.length -= anchored;
  size_t at = 0, star = SIZE_MAX, from = 0, i = 0;
  while (at < pattern.length || (anchored && i < path.length)) {
    if (at < pattern.length && pattern.data[at] == '*') {
      star = at++;
      from = i;
    } else if (at < pattern.length && i < path.length && pattern.data[at] == path.data[i]) {
      at++, i++;
    } else if (star != SIZE_MAX && from < path.length) {
      at = star + 1;
      i = ++from;
    } else {
      return false;
    }
  }
  return true;
}

static unsigned seconds(Slice value) {
  unsigned count = 0;
  for (size_t i = 0; i < value.length && value.data[i] >= '0' && value.data[i] <= '9' && count <= LONGEST_DELAY; i++) {
    count = count * 10 + (unsigned)(value.data[i] - '0');
  }
  return count < LONGEST_DELAY ? count : LONGEST_DELAY;
}

/* Product tokens are letters, - and _; what follows (a version) does not count. */
static bool is_agent(Slice value, Slice agent) {
  if (value.length < agent.length) return false;
  if (!slice_equal_ignore_case((Slice){value.data, agent.length}, agent)) return false;
  return value.length == agent.length || strchr("/ \t", value.data[agent.length]);
}

/* The rules of all groups for `agent` ("*": everybody). False where there is no such group. */
static bool ask_groups(Slice text, Slice agent, Slice path, RobotsAnswer *answer) {
  Line line;
  bool head = false, mine = false, found = false; /* in the lines that name agents; the group is for this one */
  size_t longest = 0;
  while (next_line(&text, &line)) {
    if (is_key(&line, "user-agent")) {
      bool named = slice_is(agent, "*") ? slice_is(line.value, "*") : is_agent(line.value, agent);
      mine = head ? mine || named : named;
      found = found || named;
      head = true;
      continue;
    }
    bool allows = is_key(&line, "allow"), rule = allows || is_key(&line, "disallow"),
         delay = is_key(&line, "crawl-delay");
    if (rule || delay) head = false;
    if (!mine) continue;
    if (delay) answer->delay = seconds(line.value);
    if (!rule || line.value.length == 0 || line.value.length < longest || !matches(line.value, path)) continue;
    bool same = line.value.length == longest;
    answer->allowed = same ? answer->allowed || allows : allows;
    longest = line.value.length;
  }
  return found;
}

RobotsAnswer robots_ask(Slice text, Slice agent, Slice path) {
  RobotsAnswer answer = {.allowed = true};
  if (slice_starts_with(text, SLICE("\xEF\xBB\xBF"))) text.data += 3, text.length -= 3;
  if (path.length == 0) path = SLICE("/");
  if (!ask_groups(text, agent, path, &answer)) ask_groups(text, SLICE("*"), path, &answer);
  return answer;
}
