import { assertFraction, assertKnownOptions } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { randomStream } from "../../stats/random.js";
import type { EpisodeArrays, Episodes } from "../episodes.js";

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
  const names = Object.keys(shares) as Name[];
  for (const name of names) if (shares[name] !== 1) assertFraction(shares[name], `shares.${name}`);
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  if (names.length < 2 || total > 1 + 1e-9) {
    throw new ArgumentError(
      `split needs at least two shares that add up to at most 1, such as { learn: 0.6, test: 0.4 }; they were ${names.length} and add up to ${total}.`,
    );
  }
  const codes = [...new Set(patients)].sort((a, b) => a - b);
  const order = randomStream(options.seed ?? 1)
    .split("patients")
    .permutation(codes.length);
  const part = new Map<number, Name>();
  let [cumulative, from] = [0, 0];
  for (const name of names) {
    cumulative += shares[name];
    const to = Math.round(cumulative * codes.length);
    if (to === from)
      throw new DataError(`the part "${name}" of the ${codes.length} patients would be empty.`);
    for (; from < to; from++) part.set(codes[order[from]!]!, name);
  }
  const chosen = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  patients.forEach((code, i) => {
    const name = part.get(code);
    if (name !== undefined) chosen[name].push(i);
  });
  return Object.fromEntries(names.map((name) => [name, select(chosen[name])])) as Record<Name, Episodes>;
}
