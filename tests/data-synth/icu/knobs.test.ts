import { type IcuOptions, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

const settings = { patients: 1500, seed: 5 };
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
};

async function columns(options: Partial<IcuOptions>, ...names: string[]): Promise<number[][]> {
  const { cohort, truth } = await simulateIcu({ ...settings, ...options });
  const [table, secret] = [cohort.analysis(), truth.potentialOutcomes()];
  return names.map((name) =>
    Array.from((secret.columnNames().includes(name) ? secret : table).array(name) as ArrayLike<number>),
  );
}

/** A number for each setting of one knob. */
async function along(
  knob: keyof IcuOptions,
  values: readonly number[],
  names: readonly string[],
  measure: (...columns: number[][]) => number,
): Promise<number[]> {
  const results: number[] = [];
  for (const value of values) results.push(measure(...(await columns({ [knob]: value }, ...names))));
  return results;
}

interface Seen {
  readonly race: string;
  readonly values: number[];
}

/** Columns of the truth for the stays that exist with the knob turned and with the scenario's own setting. */
async function paired(options: Partial<IcuOptions>, ...names: string[]): Promise<[Seen, Seen][]> {
  const [turned, plain] = await Promise.all(
    [options, {}].map(async (each) => {
      const { cohort, truth } = await simulateIcu({ ...settings, ...each });
      const [table, secret] = [cohort.analysis(), truth.potentialOutcomes()];
      const race = table.array("race") as ArrayLike<string>;
      const values = names.map((name) => secret.array(name) as ArrayLike<number>);
      const ids = Array.from(secret.array("stay_id") as ArrayLike<number>);
      return new Map(
        ids.map((id, i) => [id, { race: race[i]!, values: values.map((column) => column[i]!) }]),
      );
    }),
  );
  return [...turned!].flatMap(([id, seen]): [Seen, Seen][] =>
    plain!.has(id) ? [[seen, plain!.get(id)!]] : [],
  );
}

const rising = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v > values[i - 1]!);
const logit = (p: number): number => Math.log(p / (1 - p));

describe("the knobs of simulateIcu", () => {
  it("confounding: none makes the treatment a lottery, more makes it follow the patient", async () => {
    expect(await along("confounding", [0, 0.5, 1, 2], ["propensity"], variance)).toSatisfy(rising);
    const [propensity] = await columns({ scenario: "randomized" }, "propensity");
    expect(new Set(propensity).size).toBe(1);
  });

  it("curvature: bends the propensity with SOFA, which the terms then say", async () => {
    const { truth } = await simulateIcu({ ...settings, patients: 10, curvature: 1 });
    expect(truth.propensityTerms).toContain("sofa^2");
    const shared = await paired({ curvature: 1 }, "propensity");
    const steps = new Set(
      shared.map(([one, other]) => ((logit(other.values[0]!) - logit(one.values[0]!)) / 0.03).toFixed(6)),
    );
    expect(
      [...steps].map((step) => Math.sqrt(Number(step)) % 1).every((rest) => rest < 1e-4 || rest > 1 - 1e-4),
    ).toBe(true);
    expect(steps.size).toBeGreaterThan(5);
  });

  it("the scenario vasopressor-timing has a naive difference of the wrong sign, too", async () => {
    const { cohort, truth } = await simulateIcu({ ...settings, scenario: "vasopressor-timing" });
    const [a, y] = ["early_vasopressor", "death_28d"].map((name) =>
      Array.from(cohort.analysis().array(name) as ArrayLike<number>),
    );
    const arm = (t: number): number => mean(y!.filter((_, i) => a![i] === t));
    expect(arm(1) - arm(0)).toBeGreaterThan(0.02);
    expect(truth.effects.ate.value).toBeLessThan(-0.02);
    expect(truth.propensityTerms).toEqual(expect.arrayContaining(["sofa^2", "C(hospital_id)"]));
  });

  it("overlap: more brings the propensities together", async () => {
    expect((await along("overlap", [0.5, 1, 2, 8], ["propensity"], variance)).reverse()).toSatisfy(rising);
  });

  it("effect: 0 makes both risks the same for everybody, and both outcomes without feedback; more saves more", async () => {
    const saved = await along("effect", [0, 0.5, 1, 2], ["risk0", "risk1"], (a, b) => mean(a) - mean(b));
    expect(saved[0]).toBe(0);
    expect(saved).toSatisfy(rising);
    const [y0, y1] = await columns({ effect: 0, feedback: 0 }, "y0", "y1");
    expect(y0).toEqual(y1);
  });

  it("heterogeneity: more makes the log-odds ratio differ more between patients, 0 makes it one number", async () => {
    const spread = await along("heterogeneity", [0, 0.5, 1, 3], ["risk0", "risk1"], (a, b) =>
      variance(a.map((risk, i) => logit(b[i]!) - logit(risk))),
    );
    expect(spread[0]).toBeLessThan(1e-20);
    expect(spread).toSatisfy(rising);
  });

  it("hiddenConfounding: more drives treatment and death from what no column holds", async () => {
    const together = await along(
      "hiddenConfounding",
      [0, 0.5, 1, 2],
      ["early_vasopressor", "death_28d"],
      (a, y) => {
        const [treated, untreated] = [y.filter((_, i) => a[i] === 1), y.filter((_, i) => a[i] === 0)];
        return mean(treated) - mean(untreated);
      },
    );
    expect(together).toSatisfy(rising);
  });

  it("missingness: more leaves more unmeasured, and more in those who look well", async () => {
    const missing = (values: readonly number[]): number => mean(values.map((v) => (Number.isNaN(v) ? 1 : 0)));
    expect((await along("missingness", [0, 0.3, 0.7, 1], ["lactate"], missing))[0]).toBe(0);
    expect(await along("missingness", [0, 0.3, 0.7, 1], ["lactate"], missing)).toSatisfy(rising);
    const [lactate, map] = await columns({ missingness: 1 }, "lactate", "map_min");
    const among = (keep: (pressure: number) => boolean): number =>
      missing(lactate!.filter((_, i) => keep(map![i]!)));
    expect(among((pressure) => pressure >= 75)).toBeGreaterThan(among((pressure) => pressure < 60) + 0.1);
  });

  it("missingness: changes what is recorded and never what would happen", async () => {
    const shared = await paired({ missingness: 1 }, "risk0", "y1");
    expect(shared.length).toBeGreaterThan(1500);
    for (const [one, other] of shared) expect(one.values).toEqual(other.values);
  });

  it("siteVariation: more makes the hospitals differ more", async () => {
    const between = await along("siteVariation", [0, 0.5, 1], ["hospital_id", "propensity"], (hospital, e) =>
      variance([...new Set(hospital)].map((h) => mean(e.filter((_, i) => hospital[i] === h)))),
    );
    expect(between).toSatisfy(rising);
  });

  it("allocationGap: 1 multiplies the odds of minority patients by 0.87 and leaves the others alone", async () => {
    const shared = await paired({ allocationGap: 1 }, "propensity");
    expect(shared.length).toBeGreaterThan(1500);
    for (const [one, other] of shared) {
      const minority = ["BLACK/AFRICAN AMERICAN", "HISPANIC/LATINO", "ASIAN"].includes(one.race);
      expect(logit(one.values[0]!) - logit(other.values[0]!)).toBeCloseTo(minority ? Math.log(0.87) : 0, 10);
    }
    const { truth } = await simulateIcu({ ...settings, patients: 10, allocationGap: 1 });
    expect(truth.propensityTerms).toContain("C(race)");
  });
});
