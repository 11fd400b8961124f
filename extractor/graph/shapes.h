/* shapes.h - SHACL Core shapes of the graphs that rules make, as Turtle.

   A shape a class of claims or entities: the properties that it must and may have, how often, of which class, datatype
   or language; for slots that hold words of a list, which. A shape a property that is stated between entities. Frames
   of several rule sets (languages) that share a class share its shape, which then allows what any of them makes. The
   same rules give the same bytes. */
#ifndef SPO_GRAPH_SHAPES_H
#define SPO_GRAPH_SHAPES_H

#include "graph/graph.h"
#include "rules/rule_set.h"

/* The Turtle text, in `arena`. `prefixes`: for the names in it. */
Slice graph_shapes(Arena *arena, const RuleSet *const *rules, uint32_t count, const Prefix *prefixes,
                   uint32_t prefix_count);

#endif
