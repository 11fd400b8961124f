#include "output/jsonld_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/json_context.h"
#include "output/json_text.h"
#include "output/prefixed_names.h"

struct JsonldWriter {
  Output *output;
  const Diagnostics *diagnostics;
  JsonContext context;
  PrefixedNames names; /* of the context that is written */
  bool joined;         /* others put commas between documents */
  bool begun;          /* a document was written */
  Arena arena;         /* what is needed for one document */
};

/* The document in work. */
typedef struct {
  JsonldWriter *writer;
  const Graph *graph;
  const Loss *unfit;
  Losses losses;
} Work;

/* The triples of one subject and one predicate. */
typedef struct {
  const Triple *triples;
  uint32_t count;
  const ContextTerm *term; /* or NULL */
} Run;

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

/* ---- IRIs ---- */

/* A reader would take the scheme of such an IRI for a prefix: spo:x. */
static bool is_misread(const JsonldWriter *writer, Slice iri) {
  const char *colon = memchr(iri.data, ':', iri.length);
  if (!colon) return false;
  Slice scheme = slice_between(iri.data, colon), rest = slice_between(colon + 1, iri.data + iri.length);
  if (slice_starts_with(rest, SLICE("//"))) return false;
  bool prefix = json_context_has_name(&writer->context, scheme);
  for (size_t i = 0; i < writer->names.count && !prefix; i++) {
    prefix = slice_equal(writer->names.given[i].prefix, scheme);
  }
  return prefix;
}

/* In short where a prefix of the context fits: keys and types. */
static void say_name(const Work *work, Slice iri) {
  Slice local;
  const Prefix *prefix = prefixed_names_find(&work->writer->names, iri, &local);
  if (!prefix || slice_starts_with(local, SLICE("//"))) {
    say_string(work, iri);
    return;
  }
  say_string(work, arena_join(&work->writer->arena, (Slice[]){prefix->prefix, SLICE(":"), local}, 3));
}

static void say_class(const Work *work, Slice iri) {
  const ContextTerm *term = json_context_term(&work->writer->context, iri);
  if (term) {
    say_string(work, term->name);
  } else {
    say_name(work, iri);
  }
}

/* ---- values ---- */

/* Whether the context says of the term's values what this one is. */
static bool fits(const ContextTerm *term, const Term *value) {
  bool literal = value->kind == TERM_LITERAL;
  if (!term) return false;
  switch (term->values) {
    case VALUES_ANY:
      return true;
    case VALUES_BY_LANGUAGE:
      return literal && !value->datatype.length;
    case VALUES_TYPED:
      if (!literal || value->language.length) return false;
      return slice_equal(value->datatype, term->datatype) ||
             (!value->datatype.length && slice_is(term->datatype, NS_XSD "string"));
    default:
      return !literal;
  }
}

static void say_written_out(Work *work, const Term *value) {
  say(work, value->kind == TERM_LITERAL ? "{\"@value\":" : "{\"@id\":");
  say_text(work, value->text);
  if (value->language.length) {
    say(work, ",\"@language\":");
    say_string(work, value->language);
  } else if (value->datatype.length) {
    say(work, ",\"@type\":");
    say_name(work, value->datatype);
  }
  say(work, "}");
}

static void say_typed(Work *work, const ContextTerm *term, Slice text) {
  bool integer = slice_is(term->datatype, NS_XSD "nonNegativeInteger") && json_keeps_number(text) &&
                 !memchr(text.data, '.', text.length);
  if (integer || json_context_is_boolean(term, text)) {
    json_put(work->writer->output, text);
  } else {
    say_text(work, text);
  }
}

static void say_value(Work *work, const ContextTerm *term, const Term *value) {
  switch (term->values) {
    case VALUES_IRIS:
      say_string(work, value->text);
      break;
    case VALUES_WORDS:
      say_string(work, json_context_word(&work->writer->context, value->text));
      break;
    case VALUES_TYPED:
      say_typed(work, term, value->text);
      break;
    default:
      say_written_out(work, value);
  }
}

/* {"zh": "...", "en": ["...", "..."]} of the values that fit. */
static void say_by_language(Work *work, const Run *run) {
  bool *done = ARENA_ARRAY(&work->writer->arena, bool, run->count);
  say(work, "{");
  bool first_language = true;
  for (uint32_t i = 0; i < run->count; i++) {
    const Term *value = term_at(work, run->triples[i].object);
    if (done[i] || !fits(run->term, value)) continue;
    if (!first_language) say(work, ",");
    first_language = false;
    say_string(work, value->language.length ? value->language : SLICE("@none"));
    uint32_t number = 0;
    for (uint32_t k = i; k < run->count; k++) {
      const Term *other = term_at(work, run->triples[k].object);
      number += fits(run->term, other) && slice_equal(other->language, value->language);
    }
    bool list = number > 1 || run->term->many, first = true;
    say(work, list ? ":[" : ":");
    for (uint32_t k = i; k < run->count; k++) {
      const Term *other = term_at(work, run->triples[k].object);
      if (!fits(run->term, other) || !slice_equal(other->language, value->language)) continue;
      if (!first) say(work, ",");
      say_text(work, other->text);
      first = false;
      done[k] = true;
    }
    if (list) say(work, "]");
  }
  say(work, "}");
}

/* ---- properties ---- */

static void say_fitting(Work *work, const Run *run, uint32_t number) {
  say(work, ",");
  say_string(work, run->term->name);
  say(work, ":");
  if (run->term->values == VALUES_BY_LANGUAGE) {
    say_by_language(work, run);
    return;
  }
  bool list = number > 1 || run->term->many, first = true;
  if (list) say(work, "[");
  for (uint32_t i = 0; i < run->count; i++) {
    const Term *value = term_at(work, run->triples[i].object);
    if (!fits(run->term, value)) continue;
    if (!first) say(work, ",");
    say_value(work, run->term, value);
    first = false;
  }
  if (list) say(work, "]");
}

static void say_others(Work *work, const Run *run) {
  bool first = true;
  say(work, ",");
  say_name(work, term_at(work, run->triples[0].predicate)->text);
  say(work, ":[");
  for (uint32_t i = 0; i < run->count; i++) {
    const Term *value = term_at(work, run->triples[i].object);
    if (fits(run->term, value)) continue;
    if (!first) say(work, ",");
    say_written_out(work, value);
    first = false;
  }
  say(work, "]");
}

/* "@type"; a class that is a literal is no class, and written out. */
static void say_types(Work *work, const Run *run) {
  static const ContextTerm ANY_IRI = {.values = VALUES_IRIS};
  Run others = {run->triples, run->count, &ANY_IRI};
  uint32_t classes = 0;
  for (uint32_t i = 0; i < run->count; i++) {
    const Term *value = term_at(work, run->triples[i].object);
    if (value->kind != TERM_IRI) continue;
    say(work, classes++ ? "," : ",\"@type\":[");
    say_class(work, value->text);
  }
  if (classes) say(work, "]");
  if (classes < run->count) say_others(work, &others);
}

static void say_run(Work *work, Run run) {
  Slice predicate = term_at(work, run.triples[0].predicate)->text;
  if (slice_is(predicate, NS_RDF "type")) {
    say_types(work, &run);
    return;
  }
  run.term = json_context_term(&work->writer->context, predicate);
  uint32_t fitting = 0;
  for (uint32_t i = 0; i < run.count; i++) fitting += fits(run.term, term_at(work, run.triples[i].object));
  if (fitting) say_fitting(work, &run, fitting);
  if (fitting < run.count) say_others(work, &run);
}

/* The triples that can be written, in the arena. */
static Triple *sound_triples(Work *work, uint32_t *count) {
  const Graph *graph = work->graph;
  Triple *sound = arena_alloc(&work->writer->arena, (graph->triples.count + 1) * sizeof *sound);
  bool *misread = ARENA_ARRAY(&work->writer->arena, bool, graph->terms.count + 1);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    Slice iri = term->kind == TERM_IRI ? term->text : term->datatype;
    misread[id] = iri.length && is_misread(work->writer, iri);
  }
  *count = 0;
  for (uint32_t i = 0; i < graph->triples.count; i++) {
    Triple triple = graph->triples.data[i];
    if (!losses_let_pass(&work->losses, graph, work->unfit, triple)) continue;
    if (misread[triple.subject] || misread[triple.predicate] || misread[triple.object]) {
      work->losses.count[LOSS_PREFIX]++;
    } else {
      sound[(*count)++] = triple;
    }
  }
  return sound;
}

/* False where there are none; `before` stands before the first. */
static bool say_subjects(Work *work, const char *before) {
  uint32_t count;
  const Triple *triples = sound_triples(work, &count);
  for (uint32_t i = 0; i < count && !work->writer->output->closed;) {
    TermId subject = triples[i].subject;
    say(work, i ? ",\n" : before);
    say(work, "{\"@id\":");
    say_string(work, term_at(work, subject)->text);
    while (i < count && triples[i].subject == subject) {
      uint32_t begin = i;
      while (i < count && triples[i].subject == subject && triples[i].predicate == triples[begin].predicate) i++;
      say_run(work, (Run){triples + begin, i - begin, NULL});
    }
    say(work, "}");
  }
  return count > 0;
}

static void say_graph(Work *work, const char *before) {
  say(work, before);
  say(work, "{\"@id\":");
  say_string(work, work->graph->iri);
  say(work, ",\"@graph\":[");
  say_subjects(work, "\n");
  say(work, "]}");
}

SpoStatus jsonld_writer_write(JsonldWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Work work = {.writer = writer, .graph = graph};
  const char *comma = writer->begun && !writer->joined ? ",\n" : "";
  bool unnamed = !graph->iri.length; /* what stands in no graph is in the default graph */
  if (!unnamed && (!iri_is_absolute(graph->iri) || is_misread(writer, graph->iri))) {
    work.losses.count[LOSS_IRI] = graph->triples.count;
  } else {
    work.unfit = term_losses(&writer->arena, graph);
    if (unnamed) {
      writer->begun = say_subjects(&work, comma) || writer->begun;
    } else {
      say_graph(&work, comma);
      writer->begun = true;
    }
  }
  losses_report(&work.losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

/* ---- the whole ---- */

/* Those of the context, and given ones whose names are free there. */
static bool choose_prefixes(JsonldWriter *writer, const WriterOptions *options) {
  const JsonContext *context = &writer->context;
  size_t known = context->prefixes.count, count = known;
  Prefix *chosen = ARENA_ARRAY(&writer->arena, Prefix, known + options->prefix_count + 1);
  for (size_t i = 0; i < known; i++) chosen[i] = context->prefixes.data[i];
  for (size_t i = 0; i < options->prefix_count; i++) {
    Prefix prefix = options->prefixes[i];
    if (prefix.prefix.length && !json_context_has_name(context, prefix.prefix)) chosen[count++] = prefix;
  }
  return prefixed_names_init(&writer->names, chosen, count, NULL, 0, writer->diagnostics);
}

static bool begin(JsonldWriter *writer, const WriterOptions *options) {
  jmp_buf jump;
  if (!json_context_init(&writer->context)) return false;
  if (ARENA_GUARD(&writer->arena, jump)) return false;
  if (!choose_prefixes(writer, options)) return false;
  writer->context.arena.guard = &jump;
  size_t known = writer->context.prefixes.count;
  const Prefix *own = writer->names.given + known;
  Output *output = writer->output;
  json_put(output, SLICE("{\"@context\":"));
  if (options->context) {
    json_put(output, SLICE("["));
    json_put_string(output, slice_of(options->context));
    json_put(output, SLICE(",{"));
    for (size_t i = 0; i < writer->names.count - known; i++) {
      if (i) json_put(output, SLICE(","));
      json_put_string(output, own[i].prefix);
      json_put(output, SLICE(":{\"@id\":"));
      json_put_string(output, own[i].iri);
      json_put(output, SLICE(",\"@prefix\":true}"));
    }
    json_put(output, SLICE("}]"));
  } else {
    json_put(output, json_context_text(&writer->context, own, writer->names.count - known));
  }
  json_put(output, SLICE(",\"@graph\":[\n"));
  return true;
}

JsonldWriter *jsonld_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics) {
  JsonldWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->joined = options->joined;
  arena_init(&writer->arena, SIZE_MAX);
  arena_init(&writer->names.arena, SIZE_MAX);
  if (begin(writer, options)) return writer;
  jsonld_writer_free(writer);
  return NULL;
}

void jsonld_writer_finish(JsonldWriter *writer) {
  json_put(writer->output, SLICE("\n]}\n"));
}

void jsonld_writer_free(JsonldWriter *writer) {
  if (!writer) return;
  json_context_free(&writer->context);
  prefixed_names_free(&writer->names);
  arena_free(&writer->arena);
  free(writer);
}
