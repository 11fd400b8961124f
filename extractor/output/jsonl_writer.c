#include "output/jsonl_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/json_context.h"
#include "output/json_text.h"

struct JsonlWriter {
  Output *output;
  const Diagnostics *diagnostics;
  JsonContext context;
  Arena arena; /* what is needed for one document */
};

/* The document in work. */
typedef struct {
  JsonlWriter *writer;
  const Graph *graph;
  GraphView view;
  const Loss *unfit;
  Losses losses;
  Slice language;      /* of the document's texts */
  const bool *inlined; /* by subject: a mention that stands in the claims that it is evidence of */
} Work;

static void say(const Work *work, const char *text) {
  json_put(work->writer->output, slice_of(text));
}

static void say_string(const Work *work, Slice text) {
  json_put_string(work->writer->output, text);
}

static void say_text(Work *work, Slice text) {
  say_string(work, text_repaired(&work->writer->arena, text, &work->losses));
}

static const Term *term_at(const Work *work, TermId id) {
  return &work->graph->terms.data[id];
}

/* ---- values ---- */

/* A class or a controlled word. */
static void say_name(const Work *work, Slice iri) {
  say_string(work, json_context_word(&work->writer->context, iri));
}

static void say_written_out(Work *work, const Term *value) {
  say(work, value->kind == TERM_LITERAL ? "{\"value\":" : "{\"id\":");
  say_text(work, value->text);
  if (value->language.length) {
    say(work, ",\"language\":");
    say_string(work, value->language);
  } else if (value->datatype.length) {
    say(work, ",\"datatype\":");
    say_string(work, value->datatype);
  }
  say(work, "}");
}

static bool is_number_type(Slice datatype) {
  return slice_is(datatype, NS_XSD "decimal") || slice_is(datatype, NS_XSD "nonNegativeInteger");
}

/* Whether the value is what the term's values are, so that it can be written plain. */
static bool is_plain(const Work *work, const ContextTerm *term, const Term *value) {
  bool literal = value->kind == TERM_LITERAL;
  switch (term->values) {
    case VALUES_ANY:
      return literal && value->datatype.length && slice_equal(value->datatype, date_datatype(value->text));
    case VALUES_BY_LANGUAGE:
      return literal && !value->datatype.length && value->language.length &&
             slice_equal(value->language, work->language);
    case VALUES_TYPED:
      if (!literal || value->language.length) return false;
      if (slice_is(term->datatype, NS_XSD "string")) return !value->datatype.length;
      return slice_equal(value->datatype, term->datatype);
    default:
      return !literal;
  }
}

static void say_value(Work *work, const ContextTerm *term, const Term *value) {
  if (!term || !is_plain(work, term, value)) {
    say_written_out(work, value);
    return;
  }
  Slice text = value->text;
  if (term->values == VALUES_WORDS) {
    say_name(work, text);
  } else if (json_context_is_boolean(term, text) ||
             (term->values == VALUES_TYPED && is_number_type(term->datatype) && json_keeps_number(text))) {
    json_put(work->writer->output, text);
  } else {
    say_text(work, text);
  }
}

/* ---- mentions ---- */

/* Whether a mention's IRI is the document's with #char=BEGIN,END, and all else is as usual. */
static bool is_usual_mention(const Work *work, const Subject *mention) {
  const GraphView *view = &work->view;
  Slice begin = view_text(view, mention, PROPERTY_BEGIN), end = view_text(view, mention, PROPERTY_END);
  TermId anchor = view_object(view, mention, PROPERTY_ANCHOR);
  if (mention->kind != SUBJECT_MENTION || mention->class == TERM_NONE || anchor == TERM_NONE) return false;
  if (!json_keeps_number(begin) || !json_keeps_number(end)) return false;
  Slice parts[] = {work->graph->iri, SLICE("#char="), begin, SLICE(","), end};
  Slice usual = arena_join(&work->writer->arena, parts, sizeof parts / sizeof *parts);
  if (!slice_equal(usual, term_at(work, mention->term)->text)) return false;
  unsigned properties = 0;
  for (uint32_t i = mention->first; i < mention->first + mention->count; i++) {
    const Triple *triple = &work->graph->triples.data[i];
    const Term *object = term_at(work, triple->object);
    if (triple_loss(work->graph, work->unfit, *triple) != LOSS_KINDS) return false;
    switch (view_property(view, triple->predicate)) {
      case PROPERTY_TYPE:
        if (!slice_is(object->text, NS_SPO "Mention") || object->kind != TERM_IRI) return false;
        break;
      case PROPERTY_BEGIN:
      case PROPERTY_END:
        if (!slice_is(object->datatype, NS_XSD "nonNegativeInteger")) return false;
        break;
      case PROPERTY_ANCHOR:
        if (object->kind != TERM_LITERAL || object->datatype.length || object->language.length) return false;
        break;
      case PROPERTY_CONTEXT:
        if (!slice_equal(object->text, work->graph->iri) || object->kind != TERM_IRI) return false;
        break;
      case PROPERTY_ENTITY:
        if (object->kind != TERM_IRI) return false;
        continue;
      default:
        return false;
    }
    properties++;
  }
  return properties == 5;
}

static bool has_entity(const Work *work, const Subject *mention) {
  return view_object(&work->view, mention, PROPERTY_ENTITY) != TERM_NONE;
}

static void say_place(Work *work, const Subject *mention) {
  say(work, "{\"begin\":");
  json_put(work->writer->output, view_text(&work->view, mention, PROPERTY_BEGIN));
  say(work, ",\"end\":");
  json_put(work->writer->output, view_text(&work->view, mention, PROPERTY_END));
  say(work, ",\"text\":");
  say_text(work, view_text(&work->view, mention, PROPERTY_ANCHOR));
}

/* An evidence: the mention itself, or its IRI where it is unusual. */
static void say_evidence(Work *work, const Term *value, TermId id) {
  const Subject *mention = view_subject(&work->view, id);
  if (mention && is_usual_mention(work, mention)) {
    say_place(work, mention);
    say(work, "}");
  } else if (value->kind == TERM_IRI) {
    say_string(work, value->text);
  } else {
    say_written_out(work, value);
  }
}

/* ---- properties ---- */

static void say_types(Work *work, const Triple *triples, uint32_t count) {
  say(work, count > 1 ? ",\"type\":[" : ",\"type\":");
  for (uint32_t i = 0; i < count; i++) {
    const Term *value = term_at(work, triples[i].object);
    if (i) say(work, ",");
    if (value->kind == TERM_IRI) {
      say_name(work, value->text);
    } else {
      say_written_out(work, value);
    }
  }
  if (count > 1) say(work, "]");
}

/* The triples of one predicate. */
static void say_run(Work *work, const Triple *triples, uint32_t count) {
  Slice predicate = term_at(work, triples[0].predicate)->text;
  if (slice_is(predicate, NS_RDF "type")) {
    say_types(work, triples, count);
    return;
  }
  const ContextTerm *term = json_context_term(&work->writer->context, predicate);
  bool list = !term || term->many || count > 1;
  bool evidence = slice_is(predicate, NS_SPO "evidence");
  say(work, ",");
  say_string(work, term ? term->name : predicate);
  say(work, list ? ":[" : ":");
  for (uint32_t i = 0; i < count; i++) {
    const Term *value = term_at(work, triples[i].object);
    if (i) say(work, ",");
    if (evidence) {
      say_evidence(work, value, triples[i].object);
    } else {
      say_value(work, term, value);
    }
  }
  if (list) say(work, "]");
}

/* The sound triples of a subject, grouped by predicate. Returns how many they were. */
static uint32_t say_properties(Work *work, const Subject *subject) {
  Triple *sound = arena_alloc(&work->writer->arena, (subject->count + 1) * sizeof *sound);
  uint32_t count = 0;
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    Triple triple = work->graph->triples.data[i];
    if (losses_let_pass(&work->losses, work->graph, work->unfit, triple)) sound[count++] = triple;
  }
  for (uint32_t i = 0; i < count;) {
    uint32_t begin = i;
    while (i < count && sound[i].predicate == sound[begin].predicate) i++;
    say_run(work, sound + begin, i - begin);
  }
  return count;
}

static void say_mention(Work *work, const Subject *mention) {
  if (!is_usual_mention(work, mention)) {
    say(work, "{\"id\":");
    say_string(work, term_at(work, mention->term)->text);
    say_properties(work, mention);
    say(work, "}");
    return;
  }
  say_place(work, mention);
  say(work, ",\"entity\":[");
  bool first = true;
  for (uint32_t i = mention->first; i < mention->first + mention->count; i++) {
    const Triple *triple = &work->graph->triples.data[i];
    if (view_property(&work->view, triple->predicate) != PROPERTY_ENTITY) continue;
    if (!first) say(work, ",");
    say_string(work, term_at(work, triple->object)->text);
    first = false;
  }
  say(work, "]}");
}

/* ---- documents ---- */

/* The first language of a text; documents have one. */
static Slice find_language(const Work *work) {
  for (uint32_t i = 0; i < work->graph->triples.count; i++) {
    const Term *value = term_at(work, work->graph->triples.data[i].object);
    if (value->language.length && is_language_tag(value->language)) return value->language;
  }
  return (Slice){0};
}

/* Usual mentions without entities that are evidence of a claim stand there. */
static const bool *find_inlined(const Work *work) {
  const GraphView *view = &work->view;
  bool *inlined = ARENA_ARRAY(&work->writer->arena, bool, view->count + 1);
  for (uint32_t i = 0; i < work->graph->triples.count; i++) {
    const Triple *triple = &work->graph->triples.data[i];
    if (view_property(view, triple->predicate) != PROPERTY_EVIDENCE) continue;
    if (triple_loss(work->graph, work->unfit, *triple) != LOSS_KINDS) continue;
    const Subject *mention = view_subject(view, triple->object);
    if (!mention || inlined[mention - view->subjects]) continue;
    inlined[mention - view->subjects] = is_usual_mention(work, mention) && !has_entity(work, mention);
  }
  return inlined;
}

static void say_subjects(Work *work, const char *name, SubjectKind kind) {
  bool first = true;
  say(work, ",\"");
  say(work, name);
  say(work, "\":[");
  for (uint32_t i = 0; i < work->view.count; i++) {
    const Subject *subject = &work->view.subjects[i];
    if (subject->kind != kind || work->inlined[i]) continue;
    const Term *term = term_at(work, subject->term);
    if (term->kind != TERM_IRI || !iri_is_absolute(term->text)) {
      work->losses.count[LOSS_IRI] += subject->count;
      continue;
    }
    if (!first) say(work, ",");
    first = false;
    if (kind == SUBJECT_MENTION) {
      say_mention(work, subject);
      continue;
    }
    say(work, "{\"id\":");
    say_string(work, term->text);
    say_properties(work, subject);
    say(work, "}");
  }
  say(work, "]");
}

static void say_document(Work *work) {
  say(work, "{\"id\":");
  say_string(work, work->graph->iri);
  for (uint32_t i = 0; i < work->view.count; i++) {
    if (work->view.subjects[i].kind == SUBJECT_DOCUMENT) say_properties(work, &work->view.subjects[i]);
  }
  if (work->language.length) {
    say(work, ",\"textLanguage\":");
    say_string(work, work->language);
  }
  say_subjects(work, "entities", SUBJECT_ENTITY);
  say_subjects(work, "claims", SUBJECT_CLAIM);
  say_subjects(work, "mentions", SUBJECT_MENTION);
  say(work, "}\n");
}

SpoStatus jsonl_writer_write(JsonlWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Work work = {.writer = writer, .graph = graph};
  if (iri_is_absolute(graph->iri)) {
    graph_view_make(&work.view, &writer->arena, graph);
    work.unfit = term_losses(&writer->arena, graph);
    work.language = find_language(&work);
    work.inlined = find_inlined(&work);
    say_document(&work);
  } else {
    work.losses.count[LOSS_IRI] = graph->triples.count;
  }
  losses_report(&work.losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

JsonlWriter *jsonl_writer_new(Output *output, const Diagnostics *diagnostics) {
  JsonlWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  arena_init(&writer->arena, SIZE_MAX);
  if (json_context_init(&writer->context)) return writer;
  jsonl_writer_free(writer);
  return NULL;
}

void jsonl_writer_free(JsonlWriter *writer) {
  if (!writer) return;
  json_context_free(&writer->context);
  arena_free(&writer->arena);
  free(writer);
}
