# layers.awk - the layer rule: a file includes its own folder and lower ones
#
# Reads LAYERS first, then sources named as <folder>/<file>.  Prints each
# include that breaks the rule and exits 1 if there was one.
#
# tree: src, where the system and the public header are for some folders only,
# or tools, which may include both anywhere.

BEGIN {
	# What only the folder os may include: the doors to the system.
	os_only["fcntl.h"] = os_only["sched.h"] = 1
	os_only["sys/mman.h"] = os_only["sys/prctl.h"] = 1
	os_only["sys/resource.h"] = os_only["sys/syscall.h"] = 1
	os_only["sys/uio.h"] = os_only["unistd.h"] = 1
	# Prototypes of the functions that the shim defines.
	allowed["shim/limits.c", "sys/resource.h"] = 1
	allowed["shim/limits.c", "sys/mman.h"] = 1
	# The public header belongs to the folders that serve it.
	public["info"] = public["api"] = public["shim"] = 1
	# What both trees are built from: arithmetic, and numbers in words.
	shared["base/span.h"] = shared["info/fragmentation.h"] = 1
}

FNR == 1 {
	nr_files++
	sub(/^\.\//, "", FILENAME)
	split(FILENAME, part, "/")
	folder = part[1]
	if (nr_files > 1 && !(folder in rank))
		report("is in a folder that LAYERS does not name")
}

nr_files == 1 {
	sub(/#.*/, "")
	if (NF)
		rank[$1] = ++nr_layers
	next
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\"")
	target = quoted[2]
	split(target, part, "/")
	if (tree == "tools" && target in shared)
		next
	if (target !~ /\// || !(part[1] in rank))
		report("includes \"" target "\", which names no folder")
	else if (rank[part[1]] > rank[folder])
		report("includes \"" target "\" of a higher layer")
	else if (target !~ /\.h$/)
		report("includes \"" target "\", which is no header")
	next
}

tree == "src" && /^[ \t]*#[ \t]*include[ \t]*</ {
	target = $0
	sub(/^[^<]*</, "", target)
	sub(/>.*/, "", target)
	if (target ~ /^buddy\// && !(folder in public))
		report("includes the public header")
	else if (target == "stdio.h" && folder != "shim")
		report("includes stdio, which allocates")
	else if ((target in os_only || target ~ /^(linux|asm)\//) &&
		 folder != "os" && !((FILENAME, target) in allowed))
		report("includes <" target ">, which is for os")
}

function report(what)
{
	printf "%s/%s:%d: %s\n", tree, FILENAME, FNR, what
	failed = 1
}

END {
	exit failed
}
