/* Archives: made here by libarchive's other half, so that every case is a few lines. */
#include <archive.h>
#include <archive_entry.h>

#include "unit/input_records.h"

enum { LARGEST = 4 << 20 };

typedef struct {
  const char *name;
  Slice bytes;
} Member;

static const Member ARTICLES[] = {
    {"news/bridge.txt", {"The bridge opened.\n\nThe town of Larkwater opened its new bridge on Monday.\n", 75}},
    {"news/", {NULL, 0}},
    {"新闻/水库.html",
     {"<html><head><title>水库蓄水</title></head><body><h1>水库蓄水</h1>"
      "<p>位于青石县的水库昨天开始蓄水，库容为三千万立方米。</p></body></html>",
      169}},
    {"two.jsonl", {"{\"id\": \"a\", \"text\": \"One ship left.\"}\n{\"id\": \"b\", \"text\": \"Two came.\"}\n", 71}},
};

enum { ARTICLE_COUNT = 4 };

static int (*const FILTERS[])(struct archive *) = {archive_write_add_filter_none, archive_write_add_filter_gzip,
                                                   archive_write_add_filter_bzip2, archive_write_add_filter_xz,
                                                   archive_write_add_filter_zstd};
static int (*const FORMATS[])(struct archive *) = {archive_write_set_format_ustar, archive_write_set_format_pax,
                                                   archive_write_set_format_gnutar, archive_write_set_format_zip,
                                                   archive_write_set_format_v7tar};

enum { FILTER_COUNT = 5, FORMAT_COUNT = 5, ZIP = 3, RAW = -1 };

static void write_member(struct archive *archive, const Member *member) {
  struct archive_entry *entry = archive_entry_new();
  Slice name = slice_of(member->name);
  bool folder = slice_ends_with(name, SLICE("/"));
  archive_entry_set_pathname(entry, member->name);
  archive_entry_set_filetype(entry, folder ? AE_IFDIR : member->bytes.data ? AE_IFREG : AE_IFLNK);
  archive_entry_set_perm(entry, 0644);
  if (!folder && !member->bytes.data) archive_entry_set_symlink(entry, "/etc/hostname");
  archive_entry_set_size(entry, (la_int64_t)member->bytes.length);
  assert_true(archive_write_header(archive, entry) >= ARCHIVE_WARN);
  if (member->bytes.length) archive_write_data(archive, member->bytes.data, member->bytes.length);
  archive_entry_free(entry);
}

/* The bytes of an archive; caller frees. `format` RAW: one member, only compressed. */
static Slice pack(int format, int filter, const Member *members, size_t count) {
  char *bytes = malloc(LARGEST);
  size_t used = 0;
  struct archive *archive = archive_write_new();
  FILTERS[filter](archive);
  if (format == RAW) archive_write_set_format_raw(archive);
  if (format >= 0) FORMATS[format](archive);
  archive_write_set_bytes_in_last_block(archive, 1);
  assert_int_equal(archive_write_open_memory(archive, bytes, LARGEST, &used), ARCHIVE_OK);
  for (size_t i = 0; i < count; i++) write_member(archive, &members[i]);
  assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
  archive_write_free(archive);
  return (Slice){bytes, used};
}

static void drop(Slice bytes) {
  free((char *)(uintptr_t)bytes.data);
}

static void every_packing_gives_the_same_documents(void **state) {
  (void)state;
  char *first = NULL;
  for (int format = 0; format < FORMAT_COUNT; format++) {
    for (int filter = 0; filter < FILTER_COUNT; filter++) {
      Slice packed = pack(format, filter, ARTICLES, ARTICLE_COUNT);
      Records records = records_read(packed, "a", NULL);
      if (!first) {
        first = strdup(records.text);
        assert_int_equal(records.documents, 4);
        assert_non_null(strstr(first, "a!news/bridge.txt\nlanguage: en"));
        assert_non_null(strstr(first, "a!新闻/水库.html\ntitle: 水库蓄水"));
        assert_non_null(strstr(first, "a!two.jsonl\nid: b"));
      }
      if (strcmp(first, records.text) != 0) fail_msg("%d, %d: %s", format, filter, records.text);
      records_free(&records);
      drop(packed);
    }
  }
  free(first);
}

/* The ending before .gz says what the file is. */
static void one_compressed_file_keeps_its_name(void **state) {
  (void)state;
  static const char *const NAMES[] = {"", "a.txt.gz", "a.txt.bz2", "a.txt.XZ", "a.txt.zst"};
  Member page = {"ignored", SLICE("<p>Here stands <b>no page</b> but a text about one.</p>\n")};
  for (int filter = 1; filter < FILTER_COUNT; filter++) {
    Slice packed = pack(RAW, filter, &page, 1);
    RECORDS_CHECK(packed, NAMES[filter], 1, 0, NAMES[filter], "P <p>Here stands <b>no page");
    RECORDS_CHECK(packed, "a", 1, 0, "a\n", "P Here stands no page but");
    drop(packed);
  }
}

static void gzip_members_follow_each_other(void **state) {
  (void)state;
  Member records = {"", ARTICLES[3].bytes};
  Slice one = pack(RAW, 1, &records, 1);
  char *three = malloc(3 * one.length);
  for (size_t i = 0; i < 3; i++) memcpy(three + i * one.length, one.data, one.length);
  RECORDS_CHECK(((Slice){three, 3 * one.length}), "a.jsonl.gz", 6, 0, "id: a", "id: b", "id: a", "id: b");
  free(three);
  drop(one);
}

/* Whatever is cut off: one error at most for what was cut, and all that is before it comes out. */
static void cut_archives_are_one_error(void **state) {
  (void)state;
  static const struct { int format, filter; } PACKINGS[] = {{0, 0}, {0, 1}, {1, 2}, {2, 4}, {3, 0}, {RAW, 1}};
  for (size_t i = 0; i < sizeof PACKINGS / sizeof *PACKINGS; i++) {
    bool raw = PACKINGS[i].format == RAW;
    Slice packed = pack(PACKINGS[i].format, PACKINGS[i].filter, ARTICLES, raw ? 1 : ARTICLE_COUNT);
    unsigned before = 0;
    for (size_t length = 0; length < packed.length; length += 1 + length / 40) {
      char *bytes = malloc(length + 1); /* of its own size, so that reading on is seen */
      memcpy(bytes, packed.data, length);
      Records records = records_read((Slice){bytes, length}, "a", NULL);
      assert_true(records.errors <= 1);
      assert_true(records.documents >= before);
      bool known = length >= 512 || (length > 60 && PACKINGS[i].filter); /* that it is an archive */
      before = known ? records.documents : 0;
      records_free(&records);
      free(bytes);
    }
    drop(packed);
  }
}

static void what_was_whole_comes_out(void **state) {
  (void)state;
  Slice tar = pack(0, 0, ARTICLES, ARTICLE_COUNT);
  RECORDS_CHECK(((Slice){tar.data, 512 + 512 + 512 + 512 + 100}), "a.tar", 1, 1, "a.tar!news/bridge.txt\n",
                "! a.tar!新闻/水库.html @", "cannot be read: Truncated tar archive");
  RECORDS_CHECK(((Slice){tar.data, 512 + 512 + 100}), "a.tar", 1, 1, "a.tar!news/bridge.txt\n", "! a.tar @",
                "the rest of the archive cannot be read: Truncated tar archive");
  drop(tar);
  Slice zip = pack(ZIP, 0, ARTICLES, ARTICLE_COUNT);
  ((char *)(uintptr_t)zip.data)[90] ^= 1; /* in the first member */
  RECORDS_CHECK(zip, "a.zip", 3, 1, "! a.zip!news/bridge.txt @", "cannot be read: ", "a.zip!新闻/水库.html", "id: b");
  drop(zip);
}

/* Nothing may crash; what is reported is one error for each failure, which records_read sees. */
static void flipped_bytes_do_no_harm(void **state) {
  (void)state;
  static const int FORMAT_OF[] = {0, 1, 3, 3, 0}, FILTER_OF[] = {0, 1, 0, 0, 3};
  for (size_t i = 0; i < 5; i++) {
    Slice packed = pack(FORMAT_OF[i], FILTER_OF[i], ARTICLES, ARTICLE_COUNT);
    for (size_t at = 0; at<packed.length; at += packed.length> 2000 ? 7 : 1) {
      char *byte = (char *)(uintptr_t)packed.data + at;
      *byte = (char)(*byte ^ (i == 3 ? 0xFF : 1 << (at & 7)));
      Records records = records_read(packed, "a", NULL);
      records_free(&records);
      *byte = (char)(*byte ^ (i == 3 ? 0xFF : 1 << (at & 7)));
    }
    drop(packed);
  }
}

static void bombs_are_named(void **state) {
  (void)state;
  size_t length = (size_t)40 << 20;
  char *zeros = malloc(length);
  memset(zeros, 'a', length);
  Member members[] = {ARTICLES[0], {"bomb.txt", {zeros, length}}, ARTICLES[3]};
  Slice zip = pack(ZIP, 0, members, 3), tar = pack(0, 1, members, 3), alone = pack(RAW, 4, members + 1, 1);
  RECORDS_CHECK(zip, "a.zip", 3, 1, "bridge.txt", "! a.zip!bomb.txt @16", "more than 250 times its size", "id: b");
  RECORDS_CHECK(tar, "a.tgz", 1, 2, "bridge.txt", "! a.tgz!bomb.txt @16", "more than 250 times its size", "! a.tgz @",
                "the rest of the archive cannot be read: a member unpacks to more than 250 times its size");
  RECORDS_CHECK(alone, "a.zst", 0, 1, "! a.zst @16", "more than 250 times its size");
  drop(zip), drop(tar), drop(alone);
  free(zeros);
}

static void the_sum_of_all_members_is_limited(void **state) {
  (void)state;
  ReaderOptions options = {.most_expanded = 300};
  Slice tar = pack(0, 1, ARTICLES, ARTICLE_COUNT);
  Records records = records_read(tar, "a.tgz", &options);
  assert_int_equal(records.errors, 1);
  assert_int_equal(records.documents, 2);
  assert_non_null(strstr(records.text, "! a.tgz!two.jsonl @0 cannot be read: what is packed is larger than 300 bytes"));
  records_free(&records);
  drop(tar);
}

static void archives_in_archives_are_read_one_level_deep(void **state) {
  (void)state;
  Slice inner = pack(0, 1, ARTICLES, ARTICLE_COUNT);
  Member middle[] = {{"in.tar.gz", inner}, ARTICLES[0]};
  Slice outer = pack(ZIP, 0, middle, 2);
  Member last = {"out.zip", outer};
  Slice third = pack(0, 0, &last, 1);
  RECORDS_CHECK(outer, "o.zip", 5, 0, "o.zip!in.tar.gz!news/bridge.txt", "id: b", "o.zip!news/bridge.txt");
  RECORDS_CHECK(third, "t.tar", 1, 1, "! t.tar!out.zip!in.tar.gz @-1 is packed", "too deep", "out.zip!news/bridge.txt");
  Member twice = {"", inner};
  Slice gz = pack(RAW, 1, &twice, 1);
  RECORDS_CHECK(gz, "a.gz", 0, 1, "! a.gz @-1 is compressed more than once");
  drop(gz), drop(third), drop(outer), drop(inner);
}

static void names_are_one_line_of_utf_8(void **state) {
  (void)state;
  Slice text = SLICE("One ship left the port of Larkwater.");
  Member members[] = {{"two\nlines\x1B.txt", text}, {"\xD0\xC2\xCE\xC5.txt", text}, {"\xFF\xFE\xFD.txt", text}};
  for (int format = 0; format <= ZIP; format += ZIP) {
    Slice packed = pack(format, 0, members, 3);
    RECORDS_CHECK(packed, "a", 3, 0, "a!two?lines?.txt\n", "a!新闻.txt\n", "a!???.txt\n");
    drop(packed);
  }
}

static void links_and_folders_are_passed_over(void **state) {
  (void)state;
  Member members[] = {{"link.txt", {NULL, 0}}, {"a/", {NULL, 0}}, {"__MACOSX/._x", SLICE("\0\5\x16\7")}, ARTICLES[0]};
  Slice tar = pack(0, 0, members, 4), zip = pack(ZIP, 0, members + 1, 3), none = pack(1, 1, members + 1, 1);
  RECORDS_CHECK(tar, "a.tar", 1, 0, "bridge.txt");
  RECORDS_CHECK(zip, "a.zip", 1, 0, "bridge.txt");
  RECORDS_CHECK(none, "a.tgz", 0, 1, "! a.tgz @-1 is empty: no file is packed in it");
  drop(tar), drop(zip), drop(none);
}

static void what_is_no_archive_of_articles_is_refused_once(void **state) {
  (void)state;
  Member office[] = {{"[Content_Types].xml", SLICE("<Types/>")}, {"word/document.xml", SLICE("<w/>")}};
  Slice docx = pack(ZIP, 0, office, 2), empty = pack(RAW, 1, (Member[]){{"", SLICE("")}}, 1);
  RECORDS_CHECK(docx, "a.docx", 0, 1, "! a.docx @-1 is an office document or an e-book");
  RECORDS_CHECK(empty, "a.gz", 0, 1, "! a.gz @-1 is empty");
  RECORDS_CHECK(SLICE("PK\3\4 and so on, but no archive"), "a.zip", 0, 1, "! a.zip @");
  RECORDS_CHECK(SLICE("\x1F\x8B\x08 and so on, but no archive"), "a.gz", 0, 1, "! a.gz @");
  drop(docx), drop(empty);
}

static void members_are_known_by_their_content(void **state) {
  (void)state;
  Member members[] = {
      {"feed",
       SLICE("<rss><channel><item><title>Feed</title><description>A ship left.</description></item></channel></rss>")},
      {"letter",
       SLICE("From: Jo <j@a.example>\nSubject: Letter\nDate: Wed, 08 May 2024 10:20:30 GMT\n\nA ship came.\n")},
      {"table", SLICE("id,title,text\n7,Table,A ship sank.\n")},
      {"note", SLICE("# Note\n\nA **ship** sailed.\n")},
      {"lines", SLICE("{\"title\": \"Lines\", \"text\": \"A ship turned.\"}\n")},
      {"page", SLICE("<!doctype html><title>Page</title><p>The town of Larkwater bought a ship on Monday.</p>")},
      {"crawl", SLICE("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 15\r\n\r\nA ship returned\r\n\r\n")},
  };
  Slice tar = pack(0, 1, members, sizeof members / sizeof *members);
  RECORDS_CHECK(tar, "a", 7, 0, "a!feed\ntitle: Feed\n", "a!letter\ntitle: Letter\n", "a!table\nid: 7\ntitle: Table\n",
                "a!note\ntitle: Note\n", "a!lines\ntitle: Lines\n", "a!page\ntitle: Page\n", "a!crawl!",
                "A ship returned");
  drop(tar);
}

static void binary_members_cost_only_themselves(void **state) {
  (void)state;
  Member members[] = {{"a.png", SLICE("\x89PNG\r\n\x1A\n\0\0")}, {"empty.txt", SLICE("")}, ARTICLES[0]};
  Slice zip = pack(ZIP, 0, members, 3);
  RECORDS_CHECK(zip, "a.zip", 1, 2, "! a.zip!a.png @-1 is a PNG picture", "! a.zip!empty.txt @-1 is empty", "bridge");
  drop(zip);
}

static void full_arenas_leak_nothing(void **state) {
  (void)state;
  Slice packed = pack(ZIP, 0, ARTICLES, ARTICLE_COUNT);
  check_full_arenas(packed, "a", NULL, 8);
  drop(packed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_packing_gives_the_same_documents),
      cmocka_unit_test(one_compressed_file_keeps_its_name),
      cmocka_unit_test(gzip_members_follow_each_other),
      cmocka_unit_test(cut_archives_are_one_error),
      cmocka_unit_test(what_was_whole_comes_out),
      cmocka_unit_test(flipped_bytes_do_no_harm),
      cmocka_unit_test(bombs_are_named),
      cmocka_unit_test(the_sum_of_all_members_is_limited),
      cmocka_unit_test(archives_in_archives_are_read_one_level_deep),
      cmocka_unit_test(names_are_one_line_of_utf_8),
      cmocka_unit_test(links_and_folders_are_passed_over),
      cmocka_unit_test(what_is_no_archive_of_articles_is_refused_once),
      cmocka_unit_test(members_are_known_by_their_content),
      cmocka_unit_test(binary_members_cost_only_themselves),
      cmocka_unit_test(full_arenas_leak_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
