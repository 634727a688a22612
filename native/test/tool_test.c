/* SPDX-License-Identifier: MIT */
/* What the compiler wrapper makes of its arguments. Its own argument is a directory to write to. */
#include "arguments.h"
#include "check.h"
#include "decide.h"
#include "plugin.h"

#define WORDS(...) ((char *[]){"gcc", __VA_ARGS__, NULL})

/* The words that the native program is given behind its name, with blanks between them. */
static const char *given(char **argv)
{
    static char text[1024], **kept[32];
    static size_t lists;
    /* They are freed by nobody: elsewhere exec follows. */
    kept[lists] = native_arguments(argv[0], argv, "/native/gcc");
    char **words = kept[lists++];
    text[0] = '\0';
    CHECK_TEXT(words[0], "/native/gcc");
    for (char **word = words + 1; *word != NULL; word++) {
        strcat(strcat(text, word == words + 1 ? "" : " "), *word);
    }
    return text;
}

static void test_annobin(void)
{
    CHECK_TEXT(given(WORDS("-O2", "-specs=/usr/lib/rpm/redhat/redhat-hardened-cc1",
                           "-specs=/usr/lib/rpm/redhat/redhat-annobin-cc1", "-c", "t.c")),
               "-O2 -specs=/usr/lib/rpm/redhat/redhat-hardened-cc1 -c t.c");
    CHECK_TEXT(given(WORDS("-fplugin=annobin", "-fplugin-arg-annobin-no-active-checks", "-fplugin=gcc-annobin",
                           "-fplugin-arg-gcc-annobin-x", "annobin.c")),
               "annobin.c");
    CHECK_TEXT(given(WORDS("-specs=/src/annobin/own.specs", "-fplugin=/opt/own.so")),
               "-specs=/src/annobin/own.specs -fplugin=/opt/own.so");
    CHECK_TEXT(given(WORDS(NULL)), "");
}

static void test_linkers(void)
{
    const char *const directories[] = {"", "/host", "/host/plain", "/libexec", "/libexec/linkers"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
        snprintf(path, sizeof path, ROUTER_ROOT "%s", directories[i]);
        mkdir(path, 0755);
    }
    write_script(TOOL_PLAIN "ld.gold", "");
    write_script(TOOL_LINKERS "/ld.gold", "");
    write_script(TOOL_LINKERS "/ld.lld", "");
    CHECK_TEXT(given(WORDS("-fuse-ld=gold")), "-fuse-ld=gold");
    CHECK_TEXT(given(WORDS("-fuse-ld=mold", "t.o")), "-fuse-ld=mold t.o");
    CHECK_TEXT(given(WORDS("-fuse-ld=lld", "t.o")),
               "-fuse-ld=lld t.o -B" TOOL_LINKERS " -fno-use-linker-plugin");
    CHECK_TEXT(given(WORDS("-fuse-ld=lld", "-fuse-ld=bfd")), "-fuse-ld=lld -fuse-ld=bfd");
    CHECK_TEXT(given(((char *[]){"ld", "-fuse-ld=lld", NULL})), "-fuse-ld=lld");
}

static void test_places_of_libraries(void)
{
    setenv("LIBRARY_PATH", "/a:::b", 1);
    setenv("LD_LIBRARY_PATH", "/c:/d", 1);
    CHECK_TEXT(given(WORDS("-c", "t.c")), "-c t.c -L/a -L. -L. -Lb");
    CHECK_TEXT(given(WORDS("t.o", "-lz")),
               "t.o -lz -Xlinker -rpath-link -Xlinker /c:/d -L/a -L. -L. -Lb");
    CHECK_TEXT(given(WORDS("t.o", "--sysroot=/s", "libz.so")), "t.o --sysroot=/s libz.so");
    CHECK_TEXT(given(((char *[]){"ar", "libz.so", NULL})), "libz.so");
    setenv("LIBRARY_PATH", "", 1);
    CHECK_TEXT(given(((char *[]){"aarch64-linux-gnu-g++-12", "./libz.so.1", NULL})),
               "./libz.so.1 -Xlinker -rpath-link -Xlinker /c:/d");
    unsetenv("LIBRARY_PATH");
    unsetenv("LD_LIBRARY_PATH");
}

static void test_plugins(const char *directory)
{
    char file[PATH_MAX], ours[PATH_MAX], response[PATH_MAX], text[2 * PATH_MAX], argument[PATH_MAX + 16];
    snprintf(file, sizeof file, "%s/guest.so", directory);
    snprintf(ours, sizeof ours, "%s/native.so", directory);
    write_program(file, EM_AARCH64, NULL, 0);
    write_program(ours, EM_X86_64, NULL, 0);
    snprintf(response, sizeof response, "@%s/words", directory);
    CHECK(has_foreign_plugin(WORDS("-plugin", file)));
    CHECK(!has_foreign_plugin(WORDS("-plugin", ours)));
    CHECK(!has_foreign_plugin(WORDS("-plugin")));
    CHECK(!has_foreign_plugin(WORDS(file)));
    for (int from_file = 0; from_file < 2; from_file++) {
        const char *const options[] = {"-plugin=", "--plugin=", "-fplugin="};
        for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
            snprintf(argument, sizeof argument, "%s%s", options[i], file);
            snprintf(text, sizeof text, "-O2\n%s\n", argument);
            write_script(response + 1, text);
            CHECK(has_foreign_plugin(WORDS(from_file ? response : argument)));
            snprintf(argument, sizeof argument, "%s%s", options[i], ours);
            CHECK(!has_foreign_plugin(WORDS(argument)));
        }
    }
    write_script(response + 1, "");
    CHECK(!has_foreign_plugin(WORDS(response)));
    CHECK(has_foreign_plugin(WORDS("-fplugin=dragonegg")));
    CHECK(!has_foreign_plugin(WORDS("-fplugin=annobin")));
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: tool_test DIRECTORY\n", stderr);
        return 2;
    }
    test_annobin();
    test_linkers();
    test_places_of_libraries();
    test_plugins(argv[1]);
    return report("tool_test");
}
