/* rule_set.h - the rules of one language, compiled: flat tables that refer to one another by index, and a lexicon.

   A rule set is immutable and shared by threads. Its tables have no pointers, so that an image of it is mapped, not
   parsed (rule_image.h). Strings are (offset, length) in `strings`.

   Matching: a `match` line is cut at its anchor, the element that is rarest in text. Where an edge of an anchor's type
   stands, what is before it is matched leftwards and what is behind it rightwards, by two state machines without empty
   moves: a step consumes one edge or one character, and its transitions say which steps may come next and which
   captures open and close on the way. */
#ifndef SPO_RULES_RULE_SET_H
#define SPO_RULES_RULE_SET_H

#include "lexicon/lexicon.h"

typedef struct {
  uint32_t offset, length;
} RuleString;

typedef uint16_t TypeId;

/* Types that the program itself finds; rules use them by these names. In the order of BUILTIN_NAMES. */
typedef enum {
  BUILTIN_NONE,
  BUILTIN_NUMBER,   /* 5080, 3.5, 1,200, 三十, 百万 */
  BUILTIN_ORDINAL,  /* 第三, 首, 3rd */
  BUILTIN_PERCENT,  /* 18%, 百分之三, 三成, 一半 */
  BUILTIN_MONEY,    /* 5080亿元, $3.5 million */
  BUILTIN_COUNT,    /* a number with a measure word or a unit that is neither money nor percent: 254万人, 30 km */
  BUILTIN_QUANTITY, /* any of the three */
  BUILTIN_DATE,     /* 2023年3月24日, 3月24日, March 24 */
  BUILTIN_PERIOD,   /* 2023年, 上半年, 第三季度, 今年1至5月; also any date */
  BUILTIN_DURATION, /* 五年, 18 months */
  BUILTIN_TIME,     /* 8时15分, 8:15 pm */
  BUILTIN_AGE,      /* 47岁 */
  BUILTIN_FEW,      /* one to ten of something, in words: 三位, 一个 */
  BUILTIN_QUOTE,    /* a quotation with its marks */
  BUILTIN_BOOK,     /* 《》 with its marks */
  BUILTIN_WORD,     /* a run of letters and digits of an alphabet: GPT-4, Smith, 5G */
  BUILTIN_CAP,      /* ... that begins with an upper case letter and goes on in lower case */
  BUILTIN_UPPER,    /* ... in upper case */
  BUILTIN_LOWER,    /* ... in lower case */
  BUILTIN_MIXED,    /* ... with upper case inside: HarmonyOS, iPhone, McDonald */
  BUILTIN_ALNUM,    /* ... with digits */
  BUILTIN_INITIAL,  /* J. */
  BUILTIN_BRACKET,  /* (...) or （...） with its marks */
  BUILTIN_EDGES,    /* number of the above; from here on single characters, for which there are no edges */
  BUILTIN_HAN = BUILTIN_EDGES,
  BUILTIN_CHAR,   /* any character of the same clause that is no space */
  BUILTIN_ANY,    /* any character of the sentence */
  BUILTIN_DIGIT,  /* one digit */
  BUILTIN_LETTER, /* one letter of an alphabet */
  BUILTIN_SPACE,  /* one space */
  BUILTIN_PUNCT,  /* one punctuation mark of any kind */
  BUILTIN_CLAUSE, /* all that is left of the clause, at least one character; a quotation inside counts as one character
                   */
  BUILTIN_REST,   /* all that is left of the sentence, at least one character */
  BUILTIN_COUNT_OF
} Builtin;

extern const char *const BUILTIN_NAMES[BUILTIN_COUNT_OF];

typedef enum {
  TYPE_BUILTIN,
  TYPE_WORDS,
  TYPE_LITERAL,
  TYPE_ENTITY,
  TYPE_MARK,
  TYPE_VALUE /* values of the built-in type `base` whose unit is a word of one of the lists `units`: Money[code=CNY] */
} TypeKind;

enum {
  TYPE_OPEN = 1,        /* entity: any text in a slot becomes one */
  TYPE_TRANSPARENT = 4, /* entity: names inside it are mentions of their own */
  TYPE_WEIGHTED = 2,    /* words: `weights` has costs of their own for the words of this list */
  TYPE_GUESSED = 8,     /* words: those that a sequence model guesses */
  TYPE_IDENTIFIED = 16, /* words: some say in a tag `iri` what they are elsewhere */
};

/* A piece of a text with values in it: https://example.org/ {ticker}. */
typedef enum {
  PIECE_TEXT,  /* `text` as it is */
  PIECE_SLOT,  /* the value of a slot; of a fact */
  PIECE_TAG,   /* the tag `text` of an entity's listed word */
  PIECE_LABEL, /* an entity's label */
} PieceKind;

typedef struct {
  uint32_t kind;
  uint32_t slot;   /* of the frame */
  RuleString text; /* PIECE_SLOT: part of the value, or empty */
} RulePiece;

/* In `pieces`. */
typedef struct {
  uint32_t first, count;
} RuleTemplate;

/* How a literal is written. */
typedef enum {
  FORM_DEFAULT,  /* as the kind of the slot says; texts in the language of the document */
  FORM_LABEL,    /* an entity as its label */
  FORM_LANGUAGE, /* in the language `annotation`; empty: without one */
  FORM_TYPED,    /* with the datatype `annotation` */
} ValueForm;

/* Where a node of a triple comes from. */
typedef enum {
  NODE_SLOT,     /* {slot}, {slot.part} */
  NODE_CLAIM,    /* claim */
  NODE_DOCUMENT, /* document */
  NODE_EVIDENCE, /* evidence: the sentence */
  NODE_IRI,      /* prefix:name, <iri>, <https://example.org/{slot}> */
  NODE_LITERAL,  /* "text {slot}" */
  NODE_TAG,      /* of an entity: a tag of its listed word */
  NODE_LABEL,    /* of an entity */
  NODE_ALIAS,    /* of an entity: each of its other names */
} RuleNodeKind;

/* Subject or object of a triple. */
typedef struct {
  uint16_t kind;
  uint16_t form;         /* ValueForm, of what is a literal */
  uint32_t slot;         /* NODE_SLOT */
  RuleString part;       /* NODE_SLOT: of its value, or empty; NODE_TAG: the tag */
  RuleTemplate pieces;   /* NODE_IRI, NODE_LITERAL */
  RuleString annotation; /* datatype or language */
} RuleNode;

/* What is said of a claim by its slots, or of an entity. */
typedef struct {
  RuleString property;
  RuleNode object;
} RuleMapping;

/* The bit of all that is no edge. */
enum { TYPE_BIT_NO_EDGE = 0 };

typedef struct {
  RuleString name;
  RuleString class;                      /* entity: IRI of its class */
  RuleTemplate iri;                      /* entity: none where empty */
  uint32_t first_mapping, mapping_count; /* entity: its label, other names, tags, constants */
  uint8_t kind;
  uint8_t flags;
  uint8_t bit;     /* in sets of types; those that are frequent share theirs with no other one */
  TypeId base;     /* words with a filter: the list that they are a part of; else the type itself */
  TypeId units[2]; /* TYPE_VALUE: the parts of Unit and UnitBefore that the unit is of; BUILTIN_NONE: no such list */
  uint32_t first_anchor; /* in `anchors`: matches that an edge of this type wakes */
  uint32_t anchor_count;
} RuleType;

/* Word lists that are parts of speech of the general dictionary. */
typedef struct {
  RuleString class; /* the dictionary's */
  uint32_t type;
} DictionaryClass;

/* A compiled vocabulary (a lexicon image) or a sequence model, which is mapped beside the rules. */
typedef struct {
  RuleString path; /* from where the rules were compiled, or from the image's directory */
  uint32_t model;  /* 1: a sequence model, whose types are its classes */
} VocabularyFile;

/* Word lists that are classes of a vocabulary. */
typedef struct {
  uint32_t vocabulary; /* in `vocabularies` */
  RuleString class;    /* the vocabulary's; empty: all its words */
  uint32_t type;
} VocabularyClass;

enum { MOST_VOCABULARIES = 16 };

/* Weights of words of the rule set's lexicon, a row for each word that has some, a column for each weighted list in the
   order of their types: the cost of the word as a member of that list; WEIGHT_NONE: it is none of its members;
   WEIGHT_OF_WORD: a member to which the list gives no weight. */
#define WEIGHT_NONE __builtin_inff()
#define WEIGHT_OF_WORD (-1.0f)

/* ---- matching ---- */

#define STEP_ACCEPT UINT32_MAX

enum { /* what a place in the text can be asked for */
       PLACE_SENTENCE_START = 1,
       PLACE_SENTENCE_END = 2,
       PLACE_CLAUSE_START = 4,
       PLACE_CLAUSE_END = 8,
};

/* Beside each, in `looks`: the bit of the type, if it is that of an edge, else TYPE_BIT_NO_EDGE. */
typedef struct {
  uint32_t target;     /* step, or STEP_ACCEPT */
  uint32_t first_mark; /* in `marks` */
  uint16_t guards;     /* what must and must not begin at this position, in `guard_lists`; 0: nothing is asked */
  TypeId type;         /* of the target; BUILTIN_NONE for STEP_ACCEPT */
  uint16_t need;       /* 1 + number of what must stand further on, in `needs`; 0: not told */
  uint8_t mark_count;
  uint8_t assertion; /* PLACE_ tests that must hold at this position */
} RuleTransition;

/* Whether an edge, or a character, of a type begins at a position. */
typedef struct {
  TypeId type;
  uint16_t negated; /* 1: none must; 0: one must */
} RuleGuard;

/* In `guards`: all of them must hold. */
typedef struct {
  uint32_t first;
  uint16_t count;
  uint16_t apart; /* so many of them lie on no other way; see History.apart */
} RuleGuardList;

/* What a step consumes may be an edge of any of several types. Where steps and transitions have a type, types_count +
   the number of the choice stands for them. */
typedef struct {
  uint32_t first_type, type_count; /* in `choice_types`; as the first of them that it has an edge is taken */
} RuleChoice;

/* Beside each, in `spans`: twice how many steps in front of it one stands that leads to all that it leads to, and more,
   because it is that of an earlier round of the same repetition; + 1: in which nothing is captured. 0: there is none.
 */
typedef struct {
  TypeId type;
  uint16_t transition_count;
  uint32_t first_transition;
} RuleStep;

/* In the order of the text, also in fragments that are matched leftwards. */
typedef enum { MARK_OPEN, MARK_CLOSE, MARK_ITEM } MarkKind;
typedef struct {
  uint8_t kind;
  uint8_t index; /* capture, or list for MARK_ITEM */
} RuleMark;

/* The transitions that are open before anything is consumed. */
typedef struct {
  uint32_t first_transition;
  uint32_t transition_count;
} RuleFragment;

typedef struct {
  uint32_t rule;
  uint32_t part;               /* 0: the rule's own match; n: that of its join n - 1 */
  RuleFragment before, behind; /* of the anchor */
  uint32_t first_need, need_count;
  /* In `demands`, of a match of a join or of a rule on demand: the matches of the rules on demand that mark what it
     uses, and of those that mark what these use. */
  uint32_t first_demand, demand_count;
} RuleMatch;

/* An edge of one of these types must stand in front of a match's anchor or of another place, or behind it. In
   `need_types`. */
typedef struct {
  uint32_t first_type, type_count;
  uint16_t in_front; /* 1: of the anchor; 0: behind it */
  uint16_t within;   /* so many characters away at most, blanks not counted; NEED_ANYWHERE: in the sentence */
} RuleNeed;

enum { NEED_ANYWHERE = UINT16_MAX };

typedef enum {
  JOIN_WITH,   /* must be found */
  JOIN_MAYBE,  /* may be found */
  JOIN_UNLESS, /* must not be found */
} JoinKind;
typedef enum { JOIN_SENTENCE, JOIN_PARAGRAPH, JOIN_SENTENCES } JoinScope;
typedef enum { JOIN_BOTH, JOIN_BEFORE, JOIN_AFTER } JoinSide; /* where it stands, seen from the match */

/* Something else that stands near a match; captures of the same name must hold the same text. */
typedef struct {
  uint8_t kind, scope, side;
  uint8_t unused;
  uint32_t reach; /* JOIN_SENTENCES: how many sentences away at most */
} RuleJoinCode;

/* An edge of type T wakes this match in this phase. Grouped by type, ordered by (phase, match). */
typedef struct {
  uint32_t match;
  uint32_t phase;
} RuleAnchor;

typedef enum {
  CONDITION_BEFORE, /* the fragment matches right behind the match: the match stands before it */
  CONDITION_AFTER,  /* the fragment matches, leftwards, right in front of the match */
  CONDITION_INSIDE, /* the match lies inside a longer edge of `type` */
  CONDITION_IS,     /* an edge of `type` has the same span as what is marked, or as the match */
  CONDITION_IN,     /* the sentence belongs to the part `type` of the text: TextPart */
  CONDITION_SAME,   /* two captures, or their tags, say the same; holds where one of them is not filled */
} ConditionKind;

/* What `in` can ask for. In the order of TEXT_PARTS. */
typedef enum {
  PART_HEADING,
  PART_CAPTION,
  PART_TABLE,
  PART_LIST,
  PART_QUOTATION, /* a block quotation */
  PART_BYLINE,
  PART_PARAGRAPH_START, /* first sentence of a paragraph */
  PART_PARAGRAPH_END,   /* last one */
  PART_SECTION_START,   /* first paragraph behind a heading */
  PART_DOCUMENT_START,  /* first paragraph that is running text */
  PART_COUNT
} TextPart;

extern const char *const TEXT_PARTS[PART_COUNT];

typedef struct {
  RuleFragment fragment;
  float cost;
  uint8_t kind;
  uint8_t has_cost;
  uint8_t negated;
  uint8_t capture;    /* CONDITION_INSIDE, CONDITION_IS: under which the edge is captured, or NO_CAPTURE */
  uint32_t type;      /* CONDITION_INSIDE, CONDITION_IS: the type; CONDITION_IN: the TextPart */
  uint32_t same[2];   /* CONDITION_SAME: captures, */
  RuleString tags[2]; /* and their tags; empty: the text that they hold */
} RuleConditionCode;

enum { NO_CAPTURE = 255 };

typedef struct {
  RuleString name;
  uint32_t list; /* number of the list it is in, or UINT32_MAX */
} RuleCapture;

typedef enum {
  VALUE_CAPTURE,
  VALUE_TAG,
  VALUE_CONSTANT,
  VALUE_LAST,     /* the entity of the kind `text` that the document speaks of */
  VALUE_NEAR,     /* the one that a pronoun in this place would stand for */
  VALUE_DOCUMENT, /* something that is known of the document, or a stretch of its text around the match */
} SlotSource;

/* What is done to the text of a capture before it fills a slot. In the order of NORMALIZERS. */
typedef enum {
  NORMALIZE_NOTHING,
  NORMALIZE_UPPER,   /* letters of an alphabet in upper case */
  NORMALIZE_LOWER,   /* in lower case */
  NORMALIZE_TRIM,    /* without signs and blanks at both ends */
  NORMALIZE_COMPACT, /* without any blanks */
  NORMALIZE_JOIN,    /* all that captures of this name hold, in the order of the text, with blanks between */
  NORMALIZE_NUMBER,  /* the longest value of this kind inside; the slot stays empty where there is none */
  NORMALIZE_MONEY,
  NORMALIZE_PERCENT,
  NORMALIZE_DATE,
  NORMALIZE_PRESUMED, /* the capture as it is, but what is carried on from the same sentence goes before it */
  NORMALIZE_ABREAST,  /* the capture as it is; of the slots that are given so one stays */
  NORMALIZER_COUNT
} Normalizer;

/* In the order of DOCUMENT_PARTS. */
typedef enum {
  DOCUMENT_TITLE,
  DOCUMENT_DATE,
  DOCUMENT_PUBLISHER,
  DOCUMENT_AUTHOR,
  DOCUMENT_SOURCE,
  DOCUMENT_URL,
  DOCUMENT_SENTENCE,  /* the sentence of the match */
  DOCUMENT_PARAGRAPH, /* its paragraph */
  DOCUMENT_HEADING,   /* the last heading in front of it */
  DOCUMENT_PART_COUNT
} DocumentPart;

extern const char *const NORMALIZERS[NORMALIZER_COUNT];
extern const char *const DOCUMENT_PARTS[DOCUMENT_PART_COUNT];

typedef struct {
  uint8_t kind;
  uint8_t slot; /* of the frame */
  uint8_t capture;
  uint8_t inherited;
  RuleString text;     /* the tag's name or the constant */
  uint32_t normalizer; /* of VALUE_CAPTURE and VALUE_TAG */
  uint32_t part;       /* VALUE_DOCUMENT: DocumentPart */
} RuleValue;

/* Facts that a qualifying rule reaches from its match. */
typedef enum {
  QUALIFY_MATCH,    /* those whose match holds it, or touches it */
  QUALIFY_CLAUSE,   /* those that begin in its clause */
  QUALIFY_SENTENCE, /* those of its sentence */
} QualifyScope;

/* Values that a rule gives to facts of a frame that do not have them yet. */
typedef struct {
  uint32_t frame;
  uint32_t first_value, value_count;
} RuleQualified;

enum {
  RULE_HAS_COST = 1,
  RULE_EACH = 2,
  RULE_EARLY = 4,
  RULE_ZIP = 8,
  RULE_KEEP_ALL = 16,
  RULE_QUALIFY = 32,
  RULE_MARK = 64,
  RULE_ON_DEMAND = 128, /* it is applied only where something asks for what it finds */
};

#define DOUBTED_BY_NONE UINT32_MAX

typedef struct {
  RuleString name, file;
  uint32_t line;
  uint32_t flags;
  uint32_t produced; /* type, or frame */
  uint32_t phase;
  int32_t priority;
  float cost, weight, confidence;
  float doubt;         /* of a rule that marks guesses: nats, at most, by which other marks of its type are dearer */
  uint32_t guess;      /* of such a rule: the list of the guesses */
  uint32_t doubted_by; /* the rule whose doubt makes this one's marks dearer, or DOUBTED_BY_NONE */
  uint32_t marked_capture;  /* or UINT32_MAX */
  uint32_t short_capture;   /* of a mark: the capture `short`, another name of what is marked; or UINT32_MAX */
  uint32_t shorter_capture; /* the same for `shorter`, a third one */
  uint32_t first_match, match_count;
  uint32_t first_condition, condition_count;
  uint32_t first_value, value_count; /* of an emitting rule */
  uint32_t first_join, join_count;
  uint32_t first_qualified, qualified_count; /* of a qualifying one */
  uint32_t scope;                            /* QualifyScope */
  uint32_t first_capture, capture_count;
  uint32_t list; /* over which `each` goes, UINT32_MAX: none */
} Rule;

/* ---- frames ---- */

typedef enum {
  SLOT_ENTITY,
  SLOT_TEXT,   /* literal in the language of the document */
  SLOT_STRING, /* plain literal */
  SLOT_TERM,   /* IRI of a namespace: a word of a controlled list */
  SLOT_DECIMAL,
  SLOT_BOOLEAN,
  SLOT_QUANTITY, /* number, upper, unit, text, bound */
  SLOT_PERIOD,   /* date, text */
} SlotKind;

/* Where a fact may take a slot that it lacks from: the fact of its frame before it in the same ... */
typedef enum { CARRY_NOTHING, CARRY_SENTENCE, CARRY_PARAGRAPH, CARRY_DOCUMENT } CarryScope;

typedef struct {
  RuleString name;
  uint8_t kind;
  uint8_t optional;
  uint8_t carried;                 /* CarryScope */
  uint8_t otherwise;               /* 1 + the slot whose text it takes where nothing could be carried; 0: none */
  uint32_t first_type, type_count; /* SLOT_ENTITY: in `slot_types` */
  uint32_t first_mapping, mapping_count;
  RuleString namespace; /* SLOT_TERM: of its terms */
} RuleSlot;

typedef struct {
  RuleNode subject, object;
  RuleString property;
} RuleTriple;

typedef struct {
  RuleString name, class, relation; /* relation: empty where the frame is none */
  RuleTemplate iri;                 /* of its claims; none where empty */
  uint32_t keep_all;                /* 1: facts that say different things of the same text all stay */
  uint32_t bare;                    /* 1: claims bear no evidence, rule and confidence */
  uint32_t keys;                    /* bit of each slot by which facts are told apart; 0: by all of them */
  uint32_t merged;                  /* bit of each slot that makes two facts one where it is the same; 0: none */
  uint32_t merge_scope;             /* CarryScope: as far as such facts may stand apart */
  uint32_t first_slot, slot_count;
  uint32_t first_triple, triple_count;
} RuleFrame;

/* A prefix that rule files declare, for what people read. */
typedef struct {
  RuleString prefix, iri;
} RulePrefix;

/* All tables: X(element type, name). The order is that of the image. */
#define RULE_TABLES(X)                   \
  X(char, strings)                       \
  X(RuleType, types)                     \
  X(DictionaryClass, dictionary_classes) \
  X(VocabularyFile, vocabularies)        \
  X(VocabularyClass, vocabulary_classes) \
  X(float, weights)                      \
  X(RuleAnchor, anchors)                 \
  X(RuleMatch, matches)                  \
  X(RuleNeed, needs)                     \
  X(uint16_t, need_types)                \
  X(uint32_t, demands)                   \
  X(RuleChoice, choices)                 \
  X(uint16_t, choice_types)              \
  X(RuleStep, steps)                     \
  X(uint8_t, spans)                      \
  X(RuleTransition, transitions)         \
  X(uint8_t, looks)                      \
  X(RuleMark, marks)                     \
  X(RuleGuard, guards)                   \
  X(RuleGuardList, guard_lists)          \
  X(RuleConditionCode, conditions)       \
  X(RuleJoinCode, joins)                 \
  X(RuleQualified, qualified)            \
  X(RuleCapture, captures)               \
  X(RuleValue, values)                   \
  X(Rule, rules)                         \
  X(RuleFrame, frames)                   \
  X(RuleSlot, slots)                     \
  X(uint16_t, slot_types)                \
  X(RulePiece, pieces)                   \
  X(RuleMapping, mappings)               \
  X(RuleTriple, triples)                 \
  X(RulePrefix, prefixes)                \
  X(char, lexicon_image)

typedef struct {
  RuleString language;
  uint32_t early_phases; /* phases below this run before entities are chosen, */
  uint32_t late_phases;  /* those below this after that, and the others where what they find is asked for */
  uint32_t phase_count;
#define DECLARE(type, name) \
  const type *name;         \
  uint32_t name##_count;
  RULE_TABLES(DECLARE)
#undef DECLARE
  Lexicon lexicon; /* opened on lexicon_image */
} RuleSet;

/* The types that the type of a step or transition stands for. */
typedef struct {
  const TypeId *types;
  uint32_t count;
} RuleTypes;

static inline RuleTypes rule_types_of(const RuleSet *rules, const TypeId *type) {
  if (*type < rules->types_count) return (RuleTypes){type, 1};
  RuleChoice choice = rules->choices[*type - rules->types_count];
  return (RuleTypes){rules->choice_types + choice.first_type, choice.type_count};
}

static inline Slice rule_string(const RuleSet *rules, RuleString string) {
  return (Slice){rules->strings + string.offset, string.length};
}

/* Whether the program itself looks for a list or frame of this name. */
bool rule_name_is_reserved(Slice name);

/* The type whose marks stand, in slots that ask for an entity, for an organization that was named before. */
#define RULE_TYPE_DESCRIPTION "Description"

/* The type, frame or rule of that name, or UINT32_MAX. */
uint32_t rule_set_type(const RuleSet *rules, Slice name);
uint32_t rule_set_frame(const RuleSet *rules, Slice name);
uint32_t rule_set_rule(const RuleSet *rules, Slice name);

/* The slot of a frame by name (index within the frame), or UINT32_MAX. */
uint32_t rule_frame_slot(const RuleSet *rules, const RuleFrame *frame, Slice name);

#endif
