import type { Study } from "../../cohort/causal-study.js";
import type { MatchPoints } from "./match-distance.js";
import { type NearestIndex, nearestIndex } from "./nearest-index.js";

export interface FindMatchesOptions {
  readonly neighbors: number;
  readonly replacement: boolean;
  /** In units of the distance; infinite for none. */
  readonly reach: number;
  /** A label for each row; matches must share it. */
  readonly labels: readonly string[];
}

/** Who was matched to whom. */
export interface Matches {
  /** For each row that looked for matches in the other group, its matches; empty where it found none. */
  readonly of: ReadonlyMap<number, readonly number[]>;
  /** Nearest rows of the same group and label, for the outcome's variance. */
  sameGroup(row: number, count: number): readonly number[];
  /** Nearest rows of the other group and the same label. */
  otherGroup(row: number, count: number): readonly number[];
}

/** Finds matches in the other group for the rows of the given groups. */
export function findMatches(
  study: Study,
  space: MatchPoints,
  seekers: readonly (0 | 1)[],
  options: FindMatchesOptions,
): Matches {
  const { neighbors, replacement, reach, labels } = options;
  const pools = buildPools(study, space.points, labels);
  const of = new Map<number, readonly number[]>();
  for (const arm of seekers) {
    const rows = Int32Array.from(
      Array.from(study.treatment.keys()).filter((i) => study.treatment[i] === arm),
    );
    const taken = replacement ? undefined : new Uint8Array(study.n);
    for (const row of replacement ? rows : space.order(rows)) {
      const pool = pools.get(poolKey(1 - arm, labels[row]!));
      const settings = { reach, first: !replacement, ...(taken ? { taken } : {}) };
      const found = pool?.find(row, neighbors, settings) ?? [];
      const enough = replacement || found.length === neighbors ? found : [];
      if (taken) for (const each of enough) taken[each] = 1;
      of.set(row, enough);
    }
  }
  return {
    of,
    sameGroup: (row, count) =>
      pools.get(poolKey(study.treatment[row]!, labels[row]!))!.find(row, count, { except: row }),
    otherGroup: (row, count) =>
      pools.get(poolKey(1 - study.treatment[row]!, labels[row]!))?.find(row, count) ?? [],
  };
}

function buildPools(
  study: Study,
  points: readonly Float64Array[],
  labels: readonly string[],
): Map<string, NearestIndex> {
  const rows = new Map<string, number[]>();
  for (let i = 0; i < study.n; i++) {
    const key = poolKey(study.treatment[i]!, labels[i]!);
    const pool = rows.get(key);
    if (pool) pool.push(i);
    else rows.set(key, [i]);
  }
  return new Map([...rows].map(([key, pool]) => [key, nearestIndex(points, Int32Array.from(pool))]));
}

function poolKey(arm: number, label: string): string {
  return `${arm}|${label}`;
}
