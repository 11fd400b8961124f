/* curl_library.h - libcurl's functions, loaded when something is fetched, or sent to a store. */
#ifndef SPO_FETCH_CURL_LIBRARY_H
#define SPO_FETCH_CURL_LIBRARY_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/diagnostic.h"

typedef struct {
  CURLcode (*global_init)(long flags);
  CURL *(*easy_init)(void);
  void (*easy_cleanup)(CURL *handle);
  void (*easy_reset)(CURL *handle);
  CURLcode (*easy_setopt)(CURL *handle, CURLoption option, ...);
  CURLcode (*easy_perform)(CURL *handle);
  CURLcode (*easy_getinfo)(CURL *handle, CURLINFO info, ...);
  const char *(*easy_strerror)(CURLcode code);
  struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
  void (*slist_free_all)(struct curl_slist *list);
} CurlFunctions;

/* Fills `functions`; false after reporting what to install. */
bool curl_library_load(CurlFunctions *functions, const Diagnostics *diagnostics);

#endif
