import { fidelityCard, simulateClaims } from "txlab/data-synth";
import { describe, expect, it } from "vitest";

describe("the fidelity card of claims", () => {
  it("meets every published target with 200,000 members of a seed that nothing was tuned on", async () => {
    const { cohort } = await simulateClaims({ members: 200_000, seed: 2015 });
    const card = await fidelityCard(cohort);
    expect(card.lines.filter(({ verdict }) => verdict === "missed").map(({ quantity }) => quantity)).toEqual(
      [],
    );
    expect(card.met).toBe(card.targets);
    expect(card.targets).toBeGreaterThan(25);
    expect(card.measuredMembers).toBe(200_000);
  });

  it("keeps missed rows in sight, says that it was tuned to, and gives every row its source", async () => {
    const { cohort } = await simulateClaims({ members: 3000, seed: 2, drugEffect: 0 });
    const card = await fidelityCard(cohort, { members: 1500 });
    expect(card.lines.some(({ verdict }) => verdict === "missed")).toBe(true);
    expect(String(card)).toMatch(/missed/);
    expect(String(card)).toMatch(/the card is no held-out test/);
    for (const line of card.lines) {
      expect(line.source).not.toBe("");
      expect(line.verdict === "context").toBe(line.tolerance === undefined);
    }
    expect(card.measuredMembers).toBe(1500);
    await expect(fidelityCard(cohort, { playedPatients: 5 } as never)).rejects.toThrow(
      /no option "playedPatients"/,
    );
    await expect(fidelityCard({} as never)).rejects.toThrow(/simulateIcu or of simulateClaims/);
  });
});
