import type { CareState } from "./care.js";
import type { LabSampler } from "./lab-sampler.js";
import type { Vitals } from "./physiology.js";
import type { Stay } from "./stay.js";

/** What is on record of a stay when care is decided, every four hours from hour 12 on; the state of an RL log. */
export interface CareMoment extends CareState {
  /** Hours since ICU admission. */
  readonly hour: number;
  readonly age: number;
  readonly charlson: number;
  /** SOFA of hours 0 to 5. */
  readonly sofa: number;
  readonly ventilated: number;
  /** Of the last four hours: mean pressure, pulse and breaths, lowest saturation, last temperature in °C, urine in mL. */
  readonly map_mean: number;
  readonly heart_rate: number;
  readonly resp_rate: number;
  readonly spo2: number;
  readonly temperature: number;
  readonly urine_ml: number;
  /** Last values of the laboratory; a normal one (1.5 mmol/L, 1 mg/dL) where none was measured. */
  readonly lactate: number;
  readonly creatinine: number;
}

/** The columns of a moment, in the order in which policies see them. */
export const momentColumns: readonly (keyof CareMoment)[] = [
  ...(["hour", "age", "charlson", "sofa", "map_low", "map_mean", "heart_rate", "resp_rate"] as const),
  ...(["spo2", "temperature", "urine_ml", "lactate", "creatinine"] as const),
  ...(["ventilated", "vasopressor", "fluid_l"] as const),
];

const hours = 4;

/** Gathers what is charted between two decisions. */
export class MomentWindow {
  readonly moment: { -readonly [Name in keyof CareMoment]: number } = {
    hour: 0,
    age: 0,
    charlson: 0,
    sofa: 0,
    ventilated: 0,
    map_low: 0,
    map_mean: 0,
    heart_rate: 0,
    resp_rate: 0,
    spo2: 0,
    temperature: 0,
    urine_ml: 0,
    lactate: 0,
    creatinine: 0,
    vasopressor: 0,
    fluid_l: 0,
  };

  begin(stay: Stay): void {
    const { moment } = this;
    moment.age = stay.age;
    moment.charlson = stay.charlson;
    moment.sofa = stay.sofa;
    moment.vasopressor = 0;
    moment.fluid_l = 0;
    this.clear();
  }

  /** Forgets the last four hours. */
  clear(): void {
    const { moment } = this;
    moment.map_low = 999;
    moment.spo2 = 999;
    for (const name of ["map_mean", "heart_rate", "resp_rate", "urine_ml"] as const) moment[name] = 0;
  }

  addPressure(pressure: number): void {
    if (pressure < this.moment.map_low) this.moment.map_low = pressure;
  }

  add(vitals: Vitals, stay: Stay): void {
    const { moment } = this;
    this.addPressure(vitals.meanPressure);
    moment.map_mean += vitals.meanPressure / hours;
    moment.heart_rate += vitals.heartRate / hours;
    moment.resp_rate += vitals.respiratoryRate / hours;
    moment.spo2 = Math.min(moment.spo2, vitals.saturation);
    moment.urine_ml += vitals.urine;
    moment.temperature = stay.coreTemperature === 1 ? vitals.temperature : (vitals.temperature - 32) / 1.8;
  }

  /** Completes the moment with the laboratory and the ventilator. */
  see(labs: LabSampler, ventilated: number): void {
    this.moment.lactate = labs.lactate;
    this.moment.creatinine = labs.creatinine;
    this.moment.ventilated = ventilated;
  }
}
