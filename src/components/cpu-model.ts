/** QEMU's name of the model in the input `cpu`: `max` of `max,pauth-impdef=on`. */
export function modelOf(cpu: string): string {
  return cpu.replace(/,.*$/s, '');
}
