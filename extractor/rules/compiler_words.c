#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "lexicon/word_cost.h"
#include "rules/rule_compiler_internal.h"

static float word_cost(void *handle, Slice spelling, unsigned flags) {
  enum { ORDINARY_COST = 10 };
  const RuleInput *input = ((const Compiler *)handle)->input;
  return input->draft ? ORDINARY_COST : word_cost_estimate(input->dictionary, spelling, flags);
}

/* ---- reading lists ---- */

/* One entry of a list: a word and its tags, `key=value` or `key`, separated by single spaces. */
typedef struct {
  Slice word, tags;
} ListEntry;

static bool next_tag(Slice *tags, Slice *key, Slice *value) {
  while (tags->length) {
    Slice tag = slice_cut(tags, ' ');
    if (!tag.length) continue;
    *value = tag;
    *key = slice_cut(value, '=');
    return true;
  }
  return false;
}

static bool is_value(const TagFilter *filter, Slice value) {
  for (uint32_t i = 0; i < filter->values.count; i++) {
    if (slice_equal(value, filter->values.data[i])) return true;
  }
  return false;
}

/* `word` is a tag that every word has: itself. */
static bool passes(const TagFilters *filters, Slice word, Slice tags) {
  for (uint32_t i = 0; i < filters->count; i++) {
    const TagFilter *filter = &filters->data[i];
    Slice rest = tags, key, value;
    bool found = slice_is(filter->key.text, "word") && is_value(filter, word);
    while (!found && next_tag(&rest, &key, &value)) {
      if (!slice_equal(key, filter->key.text)) continue;
      found = filter->values.count == 0 || is_value(filter, value);
    }
    if (found == filter->negated) return false;
  }
  return true;
}

typedef struct {
  Slice word;
  uint32_t type;
  double value;
} PendingWeight;

typedef struct {
  VECTOR(PendingWeight);
} PendingWeights;

typedef struct {
  Compiler *compiler;
  const WordsStatement *statement;
  uint32_t type;
  struct {
    VECTOR(uint32_t);
  } parts; /* filtered lists of this type */
  PendingWeights weights;
} ListReading;

static double tag_number(Slice tags, Slice wanted) {
  Slice key, value;
  while (next_tag(&tags, &key, &value)) {
    char number[32] = "";
    if (!slice_equal(key, wanted) || value.length >= sizeof number) continue;
    memcpy(number, value.data, value.length);
    return strtod(number, NULL);
  }
  return 0;
}

static void note_length(Compiler *compiler, uint32_t type, Slice word) {
  uint32_t length = (uint32_t)utf8_length(word), *longest = &compiler->type_info.data[type].longest;
  if (length > *longest) *longest = length;
}

static void add_to_type(ListReading *reading, uint32_t type, ListEntry entry, unsigned flags) {
  Compiler *compiler = reading->compiler;
  lexicon_builder_add(compiler->lexicon, entry.word, type, 0, flags);
  note_length(compiler, type, entry.word);
  Slice weight = reading->statement->weight.text;
  if (!weight.length) return;
  compiler->types.data[type].flags |= TYPE_WEIGHTED;
  PendingWeight pending = {entry.word, type, tag_number(entry.tags, weight)};
  if (!(pending.value > 0)) return;
  VECTOR_PUSH(compiler->arena, &reading->weights, pending);
  lexicon_builder_weigh(compiler->lexicon);
}

/* Blanks stand as _ in the value of a tag. */
static Slice with_blanks(Arena *arena, Slice value) {
  if (!memchr(value.data, '_', value.length)) return value;
  Slice copy = arena_copy(arena, value);
  for (size_t i = 0; i < copy.length; i++) {
    if (copy.data[i] == '_') ((char *)copy.data)[i] = ' ';
  }
  return copy;
}

/* The key under which `words NAME without ...` is remembered. */
static Slice removal_key(Compiler *compiler, uint32_t type, Slice word) {
  return arena_print(compiler->arena, "%u %.*s", type, (int)word.length, word.data);
}

static bool is_removed(Compiler *compiler, uint32_t type, Slice word) {
  if (!compiler->removed_words.entries.count) return false;
  return name_table_find(&compiler->removed_words, removal_key(compiler, type, word)) != UINT32_MAX;
}

static void add_entry(ListReading *reading, ListEntry entry) {
  if (reading->statement->removes) {
    Slice key = removal_key(reading->compiler, reading->type, entry.word);
    name_table_add(&reading->compiler->removed_words, reading->compiler->arena, key, 0);
    return;
  }
  if (is_removed(reading->compiler, reading->type, entry.word)) return;
  if (!passes(&reading->statement->filters, entry.word, entry.tags)) return;
  Compiler *compiler = reading->compiler;
  Slice tags = entry.tags, key, value;
  unsigned flags = reading->statement->any_case ? 0 : WORD_EXACT_CASE;
  while (next_tag(&tags, &key, &value)) {
    if (slice_is(key, "anycase")) flags = 0;
  }
  for (uint32_t i = 0; i < reading->parts.count; i++) {
    uint32_t part = reading->parts.data[i];
    if (passes(&compiler->type_info.data[part].filters, entry.word, entry.tags))
      add_to_type(reading, part, entry, flags);
  }
  add_to_type(reading, reading->type, entry, flags);
  double cost = exp(-word_cost(compiler, entry.word, flags));
  compiler->type_info.data[reading->type].frequency += cost;
  tags = entry.tags;
  while (next_tag(&tags, &key, &value)) {
    if (slice_is(key, "iri")) compiler->types.data[reading->type].flags |= TYPE_IDENTIFIED;
    lexicon_builder_tag(compiler->lexicon, key, with_blanks(compiler->arena, value));
  }
}

static void read_file(ListReading *reading, const RuleSource *source) {
  Compiler *compiler = reading->compiler;
  Slice text;
  RuleName file = reading->statement->file;
  if (!compiler->input->read_words) {
    compiler_error(compiler, "E072", file.place, NULL, "word lists in files cannot be read here");
    return;
  }
  SpoStatus status = compiler->input->read_words(compiler->input->handle, compiler->arena, source, file, &text);
  if (status != SPO_SUCCESS) {
    compiler->failed = true;
    return;
  }
  while (text.length) {
    Slice tags = slice_cut(&text, '\n');
    if (tags.length && tags.data[tags.length - 1] == '\r') tags.length--;
    if (!tags.length || tags.data[0] == '#') continue;
    Slice word = slice_cut(&tags, '\t');
    word = slice_trim(word);
    if (word.length) add_entry(reading, (ListEntry){word, tags});
  }
}

/* Weights of a list are shares of their sum: cost = -ln(share). Words of a filtered part keep the shares of the whole.
 */
static void keep_weights(Compiler *compiler, const ListReading *reading, PendingWeights *all) {
  double sum = 0;
  for (uint32_t i = 0; i < reading->weights.count; i++) {
    if (reading->weights.data[i].type == reading->type) sum += reading->weights.data[i].value;
  }
  for (uint32_t i = 0; i < reading->weights.count; i++) {
    PendingWeight cost = reading->weights.data[i];
    cost.value = -log(cost.value / sum);
    VECTOR_PUSH(compiler->arena, all, cost);
  }
}

static void read_dictionary_classes(Compiler *compiler, const WordsStatement *statement, uint32_t type) {
  const Lexicon *dictionary = compiler->input->dictionary;
  compiler->type_info.data[type].longest = UINT32_MAX;
  for (uint32_t i = 0; i < statement->filters.count; i++) {
    const TagFilter *filter = &statement->filters.data[i];
    if (!slice_is(filter->key.text, "pos") || filter->negated || !filter->values.count) {
      compiler_error(compiler, "E037", filter->key.place, "as in from dictionary [pos=n|nz]",
                     "the dictionary is filtered by part of speech only");
      return;
    }
    for (uint32_t k = 0; k < filter->values.count; k++) {
      DictionaryClass class = {compiler_string(compiler, filter->values.data[k]), type};
      VECTOR_PUSH(compiler->arena, &compiler->dictionary_classes, class);
      uint32_t local = dictionary ? lexicon_find_class(dictionary, filter->values.data[k]) : UINT32_MAX;
      for (uint32_t w = 0; local != UINT32_MAX && w < dictionary->word_count; w++) {
        uint32_t number = dictionary->words[w].class_set;
        if (number >= dictionary->class_set_count) continue;
        const LexiconClassSet *set = &dictionary->class_sets[number];
        for (uint32_t m = 0; m < set->count && set->first + m < dictionary->class_member_count; m++) {
          if (dictionary->class_members[set->first + m] != local) continue;
          compiler->type_info.data[type].frequency += exp(-dictionary->words[w].cost);
        }
      }
    }
  }
}

/* The number of a vocabulary or model, noted at first mention; UINT32_MAX, reported, where it cannot be found. */
static uint32_t vocabulary_number(Compiler *compiler, const RuleFile *file, const WordsStatement *statement) {
  RuleName name = statement->file;
  Slice path;
  if (!compiler->input->find_vocabulary) {
    compiler_error(compiler, "E072", name.place, NULL, "vocabularies cannot be read here");
    return UINT32_MAX;
  }
  if (!compiler->input->find_vocabulary(compiler->input->handle, compiler->arena, file->source, name, &path)) {
    compiler->failed = true;
    return UINT32_MAX;
  }
  for (uint32_t i = 0; i < compiler->vocabularies.count; i++) {
    RuleString known = compiler->vocabularies.data[i].path;
    if (slice_equal((Slice){compiler->strings.data + known.offset, known.length}, path)) return i;
  }
  if (compiler->vocabularies.count == MOST_VOCABULARIES) {
    compiler_error(compiler, "E074", name.place, "join some of them", "there are more than %d vocabularies",
                   MOST_VOCABULARIES);
    return UINT32_MAX;
  }
  VECTOR_PUSH(compiler->arena, &compiler->vocabularies,
              ((VocabularyFile){compiler_string(compiler, path), statement->from_model}));
  return compiler->vocabularies.count - 1;
}

/* Estimated share of the characters of a text at which a word of a vocabulary or a guess begins: names are rare. */
static const double VOCABULARY_FREQUENCY = 0.005;

static void read_vocabulary(Compiler *compiler, const RuleFile *file, const WordsStatement *statement, uint32_t type) {
  uint32_t number = vocabulary_number(compiler, file, statement);
  if (number == UINT32_MAX) return;
  compiler->type_info.data[type].frequency += VOCABULARY_FREQUENCY;
  compiler->type_info.data[type].longest = UINT32_MAX;
  if (statement->from_model) compiler->types.data[type].flags |= TYPE_GUESSED;
  if (!statement->filters.count) {
    VocabularyClass all = {number, compiler_string(compiler, SLICE("")), type};
    VECTOR_PUSH(compiler->arena, &compiler->vocabulary_classes, all);
  }
  for (uint32_t i = 0; i < compiler->type_info.count; i++) { /* Company[type=bank] */
    const CompilerType *part = &compiler->type_info.data[i];
    if (part->base != type || part->filters.count != 1 || part->filters.data[0].negated) continue;
    const TagFilter *filter = &part->filters.data[0];
    for (uint32_t k = 0; k < filter->values.count && slice_is(filter->key.text, "type"); k++) {
      VocabularyClass class = {number, compiler_string(compiler, filter->values.data[k]), i};
      VECTOR_PUSH(compiler->arena, &compiler->vocabulary_classes, class);
    }
  }
  for (uint32_t i = 0; i < statement->filters.count; i++) {
    const TagFilter *filter = &statement->filters.data[i];
    if (!slice_is(filter->key.text, "type") || filter->negated || !filter->values.count) {
      compiler_error(compiler, "E037", filter->key.place, "as in from vocabulary \"companies.voc\" [type=company]",
                     "a vocabulary is filtered by type only");
      return;
    }
    for (uint32_t k = 0; k < filter->values.count; k++) {
      VocabularyClass class = {number, compiler_string(compiler, filter->values.data[k]), type};
      VECTOR_PUSH(compiler->arena, &compiler->vocabulary_classes, class);
    }
  }
}

static void read_statement(Compiler *compiler, const RuleFile *file, const WordsStatement *statement,
                           PendingWeights *all) {
  ListReading reading = {.compiler = compiler, .statement = statement};
  reading.type = name_table_find(&compiler->type_names, statement->name.text);
  if (reading.type == UINT32_MAX || compiler->types.data[reading.type].kind != TYPE_WORDS) return;
  if (statement->from_vocabulary) {
    read_vocabulary(compiler, file, statement, reading.type);
    return;
  }
  if (statement->from_dictionary) {
    read_dictionary_classes(compiler, statement, reading.type);
    return;
  }
  for (uint32_t i = 0; i < compiler->type_info.count; i++) {
    if (compiler->type_info.data[i].base == reading.type) VECTOR_PUSH(compiler->arena, &reading.parts, i);
  }
  if (statement->file.text.length) read_file(&reading, file->source);
  for (uint32_t i = 0; i < statement->entries.count; i++) {
    add_entry(&reading, (ListEntry){statement->entries.data[i].text, SLICE("")});
  }
  keep_weights(compiler, &reading, all);
}

static void add_literals(Compiler *compiler) {
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    if (compiler->types.data[i].kind != TYPE_LITERAL) continue;
    Slice name = compiler->type_info.data[i].name;
    bool any_case = name.data[name.length - 1] == 'i';
    Slice text = {name.data + 1, name.length - 2 - any_case};
    unsigned flags = WORD_NOT_COUNTED | (any_case ? 0u : WORD_EXACT_CASE);
    if (!lexicon_builder_add(compiler->lexicon, text, i, 0, flags)) {
      compiler_error(compiler, "E038", compiler->type_info.data[i].place, NULL, "this text is too long to be matched");
    }
    compiler->type_info.data[i].frequency = exp(-word_cost(compiler, text, flags));
    note_length(compiler, i, text);
  }
}

void compiler_read_words(Compiler *compiler) {
  PendingWeights *all = ARENA_NEW(compiler->arena, PendingWeights);
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    lexicon_builder_add_class(compiler->lexicon, compiler->type_info.data[i].name);
  }
  for (int removing = 1; removing >= 0; removing--) { /* first what is taken out */
    for (uint32_t f = 0; f < compiler->input->file_count; f++) {
      const RuleFile *file = &compiler->input->files[f];
      for (uint32_t i = 0; i < file->words.count; i++) {
        if (file->words.data[i].removes == removing) read_statement(compiler, file, &file->words.data[i], all);
      }
    }
  }
  for (uint32_t i = 0; i < compiler->type_info.count; i++) {
    CompilerType *type = &compiler->type_info.data[i]; /* a part of a list: taken for half of it */
    if (type->base == UINT32_MAX) continue;
    type->frequency = compiler->type_info.data[type->base].frequency / 2;
    type->longest = compiler->type_info.data[type->base].longest;
  }
  add_literals(compiler);
  compiler->pending_weights = all;
}

/* The columns of weighted lists, by type; UINT32_MAX: it is none. Returns how many there are. */
static uint32_t number_columns(const Compiler *compiler, uint32_t *columns) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < compiler->types.count; i++) {
    columns[i] = compiler->types.data[i].flags & TYPE_WEIGHTED ? count++ : UINT32_MAX;
  }
  return count;
}

/* A row for a word that has none yet: of which lists it is a member. */
static float *add_weight_row(Compiler *compiler, const Lexicon *lexicon, uint32_t word, const uint32_t *columns,
                             uint32_t column_count) {
  const LexiconWord *entry = &lexicon->words[word];
  LexiconDetail *detail = (LexiconDetail *)&lexicon->details[entry->detail]; /* in the image that was just made */
  if (!detail->weights) {
    const LexiconClassSet *set = &lexicon->class_sets[entry->class_set];
    uint32_t first = compiler->weights.count;
    detail->weights = 1 + first / column_count;
    for (uint32_t i = 0; i < column_count; i++) VECTOR_PUSH(compiler->arena, &compiler->weights, WEIGHT_NONE);
    for (uint32_t i = 0; i < set->count; i++) {
      uint32_t column = columns[lexicon->class_members[set->first + i]];
      if (column != UINT32_MAX) compiler->weights.data[first + column] = WEIGHT_OF_WORD;
    }
  }
  return &compiler->weights.data[(detail->weights - 1) * column_count];
}

typedef struct {
  VECTOR(uint32_t);
} TypeList;

/* The types that each class of the dictionary is a part of speech of. */
static TypeList *types_of_classes(Compiler *compiler, const Lexicon *dictionary) {
  TypeList *types = ARENA_ARRAY(compiler->arena, TypeList, dictionary->class_count + 1);
  for (uint32_t i = 0; i < compiler->dictionary_classes.count; i++) {
    const DictionaryClass *known = &compiler->dictionary_classes.data[i];
    Slice name = {compiler->strings.data + known->class.offset, known->class.length};
    uint32_t class = lexicon_find_class(dictionary, name);
    if (class != UINT32_MAX) VECTOR_PUSH(compiler->arena, &types[class], known->type);
  }
  return types;
}

/* Takes the words of the general dictionary in, so that one look finds a word whoever has it, and makes one edge. */
static void add_dictionary(Compiler *compiler, const Lexicon *dictionary) {
  LexiconBuilder *builder = compiler->lexicon;
  const TypeList *types = types_of_classes(compiler, dictionary);
  const uint32_t first_part = compiler->types.count; /* the classes before are types */
  for (uint32_t i = 0; i < dictionary->class_count; i++) {
    lexicon_builder_add_class(builder, lexicon_class_name(dictionary, i));
  }
  for (uint32_t i = 0; i < dictionary->word_count; i++) {
    const LexiconWord *word = &dictionary->words[i];
    if (word->class_set >= dictionary->class_set_count) continue;
    LexiconClassSet set = dictionary->class_sets[word->class_set];
    if (!set.count || set.first >= dictionary->class_member_count) continue;
    uint32_t count = dictionary->class_member_count - set.first;
    const uint16_t *classes = dictionary->class_members + set.first;
    if (set.count < count) count = set.count;
    Slice spelling = lexicon_spelling(dictionary, word);
    if (utf8_valid_prefix(spelling) != spelling.length) continue; /* only in a damaged image */
    if (!lexicon_builder_add_known(builder, spelling, word->cost, first_part + classes[0])) continue;
    for (uint32_t k = 0; k < count; k++) {
      if (classes[k] >= dictionary->class_count) continue;
      const TypeList *of_class = &types[classes[k]];
      for (uint32_t t = 0; t < of_class->count; t++) lexicon_builder_put(builder, of_class->data[t]);
    }
  }
}

void compiler_finish_lexicon(Compiler *compiler) {
  if (compiler->input->dictionary && !compiler->input->draft) add_dictionary(compiler, compiler->input->dictionary);
  Slice image = lexicon_builder_finish(compiler->lexicon, word_cost, compiler);
  compiler->lexicon_image.data = (char *)image.data;
  if (image.length > UINT32_MAX) arena_fail(compiler->arena);
  compiler->lexicon_image.count = (uint32_t)image.length;
  Lexicon lexicon;
  if (lexicon_open(&lexicon, image, "compiled rules", compiler->diagnostics) != SPO_SUCCESS) return;
  const PendingWeights *all = compiler->pending_weights;
  uint32_t *columns = ARENA_ARRAY(compiler->arena, uint32_t, compiler->types.count + 1);
  uint32_t column_count = number_columns(compiler, columns);
  for (uint32_t i = 0; i < all->count && column_count; i++) {
    /* spellings that are two words, one with its case and one without, stand side by side */
    for (uint32_t word = lexicon_find(&lexicon, all->data[i].word); word != WORD_NONE;
         word = lexicon_next(&lexicon, word)) {
      if (!slice_equal(lexicon_spelling(&lexicon, &lexicon.words[word]), all->data[i].word)) break;
      float *row = add_weight_row(compiler, &lexicon, word, columns, column_count);
      row[columns[all->data[i].type]] = (float)all->data[i].value;
    }
  }
}
