#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "lexicon/character_map.h"
#include "lexicon/lexicon_builder.h"
#include "lexicon/vocabulary_reader.h"
#include "lexicon/word_cost.h"
#include "link/gazetteer_reader.h"
#include "rules/rule_image.h"
#include "rules/rule_loader.h"

typedef struct {
  const char *output, *jieba, *characters, *dictionary, *language;
  const char *gazetteer, *types;
  bool vocabulary;
  char **rules; /* or, of a vocabulary, its sources */
  int rule_count;
} CompileOptions;

enum { LARGEST_DICTIONARY = 512 << 20 };

static SpoStatus compile_dictionary(Arena *arena, const CompileOptions *options, Slice *image) {
  Slice text;
  SpoStatus status = file_read(arena, options->jieba, LARGEST_DICTIONARY, SPO_BAD_RULES, &REPORT, &text);
  if (status != SPO_SUCCESS) return status;
  LexiconBuilder *builder = lexicon_builder_new(arena);
  status = lexicon_builder_read_jieba(builder, text, options->jieba, &REPORT);
  if (status == SPO_SUCCESS) *image = lexicon_builder_finish(builder, NULL, NULL);
  return status;
}

static SpoStatus compile_characters(Arena *arena, const CompileOptions *options, Slice *image) {
  Slice text;
  SpoStatus status = file_read(arena, options->characters, LARGEST_DICTIONARY, SPO_BAD_RULES, &REPORT, &text);
  if (status != SPO_SUCCESS) return status;
  return character_map_compile(arena, text, options->characters, &REPORT, image);
}

static float cost_of_name(void *handle, Slice spelling, unsigned flags) {
  return word_cost_estimate(handle, spelling, flags);
}

static bool is_table(const char *path) {
  Slice name = slice_of(path);
  return slice_ends_with(name, SLICE(".tsv")) || slice_ends_with(name, SLICE(".txt")) ||
         slice_ends_with(name, SLICE(".tab"));
}

/* Names of all sources; their costs are estimated with the general dictionary. */
static SpoStatus compile_vocabulary(Arena *arena, const CompileOptions *options, const Lexicon *dictionary,
                                    Slice *image) {
#define LARGEST_TABLE ((size_t)2 << 30)
  LexiconBuilder *builder = lexicon_builder_new(arena);
  for (int i = 0; i < options->rule_count; i++) {
    Slice text;
    if (!is_table(options->rules[i])) {
      SpoStatus status = vocabulary_read_rdf(arena, builder, options->rules[i], slice_of(options->language), &REPORT);
      if (status != SPO_SUCCESS) return status;
      continue;
    }
    SpoStatus status = file_read(arena, options->rules[i], LARGEST_TABLE, SPO_BAD_RULES, &REPORT, &text);
    if (status != SPO_SUCCESS) return status;
    size_t valid = utf8_valid_prefix(text);
    if (valid != text.length) {
      diagnostics_file(&REPORT, SPO_ERROR, options->rules[i], 0, valid, "is not UTF-8 text");
      return SPO_BAD_RULES;
    }
    vocabulary_read_table(arena, builder, text);
  }
  *image = lexicon_builder_finish(builder, cost_of_name, (void *)dictionary);
  return SPO_SUCCESS;
}

/* Entities with their IRIs, of all sources. */
static SpoStatus compile_gazetteer(Arena *arena, const CompileOptions *options, Slice *image) {
  char data[4096], shipped[4200];
  GazetteerCounts counts;
  GazetteerBuilder *builder = gazetteer_builder_new(arena);
  GazetteerReader *reader = gazetteer_reader_new(arena, builder, slice_of(options->language));
  SpoStatus status = SPO_SUCCESS;
  if (options->types) status = gazetteer_reader_types(reader, options->types, &REPORT);
  if (status == SPO_SUCCESS && engine_find_data(NULL, data, sizeof data, &DIAGNOSTICS_SILENT)) {
    snprintf(shipped, sizeof shipped, "%s/ontology/entity-types.tsv", data);
    if (access(shipped, R_OK) == 0) status = gazetteer_reader_types(reader, shipped, &REPORT);
  }
  for (int i = 0; i < options->rule_count && status == SPO_SUCCESS; i++) {
    status = gazetteer_reader_read(reader, options->rules[i], &REPORT);
  }
  if (status != SPO_SUCCESS) return status;
  gazetteer_reader_finish(reader);
  *image = gazetteer_builder_finish(builder, &counts);
  fprintf(stderr, "%u %s with %u %s, %zu bytes; %u without a name %s left out\n", counts.entries,
          word_for(counts.entries, "entry", "entries"), counts.names, word_for(counts.names, "name", "names"),
          image->length, counts.unnamed, word_for(counts.unnamed, "was", "were"));
  if (!counts.names) {
    diagnostics_file(&REPORT, SPO_WARNING, options->output, 0, SIZE_MAX,
                     "knows no name: nothing in what it is made of has one (docs/link.md)");
  }
  return SPO_SUCCESS;
}

static SpoStatus compile_rules(Arena *arena, const CompileOptions *options, const Lexicon *dictionary, Slice *image) {
  RuleSet rules;
  char data[4096];
  Diagnostics silent = {NULL, NULL}; /* compiling the shipped rules needs no data directory */
  bool shipped = engine_find_data(NULL, data, sizeof data, &silent);
  RuleLoad load = {.directories = (const char *const *)options->rules,
                   .directory_count = (size_t)options->rule_count,
                   .language = slice_of(options->language),
                   .dictionary = dictionary,
                   .terms = true,
                   .ontology = shipped ? arena_print(arena, "%s/ontology/spo.ttl", data).data : NULL};
  SpoStatus status = rule_load(arena, &load, &REPORT, &rules);
  if (status == SPO_SUCCESS) *image = rule_image_write(arena, &rules);
  return status;
}

static SpoStatus compile(Arena *arena, const CompileOptions *options) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  Slice image = {0};
  SpoStatus status;
  if (options->jieba) {
    status = compile_dictionary(arena, options, &image);
  } else if (options->gazetteer) {
    status = compile_gazetteer(arena, options, &image);
  } else if (options->characters) {
    status = compile_characters(arena, options, &image);
  } else {
    MappedFile file = {0};
    Lexicon dictionary;
    status = options->dictionary ? file_map(&file, options->dictionary, SPO_BAD_RULES, &REPORT) : SPO_SUCCESS;
    if (options->dictionary && status == SPO_SUCCESS) {
      status = lexicon_open(&dictionary, file.bytes, options->dictionary, &REPORT);
    }
    if (status == SPO_SUCCESS) {
      const Lexicon *known = options->dictionary ? &dictionary : NULL;
      status = options->vocabulary ? compile_vocabulary(arena, options, known, &image)
                                   : compile_rules(arena, options, known, &image);
    }
    file_unmap(&file);
  }
  return status == SPO_SUCCESS ? file_write(options->output, image, &REPORT) : status;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"output", required_argument, NULL, 'o'},
                                       {"jieba", required_argument, NULL, 'j'},
                                       {"characters", required_argument, NULL, 'c'},
                                       {"dictionary", required_argument, NULL, 'd'},
                                       {"lang", required_argument, NULL, 'l'},
                                       {"vocabulary", no_argument, NULL, 'v'},
                                       {"gazetteer", required_argument, NULL, 'g'},
                                       {"types", required_argument, NULL, 't'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  CompileOptions options = {0};
  optind = 1;
  int option;
  while ((option = getopt_long(argc, argv, "o:h", LONG, NULL)) != -1) {
    switch (option) {
      case 'o':
        options.output = optarg;
        break;
      case 'j':
        options.jieba = optarg;
        break;
      case 'c':
        options.characters = optarg;
        break;
      case 'd':
        options.dictionary = optarg;
        break;
      case 'l':
        options.language = optarg;
        break;
      case 'v':
        options.vocabulary = true;
        break;
      case 'g':
        options.gazetteer = options.output = optarg;
        break;
      case 't':
        options.types = optarg;
        break;
      default:
        return usage_error("compile", "unknown or incomplete option");
    }
  }
  options.rules = argv + optind;
  options.rule_count = argc - optind;
  if (!options.output) return usage_error("compile", "name the file to write: -o FILE");
  if (options.vocabulary && !options.rule_count) return usage_error("compile", "name tables or RDF files with names");
  if (options.gazetteer && !options.rule_count) return usage_error("compile", "name tables or RDF files with entities");
  if (!options.jieba && !options.characters && !options.vocabulary && !options.gazetteer &&
      (!options.language || !options.rule_count)) {
    return usage_error("compile", "name --jieba FILE, --characters FILE, or --lang LANG and rule directories");
  }
  char data[4096], path[4200];
  Diagnostics silent = {NULL, NULL};
  bool words = options.rule_count && !options.jieba && !options.characters && !options.gazetteer;
  if (words && !options.dictionary && engine_find_data(NULL, data, sizeof data, &silent)) {
    snprintf(path, sizeof path, "%s/dictionary.%s", data, options.language ? options.language : "zh");
    if (access(path, R_OK) == 0) options.dictionary = path; /* that of the language is known */
  }
  Arena arena;
  arena_init(&arena, (size_t)8 << 30);
  SpoStatus status = compile(&arena, &options);
  arena_free(&arena);
  if (status == SPO_NO_MEMORY) diagnostics_file(&REPORT, SPO_ERROR, options.output, 0, SIZE_MAX, "not enough memory");
  return exit_status(status);
}

const Command COMPILE_COMMAND = {
    "compile", "rules and dictionaries into files that are mapped",
    "usage: spo compile --lang LANG [--dictionary FILE] -o FILE RULES...\n"
    "       spo compile --vocabulary [--lang LANG] [--dictionary FILE] -o FILE.voc TABLE|RDF...\n"
    "       spo compile --gazetteer FILE.gaz [--types MAP] [--lang LANGS] TABLE|RDF...\n"
    "       spo compile --jieba DICT -o FILE\n"
    "       spo compile --characters TABLE -o FILE\n"
    "\n"
    "Compiles the rules of a language, a vocabulary that rules may name (words NAME from vocabulary \"FILE.voc\"), or "
    "a\n"
    "general dictionary in jieba's format (word frequency tag). Other commands take compiled rules in the place of\n"
    "the shipped ones.\n"
    "\n"
    "A vocabulary comes from tables (.tsv, .txt: a header with label, alias, iri, type and whatever else is a tag, or\n"
    "lines of word lists) or from RDF files (rdfs:label, skos:altLabel and others, with the IRIs of their subjects).\n"
    "\n"
    "A gazetteer, for `spo link`, comes from tables (.tsv: a header with iri, label, and of type, lang, aliases,\n"
    "popularity, description, context those that there are) or from RDF, packed with gzip or not.\n"
    "\n"
    "  -o FILE             the file to write\n"
    "      --lang LANG     language of the rules: zh, en; of a gazetteer, those of the names to take: zh,en\n"
    "      --types MAP     classes of the gazetteer's types, before the shipped ones (docs/link.md)\n"
    "      --dictionary F  compiled general dictionary, if not that of the language\n"
    "      --jieba DICT    compile this dictionary\n"
    "      --characters T  compile this table of traditional characters (OpenCC's TSCharacters as text)\n"
    "  -h, --help          show this page\n",
    run};
