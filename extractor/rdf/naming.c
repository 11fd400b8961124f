#include "rdf/naming.h"

Naming naming_of(Slice predicate) {
  static const struct {
    const char *iri;
    Naming naming;
  } KNOWN[] = {{"http://www.w3.org/2000/01/rdf-schema#label", NAMING_LABEL},
               {"http://www.w3.org/2004/02/skos/core#prefLabel", NAMING_LABEL},
               {"https://schema.org/name", NAMING_LABEL},
               {"http://schema.org/name", NAMING_LABEL},
               {"http://xmlns.com/foaf/0.1/name", NAMING_LABEL},
               {"http://www.w3.org/2004/02/skos/core#altLabel", NAMING_ALIAS},
               {"https://schema.org/alternateName", NAMING_ALIAS},
               {"http://schema.org/alternateName", NAMING_ALIAS}};
  for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
    if (slice_is(predicate, KNOWN[i].iri)) return KNOWN[i].naming;
  }
  return NAMING_NONE;
}
