#include "output/line_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/escapes.h"

enum { LONGEST_KNOWN = 94, KNOWN_IRIS = 128 };

/* An IRI of a vocabulary as it is written, kept from document to document. It is found by where its text stands, and is
   that if it reads the same. */
typedef struct {
  const char *text;
  uint32_t length;   /* of the text */
  uint32_t document; /* for which it was asked last: until the next one it stays */
  char written[LONGEST_KNOWN + 3];
} KnownIri;

/* The same for those that have a number (Term.ranked): their texts stay where they are. */
typedef struct {
  uint32_t length; /* of what is written; 0: nothing */
  char written[LONGEST_RANKED + 2];
} RankedLine;

/* A term as it is written. */
typedef struct {
  const char *data;
  uint32_t length;
  uint8_t loss;    /* LOSS_KINDS, or why it cannot be written */
  uint8_t literal; /* it is no IRI */
} Written;

struct LineWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool named_graphs, triple_terms;
  Arena arena;       /* written terms of one document */
  uint32_t document; /* number of this one */
  KnownIri known[KNOWN_IRIS];
  uint64_t serial; /* of the ranks by which these are numbered */
  RankedLine ranked[RANKED_IRIS];
};

static char *put(char *to, Slice bytes) {
  if (bytes.length) memcpy(to, bytes.data, bytes.length);
  return to + bytes.length;
}

/* <IRI> if it can be written; otherwise in `loss` why it cannot. */
static Slice sound_iri(Arena *arena, Slice iri, Loss *loss) {
  *loss = iri_is_absolute(iri) ? LOSS_KINDS : LOSS_IRI;
  if (*loss != LOSS_KINDS) return (Slice){0};
  if (memchr(iri.data, 0x7F, iri.length)) return written_iri(arena, iri); /* all else that is escaped is in no IRI */
  char *written = arena_alloc(arena, iri.length + 3);
  *put(put(put(written, SLICE("<")), iri), SLICE(">")) = 0;
  return (Slice){written, iri.length + 2};
}

static bool is_known(const KnownIri *known, Slice iri) {
  return known->text == iri.data && known->length == iri.length &&
         memcmp(known->written + 1, iri.data, iri.length) == 0;
}

/* The same for an IRI that many documents have. It has two places, of which one that another IRI of the document has is
   left to it. */
static Slice known_iri(LineWriter *writer, Slice iri, Loss *loss) {
  uintptr_t place = (uintptr_t)iri.data;
  KnownIri *first = &writer->known[(place ^ place >> 7 ^ iri.length) % KNOWN_IRIS], *known = first;
  if (!is_known(first, iri)) {
    KnownIri *second = &writer->known[(size_t)(first - writer->known) ^ 1];
    bool there = is_known(second, iri);
    if (there || first->document == writer->document) known = second;
    if (!there) {
      bool fits = iri.length && iri.length <= LONGEST_KNOWN && known->document != writer->document;
      if (!fits || may_need_escapes(iri) || !iri_is_absolute(iri)) return sound_iri(&writer->arena, iri, loss);
      known->text = iri.data;
      known->length = (uint32_t)iri.length;
      *put(put(put(known->written, SLICE("<")), iri), SLICE(">")) = 0;
    }
  }
  known->document = writer->document;
  *loss = LOSS_KINDS;
  return (Slice){known->written, iri.length + 2};
}

static Slice written_literal(LineWriter *writer, const Term *term, Losses *losses, Loss *loss) {
  Slice text = term->text, type = {0};
  *loss = term->language.length && !is_language_tag(term->language) ? LOSS_LANGUAGE : LOSS_KINDS;
  if (*loss == LOSS_KINDS && term->datatype.length) type = known_iri(writer, term->datatype, loss);
  if (*loss != LOSS_KINDS) return (Slice){0};
  TextLook look = look_at_text(text);
  bool plain = !look.may_escape; /* U+0000 would be escaped */
  if (!plain || (!look.ascii && utf8_valid_prefix(text) < text.length)) {
    text = text_repaired(&writer->arena, text, losses);
  }
  size_t room = plain ? text.length : escaped_room(text);
  char *written = arena_alloc(&writer->arena, room + 4 + term->language.length + type.length), *to = written;
  *to++ = '"';
  to = room == text.length ? put(to, text) : put_escaped(to, text);
  *to++ = '"';
  if (term->language.length) {
    *to++ = '@';
    to = put(to, term->language);
  } else if (type.length) {
    to = put(put(to, SLICE("^^")), type);
  }
  return slice_between(written, to);
}

/* Writes an IRI that has a number for the first time. */
static Slice rank_iri(LineWriter *writer, RankedLine *line, Slice iri, Loss *loss) {
  Slice written = sound_iri(&writer->arena, iri, loss);
  if (*loss != LOSS_KINDS || written.length > sizeof line->written) return written;
  memcpy(line->written, written.data, written.length);
  line->length = (uint32_t)written.length;
  return written;
}

static Slice written_term(LineWriter *writer, const Term *term, Losses *losses, Loss *loss) {
  *loss = LOSS_KINDS;
  if (term->made) return (Slice){term->text.data - 1, term->text.length + 2};
  if (term->ranked) {
    RankedLine *line = &writer->ranked[term->ranked - 1];
    return line->length ? (Slice){line->written, line->length} : rank_iri(writer, line, term->text, loss);
  }
  if (term->kind == TERM_LITERAL) return written_literal(writer, term, losses, loss);
  if (term->order == GRAPH_ORDER_LAST) return known_iri(writer, term->text, loss);
  return sound_iri(&writer->arena, term->text, loss);
}

/* One line; `tail` is what follows the object. */
static inline __attribute__((always_inline)) void write_line(Output *output, Slice subject, Slice predicate,
                                                             Slice object, Slice tail) {
  size_t length = subject.length + predicate.length + object.length + tail.length + 2;
  char *at = output_reserve(output, length);
  if (!at) {
    output_write(output, subject.data, subject.length);
    output_write(output, " ", 1);
    output_write(output, predicate.data, predicate.length);
    output_write(output, " ", 1);
    output_write(output, object.data, object.length);
    output_write(output, tail.data, tail.length);
    return;
  }
  memcpy(at, subject.data, subject.length);
  at += subject.length;
  *at++ = ' ';
  memcpy(at, predicate.data, predicate.length);
  at += predicate.length;
  *at++ = ' ';
  memcpy(at, object.data, object.length);
  at += object.length;
  memcpy(at, tail.data, tail.length);
  output_take(output, at + tail.length);
}

static inline Slice slice_of_written(const Written *written) {
  return (Slice){written->data, written->length};
}

/* rdf:reifies of RDF 1.2: a line for each relation whose triple stands in the graph. */
static void write_reified(LineWriter *writer, const Graph *graph, const Loss *unfit, const Written *written,
                          Slice tail) {
  GraphView view;
  graph_view_make(&view, &writer->arena, graph);
  for (uint32_t i = 0; i < view.count; i++) {
    Triple triple;
    TermId claim = view.subjects[i].term;
    if (!view_reified(&view, &view.subjects[i], &triple) || unfit[claim] != LOSS_KINDS) continue;
    if (triple_loss(graph, unfit, triple) != LOSS_KINDS) continue;
    Slice parts[] = {SLICE("<<( "), slice_of_written(&written[triple.subject]),
                     SLICE(" "),    slice_of_written(&written[triple.predicate]),
                     SLICE(" "),    slice_of_written(&written[triple.object]),
                     SLICE(" )>>")};
    Slice term = arena_join(&writer->arena, parts, sizeof parts / sizeof *parts);
    write_line(writer->output, slice_of_written(&written[claim]), SLICE("<" NS_RDF "reifies>"), term, tail);
  }
}

/* Whether a triple has nothing that cannot be written: nearly all have not. */
static inline bool is_sound(const Written *subject, const Written *predicate, const Written *object) {
  return subject->loss == LOSS_KINDS && predicate->loss == LOSS_KINDS && object->loss == LOSS_KINDS &&
         !subject->literal && !predicate->literal;
}

/* `name`: of the graph as it is written; empty where the syntax knows none. */
static void write_triples(LineWriter *writer, const Graph *graph, Slice name, Losses *losses) {
  Arena *arena = &writer->arena;
  const Slice tail = arena_join(arena, (Slice[]){SLICE(" "), name, name.length ? SLICE(" .\n") : SLICE(".\n")}, 3);
  Loss *unfit = arena_alloc(arena, (graph->terms.count + 1) * sizeof *unfit);
  Written *written = arena_alloc(arena, (graph->terms.count + 1) * sizeof *written);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    Slice text = written_term(writer, term, losses, &unfit[id]);
    written[id] = (Written){text.data, (uint32_t)text.length, (uint8_t)unfit[id], term->kind == TERM_LITERAL};
  }
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    const Triple triple = graph->triples.data[i];
    const Written *subject = &written[triple.subject], *predicate = &written[triple.predicate],
                  *object = &written[triple.object];
    if (!is_sound(subject, predicate, object) && !losses_let_pass(losses, graph, unfit, triple)) continue;
    write_line(writer->output, slice_of_written(subject), slice_of_written(predicate), slice_of_written(object), tail);
  }
  if (writer->triple_terms) write_reified(writer, graph, unfit, written, tail);
}

/* The graph's name as it is written; empty where it cannot be. */
static Slice written_name(LineWriter *writer, const Graph *graph) {
  const Term *first = graph->terms.data; /* of a graph that was built that of its document */
  bool made = graph->terms.count && first->made && first->text.data == graph->iri.data;
  if (made && first->text.length == graph->iri.length) return (Slice){first->text.data - 1, first->text.length + 2};
  return iri_is_absolute(graph->iri) ? written_iri(&writer->arena, graph->iri) : (Slice){0};
}

/* IRIs that were written by other numbers are forgotten. */
static void begin_graph(LineWriter *writer, const Graph *graph) {
  writer->document++;
  if (!graph->ranks || graph->ranks->serial == writer->serial) return;
  for (uint32_t i = 0; i < RANKED_IRIS; i++) writer->ranked[i].length = 0;
  writer->serial = graph->ranks->serial;
}

SpoStatus line_writer_write(LineWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
  begin_graph(writer, graph);
  Slice name = writer->named_graphs && graph->iri.length ? written_name(writer, graph) : (Slice){0};
  if (name.length || !writer->named_graphs ||
      !graph->iri.length) { /* what stands in no graph is in the default graph */
    write_triples(writer, graph, name, &losses);
  } else {
    losses.count[LOSS_IRI] = graph->triples.count;
  }
  losses_report(&losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

LineWriter *line_writer_new(const WriterOptions *options, Output *output, const Diagnostics *diagnostics) {
  LineWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->named_graphs = options->syntax == SYNTAX_NQUADS;
  writer->triple_terms = options->triple_terms;
  arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void line_writer_free(LineWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}
