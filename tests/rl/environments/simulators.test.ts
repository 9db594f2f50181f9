import { readFileSync } from "node:fs";
import type { Environment } from "txlab/cohort";
import {
  chemotherapySimulator,
  glucoseSimulator,
  hivSimulator,
  recordEpisodes,
  sepsisSimulator,
  uniformPolicy,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

interface Course {
  readonly return: number;
  readonly end: readonly number[];
  readonly glucose: readonly number[];
}
const file = new URL("../../fixtures/rl/ode-simulators.json", import.meta.url);
const scipy = JSON.parse(readFileSync(file, "utf8")) as Record<string, Course>;

function run(
  environment: Environment<Float64Array, number>,
  action: (k: number) => number,
  discount = 1,
): { total: number; seen: Float64Array[]; last: { terminated: boolean; truncated: boolean } } {
  environment.reset({ seed: 1 });
  const seen: Float64Array[] = [];
  let total = 0;
  for (let k = 0; ; k++) {
    const { observation, reward, terminated, truncated } = environment.step(action(k));
    total += discount ** k * reward;
    seen.push(observation);
    if (terminated || truncated) return { total, seen, last: { terminated, truncated } };
  }
}

const close = (found: ArrayLike<number>, expected: readonly number[], relative: number): void =>
  expected.forEach((x, j) => {
    expect(Math.abs(found[j]! / x - 1)).toBeLessThan(relative);
  });

describe("the HIV simulator", () => {
  it("rests in the published steady states without drugs", () => {
    for (const start of ["unhealthy", "healthy"] as const) {
      const environment = hivSimulator({ start });
      const { observation } = environment.reset();
      const { seen } = run(environment, () => 0);
      close(seen[9]!, Array.from(observation), 1e-3);
    }
  });

  it("has the published returns of no drug and of both, and their end state", () => {
    const untreated = run(hivSimulator(), () => 0, 0.98);
    expect(Math.abs(untreated.total - 687_243)).toBeLessThan(1);
    const both = run(hivSimulator(), () => 3, 0.98);
    expect(Math.abs(both.total / 1.75029e6 - 1)).toBeLessThan(5e-6);
    close(both.seen[79]!, [771620, 3194.55, 34.39, 45.05, 12039.1, 38.43], 2e-4);
    expect(both.last).toEqual({ terminated: false, truncated: true });
  });

  it("agrees with SciPy's adaptive solver over 400 days, switching drugs from early infection", () => {
    const found = run(hivSimulator({ start: "early" }), (k) => k % 4, 0.98);
    expect(Math.abs(found.total / scipy.switching!.return - 1)).toBeLessThan(1e-6);
    close(found.seen[79]!, scipy.switching!.end, 1e-5);
    const both = run(hivSimulator(), () => 3, 0.98);
    expect(Math.abs(both.total / scipy.both!.return - 1)).toBeLessThan(1e-8);
  });
});

describe("the glucose simulator", () => {
  it("stays at the basal level without meals", () => {
    const { seen } = run(glucoseSimulator({ meals: [] }), () => 2);
    for (const each of seen) expect(each[0]).toBeCloseTo(81, 9);
  });

  it("agrees with SciPy over a day of meals, without and with boluses", () => {
    const environment = glucoseSimulator({ mealSpread: 0 });
    for (const [name, action] of [
      ["basal", () => 2],
      ["boluses", (k: number) => ([2, 3, 12, 13, 24, 25].includes(k) ? 4 : 2)],
    ] as const) {
      const found = run(environment, action);
      close(
        found.seen.map((each) => each[0]!),
        scipy[name]!.glucose,
        1e-7,
      );
      expect(found.total).toBeCloseTo(scipy[name]!.return, 6);
    }
    expect(Math.max(...scipy.boluses!.glucose)).toBeLessThan(Math.max(...scipy.basal!.glucose));
  });

  it("says that it is a minimal model, and ends where glucose leaves 10 … 600", () => {
    expect(glucoseSimulator().id).toMatch(/minimal model/);
    const { last } = run(glucoseSimulator({ meals: [300, 300, 300], mealSpread: 0 }), () => 0);
    expect(last).toEqual({ terminated: true, truncated: false });
  });
});

describe("the chemotherapy simulator", () => {
  it("follows the equations of Zhao, Kosorok & Zeng", () => {
    const environment = chemotherapySimulator();
    const { observation: first } = environment.reset({ seed: 4 });
    const { observation: next } = environment.step(10);
    expect(next[0]).toBeCloseTo(first[0]! + 0.1 * first[1]! + 0.6, 12);
    expect(next[1]).toBeCloseTo(Math.max(0, first[1]! + 0.15 * first[0]! - 0.6), 12);
  });

  it("kills with the probability that its hazard gives", async () => {
    const log = await recordEpisodes(chemotherapySimulator({ horizon: 1 }), uniformPolicy(11), {
      episodes: 20_000,
      seed: 2,
    });
    let [expected, died] = [0, 0];
    for (let i = 0; i < log.count; i++) {
      expected += 1 - Math.exp(-Math.exp(-4 + log.columns[0]![2 * i + 1]! + log.columns[1]![2 * i + 1]!));
      if (log.endings[i] === "terminated") died++;
    }
    // Five standard errors of a count.
    expect(Math.abs(died - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  it("gives death, a cure, and changes of half a unit their rewards", async () => {
    const log = await recordEpisodes(chemotherapySimulator(), uniformPolicy(11), { episodes: 500, seed: 3 });
    const [toxicity, tumour] = log.columns as [Float64Array, Float64Array];
    const sign = (by: number): number => (by <= -0.5 ? 5 : by >= 0.5 ? -5 : 0);
    for (let i = 0; i < log.count; i++) {
      for (let j = log.offsets[i]!; j < log.offsets[i + 1]!; j++) {
        const at = j + i;
        const died = log.endings[i] === "terminated" && j === log.offsets[i + 1]! - 1;
        const cured = tumour[at + 1] === 0;
        const changed =
          sign(toxicity[at + 1]! - toxicity[at]!) + (cured ? 15 : sign(tumour[at + 1]! - tumour[at]!));
        expect(log.rewards[j]).toBe(died ? -60 : changed);
      }
    }
  });
});

describe("environments", () => {
  const all = {
    hiv: hivSimulator({ horizon: 3 }),
    glucose: glucoseSimulator(),
    chemo: chemotherapySimulator(),
  };

  it.each(Object.entries(all))(
    "%s repeats itself from a seed, and continues without one",
    (_, environment) => {
      const first = environment.reset({ seed: 11 }).observation;
      const a = environment.step(1);
      expect(environment.reset({ seed: 11 }).observation).toEqual(first);
      expect(environment.step(1)).toEqual(a);
      expect(environment.observationSpace.contains(a.observation)).toBe(true);
    },
  );

  it("refuse a step before reset, after the end, and outside the space", () => {
    const environment = sepsisSimulator();
    expect(() => environment.step(0)).toThrow(/call reset\(\) first/);
    environment.reset({ seed: 1 });
    expect(() => environment.step(8)).toThrow(/must lie in Discrete\(8\); it was 8/);
    let over = false;
    while (!over) {
      const { terminated, truncated } = environment.step(0);
      over = terminated || truncated;
    }
    expect(() => environment.step(0)).toThrow(/call reset\(\) first/);
    expect(() => hivSimulator({ start: "ill" } as never)).toThrow(/start must be one of/);
  });

  it("give logs that evaluators take", async () => {
    const log = await recordEpisodes(chemotherapySimulator(), uniformPolicy(11), { episodes: 60, seed: 5 });
    expect(log.names).toEqual(["toxicity", "tumour"]);
    expect(log.behavior!.every((p) => p === 1 / 11)).toBe(true);
    const again = await recordEpisodes(chemotherapySimulator(), uniformPolicy(11), { episodes: 20, seed: 5 });
    expect(again.rewards).toEqual(log.select(again.offsets.slice(0, 20).map((_, i) => i)).rewards);
  });
});
