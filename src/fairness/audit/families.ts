import type { Metric } from "../metrics/registry.js";
import type { Cell } from "./cell.js";
import type { Family } from "./compare.js";
import type { Grouping } from "./groups.js";
import { type Evidence, everyoneGrouping, measure } from "./measure.js";
import type { Settings } from "./options.js";
import { replicate, replicateEstimate } from "./replicate.js";
import { standardizedCell } from "./standardized.js";

/** Every metric in every grouping, measured when somebody looks, with what is too small marked as not judged. */
export interface Families {
  readonly groupings: readonly Grouping[];
  family(metric: Metric, grouping: Grouping): Family;
  everyone(metric: Metric): Cell;
  all(): readonly Family[];
}

/** Draws the replicates, where intervals come from them, and measures on demand. */
export async function measureFamilies(
  evidence: Evidence,
  settings: Settings,
  conditionOn: string | undefined,
  intersections: boolean,
): Promise<Families> {
  const groupings = evidence.groups.groupings.filter(
    ({ attributes }) =>
      (conditionOn === undefined || !attributes.includes(conditionOn)) &&
      (intersections || attributes.length === 1),
  );
  const everyone = everyoneGrouping(evidence.groups);
  const measured = await measurer(evidence, [everyone, ...groupings], settings);
  const make = (metric: Metric, grouping: Grouping): Family => {
    const bare = { metric, grouping, cells: measured(metric, grouping) };
    const { cells } = conditionOn === undefined ? bare : conditioned(evidence, bare, conditionOn);
    return { ...bare, cells: cells.map((cell) => judge(cell, settings)) };
  };
  const made = new Map<Grouping, Map<Metric, Family>>(groupings.map((grouping) => [grouping, new Map()]));
  const family = (metric: Metric, grouping: Grouping): Family => {
    const known = made.get(grouping)!;
    const found = known.get(metric) ?? make(metric, grouping);
    known.set(metric, found);
    return found;
  };
  const all = (): readonly Family[] =>
    groupings.flatMap((grouping) => settings.metrics.map((metric) => family(metric, grouping)));
  return { groupings, family, everyone: (metric) => measured(metric, everyone)[0]!, all };
}

function judge(cell: Cell, { minGroup, minDenominator }: Settings): Cell {
  if (cell.kind === "undefined") return cell;
  if (cell.n < minGroup) return { ...cell, notJudged: `fewer than ${minGroup} people` };
  if (cell.denominator < minDenominator)
    return {
      ...cell,
      notJudged: `only ${cell.denominator} people in its denominator, fewer than ${minDenominator}`,
    };
  return cell;
}

/** Measures a metric in the groups of a grouping, by formulas or by replicates, which are drawn here. */
async function measurer(
  evidence: Evidence,
  groupings: readonly Grouping[],
  { intervals, replicates, seed, metrics }: Settings,
): Promise<(metric: Metric, grouping: Grouping) => readonly Cell[]> {
  if (intervals === "analytic") return (metric, grouping) => measure(evidence, grouping, metric);
  const table = await replicate(evidence, groupings, metrics, { kind: intervals, replicates, seed });
  const draws = { kind: intervals, seed };
  return (metric, grouping) =>
    measure(evidence, grouping, metric, (k, measured) => {
      const replicates = table.get(grouping, k, metric);
      return { estimate: replicateEstimate({ ...draws, ...measured, replicates }), replicates };
    });
}

/** The family with each group's metric averaged over the strata of everybody. */
function conditioned(evidence: Evidence, family: Family, conditionOn: string): Family {
  const { metric, grouping } = family;
  const { groupings } = evidence.groups;
  const strata = groupings.find(
    ({ attributes }) => attributes.length === 1 && attributes[0] === conditionOn,
  )!;
  const wanted = [...grouping.attributes, conditionOn].join("|");
  const crossed = groupings.find(({ attributes }) => attributes.join("|") === wanted)!;
  const sizes = stratumWeights(evidence, strata);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const within = measure(evidence, crossed, metric);
  const find = (levels: object, stratum: unknown): Cell | undefined =>
    within.find((_, k) =>
      Object.entries({ ...levels, [conditionOn]: stratum }).every(
        ([attribute, level]) => crossed.groups[k]!.levels[attribute] === level,
      ),
    );
  const cells = grouping.groups.map((group, k) =>
    standardizedCell(
      metric,
      group.name,
      family.cells[k]!.n,
      strata.groups.map(({ name, levels }, s) => ({
        level: name,
        share: sizes[s]! / total,
        cell: find(group.levels, levels[conditionOn]),
      })),
    ),
  );
  return { ...family, cells };
}

function stratumWeights(evidence: Evidence, strata: Grouping): number[] {
  const sizes = strata.groups.map(() => 0);
  evidence.groups.cell.forEach((cell, i) => {
    sizes[strata.ofCell[cell]!]! += evidence.weights ? evidence.weights[i]! : 1;
  });
  return sizes;
}
