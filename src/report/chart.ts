import { formatElapsed } from '../host/elapsed.ts';
import type { PhaseTime } from '../phases.ts';

const WIDTH = 24;

/** Bars of the phases' times, a line each, for a text in a fixed-width font; phases under 1% are one line. */
export function timeChart(times: readonly PhaseTime[]): string[] {
  const total = times.reduce((sum, { seconds }) => sum + seconds, 0);
  const long = times.filter(({ seconds }) => seconds >= total / 100);
  const rest = total - long.reduce((sum, { seconds }) => sum + seconds, 0);
  const shown = rest > 0 ? [...long, { name: 'all others', seconds: rest }] : long;
  const longest = Math.max(...shown.map(({ seconds }) => seconds));
  const name = Math.min(40, Math.max(...shown.map((time) => time.name.length)));
  return shown.map((time) => {
    const bar = '█'.repeat(Math.max(1, Math.round((time.seconds / longest) * WIDTH)));
    const label = time.name.length > name ? `${time.name.slice(0, name - 1)}…` : time.name;
    return `${label.padEnd(name)}  ${bar.padEnd(WIDTH)}  ${formatElapsed(time.seconds * 1000)}`;
  });
}
