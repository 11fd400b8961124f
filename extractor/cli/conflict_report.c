#include "cli/conflict_report.h"

#include "base/utf8.h"

static const char *const KINDS[] = {
    [CONFLICT_FIGURES] = "figures", [CONFLICT_HOLDERS] = "holders", [CONFLICT_VERSIONS] = "versions"};

ConflictForm conflict_form_of(const char *path) {
  Slice name = slice_of(path);
  if (slice_ends_with(name, SLICE(".tsv"))) return CONFLICTS_AS_TABLE;
  bool json = slice_ends_with(name, SLICE(".json")) || slice_ends_with(name, SLICE(".jsonl"));
  return json ? CONFLICTS_AS_JSON : CONFLICTS_AS_TEXT;
}

/* On one line, and no longer than is read at a glance where `most` (bytes) says so. */
static void put_line_text(ByteBuffer *to, Slice text, size_t most) {
  size_t from = to->length;
  bool cut = most && text.length > most;
  if (cut) {
    text.length = most;
    text.length = utf8_valid_prefix(text);
  }
  byte_buffer_put(to, text);
  for (size_t i = from; i < to->length; i++) {
    if ((unsigned char)to->data[i] < 0x20 || to->data[i] == 0x7F) to->data[i] = ' ';
  }
  if (cut) byte_buffer_put(to, SLICE("…"));
}

/* ---- text ---- */

static void put_part(ByteBuffer *to, const char *before, Slice text) {
  if (!text.length) return;
  byte_buffer_put(to, slice_of(before));
  put_line_text(to, text, 200);
}

static void put_text(ByteBuffer *to, const Conflict *conflict) {
  enum { SENTENCE = 150 };
  byte_buffer_put(to, conflict->possible ? SLICE("possible conflict, ") : SLICE("conflict, "));
  byte_buffer_put(to, slice_of(KINDS[conflict->kind]));
  put_part(to, ": ", conflict->subject);
  put_part(to, ", ", conflict->measure);
  put_part(to, ", ", conflict->period);
  put_part(to, ", in ", conflict->scope);
  put_part(to, ", ", conflict->unit);
  byte_buffer_put(to, SLICE("\n"));
  for (uint32_t i = 0; i < conflict->claim_count; i++) {
    const ConflictClaim *claim = &conflict->claims[i];
    put_part(to, "  ", claim->value);
    if (conflict->kind == CONFLICT_FIGURES) put_part(to, " = ", claim->said);
    put_part(to, " (", claim->bound);
    if (claim->bound.length) byte_buffer_put(to, SLICE(")"));
    put_part(to, "  ", claim->document);
    put_part(to, "  ", claim->published);
    byte_buffer_put(to, SLICE("\n"));
    if (!claim->sentence.length) continue;
    byte_buffer_put(to, SLICE("    "));
    put_line_text(to, claim->sentence, SENTENCE);
    byte_buffer_put(to, SLICE("\n"));
  }
}

/* ---- tables ---- */

static void put_row(ByteBuffer *to, const Conflict *conflict, uint32_t number, const ConflictClaim *claim) {
  byte_buffer_print(to, "%u\t%s\t%s", number, KINDS[conflict->kind], conflict->possible ? "possible" : "sure");
  const Slice cells[] = {conflict->subject, conflict->measure, conflict->period, conflict->scope,
                         conflict->unit,    claim->value,      claim->said,      claim->bound,
                         claim->document,   claim->published,  claim->sentence,  claim->iri};
  for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
    byte_buffer_put(to, SLICE("\t"));
    put_line_text(to, cells[i], 0);
  }
  byte_buffer_put(to, SLICE("\n"));
}

/* ---- JSON ---- */

static void put_field(ByteBuffer *to, const char *name, Slice text, bool first) {
  if (!text.length && !first) return;
  byte_buffer_print(to, "%s\"%s\": ", first ? "" : ", ", name);
  byte_buffer_put_json(to, text);
}

static void put_json(ByteBuffer *to, const Conflict *conflict) {
  byte_buffer_put(to, SLICE("{"));
  put_field(to, "kind", slice_of(KINDS[conflict->kind]), true);
  byte_buffer_print(to, ", \"possible\": %s", conflict->possible ? "true" : "false");
  put_field(to, "subject", conflict->subject, false);
  put_field(to, "iri", conflict->subject_iri, false);
  put_field(to, conflict->kind == CONFLICT_HOLDERS ? "title" : "measure", conflict->measure, false);
  put_field(to, "period", conflict->period, false);
  put_field(to, "scope", conflict->scope, false);
  put_field(to, "unit", conflict->unit, false);
  byte_buffer_put(to, SLICE(", \"claims\": ["));
  for (uint32_t i = 0; i < conflict->claim_count; i++) {
    const ConflictClaim *claim = &conflict->claims[i];
    byte_buffer_put(to, i ? SLICE(", {") : SLICE("{"));
    put_field(to, "value", claim->value, true);
    put_field(to, "said", claim->said, false);
    put_field(to, "bound", claim->bound, false);
    put_field(to, "document", claim->document, false);
    put_field(to, "published", claim->published, false);
    put_field(to, "sentence", claim->sentence, false);
    put_field(to, "claim", claim->iri, false);
    byte_buffer_put(to, SLICE("}"));
  }
  byte_buffer_put(to, SLICE("]}\n"));
}

bool conflict_report(const Conflicts *conflicts, ConflictForm form, uint32_t most, ByteBuffer *to) {
  if (form == CONFLICTS_AS_TABLE) {
    byte_buffer_put(to, SLICE("conflict\tkind\tcertainty\tsubject\tmeasure\tperiod\tscope\tunit\tvalue\tsaid\tbound\t"
                              "document\tpublished\tsentence\tclaim\n"));
  }
  for (uint32_t i = 0; i < conflicts->count && (!most || i < most); i++) {
    const Conflict *conflict = &conflicts->data[i];
    if (form == CONFLICTS_AS_TEXT) put_text(to, conflict);
    if (form == CONFLICTS_AS_JSON) put_json(to, conflict);
    for (uint32_t k = 0; form == CONFLICTS_AS_TABLE && k < conflict->claim_count; k++) {
      put_row(to, conflict, i + 1, &conflict->claims[k]);
    }
  }
  return byte_buffer_put(to, SLICE(""));
}
