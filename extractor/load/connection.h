/* connection.h - one connection to a store: requests one after the other, each tried again where that may help.

   Tried again is what the store is too busy for (429, 503), what failed inside of it (500, 502, 504), and where there
   was no answer or half of one. The waits are the store's own (Retry-After), or a second, two, four, up to a minute.
   All that is sent may be sent twice without harm. Redirections are not followed, so that nobody else gets a password.
 */
#ifndef SPO_LOAD_CONNECTION_H
#define SPO_LOAD_CONNECTION_H

#include "base/byte_buffer.h"
#include "fetch/curl_library.h"
#include "load/credentials.h"
#include "output/gzip_packer.h"

typedef struct {
  const Credentials *credentials;
  const char *authorities; /* file of certificates (PEM) that are trusted; NULL: the system's */
  unsigned tries;          /* at most, of one request */
  double wait;             /* seconds before the second; twice as long before each that follows */
  unsigned timeout;        /* seconds for one answer */
  bool gzip;               /* bodies are packed */
  bool (*stopped)(void);   /* the user wants to stop: what is sent is sent, but nothing once more; or NULL */
} ConnectionOptions;

typedef struct {
  const char *method, *url, *type; /* `type`: of the body */
  const char *accept;              /* what the answer should be; NULL: anything */
  Slice body;
  bool query; /* never packed; where authentication takes two steps, it is first tried without */
} Request;

typedef enum {
  ANSWER_GOOD,    /* 2xx */
  ANSWER_REFUSED, /* this request is wrong, another may not be */
  ANSWER_NEVER,   /* no request will do: the address, the user, the certificate */
  ANSWER_GONE,    /* the store does not answer, or is busy, after all tries */
  ANSWER_STOPPED, /* by the user, between two tries */
  ANSWER_NO_MEMORY
} AnswerKind;

typedef struct {
  AnswerKind kind;
  unsigned retries;
  char problem[1024]; /* status and first lines of the answer, or what the network said; without credentials */
} Answer;

typedef struct Connection Connection;

/* NULL where memory is short. All must live as long as it; once `*stop` is not 0, nothing is tried again. */
Connection *connection_new(const CurlFunctions *curl, const ConnectionOptions *options, const _Atomic int *stop);

/* Sends. With ANSWER_GOOD the answer's body is in connection_body until the next request. */
void connection_send(Connection *connection, const Request *request, Answer *answer);
Slice connection_body(const Connection *connection);

void connection_free(Connection *connection);

#endif
