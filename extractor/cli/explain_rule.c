#include "cli/explain_rule.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "rules/rule_loader.h"

/* What printing needs to know. */
typedef struct {
  const Result *result;
  const RuleSet *rules;
  const Trace *trace;
  const RuleFile *files; /* sources, for the words of patterns and the files of lists; may be none */
  uint32_t file_count;
  const RuleStatement *statement; /* of the rule, or NULL */
} Explaining;

static Slice type_name(const Explaining *explaining, uint32_t type) {
  return rule_string(explaining->rules, explaining->rules->types[type].name);
}

static Slice text_of(const Explaining *explaining, uint32_t begin, uint32_t end) {
  return text_slice(&explaining->result->text, begin, end);
}

static const RuleStatement *find_statement(const Explaining *explaining, Slice name) {
  for (uint32_t f = 0; f < explaining->file_count; f++) {
    const RuleFile *file = &explaining->files[f];
    for (uint32_t i = 0; i < file->rules.count; i++) {
      if (slice_equal(file->rules.data[i].name.text, name)) return &file->rules.data[i];
    }
  }
  return NULL;
}

static Slice source_of(RulePlace place) {
  return (Slice){place.source->text.data + place.begin, place.end - place.begin};
}

/* From a place to the end of its line. */
static Slice line_from(RulePlace place) {
  Slice text = place.source->text;
  size_t end = place.begin;
  while (end < text.length && text.data[end] != '\n') end++;
  return (Slice){text.data + place.begin, end - place.begin};
}

/* ---- one attempt ---- */

static void print_sentence(const Explaining *explaining, uint32_t number, uint32_t begin, uint32_t end) {
  const Sentence *sentence = &explaining->result->text.sentences.data[number];
  Slice words = text_of(explaining, sentence->begin, sentence->end);
  printf("    %.*s\n", (int)words.length, words.data);
  if (begin >= end) return;
  size_t before = utf8_columns(text_of(explaining, sentence->begin, begin));
  size_t under = utf8_columns(text_of(explaining, begin, end));
  printf("    %*s", (int)before, "");
  for (size_t i = 0; i < under; i++) putchar('^');
  putchar('\n');
}

/* `A`, `A or B`, `A, B or C` */
static void print_types(const Explaining *explaining, const uint32_t *types, uint32_t count) {
  enum { MOST_NAMED = 6 };
  uint32_t named = count < MOST_NAMED ? count : MOST_NAMED;
  for (uint32_t i = 0; i < named; i++) {
    Slice name = type_name(explaining, types[i]);
    printf("%s%.*s", i == 0 ? "" : i + 1 == named && named == count ? " or " : ", ", (int)name.length, name.data);
  }
  if (named < count) printf(" or %u more", count - named);
}

/* The same without parts of lists and texts of rules, of what stands somewhere. False where nothing is left. */
static bool print_own_types(const Explaining *explaining, const Reading *reading) {
  uint32_t kept[32], count = 0;
  for (uint32_t i = 0; i < reading->types.count && count < 32; i++) {
    uint32_t type = reading->types.data[i];
    const RuleType *known = &explaining->rules->types[type];
    bool part = known->kind == TYPE_LITERAL || (known->kind == TYPE_WORDS && known->base != type);
    if (type != BUILTIN_NONE && !part) kept[count++] = type;
  }
  print_types(explaining, kept, count);
  return count > 0;
}

static bool is_character_class(uint32_t type) {
  return type >= BUILTIN_EDGES && type < BUILTIN_COUNT_OF;
}

/* What was expected; mere characters, which most often are a gap, only where nothing else was. */
static void print_expected(const Explaining *explaining, const Attempt *attempt) {
  uint32_t kept[64], count = 0;
  for (uint32_t i = 0; i < attempt->expected.count && count < 64; i++) {
    if (!is_character_class(attempt->expected.data[i])) kept[count++] = attempt->expected.data[i];
  }
  if (count) {
    print_types(explaining, kept, count);
  } else {
    print_types(explaining, attempt->expected.data, attempt->expected.count);
  }
}

static bool has_type(const Reading *reading, uint32_t type) {
  for (uint32_t i = 0; i < reading->types.count; i++) {
    if (reading->types.data[i] == type) return true;
  }
  return false;
}

static bool stands_at(const Reading *reading, const Attempt *attempt) {
  if (reading->sentence != attempt->sentence) return false;
  return attempt->leftwards ? reading->end == attempt->gap : reading->begin == attempt->gap;
}

/* Or in what was passed over. */
static bool stands_in(const Reading *reading, const Attempt *attempt) {
  uint32_t from = attempt->leftwards ? attempt->stop : attempt->gap,
           to = attempt->leftwards ? attempt->gap : attempt->stop;
  return reading->sentence == attempt->sentence &&
         (stands_at(reading, attempt) || (reading->begin >= from && reading->end <= to));
}

/* What stands where the rule stopped: on the best reading if possible, and long rather than short. */
static const Reading *found_at(const Explaining *explaining, const Attempt *attempt) {
  const Reading *found = NULL;
  for (uint32_t i = 0; i < explaining->trace->all_readings.count; i++) {
    const Reading *reading = &explaining->trace->all_readings.data[i];
    if (!stands_at(reading, attempt) || reading->hidden) continue;
    bool longer = found && reading->end - reading->begin > found->end - found->begin;
    if (!found || reading->best > found->best || (reading->best == found->best && longer)) found = reading;
  }
  return found;
}

/* Something that was expected stands there, but the sentence is read otherwise. */
static const Reading *hidden_at(const Explaining *explaining, const Attempt *attempt) {
  for (uint32_t i = 0; i < explaining->trace->all_readings.count; i++) {
    const Reading *reading = &explaining->trace->all_readings.data[i];
    if (!stands_in(reading, attempt) || !reading->hidden) continue;
    for (uint32_t k = 0; k < attempt->expected.count; k++) {
      if (has_type(reading, attempt->expected.data[k])) return reading;
    }
  }
  return NULL;
}

/* The file of an expected word list, to which a word might be added; empty where none is. */
static Slice list_file(const Explaining *explaining, const Attempt *attempt) {
  for (uint32_t k = 0; k < attempt->expected.count; k++) {
    const RuleType *type = &explaining->rules->types[attempt->expected.data[k]];
    if (type->kind != TYPE_WORDS) continue;
    Slice name = type_name(explaining, type->base);
    for (uint32_t f = 0; f < explaining->file_count; f++) {
      for (uint32_t i = 0; i < explaining->files[f].words.count; i++) {
        const WordsStatement *words = &explaining->files[f].words.data[i];
        if (slice_equal(words->name.text, name) && words->file.text.length && !words->removes) return words->file.text;
      }
    }
  }
  return SLICE("");
}

static uint32_t column_of(const Explaining *explaining, const Attempt *attempt, uint32_t position) {
  return position - explaining->result->text.sentences.data[attempt->sentence].begin + 1;
}

static void print_found(const Explaining *explaining, const Attempt *attempt) {
  const Reading *found = found_at(explaining, attempt);
  if (!found) {
    puts(attempt->leftwards ? ", but the sentence begins here" : ", but the sentence ends here");
    return;
  }
  Slice words = text_of(explaining, found->begin, found->end);
  printf(", found %.*s (", (int)words.length, words.data);
  if (!print_own_types(explaining, found)) fputs(found->source == EDGE_DICTIONARY ? "a word" : "of no list", stdout);
  putchar(')');
  Slice file = list_file(explaining, attempt);
  bool word = found->source >= EDGE_WORD && found->source <= EDGE_SHAPE;
  if (file.length && word) printf("; is it missing from %.*s?", (int)file.length, file.data);
  putchar('\n');
}

static void print_hidden(const Explaining *explaining, const Reading *hidden) {
  Slice words = text_of(explaining, hidden->begin, hidden->end);
  printf("    %.*s could be ", (int)words.length, words.data);
  print_types(explaining, hidden->types.data, hidden->types.count);
  printf(", but the sentence is read otherwise, which is %.1f nats likelier:", (double)hidden->slack);
  for (uint32_t i = 0; i < explaining->trace->all_readings.count; i++) {
    const Reading *reading = &explaining->trace->all_readings.data[i];
    bool overlaps =
        reading->sentence == hidden->sentence && reading->begin < hidden->end && reading->end > hidden->begin;
    if (!reading->best || !overlaps) continue;
    Slice part = text_of(explaining, reading->begin, reading->end);
    printf(" %.*s", (int)part.length, part.data);
    if (reading->entity) {
      Slice type = type_name(explaining, reading->types.data[0]);
      printf(" (%.*s)", (int)type.length, type.data);
    }
  }
  putchar('\n');
}

static void print_stop(const Explaining *explaining, const Attempt *attempt) {
  fputs("    expected ", stdout);
  print_expected(explaining, attempt);
  printf(attempt->leftwards ? " in front of column %u" : " at column %u", column_of(explaining, attempt, attempt->gap));
  uint32_t passed = attempt->gap > attempt->stop ? attempt->gap - attempt->stop : attempt->stop - attempt->gap;
  if (passed) printf(" or up to %u characters %s", passed, attempt->leftwards ? "before" : "behind");
  print_found(explaining, attempt);
  const Reading *hidden = hidden_at(explaining, attempt);
  if (hidden) print_hidden(explaining, hidden);
}

static void print_condition(const Explaining *explaining, const Attempt *attempt) {
  const RuleStatement *statement = explaining->statement;
  fputs("    everything matched, but a condition does not hold", stdout);
  if (statement && attempt->condition < statement->conditions.count) {
    const RuleCondition *condition = &statement->conditions.data[attempt->condition];
    static const char *const KINDS[] = {"before", "after", "inside", "is", "in", "same"};
    Slice line = line_from(condition->place);
    printf(": %s%s %.*s", condition->negated ? "not " : "", condition->pattern ? KINDS[condition->kind] : "",
           (int)(condition->pattern ? source_of(condition->pattern->place).length : line.length),
           condition->pattern ? source_of(condition->pattern->place).data : line.data);
  }
  putchar('\n');
}

/* Whether the sentence is read so, if not by this mark: what was marked is then a name of the document. */
static bool is_taken_as_name(const Explaining *explaining, const Reading *mark) {
  for (uint32_t i = 0; i < explaining->trace->all_readings.count; i++) {
    const Reading *other = &explaining->trace->all_readings.data[i];
    bool same = other->sentence == mark->sentence && other->begin == mark->begin && other->end == mark->end;
    bool named = other->types.count && mark->types.count && other->types.data[0] == mark->types.data[0];
    if (other->best && same && named) return true;
  }
  return false;
}

/* What became of marks: whether the reading took them. */
static void print_mark(const Explaining *explaining, const Attempt *attempt) {
  for (uint32_t i = 0; i < explaining->trace->all_readings.count; i++) {
    const Reading *reading = &explaining->trace->all_readings.data[i];
    bool made =
        reading->rule == attempt->rule && reading->source == EDGE_MARK && reading->sentence == attempt->sentence;
    if (!made || reading->begin < attempt->begin || reading->end > attempt->end) continue;
    Slice words = text_of(explaining, reading->begin, reading->end);
    printf("    it marks %.*s", (int)words.length, words.data);
    if (isfinite(reading->cost)) printf(" at a cost of %.1f nats", (double)reading->cost);
    bool taken = reading->best || !isfinite(reading->cost), named = !taken && is_taken_as_name(explaining, reading);
    puts(taken   ? ", and that reading is taken"
         : named ? ", and as a name of the document it is taken"
                 : ", which is not taken");
    if (!taken && !named) print_hidden(explaining, reading);
  }
}

static void print_facts(const Explaining *explaining, const Attempt *attempt) {
  const Analysis *analysis = &explaining->result->analysis;
  bool any = false;
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->rule != attempt->rule || fact->sentence != attempt->sentence) continue;
    any = any || !fact->dropped;
  }
  puts(any ? "    it fires here" : "    everything matched");
  for (uint32_t i = 0; i < explaining->trace->losses.count; i++) {
    const Loss *loss = &explaining->trace->losses.data[i];
    if (loss->loser.rule != attempt->rule || loss->loser.sentence != attempt->sentence) continue;
    Slice winner = rule_string(explaining->rules, explaining->rules->rules[loss->winner.rule].name);
    Slice words = text_of(explaining, loss->winner.begin, loss->winner.end);
    printf("    a fact lost against one of rule %.*s from “%.*s”: %s\n", (int)winner.length, winner.data,
           (int)words.length, words.data, loss->reason);
  }
}

static void print_unfilled(const Explaining *explaining, const Attempt *attempt) {
  const RuleFrame *frame = &explaining->rules->frames[explaining->rules->rules[attempt->rule].produced];
  const RuleSlot *slot = &explaining->rules->slots[frame->first_slot + attempt->slot];
  Slice name = rule_string(explaining->rules, slot->name);
  printf("    everything matched, but nothing fits the slot `%.*s`", (int)name.length, name.data);
  if (slot->kind == SLOT_ENTITY && slot->type_count) {
    fputs(", which takes ", stdout);
    uint32_t types[8], count = slot->type_count < 8 ? slot->type_count : 8;
    for (uint32_t i = 0; i < count; i++) types[i] = explaining->rules->slot_types[slot->first_type + i];
    print_types(explaining, types, count);
  }
  putchar('\n');
}

static void print_outcome(const Explaining *explaining, const Attempt *attempt) {
  const Rule *rule = &explaining->rules->rules[attempt->rule];
  switch (attempt->outcome) {
    case ATTEMPT_NO_ANCHOR:
      fputs("    the rule begins to look where there is ", stdout);
      print_types(explaining, attempt->expected.data, attempt->expected.count);
      puts(", and there is nothing of that in this sentence");
      break;
    case ATTEMPT_STOPPED:
      print_stop(explaining, attempt);
      break;
    case ATTEMPT_CONDITION:
      print_condition(explaining, attempt);
      break;
    case ATTEMPT_UNFILLED:
      print_unfilled(explaining, attempt);
      break;
    case ATTEMPT_UNEQUAL:
      puts("    everything matched, but the lists that `zip` pairs have different lengths: nothing is emitted");
      break;
    case ATTEMPT_COMPLETE:
      if (rule->flags & RULE_MARK) {
        print_mark(explaining, attempt);
      } else if (rule->flags & RULE_QUALIFY || attempt->part) {
        puts("    everything matched");
      } else {
        print_facts(explaining, attempt);
      }
      break;
  }
  if (attempt->hidden) puts("    (what wakes the rule is itself hidden: the sentence is read otherwise)");
}

static void print_attempt(const Explaining *explaining, const Attempt *attempt) {
  const RuleStatement *statement = explaining->statement;
  if (statement) {
    static const char *const JOINS[] = {"with", "maybe", "unless"};
    bool joined = attempt->part && attempt->part <= statement->joins.count;
    const Pattern *pattern = joined ? statement->joins.data[attempt->part - 1].pattern
                             : attempt->line < statement->matches.count ? statement->matches.data[attempt->line]
                                                                        : NULL;
    Slice words = pattern ? source_of(pattern->place) : SLICE("");
    printf("  %-6s %.*s\n", joined ? JOINS[statement->joins.data[attempt->part - 1].kind] : "match", (int)words.length,
           words.data);
  }
  bool stretch = attempt->outcome != ATTEMPT_NO_ANCHOR;
  print_sentence(explaining, attempt->sentence, stretch ? attempt->begin : 0, stretch ? attempt->end : 0);
  if (attempt->outcome == ATTEMPT_STOPPED && attempt->woken) {
    Slice anchor = text_of(explaining, attempt->anchor_begin, attempt->anchor_end);
    printf("    it began at %.*s, and went to the %s\n", (int)anchor.length, anchor.data,
           attempt->leftwards ? "right to its end, then to the left" : "right");
  }
  print_outcome(explaining, attempt);
}

/* In a text of many sentences, those where nothing wakes the rule say nothing. */
static bool says_much(const Attempt *attempt, uint32_t sentences) {
  return sentences == 1 || attempt->woken;
}

void explain_rule(const Result *result, const Trace *trace, const RuleFile *files, uint32_t file_count) {
  Explaining explaining = {
      .result = result, .rules = &result->language->rules, .trace = trace, .files = files, .file_count = file_count};
  const Rule *rule = &explaining.rules->rules[trace->rule];
  Slice name = rule_string(explaining.rules, rule->name), file = rule_string(explaining.rules, rule->file);
  explaining.statement = find_statement(&explaining, name);
  printf("rule %.*s, %.*s:%u\n", (int)name.length, name.data, (int)file.length, file.data, rule->line);
  uint32_t shown = 0;
  for (uint32_t i = 0; i < trace->attempts.count; i++) {
    if (!says_much(&trace->attempts.data[i], result->text.sentences.count)) continue;
    print_attempt(&explaining, &trace->attempts.data[i]);
    shown++;
  }
  if (!shown) puts("    nothing in this text wakes it");
  putchar('\n');
}

/* ---- readings ---- */

static const char *source_name(const Reading *reading) {
  static const char *const NAMES[] = {"character", "word",    "dictionary", "vocabulary", "shape", "value",
                                      "quotation", "bracket", "rule",       "name",       "guess"};
  return NAMES[reading->source];
}

/* Words of a list, values, names: not the mere characters and words of the dictionary that lie off the best reading. */
static bool is_worth_telling(const Reading *reading) {
  if (reading->best) return true;
  bool plain = reading->source == EDGE_DICTIONARY || reading->source == EDGE_CHARACTER || reading->source == EDGE_SHAPE;
  return !plain && (reading->entity || !reading->hidden) && reading->types.count;
}

void explain_readings(const Result *result, const Trace *trace) {
  Explaining explaining = {.result = result, .rules = &result->language->rules, .trace = trace};
  for (uint32_t s = 0; s < result->text.sentences.count; s++) {
    print_sentence(&explaining, s, 0, 0);
    for (uint32_t position = result->text.sentences.data[s].begin; position < result->text.sentences.data[s].end;
         position++) {
      for (uint32_t i = 0; i < trace->all_readings.count; i++) {
        const Reading *reading = &trace->all_readings.data[i];
        if (reading->sentence != s || reading->begin != position || !is_worth_telling(reading)) continue;
        Slice words = text_slice(&result->text, reading->begin, reading->end);
        size_t columns = utf8_columns(words);
        printf("    %c %3u-%-3u %.*s%*s %-10s ",
               reading->best     ? '*'
               : reading->hidden ? '-'
                                 : ' ',
               reading->begin - result->text.sentences.data[s].begin + 1,
               reading->end - result->text.sentences.data[s].begin, (int)words.length, words.data,
               columns < 24 ? (int)(24 - columns) : 0, "", source_name(reading));
        if (isfinite(reading->cost)) printf("%6.1f", (double)reading->cost);
        if (!isfinite(reading->cost)) printf("     -");
        if (isfinite(reading->slack) && isfinite(reading->cost)) printf(" %+6.1f  ", (double)reading->slack);
        if (!isfinite(reading->slack) || !isfinite(reading->cost)) printf("         ");
        print_own_types(&explaining, reading);
        if (reading->rule != UINT32_MAX) {
          Slice rule = rule_string(explaining.rules, explaining.rules->rules[reading->rule].name);
          printf("  by rule %.*s", (int)rule.length, rule.data);
        }
        putchar('\n');
      }
    }
    putchar('\n');
  }
}
