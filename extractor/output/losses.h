/* losses.h - what of a graph could not be written as it is, counted and told once a document.

   Terms of the pipeline are sound (graph.h); these checks are there for what goes wrong nevertheless, since a library
   that is given an unsound term may crash or spoil everything behind it. */
#ifndef SPO_OUTPUT_LOSSES_H
#define SPO_OUTPUT_LOSSES_H

#include "base/diagnostic.h"
#include "graph/graph.h"

typedef enum {
  LOSS_IRI,           /* triples left out: an IRI is relative or holds what no IRI may hold */
  LOSS_LANGUAGE,      /* triples left out: malformed language tag */
  LOSS_TEXT,          /* characters replaced by U+FFFD: invalid UTF-8 or U+0000 */
  LOSS_XML_CHARACTER, /* characters replaced by U+FFFD: XML 1.0, or Raptor's writer of it, cannot hold them */
  LOSS_XML_PREDICATE, /* triples left out: the predicate cannot be the name of an XML element */
  LOSS_XML_LITERAL,   /* triples left out: an rdf:XMLLiteral, which Raptor writes without a check */
  LOSS_PREFIX,        /* triples left out: an IRI's scheme is the name of a prefix of JSON-LD's context */
  LOSS_KINDS
} Loss;

typedef struct {
  size_t count[LOSS_KINDS];
} Losses;

/* One warning for each kind that occurred; `name` is the document's IRI. */
void losses_report(const Losses *losses, const Diagnostics *to, Slice name);

/* For each term of the graph why no writer may get it, or LOSS_KINDS where one may. A literal's text is not looked at.
 */
const Loss *term_losses(Arena *arena, const Graph *graph);

/* Why the triple must be left out, from what `terms`, made by term_losses, says; LOSS_KINDS if it need not. */
Loss triple_loss(const Graph *graph, const Loss *terms, Triple triple);

/* Whether a writer may write the triple; if not, it is counted. */
bool losses_let_pass(Losses *losses, const Graph *graph, const Loss *terms, Triple triple);

/* `text` itself if it is valid UTF-8 without U+0000, else a mended copy. */
Slice text_repaired(Arena *arena, Slice text, Losses *losses);

#endif
