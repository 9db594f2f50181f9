import { readFileSync } from "node:fs";
import fc from "fast-check";
import {
  type BoostingModel,
  type Features,
  type GradientBoostingOptions,
  gradientBoosting,
} from "txlab/models";
import { describe, expect, it } from "vitest";
import { ensembleCases, features, parts } from "./tree-ensembles.js";

interface SplitCase {
  data: string;
  options: GradientBoostingOptions & { loss: "quantile" | "squared" | "logistic" };
  splits: { held: number[]; loss: number }[];
}

const fixture = new URL("../fixtures/models/boosting-splits.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: SplitCase[] };
const quantiles = cases.filter(({ options }) => options.loss === "quantile");
const monotone = cases.filter(({ options }) => options.monotone);
const title = (each: SplitCase) => ({ ...each, title: `${each.data}, ${JSON.stringify(each.options)}` });

const lossOf = ({ loss, quantile = 0.5 }: SplitCase["options"], y: number, p: number): number => {
  if (loss === "quantile") return Math.max(quantile * (y - p), (quantile - 1) * (y - p));
  if (loss === "logistic") return -Math.log(y === 1 ? p : 1 - p);
  return (y - p) ** 2;
};

/** Our held-out loss on each split, beside scikit-learn's. */
async function losses({ data, options, splits }: SplitCase): Promise<{ ours: number[]; theirs: number[] }> {
  const { columns, y } = ensembleCases.find(({ name }) => name === data)!;
  const take = (rows: readonly number[]) => ({
    x: features(columns.map((column) => rows.map((i) => column[i]!))),
    y: Float64Array.from(rows, (i) => y[i]!),
  });
  const ours: number[] = [];
  for (const { held } of splits) {
    const aside = new Set(held);
    const train = take(y.map((_, i) => i).filter((i) => !aside.has(i)));
    const test = take(held);
    const predicted = (await gradientBoosting(options).fit(train.x, train.y)).predict(test.x);
    ours.push(test.y.reduce((sum, value, i) => sum + lossOf(options, value, predicted[i]!), 0) / held.length);
  }
  return { ours, theirs: splits.map(({ loss }) => loss) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

/** Within the noise of the splits no worse; better is no fault: scikit-learn splits pure leaves on rounding errors. */
async function asGood(each: SplitCase): Promise<void> {
  const { ours, theirs } = await losses(each);
  const apart = ours.map((value, k) => value - theirs[k]!);
  const spread = Math.sqrt(mean(apart.map((value) => (value - mean(apart)) ** 2)) / (apart.length - 1));
  expect(mean(apart)).toBeLessThan(3 * spread + 1e-3 * mean(theirs));
  expect(mean(ours) / mean(theirs)).toBeLessThan(1.03);
  expect(mean(ours) / mean(theirs)).toBeGreaterThan(0.9);
}

describe("boosting over repeated splits", () => {
  it.each(quantiles.map(title))("predicts quantiles as well as scikit-learn: $title", asGood);
  it.each(monotone.map(title))("keeps to monotone columns at no more cost than scikit-learn: $title", asGood);
});

describe("a boosted 90% quantile", () => {
  it("lies above nine in ten training outcomes, and near that many held-out ones", async () => {
    for (const each of ensembleCases.filter(({ loss }) => loss === "squared")) {
      const { x, y, test, target } = parts(each);
      const model = await gradientBoosting({
        loss: "quantile",
        quantile: 0.9,
        trees: 30,
        leaves: 4,
        minLeaf: 50,
      }).fit(x, y);
      const share = (at: Features, outcome: ArrayLike<number>): number => {
        const predicted = model.predict(at);
        return mean(Array.from(outcome, (value, i) => Number(value <= predicted[i]!)));
      };
      expect(share(x, y)).toBeGreaterThan(0.87);
      expect(share(x, y)).toBeLessThan(0.95);
      // 500 held-out rows: three binomial errors around nine in ten, and what the fit adds.
      expect(Math.abs(share(test, target) - 0.9)).toBeLessThan(0.07);
    }
  });
});

describe("predictions along monotone columns", () => {
  const orders: readonly [string, GradientBoostingOptions][] = [
    ["friedman1", { loss: "squared", monotone: { x3: 1, x0: 1, x2: -1 } }],
    ["moons", { loss: "logistic", monotone: { x0: 1, x1: -1 } }],
    ["counts", { loss: "poisson", monotone: { x0: -1, x1: 1 }, leaves: 60, minLeaf: 2 }],
  ];

  it.each(orders)(
    "are in order for any row and any two values on %s, whatever the other columns say",
    async (name, options) => {
      const { x, y } = parts(ensembleCases.find((each) => each.name === name)!);
      const model: BoostingModel = await gradientBoosting(options).fit(x, y);
      const value = fc.oneof(
        fc
          .tuple(fc.nat({ max: x.rows - 1 }), fc.nat({ max: x.columns.length - 1 }))
          .map(([i, j]) => x.columns[j]![i]!),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      );
      const row = fc.array(fc.oneof(value, fc.constant(Number.NaN)), {
        minLength: x.columns.length,
        maxLength: x.columns.length,
      });
      fc.assert(
        fc.property(
          row,
          value,
          value,
          fc.constantFrom(...Object.entries(options.monotone!)),
          (others, a, b, [column, sign]) => {
            const j = x.names.indexOf(column);
            const at = (set: number) => others.map((other, k) => (k === j ? set : other));
            const [low, high] = [at(Math.min(a, b)), at(Math.max(a, b))];
            const [first, second] = model.predict(
              features(x.names.map((_, k) => [low[k]!, high[k]!])),
            ) as unknown as [number, number];
            expect(sign * (second - first)).toBeGreaterThanOrEqual(0);
          },
        ),
        { numRuns: 300 },
      );
    },
  );
});
