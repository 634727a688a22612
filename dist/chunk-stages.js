import { join } from "node:path";
import { readdir, realpath, rm } from "node:fs/promises";
import { createWriteStream, existsSync } from "node:fs";
import { finished } from "node:stream/promises";
// src/components/compiler-environment.ts
const PASSED = /^(path|pythonpath|home|(https?|ftp|no|all)_proxy|ssl_cert_(file|dir)|ccache_dir)$/i;
async function compilerEnvironment(host) {
	const passed = Object.entries(host.env).filter((pair) => PASSED.test(pair[0]) && pair[1] !== void 0);
	return {
		...Object.fromEntries(passed),
		TMPDIR: await host.tempDir("compiler")
	};
}
// src/components/toolchain/buildroot/build/make.ts
const ALWAYS = {
	TAR: "tar",
	BR2_TAR_HOST_DEPENDENCY: "",
	BR_NO_CHECK_HASH_FOR: ""
};
async function buildrootMake(places, targets, host, { variables = {}, onLine } = {}) {
	const args = [
		...[
			"-C",
			places.tree,
			`O=${places.output}`,
			`BR2_EXTERNAL=${places.external}`
		],
		...Object.entries({
			...ALWAYS,
			...variables
		}).map(([name, value]) => `${name}=${value}`),
		...targets
	];
	const log = createWriteStream(places.log, { flags: "a" });
	log.write(`$ make ${args.join(" ")}\n`);
	const running = host.exec("make", args, {
		env: environment(await compilerEnvironment(host), places),
		ignoreExitCode: true,
		onLine: (line) => {
			log.write(`${line}\n`);
			onLine?.(line);
		}
	});
	const [result] = await Promise.all([running.finally(() => log.end()), finished(log)]);
	return result;
}
function environment(passed, { directory, ccache }) {
	return {
		HOME: directory,
		...passed,
		PATH: "/usr/lib/ccache:/usr/sbin:/usr/bin:/sbin:/bin",
		LC_ALL: "C",
		TERM: "dumb",
		FORCE_UNSAFE_CONFIGURE: "1",
		CCACHE_DIR: ccache,
		CCACHE_BASEDIR: directory,
		CCACHE_NOHASHDIR: "1",
		CCACHE_COMPILERCHECK: "content",
		CCACHE_MAXSIZE: "1G"
	};
}
function buildrootPlaces(directory, external, ccache) {
	return {
		directory,
		tree: join(directory, "buildroot"),
		external,
		downloads: join(directory, "downloads"),
		output: join(directory, outputName(directory)),
		ccache,
		log: join(directory, "build.log")
	};
}
function outputName(directory) {
	return "output".padEnd(PLACE_LENGTH - directory.length - 1, "_");
}
const PLACE_LENGTH = 120;
// src/components/toolchain/buildroot/build/stages.ts
const FINISHED = [
	[".stamp_installed"],
	[".stamp_host_installed"],
	[".stamp_staging_installed", ".stamp_target_installed"]
];
const KEPT = /^(\.|COPYING|LICEN[CS]E)/;
async function packageDirectories(output) {
	const build = join(output, "build");
	const directories = (existsSync(build) ? await readdir(build, { withFileTypes: true }) : []).filter((item) => item.isDirectory() && item.name !== "buildroot-config");
	return new Map(directories.map(({ name }) => [name, isFinished(join(build, name))]));
}
function isFinished(directory) {
	return FINISHED.some((marks) => marks.every((mark) => existsSync(join(directory, mark))));
}
async function finishedPackages(output) {
	const directories = await packageDirectories(output);
	return [...directories.keys()].filter((name) => directories.get(name));
}
async function dropUnfinishedPackages(output) {
	const directories = await packageDirectories(output);
	for (const [name, finished] of directories) if (!finished) await rm(join(output, "build", name), { recursive: true });
	return finishedPackages(output);
}
async function pruneFinishedPackages(output) {
	for (const name of await finishedPackages(output)) {
		const directory = join(output, "build", name);
		for (const item of await readdir(directory)) if (!KEPT.test(item)) await rm(join(directory, item), {
			recursive: true,
			force: true
		});
	}
}
async function trimUnfinishedBuild(directory) {
	const { output, downloads } = buildrootPlaces(await realpath(directory), "", "");
	if ((await dropUnfinishedPackages(output)).length > 0) await rm(downloads, {
		recursive: true,
		force: true
	});
	await pruneFinishedPackages(output);
}
export { buildrootMake as a, trimUnfinishedBuild as i, finishedPackages as n, buildrootPlaces as o, pruneFinishedPackages as r, compilerEnvironment as s, dropUnfinishedPackages as t };
