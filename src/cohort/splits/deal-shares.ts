import { assertFraction } from "../../assert.js";
import { ArgumentError, DataError } from "../../errors.js";
import { randomStream } from "../../stats/random.js";

/** A part for each of `count` patients: dealt in random order, in the given shares; undefined for who is in none. */
export function dealShares<Name extends string>(
  count: number,
  shares: Readonly<Record<Name, number>>,
  seed: number,
): (Name | undefined)[] {
  const names = Object.keys(shares) as Name[];
  for (const name of names) if (shares[name] !== 1) assertFraction(shares[name], `shares.${name}`);
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  if (names.length < 2 || total > 1 + 1e-9) {
    throw new ArgumentError(
      `split needs at least two shares that add up to at most 1, such as { learn: 0.6, test: 0.4 }; they were ${names.length} and add up to ${total}.`,
    );
  }
  const order = randomStream(seed).split("patients").permutation(count);
  const parts = new Array<Name | undefined>(count).fill(undefined);
  let [cumulative, from] = [0, 0];
  for (const name of names) {
    cumulative += shares[name];
    const to = Math.round(cumulative * count);
    if (to === from) throw new DataError(`the part "${name}" of the ${count} patients would be empty.`);
    for (; from < to; from++) parts[order[from]!] = name;
  }
  return parts;
}
