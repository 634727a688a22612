# Read by Buildroot before its packages (BR2_PACKAGE_OVERRIDE_FILE), so what is said here with `override` is the last
# word: a later assignment to the same name has no effect (GNU make manual, "The override Directive").

# Programs that every runner has, and any version of which serves to build a toolchain: the package is a link to the
# machine's own, with nothing fetched, configured or compiled. A variable that is empty would be taken for unset.
define ARM64_ON_X86_MACHINE_TOOL
override HOST_$(1)_OVERRIDE_SRCDIR = $(BR2_EXTERNAL_ARM64_ON_X86_PATH)/machine-tool
override HOST_$(1)_DEPENDENCIES =
override HOST_$(1)_AUTORECONF = NO
override HOST_$(1)_PRE_CONFIGURE_HOOKS =
override HOST_$(1)_CONFIGURE_CMDS = @:
override HOST_$(1)_POST_CONFIGURE_HOOKS =
override HOST_$(1)_PRE_BUILD_HOOKS =
override HOST_$(1)_BUILD_CMDS = @:
override HOST_$(1)_POST_BUILD_HOOKS =
override HOST_$(1)_INSTALL_CMDS = mkdir -p $$(HOST_DIR)/bin && ln -sf "$$$$(command -v $(2))" $$(HOST_DIR)/bin/$(2)
override HOST_$(1)_POST_INSTALL_HOOKS =
endef
$(eval $(call ARM64_ON_X86_MACHINE_TOOL,M4,m4))
$(eval $(call ARM64_ON_X86_MACHINE_TOOL,BISON,bison))
$(eval $(call ARM64_ON_X86_MACHINE_TOOL,FLEX,flex))
$(eval $(call ARM64_ON_X86_MACHINE_TOOL,GAWK,gawk))

# gcc's arithmetic as static libraries: each start of cc1 is then without four more libraries to load, and the programs
# need nothing beside them. The last of two options counts.
$(foreach library,GMP MPFR MPC ISL,$(eval override HOST_$(library)_CONF_OPTS += --disable-shared --enable-static))

# The triplet that the guest's own compiler has: configure scripts and the wrapper's names go by it.
override GNU_TARGET_NAME = aarch64-linux-$(if $(BR2_TOOLCHAIN_BUILDROOT_MUSL),musl,gnu)
