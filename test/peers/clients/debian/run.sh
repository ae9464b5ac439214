#!/bin/sh
# Runs a program of packages that were unpacked into a folder and not installed: run.sh FOLDER PROGRAM [ARGUMENT...]
folder=$1
program=$2
shift 2

join() { printf '%s:' "$@"; }

LD_LIBRARY_PATH=$(join "$folder"/usr/lib/*-linux-gnu*)
XTABLES_LIBDIR=$(echo "$folder"/usr/lib/*/xtables)
RUBYOPT=--disable-gems
RUBYLIB=$(join \
	"$folder"/usr/share/rubygems-integration/all/gems/*/lib \
	"$folder"/usr/lib/ruby/gems/*/gems/*/lib \
	"$folder"/usr/lib/ruby/vendor_ruby \
	"$folder"/usr/lib/ruby/3.* \
	"$folder"/usr/lib/*/ruby/3.*)
export LD_LIBRARY_PATH XTABLES_LIBDIR RUBYOPT RUBYLIB
exec "$folder/usr/$program" "$@"
