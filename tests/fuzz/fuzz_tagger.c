/* Damaged images of sequence models: the input patches an image of a small model (three bytes of offset and one of
   value, again and again; the first three bytes say where it is cut off). It must be refused, or be safe to use. Seeds:
   seeds/tagger. */
#include <stdlib.h>

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
  if (size > 512 || size < 3) size = 0;
  size_t cut = size ? ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % (2 * length) : length;
  char *image = malloc(length); /* a block of its own, so that an overrun is seen */
  memcpy(image, base, length);
  for (size_t i = 3; i + 4 <= size; i += 4) {
    image[((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % length] = (char)data[i + 3];
  }
  if (!ARENA_GUARD(&arena, jump)) {
    Tagger tagger;
    Units units;
    uint32_t found = 0;
    make_units(&arena, &units, 4);
    Slice bytes = {image, cut && cut < length ? cut : length};
    if (tagger_open(&tagger, bytes, "image", &DIAGNOSTICS_SILENT) == SPO_SUCCESS) {
      tagger_prepare(&tagger, &arena);
      tagger_run(&tagger, &arena, &units, 0.01f, take_span, &found);
      if (tagger_type(&tagger, SLICE("A")) == 7) abort();
    }
  }
  free(image);
  arena_free(&arena);
  return 0;
}
