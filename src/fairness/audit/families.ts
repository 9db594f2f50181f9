import type { Metric } from "../metrics/registry.js";
import type { Cell } from "./cell.js";
import type { Family } from "./compare.js";
import type { Grouping } from "./groups.js";
import { type Evidence, everyoneGrouping, measure } from "./measure.js";
import type { Settings } from "./options.js";
import { replicate, replicateEstimate } from "./replicate.js";
import { standardizedCell } from "./standardized.js";

/** Every metric in every grouping, with what is too small marked as not judged. */
export async function measureFamilies(
  evidence: Evidence,
  settings: Settings,
  conditionOn: string | undefined,
  intersections: boolean,
): Promise<readonly Family[]> {
  const { groupings } = evidence.groups;
  const shown = groupings.filter(
    ({ attributes }) =>
      (conditionOn === undefined || !attributes.includes(conditionOn)) &&
      (intersections || attributes.length === 1),
  );
  const everyone = everyoneGrouping(evidence.groups);
  const bare: Family[] = shown.flatMap((grouping) =>
    settings.metrics.map((metric) => ({
      metric,
      grouping,
      cells: measure(evidence, grouping, metric),
      everyone: measure(evidence, everyone, metric)[0]!,
    })),
  );
  const families =
    settings.intervals !== "analytic"
      ? await withReplicates(evidence, bare, everyone, settings)
      : conditionOn === undefined
        ? bare
        : bare.map((family) => conditioned(evidence, family, conditionOn));
  return families.map((family) => ({ ...family, cells: family.cells.map((cell) => judge(cell, settings)) }));
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

async function withReplicates(
  evidence: Evidence,
  families: readonly Family[],
  everyone: Grouping,
  settings: Settings,
): Promise<Family[]> {
  const { intervals, replicates, seed } = settings;
  if (intervals === "analytic") return [...families];
  const groupings = [everyone, ...new Set(families.map(({ grouping }) => grouping))];
  const table = await replicate(evidence, groupings, settings.metrics, { kind: intervals, replicates, seed });
  const resampled = (cell: Cell, grouping: Grouping, k: number, metric: Metric): Cell => {
    if (cell.kind === "undefined") return cell;
    const values = table.get(grouping, k, metric);
    const { value, n, estimand, subject } = cell.estimate;
    const estimate = replicateEstimate({
      value,
      replicates: values,
      kind: intervals,
      seed,
      n,
      estimand,
      subject,
    });
    return { ...cell, estimate, replicates: values, proportion: undefined };
  };
  return families.map((family) => ({
    ...family,
    cells: family.cells.map((cell, k) => resampled(cell, family.grouping, k, family.metric)),
    everyone: resampled(family.everyone, everyone, 0, family.metric),
  }));
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
