import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { freshStack } from "../fresh-stack.js";
import { pick } from "../modules/importer.js";
import { LocalModules } from "../modules/local.js";
import type { Conversion, Tslab } from "../tslab.js";
import { Boxes } from "./boxes.js";
import { describeDiagnostics } from "./compile-failure.js";
import { keepDeclarations } from "./declarations.js";
import { Epoch } from "./epoch.js";
import type { Failure } from "./failure.js";
import { cellFile, Origins } from "./origins.js";
import { plainModule } from "./plain-module.js";
import { type RewrittenCell, rewriteCell } from "./rewrite.js";
import { origin, splitMap } from "./source-lines.js";

export interface Result {
  value: unknown;
  /** Whether the cell ends with an expression, whose value is to be shown. */
  shown: boolean;
}

/** A cell that compiles. */
export interface ReadyCell {
  run(): Promise<Result>;
  /** Called when the cell has ended, or was given up: what it defined is there for the next. */
  finish(): void;
}

/** What code of a cell calls. */
interface CellScope {
  result: unknown;
  meta: object;
  readonly epoch: number;
  resume<T>(since: number, value: T): T;
  each<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<Awaited<T>>;
  box(name: string): unknown;
  import(specifier: string): Promise<unknown>;
}

type CellFunction = (
  scope: CellScope,
  require: unknown,
  module: object,
  exports: object,
  file: string,
  folder: string,
) => Promise<void>;

/** Runs cells one after another; holds their variables and declarations. */
export class CellRunner {
  readonly origins: Origins = new Origins();
  readonly epoch: Epoch = new Epoch();
  readonly #tslab: Tslab;
  readonly #boxes = new Boxes();
  readonly #modules: LocalModules;
  readonly #folder: string;
  readonly #settle: () => void;
  #declarations = "";

  /** @param settle called after code of a cell ran, before the kernel's own */
  constructor(tslab: Tslab, folder: string, settle: () => void) {
    this.#tslab = tslab;
    this.#settle = settle;
    this.#folder = folder;
    this.#modules = new LocalModules(this.origins);
  }

  get declarations(): string {
    return this.#declarations;
  }

  /** Compiles a cell: what is wrong with it, or a function that runs it. */
  compile(source: string, label: string): ReadyCell | { failure: Failure } {
    this.#tslab.files.refresh();
    const tags = this.#tslab.tags(source);
    if (tags.module) return this.#module(tags.module, source, label);
    const conversion = this.#tslab.converter.convert(this.#declarations, plainModule(source));
    if (conversion.diagnostics.length > 0) {
      return { failure: describeDiagnostics(conversion.diagnostics, source, label) };
    }
    const { code, map } = splitMap(conversion.output ?? "");
    const cell = rewriteCell(code, this.#boxes.names);
    this.origins.add(cellFile(label), origin(source, cell.code, map, cell.shifts, 1));
    return this.#ready(cell, conversion, label);
  }

  /** A cell tagged `@module name` becomes a module that other cells import as "./name". */
  #module(name: string, source: string, label: string): ReadyCell | { failure: Failure } {
    const diagnostics = this.#tslab.converter.addModule(name, source, this.#tslab.tags(source));
    if (diagnostics.length > 0) return { failure: describeDiagnostics(diagnostics, source, label) };
    this.#modules.addVirtual(join(this.#folder, `${name}.ts`), source);
    return { run: async () => ({ value: undefined, shown: false }), finish: () => {} };
  }

  #ready(cell: RewrittenCell, conversion: Conversion, label: string): ReadyCell {
    let settle: (() => string[]) | undefined;
    const finish = (): void => {
      const unreached = settle?.();
      settle = undefined;
      if (!unreached) return;
      const loose = cell.nested.map((name) => `declare let ${name}: any;\n`).join("");
      this.#declarations = keepDeclarations(
        this.#declarations,
        loose + (conversion.declOutput ?? ""),
        unreached,
      );
    };
    return {
      finish,
      run: async () => {
        settle = this.#boxes.declare(cell.declared);
        const { now } = this.epoch;
        await this.#import(cell, label);
        this.epoch.resume(now, undefined);
        const value = await this.#evaluate(cell, label);
        return { value, shown: conversion.lastExpressionVar !== undefined };
      },
    };
  }

  async #import(cell: RewrittenCell, label: string): Promise<void> {
    for (const { specifier, line, bindings } of cell.imports) {
      try {
        const module = await this.#modules.importer.import(specifier, this.#folder);
        const live = specifier.startsWith(".") || specifier.startsWith("/");
        for (const { local, imported } of bindings) {
          const value = pick(module, imported, specifier);
          if (live) this.#boxes.bind(local, () => pick(module, imported, specifier));
          else this.#boxes.box(local).v = value;
        }
      } catch (error) {
        throw located(error, `    at ${cellFile(label)}:${line + 1}:1`);
      }
    }
  }

  async #evaluate(cell: RewrittenCell, label: string): Promise<unknown> {
    const file = join(this.#folder, cellFile(label));
    const { epoch } = this;
    const scope: CellScope = {
      result: undefined,
      get epoch() {
        return epoch.now;
      },
      resume: (since, value) => epoch.resume(since, value),
      each: (items) => epoch.each(items),
      meta: { url: pathToFileURL(file).href, filename: file, dirname: this.#folder },
      box: (name) => this.#boxes.box(name),
      import: (specifier) => this.#modules.importer.import(String(specifier), this.#folder),
    };
    const run: CellFunction = vm.runInThisContext(cell.code, { filename: cellFile(label) });
    const module = { exports: {} };
    const { now } = epoch;
    await freshStack(() => {
      epoch.resume(now, undefined);
      const require = this.#modules.importer.require(this.#folder);
      try {
        return run(scope, require, module, module.exports, file, this.#folder);
      } finally {
        this.#settle();
      }
    });
    return await scope.result;
  }
}

/** Adds the place of an import to an error that came out of a module. */
function located(error: unknown, frame: string): unknown {
  if (error instanceof Error) error.stack = `${error.stack ?? error.message}\n${frame}`;
  return error;
}
