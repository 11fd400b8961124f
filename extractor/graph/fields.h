/* fields.h - the values of slots and entities as texts, and texts made of them: IRIs of claims, entities and values,
   literals.

   Values are as they stand in the graph: a number without its unit, a date as xsd writes it, an entity's label. */
#ifndef SPO_GRAPH_FIELDS_H
#define SPO_GRAPH_FIELDS_H

#include "resolve/resolve.h"

/* Whose values fill a template: those of a fact, or, where `fact` is NULL, those of an entity. */
typedef struct {
  Arena *arena;
  const Resolution *resolution;
  const Fact *fact;
  uint32_t entity;
} FieldSource;

/* A part of a slot's value, or, where `part` is empty, the value; of an entity, a part is a tag of its listed word.
   False where there is nothing. */
bool field_slot(const FieldSource *source, const FactSlot *slot, Slice part, Slice *text);

/* A tag of the listed word that an entity is called by: its label first, then its other names. */
bool field_tag(const FieldSource *source, uint32_t entity, Slice tag, Slice *text);

/* What an entity is elsewhere: the tag `iri` of a word that it is called by. False where there is none, or where the
   word names several things. */
bool field_identity(const FieldSource *source, uint32_t entity, Slice *iri);

/* The template's text; values in an IRI are percent-encoded. False where a value is missing, or empty. */
bool field_fill(const FieldSource *source, RuleTemplate template, bool iri, Slice *text);

#endif
