import type { RatioName } from "./ratio-estimators.js";

export type EstimatorName = RatioName | "magic" | "mis" | "fqe";

/** What must be known of an estimator to use it well, apart from how it is computed. */
export interface EstimatorKind {
  readonly title: string;
  /** Whether it divides by a sum of weights, or by counts. */
  readonly selfNormalized: boolean;
  /** Whether it uses importance weights at all. */
  readonly weighted: boolean;
  /** Whether it needs the values of a direct method. */
  readonly direct: boolean;
}

const plain = { selfNormalized: false, weighted: true, direct: false };
const normalized = { ...plain, selfNormalized: true };
const robust = { ...plain, direct: true };
const direct = { selfNormalized: false, weighted: false, direct: true };

export const estimatorKinds: Readonly<Record<EstimatorName, EstimatorKind>> = {
  is: { title: "importance sampling", ...plain },
  wis: { title: "weighted importance sampling", ...normalized },
  snips: { title: "self-normalized inverse propensity score", ...normalized },
  pdis: { title: "per-decision importance sampling", ...plain },
  pdwis: { title: "weighted per-decision importance sampling", ...normalized },
  mis: { title: "marginalized importance sampling", ...normalized },
  dm: { title: "direct method", ...direct },
  fqe: { title: "fitted Q evaluation", ...direct },
  dr: { title: "doubly robust", ...robust },
  wdr: { title: "weighted doubly robust", ...robust, selfNormalized: true },
  magic: { title: "MAGIC", ...robust, selfNormalized: true },
  "switch-dr": { title: "switched doubly robust", ...robust },
};

export const estimatorNames: readonly EstimatorName[] = Object.keys(estimatorKinds) as EstimatorName[];

/** Whether an estimator rests on values alone, and not on weights. */
export function isDirect(name: string): boolean {
  return name === "dm" || name === "fqe";
}
