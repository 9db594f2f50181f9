import { type IcuOptions, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

type Simulated = Awaited<ReturnType<typeof simulateIcu>>;

const minority = ["BLACK/AFRICAN AMERICAN", "HISPANIC/LATINO", "ASIAN"];
const simulate = (options: Partial<IcuOptions> = {}): Promise<Simulated> =>
  simulateIcu({ patients: 2000, seed: 5, ...options });
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const rising = (values: readonly number[]): boolean => values.every((v, i) => i === 0 || v > values[i - 1]!);
const logit = (p: number): number => Math.log(p / (1 - p));

function column({ cohort, truth }: Simulated, name: string): (number | string)[] {
  const tables = [() => cohort.analysis(), () => truth.actual(), () => truth.potentialOutcomes()];
  const holder = tables.map((table) => table()).find((each) => each.columnNames().includes(name))!;
  return Array.from(holder.array(name) as ArrayLike<number | string>);
}
const numbers = (simulated: Simulated, name: string): number[] => column(simulated, name) as number[];

describe("the knobs of what the record misses", () => {
  it("labelBias: more deaths of minority patients out of hospital pass for survival, nobody else's", async () => {
    const shares: number[] = [];
    for (const labelBias of [0, 0.3, 0.7, 1]) {
      const simulated = await simulate({ labelBias });
      const [race, died, recorded, hospital] = ["race", "died_1y", "death_1y", "hospital_expire_flag"].map(
        (name) => column(simulated, name),
      ) as [string[], number[], number[], number[]];
      const lost = died.flatMap((d, i) => (d === 1 && recorded[i] === 0 ? [i] : []));
      expect(lost.every((i) => minority.includes(race[i]!) && hospital[i] === 0)).toBe(true);
      const deaths = died.flatMap((d, i) =>
        d === 1 && minority.includes(race[i]!) ? [recorded[i]! - 1] : [],
      );
      shares.push(Math.abs(mean(deaths)));
      if (labelBias !== 0.7) continue;
      const { value, standardError } = simulated.truth.planted.recordedDeath1y;
      const error = Math.hypot(standardError, Math.sqrt((0.25 / deaths.length) * 1.5));
      expect(Math.abs(mean(deaths) - value)).toBeLessThan(4 * error);
    }
    expect(shares[0]).toBe(0);
    expect(shares).toSatisfy(rising);
  });

  it("measurementError: the oximeter reads that much too high in Black patients, and nothing else changes", async () => {
    const plain = await simulate();
    const gaps: number[] = [];
    for (const measurementError of [0, 1, 3]) {
      const simulated = await simulate({ measurementError });
      const [recorded, actual] = [numbers(simulated, "spo2_min"), numbers(simulated, "actual_spo2_min")];
      const race = column(simulated, "race");
      const error = recorded.map((value, i) => value - actual[i]!);
      expect(error.every((e, i) => e === 0 || race[i] === "BLACK/AFRICAN AMERICAN")).toBe(true);
      const black = error.filter((_, i) => race[i] === "BLACK/AFRICAN AMERICAN");
      gaps.push(mean(black));
      if (measurementError === 3) {
        const { value } = simulated.truth.planted.oximeter;
        expect(Math.abs(mean(black) - value)).toBeLessThan(4 / Math.sqrt(black.length));
      }
      for (const name of ["actual_spo2_min", "early_vasopressor", "death_28d"])
        expect(column(simulated, name)).toEqual(column(plain, name));
    }
    expect(gaps[0]).toBe(0);
    expect(gaps).toSatisfy(rising);
  });

  it("lossToFollowUp: more are lost, the young first, and their outcome is missing and not alive", async () => {
    const shares: number[] = [];
    for (const lossToFollowUp of [0, 0.5, 1, 3]) {
      const simulated = await simulate({ lossToFollowUp });
      const [lost, death, age, days] = ["lost_to_follow_up", "death_28d", "age", "survival_days"].map(
        (name) => numbers(simulated, name),
      ) as [number[], number[], number[], number[]];
      shares.push(mean(lost));
      death.forEach((value, i) => {
        expect(Number.isNaN(value)).toBe(lost[i] === 1 && days[i]! < 28);
      });
      if (lossToFollowUp === 0) continue;
      const among = (keep: (years: number) => boolean): number => mean(lost.filter((_, i) => keep(age[i]!)));
      expect(among((years) => years < 55)).toBeGreaterThan(among((years) => years > 75));
      expect(numbers(simulated, "died_28d").some((d, i) => d === 1 && lost[i] === 1)).toBe(true);
    }
    expect(shares[0]).toBe(0);
    expect(shares).toSatisfy(rising);
  });

  it("lossToFollowUp: the record of who is transferred ends there, and no death follows in it", async () => {
    const { cohort } = await simulate({ patients: 300, lossToFollowUp: 4 });
    const database = await cohort.database();
    const [row] = (
      await database.query(`
      SELECT count(*) AS n, count(dod) AS dead, max(last > outtime) AS beyond FROM mimiciv_hosp.admissions a
      JOIN mimiciv_hosp.patients USING (subject_id) JOIN mimiciv_icu.icustays i USING (hadm_id)
      JOIN (SELECT stay_id, max(charttime) AS last FROM mimiciv_icu.chartevents GROUP BY 1) USING (stay_id)
      WHERE discharge_location = 'ACUTE HOSPITAL'`)
    ).objects() as { n: number; dead: number; beyond: boolean }[];
    database.close();
    expect(row!.n).toBeGreaterThan(20);
    expect(row!.dead).toBe(0);
    expect(row!.beyond).toBe(false);
  });

  it("yearShift: fewer die and more are treated from one group of years to the next", async () => {
    const slopes: number[][] = [];
    for (const yearShift of [0, 1, 2]) {
      const simulated = await simulate({ yearShift });
      const years = column(simulated, "anchor_year_group");
      const change = (name: string): number => {
        const values = numbers(simulated, name).map(logit);
        const of = (label: string): number => mean(values.filter((_, i) => years[i] === label));
        return of("2020 - 2022") - of("2008 - 2010");
      };
      slopes.push([change("propensity"), -change("risk0")]);
      expect(simulated.truth.outcomeTerms.includes("C(anchor_year_group)")).toBe(yearShift > 0);
      expect(simulated.truth.propensityTerms.includes("C(anchor_year_group)")).toBe(yearShift > 0);
    }
    expect(slopes.map(([treatment]) => treatment!)).toSatisfy(rising);
    expect(slopes.map(([, death]) => death!)).toSatisfy(rising);
    expect(Math.abs(slopes[1]![0]! - slopes[0]![0]! - 0.6)).toBeLessThan(0.05);
  });

  it("siteShift: hospitals differ more in how ill their patients are and in who of them dies", async () => {
    const spread = { sofa: [] as number[], risk0: [] as number[] };
    for (const siteShift of [0, 1, 2]) {
      const simulated = await simulate({ siteShift });
      const hospitals = column(simulated, "hospital_id");
      for (const name of ["sofa", "risk0"] as const) {
        const values = numbers(simulated, name);
        const means = [...new Set(hospitals)].map((h) => mean(values.filter((_, i) => hospitals[i] === h)));
        spread[name].push(mean(means.map((m) => (m - mean(means)) ** 2)));
      }
      expect(simulated.truth.outcomeTerms.includes("C(hospital_id)")).toBe(siteShift > 0);
    }
    expect(spread.sofa).toSatisfy(rising);
    expect(spread.risk0).toSatisfy(rising);
  });

  it("allocationGap: the planted gap is that of the same minority stays without it", async () => {
    const simulated = await simulate({ allocationGap: 2 });
    const race = column(simulated, "race") as string[];
    const e = numbers(simulated, "propensity").filter((_, i) => minority.includes(race[i]!));
    const without = e.map((p) => 1 / (1 + Math.exp(-logit(p) + 2 * Math.log(0.87))));
    const gap = mean(e.map((p, i) => p - without[i]!));
    const { value, standardError } = simulated.truth.planted.allocation;
    expect(Math.abs(gap - value)).toBeLessThan(0.002);
    expect(standardError).toBeLessThan(0.0005);
    expect(value).toBeLessThan(-0.03);
    expect((await simulate({ patients: 5 })).truth.planted.allocation.value).toBe(0);
  });
});

describe("the scenario icu-admission-masks-risk", () => {
  it("makes chronic lung disease look protective, while it raises the risk of the untreated", async () => {
    const simulated = await simulate({ scenario: "icu-admission-masks-risk", patients: 12_000 });
    const [lung, death] = [numbers(simulated, "chronic_pulmonary_disease"), numbers(simulated, "death_28d")];
    const among = (level: number): number[] => death.filter((_, i) => lung[i] === level);
    const naive = mean(among(1)) - mean(among(0));
    const error = Math.sqrt(0.1 / among(1).length + 0.1 / among(0).length);
    expect(naive).toBeLessThan(-2 * error);
    const { lungRisk } = simulated.truth.planted;
    expect(lungRisk.value).toBeGreaterThan(0.05);
    expect(simulated.truth.propensityTerms).toContain("chronic_pulmonary_disease");
    const risk0 = numbers(simulated, "risk0");
    const moved = risk0.map((risk, i) => {
      const base = logit(risk) - 0.6 * lung[i]!;
      return 1 / (1 + Math.exp(-base - 0.6)) - 1 / (1 + Math.exp(-base));
    });
    expect(Math.abs(mean(moved) - lungRisk.value)).toBeLessThan(0.003);
  });
});
