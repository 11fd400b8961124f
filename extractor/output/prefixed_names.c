#include "output/prefixed_names.h"

#include "base/iri_chars.h"
#include "output/losses.h"

static void insert(PrefixedNames *names, Prefix prefix) {
  size_t at = names->count++;
  Prefix *given = &names->given[at];
  *given = (Prefix){arena_copy(&names->arena, prefix.prefix), arena_copy(&names->arena, prefix.iri)};
  for (; at && names->by_depth[at - 1]->iri.length < prefix.iri.length; at--) {
    names->by_depth[at] = names->by_depth[at - 1];
  }
  names->by_depth[at] = given;
}

static bool is_taken(const PrefixedNames *names, Slice name) {
  for (size_t i = 0; i < names->count; i++) {
    if (slice_equal(names->given[i].prefix, name)) return true;
  }
  return false;
}

static bool has_prefix_for(const PrefixedNames *names, Slice iri) {
  for (size_t i = 0; i < names->count; i++) {
    if (slice_equal(names->given[i].iri, iri)) return true;
  }
  return false;
}

static void insert_needed(PrefixedNames *names, Prefix needed) {
  Slice free = needed.prefix;
  if (has_prefix_for(names, needed.iri)) return;
  for (unsigned i = 1; is_taken(names, free); i++) {
    free = arena_print(&names->arena, "%.*s%u", (int)needed.prefix.length, needed.prefix.data, i);
  }
  insert(names, (Prefix){free, needed.iri});
}

bool prefixed_names_init(PrefixedNames *names, const Prefix *prefixes, size_t count, const Prefix *needed,
                         size_t needed_count, const Diagnostics *diagnostics) {
  jmp_buf jump;
  names->count = 0;
  arena_init(&names->arena, SIZE_MAX);
  if (ARENA_GUARD(&names->arena, jump)) return false;
  names->given = ARENA_ARRAY(&names->arena, Prefix, count + needed_count + 1);
  names->by_depth = ARENA_ARRAY(&names->arena, Prefix *, count + needed_count + 1);
  for (size_t i = 0; i < count; i++) {
    if (!is_prefix_name(prefixes[i].prefix) || !iri_is_absolute(prefixes[i].iri)) {
      Slice shown = text_repaired(&names->arena, prefixes[i].prefix, &(Losses){0});
      diagnostics_file(diagnostics, SPO_WARNING, NULL, 0, SIZE_MAX, "prefix %.*s: left out, it is malformed",
                       (int)shown.length, shown.data);
    } else if (!is_taken(names, prefixes[i].prefix)) {
      insert(names, prefixes[i]);
    }
  }
  for (size_t i = 0; i < needed_count; i++) insert_needed(names, needed[i]);
  return true;
}

void prefixed_names_free(PrefixedNames *names) {
  arena_free(&names->arena);
}

const Prefix *prefixed_names_find(const PrefixedNames *names, Slice iri, Slice *local) {
  for (size_t i = 0; i < names->count; i++) {
    const Prefix *prefix = names->by_depth[i];
    if (!slice_starts_with(iri, prefix->iri)) continue;
    *local = (Slice){iri.data + prefix->iri.length, iri.length - prefix->iri.length};
    if (is_local_name(*local)) return prefix;
  }
  return NULL;
}
