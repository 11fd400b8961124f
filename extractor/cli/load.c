#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/iri_chars.h"
#include "cli/command.h"
#include "cli/journal.h"
#include "cli/load_files.h"
#include "cli/load_options.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "rdf/reader.h"

enum {
  OPTION_GRAPH = OPTION_OF_COMMAND,
  OPTION_TO,
  OPTION_PIECE,
  OPTION_JOURNAL,
  OPTION_RESUME,
  OPTION_ONLY_VERIFY,
  OPTION_PROGRESS,
  OPTION_JSON
};

enum { DEFAULT_PIECE = 32 * 1024 * 1024, SAVE_SECONDS = 1 };

typedef struct {
  StoreChoice choice;
  PieceOptions pieces;
  bool syntax_given, resume, json;
  Syntax syntax;
  const char *journal;
  ProgressKind progress;
  char **paths;
  int path_count;
} LoadCommand;

typedef struct {
  const LoadCommand *command;
  Loader *loader;
  Pieces *pieces;
  Progress progress;
  Diagnostics to; /* past the bar */
  Journal journal;
  LoadPosition from, saved; /* where it goes on; what the journal says */
  uint64_t saved_at;
  uint64_t quads; /* read of the file in work */
  int status;
  bool warned, differs;
} LoadRun;

/* ---- messages ---- */

static void pass_on(void *handle, const SpoDiagnostic *message) {
  progress_report(&((LoadRun *)handle)->progress, message);
}

static void worsen(LoadRun *run, int status) {
  run->status = worse_status(run->status, status);
}

static bool no_memory(LoadRun *run) {
  diagnostics_file(&run->to, SPO_ERROR, NULL, 0, SIZE_MAX, "the machine has no memory left");
  worsen(run, 3);
  return false;
}

/* ---- the journal ---- */

/* What a run that goes on must have in common with the one that was broken off. */
static bool list_settings(const LoadRun *run, ByteBuffer *to) {
  const LoadCommand *command = run->command;
  const LoadOptions *load = &command->choice.load;
  char url[1024];
  store_choice_name(&command->choice, url);
  byte_buffer_put(to, SLICE("load "));
  byte_buffer_put_json(to, slice_of(url));
  byte_buffer_print(to, "\nstore %s\nupdate %d\npiece %zu\ngraph ", load->store->name, load->update,
                    command->pieces.largest);
  byte_buffer_put_json(to, slice_of(command->pieces.graph));
  for (int i = 0; i < command->path_count; i++) {
    byte_buffer_put(to, SLICE("\ninput "));
    byte_buffer_put_json(to, slice_of(command->paths[i]));
  }
  return byte_buffer_put(to, SLICE("\n"));
}

static int fail_journal(LoadRun *run) {
  diagnostics_file(&run->to, SPO_ERROR, run->command->journal, 0, SIZE_MAX, "%s", strerror(run->journal.file.error));
  return 3;
}

static int resume(LoadRun *run, Slice settings) {
  char was[256], is[256];
  const char *path = run->command->journal;
  switch (journal_resume(&run->journal, path, settings, JOURNAL_ENTRY(&run->from), was, is)) {
    case JOURNAL_GOES_ON:
      run->saved = run->from;
      return 0;
    case JOURNAL_DONE:
      diagnostics_file(&run->to, SPO_NOTE, path, 0, SIZE_MAX, "all is in the store already");
      return -1;
    case JOURNAL_MISSING:
      diagnostics_file(&run->to, SPO_ERROR, path, 0, SIZE_MAX, "is no journal of a run that could be resumed");
      return 2;
    case JOURNAL_DIFFERS:
      diagnostics_file(&run->to, SPO_ERROR, path, 0, SIZE_MAX,
                       "cannot be resumed with other options: it was begun with `%s`, now there is `%s`", was, is);
      return 2;
    default:
      return fail_journal(run);
  }
}

/* 0, an exit status, or -1: there is nothing to do. */
static int open_journal(LoadRun *run) {
  ByteBuffer settings = {0};
  if (!run->command->journal) return 0;
  int status = 3;
  if (!list_settings(run, &settings)) {
    no_memory(run);
  } else if (run->command->resume) {
    status = resume(run, byte_buffer_slice(&settings));
  } else {
    bool begun = journal_begin(&run->journal, run->command->journal, byte_buffer_slice(&settings));
    status = begun ? 0 : fail_journal(run);
  }
  byte_buffer_free(&settings);
  return status;
}

static bool save(LoadRun *run, bool now) {
  if (!run->command->journal || (!now && clock_now() - run->saved_at < SAVE_SECONDS * CLOCK_SECOND)) return true;
  LoadPosition position = loader_position(run->loader);
  run->saved_at = clock_now();
  if (position.pieces <= run->saved.pieces) return true;
  run->saved = position;
  if (journal_add(&run->journal, JOURNAL_ENTRY(&position))) return true;
  worsen(run, fail_journal(run));
  return false;
}

/* ---- files ---- */

static bool check_reached(LoadRun *run) {
  LoadPosition reached = loader_reached(run->loader);
  if (reached.pieces != run->from.pieces || !run->from.pieces) return true;
  run->differs = reached.contents != run->from.contents;
  return !run->differs;
}

/* Says once that graphs stand apart: nothing is lost, but it takes more requests. */
static void warn_of_scattered(LoadRun *run, const char *path, const Piece *piece) {
  if (!piece->scattered || run->warned) return;
  run->warned = true;
  diagnostics_file(
      &run->to, SPO_WARNING, path, 0, SIZE_MAX,
      "the quads of <%.*s> do not stand together: what comes later is added to it. Sorted by graph, a file "
      "takes fewer requests",
      (int)(piece->graph.length < 200 ? piece->graph.length : 200), piece->graph.data);
}

static bool put_piece(LoadRun *run, const char *path) {
  Piece piece = pieces_take(run->pieces);
  warn_of_scattered(run, path, &piece);
  if (!loader_put(run->loader, &piece, &run->from) || !check_reached(run)) return false;
  progress_add(&run->progress, (ProgressCounts){.documents = piece.first, .facts = piece.quads});
  progress_draw(&run->progress);
  return save(run, false);
}

static bool refuse_unnamed(LoadRun *run, const char *path) {
  diagnostics_file(&run->to, SPO_ERROR, path, 0, SIZE_MAX,
                   "has quads in no graph, and %s: load N-Quads or TriG, or name a graph by --graph IRI",
                   pieces_documents(run->pieces) ? "more than one document" : "no document that they are of");
  pieces_drop(run->pieces);
  worsen(run, 1);
  return true;
}

/* Adds a quad, and hands on what it completes. `*over`: nothing more of this file can be used. */
static bool add_quad(LoadRun *run, const char *path, const Quad *quad, bool *over) {
  for (;;) {
    switch (pieces_add(run->pieces, quad)) {
      case PIECES_MORE:
        run->quads++;
        return true;
      case PIECES_READY:
        if (!put_piece(run, path)) return false;
        break;
      case PIECES_UNNAMED:
        *over = true;
        return refuse_unnamed(run, path);
      case PIECES_NO_MEMORY:
        return no_memory(run);
    }
  }
}

static bool end_file(LoadRun *run, const char *path) {
  switch (pieces_end(run->pieces)) {
    case PIECES_READY:
      return put_piece(run, path);
    case PIECES_UNNAMED:
      return refuse_unnamed(run, path);
    case PIECES_NO_MEMORY:
      return no_memory(run);
    default:
      return true;
  }
}

typedef struct {
  LoadRun *run;
  const char *path;
  ByteBuffer space;
  bool broken_off; /* nothing more is to be read, of any file */
  bool over;       /* nothing more of this file can be used */
} FileLoad;

static void note_broken(void *handle) {
  FileLoad *file = handle;
  pieces_break(file->run->pieces);
  worsen(file->run, 1);
}

static bool take_quad(void *handle, const RdfQuad *read) {
  FileLoad *file = handle;
  LoadRun *run = file->run;
  Quad quad;
  if (read->graph.text.length && read->graph.kind == RDF_BLANK) {
    diagnostics_file(&run->to, SPO_ERROR, file->path, read->line, SIZE_MAX,
                     "a graph with a name of its own is expected, no blank node");
    note_broken(file);
  } else if (!quad_of(read, &file->space, &quad)) {
    file->broken_off = !no_memory(run);
  } else {
    file->broken_off = !add_quad(run, file->path, &quad, &file->over);
  }
  return !interrupted && !file->broken_off && !file->over;
}

/* False where nothing more is to be read. */
static bool read_quads(LoadRun *run, const char *path) {
  const LoadCommand *command = run->command;
  uint64_t bytes = 0;
  FileLoad file = {.run = run, .path = path};
  RdfSink sink = {.take = take_quad, .broken = note_broken, .handle = &file};
  RdfReadOptions options = {.syntax = command->syntax_given ? &command->syntax : NULL, .bytes = &bytes};
  SpoStatus status = rdf_read(path, &options, &sink, &run->to);
  worsen(run, exit_status(status));
  byte_buffer_free(&file.space);
  progress_add(&run->progress, (ProgressCounts){.bytes = bytes});
  if (interrupted || file.broken_off || status == SPO_NO_MEMORY) return false;
  return file.over || end_file(run, path);
}

static void check_quads(LoadRun *run, const char *path, uint64_t wanted) {
  if (wanted == UINT64_MAX || run->quads == wanted) return;
  diagnostics_file(&run->to, SPO_ERROR, path, 0, SIZE_MAX,
                   "has %" PRIu64 " %s, and the index of its folder says that there are %" PRIu64, run->quads,
                   word_for(run->quads, "quad", "quads"), wanted);
  worsen(run, 1);
}

static bool visit_file(void *handle, const char *path, uint64_t wanted) {
  LoadRun *run = handle;
  run->quads = 0;
  bool more = read_quads(run, path);
  if (more) check_quads(run, path, wanted);
  return more;
}

/* ---- the run ---- */

static void tell_differs(LoadRun *run) {
  diagnostics_file(&run->to, SPO_ERROR, run->command->journal, 0, SIZE_MAX,
                   "the run cannot be resumed: the inputs are not those that it was begun with");
  worsen(run, 2);
}

static void tell_end(LoadRun *run, const LoadSums *sums) {
  bool broken_off = interrupted || loader_is_stopped(run->loader);
  const char *how = run->command->journal ? "the same command with --resume goes on"
                                          : "the same command loads all again, which doubles nothing; with --journal "
                                            "FILE, --resume can go on";
  if (!broken_off) return;
  uint64_t graphs = run->from.graphs + sums->graphs, quads = run->from.quads + sums->quads;
  diagnostics_file(&run->to, SPO_NOTE, NULL, 0, SIZE_MAX,
                   "broken off; %" PRIu64 " %s with %" PRIu64 " %s in the store; %s", graphs,
                   word_for(graphs, "graph", "graphs"), quads, word_for(quads, "quad is", "quads are"), how);
}

static void read_all(LoadRun *run) {
  const LoadCommand *command = run->command;
  for (int i = 0; i < command->path_count && !interrupted && !loader_is_stopped(run->loader) && run->status < 2; i++) {
    SpoStatus status = load_files_visit(command->paths[i], visit_file, run, &run->to);
    worsen(run, exit_status(status));
    if (run->differs) break;
  }
  if (!run->differs && !interrupted && loader_reached(run->loader).pieces < run->from.pieces) run->differs = true;
}

static void load(LoadRun *run) {
  const LoadCommand *command = run->command;
  uint64_t begun = clock_now();
  read_all(run);
  loader_drain(run->loader, false);
  progress_end(&run->progress);
  run->to = REPORT;
  if (run->differs) {
    tell_differs(run);
    return;
  }
  LoadSums sums = loader_sums(run->loader);
  bool whole = !interrupted && !loader_is_stopped(run->loader);
  worsen(run, load_status(&command->choice, &sums));
  if (!whole) worsen(run, 1);
  if (run->status < 3) save(run, true);
  if (command->journal && !run->status && !journal_end(&run->journal)) worsen(run, fail_journal(run));
  tell_end(run, &sums);
  load_report(stdout, &sums, (double)(clock_now() - begun) / 1e9, command->json);
}

static int run_load(const LoadCommand *command) {
  LoadRun run = {.command = command, .journal.file = BYTE_FILE_CLOSED};
  run.to = (Diagnostics){pass_on, &run};
  stop_on_signals();
  progress_init(&run.progress, command->progress, false);
  run.progress.facts = "quads";
  int opened = open_journal(&run);
  if (opened == 0) {
    run.pieces = pieces_new(&command->pieces);
    run.loader = loader_new(&command->choice.load, &run.to);
    if (run.pieces && run.loader) {
      load(&run);
    } else {
      worsen(&run, 3);
    }
  } else if (opened > 0) {
    worsen(&run, opened);
  }
  loader_free(run.loader);
  pieces_free(run.pieces);
  journal_close(&run.journal);
  return interrupted && run.status < 2 ? STATUS_INTERRUPTED : run.status;
}

/* ---- options ---- */

static int take_piece(LoadCommand *command, const char *argument) {
  static const char UNITS[] = "kMG";
  char *end;
  errno = 0;
  unsigned long long value = strtoull(argument, &end, 10);
  const char *unit = *end ? strchr(UNITS, *end) : NULL;
  unsigned shift = unit ? 10 * (unsigned)(unit - UNITS + 1) : 0;
  bool sound = *argument >= '0' && *argument <= '9' && !errno && (unit ? !end[1] : !*end) && value;
  if (!sound || value > (UINT64_C(1) << 30) >> shift) {
    return usage_error("load", "--piece takes bytes from 1 to 1G, not `%s`", argument);
  }
  command->pieces.largest = (size_t)(value << shift);
  return 0;
}

/* A graph is written between < and > into requests. */
static int take_graph(LoadCommand *command, const char *argument) {
  bool standard = strcmp(argument, "default") == 0;
  command->pieces.graph = standard ? "" : argument;
  if (standard || iri_is_absolute(slice_of(argument))) return 0;
  return usage_error("load", "`%s` is no absolute IRI for --graph (default: the store's default graph)", argument);
}

static int take_syntax(LoadCommand *command, const char *argument) {
  command->syntax_given = true;
  if (syntax_named(slice_of(argument), SYNTAX_READ, &command->syntax)) return 0;
  return usage_error("load",
                     "`%s` is no format that is read; there is nquads, ntriples, turtle, trig, rdfxml, rdfjson, rdfa",
                     argument);
}

static int take_option(LoadCommand *command, int option, const char *argument) {
  int status = 0;
  if (store_choice_take(&command->choice, option, argument, &status)) return status;
  switch (option) {
    case OPTION_TO:
      command->choice.load.url = argument;
      return 0;
    case 'f':
      return take_syntax(command, argument);
    case OPTION_GRAPH:
      return take_graph(command, argument);
    case OPTION_PIECE:
      return take_piece(command, argument);
    case OPTION_JOURNAL:
      command->journal = argument;
      return 0;
    case OPTION_RESUME:
      command->resume = true;
      return 0;
    case OPTION_ONLY_VERIFY:
      command->choice.load.only_verify = true;
      return 0;
    case OPTION_JSON:
      command->json = true;
      return 0;
    case OPTION_PROGRESS:
      if (progress_named(argument, &command->progress)) return 0;
      return usage_error("load", "`%s` is no kind of progress; there is auto, bar, lines, none", argument);
    default:
      return usage_error("load", "unknown or incomplete option");
  }
}

static int take_options(LoadCommand *command, int argc, char **argv) {
  static const struct option LONG[] = {LOAD_LONG_OPTIONS,
                                       {"to", required_argument, NULL, OPTION_TO},
                                       {"from", required_argument, NULL, 'f'},
                                       {"graph", required_argument, NULL, OPTION_GRAPH},
                                       {"piece", required_argument, NULL, OPTION_PIECE},
                                       {"journal", required_argument, NULL, OPTION_JOURNAL},
                                       {"resume", no_argument, NULL, OPTION_RESUME},
                                       {"verify-only", no_argument, NULL, OPTION_ONLY_VERIFY},
                                       {"json", no_argument, NULL, OPTION_JSON},
                                       {"progress", required_argument, NULL, OPTION_PROGRESS},
                                       {"help", no_argument, NULL, 'h'},
                                       {NULL, 0, NULL, 0}};
  optind = 1;
  int option, status = 0;
  while (!status && (option = getopt_long(argc, argv, "f:h", LONG, NULL)) != -1) {
    status = take_option(command, option, optarg);
  }
  command->paths = argv + optind;
  command->path_count = argc - optind;
  return status;
}

static int settle(LoadCommand *command) {
  if (!command->choice.load.url) return usage_error("load", "--to URL must say where the store is");
  if (command->resume && !command->journal) return usage_error("load", "--resume needs the --journal FILE of the run");
  if (!command->path_count) return usage_error("load", "no file is named; - is standard input");
  return store_choice_settle(&command->choice);
}

static int run(int argc, char **argv) {
  LoadCommand command = {.pieces.largest = DEFAULT_PIECE};
  store_choice_init(&command.choice, "load");
  int status = take_options(&command, argc, argv);
  if (!status) status = settle(&command);
  if (!status) status = run_load(&command);
  credentials_clear(&command.choice.credentials);
  return status;
}

const Command LOAD_COMMAND = {
    "load", "graphs into a store, each document's graph as one",
    "usage: spo load [OPTION...] FILE|FOLDER... --to URL\n"
    "\n"
    "Puts every graph of the files into a store (SPARQL 1.1 Graph Store Protocol, or SPARQL Update). A graph replaces\n"
    "what the store has under its name: loading twice leaves what loading once does. Files: N-Quads, N-Triples, "
    "Turtle,\n"
    "TriG, RDF/XML, also packed by gzip, zstd, xz, bzip2; folders that `spo extract -o FOLDER/` wrote; - is standard "
    "input. (docs/stores.md)\n"
    "\n"
    "      --to URL           the store: with --store its own address, else that of its endpoint, to which ?graph=IRI "
    "is\n"
    "                         added, or put for {graph} in it\n" LOAD_HELP
    "  -f, --from FORMAT      nquads, ntriples, turtle, trig, rdfxml, rdfjson, rdfa (default: by the file's\n"
    "                         name, else by what it begins with)\n"
    "      --graph IRI        the graph of quads that stand in none (default: the document that they are about)\n"
    "      --piece N          bytes of one request (k, M, G; default: 32M): larger graphs are sent in pieces\n"
    "      --journal FILE     note there how far it has come\n"
    "      --resume           go on with the run of the journal that was broken off\n"
    "      --verify-only      send nothing, only count what is in the store\n"
    "      --progress KIND    bar, lines, none; auto (default): a bar on a terminal\n"
    "      --json             what came of it as JSON\n"
    "  -h, --help             show this page\n"
    "\n"
    "exit status: 0 all is in; 1 something is missing, each of it named; 2 wrong usage; 3 the machine failed;\n"
    "             130 ended by Ctrl-C or SIGTERM, what was in work is done\n"
    "\n"
    "examples:\n"
    "  spo load graph.nq.gz --to http://localhost:8890 --store virtuoso --credentials store.key\n"
    "  spo load graph/ --to http://localhost:7878 --store oxigraph --journal load.journal\n"
    "  spo extract -t nquads crawl/ | spo load - --to 'http://localhost:3030/news/data?graph={graph}'\n",
    run};
