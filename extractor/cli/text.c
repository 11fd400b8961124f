#include <getopt.h>

#include "cli/command.h"

typedef struct {
  CommonOptions common;
  bool sentences;
  uint64_t documents;
} TextOptions;

static void print_sentences(const Text *text) {
  for (uint32_t i = 0; i < text->sentences.count; i++) {
    const Sentence *sentence = &text->sentences.data[i];
    Slice words = text_slice(text, sentence->begin, sentence->end);
    printf("%u,%u\t%.*s\n", sentence->begin, sentence->end, (int)words.length, words.data);
  }
}

static int print_text(void *handle, Session *session) {
  TextOptions *options = handle;
  const Text *text = &session->result.text;
  if (options->sentences) {
    print_sentences(text);
  } else {
    if (options->documents++) putchar('\f'); /* documents are separated by form feeds */
    fwrite(text->utf8.data, 1, text->utf8.length, stdout);
    if (!slice_ends_with(text->utf8, SLICE("\n"))) putchar('\n');
  }
  return ferror(stdout) ? 3 : 0;
}

static int run(int argc, char **argv) {
  static const struct option LONG[] = {COMMON_LONG_OPTIONS, {"sentences", no_argument, NULL, 's'}, {NULL, 0, NULL, 0}};
  TextOptions options = {0};
  common_init(&options.common, "text");
  options.common.engine.on_demand = true;
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:sh", LONG, NULL)) != -1) {
    if (common_take(&options.common, option, optarg, &status)) continue;
    if (option == 's') {
      options.sentences = true;
    } else {
      status = usage_error("text", "unknown or incomplete option");
    }
  }
  return status ? status : run_over_documents(&options.common, argv + optind, argc - optind, print_text, &options);
}

const Command TEXT_COMMAND = {
    "text", "the text of a document as the rules see it",
    "usage: spo text [OPTION...] [FILE...]\n"
    "\n"
    "Prints the main text in NFC. Offsets in graphs (#char=BEGIN,END) count its code points.\n"
    "\n" COMMON_HELP "  -s, --sentences     a sentence a line, with its offsets\n",
    run};
