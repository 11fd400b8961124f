/* description.h - counts over all graphs of a run, and the description of the whole as VoID and DCAT.

   Threads add graphs in any order; the counts do not depend on it. Memory: a number for each class and property, and a
   SeenSet for the entities, which several documents have. */
#ifndef SPO_OUTPUT_DESCRIPTION_H
#define SPO_OUTPUT_DESCRIPTION_H

#include "base/byte_buffer.h"
#include "graph/graph.h"

typedef struct Description Description;

/* NULL where memory is short. */
Description *description_new(void);
void description_free(Description *description);

/* Counts a finished graph. False where memory is short or a temporary file cannot be written. */
bool description_add(Description *description, const Graph *graph);

/* A file of the data. */
typedef struct {
  Slice address;    /* IRI, may be relative to the description */
  Slice media_type; /* "application/n-quads" */
  bool packed;      /* gzip */
  bool rdf;
  uint64_t bytes; /* 0: not known */
} Distribution;

typedef struct {
  Slice title, issued; /* `issued`: a date, or empty */
  Slice base;          /* of entities' IRIs */
  const Distribution *distributions;
  size_t distribution_count;
} DescriptionText;

/* The description as Turtle. False where memory is short. */
bool description_write(const Description *description, const DescriptionText *text, ByteBuffer *to);

#endif
