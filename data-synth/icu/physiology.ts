import { draw, type Noise } from "./noise.js";
import type { Stay } from "./stay.js";

/** What the organs are doing at one time, in standard deviations of dysfunction, and what supports them. */
export interface Organs {
  severity: number;
  cardiovascular: number;
  respiratory: number;
  renal: number;
  hepatic: number;
  coagulation: number;
  neurologic: number;
  /** Norepinephrine-equivalent dose in mcg/kg/min. */
  dose: number;
  /** Rise of the mean pressure by fluids, in mmHg. */
  filling: number;
  /** How much of what dose and fluids do to the pressure they do: the knob feedback. */
  raising: number;
  ventilated: number;
  /** Set fraction of inspired oxygen, in percent. */
  fio2: number;
}

/** Slow deviations of a patient's vitals from their levels; they carry over from hour to hour. */
export interface Deviations {
  pressure: number;
  pulsePressure: number;
  breathing: number;
  oxygen: number;
  temperature: number;
  pulse: number;
}

/** What is charted in one hour. */
export interface Vitals {
  meanPressure: number;
  systolicPressure: number;
  diastolicPressure: number;
  heartRate: number;
  respiratoryRate: number;
  saturation: number;
  /** The saturation as it is; the oximeter may read more. */
  actualSaturation: number;
  /** In the stay's own unit: °F, or °C where the stay charts a core temperature. */
  temperature: number;
  coma: number;
  urine: number;
}

/**
 * The vitals of one hour: levels that organs and treatment set, plus autoregressive deviations, rounded as charted.
 *
 * MAP = 79 − 6.5 cardiovascular − 0.04 (age − 65) + f (9 ln(1 + dose / 0.05) + filling) + AR(1; 0.72, 8.5 mmHg). Other levels
 * stand in the code below, each in its own unit. The noise stands on the stay.
 */
export function chartVitals(
  noise: Noise,
  hour: number,
  stay: Stay,
  organs: Organs,
  at: Deviations,
  out: Vitals,
): void {
  const old = stay.age - 65;
  chartPressure(noise, hour, stay, organs, at, out);
  noise.normals(draw.breathing, hour);
  at.breathing = step(at.breathing, 0.6, 3.2, noise.first, hour);
  at.oxygen = step(at.oxygen, 0.6, 1.5, noise.second, hour);
  noise.normals(draw.temperature, hour);
  at.temperature = step(at.temperature, 0.93, 0.5, noise.first, hour);
  at.pulse = step(at.pulse, 0.9, 13, noise.second, hour);
  noise.normals(draw.urine, hour);
  const pulsePressure = 46 + 0.25 * old - 2.5 * organs.cardiovascular + at.pulsePressure;
  const rate =
    86 +
    1.2 * organs.cardiovascular +
    2.6 * organs.severity +
    4 * stay.suspected_infection -
    0.1 * old +
    at.pulse;
  const breaths =
    18.6 + 1.6 * organs.respiratory + 0.6 * organs.severity - 0.8 * organs.ventilated + at.breathing;
  const oxygen = 97.4 - 0.9 * organs.respiratory + at.oxygen;
  const celsius = 36.75 + 0.3 * stay.suspected_infection + at.temperature;
  const urine = Math.log(72) - 0.45 * organs.renal - 0.15 * organs.cardiovascular + 0.5 * noise.first;
  const conscious = 15.5 - 2.6 * softPlus(2.2 * (organs.neurologic - 1)) + 0.3 * noise.second;
  const wave = Math.max(12, pulsePressure);
  out.systolicPressure = Math.round(out.meanPressure + (2 / 3) * wave);
  out.diastolicPressure = Math.round(out.meanPressure - wave / 3);
  out.heartRate = Math.round(Math.max(25, rate + 0.2 * at.pressure));
  out.respiratoryRate = Math.round(Math.max(5, breaths));
  out.actualSaturation = Math.round(100 - softPlus(100 - oxygen));
  out.saturation = Math.round(100 - softPlus(100 - oxygen - stay.oximeterError));
  out.temperature = Math.round(10 * (stay.coreTemperature === 1 ? celsius : 32 + 1.8 * celsius)) / 10;
  out.urine = Math.round(Math.exp(urine) / 5) * 5;
  out.coma = Math.max(3, Math.min(15, Math.round(conscious)));
}

/** The mean pressure alone, which care is decided on. */
export function chartPressure(
  noise: Noise,
  hour: number,
  stay: Stay,
  organs: Organs,
  at: Deviations,
  out: Vitals,
): void {
  noise.normals(draw.pressure, hour);
  at.pressure = step(at.pressure, 0.72, 8.5, noise.first, hour);
  at.pulsePressure = step(at.pulsePressure, 0.6, 7, noise.second, hour);
  const level = 79 - 6.5 * organs.cardiovascular - 0.04 * (stay.age - 65);
  const raised = 9 * Math.log1p(organs.dose / 0.05) + organs.filling;
  out.meanPressure = Math.round(Math.max(25, level + organs.raising * raised + at.pressure));
}

/** One step of a stationary autoregressive deviation with standard deviation `sd`. */
function step(previous: number, persistence: number, sd: number, noise: number, hour: number): number {
  if (hour === 0) return sd * noise;
  return persistence * previous + sd * Math.sqrt(1 - persistence * persistence) * noise;
}

function softPlus(x: number): number {
  return Math.log1p(Math.exp(x));
}

/** Values of the laboratory, in the units of the analysis table. */
export interface Laboratory {
  lactate: number;
  creatinine: number;
  bun: number;
  bicarbonate: number;
  sodium: number;
  potassium: number;
  glucose: number;
  wbc: number;
  hemoglobin: number;
  platelets: number;
  bilirubin: number;
  inr: number;
  pao2: number;
}

/** Deviations of a patient's laboratory values: those of the first sample stay with the patient. */
export class LaboratoryDeviations {
  readonly #first: Float64Array = new Float64Array(14);
  readonly values: Float64Array = new Float64Array(14);

  /** Draws for the `sample`-th sample: 0.85 × the first deviation + √(1 − 0.85²) × a new one. */
  draw(noise: Noise, sample: number): void {
    for (let k = 0; k < 7; k++) {
      noise.normals(draw.laboratory + k, sample);
      this.#keep(2 * k, noise.first, sample);
      this.#keep(2 * k + 1, noise.second, sample);
    }
  }

  #keep(k: number, deviation: number, sample: number): void {
    if (sample === 0) this.#first[k] = deviation;
    this.values[k] = sample === 0 ? deviation : 0.85 * this.#first[k]! + 0.527 * deviation;
  }
}

/**
 * The laboratory values of one sample, rounded as reported: each is a level set by the organs (logarithmic where values
 * are skewed) plus the deviation; bicarbonate follows lactate and kidneys, blood urea nitrogen follows creatinine.
 */
export function measure(stay: Stay, organs: Organs, deviations: LaboratoryDeviations, out: Laboratory): void {
  const e = deviations.values;
  const { renal, severity, hepatic } = organs;
  const lactate =
    Math.log(1.55) + 0.3 * organs.cardiovascular + 0.12 * severity + 0.08 * hepatic + 0.28 * e[0]!;
  const creatinine =
    Math.log(0.88) + 0.16 * stay.gender + 0.4 * renal + 0.6 * stay.renal_disease + 0.08 * e[1]!;
  const bun = Math.log(17.5) + 0.72 * creatinine + 0.009 * (stay.age - 65) + 0.32 * e[2]!;
  const bicarbonate = 24.3 - 2.4 * (lactate - Math.log(1.5)) - 1.1 * renal + 2.6 * e[3]!;
  out.lactate = Math.max(0.4, tenth(Math.exp(lactate)));
  out.creatinine = Math.max(0.2, tenth(Math.exp(creatinine)));
  out.bun = Math.max(2, Math.round(Math.exp(bun)));
  out.bicarbonate = Math.max(5, Math.round(bicarbonate));
  out.sodium = Math.round(138.6 + 4.2 * e[4]!);
  out.potassium = Math.max(2, tenth(4.15 + 0.22 * renal + 0.5 * e[5]!));
  out.glucose = Math.max(
    25,
    Math.round(Math.exp(Math.log(126) + 0.3 * stay.diabetes + 0.07 * severity + 0.27 * e[6]!)),
  );
  out.wbc = Math.max(
    0.1,
    tenth(Math.exp(Math.log(9.6) + 0.22 * stay.suspected_infection + 0.1 * severity + 0.4 * e[7]!)),
  );
  out.platelets = Math.max(5, Math.round(Math.exp(Math.log(215) - 0.3 * organs.coagulation + 0.3 * e[8]!)));
  out.hemoglobin = Math.max(3.5, tenth(10.9 + 0.4 * stay.gender - 0.4 * severity + 1.8 * e[9]!));
  out.bilirubin = Math.max(0.1, tenth(Math.exp(Math.log(0.62) + 0.5 * hepatic + 0.35 * e[10]!)));
  out.inr = Math.max(
    0.8,
    tenth(Math.exp(Math.log(1.22) + 0.12 * organs.coagulation + 0.1 * hepatic + 0.14 * e[11]!)),
  );
  const gradient = Math.exp(Math.log(450) - 0.36 * organs.respiratory + 0.27 * e[12]!);
  const ratio = gradient / (1 + (gradient / 560) ** 4) ** 0.25;
  out.pao2 = Math.max(25, Math.round((ratio * organs.fio2) / 100));
}

function tenth(x: number): number {
  return Math.round(10 * x) / 10;
}

/** The fraction of inspired oxygen that is set for lungs in this state, in percent. */
export function setOxygen(respiratory: number, ventilated: number): number {
  if (ventilated === 1) return Math.min(100, 40 + 10 * Math.max(0, Math.round(2 * (respiratory - 0.3))));
  return respiratory < -0.3 ? 21 : Math.min(60, 30 + 10 * Math.max(0, Math.round(1.5 * (respiratory - 0.6))));
}
