import { createKernels } from "./wasm/create-kernels.js";
import type { Kernels } from "./wasm/kernels.js";

const cache: { kernels?: Kernels } = {};

/** The kernels of this thread. A cache: nothing stays in their memory from one use to the next. */
export function threadKernels(): Kernels {
  cache.kernels ??= createKernels();
  return cache.kernels;
}
