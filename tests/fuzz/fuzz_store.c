/* RDF from anywhere, read into a store by each of its readers but Raptor's; every pattern over it is answered. */
#include <assert.h>

#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const char *const NAMES[] = {"a.nq", "a.nt", "a.ttl", "a.trig"};
  if (!size) return 0;
  Store *store = store_open(&(StoreOptions){.most = 256 << 20});
  store_add_bytes(store, (Slice){(const char *)bytes + 1, size - 1}, NAMES[bytes[0] % 4], &DIAGNOSTICS_SILENT);
  assert(store_finish(store));
  StoreCursor all = store_match(store, (StoreQuad){STORE_ANY, STORE_ANY, STORE_ANY, STORE_ANY});
  StoreQuad quad, found;
  uint64_t count = 0;
  for (; store_next(&all, &quad); count++) {
    StoreCursor one = store_match(store, quad);
    assert(store_next(&one, &found) && !store_next(&one, &found));
    RdfTerm term = store_term(store, quad.object);
    assert(store_find(store, &term) == quad.object);
  }
  assert(count == store_count(store));
  store_close(store);
  return 0;
}
