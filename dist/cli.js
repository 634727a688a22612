import { A as CACHE_INPUTS, C as shownAddress, D as readRegistryInputs, E as REGISTRY_INPUTS, F as defaultCacheDirectory, I as digestHex, L as homeDirectory, M as withCaches, N as formatReference, O as EMULATOR_INPUTS, P as createDirectoryCache, R as openUnfinishedDirectory, S as readToolchainInputs, T as readRootfsInputs, a as buildImage, b as readInputs, c as openRootfs, d as describeProfile, f as profileWithoutKeys, g as planToolchain, h as readOverrides, i as outputValues, j as readCacheInputs, k as readEmulatorInputs, l as unpack, m as writeAtomically, o as version, p as resolveComponent, r as summaryText, s as checkDestination, t as formatSize, u as createTarParser, v as emulatorComponent, w as ROOTFS_INPUTS, x as TOOLCHAIN_INPUTS, y as INPUTS, z as once } from "./chunk-summary.js";
import { a as createCommonHost, i as formatElapsed, l as atMostEvery, n as cacheProgram, s as signalCode, t as explainFailure, u as ToolError } from "./chunk-failure.js";
import { t as checkPlatform } from "./chunk-platform.js";
import { join } from "node:path";
import { chmod, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
// src/components/emulator/write.ts
async function writeEmulator(inputs, file, host) {
	const component = await emulatorComponent(inputs, host);
	const { layer } = await host.phase(component.name, () => resolveComponent(component, host));
	const parts = [];
	const parser = createTarParser({ member: ({ path }) => path === "x86_64/bin/qemu-aarch64" ? (bytes) => void parts.push(Buffer.from(bytes)) : void 0 });
	for await (const chunk of unpack(layer.open(), "gzip")) parser.write(chunk);
	parser.end();
	await writeAtomically(file, async (partial) => {
		await writeFile(partial, parts);
		await chmod(partial, 493);
	});
}
// src/host/terminal.ts
const CLEAR_LINE = "\r\x1B[K";
const PLAIN_PROGRESS_EVERY_MS = 1e4;
const BAR_WIDTH = 20;
function createTerminalHost({ env, cacheDirectory, stdout, stderr }) {
	const secrets = new Set();
	const log = createLog(stderr, (text) => hideSecrets(text, secrets));
	const warning = (message) => log.line(`warning: ${message}`);
	const progress = (line, done) => log.progress(line, done);
	const common = createCommonHost(env, env.TMPDIR || tmpdir());
	return {
		...common,
		cache: createDirectoryCache(cacheDirectory, once(warning)),
		localDirectory: cacheDirectory,
		unfinished: (name) => openUnfinishedDirectory(join(cacheDirectory, "unfinished"), name, {
			...common,
			progress
		}),
		info: (message) => log.line(message),
		notice: (message) => log.line(`note: ${message}`),
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
		progress,
		secret: (value) => {
			if (value !== "") secrets.add(value);
		},
		setOutput: (name, value) => {
			stdout.write(`${name}=${value.replaceAll("\n", ",")}\n`);
		}
	};
}
function createLog(stream, filter) {
	const plain = atMostEvery(PLAIN_PROGRESS_EVERY_MS, (line) => stream.write(`${line}\n`));
	let progressShown = false;
	const clear = () => progressShown ? CLEAR_LINE : "";
	return {
		line(text) {
			stream.write(`${clear()}${filter(text)}\n`);
			progressShown = false;
		},
		progress(text, done) {
			const line = `  ${filter(text)}`;
			if (stream.isTTY) {
				const shown = done === void 0 ? line : `  ${progressBar(done)} ${filter(text)}`;
				stream.write(`${CLEAR_LINE}${shown.slice(0, (stream.columns ?? 80) - 1)}`);
				progressShown = true;
			} else plain(line);
		}
	};
}
function progressBar(done) {
	const eighths = Math.round(Math.min(1, Math.max(0, done)) * BAR_WIDTH * 8);
	const rest = " ▏▎▍▌▋▊▉"[eighths % 8] ?? " ";
	return `${"█".repeat(Math.floor(eighths / 8))}${rest}`.padEnd(BAR_WIDTH).slice(0, BAR_WIDTH);
}
function hideSecrets(text, secrets) {
	return [...secrets].reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
}
// src/report/inspection.ts
function inspectionText({ profile, layers, base, origin }) {
	const { libc, glibcxx, gccMajor, lib64, multiarch, packages, yumReleasever } = profile;
	const known = [
		["image", origin && formatReference(origin)],
		["C library", libc.kind === "none" ? "none" : `${libc.kind} ${libc.version}`.trim()],
		["development files", profile.libcDevelopment ? "yes" : "no"],
		["libstdc++", glibcxx && `GLIBCXX_${glibcxx}`],
		["gcc", gccMajor?.toString()],
		["libraries", multiarch === void 0 ? `/${lib64}` : `multiarch, ${multiarch}`],
		["package manager", profile.packageManager],
		["packages", packages && String(Object.keys(packages).length)],
		["shell", profile.shell],
		["programs in PATH", String(profile.programs.length)],
		["entrypoint", base && base.entrypoint.length > 0 ? base.entrypoint.join(" ") : void 0],
		["command", base && base.cmd.length > 0 ? base.cmd.join(" ") : void 0],
		["user", base?.user],
		["releasever for yum", yumReleasever?.value]
	].filter((fact) => fact[1] !== void 0);
	const width = Math.max(...known.map(([name]) => name.length));
	return [
		describeProfile(profile),
		...known.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
		`  ${layers.length} layer${layers.length === 1 ? "" : "s"}:`,
		...layers.map(({ digest, size, createdBy }) => `    ${digestHex(digest).slice(0, 12)}  ${formatSize(size).padStart(9)}  ${oneLine(createdBy)}`),
		""
	].join("\n");
}
function inspectionJson({ profile, layers, base, origin }) {
	const document = {
		description: describeProfile(profile),
		...origin === void 0 ? {} : { image: formatReference(origin) },
		profile: profileWithoutKeys(profile),
		layers: layers.map(({ mediaType, digest, size, diffId, createdBy }) => ({
			mediaType,
			digest,
			size,
			diffId,
			createdBy
		})),
		...base === void 0 ? {} : { config: base }
	};
	return `${JSON.stringify(document, null, 2)}\n`;
}
function oneLine(text) {
	const line = text.replace(/[\p{Cc}\s]+/gu, " ").trim();
	return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
// src/report/plan.ts
function planText(profile, plan) {
	const languages = [
		"C",
		...plan.cxx ? ["C++"] : [],
		...plan.fortran ? ["Fortran"] : []
	];
	const source = plan.source.kind === "release" ? plan.source.version : shownAddress(plan.source.spec);
	const facts = [
		["root filesystem", describeProfile(profile)],
		["Buildroot", source],
		["gcc", `${plan.gccVersion} (${languages.join(", ")})`],
		["libc", `${plan.libc.kind} ${plan.libc.version}`],
		["kernel headers", plan.headers],
		["core", plan.cpu],
		["libstdc++", CXX_LIBRARY[plan.cxxLibrary]]
	];
	const width = Math.max(...facts.map(([name]) => name.length));
	return [
		...facts.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
		"",
		...plan.reasons.map((reason) => `- ${reason}`),
		""
	].join("\n");
}
const CXX_LIBRARY = {
	toolchain: "the toolchain's",
	guest: "the root filesystem's own",
	static: "the toolchain's, linked statically",
	none: "none"
};
function planJson(profile, chosen) {
	const { distribution, libc, glibcxx, gccMajor } = profile;
	const { source } = chosen;
	const plan = source.kind === "given" ? {
		...chosen,
		source: {
			...source,
			spec: shownAddress(source.spec)
		}
	} : chosen;
	return `${JSON.stringify({
		rootfs: {
			distribution,
			libc,
			glibcxx,
			gccMajor
		},
		plan
	}, void 0, 2)}\n`;
}
// src/entry/commands.ts
const CACHES = CACHE_INPUTS.filter(({ name }) => name !== "skip-if-exists");
const COMMANDS = [
	{
		name: "build",
		usage: "build --rootfs ROOTFS [options]",
		summary: "makes an image that runs on x86-64, in an ordinary unprivileged container, from an arm64 root filesystem",
		inputs: INPUTS.filter(({ only }) => only !== "action")
	},
	{
		name: "emulator",
		usage: "emulator --dest FILE [options]",
		summary: "writes the emulator alone: a static program that runs arm64 programs, also through a chroot",
		inputs: [...EMULATOR_INPUTS, ...CACHES],
		options: [{
			name: "dest",
			description: "Where the program goes",
			required: true
		}]
	},
	{
		name: "inspect",
		usage: "inspect ROOTFS [options]",
		summary: "tells what an arm64 root filesystem is and has: a tarball, or an image by name or on disk",
		inputs: [
			...ROOTFS_INPUTS,
			...REGISTRY_INPUTS,
			...CACHES
		],
		options: [{
			name: "json",
			description: "Print JSON, for programs",
			flag: true
		}],
		operand: "rootfs"
	},
	{
		name: "plan",
		usage: "plan --rootfs ROOTFS [options]",
		summary: "says which toolchain Buildroot would build for a root filesystem, and why; builds nothing",
		inputs: [
			...ROOTFS_INPUTS,
			...REGISTRY_INPUTS,
			...TOOLCHAIN_INPUTS.filter(({ name }) => name !== "toolchain"),
			...EMULATOR_INPUTS.filter(({ name }) => name === "cpu"),
			...CACHES
		],
		options: [{
			name: "json",
			description: "Print JSON, for programs",
			flag: true
		}]
	}
];
// src/entry/help.ts
const WIDTH = 100;
const INDENT = 6;
function helpText() {
	const width = Math.max(...COMMANDS.map(({ name }) => name.length));
	return [
		"Usage: arm64-on-x86 COMMAND [options]",
		"",
		"Commands:",
		...COMMANDS.flatMap(({ name, summary }) => {
			const [first = "", ...rest] = wrap(summary, WIDTH - width - 4);
			return [`  ${name.padEnd(width)}  ${first}`, ...rest.map((line) => `${" ".repeat(width + 4)}${line}`)];
		}),
		"",
		"arm64-on-x86 COMMAND --help lists its options; arm64-on-x86 --version prints the version.",
		"The result is printed to stdout; everything else goes to stderr.",
		""
	].join("\n");
}
function commandHelp({ name, usage, summary, inputs, options = [] }) {
	const all = [...options.map((option) => [ownUsage(option), describeOwn(option)]), ...inputs.map((input) => [inputUsage(input), describe(input)])];
	return [
		...wrap(`${name} ${summary}.`, WIDTH),
		"",
		`Usage: arm64-on-x86 ${usage}`,
		"",
		"Options:",
		...all.flatMap(([left, text]) => [`  ${left}`, ...wrap(text, 94).map((line) => `${" ".repeat(INDENT)}${line}`)]),
		""
	].join("\n");
}
function ownUsage({ name, flag }) {
	return flag ? `--${name}` : `--${name} VALUE`;
}
function inputUsage({ name, kind }) {
	return kind === "boolean" ? `--${name}` : `--${name} ${kind === "list" ? "VALUE…" : "VALUE"}`;
}
function describeOwn({ description, required }) {
	return required ? `${description} (required)` : description;
}
function describe({ description, required, kind, default: standard }) {
	if (required) return `${description} (required)`;
	return standard === void 0 || kind === "boolean" ? description : `${description} [${standard}]`;
}
function wrap(text, width) {
	const lines = [];
	for (const word of text.split(" ")) {
		const last = lines.at(-1);
		if (last !== void 0 && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
}
// src/entry/nearest.ts
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
// src/entry/options.ts
const DEFINITIONS = COMMANDS;
const SHORT = new Map([["-h", "--help"], ["-V", "--version"]]);
function parseCommandLine(args) {
	const { values, positionals, tokens } = parseArgs({
		args: args.map((arg) => SHORT.get(arg) ?? (arg.startsWith(STDIN_CHECKED) ? `${MARK}${arg}` : arg)),
		options: Object.fromEntries(KNOWN.map((name) => [name, {
			type: isFlag(name) ? "boolean" : "string",
			multiple: true
		}])),
		strict: false,
		allowPositionals: true,
		tokens: true
	});
	if (values.version !== void 0) return { kind: "version" };
	const [name, ...operands] = positionals.map(unmarked);
	if (args.length === 0 || values.help !== void 0 && name === void 0) return { kind: "help" };
	const command = findCommand(name);
	if (values.help !== void 0) return {
		kind: "help",
		command
	};
	for (const token of tokens) if (token.kind === "option") checkOption(command, token);
	const given = withOperands(unmarkedValues(values), command, operands);
	checkRepeats(given);
	checkRequired(command, given);
	return {
		kind: "run",
		name: command.name,
		read: (input) => given[input]?.map(String).join("\n")
	};
}
function namesOf({ inputs, options = [] }) {
	return [...inputs, ...options].map(({ name }) => name);
}
const KNOWN = [
	...new Set(DEFINITIONS.flatMap(namesOf)),
	"help",
	"version"
];
const STDIN_CHECKED = "-#";
const MARK = "\0";
function unmarked(value) {
	return value.replace(MARK, "");
}
function unmarkedValues(values) {
	const plain = (value) => typeof value === "string" ? unmarked(value) : value;
	return Object.fromEntries(Object.entries(values).map(([name, given]) => [name, given?.map(plain)]));
}
function isFlag(name) {
	return name === "help" || name === "version" || INPUTS.find((input) => input.name === name)?.kind === "boolean" || DEFINITIONS.some(({ options = [] }) => options.some((option) => option.name === name && option.flag));
}
function checkOption(command, { name, rawName, value }) {
	const own = namesOf(command);
	const isLong = rawName.startsWith("--");
	if (isLong && KNOWN.includes(name) && !own.includes(name)) throw new ToolError("option-unknown", `${command.name} has no option ${rawName}`, listHint(command));
	if (!isLong || !own.includes(name)) {
		const near = nearest(name, own);
		const hint = near === void 0 ? listHint(command) : `did you mean --${near}?`;
		throw new ToolError("option-unknown", `unknown option ${rawName}`, hint);
	}
	if (value === void 0 && !isFlag(name)) throw new ToolError("option-value", `${rawName} needs a value`, `write ${rawName} VALUE or ${rawName}=VALUE`);
}
function listHint({ name }) {
	return `arm64-on-x86 ${name} --help lists its options`;
}
function checkRepeats(values) {
	for (const [name, given] of Object.entries(values)) {
		if (INPUTS.find((input) => input.name === name)?.kind === "list" || given === void 0 || given.length < 2) continue;
		const hint = isFlag(name) ? "once is enough" : `leave one: ${given.join(" or ")}`;
		throw new ToolError("option-value", `--${name} is given twice`, hint);
	}
}
function findCommand(name) {
	const names = DEFINITIONS.map((command) => command.name);
	const command = DEFINITIONS.find((candidate) => candidate.name === name);
	if (command !== void 0) return command;
	const near = name === void 0 ? void 0 : nearest(name, names);
	throw new ToolError("command-unknown", name === void 0 ? "no command is given" : `unknown command "${name}"`, near === void 0 ? `use one of: ${names.join(", ")}; arm64-on-x86 --help` : `did you mean ${near}?`);
}
function withOperands(values, command, operands) {
	const [first, extra] = operands;
	if (first === void 0) return values;
	const { operand } = command;
	if (operand !== void 0 && extra === void 0) return {
		...values,
		[operand]: [...values[operand] ?? [], first]
	};
	throw new ToolError("command-unknown", `"${extra ?? first}" belongs to no option`, `${listHint(command)}; lists are given by repeating the option`);
}
function checkRequired({ name, options = [] }, values) {
	for (const option of options) {
		if (!option.required || values[option.name]?.some((value) => value !== "")) continue;
		throw new ToolError("option-value", `${name} needs --${option.name}`, `write ${ownUsage(option)}: ${option.description}`);
	}
}
// src/entry/cli.ts
let host;
function openHost(inputs) {
	const { env, stdout, stderr } = process;
	host = createTerminalHost({
		env,
		cacheDirectory: inputs.cacheDir ?? defaultCacheDirectory(env, homeDirectory(env)),
		stdout,
		stderr
	});
	return withCaches(host, inputs, cacheProgram);
}
async function build(read) {
	const inputs = readInputs(read);
	const terminal = openHost(inputs);
	const result = await buildImage(inputs, terminal);
	terminal.info(summaryText(result));
	for (const [name, value] of Object.entries(outputValues(result))) terminal.setOutput(name, value);
}
async function emulator(read) {
	const inputs = readEmulatorInputs(read);
	const dest = read("dest") ?? "";
	await checkDestination(dest, "dest");
	await writeEmulator(inputs, dest, openHost(readCacheInputs(read)));
}
async function inspect(read) {
	const inputs = {
		...readRootfsInputs(read),
		...readRegistryInputs(read)
	};
	const terminal = openHost(readCacheInputs(read));
	const rootfs = await terminal.phase("root filesystem", () => openRootfs(inputs, terminal));
	process.stdout.write(read("json") === void 0 ? inspectionText(rootfs) : inspectionJson(rootfs));
}
async function plan(read) {
	const inputs = {
		...readRootfsInputs(read),
		...readRegistryInputs(read),
		...readToolchainInputs((name) => name === "toolchain" ? "buildroot" : read(name)),
		...readEmulatorInputs(read)
	};
	const terminal = openHost(readCacheInputs(read));
	const { profile } = await openRootfs(inputs, terminal);
	const chosen = planToolchain(profile, await readOverrides(inputs, terminal));
	process.stdout.write((read("json") === void 0 ? planText : planJson)(profile, chosen));
}
const RUN = {
	build,
	emulator,
	inspect,
	plan
};
async function run(command) {
	if (command.kind === "help") process.stdout.write(command.command === void 0 ? helpText() : commandHelp(command.command));
	else if (command.kind === "version") process.stdout.write(`${version()}\n`);
	else {
		checkPlatform(process.platform, process.arch);
		await RUN[command.name](command.read);
	}
}
function fail(error) {
	const { message, hint, exitCode } = explainFailure(error, host?.signal);
	const text = `error: ${message}${hint === void 0 ? "" : `\n  hint: ${hint}`}`;
	if (host === void 0) process.stderr.write(`${text}\n`);
	else host.info(text);
	return exitCode;
}
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? signalCode("SIGPIPE") : fail(error)));
try {
	await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
	process.exitCode = fail(error);
} finally {
	await host?.close();
}
export {};
