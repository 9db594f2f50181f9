import type { Episodes } from "../../cohort/episodes.js";

/** How errors name decision j of a log. */
export function decisionName({ offsets, patients, patientIds }: Episodes, j: number): string {
  let i = 0;
  while (offsets[i + 1]! <= j) i++;
  return `patient ${patientIds[patients[i]!]}, step ${j - offsets[i]!}`;
}
