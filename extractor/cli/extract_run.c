#include "cli/extract_run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/rule_digest.h"
#include "base/clock.h"
#include "cli/bulk.h"
#include "cli/describe.h"
#include "cli/error_log.h"
#include "cli/extract_load.h"
#include "cli/out_folder.h"
#include "cli/part_files.h"
#include "cli/stop.h"
#include "input/format.h"

/* Bytes of the documents in an HTML page. */
enum { LARGEST_PAGE = 64 << 20 };

typedef struct {
  const ExtractOptions *options;
  const Engine *engine;
  MappedFile gazetteer_file;
  Gazetteer gazetteer;
  LinkOptions link;
  Inputs *inputs;
  Bulk *bulk;
  Progress progress;
  ByteBuffer settings; /* lines for the journal */
  ByteBuffer header, footer, separator, line;
  ByteFile file; /* the output, where it is no folder */
  Slice waiting; /* what goes there next, in the batch that is committed */
  const char *name;
  char ending[16];   /* of the files of a folder */
  char beside[4096]; /* the file that is written; it becomes the output at the end. Empty: written as it is */
  ByteFile errors;
  OutFolder folder;
  Description *description;      /* or NULL */
  WriterOptions writing;         /* as the workers write */
  PartFiles parts;               /* where they write frames */
  ExtractLoad load;              /* where the graphs go into a store */
  Diagnostics to;                /* past the bar */
  RunStats stats;                /* of this run, without what an earlier one did that it resumes */
  Checkpoint at;                 /* where there is no folder, what was done */
  uint64_t page_bytes, left_out; /* of an HTML page, and documents that it has no room for */
  int status;
  bool any; /* documents are in the output */
  bool output_failed, pipe_closed, too_many, store_gone;
} Run;

static bool into_folder(const Run *run) {
  return run->options->split > 0;
}

static bool into_parts(const Run *run) {
  return writer_parts(&run->writing) > 0;
}

/* Into a store alone, unless an output is named. */
static bool writes(const Run *run) {
  return !run->options->count && (!run->options->store || run->options->output);
}

static Checkpoint *sums(Run *run) {
  return into_folder(run) ? &run->folder.at : &run->at;
}

static void worsen(Run *run, int status) {
  run->status = worse_status(run->status, status);
}

/* ---- a single output ---- */

static bool fail_output(Run *run) {
  if (run->output_failed) return false;
  run->output_failed = true;
  run->pipe_closed = run->file.error == EPIPE;
  if (run->pipe_closed) return false;
  diagnostics_file(&REPORT, SPO_ERROR, run->name, 0, SIZE_MAX, "%s", strerror(run->file.error));
  worsen(run, 3);
  return false;
}

/* Devices and pipes are written to as they are: there is nothing to rename. */
static bool is_special(const char *path) {
  return strncmp(path, "/dev/", 5) == 0;
}

static bool open_output(Run *run) {
  const char *output = run->options->output;
  if (run->options->parts_folder) return true;
  run->name = output && strcmp(output, "-") != 0 ? output : "standard output";
  if (run->name != output) {
    byte_file_adopt(&run->file, STDOUT_FILENO);
    return true;
  }
  if (is_special(output)) return byte_file_create(&run->file, output) || fail_output(run);
  if (snprintf(run->beside, sizeof run->beside, "%s.%ld.tmp", output, (long)getpid()) >= (int)sizeof run->beside) {
    run->file.error = ENAMETOOLONG;
    run->beside[0] = 0;
    return fail_output(run);
  }
  if (byte_file_create(&run->file, run->beside)) return true;
  run->beside[0] = 0;
  return fail_output(run);
}

/* What is whole appears under the name of the output; of a run that was broken off beside it. */
static void close_output(Run *run) {
  char name[4200];
  bool whole = run->status < 2 && !interrupted && !run->too_many && !run->store_gone;
  if (!byte_file_close(&run->file)) fail_output(run);
  if (!run->beside[0]) return;
  snprintf(name, sizeof name, "%s%s", run->options->output, whole ? "" : ".partial");
  bool keep = !run->output_failed && run->status < 2 && (whole || run->at.documents);
  if (keep && rename(run->beside, name) != 0) {
    diagnostics_file(&REPORT, SPO_ERROR, name, 0, SIZE_MAX, "%s", strerror(errno));
    worsen(run, 3);
    keep = false;
  }
  if (!keep) unlink(run->beside);
  if (keep && !whole) diagnostics_file(&REPORT, SPO_NOTE, name, 0, SIZE_MAX, "holds what was done");
}

/* ---- documents ---- */

static bool list_failure(Run *run, const Outcome *outcome) {
  if (into_folder(run) || run->errors.descriptor < 0) return true;
  if (error_log_put(&run->errors, &run->line, outcome) && byte_file_flush(&run->errors)) return true;
  diagnostics_file(&REPORT, SPO_ERROR, run->options->errors, 0, SIZE_MAX, "%s", strerror(run->errors.error));
  worsen(run, 3);
  return false;
}

/* Whether one more document goes into the page: browsers read no page of any size. */
static bool has_room(Run *run, Slice bytes) {
  const ExtractOptions *options = run->options;
  if (options->syntax != SYNTAX_HTML || options->count) return true;
  bool room = !run->left_out && run->at.documents <= options->html_limit &&
              (run->at.documents == 1 || run->page_bytes + bytes.length <= LARGEST_PAGE);
  run->page_bytes += bytes.length;
  if (!room) run->left_out++;
  return room;
}

/* What a failing part reports, it reports itself. */
static bool fail_parts(Run *run) {
  run->output_failed = true;
  run->pipe_closed = run->parts.pipe_closed;
  if (!run->pipe_closed) worsen(run, 3);
  return false;
}

static bool put_waiting(Run *run) {
  Slice bytes = run->waiting;
  run->waiting = (Slice){0};
  return !bytes.length || byte_file_put(&run->file, bytes) || fail_output(run);
}

/* What stands side by side in a batch is written at once. */
static bool put_behind(Run *run, Slice bytes) {
  Slice separator = run->any ? byte_buffer_slice(&run->separator) : (Slice){0};
  run->any = true;
  if (!separator.length && run->waiting.length && run->waiting.data + run->waiting.length == bytes.data) {
    run->waiting.length += bytes.length;
    return true;
  }
  if (!put_waiting(run)) return false;
  run->waiting = bytes;
  return byte_file_put(&run->file, separator) || fail_output(run);
}

static bool put_single(Run *run, const Outcome *outcome, Slice bytes) {
  if (outcome->status != SPO_SUCCESS) {
    run->at.failed++;
    return list_failure(run, outcome);
  }
  run->at.documents++;
  run->at.entities += outcome->entities;
  run->at.claims += outcome->claims;
  run->at.triples += outcome->triples;
  if (run->options->count || !bytes.length || !has_room(run, bytes)) return true;
  if (into_parts(run)) return part_files_put(&run->parts, bytes) || fail_parts(run);
  return put_behind(run, bytes);
}

static bool put_in_folder(Run *run, const Outcome *outcome, Slice bytes) {
  if (out_folder_put(&run->folder, outcome, bytes)) return true;
  worsen(run, 3);
  return false;
}

static void report_messages(Run *run, const Outcome *outcome) {
  for (uint32_t i = 0; i < outcome->messages.messages.count; i++) {
    progress_report(&run->progress, &outcome->messages.messages.data[i]);
  }
}

/* The user has stopped it where Ctrl-C did; where the store is gone, that has been reported. */
static bool put_in_store(Run *run, const Outcome *outcome, Slice triples) {
  if (!run->load.loader || outcome->status != SPO_SUCCESS) return true;
  if (extract_load_put(&run->load, outcome, triples)) return true;
  if (!interrupted) worsen(run, 1);
  run->store_gone = true;
  return false;
}

static bool commit_one(Run *run, const Outcome *outcome, Slice bytes, Slice triples) {
  bool failed = outcome->status != SPO_SUCCESS;
  report_messages(run, outcome);
  run_stats_count(&run->stats, outcome);
  if (failed) worsen(run, exit_status(outcome->status));
  progress_add(&run->progress,
               (ProgressCounts){!failed, failed, outcome->claims, outcome->input.end - outcome->input.begin});
  if (!put_in_store(run, outcome, triples)) return false;
  if (!(into_folder(run) ? put_in_folder : put_single)(run, outcome, bytes)) return false;
  run->too_many = failed && run->options->max_errors && sums(run)->failed >= run->options->max_errors;
  return !run->too_many;
}

static bool commit_all(Run *run, const Batch *batch) {
  size_t at = 0, graph = 0;
  for (unsigned i = 0; i < batch->count; i++) {
    const Outcome *outcome = &batch->outcomes[i];
    /* There may be no output at all. */
    Slice bytes = {outcome->length ? batch->output.data + at : NULL, outcome->length},
          triples = {outcome->graph_length ? batch->graphs.data + graph : NULL, outcome->graph_length};
    if (!commit_one(run, outcome, bytes, triples)) return false;
    at += outcome->length;
    graph += outcome->graph_length;
  }
  return true;
}

static bool commit(void *handle, const Batch *batch) {
  Run *run = handle;
  bool all = commit_all(run, batch);
  if (!put_waiting(run) || !all) return false;
  return into_folder(run) || !writes(run) || byte_file_flush(&run->file) || fail_output(run);
}

static void pass_on(void *handle, const SpoDiagnostic *message) {
  progress_report(&((Run *)handle)->progress, message);
}

static void tick(void *handle) {
  progress_draw(&((Run *)handle)->progress);
}

/* ---- the run ---- */

/* The rules themselves, not their names: files may change between two runs. */
static SpoStatus list_rules(Run *run) {
  char digest[65];
  for (int i = 0; i < ENGINE_LANGUAGES; i++) {
    const EngineLanguage *language = &run->engine->languages[i];
    if (!language->open) continue;
    SpoStatus status = engine_prepare(run->engine, language);
    if (status == SPO_SUCCESS) status = rule_digest(language, digest);
    if (status != SPO_SUCCESS) return status;
    byte_buffer_print(&run->settings, JOURNAL_CONTENTS "rules.%.*s %s\n", (int)language->tag.length, language->tag.data,
                      digest);
  }
  return SPO_SUCCESS;
}

/* What the bytes of the output depend on. */
static void list_settings(Run *run) {
  const ExtractOptions *options = run->options;
  const CommonOptions *common = &options->common;
  ByteBuffer *to = &run->settings;
  byte_buffer_print(to, "spo %s\nto %s\ngzip %d\nsplit %" PRIu64 "\nmentions %d\nhash-iris %d\nmodels %d\nformat %d\n",
                    SPO_VERSION, syntax_ending(options->syntax), options->gzip, options->split, common->graph.mentions,
                    common->graph.hash_iris, !common->engine.without_models, common->reader.format);
  byte_buffer_print(to, "max-document-bytes %zu\nlanguage %.*s\n", common->reader.largest,
                    (int)common->reader.language.length,
                    common->reader.language.length ? common->reader.language.data : "");
  byte_buffer_print(to, "comments %d\nrdf12 %d\n", options->writing.comments, options->writing.triple_terms);
  byte_buffer_put(to, SLICE("base "));
  byte_buffer_put_json(to, common->graph.base);
  for (size_t i = 0; i < common->engine.rule_count; i++) {
    byte_buffer_put(to, SLICE("\nrules "));
    byte_buffer_put_json(to, slice_of(common->rules[i]));
  }
  for (int i = 0; i < options->path_count; i++) {
    byte_buffer_put(to, SLICE("\ninput "));
    byte_buffer_put_json(to, slice_of(options->paths[i]));
  }
  if (options->gazetteer) {
    byte_buffer_put(to, SLICE("\nlink "));
    byte_buffer_put_json(to, slice_of(options->gazetteer));
    char digest[65];
    input_hash(run->gazetteer_file.bytes, digest);
    byte_buffer_print(to, "\n" JOURNAL_CONTENTS "gazetteer %s\nthreshold %g", digest, options->threshold);
  }
  if (options->store) {
    char url[1024];
    store_choice_name(options->store, url);
    byte_buffer_put(to, SLICE("\nload "));
    byte_buffer_put_json(to, slice_of(url));
  }
  byte_buffer_put(to, SLICE("\nfields "));
  byte_buffer_put_json(to, common->reader.fields);
  byte_buffer_put(to, SLICE("\nmap "));
  byte_buffer_put_json(to, slice_of(common->map));
  byte_buffer_put(to, SLICE("\nfiles-from "));
  byte_buffer_put_json(to, slice_of(common->files_from));
  byte_buffer_put(to, SLICE("\n"));
}

/* Goes on where the run in the folder ended. */
static int skip_done(Run *run) {
  const char *differs;
  const Checkpoint *at = &run->folder.at;
  SpoStatus status = inputs_skip(run->inputs, &at->inputs, &differs);
  if (status == SPO_SUCCESS) {
    if (at->failed) worsen(run, 1);
    run->progress.skipped = at->input_bytes;
    progress_add(&run->progress, (ProgressCounts){at->documents, at->failed, at->claims, at->input_bytes});
    return 0;
  }
  if (interrupted) return STATUS_INTERRUPTED;
  diagnostics_file(&REPORT, SPO_ERROR, differs ? differs : run->options->output, 0, SIZE_MAX,
                   "the run cannot be resumed: the inputs are not those that it was begun with");
  return status == SPO_NO_MEMORY ? 3 : 2;
}

/* A checkpoint says that all before it is done: in the store, too. */
static bool wait_for_store(void *handle) {
  return extract_load_wait(&((Run *)handle)->load);
}

static int open_folder(Run *run) {
  static const char *const PACKED[] = {"", ".gz"};
  bool done;
  const ExtractOptions *options = run->options;
  snprintf(run->ending, sizeof run->ending, "%s%s", syntax_ending(options->syntax), PACKED[options->gzip]);
  list_settings(run);
  SpoStatus listed = list_rules(run);
  if (listed != SPO_SUCCESS) return exit_status(listed);
  FolderOptions folder = {.path = options->output,
                          .ending = run->ending,
                          .errors = options->errors,
                          .quads = options->split,
                          .seconds = options->checkpoint,
                          .header = byte_buffer_slice(&run->header),
                          .before_save = options->store ? wait_for_store : NULL,
                          .handle = run,
                          .options = byte_buffer_slice(&run->settings)};
  int status = out_folder_open(&run->folder, &folder, options->resume, &done);
  if (status || !options->resume) return status;
  if (options->store && !extract_load_remember(&run->load, options->output, run->folder.at.index)) return 3;
  if (!done) return skip_done(run);
  diagnostics_file(&REPORT, SPO_NOTE, options->output, 0, SIZE_MAX, "the run is done already");
  return -1;
}

/* 0, an exit status, or -1: there is nothing to do. */
static int open_outputs(Run *run) {
  const ExtractOptions *options = run->options;
  if (into_folder(run)) return open_folder(run);
  if (!open_output(run)) return run->pipe_closed ? -1 : 3;
  if (options->errors && !byte_file_create(&run->errors, options->errors)) {
    diagnostics_file(&REPORT, SPO_ERROR, options->errors, 0, SIZE_MAX, "%s", strerror(run->errors.error));
    return 3;
  }
  if (!writes(run)) return 0;
  if (into_parts(run)) {
    const char *folder = options->parts_folder ? options->output : NULL;
    return part_files_open(&run->parts, &run->writing, folder, &run->file, options->gzip);
  }
  return byte_file_put(&run->file, byte_buffer_slice(&run->header)) ? 0 : 3;
}

/* `to` becomes what stands in front of all documents or behind them, as it is written. */
static bool pack(const Run *run, Slice bytes, ByteBuffer *to) {
  if (!run->options->gzip) return byte_buffer_put(to, bytes);
  GzipPacker *packer = gzip_packer_new();
  bool packed = packer && gzip_pack(packer, bytes, to);
  gzip_packer_free(packer);
  return packed;
}

static void print_counts(Run *run) {
  const Checkpoint *at = &run->at;
  byte_buffer_clear(&run->line);
  byte_buffer_print(&run->line,
                    "documents %" PRIu64 "\nentities %" PRIu64 "\nclaims %" PRIu64 "\ntriples %" PRIu64 "\n",
                    at->documents, at->entities, at->claims, at->triples);
  if (!byte_file_put(&run->file, byte_buffer_slice(&run->line))) fail_output(run);
}

static void finish_folder(Run *run) {
  bool whole = !interrupted && !run->too_many && !run->store_gone && run->status < 3;
  bool saved = whole ? out_folder_finish(&run->folder) : out_folder_save(&run->folder, true);
  if (!saved) worsen(run, 3);
  if (whole && saved) return;
  diagnostics_file(&REPORT, SPO_NOTE, run->options->output, 0, SIZE_MAX,
                   "broken off; the same command with --resume goes on");
}

static void finish_parts(Run *run) {
  bool whole = run->status < 2 && !interrupted && !run->too_many && !run->store_gone;
  if (!part_files_finish(&run->parts, whole)) fail_parts(run);
  if (whole || !run->options->parts_folder) return;
  diagnostics_file(&REPORT, SPO_NOTE, run->options->output, 0, SIZE_MAX, "holds what was done");
}

static void finish_single(Run *run) {
  if (run->output_failed) return;
  if (writes(run) && into_parts(run)) {
    finish_parts(run);
    return;
  }
  if (run->options->count) {
    print_counts(run);
  } else if (writes(run) && pack(run, bulk_footer(run->bulk, &run->left_out), &run->footer) &&
             !byte_file_put(&run->file, byte_buffer_slice(&run->footer))) {
    fail_output(run);
  }
  if (run->left_out) {
    diagnostics_file(&REPORT, SPO_WARNING, run->name, 0, SIZE_MAX,
                     "shows the first %" PRIu64 " documents; %" PRIu64 " more %s left out%s",
                     run->at.documents - run->left_out, run->left_out, word_for(run->left_out, "is", "are"),
                     run->options->syntax == SYNTAX_HTML ? " (--html-limit, and 64 MB in all)" : "");
  }
}

static void tell_end(Run *run) {
  char documents[64];
  const Checkpoint *at = sums(run);
  snprintf(documents, sizeof documents, "%" PRIu64 " document%s", at->documents, at->documents == 1 ? " is" : "s are");
  if (interrupted && !run->output_failed) {
    diagnostics_file(&REPORT, SPO_NOTE, NULL, 0, SIZE_MAX, "interrupted; %s written", documents);
  }
  if (run->too_many) {
    diagnostics_file(&REPORT, SPO_ERROR, NULL, 0, SIZE_MAX,
                     "%" PRIu64
                     " failures, as many as --max-errors allows; %s "
                     "written",
                     at->failed, documents);
  }
}

static void print_stats(Run *run, uint64_t begun) {
  RunStats stats = run->stats;
  if (!bulk_stats(run->bulk, &stats)) worsen(run, 3);
  run_stats_print(&stats, run->engine, clock_now() - begun, run->options->jobs, run->options->stats == STATS_JSON);
  run_stats_free(&stats);
}

static void finish_load(Run *run) {
  bool standard_output = writes(run) && !into_folder(run) && run->name != run->options->output;
  worsen(run, extract_load_finish(&run->load, standard_output ? stderr : stdout));
  if (!interrupted && !run->store_gone) return;
  if (into_folder(run)) return; /* it has been said how to go on */
  diagnostics_file(&REPORT, SPO_NOTE, NULL, 0, SIZE_MAX,
                   "broken off; the same command loads all again, which doubles nothing; with -o FOLDER/, --resume can "
                   "go on");
}

static void work(Run *run) {
  uint64_t begun = clock_now();
  SpoStatus status = bulk_run(run->bulk, run->inputs);
  if (run->load.loader && !extract_load_wait(&run->load)) {
    run->store_gone = true;
    worsen(run, 1);
  }
  progress_end(&run->progress);
  run->to = REPORT;
  worsen(run, exit_status(status));
  tell_end(run);
  if (into_folder(run)) {
    finish_folder(run);
  } else {
    finish_single(run);
  }
  if (run->load.loader) finish_load(run);
  if (run->options->stats) print_stats(run, begun);
}

/* What is written in parts is packed when the parts are put together. */
static Work work_of(Run *run, const Prefix *prefixes, uint32_t count) {
  const ExtractOptions *options = run->options;
  run->writing = options->writing;
  run->writing.syntax = options->syntax;
  run->writing.prefixes = prefixes;
  run->writing.prefix_count = count;
  run->writing.joined = true;
  if (options->describe) run->description = description_new();
  return (Work){.engine = run->engine,
                .graph = &options->common.graph,
                .link = options->gazetteer ? &run->link : NULL,
                .writing = run->writing,
                .description = run->description,
                .count_only = !writes(run),
                .load = options->store != NULL,
                .gzip = options->gzip && writes(run) && !into_parts(run),
                .verbose = options->verbose,
                .timed = options->stats != STATS_NONE,
                .document_seconds = options->document_seconds};
}

static void start_progress(Run *run) {
  const ExtractOptions *options = run->options;
  bool named = options->output && strcmp(options->output, "-") != 0;
  progress_init(&run->progress, options->progress, !named && isatty(STDOUT_FILENO));
  if (run->progress.kind == PROGRESS_NONE) return;
  run->progress.total = inputs_total(options->paths, options->path_count, options->common.files_from);
}

/* Of what is whole. */
static void describe(Run *run) {
  bool whole = run->status < 2 && !interrupted && !run->too_many && !run->store_gone && !run->output_failed;
  if (whole) worsen(run, describe_output(run->options, &run->writing, run->description));
}

static int run_with(Run *run) {
  const ExtractOptions *options = run->options;
  Prefix prefixes[GRAPH_PREFIXES];
  uint32_t prefix_count = engine_prefixes(run->engine, options->common.graph.base, prefixes);
  BulkOptions bulk = {
      .work = work_of(run, prefixes, prefix_count), .jobs = options->jobs, .commit = commit, .handle = run};
  run->inputs = open_inputs(&options->common, options->paths, options->path_count);
  start_progress(run);
  if (run->progress.kind != PROGRESS_NONE) bulk.tick = tick;
  run->bulk = run->inputs ? bulk_new(&bulk) : NULL;
  int opened = 3;
  int reached = options->store ? extract_load_open(&run->load, options->store, &run->to) : 0;
  if (!reached && run->bulk && pack(run, bulk_header(run->bulk), &run->header) &&
      pack(run, syntax_separator(options->syntax), &run->separator)) {
    opened = open_outputs(run);
  }
  if (opened == 0) {
    work(run);
  } else if (opened > 0) {
    worsen(run, opened);
  }
  part_files_close(&run->parts);
  if (into_folder(run)) out_folder_close(&run->folder);
  if (!into_folder(run)) close_output(run);
  if (opened == 0 && run->description) describe(run);
  description_free(run->description);
  byte_file_close(&run->errors);
  if (options->store) extract_load_close(&run->load);
  bulk_free(run->bulk);
  inputs_free(run->inputs);
  if (run->pipe_closed) return 0; /* whoever read has enough */
  return interrupted && run->status < 2 ? STATUS_INTERRUPTED : run->status;
}

static int open_gazetteer(Run *run) {
  const char *path = run->options->gazetteer;
  if (!path) return 0;
  SpoStatus status = file_map(&run->gazetteer_file, path, SPO_BAD_RULES, &REPORT);
  if (status == SPO_SUCCESS) status = gazetteer_open(&run->gazetteer, run->gazetteer_file.bytes, path, &REPORT);
  run->link = (LinkOptions){&run->gazetteer, run->options->threshold, &run->engine->simplified};
  return exit_status(status);
}

int extract_run(const ExtractOptions *options) {
  Engine engine;
  int status = open_engine(&engine, &options->common);
  if (status) return status;
  Run run = {.options = options, .engine = &engine, .file = BYTE_FILE_CLOSED, .errors = BYTE_FILE_CLOSED};
  run.folder = OUT_FOLDER_CLOSED;
  run.to = (Diagnostics){pass_on, &run};
  stop_on_signals();
  status = open_gazetteer(&run);
  if (!status) status = run_with(&run);
  file_unmap(&run.gazetteer_file);
  byte_buffer_free(&run.settings);
  byte_buffer_free(&run.header);
  byte_buffer_free(&run.footer);
  byte_buffer_free(&run.separator);
  byte_buffer_free(&run.line);
  engine_close(&engine);
  return status;
}
