#include "rdf/nesting.h"

/* One or two quotation marks behind each other that no third follows have ended a text, or were an empty one. */
static void begin_text(Nesting *nesting, char c) {
  if (c == nesting->quote && ++nesting->quotes == 3) {
    nesting->place = NESTING_LONG_TEXT;
    nesting->quotes = 0;
  }
}

static void take_open(Nesting *nesting, char c) {
  switch (c) {
    case '[':
    case '(':
      nesting->depth++;
      break;
    case ']':
    case ')':
      if (nesting->depth) nesting->depth--;
      break;
    case '<':
      nesting->place = NESTING_IRI;
      break;
    case '#':
      nesting->place = NESTING_COMMENT;
      break;
    case '"':
    case '\'':
      nesting->place = NESTING_TEXT;
      nesting->quote = c;
      nesting->quotes = 1;
      break;
    default:
      break;
  }
}

/* Within a text of one quotation mark at each end, or at the beginning of one of three. */
static void take_text(Nesting *nesting, char c) {
  if (nesting->quotes == 2 && c != nesting->quote) { /* it was empty */
    nesting->place = NESTING_OPEN;
    nesting->quotes = 0;
    take_open(nesting, c);
  } else if (nesting->quotes) {
    begin_text(nesting, c);
    if (c != nesting->quote) nesting->quotes = 0;
  } else if (c == nesting->quote || c == '\n') {
    nesting->place = NESTING_OPEN;
  }
}

static void take_long_text(Nesting *nesting, char c) {
  nesting->quotes = c == nesting->quote ? nesting->quotes + 1 : 0;
  if (nesting->quotes < 3) return;
  nesting->place = NESTING_OPEN;
  nesting->quotes = 0;
}

static void take_byte(Nesting *nesting, char c) {
  bool text = nesting->place == NESTING_TEXT || nesting->place == NESTING_LONG_TEXT;
  bool behind_name = nesting->place == NESTING_OPEN;
  if (nesting->escaped) {
    nesting->escaped = false;
    return;
  }
  if (c == '\\' && (text || behind_name)) {
    nesting->escaped = true;
    if (text && nesting->quotes == 1) nesting->quotes = 0;
    if (nesting->place == NESTING_LONG_TEXT) nesting->quotes = 0;
    return;
  }
  if (nesting->place == NESTING_OPEN) {
    take_open(nesting, c);
  } else if (nesting->place == NESTING_TEXT) {
    take_text(nesting, c);
  } else if (nesting->place == NESTING_LONG_TEXT) {
    take_long_text(nesting, c);
  } else if (c == (nesting->place == NESTING_IRI ? '>' : '\n') || (nesting->place == NESTING_IRI && c == '\n')) {
    nesting->place = NESTING_OPEN;
  }
}

/* Bytes that change something, wherever one stands; most do not. */
static const bool MARKS[][256] = {[NESTING_OPEN] = {['['] = true,
                                                    [']'] = true,
                                                    ['('] = true,
                                                    [')'] = true,
                                                    ['<'] = true,
                                                    ['#'] = true,
                                                    ['"'] = true,
                                                    ['\''] = true,
                                                    ['\\'] = true},
                                  [NESTING_IRI] = {['>'] = true, ['\n'] = true},
                                  [NESTING_COMMENT] = {['\n'] = true},
                                  [NESTING_TEXT] = {['"'] = true, ['\''] = true, ['\\'] = true, ['\n'] = true},
                                  [NESTING_LONG_TEXT] = {['"'] = true, ['\''] = true, ['\\'] = true}};

bool nesting_take(Nesting *nesting, Slice bytes, unsigned deepest) {
  for (size_t i = 0; i < bytes.length; i++) {
    if (!nesting->escaped && !nesting->quotes) {
      const bool *marks = MARKS[nesting->place];
      while (i < bytes.length && !marks[(unsigned char)bytes.data[i]]) i++;
      if (i == bytes.length) break;
    }
    take_byte(nesting, bytes.data[i]);
    if (nesting->depth > deepest) return false;
  }
  return true;
}
