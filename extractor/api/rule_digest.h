/* rule_digest.h - a hash of all rules, words and models of a language, by which changed ones are known. */
#ifndef SPO_API_RULE_DIGEST_H
#define SPO_API_RULE_DIGEST_H

#include "api/engine.h"

/* SHA-256, in hexadecimal, of the compiled rules of a language that is ready (engine_prepare) and of the vocabularies
   and models that they name. Rules that were compiled from sources and from files with other names are equal where
   they say the same. SPO_NO_MEMORY. */
SpoStatus rule_digest(const EngineLanguage *language, char hexadecimal[65]);

#endif
