/* rule_tree.h - a rule file as it was written: the tree that the parser makes and the compiler reads.

   Every node knows where it stands, so that a message can point at it. Names and strings are slices of the source or,
   where escapes had to be resolved, of the arena. */
#ifndef SPO_RULES_RULE_TREE_H
#define SPO_RULES_RULE_TREE_H

#include "base/arena.h"
#include "base/diagnostic.h"

/* One file of rules; `text` is valid UTF-8 and lives as long as the trees made from it. */
typedef struct {
  Slice name;      /* as messages show it */
  Slice directory; /* below which the files that it names are looked for */
  Slice text;
} RuleSource;

/* A range of bytes in a source. */
typedef struct {
  const RuleSource *source;
  uint32_t begin, end;
} RulePlace;

typedef struct {
  Slice text;
  RulePlace place;
} RuleName;

/* ---- patterns ---- */

typedef enum {
  PATTERN_SEQUENCE, /* children one after the other; may be empty */
  PATTERN_CHOICE,   /* one of the children */
  PATTERN_REPEAT,   /* the child `least` to `most` times */
  PATTERN_LIST,     /* the child, separated by one of `separators`, at least once */
  PATTERN_CAPTURE,  /* the child, under `name` */
  PATTERN_LITERAL,  /* the text of `name` */
  PATTERN_TYPE,     /* an edge of the type `name`, with `filters` on its word's tags */
  PATTERN_ASSERT,   /* a place: PLACE_ tests of rule_set.h */
  PATTERN_GUARD,    /* the child (a type, a text, a choice of them) begins here, or must not; nothing is consumed */
} PatternKind;

/* Tag filter: [kind=office|rank], [weak], [!weak]. */
typedef struct {
  RuleName key;
  bool negated;
  struct {
    VECTOR(Slice);
  } values; /* none: the bare tag or any value */
} TagFilter;

typedef struct {
  VECTOR(TagFilter);
} TagFilters;

typedef struct Pattern Pattern;
struct Pattern {
  PatternKind kind;
  RulePlace place;
  RuleName name;
  uint32_t least, most; /* PATTERN_REPEAT */
  unsigned assertion;   /* PATTERN_ASSERT */
  bool any_case;        /* PATTERN_LITERAL: "..."i */
  bool negated;         /* PATTERN_GUARD */
  TagFilters filters;
  struct {
    VECTOR(Pattern *);
  } separators; /* literals */
  struct {
    VECTOR(Pattern *);
  } children;
  /* Set by the compiler */
  uint32_t type;          /* of PATTERN_TYPE and PATTERN_LITERAL */
  uint32_t list;          /* of PATTERN_LIST: its number in the match that is being compiled */
  const Pattern *meaning; /* PATTERN_TYPE that is the name of a pattern: that pattern */
};

/* ---- statements ---- */

typedef struct {
  RuleName name;
  bool any_case;        /* the words match in upper and lower case */
  RuleName file;        /* empty: words stand in `entries` */
  bool from_vocabulary; /* `file` is a compiled vocabulary; `filters` hold its types */
  bool from_model;      /* besides: it is a sequence model, which guesses them */
  bool from_dictionary; /* of the general dictionary: `filters` hold its parts of speech */
  TagFilters filters;
  bool replaces;   /* `replaces`: words of earlier directories do not count */
  bool removes;    /* `without`: these words are taken out of the list */
  RuleName weight; /* tag whose value, against the sum of the list, gives the word's cost; or empty */
  struct {
    VECTOR(RuleName);
  } entries;
} WordsStatement;

/* How a value is written: `as label`, `as DATATYPE`, `lang "en"`, `lang none`. */
typedef struct {
  bool label;        /* an entity: its label, not its IRI */
  RuleName datatype; /* prefixed name or IRI; or empty */
  RuleName language; /* a language tag, `none`; or empty */
  RulePlace place;
} WrittenForm;

typedef struct {
  int kind;         /* RuleNodeKind of rule_set.h */
  RuleName name;    /* slot or tag; prefixed name, IRI or text, with slots in braces */
  RuleName part;    /* of a slot's value; or empty */
  WrittenForm form; /* of a literal */
} TripleNode;

/* `tag KEY PROPERTY [as DATATYPE]`, `label PROPERTY`, `alias PROPERTY`, `also PROPERTY VALUE`: triples of each entity.
 */
typedef struct {
  RuleName property;
  TripleNode object;
} EntityTriple;

typedef struct {
  RuleName name;
  RuleName class;   /* prefixed name or IRI; empty: no entity of the graph, a mere kind of edge */
  bool open;        /* any text in a slot of this type becomes an entity; otherwise only what rules marked */
  bool transparent; /* names inside it are mentions of their own */
  RuleName iri;     /* template of the entity's IRI, with tags in braces; or empty */
  struct {
    VECTOR(EntityTriple);
  } triples;
} TypeStatement;

typedef struct {
  RuleName name;
  Pattern *pattern;
  bool replaces; /* `replaces`: takes the place of the pattern of that name in earlier directories, for their rules, too
                  */
} PatternStatement;

typedef struct {
  RuleName name;
  struct {
    VECTOR(RuleName);
  } types;            /* `Person`, or `Person | Organization`; or one of text, string, term, decimal, boolean */
  RuleName namespace; /* of a term, as in `term in fin`: a prefix or an IRI; spo's own where empty */
  bool optional;
} FrameSlot;

/* `SLOT[.PART] PROPERTY [FORM]`, `SLOT PROPERTY <template>`: where a slot's value, or a part of it, goes. */
typedef struct {
  RuleName slot, part, property;
  WrittenForm form;
  RuleName iri; /* template of the IRI that is written; or empty */
} SlotMapping;

/* `triple NODE PROPERTY NODE`, `also SLOT PROPERTY SLOT`: a triple besides the claim. */
typedef struct {
  TripleNode subject, object;
  RuleName property;
  RulePlace place;
} DirectTriple;

typedef struct {
  RuleName name;
  struct {
    VECTOR(RuleName);
  } classes;
  RuleName relation; /* property: the claim is a spo:Relation, and the triple itself is stated */
  RuleName iri;      /* template of the claim's IRI, with slots in braces; or empty */
  bool bare;         /* `evidence none`: claims bear no evidence, rule and confidence */
  struct {
    VECTOR(RuleName);
  } keys; /* slots whose text tells facts apart: of two facts with the same text there, one wins */
  struct {
    VECTOR(FrameSlot);
  } slots;
  bool keep_all; /* facts that say different things of the same text all stay */
  struct {
    VECTOR(SlotMapping);
  } mappings;
  struct {
    VECTOR(DirectTriple);
  } triples;
  struct {
    VECTOR(RuleName);
  } carried;           /* slots that a fact without them takes from the fact of the frame before it ... */
  uint8_t carry_scope; /* ... in the same: CarryScope of rule_set.h */
  RuleName otherwise, otherwise_from; /* a slot that, where nothing could be carried, takes its text from another */
  struct {
    VECTOR(RuleName);
  } merged;            /* `merge a b`: facts with the same a and b are one */
  uint8_t merge_scope; /* ... in the same: CarryScope */
  bool broken;         /* a part of it was not understood: what it lacks is not reported */
} FrameStatement;

/* A capture, or a tag of the word that it holds: `title`, `title.kind`. */
typedef struct {
  RuleName capture, tag;
} CaptureTag;

/* `before P`, `after P`, `inside [name:]T`, `is [name:]T`, `in PART`, `same a b`, with `not`, or with a cost. */
typedef struct {
  int kind; /* ConditionKind of rule_set.h */
  bool negated;
  bool has_cost;
  double cost;
  Pattern *pattern; /* NULL for `in` and `same` */
  unsigned part;    /* `in`: TextPart of rule_set.h */
  CaptureTag same[2];
  RulePlace place;
} RuleCondition;

/* `with P`, `maybe P`, `unless P`: something that stands near the match. */
typedef struct {
  int kind; /* JoinKind of rule_set.h */
  Pattern *pattern;
  int scope;      /* JoinScope of rule_set.h */
  uint32_t reach; /* JOIN_SENTENCES: how many sentences away at most */
  int side;       /* JoinSide of rule_set.h */
  RulePlace place;
} RuleJoin;

/* `slot`, `slot=capture`, `slot=capture.tag`, `slot=trim(capture)`, `slot="constant"`, `slot=last(kind)`,
   `slot=document(title)`. */
typedef struct {
  RuleName slot, capture, tag;
  int source;        /* SlotSource of rule_set.h */
  int normalizer;    /* Normalizer of rule_set.h */
  RuleName constant; /* VALUE_CONSTANT; VALUE_LAST: the kind */
  unsigned part;     /* VALUE_DOCUMENT: DocumentPart of rule_set.h */
} SlotValue;

/* A test: `ok TEXT` with `-> slot=value ...` lines, or `no TEXT`. */
typedef struct {
  RuleName slot, value;
} ExpectedSlot;

typedef struct {
  VECTOR(ExpectedSlot);
} ExpectedFact;

typedef struct {
  bool positive;
  Slice text;
  RulePlace place;
  RulePlace expected; /* from the first to behind the last `->` line; empty: none */
  struct {
    VECTOR(ExpectedFact);
  } facts;
} RuleTest;

typedef enum { ACTION_NONE, ACTION_MARK, ACTION_EMIT, ACTION_EACH, ACTION_QUALIFY } RuleAction;

typedef struct {
  RuleName name;
  struct {
    VECTOR(Pattern *);
  } matches;
  RuleAction action;
  RuleName produced; /* type (mark) or frame (emit, each) */
  struct {
    VECTOR(RuleName);
  } qualified;     /* frames (qualify); none: all that have the slots */
  int scope;       /* qualify: QualifyScope of rule_set.h */
  RuleName marked; /* capture that is marked; empty: the whole match */
  struct {
    VECTOR(SlotValue);
  } values;
  struct {
    VECTOR(RuleName);
  } zipped, inherited;
  struct {
    VECTOR(RuleCondition);
  } conditions;
  struct {
    VECTOR(RuleJoin);
  } joins;
  bool keep_all;         /* every way of matching is a fact; none loses against another */
  bool broken;           /* a part had an error and was left out: names in the others are checked, no more */
  bool captures_unknown; /* and captures may have stood in it */
  bool has_cost;
  double cost, weight; /* of a marked edge: cost + weight * sum of the costs of what it covers */
  double confidence;   /* 0: the default */
  double doubt;        /* nats, of a rule that marks guesses; 0: none */
  RulePlace doubt_place;
  bool sure; /* no model's doubt counts against what it marks */
  int priority;
  struct {
    VECTOR(RuleTest);
  } tests;
} RuleStatement;

typedef struct {
  RuleName prefix, iri;
} PrefixStatement;

/* `import "FILE"`, `import shipped "FILE"` */
typedef struct {
  RuleName file;
  bool shipped; /* below the shipped rules, not below the file's own directory */
} ImportStatement;

/* `ontology "FILE"` */
typedef struct {
  RuleName file;
} OntologyStatement;

typedef enum {
  STATEMENT_LANGUAGE,
  STATEMENT_PREFIX,
  STATEMENT_WORDS,
  STATEMENT_ENTITY,
  STATEMENT_TYPE,
  STATEMENT_PATTERN,
  STATEMENT_FRAME,
  STATEMENT_RULE,
  STATEMENT_IMPORT,
  STATEMENT_DROP,
  STATEMENT_ONTOLOGY,
  STATEMENT_OTHER,
} StatementKind;

/* A statement of a file, sound or not: what stands where, and which names are meant to be there. */
typedef struct {
  StatementKind kind;
  RuleName name;    /* as written, or empty */
  RulePlace extent; /* from its first to behind its last character */
  uint32_t tests;   /* ok and no lines of a rule */
  bool broken;      /* something in it was reported; what is sound of it may stand in the tree */
} StatementOutline;

typedef struct {
  const RuleSource *source;
  struct {
    VECTOR(StatementOutline);
  } outline;         /* every statement of the file, in its order */
  uint32_t root;     /* of the directories of rules, the one it came from, by their order: later ones override */
  RuleName language; /* empty: any */
  struct {
    VECTOR(ImportStatement);
  } imports;
  struct {
    VECTOR(OntologyStatement);
  } ontologies;
  struct {
    VECTOR(RuleName);
  } dropped; /* rules of earlier directories that are left out */
  struct {
    VECTOR(PrefixStatement);
  } prefixes;
  struct {
    VECTOR(WordsStatement);
  } words;
  struct {
    VECTOR(TypeStatement);
  } types;
  struct {
    VECTOR(PatternStatement);
  } patterns;
  struct {
    VECTOR(FrameStatement);
  } frames;
  struct {
    VECTOR(RuleStatement);
  } rules;
  Slice frequencies; /* what `frequency.tsv` beside it says; only of the first file of a directory */
} RuleFile;

/* A name as it was written: patterns of one directory that bear a name of another's get a tail (rule_overrides.h). */
Slice rule_plain_name(Slice name);

/* All patterns of a rule: those of `match`, of joins, of conditions. `index` counts from 0; NULL behind the last. */
Pattern *rule_pattern(const RuleStatement *rule, uint32_t index);

/* More than this are not reported of a file while it is parsed, nor while rules are compiled or looked over. */
enum { RULE_MOST_MESSAGES = 1000 };

/* Reports at a place: file:line:column with the source line, a caret and, if not NULL, a hint. A hint of the form
   "did you mean `NAME`?" offers NAME as a fix for the place (SpoDiagnostic.fix, which --fix and editors apply). */
void rule_report(const Diagnostics *diagnostics, SpoSeverity severity, const char *code, RulePlace place,
                 const char *hint, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Line (from 1) and column (in characters, from 1) of a byte offset. */
void rule_position(const RuleSource *source, uint32_t offset, size_t *line, size_t *column);

#endif
