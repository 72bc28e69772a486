/* SPDX-License-Identifier: MIT */
/*
 * tools/check_png.c - the picture as pixels
 */
#include "picture/plan.h"
#include "picture/png.h"
#include "support/suite.h"
#include "tools/picture.h"

#include <png.h>
#include <stdlib.h>
#include <unistd.h>

static struct scene s;
static uint32_t width, height;
static uint8_t *rgb;

/* Draws the scene and reads the picture again. */
static void draw(bool rows)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	struct failure why;
	char *bytes = NULL;
	size_t nr = 0;
	FILE *out = open_memstream(&bytes, &nr);

	ck_assert_ptr_nonnull(out);
	ck_assert(png_write(out, &s, rows, &why));
	fclose(out);
	ck_assert(png_image_begin_read_from_memory(&image, bytes, nr));
	image.format = PNG_FORMAT_RGB;
	width = image.width;
	height = image.height;
	rgb = malloc(PNG_IMAGE_SIZE(image));
	ck_assert_ptr_nonnull(rgb);
	ck_assert(png_image_finish_read(&image, NULL, rgb, 0, NULL));
	free(bytes);
}

static uint32_t pixel(uint32_t x, uint32_t y)
{
	const uint8_t *p = &rgb[3 * ((size_t)y * width + x)];

	return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

START_TEST(test_each_pixel_has_its_cells_colour)
{
	bool rows = _i;
	struct palette palette;
	struct plan p;

	picture_scene(&s, 1500, 9000, 6);
	palette = palette_make(THEME_LIGHT, s.class_size, s.nr_classes);
	p = plan_make(&s, rows);
	draw(rows);
	must(width == p.width && height == p.height);
	for (unsigned i = 0; i < NR_AREAS; i++)
		for (uint32_t c = 0; c < s.area[i].nr_cells; c++) {
			const struct cell *cell = &s.area[i].cell[c];
			struct point t = plan_tile(&p, i, c / TILE_CELLS);
			struct point at = plan_cell(&p, c);
			uint32_t want = palette.rgb[colour_of(
				cell->kind, cell->flags & CELL_RESIDENT)];
			uint32_t x = t.x + at.x * p.cell_width;
			uint32_t y = t.y + at.y * p.cell_height;

			must(pixel(x, y) == want);
			must(pixel(x + p.cell_width - 1,
				   y + p.cell_height - 1) == want);
		}
	must(pixel(0, 0) == palette.rgb[COLOUR_SHEET]);
	free(rgb);
	scene_free(&s);
}
END_TEST

START_TEST(test_it_has_words)
{
	struct palette palette;
	uint32_t ink = 0;

	picture_scene(&s, 0, 1024, 6);
	palette = palette_make(THEME_LIGHT, s.class_size, s.nr_classes);
	draw(false);
	for (uint32_t y = 0; y < 50; y++)
		for (uint32_t x = 0; x < width; x++)
			ink += pixel(x, y) == palette.rgb[COLOUR_TEXT];
	ck_assert_uint_gt(ink, 100);
	free(rgb);
	scene_free(&s);
}
END_TEST

START_TEST(test_an_empty_heap_and_a_long_name)
{
	picture_scene(&s, 0, 0, 6);
	scene_name(&s,
		   "a name that is longer than the sheet of so small a "
		   "heap has room for in its first line",
		   1);
	draw(false);
	ck_assert_uint_gt(width, 100);
	free(rgb);
	scene_free(&s);
}
END_TEST

START_TEST(test_a_large_heap_stays_small)
{
	picture_scene(&s, 0, 3 << 20, 6);
	draw(false);
	ck_assert_uint_lt((uint64_t)width * height, 8 << 20);
	free(rgb);
	scene_free(&s);
}
END_TEST

START_TEST(test_a_full_disk_is_left_to_the_file)
{
	struct failure why;
	FILE *full = fopen("/dev/full", "w"), *silent = tmpfile();

	if (!full)
		return;
	setbuf(full, NULL);
	dup2(fileno(silent), STDERR_FILENO);
	picture_scene(&s, 0, 1024, 6);
	ck_assert(png_write(full, &s, false, &why));
	ck_assert(ferror(full));
	ck_assert_int_eq(lseek(fileno(silent), 0, SEEK_END), 0);
	fclose(full);
	fclose(silent);
	scene_free(&s);
}
END_TEST

static Suite *png_suite(void)
{
	Suite *suite = suite_create("png");
	TCase *core = suite_case(suite, "core", NULL);

	tcase_add_loop_test(core, test_each_pixel_has_its_cells_colour, 0, 2);
	tcase_add_test(core, test_it_has_words);
	tcase_add_test(core, test_an_empty_heap_and_a_long_name);
	tcase_add_test(core, test_a_large_heap_stays_small);
	tcase_add_test(core, test_a_full_disk_is_left_to_the_file);
	return suite;
}

int main(void)
{
	return suite_run(png_suite());
}
