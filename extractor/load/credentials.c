#include "load/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LARGEST_FILE = 4 * LONGEST_SECRET };

bool auth_kind_named(const char *name, AuthKind *kind) {
  static const char *const NAMES[] = {"none", "basic", "digest", "bearer"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(name, NAMES[i]) != 0) continue;
    *kind = (AuthKind)i;
    return true;
  }
  return false;
}

static bool refuse(const char *path, const Diagnostics *diagnostics, const char *problem) {
  diagnostics_file(diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "%s", problem);
  return false;
}

static bool keep(Slice value, char *to, size_t size) {
  if (value.length >= size || memchr(value.data, 0, value.length)) return false;
  memcpy(to, value.data, value.length);
  to[value.length] = 0;
  return true;
}

/* The lines are not repeated in messages. */
static bool take_line(Credentials *credentials, Slice line) {
  Slice value = line, name = slice_trim(slice_cut(&value, '='));
  value = slice_trim(value);
  if (slice_is(name, "user")) return keep(value, credentials->user, sizeof credentials->user);
  if (slice_is(name, "password")) return keep(value, credentials->password, sizeof credentials->password);
  return slice_is(name, "token") && keep(value, credentials->token, sizeof credentials->token);
}

static bool take_lines(Credentials *credentials, Slice text, const char *path, const Diagnostics *diagnostics) {
  for (size_t number = 1; text.length; number++) {
    Slice line = slice_trim(slice_cut(&text, '\n'));
    if (!line.length || line.data[0] == '#' || take_line(credentials, line)) continue;
    diagnostics_file(diagnostics, SPO_ERROR, path, number, SIZE_MAX,
                     "user = NAME, password = WORD or token = WORD is expected");
    return false;
  }
  return true;
}

/* Pipes (`--credentials <(pass show store)`) are their reader's own. */
static bool is_private(int file) {
  struct stat about;
  return fstat(file, &about) == 0 && (!S_ISREG(about.st_mode) || !(about.st_mode & (S_IRWXG | S_IRWXO)));
}

bool credentials_read(Credentials *credentials, const char *path, const Diagnostics *diagnostics) {
  char text[LARGEST_FILE];
  size_t length = 0;
  ssize_t got = 1;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return refuse(path, diagnostics, strerror(errno));
  bool own = is_private(file);
  while (own && got > 0 && length < sizeof text) {
    got = read(file, text + length, sizeof text - length);
    if (got > 0) length += (size_t)got;
  }
  close(file);
  if (!own) return refuse(path, diagnostics, "can be read by others; only its owner may (chmod 600)");
  if (got != 0) return refuse(path, diagnostics, got < 0 ? "cannot be read" : "is too large for credentials");
  bool taken = take_lines(credentials, (Slice){text, length}, path, diagnostics);
  explicit_bzero(text, sizeof text);
  return taken;
}

static void take_variable(const char *name, char *to, size_t size) {
  char *value = getenv(name);
  if (!value) return;
  if (!to[0]) keep(slice_of(value), to, size);
  explicit_bzero(value, strlen(value));
  unsetenv(name);
}

void credentials_from_environment(Credentials *credentials) {
  take_variable("SPO_USER", credentials->user, sizeof credentials->user);
  take_variable("SPO_PASSWORD", credentials->password, sizeof credentials->password);
  take_variable("SPO_TOKEN", credentials->token, sizeof credentials->token);
}

/* ---- hiding ---- */

static bool put_without(Slice text, const Slice *secrets, size_t count, ByteBuffer *to) {
  bool put = true;
  for (size_t at = 0; at < text.length && put;) {
    Slice rest = {text.data + at, text.length - at};
    size_t longest = 0;
    for (size_t i = 0; i < count; i++) {
      bool found = secrets[i].length > longest && slice_starts_with(rest, secrets[i]);
      if (found) longest = secrets[i].length;
    }
    put = byte_buffer_put(to, longest ? SLICE("***") : (Slice){rest.data, 1});
    at += longest ? longest : 1;
  }
  return put;
}

bool credentials_hide(const Credentials *credentials, Slice text, ByteBuffer *to) {
  enum { PLAIN = sizeof credentials->user + LONGEST_SECRET };
  char plain[PLAIN], coded[BASE64_ENCODE_RAW_LENGTH(PLAIN)];
  int length = snprintf(plain, sizeof plain, "%s:%s", credentials->user, credentials->password);
  size_t whole = BASE64_ENCODE_RAW_LENGTH((size_t)length);
  base64_encode_raw(coded, (size_t)length, (const uint8_t *)plain);
  Slice secrets[] = {slice_of(credentials->password), slice_of(credentials->token), {coded, whole}};
  bool put = put_without(text, secrets, sizeof secrets / sizeof *secrets, to);
  explicit_bzero(plain, sizeof plain);
  explicit_bzero(coded, sizeof coded);
  return put;
}

void credentials_clear(Credentials *credentials) {
  explicit_bzero(credentials, sizeof *credentials);
}
