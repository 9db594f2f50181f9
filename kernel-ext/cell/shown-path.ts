import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../..", import.meta.url));

/** A file as a traceback names it: by its package, or from the notebook's folder; never by this machine's folders. */
export function shownPath(file: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  if (path.startsWith(built)) return `txlab/${path.slice(built.length).replaceAll(sep, "/")}`;
  const dependency = path.lastIndexOf(`node_modules${sep}`);
  if (dependency >= 0) return path.slice(dependency + "node_modules/".length).replaceAll(sep, "/");
  return relative(process.cwd(), path).replaceAll(sep, "/");
}
