/* name_table.h - a hash table from names to numbers, in an arena. */
#ifndef SPO_BASE_NAME_TABLE_H
#define SPO_BASE_NAME_TABLE_H

#include "base/arena.h"

typedef struct {
  Slice name;
  uint32_t value;
} NameEntry;

typedef struct {
  struct {
    VECTOR(NameEntry);
  } entries;       /* in the order of insertion */
  uint32_t *slots; /* entry + 1; 0 is free */
  uint32_t slot_count;
} NameTable;

/* The value under `name`, or UINT32_MAX. */
uint32_t name_table_find(const NameTable *table, Slice name);

/* Puts a name that is not there yet; the slice must live as long as the table. */
void name_table_add(NameTable *table, Arena *arena, Slice name, uint32_t value);

/* The name in the table that is most like `name` (at most a third of its letters differ), or an empty slice. */
Slice name_table_similar(const NameTable *table, Slice name);

/* "did you mean `A`?" for the most similar name, "did you mean `A` or `B`?" where two are equally like it, or NULL. */
const char *name_table_hint(const NameTable *table, Arena *arena, Slice name);

/* The same for the names of an array. */
const char *name_hint_of(const char *const *names, size_t count, Arena *arena, Slice name);

#endif
