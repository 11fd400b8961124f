#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(address, size) ASAN_POISON_MEMORY_REGION((address), (size))
#define UNPOISON(address, size) ASAN_UNPOISON_MEMORY_REGION((address), (size))
enum { RED_ZONE = 16 }; /* between allocations, so that an overrun is seen */
#else
#define POISON(address, size) ((void)0)
#define UNPOISON(address, size) ((void)0)
enum { RED_ZONE = 0 };
#endif

enum { SMALLEST_BLOCK = 64 * 1024, LARGEST_STEP = 16 * 1024 * 1024 };

struct ArenaBlock {
  ArenaBlock *next;
  size_t size; /* bytes of `memory`: a multiple of the alignment */
  alignas(ARENA_ALIGNMENT) char memory[];
};

static size_t aligned(size_t size) {
  return (size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
}

void arena_init(Arena *arena, size_t limit) {
  *arena = (Arena){.limit = limit};
}

static void enter(Arena *arena, ArenaBlock *block) {
  arena->current = block;
  arena->at = block ? block->memory : NULL;
  arena->end = block ? block->memory + block->size : NULL;
}

static void free_from(ArenaBlock *block) {
  while (block) {
    ArenaBlock *next = block->next;
    UNPOISON(block->memory, block->size);
    free(block);
    block = next;
  }
}

void arena_reset(Arena *arena) {
  /* One huge document must not keep its memory while thousands of small ones follow. */
  size_t keep = 4 * arena->used + 4 * SMALLEST_BLOCK, kept = 0;
  for (ArenaBlock *block = arena->first; block; block = block->next) {
    POISON(block->memory, block->size);
    kept += block->size;
    if (kept > keep) {
      free_from(block->next);
      block->next = NULL;
    }
  }
  enter(arena, arena->first);
  arena->used = 0;
}

void arena_free(Arena *arena) {
  free_from(arena->first);
  *arena = (Arena){.limit = arena->limit};
}

_Noreturn void arena_fail(Arena *arena) {
  if (!arena->guard) abort();
  longjmp(*arena->guard, 1);
}

/* Goes on in the next kept block that is large enough, or in a new one put behind the current one. */
static void next_block(Arena *arena, size_t size) {
  ArenaBlock *current = arena->current;
  while (current && current->next) {
    current = current->next;
    if (current->size >= size) {
      enter(arena, current);
      return;
    }
  }
  size_t step = arena->used < SMALLEST_BLOCK ? SMALLEST_BLOCK : arena->used;
  if (step > LARGEST_STEP) step = LARGEST_STEP;
  if (step < size) step = size;
  step = aligned(step);
  ArenaBlock *block = malloc(sizeof *block + step);
  if (!block) arena_fail(arena);
  *block = (ArenaBlock){.size = step};
  POISON(block->memory, step);
  if (current) {
    current->next = block;
  } else {
    arena->first = block;
  }
  enter(arena, block);
}

void *arena_alloc_block(Arena *arena, size_t size) {
  size_t limit = atomic_load_explicit(&arena->limit, memory_order_relaxed);
  if (size > limit || arena->used > limit - size || size > SIZE_MAX / 2) arena_fail(arena);
  size_t whole = aligned(size + RED_ZONE);
  if (!arena->current || (size_t)(arena->end - arena->at) < whole) next_block(arena, whole);
  char *memory = arena->at;
  arena->at += whole;
  arena->used += size;
  UNPOISON(memory, size);
  return memory;
}

void *arena_calloc(Arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) arena_fail(arena);
  void *memory = arena_alloc(arena, count * size);
  memset(memory, 0, count * size);
  return memory;
}

void *arena_aligned(Arena *arena, size_t count, size_t size) {
  if (count >= SIZE_MAX / size) arena_fail(arena);
  char *memory = arena_alloc(arena, (count + 1) * size);
  return memory + (size - (uintptr_t)memory % size) % size;
}

Slice arena_copy(Arena *arena, Slice text) {
  char *copy = arena_alloc(arena, text.length + 1);
  if (text.length) memcpy(copy, text.data, text.length);
  copy[text.length] = 0;
  return (Slice){copy, text.length};
}

Slice arena_join(Arena *arena, const Slice *parts, size_t count) {
  size_t length = 0, at = 0;
  for (size_t i = 0; i < count; i++) {
    if (parts[i].length > arena->limit - length) arena_fail(arena);
    length += parts[i].length;
  }
  char *joined = arena_alloc(arena, length);
  for (size_t i = 0; i < count; i++) {
    if (parts[i].length) memcpy(joined + at, parts[i].data, parts[i].length);
    at += parts[i].length;
  }
  return (Slice){joined, length};
}

unsigned print_digits(char *to, uint32_t number) {
  unsigned count = 1;
  for (uint32_t rest = number; rest >= 10; rest /= 10) count++;
  for (unsigned at = count; at-- > 0; number /= 10) to[at] = (char)('0' + number % 10);
  return count;
}

/* The directive behind a `%` that simple_print knows, or 0; `format` is moved behind it. */
static char take_directive(const char **format) {
  const char *at = *format;
  if (at[0] == '.' && at[1] == '*' && at[2] == 's') {
    *format = at + 3;
    return '*';
  }
  if (at[0] != 's' && at[0] != 'c' && at[0] != 'u') return 0;
  *format = at + 1;
  return at[0];
}

/* Prints `number` in front of `end`; returns where it begins. */
static const char *print_number(char *end, unsigned number) {
  do {
    *--end = (char)('0' + number % 10);
    number /= 10;
  } while (number);
  return end;
}

/* What nearly all formats are made of: %s, %.*s, %c, %u. Writes to `out`, or with NULL only measures. SIZE_MAX where
   something else stands in the format. Ten times as fast as vsnprintf. */
static size_t simple_print(char *out, const char *format, va_list arguments) {
  size_t length = 0;
  while (*format) {
    char single, digits[16];
    const char *from = format;
    size_t count = (size_t)(strchrnul(format, '%') - format);
    format += count;
    if (!count) {
      format++;
      size_t most = SIZE_MAX;
      switch (take_directive(&format)) {
        case '*':
          most = (size_t)va_arg(arguments, int);
          from = va_arg(arguments, const char *);
          count = most ? strnlen(from, most) : 0;
          break;
        case 's':
          from = va_arg(arguments, const char *);
          count = strlen(from);
          break;
        case 'c':
          single = (char)va_arg(arguments, int);
          from = &single;
          count = 1;
          break;
        case 'u':
          from = print_number(digits + sizeof digits, va_arg(arguments, unsigned));
          count = (size_t)(digits + sizeof digits - from);
          break;
        default:
          return SIZE_MAX;
      }
    }
    if (out && count) memcpy(out + length, from, count);
    length += count;
  }
  if (out) out[length] = 0;
  return length;
}

Slice arena_vprint(Arena *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  size_t simple = simple_print(NULL, format, again);
  va_end(again);
  if (simple != SIZE_MAX) {
    char *printed = arena_alloc(arena, simple + 1);
    return (Slice){printed, simple_print(printed, format, arguments)};
  }
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length < 0) arena_fail(arena);
  char *text = arena_alloc(arena, (size_t)length + 1);
  vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return (Slice){text, (size_t)length};
}

Slice arena_print(Arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  Slice text = arena_vprint(arena, format, arguments);
  va_end(arguments);
  return text;
}

void *arena_grow(Arena *arena, void *data, uint32_t count, uint32_t *capacity, size_t more, size_t size) {
  size_t wanted = *capacity ? (size_t)*capacity * 2 : 8;
  if (wanted < count + more) wanted = count + more;
  if (wanted > UINT32_MAX || wanted > SIZE_MAX / size) arena_fail(arena);
  void *larger = arena_alloc(arena, wanted * size);
  if (count) memcpy(larger, data, count * size);
  *capacity = (uint32_t)wanted;
  return larger;
}
