#include <ctype.h>

#include "unit/input_check.h"

#include <time.h>

#include "input/html_guard.h"

static void pages_give_the_expected_documents(void **state) {
  (void)state;
  check_folder(DATA "html/", ".html");
}

/* Blocks are in order, and every character leads back to itself, also behind scripts that were cut out. */
static void layouts_lead_back_to_their_source(void **state) {
  (void)state;
  static const char FOLDER[] = SPO_SOURCE_DIR "/tests/html/pages/";
  DIR *directory = opendir(FOLDER);
  unsigned read = 0;
  assert_non_null(directory);
  for (struct dirent *entry; (entry = readdir(directory));) {
    char path[512];
    Reports reports;
    if (!slice_ends_with(slice_of(entry->d_name), SLICE(".html"))) continue;
    snprintf(path, sizeof path, "%s%s", FOLDER, entry->d_name);
    Slice source = read_bytes(path);
    free(dump_bytes(source, path, &reports));
    free((char *)(uintptr_t)source.data);
    read++;
  }
  closedir(directory);
  assert_true(read >= 24);
}

/* A page for a hostile case: `before`, then `count` times `repeated`, then `after`. */
static char *repeat(const char *before, const char *repeated, size_t count, const char *after) {
  size_t length = strlen(repeated), head = strlen(before), tail = strlen(after);
  char *page = malloc(head + count * length + tail + 1);
  memcpy(page, before, head);
  for (size_t i = 0; i < count; i++) memcpy(page + head + i * length, repeated, length);
  memcpy(page + head + count * length, after, tail + 1);
  return page;
}

static void check_page(char *page, const char *needle, double seconds) {
  Reports reports;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  char *found = dump_bytes(slice_of(page), "test.html", &reports);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double took = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) * 1e-9;
  if (needle && !strstr(found, needle)) fail_msg("'%s' is not in\n%.2000s", needle, found);
  if (took > seconds) fail_msg("took %.1f s", took);
  free(found);
  free(page);
}

#define ARTICLE "<h1>Title</h1><p>Mayor Ada Lund opened the new bridge on Monday, saying it would last.</p>"

/* Generous, for sanitizers on slow machines: each takes milliseconds in a release build. */
static void hostile_pages_are_bounded(void **state) {
  (void)state;
  check_page(repeat("<body>", "<div>", 100000, ARTICLE), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>", "<b>", 100000, ARTICLE), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE, "<div>", 100000, ""), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE "<div x='", "y", 5000000, "'>"), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE "<div", " a=1", 500000, ">"), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE, "<p></p>", 300000, ""), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE, "<i>x</i> ", 300000, ""), "P Mayor Ada Lund", 30);
  check_page(repeat("<body>" ARTICLE, "<!--", 300000, ""), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE, "<![CDATA[", 300000, "]]>"), "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE "<table>", "<tr><td>", 100000, ""), "P Mayor Ada Lund", 20);
  check_page(repeat("<body><div class=article-body>" ARTICLE ARTICLE ARTICLE "</div>",
                    "<div><p>This is prose, in a way.</p>", 20000, ""),
             "P Mayor Ada Lund", 20);
  check_page(repeat("<body>" ARTICLE, "<div><h1>Title</h1><p>This is prose, in a way, and more.</p>", 20000, ""),
             "P This is prose", 20);
  check_page(repeat("<title>", "a", 3000000, "</title>" ARTICLE), "P Mayor Ada Lund", 20);
}

/* A million distinct attribute names would take the parser hours. */
static void floods_of_attributes_are_cut(void **state) {
  (void)state;
  size_t length = 0;
  char *page = NULL;
  FILE *to = open_memstream(&page, &length);
  fputs("<body>" ARTICLE "<script>if (a<b x=\"</script><!-- <a y=\" --><div", to);
  for (unsigned i = 0; i < 300000; i++) fprintf(to, " a%u", i);
  fputs(">tail</div>", to);
  fclose(to);
  check_page(page, "P Mayor Ada Lund", 20);
}

static void unmatched_end_tags_in_deep_pages_stop_the_parser(void **state) {
  (void)state;
  char *deep = repeat("<body>" ARTICLE, "<div>", 100000, ""), *page = repeat(deep, "</b>", 100000, "");
  Reports reports;
  char *found = dump_bytes(slice_of(page), "test.html", &reports);
  assert_non_null(strstr(found, "P Mayor Ada Lund"));
  assert_int_equal(reports.warnings, 1);
  assert_non_null(strstr(reports.last, "the rest of the page is left out"));
  free(found);
  free(page);
  free(deep);
}

/* Cut anywhere, a page neither crashes nor loses what came before the cut. */
static void pages_can_be_cut_anywhere(void **state) {
  (void)state;
  static const char *const PAGES[] = {DATA "html/wordpress.html", DATA "html/gb18030.html", DATA "html/broken.html"};
  for (size_t p = 0; p < sizeof PAGES / sizeof *PAGES; p++) {
    Slice page = read_bytes(PAGES[p]);
    for (size_t length = 0; length < page.length; length += 7) {
      Reports reports;
      char *copy = malloc(length + 1);
      memcpy(copy, page.data, length);
      free(dump_bytes((Slice){copy, length}, "cut.html", &reports));
      free(copy);
    }
    free((char *)(uintptr_t)page.data);
  }
}

static void check_refused(const char *page, const char *reason) {
  Reports reports;
  char *found = dump_bytes(slice_of(page), "test.html", &reports);
  assert_string_equal(found, "");
  if (!strstr(reports.last, reason)) fail_msg("'%s' is not '%s'", reports.last, reason);
  free(found);
}

static void pages_without_an_article_are_refused(void **state) {
  (void)state;
  check_refused("<html><body></body></html>", "no text");
  check_refused(
      "<html><head><title>要闻</title></head><body><ul><li><a href=1>防汛会议</a></li><li><a href=2>三号线开工"
      "</a></li></ul></body></html>",
      "no text");
  check_refused("<script>document.write('<p>An article that only a script would print, sadly.</p>')</script>",
                "no text");
}

static void check_found(const char *page, const char *expected) {
  Reports reports;
  char *found = dump_bytes(slice_of(page), "test.html", &reports);
  const char *blocks = strstr(found, "---\n");
  assert_non_null(blocks);
  assert_string_equal(blocks + 4, expected);
  free(found);
}

static void white_space_is_collapsed(void **state) {
  (void)state;
  check_found("<p>One\n two&nbsp;&nbsp;three\t four, with <b>bold</b> <i>and</i> italic.</p>",
              "P One two three four, with bold and italic.\n");
  check_found("<p>　　中文在源码里\n  换行，不加空格。</p>", "P 中文在源码里换行，不加空格。\n");
  check_found("<p>记忆\xE2\x80\x8B里的零宽\xEF\xBB\xBF空格，soft&shy;ware都不见了。</p>",
              "P 记忆里的零宽空格，software都不见了。\n");
  check_found("<p>第一行的诗句在这里停下，<br>第二行的诗句在那里继续，因为诗人觉得应该这样写，<br>第三行是末行。</p>",
              "P 第一行的诗句在这里停下，\nP 第二行的诗句在那里继续，因为诗人觉得应该这样写，⏎第三行是末行。\n");
}

static void elements_side_by_side_are_kept_apart(void **state) {
  (void)state;
  check_found(
      "<p>Built in 1911, for the mill.<span>Credit</span><span>Ann Doe</span>, <b>said</b><i>Bo</i>, it stands.</p>",
      "P Built in 1911, for the mill.Credit Ann Doe, said Bo, it stands.\n");
  check_found(
      "<p><span>20</span><span>23年</span>，CO<sub>2</sub><b>A</b>，<span>I</span><span>f</span> it, <b>A</b><b>B</b>, "
      "is so.</p>",
      "P 2023年，CO2A，If it, AB, is so.\n");
}

static void references_are_decoded(void **state) {
  (void)state;
  check_found("<p>A &amp; B &lt; C, &#20013;&#x6587; &copy;2020 &unknown; &#150; &mdash; AT&T, end.</p>",
              "P A & B < C, 中文 ©2020 &unknown; – — AT&T, end.\n");
}

/* Where a page hides text, and where it only seems to. */
static void hidden_text_is_left_out(void **state) {
  (void)state;
  check_found("<style>p{}</style>" ARTICLE "<script>var x;</script>",
              "H Title\nP Mayor Ada Lund opened the new bridge on Monday, saying it would last.\n");
  check_found("<div style='display:none'><p>A long hidden paragraph, with commas, nobody sees.</p></div>" ARTICLE
              "<script>x = 1</script><style>p {}</style>"
              "<p style='visibility:hidden'>This one is shown by a script, as some sites do it.</p>",
              "H Title\nP Mayor Ada Lund opened the new bridge on Monday, saying it would last.\n"
              "P This one is shown by a script, as some sites do it.\n");
}

static void check_field_of(const char *page, const char *line) {
  Reports reports;
  char *found = dump_bytes(slice_of(page), "test.html", &reports);
  if (!strstr(found, line)) fail_msg("'%s' is not in\n%.900s", line, found);
  free(found);
}

#define LINKED(json) "<script type='application/ld+json'>" json "</script>" ARTICLE

/* As pages have it, which JSON does not allow, and what refers to elsewhere. */
static void linked_data_is_read(void **state) {
  (void)state;
  check_field_of(LINKED("{'@type': 'NewsArticle'}"), "title: Title\n");
  check_field_of(
      LINKED("{\"@type\": \"NewsArticle\", \"author\": \"Jane\tRoe\\\" \",\n \"dateCreated\": \"2023-03-03\",}"),
      "date: 2023-03-03\n");
  check_field_of(
      LINKED("[{\"@type\": [\"Thing\", \"Article\"], \"author\": [\"Jane Roe\", {\"name\": \"John Doe\"},],},]; junk"),
      "author: Jane Roe, John Doe\n");
  check_field_of(LINKED("{\"@graph\": [{\"@id\": \"#o\", \"name\": \"Example News\"}, {\"@type\": \"Article\", "
                        "\"publisher\": {\"@id\": \"#o\"}}]}"),
                 "publisher: Example News\n");
  check_field_of(LINKED("{\"@type\": \"Article\", \"author\": \"Outer\", \"hasPart\": {\"@type\": \"Article\", "
                        "\"author\": \"Inner\"}}"),
                 "author: Outer\n");
}

/* Where the text is nowhere else, or the page shows less than half of it. */
static void the_text_of_linked_data_is_taken_where_it_is_missing(void **state) {
  (void)state;
  check_found(
      "<title>Ferry</title><script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": "
      "\"Ferry runs\", \"articleBody\": \"The ferry runs again.\\n\\nIt is late.\"}</script><div id=app></div>",
      "H Ferry runs\nP The ferry runs again.\nP It is late.\n");
  check_found(
      "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"Ferry\", \"articleBody\": "
      "\"<p>The ferry &amp; the bus run.</p><h2>Late</h2><p>Both are late.</p>\"}</script>",
      "H Ferry\nP The ferry & the bus run.\nH Late\nP Both are late.\n");
  check_found(
      "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"articleBody\": \"Short.\"}</script>" ARTICLE,
      "H Title\nP Mayor Ada Lund opened the new bridge on Monday, saying it would last.\n");
}

#define STORY(title, text) "<article class=story><h1>" title "</h1><p>" text "</p></article>"

static void of_several_articles_the_one_of_the_title_is_taken(void **state) {
  (void)state;
  check_found(
      "<title>The bridge</title>" STORY("The bridge", "Mayor Ada Lund opened the bridge on Monday, saying it holds.")
          STORY("The school",
                "The school has a new roof, said the board, and it cost more than was planned, "
                "as documents show, than anybody in the town had thought, or feared."),
      "H The bridge\nP Mayor Ada Lund opened the bridge on Monday, saying it holds.\n");
}

static void fields_are_found_in_classes_and_datelines(void **state) {
  (void)state;
  check_field_of("<h1>Title</h1><p class='meta author-name'>Jane Roe</p>" ARTICLE, "author: Jane Roe\n");
  check_field_of("<meta name=author content='Ann Doe'><p class=author-name>Jane Roe</p>" ARTICLE, "author: Ann Doe\n");
  check_field_of("<meta name=citation_author content='Ann Doe'><meta name=citation_author content='Bo Li'>" ARTICLE,
                 "author: Ann Doe, Bo Li\n");
  check_field_of(
      "<h1>大桥通车</h1><p>本报临江3月1日电（记者 王一、李二三）大桥今天通车，全长三公里，双向六车道，十分壮观。</p>",
      "author: 王一、李二三\n");
  check_field_of("<title>Title_临江晚报</title>" ARTICLE, "publisher: 临江晚报\n");
  check_field_of("<title>Title_新闻频道</title>" ARTICLE, "title: Title\nlanguage");
  check_field_of("<meta name=date content=2024-03-01T08:00:00Z><meta name=dcterms.issued content=2024-03-01>" ARTICLE,
                 "date: 2024-03-01T08:00:00Z\n");
}

static void lists_of_other_pages_are_no_articles(void **state) {
  (void)state;
  char *page = repeat("<main><h1>Technology</h1>",
                      "<div><h3><a href=x>A headline that leads elsewhere</a></h3>"
                      "<p>A teaser of one sentence, which says little.</p></div>",
                      5, "</main>");
  check_refused(page, "no text");
  free(page);
}

/* A katakana of half width has one byte there and three in UTF-8. */
static void half_width_kana_are_decoded(void **state) {
  (void)state;
  char *page = repeat("<meta charset=shift_jis>" ARTICLE "<p>", "\xB1\xB2\xB3", 1000, ", a comma, another.</p>");
  check_page(page, "P ｱｲｳｱｲｳ", 20);
}

static void check_guard(const char *page, const char *expected) {
  char buffer[256] = {0};
  HtmlCuts cuts = {0};
  size_t length = strlen(page);
  strcpy(buffer, page);
  assert_true(html_guard(buffer, &length, &cuts));
  assert_string_equal(buffer, expected);
  assert_int_equal(length, strlen(expected));
  /* Letters that are left lead back to themselves. */
  for (size_t i = 0; i < length; i++) {
    if (isalpha((unsigned char)buffer[i])) assert_int_equal(buffer[i], page[html_cuts_source(&cuts, i)]);
  }
  free(cuts.data);
}

static void the_guard_blanks_what_the_parser_cannot_handle(void **state) {
  (void)state;
  check_guard("a <!-- <b x=\" --> c", "a <!--        --> c");
  check_guard("a <!-- x --!> c", "a <!--    --> c");
  check_guard("a <!-- x", "a       ");
  check_guard("<![if !IE]>x<![endif]>", "           x          ");
  check_guard("<![CDATA[x<y]]>", "         x<y   ");
  check_guard("<?xml version='1.0'?><p>", "                     <p>");
  check_guard("<script>a<!--</script><p>", "<script>a<!--</script><p>");
  check_guard("<a title='<!-- '>x</a>", "<a title='<!-- '>x</a>");
  check_guard("5 < 6 <3 </3", "5 < 6 <3 </3");
}

static void the_guard_cuts_what_is_no_text(void **state) {
  (void)state;
  check_guard("a<script>if (a < b) x = '</p>';</script>b", "a<script></script>b");
  check_guard("a<STYLE x=1>p { color: red; width: 1 }</style >b", "a<STYLE x=1></style >b");
  check_guard("a<!-- a comment, which nobody reads -->b<script>1234567890123456</script>c",
              "a<!---->b<script></script>c");
  check_guard("a<script>an open script, to the end", "a<script>");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_give_the_expected_documents),
      cmocka_unit_test(layouts_lead_back_to_their_source),
      cmocka_unit_test(hostile_pages_are_bounded),
      cmocka_unit_test(floods_of_attributes_are_cut),
      cmocka_unit_test(unmatched_end_tags_in_deep_pages_stop_the_parser),
      cmocka_unit_test(pages_can_be_cut_anywhere),
      cmocka_unit_test(pages_without_an_article_are_refused),
      cmocka_unit_test(white_space_is_collapsed),
      cmocka_unit_test(elements_side_by_side_are_kept_apart),
      cmocka_unit_test(references_are_decoded),
      cmocka_unit_test(hidden_text_is_left_out),
      cmocka_unit_test(linked_data_is_read),
      cmocka_unit_test(the_text_of_linked_data_is_taken_where_it_is_missing),
      cmocka_unit_test(of_several_articles_the_one_of_the_title_is_taken),
      cmocka_unit_test(fields_are_found_in_classes_and_datelines),
      cmocka_unit_test(lists_of_other_pages_are_no_articles),
      cmocka_unit_test(half_width_kana_are_decoded),
      cmocka_unit_test(the_guard_blanks_what_the_parser_cannot_handle),
      cmocka_unit_test(the_guard_cuts_what_is_no_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
