import { ArgumentError } from "../../errors.js";
import { type Chart, chart, chartImage } from "../../plot/chart.js";
import { displayable } from "../../plot/display.js";
import { formatPercent } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import {
  baseRate,
  type CountMetric,
  falseNegativeRate,
  falsePositiveRate,
  negativePredictiveValue,
  positivePredictiveValue,
  selectionRate,
} from "../metrics/count-metrics.js";
import type { Counts } from "../metrics/counts.js";

/** The rates of one group that the three criteria speak of; NaN where a denominator is empty, with `undefined` naming it. */
export interface CriteriaRates {
  readonly group: string;
  readonly baseRate: number;
  readonly selectionRate: number;
  readonly fpr: number;
  readonly fnr: number;
  readonly ppv: number;
  readonly npv: number;
  readonly undefined: readonly string[];
}

export interface ThreeCriteria {
  readonly rates: readonly CriteriaRates[];
  /** Largest difference in selection rates. */
  readonly independence: number;
  /** Largest difference in true or false positive rates (equalized odds). */
  readonly separation: number;
  /** Largest difference in predictive values. */
  readonly sufficiency: number;
  /** False positive rates that each group must have if all shared the first group's PPV and FNR: Chouldechova's identity. */
  readonly impliedFpr: readonly number[];
  /** For each group the false and true positive rates that share one PPV: a line from the origin. */
  plot(): Chart;
  toString(): string;
}

/**
 * Independence, separation and sufficiency of decisions, and why they cannot all hold: in every group
 * FPR = p/(1 − p) · (1 − PPV)/PPV · (1 − FNR) (Chouldechova 2017, Big Data 5:153), so with different base rates p equal
 * PPV and FNR force different FPR.
 *
 * @example
 * threeCriteria({ a: { tp: 30, fp: 10, fn: 20, tn: 40 }, b: { tp: 15, fp: 10, fn: 10, tn: 65 } }).sufficiency // => 0.2
 */
export function threeCriteria(groups: Readonly<Record<string, Counts>>): ThreeCriteria {
  const names = Object.keys(groups);
  if (names.length < 2) throw new ArgumentError(`groups must be at least two; they were ${names.length}.`);
  const rates = names.map((group) => criteriaRates(group, groups[group]!));
  const first = rates[0]!;
  const result = {
    rates,
    independence: range(rates.map((rate) => rate.selectionRate)),
    separation: Math.max(range(rates.map((rate) => rate.fpr)), range(rates.map((rate) => rate.fnr))),
    sufficiency: Math.max(range(rates.map((rate) => rate.ppv)), range(rates.map((rate) => rate.npv))),
    impliedFpr: rates.map((rate) => chouldechovaFpr(rate.baseRate, first.ppv, first.fnr)),
    plot: () => feasibleChart(rates, first.ppv),
  };
  const view = (): TextTable => criteriaTable(result);
  return displayable(result, {
    text: () => tableText(view()),
    html: async () => `${tableHtml(view())}\n${await chartImage(result.plot())}`,
  });
}

/** The false positive rate that a base rate, a PPV and an FNR leave. */
export function chouldechovaFpr(base: number, ppv: number, fnr: number): number {
  return (base / (1 - base)) * ((1 - ppv) / ppv) * (1 - fnr);
}

function criteriaRates(group: string, counts: Counts): CriteriaRates {
  const missing: string[] = [];
  const of = (name: string, metric: CountMetric): number => {
    const result = metric(counts);
    if ("value" in result) return result.value;
    missing.push(`${name}: ${result.undefined}`);
    return Number.NaN;
  };
  return {
    group,
    baseRate: of("base rate", baseRate),
    selectionRate: of("selection rate", selectionRate),
    fpr: of("FPR", falsePositiveRate),
    fnr: of("FNR", falseNegativeRate),
    ppv: of("PPV", positivePredictiveValue),
    npv: of("NPV", negativePredictiveValue),
    undefined: missing,
  };
}

/** Largest minus smallest of the defined values. */
function range(values: readonly number[]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  return defined.length < 2 ? Number.NaN : Math.max(...defined) - Math.min(...defined);
}

function feasibleChart(rates: readonly CriteriaRates[], ppv: number): Chart {
  const lines = rates.flatMap(({ group, baseRate: p }) =>
    [0, 1].map((tpr) => ({ group, tpr, fpr: chouldechovaFpr(p, ppv, 1 - tpr) })),
  );
  const points = rates.map(({ group, fpr, fnr }) => ({ group, fpr, tpr: 1 - fnr }));
  const encoding = {
    x: {
      field: "fpr",
      type: "quantitative",
      title: "false positive rate",
      scale: { domain: [0, 1], clamp: true },
    },
    y: { field: "tpr", type: "quantitative", title: "true positive rate", scale: { domain: [0, 1] } },
    color: { field: "group", type: "nominal", title: null },
  };
  return chart(
    `Rates that each group can have at a PPV of ${formatPercent(ppv)}: lines from the origin that differ because base rates do; dots are the groups as they are.`,
    {
      width: 300,
      height: 300,
      layer: [
        {
          data: { values: lines },
          mark: { type: "line", clip: true, strokeDash: [5, 4], aria: false },
          encoding,
        },
        { data: { values: points }, mark: { type: "point", filled: true, size: 80, aria: false }, encoding },
      ],
    },
  );
}

function criteriaTable({ rates, impliedFpr, ...gaps }: Omit<ThreeCriteria, "toString">): TextTable {
  const percent = (value: number): string => formatPercent(value);
  return {
    title: "Independence, separation, sufficiency",
    columns: ["", "base rate", "selected", "FPR", "FNR", "PPV", "NPV", "FPR implied"].map((name, j) =>
      j === 0 ? { name, align: "left" as const } : { name },
    ),
    rows: rates.map((rate, j) => [
      rate.group,
      percent(rate.baseRate),
      percent(rate.selectionRate),
      percent(rate.fpr),
      percent(rate.fnr),
      percent(rate.ppv),
      percent(rate.npv),
      percent(impliedFpr[j]!),
    ]),
    notes: [
      `largest gaps: independence ${percent(gaps.independence)}, separation ${percent(gaps.separation)}, sufficiency ${percent(gaps.sufficiency)}`,
      `FPR implied: what a group's false positive rate would have to be at the PPV and FNR of ${rates[0]!.group}`,
    ],
  };
}
