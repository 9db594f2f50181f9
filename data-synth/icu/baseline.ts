import { careUnits } from "./catalog.js";
import { draw, type Noise } from "./noise.js";
import {
  cardiovascularScore,
  coagulationScore,
  liverScore,
  neurologicScore,
  renalScore,
  respirationScore,
} from "./sofa.js";
import { baselineHours, type Stay } from "./stay.js";

/**
 * Simulates what is recorded in the first six hours, before any vasopressor: hourly vitals as autoregressive
 * deviations around levels that the organs set, one panel of laboratory values, and the SOFA score of those records.
 * Values are rounded as charted, and decisions are taken on the rounded values.
 */
export function simulateBaseline(noise: Noise, missingness: number, stay: Stay): void {
  drawVentilation(noise, stay);
  drawVitals(noise, stay);
  summarizeVitals(stay);
  drawLaboratory(noise, stay);
  stay.sofa = baselineSofa(stay);
  stay.trueSofa = stay.sofa;
  stay.trueLactate = stay.lactate;
  if (missingness > 0) {
    forgetUnmeasured(noise, missingness, stay);
    stay.sofa = baselineSofa(stay);
  }
}

function drawVentilation(noise: Noise, stay: Stay): void {
  const unit = careUnits[stay.first_careunit]!;
  const logit = -0.75 + 1.0 * stay.respiratory + 0.6 * stay.neurologic + unit.ventilation;
  stay.ventilated = noise.uniform(draw.ventilated) < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
}

function drawVitals(noise: Noise, stay: Stay): void {
  const pressure = 79 - 6.5 * stay.cardiovascular - 0.04 * (stay.age - 65);
  const pulsePressure = 46 + 0.25 * (stay.age - 65) - 2.5 * stay.cardiovascular;
  const rate =
    86 +
    1.2 * stay.cardiovascular +
    2.6 * stay.severity +
    4 * stay.suspected_infection -
    0.1 * (stay.age - 65);
  const breaths = 18.6 + 1.6 * stay.respiratory + 0.6 * stay.severity - 0.8 * stay.ventilated;
  const warmth = 36.75 + 0.3 * stay.suspected_infection;
  const oxygen = 97.4 - 0.9 * stay.respiratory;
  const urine = Math.log(72) - 0.45 * stay.renal - 0.15 * stay.cardiovascular;
  const conscious = consciousness(stay);
  let [m, p, b, t, h, o] = [0, 0, 0, 0, 0, 0];
  for (let hour = 0; hour < baselineHours; hour++) {
    noise.normals(draw.pressure, hour);
    m = step(m, 0.72, 8.5, noise.first, hour);
    p = step(p, 0.6, 7, noise.second, hour);
    noise.normals(draw.breathing, hour);
    b = step(b, 0.6, 3.2, noise.first, hour);
    o = step(o, 0.6, 1.5, noise.second, hour);
    noise.normals(draw.temperature, hour);
    t = step(t, 0.93, 0.5, noise.first, hour);
    h = step(h, 0.9, 13, noise.second, hour);
    noise.normals(draw.urine, hour);
    const map = Math.round(Math.max(25, pressure + m));
    stay.meanPressure[hour] = map;
    stay.systolicPressure[hour] = Math.round(map + (2 / 3) * Math.max(12, pulsePressure + p));
    stay.heartRate[hour] = Math.round(Math.max(25, rate + h + 0.05 * m));
    stay.respiratoryRate[hour] = Math.round(Math.max(5, breaths + b));
    stay.saturation[hour] = Math.round(100 - softPlus(100 - oxygen - o));
    stay.temperature[hour] = Math.round(10 * (warmth + t)) / 10;
    stay.urine[hour] = Math.round(Math.exp(urine + 0.5 * noise.first) / 5) * 5;
    stay.coma[hour] = Math.max(3, Math.min(15, Math.round(conscious + 0.3 * noise.second)));
  }
}

/** One step of a stationary autoregressive deviation with standard deviation `sd`. */
function step(previous: number, persistence: number, sd: number, noise: number, hour: number): number {
  if (hour === 0) return sd * noise;
  return persistence * previous + sd * Math.sqrt(1 - persistence * persistence) * noise;
}

function softPlus(x: number): number {
  return Math.log1p(Math.exp(x));
}

/** The level of the Glasgow coma scale: full in most, falling as the neurologic dysfunction passes a threshold. */
function consciousness(stay: Stay): number {
  return 15.5 - 2.6 * softPlus(2.2 * (stay.neurologic - 1));
}

function summarizeVitals(stay: Stay): void {
  stay.heart_rate_mean = mean(stay.heartRate);
  stay.map_mean = mean(stay.meanPressure);
  stay.resp_rate_mean = mean(stay.respiratoryRate);
  stay.map_min = least(stay.meanPressure);
  stay.sbp_min = least(stay.systolicPressure);
  stay.spo2_min = least(stay.saturation);
  stay.gcs_min = least(stay.coma);
  stay.temperature_max = -least(stay.temperature, -1);
  stay.urine_ml = 6 * mean(stay.urine);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

function least(values: Float64Array, sign = 1): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) low = Math.min(low, sign * values[i]!);
  return low;
}

function drawLaboratory(noise: Noise, stay: Stay): void {
  const { renal, severity, age, hepatic } = stay;
  noise.normals(draw.laboratory);
  const lactate =
    Math.log(1.55) + 0.3 * stay.cardiovascular + 0.12 * severity + 0.08 * hepatic + 0.28 * noise.first;
  const creatinine =
    Math.log(0.92) + 0.16 * stay.gender + 0.4 * renal + 0.6 * stay.renal_disease + 0.08 * noise.second;
  stay.lactate = Math.max(0.4, round(Math.exp(lactate), 1));
  stay.creatinine = Math.max(0.2, round(Math.exp(creatinine), 1));
  noise.normals(draw.laboratory + 1);
  const bun = Math.log(17.5) + 0.72 * (creatinine - Math.log(1)) + 0.009 * (age - 65) + 0.32 * noise.first;
  stay.bun = Math.max(2, Math.round(Math.exp(bun)));
  const bicarbonate = 24.3 - 2.8 * (lactate - Math.log(1.5)) - 1.1 * renal + 2.6 * noise.second;
  stay.bicarbonate = Math.max(5, Math.round(bicarbonate));
  noise.normals(draw.laboratory + 2);
  stay.sodium = Math.round(138.6 + 4.2 * noise.first);
  stay.potassium = Math.max(2, round(4.15 + 0.22 * renal + 0.5 * noise.second, 1));
  noise.normals(draw.laboratory + 3);
  const glucose = Math.log(126) + 0.3 * stay.diabetes + 0.07 * severity + 0.27 * noise.first;
  stay.glucose = Math.max(25, Math.round(Math.exp(glucose)));
  const wbc = Math.log(9.6) + 0.22 * stay.suspected_infection + 0.1 * severity + 0.4 * noise.second;
  stay.wbc = Math.max(0.1, round(Math.exp(wbc), 1));
  noise.normals(draw.laboratory + 4);
  const platelets = Math.log(215) - 0.3 * stay.coagulation + 0.3 * noise.first;
  stay.platelets = Math.max(5, Math.round(Math.exp(platelets)));
  stay.hemoglobin = Math.max(3.5, round(10.9 + 0.4 * stay.gender - 0.4 * severity + 1.8 * noise.second, 1));
  noise.normals(draw.laboratory + 5);
  stay.bilirubin = Math.max(
    0.1,
    round(Math.exp(Math.log(0.62) + 0.5 * stay.hepatic + 0.35 * noise.first), 1),
  );
  const inr = Math.log(1.22) + 0.12 * stay.coagulation + 0.1 * stay.hepatic + 0.14 * noise.second;
  stay.inr = Math.max(0.8, round(Math.exp(inr), 1));
  noise.normals(draw.laboratory + 6);
  stay.pao2_fio2 = Math.max(
    45,
    Math.round(Math.exp(Math.log(370) - 0.3 * stay.respiratory + 0.25 * noise.first)),
  );
}

function round(x: number, digits: 0 | 1): number {
  return digits === 0 ? Math.round(x) : Math.round(10 * x) / 10;
}

/** Values that only some have measured, with the log-odds of being measured in somebody who looks well. */
const measurable = [
  ["lactate", -0.4],
  ["pao2_fio2", -0.9],
  ["bilirubin", -0.3],
  ["inr", 0.6],
  ["platelets", 2.2],
  ["wbc", 2.2],
  ["creatinine", 2.6],
  ["bun", 2.6],
] as const;

/**
 * Forgets what nobody ordered. Who looks ill on the charted vitals is measured more often, so that whether a value is
 * there says something; it depends on nothing that the table does not hold.
 */
function forgetUnmeasured(noise: Noise, missingness: number, stay: Stay): void {
  const alarm =
    0.06 * (65 - stay.map_min) +
    0.03 * (stay.heart_rate_mean - 90) +
    1.2 * stay.ventilated +
    0.5 * stay.suspected_infection;
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
