import type { Case, Way } from './case.ts';
import type { Outcome, Report } from './run-cases.ts';

/** A line of results.json. */
export interface Result {
  readonly case: string;
  readonly way: string;
  readonly pass: boolean;
  /** What the kernel does; where it differs, only in what differs. */
  readonly expected: string;
  readonly got: string;
  /** Why a difference is there to stay; empty when there is none. */
  readonly reason: string;
}

/** Compares what came of a case in the image with the kernel's answer. */
export function compare(item: Case, way: Way, kernel: Outcome, image: Outcome, reason: string): Result {
  const expected = way.caller === 'launch' ? asLaunched(kernel) : kernel;
  const differences = differencesOf(expected, image);
  const head = { case: item.name, way: way.name };
  if (differences.length === 0) {
    const same = summary(expected);
    return { ...head, pass: true, expected: same, got: same, reason: '' };
  }
  return {
    ...head,
    pass: false,
    expected: differences.map(([name, value]) => `${name}: ${value}`).join('; '),
    got: differences.map(([name, , value]) => `${name}: ${value}`).join('; '),
    reason,
  };
}

type Difference = readonly [name: string, expected: string, got: string];

function differencesOf(expected: Outcome, got: Outcome): Difference[] {
  const differences: Difference[] = [];
  const note = (name: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b)) differences.push([name, show(a), show(b)]);
  };
  note('status', expected.status, got.status);
  note('reports', expected.reports.map(who), got.reports.map(who));
  expected.reports.forEach((report, index) => {
    const other = got.reports[index];
    if (other === undefined || other.who !== report.who) return;
    for (const key of new Set([...Object.keys(report), ...Object.keys(other)])) {
      note(`${report.who} ${key}`, report[key], other[key]);
    }
  });
  return differences;
}

function who(report: Report): string {
  return report.who === 'caller' ? `caller (${report['setup failed'] ?? report.errno})` : String(report.who);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** In few words: did the target run, or what did the caller get? */
function summary({ reports, status }: Outcome): string {
  const parts = reports.map((report) => (report.who === 'target' ? 'runs' : `caller gets ${report.errno}`));
  return parts.length > 0 ? parts.join(', then ') : `status ${status}`;
}

/** What launch makes of a refusal: it has no caller to tell, so it ends as a shell would (127 not found, 126). */
function asLaunched({ reports, status }: Outcome): Outcome {
  const [report] = reports;
  if (report?.who !== 'caller') return { reports, status };
  return { reports: [], status: (report.errno === 'ENOENT' ? 127 : 126) << 8 };
}
