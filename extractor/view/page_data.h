/* page_data.h - one document as the page's script gets it: its text, what was found in it and where, as JSON.

   Positions are code points of the text, as everywhere in spo. The object's members:

     iri name title date publisher author source language: of the document; those that are known
     text: NFC, whole
     paragraphs: begin, end, kind (a letter of PARAGRAPH_LETTERS), and so on
     sentences: begin, end, and so on
     entities: iri, id (as Turtle writes it), type, label, names, same (its first sameAs), score (of linking),
       mentions (begin, end, and so on), rdf (predicate, object, and so on, as Turtle writes them)
     claims: iri, id, frame, relation (of relations: the property), sentence, more (sentences of claims that were
       taken into it), rule, file, line, confidence, rdf, and slots: name, value, unit, bound, begin and end where
       the text says it, entity (its number in `entities`), carried
     graph: the drawing, see graph_picture.h

   Claims that say the same have one IRI, and only the first of them has `rdf`. */
#ifndef SPO_VIEW_PAGE_DATA_H
#define SPO_VIEW_PAGE_DATA_H

#include "graph/build.h"
#include "view/page_json.h"

typedef struct {
  const Resolution *resolution;
  const Graph *graph; /* of it, finished */
  const GraphOptions *options;
  const Prefix *prefixes;
  uint32_t prefix_count;
} ViewDocument;

/* `arena` takes what is needed on the way; its guard must be set. */
void page_data_put(PageJson *json, Arena *arena, const ViewDocument *document);

#endif
