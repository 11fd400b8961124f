#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include "cli/command.h"
#include "lsp/lsp.h"

static int run(int argc, char **argv) {
  static const struct option LONG[] = {{"data", required_argument, NULL, 'D'},
                                       {"alone", no_argument, NULL, 'a'},
                                       {"stdio", no_argument, NULL, 's'},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  const char *wanted = NULL;
  LspOptions options = {0};
  optind = 1;
  for (int option; (option = getopt_long(argc, argv, "h", LONG, NULL)) != -1;) {
    switch (option) {
      case 'D':
        wanted = optarg;
        break;
      case 'a':
        options.alone = true;
        break;
      case 's': /* what editors pass; there is no other way */
        break;
      default:
        return usage_error("lsp", "unknown or incomplete option");
    }
  }
  if (optind < argc) return usage_error("lsp", "takes no files: the editor names them");
  char data[4096];
  if (!engine_find_data(wanted, data, sizeof data, &REPORT)) return 2;
  options.data = data;
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  return lsp_serve(&options, STDIN_FILENO, STDOUT_FILENO);
}

const Command LSP_COMMAND = {
    "lsp", "serves editors: errors while typing, completion, renaming",
    "usage: spo lsp [OPTION...]\n"
    "\n"
    "A server of the Language Server Protocol for rule files (*.spo), over standard input and output: what is wrong\n"
    "while you type, completion, what a name means, go to definition, references, rename, symbols, layout, fixes, and\n"
    "running the tests of a rule. Editors start it; editors/ has what Visual Studio Code and Neovim need.\n"
    "\n"
    "      --alone         rule folders stand alone, without the shipped rules\n"
    "      --data DIR      where the shipped rules are\n"
    "      --stdio         ignored: there is no other way\n"
    "  -h, --help          show this page\n"
    "\n"
    "example:\n"
    "  vim.lsp.start_client({name = 'spo', cmd = {'spo', 'lsp'}, root_dir = vim.fn.getcwd()})     (Neovim)\n"
    "\n"
    "exit status: 0 after shutdown, 1 when the editor went away without it, 2 wrong usage, 3 nothing could be "
    "written\n",
    run};
