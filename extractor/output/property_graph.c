#include "output/property_graph.h"

#include <stdlib.h>

#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/cells.h"
#include "output/json_text.h"
#include "output/parts.h"

typedef enum { COLUMN_STRING, COLUMN_STRINGS, COLUMN_WORD, COLUMN_DOUBLE, COLUMN_BOOLEAN, COLUMN_PLACE } ColumnType;

typedef struct {
  const char *name;
  ColumnType type;
  KnownProperty property;
} Column;

enum { PART_DOCUMENTS, PART_ENTITIES, PART_CLAIMS, PART_EDGES };

static const Column DOCUMENT_COLUMNS[] = {
    {"headline", COLUMN_STRING, PROPERTY_HEADLINE},    {"published", COLUMN_STRING, PROPERTY_DATE_PUBLISHED},
    {"language", COLUMN_STRING, PROPERTY_IN_LANGUAGE}, {"publisher", COLUMN_STRING, PROPERTY_PUBLISHER},
    {"author", COLUMN_STRING, PROPERTY_AUTHOR},        {"origin", COLUMN_STRING, PROPERTY_DCT_SOURCE},
    {"retrieved", COLUMN_STRING, PROPERTY_RETRIEVED},  {"sha256", COLUMN_STRING, PROPERTY_SHA256}};
static const Column ENTITY_COLUMNS[] = {{"label", COLUMN_STRING, PROPERTY_LABEL},
                                        {"names", COLUMN_STRINGS, PROPERTY_ALT_LABEL},
                                        {"jobTitles", COLUMN_STRINGS, PROPERTY_JOB_TITLE},
                                        {"sameAs", COLUMN_STRINGS, PROPERTY_SAME_AS},
                                        {"linkScore", COLUMN_DOUBLE, PROPERTY_LINK_SCORE}};
static const Column CLAIM_COLUMNS[] = {{"title", COLUMN_STRING, PROPERTY_TITLE},
                                       {"status", COLUMN_WORD, PROPERTY_STATUS},
                                       {"measure", COLUMN_STRING, PROPERTY_MEASURE},
                                       {"change", COLUMN_WORD, PROPERTY_CHANGE},
                                       {"bound", COLUMN_WORD, PROPERTY_BOUND},
                                       {"value", COLUMN_DOUBLE, PROPERTY_VALUE},
                                       {"upperValue", COLUMN_DOUBLE, PROPERTY_UPPER_VALUE},
                                       {"unit", COLUMN_STRING, PROPERTY_UNIT},
                                       {"valueText", COLUMN_STRING, PROPERTY_VALUE_TEXT},
                                       {"comparison", COLUMN_WORD, PROPERTY_COMPARISON},
                                       {"period", COLUMN_STRING, PROPERTY_PERIOD},
                                       {"periodText", COLUMN_STRING, PROPERTY_PERIOD_TEXT},
                                       {"cue", COLUMN_STRING, PROPERTY_CUE},
                                       {"text", COLUMN_STRING, PROPERTY_TEXT},
                                       {"direct", COLUMN_BOOLEAN, PROPERTY_DIRECT},
                                       {"predicate", COLUMN_WORD, PROPERTY_PREDICATE},
                                       {"polarity", COLUMN_WORD, PROPERTY_POLARITY},
                                       {"modality", COLUMN_WORD, PROPERTY_MODALITY},
                                       {"confidence", COLUMN_DOUBLE, PROPERTY_CONFIDENCE},
                                       {"rules", COLUMN_STRINGS, PROPERTY_RULE},
                                       {"sentence", COLUMN_PLACE, PROPERTY_ANCHOR},
                                       {"begin", COLUMN_PLACE, PROPERTY_BEGIN},
                                       {"end", COLUMN_PLACE, PROPERTY_END}};

static const struct {
  const char *name;
  const Column *columns;
  size_t count;
} PARTS[PROPERTY_GRAPH_PARTS] = {
    {"nodes-documents", DOCUMENT_COLUMNS, sizeof DOCUMENT_COLUMNS / sizeof *DOCUMENT_COLUMNS},
    {"nodes-entities", ENTITY_COLUMNS, sizeof ENTITY_COLUMNS / sizeof *ENTITY_COLUMNS},
    {"nodes-claims", CLAIM_COLUMNS, sizeof CLAIM_COLUMNS / sizeof *CLAIM_COLUMNS},
    {"edges", NULL, 0},
};

struct PropertyGraphWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool neptune;
  Arena arena; /* what is needed for one document */
};

typedef struct {
  PropertyGraphWriter *writer;
  GraphView view;
  Losses losses;
  Cells cells;
} Work;

const char *property_graph_part(unsigned part) {
  return PARTS[part].name;
}

/* ---- headers ---- */

static const char *type_name(const Column *column, bool neptune) {
  switch (column->type) {
    case COLUMN_STRINGS:
      return neptune ? "String[]" : "string[]";
    case COLUMN_DOUBLE:
      return neptune ? "Double" : "double";
    case COLUMN_BOOLEAN:
      return neptune ? "Bool" : "boolean";
    case COLUMN_PLACE:
      if (column->property != PROPERTY_ANCHOR) return neptune ? "Int" : "int";
      break;
    default:
      break;
  }
  return neptune ? "String" : "string";
}

static void say(Output *output, const char *text) {
  output_write(output, text, strlen(text));
}

void property_graph_write_header(const WriterOptions *options, unsigned part, Output *output) {
  bool neptune = options->syntax == SYNTAX_NEPTUNE;
  if (part == PART_EDGES) {
    say(output,
        neptune ? ":ID,:START_ID,:END_ID,:TYPE,iri:String\r\n" : "id:string,:START_ID,:END_ID,:TYPE,iri:string\r\n");
    return;
  }
  say(output, "iri:ID,:LABEL");
  for (size_t i = 0; i < PARTS[part].count; i++) {
    say(output, ",");
    say(output, PARTS[part].columns[i].name);
    say(output, ":");
    say(output, type_name(&PARTS[part].columns[i], neptune));
  }
  say(output, neptune ? ",other:String\r\n" : ",other:string\r\n");
}

/* ---- cells ---- */

typedef struct {
  VECTOR(char);
} Bytes;

static void append(Work *work, Bytes *to, Slice text) {
  VECTOR_APPEND(&work->writer->arena, to, text.data, text.length);
}

/* ";" stands between the strings of a list; inside one, Neptune takes "\;", neo4j knows no escape, so it becomes ",".
 */
static void append_list(Work *work, Bytes *to, Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] != ';') {
      append(work, to, (Slice){text.data + i, 1});
    } else {
      append(work, to, work->writer->neptune ? SLICE("\\;") : SLICE(","));
    }
  }
}

static bool is_sound_number(Slice text) {
  size_t digits = 0, points = 0;
  for (size_t i = text.length && text.data[0] == '-'; i < text.length; i++) {
    if (text.data[i] == '.') {
      points++;
    } else if (text.data[i] >= '0' && text.data[i] <= '9') {
      digits++;
    } else {
      return false;
    }
  }
  return digits && points <= 1;
}

/* A typed column holds nothing but values of its type. */
static Slice fitting(const Column *column, Slice text) {
  if (column->type == COLUMN_BOOLEAN) return slice_is(text, "true") || slice_is(text, "false") ? text : (Slice){0};
  bool number = column->type == COLUMN_DOUBLE || (column->type == COLUMN_PLACE && column->property != PROPERTY_ANCHOR);
  return !number || is_sound_number(text) ? text : (Slice){0};
}

static Slice column_text(Work *work, const Subject *subject, const Column *column) {
  if (column->type == COLUMN_PLACE) {
    subject = view_subject(&work->view, view_object(&work->view, subject, PROPERTY_EVIDENCE));
    return subject ? view_text(&work->view, subject, column->property) : (Slice){0};
  }
  if (column->type == COLUMN_WORD) return iri_local_part(view_text(&work->view, subject, column->property));
  if (column->type != COLUMN_STRINGS) return view_text(&work->view, subject, column->property);
  Bytes list = {0};
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &work->view.graph->triples.data[i];
    if (view_property(&work->view, triple->predicate) != column->property) continue;
    if (list.count) append(work, &list, SLICE(";"));
    append_list(work, &list, view_term(&work->view, triple->object)->text);
  }
  return (Slice){list.data, list.count};
}

static bool has_column(unsigned part, KnownProperty property) {
  if (property == PROPERTY_TYPE || property == PROPERTY_EVIDENCE) return true;
  for (size_t i = 0; i < PARTS[part].count; i++) {
    if (PARTS[part].columns[i].property == property) return true;
  }
  return false;
}

/* "property=value" for what no column is there for and no edge, one a line. */
static Slice other_text(Work *work, unsigned part, const Subject *subject) {
  Bytes text = {0};
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &work->view.graph->triples.data[i];
    if (has_column(part, view_property(&work->view, triple->predicate))) continue;
    if (view_subject(&work->view, triple->object)) continue;
    if (text.count) append(work, &text, SLICE("\n"));
    append(work, &text, view_term(&work->view, triple->predicate)->text);
    append(work, &text, SLICE("="));
    append(work, &text, view_term(&work->view, triple->object)->text);
  }
  return (Slice){text.data, text.count};
}

/* ---- nodes ---- */

static unsigned part_of(const Subject *subject) {
  if (subject->kind == SUBJECT_DOCUMENT) return PART_DOCUMENTS;
  return subject->kind == SUBJECT_CLAIM ? PART_CLAIMS : PART_ENTITIES;
}

static bool is_node(const Subject *subject) {
  return subject && subject->kind != SUBJECT_MENTION;
}

/* Document, Entity or Claim, and the class. Labels hold letters and digits only. */
static Slice node_labels(Work *work, const Subject *subject) {
  static const char *const KINDS[] = {"Document", "Entity", "Claim"};
  Bytes labels = {0};
  append(work, &labels, slice_of(KINDS[part_of(subject)]));
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &work->view.graph->triples.data[i];
    if (view_property(&work->view, triple->predicate) != PROPERTY_TYPE) continue;
    Slice class = iri_local_part(view_term(&work->view, triple->object)->text);
    append(work, &labels, SLICE(";"));
    for (size_t k = 0; k < class.length; k++) {
      bool separator = strchr(";,:\"\r\n", class.data[k]) != NULL;
      append(work, &labels, separator ? SLICE("_") : (Slice){class.data + k, 1});
    }
  }
  return (Slice){labels.data, labels.count};
}

static void put_node(Work *work, const Subject *subject) {
  unsigned part = part_of(subject);
  Slice iri = view_term(&work->view, subject->term)->text;
  SeenKey key = seen_key((Slice[]){SLICE("node"), iri}, 2);
  cells_begin(&work->cells);
  cells_put(&work->cells, iri);
  cells_put(&work->cells, node_labels(work, subject));
  for (size_t i = 0; i < PARTS[part].count; i++) {
    const Column *column = &PARTS[part].columns[i];
    cells_put(&work->cells, fitting(column, column_text(work, subject, column)));
  }
  cells_put(&work->cells, other_text(work, part, subject));
  frame_put(work->writer->output, part, &key, cells_end(&work->cells));
}

/* ---- edges ---- */

/* worksFor is WORKS_FOR. */
static Slice edge_type(Work *work, Slice predicate) {
  Slice local = iri_local_part(predicate);
  Bytes type = {0};
  for (size_t i = 0; i < local.length; i++) {
    char c = local.data[i];
    bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    if (upper && i && type.data[type.count - 1] != '_') append(work, &type, SLICE("_"));
    char put = lower ? (char)(c - 32) : upper || digit ? c : '_';
    append(work, &type, (Slice){&put, 1});
  }
  return (Slice){type.data, type.count};
}

static void put_edge(Work *work, TermId from, TermId to, Slice type, Slice predicate) {
  Slice begin = view_term(&work->view, from)->text, end = view_term(&work->view, to)->text;
  SeenKey key = seen_key((Slice[]){SLICE("edge"), begin, predicate, end}, 4);
  cells_begin(&work->cells);
  cells_put(&work->cells, arena_print(&work->writer->arena, "%016llx%016llx", (unsigned long long)key.high,
                                      (unsigned long long)key.low));
  cells_put(&work->cells, begin);
  cells_put(&work->cells, end);
  cells_put(&work->cells, type);
  cells_put(&work->cells, predicate);
  frame_put(work->writer->output, PART_EDGES, &key, cells_end(&work->cells));
}

static void put_edges(Work *work, const Subject *subject) {
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &work->view.graph->triples.data[i];
    if (!is_node(view_subject(&work->view, triple->object))) continue;
    if (view_property(&work->view, triple->predicate) == PROPERTY_TYPE) continue;
    Slice predicate = view_term(&work->view, triple->predicate)->text;
    put_edge(work, subject->term, triple->object, edge_type(work, predicate), predicate);
  }
}

/* From a claim or an entity to the document that it is found in. */
static void put_origin(Work *work, const Subject *subject, const Subject *document) {
  bool claim = subject->kind == SUBJECT_CLAIM;
  if (!document || subject == document) return;
  put_edge(work, subject->term, document->term, claim ? SLICE("STATED_IN") : SLICE("MENTIONED_IN"), SLICE(""));
}

SpoStatus property_graph_writer_write(PropertyGraphWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Work work = {.writer = writer};
  work.cells = (Cells){.arena = &writer->arena, .losses = &work.losses};
  graph_view_make(&work.view, &writer->arena, graph);
  const Subject *document = NULL;
  for (uint32_t i = 0; i < work.view.count; i++) {
    if (work.view.subjects[i].kind == SUBJECT_DOCUMENT) document = &work.view.subjects[i];
  }
  for (uint32_t i = 0; i < work.view.count; i++) {
    const Subject *subject = &work.view.subjects[i];
    if (!is_node(subject)) continue;
    put_node(&work, subject);
    put_edges(&work, subject);
    put_origin(&work, subject, document);
  }
  losses_report(&work.losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

PropertyGraphWriter *property_graph_writer_new(const WriterOptions *options, Output *output,
                                               const Diagnostics *diagnostics) {
  PropertyGraphWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->neptune = options->syntax == SYNTAX_NEPTUNE;
  arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void property_graph_writer_free(PropertyGraphWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}
