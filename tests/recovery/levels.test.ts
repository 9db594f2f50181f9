import { table } from "arquero";
import { aipw, ipw, type LevelsEffect, standardize } from "txlab/causal";
import { causalStudy, type LevelsStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type Recovery, recover } from "./recover.js";

/**
 * x, z ~ N(0, 1); log-odds of b and c against a are 0.5 x and −0.4 x + 0.4 z; y = (0, 1, 2 + x)[arm] + 2 x + z + N(0, 1),
 * so that c − a is 2 for everybody and its naive difference is not.
 */
function arms(n: number, seed: number): LevelsStudy {
  const stream = randomStream(seed);
  const made = Array.from({ length: n }, () => {
    const [x, z] = [stream.normal(), stream.normal()];
    const odds = [1, Math.exp(0.5 * x), Math.exp(-0.4 * x + 0.4 * z)] as const;
    const at = stream.uniform() * (odds[0] + odds[1] + odds[2]);
    const k = at < odds[0] ? 0 : at < odds[0] + odds[1] ? 1 : 2;
    return { x, z, arm: "abc"[k]!, y: [0, 1, 2 + x][k]! + 2 * x + z + stream.normal() };
  });
  const column = <K extends "x" | "z" | "arm" | "y">(name: K): (typeof made)[0][K][] =>
    made.map((row) => row[name]);
  return causalStudy(table({ x: column("x"), z: column("z"), arm: column("arm"), y: column("y") }), {
    treatment: { column: "arm", reference: "a" },
    outcome: "y",
    confounders: ["x", "z"],
  });
}

const perArm = { outcomeModel: { perArm: true } };
const wrong = { terms: ["z"] };
const cases: [string, (study: LevelsStudy) => Promise<LevelsEffect>][] = [
  ["IPW", (study) => ipw(study)],
  ["standardization", (study) => standardize(study, perArm)],
  ["AIPW", (study) => aipw(study, perArm)],
  ["AIPW, cross-fitted", (study) => aipw(study, { ...perArm, folds: 3 })],
  ["AIPW with a wrong outcome model", (study) => aipw(study, { outcomeModel: { ...wrong, perArm: true } })],
  ["AIPW with a wrong propensity model", (study) => aipw(study, { ...perArm, propensity: wrong })],
];

describe("over 100 seeds the contrast of the third of three levels is covered by", () => {
  it.each(cases)("%s", async (_, run) => {
    const found = await recover(100, 2, async (seed) => (await run(arms(500, seed))).contrast("c"));
    expect(found).toSatisfy(recovered);
  });

  it("not by AIPW with both models wrong, so that the tests above can fail", async () => {
    const found = await recover(60, 2, async (seed) =>
      (await aipw(arms(500, seed), { outcomeModel: { ...wrong, perArm: true }, propensity: wrong })).contrast(
        "c",
      ),
    );
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });
});

function recovered(found: Recovery): boolean {
  return found.withinBand && Math.abs(found.bias) < 3.5 * found.biasError;
}
