/* SPDX-License-Identifier: MIT */
// thread_local and static destructors free what they hold, at the very end.
#include "../expect.h"

#include <map>
#include <string>
#include <thread>
#include <vector>

namespace
{

struct holder {
	std::vector<std::string> words;
	std::map<int, std::string> table;

	void fill()
	{
		for (int i = 0; i < 500; i++) {
			words.push_back(std::string(std::size_t(i), 'x'));
			table[i] = std::string(std::size_t(i * 7), 'y');
		}
	}

	~holder()
	{
		// Allocate while everything else is being torn down.
		std::vector<std::string> last(table.size(), "last words, "
							    "long enough");

		for (auto &entry : table)
			EXPECT(entry.second.size() ==
			       std::size_t(entry.first * 7));
	}
};

holder global;
thread_local holder local;

void in_threads()
{
	std::size_t warm = 0;

	for (int i = 0; i < 300; i++) {
		std::thread thread([] { local.fill(); });

		thread.join();
		if (i == 30)
			warm = rss_kib();
	}
	EXPECT(rss_kib() < warm + 4 * 1024);
}

void many_threads_at_once()
{
	std::vector<std::thread> threads;

	for (int i = 0; i < 32; i++)
		threads.emplace_back([] { local.fill(); });
	for (auto &thread : threads)
		thread.join();
}

// exit runs the destructors of this thread's and of static objects.
void at_exit()
{
	global.fill();
	local.fill();
	exit(0);
}

} // namespace

int main()
{
	static const struct row rows[] = {
		{ "thread_local destructors free", in_threads, ROW_COMMON },
		{ "thread_local destructors of many threads",
		  many_threads_at_once, ROW_COMMON },
		{ "static destructors free at exit", at_exit, ROW_COMMON },
	};

	return run_rows(rows, ARRAY_SIZE(rows));
}
