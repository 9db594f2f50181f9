import { readFileSync } from "node:fs";

/** The kernels of gradient boosting over a memory that threads share; addresses are in bytes. */
export interface BoostingKernels {
  /** Writes how many of 255 edges lie below each value, or `missing`. */
  encode(values: number, count: number, edges: number, missing: number, out: number, stride: number): void;
  /** Adds gradients, Hessians and counts of rows to the bins of `quads` times four columns. */
  histogram(
    records: number,
    stride: number,
    quads: number,
    rows: number,
    first: number,
    last: number,
    shift: number,
    hist: number,
    scratch: number,
    block: number,
  ): void;
  addBins(to: number, from: number, bytes: number): void;
  /** Leaves parent − child in the parent's place. */
  subtractBins(parent: number, child: number, bytes: number): void;
  /** Sorts rows into `spare`, left ones upwards and the others downwards; returns how many go left. */
  partition(
    codes: number,
    stride: number,
    threshold: number,
    missing: number,
    missingLeft: number,
    rows: number,
    first: number,
    last: number,
    spare: number,
  ): number;
  /** Copies sorted rows back to where they belong. */
  settle(
    spare: number,
    first: number,
    last: number,
    lefts: number,
    rows: number,
    toLeft: number,
    toRight: number,
  ): void;
  /** Adds a value to the raw predictions of rows. */
  addValue(rows: number, first: number, last: number, raw: number, value: number): void;
  /** Writes the best split of a column to `found`, if it gains more than what is there. */
  scan(
    bins: number,
    edges: number,
    shift: number,
    feature: number,
    direction: number,
    leaf: number,
    found: number,
  ): void;
  /** Adds to `out` the leaf values of rows in trees. */
  addLeaves(
    nodes: number,
    values: number,
    roots: number,
    trees: number,
    x: number,
    pitch: number,
    rows: number,
    out: number,
  ): void;
  logisticGradients(
    raw: number,
    y: number,
    weights: number,
    first: number,
    last: number,
    perGradient: number,
    perHessian: number,
    records: number,
    stride: number,
  ): void;
}

/** A shared WebAssembly memory; it can be sent to workers. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** What this file uses of the host's WebAssembly, which TypeScript declares only for browsers. */
interface WebAssemblyHost {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const page = 65536;
/** Below this the module keeps data of its own: written anew by each thread that starts it. */
const reserved = 4096;

/** Zeroed memory of `bytes` bytes from address `start` on. */
export function sharedMemory(bytes: number): { memory: SharedMemory; start: number } {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyHost };
  const pages = Math.max(16, Math.ceil((bytes + reserved) / page));
  return {
    memory: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }),
    start: reserved,
  };
}

export function boostingKernels(memory: SharedMemory): BoostingKernels {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyHost };
  const bytes = readFileSync(new URL("./boosting.wasm", import.meta.url));
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as BoostingKernels & { origin(): number };
  if (kernels.origin() > reserved)
    throw new Error(`the kernels keep ${kernels.origin()} bytes; raise what is reserved.`);
  return kernels;
}
