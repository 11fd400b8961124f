#include "output/tables.h"

#include <stdlib.h>

#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/cells.h"
#include "output/parts.h"

typedef enum {
  CELL_SELF,        /* the IRI of what the row is about */
  CELL_CLASS,       /* its class, without namespace */
  CELL_TEXT,        /* values of a property as they are */
  CELL_WORD,        /* IRIs without their namespaces */
  CELL_LABEL,       /* labels of the entities that are the property's values */
  CELL_KIND,        /* classes of these */
  CELL_DOCUMENT,    /* the document's IRI */
  CELL_OF_DOCUMENT, /* a property of the document */
  CELL_OF_EVIDENCE, /* a property of the first sentence that is evidence */
} CellKind;

typedef struct {
  const char *name;
  CellKind kind;
  KnownProperty property;
} Column;

/* What all claims have, behind what is their own. */
#define CLAIM_COLUMNS                                                                                      \
  {"polarity", CELL_WORD, PROPERTY_POLARITY}, {"modality", CELL_WORD, PROPERTY_MODALITY},                  \
      {"confidence", CELL_TEXT, PROPERTY_CONFIDENCE}, {"rule", CELL_TEXT, PROPERTY_RULE},                  \
      {"sentence", CELL_OF_EVIDENCE, PROPERTY_ANCHOR}, {"begin", CELL_OF_EVIDENCE, PROPERTY_BEGIN},        \
      {"end", CELL_OF_EVIDENCE, PROPERTY_END}, {"published", CELL_OF_DOCUMENT, PROPERTY_DATE_PUBLISHED}, { \
    "document", CELL_DOCUMENT, PROPERTY_OTHER                                                              \
  }

static const Column ENTITIES[] = {
    {"entity", CELL_SELF, PROPERTY_OTHER},      {"type", CELL_CLASS, PROPERTY_OTHER},
    {"label", CELL_TEXT, PROPERTY_LABEL},       {"names", CELL_TEXT, PROPERTY_ALT_LABEL},
    {"same_as", CELL_TEXT, PROPERTY_SAME_AS},   {"link_score", CELL_TEXT, PROPERTY_LINK_SCORE},
    {"document", CELL_DOCUMENT, PROPERTY_OTHER}};
static const Column PEOPLE[] = {
    {"person", CELL_SELF, PROPERTY_OTHER},         {"label", CELL_TEXT, PROPERTY_LABEL},
    {"names", CELL_TEXT, PROPERTY_ALT_LABEL},      {"job_titles", CELL_TEXT, PROPERTY_JOB_TITLE},
    {"works_for", CELL_LABEL, PROPERTY_WORKS_FOR}, {"works_for_iri", CELL_TEXT, PROPERTY_WORKS_FOR},
    {"same_as", CELL_TEXT, PROPERTY_SAME_AS},      {"link_score", CELL_TEXT, PROPERTY_LINK_SCORE},
    {"document", CELL_DOCUMENT, PROPERTY_OTHER}};
static const Column POSITIONS[] = {{"position", CELL_SELF, PROPERTY_OTHER},
                                   {"person", CELL_LABEL, PROPERTY_HOLDER},
                                   {"title", CELL_TEXT, PROPERTY_TITLE},
                                   {"organization", CELL_LABEL, PROPERTY_ORGANIZATION},
                                   {"status", CELL_WORD, PROPERTY_STATUS},
                                   {"period", CELL_TEXT, PROPERTY_PERIOD},
                                   {"person_iri", CELL_TEXT, PROPERTY_HOLDER},
                                   {"organization_iri", CELL_TEXT, PROPERTY_ORGANIZATION},
                                   CLAIM_COLUMNS};
static const Column STATISTICS[] = {{"statistic", CELL_SELF, PROPERTY_OTHER},
                                    {"about", CELL_LABEL, PROPERTY_ABOUT},
                                    {"about_type", CELL_KIND, PROPERTY_ABOUT},
                                    {"scope", CELL_LABEL, PROPERTY_SCOPE},
                                    {"measure", CELL_TEXT, PROPERTY_MEASURE},
                                    {"change", CELL_WORD, PROPERTY_CHANGE},
                                    {"bound", CELL_WORD, PROPERTY_BOUND},
                                    {"value", CELL_TEXT, PROPERTY_VALUE},
                                    {"upper_value", CELL_TEXT, PROPERTY_UPPER_VALUE},
                                    {"unit", CELL_TEXT, PROPERTY_UNIT},
                                    {"value_text", CELL_TEXT, PROPERTY_VALUE_TEXT},
                                    {"comparison", CELL_WORD, PROPERTY_COMPARISON},
                                    {"period", CELL_TEXT, PROPERTY_PERIOD},
                                    {"period_text", CELL_TEXT, PROPERTY_PERIOD_TEXT},
                                    {"source", CELL_LABEL, PROPERTY_SOURCE},
                                    {"about_iri", CELL_TEXT, PROPERTY_ABOUT},
                                    {"scope_iri", CELL_TEXT, PROPERTY_SCOPE},
                                    {"source_iri", CELL_TEXT, PROPERTY_SOURCE},
                                    CLAIM_COLUMNS};
static const Column QUOTATIONS[] = {{"quotation", CELL_SELF, PROPERTY_OTHER},
                                    {"speaker", CELL_LABEL, PROPERTY_SPEAKER},
                                    {"speaker_type", CELL_KIND, PROPERTY_SPEAKER},
                                    {"cue", CELL_TEXT, PROPERTY_CUE},
                                    {"text", CELL_TEXT, PROPERTY_TEXT},
                                    {"direct", CELL_TEXT, PROPERTY_DIRECT},
                                    {"speaker_iri", CELL_TEXT, PROPERTY_SPEAKER},
                                    CLAIM_COLUMNS};
static const Column RELATIONS[] = {{"relation", CELL_SELF, PROPERTY_OTHER},
                                   {"subject", CELL_LABEL, PROPERTY_SUBJECT},
                                   {"predicate", CELL_WORD, PROPERTY_PREDICATE},
                                   {"object", CELL_LABEL, PROPERTY_OBJECT},
                                   {"subject_type", CELL_KIND, PROPERTY_SUBJECT},
                                   {"object_type", CELL_KIND, PROPERTY_OBJECT},
                                   {"period", CELL_TEXT, PROPERTY_PERIOD},
                                   {"subject_iri", CELL_TEXT, PROPERTY_SUBJECT},
                                   {"predicate_iri", CELL_TEXT, PROPERTY_PREDICATE},
                                   {"object_iri", CELL_TEXT, PROPERTY_OBJECT},
                                   CLAIM_COLUMNS};
static const Column MENTIONS[] = {
    {"mention", CELL_SELF, PROPERTY_OTHER},     {"begin", CELL_TEXT, PROPERTY_BEGIN},
    {"end", CELL_TEXT, PROPERTY_END},           {"text", CELL_TEXT, PROPERTY_ANCHOR},
    {"entity", CELL_LABEL, PROPERTY_ENTITY},    {"entity_type", CELL_KIND, PROPERTY_ENTITY},
    {"entity_iri", CELL_TEXT, PROPERTY_ENTITY}, {"document", CELL_DOCUMENT, PROPERTY_OTHER}};

#define COLUMNS(columns) columns, sizeof columns / sizeof *columns

/* A row for each subject of a kind; of a class where one is named, with a property where one is. */
static const struct {
  const char *name;
  const Column *columns;
  size_t count;
  SubjectKind kind;
  const char *class;
  KnownProperty with;
} TABLE_KINDS[TABLES] = {
    [TABLE_ENTITIES] = {"entities", COLUMNS(ENTITIES), SUBJECT_ENTITY, NULL, PROPERTY_TYPE},
    [TABLE_PEOPLE] = {"people", COLUMNS(PEOPLE), SUBJECT_ENTITY, NS_SCHEMA "Person", PROPERTY_TYPE},
    [TABLE_POSITIONS] = {"positions", COLUMNS(POSITIONS), SUBJECT_CLAIM, NS_SPO "Position", PROPERTY_TYPE},
    [TABLE_STATISTICS] = {"statistics", COLUMNS(STATISTICS), SUBJECT_CLAIM, NS_SPO "Statistic", PROPERTY_TYPE},
    [TABLE_QUOTATIONS] = {"quotations", COLUMNS(QUOTATIONS), SUBJECT_CLAIM, NS_SPO "Quotation", PROPERTY_TYPE},
    [TABLE_RELATIONS] = {"relations", COLUMNS(RELATIONS), SUBJECT_CLAIM, NULL, PROPERTY_SUBJECT},
    [TABLE_MENTIONS] = {"mentions", COLUMNS(MENTIONS), SUBJECT_MENTION, NULL, PROPERTY_ENTITY},
};

struct TableWriter {
  Output *output;
  const Diagnostics *diagnostics;
  Table table;
  bool tabs, guarded;
  Arena arena; /* what is needed for one document */
};

typedef struct {
  TableWriter *writer;
  GraphView view;
  const Subject *document; /* or NULL */
  Losses losses;
  Cells cells;
} Work;

bool table_named(Slice name, Table *table) {
  for (unsigned i = 0; i < TABLES; i++) {
    if (!slice_is(name, TABLE_KINDS[i].name)) continue;
    *table = (Table)i;
    return true;
  }
  return false;
}

const char *table_name(Table table) {
  return TABLE_KINDS[table].name;
}

/* ---- cells ---- */

static Slice value_text(Work *work, CellKind kind, TermId value) {
  const Term *term = view_term(&work->view, value);
  const Subject *entity = view_subject(&work->view, value);
  if (kind == CELL_WORD) return iri_local_part(term->text);
  if (kind == CELL_KIND) return entity ? view_class(&work->view, entity) : (Slice){0};
  if (kind == CELL_LABEL && entity) return view_label(&work->view, entity);
  return kind == CELL_LABEL && term->kind == TERM_IRI ? iri_local_part(term->text) : term->text;
}

static bool is_number(const Term *term) {
  return slice_is(term->datatype, NS_XSD "decimal") || slice_is(term->datatype, NS_XSD "nonNegativeInteger");
}

/* All values of a property, " | " between them. */
static void put_values(Work *work, const Subject *subject, CellKind kind, KnownProperty property) {
  Arena *arena = &work->writer->arena;
  struct {
    VECTOR(char);
  } joined = {0};
  uint32_t number = 0;
  const Term *only = NULL;
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &work->view.graph->triples.data[i];
    if (view_property(&work->view, triple->predicate) != property) continue;
    Slice text = value_text(work, kind, triple->object);
    if (number++) VECTOR_APPEND(arena, &joined, " | ", 3);
    VECTOR_APPEND(arena, &joined, text.data, text.length);
    only = view_term(&work->view, triple->object);
  }
  Slice text = {joined.data, joined.count};
  if (number == 1 && kind == CELL_TEXT && is_number(only)) {
    cells_put_number(&work->cells, text);
  } else {
    cells_put(&work->cells, text);
  }
}

static void put_cell(Work *work, const Subject *subject, const Column *column) {
  const Subject *evidence;
  switch (column->kind) {
    case CELL_SELF:
      cells_put(&work->cells, view_term(&work->view, subject->term)->text);
      return;
    case CELL_CLASS:
      cells_put(&work->cells, view_class(&work->view, subject));
      return;
    case CELL_DOCUMENT:
      cells_put(&work->cells, work->view.graph->iri);
      return;
    case CELL_OF_DOCUMENT:
      cells_put(&work->cells, work->document ? view_text(&work->view, work->document, column->property) : (Slice){0});
      return;
    case CELL_OF_EVIDENCE:
      evidence = view_subject(&work->view, view_object(&work->view, subject, PROPERTY_EVIDENCE));
      if (evidence) {
        put_values(work, evidence, CELL_TEXT, column->property);
      } else {
        cells_put(&work->cells, (Slice){0});
      }
      return;
    default:
      put_values(work, subject, column->kind, column->property);
  }
}

/* ---- rows ---- */

static bool belongs(const Work *work, const Subject *subject, Table table) {
  if (subject->kind != TABLE_KINDS[table].kind) return false;
  if (view_object(&work->view, subject, TABLE_KINDS[table].with) == TERM_NONE) return false;
  const char *class = TABLE_KINDS[table].class;
  return !class || (subject->class != TERM_NONE && slice_is(view_term(&work->view, subject->class)->text, class));
}

static void put_rows(Work *work, Table table) {
  for (uint32_t i = 0; i < work->view.count; i++) {
    const Subject *subject = &work->view.subjects[i];
    if (!belongs(work, subject, table)) continue;
    cells_begin(&work->cells);
    for (size_t k = 0; k < TABLE_KINDS[table].count; k++) put_cell(work, subject, &TABLE_KINDS[table].columns[k]);
    Slice row = cells_end(&work->cells);
    if (work->writer->table == TABLES) {
      frame_put(work->writer->output, table, NULL, row);
    } else {
      output_write(work->writer->output, row.data, row.length);
    }
  }
}

SpoStatus table_writer_write(TableWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Work work = {.writer = writer};
  work.cells =
      (Cells){.arena = &writer->arena, .losses = &work.losses, .tabs = writer->tabs, .guarded = writer->guarded};
  graph_view_make(&work.view, &writer->arena, graph);
  for (uint32_t i = 0; i < work.view.count; i++) {
    if (work.view.subjects[i].kind == SUBJECT_DOCUMENT) work.document = &work.view.subjects[i];
  }
  for (unsigned table = 0; table < TABLES; table++) {
    if (writer->table == TABLES || writer->table == table) put_rows(&work, (Table)table);
  }
  losses_report(&work.losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

void table_write_header(const WriterOptions *options, Table table, Output *output) {
  bool tabs = options->syntax == SYNTAX_TSV;
  if (options->guarded) output_write(output, "\xEF\xBB\xBF", 3);
  for (size_t i = 0; i < TABLE_KINDS[table].count; i++) {
    if (i) output_write(output, tabs ? "\t" : ",", 1);
    const char *name = TABLE_KINDS[table].columns[i].name;
    output_write(output, name, strlen(name));
  }
  output_write(output, tabs ? "\n" : "\r\n", tabs ? 1 : 2);
}

TableWriter *table_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics) {
  TableWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->table = options->table;
  writer->tabs = options->syntax == SYNTAX_TSV;
  writer->guarded = options->guarded;
  arena_init(&writer->arena, SIZE_MAX);
  if (writer->table != TABLES) table_write_header(options, writer->table, output);
  return writer;
}

void table_writer_free(TableWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}
