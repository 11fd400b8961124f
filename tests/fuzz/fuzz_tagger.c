/* Damaged images of sequence models: the input patches an image of a small model (three bytes of offset and one of
   value, again and again; the first three bytes say where it is cut off). It must be refused, or be safe to use. Seeds:
   seeds/tagger. */
#include "fuzz/patched_image.h"
#include "tagger/trainer.h"

enum { MODEL_UNITS = 12 };

static void make_units(Arena *arena, Units *units, uint32_t seed) {
  *units = (Units){0};
  for (uint32_t i = 0; i < MODEL_UNITS; i++) {
    VECTOR_PUSH(arena, units, ((Unit){.begin = (uint16_t)i, .end = (uint16_t)(i + 1), .text = (seed + i * i) % 9}));
    UnitWord word = {(uint16_t)i, (uint16_t)(i + 1), i % 2 ? 0 : NO_CLASS, 5};
    VECTOR_PUSH(arena, &units->words, word);
    VECTOR_PUSH(arena, &units->listed, ((UnitListed){(uint16_t)(i / 2), (uint16_t)(i + 1), 0}));
  }
}

/* One type set of one type, which is list 0 if the image has one. */
static void make_names(FeatureNames *names, const KnownNames *known) {
  static const TypeId TYPES[] = {0};
  static TypeSet sets[] = {{.types = TYPES, .count = 1}};
  static const RuleSet RULES;
  static const Vocabulary VOCABULARY = {.rules = &RULES, .sets = sets, .set_count = 1};
  static uint16_t list_of_type[1];
  list_of_type[0] = known->list_count ? 0 : NO_LIST;
  *names = (FeatureNames){.vocabulary = &VOCABULARY, .known = *known, .list_of_type = list_of_type};
}

static Slice small_model(Arena *arena) {
  const Slice types[] = {SLICE("A"), SLICE("B")};
  TrainerOptions options = TRAINER_DEFAULTS;
  options.epochs = 2;
  static const uint32_t LISTS[] = {1, 2, 3};
  static const KnownNames KNOWN = {LISTS, LISTS, 3, 1};
  FeatureNames names;
  make_names(&names, &KNOWN);
  Trainer *trainer = trainer_new(arena, &options, types, 2, &names);
  for (uint32_t i = 0; i < 20; i++) {
    Units units;
    uint8_t labels[MODEL_UNITS] = {0};
    make_units(arena, &units, i);
    labels[i % MODEL_UNITS] = (uint8_t)label_of(i & 1, LABEL_SINGLE);
    trainer_add(trainer, &units, labels);
  }
  return trainer_finish(trainer, NULL, NULL);
}

static void take_span(void *handle, const TaggedSpan *span) {
  if (span->behind <= span->first || span->behind > MODEL_UNITS) abort();
  ++*(uint32_t *)handle;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char *base;
  static size_t length;
  Arena arena;
  jmp_buf jump;
  arena_init(&arena, (size_t)256 << 20);
  if (!base) {
    Slice image = small_model(&arena);
    base = malloc(image.length);
    length = image.length;
    memcpy(base, image.data, length);
    arena_reset(&arena);
  }
  Slice bytes = patched_image((Slice){base, length}, data, size);
  if (!ARENA_GUARD(&arena, jump)) {
    Tagger tagger;
    Units units;
    FeatureNames names;
    uint32_t found = 0;
    make_units(&arena, &units, 4);
    if (tagger_open(&tagger, bytes, "image", &DIAGNOSTICS_SILENT) == SPO_SUCCESS) {
      make_names(&names, &tagger.known);
      for (uint32_t i = 0; i < units.words.count && !tagger.known.class_count; i++)
        units.words.data[i].class = NO_CLASS;
      tagger_prepare(&tagger, &arena, &names);
      tagger_run(&tagger, &arena, &units, 0.01f, take_span, &found);
      if (tagger_type(&tagger, SLICE("A")) == 7) abort();
    }
  }
  free((char *)(uintptr_t)bytes.data);
  arena_free(&arena);
  return 0;
}
