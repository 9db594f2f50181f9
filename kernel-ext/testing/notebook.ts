import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** The notebooks that the arguments name, folders searched; a path that is neither comes back in `unknown`. */
export function findNotebooks(paths: readonly string[]): { found: string[]; unknown: string[] } {
  const found: string[] = [];
  const unknown: string[] = [];
  for (const path of paths) {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts?.isDirectory()) found.push(...below(path));
    else if (facts?.isFile() && path.endsWith(".ipynb")) found.push(path);
    else unknown.push(path);
  }
  return { found: [...new Set(found)], unknown };
}

function below(folder: string): string[] {
  const entries: Dirent[] = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return below(path);
      return entry.name.endsWith(".ipynb") ? [path] : [];
    })
    .sort();
}

/** The source of one cell of a notebook file. */
export function cellSource(path: string, index: number): string {
  try {
    const { cells } = JSON.parse(readFileSync(path, "utf8")) as { cells: { source: string | string[] }[] };
    const source = cells[index]?.source ?? "";
    return typeof source === "string" ? source : source.join("");
  } catch {
    return "";
  }
}
