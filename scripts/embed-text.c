/* embed-text HEADER NAME=FILE[,FILE...]... - files as constants in C, on standard output: `const Slice NAME`, as HEADER
   declares.

   White space at the ends of a file is left out; several are put one behind the other, with a line break between. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 20, A_LINE = 24 };

static unsigned char bytes[LARGEST];

/* Appends a file to `length` bytes; returns how many they are then. */
static size_t read_file(const char *path, size_t length) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(1);
  }
  if (length) bytes[length++] = '\n';
  length += fread(bytes + length, 1, sizeof bytes - length, file);
  if (ferror(file) || length == sizeof bytes) {
    fprintf(stderr, "%s: cannot be read, or is too large\n", path);
    exit(1);
  }
  fclose(file);
  while (length && isspace(bytes[length - 1])) length--;
  return length;
}

static size_t read_files(char *paths) {
  size_t length = 0;
  for (char *path = strtok(paths, ","); path; path = strtok(NULL, ",")) length = read_file(path, length);
  return length;
}

static void print_constant(const char *name, int name_length, size_t length) {
  printf("static const char %.*s_TEXT[] = {", name_length, name);
  for (size_t i = 0; i < length; i++)
    printf("%s%d,", i % A_LINE ? "" : "\n  ", bytes[i] < 128 ? bytes[i] : bytes[i] - 256);
  printf("\n  0};\nconst Slice %.*s = {%.*s_TEXT, %zu};\n", name_length, name, name_length, name, length);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: embed-text HEADER NAME=FILE...\n");
    return 2;
  }
  printf("#include \"%s\"\n", argv[1]);
  for (int i = 2; i < argc; i++) {
    char *equals = strchr(argv[i], '=');
    if (!equals) return 2;
    print_constant(argv[i], (int)(equals - argv[i]), read_files(equals + 1));
  }
  return fflush(stdout) ? 1 : 0;
}
