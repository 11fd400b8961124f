#include <string.h>

#include "resolve/resolve.h"

/* Whether an entity type answers to a pronoun's kind: person, organization, place, product. */
static bool fits_kind(const RuleSet *rules, TypeId type, Slice kind) {
  return slice_equal_ignore_case(rule_string(rules, rules->types[type].name), kind);
}

/* So that a text of nothing but pronouns does not take the square of its length. */
enum { FACTS_BACK = 1000, MENTIONS_BACK = 1000, SENTENCES_BACK = 3, ORGANIZATIONS_BACK = 12 };

/* The speaker of the last quotation before a position in the sentence of `asking`: 他 most often is the one who spoke.
   Facts are ordered by sentence. */
static uint32_t last_speaker(const Resolution *resolution, const Fact *asking, uint32_t before, Slice kind) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Quotation"));
  if (frame == UINT32_MAX) return ENTITY_NONE;
  uint32_t slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("speaker"));
  uint32_t found = ENTITY_NONE, found_at = 0, from = (uint32_t)(asking - analysis->facts.data);
  uint32_t to = from > FACTS_BACK ? from - FACTS_BACK : 0;
  while (from < analysis->facts.count && analysis->facts.data[from].sentence == asking->sentence) from++;
  for (uint32_t i = from; i-- > to;) {
    const Fact *fact = &analysis->facts.data[i];
    if (found != ENTITY_NONE && fact->sentence < text_sentence_at(analysis->text, found_at)) break;
    if (fact->frame != frame || fact->dropped || fact->begin >= before) continue;
    const FactSlot *speaker = fact_slot(fact, slot);
    if (!speaker || speaker->entity == ENTITY_NONE || (found != ENTITY_NONE && fact->begin <= found_at)) continue;
    if (!fits_kind(rules, resolution->entities.data[speaker->entity].type, kind)) continue;
    found = speaker->entity;
    found_at = fact->begin;
  }
  return found;
}

/* The first mention of a sentence or of a later one; mentions are ordered by sentence. */
static uint32_t first_mention_of(const Analysis *analysis, uint32_t sentence) {
  uint32_t low = 0, high = analysis->mentions.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (analysis->mentions.data[middle].sentence < sentence) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/* Whether what follows a word says no more than the legal form: 集团有限公司 behind 研究院. */
static bool is_legal_form(Slice rest) {
  return slice_starts_with(rest, SLICE("集团")) || slice_starts_with(rest, SLICE("股份")) ||
         slice_starts_with(rest, SLICE("有限")) || slice_starts_with(rest, SLICE("控股")) ||
         slice_starts_with(rest, SLICE("（"));
}

/* Whether a name is of the kind of a phrase without blanks: 本届电影节, 上海国际电影节; 该院, 江州医院. The phrase's
   last two characters are in it, or it ends with the one behind 该, 本, 此. 公司 says no more than that it is one;
   该公司 and 这家公司 point to what was named as one. */
static bool is_alike(const Entity *entity, Slice phrase) {
  enum { HAN = 3 }; /* bytes */
  if (slice_ends_with(phrase, SLICE("公司")))
    return phrase.length > 2 * HAN && slice_ends_with(entity->label, SLICE("公司"));
  bool pointing = slice_starts_with(phrase, SLICE("该")) || slice_starts_with(phrase, SLICE("本")) ||
                  slice_starts_with(phrase, SLICE("此"));
  size_t head = pointing && phrase.length == 2 * HAN ? HAN : 2 * HAN;
  if (phrase.length < 2 * HAN || entity->label.length < head) return false;
  const char *last = phrase.data + phrase.length - head, *end = entity->label.data + entity->label.length;
  if (head == HAN && memcmp(end - head, last, head) == 0) return true;
  if (head == HAN) { /* 该院: 远山研究院有限公司 */
    for (const char *at = entity->label.data; at + head < end; at++) {
      Slice rest = {at + head, (size_t)(end - at) - head};
      if (memcmp(at, last, head) == 0 && is_legal_form(rest)) return true;
    }
    return false;
  }
  for (const char *at = entity->label.data; at + head <= end; at++) {
    if (memcmp(at, last, head) == 0) return true; /* 该集团: 远山集团有限公司 */
  }
  return false;
}

bool resolve_shares_head(const Entity *entity, Slice phrase) {
  size_t begin = phrase.length;
  while (begin > 0 && phrase.data[begin - 1] != ' ') begin--;
  if (begin == 0) return is_alike(entity, phrase);
  Slice head = {phrase.data + begin, phrase.length - begin};
  for (size_t at = 0, end; at < entity->label.length; at = end + 1) {
    for (end = at; end < entity->label.length && entity->label.data[end] != ' ';) end++;
    if (slice_equal_ignore_case((Slice){entity->label.data + at, end - at}, head)) return true;
  }
  return false;
}

/* ---- salience ----
   What a pronoun stands for is the candidate with the highest sum over its mentions before it (after Lappin and Leass,
   1994): a mention counts more where it begins its sentence, and less with each sentence that lies between. */

enum { MOST_CANDIDATES = 64 };

#define WEIGHT_SUBJECT 2.0f    /* the first of its kind in a sentence, near its beginning; others count 1 */
#define WEIGHT_SPEAKER 0.8f    /* who spoke last, besides */
#define DECAY_SENTENCE 0.6f    /* for each sentence back */
#define DECAY_PARAGRAPH 0.5f   /* in another paragraph */
#define WEIGHT_OF_TOTAL 0.2f   /* for each mention of an organization anywhere: what the document is about */
#define WEIGHT_OF_PERSON 0.06f /* for each mention of a person anywhere, where he and she are told apart */
#define WEIGHT_IN_FRONT 0.25f  /* named in the first sentence */
#define HEAD_WEIGHT 3.0f       /* an organization whose name has the phrase's last word */
#define POINTED UINT32_MAX     /* the last of those to which a word points; more than any count */
#define PUBLIC_WEIGHT 0.3f     /* an association, a ministry, where a company is spoken of */
#define ONLOOKER_WEIGHT 0.1f   /* whose every mention only says where an analyst or a professor belongs */
#define FAR 1e-6f              /* only where nothing nearer fits */
enum { SUBJECT_WITHIN = 48 };  /* code points between the beginning of a sentence and its subject */

typedef struct {
  uint32_t entity;
  uint32_t mention_at; /* the last before the pronoun */
  float score;
} Candidate;

typedef struct {
  Candidate data[MOST_CANDIDATES];
  uint32_t count;
} Candidates;

/* The last in the list takes the place of what exceeds it. */
static Candidate *candidate_of(Candidates *candidates, uint32_t entity) {
  for (uint32_t i = 0; i < candidates->count; i++) {
    if (candidates->data[i].entity == entity) return &candidates->data[i];
  }
  if (candidates->count < MOST_CANDIDATES) candidates->count++;
  Candidate *candidate = &candidates->data[candidates->count - 1];
  *candidate = (Candidate){entity, 0, 0};
  return candidate;
}

static float power(float base, uint32_t exponent) {
  float result = 1;
  for (uint32_t i = 0; i < exponent && result > 1e-4f; i++) result *= base;
  return result;
}

bool resolve_begins_with(const Resolution *resolution, uint32_t before, Slice kind) {
  const Analysis *analysis = resolution->analysis;
  uint32_t sentence = text_sentence_at(analysis->text, before);
  if (sentence == UINT32_MAX) return false;
  uint32_t begin = analysis->text->sentences.data[sentence].begin;
  for (uint32_t i = first_mention_of(analysis, sentence); i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->sentence != sentence || mention->begin - begin > SUBJECT_WITHIN) return false;
    bool named = mention->end <= before && !mention->nested && !mention->open;
    if (named && fits_kind(analysis->vocabulary->rules, mention->type, kind)) return true;
  }
  return false;
}

/* Candidates of the kind among the mentions before a position, in sentence `from` or a later one, and among the last
   MENTIONS_BACK mentions. */
static void collect(const Resolution *resolution, uint32_t before, uint32_t from, Slice kind, Candidates *candidates) {
  const Analysis *analysis = resolution->analysis;
  const Text *text = analysis->text;
  uint32_t sentence = text_sentence_at(text, before), first = first_mention_of(analysis, from);
  uint32_t behind = sentence == UINT32_MAX ? analysis->mentions.count : first_mention_of(analysis, sentence + 1);
  if (behind > MENTIONS_BACK && first < behind - MENTIONS_BACK) first = behind - MENTIONS_BACK;
  uint32_t opened = UINT32_MAX; /* the last sentence that had one of the kind */
  for (uint32_t i = first; i < behind; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->end > before || mention->nested || mention->open) continue;
    if (!fits_kind(analysis->vocabulary->rules, mention->type, kind)) continue;
    bool subject =
        mention->sentence != opened && mention->begin - text->sentences.data[mention->sentence].begin <= SUBJECT_WITHIN;
    opened = mention->sentence;
    float weight = subject ? WEIGHT_SUBJECT : 1.0f;
    if (sentence != UINT32_MAX) {
      weight *= power(DECAY_SENTENCE, sentence - mention->sentence);
      bool apart = text->sentences.data[sentence].paragraph != text->sentences.data[mention->sentence].paragraph;
      if (apart) weight *= DECAY_PARAGRAPH;
    }
    Candidate *candidate = candidate_of(candidates, resolution->entity_of_mention[i]);
    candidate->score += weight;
    candidate->mention_at = mention->begin;
  }
}

/* The best candidate; of equal ones the one that was named last. */
static uint32_t best_of(const Candidates *candidates) {
  const Candidate *best = NULL;
  for (uint32_t i = 0; i < candidates->count; i++) {
    const Candidate *candidate = &candidates->data[i];
    bool better = !best || candidate->score > best->score ||
                  (candidate->score == best->score && candidate->mention_at > best->mention_at);
    if (better && candidate->score > 0) best = candidate;
  }
  return best ? best->entity : ENTITY_NONE;
}

/* The one that was named last: Jane Roe, who said ... */
static uint32_t nearest_of(const Candidates *candidates) {
  const Candidate *nearest = NULL;
  for (uint32_t i = 0; i < candidates->count; i++) {
    const Candidate *candidate = &candidates->data[i];
    if (!nearest || candidate->mention_at > nearest->mention_at) nearest = candidate;
  }
  return nearest ? nearest->entity : ENTITY_NONE;
}

/* Whether a name says by its first or its last word that it is no firm: the British Beer Association. */
static bool is_public(const Resolution *resolution, Slice label) {
  size_t first = 0, last = label.length;
  while (first < label.length && label.data[first] != ' ') first++;
  while (last > 0 && label.data[last - 1] != ' ') last--;
  Slice key = SLICE("public");
  return resolve_word_tag(resolution, (Slice){label.data, first}, key).data ||
         resolve_word_tag(resolution, (Slice){label.data + last, label.length - last}, key).data;
}

/* Whether it is the first of its type that the text names, in its first sentence, which most often is a headline. */
static bool is_in_front(const Resolution *resolution, const Entity *entity) {
  const Analysis *analysis = resolution->analysis;
  if (entity->first_mention >= analysis->mentions.count) return false;
  if (analysis->mentions.data[entity->first_mention].sentence != 0) return false;
  for (uint32_t i = 0; i < entity->first_mention; i++) {
    if (analysis->mentions.data[i].type == entity->type && !analysis->mentions.data[i].nested) return false;
  }
  return true;
}

/* What is no person: named in sentence `from` or a later one, or anywhere by the phrase's last word, or, if there is
   none, before. Of organizations it is one that the document speaks of much: 公司 in an article about a company is that
   company, even if an exchange was named since; `phrase` is what stands for it, or empty. */
static void weigh_named(const Resolution *resolution, uint32_t before, uint32_t from, Slice kind, Slice phrase,
                        Candidates *candidates) {
  collect(resolution, before, 0, kind, candidates);
  bool firm = phrase.length && resolve_word_tag(resolution, phrase, SLICE("firm")).data;
  for (uint32_t i = 0; i < candidates->count; i++) {
    Candidate *candidate = &candidates->data[i];
    const Entity *entity = &resolution->entities.data[candidate->entity];
    bool near = text_sentence_at(resolution->analysis->text, candidate->mention_at) >= from;
    if (slice_is(kind, "organization") || slice_is(kind, "event"))
      candidate->score += WEIGHT_OF_TOTAL * (float)entity->mention_count;
    if (resolution->analysis->vocabulary->spaced && is_in_front(resolution, entity))
      candidate->score += WEIGHT_IN_FRONT;
    bool alike = resolve_shares_head(entity, phrase);
    if (alike) candidate->score *= HEAD_WEIGHT;
    if (firm && !alike && is_public(resolution, entity->label)) candidate->score *= PUBLIC_WEIGHT;
    if (!alike && entity->mention_count && entity->onlookers >= entity->mention_count)
      candidate->score *= ONLOOKER_WEIGHT;
    if (!alike && !near) candidate->score *= FAR;
  }
}

/* ---- he and she ---- */

/* A spelling may be several words: he, of a rule, and he, in any case, of a list. */
static Slice tag_of(const Lexicon *lexicon, Slice word, Slice key) {
  for (uint32_t at = lexicon_find(lexicon, word); at < lexicon->word_count; at = lexicon_next(lexicon, at)) {
    if (!slice_equal(lexicon_spelling(lexicon, &lexicon->words[at]), word)) continue;
    Slice tag = lexicon_tag(lexicon, lexicon_word(lexicon, at), UINT32_MAX, key);
    if (tag.data) return tag;
  }
  return (Slice){0};
}

Slice resolve_word_tag(const Resolution *resolution, Slice word, Slice key) {
  const Lexicon *lexicon = &resolution->analysis->vocabulary->rules->lexicon;
  Slice tag = tag_of(lexicon, word, key);
  if (tag.data || !word.length || word.data[0] < 'A' || word.data[0] > 'Z') return tag;
  char *lower = arena_alloc(resolution->arena, word.length); /* They may be in another list */
  memcpy(lower, word.data, word.length);
  lower[0] = (char)(lower[0] - 'A' + 'a');
  return tag_of(lexicon, (Slice){lower, word.length}, key);
}

/* Of a person: that of the first word of a name of several words. */
static Slice sex_of_entity(const Resolution *resolution, const Entity *entity) {
  for (uint32_t i = 0; i <= entity->names.count; i++) {
    Slice name = i ? entity->names.data[i - 1] : entity->label;
    size_t end = 0;
    while (end < name.length && name.data[end] != ' ') end++;
    if (end == name.length) continue;
    Slice sex = resolve_word_tag(resolution, (Slice){name.data, end}, SLICE("sex"));
    if (slice_is(sex, "m") || slice_is(sex, "f")) return sex;
  }
  return (Slice){0};
}

static uint32_t person_since(const Resolution *resolution, const Fact *fact, const FactSlot *slot, uint32_t from,
                             Slice word) {
  Candidates candidates = {.count = 0};
  collect(resolution, slot->begin, from, slot->text, &candidates);
  uint32_t speaker = last_speaker(resolution, fact, slot->begin, slot->text);
  if (speaker != ENTITY_NONE) candidate_of(&candidates, speaker)->score += WEIGHT_SPEAKER * DECAY_PARAGRAPH;
  if (resolve_word_tag(resolution, word, SLICE("nearest")).data) return nearest_of(&candidates);
  if (resolution->analysis->vocabulary->spaced) {
    for (uint32_t i = 0; i < candidates.count; i++) {
      const Entity *entity = &resolution->entities.data[candidates.data[i].entity];
      candidates.data[i].score += WEIGHT_OF_PERSON * (float)entity->mention_count;
    }
  }
  Slice sex = resolve_word_tag(resolution, word, SLICE("sex"));
  for (uint32_t i = 0; i < candidates.count && sex.length; i++) {
    Slice other = sex_of_entity(resolution, &resolution->entities.data[candidates.data[i].entity]);
    if (other.length && !slice_equal(other, sex)) candidates.data[i].score = 0;
  }
  return best_of(&candidates);
}

/* Where nobody near fits, somebody far: "he" and "she" say more than 他. */
static uint32_t person_meant(const Resolution *resolution, const Fact *fact, const FactSlot *slot, uint32_t from,
                             Slice word) {
  uint32_t near = person_since(resolution, fact, slot, from, word);
  bool spaced = resolution->analysis->vocabulary->spaced;
  return near != ENTITY_NONE || from == 0 || !spaced ? near : person_since(resolution, fact, slot, 0, word);
}

/* The entity for which the text has defined this word as a name: （以下简称“公司”）. Words of pronouns are no names
   otherwise, so there is most often none. */
static uint32_t defined_as(const Resolution *resolution, Slice word, Slice kind) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  for (uint32_t i = 0; i < resolution->defined.count; i++) {
    const Entity *entity = &resolution->entities.data[resolution->defined.data[i]];
    if (!fits_kind(rules, entity->type, kind)) continue;
    for (uint32_t k = 0; k < entity->names.count; k++) {
      if (text_matches(resolution->analysis->text, entity->names.data[k], word)) return resolution->defined.data[i];
    }
  }
  return ENTITY_NONE;
}

/* Whether a slot of a fact takes entities of this kind. */
static bool takes_kind(const Resolution *resolution, const Fact *fact, const FactSlot *slot, Slice kind) {
  const RuleSet *rules = resolution->analysis->vocabulary->rules;
  const RuleSlot *declared = &rules->slots[rules->frames[fact->frame].first_slot + slot->slot];
  for (uint32_t i = 0; i < declared->type_count; i++) {
    if (fits_kind(rules, rules->slot_types[declared->first_type + i], kind)) return true;
  }
  return false;
}

/* "it": an organization or a product, of those that the slot takes. */
static uint32_t thing_meant(const Resolution *resolution, const Fact *fact, const FactSlot *slot, uint32_t from) {
  static const char *const KINDS[] = {"organization", "product"};
  Candidates candidates = {.count = 0};
  for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
    Slice kind = slice_of(KINDS[i]);
    if (takes_kind(resolution, fact, slot, kind)) collect(resolution, slot->begin, from, kind, &candidates);
  }
  return best_of(&candidates);
}

/* Whether another slot of the fact holds the entity: an agency does not rate itself. */
static bool fills_other_slot(const Resolution *resolution, const Fact *fact, const FactSlot *slot,
                             const Candidate *candidate) {
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *other = &fact->slots.data[i];
    if (other->slot == slot->slot) continue;
    if (other->kind == FACT_MENTION && resolution->entity_of_mention[other->mention] == candidate->entity) return true;
  }
  return false;
}

/* The best candidate that no other slot of the fact holds. */
static uint32_t best_for(const Resolution *resolution, const Fact *fact, const FactSlot *slot, Candidates *candidates) {
  for (uint32_t i = 0; i < candidates->count; i++) {
    if (fills_other_slot(resolution, fact, slot, &candidates->data[i])) candidates->data[i].score = 0;
  }
  return best_of(candidates);
}

/* A medium that reports is hardly what 公司 or a post without a house means. */
static bool is_medium(const Resolution *resolution, const Entity *entity) {
  return slice_is(tag_of(&resolution->analysis->vocabulary->rules->lexicon, entity->label, SLICE("kind")), "media");
}

/* Whether a name has one of the ends that a tag of a word lists, with | between. */
static bool has_end_of(const Resolution *resolution, const Entity *entity, Slice word, Slice tag) {
  if (!word.length) return false;
  Slice ends = tag_of(&resolution->analysis->vocabulary->rules->lexicon, word, tag);
  for (size_t at = 0, end; at < ends.length; at = end + 1) {
    for (end = at; end < ends.length && ends.data[end] != '|';) end++;
    if (slice_ends_with(entity->label, (Slice){ends.data + at, end - at})) return true;
  }
  return false;
}

/* Whether a name ends as none does that the word stands for: 公司 is no 局, and none has a 总经理. */
static bool is_excluded(const Resolution *resolution, const Entity *entity, Slice word) {
  return has_end_of(resolution, entity, word, SLICE("never"));
}

/* Of candidates of which some fit, only these. */
static void keep_fitting(Candidates *candidates, const bool *fits) {
  bool any = false;
  for (uint32_t i = 0; i < candidates->count; i++) any = any || fits[i];
  for (uint32_t i = 0; i < candidates->count && any; i++) {
    if (!fits[i]) candidates->data[i].score = 0;
  }
}

/* 校长 is of a school, 馆长 of a museum, where one is named. */
static void keep_houses(const Resolution *resolution, Slice post, Candidates *candidates) {
  bool fits[MOST_CANDIDATES];
  for (uint32_t i = 0; i < candidates->count; i++) {
    const Entity *entity = &resolution->entities.data[candidates->data[i].entity];
    fits[i] = has_end_of(resolution, entity, post, SLICE("house"));
  }
  keep_fitting(candidates, fits);
}

/* The post that a fact names, if its word says in what houses it is held or is not (tags `house`, `never`). */
static Slice post_of(const Resolution *resolution, const Fact *fact) {
  const Lexicon *lexicon = &resolution->analysis->vocabulary->rules->lexicon;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *slot = &fact->slots.data[i];
    if (slot->kind != FACT_SPAN) continue;
    Slice word = text_slice(resolution->analysis->text, slot->begin, slot->end);
    if (tag_of(lexicon, word, SLICE("house")).length || tag_of(lexicon, word, SLICE("never")).length) return word;
  }
  return (Slice){0};
}

/* 该院, 该校: what is called so, however much the text speaks of others. */
static bool points_by_head(Slice phrase) {
  enum { HAN = 3 }; /* bytes */
  return phrase.length == 2 * HAN && slice_starts_with(phrase, SLICE("该"));
}

/* The entity of the kind that was named last before a position, in sentence `from` or a later one, and among the last
   MENTIONS_BACK mentions. Of organizations it is the one that the document speaks of most: 公司 in an article about a
   company is that company, even if an exchange was named since; `phrase` is what stands for it, or empty. */
static uint32_t most_named(const Resolution *resolution, uint32_t before, uint32_t from, Slice kind, Slice phrase,
                           uint32_t *mention_at) {
  const Analysis *analysis = resolution->analysis;
  bool counted = slice_is(kind, "organization");
  uint32_t found = ENTITY_NONE, found_count = 0;
  *mention_at = 0;
  uint32_t sentence = text_sentence_at(analysis->text, before), first = first_mention_of(analysis, from);
  uint32_t behind = sentence == UINT32_MAX ? analysis->mentions.count : first_mention_of(analysis, sentence + 1);
  if (behind > MENTIONS_BACK && first < behind - MENTIONS_BACK) first = behind - MENTIONS_BACK;
  for (uint32_t i = first; i < behind; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->end > before || mention->nested || mention->open) continue;
    if (!fits_kind(analysis->vocabulary->rules, mention->type, kind)) continue;
    uint32_t entity = resolution->entity_of_mention[i];
    const Entity *candidate = &resolution->entities.data[entity];
    if (candidate->mention_count && candidate->onlookers >= candidate->mention_count) continue;
    uint32_t count = counted ? candidate->mention_count : 1;
    bool alike = resolve_shares_head(candidate, phrase);
    if (alike) count = points_by_head(phrase) ? POINTED : count * (uint32_t)HEAD_WEIGHT;
    if (count < found_count || (count == found_count && mention->begin < *mention_at)) continue;
    if (counted && !alike && (is_medium(resolution, candidate) || is_excluded(resolution, candidate, phrase))) {
      if (found != ENTITY_NONE) continue;
      count = 0;
    }
    found = entity;
    found_count = count;
    *mention_at = mention->begin;
  }
  return found;
}

/* 本届大会 may be named long before. */
static uint32_t most_named_or_alike(const Resolution *resolution, uint32_t before, uint32_t from, Slice kind,
                                    Slice phrase) {
  uint32_t named_at, named = most_named(resolution, before, from, kind, phrase, &named_at);
  if (named != ENTITY_NONE && resolve_shares_head(&resolution->entities.data[named], phrase)) return named;
  uint32_t earlier = most_named(resolution, before, 0, kind, phrase, &named_at);
  if (earlier == ENTITY_NONE) return named;
  bool alike = resolve_shares_head(&resolution->entities.data[earlier], phrase);
  return named == ENTITY_NONE || alike ? earlier : named;
}

/* "the commission" is one that is called so, where there is one, however much is said of others. Whether there is. */
static bool keep_alike(const Resolution *resolution, Slice phrase, Candidates *candidates) {
  bool fits[MOST_CANDIDATES], any = false;
  for (uint32_t i = 0; i < candidates->count; i++) {
    fits[i] = resolve_shares_head(&resolution->entities.data[candidates->data[i].entity], phrase);
    any = any || fits[i];
  }
  keep_fitting(candidates, fits);
  return any;
}

/* ---- 公司 in what somebody says ---- */

/* The entity that a slot found by a rule holds; that of the fact may not be resolved yet. */
static uint32_t entity_in(const Resolution *resolution, const Fact *fact, uint32_t index) {
  const FactSlot *slot = fact_slot(fact, index);
  if (!slot) return ENTITY_NONE;
  return slot->kind == FACT_MENTION ? resolution->entity_of_mention[slot->mention] : slot->entity;
}

/* Who says what stands at `at`, in the sentence of `asking`; ENTITY_NONE where nobody is quoted there. */
static uint32_t speaker_of(const Resolution *resolution, const Fact *asking, uint32_t at) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Quotation"));
  if (frame == UINT32_MAX) return ENTITY_NONE;
  uint32_t said = rule_frame_slot(rules, &rules->frames[frame], SLICE("text"));
  uint32_t speaker = rule_frame_slot(rules, &rules->frames[frame], SLICE("speaker"));
  uint32_t first = (uint32_t)(asking - analysis->facts.data);
  while (first > 0 && analysis->facts.data[first - 1].sentence == asking->sentence) first--;
  for (uint32_t i = first; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->sentence != asking->sentence) break;
    const FactSlot *text = fact->frame == frame && !fact->dropped ? fact_slot(fact, said) : NULL;
    if (text && text->begin <= at && at < text->end) return entity_in(resolution, fact, speaker);
  }
  return ENTITY_NONE;
}

/* That tag of the longest word with which a name ends. */
static Slice tag_of_end(const Resolution *resolution, Slice name, Slice key) {
  Slice tag = {0};
  for (size_t at = 0; at < name.length && !tag.data; at++) {
    bool inside = ((unsigned char)name.data[at] & 0xC0u) == 0x80u; /* a character */
    if (!inside) tag = resolve_word_tag(resolution, (Slice){name.data + at, name.length - at}, key);
  }
  return tag;
}

/* Where a person has a post, as the text said last before the sentence of `asking` ends. An onlooker (分析师) speaks of
   others. */
static uint32_t employer_of(const Resolution *resolution, const Fact *asking, uint32_t person) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = rule_set_frame(rules, SLICE("Position"));
  if (frame == UINT32_MAX || person == ENTITY_NONE) return ENTITY_NONE;
  uint32_t holder = rule_frame_slot(rules, &rules->frames[frame], SLICE("holder"));
  uint32_t title = rule_frame_slot(rules, &rules->frames[frame], SLICE("title"));
  uint32_t organization = rule_frame_slot(rules, &rules->frames[frame], SLICE("organization"));
  uint32_t from = (uint32_t)(asking - analysis->facts.data), to = from > FACTS_BACK ? from - FACTS_BACK : 0;
  while (from < analysis->facts.count && analysis->facts.data[from].sentence == asking->sentence) from++;
  for (uint32_t i = from; i-- > to;) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->frame != frame || fact->dropped || entity_in(resolution, fact, holder) != person) continue;
    const FactSlot *post = fact_slot(fact, title);
    Slice word = post ? text_slice(analysis->text, post->begin, post->end) : (Slice){0};
    if (tag_of_end(resolution, word, SLICE("onlooker")).data) return ENTITY_NONE;
    uint32_t employer = entity_in(resolution, fact, organization);
    if (employer != ENTITY_NONE) return employer;
  }
  return ENTITY_NONE;
}

/* Whether a name does not end like one of something else than a firm: 大学, 医院, 管理局, 调度中心. */
static bool may_be_firm(const Resolution *resolution, Slice name) {
  static const char *const FIRMS[] = {"company", "bank", "insurance", "securities", "media", "club", "team"};
  Slice kind = tag_of_end(resolution, name, SLICE("kind"));
  for (size_t i = 0; i < sizeof FIRMS / sizeof *FIRMS; i++) {
    if (slice_equal(kind, slice_of(FIRMS[i]))) return true;
  }
  return !kind.data;
}

void resolve_onlookers(Resolution *resolution) {
  const Analysis *analysis = resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  if (!analysis->facts.count || analysis->vocabulary->spaced) return;
  uint32_t frame = rule_set_frame(rules, SLICE("Position"));
  if (frame == UINT32_MAX) return;
  uint32_t title = rule_frame_slot(rules, &rules->frames[frame], SLICE("title"));
  uint32_t status = rule_frame_slot(rules, &rules->frames[frame], SLICE("status"));
  uint32_t organization = rule_frame_slot(rules, &rules->frames[frame], SLICE("organization"));
  uint32_t before = UINT32_MAX; /* the mention that was counted last: it may have several titles */
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->frame != frame || fact->dropped) continue;
    const FactSlot *post = fact_slot(fact, title), *at = fact_slot(fact, organization);
    if (!post || !at || at->kind != FACT_MENTION || at->mention == before) continue;
    Slice word = text_slice(analysis->text, post->begin, post->end);
    const FactSlot *held = analysis->vocabulary->spaced ? fact_slot(fact, status) : NULL;
    bool former = held && held->kind == FACT_TEXT && slice_is(held->text, "former");
    if (!former && !tag_of_end(resolution, word, SLICE("onlooker")).data) continue;
    before = at->mention;
    uint32_t entity = resolution->entity_of_mention[at->mention];
    if (entity != ENTITY_NONE) resolution->entities.data[entity].onlookers++;
  }
}

/* 公司 and its like (tag own) in what 晨星公司总经理王明 says is 晨星公司. */
static uint32_t speaker_own(const Resolution *resolution, const Fact *fact, const FactSlot *slot, Slice word) {
  if (!resolve_word_tag(resolution, word, SLICE("own")).data) return ENTITY_NONE;
  uint32_t employer = employer_of(resolution, fact, speaker_of(resolution, fact, slot->begin));
  if (employer == ENTITY_NONE) return ENTITY_NONE;
  const Entity *entity = &resolution->entities.data[employer];
  bool fits = fits_kind(resolution->analysis->vocabulary->rules, entity->type, slot->text);
  return fits && may_be_firm(resolution, entity->label) ? employer : ENTITY_NONE;
}

uint32_t resolve_pronoun(const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  Slice word = text_slice(resolution->analysis->text, slot->begin, slot->end);
  uint32_t defined = defined_as(resolution, word, slot->text);
  if (defined != ENTITY_NONE) return defined;
  bool spaced = resolution->analysis->vocabulary->spaced;
  uint32_t back = spaced && slice_is(slot->text, "organization") ? ORGANIZATIONS_BACK : SENTENCES_BACK;
  uint32_t from = fact->sentence > back ? fact->sentence - back : 0;
  if (slice_is(slot->text, "thing")) return thing_meant(resolution, fact, slot, from);
  if (slice_is(slot->text, "person")) return person_meant(resolution, fact, slot, from, word);
  /* 公司 is what the text is about; "the company" rather the one that was spoken of just now. */
  if (!spaced) {
    uint32_t own = speaker_own(resolution, fact, slot, word);
    if (own != ENTITY_NONE) return own;
    return most_named_or_alike(resolution, slot->begin, from, slot->text, word);
  }
  Candidates candidates = {.count = 0};
  weigh_named(resolution, slot->begin, from, slot->text, word, &candidates);
  bool alike = resolve_word_tag(resolution, word, SLICE("alike")).data != NULL;
  if (alike && !keep_alike(resolution, word, &candidates) && resolve_word_tag(resolution, word, SLICE("only")).data)
    return ENTITY_NONE;
  return best_for(resolution, fact, slot, &candidates);
}

/* In a paragraph about something else than the text, what it names is meant, if that is named more than once. */
uint32_t resolve_last(const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  if (slot->nearby) {
    Candidates candidates = {.count = 0};
    weigh_named(resolution, slot->begin, 0, slot->text, (Slice){0}, &candidates);
    keep_houses(resolution, post_of(resolution, fact), &candidates);
    return best_for(resolution, fact, slot, &candidates);
  }
  const Text *text = resolution->analysis->text;
  Slice post = post_of(resolution, fact);
  uint32_t named_at, sentence = text_sentence_at(text, slot->begin);
  if (sentence != UINT32_MAX) {
    uint32_t from = text->paragraphs.data[text->sentences.data[sentence].paragraph].first_sentence;
    uint32_t named = most_named(resolution, slot->begin, from, slot->text, post, &named_at);
    if (named != ENTITY_NONE && resolution->entities.data[named].mention_count > 1) return named;
  }
  return most_named(resolution, slot->begin, 0, slot->text, post, &named_at);
}

bool resolve_is_no_house(const Resolution *resolution, const Fact *fact, const FactSlot *slot) {
  enum { BESIDE = 6 }; /* characters: 晨星公司原副董事长 */
  if (slot->entity == ENTITY_NONE) return false;
  Slice post = post_of(resolution, fact);
  if (!post.length || !is_excluded(resolution, &resolution->entities.data[slot->entity], post)) return false;
  for (uint32_t i = 0; i < fact->slots.count; i++) {
    const FactSlot *title = &fact->slots.data[i];
    if (title->kind != FACT_SPAN || title == slot) continue;
    if (!slice_equal(text_slice(resolution->analysis->text, title->begin, title->end), post)) continue;
    return title->begin > slot->end + BESIDE || slot->begin > title->end + BESIDE;
  }
  return false;
}
