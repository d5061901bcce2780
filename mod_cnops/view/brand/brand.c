/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

#include "view/brand/brand.h"

#include "base/buffer.h"
#include "base/errors.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "view/brand/drawing.h"
#include "view/brand/mail_look.h"
#include "view/brand/palette.h"
#include "view/brand/picture.h"
#include "view/brand/sheet.h"

#include <apr_strings.h>
#include <string.h>

#define FOLDER    "/marque/"
#define KIB       1024
#define FACES_MAX (200 * KIB) /* all files of typefaces together: a page loads them all */

typedef struct maker_t {
    cnops_brand_t *brand;
    cnops_faults_t *faults;
    const char *path; /* of the institution file */
    apr_pool_t *pool;
} maker_t;

/* What is known of a kind of file before it is read. */
typedef struct kind_t {
    const char *type;
    const char *magic; /* its first bytes; NULL: it has none */
    apr_size_t magic_len;
    apr_size_t max; /* bytes */
    /* NULL, or what is wrong with the bytes. May be NULL: nothing more is checked. */
    const char *(*judge)(const char *bytes, apr_size_t len, apr_pool_t *pool);
} kind_t;

static const kind_t svg = {"image/svg+xml", NULL, 0, 32 * KIB, cnops_drawing_fault};
static const kind_t png = {"image/png", NULL, 0, 64 * KIB, cnops_picture_fault};
static const kind_t woff2 = {"font/woff2", "wOF2", 4, FACES_MAX, NULL};

/* --- reading a file beside the institution file --- */

static const char *path_of(const maker_t *maker, const char *name)
{
    const char *slash = strrchr(maker->path, '/');
    apr_size_t len = slash ? (apr_size_t)(slash + 1 - maker->path) : 0;

    return apr_pstrcat(maker->pool, apr_pstrmemdup(maker->pool, maker->path, len), name, NULL);
}

static const char *reason_of(apr_status_t rv, const kind_t *kind, apr_pool_t *pool)
{
    char text[120];

    if (rv == CNOPS_ETOOLARGE)
        return apr_psprintf(pool, "it has over %" APR_SIZE_T_FMT " KiB", kind->max / KIB);
    return apr_pstrdup(pool, apr_strerror(rv, text, sizeof text));
}

/* False where the file is not there or is of another kind, and a line is added that begins with
 * pointer. A name with '/' is not read: the schema has refused it. */
static bool read_file(cnops_brand_file_t *file, const maker_t *maker, const char *pointer,
                      const char *name, const kind_t *kind)
{
    const char *path, *fault = NULL;
    apr_status_t rv;

    if (!name || strchr(name, '/'))
        return false;
    path = path_of(maker, name);
    file->name = name;
    file->type = kind->type;
    rv = cnops_file_read(&file->bytes, &file->len, path, kind->max, maker->pool);
    if (rv != APR_SUCCESS)
        fault = reason_of(rv, kind, maker->pool);
    else if (kind->magic && (file->len < kind->magic_len ||
                             memcmp(file->bytes, kind->magic, kind->magic_len) != 0))
        fault = apr_pstrcat(maker->pool, "it is not of the type ", kind->type, NULL);
    else if (kind->judge)
        fault = kind->judge(file->bytes, file->len, maker->pool);
    if (fault)
        cnops_faults_add(maker->faults, "%s: the file %s: %s", pointer, path, fault);
    return !fault;
}

static void serve(const maker_t *maker, const cnops_brand_file_t *file)
{
    APR_ARRAY_PUSH(maker->brand->files, cnops_brand_file_t) = *file;
}

/* --- the files --- */

static void add_emblem(const maker_t *maker, const cnops_tree_t *institution)
{
    cnops_brand_file_t file;

    if (!read_file(&file, maker, "/emblem", cnops_tree_text(institution, "emblem"), &svg))
        return;
    file.name = "emblem.svg";
    serve(maker, &file);
}

static void add_emblem_png(const maker_t *maker, const cnops_tree_t *institution)
{
    cnops_brand_file_t *file = apr_pcalloc(maker->pool, sizeof *file);

    if (read_file(file, maker, "/emblem_png", cnops_tree_text(institution, "emblem_png"), &png))
        maker->brand->emblem_png = file;
}

static void add_faces(const maker_t *maker, const cnops_tree_t *institution)
{
    const cnops_tree_t *list = cnops_tree_at(institution, "face.files");
    apr_size_t sum = 0;
    int index = 0;

    for (const cnops_tree_t *at = list ? list->first : NULL; at; at = at->next, index++) {
        const char *pointer = apr_psprintf(maker->pool, "/face/files/%d/file", index);
        cnops_brand_file_t file;

        if (!read_file(&file, maker, pointer, cnops_tree_text(at, "file"), &woff2))
            continue;
        serve(maker, &file);
        sum += file.len;
    }
    if (sum > FACES_MAX)
        cnops_faults_add(maker->faults,
                         "/face/files: together the files have %" APR_SIZE_T_FMT
                         " KiB, and a page loads them all: at most %d KiB",
                         sum / KIB, FACES_MAX / KIB);
}

/* After add_emblem_png, which says whether e-mails have an emblem. */
static bool add_sheet(const maker_t *maker, const cnops_tree_t *institution)
{
    cnops_brand_file_t file = {.name = "couleurs.css", .type = "text/css; charset=utf-8"};
    cnops_palette_t palette;

    if (!cnops_palette_make(&palette, maker->faults, cnops_tree_get(institution, "colours"),
                            maker->pool))
        return false;
    file.bytes = cnops_sheet_write(&palette, cnops_tree_get(institution, "face"), maker->pool);
    file.len = strlen(file.bytes);
    serve(maker, &file);
    cnops_mail_look_make(&maker->brand->mail, &palette, maker->brand->emblem_png != NULL,
                         maker->pool);
    cnops_colour_parse(&maker->brand->primary,
                       cnops_tree_text(cnops_tree_get(institution, "colours"), "primary"));
    cnops_colour_parse(&maker->brand->accent,
                       cnops_tree_text(cnops_tree_get(institution, "colours"), "accent"));
    maker->brand->theme = cnops_colour_text(palette.light.primary_deep, maker->pool);
    return true;
}

/* --- the whole --- */

static const char *name_folder(const maker_t *maker)
{
    const apr_array_header_t *files = maker->brand->files;
    cnops_buffer_t all;

    cnops_buffer_init(&all, 16 * KIB, maker->pool);
    for (int i = 0; i < files->nelts; i++) {
        const cnops_brand_file_t *file = &APR_ARRAY_IDX(files, i, cnops_brand_file_t);

        cnops_buffer_add_text(
            &all, apr_psprintf(maker->pool, "%s %" APR_SIZE_T_FMT "\n", file->name, file->len));
        cnops_buffer_add(&all, file->bytes, file->len);
    }
    return cnops_fingerprint(all.bytes, all.len, maker->pool);
}

const cnops_brand_t *cnops_brand_make(cnops_faults_t *faults, const cnops_tree_t *institution,
                                      const char *path, const char *mount, apr_pool_t *pool)
{
    cnops_brand_t *brand = apr_pcalloc(pool, sizeof *brand);
    const maker_t maker = {brand, faults, path, pool};
    bool has_sheet;

    brand->files = apr_array_make(pool, 4, sizeof(cnops_brand_file_t));
    add_emblem(&maker, institution);
    add_emblem_png(&maker, institution);
    has_sheet = add_sheet(&maker, institution);
    add_faces(&maker, institution);
    if (!has_sheet || cnops_faults_any(faults))
        return NULL;
    brand->folder = name_folder(&maker);
    brand->style = apr_pstrcat(pool, mount, FOLDER, brand->folder, "/couleurs.css", NULL);
    brand->emblem = apr_pstrcat(pool, mount, FOLDER, brand->folder, "/emblem.svg", NULL);
    return brand;
}

const cnops_brand_file_t *cnops_brand_file(const cnops_brand_t *brand, const char *path)
{
    apr_size_t len = strlen(brand->folder);

    if (strncmp(path, brand->folder, len) != 0 || path[len] != '/')
        return NULL;
    for (int i = 0; i < brand->files->nelts; i++) {
        const cnops_brand_file_t *file = &APR_ARRAY_IDX(brand->files, i, cnops_brand_file_t);

        if (strcmp(file->name, path + len + 1) == 0)
            return file;
    }
    return NULL;
}
