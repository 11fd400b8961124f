/* Messages over file descriptors: `Content-Length: N`, an empty line, N bytes of JSON. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"
#include "lsp/lsp.h"

enum { LARGEST_MESSAGE = 32 << 20, LARGEST_HEADER = 8192, CHUNK = 65536 };

typedef struct {
  int descriptor;
  char *data;
  size_t used, room;
} Incoming;

typedef struct {
  int descriptor;
  bool failed;
} Outgoing;

static bool write_all(int descriptor, const char *data, size_t length) {
  while (length) {
    ssize_t written = write(descriptor, data, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    length -= (size_t)written;
  }
  return true;
}

static void send_message(void *handle, const char *message, size_t length) {
  Outgoing *outgoing = handle;
  char header[64];
  int size = snprintf(header, sizeof header, "Content-Length: %zu\r\n\r\n", length);
  outgoing->failed = outgoing->failed || !write_all(outgoing->descriptor, header, (size_t)size) ||
                     !write_all(outgoing->descriptor, message, length);
}

/* Reads what is there; false at the end. */
static bool read_more(Incoming *incoming) {
  if (incoming->room - incoming->used < CHUNK) {
    char *larger = realloc(incoming->data, incoming->room * 2 + CHUNK);
    if (!larger) return false;
    incoming->data = larger;
    incoming->room = incoming->room * 2 + CHUNK;
  }
  ssize_t got;
  do {
    got = read(incoming->descriptor, incoming->data + incoming->used, incoming->room - incoming->used);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return false;
  incoming->used += (size_t)got;
  return true;
}

typedef enum { HEADER_WHOLE, HEADER_MORE, HEADER_WRONG } HeaderState;

/* The header at the beginning of what was read: where the message begins and how long it is. */
static HeaderState read_header(const Incoming *incoming, size_t *begin, size_t *length) {
  Slice text = {incoming->data, incoming->used};
  size_t end = slice_find(text, SLICE("\r\n\r\n"));
  if (end == SIZE_MAX) return incoming->used > LARGEST_HEADER ? HEADER_WRONG : HEADER_MORE;
  *begin = end + 4;
  *length = SIZE_MAX;
  Slice lines = {text.data, end};
  while (lines.length) {
    Slice line = slice_cut(&lines, '\n'), name = slice_cut(&line, ':');
    line = slice_trim(line);
    if (name.length != 14 || strncasecmp(name.data, "content-length", 14) != 0) continue;
    if (!line.length || line.length > 9) return HEADER_WRONG;
    *length = 0;
    for (size_t i = 0; i < line.length; i++) {
      if (line.data[i] < '0' || line.data[i] > '9') return HEADER_WRONG;
      *length = *length * 10 + (size_t)(line.data[i] - '0');
    }
  }
  return *length <= LARGEST_MESSAGE ? HEADER_WHOLE : HEADER_WRONG;
}

/* Works on all messages that were read whole. False after a header that makes no sense; `*left` after `exit`. */
static bool take_messages(LspServer *server, Incoming *incoming, bool *left) {
  size_t begin, length;
  while (incoming->used && !*left) {
    HeaderState state = read_header(incoming, &begin, &length);
    if (state == HEADER_WRONG) return false;
    if (state == HEADER_MORE || incoming->used - begin < length) return true;
    *left = !lsp_receive(server, incoming->data + begin, length);
    incoming->used -= begin + length;
    memmove(incoming->data, incoming->data + begin + length, incoming->used);
  }
  return true;
}

static bool is_waiting(int descriptor) {
  struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
  return poll(&waiting, 1, 0) > 0;
}

int lsp_serve(const LspOptions *options, int input, int output) {
  Incoming incoming = {.descriptor = input};
  Outgoing outgoing = {.descriptor = output};
  LspServer *server = lsp_open(options, send_message, &outgoing);
  if (!server) return 3;
  bool sound = true, left = false;
  while (sound && !left && !outgoing.failed && read_more(&incoming)) {
    sound = take_messages(server, &incoming, &left);
    if (sound && !left && !is_waiting(input)) lsp_idle(server);
  }
  if (!sound || (!left && incoming.used))
    fputs("spo lsp: a message without a sound Content-Length, or cut short\n", stderr);
  int status = lsp_close(server);
  free(incoming.data);
  return outgoing.failed ? 3 : status;
}
