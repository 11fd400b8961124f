#include <getopt.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"

typedef struct {
  CommonOptions common;
  bool colour;
  const char *fact; /* only the claim with this IRI */
} ExplainOptions;

/* Slots are told apart on a terminal by colour, elsewhere by the sign that underlines them. */
static const char *const COLOURS[] = {"\033[4;32m", "\033[4;33m", "\033[4;36m",
                                      "\033[4;35m", "\033[4;34m", "\033[4;31m"};
static const char SIGNS[] = "^~=-+*";
enum { STYLES = 6 };

/* The slot that covers a position, counted from 1 in the order of the frame; 0: none. */
static uint32_t slot_at(const Fact *fact, uint32_t position) {
  uint32_t covering = 0, shortest = UINT32_MAX;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *slot = &fact->slots.data[i];
    if (slot->kind == FACT_TEXT || slot->end <= slot->begin) continue;
    if (position < slot->begin || position >= slot->end || slot->end - slot->begin >= shortest) continue;
    shortest = slot->end - slot->begin;
    covering = slot->slot + 1;
  }
  return covering;
}

static void print_marked(const Text *text, const Fact *fact, const Sentence *sentence) {
  uint32_t style = 0;
  fputs("    ", stdout);
  for (uint32_t at = sentence->begin; at < sentence->end; at++) {
    uint32_t slot = slot_at(fact, at);
    if (slot != style) fputs(style ? "\033[0m" : "", stdout);
    if (slot && slot != style) fputs(COLOURS[(slot - 1) % STYLES], stdout);
    style = slot;
    Slice character = text_slice(text, at, at + 1);
    fwrite(character.data, 1, character.length, stdout);
  }
  puts(style ? "\033[0m" : "");
}

static void print_underlined(const Text *text, const Fact *fact, const Sentence *sentence) {
  Slice words = text_slice(text, sentence->begin, sentence->end);
  printf("    %.*s\n    ", (int)words.length, words.data);
  uint32_t last = sentence->begin;
  for (uint32_t at = sentence->begin; at < sentence->end; at++) {
    if (slot_at(fact, at)) last = at + 1;
  }
  for (uint32_t at = sentence->begin; at < last; at++) {
    uint32_t slot = slot_at(fact, at);
    size_t columns = utf8_columns(text_slice(text, at, at + 1));
    while (columns--) putchar(slot ? SIGNS[(slot - 1) % STYLES] : ' ');
  }
  putchar('\n');
}

static void print_slots(const Result *result, Arena *arena, const Fact *fact) {
  const RuleSet *rules = &result->language->rules;
  const RuleFrame *frame = &rules->frames[fact->frame];
  for (uint32_t i = 0; i < frame->slot_count; i++) {
    const FactSlot *slot = fact_slot(fact, i);
    if (!slot) continue;
    Slice name = rule_string(rules, rules->slots[frame->first_slot + i].name);
    Slice said = graph_slot_text(arena, &result->resolution, fact, slot);
    printf("    %-13.*s %.*s", (int)name.length, name.data, (int)said.length, said.data);
    if (slot->kind == FACT_VALUE) {
      const Value *value = &result->analysis.values.data[slot->value];
      Slice text = text_slice(&result->text, slot->begin, slot->end);
      printf(" %.*s", (int)value->unit.length, value->unit.data);
      if (!slice_equal(text, said)) printf("  (%.*s)", (int)text.length, text.data);
    } else if (slot->entity != ENTITY_NONE && slot->kind != FACT_TEXT) {
      Slice text = text_slice(&result->text, slot->begin, slot->end);
      if (!slice_equal(text, said)) printf("  (%.*s)", (int)text.length, text.data);
    }
    fputs(slot->carried ? "  <- from the fact before\n" : "\n", stdout);
  }
}

static void explain_claim(const ExplainOptions *options, Session *session, uint32_t number) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[number]];
  Slice iri = graph_claim_iri(&session->arena, &result->resolution, &options->common.graph, number);
  if (options->fact && !slice_is(iri, options->fact)) return;
  const Rule *rule = &rules->rules[fact->rule];
  Slice frame = rule_string(rules, rules->frames[fact->frame].name), name = rule_string(rules, rule->name);
  Slice file = rule_string(rules, rule->file);
  const char *bold = options->colour ? "\033[1m" : "", *plain = options->colour ? "\033[0m" : "";
  printf("%s%.*s%s  by rule %.*s, %.*s:%u, confidence %.2f\n", bold, (int)frame.length, frame.data, plain,
         (int)name.length, name.data, (int)file.length, file.data, rule->line, (double)rule->confidence);
  const Sentence *sentence = &result->text.sentences.data[fact->sentence];
  (options->colour ? print_marked : print_underlined)(&result->text, fact, sentence);
  print_slots(result, &session->arena, fact);
  printf("    <%.*s>\n\n", (int)iri.length, iri.data);
}

static int explain_document(void *handle, Session *session) {
  const ExplainOptions *options = handle;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return 3;
  for (uint32_t i = 0; i < session->result.resolution.claims.count; i++) explain_claim(options, session, i);
  return ferror(stdout) ? 3 : 0;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS, {"fact", required_argument, NULL, 'F'}, {NULL, 0, NULL, 0}};
  ExplainOptions options = {.colour = use_colour(stdout)};
  common_init(&options.common, "explain");
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:h", LONG, NULL)) != -1) {
    if (common_take(&options.common, option, optarg, &status)) continue;
    if (option == 'F') {
      options.fact = optarg;
    } else {
      status = usage_error("explain", "unknown or incomplete option");
    }
  }
  return status ? status
                : run_over_documents(&options.common, argv + optind, argc - optind, explain_document, &options);
}

const Command EXPLAIN_COMMAND = {
    "explain", "for each claim its sentence, its rule and its parts",
    "usage: spo explain [OPTION...] [FILE...]\n"
    "\n"
    "Shows every claim with the sentence that it stands in, the words of each slot underlined, the rule with\n"
    "its file and line, and what the slots hold.\n"
    "\n" COMMON_HELP "      --fact IRI      only the claim with this IRI\n",
    run};
