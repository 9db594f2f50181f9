import { table } from "arquero";
import { doseResponse, marginalStructuralModel } from "txlab/causal";
import { type ContinuousStudy, causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { type Recovery, recover } from "./recover.js";

/**
 * x, z ~ N(0, 1); dose = 1 + 0.3 x − 0.2 z + N(0, 1); y = dose − 0.3 dose² + x + 0.5 z + 0.4 dose x + N(0, 1), so that
 * E[Y^a] = a − 0.3 a²; regression on the dose alone is confounded.
 */
function doses(n: number, seed: number): ContinuousStudy {
  const stream = randomStream(seed);
  const made = Array.from({ length: n }, () => {
    const [x, z] = [stream.normal(), stream.normal()];
    const dose = 1 + 0.3 * x - 0.2 * z + stream.normal();
    return { x, z, dose, y: dose - 0.3 * dose ** 2 + x + 0.5 * z + 0.4 * dose * x + stream.normal() };
  });
  const column = (name: "x" | "z" | "dose" | "y"): number[] => made.map((row) => row[name]);
  return causalStudy(table({ x: column("x"), z: column("z"), dose: column("dose"), y: column("y") }), {
    treatment: { column: "dose", continuous: true },
    outcome: "y",
    confounders: ["x", "z"],
  });
}

const curve = ["dose", "dose^2"];
const truth = (a: number): number => a - 0.3 * a ** 2;
const outcomeModel = { terms: [...curve, "x", "z", "dose:x"] };

const robust = remember((seed) =>
  doseResponse(doses(500, seed), { doses: [-0.5, 1.5], curve, outcomeModel, seed }),
);
const weighted = remember((seed) => marginalStructuralModel(doses(500, seed), { terms: curve }));

describe("over 100 seeds the curve is covered, at a dose that few and one that many have, by", () => {
  it.each([-0.5, 1.5])("doubly robust scores, at %f", async (dose) => {
    const found = await recover(100, truth(dose), async (seed) => (await robust(seed)).at(dose));
    expect(found).toSatisfy(recovered);
  });

  it.each([-0.5, 1.5])("a marginal structural model, at %f", async (dose) => {
    const found = await recover(100, truth(dose), async (seed) => (await weighted(seed)).mean({ dose }));
    expect(found).toSatisfy(recovered);
  });
});

describe("double robustness of the curve:", () => {
  it.each([
    ["a wrong outcome model", { outcomeModel: { terms: [...curve, "z"] } }],
    ["a wrong model of the dose", { outcomeModel, propensity: { terms: [] } }],
  ])("with %s it is still right on average", async (_, options) => {
    const found = await recover(60, truth(0), async (seed) =>
      (await doseResponse(doses(500, seed), { doses: [0], curve, ...options, seed })).at(0),
    );
    expect(Math.abs(found.bias)).toBeLessThan(3.5 * found.biasError);
  });

  it("with both wrong it is not, so that the tests above can fail", async () => {
    const options = { outcomeModel: { terms: [...curve, "z"] }, propensity: { terms: [] } };
    const found = await recover(60, truth(0), async (seed) =>
      (await doseResponse(doses(500, seed), { doses: [0], curve, ...options, seed })).at(0),
    );
    expect(Math.abs(found.bias)).toBeGreaterThan(5 * found.biasError);
  });
});

function recovered(found: Recovery): boolean {
  return found.withinBand && Math.abs(found.bias) < 3.5 * found.biasError;
}

/** Each seed's result is made once. */
function remember<T>(make: (seed: number) => Promise<T>): (seed: number) => Promise<T> {
  const made = new Map<number, Promise<T>>();
  return (seed) => {
    const found = made.get(seed) ?? make(seed);
    made.set(seed, found);
    return found;
  };
}
