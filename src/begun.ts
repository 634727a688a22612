/** Work that goes on by itself: its failure is thrown when it is waited for. */
export function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
