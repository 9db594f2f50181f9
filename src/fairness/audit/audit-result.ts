import { ArgumentError } from "../../errors.js";
import { displayable } from "../../plot/display.js";
import { type EstimateSet, estimateSet } from "../../stats/estimate-set.js";
import type { Metric } from "../metrics/registry.js";
import type { Audit, LeftOut } from "./audit.js";
import { auditHtml } from "./audit-html.js";
import { auditText } from "./audit-text.js";
import type { Cell, DefinedCell } from "./cell.js";
import { compareGroups, type Family, referenceGroup } from "./compare.js";
import type { Families } from "./families.js";
import { fourFifths } from "./four-fifths.js";
import type { Gap } from "./gap.js";
import type { Grouping } from "./groups.js";
import type { Evidence } from "./measure.js";
import type { Settings } from "./options.js";
import { reviewSentences } from "./sentences.js";
import { spread } from "./spread.js";
import { groupSizes } from "./tally.js";

/** The audit as its reader meets it. What costs time (all gaps, the sentences) is made when it is looked at. */
export function auditResult(
  families: Families,
  evidence: Evidence,
  settings: Settings,
  score?: string,
): Audit {
  const { reference, intervals, level, adjust, minGroup, minDenominator, seed, assumedThreshold } = settings;
  const { positiveIsFavorable } = evidence.outcome;
  const favorable = positiveIsFavorable ?? true;
  const sized = families.groupings.map((grouping) => ({
    grouping,
    sizes: groupSizes(grouping, evidence.tally.people),
  }));
  if (reference !== "best" && reference !== "overall")
    for (const { grouping, sizes } of sized) referenceGroup(grouping, sizes, reference);
  const gaps = once(() => compareGroups(families.all(), families.everyone, settings, favorable));
  const left = once(() => Object.freeze(leftOut(families.all(), settings)));
  const sentences = once(() => Object.freeze([...assumption, ...reviewSentences(result)]));
  const assumption =
    assumedThreshold === undefined
      ? []
      : [`No threshold was given: predicted positive is who has a ${score} of ${assumedThreshold} or more.`];
  const family = (metric: string, grouping: string): Family =>
    families.family(findMetric(settings.metrics, metric), findGrouping(families.groupings, grouping));
  const result: Audit = {
    people: evidence.groups.people,
    metrics: settings.metrics,
    groupings: families.groupings.map(({ name }) => name),
    groups: sized.flatMap(({ grouping, sizes }) =>
      grouping.groups.map((group, k) => ({ ...group, n: sizes[k]! })),
    ),
    positiveIsFavorable,
    settings: { reference, intervals, level, adjust, minGroup, minDenominator, seed },
    get gaps() {
      return gaps();
    },
    get leftOut() {
      return left();
    },
    get sentences() {
      return sentences();
    },
    cell: (metric, group = "everyone") => findCell(families, findMetric(settings.metrics, metric), group),
    byGroup: (metric, grouping) =>
      grouping === undefined
        ? families.groupings.flatMap(({ name }) => family(metric, name).cells)
        : family(metric, grouping).cells,
    estimates: (metric, grouping) => familySet(family(metric, grouping)),
    gap: (metric, group) => findGap(gaps(), metric, group),
    spread: (metric, grouping) => spread(family(metric, grouping)),
    fourFifths: (grouping) => fourFifths(family("selectionRate", grouping), favorable),
  };
  return displayable(result, { text: () => auditText(result), html: () => auditHtml(result) });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function findMetric(metrics: readonly Metric[], name: string): Metric {
  const found = metrics.find((metric) => metric.name === name);
  if (found) return found;
  const names = metrics.map((metric) => metric.name).join(", ");
  throw new ArgumentError(`the audit has no metric "${name}"; it has ${names}.`);
}

function findGrouping(groupings: readonly Grouping[], name: string): Grouping {
  const found = groupings.find((grouping) => grouping.name === name);
  if (found) return found;
  const names = groupings.map((grouping) => `"${grouping.name}"`).join(", ");
  throw new ArgumentError(`the audit has no grouping "${name}"; it has ${names}.`);
}

function findCell(families: Families, metric: Metric, group: string): Cell {
  if (group === "everyone") return families.everyone(metric);
  for (const grouping of families.groupings) {
    const k = grouping.groups.findIndex(({ name }) => name === group);
    if (k >= 0) return families.family(metric, grouping).cells[k]!;
  }
  const names = families.groupings.flatMap(({ groups }) => groups.map(({ name }) => `"${name}"`));
  throw new ArgumentError(`the audit has no group "${group}"; it has ${names.slice(0, 8).join(", ")}, …`);
}

function findGap(gaps: readonly Gap[], metric: string, group: string): Gap {
  const found = gaps.find((gap) => gap.metric === metric && gap.group === group);
  if (found) return found;
  throw new ArgumentError(
    `there is no gap of "${metric}" for "${group}": it is the reference, too small to judge, or not in the audit; see leftOut.`,
  );
}

function familySet({ metric, grouping, cells }: Family): EstimateSet {
  const defined = cells.filter((cell): cell is DefinedCell => cell.kind === "estimate");
  return estimateSet(
    `${metric.label} by ${grouping.name}`,
    Object.fromEntries(defined.map((cell) => [cell.group, cell.estimate])),
  );
}

function leftOut(families: readonly Family[], { minGroup }: Settings): LeftOut[] {
  const small = new Map<string, LeftOut>();
  const cells: LeftOut[] = [];
  for (const family of families) {
    for (const cell of family.cells) {
      const { group, n, metric } = cell;
      if (n < minGroup) small.set(group, { group, n, reason: `fewer than ${minGroup} people` });
      else if (cell.kind === "undefined") cells.push({ group, n, metric, reason: cell.message });
      else if (cell.notJudged) cells.push({ group, n, metric, reason: cell.notJudged });
    }
  }
  return [...small.values(), ...cells];
}
