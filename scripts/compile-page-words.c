/* compile-page-words DIRECTORY - the word lists of rules/pages as C tables, on standard output.

   A line of a list is a word, and behind a tab what is said of it: field=NAME, rank=NUMBER and flags, which become the
   constants of page_words.h. Words of a table are looked up in a trie over bytes, from their beginning or, for endings,
   from their end. A word that is there twice, or cannot be read, is an error; a flag that does not exist is one of the
   C compiler, at the line of the list. */
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 4000, MOST_NODES = 60000, LONGEST_LINE = 512 };

static const struct {
  const char *file, *name, *prefix; /* of its flags */
  bool reversed;
} TABLES[] = {
    {"labels", "LABELS", "LABEL", false},
    {"labels", "LABEL_ENDINGS", "LABEL", true},
    {"debris", "DEBRIS", "DEBRIS", false},
    {"debris-inside", "DEBRIS_INSIDE", "DEBRIS", false},
    {"meta", "META_NAMES", "", false},
    {"elements", "ELEMENT_NAMES", "", false},
    {"classes", "CLASS_NAMES", "", false},
    {"scripts", "SCRIPT_NAMES", "", false},
    {"hints", "HINTS", "HINT", false},
    {"hints-anywhere", "HINTS_ANYWHERE", "HINT", false},
    {"fillers", "FILLERS", "", false},
    {"trails", "TRAILS", "", false},
    {"platforms", "PLATFORMS", "", false},
    {"media-endings", "MEDIA_ENDINGS", "", true},
    {"site-endings", "SITE_ENDINGS", "", true},
    {"section-endings", "SECTION_ENDINGS", "", true},
    {"caption-beginnings", "CAPTION_BEGINNINGS", "", false},
    {"caption-inside", "CAPTION_INSIDE", "", false},
    {"caption-endings", "CAPTION_ENDINGS", "", true},
};

typedef struct {
  char word[LONGEST_LINE];
  char about[LONGEST_LINE]; /* what stands behind the tab */
  unsigned line;
} Word;

typedef struct {
  unsigned next[256];
  unsigned word; /* that ends here, counted from 1 */
} Node;

static Word words[MOST_WORDS];
static Node nodes[MOST_NODES];

static unsigned read_words(const char *path) {
  unsigned count = 0, number = 0;
  char line[LONGEST_LINE];
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(1);
  }
  while (fgets(line, sizeof line, file)) {
    number++;
    line[strcspn(line, "\n")] = 0;
    if (line[0] == '#' || line[0] == 0) continue;
    if (count == MOST_WORDS) exit(1);
    Word *word = &words[count++];
    size_t length = strcspn(line, "\t");
    *word = (Word){.line = number};
    memcpy(word->word, line, length);
    if (line[length]) strcpy(word->about, line + length + 1);
  }
  fclose(file);
  return count;
}

/* A trie of the words; the number of its nodes. */
static unsigned build_trie(const char *path, unsigned count, bool reversed) {
  unsigned used = 1;
  nodes[0] = (Node){0};
  for (unsigned i = 0; i < count; i++) {
    size_t length = strlen(words[i].word);
    unsigned at = 0;
    for (size_t j = 0; j < length; j++) {
      unsigned char byte = (unsigned char)words[i].word[reversed ? length - 1 - j : j];
      if (!nodes[at].next[byte]) {
        if (used == MOST_NODES) exit(1);
        nodes[used] = (Node){0};
        nodes[at].next[byte] = used++;
      }
      at = nodes[at].next[byte];
    }
    if (nodes[at].word) {
      fprintf(stderr, "%s:%u: this word stands in line %u, too\n", path, words[i].line, words[nodes[at].word - 1].line);
      exit(1);
    }
    nodes[at].word = i + 1;
  }
  return used;
}

static void print_constant(const char *prefix, const char *name) {
  printf("%s_", prefix);
  for (; *name; name++) putchar(toupper((unsigned char)*name));
}

static void print_word(const char *path, const Word *word, const char *prefix) {
  const char *field = "none", *rank = "0";
  char about[LONGEST_LINE];
  strcpy(about, word->about);
  printf("#line %u \"%s\"\n    {\"", word->line, path);
  for (const char *c = word->word; *c; c++) {
    if (*c == '"' || *c == '\\') putchar('\\');
    putchar(*c);
  }
  printf("\", %zu, 0", strlen(word->word));
  for (char *token = strtok(about, " "); token; token = strtok(NULL, " ")) {
    if (strncmp(token, "field=", 6) == 0) {
      field = token + 6;
    } else if (strncmp(token, "rank=", 5) == 0) {
      rank = token + 5;
    } else {
      printf(" | ");
      print_constant(prefix, token);
    }
  }
  printf(", ");
  print_constant("FIELD", field);
  printf(", %s},\n", rank);
}

static void print_trie(const char *name, unsigned used) {
  printf("static const WordNode %s_NODES[] = {", name);
  for (unsigned i = 0, edge = 0; i < used; i++) {
    unsigned count = 0;
    for (unsigned byte = 0; byte < 256; byte++) count += nodes[i].next[byte] != 0;
    printf("%s{%u, %u, %u},", i % 10 ? " " : "\n    ", edge, count, nodes[i].word);
    edge += count;
  }
  printf("\n};\nstatic const WordEdge %s_EDGES[] = {", name);
  for (unsigned i = 0, edge = 0; i < used; i++) {
    for (unsigned byte = 0; byte < 256; byte++) {
      if (nodes[i].next[byte]) printf("%s{%u, %u},", edge++ % 10 ? " " : "\n    ", byte, nodes[i].next[byte]);
    }
  }
  printf("\n};\n");
}

static void print_table(const char *directory, size_t index) {
  char path[1024];
  const char *name = TABLES[index].name;
  snprintf(path, sizeof path, "%s/%s.txt", directory, TABLES[index].file);
  unsigned count = read_words(path), used = build_trie(path, count, TABLES[index].reversed);
  printf("static const PageWord %s_WORDS[] = {\n", name);
  for (unsigned i = 0; i < count; i++) print_word(path, &words[i], TABLES[index].prefix);
  printf("};\n#line 1 \"%s\"\n", name);
  print_trie(name, used);
  printf("const WordTable %s = {%s_WORDS, %s_NODES, %s_EDGES, %u, {", name, name, name, name, count);
  for (unsigned byte = 0; byte < 256; byte++) printf("%u,", nodes[0].next[byte]);
  printf("}};\n\n");
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  printf(
      "/* Made by scripts/compile-page-words.c from the lists in rules/pages. */\n#include "
      "\"input/page_words.h\"\n\n#include \"input/html_hints.h\"\n\n");
  for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) print_table(argv[1], i);
  return fflush(stdout) || ferror(stdout);
}
