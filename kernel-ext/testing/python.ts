import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packageFolder = fileURLToPath(new URL("../../../", import.meta.url));
const windows = process.platform === "win32";
const inVenv = windows ? join("Scripts", "python.exe") : join("bin", "python");

/** Pythons to try, the nearest first: asked for, a virtual environment here or in the package, those on PATH. */
export function pythonCandidates(asked?: string): string[] {
  if (asked) return [asked];
  const named = [process.env.TXLAB_PYTHON, process.env.VIRTUAL_ENV && join(process.env.VIRTUAL_ENV, inVenv)];
  const venvs = [process.cwd(), packageFolder]
    .map((folder) => join(folder, ".venv", inVenv))
    .filter((path) => existsSync(path));
  const onPath = windows ? ["python", "py"] : ["python3", "python"];
  return [...named.filter((path): path is string => Boolean(path)), ...venvs, ...onPath];
}

/** The first Python that can import these modules. */
export function findPython(modules: readonly string[], asked?: string): string | undefined {
  return pythonCandidates(asked).find((python) => hasModules(python, modules));
}

export function hasModules(python: string, modules: readonly string[]): boolean {
  return spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")]).status === 0;
}
