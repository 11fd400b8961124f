#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdio.h>

#include "input/format.h"

SpoStatus input_refuse(const Input *input, size_t offset, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  diagnostics_file(&input->diagnostics, SPO_ERROR, input->source.name, 0, offset, "%s", message);
  return SPO_BAD_INPUT;
}

SpoStatus input_refuse_source(const Input *input) {
  char text[128];
  return input_refuse(input, (size_t)input->source.position, "cannot be read: %s",
                      source_problem(&input->source, text, sizeof text));
}

void input_hash(Slice bytes, char hexadecimal[65]) {
  static const char DIGITS[] = "0123456789abcdef";
  struct sha256_ctx context;
  uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_init(&context);
  sha256_update(&context, bytes.length, (const uint8_t *)bytes.data);
  sha256_digest(&context, sizeof digest, digest);
  for (size_t i = 0; i < sizeof digest; i++) {
    hexadecimal[2 * i] = DIGITS[digest[i] >> 4];
    hexadecimal[2 * i + 1] = DIGITS[digest[i] & 15];
  }
  hexadecimal[64] = 0;
}

SpoStatus input_whole(Input *input, Arena *arena, Document *document, Slice *bytes) {
  char text[128];
  Source *source = &input->source;
  if (input->taken) return SPO_END;
  input->taken = true;
  switch (source_all(source, input->options.largest, bytes)) {
    case SOURCE_OK:
      break;
    case SOURCE_END:
      return SPO_END;
    case SOURCE_TOO_LARGE:
      return input_refuse(input, SIZE_MAX, "is larger than %zu bytes, the most that one document may have",
                          input->options.largest);
    case SOURCE_FAILED:
      return input_refuse(input, (size_t)source->position + source->end - source->begin, "cannot be read: %s",
                          source_problem(source, text, sizeof text));
    case SOURCE_NO_MEMORY:
      arena_fail(arena);
  }
  if (bytes->length == 0) return input_refuse(input, SIZE_MAX, "is empty");
  const char *kind = encoding_binary_kind(*bytes);
  if (kind) return input_refuse(input, SIZE_MAX, "is %s, not text", kind);
  document->name = arena_copy(arena, slice_of(source->name));
  if (input->sha256) {
    memcpy(document->sha256, input->sha256, sizeof document->sha256);
  } else {
    input_hash(*bytes, document->sha256);
  }
  return SPO_SUCCESS;
}

size_t input_binary_at(Slice bytes, unsigned nuls) {
  enum { HEAD = 4096 };
  const char *nul = bytes.length ? memchr(bytes.data, 0, bytes.length) : NULL;
  if (nul) {
    size_t count = 0;
    for (size_t i = 0; i < bytes.length; i++) count += bytes.data[i] == 0;
    if (count * 1000 > bytes.length * nuls) return (size_t)(nul - bytes.data);
  }
  size_t head = bytes.length < HEAD ? bytes.length : HEAD, controls = 0, first = SIZE_MAX;
  for (size_t i = 0; i < head; i++) {
    unsigned char c = (unsigned char)bytes.data[i];
    bool control = c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1A && c != 0x1B;
    if (control && controls++ == 0) first = i;
  }
  return controls * 20 > head ? first : SIZE_MAX;
}

void input_warn_replaced(const Input *input, const Decoded *decoded) {
  if (decoded->replaced == 0) return;
  diagnostics_file(&input->diagnostics, SPO_WARNING, input->source.name, 0, decoded->offset,
                   "%zu bytes are not valid %s and were read as U+FFFD or left out", decoded->replaced, decoded->name);
}

SpoStatus input_decode(const Input *input, Arena *arena, Slice bytes, EncodingOptions options, unsigned nuls,
                       Document *document, Decoded *decoded) {
  bool marked = encoding_is_utf16(bytes);
  size_t binary = marked ? SIZE_MAX : input_binary_at(bytes, nuls);
  if (binary != SIZE_MAX) return input_refuse(input, binary, "is a binary file, not text");
  if (!encoding_decode(arena, bytes, options, decoded)) {
    return input_refuse(input, decoded->offset, "cannot be decoded: %s", decoded->problem);
  }
  if (marked && input_binary_at(decoded->text, nuls) != SIZE_MAX)
    return input_refuse(input, 0, "is a binary file, not text");
  input_warn_replaced(input, decoded);
  document->encoding = decoded->name;
  return SPO_SUCCESS;
}
