import { table } from "arquero";
import fc from "fast-check";
import { type Audit, audit, type Cell } from "txlab/fairness";
import { contrast, randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";

function value(cell: Cell): number {
  if (cell.kind === "undefined") throw new Error(cell.message);
  return cell.estimate.value;
}

interface Row {
  readonly g: string;
  readonly h: string;
  readonly y: number;
  readonly d: number;
  readonly s: number;
  readonly w: number;
}

/** People of three groups under one law: a score that leans on the label, a decision at 0.5. */
function people(n: number, seed: number, rates: Readonly<Record<string, number>> = {}): Row[] {
  const stream = randomStream(seed);
  return Array.from({ length: n }, () => {
    const g = ["a", "a", "a", "b", "b", "c"][stream.integer(6)]!;
    const h = stream.uniform() < 0.5 ? "x" : "z";
    const y = stream.bernoulli(rates[g] ?? 0.4);
    const s = 1 / (1 + Math.exp(-(stream.normal() + y - 0.5)));
    return { g, h, y, d: s >= 0.5 ? 1 : 0, s, w: 0.5 + stream.uniform() };
  });
}

const columns = (rows: readonly Row[]): ReturnType<typeof table> =>
  table(
    Object.fromEntries(
      (["g", "h", "y", "d", "s", "w"] as const).map((key) => [key, rows.map((row) => row[key])]),
    ),
  );

const roles = { label: "y", prediction: "d", score: "s", favorable: 1, groups: ["g", "h"] } as const;
const everyMetric = [
  "tpr",
  "fpr",
  "ppv",
  "npv",
  "selectionRate",
  "f1",
  "balancedAccuracy",
  "auroc",
  "auprc",
  "brier",
  "logLoss",
  "observedExpected",
  "calibrationSlope",
  "calibrationIntercept",
] as const;

describe("an audit", () => {
  it("of a label alone compares how often groups have it, and takes the favorable one for the positive", async () => {
    const adults = table({
      sex: ["Male", "Female"].flatMap((sex) => [sex, sex]),
      income: [">50K", "<=50K", ">50K", "<=50K"],
      // The training half of the Adult data (Becker & Kohavi 1996).
      people: [6662, 15_128, 1179, 9592],
    });
    const options = { label: "income", favorable: ">50K", groups: "sex", frequency: "people" } as const;
    const found = await audit(adults, options);
    expect(found.metrics.map(({ name }) => name)).toEqual(["baseRate"]);
    expect(found.gap("baseRate", "sex = Female").difference!.value).toBeCloseTo(
      1179 / 10_771 - 6662 / 21_790,
      12,
    );
  });

  it("holds Chouldechova's identity in every group", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        const found = await audit(columns(people(300, seed)), {
          ...roles,
          metrics: ["fpr", "fnr", "ppv", "baseRate"],
        });
        for (const { name } of found.groups) {
          const cells = ["fpr", "fnr", "ppv", "baseRate"].map((metric) => found.cell(metric, name));
          if (cells.some((cell) => cell.kind === "undefined")) continue;
          const [fpr, fnr, ppv, p] = cells.map(value) as [number, number, number, number];
          if (ppv === 0 || p === 1) continue;
          expect(Math.abs(fpr - (p / (1 - p)) * ((1 - ppv) / ppv) * (1 - fnr))).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("does not change when rows are permuted or groups relabelled", async () => {
    const rows = people(600, 3);
    const shuffled = Array.from(randomStream(5).permutation(600), (i) => rows[i]!);
    const renamed = rows.map((row) => ({ ...row, g: `${{ a: "q", b: "a", c: "b" }[row.g]}` }));
    const options = { ...roles, metrics: everyMetric };
    const [one, two, three] = [
      await audit(columns(rows), options),
      await audit(columns(shuffled), options),
      await audit(columns(renamed), options),
    ];
    const key = (found: Audit, rename: (name: string) => string): string[] =>
      found.gaps
        .map(
          (gap) =>
            `${gap.metric} ${rename(gap.group)} ${gap.difference.value.toFixed(9)} ${gap.pAdjusted.toFixed(9)}`,
        )
        .sort();
    expect(key(two, (name) => name)).toEqual(key(one, (name) => name));
    const back = (name: string): string =>
      name
        .replace("g = a", "g = @")
        .replace("g = b", "g = c")
        .replace("g = @", "g = b")
        .replace("g = q", "g = a");
    expect(key(three, back)).toEqual(key(one, (name) => name));
  });

  it("gives influence values whose error is that of the estimate", async () => {
    const found = await audit(columns(people(800, 4)), { ...roles, metrics: everyMetric });
    for (const metric of everyMetric) {
      const cell = found.cell(metric, "g = b");
      if (cell.kind === "undefined" || "reason" in cell.estimate.influence) throw new Error(metric);
      const { values } = cell.estimate.influence;
      expect(values).toHaveLength(800);
      expect(Math.abs(values.reduce((sum, each) => sum + each, 0)) / 800).toBeLessThan(1e-9);
      const error = Math.hypot(...values) / 800;
      // Model-based errors and DeLong's unbiased variances differ a little from the influence values'.
      expect(error / cell.estimate.standardError).toBeGreaterThan(0.85);
      expect(error / cell.estimate.standardError).toBeLessThan(1.15);
    }
  });

  it("gives the error that resampling rows gives", async () => {
    const data = columns(people(900, 6));
    const options = { ...roles, groups: "g", metrics: everyMetric };
    const formulas = await audit(data, options);
    const rows = await audit(data, { ...options, intervals: "rows", replicates: 300 });
    for (const metric of everyMetric) {
      const [one, two] = [formulas.cell(metric, "g = b"), rows.cell(metric, "g = b")];
      if (one.kind === "undefined" || two.kind === "undefined") throw new Error(metric);
      expect(two.estimate.value).toBe(one.estimate.value);
      expect(two.estimate.standardError / one.estimate.standardError, metric).toBeGreaterThan(0.8);
      expect(two.estimate.standardError / one.estimate.standardError, metric).toBeLessThan(1.25);
    }
  });

  it("gives by draws of counts the same distribution as by draws of rows", async () => {
    const data = columns(people(500, 7));
    const options = { ...roles, metrics: ["tpr", "ppv"] as const, replicates: 2000 };
    const [cells, rows] = [
      await audit(data, { ...options, intervals: "multinomial" }),
      await audit(data, { ...options, intervals: "rows" }),
    ];
    for (const metric of ["tpr", "ppv"]) {
      const [one, two] = [cells.cell(metric, "g = a"), rows.cell(metric, "g = a")];
      if (one.kind === "undefined" || two.kind === "undefined") throw new Error(metric);
      expect(one.estimate.standardError / two.estimate.standardError).toBeCloseTo(1, 1);
      expect(one.estimate.interval().low).toBeCloseTo(two.estimate.interval().low, 1);
    }
  });

  it("agrees with the contrast of the groups' estimates", async () => {
    const found = await audit(columns(people(700, 8)), { ...roles, metrics: ["tpr"], reference: { g: "a" } });
    const set = found.estimates("tpr", "g");
    const gap = found.gap("tpr", "g = b").difference;
    const other = contrast(set.get("g = b"), set.get("g = a"));
    expect(gap.value).toBeCloseTo(other.value, 14);
    expect(gap.standardError).toBeCloseTo(other.standardError, 12);
  });

  it("counts a frequency as so many people", async () => {
    const rows = people(200, 9);
    const times = rows.map((_, i) => 1 + (i % 3));
    const repeated = rows.flatMap((row, i) => Array.from({ length: times[i]! }, () => row));
    const options = { ...roles, metrics: everyMetric };
    const one = await audit(columns(rows).assign({ times }), { ...options, frequency: "times" });
    const two = await audit(columns(repeated), options);
    expect(one.gaps.map((gap) => [gap.group, gap.difference.value, gap.pAdjusted])).toEqual(
      two.gaps.map((gap) => [gap.group, gap.difference.value, gap.pAdjusted]),
    );
  });

  it("gives with equal weights what it gives without, and close intervals", async () => {
    const data = columns(people(900, 10)).assign({ two: new Array(900).fill(2) });
    const options = { ...roles, metrics: everyMetric };
    const [plain, weighted] = [await audit(data, options), await audit(data, { ...options, weights: "two" })];
    for (const metric of everyMetric) {
      const [one, two] = [plain.cell(metric, "g = b"), weighted.cell(metric, "g = b")];
      if (one.kind === "undefined" || two.kind === "undefined") throw new Error(metric);
      expect(two.estimate.value).toBeCloseTo(one.estimate.value, 10);
      expect(two.estimate.interval().low).toBeCloseTo(one.estimate.interval().low, 1);
    }
  });

  it("averages over strata where it conditions on a column", async () => {
    const rows = people(2000, 11);
    const found = await audit(columns(rows), {
      ...roles,
      groups: "g",
      metrics: ["selectionRate"],
      conditionOn: "y",
    });
    const rate = (g: string, y: number): number => {
      const those = rows.filter((row) => row.g === g && row.y === y);
      return those.filter((row) => row.d === 1).length / those.length;
    };
    const share = rows.filter((row) => row.y === 1).length / rows.length;
    expect(value(found.cell("selectionRate", "g = b"))).toBeCloseTo(
      share * rate("b", 1) + (1 - share) * rate("b", 0),
      12,
    );
  });

  it("compares with everyone and with the best group", async () => {
    const data = columns(people(3000, 12, { c: 0.8 }));
    const overall = await audit(data, { ...roles, groups: "g", metrics: ["baseRate"], reference: "overall" });
    expect(overall.gaps.map((gap) => gap.against)).toEqual(["everyone", "everyone", "everyone"]);
    const best = await audit(data, { ...roles, groups: "g", metrics: ["baseRate"], reference: "best" });
    expect(best.gaps.map((gap) => gap.against)).toEqual(["g = c", "g = c"]);
    const { low, high } = best.gaps[0]!.simultaneous!;
    const alone = best.gaps[0]!.difference.interval();
    expect(high - low).toBeGreaterThan(alone.high - alone.low);
  });

  it("takes more than two classes, one of them against the rest", async () => {
    const found = await audit(
      table({
        g: ["a", "a", "b", "b"],
        y: ["home", "ward", "icu", "home"],
        d: ["home", "home", "icu", "ward"],
      }),
      {
        label: "y",
        prediction: "d",
        favorable: "home",
        groups: "g",
        metrics: ["tpr"],
        minGroup: 1,
        minDenominator: 1,
      },
    );
    expect(value(found.cell("tpr", "g = a"))).toBe(1);
    expect(value(found.cell("tpr", "g = b"))).toBe(0);
  });

  it("groups by numbers, big integers and text alike", async () => {
    const rows = people(400, 14);
    const code = { a: 3, b: 7, c: 250 } as Record<string, number>;
    const data = columns(rows).assign({
      float: Float64Array.from(rows, ({ g }) => code[g]!),
      plain: rows.map(({ g }) => code[g]! * 1000),
      big: BigInt64Array.from(rows, ({ g }) => BigInt(code[g]!)),
    });
    const rate = async (groups: string): Promise<number[]> =>
      (await audit(data, { ...roles, groups, metrics: ["tpr"] })).byGroup("tpr").map(value).sort();
    const expected = await rate("g");
    expect(expected).toHaveLength(3);
    for (const other of ["float", "plain", "big"]) expect(await rate(other)).toEqual(expected);
  });

  it("takes numeric outcomes", async () => {
    const found = await audit(
      table({ g: ["a", "a", "b", "b"], cost: [10, 20, 30, 50], predicted: [12, 18, 20, 40] }),
      { label: "cost", score: "predicted", groups: "g", minGroup: 1, minDenominator: 1 },
    );
    expect(value(found.cell("meanError", "g = b"))).toBe(-10);
    expect(value(found.cell("meanAbsoluteError", "g = a"))).toBe(2);
  });

  it("takes metrics of one's own", async () => {
    const youden = {
      name: "youden",
      label: "Youden's J",
      best: "high",
      scores: ({ y, score }: { y: Float64Array; score: Float64Array }) => ({
        value: score.reduce((sum, each, i) => sum + (each >= 0.5 ? 1 : -1) * (y[i]! - 0.5), 0),
        noInfluence: "nobody derived any",
        denominator: y.length,
      }),
    } as const;
    const found = await audit(columns(people(300, 1)), { ...roles, metrics: [youden, "tpr"] });
    expect(Number.isFinite(value(found.cell("youden")))).toBe(true);
    expect(
      found.gaps.filter(({ metric }) => metric === "youden").every(({ pValue }) => Number.isNaN(pValue)),
    ).toBe(true);
  });
});

describe("what cannot be judged", () => {
  const tiny = table({ g: ["a", "a", "b", "b"], y: [1, 1, 1, 0], d: [1, 1, 1, 1], s: [0.3, 0.4, 0.3, 0.3] });
  const ask = { label: "y", prediction: "d", score: "s", favorable: 1, groups: "g" } as const;

  it("is tagged with its reason", async () => {
    const found = await audit(tiny, { ...ask, metrics: ["fpr", "npv", "auroc", "calibrationSlope"] });
    expect(found.cell("fpr", "g = a")).toMatchObject({ kind: "undefined", reason: "no-negatives" });
    expect(found.cell("npv", "g = b")).toMatchObject({ kind: "undefined", reason: "none-unselected" });
    expect(found.cell("auroc", "g = a")).toMatchObject({ kind: "undefined", reason: "no-negatives" });
    expect(found.cell("calibrationSlope", "g = b")).toMatchObject({
      kind: "undefined",
      reason: "constant-score",
    });
    expect(found.gaps).toEqual([]);
    expect(found.toString()).toContain("undefined: nobody with a negative label");
  });

  it("includes labels of one class and predictions of another value", async () => {
    const zeros = table({ g: ["a", "b"], y: [0, 0], d: [1, 0] });
    const found = await audit(zeros, {
      label: "y",
      prediction: "d",
      favorable: 1,
      groups: "g",
      metrics: ["fpr"],
    });
    expect(value(found.cell("fpr", "g = a"))).toBe(1);
    const wrong = table({ g: ["a", "b"], y: [0, 1], d: [2, 1] });
    await expect(audit(wrong, { label: "y", prediction: "d", favorable: 1, groups: "g" })).rejects.toThrow(
      /prediction "d" has the value 2/,
    );
  });

  it("is refused where scores are no probabilities or groups are missing", async () => {
    const scores = table({ g: ["a", "b"], y: [0, 1], s: [2, 0.5] });
    const ask2 = { label: "y", score: "s", favorable: 1, groups: "g" } as const;
    await expect(audit(scores, { ...ask2, metrics: ["brier"] })).rejects.toThrow(
      /below 0 or above 1 in 1 of 2 rows/,
    );
    const missing = table({ g: ["a", null, "b"], y: [0, 1, 1], s: [0.1, 0.2, 0.5] });
    await expect(audit(missing, ask2)).rejects.toThrow(/groups\[0\] "g" is missing in 1 of 3 rows/);
    const label = table({ g: ["a", "b"], y: [0, null], s: [0.1, 0.2] });
    await expect(audit(label, ask2)).rejects.toThrow(/label "y" is missing in 1 of 2 rows/);
    await expect(audit(scores, { ...ask2, groups: "h" })).rejects.toThrow(/names a column "h"/);
    await expect(audit(scores, { ...ask2, favourable: 1 } as never)).rejects.toThrow(
      /Did you mean "favorable"/,
    );
    await expect(audit(scores, { ...ask2, reference: { g: "z" } })).rejects.toThrow(/levels are "a", "b"/);
    await expect(audit(table({ g: [], y: [], s: [] }), ask2)).rejects.toThrow(/0 rows/);
  });

  it("copes with five thousand groups", async () => {
    const stream = randomStream(2);
    const n = 50_000;
    const data = table({
      g: Array.from({ length: n }, () => stream.integer(5000)),
      y: Array.from({ length: n }, () => stream.bernoulli(0.5)),
      d: Array.from({ length: n }, () => stream.bernoulli(0.5)),
    });
    const found = await audit(data, {
      label: "y",
      prediction: "d",
      favorable: 1,
      groups: "g",
      metrics: ["tpr"],
      minGroup: 15,
      minDenominator: 1,
      reference: "best",
    });
    expect(found.groups).toHaveLength(5000);
    expect(found.gaps.length).toBeGreaterThan(100);
    expect(found.toString()).toContain("more groups");
    expect(found.gaps[0]!.pAdjusted).toBeGreaterThan(0.05);
  });
});

describe("a score without a threshold", () => {
  const scored = table({
    sick: [0, 1, 0, 1, 1, 0, 1, 1],
    risk: [0.1, 0.7, 0.6, 0.4, 0.5, 0.2, 0.9, 0.3],
    group: ["a", "a", "a", "a", "b", "b", "b", "b"],
  });
  const roles = { label: "sick", score: "risk", groups: "group", favorable: 0, metrics: ["tpr"] } as const;

  it("is cut at one half where decisions are audited, and the audit says so", async () => {
    const found = await audit(scored, roles);
    expect(value(found.cell("tpr", "everyone"))).toBeCloseTo(3 / 5, 12);
    expect(found.sentences[0]).toBe(
      "No threshold was given: predicted positive is who has a risk of 0.5 or more.",
    );
    expect((await audit(scored, { ...roles, threshold: 0.5 })).sentences[0]).not.toContain("No threshold");
    expect((await audit(scored, { ...roles, metrics: ["auroc"] })).sentences[0]).not.toContain(
      "No threshold",
    );
  });

  it("is refused where it is no probability", async () => {
    const points = scored.assign({ risk: [1, 7, 6, 4, 5, 2, 9, 3] });
    await expect(audit(points, roles)).rejects.toThrow(/give prediction or threshold.*in 7 of 8 rows/);
  });
});
