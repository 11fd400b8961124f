#include "lexicon/lexicon.h"

#include "base/utf8.h"
#include "lexicon/lexicon_image.h"

static bool section_fits(const ImageSection *section, size_t element, Slice image) {
  return section->offset % 8 == 0 && section->offset <= image.length &&
         section->count <= (image.length - section->offset) / element;
}

/* Element sizes of the sections, in the order of ImageSectionName. */
static const size_t ELEMENT[SECTION_COUNT] = {
    [SECTION_PAGES] = sizeof(uint16_t),         [SECTION_CODES] = sizeof(uint16_t),
    [SECTION_LABELS] = sizeof(uint8_t),         [SECTION_UNITS] = sizeof(TrieUnit),
    [SECTION_SINGLES] = sizeof(uint32_t),       [SECTION_PAIRS] = sizeof(TriePair),
    [SECTION_PAIR_BITS] = sizeof(uint64_t),     [SECTION_WORDS] = sizeof(LexiconWord),
    [SECTION_SPELLINGS] = sizeof(uint32_t),     [SECTION_DETAILS] = sizeof(LexiconDetail),
    [SECTION_TAGS] = sizeof(LexiconTag),        [SECTION_CLASS_SETS] = sizeof(LexiconClassSet),
    [SECTION_CLASS_MEMBERS] = sizeof(uint16_t), [SECTION_CLASSES] = sizeof(LexiconClass),
    [SECTION_STRINGS] = sizeof(char),
};

static bool is_power_of_two(uint64_t count) {
  return count && (count & (count - 1)) == 0 && count <= UINT32_MAX;
}

static const char *image_fault(const ImageHeader *header, Slice image) {
  if (image.length < sizeof *header || memcmp(header->magic, IMAGE_MAGIC, sizeof header->magic) != 0) {
    return "not a compiled lexicon";
  }
  if (header->version != IMAGE_VERSION || header->byte_order != IMAGE_BYTE_ORDER) {
    return "compiled by another version of spo or for another machine; compile it again";
  }
  for (int i = 0; i < SECTION_COUNT; i++) {
    if (!section_fits(&header->sections[i], ELEMENT[i], image)) return "compiled lexicon is cut off or damaged";
  }
  uint64_t pages = header->sections[SECTION_PAGES].count, codes = header->sections[SECTION_CODES].count;
  if (pages != ALPHABET_PAGES || codes < ALPHABET_PAGE ||
      header->sections[SECTION_UNITS].count != header->sections[SECTION_LABELS].count ||
      header->sections[SECTION_SPELLINGS].count != header->sections[SECTION_WORDS].count + 1 ||
      header->sections[SECTION_DETAILS].count == 0 || !is_power_of_two(header->sections[SECTION_PAIRS].count) ||
      !is_power_of_two(header->sections[SECTION_PAIR_BITS].count) || header->sections[SECTION_WORDS].count == 0 ||
      header->sections[SECTION_CLASS_SETS].count == 0) {
    return "compiled lexicon is cut off or damaged";
  }
  const uint16_t *page = (const uint16_t *)(const void *)(image.data + header->sections[SECTION_PAGES].offset);
  for (size_t i = 0; i < ALPHABET_PAGES; i++) {
    if (page[i] >= codes / ALPHABET_PAGE) return "compiled lexicon is damaged";
  }
  return NULL;
}

SpoStatus lexicon_open(Lexicon *lexicon, Slice image, const char *name, const Diagnostics *diagnostics) {
  const ImageHeader *header = (const ImageHeader *)(const void *)image.data;
  const char *fault = image_fault(header, image);
  if (fault) {
    diagnostics_file(diagnostics, SPO_ERROR, name, 0, SIZE_MAX, "%s", fault);
    return SPO_BAD_RULES;
  }
  const ImageSection *sections = header->sections;
#define AT(section) ((const void *)(image.data + sections[section].offset))
  *lexicon = (Lexicon){
      .alphabet = {.pages = AT(SECTION_PAGES),
                   .codes = AT(SECTION_CODES),
                   .page_count = (uint32_t)(sections[SECTION_CODES].count / ALPHABET_PAGE),
                   .size = header->alphabet_size},
      .trie = {.bytes = trie_has_bytes(header->alphabet_size),
               .labels = AT(SECTION_LABELS),
               .units = AT(SECTION_UNITS),
               .singles = AT(SECTION_SINGLES),
               .pairs = AT(SECTION_PAIRS),
               .pair_bits = AT(SECTION_PAIR_BITS),
               .pair_count = (uint32_t)sections[SECTION_PAIRS].count,
               .pair_bit_words = (uint32_t)sections[SECTION_PAIR_BITS].count,
               .unit_count = (uint32_t)sections[SECTION_UNITS].count,
               .single_count = (uint32_t)sections[SECTION_SINGLES].count},
      .words = AT(SECTION_WORDS),
      .spellings = AT(SECTION_SPELLINGS),
      .details = AT(SECTION_DETAILS),
      .tags = AT(SECTION_TAGS),
      .class_sets = AT(SECTION_CLASS_SETS),
      .class_members = AT(SECTION_CLASS_MEMBERS),
      .classes = AT(SECTION_CLASSES),
      .strings = AT(SECTION_STRINGS),
      .word_count = (uint32_t)sections[SECTION_WORDS].count,
      .detail_count = (uint32_t)sections[SECTION_DETAILS].count - 1, /* the last one is an end */
      .tag_count = (uint32_t)sections[SECTION_TAGS].count,
      .class_set_count = (uint32_t)sections[SECTION_CLASS_SETS].count,
      .class_member_count = (uint32_t)sections[SECTION_CLASS_MEMBERS].count,
      .class_count = (uint32_t)sections[SECTION_CLASSES].count,
      .string_bytes = (uint32_t)sections[SECTION_STRINGS].count,
      .total = header->total,
  };
#undef AT
  return SPO_SUCCESS;
}

static Slice string_at(const Lexicon *lexicon, uint32_t offset, uint32_t length) {
  if (offset > lexicon->string_bytes || length > lexicon->string_bytes - offset) return SLICE("");
  return (Slice){lexicon->strings + offset, length};
}

Slice lexicon_spelling(const Lexicon *lexicon, const LexiconWord *word) {
  const uint32_t *bounds = &lexicon->spellings[word - lexicon->words];
  return bounds[0] <= bounds[1] ? string_at(lexicon, bounds[0], bounds[1] - bounds[0]) : SLICE("");
}

Slice lexicon_class_name(const Lexicon *lexicon, uint32_t class) {
  if (class >= lexicon->class_count) return SLICE("");
  return string_at(lexicon, lexicon->classes[class].name, lexicon->classes[class].length);
}

uint32_t lexicon_find_class(const Lexicon *lexicon, Slice name) {
  for (uint32_t i = 0; i < lexicon->class_count; i++) {
    if (slice_equal(lexicon_class_name(lexicon, i), name)) return i;
  }
  return UINT32_MAX;
}

/* The value of the characters of a text, as in the trie. */
static uint32_t find_value(const Lexicon *lexicon, Slice text) {
  TrieCursor cursor = {0};
  unsigned width;
  for (size_t at = 0; at < text.length; at += width) {
    uint16_t code = alphabet_code(&lexicon->alphabet, utf8_decode(text.data + at, &width));
    if (!trie_follow(&lexicon->trie, &cursor, code)) return 0;
  }
  return cursor.value;
}

uint32_t lexicon_find(const Lexicon *lexicon, Slice spelling) {
  if (!lexicon->word_count) return WORD_NONE;
  uint32_t word = find_value(lexicon, spelling) - 1; /* 0 - 1 is WORD_NONE */
  for (unsigned steps = 0; word < lexicon->word_count && steps < 64; steps++) {
    if (slice_equal(lexicon_spelling(lexicon, &lexicon->words[word]), spelling)) return word;
    word = lexicon_next(lexicon, word);
  }
  return WORD_NONE;
}

LexiconTags lexicon_tags(const Lexicon *lexicon, const LexiconWord *word) {
  if (!word->detail || word->detail >= lexicon->detail_count) return (LexiconTags){0, 0};
  const LexiconDetail *detail = &lexicon->details[word->detail];
  LexiconTags tags = {detail[0].first_tag, detail[1].first_tag};
  return tags.behind <= lexicon->tag_count ? tags : (LexiconTags){0, 0};
}

Slice lexicon_tag(const Lexicon *lexicon, const LexiconWord *word, uint32_t class, Slice key) {
  if (!(word->flags & tag_key_bit(key))) return (Slice){NULL, 0};
  const LexiconTags tags = lexicon_tags(lexicon, word);
  /* class and length of the key are looked at as one number */
  const LexiconTag pattern = {.class = (uint16_t) class, .key_length = (uint16_t)key.length};
  const LexiconTag any = {.class = class == UINT32_MAX ? 0 : UINT16_MAX, .key_length = UINT16_MAX};
  uint32_t wanted, mask, head;
  memcpy(&wanted, &pattern, sizeof wanted);
  memcpy(&mask, &any, sizeof mask);
  wanted &= mask;
  for (uint32_t i = tags.first; i < tags.behind; i++) {
    const LexiconTag *tag = &lexicon->tags[i];
    memcpy(&head, tag, sizeof head);
    if ((head & mask) != wanted) continue;
    if (slice_equal(string_at(lexicon, tag->key, tag->key_length), key)) {
      return string_at(lexicon, tag->value, tag->value_length);
    }
  }
  return (Slice){NULL, 0};
}

void lexicon_tag_at(const Lexicon *lexicon, uint32_t number, Slice *key, Slice *value) {
  *key = *value = (Slice){"", 0};
  if (number >= lexicon->tag_count) return;
  const LexiconTag *tag = &lexicon->tags[number];
  *key = string_at(lexicon, tag->key, tag->key_length);
  *value = string_at(lexicon, tag->value, tag->value_length);
}
