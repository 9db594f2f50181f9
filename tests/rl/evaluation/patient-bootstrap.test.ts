import { table } from "arquero";
import { episodes } from "txlab/cohort";
import { constantPolicy, ope } from "txlab/rl";
import { randomStream } from "txlab/stats";
import { expect, it } from "vitest";
import { orderColumns } from "#src/numeric/ordered-columns.js";
import { patientBootstrap } from "#src/rl/evaluation/bootstrap/patient-bootstrap.js";
import type { RatioPlan } from "#src/rl/evaluation/bootstrap/ratio-plan.js";
import { bootstrapReplicates } from "#src/rl/evaluation/bootstrap/replicates-task.js";

const patients = 5000;
const stream = randomStream(3);
const columns = Float64Array.from({ length: 2 * patients }, () => stream.uniform());
const drawn = { patients, patientOf: Int32Array.from({ length: patients }, (_, i) => i) };
const plan: RatioPlan = {
  ...{ kind: "ratios", width: 1, columns: orderColumns(columns, new Int32Array(patients), [0, 1]) },
  terms: [[{ factor: 1, numerator: 0, denominator: 1 }]],
};

it("the bootstrap gives the same bits in workers, in one piece, and in pieces", async () => {
  const task = { ...drawn, plans: [plan], seed: 5, from: 0, to: 1000 };
  const [whole] = bootstrapReplicates(task);
  const [first, second] = [
    bootstrapReplicates({ ...task, to: 331 }),
    bootstrapReplicates({ ...task, from: 331 }),
  ];
  const [pooled] = await patientBootstrap([plan], drawn, { replicates: 1000, seed: 5 });
  expect([...first[0]!, ...second[0]!]).toEqual([...whole!]);
  expect([...pooled!]).toEqual([...whole!]);
});

it("patients are drawn with all their episodes: two copies of each change no interval", async () => {
  const bandit = (copies: number) => {
    const rows = Array.from({ length: 200 * copies }, (_, k) => ({
      k,
      patient: k % 200,
      t: Math.floor(k / 200),
    }));
    return episodes(
      table({
        ...{
          k: rows.map(({ k }) => k),
          patient: rows.map(({ patient }) => patient),
          t: rows.map(({ t }) => t),
        },
        ...{ s: rows.map(() => 0), a: rows.map(({ patient }) => patient % 2) },
        ...{
          r: rows.map(({ patient }) => (patient * 37) % 11),
          end: rows.map(() => 1),
          p: rows.map(() => 0.5),
        },
      }),
      {
        ...{
          id: "k",
          patient: "patient",
          time: "t",
          state: "s",
          action: "a",
          reward: "r",
          terminated: "end",
        },
        behaviorProbability: "p",
      },
    );
  };
  const policy = constantPolicy("tilt", [0.3, 0.7]);
  const [once, twice] = [await ope(bandit(1), policy), await ope(bandit(2), policy)];
  expect(twice.value).toBeCloseTo(once.value, 12);
  expect(twice.interval().low).toBeCloseTo(once.interval().low, 10);
  expect(twice.interval().high).toBeCloseTo(once.interval().high, 10);
  expect(twice.standardError).toBeCloseTo(once.standardError, 10);
});
