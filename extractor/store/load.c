/* Reading RDF files into a store: which syntax, and Serd's and Raptor's terms as the store's. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <serd/serd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/statement_line.h"
#include "base/utf8.h"
#include "input/gzip.h"
#include "store/store_internal.h"

enum { DEEPEST = 64, PAGE = 64 * 1024, GUESSED = 4096 };

#define LARGEST_LINE ((size_t)256 << 20)
#define LARGEST_WHOLE ((size_t)2 << 30) /* bytes of a file that Raptor reads */

typedef enum { SYNTAX_UNKNOWN, SYNTAX_SERD, SYNTAX_RAPTOR } SyntaxKind;

typedef struct {
  const char *ending;
  SyntaxKind kind;
  SerdSyntax serd;
  bool in_folders; /* read there, too */
} FileSyntax;

static const FileSyntax SYNTAXES[] = {
    {".nq", SYNTAX_SERD, SERD_NQUADS, true},     {".nt", SYNTAX_SERD, SERD_NTRIPLES, true},
    {".ttl", SYNTAX_SERD, SERD_TURTLE, true},    {".trig", SYNTAX_SERD, SERD_TRIG, true},
    {".nquads", SYNTAX_SERD, SERD_NQUADS, true}, {".ntriples", SYNTAX_SERD, SERD_NTRIPLES, true},
    {".rdf", SYNTAX_RAPTOR, SERD_TURTLE, true},  {".owl", SYNTAX_RAPTOR, SERD_TURTLE, true},
    {".xml", SYNTAX_RAPTOR, SERD_TURTLE, false}, {".json", SYNTAX_RAPTOR, SERD_TURTLE, false},
    {".rj", SYNTAX_RAPTOR, SERD_TURTLE, false},  {".html", SYNTAX_RAPTOR, SERD_TURTLE, false}};

typedef struct {
  Store *store;
  const char *name;
  const Diagnostics *diagnostics;
  Source *source;
  SerdEnv *env;
  SerdReader *reader;
  char prefix[24];  /* of blank nodes */
  char *scratch;    /* for IRIs that are made of two parts, */
  size_t room;      /* so large, */
  size_t used;      /* of which the terms of one statement take so much */
  bool failed;      /* reported */
  bool no_memory;   /* the store takes no more */
  bool read_failed; /* the source's read failed */
} Loading;

static const FileSyntax *syntax_by_ending(const char *path) {
  Slice name = slice_of(path);
  if (slice_ends_with(name, SLICE(".gz"))) name.length -= 3;
  for (size_t i = 0; i < sizeof SYNTAXES / sizeof *SYNTAXES; i++) {
    if (slice_ends_with(name, slice_of(SYNTAXES[i].ending))) return &SYNTAXES[i];
  }
  return NULL;
}

/* How many terms stand in the first line that is no comment, if it looks like a quad: a graph name makes it four. */
static unsigned terms_of_line(Slice head) {
  Slice line = {0};
  while (head.length && (!line.length || line.data[0] == '#')) line = slice_trim(slice_cut(&head, '\n'));
  if (!slice_starts_with(line, SLICE("<")) && !slice_starts_with(line, SLICE("_:"))) return 0;
  unsigned terms = 0;
  bool in_string = false, in_iri = false, in_term = false;
  for (size_t i = 0; i < line.length; i++) {
    char c = line.data[i];
    if (in_string && c == '\\') {
      i++;
      continue;
    }
    if (c == '"' && !in_iri) in_string = !in_string;
    if (c == '<' && !in_string) in_iri = true;
    if (c == '>' && !in_string) in_iri = false;
    bool inside = in_string || in_iri || (c != ' ' && c != '\t' && c != '.');
    terms += inside && !in_term;
    in_term = inside;
  }
  return terms;
}

/* TriG holds what Turtle and N-Triples hold. */
static FileSyntax syntax_by_head(Slice head) {
  Slice text = slice_trim(head);
  if (slice_starts_with(text, SLICE("<?xml")) || slice_starts_with(text, SLICE("<rdf:")) ||
      slice_starts_with(text, SLICE("<!")) || slice_starts_with(text, SLICE("<html")))
    return (FileSyntax){"", SYNTAX_RAPTOR, SERD_TURTLE, false};
  return (FileSyntax){"", SYNTAX_SERD, terms_of_line(head) == 4 ? SERD_NQUADS : SERD_TRIG, false};
}

static SpoStatus refuse(const Diagnostics *diagnostics, const char *name, const char *problem) {
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", problem);
  return SPO_BAD_INPUT;
}

static SpoStatus no_memory(const Diagnostics *diagnostics, const char *name) {
  diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX,
                   "there is no room for more quads, in memory or in the folder for temporary files");
  return SPO_NO_MEMORY;
}

/* ---- Serd's terms ---- */

static void report(Loading *loading, unsigned line, const char *message) {
  if (!loading->failed) {
    diagnostics_file(loading->diagnostics, SPO_ERROR, loading->name, line, SIZE_MAX, "%s", message);
  }
  loading->failed = true;
}

static SerdStatus take_error(void *handle, const SerdError *error) {
  char message[512];
  /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the list is Serd's, begun there */
  vsnprintf(message, sizeof message, error->fmt, *error->args);
  size_t length = strlen(message);
  while (length && message[length - 1] == '\n') message[--length] = 0;
  message[utf8_valid_prefix(slice_of(message))] = 0;
  report(handle, error->line, message);
  return SERD_SUCCESS;
}

/* Two parts in one piece, which holds until the next statement. Slices before it stay: room is made beforehand. */
static bool join(Loading *loading, Slice head, Slice tail, Slice *joined) {
  if (loading->room - loading->used < head.length + tail.length) return false;
  char *to = loading->scratch + loading->used;
  if (head.length) memcpy(to, head.data, head.length);
  if (tail.length) memcpy(to + head.length, tail.data, tail.length);
  *joined = (Slice){to, head.length + tail.length};
  loading->used += joined->length;
  return true;
}

static Slice slice_of_node(const SerdNode *node) {
  return (Slice){(const char *)node->buf, node->n_bytes};
}

static bool resolve(Loading *loading, const SerdNode *node, Slice *iri) {
  SerdNode whole = serd_env_expand_node(loading->env, node);
  bool done = whole.buf && join(loading, slice_of_node(&whole), (Slice){0}, iri);
  serd_node_free(&whole);
  return done;
}

static bool iri_of(Loading *loading, const SerdNode *node, Slice *iri) {
  if (node->type == SERD_CURIE) {
    SerdChunk head, tail;
    if (serd_env_expand(loading->env, node, &head, &tail) == SERD_SUCCESS) {
      return join(loading, (Slice){(const char *)head.buf, head.len}, (Slice){(const char *)tail.buf, tail.len}, iri);
    }
    char message[200];
    snprintf(message, sizeof message, "the prefix of `%.100s` is not declared", (const char *)node->buf);
    message[utf8_valid_prefix(slice_of(message))] = 0;
    report(loading, 0, message);
    return false;
  }
  if (!serd_uri_string_has_scheme(node->buf)) return resolve(loading, node, iri);
  *iri = slice_of_node(node);
  return true;
}

static bool term_of(Loading *loading, const SerdNode *node, const SerdNode *datatype, const SerdNode *language,
                    RdfTerm *term) {
  *term = (RdfTerm){.kind = RDF_IRI};
  if (node->type == SERD_URI || node->type == SERD_CURIE) return iri_of(loading, node, &term->text);
  term->text = slice_of_node(node);
  term->kind = node->type == SERD_BLANK ? RDF_BLANK : RDF_LITERAL;
  if (language && language->buf) term->language = slice_of_node(language);
  if (datatype && datatype->buf) return iri_of(loading, datatype, &term->datatype);
  return true;
}

static bool add_term(Loading *loading, const RdfTerm *term, StoreTerm *number) {
  *number = store_add_term(loading->store, term);
  if (!*number) loading->no_memory = true;
  return *number != 0;
}

static bool make_room(Loading *loading, size_t size) {
  if (loading->room >= size) return true;
  char *larger = realloc(loading->scratch, 2 * size);
  if (!larger) {
    loading->no_memory = true;
    return false;
  }
  loading->scratch = larger;
  loading->room = 2 * size;
  return true;
}

static size_t room_for(const Loading *loading, const SerdNode *node) {
  enum { BASE = 1024 };
  if (!node || !node->buf) return 0;
  SerdChunk head = {NULL, 0}, tail = {NULL, 0};
  if (node->type == SERD_CURIE) serd_env_expand(loading->env, node, &head, &tail);
  const SerdNode *base = serd_env_get_base_uri(loading->env, NULL);
  return node->n_bytes + head.len + tail.len + base->n_bytes + BASE;
}

static bool prepare(Loading *loading, const SerdNode *const *nodes, int count) {
  size_t size = 0;
  loading->used = 0;
  for (int i = 0; i < count; i++) size += room_for(loading, nodes[i]);
  return make_room(loading, size);
}

static SerdStatus take_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph, const SerdNode *subject,
                                 const SerdNode *predicate, const SerdNode *object, const SerdNode *datatype,
                                 const SerdNode *language) {
  Loading *loading = handle;
  (void)flags;
  StoreQuad quad = {0};
  RdfTerm s, p, o, g = {0};
  const SerdNode *nodes[] = {graph, subject, predicate, object, datatype};
  if (!prepare(loading, nodes, 5)) return SERD_ERR_INTERNAL;
  bool named = graph && graph->buf;
  if (!term_of(loading, subject, NULL, NULL, &s) || !term_of(loading, predicate, NULL, NULL, &p) ||
      !term_of(loading, object, datatype, language, &o) || (named && !term_of(loading, graph, NULL, NULL, &g)))
    return SERD_ERR_BAD_CURIE;
  if (!add_term(loading, &s, &quad.subject) || !add_term(loading, &p, &quad.predicate) ||
      !add_term(loading, &o, &quad.object) || (named && !add_term(loading, &g, &quad.graph)))
    return SERD_ERR_INTERNAL;
  loading->no_memory = !store_add_quad(loading->store, quad);
  return loading->no_memory ? SERD_ERR_INTERNAL : SERD_SUCCESS;
}

static SerdStatus take_base(void *handle, const SerdNode *iri) {
  return serd_env_set_base_uri(((Loading *)handle)->env, iri);
}

static SerdStatus take_prefix(void *handle, const SerdNode *name, const SerdNode *iri) {
  return serd_env_set_prefix(((Loading *)handle)->env, name, iri);
}

/* ---- reading with Serd ---- */

static size_t read_some(void *buffer, size_t size, size_t count, void *handle) {
  Loading *loading = handle;
  Slice some = source_peek(loading->source, size * count);
  memcpy(buffer, some.data ? some.data : "", some.length);
  source_skip(loading->source, some.length);
  loading->read_failed = loading->source->error != 0;
  return some.length;
}

static int source_failed(void *handle) {
  return ((Loading *)handle)->read_failed;
}

/* No path of this machine may get into what is read. */
static void set_base(Loading *loading) {
  char text[256] = "file:///";
  const char *slash = strrchr(loading->name, '/');
  size_t length = strlen(text);
  for (const char *at = slash ? slash + 1 : loading->name; *at && length + 1 < sizeof text; at++) {
    bool safe = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
    text[length++] = safe || *at == '.' || *at == '-' ? *at : '_';
  }
  text[length] = 0;
  SerdNode base = serd_node_from_string(SERD_URI, (const uint8_t *)text);
  serd_env_set_base_uri(loading->env, &base);
}

static void read_statements(Loading *loading) {
  char text[128];
  SerdStatus status = serd_reader_read_source(loading->reader, read_some, source_failed, loading, NULL, PAGE);
  if (loading->read_failed) report(loading, 0, source_problem(loading->source, text, sizeof text));
  if (status > SERD_FAILURE && !loading->no_memory) report(loading, 0, "is no sound RDF");
}

static SpoStatus load_serd(Store *store, Source *source, SerdSyntax syntax, const Diagnostics *diagnostics) {
  Loading loading = {.store = store, .name = source->name, .diagnostics = diagnostics};
  loading.source = source;
  loading.env = serd_env_new(NULL);
  loading.reader = serd_reader_new(syntax, &loading, NULL, take_base, take_prefix, take_statement, NULL);
  if (loading.env && loading.reader) {
    snprintf(loading.prefix, sizeof loading.prefix, "f%u.", store->files);
    serd_reader_add_blank_prefix(loading.reader, (const uint8_t *)loading.prefix);
    serd_reader_set_error_sink(loading.reader, take_error, &loading);
    serd_reader_set_strict(loading.reader, true);
    set_base(&loading);
    read_statements(&loading);
  } else {
    loading.no_memory = true;
  }
  serd_reader_free(loading.reader);
  serd_env_free(loading.env);
  free(loading.scratch);
  if (loading.no_memory) return no_memory(diagnostics, source->name);
  return loading.failed ? SPO_BAD_INPUT : SPO_SUCCESS;
}

/* ---- lines ---- */

static bool add_line(Store *store, const StatementLine *line) {
  StoreTerm terms[4] = {0};
  for (unsigned i = 0; i < line->count; i++) {
    terms[i] = store_add_term(store, &line->terms[i]);
    if (!terms[i]) return false;
  }
  return !line->count || store_add_quad(store, (StoreQuad){terms[0], terms[1], terms[2], terms[3]});
}

static SpoStatus refuse_line(const Source *source, Slice text, const StatementLine *line,
                             const Diagnostics *diagnostics) {
  size_t before = utf8_valid_prefix((Slice){text.data, line->at}) == line->at ? line->at : 0;
  diagnostics_report(diagnostics,
                     &(SpoDiagnostic){.severity = SPO_ERROR,
                                      .file = source->name,
                                      .line = source->line,
                                      .column = before || !line->at ? utf8_length((Slice){text.data, before}) + 1 : 0,
                                      .offset = SIZE_MAX,
                                      .message = line->problem});
  return SPO_BAD_INPUT;
}

static SpoStatus load_lines(Store *store, Source *source, bool graphs, const Diagnostics *diagnostics) {
  ByteBuffer scratch = {0};
  StatementLine line;
  Slice text;
  char prefix[24], problem[128];
  int length = snprintf(prefix, sizeof prefix, "f%u.", store->files);
  SpoStatus status = SPO_SUCCESS;
  while (status == SPO_SUCCESS) {
    SourceResult result = source_line(source, LARGEST_LINE, &text);
    if (result == SOURCE_END) break;
    if (result == SOURCE_NO_MEMORY) {
      status = no_memory(diagnostics, source->name);
    } else if (result != SOURCE_OK) {
      status = refuse(
          diagnostics, source->name,
          result == SOURCE_FAILED ? source_problem(source, problem, sizeof problem) : "a line is longer than 256 MB");
    } else if (!statement_line_read(text, graphs, (Slice){prefix, (size_t)length}, &scratch, &line)) {
      status = line.problem == STATEMENT_LINE_NO_MEMORY ? no_memory(diagnostics, source->name)
                                                        : refuse_line(source, text, &line, diagnostics);
    } else if (!add_line(store, &line)) {
      status = no_memory(diagnostics, source->name);
    }
  }
  byte_buffer_free(&scratch);
  return status;
}

/* ---- reading with Raptor ---- */

typedef struct {
  Store *store;
  Arena *arena;
} RaptorLoading;

static StoreTerm add_raptor_term(RaptorLoading *loading, RdfTerm term) {
  if (term.kind == RDF_BLANK) {
    term.text = arena_print(loading->arena, "f%u.%.*s", loading->store->files, (int)term.text.length, term.text.data);
  }
  StoreTerm number = store_add_term(loading->store, &term);
  if (!number) arena_fail(loading->arena);
  return number;
}

static void take_triple(void *handle, const RdfTriple *triple) {
  RaptorLoading *loading = handle;
  StoreQuad quad = {.subject = add_raptor_term(loading, triple->subject)};
  quad.predicate = add_raptor_term(loading, triple->predicate);
  quad.object = add_raptor_term(loading, triple->object);
  if (!store_add_quad(loading->store, quad)) arena_fail(loading->arena);
}

static SpoStatus read_with_raptor(RaptorLoading *loading, const char *path, const Diagnostics *diagnostics) {
  jmp_buf jump;
  if (ARENA_GUARD(loading->arena, jump)) return no_memory(diagnostics, path);
  return rdf_read_file(loading->arena, path, path, LARGEST_WHOLE, SPO_BAD_INPUT, take_triple, loading, diagnostics);
}

static SpoStatus load_raptor(Store *store, const char *path, const Diagnostics *diagnostics) {
  Arena arena;
  arena_init(&arena, 2 * LARGEST_WHOLE);
  SpoStatus status = read_with_raptor(&(RaptorLoading){store, &arena}, path, diagnostics);
  arena_free(&arena);
  return status;
}

/* ---- files and folders ---- */

/* What the source holds, unpacked. */
static SpoStatus load_source(Store *store, Source *source, const char *path, const Diagnostics *diagnostics) {
  const FileSyntax *named = syntax_by_ending(source->name);
  FileSyntax syntax = named ? *named : syntax_by_head(source_peek(source, GUESSED));
  if (syntax.kind == SYNTAX_SERD && (syntax.serd == SERD_NQUADS || syntax.serd == SERD_NTRIPLES)) {
    return load_lines(store, source, syntax.serd == SERD_NQUADS, diagnostics);
  }
  if (syntax.kind == SYNTAX_SERD) return load_serd(store, source, syntax.serd, diagnostics);
  if (!path) return refuse(diagnostics, source->name, "RDF/XML and RDF/JSON are read from plain files only");
  return load_raptor(store, path, diagnostics);
}

/* Takes the source over. */
static SpoStatus load_packed(Store *store, Source *source, const char *path, const Diagnostics *diagnostics) {
  Slice head = source_peek(source, 3);
  store->files++;
  if (!slice_starts_with(head, (Slice){"\x1F\x8B", 2})) {
    SpoStatus status = load_source(store, source, path, diagnostics);
    source_close(source);
    return status;
  }
  Source unpacked;
  Gzip *gzip = gzip_open(source, &unpacked);
  if (!gzip) {
    source_close(source);
    return no_memory(diagnostics, source->name);
  }
  SpoStatus status = load_source(store, &unpacked, NULL, diagnostics);
  source_close(&unpacked);
  gzip_close(gzip);
  return status;
}

SpoStatus store_add_bytes(Store *store, Slice bytes, const char *name, const Diagnostics *diagnostics) {
  Source source;
  source_open_memory(&source, bytes, name);
  return load_packed(store, &source, NULL, diagnostics);
}

static SpoStatus load_file(Store *store, const char *path, const Diagnostics *diagnostics) {
  Source source;
  if (!source_open(&source, path, diagnostics)) return SPO_BAD_INPUT;
  return load_packed(store, &source, strcmp(path, "-") == 0 ? NULL : path, diagnostics);
}

static int visible(const struct dirent *entry) {
  if (entry->d_name[0] == '.') return false;
  const FileSyntax *syntax = syntax_by_ending(entry->d_name);
  return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN || (syntax && syntax->in_folders);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static SpoStatus load_folder(Store *store, const char *path, unsigned depth, const Diagnostics *diagnostics);

/* An entry of a folder; links to folders are not followed, so that nothing is read in a loop. */
static SpoStatus load_entry(Store *store, const char *folder, const char *name, unsigned depth,
                            const Diagnostics *diagnostics) {
  char path[PATH_MAX];
  struct stat about;
  bool slash = slice_ends_with(slice_of(folder), SLICE("/"));
  if (snprintf(path, sizeof path, "%s%s%s", folder, slash ? "" : "/", name) >= (int)sizeof path) {
    return refuse(diagnostics, folder, "a name in it is too long");
  }
  if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode)) return load_folder(store, path, depth + 1, diagnostics);
  const FileSyntax *syntax = syntax_by_ending(name);
  if (!syntax || !syntax->in_folders || stat(path, &about) != 0 || !S_ISREG(about.st_mode)) return SPO_SUCCESS;
  return load_file(store, path, diagnostics);
}

static SpoStatus load_folder(Store *store, const char *path, unsigned depth, const Diagnostics *diagnostics) {
  struct dirent **entries;
  char text[128];
  if (depth > DEEPEST) return refuse(diagnostics, path, "too many folders in each other");
  int count = scandir(path, &entries, visible, by_name);
  if (count < 0) return refuse(diagnostics, path, strerror_r(errno, text, sizeof text));
  SpoStatus worst = SPO_SUCCESS;
  for (int i = 0; i < count; i++) {
    if (worst != SPO_NO_MEMORY) {
      SpoStatus status = load_entry(store, path, entries[i]->d_name, depth, diagnostics);
      if (status != SPO_SUCCESS) worst = status;
    }
    free(entries[i]);
  }
  free(entries);
  return worst;
}

SpoStatus store_add_path(Store *store, const char *path, const Diagnostics *diagnostics) {
  struct stat about;
  if (strcmp(path, "-") == 0 || stat(path, &about) != 0 || !S_ISDIR(about.st_mode)) {
    return load_file(store, path, diagnostics);
  }
  uint32_t before = store->files;
  SpoStatus status = load_folder(store, path, 0, diagnostics);
  if (status == SPO_SUCCESS && store->files == before) {
    return refuse(diagnostics, path, "is a folder without RDF files (.nq, .nt, .ttl, .trig, also .gz; .rdf, .owl)");
  }
  return status;
}
