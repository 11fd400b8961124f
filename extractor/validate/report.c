#include "validate/report.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/iri_chars.h"
#include "rdf/term_text.h"

#define XSD "http://www.w3.org/2001/XMLSchema#"

enum { SHOWN_VALUES = 10, SHOWN_TEXT = 120, DEEPEST = 4, UPWARDS = 2000 };

static const char *const SEVERITIES[] = {
    [SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_VIOLATION] = "violation"};

/* ---- names ---- */

static void put(ByteBuffer *to, const char *text) {
  byte_buffer_put(to, slice_of(text));
}

static void put_number(ByteBuffer *to, uint64_t number) {
  byte_buffer_print(to, "%" PRIu64, number);
}

/* On one line, cut where it is long. */
static void put_shown(ByteBuffer *to, Slice text) {
  size_t from = to->length;
  bool cut = text.length > SHOWN_TEXT;
  if (cut) {
    text.length = SHOWN_TEXT;
    while (text.length && ((unsigned char)text.data[text.length] & 0xC0) == 0x80) text.length--;
  }
  byte_buffer_put(to, text);
  for (size_t i = from; i < to->length; i++) {
    if ((unsigned char)to->data[i] < 0x20 || to->data[i] == 0x7F) to->data[i] = ' ';
  }
  if (cut) put(to, "…");
}

static void put_iri(const Report *report, ByteBuffer *to, Slice iri) {
  for (uint32_t i = 0; i < report->prefix_count; i++) {
    const Prefix *prefix = &report->prefixes[i];
    if (!slice_starts_with(iri, prefix->iri)) continue;
    Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (!is_local_name(local)) continue;
    byte_buffer_put(to, prefix->prefix);
    put(to, ":");
    byte_buffer_put(to, local);
    return;
  }
  put(to, "<");
  put_shown(to, iri);
  put(to, ">");
}

static void put_term(const Report *report, ByteBuffer *to, const RdfTerm *term) {
  if (term->kind == RDF_IRI) {
    put_iri(report, to, term->text);
    return;
  }
  put(to, term->kind == RDF_BLANK ? "_:" : "\"");
  put_shown(to, term->text);
  if (term->kind == RDF_BLANK) return;
  put(to, "\"");
  if (term->language.length) {
    put(to, "@");
    byte_buffer_put(to, term->language);
  } else if (term->datatype.length && !slice_is(term->datatype, XSD "string")) {
    put(to, "^^");
    put_iri(report, to, term->datatype);
  }
}

static const RdfTerm *shape_term(const Report *report, ShapeNode node) {
  return &report->shapes->graph->terms.data[node].term;
}

/* As SPARQL writes paths. */
static void put_path(const Report *report, ByteBuffer *to, const Path *path, int depth) {
  if (depth > 2 * DEEPEST) {
    put(to, "…");
    return;
  }
  if (path->kind == PATH_PREDICATE) {
    put_iri(report, to, path->iri);
    return;
  }
  if (path->kind == PATH_INVERSE) put(to, "^");
  bool group = path->part_count > 1 || path->parts[0]->kind != PATH_PREDICATE;
  if (group) put(to, "(");
  for (uint32_t i = 0; i < path->part_count; i++) {
    if (i) put(to, path->kind == PATH_SEQUENCE ? "/" : "|");
    put_path(report, to, path->parts[i], depth + 1);
  }
  if (group) put(to, ")");
  if (path->kind == PATH_ZERO_OR_MORE) put(to, "*");
  if (path->kind == PATH_ONE_OR_MORE) put(to, "+");
  if (path->kind == PATH_ZERO_OR_ONE) put(to, "?");
}

/* ---- what was expected ---- */

static void put_expected(const Report *report, ByteBuffer *to, const Constraint *constraint, int depth);

/* A shape by its name, or by what it asks. */
static void put_shape(const Report *report, ByteBuffer *to, const Shape *shape, int depth) {
  const RdfTerm *term = shape_term(report, shape->node);
  if (term->kind == RDF_IRI) {
    put_iri(report, to, term->text);
    return;
  }
  if (depth > DEEPEST || !shape->constraints.count) {
    put(to, depth > DEEPEST ? "…" : "anything");
    return;
  }
  if (shape->path) {
    put_path(report, to, shape->path, 0);
    put(to, ": ");
  }
  for (uint32_t i = 0; i < shape->constraints.count; i++) {
    if (i) put(to, " and ");
    put_expected(report, to, &shape->constraints.data[i], depth + 1);
  }
}

static void put_shapes(const Report *report, ByteBuffer *to, const Constraint *constraint, int depth) {
  for (uint32_t i = 0; i < constraint->shape_count && i < SHOWN_VALUES; i++) {
    if (i) put(to, ", ");
    put_shape(report, to, constraint->shapes[i], depth + 1);
  }
  if (constraint->shape_count > SHOWN_VALUES) put(to, ", …");
}

static void put_values(const Report *report, ByteBuffer *to, const Constraint *constraint) {
  for (uint32_t i = 0; i < constraint->value_count && i < SHOWN_VALUES; i++) {
    if (i) put(to, ", ");
    if (constraint->component == COMPONENT_LANGUAGE_IN) {
      put_shown(to, constraint->values[i].text);
    } else {
      put_term(report, to, &constraint->values[i]);
    }
  }
  if (constraint->value_count > SHOWN_VALUES) put(to, ", …");
}

static void put_kinds(ByteBuffer *to, uint64_t kinds) {
  static const char *const NAMES[] = {"an IRI", "a blank node", "a literal"};
  bool first = true;
  for (int i = 0; i < 3; i++) {
    if (!(kinds & (1u << i))) continue;
    if (!first) put(to, " or ");
    put(to, NAMES[i]);
    first = false;
  }
}

static void put_count(ByteBuffer *to, const char *before, uint64_t number, const char *one, const char *many) {
  put(to, before);
  put_number(to, number);
  put(to, number == 1 ? one : many);
}

static void put_expected(const Report *report, ByteBuffer *to, const Constraint *constraint, int depth) {
  static const char *const BEFORE[COMPONENTS] = {
      [COMPONENT_CLASS] = "an instance of ",
      [COMPONENT_DATATYPE] = "a sound literal of ",
      [COMPONENT_MIN_EXCLUSIVE] = "more than ",
      [COMPONENT_MIN_INCLUSIVE] = "at least ",
      [COMPONENT_MAX_EXCLUSIVE] = "less than ",
      [COMPONENT_MAX_INCLUSIVE] = "at most ",
      [COMPONENT_PATTERN] = "a text that matches ",
      [COMPONENT_LANGUAGE_IN] = "a text in one of the languages ",
      [COMPONENT_UNIQUE_LANG] = "one text a language",
      [COMPONENT_EQUALS] = "the same values as ",
      [COMPONENT_DISJOINT] = "no value of ",
      [COMPONENT_LESS_THAN] = "less than every value of ",
      [COMPONENT_LESS_THAN_OR_EQUALS] = "at most every value of ",
      [COMPONENT_NOT] = "none of ",
      [COMPONENT_AND] = "all of ",
      [COMPONENT_OR] = "one of ",
      [COMPONENT_XONE] = "exactly one of ",
      [COMPONENT_NODE] = "what conforms to ",
      [COMPONENT_PROPERTY] = "",
      [COMPONENT_CLOSED] = "no other properties than those of the shape",
      [COMPONENT_HAS_VALUE] = "among the values ",
      [COMPONENT_IN] = "one of ",
  };
  if (BEFORE[constraint->component]) put(to, BEFORE[constraint->component]);
  switch (constraint->component) {
    case COMPONENT_NODE_KIND:
      put_kinds(to, constraint->number);
      return;
    case COMPONENT_MIN_COUNT:
      put_count(to, "at least ", constraint->number, " value", " values");
      return;
    case COMPONENT_MAX_COUNT:
      put_count(to, "at most ", constraint->number, " value", " values");
      return;
    case COMPONENT_MIN_LENGTH:
      put_count(to, "at least ", constraint->number, " character", " characters");
      return;
    case COMPONENT_MAX_LENGTH:
      put_count(to, "at most ", constraint->number, " character", " characters");
      return;
    case COMPONENT_QUALIFIED_MIN_COUNT:
    case COMPONENT_QUALIFIED_MAX_COUNT:
      put_count(to, constraint->component == COMPONENT_QUALIFIED_MIN_COUNT ? "at least " : "at most ",
                constraint->number, " value", " values");
      put(to, " that conform to ");
      put_shapes(report, to, constraint, depth);
      return;
    case COMPONENT_NOT:
    case COMPONENT_AND:
    case COMPONENT_OR:
    case COMPONENT_XONE:
    case COMPONENT_NODE:
    case COMPONENT_PROPERTY:
      put_shapes(report, to, constraint, depth);
      return;
    case COMPONENT_LANGUAGE_IN:
    case COMPONENT_IN:
      put_values(report, to, constraint);
      return;
    case COMPONENT_CLOSED:
    case COMPONENT_UNIQUE_LANG:
      return;
    default:
      put_term(report, to, shape_term(report, constraint->parameter));
  }
}

static void put_what(const Report *report, ByteBuffer *to, const ValidationResult *result) {
  put_expected(report, to, result->constraint, 0);
  switch (result->constraint->component) {
    case COMPONENT_MIN_COUNT:
    case COMPONENT_MAX_COUNT:
    case COMPONENT_QUALIFIED_MIN_COUNT:
    case COMPONENT_QUALIFIED_MAX_COUNT:
      put_count(to, result->found == 1 ? "; there is " : "; there are ", result->found, "", "");
      return;
    default:
      if (result->too_costly) put(to, "; the match took too many steps and was given up");
  }
}

/* ---- to read ---- */

static void put_place(const Report *report, ByteBuffer *to, const Shape *shape) {
  const RdfTerm *term = shape_term(report, shape->node);
  if (term->kind == RDF_IRI) {
    put_iri(report, to, term->text);
    put(to, ", ");
  }
  put(to, report->shapes->name);
  if (shape->line) byte_buffer_print(to, ":%u", shape->line);
}

static void put_result_path(const Report *report, ByteBuffer *to, const ValidationResult *result) {
  if (result->property) {
    RdfTerm property = store_term(report->shapes->store, result->property);
    put_term(report, to, &property);
  } else if (result->shape->path) {
    put_path(report, to, result->shape->path, 0);
  }
}

static void put_text_result(const Report *report, ByteBuffer *to, const ValidationResult *result) {
  RdfTerm focus = store_term(report->shapes->store, result->focus);
  put(to, SEVERITIES[result->shape->severity]);
  put(to, ": ");
  put_term(report, to, &focus);
  if (result->property || result->shape->path) put(to, "\n  path      ");
  put_result_path(report, to, result);
  if (result->value && result->value != result->focus) {
    RdfTerm value = store_term(report->shapes->store, result->value);
    put(to, "\n  value     ");
    put_term(report, to, &value);
  }
  put(to, "\n  expected  ");
  put_what(report, to, result);
  byte_buffer_print(to, " (sh:%s)", component_property(result->constraint->component));
  put(to, "\n  shape     ");
  put_place(report, to, result->shape);
  for (uint32_t i = 0; i < result->shape->messages.count; i++) {
    put(to, "\n  message   ");
    put_shown(to, shape_term(report, result->shape->messages.data[i])->text);
  }
  put(to, "\n");
}

/* Results by shape and component, the most frequent first. */
typedef struct {
  const Shape *shape;
  const Constraint *constraint;
  uint64_t count;
} Sum;

static int by_constraint(const void *a, const void *b) {
  const Sum *x = a, *y = b;
  if (x->constraint != y->constraint) return x->constraint < y->constraint ? -1 : 1;
  return 0;
}

static int by_count(const void *a, const void *b) {
  const Sum *x = a, *y = b;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  if (x->shape->line != y->shape->line) return x->shape->line < y->shape->line ? -1 : 1;
  return (int)x->constraint->component - (int)y->constraint->component;
}

static void put_sums(const Report *report, ByteBuffer *to) {
  enum { SHOWN_SUMS = 20 };
  const ValidationResults *results = &report->validation->results;
  Sum *sums = arena_alloc(report->arena, (results->count + 1) * sizeof *sums);
  for (uint32_t i = 0; i < results->count; i++) {
    sums[i] = (Sum){results->data[i].shape, results->data[i].constraint, 1};
  }
  qsort(sums, results->count, sizeof *sums, by_constraint);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < results->count; i++) {
    if (kept && sums[kept - 1].constraint == sums[i].constraint) {
      sums[kept - 1].count++;
    } else {
      sums[kept++] = sums[i];
    }
  }
  qsort(sums, kept, sizeof *sums, by_count);
  for (uint32_t i = 0; i < kept && i < SHOWN_SUMS && results->count > 1; i++) {
    byte_buffer_print(to, "%8" PRIu64 "  ", sums[i].count);
    put_place(report, to, sums[i].shape);
    put(to, "  ");
    if (sums[i].shape->path) put_path(report, to, sums[i].shape->path, 0);
    byte_buffer_print(to, " sh:%s\n", component_property(sums[i].constraint->component));
  }
}

static uint64_t total(const Validation *validation) {
  return validation->counts[SEVERITY_VIOLATION] + validation->counts[SEVERITY_WARNING] +
         validation->counts[SEVERITY_INFO];
}

static void put_text_end(const Report *report, ByteBuffer *to) {
  const Validation *validation = report->validation;
  uint64_t all = total(validation);
  put_sums(report, to);
  if (all > validation->results.count) {
    byte_buffer_print(to, "(the first %u of %" PRIu64 " results)\n", validation->results.count, all);
  }
  const char *verdict = all                  ? "does not conform: "
                        : report->incomplete ? "not all could be read; of the rest: "
                                             : "conforms: ";
  put_count(to, verdict, validation->counts[SEVERITY_VIOLATION], " violation", " violations");
  put_count(to, ", ", validation->counts[SEVERITY_WARNING], " warning", " warnings");
  put_count(to, ", ", validation->counts[SEVERITY_INFO], " info", " infos");
  put_count(to, "; ", report->quads, " quad", " quads");
  put_count(to, ", ", validation->shapes, " shape", " shapes");
  put_count(to, ", ", validation->focus_nodes, " focus node", " focus nodes");
  put(to, "\n");
}

/* ---- JSON ---- */

static void put_json_text(ByteBuffer *to, ByteBuffer *text, const char *name) {
  byte_buffer_print(to, ", \"%s\": ", name);
  byte_buffer_put_json(to, byte_buffer_slice(text));
  byte_buffer_clear(text);
}

static void put_json_result(const Report *report, ByteBuffer *to, const ValidationResult *result, bool first) {
  ByteBuffer text = {0};
  const Shape *shape = result->shape;
  RdfTerm focus = store_term(report->shapes->store, result->focus);
  put(to, first ? "\n  {\"focusNode\": " : ",\n  {\"focusNode\": ");
  rdf_put_json(to, &focus);
  if (result->property || (shape->path && shape->path->kind == PATH_PREDICATE)) {
    Slice iri = result->property ? store_term(report->shapes->store, result->property).text : shape->path->iri;
    put(to, ", \"path\": ");
    byte_buffer_put_json(to, iri);
  } else if (shape->path) {
    put_path(report, &text, shape->path, 0);
    put_json_text(to, &text, "path");
  }
  if (result->value) {
    RdfTerm value = store_term(report->shapes->store, result->value);
    put(to, ", \"value\": ");
    rdf_put_json(to, &value);
  }
  byte_buffer_print(to, ", \"component\": \"sh:%sConstraintComponent\", \"severity\": \"%s\"",
                    component_name(result->constraint->component), SEVERITIES[shape->severity]);
  put_what(report, &text, result);
  put_json_text(to, &text, "expected");
  const RdfTerm *node = shape_term(report, shape->node);
  put(to, ", \"shape\": ");
  rdf_put_json(to, node);
  if (shape->line) byte_buffer_print(to, ", \"line\": %u", shape->line);
  for (uint32_t i = 0; i < shape->messages.count; i++) {
    put(to, i ? ", " : ", \"messages\": [");
    rdf_put_json(to, shape_term(report, shape->messages.data[i]));
  }
  put(to, shape->messages.count ? "]}" : "}");
  byte_buffer_free(&text);
}

static void put_json_begin(const Report *report, ByteBuffer *to) {
  const Validation *validation = report->validation;
  byte_buffer_print(to,
                    "{\"conforms\": %s, \"violations\": %" PRIu64 ", \"warnings\": %" PRIu64 ", \"infos\": %" PRIu64,
                    total(validation) || report->incomplete ? "false" : "true", validation->counts[SEVERITY_VIOLATION],
                    validation->counts[SEVERITY_WARNING], validation->counts[SEVERITY_INFO]);
  byte_buffer_print(to, ", \"quads\": %" PRIu64 ", \"shapes\": %" PRIu64 ", \"focusNodes\": %" PRIu64, report->quads,
                    validation->shapes, validation->focus_nodes);
  if (report->incomplete) put(to, ", \"incomplete\": true");
  put(to, ", \"shapesFile\": ");
  byte_buffer_put_json(to, slice_of(report->shapes->name));
  put(to, ", \"results\": [");
}

/* ---- Turtle ---- */

/* Blank nodes of data and of shapes are different ones: `kind` keeps their labels apart. */
static void put_turtle_term(ByteBuffer *to, const RdfTerm *term, const char *kind) {
  if (term->kind == RDF_BLANK) {
    put(to, "_:");
    put(to, kind);
    for (size_t i = 0; i < term->text.length; i++) {
      char c = term->text.data[i];
      bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (plain) {
        byte_buffer_put(to, (Slice){&c, 1});
      } else {
        byte_buffer_print(to, "_%02X", (unsigned char)c);
      }
    }
    return;
  }
  rdf_put_term(to, term);
}

static void put_turtle_path(ByteBuffer *to, const Path *path) {
  static const char *const NAMES[] = {[PATH_INVERSE] = "sh:inversePath",
                                      [PATH_ALTERNATIVE] = "sh:alternativePath",
                                      [PATH_ZERO_OR_MORE] = "sh:zeroOrMorePath",
                                      [PATH_ONE_OR_MORE] = "sh:oneOrMorePath",
                                      [PATH_ZERO_OR_ONE] = "sh:zeroOrOnePath"};
  if (path->kind == PATH_PREDICATE) {
    rdf_put_iri(to, path->iri);
    return;
  }
  bool list = path->kind == PATH_SEQUENCE || path->kind == PATH_ALTERNATIVE;
  if (path->kind != PATH_SEQUENCE) {
    put(to, "[ ");
    put(to, NAMES[path->kind]);
    put(to, " ");
  }
  if (list) put(to, "( ");
  for (uint32_t i = 0; i < path->part_count; i++) {
    put_turtle_path(to, path->parts[i]);
    put(to, " ");
  }
  if (list) put(to, path->kind == PATH_SEQUENCE ? ")" : ") ]");
  if (!list) put(to, "]");
}

static void put_turtle_message(const Report *report, ByteBuffer *to, const ValidationResult *result) {
  const ShapeNodes *messages = &result->shape->messages;
  ByteBuffer text = {0};
  put(to, " ;\n    sh:resultMessage ");
  for (uint32_t i = 0; i < messages->count; i++) {
    if (i) put(to, " , ");
    put_turtle_term(to, shape_term(report, messages->data[i]), "s");
  }
  if (!messages->count) {
    put(&text, "expected: ");
    put_what(report, &text, result);
    rdf_put_text(to, byte_buffer_slice(&text));
    put(to, "@en");
  }
  byte_buffer_free(&text);
}

static void put_turtle_result(const Report *report, ByteBuffer *to, const ValidationResult *result) {
  static const char *const NAMES[] = {
      [SEVERITY_INFO] = "sh:Info", [SEVERITY_WARNING] = "sh:Warning", [SEVERITY_VIOLATION] = "sh:Violation"};
  const Shape *shape = result->shape;
  RdfTerm focus = store_term(report->shapes->store, result->focus);
  put(to, " ;\n  sh:result [ a sh:ValidationResult ;\n    sh:focusNode ");
  put_turtle_term(to, &focus, "d");
  if (result->property) {
    RdfTerm property = store_term(report->shapes->store, result->property);
    put(to, " ;\n    sh:resultPath ");
    put_turtle_term(to, &property, "d");
  } else if (shape->path) {
    put(to, " ;\n    sh:resultPath ");
    put_turtle_path(to, shape->path);
  }
  if (result->value) {
    RdfTerm value = store_term(report->shapes->store, result->value);
    put(to, " ;\n    sh:value ");
    put_turtle_term(to, &value, "d");
  }
  put(to, " ;\n    sh:sourceConstraintComponent sh:");
  put(to, component_name(result->constraint->component));
  put(to, "ConstraintComponent ;\n    sh:sourceShape ");
  put_turtle_term(to, shape_term(report, shape->node), "s");
  put(to, " ;\n    sh:resultSeverity ");
  if (shape->severity_node == SHAPE_NONE) {
    put(to, NAMES[shape->severity]);
  } else {
    put_turtle_term(to, shape_term(report, shape->severity_node), "s");
  }
  put_turtle_message(report, to, result);
  put(to, " ]");
}

static void put_turtle_begin(const Report *report, ByteBuffer *to) {
  put(to, "@prefix sh: <" SHACL "> .\n\n[] a sh:ValidationReport ;\n  sh:conforms ");
  put(to, total(report->validation) ? "false" : "true");
}

/* ---- all of it ---- */

bool report_write(const Report *report, ReportForm form, ReportSink sink, void *handle) {
  const ValidationResults *results = &report->validation->results;
  ByteBuffer piece = {0};
  if (form == REPORT_JSON) put_json_begin(report, &piece);
  if (form == REPORT_TURTLE) put_turtle_begin(report, &piece);
  bool taken = sink(handle, byte_buffer_slice(&piece));
  for (uint32_t i = 0; i < results->count && taken; i++) {
    byte_buffer_clear(&piece);
    if (form == REPORT_TEXT) put_text_result(report, &piece, &results->data[i]);
    if (form == REPORT_JSON) put_json_result(report, &piece, &results->data[i], i == 0);
    if (form == REPORT_TURTLE) put_turtle_result(report, &piece, &results->data[i]);
    taken = sink(handle, byte_buffer_slice(&piece));
  }
  byte_buffer_clear(&piece);
  if (form == REPORT_TEXT) put_text_end(report, &piece);
  if (form == REPORT_JSON) put(&piece, results->count ? "\n]}\n" : "]}\n");
  if (form == REPORT_TURTLE) put(&piece, " .\n");
  taken = taken && sink(handle, byte_buffer_slice(&piece));
  byte_buffer_free(&piece);
  return taken;
}

/* ---- lines ---- */

static Slice local_part(Slice iri) {
  size_t begin = iri.length;
  while (begin && iri.data[begin - 1] != '/' && iri.data[begin - 1] != '#') begin--;
  return (Slice){iri.data + begin, iri.length - begin};
}

/* Whether a line begins with a name that can be the IRI's. */
static bool begins_with(Slice line, Slice iri) {
  size_t end = 0;
  while (end < line.length && line.data[end] != ' ' && line.data[end] != '\t' && line.data[end] != '\r') end++;
  Slice name = {line.data, end}, local = local_part(iri);
  if (name.length == iri.length + 2 && name.data[0] == '<') return slice_equal((Slice){name.data + 1, iri.length}, iri);
  return local.length && name.length > local.length && slice_ends_with(name, local) &&
         name.data[name.length - local.length - 1] == ':';
}

void report_find_lines(ShapeGraph *graph, Arena *arena, Slice text) {
  struct {
    VECTOR(Slice);
  } lines = {0};
  while (text.length) VECTOR_PUSH(arena, &lines, slice_cut(&text, '\n'));
  for (uint32_t i = 0; i < graph->terms.count; i++) {
    ShapeTerm *term = &graph->terms.data[i];
    if (term->term.kind != RDF_IRI || !term->line || term->line > lines.count) continue;
    for (uint32_t line = term->line; line && term->line - line < UPWARDS; line--) {
      if (!begins_with(lines.data[line - 1], term->term.text)) continue;
      term->line = line;
      break;
    }
  }
}
