# Read by Buildroot after all packages, so that the last word on how one is built is ours.

# A program of the machine instead of one that is built: configure nothing, build nothing, link it.
define ARM64_ON_X86_MACHINE_TOOL
HOST_$(1)_DEPENDENCIES =
HOST_$(1)_CONFIGURE_CMDS =
HOST_$(1)_BUILD_CMDS =
HOST_$(1)_PRE_CONFIGURE_HOOKS =
HOST_$(1)_POST_CONFIGURE_HOOKS =
HOST_$(1)_POST_RSYNC_HOOKS =
HOST_$(1)_PRE_BUILD_HOOKS =
HOST_$(1)_POST_BUILD_HOOKS =
HOST_$(1)_POST_INSTALL_HOOKS =
HOST_$(1)_INSTALL_CMDS = mkdir -p $(HOST_DIR)/bin && ln -sf $$(shell command -v $(2)) $(HOST_DIR)/bin/$(2)
endef
$(foreach tool,$(ARM64_ON_X86_MACHINE_TOOLS),$(eval $(call ARM64_ON_X86_MACHINE_TOOL,$(call UPPERCASE,$(tool)),$(tool))))
