import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { isOwn } from "./own-packages.js";

export type Namespace = Record<string, unknown>;

/** The files beside a notebook. */
export interface LocalFiles {
  find(path: string): string | undefined;
  load(file: string): Promise<Namespace>;
}

const kernelFolder = dirname(fileURLToPath(import.meta.url));

/** Loads modules for code that lies in `folder`, as Node's own `import` does, and falls back to the kernel's packages. */
export class Importer {
  readonly #loaders = new Map<string, (specifier: string) => Promise<Namespace>>();
  readonly #local: LocalFiles;

  constructor(local: LocalFiles) {
    this.#local = local;
  }

  async import(specifier: string, folder: string): Promise<Namespace> {
    if (isOwn(specifier)) return this.#from(kernelFolder)(specifier);
    const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
    if (/^(\.{1,2}\/|\/|[A-Za-z]:[\\/])/.test(path) || path === "." || path === "..") {
      const file = this.#local.find(resolve(folder, path));
      if (!file) throw new Error(`Cannot find module "${specifier}" from ${folder}.`);
      return this.#local.load(file);
    }
    try {
      return await this.#from(folder)(specifier);
    } catch (error) {
      if (!isMissing(error, specifier)) throw error;
      return this.#from(kernelFolder)(specifier).catch((second) => {
        throw isMissing(second, specifier) ? new Error(missingText(specifier, folder)) : second;
      });
    }
  }

  /** A module by its address. */
  url(address: string): Promise<Namespace> {
    return this.#from(kernelFolder)(address);
  }

  /** `require` for code in `folder`, with the same fallback. */
  require(folder: string): (specifier: string) => unknown {
    const own = createRequire(join(folder, "cell.js"));
    const kernel = createRequire(import.meta.url);
    return (specifier) => {
      const local = specifier.startsWith(".") || specifier.startsWith("/");
      const from = isOwn(specifier) || (!local && !resolves(own, specifier)) ? kernel : own;
      return from(specifier);
    };
  }

  /** Node's `import()` as seen from a file in `folder`. */
  #from(folder: string): (specifier: string) => Promise<Namespace> {
    let loader = this.#loaders.get(folder);
    if (!loader) {
      loader = vm.runInThisContext("(specifier) => import(specifier)", {
        filename: join(folder, "cell.mjs"),
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }) as (specifier: string) => Promise<Namespace>;
      this.#loaders.set(folder, loader);
    }
    return loader;
  }
}

function resolves(own: NodeJS.Require, specifier: string): boolean {
  try {
    own.resolve(specifier);
    return true;
  } catch (error) {
    return (error as { code?: string }).code !== "MODULE_NOT_FOUND";
  }
}

function isMissing(error: unknown, specifier: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return code === "ERR_MODULE_NOT_FOUND" && message?.includes(`Cannot find package '${name}'`) === true;
}

const missingText = (specifier: string, folder: string): string =>
  `Cannot find package "${specifier}" from ${folder}. Install it there: npm install ${specifier}`;

/** One name of a module, as TypeScript's `esModuleInterop` understands it. */
export function pick(module: Namespace, name: string, specifier: string): unknown {
  if (name === "*") return module;
  const fallback = module.default as Namespace | undefined;
  if (name === "default") {
    return module.__esModule === true && fallback && "default" in fallback
      ? fallback.default
      : module.default;
  }
  if (name in module) return module[name];
  if (fallback !== null && typeof fallback === "object" && name in fallback) return fallback[name];
  if (typeof fallback === "function" && name in fallback) return (fallback as unknown as Namespace)[name];
  throw new SyntaxError(`The module "${specifier}" does not export "${name}".`);
}
