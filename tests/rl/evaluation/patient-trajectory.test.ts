import { table } from "arquero";
import { episodes } from "txlab/cohort";
import { displayBundle } from "txlab/plot";
import {
  constantPolicy,
  patientTrajectory,
  planFromLog,
  rollout,
  sepsisModel,
  sepsisView,
  soften,
  valueIteration,
} from "txlab/rl";
import { expect, it } from "vitest";

const model = sepsisModel();
const best = valueIteration(model, { discount: 0.99 }).policy;
const log = await rollout(model, soften(best, 0.15), { episodes: 300, seed: 3, view: sepsisView() });
const parts = log.split({ learn: 0.5, test: 0.5 });
const plan = await planFromLog(parts.learn);
const patient = parts.test.patientIds[parts.test.patients[0]!]!;
const policies = { plan, never: constantPolicy("never", [1, 0, 0, 0, 0, 0, 0, 0]) };
const looked = patientTrajectory(parts.test, patient, policies, { columns: ["heartRate", "oxygen"] });

it("a patient's trajectory has what was seen, given and brought at each time, as the log has it", () => {
  const { test } = parts;
  const length = test.offsets[1]!;
  expect(looked.steps).toHaveLength(length + 1);
  looked.steps.forEach((step, t) => {
    expect(step.time).toBe(test.times[t]);
    expect(step.values[1]).toBe(test.columns[test.names.indexOf("oxygen")]![t]);
    expect(step.given).toBe(t < length ? test.actions[t] : undefined);
    expect(step.reward).toBe(t < length ? test.rewards[t] : undefined);
  });
  expect(looked.ending).toBe(test.endings[0]);
});

it("advice is each policy's most likely action, marked where carers took it fewer than 10 times in the state", () => {
  const { test } = parts;
  const states = test.decisions.states!;
  const rows = plan.probabilities(test.decisions);
  looked.steps.slice(0, -1).forEach(({ advice }, t) => {
    const row = [...rows.subarray(8 * t, 8 * t + 8)];
    expect(advice[0]!.action).toBe(row.indexOf(Math.max(...row)));
    const seen = [...states.keys()].filter((j) => states[j] === states[t] && test.actions[j] === 0).length;
    expect(advice[1]).toEqual({ policy: "never", action: 0, probability: 1, supported: seen >= 10 });
  });
  expect(looked.warnings.map(({ code }) => code)).toContain("unsupported-advice");
  expect(String(looked)).toMatch(/pieces of never's advice \(marked !\) were hardly ever followed/);
});

it("it says that a policy learned from this very patient, and not otherwise", () => {
  expect(looked.warnings.map(({ code }) => code)).not.toContain("same-patient");
  const taught = parts.learn.patientIds[parts.learn.patients[0]!]!;
  expect(patientTrajectory(parts.learn, taught, policies).warnings.map(({ code }) => code)).toContain(
    "same-patient",
  );
});

it("it shows itself as a table and as a picture of variables over advice", async () => {
  expect(String(looked)).toMatch(/^Patient \d+: \w+, rewards/);
  const bundle = (await displayBundle(looked))!;
  expect(bundle["text/html"]).toContain("heartRate");
  expect(bundle["image/svg+xml"]).toContain("<svg");
  const { vconcat } = looked.plot().spec as { vconcat: { data: { values: object[] } }[] };
  expect(vconcat).toHaveLength(3);
  expect(vconcat[2]!.data.values).toHaveLength(3 * (looked.steps.length - 1));
});

it("columns of numbers need the carers' probabilities to know what is rare", () => {
  const ids = Array.from({ length: 40 }, (_, i) => i);
  const numbers = episodes(
    table({
      ...{ id: ids, t: ids.map(() => 0), x: ids.map((i) => i / 7), a: ids.map((i) => i % 2) },
      ...{ r: ids.map(() => 0), end: ids.map(() => 1) },
    }),
    { id: "id", time: "t", state: ["x"], action: "a", reward: "r", terminated: "end" },
  );
  const always = { always: constantPolicy("always", [0, 1]) };
  const [unknown, known] = [
    patientTrajectory(numbers, 5, always),
    patientTrajectory(numbers, 5, always, { behavior: constantPolicy("carers", [0.995, 0.005]) }),
  ];
  expect(unknown.warnings.map(({ code }) => code)).toEqual(["unknown-support"]);
  expect(known.warnings.map(({ code }) => code)).toEqual(["unsupported-advice"]);
});

it("refuses patients, episodes, columns and names that there are not", () => {
  const run = (options: object, who: number | string = patient) =>
    patientTrajectory(parts.test, who, policies, options);
  expect(() => run({}, "nobody")).toThrow(/no patient nobody among the 150/);
  expect(() => run({ episode: "first" })).toThrow(/has no episode first/);
  expect(() => run({ columns: ["pressure"] })).toThrow(/"pressure"; the episodes have diabetic/);
  expect(() => run({ actionNames: ["none"] })).toThrow(/must have 8 names; it had 1/);
  expect(() => run({ colums: [] })).toThrow(/Did you mean "columns"/);
});
