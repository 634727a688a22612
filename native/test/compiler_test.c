/* SPDX-License-Identifier: MIT */
#include "compiler.h"

#include "check.h"

static void test_tools(void)
{
    const char *const rows[][2] = {
        {"gcc", "gcc"}, {"cc", "gcc"}, {"c++", "g++"}, {"gcc-12", "gcc"}, {"gcc-4.9", "gcc"}, {"gcc-ar-12", "gcc-ar"},
        {"aarch64-linux-gnu-gcc-12", "gcc"}, {"aarch64-linux-gnu-ld", "ld.bfd"}, {"ld.gold", "ld.gold"},
        {"aarch64-redhat-linux-g++", "g++"}, {"aarch64-alpine-linux-musl-gcc", "gcc"}, {"clang-14", "clang"},
        {"x86_64-linux-gnu-gcc", "x86_64-linux-gnu-gcc"},
        {"12", "12"}, {"-12", "-12"}, {"", ""}, {"c++filt", "c++filt"},
    };
    char tool[NAME_MAX + 1];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        compiler_tool(rows[i][0], tool);
        CHECK_TEXT(tool, rows[i][1]);
    }
}

static void test_versions(void)
{
    const char *const rows[][2] = {
        {"gcc-12", "gcc-12"}, {"aarch64-linux-gnu-g++-9", "g++-9"}, {"gcc-ar-12", "gcc-ar-12"}, {"gcc-4.9", "gcc-4.9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *version = compiler_version(rows[i][0]);
        CHECK(version != NULL);
        CHECK_TEXT(version, rows[i][1]);
    }
    CHECK(compiler_version("gcc") == NULL);
    CHECK(compiler_version("aarch64-linux-gnu-gcc-ar") == NULL);
    CHECK(compiler_version("") == NULL);
}

int main(void)
{
    test_tools();
    test_versions();
    return report("compiler_test");
}
