#include "load/verify.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define RESULTS "application/sparql-results+json"

bool expected_graphs_add(ExpectedGraphs *list, const Piece *piece) {
  char *graph = strndup(piece->graph.data, piece->graph.length);
  if (!graph) return false;
  list->graphs[list->count++] = (ExpectedGraph){.graph = graph, .least = piece->least, .most = piece->most};
  return true;
}

void expected_graphs_clear(ExpectedGraphs *list) {
  for (unsigned i = 0; i < list->count; i++) free(list->graphs[i].graph);
  list->count = 0;
}

/* Graphs that are not there are not in the answer. */
static bool put_query(ByteBuffer *to, const ExpectedGraphs *list) {
  bool put = byte_buffer_put(to, SLICE("SELECT ?g (COUNT(*) AS ?n) WHERE { VALUES ?g {"));
  for (unsigned i = 0; i < list->count && put; i++) {
    put = byte_buffer_put(to, SLICE(" <")) && byte_buffer_put(to, slice_of(list->graphs[i].graph)) &&
          byte_buffer_put(to, SLICE(">"));
  }
  return put && byte_buffer_put(to, SLICE(" } GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"));
}

/* As a form is sent: what every store takes. */
static bool put_form(ByteBuffer *to, ByteBuffer *space, const ExpectedGraphs *list) {
  byte_buffer_clear(to);
  byte_buffer_clear(space);
  return put_query(space, list) && byte_buffer_put(to, SLICE("query=")) &&
         url_put_encoded(to, byte_buffer_slice(space));
}

static void note(ExpectedGraphs *list, const char *graph, const char *number) {
  for (unsigned i = 0; i < list->count; i++) {
    if (graph && number && strcmp(list->graphs[i].graph, graph) == 0) {
      list->graphs[i].found = strtoull(number, NULL, 10);
    }
  }
}

static bool read_counts(ExpectedGraphs *list, Slice body) {
  json_t *root = json_loadb(body.data ? body.data : "", body.length, 0, NULL);
  json_t *rows = json_object_get(json_object_get(root, "results"), "bindings");
  bool sound = json_is_array(rows);
  for (size_t i = 0; i < json_array_size(rows); i++) {
    json_t *row = json_array_get(rows, i);
    note(list, json_string_value(json_object_get(json_object_get(row, "g"), "value")),
         json_string_value(json_object_get(json_object_get(row, "n"), "value")));
  }
  json_decref(root);
  return sound;
}

bool expected_graphs_count(ExpectedGraphs *list, const LoadOptions *options, Connection *connection, SendSpace *space,
                           Answer *answer) {
  ByteBuffer query = {0};
  answer->kind = ANSWER_NO_MEMORY;
  bool put = send_query_url(options, &space->url) && put_form(&space->body, &query, list);
  byte_buffer_free(&query);
  if (!put) return false;
  Request request = {.method = "POST",
                     .url = space->url.data,
                     .type = "application/x-www-form-urlencoded",
                     .accept = RESULTS,
                     .body = byte_buffer_slice(&space->body),
                     .query = true};
  connection_send(connection, &request, answer);
  if (answer->kind != ANSWER_GOOD) return false;
  if (read_counts(list, connection_body(connection))) return true;
  answer->kind = ANSWER_REFUSED;
  snprintf(answer->problem, sizeof answer->problem, "the answer is no %s", RESULTS);
  return false;
}
