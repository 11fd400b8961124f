#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/command.h"

/* A file of the skeleton. @D@ stands for the name of the domain, @L@ for the language. */
typedef struct {
  const char *name, *text;
} SkeletonFile;

static const char ONTOLOGY[] =
    "@prefix @D@: <https://example.org/@D@#> .\n"
    "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    "\n"
    "<https://example.org/@D@> a owl:Ontology .\n"
    "\n"
    "@D@:Award a owl:Class ;\n"
    "    rdfs:label \"award\"@en , \"奖项\"@zh .\n"
    "@D@:Win a owl:Class ;\n"
    "    rdfs:label \"win\"@en , \"获奖\"@zh ;\n"
    "    rdfs:comment \"Somebody wins an award.\"@en .\n"
    "@D@:winner a owl:ObjectProperty ;\n"
    "    rdfs:label \"winner\"@en , \"获奖者\"@zh .\n"
    "@D@:award a owl:ObjectProperty ;\n"
    "    rdfs:label \"award\"@en , \"奖项\"@zh .\n"
    "@D@:year a owl:DatatypeProperty ;\n"
    "    rdfs:label \"year\"@en , \"年份\"@zh .\n";

static const char FRAMES[] =
    "# What this domain knows: types of entities, and frames with what becomes of them in RDF.\n"
    "language any\n"
    "\n"
    "prefix @D@: <https://example.org/@D@#>\n"
    "ontology \"@D@.ttl\"\n"
    "\n"
    "entity Award @D@:Award\n"
    "\n"
    "frame Win(winner: Person | Organization, award: Award, year: Period?)\n"
    "  class  @D@:Win\n"
    "  key    winner award\n"
    "  winner @D@:winner\n"
    "  award  @D@:award\n"
    "  year.date @D@:year\n";

static const char RULES_ZH[] =
    "# Who wins which award.\n"
    "language zh\n"
    "\n"
    "words AwardName from \"words/awards.zh.txt\"\n"
    "words Wins      荣获 获得 获 摘得 捧得 夺得\n"
    "\n"
    "rule award-name\n"
    "  match AwardName\n"
    "  mark  Award\n"
    "  cost  -3 + 1 words\n"
    "  ok    作品获得星海文学奖。\n"
    "        -> Award=星海文学奖\n"
    "\n"
    "rule wins-award\n"
    "  match winner:(Person | Organization) year:Period? Char{0,6} Wins \"了\"? award:Award\n"
    "  emit  Win(winner, award, year)\n"
    "  ok    王小明2023年荣获星海文学奖。\n"
    "        -> winner=王小明 award=星海文学奖 year=2023年\n"
    "  no    王小明谈到了星海文学奖。\n";

static const char RULES_EN[] =
    "# Who wins which award.\n"
    "language en\n"
    "\n"
    "words AwardName from \"words/awards.en.txt\"\n"
    "words Wins anycase won wins received \"was awarded\" \"has won\"\n"
    "\n"
    "rule award-name\n"
    "  match AwardName\n"
    "  mark  Award\n"
    "  cost  -3 + 1 words\n"
    "  ok    The novel won the Sea Star Prize.\n"
    "        -> Award=\"Sea Star Prize\"\n"
    "\n"
    "rule wins-award\n"
    "  match winner:(Person | Organization) Wins \"the\"? award:Award (\"in\" year:Period)?\n"
    "  emit  Win(winner, award, year)\n"
    "  ok    Jane Roe won the Sea Star Prize in 2023.\n"
    "        -> winner=\"Jane Roe\" award=\"Sea Star Prize\" year=2023\n"
    "  no    Jane Roe spoke about the Sea Star Prize.\n";

static const char LIST_ZH[] =
    "# One award a line; behind a tab tags, separated by blanks: key or key=value.\n"
    "星海文学奖\n"
    "北斗科技奖\n";
static const char LIST_EN[] =
    "# One award a line; behind a tab tags, separated by blanks: key or key=value.\n"
    "Sea Star Prize\n"
    "Compass Medal\n";

static const char TEST_ZH[] =
    "language zh\n"
    "date     2024-03-05\n"
    "title    北斗科技奖揭晓\n"
    "\n"
    "text\n"
    "  北斗科技奖今天揭晓，王小明获得北斗科技奖。\n"
    "  颁奖典礼将于下周举行。\n"
    "facts\n"
    "  Person 王小明\n"
    "  Win winner=王小明 award=北斗科技奖\n"
    "  only Win\n";
static const char TEST_EN[] =
    "language en\n"
    "date     2024-03-05\n"
    "title    Compass Medal awarded\n"
    "\n"
    "text\n"
    "  Jane Roe won the Compass Medal on Tuesday.\n"
    "  The ceremony will be held next week.\n"
    "facts\n"
    "  Person Jane Roe\n"
    "  Win winner=\"Jane Roe\" award=\"Compass Medal\"\n"
    "  only Win\n";

static const char README[] =
    "# @D@\n"
    "\n"
    "Rules for spo. `frames.spo` says what there is to find and what becomes of it in RDF (`@D@.ttl`), `rules.@L@.spo` "
    "where it\n"
    "stands in texts, `words/` holds lists, `article.@L@.test` an article with the facts that must be found in it.\n"
    "\n"
    "    spo check .                      # errors and warnings\n"
    "    spo test .                       # the tests beside the rules and the article\n"
    "    spo test --watch .               # the same after every save\n"
    "    spo extract --rules . FILE       # RDF from an article\n"
    "    spo explain --rules . --rule wins-award --at 'TEXT'   # why a rule did or did not fire\n";

/* The text with the names put in. */
static Slice filled(Arena *arena, const char *text, const char *domain, const char *language) {
  Slice out = SLICE(""), rest = slice_of(text);
  while (rest.length) {
    const char *at = memchr(rest.data, '@', rest.length);
    bool place = at && (size_t)(at - rest.data) + 2 < rest.length && at[2] == '@' && (at[1] == 'D' || at[1] == 'L');
    size_t plain = at ? (size_t)(at - rest.data) + !place : rest.length;
    out = arena_print(arena, "%.*s%.*s%s", (int)out.length, out.data, (int)plain, rest.data,
                      !place         ? ""
                      : at[1] == 'D' ? domain
                                     : language);
    size_t taken = plain + (place ? 3 : 0);
    rest = (Slice){rest.data + taken, rest.length - taken};
  }
  return out;
}

static bool is_name(const char *domain) {
  if (!(domain[0] >= 'a' && domain[0] <= 'z')) return false;
  return strspn(domain, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(domain) && strlen(domain) <= 40;
}

static int make_directory(const char *path) {
  if (mkdir(path, 0777) == 0) return 0;
  diagnostics_file(&REPORT, SPO_ERROR, path, 0, SIZE_MAX, "%s", errno == EEXIST ? "is there already" : strerror(errno));
  return 3;
}

static int write_skeleton(Arena *arena, const char *directory, const char *domain, const char *language) {
  bool chinese = strcmp(language, "zh") == 0;
  const SkeletonFile files[] = {{"@D@.ttl", ONTOLOGY},
                                {"frames.spo", FRAMES},
                                {"rules.@L@.spo", chinese ? RULES_ZH : RULES_EN},
                                {"words/awards.@L@.txt", chinese ? LIST_ZH : LIST_EN},
                                {"article.@L@.test", chinese ? TEST_ZH : TEST_EN},
                                {"README.md", README}};
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/words", directory);
  if (make_directory(directory) || make_directory(path)) return 3;
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    Slice name = filled(arena, files[i].name, domain, language);
    Slice file = arena_print(arena, "%s/%.*s", directory, (int)name.length, name.data);
    SpoStatus status = file_write(file.data, filled(arena, files[i].text, domain, language), &REPORT);
    if (status != SPO_SUCCESS) return exit_status(status);
    printf("%.*s\n", (int)file.length, file.data);
  }
  printf("\nNext: spo check %s; spo test %s\n", directory, directory);
  return 0;
}

static int make_domain(const char *directory, const char *domain, const char *language) {
  Arena arena;
  arena_init(&arena, (size_t)16 << 20);
  jmp_buf out_of_memory;
  int status = ARENA_GUARD(&arena, out_of_memory) ? 3 : write_skeleton(&arena, directory, domain, language);
  arena_free(&arena);
  return status;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {
      {"lang", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  const char *language = "zh";
  optind = 1;
  int option;
  while ((option = getopt_long(argc, argv, "h", LONG, NULL)) != -1) {
    if (option != 'l') return usage_error("new", "unknown or incomplete option");
    language = optarg;
  }
  if (strcmp(language, "zh") != 0 && strcmp(language, "en") != 0) {
    return usage_error("new", "there are skeletons for zh and en, not for `%s`", language);
  }
  if (optind >= argc || argc - optind > 2) return usage_error("new", "name the domain: small letters, as in medicine");
  const char *domain = argv[optind], *directory = argc - optind > 1 ? argv[optind + 1] : domain;
  if (!is_name(domain)) return usage_error("new", "a domain's name is made of small letters, digits and -");
  return make_domain(directory, domain, language);
}

const Command NEW_COMMAND = {
    "new", "a skeleton of rules for a new domain",
    "usage: spo new [--lang LANG] DOMAIN [DIRECTORY]\n"
    "\n"
    "Writes a directory (called like the domain, unless named) with an ontology, frames, two rules with their tests, "
    "a\n"
    "word list, an article with expected facts and a README. Nothing that is there is overwritten.\n"
    "\n"
    "      --lang LANG     language of the rules: zh (default), en\n"
    "  -h, --help          show this page\n"
    "\n"
    "example: spo new medicine && spo test medicine\n",
    run};
