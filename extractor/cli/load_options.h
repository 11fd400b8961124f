/* load_options.h - how a store is reached: options that `spo load` and `spo extract --load` share. */
#ifndef SPO_CLI_LOAD_OPTIONS_H
#define SPO_CLI_LOAD_OPTIONS_H

#include <stdio.h>

#include "load/loader.h"

/* Values of getopt_long; those of the commands themselves are smaller. */
enum {
  OPTION_STORE = 1024,
  OPTION_VIA,
  OPTION_BATCH,
  OPTION_QUERY,
  OPTION_AUTH,
  OPTION_CREDENTIALS,
  OPTION_AUTHORITIES,
  OPTION_GZIP_REQUESTS,
  OPTION_CONNECTIONS,
  OPTION_TRIES,
  OPTION_RETRY_WAIT,
  OPTION_STORE_TIMEOUT,
  OPTION_VERIFY,
  OPTION_NO_VERIFY
};

#define LOAD_LONG_OPTIONS                                                                                              \
  {"store", required_argument, NULL, OPTION_STORE}, {"via", required_argument, NULL, OPTION_VIA},                      \
      {"batch", required_argument, NULL, OPTION_BATCH}, {"query", required_argument, NULL, OPTION_QUERY},              \
      {"auth", required_argument, NULL, OPTION_AUTH}, {"credentials", required_argument, NULL, OPTION_CREDENTIALS},    \
      {"ca", required_argument, NULL, OPTION_AUTHORITIES}, {"gzip-requests", no_argument, NULL, OPTION_GZIP_REQUESTS}, \
      {"connections", required_argument, NULL, OPTION_CONNECTIONS}, {"tries", required_argument, NULL, OPTION_TRIES},  \
      {"retry-wait", required_argument, NULL, OPTION_RETRY_WAIT},                                                      \
      {"store-timeout", required_argument, NULL, OPTION_STORE_TIMEOUT}, {"verify", no_argument, NULL, OPTION_VERIFY},  \
  {                                                                                                                    \
    "no-verify", no_argument, NULL, OPTION_NO_VERIFY                                                                   \
  }

#define LOAD_HELP                                                                                                 \
  "      --store NAME       what the store is: virtuoso, oxigraph, fuseki, graphdb, rdf4j, qlever, blazegraph,\n" \
  "                         neptune, stardog; the address is then the store's (or the data set's) own\n"          \
  "      --via WAY          put (Graph Store Protocol, default) or update (SPARQL Update)\n"                      \
  "      --batch N          triples of one update (default: by the store; Virtuoso: 1000)\n"                      \
  "      --credentials FILE lines user = NAME, password = WORD or token = WORD; only its owner may read it.\n"    \
  "                         Without it: SPO_USER, SPO_PASSWORD, SPO_TOKEN of the environment\n"                   \
  "      --auth KIND        none, basic, digest, bearer (default: by the store and the credentials)\n"            \
  "      --ca FILE          certificates to trust (PEM)\n"                                                        \
  "      --connections N    requests at the same time (default: 4)\n"                                             \
  "      --tries N          tries of one request, where the store is busy or gone (default: 8)\n"                 \
  "      --retry-wait S     seconds before the second try, twice as long before each that follows (default: 1)\n" \
  "      --store-timeout S  seconds for one answer (default: 300)\n"                                              \
  "      --gzip-requests    pack what is sent, if the store takes that\n"                                         \
  "      --query URL        where the store takes queries, to count what is in it (default: by --store)\n"        \
  "      --verify, --no-verify  count the triples of every graph in the store, or not (default: where it is\n"    \
  "                         known how)\n"

typedef struct {
  LoadOptions load;
  Credentials credentials;
  const char *command; /* for messages */
  bool auth_given, verify_given;
} StoreChoice;

void store_choice_init(StoreChoice *choice, const char *command);

/* Takes an option of LOAD_HELP; false if `option` is none of them. `*status` is set where its argument is wrong. */
bool store_choice_take(StoreChoice *choice, int option, const char *argument, int *status);

/* Brings together what was taken. Returns an exit status; the cause has been reported. */
int store_choice_settle(StoreChoice *choice);

/* An address without what stands behind "?", which may hold a secret. */
void store_choice_name(const StoreChoice *choice, char name[1024]);

/* What came of a load: lines, or one object of JSON. */
void load_report(FILE *to, const LoadSums *sums, double seconds, bool json);

/* 0 where nothing is missing, else 1. */
int load_status(const StoreChoice *choice, const LoadSums *sums);

#endif
