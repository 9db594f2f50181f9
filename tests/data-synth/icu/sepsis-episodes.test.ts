import type { Episodes } from "txlab/cohort";
import { clinicianPolicy, type IcuCohort, intervene, sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { beforeAll, describe, expect, it } from "vitest";

let simulated: Awaited<ReturnType<typeof simulateIcu>>;
let log: Episodes;
beforeAll(async () => {
  simulated = await simulateIcu({ patients: 1500, seed: 4 });
  log = sepsisEpisodes(simulated.cohort, { step: "4h" });
});

const returns = (episodes: Episodes): number[] =>
  Array.from({ length: episodes.count }, (_, i) =>
    episodes.rewards.slice(episodes.offsets[i], episodes.offsets[i + 1]).reduce((sum, r) => sum + r, 0),
  );
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("sepsisEpisodes", () => {
  it("is one episode for each septic stay, whose return is 1 for life and −1 for death", () => {
    const rows = simulated.cohort.analysis().objects() as Record<string, number>[];
    const septic = rows.filter(({ suspected_infection, sofa }) => suspected_infection === 1 && sofa! >= 2);
    expect(log.count).toBe(septic.length);
    const by = new Map(septic.map((row) => [row.stay_id, row.death_28d!]));
    returns(log).forEach((value, i) => {
      expect(value).toBe(1 - 2 * by.get(log.units.ids[i] as number)!);
    });
    expect(new Set(log.endings)).toEqual(new Set(["terminated"]));
    expect(log.horizon).toBe(15);
    expect(log.actionCount).toBe(25);
  });

  it("has the mean return that the truth gives the clinicians", async () => {
    const [clinician] = await simulated.truth.policyValues({ among: "sepsis", patients: 2000 });
    const value = mean(returns(log));
    const error = Math.hypot(Math.sqrt((1 - value ** 2) / log.count), 2 * clinician!.standardError);
    expect(Math.abs(value - clinician!.value)).toBeLessThan(3.5 * error);
  });

  it("logs probabilities that the actions are drawn with", () => {
    const inverse = mean(Array.from(log.behavior!, (p) => Math.log(p)));
    expect(Math.min(...log.behavior!)).toBeGreaterThan(0);
    expect(Math.max(...log.behavior!)).toBeLessThan(1);
    const common = log.actions.filter((a) => a === 0).length / log.steps;
    expect(common).toBeGreaterThan(0.4);
    expect(inverse).toBeLessThan(0);
    const known = clinicianPolicy(simulated.cohort).probabilities(log.decisions);
    log.actions.forEach((action, j) => {
      expect(known[25 * j + action]).toBeCloseTo(log.behavior![j]!, 12);
    });
    // Among steps with a probability of nothing near p, nothing is done with frequency p.
    const nothing = Array.from(log.behavior!).flatMap((p, j) => (log.actions[j] === 0 ? [1 / p] : [0]));
    const error = Math.sqrt(mean(nothing.map((w) => (w - 1) ** 2)) / log.steps);
    expect(Math.abs(mean(nothing) - 1)).toBeLessThan(5 * error);
  });

  it("acts as inputevents record it: the dose that runs after a decision lies in the level's band", async () => {
    const database = await simulated.cohort.database();
    const doses = (
      await database.query(`SELECT d.stay_id, date_diff('minute', i.intime, d.starttime) / 60 AS hour,
        norepinephrine_equivalent_dose AS dose FROM mimiciv_derived.norepinephrine_equivalent_dose d
        JOIN mimiciv_icu.icustays i USING (stay_id)`)
    ).objects() as { stay_id: number; hour: number; dose: number }[];
    database.close();
    const at = new Map(doses.map(({ stay_id, hour, dose }) => [`${stay_id} ${hour}`, dose]));
    const bands = [0, 0.07, 0.15, 0.3, 1];
    const hours = log.names.indexOf("hour");
    for (let i = 0; i < log.count; i++) {
      for (let j = log.offsets[i]!; j < log.offsets[i + 1]!; j++) {
        const level = log.actions[j]! % 5;
        const dose = at.get(`${log.units.ids[i]} ${log.columns[hours]![j + i]}`);
        if (level === 0) expect(dose).toBeUndefined();
        else if (dose !== undefined) {
          expect(dose).toBeGreaterThan(bands[level - 1]!);
          expect(dose).toBeLessThanOrEqual(bands[level]!);
        }
      }
    }
  });

  it("keeps terminated, truncated and censored apart, with the observation after the last action where there is one", async () => {
    const cut = sepsisEpisodes(simulated.cohort, { step: "4h", truncateAt: 24 });
    const share = (how: string): number => cut.endings.filter((each) => each === how).length / cut.count;
    expect(share("truncated")).toBeGreaterThan(0.3);
    expect(share("terminated")).toBeGreaterThan(0.05);
    expect(cut.horizon).toBe(3);
    cut.endings.forEach((ending, i) => {
      if (ending === "truncated") expect(cut.lastObserved[i]).toBe(1);
    });
    const { cohort } = await simulateIcu({ patients: 800, seed: 4, lossToFollowUp: 2 });
    const lost = sepsisEpisodes(cohort, { step: "4h" });
    const outcome = new Map(
      (cohort.analysis().objects() as Record<string, number>[]).map((row) => [row.stay_id, row.death_28d!]),
    );
    lost.endings.forEach((ending, i) => {
      expect(ending === "censored").toBe(Number.isNaN(outcome.get(lost.units.ids[i] as number)!));
    });
    expect(lost.endings.filter((each) => each === "censored").length).toBeGreaterThan(20);
  });

  it("splits patients whole, and a smaller cohort's episodes are the beginning of a larger one's", async () => {
    const { learn, select, test } = log.split({ learn: 0.6, select: 0.2, test: 0.2 });
    const patients = (part: Episodes): Set<unknown> =>
      new Set(Array.from(part.patients, (code) => part.patientIds[code]));
    const [a, b, c] = [learn, select, test].map(patients) as [Set<unknown>, Set<unknown>, Set<unknown>];
    expect([...a].some((id) => b.has(id) || c.has(id))).toBe(false);
    expect(learn.count + select.count + test.count).toBe(log.count);
    const small = sepsisEpisodes((await simulateIcu({ patients: 100, seed: 4 })).cohort, { step: "4h" });
    expect(Array.from(log.actions.slice(0, small.steps))).toEqual(Array.from(small.actions));
    expect(Array.from(log.columns[7]!.slice(0, small.steps))).toEqual(
      Array.from(small.columns[7]!.slice(0, small.steps)),
    );
  });

  it("has no probabilities where clinicians act on what no column holds", async () => {
    const { cohort } = await simulateIcu({ patients: 200, seed: 4, hiddenConfounding: 1 });
    expect(sepsisEpisodes(cohort, { step: "4h" }).behavior).toBeUndefined();
    expect(() => clinicianPolicy(cohort)).toThrow(/no function of the log/);
  });

  it("gives a policy over its own columns back to intervene, which lives it exactly", async () => {
    const policy = {
      name: "two of each below 60",
      actionCount: 25,
      probabilities: ({
        rows,
        columns,
        names,
      }: {
        rows: number;
        columns: readonly Float64Array[];
        names: readonly string[];
      }) => {
        const out = new Float64Array(25 * rows);
        const low = columns[names.indexOf("map_low")]!;
        for (let i = 0; i < rows; i++) out[25 * i + (low[i]! < 60 ? 12 : 0)] = 1;
        return out;
      },
    };
    const ruled: IcuCohort = (
      await intervene(simulated.cohort, {
        later: ({ map_low }) => (map_low < 60 ? { vasopressor: 2, fluid: 2 } : { vasopressor: 0, fluid: 0 }),
      })
    ).cohort;
    const lived = (await intervene(simulated.cohort, { later: policy })).cohort;
    for (const name of ["death_28d", "icu_los_days"])
      expect(lived.analysis().array(name)).toEqual(ruled.analysis().array(name));
    const logged = sepsisEpisodes(lived, { step: "4h" });
    const low = logged.columns[logged.names.indexOf("map_low")]!;
    for (let i = 0; i < logged.count; i++)
      for (let j = logged.offsets[i]!; j < logged.offsets[i + 1]!; j++)
        expect(logged.actions[j]).toBe(low[j + i]! < 60 ? 12 : 0);
  });

  it("refuses other steps, hours between decisions, and what is no cohort", () => {
    const { cohort } = simulated;
    expect(() => sepsisEpisodes(cohort, { step: "1h" as "4h" })).toThrow(/step must be one of/);
    expect(() => sepsisEpisodes(cohort, { step: "4h", horizon: 30 })).toThrow(
      /horizon must be a decision's hour, 12 plus a multiple of 4; it was 30/,
    );
    expect(() => sepsisEpisodes({} as IcuCohort, { step: "4h" })).toThrow(/takes a cohort of simulateIcu/);
  });
});
