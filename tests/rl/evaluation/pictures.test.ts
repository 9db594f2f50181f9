import {
  actionHeatMap,
  behaviorPolicy,
  calibrationChart,
  ope,
  rollout,
  sepsisModel,
  sepsisView,
  soften,
  valueIteration,
  weightChart,
} from "txlab/rl";
import { expect, it } from "vitest";

const model = sepsisModel();
const best = valueIteration(model, { discount: 0.99 }).policy;
const log = await rollout(model, soften(best, 0.15), { episodes: 200, view: sepsisView() });

it("the weights' curve ends at all of the weight, and says the effective sample", async () => {
  const value = await ope(log, soften(best, 0.05));
  const picture = weightChart({ softer: value });
  const { values } = picture.spec.data as { values: { episodes: number; weight: number }[] };
  expect(values[0]).toMatchObject({ episodes: 0, weight: 0 });
  expect(values.at(-1)).toMatchObject({ episodes: 1, weight: 1 });
  expect(picture.description).toContain(`counts as ${value.support.effectiveSize.toFixed(0)} of 200`);
  expect(await picture.svg()).toContain("<svg");
});

it("the heat map gives each row's shares, of the clinicians first", async () => {
  const picture = actionHeatMap(log, { best }, { by: "systolicBp" });
  const { values } = picture.spec.data as {
    values: { policy: string; level: number; action: string; share: number }[];
  };
  const low = values.filter(({ policy, level }) => policy === "clinician" && level === 0);
  expect(low.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 3);
  const bp = log.decisions.columns[log.names.indexOf("systolicBp")]!;
  const rows = [...bp.keys()].filter((j) => bp[j] === 0);
  const three = rows.filter((j) => log.actions[j] === 3).length / rows.length;
  expect(low[3]!.share).toBeCloseTo(three, 3);
  expect(await picture.svg()).toContain("<svg");
  expect(() => actionHeatMap(log, {}, { by: "pressure" })).toThrow(/have diabetic, heartRate/);
});

it("the calibration chart tells the expected error", async () => {
  const picture = calibrationChart(await behaviorPolicy(log));
  expect(picture.description).toContain("expected error");
  expect(await picture.svg()).toContain("<svg");
});
