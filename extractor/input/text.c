/* Text files: one document each. */
#include "input/format.h"
#include "input/language.h"
#include "input/plain.h"

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  (void)state;
  Slice bytes;
  Decoded decoded;
  SpoStatus status = input_whole(input, arena, document, &bytes);
  if (status != SPO_SUCCESS) return status;
  status =
      input_decode(input, arena, bytes, (EncodingOptions){.charset = input->options.charset}, 0, document, &decoded);
  if (status != SPO_SUCCESS) return status;
  document->text = arena_copy(arena, decoded.text);
  document->origins = decoded.runs;
  plain_structure(arena, document);
  if (document->blocks.count == 0) return input_refuse(input, SIZE_MAX, "holds no text");
  Slice language = input->options.language;
  document->language = language.length ? arena_copy(arena, language) : language_guess(document->text);
  return SPO_SUCCESS;
}

const FormatDriver TEXT_DRIVER = {
    .name = "text", .format = FORMAT_TEXT, .single = true, .endings = ".txt .text ", .next = next};
