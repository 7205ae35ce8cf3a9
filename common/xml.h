/*
 * Reading and writing XML, the careful way: libxml2 without DTDs, entities, network or encodings
 * other than UTF-8. This is the only interface to libxml2 that the rest of the project uses.
 */
#ifndef FCFH_COMMON_XML_H
#define FCFH_COMMON_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "common/err.h"

typedef struct _xmlDoc xml_doc;
typedef struct _xmlNode xml_node; /* an element; belongs to its document */

/* For programs with threads that use XML: call it before the first of them. */
void xml_init(void);

/* ERR_DATA for anything but one well-formed element: a DOCTYPE, nesting deeper than 256, a tag of
 * more than 256 attributes or more than 512 namespaces are refused before libxml2 sees them. Free
 * with xml_free. */
enum err_code xml_parse(const char *text, size_t len, xml_doc **doc, struct err *e);
void xml_free(xml_doc *doc);

/* Whether parsing takes at most some milliseconds: it has no more than so many tags, attributes and
 * references, which are what costs time. */
enum { XML_QUICK_MAX = 16384 };
bool xml_is_quick(const char *text, size_t len);

/* A new document with node and everything in it; NULL when out of memory. */
xml_doc *xml_copy(const xml_node *node);

const xml_node *xml_root(const xml_doc *doc);

/* The first child element, and the next element beside node; NULL if there is none. A name or
 * namespace of NULL fits any; namespaces are compared by URI, never by prefix. */
const xml_node *xml_child(const xml_node *node, const char *ns, const char *name);
const xml_node *xml_next(const xml_node *node, const char *ns, const char *name);
const char *xml_name(const xml_node *node);
bool xml_is(const xml_node *node, const char *ns, const char *name);

/* The text in node and below it, cleaned by text_clean_xml. "" for NULL. */
void xml_text(const xml_node *node, char *out, size_t size);

/* An attribute without a namespace; false and "" if it is missing. */
bool xml_attribute(const xml_node *node, const char *name, char *out, size_t size);

/* Writing: a failure sticks and is reported by xml_writer_finish, so the calls in between need no
 * checks. */
struct xml_writer;

/* NULL when out of memory. */
struct xml_writer *xml_writer_new(bool indent);
void xml_start(struct xml_writer *w, const char *name);
void xml_put_attribute(struct xml_writer *w, const char *name, const char *value);
void xml_put_text(struct xml_writer *w, const char *text);
void xml_end(struct xml_writer *w);
/* An element with nothing but text. */
void xml_put(struct xml_writer *w, const char *name, const char *text);

/* Gives the whole document and frees the writer. The caller frees *text. */
enum err_code xml_writer_finish(struct xml_writer *w, char **text, size_t *len, struct err *e);

#endif
