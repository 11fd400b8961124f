/* store_internal.h - what the files of extractor/store share. */
#ifndef SPO_STORE_STORE_INTERNAL_H
#define SPO_STORE_STORE_INTERNAL_H

#include "store/quads.h"
#include "store/terms.h"

struct Store {
  SpacePool pool;
  Terms terms;
  Quads quads;
  uint32_t files;
};

#endif
