#include "cli/load_options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/stop.h"

static bool is_stopped(void) {
  return interrupted;
}

void store_choice_init(StoreChoice *choice, const char *command) {
  *choice = (StoreChoice){.command = command};
  choice->load = (LoadOptions){.store = &STORE_ANY, .connections = 4};
  choice->load.connection = (ConnectionOptions){
      .credentials = &choice->credentials, .tries = 8, .wait = 1, .timeout = 300, .stopped = is_stopped};
}

/* ---- options ---- */

static int take_count(const StoreChoice *choice, const char *name, const char *argument, unsigned most,
                      unsigned *count) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(argument, &end, 10);
  if (*argument < '0' || *argument > '9' || *end || errno || !value || value > most) {
    return usage_error(choice->command, "%s takes a number from 1 to %u, not `%s`", name, most, argument);
  }
  *count = (unsigned)value;
  return 0;
}

static int take_store(StoreChoice *choice, const char *argument) {
  choice->load.store = store_named(argument);
  if (choice->load.store) return 0;
  return usage_error(choice->command, "`%s` is no store that is known; there is " STORE_NAMES, argument);
}

static int take_way(StoreChoice *choice, const char *argument) {
  choice->load.update = strcmp(argument, "update") == 0;
  if (choice->load.update || strcmp(argument, "put") == 0) return 0;
  return usage_error(choice->command, "`%s` is no way into a store; there is put, update", argument);
}

static int take_wait(StoreChoice *choice, const char *argument) {
  char *end;
  choice->load.connection.wait = strtod(argument, &end);
  if (end != argument && !*end && choice->load.connection.wait >= 0 && choice->load.connection.wait <= 3600) return 0;
  return usage_error(choice->command, "--retry-wait takes seconds, not `%s`", argument);
}

static int take_auth(StoreChoice *choice, const char *argument) {
  choice->auth_given = true;
  if (auth_kind_named(argument, &choice->credentials.kind)) return 0;
  return usage_error(choice->command, "`%s` is no kind of --auth; there is none, basic, digest, bearer", argument);
}

/* Options with a value that is looked at; false for others. */
static bool take_value(StoreChoice *choice, int option, const char *argument, int *status) {
  LoadOptions *load = &choice->load;
  switch (option) {
    case OPTION_STORE:
      *status = take_store(choice, argument);
      return true;
    case OPTION_VIA:
      *status = take_way(choice, argument);
      return true;
    case OPTION_BATCH:
      *status = take_count(choice, "--batch", argument, 1000000, &load->batch);
      return true;
    case OPTION_AUTH:
      *status = take_auth(choice, argument);
      return true;
    case OPTION_CREDENTIALS:
      if (!credentials_read(&choice->credentials, argument, &REPORT)) *status = 2;
      return true;
    case OPTION_CONNECTIONS:
      *status = take_count(choice, "--connections", argument, MOST_CONNECTIONS, &load->connections);
      return true;
    case OPTION_TRIES:
      *status = take_count(choice, "--tries", argument, 1000, &load->connection.tries);
      return true;
    case OPTION_RETRY_WAIT:
      *status = take_wait(choice, argument);
      return true;
    case OPTION_STORE_TIMEOUT:
      *status = take_count(choice, "--store-timeout", argument, 86400, &load->connection.timeout);
      return true;
    default:
      return false;
  }
}

bool store_choice_take(StoreChoice *choice, int option, const char *argument, int *status) {
  if (take_value(choice, option, argument, status)) return true;
  switch (option) {
    case OPTION_QUERY:
      choice->load.query = argument;
      return true;
    case OPTION_AUTHORITIES:
      choice->load.connection.authorities = argument;
      return true;
    case OPTION_GZIP_REQUESTS:
      choice->load.connection.gzip = true;
      return true;
    case OPTION_VERIFY:
    case OPTION_NO_VERIFY:
      choice->load.verify = option == OPTION_VERIFY;
      choice->verify_given = true;
      return true;
    default:
      return false;
  }
}

/* ---- what they mean together ---- */

/* The host of an address, with its port. */
static Slice host_of(const char *url) {
  Slice rest = slice_of(url);
  size_t at = slice_find(rest, SLICE("://"));
  if (!url || at == SIZE_MAX) return (Slice){0};
  const char *begin = rest.data + at + 3, *end = begin;
  while (*end && !strchr("/?#", *end)) end++;
  return slice_between(begin, end);
}

static int check_address(const StoreChoice *choice, const char *url) {
  Slice name = slice_of(url);
  if (!fetch_is_address(name)) {
    return usage_error(choice->command, "the address of a store begins with http:// or https://");
  }
  if (slice_find(host_of(url), SLICE("@")) != SIZE_MAX) {
    return usage_error(choice->command,
                       "an address with a password in it is seen by everybody on this machine; take --credentials FILE "
                       "or the environment");
  }
  return 0;
}

static bool is_near(Slice host) {
  return slice_starts_with(host, SLICE("127.")) || slice_starts_with(host, SLICE("localhost")) ||
         slice_starts_with(host, SLICE("[::1]"));
}

/* Words that travel as they are should not travel far. */
static void warn_of_plain_words(const StoreChoice *choice) {
  bool plain = choice->credentials.kind == AUTH_BASIC || choice->credentials.kind == AUTH_BEARER;
  bool safe = slice_starts_with(slice_of(choice->load.url), SLICE("https:")) || is_near(host_of(choice->load.url));
  if (!plain || safe) return;
  diagnostics_file(
      &REPORT, SPO_WARNING, NULL, 0, SIZE_MAX,
      "http:// carries the credentials as they are, for everybody on the way to read; https:// hides them");
}

static int settle_credentials(StoreChoice *choice) {
  Credentials *credentials = &choice->credentials;
  credentials_from_environment(credentials);
  if (!choice->auth_given) {
    bool user = credentials->user[0] || credentials->password[0];
    credentials->kind = user ? choice->load.store->auth : credentials->token[0] ? AUTH_BEARER : AUTH_NONE;
  }
  bool named = credentials->kind == AUTH_BASIC || credentials->kind == AUTH_DIGEST;
  if (named && !credentials->user[0]) {
    return usage_error(choice->command, "a user is missing: --credentials FILE, or SPO_USER and SPO_PASSWORD");
  }
  if (credentials->kind == AUTH_BEARER && !credentials->token[0]) {
    return usage_error(choice->command, "a token is missing: --credentials FILE, or SPO_TOKEN");
  }
  bool open = credentials->kind == AUTH_NONE && strcmp(choice->load.store->name, "virtuoso") == 0;
  if (open) choice->load.store = &STORE_VIRTUOSO_OPEN;
  warn_of_plain_words(choice);
  return 0;
}

int store_choice_settle(StoreChoice *choice) {
  LoadOptions *load = &choice->load;
  int status = check_address(choice, load->url);
  if (!status && load->query) status = check_address(choice, load->query);
  if (!status) status = settle_credentials(choice);
  if (status) return status;
  bool counts = load->query || load->store->query;
  if ((load->verify || load->only_verify) && !counts) {
    return usage_error(choice->command,
                       "to count, --query URL or --store NAME must tell where the store takes queries");
  }
  if (!choice->verify_given) load->verify = counts;
  if (!load->store->graphs) load->update = true;
  if (load->update && !load->store->update) {
    return usage_error(choice->command, "it is not known where %s takes updates", load->store->name);
  }
  if (!load->batch) load->batch = load->store->batch;
  return 0;
}

void store_choice_name(const StoreChoice *choice, char name[1024]) {
  const char *url = choice->load.url;
  snprintf(name, 1024, "%.*s", (int)(strcspn(url, "?#") < 1023 ? strcspn(url, "?#") : 1023), url);
}

/* ---- the end ---- */

void load_report(FILE *to, const LoadSums *sums, double seconds, bool json) {
  const struct {
    const char *name;
    uint64_t number;
  } NUMBERS[] = {{"graphs", sums->graphs},       {"quads", sums->quads},
                 {"missing", sums->missing},     {"retries", sums->retries},
                 {"counted", sums->counted},     {"counted-triples", sums->counted_quads},
                 {"differing", sums->differing}, {"uncounted", sums->uncounted}};
  for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
    if (json) fprintf(to, "%s\"%s\":%" PRIu64, i ? "," : "{", NUMBERS[i].name, NUMBERS[i].number);
    if (!json) fprintf(to, "%s %" PRIu64 "\n", NUMBERS[i].name, NUMBERS[i].number);
  }
  fprintf(to, json ? ",\"seconds\":%.2f}\n" : "seconds %.2f\n", seconds);
}

int load_status(const StoreChoice *choice, const LoadSums *sums) {
  bool counted = !sums->uncounted || (!choice->load.only_verify && !(choice->verify_given && choice->load.verify));
  return sums->missing || sums->differing || !counted ? 1 : 0;
}
