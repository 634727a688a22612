# Builds wheels of the project in the working directory for each interpreter in $PYTHONS (cp312-cp312 …; all of
# CPython's when empty), and puts them into $PACKAGES. In a container of a manylinux or musllinux image.
mkdir -p "$PACKAGES"
for python in ${PYTHONS:-$(ls /opt/python | grep '^cp')}; do
  rm -rf /tmp/wheels
  "/opt/python/$python/bin/python" -m pip wheel --no-deps --wheel-dir /tmp/wheels .
  for wheel in /tmp/wheels/*.whl; do
    case $wheel in
    *-none-any.whl) mv "$wheel" "$PACKAGES" ;;
    *) auditwheel repair --wheel-dir "$PACKAGES" "$wheel" ;;
    esac
  done
done
