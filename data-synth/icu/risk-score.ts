import type { Recorded } from "./stay.js";

/**
 * The hospitals' admission score, a chance of death within 28 days: logistic in
 * −2.4 + 0.03 (age − 65) + 0.1 (charlson − 2) + 0.28 (sofa − 2) + 0.03 (resp_rate_mean − 18) − 0.03 (spo2_min − 96) − 0.04 (map_min − 72).
 * It is about calibrated where the defaults hold. It takes the oximeter's word, and SOFA as it was measured, so that errors
 * of either for one group are errors of the score; nobody decides by it.
 */
export function riskScore(
  stay: Pick<Recorded, "age" | "charlson" | "sofa" | "resp_rate_mean" | "spo2_min" | "map_min">,
): number {
  const logit =
    -2.4 +
    0.03 * (stay.age - 65) +
    0.1 * (stay.charlson - 2) +
    0.28 * (stay.sofa - 2) +
    0.03 * (stay.resp_rate_mean - 18) -
    0.03 * (stay.spo2_min - 96) -
    0.04 * (stay.map_min - 72);
  return 1 / (1 + Math.exp(-logit));
}
