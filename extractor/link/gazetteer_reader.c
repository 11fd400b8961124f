#include "link/gazetteer_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/iri_chars.h"
#include "base/name_table.h"
#include "base/utf8.h"
#include "input/unpacked.h"
#include "rdf/naming.h"
#include "rdf/reader.h"

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define SKOS "http://www.w3.org/2004/02/skos/core#"
#define OWL "http://www.w3.org/2002/07/owl#"
#define WDT "http://www.wikidata.org/prop/direct/"

enum { MOST_COLUMNS = 32, DEEPEST = 16, RANK_OF_SUPERCLASS = 1 << 20 };

/* A type that the map does not know, of an entry; looked at again when all subclasses are known. */
typedef struct {
  uint32_t entry, type;
} OpenType;

typedef struct {
  uint32_t type, parent;
} Subclass;

typedef struct {
  Slice class;
  uint32_t rank;
} MappedClass;

struct GazetteerReader {
  Arena *arena;
  GazetteerBuilder *builder;
  Slice languages;
  NameTable map; /* keys of types: index in `classes` */
  struct {
    VECTOR(MappedClass);
  } classes;
  NameTable types; /* keys of types that are not in the map */
  struct {
    VECTOR(OpenType);
  } open;
  struct {
    VECTOR(Subclass);
  } subclasses;
  const char *path; /* that is read */
};

GazetteerReader *gazetteer_reader_new(Arena *arena, GazetteerBuilder *builder, Slice languages) {
  GazetteerReader *reader = ARENA_NEW(arena, GazetteerReader);
  reader->arena = arena;
  reader->builder = builder;
  reader->languages = languages;
  return reader;
}

/* ---- types ---- */

static const struct {
  const char *iri, *prefix;
} NAMESPACES[] = {{"http://www.wikidata.org/entity/", "wd:"},
                  {"https://schema.org/", "schema:"},
                  {"http://schema.org/", "schema:"},
                  {"http://dbpedia.org/ontology/", "dbo:"}};

/* How a type is looked up: in the short form that the map may write. */
static Slice type_key(Arena *arena, Slice type) {
  for (size_t i = 0; i < sizeof NAMESPACES / sizeof *NAMESPACES; i++) {
    Slice iri = slice_of(NAMESPACES[i].iri);
    if (!slice_starts_with(type, iri)) continue;
    Slice local = {type.data + iri.length, type.length - iri.length};
    return arena_join(arena, (Slice[]){slice_of(NAMESPACES[i].prefix), local}, 2);
  }
  return type;
}

static Slice class_iri(Arena *arena, Slice class) {
  static const char *const OF_SCHEMA[] = {"Person", "Organization", "Place", "Product", "Event", "CreativeWork"};
  for (size_t i = 0; i < sizeof OF_SCHEMA / sizeof *OF_SCHEMA; i++) {
    if (slice_is(class, OF_SCHEMA[i])) return arena_join(arena, (Slice[]){SLICE("https://schema.org/"), class}, 2);
  }
  if (slice_is(class, "Concept")) return SLICE(SKOS "Concept");
  return iri_is_absolute(class) ? arena_copy(arena, class) : SLICE("");
}

static Slice next_line(Slice *text) {
  Slice line = slice_cut(text, '\n');
  if (line.length && line.data[line.length - 1] == '\r') line.length--;
  return line;
}

SpoStatus gazetteer_reader_types(GazetteerReader *reader, const char *path, const Diagnostics *diagnostics) {
  enum { LARGEST_MAP = 64 << 20 };
  Slice text;
  SpoStatus status = file_read(reader->arena, path, LARGEST_MAP, SPO_BAD_RULES, diagnostics, &text);
  if (status != SPO_SUCCESS) return status;
  for (size_t number = 1; text.length; number++) {
    Slice line = next_line(&text);
    if (!slice_trim(line).length || line.data[0] == '#') continue;
    Slice type = slice_trim(slice_cut(&line, '\t')),
          class = class_iri(reader->arena, slice_trim(slice_cut(&line, '\t')));
    if (!type.length || !class.length) {
      diagnostics_file(diagnostics, SPO_ERROR, path, number, SIZE_MAX,
                       "is no line of a map of types: TYPE, a tab, and Person, Organization, Place, Product, Event, "
                       "CreativeWork, Concept or an IRI");
      return SPO_BAD_RULES;
    }
    Slice key = type_key(reader->arena, type);
    if (name_table_find(&reader->map, key) != UINT32_MAX) continue;
    name_table_add(&reader->map, reader->arena, key, reader->classes.count);
    VECTOR_PUSH(reader->arena, &reader->classes, ((MappedClass){class, reader->classes.count}));
  }
  return SPO_SUCCESS;
}

static uint32_t type_number(GazetteerReader *reader, Slice key) {
  uint32_t known = name_table_find(&reader->types, key);
  if (known != UINT32_MAX) return known;
  known = reader->types.entries.count;
  name_table_add(&reader->types, reader->arena, arena_copy(reader->arena, key), known);
  return known;
}

/* A class of the map, or one that is named as the classes of graphs are. */
static bool class_of(GazetteerReader *reader, Slice key, MappedClass *class) {
  uint32_t known = name_table_find(&reader->map, key);
  if (known != UINT32_MAX) {
    *class = reader->classes.data[known];
    return true;
  }
  if (slice_starts_with(key, SLICE("schema:"))) key = (Slice){key.data + 7, key.length - 7};
  bool word = key.length && !memchr(key.data, ':', key.length);
  *class = (MappedClass){word ? class_iri(reader->arena, key) : SLICE(""), RANK_OF_SUPERCLASS - 1};
  return class->class.length > 0;
}

static void take_type(GazetteerReader *reader, uint32_t entry, Slice type) {
  MappedClass class;
  Slice key = type_key(reader->arena, type);
  if (class_of(reader, key, &class)) {
    gazetteer_builder_class(reader->builder, entry, class.class, class.rank);
  } else {
    VECTOR_PUSH(reader->arena, &reader->open, ((OpenType){entry, type_number(reader, key)}));
  }
}

static int by_type(const void *a, const void *b) {
  const Subclass *x = a, *y = b;
  if (x->type != y->type) return x->type < y->type ? -1 : 1;
  return (x->parent > y->parent) - (x->parent < y->parent);
}

/* The class of the nearest type above that has one; each step is a round over all that were reached. */
static bool class_above(GazetteerReader *reader, uint32_t type, MappedClass *class) {
  enum { MOST_REACHED = 256 };
  uint32_t reached[MOST_REACHED] = {type}, count = 1, begin = 0;
  for (int depth = 0; depth < DEEPEST && begin < count; depth++) {
    uint32_t end = count;
    bool found = false;
    for (uint32_t i = begin; i < end; i++) {
      MappedClass candidate;
      if (class_of(reader, reader->types.entries.data[reached[i]].name, &candidate) &&
          (!found || candidate.rank < class->rank)) {
        *class = candidate;
        found = true;
      }
      uint32_t low = 0, high = reader->subclasses.count;
      while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->subclasses.data[middle].type < reached[i])
          low = middle + 1;
        else
          high = middle;
      }
      for (; low < reader->subclasses.count && reader->subclasses.data[low].type == reached[i]; low++) {
        if (count < MOST_REACHED) reached[count++] = reader->subclasses.data[low].parent;
      }
    }
    if (found) return true;
    begin = end;
  }
  return false;
}

void gazetteer_reader_finish(GazetteerReader *reader) {
  if (reader->subclasses.count) {
    qsort(reader->subclasses.data, reader->subclasses.count, sizeof *reader->subclasses.data, by_type);
  }
  MappedClass *known = ARENA_ARRAY(reader->arena, MappedClass, reader->types.entries.count + 1);
  for (uint32_t i = 0; i < reader->open.count; i++) {
    MappedClass *class = &known[reader->open.data[i].type];
    if (!class->rank && !class_above(reader, reader->open.data[i].type, class)) class->class = SLICE("");
    class->rank = RANK_OF_SUPERCLASS;
    gazetteer_builder_class(reader->builder, reader->open.data[i].entry, class->class, class->rank);
  }
}

/* ---- languages ---- */

static bool is_wanted(const GazetteerReader *reader, Slice language) {
  Slice wanted = reader->languages;
  if (!wanted.length || !language.length) return true;
  while (wanted.length) {
    Slice tag = slice_trim(slice_cut(&wanted, ','));
    if (tag.length && language_matches(language, tag)) return true;
  }
  return false;
}

/* ---- tables ---- */

typedef enum {
  TABLE_IRI,
  TABLE_LABEL,
  TABLE_TYPE,
  TABLE_LANGUAGE,
  TABLE_ALIASES,
  TABLE_POPULARITY,
  TABLE_DESCRIPTION,
  TABLE_CONTEXT,
  TABLE_OTHER
} TableColumn;

static TableColumn column_named(Slice name) {
  static const struct {
    const char *name;
    TableColumn column;
  } NAMES[] = {{"iri", TABLE_IRI},
               {"label", TABLE_LABEL},
               {"type", TABLE_TYPE},
               {"lang", TABLE_LANGUAGE},
               {"aliases", TABLE_ALIASES},
               {"alias", TABLE_ALIASES},
               {"popularity", TABLE_POPULARITY},
               {"description", TABLE_DESCRIPTION},
               {"context", TABLE_CONTEXT}};
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    if (slice_is(name, NAMES[i].name)) return NAMES[i].column;
  }
  return TABLE_OTHER;
}

static double number_of(Slice text) {
  char digits[64] = "";
  if (text.length >= sizeof digits) return 0;
  memcpy(digits, text.data, text.length);
  return strtod(digits, NULL);
}

static void take_row(GazetteerReader *reader, const Slice cells[TABLE_OTHER + 1]) {
  GazetteerBuilder *builder = reader->builder;
  uint32_t entry = gazetteer_builder_entry(builder, cells[TABLE_IRI]);
  Slice types = cells[TABLE_TYPE], aliases = cells[TABLE_ALIASES], context = cells[TABLE_CONTEXT];
  if (is_wanted(reader, cells[TABLE_LANGUAGE])) {
    gazetteer_builder_name(builder, entry, cells[TABLE_LABEL], true);
    while (aliases.length) gazetteer_builder_name(builder, entry, slice_cut(&aliases, '|'), false);
  }
  while (types.length) {
    Slice type = slice_trim(slice_cut(&types, '|'));
    if (type.length) take_type(reader, entry, arena_copy(reader->arena, type));
  }
  gazetteer_builder_popularity(builder, entry, number_of(cells[TABLE_POPULARITY]));
  gazetteer_builder_describe(builder, entry, cells[TABLE_DESCRIPTION]);
  while (context.length) {
    Slice related = slice_trim(slice_cut(&context, '|'));
    if (iri_is_absolute(related)) {
      gazetteer_builder_relate(builder, entry, related);
    } else {
      gazetteer_builder_relate_name(builder, entry, related);
    }
  }
}

static SpoStatus read_table(GazetteerReader *reader, Slice text, const Diagnostics *diagnostics) {
  TableColumn columns[MOST_COLUMNS];
  unsigned count = 0, seen = 0;
  size_t valid = utf8_valid_prefix(text);
  if (valid != text.length) {
    diagnostics_file(diagnostics, SPO_ERROR, reader->path, 0, valid, "is not UTF-8 text");
    return SPO_BAD_RULES;
  }
  if (slice_starts_with(text, SLICE("\xEF\xBB\xBF"))) text = (Slice){text.data + 3, text.length - 3};
  Slice header = next_line(&text);
  for (; header.length && count < MOST_COLUMNS; count++) {
    columns[count] = column_named(slice_trim(slice_cut(&header, '\t')));
    seen |= 1u << columns[count];
  }
  if (!(seen & 1u << TABLE_IRI) || !(seen & 1u << TABLE_LABEL)) {
    diagnostics_file(diagnostics, SPO_ERROR, reader->path, 1, SIZE_MAX,
                     "the first line of a table names its columns: iri, label, and of type, lang, aliases, popularity, "
                     "description, context those that there are");
    return SPO_BAD_RULES;
  }
  for (size_t line = 2; text.length; line++) {
    Slice row = next_line(&text), cells[TABLE_OTHER + 1];
    for (int i = 0; i <= TABLE_OTHER; i++) cells[i] = SLICE("");
    if (!row.length || row.data[0] == '#') continue;
    for (unsigned i = 0; i < count; i++) cells[columns[i]] = slice_trim(slice_cut(&row, '\t'));
    if (!iri_is_absolute(cells[TABLE_IRI]) || cells[TABLE_IRI].length > UINT16_MAX) {
      diagnostics_file(diagnostics, SPO_ERROR, reader->path, line, SIZE_MAX, "`%.*s` is no IRI",
                       (int)(cells[TABLE_IRI].length < 100 ? cells[TABLE_IRI].length : 100), cells[TABLE_IRI].data);
      return SPO_BAD_RULES;
    }
    take_row(reader, cells);
  }
  return SPO_SUCCESS;
}

/* ---- RDF ---- */

typedef enum {
  SAYS_LABEL,
  SAYS_ALIAS,
  SAYS_TYPE,
  SAYS_SUBCLASS,
  SAYS_DESCRIPTION,
  SAYS_POPULARITY,
  SAYS_SAME,
  SAYS_RELATION
} Saying;

static Saying saying_of(Slice predicate) {
  static const struct {
    const char *iri;
    Saying saying;
  } KNOWN[] = {{RDF "type", SAYS_TYPE},
               {WDT "P31", SAYS_TYPE},
               {RDFS "subClassOf", SAYS_SUBCLASS},
               {WDT "P279", SAYS_SUBCLASS},
               {"https://schema.org/description", SAYS_DESCRIPTION},
               {"http://schema.org/description", SAYS_DESCRIPTION},
               {RDFS "comment", SAYS_DESCRIPTION},
               {"http://purl.org/dc/terms/description", SAYS_DESCRIPTION},
               {SKOS "definition", SAYS_DESCRIPTION},
               {"http://wikiba.se/ontology#sitelinks", SAYS_POPULARITY},
               {OWL "sameAs", SAYS_SAME},
               {"https://schema.org/sameAs", SAYS_SAME},
               {"http://schema.org/sameAs", SAYS_SAME}};
  Naming naming = naming_of(predicate);
  if (naming) return naming == NAMING_LABEL ? SAYS_LABEL : SAYS_ALIAS;
  for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
    if (slice_is(predicate, KNOWN[i].iri)) return KNOWN[i].saying;
  }
  return SAYS_RELATION;
}

static void take_name(GazetteerReader *reader, uint32_t entry, const RdfTerm *object, Saying saying) {
  if (object->kind != RDF_LITERAL || !is_wanted(reader, object->language)) return;
  if (saying == SAYS_DESCRIPTION) {
    gazetteer_builder_describe(reader->builder, entry, object->text);
  } else {
    gazetteer_builder_name(reader->builder, entry, object->text, saying == SAYS_LABEL);
  }
}

static bool take_quad(void *handle, const RdfQuad *quad) {
  GazetteerReader *reader = handle;
  const RdfTerm *object = &quad->object;
  if (quad->subject.kind != RDF_IRI || quad->subject.text.length > UINT16_MAX) return true;
  Saying saying = saying_of(quad->predicate.text);
  if (saying >= SAYS_SAME && object->kind != RDF_IRI) return true;
  if (saying == SAYS_SUBCLASS) {
    if (object->kind != RDF_IRI) return true;
    uint32_t type = type_number(reader, type_key(reader->arena, quad->subject.text));
    uint32_t parent = type_number(reader, type_key(reader->arena, object->text));
    VECTOR_PUSH(reader->arena, &reader->subclasses, ((Subclass){type, parent}));
    return true;
  }
  uint32_t entry = gazetteer_builder_entry(reader->builder, quad->subject.text);
  if (saying == SAYS_TYPE) {
    if (object->kind == RDF_IRI) take_type(reader, entry, object->text);
  } else if (saying == SAYS_POPULARITY) {
    gazetteer_builder_popularity(reader->builder, entry, number_of(object->text));
  } else if (saying == SAYS_SAME) {
    gazetteer_builder_same(reader->builder, entry, object->text);
  } else if (saying == SAYS_RELATION) {
    gazetteer_builder_relate(reader->builder, entry, object->text);
  } else {
    take_name(reader, entry, object, saying);
  }
  return true;
}

static bool is_table(Slice name) {
  return slice_ends_with(name, SLICE(".tsv")) || slice_ends_with(name, SLICE(".txt")) ||
         slice_ends_with(name, SLICE(".tab"));
}

/* The same; SPO_NO_MEMORY where the arena has no room, so that who called can close its file. */
static SpoStatus read_table_of(GazetteerReader *reader, Slice text, const Diagnostics *diagnostics) {
  jmp_buf *outer = reader->arena->guard, jump;
  SpoStatus status = SPO_NO_MEMORY;
  if (!ARENA_GUARD(reader->arena, jump)) status = read_table(reader, text, diagnostics);
  reader->arena->guard = outer;
  return status;
}

static SpoStatus read_packed_table(GazetteerReader *reader, const char *path, const Diagnostics *diagnostics) {
  enum { LARGEST_TABLE = 2000000000 };
  Source packed;
  Unpacked unpacked;
  Slice text;
  char problem[256] = "the machine has no memory left";
  if (!source_open(&packed, path, diagnostics)) return SPO_BAD_RULES;
  SourceResult result = SOURCE_NO_MEMORY;
  if (unpacked_open(&unpacked, &packed)) result = source_all(&unpacked.source, LARGEST_TABLE, &text);
  if (result == SOURCE_TOO_LARGE) snprintf(problem, sizeof problem, "is larger than 2 GB when it is unpacked");
  const char *why = result == SOURCE_FAILED ? source_problem(&unpacked.source, problem, sizeof problem) : problem;
  SpoStatus status = result == SOURCE_OK ? read_table_of(reader, text, diagnostics) : SPO_BAD_RULES;
  if (result != SOURCE_OK) diagnostics_file(diagnostics, SPO_ERROR, path, 0, SIZE_MAX, "%s", why);
  unpacked_close(&unpacked);
  if (status == SPO_NO_MEMORY) arena_fail(reader->arena);
  return status;
}

SpoStatus gazetteer_reader_read(GazetteerReader *reader, const char *path, const Diagnostics *diagnostics) {
  reader->path = path;
  Slice name = syntax_unpacked_name(slice_of(path));
  if (is_table(name) && name.length < strlen(path)) return read_packed_table(reader, path, diagnostics);
  if (!is_table(name)) {
    RdfSink sink = {.take = take_quad, .handle = reader, .arena = reader->arena};
    SpoStatus read = rdf_read(path, &(RdfReadOptions){0}, &sink, diagnostics);
    return read == SPO_BAD_INPUT ? SPO_BAD_RULES : read;
  }
  MappedFile file;
  SpoStatus status = file_map(&file, path, SPO_BAD_RULES, diagnostics);
  if (status != SPO_SUCCESS) return status;
  status = read_table_of(reader, file.bytes, diagnostics);
  file_unmap(&file);
  if (status == SPO_NO_MEMORY) arena_fail(reader->arena);
  return status;
}
