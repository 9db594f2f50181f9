import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, resolve } from "node:path";

const pattern = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]*)$/;

/** What can stand in the import whose quotes the cursor is in, or undefined when it is in none. */
export function specifierCompletions(
  before: string,
  folder: string,
): { typed: string; matches: string[] } | undefined {
  const typed = pattern.exec(before)?.[1];
  if (typed === undefined) return undefined;
  const candidates = typed.startsWith(".") ? localFiles(typed, folder) : packages(folder);
  return { typed, matches: candidates.filter((name) => name.startsWith(typed)) };
}

function localFiles(typed: string, folder: string): string[] {
  const base = typed.slice(0, typed.lastIndexOf("/") + 1) || "./";
  return entries(resolve(folder, base))
    .filter((name) => !name.startsWith(".") && !name.startsWith("__"))
    .filter((name) => /\.([cm]?[jt]sx?|json)$/.test(name) || !name.includes("."))
    .map((name) => base + name.replace(/(?<!\.d)\.tsx?$/, ""));
}

/** The library's entry points, packages in reach of the folder and of the kernel, and Node's own modules. */
function packages(folder: string): string[] {
  const own = new URL("../../package.json", import.meta.url);
  const { exports, dependencies } = JSON.parse(readFileSync(own, "utf8")) as Record<string, object>;
  const entryPoints = Object.keys(exports ?? {})
    .filter((key) => !key.endsWith(".json"))
    .map((key) => key.replace(/^\./, "txlab"));
  const found = new Set([...entryPoints, ...Object.keys(dependencies ?? {})]);
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const name of entries(join(at, "node_modules"))) if (/^[a-z]/.test(name)) found.add(name);
    if (dirname(at) === at) break;
  }
  const node = builtinModules.filter((name) => !name.startsWith("_")).map((name) => `node:${name}`);
  return [...found, ...node];
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
