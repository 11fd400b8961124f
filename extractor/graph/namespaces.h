/* namespaces.h - what the IRIs of the vocabularies that graphs use begin with. */
#ifndef SPO_GRAPH_NAMESPACES_H
#define SPO_GRAPH_NAMESPACES_H

#define NS_SPO "https://w3id.org/spo#"
#define NS_SCHEMA "https://schema.org/"
#define NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NS_RDFS "http://www.w3.org/2000/01/rdf-schema#"
#define NS_SKOS "http://www.w3.org/2004/02/skos/core#"
#define NS_XSD "http://www.w3.org/2001/XMLSchema#"
#define NS_NIF "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
#define NS_ITSRDF "http://www.w3.org/2005/11/its/rdf#"
#define NS_DCT "http://purl.org/dc/terms/"

#endif
