#include "api/rule_digest.h"

#include "input/format.h"
#include "rules/rule_image.h"

/* Memory that an image may take, in bytes. */
#define IMAGE_MEMORY ((size_t)4 << 30)

enum { DIGEST_LENGTH = 64 };

static SpoStatus hash_rules(const EngineLanguage *language, char hexadecimal[65]) {
  if (language->rules_path) {
    input_hash(language->rules_file.bytes, hexadecimal);
    return SPO_SUCCESS;
  }
  Arena arena;
  jmp_buf out_of_memory;
  volatile SpoStatus status = SPO_NO_MEMORY;
  arena_init(&arena, IMAGE_MEMORY);
  if (!ARENA_GUARD(&arena, out_of_memory)) {
    input_hash(rule_image_write(&arena, &language->rules), hexadecimal);
    status = SPO_SUCCESS;
  }
  arena_free(&arena);
  return status;
}

SpoStatus rule_digest(const EngineLanguage *language, char hexadecimal[65]) {
  char parts[MOST_VOCABULARIES + 1][DIGEST_LENGTH + 1];
  char all[(MOST_VOCABULARIES + 1) * DIGEST_LENGTH];
  SpoStatus status = hash_rules(language, parts[0]);
  if (status != SPO_SUCCESS) return status;
  uint32_t count = 1;
  for (uint32_t i = 0; i < language->rules.vocabularies_count; i++) {
    input_hash(language->vocabulary_files[i].bytes, parts[count++]);
  }
  for (uint32_t i = 0; i < count; i++) memcpy(all + i * DIGEST_LENGTH, parts[i], DIGEST_LENGTH);
  input_hash((Slice){all, count * DIGEST_LENGTH}, hexadecimal);
  return SPO_SUCCESS;
}
