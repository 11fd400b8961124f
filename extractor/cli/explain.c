#include <getopt.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/explain_rule.h"
#include "rules/rule_loader.h"

typedef struct {
  CommonOptions common;
  bool colour;
  const char *fact; /* only the claim with this IRI */
  const char *rule; /* how far this rule came */
  const char *at;   /* text instead of files */
  bool lattice;     /* how sentences are read */
  Trace trace;
  Arena sources; /* of the rule files, read for their words */
  RuleFile *files;
  uint32_t file_count;
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
    static const char *const ORIGINS[] = {"", "  <- from the fact before", "  <- from a fact that says the same",
                                          "  <- from another slot"};
    puts(ORIGINS[slot->carried]);
  }
}

/* Facts that lost against this one, and why. */
static void print_losses(const ExplainOptions *options, const Result *result, const Fact *fact) {
  const RuleSet *rules = &result->language->rules;
  for (uint32_t i = 0; i < options->trace.losses.count; i++) {
    const Loss *loss = &options->trace.losses.data[i];
    if (loss->winner.rule != fact->rule || loss->winner.begin != fact->begin || loss->winner.end != fact->end) continue;
    Slice rule = rule_string(rules, rules->rules[loss->loser.rule].name);
    Slice words = text_slice(&result->text, loss->loser.begin, loss->loser.end);
    printf("    won against   rule %.*s, “%.*s”: %s\n", (int)rule.length, rule.data, (int)words.length, words.data,
           loss->reason);
  }
}

/* Other names that the words of a slot could have been. */
static void print_other_readings(const ExplainOptions *options, const Result *result, const FactSlot *slot) {
  enum { MOST_SHOWN = 3 };
  static const float FAR_LESS_LIKELY = 12;
  uint32_t type_of = result->analysis.mentions.data[slot->mention].type;
  const RuleSet *rules = &result->language->rules;
  uint32_t shown = 0;
  for (uint32_t i = 0; i < options->trace.all_readings.count && shown < MOST_SHOWN; i++) {
    const Reading *reading = &options->trace.all_readings.data[i];
    if (!reading->entity || !reading->hidden || reading->source != EDGE_MARK) continue;
    if (reading->begin >= slot->end || reading->end <= slot->begin || reading->slack > FAR_LESS_LIKELY) continue;
    if (reading->begin == slot->begin && reading->end == slot->end && reading->types.data[0] == type_of) continue;
    Slice words = text_slice(&result->text, reading->begin, reading->end);
    Slice type = rule_string(rules, rules->types[reading->types.data[0]].name);
    Slice rule = rule_string(rules, rules->rules[reading->rule].name);
    printf("    not read as   %.*s %.*s (rule %.*s), which is %.1f nats less likely\n", (int)type.length, type.data,
           (int)words.length, words.data, (int)rule.length, rule.data, (double)reading->slack);
    shown++;
  }
}

static void explain_claim(const ExplainOptions *options, Session *session, Slice document, uint32_t number) {
  const Result *result = &session->result;
  const RuleSet *rules = &result->language->rules;
  const Fact *fact = &result->analysis.facts.data[result->resolution.claims.data[number]];
  Slice iri = graph_claim_iri(&session->arena, &result->resolution, &options->common.graph, document, number);
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
  print_losses(options, result, fact);
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    if (fact->slots.data[i].kind == FACT_MENTION) print_other_readings(options, result, &fact->slots.data[i]);
  }
  printf("    <%.*s>\n\n", (int)iri.length, iri.data);
}

static int explain_document(void *handle, Session *session) {
  const ExplainOptions *options = handle;
  if (options->rule) {
    uint32_t rule = rule_set_rule(&session->result.language->rules, slice_of(options->rule));
    if (rule == options->trace.rule && rule != UINT32_MAX) {
      explain_rule(&session->result, &options->trace, options->files, options->file_count);
    }
    return ferror(stdout) ? 3 : 0;
  }
  if (options->lattice) {
    explain_readings(&session->result, &options->trace);
    return ferror(stdout) ? 3 : 0;
  }
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return 3;
  const Resolution *resolution = &session->result.resolution;
  Slice iri = graph_document_iri(&session->arena, resolution, &options->common.graph);
  for (uint32_t i = 0; i < resolution->claims.count; i++) explain_claim(options, session, iri, i);
  return ferror(stdout) ? 3 : 0;
}

/* The language whose rules have the rule that is asked for; reports where none has. */
static const EngineLanguage *language_of_rule(const Engine *engine, const char *rule, Slice preferred) {
  const EngineLanguage *first = engine_language(engine, preferred);
  if (rule_set_rule(&first->rules, slice_of(rule)) != UINT32_MAX) return first;
  Slice similar = SLICE("");
  size_t nearest = 4;
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    const EngineLanguage *language = &engine->languages[i];
    if (!language->open) continue;
    if (rule_set_rule(&language->rules, slice_of(rule)) != UINT32_MAX) return language;
    for (uint32_t k = 0; k < language->rules.rules_count; k++) {
      Slice name = rule_string(&language->rules, language->rules.rules[k].name);
      size_t distance = slice_distance(name, slice_of(rule), 3);
      if (distance < nearest) nearest = distance, similar = name;
    }
  }
  if (similar.length) {
    usage_error("explain", "there is no rule `%s`; did you mean `%.*s`?", rule, (int)similar.length, similar.data);
  } else {
    usage_error("explain", "there is no rule `%s`", rule);
  }
  return NULL;
}

/* The sources of the rules: what they say is shown where they can be read. */
static void read_sources(ExplainOptions *options, const Engine *engine, Slice language) {
  const char *directories[MOST_RULE_PATHS + 1];
  size_t count = 0;
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&options->sources, out_of_memory)) return;
  directories[count++] = arena_print(&options->sources, "%s/rules", engine->data).data;
  for (size_t i = 0; i < options->common.engine.rule_count; i++) directories[count++] = options->common.rules[i];
  RuleLoad load = {.directories = directories, .directory_count = count, .language = language};
  Diagnostics silent = {0};
  if (rule_load_files(&options->sources, &load, &silent, &options->files, &options->file_count) != SPO_SUCCESS) {
    options->file_count = 0;
  }
}

static int explain_text(ExplainOptions *options, Session *session, Slice language) {
  session_begin(session);
  jmp_buf out_of_memory;
  if (ARENA_GUARD(&session->arena, out_of_memory)) return 3;
  Slice text = slice_of(options->at);
  if (utf8_valid_prefix(text) != text.length) return usage_error("explain", "the text of --at is not UTF-8");
  Document document = {.name = SLICE("--at"), .id = SLICE("at"), .language = language, .text = text};
  Block block = {0, (uint32_t)text.length, BLOCK_PARAGRAPH};
  VECTOR_PUSH(&session->arena, &document.blocks, block);
  SpoStatus status = session_run(session, &document);
  return status == SPO_SUCCESS ? explain_document(options, session) : exit_status(status);
}

/* Chinese if there are Chinese characters, unless --lang says otherwise. */
static Slice language_of_text(const ExplainOptions *options) {
  if (options->common.reader.language.length) return options->common.reader.language;
  for (const char *at = options->at ? options->at : "一"; *at; at++) {
    if ((unsigned char)*at >= 0xE3 && (unsigned char)*at <= 0xE9) return SLICE("zh");
  }
  return SLICE("en");
}

static int explain(ExplainOptions *options, char **paths, int count) {
  Engine engine;
  int status = open_engine(&engine, &options->common);
  if (status) return status;
  const EngineLanguage *language =
      options->rule ? language_of_rule(&engine, options->rule, language_of_text(options)) : NULL;
  arena_init(&options->sources, (size_t)1 << 30);
  if (options->rule && !language) {
    status = 2;
  } else {
    Session session;
    options->trace = (Trace){.rule = UINT32_MAX, .readings = true};
    if (language) options->trace.rule = rule_set_rule(&language->rules, slice_of(options->rule));
    if (language) read_sources(options, &engine, language->tag);
    if (language && !options->common.reader.language.length) options->common.reader.language = language->tag;
    session_init(&session, &engine, &options->common.graph);
    session.trace = &options->trace;
    if (options->at) {
      status = explain_text(options, &session, language ? language->tag : language_of_text(options));
    } else {
      status = visit_documents(&options->common, &session, paths, count, explain_document, options);
    }
    session_free(&session);
  }
  arena_free(&options->sources);
  engine_close(&engine);
  return status;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       {"fact", required_argument, NULL, 'F'},
                                       {"rule", required_argument, NULL, 'R'},
                                       {"at", required_argument, NULL, 'A'},
                                       {"lattice", no_argument, NULL, 'L'},
                                       {NULL, 0, NULL, 0}};
  ExplainOptions options = {.colour = use_colour(stdout)};
  common_init(&options.common, "explain");
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:h", LONG, NULL)) != -1) {
    if (common_take(&options.common, option, optarg, &status)) continue;
    switch (option) {
      case 'F':
        options.fact = optarg;
        break;
      case 'R':
        options.rule = optarg;
        break;
      case 'A':
        options.at = optarg;
        break;
      case 'L':
        options.lattice = true;
        break;
      default:
        status = usage_error("explain", "unknown or incomplete option");
    }
  }
  if (!status && options.at && optind < argc) status = usage_error("explain", "--at stands instead of files");
  return status ? status : explain(&options, argv + optind, argc - optind);
}

const Command EXPLAIN_COMMAND = {
    "explain", "for each claim its sentence, its rule and its parts",
    "usage: spo explain [OPTION...] [FILE...]\n"
    "       spo explain --rule NAME (--at TEXT | FILE...)\n"
    "       spo explain --lattice (--at TEXT | FILE...)\n"
    "\n"
    "Shows every claim with the sentence that it stands in, the words of each slot underlined, the rule with\n"
    "its file and line, what the slots hold, and what lost against it and why.\n"
    "\n" COMMON_HELP
    "      --fact IRI      only the claim with this IRI\n"
    "      --rule NAME     how far this rule came, and what it expected where it stopped\n"
    "      --at TEXT       explain this text instead of files\n"
    "      --lattice       how each sentence is read: words, values and names with their costs\n"
    "\n"
    "example: spo explain --rule title-of-organization --at '晨星公司董事长王明表示'\n",
    run};
