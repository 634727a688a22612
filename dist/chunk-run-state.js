import { x as isCode } from "./chunk-failure.js";
import { t as readOptional } from "./chunk-optional-file.js";
import { i as getState, l as saveState, o as info } from "./chunk-core.js";
import { join } from "node:path";
import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { existsSync, lstatSync } from "node:fs";
// src/host/github-step.ts
function addMatcher(file) {
	info(`::add-matcher::${file}`);
}
function removeMatcher(owner) {
	info(`::remove-matcher owner=${owner}::`);
}
function keepForPost(name, value) {
	saveState(name, JSON.stringify(value));
}
function keptByMain(name) {
	const text = getState(name);
	return text === "" ? void 0 : JSON.parse(text);
}
const PROLOGUE = [
	`
if ! [ -r "$2" ]; then
  echo "the runner's files are not in the container: its engine runs on another machine" >&2
  exit 125
fi
echo yes > "$1/begun"
script=$2 links=$3 paths=$4
shift 4
`,
	`
if ! [ -e /etc/gitconfig ] || ! grep -q ' /etc/gitconfig ' /proc/self/mountinfo 2> /dev/null; then
  { printf '\\n[safe]\\n\\tdirectory = *\\n' >> /etc/gitconfig; } 2> /dev/null
fi
`,
	`
if [ -n "$links" ] && [ -x "$links/gcc" ] && { [ -w "$CCACHE_DIR" ] || ! [ -e "$CCACHE_DIR" ]; }; then
  PATH=$links:$PATH
  case $("$links/ccache" --version) in
  'ccache version 3'*) ;;
  *) export CCACHE_UMASK="\${CCACHE_UMASK-000}" ;;
  esac
fi
`,
	`
if [ -n "$paths" ]; then PATH=$paths:$PATH; fi
if [ $# -gt 0 ]; then exec "$@"; fi
if command -v bash > /dev/null; then exec bash -e "$script"; fi
exec sh -e "$script"
`
].map((part) => part.trim()).join("\n");
// src/run/command.ts
function containerArguments(settings) {
	const { engine, inputs, runner, environment, environmentFile, files, ccacheLinks, paths } = settings;
	return [
		"run",
		...["--name", settings.name],
		"--rm",
		...runner.mounts.flatMap((path) => ["--mount", mount(path)]),
		...["--workdir", settings.directory],
		...userArguments(engine, inputs.user, settings.user),
		...engine.program === "podman" ? ["--security-opt", "label=disable"] : [],
		.../^HOME=/m.test(environment.file) ? [] : ["--env", `HOME=${runner.home}`],
		...Object.keys(environment.byName).flatMap((name) => ["--env", name]),
		...environmentFile === void 0 ? [] : ["--env-file", environmentFile],
		...["--entrypoint", "sh"],
		...inputs.options,
		inputs.image,
		...[
			"-c",
			PROLOGUE,
			"sh",
			files.directory,
			files.script,
			ccacheLinks,
			paths.join(":"),
			...settings.command
		]
	];
}
function userArguments(engine, user, { uid, gid }) {
	const host = engine.userNamespace === "remapped" ? ["--userns", "host"] : [];
	if (user === "") return host;
	if (user !== "runner") return [
		...host,
		"--user",
		user
	];
	return [
		...host,
		"--user",
		engine.userNamespace === "user" ? "0:0" : `${uid}:${gid}`
	];
}
function mount(path) {
	const field = (text) => /[",\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
	return [
		"type=bind",
		field(`source=${path}`),
		field(`target=${path}`)
	].join(",");
}
// src/run/compiler-cache.ts
const CCACHE = "/x86_64/native/build/usr/bin/ccache";
const COMPILERS = [
	"gcc",
	"g++",
	"cc",
	"c++"
];
const PREFIXES = [
	"",
	"aarch64-linux-",
	"aarch64-linux-gnu-"
];
const MAXIMUM_SIZE = "500M";
async function openCompilerCache(inputs, temp, host) {
	const name = compilerCacheName(inputs, host.env);
	const { directory } = await host.unfinished(name);
	const own = ownDirectory(temp);
	const links = join(own, "links");
	if (!existsSync(links)) await makeLinks(links);
	await openToAll(directory);
	return {
		directory,
		links,
		before: await stateAtFirst(directory, join(own, name))
	};
}
async function stateAtFirst(directory, file) {
	if (existsSync(file)) return readFile(file, "utf8");
	const state = await compilerCacheState(directory);
	await writeFile(file, state);
	return state;
}
function compilerCacheName({ image, compilerCacheKey }, env) {
	const parts = [
		image.replace(/@.*/, ""),
		compilerCacheKey,
		env.GITHUB_WORKFLOW ?? "",
		env.GITHUB_JOB ?? ""
	];
	return `ccache-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}
function ccacheVariables({ directory }) {
	return {
		CCACHE_DIR: directory,
		CCACHE_MAXSIZE: MAXIMUM_SIZE,
		CCACHE_COMPILERCHECK: "%compiler% -v"
	};
}
function ownDirectory(temp) {
	return join(temp, "arm64-on-x86-ccache");
}
async function closeCompilerCaches(temp) {
	await rm(ownDirectory(temp), {
		recursive: true,
		force: true
	});
}
async function openToAll(directory) {
	const below = (await readdir(directory, {
		recursive: true,
		withFileTypes: true
	})).filter((entry) => entry.isDirectory()).map(({ parentPath, name }) => join(parentPath, name));
	for (const path of [directory, ...below]) await chmod(path, 511).catch((error) => {
		if (!isCode(error, "EPERM")) throw error;
	});
}
async function makeLinks(directory) {
	await mkdir(directory, { recursive: true });
	await symlink(CCACHE, join(directory, "ccache"));
	for (const prefix of PREFIXES) for (const compiler of COMPILERS) await symlink(CCACHE, join(directory, `${prefix}${compiler}`));
}
async function compilerCacheState(directory) {
	if (!existsSync(directory)) return "";
	const names = (await readdir(directory, {
		recursive: true,
		withFileTypes: true
	})).filter((file) => file.isFile() && /^[0-9a-z]{10,}[RM]$/.test(file.name)).map(({ name }) => name);
	return names.length === 0 ? "" : createHash("sha256").update(names.sort().join("\n")).digest("hex");
}
// src/run/job-record.ts
const recordFile = (temp) => join(temp, "arm64-on-x86-job.json");
async function readJobRecord(temp) {
	const text = await readOptional(recordFile(temp));
	return {
		pulled: [],
		variables: [],
		paths: [],
		...text === void 0 ? {} : JSON.parse(text)
	};
}
async function updateJobRecord(temp, parts) {
	await writeFile(recordFile(temp), JSON.stringify({
		...await readJobRecord(temp),
		...parts
	}));
}
async function removeJobRecord(temp) {
	await rm(recordFile(temp), { force: true });
}
// src/run/ownership.ts
const PATHS_AT_ONCE = 500;
async function foreignPaths(directories, uid) {
	const found = new Map();
	const pending = [...directories];
	for (let path = pending.pop(); path !== void 0; path = pending.pop()) {
		const info = look(path);
		if (info === void 0) continue;
		if (info.uid !== uid) found.set(path, `${info.ino} ${info.birthtimeMs}`);
		else if (info.isDirectory()) for (const child of await children(path)) pending.push(child);
	}
	return found;
}
async function giveBack(paths, mounts, image, engine, user, host) {
	const owner = engine.userNamespace === "user" ? "0:0" : `${user.uid}:${user.gid}`;
	const flags = [
		...[
			"run",
			"--rm",
			"--network",
			"none",
			"--user",
			"0:0",
			"--entrypoint",
			"chown"
		],
		...mounts.flatMap((path) => ["--mount", mount(path)]),
		...engine.userNamespace === "remapped" ? ["--userns", "host"] : [],
		...engine.program === "podman" ? ["--security-opt", "label=disable"] : []
	];
	for (let at = 0; at < paths.length; at += PATHS_AT_ONCE) {
		const some = paths.slice(at, at + PATHS_AT_ONCE);
		const { code, stderr } = await host.exec(engine.program, [
			...flags,
			image,
			"-hR",
			owner,
			"--",
			...some
		], {
			afterCancel: true,
			ignoreExitCode: true
		});
		if (code !== 0) host.warning(`some files still belong to another user than the runner's: ${stderr.trim()}`);
	}
}
function look(path) {
	try {
		return lstatSync(path, { throwIfNoEntry: false });
	} catch (error) {
		if (isCode(error, "EACCES")) return void 0;
		throw error;
	}
}
async function children(directory) {
	try {
		return (await readdir(directory)).map((name) => join(directory, name));
	} catch (error) {
		if (isCode(error, "ENOENT", "EACCES")) return [];
		throw error;
	}
}
// src/run/step-files.ts
const begunFile = (directory) => join(directory, "begun");
function stepFiles(temp, name, extension) {
	const directory = join(temp, name);
	return {
		directory,
		script: join(directory, `script${extension}`)
	};
}
const foreignFile = (directory) => join(directory, "foreign.json");
async function writeStepFiles({ directory, script }, text, foreign) {
	await mkdir(directory, { mode: 493 });
	await writeFile(foreignFile(directory), JSON.stringify([...foreign]));
	await writeFile(script, `${text}\n`, { mode: 420 });
	await writeFile(begunFile(directory), "");
	await chmod(begunFile(directory), 438);
}
async function hasBegun({ directory }) {
	return await readOptional(begunFile(directory)) !== "";
}
async function readForeign({ directory }) {
	const text = await readOptional(foreignFile(directory));
	return text === void 0 ? void 0 : new Map(JSON.parse(text));
}
async function removeStepFiles(directory) {
	await rm(directory, {
		recursive: true,
		force: true
	});
}
// src/run/settle.ts
async function removeContainer({ engine, container }, host) {
	const quietly = {
		ignoreExitCode: true,
		afterCancel: true
	};
	await host.exec(engine.program, ["kill", container], quietly);
	const { code, stderr } = await host.exec(engine.program, [
		"rm",
		"--force",
		container
	], quietly);
	if (code === 0 || /no such container|no container with|already in progress/i.test(stderr)) return;
	const command = `${engine.program} rm --force ${container}`;
	host.warning(`a container is left behind (${stderr.trim()}); remove it with: ${command}`);
}
async function settleFiles(left, before, host) {
	const { engine, image, runner, user, files } = left;
	const written = [...await foreignPaths(runner.mounts, user.uid)].filter(([path, file]) => before.get(path) !== file).map(([path]) => path);
	if (written.length > 0) await giveBack(written, runner.mounts, image, engine, user, host);
	await removeStepFiles(files.directory);
}
// src/entry/run-state.ts
const LEFT_OVER = "left-over";
const MATCHER = {
	file: "run/gcc-matcher.json",
	owner: "arm64-on-x86-gcc"
};
function runnerUser({ getuid, getgid }) {
	return {
		uid: getuid?.() ?? 0,
		gid: getgid?.() ?? 0
	};
}
export { removeMatcher as S, openCompilerCache as _, settleFiles as a, keepForPost as b, stepFiles as c, readJobRecord as d, removeJobRecord as f, compilerCacheState as g, closeCompilerCaches as h, removeContainer as i, writeStepFiles as l, ccacheVariables as m, MATCHER as n, hasBegun as o, updateJobRecord as p, runnerUser as r, readForeign as s, LEFT_OVER as t, foreignPaths as u, containerArguments as v, keptByMain as x, addMatcher as y };
