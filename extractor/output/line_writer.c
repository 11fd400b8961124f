#include "output/line_writer.h"

#include <stdlib.h>

#include "base/iri_chars.h"

struct LineWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool named_graphs;
  Arena arena; /* written terms of one document */
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

/* Whether one of eight bytes is escaped. A byte is below `n` <= 128 where subtracting n from it borrows and it has no
   high bit; it is `c` where its exclusive or with c is below 1. May say yes where a neighbour's borrow reaches it, and
   then the bytes are looked at one by one. */
static bool may_escape(const char *eight) {
  const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
  uint64_t word;
  memcpy(&word, eight, sizeof word);
  uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\', delete = word ^ ones * 0x7F;
  uint64_t low = (word - ones * 0x20) & ~word;
  uint64_t equal = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) | ((delete - ones) & ~delete);
  return ((low | equal) & highs) != 0;
}

/* How many bytes the text takes with its escapes, at most. */
static size_t room_for(Slice text) {
  size_t escaped = 0, at = 0;
  while (text.length - at >= 8 && !may_escape(text.data + at)) at += 8;
  for (size_t i = at; i < text.length; i++) escaped += is_escaped((unsigned char)text.data[i]);
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

static Slice written_literal(Arena *arena, const Term *term, Losses *losses) {
  Slice text = text_repaired(arena, term->text, losses);
  Slice type = term->language.length || !term->datatype.length ? (Slice){0} : written_iri(arena, term->datatype);
  size_t room = room_for(text);
  Written to = {.data = arena_alloc(arena, room + 4 + term->language.length + type.length)};
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

/* One line; `name` is empty where the syntax knows no named graphs. */
static void write_line(Output *output, Slice subject, Slice predicate, Slice object, Slice name) {
  const Slice parts[] = {subject, predicate, object, name};
  size_t length = subject.length + predicate.length + object.length + name.length + 6;
  char *at = output_reserve(output, length);
  for (int i = 0; i < 4; i++) {
    if (!parts[i].length) continue;
    if (at) {
      memcpy(at, parts[i].data, parts[i].length);
      at += parts[i].length;
      *at++ = ' ';
    } else {
      output_write(output, parts[i].data, parts[i].length);
      output_write(output, " ", 1);
    }
  }
  if (at) {
    memcpy(at, ".\n", 2);
    output_take(output, at + 2);
  } else {
    output_write(output, ".\n", 2);
  }
}

static void write_triples(LineWriter *writer, const Graph *graph, Slice name, Losses *losses) {
  const Loss *unfit = term_losses(&writer->arena, graph);
  Slice *written = arena_alloc(&writer->arena, (graph->terms.count + 1) * sizeof *written);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    if (unfit[id] != LOSS_KINDS) continue;
    written[id] = term->kind == TERM_LITERAL ? written_literal(&writer->arena, term, losses)
                                             : written_iri(&writer->arena, term->text);
  }
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    Triple triple = graph->triples.data[i];
    if (!losses_let_pass(losses, graph, unfit, triple)) continue;
    write_line(writer->output, written[triple.subject], written[triple.predicate], written[triple.object], name);
  }
}

SpoStatus line_writer_write(LineWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
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
