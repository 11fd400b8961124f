#include "input/xml_library.h"

#include <pthread.h>

#include "base/dynamic_library.h"

#define SYMBOL(function) \
  { #function, offsetof(XmlFunctions, function) }

static const LibrarySymbol SYMBOLS[] = {
    SYMBOL(htmlCtxtUseOptions),
    SYMBOL(htmlEntityLookup),
    SYMBOL(htmlFreeParserCtxt),
    SYMBOL(htmlNewParserCtxt),
    SYMBOL(htmlParseDocument),
    SYMBOL(inputPush),
    SYMBOL(xmlBufferContent),
    SYMBOL(xmlBufferCreate),
    SYMBOL(xmlBufferEmpty),
    SYMBOL(xmlBufferFree),
    SYMBOL(xmlBufferLength),
    SYMBOL(xmlByteConsumed),
    SYMBOL(xmlCreatePushParserCtxt),
    SYMBOL(xmlCtxtUseOptions),
    SYMBOL(xmlDictSetLimit),
    SYMBOL(xmlDocGetRootElement),
    SYMBOL(xmlFreeDoc),
    SYMBOL(xmlFreeNode),
    SYMBOL(xmlFreeParserCtxt),
    SYMBOL(xmlGetDocEntity),
    SYMBOL(xmlInitParser),
    SYMBOL(xmlNewStringInputStream),
    SYMBOL(xmlNodeDump),
    SYMBOL(xmlParseChunk),
    SYMBOL(xmlSAX2Characters),
    SYMBOL(xmlSAX2EndElementNs),
    SYMBOL(xmlSAX2EntityDecl),
    SYMBOL(xmlSAX2StartElementNs),
    SYMBOL(xmlSAXVersion),
    SYMBOL(xmlStopParser),
    SYMBOL(xmlStrEqual),
    SYMBOL(xmlSwitchEncoding),
    SYMBOL(xmlUnlinkNode),
    SYMBOL(xmlXPathCompiledEval),
    SYMBOL(xmlXPathCtxtCompile),
    SYMBOL(xmlXPathFreeCompExpr),
    SYMBOL(xmlXPathFreeContext),
    SYMBOL(xmlXPathFreeObject),
    SYMBOL(xmlXPathNewContext),
    SYMBOL(xmlXPathRegisterNs),
};

XmlFunctions libxml;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

/* libxml2 prepares itself at first use, but not safely where threads do that at the same time. */
static void load(void) {
  const char *why;
  loaded = dynamic_library_load("libxml2.so.2", SYMBOLS, sizeof SYMBOLS / sizeof *SYMBOLS, &libxml, &why);
  if (loaded) libxml.xmlInitParser();
}

bool xml_library_load(const Diagnostics *diagnostics) {
  pthread_once(&once, load);
  if (loaded) return true;
  dynamic_library_missing(diagnostics, "libxml2.so.2", "cannot be loaded",
                          "pages, XML, mail and Markdown need it: apt-get install libxml2");
  return false;
}
