#include <getopt.h>
#include <stdlib.h>

#include "api/model_training.h"
#include "cli/command.h"

#define TRAINING_MEMORY ((size_t)12 << 30)

typedef struct {
  CommonOptions common;
  const char *output, *model;
  TrainingOptions training;
  Slice types[MOST_TYPES];
  char **paths;
  int path_count;
} TrainOptions;

static const EngineLanguage *language_of(const Engine *engine, const TrainOptions *options) {
  Slice wanted = options->common.reader.language;
  return engine_language(engine, wanted.length ? wanted : SLICE("zh"));
}

static void show_progress(void *handle, uint32_t epoch, double loss) {
  const TrainOptions *options = handle;
  fprintf(stderr, "pass %u of %u: loss %.4f nats a unit\n", epoch, options->training.trainer.epochs, loss);
}

static void print_scores(const Tagger *tagger, const TypeScore *scores) {
  TypeScore sum = {0};
  for (uint32_t i = 0; i <= tagger->type_count; i++) {
    const TypeScore *score = i < tagger->type_count ? &scores[i] : &sum;
    double right = score->right, found = right + score->wrong, wanted = right + score->missed;
    double precision = found > 0 ? right / found : 0, recall = wanted > 0 ? right / wanted : 0;
    double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    printf("%-14s precision %.3f  recall %.3f  f1 %.3f  names %u\n", i < tagger->type_count ? tagger->types[i] : "all",
           precision, recall, f1, score->right + score->missed);
    sum.right += score->right;
    sum.wrong += score->wrong;
    sum.missed += score->missed;
  }
}

static SpoStatus measure(Arena *arena, const Engine *engine, const TrainOptions *options, const LabelledTexts *texts) {
  MappedFile file;
  Tagger tagger;
  TypeScore scores[MOST_TYPES];
  SpoStatus status = file_map(&file, options->model, SPO_BAD_RULES, &REPORT);
  if (status == SPO_SUCCESS) status = tagger_open(&tagger, file.bytes, options->model, &REPORT);
  if (status == SPO_SUCCESS)
    status = model_measure(arena, engine, language_of(engine, options), texts, &tagger, scores);
  if (status == SPO_SUCCESS) print_scores(&tagger, scores);
  file_unmap(&file);
  return status;
}

static SpoStatus train(Arena *arena, const Engine *engine, TrainOptions *options) {
  jmp_buf out_of_memory;
  if (ARENA_GUARD(arena, out_of_memory)) return SPO_NO_MEMORY;
  LabelledTexts texts = {0};
  for (int i = 0; i < options->path_count; i++) {
    SpoStatus status = labelled_texts_read(&texts, arena, options->paths[i], &REPORT);
    if (status != SPO_SUCCESS) return status;
  }
  if (options->model) return measure(arena, engine, options, &texts);
  TrainingCounts counts;
  Slice image;
  SpoStatus status = model_train(arena, engine, language_of(engine, options), &texts, &options->training,
                                 use_colour(stderr) ? show_progress : NULL, options, &counts, &image);
  if (status != SPO_SUCCESS) return status;
  printf("%u texts, %u sentences, %u names (%u fit no words and were left out): %zu bytes\n", counts.texts,
         counts.sentences, counts.names, counts.unfit, image.length);
  return file_write(options->output, image, &REPORT);
}

static bool take_types(TrainOptions *options, Slice names) {
  options->training.type_count = 0;
  while (names.length) {
    Slice name = slice_cut(&names, ',');
    if (!name.length || name.length > TYPE_NAME_LONGEST || options->training.type_count == MOST_TYPES) return false;
    options->types[options->training.type_count++] = name;
  }
  return options->training.type_count > 0;
}

static int take_option(TrainOptions *options, int option, const char *argument) {
  int status = 0;
  if (common_take(&options->common, option, argument, &status)) return status;
  switch (option) {
    case 'o':
      options->output = argument;
      return 0;
    case 'm':
      options->model = argument;
      return 0;
    case 'e': {
      long passes = strtol(argument, NULL, 10);
      if (passes < 1 || passes > 1000) return usage_error("train", "--passes must be from 1 to 1000");
      options->training.trainer.epochs = (uint32_t)passes;
      return 0;
    }
    case 't':
      if (take_types(options, slice_of(argument))) return 0;
      return usage_error("train", "--types takes up to %d names separated by commas", MOST_TYPES);
    default:
      return usage_error("train", "unknown or incomplete option");
  }
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS,
                                       {"output", required_argument, NULL, 'o'},
                                       {"measure", required_argument, NULL, 'm'},
                                       {"passes", required_argument, NULL, 'e'},
                                       {"types", required_argument, NULL, 't'},
                                       {NULL, 0, NULL, 0}};
  TrainOptions options = {.training = {.trainer = TRAINER_DEFAULTS}};
  common_init(&options.common, "train");
  options.training.types = options.types;
  take_types(&options, SLICE("Person,Organization,Place"));
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "o:h", LONG, NULL)) != -1) {
    status = take_option(&options, option, optarg);
  }
  if (status) return status;
  options.paths = argv + optind;
  options.path_count = argc - optind;
  if (!options.path_count) return usage_error("train", "name files with labelled texts");
  if (!options.output && !options.model) return usage_error("train", "name the file to write: -o FILE");
  options.common.engine.without_models = true;
  Engine engine;
  status = open_engine(&engine, &options.common);
  if (status) return status;
  Arena arena;
  arena_init(&arena, TRAINING_MEMORY);
  SpoStatus result = train(&arena, &engine, &options);
  if (result == SPO_NO_MEMORY) diagnostics_file(&REPORT, SPO_ERROR, options.paths[0], 0, SIZE_MAX, "not enough memory");
  arena_free(&arena);
  engine_close(&engine);
  return exit_status(result);
}

const Command TRAIN_COMMAND = {
    "train", "a sequence model, which guesses names, from labelled texts",
    "usage: spo train [--lang LANG] -o FILE.model TEXTS...\n"
    "       spo train [--lang LANG] --measure FILE.model TEXTS...\n"
    "\n"
    "Trains a sequence model that rules use by `words NAME from model \"FILE.model\" [type=Person]`, or measures one\n"
    "against texts. Texts are JSON Lines (text, entities with type, start, end) or marked text, a text a line:\n"
    "{P:Jane Roe} of {O:Acme Corp}, below a line `#labels P=Person O=Organization L=Place`.\n"
    "\n"
    "  -o FILE             the model to write\n"
    "      --measure MODEL measure this model instead\n"
    "      --types A,B     types of names to learn (default: Person,Organization,Place)\n"
    "      --passes N      passes over the texts (default: 24)\n"
    "      --lang LANG     language of the texts: zh, en (default: zh)\n"
    "      --rules PATH    add rules, whose word lists the model sees\n"
    "      --data DIR      where the compiled rules are\n"
    "  -h, --help          show this page\n",
    run};
