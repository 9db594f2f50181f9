import { readFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "arquero";
import { type Audit, audit, consistency, generalizedEntropy } from "txlab/fairness";
import { describe, expect, it } from "vitest";

interface Aggregates {
  readonly overall: Record<string, number>;
  readonly byGroup: Record<string, Record<string, number>>;
  readonly difference: Record<string, number>;
  readonly ratio: Record<string, number>;
  readonly differenceToOverall: Record<string, number>;
}

interface Fixture {
  readonly people: {
    race: string[];
    sex: string[];
    risk: number[];
    y: number[];
    d: number[];
    score: number[];
    w: number[];
  };
  readonly race: Aggregates;
  readonly cross: Aggregates;
  readonly weighted: Aggregates;
  readonly scores: Record<string, Record<string, number>>;
  readonly criteria: Record<string, number>;
  readonly aif360: Record<string, number> & { readonly reweighing: Record<string, number> };
}

const fixture: Fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../fixtures/fairness/metrics.json"), "utf8"),
);
const { race, sex, y, d, score, w, risk } = fixture.people;
const people = table({ race, sex, y, d, score, w });
const metrics = [
  "tpr",
  "fpr",
  "tnr",
  "fnr",
  "selectionRate",
  "ppv",
  "accuracy",
  "f1",
  "balancedAccuracy",
] as const;
const roles = { label: "y", prediction: "d", favorable: 1, metrics, minGroup: 1, minDenominator: 1 } as const;

function value(found: Audit, metric: string, group?: string): number {
  const cell = found.cell(metric, group);
  if (cell.kind === "undefined") throw new Error(cell.message);
  return cell.estimate.value;
}

function agree(found: Audit, grouping: string, expected: Aggregates, name: (key: string) => string): void {
  for (const metric of metrics) {
    expect(value(found, metric)).toBeCloseTo(expected.overall[metric]!, 12);
    for (const [key, number] of Object.entries(expected.byGroup[metric]!))
      expect(value(found, metric, name(key)), `${metric} ${key}`).toBeCloseTo(number, 12);
    const { difference, ratio } = found.spread(metric, grouping);
    expect(difference).toBeCloseTo(expected.difference[metric]!, 12);
    expect(ratio).toBeCloseTo(expected.ratio[metric]!, 12);
    const away = found
      .byGroup(metric, grouping)
      .map((cell) => Math.abs(value(found, metric, cell.group) - value(found, metric)));
    expect(Math.max(...away)).toBeCloseTo(expected.differenceToOverall[metric]!, 12);
  }
}

describe("Fairlearn's aggregates", () => {
  it("are the audit's, by race", async () => {
    agree(await audit(people, { ...roles, groups: "race" }), "race", fixture.race, (key) => `race = ${key}`);
  });

  it("are the audit's, by race and sex crossed", async () => {
    const found = await audit(people, { ...roles, groups: ["race", "sex"] });
    const name = (key: string): string => `race = ${key.split(" | ")[0]}, sex = ${key.split(" | ")[1]}`;
    agree(found, "race × sex", fixture.cross, name);
  });

  it("are the audit's with weights", async () => {
    const found = await audit(people, { ...roles, groups: "race", weights: "w" });
    agree(found, "race", fixture.weighted, (key) => `race = ${key}`);
  });

  it("are the audit's for metrics of scores", async () => {
    const found = await audit(people, {
      label: "y",
      score: "score",
      favorable: 1,
      groups: "race",
      metrics: ["auroc", "auprc", "brier", "logLoss"],
    });
    for (const [metric, groups] of Object.entries(fixture.scores)) {
      for (const [group, number] of Object.entries(groups))
        expect(value(found, metric, `race = ${group}`), metric).toBeCloseTo(number, 12);
    }
  });

  it("are the audit's on its documented toy set", async () => {
    // 18 people of three groups: rates as Fairlearn's guide prints them.
    const toy: [string, number, number][] = [
      ...counts("a", { tp: 1, fn: 1, fp: 2, tn: 0 }),
      ...counts("b", { tp: 3, fn: 2, fp: 0, tn: 1 }),
      ...counts("c", { tp: 2, fn: 3, fp: 2, tn: 1 }),
    ];
    const found = await audit(
      table({ g: toy.map(([g]) => g), y: toy.map((row) => row[1]), d: toy.map((row) => row[2]) }),
      { ...roles, groups: "g", metrics: ["tpr", "fpr", "selectionRate"] },
    );
    expect(value(found, "tpr")).toBeCloseTo(0.5, 12);
    expect(value(found, "fpr")).toBeCloseTo(0.666667, 6);
    expect(value(found, "selectionRate")).toBeCloseTo(0.555556, 6);
    expect(found.spread("tpr", "g")).toMatchObject({
      difference: expect.closeTo(0.2, 12),
      ratio: expect.closeTo(0.666667, 6),
    });
    expect(found.spread("fpr", "g")).toMatchObject({ difference: 1, ratio: 0 });
    expect(found.spread("selectionRate", "g")).toMatchObject({
      difference: expect.closeTo(0.25, 12),
      ratio: expect.closeTo(0.666667, 6),
    });
  });
});

describe("AIF360's numbers", () => {
  const two = table({ group: race.map((each) => (each === "A" ? "A" : "rest")), y, d });

  it("are the audit's gaps", async () => {
    const found = await audit(two, {
      ...roles,
      groups: "group",
      metrics: ["selectionRate", "tpr", "fpr"],
      reference: { group: "A" },
    });
    const gap = (metric: string): number => found.gap(metric, "group = rest").difference.value;
    expect(gap("selectionRate")).toBeCloseTo(fixture.aif360.statisticalParityDifference!, 12);
    expect(gap("tpr")).toBeCloseTo(fixture.aif360.equalOpportunityDifference!, 12);
    expect((gap("tpr") + gap("fpr")) / 2).toBeCloseTo(fixture.aif360.averageOddsDifference!, 12);
    const { ratio } = found.gap("selectionRate", "group = rest");
    if ("undefined" in ratio) throw new Error(ratio.undefined);
    expect(ratio.value).toBeCloseTo(fixture.aif360.disparateImpact!, 12);
  });

  it("are the inequality of benefits", () => {
    const benefits = d.map((each, i) => each - y[i]! + 1);
    const groups = race.map((each) => each === "A");
    expect(generalizedEntropy(benefits).total).toBeCloseTo(fixture.aif360.generalizedEntropy!, 12);
    expect(generalizedEntropy(benefits, { alpha: 1 }).total).toBeCloseTo(fixture.aif360.theil!, 12);
    const parts = generalizedEntropy(benefits, { groups });
    expect(parts.between).toBeCloseTo(fixture.aif360.betweenGroups!, 12);
    expect(parts.between + parts.within).toBeCloseTo(parts.total, 14);
  });

  it("include consistency with scikit-learn's neighbours", () => {
    const found = consistency({ features: [Float64Array.from(risk)], predictions: d });
    expect(found).toBeCloseTo(fixture.aif360.consistencyOthers!, 12);
  });
});

function counts(g: string, cells: Record<"tp" | "fn" | "fp" | "tn", number>): [string, number, number][] {
  const times = (n: number, y: number, d: number): [string, number, number][] =>
    Array.from({ length: n }, () => [g, y, d]);
  return [
    ...times(cells.tp, 1, 1),
    ...times(cells.fn, 1, 0),
    ...times(cells.fp, 0, 1),
    ...times(cells.tn, 0, 0),
  ];
}
