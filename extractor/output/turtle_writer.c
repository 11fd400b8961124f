#include "output/turtle_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/escapes.h"
#include "output/prefixed_names.h"

struct TurtleWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool named_graphs, comments, triple_terms;
  PrefixedNames names;
  Arena arena; /* written terms of one document */
};

/* The document in work. */
typedef struct {
  TurtleWriter *writer;
  const Graph *graph;
  const Loss *unfit;
  const Slice *written;  /* by term */
  const GraphView *view; /* NULL where neither comments nor triple terms are asked for */
  Losses *losses;
  Slice name;     /* of the graph, as it is written; empty in Turtle */
  TermId subject; /* in whose block we are, TERM_NONE at first */
  TermId predicate;
} Block;

static char *put(char *to, Slice bytes) {
  if (bytes.length) memcpy(to, bytes.data, bytes.length);
  return to + bytes.length;
}

/* ---- terms ---- */

static Slice iri_text(TurtleWriter *writer, Slice iri) {
  Slice local;
  const Prefix *prefix = prefixed_names_find(&writer->names, iri, &local);
  if (!prefix) return written_iri(&writer->arena, iri);
  return arena_join(&writer->arena, (Slice[]){prefix->prefix, SLICE(":"), local}, 3);
}

static size_t count_digits(Slice text, size_t at) {
  size_t end = at;
  while (end < text.length && text.data[end] >= '0' && text.data[end] <= '9') end++;
  return end - at;
}

/* Does `text`, standing bare in Turtle, read as this literal again? */
static bool reads_bare(Slice text, Slice datatype) {
  if (slice_is(datatype, NS_XSD "boolean")) return slice_is(text, "true") || slice_is(text, "false");
  size_t sign = text.length && text.data[0] == '-', whole = count_digits(text, sign), point = sign + whole;
  if (!whole) return false;
  if (slice_is(datatype, NS_XSD "integer")) return point == text.length;
  size_t fraction = count_digits(text, point + 1);
  return slice_is(datatype, NS_XSD "decimal") && point < text.length && text.data[point] == '.' && fraction &&
         point + 1 + fraction == text.length;
}

static Slice literal_text(TurtleWriter *writer, const Term *term, Losses *losses) {
  Slice type = {0}, text = term->text;
  if (!term->language.length && term->datatype.length) {
    if (reads_bare(text, term->datatype)) return text;
    type = iri_text(writer, term->datatype);
  }
  text = text_repaired(&writer->arena, text, losses);
  size_t room = escaped_room(text);
  char *written = arena_alloc(&writer->arena, room + 4 + term->language.length + type.length), *to = written;
  *to++ = '"';
  to = put_escaped(to, text);
  *to++ = '"';
  if (term->language.length) {
    *to++ = '@';
    to = put(to, term->language);
  } else if (type.length) {
    to = put(put(to, SLICE("^^")), type);
  }
  return slice_between(written, to);
}

static const Slice *write_terms(TurtleWriter *writer, const Graph *graph, const Loss *unfit, Losses *losses) {
  Slice *written = ARENA_ARRAY(&writer->arena, Slice, graph->terms.count + 1);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    if (unfit[id] != LOSS_KINDS) continue;
    written[id] = term->kind == TERM_LITERAL ? literal_text(writer, term, losses) : iri_text(writer, term->text);
  }
  return written;
}

/* ---- triples ---- */

static void say(const Block *block, Slice text) {
  output_write(block->writer->output, text.data, text.length);
}

/* Named graphs have one more tab. */
static void say_line(const Block *block, const char *indented) {
  say(block, SLICE("\n"));
  if (block->name.length) say(block, SLICE("\t"));
  say(block, slice_of(indented));
}

/* What a line of a comment cannot hold becomes a blank. */
static void say_comment(const Block *block, Slice text) {
  char *line = arena_alloc(&block->writer->arena, text.length + 1);
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    line[i] = c < 0x20 || c == 0x7F ? ' ' : text.data[i];
  }
  say_line(block, "# ");
  say(block, text_repaired(&block->writer->arena, (Slice){line, text.length}, &(Losses){0}));
}

/* The sentences that a claim is taken from. */
static void say_evidence(const Block *block, const Subject *claim) {
  for (uint32_t i = claim->first; i < claim->first + claim->count; i++) {
    Triple triple = block->graph->triples.data[i];
    const Subject *mention = view_subject(block->view, triple.object);
    if (!mention || view_property(block->view, triple.predicate) != PROPERTY_EVIDENCE) continue;
    Slice sentence = view_text(block->view, mention, PROPERTY_ANCHOR);
    if (sentence.length) say_comment(block, sentence);
  }
}

/* rdf:reifies of RDF 1.2: the claim is about the triple. */
static void say_reified(const Block *block, const Subject *claim) {
  Triple triple;
  if (!view_reified(block->view, claim, &triple)) return;
  if (triple_loss(block->graph, block->unfit, triple) != LOSS_KINDS) return;
  say(block, SLICE(" ;"));
  say_line(block, "\t");
  say(block, iri_text(block->writer, SLICE(NS_RDF "reifies")));
  say(block, SLICE(" <<( "));
  say(block, block->written[triple.subject]);
  say(block, SLICE(" "));
  say(block, block->written[triple.predicate]);
  say(block, SLICE(" "));
  say(block, block->written[triple.object]);
  say(block, SLICE(" )>>"));
}

static void end_subject(const Block *block) {
  if (block->subject == TERM_NONE) return;
  const Subject *subject = block->writer->triple_terms ? view_subject(block->view, block->subject) : NULL;
  if (subject) say_reified(block, subject);
  say(block, SLICE(" .\n"));
}

static void begin_subject(Block *block, TermId subject) {
  end_subject(block);
  const Subject *seen = block->writer->comments ? view_subject(block->view, subject) : NULL;
  if (block->subject == TERM_NONE && block->name.length) {
    say(block, SLICE("\n"));
    say(block, block->name);
    say(block, SLICE(" {"));
  }
  if (seen && seen->kind == SUBJECT_CLAIM) say_evidence(block, seen);
  block->subject = subject;
  block->predicate = TERM_NONE;
  say_line(block, "");
  say(block, block->written[subject]);
}

static Slice predicate_text(const Block *block, TermId predicate) {
  bool type = slice_is(block->graph->terms.data[predicate].text, NS_RDF "type");
  return type ? SLICE("a") : block->written[predicate];
}

static void say_triple(Block *block, Triple triple) {
  if (triple.subject != block->subject) begin_subject(block, triple.subject);
  if (triple.predicate != block->predicate) {
    if (block->predicate != TERM_NONE) say(block, SLICE(" ;"));
    say_line(block, "\t");
    say(block, predicate_text(block, triple.predicate));
    say(block, SLICE(" "));
  } else {
    say(block, SLICE(" ,"));
    say_line(block, "\t\t");
  }
  block->predicate = triple.predicate;
  say(block, block->written[triple.object]);
}

static void write_graph(TurtleWriter *writer, const Graph *graph, Slice name, Losses *losses) {
  Block block = {.writer = writer, .graph = graph, .name = name, .losses = losses};
  GraphView view;
  block.subject = block.predicate = TERM_NONE;
  block.unfit = term_losses(&writer->arena, graph);
  block.written = write_terms(writer, graph, block.unfit, losses);
  if (writer->comments || writer->triple_terms) {
    graph_view_make(&view, &writer->arena, graph);
    block.view = &view;
  }
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    Triple triple = graph->triples.data[i];
    if (losses_let_pass(losses, graph, block.unfit, triple)) say_triple(&block, triple);
  }
  end_subject(&block);
  if (block.subject != TERM_NONE && name.length) say(&block, SLICE("}\n"));
}

SpoStatus turtle_writer_write(TurtleWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
  if (!writer->named_graphs || !graph->iri.length) { /* what stands in no graph is in the default graph */
    write_graph(writer, graph, (Slice){0}, &losses);
  } else if (iri_is_absolute(graph->iri)) {
    write_graph(writer, graph, iri_text(writer, graph->iri), &losses);
  } else {
    losses.count[LOSS_IRI] = graph->triples.count;
  }
  losses_report(&losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

/* ---- the whole ---- */

static bool begin(TurtleWriter *writer, const WriterOptions *options) {
  static const Prefix NEEDED[] = {{{"rdf", 3}, {NS_RDF, sizeof NS_RDF - 1}}, {{"xsd", 3}, {NS_XSD, sizeof NS_XSD - 1}}};
  jmp_buf jump;
  if (!prefixed_names_init(&writer->names, options->prefixes, options->prefix_count, NEEDED, 2, writer->diagnostics)) {
    return false;
  }
  if (ARENA_GUARD(&writer->arena, jump)) return false;
  for (size_t i = 0; i < writer->names.count; i++) {
    const Prefix *prefix = &writer->names.given[i];
    Slice iri = written_iri(&writer->arena, prefix->iri);
    Slice parts[] = {SLICE("@prefix "), prefix->prefix, SLICE(": "), iri, SLICE(" .\n")};
    Slice line = arena_join(&writer->arena, parts, sizeof parts / sizeof *parts);
    output_write(writer->output, line.data, line.length);
  }
  return true;
}

TurtleWriter *turtle_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics) {
  TurtleWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->named_graphs = options->syntax == SYNTAX_TRIG;
  writer->comments = options->comments;
  writer->triple_terms = options->triple_terms;
  arena_init(&writer->arena, SIZE_MAX);
  if (begin(writer, options)) return writer;
  turtle_writer_free(writer);
  return NULL;
}

void turtle_writer_free(TurtleWriter *writer) {
  if (!writer) return;
  prefixed_names_free(&writer->names);
  arena_free(&writer->arena);
  free(writer);
}
