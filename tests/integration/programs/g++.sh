# g++ -O2 of a generated file full of templates: the same object code.
awk 'BEGIN {
	print "#include <algorithm>\n#include <cstdio>\n#include <map>"
	print "#include <string>\n#include <vector>"
	print "template <int N> struct node {"
	print "\tstd::map<int, std::string> m; std::vector<long> v;"
	print "\tlong run() {"
	print "\t\tfor (int i = 0; i < N * 10; i++) {"
	print "\t\t\tm[i * N % 17] += std::to_string(i);"
	print "\t\t\tv.push_back(i ^ N); }"
	print "\t\tstd::sort(v.begin(), v.end());"
	print "\t\tlong t = node<N - 1>().run();"
	print "\t\tfor (auto &e : m) t += (long)e.second.size() * e.first;"
	print "\t\treturn t + v[N / 2]; } };"
	print "template <> struct node<0> { long run() { return 0; } };"
	print "int main() { std::printf(\"%ld\\n\", node<60>().run()); }"
}' >big.cc
g++ -O2 -w -c big.cc -o big.o && cksum <big.o && g++ big.o -o big && ./big
