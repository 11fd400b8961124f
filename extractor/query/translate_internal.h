/* translate_internal.h - relations, and what the files of the translator share. */
#ifndef SPO_QUERY_TRANSLATE_INTERNAL_H
#define SPO_QUERY_TRANSLATE_INTERNAL_H

#include "query/parser.h"
#include "query/translate.h"

enum {
  MOST_TABLES = 40,  /* in one join; SQLite takes 64 */
  MOST_USED = 100,   /* arguments of a function; SQLite takes 127 */
  MOST_SQL = 2000000 /* bytes */
};

typedef struct {
  int32_t variable;
  Slice sql;
  bool maybe; /* may be NULL */
  bool table; /* a column of a virtual table, which `fits` can search */
} Column;

typedef struct {
  struct {
    VECTOR(Column);
  } columns;
  Slice from; /* empty: one row without columns */
  struct {
    VECTOR(Slice);
  } conditions;
  unsigned tables;
  bool simple; /* one table, whose columns become NULL where a left join finds nothing */
} Relation;

/* The graph that patterns look at: the default graph, a constant or a variable's. */
typedef struct {
  bool named;
  QueryTerm term;
} GraphContext;

/* What an expression inside EXISTS sees of the solution outside. */
typedef struct Scope {
  const Relation *relation;
  const struct Scope *outer;
} Scope;

/* Common table expressions of one SELECT. */
typedef struct {
  VECTOR(Slice);
} Block;

typedef struct {
  Arena *arena;
  QueryTree *tree; /* gets hidden variables */
  Store *store;
  Translation *made;
  QueryFault *fault;
  jmp_buf failed;
  Block *block;
  const Scope *scope;
  uint32_t names; /* of tables, given so far */
  size_t written; /* bytes of SQL */
  bool sorted;
} Translator;

_Noreturn void translate_fail(Translator *translator, const char *message);

Slice sql_print(Translator *translator, const char *format, ...) __attribute__((format(printf, 2, 3)));
StoreTerm translate_constant(Translator *translator, const RdfTerm *term);

/* ---- relation.c ---- */

const Column *relation_column(const Relation *relation, int32_t variable);
void relation_add_column(Translator *translator, Relation *relation, Column column);
void relation_add_condition(Translator *translator, Relation *relation, Slice condition);

/* Fixes a table's column by a constant, or names it by a variable. */
void relation_bind(Translator *translator, Relation *relation, QueryTerm term, Slice sql);

/* A table with a name of its own: `*name` is "t7". */
Relation relation_of_table(Translator *translator, const char *table, Slice *name);

/* SELECT of all columns, as v5, and what stands behind it; without WITH. */
Slice relation_select(Translator *translator, const Relation *relation, const char *distinct, Slice behind);

/* The relation as one table, a common table expression; `barrier`: SQLite must not look into it. */
Relation relation_wrap(Translator *translator, const Relation *relation, bool barrier);

/* A table made by SQL with the columns of `like`. */
Relation relation_of_sql(Translator *translator, Slice sql, const Relation *like);

Relation relation_join(Translator *translator, Relation a, Relation b);

/* Where two columns of the same variable agree, as SPARQL has it. */
Slice columns_agree(Translator *translator, const Column *a, const Column *b);

Relation relation_union(Translator *translator, const Relation *parts, uint32_t count);

/* ---- translate.c, translate_expression.c, translate_select.c ---- */

Relation translate_group(Translator *translator, const QueryPattern *group, GraphContext graph);
/* A relation within GRAPH ?g, and for each graph in which it has no row one row of nothing; `*found` is true of the
   others. */
Relation translate_in_every_graph(Translator *translator, Relation relation, GraphContext graph, Slice *found);

Relation translate_select(Translator *translator, QuerySelect *select, GraphContext graph, bool outermost, Slice *sql);
void translate_filter(Translator *translator, Relation *relation, const QueryExpression *filter, GraphContext graph);

/* The SQL of an expression's term (NULL for errors) or, of a filter, conditions to be added to a list. */
Slice translate_value(Translator *translator, const Relation *relation, const QueryExpression *expression,
                      GraphContext graph);

typedef struct {
  VECTOR(Slice);
} Conditions;

void translate_conditions(Translator *translator, const Relation *relation, const QueryExpression *filter,
                          GraphContext graph, Conditions *conditions);

/* BIND, and expressions of SELECT and GROUP BY. */
Relation translate_extend(Translator *translator, Relation relation, int32_t variable,
                          const QueryExpression *expression, GraphContext graph);

Slice sql_join(Translator *translator, const Slice *parts, uint32_t count, const char *between);

/* WITH and the block's expressions, or nothing. */
Slice sql_with(Translator *translator, const Block *block);

#endif
