#include "api/model_training.h"

#define DOCUMENT_MEMORY ((size_t)1 << 30)

static const float READING_SLACK = 12;
static const float LIKELIER_THAN_NOT = 0.5f;

typedef struct Walk Walk;

/* What is done with each sentence; `begin`: of its units in the text. */
typedef void (*SentenceVisitor)(Walk *walk, const Units *units, const Lattice *lattice, const LabelledText *text);

struct Walk {
  Arena *arena, document; /* of the caller; of one text */
  const Engine *engine;
  const EngineLanguage *language;
  FeatureNames names;
  SentenceVisitor visit;
  Trainer *trainer;
  const TrainingOptions *options;
  TrainingCounts *counts;
  const Tagger *tagger;
  TypeScore *scores;
};

static void walk_text(Walk *walk, const LabelledText *labelled) {
  const Vocabulary *vocabulary = &walk->language->vocabulary;
  Arena *arena = &walk->document;
  arena_reset(arena);
  Document document = {.name = SLICE("text"), .id = SLICE("text"), .text = labelled->text};
  document.language = walk->language->tag;
  VECTOR_PUSH(arena, &document.blocks, ((Block){0, (uint32_t)labelled->text.length, BLOCK_PARAGRAPH}));
  Text text;
  text_from_document(&text, &document, arena, vocabulary_is_abbreviation, (void *)(uintptr_t)vocabulary);
  if (walk->engine->simplified.pages && slice_is(walk->language->tag, "zh")) {
    text_simplify(&text, &walk->engine->simplified, arena);
  }
  for (uint32_t i = 0; i < text.sentences.count; i++) {
    Lattice lattice;
    Units units;
    lattice_build(&lattice, arena, vocabulary, &text, i);
    lattice_read(&lattice, READING_SLACK);
    units_of_lattice(&units, &walk->names, &lattice);
    walk->visit(walk, &units, &lattice, labelled);
  }
}

static SpoStatus walk_texts(Walk *walk, const LabelledTexts *texts) {
  jmp_buf out_of_memory;
  arena_init(&walk->document, DOCUMENT_MEMORY);
  if (ARENA_GUARD(&walk->document, out_of_memory)) {
    arena_free(&walk->document);
    return SPO_NO_MEMORY;
  }
  for (uint32_t i = 0; i < texts->count; i++) walk_text(walk, &texts->data[i]);
  arena_free(&walk->document);
  return SPO_SUCCESS;
}

/* The units of a sentence that make up a name; false where they do not, or it stands elsewhere. */
static bool units_of_name(const Units *units, const Lattice *lattice, const LabelledName *name, uint32_t *first,
                          uint32_t *behind) {
  *first = *behind = UINT32_MAX;
  for (uint32_t i = 0; i < units->count; i++) {
    if (lattice->begin + units->data[i].begin == name->begin) *first = i;
    if (lattice->begin + units->data[i].end == name->end) *behind = i + 1;
  }
  return *first != UINT32_MAX && *behind != UINT32_MAX && *first < *behind;
}

static bool stands_in(const Lattice *lattice, const LabelledName *name) {
  return name->begin >= lattice->begin && name->begin < lattice->begin + lattice->length;
}

/* ---- training ---- */

static uint32_t number_of_type(const TrainingOptions *options, Slice type) {
  for (uint32_t i = 0; i < options->type_count; i++) {
    if (slice_equal(options->types[i], type)) return i;
  }
  return UINT32_MAX;
}

static bool label_name(uint8_t *labels, uint32_t type, uint32_t first, uint32_t behind) {
  for (uint32_t i = first; i < behind; i++) {
    if (labels[i]) return false;
  }
  for (uint32_t i = first; i < behind; i++) labels[i] = (uint8_t)label_of(type, LABEL_INSIDE);
  labels[first] = (uint8_t)label_of(type, behind - first == 1 ? LABEL_SINGLE : LABEL_BEGIN);
  if (behind - first > 1) labels[behind - 1] = (uint8_t)label_of(type, LABEL_END);
  return true;
}

static void add_sentence(Walk *walk, const Units *units, const Lattice *lattice, const LabelledText *text) {
  uint8_t *labels = ARENA_ARRAY(&walk->document, uint8_t, units->count + 1);
  for (uint32_t i = 0; i < text->names.count; i++) {
    const LabelledName *name = &text->names.data[i];
    uint32_t type = number_of_type(walk->options, name->type), first, behind;
    if (type == UINT32_MAX || !stands_in(lattice, name)) continue;
    bool fits = units_of_name(units, lattice, name, &first, &behind) && label_name(labels, type, first, behind);
    if (fits) {
      walk->counts->names++;
    } else {
      walk->counts->unfit++;
    }
  }
  walk->counts->sentences++;
  trainer_add(walk->trainer, units, labels);
}

SpoStatus model_train(Arena *arena, const Engine *engine, const EngineLanguage *language, const LabelledTexts *texts,
                      const TrainingOptions *options, TrainerProgress progress, void *handle, TrainingCounts *counts,
                      Slice *image) {
  Walk walk = {.arena = arena, .engine = engine, .language = language, .visit = add_sentence, .options = options};
  *counts = (TrainingCounts){.texts = texts->count};
  walk.counts = counts;
  feature_names_init(&walk.names, arena, &language->vocabulary, NULL);
  walk.trainer = trainer_new(arena, &options->trainer, options->types, options->type_count, &walk.names);
  SpoStatus status = walk_texts(&walk, texts);
  if (status == SPO_SUCCESS) *image = trainer_finish(walk.trainer, progress, handle);
  return status;
}

/* ---- measuring ---- */

/* The names of one sentence, and which of them were found. */
typedef struct {
  Walk *walk;
  const Units *units;
  const Lattice *lattice;
  const LabelledText *text;
  bool *found; /* by name of the text */
} Comparison;

static void compare_span(void *handle, const TaggedSpan *span) {
  const Comparison *comparison = handle;
  const Tagger *tagger = comparison->walk->tagger;
  uint32_t begin = comparison->lattice->begin + comparison->units->data[span->first].begin;
  uint32_t end = comparison->lattice->begin + comparison->units->data[span->behind - 1].end;
  for (uint32_t i = 0; i < comparison->text->names.count; i++) {
    const LabelledName *name = &comparison->text->names.data[i];
    if (name->begin != begin || name->end != end || !slice_is(name->type, tagger->types[span->type])) continue;
    comparison->walk->scores[span->type].right++;
    comparison->found[i] = true;
    return;
  }
  comparison->walk->scores[span->type].wrong++;
}

static void measure_sentence(Walk *walk, const Units *units, const Lattice *lattice, const LabelledText *text) {
  Comparison comparison = {walk, units, lattice, text, ARENA_ARRAY(&walk->document, bool, text->names.count + 1)};
  tagger_run(walk->tagger, &walk->document, units, LIKELIER_THAN_NOT, compare_span, &comparison);
  for (uint32_t i = 0; i < text->names.count; i++) {
    const LabelledName *name = &text->names.data[i];
    uint32_t type = tagger_type(walk->tagger, name->type);
    if (type != UINT32_MAX && stands_in(lattice, name) && !comparison.found[i]) walk->scores[type].missed++;
  }
}

SpoStatus model_measure(Arena *arena, const Engine *engine, const EngineLanguage *language, const LabelledTexts *texts,
                        Tagger *tagger, TypeScore *scores) {
  Walk walk = {.arena = arena, .engine = engine, .language = language, .visit = measure_sentence, .tagger = tagger};
  memset(scores, 0, tagger->type_count * sizeof *scores);
  walk.scores = scores;
  feature_names_init(&walk.names, arena, &language->vocabulary, &tagger->known);
  tagger_prepare(tagger, arena, &walk.names);
  return walk_texts(&walk, texts);
}
