#include "output/line_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/utf8.h"

enum { LONGEST_KNOWN = 94, KNOWN_IRIS = 128 };

/* An IRI of a vocabulary as it is written, kept from document to document. It is found by where its text stands, and is
   that if it reads the same. */
typedef struct {
  const char *text;
  uint32_t length;   /* of the text */
  uint32_t document; /* for which it was asked last: until the next one it stays */
  char written[LONGEST_KNOWN + 2];
} KnownIri;

struct LineWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool named_graphs;
  Arena arena;       /* written terms of one document */
  uint32_t document; /* number of this one */
  KnownIri known[KNOWN_IRIS];
};

/* Where a term is being written; room was made beforehand. */
typedef struct {
  char *data;
  size_t length;
} Written;

enum { LONGEST_ESCAPE = 6 }; /* \u007F */

static void put(Written *to, Slice bytes) {
  if (bytes.length) memcpy(to->data + to->length, bytes.data, bytes.length);
  to->length += bytes.length;
}

static bool is_escaped(unsigned char byte) {
  return byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
}

static void put_escape(Written *to, unsigned char byte) {
  static const char SHORT[128] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  to->data[to->length++] = '\\';
  if (SHORT[byte]) {
    to->data[to->length++] = SHORT[byte];
    return;
  }
  put(to, SLICE("u00"));
  to->data[to->length++] = "0123456789ABCDEF"[byte >> 4];
  to->data[to->length++] = "0123456789ABCDEF"[byte & 15];
}

/* High bits where one of eight bytes is escaped. A byte is below `n` <= 128 where subtracting n from it borrows and it
   has no high bit; it is `c` where its exclusive or with c is below 1. May say yes where a neighbour's borrow reaches
   it, and then the bytes are looked at one by one. */
static uint64_t may_escape(const char *eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t word;
  memcpy(&word, eight, sizeof word);
  uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\', delete = word ^ ones * 0x7F;
  uint64_t low = (word - ones * 0x20) & ~word;
  uint64_t equal = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((delete - ones) & ~delete);
  return (low | equal) & highs;
}

/* Whether the text may have to be escaped; false is certain. */
static bool may_need_escapes(Slice text) {
  uint64_t found = 0;
  size_t at = 0;
  if (text.length < 8) {
    char padded[8] = "       ";
    if (text.length) memcpy(padded, text.data, text.length);
    return may_escape(padded) != 0;
  }
  for (; text.length - at >= 8; at += 8) found |= may_escape(text.data + at);
  return (found | may_escape(text.data + text.length - 8)) != 0;
}

/* How many bytes the text takes with its escapes, at most. */
static size_t room_for(Slice text) {
  size_t escaped = 0;
  if (!may_need_escapes(text)) return text.length;
  for (size_t i = 0; i < text.length; i++) escaped += is_escaped((unsigned char)text.data[i]);
  return text.length + escaped * (LONGEST_ESCAPE - 1);
}

static void put_text(Written *to, Slice text) {
  size_t done = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (!is_escaped((unsigned char)text.data[i])) continue;
    put(to, (Slice){text.data + done, i - done});
    put_escape(to, (unsigned char)text.data[i]);
    done = i + 1;
  }
  put(to, (Slice){text.data + done, text.length - done});
}

static Slice written_iri(Arena *arena, Slice iri) {
  size_t room = room_for(iri);
  Written to = {.data = arena_alloc(arena, room + 2)};
  to.data[to.length++] = '<';
  if (room == iri.length) {
    put(&to, iri);
  } else {
    put_text(&to, iri);
  }
  to.data[to.length++] = '>';
  return (Slice){to.data, to.length};
}

/* The same if it can be written; otherwise in `loss` why it cannot. */
static Slice sound_iri(Arena *arena, Slice iri, Loss *loss) {
  *loss = iri_is_absolute(iri) ? LOSS_KINDS : LOSS_IRI;
  return *loss == LOSS_KINDS ? written_iri(arena, iri) : (Slice){0};
}

/* The same for an IRI that many documents have. */
static Slice known_iri(LineWriter *writer, Slice iri, Loss *loss) {
  uintptr_t place = (uintptr_t)iri.data;
  KnownIri *known = &writer->known[(place ^ place >> 7 ^ iri.length) % KNOWN_IRIS];
  bool same =
      known->text == iri.data && known->length == iri.length && memcmp(known->written + 1, iri.data, iri.length) == 0;
  if (!same) {
    bool fits = iri.length && iri.length <= LONGEST_KNOWN && known->document != writer->document;
    if (!fits || may_need_escapes(iri) || !iri_is_absolute(iri)) return sound_iri(&writer->arena, iri, loss);
    known->text = iri.data;
    known->length = (uint32_t)iri.length;
    Written to = {.data = known->written};
    put(&to, SLICE("<"));
    put(&to, iri);
    put(&to, SLICE(">"));
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
  bool plain = !may_need_escapes(text); /* U+0000 would be escaped */
  if (!plain || utf8_valid_prefix(text) < text.length) text = text_repaired(&writer->arena, text, losses);
  size_t room = plain ? text.length : room_for(text);
  Written to = {.data = arena_alloc(&writer->arena, room + 4 + term->language.length + type.length)};
  to.data[to.length++] = '"';
  if (room == text.length) {
    put(&to, text);
  } else {
    put_text(&to, text);
  }
  to.data[to.length++] = '"';
  if (term->language.length) {
    to.data[to.length++] = '@';
    put(&to, term->language);
  } else if (type.length) {
    put(&to, SLICE("^^"));
    put(&to, type);
  }
  return (Slice){to.data, to.length};
}

static Slice written_term(LineWriter *writer, const Term *term, Losses *losses, Loss *loss) {
  if (term->kind == TERM_LITERAL) return written_literal(writer, term, losses, loss);
  if (term->order == GRAPH_ORDER_LAST) return known_iri(writer, term->text, loss);
  return sound_iri(&writer->arena, term->text, loss);
}

/* One line; `tail` is what follows the object. */
static void write_line(Output *output, Slice subject, Slice predicate, Slice object, Slice tail) {
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

/* `name`: of the graph as it is written; empty where the syntax knows none. */
static void write_triples(LineWriter *writer, const Graph *graph, Slice name, Losses *losses) {
  Arena *arena = &writer->arena;
  Slice tail = arena_join(arena, (Slice[]){SLICE(" "), name, name.length ? SLICE(" .\n") : SLICE(".\n")}, 3);
  Loss *unfit = arena_alloc(arena, (graph->terms.count + 1) * sizeof *unfit);
  Slice *written = arena_alloc(arena, (graph->terms.count + 1) * sizeof *written);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    written[id] = written_term(writer, &graph->terms.data[id], losses, &unfit[id]);
  }
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    Triple triple = graph->triples.data[i];
    if (!losses_let_pass(losses, graph, unfit, triple)) continue;
    write_line(writer->output, written[triple.subject], written[triple.predicate], written[triple.object], tail);
  }
}

SpoStatus line_writer_write(LineWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
  writer->document++;
  if (!writer->named_graphs) {
    write_triples(writer, graph, (Slice){0}, &losses);
  } else if (iri_is_absolute(graph->iri)) {
    write_triples(writer, graph, written_iri(&writer->arena, graph->iri), &losses);
  } else {
    losses.count[LOSS_IRI] = graph->triples.count;
  }
  losses_report(&losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

LineWriter *line_writer_new(bool named_graphs, Output *output, const Diagnostics *diagnostics) {
  LineWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->named_graphs = named_graphs;
  arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void line_writer_free(LineWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}
