/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/document/finish.h"

#include "base/buffer.h"
#include "base/gzip.h"
#include "view/document/artifacts.h"
#include "view/document/flow.h"
#include "view/document/picture.h"

#include <apr_strings.h>
#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>

typedef struct work_t {
    qpdf_data pdf;
    const cnops_finish_t *finish;
    qpdf_oh frame; /* the form of finish->frame */
    int elements;  /* seen so far */
    bool is_other; /* the structure is not that of finish->elements */
    apr_pool_t *pool;
} work_t;

static void set_name(work_t *work, qpdf_oh dictionary, const char *key, const char *name)
{
    qpdf_oh_replace_key(work->pdf, dictionary, key, qpdf_oh_new_name(work->pdf, name));
}

static void set_number(work_t *work, qpdf_oh dictionary, const char *key, int number)
{
    qpdf_oh_replace_key(work->pdf, dictionary, key, qpdf_oh_new_integer(work->pdf, number));
}

static void set_text(work_t *work, qpdf_oh dictionary, const char *key, const char *text)
{
    qpdf_oh_replace_key(work->pdf, dictionary, key, qpdf_oh_new_unicode_string(work->pdf, text));
}

/* --- the structure --- */

static void set_attribute(work_t *work, qpdf_oh element, const char *owner, const char *key,
                          qpdf_oh value)
{
    qpdf_oh attributes = qpdf_oh_new_dictionary(work->pdf);

    set_name(work, attributes, "/O", owner);
    qpdf_oh_replace_key(work->pdf, attributes, key, value);
    qpdf_oh_replace_key(work->pdf, element, "/A", attributes);
}

static qpdf_oh make_box(work_t *work, const double *box)
{
    qpdf_oh array = qpdf_oh_new_array(work->pdf);

    for (int i = 0; i < 4; i++)
        qpdf_oh_append_item(work->pdf, array, qpdf_oh_new_real_from_double(work->pdf, box[i], 3));
    return array;
}

static void complete(work_t *work, qpdf_oh element, const cnops_element_t *said)
{
    if (said->lang && strcmp(said->lang, work->finish->said.lang) != 0)
        set_text(work, element, "/Lang", said->lang);
    if (said->scope)
        set_attribute(work, element, "/Table", "/Scope",
                      qpdf_oh_new_name(work->pdf, apr_pstrcat(work->pool, "/", said->scope, NULL)));
    if (said->alt) {
        set_text(work, element, "/Alt", said->alt);
        set_attribute(work, element, "/Layout", "/BBox", make_box(work, said->box));
    }
}

/* The next element in their order, which is that in which they were begun. */
static void complete_next(work_t *work, qpdf_oh element, const char *name)
{
    const apr_array_header_t *all = work->finish->elements;
    const cnops_element_t *said;

    if (work->elements >= all->nelts) {
        work->is_other = true;
        return;
    }
    said = &APR_ARRAY_IDX(all, work->elements++, cnops_element_t);
    if (strcmp(name, said->tag) == 0)
        complete(work, element, said);
    else
        work->is_other = true;
}

#define DEPTH_MAX 32

/* Walks the elements in their order. Their parts on the page are numbers, or dictionaries without
 * a kind. */
static void walk_structure(work_t *work, qpdf_oh element, int depth)
{
    qpdf_oh children, kind;

    if (depth > DEPTH_MAX || !qpdf_oh_is_dictionary(work->pdf, element))
        return;
    kind = qpdf_oh_get_key(work->pdf, element, "/S");
    if (qpdf_oh_is_name(work->pdf, kind))
        complete_next(work, element, qpdf_oh_get_name(work->pdf, kind) + 1);
    children = qpdf_oh_get_key(work->pdf, element, "/K");
    if (!qpdf_oh_is_array(work->pdf, children)) {
        walk_structure(work, children, depth + 1);
        return;
    }
    for (int i = 0; i < qpdf_oh_get_array_n_items(work->pdf, children); i++)
        walk_structure(work, qpdf_oh_get_array_item(work->pdf, children, i), depth + 1);
}

/* --- metadata --- */

/* "2026-11-30T00:00:00Z" as PDF writes it: "D:20261130000000Z". */
static const char *write_date(const char *made_at, apr_pool_t *pool)
{
    char *date = apr_pstrcat(pool, "D:", made_at, NULL), *to = date + 2;

    for (const char *from = to; *from; from++)
        if (!strchr("-:T", *from))
            *to++ = *from;
    *to = '\0';
    return date;
}

static qpdf_oh make_stream(work_t *work, const char *bytes, apr_size_t len)
{
    qpdf_oh stream = qpdf_oh_new_stream(work->pdf);

    qpdf_oh_replace_stream_data(work->pdf, stream, (const unsigned char *)bytes, len,
                                qpdf_oh_new_null(work->pdf), qpdf_oh_new_null(work->pdf));
    return stream;
}

static qpdf_oh make_packed(work_t *work, const char *bytes, apr_size_t len)
{
    qpdf_oh stream = qpdf_oh_new_stream(work->pdf);

    qpdf_oh_replace_stream_data(work->pdf, stream, (const unsigned char *)bytes, len,
                                qpdf_oh_new_name(work->pdf, "/FlateDecode"),
                                qpdf_oh_new_null(work->pdf));
    return stream;
}

static void add_metadata(work_t *work, qpdf_oh catalog)
{
    const char *xmp = cnops_xmp_write(&work->finish->said, work->pool);
    qpdf_oh stream = make_stream(work, xmp, strlen(xmp));
    qpdf_oh dictionary = qpdf_oh_get_dict(work->pdf, stream);

    set_name(work, dictionary, "/Type", "/Metadata");
    set_name(work, dictionary, "/Subtype", "/XML");
    qpdf_oh_replace_key(work->pdf, catalog, "/Metadata", stream);
}

/* The document information dictionary must say what the XMP says. */
static void add_information(work_t *work)
{
    qpdf_oh trailer = qpdf_get_trailer(work->pdf);
    qpdf_oh information = qpdf_oh_get_key(work->pdf, trailer, "/Info");
    const char *date = write_date(work->finish->said.made_at, work->pool);

    if (!qpdf_oh_is_dictionary(work->pdf, information))
        return;
    set_text(work, information, "/Title", work->finish->said.title);
    set_text(work, information, "/CreationDate", date);
    set_text(work, information, "/ModDate", date);
    set_text(work, information, "/Creator", work->finish->said.producer);
    set_text(work, information, "/Producer", work->finish->said.producer);
}

static void add_output_intent(work_t *work, qpdf_oh catalog)
{
    qpdf_oh intents = qpdf_oh_new_array(work->pdf), intent = qpdf_oh_new_dictionary(work->pdf);
    qpdf_oh profile;

    if (!work->finish->icc)
        return;
    profile = make_packed(work, work->finish->icc, work->finish->icc_len);
    set_number(work, qpdf_oh_get_dict(work->pdf, profile), "/N", 3);
    set_name(work, intent, "/Type", "/OutputIntent");
    set_name(work, intent, "/S", "/GTS_PDFA1");
    set_text(work, intent, "/OutputConditionIdentifier", "sRGB");
    qpdf_oh_replace_key(work->pdf, intent, "/DestOutputProfile", profile);
    qpdf_oh_append_item(work->pdf, intents, intent);
    qpdf_oh_replace_key(work->pdf, catalog, "/OutputIntents", intents);
}

/* --- the whole --- */

/* qpdf would take three times as long for a file that is a tenth smaller. */
static qpdf_oh make_content(work_t *work, const char *bytes, apr_size_t len)
{
    const char *small;
    apr_size_t small_len;

    if (cnops_gzip_bare(&small, &small_len, bytes, len, work->pool) != APR_SUCCESS)
        return make_stream(work, bytes, len);
    return make_packed(work, small, small_len);
}

/* --- the frame --- */

static void describe_form(work_t *work, qpdf_oh form, const double box[4])
{
    qpdf_oh dictionary = qpdf_oh_get_dict(work->pdf, form);

    set_name(work, dictionary, "/Type", "/XObject");
    set_name(work, dictionary, "/Subtype", "/Form");
    qpdf_oh_replace_key(work->pdf, dictionary, "/BBox", make_box(work, box));
    qpdf_oh_replace_key(work->pdf, dictionary, "/Resources", qpdf_oh_new_dictionary(work->pdf));
}

/* One form for all pages (PDF 32000-1 §8.10). */
static void make_frame(work_t *work)
{
    const double box[4] = {0, 0, CNOPS_A4_WIDTH, CNOPS_A4_HEIGHT};

    work->frame = make_packed(work, work->finish->frame, work->finish->frame_len);
    describe_form(work, work->frame, box);
}

static void name_frame(work_t *work, qpdf_oh page)
{
    qpdf_oh resources = qpdf_oh_get_key(work->pdf, page, "/Resources");
    qpdf_oh forms = qpdf_oh_get_key(work->pdf, resources, "/XObject");

    if (!qpdf_oh_is_dictionary(work->pdf, forms)) {
        forms = qpdf_oh_new_dictionary(work->pdf);
        qpdf_oh_replace_key(work->pdf, resources, "/XObject", forms);
    }
    qpdf_oh_replace_key(work->pdf, forms, "/Frame", work->frame);
}

/* --- pictures --- */

static void describe_image(work_t *work, qpdf_oh image, const cnops_document_picture_t *picture,
                           const char *colours)
{
    qpdf_oh dictionary = qpdf_oh_get_dict(work->pdf, image);

    set_name(work, dictionary, "/Type", "/XObject");
    set_name(work, dictionary, "/Subtype", "/Image");
    set_name(work, dictionary, "/ColorSpace", colours);
    set_number(work, dictionary, "/BitsPerComponent", 8);
    set_number(work, dictionary, "/Width", picture->width);
    set_number(work, dictionary, "/Height", picture->height);
}

static qpdf_oh make_image(work_t *work, const cnops_document_picture_t *picture)
{
    qpdf_oh image = make_packed(work, picture->colours, picture->colours_len);
    qpdf_oh mask = make_packed(work, picture->alphas, picture->alphas_len);

    describe_image(work, image, picture, "/DeviceRGB");
    describe_image(work, mask, picture, "/DeviceGray");
    qpdf_oh_replace_key(work->pdf, qpdf_oh_get_dict(work->pdf, image), "/SMask", mask);
    return image;
}

/* What shows an object takes it as a square of one unit, like an image. */
static void shrink(work_t *work, qpdf_oh form, const cnops_document_picture_t *picture)
{
    double matrix[6] = {1.0 / picture->width, 0, 0, 1.0 / picture->height, 0, 0};
    qpdf_oh array = qpdf_oh_new_array(work->pdf);

    for (int i = 0; i < 6; i++)
        qpdf_oh_append_item(work->pdf, array,
                            qpdf_oh_new_real_from_double(work->pdf, matrix[i], 9));
    qpdf_oh_replace_key(work->pdf, qpdf_oh_get_dict(work->pdf, form), "/Matrix", array);
}

static qpdf_oh make_drawing(work_t *work, const cnops_document_picture_t *picture)
{
    const double box[4] = {0, 0, picture->width, picture->height};
    qpdf_oh form = make_content(work, picture->drawing, picture->drawing_len);

    describe_form(work, form, box);
    shrink(work, form, picture);
    return form;
}

static qpdf_oh make_picture(work_t *work, int number)
{
    const cnops_document_picture_t *picture =
        APR_ARRAY_IDX(work->finish->pictures, number, const cnops_document_picture_t *);

    return picture->colours ? make_image(work, picture) : make_drawing(work, picture);
}

static int get_number(work_t *work, qpdf_oh dictionary, const char *key)
{
    return qpdf_oh_get_int_value_as_int(work->pdf, qpdf_oh_get_key(work->pdf, dictionary, key));
}

/* The number of the picture for which an object of a page stands; -1: for none. */
static int number_of(work_t *work, qpdf_oh object)
{
    qpdf_oh dictionary;

    if (!qpdf_oh_is_stream(work->pdf, object))
        return -1;
    dictionary = qpdf_oh_get_dict(work->pdf, object);
    if (!qpdf_oh_has_key(work->pdf, dictionary, "/Width"))
        return -1;
    return cnops_picture_number(get_number(work, dictionary, "/Width"),
                                get_number(work, dictionary, "/Height"));
}

static void put_pictures(work_t *work, qpdf_oh page)
{
    qpdf_oh resources = qpdf_oh_get_key(work->pdf, page, "/Resources");
    qpdf_oh objects = qpdf_oh_get_key(work->pdf, resources, "/XObject");
    apr_array_header_t *names = apr_array_make(work->pool, 4, sizeof(char *));

    if (!qpdf_oh_is_dictionary(work->pdf, objects))
        return;
    qpdf_oh_begin_dict_key_iter(work->pdf, objects);
    while (qpdf_oh_dict_more_keys(work->pdf))
        APR_ARRAY_PUSH(names, char *) = apr_pstrdup(work->pool, qpdf_oh_dict_next_key(work->pdf));
    for (int i = 0; i < names->nelts; i++) {
        const char *name = APR_ARRAY_IDX(names, i, char *);
        int number = number_of(work, qpdf_oh_get_key(work->pdf, objects, name));

        if (number >= 0 && number < work->finish->pictures->nelts)
            qpdf_oh_replace_key(work->pdf, objects, name, make_picture(work, number));
    }
}

/* --- the content of a page --- */

#define DRAW_FRAME "q /Frame Do Q\n"

/* What is before the first element becomes an artifact, and so does the frame. */
static void mark_artifacts(work_t *work, qpdf_oh page)
{
    unsigned char *content = NULL;
    cnops_buffer_t whole;
    size_t len = 0;
    const char *marked;
    apr_size_t marked_len;

    if (qpdf_oh_get_page_content_data(work->pdf, page, &content, &len) & QPDF_ERRORS)
        return;
    cnops_buffer_init(&whole, len + sizeof DRAW_FRAME, work->pool);
    if (work->finish->frame)
        cnops_buffer_add_text(&whole, DRAW_FRAME);
    cnops_buffer_add(&whole, (const char *)content, len);
    free(content);
    marked = cnops_artifacts_mark(&marked_len, whole.bytes, whole.len, work->finish->has_foot,
                                  work->pool);
    qpdf_oh_replace_key(work->pdf, page, "/Contents", make_content(work, marked, marked_len));
}

/* --- fonts --- */

/* cairo numbers the glyphs of a subset as the font program in the file does, and does not say so.
 */
static void finish_font(work_t *work, qpdf_oh font)
{
    qpdf_oh parts = qpdf_oh_get_key(work->pdf, font, "/DescendantFonts");

    if (qpdf_oh_is_array(work->pdf, parts) && qpdf_oh_get_array_n_items(work->pdf, parts) == 1)
        set_name(work, qpdf_oh_get_array_item(work->pdf, parts, 0), "/CIDToGIDMap", "/Identity");
}

static void finish_fonts(work_t *work, qpdf_oh page)
{
    qpdf_oh resources = qpdf_oh_get_key(work->pdf, page, "/Resources");
    qpdf_oh fonts = qpdf_oh_get_key(work->pdf, resources, "/Font");

    if (!qpdf_oh_is_dictionary(work->pdf, fonts))
        return;
    qpdf_oh_begin_dict_key_iter(work->pdf, fonts);
    while (qpdf_oh_dict_more_keys(work->pdf))
        finish_font(work, qpdf_oh_get_key(work->pdf, fonts, qpdf_oh_dict_next_key(work->pdf)));
}

/* --- the pages --- */

static void finish_pages(work_t *work)
{
    int count = qpdf_get_num_pages(work->pdf);

    if (work->finish->frame)
        make_frame(work);
    for (int i = 0; i < count; i++) {
        qpdf_oh page = qpdf_get_page_n(work->pdf, (size_t)i);

        set_name(work, page, "/Tabs", "/S");
        put_pictures(work, page);
        if (work->finish->frame)
            name_frame(work, page);
        mark_artifacts(work, page);
        finish_fonts(work, page);
    }
}

static void finish_catalog(work_t *work)
{
    qpdf_oh catalog = qpdf_get_root(work->pdf), preferences = qpdf_oh_new_dictionary(work->pdf);

    set_text(work, catalog, "/Lang", work->finish->said.lang);
    qpdf_oh_replace_key(work->pdf, preferences, "/DisplayDocTitle",
                        qpdf_oh_new_bool(work->pdf, QPDF_TRUE));
    qpdf_oh_replace_key(work->pdf, catalog, "/ViewerPreferences", preferences);
    walk_structure(work, qpdf_oh_get_key(work->pdf, catalog, "/StructTreeRoot"), 0);
    add_metadata(work, catalog);
    add_output_intent(work, catalog);
    add_information(work);
}

static bool is_complete(const work_t *work)
{
    return !work->is_other && work->elements == work->finish->elements->nelts;
}

static apr_status_t write_file(const char **pbytes, apr_size_t *plen, work_t *work)
{
    qpdf_init_write_memory(work->pdf);
    qpdf_set_deterministic_ID(work->pdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(work->pdf, qpdf_o_disable);
    if (qpdf_write(work->pdf) & QPDF_ERRORS)
        return APR_ENOMEM;
    *plen = qpdf_get_buffer_length(work->pdf);
    *pbytes = apr_pmemdup(work->pool, qpdf_get_buffer(work->pdf), *plen);
    return APR_SUCCESS;
}

apr_status_t cnops_finish(const char **pbytes, apr_size_t *plen, const char *pdf,
                          apr_size_t pdf_len, const cnops_finish_t *finish, apr_pool_t *pool)
{
    work_t work = {.pdf = qpdf_init(), .finish = finish, .pool = pool};
    apr_status_t rv = APR_ENOMEM;

    qpdf_silence_errors(work.pdf);
    if (!(qpdf_read_memory(work.pdf, "document", pdf, pdf_len, NULL) & QPDF_ERRORS)) {
        finish_pages(&work);
        finish_catalog(&work);
        rv = qpdf_has_error(work.pdf) || !is_complete(&work) ? APR_EGENERAL
                                                             : write_file(pbytes, plen, &work);
    }
    qpdf_cleanup(&work.pdf);
    return rv;
}
