# SPDX-License-Identifier: Apache-2.0
# Sourced: building out of the tree.

# build_in FOLDER CC CONFIGURE-ARGUMENT...: make configure if need be, configure, make
build_in()
{
	folder=$1
	compiler=$2
	shift 2
	if [ ! -e configure ] || [ configure.ac -nt configure ] ||
		[ -n "$(find . -name '*.mk' -newer configure -print -quit)" ]; then
		./autogen.sh || return 1
	fi
	mkdir -p "$folder" || return 1
	if [ ! -e "$folder/Makefile" ] || [ configure -nt "$folder/Makefile" ]; then
		(cd "$folder" && ../configure CC="$compiler" "$@") || return 1
	fi
	make -C "$folder" -j"$(nproc)" all
}
