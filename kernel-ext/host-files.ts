import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as TypeScript from "typescript";
import { isOwn } from "./modules/own-packages.js";

/** The file system as tslab's TypeScript sees it. */
export interface HostFiles {
  sys: TypeScript.System;
  resolve(
    name: string,
    containing: string,
    options: TypeScript.CompilerOptions,
    host: TypeScript.ModuleResolutionHost,
  ): Resolution;
  /** Tells the compiler of local files that were edited since the last call. */
  refresh(): void;
}

type Compiler = typeof TypeScript;
type Resolution = TypeScript.ResolvedModuleWithFailedLookupLocations;

const nothing = { resolvedModule: undefined } as Resolution;

/**
 * Module resolution that starts at the importing file and, for packages it does not find, falls back to the kernel's
 * own: so `txlab` and the libraries that it uses resolve from any folder.
 *
 * Packages are shown under `~modules` instead of `node_modules`. TypeScript refuses to write the declaration of a
 * variable whose type comes from a package that the notebook's folder cannot name (TS2742), and it recognises
 * packages by that folder name alone.
 */
export function hostFiles(ts: Compiler, kernelFolder: string): HostFiles {
  const watched = new Map<string, Watched>();
  const cache = new Map<string, Resolution>();
  const packageFolder = join(kernelFolder, "..", "..").replaceAll("\\", "/");
  let packages: TypeScript.ModuleResolutionCache | undefined;
  const sys = shownSystem(ts.sys, watched);
  const kernelFile = join(kernelFolder, "kernel.ts").replaceAll("\\", "/");

  return {
    sys,
    resolve(written, containing, options, host) {
      const name = written.startsWith("file:") ? fileURLToPath(written) : written;
      // Node's own modules are declared by @types/node, and a package of that name is never what an import means.
      if (isBuiltin(name)) return nothing;
      const from = real(containing);
      const local = name.startsWith(".") || name.startsWith("/");
      const own = isOwn(name);
      const key = `${own ? "" : from.slice(0, from.lastIndexOf("/"))}\0${name}`;
      const known = local ? undefined : cache.get(key);
      if (known) return known;
      // What lies in packages does not change while the kernel runs; what lies beside the notebook does.
      const settled = from.includes("/node_modules/") || from.startsWith(packageFolder);
      packages ??= ts.createModuleResolutionCache(packageFolder, (path) => path, options);
      const starts = own ? [kernelFile] : local ? [from] : [from, kernelFile];
      let found: TypeScript.ResolvedModuleFull | undefined;
      for (const start of starts) {
        const memory = settled || start === kernelFile ? packages : undefined;
        found ??= ts.resolveModuleName(name, start, options, host, memory).resolvedModule;
      }
      const resolvedModule = found && shownModule(found);
      const result = { resolvedModule } as Resolution;
      if (!local && resolvedModule) cache.set(key, result);
      return result;
    },
    refresh() {
      for (const file of watched.values()) file.check();
    },
  };
}

interface Watched {
  check(): void;
}

const shown = (path: string): string => path.replaceAll("/node_modules/", "/~modules/");
const real = (path: string): string => path.replaceAll("/~modules/", "/node_modules/");

/** Without the path before links were followed, which would lead the compiler back to `node_modules`. */
function shownModule({ originalPath: _, ...found }: ResolvedModule): ResolvedModule {
  return { ...found, resolvedFileName: shown(found.resolvedFileName) };
}

type ResolvedModule = TypeScript.ResolvedModuleFull & { originalPath?: string };

/** `system` with packages under `~modules`, and with local files watched by asking instead of by listening. */
function shownSystem(system: TypeScript.System, watched: Map<string, Watched>): TypeScript.System {
  return {
    ...system,
    readFile(path, encoding) {
      const text = system.readFile(real(path), encoding);
      return path.includes("/@types/node/") && path.endsWith(".d.ts") ? text && withoutComments(text) : text;
    },
    fileExists: (path) => system.fileExists(real(path)),
    directoryExists: (path) => system.directoryExists(real(path)),
    realpath: (path) => shown(system.realpath!(real(path))),
    watchFile(path, callback) {
      if (path.includes("/~modules/") || path.includes("/node_modules/")) return { close: () => {} };
      let stamp = stampOf(path);
      watched.set(path, {
        check() {
          const now = stampOf(path);
          if (now === stamp) return;
          stamp = now;
          callback(path, 1);
        },
      });
      return { close: () => watched.delete(path) };
    },
    watchDirectory: () => ({ close: () => {} }),
  };
}

/**
 * A quarter of the compiler's start went into parsing the documentation of Node's own modules. Line breaks stay, and so
 * do the `///` references.
 */
const withoutComments = (text: string): string =>
  text.replace(/^[ \t]*\/\*\*[\s\S]*?\*\/[ \t]*$/gm, (comment) => comment.replace(/[^\n]+/g, ""));

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs}:${found.size}` : "";
}
