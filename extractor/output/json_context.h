/* json_context.h - names of properties and classes in JSON: those of ontology/spo.context.jsonld, which is compiled in.

   JSON-LD and JSON Lines use the same names; the context says of each what its values are. */
#ifndef SPO_OUTPUT_JSON_CONTEXT_H
#define SPO_OUTPUT_JSON_CONTEXT_H

#include "base/name_table.h"
#include "graph/graph.h"

typedef enum {
  VALUES_ANY,         /* written out: a date, which may be of several datatypes */
  VALUES_IRIS,        /* "@type": "@id" */
  VALUES_WORDS,       /* "@type": "@vocab": a controlled word */
  VALUES_BY_LANGUAGE, /* "@container": "@language" */
  VALUES_TYPED,       /* of one datatype */
} ContextValues;

typedef struct {
  Slice name, iri;
  ContextValues values;
  Slice datatype; /* of VALUES_TYPED: an IRI */
  bool many;      /* "@container": "@set": always a list */
} ContextTerm;

typedef struct {
  Arena arena;
  struct {
    VECTOR(ContextTerm);
  } terms;
  struct {
    VECTOR(Prefix);
  } prefixes;
  NameTable by_iri, by_name; /* of terms; names of prefixes are in by_name, too, with UINT32_MAX - 1 */
  Slice vocabulary;          /* "@vocab" */
} JsonContext;

/* False where memory is short. */
bool json_context_init(JsonContext *context);
void json_context_free(JsonContext *context);

/* The term for a property or class, or NULL. */
const ContextTerm *json_context_term(const JsonContext *context, Slice iri);

/* Whether a name is taken by a term or prefix. */
bool json_context_has_name(const JsonContext *context, Slice name);

/* A controlled word, and a class of JSON Lines, in short (spo:moreThan is moreThan): its name in the context, else what
   stands behind the namespace, unless that is the name of something else, else the IRI. */
Slice json_context_word(const JsonContext *context, Slice iri);

/* Whether a value of such a term is one of JSON's booleans. */
bool json_context_is_boolean(const ContextTerm *term, Slice text);

/* The object of the file, as text: what stands behind "@context". With `prefixes`, those are added that it has not, as
   far as their names are free. In the context's arena. */
Slice json_context_text(JsonContext *context, const Prefix *prefixes, size_t count);

/* The datatype that XML Schema gives a date by its look: 2023 is a xsd:gYear; empty where it is no date. */
Slice date_datatype(Slice text);

#endif
