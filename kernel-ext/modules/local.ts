import { readFileSync, statSync } from "node:fs";
import { dirname, extname } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import type * as TypeScript from "typescript";
import type { Origins } from "../cell/origins.js";
import { origin, splitMap } from "../cell/source-lines.js";
import { ts } from "../tslab.js";
import { findLocal } from "./find-local.js";
import { Importer, type LocalFiles, type Namespace } from "./importer.js";

interface LocalModule {
  stamp: string;
  namespace: Namespace;
  /** The local files that it imports. */
  imports: Set<string>;
  done: Promise<void>;
}

interface Declaration {
  setters: ((namespace: Namespace) => void)[];
  execute(): unknown;
}

type Register = (
  dependencies: string[],
  declare: (export_: (name: string | Namespace, value?: unknown) => unknown, context: object) => Declaration,
) => void;

/**
 * Local TypeScript files as modules: compiled when imported, once, and again after they or what they import changed on
 * disk. TypeScript's System output gives them live bindings, cycles and top-level await.
 */
export class LocalModules implements LocalFiles {
  readonly importer: Importer;
  readonly #modules = new Map<string, LocalModule>();
  readonly #virtual = new Map<string, string>();
  readonly #origins: Origins;

  constructor(origins: Origins) {
    this.#origins = origins;
    this.importer = new Importer(this);
  }

  find(path: string): string | undefined {
    return this.#virtual.has(`${path}.ts`) ? `${path}.ts` : findLocal(path);
  }

  /** A module that exists in memory alone. */
  addVirtual(file: string, source: string): void {
    this.#virtual.set(file, source);
    this.#modules.delete(file);
  }

  async load(file: string): Promise<Namespace> {
    const url = pathToFileURL(file).href;
    const extension = extname(file);
    if (extension === ".json") return { default: JSON.parse(readFileSync(file, "utf8")) };
    if (!/^\.[mc]?tsx?$/.test(extension)) {
      return this.importer.url(`${url}?v=${stampOf(file)}`);
    }
    this.#forgetChanged(file, new Set());
    const module = this.#modules.get(file) ?? this.#compile(file);
    await module.done;
    return module.namespace;
  }

  /** Forgets modules that changed since they were loaded, and those that import them. */
  #forgetChanged(file: string, seen: Set<string>): boolean {
    const module = this.#modules.get(file);
    if (!module) return true;
    if (seen.has(file)) return false;
    seen.add(file);
    const below = [...module.imports].map((imported) => this.#forgetChanged(imported, seen));
    const changed = below.includes(true) || module.stamp !== stampOf(file);
    if (changed) this.#modules.delete(file);
    return changed;
  }

  #compile(file: string): LocalModule {
    const source = this.#virtual.get(file) ?? readFileSync(file, "utf8");
    const compiled = ts.transpileModule(source, { fileName: file, compilerOptions: compilerOptions() });
    const { code, map } = splitMap(compiled.outputText);
    this.#origins.add(file, origin(source, code, map, [], 0));
    const namespace: Namespace = Object.create(null);
    const module: LocalModule = {
      stamp: stampOf(file),
      namespace,
      imports: new Set(),
      done: Promise.resolve(),
    };
    this.#modules.set(file, module);
    const run = vm.runInThisContext(`(function (System, require, __filename, __dirname) {${code}\n})`, {
      filename: file,
    });
    const folder = dirname(file);
    run(
      { register: ((names, declare) => this.#link(file, module, names, declare)) satisfies Register },
      this.importer.require(folder),
      file,
      folder,
    );
    return module;
  }

  #link(file: string, module: LocalModule, names: string[], declare: Parameters<Register>[1]): void {
    const folder = dirname(file);
    const { namespace } = module;
    const listeners = new Set<() => void>();
    setListeners(namespace, listeners);
    const export_ = (name: string | Namespace, value?: unknown): unknown => {
      if (typeof name === "string") namespace[name] = value;
      else Object.assign(namespace, name);
      for (const listener of listeners) listener();
      return value;
    };
    const context = {
      meta: { url: pathToFileURL(file).href, filename: file, dirname: folder },
      import: (specifier: string) => this.importer.import(specifier, folder),
    };
    const { setters, execute } = declare(export_, context);
    module.done = this.#run(module, folder, names, setters, execute);
    module.done.catch(() => this.#modules.delete(file));
  }

  async #run(
    module: LocalModule,
    folder: string,
    names: string[],
    setters: Declaration["setters"],
    execute: Declaration["execute"],
  ): Promise<void> {
    for (const [index, name] of names.entries()) {
      const local = name.startsWith(".")
        ? this.find(new URL(name, `${pathToFileURL(folder).href}/`).pathname)
        : undefined;
      const cyclic = local ? this.#modules.get(local) : undefined;
      if (local) module.imports.add(local);
      const imported = cyclic ? cyclic.namespace : await this.importer.import(name, folder);
      const set = setters[index]!;
      set(imported);
      listenersOf.get(imported)?.add(() => set(imported));
    }
    await execute();
  }
}

const listenersOf = new WeakMap<Namespace, Set<() => void>>();

function setListeners(namespace: Namespace, listeners: Set<() => void>): void {
  listenersOf.set(namespace, listeners);
}

const compilerOptions = (): TypeScript.CompilerOptions => ({
  module: ts.ModuleKind.System,
  target: ts.ScriptTarget.ES2022,
  inlineSourceMap: true,
  esModuleInterop: true,
  experimentalDecorators: true,
  jsx: ts.JsxEmit.React,
});

function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}-${found.size}` : "";
}
