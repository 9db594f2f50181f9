import { estimate } from "../../stats/estimate.js";
import { wilson } from "../../stats/wilson.js";
import type { Metric } from "../metrics/registry.js";
import type { Cell, DefinedCell } from "./cell.js";

export interface Stratum {
  readonly level: string;
  /** Share of everybody. */
  readonly share: number;
  /** The metric in the group within the stratum; absent where the group has nobody there. */
  readonly cell: Cell | undefined;
}

/**
 * A metric averaged over strata with everybody's shares, Σ shareₛ · metricₛ (direct standardization): what the group's
 * metric would be if its members were spread over the strata like everybody. A stratum in which the metric is not
 * defined leaves the average undefined.
 */
export function standardizedCell(metric: Metric, group: string, n: number, strata: readonly Stratum[]): Cell {
  const gap = strata.find(({ cell }) => cell?.kind !== "estimate");
  if (gap) {
    const reason = gap.cell?.kind === "undefined" ? gap.cell.reason : "empty";
    const message = `${gap.cell?.kind === "undefined" ? gap.cell.message : "nobody in the group"} in stratum ${gap.level}`;
    return { kind: "undefined", metric: metric.name, group, n, reason, message };
  }
  const cells = strata.map(({ cell }) => cell as DefinedCell);
  const value = sum(strata, ({ share }, s) => share * cells[s]!.estimate.value);
  const parts = strata.map(({ share }, s) => (share * cells[s]!.estimate.standardError) ** 2);
  const variance = parts.reduce((total, part) => total + part, 0);
  const degrees = variance ** 2 / sum(strata, (_, s) => parts[s]! ** 2 / cells[s]!.degrees);
  const isProportion = cells.every((cell) => cell.proportion);
  const trials =
    variance > 0
      ? (value * (1 - value)) / variance
      : 1 / sum(strata, ({ share }, s) => share ** 2 / (cells[s]!.proportion?.trials ?? 1));
  return {
    kind: "estimate",
    metric: metric.name,
    group,
    n,
    denominator: Math.min(...cells.map((cell) => cell.denominator)),
    degrees: Number.isFinite(degrees) ? degrees : Math.max(1, n - 1),
    proportion: isProportion ? { successes: value * trials, trials } : undefined,
    estimate: estimate({
      estimand: metric.label,
      subject: `${metric.label}, ${group}`,
      method: `standardized over ${strata.length} strata`,
      value,
      standardError: Math.sqrt(variance),
      n,
      influence: { reason: "it is an average over strata with shares taken as known" },
      ...(isProportion ? { interval: (level: number) => wilson(value * trials, trials, level) } : {}),
    }),
  };
}

function sum<T>(items: readonly T[], each: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + each(item, index), 0);
}
