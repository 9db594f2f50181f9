import { randomStream } from "./random.js";

/** A quantity as a function of the units' weights: how often each was drawn, or a Bayesian bootstrap's weight. */
export type Statistic = (weights: Float64Array) => number | Promise<number>;

/** Units or clusters up to which each is left out in turn; beyond, random groups of them are. */
const mostGroups = 400;

/** Values of the statistic with each unit (cluster, or group of units) left out in turn, less their mean, negated. */
export async function jackknife(
  n: number,
  statistic: Statistic,
  clusters?: ArrayLike<number>,
): Promise<Float64Array> {
  const groupOf = leftOutTogether(n, clusters);
  const groups = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const values = new Float64Array(groups);
  for (let group = 0; group < groups; group++) {
    values[group] = await statistic(Float64Array.from(groupOf, (each) => (each === group ? 0 : 1)));
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / groups;
  return values.map((value) => mean - value);
}

function leftOutTogether(n: number, clusters?: ArrayLike<number>): Int32Array {
  const position = new Map<number, number>();
  const unitOf = Int32Array.from({ length: n }, (_, i) => {
    const unit = clusters ? clusters[i]! : i;
    if (!position.has(unit)) position.set(unit, position.size);
    return position.get(unit)!;
  });
  if (position.size <= mostGroups) return unitOf;
  const order = randomStream(0).split("jackknife").permutation(position.size);
  return unitOf.map((unit) => order[unit]! % mostGroups);
}
