import { assertInteger } from "../../assert.js";
import type { Table } from "../../cohort/frame.js";
import { type Chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatFixed, formatNumber } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import type { Interval } from "../../stats/estimate.js";
import { effectiveSampleSize } from "../../stats/summary.js";
import { wilson } from "../../stats/wilson.js";
import { type Audit, audit } from "../audit/audit.js";
import { numberColumn, openSource } from "../audit/columns.js";
import { collectEvidence, everyoneGrouping } from "../audit/measure.js";
import type { AuditOptions } from "../audit/options.js";
import { readPeople } from "../audit/people.js";
import { type CalibrationBin, calibrationBins } from "../metrics/calibration-bins.js";
import { reliabilityChart } from "./reliability-chart.js";

export type CalibrationOptions = Pick<
  AuditOptions,
  | "label"
  | "favorable"
  | "positive"
  | "groups"
  | "weights"
  | "frequency"
  | "minGroup"
  | "adjust"
  | "reference"
> & {
  /** Column of predicted probabilities. */
  readonly score: string;
  /** @default 10 */
  readonly bins?: number;
};

/** A group's reliability curve: observed rates beside mean scores, with bands. */
export interface ReliabilityCurve {
  readonly group: string;
  readonly n: number;
  readonly bins: readonly (CalibrationBin & { readonly interval: Interval })[];
}

export interface CalibrationByGroup {
  /** Slope, intercept, observed / expected, Brier score and their gaps. */
  readonly audit: Audit;
  readonly curves: readonly ReliabilityCurve[];
  plot(): Chart;
  toString(): string;
}

/** Whether a score of 0.3 means the same in every group: reliability curves, calibration slope and intercept with gaps. */
export async function calibrationByGroup(
  table: Table,
  options: CalibrationOptions,
): Promise<CalibrationByGroup> {
  const { bins = 10, ...roles } = options;
  assertInteger(bins, "bins", 2);
  const found = await audit(table, {
    ...roles,
    intersections: false,
    metrics: ["calibrationSlope", "calibrationIntercept", "observedExpected", "brier"],
  });
  const source = openSource(table, options.frequency);
  const attributes = typeof options.groups === "string" ? [options.groups] : options.groups;
  const people = readPeople(source, attributes, false, roles);
  const weights =
    options.weights === undefined ? undefined : numberColumn(source, options.weights, "weights");
  const evidence = collectEvidence(people, weights, { frame: table, ids: [] });
  const curves = [everyoneGrouping(people.groups), ...people.groups.groupings].flatMap((grouping) =>
    evidence.members(grouping).map((people, k): ReliabilityCurve => {
      const sample = evidence.sample(people);
      const share = sample.weights ? effectiveSampleSize(sample.weights) / people.length : 1;
      const found = calibrationBins(sample, bins).map((bin) => {
        const trials = bin.n * share;
        return { ...bin, interval: wilson(Math.min(1, bin.observed) * trials, trials, 0.95) };
      });
      return { group: grouping.groups[k]!.name, n: people.length, bins: found };
    }),
  );
  const result = {
    audit: found,
    curves,
    plot: () => reliabilityChart(curves.filter(({ n }) => n >= found.settings.minGroup)),
  };
  return displayable(result, {
    text: () => [found.toString(), ...curves.map((curve) => tableText(curveTable(curve)))].join("\n\n"),
    html: async () => `${await chartImage(result.plot())}\n${tableHtml(summary(found))}`,
  });
}

function summary(found: Audit): TextTable {
  const names = ["everyone", ...found.groups.map(({ name }) => name)];
  return {
    title: "Calibration by group",
    columns: [{ name: "", align: "left" }, ...found.metrics.map(({ label }) => ({ name: label }))],
    rows: names.map((name) => [
      name,
      ...found.metrics.map((metric) => {
        const cell = found.cell(metric.name, name);
        if (cell.kind === "undefined") return `undefined: ${cell.message}`;
        const { low, high } = cell.estimate.interval();
        return `${formatFixed(cell.estimate.value, 3)} (${formatFixed(low, 3)} to ${formatFixed(high, 3)})`;
      }),
    ]),
    notes: found.sentences,
  };
}

function curveTable({ group, n, bins }: ReliabilityCurve): TextTable {
  return {
    title: `${group}, ${formatNumber(n, 0)} people`,
    columns: [{ name: "mean score" }, { name: "observed" }, { name: "interval" }, { name: "people" }],
    rows: bins.map((bin) => [
      formatFixed(bin.meanScore, 3),
      formatFixed(bin.observed, 3),
      `${formatFixed(bin.interval.low, 3)} to ${formatFixed(bin.interval.high, 3)}`,
      formatNumber(bin.n, 0),
    ]),
  };
}
