import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Where a public data set is: in `$TXLAB_DATA`, or in a folder `data` here or above, which `npm run data` fills;
 * undefined where it is in neither.
 */
export function dataPath(file: string): string | undefined {
  const folders = process.env.TXLAB_DATA
    ? [process.env.TXLAB_DATA]
    : above(process.cwd()).map((each) => join(each, "data"));
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}
