import { table } from "arquero";
import { episodes } from "txlab/cohort";
import { extraTrees } from "txlab/models";
import { evaluatePolicies, fittedQEvaluation, uniformPolicy } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { logged } from "#src/cohort/episodes.js";

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
    const found = await evaluatePolicies({ other }, log, {
      behavior: uniformPolicy(2),
      replicates: 50,
      horizon: 3,
    });
    // A third of the decisions end an episode: 1 − (2/3)³ within three of them, where all three-decision episodes end.
    expect(found.get("cloned", "fqe").value).toBeCloseTo(19 / 27, 10);
    expect(found.clinician.value).toBe(1);
    expect(String(found)).toMatch(
      /fqe values the carers' own decisions at 0.704, and their patients had 1.000: fqe is off/,
    );
  });

  it("follow episodes to their end, and are right, where all came to one and no horizon is asked for", async () => {
    const found = await evaluatePolicies({ other }, log, { behavior: uniformPolicy(2), replicates: 50 });
    // Ten times as many decisions as the longest episode has: 1 − (2/3)³⁰.
    expect(found.get("cloned", "fqe").value).toBeCloseTo(1 - (2 / 3) ** 30, 12);
    expect(String(found)).not.toMatch(/is off/);
    expect(String(found.get("cloned", "fqe"))).toMatch(/follow episodes to their own end/);
  });

  it("by trees, which keep their splits, follow episodes to their end too", async () => {
    const columns = episodes(
      table({
        id: patients,
        t: patients.map((_, i) => i % 3),
        x: patients.map((_, i) => (i * 7) % 11),
        y: patients.map((_, i) => i % 5),
        a: rows.array("a"),
        r: rows.array("r"),
        end: rows.array("end"),
      }),
      { id: "id", time: "t", state: ["x", "y"], action: "a", reward: "r", terminated: "end" },
    );
    // Leaves of 300 rows know nothing but the action; a third of each action's decisions end an episode, with 1.
    const learner = extraTrees({ trees: 2, minLeaf: 300 });
    const q = (horizon?: number) =>
      fittedQEvaluation(columns, uniformPolicy(2), { discount: 1, learner, ...(horizon && { horizon }) });
    const cut = (await q(3)).values(columns.decisions);
    expect(cut[0]! + cut[1]!).toBeCloseTo(2 * (19 / 27), 1);
    const whole = (await q()).values(columns.decisions);
    expect(whole[0]!).toBeGreaterThan(0.999);
    expect(whole[1]!).toBeGreaterThan(0.999);
  });

  it("are cut at the longest episode where one was truncated or censored", async () => {
    const open = logged({ ...log, endings: log.endings.map((how, i) => (i === 0 ? "censored" : how)) });
    const q = await fittedQEvaluation(open, uniformPolicy(2), { discount: 1 });
    expect(q.values(open.decisions)[0]).toBeLessThan(0.75);
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
