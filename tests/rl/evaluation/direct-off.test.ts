import { table } from "arquero";
import { episodes } from "txlab/cohort";
import { evaluatePolicies, uniformPolicy } from "txlab/rl";
import { describe, expect, it } from "vitest";

describe("values of the carers' own decisions", () => {
  const patients = Array.from({ length: 300 }, (_, i) => Math.floor(i / 3));
  const rows = table({
    id: patients,
    t: patients.map((_, i) => i % 3),
    s: patients.map(() => 0),
    a: patients.map((patient, i) => (patient + (i % 3)) % 2),
    r: patients.map((_, i) => (i % 3 === 2 ? 1 : 0)),
    end: patients.map((_, i) => (i % 3 === 2 ? 1 : 0)),
  });
  const log = episodes(rows, {
    ...{ id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
  });
  const other = { ...uniformPolicy(2), name: "other" };

  it("tell that fitted values are off where states do not hold the time at which all episodes end", async () => {
    const found = await evaluatePolicies({ other }, log, { behavior: uniformPolicy(2), replicates: 50 });
    // A third of the decisions end an episode: 1 − (2/3)³ within three of them, where all three-decision episodes end.
    expect(found.get("cloned", "fqe").value).toBeCloseTo(19 / 27, 10);
    expect(found.clinician.value).toBe(1);
    expect(String(found)).toMatch(
      /fqe values the carers' own decisions at 0.704, and their patients had 1.000: fqe is off/,
    );
  });

  it("are right, and nothing is told, where the horizon lets the model's episodes end", async () => {
    const found = await evaluatePolicies({ other }, log, {
      behavior: uniformPolicy(2),
      replicates: 50,
      horizon: 120,
    });
    expect(found.get("cloned", "fqe").value).toBeCloseTo(1, 10);
    expect(String(found)).not.toMatch(/is off/);
  });
});
