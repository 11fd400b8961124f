#include "output/cells.h"

static void put(Cells *cells, Slice text) {
  VECTOR_APPEND(cells->arena, &cells->row, text.data, text.length);
}

void cells_begin(Cells *cells) {
  cells->row.count = 0;
  cells->begun = false;
}

static bool needs_quotes(Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    if (strchr(",\"\r\n", text.data[i])) return true;
  }
  return false;
}

static void put_quoted(Cells *cells, Slice text) {
  put(cells, SLICE("\""));
  while (text.length) {
    const char *quote = memchr(text.data, '"', text.length);
    size_t length = quote ? (size_t)(quote - text.data) + 1 : text.length;
    put(cells, (Slice){text.data, length});
    if (quote) put(cells, SLICE("\""));
    text = slice_between(text.data + length, text.data + text.length);
  }
  put(cells, SLICE("\""));
}

static void put_escaped(Cells *cells, Slice text) {
  for (size_t i = 0; i < text.length; i++) {
    switch (text.data[i]) {
      case '\t':
        put(cells, SLICE("\\t"));
        break;
      case '\n':
        put(cells, SLICE("\\n"));
        break;
      case '\r':
        put(cells, SLICE("\\r"));
        break;
      case '\\':
        put(cells, SLICE("\\\\"));
        break;
      default:
        put(cells, (Slice){text.data + i, 1});
    }
  }
}

static void put_cell(Cells *cells, Slice text) {
  if (cells->begun) put(cells, cells->tabs ? SLICE("\t") : SLICE(","));
  cells->begun = true;
  if (cells->tabs) {
    put_escaped(cells, text);
  } else if (needs_quotes(text)) {
    put_quoted(cells, text);
  } else {
    put(cells, text);
  }
}

void cells_put(Cells *cells, Slice text) {
  text = text_repaired(cells->arena, text, cells->losses);
  if (cells->guarded && text.length && strchr("=+-@\t\r", text.data[0])) {
    text = arena_join(cells->arena, (Slice[]){SLICE("'"), text}, 2);
  }
  put_cell(cells, text);
}

/* What only looks like one is a text. */
void cells_put_number(Cells *cells, Slice digits) {
  size_t at = digits.length && (digits.data[0] == '-' || digits.data[0] == '+');
  while (at < digits.length && ((digits.data[at] >= '0' && digits.data[at] <= '9') || digits.data[at] == '.')) at++;
  if (at == digits.length) {
    put_cell(cells, digits);
  } else {
    cells_put(cells, digits);
  }
}

Slice cells_end(Cells *cells) {
  put(cells, cells->tabs ? SLICE("\n") : SLICE("\r\n"));
  return (Slice){cells->row.data, cells->row.count};
}
