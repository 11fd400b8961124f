#include "cli/extract_load.h"

#include <jansson.h>

#include "base/clock.h"
#include "cli/command.h"
#include "input/source.h"

enum { LONGEST_LINE = 1024 * 1024 };

int extract_load_open(ExtractLoad *load, const StoreChoice *choice, const Diagnostics *diagnostics) {
  *load = (ExtractLoad){.choice = choice, .begun = clock_now()};
  load->loader = loader_new(&choice->load, diagnostics);
  return load->loader ? 0 : 3;
}

static bool remember_line(ExtractLoad *load, Slice line) {
  json_t *root = json_loadb(line.data, line.length, 0, NULL);
  const char *document = json_string_value(json_object_get(root, "document"));
  bool kept = !document || hash_set_add(&load->graphs, slice_hash(slice_of(document))) != HASH_NO_MEMORY;
  json_decref(root);
  return kept;
}

bool extract_load_remember(ExtractLoad *load, const char *folder, uint64_t size) {
  char path[4096];
  Source source;
  Slice line;
  snprintf(path, sizeof path, "%.3900s/index.jsonl", folder);
  if (!size) return true;
  if (!source_open(&source, path, &REPORT)) return false;
  bool kept = true;
  while (kept && source.position < size && source_line(&source, LONGEST_LINE, &line) == SOURCE_OK) {
    kept = remember_line(load, line);
  }
  source_close(&source);
  return kept;
}

/* Lines, and in `*different` how many differ; false where memory is short. */
static bool count_lines(ExtractLoad *load, Slice triples, uint64_t *lines, uint64_t *different) {
  hash_set_clear(&load->triples);
  for (*lines = 0; triples.length; ++*lines) {
    if (hash_set_add(&load->triples, slice_hash(slice_cut(&triples, '\n'))) == HASH_NO_MEMORY) return false;
  }
  *different = load->triples.count;
  return true;
}

bool extract_load_put(ExtractLoad *load, const Outcome *outcome, Slice triples) {
  static const LoadPosition BEGIN;
  uint64_t lines, different;
  HashResult known = hash_set_add(&load->graphs, slice_hash(outcome->iri));
  if (known == HASH_NO_MEMORY || !count_lines(load, triples, &lines, &different)) return false;
  Piece piece = {.graph = outcome->iri,
                 .body = triples,
                 .quads = lines,
                 .first = known == HASH_NEW,
                 .last = true,
                 .scattered = known == HASH_KNOWN,
                 .least = different,
                 .most = known == HASH_NEW ? different : UINT64_MAX};
  return loader_put(load->loader, &piece, &BEGIN);
}

bool extract_load_wait(ExtractLoad *load) {
  loader_drain(load->loader, true); /* also of one that was stopped: its threads report what they miss */
  return !loader_is_stopped(load->loader);
}

int extract_load_finish(ExtractLoad *load, FILE *to) {
  loader_drain(load->loader, false);
  LoadSums sums = loader_sums(load->loader);
  load_report(to, &sums, (double)(clock_now() - load->begun) / 1e9, false);
  return loader_is_stopped(load->loader) ? 1 : load_status(load->choice, &sums);
}

void extract_load_close(ExtractLoad *load) {
  loader_free(load->loader);
  hash_set_free(&load->graphs);
  hash_set_free(&load->triples);
}
