#include "load/connection.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"

#define AGENT "spo"

enum {
  CONNECT_TIMEOUT = 15,
  LONGEST_BACK_OFF = 60,
  LONGEST_WAIT = 600, /* seconds that a store asks to wait and that are waited */
  LARGEST_ANSWER = 64 * 1024 * 1024,
  SHOWN = 300 /* bytes of an answer, in messages */
};

struct Connection {
  const CurlFunctions *curl;
  const ConnectionOptions *options;
  const _Atomic int *stop;
  CURL *handle;
  GzipPacker *packer;
  ByteBuffer packed, answer, shown;
  bool plain;       /* the store does not take packed bodies */
  bool asks_anyone; /* its queries need no credentials, as far as is known */
  bool too_large, no_memory;
};

static size_t on_bytes(char *bytes, size_t size, size_t count, void *handle) {
  Connection *connection = handle;
  size_t length = size * count;
  connection->too_large = connection->answer.length + length > LARGEST_ANSWER;
  if (connection->too_large) return 0;
  connection->no_memory = !byte_buffer_put(&connection->answer, (Slice){bytes, length});
  return connection->no_memory ? 0 : length;
}

Connection *connection_new(const CurlFunctions *curl, const ConnectionOptions *options, const _Atomic int *stop) {
  Connection *connection = calloc(1, sizeof *connection);
  if (!connection) return NULL;
  connection->curl = curl;
  connection->options = options;
  connection->stop = stop;
  connection->asks_anyone = options->credentials->kind == AUTH_DIGEST;
  connection->handle = curl->easy_init();
  if (options->gzip) connection->packer = gzip_packer_new();
  if (connection->handle && (connection->packer || !options->gzip)) return connection;
  connection_free(connection);
  return NULL;
}

void connection_free(Connection *connection) {
  if (!connection) return;
  if (connection->handle) connection->curl->easy_cleanup(connection->handle);
  gzip_packer_free(connection->packer);
  byte_buffer_free(&connection->packed);
  byte_buffer_free(&connection->answer);
  byte_buffer_free(&connection->shown);
  free(connection);
}

Slice connection_body(const Connection *connection) {
  return byte_buffer_slice(&connection->answer);
}

/* ---- one try ---- */

static void set_credentials(Connection *connection) {
  const Credentials *credentials = connection->options->credentials;
  CURLcode (*set)(CURL *, CURLoption, ...) = connection->curl->easy_setopt;
  static const unsigned long KINDS[] = {CURLAUTH_NONE, CURLAUTH_BASIC, CURLAUTH_DIGEST, CURLAUTH_BEARER};
  if (credentials->kind == AUTH_NONE) return;
  set(connection->handle, CURLOPT_HTTPAUTH, (long)KINDS[credentials->kind]);
  if (credentials->kind == AUTH_BEARER) {
    set(connection->handle, CURLOPT_XOAUTH2_BEARER, credentials->token);
  } else {
    set(connection->handle, CURLOPT_USERNAME, credentials->user);
    set(connection->handle, CURLOPT_PASSWORD, credentials->password);
  }
}

/* libcurl sends a request for digest authentication without its body at first, to be told that it needs that; an
   endpoint that takes anybody's queries answers it as an empty one (see Connection.asks_anyone). The body is not
   copied. */
static void set_body(Connection *connection, const Request *request, bool packed) {
  CURLcode (*set)(CURL *, CURLoption, ...) = connection->curl->easy_setopt;
  Slice body = packed ? byte_buffer_slice(&connection->packed) : request->body;
  set(connection->handle, CURLOPT_POSTFIELDS, body.length ? body.data : "");
  set(connection->handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
  set(connection->handle, CURLOPT_CUSTOMREQUEST, request->method);
}

/* "Expect:" keeps libcurl from asking first whether a body may come, which costs a second where nobody answers. */
static struct curl_slist *make_headers(Connection *connection, const Request *request, bool packed) {
  char type[128], accept[128];
  snprintf(type, sizeof type, "Content-Type: %s", request->type);
  snprintf(accept, sizeof accept, "Accept: %s", request->accept ? request->accept : "*/*");
  const char *lines[] = {"Expect:", type, accept, "Content-Encoding: gzip"};
  struct curl_slist *headers = NULL;
  for (int i = 0; i < (packed ? 4 : 3); i++) {
    struct curl_slist *longer = connection->curl->slist_append(headers, lines[i]);
    if (!longer) {
      connection->curl->slist_free_all(headers);
      return NULL;
    }
    headers = longer;
  }
  return headers;
}

static bool pack(Connection *connection, const Request *request) {
  byte_buffer_clear(&connection->packed);
  return gzip_pack(connection->packer, request->body, &connection->packed);
}

static CURLcode send_once(Connection *connection, const Request *request, bool packed) {
  CURL *handle = connection->handle;
  CURLcode (*set)(CURL *, CURLoption, ...) = connection->curl->easy_setopt;
  unsigned timeout = connection->options->timeout;
  byte_buffer_clear(&connection->answer);
  connection->curl->easy_reset(handle); /* keeps the connection, and what digest authentication knows */
  struct curl_slist *headers = make_headers(connection, request, packed);
  if (!headers) return CURLE_OUT_OF_MEMORY;
  set(handle, CURLOPT_URL, request->url);
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_USERAGENT, AGENT "/" SPO_VERSION);
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_TIMEOUT, (long)timeout);
  set(handle, CURLOPT_CONNECTTIMEOUT, (long)(timeout < CONNECT_TIMEOUT ? timeout : CONNECT_TIMEOUT));
  set(handle, CURLOPT_HTTPHEADER, headers);
  set(handle, CURLOPT_WRITEFUNCTION, on_bytes);
  set(handle, CURLOPT_WRITEDATA, connection);
  if (connection->options->authorities) set(handle, CURLOPT_CAINFO, connection->options->authorities);
  if (!request->query || !connection->asks_anyone) set_credentials(connection);
  set_body(connection, request, packed);
  CURLcode code = connection->curl->easy_perform(handle);
  connection->curl->slist_free_all(headers);
  return code;
}

/* ---- what came of it ---- */

static bool is_blank(char c) {
  return (unsigned char)c <= ' ' || c == 0x7F;
}

/* The words of an answer on one line: no tags of HTML, no control characters, which a terminal might obey. */
static Slice plain_words(ByteBuffer *text) {
  bool html = text->length && text->data[strspn(text->data, " \t\r\n")] == '<', in_tag = false;
  size_t length = 0;
  for (size_t i = 0; i + 1 < text->length; i++) {
    char c = text->data[i];
    if (html && c == '<') in_tag = true;
    bool blank = is_blank(c) || in_tag;
    if (c == '>') in_tag = false;
    if (blank && (!length || text->data[length - 1] == ' ')) continue;
    text->data[length++] = blank ? ' ' : c;
  }
  return slice_trim((Slice){text->data, length});
}

/* `status` and the first words of the answer. Secrets are looked for in all of it, before anything is cut. */
static void describe(Connection *connection, long status, Answer *answer) {
  int length = snprintf(answer->problem, sizeof answer->problem, "status %ld", status);
  Slice body = byte_buffer_slice(&connection->answer);
  if (body.length > 64 * 1024) body.length = 64 * 1024;
  byte_buffer_clear(&connection->shown);
  if (!credentials_hide(connection->options->credentials, body, &connection->shown)) return;
  if (!byte_buffer_put(&connection->shown, (Slice){"", 1})) return;
  Slice words = plain_words(&connection->shown);
  if (words.length > SHOWN) words.length = SHOWN;
  words.length = utf8_valid_prefix(words);
  if (!words.length) return;
  snprintf(answer->problem + length, sizeof answer->problem - (size_t)length, ": %.*s", (int)words.length, words.data);
}

static AnswerKind kind_of_code(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_AGAIN:
      return ANSWER_GONE;
    case CURLE_OUT_OF_MEMORY:
      return ANSWER_NO_MEMORY;
    default:
      return ANSWER_NEVER;
  }
}

/* ANSWER_GONE: another try may help. */
static AnswerKind kind_of_status(long status) {
  if (status >= 200 && status < 300) return ANSWER_GOOD;
  if (status == 408 || status == 425 || status == 429) return ANSWER_GONE;
  if (status == 500 || (status >= 502 && status <= 504)) return ANSWER_GONE;
  bool request = status == 400 || status == 409 || status == 413 || status == 422;
  return request || status >= 500 ? ANSWER_REFUSED : ANSWER_NEVER;
}

static const char *hint_for(long status) {
  if (status >= 300 && status < 400) return "; it leads to another address: give that one";
  if (status == 401) return "; the store does not take these credentials (or wants some)";
  if (status == 403) return "; this user may not write";
  if (status == 404 || status == 405 || status == 501) return "; is this the right address, and the right --store?";
  if (status == 413) return "; a smaller --piece, or --batch, may pass";
  return "";
}

static void judge(Connection *connection, CURLcode code, Answer *answer, long *status) {
  *status = 0;
  answer->problem[0] = 0;
  if (connection->no_memory || code == CURLE_OUT_OF_MEMORY) {
    answer->kind = ANSWER_NO_MEMORY;
  } else if (connection->too_large) {
    answer->kind = ANSWER_REFUSED;
    snprintf(answer->problem, sizeof answer->problem, "the answer is too large");
  } else if (code != CURLE_OK) {
    answer->kind = kind_of_code(code);
    snprintf(answer->problem, sizeof answer->problem, "%s", connection->curl->easy_strerror(code));
  } else {
    connection->curl->easy_getinfo(connection->handle, CURLINFO_RESPONSE_CODE, status);
    answer->kind = kind_of_status(*status);
    if (answer->kind == ANSWER_GOOD) return;
    describe(connection, *status, answer);
    size_t length = strlen(answer->problem);
    snprintf(answer->problem + length, sizeof answer->problem - length, "%s", hint_for(*status));
  }
  connection->no_memory = connection->too_large = false;
}

/* ---- tries ---- */

static bool is_stopped(const Connection *connection) {
  return *connection->stop || (connection->options->stopped && connection->options->stopped());
}

/* False where the user stopped it. */
static bool wait_for(const Connection *connection, double seconds) {
  enum { STEP = 50 * 1000 * 1000 };
  uint64_t end = clock_now() + (uint64_t)(seconds * 1e9);
  for (;;) {
    uint64_t now = clock_now();
    if (is_stopped(connection)) return false;
    if (now >= end) return true;
    struct timespec step = {.tv_nsec = (long)(end - now < STEP ? end - now : STEP)};
    nanosleep(&step, NULL);
  }
}

/* Seconds to wait before the next try; negative: it asks for more than is waited. */
static double wait_before(Connection *connection, long status, unsigned tries) {
  curl_off_t asked = 0;
  if (status) connection->curl->easy_getinfo(connection->handle, CURLINFO_RETRY_AFTER, &asked);
  if (asked > LONGEST_WAIT) return -1;
  if (asked > 0) return (double)asked;
  double wait = ldexp(connection->options->wait, (int)(tries < 32 ? tries : 32) - 1);
  return wait < LONGEST_BACK_OFF ? wait : LONGEST_BACK_OFF;
}

/* What failed inside of the store is the fault of this request only, as far as anybody knows. */
static void give_up(long status, unsigned tries, Answer *answer) {
  size_t length = strlen(answer->problem);
  if (status == 500) answer->kind = ANSWER_REFUSED;
  if (tries > 1) snprintf(answer->problem + length, sizeof answer->problem - length, " (%u times)", tries);
}

void connection_send(Connection *connection, const Request *request, Answer *answer) {
  long status;
  answer->retries = 0;
  bool packed = connection->packer && !connection->plain && !request->query && request->body.length;
  answer->kind = ANSWER_NO_MEMORY;
  if (packed && !pack(connection, request)) return;
  for (unsigned tries = 1;; tries++) {
    judge(connection, send_once(connection, request, packed), answer, &status);
    if (status == 415 && packed) {
      connection->plain = true;
      packed = false;
      continue;
    }
    if (status == 401 && request->query && connection->asks_anyone) {
      connection->asks_anyone = false;
      continue;
    }
    if (answer->kind != ANSWER_GONE) return;
    double wait = wait_before(connection, status, tries);
    if (tries >= connection->options->tries || wait < 0) {
      give_up(status, tries, answer);
      return;
    }
    if (!wait_for(connection, wait)) {
      answer->kind = ANSWER_STOPPED;
      return;
    }
    answer->retries++;
  }
}
