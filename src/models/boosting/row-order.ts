import type { Barrier } from "../../numeric/barrier.js";
import type { BoostingKernels } from "../../numeric/wasm/boosting-kernels.js";
import { missingCode } from "./bin-edges.js";
import type { BoostTask } from "./boost-task.js";
import type { FoundSplit } from "./split-scan.js";

/** The training rows in the order of the leaves; rows of a leaf keep their order, however many threads move them. */
export class RowOrder {
  readonly #task: BoostTask;
  readonly #kernels: BoostingKernels;
  readonly #barrier: Barrier;
  readonly #lefts: Int32Array;

  constructor(task: BoostTask, kernels: BoostingKernels, barrier: Barrier) {
    this.#task = task;
    this.#kernels = kernels;
    this.#barrier = barrier;
    this.#lefts = new Int32Array(task.layout.memory.buffer, task.layout.lefts, task.layout.threads);
  }

  /**
   * Puts the training rows back in ascending order for the next tree. Else each tree would begin in the order that the
   * leaves of all trees before it left, and read its records all over the memory.
   */
  restart(): void {
    const { layout, trained, thread } = this.#task;
    const [first, last] = this.#part(0, trained, thread);
    const ascending = new Int32Array(layout.memory.buffer, layout.training, trained);
    const order = new Int32Array(layout.memory.buffer, layout.order, trained);
    order.set(ascending.subarray(first, last), first);
    this.#barrier.wait();
  }

  /** Moves the rows that go left to the front of `start … end − 1`; returns how many they are. */
  partition(start: number, end: number, { feature, code, missingLeft }: FoundSplit): number {
    const { layout, thread } = this.#task;
    const [first, last] = this.#part(start, end, thread);
    const mine = this.#kernels.partition(
      layout.codes + feature * layout.rows,
      1,
      code,
      missingCode,
      missingLeft ? 1 : 0,
      layout.order,
      first,
      last,
      layout.spare,
    );
    this.#lefts[thread] = mine;
    this.#barrier.wait();
    const total = this.#lefts.reduce((sum, each) => sum + each, 0);
    const before = this.#lefts.subarray(0, thread).reduce((sum, each) => sum + each, 0);
    const toRight = start + total + (first - start - before);
    this.#kernels.settle(layout.spare, first, last, mine, layout.order, start + before, toRight);
    this.#barrier.wait();
    return total;
  }

  /** Adds a value to this thread's part of the rows. */
  addValue(start: number, end: number, value: number): void {
    const { layout, thread } = this.#task;
    const [first, last] = this.#part(start, end, thread);
    this.#kernels.addValue(layout.order, first, last, layout.raw, value);
  }

  #part(start: number, end: number, thread: number): [number, number] {
    const cut = (k: number): number => start + Math.floor((k * (end - start)) / this.#task.layout.threads);
    return [cut(thread), cut(thread + 1)];
  }
}
