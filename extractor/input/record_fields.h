/* record_fields.h - the fields of records with names: members of JSON Lines, columns of CSV, entries of a map for XML.

   By default a field is found under its own name (text, id, url, lang or language, title, date, author, source,
   publisher); a user may say under which other name: "text=body,title=headline". */
#ifndef SPO_INPUT_RECORD_FIELDS_H
#define SPO_INPUT_RECORD_FIELDS_H

#include "input/reader.h"

typedef struct {
  const char *key;
  size_t field;   /* of Document, where its value goes */
  size_t longest; /* bytes */
  bool required;  /* a wrong value costs the record, not only the field */
} RecordField;

enum { RECORD_FIELDS = 10, RECORD_TEXT = 0 };

/* Of two keys for one field, the first that a record has counts. */
extern const RecordField RECORD_FIELD[RECORD_FIELDS];

/* Under which names the fields are found, in the order of RECORD_FIELD; slices of `given` or static. False where
   `given` is no list of FIELD=NAME with known fields; `*wrong` is the part that is not. */
bool record_field_names(Slice given, Slice names[RECORD_FIELDS], Slice *wrong);

typedef void (*RecordWarning)(void *handle, const char *key, const char *problem);

/* Makes the values in the document canonical; what makes no sense is left out, with a warning. */
void record_clean(Arena *arena, Document *document, RecordWarning warn, void *handle);

static inline Slice *record_field_of(Document *document, const RecordField *field) {
  return (Slice *)(void *)((char *)document + field->field);
}

/* What every record gets at the end: blocks, origins that lead into its own text, and a language. */
void record_finish(Arena *arena, const ReaderOptions *options, Document *document);

#endif
