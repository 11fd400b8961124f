/* raptor_library.h - Raptor2, loaded when it is first needed: linking it costs 8 ms at every start, since forty
   libraries come with it.

   A world is Raptor's context. It is never freed: raptor_free_world ends with xmlCleanupParser, which pulls libxml2
   from under the other threads of the process. So worlds that are no longer used wait in a list for who needs one next;
   that list is the one global variable of the program. It holds as many worlds as were in use at the same time.
 */
#ifndef SPO_BASE_RAPTOR_LIBRARY_H
#define SPO_BASE_RAPTOR_LIBRARY_H

#include <raptor2.h>

#include "base/diagnostic.h"

/* What is used of Raptor, by the names of its header without "raptor_". */
typedef struct {
  __typeof__(raptor_new_world_internal) *new_world_internal;
  __typeof__(raptor_world_set_flag) *world_set_flag;
  __typeof__(raptor_world_set_log_handler) *world_set_log_handler;
  __typeof__(raptor_world_open) *world_open;
  __typeof__(raptor_new_iostream_from_handler) *new_iostream_from_handler;
  __typeof__(raptor_free_iostream) *free_iostream;
  __typeof__(raptor_new_serializer) *new_serializer;
  __typeof__(raptor_serializer_set_namespace) *serializer_set_namespace;
  __typeof__(raptor_serializer_start_to_iostream) *serializer_start_to_iostream;
  __typeof__(raptor_serializer_serialize_statement) *serializer_serialize_statement;
  __typeof__(raptor_serializer_serialize_end) *serializer_serialize_end;
  __typeof__(raptor_free_serializer) *free_serializer;
  __typeof__(raptor_new_uri_from_counted_string) *new_uri_from_counted_string;
  __typeof__(raptor_free_uri) *free_uri;
  __typeof__(raptor_new_term_from_counted_uri_string) *new_term_from_counted_uri_string;
  __typeof__(raptor_new_term_from_counted_literal) *new_term_from_counted_literal;
  __typeof__(raptor_free_term) *free_term;
  __typeof__(raptor_statement_init) *statement_init;
  __typeof__(raptor_xml_name_check) *xml_name_check;
  __typeof__(raptor_world_guess_parser_name) *world_guess_parser_name;
  __typeof__(raptor_new_parser) *new_parser;
  __typeof__(raptor_free_parser) *free_parser;
  __typeof__(raptor_parser_set_option) *parser_set_option;
  __typeof__(raptor_parser_set_statement_handler) *parser_set_statement_handler;
  __typeof__(raptor_parser_parse_start) *parser_parse_start;
  __typeof__(raptor_parser_parse_chunk) *parser_parse_chunk;
  __typeof__(raptor_parser_parse_abort) *parser_parse_abort;
  __typeof__(raptor_parser_get_locator) *parser_get_locator;
  __typeof__(raptor_locator_line) *locator_line;
  __typeof__(raptor_uri_as_counted_string) *uri_as_counted_string;
} RaptorFunctions;

typedef struct RaptorLibrary {
  RaptorFunctions functions;
  raptor_world *world;
  struct RaptorLibrary *next; /* in the list of those that wait */
} RaptorLibrary;

/* An open world of one's own, whose messages go to `log` with `handle`. NULL after reporting where the library is
   missing or memory is short. */
RaptorLibrary *raptor_library_take(const Diagnostics *diagnostics, raptor_log_handler log, void *handle);

/* Gives it back; everything made with it must have been freed. */
void raptor_library_give(RaptorLibrary *library);

#endif
