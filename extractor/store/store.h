/* store.h - the quads of RDF files in memory, found by any pattern: for queries, for checking and for merging graphs.

   What it gives:
   - store_open, store_close: an empty store; what is too much for memory goes to temporary files (space.h);
   - store_add_path: the quads of a file, of standard input or of all RDF files of a folder, as `spo extract -o DIR/
     --split` writes it (rdf/reader.h); store_add_quad adds one by hand;
   - store_finish: sorts what was added and drops repeated quads. Reading needs it; adding more afterwards is allowed;
   - store_count, store_term_count: how many there are;
   - store_find, store_add_term, store_term: from terms to their numbers and back;
   - store_match and store_next: the quads of a pattern, in the order of numbers; store_match_triples: those of the
   union of all graphs, a triple that stands in two graphs once;
   - store_size, store_predicates: exact counts for planning joins.

   Numbers of terms are from 1 on, in the order of first occurrence; the same files in the same order give the same
   numbers. Labels of blank nodes are those of the file behind `f1.`, `f2.`, ...: nodes of two files are never one.

   Quads are kept in four orders (SPOG, POSG, OSPG, GSPO), 64 bytes a quad; a pattern costs a table access and a binary
   search within the quads that have the first term in common. One thread at a time; reading only from several. */
#ifndef SPO_STORE_STORE_H
#define SPO_STORE_STORE_H

#include <stdint.h>

#include "base/diagnostic.h"
#include "rdf/term.h"

typedef struct Store Store;

typedef uint32_t StoreTerm;

#define STORE_NO_TERM ((StoreTerm)0)
#define STORE_DEFAULT_GRAPH ((StoreTerm)0) /* the graph of quads that stand in none */
#define STORE_ANY UINT32_MAX               /* in patterns */

typedef struct {
  StoreTerm subject, predicate, object, graph;
} StoreQuad;

/* Zero stands for the default of each. */
typedef struct {
  const char *folder;    /* of temporary files; default: TMPDIR, /tmp */
  size_t most_in_memory; /* bytes, beyond which they are used; default 2 GB */
  size_t most;           /* bytes in all, after which adding fails; default 64 GB */
} StoreOptions;

/* NULL where memory is short. */
Store *store_open(const StoreOptions *options);
void store_close(Store *store);

/* Adds a file ("-": standard input), or of a folder all whose ending tells that they are RDF (rdf/syntax.h), in the
   order of their names. A file that breaks off or is wrong somewhere is reported with its line and comes back as
   SPO_BAD_INPUT; the quads before that place, and those on sound lines behind it, are in the store, and the other files
   of a folder are read. SPO_NO_MEMORY, reported: no room for more. */
SpoStatus store_add_path(Store *store, const char *path, const Diagnostics *diagnostics);

/* The same from memory; `name` decides the syntax by its ending. */
SpoStatus store_add_bytes(Store *store, Slice bytes, const char *name, const Diagnostics *diagnostics);

/* Files that were read so far. */
uint32_t store_file_count(const Store *store);

/* False where there is no memory. */
bool store_add_quad(Store *store, StoreQuad quad);

/* Sorts. False where there is no memory. */
bool store_finish(Store *store);

/* Different quads, terms. */
uint64_t store_count(const Store *store);
uint32_t store_term_count(const Store *store);

/* The number of a term; 0 where the store has none. */
StoreTerm store_find(const Store *store, const RdfTerm *term);
StoreTerm store_find_iri(const Store *store, Slice iri);

/* Adds it where it is new; 0 where there is no memory. Allowed while reading; slices of store_term end with it. */
StoreTerm store_add_term(Store *store, const RdfTerm *term);

/* The term of a number, valid until the next term is added. Of a plain or tagged literal the datatype is empty. */
RdfTerm store_term(const Store *store, StoreTerm number);

/* The number of a literal's datatype; 0 for plain and tagged literals and for other terms. */
StoreTerm store_datatype(const Store *store, StoreTerm number);

/* ---- reading ---- */

typedef enum { ORDER_SPOG, ORDER_POSG, ORDER_OSPG, ORDER_GSPO, STORE_ORDERS } StoreOrder;

/* The rest of what matches; plain values, nothing to free. Ends with the next store_finish. */
typedef struct {
  const uint32_t (*at)[4], (*end)[4]; /* quads in the order's order of terms */
  StoreOrder order;
  StoreQuad pattern;
  bool checked; /* terms of the pattern that are not the first ones of the order must be compared */
  bool triples; /* repetitions in other graphs are passed over; the graph of what comes is any of them */
} StoreCursor;

/* Quads that match: STORE_ANY stands for any term; a graph may be STORE_DEFAULT_GRAPH. */
StoreCursor store_match(const Store *store, StoreQuad pattern);

/* Triples of the union of all graphs; the pattern's graph is ignored. */
StoreCursor store_match_triples(const Store *store, StoreQuad pattern);

bool store_next(StoreCursor *cursor, StoreQuad *quad);

/* Quads that match, an upper bound where subject, predicate, object and graph are no beginning of an order; takes the
   time of a search, not of counting. */
uint64_t store_size(const Store *store, StoreQuad pattern);

/* What planning joins needs of a predicate: triples, different subjects and objects. */
typedef struct {
  StoreTerm predicate;
  uint32_t triples, subjects, objects;
} StorePredicate;

/* All predicates, by their numbers. */
const StorePredicate *store_predicates(const Store *store, size_t *count);

/* Different terms in a place of the quads; of ORDER_GSPO: graphs, the default graph among them. */
uint32_t store_distinct(const Store *store, StoreOrder first);

#endif
