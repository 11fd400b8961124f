#include "cli/error_log.h"

#include <inttypes.h>

/* Rules that cannot be used are told once, not for each document (engine_prepare). */
static const char UNSAID[] = "the rules of its language cannot be used";

/* Why it failed: the last error. */
static const SpoDiagnostic *reason_of(const Outcome *outcome) {
  for (uint32_t i = outcome->messages.messages.count; i-- > 0;) {
    const SpoDiagnostic *message = &outcome->messages.messages.data[i];
    if (message->severity == SPO_ERROR) return message;
  }
  return NULL;
}

bool error_log_put(ByteFile *file, ByteBuffer *line, const Outcome *outcome) {
  const InputDocument *input = &outcome->input;
  const SpoDiagnostic *reason = reason_of(outcome);
  bool own_name = reason && reason->file && strcmp(reason->file, input->source) != 0;
  byte_buffer_put(line, SLICE("{\"source\":"));
  byte_buffer_put_json(line, slice_of(input->source));
  if (own_name) {
    byte_buffer_put(line, SLICE(",\"name\":"));
    byte_buffer_put_json(line, slice_of(reason->file));
  }
  byte_buffer_print(line, ",\"begin\":%" PRIu64 ",\"end\":%" PRIu64, input->begin, input->end);
  if (reason && reason->line) byte_buffer_print(line, ",\"line\":%zu", reason->line);
  byte_buffer_put(line, SLICE(",\"reason\":"));
  byte_buffer_put_json(line, slice_of(reason ? reason->message : UNSAID));
  byte_buffer_put(line, SLICE("}\n"));
  bool put = byte_file_put(file, byte_buffer_slice(line));
  byte_buffer_clear(line);
  return put;
}
