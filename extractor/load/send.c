#include "load/send.h"

#include <stdio.h>

#define UPDATE "application/sparql-update"

static void fail(Answer *answer, AnswerKind kind, const char *problem) {
  answer->kind = kind;
  snprintf(answer->problem, sizeof answer->problem, "%s", problem);
}

/* ---- Graph Store Protocol ---- */

static void send_graph(const LoadOptions *options, Connection *connection, SendSpace *space, const Piece *piece,
                       Answer *answer) {
  const char *part = piece->graph.length ? options->store->graphs : options->store->plain;
  byte_buffer_clear(&space->url);
  if (!part) {
    fail(answer, ANSWER_REFUSED, "this store takes no quads without a graph that way; name one by --graph");
    return;
  }
  if (!store_put_url(&space->url, options->url, part, piece->graph)) {
    fail(answer, ANSWER_NO_MEMORY, "");
    return;
  }
  Request request = {.method = piece->first ? "PUT" : "POST",
                     .url = space->url.data,
                     .type = options->store->type,
                     .body = piece->body};
  connection_send(connection, &request, answer);
}

/* ---- SPARQL Update ---- */

/* Takes up to `count` lines off `rest`. */
static Slice take_lines(Slice *rest, unsigned count) {
  const char *begin = rest->data, *end = rest->data + rest->length;
  const char *at = begin;
  for (unsigned i = 0; i < count && at < end; i++) at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
  *rest = slice_between(at, end);
  return slice_between(begin, at);
}

/* `GRAPH <...> { lines }`, or the lines alone for the default graph. */
static bool put_block(ByteBuffer *to, Slice graph, Slice lines) {
  bool named = graph.length > 0;
  bool put = byte_buffer_put(to, SLICE("INSERT DATA {"));
  if (named) {
    put = put && byte_buffer_put(to, SLICE(" GRAPH <")) && byte_buffer_put(to, graph) &&
          byte_buffer_put(to, SLICE("> {"));
  }
  return put && byte_buffer_put(to, SLICE("\n")) && byte_buffer_put(to, lines) &&
         byte_buffer_put(to, named ? SLICE("} }") : SLICE("}"));
}

static bool put_drop(ByteBuffer *to, Slice graph) {
  if (!graph.length) return byte_buffer_put(to, SLICE("DROP SILENT DEFAULT;\n"));
  return byte_buffer_put(to, SLICE("DROP SILENT GRAPH <")) && byte_buffer_put(to, graph) &&
         byte_buffer_put(to, SLICE(">;\n"));
}

static void send_updates(const LoadOptions *options, Connection *connection, SendSpace *space, const Piece *piece,
                         Answer *answer) {
  unsigned retries = 0;
  Slice rest = piece->body;
  byte_buffer_clear(&space->url);
  if (!store_put_url(&space->url, options->url, options->store->update, piece->graph)) {
    fail(answer, ANSWER_NO_MEMORY, "");
    return;
  }
  for (bool drop = piece->first; rest.length; drop = false) {
    Slice lines = take_lines(&rest, options->batch);
    byte_buffer_clear(&space->body);
    if ((drop && !put_drop(&space->body, piece->graph)) || !put_block(&space->body, piece->graph, lines)) {
      fail(answer, ANSWER_NO_MEMORY, "");
      return;
    }
    Request request = {
        .method = "POST", .url = space->url.data, .type = UPDATE, .body = byte_buffer_slice(&space->body)};
    connection_send(connection, &request, answer);
    answer->retries = retries += answer->retries;
    if (answer->kind != ANSWER_GOOD) return;
  }
}

/* Blank nodes are the same only within one request. */
static bool splits_blank_nodes(const LoadOptions *options, const Piece *piece) {
  bool whole = piece->first && piece->last && (!options->update || piece->quads <= options->batch);
  return piece->blank && !whole;
}

void send_piece(const LoadOptions *options, Connection *connection, SendSpace *space, const Piece *piece,
                Answer *answer) {
  answer->retries = 0;
  if (splits_blank_nodes(options, piece)) {
    fail(answer, ANSWER_REFUSED,
         "it has blank nodes and does not fit into one request; a larger --piece or --batch may hold it, if its quads "
         "stand together");
  } else {
    (options->update ? send_updates : send_graph)(options, connection, space, piece, answer);
  }
}

bool send_query_url(const LoadOptions *options, ByteBuffer *url) {
  const char *base = options->query ? options->query : options->url;
  const char *part = options->query ? "" : options->store->query;
  byte_buffer_clear(url);
  return part && store_put_url(url, base, part, (Slice){0});
}
