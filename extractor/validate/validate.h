/* validate.h - a store's data against SHACL shapes: https://www.w3.org/TR/shacl/

   The data is the union of all graphs. Each focus node of each target is validated, and what does not hold becomes a
   result, in the order of shapes, targets and nodes: the same files give the same results. Shapes inside sh:node,
   sh:not, sh:and, sh:or, sh:xone and qualified counts only tell whether a node conforms. */
#ifndef SPO_VALIDATE_VALIDATE_H
#define SPO_VALIDATE_VALIDATE_H

#include "validate/shapes.h"

typedef struct {
  StoreTerm focus, value; /* value: STORE_NO_TERM where the result has none */
  const Shape *shape;     /* whose constraint it is */
  const Constraint *constraint;
  StoreTerm property; /* of sh:closed: the one that is not allowed; else STORE_NO_TERM */
  bool too_costly;    /* a pattern was given up */
  uint64_t found;     /* values there were, of counts */
} ValidationResult;

typedef struct {
  VECTOR(ValidationResult);
} ValidationResults;

typedef struct {
  ValidationResults results; /* the first ones, as many as are kept */
  uint64_t counts[SEVERITY_VIOLATION + 1];
  uint64_t focus_nodes, shapes; /* with targets, counted once a target */
  StoreTerm given_up;           /* a focus node that took too many steps; its shape: */
  const Shape *given_up_shape;
} Validation;

/* Keeps `most` results (0: all) in the arena, and counts the rest. */
void validate_data(const Shapes *shapes, Arena *arena, uint64_t most, Validation *validation);

#endif
