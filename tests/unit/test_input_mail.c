/* E-mail: letters and mailboxes. */
#include "input/mime.h"
#include "unit/input_records.h"

#define HEAD "From: Jane Roe <jane@a.example>\r\nSubject: Bridge\r\nDate: Wed, 08 May 2024 10:20:30 +0100 (BST)\r\n"
#define MIXED "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"one\"\r\n\r\n"

static void a_letter_is_a_document(void **state) {
  (void)state;
  static const char EXPECTED[] =
      "a.eml\nid: 7@a.example\ntitle: Bridge\ndate: 2024-05-08T10:20:30+01:00\nauthor: Jane Roe\nlanguage: "
      "en\nencoding: "
      "UTF-8\n---\nP The bridge opened.\nP Nobody came.\n===\n";
  RECORDS_CHECK(
      SLICE(HEAD "Message-ID: <7@a.example>\r\n\r\nThe bridge opened.\r\n\r\nNobody came.\r\n-- \r\nJane\r\n"), "a.eml",
      1, 0, EXPECTED);
  RECORDS_CHECK(SLICE(HEAD "Message-ID: <7@a.example>\n\nThe bridge opened.\n"), "a", 1, 0, "title: Bridge");
}

static void check_header(const char *written, const char *wanted) {
  Arena arena;
  arena_init(&arena, 1 << 20);
  Slice found = mime_decode_header(&arena, slice_of(written));
  if (!slice_is(found, wanted)) fail_msg("'%.*s' is not '%s'", (int)found.length, found.data, wanted);
  arena_free(&arena);
}

static void encoded_words_are_decoded(void **state) {
  (void)state;
  check_header("=?utf-8?B?5aSn5qGl?= and =?UTF-8?q?caf=C3=A9_au?= lait", "大桥 and café au lait");
  check_header("=?utf-8?B?5aSn?=\r\n =?utf-8?B?5qGl?=", "大桥");
  check_header("=?utf-8?B?5aSn5g==?= =?utf-8?B?oaU=?=", "大桥"); /* a character cut in two */
  check_header("=?gb2312?B?tPPHxQ==?=", "大桥");
  check_header("=?iso-8859-1*fr?Q?caf=E9?=", "café");
  check_header("a =?nonsense", "a =?nonsense");
  check_header("=?utf-8?X?a?= b", "=?utf-8?X?a?= b");
  check_header("two\r\n  lines", "two lines");
  check_header("\xB4\xF3\xC7\xC5\xCD\xA8\xB3\xB5\xC1\xCB", "大桥通车了"); /* as some programs send it */
}

static void senders_are_names(void **state) {
  (void)state;
  static const char *const SENDERS[][2] = {{"\"Roe, Jane\" <j@a.example>", "author: Roe, Jane\n"},
                                           {"j@a.example (Jane Roe)", "author: Jane Roe\n"},
                                           {"<j@a.example>", "author: j@a.example\n"},
                                           {"j@a.example", "author: j@a.example\n"},
                                           {"=?utf-8?B?6ZmI56uL576k?= <c@a.example>", "author: 陈立群\n"}};
  for (size_t i = 0; i < sizeof SENDERS / sizeof *SENDERS; i++) {
    char letter[256];
    snprintf(letter, sizeof letter, "From: %s\nSubject: x\n\nA ship left.\n", SENDERS[i][0]);
    RECORDS_CHECK(slice_of(letter), "a.eml", 1, 0, SENDERS[i][1]);
  }
}

static void plain_text_is_preferred_and_attachments_are_left_out(void **state) {
  (void)state;
  static const char LETTER[] = HEAD MIXED
      "preamble\r\n--one\r\nContent-Type: multipart/alternative; boundary=two\r\n\r\n--two\r\nContent-Type: "
      "text/html\r\n\r\n"
      "<p>HTML</p>\r\n--two\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "vau9x7Tzx8XX8szszajK3rO1oaM=\r\n--two--\r\n--one\r\nContent-Type: text/plain\r\nContent-Disposition: attachment;"
      " filename=a.txt\r\n\r\nattached\r\n--one\r\nContent-Type: image/png\r\n\r\nx\r\n--one\r\nContent-Type: "
      "message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner\r\n--one\r\n\r\nA footer.\r\n--one--\r\nepilogue\r\n";
  Records records = records_read(slice_of(LETTER), "a.eml", NULL);
  assert_int_equal(records.documents, 1);
  assert_non_null(strstr(records.text, "A footer."));
  static const char *const ABSENT[] = {"HTML", "attached", "inner", "epilogue", "preamble"};
  for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++) assert_null(strstr(records.text, ABSENT[i]));
  records_free(&records);
  RECORDS_CHECK(
      SLICE(HEAD "Content-Type: text/html; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: quoted-printable"
                 "\r\n\r\n<html><body><h1>Not the title</h1><p>The caf=E9 of =\r\nLarkwater opened.</p></body>"
                 "</html>\r\n"),
      "a.eml", 1, 0, "title: Bridge\n", "encoding: windows-1252\n", "P The café of Larkwater opened.");
  RECORDS_CHECK(SLICE(HEAD "Content-Type: text/plain; format=flowed\r\n\r\nOne line that \r\ngoes on.\r\nAnother.\r\n"),
                "a.eml", 1, 0, "P One line that goes on.\n");
}

static void mailboxes_are_streams_of_letters(void **state) {
  (void)state;
  static const char MAILBOX[] =
      "From jane@a.example Wed May  8 10:20:30 2024\n" HEAD
      "\nThe bridge opened.\n>From here it is quoted.\nFrom here it is "
      "not the beginning.\n\nFrom sam@a.example Wed May  8 10:20:31 2024\nFrom: Sam Poe <s@a>\nSubject: Empty\n\n\n"
      "From sam@a.example Wed May  8 10:20:32 2024\nFrom: Sam Poe <s@a>\nSubject: Third\n\nA ship left.\n";
  RECORDS_CHECK(slice_of(MAILBOX), "a.mbox", 2, 1, "title: Bridge",
                "P The bridge opened.\nP From here it is quoted.\nP From "
                "here it is not",
                "! a.mbox @221 letter 2 skipped: it holds no text", "title: Third", "P A ship left.");
  RECORDS_CHECK(slice_of(MAILBOX), "a", 2, 1, "title: Bridge", "title: Third");
  ReaderOptions options = {.largest = 150};
  Records records = records_read(slice_of(MAILBOX), "a.mbox", &options);
  assert_non_null(strstr(records.text, "letter 1 skipped: it is larger than one document may be"));
  assert_non_null(strstr(records.text, "title: Third"));
  records_free(&records);
}

static void broken_letters_are_read_as_far_as_they_go(void **state) {
  (void)state;
  RECORDS_CHECK(SLICE(HEAD MIXED "--one\r\n\r\nThe bridge opened."), "a.eml", 1, 0, "P The bridge opened.");
  RECORDS_CHECK(SLICE(HEAD "Content-Transfer-Encoding: base64\r\n\r\nVGhl!!IGJy aWRnZSBvcGVuZWQu"), "a.eml", 1, 0,
                "P The bridge opened.");
  RECORDS_CHECK(SLICE(HEAD "Content-Transfer-Encoding: quoted-printable\r\n\r\nThe=20bridge =ZZ opened=2E="), "a.eml",
                1, 0, "P The bridge =ZZ opened.");
  RECORDS_CHECK(SLICE(HEAD MIXED "no part at all"), "a.eml", 0, 1, "letter skipped: it holds no text");
  RECORDS_CHECK(SLICE(HEAD), "a.eml", 0, 1, "letter skipped: it holds no text");
  RECORDS_CHECK(SLICE(""), "a.eml", 0, 1, "is empty");
}

static void nested_parts_come_to_an_end(void **state) {
  (void)state;
  char *letter = NULL;
  size_t length = 0;
  FILE *to = open_memstream(&letter, &length);
  fputs(HEAD, to);
  for (int i = 0; i < 3000; i++) {
    fprintf(to, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
  }
  fputs("\r\ndeep text\r\n", to);
  fclose(to);
  Records records = records_read((Slice){letter, length}, "a.eml", NULL);
  assert_int_equal(records.errors, 1);
  records_free(&records);
  free(letter);
  to = open_memstream(&letter, &length);
  fputs(HEAD MIXED, to);
  for (int i = 0; i < 200000; i++) fputs("--one\r\n\r\nx\r\n", to);
  fclose(to);
  records = records_read((Slice){letter, length}, "a.eml", NULL);
  assert_int_equal(records.documents, 1);
  records_free(&records);
  free(letter);
}

static void full_arenas_do_no_harm(void **state) {
  (void)state;
  static const char LETTER[] =
      "From jane@a.example Wed May  8 10:20:30 2024\n" HEAD
      "Content-Type: text/html\r\n\r\n<p>The bridge opened.</p>\r\n\r\nFrom sam@a.example Wed May  8 "
      "10:20:31 2024\nSubject: Two\n\nA ship left.\n";
  check_full_arenas(slice_of(LETTER), "a.mbox", NULL, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_letter_is_a_document),
      cmocka_unit_test(encoded_words_are_decoded),
      cmocka_unit_test(senders_are_names),
      cmocka_unit_test(plain_text_is_preferred_and_attachments_are_left_out),
      cmocka_unit_test(mailboxes_are_streams_of_letters),
      cmocka_unit_test(broken_letters_are_read_as_far_as_they_go),
      cmocka_unit_test(nested_parts_come_to_an_end),
      cmocka_unit_test(full_arenas_do_no_harm),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
