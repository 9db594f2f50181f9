import { Noise } from "../noise.js";
import { doctorsPerRegion } from "./member.js";
import { regions } from "./places.js";

/** Doctors of all regions; number r · 150 + k is the k-th of region r, PROVID is 10,001 more. */
export const doctorCount: number = regions.length * doctorsPerRegion;

/** What doctors prefer whatever the patient, standard normal: long first opioid prescriptions, and newer diabetes drugs. */
export interface Tastes {
  readonly long: Float64Array;
  readonly newer: Float64Array;
}

const doctorUnit = 2 ** 31;

export function drawTastes(seed: number): Tastes {
  const noise = new Noise(seed, "claims doctors");
  const long = new Float64Array(doctorCount);
  const newer = new Float64Array(doctorCount);
  for (let doctor = 0; doctor < doctorCount; doctor++) {
    noise.select(doctorUnit + doctor);
    noise.normals(1);
    long[doctor] = noise.first;
    newer[doctor] = noise.second;
  }
  return { long, newer };
}
