#include "output/losses.h"

#include "base/iri_chars.h"
#include "base/utf8.h"

static const char *const WHAT_WAS_LOST[LOSS_KINDS] = {
    [LOSS_IRI] = "triples left out, since an IRI in them is relative, malformed or missing",
    [LOSS_LANGUAGE] = "triples left out, since their language tag is malformed",
    [LOSS_TEXT] = "characters replaced by U+FFFD, since they are no valid UTF-8 or U+0000",
    [LOSS_XML_CHARACTER] = "characters replaced by U+FFFD, since RDF/XML cannot hold them",
    [LOSS_XML_PREDICATE] = "triples left out, since RDF/XML cannot hold their predicate",
    [LOSS_PREFIX] = "triples left out, since JSON-LD would take the scheme of an IRI in them for a prefix",
    [LOSS_XML_LITERAL] = "triples left out, since no XML literal is written as RDF/XML",
};

void losses_report(const Losses *losses, const Diagnostics *to, Slice name) {
  size_t any = 0;
  for (unsigned kind = 0; kind < LOSS_KINDS; kind++) any += losses->count[kind];
  if (!any) return;
  char file[256];
  size_t length = name.length < sizeof file ? name.length : sizeof file - 1;
  if (length) memcpy(file, name.data, length);
  file[utf8_valid_prefix((Slice){file, length})] = 0;
  for (unsigned kind = 0; kind < LOSS_KINDS; kind++) {
    if (!losses->count[kind]) continue;
    diagnostics_file(to, SPO_WARNING, length ? file : NULL, 0, SIZE_MAX, "%s: %zu", WHAT_WAS_LOST[kind],
                     losses->count[kind]);
  }
}

static Loss term_loss(const Term *term) {
  if (term->kind == TERM_IRI) return iri_is_absolute(term->text) ? LOSS_KINDS : LOSS_IRI;
  if (term->language.length && !is_language_tag(term->language)) return LOSS_LANGUAGE;
  if (term->datatype.length && !iri_is_absolute(term->datatype)) return LOSS_IRI;
  return LOSS_KINDS;
}

const Loss *term_losses(Arena *arena, const Graph *graph) {
  Loss *losses = ARENA_ARRAY(arena, Loss, graph->terms.count);
  for (uint32_t id = 0; id < graph->terms.count; id++) losses[id] = term_loss(&graph->terms.data[id]);
  return losses;
}

Loss triple_loss(const Graph *graph, const Loss *terms, Triple triple) {
  const TermId parts[] = {triple.subject, triple.predicate, triple.object};
  for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (terms[parts[i]] != LOSS_KINDS) return terms[parts[i]];
  }
  bool literal =
      graph->terms.data[triple.subject].kind != TERM_IRI || graph->terms.data[triple.predicate].kind != TERM_IRI;
  return literal ? LOSS_IRI : LOSS_KINDS;
}

bool losses_let_pass(Losses *losses, const Graph *graph, const Loss *terms, Triple triple) {
  Loss loss = triple_loss(graph, terms, triple);
  if (loss != LOSS_KINDS) losses->count[loss]++;
  return loss == LOSS_KINDS;
}

static bool is_sound(Slice text) {
  return utf8_valid_prefix(text) == text.length && !(text.length && memchr(text.data, 0, text.length));
}

Slice text_repaired(Arena *arena, Slice text, Losses *losses) {
  if (is_sound(text)) return text;
  if (text.length > SIZE_MAX / 3) arena_fail(arena);
  char *mended = arena_alloc(arena, 3 * text.length);
  size_t length = 0;
  while (text.length) {
    const char *at = text.data;
    uint32_t c = take_character(&text);
    Slice character = slice_between(at, text.data);
    if (c == NOT_A_CHARACTER || c == 0) {
      character = SLICE("\xEF\xBF\xBD");
      losses->count[LOSS_TEXT]++;
    }
    memcpy(mended + length, character.data, character.length);
    length += character.length;
  }
  return (Slice){mended, length};
}
