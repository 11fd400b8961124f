#include "view/page_writer.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>

#include "view/page_parts.h"

struct PageWriter {
  Arena arena; /* of one document */
};

PageWriter *page_writer_new(void) {
  PageWriter *writer = calloc(1, sizeof *writer);
  if (writer) arena_init(&writer->arena, SIZE_MAX);
  return writer;
}

void page_writer_free(PageWriter *writer) {
  if (!writer) return;
  arena_free(&writer->arena);
  free(writer);
}

/* 'sha256-...', by which a policy names a script or styles (CSP Level 3, section 2.3.1). */
static bool put_hash(ByteBuffer *to, Slice content) {
  struct sha256_ctx context;
  uint8_t digest[SHA256_DIGEST_SIZE];
  char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)];
  sha256_init(&context);
  sha256_update(&context, content.length, (const uint8_t *)content.data);
  sha256_digest(&context, sizeof digest, digest);
  base64_encode_raw(text, sizeof digest, digest);
  return byte_buffer_put(to, SLICE("'sha256-")) && byte_buffer_put(to, (Slice){text, sizeof text}) &&
         byte_buffer_put(to, SLICE("'"));
}

static bool put_policy(ByteBuffer *to) {
  return byte_buffer_put(to, SLICE("default-src 'none'; script-src ")) && put_hash(to, PAGE_SCRIPT) &&
         byte_buffer_put(to, SLICE("; style-src ")) && put_hash(to, PAGE_STYLE) &&
         byte_buffer_put(to, SLICE("; img-src data:; base-uri 'none'; form-action 'none'"));
}

/* Writes what `rest` holds up to a mark {{NAME}}, and takes both off it; false where the mark is missing. */
static bool put_up_to(Slice *rest, Slice mark, ByteBuffer *to) {
  size_t at = slice_find(*rest, mark);
  if (at == SIZE_MAX || !byte_buffer_put(to, (Slice){rest->data, at})) return false;
  *rest = slice_between(rest->data + at + mark.length, rest->data + rest->length);
  return true;
}

#define DOCUMENTS "{{documents}}"

bool page_writer_begin(PageWriter *writer, ByteBuffer *to) {
  Slice rest = PAGE_HTML;
  size_t before = to->length;
  (void)writer;
  bool done = put_up_to(&rest, SLICE("{{policy}}"), to) && put_policy(to) && put_up_to(&rest, SLICE("{{style}}"), to) &&
              byte_buffer_put(to, PAGE_STYLE) && put_up_to(&rest, SLICE(DOCUMENTS), to);
  if (!done) to->length = before;
  return done;
}

static bool put_block(PageWriter *writer, const ViewDocument *document, ByteBuffer *to) {
  jmp_buf jump;
  PageJson json = {.to = to};
  if (ARENA_GUARD(&writer->arena, jump)) return false;
  arena_reset(&writer->arena);
  if (!byte_buffer_put(to, SLICE("<script type=\"application/json\" class=\"document\">"))) return false;
  page_data_put(&json, &writer->arena, document);
  return !json.failed && byte_buffer_put(to, SLICE("</script>\n"));
}

bool page_writer_put(PageWriter *writer, const ViewDocument *document, ByteBuffer *to) {
  size_t before = to->length;
  bool done = put_block(writer, document, to);
  if (!done) to->length = before;
  return done;
}

bool page_writer_end(PageWriter *writer, uint64_t left_out, ByteBuffer *to) {
  Slice rest = PAGE_HTML;
  PageJson json = {.to = to};
  (void)writer;
  size_t at = slice_find(rest, SLICE(DOCUMENTS)) + strlen(DOCUMENTS);
  rest = slice_between(rest.data + at, rest.data + rest.length);
  if (!put_up_to(&rest, SLICE("{{left-out}}"), to)) return false;
  page_json_number(&json, (int64_t)left_out);
  return !json.failed && put_up_to(&rest, SLICE("{{script}}"), to) && byte_buffer_put(to, PAGE_SCRIPT) &&
         byte_buffer_put(to, rest);
}
