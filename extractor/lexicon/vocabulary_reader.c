#include "lexicon/vocabulary_reader.h"

#include "base/iri_chars.h"
#include "base/name_table.h"
#include "rdf/naming.h"
#include "rdf/reader.h"

/* ---- entries ---- */

static Slice class_of(Slice type) {
  return type.length ? type : SLICE("entry");
}

static void add_name(LexiconBuilder *builder, Slice name, Slice label, Slice type, Slice iri) {
  name = slice_trim(name);
  if (!name.length) return;
  uint32_t class = lexicon_builder_class(builder, class_of(type));
  if (!lexicon_builder_add(builder, name, class, 0, WORD_EXACT_CASE)) return;
  if (iri.length) lexicon_builder_tag(builder, SLICE("iri"), iri);
  if (type.length) lexicon_builder_tag(builder, SLICE("type"), type);
  if (label.length && !slice_equal(label, name)) lexicon_builder_tag(builder, SLICE("of"), label);
}

/* ---- tables ---- */

enum { MOST_COLUMNS = 64 };

typedef struct {
  Slice names[MOST_COLUMNS];
  uint32_t count;
} Columns;

static Slice next_line(Slice *text) {
  Slice line = slice_cut(text, '\n');
  if (line.length && line.data[line.length - 1] == '\r') line.length--;
  return line;
}

static bool read_header(Slice line, Columns *columns) {
  bool labelled = false;
  for (columns->count = 0; line.length && columns->count < MOST_COLUMNS; columns->count++) {
    columns->names[columns->count] = slice_trim(slice_cut(&line, '\t'));
    labelled = labelled || slice_is(columns->names[columns->count], "label");
  }
  return labelled;
}

static void read_row(LexiconBuilder *builder, const Columns *columns, Slice line) {
  Slice cells[MOST_COLUMNS] = {{NULL, 0}}, label = SLICE(""), type = SLICE(""), iri = SLICE(""), aliases = SLICE("");
  for (uint32_t i = 0; i < columns->count; i++) {
    cells[i] = slice_trim(slice_cut(&line, '\t'));
    if (slice_is(columns->names[i], "label")) label = cells[i];
    if (slice_is(columns->names[i], "type")) type = cells[i];
    if (slice_is(columns->names[i], "iri")) iri = cells[i];
    if (slice_is(columns->names[i], "alias")) aliases = cells[i];
  }
  add_name(builder, label, label, type, iri);
  for (uint32_t i = 0; i < columns->count && label.length; i++) {
    static const char *const KNOWN[] = {"label", "type", "iri", "alias"};
    bool known = !cells[i].length;
    for (int k = 0; k < 4 && !known; k++) known = slice_is(columns->names[i], KNOWN[k]);
    if (!known) lexicon_builder_tag(builder, columns->names[i], cells[i]);
  }
  while (aliases.length) add_name(builder, slice_cut(&aliases, '|'), label, type, iri);
}

/* `word TAB key=value key`, as in word lists. */
static void read_listed(Arena *arena, LexiconBuilder *builder, Slice line) {
  Slice word = slice_trim(slice_cut(&line, '\t')), tags = line, type = SLICE("");
  while (tags.length) {
    Slice value = slice_cut(&tags, ' '), key = slice_cut(&value, '=');
    if (slice_is(key, "type")) type = value;
  }
  if (!word.length) return;
  uint32_t class = lexicon_builder_class(builder, class_of(type));
  if (!lexicon_builder_add(builder, word, class, 0, WORD_EXACT_CASE)) return;
  while (line.length) {
    Slice value = slice_cut(&line, ' '), key = slice_cut(&value, '=');
    if (!key.length) continue;
    Slice shown = arena_copy(arena, value);
    for (size_t i = 0; i < shown.length && !slice_is(key, "iri"); i++) {
      if (shown.data[i] == '_') ((char *)shown.data)[i] = ' ';
    }
    lexicon_builder_tag(builder, key, shown);
  }
}

SpoStatus vocabulary_read_table(Arena *arena, LexiconBuilder *builder, Slice text) {
  Columns columns = {.count = 0};
  Slice rest = text;
  bool headed = read_header(next_line(&rest), &columns);
  if (!headed) rest = text;
  while (rest.length) {
    Slice line = next_line(&rest);
    if (!line.length || line.data[0] == '#') continue;
    if (headed) {
      read_row(builder, &columns, line);
    } else {
      read_listed(arena, builder, line);
    }
  }
  return SPO_SUCCESS;
}

/* ---- RDF ---- */

typedef struct {
  Slice iri, label, type;
} Subject;

typedef struct {
  uint32_t subject;
  Slice name;
} SubjectName;

typedef struct {
  Arena *arena;
  Slice language;
  NameTable table;
  struct {
    VECTOR(Subject);
  } subjects;
  struct {
    VECTOR(SubjectName);
  } names;
} Gathering;

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

static Subject *subject_of(Gathering *gathering, Slice iri) {
  uint32_t known = name_table_find(&gathering->table, iri);
  if (known == UINT32_MAX) {
    Slice kept = arena_copy(gathering->arena, iri);
    known = gathering->subjects.count;
    name_table_add(&gathering->table, gathering->arena, kept, known);
    VECTOR_PUSH(gathering->arena, &gathering->subjects, ((Subject){kept, SLICE(""), SLICE("")}));
  }
  return &gathering->subjects.data[known];
}

static Slice last_part(Slice iri) {
  size_t begin = iri.length;
  while (begin && iri.data[begin - 1] != '/' && iri.data[begin - 1] != '#') begin--;
  return (Slice){iri.data + begin, iri.length - begin};
}

static bool take_triple(void *handle, const RdfQuad *triple) {
  Gathering *gathering = handle;
  Naming naming = naming_of(triple->predicate.text);
  bool type = slice_is(triple->predicate.text, RDF_TYPE);
  if ((!naming && !type) || triple->subject.kind != RDF_IRI) return true;
  if (type) {
    Subject *subject = subject_of(gathering, triple->subject.text);
    if (!subject->type.length) subject->type = arena_copy(gathering->arena, last_part(triple->object.text));
    return true;
  }
  Slice language = triple->object.language;
  bool spoken = !language.length || !gathering->language.length || language_matches(language, gathering->language);
  if (triple->object.kind != RDF_LITERAL || !spoken) return true;
  Subject *subject = subject_of(gathering, triple->subject.text);
  Slice name = arena_copy(gathering->arena, triple->object.text);
  if (naming == NAMING_LABEL && !subject->label.length) subject->label = name;
  uint32_t number = (uint32_t)(subject - gathering->subjects.data);
  VECTOR_PUSH(gathering->arena, &gathering->names, ((SubjectName){number, name}));
  return true;
}

SpoStatus vocabulary_read_rdf(Arena *arena, LexiconBuilder *builder, const char *path, Slice language,
                              const Diagnostics *diagnostics) {
#define LARGEST_RDF ((size_t)4 << 30)
  Gathering gathering = {.arena = arena, .language = language};
  RdfReadOptions options = {.relative = true, .largest = LARGEST_RDF};
  RdfSink sink = {.take = take_triple, .handle = &gathering, .arena = arena};
  SpoStatus status = rdf_read(path, &options, &sink, diagnostics);
  for (uint32_t i = 0; i < gathering.names.count; i++) {
    const Subject *subject = &gathering.subjects.data[gathering.names.data[i].subject];
    add_name(builder, gathering.names.data[i].name, subject->label, subject->type, subject->iri);
  }
  return status == SPO_BAD_INPUT ? SPO_BAD_RULES : status;
}
