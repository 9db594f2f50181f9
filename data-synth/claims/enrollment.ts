import type { Noise } from "../noise.js";
import { firstYear, months } from "./calendar.js";
import { draw } from "./draws.js";
import type { Member } from "./member.js";

const leaving = 0.016;
const returning = 0.05;
const oldest = 65;

/** One stretch of coverage: months `from` to `to` (exclusive). */
export interface Spell {
  readonly from: number;
  readonly to: number;
  readonly rx: boolean;
  /** The first day of coverage in the first month, 1 or 16. */
  readonly begins: number;
}

/**
 * Draws when the member is covered. 56% are there in the first month, the others come evenly; the time to leaving and to
 * coming back is geometric, so that `censoring` shortens every spell. Nobody is covered from age 65 on. Coverage depends on nothing
 * else: it censors without bias.
 */
export function drawEnrollment(noise: Noise, member: Member, censoring: number): Spell[] {
  noise.uniforms(draw.entry);
  const end = Math.min(months, Math.max(1, Math.floor(12 * (member.birth + oldest - firstYear))));
  let month = noise.first < 0.56 ? 0 : Math.floor(noise.second * end);
  const leave = Math.log1p(-Math.min(0.9, leaving * censoring));
  const back = Math.log1p(-returning);
  const spells: Spell[] = [];
  for (let k = 0; month < end; k++) {
    noise.uniforms(draw.spell, 2 * k);
    const length = leave === 0 ? months : Math.ceil(Math.log(noise.first) / leave);
    const gap = Math.ceil(Math.log(noise.second) / back);
    noise.uniforms(draw.spell, 2 * k + 1);
    const to = Math.min(end, month + length);
    spells.push({
      from: month,
      to,
      rx: noise.first < 0.92,
      begins: month > 0 && noise.second < 0.2 ? 16 : 1,
    });
    month = to + gap;
  }
  return spells;
}
