import { ArgumentError, DataError } from "../../errors.js";
import { adjustPValues } from "../../stats/adjust-p-values.js";
import type { Metric } from "../metrics/registry.js";
import { bestCell, compareToBest } from "./best-group.js";
import type { Cell, DefinedCell } from "./cell.js";
import { disjointGap, finish, type Gap, naming, overallGap, type PlainGap } from "./gap.js";
import type { Group, Grouping } from "./groups.js";
import type { Settings } from "./options.js";
import { replicateEstimate } from "./replicate.js";

/** Cells of one metric in one grouping. */
export interface Family {
  readonly metric: Metric;
  readonly grouping: Grouping;
  readonly cells: readonly Cell[];
}

interface Compared extends PlainGap {
  /** P-value that already holds for all pairs of its family. */
  readonly withinFamily?: number | undefined;
  readonly simultaneous?: Gap["simultaneous"];
}

/** All gaps of an audit, strongest evidence first, with p-values adjusted for all of them together. */
export function compareGroups(
  families: readonly Family[],
  everyone: (metric: Metric) => Cell,
  settings: Settings,
  positiveIsFavorable: boolean,
): readonly Gap[] {
  const compared = families.flatMap((family) =>
    compareFamily(family, everyone, settings, positiveIsFavorable),
  );
  const adjusted = adjust(compared, settings, families.length);
  const gaps = compared.map(({ withinFamily, ...gap }, j): Gap => ({ ...gap, pAdjusted: adjusted[j]! }));
  return Object.freeze(gaps.sort(byEvidence));
}

function adjust(
  compared: readonly Compared[],
  { reference, adjust: method }: Settings,
  families: number,
): number[] {
  if (reference === "best") {
    return compared.map(({ withinFamily, pValue }) =>
      method === "none" ? pValue : Math.min(1, families * (withinFamily ?? Number.NaN)),
    );
  }
  if (method === "none") return compared.map(({ pValue }) => pValue);
  const tested = compared.flatMap(({ pValue }, j) => (Number.isNaN(pValue) ? [] : [j]));
  const p = adjustPValues(
    tested.map((j) => compared[j]!.pValue),
    method,
  );
  const all = new Array<number>(compared.length).fill(Number.NaN);
  tested.forEach((j, k) => {
    all[j] = p[k]!;
  });
  return all;
}

function compareFamily(
  { metric, grouping, cells }: Family,
  ofEveryone: (metric: Metric) => Cell,
  settings: Settings,
  positiveIsFavorable: boolean,
): Compared[] {
  const judged = cells.filter((cell): cell is DefinedCell => cell.kind === "estimate" && !cell.notJudged);
  const { reference, seed, level } = settings;
  if (reference === "overall") {
    const everyone = ofEveryone(metric);
    if (everyone.kind === "undefined") return [];
    return judged.map((cell) =>
      withReplicates(overallGap(metric, grouping.name, cell, everyone), metric, cell, everyone, settings),
    );
  }
  if (reference === "best") {
    if (judged.length < 2) return [];
    const best = bestCell(metric, judged, positiveIsFavorable);
    const toBest = compareToBest(judged, best, level, seed);
    return judged.flatMap((cell, j) =>
      cell === best
        ? []
        : [
            {
              ...withReplicates(disjointGap(metric, grouping.name, cell, best), metric, cell, best, settings),
              withinFamily: toBest.pValues[j]!,
              simultaneous: toBest.intervals[j]!,
            },
          ],
    );
  }
  const name = referenceGroup(
    grouping,
    cells.map(({ n }) => n),
    reference,
  ).name;
  const against = judged.find((cell) => cell.group === name);
  if (!against) return [];
  return judged
    .filter((cell) => cell !== against)
    .map((cell) =>
      withReplicates(disjointGap(metric, grouping.name, cell, against), metric, cell, against, settings),
    );
}

/** The named group of a grouping; for attributes not named, the one with the most people. */
export function referenceGroup(
  grouping: Grouping,
  sizes: readonly number[],
  reference: Exclude<Settings["reference"], "best" | "overall">,
): Group {
  const wanted = typeof reference === "string" ? {} : reference;
  const asked = Object.entries(wanted).filter(([attribute]) => grouping.attributes.includes(attribute));
  const places = grouping.groups
    .map((group, k) => ({ group, n: sizes[k]! }))
    .filter(({ group }) => asked.every(([attribute, level]) => group.levels[attribute] === level));
  if (places.length === 0) {
    const said = asked.map(([attribute, level]) => `${attribute} = ${level}`).join(", ");
    if (asked.length > 1)
      throw new DataError(
        `reference ${said} has nobody; name a group that occurs, or pass intersections: false.`,
      );
    const levels = grouping.groups.slice(0, 8).map(({ levels }) => JSON.stringify(Object.values(levels)[0]));
    throw new ArgumentError(`reference ${said} is not a level; the levels are ${levels.join(", ")}.`);
  }
  return places.reduce((most, place) => (place.n > most.n ? place : most)).group;
}

/** The gap with its bootstrap interval, where cells have replicates. */
function withReplicates(
  gap: PlainGap,
  metric: Metric,
  a: DefinedCell,
  b: DefinedCell,
  { intervals, seed }: Settings,
): PlainGap {
  if (intervals === "analytic" || !a.replicates || !b.replicates) return gap;
  const replicates = a.replicates.map((value, j) => value - b.replicates![j]!);
  const difference = replicateEstimate({
    ...naming(metric, a, b),
    value: gap.difference.value,
    replicates,
    kind: intervals,
    seed,
    n: a.n + b.n,
  });
  return finish(metric, gap.grouping, a, b, difference);
}

function byEvidence(a: Gap, b: Gap): number {
  const strength = (gap: Gap): number => Math.abs(gap.difference.value) / gap.difference.standardError;
  const [p, q] = [last(a.pAdjusted), last(b.pAdjusted)];
  if (p !== q) return p - q;
  const [one, two] = [last(a.pValue), last(b.pValue)];
  if (one !== two) return one - two;
  return (strength(b) || 0) - (strength(a) || 0);
}

function last(p: number): number {
  return Number.isNaN(p) ? 2 : p;
}
