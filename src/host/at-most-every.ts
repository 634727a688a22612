/** Passes a line on unless the one before was passed on less than so long ago: for logs that keep every line. */
export function atMostEvery(
  milliseconds: number,
  print: (line: string) => void,
  now: () => number = () => performance.now(),
): (line: string) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (now() - last < milliseconds) return;
    last = now();
    print(line);
  };
}
