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
  }
}

static Slice small_model(Arena *arena) {
  const Slice types[] = {SLICE("A"), SLICE("B")};
  TrainerOptions options = TRAINER_DEFAULTS;
  options.epochs = 2;
  static const uint32_t LISTS[] = {1, 2, 3};
  static const FeatureNames NAMES = {.lists = LISTS, .list_count = 3};
  Trainer *trainer = trainer_new(arena, &options, types, 2, &NAMES);
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
    uint32_t found = 0;
    make_units(&arena, &units, 4);
    if (tagger_open(&tagger, bytes, "image", &DIAGNOSTICS_SILENT) == SPO_SUCCESS) {
      tagger_prepare(&tagger, &arena);
      tagger_run(&tagger, &arena, &units, 0.01f, take_span, &found);
      if (tagger_type(&tagger, SLICE("A")) == 7) abort();
    }
  }
  free((char *)(uintptr_t)bytes.data);
  arena_free(&arena);
  return 0;
}
