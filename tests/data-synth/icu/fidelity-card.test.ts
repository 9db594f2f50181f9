import { fidelityCard, simulateIcu } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

describe("the fidelity card", () => {
  it("meets every published target about MIMIC with 50,000 stays of a seed that nothing was tuned on", async () => {
    const { cohort } = await simulateIcu({ patients: 37_000, seed: 314 });
    expect(cohort.stays).toBeGreaterThan(50_000);
    const card = await fidelityCard(cohort);
    expect(card.lines.filter(({ verdict }) => verdict === "missed").map(({ quantity }) => quantity)).toEqual(
      [],
    );
    expect(card.met).toBe(card.targets);
    expect(card.targets).toBeGreaterThan(50);
    const within = (quantity: string, low: number, high: number): void => {
      const line = card.lines.find((each) => each.quantity === quantity)!;
      expect(line.value, quantity).toBeGreaterThanOrEqual(low);
      expect(line.value, quantity).toBeLessThanOrEqual(high);
    };
    within("correlation of log creatinine and log urea", 0.6, 0.75);
    within("correlation of lactate and bicarbonate", -0.5, -0.3);
    within("correlation of systolic and mean pressure", 0.75, 0.9);
    within("correlation of heart rate and mean pressure", -0.1, 0.1);
    within("death in hospital from the record of six hours, area under the curve", 0.78, 0.86);
    within("the same from age, sex and chronic disease", 0.6, 0.74);
  });

  it("judges rows about MIMIC and only shows those of other cohorts, each with its source", async () => {
    const { cohort } = await simulateIcu({ patients: 150, seed: 2 });
    const card = await fidelityCard(cohort, { playedPatients: 50 });
    for (const line of card.lines) {
      expect(line.source).not.toBe("");
      expect(line.verdict === "context").toBe(line.tolerance === undefined);
    }
    expect(card.playedPatients).toBe(50);
    expect(JSON.parse(JSON.stringify(card)).lines.length).toBe(card.lines.length);
    expect(String(card)).toMatch(/No row of MIMIC, or of any other patient database, was read/);
    expect(await card.plot().svg()).toContain("<svg");
  });

  it("refuses what is no cohort", async () => {
    await expect(fidelityCard({} as never)).rejects.toThrow(
      /takes a cohort of simulateIcu or of simulateClaims/,
    );
    const { cohort } = await simulateIcu({ patients: 5 });
    await expect(fidelityCard(cohort, { playedPatients: 0 })).rejects.toThrow(
      /playedPatients must be an integer/,
    );
  });
});
