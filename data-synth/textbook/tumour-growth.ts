import { table } from "arquero";
import { assertFinite, assertInteger } from "../../src/assert.js";
import type { Stream } from "../../src/stats/random.js";
import { expit, openProcess, type Process, type ProcessOptions } from "./process.js";

/** Whether to give chemotherapy and radiotherapy on a day, as probabilities, from the mean diameter of recent days. */
export type TumourPolicy = (
  day: number,
  diameter: number,
) => { readonly chemo: number; readonly radio: number };

export interface TumourOptions extends ProcessOptions {
  /** How strongly treatment follows the size of the tumour: 0 is a coin every day. @default 4 */
  readonly feedback?: number;
  /** @default 30 */
  readonly days?: number;
}

export interface TumourTruth {
  /** Mean diameter in cm at the last day, had all these patients been treated by the policy: same patients, same noise. */
  finalDiameter(policy: TumourPolicy): number;
  /** The policy that treated them. */
  readonly clinician: TumourPolicy;
}

const lethal = 13;
const recent = 15;
const carrying: number = volumeOf(30);

/**
 * Growth of a lung tumour under chemotherapy and radiotherapy: treatment depends on size, and size on treatment.
 *
 * With volume V, drug C and radiation d = 2 Gy, each day
 *   V' = V (1 + ρ ln(K / V) − β_c C − (α d + β d²) + N(0, 0.01²)),  C' = C / 2 + 5 [chemo],  K = volume at 30 cm,
 * α ~ N(0.0398, 0.168²) and ρ ~ N(7·10⁻⁵, 0.00723²), correlated 0.87 and both above 0, β = α / 10,
 * β_c ~ N(0.028, 0.0007²): parameters of Geng, Paganetti & Grassberger (2017, Scientific Reports 7:13542), as in Lim, Alaa
 * & van der Schaar (2018). Chemo and radio are given with probability expit(γ / 13 (mean diameter of 15 days − 6.5)),
 * γ = feedback. Differences to them: the first diameter is log-uniform from 1 to 8 cm, there is no recovery, and a tumour
 * stays at 13 cm once it is there.
 *
 * True values by playing the same patients under any policy. One row a patient and day; treatment acts from the next day.
 */
export function tumourGrowth(options: TumourOptions): Process<TumourTruth> {
  const { n, feedback = 4, days = 30 } = options;
  const stream = openProcess(options, "tumourGrowth", ["feedback", "days"]);
  assertFinite(feedback, "feedback");
  assertInteger(days, "days", 2);
  const clinician: TumourPolicy = (_, diameter) => {
    const chance = expit((feedback / lethal) * (diameter - lethal / 2));
    return { chemo: chance, radio: chance };
  };
  const names = ["patient", "day", "diameter", "dose", "chemo", "radio"] as const;
  const columns = names.map(() => new Float64Array(n * days));
  let row = 0;
  for (let patient = 0; patient < n; patient++) {
    play(stream.split(patient), days, clinician, (...values) => {
      [patient, ...values].forEach((value, j) => {
        columns[j]![row] = value;
      });
      row++;
    });
  }
  const finalDiameter = (policy: TumourPolicy): number => {
    let sum = 0;
    for (let patient = 0; patient < n; patient++) sum += play(stream.split(patient), days, policy, () => {});
    return sum / n;
  };
  return { table: table(names.map((name, j) => [name, columns[j]!])), truth: { finalDiameter, clinician } };
}

/** Plays one patient and returns the last diameter. Every day draws the same three numbers, whatever is given. */
function play(
  stream: Stream,
  days: number,
  policy: TumourPolicy,
  record: (day: number, diameter: number, dose: number, chemo: number, radio: number) => void,
): number {
  const { alpha, rho, drug } = drawSensitivity(stream);
  const seen: number[] = [];
  let [volume, dose] = [volumeOf(8 ** stream.uniform()), 0];
  for (let day = 0; day < days; day++) {
    const diameter = Math.min(lethal, diameterOf(volume));
    seen.push(diameter);
    const window = seen.slice(-recent);
    const { chemo, radio } = policy(day, window.reduce((sum, each) => sum + each, 0) / window.length);
    const [givesChemo, givesRadio] = [stream.bernoulli(chemo), stream.bernoulli(radio)];
    const noise = 0.01 * stream.normal();
    dose = dose / 2 + 5 * givesChemo;
    record(day, diameter, dose, givesChemo, givesRadio);
    const radiation = 2 * givesRadio;
    const killed = drug * dose + alpha * radiation + (alpha / 10) * radiation ** 2;
    const growth = 1 + rho * Math.log(carrying / volume) - killed + noise;
    if (diameter < lethal) volume = Math.max(1e-6, volume * growth);
  }
  return seen[seen.length - 1]!;
}

function drawSensitivity(stream: Stream): { alpha: number; rho: number; drug: number } {
  const drug = 0.028 + 0.0007 * stream.normal();
  for (;;) {
    const [a, b] = [stream.normal(), stream.normal()];
    const alpha = 0.0398 + 0.168 * a;
    const rho = 7e-5 + 0.00723 * (0.87 * a + Math.sqrt(1 - 0.87 ** 2) * b);
    if (alpha > 0 && rho > 0) return { alpha, rho, drug };
  }
}

function volumeOf(diameter: number): number {
  return (Math.PI / 6) * diameter ** 3;
}

function diameterOf(volume: number): number {
  return Math.cbrt((6 * volume) / Math.PI);
}
