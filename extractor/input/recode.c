#include "input/recode.h"

#include "base/utf8.h"

enum { HEAD = 1024 * 1024 };

/* Whether the beginning is UTF-8, but for a character that it cuts in two and some bad bytes, which are the format's
   business: fewer than there are characters that only UTF-8 has, or, where nothing else is likely, few of all. */
static bool is_utf8(Slice head, bool likely) {
  size_t bad = 0, wide = 0, length = head.length;
  while (head.length) {
    size_t valid = utf8_valid_prefix(head);
    for (size_t i = 0; i < valid; i++) wide += (unsigned char)head.data[i] >= 0xC2;
    head = (Slice){head.data + valid, head.length - valid};
    if (head.length == 0) break;
    bad++;
    head.data++, head.length--;
  }
  return bad == 0 || bad < wide || (likely && bad * 1000 <= length);
}

static SpoStatus decode(Recode *recode, const Input *input, Slice bytes, EncodingOptions options, bool strict,
                        Slice *text) {
  jmp_buf jump;
  Decoded decoded;
  if (ARENA_GUARD(&recode->arena, jump)) return SPO_NO_MEMORY;
  bool done = encoding_decode(&recode->arena, bytes, options, &decoded);
  if (!done && strict) {
    return input_refuse(input, decoded.offset, "cannot be decoded: %s", decoded.problem);
  }
  *text = done ? decoded.text : bytes;
  if (done) recode->encoding = decoded.name;
  if (done) input_warn_replaced(input, &decoded);
  return SPO_SUCCESS;
}

/* Decodes all of the source and puts the text in its place. */
static SpoStatus replace(Recode *recode, Input *input, Arena *arena, EncodingOptions options, bool strict) {
  Slice bytes, text = SLICE("");
  Source *source = &input->source;
  switch (source_all(source, input->options.largest, &bytes)) {
    case SOURCE_OK:
      break;
    case SOURCE_NO_MEMORY:
      arena_fail(arena);
    case SOURCE_FAILED:
      return input_refuse_source(input);
    default:
      return input_refuse(input, SIZE_MAX, "is larger than %zu bytes, the most that is read where it is not UTF-8",
                          input->options.largest);
  }
  arena_init(&recode->arena, SIZE_MAX / 2);
  SpoStatus status = decode(recode, input, bytes, options, strict, &text);
  if (status == SPO_NO_MEMORY) arena_fail(arena);
  if (status != SPO_SUCCESS) return status;
  recode->original = *source;
  recode->sound_until = 0;
  recode->replaced = true;
  source_open_memory(source, text, recode->original.name);
  return SPO_SUCCESS;
}

SpoStatus recode_begin(Recode *recode, Input *input, Arena *arena, EncodingOptions options, bool strict) {
  if (recode->begun) return SPO_SUCCESS;
  recode->begun = true;
  recode->encoding = "UTF-8";
  Slice head = source_peek(&input->source, HEAD);
  if (head.length == 0 && !input->source.error) return input_refuse(input, SIZE_MAX, "is empty");
  const char *kind = encoding_binary_kind(head);
  if (kind) return input_refuse(input, SIZE_MAX, "is %s, not text", kind);
  bool utf16 = encoding_is_utf16(head);
  size_t binary = utf16 ? SIZE_MAX : input_binary_at(head, 50);
  if (binary != SIZE_MAX) return input_refuse(input, binary, "is a binary file, not text");
  bool marked = slice_starts_with(head, SLICE("\xEF\xBB\xBF"));
  size_t sound = utf16 ? 0 : utf8_valid_prefix(head);
  recode->sound_until = input->source.position + sound;
  if (marked || sound == head.length || (!utf16 && is_utf8(head, !strict))) {
    source_skip(&input->source, marked ? 3 : 0);
    return SPO_SUCCESS;
  }
  return replace(recode, input, arena, options, strict);
}

void recode_end(Recode *recode) {
  if (recode->replaced) source_close(&recode->original);
  arena_free(&recode->arena);
}
