/* SPDX-License-Identifier: MIT */
/*
 * base/fmt.c - text into a fixed buffer
 */
#include "base/fmt.h"

/* One conversion, taken apart. */
struct spec {
	bool left, zero;
	unsigned width;
	unsigned longs; /* l and z alike: size_t is long on every target */
};

static void put_char(struct fmt *f, char c)
{
	if (f->len + 1 < f->size) {
		f->buf[f->len++] = c;
		f->buf[f->len] = '\0';
	}
}

static void put_padded(struct fmt *f, const struct spec *s, const char *text,
		       size_t len)
{
	size_t pad = s->width > len ? s->width - len : 0;

	for (size_t i = 0; !s->left && i < pad; i++)
		put_char(f, s->zero ? '0' : ' ');
	for (size_t i = 0; i < len; i++)
		put_char(f, text[i]);
	for (size_t i = 0; s->left && i < pad; i++)
		put_char(f, ' ');
}

static void put_number(struct fmt *f, const struct spec *s, uint64_t n,
		       unsigned base, const char *prefix)
{
	/* 20 digits of 2^64 - 1, and a prefix of at most two. */
	char text[24];
	size_t at = sizeof(text), len = __builtin_strlen(prefix);
	struct spec digits = *s;

	do {
		text[--at] = "0123456789abcdef"[n % base];
		n /= base;
	} while (n);
	/* Zeros go between a prefix and the digits, blanks before both. */
	if (s->zero && !s->left) {
		digits.width -= s->width > len ? (unsigned)len : s->width;
		for (size_t i = 0; i < len; i++)
			put_char(f, prefix[i]);
		len = 0;
	}
	for (; len; len--)
		text[--at] = prefix[len - 1];
	put_padded(f, &digits, text + at, sizeof(text) - at);
}

static void put_string(struct fmt *f, const struct spec *s, const char *text)
{
	size_t len = 0;

	while (text[len])
		len++;
	put_padded(f, s, text, len);
}

static const char *parse_spec(const char *p, struct spec *s)
{
	*s = (struct spec){ 0 };
	for (; *p == '-' || *p == '0'; p++) {
		s->left |= *p == '-';
		s->zero |= *p == '0';
	}
	for (; *p >= '0' && *p <= '9'; p++)
		s->width = s->width * 10 + (unsigned)(*p - '0');
	for (; *p == 'l' || *p == 'z'; p++)
		s->longs++;
	return p;
}

void fmt_vprint(struct fmt *f, const char *format, va_list ap)
{
	struct spec s;
	long n;

	for (const char *p = format; *p; p++) {
		if (*p != '%') {
			put_char(f, *p);
			continue;
		}
		p = parse_spec(p + 1, &s);
		switch (*p) {
		case 's':
			put_string(f, &s, va_arg(ap, const char *));
			break;
		case 'c':
			put_char(f, (char)va_arg(ap, int));
			break;
		case 'd':
			n = s.longs ? va_arg(ap, long) : va_arg(ap, int);
			put_number(f, &s, n < 0 ? -(uint64_t)n : (uint64_t)n,
				   10, n < 0 ? "-" : "");
			break;
		case 'u':
		case 'x':
			put_number(f, &s,
				   s.longs ? va_arg(ap, unsigned long) :
					     va_arg(ap, unsigned),
				   *p == 'x' ? 16 : 10, "");
			break;
		case 'p':
			put_number(f, &s, (uintptr_t)va_arg(ap, void *), 16,
				   "0x");
			break;
		case '\0':
			return;
		default:
			put_char(f, *p);
		}
	}
}

void fmt_print(struct fmt *f, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fmt_vprint(f, format, ap);
	va_end(ap);
}
