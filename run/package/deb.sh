# Builds the Debian package in the working directory, and puts what comes of it (.deb, .ddeb, .buildinfo, .changes) into
# $PACKAGES. As root, in a container.
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# What debian/control asks for, and build-essential.
apt-get build-dep -q -y --no-install-recommends ./
# dpkg-buildpackage writes to the parent directory, which may have other files.
version=$(dpkg-parsechangelog --show-field Version)
# An epoch's colon may not be in a path: make and PATH take it for a separator.
version=${version#*:}
build=/tmp/build/$(dpkg-parsechangelog --show-field Source)-${version%-*}
mkdir -p "$build" "$PACKAGES"
cp -a . "$build"
(cd "$build" && dpkg-buildpackage --build=binary --no-sign)
find "$build/.." -maxdepth 1 -type f -exec mv -t "$PACKAGES" {} +
