/* What outputs are put together from: buffers, gzip members, files that can be gone on with. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "output/byte_file.h"
#include "output/gzip_packer.h"
#include "output/writer.h"

static void assert_bytes(const ByteBuffer *buffer, const char *wanted) {
  assert_int_equal(buffer->length, strlen(wanted));
  assert_memory_equal(buffer->data, wanted, buffer->length);
}

static void strings_of_json(void **state) {
  (void)state;
  static const struct {
    Slice text;
    const char *json;
  } CASES[] = {{{"", 0}, "\"\""},
               {{"a", 1}, "\"a\""},
               {{"王\"小\\明", 11}, "\"王\\\"小\\\\明\""},
               {{"\n\t\0\x1F", 4}, "\"\\u000a\\u0009\\u0000\\u001f\""},
               {{"a\xFF\xFEz", 4}, "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\""},
               {{"\xE7\x8E", 2}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\""}};
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    ByteBuffer buffer = {0};
    assert_true(byte_buffer_put_json(&buffer, CASES[i].text));
    assert_bytes(&buffer, CASES[i].json);
    byte_buffer_free(&buffer);
  }
}

static void buffers_grow_and_shrink(void **state) {
  (void)state;
  ByteBuffer buffer = {0};
  for (int i = 0; i < 1000000; i++) assert_true(byte_buffer_print(&buffer, "%d,", i % 10));
  assert_int_equal(buffer.length, 2000000);
  byte_buffer_clear(&buffer);
  assert_true(buffer.capacity >= 2000000); /* it may be needed again */
  assert_true(byte_buffer_put(&buffer, SLICE("few")));
  byte_buffer_clear(&buffer);
  assert_int_equal(buffer.capacity, 0);
  byte_buffer_free(&buffer);
}

/* Unpacks one member from the beginning of `packed`; returns its length. */
static size_t unpack(Slice packed, ByteBuffer *to) {
  z_stream stream = {.next_in = (Bytef *)(uintptr_t)packed.data, .avail_in = (uInt)packed.length};
  assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
  int result = Z_OK;
  while (result == Z_OK) {
    assert_true(byte_buffer_reserve(to, 65536));
    stream.next_out = (Bytef *)to->data + to->length;
    stream.avail_out = 65536;
    result = inflate(&stream, Z_NO_FLUSH);
    to->length += 65536 - stream.avail_out;
  }
  assert_int_equal(result, Z_STREAM_END);
  inflateEnd(&stream);
  return packed.length - stream.avail_in;
}

static void members_unpack_alone(void **state) {
  (void)state;
  static const size_t LENGTHS[] = {1, 100, 70000, (1 << 20) - 1, 1 << 20, 5 << 20};
  GzipPacker *packer = gzip_packer_new();
  ByteBuffer packed = {0};
  char *bytes = malloc(5 << 20);
  assert_non_null(packer);
  assert_non_null(bytes);
  for (size_t i = 0; i < 5 << 20; i++) bytes[i] = (char)((i * 2654435761U) >> 24);
  assert_true(gzip_pack(packer, (Slice){bytes, 0}, &packed));
  assert_int_equal(packed.length, 0);
  for (size_t i = 0; i < 6; i++) assert_true(gzip_pack(packer, (Slice){bytes, LENGTHS[i]}, &packed));
  Slice rest = byte_buffer_slice(&packed);
  for (size_t i = 0; i < 6; i++) {
    ByteBuffer plain = {0};
    size_t taken = unpack(rest, &plain);
    assert_int_equal(plain.length, LENGTHS[i]);
    assert_memory_equal(plain.data, bytes, LENGTHS[i]);
    rest = slice_between(rest.data + taken, rest.data + rest.length);
    byte_buffer_free(&plain);
  }
  assert_int_equal(rest.length, 0);
  byte_buffer_free(&packed);
  gzip_packer_free(packer);
  free(bytes);
}

static off_t size_of(const char *path) {
  struct stat about;
  return stat(path, &about) == 0 ? about.st_size : -1;
}

static void files_go_on(void **state) {
  (void)state;
  char path[] = "/tmp/spo-test-XXXXXX";
  int made = mkstemp(path);
  assert_true(made >= 0);
  close(made);
  ByteFile file;
  assert_true(byte_file_create(&file, path));
  for (int i = 0; i < 100000; i++) assert_true(byte_file_put(&file, SLICE("0123456789")));
  assert_int_equal(file.position, 1000000);
  assert_true(size_of(path) < 1000000); /* some of it waits */
  assert_true(byte_file_sync(&file));
  assert_int_equal(size_of(path), 1000000);
  assert_true(byte_file_close(&file) && byte_file_close(&file));
  assert_true(byte_file_reopen(&file, path, 15));
  assert_true(byte_file_put(&file, SLICE("x")));
  assert_int_equal(file.position, 16);
  assert_true(byte_file_close(&file));
  assert_int_equal(size_of(path), 16);
  assert_false(byte_file_reopen(&file, path, 17));
  assert_int_equal(file.error, ERANGE);
  byte_file_close(&file);
  unlink(path);
  assert_false(byte_file_reopen(&file, path, 0));
  assert_int_equal(file.error, ENOENT);
}

static void failures_are_kept(void **state) {
  (void)state;
  ByteFile file;
  assert_true(byte_file_create(&file, "/dev/full"));
  assert_true(byte_file_put(&file, SLICE("few")));
  assert_false(byte_file_flush(&file));
  assert_int_equal(file.error, ENOSPC);
  assert_false(byte_file_put(&file, SLICE("more")));
  assert_false(byte_file_sync(&file));
  assert_int_equal(file.error, ENOSPC);
  byte_file_close(&file);
}

static void syntaxes_that_join(void **state) {
  (void)state;
  static const struct {
    const char *name, *ending;
    bool joins;
  } CASES[] = {{"turtle", ".ttl", true},  {"trig", ".trig", true},   {"ntriples", ".nt", true}, {"nquads", ".nq", true},
               {"rdfxml", ".rdf", false}, {"rdfjson", ".rj", false}, {"jsonl", ".jsonl", true}};
  for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
    Syntax syntax;
    assert_true(syntax_named(slice_of(CASES[i].name), SYNTAX_WRITTEN, &syntax));
    assert_string_equal(syntax_ending(syntax), CASES[i].ending);
    assert_int_equal(syntax_joins(syntax), CASES[i].joins);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strings_of_json),      cmocka_unit_test(buffers_grow_and_shrink),
      cmocka_unit_test(members_unpack_alone), cmocka_unit_test(files_go_on),
      cmocka_unit_test(failures_are_kept),    cmocka_unit_test(syntaxes_that_join),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
