/* arena.h - memory that is freed all at once: one arena a document, one for each compiled rule set.

   Failure: when the machine has no memory or the arena's cap is reached, arena functions do not return; they jump to
   the point that the owner marked with ARENA_GUARD. Code between holds nothing but arena memory, so nothing leaks, and
   no call in a pipeline needs a check. An arena belongs to one thread at a time. */
#ifndef SPO_BASE_ARENA_H
#define SPO_BASE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include "base/slice.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1 /* what is not handed out */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

enum { ARENA_ALIGNMENT = _Alignof(max_align_t) };

typedef struct ArenaBlock ArenaBlock;

typedef struct {
  ArenaBlock *first; /* all blocks, oldest first; kept over arena_reset */
  ArenaBlock *current;
  char *at, *end; /* what is left of it: a multiple of ARENA_ALIGNMENT */
  size_t used;    /* bytes handed out since the last reset */
  /* Most bytes that may be handed out. Another thread may lower it to 0, which ends what its owner does. */
  _Atomic size_t limit;
  jmp_buf *guard;
} Arena;

/* Marks where a failed allocation comes back to: `if (ARENA_GUARD(&arena, jump)) return SPO_NO_MEMORY;`
   `jump` is a jmp_buf in the caller's frame. The guard holds until that function returns or sets another. */
#define ARENA_GUARD(arena, jump) ((arena)->guard = &(jump), setjmp(jump))

void arena_init(Arena *arena, size_t limit);

/* Makes all memory of the arena free for reuse; keeps the blocks unless they are far more than the last use needed. */
void arena_reset(Arena *arena);
void arena_free(Arena *arena);

/* arena_alloc where the current block has no room, or the cap is reached. */
void *arena_alloc_block(Arena *arena, size_t size);

/* `size` bytes, aligned for any type, not cleared. Never NULL. */
static inline void *arena_alloc(Arena *arena, size_t size) {
#ifndef ARENA_POISONS
  char *memory = arena->at;
  size_t limit = atomic_load_explicit(&arena->limit, memory_order_relaxed);
  if (size < (size_t)(arena->end - memory) && arena->used + size <= limit) {
    arena->at = memory + ((size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1));
    arena->used += size;
    return memory;
  }
#endif
  return arena_alloc_block(arena, size);
}

void *arena_calloc(Arena *arena, size_t count, size_t size);

/* Not cleared either, each of them on one line of a cache: `size` is a power of two. */
void *arena_aligned(Arena *arena, size_t count, size_t size);

/* An allocation failed elsewhere: jump to the guard (abort() where there is none, which is a bug). */
_Noreturn void arena_fail(Arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_calloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_calloc((arena), (count), sizeof(type)))

/* A copy of `text`, with a zero byte behind it. */
Slice arena_copy(Arena *arena, Slice text);

/* Several texts, one behind the other. */
Slice arena_join(Arena *arena, const Slice *parts, size_t count);

/* Decimal digits of `number` at `to`, which has room for 10; returns how many they are. */
unsigned print_digits(char *to, uint32_t number);

Slice arena_print(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
Slice arena_vprint(Arena *arena, const char *format, va_list arguments);

/* Growing arrays in an arena: `type *data; uint32_t count, capacity;` in a struct, e.g.
       typedef struct { VECTOR(Edge); } Edges;   VECTOR_PUSH(arena, &edges, edge); */
#define VECTOR(type) \
  type *data;        \
  uint32_t count, capacity

#define VECTOR_RESERVE(arena, vector, more)                                                                          \
  do {                                                                                                               \
    if ((vector)->capacity - (vector)->count < (more)) {                                                             \
      (vector)->data =                                                                                               \
          arena_grow((arena), (vector)->data, (vector)->count, &(vector)->capacity, (more), sizeof *(vector)->data); \
    }                                                                                                                \
  } while (0)

#define VECTOR_PUSH(arena, vector, value)        \
  do {                                           \
    VECTOR_RESERVE((arena), (vector), 1);        \
    (vector)->data[(vector)->count++] = (value); \
  } while (0)

/* Adds `number` elements; `items` may be NULL where there are none. */
#define VECTOR_APPEND(arena, vector, items, number)                                                     \
  do {                                                                                                  \
    size_t appended = (number);                                                                         \
    VECTOR_RESERVE((arena), (vector), appended);                                                        \
    if (appended) memcpy((vector)->data + (vector)->count, (items), appended * sizeof *(vector)->data); \
    (vector)->count += (uint32_t)appended;                                                              \
  } while (0)

/* The work behind VECTOR_RESERVE: moves `count` elements to a larger array and updates `*capacity`. */
void *arena_grow(Arena *arena, void *data, uint32_t count, uint32_t *capacity, size_t more, size_t size);

#endif
