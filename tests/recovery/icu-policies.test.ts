import type { Policy, Situations } from "txlab/cohort";
import { clinicianPolicy, sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { ope } from "txlab/rl";
import { expect, it } from "vitest";

/** Clinicians nine times in ten, two of each where the pressure fell below 60 and nothing elsewhere the tenth time. */
function nudged(clinicians: Policy): Policy {
  return {
    name: "nudged",
    actionCount: 25,
    probabilities: (situations: Situations) => {
      const low = situations.columns[situations.names.indexOf("map_low")]!;
      const out = clinicians.probabilities(situations).map((p) => 0.9 * p);
      for (let i = 0; i < situations.rows; i++) out[25 * i + (low[i]! < 60 ? 12 : 0)]! += 0.1;
      return out;
    },
  };
}

it("values of care estimated from the synthetic log lie where living the policies puts them", async () => {
  const { cohort, truth } = await simulateIcu({ patients: 5000, seed: 31 });
  const log = sepsisEpisodes(cohort, { step: "4h" });
  const clinicians = clinicianPolicy(cohort);
  const target = nudged(clinicians);
  const known = await truth.policyValues({
    policies: { clinicians: {}, same: { later: clinicians }, nudged: { later: target, until: 72 } },
    among: "sepsis",
    patients: 2500,
  });
  const [observed, same, other] = known as [(typeof known)[0], (typeof known)[0], (typeof known)[0]];
  expect(Math.abs(same.difference.value)).toBeLessThan(4 * same.difference.standardError + 1e-9);
  for (const [policy, expected] of [
    [clinicians, observed],
    [target, other],
  ] as const) {
    for (const estimator of ["wis", "pdis"] as const) {
      const found = await ope(log, policy, { estimator, replicates: 100 });
      const error = Math.hypot(found.standardError, 2 * expected.standardError);
      expect(Math.abs(found.value - expected.value), `${policy.name} by ${estimator}`).toBeLessThan(
        4 * error,
      );
      expect(found.support.effectiveSize).toBeGreaterThan(300);
    }
  }
});
