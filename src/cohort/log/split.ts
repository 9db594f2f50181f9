import { assertKnownOptions } from "../../assert.js";
import type { EpisodeArrays, Episodes } from "../episodes.js";
import { dealShares } from "../splits/deal-shares.js";

export interface SplitOptions {
  /** @default 1 */
  readonly seed?: number;
}

/** Deals whole patients, in random order, to parts of the given shares. */
export function splitPatients<Name extends string>(
  { patients }: EpisodeArrays,
  shares: Readonly<Record<Name, number>>,
  options: SplitOptions | undefined = {},
  select: (episodes: number[]) => Episodes,
): Record<Name, Episodes> {
  assertKnownOptions(options, ["seed"], "split");
  const codes = [...new Set(patients)].sort((a, b) => a - b);
  const dealt = dealShares(codes.length, shares, options.seed ?? 1);
  const part = new Map(codes.map((code, k) => [code, dealt[k]]));
  const names = Object.keys(shares) as Name[];
  const chosen = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  patients.forEach((code, i) => {
    const name = part.get(code);
    if (name !== undefined) chosen[name].push(i);
  });
  return Object.fromEntries(names.map((name) => [name, select(chosen[name])])) as Record<Name, Episodes>;
}
