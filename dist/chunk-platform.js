import { a as spawnGroup, i as spawnError, l as __require, o as ToolError, r as Interrupted, s as __commonJSMin } from "./chunk-elapsed.js";
import { access, cp, link, lstat, mkdir, open, readFile, readdir, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, posix, resolve } from "node:path";
import { request } from "node:http";
import { Readable, Transform, pipeline } from "node:stream";
import { once } from "node:events";
import { constants, createGunzip, createGzip, createZstdDecompress } from "node:zlib";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { request as request$1 } from "node:https";
import { pipeline as pipeline$1 } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
// src/inputs/text.ts
function textReader(definitions, read) {
	return (name) => {
		const definition = definitions.find((input) => input.name === name);
		const value = read(name)?.trim() || definition?.default || "";
		if (definition?.required && value === "") throw new ToolError("input-missing", `${name} is required`, `${name}: ${definition.description}`);
		return value;
	};
}
function listOf(text, separator = /\n/) {
	return text.split(separator).map((line) => line.trim()).filter((line) => line !== "");
}
function looksLikePath(value) {
	return value.includes("/") || /\.(tar|tgz|txz|tzst)\b/.test(value);
}
function checkBoolean(name, value) {
	if (/^(true|True|TRUE)$/.test(value)) return true;
	if (/^(false|False|FALSE)$/.test(value)) return false;
	throw new ToolError(`input-${name}`, `${name}: "${value}" is neither true nor false`, `use ${name}: true or false`);
}
// src/inputs/acceleration.ts
const LEVELS = [
	"none",
	"compiler",
	"build",
	"full"
];
const ACCELERATION_INPUTS = [{
	name: "accelerate",
	description: "What runs natively: none, compiler (compiler, linker and binutils, by whatever name a build calls them), build (also make, ninja, cmake, m4, ccache and archivers), or full (also shell, coreutils and other tools)",
	default: "compiler",
	kind: "text"
}];
function readAccelerationInputs(read) {
	const value = textReader(ACCELERATION_INPUTS, read)("accelerate");
	const accelerate = LEVELS.find((known) => known === value);
	if (accelerate !== void 0) return { accelerate };
	throw new ToolError("input-accelerate", `accelerate: unknown value "${value}"`, `use one of: ${LEVELS.join(", ")}`);
}
// src/inputs/cache.ts
const CACHE_INPUTS = [{
	name: "cache-dir",
	description: "Where finished components are kept between runs; ~/.cache/arm64-on-x86 when not given",
	kind: "text",
	only: "command-line"
}];
function readCacheInputs(read) {
	const cacheDir = textReader(CACHE_INPUTS, read)("cache-dir");
	return cacheDir === "" ? {} : { cacheDir };
}
// src/inputs/emulator.ts
const EMULATOR_INPUTS = [{
	name: "emulator-source",
	description: "QEMU's source: upstream (a pinned release), distro (the distribution's source package), or the path or https URL of a tarball, optionally followed by #sha256=HEX",
	default: "upstream",
	kind: "text"
}, {
	name: "cpu",
	description: "The CPU model that the emulator shows to guest programs",
	default: "neoverse-n1",
	kind: "text"
}];
function readEmulatorInputs(read) {
	const text = textReader(EMULATOR_INPUTS, read);
	return {
		emulatorSource: checkSource(text("emulator-source")),
		cpu: checkCpu$1(text("cpu"))
	};
}
function checkSource(value) {
	if (value === "upstream" || value === "distro" || looksLikePath(value)) return value;
	throw new ToolError("input-emulator-source", `emulator-source: unknown source "${value}"`, "use upstream, distro, or the path or https URL of a QEMU source tarball (./qemu.tar.xz)");
}
function checkCpu$1(value) {
	if (/^[A-Za-z0-9][A-Za-z0-9._,=-]*$/.test(value)) return value;
	throw new ToolError("input-cpu", `cpu: "${value}" is not a CPU model`, "use a model that qemu-aarch64 -cpu help lists, such as neoverse-n1");
}
// src/inputs/image.ts
const IMAGE_INPUTS = [
	{
		name: "tags",
		description: "Names for the image, as registry/name:tag, one a line or separated by commas",
		kind: "list"
	},
	{
		name: "push",
		description: "Push the image to the registry of each tag (short for outputs: type=registry)",
		default: "false",
		kind: "boolean"
	},
	{
		name: "outputs",
		description: "Where the image goes, one a line: type=oci,dest=PATH (an OCI layout), type=docker,dest=PATH (an archive for docker load), type=registry",
		kind: "list"
	},
	{
		name: "labels",
		description: "Labels of the image, one key=value a line",
		kind: "list"
	},
	{
		name: "platform",
		description: "The platform that the image names: linux/amd64 or linux/arm64",
		default: "linux/amd64",
		kind: "text"
	}
];
function readImageInputs(read) {
	const text = textReader(IMAGE_INPUTS, read);
	const inputs = {
		tags: listOf(text("tags"), /[\n,]/),
		push: checkBoolean("push", text("push")),
		outputs: listOf(text("outputs")),
		labels: parseLabels(listOf(text("labels"))),
		platform: checkPlatform$1(text("platform"))
	};
	if (inputs.push && inputs.tags.length === 0) throw new ToolError("input-push", "push is set, but there are no tags", "name the image with tags: registry/name:tag");
	return inputs;
}
function parseLabels(entries) {
	return Object.fromEntries(entries.map((entry) => {
		const at = entry.indexOf("=");
		if (at < 1) throw new ToolError("input-labels", `labels: "${entry}" has no key`, "write one key=value a line");
		return [entry.slice(0, at), entry.slice(at + 1)];
	}));
}
function checkPlatform$1(value) {
	if (value === "linux/amd64" || value === "linux/arm64") return value;
	throw new ToolError("input-platform", `platform: "${value}" is not supported`, "use linux/amd64 (what runs the container) or linux/arm64 (what is inside)");
}
// src/inputs/rootfs.ts
const ROOTFS_INPUTS = [{
	name: "rootfs",
	description: "The arm64 root filesystem: path or https URL of a tarball (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2), optionally followed by #sha256=HEX",
	required: true,
	kind: "text"
}];
function readRootfsInputs(read) {
	return { rootfs: textReader(ROOTFS_INPUTS, read)("rootfs") };
}
// src/inputs/toolchain.ts
const TOOLCHAIN_INPUTS = [{
	name: "toolchain",
	description: "The native compiler: buildroot (built from source, not yet available), system (the machine's own packaged aarch64 cross compiler), or the path or https URL of an SDK tarball",
	default: "buildroot",
	kind: "text"
}];
function readToolchainInputs(read) {
	return { toolchain: checkToolchain(textReader(TOOLCHAIN_INPUTS, read)("toolchain")) };
}
function checkToolchain(value) {
	if (value === "buildroot" || value === "system" || looksLikePath(value)) return value;
	throw new ToolError("input-toolchain", `toolchain: unknown toolchain "${value}"`, "use system, or the path or https URL of an SDK tarball (./sdk.tar.gz)");
}
// src/inputs/inputs.ts
const INPUTS = [
	...ROOTFS_INPUTS,
	...TOOLCHAIN_INPUTS,
	...EMULATOR_INPUTS,
	...ACCELERATION_INPUTS,
	...IMAGE_INPUTS,
	...CACHE_INPUTS
];
function readInputs(read) {
	return {
		...readRootfsInputs(read),
		...readToolchainInputs(read),
		...readEmulatorInputs(read),
		...readAccelerationInputs(read),
		...readImageInputs(read),
		...readCacheInputs(read)
	};
}
// src/optional-file.ts
async function readOptional(file) {
	try {
		return await readFile(file, "utf8");
	} catch (error) {
		if (error.code === "ENOENT") return void 0;
		throw error;
	}
}
// src/components/build-machine.ts
async function buildMachine(file = "/etc/os-release") {
	const text = await readOptional(file) ?? "";
	const field = (name) => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(text)?.[1] ?? "";
	return `${field("ID")} ${field("VERSION_ID")}`;
}
// src/image/digest.ts
function createDigester(onBytes = () => void 0) {
	const hash = createHash("sha256");
	let size = 0;
	return {
		stream: new Transform({ transform(chunk, _encoding, done) {
			hash.update(chunk);
			size += chunk.length;
			onBytes(size);
			done(null, chunk);
		} }),
		result: () => ({
			digest: `sha256:${hash.copy().digest("hex")}`,
			size
		})
	};
}
function digestOf(bytes) {
	return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
async function digestFile(file, signal) {
	const digester = createDigester();
	const bytes = createReadStream(file, { highWaterMark: 1 << 20 });
	await pipeline$1(bytes, digester.stream.resume(), signal === void 0 ? {} : { signal });
	return digester.result();
}
function isDigest(text) {
	return typeof text === "string" && /^sha256:[0-9a-f]{64}$/.test(text);
}
function digestHex(digest) {
	return digest.slice(7);
}
// src/components/key.ts
function contentKey(name, parts) {
	const canonical = Object.keys(parts).sort().map((part) => [part, parts[part]]);
	return `${name}-${createHash("sha256").update(JSON.stringify([
		FORMAT$1,
		name,
		canonical
	])).digest("hex").slice(0, 32)}`;
}
const FORMAT$1 = 1;
async function hashFile(path) {
	return digestHex((await digestFile(path)).digest);
}
async function hashTree(directory) {
	const files = (await readdir(directory, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	const lines = [];
	for (const file of files.sort()) lines.push(`${file.slice(directory.length + 1)} ${await hashFile(file)}`);
	return lines;
}
// src/components/repository.ts
function repositoryRoot(start = import.meta.dirname) {
	for (let directory = start;; directory = dirname(directory)) {
		if (existsSync(join(directory, "native", "router"))) return directory;
		if (directory === dirname(directory)) throw new Error(`no native/router above ${start}`);
	}
}
// src/components/tree.ts
function textEntry(path, text) {
	return {
		type: "file",
		path,
		mode: 420,
		source: { bytes: Buffer.from(text) }
	};
}
function linkEntry(path, target) {
	return {
		type: "symlink",
		path,
		target
	};
}
function fileEntry(path, file, executable) {
	return {
		type: "file",
		path,
		mode: executable ? 493 : 420,
		source: { file }
	};
}
async function pathEntry(file, path, retarget = (target) => target) {
	const stat = await lstat(file);
	if (stat.isSymbolicLink()) {
		const target = retarget(await readlink(file));
		return target === void 0 ? void 0 : linkEntry(path, target);
	}
	return stat.isFile() ? fileEntry(path, file, (stat.mode & 64) !== 0) : void 0;
}
async function directoryEntries(directory, prefix) {
	const found = await readdir(directory, {
		recursive: true,
		withFileTypes: true
	});
	const entries = [];
	for (const item of found) {
		const file = join(item.parentPath, item.name);
		const entry = await pathEntry(file, join(prefix, file.slice(directory.length + 1)));
		if (entry) entries.push(entry);
	}
	return entries;
}
// src/components/emulator/series.ts
async function findSeries(version, patchDirectory) {
	const names = (await readdir(patchDirectory)).filter((file) => file.endsWith(".patch")).map((file) => file.slice(0, -6));
	const name = seriesOf(version, names);
	if (name !== void 0) return {
		name,
		patch: join(patchDirectory, `${name}.patch`)
	};
	const supported = names.sort((a, b) => Number.parseFloat(a) - Number.parseFloat(b)).join(", ");
	throw new ToolError("qemu-series-unsupported", `there is no hook patch for QEMU ${version}; supported series: ${supported}`, "choose another emulator-source, such as upstream");
}
function seriesOf(version, names) {
	return names.find((name) => version === name || version.startsWith(`${name}.`));
}
function atLeast(version, major) {
	return Number.parseInt(version, 10) >= major;
}
// src/components/emulator/configure.ts
function configureArguments({ version, cpu, source }) {
	return [
		"--target-list=aarch64-linux-user",
		"--static",
		"--enable-pie",
		"--without-default-features",
		"--enable-linux-user",
		"--enable-attr",
		"--disable-werror",
		"--disable-install-blobs",
		"--disable-debug-info",
		...atLeast(version, 8) ? ["--disable-download", "--python=/usr/bin/python3"] : [],
		"--prefix=/usr",
		"--interp-prefix=/",
		"--with-pkgversion=arm64-on-x86",
		`--extra-cflags=-DARM64_ON_X86_CPU=${cpu} -ffile-prefix-map=${source}=.`
	];
}
function cpuModels(text) {
	return [...text.matchAll(/\.name = "([a-z0-9-]+)",\s*\.initfn/g)].map(([, name = ""]) => name);
}
// src/compare-versions.ts
function compareVersions(a, b) {
	const left = a.split(".").map(Number);
	const right = b.split(".").map(Number);
	for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
		const difference = (left[index] ?? 0) - (right[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}
// src/components/native-programs.ts
async function buildNativePrograms(directory, cpu, host) {
	await requirePrograms(host, {
		make: "make",
		gcc: "gcc"
	});
	await host.exec("make", [
		"-C",
		join(repositoryRoot(), "native"),
		`OUT=${directory}`,
		"CC=gcc",
		`CPU=${cpu}`,
		"all"
	]);
	return {
		launch: join(directory, "launch"),
		preload: join(directory, "libarm64-on-x86.so"),
		tool: join(directory, "tool"),
		explain: join(directory, "explain")
	};
}
async function requirePrograms(host, programs) {
	const missing = [];
	for (const [program, name] of Object.entries(programs)) {
		const { code } = await host.exec("sh", [
			"-c",
			"command -v \"$1\"",
			"sh",
			program
		], { ignoreExitCode: true });
		if (code !== 0) missing.push(name);
	}
	if (missing.length > 0) throw packagesMissing(missing);
}
function packagesMissing(packages) {
	const names = [...new Set(packages)].join(" ");
	return new ToolError("packages-missing", `not installed on this machine, but needed to build: ${names}`, `install them: sudo apt-get install ${names}`);
}
// src/components/emulator/prerequisites.ts
const ALWAYS = [
	{
		package: "gcc",
		check: ["gcc", "--version"]
	},
	{
		package: "libc6-dev",
		check: [
			"test",
			"-e",
			"/usr/include/stdio.h"
		]
	},
	{
		package: "make",
		check: ["make", "--version"]
	},
	{
		package: "ninja-build",
		check: ["ninja", "--version"]
	},
	{
		package: "patch",
		check: ["patch", "--version"]
	},
	{
		package: "pkg-config",
		check: ["pkg-config", "--version"]
	},
	{
		package: "libglib2.0-dev",
		check: [
			"pkg-config",
			"--exists",
			"glib-2.0"
		]
	},
	{
		package: "python3",
		check: ["/usr/bin/python3", "--version"]
	},
	{
		package: "xz-utils",
		check: ["xz", "--version"]
	}
];
const VENV = [{
	package: "python3-venv",
	check: [
		"/usr/bin/python3",
		"-c",
		"import venv, ensurepip"
	]
}, {
	package: "python3-distlib",
	check: [
		"/usr/bin/python3",
		"-c",
		DISTLIB()
	]
}];
function DISTLIB() {
	return "try:\n import distlib\nexcept ImportError:\n import pip._vendor.distlib";
}
const DISTRO = {
	package: "dpkg-dev",
	check: ["dpkg-source", "--version"]
};
async function checkPrerequisites(version, distro, host) {
	const wanted = [
		...ALWAYS,
		...version && !atLeast(version, 8) ? [] : VENV,
		...distro ? [DISTRO] : []
	];
	const missing = [];
	for (const { package: name, check } of wanted) if (!await succeeds(check, host)) missing.push(name);
	if (missing.length > 0) throw packagesMissing(missing);
}
async function succeeds([command, ...args], host) {
	const { code } = await host.exec("sh", [
		"-c",
		"exec \"$@\"",
		"sh",
		command,
		...args
	], { ignoreExitCode: true });
	return code === 0;
}
const MESON = [
	[10, "1.5.0"],
	[9, "1.1.0"],
	[8, "0.63.0"],
	[7, "0.61.3"]
];
async function checkMeson(version, source, host) {
	if (await hasOwnMeson(source)) return;
	const minimum = MESON.find(([major]) => atLeast(version, major))?.[1] ?? "0.61.3";
	const { code, stdout } = await host.exec("sh", ["-c", "meson --version"], { ignoreExitCode: true });
	if (code !== 0) throw packagesMissing(["meson"]);
	const installed = stdout.trim();
	if (compareVersions(installed, minimum) >= 0) return;
	throw new ToolError("meson-too-old", `QEMU ${version} needs meson ${minimum} or newer, and this machine has ${installed}`, "use emulator-source=upstream, whose tarball brings its own meson, or install a newer meson");
}
async function hasOwnMeson(source) {
	const wheels = join(source, "python", "wheels");
	return (await access(wheels).then(() => true, () => false) ? await readdir(wheels) : []).some((name) => name.startsWith("meson-")) || await access(join(source, "meson", "meson.py")).then(() => true, () => false);
}
// src/components/emulator/build.ts
async function buildEmulator(source, native, cpu, host) {
	const version = await readVersion(source);
	const series = await findSeries(version, join(native, "emulator", "patches"));
	await checkCpu(source, cpu);
	await checkMeson(version, source, host);
	await applyHook(source, native, series, host);
	const build = join(source, "build-arm64-on-x86");
	await mkdir(build);
	host.progress(`configuring QEMU ${version}`);
	await host.exec(join(source, "configure"), configureArguments({
		version,
		cpu,
		source
	}), { cwd: build });
	await host.exec("ninja", [
		"-C",
		build,
		"qemu-aarch64"
	], { onLine: (line) => ninjaProgress(line, version, host) });
	const program = join(build, "qemu-aarch64");
	await host.exec("strip", ["--strip-all", program]);
	return {
		program,
		source,
		version,
		series
	};
}
function ninjaProgress(line, version, host) {
	const step = /^\[(\d+\/\d+)\]/.exec(line)?.[1];
	if (step !== void 0) host.progress(`compiling QEMU ${version}: ${step}`);
}
async function readVersion(source) {
	try {
		return (await readFile(join(source, "VERSION"), "utf8")).trim();
	} catch (cause) {
		throw new ToolError("emulator-source-broken", "the emulator source has no file VERSION", "give a QEMU release tarball, as from https://download.qemu.org", { cause });
	}
}
async function applyHook(source, native, series, host) {
	const destination = join(source, "linux-user", "arm64-on-x86");
	for (const room of ["emulator", "router"]) for (const file of await hookFiles(join(native, room))) await cp(join(native, room, file), join(destination, file), { recursive: true });
	await host.exec("patch", [
		"-p1",
		"--fuzz=0",
		"--forward",
		"-i",
		series.patch
	], { cwd: source });
}
async function hookFiles(directory) {
	return (await readdir(directory)).filter((name) => /\.[ch]$/.test(name)).sort();
}
async function checkCpu(source, cpu) {
	const models = await knownCpuModels(join(source, "target", "arm"));
	if (models.includes(cpu)) return;
	throw new ToolError("cpu-unknown", `cpu "${cpu}" is not a model of this QEMU`, `use one of: ${models.join(", ")}`);
}
async function knownCpuModels(directory) {
	const files = (await readdir(directory, { recursive: true })).filter((name) => /^(tcg\/)?cpu.*\.c$/.test(name));
	return (await Promise.all(files.map((name) => readFile(join(directory, name), "utf8")))).flatMap(cpuModels).sort();
}
// src/components/emulator/apt-sources.ts
async function writeAptConfiguration(directory, host) {
	const parts = join(directory, "sources.list.d");
	await mkdir(parts);
	await mkdir(join(directory, "lists", "partial"), { recursive: true });
	await mkdir(join(directory, "cache", "archives", "partial"), { recursive: true });
	for (const file of await distributionLists(host)) {
		const text = sourceEntries(await readFile(file, "utf8"), file.endsWith(".sources"));
		await writeFile(join(parts, file.replaceAll("/", "_").replace(/^_/, "")), text);
	}
	const configuration = join(directory, "apt.conf");
	await writeFile(configuration, [
		"Dir::Etc::SourceList \"/dev/null\";",
		`Dir::Etc::SourceParts "${parts}";`,
		`Dir::State::Lists "${join(directory, "lists")}";`,
		`Dir::Cache "${join(directory, "cache")}";`,
		"Acquire::Languages \"none\";",
		"Acquire::Retries \"3\";",
		"APT::Sandbox::User \"\";",
		""
	].join("\n"));
	return configuration;
}
async function distributionLists(host) {
	const { stdout } = await host.exec("apt-get", [
		"indextargets",
		"--format",
		"$(ORIGIN)	$(SOURCESENTRY)",
		"Created-By: Packages"
	]);
	const lists = parseIndexTargets(stdout);
	if (lists.length > 0) return lists;
	throw new ToolError("apt-lists-missing", "emulator-source \"distro\": this machine's apt knows no repository of Debian or Ubuntu", "run: sudo apt-get update, or use emulator-source=upstream");
}
function parseIndexTargets(output) {
	const files = [...output.matchAll(/^(?:Debian|Ubuntu)\t(\/.*):\d+$/gm)].map(([, file = ""]) => file);
	return [...new Set(files)].sort();
}
function sourceEntries(text, deb822) {
	if (deb822) return text.replace(/^Types:.*$/gim, "Types: deb-src").replace(/^Architectures:.*\n?/gim, "");
	return text.split("\n").filter((line) => /^\s*deb\s/.test(line)).map((line) => `${line.replace(/^\s*deb\s/, "deb-src ").replace(/\s?arch=[^\s\]]*/, "")}\n`).join("");
}
// src/components/emulator/distro.ts
const WITNESS = "qemu-utils";
async function distroSource(host) {
	const version = await sourceVersion(host);
	return {
		identity: `debian ${version}`,
		origin: `source package qemu ${version} of the build machine's distribution`,
		version: upstreamVersion(version),
		fetch: (directory) => fetchSource(version, directory, host)
	};
}
async function sourceVersion(host) {
	const { code, stdout } = await host.exec("apt-cache", [
		"show",
		"--no-all-versions",
		WITNESS
	], { ignoreExitCode: true });
	const version = code === 0 ? parseSourceVersion(stdout) : void 0;
	if (version !== void 0) return version;
	throw new ToolError("qemu-source-unknown", "emulator-source \"distro\": apt's package lists on this machine do not name a QEMU", "run: sudo apt-get update (on Ubuntu with the components main and universe), or use emulator-source=upstream");
}
function parseSourceVersion(record) {
	return /^Source: \S+ \((\S+)\)$/m.exec(record)?.[1] ?? /^Version: (\S+)$/m.exec(record)?.[1];
}
function upstreamVersion(version) {
	return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? version;
}
async function fetchSource(version, directory, host) {
	const state = await host.tempDir("apt");
	const env = aptEnvironment(host, await writeAptConfiguration(state, host));
	await host.exec("apt-get", ["update"], { env });
	const args = [
		"source",
		"--only-source",
		"--download-only",
		`qemu=${version}`
	];
	const result = await host.exec("apt-get", args, {
		env,
		cwd: state,
		ignoreExitCode: true
	});
	if (result.code !== 0) throw notInArchive(version, result.stderr);
	const file = version.replace(/^\d+:/, "");
	const tree = join(directory, "qemu");
	await host.exec("dpkg-source", [
		"--no-check",
		"-x",
		join(state, `qemu_${file}.dsc`),
		tree
	]);
	return tree;
}
function notInArchive(version, output) {
	const reason = output.trim().split("\n").at(-1) ?? "";
	return new ToolError("qemu-source-not-found", `the distribution's archive does not give the source package qemu ${version} (${reason})`, "bring this machine's package lists up to date (sudo apt-get update), or use emulator-source=upstream");
}
function aptEnvironment(host, configuration) {
	const env = {
		LC_ALL: "C.UTF-8",
		APT_CONFIG: configuration
	};
	for (const [name, value] of Object.entries(host.env)) if (value !== void 0 && !(name in env)) env[name] = value;
	return env;
}
// src/source/checksum.ts
function requireChecksum({ location, sha256 }, actual, input) {
	if (sha256 === void 0 || sha256 === actual) return;
	throw new ToolError("checksum-mismatch", `${input}: ${location} has sha256 ${actual}, not ${sha256}`, "the file was changed or damaged: get it again, or correct what follows #sha256=");
}
// src/source/spec.ts
const LOOPBACK = new Set([
	"localhost",
	"127.0.0.1",
	"[::1]"
]);
function parseSource(spec, input) {
	const [, location = spec, hex] = /^(.*)#sha256=(.*)$/s.exec(spec) ?? [];
	if (hex !== void 0 && !/^[0-9a-fA-F]{64}$/.test(hex)) throw new ToolError("source-checksum-syntax", `${input}: #sha256=${hex} is not a SHA-256 checksum`, "write #sha256= and 64 hexadecimal digits (sha256sum FILE prints them)");
	const kind = /^[a-z][a-z0-9+.-]*:\/\//i.test(location) ? "url" : "file";
	if (kind === "url") requireSafeUrl(location, input);
	return {
		kind,
		location,
		...hex === void 0 ? {} : { sha256: hex.toLowerCase() }
	};
}
function requireSafeUrl(url, input) {
	const parsed = URL.canParse(url) ? new URL(url) : void 0;
	if (parsed?.protocol === "https:") return parsed;
	if (parsed?.protocol === "http:" && LOOPBACK.has(parsed.hostname)) return parsed;
	throw new ToolError("source-protocol", `${input}: ${url} is not an https address`, "give a path or an https URL; http is taken from this machine only");
}
// src/source/download.ts
const MAX_REDIRECTS$1 = 5;
async function download(url, input, host) {
	const path = join(await host.tempDir("download"), "file");
	try {
		const response = await get(url, input, host.signal);
		if (response.body === null) throw new Error("the answer has no body");
		const total = Number(response.headers.get("content-length") ?? 0);
		await pipeline$1(Readable.fromWeb(response.body), async function* (chunks) {
			let received = 0;
			for await (const chunk of chunks) {
				received += chunk.length;
				host.progress(`downloading ${url}: ${progressText(received, total)}`);
				yield chunk;
			}
		}, createWriteStream(path), { signal: host.signal });
		return path;
	} catch (error) {
		host.signal.throwIfAborted();
		if (error instanceof ToolError || error instanceof Error && "syscall" in error) throw error;
		throw failed$2(url, input, error);
	}
}
async function get(url, input, signal) {
	let address = requireSafeUrl(url, input);
	for (let redirects = 0; redirects <= MAX_REDIRECTS$1; redirects++) {
		const response = await fetch(address, {
			redirect: "manual",
			signal
		});
		const location = response.headers.get("location");
		if (response.status < 300 || response.status >= 400 || location === null) {
			if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
			return response;
		}
		await response.body?.cancel();
		address = requireSafeUrl(new URL(location, address).href, input);
	}
	throw new Error(`more than ${MAX_REDIRECTS$1} redirects`);
}
function progressText(received, total) {
	const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
	return total > 0 ? `${megabytes(received)} of ${megabytes(total)} MB` : `${megabytes(received)} MB`;
}
function failed$2(url, input, error) {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return new ToolError("download-failed", `${input}: cannot download ${url}: ${cause instanceof Error ? cause.message : String(cause)}`, "check the address and the network, or download the file yourself and give its path", { cause: error });
}
// src/source/file.ts
async function openSource$1(spec, input, host) {
	const source = parseSource(spec, input);
	const { location, sha256 } = source;
	if (source.kind === "url" && sha256 !== void 0) {
		const fetch = async () => {
			const path = await download(location, input, host);
			requireChecksum(source, await hashSource(path, source, input, host), input);
			return path;
		};
		return {
			location,
			sha256,
			fetch
		};
	}
	if (source.kind === "url") host.warning(`${input}: ${location} has no checksum: add #sha256=… to be sure of what it is`);
	const path = source.kind === "url" ? await download(location, input, host) : resolve(location);
	const actual = await hashSource(path, source, input, host);
	requireChecksum(source, actual, input);
	return {
		location,
		sha256: actual,
		fetch: async () => path
	};
}
async function hashSource(path, source, input, host) {
	try {
		return digestHex((await digestFile(path, host.signal)).digest);
	} catch (cause) {
		host.signal.throwIfAborted();
		const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
		throw new ToolError(code === "ENOENT" ? "source-not-found" : "source-unreadable", code === "ENOENT" ? `${input}: there is no file ${source.location}` : `${input}: cannot read ${source.location}: ${cause instanceof Error ? cause.message : String(cause)}`, `give the path or https URL of a tarball, or another value that ${input} takes`, { cause });
	}
}
// src/versions.json
var qemu = {
	"version": "10.0.2",
	"url": "https://download.qemu.org/qemu-10.0.2.tar.xz",
	"sha256": "ef786f2398cb5184600f69aef4d5d691efd44576a3cff4126d38d4c6fec87759"
};
// src/components/emulator/tarball.ts
async function upstreamSource(host) {
	const { url, sha256, version } = qemu;
	return {
		...await tarballSource(`${url}#sha256=${sha256}`, host),
		version
	};
}
async function tarballSource(spec, host) {
	const source = await openSource$1(spec, "emulator-source", host);
	const { location, sha256 } = source;
	return {
		identity: `tarball ${sha256}`,
		origin: `${/^https?:/.test(location) ? location : basename(location)} sha256 ${sha256}`,
		fetch: async (directory) => unpack$1(await source.fetch(), location, directory, host)
	};
}
async function unpack$1(file, name, directory, host) {
	const result = await host.exec("tar", [
		"-xf",
		file,
		"-C",
		directory,
		"--no-same-owner"
	], { ignoreExitCode: true });
	const [top, ...others] = result.code === 0 ? await readdir(directory) : [];
	if (top !== void 0 && others.length === 0) return join(directory, top);
	throw new ToolError("emulator-source-broken", `${name} is not a QEMU source tarball: ${result.stderr.trim().split("\n").at(-1) || "more than one directory in it"}`, "give a release tarball as from https://download.qemu.org (tar needs xz-utils for .tar.xz)");
}
// src/components/emulator/source.ts
function selectEmulatorSource(spec, host) {
	if (spec === "distro") return distroSource(host);
	if (spec === "upstream") return upstreamSource(host);
	return tarballSource(spec, host);
}
// src/components/emulator/index.ts
const EMULATOR = "x86_64/bin/qemu-aarch64";
const SHARE = "x86_64/share/emulator";
async function emulatorComponent(inputs, host) {
	const native = join(repositoryRoot(), "native");
	const source = await selectEmulatorSource(inputs.emulatorSource, host);
	if (source.version !== void 0) await findSeries(source.version, join(native, "emulator", "patches"));
	return {
		name: "emulator",
		key: contentKey("emulator", {
			source: source.identity,
			cpu: inputs.cpu,
			recipe: ["7.2", "10.0"].flatMap((version) => configureArguments({
				version,
				cpu: inputs.cpu,
				source: ""
			})),
			machine: await buildMachine(),
			emulator: await hashTree(join(native, "emulator")),
			router: await hashTree(join(native, "router"))
		}),
		build: async (workDirectory) => {
			await checkPrerequisites(source.version, inputs.emulatorSource === "distro", host);
			host.progress(`fetching QEMU: ${source.origin}`);
			return emulatorTree(await buildEmulator(await source.fetch(workDirectory), native, inputs.cpu, host), source, native, inputs.cpu);
		}
	};
}
async function emulatorTree(built, source, native, cpu) {
	const entries = [fileEntry(EMULATOR, built.program, true), textEntry(`${SHARE}/SOURCE`, sourceNotice(built, source, cpu))];
	for (const name of [
		"COPYING",
		"COPYING.LIB",
		"LICENSE"
	]) entries.push(textEntry(`${SHARE}/${name}`, await readFile(join(built.source, name), "utf8")));
	const changes = [...await directoryEntries(join(native, "router"), `${SHARE}/source/router`), ...await directoryEntries(join(native, "emulator"), `${SHARE}/source/emulator`)];
	const other = (path) => path.endsWith(".patch") && !path.endsWith(`/${built.series.name}.patch`);
	return [...entries, ...changes.filter(({ path }) => !other(path))];
}
function sourceNotice({ version, series }, { origin }, cpu) {
	return [
		`qemu-aarch64 was built from QEMU ${version}: ${origin}.`,
		`Applied to it: source/emulator/patches/${series.name}.patch, with source/emulator/*.[ch] and source/router/*.[ch]`,
		"in linux-user/arm64-on-x86. QEMU is licensed under GPL-2.0 (LICENSE, COPYING, COPYING.LIB), and so is this",
		"program as a whole.",
		`Default CPU: ${cpu}.`,
		""
	].join("\n");
}
// src/components/dpkg.ts
const field = (name) => `\${${name}}`;
const FORMAT = `${[
	field("db:Status-Status"),
	field("Package"),
	field("Version"),
	`${field("source:Package")} ${field("source:Version")}`,
	field("Depends")
].join("	")}\n`;
async function installedPackages(host, names) {
	const { stdout } = await host.exec("dpkg-query", [
		"-W",
		`-f=${FORMAT}`,
		...names
	], { ignoreExitCode: true });
	const packages = new Map();
	for (const line of stdout.split("\n")) {
		const [status, name = "", version = "", source = "", depends = ""] = line.split("	");
		if (status === "installed") packages.set(name, {
			name,
			version,
			source,
			depends
		});
	}
	return [...packages.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}
async function packageFiles(host, name) {
	const { stdout } = await host.exec("dpkg-query", ["-L", name]);
	return stdout.split("\n").filter((path) => path.startsWith("/") && path !== "/.");
}
async function owningPackages(host, files) {
	const candidates = files.flatMap((file) => [
		file,
		file.replace(/^\/usr\/lib/, "/lib"),
		file.replace(/^\/lib/, "/usr/lib")
	]);
	const { stdout } = await host.exec("dpkg-query", ["-S", ...new Set(candidates)], { ignoreExitCode: true });
	const names = [...stdout.matchAll(/^([a-z0-9][a-z0-9.+-]*)(?::[a-z0-9]+)?: \//gm)].map(([, name = ""]) => name);
	return [...new Set(names)].sort();
}
async function packageNotices(packages, directory) {
	const table = packages.map(({ name, version, source }) => `${name} ${version} (source package: ${source})\n`);
	const entries = [textEntry(`${directory}/SOURCES`, SOURCES_HEADER + table.join(""))];
	const common = new Set();
	for (const { name } of packages) {
		const copyright = await readOptional(`/usr/share/doc/${name}/copyright`);
		if (copyright === void 0) continue;
		entries.push(textEntry(`${directory}/licenses/${name}`, copyright));
		for (const [, license = ""] of copyright.matchAll(COMMON_LICENSE)) common.add(license);
	}
	for (const license of common) {
		const text = await readOptional(`/usr/share/common-licenses/${license}`);
		if (text !== void 0) entries.push(textEntry(`${directory}/common-licenses/${license}`, text));
	}
	return entries;
}
const COMMON_LICENSE = /\/usr\/share\/common-licenses\/([A-Za-z]+(?:-[0-9]+(?:\.[0-9]+)?)?)/g;
const SOURCES_HEADER = "Files of these packages of the build machine's distribution are in this layer, unmodified unless said\notherwise. Their source code is in the distribution's archive: apt-get source NAME=VERSION.\n\n";
// src/components/runtime/sonames.ts
const LOADER = "ld-linux-x86-64.so.2";
const RUNTIME_LIBRARIES = [
	...[
		"libc.so.6",
		"libm.so.6",
		"libmvec.so.1",
		"libdl.so.2",
		"libpthread.so.0",
		"librt.so.1",
		"libutil.so.1"
	],
	...[
		"libresolv.so.2",
		"libanl.so.1",
		"libnss_files.so.2",
		"libnss_dns.so.2",
		"libnss_compat.so.2"
	],
	...["libgcc_s.so.1", "libstdc++.so.6"]
];
const RUNTIME_SONAMES = [LOADER, ...RUNTIME_LIBRARIES];
// src/elf/header.ts
const MACHINE = {
	x86_64: 62,
	aarch64: 183
};
const MACHINE_NAMES = new Map([
	[3, "i386"],
	[8, "mips"],
	[20, "powerpc"],
	[21, "ppc64"],
	[22, "s390x"],
	[40, "arm (32 bit)"],
	[MACHINE.x86_64, "x86-64 (amd64)"],
	[MACHINE.aarch64, "aarch64 (arm64)"],
	[243, "riscv"],
	[258, "loongarch"]
]);
function readElfHeader(bytes) {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (buffer.length < 20 || buffer.toString("latin1", 0, 4) !== "ELF") return void 0;
	const littleEndian = buffer[5] === 1;
	const half = (at) => littleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at);
	return {
		bits: buffer[4] === 2 ? 64 : 32,
		littleEndian,
		type: half(16),
		machine: half(18)
	};
}
function machineName(machine) {
	return MACHINE_NAMES.get(machine) ?? `machine ${machine}`;
}
// src/elf/dynamic.ts
const TAG$1 = {
	needed: 1,
	strtab: 5,
	soname: 14,
	verdef: 1879048188,
	verdefnum: 1879048189,
	verneed: 1879048190,
	verneednum: 1879048191
};
const PT_LOAD$1 = 1;
const PT_DYNAMIC$1 = 2;
const PT_INTERP = 3;
function readDynamicSection(bytes) {
	const header = readElfHeader(bytes);
	if (header?.bits !== 64 || !header.littleEndian) return void 0;
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return orMalformed(() => {
		const segments = readSegments(file);
		const dynamic = segments.find((segment) => segment.type === PT_DYNAMIC$1);
		return dynamic === void 0 ? void 0 : describe(file, segments, readTags(file, dynamic));
	});
}
function orMalformed(read) {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		throw new ToolError("elf-malformed", "an ELF file is damaged", "make the archive again from intact files", { cause: error });
	}
}
function describe(file, segments, tags) {
	const value = (tag) => tags.find(([name]) => name === tag)?.[1];
	const table = offsetOf(value(TAG$1.strtab) ?? 0, segments);
	const string = (at) => cString(file, table + at);
	const versions = (start, count) => start === void 0 ? void 0 : {
		offset: offsetOf(start, segments),
		count: count ?? 0
	};
	const interpreter = segments.find((segment) => segment.type === PT_INTERP);
	const soname = value(TAG$1.soname);
	const verdef = versions(value(TAG$1.verdef), value(TAG$1.verdefnum));
	const verneed = versions(value(TAG$1.verneed), value(TAG$1.verneednum));
	return {
		file,
		string,
		needed: tags.filter(([tag]) => tag === TAG$1.needed).map(([, at]) => string(at)),
		...interpreter && { interpreter: cString(file, interpreter.offset) },
		...soname !== void 0 && { soname: string(soname) },
		...verdef && { verdef },
		...verneed && { verneed }
	};
}
function readSegments(file) {
	const start = word(file, 32);
	const entrySize = file.readUInt16LE(54);
	return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
		const at = start + index * entrySize;
		return {
			type: file.readUInt32LE(at),
			offset: word(file, at + 8),
			address: word(file, at + 16),
			size: word(file, at + 32)
		};
	});
}
function readTags(file, dynamic) {
	const tags = [];
	for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.size; at += 16) {
		const tag = word(file, at);
		if (tag === 0) break;
		tags.push([tag, word(file, at + 8)]);
	}
	return tags;
}
function offsetOf(address, segments) {
	const segment = segments.find(({ type, address: start, size }) => type === PT_LOAD$1 && address >= start && address < start + size);
	if (segment === void 0) throw new RangeError(`address ${address} is in no segment`);
	return address - segment.address + segment.offset;
}
function word(file, at) {
	return Number(file.readBigUInt64LE(at));
}
function cString(file, at) {
	const end = file.indexOf(0, at);
	if (at > file.length || end < 0) throw new RangeError(`no string at ${at}`);
	return file.toString("latin1", at, end);
}
// src/components/shared-libraries.ts
async function neededLibraries(file) {
	const handle = await open(file, "r");
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(20), 0, 20, 0);
		const header = readElfHeader(buffer.subarray(0, bytesRead));
		if (header?.bits !== 64 || header.machine !== MACHINE.x86_64) return void 0;
		return readDynamicSection(await readFile(file))?.needed ?? [];
	} finally {
		await handle.close();
	}
}
async function installedLibraries(host) {
	const { stdout } = await host.exec("/sbin/ldconfig", ["-p"]);
	const libraries = new Map();
	for (const [, soname, file] of stdout.matchAll(/^\s+(\S+) \(libc6,x86-64[^)]*\) => (\S+)$/gm)) if (soname && file && !libraries.has(soname)) libraries.set(soname, file);
	return libraries;
}
async function libraryClosure(files, installed, present) {
	const found = new Map();
	const queue = [...files];
	for (let file = queue.pop(); file !== void 0; file = queue.pop()) {
		const needed = await neededLibraries(file) ?? [];
		for (const soname of needed.filter((name) => !present.has(name) && !found.has(name))) {
			const library = {
				soname,
				file: await realpath(locate(soname, file, installed))
			};
			found.set(soname, library);
			queue.push(library.file);
		}
	}
	return [...found.values()].sort((a, b) => a.soname < b.soname ? -1 : 1);
}
function locate(soname, user, installed) {
	const file = installed.get(soname);
	if (file !== void 0) return file;
	throw new ToolError("library-missing", `${user} needs the shared library ${soname}, which this machine does not have`, "reinstall the package that the program belongs to (dpkg -S FILE names it)");
}
// src/components/natives/choose.ts
function choosePackages(packages, level, guest, machine, sameRelease) {
	const pairs = packages.filter((item) => level === "full" || item.level === "build").map((item) => ({
		item,
		theirs: guest[item.package],
		ours: machine[item.package]
	}));
	const fits = (theirs, ours) => theirs === void 0 ? sameRelease : visibleVersion(theirs) === visibleVersion(ours);
	return {
		chosen: pairs.flatMap(({ item, theirs, ours }) => ours !== void 0 && fits(theirs, ours) ? [item] : []),
		missing: pairs.flatMap(({ item, theirs, ours }) => theirs !== void 0 && ours === void 0 ? [item.package] : []),
		different: pairs.flatMap(({ item, theirs, ours }) => theirs !== void 0 && ours !== void 0 && !fits(theirs, ours) ? [`${item.package} (${theirs} there, ${ours} here)`] : [])
	};
}
function visibleVersion(version) {
	return /^(?:\d+:)?(\d+(?:\.\d+)?)/.exec(version)?.[1] ?? version;
}
// src/components/natives/gconv.ts
const GCONV = {
	from: "/usr/lib/x86_64-linux-gnu/gconv",
	to: "/x86_64/lib/./././././././gconv"
};
async function gconvEntries(directory = GCONV.from) {
	if ((await readdir(directory).catch(() => [])).length === 0) return [];
	return (await directoryEntries(directory, "x86_64/lib/gconv")).filter(({ path }) => basename(path) !== "gconv-modules.cache");
}
function privateGconv(libc) {
	let result;
	for (let at = libc.indexOf(GCONV.from); at >= 0; at = libc.indexOf(GCONV.from, at + 1)) {
		result ??= Buffer.from(libc);
		result.write(GCONV.to, at, "latin1");
	}
	return result;
}
// src/components/natives/guest-strings.ts
const MARKERS = ["x86_64", "amd64"];
function guestString(text, program, { machineTypes, multiarch }) {
	if (text === "x86_64") return "aarch64";
	if (program.startsWith("dpkg") && /\bamd64\b/.test(text)) return text.replaceAll("amd64", "arm64");
	if (/^x86_64-[a-z0-9]+-linux-gnu$/.test(text)) return machineTypes[program] ?? machineTypes.bash ?? "aarch64-unknown-linux-gnu";
	return multiarch !== void 0 && DIRECTORIES.test(text) ? directories(text, multiarch) : void 0;
}
const DIRECTORIES = /^\/[^:]*\bx86_64-linux-gnu\b[^:]*(:\/[^:]*)*$|^\/[^:]*(:\/[^:]*)*:\/[^:]*\bx86_64-linux-gnu\b/;
const COMPANIONS = /i386|x32|lib32/;
function directories(list, multiarch) {
	return list.split(":").filter((directory) => !COMPANIONS.test(directory)).map((directory) => directory.replace("x86_64-linux-gnu", multiarch)).join(":");
}
// src/components/natives/packages.json
var packages_default = [
	{
		"package": "make",
		"level": "build"
	},
	{
		"package": "ninja-build",
		"level": "build"
	},
	{
		"package": "cmake",
		"level": "build"
	},
	{
		"package": "m4",
		"level": "build"
	},
	{
		"package": "ccache",
		"level": "build"
	},
	{
		"package": "tar",
		"level": "build"
	},
	{
		"package": "gzip",
		"level": "build"
	},
	{
		"package": "bzip2",
		"level": "build"
	},
	{
		"package": "xz-utils",
		"level": "build"
	},
	{
		"package": "zstd",
		"level": "build"
	},
	{
		"package": "bash",
		"level": "full"
	},
	{
		"package": "dash",
		"level": "full"
	},
	{
		"package": "coreutils",
		"level": "full",
		"except": ["chroot", "stdbuf"]
	},
	{
		"package": "sed",
		"level": "full"
	},
	{
		"package": "grep",
		"level": "full"
	},
	{
		"package": "gawk",
		"level": "full"
	},
	{
		"package": "mawk",
		"level": "full"
	},
	{
		"package": "findutils",
		"level": "full"
	},
	{
		"package": "diffutils",
		"level": "full"
	},
	{
		"package": "patch",
		"level": "full"
	},
	{
		"package": "bison",
		"level": "full"
	},
	{
		"package": "flex",
		"level": "full"
	},
	{
		"package": "file",
		"level": "full"
	},
	{
		"package": "pkgconf",
		"level": "full"
	},
	{
		"package": "pkgconf-bin",
		"level": "full"
	},
	{
		"package": "pkg-config",
		"level": "full"
	},
	{
		"package": "git",
		"level": "full"
	},
	{
		"package": "dpkg",
		"level": "full",
		"only": ["dpkg-deb"]
	}
];
// src/elf/retarget.ts
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const PF_X = 1;
const PF_W = 2;
const PAGE = 4096;
const R_X86_64_RELATIVE = 8;
function retargetStrings(elf, marker, replace) {
	const segments = loadSegments(elf);
	if (!segments.some(({ writable, offset, size }) => !writable && within(elf, offset, size).includes(marker))) return void 0;
	const references = findReferences(elf, segments);
	let result;
	const names = linkerNames(elf);
	const strings = findStrings(elf, segments, marker, references);
	for (const [address, text] of [...strings].filter(([at]) => at < names.start || at >= names.end)) {
		const replacement = replace(text);
		if (replacement === void 0 || replacement === text) continue;
		const places = references.get(address);
		if (places === void 0) throw new Error(`nothing points to "${text}"`);
		result ??= Buffer.from(elf);
		const to = addString(result, replacement);
		for (const { at, base } of places) if (base === void 0) result.writeBigUInt64LE(BigInt(to), at);
		else result.writeInt32LE(to - base, at);
	}
	return result;
}
function within(elf, offset, size) {
	return elf.subarray(offset, offset + size);
}
function headersOf(elf, type) {
	const table = Number(elf.readBigUInt64LE(32));
	const size = elf.readUInt16LE(54);
	return Array.from({ length: elf.readUInt16LE(56) }, (_, index) => table + index * size).filter((header) => elf.readUInt32LE(header) === type);
}
function linkerNames(elf) {
	const names = {
		start: 0,
		size: 0
	};
	for (const header of headersOf(elf, PT_DYNAMIC)) {
		const offset = Number(elf.readBigUInt64LE(header + 8));
		const end = offset + Number(elf.readBigUInt64LE(header + 32));
		for (let at = offset; at + 16 <= end; at += 16) {
			const [tag, value] = [elf.readBigUInt64LE(at), Number(elf.readBigUInt64LE(at + 8))];
			if (tag === BigInt(DT_STRTAB)) names.start = value;
			if (tag === BigInt(DT_STRSZ)) names.size = value;
		}
	}
	return {
		start: names.start,
		end: names.start + names.size
	};
}
function loadSegments(elf) {
	return headersOf(elf, PT_LOAD).map((header) => {
		const flags = elf.readUInt32LE(header + 4);
		return {
			header,
			writable: (flags & PF_W) !== 0,
			executable: (flags & PF_X) !== 0,
			offset: Number(elf.readBigUInt64LE(header + 8)),
			address: Number(elf.readBigUInt64LE(header + 16)),
			size: Number(elf.readBigUInt64LE(header + 32))
		};
	});
}
function findStrings(elf, segments, marker, references) {
	const found = new Map();
	for (const { offset, address, size } of segments.filter(({ writable }) => !writable)) {
		const bytes = within(elf, offset, size);
		for (let at = bytes.indexOf(marker); at >= 0; at = bytes.indexOf(marker, at + 1)) {
			const end = bytes.indexOf(0, at);
			const first = textStart(bytes, at);
			const used = Array.from({ length: at - first + 1 }, (_, index) => first + index).filter((start) => references.has(address + start));
			for (const start of used.length > 0 ? used : [first]) found.set(address + start, bytes.toString("latin1", start, end));
		}
	}
	return found;
}
function textStart(bytes, at) {
	let start = at;
	for (let byte = bytes[start - 1]; byte !== void 0 && byte >= 32 && byte < 127; byte = bytes[start - 1]) start -= 1;
	return start;
}
function addString(elf, text) {
	const bytes = Buffer.from(`${text}\0`, "latin1");
	for (const { header, offset, address, size, writable } of loadSegments(elf)) {
		const inMemory = Number(elf.readBigUInt64LE(header + 40));
		const end = offset + size + 1;
		const room = PAGE - (address + size) % PAGE - 1;
		if (writable || inMemory !== size || room < bytes.length || (address + size) % PAGE === 0) continue;
		if (end + bytes.length > elf.length || elf.subarray(end - 1, end + bytes.length).some((byte) => byte !== 0)) continue;
		bytes.copy(elf, end);
		const longer = BigInt(size + 1 + bytes.length);
		elf.writeBigUInt64LE(longer, header + 32);
		elf.writeBigUInt64LE(longer, header + 40);
		return address + size + 1;
	}
	throw new Error(`no room for "${text}"`);
}
function findReferences(elf, segments) {
	const references = new Map();
	const add = (address, reference) => {
		const known = references.get(address);
		if (known === void 0) references.set(address, [reference]);
		else known.push(reference);
	};
	for (const segment of segments) if (segment.executable) scanCode(elf, segment, add);
	else scanData(elf, segment, add);
	return references;
}
function scanCode(elf, { offset, address, size }, add) {
	const end = offset + size - 5;
	for (let at = elf.indexOf(141, offset + 1); at >= 0 && at < end; at = elf.indexOf(141, at + 1)) {
		const rex = elf.readUInt8(at - 1);
		if (rex !== 72 && rex !== 76 || (elf.readUInt8(at + 1) & 199) !== 5) continue;
		const base = address + (at + 6 - offset);
		add(base + elf.readInt32LE(at + 2), {
			at: at + 2,
			base
		});
	}
}
function scanData(elf, { offset, address, size, writable }, add) {
	const first = offset + (8 - address % 8) % 8;
	for (let at = first; at + 8 <= offset + size; at += 8) if ((writable || at >= first + 8 && isRelative(elf, at - 8)) && elf.readUInt32LE(at + 4) === 0) add(elf.readUInt32LE(at), { at });
}
function isRelative(elf, at) {
	return elf.readUInt32LE(at) === R_X86_64_RELATIVE && elf.readUInt32LE(at + 4) === 0;
}
// src/components/natives/programs.ts
async function findPrograms$1(host, packages, profile) {
	const programs = [];
	for (const item of packages) for (const path of await packageFiles(host, item.package)) {
		const name = nameOf$1(path, item);
		if (name === void 0 || `/usr/bin/${name}` in profile.programLinks) continue;
		if (await isDynamic(path)) programs.push({
			name,
			file: path,
			level: item.level
		});
	}
	return programs.sort((a, b) => a.name < b.name ? -1 : 1);
}
function nameOf$1(path, { only, except }) {
	const name = posix.basename(path);
	if (!["/bin", "/usr/bin"].includes(posix.dirname(path)) || except?.includes(name)) return void 0;
	return only === void 0 || only.includes(name) ? name : void 0;
}
async function isDynamic(path) {
	if (!(await lstat(path)).isFile()) return false;
	return (await neededLibraries(path) ?? []).length > 0;
}
async function nativeEntry(path, { name, file }, profile, executable) {
	const elf = await readFile(file);
	try {
		const bytes = MARKERS.reduce((program, marker) => retargetStrings(program, marker, (text) => guestString(text, name, profile)) ?? program, elf);
		if (bytes === elf) return fileEntry(path, file, executable);
		return {
			type: "file",
			path,
			mode: executable ? 493 : 420,
			source: { bytes }
		};
	} catch (cause) {
		throw new ToolError("native-unknown", `${file} of this machine cannot be made to say aarch64`, "use accelerate: compiler, and report the version of the package that it belongs to (dpkg -S names it)", { cause });
	}
}
// src/components/natives/natives.ts
const PACKAGES$1 = packages_default;
const NATIVE_LIBRARIES = "x86_64/lib/natives";
async function nativesComponent(inputs, profile, host) {
	const level = inputs.accelerate;
	if (level !== "build" && level !== "full") return void 0;
	if (profile.packages === void 0) {
		host.warning(`accelerate: ${level}: the root filesystem has no dpkg; only its compiler runs natively`);
		return;
	}
	const chosen = await chooseFor(level, profile, profile.packages, host);
	const programs = await findPrograms$1(host, chosen, profile);
	const libraries = await libraryClosure(programs.map(({ file }) => file), await installedLibraries(host), new Set(RUNTIME_SONAMES));
	const versions = await installedPackages(host, [...chosen.map((item) => item.package), "libc6"]);
	return {
		name: "natives",
		key: contentKey("natives", {
			strings: String(2),
			machine: await buildMachine(),
			packages: versions.map(({ name, version }) => `${name}=${version}`),
			programs: programs.map(({ name, level: lowest }) => `${lowest} ${name}`),
			libraries: await Promise.all(libraries.map(async ({ soname, file }) => `${soname} ${await hashFile(file)}`)),
			multiarch: profile.multiarch ?? "",
			machineTypes: JSON.stringify(Object.entries(profile.machineTypes).sort())
		}),
		libraries,
		build: () => tree(programs, libraries, profile, host)
	};
}
async function chooseFor(level, profile, guest, host) {
	const installed = await installedPackages(host, PACKAGES$1.map((item) => item.package));
	const machine = Object.fromEntries(installed.map(({ name, version }) => [name, version]));
	const { id, version } = profile.distribution;
	const sameRelease = version !== "" && await buildMachine() === `${id} ${version}`;
	const { chosen, missing, different } = choosePackages(PACKAGES$1, level, guest, machine, sameRelease);
	if (missing.length > 0) throw new ToolError("natives-missing", `accelerate: ${level} runs the root filesystem's tools as this machine's; not installed here: ${missing.join(", ")}`, `install them: sudo apt-get install ${missing.join(" ")}; or use accelerate: compiler`);
	if (different.length > 0) host.info(`natives: other versions, left emulated: ${different.join(", ")}`);
	return chosen;
}
async function tree(programs, libraries, profile, host) {
	const entries = [];
	for (const program of programs) {
		const path = `x86_64/native/${program.level}/usr/bin/${program.name}`;
		entries.push(await nativeEntry(path, program, profile, true));
	}
	for (const { soname, file } of libraries) entries.push(await nativeEntry(`${NATIVE_LIBRARIES}/${soname}`, {
		name: basename(file),
		file
	}, profile, false));
	const changed = entries.filter((entry) => entry.type === "file" && "bytes" in entry.source);
	return [
		...entries,
		...await gconvEntries(),
		...await notices$2(host, [...programs, ...libraries]),
		textEntry("x86_64/share/natives/CHANGES", CHANGES$1 + changed.map(({ path }) => `${path}\n`).join(""))
	];
}
async function notices$2(host, files) {
	return packageNotices(await installedPackages(host, [...await owningPackages(host, files.map(({ file }) => file)), "libc6"]), "x86_64/share/natives");
}
const CHANGES$1 = "In these files the names x86_64, x86_64-pc-linux-gnu and x86_64-linux-gnu were replaced by those that the root\nfilesystem's own builds of the programs have:\n\n";
// src/atomic-file.ts
async function writeAtomically(file, write) {
	const partial = `${file}.${randomUUID()}.partial`;
	try {
		const result = await write(partial);
		await rename(partial, file);
		return result;
	} catch (error) {
		await rm(partial, { force: true });
		throw error;
	}
}
// src/image/layer-directory.ts
function blobPath(directory) {
	return join(directory, "blob");
}
async function writeLayerDirectory(directory, layer) {
	await mkdir(directory, { recursive: true });
	const blob = blobPath(directory);
	if (!await exists(blob)) await writeAtomically(blob, (file) => pipeline$1(layer.open(), createWriteStream(file)));
	const { mediaType, digest, size, diffId, createdBy } = layer;
	const json = `${JSON.stringify({
		mediaType,
		digest,
		size,
		diffId,
		createdBy
	}, null, 2)}\n`;
	await writeAtomically(join(directory, "layer.json"), (file) => writeFile(file, json));
}
async function readLayerDirectory(directory) {
	const blob = blobPath(directory);
	if (!await exists(blob)) return void 0;
	const record = await readRecord(join(directory, "layer.json"));
	if (record === void 0) return void 0;
	const { digest, size } = await digestFile(blob);
	if (digest !== record.digest || size !== record.size) return void 0;
	return {
		...record,
		open: () => createReadStream(blob)
	};
}
async function readRecord(file) {
	if (!await exists(file)) return void 0;
	return parseRecord$1(await readFile(file, "utf8"));
}
function parseRecord$1(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		return;
	}
	const { mediaType, digest, size, diffId, createdBy } = value ?? {};
	if (typeof mediaType !== "string" || typeof createdBy !== "string" || typeof size !== "number") return void 0;
	return isDigest(digest) && isDigest(diffId) ? {
		mediaType,
		digest,
		size,
		diffId,
		createdBy
	} : void 0;
}
function exists(file) {
	return access(file).then(() => true, () => false);
}
// src/image/media-types.ts
const MEDIA_TYPES = {
	index: "application/vnd.oci.image.index.v1+json",
	manifest: "application/vnd.oci.image.manifest.v1+json",
	config: "application/vnd.oci.image.config.v1+json",
	layer: "application/vnd.oci.image.layer.v1.tar",
	layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
	layerZstd: "application/vnd.oci.image.layer.v1.tar+zstd"
};
// node_modules/events-universal/default.js
var require_default = __commonJSMin(((exports, module) => {
	module.exports = __require("events");
}));
// node_modules/fast-fifo/fixed-size.js
var require_fixed_size = __commonJSMin(((exports, module) => {
	module.exports = class FixedFIFO {
		constructor(hwm) {
			if (!(hwm > 0) || (hwm - 1 & hwm) !== 0) throw new Error("Max size for a FixedFIFO should be a power of two");
			this.buffer = new Array(hwm);
			this.mask = hwm - 1;
			this.top = 0;
			this.btm = 0;
			this.next = null;
		}
		clear() {
			this.top = this.btm = 0;
			this.next = null;
			this.buffer.fill(void 0);
		}
		push(data) {
			if (this.buffer[this.top] !== void 0) return false;
			this.buffer[this.top] = data;
			this.top = this.top + 1 & this.mask;
			return true;
		}
		shift() {
			const last = this.buffer[this.btm];
			if (last === void 0) return void 0;
			this.buffer[this.btm] = void 0;
			this.btm = this.btm + 1 & this.mask;
			return last;
		}
		peek() {
			return this.buffer[this.btm];
		}
		isEmpty() {
			return this.buffer[this.btm] === void 0;
		}
	};
}));
// node_modules/fast-fifo/index.js
var require_fast_fifo = __commonJSMin(((exports, module) => {
	const FixedFIFO = require_fixed_size();
	module.exports = class FastFIFO {
		constructor(hwm) {
			this.hwm = hwm || 16;
			this.head = new FixedFIFO(this.hwm);
			this.tail = this.head;
			this.length = 0;
		}
		clear() {
			this.head = this.tail;
			this.head.clear();
			this.length = 0;
		}
		push(val) {
			this.length++;
			if (!this.head.push(val)) {
				const prev = this.head;
				this.head = prev.next = new FixedFIFO(2 * this.head.buffer.length);
				this.head.push(val);
			}
		}
		shift() {
			if (this.length !== 0) this.length--;
			const val = this.tail.shift();
			if (val === void 0 && this.tail.next) {
				const next = this.tail.next;
				this.tail.next = null;
				this.tail = next;
				return this.tail.shift();
			}
			return val;
		}
		peek() {
			const val = this.tail.peek();
			if (val === void 0 && this.tail.next) return this.tail.next.peek();
			return val;
		}
		isEmpty() {
			return this.length === 0;
		}
	};
}));
// node_modules/b4a/index.js
var require_b4a = __commonJSMin(((exports, module) => {
	function isBuffer(value) {
		return Buffer.isBuffer(value) || value instanceof Uint8Array;
	}
	function isEncoding(encoding) {
		return Buffer.isEncoding(encoding);
	}
	function alloc(size, fill, encoding) {
		return Buffer.alloc(size, fill, encoding);
	}
	function allocUnsafe(size) {
		return Buffer.allocUnsafe(size);
	}
	function allocUnsafeSlow(size) {
		return Buffer.allocUnsafeSlow(size);
	}
	function byteLength(string, encoding) {
		return Buffer.byteLength(string, encoding);
	}
	function compare(a, b) {
		return Buffer.compare(a, b);
	}
	function concat(buffers, totalLength) {
		return Buffer.concat(buffers, totalLength);
	}
	function copy(source, target, targetStart, start, end) {
		return toBuffer(source).copy(target, targetStart, start, end);
	}
	function equals(a, b) {
		return toBuffer(a).equals(b);
	}
	function fill(buffer, value, offset, end, encoding) {
		return toBuffer(buffer).fill(value, offset, end, encoding);
	}
	function from(value, encodingOrOffset, length) {
		return Buffer.from(value, encodingOrOffset, length);
	}
	function includes(buffer, value, byteOffset, encoding) {
		return toBuffer(buffer).includes(value, byteOffset, encoding);
	}
	function indexOf(buffer, value, byfeOffset, encoding) {
		return toBuffer(buffer).indexOf(value, byfeOffset, encoding);
	}
	function lastIndexOf(buffer, value, byteOffset, encoding) {
		return toBuffer(buffer).lastIndexOf(value, byteOffset, encoding);
	}
	function swap16(buffer) {
		return toBuffer(buffer).swap16();
	}
	function swap32(buffer) {
		return toBuffer(buffer).swap32();
	}
	function swap64(buffer) {
		return toBuffer(buffer).swap64();
	}
	function toBuffer(buffer) {
		if (Buffer.isBuffer(buffer)) return buffer;
		return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
	}
	function toString(buffer, encoding, start, end) {
		return toBuffer(buffer).toString(encoding, start, end);
	}
	function toHex(buffer, start, end) {
		return toBuffer(buffer).toString("hex", start, end);
	}
	function write(buffer, string, offset, length, encoding) {
		return toBuffer(buffer).write(string, offset, length, encoding);
	}
	function readDoubleBE(buffer, offset) {
		return toBuffer(buffer).readDoubleBE(offset);
	}
	function readDoubleLE(buffer, offset) {
		return toBuffer(buffer).readDoubleLE(offset);
	}
	function readFloatBE(buffer, offset) {
		return toBuffer(buffer).readFloatBE(offset);
	}
	function readFloatLE(buffer, offset) {
		return toBuffer(buffer).readFloatLE(offset);
	}
	function readInt32BE(buffer, offset) {
		return toBuffer(buffer).readInt32BE(offset);
	}
	function readInt32LE(buffer, offset) {
		return toBuffer(buffer).readInt32LE(offset);
	}
	function readUInt32BE(buffer, offset) {
		return toBuffer(buffer).readUInt32BE(offset);
	}
	function readUInt32LE(buffer, offset) {
		return toBuffer(buffer).readUInt32LE(offset);
	}
	function writeDoubleBE(buffer, value, offset) {
		return toBuffer(buffer).writeDoubleBE(value, offset);
	}
	function writeDoubleLE(buffer, value, offset) {
		return toBuffer(buffer).writeDoubleLE(value, offset);
	}
	function writeFloatBE(buffer, value, offset) {
		return toBuffer(buffer).writeFloatBE(value, offset);
	}
	function writeFloatLE(buffer, value, offset) {
		return toBuffer(buffer).writeFloatLE(value, offset);
	}
	function writeInt32BE(buffer, value, offset) {
		return toBuffer(buffer).writeInt32BE(value, offset);
	}
	function writeInt32LE(buffer, value, offset) {
		return toBuffer(buffer).writeInt32LE(value, offset);
	}
	function writeUInt32BE(buffer, value, offset) {
		return toBuffer(buffer).writeUInt32BE(value, offset);
	}
	function writeUInt32LE(buffer, value, offset) {
		return toBuffer(buffer).writeUInt32LE(value, offset);
	}
	module.exports = {
		isBuffer,
		isEncoding,
		alloc,
		allocUnsafe,
		allocUnsafeSlow,
		byteLength,
		compare,
		concat,
		copy,
		equals,
		fill,
		from,
		includes,
		indexOf,
		lastIndexOf,
		swap16,
		swap32,
		swap64,
		toBuffer,
		toString,
		toHex,
		write,
		readDoubleBE,
		readDoubleLE,
		readFloatBE,
		readFloatLE,
		readInt32BE,
		readInt32LE,
		readUInt32BE,
		readUInt32LE,
		writeDoubleBE,
		writeDoubleLE,
		writeFloatBE,
		writeFloatLE,
		writeInt32BE,
		writeInt32LE,
		writeUInt32BE,
		writeUInt32LE
	};
}));
// node_modules/text-decoder/lib/pass-through-decoder.js
var require_pass_through_decoder = __commonJSMin(((exports, module) => {
	const b4a = require_b4a();
	module.exports = class PassThroughDecoder {
		constructor(encoding) {
			this.encoding = encoding;
		}
		get remaining() {
			return 0;
		}
		decode(data) {
			return b4a.toString(data, this.encoding);
		}
		flush() {
			return "";
		}
	};
}));
// node_modules/text-decoder/lib/utf8-decoder.js
var require_utf8_decoder = __commonJSMin(((exports, module) => {
	const b4a = require_b4a();
	module.exports = class UTF8Decoder {
		constructor() {
			this._reset();
		}
		get remaining() {
			return this.bytesSeen;
		}
		decode(data) {
			if (data.byteLength === 0) return "";
			if (this.bytesNeeded === 0 && trailingIncomplete(data, 0) === 0) {
				this.bytesSeen = trailingBytesSeen(data);
				return b4a.toString(data, "utf8");
			}
			let result = "";
			let start = 0;
			if (this.bytesNeeded > 0) {
				while (start < data.byteLength) {
					const byte = data[start];
					if (byte < this.lowerBoundary || byte > this.upperBoundary) {
						result += "�";
						this._reset();
						break;
					}
					this.lowerBoundary = 128;
					this.upperBoundary = 191;
					this.codePoint = this.codePoint << 6 | byte & 63;
					this.bytesSeen++;
					start++;
					if (this.bytesSeen === this.bytesNeeded) {
						result += String.fromCodePoint(this.codePoint);
						this._reset();
						break;
					}
				}
				if (this.bytesNeeded > 0) return result;
			}
			const trailing = trailingIncomplete(data, start);
			const end = data.byteLength - trailing;
			if (end > start) result += b4a.toString(data, "utf8", start, end);
			for (let i = end; i < data.byteLength; i++) {
				const byte = data[i];
				if (this.bytesNeeded === 0) {
					if (byte <= 127) {
						this.bytesSeen = 0;
						result += String.fromCharCode(byte);
					} else if (byte >= 194 && byte <= 223) {
						this.bytesNeeded = 2;
						this.bytesSeen = 1;
						this.codePoint = byte & 31;
					} else if (byte >= 224 && byte <= 239) {
						if (byte === 224) this.lowerBoundary = 160;
						else if (byte === 237) this.upperBoundary = 159;
						this.bytesNeeded = 3;
						this.bytesSeen = 1;
						this.codePoint = byte & 15;
					} else if (byte >= 240 && byte <= 244) {
						if (byte === 240) this.lowerBoundary = 144;
						else if (byte === 244) this.upperBoundary = 143;
						this.bytesNeeded = 4;
						this.bytesSeen = 1;
						this.codePoint = byte & 7;
					} else {
						this.bytesSeen = 1;
						result += "�";
					}
					continue;
				}
				if (byte < this.lowerBoundary || byte > this.upperBoundary) {
					result += "�";
					i--;
					this._reset();
					continue;
				}
				this.lowerBoundary = 128;
				this.upperBoundary = 191;
				this.codePoint = this.codePoint << 6 | byte & 63;
				this.bytesSeen++;
				if (this.bytesSeen === this.bytesNeeded) {
					result += String.fromCodePoint(this.codePoint);
					this._reset();
				}
			}
			return result;
		}
		flush() {
			const result = this.bytesNeeded > 0 ? "�" : "";
			this._reset();
			return result;
		}
		_reset() {
			this.codePoint = 0;
			this.bytesNeeded = 0;
			this.bytesSeen = 0;
			this.lowerBoundary = 128;
			this.upperBoundary = 191;
		}
	};
	function trailingIncomplete(data, start) {
		const len = data.byteLength;
		if (len <= start) return 0;
		const limit = Math.max(start, len - 4);
		let i = len - 1;
		while (i > limit && (data[i] & 192) === 128) i--;
		if (i < start) return 0;
		const byte = data[i];
		let needed;
		if (byte <= 127) return 0;
		if (byte >= 194 && byte <= 223) needed = 2;
		else if (byte >= 224 && byte <= 239) needed = 3;
		else if (byte >= 240 && byte <= 244) needed = 4;
		else return 0;
		const available = len - i;
		return available < needed ? available : 0;
	}
	function trailingBytesSeen(data) {
		const len = data.byteLength;
		if (len === 0) return 0;
		const last = data[len - 1];
		if (last <= 127) return 0;
		if ((last & 192) !== 128) return 1;
		const limit = Math.max(0, len - 4);
		let i = len - 2;
		while (i >= limit && (data[i] & 192) === 128) i--;
		if (i < 0) return 1;
		const first = data[i];
		let needed;
		if (first >= 194 && first <= 223) needed = 2;
		else if (first >= 224 && first <= 239) needed = 3;
		else if (first >= 240 && first <= 244) needed = 4;
		else return 1;
		if (len - i !== needed) return 1;
		if (needed >= 3) {
			const second = data[i + 1];
			if (first === 224 && second < 160) return 1;
			if (first === 237 && second > 159) return 1;
			if (first === 240 && second < 144) return 1;
			if (first === 244 && second > 143) return 1;
		}
		return 0;
	}
}));
// node_modules/text-decoder/index.js
var require_text_decoder = __commonJSMin(((exports, module) => {
	const PassThroughDecoder = require_pass_through_decoder();
	const UTF8Decoder = require_utf8_decoder();
	module.exports = class TextDecoder {
		constructor(encoding = "utf8") {
			this.encoding = normalizeEncoding(encoding);
			switch (this.encoding) {
				case "utf8":
					this.decoder = new UTF8Decoder();
					break;
				case "utf16le":
				case "base64": throw new Error("Unsupported encoding: " + this.encoding);
				default: this.decoder = new PassThroughDecoder(this.encoding);
			}
		}
		get remaining() {
			return this.decoder.remaining;
		}
		push(data) {
			if (typeof data === "string") return data;
			return this.decoder.decode(data);
		}
		write(data) {
			return this.push(data);
		}
		end(data) {
			let result = "";
			if (data) result = this.push(data);
			result += this.decoder.flush();
			return result;
		}
	};
	function normalizeEncoding(encoding) {
		encoding = encoding.toLowerCase();
		switch (encoding) {
			case "utf8":
			case "utf-8": return "utf8";
			case "ucs2":
			case "ucs-2":
			case "utf16le":
			case "utf-16le": return "utf16le";
			case "latin1":
			case "binary": return "latin1";
			case "base64":
			case "ascii":
			case "hex": return encoding;
			default: throw new Error("Unknown encoding: " + encoding);
		}
	}
}));
// node_modules/streamx/lib/errors.js
var require_errors = __commonJSMin(((exports, module) => {
	module.exports = class StreamError extends Error {
		constructor(msg, code, fn = StreamError) {
			super(msg);
			this.code = code;
			if (Error.captureStackTrace) Error.captureStackTrace(this, fn);
		}
		static isStreamDestroyed(err) {
			return err && err.code === "STREAM_DESTROYED";
		}
		static isPrematureClose(err) {
			return err && err.code === "PREMATURE_CLOSE";
		}
		static isAborted(err) {
			return err && err.code === "ABORTED";
		}
		static isBadArgument(err) {
			return err && err.code === "BAD_ARGUMENT";
		}
		get name() {
			return "StreamError";
		}
		static STREAM_DESTROYED() {
			return new StreamError("Stream was destroyed", "STREAM_DESTROYED", StreamError.STREAM_DESTROYED);
		}
		static PREMATURE_CLOSE(msg = "Premature close") {
			return new StreamError(msg, "PREMATURE_CLOSE", StreamError.PREMATURE_CLOSE);
		}
		static ABORTED() {
			return new StreamError("Stream aborted", "ABORTED", StreamError.ABORTED);
		}
		static BAD_ARGUMENT(msg = "Bad argument") {
			return new StreamError(msg, "BAD_ARGUMENT", StreamError.BAD_ARGUMENT);
		}
	};
}));
// node_modules/streamx/index.js
var require_streamx = __commonJSMin(((exports, module) => {
	const { EventEmitter } = require_default();
	const FIFO = require_fast_fifo();
	const TextDecoder = require_text_decoder();
	const StreamError = require_errors();
	const qmt = typeof queueMicrotask === "undefined" ? (fn) => global.process.nextTick(fn) : queueMicrotask;
	const OPENING = 1;
	const PREDESTROYING = 2;
	const DESTROYING = 4;
	const DESTROYED = 8;
	const NOT_OPENING = 536870910;
	const NOT_PREDESTROYING = 536870909;
	const READ_UPDATING = 32;
	const READ_PRIMARY = 64;
	const READ_QUEUED = 128;
	const READ_RESUMED = 256;
	const READ_PIPE_DRAINED = 512;
	const READ_ENDING = 1024;
	const READ_EMIT_DATA = 2048;
	const READ_EMIT_READABLE = 4096;
	const READ_EMITTED_READABLE = 8192;
	const READ_DONE = 16384;
	const READ_NEXT_TICK = 32768;
	const READ_READ_AHEAD = 131072;
	const READ_FLOWING = 768;
	const READ_ACTIVE_AND_NEEDS_PUSH = 65552;
	const READ_PRIMARY_AND_ACTIVE = 80;
	const READ_EMIT_READABLE_AND_QUEUED = 4224;
	const READ_RESUMED_READ_AHEAD = 131328;
	const READ_NOT_ACTIVE = 536870895;
	const READ_NON_PRIMARY_AND_PUSHED = 536805311;
	const READ_PUSHED = 536805375;
	const READ_PAUSED = 536870655;
	const READ_NOT_QUEUED = 536862591;
	const READ_NOT_ENDING = 536869887;
	const READ_PIPE_NOT_DRAINED = 536870143;
	const READ_NOT_NEXT_TICK = 536838143;
	const READ_NOT_UPDATING = 536870879;
	const READ_NO_READ_AHEAD = 536739839;
	const READ_PAUSED_NO_READ_AHEAD = 536739583;
	const WRITE_ACTIVE = 1 << 18;
	const WRITE_UPDATING = 2 << 18;
	const WRITE_PRIMARY = 4 << 18;
	const WRITE_QUEUED = 8 << 18;
	const WRITE_UNDRAINED = 16 << 18;
	const WRITE_DONE = 32 << 18;
	const WRITE_EMIT_DRAIN = 64 << 18;
	const WRITE_NEXT_TICK = 128 << 18;
	const WRITE_WRITING = 256 << 18;
	const WRITE_FINISHING = 512 << 18;
	const WRITE_CORKED = 1024 << 18;
	const WRITE_NOT_ACTIVE = 469499903;
	const WRITE_NON_PRIMARY = 535822335;
	const WRITE_NOT_FINISHING = 402391039;
	const WRITE_DRAINED = 532676607;
	const WRITE_NOT_QUEUED = 534773759;
	const WRITE_NOT_NEXT_TICK = 503316479;
	const WRITE_NOT_UPDATING = 536346623;
	const WRITE_NOT_CORKED = 268435455;
	const ACTIVE = 262160;
	const NOT_ACTIVE = 536608751;
	const DONE = 8404992;
	const DESTROY_STATUS = 14;
	const OPEN_STATUS = 15;
	const AUTO_DESTROY = 8405006;
	const NON_PRIMARY = 535822271;
	const ACTIVE_OR_TICKING = 33587200;
	const IS_OPENING = 33587215;
	const READ_PRIMARY_STATUS = 17423;
	const READ_STATUS = 16527;
	const READ_ENDING_STATUS = 1167;
	const READ_READABLE_STATUS = 12431;
	const SHOULD_NOT_READ = 214047;
	const READ_BACKPRESSURE_STATUS = 17422;
	const READ_UPDATE_SYNC_STATUS = 32879;
	const READ_NEXT_TICK_OR_OPENING = 32769;
	const WRITE_PRIMARY_STATUS = 142606351;
	const WRITE_QUEUED_AND_UNDRAINED = 6291456;
	const WRITE_QUEUED_AND_ACTIVE = 2359296;
	const WRITE_DRAIN_STATUS = 6553615;
	const WRITE_STATUS = 270794767;
	const WRITE_PRIMARY_AND_ACTIVE = 1310720;
	const WRITE_ACTIVE_AND_WRITING = 67371008;
	const WRITE_FINISHING_STATUS = 144965647;
	const WRITE_BACKPRESSURE_STATUS = 146800654;
	const WRITE_UPDATE_SYNC_STATUS = 35127311;
	const WRITE_DROP_DATA = 142606350;
	const asyncIterator = Symbol.asyncIterator || Symbol("asyncIterator");
	var WritableState = class {
		constructor(stream, { highWaterMark = 16384, map = null, mapWritable, byteLength, byteLengthWritable } = {}) {
			this.stream = stream;
			this.queue = new FIFO();
			this.highWaterMark = highWaterMark;
			this.buffered = 0;
			this.error = null;
			this.pipeline = null;
			this.drains = null;
			this.byteLength = byteLengthWritable || byteLength || defaultByteLength;
			this.map = mapWritable || map;
			this.afterWrite = afterWrite.bind(this);
			this.afterUpdateNextTick = updateWriteNT.bind(this);
		}
		get ending() {
			return (this.stream._duplexState & WRITE_FINISHING) !== 0;
		}
		get ended() {
			return (this.stream._duplexState & WRITE_DONE) !== 0;
		}
		push(data) {
			if ((this.stream._duplexState & WRITE_DROP_DATA) !== 0) return false;
			if (this.map !== null) data = this.map(data);
			this.buffered += this.byteLength(data);
			this.queue.push(data);
			if (this.buffered < this.highWaterMark) {
				this.stream._duplexState |= WRITE_QUEUED;
				return true;
			}
			this.stream._duplexState |= WRITE_QUEUED_AND_UNDRAINED;
			return false;
		}
		shift() {
			const data = this.queue.shift();
			this.buffered -= this.byteLength(data);
			if (this.buffered === 0) this.stream._duplexState &= WRITE_NOT_QUEUED;
			return data;
		}
		end(data) {
			if (typeof data === "function") this.stream.once("finish", data);
			else if (data !== void 0 && data !== null) this.push(data);
			this.stream._duplexState = (this.stream._duplexState | WRITE_FINISHING) & WRITE_NON_PRIMARY;
		}
		autoBatch(data, cb) {
			const buffer = [];
			const stream = this.stream;
			buffer.push(data);
			while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED_AND_ACTIVE) buffer.push(stream._writableState.shift());
			if ((stream._duplexState & OPEN_STATUS) !== 0) return cb(null);
			stream._writev(buffer, cb);
		}
		update() {
			const stream = this.stream;
			stream._duplexState |= WRITE_UPDATING;
			do {
				while ((stream._duplexState & WRITE_STATUS) === WRITE_QUEUED) {
					const data = this.shift();
					stream._duplexState |= WRITE_ACTIVE_AND_WRITING;
					stream._write(data, this.afterWrite);
				}
				if ((stream._duplexState & WRITE_PRIMARY_AND_ACTIVE) === 0) this.updateNonPrimary();
			} while (this.continueUpdate() === true);
			stream._duplexState &= WRITE_NOT_UPDATING;
		}
		updateNonPrimary() {
			const stream = this.stream;
			if ((stream._duplexState & WRITE_FINISHING_STATUS) === WRITE_FINISHING) {
				stream._duplexState = stream._duplexState | WRITE_ACTIVE;
				stream._final(afterFinal.bind(this));
				return;
			}
			if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
				if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
					stream._duplexState |= ACTIVE;
					stream._destroy(afterDestroy.bind(this));
				}
				return;
			}
			if ((stream._duplexState & IS_OPENING) === OPENING) {
				stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING;
				stream._open(afterOpen.bind(this));
			}
		}
		continueUpdate() {
			if ((this.stream._duplexState & WRITE_NEXT_TICK) === 0) return false;
			this.stream._duplexState &= WRITE_NOT_NEXT_TICK;
			return true;
		}
		updateCallback() {
			if ((this.stream._duplexState & WRITE_UPDATE_SYNC_STATUS) === WRITE_PRIMARY) this.update();
			else this.updateNextTick();
		}
		updateNextTick() {
			if ((this.stream._duplexState & WRITE_NEXT_TICK) !== 0) return;
			this.stream._duplexState |= WRITE_NEXT_TICK;
			if ((this.stream._duplexState & WRITE_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
	};
	var ReadableState = class {
		constructor(stream, { highWaterMark = 16384, map = null, mapReadable, byteLength, byteLengthReadable } = {}) {
			this.stream = stream;
			this.queue = new FIFO();
			this.highWaterMark = highWaterMark === 0 ? 1 : highWaterMark;
			this.buffered = 0;
			this.readAhead = highWaterMark > 0;
			this.error = null;
			this.pipeline = null;
			this.byteLength = byteLengthReadable || byteLength || defaultByteLength;
			this.map = mapReadable || map;
			this.pipeTo = null;
			this.afterRead = afterRead.bind(this);
			this.afterUpdateNextTick = updateReadNT.bind(this);
		}
		get ending() {
			return (this.stream._duplexState & READ_ENDING) !== 0;
		}
		get ended() {
			return (this.stream._duplexState & READ_DONE) !== 0;
		}
		pipe(pipeTo, cb) {
			if (this.pipeTo !== null) throw StreamError.BAD_ARGUMENT("Can only pipe to one destination");
			if (typeof cb !== "function") cb = null;
			this.stream._duplexState |= READ_PIPE_DRAINED;
			this.pipeTo = pipeTo;
			this.pipeline = new Pipeline(this.stream, pipeTo, cb);
			if (cb) this.stream.on("error", noop);
			if (isStreamx(pipeTo)) {
				pipeTo._writableState.pipeline = this.pipeline;
				if (cb) pipeTo.on("error", noop);
				pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
			} else {
				const onerror = this.pipeline.done.bind(this.pipeline, pipeTo);
				const onclose = this.pipeline.done.bind(this.pipeline, pipeTo, null);
				pipeTo.on("error", onerror);
				pipeTo.on("close", onclose);
				pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
			}
			pipeTo.on("drain", afterDrain.bind(this));
			this.stream.emit("piping", pipeTo);
			pipeTo.emit("pipe", this.stream);
		}
		push(data) {
			const stream = this.stream;
			if (data === null) {
				this.highWaterMark = 0;
				stream._duplexState = (stream._duplexState | READ_ENDING) & READ_NON_PRIMARY_AND_PUSHED;
				return false;
			}
			if (this.map !== null) {
				data = this.map(data);
				if (data === null) {
					stream._duplexState &= READ_PUSHED;
					return this.buffered < this.highWaterMark;
				}
			}
			this.buffered += this.byteLength(data);
			this.queue.push(data);
			stream._duplexState = (stream._duplexState | READ_QUEUED) & READ_PUSHED;
			return this.buffered < this.highWaterMark;
		}
		shift() {
			const data = this.queue.shift();
			this.buffered -= this.byteLength(data);
			if (this.buffered === 0) this.stream._duplexState &= READ_NOT_QUEUED;
			return data;
		}
		unshift(data) {
			const pending = [this.map !== null ? this.map(data) : data];
			while (this.buffered > 0) pending.push(this.shift());
			for (let i = 0; i < pending.length - 1; i++) {
				const data = pending[i];
				this.buffered += this.byteLength(data);
				this.queue.push(data);
			}
			this.push(pending[pending.length - 1]);
		}
		read() {
			const stream = this.stream;
			if ((stream._duplexState & READ_STATUS) === READ_QUEUED) {
				const data = this.shift();
				if (this.pipeTo !== null && this.pipeTo.write(data) === false) stream._duplexState &= READ_PIPE_NOT_DRAINED;
				if ((stream._duplexState & READ_EMIT_DATA) !== 0) stream.emit("data", data);
				return data;
			}
			if (this.readAhead === false) {
				stream._duplexState |= READ_READ_AHEAD;
				this.updateNextTick();
			}
			return null;
		}
		drain() {
			const stream = this.stream;
			while ((stream._duplexState & READ_STATUS) === READ_QUEUED && (stream._duplexState & READ_FLOWING) !== 0) {
				const data = this.shift();
				if (this.pipeTo !== null && this.pipeTo.write(data) === false) stream._duplexState &= READ_PIPE_NOT_DRAINED;
				if ((stream._duplexState & READ_EMIT_DATA) !== 0) stream.emit("data", data);
			}
		}
		update() {
			const stream = this.stream;
			stream._duplexState |= READ_UPDATING;
			do {
				this.drain();
				while (this.buffered < this.highWaterMark && (stream._duplexState & SHOULD_NOT_READ) === READ_READ_AHEAD) {
					stream._duplexState |= READ_ACTIVE_AND_NEEDS_PUSH;
					stream._read(this.afterRead);
					this.drain();
				}
				if ((stream._duplexState & READ_READABLE_STATUS) === READ_EMIT_READABLE_AND_QUEUED) {
					stream._duplexState |= READ_EMITTED_READABLE;
					stream.emit("readable");
				}
				if ((stream._duplexState & READ_PRIMARY_AND_ACTIVE) === 0) this.updateNonPrimary();
			} while (this.continueUpdate() === true);
			stream._duplexState &= READ_NOT_UPDATING;
		}
		updateNonPrimary() {
			const stream = this.stream;
			if ((stream._duplexState & READ_ENDING_STATUS) === READ_ENDING) {
				stream._duplexState = (stream._duplexState | READ_DONE) & READ_NOT_ENDING;
				stream.emit("end");
				if ((stream._duplexState & AUTO_DESTROY) === DONE) stream._duplexState |= DESTROYING;
				if (this.pipeTo !== null) this.pipeTo.end();
			}
			if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
				if ((stream._duplexState & ACTIVE_OR_TICKING) === 0) {
					stream._duplexState |= ACTIVE;
					stream._destroy(afterDestroy.bind(this));
				}
				return;
			}
			if ((stream._duplexState & IS_OPENING) === OPENING) {
				stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING;
				stream._open(afterOpen.bind(this));
			}
		}
		continueUpdate() {
			if ((this.stream._duplexState & READ_NEXT_TICK) === 0) return false;
			this.stream._duplexState &= READ_NOT_NEXT_TICK;
			return true;
		}
		updateCallback() {
			if ((this.stream._duplexState & READ_UPDATE_SYNC_STATUS) === READ_PRIMARY) this.update();
			else this.updateNextTick();
		}
		updateNextTickIfOpen() {
			if ((this.stream._duplexState & READ_NEXT_TICK_OR_OPENING) !== 0) return;
			this.stream._duplexState |= READ_NEXT_TICK;
			if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
		updateNextTick() {
			if ((this.stream._duplexState & READ_NEXT_TICK) !== 0) return;
			this.stream._duplexState |= READ_NEXT_TICK;
			if ((this.stream._duplexState & READ_UPDATING) === 0) qmt(this.afterUpdateNextTick);
		}
	};
	var TransformState = class {
		constructor(stream) {
			this.data = null;
			this.afterTransform = afterTransform.bind(stream);
			this.afterFinal = null;
		}
	};
	var Pipeline = class {
		constructor(src, dst, cb) {
			this.from = src;
			this.to = dst;
			this.afterPipe = cb;
			this.error = null;
			this.pipeToFinished = false;
		}
		finished() {
			this.pipeToFinished = true;
		}
		done(stream, err) {
			if (err) this.error = err;
			if (stream === this.to) {
				this.to = null;
				if (this.from !== null) {
					if ((this.from._duplexState & READ_DONE) === 0 || !this.pipeToFinished) this.from.destroy(this.error || StreamError.PREMATURE_CLOSE("Writable stream closed"));
					return;
				}
			}
			if (stream === this.from) {
				this.from = null;
				if (this.to !== null) {
					if ((stream._duplexState & READ_DONE) === 0) this.to.destroy(this.error || StreamError.PREMATURE_CLOSE("Readable stream closed"));
					return;
				}
			}
			if (this.afterPipe !== null) this.afterPipe(this.error);
			this.to = this.from = this.afterPipe = null;
		}
	};
	function afterDrain() {
		this.stream._duplexState |= READ_PIPE_DRAINED;
		this.updateCallback();
	}
	function afterFinal(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		if ((stream._duplexState & DESTROY_STATUS) === 0) {
			stream._duplexState |= WRITE_DONE;
			stream.emit("finish");
		}
		if ((stream._duplexState & AUTO_DESTROY) === DONE) stream._duplexState |= DESTROYING;
		stream._duplexState &= WRITE_NOT_FINISHING;
		if ((stream._duplexState & WRITE_UPDATING) === 0) this.update();
		else this.updateNextTick();
	}
	function afterDestroy(err) {
		const stream = this.stream;
		if (!err && !StreamError.isStreamDestroyed(this.error)) err = this.error;
		if (err) stream.emit("error", err);
		stream._duplexState |= DESTROYED;
		stream.emit("close");
		const rs = stream._readableState;
		const ws = stream._writableState;
		if (rs !== null && rs.pipeline !== null) rs.pipeline.done(stream, err);
		if (ws !== null) {
			while (ws.drains !== null && ws.drains.length > 0) ws.drains.shift().resolve(false);
			if (ws.pipeline !== null) ws.pipeline.done(stream, err);
		}
	}
	function afterWrite(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		stream._duplexState &= WRITE_NOT_ACTIVE;
		if (this.drains !== null) tickDrains(this.drains);
		if ((stream._duplexState & WRITE_DRAIN_STATUS) === WRITE_UNDRAINED) {
			stream._duplexState &= WRITE_DRAINED;
			if ((stream._duplexState & WRITE_EMIT_DRAIN) === WRITE_EMIT_DRAIN) stream.emit("drain");
		}
		this.updateCallback();
	}
	function afterRead(err) {
		if (err) this.stream.destroy(err);
		this.stream._duplexState &= READ_NOT_ACTIVE;
		if (this.readAhead === false && (this.stream._duplexState & READ_RESUMED) === 0) this.stream._duplexState &= READ_NO_READ_AHEAD;
		this.updateCallback();
	}
	function updateReadNT() {
		if ((this.stream._duplexState & READ_UPDATING) === 0) {
			this.stream._duplexState &= READ_NOT_NEXT_TICK;
			this.update();
		}
	}
	function updateWriteNT() {
		if ((this.stream._duplexState & WRITE_UPDATING) === 0) {
			this.stream._duplexState &= WRITE_NOT_NEXT_TICK;
			this.update();
		}
	}
	function tickDrains(drains) {
		for (let i = 0; i < drains.length; i++) if (--drains[i].writes === 0) {
			drains.shift().resolve(true);
			i--;
		}
	}
	function afterOpen(err) {
		const stream = this.stream;
		if (err) stream.destroy(err);
		if ((stream._duplexState & DESTROYING) === 0) {
			if ((stream._duplexState & READ_PRIMARY_STATUS) === 0) stream._duplexState |= READ_PRIMARY;
			if ((stream._duplexState & WRITE_PRIMARY_STATUS) === 0) stream._duplexState |= WRITE_PRIMARY;
			stream.emit("open");
		}
		stream._duplexState &= NOT_ACTIVE;
		if (stream._writableState !== null) stream._writableState.updateCallback();
		if (stream._readableState !== null) stream._readableState.updateCallback();
	}
	function afterTransform(err, data) {
		if (data !== void 0 && data !== null) this.push(data);
		this._writableState.afterWrite(err);
	}
	function newListener(name) {
		if (this._readableState !== null) {
			if (name === "data") {
				this._duplexState |= 133376;
				this._readableState.updateNextTick();
			}
			if (name === "readable") {
				this._duplexState |= READ_EMIT_READABLE;
				this._readableState.updateNextTick();
			}
		}
		if (this._writableState !== null) {
			if (name === "drain") {
				this._duplexState |= WRITE_EMIT_DRAIN;
				this._writableState.updateNextTick();
			}
		}
	}
	var Stream = class extends EventEmitter {
		constructor(opts) {
			super();
			this._duplexState = 0;
			this._readableState = null;
			this._writableState = null;
			if (opts) {
				if (opts.open) this._open = opts.open;
				if (opts.destroy) this._destroy = opts.destroy;
				if (opts.predestroy) this._predestroy = opts.predestroy;
				if (opts.signal) opts.signal.addEventListener("abort", abort.bind(this));
			}
			this.on("newListener", newListener);
		}
		_open(cb) {
			cb(null);
		}
		_destroy(cb) {
			cb(null);
		}
		_predestroy() {}
		get readable() {
			return this._readableState !== null ? true : void 0;
		}
		get writable() {
			return this._writableState !== null ? true : void 0;
		}
		get destroyed() {
			return (this._duplexState & DESTROYED) !== 0;
		}
		get destroying() {
			return (this._duplexState & DESTROY_STATUS) !== 0;
		}
		destroy(err) {
			if ((this._duplexState & DESTROY_STATUS) === 0) {
				if (!err) err = StreamError.STREAM_DESTROYED();
				this._duplexState = (this._duplexState | DESTROYING) & NON_PRIMARY;
				if (this._readableState !== null) {
					this._readableState.highWaterMark = 0;
					this._readableState.error = err;
				}
				if (this._writableState !== null) {
					this._writableState.highWaterMark = 0;
					this._writableState.error = err;
				}
				this._duplexState |= PREDESTROYING;
				this._predestroy();
				this._duplexState &= NOT_PREDESTROYING;
				if (this._readableState !== null) this._readableState.updateNextTick();
				if (this._writableState !== null) this._writableState.updateNextTick();
			}
		}
	};
	var Readable = class Readable extends Stream {
		constructor(opts) {
			super(opts);
			this._duplexState |= 8519681;
			this._readableState = new ReadableState(this, opts);
			if (opts) {
				if (this._readableState.readAhead === false) this._duplexState &= READ_NO_READ_AHEAD;
				if (opts.read) this._read = opts.read;
				if (opts.eagerOpen) this._readableState.updateNextTick();
				if (opts.encoding) this.setEncoding(opts.encoding);
			}
		}
		static deferred(fn, opts) {
			const out = new PassThrough(opts);
			fn().then((src) => {
				if (src === null) return out.end();
				if (out.destroying) return;
				pipeline(src, out, noop);
			}).catch((err) => out.destroy(err));
			return out;
		}
		setEncoding(encoding) {
			const dec = new TextDecoder(encoding);
			const map = this._readableState.map || echo;
			this._readableState.map = mapOrSkip;
			return this;
			function mapOrSkip(data) {
				const next = dec.push(data);
				return next === "" && (data.byteLength !== 0 || dec.remaining > 0) ? null : map(next);
			}
		}
		_read(cb) {
			cb(null);
		}
		pipe(dest, cb) {
			this._readableState.updateNextTick();
			this._readableState.pipe(dest, cb);
			return dest;
		}
		read() {
			this._readableState.updateNextTick();
			return this._readableState.read();
		}
		push(data) {
			this._readableState.updateNextTickIfOpen();
			return this._readableState.push(data);
		}
		unshift(data) {
			this._readableState.updateNextTickIfOpen();
			return this._readableState.unshift(data);
		}
		resume() {
			this._duplexState |= READ_RESUMED_READ_AHEAD;
			this._readableState.updateNextTick();
			return this;
		}
		pause() {
			this._duplexState &= this._readableState.readAhead === false ? READ_PAUSED_NO_READ_AHEAD : READ_PAUSED;
			return this;
		}
		static _fromAsyncIterator(ite, opts) {
			let destroy;
			const rs = new Readable({
				...opts,
				read(cb) {
					ite.next().then(push).then(cb.bind(null, null)).catch(cb);
				},
				predestroy() {
					destroy = ite.return();
				},
				destroy(cb) {
					if (!destroy) return cb(null);
					destroy.then(cb.bind(null, null)).catch(cb);
				}
			});
			return rs;
			function push(data) {
				if (data.done) rs.push(null);
				else rs.push(data.value);
			}
		}
		static from(data, opts) {
			if (isReadStreamx(data)) return data;
			if (data[asyncIterator]) return this._fromAsyncIterator(data[asyncIterator](), opts);
			if (!Array.isArray(data)) data = data === void 0 ? [] : [data];
			let i = 0;
			return new Readable({
				...opts,
				read(cb) {
					this.push(i === data.length ? null : data[i++]);
					cb(null);
				}
			});
		}
		static isBackpressured(rs) {
			return (rs._duplexState & READ_BACKPRESSURE_STATUS) !== 0 || rs._readableState.buffered >= rs._readableState.highWaterMark;
		}
		static isPaused(rs) {
			return (rs._duplexState & READ_RESUMED) === 0;
		}
		[asyncIterator]() {
			const stream = this;
			let error = null;
			let promiseResolve = null;
			let promiseReject = null;
			this.on("error", (err) => {
				error = err;
			});
			this.on("readable", onreadable);
			this.on("close", onclose);
			return {
				[asyncIterator]() {
					return this;
				},
				next() {
					return new Promise(function(resolve, reject) {
						promiseResolve = resolve;
						promiseReject = reject;
						const data = stream.read();
						if (data !== null) ondata(data);
						else if ((stream._duplexState & DESTROYED) !== 0) ondata(null);
					});
				},
				return() {
					return destroy(null);
				},
				throw(err) {
					return destroy(err);
				}
			};
			function onreadable() {
				if (promiseResolve !== null) ondata(stream.read());
			}
			function onclose() {
				if (promiseResolve !== null) ondata(null);
			}
			function ondata(data) {
				if (promiseReject === null) return;
				if (error) promiseReject(error);
				else if (data === null && (stream._duplexState & READ_DONE) === 0) promiseReject(StreamError.STREAM_DESTROYED());
				else promiseResolve({
					value: data,
					done: data === null
				});
				promiseReject = promiseResolve = null;
			}
			function destroy(err) {
				stream.destroy(err);
				return new Promise((resolve, reject) => {
					if (stream._duplexState & DESTROYED) return resolve({
						value: void 0,
						done: true
					});
					stream.once("close", function() {
						if (err) reject(err);
						else resolve({
							value: void 0,
							done: true
						});
					});
				});
			}
		}
	};
	var Writable = class extends Stream {
		constructor(opts) {
			super(opts);
			this._duplexState |= 16385;
			this._writableState = new WritableState(this, opts);
			if (opts) {
				if (opts.writev) this._writev = opts.writev;
				if (opts.write) this._write = opts.write;
				if (opts.final) this._final = opts.final;
				if (opts.eagerOpen) this._writableState.updateNextTick();
			}
		}
		cork() {
			this._duplexState |= WRITE_CORKED;
		}
		uncork() {
			this._duplexState &= WRITE_NOT_CORKED;
			this._writableState.updateNextTick();
		}
		_writev(batch, cb) {
			cb(null);
		}
		_write(data, cb) {
			this._writableState.autoBatch(data, cb);
		}
		_final(cb) {
			cb(null);
		}
		static isBackpressured(ws) {
			return (ws._duplexState & WRITE_BACKPRESSURE_STATUS) !== 0;
		}
		static drained(ws) {
			if (ws.destroyed) return Promise.resolve(false);
			const state = ws._writableState;
			const writes = (isWritev(ws) ? Math.min(1, state.queue.length) : state.queue.length) + (ws._duplexState & WRITE_WRITING ? 1 : 0);
			if (writes === 0) return Promise.resolve(true);
			if (state.drains === null) state.drains = [];
			return new Promise((resolve) => {
				state.drains.push({
					writes,
					resolve
				});
			});
		}
		write(data) {
			this._writableState.updateNextTick();
			return this._writableState.push(data);
		}
		end(data) {
			this._writableState.updateNextTick();
			this._writableState.end(data);
			return this;
		}
	};
	var Duplex = class extends Readable {
		constructor(opts) {
			super(opts);
			this._duplexState = OPENING | this._duplexState & READ_READ_AHEAD;
			this._writableState = new WritableState(this, opts);
			if (opts) {
				if (opts.writev) this._writev = opts.writev;
				if (opts.write) this._write = opts.write;
				if (opts.final) this._final = opts.final;
			}
		}
		cork() {
			this._duplexState |= WRITE_CORKED;
		}
		uncork() {
			this._duplexState &= WRITE_NOT_CORKED;
			this._writableState.updateNextTick();
		}
		_writev(batch, cb) {
			cb(null);
		}
		_write(data, cb) {
			this._writableState.autoBatch(data, cb);
		}
		_final(cb) {
			cb(null);
		}
		write(data) {
			this._writableState.updateNextTick();
			return this._writableState.push(data);
		}
		end(data) {
			this._writableState.updateNextTick();
			this._writableState.end(data);
			return this;
		}
	};
	var Transform = class extends Duplex {
		constructor(opts) {
			super(opts);
			this._transformState = new TransformState(this);
			if (opts) {
				if (opts.transform) this._transform = opts.transform;
				if (opts.flush) this._flush = opts.flush;
			}
		}
		_write(data, cb) {
			if (this._readableState.buffered >= this._readableState.highWaterMark) this._transformState.data = data;
			else this._transform(data, this._transformState.afterTransform);
		}
		_read(cb) {
			if (this._transformState.data !== null) {
				const data = this._transformState.data;
				this._transformState.data = null;
				cb(null);
				this._transform(data, this._transformState.afterTransform);
			} else cb(null);
		}
		destroy(err) {
			super.destroy(err);
			if (this._transformState.data !== null) {
				this._transformState.data = null;
				this._transformState.afterTransform();
			}
		}
		_transform(data, cb) {
			cb(null, data);
		}
		_flush(cb) {
			cb(null);
		}
		_final(cb) {
			this._transformState.afterFinal = cb;
			this._flush(transformAfterFlush.bind(this));
		}
	};
	var PassThrough = class extends Transform {};
	function transformAfterFlush(err, data) {
		const cb = this._transformState.afterFinal;
		if (err) return cb(err);
		if (data !== null && data !== void 0) this.push(data);
		this.push(null);
		cb(null);
	}
	function pipelinePromise(...streams) {
		return new Promise((resolve, reject) => {
			return pipeline(...streams, (err) => {
				if (err) return reject(err);
				resolve();
			});
		});
	}
	function pipeline(stream, ...streams) {
		const all = Array.isArray(stream) ? [...stream, ...streams] : [stream, ...streams];
		const done = all.length && typeof all[all.length - 1] === "function" ? all.pop() : null;
		if (all.length < 2) throw StreamError.BAD_ARGUMENT("Pipeline requires at least 2 streams");
		let src = all[0];
		let dest = null;
		let error = null;
		for (let i = 1; i < all.length; i++) {
			dest = all[i];
			if (isStreamx(src)) src.pipe(dest, onerror);
			else {
				errorHandle(src, true, i > 1, onerror);
				src.pipe(dest);
			}
			src = dest;
		}
		if (done) {
			let fin = false;
			const autoDestroy = isStreamx(dest) || !!(dest._writableState && dest._writableState.autoDestroy);
			dest.on("error", (err) => {
				if (error === null) error = err;
			});
			dest.on("finish", () => {
				fin = true;
				if (!autoDestroy) done(error);
			});
			if (autoDestroy) dest.on("close", () => done(error || (fin ? null : StreamError.PREMATURE_CLOSE())));
		}
		return dest;
		function errorHandle(s, rd, wr, onerror) {
			s.on("error", onerror);
			s.on("close", onclose);
			function onclose() {
				if (rd && s._readableState && !s._readableState.ended) return onerror(StreamError.PREMATURE_CLOSE());
				if (wr && s._writableState && !s._writableState.ended) return onerror(StreamError.PREMATURE_CLOSE());
			}
		}
		function onerror(err) {
			if (!err || error) return;
			error = err;
			for (const s of all) s.destroy(err);
		}
	}
	function echo(s) {
		return s;
	}
	function isStream(stream) {
		return !!stream._readableState || !!stream._writableState;
	}
	function isStreamx(stream) {
		return typeof stream._duplexState === "number" && isStream(stream);
	}
	function isEnding(stream) {
		return !!stream._readableState && stream._readableState.ending;
	}
	function isEnded(stream) {
		return !!stream._readableState && stream._readableState.ended;
	}
	function isFinishing(stream) {
		return !!stream._writableState && stream._writableState.ending;
	}
	function isFinished(stream) {
		return !!stream._writableState && stream._writableState.ended;
	}
	function getStreamError(stream, opts = {}) {
		const err = stream._readableState && stream._readableState.error || stream._writableState && stream._writableState.error;
		return !opts.all && StreamError.isStreamDestroyed(err) ? null : err;
	}
	function isReadStreamx(stream) {
		return isStreamx(stream) && stream.readable;
	}
	function isDisturbed(stream) {
		return (stream._duplexState & OPENING) !== OPENING || (stream._duplexState & DESTROYING) === DESTROYING || (stream._duplexState & ACTIVE_OR_TICKING) !== 0;
	}
	function isTypedArray(data) {
		return typeof data === "object" && data !== null && typeof data.byteLength === "number";
	}
	function defaultByteLength(data) {
		return isTypedArray(data) ? data.byteLength : 1024;
	}
	function noop() {}
	function abort() {
		this.destroy(StreamError.ABORTED());
	}
	function isWritev(s) {
		return s._writev !== Writable.prototype._writev && s._writev !== Duplex.prototype._writev;
	}
	module.exports = {
		pipeline,
		pipelinePromise,
		isStream,
		isStreamx,
		isEnding,
		isEnded,
		isFinishing,
		isFinished,
		isDisturbed,
		getStreamError,
		Stream,
		Writable,
		Readable,
		Duplex,
		Transform,
		PassThrough
	};
}));
// node_modules/tar-stream/headers.js
var require_headers = __commonJSMin(((exports) => {
	const b4a = require_b4a();
	const ZEROS = "0000000000000000000";
	const SEVENS = "7777777777777777777";
	const ZERO_OFFSET = "0".charCodeAt(0);
	const USTAR_MAGIC = b4a.from([
		117,
		115,
		116,
		97,
		114,
		0
	]);
	const USTAR_VER = b4a.from([ZERO_OFFSET, ZERO_OFFSET]);
	const GNU_MAGIC = b4a.from([
		117,
		115,
		116,
		97,
		114,
		32
	]);
	const GNU_VER = b4a.from([32, 0]);
	const MASK = 4095;
	const MAGIC_OFFSET = 257;
	const VERSION_OFFSET = 263;
	exports.decodeLongPath = function decodeLongPath(buf, encoding) {
		return decodeStr(buf, 0, buf.length, encoding);
	};
	exports.encodePax = function encodePax(opts) {
		let result = "";
		if (opts.name) result += addLength(" path=" + opts.name + "\n");
		if (opts.linkname) result += addLength(" linkpath=" + opts.linkname + "\n");
		const pax = opts.pax;
		if (pax) for (const key in pax) result += addLength(" " + key + "=" + pax[key] + "\n");
		return b4a.from(result);
	};
	exports.decodePax = function decodePax(buf) {
		const result = {};
		while (buf.length) {
			let i = 0;
			while (i < buf.length && buf[i] !== 32) i++;
			const len = parseInt(b4a.toString(buf.subarray(0, i)), 10);
			if (!len) return result;
			const b = b4a.toString(buf.subarray(i + 1, len - 1));
			const keyIndex = b.indexOf("=");
			if (keyIndex === -1) return result;
			result[b.slice(0, keyIndex)] = b.slice(keyIndex + 1);
			buf = buf.subarray(len);
		}
		return result;
	};
	exports.encode = function encode(opts) {
		const buf = b4a.alloc(512);
		let name = opts.name;
		let prefix = "";
		if (opts.typeflag === 5 && name[name.length - 1] !== "/") name += "/";
		if (b4a.byteLength(name) !== name.length) return null;
		while (b4a.byteLength(name) > 100) {
			const i = name.indexOf("/");
			if (i === -1) return null;
			prefix += prefix ? "/" + name.slice(0, i) : name.slice(0, i);
			name = name.slice(i + 1);
		}
		if (b4a.byteLength(name) > 100 || b4a.byteLength(prefix) > 155) return null;
		if (opts.linkname && b4a.byteLength(opts.linkname) > 100) return null;
		b4a.write(buf, name);
		b4a.write(buf, encodeOct(opts.mode & MASK, 6), 100);
		b4a.write(buf, encodeOct(opts.uid, 6), 108);
		b4a.write(buf, encodeOct(opts.gid, 6), 116);
		encodeSize(opts.size, buf, 124);
		b4a.write(buf, encodeOct(opts.mtime.getTime() / 1e3 | 0, 11), 136);
		buf[156] = ZERO_OFFSET + toTypeflag(opts.type);
		if (opts.linkname) b4a.write(buf, opts.linkname, 157);
		b4a.copy(USTAR_MAGIC, buf, MAGIC_OFFSET);
		b4a.copy(USTAR_VER, buf, VERSION_OFFSET);
		if (opts.uname) b4a.write(buf, opts.uname, 265);
		if (opts.gname) b4a.write(buf, opts.gname, 297);
		b4a.write(buf, encodeOct(opts.devmajor || 0, 6), 329);
		b4a.write(buf, encodeOct(opts.devminor || 0, 6), 337);
		if (prefix) b4a.write(buf, prefix, 345);
		b4a.write(buf, encodeOct(cksum(buf), 6), 148);
		return buf;
	};
	exports.decode = function decode(buf, filenameEncoding, allowUnknownFormat) {
		let typeflag = buf[156] === 0 ? 0 : buf[156] - ZERO_OFFSET;
		let name = decodeStr(buf, 0, 100, filenameEncoding);
		const mode = decodeOct(buf, 100, 8);
		const uid = decodeOct(buf, 108, 8);
		const gid = decodeOct(buf, 116, 8);
		const size = decodeOct(buf, 124, 12);
		const mtime = decodeOct(buf, 136, 12);
		const type = toType(typeflag);
		const linkname = buf[157] === 0 ? null : decodeStr(buf, 157, 100, filenameEncoding);
		const uname = decodeStr(buf, 265, 32);
		const gname = decodeStr(buf, 297, 32);
		const devmajor = decodeOct(buf, 329, 8);
		const devminor = decodeOct(buf, 337, 8);
		const c = cksum(buf);
		if (c === 256) return null;
		if (c !== decodeOct(buf, 148, 8)) throw new Error("Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?");
		if (isUSTAR(buf)) {
			if (buf[345]) name = decodeStr(buf, 345, 155, filenameEncoding) + "/" + name;
		} else if (isGNU(buf)) {} else if (!allowUnknownFormat) throw new Error("Invalid tar header: unknown format.");
		if (typeflag === 0 && name && name[name.length - 1] === "/") typeflag = 5;
		return {
			name,
			mode,
			uid,
			gid,
			size,
			byteOffset: 0,
			mtime: new Date(1e3 * mtime),
			type,
			linkname,
			uname,
			gname,
			devmajor,
			devminor,
			pax: null
		};
	};
	function isUSTAR(buf) {
		return b4a.equals(USTAR_MAGIC, buf.subarray(MAGIC_OFFSET, 263));
	}
	function isGNU(buf) {
		return b4a.equals(GNU_MAGIC, buf.subarray(MAGIC_OFFSET, 263)) && b4a.equals(GNU_VER, buf.subarray(VERSION_OFFSET, 265));
	}
	function clamp(index, len, defaultValue) {
		if (typeof index !== "number") return defaultValue;
		index = ~~index;
		if (index >= len) return len;
		if (index >= 0) return index;
		index += len;
		if (index >= 0) return index;
		return 0;
	}
	function toType(flag) {
		switch (flag) {
			case 0: return "file";
			case 1: return "link";
			case 2: return "symlink";
			case 3: return "character-device";
			case 4: return "block-device";
			case 5: return "directory";
			case 6: return "fifo";
			case 7: return "contiguous-file";
			case 72: return "pax-header";
			case 55: return "pax-global-header";
			case 27: return "gnu-long-link-path";
			case 28:
			case 30: return "gnu-long-path";
		}
		return null;
	}
	function toTypeflag(flag) {
		switch (flag) {
			case "file": return 0;
			case "link": return 1;
			case "symlink": return 2;
			case "character-device": return 3;
			case "block-device": return 4;
			case "directory": return 5;
			case "fifo": return 6;
			case "contiguous-file": return 7;
			case "pax-header": return 72;
		}
		return 0;
	}
	function indexOf(block, num, offset, end) {
		for (; offset < end; offset++) if (block[offset] === num) return offset;
		return end;
	}
	function cksum(block) {
		let sum = 256;
		for (let i = 0; i < 148; i++) sum += block[i];
		for (let j = 156; j < 512; j++) sum += block[j];
		return sum;
	}
	function encodeOct(val, n) {
		val = val.toString(8);
		if (val.length > n) return SEVENS.slice(0, n) + " ";
		return ZEROS.slice(0, n - val.length) + val + " ";
	}
	function encodeSizeBin(num, buf, off) {
		buf[off] = 128;
		for (let i = 11; i > 0; i--) {
			buf[off + i] = num & 255;
			num = Math.floor(num / 256);
		}
	}
	function encodeSize(num, buf, off) {
		if (num.toString(8).length > 11) encodeSizeBin(num, buf, off);
		else b4a.write(buf, encodeOct(num, 11), off);
	}
	function parse256(buf) {
		let positive;
		if (buf[0] === 128) positive = true;
		else if (buf[0] === 255) positive = false;
		else return null;
		const tuple = [];
		let i;
		for (i = buf.length - 1; i > 0; i--) {
			const byte = buf[i];
			if (positive) tuple.push(byte);
			else tuple.push(255 - byte);
		}
		let sum = 0;
		const l = tuple.length;
		for (i = 0; i < l; i++) sum += tuple[i] * Math.pow(256, i);
		return positive ? sum : -1 * sum;
	}
	function decodeOct(val, offset, length) {
		val = val.subarray(offset, offset + length);
		offset = 0;
		if (val[offset] & 128) return parse256(val);
		else {
			while (offset < val.length && val[offset] === 32) offset++;
			const end = clamp(indexOf(val, 32, offset, val.length), val.length, val.length);
			while (offset < end && val[offset] === 0) offset++;
			if (end === offset) return 0;
			return parseInt(b4a.toString(val.subarray(offset, end)), 8);
		}
	}
	function decodeStr(val, offset, length, encoding) {
		return b4a.toString(val.subarray(offset, indexOf(val, 0, offset, offset + length)), encoding);
	}
	function addLength(str) {
		const len = b4a.byteLength(str);
		let digits = Math.floor(Math.log(len) / Math.log(10)) + 1;
		if (len + digits >= Math.pow(10, digits)) digits++;
		return len + digits + str;
	}
}));
// node_modules/tar-stream/extract.js
var require_extract = __commonJSMin(((exports, module) => {
	const { Writable, Readable, getStreamError } = require_streamx();
	const FIFO = require_fast_fifo();
	const b4a = require_b4a();
	const headers = require_headers();
	const EMPTY = b4a.alloc(0);
	const MAX_HEADER_SIZE = 4194304;
	var BufferList = class {
		constructor() {
			this.buffered = 0;
			this.shifted = 0;
			this.queue = new FIFO();
			this._offset = 0;
		}
		push(buffer) {
			this.buffered += buffer.byteLength;
			this.queue.push(buffer);
		}
		shiftFirst(size) {
			return this.buffered === 0 ? null : this._next(size);
		}
		shift(size) {
			if (size > this.buffered) return null;
			if (size === 0) return EMPTY;
			let chunk = this._next(size);
			if (size === chunk.byteLength) return chunk;
			const chunks = [chunk];
			while ((size -= chunk.byteLength) > 0) {
				chunk = this._next(size);
				chunks.push(chunk);
			}
			return b4a.concat(chunks);
		}
		_next(size) {
			const buf = this.queue.peek();
			const rem = buf.byteLength - this._offset;
			if (size >= rem) {
				const sub = this._offset ? buf.subarray(this._offset, buf.byteLength) : buf;
				this.queue.shift();
				this._offset = 0;
				this.buffered -= rem;
				this.shifted += rem;
				return sub;
			}
			this.buffered -= size;
			this.shifted += size;
			return buf.subarray(this._offset, this._offset += size);
		}
	};
	var Source = class extends Readable {
		constructor(self, header, offset) {
			super();
			this.header = header;
			this.offset = offset;
			this._parent = self;
		}
		_read(cb) {
			if (this.header.size === 0) this.push(null);
			if (this._parent._stream === this) this._parent._update();
			cb(null);
		}
		_predestroy() {
			this._parent.destroy(getStreamError(this));
		}
		_detach() {
			if (this._parent._stream === this) {
				this._parent._stream = null;
				this._parent._missing = overflow(this.header.size);
				this._parent._update();
			}
		}
		_destroy(cb) {
			this._detach();
			cb(null);
		}
	};
	var Extract = class extends Writable {
		constructor(opts) {
			super(opts);
			if (!opts) opts = {};
			this._buffer = new BufferList();
			this._offset = 0;
			this._header = null;
			this._stream = null;
			this._missing = 0;
			this._longHeader = false;
			this._callback = noop;
			this._locked = false;
			this._finished = false;
			this._pax = null;
			this._paxGlobal = null;
			this._gnuLongPath = null;
			this._gnuLongLinkPath = null;
			this._filenameEncoding = opts.filenameEncoding || "utf-8";
			this._allowUnknownFormat = !!opts.allowUnknownFormat;
			this._unlockBound = this._unlock.bind(this);
		}
		_unlock(err) {
			this._locked = false;
			if (err) {
				this.destroy(err);
				this._continueWrite(err);
				return;
			}
			this._update();
		}
		_consumeHeader() {
			if (this._locked) return false;
			this._offset = this._buffer.shifted;
			try {
				this._header = headers.decode(this._buffer.shift(512), this._filenameEncoding, this._allowUnknownFormat);
			} catch (err) {
				this._continueWrite(err);
				return false;
			}
			if (!this._header) return true;
			this._header.byteOffset = this._buffer.shifted;
			switch (this._header.type) {
				case "gnu-long-path":
				case "gnu-long-link-path":
				case "pax-global-header":
				case "pax-header":
					this._longHeader = true;
					this._missing = this._header.size;
					if (this._missing > MAX_HEADER_SIZE) {
						this._continueWrite(new Error("Header exceeds max size"));
						return false;
					}
					return true;
			}
			this._locked = true;
			this._applyLongHeaders();
			if (!(this._header.size >= 0)) {
				this._continueWrite(new Error("Invalid header"));
				return false;
			}
			if (this._header.size === 0 || this._header.type === "directory") {
				this.emit("entry", this._header, this._createStream(), this._unlockBound);
				return true;
			}
			this._stream = this._createStream();
			this._missing = this._header.size;
			this.emit("entry", this._header, this._stream, this._unlockBound);
			return true;
		}
		_applyLongHeaders() {
			if (this._gnuLongPath) {
				this._header.name = this._gnuLongPath;
				this._gnuLongPath = null;
			}
			if (this._gnuLongLinkPath) {
				this._header.linkname = this._gnuLongLinkPath;
				this._gnuLongLinkPath = null;
			}
			if (this._pax) {
				if (this._pax.path) this._header.name = this._pax.path;
				if (this._pax.linkpath) this._header.linkname = this._pax.linkpath;
				if (this._pax.size) this._header.size = parseInt(this._pax.size, 10);
				this._header.pax = this._pax;
				this._pax = null;
			}
		}
		_decodeLongHeader(buf) {
			switch (this._header.type) {
				case "gnu-long-path":
					this._gnuLongPath = headers.decodeLongPath(buf, this._filenameEncoding);
					break;
				case "gnu-long-link-path":
					this._gnuLongLinkPath = headers.decodeLongPath(buf, this._filenameEncoding);
					break;
				case "pax-global-header":
					this._paxGlobal = headers.decodePax(buf);
					break;
				case "pax-header": this._pax = this._paxGlobal === null ? headers.decodePax(buf) : Object.assign({}, this._paxGlobal, headers.decodePax(buf));
			}
		}
		_consumeLongHeader() {
			this._longHeader = false;
			this._missing = overflow(this._header.size);
			const buf = this._buffer.shift(this._header.size);
			try {
				this._decodeLongHeader(buf);
			} catch (err) {
				this._continueWrite(err);
				return false;
			}
			return true;
		}
		_consumeStream() {
			const buf = this._buffer.shiftFirst(this._missing);
			if (buf === null) return false;
			this._missing -= buf.byteLength;
			const drained = this._stream.push(buf);
			if (this._missing === 0) {
				this._stream.push(null);
				if (drained) this._stream._detach();
				return drained && this._locked === false;
			}
			return drained;
		}
		_createStream() {
			return new Source(this, this._header, this._offset);
		}
		_update() {
			while (this._buffer.buffered > 0 && !this.destroying) {
				if (this._missing > 0) {
					if (this._stream !== null) {
						if (this._consumeStream() === false) return;
						continue;
					}
					if (this._longHeader === true) {
						if (this._missing > this._buffer.buffered) break;
						if (this._consumeLongHeader() === false) return false;
						continue;
					}
					const ignore = this._buffer.shiftFirst(this._missing);
					if (ignore !== null) this._missing -= ignore.byteLength;
					continue;
				}
				if (this._buffer.buffered < 512) break;
				if (this._stream !== null || this._consumeHeader() === false) return;
			}
			this._continueWrite(null);
		}
		_continueWrite(err) {
			const cb = this._callback;
			this._callback = noop;
			cb(err);
		}
		_write(data, cb) {
			this._callback = cb;
			this._buffer.push(data);
			this._update();
		}
		_final(cb) {
			this._finished = this._missing === 0 && this._buffer.buffered === 0;
			cb(this._finished ? null : new Error("Unexpected end of data"));
		}
		_predestroy() {
			this._continueWrite(null);
		}
		_destroy(cb) {
			if (this._stream) this._stream.destroy(getStreamError(this));
			cb(null);
		}
		[Symbol.asyncIterator]() {
			let error = null;
			let promiseResolve = null;
			let promiseReject = null;
			let entryStream = null;
			let entryCallback = null;
			const extract = this;
			this.on("entry", onentry);
			this.on("error", (err) => {
				error = err;
			});
			this.on("close", onclose);
			return {
				[Symbol.asyncIterator]() {
					return this;
				},
				next() {
					return new Promise(onnext);
				},
				return() {
					return destroy(null);
				},
				throw(err) {
					return destroy(err);
				}
			};
			function consumeCallback(err) {
				if (!entryCallback) return;
				const cb = entryCallback;
				entryCallback = null;
				cb(err);
			}
			function onnext(resolve, reject) {
				if (error) return reject(error);
				if (entryStream) {
					resolve({
						value: entryStream,
						done: false
					});
					entryStream = null;
					return;
				}
				promiseResolve = resolve;
				promiseReject = reject;
				consumeCallback(null);
				if (extract._finished && promiseResolve) {
					promiseResolve({
						value: void 0,
						done: true
					});
					promiseResolve = promiseReject = null;
				}
			}
			function onentry(header, stream, callback) {
				entryCallback = callback;
				stream.on("error", noop);
				if (promiseResolve) {
					promiseResolve({
						value: stream,
						done: false
					});
					promiseResolve = promiseReject = null;
				} else entryStream = stream;
			}
			function onclose() {
				consumeCallback(error);
				if (!promiseResolve) return;
				if (error) promiseReject(error);
				else promiseResolve({
					value: void 0,
					done: true
				});
				promiseResolve = promiseReject = null;
			}
			function destroy(err) {
				extract.destroy(err);
				consumeCallback(err);
				return new Promise((resolve, reject) => {
					if (extract.destroyed) return resolve({
						value: void 0,
						done: true
					});
					extract.once("close", function() {
						if (err) reject(err);
						else resolve({
							value: void 0,
							done: true
						});
					});
				});
			}
		}
	};
	module.exports = function extract(opts) {
		return new Extract(opts);
	};
	function noop() {}
	function overflow(size) {
		size &= 511;
		return size && 512 - size;
	}
}));
// node_modules/tar-stream/constants.js
var require_constants = __commonJSMin(((exports, module) => {
	const constants = {
		S_IFMT: 61440,
		S_IFDIR: 16384,
		S_IFCHR: 8192,
		S_IFBLK: 24576,
		S_IFIFO: 4096,
		S_IFLNK: 40960
	};
	try {
		module.exports = __require("fs").constants || constants;
	} catch {
		module.exports = constants;
	}
}));
// node_modules/tar-stream/pack.js
var require_pack = __commonJSMin(((exports, module) => {
	const { Readable, Writable, getStreamError } = require_streamx();
	const b4a = require_b4a();
	const constants = require_constants();
	const headers = require_headers();
	const DMODE = 493;
	const FMODE = 420;
	const END_OF_TAR = b4a.alloc(1024);
	var Sink = class extends Writable {
		constructor(pack, header, callback) {
			super({
				mapWritable,
				eagerOpen: true
			});
			this.written = 0;
			this.header = header;
			this._callback = callback;
			this._linkname = null;
			this._isLinkname = header.type === "symlink" && !header.linkname;
			this._isVoid = header.type !== "file" && header.type !== "contiguous-file";
			this._finished = false;
			this._pack = pack;
			this._openCallback = null;
			if (this._pack._stream === null) this._pack._stream = this;
			else this._pack._pending.push(this);
		}
		_open(cb) {
			this._openCallback = cb;
			if (this._pack._stream === this) this._continueOpen();
		}
		_continuePack(err) {
			if (this._callback === null) return;
			const callback = this._callback;
			this._callback = null;
			callback(err);
		}
		_continueOpen() {
			if (this._pack._stream === null) this._pack._stream = this;
			const cb = this._openCallback;
			this._openCallback = null;
			if (cb === null) return;
			if (this._pack.destroying) return cb(new Error("pack stream destroyed"));
			if (this._pack._finalized) return cb(new Error("pack stream is already finalized"));
			this._pack._stream = this;
			if (!this._isLinkname) this._pack._encode(this.header);
			if (this._isVoid) {
				this._finish();
				this._continuePack(null);
			}
			cb(null);
		}
		_write(data, cb) {
			if (this._isLinkname) {
				this._linkname = this._linkname ? b4a.concat([this._linkname, data]) : data;
				return cb(null);
			}
			if (this._isVoid) {
				if (data.byteLength > 0) return cb(new Error("No body allowed for this entry"));
				return cb();
			}
			this.written += data.byteLength;
			if (this._pack.push(data)) return cb();
			this._pack._drain = cb;
		}
		_finish() {
			if (this._finished) return;
			this._finished = true;
			if (this._isLinkname) {
				this.header.linkname = this._linkname ? b4a.toString(this._linkname, "utf-8") : "";
				this._pack._encode(this.header);
			}
			overflow(this._pack, this.header.size);
			this._pack._done(this);
		}
		_final(cb) {
			if (this.written !== this.header.size) return cb(new Error("Size mismatch"));
			this._finish();
			cb(null);
		}
		_getError() {
			return getStreamError(this) || new Error("tar entry destroyed");
		}
		_predestroy() {
			this._pack.destroy(this._getError());
		}
		_destroy(cb) {
			this._pack._done(this);
			this._continuePack(this._finished ? null : this._getError());
			cb();
		}
	};
	var Pack = class extends Readable {
		constructor(opts) {
			super(opts);
			this._drain = noop;
			this._finalized = false;
			this._finalizing = false;
			this._pending = [];
			this._stream = null;
		}
		entry(header, buffer, callback) {
			if (this._finalized || this.destroying) throw new Error("already finalized or destroyed");
			if (typeof buffer === "function") {
				callback = buffer;
				buffer = null;
			}
			if (!callback) callback = noop;
			if (!header.size || header.type === "symlink") header.size = 0;
			if (!header.type) header.type = modeToType(header.mode);
			if (!header.mode) header.mode = header.type === "directory" ? DMODE : FMODE;
			if (!header.uid) header.uid = 0;
			if (!header.gid) header.gid = 0;
			if (!header.mtime) header.mtime = new Date();
			if (typeof buffer === "string") buffer = b4a.from(buffer);
			const sink = new Sink(this, header, callback);
			if (b4a.isBuffer(buffer)) {
				header.size = buffer.byteLength;
				sink.write(buffer);
				sink.end();
				return sink;
			}
			if (sink._isVoid) return sink;
			return sink;
		}
		finalize() {
			if (this._stream || this._pending.length > 0) {
				this._finalizing = true;
				return;
			}
			if (this._finalized) return;
			this._finalized = true;
			this.push(END_OF_TAR);
			this.push(null);
		}
		_done(stream) {
			if (stream !== this._stream) return;
			this._stream = null;
			if (this._finalizing) this.finalize();
			if (this._pending.length) this._pending.shift()._continueOpen();
		}
		_encode(header) {
			if (!header.pax) {
				const buf = headers.encode(header);
				if (buf) {
					this.push(buf);
					return;
				}
			}
			this._encodePax(header);
		}
		_encodePax(header) {
			const paxHeader = headers.encodePax({
				name: header.name,
				linkname: header.linkname,
				pax: header.pax
			});
			const newHeader = {
				name: "PaxHeader",
				mode: header.mode,
				uid: header.uid,
				gid: header.gid,
				size: paxHeader.byteLength,
				mtime: header.mtime,
				type: "pax-header",
				linkname: header.linkname && "PaxHeader",
				uname: header.uname,
				gname: header.gname,
				devmajor: header.devmajor,
				devminor: header.devminor
			};
			this.push(headers.encode(newHeader));
			this.push(paxHeader);
			overflow(this, paxHeader.byteLength);
			newHeader.size = header.size;
			newHeader.type = header.type;
			this.push(headers.encode(newHeader));
		}
		_doDrain() {
			const drain = this._drain;
			this._drain = noop;
			drain();
		}
		_predestroy() {
			const err = getStreamError(this);
			if (this._stream) this._stream.destroy(err);
			while (this._pending.length) {
				const stream = this._pending.shift();
				stream.destroy(err);
				stream._continueOpen();
			}
			this._doDrain();
		}
		_read(cb) {
			this._doDrain();
			cb();
		}
	};
	module.exports = function pack(opts) {
		return new Pack(opts);
	};
	function modeToType(mode) {
		switch (mode & constants.S_IFMT) {
			case constants.S_IFBLK: return "block-device";
			case constants.S_IFCHR: return "character-device";
			case constants.S_IFDIR: return "directory";
			case constants.S_IFIFO: return "fifo";
			case constants.S_IFLNK: return "symlink";
		}
		return "file";
	}
	function noop() {}
	function overflow(self, size) {
		size &= 511;
		if (size) self.push(END_OF_TAR.subarray(0, 512 - size));
	}
	function mapWritable(buf) {
		return b4a.isBuffer(buf) ? buf : b4a.from(buf);
	}
}));
// node_modules/tar-stream/index.js
var require_tar_stream = __commonJSMin(((exports) => {
	exports.extract = require_extract();
	exports.pack = require_pack();
}));
// src/tar/stream.ts
var import_tar_stream = require_tar_stream();
function tarStream(members, mtimeSeconds) {
	const pack = (0, import_tar_stream.pack)();
	feed(pack, members, new Date(mtimeSeconds * 1e3)).catch((error) => pack.destroy(error));
	return Readable.from(pack, { objectMode: false });
}
async function feed(pack, members, mtime) {
	for (const member of members) await writeMember(pack, member, mtime);
	pack.finalize();
}
async function writeMember(pack, member, mtime) {
	const { promise: written, resolve, reject } = Promise.withResolvers();
	const header = {
		name: member.name,
		type: member.type,
		mode: member.mode,
		uid: 0,
		gid: 0,
		mtime,
		size: member.size ?? 0,
		...member.linkname === void 0 ? {} : { linkname: member.linkname }
	};
	const entry = pack.entry(header, (error) => error ? reject(error) : resolve());
	if (member.type !== "file") return written;
	entry.on("error", reject);
	written.catch(() => void 0);
	await writeBody(entry, member, written);
	return written;
}
async function writeBody(entry, member, written) {
	for await (const chunk of member.open?.() ?? []) if (!entry.write(chunk)) await Promise.race([once(entry, "drain"), written]);
	entry.end(void 0);
}
// src/tar/tree.ts
function completeTree(entries) {
	const tree = new Map();
	for (const entry of entries) {
		assertPath(entry.path);
		if (tree.has(entry.path)) throw new Error(`layer: ${entry.path} is there twice`);
		tree.set(entry.path, entry);
	}
	for (const { path } of entries) addParents(tree, path);
	return [...tree.values()].sort((a, b) => a.path < b.path ? -1 : 1);
}
function assertPath(path) {
	const parts = path.split("/");
	if (path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) throw new Error(`layer: ${JSON.stringify(path)} is not a relative, normal path`);
}
function addParents(tree, path) {
	for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
		const parent = path.slice(0, slash);
		const known = tree.get(parent);
		if (known === void 0) tree.set(parent, {
			type: "directory",
			path: parent,
			mode: 493
		});
		else if (known.type !== "directory") throw new Error(`layer: ${path} lies under ${parent}, a ${known.type}`);
	}
}
// src/tar/pack.ts
const GZIP_LEVEL = 6;
async function packLayer(entries, blobFile, options) {
	const members = await Promise.all(completeTree(entries).map(toMember));
	const plain = createDigester();
	const compressed = createDigester();
	await writeAtomically(blobFile, (partial) => pipeline$1(tarStream(members, options.sourceDateEpoch), plain.stream, createGzip({ level: GZIP_LEVEL }), compressed.stream, createWriteStream(partial), { signal: options.signal }));
	return {
		mediaType: MEDIA_TYPES.layerGzip,
		...compressed.result(),
		diffId: plain.result().digest,
		createdBy: options.createdBy,
		open: () => createReadStream(blobFile)
	};
}
async function toMember(entry) {
	if (entry.type === "directory") return {
		name: `${entry.path}/`,
		type: "directory",
		mode: entry.mode
	};
	if (entry.type === "symlink") return {
		name: entry.path,
		type: "symlink",
		mode: 511,
		linkname: entry.target
	};
	const { path: name, mode, source } = entry;
	return {
		name,
		type: "file",
		mode,
		size: await sizeOf(source),
		open: () => openSource(source)
	};
}
async function sizeOf(source) {
	return "bytes" in source ? source.bytes.byteLength : (await stat(source.file)).size;
}
async function* openSource(source) {
	if (!("bytes" in source)) yield* createReadStream(source.file);
	else if (source.bytes.byteLength > 0) yield source.bytes;
}
// src/components/resolve.ts
async function resolveComponent(component, host) {
	const directory = await host.tempDir(component.name);
	const epoch = sourceDateEpoch(host.env.SOURCE_DATE_EPOCH);
	const key = epoch === 0 ? component.key : `${component.key}-${epoch}`;
	const cached = await restore(key, join(directory, "cached"), host);
	if (cached) {
		host.info(`${component.name}: reused from the cache (${key})`);
		return {
			layer: cached,
			cacheHit: true
		};
	}
	host.debug(`${component.name}: not in the cache (${key})`);
	const layer = await build(component, directory, epoch, host);
	await host.cache.save(key, join(directory, "layer"));
	return {
		layer,
		cacheHit: false
	};
}
async function restore(key, directory, host) {
	await mkdir(directory);
	if (!await host.cache.restore(key, directory)) return void 0;
	const layer = await readLayerDirectory(directory);
	if (layer) return layer;
	host.warning(`the cache entry ${key} is damaged; building it anew`);
	await host.cache.discard(key);
}
async function build(component, directory, epoch, host) {
	const work = join(directory, "work");
	const finished = join(directory, "layer");
	await mkdir(work);
	await mkdir(finished);
	const layer = await packLayer(await component.build(work), blobPath(finished), {
		createdBy: `arm64-on-x86: ${component.name}`,
		sourceDateEpoch: epoch,
		signal: host.signal
	});
	await writeLayerDirectory(finished, layer);
	await rm(work, { recursive: true });
	return layer;
}
function sourceDateEpoch(value) {
	return value !== void 0 && /^\d+$/.test(value) ? Number(value) : 0;
}
// src/components/toolchain/toolchain.ts
const HOST = "x86_64/host";
const LIBRARIES = "x86_64/lib/toolchain";
// src/components/toolchain/names.ts
const TOOLS = [
	...[
		"gcc",
		"g++",
		"cpp",
		"gcc-ar",
		"gcc-nm",
		"gcc-ranlib",
		"gcov",
		"gcov-tool",
		"gcov-dump"
	],
	...[
		"as",
		"ld",
		"ld.bfd",
		"ld.gold",
		"ar",
		"nm",
		"ranlib",
		"strip",
		"objdump",
		"objcopy",
		"readelf"
	],
	...[
		"addr2line",
		"size",
		"strings",
		"c++filt",
		"elfedit",
		"gprof",
		"dwp",
		"gdb"
	]
];
const VERSIONED = new Set([
	"gcc",
	"g++",
	"cpp",
	"gcc-ar",
	"gcc-nm",
	"gcc-ranlib",
	"gcov",
	"gcov-tool",
	"gcov-dump"
]);
const ALIASES = {
	cc: "gcc",
	"c++": "g++"
};
function plainNames(present, major) {
	const names = new Map();
	for (const tool of TOOLS.filter((name) => name !== "gdb" && present.has(name))) for (const name of spellings(tool, major)) names.set(name, tool);
	return names;
}
function spellings(tool, major) {
	const plain = [tool, ...Object.keys(ALIASES).filter((alias) => ALIASES[alias] === tool)];
	if (major !== void 0 && VERSIONED.has(tool)) plain.push(`${tool}-${major}`);
	return plain.flatMap((name) => name in ALIASES ? [name] : [name, `aarch64-linux-gnu-${name}`]);
}
function nameLinks(programs, names) {
	const links = [];
	for (const [tool, file] of programs) links.push(linkEntry(`${HOST}/bin/aarch64-linux-${tool}`, file));
	for (const [name, tool] of names) {
		const file = programs.get(tool);
		if (file !== void 0) links.push(linkEntry(`${HOST}/plain/${name}`, `../bin/${file}`));
	}
	return links;
}
// src/components/toolchain/sdk.ts
async function sdkToolchain(spec, host) {
	const source = await openSource$1(spec, "toolchain", host);
	const names = plainNames(CERTAIN);
	return {
		parts: {
			provider: "sdk",
			sha256: source.sha256
		},
		tools: [...names.keys()],
		libraries: [],
		build: async (workDirectory) => unpack(await source.fetch(), source.location, workDirectory, host)
	};
}
const CERTAIN = new Set([...[
	"gcc",
	"g++",
	"cpp",
	"gcc-ar",
	"gcc-nm",
	"gcc-ranlib",
	"as",
	"ld",
	"ar",
	"nm",
	"ranlib",
	"strip"
], ...[
	"objdump",
	"objcopy",
	"readelf",
	"addr2line",
	"size",
	"strings",
	"c++filt"
]]);
async function unpack(file, name, workDirectory, host) {
	await host.exec("tar", [
		"-xf",
		file,
		"-C",
		workDirectory,
		"--no-same-owner"
	]);
	const root = await findRoot(name, workDirectory);
	const bin = await readdir(join(root, "bin"));
	const prefix = bin.map((name) => /^(aarch64-.*linux-[a-z]+-)gcc$/.exec(name)?.[1]).find(Boolean);
	if (prefix === void 0) throw withoutCompiler(name);
	const tools = TOOLS.filter((tool) => bin.includes(`${prefix}${tool}`));
	const programs = new Map(tools.map((tool) => [tool, `${prefix}${tool}`]));
	const tree = new Map();
	for (const entry of nameLinks(programs, plainNames(new Set(tools)))) tree.set(entry.path, entry);
	for (const entry of await directoryEntries(root, HOST)) tree.set(entry.path, entry);
	return [...tree.values()];
}
async function findRoot(path, directory) {
	const [only, ...others] = await readdir(directory);
	const candidates = only !== void 0 && others.length === 0 ? [directory, join(directory, only)] : [directory];
	for (const candidate of candidates) if (await pathEntry(join(candidate, "bin", "."), "bin").then(() => true, () => false)) return candidate;
	throw withoutCompiler(path);
}
function withoutCompiler(path) {
	return new ToolError("sdk-without-compiler", `the SDK tarball ${path} has no bin/aarch64-…-linux-…-gcc`, "give a tarball made by Buildroot's \"make sdk\" for aarch64, or another with the compiler in bin/");
}
// src/components/toolchain/fits.ts
const OTHER = "use a toolchain made for this root filesystem: toolchain=buildroot or the path of an SDK tarball";
function checkToolchainFits(needs, profile) {
	const { libc, glibcxx } = profile;
	const rootfs = `the root filesystem (${profile.distribution.name || "unknown distribution"})`;
	if (libc.kind === "musl") throw refuse(`it builds for glibc and ${rootfs} has musl`);
	if (libc.version !== "" && compareVersions(needs.glibc, libc.version) > 0) throw refuse(`it was built against glibc ${needs.glibc} and ${rootfs} has glibc ${libc.version}`);
	if (glibcxx !== void 0 && compareVersions(needs.glibcxx, glibcxx) > 0) throw refuse(`its libstdc++ has GLIBCXX_${needs.glibcxx} and that of ${rootfs} only GLIBCXX_${glibcxx}`);
}
function refuse(why) {
	const message = `toolchain "system" could build programs that do not start: ${why}`;
	return new ToolError("toolchain-does-not-fit", message, OTHER);
}
function glibcxxOfFile(name) {
	const minor = /libstdc\+\+\.so\.6\.0\.(\d+)$/.exec(name)?.[1];
	return minor === void 0 ? void 0 : `3.4.${minor}`;
}
// src/components/toolchain/package-tree.ts
const NEEDLESS$1 = /^\/usr\/(share\/(doc|man|info|locale|lintian|applications|pixmaps)|lib\/x86_64-linux-gnu)(\/|$)/;
const PROGRAMS = /^\/usr\/bin\/(aarch64-linux-gnu-(?!lto-dump)|gdb-multiarch$)/;
function imagePath(path) {
	return (path.startsWith("/usr/bin/") ? PROGRAMS.test(path) : path.startsWith("/usr/")) && !NEEDLESS$1.test(path) ? `${HOST}${path.slice(4)}` : void 0;
}
async function packageTree(host, packages) {
	const entries = new Map();
	for (const { name } of packages) for (const file of await packageFiles(host, name)) {
		const path = imagePath(file);
		const entry = path === void 0 ? void 0 : await pathEntry(file, path, relocateLink);
		if (entry) entries.set(entry.path, entry);
	}
	return withoutDanglingLinks(entries);
}
function relocateLink(target) {
	if (!target.startsWith("/")) return target;
	const path = imagePath(target);
	return path === void 0 ? void 0 : `/${path}`;
}
function withoutDanglingLinks(entries) {
	const known = new Set();
	for (const path of entries.keys()) for (let parent = path; parent !== "."; parent = posix.dirname(parent)) known.add(parent);
	return new Map([...entries].filter(([, entry]) => entry.type !== "symlink" || known.has(linkTarget(entry))));
}
function linkTarget(entry) {
	return posix.resolve("/", posix.dirname(entry.path), entry.target).slice(1);
}
// src/components/toolchain/gdb-python.ts
const NEEDLESS = /\/(__pycache__|lib-dynload|config-[^/]*|test|idlelib|lib2to3|distutils|ensurepip|pydoc_data|tkinter|venv|turtledemo)\//;
async function pythonPackages(host, libraries) {
	const version = libraries.map(({ soname }) => /^libpython(3\.\d+)\.so/.exec(soname)?.[1]).find(Boolean);
	return version === void 0 ? [] : installedPackages(host, [`libpython${version}-minimal`, `libpython${version}-stdlib`]);
}
async function pythonTree(host, packages) {
	const modules = [...(await packageTree(host, packages)).values()].filter(({ path }) => PYTHON.test(path) && path.endsWith(".py") && !NEEDLESS.test(path));
	const root = modules.map(({ path }) => PYTHON.exec(path)?.[0]).find(Boolean);
	if (root === void 0) return modules;
	return [...modules, {
		type: "directory",
		path: `${root}lib-dynload`,
		mode: 493
	}];
}
const PYTHON = /^x86_64\/host\/lib\/python3[^/]*\//;
// src/components/toolchain/specs.ts
async function guestSpecs(compiler, directory, profile, host) {
	const { stdout } = await host.exec(compiler, ["-dumpspecs"]);
	const lib64 = profile.multiarch === void 0 ? LIB64 : "";
	return textEntry(`${directory}/specs`, `${stdout.trimEnd()}\n\n${LOCAL}${lib64}`);
}
const LOCAL = "*cpp:\n+ %{!nostdinc:%{!-sysroot=*:-isystem /usr/local/include}}\n\n";
const LIB64 = "*startfile_prefix_spec:\n/lib64/ /usr/lib64/ /lib/ /usr/lib/\n\n*link:\n+ -rpath-link /lib64:/usr/lib64\n\n";
// src/components/toolchain/system-packages.ts
const TRIPLET$1 = "aarch64-linux-gnu";
const REQUIRED = [
	`gcc-${TRIPLET$1}`,
	`g++-${TRIPLET$1}`,
	`binutils-${TRIPLET$1}`,
	"gdb-multiarch"
];
async function findSystemPackages(host, wantedMajor) {
	const patterns = [`gcc-*-${TRIPLET$1}`, `g++-*-${TRIPLET$1}`];
	const present = await installedPackages(host, [...REQUIRED, ...patterns]);
	const names = new Map(present.map((item) => [item.name, item]));
	const missing = REQUIRED.filter((name) => !names.has(name));
	const major = chooseMajor([...names.keys()], names.get(`gcc-${TRIPLET$1}`)?.depends ?? "", wantedMajor);
	if (missing.length > 0 || major === void 0) throw notInstalled(missing.length > 0 ? missing : REQUIRED);
	return {
		major,
		packages: await withParts(host, major)
	};
}
function notInstalled(missing) {
	return new ToolError("toolchain-not-installed", `toolchain "system" needs this machine's packaged aarch64 cross compiler; not installed: ${missing.join(", ")}`, `install it: sudo apt-get install ${missing.join(" ")}`);
}
function chooseMajor(names, defaultDepends, wanted) {
	const majors = names.map((name) => Number(/^gcc-(\d+)-aarch64-linux-gnu$/.exec(name)?.[1])).filter((major) => major > 0 && names.includes(`g++-${major}-${TRIPLET$1}`));
	const usual = Number(/\bgcc-(\d+)-aarch64-linux-gnu\b/.exec(defaultDepends)?.[1]);
	if (wanted !== void 0 && majors.includes(wanted)) return wanted;
	return majors.includes(usual) ? usual : majors.sort((a, b) => b - a)[0];
}
async function withParts(host, major) {
	const main = [...[
		`gcc-${major}-${TRIPLET$1}`,
		`g++-${major}-${TRIPLET$1}`,
		`cpp-${major}-${TRIPLET$1}`,
		`binutils-${TRIPLET$1}`
	], ...[
		`libgcc-${major}-dev-arm64-cross`,
		`libstdc++-${major}-dev-arm64-cross`,
		"gdb-multiarch",
		"gdb"
	]];
	const runtime = (await installedPackages(host, main)).flatMap(({ depends }) => crossLibraries(depends));
	return installedPackages(host, [...main, ...runtime]);
}
function crossLibraries(depends) {
	const names = depends.match(/[a-z0-9][a-z0-9.+-]*-arm64-cross\b/g) ?? [];
	return [...new Set(names)].filter((name) => !/^(libc6|linux-libc)-/.test(name)).sort();
}
// src/components/toolchain/system.ts
const TRIPLET = "aarch64-linux-gnu";
async function systemToolchain(profile, host) {
	const found = await findSystemPackages(host, profile.gccMajor);
	const tree = await packageTree(host, found.packages);
	checkToolchainFits(await needs(host, tree), profile);
	const libraries = await libraryClosure([...tree.values()].flatMap((entry) => sourceFile(entry) ?? []), await installedLibraries(host), new Set(RUNTIME_SONAMES));
	const python = await pythonPackages(host, libraries);
	const programs = findPrograms(tree, found.major);
	const versioned = profile.gccMajor === void 0 || profile.gccMajor === found.major ? found.major : void 0;
	const names = plainNames(new Set(programs.keys()), versioned);
	return {
		parts: {
			provider: "system",
			major: String(found.major),
			packages: [...found.packages, ...python].map(({ name, version }) => `${name}=${version}`),
			libraries: await Promise.all(libraries.map(async ({ soname, file }) => `${soname} ${await hashFile(file)}`)),
			names: [...names.keys()],
			layout: profile.multiarch ?? "lib64"
		},
		tools: [...names.keys()],
		libraries,
		build: async () => [
			...tree.values(),
			...nameLinks(programs, names),
			...pluginLinks(tree, found),
			await guestSpecs(`${TRIPLET}-gcc-${found.major}`, parts(found.major), profile, host),
			...libraries.map(({ soname, file }) => fileEntry(`${LIBRARIES}/${soname}`, file, false)),
			...await pythonTree(host, python),
			...await notices$1(host, [...found.packages, ...python], libraries)
		]
	};
}
function sourceFile(entry) {
	return entry.type === "file" && "file" in entry.source ? entry.source.file : void 0;
}
async function needs(host, tree) {
	const [libc] = await installedPackages(host, ["libc6-arm64-cross"]);
	const glibcxx = [...tree.keys()].map((path) => glibcxxOfFile(basename(path))).find(Boolean);
	return {
		glibc: /^[\d.]+/.exec(libc?.version ?? "")?.[0] ?? "0",
		glibcxx: glibcxx ?? "0"
	};
}
function findPrograms(tree, major) {
	const programs = new Map();
	for (const tool of TOOLS) {
		const name = (tool === "gdb" ? ["gdb-multiarch"] : [`${TRIPLET}-${tool}-${major}`, `${TRIPLET}-${tool}`]).find((candidate) => tree.has(`${HOST}/bin/${candidate}`));
		if (name !== void 0) programs.set(tool, name);
	}
	return programs;
}
function pluginLinks(tree, { major }) {
	const plugin = `gcc-cross/${TRIPLET}/${major}/liblto_plugin.so`;
	const links = tree.has(`x86_64/host/lib/${plugin}`) ? [linkEntry(`${HOST}/lib/bfd-plugins/liblto_plugin.so`, `../${plugin}`), linkEntry(`${HOST}/lib/${TRIPLET}/bfd-plugins/liblto_plugin.so`, `../../${plugin}`)] : [];
	for (const [tool, file] of findPrograms(tree, major)) {
		const path = `${HOST}/bin/${TRIPLET}-${tool}`;
		if (tool !== "gdb" && !tree.has(path)) links.push(linkEntry(path, file));
	}
	return links;
}
function parts(major) {
	return `${HOST}/lib/gcc-cross/${TRIPLET}/${major}`;
}
async function notices$1(host, packages, libraries) {
	const owners = await owningPackages(host, libraries.map(({ file }) => file));
	return packageNotices(await installedPackages(host, [...packages.map(({ name }) => name), ...owners]), "x86_64/share/toolchain");
}
// src/components/toolchain/index.ts
const RECIPE = "3";
async function selectToolchain(inputs, profile, host) {
	if (inputs.toolchain === "system") return systemToolchain(profile, host);
	if (inputs.toolchain === "buildroot") throw new ToolError("toolchain-not-yet", "toolchain \"buildroot\" is not available yet", "use toolchain=system (the packaged cross compiler) or the path of an SDK tarball");
	return sdkToolchain(inputs.toolchain, host);
}
async function toolchainComponent(inputs, profile, host) {
	const toolchain = await selectToolchain(inputs, profile, host);
	if (!profile.libcDevelopment) host.warning("the root filesystem has no libc development files (stdio.h, crt1.o): install its libc's development package in the image (libc6-dev, glibc-devel) before compiling");
	return {
		name: "toolchain",
		key: contentKey("toolchain", {
			...toolchain.parts,
			recipe: RECIPE
		}),
		build: toolchain.build
	};
}
// src/components/runtime/enter.ts
function enterEntries(programs) {
	return [...new Set(programs.map((path) => posix.basename(path)))].sort().map((name) => linkEntry(`x86_64/enter/${name}`, "../bin/launch"));
}
// src/components/runtime/ld-cache.ts
const HEADER_SIZE = 48;
const ENTRY_SIZE = 24;
const FLAGS_X86_64_LIBC6 = 771;
const LITTLE_ENDIAN = 2;
function writeLdCache(libraries) {
	const sorted = [...libraries].sort((a, b) => compareLibraryNames(b.soname, a.soname));
	const twice = sorted.find((entry, index) => entry.soname === sorted[index + 1]?.soname);
	if (twice) throw new Error(`two libraries named ${twice.soname}`);
	const start = HEADER_SIZE + ENTRY_SIZE * sorted.length;
	const strings = [];
	const entries = Buffer.alloc(ENTRY_SIZE * sorted.length);
	let offset = start;
	const add = (text) => {
		const at = offset;
		strings.push(Buffer.from(`${text}\0`));
		offset += Buffer.byteLength(text) + 1;
		return at;
	};
	sorted.forEach(({ soname, path }, index) => {
		entries.writeUInt32LE(FLAGS_X86_64_LIBC6, index * ENTRY_SIZE);
		entries.writeUInt32LE(add(soname), index * ENTRY_SIZE + 4);
		entries.writeUInt32LE(add(path), index * ENTRY_SIZE + 8);
	});
	return Buffer.concat([
		header(sorted.length, offset - start),
		entries,
		...strings
	]);
}
function header(count, stringsSize) {
	const bytes = Buffer.alloc(HEADER_SIZE);
	bytes.write("glibc-ld.so.cache1.1", 0, "latin1");
	bytes.writeUInt32LE(count, 20);
	bytes.writeUInt32LE(stringsSize, 24);
	bytes.writeUInt8(LITTLE_ENDIAN, 28);
	return bytes;
}
function compareLibraryNames(a, b) {
	const left = a.match(/\d+|[^\d]/g) ?? [];
	const right = b.match(/\d+|[^\d]/g) ?? [];
	for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
		const order = compareParts(left[index] ?? "", right[index] ?? "");
		if (order !== 0) return order;
	}
	return 0;
}
function compareParts(a, b) {
	const digits = Number(isDigit(a)) - Number(isDigit(b));
	if (digits !== 0) return digits;
	return isDigit(a) ? Number(a) - Number(b) : codeOf(a) - codeOf(b);
}
function isDigit(part) {
	return /^\d/.test(part);
}
function codeOf(part) {
	return part === "" ? 0 : part.charCodeAt(0);
}
// src/components/runtime/loader.ts
const LOADER_NAMES = [{
	from: "/etc/ld.so.preload",
	to: "/x86_64/ld.preload"
}, {
	from: "/etc/ld.so.cache",
	to: "/x86_64/ld.cache"
}];
function patchLoader(loader) {
	const patched = Buffer.from(loader);
	for (const { from, to } of LOADER_NAMES) {
		const name = Buffer.from(`\0${from}\0`);
		const at = patched.indexOf(name);
		if (at < 0 || patched.indexOf(name, at + 1) >= 0) throw unknownLoader(from);
		patched.write(to, at + 1, "latin1");
	}
	return patched;
}
function unknownLoader(name) {
	return new ToolError("loader-unknown", `this machine's x86-64 loader does not name ${name} exactly once, so it cannot be made private`, "run on a distribution with glibc, such as Debian or Ubuntu, and report its glibc version if it is one");
}
// src/components/runtime/shadows.ts
const TOOL = "libexec/tool";
function shadowEntries(tools) {
	return [...tools.map((name) => linkEntry(`x86_64/native/usr/bin/${name}`, `../../../${TOOL}`)), linkEntry("x86_64/native/bin", "usr/bin")];
}
// src/components/runtime/runtime.ts
const PRELOAD = "libarm64-on-x86.so";
async function runtimeComponent(inputs, profile, host, nativeLibraries = []) {
	const toolchain = await selectToolchain(inputs, profile, host);
	const libraries = await runtimeLibraries(host);
	const loader = await findLoader();
	const shadows = inputs.accelerate === "none" ? [] : toolchain.tools;
	const key = contentKey("runtime", {
		native: await nativeSources(),
		machine: await buildMachine(),
		cpu: inputs.cpu,
		loader: await hashFile(loader),
		libraries: await Promise.all(libraries.map(async ({ soname, file }) => `${soname} ${await hashFile(file)}`)),
		toolchainLibraries: toolchain.libraries.map(({ soname }) => soname),
		nativeLibraries: nativeLibraries.map(({ soname }) => soname),
		lib64: profile.lib64,
		shadows,
		programs: profile.programs
	});
	const cache = writeLdCache(libraryPlaces([
		["x86_64/lib", [{ soname: LOADER }, ...libraries]],
		[LIBRARIES, toolchain.libraries],
		[NATIVE_LIBRARIES, nativeLibraries]
	]));
	return {
		name: "runtime",
		key,
		build: async (workDirectory) => [
			...await ownPrograms(workDirectory, inputs.cpu, shadows, host),
			...enterEntries(profile.programs),
			...await loaderEntries(loader, profile.lib64),
			{
				type: "file",
				path: "x86_64/ld.cache",
				mode: 420,
				source: { bytes: cache }
			},
			...await Promise.all(libraries.map(libraryEntry)),
			...await notices(host, [...libraries.map(({ file }) => file), loader])
		]
	};
}
async function nativeSources() {
	const native = join(repositoryRoot(), "native");
	const rooms = await Promise.all([
		"router",
		"preload",
		"launch"
	].map((room) => hashTree(join(native, room))));
	return [await hashFile(join(native, "Makefile")), ...rooms.flat()];
}
async function ownPrograms(directory, cpu, shadows, host) {
	const { launch, preload, tool, explain } = await buildNativePrograms(directory, cpu, host);
	return [
		fileEntry("x86_64/bin/launch", launch, true),
		fileEntry("x86_64/bin/arm64-on-x86", explain, true),
		linkEntry("x86_64/host/bin/arm64-on-x86", "../../bin/arm64-on-x86"),
		fileEntry(`x86_64/lib/${PRELOAD}`, preload, false),
		textEntry("x86_64/ld.preload", `/x86_64/lib/${PRELOAD}\n`),
		fileEntry(`x86_64/${TOOL}`, tool, true),
		...shadows.length > 0 ? shadowEntries(shadows) : []
	];
}
function libraryPlaces(groups) {
	const places = new Map();
	for (const [directory, libraries] of groups) for (const { soname } of libraries) if (!places.has(soname)) places.set(soname, {
		soname,
		path: `/${directory}/${soname}`
	});
	return [...places.values()];
}
async function libraryEntry({ soname, file }) {
	const path = `x86_64/lib/${soname}`;
	if (soname !== "libc.so.6") return fileEntry(path, file, false);
	const bytes = privateGconv(await readFile(file));
	return bytes === void 0 ? fileEntry(path, file, true) : {
		type: "file",
		path,
		mode: 493,
		source: { bytes }
	};
}
async function loaderEntries(loader, lib64) {
	const bytes = patchLoader(await readFile(loader));
	return [{
		type: "file",
		path: `x86_64/lib/${LOADER}`,
		mode: 493,
		source: { bytes }
	}, linkEntry(`${lib64}/${LOADER}`, `/x86_64/lib/${LOADER}`)];
}
async function findLoader() {
	try {
		return await realpath(`/lib64/${LOADER}`);
	} catch (cause) {
		throw new ToolError("loader-missing", `this machine has no /lib64/${LOADER}`, "run on an x86-64 distribution with glibc, such as Debian or Ubuntu", { cause });
	}
}
async function runtimeLibraries(host) {
	const installed = await installedLibraries(host);
	const libraries = [];
	for (const soname of RUNTIME_LIBRARIES) {
		const file = installed.get(soname);
		if (file !== void 0) libraries.push({
			soname,
			file: await realpath(file)
		});
	}
	return libraries;
}
async function notices(host, files) {
	const packages = await installedPackages(host, await owningPackages(host, files));
	const own = await readFile(join(repositoryRoot(), "LICENSE"), "utf8");
	return [
		...await packageNotices(packages, "x86_64/share/runtime"),
		textEntry("x86_64/share/runtime/licenses/arm64-on-x86", own),
		textEntry("x86_64/share/runtime/CHANGES", CHANGES)
	];
}
const CHANGES = `In x86_64/lib/ld-linux-x86-64.so.2 two strings were replaced by others of the same length:
/etc/ld.so.preload by /x86_64/ld.preload and /etc/ld.so.cache by /x86_64/ld.cache.
In x86_64/lib/libc.so.6 one was: ${GCONV.from} by ${GCONV.to}.\n`;
// src/image/config.ts
const LAUNCH = "/x86_64/bin/launch";
const ENTER = "/x86_64/enter";
const GUEST_PATH = [
	"/usr/local/sbin",
	"/usr/local/bin",
	"/usr/sbin",
	"/usr/bin",
	"/sbin",
	"/bin"
];
function imageConfig(layers, settings) {
	const created = new Date(settings.sourceDateEpoch * 1e3).toISOString().replace(".000Z", "Z");
	const { os, architecture, variant } = settings.platform;
	return {
		created,
		architecture,
		...variant === void 0 ? {} : { variant },
		os,
		config: {
			Env: [`PATH=${searchPath(settings.accelerate).join(":")}`],
			Entrypoint: [LAUNCH],
			Cmd: [settings.profile.shell],
			WorkingDir: "/",
			Shell: [
				LAUNCH,
				"/bin/sh",
				"-c"
			],
			...Object.keys(settings.labels).length === 0 ? {} : { Labels: sorted(settings.labels) }
		},
		rootfs: {
			type: "layers",
			diff_ids: layers.map((layer) => layer.diffId)
		},
		history: layers.map((layer) => ({
			created,
			created_by: layer.createdBy
		}))
	};
}
function searchPath(accelerate) {
	return [
		ENTER,
		...accelerate === "none" ? [] : ["/x86_64/native/usr/bin"],
		"/x86_64/host/bin",
		...GUEST_PATH
	];
}
function sorted(labels) {
	return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1));
}
// src/image/descriptor.ts
function jsonBlob(mediaType, document) {
	const bytes = Buffer.from(JSON.stringify(document), "utf8");
	return {
		bytes,
		descriptor: {
			mediaType,
			digest: digestOf(bytes),
			size: bytes.length
		}
	};
}
// src/image/manifest.ts
function imageManifest(config, layers) {
	return {
		schemaVersion: 2,
		mediaType: MEDIA_TYPES.manifest,
		config: {
			mediaType: config.mediaType,
			digest: config.digest,
			size: config.size
		},
		layers: layers.map(({ mediaType, digest, size }) => ({
			mediaType,
			digest,
			size
		}))
	};
}
// src/image/platform.ts
function parsePlatform(text) {
	const [, os, architecture, variant] = /^([a-z0-9_]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.]+))?$/.exec(text) ?? [];
	if (os === void 0 || architecture === void 0) throw new ToolError("platform-invalid", `platform: ${JSON.stringify(text)} is not a platform`, "write it as os/architecture, for example linux/amd64");
	return {
		os,
		architecture,
		...variant === void 0 ? {} : { variant }
	};
}
// src/image/image.ts
function assembleImage(parts) {
	const layers = [...parts.baseLayers, ...parts.layers];
	const platform = parsePlatform(parts.platform);
	const config = jsonBlob(MEDIA_TYPES.config, imageConfig(layers, {
		...parts,
		platform
	}));
	const manifest = jsonBlob(MEDIA_TYPES.manifest, imageManifest(config.descriptor, layers));
	return {
		platform,
		digest: manifest.descriptor.digest,
		config,
		manifest,
		layers
	};
}
// src/report/profile.ts
function describeProfile({ distribution, architecture, libc, gccMajor, packageManager }) {
	return [
		distribution.name || distribution.id || "unknown distribution",
		architecture,
		libc.kind === "none" ? "no libc" : `${libc.kind} ${libc.version}`.trim(),
		...gccMajor === void 0 ? [] : [`gcc ${gccMajor}`],
		...packageManager === void 0 ? [] : [packageManager]
	].join(", ");
}
// src/host/child-output.ts
function childOutput(command, args, inputFile, signal) {
	return Readable.from(run(command, args, inputFile, signal), { objectMode: false });
}
async function* run(command, args, inputFile, signal) {
	const stop = new AbortController();
	const input = await open(inputFile);
	try {
		const child = spawnGroup(command, args, { stdio: [
			input.fd,
			"pipe",
			"pipe"
		] }, AbortSignal.any([signal, stop.signal]));
		const errors = [];
		child.stderr?.on("data", (chunk) => errors.push(chunk));
		const closed = once(child, "close").catch((error) => {
			throw spawnError(command, void 0, error);
		});
		closed.catch(() => void 0);
		if (child.stdout !== null) yield* child.stdout;
		const [code] = await closed;
		signal.throwIfAborted();
		if (code !== 0) throw failed$1(command, inputFile, Buffer.concat(errors).toString("utf8").trim());
	} finally {
		stop.abort();
		await input.close();
	}
}
function failed$1(command, inputFile, message) {
	return new ToolError("command-failed", `${command} cannot read ${inputFile}: ${message}`, "the file is damaged or not what it seems");
}
// src/rootfs/format.ts
function detectCompression(head) {
	const begins = (...magic) => magic.every((byte, index) => head[index] === byte);
	if (begins(31, 139)) return "gzip";
	if (begins(40, 181, 47, 253) || isSkippableFrame(head)) return "zstd";
	if (begins(253, 55, 122, 88, 90, 0)) return "xz";
	if (begins(66, 90, 104)) return "bzip2";
	return isTarHeader(head) ? "none" : void 0;
}
function isSkippableFrame(head) {
	return head.length >= 4 && (head.readUInt32LE(0) & 4294967280) >>> 0 === 407710288;
}
function isTarHeader(head) {
	if (head.length < 512) return false;
	const block = head.subarray(0, 512);
	return Buffer.concat([
		block.subarray(0, 148),
		Buffer.alloc(8, " "),
		block.subarray(156)
	]).reduce((total, byte) => total + byte, 0) === Number.parseInt(block.toString("latin1", 148, 156), 8) || block.every((byte) => byte === 0);
}
function openDecompressed(path, compression, signal) {
	switch (compression) {
		case "none": return createReadStream(path);
		case "gzip": return pipeline(createReadStream(path), createGunzip(), () => void 0);
		case "zstd": return Readable.from(zstdFrames(path), { objectMode: false });
		case "xz": return childOutput("xz", ["--decompress", "--stdout"], path, signal);
		case "bzip2": return childOutput("bzip2", ["--decompress", "--stdout"], path, signal);
	}
}
async function* zstdFrames(path) {
	const { size } = await stat(path);
	let offset = 0;
	while (offset < size) {
		const decompressor = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 31 } });
		yield* pipeline(createReadStream(path, { start: offset }), decompressor, () => void 0);
		if (decompressor.bytesWritten === 0) throw new Error("no progress in a zstd frame");
		offset += decompressor.bytesWritten;
	}
}
// src/rootfs/dpkg.ts
const STATUS = "var/lib/dpkg/status";
function findPackages(tree) {
	const node = tree.resolve(STATUS);
	if (node?.type !== "file" || node.content === void 0) return void 0;
	return parseDpkgStatus(node.content.toString("utf8"));
}
function parseDpkgStatus(text) {
	const packages = {};
	for (const stanza of text.split(/\n{2,}/)) {
		const field = (name) => new RegExp(`^${name}: *(.*)$`, "m").exec(stanza)?.[1];
		const [name, version] = [field("Package"), field("Version")];
		if (name === void 0 || version === void 0) continue;
		if (/ installed$/.test(field("Status") ?? "")) packages[name] = version;
	}
	return packages;
}
// src/elf/versions.ts
const BASE = 1;
function versionsDefined(bytes) {
	const dynamic = readDynamicSection(bytes);
	return dynamic?.verdef === void 0 ? [] : orMalformed(() => readDefinitions(dynamic));
}
function highestVersion(versions, prefix) {
	return [...versions].filter((version) => version.startsWith(prefix) && /^\d+(\.\d+)*$/.test(version.slice(prefix.length))).map((version) => version.slice(prefix.length)).sort(compareVersions).at(-1);
}
function readDefinitions({ file, verdef, string }) {
	const names = [];
	let at = verdef?.offset ?? 0;
	for (let left = verdef?.count ?? 0; left > 0; left--) {
		if (!((file.readUInt16LE(at + 2) & BASE) !== 0)) names.push(string(file.readUInt32LE(at + file.readUInt32LE(at + 12))));
		const next = file.readUInt32LE(at + 16);
		if (next === 0) break;
		at += next;
	}
	return names;
}
// src/rootfs/libraries.ts
const MULTIARCH = "aarch64-linux-gnu";
const LIBRARY_DIRECTORIES = [
	`usr/lib/${MULTIARCH}`,
	`lib/${MULTIARCH}`,
	"usr/lib64",
	"lib64",
	"usr/lib",
	"lib"
];
const MUSL_LOADER = "lib/ld-musl-aarch64.so.1";
function findLibc(tree) {
	const glibc = contentOf(tree, "libc.so.6");
	if (glibc !== void 0) return {
		kind: "glibc",
		version: highestVersion(versionsDefined(glibc), "GLIBC_") ?? ""
	};
	const musl = tree.resolve(MUSL_LOADER);
	if (musl?.type !== "file") return {
		kind: "none",
		version: ""
	};
	return {
		kind: "musl",
		version: muslVersion(musl.content ?? Buffer.alloc(0))
	};
}
function muslVersion(loader) {
	return /\0(1\.\d+\.\d+)[^\0]{0,40}\0/.exec(loader.toString("latin1"))?.[1] ?? "";
}
function findGlibcxx(tree) {
	const library = contentOf(tree, "libstdc++.so.6");
	return library === void 0 ? void 0 : highestVersion(versionsDefined(library), "GLIBCXX_");
}
function findGccMajor(tree) {
	const majors = [
		"usr/lib/gcc",
		"usr/libexec/gcc",
		"usr/lib64/gcc"
	].flatMap((base) => tree.list(base).flatMap((target) => tree.list(`${base}/${target}`).filter((version) => tree.resolve(`${base}/${target}/${version}/cc1`)?.type === "file")).map((version) => Number.parseInt(version, 10)).filter((major) => Number.isInteger(major)));
	return majors.length === 0 ? void 0 : Math.max(...majors);
}
function findMultiarch(tree) {
	return tree.resolve(`usr/lib/${MULTIARCH}/libc.so.6`) ?? tree.resolve(`lib/${MULTIARCH}/libc.so.6`) ? MULTIARCH : void 0;
}
function hasLibcDevelopment(tree) {
	return LIBRARY_DIRECTORIES.some((directory) => tree.resolve(`${directory}/crt1.o`)?.type === "file") && tree.resolve("usr/include/stdio.h")?.type === "file";
}
function contentOf(tree, name) {
	for (const directory of LIBRARY_DIRECTORIES) {
		const node = tree.resolve(`${directory}/${name}`);
		if (node?.type === "file" && node.content !== void 0) return node.content;
	}
}
// src/rootfs/machine-types.ts
const TELLING = ["bash", "make"];
function findMachineTypes(tree) {
	return Object.fromEntries(TELLING.flatMap((name) => {
		const node = tree.resolve(`usr/bin/${name}`) ?? tree.resolve(`bin/${name}`);
		const text = node?.type === "file" ? node.content?.toString("latin1") ?? "" : "";
		const type = /\0(aarch64-[a-z0-9_]+-linux-gnu)\0/.exec(text)?.[1];
		return type === void 0 ? [] : [[name, type]];
	}));
}
// src/rootfs/os-release.ts
function parseOsRelease(text) {
	const values = new Map(text.split("\n").flatMap((line) => {
		const [, name, value] = /^\s*([A-Z0-9_]+)=(.*?)\s*$/.exec(line) ?? [];
		return name === void 0 ? [] : [[name, unquote(value ?? "")]];
	}));
	const get = (name) => values.get(name) ?? "";
	return {
		id: get("ID"),
		version: get("VERSION_ID"),
		name: get("PRETTY_NAME") || get("NAME")
	};
}
function unquote(value) {
	const quoted = /^(["'])(.*)\1$/.exec(value);
	return quoted === null ? value : (quoted[2] ?? "").replace(/\\(["'$`\\])/g, "$1");
}
// src/rootfs/programs.ts
const BIN_DIRECTORIES = [
	"usr/local/sbin",
	"usr/local/bin",
	"usr/sbin",
	"usr/bin",
	"sbin",
	"bin"
];
const PACKAGE_MANAGERS = [
	["apt-get", "apt"],
	["dnf", "dnf"],
	["dnf5", "dnf"],
	["microdnf", "dnf"],
	["yum", "yum"],
	["apk", "apk"],
	["zypper", "zypper"],
	["pacman", "pacman"]
];
function listPrograms(tree) {
	return [...new Set(BIN_DIRECTORIES.flatMap((directory) => {
		const real = tree.realPath(directory);
		return real === void 0 ? [] : [real];
	}))].flatMap((directory) => tree.list(directory).map((name) => `/${directory}/${name}`)).filter((path) => isProgram(tree, path)).sort();
}
function linksOf(tree, programs) {
	return Object.fromEntries(programs.filter((path) => tree.entry(path)?.type === "symlink").map((path) => [path, `/${tree.realPath(path) ?? ""}`]));
}
function findPackageManager(tree) {
	const there = (name) => [
		"usr/bin",
		"usr/sbin",
		"bin",
		"sbin"
	].some((directory) => isProgram(tree, `${directory}/${name}`));
	return PACKAGE_MANAGERS.find(([program]) => there(program))?.[1];
}
function isProgram(tree, path) {
	const node = tree.resolve(path);
	return node?.type === "file" && node.executable;
}
// src/rootfs/inspect.ts
function inspectRootfs(tree, location) {
	if (tree.isEmpty) throw new ToolError("rootfs-empty", `rootfs: ${location} is an archive without any file`, "make it with tar -C DIRECTORY -czf rootfs.tar.gz .");
	const shell = checkShell(tree, location);
	const glibcxx = findGlibcxx(tree);
	const gccMajor = findGccMajor(tree);
	const multiarch = findMultiarch(tree);
	const packageManager = findPackageManager(tree);
	const packages = findPackages(tree);
	const programs = listPrograms(tree);
	return {
		distribution: parseOsRelease(osRelease(tree)),
		architecture: "aarch64",
		libc: findLibc(tree),
		lib64: tree.wouldBe("lib64"),
		libcDevelopment: hasLibcDevelopment(tree),
		shell,
		programs,
		programLinks: linksOf(tree, programs),
		machineTypes: findMachineTypes(tree),
		...glibcxx !== void 0 && { glibcxx },
		...gccMajor !== void 0 && { gccMajor },
		...multiarch !== void 0 && { multiarch },
		...packageManager !== void 0 && { packageManager },
		...packages !== void 0 && { packages }
	};
}
function osRelease(tree) {
	const node = tree.resolve("etc/os-release") ?? tree.resolve("usr/lib/os-release");
	return node?.type === "file" ? node.content?.toString("utf8") ?? "" : "";
}
function checkShell(tree, location) {
	const shell = ["/bin/bash", "/bin/sh"].find((path) => isProgram(tree, path));
	if (shell === void 0) throw noShell(tree, location);
	const machine = machineOf(tree, shell);
	if (machine === MACHINE.aarch64) return shell;
	throw new ToolError("rootfs-not-aarch64", machine === void 0 ? `rootfs: ${shell} in ${location} is not an ELF program` : `rootfs: ${location} is not aarch64: its ${shell} is for ${machineName(machine)}`, "give the root filesystem of an aarch64 (arm64) system");
}
function machineOf(tree, path) {
	const node = tree.resolve(path);
	return node?.type === "file" ? readElfHeader(node.head)?.machine : void 0;
}
function noShell(tree, location) {
	const top = tree.list("/");
	const only = top.length === 1 ? top[0] : void 0;
	if (only !== void 0 && (tree.entry(`${only}/bin/sh`) ?? tree.entry(`${only}/usr/bin/sh`)) !== void 0) return new ToolError("rootfs-no-shell", `rootfs: ${location} has all its files below ${only}/, not at its root`, `make it again from inside: tar -C ${only} -czf rootfs.tar.gz .`);
	for (const [path, { head, executable }] of tree.files()) {
		const header = executable ? readElfHeader(head) : void 0;
		if (header === void 0 || header.machine === MACHINE.aarch64) continue;
		return new ToolError("rootfs-not-aarch64", `rootfs: ${location} is not aarch64: its /${path} is for ${machineName(header.machine)}, and it has no shell`, "give the root filesystem of an aarch64 (arm64) system");
	}
	return new ToolError("rootfs-no-shell", `rootfs: ${location} has no shell (/bin/sh)`, "give a whole root filesystem, with a shell; a distroless one cannot be built in");
}
// src/rootfs/damage.ts
const PACKAGES = {
	xz: "xz-utils",
	bzip2: "bzip2"
};
function explainDamage(location, error) {
	if (!(error instanceof Error)) return error;
	if (error instanceof ToolError) return explainProgram(location, error);
	const code = "code" in error ? String(error.code) : "";
	if (code === "Z_BUF_ERROR" || error.message === "Unexpected end of data") return truncated(location, error);
	if (/^(Z_|ZSTD_)/.test(code)) return damaged(location, error);
	if (/^Invalid (tar )?header|Header exceeds max size/.test(error.message)) return notATar(location, error);
	return error;
}
function explainProgram(location, error) {
	const missing = /^(xz|bzip2) is not installed/.exec(error.message)?.[1];
	if (missing !== void 0) return new ToolError("unpacker-missing", `rootfs: ${location} is compressed with ${missing}, which is not installed`, `install it: apt-get install ${PACKAGES[missing]}`, { cause: error });
	if (error.code !== "command-failed") return error;
	return /unexpected end|file ends unexpectedly/i.test(error.message) ? truncated(location, error) : damaged(location, error);
}
function truncated(location, cause) {
	return new ToolError("rootfs-truncated", `rootfs: ${location} is truncated: it ends in the middle of the archive`, "download or make it again", { cause });
}
function damaged(location, cause) {
	return new ToolError("rootfs-damaged", `rootfs: ${location} is damaged: ${cause.message}`, "download or make it again", { cause });
}
function notATar(location, cause) {
	return new ToolError("rootfs-not-a-tar", `rootfs: ${location} is compressed, but what it holds is not a tar archive (or a damaged one)`, "make one with tar -C DIRECTORY -czf rootfs.tar.gz .", { cause });
}
// src/rootfs/recompress.ts
async function recompress({ path, compression, location }, host) {
	const target = join(await host.tempDir("rootfs"), "rootfs.tar.gz");
	const digester = createDigester((total) => host.progress(`compressing ${location} as gzip: ${(total / 1e6).toFixed(0)} MB`));
	await pipeline$1(openDecompressed(path, compression, host.signal), createGzip(), digester.stream, createWriteStream(target), { signal: host.signal });
	return {
		path: target,
		digest: digester.result().digest
	};
}
// src/rootfs/tree.ts
const MAX_LINKS = 40;
var RootfsTree = class {
	nodes = new Map([["", { type: "directory" }]]);
	children = new Map();
	add(path, node) {
		const parts = partsOf(path);
		const name = parts.join("/");
		if (name === "") return;
		this.nodes.set(name, node);
		for (let depth = parts.length; depth > 0; depth--) {
			const parent = parts.slice(0, depth - 1).join("/");
			if (!this.nodes.has(parent)) this.nodes.set(parent, { type: "directory" });
			const siblings = this.children.get(parent) ?? new Set();
			this.children.set(parent, siblings.add(parts[depth - 1] ?? ""));
		}
	}
	addHardLink(path, target) {
		const node = this.nodes.get(partsOf(target).join("/"));
		if (node !== void 0) this.add(path, node);
	}
	get isEmpty() {
		return this.nodes.size === 1;
	}
	entry(path) {
		return this.nodes.get(partsOf(path).join("/"));
	}
	list(path) {
		const real = this.realPath(path);
		return real === void 0 ? [] : [...this.children.get(real) ?? []].sort();
	}
	*files() {
		for (const [path, node] of this.nodes) if (node.type === "file") yield [path, node];
	}
	resolve(path) {
		const real = this.realPath(path);
		return real === void 0 ? void 0 : this.nodes.get(real);
	}
	realPath(path) {
		const walk = this.walk(path);
		return walk.missing.length === 0 ? walk.real : void 0;
	}
	wouldBe(path) {
		const { real, missing } = this.walk(path);
		return [...real === "" ? [] : [real], ...missing].join("/");
	}
	walk(path) {
		let rest = partsOf(path, true);
		let real = [];
		let links = 0;
		while (rest.length > 0) {
			const [part = "", ...after] = rest;
			const next = part === ".." ? real.slice(0, -1) : [...real, part];
			const node = this.nodes.get(next.join("/"));
			if (node === void 0 || node.type === "symlink" && ++links > MAX_LINKS) break;
			if (node.type === "symlink") {
				if (node.target.startsWith("/")) real = [];
				rest = [...partsOf(node.target, true), ...after];
			} else {
				real = next;
				rest = after;
			}
		}
		return {
			real: real.join("/"),
			missing: rest
		};
	}
};
function partsOf(path, keepUp = false) {
	return path.split("/").filter((part) => part !== "" && part !== "." && (keepUp || part !== ".."));
}
// src/rootfs/scan.ts
const READ_WHOLE = /^(usr\/)?(lib|lib64)\/([^/]+\/)?(libc\.so\.6|libc-2\.\d+\.so|libstdc\+\+\.so\.6[.\d]*|ld-musl-aarch64\.so\.1|os-release)$|^etc\/[^/]*-release$|^var\/lib\/dpkg\/status$|^(usr\/)?bin\/(bash|make)$/;
const WHOLE_LIMIT = 33554432;
const HEAD_BYTES = 64;
async function scanTar(source, signal) {
	const tree = new RootfsTree();
	const archive = (0, import_tar_stream.extract)();
	archive.on("entry", (header, body, next) => {
		const wanted = wantedBytes(header);
		const chunks = [];
		let kept = 0;
		body.on("data", (chunk) => {
			const bytes = chunk;
			if (kept < wanted) chunks.push(Buffer.from(bytes.subarray(0, wanted - kept)));
			kept += bytes.length;
		});
		body.on("error", next);
		body.on("end", () => {
			addEntry(tree, header, Buffer.concat(chunks));
			next();
		});
	});
	await pipeline$1(source, archive, { signal });
	return tree;
}
function isWhole({ name, size }) {
	return READ_WHOLE.test(name.replace(/^(\.?\/)+/, "")) && size <= WHOLE_LIMIT;
}
function wantedBytes(header) {
	if (header.type !== "file" && header.type !== "contiguous-file") return 0;
	return isWhole(header) ? WHOLE_LIMIT : HEAD_BYTES;
}
function addEntry(tree, header, bytes) {
	const path = nameOf(header);
	if (header.type === "link") tree.addHardLink(path, header.linkname);
	else tree.add(path, nodeOf(header, bytes));
}
function nameOf({ name, pax }) {
	return (pax ?? {})["GNU.sparse.name"] ?? name;
}
function nodeOf(header, bytes) {
	switch (header.type) {
		case "directory": return { type: "directory" };
		case "symlink": return {
			type: "symlink",
			target: header.linkname
		};
		case "file":
		case "contiguous-file": return {
			type: "file",
			executable: (header.mode & 73) !== 0,
			head: bytes.subarray(0, HEAD_BYTES),
			...isWhole(header) && { content: bytes }
		};
		default: return { type: "other" };
	}
}
// src/rootfs/read.ts
async function readArchive(archive, host) {
	try {
		if (archive.compression === "gzip" || archive.compression === "zstd") return await readOnce(archive, host);
		const recompressed = await recompress(archive, host);
		return {
			...await readOnce({
				...archive,
				path: recompressed.path,
				compression: "gzip"
			}, host),
			recompressed
		};
	} catch (error) {
		host.signal.throwIfAborted();
		throw explainDamage(archive.location, error);
	}
}
async function readOnce({ path, compression, location }, host) {
	const megabytes = ((await stat(path)).size / 1e6).toFixed(0);
	const digester = createDigester((total) => host.progress(`reading ${location} (${megabytes} MB): ${(total / 1e6).toFixed(0)} MB unpacked`));
	const source = openDecompressed(path, compression, host.signal);
	const [tree] = await Promise.all([scanTar(digester.stream, host.signal), pipeline$1(source, digester.stream, {
		signal: host.signal,
		end: true
	})]);
	return {
		profile: inspectRootfs(tree, location),
		diffId: digester.result().digest
	};
}
// src/rootfs/read-cache.ts
const RECORD = "rootfs.json";
const LAYER = "layer.tar.gz";
async function restoreRead(key, host) {
	const directory = await host.tempDir("rootfs");
	if (!await host.cache.restore(key, directory)) return void 0;
	const read = await readEntry(directory, host.signal);
	if (read) return read;
	host.warning(`the cache entry ${key} is damaged; reading the root filesystem anew`);
	await host.cache.discard(key);
}
async function readEntry(directory, signal) {
	const record = parseRecord(await readOptional(join(directory, RECORD)));
	if (record === void 0) return void 0;
	const { profile, diffId, recompressed } = record;
	if (recompressed === void 0) return {
		profile,
		diffId
	};
	const path = join(directory, LAYER);
	if (!existsSync(path) || (await digestFile(path, signal)).digest !== recompressed) return void 0;
	return {
		profile,
		diffId,
		recompressed: {
			path,
			digest: recompressed
		}
	};
}
function parseRecord(text = "") {
	try {
		const record = JSON.parse(text);
		return isDigest(record.diffId) ? record : void 0;
	} catch {
		return;
	}
}
async function saveRead(key, { profile, diffId, recompressed }, host) {
	const directory = await host.tempDir("rootfs");
	const cached = {
		profile,
		diffId,
		...recompressed && { recompressed: recompressed.digest }
	};
	await writeFile(join(directory, RECORD), JSON.stringify(cached));
	if (recompressed) await link(recompressed.path, join(directory, LAYER));
	await host.cache.save(key, directory);
}
// src/rootfs/open.ts
async function openRootfs(spec, host) {
	const source = parseSource(spec, "rootfs");
	const path = source.kind === "url" ? await download(source.location, "rootfs", host) : source.location;
	const compression = await checkArchive(path, source);
	host.progress(`reading ${source.location}`);
	const { digest } = await digestFile(path, host.signal);
	requireChecksum(source, digestHex(digest), "rootfs");
	const key = `rootfs-2-${digestHex(digest)}`;
	const read = await restoreRead(key, host) ?? await readAndSave(key, {
		path,
		compression,
		location: source.location
	}, host);
	const blob = read.recompressed ?? {
		path,
		digest
	};
	return {
		layer: {
			mediaType: mediaTypeOf(compression),
			digest: blob.digest,
			size: (await stat(blob.path)).size,
			diffId: read.diffId,
			createdBy: `arm64-on-x86: rootfs ${read.profile.distribution.name}`.trim(),
			open: () => createReadStream(blob.path)
		},
		profile: read.profile
	};
}
async function readAndSave(key, archive, host) {
	const read = await readArchive(archive, host);
	await saveRead(key, read, host);
	return read;
}
function mediaTypeOf(compression) {
	return `application/vnd.oci.image.layer.v1.tar+${compression === "zstd" ? "zstd" : "gzip"}`;
}
async function checkArchive(path, { location }) {
	const head = await readHead(path, location);
	if (head.length === 0) throw new ToolError("rootfs-empty", `rootfs: ${location} is empty (0 bytes)`, "give a complete archive");
	const compression = detectCompression(head);
	if (compression !== void 0) return compression;
	throw new ToolError("rootfs-not-a-tar", `rootfs: ${location} is not a tar archive (plain, gzip, zstd, xz or bzip2)`, "make one with tar -C DIRECTORY -czf rootfs.tar.gz .");
}
async function readHead(path, location) {
	try {
		const file = await open(path);
		try {
			const { bytesRead, buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
			return buffer.subarray(0, bytesRead);
		} finally {
			await file.close();
		}
	} catch (error) {
		throw unreadable$1(location, error);
	}
}
function unreadable$1(location, cause) {
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	if (code === "EISDIR") return new ToolError("rootfs-not-a-tar", `rootfs: ${location} is a directory`, `pack it first: tar -C ${location} -czf rootfs.tar.gz .`, { cause });
	if (code === "ENOENT") return new ToolError("rootfs-missing", `rootfs: there is no file ${location}`, "give the path or https URL of a tarball; image references are not supported yet", { cause });
	return new ToolError("rootfs-unreadable", `rootfs: cannot read ${location}: ${cause instanceof Error ? cause.message : String(cause)}`, "check the permissions of the file", { cause });
}
// src/registry/reference.ts
const LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const REPOSITORY = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const TAG = /^\w[\w.-]{0,127}$/;
const MAX_NAME = 255;
function parseReference(text) {
	const [rest, digest] = splitDigest(text);
	const slash = rest.lastIndexOf("/");
	const colon = rest.indexOf(":", slash + 1);
	const name = colon < 0 ? rest : rest.slice(0, colon);
	const tag = colon < 0 ? void 0 : rest.slice(colon + 1);
	const { registry, repository } = splitName(name);
	check(text, REGISTRY.test(registry), `${JSON.stringify(registry)} is not a registry host`);
	check(text, repository === repository.toLowerCase(), "a repository name must be lower case");
	check(text, REPOSITORY.test(repository), `${JSON.stringify(repository)} is not a repository name`);
	check(text, `${registry}/${repository}`.length <= MAX_NAME, `the name is longer than ${MAX_NAME} characters`);
	if (tag !== void 0) check(text, TAG.test(tag), `${JSON.stringify(tag)} is not a tag`);
	if (digest !== void 0) return {
		registry,
		repository,
		...tag === void 0 ? {} : { tag },
		digest
	};
	return {
		registry,
		repository,
		tag: tag ?? "latest"
	};
}
function formatReference({ registry, repository, tag, digest }) {
	return `${`${registry}/${repository}`}${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
function splitDigest(text) {
	const at = text.indexOf("@");
	if (at < 0) return [text, void 0];
	const digest = text.slice(at + 1);
	if (!isDigest(digest)) fail$1(text, `${JSON.stringify(digest)} is not a sha256 digest`);
	return [text.slice(0, at), digest];
}
function splitName(name) {
	const slash = name.indexOf("/");
	const first = slash < 0 ? "" : name.slice(0, slash);
	if (first === "localhost" || /[.:A-Z]/.test(first)) {
		const registry = first === "index.docker.io" ? "docker.io" : first;
		return {
			registry,
			repository: hubName(registry, name.slice(slash + 1))
		};
	}
	return {
		registry: "docker.io",
		repository: hubName("docker.io", name)
	};
}
function hubName(registry, repository) {
	return registry === "docker.io" && repository !== "" && !repository.includes("/") ? `library/${repository}` : repository;
}
function check(text, condition, what) {
	if (!condition) fail$1(text, what);
}
function fail$1(text, what) {
	throw new ToolError("reference-invalid", `${JSON.stringify(text)} is not an image name: ${what}`, "write it as [registry/]repository[:tag], for example ghcr.io/owner/image:1.0");
}
// src/sinks/destination-error.ts
const HINTS = {
	ENOSPC: "free some space, or name a destination on another disk",
	EDQUOT: "free some space, or name a destination on another disk",
	EACCES: "name a destination that you may write to",
	EPERM: "name a destination that you may write to",
	EROFS: "name a destination that you may write to",
	ENOENT: "make the directory first, or name another",
	ENOTDIR: "a part of the path is a file; name another destination",
	EISDIR: "the destination is a directory; name a file",
	EEXIST: "the destination is a file; name a directory"
};
function destinationError(dest, error) {
	if (error instanceof ToolError || error.code === void 0) return error;
	const hint = HINTS[error.code] ?? "check the destination";
	return new ToolError("output-failed", `outputs: ${dest} could not be written: ${error.message}`, hint, { cause: error });
}
// src/sinks/docker-archive.ts
function dockerArchiveSink(file, references, signal) {
	return {
		description: `Docker archive ${file}`,
		async publish(image) {
			try {
				const members = await archiveMembers(image, references, signal);
				await writeAtomically(file, (partial) => pipeline$1(tarStream(members, 0), createWriteStream(partial), { signal }));
			} catch (error) {
				throw error instanceof Error && !signal.aborted ? destinationError(file, error) : error;
			}
		}
	};
}
async function archiveMembers(image, references, signal) {
	const layers = new Map();
	for (const layer of image.layers) layers.set(layerName(layer), await layerMember(layer, signal));
	const config = `${digestHex(image.config.descriptor.digest)}.json`;
	const manifest = {
		Config: config,
		RepoTags: references.map(formatReference),
		Layers: image.layers.map(layerName)
	};
	return [
		bytesMember("manifest.json", Buffer.from(JSON.stringify([manifest]))),
		bytesMember(config, image.config.bytes),
		...layers.values()
	];
}
function layerName(layer) {
	return `${digestHex(layer.digest)}.tar`;
}
function bytesMember(name, bytes) {
	return {
		name,
		type: "file",
		mode: 420,
		size: bytes.length,
		async *open() {
			yield bytes;
		}
	};
}
async function layerMember(layer, signal) {
	const member = {
		name: layerName(layer),
		type: "file",
		mode: 420
	};
	if (layer.mediaType !== MEDIA_TYPES.layerZstd) return {
		...member,
		size: layer.size,
		open: () => layer.open()
	};
	const plain = createDigester();
	await pipeline$1(layer.open(), createZstdDecompress(), plain.stream.resume(), { signal });
	return {
		...member,
		size: plain.result().size,
		open: () => decompressed(layer)
	};
}
async function* decompressed(layer) {
	const output = createZstdDecompress();
	const done = pipeline$1(layer.open(), output);
	done.catch(() => void 0);
	yield* output;
	await done;
}
// src/make-directory.ts
async function makeDirectory(path) {
	const whole = resolve(path);
	if (await isDirectory(whole)) return;
	const parent = dirname(whole);
	if (parent !== whole) await makeDirectory(parent);
	try {
		await mkdir(whole);
	} catch (error) {
		if (!await isDirectory(whole)) throw error;
	}
}
async function isDirectory(path) {
	return stat(path).then((status) => status.isDirectory(), () => false);
}
// src/sinks/oci-index.ts
const REF_NAME = "org.opencontainers.image.ref.name";
const FULL_NAME = "io.containerd.image.name";
function parseIndex(text, file) {
	if (text === void 0) return {
		schemaVersion: 2,
		mediaType: MEDIA_TYPES.index,
		manifests: []
	};
	let index = null;
	let cause;
	try {
		index = JSON.parse(text);
	} catch (error) {
		cause = error;
	}
	if (Array.isArray(index?.manifests)) return {
		...index,
		manifests: index.manifests
	};
	throw new ToolError("output-failed", `${file} is not an OCI index`, "remove it or name another directory", { cause });
}
function addToIndex(index, image, references) {
	const added = (references.length === 0 ? [void 0] : references.map(annotations)).map((name) => {
		const descriptor = {
			...image.manifest.descriptor,
			platform: image.platform
		};
		return name === void 0 ? descriptor : {
			...descriptor,
			annotations: name
		};
	});
	const taken = new Set(added.map(identity));
	return {
		...index,
		manifests: [...index.manifests.filter((entry) => !taken.has(identity(entry))), ...added]
	};
}
function annotations(reference) {
	return {
		[REF_NAME]: reference.tag ?? "latest",
		[FULL_NAME]: formatReference(reference)
	};
}
function identity({ annotations: names }) {
	return JSON.stringify([names?.[REF_NAME], names?.[FULL_NAME]]);
}
// src/sinks/oci-layout.ts
const LAYOUT_VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";
function ociLayoutSink(directory, references, signal) {
	return {
		description: `OCI layout ${directory}`,
		publish: (image) => publish(directory, references, image, signal).catch((error) => {
			throw signal.aborted ? error : destinationError(directory, error);
		})
	};
}
async function publish(directory, references, image, signal) {
	const indexFile = join(directory, "index.json");
	const index = parseIndex(await readIfThere(indexFile), indexFile);
	await makeDirectory(join(directory, "blobs/sha256"));
	for (const layer of image.layers) await writeBlob(directory, layer, () => layer.open(), signal);
	for (const { descriptor, bytes } of [image.config, image.manifest]) await writeBlob(directory, descriptor, () => Readable.from([bytes]), signal);
	await replace(join(directory, "oci-layout"), LAYOUT_VERSION);
	await replace(indexFile, JSON.stringify(addToIndex(index, image, references)));
}
async function writeBlob(directory, { digest, size }, open, signal) {
	const file = join(directory, "blobs/sha256", digestHex(digest));
	if (await sizeIfThere(file) === size && (await digestFile(file)).digest === digest) return;
	await writeAtomically(file, async (partial) => {
		const digester = createDigester();
		await pipeline$1(open(), digester.stream, createWriteStream(partial), { signal });
		const written = digester.result().digest;
		if (written !== digest) throw new Error(`the blob ${digest} has become ${written}`);
	});
}
function replace(file, content) {
	return writeAtomically(file, (partial) => writeFile(partial, content));
}
function readIfThere(file) {
	return readFile(file, "utf8").catch(undefinedIfMissing);
}
function sizeIfThere(file) {
	return stat(file).then(({ size }) => size, undefinedIfMissing);
}
function undefinedIfMissing(error) {
	if (error.code !== "ENOENT") throw error;
}
// src/sinks/output.ts
const KEYS = new Map([
	["oci", [
		"type",
		"dest",
		"tar"
	]],
	["docker", ["type", "dest"]],
	["registry", ["type", "registry.insecure"]]
]);
function parseOutput(text) {
	const fields = parseFields(text);
	const type = fields.get("type");
	const keys = type === void 0 ? void 0 : KEYS.get(type);
	if (type === void 0 || keys === void 0) fail(text, type === void 0 ? "it has no type" : `${JSON.stringify(type)} is not a type`);
	for (const key of fields.keys()) if (!keys.includes(key)) fail(text, `type ${type} has no ${JSON.stringify(key)}, only ${keys.join(", ")}`);
	if (type === "registry") return {
		type,
		insecure: flag(text, fields, "registry.insecure")
	};
	if (flag(text, fields, "tar")) fail(text, "an OCI layout is written as a directory (tar=false)");
	const dest = fields.get("dest");
	if (dest === void 0 || dest === "") fail(text, `type ${type} needs dest=PATH`);
	return type === "oci" ? {
		type,
		dest
	} : {
		type: "docker",
		dest
	};
}
function parseFields(text) {
	const fields = new Map();
	for (const field of splitCsv(text)) {
		const equals = field.indexOf("=");
		if (equals <= 0) fail(text, `${JSON.stringify(field)} is not key=value`);
		const key = field.slice(0, equals).trim().toLowerCase();
		if (fields.has(key)) fail(text, `${key} is there twice`);
		fields.set(key, field.slice(equals + 1));
	}
	return fields;
}
function splitCsv(text) {
	const fields = [];
	const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
	while (true) {
		const match = field.exec(text);
		if (match === null) fail(text, "its quotes do not match");
		fields.push(match[1]?.replaceAll("\"\"", "\"") ?? match[2] ?? "");
		if (match[3] !== ",") return fields;
	}
}
function flag(text, fields, key) {
	const value = fields.get(key) ?? "false";
	if (value !== "true" && value !== "false") fail(text, `${key} is true or false`);
	return value === "true";
}
function fail(text, what) {
	throw new ToolError("output-invalid", `outputs: ${JSON.stringify(text)}: ${what}`, "write type=oci,dest=DIR, type=docker,dest=FILE.tar, or type=registry");
}
// src/registry/upload.ts
const IDLE_MS = 3e5;
const MAX_ANSWER$1 = 65536;
const WITHOUT_BODY = [
	204,
	205,
	304
];
async function upload(url, options, body) {
	const source = Readable.from(exactly(body), { objectMode: false });
	const request = openRequest(url, options, {
		...Object.fromEntries(options.headers),
		"content-length": String(body.size)
	});
	const answer = receive(request);
	const sent = pipeline$1(source, request);
	try {
		await Promise.race([answer, sent]);
		return await answer;
	} finally {
		source.destroy();
		request.destroy();
		await Promise.allSettled([answer, sent]);
	}
}
function openRequest(url, { method, signal }, headers) {
	const request$2 = (url.protocol === "https:" ? request$1 : request)(url, {
		method,
		headers,
		timeout: IDLE_MS,
		...signal === void 0 ? {} : { signal }
	});
	request$2.on("timeout", () => {
		request$2.destroy(Object.assign(new Error(`nothing moved for ${IDLE_MS / 1e3} s`), { code: "ETIMEDOUT" }));
	});
	request$2.on("error", () => void 0);
	return request$2;
}
async function* exactly(body) {
	let passed = 0;
	try {
		for await (const chunk of body.open()) {
			passed += chunk.length;
			if (passed > body.size) break;
			yield chunk;
		}
	} catch (error) {
		throw unreadable(error instanceof Error ? error.message : String(error), error);
	}
	if (passed !== body.size) throw unreadable(`it is not ${body.size} bytes long`);
}
function unreadable(what, cause) {
	return new ToolError("layer-unreadable", `a layer could not be read to upload it: ${what}`, "its file was removed or changed while the image was pushed; run again", { cause });
}
async function receive(request) {
	const [incoming] = await once(request, "response");
	if (incoming === void 0) throw new Error("no response");
	const headers = new Headers();
	for (const [name, values] of Object.entries(incoming.headersDistinct)) for (const value of values ?? []) headers.append(name, value);
	const { statusCode: status = 0, statusMessage: statusText = "" } = incoming;
	const body = await readSome(incoming);
	return new Response(WITHOUT_BODY.includes(status) ? null : body, {
		status,
		statusText,
		headers
	});
}
async function readSome(incoming) {
	const chunks = [];
	let size = 0;
	try {
		for await (const chunk of incoming) {
			chunks.push(chunk);
			size += chunk.length;
			if (size > MAX_ANSWER$1) break;
		}
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ECONNRESET")) throw error;
	}
	return new Uint8Array(Buffer.concat(chunks));
}
// src/registry/http.ts
const MAX_REDIRECTS = 5;
const USER_AGENT = "arm64-on-x86";
async function send(request, options) {
	let url = request.url;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
		const response = await sendOnce({
			...request,
			url
		}, options);
		const location = redirectTarget(request, response);
		if (location === void 0) return response;
		await response.body?.cancel();
		url = resolveLocation(location, url);
	}
	throw new Error(`more than ${MAX_REDIRECTS} redirections from ${request.url.href}`);
}
function resolveLocation(location, base) {
	const url = new URL(location, base);
	if (base.protocol === "https:" && url.protocol !== "https:") throw new Error(`${base.host} redirects from https to ${url.protocol}//${url.host}`);
	return url;
}
async function readBody(response, limit) {
	const chunks = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.length;
		if (size > limit) return void 0;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
async function sendOnce(request, options) {
	const headers = new Headers({
		"user-agent": USER_AGENT,
		...request.headers
	});
	const authorization = options.authorization?.(request.url);
	if (authorization !== void 0) headers.set("authorization", authorization);
	const abort = options.signal === void 0 ? {} : { signal: options.signal };
	const init = {
		method: request.method,
		headers,
		redirect: "manual",
		...abort
	};
	const { body } = request;
	if (body === void 0 || body instanceof Uint8Array) return fetch(request.url, body === void 0 ? init : {
		...init,
		body: new Uint8Array(body)
	});
	return upload(request.url, {
		method: request.method,
		headers,
		...abort
	}, body);
}
function redirectTarget(request, response) {
	if (!(request.method === "GET" || request.method === "HEAD" ? [
		301,
		302,
		303,
		307,
		308
	] : [307, 308]).includes(response.status)) return void 0;
	return response.headers.get("location") ?? void 0;
}
// src/registry/challenge.ts
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAM = new RegExp(`^(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))`);
const SCHEME = new RegExp(`^(${TOKEN})(?:[ ]+|(?=,)|$)`);
const TOKEN68 = /^[0-9A-Za-z._~+/-]+=*[ \t]*(?=,|$)/;
function parseChallenges(field) {
	const challenges = [];
	let rest = skipSeparators(field);
	while (rest !== "") {
		const current = challenges.at(-1);
		const param = current === void 0 ? null : PARAM.exec(rest);
		if (current !== void 0 && param !== null) {
			const [all, name = "", quoted, plain] = param;
			current.params[name.toLowerCase()] = quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "";
			rest = skipSeparators(rest.slice(all.length));
			continue;
		}
		const scheme = SCHEME.exec(rest);
		if (scheme === null) break;
		challenges.push({
			scheme: (scheme[1] ?? "").toLowerCase(),
			params: {}
		});
		rest = skipToken68(rest.slice(scheme[0].length));
	}
	return challenges;
}
function skipToken68(rest) {
	const token = PARAM.test(rest) ? null : TOKEN68.exec(rest);
	return skipSeparators(token === null ? rest : rest.slice(token[0].length));
}
function skipSeparators(text) {
	return text.replace(/^[ \t,]+/, "");
}
// src/registry/endpoint.ts
function registryUrl(registry, insecure) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/`);
	if (insecure || isLoopback(url)) return new URL(`http://${host}/`);
	return url;
}
function isLoopback({ hostname }) {
	return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
// src/registry/retry.ts
var TransientFailure = class extends Error {
	reason;
	retryAfterMs;
	constructor(reason, retryAfterMs) {
		super(reason.message, { cause: reason });
		this.name = "TransientFailure";
		this.reason = reason;
		this.retryAfterMs = retryAfterMs;
	}
};
const DEFAULT_RETRY = {
	attempts: 5,
	firstDelayMs: 500
};
const MAX_DELAY_MS = 6e4;
async function withRetry(operation, policy, signal) {
	for (let attempt = 1;; attempt += 1) try {
		return await operation();
	} catch (error) {
		if (!(error instanceof TransientFailure)) throw error;
		if (attempt >= policy.attempts) throw error.reason;
		const delay = error.retryAfterMs ?? jitter(policy.firstDelayMs * 2 ** (attempt - 1));
		await setTimeout(Math.min(delay, MAX_DELAY_MS), void 0, signal === void 0 ? {} : { signal });
	}
}
function parseRetryAfter(value, now) {
	if (value === null) return void 0;
	if (/^\d+$/.test(value.trim())) return Number(value) * 1e3;
	const date = Date.parse(value);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function jitter(delay) {
	return delay * (.5 + Math.random() / 2);
}
// src/registry/transient.ts
const TRANSIENT_STATUS = [
	408,
	429,
	500,
	502,
	503,
	504
];
const TRANSIENT_CODES = [
	"ECONNRESET",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"UND_ERR_SOCKET",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT"
];
function transientIfStatus(response, error) {
	if (!TRANSIENT_STATUS.includes(response.status)) return error;
	return new TransientFailure(error, parseRetryAfter(response.headers.get("retry-after"), Date.now()));
}
function transientIfCode(code, error) {
	return TRANSIENT_CODES.includes(code) ? new TransientFailure(error) : error;
}
// src/registry/auth/token.ts
const CLIENT_ID = "arm64-on-x86";
const MAX_ANSWER = 1 << 20;
const REFUSALS = [
	400,
	401,
	403,
	404
];
function basicAuthorization(credentials) {
	if ("identityToken" in credentials) return void 0;
	const pair = `${credentials.username}:${credentials.password}`;
	return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}
async function fetchToken(challenge, scope, registry, credentials, signal) {
	const realm = tokenService(challenge, registry);
	const response = await requestToken(realm, challenge.params.service, scope, credentials, signal);
	const body = await readBody(response, MAX_ANSWER);
	if (REFUSALS.includes(response.status)) return void 0;
	if (!response.ok) throw unavailable(response, realm);
	const { token, access_token: accessToken } = JSON.parse(Buffer.from(body ?? []).toString("utf8"));
	const value = token ?? accessToken;
	if (typeof value !== "string" || value === "") throw new Error(`${realm.host} answered without a token`);
	return value;
}
function unavailable(response, realm) {
	return transientIfStatus(response, new ToolError("registry-failed", `the token service ${realm.host} answered ${response.status}`, "try again later; the registry gives no access without a token from there"));
}
function tokenService(challenge, registry) {
	const { realm } = challenge.params;
	if (realm === void 0 || !URL.canParse(realm)) throw new Error(`${registry.host} names no token service in its Bearer challenge`);
	const url = new URL(realm);
	if (url.protocol !== "https:" && !isLoopback(url) && url.origin !== registry.origin) throw new Error(`${registry.host} names a token service without https, ${url.origin}`);
	return url;
}
function requestToken(realm, service, scope, credentials, signal) {
	const query = {
		...service === void 0 ? {} : { service },
		scope
	};
	const abort = signal === void 0 ? {} : { signal };
	if (credentials !== void 0 && "identityToken" in credentials) {
		const refresh = {
			grant_type: "refresh_token",
			refresh_token: credentials.identityToken
		};
		const form = new URLSearchParams({
			...query,
			client_id: CLIENT_ID,
			...refresh
		});
		return send({
			method: "POST",
			url: realm,
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: Buffer.from(form.toString())
		}, abort);
	}
	const url = new URL(realm);
	for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
	const basic = credentials && basicAuthorization(credentials);
	const authorization = (to) => to.origin === realm.origin ? basic : void 0;
	return send({
		method: "GET",
		url
	}, {
		...abort,
		authorization
	});
}
// src/registry/auth/authorizer.ts
function createAuthorizer(options) {
	let current;
	let credentials;
	let known = false;
	let renewal;
	async function obtain(challenges) {
		credentials ??= options.credentials();
		const found = await credentials;
		known = found !== void 0;
		const before = current;
		current = await answer(challenges, found, options);
		return current !== void 0 && current !== before;
	}
	return {
		authorization: (url) => url.origin === options.registry.origin ? current : void 0,
		hasCredentials: () => known,
		async renew(response, used) {
			if (renewal === void 0 && used !== current) return true;
			const challenges = parseChallenges(response.headers.get("www-authenticate") ?? "");
			renewal ??= obtain(challenges).finally(() => {
				renewal = void 0;
			});
			return renewal;
		}
	};
}
async function answer(challenges, credentials, { registry, scope, signal }) {
	const bearer = challenges.find(({ scheme }) => scheme === "bearer");
	if (bearer !== void 0) {
		const result = await fetchToken(bearer, scope, registry, credentials, signal);
		return result === void 0 ? void 0 : `Bearer ${result}`;
	}
	return challenges.some(({ scheme }) => scheme === "basic") && credentials !== void 0 ? basicAuthorization(credentials) : void 0;
}
// src/registry/errors.ts
const MAX_ERROR_BODY = 65536;
async function responseError(response, action, target) {
	const said = errorDetail(await readErrorBody(response));
	const { code, hint } = advice(response.status, target);
	const status = `${response.status}${response.statusText ? ` ${response.statusText}` : ""}`;
	const message = `${target.registry} did not ${action} in ${target.repository}: ${said ? `${status}, ${said}` : status}`;
	return transientIfStatus(response, new ToolError(code, message, hint));
}
function connectionError(cause, action, target) {
	const { code, message } = rootCause(cause);
	return transientIfCode(code, new ToolError("registry-unreachable", `${target.registry} could not be reached to ${action} in ${target.repository}: ${message}`, code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG" ? "the registry speaks plain http; allow it with type=registry,registry.insecure=true" : "check the name of the registry, that it runs, and the network (proxy, firewall)", { cause }));
}
function protocolError(what, action, target) {
	return new ToolError("registry-failed", `${target.registry} did not ${action} in ${target.repository}: ${what}`, "check that the name is that of a registry, and what a proxy before it does to answers");
}
function readErrorBody(response) {
	return readBody(response, MAX_ERROR_BODY).catch(() => void 0);
}
function advice(status, { registry, loggedIn }) {
	if (status === 401 && !loggedIn) return {
		code: "registry-unauthorized",
		hint: `no credentials were found; log in first: docker login ${registry}`
	};
	if (status === 401) return {
		code: "registry-unauthorized",
		hint: `check the user and password: docker login ${registry}`
	};
	if (status === 403) return {
		code: "registry-denied",
		hint: "check that this user (or token) may push to this repository"
	};
	if (status === 404) return {
		code: "registry-not-found",
		hint: "check the name, and that the repository exists"
	};
	if (status === 413) return {
		code: "registry-failed",
		hint: "the registry, or a proxy before it, limits the size of an upload; raise it"
	};
	return {
		code: "registry-failed",
		hint: "try again later, or see the log of the registry"
	};
}
function errorDetail(body) {
	try {
		const { errors } = JSON.parse(Buffer.from(body ?? []).toString("utf8"));
		return errors.map(({ code = "", message = "" }) => `${code}: ${message}`).join("; ");
	} catch {
		return "";
	}
}
function rootCause(error) {
	let current = error;
	while (current instanceof Error && current.cause instanceof Error) current = current.cause;
	if (!(current instanceof Error)) return {
		code: "",
		message: String(current)
	};
	const code = "code" in current ? String(current.code) : "";
	return {
		code,
		message: current.message || code
	};
}
// src/registry/session.ts
function createSession(options) {
	const { registry, repository, signal, retry = DEFAULT_RETRY } = options;
	const base = registryUrl(registry, options.insecure ?? false);
	const abort = signal === void 0 ? {} : { signal };
	const authorizer = createAuthorizer({
		registry: base,
		scope: `repository:${repository}:pull,push`,
		credentials: options.credentials,
		...abort
	});
	const target = () => ({
		registry,
		repository,
		loggedIn: authorizer.hasCredentials()
	});
	async function authenticated(request) {
		const used = authorizer.authorization(request.url);
		const response = await send(request, {
			authorization: authorizer.authorization,
			...abort
		});
		if (response.status !== 401 || !await authorizer.renew(response, used)) return response;
		await response.body?.cancel();
		return send(request, {
			authorization: authorizer.authorization,
			...abort
		});
	}
	async function connected(work, action) {
		try {
			return await work();
		} catch (error) {
			if (signal?.aborted || error instanceof ToolError || error instanceof TransientFailure) throw error;
			throw connectionError(error, action, target());
		}
	}
	async function exchange(request, expected, action) {
		const response = await connected(() => authenticated(request), action);
		if (expected.includes(response.status)) return response;
		throw await responseError(response, action, target());
	}
	const retrying = (operation) => withRetry(operation, retry, signal);
	return {
		name: `${registry}/${repository}`,
		url: (path) => new URL(`v2/${repository}/${path}`, base),
		exchange,
		request: (request, expected, action) => retrying(() => exchange(request, expected, action)),
		retrying,
		async read(response, limit, action) {
			const bytes = await connected(() => readBody(response, limit), action);
			if (bytes === void 0) throw protocolError(`its answer is longer than ${limit} bytes`, action, target());
			return bytes;
		},
		error: (what, action) => protocolError(what, action, target())
	};
}
// src/registry/client.ts
const MAX_MANIFEST = 4 << 20;
function createRegistryClient(options) {
	const session = createSession(options);
	return {
		hasBlob: (digest) => hasBlob(session, digest),
		uploadBlob: (blob) => uploadBlob(session, blob),
		putManifest: (reference, manifest) => putManifest(session, reference, manifest),
		getManifest: (reference) => getManifest(session, reference)
	};
}
async function hasBlob(session, digest) {
	const url = session.url(`blobs/${digest}`);
	return (await session.request({
		method: "HEAD",
		url
	}, [200, 404], `look up the blob ${digest}`)).status === 200;
}
function uploadBlob(session, blob) {
	const action = `take the blob ${blob.digest}`;
	return session.retrying(async () => {
		const begin = {
			method: "POST",
			url: session.url("blobs/uploads/"),
			body: new Uint8Array()
		};
		const started = await session.exchange(begin, [202], action);
		await started.body?.cancel();
		const url = uploadUrl(started, begin.url, blob.digest, session, action);
		const done = await session.exchange({
			method: "PUT",
			url,
			headers: { "content-type": "application/octet-stream" },
			body: blob
		}, [201], action);
		await done.body?.cancel();
		assertDigest(done, blob.digest, session, action);
	});
}
function uploadUrl(started, base, digest, session, action) {
	const location = started.headers.get("location");
	if (location === null) throw session.error("its answer names no upload location", action);
	let url;
	try {
		url = resolveLocation(location, base);
	} catch (error) {
		throw session.error(error instanceof Error ? error.message : String(error), action);
	}
	url.search = `${url.search === "" ? "?" : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
	return url;
}
async function putManifest(session, reference, manifest) {
	const { descriptor, bytes } = manifest;
	const action = `take the manifest ${reference}`;
	const headers = { "content-type": descriptor.mediaType };
	const url = session.url(`manifests/${reference}`);
	const response = await session.request({
		method: "PUT",
		url,
		headers,
		body: bytes
	}, [201], action);
	await response.body?.cancel();
	assertDigest(response, descriptor.digest, session, action);
}
function getManifest(session, reference) {
	const action = `give the manifest ${reference}`;
	const headers = { accept: [MEDIA_TYPES.manifest, MEDIA_TYPES.index].join(", ") };
	const url = session.url(`manifests/${reference}`);
	return session.retrying(async () => {
		const response = await session.exchange({
			method: "GET",
			url,
			headers
		}, [200, 404], action);
		const bytes = await session.read(response, MAX_MANIFEST, action);
		if (response.status === 404) return void 0;
		const digest = digestOf(bytes);
		if (reference.includes(":") && digest !== reference) throw mismatch(session, action, digest);
		return {
			bytes,
			mediaType: response.headers.get("content-type") ?? "",
			digest
		};
	});
}
function assertDigest(response, digest, session, action) {
	const stored = response.headers.get("docker-content-digest");
	if (stored !== null && stored !== digest) throw mismatch(session, action, stored);
}
function mismatch(session, action, digest) {
	return new ToolError("registry-digest-mismatch", `${session.name} was to ${action} but has ${digest}`, "something between here and the registry changes what is sent; look for a proxy");
}
// src/registry/auth/auth-file.ts
async function readAuthFile(path) {
	const text = await readFile(path, "utf8").catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return void 0;
		throw broken(path, `cannot be read (${error.code})`, error);
	});
	return text === void 0 ? void 0 : parseAuthFile(path, text);
}
function inlineCredentials(file, keys) {
	for (const key of keys) {
		const entry = file.auths[key];
		const found = entry && fromEntry(file, key, entry);
		if (found !== void 0) return found;
	}
}
function parseAuthFile(path, text) {
	let document;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw broken(path, "is not JSON", error);
	}
	const { auths, credHelpers, credsStore } = record(path, document);
	return {
		path,
		auths: mapValues(record(path, auths), (entry) => record(path, entry)),
		credHelpers: mapValues(record(path, credHelpers), String),
		...typeof credsStore === "string" && credsStore !== "" ? { credsStore } : {}
	};
}
function fromEntry(file, key, entry) {
	const { identitytoken, username, password, auth } = entry;
	if (typeof identitytoken === "string" && identitytoken !== "") return { identityToken: identitytoken };
	if (typeof username === "string" && typeof password === "string") return {
		username,
		password
	};
	if (typeof auth !== "string" || auth === "") return void 0;
	const decoded = Buffer.from(auth, "base64").toString("utf8");
	const colon = decoded.indexOf(":");
	if (colon <= 0) throw broken(file.path, `has an entry for ${key} that is not name:password in base64`);
	return {
		username: decoded.slice(0, colon),
		password: decoded.slice(colon + 1).replace(/\0+$/, "")
	};
}
function record(path, value) {
	if (value === void 0 || value === null) return {};
	if (typeof value !== "object" || Array.isArray(value)) throw broken(path, "does not have the expected form");
	return { ...value };
}
function mapValues(object, map) {
	return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
function broken(path, what, cause) {
	return new ToolError("registry-credentials", `the credentials file ${path} ${what}`, "mend or remove the file, or log in again with docker login", { cause });
}
// src/registry/auth/credential-helper.ts
const NOT_FOUND = "credentials not found in native keychain";
async function helperCredentials(helper, server, host) {
	const program = `docker-credential-${helper}`;
	if (!/^[\w.-]+$/.test(helper)) throw failed(program, server, "that is not the name of a helper");
	const { code, stdout, stderr } = await host.exec(program, ["get"], {
		input: server,
		ignoreExitCode: true
	}).catch((error) => {
		throw failed(program, server, error.message, error);
	});
	if (code !== 0) {
		const message = stdout.trim() || stderr.trim();
		if (message.toLowerCase().includes(NOT_FOUND)) return void 0;
		throw failed(program, server, message || `exit code ${code}`);
	}
	return parseAnswer(program, server, stdout);
}
function parseAnswer(program, server, stdout) {
	let answer;
	try {
		answer = JSON.parse(stdout);
	} catch {
		throw failed(program, server, "its answer is not JSON");
	}
	const { Username: username, Secret: secret } = answer ?? {};
	if (typeof username !== "string" || typeof secret !== "string" || secret === "") return void 0;
	return username === "<token>" ? { identityToken: secret } : {
		username,
		password: secret
	};
}
function failed(program, server, what, cause) {
	return new ToolError("registry-credentials", `the credential helper ${program} failed for ${server}: ${what}`, "install or mend the helper, or take it out of the Docker configuration and log in again", { cause });
}
// src/registry/credentials.ts
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";
async function findCredentials(registry, repository, host) {
	for (const path of authFiles(host.env)) {
		const file = await readAuthFile(path);
		const found = file && await fromFile(file, registry, repository, host);
		if (found === void 0) continue;
		host.secret("identityToken" in found ? found.identityToken : found.password);
		return found;
	}
}
function authFiles(env) {
	const home = env.HOME || homedir();
	const docker = env.DOCKER_CONFIG || join(home, ".docker");
	const files = [join(docker, "config.json"), join(home, ".config/containers/auth.json")];
	if (env.XDG_RUNTIME_DIR) files.splice(1, 0, join(env.XDG_RUNTIME_DIR, "containers/auth.json"));
	return env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE, ...files] : files;
}
async function fromFile(file, registry, repository, host) {
	const server = registry === "docker.io" ? DOCKER_HUB_KEY : registry;
	const helper = file.credHelpers[registry] ?? file.credHelpers[server];
	if (helper !== void 0) return helperCredentials(helper, server, host);
	const inline = inlineCredentials(file, authKeys(registry, repository));
	if (inline !== void 0 || file.credsStore === void 0) return inline;
	return helperCredentials(file.credsStore, server, host);
}
function authKeys(registry, repository) {
	const parts = repository.split("/");
	const namespaces = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join("/"));
	const general = [
		registry,
		`https://${registry}`,
		`https://${registry}/`
	];
	const versioned = [`https://${registry}/v1/`, `https://${registry}/v2/`];
	const hub = registry === "docker.io" ? [DOCKER_HUB_KEY, "index.docker.io"] : [];
	return [
		...namespaces,
		...general,
		...versioned,
		...hub
	];
}
// src/registry/concurrency.ts
async function forEachLimit(items, limit, work, onFailure) {
	const queue = [...items];
	const failures = [];
	const worker = async () => {
		for (let item = queue.shift(); item !== void 0 && failures.length === 0; item = queue.shift()) await work(item).catch((error) => {
			failures.push(error);
			onFailure();
		});
	};
	await Promise.all(Array.from({ length: limit }, worker));
	if (failures.length > 0) throw failures[0];
}
// src/registry/push.ts
const UPLOADS = 5;
async function pushBlobs(client, image, { log, onFailure }) {
	const push = async (blob) => {
		const exists = await client.hasBlob(blob.digest);
		if (!exists) await client.uploadBlob(blob);
		log(`${exists ? "exists" : "pushed"} ${blob.digest} (${blob.size} bytes)`);
	};
	await forEachLimit([...new Map(image.layers.map((layer) => [layer.digest, layer])).values()], UPLOADS, push, onFailure);
	await push(jsonBlobSource(image.config));
}
async function pushManifest(client, image, tags) {
	await client.putManifest(image.digest, image.manifest);
	for (const tag of tags) await client.putManifest(tag, image.manifest);
}
function jsonBlobSource({ bytes, descriptor }) {
	return {
		digest: descriptor.digest,
		size: descriptor.size,
		open: () => Readable.from([bytes])
	};
}
// src/sinks/registry.ts
function registrySink(references, host, insecure) {
	return {
		description: `registry ${references.map(formatReference).join(", ")}`,
		async publish(image) {
			const failed = new AbortController();
			const targets = toTargets(references, host, insecure, AbortSignal.any([host.signal, failed.signal]));
			for (const { name, client } of targets) {
				const log = (line) => host.info(`${name}: ${line}`);
				await pushBlobs(client, image, {
					log,
					onFailure: () => failed.abort()
				});
			}
			for (const { client, tags } of targets) await pushManifest(client, image, tags);
		}
	};
}
function toTargets(references, host, insecure, signal) {
	return [...Map.groupBy(references, ({ registry, repository }) => `${registry}/${repository}`)].flatMap(([name, group]) => {
		const [first] = group;
		if (first === void 0) return [];
		const { registry, repository } = first;
		const credentials = () => findCredentials(registry, repository, host);
		return [{
			name,
			client: createRegistryClient({
				registry,
				repository,
				credentials,
				insecure,
				signal
			}),
			tags: [...new Set(group.flatMap(({ tag }) => tag ?? []))]
		}];
	});
}
// src/sinks/create.ts
function createSinks(inputs, host) {
	const tags = inputs.tags.map(parseTag);
	const outputs = inputs.outputs.map(parseOutput);
	const registries = outputs.filter((output) => output.type === "registry");
	const files = outputs.filter((output) => output.type !== "registry").map((output) => fileSink(output, tags, host));
	if (!inputs.push && registries.length === 0) return files;
	if (tags.length === 0) throw new ToolError("tags-missing", "tags: a push was asked for, but there is no name to push to", "name the image, for example tags: ghcr.io/owner/image:1.0");
	return [...files, registrySink(tags, host, registries.some(({ insecure }) => insecure))];
}
function parseTag(text) {
	const reference = parseReference(text);
	if (reference.digest === void 0) return reference;
	throw new ToolError("reference-invalid", `tags: ${JSON.stringify(text)} names a digest, but the digest is known only when the image is built`, "leave out what follows the @");
}
function fileSink(output, tags, host) {
	if (output.type === "oci") return ociLayoutSink(output.dest, tags, host.signal);
	return dockerArchiveSink(output.dest, tags, host.signal);
}
// src/pipeline.ts
async function buildImage(inputs, host) {
	const sinks = createSinks(inputs, host);
	if (sinks.length === 0) host.warning("neither push nor outputs is set: the image is built and goes nowhere");
	const rootfs = await host.phase("root filesystem", () => openRootfs(inputs.rootfs, host));
	host.info(describeProfile(rootfs.profile));
	const chosen = await host.phase("choosing components", () => chooseComponents(inputs, rootfs, host));
	const components = [];
	for (const component of chosen) {
		const resolved = await host.phase(component.name, () => resolveComponent(component, host));
		components.push({
			name: component.name,
			key: component.key,
			...resolved
		});
	}
	const image = assembleImage({
		baseLayers: [rootfs.layer],
		layers: components.map(({ layer }) => layer),
		profile: rootfs.profile,
		accelerate: inputs.accelerate,
		labels: inputs.labels,
		platform: inputs.platform,
		sourceDateEpoch: sourceDateEpoch(host.env.SOURCE_DATE_EPOCH)
	});
	for (const sink of sinks) await host.phase(sink.description, () => sink.publish(image));
	return {
		inputs,
		profile: rootfs.profile,
		components,
		image
	};
}
async function chooseComponents(inputs, { profile }, host) {
	const emulator = await emulatorComponent(inputs, host);
	const toolchain = await toolchainComponent(inputs, profile, host);
	const natives = await nativesComponent(inputs, profile, host);
	const runtime = await runtimeComponent(inputs, profile, host, natives?.libraries);
	return [
		emulator,
		toolchain,
		...natives === void 0 ? [] : [natives],
		runtime
	];
}
// src/report/outputs.ts
function outputValues(result) {
	const tags = imageNames(result);
	const hit = (name) => result.components.some((component) => component.name === name && component.cacheHit);
	return {
		image: imageName(result, tags),
		digest: result.image.digest,
		tags: tags.join("\n"),
		metadata: JSON.stringify(metadata(result, tags)),
		"cache-hit": String(result.components.every(({ cacheHit }) => cacheHit)),
		"emulator-cache-hit": String(hit("emulator")),
		"toolchain-cache-hit": String(hit("toolchain"))
	};
}
function imageNames({ inputs }) {
	return inputs.tags.map((tag) => formatReference(parseReference(tag)));
}
function imageName({ inputs, image }, tags) {
	const first = tags[0];
	if (first === void 0) return "";
	return inputs.push || inputs.outputs.some((output) => /(^|,)type=registry(,|$)/.test(output)) ? `${first}@${image.digest}` : first;
}
function metadata({ image, profile, components }, tags) {
	return {
		"containerimage.digest": image.digest,
		"containerimage.config.digest": image.config.descriptor.digest,
		"image.name": tags.join(","),
		rootfs: {
			description: describeProfile(profile),
			distribution: profile.distribution,
			libc: profile.libc
		},
		components: components.map(({ name, key, cacheHit, layer }) => ({
			name,
			key,
			cacheHit,
			digest: layer.digest,
			size: layer.size
		}))
	};
}
// src/report/summary.ts
function summaryMarkdown(result) {
	const { image, profile, components } = result;
	const names = imageNames(result);
	const facts = [
		["Image", names.length === 0 ? "(no name)" : names.map(code).join("<br>")],
		["Digest", code(image.digest)],
		["Root filesystem", escapeCell(describeProfile(profile))]
	];
	const parts = components.map(({ name, cacheHit, layer }) => [
		name,
		cacheHit ? "reused" : "built",
		formatSize(layer.size),
		code(layer.digest.slice(0, 19))
	]);
	return [
		"### arm64-on-x86",
		"",
		table(["", ""], facts),
		"",
		table([
			"Component",
			"Cache",
			"Size",
			"Layer"
		], parts),
		""
	].join("\n");
}
function summaryText(result) {
	const { image, components } = result;
	const reused = components.filter(({ cacheHit }) => cacheHit).map(({ name }) => name);
	const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
	return [
		`image ${image.digest}, ${formatSize(size)} compressed`,
		...imageNames(result).map((name) => `  ${name}`),
		reused.length === 0 ? "nothing came from the cache" : `from the cache: ${reused.join(", ")}`
	].join("\n");
}
function formatSize(bytes) {
	return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
function table(head, rows) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(head),
		line(head.map(() => "---")),
		...rows.map(line)
	].join("\n");
}
function code(text) {
	return `\`${text}\``;
}
function escapeCell(text) {
	return text.replace(/[\\|<>[\]`*_]/g, "\\$&").replace(/\s+/g, " ");
}
// src/entry/explain.ts
function explainFailure(error, signal) {
	if (signal?.reason instanceof Interrupted) {
		const { message, hint, exitCode } = signal.reason;
		return {
			message,
			hint,
			exitCode
		};
	}
	if (error instanceof ToolError) return {
		message: error.message,
		hint: error.hint,
		exitCode: 1
	};
	const hint = systemHint(error);
	if (hint !== void 0) return {
		message: error.message,
		hint,
		exitCode: 1
	};
	return {
		message: `this is a bug in arm64-on-x86, please report it with this text:\n${error instanceof Error ? error.stack ?? error.message : String(error)}`,
		exitCode: 1
	};
}
const SYSTEM_HINTS = {
	ENOSPC: "the disk is full: free some space, or set TMPDIR and cache-dir to a disk that has more",
	EDQUOT: "the disk quota is used up: free some space, or set TMPDIR and cache-dir to another disk",
	EROFS: "the place cannot be written to: set TMPDIR and cache-dir to one that can",
	EACCES: "check the permissions of the path",
	EPERM: "check the permissions of the path",
	EMFILE: "raise the limit of open files (ulimit -n)",
	ENOMEM: "free some memory, or use a machine with more"
};
function systemHint(error) {
	if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return void 0;
	return SYSTEM_HINTS[String(error.code)];
}
// src/entry/platform.ts
function checkPlatform(platform, architecture) {
	if (platform === "linux" && architecture === "x64") return;
	throw new ToolError("unsupported-platform", `this machine is ${platform} on ${architecture}; arm64-on-x86 runs on x86-64 Linux only`, architecture === "arm64" ? "an arm64 machine runs arm64 programs itself: use the root filesystem directly there" : "run it on an x86-64 Linux machine, such as runs-on: ubuntu-24.04");
}
export { outputValues as a, resolveComponent as c, EMULATOR as d, emulatorComponent as f, readCacheInputs as g, readEmulatorInputs as h, summaryText as i, require_tar_stream as l, readInputs as m, explainFailure as n, buildImage as o, INPUTS as p, summaryMarkdown as r, makeDirectory as s, checkPlatform as t, writeAtomically as u };
