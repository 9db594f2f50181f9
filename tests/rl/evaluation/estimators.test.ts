import {
  exactActionValues,
  ope,
  opeSet,
  policyValue,
  returnDistribution,
  rollout,
  sepsisModel,
  sepsisView,
  soften,
  uniformPolicy,
  valueIteration,
} from "txlab/rl";
import { describe, expect, it } from "vitest";
import { drawnPatients } from "#src/rl/evaluation/bootstrap/patient-bootstrap.js";
import { layGround } from "#src/rl/evaluation/ground.js";
import { blendWithin } from "#src/rl/evaluation/magic.js";
import { checkOpe } from "#src/rl/evaluation/ope-options.js";
import { columnTotals, ratioValue } from "#src/rl/evaluation/ratio-estimators.js";
import { bandit, discount, fixtureLog, sequential } from "./fixture-log.js";

describe("estimates of logs that NumPy has evaluated", () => {
  it("of one decision: SNIPS and Switch-DR", async () => {
    const { log, policy, actionValues } = fixtureLog(bandit);
    const options = { actionValues, switchAt: bandit.switchAt, estimators: ["snips", "switch-dr"] } as const;
    const found = await opeSet(log, policy, options);
    expect(found.get("snips").value).toBeCloseTo(bandit.values.snips, 12);
    expect(found.get("switch-dr").value).toBeCloseTo(bandit.values["switch-dr"], 12);
  });

  it.each(sequential.map((each, k) => ({ ...each, k })))("of several decisions, log $k", async (each) => {
    const { log, policy, actionValues } = fixtureLog(each);
    const estimators = ["switch-dr", "mis", "wdr", "wis"] as const;
    const { switchAt, values } = each;
    const found = await opeSet(log, policy, { estimators, discount, actionValues, switchAt });
    for (const name of estimators) expect(Math.abs(found.get(name).value - values[name])).toBeLessThan(1e-12);
  });

  it.each(sequential.map((each, k) => ({ ...each, k })))(
    "by MAGIC with a given interval, log $k",
    async (each) => {
      const { log, policy, actionValues } = fixtureLog(each);
      const settings = checkOpe(log, policy, ["magic"], { discount, actionValues });
      const sums = (await layGround(log, policy, ["magic"], settings)).sums("magic");
      const { low, high, shares, magic } = each.values;
      const blend = blendWithin(sums, drawnPatients(log), discount, [low, high]);
      shares.forEach((share, j) => {
        expect(Math.abs(blend.shares[j]! - share)).toBeLessThan(1e-9);
      });
      expect(Math.abs(ratioValue(blend.terms, columnTotals(sums)) - magic)).toBeLessThan(1e-10);
    },
  );

  it.each(sequential.map((each, k) => ({ ...each, k })))(
    "of the return's distribution, log $k",
    async (each) => {
      const { log, policy } = fixtureLog(each);
      const found = await returnDistribution(log, policy, { discount, tails: [0.1, 0.25] });
      const { wis, deviation, quantiles, tails } = each.values;
      expect(found.labels).toEqual([
        ...["mean", "standard deviation", "5% quantile", "25% quantile", "median", "75% quantile"],
        ...["95% quantile", "worst 10%", "worst 25%"],
      ]);
      const expected = [wis, deviation, ...quantiles, ...tails];
      found.estimates.forEach(({ value }, k) => {
        expect(Math.abs(value - expected[k]!)).toBeLessThan(1e-10);
      });
    },
  );
});

describe("estimates of the simulator", async () => {
  const model = sepsisModel({ version: "icml2019" });
  const best = valueIteration(model, { discount: 0.99 }).policy;
  const target = soften(best, 0.05);
  const horizon = 20;
  const log = await rollout(model, soften(best, 0.15), { episodes: 4000, horizon, seed: 11 });
  const exact = policyValue(model, target, { discount: 0.99, horizon }).value;
  const byTime = exactActionValues(model, target, { discount: 0.99, horizon });
  const valuesTimes = (factor: number) => ({
    name: `${factor} × exact Q`,
    actionCount: 8,
    values: ({ rows, states, times }: { rows: number; states?: Int32Array; times: Int32Array }) => {
      const out = new Float64Array(rows * 8);
      for (let row = 0; row < rows; row++) {
        const s = states![row]!;
        if (times[row]! < horizon && s >= 0)
          out.set(byTime[times[row]!]!.subarray(s * 8, s * 8 + 8), row * 8);
      }
      return out.map((each) => factor * each);
    },
  });
  const shared = { discount: 0.99, horizon, switchAt: 20, replicates: 200 };

  it("are within four standard errors of the exact value, with right and with wrong values of actions", async () => {
    for (const factor of [1, 0.5]) {
      const estimators = ["mis", "magic", "wdr", "wis"] as const;
      const found = await opeSet(log, target, { ...shared, actionValues: valuesTimes(factor), estimators });
      for (const { value, standardError } of found.estimates) {
        expect(Math.abs(value - exact)).toBeLessThan(4 * standardError);
      }
    }
    const right = await ope(log, target, { ...shared, actionValues: valuesTimes(1), estimator: "switch-dr" });
    expect(Math.abs(right.value - exact)).toBeLessThan(4 * right.standardError);
  });

  it("mix as MAGIC should: values alone where they are exact, weights where they are wrong", async () => {
    const blend = async (factor: number): Promise<number> => {
      const found = await ope(log, target, {
        ...shared,
        actionValues: valuesTimes(factor),
        estimator: "magic",
      });
      return (found.diagnostics.blend as Float64Array)[0]!;
    };
    expect(await blend(1)).toBeGreaterThan(0.9);
    expect(await blend(0.5)).toBeLessThan(0.1);
  });

  it("have standard errors that agree with their bootstraps", async () => {
    const estimators = ["mis", "magic", "switch-dr", "pdwis"] as const;
    const found = await opeSet(log, target, {
      ...shared,
      replicates: 400,
      actionValues: valuesTimes(1),
      estimators,
    });
    for (const each of found.estimates) {
      const { low, high } = each.interval();
      expect(Math.abs((high - low) / 3.92 / each.standardError - 1)).toBeLessThan(0.2);
    }
  });

  it("give the return's distribution as the policy's own rollouts have it", async () => {
    const asked = { discount: 0.99, horizon, quantiles: [0.5], replicates: 100 };
    const found = await returnDistribution(log, target, asked);
    const own = await rollout(model, target, { episodes: 20_000, horizon, seed: 12 });
    const truth = await returnDistribution(own, target, { ...asked, behavior: target });
    for (const label of ["mean", "standard deviation", "worst 10%"]) {
      const [each, other] = [found.get(label), truth.get(label)];
      const error = Math.hypot(each.standardError, other.standardError);
      expect(Math.abs(each.value - other.value)).toBeLessThan(4 * error + 1e-9);
    }
    const { low, high } = found.get("median").interval();
    expect(low).toBeLessThanOrEqual(truth.get("median").value);
    expect(high).toBeGreaterThanOrEqual(truth.get("median").value);
  });

  it("need states for marginalized weights, and one decision for SNIPS", async () => {
    const seen = await rollout(model, target, { episodes: 60, horizon, view: sepsisView() });
    const columns = { ...seen, states: undefined } as typeof seen;
    await expect(ope(columns, uniformPolicy(8), { estimator: "mis" })).rejects.toThrow(
      /needs discrete states/,
    );
    await expect(ope(seen, target, { estimator: "snips" })).rejects.toThrow(/is of one decision/);
    await expect(ope(seen, target, { estimator: "switch-dr" })).rejects.toThrow(/needs switchAt/);
  });
});
