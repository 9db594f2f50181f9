import { readFileSync } from "node:fs";
import { javascriptKernels } from "./javascript.js";
import type { Kernels } from "./kernels.js";

type Exports = Omit<Kernels, "memory" | "simd" | "enter" | "leave"> & {
  readonly memory: WasmMemory;
  origin(): number;
};

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What this file uses of the host's WebAssembly, which TypeScript declares only for browsers. */
interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Fresh kernels with a memory of their own: SIMD where the machine has it, else JavaScript. */
export function createKernels(simd: boolean = process.env.TXLAB_SIMD !== "off"): Kernels {
  const exports = simd ? instantiate() : undefined;
  return exports ? framed(exports) : javascriptKernels();
}

function instantiate(): Exports | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyHost };
  const bytes = readFileSync(new URL("./kernels.wasm", import.meta.url));
  if (!WebAssembly?.validate(bytes)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
}

function framed(exports: Exports): Kernels {
  let top = exports.origin();
  return {
    ...exports,
    memory: new Float64Array(exports.memory.buffer),
    simd: true,
    enter(doubles: number): number {
      const position = top;
      const missing = position + doubles + 1 - this.memory.length;
      if (missing > 0) {
        exports.memory.grow(Math.ceil(missing / 8192));
        this.memory = new Float64Array(exports.memory.buffer);
      }
      top = position + doubles + (doubles & 1);
      return position;
    },
    leave(position: number): void {
      top = position;
    },
  };
}
