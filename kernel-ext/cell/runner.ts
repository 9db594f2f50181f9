import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { pick } from "../modules/importer.js";
import { LocalModules } from "../modules/local.js";
import type { Conversion, Tslab } from "../tslab.js";
import { Boxes } from "./boxes.js";
import { keepDeclarations } from "./declarations.js";
import { describeDiagnostics, describeThrown, type Failure } from "./failure.js";
import { cellFile, Origins } from "./origins.js";
import { plainModule } from "./plain-module.js";
import { type RewrittenCell, rewriteCell } from "./rewrite.js";
import { origin, splitMap } from "./source-lines.js";

export type Outcome =
  | { status: "ok"; value: unknown; shown: boolean }
  | { status: "error"; failure: Failure };

/** What code of a cell calls. */
interface CellScope {
  result: unknown;
  meta: object;
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
  readonly #tslab: Tslab;
  readonly #boxes = new Boxes();
  readonly #modules: LocalModules;
  readonly #folder: string;
  #declarations = "";

  constructor(tslab: Tslab, folder: string) {
    this.#tslab = tslab;
    this.#folder = folder;
    this.#modules = new LocalModules(this.origins);
  }

  get declarations(): string {
    return this.#declarations;
  }

  /** Compiles a cell: what is wrong with it, or a function that runs it. */
  compile(source: string, count: number): { failure: Failure } | { run: () => Promise<Outcome> } {
    this.#tslab.files.refresh();
    const tags = this.#tslab.tags(source);
    if (tags.module) return this.#module(tags.module, source, count);
    const conversion = this.#tslab.converter.convert(this.#declarations, plainModule(source));
    if (conversion.diagnostics.length > 0) {
      return { failure: describeDiagnostics(conversion.diagnostics, source, count) };
    }
    const { code, map } = splitMap(conversion.output ?? "");
    const cell = rewriteCell(code, this.#boxes.names);
    this.origins.add(cellFile(count), origin(source, cell.code, map, cell.shifts, 1));
    return { run: () => this.#run(cell, conversion, count) };
  }

  /** A cell tagged `@module name` becomes a module that other cells import as "./name". */
  #module(
    name: string,
    source: string,
    count: number,
  ): { failure: Failure } | { run: () => Promise<Outcome> } {
    const diagnostics = this.#tslab.converter.addModule(name, source, this.#tslab.tags(source));
    if (diagnostics.length > 0) return { failure: describeDiagnostics(diagnostics, source, count) };
    this.#modules.addVirtual(join(this.#folder, `${name}.ts`), source);
    return { run: async () => ({ status: "ok", value: undefined, shown: false }) };
  }

  async #run(cell: RewrittenCell, conversion: Conversion, count: number): Promise<Outcome> {
    const settle = this.#boxes.declare(cell.declared);
    const finish = (): void => {
      const unreached = settle();
      this.#declarations = keepDeclarations(this.#declarations, conversion.declOutput ?? "", unreached);
    };
    try {
      await this.#import(cell, count);
      const value = await this.#evaluate(cell, count);
      finish();
      return { status: "ok", value, shown: conversion.lastExpressionVar !== undefined };
    } catch (error) {
      finish();
      return { status: "error", failure: describeThrown(error, this.origins) };
    }
  }

  async #import(cell: RewrittenCell, count: number): Promise<void> {
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
        throw located(error, `    at ${cellFile(count)}:${line + 1}:1`);
      }
    }
  }

  async #evaluate(cell: RewrittenCell, count: number): Promise<unknown> {
    const file = join(this.#folder, cellFile(count));
    const scope: CellScope = {
      result: undefined,
      meta: { url: pathToFileURL(file).href, filename: file, dirname: this.#folder },
      box: (name) => this.#boxes.box(name),
      import: (specifier) => this.#modules.importer.import(String(specifier), this.#folder),
    };
    const run: CellFunction = vm.runInThisContext(cell.code, { filename: cellFile(count) });
    const module = { exports: {} };
    await freshStack(() =>
      run(scope, this.#modules.importer.require(this.#folder), module, module.exports, file, this.#folder),
    );
    return await scope.result;
  }
}

/**
 * Calls from an empty stack. When an interrupt cuts off a blocking cell, all that is on the stack is lost with it; a
 * promise that waits elsewhere is not.
 */
function freshStack(call: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => call().then(resolve, reject));
  });
}

/** Adds the place of an import to an error that came out of a module. */
function located(error: unknown, frame: string): unknown {
  if (error instanceof Error) error.stack = `${error.stack ?? error.message}\n${frame}`;
  return error;
}
