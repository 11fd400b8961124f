#include "fetch/curl_library.h"

#include "base/dynamic_library.h"

#define SYMBOL(function) \
  { "curl_" #function, offsetof(CurlFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(global_init),  SYMBOL(easy_init),    SYMBOL(easy_cleanup),  SYMBOL(easy_reset),   SYMBOL(easy_setopt),
    SYMBOL(easy_perform), SYMBOL(easy_getinfo), SYMBOL(easy_strerror), SYMBOL(slist_append), SYMBOL(slist_free_all),
};

bool curl_library_load(CurlFunctions *functions, const Diagnostics *diagnostics) {
  static const char *const FILES[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  const char *why = NULL;
  for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
    const char *reason;
    if (dynamic_library_load(FILES[i], SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, functions, &reason)) {
      return functions->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    }
    if (!why) why = reason;
  }
  dynamic_library_missing(diagnostics, FILES[0], "cannot be loaded",
                          "what goes over the network needs it: apt-get install libcurl4");
  return false;
}
