/* ontology.h - the classes, properties and datatypes that ontology files declare: what rule files are checked against,
   and what an editor offers and explains.

   A term is declared by its rdf:type (owl:Class, rdfs:Class, rdf:Property, owl:ObjectProperty, rdfs:Datatype, ...), or
   because rdfs:subClassOf, rdfs:domain and the like are said of it. A file is about one or a few namespaces, its own:
   those that its owl:Ontology or vann:preferredNamespaceUri names; where there is none, those of terms with a label or
   a comment; where there is none of these either, those of all its terms. A name of such a namespace that no file
   declares is a mistake. Of other namespaces a file may mention a few terms, which says nothing about the rest. */
#ifndef SPO_RULES_ONTOLOGY_H
#define SPO_RULES_ONTOLOGY_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/name_table.h"

enum { /* OntologyTerm.kinds; a name may be several */
       TERM_IS_CLASS = 1,
       TERM_IS_PROPERTY = 2,
       TERM_IS_DATATYPE = 4,
       TERM_IS_INDIVIDUAL = 8,
};

typedef struct {
  Slice language; /* in small letters; empty: none given */
  Slice text;
} OntologyText;

typedef struct {
  VECTOR(OntologyText);
} OntologyTexts;

typedef struct {
  Slice iri;
  uint32_t kinds; /* 0: only mentioned */
  bool deprecated;
  bool described;  /* has a label or a comment */
  uint32_t source; /* number of the file that first speaks of it */
  size_t line;     /* there */
  OntologyTexts labels, comments;
} OntologyTerm;

typedef struct {
  Slice iri;       /* up to and with the last # or / */
  uint32_t source; /* the file whose own it is */
} OntologyNamespace;

typedef struct {
  Arena *arena;
  struct {
    VECTOR(Slice);
  } sources; /* names of the files, as messages show them */
  struct {
    VECTOR(OntologyTerm);
  } terms; /* in the order of first mention */
  struct {
    VECTOR(OntologyNamespace);
  } namespaces;
  NameTable by_iri;
} Ontology;

/* Adds the terms of a file; `name` stands for it in messages. SPO_BAD_RULES, reported, where it cannot be read. */
SpoStatus ontology_read(Ontology *ontology, Arena *arena, const char *path, Slice name, const Diagnostics *diagnostics);

/* The term of that IRI if a file declares it, or NULL. */
const OntologyTerm *ontology_find(const Ontology *ontology, Slice iri);

/* The namespace of an IRI if a file calls it its own, or NULL. */
const OntologyNamespace *ontology_namespace(const Ontology *ontology, Slice iri);

/* The declared IRI of one of these kinds in the same namespace that is most like `iri`, or an empty slice. */
Slice ontology_similar(const Ontology *ontology, Slice iri, uint32_t kinds);

/* The length of an IRI's namespace: up to and with its last # or /. */
size_t ontology_namespace_length(Slice iri);

/* The label in `language`, else in English, else without a language, else the first; empty where there is none. */
Slice ontology_label(const OntologyTerm *term, Slice language);
Slice ontology_comment(const OntologyTerm *term, Slice language);

#endif
