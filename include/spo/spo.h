/* spo/spo.h - libspo: articles in, a knowledge graph out.

   Four handles, used in this order:

     SpoRules      the compiled rules of all languages (opening maps files; cheap)
     SpoExtractor  what one thread works with; keeps its memory from document to document
     SpoDocument   one article, read from bytes
     SpoGraph      what the rules found in it: entities, claims, and their RDF

   Strings that go in and come out are UTF-8 and end with a zero byte, unless a length stands beside them. Structs of
   options may be all zero, and a NULL pointer in place of one means the same: the defaults. Positions in a text are
   code points of the text that spo_graph_text returns; ranges are half open. Nothing here prints, exits or keeps global
   state; nothing opens a network connection.

   Errors: a function that can fail returns an SpoStatus. What a person needs to mend the cause goes to the sink of the
   handle's options, as messages with file, line and column (see status.h); without a sink they are dropped. A failed
   function sets the handle it should have made to NULL.

   Threads: SpoRules is immutable and may be used by any number of threads at once. Every other handle belongs to one
   thread at a time. */
#ifndef SPO_SPO_H
#define SPO_SPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "spo/status.h"

#if defined(__GNUC__)
#define SPO_API __attribute__((visibility("default")))
#else
#define SPO_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct SpoRules SpoRules;
typedef struct SpoExtractor SpoExtractor;
typedef struct SpoDocument SpoDocument;
typedef struct SpoGraph SpoGraph;

/** Where messages go. `report` may be NULL. The handle must live as long as what it was given to. */
typedef struct {
  SpoDiagnosticSink report;
  void *handle;
} SpoMessages;

/** Version of the library that runs, such as "0.1.0". */
SPO_API const char *spo_version(void);

/* ---- rules ---- */

typedef struct {
  const char *data;         /**< Directory of dictionaries and compiled rules; NULL: the environment's SPO_DATA, else
                                 where spo was built or installed. */
  const char *const *paths; /**< Rule files (.spo) and directories of them, added to the shipped rules. */
  size_t path_count;        /**< With any, rules are compiled anew: about a second. */
  bool without_shipped;     /**< Only `paths`. */
  const char *language;     /**< "zh" or "en": open only these rules; NULL: those of every language. */
  SpoMessages messages;     /**< Errors and warnings in rule files; used only during spo_rules_open. */
} SpoRulesOptions;

/** Opens rules: the shipped ones, those in the files and directories of the options, or both.
    SPO_BAD_RULES where there is no data directory, a rule file has errors (all are reported, each with line and
    column), or no file holds rules of a language; SPO_NO_MEMORY. Free with spo_rules_free. */
SPO_API SpoStatus spo_rules_open(SpoRules **rules, const SpoRulesOptions *options);

/** Frees rules; no extractor of theirs may be left. NULL is allowed. */
SPO_API void spo_rules_free(SpoRules *rules);

/* ---- documents ---- */

typedef enum {
  SPO_FORMAT_AUTO, /**< By the ending of `name`, else by the first bytes. */
  SPO_FORMAT_TEXT,
  SPO_FORMAT_HTML,
  SPO_FORMAT_JSONL, /**< One record of JSON Lines: text, and id, url, lang, title, date, author, source, publisher. */
  SPO_FORMAT_XML,   /**< A feed with one entry, an item of NewsML-G2, NITF, TEI, one page of a dump of MediaWiki. */
  SPO_FORMAT_CSV,   /**< A line of names as those of JSON Lines, and one record. */
  SPO_FORMAT_MARKDOWN,
  SPO_FORMAT_MAIL, /**< One letter. */
} SpoFormat;

/** Members that are not NULL overrule what the document says of itself. */
typedef struct {
  SpoFormat format;
  const char *name;     /**< For messages and, by its ending, the format; NULL: "document". */
  const char *id;       /**< The document's IRI is its URL, else base + "doc/" + id, else base + "doc/" + a hash. */
  const char *url;      /**< Absolute. */
  const char *language; /**< BCP 47 tag; otherwise what the document says, else guessed from its letters. */
  const char *title;
  const char *date; /**< Of publication; 去年 and "last month" count from it. ISO 8601 and what newspapers write. */
  size_t largest;   /**< Most bytes that are read; 0: 64 MiB. */
  SpoMessages messages; /**< Used only during spo_document_read. */
} SpoDocumentOptions;

/** Reads one document from `length` bytes, in UTF-8, GB18030 or whatever else they declare; they may be compressed
    (gzip, zstd, xz, bzip2) or an archive (tar, zip) or WARC that holds one document. The bytes and the options
    may be freed afterwards. SPO_BAD_INPUT, reported, where they are empty, too large, binary, in no known encoding, not
    exactly one record, or an option has no meaning (a relative URL, no date, no language tag); SPO_NO_MEMORY.
    Free with spo_document_free. */
SPO_API SpoStatus spo_document_read(SpoDocument **document, const void *bytes, size_t length,
                                    const SpoDocumentOptions *options);

/** Frees a document; the graph that was last made of it must not be used afterwards. NULL is allowed. */
SPO_API void spo_document_free(SpoDocument *document);

/* ---- extraction ---- */

typedef struct {
  const char *base;     /**< What IRIs of entities and claims begin with; ends with / or #. NULL: spo's own. */
  bool mentions;        /**< Every place where an entity is named goes into the RDF, not only the evidence. */
  bool hash_iris;       /**< ASCII IRIs that hold a hash instead of the label. */
  SpoMessages messages; /**< What cannot be written in a syntax, while graphs are written. */
} SpoExtractorOptions;

/** Makes an extractor, which uses `rules` until it is freed. SPO_BAD_RULES, reported, where the base does not end with
    / or #; SPO_NO_MEMORY. Free with spo_extractor_free. */
SPO_API SpoStatus spo_extractor_new(SpoExtractor **extractor, const SpoRules *rules,
                                    const SpoExtractorOptions *options);

/** Frees an extractor and its graph. NULL is allowed. */
SPO_API void spo_extractor_free(SpoExtractor *extractor);

/** Finds what the rules of the document's language find in it (documents in other languages are read with the first
    language that is open). The graph belongs to the extractor: it is valid until the extractor's next document or its
    end, and uses `document` until then. The same document gives the same graph, always. Time is linear in the text.
    SPO_NO_MEMORY where the document needs more than 4 GiB or the machine has no more. */
SPO_API SpoStatus spo_extract(SpoExtractor *extractor, const SpoDocument *document, SpoGraph **graph);

/* ---- what was found ---- */

/** A stretch of the text, and where it stood in the source. */
typedef struct {
  size_t begin, end;                 /**< Code points of the text. */
  uint64_t source_begin, source_end; /**< Bytes of what spo_document_read got; of a record, bytes of its text. */
  const char *text;                  /**< The words between. */
} SpoSpan;

typedef struct {
  const char *iri;
  const char *type;         /**< As rules name it: "Person", "Organization", ... */
  const char *class_iri;    /**< https://schema.org/Person */
  const char *label;        /**< The full name. */
  const char *const *names; /**< All other names, each once. */
  size_t name_count;
  const SpoSpan *mentions; /**< Where it is named, in the order of the text; also inside other names. */
  size_t mention_count;    /**< 0 for what only a word list names. */
} SpoEntity;

/** How a number is meant. */
typedef enum { SPO_EXACTLY, SPO_AT_LEAST, SPO_AT_MOST, SPO_ABOUT, SPO_MORE_THAN, SPO_LESS_THAN } SpoBound;

typedef struct {
  const char *name;        /**< As the frame names it: "holder", "value", ... */
  const char *value;       /**< The entity's label, a number in base units as xsd:decimal, or the words themselves. */
  const char *unit;        /**< Of a number: ISO 4217, %, pp, UCUM or as written; NULL: none. */
  const char *date;        /**< Of a time: YYYY, YYYY-MM or YYYY-MM-DD; NULL where none can be given. */
  SpoBound bound;          /**< Of a number; SPO_EXACTLY for all else. */
  const SpoEntity *entity; /**< NULL where the value is no entity. */
  SpoSpan span;            /**< What was read; `text` is NULL where the rule itself gives the value. */
  bool carried;            /**< Not said here but taken over from the claim before. */
} SpoSlot;

typedef struct {
  const char *iri;       /**< The same for claims of one document that say the same. */
  const char *type;      /**< The frame: "Position", "Statistic", "Quotation", or a relation's: "Founded", ... */
  const char *class_iri; /**< https://w3id.org/spo#Position; of all relations https://w3id.org/spo#Relation */
  const char *relation;  /**< IRI of the property that holds between the first two slots; NULL for other claims. */
  const SpoSlot *slots;  /**< Those that are filled, in the order of the frame. */
  size_t slot_count;
  SpoSpan evidence;      /**< The sentence. */
  const char *rule;      /**< Name of the rule that found it. */
  const char *rule_file; /**< Shipped rules: relative to the data directory. */
  unsigned rule_line;    /**< From 1. */
  double confidence;     /**< 0 to 1. */
} SpoClaim;

/** IRI of the document, which is the name of its graph. */
SPO_API const char *spo_graph_iri(const SpoGraph *graph);

/** The text that positions count in: NFC, `*length` bytes of UTF-8, not ended by a zero byte. */
SPO_API const char *spo_graph_text(const SpoGraph *graph, size_t *length);

/** Number of RDF triples. */
SPO_API size_t spo_graph_triple_count(const SpoGraph *graph);

/** The entities, in the order in which they are first named. All that they point to belongs to the graph.
    SPO_NO_MEMORY. */
SPO_API SpoStatus spo_graph_entities(SpoGraph *graph, const SpoEntity **entities, size_t *count);

/** The claims, in the order of the text. All that they point to belongs to the graph. SPO_NO_MEMORY. */
SPO_API SpoStatus spo_graph_claims(SpoGraph *graph, const SpoClaim **claims, size_t *count);

/* ---- writing RDF and JSON ---- */

typedef enum {
  SPO_TURTLE,
  SPO_TRIG,
  SPO_NTRIPLES,
  SPO_NQUADS,
  SPO_RDFXML, /**< This and RDF/JSON load libraptor2 at first use; SPO_BAD_OUTPUT, reported, where it is missing. */
  SPO_RDFJSON,
  SPO_JSONLD, /**< With its context; complete for one graph. */
  SPO_JSONL,  /**< A line of JSON, no RDF: see ontology/document.schema.json. */
} SpoSyntax;

/** Takes bytes; returns SPO_SUCCESS, or a failure, after which it is not called again. */
typedef SpoStatus (*SpoByteSink)(void *handle, const char *bytes, size_t length);

/** Writes a graph, complete with prefixes; the same graph gives the same bytes. TriG and N-Quads name the graph, and
    outputs of N-Triples, N-Quads, Turtle and TriG may be put one behind the other. Returns the sink's failure;
    SPO_BAD_OUTPUT; SPO_NO_MEMORY. */
SPO_API SpoStatus spo_graph_write(const SpoGraph *graph, SpoSyntax syntax, SpoByteSink sink, void *handle);

/** The same to an open file, which is flushed. SPO_BAD_OUTPUT where that fails (disk full, closed pipe). */
SPO_API SpoStatus spo_graph_write_file(const SpoGraph *graph, SpoSyntax syntax, FILE *file);

#ifdef __cplusplus
}
#endif
#endif
