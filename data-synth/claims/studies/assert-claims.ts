import { ArgumentError } from "../../../src/errors.js";

/** Refuses what is no cohort of claims. */
export function assertClaims(cohort: unknown, name: string): void {
  const { knobs, members } = (cohort ?? {}) as { knobs?: { accessGap?: number }; members?: number };
  if (knobs?.accessGap === undefined || members === undefined) {
    throw new ArgumentError(`${name} takes a cohort of simulateClaims.`);
  }
}
