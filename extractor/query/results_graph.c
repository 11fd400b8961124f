#include <stdlib.h>

#include "query/results.h"
#include "rdf/term_text.h"

#define RDF_TYPE "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

/* ---- CONSTRUCT and DESCRIBE ---- */

typedef struct {
  Query *query;
  Store *store, *graph;
  StoreTerm *row;
  StoreTerm *copies; /* of terms in the graph, by their numbers in the store */
  uint32_t copy_count;
  uint64_t fresh;
  bool no_memory;
} Building;

/* The term in the other store. */
static StoreTerm copy_term(Building *building, StoreTerm number) {
  if (number < building->copy_count && building->copies[number]) return building->copies[number];
  RdfTerm term = store_term(building->store, number);
  StoreTerm copy = store_add_term(building->graph, &term);
  if (!copy) building->no_memory = true;
  if (number < building->copy_count) building->copies[number] = copy;
  return copy;
}

/* What a place of the template stands for in this solution; 0 where it is unbound. */
static StoreTerm fill(Building *building, const QueryTerm *place, const StoreTerm *solution) {
  if (place->variable == QUERY_NO_VARIABLE) {
    StoreTerm made = store_add_term(building->graph, &place->term);
    building->no_memory = building->no_memory || !made;
    return made;
  }
  const QueryTree *tree = query_tree(building->query);
  if (!tree->variables.data[place->variable].hidden) {
    return solution[place->variable] ? copy_term(building, solution[place->variable]) : 0;
  }
  char label[64]; /* a blank node of the template: a new one for each solution */
  int length = snprintf(label, sizeof label, "r%llu.%d", (unsigned long long)building->fresh, place->variable);
  RdfTerm blank = {.kind = RDF_BLANK, .text = {label, (size_t)length}};
  return store_add_term(building->graph, &blank);
}

static void construct(Building *building, const StoreTerm *solution) {
  const QueryTree *tree = query_tree(building->query);
  building->fresh++;
  for (uint32_t i = 0; i < tree->template.count && !building->no_memory; i++) {
    const QueryPattern *triple = tree->template.data[i];
    StoreQuad quad = {fill(building, &triple->subject, solution), fill(building, &triple->predicate, solution),
                      fill(building, &triple->object, solution), STORE_DEFAULT_GRAPH};
    if (!quad.subject || !quad.predicate || !quad.object) continue;
    if (store_term(building->graph, quad.subject).kind == RDF_LITERAL ||
        store_term(building->graph, quad.predicate).kind != RDF_IRI)
      continue; /* is no triple */
    if (!store_add_quad(building->graph, quad)) building->no_memory = true;
  }
}

/* The triples of a resource; of blank nodes among the objects, theirs. Depth is bounded by what was not told yet. */
static void describe(Building *building, StoreTerm resource, bool *told, StoreTerm limit) {
  StoreTerm stack[256];
  size_t depth = 0;
  if (resource <= limit) stack[depth++] = resource;
  while (depth && !building->no_memory) {
    StoreTerm subject = stack[--depth];
    if (told[subject]) continue;
    told[subject] = true;
    StoreCursor cursor = store_match_triples(building->store, (StoreQuad){subject, STORE_ANY, STORE_ANY, STORE_ANY});
    StoreQuad quad;
    while (store_next(&cursor, &quad)) {
      StoreQuad copy = {copy_term(building, quad.subject), copy_term(building, quad.predicate),
                        copy_term(building, quad.object), STORE_DEFAULT_GRAPH};
      if (building->no_memory || !store_add_quad(building->graph, copy)) building->no_memory = true;
      bool blank = store_term(building->store, quad.object).kind == RDF_BLANK;
      if (blank && !told[quad.object] && depth < sizeof stack / sizeof *stack) stack[depth++] = quad.object;
    }
  }
}

static void describe_solution(Building *building, const StoreTerm *solution, bool *told, StoreTerm limit) {
  const QueryTree *tree = query_tree(building->query);
  for (uint32_t i = 0; i < tree->described.count; i++) {
    const QueryTerm *term = &tree->described.data[i];
    StoreTerm number =
        term->variable == QUERY_NO_VARIABLE ? store_find(building->store, &term->term) : solution[term->variable];
    if (number) describe(building, number, told, limit);
  }
  for (size_t i = 0; !tree->described.count && i < query_width(building->query); i++) {
    if (building->row[i]) describe(building, building->row[i], told, limit);
  }
}

static SpoStatus build(Building *building, StoreTerm *solution, bool *told, StoreTerm limit) {
  SpoStatus status;
  bool describes = query_tree(building->query)->form == QUERY_DESCRIBE;
  while ((status = query_next(building->query, building->row)) == SPO_SUCCESS) {
    for (size_t i = 0; i < query_width(building->query); i++) {
      solution[query_variable_at(building->query, i)] = building->row[i];
    }
    if (describes) {
      describe_solution(building, solution, told, limit);
    } else {
      construct(building, solution);
    }
    if (building->no_memory) return SPO_NO_MEMORY;
  }
  return status == SPO_END ? SPO_SUCCESS : status;
}

SpoStatus results_build_graph(Query *query, Store *store, Store *graph, const Diagnostics *diagnostics) {
  StoreTerm limit = store_term_count(store);
  Building building = {.query = query, .store = store, .graph = graph, .copy_count = limit + 1};
  building.row = calloc(query_width(query) + 1, sizeof *building.row);
  building.copies = calloc((size_t)limit + 1, sizeof *building.copies);
  StoreTerm *solution = calloc(query_tree(query)->variables.count + 1, sizeof *solution);
  bool *told = calloc((size_t)limit + 1, sizeof *told);
  SpoStatus status = SPO_NO_MEMORY;
  if (building.row && building.copies && solution && told) status = build(&building, solution, told, limit);
  if (status == SPO_SUCCESS && !store_finish(graph)) status = SPO_NO_MEMORY;
  if (status == SPO_NO_MEMORY) {
    diagnostics_file(diagnostics, SPO_ERROR, NULL, 0, SIZE_MAX, "the graph needs more memory than there is");
  }
  free(building.row);
  free(building.copies);
  free(solution);
  free(told);
  return status;
}

/* ---- writing ---- */

typedef struct {
  const Store *graph;
  const TermPrefixes *prefixes;
  FILE *to;
  ByteBuffer out;
  StoreTerm type;
} GraphWriter;

static bool put(GraphWriter *writer, const char *text) {
  return byte_buffer_put(&writer->out, slice_of(text));
}

static bool flush(GraphWriter *writer) {
  bool done = fwrite(writer->out.data ? writer->out.data : "", 1, writer->out.length, writer->to) == writer->out.length;
  writer->out.length = 0;
  return done;
}

static bool put_ntriples(GraphWriter *writer, const StoreQuad *quad) {
  const StoreTerm terms[] = {quad->subject, quad->predicate, quad->object};
  for (int i = 0; i < 3; i++) {
    RdfTerm term = store_term(writer->graph, terms[i]);
    if (!rdf_put_term(&writer->out, &term) || !put(writer, i < 2 ? " " : " .\n")) return false;
  }
  return flush(writer);
}

static bool put_term(GraphWriter *writer, StoreTerm number) {
  RdfTerm term = store_term(writer->graph, number);
  return term_put_turtle(&writer->out, &term, writer->prefixes);
}

/* `last` is the triple before, or of no subject. */
static bool put_turtle(GraphWriter *writer, const StoreQuad *quad, const StoreQuad *last) {
  bool done = true;
  if (last->subject == quad->subject && last->predicate == quad->predicate) {
    done = put(writer, " , ");
  } else {
    if (last->subject == quad->subject) {
      done = put(writer, " ;\n\t");
    } else {
      done = (!last->subject || put(writer, " .\n\n")) && put_term(writer, quad->subject) && put(writer, "\n\t");
    }
    done = done && (quad->predicate == writer->type ? put(writer, "a") : put_term(writer, quad->predicate)) &&
           put(writer, " ");
  }
  return done && put_term(writer, quad->object) && flush(writer);
}

/* The prefixes that shorten something. */
static bool put_prefixes(GraphWriter *writer) {
  bool *used = calloc(writer->prefixes->count + 1, sizeof *used), any = false, done = used != NULL;
  for (StoreTerm number = 1; done && number <= store_term_count(writer->graph); number++) {
    RdfTerm term = store_term(writer->graph, number);
    if (term.kind == RDF_BLANK) continue;
    const QueryPrefix *prefix = term_prefix(term.kind == RDF_IRI ? term.text : term.datatype, writer->prefixes);
    if (prefix) used[prefix - writer->prefixes->prefixes] = true;
  }
  for (size_t i = 0; done && i < writer->prefixes->count; i++) {
    if (!used[i]) continue;
    const QueryPrefix *prefix = &writer->prefixes->prefixes[i];
    done = put(writer, "@prefix ") && byte_buffer_put(&writer->out, prefix->prefix) && put(writer, ": <") &&
           byte_buffer_put(&writer->out, prefix->iri) && put(writer, "> .\n");
    any = true;
  }
  free(used);
  return done && (!any || put(writer, "\n")) && flush(writer);
}

SpoStatus results_write_graph(const Store *graph, bool turtle, const TermPrefixes *prefixes, FILE *to) {
  GraphWriter writer = {.graph = graph, .prefixes = prefixes, .to = to};
  StoreQuad quad, last = {0};
  writer.type = store_find_iri(graph, SLICE(RDF_TYPE));
  if (!writer.type) writer.type = STORE_ANY;
  bool done = !turtle || put_prefixes(&writer);
  StoreCursor cursor = store_match_triples(graph, (StoreQuad){STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY});
  while (done && store_next(&cursor, &quad)) {
    done = turtle ? put_turtle(&writer, &quad, &last) : put_ntriples(&writer, &quad);
    last = quad;
  }
  if (done && turtle && last.subject) done = put(&writer, " .\n") && flush(&writer);
  byte_buffer_free(&writer.out);
  return done ? SPO_SUCCESS : SPO_BAD_OUTPUT;
}
