# Shared by the scripts: where the project is, what is installed, and how to
# install what is missing on Debian.

set -eu
export LC_ALL=C.UTF-8
top=$(cd "$(dirname "$0")/.." && pwd)
build=$top/build
logs=$build/logs
started=$(date +%s)

build_packages="autoconf automake libtool pkg-config make gcc g++ libc6-dev
	binutils check"
# What buddyctl is built with.
tool_packages="libncurses-dev libjansson-dev libpng-dev libmicrohttpd-dev"

# elapsed: seconds since the script started.
elapsed()
{
	echo $(($(date +%s) - started))
}

say()
{
	printf '[%4d s] %s\n' "$(elapsed)" "$*"
}

die()
{
	printf '%s: %s\n' "$0" "$*" >&2
	exit 1
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# have_build_tools: all that a build and its unit tests need.
have_build_tools()
{
	for tool in autoreconf automake libtoolize pkg-config make gcc g++ nm; do
		have "$tool" || return 1
	done
	pkg-config --exists 'check >= 0.15'
}

# missing_packages PACKAGE...: those that are not installed.
missing_packages()
{
	for package; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null |
			grep -qx installed || echo "$package"
	done
}

# as_root COMMAND...
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		env DEBIAN_FRONTEND=noninteractive "$@"
	else
		sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
	fi
}

# can_install: whether this is a Debian that we may change.
can_install()
{
	if ! have apt-get || ! have dpkg-query; then
		why_not="this is not Debian"
	elif [ "$(id -u)" != 0 ] && ! { have sudo && sudo -n true; } \
		>/dev/null 2>&1; then
		why_not="neither root nor sudo without a password"
	else
		return 0
	fi
	return 1
}

# install_packages PACKAGE...: fails if any cannot be installed.
install_packages()
{
	mkdir -p "$logs"
	if [ -z "${lists_fresh:-}" ]; then
		as_root apt-get -q update </dev/null >>"$logs/apt.log" 2>&1 ||
			say "apt-get update failed; see $logs/apt.log"
		lists_fresh=yes
	fi
	as_root apt-get -q -y --no-install-recommends install "$@" \
		</dev/null >>"$logs/apt.log" 2>&1
}

# need_build_tools: install them, or say what to install, and stop.
need_build_tools()
{
	have_build_tools && return
	# shellcheck disable=SC2086 # a list of words
	if can_install; then
		missing=$(missing_packages $build_packages)
		say "installing" $missing
		install_packages $missing || {
			tail -n 20 "$logs/apt.log"
			die "the build tools could not be installed"
		}
	else
		die "$why_not; please install:" $build_packages
	fi
}

# want_packages PACKAGE...: install what can be had; tests skip the rest.
want_packages()
{
	can_install || {
		say "nothing installed: $why_not"
		return
	}
	missing=$(missing_packages "$@")
	[ -n "$missing" ] || return 0
	# shellcheck disable=SC2086 # a list of words
	{
		say "installing" $missing
		install_packages $missing && return
		for package in $missing; do
			install_packages "$package" ||
				say "$package cannot be installed"
		done
	}
}

# bootstrap: make configure; once there is a Makefile it keeps both up to date.
bootstrap()
{
	[ -e "$top/configure" ] || (cd "$top" && autoreconf -fi)
}

# configure_in FOLDER ARGUMENT...: unless it is done.
configure_in()
{
	mkdir -p "$1" && cd "$1" && shift &&
		{ [ -e Makefile ] || "$top/configure" -q "$@"; }
}
