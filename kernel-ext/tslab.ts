import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TypeScript from "typescript";
import { type HostFiles, hostFiles } from "./host-files.js";

/**
 * Everything that is taken from tslab 1.0.22, and nothing else in kernel-ext touches it.
 *
 * tslab's converter is given a façade of its TypeScript: the compiler options of a modern module (top-level await,
 * `exports` maps, source maps), a module resolution that falls back to the kernel's own packages, and a
 * `transpileModule` that leaves ES modules alone, because {@link rewriteCell} runs them. The contract is pinned by
 * tests/kernel-ext/tslab.test.ts.
 */
export interface Converter {
  convert(previous: string, source: string): Conversion;
  inspect(previous: string, source: string, position: number): TypeScript.QuickInfo | undefined;
  complete(previous: string, source: string, position: number): Completion;
  addModule(name: string, source: string, meta: CellTags): Diagnostic[];
  close(): void;
}

export interface Conversion {
  diagnostics: Diagnostic[];
  /** The cell as an ES module in JavaScript, with an inline source map. */
  output?: string;
  declOutput?: string;
  lastExpressionVar?: string;
}

export interface Diagnostic {
  start: { line: number; character: number };
  end: { line: number; character: number };
  messageText: string;
  category: number;
  code: number;
  fileName?: string;
}

export interface Completion {
  start: number;
  end: number;
  candidates: string[];
  original?: TypeScript.CompletionInfo;
}

export interface CellTags {
  module?: string;
  jsx?: boolean;
  mode?: string;
}

interface WatchHost extends TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.BuilderProgram> {
  hasInvalidatedResolutions?: () => boolean;
}

const kernelFile = fileURLToPath(import.meta.url);
const fromTslab = createRequire(createRequire(import.meta.url).resolve("tslab/dist/main.js"));
const compilerPath = fromTslab.resolve("@tslab/typescript-for-tslab");

/** tslab's TypeScript 5.0.4, untouched. */
export const ts: typeof TypeScript = fromTslab(compilerPath);

export interface Tslab {
  converter: Converter;
  files: HostFiles;
  isCompleteCode(source: string): { completed: boolean; indent?: string };
  tags(source: string): CellTags;
}

/** Creates the converter for cells that live in `process.cwd()`; takes about a second. */
export function startTslab(declarations: readonly string[]): Tslab {
  const files = hostFiles(ts, dirname(kernelFile));
  fromTslab.cache[compilerPath]!.exports = facade(files, declarations);
  const { createConverter, isCompleteCode } = fromTslab("./converter.js");
  const { getCodeMetadata } = fromTslab("./metadata.js");
  return {
    converter: createConverter({ isJS: false, isBrowser: false }),
    files,
    isCompleteCode,
    tags: getCodeMetadata,
  };
}

/** What tslab's own `display` sends. */
export interface TslabDisplay {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
}

/** Gives `import * as tslab from "tslab"` in a cell its displays, as notebooks written for tslab use them. */
export function connectTslab(send: (display: TslabDisplay, update: boolean) => void): void {
  fromTslab("./jupyter.js").lastWriteDisplayData = send;
}

function facade(files: HostFiles, declarations: readonly string[]): object {
  return {
    ...ts,
    sys: files.sys,
    transpileModule: (input: string) => ({ outputText: input }),
    getPreEmitDiagnosticsOfFiles: (program: TypeScript.Program, list: TypeScript.SourceFile[]) =>
      preEmit(program, list).filter(({ code }) => !allowed.has(code)),
    createWatchCompilerHost(
      roots: string[],
      options: TypeScript.CompilerOptions,
      ...rest: unknown[]
    ): WatchHost {
      const create = ts.createWatchCompilerHost as unknown as (...args: unknown[]) => WatchHost;
      const host = create([...roots, ...declarations], { ...options, ...cellOptions }, ...rest);
      host.resolveModuleNameLiterals = (names, containing, _redirect, compilerOptions) =>
        names.map((name) => files.resolve(name.text, containing, compilerOptions, host));
      host.hasInvalidatedResolutions = () => false;
      return host;
    },
    createWatchProgram(host: WatchHost): object {
      const after = host.afterProgramCreate!;
      host.afterProgramCreate = (builder) => after(onlyCells(builder));
      const watch = ts.createWatchProgram(host);
      const update = watch.updateRootFileNames.bind(watch);
      watch.updateRootFileNames = (roots) => update([...roots, ...declarations]);
      return watch;
    },
  };
}

const { getPreEmitDiagnosticsOfFiles: preEmit } = ts as unknown as {
  getPreEmitDiagnosticsOfFiles(
    program: TypeScript.Program,
    files: TypeScript.SourceFile[],
  ): TypeScript.Diagnostic[];
};

/** What the kernel takes: an import that ends with `.ts` (TS5097), and local files above the notebook (TS6059). */
const allowed: ReadonlySet<number> = new Set([5097, 6059]);

const cellOptions = {
  disableTopLevelAwait: false,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  inlineSourceMap: true,
  lib: ["lib.es2023.d.ts"],
  types: ["node"],
} satisfies TypeScript.CompilerOptions & { disableTopLevelAwait: boolean };

/**
 * Emits cells alone: local modules are compiled by the kernel when they are imported, wherever they lie.
 *
 * A file that TypeScript parsed twice, because of an `await` that could be a name, remembers the first parse as its
 * original, and asking that for a module specifier fails.
 */
function onlyCells(builder: TypeScript.BuilderProgram): TypeScript.BuilderProgram {
  for (const file of builder.getSourceFiles()) {
    if (file.fileName.endsWith("/__tslab__.ts")) delete (file as { original?: unknown }).original;
  }
  const emit = builder.emit.bind(builder);
  builder.emit = (file, ...rest) =>
    file?.fileName.endsWith("/__tslab__.ts") ? emit(file, ...rest) : { emitSkipped: true, diagnostics: [] };
  return builder;
}
