#include "input/record_fields.h"

#include "input/date_text.h"
#include "input/language.h"
#include "input/origins.h"
#include "input/plain.h"

const RecordField RECORD_FIELD[RECORD_FIELDS] = {
    [RECORD_TEXT] = {"text", offsetof(Document, text), INPUT_LARGEST_RECORD, true},
    {"id", offsetof(Document, id), 1000, true},
    {"url", offsetof(Document, url), 4000, false},
    {"lang", offsetof(Document, language), 100, false},
    {"language", offsetof(Document, language), 100, false},
    {"title", offsetof(Document, title), 4000, false},
    {"date", offsetof(Document, date), 100, false},
    {"author", offsetof(Document, author), 1000, false},
    {"source", offsetof(Document, source), 1000, false},
    {"publisher", offsetof(Document, publisher), 1000, false},
};

bool record_field_names(Slice given, Slice names[RECORD_FIELDS], Slice *wrong) {
  for (size_t i = 0; i < RECORD_FIELDS; i++) names[i] = slice_of(RECORD_FIELD[i].key);
  while (given.length) {
    Slice pair = slice_cut(&given, ','), name = pair, field = slice_trim(slice_cut(&name, '='));
    size_t i = 0;
    while (i < RECORD_FIELDS && !slice_is(field, RECORD_FIELD[i].key)) i++;
    name = slice_trim(name);
    *wrong = pair;
    if (i == RECORD_FIELDS || name.length == 0) return false;
    names[i] = name;
  }
  return true;
}

void record_clean(Arena *arena, Document *document, RecordWarning warn, void *handle) {
  char date[DATE_TEXT_SIZE];
  Slice written = slice_trim(document->date), tag = document->language;
  document->title = slice_trim(document->title);
  document->author = slice_trim(document->author);
  document->source = slice_trim(document->source);
  document->publisher = slice_trim(document->publisher);
  document->url = slice_trim(document->url);
  if (document->url.length && !url_is_absolute(document->url)) {
    warn(handle, "url", "is not absolute");
    document->url = (Slice){0};
  }
  bool dated = written.length && date_text_value(written, date);
  document->date = dated ? arena_copy(arena, slice_of(date)) : (Slice){0};
  if (written.length && !dated) warn(handle, "date", "is not understood");
  document->language = language_normalize(arena, tag);
  if (slice_trim(tag).length && document->language.length == 0) warn(handle, "lang", "is no language tag");
}

void record_finish(Arena *arena, const ReaderOptions *options, Document *document) {
  origins_lead_to_itself(arena, &document->origins);
  plain_structure(arena, document);
  if (document->language.length == 0) document->language = arena_copy(arena, options->language);
  if (document->language.length == 0) document->language = language_guess(document->text);
}
