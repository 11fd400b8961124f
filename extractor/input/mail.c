/* E-mail: a letter (.eml), or many in one file (mbox). */
#include <stdio.h>
#include <stdlib.h>

#include "input/date_text.h"
#include "input/format.h"
#include "input/html_fragment.h"
#include "input/language.h"
#include "input/mime.h"
#include "input/origins.h"
#include "input/plain.h"
#include "input/xml_library.h"

typedef struct {
  HtmlPage page;
  bool begun, mailbox, ended;
  bool torn;        /* a letter of a mailbox was being read when the arena was full */
  uint64_t letters; /* seen so far */
  uint64_t offset;  /* of the letter in the source */
} Mail;

/* ---- the bytes of a letter ---- */

typedef struct {
  VECTOR(char);
} Bytes;

static bool is_separator(Slice line) {
  return slice_starts_with(line, SLICE("From ")) && line.length > 10;
}

/* Whether the next line begins a letter. */
static bool at_separator(Source *source) {
  Slice head = source_peek(source, 200);
  return is_separator(slice_cut(&head, '\n'));
}

/* >From at the beginning of a line was From before it came into a mailbox. */
static Slice unquote(Slice line) {
  size_t quotes = 0;
  while (quotes < line.length && line.data[quotes] == '>') quotes++;
  bool quoted = quotes && slice_starts_with((Slice){line.data + quotes, line.length - quotes}, SLICE("From "));
  return quoted ? slice_between(line.data + 1, line.data + line.length) : line;
}

static SpoStatus refuse(const Mail *mail, const Input *input, const char *problem) {
  char place[64] = "letter";
  if (mail->mailbox) snprintf(place, sizeof place, "letter %llu", (unsigned long long)mail->letters);
  return input_refuse(input, (size_t)mail->offset, "%s skipped: %s", place, problem);
}

/* Lines up to the next letter. A mailbox is a stream: memory is bounded by its largest letter. */
static SpoStatus read_letter(Mail *mail, Input *input, Arena *arena, Bytes *bytes) {
  Source *source = &input->source;
  bool blank = true, too_large = false;
  mail->offset = source->position;
  mail->letters++;
  for (bool first = true;; first = false) {
    Slice line;
    if (!first && blank && at_separator(source)) break;
    SourceResult result = source_line(source, input->options.largest, &line);
    if (result == SOURCE_NO_MEMORY) arena_fail(arena);
    if (result == SOURCE_FAILED) {
      mail->ended = true;
      return input_refuse_source(input);
    }
    if (result == SOURCE_END) break;
    blank = result == SOURCE_OK && line.length == 0;
    too_large = too_large || result == SOURCE_TOO_LARGE || bytes->count + line.length > input->options.largest;
    if (too_large || first) continue; /* the first line is the mailbox's own */
    line = unquote(line);
    VECTOR_APPEND(arena, bytes, line.data, line.length);
    VECTOR_APPEND(arena, bytes, "\n", 1);
  }
  return too_large ? refuse(mail, input, "it is larger than one document may be") : SPO_SUCCESS;
}

/* What is left of a letter for which the arena was too small. */
static void skip_letter(Source *source) {
  Slice line;
  SourceResult result = SOURCE_OK;
  while ((result == SOURCE_OK || result == SOURCE_TOO_LARGE) && !at_separator(source)) {
    result = source_line(source, 0, &line);
  }
}

/* ---- what it says ---- */

/* `"Roe, Jane" <jane@example.org>`, `jane@example.org (Jane Roe)`, or the address alone. */
static Slice sender(Slice from) {
  if (from.length == 0) return from;
  const char *open = memchr(from.data, '<', from.length), *comment = memchr(from.data, '(', from.length);
  Slice name = open ? slice_trim(slice_between(from.data, open)) : from;
  if (!open && comment && slice_ends_with(from, SLICE(")"))) {
    return slice_trim(slice_between(comment + 1, from.data + from.length - 1));
  }
  if (open && name.length == 0) {
    name = slice_between(open + 1, from.data + from.length);
    name = slice_cut(&name, '>');
  }
  bool quoted = name.length > 1 && name.data[0] == '"' && slice_ends_with(name, SLICE("\""));
  return quoted ? slice_trim((Slice){name.data + 1, name.length - 2}) : name;
}

static Slice without_brackets(Slice value) {
  bool both = value.length > 2 && value.data[0] == '<' && slice_ends_with(value, SLICE(">"));
  return both ? (Slice){value.data + 1, value.length - 2} : value;
}

static void take_headers(Arena *arena, const MimeLetter *letter, Document *document) {
  char date[DATE_TEXT_SIZE];
  Slice address = without_brackets(letter->address), written = letter->date;
  document->title = letter->subject;
  document->author = sender(letter->from);
  document->id = without_brackets(letter->id);
  if (url_is_absolute(address)) document->url = address;
  written = slice_trim(slice_cut(&written, '(')); /* the zone's name may follow */
  if (date_text_value(written, date)) document->date = arena_copy(arena, slice_of(date));
  document->language = language_normalize(arena, letter->language);
}

/* Lines of flowed text that end with a space go on in the next; what follows the line "-- " is a signature. */
static Slice lay_out(Arena *arena, Slice text, bool flowed) {
  char *out = arena_alloc(arena, text.length + 2);
  size_t length = 0;
  while (text.length) {
    Slice line = slice_cut(&text, '\n');
    if (slice_ends_with(line, SLICE("\r"))) line.length--;
    if (slice_is(line, "-- ")) break;
    bool goes_on = flowed && slice_ends_with(line, SLICE(" ")) && text.length;
    memcpy(out + length, line.data, line.length);
    length += line.length;
    if (!goes_on) out[length++] = '\n';
  }
  return (Slice){out, length};
}

/* All texts of the letter as UTF-8: one after the other where they are plain, else as HTML. */
static SpoStatus decode_texts(const Mail *mail, const Input *input, Arena *arena, const MimeLetter *letter,
                              HtmlText *text, bool html, Document *document) {
  for (uint32_t i = 0; i < letter->texts.count; i++) {
    const MimeText *part = &letter->texts.data[i];
    Decoded decoded;
    EncodingOptions options = {.charset = part->charset, .markup = part->html, .lenient = true};
    if (!encoding_decode(arena, part->bytes, options, &decoded)) {
      return refuse(mail, input, arena_print(arena, "its text cannot be decoded: %s", decoded.problem).data);
    }
    if (!document->encoding || strcmp(decoded.name, "UTF-8") != 0) document->encoding = decoded.name;
    if (part->html) {
      html_add(arena, text, decoded.text);
    } else {
      Slice plain = lay_out(arena, decoded.text, part->flowed);
      if (html) html_add_paragraphs(arena, text, plain);
      if (!html && text->count) html_add(arena, text, SLICE("\n"));
      if (!html) html_add(arena, text, plain);
    }
  }
  return SPO_SUCCESS;
}

static bool has_html(const MimeLetter *letter) {
  for (uint32_t i = 0; i < letter->texts.count; i++) {
    if (letter->texts.data[i].html) return true;
  }
  return false;
}

static bool lay_structure(Mail *mail, Arena *arena, Slice text, bool html, Document *document) {
  if (html) return html_fragment_read(arena, &mail->page, text, document);
  document->text = text;
  origins_lead_to_itself(arena, &document->origins);
  plain_structure(arena, document);
  return document->blocks.count > 0;
}

static SpoStatus make_document(Mail *mail, const Input *input, Arena *arena, Slice bytes, Document *document) {
  MimeLetter letter;
  HtmlText text = {0};
  mime_read(arena, bytes, &letter);
  take_headers(arena, &letter, document);
  bool html = has_html(&letter);
  SpoStatus status = decode_texts(mail, input, arena, &letter, &text, html, document);
  if (status != SPO_SUCCESS) return status;
  html_add(arena, &text, (Slice){"", 1}); /* a zero byte behind the end */
  text.count--;
  if (text.count == 0 || !lay_structure(mail, arena, (Slice){text.data, text.count}, html, document)) {
    return refuse(mail, input, "it holds no text");
  }
  if (document->language.length == 0) document->language = arena_copy(arena, input->options.language);
  document->language = language_checked(document->language, document->text);
  document->name = arena_copy(arena, slice_of(input->source.name));
  input_hash(bytes, document->sha256);
  return SPO_SUCCESS;
}

/* ---- the driver ---- */

static SpoStatus next_of_mailbox(Mail *mail, Input *input, Arena *arena, Document *document) {
  Bytes bytes = {0};
  if (mail->torn) skip_letter(&input->source);
  if (source_peek(&input->source, 1).length == 0 && !input->source.error) return SPO_END;
  mail->torn = true;
  SpoStatus status = read_letter(mail, input, arena, &bytes);
  mail->torn = false;
  return status == SPO_SUCCESS ? make_document(mail, input, arena, (Slice){bytes.data, bytes.count}, document) : status;
}

static SpoStatus next(void *state, Input *input, Arena *arena, Document *document) {
  Mail *mail = state;
  Slice bytes;
  if (!mail->begun) mail->mailbox = at_separator(&input->source);
  mail->begun = true;
  if (mail->ended) return SPO_END;
  if (mail->mailbox) return next_of_mailbox(mail, input, arena, document);
  SpoStatus status = input_whole(input, arena, document, &bytes);
  return status == SPO_SUCCESS ? make_document(mail, input, arena, bytes, document) : status;
}

static void *open_mail(const Input *input) {
  if (!xml_library_load(&input->diagnostics)) return NULL;
  Mail *mail = calloc(1, sizeof *mail);
  if (mail) html_page_init(&mail->page);
  return mail;
}

static void close_mail(void *state) {
  html_page_free(&((Mail *)state)->page);
  free(state);
}

static bool recognize(Slice head) {
  Slice rest = head;
  if (is_separator(head)) slice_cut(&rest, '\n');
  return mime_begins(rest);
}

const FormatDriver MAIL_DRIVER = {.name = "mail",
                                  .format = FORMAT_MAIL,
                                  .endings = ".eml .mbox .mbx ",
                                  .recognize = recognize,
                                  .open = open_mail,
                                  .next = next,
                                  .close = close_mail};
