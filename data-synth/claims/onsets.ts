import type { Noise } from "../noise.js";
import { firstYear, months } from "./calendar.js";
import { type Condition, condition, conditions } from "./conditions.js";
import { draw } from "./draws.js";
import { type Glycemia, never } from "./glycemia.js";
import type { Member } from "./member.js";

/** A of h(age) = A e^(growth · age) that makes 1 − exp(−H(60)) the share. */
const scales: readonly number[] = conditions.map(
  ({ at60, growth }) => (-Math.log1p(-at60) * growth) / Math.expm1(60 * growth),
);

/**
 * Writes the month in which each chronic condition begins (negative: before the first month; 9,999: never). A member's
 * hazard is used up at the age where its integral reaches a unit exponential, which has a closed form between boosts: nothing is drawn
 * month by month, and a larger risk always comes earlier.
 */
export function drawOnsets(noise: Noise, member: Member, glycemia: Glycemia, onsets: Int32Array): void {
  const now = firstYear - member.birth;
  onsets.fill(never);
  onsets[condition.diabetes] = glycemia.onset;
  if (member.bodyMass >= 30) onsets[condition.obesity] = -1;
  for (let k = 0; k < conditions.length; k++) {
    const each = conditions[k]!;
    if (each.at60 === 0 || (k === condition.ovaries && !member.woman)) continue;
    noise.uniforms(draw.onset, k);
    const age = onsetAge(
      -Math.log(noise.first),
      scales[k]! * Math.exp(linear(each, member)),
      each,
      onsets,
      now,
    );
    const month = Math.floor(12 * (age - now));
    if (month < months) onsets[k] = month;
  }
}

function linear(each: Condition, member: Member): number {
  return (
    (each.metabolic ?? 0) * member.metabolic +
    (each.frailty ?? 0) * member.frailty +
    (each.body ?? 0) * member.body +
    (each.smoking ?? 0) * (member.smokes ? 0.84 : -0.16) +
    (each.female ?? 0) * (member.woman ? 0.5 : -0.5)
  );
}

/** Age at which the integrated hazard reaches `budget`; other conditions multiply it from their onset on. */
function onsetAge(
  budget: number,
  scale: number,
  { growth, boosts = [] }: Condition,
  onsets: Int32Array,
  now: number,
): number {
  let [rest, from, ratio] = [budget, 0, 1];
  if (boosts.length === 0) return Math.log(1 + (rest * growth) / scale) / growth;
  const changes = boosts
    .map(([other, times]) => [now + onsets[other]! / 12, times] as const)
    .filter(([age]) => age < now + months / 12)
    .sort(([a], [b]) => a - b);
  for (const [at, times] of changes) {
    const age = Math.max(0, at);
    const used = (ratio * scale * (Math.exp(growth * age) - Math.exp(growth * from))) / growth;
    if (used >= rest) break;
    rest -= used;
    from = age;
    ratio *= times;
  }
  return Math.log(Math.exp(growth * from) + (rest * growth) / (ratio * scale)) / growth;
}
