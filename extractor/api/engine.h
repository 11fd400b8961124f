/* engine.h - the whole pipeline: compiled rules of all languages, and sessions that turn documents into graphs.

   An engine is shared by threads; once it is open nothing in it changes but that languages become ready. A session
   belongs to one thread and reuses its memory from document to document. */
#ifndef SPO_API_ENGINE_H
#define SPO_API_ENGINE_H

#include <pthread.h>

#include "base/file.h"
#include "graph/build.h"

typedef struct {
  const char *data;         /* directory of the compiled rules; NULL: where spo is installed or was built */
  const char *const *rules; /* directories or files of rules that are added to the shipped ones */
  size_t rule_count;
  bool without_shipped; /* only `rules` */
  bool without_models;  /* sequence models guess nothing */
  bool on_demand;       /* shipped rules are prepared (engine_prepare) when a document first needs them */
  Slice language;       /* open no other; empty: all */
} EngineOptions;

/* The rules of a language are mapped when the engine is opened; all else is done once, then or when they are needed. */
typedef enum { LANGUAGE_MAPPED, LANGUAGE_READY, LANGUAGE_FAILED } LanguageState;

typedef struct {
  Slice tag; /* "zh", "en" */
  bool open; /* EngineOptions.language leaves others closed */
  _Atomic LanguageState state;
  SpoStatus failure; /* of preparing it */
  Arena arena;
  const char *rules_path; /* of compiled rules; NULL: they were compiled from their sources */
  MappedFile rules_file, dictionary_file;
  MappedFile vocabulary_files[MOST_VOCABULARIES];
  Lexicon vocabularies[MOST_VOCABULARIES]; /* in the order of rules.vocabularies; empty where that is a model */
  Guesser guessers[MOST_VOCABULARIES];
  uint32_t guesser_count;
  RuleSet rules;
  Lexicon dictionary;
  Vocabulary vocabulary;
} EngineLanguage;

enum { ENGINE_LANGUAGES = 2 };

typedef struct {
  EngineLanguage languages[ENGINE_LANGUAGES];
  MappedFile traditional_file;
  CharacterMap simplified; /* empty where the data directory has no table: traditional characters stay as they are */
  char data[4096];
  pthread_mutex_t preparing;
  bool without_models;
  Diagnostics diagnostics; /* of engine_open, for what is prepared on demand */
} Engine;

/* Finds the data directory: `wanted`, the environment's SPO_DATA, beside the library or the program or below their
   prefix, or where it was installed. False, reported, if there is none. */
bool engine_find_data(const char *wanted, char *path, size_t size, const Diagnostics *diagnostics);

/* Maps the simplified forms of traditional characters; the map stays empty where the data directory has none. */
SpoStatus engine_open_characters(const char *data, MappedFile *file, CharacterMap *map, const Diagnostics *diagnostics);

/* Opens the rules of all languages. With rules of the user's, everything is compiled anew from the sources. */
SpoStatus engine_open(Engine *engine, const EngineOptions *options, const Diagnostics *diagnostics);
void engine_close(Engine *engine);

/* Makes a language of the engine ready for documents, if it is not: checks its rules, opens its dictionary,
   vocabularies and models. Threads may call it at the same time; a failure is reported to the first one. */
SpoStatus engine_prepare(const Engine *engine, const EngineLanguage *language);

/* Maps the vocabularies and models that the rules of a language name, and prepares its words for use. `beside`: the
   file that the rules were mapped from, or NULL. Everything is closed by engine_close. */
SpoStatus engine_open_words(EngineLanguage *language, const char *beside, bool without_models,
                            const Diagnostics *diagnostics);

/* The language for a tag such as "zh-hant"; the first that is open where there is none for it. */
const EngineLanguage *engine_language(const Engine *engine, Slice tag);

/* The dictionary of a language, mapped from the data directory; SPO_SUCCESS and no words where it has none. */
SpoStatus engine_open_dictionary(const char *data, Slice language, MappedFile *file, Lexicon *dictionary,
                                 const Diagnostics *diagnostics);

/* The prefixes for graphs of this engine's rules: graph_prefixes of all its open languages. */
uint32_t engine_prefixes(const Engine *engine, Slice base, Prefix prefixes[GRAPH_PREFIXES]);

/* All that was made of one document. Valid until the session's next one. */
typedef struct {
  const EngineLanguage *language;
  Text text;
  Analysis analysis;
  Resolution resolution;
  Graph graph;
} Result;

/* What session_run does, step by step. */
typedef enum { STAGE_TEXT, STAGE_MATCH, STAGE_RESOLVE, STAGE_GRAPH, SESSION_STAGES } SessionStage;

typedef struct {
  const Engine *engine;
  GraphOptions graph_options;
  IriRanks ranks;        /* for graph_options: a session stays where it is */
  Arena arena;           /* of the document: its text, what was found, its graph */
  Arena scratch;         /* of a section */
  Trace *trace;          /* for explanations: what the next document's analysis shall note; NULL: nothing */
  uint64_t *stage_times; /* SESSION_STAGES of them, to which nanoseconds are added; NULL: time is not taken */
  Result result;
} Session;

/* Memory that one document may take, in bytes. */
#define SESSION_MEMORY ((size_t)4 << 30)

void session_init(Session *session, const Engine *engine, const GraphOptions *options);
void session_free(Session *session);

/* Works on a document; the result is in session->result. `document` must live as long as it. SPO_NO_MEMORY where it
   takes more than SESSION_MEMORY. Call session_begin before the document is read if it is read into session->arena. */
SpoStatus session_run(Session *session, const Document *document);

/* Frees what the last document took. */
void session_begin(Session *session);

#endif
