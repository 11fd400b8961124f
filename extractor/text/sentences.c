#include "text/text_internal.h"

typedef struct {
  Text *text;
  uint8_t *characters;
  Arena *arena;
  AbbreviationTest is_abbreviation;
  void *handle;
  uint32_t paragraph;
  uint32_t begin, end;  /* of the paragraph */
  uint32_t sentence;    /* where the current sentence begins */
  uint32_t last_clause; /* position after the last mark at which a too long sentence can be cut */
  uint32_t next_quote;  /* first quotation that begins after the current position */
} Splitter;

enum { FULL_WIDTH_STOP = 0xFF0E }; /* as often as not a decimal point: ３．５ */

static uint8_t flags_at(const Splitter *splitter, uint32_t at) {
  return at < splitter->end ? splitter->text->characters[at] : CHARACTER_SPACE;
}

static uint32_t skip_spaces(const Splitter *splitter, uint32_t at) {
  while (at < splitter->end && (splitter->text->characters[at] & CHARACTER_SPACE)) at++;
  return at;
}

/* Two capitals with their full stops: J.C. Penney. */
static bool are_initials(const Splitter *splitter, uint32_t word, uint32_t at) {
  return at - word == 3 && (flags_at(splitter, word) & CHARACTER_UPPER) && splitter->text->points[word + 1] == '.' &&
         (flags_at(splitter, word + 2) & CHARACTER_UPPER);
}

/* The, He, In: behind initials they begin a sentence, where a longer word is the name. */
static bool is_short_word(const Splitter *splitter, uint32_t at) {
  uint32_t end = at;
  while (flags_at(splitter, end) & CHARACTER_LETTER) end++;
  return end - at <= 3;
}

/* Whether the full stop, question or exclamation mark of ASCII at `at` ends a sentence. */
static bool ascii_mark_ends(const Splitter *splitter, uint32_t at) {
  const Text *text = splitter->text;
  uint8_t after = flags_at(splitter, at + 1);
  bool closing = (after & CHARACTER_PUNCTUATION) && text->points[at + 1] != '/' && text->points[at + 1] != '-';
  if (!(after & (CHARACTER_SPACE | CHARACTER_HAN)) && !closing) return false;
  if (text->points[at] != '.' && text->points[at] != FULL_WIDTH_STOP) return true;
  uint32_t word = at;
  while (word > splitter->sentence &&
         (flags_at(splitter, word - 1) & (CHARACTER_LETTER | CHARACTER_DIGIT) || text->points[word - 1] == '.')) {
    word--;
  }
  if (after & CHARACTER_HAN) return false;
  uint32_t next = skip_spaces(splitter, at + 1);
  if (next == splitter->end) return true;
  if (flags_at(splitter, next) == CHARACTER_LETTER) return false;                   /* lower case */
  if (at - word == 1 && (flags_at(splitter, word) & CHARACTER_UPPER)) return false; /* an initial: J. Roe */
  if (are_initials(splitter, word, at) && !is_short_word(splitter, next)) return false;
  return !splitter->is_abbreviation || !splitter->is_abbreviation(splitter->handle, text_slice(text, word, at + 1));
}

static bool ends_sentence(const Splitter *splitter, uint32_t at) {
  if (!(splitter->text->characters[at] & CHARACTER_END)) return false;
  uint32_t point = splitter->text->points[at];
  return (point >= 0x80 && point != FULL_WIDTH_STOP) || ascii_mark_ends(splitter, at);
}

static void add_sentence(Splitter *splitter, uint32_t end) {
  Text *text = splitter->text;
  uint32_t begin = skip_spaces(splitter, splitter->sentence), trimmed = end;
  while (trimmed > begin && (text->characters[trimmed - 1] & CHARACTER_SPACE)) trimmed--;
  if (trimmed > begin) {
    VECTOR_PUSH(splitter->arena, &text->sentences, ((Sentence){begin, trimmed, splitter->paragraph}));
  }
  splitter->sentence = end;
  splitter->last_clause = end;
}

/* Marks that close what stands before them and belong to the sentence that they follow, as long as it is no longer than
   sentences may be. */
static uint32_t skip_closing(const Splitter *splitter, uint32_t at) {
  while (at < splitter->end && at - splitter->sentence < SENTENCE_LONGEST) {
    uint32_t point = splitter->text->points[at];
    bool closing = point == ')' || point == 0xFF09 || point == ']' || point == 0x3011 || point == 0x201D ||
                   point == 0x2019 || point == 0x300D || point == 0x300F;
    if (!closing && !ends_sentence(splitter, at)) break;
    at++;
  }
  return at;
}

/* Whether the sentence ends with the quotation whose closing mark stands at `close`. Speech that stands first is
   followed by who said it; speech that was introduced ends the sentence with its own full stop. */
static bool quote_ends_sentence(const Splitter *splitter, const Quote *quote, uint32_t close) {
  const Text *text = splitter->text;
  uint32_t last = close, next = skip_spaces(splitter, close + 1);
  while (last > quote->begin && (text->characters[last - 1] & CHARACTER_SPACE)) last--;
  bool stopped = last > quote->begin && (text->characters[last - 1] & CHARACTER_END);
  if (!stopped || next >= splitter->end) return false;
  if (flags_at(splitter, next) & (CHARACTER_CLAUSE | CHARACTER_END)) return false;
  if (flags_at(splitter, next) == CHARACTER_LETTER) return false; /* lower case: "Go." and left */
  /* "We will build." Others disagree: where who said it follows, an English quotation ends with a comma. */
  bool full_stop = text->points[last - 1] == '.' && (last < 2 || text->points[last - 2] != '.');
  if (full_stop && (flags_at(splitter, next) & CHARACTER_UPPER)) return true;
  bool first = skip_spaces(splitter, splitter->sentence) + 1 >= quote->begin;
  bool another = splitter->next_quote < text->quotes.count && text->quotes.data[splitter->next_quote].begin == next + 1;
  return another || !first;
}

/* Passes over the quotation that begins after `at`, if one does; returns where to go on. */
static uint32_t pass_quote(Splitter *splitter, uint32_t at) {
  Text *text = splitter->text;
  while (splitter->next_quote < text->quotes.count && text->quotes.data[splitter->next_quote].begin <= at) {
    splitter->next_quote++;
  }
  if (splitter->next_quote == text->quotes.count) return at + 1;
  const Quote *quote = &text->quotes.data[splitter->next_quote];
  if (quote->begin != at + 1) return at + 1;
  uint32_t close = quote->end;
  if (close - splitter->sentence > SENTENCE_LONGEST) return at + 1;
  while (splitter->next_quote < text->quotes.count && text->quotes.data[splitter->next_quote].begin <= close) {
    splitter->next_quote++;
  }
  if (quote->book || close >= splitter->end) return close;
  if (quote_ends_sentence(splitter, quote, close)) {
    add_sentence(splitter, close + 1);
  }
  return close + 1;
}

/* The position behind the dash of a place line, "BEND, Ore. (AP) —", or that of the paragraph's beginning: the place in
 * capitals, then, behind a comma or in brackets, the state, the day, the agency. */
static uint32_t place_line_end(const Splitter *splitter) {
  enum { LONGEST = 72, CAPITALS = 3 };
  const Text *text = splitter->text;
  uint32_t capitals = 0, at = splitter->begin;
  bool aside = false, agency = false;
  if (!(flags_at(splitter, at) & CHARACTER_UPPER)) return at;
  for (uint32_t most = at + LONGEST; at + 1 < splitter->end && at < most; at++) {
    uint32_t point = text->points[at];
    uint8_t flags = flags_at(splitter, at);
    bool dash = point == 0x2014 || point == 0x2013 || point == '-';
    if (dash && at > splitter->begin && text->points[at - 1] == ' ' && text->points[at + 1] == ' ') {
      bool opens = !(flags_at(splitter, skip_spaces(splitter, at + 1)) == CHARACTER_LETTER); /* no "NASA — which" */
      return opens && (capitals >= CAPITALS || agency) ? at + 1 : splitter->begin;
    }
    if (point == '"' || point == 0x201C || (flags & CHARACTER_HAN)) break;
    agency = point == ')' || (agency && point == ' ');
    aside = aside || point == ',' || point == '(';
    if (aside) continue;
    if (flags & CHARACTER_UPPER) {
      capitals++;
    } else if ((flags & CHARACTER_LETTER) || (flags & CHARACTER_DIGIT)) {
      capitals = 0;
      if (at - splitter->begin > LONGEST / 3) break;
    }
  }
  return splitter->begin;
}

static void split_paragraph(Splitter *splitter) {
  Text *text = splitter->text;
  uint32_t at = place_line_end(splitter);
  for (uint32_t mark = splitter->begin; mark < at; mark++) {
    if (text->characters[mark] & CHARACTER_END) splitter->characters[mark] = CHARACTER_PUNCTUATION;
  }
  if (at > splitter->begin) add_sentence(splitter, at);
  while (at < splitter->end) {
    uint8_t flags = text->characters[at];
    if (flags & CHARACTER_END) {
      if (ends_sentence(splitter, at)) {
        at = skip_closing(splitter, at + 1);
        add_sentence(splitter, at);
        continue;
      }
      splitter->characters[at] = CHARACTER_PUNCTUATION;
    }
    if (flags & (CHARACTER_CLAUSE | CHARACTER_SPACE)) splitter->last_clause = at + 1;
    at = flags & CHARACTER_PUNCTUATION ? pass_quote(splitter, at) : at + 1;
    if (at - splitter->sentence > SENTENCE_LONGEST) {
      uint32_t most = splitter->sentence + SENTENCE_LONGEST;
      bool clause = splitter->last_clause > splitter->sentence && splitter->last_clause <= most;
      add_sentence(splitter, clause ? splitter->last_clause : most);
    }
  }
  add_sentence(splitter, splitter->end);
}

/* Inside quotations, whose marks were passed over, a full stop must be told from a decimal point as well. */
static void settle_quoted_marks(Splitter *splitter, const Quote *quote) {
  for (uint32_t at = quote->begin; at < quote->end; at++) {
    bool mark = splitter->text->characters[at] & CHARACTER_END;
    if (mark && !ends_sentence(splitter, at)) splitter->characters[at] = CHARACTER_PUNCTUATION;
  }
}

static void place_quotes(Text *text) {
  uint32_t sentence = 0;
  for (uint32_t i = 0; i < text->quotes.count; i++) {
    Quote *quote = &text->quotes.data[i];
    while (sentence < text->sentences.count && text->sentences.data[sentence].end < quote->begin) sentence++;
    if (sentence < text->sentences.count && text->sentences.data[sentence].begin < quote->begin) {
      quote->sentence = sentence;
      if (quote->end > text->sentences.data[sentence].end) quote->end = text->sentences.data[sentence].end;
    }
  }
}

void text_find_sentences(Text *text, Arena *arena, AbbreviationTest is_abbreviation, void *handle) {
  uint8_t *characters = arena_alloc(arena, text->length + 1);
  memcpy(characters, text->characters, text->length + 1);
  text->characters = characters;
  Splitter splitter = {
      .text = text, .characters = characters, .arena = arena, .is_abbreviation = is_abbreviation, .handle = handle};
  uint32_t quote = 0;
  for (uint32_t p = 0; p < text->paragraphs.count; p++) {
    Paragraph *paragraph = &text->paragraphs.data[p];
    splitter.paragraph = p;
    splitter.begin = splitter.sentence = splitter.last_clause = paragraph->begin;
    splitter.end = paragraph->end;
    paragraph->first_sentence = text->sentences.count;
    for (; quote < text->quotes.count && text->quotes.data[quote].begin < paragraph->end; quote++) {
      settle_quoted_marks(&splitter, &text->quotes.data[quote]);
    }
    split_paragraph(&splitter);
    paragraph->sentence_count = text->sentences.count - paragraph->first_sentence;
  }
  place_quotes(text);
}

uint32_t text_sentence_at(const Text *text, uint32_t position) {
  uint32_t low = 0, high = text->sentences.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (text->sentences.data[middle].begin <= position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low && position < text->sentences.data[low - 1].end ? low - 1 : UINT32_MAX;
}

void text_from_document(Text *text, const Document *document, Arena *arena, AbbreviationTest is_abbreviation,
                        void *handle) {
  *text = (Text){.document = document, .language = document->language};
  text_normalize(text, document, arena);
  text_find_quotes(text, arena);
  text_find_sentences(text, arena, is_abbreviation, handle);
}
