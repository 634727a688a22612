/** What is done with the bytes that come next. */
type State =
  | { readonly kind: 'collect'; readonly want: number; readonly done: (bytes: Buffer) => void }
  | { readonly kind: 'pass'; left: number; readonly to: (bytes: Buffer) => void; readonly done: () => void };

/** Cuts a stream of chunks into the pieces that a format asks for, one after the other. */
interface Feeder {
  /** The next `want` bytes go to `done` in one piece; more than none. */
  collect(want: number, done: (bytes: Buffer) => void): void;
  /** The next `left` bytes go to `to` as they come, and then `then` is called. */
  pass(left: number, to: (bytes: Buffer) => void, done: () => void): void;
  /** The chunk is the caller's again afterwards: nothing of it is kept. */
  write(chunk: Buffer): void;
  /** Bytes taken so far, up to the end of the piece at hand. */
  readonly offset: number;
  /** Some bytes of a piece are there, but not all. */
  readonly isPartial: boolean;
}

/** What is asked for before the first `write` is the first piece. */
export function createFeeder(): Feeder {
  let state: State = {
    kind: 'pass',
    left: Number.POSITIVE_INFINITY,
    to: () => undefined,
    done: () => undefined,
  };
  let parts: Buffer[] = [];
  let have = 0;
  let offset = 0;

  function take(current: State, part: Buffer): void {
    offset += part.length;
    if (current.kind === 'pass') {
      current.left -= part.length;
      current.to(part);
      if (current.left === 0) current.done();
      return;
    }
    have += part.length;
    if (have < current.want) {
      parts.push(Buffer.from(part));
      return;
    }
    const whole = parts.length === 0 ? part : Buffer.concat([...parts, part]);
    parts = [];
    have = 0;
    current.done(whole);
  }

  return {
    collect(want, done) {
      state = { kind: 'collect', want, done };
    },
    pass(left, to, done) {
      if (left === 0) done();
      else state = { kind: 'pass', left, to, done };
    },
    write(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const left = state.kind === 'collect' ? state.want - have : state.left;
        const part = chunk.subarray(at, at + Math.min(left, chunk.length - at));
        at += part.length;
        take(state, part);
      }
    },
    get offset() {
      return offset;
    },
    get isPartial() {
      return have > 0;
    },
  };
}
