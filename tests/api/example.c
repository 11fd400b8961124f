/* Embeds spo: reads one article from a string, prints what it names and what it claims, each with its sentence. */
#include <spo/spo.h>
#include <string.h>

static const char ARTICLE[] = "晨星大学校长王小明表示，办学要先办食堂。";

static void print_message(void *handle, const SpoDiagnostic *message) {
  fprintf(handle, "%s:%zu:%zu: %s\n", message->file ? message->file : "spo", message->line, message->column,
          message->message);
}

static void print_graph(SpoGraph *graph) {
  const SpoEntity *entities;
  const SpoClaim *claims;
  size_t count;
  spo_graph_entities(graph, &entities, &count);
  for (size_t i = 0; i < count; i++) printf("%s %s\n", entities[i].type, entities[i].label);
  spo_graph_claims(graph, &claims, &count);
  for (size_t i = 0; i < count; i++) {
    printf("%s: %s\n", claims[i].type, claims[i].evidence.text);
    for (size_t k = 0; k < claims[i].slot_count; k++)
      printf("  %s = %s\n", claims[i].slots[k].name, claims[i].slots[k].value);
  }
}

int main(void) {
  SpoRules *rules = NULL;
  SpoExtractor *extractor = NULL;
  SpoDocument *document = NULL;
  SpoGraph *graph = NULL;
  SpoStatus status = spo_rules_open(&rules, &(SpoRulesOptions){.messages = {print_message, stderr}});
  if (status == SPO_SUCCESS) status = spo_extractor_new(&extractor, rules, NULL);
  if (status == SPO_SUCCESS) status = spo_document_read(&document, ARTICLE, strlen(ARTICLE), NULL);
  if (status == SPO_SUCCESS) status = spo_extract(extractor, document, &graph);
  if (status == SPO_SUCCESS) print_graph(graph);
  spo_document_free(document);
  spo_extractor_free(extractor);
  spo_rules_free(rules);
  return (int)status;
}
