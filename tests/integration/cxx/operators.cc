/* SPDX-License-Identifier: MIT */
// All 22 forms of operator new and delete reach the heap in use.
#include "../expect.h"

#include <new>

// Some compilers declare the sized forms only when told to.
#ifndef __cpp_sized_deallocation
void operator delete(void *, std::size_t) noexcept;
void operator delete[](void *, std::size_t) noexcept;
void operator delete(void *, std::size_t, std::align_val_t) noexcept;
void operator delete[](void *, std::size_t, std::align_val_t) noexcept;
#endif

namespace
{

const std::align_val_t wide{ 256 };

struct alignas(128) over_aligned {
	char byte[300];
};

void check(void *block, std::size_t size, std::size_t alignment)
{
	EXPECT(block != nullptr);
	EXPECT(is_aligned(block, alignment));
	EXPECT(malloc_usable_size(block) >= size);
	memset(block, 1, size);
}

void plain()
{
	void *p = ::operator new(100);

	check(p, 100, 16);
	::operator delete(p);
	p = ::operator new(100, std::nothrow);
	check(p, 100, 16);
	::operator delete(p, std::nothrow);
	p = ::operator new(100);
	::operator delete(p, std::size_t(100));
}

void plain_array()
{
	void *p = ::operator new[](100);

	check(p, 100, 16);
	::operator delete[](p);
	p = ::operator new[](100, std::nothrow);
	check(p, 100, 16);
	::operator delete[](p, std::nothrow);
	p = ::operator new[](100);
	::operator delete[](p, std::size_t(100));
}

void aligned()
{
	void *p = ::operator new(100, wide);

	check(p, 100, 256);
	::operator delete(p, wide);
	p = ::operator new(100, wide, std::nothrow);
	check(p, 100, 256);
	::operator delete(p, wide, std::nothrow);
	p = ::operator new(100, wide);
	::operator delete(p, std::size_t(100), wide);
}

void aligned_array()
{
	void *p = ::operator new[](100, wide);

	check(p, 100, 256);
	::operator delete[](p, wide);
	p = ::operator new[](100, wide, std::nothrow);
	check(p, 100, 256);
	::operator delete[](p, wide, std::nothrow);
	p = ::operator new[](100, wide);
	::operator delete[](p, std::size_t(100), wide);
}

void expressions()
{
	for (int i = 0; i < 1000; i++) {
		over_aligned *one = new over_aligned;
		over_aligned *many = new over_aligned[10];

		check(one, sizeof(*one), 128);
		check(many, 10 * sizeof(*many), 128);
		delete one;
		delete[] many;
	}
}

// Only the size of a delete tells that it is wrong; the heap knows better.
void wrong_size_is_tolerated()
{
	::operator delete(::operator new(100), std::size_t(1));
	::operator delete(::operator new(1), std::size_t(100000));
	::operator delete[](::operator new[](100), std::size_t(0));
}

int handler_calls;

void handler()
{
	if (++handler_calls == 3)
		std::set_new_handler(nullptr);
}

void new_handler_is_called()
{
	std::size_t huge = opaque_size(PTRDIFF_MAX);
	bool caught = false;

	std::set_new_handler(handler);
	try {
		::operator delete(::operator new(huge));
	} catch (const std::bad_alloc &) {
		caught = true;
	}
	EXPECT(caught);
	EXPECT(handler_calls == 3);
	EXPECT(::operator new(huge, std::nothrow) == nullptr);
	EXPECT(::operator new(huge, wide, std::nothrow) == nullptr);
}

} // namespace

int main()
{
	static const struct row rows[] = {
		{ "new and delete", plain, ROW_COMMON },
		{ "new[] and delete[]", plain_array, ROW_COMMON },
		{ "aligned new and delete", aligned, ROW_COMMON },
		{ "aligned new[] and delete[]", aligned_array, ROW_COMMON },
		{ "new expressions of over-aligned types", expressions,
		  ROW_COMMON },
		{ "delete with a wrong size is tolerated",
		  wrong_size_is_tolerated, ROW_COMMON },
		{ "new_handler, then bad_alloc", new_handler_is_called,
		  ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
