# Builds the .spec files in the working directory, with the sources beside them, and puts the packages into $PACKAGES.
# As root, in a container.
if command -v dnf > /dev/null; then
  dnf -q -y install rpm-build 'dnf-command(builddep)' tar
  builddep='dnf -q -y builddep'
else
  yum -q -y install rpm-build yum-utils tar
  builddep='yum-builddep -q -y'
fi
top=/tmp/rpmbuild
mkdir -p "$top" "$PACKAGES"
for spec in *.spec; do
  $builddep "$spec"
  rpmbuild -bb --define "_topdir $top" --define "_sourcedir $PWD" "$spec"
done
find "$top/RPMS" -name '*.rpm' -exec mv {} "$PACKAGES" \;
