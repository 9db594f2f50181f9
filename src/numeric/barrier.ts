/** What a waiting thread throws when another one failed. */
export class BrokenBarrierError extends Error {
  override readonly name: string = "BrokenBarrierError";
}

const spins = 2000;

/** Lets `threads` threads wait for each other; all of them hold the same shared `state`. */
export class Barrier {
  readonly #state: Int32Array;
  readonly #threads: number;

  constructor(state: Int32Array, threads: number) {
    this.#state = state;
    this.#threads = threads;
  }

  /** State for a new barrier. */
  static state(): Int32Array {
    return new Int32Array(new SharedArrayBuffer(12));
  }

  /** Returns when all threads have called it. */
  wait(): void {
    if (this.#threads === 1) return;
    const state = this.#state;
    const round = Atomics.load(state, 1);
    if (Atomics.add(state, 0, 1) + 1 === this.#threads) {
      Atomics.store(state, 0, 0);
      Atomics.add(state, 1, 1);
      Atomics.notify(state, 1);
    } else {
      for (let k = 0; k < spins && Atomics.load(state, 1) === round; k++);
      while (Atomics.load(state, 1) === round) Atomics.wait(state, 1, round);
    }
    if (Atomics.load(state, 2) === 1) throw new BrokenBarrierError("another thread failed.");
  }

  /** Makes the other threads throw instead of waiting for ever. */
  break(): void {
    Atomics.store(this.#state, 2, 1);
    Atomics.add(this.#state, 1, 1);
    Atomics.notify(this.#state, 1);
  }
}
