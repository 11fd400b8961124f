/* xml_library.h - libxml2, loaded when a page or XML is read first: loading it takes longer than most texts. */
#ifndef SPO_INPUT_XML_LIBRARY_H
#define SPO_INPUT_XML_LIBRARY_H

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>
#include <libxml/xpathInternals.h>
#include <stdbool.h>

#include "base/diagnostic.h"

/* What is used of libxml2, by the names of its headers. */
typedef struct {
  __typeof__(htmlCtxtUseOptions) *htmlCtxtUseOptions;
  __typeof__(htmlEntityLookup) *htmlEntityLookup;
  __typeof__(htmlFreeParserCtxt) *htmlFreeParserCtxt;
  __typeof__(htmlNewParserCtxt) *htmlNewParserCtxt;
  __typeof__(htmlParseDocument) *htmlParseDocument;
  __typeof__(inputPush) *inputPush;
  __typeof__(xmlBufferContent) *xmlBufferContent;
  __typeof__(xmlBufferCreate) *xmlBufferCreate;
  __typeof__(xmlBufferEmpty) *xmlBufferEmpty;
  __typeof__(xmlBufferFree) *xmlBufferFree;
  __typeof__(xmlBufferLength) *xmlBufferLength;
  __typeof__(xmlByteConsumed) *xmlByteConsumed;
  __typeof__(xmlCreatePushParserCtxt) *xmlCreatePushParserCtxt;
  __typeof__(xmlCtxtUseOptions) *xmlCtxtUseOptions;
  __typeof__(xmlDictSetLimit) *xmlDictSetLimit;
  __typeof__(xmlDocGetRootElement) *xmlDocGetRootElement;
  __typeof__(xmlFreeDoc) *xmlFreeDoc;
  __typeof__(xmlFreeNode) *xmlFreeNode;
  __typeof__(xmlFreeParserCtxt) *xmlFreeParserCtxt;
  __typeof__(xmlGetDocEntity) *xmlGetDocEntity;
  __typeof__(xmlInitParser) *xmlInitParser;
  __typeof__(xmlNewStringInputStream) *xmlNewStringInputStream;
  __typeof__(xmlNodeDump) *xmlNodeDump;
  __typeof__(xmlParseChunk) *xmlParseChunk;
  __typeof__(xmlSAX2Characters) *xmlSAX2Characters;
  __typeof__(xmlSAX2EndElementNs) *xmlSAX2EndElementNs;
  __typeof__(xmlSAX2EntityDecl) *xmlSAX2EntityDecl;
  __typeof__(xmlSAX2StartElementNs) *xmlSAX2StartElementNs;
  __typeof__(xmlSAXVersion) *xmlSAXVersion;
  __typeof__(xmlStopParser) *xmlStopParser;
  __typeof__(xmlStrEqual) *xmlStrEqual;
  __typeof__(xmlSwitchEncoding) *xmlSwitchEncoding;
  __typeof__(xmlUnlinkNode) *xmlUnlinkNode;
  __typeof__(xmlXPathCompiledEval) *xmlXPathCompiledEval;
  __typeof__(xmlXPathCtxtCompile) *xmlXPathCtxtCompile;
  __typeof__(xmlXPathFreeCompExpr) *xmlXPathFreeCompExpr;
  __typeof__(xmlXPathFreeContext) *xmlXPathFreeContext;
  __typeof__(xmlXPathFreeObject) *xmlXPathFreeObject;
  __typeof__(xmlXPathNewContext) *xmlXPathNewContext;
  __typeof__(xmlXPathRegisterNs) *xmlXPathRegisterNs;
} XmlFunctions;

/* The same for the whole process; empty until xml_library_load. */
extern XmlFunctions libxml;

/* False after reporting where the library is missing. */
bool xml_library_load(const Diagnostics *diagnostics);

#endif
