import { type IcuOptions, icuColumns, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";
import { auroc } from "#data-synth/icu/baseline-model.js";
import { fitLogistic, predictLogistic } from "../reference-logistic.js";

type Simulated = Awaited<ReturnType<typeof simulateIcu>>;

const simulate = (options: Partial<IcuOptions> = {}): Promise<Simulated> =>
  simulateIcu({ patients: 6000, seed: 3, ...options });
const numbers = ({ cohort }: Simulated, name: string): number[] =>
  Array.from(cohort.analysis().array(name) as ArrayLike<number>);
const hidden = ({ truth }: Simulated, name: string): number[] =>
  Array.from(truth.potentialOutcomes().array(name) as ArrayLike<number>);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
};

/** The terms age, sofa, log(lactate), map_min and C(first_careunit), written out by hand. */
function rows(simulated: Simulated): number[][] {
  const table = simulated.cohort.analysis();
  const units = [...new Set(table.array("first_careunit") as ArrayLike<string> as string[])].sort().slice(1);
  const of = (name: string): ArrayLike<number> => table.array(name) as ArrayLike<number>;
  const [age, sofa, lactate, map] = [of("age"), of("sofa"), of("lactate"), of("map_min")];
  const unit = table.array("first_careunit") as ArrayLike<string>;
  return Array.from({ length: table.numRows() }, (_, i) => [
    1,
    (age[i]! - 65) / 10,
    sofa[i]! - 4,
    Math.log(lactate[i]!),
    (map[i]! - 66) / 10,
    ...units.map((name) => (unit[i] === name ? 1 : 0)),
  ]);
}

/** Hájek-weighted difference with the standard error that its influence values give (propensity taken as known). */
function weighted(simulated: Simulated): { value: number; error: number } {
  const x = rows(simulated);
  const a = numbers(simulated, "early_vasopressor");
  const y = numbers(simulated, "death_28d");
  const beta = fitLogistic(x, a);
  const weight = a.map((treated, i) => {
    const e = predictLogistic(beta, x[i]!);
    return treated === 1 ? 1 / e : 1 / (1 - e);
  });
  const arm = (t: number): number => {
    const [top, bottom] = a.reduce(
      ([s, w], treated, i) => (treated === t ? [s + weight[i]! * y[i]!, w + weight[i]!] : [s, w]),
      [0, 0] as [number, number],
    );
    return top / bottom;
  };
  const [treated, untreated] = [arm(1), arm(0)];
  const influence = a.map((t, i) => weight[i]! * (t === 1 ? y[i]! - treated : -(y[i]! - untreated)));
  return { value: treated - untreated, error: deviation(influence) / Math.sqrt(a.length) };
}

describe("simulateIcu", () => {
  it("gives the same stays for the same seed, and 100 patients are the beginning of 1,000", async () => {
    const [small, large, other] = await Promise.all([
      simulate({ patients: 100, missingness: 0.5 }),
      simulate({ patients: 1000, missingness: 0.5 }),
      simulate({ patients: 100, missingness: 0.5, seed: 4 }),
    ]);
    for (const name of small.cohort.analysis().columnNames()) {
      const whole = Array.from(large.cohort.analysis().array(name) as ArrayLike<unknown>);
      expect(Array.from(small.cohort.analysis().array(name) as ArrayLike<unknown>)).toEqual(
        whole.slice(0, small.cohort.stays),
      );
    }
    for (const name of ["propensity", "risk0", "risk1", "y0", "y1"]) {
      expect(hidden(small, name)).toEqual(hidden(large, name).slice(0, small.cohort.stays));
    }
    expect(numbers(other, "lactate")).not.toEqual(numbers(small, "lactate"));
  });

  it("makes as many stays as its example says", async () => {
    expect((await simulate({ patients: 1000, seed: 7 })).cohort.analysis().numRows()).toBe(1376);
  });

  it("keeps what only the simulator knows out of the analysis table", async () => {
    const { cohort, truth } = await simulate({ patients: 50 });
    const names = cohort.analysis().columnNames();
    const secret = truth
      .potentialOutcomes()
      .columnNames()
      .filter((name) => name !== "stay_id");
    expect(names).toEqual(icuColumns.map(({ name }) => name));
    expect(names.filter((name) => secret.includes(name))).toEqual([]);
    expect(JSON.stringify(cohort)).not.toMatch(/propensity|risk0|y1/);
  });

  it("records the outcome of the arm that the patient was in, and names every stay once", async () => {
    const simulated = await simulate({ patients: 3000 });
    const [y0, y1] = [hidden(simulated, "y0"), hidden(simulated, "y1")];
    const a = numbers(simulated, "early_vasopressor");
    expect(numbers(simulated, "death_28d")).toEqual(a.map((treated, i) => (treated === 1 ? y1[i] : y0[i])));
    expect(new Set(numbers(simulated, "stay_id")).size).toBe(simulated.cohort.stays);
    expect(new Set(numbers(simulated, "subject_id")).size).toBe(3000);
    expect(hidden(simulated, "stay_id")).toEqual(numbers(simulated, "stay_id"));
  });

  it("confounds by indication so strongly that the naive difference has the wrong sign", async () => {
    const simulated = await simulate();
    const [a, y] = [numbers(simulated, "early_vasopressor"), numbers(simulated, "death_28d")];
    const naive = mean(y.filter((_, i) => a[i] === 1)) - mean(y.filter((_, i) => a[i] === 0));
    expect(naive).toBeGreaterThan(0.03);
    expect(simulated.truth.effects.ate.value).toBeLessThan(-0.02);
    expect(simulated.truth.sample.ate).toBeLessThan(-0.02);
  });

  it("has a propensity that is exactly logistic in the terms it names", async () => {
    const simulated = await simulate({ patients: 4000 });
    expect(simulated.truth.propensityTerms).toEqual([
      "age",
      "sofa",
      "log(lactate)",
      "map_min",
      "C(first_careunit)",
    ]);
    const x = rows(simulated);
    const propensity = hidden(simulated, "propensity");
    const beta = fitLogistic(x, propensity);
    for (let i = 0; i < x.length; i += 7)
      expect(predictLogistic(beta, x[i]!)).toBeCloseTo(propensity[i]!, 10);
  });

  it("has risks of death that are exactly logistic in the terms they name", async () => {
    const simulated = await simulate({ patients: 4000 });
    expect(simulated.truth.outcomeTerms).toEqual([
      "age",
      "sofa",
      "log(lactate)",
      "map_min",
      "charlson",
      "C(first_careunit)",
      "early_vasopressor:map_min",
    ]);
    const charlson = numbers(simulated, "charlson");
    const x = rows(simulated).map((row, i) => [...row, charlson[i]!]);
    for (const risk of [hidden(simulated, "risk0"), hidden(simulated, "risk1")]) {
      const beta = fitLogistic(x, risk);
      for (let i = 0; i < x.length; i += 7) expect(predictLogistic(beta, x[i]!)).toBeCloseTo(risk[i]!, 10);
    }
  });

  it("lets weighting by the named propensity recover the population effect when nothing is hidden", async () => {
    const { ate } = (await simulate({ patients: 1 })).truth.effects;
    for (const seed of [1, 2, 3]) {
      const { value, error } = weighted(await simulate({ seed }));
      expect(Math.abs(value - ate.value)).toBeLessThan(4 * error);
      expect(error).toBeLessThan(0.015);
    }
  });

  it("makes the same weighting miss upwards when an unrecorded impression decides", async () => {
    const simulated = await simulate({ hiddenConfounding: 1 });
    const { value, error } = weighted(simulated);
    expect(value - simulated.truth.effects.ate.value).toBeGreaterThan(4 * error);
  });

  it("has a population effect that a cohort's stays agree with", async () => {
    const simulated = await simulate({ patients: 12_000 });
    const { ate } = simulated.truth.effects;
    const effects = hidden(simulated, "cate");
    const error = Math.hypot(deviation(effects) / Math.sqrt(effects.length), ate.standardError);
    expect(Math.abs(mean(effects) - ate.value)).toBeLessThan(4.5 * error);
    expect(simulated.truth.sample.conditional).toBeCloseTo(mean(effects), 12);
    expect(ate.standardError).toBeLessThan(0.0002);
  });

  it("has an admission score that is about calibrated, tells who dies, and takes the oximeter's word", async () => {
    const options = { patients: 4000, seed: 5 };
    const plain = await simulate(options);
    const [score, died] = [numbers(plain, "risk_score"), numbers(plain, "death_28d")];
    expect(Math.abs(mean(score) - mean(died))).toBeLessThan(0.015);
    expect(auroc(score.map((each, i) => ({ score: each, died: died[i]! })))).toBeGreaterThan(0.7);
    const misread = numbers(await simulate({ ...options, measurementError: 3 }), "risk_score");
    const races = plain.cohort.analysis().array("race") as string[];
    const lowered = misread.map((each, i) => score[i]! - each);
    expect(mean(lowered.filter((_, i) => races[i] === "BLACK/AFRICAN AMERICAN"))).toBeGreaterThan(0.001);
    expect(lowered.filter((by, i) => by !== 0 && races[i] !== "BLACK/AFRICAN AMERICAN")).toEqual([]);
  });

  it("refuses what it does not know, and says what it takes", async () => {
    await expect(simulate({ patients: 0 })).rejects.toThrow(
      /patients must be an integer of at least 1; it was 0/,
    );
    await expect(simulate({ patients: 3_000_000 })).rejects.toThrow(/at most 2500000/);
    await expect(simulate({ scenario: "confounding" as "randomized" })).rejects.toThrow(
      /scenario must be one of/,
    );
    await expect(simulate({ overlap: 0 })).rejects.toThrow(/overlap must be greater than 0; it was 0/);
    await expect(simulate({ missingness: 1.5 })).rejects.toThrow(/missingness is a share/);
    await expect(simulate({ hidenConfounding: 1 } as object)).rejects.toThrow(
      /Did you mean "hiddenConfounding"/,
    );
    await expect(simulate({ effect: Number.NaN })).rejects.toThrow(/effect must be a finite number/);
  });

  it("shows what it is, and that no MIMIC row was read", async () => {
    const { cohort, truth } = await simulate({ patients: 200 });
    expect(String(cohort)).toMatch(
      /200 patients, \d+ stays · 17 MIMIC-IV tables · seed 3 · scenario confounding-by-indication · no MIMIC row/,
    );
    expect(String(truth)).toMatch(/ATE\s+−3\.\d\d/);
  });
});
