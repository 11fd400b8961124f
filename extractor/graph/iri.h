/* iri.h - the IRIs that a document's graph is made of. All are deterministic, absolute if `base` is, and hold nothing
   that N-Triples forbids or that needs an escape. `base` is an absolute IRI that ends in "/" or "#".

   Entities: base + TYPE + "-" + label, readable, so that a Turtle file says id:person-黄铁军. What a prefixed name
   cannot hold becomes "_", and then, or where the label is cut, a hash keeps different labels apart. Claims are named
   by a hash of all that they say, so that loading a document twice changes nothing. */
#ifndef SPO_GRAPH_IRI_H
#define SPO_GRAPH_IRI_H

#include "base/arena.h"

enum {
  IRI_LABEL_LONGEST = 80, /* code points of a label that an IRI shows */
  IRI_URL_LONGEST = 4096, /* bytes; a longer URL or id is none */
  IRI_HASH_DIGITS = 16,   /* hexadecimal digits of SHA-256 in a name that is nothing but a hash */
  IRI_SUFFIX_DIGITS = 8,  /* and behind a label that was changed */
};

/* The parts one behind the other, standing between < and >, as in N-Triples. */
Slice iri_join(Arena *arena, const Slice *parts, size_t count);

/* TYPE-LABEL. `type` consists of small ASCII letters. White space other than the plain blank, and "_", count as changed
   characters, since several labels would become one otherwise. */
Slice iri_local_name(Arena *arena, Slice type, Slice label);

/* TYPE-HASH, for --iri hash. */
Slice iri_hash_name(Arena *arena, Slice type, Slice label);

/* base + TYPE-HASH of all `parts` in their order, each counted for itself: ("ab", "c") is not ("a", "bc"). As iri_join.
 */
Slice iri_of_parts(Arena *arena, Slice base, Slice type, const Slice *parts, size_t count);

/* The document's URL without its fragment (and without user and password), if it is a sound http, https or urn one:
   what is illegal in it is percent-encoded, scheme and host are put in small letters, "." and ".." are resolved.
   Otherwise base + "doc/" + id, percent-encoded where an IRI's path segment needs it; without an id, base + "doc/" +
   hash of the text. */
Slice iri_document(Arena *arena, Slice base, Slice url, Slice id, Slice text);

/* A value as a part of an IRI: what is neither a letter nor a digit of any script nor one of -._~ is percent-encoded,
   so that different values stay different. */
Slice iri_encoded(Arena *arena, Slice value);

/* The code points [begin, end) of the document's text (RFC 5147). As iri_join. */
Slice iri_mention(Arena *arena, Slice document, uint32_t begin, uint32_t end);

#endif
