import type { Host } from './host/host.ts';

/** How long a phase took. */
export interface PhaseTime {
  readonly name: string;
  readonly seconds: number;
}

/** Runs phases on the host and keeps their times, in the order in which they ended. */
export interface Phases {
  readonly times: readonly PhaseTime[];
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Makes phases that keep how long they took. */
export function timedPhases(host: Pick<Host, 'phase'>): Phases {
  const times: PhaseTime[] = [];
  return {
    times,
    async run(name, work) {
      const begin = performance.now();
      try {
        return await host.phase(name, work);
      } finally {
        times.push({ name, seconds: Number(((performance.now() - begin) / 1000).toFixed(3)) });
      }
    },
  };
}
