#include "cli/link_report.h"

enum { SHOWN_CANDIDATES = 5 };

static const char *const RESULTS[] = {[LINK_KNOWN] = "known", [LINK_MADE] = "linked", [LINK_NONE] = "NIL"};

void link_report_header(GraphOutput *report) {
  byte_file_put(&report->file, SLICE("document\tentity\tlabel\tclass\tresult\tiri\tscore\tcandidates\n"));
}

/* A cell of a table: what would break its line is a blank. */
static void put_cell(ByteBuffer *line, Slice text) {
  size_t from = line->length;
  byte_buffer_put(line, text);
  for (size_t i = from; i < line->length; i++) {
    if (line->data[i] == '\t' || line->data[i] == '\n' || line->data[i] == '\r') line->data[i] = ' ';
  }
}

static void put_table_line(ByteBuffer *line, const LinkDecision *decision, Slice document, const Gazetteer *gazetteer,
                           Arena *arena) {
  const Slice cells[] = {
      document, decision->entity, decision->label, decision->class, slice_of(RESULTS[decision->result]), decision->iri};
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    put_cell(line, cells[i]);
    byte_buffer_put(line, SLICE("\t"));
  }
  byte_buffer_print(line, "%.2f\t", decision->score);
  for (uint32_t i = 0; i < decision->candidate_count && i < SHOWN_CANDIDATES; i++) {
    if (i) byte_buffer_put(line, SLICE(" "));
    put_cell(line, gazetteer_iri(gazetteer, arena, decision->candidates[i].entry));
    byte_buffer_print(line, "=%.2f", decision->candidates[i].score);
  }
  byte_buffer_put(line, SLICE("\n"));
}

static void put_field(ByteBuffer *line, const char *name, Slice value) {
  byte_buffer_print(line, "%s\"%s\": ", line->length > 1 ? ", " : "", name);
  byte_buffer_put_json(line, value);
}

static void put_json_line(ByteBuffer *line, const LinkDecision *decision, Slice document, const Gazetteer *gazetteer,
                          Arena *arena) {
  byte_buffer_put(line, SLICE("{"));
  put_field(line, "document", document);
  put_field(line, "entity", decision->entity);
  put_field(line, "label", decision->label);
  put_field(line, "class", decision->class);
  put_field(line, "result", slice_of(RESULTS[decision->result]));
  if (decision->iri.length) put_field(line, "iri", decision->iri);
  byte_buffer_print(line, ", \"score\": %.2f, \"candidates\": [", decision->score);
  for (uint32_t i = 0; i < decision->candidate_count && i < SHOWN_CANDIDATES; i++) {
    const LinkCandidate *candidate = &decision->candidates[i];
    byte_buffer_put(line, i ? SLICE(", {\"iri\": ") : SLICE("{\"iri\": "));
    byte_buffer_put_json(line, gazetteer_iri(gazetteer, arena, candidate->entry));
    byte_buffer_put(line, SLICE(", \"label\": "));
    byte_buffer_put_json(line, gazetteer_label(gazetteer, candidate->entry));
    byte_buffer_print(line, ", \"points\": %.2f, \"score\": %.2f}", candidate->points, candidate->score);
  }
  byte_buffer_put(line, SLICE("]}\n"));
}

void link_report(const LinkDecisions *decisions, Slice document, const Gazetteer *gazetteer, Arena *arena, bool json,
                 GraphOutput *report, LinkCounts *counts) {
  ByteBuffer line = {0};
  counts->documents++;
  for (uint32_t i = 0; i < decisions->count; i++) {
    const LinkDecision *decision = &decisions->data[i];
    counts->entities++;
    counts->linked += decision->result == LINK_MADE;
    counts->known += decision->result == LINK_KNOWN;
    if (!report) continue;
    byte_buffer_clear(&line);
    (json ? put_json_line : put_table_line)(&line, decision, document, gazetteer, arena);
    byte_file_put(&report->file, byte_buffer_slice(&line));
  }
  byte_buffer_free(&line);
}
