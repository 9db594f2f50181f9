import type { Noise } from "../noise.js";
import { firstYear } from "./calendar.js";
import { draw } from "./draws.js";
import { industries, pick, plans, regions } from "./places.js";

/** Who a member is before the first month. */
export interface Member {
  index: number;
  woman: boolean;
  /** Time of birth in years, such as 1969.4. */
  birth: number;
  region: number;
  state: string;
  /** CBSA number of the metropolitan area; 0 is rural. */
  area: number;
  plan: number;
  industry: number;
  /** 1 employee, 2 spouse, 3 child. */
  relation: number;
  union: number;
  mentalCoverage: boolean;
  mailOrder: boolean;
  /** Whether laboratory values reach the database. */
  laboratory: boolean;
  /** The synthetic group: 0 is A, 1 is B. */
  group: number;
  /** Latent, standard normal but for the group's shift: metabolic risk, frailty, care-seeking. */
  metabolic: number;
  frailty: number;
  seeking: number;
  /** Body mass in standard deviations, and in kg/m². */
  body: number;
  bodyMass: number;
  smokes: boolean;
  /** Share of the doses that are taken. */
  adherence: number;
  doctor: number;
}

export const doctorsPerRegion = 150;
const groupShare: readonly number[] = [0.1, 0.11, 0.19, 0.1];
const ages: readonly { readonly share: number; readonly from: number; readonly to: number }[] = [
  { share: 0.25, from: 0, to: 18 },
  { share: 0.23, from: 18, to: 35 },
  { share: 0.16, from: 35, to: 45 },
  { share: 0.19, from: 45, to: 55 },
  { share: 0.17, from: 55, to: 64.8 },
];

/** Draws a member; `labShare` is the share of members whose laboratory values are kept. */
export function drawMember(noise: Noise, index: number, labShare: number): Member {
  noise.uniforms(draw.demographic);
  const band = ages[pick(noise.first, ages)]!;
  const woman = noise.second < 0.512;
  noise.uniforms(draw.place);
  const region = pick(noise.first, regions);
  const { metros, rural } = regions[region]!;
  const [state, area] = metros[Math.floor(noise.second * metros.length)]!;
  noise.uniforms(draw.plan);
  const plan = pick(noise.first, plans);
  const group = noise.second < groupShare[region]! ? 1 : 0;
  noise.uniforms(draw.work);
  const industry = Math.floor(noise.first * industries.length);
  const adult = noise.second;
  noise.uniforms(draw.coverage);
  const mentalCoverage = noise.first < 0.9;
  const inArea = noise.second >= rural;
  noise.uniforms(draw.laboratory);
  const lab = noise.first < labShareOf(labShare, region, plan);
  const doctor = region * doctorsPerRegion + Math.floor(noise.second * doctorsPerRegion);
  noise.uniforms(draw.habits);
  const birth = firstYear - band.from - noise.first * (band.to - band.from);
  const smokes = firstYear - birth > 17 && noise.second < (woman ? 0.14 : 0.18);
  noise.normals(draw.latent);
  const metabolic = noise.first + 0.3 * group;
  const frailty = noise.second;
  noise.normals(draw.body);
  const body = 0.35 * metabolic + 0.94 * noise.first;
  const seeking = noise.second;
  noise.uniforms(draw.behavior);
  return {
    index,
    woman,
    birth,
    region,
    state,
    area: inArea ? area : 0,
    plan,
    industry,
    relation:
      band.from === 0
        ? 3
        : band.from === 18 && firstYear - birth < 23
          ? adult < 0.6
            ? 3
            : 1
          : adult < 0.68
            ? 1
            : 2,
    union: adult < 0.2 ? 1 : 2,
    mentalCoverage,
    mailOrder: noise.second < 0.25,
    laboratory: lab,
    group,
    metabolic,
    frailty,
    seeking,
    body,
    bodyMass: bodyMassOf(body, firstYear - birth),
    smokes,
    adherence: noise.first < 0.17 ? 0.1 + noise.first : 1 - 0.2 * noise.second,
    doctor,
  };
}

/** Laboratories that give their values are in the South and with HMOs more often; the mean stays `share`. */
function labShareOf(share: number, region: number, plan: number): number {
  const odds = (share / (1 - share)) * (region === 2 ? 1.5 : 0.75) * (plan === 2 ? 1.6 : 0.92);
  return share >= 1 ? 1 : odds / (1 + odds);
}

function bodyMassOf(body: number, age: number): number {
  const center = age < 20 ? 16 + 0.45 * age : 24.2 + 0.05 * age;
  return Math.min(65, Math.max(13, center * Math.exp(0.18 * body)));
}
