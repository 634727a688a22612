# Read by Buildroot before its packages (BR2_PACKAGE_OVERRIDE_FILE, manual section "Using Buildroot during development").

# Programs that the machine has in a version that serves: nothing is fetched for them, external.mk links them.
ARM64_ON_X86_MACHINE_TOOLS = m4 bison gawk flex
HOST_M4_OVERRIDE_SRCDIR = $(BR2_EXTERNAL_ARM64_ON_X86_PATH)/machine-tool
HOST_BISON_OVERRIDE_SRCDIR = $(BR2_EXTERNAL_ARM64_ON_X86_PATH)/machine-tool
HOST_GAWK_OVERRIDE_SRCDIR = $(BR2_EXTERNAL_ARM64_ON_X86_PATH)/machine-tool
HOST_FLEX_OVERRIDE_SRCDIR = $(BR2_EXTERNAL_ARM64_ON_X86_PATH)/machine-tool

# Sources that somebody has unpacked elsewhere (scripts/buildroot-sources.ts writes such a file).
-include $(ARM64_ON_X86_OVERRIDES)
