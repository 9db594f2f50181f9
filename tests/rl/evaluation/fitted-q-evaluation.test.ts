import type { Policy } from "txlab/cohort";
import {
  fittedQEvaluation,
  liftPolicy,
  ope,
  policyValue,
  rollout,
  sepsisModel,
  sepsisView,
  uniformPolicy,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

const model = sepsisModel();
const view = sepsisView();

/** Antibiotics where the heart rate is high, nothing elsewhere: it looks at a column, not at the state's number. */
const byColumn: Policy = {
  name: "antibiotics for a fast heart",
  actionCount: 8,
  probabilities({ rows, columns, names }) {
    const rate = columns[names.indexOf("heartRate")]!;
    const out = new Float64Array(8 * rows);
    for (let row = 0; row < rows; row++) out[8 * row + (rate[row] === 2 ? 4 : 0)] = 1;
    return out;
  },
};

describe("fitted Q evaluation of a log with both states and columns", async () => {
  const log = await rollout(model, uniformPolicy(8), { episodes: 20_000, view, seed: 5 });
  const lifted = liftPolicy(byColumn, view);

  it("follows a policy that looks at columns, and agrees with the same policy as a table", async () => {
    const some = log.select(Array.from({ length: 1000 }, (_, i) => i));
    const rows = await fittedQEvaluation(some, byColumn, { discount: 1 });
    const table = await fittedQEvaluation(some, lifted, { discount: 1 });
    const [one, other] = [rows.values(some.decisions), table.values(some.decisions)];
    one.forEach((value, at) => {
      if (Math.abs(value - other[at]!) > 1e-9) expect(value).toBeCloseTo(other[at]!, 9);
    });
  });

  it("finds its exact value", async () => {
    const exact = policyValue(model, lifted, { discount: 1, horizon: 20 }).value;
    const found = await ope(log, byColumn, {
      estimator: "fqe",
      discount: 1,
      horizon: 20,
      interval: "normal",
    });
    expect(Math.abs(found.value - exact)).toBeLessThan(0.03);
  });
});
