# Buildroot wants this file. What we change must be said before its packages are read: overrides.mk.
