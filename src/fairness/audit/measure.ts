import type { Influence, Units } from "../../stats/influence.js";
import type { Counts } from "../metrics/counts.js";
import { isUndefined } from "../metrics/measured.js";
import { isCounting, type Metric, type ScoringMetric } from "../metrics/registry.js";
import { type Scored, scoreOrder } from "../metrics/scored.js";
import { type Cell, countCell, type Measured, type Resample, scoreCell, undefinedCell } from "./cell.js";
import type { Grouping, Groups } from "./groups.js";
import type { Outcome } from "./outcome.js";
import type { People } from "./people.js";
import { groupCounts, type Tally, tally } from "./tally.js";

/** Everything that metrics are computed from, read once. */
export interface Evidence {
  readonly groups: Groups;
  readonly outcome: Outcome;
  readonly weights: Float64Array | undefined;
  readonly tally: Tally;
  readonly units: Units;
  /** People of each group of a grouping, in ascending order of score. */
  readonly members: (grouping: Grouping) => readonly Int32Array[];
  /** Labels, scores and weights of these people. */
  readonly sample: (people: Int32Array, weights?: Float64Array) => Scored;
}

export function collectEvidence(people: People, weights: Float64Array | undefined, units: Units): Evidence {
  const { groups, outcome } = people;
  const known = new Map<Grouping, readonly Int32Array[]>();
  let order: Int32Array | undefined;
  let y: Float64Array | undefined;
  const pick = (from: Float64Array, people: Int32Array): Float64Array =>
    Float64Array.from(people, (person) => from[person]!);
  return {
    groups,
    outcome,
    weights,
    tally: tally(people, weights),
    units,
    members: (grouping) => {
      const found = known.get(grouping);
      if (found) return found;
      order ??= (outcome.score && scoreOrder(outcome.score)) ?? Int32Array.from(groups.cell.keys());
      const made = splitMembers(grouping, groups, order);
      known.set(grouping, made);
      return made;
    },
    sample: (people, drawn = weights) => {
      y ??= outcome.y();
      const labels = pick(y, people);
      return {
        y: labels,
        score: outcome.score ? pick(outcome.score, people) : labels,
        weights: drawn && pick(drawn, people),
      };
    },
  };
}

/** The grouping in which everybody is one group. */
export function everyoneGrouping(groups: Groups): Grouping {
  return {
    name: "everyone",
    attributes: [],
    groups: [{ name: "everyone", grouping: "everyone", levels: {} }],
    ofCell: new Int32Array(groups.cells),
  };
}

/** One metric in each group of a grouping; `resample` takes the group's number. */
export function measure(
  evidence: Evidence,
  grouping: Grouping,
  metric: Metric,
  resample?: (group: number, measured: Measured) => ReturnType<Resample>,
): Cell[] {
  const resampling = (k: number): Resample | undefined => resample && ((measured) => resample(k, measured));
  if (!isCounting(metric)) {
    return evidence
      .members(grouping)
      .map((people, k) => measureScores(evidence, grouping, metric, k, people, resampling(k)));
  }
  const { people, weight, square } = evidence.tally;
  const counts = groupCounts(grouping, people);
  const weighted = weight === people ? counts : groupCounts(grouping, weight);
  const squares = square === people ? counts : groupCounts(grouping, square);
  return grouping.groups.map((group, k) =>
    countCell(
      metric,
      group.name,
      { people: counts[k]!, weight: weighted[k]!, square: squares[k]! },
      (gradient) => countInfluence(evidence, grouping, k, gradient),
      resampling(k),
    ),
  );
}

function measureScores(
  evidence: Evidence,
  grouping: Grouping,
  metric: ScoringMetric,
  k: number,
  people: Int32Array,
  resample: Resample | undefined,
): Cell {
  const { name } = grouping.groups[k]!;
  const result = metric.scores(evidence.sample(people));
  if (isUndefined(result)) return undefinedCell(metric, name, people.length, result.undefined);
  const influence = (): Influence => {
    const again = metric.scores(evidence.sample(people));
    const values = new Float64Array(evidence.groups.people);
    const scale = values.length / people.length;
    if ("influence" in again) {
      people.forEach((person, j) => {
        values[person] = scale * again.influence![j]!;
      });
    }
    return { values, units: evidence.units };
  };
  return scoreCell(metric, name, people.length, result, influence, resample);
}

/** n · weight · ∂value/∂count of the person's cell, for people of the group; 0 for others. */
function countInfluence(evidence: Evidence, grouping: Grouping, k: number, gradient: Counts): Influence {
  const { groups, outcome, weights, units } = evidence;
  const slopes = [gradient.tn, gradient.fp, gradient.fn, gradient.tp];
  const n = groups.people;
  const values = Float64Array.from(groups.cell, (cell, i) => {
    if (grouping.ofCell[cell] !== k) return 0;
    const kind = 2 * (outcome.isPositive?.[i] ?? 0) + (outcome.isSelected?.[i] ?? 0);
    return n * (weights ? weights[i]! : 1) * slopes[kind]!;
  });
  return { values, units };
}

function splitMembers(grouping: Grouping, groups: Groups, order: Int32Array): readonly Int32Array[] {
  const sizes = new Int32Array(grouping.groups.length);
  for (const cell of groups.cell) sizes[grouping.ofCell[cell]!]!++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(sizes.length);
  for (const person of order) {
    const group = grouping.ofCell[groups.cell[person]!]!;
    members[group]![filled[group]!++] = person;
  }
  return members;
}
