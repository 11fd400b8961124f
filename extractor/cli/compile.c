#include <getopt.h>
#include <stdlib.h>

#include "cli/command.h"
#include "lexicon/lexicon_builder.h"
#include "rules/rule_image.h"
#include "rules/rule_loader.h"

typedef struct {
  const char *output, *jieba, *dictionary, *language;
  char **rules;
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
  } else {
    MappedFile file = {0};
    Lexicon dictionary;
    status = options->dictionary ? file_map(&file, options->dictionary, SPO_BAD_RULES, &REPORT) : SPO_SUCCESS;
    if (options->dictionary && status == SPO_SUCCESS) {
      status = lexicon_open(&dictionary, file.bytes, options->dictionary, &REPORT);
    }
    if (status == SPO_SUCCESS) {
      status = compile_rules(arena, options, options->dictionary ? &dictionary : NULL, &image);
    }
    file_unmap(&file);
  }
  return status == SPO_SUCCESS ? file_write(options->output, image, &REPORT) : status;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"output", required_argument, NULL, 'o'},
                                       {"jieba", required_argument, NULL, 'j'},
                                       {"dictionary", required_argument, NULL, 'd'},
                                       {"lang", required_argument, NULL, 'l'},
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
      case 'd':
        options.dictionary = optarg;
        break;
      case 'l':
        options.language = optarg;
        break;
      default:
        return usage_error("compile", "unknown or incomplete option");
    }
  }
  options.rules = argv + optind;
  options.rule_count = argc - optind;
  if (!options.output) return usage_error("compile", "name the file to write: -o FILE");
  if (!options.jieba && (!options.language || !options.rule_count)) {
    return usage_error("compile", "name --jieba FILE, or --lang LANG and rule directories");
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
    "       spo compile --jieba DICT -o FILE\n"
    "\n"
    "Compiles the rules of a language, or a general dictionary in jieba's format (word frequency tag).\n"
    "\n"
    "  -o FILE             the file to write\n"
    "      --lang LANG     language of the rules: zh, en\n"
    "      --dictionary F  compiled general dictionary, for the costs of words\n"
    "      --jieba DICT    compile this dictionary\n"
    "  -h, --help          show this page\n",
    run};
