/* rule_compiler_internal.h - what the steps of the compiler share. */
#ifndef SPO_RULES_RULE_COMPILER_INTERNAL_H
#define SPO_RULES_RULE_COMPILER_INTERNAL_H

#include "base/name_table.h"
#include "lexicon/lexicon_builder.h"
#include "rules/rule_compiler.h"

/* What the compiler knows of a type besides its RuleType. */
typedef struct {
  Slice name;
  RulePlace place;
  uint32_t base;      /* a filtered list: the list that it is a part of; else UINT32_MAX */
  TagFilters filters; /* and its filters */
  double frequency;   /* estimated share of the characters of a text at which an edge of this type begins */
  double measured;    /* the same as it was measured (frequency.tsv), else `frequency` */
  uint32_t longest;   /* code points of its longest word, where it is a list; UINT32_MAX: not known */
  bool used;
  bool broken; /* stands for a name whose statement has errors */
} CompilerType;

/* A rule's place in the order of work, before phases are numbered. */
typedef struct {
  const RuleStatement *statement;
  const RuleFile *file;
  struct {
    VECTOR(uint32_t);
  } uses; /* types */
  bool early;
  bool on_demand;
  uint32_t joined_phase; /* of the matches of its joins */
} CompilerRule;

typedef struct {
  uint32_t type;
  uint32_t match;
} PendingAnchor;

typedef struct {
  Arena *arena;
  const RuleInput *input;
  const Diagnostics *diagnostics;
  bool failed;
  uint32_t measured_root; /* RuleFile.root of the directory whose rules frequency.tsv tells of, or UINT32_MAX */
  LexiconBuilder *lexicon;
  NameTable type_names; /* also filtered lists, as Name[key=value], and literals, in quotes */
  NameTable pattern_names;
  NameTable frame_names;
  NameTable rule_names;
  NameTable prefix_names;
  NameTable broken;        /* names of statements with errors: what uses them is silently left out */
  NameTable unknown;       /* names that were reported once: one cause, one error */
  NameTable removed_words; /* compiler_words.c: `words NAME without ...` */
  NameTable needs_ahead;   /* compiler_ahead.c: numbers of needs, by what they say; */
  NameTable types_ahead;   /* where types stand in `need_types`, by what they are */
  NameTable choice_names;  /* compiler_patterns.c: numbers of choices of types, by what they say */
  NameTable guard_names;   /* compiler_guards.c: numbers of lists of guards, by what they say */
  struct {
    VECTOR(Slice);
  } prefix_iris;
  struct {
    VECTOR(const PatternStatement *);
  } patterns;
  struct {
    VECTOR(CompilerType);
  } type_info;
  struct {
    VECTOR(CompilerRule);
  } rule_info;
  struct {
    VECTOR(const RuleStatement *);
  } unfit_rules; /* that cannot be compiled; the names in them are checked */
  struct {
    VECTOR(PendingAnchor);
  } pending_anchors;
  const void *pending_weights; /* compiler_words.c: costs that wait for the numbers of their words */
  /* the tables, under the names that RULE_TABLES gives them */
#define DECLARE(type, name) \
  struct {                  \
    VECTOR(type);           \
  } name;
  RULE_TABLES(DECLARE)
#undef DECLARE
} Compiler;

void compiler_error(Compiler *compiler, const char *code, RulePlace place, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Whether a name that means nothing has to be reported: not if its statement was, and once only. */
bool compiler_is_news(Compiler *compiler, Slice name);

/* "did you mean `A`?" from the types (with `patterns`, also the patterns) that were declared, or NULL. */
const char *compiler_type_hint(Compiler *compiler, Slice name, bool patterns);

RuleString compiler_string(Compiler *compiler, Slice text);
Slice compiler_text(const Compiler *compiler, RuleString string); /* until the next compiler_string */

/* The full IRI of `prefix:name` or <iri>; reports an unknown prefix. */
Slice compiler_prefix_iri(Compiler *compiler, RuleName prefix); /* empty, reported, where it is not declared */
Slice compiler_iri(Compiler *compiler, const RuleFile *file, RuleName name);

/* compiler_terms.c: the same for what must be of one of these kinds (TERM_IS_ of ontology.h). Reports what the ontology
   files do not declare, or declare as something else. */
Slice compiler_term(Compiler *compiler, const RuleFile *file, RuleName name, uint32_t kinds);

uint32_t compiler_add_type(Compiler *compiler, Slice name, TypeKind kind, RulePlace place);

/* Finds what the names in a pattern mean; sets `type` (UINT32_MAX after reporting) or `meaning`. Filtered lists and
   literals become types at first mention. */
void compiler_resolve_pattern(Compiler *compiler, Pattern *pattern);

/* compiler_words.c: fills the lexicon from the lists of all files; weights are computed once it is finished. */
void compiler_read_words(Compiler *compiler); /* every pattern is resolved before: filters and literals are known */
void compiler_finish_lexicon(Compiler *compiler);

/* compiler_patterns.c */

/* The names of a rule's captures and the list that each is in, in the order of first mention; fills compiler->captures.
 */
void compiler_collect_captures(Compiler *compiler, Rule *rule, const RuleStatement *statement);

/* Compiles a `match` line or a condition of rule number `rule`. */
/* `part` 0: the rule's own match; n: that of its join n - 1. */
void compiler_add_match(Compiler *compiler, uint32_t rule, uint32_t part, const Pattern *pattern);
/* compiler_needs.c: what must stand on one side of the anchor, from the elements there. */
void compiler_add_needs(Compiler *compiler, Pattern *const *elements, uint32_t count, bool in_front);

/* The same from the conditions `before` and `after` that must hold: they speak of what lies outside the match. */
void compiler_add_condition_needs(Compiler *compiler, const RuleStatement *statement);

/* compiler_guards.c: the number of the list of guards that asks for what `list` (0: nothing) does, and more; 0 where
   that is too much. */
uint16_t compiler_guards(Compiler *compiler, uint16_t list, const RuleGuard *more, uint32_t count);

/* The same list, with RuleGuardList.apart. */
uint16_t compiler_guards_apart(Compiler *compiler, uint16_t list, uint32_t apart);

RuleFragment compiler_condition(Compiler *compiler, uint32_t rule, const Pattern *pattern, bool leftwards);

/* compiler_mappings.c */

/* Whose values a template or a triple may speak of. */
typedef struct {
  Compiler *compiler;
  const RuleFile *file;
  const FrameStatement *frame; /* NULL: an entity's tags */
  uint32_t first_slot;         /* of the frame, in compiler->slots; their kinds are set */
} Mapped;

/* The template of the IRIs of claims or entities; empty where none is written. */
RuleTemplate compiler_naming(const Mapped *mapped, RuleName text);

/* The next mapping of a slot. */
void compiler_add_mapping(const Mapped *mapped, uint32_t slot, const SlotMapping *written);

/* The triples of a frame besides its slots, and its classes but for the first. */
void compiler_add_triples(const Mapped *mapped, RuleFrame *frame);

/* What is said of the entities of a type. */
void compiler_add_entity(Compiler *compiler, const RuleFile *file, const TypeStatement *statement, uint32_t type);

/* compiler_frames.c */
void compiler_add_frame(Compiler *compiler, const RuleFile *file, const FrameStatement *statement);
void compiler_add_values(Compiler *compiler, Rule *rule, const RuleStatement *statement);
void compiler_add_qualified(Compiler *compiler, Rule *rule, const RuleStatement *statement);

/* Reports slots and captures that are not there; `rule` has its captures, and its frame unless that is unknown. */
void compiler_check_values(Compiler *compiler, Rule *rule, const RuleStatement *statement, bool frame_known);

/* Reports a name that is none of the captures of a rule. */
void compiler_unknown_capture(Compiler *compiler, const Rule *rule, RuleName name);

/* compiler_checks.c: names in rules that cannot be compiled, so that all errors are reported at once; and the slots
   that tests of the others expect. */
void compiler_check_rules(Compiler *compiler);

/* compiler_phases.c: sets Rule.phase and RULE_EARLY, and the numbers of phases of the rule set. */
void compiler_order(Compiler *compiler, RuleSet *rules);

/* compiler_demands.c: which rules are applied on demand (CompilerRule.on_demand), by what rules use and make. */
void compiler_find_on_demand(Compiler *compiler);

/* The phase of a match. */
uint32_t compiler_phase(const Compiler *compiler, uint32_t match);

/* Fills in what each match asks for. */
void compiler_add_demands(Compiler *compiler);

#endif
