/* iri_resolve.h - relative IRIs against a base (RFC 3986, section 5.2). */
#ifndef SPO_QUERY_IRI_RESOLVE_H
#define SPO_QUERY_IRI_RESOLVE_H

#include "base/arena.h"

/* `iri` itself where it has a scheme or there is no base. */
Slice iri_resolve(Arena *arena, Slice base, Slice iri);

#endif
