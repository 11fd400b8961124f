#include <stdlib.h>

#include "base/name_table.h"
#include "base/utf8.h"
#include "resolve/resolve.h"

/* A name under which an entity is known. Names of a type are equal if they are as compared: 臺灣大學 and 台湾大学. */
typedef struct {
  TypeId type;
  Slice text;             /* as it is written: a label */
  Slice matched;          /* as it is compared: in simplified characters where the document is matched in them */
  uint32_t owner;         /* of a short form: the full name that brought it first, or itself */
  uint32_t parent;        /* union-find over names: itself if it is a root */
  uint32_t first_mention; /* the first whose text it is, or MENTION_NONE */
  uint32_t mentions;      /* outside other names, */
  uint32_t nested;        /* and inside them */
  bool full;              /* no short form: may be a label */
  bool defined;           /* the text says that it is a name: （简称“工信部”） */
} KnownName;

typedef struct {
  Resolution *resolution;
  NameTable table; /* "type text" to name */
  struct {
    VECTOR(KnownName);
  } names;
  uint32_t *name_of_mention;
} Clustering;

enum { MOST_COMPARED = 400 }; /* a text with more names than this is no article */

static Slice mention_text(const Analysis *analysis, const Mention *mention) {
  return text_slice(analysis->text, mention->begin, mention->end);
}

/* A text without the blanks and line breaks inside that do not belong to the name. */
static Slice tidy(Arena *arena, Slice text) {
  bool clean = true;
  for (size_t i = 0; i < text.length; i++) {
    clean =
        clean && text.data[i] != '\n' && text.data[i] != '\t' && !(text.data[i] == ' ' && i && text.data[i - 1] == ' ');
  }
  if (clean) return text;
  char *out = arena_alloc(arena, text.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++) {
    bool blank = text.data[i] == ' ' || text.data[i] == '\n' || text.data[i] == '\t' || text.data[i] == '\r';
    if (!blank) {
      out[length++] = text.data[i];
    } else if (length && out[length - 1] != ' ') {
      out[length++] = ' ';
    }
  }
  return (Slice){out, length};
}

static uint32_t intern(Clustering *clustering, TypeId type, Slice text, bool full) {
  Arena *arena = clustering->resolution->arena;
  text = tidy(arena, text);
  Slice matched = text_as_matched(clustering->resolution->analysis->text, arena, text);
  char number[12];
  unsigned digits = print_digits(number, type);
  number[digits++] = ' ';
  Slice key = arena_join(arena, (Slice[]){{number, digits}, matched}, 2);
  uint32_t known = name_table_find(&clustering->table, key);
  if (known < clustering->names.count) {
    clustering->names.data[known].full |= full;
    return known;
  }
  uint32_t next = clustering->names.count;
  KnownName name = {type, text, matched, next, next, MENTION_NONE, 0, 0, full, false};
  name_table_add(&clustering->table, arena, key, next);
  VECTOR_PUSH(arena, &clustering->names, name);
  return next;
}

static uint32_t root_of(Clustering *clustering, uint32_t name) {
  while (clustering->names.data[name].parent != name) {
    uint32_t parent = clustering->names.data[name].parent;
    clustering->names.data[name].parent = clustering->names.data[parent].parent;
    name = parent;
  }
  return name;
}

/* The root that comes first in the text stays one. */
static void join(Clustering *clustering, uint32_t a, uint32_t b) {
  a = root_of(clustering, a);
  b = root_of(clustering, b);
  if (a == b) return;
  clustering->names.data[a > b ? a : b].parent = a > b ? b : a;
}

/* Rebecca Stroud is not Everett Stroud, though both are called Stroud; R. Stroud may be either. */
static bool are_namesakes(const KnownName *a, const KnownName *b) {
  size_t same = 0, end_a = 0, end_b = 0;
  while (end_a < a->matched.length && a->matched.data[end_a] != ' ') end_a++;
  while (end_b < b->matched.length && b->matched.data[end_b] != ' ') end_b++;
  if (end_a == a->matched.length || end_b == b->matched.length) return false;
  while (same < end_a && same < end_b && a->matched.data[same] == b->matched.data[same]) same++;
  bool initial = same && (end_a <= 2 || end_b <= 2);
  return !initial && (same < end_a || same < end_b);
}

/* Whether `whole` begins with `part` as words of its own. */
static bool begins_with_name(Slice part, Slice whole) {
  return whole.length > part.length && whole.data[part.length] == ' ' && slice_starts_with(whole, part);
}

/* Whether what follows the short form in a name says no more than that it is a firm (tag `plain`): Group of Halden
   Group. */
static bool is_plain_firm(const Resolution *resolution, Slice brief, Slice whole) {
  if (!begins_with_name(brief, whole)) return true;
  Slice rest = {whole.data + brief.length + 1, whole.length - brief.length - 1};
  return resolve_word_tag(resolution, rest, SLICE("plain")).data != NULL;
}

/* Halden Cement is not Halden Ports, nor Halden Group, though all may be called Halden; Halden Motor ASA is Halden
   Motor. */
static bool are_sisters(const Resolution *resolution, const KnownName *a, const KnownName *b, const KnownName *brief) {
  if (begins_with_name(a->matched, b->matched) || begins_with_name(b->matched, a->matched)) return false;
  return !is_plain_firm(resolution, brief->matched, a->matched) ||
         !is_plain_firm(resolution, brief->matched, b->matched);
}

/* A short form belongs to the first person that is called so. */
static void take_short(Clustering *clustering, uint32_t name, Slice text) {
  const Vocabulary *vocabulary = clustering->resolution->analysis->vocabulary;
  TypeId type = clustering->names.data[name].type;
  uint32_t brief = intern(clustering, type, text, false);
  KnownName *known = &clustering->names.data[brief];
  if (known->owner == brief) known->owner = name;
  bool person = vocabulary->spaced && type == vocabulary->person;
  const KnownName *owner = &clustering->names.data[known->owner], *whole = &clustering->names.data[name];
  if (person && are_namesakes(owner, whole)) return;
  bool firm = vocabulary->spaced && type == vocabulary->organization && known->owner != name;
  if (firm && are_sisters(clustering->resolution, owner, whole, known)) return;
  join(clustering, name, brief);
}

static void take_mentions(Clustering *clustering) {
  const Analysis *analysis = clustering->resolution->analysis;
  for (uint32_t i = 0; i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    uint32_t name = intern(clustering, mention->type, mention_text(analysis, mention), mention->canonical.length == 0);
    KnownName *known = &clustering->names.data[name];
    if (known->first_mention == MENTION_NONE) {
      known->first_mention = i;
      known->text = tidy(clustering->resolution->arena, mention_text(analysis, mention)); /* not as a list writes it */
    }
    known->nested += mention->nested;
    known->mentions += !mention->nested;
    clustering->name_of_mention[i] = name;
    if (mention->canonical.length) {
      join(clustering, name, intern(clustering, mention->type, mention->canonical, true));
    }
    if (mention->short_end > mention->short_begin) {
      take_short(clustering, name, text_slice(analysis->text, mention->short_begin, mention->short_end));
    }
    if (mention->shorter_end > mention->shorter_begin) {
      take_short(clustering, name, text_slice(analysis->text, mention->shorter_begin, mention->shorter_end));
    }
  }
}

/* ---- full stops ---- */

/* Acme Corp. and Acme Corp are one: the full stop is that of the short form or of the sentence. Where the name stands
 * without it somewhere, that is the label. */
static void take_full_stops(Clustering *clustering) {
  Arena *arena = clustering->resolution->arena;
  for (uint32_t i = 0; i < clustering->names.count; i++) {
    KnownName *dotted = &clustering->names.data[i];
    Slice text = dotted->matched;
    if (text.length < 2 || text.data[text.length - 1] != '.') continue;
    Slice key = arena_print(arena, "%u %.*s", (unsigned)dotted->type, (int)text.length - 1, text.data);
    uint32_t plain = name_table_find(&clustering->table, key);
    if (plain >= clustering->names.count) continue;
    if (clustering->names.data[plain].mentions) dotted->full = false;
    join(clustering, i, plain);
  }
}

/* ---- aliases that the text defines: facts of the frame Alias(entity, name) ---- */

static void take_aliases(Clustering *clustering) {
  const Analysis *analysis = clustering->resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t frame = analysis->facts.count ? rule_set_frame(rules, SLICE("Alias")) : UINT32_MAX;
  if (frame == UINT32_MAX) return;
  uint32_t entity_slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("entity"));
  uint32_t name_slot = rule_frame_slot(rules, &rules->frames[frame], SLICE("name"));
  for (uint32_t i = 0; i < analysis->facts.count; i++) {
    const Fact *fact = &analysis->facts.data[i];
    if (fact->frame != frame || fact->dropped) continue;
    const FactSlot *entity = fact_slot(fact, entity_slot), *name = fact_slot(fact, name_slot);
    if (!entity || !name || entity->kind != FACT_MENTION || entity->mention >= analysis->mentions.count) continue;
    const Mention *mention = &analysis->mentions.data[entity->mention];
    Slice text = name->kind == FACT_TEXT ? name->text : text_slice(analysis->text, name->begin, name->end);
    uint32_t alias = intern(clustering, mention->type, text, false);
    clustering->names.data[alias].defined = true;
    join(clustering, clustering->name_of_mention[entity->mention], alias);
  }
}

/* ---- abbreviations ---- */

/* Whether the code points of `brief` occur in `whole` in this order, the first two of both and the last ones being the
 * same. */
static bool abbreviates(Slice brief, Slice whole) {
  unsigned width_a, width_b;
  size_t a = 0, b = 0, matched = 0;
  uint32_t last_a = 0, last_b = 0;
  while (b < whole.length) {
    uint32_t y = utf8_decode(whole.data + b, &width_b);
    if (a < brief.length) {
      uint32_t x = utf8_decode(brief.data + a, &width_a);
      if (x == y) {
        a += width_a;
        matched++;
        last_a = x;
      } else if (matched < 2) {
        return false;
      }
    }
    last_b = y;
    b += width_b;
  }
  return a == brief.length && last_a == last_b && matched >= 3;
}

/* The name without the place at its beginning: 智源人工智能研究院 of 北京智源人工智能研究院. */
static Slice without_place(Arena *arena, const Analysis *analysis, const Mention *whole) {
  const RuleSet *rules = analysis->vocabulary->rules;
  uint32_t begin = whole->begin;
  for (uint32_t i = 0; i < analysis->mentions.count; i++) {
    const Mention *mention = &analysis->mentions.data[i];
    if (mention->begin != whole->begin || mention->end >= whole->end || mention->end <= begin) continue;
    if (slice_is(rule_string(rules, rules->types[mention->type].name), "Place")) begin = mention->end;
  }
  return text_as_matched(analysis->text, arena, text_slice(analysis->text, begin, whole->end));
}

/* Whether `core`, the name of a company without its place, is `brief` and what only says trade and legal form: 精衡医疗
   in 深圳精衡医疗机器人有限公司. Four characters at least, lest 华为 be any company that begins so. */
static bool is_company_called(Slice brief, Slice core) {
  enum { HAN = 3, LEAST = 4 * HAN }; /* bytes */
  static const char FORM[] = "公司";
  size_t form = sizeof FORM - 1;
  if (brief.length < LEAST || core.length < brief.length + form) return false;
  return memcmp(core.data, brief.data, brief.length) == 0 && memcmp(core.data + core.length - form, FORM, form) == 0;
}

/* Whether `brief` is `whole` without the name of the place: 省教育厅 of 湖北省教育厅. */
static bool lacks_its_place(Slice brief, Slice whole) {
  static const char levels[] = "省市县区州旗";
  enum { HAN = 3 }; /* bytes */
  if (brief.length < 3 * HAN || whole.length < brief.length + HAN) return false;
  if (memcmp(whole.data + whole.length - brief.length, brief.data, brief.length) != 0) return false;
  for (size_t i = 0; i + HAN < sizeof levels; i += HAN) {
    if (memcmp(brief.data, levels + i, HAN) == 0) return true;
  }
  return false;
}

/* 省教育厅 is the department of the one province whose department the text names. */
static void take_local_bodies(Clustering *clustering) {
  const Analysis *analysis = clustering->resolution->analysis;
  if (analysis->vocabulary->spaced) return;
  uint32_t organization = analysis->vocabulary->organization;
  uint32_t count = clustering->names.count < MOST_COMPARED ? clustering->names.count : MOST_COMPARED;
  for (uint32_t i = 0; i < count; i++) {
    const KnownName *brief = &clustering->names.data[i];
    if (brief->type != organization || !brief->mentions) continue;
    uint32_t found = UINT32_MAX;
    bool one = true;
    for (uint32_t k = 0; k < count && one; k++) {
      const KnownName *whole = &clustering->names.data[k];
      if (k == i || whole->type != organization || !lacks_its_place(brief->matched, whole->matched)) continue;
      one = found == UINT32_MAX || root_of(clustering, found) == root_of(clustering, k);
      found = k;
    }
    if (one && found != UINT32_MAX) join(clustering, found, i);
  }
}

static void take_abbreviations(Clustering *clustering) {
  const Analysis *analysis = clustering->resolution->analysis;
  uint32_t organization = analysis->vocabulary->organization;
  uint32_t count = clustering->names.count < MOST_COMPARED ? clustering->names.count : MOST_COMPARED;
  for (uint32_t i = 0; i < count; i++) {
    const KnownName *whole = &clustering->names.data[i];
    if (whole->type != organization || whole->first_mention == MENTION_NONE) continue;
    Slice core = without_place(clustering->resolution->arena, analysis, &analysis->mentions.data[whole->first_mention]);
    for (uint32_t k = 0; k < count; k++) {
      const KnownName *brief = &clustering->names.data[k];
      if (k == i || brief->type != organization || brief->matched.length >= core.length) continue;
      bool placed = core.length < whole->matched.length;
      if (!placed) continue;
      if (abbreviates(brief->matched, core) || is_company_called(brief->matched, core)) join(clustering, i, k);
    }
  }
}

/* ---- parts of names, in languages with spaces ---- */

/* Where `part` stands at the beginning or the end of `whole`, as words of its own, what is left of `whole`; else empty.
 */
static Slice rest_of_name(Slice part, Slice whole, bool at_end) {
  if (!part.length || whole.length < part.length + 2) return (Slice){0};
  size_t rest = whole.length - part.length - 1;
  const char *begin = at_end ? whole.data + rest + 1 : whole.data;
  if (memcmp(begin, part.data, part.length) != 0) return (Slice){0};
  if (whole.data[at_end ? rest : part.length] != ' ') return (Slice){0};
  return at_end ? (Slice){whole.data, rest} : (Slice){whole.data + part.length + 1, rest};
}

/* Whether `brief` are the first letters of the capitalized words of `whole`, three at least. */
static bool has_initials(Slice brief, Slice whole) {
  size_t matched = 0;
  for (size_t i = 0; i < whole.length; i++) {
    char letter = whole.data[i];
    if ((i && whole.data[i - 1] != ' ' && whole.data[i - 1] != '-') || letter < 'A' || letter > 'Z') continue;
    if (matched >= brief.length || brief.data[matched] != letter) return false;
    matched++;
  }
  return matched == brief.length && matched >= 3;
}

/* The same, or without the first word: FDA, US Food and Drug Administration. */
static bool is_acronym(Slice brief, Slice whole) {
  size_t first = 0;
  while (first < whole.length && whole.data[first] != ' ') first++;
  if (has_initials(brief, whole)) return true;
  return first < whole.length && has_initials(brief, (Slice){whole.data + first + 1, whole.length - first - 1});
}

static bool is_listed_name(const Clustering *clustering, const KnownName *name) {
  const Analysis *analysis = clustering->resolution->analysis;
  const RuleSet *rules = analysis->vocabulary->rules;
  const Mention *mention = &analysis->mentions.data[name->first_mention];
  Slice rule = rule_string(rules, rules->rules[mention->rule].name), known = SLICE("known-organization");
  return rule.length >= known.length && memcmp(rule.data, known.data, known.length) == 0;
}

static bool is_in_capitals(Slice name) {
  for (size_t i = 0; i < name.length; i++) {
    if (name.data[i] < 'A' || name.data[i] > 'Z') return false;
  }
  return name.length > 0;
}

/* Brighton of Brighton & Hove Albion, Leverkusen of Bayer Leverkusen, Querish Museum of Querish Museum of Art, but not
   Bank of Bank of England, nor NATO of NATO Innovation Fund; FEMA. */
static bool is_part_of_organization(const Clustering *clustering, const KnownName *brief, const KnownName *whole) {
  if (is_acronym(brief->matched, whole->matched)) return true;
  if (is_listed_name(clustering, brief)) return false;
  if (rest_of_name(brief->matched, whole->matched, true).length) return true;
  Slice rest = rest_of_name(brief->matched, whole->matched, false);
  if (slice_starts_with(rest, SLICE("of ")) && memchr(brief->matched.data, ' ', brief->matched.length)) return true;
  if (is_in_capitals(brief->matched)) return false;
  return rest.length && (rest.data[0] == '&' || (rest.data[0] >= 'A' && rest.data[0] <= 'Z'));
}

/* A given name alone, or a family name that no rule knew as one. */
static bool is_part_of_person(const KnownName *brief, const KnownName *whole) {
  return rest_of_name(brief->matched, whole->matched, false).length > 0 ||
         rest_of_name(brief->matched, whole->matched, true).length > 0;
}

/* A name that is a part of one other name of its type, and of one only, is that one's. */
static void take_parts(Clustering *clustering) {
  const Analysis *analysis = clustering->resolution->analysis;
  if (!analysis->vocabulary->spaced) return;
  uint32_t organization = analysis->vocabulary->organization, person = analysis->vocabulary->person;
  uint32_t count = clustering->names.count < MOST_COMPARED ? clustering->names.count : MOST_COMPARED;
  for (uint32_t i = 0; i < count; i++) {
    const KnownName *brief = &clustering->names.data[i];
    bool of_person = brief->type == person;
    if (!brief->mentions || !brief->full || (!of_person && brief->type != organization)) continue;
    uint32_t found = UINT32_MAX, alone = root_of(clustering, i) == i;
    for (uint32_t k = 0; k < count && alone; k++) {
      const KnownName *whole = &clustering->names.data[k];
      if (k == i || whole->type != brief->type || !whole->mentions || !whole->full) continue;
      if (!(of_person ? is_part_of_person(brief, whole) : is_part_of_organization(clustering, brief, whole))) continue;
      if (found != UINT32_MAX && root_of(clustering, found) != root_of(clustering, k)) alone = 0;
      found = k;
    }
    if (alone && found != UINT32_MAX) {
      clustering->names.data[i].full = false;
      join(clustering, i, found);
    }
  }
}

/* ---- family names, in languages without spaces ---- */

/* Whether `family` is the one character that begins `whole`, a name of two to four Han characters: 骆 of 骆承洲. */
static bool is_family_of(const KnownName *family, const KnownName *whole) {
  enum { HAN = 3 }; /* bytes */
  Slice name = whole->matched;
  if (name.length < 2 * HAN || name.length > 4 * HAN || memcmp(name.data, family->matched.data, HAN) != 0) return false;
  for (size_t i = 0; i < name.length; i += HAN) {
    if ((unsigned char)name.data[i] < 0xE3 || (unsigned char)name.data[i] > 0xE9) return false;
  }
  return true;
}

/* A family name alone, as in 骆老师, is that of the one person of the text who is called so. */
static void take_families(Clustering *clustering) {
  enum { HAN = 3 };
  const Analysis *analysis = clustering->resolution->analysis;
  if (analysis->vocabulary->spaced) return;
  uint32_t person = analysis->vocabulary->person;
  uint32_t count = clustering->names.count < MOST_COMPARED ? clustering->names.count : MOST_COMPARED;
  for (uint32_t i = 0; i < count; i++) {
    const KnownName *family = &clustering->names.data[i];
    if (family->type != person || !family->mentions || family->matched.length != HAN) continue;
    uint32_t found = UINT32_MAX;
    bool one = true;
    for (uint32_t k = 0; k < count && one; k++) {
      const KnownName *whole = &clustering->names.data[k];
      if (k == i || whole->type != person || !whole->mentions || !is_family_of(family, whole)) continue;
      one = found == UINT32_MAX || root_of(clustering, found) == root_of(clustering, k);
      found = k;
    }
    if (!one || found == UINT32_MAX) continue;
    clustering->names.data[i].full = false;
    join(clustering, found, i);
  }
}

/* ---- entities ---- */

/* The longest full name; of equally long ones the first. */
static bool is_better_label(const KnownName *a, const KnownName *b) {
  if (a->full != b->full) return a->full;
  return a->text.length > b->text.length;
}

static void make_entities(Clustering *clustering) {
  Resolution *resolution = clustering->resolution;
  uint32_t count = clustering->names.count;
  uint32_t *entity_of_root = arena_alloc(resolution->arena, (count + 1) * sizeof(uint32_t));
  uint32_t *label = arena_alloc(resolution->arena, (count + 1) * sizeof(uint32_t));
  memset(label, 0xFF, (count + 1) * sizeof(uint32_t));
  for (uint32_t i = 0; i < count; i++) {
    uint32_t root = root_of(clustering, i);
    if (label[root] == UINT32_MAX ||
        is_better_label(&clustering->names.data[i], &clustering->names.data[label[root]])) {
      label[root] = i;
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    if (root_of(clustering, i) != i) continue;
    const KnownName *best = &clustering->names.data[label[i]];
    entity_of_root[i] = resolution->entities.count;
    Entity entity = {.type = best->type, .label = best->text, .first_mention = MENTION_NONE};
    VECTOR_PUSH(resolution->arena, &resolution->entities, entity);
  }
  for (uint32_t i = 0; i < count; i++) {
    uint32_t root = root_of(clustering, i);
    const KnownName *name = &clustering->names.data[i];
    Entity *entity = &resolution->entities.data[entity_of_root[root]];
    entity->mention_count += name->mentions;
    if (name->first_mention < entity->first_mention) entity->first_mention = name->first_mention;
    bool listed = name->nested && !name->full; /* 药监局, of a full name in a list, inside 国家药监局药品审评中心 */
    bool said = name->mentions || name->defined || listed || (name->first_mention == MENTION_NONE && name->full);
    if (i != label[root] && said) VECTOR_PUSH(resolution->arena, &entity->names, name->text);
    if (name->defined && resolution->defined.count < MOST_DEFINED) {
      VECTOR_PUSH(resolution->arena, &resolution->defined, entity_of_root[root]);
    }
  }
  for (uint32_t i = 0; i < resolution->analysis->mentions.count; i++) {
    resolution->entity_of_mention[i] = entity_of_root[root_of(clustering, clustering->name_of_mention[i])];
  }
}

void resolve_entities(Resolution *resolution) {
  Clustering clustering = {.resolution = resolution};
  uint32_t count = resolution->analysis->mentions.count;
  clustering.name_of_mention = ARENA_ARRAY(resolution->arena, uint32_t, count + 1);
  resolution->entity_of_mention = ARENA_ARRAY(resolution->arena, uint32_t, count + 1);
  take_mentions(&clustering);
  take_full_stops(&clustering);
  take_aliases(&clustering);
  take_abbreviations(&clustering);
  take_parts(&clustering);
  take_families(&clustering);
  take_local_bodies(&clustering);
  make_entities(&clustering);
}

uint32_t resolve_entity_named(Resolution *resolution, TypeId type, Slice name) {
  const Text *text = resolution->analysis->text;
  for (uint32_t i = 0; i < resolution->entities.count; i++) {
    const Entity *entity = &resolution->entities.data[i];
    if (entity->type != type) continue;
    if (text_matches(text, entity->label, name)) return i;
    for (uint32_t k = 0; k < entity->names.count; k++) {
      if (text_matches(text, entity->names.data[k], name)) return i;
    }
  }
  Entity made = {.type = type, .label = name, .first_mention = MENTION_NONE};
  VECTOR_PUSH(resolution->arena, &resolution->entities, made);
  return resolution->entities.count - 1;
}
