#include "output/serd_writer.h"

#include <serd/serd.h>
#include <stdlib.h>

#include "base/iri_chars.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XSD "http://www.w3.org/2001/XMLSchema#"

/* What Serd gets for one term. `datatype` and `language` are SERD_NOTHING where there is none. */
typedef struct {
  SerdNode node, datatype, language;
} TermNodes;

struct SerdGraphWriter {
  Output *output;
  const Diagnostics *diagnostics;
  bool named_graphs;
  SerdEnv *env;
  SerdWriter *serd;
  Arena prefix_arena; /* `prefixes`, as long as the writer lives */
  Arena arena;        /* zero-terminated terms of one document */
  Prefix *prefixes;   /* longest IRI first */
  size_t prefix_count;
};

static size_t take_bytes(const void *bytes, size_t length, void *stream) {
  output_write(stream, bytes, length);
  return length; /* Serd looks at no failure, Output remembers it */
}

/* Serd needs a zero byte behind every node; nothing looks at the count of characters or the flags, but they must be the
   same for the same text. */
static SerdNode node_of(SerdType type, Slice terminated) {
  return (SerdNode){(const uint8_t *)terminated.data, terminated.length, 0, 0, type};
}

/* prefix:local, or an empty slice where no prefix fits. */
static Slice shorten(const SerdGraphWriter *writer, Arena *arena, Slice iri) {
  for (size_t i = 0; i < writer->prefix_count; i++) {
    const Prefix *prefix = &writer->prefixes[i];
    if (!slice_starts_with(iri, prefix->iri)) continue;
    Slice local = {iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (!is_local_name(local)) continue;
    size_t length = prefix->prefix.length + 1 + local.length;
    char *name = arena_alloc(arena, length + 1);
    if (prefix->prefix.length) memcpy(name, prefix->prefix.data, prefix->prefix.length);
    name[prefix->prefix.length] = ':';
    memcpy(name + prefix->prefix.length + 1, local.data, local.length);
    name[length] = 0;
    return (Slice){name, length};
  }
  return (Slice){0};
}

static SerdNode iri_node(SerdGraphWriter *writer, Slice iri) {
  Slice name = shorten(writer, &writer->arena, iri);
  return name.length ? node_of(SERD_CURIE, name) : node_of(SERD_URI, arena_copy(&writer->arena, iri));
}

static size_t count_digits(Slice text, size_t at) {
  size_t end = at;
  while (end < text.length && text.data[end] >= '0' && text.data[end] <= '9') end++;
  return end - at;
}

/* Does `text`, standing bare in Turtle, read as this literal again? */
static bool reads_bare(Slice text, Slice datatype) {
  if (slice_is(datatype, XSD "boolean")) return slice_is(text, "true") || slice_is(text, "false");
  size_t sign = text.length && text.data[0] == '-', whole = count_digits(text, sign), point = sign + whole;
  if (!whole) return false;
  if (slice_is(datatype, XSD "integer")) return point == text.length;
  size_t fraction = count_digits(text, point + 1);
  return slice_is(datatype, XSD "decimal") && point < text.length && text.data[point] == '.' && fraction &&
         point + 1 + fraction == text.length;
}

static TermNodes literal_nodes(SerdGraphWriter *writer, const Term *term, Losses *losses) {
  Arena *arena = &writer->arena;
  TermNodes nodes = {.node = node_of(SERD_LITERAL, arena_copy(arena, text_repaired(arena, term->text, losses)))};
  if (term->language.length) {
    nodes.language = node_of(SERD_LITERAL, arena_copy(arena, term->language));
  } else if (term->datatype.length && reads_bare(term->text, term->datatype)) {
    nodes.datatype = node_of(SERD_URI, arena_copy(arena, term->datatype));
  } else if (term->datatype.length) {
    nodes.datatype = iri_node(writer, term->datatype);
  }
  return nodes;
}

static const TermNodes *make_nodes(SerdGraphWriter *writer, const Graph *graph, const Loss *unfit, Losses *losses) {
  TermNodes *nodes = ARENA_ARRAY(&writer->arena, TermNodes, graph->terms.count);
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    const Term *term = &graph->terms.data[id];
    if (unfit[id] != LOSS_KINDS) continue;
    if (term->kind == TERM_LITERAL) {
      nodes[id] = literal_nodes(writer, term, losses);
    } else if (slice_is(term->text, RDF "type")) {
      nodes[id].node = node_of(SERD_URI, arena_copy(&writer->arena, term->text)); /* Serd writes "a" for it */
    } else {
      nodes[id].node = iri_node(writer, term->text);
    }
  }
  return nodes;
}

/* `name` is NULL where the syntax knows no named graphs. */
static void write_triples(SerdGraphWriter *writer, const Graph *graph, const SerdNode *name, Losses *losses) {
  const Loss *unfit = term_losses(&writer->arena, graph);
  const TermNodes *nodes = make_nodes(writer, graph, unfit, losses);
  for (uint32_t i = 0; i < graph->triples.count && !writer->output->closed; i++) {
    Triple triple = graph->triples.data[i];
    if (!losses_let_pass(losses, graph, unfit, triple)) continue;
    const TermNodes *object = &nodes[triple.object];
    serd_writer_write_statement(writer->serd, 0, name, &nodes[triple.subject].node, &nodes[triple.predicate].node,
                                &object->node, &object->datatype, &object->language);
  }
}

SpoStatus serd_graph_writer_write(SerdGraphWriter *writer, const Graph *graph) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->arena, jump)) return SPO_NO_MEMORY;
  arena_reset(&writer->arena);
  Losses losses = {0};
  if (!writer->named_graphs) {
    write_triples(writer, graph, NULL, &losses);
  } else if (iri_is_absolute(graph->iri)) {
    SerdNode name = iri_node(writer, graph->iri);
    write_triples(writer, graph, &name, &losses);
  } else {
    losses.count[LOSS_IRI] = graph->triples.count;
  }
  losses_report(&losses, writer->diagnostics, graph->iri);
  return SPO_SUCCESS;
}

static void insert_prefix(SerdGraphWriter *writer, Prefix prefix) {
  size_t at = writer->prefix_count++;
  for (; at && writer->prefixes[at - 1].iri.length < prefix.iri.length; at--) {
    writer->prefixes[at] = writer->prefixes[at - 1];
  }
  writer->prefixes[at] = prefix;
}

static bool is_taken(const SerdGraphWriter *writer, Slice name) {
  for (size_t i = 0; i < writer->prefix_count; i++) {
    if (slice_equal(writer->prefixes[i].prefix, name)) return true;
  }
  return false;
}

static bool has_prefix_for(const SerdGraphWriter *writer, Slice iri) {
  for (size_t i = 0; i < writer->prefix_count; i++) {
    if (slice_equal(writer->prefixes[i].iri, iri)) return true;
  }
  return false;
}

/* Declares the prefix in the output too. */
static void declare(SerdGraphWriter *writer, Prefix prefix) {
  Arena *arena = &writer->prefix_arena;
  prefix.prefix = arena_copy(arena, prefix.prefix);
  prefix.iri = arena_copy(arena, prefix.iri);
  insert_prefix(writer, prefix);
  SerdNode name = node_of(SERD_LITERAL, prefix.prefix), iri = node_of(SERD_URI, prefix.iri);
  serd_writer_set_prefix(writer->serd, &name, &iri);
}

/* rdf: and xsd: are declared in any case: with a prefix, rdf:nil is not written as "()", nor a number bare. */
static void declare_needed(SerdGraphWriter *writer, Slice name, Slice iri) {
  Slice free = name;
  for (unsigned i = 1; is_taken(writer, free); i++) {
    free = arena_print(&writer->prefix_arena, "%.*s%u", (int)name.length, name.data, i);
  }
  if (!has_prefix_for(writer, iri)) declare(writer, (Prefix){free, iri});
}

/* False where memory is short. */
static bool declare_all(SerdGraphWriter *writer, const Prefix *prefixes, size_t count) {
  jmp_buf jump;
  if (ARENA_GUARD(&writer->prefix_arena, jump)) return false;
  writer->prefixes = ARENA_ARRAY(&writer->prefix_arena, Prefix, count + 2);
  for (size_t i = 0; i < count; i++) {
    if (!is_prefix_name(prefixes[i].prefix) || !iri_is_absolute(prefixes[i].iri)) {
      Slice shown = text_repaired(&writer->prefix_arena, prefixes[i].prefix, &(Losses){0});
      diagnostics_file(writer->diagnostics, SPO_WARNING, NULL, 0, SIZE_MAX, "prefix %.*s: left out, it is malformed",
                       (int)shown.length, shown.data);
    } else if (!is_taken(writer, prefixes[i].prefix)) {
      declare(writer, prefixes[i]);
    }
  }
  declare_needed(writer, SLICE("rdf"), SLICE(RDF));
  declare_needed(writer, SLICE("xsd"), SLICE(XSD));
  return true;
}

SerdGraphWriter *serd_graph_writer_new(Syntax syntax, const Prefix *prefixes, size_t count, Output *output,
                                       const Diagnostics *diagnostics) {
  SerdGraphWriter *writer = calloc(1, sizeof *writer);
  if (!writer) return NULL;
  writer->output = output;
  writer->diagnostics = diagnostics;
  writer->named_graphs = syntax == SYNTAX_TRIG;
  arena_init(&writer->prefix_arena, SIZE_MAX);
  arena_init(&writer->arena, SIZE_MAX);
  writer->env = serd_env_new(NULL);
  writer->serd = serd_writer_new(writer->named_graphs ? SERD_TRIG : SERD_TURTLE, SERD_STYLE_ABBREVIATED, writer->env,
                                 NULL, take_bytes, output);
  if (declare_all(writer, prefixes, count)) return writer;
  serd_graph_writer_free(writer);
  return NULL;
}

void serd_graph_writer_finish(SerdGraphWriter *writer) {
  serd_writer_finish(writer->serd);
}

void serd_graph_writer_free(SerdGraphWriter *writer) {
  if (!writer) return;
  serd_writer_free(writer->serd);
  serd_env_free(writer->env);
  arena_free(&writer->prefix_arena);
  arena_free(&writer->arena);
  free(writer);
}
