import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '../../../scripts/lib/scope.ts';
import type { Engine } from '../../../scripts/lib/workbench/docker.ts';
import type { Job, Step, StepEnd } from '../../../scripts/lib/workbench/step.ts';
import { engineJob } from '../../support/engine-job.ts';
import { tinyRoot } from '../../support/tiny-image.ts';

/** An image that is a shell and little more, in a real Docker Engine. */
export interface TinyProduct {
  readonly engine: Engine;
  readonly image: string;
  readonly scope: Scope;
}

/** Makes an image of the name, which has these programs of this machine's besides. */
export async function importTiny(
  { engine, scope }: Pick<TinyProduct, 'engine' | 'scope'>,
  name: string,
  ...programs: readonly string[]
): Promise<string> {
  const archive = join(await scope.tempDir('tiny'), 'tiny.tar');
  await writeFile(archive, await tinyRoot(...programs));
  await engine.run(['import', archive, name]);
  return name;
}

type Variables = Readonly<Record<string, string>>;

/** A job whose steps run scripts in the tiny image. */
export interface TinyJob extends Job {
  /** Starts a step with the script; `inputs` are its others. */
  begin(script: string, inputs?: Variables, env?: Variables): Promise<Step>;
  /** Runs a step with the script to its end. */
  step(script: string, inputs?: Variables, env?: Variables): Promise<StepEnd>;
  /** Runs a step's post to its end. */
  post(main: Step): Promise<StepEnd>;
}

/** @param env variables of all steps. */
export async function tinyJob({ engine, image, scope }: TinyProduct, env: Variables = {}): Promise<TinyJob> {
  const job = await engineJob(engine, scope, env);
  const begin: TinyJob['begin'] = (run, inputs, more) =>
    job.start(
      'run.js',
      { image, run, options: '--network none', 'compiler-cache': 'false', ...inputs },
      more,
    );
  return {
    ...job,
    begin,
    step: async (...args) => (await begin(...args)).ended,
    async post(main) {
      const kept = Object.entries(await main.state()).map(([name, value]) => [`STATE_${name}`, value]);
      return (await job.start('run-post.js', {}, Object.fromEntries(kept))).ended;
    },
  };
}
