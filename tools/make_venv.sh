#!/bin/sh
# Makes the virtual environment. Debian and Ubuntu ship Python without what `venv` needs to put pip into it:
# where that is so, it is installed (as root) or the command to do so is told.
set -eu
python=$1
venv=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Cần Python 3.11 trở lên / Python 3.11 or later is needed (make PYTHON=python3.12 ...)" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "Thiếu / Missing: $package. Chạy / Run: sudo apt-get install -y $package" >&2
        exit 1
    fi
    echo "apt-get install $package ..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
fi
rm -rf "$venv"
"$python" -m venv "$venv"
