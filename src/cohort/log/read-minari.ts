import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../../errors.js";
import type { Episodes } from "../episodes.js";
import { type FromMinariOptions, fromMinari, type MinariEpisode } from "./minari.js";

/**
 * Reads a dataset that Minari (0.5) stored as Arrow: `folder` is the dataset's, with `data/metadata.json` in it. Spaces
 * give the numbers of actions and states. Observations are discrete or boxes of one dimension; dictionaries and tuples
 * are refused. Minari's HDF5 storage is not read: create the dataset with `data_format="arrow"`, or give its episodes
 * as JSON to `fromMinari`.
 */
export async function readMinari(
  folder: string,
  options: Omit<FromMinariOptions, "actions" | "states"> = {},
): Promise<Episodes> {
  const data = join(folder, "data");
  const path = join(data, "metadata.json");
  if (!existsSync(path)) {
    const hdf5 = existsSync(join(data, "main_data.hdf5")) ? " It holds HDF5, which is not read:" : "";
    throw new DataError(
      `${folder} is no dataset of Minari's Arrow storage: it has no data/metadata.json.${hdf5} create it with data_format="arrow".`,
    );
  }
  const metadata = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
  if (metadata.data_format !== "arrow") {
    throw new DataError(
      `${folder} is stored as ${metadata.data_format}, which is not read; create it with data_format="arrow".`,
    );
  }
  const actions = spaceOf(metadata.action_space!, folder, "actions");
  const observations = spaceOf(metadata.observation_space!, folder, "observations");
  if (actions.type !== "Discrete") {
    throw new DataError(`actions of ${folder} must be discrete; their space is ${actions.type}.`);
  }
  const numbers = (await readdir(data)).filter((name) => /^\d+$/.test(name)).map(Number);
  const list: MinariEpisode[] = [];
  for (const id of numbers.sort((a, b) => a - b)) list.push(await readEpisode(data, id));
  return fromMinari(list, {
    ...options,
    actions: actions.n!,
    ...(observations.type === "Discrete" && { states: observations.n! }),
  });
}

interface SpaceJson {
  readonly type: string;
  readonly n?: number;
  readonly start?: number;
  readonly shape?: readonly number[];
}

/** Python writes infinities by their names, which JSON does not know; bounds are not needed here. */
function spaceOf(text: string, folder: string, what: string): SpaceJson {
  const space = JSON.parse(text.replace(/-?Infinity|NaN/g, "null")) as SpaceJson;
  const fits = space.type === "Discrete" ? !space.start : space.type === "Box" && space.shape?.length === 1;
  if (fits) return space;
  throw new DataError(
    `${what} of ${folder} must be discrete from 0, or a box of one dimension; their space is ${text}.`,
  );
}

async function readEpisode(data: string, id: number): Promise<MinariEpisode> {
  const { tableFromIPC } = await import("@uwdata/flechette");
  const folder = join(data, String(id));
  const file = (await readdir(folder)).find((name) => name.endsWith(".arrow"));
  if (file === undefined) throw new DataError(`episode ${id} has no Arrow file in ${folder}.`);
  const table = tableFromIPC(await readFile(join(folder, file)));
  const steps = table.numRows - 1;
  const column = <T>(name: string): T[] => {
    const found = table.getChild(name);
    if (!found) throw new DataError(`episode ${id} of ${data} has no column "${name}".`);
    return Array.from(found as unknown as Iterable<T>);
  };
  // One row for each observation: the last row's action, reward and flags are padding.
  return {
    id,
    observations: column<ArrayLike<number>>("observations"),
    actions: column<number>("actions").slice(0, steps),
    rewards: column<number>("rewards").slice(0, steps),
    terminations: column<boolean>("terminations").slice(0, steps),
    truncations: column<boolean>("truncations").slice(0, steps),
    infos: table.getChild("infos") ? infoColumns(column<unknown>("infos")) : {},
  };
}

/** Entries that hold one number each; Minari writes them as structures, or as JSON. */
function infoColumns(rows: readonly unknown[]): Record<string, number[]> {
  const parsed = rows.map(
    (row) => (typeof row === "string" ? JSON.parse(row) : row) as Record<string, unknown>,
  );
  const number = (value: unknown): number =>
    typeof value === "object" && value !== null && "length" in value && value.length === 1
      ? Number((value as ArrayLike<number>)[0])
      : Number(value);
  const names = Object.keys(parsed[0] ?? {}).filter((name) => !Number.isNaN(number(parsed[0]![name])));
  return Object.fromEntries(names.map((name) => [name, parsed.map((row) => number(row?.[name]))]));
}
