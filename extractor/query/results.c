#include "query/results.h"

#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/utf8.h"
#include "base/xsd.h"
#include "rdf/term_text.h"

enum { FLUSHED = 64 * 1024 };

bool result_format_named(Slice name, ResultFormat *format) {
  static const char *const NAMES[] = {"table", "csv", "tsv", "json", "xml"};
  for (int i = 0; i < 5; i++) {
    if (!slice_is(name, NAMES[i])) continue;
    *format = (ResultFormat)i;
    return true;
  }
  return false;
}

typedef struct {
  Query *query;
  const Store *store;
  const ResultOptions *options;
  FILE *to;
  ByteBuffer out;
  StoreTerm *row;
  size_t width;
  uint64_t rows;
} Results;

static bool flush(Results *results, size_t least) {
  if (results->out.length < least) return true;
  bool done = fwrite(results->out.data, 1, results->out.length, results->to) == results->out.length;
  byte_buffer_clear(&results->out);
  return done;
}

static bool put(Results *results, const char *text) {
  return byte_buffer_put(&results->out, slice_of(text));
}

/* ---- CSV and TSV ---- */

static bool put_csv(Results *results, Slice text) {
  bool quoted = false;
  for (size_t i = 0; i < text.length && !quoted; i++) quoted = text.data[i] && strchr("\",\r\n", text.data[i]);
  if (!quoted) return byte_buffer_put(&results->out, text);
  bool done = put(results, "\"");
  for (size_t i = 0; i < text.length && done; i++) {
    done = byte_buffer_put(&results->out, (Slice){text.data + i, 1}) && (text.data[i] != '"' || put(results, "\""));
  }
  return done && put(results, "\"");
}

static bool put_csv_head(Results *results) {
  bool tsv = results->options->format == RESULTS_TSV, done = true;
  for (size_t i = 0; i < results->width && done; i++) {
    done = (!i || put(results, tsv ? "\t" : ",")) && (!tsv || put(results, "?")) &&
           byte_buffer_put(&results->out, query_name_at(results->query, i));
  }
  return done && put(results, tsv ? "\n" : "\r\n");
}

static bool put_csv_row(Results *results) {
  bool tsv = results->options->format == RESULTS_TSV, done = true;
  TermPrefixes none = {NULL, 0};
  for (size_t i = 0; i < results->width && done; i++) {
    if (i) done = put(results, tsv ? "\t" : ",");
    if (!results->row[i] || !done) continue;
    RdfTerm term = store_term(results->store, results->row[i]);
    if (tsv) {
      done = term_put_turtle(&results->out, &term, &none);
    } else {
      done = (term.kind != RDF_BLANK || put(results, "_:")) && put_csv(results, term.text);
    }
  }
  return done && put(results, tsv ? "\n" : "\r\n");
}

/* ---- JSON ---- */

static bool put_json_head(Results *results) {
  bool done = put(results, "{\"head\":{\"vars\":[");
  for (size_t i = 0; i < results->width && done; i++) {
    done = (!i || put(results, ",")) && byte_buffer_put_json(&results->out, query_name_at(results->query, i));
  }
  return done && put(results, "]},\"results\":{\"bindings\":[");
}

static bool put_json_row(Results *results) {
  bool done = put(results, results->rows ? ",\n{" : "\n{"), any = false;
  for (size_t i = 0; i < results->width && done; i++) {
    if (!results->row[i]) continue;
    RdfTerm term = store_term(results->store, results->row[i]);
    done = (!any || put(results, ",")) && byte_buffer_put_json(&results->out, query_name_at(results->query, i)) &&
           put(results, ":") && rdf_put_json(&results->out, &term);
    any = true;
  }
  return done && put(results, "}");
}

/* ---- XML ---- */

static bool put_xml(Results *results, Slice text) {
  bool done = true;
  while (text.length && done) {
    const char *from = text.data;
    uint32_t c = take_character(&text);
    const char *escaped = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : NULL;
    if (c == '\r') escaped = "&#13;";
    bool bad = c == NOT_A_CHARACTER || (c < ' ' && c != '\n' && c != '\t' && c != '\r') || c == 0xFFFE || c == 0xFFFF;
    if (bad) escaped = "\xEF\xBF\xBD";
    done = escaped ? put(results, escaped) : byte_buffer_put(&results->out, slice_between(from, text.data));
  }
  return done;
}

static bool put_xml_head(Results *results) {
  bool done =
      put(results, "<?xml version=\"1.0\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n<head>");
  for (size_t i = 0; i < results->width && done; i++) {
    done =
        put(results, "<variable name=\"") && put_xml(results, query_name_at(results->query, i)) && put(results, "\"/>");
  }
  return done && put(results, "</head>\n<results>");
}

static bool put_xml_term(Results *results, const RdfTerm *term) {
  static const char *const CLOSING[] = {"</uri>", "</bnode>", "</literal>"};
  bool done = true;
  if (term->kind != RDF_LITERAL) {
    done = put(results, term->kind == RDF_IRI ? "<uri>" : "<bnode>");
  } else if (term->language.length) {
    done = put(results, "<literal xml:lang=\"") && put_xml(results, term->language) && put(results, "\">");
  } else if (term->datatype.length) {
    done = put(results, "<literal datatype=\"") && put_xml(results, term->datatype) && put(results, "\">");
  } else {
    done = put(results, "<literal>");
  }
  return done && put_xml(results, term->text) && put(results, CLOSING[term->kind]);
}

static bool put_xml_row(Results *results) {
  bool done = put(results, "\n<result>");
  for (size_t i = 0; i < results->width && done; i++) {
    if (!results->row[i]) continue;
    RdfTerm term = store_term(results->store, results->row[i]);
    done = put(results, "<binding name=\"") && put_xml(results, query_name_at(results->query, i)) &&
           put(results, "\">") && put_xml_term(results, &term) && put(results, "</binding>");
  }
  return done && put(results, "</result>");
}

/* ---- one row after the other ---- */

static bool put_head(Results *results) {
  switch (results->options->format) {
    case RESULTS_JSON:
      return put_json_head(results);
    case RESULTS_XML:
      return put_xml_head(results);
    default:
      return put_csv_head(results);
  }
}

static bool put_row(Results *results) {
  switch (results->options->format) {
    case RESULTS_JSON:
      return put_json_row(results);
    case RESULTS_XML:
      return put_xml_row(results);
    default:
      return put_csv_row(results);
  }
}

static SpoStatus write_stream(Results *results) {
  static const char *const TAILS[] = {"", "", "", "\n]}}\n", "\n</results>\n</sparql>\n"};
  SpoStatus status = put_head(results) ? SPO_SUCCESS : SPO_BAD_OUTPUT;
  while (status == SPO_SUCCESS) {
    status = query_next(results->query, results->row);
    if (status != SPO_SUCCESS) break;
    if (!put_row(results) || !flush(results, FLUSHED)) return SPO_BAD_OUTPUT;
    results->rows++;
  }
  if (status != SPO_END) {
    flush(results, 0);
    return status;
  }
  return put(results, TAILS[results->options->format]) && flush(results, 0) ? SPO_SUCCESS : SPO_BAD_OUTPUT;
}

/* ---- tables ---- */

typedef struct {
  StoreTerm *terms;
  size_t count, capacity;
  size_t *widths;
} Rows;

static bool keep_row(Results *results, Rows *rows) {
  if (rows->count + results->width > rows->capacity) {
    size_t capacity = rows->capacity ? rows->capacity * 2 : 1024;
    if (capacity < results->width) capacity = results->width;
    StoreTerm *larger = realloc(rows->terms, capacity * sizeof *larger);
    if (!larger) return false;
    rows->terms = larger;
    rows->capacity = capacity;
  }
  if (results->width) memcpy(rows->terms + rows->count, results->row, results->width * sizeof *results->row);
  rows->count += results->width;
  results->rows++;
  return true;
}

/* The cell's text in `out`, which is emptied first. */
static Slice cell(Results *results, StoreTerm number) {
  results->out.length = 0;
  if (!number) return (Slice){"", 0};
  RdfTerm term = store_term(results->store, number);
  term_put_plain(&results->out, &term, &results->options->prefixes);
  return byte_buffer_slice(&results->out);
}

static void measure(Results *results, Rows *rows) {
  for (size_t i = 0; i < results->width; i++) rows->widths[i] = utf8_columns(query_name_at(results->query, i));
  for (size_t i = 0; i < rows->count; i++) {
    size_t width = utf8_columns(cell(results, rows->terms[i])), *most = &rows->widths[i % results->width];
    if (width > *most) *most = width;
  }
}

/* Cuts the widest columns until the table fits. */
static void fit(Results *results, Rows *rows) {
  enum { NARROWEST = 8 };
  if (!results->options->columns || !results->width) return;
  size_t gaps = 2 * (results->width - 1), whole = gaps;
  for (size_t i = 0; i < results->width; i++) whole += rows->widths[i];
  while (whole > results->options->columns) {
    size_t widest = 0;
    for (size_t i = 1; i < results->width; i++) {
      if (rows->widths[i] > rows->widths[widest]) widest = i;
    }
    if (rows->widths[widest] <= NARROWEST) return;
    rows->widths[widest]--;
    whole--;
  }
}

/* Puts a cell, cut with an ellipsis or filled with blanks. */
static bool put_cell(FILE *to, Slice text, size_t width, bool last) {
  size_t columns = utf8_columns(text), used = 0, at = 0;
  if (columns <= width) {
    if (fwrite(text.data ? text.data : "", 1, text.length, to) != text.length) return false;
    used = columns;
  } else {
    while (at < text.length) {
      unsigned bytes = utf8_width((unsigned char)text.data[at]);
      size_t wide = utf8_columns((Slice){text.data + at, bytes});
      if (used + wide > width - 1) break;
      used += wide;
      at += bytes;
    }
    if (fwrite(text.data, 1, at, to) != at || fputs("…", to) < 0) return false;
    used++;
  }
  for (; !last && used < width + 2; used++) {
    if (fputc(' ', to) < 0) return false;
  }
  return true;
}

static bool put_line(Results *results, const Rows *rows) {
  for (size_t i = 0; i < results->width; i++) {
    for (size_t k = 0; k < rows->widths[i]; k++) {
      if (fputs("─", results->to) < 0) return false;
    }
    if (i + 1 < results->width && fputs("  ", results->to) < 0) return false;
  }
  return fputc('\n', results->to) >= 0;
}

static bool put_table(Results *results, const Rows *rows) {
  for (size_t i = 0; i < results->width; i++) {
    if (!put_cell(results->to, query_name_at(results->query, i), rows->widths[i], i + 1 == results->width))
      return false;
  }
  if (fputc('\n', results->to) < 0 || !put_line(results, rows)) return false;
  for (size_t i = 0; i < rows->count; i++) {
    size_t column = i % results->width;
    bool last = column + 1 == results->width;
    if (!put_cell(results->to, cell(results, rows->terms[i]), rows->widths[column], last)) return false;
    if (last && fputc('\n', results->to) < 0) return false;
  }
  return fprintf(results->to, "%llu row%s\n", (unsigned long long)results->rows, results->rows == 1 ? "" : "s") >= 0;
}

static SpoStatus write_table(Results *results) {
  Rows rows = {.widths = calloc(results->width + 1, sizeof *rows.widths)};
  SpoStatus status = rows.widths ? SPO_SUCCESS : SPO_NO_MEMORY;
  while (status == SPO_SUCCESS) {
    status = query_next(results->query, results->row);
    if (status == SPO_SUCCESS && !keep_row(results, &rows)) status = SPO_NO_MEMORY;
  }
  if (status == SPO_END) {
    measure(results, &rows);
    fit(results, &rows);
    status = put_table(results, &rows) ? SPO_SUCCESS : SPO_BAD_OUTPUT;
  }
  free(rows.terms);
  free(rows.widths);
  return status;
}

static SpoStatus write_answer(Results *results) {
  SpoStatus status = query_next(results->query, results->row);
  if (status != SPO_SUCCESS && status != SPO_END) return status;
  const char *answer = status == SPO_SUCCESS ? "true" : "false";
  switch (results->options->format) {
    case RESULTS_JSON:
      status = fprintf(results->to, "{\"head\":{},\"boolean\":%s}\n", answer) < 0;
      break;
    case RESULTS_XML:
      status = fprintf(results->to,
                       "<?xml version=\"1.0\"?>\n<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">\n"
                       "<head/>\n<boolean>%s</boolean>\n</sparql>\n",
                       answer) < 0;
      break;
    default:
      status = fprintf(results->to, "%s\n", answer) < 0;
  }
  return status ? SPO_BAD_OUTPUT : SPO_SUCCESS;
}

SpoStatus results_write(Query *query, const Store *store, const ResultOptions *options, FILE *to) {
  Results results = {.query = query, .store = store, .options = options, .to = to, .width = query_width(query)};
  results.row = calloc(results.width + 1, sizeof *results.row);
  if (!results.row) return SPO_NO_MEMORY;
  SpoStatus status = query_tree(query)->form == QUERY_ASK ? write_answer(&results)
                     : options->format == RESULTS_TABLE   ? write_table(&results)
                                                          : write_stream(&results);
  free(results.row);
  byte_buffer_free(&results.out);
  return status;
}
