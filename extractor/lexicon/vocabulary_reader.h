/* vocabulary_reader.h - reads names with what they stand for into a lexicon: a gazetteer of companies, people, places,
   from a table or from RDF.

   Each name becomes a word of the class of its type (`entry` where it has none), tagged with `iri`, with `of` (the full
   name, if it is another one) and with whatever else the table has. */
#ifndef SPO_LEXICON_VOCABULARY_READER_H
#define SPO_LEXICON_VOCABULARY_READER_H

#include "lexicon/lexicon_builder.h"

/* A table, columns separated by tabs. If its first line names a column `label`, the others are known by their names:
   `alias` (several separated by |), `iri`, `type`; any other one is a tag. Otherwise the lines are those of word lists:
   a word, and behind a tab tags separated by blanks. Lines that begin with # are passed over. Valid UTF-8. */
SpoStatus vocabulary_read_table(Arena *arena, LexiconBuilder *builder, Slice text);

/* An RDF file: labels (rdfs:label, skos:prefLabel, schema:name, foaf:name) and aliases (skos:altLabel,
   schema:alternateName) of its subjects, those without a language and those in `language` (empty: all). The type is the
   last part of the IRI of the first rdf:type. */
SpoStatus vocabulary_read_rdf(Arena *arena, LexiconBuilder *builder, const char *path, Slice language,
                              const Diagnostics *diagnostics);

#endif
