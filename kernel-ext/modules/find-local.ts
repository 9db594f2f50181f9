import { statSync } from "node:fs";

const endings = ["", ".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];

/** The file that a local specifier means, `./x.js` being `x.ts` where only that exists. */
export function findLocal(path: string): string | undefined {
  const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const exact = endings.map((ending) => path + ending).find(isFile);
  return exact ?? [path.replace(/\.([mc]?)js$/, ".$1ts")].find((file) => file !== path && isFile(file));
}
