/* With libxml2. */
#include "common/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

/* libxml2 compares each attribute of a tag with all before it: 100,000 attributes cost seconds, and
 * so does a megabyte of tags with 4,000 each. */
#define ATTRIBUTES_MAX 256

/* It also compares each prefix with every namespace declared around it: 35,000 of them in 1 MiB
 * cost 20 seconds. AMT's answers declare some ten. */
#define NAMESPACES_MAX 512

/* How much of a text node is read, before cleaning cuts it to the caller's size. */
#define TEXT_MAX 8192

/* Whether an attribute's value begins at the '=' at text[at]. */
static bool begins_value(const char *text, size_t len, size_t at)
{
    while (++at < len &&
           (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
        continue;
    return at < len && (text[at] == '"' || text[at] == '\'');
}

/* No tag extends beyond the next '<', not even within quotes. Quotes, comments and errors cannot
 * mislead this count, as they could one that looked for '>'. */
static bool has_huge_tag(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '<')
            count = 0;
        else if (text[i] == '=' && begins_value(text, len, i) && ++count > ATTRIBUTES_MAX)
            return true;
    }
    return false;
}

bool xml_is_quick(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        bool counts =
            text[i] == '<' || text[i] == '&' || (text[i] == '=' && begins_value(text, len, i));
        if (counts && ++count > XML_QUICK_MAX)
            return false;
    }
    return true;
}

static bool has_many_namespaces(const char *text, size_t len)
{
    static const char word[] = "xmlns";
    const char *end = text + len;
    size_t count = 0;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), word, 5)) != NULL; at += 5)
        if (++count > NAMESPACES_MAX)
            return true;
    return false;
}

/* SAX: a document type declaration was found. Nothing we read has one, and every XML bomb does. */
static void refuse_doctype(void *context, const xmlChar *name, const xmlChar *external_id,
                           const xmlChar *system_id)
{
    (void)name;
    (void)external_id;
    (void)system_id;
    xmlStopParser(context);
}

/* SAX: the parser has read its options and begins. We never ask whether an attribute is an ID, but
 * libxml2 would keep a table of them, and complain about duplicates. Its option against this came
 * with 2.14; this field works before and since. */
static void on_document(void *context)
{
    xmlParserCtxtPtr parser = context;
    xmlSAX2StartDocument(parser);
    parser->loadsubset |= XML_SKIP_IDS;
}

/* SAX: the end, as libxml2 sees it. From 2.14 on it ignores what comes after the root element once
 * it has met an error that does not end the parsing, such as an unknown prefix. */
static void refuse_rest(void *context)
{
    xmlParserCtxtPtr parser = context;
    if (parser->input != NULL && parser->input->cur < parser->input->end)
        parser->wellFormed = 0;
    xmlSAX2EndDocument(parser);
}

/* Silences what libxml2 would print to stderr, with raw pieces of the document in it. */
static void ignore_error(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

/* libxml2 2.12 made the error const. */
#if LIBXML_VERSION >= 21200
static void ignore_structured(void *context, const xmlError *error)
#else
static void ignore_structured(void *context, xmlErrorPtr error)
#endif
{
    (void)context;
    (void)error;
}

/* NULL when out of memory. XML_PARSE_NOERROR silences some of libxml2's ways to complain; the
 * parser's own handler comes before all of them, and the others are for errors outside a parser.
 * They belong to the thread, so they are set each time. */
static xmlParserCtxtPtr new_parser(void)
{
    xmlSetGenericErrorFunc(NULL, ignore_error);
    xmlSetStructuredErrorFunc(NULL, ignore_structured);
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (parser == NULL)
        return NULL;
    parser->sax->serror = ignore_structured;
    parser->sax->internalSubset = refuse_doctype;
    parser->sax->startDocument = on_document;
    parser->sax->endDocument = refuse_rest;
    return parser;
}

void xml_init(void)
{
    xmlInitParser();
}

enum err_code xml_parse(const char *text, size_t len, xml_doc **doc, struct err *e)
{
    if (len == 0 || len > INT_MAX)
        return err_set(e, ERR_DATA, "not XML: %zu bytes", len);
    if (has_huge_tag(text, len))
        return err_set(e, ERR_DATA, "XML with a tag of more than %d attributes", ATTRIBUTES_MAX);
    if (has_many_namespaces(text, len))
        return err_set(e, ERR_DATA, "XML with more than %d namespaces", NAMESPACES_MAX);
    xmlParserCtxtPtr parser = new_parser();
    if (parser == NULL)
        return err_nomem(e);
    xml_doc *result =
        xmlCtxtReadMemory(parser, text, (int)len, NULL, "UTF-8",
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                              XML_PARSE_COMPACT | XML_PARSE_NOBLANKS | XML_PARSE_NOCDATA);
    const xmlError *error = xmlCtxtGetLastError(parser);
    int line = error != NULL ? error->line : 0;
    /* What comes of it then may be a part of the document. */
    bool no_memory =
        parser->errNo == XML_ERR_NO_MEMORY || (result == NULL && parser->errNo == XML_ERR_OK);
    xmlFreeParserCtxt(parser);
    if (no_memory) {
        xml_free(result);
        return err_nomem(e);
    }
    if (result == NULL || xmlDocGetRootElement(result) == NULL) {
        xml_free(result);
        return err_set(e, ERR_DATA, "not well-formed XML, or with a DTD (line %d)", line);
    }
    *doc = result;
    return ERR_OK;
}

void xml_free(xml_doc *doc)
{
    xmlFreeDoc(doc);
}

xml_doc *xml_copy(const xml_node *node)
{
    xml_doc *copy = xmlNewDoc(BAD_CAST "1.0");
    xmlNodePtr root = copy != NULL ? xmlDocCopyNode((xmlNodePtr)node, copy, 1) : NULL;
    if (root == NULL) {
        xml_free(copy);
        return NULL;
    }
    (void)xmlDocSetRootElement(copy, root);
    return copy;
}

const xml_node *xml_root(const xml_doc *doc)
{
    return xmlDocGetRootElement(doc);
}

bool xml_is(const xml_node *node, const char *ns, const char *name)
{
    if (name != NULL && strcmp((const char *)node->name, name) != 0)
        return false;
    if (ns == NULL)
        return true;
    const char *href = node->ns != NULL ? (const char *)node->ns->href : "";
    return href != NULL && strcmp(href, ns) == 0;
}

static const xml_node *first_from(const xmlNode *node, const char *ns, const char *name)
{
    for (; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE && xml_is(node, ns, name))
            return node;
    return NULL;
}

const xml_node *xml_child(const xml_node *node, const char *ns, const char *name)
{
    return node != NULL ? first_from(node->children, ns, name) : NULL;
}

const xml_node *xml_next(const xml_node *node, const char *ns, const char *name)
{
    return node != NULL ? first_from(node->next, ns, name) : NULL;
}

const char *xml_name(const xml_node *node)
{
    return (const char *)node->name;
}

/* Adds the text in and below node to out[used..size). */
static void gather_text(const xmlNode *node, char *out, size_t size, size_t *used)
{
    for (; node != NULL && *used < size; node = node->next) {
        if (node->type == XML_ELEMENT_NODE) {
            gather_text(node->children, out, size, used);
        } else if (node->type == XML_TEXT_NODE && node->content != NULL) {
            size_t len = strlen((const char *)node->content);
            if (len > size - *used)
                len = size - *used;
            memcpy(out + *used, node->content, len);
            *used += len;
        }
    }
}

static void clean_text(const xmlNode *children, char *out, size_t size)
{
    char raw[TEXT_MAX];
    size_t used = 0;
    gather_text(children, raw, sizeof raw, &used);
    text_clean_xml(raw, used, out, size);
}

void xml_text(const xml_node *node, char *out, size_t size)
{
    clean_text(node != NULL ? node->children : NULL, out, size);
}

bool xml_attribute(const xml_node *node, const char *name, char *out, size_t size)
{
    const xmlAttr *a = node != NULL ? node->properties : NULL;
    while (a != NULL && (a->ns != NULL || strcmp((const char *)a->name, name) != 0))
        a = a->next;
    clean_text(a != NULL ? a->children : NULL, out, size);
    return a != NULL;
}

struct xml_writer {
    xmlBufferPtr buffer;
    xmlTextWriterPtr writer;
    bool failed;
};

static void free_writer(struct xml_writer *w)
{
    if (w->writer != NULL)
        xmlFreeTextWriter(w->writer);
    if (w->buffer != NULL)
        xmlBufferFree(w->buffer);
    free(w);
}

struct xml_writer *xml_writer_new(bool indent)
{
    struct xml_writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->buffer = xmlBufferCreate();
    if (w->buffer != NULL)
        w->writer = xmlNewTextWriterMemory(w->buffer, 0);
    if (w->writer == NULL || xmlTextWriterSetIndent(w->writer, indent) < 0 ||
        xmlTextWriterStartDocument(w->writer, NULL, "UTF-8", NULL) < 0) {
        free_writer(w);
        return NULL;
    }
    return w;
}

static void check_result(struct xml_writer *w, int result)
{
    if (result < 0)
        w->failed = true;
}

void xml_start(struct xml_writer *w, const char *name)
{
    check_result(w, xmlTextWriterStartElement(w->writer, BAD_CAST name));
}

void xml_put_attribute(struct xml_writer *w, const char *name, const char *value)
{
    check_result(w, xmlTextWriterWriteAttribute(w->writer, BAD_CAST name, BAD_CAST value));
}

void xml_put_text(struct xml_writer *w, const char *text)
{
    check_result(w, xmlTextWriterWriteString(w->writer, BAD_CAST text));
}

void xml_end(struct xml_writer *w)
{
    check_result(w, xmlTextWriterEndElement(w->writer));
}

void xml_put(struct xml_writer *w, const char *name, const char *text)
{
    xml_start(w, name);
    xml_put_text(w, text);
    xml_end(w);
}

enum err_code xml_writer_finish(struct xml_writer *w, char **text, size_t *len, struct err *e)
{
    enum err_code code = ERR_OK;
    check_result(w, xmlTextWriterEndDocument(w->writer));
    check_result(w, xmlTextWriterFlush(w->writer));
    *len = (size_t)xmlBufferLength(w->buffer);
    *text = w->failed ? NULL : strndup((const char *)xmlBufferContent(w->buffer), *len);
    if (w->failed)
        code = err_set(e, ERR_INTERNAL, "libxml2 could not build a document");
    else if (*text == NULL)
        code = err_nomem(e);
    /* A request to AMT may hold a password. */
    explicit_bzero((void *)xmlBufferContent(w->buffer), *len);
    free_writer(w);
    return code;
}
