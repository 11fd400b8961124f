#include "cli/messages.h"

#include <jansson.h>

#include "cli/command.h"
#include "rules/rule_codes.h"

bool message_format_named(const char *name, MessageFormat *format) {
  static const char *const NAMES[] = {"text", "json", "github", "sarif"};
  for (int i = 0; i < 4; i++) {
    if (strcmp(name, NAMES[i]) != 0) continue;
    *format = (MessageFormat)i;
    return true;
  }
  return false;
}

static void print_text(const DiagnosticList *list) {
  enum { MOST_SHOWN = 100 };
  uint32_t count = list->messages.count;
  for (uint32_t i = 0; i < count && i < MOST_SHOWN; i++) diagnostics_report(&REPORT, &list->messages.data[i]);
  if (count > MOST_SHOWN) fprintf(stderr, "spo: %u more messages; mend these first\n", count - MOST_SHOWN);
}

static json_t *text_or_null(const char *text) {
  json_t *value = text ? json_string(text) : NULL;
  return value ? value : json_null();
}

static const char *const SEVERITY[] = {"note", "warning", "error"};

static void print_json(const DiagnosticList *list, FILE *to) {
  json_t *all = json_array();
  for (uint32_t i = 0; i < list->messages.count; i++) {
    const SpoDiagnostic *message = &list->messages.data[i];
    json_t *one = json_pack(
        "{s:s, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "severity", SEVERITY[message->severity], "code",
        text_or_null(message->code), "file", text_or_null(message->file), "line", (json_int_t)message->line, "column",
        (json_int_t)message->column, "width", (json_int_t)message->width, "message", text_or_null(message->message),
        "hint", text_or_null(message->hint), "fix", text_or_null(message->fix), "off", text_or_null(message->off));
    json_array_append_new(all, one);
  }
  json_dumpf(all, to, JSON_INDENT(2));
  fputc('\n', to);
  json_decref(all);
}

/* % and line breaks, and in properties : and , have to be escaped (GitHub's toolkit, command.ts). */
static void print_escaped(const char *text, bool property, FILE *to) {
  for (; text && *text; text++) {
    if (*text == '%' || *text == '\r' || *text == '\n' || (property && (*text == ':' || *text == ','))) {
      fprintf(to, "%%%02X", (unsigned char)*text);
    } else {
      fputc(*text, to);
    }
  }
}

static void print_github(const DiagnosticList *list, FILE *to) {
  static const char *const COMMANDS[] = {"notice", "warning", "error"};
  for (uint32_t i = 0; i < list->messages.count; i++) {
    const SpoDiagnostic *message = &list->messages.data[i];
    fprintf(to, "::%s file=", COMMANDS[message->severity]);
    print_escaped(message->file ? message->file : "", true, to);
    if (message->line) fprintf(to, ",line=%zu,col=%zu", message->line, message->column);
    if (message->code) fprintf(to, ",title=%s", message->code);
    fputs("::", to);
    print_escaped(message->message, false, to);
    if (message->hint) {
      fputs("%0A", to);
      print_escaped(message->hint, false, to);
    }
    fputc('\n', to);
  }
}

static json_t *sarif_rules(void) {
  json_t *rules = json_array();
  for (size_t i = 0; i < RULE_CODE_COUNT; i++) {
    const RuleCode *code = &RULE_CODES[i];
    json_array_append_new(rules, json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", code->code, "shortDescription", "text",
                                           code->title, "fullDescription", "text", code->explanation));
  }
  return rules;
}

static json_t *sarif_result(const SpoDiagnostic *message) {
  json_t *result = json_pack("{s:s, s:{s:s}}", "level", SEVERITY[message->severity], "message", "text",
                             message->message ? message->message : "");
  if (message->code) json_object_set_new(result, "ruleId", json_string(message->code));
  if (!message->file) return result;
  json_t *place = json_pack("{s:{s:s}}", "artifactLocation", "uri", message->file);
  if (message->line) {
    json_object_set_new(
        place, "region",
        json_pack("{s:I, s:I, s:I}", "startLine", (json_int_t)message->line, "startColumn", (json_int_t)message->column,
                  "endColumn", (json_int_t)message->column + (json_int_t)message->width));
  }
  json_object_set_new(result, "locations", json_pack("[{s:o}]", "physicalLocation", place));
  return result;
}

static void print_sarif(const DiagnosticList *list, FILE *to) {
  json_t *results = json_array();
  for (uint32_t i = 0; i < list->messages.count; i++) {
    json_array_append_new(results, sarif_result(&list->messages.data[i]));
  }
  json_t *log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:s, s:o}]}", "$schema",
                          "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
                          "name", "spo", "rules", sarif_rules(), "columnKind", "unicodeCodePoints", "results", results);
  json_dumpf(log, to, JSON_INDENT(2));
  fputc('\n', to);
  json_decref(log);
}

void messages_print(const DiagnosticList *list, MessageFormat format, FILE *to) {
  switch (format) {
    case MESSAGES_TEXT:
      print_text(list);
      break;
    case MESSAGES_JSON:
      print_json(list, to);
      break;
    case MESSAGES_GITHUB:
      print_github(list, to);
      break;
    case MESSAGES_SARIF:
      print_sarif(list, to);
      break;
  }
}
