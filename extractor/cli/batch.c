#include "cli/batch.h"

#include <stdlib.h>

#include "api/engine.h"

Batch *batch_new(void) {
  Batch *batch = calloc(1, sizeof *batch);
  if (batch) arena_init(&batch->arena, SESSION_MEMORY);
  return batch;
}

void batch_clear(Batch *batch) {
  for (unsigned i = 0; i < batch->count; i++) {
    if (batch->outcomes[i].input.open) inputs_drop(&batch->outcomes[i].input);
  }
  batch->count = 0;
  batch->failed = false;
  arena_reset(&batch->arena);
  byte_buffer_clear(&batch->output);
  byte_buffer_clear(&batch->graphs);
}

void batch_free(Batch *batch) {
  if (!batch) return;
  batch_clear(batch);
  arena_free(&batch->arena);
  byte_buffer_free(&batch->output);
  byte_buffer_free(&batch->graphs);
  free(batch);
}

static bool take_one(Batch *batch, Inputs *inputs, uint64_t *bytes) {
  Outcome *outcome = &batch->outcomes[batch->count];
  *outcome = (Outcome){.messages.arena = &batch->arena};
  Diagnostics to = diagnostic_list_sink(&outcome->messages);
  outcome->status = inputs_next(inputs, &batch->arena, &to, &outcome->input);
  if (outcome->status == SPO_END) return false;
  batch->count++;
  *bytes += outcome->input.end - outcome->input.begin;
  return true;
}

static void take_all(Batch *batch, Inputs *inputs) {
  uint64_t bytes = 0;
  while (batch->count < BATCH_DOCUMENTS && bytes < BATCH_BYTES && take_one(batch, inputs, &bytes)) continue;
}

bool batch_fill(Batch *batch, Inputs *inputs) {
  jmp_buf out_of_memory;
  batch_clear(batch);
  if (ARENA_GUARD(&batch->arena, out_of_memory)) {
    batch->failed = true;
    return true;
  }
  take_all(batch, inputs);
  batch->arena.guard = NULL;
  return batch->count > 0;
}

size_t batch_size(const Batch *batch) {
  return batch->arena.used + batch->output.length + batch->graphs.length;
}
