import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { DataError } from "../errors.js";

/** Where a public data set is: in `$TXLAB_DATA`, or in a folder `data` here or above, which `npm run data` fills. */
export function dataPath(file: string): string {
  const folders = process.env.TXLAB_DATA
    ? [process.env.TXLAB_DATA]
    : above(process.cwd()).map((each) => join(each, "data"));
  const path = folders.map((folder) => join(folder, file)).find((candidate) => existsSync(candidate));
  if (path === undefined) {
    const where = process.env.TXLAB_DATA ? "$TXLAB_DATA" : "a folder data here or above";
    throw new DataError(`${file} is not in ${where}; \`npm run data\` fetches the public data sets.`);
  }
  return path;
}

function above(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...above(parent)];
}
