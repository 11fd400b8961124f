/* Names of classes, properties and datatypes, checked against the ontology files. */
#include <stdio.h>

#include "rules/rule_compiler_internal.h"

/* An IRI in the way in which `as` is written: prefix:name if that is a prefixed name, else <IRI>. */
static Slice written_like(Compiler *compiler, Slice iri, Slice as, Slice as_iri) {
  size_t space = ontology_namespace_length(iri);
  size_t local = as_iri.length - ontology_namespace_length(as_iri);
  if (slice_equal(as, as_iri) || local > as.length) {
    return arena_print(compiler->arena, "<%.*s>", (int)iri.length, iri.data);
  }
  return arena_print(compiler->arena, "%.*s%.*s", (int)(as.length - local), as.data, (int)(iri.length - space),
                     iri.data + space);
}

static const char *kind_name(uint32_t kinds) {
  if (kinds & TERM_IS_CLASS) return "a class";
  if (kinds & TERM_IS_PROPERTY) return "a property";
  return kinds & TERM_IS_DATATYPE ? "a datatype" : "an individual";
}

static void report_unknown(Compiler *compiler, RuleName name, Slice iri, uint32_t kinds, Slice source) {
  if (!compiler_is_news(compiler, name.text)) return;
  Slice similar = ontology_similar(compiler->input->ontology, iri, kinds), hint = SLICE("");
  if (similar.length) {
    Slice written = written_like(compiler, similar, name.text, iri);
    hint = arena_print(compiler->arena, "did you mean `%.*s`?", (int)written.length, written.data);
  }
  compiler_error(compiler, "E090", name.place, hint.length ? hint.data : NULL, "`%.*s` is not in %.*s",
                 (int)name.text.length, name.text.data, (int)source.length, source.data);
}

static void check_term(Compiler *compiler, const OntologyTerm *term, RuleName name, uint32_t kinds) {
  const Slice source = compiler->input->ontology->sources.data[term->source];
  if (!(term->kinds & kinds)) {
    if (!compiler_is_news(compiler, name.text)) return;
    compiler_error(compiler, "E091", name.place, NULL, "`%.*s` is %s in %.*s, and %s is wanted here",
                   (int)name.text.length, name.text.data, kind_name(term->kinds), (int)source.length, source.data,
                   kind_name(kinds));
  } else if (term->deprecated) {
    Slice comment = ontology_comment(term, compiler->input->language);
    rule_report(compiler->diagnostics, SPO_WARNING, "W090", name.place,
                comment.length ? arena_copy(compiler->arena, comment).data : NULL, "`%.*s` is deprecated in %.*s",
                (int)name.text.length, name.text.data, (int)source.length, source.data);
  }
}

Slice compiler_term(Compiler *compiler, const RuleFile *file, RuleName name, uint32_t kinds) {
  Slice iri = compiler_iri(compiler, file, name);
  const Ontology *ontology = compiler->input->ontology;
  if (!ontology || !ontology_namespace_length(iri)) return iri;
  const OntologyTerm *term = ontology_find(ontology, iri);
  const OntologyNamespace *namespace = ontology_namespace(ontology, iri);
  if (term) {
    check_term(compiler, term, name, kinds);
  } else if (namespace) {
    report_unknown(compiler, name, iri, kinds, ontology->sources.data[namespace->source]);
  } else if (compiler->input->strict) {
    rule_report(compiler->diagnostics, SPO_WARNING, "W091", name.place, "name a file that does: ontology \"file.ttl\"",
                "no ontology file declares `%.*s`", (int)name.text.length, name.text.data);
  }
  return iri;
}
