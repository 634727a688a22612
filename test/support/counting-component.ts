import type { Component } from '../../src/components/component.ts';
import { textEntry } from '../../src/components/tree.ts';

/** A component of one small file, which counts how often it, or a copy of it, was built. */
export function countingComponent(name: Component['name'], key: string): Component & { builds: number } {
  const component = {
    name,
    key,
    builds: 0,
    build: async () => {
      component.builds += 1;
      return [textEntry('x86_64/hello', 'hello\n')];
    },
  };
  return component;
}
