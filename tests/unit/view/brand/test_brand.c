/* SPDX-FileCopyrightText: 2026 The mod_cnops founders
 * SPDX-License-Identifier: Apache-2.0 */

/* The institution file and the brand that is made of it, from a folder of files. */
#include "view/brand/brand.h"

#include "base/test_pool.h"
#include "png_fixture.h"
#include "view/brand/institution.h"
#include "view/htdocs_fixture.h"

#include <apr_strings.h>
#include <stdio.h>

#define SVG     "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
#define PNG_LEN 100
#define KIB64   (64 * 1024)

static const char *folder; /* of this test */

static const char *path_of(const char *name)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

static void write_file(const char *name, const char *bytes, size_t len)
{
    FILE *file = fopen(path_of(name), "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

/* A file of len bytes that begins with magic. */
static void write_padded(const char *name, const char *magic, size_t len)
{
    char *bytes = apr_pcalloc(pool, len);

    memcpy(bytes, magic, strlen(magic));
    write_file(name, bytes, len);
}

/* The shipped file with one piece of its text replaced. */
static const char *edit(const char *from, const char *to)
{
    char *text = apr_pcalloc(pool, 65536), *at;
    FILE *file = fopen("conf/institution.json", "rb");

    assert_non_null(file);
    assert_true(fread(text, 1, 65535, file) > 0);
    fclose(file);
    at = strstr(text, from);
    assert_non_null(at);
    return apr_pstrcat(pool, apr_pstrmemdup(pool, text, (apr_size_t)(at - text)), to,
                       at + strlen(from), NULL);
}

static const cnops_brand_t *brand; /* the last one that load has made */

/* Writes and loads the institution file; what is wrong with it, "" where nothing is. */
static const char *load(const char *text)
{
    cnops_faults_t *faults = cnops_faults_make(pool);
    const char *path = path_of("institution.json"), *said;
    const cnops_tree_t *tree;

    write_text("institution.json", text);
    tree = cnops_institution_load(faults, path, "conf", pool);
    brand = tree ? cnops_brand_make(faults, tree, path, "/mount", pool) : NULL;
    said = cnops_faults_text(faults, "", pool);
    assert_true(!said == (brand != NULL));
    return said ? said : "";
}

static void assert_told(const char *from, const char *to, const char *said)
{
    const char *told = load(edit(from, to));

    if (!strstr(told, said))
        fail_msg("expected “%s”, got “%s”", said, told);
}

static int setup(void **state)
{
    int verdict = make_pool(state);

    folder = cnops_htdocs_make(pool);
    write_text("emblem.svg", SVG);
    write_file("emblem.png", png_make(PNG_LEN, pool), PNG_LEN);
    return verdict;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, drop_pool)

static void the_shipped_file_makes_a_brand(void **state)
{
    const cnops_brand_file_t *file;

    (void)state;
    assert_string_equal(load(edit("CNOPS", "CNOPS")), "");
    assert_int_equal(strlen(brand->folder), 16);
    assert_string_equal(brand->style,
                        apr_pstrcat(pool, "/mount/marque/", brand->folder, "/couleurs.css", NULL));
    file = cnops_brand_file(brand, apr_pstrcat(pool, brand->folder, "/emblem.svg", NULL));
    assert_non_null(file);
    assert_memory_equal(file->bytes, SVG, file->len);
    assert_string_equal(brand->emblem_png->type, "image/png");
    assert_int_equal(brand->emblem_png->len, PNG_LEN);
    assert_null(cnops_brand_file(brand, "0123456789abcdef/emblem.svg"));
    assert_string_equal(brand->mail.light.primary, "#0f6b6b");
    assert_true(brand->mail.has_emblem);
    assert_string_equal(load(edit("  \"emblem_png\": \"emblem.png\",\n", "")), "");
    assert_false(brand->mail.has_emblem);
}

static void the_folder_is_named_after_the_content(void **state)
{
    const char *before;

    (void)state;
    load(edit("CNOPS", "CNOPS"));
    before = brand->folder;
    load(edit("CNOPS", "Other"));
    assert_string_equal(brand->folder, before);
    load(edit("#0f6b6b", "#0f6b6c"));
    assert_string_not_equal(brand->folder, before);
    write_text("emblem.svg", SVG " ");
    load(edit("CNOPS", "CNOPS"));
    assert_string_not_equal(brand->folder, before);
}

static void faults_of_schema_colours_and_files_are_told_at_once(void **state)
{
    const char *told = load(edit("\"emblem\": \"emblem.svg\"", "\"emblme\": \"x\", \"emblem\": "
                                                               "\"none.svg\""));

    (void)state;
    assert_non_null(strstr(told, "/emblme: this key is not known"));
    assert_non_null(strstr(told, "/emblem: the file "));
    assert_non_null(strstr(told, "none.svg: No such file"));
    assert_told("\"#e9b949\"", "\"#000000\"", "/colours/accent: #000000 has a contrast of 1.43");
    assert_told("\"#e9b949\"", "\"gold\"", "/colours/accent: \"gold\" does not have the form");
    assert_told("\"emblem.svg\"", "\"../emblem.svg\"", "/emblem: \"../emblem.svg\" does not have");
    assert_told("\"+212538002020\"", "\"0538002020\"", "for example \"+212538002020\"");
    assert_told("\"https://x.com/cnops_amo\"", "\"javascript:alert(1)\"", "/social/1/href: ");
    assert_told("\"terms_version\": \"1\",", "", "the key \"terms_version\" is missing");
}

static void a_file_that_is_no_json_names_the_line(void **state)
{
    (void)state;
    assert_non_null(
        strstr(load("{\n \"short_name\": \"A\"\n \"name_fr\": \"B\"}"), "line 3, column "));
    assert_non_null(strstr(load("[]"), "the file as a whole: must be an object, but is a list"));
    assert_non_null(strstr(load(""), "line 1"));
    assert_non_null(strstr(load("{\"emblem\":{\"a\":[[[[[[[[1]]]]]]]]}}"), "nested over 8 deep"));
}

/* Whatever the types are: no crash, and a fault. */
static void any_json_is_answered(void **state)
{
    static const char *const values[] = {"null", "true",   "0",     "\"\"",   "[]",
                                         "{}",   "[null]", "[[1]]", "[\"a\"]"};
    static const char *const keys[] = {"emblem", "emblem_png", "colours", "face"};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        for (size_t j = 0; j < COUNT_OF(values); j++) {
            assert_true(*load(apr_psprintf(pool, "{\"%s\":%s}", keys[i], values[j])));
            assert_true(*load(apr_psprintf(pool, "{\"%s\":{\"primary\":%s,\"files\":%s}}", keys[i],
                                           values[j], values[j])));
            assert_true(*load(
                apr_psprintf(pool, "{\"%s\":{\"files\":[{\"file\":%s}]}}", keys[i], values[j])));
        }
}

static void bounds_and_types_of_files(void **state)
{
    const char *same = edit("CNOPS", "CNOPS");

    (void)state;
    write_file("emblem.png", png_make(KIB64, pool), KIB64);
    assert_string_equal(load(same), "");
    write_file("emblem.png", png_make(KIB64 + 1, pool), KIB64 + 1);
    assert_non_null(strstr(load(same), "/emblem_png: "));
    assert_non_null(strstr(load(same), "it has over 64 KiB"));
    write_text("emblem.png", "GIF89a");
    assert_non_null(strstr(load(same), "it is not of the type image/png"));
    write_file("emblem.png", png_make(PNG_LEN, pool), PNG_LEN - 1);
    assert_non_null(strstr(load(same), "emblem.png: it is cut off"));
    write_file("emblem.png", png_make(PNG_LEN, pool), PNG_LEN);
    write_padded("emblem.svg", SVG, 32 * 1024 + 1);
    assert_non_null(strstr(load(same), "it has over 32 KiB"));
    write_text("emblem.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>");
    assert_non_null(strstr(load(same), "the element <script>"));
}

#define FACE(files)                                                                                \
    "\"face\": {\"latin\": \"One\", \"arabic\": \"Two Sans\"" files "}, \"emblem\": "              \
    "\"emblem.svg\""
#define FILES                                                                                      \
    ", \"files\": [{\"family\": \"One\", \"weight\": 400, \"file\": \"one.woff2\"},"               \
    "{\"family\": \"Two Sans\", \"weight\": 700, \"file\": \"two.woff2\"}]"

static const char *sheet(void)
{
    return cnops_brand_file(brand, apr_pstrcat(pool, brand->folder, "/couleurs.css", NULL))->bytes;
}

static void faces_are_in_the_sheet_and_served(void **state)
{
    const char *file = "\"emblem\": \"emblem.svg\"";

    (void)state;
    load(edit("CNOPS", "CNOPS"));
    assert_null(strstr(sheet(), "--face"));
    assert_string_equal(load(edit(file, FACE(""))), "");
    assert_non_null(strstr(sheet(), "  --face-latin: \"One\";\n"));
    assert_non_null(strstr(sheet(), "  --face-arabic: \"Two Sans\";\n"));
    assert_null(strstr(sheet(), "@font-face"));

    write_padded("one.woff2", "wOF2", 100 * 1024);
    write_padded("two.woff2", "wOF2", 100 * 1024);
    assert_string_equal(load(edit(file, FACE(FILES))), "");
    assert_non_null(strstr(sheet(), "font-family: \"Two Sans\";\n  font-weight: 700;"));
    assert_non_null(strstr(sheet(), "src: url(\"two.woff2\") format(\"woff2\");"));
    assert_non_null(cnops_brand_file(brand, apr_pstrcat(pool, brand->folder, "/two.woff2", NULL)));

    write_padded("two.woff2", "wOF2", 101 * 1024);
    assert_told(file, FACE(FILES), "/face/files: together the files have 201 KiB");
    write_text("two.woff2", "wOFF");
    assert_told(file, FACE(FILES), "/face/files/1/file: the file ");
    assert_told(file, FACE(", \"files\": []"), "/face/files: must have at least 1 items");
    assert_told(file, FACE(", \"file\": []"), "/face/file: this key is not known");
}

static void the_sheet_has_every_property_twice(void **state)
{
    static const char *const names[] = {"primary", "primary-deep", "primary-pale", "on-primary",
                                        "accent",  "accent-pale",  "link"};

    (void)state;
    load(edit("CNOPS", "CNOPS"));
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *line = apr_psprintf(pool, "\n  --%s: #", names[i]);
        const char *dark = strstr(sheet(), "@media (prefers-color-scheme: dark)");
        const char *first = strstr(sheet(), line);

        assert_non_null(dark);
        assert_true(first && first < dark);
        assert_non_null(strstr(dark, line));
    }
}

/* Editors of Windows put it first. */
static void a_byte_order_mark_is_no_fault(void **state)
{
    (void)state;
    assert_string_equal(load(apr_pstrcat(pool, "\xEF\xBB\xBF", edit("CNOPS", "CNOPS"), NULL)), "");
}

static void a_file_that_is_too_large_is_told(void **state)
{
    const char *text = edit("CNOPS", "CNOPS");
    const char *blanks = apr_psprintf(pool, "%*s", KIB64 - (int)strlen(text), "");

    (void)state;
    assert_string_equal(load(apr_pstrcat(pool, text, blanks, NULL)), "");
    assert_non_null(strstr(load(apr_pstrcat(pool, text, blanks, " ", NULL)), "it has over 64 KiB"));
}

static void a_schema_that_is_missing_is_told(void **state)
{
    cnops_faults_t *faults = cnops_faults_make(pool);

    (void)state;
    assert_null(cnops_institution_load(faults, "conf/institution.json", "/nowhere", pool));
    assert_non_null(strstr(cnops_faults_text(faults, "", pool),
                           "its schema /nowhere/institution.schema.json: No such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_shipped_file_makes_a_brand),
        TEST(the_folder_is_named_after_the_content),
        TEST(faults_of_schema_colours_and_files_are_told_at_once),
        TEST(a_file_that_is_no_json_names_the_line),
        TEST(any_json_is_answered),
        TEST(bounds_and_types_of_files),
        TEST(faces_are_in_the_sheet_and_served),
        TEST(the_sheet_has_every_property_twice),
        TEST(a_byte_order_mark_is_no_fault),
        TEST(a_file_that_is_too_large_is_told),
        TEST(a_schema_that_is_missing_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
