/* credentials.h - who loads: a user with a password, or a token. They come from a file or the environment, never from
   the command line, where other users of the machine see them, and they are in no message. */
#ifndef SPO_LOAD_CREDENTIALS_H
#define SPO_LOAD_CREDENTIALS_H

#include "base/byte_buffer.h"
#include "base/diagnostic.h"

typedef enum { AUTH_NONE, AUTH_BASIC, AUTH_DIGEST, AUTH_BEARER } AuthKind;

enum { LONGEST_SECRET = 8192 };

typedef struct {
  AuthKind kind;
  char user[256];
  char password[LONGEST_SECRET];
  char token[LONGEST_SECRET];
} Credentials;

bool auth_kind_named(const char *name, AuthKind *kind);

/* Reads lines `user = NAME`, `password = WORD` or `token = WORD` of a file that nobody but its owner may read. False,
   reported, where it cannot be used. */
bool credentials_read(Credentials *credentials, const char *path, const Diagnostics *diagnostics);

/* What SPO_USER, SPO_PASSWORD and SPO_TOKEN say; they are taken out of the environment. */
void credentials_from_environment(Credentials *credentials);

/* Puts `text` without the secrets, should it hold them, also as Basic sends them; false where memory is short. */
bool credentials_hide(const Credentials *credentials, Slice text, ByteBuffer *to);

void credentials_clear(Credentials *credentials);

#endif
