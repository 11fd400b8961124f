/* read_pages FILE... - each page as the reader gives it, in the lines of input_dump.h, after a line "=== FILE".
   read_pages --time ROUNDS FILE... - how fast pages are read (all of input/, from memory), beside the parser alone. */
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <time.h>

#include "input/reader.h"
#include "unit/input_dump.h"

static void report(void *handle, const SpoDiagnostic *diagnostic) {
  (void)handle;
  if (diagnostic->severity == SPO_ERROR) fprintf(stderr, "%s: %s\n", diagnostic->file, diagnostic->message);
}

typedef struct {
  const char *name;
  char *bytes;
  size_t length;
} Page;

static Page load(const char *path) {
  Page page = {.name = path};
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(2);
  }
  fseek(file, 0, SEEK_END);
  long length = ftell(file);
  rewind(file);
  page.length = length > 0 ? (size_t)length : 0;
  page.bytes = malloc(page.length + 1);
  if (!page.bytes || fread(page.bytes, 1, page.length, file) != page.length) exit(2);
  fclose(file);
  return page;
}

/* The document of a page, or false where it has none. */
static bool read_page(const Page *page, Diagnostics diagnostics, Arena *arena, Document *document) {
  SpoStatus status;
  ReaderOptions options = {.format = FORMAT_HTML};
  Slice bytes = {page->bytes, page->length};
  Reader *reader = reader_open_memory(bytes, page->name, &options, &diagnostics, &status);
  if (!reader) return false;
  status = reader_next(reader, arena, document);
  reader_close(reader);
  return status == SPO_SUCCESS;
}

static void print_page(const Page *page, Arena *arena) {
  Document document;
  printf("=== %s\n", page->name);
  if (read_page(page, (Diagnostics){report, NULL}, arena, &document)) dump_document(stdout, &document);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void ignore_error(void *handle, xmlErrorPtr error) {
  (void)handle, (void)error;
}

/* The parser with handlers that do nothing. */
static void parse_alone(const Page *page) {
  xmlSAXHandler sax = {.serror = ignore_error, .initialized = XML_SAX2_MAGIC};
  htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(page->bytes, (int)page->length);
  if (!parser) exit(3);
  *parser->sax = sax;
  htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET);
  htmlParseDocument(parser);
  htmlFreeParserCtxt(parser);
}

static void time_pages(const Page *pages, int count, int rounds, Arena *arena) {
  double bytes = 0, begin = now();
  for (int i = 0; i < rounds * count; i++) {
    Document document = {0};
    read_page(&pages[i % count], (Diagnostics){0}, arena, &document);
    arena_reset(arena);
    bytes += (double)pages[i % count].length;
  }
  double middle = now();
  for (int i = 0; i < rounds * count; i++) parse_alone(&pages[i % count]);
  double end = now();
  printf("%.1f MB: read %.1f MB/s, libxml2's SAX alone %.1f MB/s\n", bytes / 1e6, bytes / 1e6 / (middle - begin),
         bytes / 1e6 / (end - middle));
}

int main(int argc, char **argv) {
  Arena arena;
  jmp_buf jump;
  int rounds = argc > 2 && strcmp(argv[1], "--time") == 0 ? atoi(argv[2]) : 0, first = rounds ? 3 : 1;
  arena_init(&arena, (size_t)1 << 32);
  if (ARENA_GUARD(&arena, jump)) return 3;
  Page *pages = calloc((size_t)(argc > first ? argc - first : 1), sizeof *pages);
  for (int i = first; pages && i < argc; i++) pages[i - first] = load(argv[i]);
  if (rounds) {
    time_pages(pages, argc - first, rounds, &arena);
  } else {
    for (int i = first; i < argc; i++) {
      print_page(&pages[i - first], &arena);
      arena_reset(&arena);
    }
  }
  for (int i = first; i < argc; i++) free(pages[i - first].bytes);
  free(pages);
  arena_free(&arena);
  return 0;
}
