#include "base/raptor_library.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/dynamic_library.h"

#define RAPTOR_FILE "libraptor2.so.0"

#define SYMBOL(function) \
  { "raptor_" #function, offsetof(RaptorFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(new_world_internal),
    SYMBOL(world_set_flag),
    SYMBOL(world_set_log_handler),
    SYMBOL(world_open),
    SYMBOL(new_iostream_from_handler),
    SYMBOL(free_iostream),
    SYMBOL(new_serializer),
    SYMBOL(serializer_set_namespace),
    SYMBOL(serializer_start_to_iostream),
    SYMBOL(serializer_serialize_statement),
    SYMBOL(serializer_serialize_end),
    SYMBOL(free_serializer),
    SYMBOL(new_uri_from_counted_string),
    SYMBOL(free_uri),
    SYMBOL(new_term_from_counted_uri_string),
    SYMBOL(new_term_from_counted_literal),
    SYMBOL(free_term),
    SYMBOL(statement_init),
    SYMBOL(xml_name_check),
    SYMBOL(world_guess_parser_name),
    SYMBOL(new_parser),
    SYMBOL(free_parser),
    SYMBOL(parser_set_option),
    SYMBOL(parser_set_statement_handler),
    SYMBOL(parser_parse_start),
    SYMBOL(parser_parse_chunk),
    SYMBOL(parser_parse_abort),
    SYMBOL(parser_get_locator),
    SYMBOL(locator_line),
    SYMBOL(uri_as_counted_string),
};

static struct {
  pthread_mutex_t lock; /* opening a world sets up libxml2, libxslt and curl, none of which is safe in two threads */
  RaptorLibrary *waiting;
} worlds = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool load_functions(RaptorFunctions *functions, const Diagnostics *diagnostics) {
  const char *why;
  if (dynamic_library_load(RAPTOR_FILE, SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, functions, &why)) return true;
  dynamic_library_missing(diagnostics, RAPTOR_FILE, why,
                          "ontologies, RDF/XML and RDF/JSON need it: apt-get install libraptor2-0");
  return false;
}

/* libxml2's error functions are the whole process's: Raptor must not put its own there. */
static RaptorLibrary *open_library(const Diagnostics *diagnostics) {
  RaptorLibrary *library = calloc(1, sizeof *library);
  if (!library || !load_functions(&library->functions, diagnostics)) {
    free(library);
    return NULL;
  }
  const RaptorFunctions *raptor = &library->functions;
  library->world = raptor->new_world_internal(RAPTOR_VERSION);
  if (!library->world) {
    free(library);
    return NULL;
  }
  raptor->world_set_flag(library->world, RAPTOR_WORLD_FLAG_LIBXML_GENERIC_ERROR_SAVE, 0);
  raptor->world_set_flag(library->world, RAPTOR_WORLD_FLAG_LIBXML_STRUCTURED_ERROR_SAVE, 0);
  return library;
}

RaptorLibrary *raptor_library_take(const Diagnostics *diagnostics, raptor_log_handler log, void *handle) {
  pthread_mutex_lock(&worlds.lock);
  RaptorLibrary *library = worlds.waiting;
  bool opened = library != NULL;
  if (opened) {
    worlds.waiting = library->next;
  } else {
    library = open_library(diagnostics);
  }
  if (library) library->functions.world_set_log_handler(library->world, handle, log);
  if (library && !opened && library->functions.world_open(library->world)) {
    library->next = worlds.waiting; /* kept, not used: what is half open cannot be freed either */
    library = NULL;
  }
  pthread_mutex_unlock(&worlds.lock);
  return library;
}

void raptor_library_give(RaptorLibrary *library) {
  if (!library) return;
  library->functions.world_set_log_handler(library->world, NULL, NULL);
  pthread_mutex_lock(&worlds.lock);
  library->next = worlds.waiting;
  worlds.waiting = library;
  pthread_mutex_unlock(&worlds.lock);
}
