/** Begins a work when it is first asked for, with what it is given then; who asks later gets the same. */
export function lazily<Given extends unknown[], T>(
  make: (...given: Given) => Promise<T>,
): (...given: Given) => Promise<T> {
  let made: Promise<T> | undefined;
  return (...given) => {
    made ??= make(...given);
    return made;
  };
}
