import { a as listOf, i as checkBoolean, n as createdBy, r as repositoryRoot, s as textReader, t as checkPlatform } from "./chunk-platform.js";
import { a as readActionInput, i as createGithubHost, n as annotateError } from "./chunk-github.js";
import { S as removeMatcher, _ as openCompilerCache, a as settleFiles, b as keepForPost, c as stepFiles, d as readJobRecord, i as removeContainer, l as writeStepFiles, m as ccacheVariables, n as MATCHER, o as hasBegun, p as updateJobRecord, r as runnerUser, t as LEFT_OVER, u as foreignPaths, v as containerArguments, y as addMatcher } from "./chunk-run-state.js";
import { n as cacheProgram, t as explainFailure, u as ToolError } from "./chunk-failure.js";
import { t as readOptional } from "./chunk-optional-file.js";
import { isAbsolute, join, relative, resolve } from "node:path";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
// src/inputs/words.ts
function splitWords(name, text) {
	const words = [];
	let word;
	const token = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(\s+)|([^\s\\'"]+)/y;
	while (token.lastIndex < text.length) {
		const match = token.exec(text);
		if (match === null) throw new ToolError(`input-${name}`, `${name}: a quote or backslash ends nowhere`, "close the quote");
		const [, escaped, single, double, blank, plain] = match;
		if (blank === void 0) word = (word ?? "") + (escaped ?? single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? plain ?? "");
		else if (word !== void 0) {
			words.push(word);
			word = void 0;
		}
	}
	return word === void 0 ? words : [...words, word];
}
// src/inputs/run.ts
const RUN_INPUTS = [
	{
		name: "image",
		description: "The image to run in, such as the output image of arm64-on-x86",
		required: true,
		kind: "text"
	},
	{
		name: "pull",
		description: "When the image is pulled: auto (one with a tag once in a job, also where this machine has it, if its registry answers; one with a digest, or made here, when it is missing), always, missing (only then), or never",
		default: "auto",
		kind: "text"
	},
	{
		name: "run",
		description: "The script",
		required: true,
		kind: "text"
	},
	{
		name: "shell",
		description: "What runs the script: bash, sh, python, or a command with {0} for its file; bash -e, or sh -e where there is no bash, when not given",
		kind: "text"
	},
	{
		name: "env",
		description: "Variables for the script, one a line: NAME=value, or NAME alone to hand on what the step has, secrets for example; GITHUB_*, RUNNER_* and the proxies (https_proxy) are always there",
		kind: "list"
	},
	{
		name: "working-directory",
		description: "Where the script starts, relative to the workspace; the workspace when not given",
		kind: "text"
	},
	{
		name: "options",
		description: "Further options of docker run, as in a shell",
		kind: "text"
	},
	{
		name: "user",
		description: "Who runs the script in the container: runner (the user of the runner), or a user as docker run --user takes it; the image's own user, mostly root, when not given. Files belong to the runner's user afterwards",
		kind: "text"
	},
	{
		name: "compiler-cache",
		description: "Keep what ccache has compiled between runs: auto (in images with accelerate: build or full), true (also for a ccache of the script), or false",
		default: "auto",
		kind: "text"
	},
	{
		name: "compiler-cache-key",
		description: "Tells this compiler cache from others of the same job and image, in a matrix for example",
		kind: "text"
	}
];
function readRunInputs(read) {
	const text = textReader(RUN_INPUTS, read);
	return {
		image: checkImage(text("image")),
		pull: checkPull(text("pull")),
		script: text("run"),
		shell: text("shell"),
		env: listOf(text("env")).map(parseVariable),
		workingDirectory: text("working-directory"),
		options: splitWords("options", text("options")),
		user: checkUser(text("user")),
		compilerCache: checkCompilerCache(text("compiler-cache")),
		compilerCacheKey: text("compiler-cache-key")
	};
}
function withValues(entries, env) {
	return entries.map(({ name, value = env[name] }) => value === void 0 ? { name } : {
		name,
		value
	});
}
function checkImage(image) {
	if (/^[A-Za-z0-9]\S*$/.test(image)) return image;
	throw new ToolError("input-image", `image: "${image}" is not the name of an image`, "use registry/name:tag");
}
function checkPull(value) {
	const known = [
		"auto",
		"always",
		"missing",
		"never"
	];
	const pull = known.find((word) => word === value);
	if (pull !== void 0) return pull;
	throw new ToolError("input-pull", `pull: "${value}" is not known`, `use ${known.slice(0, -1).join(", ")} or ${known.at(-1)}`);
}
function parseVariable(entry) {
	const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(entry) ?? [];
	if (name !== void 0) return value === void 0 ? { name } : {
		name,
		value
	};
	throw new ToolError("input-env", "env: a line is not NAME=value", "write one NAME=value or NAME a line");
}
function checkCompilerCache(value) {
	return value === "auto" ? void 0 : checkBoolean("compiler-cache", value, ["auto"]);
}
function checkUser(user) {
	if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$|^$/.test(user)) return user;
	throw new ToolError("input-user", `user: "${user}" is not a user`, "use runner, a name, or ids such as 1000:1000");
}
// src/run/engine.ts
async function findEngine(host) {
	const docker = await ask(host, "docker", [
		"info",
		"--format",
		"{{.ServerVersion}} {{json .SecurityOptions}}"
	]);
	if (docker !== void 0 && /^\w/.test(docker)) return {
		program: "docker",
		userNamespace: dockerNamespace(docker)
	};
	const podman = await ask(host, "podman", [
		"info",
		"--format",
		"{{.Host.Security.Rootless}}"
	]);
	if (podman !== void 0) return {
		program: "podman",
		userNamespace: podman.trim() === "true" ? "user" : "root"
	};
	throw new ToolError("no-container-engine", "neither docker nor podman works on this runner", "use a runner with Docker Engine or podman, and see that its user may use it (docker info)");
}
function dockerNamespace(options) {
	if (options.includes("name=rootless")) return "user";
	return options.includes("name=userns") ? "remapped" : "root";
}
async function ask(host, program, args) {
	try {
		const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
		return code === 0 ? stdout : void 0;
	} catch (error) {
		if (error instanceof ToolError && error.code === "command-not-found") return void 0;
		throw error;
	}
}
// src/run/environment.ts
const CLIENTS_OWN = /^(PATH|HOME|USER|TMPDIR|LD_.*|XDG_.*|DOCKER_.*|BUILDKIT_.*|CONTAINERS?_.*|PODMAN_.*|STORAGE_.*|GO[A-Z]+|SSL_CERT_.*|(HTTPS?|FTP|NO|ALL)_PROXY)$/i;
const PROXIES = /^(https?|ftp|no|all)_proxy$/i;
function containerEnvironment(env, defaults, named) {
	if (named.some(({ name }) => name === "PATH")) throw new ToolError("input-env", "env: PATH would hide the programs of the image from its engine", "set it in the script: PATH=/opt/tool/bin:$PATH");
	const all = {
		...runnersOwn(env),
		...defaults
	};
	for (const { name, value = env[name] } of named) if (value !== void 0) all[name] = value;
	const [own, free] = partition(Object.entries(all), ([name]) => CLIENTS_OWN.test(name));
	return {
		byName: Object.fromEntries(free),
		file: own.map(fileLine).join("")
	};
}
function runnersOwn(env) {
	const entries = Object.entries(env).filter((entry) => entry[1] !== void 0 && (/^(CI|(GITHUB|RUNNER)_[A-Z0-9_]+)$/.test(entry[0]) || PROXIES.test(entry[0])));
	return Object.fromEntries(entries);
}
function fileLine([name, value]) {
	if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
	throw new ToolError("input-env", `env: ${name} has more than one line, and docker takes it for its own`, "give it another name");
}
function partition(items, isFirst) {
	return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
// src/run/handed-on.ts
async function keepHandedOn(env, temp) {
	const read = async (file) => (file ? await readOptional(file) : void 0) ?? "";
	const names = writtenVariables(await read(env.GITHUB_ENV));
	const paths = writtenPaths(await read(env.GITHUB_PATH));
	if (names.length === 0 && paths.length === 0) return;
	const record = await readJobRecord(temp);
	await updateJobRecord(temp, {
		variables: [...new Set([...record.variables, ...names])],
		paths: [...new Set([...paths, ...record.paths])]
	});
}
function writtenVariables(text) {
	return [...text.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)(?:=.*|<<(.+)\r?\n(?:[\s\S]*?\n)??\2)\r?$/gm)].map(([, name = ""]) => name).filter((name) => !/^(PATH|CI|(GITHUB|RUNNER)_.*)$/.test(name));
}
function writtenPaths(text) {
	return text.split(/\r?\n/).filter((line) => /^\/[^:]*$/.test(line)).reverse();
}
// src/run/native-ccache.ts
async function hasNativeCcache({ program }, image, host) {
	const args = [
		"history",
		"--no-trunc",
		"--format",
		"{{.CreatedBy}}",
		image
	];
	const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
	return code === 0 && stdout.split("\n").includes(createdBy("natives"));
}
// src/run/pull.ts
async function pullImage(engine, { image, pull }, temp, host) {
	const digests = await localDigests(engine, image, host);
	const { pulled } = await readJobRecord(temp);
	const pulling = choosePulling(pull, image, digests, pulled.includes(image));
	if (pulling === "no" && digests !== void 0) return;
	if (pulling === "no") throw new ToolError("image-missing", `image: ${image} is not on this machine, and pull is never`, "load or build it in a step before, or leave pull out");
	const failure = await pullFrom(engine, image, host);
	if (failure === void 0) return updateJobRecord(temp, { pulled: [...pulled, image] });
	if (pulling === "try") return host.info(`${image} as this machine has it is used: ${failure}`);
	throw new ToolError("image-pull", `image: ${image} cannot be pulled: ${failure}`, `check the name; for a private image log in before (docker/login-action, or ${engine.program} login)`);
}
function choosePulling(pull, image, digests, before) {
	if (pull === "never") return "no";
	if (pull === "always" || digests === void 0) return "must";
	if (pull === "missing" || image.includes("@") || before) return "no";
	if (image.startsWith("localhost/")) return "no";
	return digests.some((digest) => repository(digest) === repository(image)) ? "try" : "no";
}
function repository(name) {
	return name.replace(/@.*$/, "").replace(/:[^/]*$/, "").replace(/^docker\.io\/(library\/)?/, "");
}
async function localDigests({ program }, image, host) {
	const args = [
		"image",
		"inspect",
		"--format",
		"{{json .RepoDigests}}",
		image
	];
	const { code, stdout } = await host.exec(program, args, { ignoreExitCode: true });
	return code === 0 ? JSON.parse(stdout) ?? [] : void 0;
}
function pullFrom({ program }, image, host) {
	return host.phase(`pull ${image}`, async () => {
		const { code, stderr } = await host.exec(program, ["pull", image], {
			ignoreExitCode: true,
			onLine: (line) => host.progress(line)
		});
		return code === 0 ? void 0 : stderr.trim().split("\n").at(-1) ?? "";
	});
}
// src/run/run-container.ts
const GRACE_MS = 1e3;
async function runContainer({ program }, args, { byName }, left, host) {
	const env = Object.fromEntries(Object.entries({
		...host.env,
		...byName
	}).filter((entry) => entry[1] !== void 0));
	let removed;
	const remove = () => {
		removed ??= removeContainer(left, host);
		return removed;
	};
	let timer;
	const onAbort = () => {
		timer = setTimeout(() => remove().catch(() => void 0), GRACE_MS);
	};
	host.signal.addEventListener("abort", onAbort, { once: true });
	try {
		return (await host.exec(program, args, {
			env,
			inherit: true,
			ignoreExitCode: true
		})).code;
	} catch (error) {
		await remove();
		throw error;
	} finally {
		clearTimeout(timer);
		host.signal.removeEventListener("abort", onAbort);
	}
}
// src/run/runner.ts
const FILES = [
	"GITHUB_ENV",
	"GITHUB_OUTPUT",
	"GITHUB_PATH",
	"GITHUB_STEP_SUMMARY",
	"GITHUB_STATE",
	"GITHUB_EVENT_PATH"
];
function readRunner(env) {
	const { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp } = env;
	if (!workspace || !temp) throw new ToolError("no-runner", "GITHUB_WORKSPACE and RUNNER_TEMP are not set: this is not a step of a job", "elsewhere, use docker run");
	const files = FILES.map((name) => env[name]).filter((file) => !!file && isAbsolute(file));
	const mounts = [];
	for (const path of [
		aroundWorkspace(workspace, env.RUNNER_WORKSPACE),
		temp,
		...files
	]) if (!mounts.some((mount) => isInside(path, mount))) mounts.push(path);
	return {
		workspace,
		temp,
		home: `${temp}/_github_home`,
		mounts
	};
}
function aroundWorkspace(workspace, runnerWorkspace) {
	return runnerWorkspace && isInside(workspace, runnerWorkspace) ? runnerWorkspace : workspace;
}
function isInside(path, directory) {
	const way = relative(directory, path);
	return way === "" || way.split("/")[0] !== ".." && !isAbsolute(way);
}
// src/run/shell.ts
const KNOWN = new Map([
	["", {
		command: "",
		extension: ".sh"
	}],
	["bash", {
		command: "bash --noprofile --norc -eo pipefail {0}",
		extension: ".sh"
	}],
	["sh", {
		command: "sh -e {0}",
		extension: ".sh"
	}],
	["python", {
		command: "python {0}",
		extension: ".py"
	}]
]);
function chooseShell(name) {
	const { command, extension } = KNOWN.get(name) ?? {
		command: name,
		extension: ""
	};
	if (command !== "" && !command.includes("{0}")) throw new ToolError("input-shell", `shell: "${name}" is not known and has no {0}`, "use bash, sh, python, or a command such as perl {0}");
	const words = splitWords("shell", command);
	return {
		extension,
		command: (file) => words.map((word) => word.replaceAll("{0}", file))
	};
}
// src/run/step.ts
async function runStep(inputs, host, around) {
	const runner = readRunner(host.env);
	const shell = chooseShell(inputs.shell);
	const directory = await workingDirectory(inputs.workingDirectory, runner);
	const engine = await findEngine(host);
	await pullImage(engine, inputs, runner.temp, host);
	const cache = inputs.compilerCache ?? await hasNativeCcache(engine, inputs.image, host) ? await openCompilerCache(inputs, runner.temp, host) : void 0;
	const { variables, paths } = await readJobRecord(runner.temp);
	const named = [...variables.map((name) => ({ name })), ...inputs.env];
	const environment = containerEnvironment(host.env, defaults(cache), named);
	const name = `arm64-on-x86-${randomUUID()}`;
	const files = stepFiles(runner.temp, name, shell.extension);
	const left = {
		engine,
		container: name,
		image: inputs.image,
		files,
		runner,
		user: around.user,
		...cache && { compilerCache: cache }
	};
	around.keep(left);
	const foreign = await foreignPaths(runner.mounts, around.user.uid);
	await writeStepFiles(files, inputs.script, foreign);
	await mkdir(runner.home, { recursive: true });
	const args = containerArguments({
		engine,
		name,
		inputs,
		runner,
		user: around.user,
		directory,
		environment,
		files,
		environmentFile: await writeEnvironmentFile(environment, host),
		ccacheLinks: cache?.links ?? "",
		paths,
		command: shell.command(files.script)
	});
	const exitCode = await around.around(() => runContainer(engine, args, environment, left, host));
	const begun = exitCode === 0 || await hasBegun(files);
	await settleFiles(left, foreign, host);
	if (!begun) throw notStarted(engine, exitCode);
	await keepHandedOn(host.env, runner.temp);
	return {
		exitCode,
		compilerCacheHit: cache !== void 0 && cache.before !== ""
	};
}
function notStarted({ program }, exitCode) {
	return new ToolError("container-not-started", `the container did not start: ${program} ended with exit code ${exitCode}`, `see what ${program} says above; check options and user, and that the image has a sh that runs on this machine`);
}
function defaults(cache) {
	return {
		GIT_CONFIG_COUNT: "1",
		GIT_CONFIG_KEY_0: "safe.directory",
		GIT_CONFIG_VALUE_0: "*",
		...cache === void 0 ? {} : ccacheVariables(cache)
	};
}
async function workingDirectory(input, runner) {
	const path = resolve(runner.workspace, input);
	if (!runner.mounts.some((mount) => isInside(path, mount))) return path;
	if (await stat(path).then((info) => info.isDirectory(), () => false)) return path;
	throw new ToolError("input-working-directory", `working-directory: ${path} is no directory`, "check the path; it is relative to the workspace");
}
async function writeEnvironmentFile(environment, host) {
	if (environment.file === "") return void 0;
	const file = join(await host.tempDir("environment"), "variables");
	await writeFile(file, environment.file, { mode: 384 });
	return file;
}
// src/entry/run.ts
const host = createGithubHost(process.env, cacheProgram);
try {
	checkPlatform(process.platform, process.arch);
	const inputs = readRunInputs(readActionInput);
	const { exitCode, compilerCacheHit } = await runStep({
		...inputs,
		env: withValues(inputs.env, process.env)
	}, host, {
		user: runnerUser(process),
		keep: (left) => keepForPost(LEFT_OVER, left),
		async around(work) {
			addMatcher(join(repositoryRoot(), MATCHER.file));
			try {
				return await work();
			} finally {
				removeMatcher(MATCHER.owner);
			}
		}
	});
	const outputs = {
		"exit-code": String(exitCode),
		"compiler-cache-hit": String(compilerCacheHit)
	};
	for (const [name, value] of Object.entries(outputs)) host.setOutput(name, value);
	if (exitCode !== 0) annotateError(`the script ended with exit code ${exitCode}`, void 0);
	process.exitCode = exitCode;
} catch (error) {
	const { message, hint, exitCode } = explainFailure(error, host.signal);
	annotateError(message, hint);
	process.exitCode = exitCode;
} finally {
	await host.close();
}
export {};
