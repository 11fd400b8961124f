#include "output/description.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/iri_chars.h"
#include "base/name_table.h"
#include "graph/graph_view.h"
#include "graph/namespaces.h"
#include "output/escapes.h"
#include "output/seen_set.h"

typedef struct {
  Slice iri;
  uint64_t count;
} Counted;

/* IRIs and how often each was counted, in an arena. */
typedef struct {
  struct {
    VECTOR(Counted);
  } counts;
  NameTable by_iri;
} Counts;

struct Description {
  pthread_mutex_t lock;
  Arena arena;   /* of the counts */
  Arena scratch; /* of one graph */
  Counts classes, properties;
  SeenSet *subjects, *typed; /* subjects; pairs of class and subject */
  uint64_t triples, documents;
};

Description *description_new(void) {
  Description *description = calloc(1, sizeof *description);
  if (!description) return NULL;
  pthread_mutex_init(&description->lock, NULL);
  arena_init(&description->arena, SIZE_MAX);
  arena_init(&description->scratch, SIZE_MAX);
  description->subjects = seen_set_new(SEEN_SET_KEYS);
  description->typed = seen_set_new(SEEN_SET_KEYS);
  if (description->subjects && description->typed) return description;
  description_free(description);
  return NULL;
}

void description_free(Description *description) {
  if (!description) return;
  seen_set_free(description->subjects);
  seen_set_free(description->typed);
  arena_free(&description->arena);
  arena_free(&description->scratch);
  pthread_mutex_destroy(&description->lock);
  free(description);
}

static void count(Description *description, Counts *counts, Slice iri, uint64_t number) {
  uint32_t known = name_table_find(&counts->by_iri, iri);
  if (known == UINT32_MAX) {
    known = counts->counts.count;
    Counted counted = {arena_copy(&description->arena, iri), 0};
    VECTOR_PUSH(&description->arena, &counts->counts, counted);
    name_table_add(&counts->by_iri, &description->arena, counted.iri, known);
  }
  counts->counts.data[known].count += number;
}

static bool count_classes(Description *description, const GraphView *view, const Subject *subject) {
  Slice iri = view_term(view, subject->term)->text;
  for (uint32_t i = subject->first; i < subject->first + subject->count; i++) {
    const Triple *triple = &view->graph->triples.data[i];
    if (view_property(view, triple->predicate) != PROPERTY_TYPE) continue;
    Slice class = view_term(view, triple->object)->text;
    SeenState state = seen_set_add(description->typed, seen_key((Slice[]){class, iri}, 2));
    if (state == SEEN_FAILED) return false;
    if (state == SEEN_NEW) count(description, &description->classes, class, 1);
  }
  return seen_set_add(description->subjects, seen_key(&iri, 1)) != SEEN_FAILED;
}

static bool add(Description *description, const Graph *graph) {
  GraphView view;
  graph_view_make(&view, &description->scratch, graph);
  uint32_t *used = ARENA_ARRAY(&description->scratch, uint32_t, graph->terms.count + 1);
  for (uint32_t i = 0; i < graph->triples.count; i++) used[graph->triples.data[i].predicate]++;
  for (uint32_t id = 0; id < graph->terms.count; id++) {
    if (used[id]) count(description, &description->properties, graph->terms.data[id].text, used[id]);
  }
  for (uint32_t i = 0; i < view.count; i++) {
    if (!count_classes(description, &view, &view.subjects[i])) return false;
  }
  description->triples += graph->triples.count;
  description->documents++;
  return true;
}

bool description_add(Description *description, const Graph *graph) {
  jmp_buf scratch, lasting;
  volatile bool added = false;
  pthread_mutex_lock(&description->lock);
  if (!ARENA_GUARD(&description->scratch, scratch) && !ARENA_GUARD(&description->arena, lasting)) {
    arena_reset(&description->scratch);
    added = add(description, graph);
  }
  pthread_mutex_unlock(&description->lock);
  return added;
}

/* ---- the text ---- */

static int by_iri(const void *a, const void *b) {
  return slice_compare(((const Counted *)a)->iri, ((const Counted *)b)->iri);
}

static void put(ByteBuffer *to, bool *sound, Slice text) {
  *sound = *sound && byte_buffer_put(to, text);
}

static void put_iri(ByteBuffer *to, bool *sound, Slice iri) {
  put(to, sound, SLICE("<"));
  put(to, sound, iri);
  put(to, sound, SLICE(">"));
}

static void put_string(ByteBuffer *to, bool *sound, Slice text) {
  put(to, sound, SLICE("\""));
  *sound = *sound && byte_buffer_reserve(to, escaped_room(text));
  if (*sound) to->length = (size_t)(put_escaped(to->data + to->length, text) - to->data);
  put(to, sound, SLICE("\""));
}

static void put_number(ByteBuffer *to, bool *sound, uint64_t number) {
  *sound = *sound && byte_buffer_print(to, "%" PRIu64, number);
}

/* Sorted, in memory of its own, since the counts are constant; NULL where memory is short. */
static Counted *sorted(const Counts *counts) {
  Counted *copy = malloc((counts->counts.count + 1) * sizeof *copy);
  if (copy && counts->counts.count) memcpy(copy, counts->counts.data, counts->counts.count * sizeof *copy);
  if (copy) qsort(copy, counts->counts.count, sizeof *copy, by_iri);
  return copy;
}

static void put_partition(ByteBuffer *to, bool *sound, const Counts *counts, bool classes) {
  Counted *list = sorted(counts);
  *sound = *sound && list;
  for (uint32_t i = 0; i < counts->counts.count && *sound; i++) {
    if (!iri_is_absolute(list[i].iri)) continue;
    put(to, sound,
        classes ? SLICE(" ;\n\tvoid:classPartition [ void:class ")
                : SLICE(" ;\n\tvoid:propertyPartition [ void:property "));
    put_iri(to, sound, list[i].iri);
    put(to, sound, classes ? SLICE(" ; void:entities ") : SLICE(" ; void:triples "));
    put_number(to, sound, list[i].count);
    put(to, sound, SLICE(" ]"));
  }
  free(list);
}

static void put_distribution(ByteBuffer *to, bool *sound, const Distribution *file) {
  if (file->rdf) {
    put(to, sound, SLICE(" ;\n\tvoid:dataDump "));
    put_iri(to, sound, file->address);
  }
  put(to, sound, SLICE(" ;\n\tdcat:distribution [ a dcat:Distribution ; dcat:downloadURL "));
  put_iri(to, sound, file->address);
  put(to, sound, SLICE(" ;\n\t\tdcat:mediaType <https://www.iana.org/assignments/media-types/"));
  put(to, sound, file->media_type);
  put(to, sound, SLICE(">"));
  if (file->packed) {
    put(to, sound, SLICE(" ; dcat:compressFormat <https://www.iana.org/assignments/media-types/application/gzip>"));
  }
  if (file->bytes) {
    put(to, sound, SLICE(" ; dcat:byteSize \""));
    put_number(to, sound, file->bytes);
    put(to, sound, SLICE("\"^^xsd:nonNegativeInteger"));
  }
  put(to, sound, SLICE(" ]"));
}

static const char HEAD[] =
    "@prefix void: <http://rdfs.org/ns/void#> .\n"
    "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
    "@prefix dct: <" NS_DCT
    "> .\n"
    "@prefix xsd: <" NS_XSD
    "> .\n"
    "\n"
    "<#dataset>\n"
    "\ta void:Dataset , dcat:Dataset ;\n"
    "\tdct:title ";

bool description_write(const Description *description, const DescriptionText *text, ByteBuffer *to) {
  bool sound = true;
  put(to, &sound, SLICE(HEAD));
  put_string(to, &sound, text->title);
  if (text->issued.length) {
    put(to, &sound, SLICE(" ;\n\tdct:issued "));
    put_string(to, &sound, text->issued);
    put(to, &sound, SLICE("^^xsd:date"));
  }
  put(to, &sound,
      SLICE(" ;\n\tdct:conformsTo <https://w3id.org/spo> ;\n\tvoid:vocabulary <" NS_SPO "> , <" NS_SCHEMA
            "> , <" NS_SKOS "> , <" NS_NIF ">"));
  put(to, &sound, SLICE(" ;\n\tvoid:uriSpace "));
  put_string(to, &sound, text->base);
  const struct {
    const char *name;
    uint64_t number;
  } SUMS[] = {{"void:triples", description->triples},
              {"void:documents", description->documents},
              {"void:distinctSubjects", seen_set_count(description->subjects)},
              {"void:entities", seen_set_count(description->subjects)},
              {"void:classes", description->classes.counts.count},
              {"void:properties", description->properties.counts.count}};
  for (size_t i = 0; i < sizeof SUMS / sizeof *SUMS; i++) {
    put(to, &sound, SLICE(" ;\n\t"));
    put(to, &sound, slice_of(SUMS[i].name));
    put(to, &sound, SLICE(" "));
    put_number(to, &sound, SUMS[i].number);
  }
  put_partition(to, &sound, &description->classes, true);
  put_partition(to, &sound, &description->properties, false);
  for (size_t i = 0; i < text->distribution_count; i++) put_distribution(to, &sound, &text->distributions[i]);
  put(to, &sound, SLICE(" .\n"));
  return sound;
}
