/* robots.txt, by the examples of RFC 9309 and what sites write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these first */
#include <cmocka.h>
#include <stdlib.h>

#include "fetch/robots.h"

static void check(const char *text, const char *path, bool allowed, unsigned delay) {
  RobotsAnswer answer = robots_ask(slice_of(text), SLICE("spo"), slice_of(path));
  if (answer.allowed != allowed || answer.delay != delay) {
    fail_msg("%s of:\n%s\nis %d, delay %u", path, text, answer.allowed, answer.delay);
  }
}

static void groups_are_chosen_by_agent(void **state) {
  (void)state;
  static const char TEXT[] =
      "User-agent: other\nDisallow: /\n\nUser-Agent: SPO/2.0\nUser-agent: third\nDisallow: /spo\n"
      "Crawl-delay: 7\n\nUser-agent: *\nDisallow: /all\n";
  check(TEXT, "/page", true, 7);
  check(TEXT, "/spo/page", false, 7);
  check(TEXT, "/all", true, 7);
  check("User-agent: spotted\nDisallow: /\n", "/", true, 0);
  check("User-agent: *\nDisallow: /\nUser-agent: spo\nAllow: /\n", "/", true, 0);
  check("User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b\n", "/b", false, 0);
}

static void the_longest_rule_counts(void **state) {
  (void)state;
  static const char TEXT[] =
      "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
      "Disallow: *.pdf$\nDisallow: /same\nAllow: /same\n";
  check(TEXT, "/example/page/", true, 0);
  check(TEXT, "/example/page/disallowed.gif", false, 0);
  check(TEXT, "/a/b.pdf", false, 0);
  check(TEXT, "/a/b.pdf?x=1", true, 0);
  check(TEXT, "/same", true, 0);
  check("User-agent: *\nDisallow: /a*b*c\n", "/axxbyyc/d", false, 0);
  check("User-agent: *\nDisallow: /a*b*c\n", "/axxcyyb", true, 0);
}

static void what_says_nothing_allows_everything(void **state) {
  (void)state;
  check("", "/", true, 0);
  check("User-agent: *\nDisallow:\n", "/", true, 0);
  check("<html>Not found</html>", "/", true, 0);
  check("Disallow: /\n", "/", true, 0);
  check("\xEF\xBB\xBFUser-agent: * # all\r\nDisallow: / # of it\r\n", "/page", false, 0);
  check("User-agent: *\nCrawl-delay: 100000\n", "", true, 60);
}

/* A pattern of many stars does not take long. */
static void stars_do_not_hang(void **state) {
  (void)state;
  char *path = malloc(20001);
  memset(path, 'a', 20000);
  path[20000] = 0;
  check("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b\n", path, true, 0);
  free(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(groups_are_chosen_by_agent),
      cmocka_unit_test(the_longest_rule_counts),
      cmocka_unit_test(what_says_nothing_allows_everything),
      cmocka_unit_test(stars_do_not_hang),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
