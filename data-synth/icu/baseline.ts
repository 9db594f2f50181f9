import { black, careUnits } from "./catalog.js";
import type { IcuKnobs } from "./knobs.js";
import { draw, type Noise } from "./noise.js";
import {
  chartVitals,
  type Deviations,
  type Laboratory,
  LaboratoryDeviations,
  measure,
  type Organs,
  setOxygen,
  type Vitals,
} from "./physiology.js";
import { riskScore } from "./risk-score.js";
import {
  cardiovascularScore,
  coagulationScore,
  liverScore,
  neurologicScore,
  renalScore,
  respirationScore,
} from "./sofa.js";
import { baselineHours, type Stay } from "./stay.js";

/** Temperature and coma scale are charted every fourth hour, the other vitals every hour. */
export const slowVitals = 4;

/** Room for one stay's baseline, used again for the next one. */
export class Baseline {
  readonly organs: Organs = {
    severity: 0,
    cardiovascular: 0,
    respiratory: 0,
    renal: 0,
    hepatic: 0,
    coagulation: 0,
    neurologic: 0,
    dose: 0,
    filling: 0,
    raising: 1,
    ventilated: 0,
    fio2: 21,
  };
  readonly deviations: Deviations = {
    pressure: 0,
    pulsePressure: 0,
    breathing: 0,
    oxygen: 0,
    temperature: 0,
    pulse: 0,
  };
  readonly vitals: Vitals = {
    meanPressure: 0,
    systolicPressure: 0,
    diastolicPressure: 0,
    heartRate: 0,
    respiratoryRate: 0,
    saturation: 0,
    actualSaturation: 0,
    temperature: 0,
    coma: 0,
    urine: 0,
  };
  readonly laboratory: Laboratory = {
    lactate: 0,
    creatinine: 0,
    bun: 0,
    bicarbonate: 0,
    sodium: 0,
    potassium: 0,
    glucose: 0,
    wbc: 0,
    hemoglobin: 0,
    platelets: 0,
    bilirubin: 0,
    inr: 0,
    pao2: 0,
  };
  readonly sampleDeviations: LaboratoryDeviations = new LaboratoryDeviations();

  /**
   * Simulates what is recorded in the first six hours, before any vasopressor, and summarizes it into the analysis
   * table's columns; decisions are taken on these recorded values.
   */
  simulate(noise: Noise, knobs: IcuKnobs, stay: Stay): void {
    const { missingness } = knobs;
    stay.oximeterError = stay.race === black ? knobs.measurementError : 0;
    drawSupport(noise, stay);
    this.restoreOrgans(stay);
    this.#chart(noise, stay);
    this.sampleDeviations.draw(noise, 0);
    measure(stay, this.organs, this.sampleDeviations, this.laboratory);
    Object.assign(stay, this.laboratory);
    stay.pao2_fio2 = (100 * stay.pao2) / stay.fio2;
    stay.sofa = baselineSofa(stay);
    stay.trueSofa = stay.sofa;
    stay.trueLactate = stay.lactate;
    if (missingness > 0) {
      forgetUnmeasured(noise, missingness, stay);
      stay.sofa = baselineSofa(stay);
    }
    stay.risk_score = riskScore(stay);
  }

  /** The organs as they are at the stay's beginning. */
  restoreOrgans(stay: Stay): void {
    const { organs } = this;
    organs.severity = stay.severity;
    organs.cardiovascular = stay.cardiovascular;
    organs.respiratory = stay.respiratory;
    organs.renal = stay.renal;
    organs.hepatic = stay.hepatic;
    organs.coagulation = stay.coagulation;
    organs.neurologic = stay.neurologic;
    organs.dose = 0;
    organs.filling = 0;
    organs.ventilated = stay.ventilated;
    organs.fio2 = stay.fio2;
  }

  #chart(noise: Noise, stay: Stay): void {
    const { vitals } = this;
    let [pulse, pressure, breaths, urine] = [0, 0, 0, 0];
    let [lowMap, lowSystolic, lowSaturation, lowActual, lowComa] = [999, 999, 999, 999, 15];
    let warm = Number.NEGATIVE_INFINITY;
    for (let hour = 0; hour < baselineHours; hour++) {
      chartVitals(noise, hour, stay, this.organs, this.deviations, vitals);
      pulse += vitals.heartRate;
      pressure += vitals.meanPressure;
      breaths += vitals.respiratoryRate;
      urine += vitals.urine;
      lowMap = Math.min(lowMap, vitals.meanPressure);
      lowSystolic = Math.min(lowSystolic, vitals.systolicPressure);
      lowSaturation = Math.min(lowSaturation, vitals.saturation);
      lowActual = Math.min(lowActual, vitals.actualSaturation);
      if (hour % slowVitals > 0) continue;
      warm = Math.max(warm, vitals.temperature);
      if (stay.ventilated === 0) lowComa = Math.min(lowComa, vitals.coma);
    }
    stay.heart_rate_mean = pulse / baselineHours;
    stay.map_mean = pressure / baselineHours;
    stay.resp_rate_mean = breaths / baselineHours;
    stay.map_min = lowMap;
    stay.sbp_min = lowSystolic;
    stay.spo2_min = lowSaturation;
    stay.actual_spo2_min = lowActual;
    stay.gcs_min = lowComa;
    stay.temperature_max = stay.coreTemperature === 1 ? warm : (warm - 32) / 1.8;
    stay.urine_ml = urine;
  }
}

function drawSupport(noise: Noise, stay: Stay): void {
  const unit = careUnits[stay.first_careunit]!;
  const logit = -0.75 + 1.0 * stay.respiratory + 0.6 * stay.neurologic + unit.ventilation;
  stay.ventilated = noise.uniform(draw.ventilated) < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  stay.fio2 = setOxygen(stay.respiratory, stay.ventilated);
  stay.coreTemperature = stay.ventilated === 1 && noise.uniform(draw.thermometer) < 0.3 ? 1 : 0;
}

/** Values that only some have measured, with the log-odds of being measured in somebody who looks well. */
const measurable = [
  ["lactate", 0],
  ["pao2_fio2", 0.3],
  ["bilirubin", 0.4],
  ["inr", 1],
  ["platelets", 3],
  ["wbc", 3],
  ["creatinine", 4],
  ["bun", 4],
] as const;

/**
 * Forgets what nobody ordered. Who looks ill on the charted vitals is measured more often, so that whether a value is
 * there says something; it depends on nothing that the table does not hold.
 */
function forgetUnmeasured(noise: Noise, missingness: number, stay: Stay): void {
  const alarm =
    0.11 * (65 - stay.map_min) +
    0.05 * (stay.heart_rate_mean - 90) +
    0.12 * (15 - stay.gcs_min) +
    1.4 * stay.ventilated +
    0.7 * stay.suspected_infection;
  for (let k = 0; k < measurable.length; k++) {
    const [name, logOdds] = measurable[k]!;
    const unmeasured = 1 / (1 + Math.exp(logOdds + alarm));
    if (noise.uniform(draw.measured + k) < missingness * unmeasured) stay[name] = Number.NaN;
  }
}

function baselineSofa(stay: Stay): number {
  return (
    respirationScore(stay.pao2_fio2, stay.ventilated === 1) +
    coagulationScore(stay.platelets) +
    liverScore(stay.bilirubin) +
    cardiovascularScore(stay.map_min) +
    neurologicScore(stay.gcs_min) +
    renalScore(stay.creatinine, 4 * stay.urine_ml)
  );
}
