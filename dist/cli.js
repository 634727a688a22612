import { a as outputValues, c as resolveComponent, f as emulatorComponent, g as readCacheInputs, h as readEmulatorInputs, i as summaryText, l as require_tar_stream, m as readInputs, n as explainFailure, o as buildImage, p as INPUTS, s as makeDirectory, t as checkPlatform, u as writeAtomically } from "./chunk-platform.js";
import { n as createCommonHost, o as ToolError, t as formatElapsed } from "./chunk-elapsed.js";
import { chmod, copyFile, link, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { createHash, randomUUID } from "node:crypto";
import { constants as constants$1 } from "node:fs";
import { buffer } from "node:stream/consumers";
// src/cache/directory.ts
const FORMAT = "v1";
const ABANDONED_AFTER_MS = 864e5;
function defaultCacheDirectory(env, home) {
	const base = env.XDG_CACHE_HOME;
	return join(base?.startsWith("/") ? base : join(home, ".cache"), "arm64-on-x86");
}
function createDirectoryCache(root, warn) {
	const entry = (key) => join(root, FORMAT, fileNameOf(key));
	const quietly = async (what, otherwise, work) => {
		try {
			return await work();
		} catch (error) {
			warn(`${what} (${root}): ${error instanceof Error ? error.message : String(error)}`);
			return otherwise;
		}
	};
	return {
		restore: (key, directory) => quietly("cannot read the cache", false, async () => {
			if (!await exists(entry(key))) return false;
			try {
				await linkTree(entry(key), directory);
			} catch (error) {
				await emptyDirectory(directory);
				throw error;
			}
			return true;
		}),
		save: (key, directory) => quietly("cannot write to the cache", void 0, async () => {
			if (await exists(entry(key))) return;
			const pending = join(root, "tmp");
			await makeDirectory(pending);
			await removeAbandoned(pending);
			await publish(directory, join(pending, randomUUID()), entry(key));
		}),
		discard: (key) => quietly("cannot remove from the cache", void 0, () => rm(entry(key), {
			recursive: true,
			force: true
		}))
	};
}
function fileNameOf(key) {
	return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(key) ? key : createHash("sha256").update(key).digest("hex");
}
async function publish(source, temporary, target) {
	try {
		await copyTree(source, temporary);
		await makeDirectory(dirname(target));
		await rename(temporary, target);
	} catch (error) {
		if (!isCode(error, "ENOTEMPTY", "EEXIST")) throw error;
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}
async function removeAbandoned(pending) {
	for (const name of await readdir(pending)) {
		const path = join(pending, name);
		const info = await statOrUndefined(path);
		if (info && Date.now() - info.mtimeMs > ABANDONED_AFTER_MS) await rm(path, {
			recursive: true,
			force: true
		});
	}
}
function copyTree(source, target) {
	return eachFile(source, target, async (from, to) => {
		await copyFile(from, to, constants$1.COPYFILE_FICLONE);
		await chmod(to, 292);
	});
}
function linkTree(source, target) {
	return eachFile(source, target, async (from, to) => {
		try {
			await link(from, to);
		} catch (error) {
			if (!isCode(error, "EXDEV", "EPERM", "EMLINK")) throw error;
			await copyFile(from, to, constants$1.COPYFILE_FICLONE);
		}
	});
}
async function eachFile(source, target, work) {
	await makeDirectory(target);
	for (const item of await readdir(source, { withFileTypes: true })) {
		const from = join(source, item.name);
		const to = join(target, item.name);
		if (item.isDirectory()) await eachFile(from, to, work);
		else if (item.isFile()) await work(from, to);
	}
}
async function emptyDirectory(directory) {
	await rm(directory, {
		recursive: true,
		force: true
	});
	await makeDirectory(directory);
}
async function exists(path) {
	return await statOrUndefined(path) !== void 0;
}
async function statOrUndefined(path) {
	try {
		return await stat(path);
	} catch (error) {
		if (isCode(error, "ENOENT")) return void 0;
		throw error;
	}
}
function isCode(error, ...codes) {
	return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
// src/components/emulator/write.ts
var import_tar_stream = require_tar_stream();
async function writeEmulator(inputs, file, host) {
	const component = await emulatorComponent(inputs, host);
	const { layer } = await host.phase(component.name, () => resolveComponent(component, host));
	const tar = (0, import_tar_stream.extract)();
	layer.open().on("error", (error) => tar.destroy(error)).pipe(createGunzip()).on("error", (error) => tar.destroy(error)).pipe(tar);
	for await (const entry of tar) {
		if (entry.header.name !== "x86_64/bin/qemu-aarch64") {
			entry.resume();
			continue;
		}
		const bytes = await buffer(entry);
		await writeAtomically(file, async (partial) => {
			await writeFile(partial, bytes);
			await chmod(partial, 493);
		});
	}
}
// src/host/terminal.ts
const CLEAR_LINE = "\r\x1B[K";
const PLAIN_PROGRESS_EVERY_MS = 1e4;
function createTerminalHost({ env, cacheDirectory, stdout, stderr }) {
	const secrets = new Set();
	const log = createLog(stderr, (text) => hideSecrets(text, secrets));
	const warning = (message) => log.line(`warning: ${message}`);
	return {
		...createCommonHost(env, env.TMPDIR || tmpdir()),
		cache: createDirectoryCache(cacheDirectory, warning),
		info: (message) => log.line(message),
		debug: (message) => {
			if (env.ARM64_ON_X86_DEBUG) log.line(`debug: ${message}`);
		},
		warning,
		async phase(title, work) {
			const start = performance.now();
			const took = () => formatElapsed(performance.now() - start);
			log.line(`▸ ${title}`);
			try {
				const result = await work();
				log.line(`✓ ${title} (${took()})`);
				return result;
			} catch (error) {
				log.line(`✗ ${title} (${took()})`);
				throw error;
			}
		},
		progress: (line) => log.progress(line),
		secret: (value) => {
			if (value !== "") secrets.add(value);
		},
		setOutput: (name, value) => {
			stdout.write(`${name}=${value.replaceAll("\n", ",")}\n`);
		}
	};
}
function createLog(stream, filter) {
	let lastPlain = Number.NEGATIVE_INFINITY;
	let progressShown = false;
	const clear = () => progressShown ? CLEAR_LINE : "";
	return {
		line(text) {
			stream.write(`${clear()}${filter(text)}\n`);
			progressShown = false;
		},
		progress(text) {
			const line = `  ${filter(text)}`;
			if (stream.isTTY) {
				stream.write(`${CLEAR_LINE}${line.slice(0, (stream.columns ?? 80) - 1)}`);
				progressShown = true;
			} else if (performance.now() - lastPlain >= PLAIN_PROGRESS_EVERY_MS) {
				lastPlain = performance.now();
				stream.write(`${line}\n`);
			}
		}
	};
}
function hideSecrets(text, secrets) {
	return [...secrets].reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
}
// src/entry/commands.ts
const COMMANDS = [{
	name: "build",
	usage: "build --rootfs FILE [options]",
	summary: "makes an image that runs on x86-64, in an ordinary unprivileged container, from an arm64 root filesystem"
}, {
	name: "emulator",
	usage: "emulator --dest FILE [--emulator-source …] [--cpu …] [--cache-dir …]",
	summary: "writes the emulator alone: a static program that runs arm64 programs, also through a chroot",
	options: [{
		name: "dest",
		description: "where the program goes",
		required: true
	}]
}];
// src/entry/options.ts
const DEFINITIONS = COMMANDS;
const ON_COMMAND_LINE = INPUTS.filter(({ only }) => only !== "action");
const OWN = DEFINITIONS.flatMap(({ options = [] }) => options);
const KNOWN = [...ON_COMMAND_LINE, ...OWN].map(({ name }) => name).concat("help", "version");
function parseCommandLine(args) {
	const { values, positionals, tokens } = parseArgs({
		args: [...args],
		options: Object.fromEntries(KNOWN.map((name) => [name, {
			type: isFlag(name) ? "boolean" : "string",
			multiple: true
		}])),
		strict: false,
		allowPositionals: true,
		tokens: true
	});
	for (const token of tokens) if (token.kind === "option") checkOption(token);
	if (values.help !== void 0 || args.length === 0) return { kind: "help" };
	if (values.version !== void 0) return { kind: "version" };
	const [name, ...operands] = positionals;
	const command = findCommand(name);
	const given = withOperands(values, command, operands);
	checkRepeats(given);
	const read = (input) => given[input]?.map(String).join("\n");
	checkOwnOptions(command, given);
	return {
		kind: "run",
		name: command.name,
		read
	};
}
function helpText() {
	const options = [...ON_COMMAND_LINE.map((input) => [usage(input), describe(input)]), ...DEFINITIONS.flatMap(({ name, options = [] }) => options.map((option) => [ownUsage(option), `${option.description} (${name})`]))];
	const width = Math.max(...options.map(([left]) => left.length));
	return [
		...DEFINITIONS.map((command, index) => `${index === 0 ? "Usage:" : "      "} arm64-on-x86 ${command.usage}`),
		"",
		...DEFINITIONS.map(({ name, summary }) => `${name} ${summary}.`),
		"",
		"Options:",
		...options.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
		"",
		"The result is printed to stdout; everything else goes to stderr.",
		""
	].join("\n");
}
function isFlag(name) {
	return name === "help" || name === "version" || INPUTS.find((input) => input.name === name)?.kind === "boolean" || OWN.find((option) => option.name === name)?.flag === true;
}
function ownUsage({ name, flag }) {
	return flag ? `--${name}` : `--${name} VALUE`;
}
function usage({ name, kind }) {
	return kind === "boolean" ? `--${name}` : `--${name} ${kind === "list" ? "VALUE…" : "VALUE"}`;
}
function describe({ description, required, kind, default: standard }) {
	if (required) return `${description} (required)`;
	return standard === void 0 || kind === "boolean" ? description : `${description} [${standard}]`;
}
function checkOption({ name, rawName, value }) {
	if (!KNOWN.includes(name) || !rawName.startsWith("--")) {
		const near = nearest(name, KNOWN);
		throw new ToolError("option-unknown", `unknown option ${rawName}`, near === void 0 ? "arm64-on-x86 --help lists the options" : `did you mean --${near}?`);
	}
	if (value === void 0 && !isFlag(name)) throw new ToolError("option-value", `${rawName} needs a value`, `write ${rawName} VALUE or ${rawName}=VALUE`);
}
function checkRepeats(values) {
	for (const [name, given] of Object.entries(values)) {
		if (INPUTS.find((input) => input.name === name)?.kind === "list" || given === void 0 || given.length < 2) continue;
		throw new ToolError("option-value", `--${name} is given twice`, `leave one: ${given.join(" or ")}`);
	}
}
function findCommand(name) {
	const command = COMMANDS.find((candidate) => candidate.name === name);
	if (command !== void 0) return command;
	throw new ToolError("command-unknown", name === void 0 ? "no command is given" : `unknown command "${name}"`, "write arm64-on-x86 build --rootfs FILE; arm64-on-x86 --help tells more");
}
function withOperands(values, { operand }, operands) {
	const [first, extra] = operands;
	if (first === void 0) return values;
	if (operand !== void 0 && extra === void 0) return {
		...values,
		[operand]: [...values[operand] ?? [], first]
	};
	throw new ToolError("command-unknown", `"${extra ?? first}" belongs to no option`, "lists are given by repeating the option");
}
function checkOwnOptions({ name, options = [] }, values) {
	for (const option of options) {
		if (!option.required || values[option.name] !== void 0) continue;
		throw new ToolError("option-value", `${name} needs --${option.name}`, `write ${ownUsage(option)}: ${option.description}`);
	}
	for (const other of OWN) {
		if (values[other.name] === void 0 || options.some((option) => option.name === other.name)) continue;
		throw new ToolError("option-unknown", `${name} has no option --${other.name}`, "arm64-on-x86 --help lists the options");
	}
}
function nearest(name, known) {
	const [best] = known.map((candidate) => ({
		candidate,
		distance: editDistance(name, candidate)
	})).sort((a, b) => a.distance - b.distance);
	return best !== void 0 && best.distance <= Math.max(2, name.length / 3) ? best.candidate : void 0;
}
function editDistance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
// package.json
var version$1 = "0.1.0";
// src/entry/version.ts
function version() {
	return version$1;
}
// src/entry/cli.ts
let host;
function openHost(cacheDir) {
	const { env, stdout, stderr } = process;
	host = createTerminalHost({
		env,
		cacheDirectory: cacheDir ?? defaultCacheDirectory(env, homedir()),
		stdout,
		stderr
	});
	return host;
}
async function build(read) {
	const inputs = readInputs(read);
	const terminal = openHost(inputs.cacheDir);
	const result = await buildImage(inputs, terminal);
	terminal.info(summaryText(result));
	for (const [name, value] of Object.entries(outputValues(result))) terminal.setOutput(name, value);
}
async function emulator(read) {
	await writeEmulator(readEmulatorInputs(read), read("dest") ?? "", openHost(readCacheInputs(read).cacheDir));
}
const RUN = {
	build,
	emulator
};
async function run(command) {
	if (command.kind === "help") process.stdout.write(helpText());
	else if (command.kind === "version") process.stdout.write(`${version()}\n`);
	else {
		checkPlatform(process.platform, process.arch);
		await RUN[command.name](command.read);
	}
}
try {
	await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
	const { message, hint, exitCode } = explainFailure(error, host?.signal);
	process.stderr.write(`error: ${message}\n${hint === void 0 ? "" : `  hint: ${hint}\n`}`);
	process.exitCode = exitCode;
} finally {
	await host?.close();
}
export {};
